//! Elements that nothing is connected to: the commonest sign that a scenario does not say yet
//! what it means, and nothing that a condition over kinds could state.

use std::collections::BTreeMap;

use crate::diag::{Sink, codes};
use crate::graph::{ArchGraph, Element, ElementIx, Lane};
use crate::model::{Item, Scenario};

/// Reports what the author wrote and nothing is connected to. What stands in a cross-cutting band
/// may stand alone: it concerns everything.
pub fn check(scenario: &Scenario, arch: &ArchGraph, sink: &mut Sink) {
    let graph = &arch.graph;
    let items: BTreeMap<&str, &Item> =
        scenario.items.iter().map(|item| (item.id.as_str(), item)).collect();
    for ix in graph.node_indices() {
        let element = &graph[ix];
        let concerns_all = element.lane().is_none_or(Lane::is_band);
        if concerns_all || graph.neighbors_undirected(ix).next().is_some() {
            continue;
        }
        // What stands in a container that is connected takes part through it.
        if is_reached(arch, ix) {
            continue;
        }
        let Some(item) = items.get(element.id.as_str()) else { continue };
        let written = element.written();
        let message = format!("`{}` is connected to nothing", element.id);
        sink.report(&codes::ALONE, written, message).help(way_out(item, element, scenario));
    }
}

/// Whether a connection ends at a container around the element, below its site or the cloud.
fn is_reached(arch: &ArchGraph, ix: ElementIx) -> bool {
    let around = arch.ancestors(ix);
    around.iter().skip(1).any(|&at| arch.graph.neighbors_undirected(at).next().is_some())
}

fn way_out(item: &Item, element: &Element, scenario: &Scenario) -> String {
    let site = scenario.places.iter().find(|place| Some(&place.id) == item.place.as_ref());
    match site {
        Some(site) if site.kind == "site" && !site.settings.contains_key("runtime") => {
            format!(
                "give the site a runtime: `runtime = \"iot-operations\"` in `[sites.{}]`",
                site.id
            )
        }
        _ => {
            format!("say what it works with, in `[[connections]]`: `from` or `to` `{}`", element.id)
        }
    }
}
