//! Findings about the architecture: the catalogue's checks asked of every subject.
//!
//! A check reads the scenario and the graph and changes nothing. What holds is a condition, how
//! much is a measure; both are data.

mod alone;
mod glyphs;
mod idle;
mod keys;
mod measure;
mod names;
mod place;
mod protocols;
mod wording;

use std::borrow::Cow;

use crate::catalog::{Catalog, Check, is_among};
use crate::diag::{Diagnostic, Sink};
use crate::evaluate::{Chosen, SCENARIO, Subject, World};
use crate::graph::{ArchGraph, ElementIx};
use crate::index::Index;
use crate::model::Scenario;

/// The subject of checks that are asked of every element that is not a container.
const EVERY: &str = "*";

/// Reports every finding of the catalogue that applies to the architecture, whose index `index`
/// is.
pub fn check(
    scenario: &Scenario,
    arch: &ArchGraph,
    index: &Index,
    catalog: &Catalog,
    sink: &mut Sink,
) {
    let chosen = Chosen::new();
    let world = World { scenario, catalog, graph: &arch.graph, index, chosen: &chosen };
    for at in catalog.checks.about(index.kinds().chain([SCENARIO, EVERY])) {
        let slot = catalog.checks.slot(at);
        if !slot.may_apply(|kind| index.has(kind)) {
            continue;
        }
        let check = slot.get();
        for subject in subjects(&world, check) {
            if let Some(finding) = finding(&world, check, subject) {
                sink.push(finding);
            }
        }
    }
    names::check(&world, sink);
    keys::check(&world, sink);
    idle::check(&world, sink);
    alone::check(scenario, arch, catalog, sink);
    glyphs::check(scenario, catalog, sink);
    protocols::check(arch, sink);
}

fn subjects(world: &World<'_>, check: &Check) -> Vec<Option<ElementIx>> {
    let is = |word: &str| is_among(word, &check.each);
    if is(EVERY) && !is(SCENARIO) {
        let graph = world.graph;
        return graph.node_indices().filter(|&ix| !graph[ix].is_container()).map(Some).collect();
    }
    world.subjects(&check.each)
}

/// The finding of a check about a subject, if it stands.
fn finding(world: &World<'_>, check: &Check, subject: Option<ElementIx>) -> Option<Diagnostic> {
    if !world.holds(&check.when, Subject { element: subject, ends: None }) {
        return None;
    }
    let value = match check.measure {
        Some(measure) => Some(measure::value(world, check, measure, subject)?),
        None => None,
    };
    let limit = measure::limit(world, check, subject);
    if check.over_setting.is_some() && limit.is_none() {
        return None;
    }
    if let (Some(value), Some(limit)) = (value, limit) {
        let is_lower = check.under.is_some();
        let is_wrong = if is_lower { value < limit } else { value > limit };
        if !is_wrong {
            return None;
        }
    }
    let words = wording::Words { world, subject, value, limit };
    Some(Diagnostic {
        code: Cow::Owned(check.code.clone()),
        severity: check.severity,
        message: words.filled(&check.message),
        span: place::of(world, check, subject),
        help: check.help.as_deref().map(|help| words.filled(help)),
        said_by: None,
    })
}

#[cfg(test)]
mod tests {
    use crate::diag::{Sink, without_repeated};
    use crate::expand::indexed;
    use crate::expand::testing::Ground;

    /// What checks tell of a scenario in the small domain with more entries: `CODE: MESSAGE; HELP`.
    pub(super) fn findings(entries: &str, keys: &str) -> Vec<String> {
        let ground = Ground::new(entries, keys);
        let ((scenario, catalog), mut sink) = (ground.parts(), Sink::default());
        let (arch, index) = indexed(scenario, catalog, &mut sink);
        super::check(scenario, &arch, &index, catalog, &mut sink);
        let help = |help: &Option<String>| help.clone().unwrap_or_default();
        let told = without_repeated(sink.into_sorted()).into_iter();
        told.map(|f| format!("{}: {}; {}", f.code, f.message, help(&f.help))).collect()
    }

    /// What a check with these keys tells of a scenario.
    fn found(keys: &str, scenario: &str) -> Vec<String> {
        worded("`{id}` {value} of {limit}", keys, scenario)
    }

    /// The same of a check with this message.
    fn worded(message: &str, keys: &str, scenario: &str) -> Vec<String> {
        let check = format!(
            "[[check]]\ncode = 'MQ9001'\nref = ['X']\nseverity = 'warning'\ntitle = 'x'\n\
             message = '{message}'\nwhy = 'x'\nexample = 'x'\n{keys}\n"
        );
        let found = findings(&format!("{check}{METERED}"), scenario).into_iter();
        let own = found.filter_map(|found| found.strip_prefix("MQ9001: ").map(str::to_owned));
        own.map(|told| told.trim_end_matches("; ").to_owned()).collect()
    }

    /// A hub with an edition, and cars that say how often they send.
    const METERED: &str = "[[service]]\nid = 'meter'\nname = 'Meter'\nfamily = 'cloud'\nlane = 'ingest'\n\
        lives = 'cloud'\nsummary = 'x'\nsetting = [{ key = 'tier', type = 'word', values = ['S'], \
        summary = 'x' }, { key = 'units', type = 'integer', summary = 'x' }, \
        { key = 'rate', type = 'integer', summary = 'x' }]\n\
        [[service]]\nid = 'car'\nname = 'Car'\nfamily = 'field'\nlane = 'field'\nlives = 'device'\n\
        summary = 'x'\nsetting = [{ key = 'messages-per-day', type = 'integer', summary = 'x' }, \
        { key = 'message-kb', type = 'integer', summary = 'x' }]\n";

    /// What a check about hubs with these keys tells where so many sensors feed a hub.
    fn told(keys: &str, sensors: usize) -> Vec<String> {
        let devices = (0..sensors).map(|n| format!("[devices.s{n}]\nkind = 'sensor'\n"));
        let ends: Vec<String> = (0..sensors).map(|n| format!("'s{n} -> hub'")).collect();
        let scenario = format!(
            "connections = [{}]\nservices = ['hub']\n{}",
            ends.join(", "),
            devices.collect::<String>()
        );
        found(&format!("each = 'hub'\n{keys}"), &scenario)
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_limit_is_no_finding_and_one_more_is() {
        let linked = "measure = 'linked'\nover = 3";
        assert_eq!(told(linked, 3), NOTHING);
        assert_eq!(told(linked, 4), ["`hub` 4 of 3"]);
        let few = "measure = 'linked'\nunder = 3";
        assert_eq!(told(few, 3), NOTHING);
        assert_eq!(told(few, 2), ["`hub` 2 of 3"]);
    }

    #[test]
    fn what_is_sold_in_units_is_counted_in_whole_ones() {
        let units = "measure = 'linked'\nper = 3\nover = 2";
        assert_eq!(told(units, 6), NOTHING);
        assert_eq!(told(units, 7), ["`hub` 3 of 2"]);
    }

    #[test]
    fn a_fleet_counts_with_all_its_devices_and_with_its_part_where_it_is_spread() {
        let check = "each = 'hub'\nmeasure = 'devices'\nover = 0";
        let fleet = "[devices.s]\nkind = 'sensor'\ncount = 30\n";
        let one = format!(
            "connections = ['s -> a', 's -> t']\nservices = ['a (hub)', 't (store)']\n{fleet}"
        );
        assert_eq!(found(check, &one), ["`a` 30 of 0"]);
        let two = format!(
            "connections = ['s -> a', 's -> b']\nservices = ['a (hub)', 'b (hub)']\n{fleet}"
        );
        assert_eq!(found(check, &two), ["`a` 15 of 0", "`b` 15 of 0"]);
        let over_edge = format!(
            "connections = ['s -> x.g -> a']\nservices = ['a (hub)']\n\
             [sites.x]\nservices = ['g (gateway)']\n{fleet}"
        );
        assert_eq!(found(check, &over_edge), ["`a` 30 of 0"]);
    }

    #[test]
    fn what_other_levels_send_to_the_one_above_is_not_of_a_level() {
        let check = "each = 'gateway'\nmeasure = 'devices'\nover = 0";
        let level = |id: &str, keys: &str| {
            format!(
                "[sites.{id}]\nruntime = 'small'\nservices = ['g (gateway)']\n{keys}\n\
                 [[connections]]\nfrom = 's{id}'\nto = '{id}.g'\n\
                 [[connections]]\nfrom = '{id}.g'\nto = 'top.g'\ndirection = 'both'\n\
                 [devices.s{id}]\nkind = 'sensor'\ncount = 30\n"
            )
        };
        let top = "[sites.top]\nruntime = 'small'\nservices = ['g (gateway)']\n";
        for keys in ["upstream = 'top'", "in = 'top'"] {
            let scenario = [top, &level("a", keys), &level("b", keys)].concat();
            let wanted = ["`top.g` 60 of 0", "`a.g` 30 of 0", "`b.g` 30 of 0"];
            assert_eq!(found(check, &scenario), wanted, "{keys}");
        }
    }

    #[test]
    fn a_large_message_counts_as_several() {
        let check = "each = 'meter'\nmeasure = 'load-percent'\nover = 0\nallowance = { setting = 'tier', \
                     times = 'units', of = { S = 1000 }, meter-bytes = { S = 4096 } }";
        let percent = |units: u32, kb: u32| {
            let scenario = format!(
                "connections = ['c -> m']\nservices = ['m (meter, tier = S, units = {units})']\n\
                 [devices.c]\nkind = 'car'\ncount = 10\nmessages-per-day = 100\nmessage-kb = {kb}\n"
            );
            found(check, &scenario).concat()
        };
        assert_eq!(percent(1, 4), "`m` 100 of 0", "all of what one unit takes");
        assert_eq!(percent(1, 5), "`m` 200 of 0");
        assert_eq!(percent(1, 9), "`m` 300 of 0");
        assert_eq!(percent(2, 9), "`m` 150 of 0");
    }

    #[test]
    fn a_setting_is_told_in_percent_of_what_the_edition_allows() {
        let check = "each = 'meter'\nmeasure = 'setting-percent'\nof = ['rate']\nover = 80\nallowance = \
                     { setting = 'tier', times = 'units', of = { S = 20 }, least = { S = 50 } }";
        let percent = |units: u32, rate: u32| {
            let meter = format!("'m (meter, tier = S, units = {units}, rate = {rate})'");
            found(check, &format!("services = [{meter}]"))
        };
        assert_eq!(percent(5, 80), NOTHING);
        assert_eq!(percent(5, 85), ["`m` 85 of 80"]);
        assert_eq!(percent(1, 60), ["`m` 120 of 80"], "of what even one unit has");
    }

    #[test]
    fn sites_in_sites_are_counted_from_the_lowest() {
        let check = "each = 'site'\nmeasure = 'depth'\nover = 0";
        let site = |id: &str, more: &str| format!("[sites.{id}]\nruntime = 'small'\n{more}\n");
        let nested = [site("a", ""), site("b", "in = 'a'"), site("c", "in = 'b'")].concat();
        assert_eq!(found(check, &nested), ["`a` 2 of 0", "`b` 1 of 0"]);
        let named = [site("a", ""), site("b", "upstream = 'a'"), site("c", "upstream = 'b'")];
        assert_eq!(found(check, &named.concat()), ["`a` 2 of 0", "`b` 1 of 0"]);
        let beside = [site("a", ""), site("b", "upstream = 'a'"), site("c", "upstream = 'a'")];
        assert_eq!(found(check, &beside.concat()), ["`a` 1 of 0"]);
        let circle = [site("a", "upstream = 'b'"), site("b", "upstream = 'a'")].concat();
        assert_eq!(found(check, &circle), ["`a` 1 of 0", "`b` 1 of 0"]);
    }

    #[test]
    fn messages_speak_of_the_subject_its_place_and_the_scenario() {
        let of = |message: &str| {
            let scenario = "today = '2026-06-01'\n[sites.a]\nruntime = 'small'\n\
                            services = ['g (gateway, size = 1200): Our gate']";
            let keys = "each = 'gateway'\nmeasure = 'setting'\nof = ['size']\nover = 1000";
            worded(message, keys, scenario).concat()
        };
        assert_eq!(
            of("{id} {label}, {kind} {kind-name}, {count}"),
            "a.g Our gate, gateway Gateway, 1"
        );
        assert_eq!(of("{value} of {limit}, {setting.size}"), "1,200 of 1,000, 1200");
        assert_eq!(of("{solution}, {today}"), "hybrid, 2026-06-01");
        assert_eq!(of("{place.runtime} {effective.size} {effective.runtime}"), "small 1200 small");
    }

    #[test]
    fn a_check_speaks_only_where_its_condition_holds() {
        assert_eq!(told("when = { fed-by = 'sensor' }", 1).len(), 1);
        assert_eq!(told("when = { fed-by = 'sensor' }", 0), NOTHING);
    }
}
