//! How much each difference weighs, and why: one function a kind of difference.

mod gone;
mod guards;
mod load;
mod paths;
mod strength;
mod ways;
mod zones;

use super::around::ends;
use super::attributes::Attribute;
use super::difference::{Change, Difference, Reason, Subject};
use super::level::Level;
use super::merged::Merged;
use super::names::{Names, way};
use super::pairing::Pairing;
use crate::catalog::{Catalog, Lives};
use crate::diag::CodeInfo;
use crate::diag::changes as codes;
use crate::graph::{ArchGraph, Connection, ConnectionIx, Element, ElementIx, Flow, Lane, chain};
pub(super) use gone::COMPARED;
use gone::Gone;
use guards::Guards;
use load::Overloads;
use paths::Paths;
use strength::Step;
use zones::Zones;

/// Both versions and what is known of them.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) old: &'a ArchGraph,
    pub(super) new: &'a ArchGraph,
    pub(super) pairing: &'a Pairing,
    pub(super) merged: &'a Merged,
    pub(super) names: &'a Names,
    pub(super) catalog: &'a Catalog,
}

/// What is found once for all differences.
struct Found {
    gone: Gone,
    paths: Paths,
    zones: Zones,
    guards: Guards,
    overloads: Overloads,
}

/// Gives every difference its reasons, at the usual level of their codes.
pub(super) fn weigh(case: &Case<'_>, differences: &mut [Difference]) {
    if differences.is_empty() {
        return;
    }
    let found = Found {
        gone: Gone::of(case),
        paths: Paths::of(case),
        zones: Zones::of(case),
        guards: Guards::of(case),
        overloads: Overloads::of(case),
    };
    for difference in differences.iter_mut() {
        difference.reasons = match difference.subject {
            Subject::Whole => of_whole(&difference.change),
            Subject::Element(slot) => of_element(case, &found, slot, &difference.change),
            Subject::Connection(line) => of_connection(case, &found, line, &difference.change),
        };
    }
    paths::single_points(case, differences);
}

/// Whether a setting of something new or gone is worth a word: who may reach it, how it is
/// authenticated and how much it takes, and else what is weak about it.
pub(super) fn is_told(key: &str, value: &str) -> bool {
    match key {
        "units" => value != "1",
        "tier" | "messages-per-day" | "network" | "authentication" | "protocol" | "runtime" => true,
        _ => strength::is_weak(key, value),
    }
}

pub(super) fn reason(code: &CodeInfo, text: impl Into<String>) -> Reason {
    Reason { code: code.code, level: Level::of(code), text: text.into() }
}

fn of_whole(change: &Change) -> Vec<Reason> {
    match change {
        Change::Set { attribute: Attribute::Solution, .. } => {
            vec![reason(&codes::SOLUTION_CHANGED, "the solution is of another type")]
        }
        Change::Set { attribute: Attribute::Check(code), .. } => {
            let text = format!("what `[checks]` says of {code} decides about changes to come");
            vec![reason(&codes::RULES_CHANGED, text)]
        }
        _ => vec![reason(&codes::TEXT_CHANGED, "only a text is different")],
    }
}

fn of_element(case: &Case<'_>, found: &Found, at: usize, change: &Change) -> Vec<Reason> {
    let slot = case.merged.slots[at];
    match (change, slot.old, slot.new) {
        (Change::Removed, Some(o), _) => vec![match found.paths.dependents(case, o) {
            Some(text) => reason(&codes::DEPENDENCY_REMOVED, text),
            None => reason(&codes::ELEMENT_REMOVED, "nothing that is left depends on it"),
        }],
        (Change::Renamed { .. }, Some(o), Some(n)) => of_renamed(case, o, n),
        (Change::Moved { .. }, Some(o), Some(n)) => found
            .zones
            .crossing_after_move(case, o, n)
            .map(|text| reason(&codes::BOUNDARY_CROSSED, text))
            .into_iter()
            .chain(guards::left(case, o, n).map(|text| reason(&codes::EXPOSED, text)))
            .chain(
                is_made_anew(case, o, n)
                    .then(|| reason(&codes::REPLACED, "it is made anew in another region")),
            )
            .chain([reason(&codes::MOVED, "it stands in another container")])
            .collect(),
        (Change::Set { attribute, from, to }, Some(o), Some(n)) => {
            let pair = (&case.old.graph[o], &case.new.graph[n]);
            let mut reasons = of_attribute(pair, attribute, from.as_deref(), to.as_deref());
            if matters_to_load(attribute)
                && let Some(text) = found.overloads.at(n).or_else(|| found.overloads.by(case, n))
            {
                reasons.insert(0, reason(&codes::TIER_BELOW_LOAD, text));
            }
            reasons
        }
        (_, _, Some(n)) => found
            .zones
            .new_zone(case, at)
            .map(|text| reason(&codes::BOUNDARY_CROSSED, text))
            .into_iter()
            .chain(found.overloads.by(case, n).map(|text| reason(&codes::TIER_BELOW_LOAD, text)))
            .chain(found.gone.weaker_element(n))
            .chain([reason(&codes::ELEMENT_ADDED, "it was not there before")])
            .collect(),
        _ => Vec::new(),
    }
}

/// The setting that says in which region of the cloud something is deployed.
const LOCATION: &str = "location";

/// What is deployed in the cloud has its name, and its region, for good.
fn of_renamed(case: &Case<'_>, o: ElementIx, n: ElementIx) -> Vec<Reason> {
    let service = case.catalog.service(&case.new.graph[n].kind);
    let is_resource = service.is_some_and(|service| service.lives == Lives::Cloud);
    let replaced = if is_resource {
        Some(reason(&codes::REPLACED, "a resource of the new name takes its place"))
    } else if is_another_region(case, o, n) {
        Some(reason(&codes::REPLACED, "what stands in a region is made anew in another one"))
    } else {
        None
    };
    let renamed = reason(&codes::RENAMED, "kind and neighbors are the same");
    replaced.into_iter().chain([renamed]).collect()
}

/// Whether a place that has a location is called otherwise, and does not say that it is the same one.
fn is_another_region(case: &Case<'_>, o: ElementIx, n: ElementIx) -> bool {
    let (before, after) = (&case.old.graph[o], &case.new.graph[n]);
    let place = case.catalog.place(&after.kind);
    let has_location =
        place.is_some_and(|place| place.settings.iter().any(|setting| setting.key == LOCATION));
    let location = after.settings.get(LOCATION);
    has_location && (location.is_none() || location != before.settings.get(LOCATION))
}

/// The kind of group that is a region.
const REGION: &str = "region";

/// Whether a resource that moved stands in another region than before: what is deployed there stays
/// there.
fn is_made_anew(case: &Case<'_>, o: ElementIx, n: ElementIx) -> bool {
    let service = case.catalog.service(&case.new.graph[n].kind);
    let location = |arch: &ArchGraph, ix: ElementIx| {
        chain(&arch.graph, ix).find_map(|at| arch.graph[at].settings.get(LOCATION).cloned())
    };
    let region = |arch: &ArchGraph, ix: ElementIx| {
        chain(&arch.graph, ix).find(|&at| arch.graph[at].kind == REGION)
    };
    let is_elsewhere = match (location(case.old, o), location(case.new, n)) {
        (Some(before), Some(after)) => before != after,
        _ => match (region(case.old, o), region(case.new, n)) {
            (Some(before), Some(after)) => case.pairing.new_of(before) != Some(after),
            _ => false,
        },
    };
    service.is_some_and(|service| service.lives == Lives::Cloud) && is_elsewhere
}

fn matters_to_load(attribute: &Attribute) -> bool {
    match attribute {
        Attribute::Count => true,
        Attribute::Setting(key) => load::SETTINGS.contains(&key.as_str()),
        _ => false,
    }
}

fn of_attribute(
    (before, after): (&Element, &Element),
    attribute: &Attribute,
    from: Option<&str>,
    to: Option<&str>,
) -> Vec<Reason> {
    match attribute {
        Attribute::Kind => {
            let text = format!("{} became {}", before.kind_name, after.kind_name);
            vec![reason(&codes::KIND_CHANGED, text)]
        }
        Attribute::Label => vec![reason(&codes::LABEL_CHANGED, "only the label is different")],
        Attribute::Count => of_count(after, from, to),
        Attribute::Setting(key) => of_setting(key, from, to),
        Attribute::Status => {
            vec![reason(&codes::STATUS_CHANGED, "the catalogue calls it otherwise")]
        }
        Attribute::Lane => vec![reason(&codes::SETTING_CHANGED, "it stands in another lane")],
        _ => vec![reason(&codes::TEXT_CHANGED, "only a text is different")],
    }
}

fn of_count(after: &Element, from: Option<&str>, to: Option<&str>) -> Vec<Reason> {
    let number = |text: Option<&str>| text.map_or(Some(1), |text| text.parse::<u64>().ok());
    let is_served_by_several = after.lane().is_some_and(|lane| lane != Lane::Field);
    let lowered = number(from) > Some(1) && number(to) == Some(1) && is_served_by_several;
    lowered
        .then(|| reason(&codes::REDUNDANCY_LOWERED, "one is left where there were several"))
        .into_iter()
        .chain([reason(&codes::COUNT_CHANGED, "the same, more or fewer times")])
        .collect()
}

fn of_setting(key: &str, from: Option<&str>, to: Option<&str>) -> Vec<Reason> {
    let weaker = match strength::weaker_setting(key, from, to) {
        Some(code) => Some(reason(code, strength::told(code, from, to))),
        None if key == "runtime" && from.is_some() => {
            Some(reason(&codes::KIND_CHANGED, "another runtime is another platform"))
        }
        None if key == LOCATION && from.is_some() && to.is_some() => {
            Some(reason(&codes::REPLACED, "one in the other region takes its place"))
        }
        None => None,
    };
    weaker
        .into_iter()
        .chain([reason(&codes::SETTING_CHANGED, "a setting has another value")])
        .collect()
}

fn of_connection(case: &Case<'_>, found: &Found, line: usize, change: &Change) -> Vec<Reason> {
    let line = case.merged.lines[line];
    match (change, line.old, line.new) {
        (Change::Removed, Some(o), _) => vec![match found.paths.lost(case, o) {
            Some(text) => reason(&codes::PATH_REMOVED, text),
            None => reason(&codes::CONNECTION_REMOVED, "no data path between what is left is lost"),
        }],
        (Change::Set { attribute, from, to }, Some(o), Some(n)) => {
            let pair = (&case.old.graph[o], &case.new.graph[n]);
            let usual = of_connection_attribute(pair, attribute, from.as_deref(), to.as_deref());
            let turned = match attribute {
                Attribute::Direction => of_turned(case, found, (o, n)),
                // What was data and is control now carries none.
                Attribute::Flow => found
                    .paths
                    .lost(case, o)
                    .map_or_else(Vec::new, |text| vec![reason(&codes::PATH_REMOVED, text)]),
                _ => Vec::new(),
            };
            turned.into_iter().chain(usual).collect()
        }
        (_, _, Some(n)) => {
            let added = reason(&codes::CONNECTION_ADDED, "it was not there before");
            let weaker = found.gone.weaker_connection(n);
            opened(case, found, n).into_iter().chain(weaker).chain([added]).collect()
        }
        _ => Vec::new(),
    }
}

/// A connection that leads another way: what got over it may not any more, and what did not
/// may now.
fn of_turned(case: &Case<'_>, found: &Found, (o, n): (ConnectionIx, ConnectionIx)) -> Vec<Reason> {
    let lost = found.paths.lost(case, o).map(|text| reason(&codes::PATH_REMOVED, text));
    let leads_on = |before: bool, now: bool| now && !before;
    let (before, now) = (case.old.graph[o].direction, case.new.graph[n].direction);
    let opens = leads_on(before.leads_forward(), now.leads_forward())
        || leads_on(before.leads_back(), now.leads_back());
    let opened = if opens { opened(case, found, n) } else { Vec::new() };
    lost.into_iter().chain(opened).collect()
}

/// What a way that was not there before opens.
fn opened(case: &Case<'_>, found: &Found, n: ConnectionIx) -> Vec<Reason> {
    let connection = &case.new.graph[n];
    let crossing = found.zones.crossing(case, n);
    let open = |is_open: bool, code: &CodeInfo, how: &str| {
        let (from, to) = crossing.as_ref().filter(|_| is_open)?;
        Some(reason(code, format!("it leads from {from} to {to} {how}")))
    };
    let is_plain = strength::is_plain(connection);
    let is_anonymous = strength::is_anonymous(connection);
    let first = found.zones.new_crossing(case, n);
    first
        .map(|text| reason(&codes::BOUNDARY_CROSSED, text))
        .into_iter()
        .chain(open(is_plain, &codes::PLAIN_CROSSING, "without encryption"))
        .chain(open(is_anonymous, &codes::ANONYMOUS_CROSSING, "without authentication"))
        .chain(found.guards.passed_by(n).map(|text| reason(&codes::GUARD_LOST, text)))
        .collect()
}

fn of_connection_attribute(
    (before, after): (&Connection, &Connection),
    attribute: &Attribute,
    from: Option<&str>,
    to: Option<&str>,
) -> Vec<Reason> {
    let weaker = |code: &CodeInfo| reason(code, strength::told(code, from, to));
    let transport = |weaker: Option<Reason>| -> Vec<Reason> {
        let usual = reason(&codes::TRANSPORT_CHANGED, "both ends have to follow");
        weaker.into_iter().chain([usual]).collect()
    };
    match attribute {
        Attribute::Label => vec![reason(&codes::LABEL_CHANGED, "only the label is different")],
        Attribute::Authentication => {
            let step = strength::authentication(from, to);
            transport((step == Step::Weaker).then(|| weaker(&codes::AUTHENTICATION_WEAKER)))
        }
        Attribute::Protocol | Attribute::Port => {
            let text = strength::weaker_encryption(before, after, attribute);
            let encrypted = text.map(|text| reason(&codes::ENCRYPTION_WEAKER, text));
            let left_private = *attribute == Attribute::Protocol
                && strength::private_way(from, to) == Step::Weaker;
            let text = "it no longer says that it leads over a private way";
            let exposed = left_private.then(|| reason(&codes::EXPOSED, text));
            exposed.into_iter().chain(transport(encrypted)).collect()
        }
        Attribute::Optional if after.optional && after.flow == Flow::Data => {
            let text = "nobody can rely on it any more";
            vec![
                reason(&codes::PATH_OPTIONAL, text),
                reason(&codes::FLOW_CHANGED, "what is carried, or which way, is another"),
            ]
        }
        Attribute::Flow | Attribute::Direction | Attribute::Optional => {
            vec![reason(&codes::FLOW_CHANGED, "what is carried, or which way, is another")]
        }
        Attribute::Step => {
            vec![reason(&codes::TEXT_CHANGED, "only the number of its step is different")]
        }
        _ => vec![reason(&codes::TEXT_CHANGED, "only a text is different")],
    }
}

/// Names of both ends of a connection of the new version, the way that it goes.
pub(super) fn along(case: &Case<'_>, ix: ConnectionIx) -> String {
    let (from, to) = ends(case.new, ix);
    way(case.new.graph[ix].direction, case.names.of_new(from), case.names.of_new(to))
}
