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
    })
}

#[cfg(test)]
mod tests {
    use crate::expand::testing::Ground;

    /// What a check about hubs with these keys tells where so many sensors feed a hub.
    fn told(keys: &str, sensors: usize) -> Vec<String> {
        let check = format!(
            "[[check]]\ncode = 'MQ9001'\nref = ['X']\nseverity = 'warning'\ntitle = 'x'\neach = 'hub'\n\
             message = '{{value}} of {{limit}}'\nwhy = 'x'\nexample = 'x'\n{keys}\n"
        );
        let devices = (0..sensors).map(|n| format!("[devices.s{n}]\nkind = 'sensor'\n"));
        let ends: Vec<String> = (0..sensors).map(|n| format!("'s{n} -> hub'")).collect();
        let scenario = format!(
            "connections = [{}]\nservices = ['hub']\n{}",
            ends.join(", "),
            devices.collect::<String>()
        );
        let found = Ground::new(&check, &scenario).findings().into_iter();
        found.filter(|found| found.starts_with("MQ9001")).collect()
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_limit_is_no_finding_and_one_more_is() {
        let linked = "measure = 'linked'\nover = 3";
        assert_eq!(told(linked, 3), NOTHING);
        assert_eq!(told(linked, 4), ["MQ9001: 4 of 3; "]);
        let few = "measure = 'linked'\nunder = 3";
        assert_eq!(told(few, 3), NOTHING);
        assert_eq!(told(few, 2), ["MQ9001: 2 of 3; "]);
    }

    #[test]
    fn what_is_sold_in_units_is_counted_in_whole_ones() {
        let units = "measure = 'linked'\nper = 3\nover = 2";
        assert_eq!(told(units, 6), NOTHING);
        assert_eq!(told(units, 7), ["MQ9001: 3 of 2; "]);
    }

    #[test]
    fn a_check_speaks_only_where_its_condition_holds() {
        assert_eq!(told("when = { fed-by = 'sensor' }", 1).len(), 1);
        assert_eq!(told("when = { fed-by = 'sensor' }", 0), NOTHING);
    }
}
