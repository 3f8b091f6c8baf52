//! What a scenario implies: the author's elements, the rules' elements, and all connections.

mod draft;
mod grow;
mod joined;
mod joins;
mod links;
mod misplaced;
mod needs;
mod overrides;
mod pairs;
mod questions;
mod rules;
mod seed;
mod served;
mod servers;
mod stages;
mod steps;
mod undecided;
mod wording;

use crate::catalog::Catalog;
use crate::diag::Sink;
use crate::expand::grow::grown;
use crate::expand::steps::Numbering;
use crate::graph::ArchGraph;
use crate::index::Index;
use crate::model::Scenario;

pub use crate::expand::served::{Need, Served, Unserved};

/// The architecture that a scenario implies. Targets that do not exist are reported.
pub fn expand(scenario: &Scenario, catalog: &Catalog, sink: &mut Sink) -> ArchGraph {
    indexed(scenario, catalog, sink).0
}

/// The same with its index, for whoever asks conditions of it.
pub fn indexed(scenario: &Scenario, catalog: &Catalog, sink: &mut Sink) -> (ArchGraph, Index) {
    let draft = grown(scenario, catalog, &[], sink);
    let asked = questions::report(&draft, sink);
    let asked = asked.into_iter().map(|ix| draft.graph[ix].id.clone()).collect();
    overrides::report_choices(&draft, sink);
    misplaced::report(&draft, sink);
    let (mut arch, index) = overrides::apply(draft, sink);
    arch.asked = asked;
    let mut numbering = Numbering { arch: &mut arch, index: &index, catalog };
    numbering.number(&scenario.steps, sink);
    (arch, index)
}

/// What each element and connection of the architecture is for, and what met a need so that nothing
/// was derived.
pub fn needs(scenario: &Scenario, catalog: &Catalog) -> Vec<Served> {
    served::all(&grown(scenario, catalog, &[], &mut Sink::within(catalog.limits)))
}

#[cfg(test)]
pub(crate) mod testing;
