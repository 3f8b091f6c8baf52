//! What the devices send in a day against what the tier of a hub takes.

use super::Case;
use crate::diff::pairing::neighbors;
use crate::graph::{ArchGraph, Element, ElementIx, Flow, Lane};

/// Settings that raise the load or lower the capacity.
pub(super) const SETTINGS: &[&str] = &["tier", "units", "messages-per-day"];

/// Messages that one unit of a tier takes in a day, from the tiers of IoT Hub in the
/// documentation on its scaling.
const PER_UNIT_AND_DAY: &[(&str, u64)] = &[
    ("F1", 8_000),
    ("B1", 400_000),
    ("S1", 400_000),
    ("B2", 6_000_000),
    ("S2", 6_000_000),
    ("B3", 300_000_000),
    ("S3", 300_000_000),
];

/// What a changed element is, or feeds, that takes less in a day than it gets, and did not
/// before.
pub(super) fn overload(case: &Case<'_>, o: ElementIx, n: ElementIx) -> Option<String> {
    let fed = neighbors(case.new, n).map(|(_, other, _)| other);
    std::iter::once(n).chain(fed).find_map(|hub| {
        let twin = if hub == n { Some(o) } else { case.pairing.old_of(hub) }?;
        let now = Balance::of(case.new, hub)?;
        let before = Balance::of(case.old, twin)?;
        (now.load > now.capacity && before.load <= before.capacity).then(|| {
            format!(
                "{} messages a day reach {}, which takes {}",
                now.load, case.new.graph[hub].label, now.capacity
            )
        })
    })
}

/// Messages a day.
struct Balance {
    load: u64,
    capacity: u64,
}

impl Balance {
    fn of(graph: &ArchGraph, hub: ElementIx) -> Option<Self> {
        let element = &graph.graph[hub];
        let tier = element.settings.get("tier")?;
        let (_, per_unit) = PER_UNIT_AND_DAY.iter().find(|(name, _)| name == tier)?;
        let units = number(element, "units").unwrap_or(1);
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

fn number(element: &Element, key: &str) -> Option<u64> {
    element.settings.get(key)?.parse().ok()
}
