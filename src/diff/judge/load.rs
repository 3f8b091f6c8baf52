//! What the devices send in a day against what the tier of a hub takes.

use super::Case;
use crate::catalog::{Catalog, Check, Measure, is_among};
use crate::diff::around::neighbors;
use crate::graph::{ArchGraph, Element, ElementIx, Flow, Lane};

/// Settings that raise the load or lower the capacity.
pub(super) const SETTINGS: &[&str] = &["tier", "units", "messages-per-day"];

/// What a changed element is, or feeds, that takes less in a day than it gets, and did not
/// before.
pub(super) fn overload(case: &Case<'_>, o: ElementIx, n: ElementIx) -> Option<String> {
    overloaded(case, n, Some(o)).or_else(|| overload_by_new(case, n))
}

/// What an element feeds that takes less in a day than it gets since the element is there.
pub(super) fn overload_by_new(case: &Case<'_>, n: ElementIx) -> Option<String> {
    let mut fed = neighbors(case.new, n).map(|(_, other, _)| other);
    fed.find_map(|hub| overloaded(case, hub, case.pairing.old_of(hub)))
}

fn overloaded(case: &Case<'_>, hub: ElementIx, before: Option<ElementIx>) -> Option<String> {
    let twin = before?;
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
