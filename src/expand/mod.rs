//! What a scenario implies: the author's elements, the rules' elements, and all connections.
//!
//! Rules run until nothing changes, then connections are drawn, then the late rules look at the
//! result; what those add starts the round again. The catalogue's README has the details.

mod draft;
mod joins;
mod links;
mod needs;
mod overrides;
mod pairs;
mod questions;
mod rules;
mod seed;
mod served;
mod servers;
mod steps;
mod wording;

use crate::catalog::Catalog;
use crate::diag::Sink;
use crate::expand::draft::Draft;
use crate::expand::joins::Joined;
use crate::expand::links::Added;
use crate::expand::rules::{Applied, Late};
use crate::expand::steps::Numbering;
use crate::graph::ArchGraph;
use crate::model::{Link, Scenario};
use crate::survey::Survey;

pub use crate::expand::served::{Need, Served, Unserved};

/// More rounds of rules and connections than any scenario needs.
const MOST_ROUNDS: usize = 32;

/// The architecture that a scenario implies. Targets that do not exist are reported.
pub fn expand(scenario: &Scenario, catalog: &Catalog, sink: &mut Sink) -> ArchGraph {
    surveyed(scenario, catalog, sink).0
}

/// The same with its index, for whoever asks conditions of it.
pub fn surveyed(scenario: &Scenario, catalog: &Catalog, sink: &mut Sink) -> (ArchGraph, Survey) {
    let draft = grown(scenario, catalog, &[], sink);
    questions::report(&draft, sink);
    overrides::report_choices(&draft, sink);
    let (mut arch, survey) = overrides::apply(draft, sink);
    let mut numbering = Numbering { arch: &mut arch, survey: &survey, catalog };
    numbering.number(&scenario.steps, sink);
    (arch, survey)
}

/// What each element and connection of the architecture is for, and what met a need so that nothing
/// was derived.
pub fn needs(scenario: &Scenario, catalog: &Catalog) -> Vec<Served> {
    served::all(&grown(scenario, catalog, &[], &mut Sink::within(catalog.limits)))
}

/// Everything that a scenario says and implies, before the author's changes to it; as if it did not
/// join the ends of some of its connections.
fn grown<'a>(
    scenario: &'a Scenario,
    catalog: &'a Catalog,
    undrawn: &[&Link],
    sink: &mut Sink,
) -> Draft<'a> {
    let mut draft = Draft::new(scenario, catalog);
    let (mut applied, mut joined) = (Applied::default(), Joined::default());
    let named: Vec<&Link> = scenario.links.iter().collect();
    let is_drawn = |link: &&Link| undrawn.iter().all(|other| !std::ptr::eq(*other, *link));
    let mut open: Vec<&Link> = named.iter().copied().filter(is_drawn).collect();
    seed::plant(&mut draft);
    links::add_ends(&mut draft, &named, Added::Cloud);
    for _ in 0..MOST_ROUNDS {
        links::draw(&mut draft, &mut joined, &mut open);
        rules::apply(&mut draft, &mut applied, Late::No, sink);
        if applied.is_full {
            break;
        }
        if links::add_ends(&mut draft, &named, Added::All) {
            continue;
        }
        links::draw(&mut draft, &mut joined, &mut open);
        joins::draw_known(&mut draft, &mut joined);
        if !rules::apply(&mut draft, &mut applied, Late::Only, sink) {
            break;
        }
    }
    open.iter().for_each(|link| links::report_ends(&draft, link, sink));
    draft
}

#[cfg(test)]
mod testing;
