//! Labels without room: letters on their lines, and the key that explains them.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::Catalog;
use maquette::emit::FORMATS;
use maquette::geom::px;
use maquette::layout::{ENGINES, Rule, verify};
use maquette::pipeline::{self, Depth, Expanded, Options, Picture};
use maquette::scene::compose;
use roxmltree::{Document, Node};

use crate::gallery::Tree;
use crate::program::root;

/// Scenarios with more labels than a narrow picture has room for.
const CROWDED: [&str; 3] = ["hybrid-typical", "monitoring-identity-secrets", "shared-registry"];

/// A scenario drawn as narrow as can be.
fn narrow(name: &str) -> (Expanded, Picture) {
    let path = root().join("scenarios").join(name).with_extension("toml");
    let text = std::fs::read_to_string(path).unwrap();
    let expanded = pipeline::expand(name, &text, &Tree, Catalog::built_in());
    let options = Options::default();
    let graph = expanded.graph.clone().unwrap();
    let mut picture = pipeline::draw(graph, &options, Depth::Picture);
    picture.measured.input.width = Some(px(480));
    picture.layout = ENGINES[0].lay_out(&picture.measured.input);
    let Picture { graph, measured, layout, .. } = &picture;
    picture.scene = compose(graph, measured, layout, &options.theme);
    (expanded, picture)
}

fn written(expanded: &Expanded, picture: &Picture, format: &str) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let bytes = pipeline::write(expanded, picture, format, &Options::default());
    String::from_utf8(bytes).unwrap()
}

fn has_class(node: &Node<'_, '_>, class: &str) -> bool {
    node.attribute("class").is_some_and(|all| all.split(' ').any(|word| word == class))
}

fn words(text: Node<'_, '_>) -> String {
    let parts: Vec<&str> =
        text.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    parts.join(" ")
}

/// What the key says of each letter.
fn key(svg: &Document<'_>) -> BTreeMap<String, String> {
    let group = svg.descendants().find(|node| has_class(node, "key"));
    let texts = group.iter().flat_map(Node::children).filter(|node| node.has_tag_name("text"));
    let texts: Vec<String> = texts.map(words).collect();
    texts.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

#[test]
fn every_letter_is_explained_and_stands_for_one_text() {
    let mut letters = 0;
    for name in CROWDED {
        let (expanded, picture) = narrow(name);
        let svg = written(&expanded, &picture, "svg");
        let svg = Document::parse(&svg).unwrap();
        let key = key(&svg);
        let mut used = BTreeSet::new();
        for edge in svg.descendants().filter(|node| has_class(node, "edge")) {
            if !edge.children().any(|node| has_class(&node, "letter")) {
                continue;
            }
            let texts: Vec<_> = edge.children().filter(|node| node.has_tag_name("text")).collect();
            let [text] = texts[..] else { panic!("{name}: {} texts", texts.len()) };
            assert!(has_class(&text, "label"), "{name}");
            let said = key.get(&words(text)).unwrap_or_else(|| panic!("{name}: {text:?}"));
            let id = edge.attribute("data-id").unwrap();
            let graph = &picture.graph.graph;
            let connection = graph.edge_weights().find(|connection| connection.id == id).unwrap();
            assert!(said.starts_with(&connection.label), "{name}: {said} for {id}");
            let title = edge.children().find(|node| node.has_tag_name("title")).unwrap();
            assert!(words(title).contains(&connection.label), "{name}: the name of {id}");
            used.insert(words(text));
            letters += 1;
        }
        assert_eq!(key.keys().cloned().collect::<BTreeSet<_>>(), used, "{name}: the key");
        let texts: BTreeSet<&String> = key.values().collect();
        assert_eq!(texts.len(), key.len(), "{name}: a text with two letters");
    }
    assert!(letters > 0, "there is nothing to see");
}

#[test]
fn every_label_of_a_narrow_picture_stands_somewhere_or_has_a_letter() {
    for name in CROWDED {
        let (_, picture) = narrow(name);
        let found = verify(&picture.measured.input, &picture.layout);
        let of_labels = [Rule::Sizes, Rule::TitleHits, Rule::LabelHits, Rule::LabelPlace];
        let broken: Vec<_> = found.iter().filter(|one| of_labels.contains(&one.rule)).collect();
        assert!(broken.is_empty(), "{name}: {broken:?}");
    }
}

#[test]
fn other_formats_say_the_whole_label() {
    let (expanded, picture) = narrow(CROWDED[0]);
    for format in ["drawio", "dot", "json", "txt"] {
        let text = written(&expanded, &picture, format);
        for connection in picture.graph.graph.edge_weights() {
            let first = connection.label.split(' ').next().unwrap();
            assert!(text.contains(first), "{format}: {}", connection.label);
        }
    }
}
