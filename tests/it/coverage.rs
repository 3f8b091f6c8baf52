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

/// What the article on services and technologies names, a scenario that shows it, and the kind
/// that stands for it there.
const SYSTEMS: [(&str, &str, &str); 26] = [
    ("cloud-based solution", "cloud-typical", "iot-hub"),
    ("edge-based solution", "edge-typical", "iot-operations"),
    ("hybrid solution", "hybrid-typical", "iot-hub"),
    ("adaptive cloud approach", "adaptive-cloud", "azure-arc"),
    ("Azure IoT Operations", "iot-operations-inside", "iot-operations"),
    ("Azure Device Registry", "shared-registry", "device-registry"),
    ("Azure IoT Hub", "iot-hub-inside", "iot-hub"),
    ("Device Provisioning Service", "fleet-two-regions", "device-provisioning"),
    ("IoT Edge, transparent gateway", "iot-edge-transparent-gateway", "edge-hub"),
    ("IoT Edge, protocol translation", "iot-edge-protocol-translation", "protocol-gateway"),
    ("IoT Edge, nested", "nested-iot-edge", "iot-edge"),
    ("Device Update", "device-update", "device-update"),
    ("Azure Digital Twins", "digital-twins", "digital-twins"),
    ("Azure IoT Central", "iot-central-export", "iot-central"),
    ("device SDKs", "sdks", "device-sdk"),
    ("embedded SDKs", "sdks", "embedded-sdk"),
    ("service SDKs", "sdks", "service-sdk"),
    ("management SDKs", "sdks", "management-sdk"),
    ("IoT Plug and Play", "plug-and-play", "dtdl"),
    ("Defender for IoT", "defender-for-iot", "ot-sensor"),
    ("Azure Event Grid, MQTT broker", "event-grid-vehicles", "event-grid-namespace"),
    ("Azure Event Grid, bridge from the edge", "event-grid-bridge", "event-grid-namespace"),
    ("data and analytics with Fabric", "analytics-fabric", "fabric-eventstream"),
    ("actions and notifications", "actions-notifications", "notification-hubs"),
    ("monitoring, identity, secrets", "monitoring-identity-secrets", "key-vault"),
    ("quickstart with a phone", "quickstart-iot-central-phone", "device"),
];

#[test]
fn each_system_of_the_documentation_has_a_scenario_that_draws_it() {
    for (system, scenario, kind) in SYSTEMS {
        let text = std::fs::read_to_string(root().join(format!("scenarios/{scenario}.toml")))
            .unwrap_or_else(|_| panic!("{system}: scenarios/{scenario}.toml does not exist"));
        let graph = pipeline::expand("s.toml", &text, &NoFiles, Catalog::built_in()).graph;
        let is_drawn = graph.is_some_and(|arch| arch.graph.node_weights().any(|e| e.kind == kind));
        assert!(is_drawn, "{system}: {scenario} draws no {kind}");
    }
}

/// Rules and connections that no scenario here uses, with the reason.
const UNUSED: &[(&str, &str)] = &[];

#[test]
fn each_pattern_has_a_scenario() {
    for (pattern, path) in PATTERNS {
        assert!(root().join(path).is_file(), "{pattern}: {path} does not exist");
    }
}

/// Every scenario of the repository: the shipped ones, the golden ones, first drafts, the examples of checks.
fn corpus() -> Vec<String> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["scenarios", "tests/golden/derive", "tests/drafts"] {
        collect(&root().join(folder), &mut files);
    }
    files.retain(|file| !file.to_string_lossy().ends_with(".expected.toml"));
    files.sort();
    let mut texts: Vec<String> =
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    for check in &Catalog::built_in().checks {
        let examples = [&check.example, &check.mended].into_iter().flatten();
        texts.extend(examples.map(|part| pipeline::completed(part)));
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
        let times = used.iter().filter(|ids| ids.contains(id.as_str())).count();
        let excused = UNUSED.iter().any(|(known, _)| id == known);
        match times {
            0 if !excused => wrong.push(format!("{id} is never used")),
            1.. if excused => wrong.push(format!("{id} is used, and listed as unused")),
            _ if times == used.len() => wrong.push(format!("{id} is used everywhere")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), used.len(), wrong.join("\n"));
}
