//! The catalogue against the scenarios that use it: nothing is dead, nothing is always there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use maquette::catalog::Catalog;
use maquette::graph::{ArchGraph, Because};
use maquette::pipeline;
use maquette::syntax::NoFiles;

use crate::program::root;

/// Scale patterns and the scenario that shows each.
const PATTERNS: [(&str, &str); 20] = [
    ("P01", "scenarios/fleet-two-regions.toml"),
    ("P02", "scenarios/fleet-two-regions.toml"),
    ("P03", "tests/golden/derive/tenants/scenario.toml"),
    ("P04", "tests/golden/derive/hubs-by-use/scenario.toml"),
    ("P05", "scenarios/cloud-typical.toml"),
    ("P06", "scenarios/deployment-stamps.toml"),
    ("P07", "scenarios/event-grid-vehicles.toml"),
    ("P08", "scenarios/cloud-minimal.toml"),
    ("P09", "scenarios/failover-concierge.toml"),
    ("P10", "scenarios/failover-concierge.toml"),
    ("P11", "scenarios/active-active.toml"),
    ("P12", "scenarios/factory-three-sites.toml"),
    ("P13", "scenarios/edge-minimal.toml"),
    ("P14", "scenarios/purdue-layers.toml"),
    ("P15", "scenarios/nested-iot-edge.toml"),
    ("P16", "scenarios/iot-edge-transparent-gateway.toml"),
    ("P17", "scenarios/event-grid-vehicles.toml"),
    ("P18", "scenarios/shared-registry.toml"),
    ("P19", "tests/golden/derive/environments/scenario.toml"),
    ("P20", "scenarios/cloud-typical.toml"),
];

/// Rules and connections that no scenario here uses, with the reason.
const UNUSED: &[(&str, &str)] = &[];

#[test]
fn each_pattern_has_a_scenario() {
    for (pattern, path) in PATTERNS {
        assert!(root().join(path).is_file(), "{pattern}: {path} does not exist");
    }
}

/// Every scenario of the repository: the shipped ones, the golden ones, the examples of checks.
fn corpus() -> Vec<String> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["scenarios", "tests/golden/derive"] {
        collect(&root().join(folder), &mut files);
    }
    files.sort();
    let mut texts: Vec<String> =
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    for check in &Catalog::built_in().checks {
        for part in [&check.example, &check.mended].into_iter().flatten() {
            let is_whole = part.contains("title = ");
            let head = if is_whole { "" } else { "title = \"Example\"\nsolution = \"hybrid\"\n" };
            texts.push(format!("{head}{part}"));
        }
    }
    texts
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
}

fn reasons(arch: &ArchGraph) -> BTreeSet<String> {
    let elements = arch.graph.node_weights().flat_map(|e| &e.because);
    let connections = arch.graph.edge_weights().flat_map(|c| &c.because);
    elements
        .chain(connections)
        .filter_map(|because| match because {
            Because::Rule(id) => Some(id.clone()),
            Because::Written(_) => None,
        })
        .collect()
}

#[test]
fn each_rule_and_connection_is_used_somewhere_and_not_everywhere() {
    let catalog = Catalog::built_in();
    let used: Vec<BTreeSet<String>> = corpus()
        .iter()
        .filter_map(|text| pipeline::expand("s.toml", text, &NoFiles, catalog).graph)
        .map(|graph| reasons(&graph))
        .collect();
    let rules = catalog.rules.iter().map(|r| &r.id);
    let mut wrong = Vec::new();
    for id in rules.chain(catalog.connections.iter().map(|c| &c.id)) {
        let times = used.iter().filter(|ids| ids.contains(id)).count();
        let excused = UNUSED.iter().any(|(known, _)| known == id);
        match times {
            0 if !excused => wrong.push(format!("{id} is never used")),
            1.. if excused => wrong.push(format!("{id} is used, and listed as unused")),
            _ if times == used.len() => wrong.push(format!("{id} is used everywhere")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), used.len(), wrong.join("\n"));
}
