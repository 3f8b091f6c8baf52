//! Numbered steps: which connections they mean, and how every format tells them.

use maquette::catalog::Catalog;
use maquette::graph::ArchGraph;
use maquette::pipeline;
use maquette::syntax::NoFiles;
use serde_json::Value;

use crate::program::{maquette, root, scratch};

fn expanded(text: &str) -> (Option<ArchGraph>, Vec<String>) {
    let expanded = pipeline::expand("scenario.toml", text, &NoFiles, Catalog::built_in());
    (expanded.graph, expanded.findings.iter().map(|finding| finding.message.clone()).collect())
}

/// The numbered connections: their numbers, ends and labels, by number and then in order.
fn steps(text: &str) -> Vec<String> {
    let (graph, findings) = expanded(text);
    let graph = graph.unwrap_or_else(|| panic!("{findings:?}"));
    let mut steps: Vec<(u32, String)> = graph
        .graph
        .edge_indices()
        .filter_map(|ix| {
            let (from, to) = graph.graph.edge_endpoints(ix)?;
            let step = graph.graph[ix].step?;
            let (from, to) = (&graph.graph[from].id, &graph.graph[to].id);
            Some((step, format!("{step} {from} - {to}: {}", graph.graph[ix].label)))
        })
        .collect();
    steps.sort_by_key(|(step, _)| *step);
    steps.into_iter().map(|(_, told)| told).collect()
}

const FLEET: &str = r#"title = "Fleet"
solution = "hybrid"
STEPS
[devices.trailer]
label = "Refrigerated trailer"
count = 1200

[sites.store]
runtime = "iot-operations"
each = ["delft", "gouda"]

[sites.store.assets.freezer]
protocol = "opc-ua"

[services]
fabric-onelake = true
functions = true
alerts = { kind = "functions", use = "alerts" }

[nodes.erp]

[[connections]]
from = "functions"
to = "erp"
label = "door alarms"
CONNECTION
"#;

fn fleet(steps: &str) -> String {
    FLEET.replace("STEPS", steps).replace("CONNECTION", "")
}

#[test]
fn a_step_means_a_written_or_derived_connection_whichever_way_it_is_written() {
    let told = ["2 iot-hub - functions: IoT Hub trigger", "1 trailer - iot-hub: telemetry"];
    for text in [
        r#"steps = ["trailer -> iot-hub", "iot-hub -> functions"]"#,
        r#"steps = ["iot-hub <- trailer", "functions -> iot-hub"]"#,
        r#"steps = ["trailer <-> iot-hub: They talk", "iot-hub -> functions (data): It runs"]"#,
    ] {
        let found = steps(&fleet(text));
        assert!(told.iter().all(|told| found.contains(&(*told).to_owned())), "{text}: {found:?}");
        assert_eq!(found.len(), 2, "{text}: {found:?}");
    }
}

#[test]
fn what_fits_several_connections_is_one_step() {
    let found = steps(&fleet(r#"steps = ["store.freezer -> opc-ua-connector"]"#));
    assert_eq!(found.len(), 2, "one in each copy: {found:?}");
    assert!(found.iter().all(|step| step.starts_with("1 ")), "{found:?}");
    let found = steps(&fleet(r#"steps = ["trailer -> iot-hub", "delft, gouda -> cloud"]"#));
    let of_sites: Vec<_> = found.iter().filter(|step| step.starts_with("2 ")).collect();
    assert!(of_sites.len() >= 2, "what leaves the sites is one step: {found:?}");
}

#[test]
fn the_data_path_is_numbered_from_devices_to_use() {
    assert_eq!(
        steps(&fleet("steps = \"data\"")),
        [
            "1 trailer - iot-hub: telemetry",
            "2 delft.freezer - delft.opc-ua-connector: data, writes",
            "2 gouda.freezer - gouda.opc-ua-connector: data, writes",
            "3 delft.opc-ua-connector - delft.broker: publish",
            "3 gouda.opc-ua-connector - gouda.broker: publish",
            "4 delft.broker - delft.data-flow: subscribe",
            "4 gouda.broker - gouda.data-flow: subscribe",
            "5 delft.data-flow - fabric-onelake: lakehouse tables",
            "5 gouda.data-flow - fabric-onelake: lakehouse tables",
            "6 iot-hub - functions: IoT Hub trigger",
            "7 functions - erp: door alarms",
        ]
    );
}

#[test]
fn code_at_a_broker_comes_after_what_the_broker_receives() {
    let found = steps(
        "title = \"t\"\nsolution = \"edge\"\nsteps = \"data\"\n[sites.plant]\n\
         runtime = \"iot-operations\"\nassets = [\"press\"]\nservices = [\"ai (edge-app)\"]\n\
         [services]\nfabric-onelake = true\n",
    );
    let at = |end: &str| found.iter().position(|step| step.contains(end)).unwrap();
    assert!(at("opc-ua-connector - plant.broker") < at("plant.ai - plant.broker"), "{found:?}");
}

#[test]
fn a_connection_may_say_its_own_number() {
    let own = FLEET.replace("CONNECTION", "step = 2");
    let found = steps(&own.replace("STEPS", ""));
    assert_eq!(found, ["2 functions - erp: door alarms"]);
    let found = steps(&own.replace("STEPS", r#"steps = "data""#));
    assert!(found.contains(&"2 functions - erp: door alarms".to_owned()), "{found:?}");
    let twos = found.iter().filter(|step| step.starts_with("2 ")).count();
    assert_eq!(twos, 1, "the author's number is no other's: {found:?}");
    let line = "title = \"t\"\nsolution = \"cloud\"\nconnections = [\"a -> b (step = 7): x\"]\n\
                [nodes.a]\n[nodes.b]\n";
    assert_eq!(steps(line), ["7 a - b: x"]);
}

#[test]
fn every_shipped_scenario_has_a_data_path_without_gaps_that_begins_with_one() {
    for entry in std::fs::read_dir(root().join("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if text.lines().any(|line| line.starts_with("include")) {
            continue;
        }
        let found = steps(&format!("steps = \"data\"\n{text}"));
        let number = |step: &String| step.split(' ').next().unwrap().parse::<usize>().unwrap();
        let mut numbers: Vec<usize> = found.iter().map(number).collect();
        numbers.dedup();
        let expected: Vec<usize> = (1..=numbers.len()).collect();
        assert_eq!(numbers, expected, "{}", path.display());
    }
}

const WRITTEN: &str =
    r#"steps = ["trailer -> iot-hub", "iot-hub -> functions: Functions run on each reading"]"#;

fn rendered(name: &str, format: &str) -> String {
    let directory = scratch(name);
    std::fs::write(directory.join("fleet.toml"), fleet(WRITTEN)).unwrap();
    let ran = maquette(["render", "fleet.toml", "-f", format, "-o", "-"]).in_dir(&directory).run();
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
    ran.stdout()
}

#[test]
fn every_format_tells_the_steps() {
    let first = "1. Refrigerated trailers send telemetry to IoT Hub using MQTT 3.1.1 over TLS";
    let list = format!("{first}\n2. Functions run on each reading\n");
    let markdown = rendered("steps-md", "md");
    assert!(markdown.contains(&format!("\n## Steps\n\n{list}\n## ")), "{markdown}");
    let text = rendered("steps-txt", "txt");
    assert!(text.contains(&format!("Step by step:\n  {first}\n")), "{text}");
    assert!(text.contains(", step 1\n"), "{text}");
    for format in ["dot", "mermaid", "d2", "drawio", "ascii"] {
        let text = rendered(&format!("steps-{format}"), format);
        assert!(text.contains("(1) telemetry"), "{format}: {text}");
    }
    let document: Value = serde_json::from_str(&rendered("steps-json", "json")).unwrap();
    let edges = document["edges"].as_array().unwrap();
    let numbered: Vec<_> = edges.iter().filter(|edge| edge.get("step").is_some()).collect();
    assert_eq!(numbered.len(), 2);
    let second = numbered.iter().find(|edge| edge["step"] == 2).unwrap();
    assert_eq!(second["sentence"], "Functions run on each reading");
}

#[test]
fn the_picture_has_each_number_in_a_circle_inside_of_its_edge() {
    let svg = rendered("steps-svg", "svg");
    let document = roxmltree::Document::parse(&svg).unwrap();
    let of_class = |class: &'static str| {
        document.descendants().filter(move |node| {
            node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
        })
    };
    let (circles, numbers): (Vec<_>, Vec<_>) =
        of_class("step").partition(|node| node.tag_name().name() == "rect");
    let told: Vec<_> = numbers.iter().filter_map(roxmltree::Node::text).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&"1") && told.contains(&"2"), "{told:?}");
    for circle in circles {
        assert!(circle.ancestors().any(|node| node.attribute("data-from").is_some()));
        let length = |name: &str| circle.attribute(name).unwrap().parse::<f64>().unwrap();
        assert_eq!((length("width"), length("height"), length("rx")), (18.0, 18.0, 9.0));
    }
    let name = "Step 1: Refrigerated trailer sends telemetry";
    assert!(svg.contains(name), "who cannot see the circle hears of it");
}

#[test]
fn a_view_keeps_the_numbers_and_a_drawing_its_places() {
    let directory = scratch("steps-view");
    std::fs::write(directory.join("fleet.toml"), fleet(WRITTEN)).unwrap();
    let run = |args: &[&str]| {
        let ran = maquette(args).in_dir(&directory).run();
        assert_eq!(ran.code(), 0, "{}", ran.stderr());
        ran.stdout()
    };
    let text = run(&["render", "fleet.toml", "--view", "data", "-f", "txt", "-o", "-"]);
    assert!(text.contains("step 2"), "{text}");
    run(&["render", "fleet.toml", "-o", "fleet.svg"]);
    let first = std::fs::read(directory.join("fleet.svg")).unwrap();
    run(&["render", "fleet.toml", "-o", "fleet.svg", "--keep"]);
    assert_eq!(std::fs::read(directory.join("fleet.svg")).unwrap(), first);
}

/// Two versions of the fleet compared in a format.
fn compared(name: &str, (old, new): (&str, &str), format: &str) -> String {
    let directory = scratch(name);
    std::fs::write(directory.join("old.toml"), fleet(old)).unwrap();
    std::fs::write(directory.join("new.toml"), fleet(new)).unwrap();
    let ran = maquette(["diff", "old.toml", "new.toml", "-f", format]).in_dir(&directory).run();
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
    ran.stdout()
}

#[test]
fn a_comparison_tells_steps_that_come_go_and_change_in_every_format() {
    let none = "";
    let one = r#"steps = ["trailer -> iot-hub"]"#;
    let two = r#"steps = ["iot-hub -> functions", "trailer -> iot-hub"]"#;
    for (at, (versions, told)) in [
        ((none, one), "step unset -> 1"),
        ((one, none), "step 1 -> unset"),
        ((one, two), "step 1 -> 2"),
    ]
    .into_iter()
    .enumerate()
    {
        let text = compared(&format!("steps-diff-{at}"), versions, "text");
        assert!(text.contains(told), "{text}");
    }
    for format in ["markdown", "mermaid", "json", "sarif", "github", "svg"] {
        let text = compared(&format!("steps-diff-{format}"), (one, two), format);
        assert!(text.contains("step"), "{format}: {text}");
        assert!(
            text.contains("1 -&gt; 2")
                || text.contains("1 -> 2")
                || text.contains("\"to\": \"2\"")
                || text.contains("1 → 2"),
            "{format}: {text}"
        );
    }
    let json = compared("steps-diff-cause", (one, two), "json");
    assert!(json.contains("steps value trailer -> iot-hub -> "), "the edit is its cause: {json}");
}

#[test]
fn an_export_says_the_same_steps_as_its_scenario() {
    let directory = scratch("steps-export");
    std::fs::write(directory.join("fleet.toml"), fleet(WRITTEN)).unwrap();
    for format in ["json", "dot"] {
        let ran = maquette(["render", "fleet.toml", "-f", format]).in_dir(&directory).run();
        assert_eq!(ran.code(), 0, "{}", ran.stderr());
        let file = format!("fleet.{format}");
        let ran = maquette(["diff", "fleet.toml", &file]).in_dir(&directory).run();
        assert!(!ran.stdout().contains("step"), "{format}: {}", ran.stdout());
        assert!(!ran.stdout().contains("label"), "{format}: {}", ran.stdout());
    }
}
