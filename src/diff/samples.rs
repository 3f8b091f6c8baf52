//! Small architectures for the tests of comparing, and those tests.

use super::{Change, GraphDiff, Level, Options, compare};
use crate::diag::{FileId, Level as CodeLevel, Levels, Span};
use crate::graph::sample::{self, Sample};
use crate::graph::{ArchGraph, Because, Connection, Element, ElementIx, Lane};

/// A built architecture that goes on to be changed.
pub(super) struct Sketch(pub(super) ArchGraph);

impl Sketch {
    pub(super) fn new() -> Self {
        Self(Sample::new("Sample").build())
    }

    /// Adds an element as if the author had written it.
    fn element(self, mut element: Element, parent: Option<&str>) -> Self {
        element.because = vec![Because::Written(Span { file: FileId(0), start: 0, end: 1 })];
        Self(Sample::of(self.0).element(element, parent).build())
    }

    pub(super) fn node(self, id: &str, kind: &str, lane: Lane, parent: Option<&str>) -> Self {
        self.element(sample::node(id, kind, lane.word()), parent)
    }

    pub(super) fn container(self, id: &str, kind: &str, parent: Option<&str>) -> Self {
        self.element(sample::container(id, kind), parent)
    }

    /// Adds a secured connection that a rule derived.
    pub(super) fn line(self, from: &str, to: &str, label: &str) -> Self {
        let connection = Connection {
            protocol: Some("MQTT over TLS".to_owned()),
            port: Some(8883),
            authentication: Some("X.509".to_owned()),
            ..sample::connection(label, "data")
        };
        let mut sketch = Self(Sample::of(self.0).connection(from, to, connection).build());
        if let Some(last) = sketch.0.graph.edge_weights_mut().last() {
            last.id = format!("{from}--{to}--{label}");
        }
        sketch
    }

    pub(super) fn edit(mut self, id: &str, edit: impl FnOnce(&mut Element)) -> Self {
        if let Some(ix) = self.0.find(id) {
            edit(&mut self.0.graph[ix]);
        }
        self
    }

    pub(super) fn edit_line(mut self, at: usize, edit: impl FnOnce(&mut Connection)) -> Self {
        if let Some(ix) = self.0.graph.edge_indices().nth(at) {
            edit(&mut self.0.graph[ix]);
        }
        self
    }
}

/// Two devices, a hub, a function, a store and a dashboard in Azure.
pub(super) fn fleet() -> Sketch {
    Sketch::new()
        .node("truck", "device", Lane::Field, None)
        .node("pump", "device", Lane::Field, None)
        .container("azure", "cloud", None)
        .node("iot-hub", "iot-hub", Lane::Ingest, Some("azure"))
        .node("functions", "functions", Lane::Process, Some("azure"))
        .node("blob", "storage", Lane::Store, Some("azure"))
        .node("dashboard", "dashboard", Lane::Use, Some("azure"))
        .line("truck", "iot-hub", "telemetry")
        .line("pump", "iot-hub", "telemetry")
        .line("iot-hub", "functions", "messages")
        .line("functions", "blob", "results")
        .line("blob", "dashboard", "results")
}

/// Two sites with a runtime and an asset each.
pub(super) fn sites(first: &str, second: &str) -> Sketch {
    let mut sketch = Sketch::new().container("azure", "cloud", None).node(
        "hub",
        "iot-hub",
        Lane::Ingest,
        Some("azure"),
    );
    for (site, asset) in [(first, "freezer"), (second, "press")] {
        let (runtime, machine) = (format!("{site}.broker"), format!("{site}.{asset}"));
        sketch = sketch
            .container(site, "site", None)
            .node(&runtime, "broker", Lane::Edge, Some(site))
            .edit(&runtime, |element| element.because = vec![Because::Rule("R01".to_owned())])
            .node(&machine, "asset", Lane::Field, Some(site))
            .line(&machine, &runtime, "data")
            .line(&runtime, "hub", "telemetry");
    }
    sketch
}

fn told(diff: &GraphDiff) -> Vec<String> {
    diff.differences
        .iter()
        .map(|d| format!("{} {} {}", d.change.sign(), d.id(), d.detail()).trim_end().to_owned())
        .collect()
}

fn diff(old: Sketch, new: Sketch) -> GraphDiff {
    compare(&old.0, &new.0, &Options::default())
}

fn level_of(diff: &GraphDiff, id: &str) -> (Level, &'static str) {
    let found = diff.differences.iter().find(|difference| difference.id() == id);
    let found = found.unwrap_or_else(|| panic!("nothing about {id} in {:?}", told(diff)));
    (found.level, found.reasons[0].code)
}

#[test]
fn equal_architectures_do_not_differ_whatever_their_places_in_the_text() {
    assert!(diff(fleet(), fleet()).is_empty());
    let moved_in_the_text = fleet().edit("truck", |element| {
        element.because = vec![Because::Written(Span { file: FileId(3), start: 70, end: 90 })];
    });
    assert!(diff(fleet(), moved_in_the_text).is_empty());
}

#[test]
fn attributes_are_reported_one_by_one_with_both_values() {
    let new = fleet().edit("truck", |element| {
        element.count = Some(1200);
        element.label = "Lorry".to_owned();
        element.settings.insert("protocol".to_owned(), "amqp".to_owned());
    });
    let found = diff(fleet(), new);
    assert_eq!(
        told(&found),
        [
            "~ truck label truck -> Lorry",
            "~ truck count 1 -> 1200",
            "~ truck protocol unset -> amqp"
        ]
    );
}

#[test]
fn a_renamed_device_is_one_rename() {
    let old = fleet();
    let mut new = fleet();
    if let Some(ix) = new.0.find("truck") {
        new.0.graph[ix].id = "lorry".to_owned();
        new.0.graph[ix].label = "Lorry".to_owned();
    }
    let found = diff(old, new);
    assert_eq!(told(&found), ["~ lorry was truck (truck)"]);
    assert!(matches!(found.differences[0].change, Change::Renamed { .. }));
}

#[test]
fn a_renamed_device_is_one_rename_though_it_got_new_neighbors() {
    let mut new = fleet();
    if let Some(ix) = new.0.find("truck") {
        new.0.graph[ix].id = "lorry".to_owned();
        new.0.graph[ix].label = "Lorry".to_owned();
    }
    let new = new
        .node("dps", "dps", Lane::Ingest, Some("azure"))
        .node("update", "device-update", Lane::Management, Some("azure"))
        .line("lorry", "dps", "registration")
        .line("update", "lorry", "updates");
    let told = told(&diff(fleet(), new));
    assert!(told.contains(&"~ lorry was truck (truck)".to_owned()), "{told:?}");
    assert!(!told.iter().any(|line| line.starts_with("- ")), "{told:?}");
}

#[test]
fn a_device_with_the_same_label_at_another_hub_is_renamed() {
    let mut new = fleet().node("broker", "event-grid-namespace", Lane::Ingest, Some("azure"));
    if let Some(ix) = new.0.find("truck") {
        new.0.graph[ix].id = "lorry".to_owned();
    }
    new.0.graph.retain_edges(|graph, edge| graph[edge].id != "truck--iot-hub--telemetry");
    let told = told(&diff(fleet(), new.line("lorry", "broker", "telemetry")));
    assert!(told.contains(&"~ lorry id truck -> lorry".to_owned()), "{told:?}");
}

#[test]
fn a_renamed_site_takes_its_children_along() {
    let found = diff(sites("munich", "lyon"), sites("berlin", "lyon"));
    // The labels of a sketch are its ids: those that the rename changed are told as labels.
    let labels = ["broker", "freezer"]
        .map(|name| format!("~ berlin.{name} label munich.{name} -> berlin.{name}"));
    let expected: Vec<String> =
        ["~ berlin was munich (munich)".to_owned()].into_iter().chain(labels).collect();
    assert_eq!(told(&found), expected);
}

#[test]
fn another_site_is_not_a_renamed_one() {
    let mut new = sites("munich", "lyon");
    for (id, to) in
        [("lyon.press", "tokyo.robot"), ("lyon.broker", "tokyo.broker"), ("lyon", "tokyo")]
    {
        if let Some(ix) = new.0.find(id) {
            new.0.graph[ix].id = to.to_owned();
            new.0.graph[ix].label = to.to_owned();
        }
    }
    let found = diff(sites("munich", "lyon"), new);
    let signs: String = found.differences.iter().map(|d| d.change.sign()).collect();
    // Site, broker and asset, and the two lines of either.
    assert_eq!(signs.matches('+').count(), 5, "{:?}", told(&found));
    assert_eq!(signs.matches('-').count(), 5, "{:?}", told(&found));
}

#[test]
fn exchanging_the_sides_exchanges_added_and_removed() {
    let old =
        || fleet().node("spare", "device", Lane::Field, None).line("spare", "iot-hub", "telemetry");
    let new =
        || fleet().node("meter", "meter", Lane::Field, None).line("meter", "iot-hub", "alarms");
    let flip = |sign: char| match sign {
        '+' => '-',
        '-' => '+',
        same => same,
    };
    let tell = |found: &GraphDiff, turned: bool| {
        let mut all: Vec<(char, String)> = found
            .differences
            .iter()
            .map(|d| {
                (if turned { flip(d.change.sign()) } else { d.change.sign() }, d.id().to_owned())
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(tell(&diff(old(), new()), false), tell(&diff(new(), old()), true));
}

#[test]
fn what_others_depend_on_is_breaking_and_what_nobody_needs_is_not() {
    let without = |id: &str| {
        let mut sketch = fleet();
        if let Some(ix) = sketch.0.find(id) {
            // Indices shift when a node goes: parents are looked up again.
            let parents: Vec<Option<String>> = sketch
                .0
                .graph
                .node_weights()
                .map(|e| e.parent.map(|p: ElementIx| sketch.0.graph[p].id.clone()))
                .collect();
            let ids: Vec<String> = sketch.0.graph.node_weights().map(|e| e.id.clone()).collect();
            sketch.0.graph.remove_node(ix);
            for (id, parent) in ids.iter().zip(parents) {
                let parent = parent.and_then(|parent| sketch.0.find(&parent));
                if let Some(ix) = sketch.0.find(id) {
                    sketch.0.graph[ix].parent = parent;
                }
            }
        }
        sketch
    };
    assert_eq!(level_of(&diff(fleet(), without("functions")), "functions").1, "MQ5102");
    assert_eq!(level_of(&diff(fleet(), without("truck")), "truck").1, "MQ5302");
    assert_eq!(level_of(&diff(fleet(), without("dashboard")), "dashboard").1, "MQ5302");
    let cut = {
        let mut sketch = fleet();
        sketch.0.graph.retain_edges(|graph, ix| graph[ix].id != "functions--blob--results");
        sketch
    };
    assert_eq!(level_of(&diff(fleet(), cut), "functions--blob--results").1, "MQ5103");
}

#[test]
fn weaker_security_and_lost_redundancy_are_risky() {
    let weaker = fleet().edit_line(0, |line| {
        line.protocol = Some("MQTT".to_owned());
        line.port = Some(1883);
    });
    assert_eq!(level_of(&diff(fleet(), weaker), "truck--iot-hub--telemetry").1, "MQ5203");
    let shared = fleet().edit_line(0, |line| line.authentication = Some("SAS token".to_owned()));
    assert_eq!(level_of(&diff(fleet(), shared), "truck--iot-hub--telemetry").1, "MQ5202");
    let across = fleet().line("truck", "blob", "files");
    assert_eq!(level_of(&diff(fleet(), across), "truck--blob--files").1, "MQ5303");
    let by_http = fleet().line("truck", "blob", "files").edit_line(5, |line| {
        line.protocol = Some("HTTPS".to_owned());
    });
    assert_eq!(level_of(&diff(fleet(), by_http), "truck--blob--files").1, "MQ5201");
    let two_ways = || {
        fleet()
            .node("stream", "stream-analytics", Lane::Process, Some("azure"))
            .line("iot-hub", "stream", "messages")
            .line("stream", "blob", "results")
    };
    let mut one_way = two_ways();
    one_way.0.graph.retain_edges(|graph, ix| graph[ix].id != "stream--blob--results");
    let found = diff(two_ways(), one_way);
    assert_eq!(level_of(&found, "stream--blob--results").1, "MQ5103");
    assert!(found.differences[0].reasons.iter().any(|reason| reason.code == "MQ5204"), "{found:?}");
}

#[test]
fn what_moves_to_another_site_takes_its_lines_across_a_border() {
    let new = || {
        let mut sketch = sites("munich", "lyon");
        let munich = sketch.0.find("munich");
        sketch = sketch.edit("lyon.press", |press| press.parent = munich);
        sketch
    };
    let found = diff(sites("munich", "lyon"), new());
    let moved = found.differences.iter().find(|one| one.id() == "lyon.press").expect("a move");
    assert!(matches!(moved.change, Change::Moved { .. }), "{:?}", told(&found));
    let reasons: Vec<&str> = moved.reasons.iter().map(|reason| reason.text.as_str()).collect();
    let crosses = "crosses from munich to lyon now";
    assert!(reasons.iter().any(|reason| reason.ends_with(crosses)), "{reasons:?}");
}

#[test]
fn a_tier_below_its_load_is_risky() {
    let with_tier = |tier: &str| {
        fleet()
            .edit("iot-hub", |hub| {
                hub.settings.insert("tier".to_owned(), tier.to_owned());
            })
            .edit("truck", |truck| {
                truck.count = Some(1000);
                truck.settings.insert("messages-per-day".to_owned(), "1440".to_owned());
            })
    };
    assert_eq!(level_of(&diff(with_tier("S2"), with_tier("S1")), "iot-hub").1, "MQ5205");
    assert_eq!(level_of(&diff(with_tier("S3"), with_tier("S2")), "iot-hub").1, "MQ5305");
}

#[test]
fn a_fleet_that_outgrows_its_hub_is_risky() {
    let with = |count: u32, messages: &str| {
        fleet()
            .edit("iot-hub", |hub| {
                hub.settings.insert("tier".to_owned(), "S1".to_owned());
            })
            .edit("truck", |truck| {
                truck.count = Some(count);
                truck.settings.insert("messages-per-day".to_owned(), messages.to_owned());
            })
    };
    let code = |old: Sketch, new: Sketch| level_of(&diff(old, new), "truck").1;
    assert_eq!(code(with(100, "1440"), with(1000, "1440")), "MQ5205");
    assert_eq!(code(with(100, "1440"), with(100, "14400")), "MQ5205");
    assert_ne!(code(with(100, "1440"), with(200, "1440")), "MQ5205", "it takes that");
}

#[test]
fn levels_can_be_set_and_differences_accepted() {
    let new = || fleet().edit("truck", |element| element.count = Some(3));
    let mut options = Options::default();
    options.policy.set("MQ5306", Some(Level::Breaking));
    let found = compare(&fleet().0, &new().0, &options);
    assert_eq!(found.level(), Some(Level::Breaking));
    options.policy.set("MQ5306", None);
    let found = compare(&fleet().0, &new().0, &options);
    assert_eq!((found.differences.len(), found.accepted.len()), (0, 1));
    let mut options = Options::default();
    let fingerprint = compare(&fleet().0, &new().0, &options).differences[0].fingerprint.clone();
    options.policy.accept(&fingerprint);
    assert!(compare(&fleet().0, &new().0, &options).is_empty());
}

#[test]
fn what_a_scenario_says_of_codes_is_a_difference_of_its_own() {
    let level = CodeLevel { severity: None, reason: Some("old".to_owned()), span: None };
    let (before, after) = (Levels::new(), Levels::from([("MQ4001".to_owned(), level)]));
    let with = |before, after| {
        let options = Options { checks: Some((before, after)), ..Options::default() };
        compare(&fleet().0, &fleet().0, &options)
    };
    assert!(with(&after, &after).is_empty());
    let found = with(&before, &after);
    assert_eq!(told(&found), ["~  MQ4001 unset -> off (old)"]);
    assert_eq!(
        (found.differences[0].kind.as_str(), found.differences[0].name.as_str()),
        ("scenario", "Sample")
    );
}
