//! What everything that is derived is for: each element and connection serves a need, and each need
//! that is met names what met it. Over the shipped, the realistic and the made-up scenarios.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use maquette::catalog::{Catalog, Presence};
use maquette::expand::{self, Need, Served, Unserved};
use maquette::graph::{ArchGraph, Because, ElementIx};
use maquette::pipeline;
use maquette::syntax::NoFiles;
use petgraph::visit::EdgeRef as _;

use crate::corpora::realistic;
use crate::gallery::scenarios;
use crate::made::Made;
use crate::properties::GENERATED;

/// An architecture with what it needs.
struct Accounted {
    name: String,
    arch: ArchGraph,
    needs: Vec<Served>,
}

/// All of them, expanded once.
static ALL: LazyLock<Vec<Accounted>> = LazyLock::new(|| {
    let made = (0..GENERATED).map(|seed| (format!("seed {seed}"), Made::of(seed).text()));
    let all = scenarios().into_iter().chain(realistic()).chain(made);
    let accounted = all.filter_map(|(name, text)| {
        let catalog = Catalog::built_in();
        let derived = pipeline::expand(&name, &text, &NoFiles, catalog);
        let arch = derived.graph?;
        let needs = expand::needs(&derived.scenario?, catalog);
        Some(Accounted { name, arch, needs })
    });
    accounted.collect()
});

fn is_derived(because: &[Because]) -> bool {
    because.iter().all(|because| matches!(because, Because::Rule(_)))
}

#[test]
fn everything_that_is_derived_serves_a_need_and_every_met_need_names_what_met_it() {
    for Accounted { name, arch, needs } in ALL.iter() {
        let graph = &arch.graph;
        let serving: BTreeSet<&str> =
            needs.iter().flat_map(|need| &need.by).map(String::as_str).collect();
        let elements = graph.node_weights().filter(|e| is_derived(&e.because)).map(|e| &e.id);
        let connections = graph.edge_weights().filter(|c| is_derived(&c.because)).map(|c| &c.id);
        for id in elements.chain(connections) {
            assert!(serving.contains(id.as_str()), "{name}: `{id}` serves nothing");
        }
        for need in needs {
            assert_eq!(need.by.is_empty(), need.unserved.is_some(), "{name}: {need:#?}");
            let of = need.of.iter().filter(|id| arch.find(id).is_none());
            assert_eq!(of.count(), 0, "{name}: {need:#?}");
        }
    }
}

/// A line that may take several ways is derived because one of its ends needs the other: what
/// sends to several of a kind is all that feeds them. So no need is met twice, and nothing is joined
/// all with all.
#[test]
fn every_need_is_met_exactly_once() {
    let catalog = Catalog::built_in();
    let mut twice = Vec::new();
    for Accounted { name, arch, .. } in ALL.iter() {
        let graph = &arch.graph;
        let is_choice = |because: &Because| match because {
            Because::Rule(id) => catalog
                .connections
                .get(id)
                .is_some_and(|known| known.need == Presence::Alternative && !known.every),
            Because::Written(_) => false,
        };
        let derived = graph.edge_references().filter(|e| e.weight().because.iter().all(is_choice));
        let lines: Vec<_> = derived.map(|e| (e.source(), e.target(), &e.weight().id)).collect();
        let kind = |ix: ElementIx| &graph[ix].kind;
        for &(from, to, id) in &lines {
            let mut others = lines.iter().filter(|line| line.2 != id);
            let has_rival = others.clone().any(|l| l.0 == from && kind(l.1) == kind(to));
            let is_fed_twice = others.any(|line| line.1 == to);
            if has_rival && is_fed_twice {
                twice.push(format!("{name}: {id}"));
            }
        }
    }
    assert!(twice.is_empty(), "{}\n{}", twice.len(), twice.join("\n"));
}

/// What the author wrote meets needs, what is left out answers them, and what nothing decides is
/// said to be asked.
#[test]
fn a_need_says_how_it_is_met() {
    let needs = |rest: &str| {
        let text = format!("title = \"t\"\nsolution = \"cloud\"\ndevices = [\"pump\"]\n{rest}");
        let catalog = Catalog::built_in();
        let derived = pipeline::expand("t.toml", &text, &NoFiles, catalog);
        expand::needs(&derived.scenario.expect("understood"), catalog)
    };
    let find = |needs: &[Served], of: &str, need: &Need| {
        let found = needs.iter().find(|n| n.of.as_deref() == Some(of) && n.need == *need);
        found.cloned().unwrap_or_else(|| panic!("{of} {need:?}: {needs:#?}"))
    };
    let written = needs("connections = [\"iot-hub -> functions -> blob-storage\"]");
    let store = find(&written, "blob-storage", &Need::Source);
    assert_eq!(store.by, ["functions--blob-storage--data"]);
    assert_eq!(store.instead_of, ["iot-hub"]);
    let sub = needs(
        "services = [\"digital-twins\"]\nnodes = [\"sub (in = cloud)\"]\n\
         connections = [\"iot-hub -> sub -> digital-twins\"]",
    );
    let twins = find(&sub, "digital-twins", &Need::Rule("R24".to_owned()));
    assert_eq!(twins.by, ["sub--digital-twins--data"]);
    let longer = needs(
        "services = [\"iot-hub\", \"event-hubs\", \"digital-twins\"]\n\
         [sites.plant]\nruntime = \"iot-operations\"\nassets = [\"press\"]",
    );
    let ingest = find(&longer, "twin-ingest", &Need::Source);
    assert_eq!(ingest.by, ["event-hubs--twin-ingest--plant-data"]);
    assert_eq!(ingest.instead_of, ["iot-hub"]);
    let alone = needs("services = [\"digital-twins\"]");
    let twins = find(&alone, "digital-twins", &Need::Rule("R24".to_owned()));
    assert_eq!(twins.by, ["twin-ingest"]);
    let omitted =
        needs("services = [\"stream-analytics\"]\nomit = [\"iot-hub -> stream-analytics\"]");
    let query = find(&omitted, "stream-analytics", &Need::Source);
    assert_eq!(query.unserved, Some(Unserved::LeftOut));
    let asked = needs(
        "services = [\"a (iot-hub)\", \"b (iot-hub)\", \"x (stream-analytics)\", \"y (stream-analytics)\"]",
    );
    assert_eq!(find(&asked, "x", &Need::Source).unserved, Some(Unserved::Asked));
}
