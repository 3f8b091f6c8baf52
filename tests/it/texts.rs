//! Texts and frames of pictures that fit a page: nothing too small, nothing outside, nothing twice.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::Catalog;
use maquette::emit::FORMATS;
use maquette::geom::px;
use maquette::measure::{Protocols, in_wide_font, widest};
use maquette::pipeline::{self, Options};
use maquette::scene::{Anchor, Shape, Subject, compose};
use maquette::syntax::NoFiles;
use maquette::theme::Theme;
use roxmltree::{Document, Node};

use crate::gallery::scenarios;
use crate::pictures::{child, drawn, groups};
use crate::shelf;

/// The type size of a text: its own, that of a rule, or that of what it is in.
fn type_size(text: Node, rules: &BTreeMap<String, f64>) -> f64 {
    let of = |node: Node| {
        let mut ruled = node.attribute("class").unwrap_or_default().split(' ');
        let ruled = ruled.find_map(|class| rules.get(class)).copied();
        ruled.or_else(|| node.attribute("font-size")?.parse().ok())
    };
    text.ancestors().find_map(of).expect("the root has a type size")
}

/// Type sizes of the classes of a picture.
fn sizes_of_rules(svg: &Document) -> BTreeMap<String, f64> {
    let sheets = svg.descendants().filter(|node| node.tag_name().name() == "style");
    let rules = sheets.filter_map(|sheet| sheet.text()).flat_map(|text| text.split('}'));
    let size = |rule: &str| {
        let (class, body) = rule.split_once('{')?;
        let size = body.split_once("font-size:")?.1.split_once("px")?.0;
        Some((class.strip_prefix('.')?.to_owned(), size.parse().ok()?))
    };
    rules.filter_map(size).collect()
}

#[test]
fn no_text_is_smaller_than_10_px() {
    let mut seen = BTreeSet::new();
    for (name, text) in scenarios() {
        let [svg] = shelf::files(&name, &text, ["svg"]);
        let svg = Document::parse(&svg).unwrap();
        let rules = sizes_of_rules(&svg);
        for text in
            svg.descendants().filter(|node| ["text", "tspan"].contains(&node.tag_name().name()))
        {
            let size = type_size(text, &rules);
            assert!(size >= 10.0, "{name}: {:?} in {size} px", text.text());
            seen.insert(size as u32);
        }
        assert!(
            !svg.descendants()
                .any(|node| node.tag_name().name() == "text" && node.has_attribute("transform"))
        );
    }
    assert_eq!(seen, BTreeSet::from([10, 11, 13, 20]));
}

/// The usual fonts besides Helvetica and its like are up to a fifth wider, and not every program
/// knows `textLength`.
#[test]
fn texts_stay_on_their_cards_and_labels_in_any_font() {
    for (name, text) in scenarios() {
        for piece in &shelf::drawn(&name, &text).picture.scene.pieces {
            let room = match piece.subject {
                Subject::Node(_) | Subject::Container(_) => piece.frame,
                // A letter for a label stands in a circle that is made for it.
                Subject::Edge(_) => match piece.label_box {
                    Some(room) => room,
                    None => continue,
                },
                _ => continue,
            };
            for shape in &piece.shapes {
                let Shape::Text { at, anchor, lines, face, .. } = shape else { continue };
                let width = in_wide_font(widest(lines), *face);
                let left = if *anchor == Anchor::Middle { at.x - width / 2 } else { at.x };
                let is_inside = left >= room.x && left + width <= room.right();
                assert!(is_inside, "{name}: {} has {lines:?} in {room:?}", piece.name);
            }
        }
    }
}

/// A site with a device that holds only its runtime.
const SHARED: &str = "title = \"t\"\nsolution = \"edge\"\n[sites.plant]\n\
                      runtime = \"iot-operations\"\n[sites.plant.assets.oven]\n";

#[test]
fn a_frame_that_two_containers_share_is_drawn_once_and_named_by_both() {
    let [svg, dot, json] = drawn("t.toml", SHARED, &Options::default());
    let svg = Document::parse(&svg).unwrap();
    let place = |group: Node| {
        let frame = child(group, "rect", "frame").unwrap();
        ["x", "y", "width", "height"].map(|side| frame.attribute(side).unwrap().to_owned())
    };
    let groups = groups(&svg, "container");
    let shared: Vec<_> = ["arc-cluster", "iot-operations"]
        .map(|kind| *groups.iter().find(|g| g.attribute("data-kind") == Some(kind)).unwrap())
        .to_vec();
    assert_eq!(place(shared[0]), place(shared[1]));
    let strokes = shared
        .iter()
        .filter(|&&group| child(group, "rect", "frame").unwrap().attribute("stroke").is_some());
    assert_eq!(strokes.count(), 1, "one border");
    let titles: Vec<_> =
        shared.iter().map(|&group| child(group, "text", "title").unwrap()).collect();
    assert_eq!(titles[0].text(), Some("Arc-enabled cluster"));
    assert_eq!(titles[1].text(), Some("IoT Operations"));
    let told = shared[1].children().find(|child| child.tag_name().name() == "title").unwrap();
    assert!(told.text().unwrap().contains("in Arc-enabled cluster"));
    for group in shared {
        let id = group.attribute("data-id").unwrap();
        assert!(json.contains(&format!("\"id\": \"{id}\"")), "{id} is not in the JSON");
        assert!(dot.contains(id), "{id} is not in the DOT");
    }
}

#[test]
fn text_names_both_containers_of_a_shared_frame() {
    let format = FORMATS.iter().find(|format| format.name == "ascii").unwrap();
    let options = Options::default();
    let compiled =
        pipeline::compile("t.toml", SHARED, &NoFiles, Catalog::built_in(), &options, &[format]);
    let text = String::from_utf8(compiled.files[0].clone()).unwrap();
    assert!(text.contains(" Arc-enabled cluster \u{203a} IoT Operations "), "{text}");
}

#[test]
fn protocols_can_be_left_out_and_are_where_there_are_many_labels() {
    let small = |protocols, devices: usize| {
        let device = |i| format!("[devices.d{i}]\n");
        let devices: String = (0..devices).map(device).collect();
        let text = format!("title = \"t\"\nsolution = \"cloud\"\n{devices}");
        let [svg, ..] = drawn("t.toml", &text, &Options { protocols, ..Options::default() });
        let svg = Document::parse(&svg).unwrap();
        let edges = groups(&svg, "edge");
        let texts =
            |edge: &&Node| edge.children().filter(|n| n.tag_name().name() == "text").count();
        let told = edges.iter().any(|edge| {
            edge.descendants().any(|n| n.text().is_some_and(|t| t.contains(" over MQTT")))
        });
        assert!(told, "the tooltip says it always");
        edges.iter().any(|edge| texts(&edge) > 1)
    };
    assert!(small(Protocols::On, 1) && small(Protocols::Auto, 1) && !small(Protocols::Off, 1));
    assert!(small(Protocols::On, 40) && !small(Protocols::Auto, 40));
}

#[test]
fn heading_and_legend_stay_within_the_width_that_a_canvas_may_have() {
    for (name, text) in scenarios() {
        let picture = &shelf::drawn(&name, &text).picture;
        let (mut measured, mut layout) = (picture.measured.clone(), picture.layout.clone());
        for width in [px(240), px(360), px(960)] {
            measured.input.width = Some(width);
            layout.canvas.width = width.min(px(300));
            let scene = compose(&picture.graph, &measured, &layout, &Theme::standard());
            assert!(scene.size.width <= width.max(layout.canvas.width), "{name}: {width}");
        }
    }
}
