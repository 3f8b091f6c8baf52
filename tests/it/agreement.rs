//! SVG, DOT and JSON say the same: JSON field by field, DOT as the real Graphviz understands it.

use std::collections::BTreeMap;

use maquette::catalog::Catalog;
use maquette::graph::{Flow, Lane};

use roxmltree::Document;
use serde_json::Value;

use crate::gallery::scenarios;
use crate::program::{root, scratch};
use crate::shelf;

/// The shipped scenarios, and one whose texts are full of markup.
fn texts() -> Vec<(String, String)> {
    let name = "tests/golden/formats/awkward.toml";
    let awkward = std::fs::read_to_string(root().join(name)).unwrap();
    scenarios().into_iter().chain([(name.to_owned(), awkward)]).collect()
}

fn list<'a>(json: &'a Value, key: &str) -> &'a [Value] {
    json[key].as_array().unwrap()
}

fn word<'a>(json: &'a Value, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_else(|| panic!("`{key}` is no text in {json}"))
}

/// A line of the scenario or of what it includes, by the path from its directory, or an entry of
/// the catalogue.
fn is_reason(reason: &str, scenario: &str) -> bool {
    let catalog = Catalog::built_in();
    let is_line = reason.rsplit_once(':').is_some_and(|(file, line)| {
        root().join(scenario).with_file_name(file).is_file()
            && line.parse().is_ok_and(|line: usize| line > 0)
    });
    // Places are made where something that lives in them needs them.
    is_line
        || catalog.rules.iter().any(|rule| rule.id == reason)
        || catalog.connections.iter().any(|link| link.id == reason)
        || catalog.services.iter().any(|service| service.id == reason)
        || catalog.places.iter().any(|place| place.id == reason)
}

fn assert_placed(element: &Value, scenario: &str) {
    for key in ["x", "y", "width", "height"] {
        assert!(element[key].is_number(), "`{key}` in {element}");
    }
    let reasons = list(element, "because");
    assert!(!reasons.is_empty(), "{element}");
    for reason in reasons {
        assert!(is_reason(reason.as_str().unwrap(), scenario), "{reason} in {element}");
    }
}

#[test]
fn json_has_every_field_of_its_schema() {
    for (name, text) in texts() {
        let [json] = shelf::files(&name, &text, ["json"]);
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["schema"], 1);
        assert!(!word(&json, "title").is_empty(), "{name}");
        assert!(["cloud", "edge", "hybrid"].contains(&word(&json, "solution")), "{name}");
        let containers: Vec<&str> =
            list(&json, "containers").iter().map(|c| word(c, "id")).collect();
        let nodes: Vec<&str> = list(&json, "nodes").iter().map(|n| word(n, "id")).collect();
        let holds = |parent: &Value| parent.as_str().is_none_or(|id| containers.contains(&id));
        for container in list(&json, "containers") {
            assert!(!word(container, "kind").is_empty() && !word(container, "label").is_empty());
            assert!(container.get("parent").is_some_and(holds), "{name}: {container}");
            assert_placed(container, &name);
        }
        for node in list(&json, "nodes") {
            assert!(!word(node, "kind").is_empty() && !word(node, "label").is_empty());
            assert!(node.get("container").is_some_and(holds), "{name}: {node}");
            assert!(Lane::from_word(word(node, "lane")).is_some(), "{name}: {node}");
            assert_placed(node, &name);
        }
        for edge in list(&json, "edges") {
            for end in ["from", "to"] {
                let id = word(edge, end);
                assert!(nodes.contains(&id) || containers.contains(&id), "{name}: {edge}");
            }
            assert!(Flow::from_word(word(edge, "flow")).is_some(), "{name}: {edge}");
            assert!(edge["protocol"].is_string() || edge["protocol"].is_null(), "{name}: {edge}");
            let points = list(edge, "points");
            let is_pair =
                |p: &Value| p.as_array().is_some_and(|p| p.len() == 2 && p[0].is_number());
            assert!(points.len() >= 2 && points.iter().all(is_pair), "{name}: {edge}");
            let is_written = !word(edge, "label").is_empty() || edge["protocol"].is_string();
            match edge.get("label_box").unwrap() {
                Value::Array(sides) => assert!(is_written && sides.len() == 4, "{name}: {edge}"),
                none => assert!(none.is_null(), "{name}: {edge}"),
            }
            assert!(
                list(edge, "because").iter().all(|r| is_reason(r.as_str().unwrap(), &name)),
                "{edge}"
            );
        }
        for finding in list(&json, "diagnostics") {
            for key in ["code", "severity", "message", "file", "help"] {
                assert!(finding[key].is_string(), "{name}: `{key}` in {finding}");
            }
            assert!(finding["line"].is_u64() && finding["column"].is_u64(), "{name}: {finding}");
        }
    }
}

#[test]
fn connections_of_the_picture_have_the_ends_and_flows_of_the_json() {
    for (name, text) in texts() {
        let [svg, json] = shelf::files(&name, &text, ["svg", "json"]);
        let svg = Document::parse(&svg).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        let seen: Vec<[&str; 4]> = svg
            .descendants()
            .filter(|group| group.attribute("class") == Some("edge"))
            .filter_map(|group| {
                let keys = ["data-id", "data-from", "data-to", "data-flow"];
                Some(keys.map(|key| group.attribute(key))).filter(|all| all[0].is_some())
            })
            .map(|all| all.map(Option::unwrap))
            .collect();
        let told: Vec<[&str; 4]> = list(&json, "edges")
            .iter()
            .map(|edge| ["id", "from", "to", "flow"].map(|key| word(edge, key)))
            .collect();
        assert_eq!(seen, told, "{name}");
    }
}

/// What Graphviz read, by `id`: clusters, nodes and edges with their attributes.
fn graphviz(name: &str, dot: &str) -> Value {
    let file = scratch("agreement").join(format!("{name}.dot"));
    std::fs::write(&file, dot).unwrap();
    let output = std::process::Command::new("dot")
        .args(["-Tdot_json", &file.to_string_lossy()])
        .output()
        .unwrap_or_else(|error| panic!("`dot` cannot run ({error}); `./test` installs it"));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{name}: {error}: {}", String::from_utf8_lossy(&output.stderr))
    })
}

/// The label that DOT shows for an element of the JSON.
fn label_of(element: &Value) -> String {
    match element.get("count").and_then(Value::as_u64) {
        Some(count) if count > 1 && element.get("lane").is_some() => {
            format!("{}\\n× {count}", word(element, "label"))
        }
        _ => word(element, "label").to_owned(),
    }
}

#[test]
fn graphviz_reads_the_elements_of_the_json() {
    // Starting Graphviz costs; these have every kind of place and line.
    let few = ["cold-chain", "factory-three-sites", "fleet-two-regions", "awkward", "sdks"];
    let has_name = |path: &str| few.iter().any(|name| path.ends_with(&format!("/{name}.toml")));
    let chosen: Vec<_> = texts().into_iter().filter(|(name, _)| has_name(name)).collect();
    assert_eq!(chosen.len(), few.len());
    for (name, text) in chosen {
        let [dot, json] = shelf::files(&name, &text, ["dot", "json"]);
        let json: Value = serde_json::from_str(&json).unwrap();
        let read = graphviz(&name.replace('/', "-"), &dot);
        let objects: BTreeMap<&str, &Value> = list(&read, "objects")
            .iter()
            .filter(|object| object["id"].is_string())
            .map(|object| (word(object, "id"), object))
            .collect();
        // Graphviz keeps escapes and entities as they are written.
        let plain =
            |text: &str| text.replace("\\\\", "\\").replace("\\\"", "\"").replace("&amp;", "&");
        let mut count = 0;
        for (key, class) in [("containers", "container"), ("nodes", "node")] {
            for element in list(&json, key) {
                let id = word(element, "id");
                let object = objects.get(id).unwrap_or_else(|| panic!("{name}: no {id}"));
                assert_eq!(plain(word(object, "label")), label_of(element), "{name}: {id}");
                let classes = format!("{class} {}", word(element, "kind"));
                assert!(word(object, "class").starts_with(&classes), "{name}: {object}");
                count += 1;
            }
        }
        assert_eq!(objects.len(), count, "{name}");
        for container in list(&json, "containers") {
            let held = |object: &&Value| {
                let number = &read_number(&read, word(object, "id"));
                objects[word(container, "id")]["nodes"]
                    .as_array()
                    .is_some_and(|all| all.contains(number))
            };
            for node in list(&json, "nodes").iter().filter(|n| n["container"] == container["id"]) {
                assert!(held(&node), "{name}: {} is not in {}", node["id"], container["id"]);
            }
        }
        let edges: BTreeMap<&str, &Value> =
            list(&read, "edges").iter().map(|edge| (word(edge, "id"), edge)).collect();
        assert_eq!(edges.len(), list(&json, "edges").len(), "{name}");
        for edge in list(&json, "edges") {
            let object = edges[word(edge, "id")];
            assert_eq!(word(object, "class"), format!("edge {}", word(edge, "flow")), "{name}");
            assert!(plain(word(object, "label")).starts_with(word(edge, "label")), "{object}");
        }
    }
}

/// The number that Graphviz gives the object of an id.
fn read_number(read: &Value, id: &str) -> Value {
    let object = list(read, "objects").iter().find(|object| object["id"] == id);
    object.map(|object| object["_gvid"].clone()).unwrap_or_default()
}

/// The ids of all that DOT declares in this class, with the line that opens what holds them.
fn declared<'a>(dot: &'a str, class: &str) -> Vec<(usize, &'a str)> {
    let opening = format!("class=\"{class} ");
    let depth = |line: &str| line.len() - line.trim_start().len();
    // The attributes of a cluster stand inside of it.
    let inside = if class == "container" { 2 } else { 0 };
    let lines: Vec<&str> = dot.lines().collect();
    let declared = lines.iter().enumerate().filter(|(_, line)| line.contains(&opening));
    declared
        .filter_map(|(at, line)| {
            let id = line.split("[id=\"").nth(1)?.split('"').next()?;
            let own = depth(line) - inside;
            Some((lines[..at].iter().rposition(|line| depth(line) < own).unwrap_or(0), id))
        })
        .collect()
}

#[test]
fn what_stands_in_one_place_has_one_order_in_dot_and_svg() {
    for (name, text) in texts() {
        let [dot, svg] = shelf::files(&name, &text, ["dot", "svg"]);
        let document = Document::parse(&svg).unwrap();
        for class in ["container", "node", "edge"] {
            let is_it = |all: &str| all.split(' ').any(|word| word == class);
            let groups = document.descendants().filter(|node| {
                node.has_tag_name("g") && node.attribute("class").is_some_and(is_it)
            });
            let svg: Vec<&str> = groups.filter_map(|group| group.attribute("data-id")).collect();
            let dot = declared(&dot, class);
            assert_eq!(dot.len(), svg.len(), "{name}: {class}");
            let mut last: BTreeMap<usize, usize> = BTreeMap::new();
            for (home, id) in dot {
                let place = svg.iter().position(|drawn| *drawn == id).unwrap();
                let before = last.insert(home, place);
                assert!(before.is_none_or(|before| before < place), "{name}: {class} {id}");
            }
        }
    }
}
