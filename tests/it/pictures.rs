//! What readers of the files rely on: the SVG's structure, and that SVG, DOT and JSON say the same.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::Catalog;
use maquette::emit::{FORMATS, Links};
use maquette::layout::ENGINES;
use maquette::pipeline::{self, Depth, Options};
use maquette::scene::Subject;
use maquette::syntax::NoFiles;
use maquette::theme::Role;
use roxmltree::{Document, Node};
use serde_json::Value;

use crate::gallery::{Tree, scenarios};
use crate::program::root;
use crate::shelf;

/// The files of a scenario: SVG, DOT, JSON.
pub fn drawn(name: &str, text: &str, options: &Options) -> [String; 3] {
    let formats = ["svg", "dot", "json"]
        .map(|name| FORMATS.iter().find(|format| format.name == name).unwrap());
    let compiled = pipeline::compile(name, text, &Tree, Catalog::built_in(), options, &formats);
    assert_eq!(compiled.files.len(), 3, "{name}: {:#?}", compiled.findings);
    let mut files = compiled.files.into_iter().map(|bytes| String::from_utf8(bytes).unwrap());
    [(); 3].map(|()| files.next().unwrap())
}

fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    node.attribute("class").is_some_and(|classes| classes.split(' ').any(|c| c == class))
}

pub fn groups<'a, 'i>(svg: &'a Document<'i>, class: &str) -> Vec<Node<'a, 'i>> {
    let groups = svg.descendants().filter(|node| node.tag_name().name() == "g");
    groups.filter(|node| has_class(*node, class)).collect()
}

pub fn child<'a, 'i>(node: Node<'a, 'i>, name: &str, class: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|c| c.tag_name().name() == name && has_class(*c, class))
}

#[test]
fn every_picture_has_the_structure_that_tools_rely_on() {
    for (name, text) in scenarios() {
        let [svg] = shelf::files(&name, &text, ["svg"]);
        let svg = Document::parse(&svg).unwrap();
        let root = svg.root_element();
        assert!(has_class(root, "maquette"), "{name}");
        assert_eq!(root.attribute("role"), Some("graphics-document document"), "{name}");
        let first: Vec<_> = root.children().filter(Node::is_element).take(2).collect();
        assert_eq!(first[0].tag_name().name(), "title", "{name}");
        assert_eq!(first[1].tag_name().name(), "desc", "{name}");
        for (class, own) in [("container", "title"), ("node", "label")] {
            for group in groups(&svg, class) {
                let id = group.attribute("data-id").unwrap();
                assert!(group.attribute("role").is_some(), "{name}: {id} has no role");
                assert!(group.children().any(|c| c.tag_name().name() == "title"), "{name}: {id}");
                assert!(child(group, "rect", "frame").is_some(), "{name}: {id} has no frame");
                assert!(child(group, "text", own).is_some(), "{name}: {id} has no {own}");
            }
        }
        for group in groups(&svg, "edge") {
            let line = child(group, "path", "line").unwrap();
            let data = line.attribute("d").unwrap();
            assert!(data.chars().all(|c| !c.is_alphabetic() || "MLHVQA".contains(c)), "{data}");
            for key in ["data-id", "data-from", "data-to", "data-flow", "role"] {
                assert!(group.attribute(key).is_some(), "{name}: an edge without {key}");
            }
        }
    }
}

#[test]
fn ids_are_unique_and_every_symbol_is_used() {
    for (name, text) in scenarios() {
        let options = Options { id_prefix: "one-".to_owned(), ..Options::default() };
        let [svg] = shelf::drawn(&name, &text).files(["svg"], &options);
        let svg = Document::parse(&svg).unwrap();
        let mut ids = BTreeSet::new();
        for id in svg.descendants().filter_map(|node| node.attribute("id")) {
            assert!(ids.insert(id), "{name}: {id} twice");
            assert!(id.starts_with("one-"), "{name}: {id} has no prefix");
        }
        let used: BTreeSet<&str> = svg
            .descendants()
            .filter(|node| node.tag_name().name() == "use")
            .filter_map(|node| {
                node.attribute(("http://www.w3.org/1999/xlink", "href"))?.strip_prefix('#')
            })
            .collect();
        assert!(used.is_subset(&ids), "{name}: something is used that is not there");
        for symbol in svg.descendants().filter(|node| node.tag_name().name() == "symbol") {
            assert!(used.contains(symbol.attribute("id").unwrap()), "{name}: an unused symbol");
        }
    }
}

#[test]
fn pictures_are_small() {
    const BASE: usize = 3000;
    const EACH: usize = 700;
    let mut large = Vec::new();
    for (name, text) in scenarios() {
        let [svg] = shelf::files(&name, &text, ["svg"]);
        let parsed = Document::parse(&svg).unwrap();
        let elements: usize =
            ["container", "node", "edge"].map(|class| groups(&parsed, class).len()).iter().sum();
        let most = BASE + EACH * elements;
        if svg.len() >= most {
            large.push(format!("{name}: {} bytes, {elements} elements, most {most}", svg.len()));
        }
    }
    assert!(large.is_empty(), "{}", large.join("\n"));
}

#[test]
fn pictures_hold_nothing_foreign() {
    for (name, text) in scenarios() {
        let [svg] = shelf::files(&name, &text, ["svg"]);
        let svg = Document::parse(&svg).unwrap();
        for element in svg.descendants().filter(Node::is_element) {
            let tag = element.tag_name().name();
            let known = [
                "svg", "title", "desc", "style", "defs", "symbol", "use", "g", "a", "rect", "path",
                "text", "tspan",
            ];
            assert!(known.contains(&tag), "{name}: <{tag}>");
            for attribute in element.attributes() {
                let (key, value) = (attribute.name(), attribute.value());
                assert!(!key.starts_with("on") && key != "style", "{name}: {key} on {tag}");
                let refers_outside = value.contains("://") || value.contains("url(");
                assert!(!refers_outside || (tag, key) == ("a", "href"), "{name}: {tag} {value}");
            }
            if tag == "style" {
                let text = element.text().unwrap_or_default();
                assert!(!text.contains("@import") && !text.contains("url("), "{name}: {text}");
            }
        }
    }
}

/// Inkscape 1.2 shows a symbol by its older attribute only, reads no class that begins with an
/// underscore, and gives up a style element with a rule it does not know.
#[test]
fn older_programs_find_what_they_need() {
    let text = "title = \"t\"\nsolution = \"cloud\"\n[devices.x]\n";
    let [svg, ..] = drawn("t.toml", text, &Options::default());
    assert!(!svg.contains("<use href"), "{svg}");
    let svg = Document::parse(&svg).unwrap();
    let elements = || svg.descendants().filter(Node::is_element);
    let plain = elements().find(|element| element.tag_name().name() == "style").unwrap();
    let plain = plain.text().unwrap();
    assert!(!plain.contains(['&', '(', '[', '@']), "{plain}");
    for class in elements().filter_map(|element| element.attribute("class")) {
        let mut words = class.split(' ');
        assert!(words.all(|word| word.starts_with(|c: char| c.is_ascii_alphabetic())), "{class}");
    }
}

#[test]
fn json_and_svg_agree_on_every_place() {
    for (name, text) in scenarios() {
        let [svg, json] = shelf::files(&name, &text, ["svg", "json"]);
        let svg = Document::parse(&svg).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["schema"], 1);
        for (class, key) in [("container", "containers"), ("node", "nodes")] {
            let drawn: BTreeMap<&str, [f64; 4]> = groups(&svg, class)
                .into_iter()
                .map(|group| {
                    let frame = child(group, "rect", "frame").unwrap();
                    let sides = ["x", "y", "width", "height"]
                        .map(|side| frame.attribute(side).unwrap().parse().unwrap());
                    (group.attribute("data-id").unwrap(), sides)
                })
                .collect();
            let told: BTreeMap<&str, [f64; 4]> = json[key]
                .as_array()
                .unwrap()
                .iter()
                .map(|element| {
                    let sides =
                        ["x", "y", "width", "height"].map(|side| element[side].as_f64().unwrap());
                    (element["id"].as_str().unwrap(), sides)
                })
                .collect();
            assert_eq!(drawn, told, "{name}: {key}");
        }
    }
}

#[test]
fn dot_svg_and_json_hold_the_same_connections() {
    for (name, text) in scenarios() {
        let [svg, dot, json] = shelf::files(&name, &text, ["svg", "dot", "json"]);
        let svg = Document::parse(&svg).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        let drawn: Vec<&str> =
            groups(&svg, "edge").iter().filter_map(|group| group.attribute("data-id")).collect();
        let told: Vec<&str> =
            json["edges"].as_array().unwrap().iter().filter_map(|e| e["id"].as_str()).collect();
        let dotted: Vec<&str> = dot
            .lines()
            .filter(|line| line.contains(" -> "))
            .filter_map(|line| line.split("id=\"").nth(1)?.split('"').next())
            .collect();
        assert_eq!(drawn, told, "{name}");
        assert_eq!(drawn, dotted, "{name}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let text = r#"
title = "a < b & \"c\" </svg>"
solution = "cloud"
[devices.x]
label = "]]></text><script>alert(1)</script>&amp; ✓ 温度 שלום"
note = "<b>\"quoted\"</b>"
link = "https://example.com/?a=1&b=\"2\""
"#;
    let [svg, ..] = drawn("hostile.toml", text, &Options::default());
    let parsed = Document::parse(&svg).unwrap();
    assert!(!svg.contains("<script"), "{svg}");
    let title = parsed.root_element().children().find(Node::is_element).unwrap();
    assert_eq!(title.text(), Some("a < b & \"c\" </svg>"));
}

#[test]
fn links_can_be_left_out() {
    let text = "title = \"t\"\nsolution = \"cloud\"\n[devices.x]\nlink = \"docs/x.md\"\n";
    let count = |links| {
        let options = Options { links, ..Options::default() };
        let expanded = pipeline::expand("t.toml", text, &NoFiles, Catalog::built_in());
        assert!(expanded.graph.is_some(), "{:#?}", expanded.findings);
        let [svg, ..] = drawn("t.toml", text, &options);
        svg.matches("<a href=").count()
    };
    assert!(count(Links::Documentation) > 1);
    assert_eq!((count(Links::Own), count(Links::None)), (1, 0));
}

#[test]
fn the_visual_language_names_every_color() {
    let text = std::fs::read_to_string(root().join("docs/visual-language.md")).unwrap();
    for role in Role::ALL {
        assert!(text.contains(&format!("`{}`", role.key())), "{} is not there", role.key());
    }
}

#[test]
fn strips_hold_services_and_labels_whole_or_not_at_all() {
    // The engine for pages has no strips: management and security stand near what they serve.
    let engine = *ENGINES.iter().find(|engine| engine.name() == "layered").unwrap();
    let options = Options { engine, ..Options::default() };
    let mut strips = 0;
    for (name, text) in scenarios() {
        let expanded = pipeline::expand(&name, &text, &Tree, Catalog::built_in());
        let picture = pipeline::draw(expanded.graph.unwrap(), &options, Depth::Picture);
        let pieces = &picture.scene.pieces;
        for strip in pieces.iter().filter(|piece| piece.subject == Subject::Band) {
            let nodes = pieces.iter().filter(|piece| matches!(piece.subject, Subject::Node(_)));
            let labels = pieces.iter().filter_map(|piece| piece.label_box);
            for rect in nodes.map(|node| node.frame).chain(labels) {
                let is_apart = !strip.frame.overlaps(&rect);
                assert!(is_apart || strip.frame.contains(&rect), "{name}: {rect:?}");
            }
            strips += 1;
        }
    }
    assert!(strips > 4, "only {strips} strips: there is little to see");
}

#[test]
fn no_label_is_printed_over_another() {
    let mut labels = 0;
    for file in std::fs::read_dir(root().join("output")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "svg") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let svg = Document::parse(&text).unwrap();
        let mut seen = BTreeSet::new();
        for edge in groups(&svg, "edge") {
            let Some(label) = child(edge, "text", "label") else { continue };
            let first = label.first_element_child().unwrap_or(label);
            let place = (first.attribute("x"), first.attribute("y"));
            assert!(seen.insert(place), "{}: {place:?}", path.display());
            labels += 1;
        }
    }
    assert!(labels > 500, "only {labels} labels");
}

#[test]
fn a_connection_to_itself_is_drawn() {
    let text = r#"
        title = "Replicas"
        solution = "cloud"
        connections = ["db -> db: replication", "app -> db"]
        [groups.tier]
        kind = "resource-group"
        [nodes.db]
        [nodes.app]
        in = "tier"
    "#;
    for depth in [None, Some(0)] {
        let [svg, dot, json] = drawn("loop.toml", text, &Options { depth, ..Options::default() });
        let json: Value = serde_json::from_str(&json).unwrap();
        let edges = json["edges"].as_array().unwrap();
        let own = edges.iter().find(|edge| edge["from"] == edge["to"]).unwrap();
        assert_eq!((&own["from"], &own["label"]), (&"db".into(), &"replication".into()));
        assert!(own["points"].as_array().unwrap().len() >= 4, "an arch");
        assert!(dot.contains("\"db\" -> \"db\"") && svg.contains("b sends replication to "));
    }
}

#[test]
fn texts_from_right_to_left_begin_at_the_right_border_and_are_never_spread() {
    let text = r#"
        title = "مصنع المياه"
        solution = "cloud"
        [nodes.pump]
        label = "محطة الضخ الرئيسية في المدينة القديمة"
        [nodes.store]
        label = "תחנת שאיבה ראשית מרכזית"
        [[connections]]
        from = "pump"
        to = "store"
        label = "قياسات درجة الحرارة كل دقيقة"
    "#;
    let [svg, ..] = drawn("right.toml", text, &Options::default());
    let svg = Document::parse(&svg).unwrap();
    let reads_left = |node: &Node<'_, '_>| node.attribute("direction") == Some("rtl");
    let lines: Vec<Node<'_, '_>> = svg.descendants().filter(reads_left).collect();
    assert!(lines.len() > 6);
    assert!(lines.iter().all(|line| line.attribute("textLength").is_none()));
    for node in groups(&svg, "node") {
        let number = |of: Node<'_, '_>, key| of.attribute(key).unwrap().parse::<f64>().unwrap();
        let frame = child(node, "rect", "frame").unwrap();
        let right = number(frame, "x") + number(frame, "width");
        let lines: Vec<f64> =
            node.descendants().filter(reads_left).map(|line| number(line, "x")).collect();
        assert!(lines.len() > 1 && lines.iter().all(|x| (right - 16.0..right).contains(x)));
        assert!(lines.iter().all(|x| (x - lines[0]).abs() < 0.1), "{lines:?}");
    }
}
