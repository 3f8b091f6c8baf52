//! What the devices send in a day against what the tier of a hub takes.

use std::collections::BTreeMap;

use super::Case;
use crate::catalog::{Catalog, Check, Measure, is_among};
use crate::diff::around::neighbors;
use crate::graph::{ArchGraph, Element, ElementIx, Flow, Lane};

/// Settings that raise the load or lower the capacity.
pub(super) const SETTINGS: &[&str] = &["tier", "units", "messages-per-day"];

/// What takes less in a day than it gets, and did not before: what to say of it.
pub(super) struct Overloads(BTreeMap<ElementIx, String>);

impl Overloads {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let all = case.new.graph.node_indices();
        Self(all.filter_map(|hub| Some((hub, overloaded(case, hub)?))).collect())
    }

    /// Of an element itself.
    pub(super) fn at(&self, n: ElementIx) -> Option<&str> {
        self.0.get(&n).map(String::as_str)
    }

    /// Of what an element feeds.
    pub(super) fn by(&self, case: &Case<'_>, n: ElementIx) -> Option<&str> {
        neighbors(case.new, n).find_map(|(_, hub, _)| self.at(hub))
    }
}

fn overloaded(case: &Case<'_>, hub: ElementIx) -> Option<String> {
    let twin = case.pairing.old_of(hub)?;
    let now = Balance::of(case.catalog, case.new, hub)?;
    let before = Balance::of(case.catalog, case.old, twin)?;
    (now.load > now.capacity && before.load <= before.capacity).then(|| {
        format!(
            "{} messages a day reach {}, which takes {}",
            grouped(now.load),
            case.names.of_new(hub),
            grouped(now.capacity)
        )
    })
}

/// Messages a day.
struct Balance {
    load: u64,
    capacity: u64,
}

impl Balance {
    /// By what a check of the catalogue allows the element's edition.
    fn of(catalog: &Catalog, graph: &ArchGraph, hub: ElementIx) -> Option<Self> {
        let element = &graph.graph[hub];
        let is_about_it = |check: &&Check| is_among(&element.kind, &check.each);
        let allowances = catalog.checks.called(&element.kind).filter(is_about_it);
        let allowance = allowances
            .filter(|check| check.measure == Some(Measure::LoadPercent))
            .find_map(|check| check.allowance.as_ref())?;
        let tier = element.settings.get(allowance.setting.as_str())?.as_str();
        let per_unit = u64::try_from(*allowance.of.get(tier)?).ok()?;
        let units = number(element, &allowance.times).unwrap_or(1);
        let load = neighbors(graph, hub)
            .filter(|&(edge, other, _)| {
                graph.graph[edge].flow == Flow::Data
                    && graph.graph[other].lane() <= Some(Lane::Edge)
            })
            .filter_map(|(_, other, _)| {
                let source = &graph.graph[other];
                let each = number(source, "messages-per-day")?;
                Some(each.saturating_mul(u64::from(source.count.unwrap_or(1))))
            })
            .fold(0, u64::saturating_add);
        Some(Self { load, capacity: per_unit.saturating_mul(units) })
    }
}

/// `1,200,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut told = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

fn number(element: &Element, key: &str) -> Option<u64> {
    element.settings.get(key)?.parse().ok()
}
