//! Our own glyphs: one style, one grid, each kind its own, none left over.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::Catalog;
use maquette::icons::GLYPHS;
use maquette::pipeline;
use maquette::syntax::NoFiles;
use roxmltree::Document;

/// Glyphs that no kind of the catalogue has: for own nodes, which name them by their `kind`,
/// and for what is drawn where nothing else fits (`service`).
const FREE: [&str; 22] = [
    "application",
    "cloud",
    "connector",
    "dmz",
    "edge-cluster",
    "edge-device",
    "event-grid-system-topic",
    "gateway",
    "group",
    "isa-level",
    "log-analytics",
    "management-group",
    "network-zone",
    "private-endpoint",
    "robot",
    "sdk",
    "sensor",
    "service",
    "unknown",
    "vehicle",
    "virtual-network",
    "wearable",
];

/// Every built-in glyph as its file has it.
fn files() -> impl Iterator<Item = (&'static str, String)> {
    GLYPHS.iter().map(|(name, _)| {
        let path = format!("{}/catalog/icons/{name}.svg", env!("CARGO_MANIFEST_DIR"));
        (*name, std::fs::read_to_string(path).unwrap())
    })
}

fn named_by_the_catalogue() -> BTreeSet<String> {
    let catalog = Catalog::built_in();
    let services = catalog.services.iter().map(|service| service.icon.clone());
    services.chain(catalog.places.iter().map(|place| place.icon.clone())).collect()
}

#[test]
fn every_icon_of_the_catalogue_is_drawn_and_every_drawing_is_used() {
    let drawn: BTreeSet<String> = GLYPHS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let named = named_by_the_catalogue();
    let missing: Vec<_> = named.difference(&drawn).collect();
    assert!(missing.is_empty(), "no glyph: {missing:?}");
    let free: BTreeSet<String> = FREE.iter().map(|name| (*name).to_owned()).collect();
    let unused: Vec<_> = drawn.difference(&named).filter(|name| !free.contains(*name)).collect();
    assert!(unused.is_empty(), "named nowhere: {unused:?}");
    let gone: Vec<_> = free.iter().filter(|name| named.contains(*name)).collect();
    assert!(gone.is_empty(), "not free any more: {gone:?}");
}

#[test]
fn every_service_has_a_glyph_of_its_own() {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for service in &Catalog::built_in().services {
        users.entry(&service.icon).or_default().push(&service.id);
    }
    let shared: Vec<_> = users.into_iter().filter(|(_, users)| users.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:?}");
    let mut bodies: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, glyph) in GLYPHS {
        if let Some(other) = bodies.insert(&glyph.body, name) {
            panic!("{name} and {other} are the same drawing");
        }
    }
}

#[test]
fn devices_and_assets_wear_the_glyph_that_they_ask_for() {
    let text = "title = \"t\"\nsolution = \"edge\"\n[sites.hall]\nruntime = \"iot-edge\"\n\
                devices = [\"van (icon = vehicle)\"]\nassets = [\"mill (icon = iot-hub)\", \"saw\"]\n";
    let expanded = pipeline::expand("t.toml", text, &NoFiles, Catalog::built_in());
    let arch = expanded.graph.expect("valid");
    let icon = |id: &str| arch.graph.node_weights().find(|e| e.id == id).map(|e| e.icon.clone());
    for (id, glyph) in [("hall.van", "vehicle"), ("hall.mill", "iot-hub"), ("hall.saw", "asset")] {
        assert_eq!(icon(id).as_deref(), Some(glyph), "{id}");
    }
}

#[test]
fn glyphs_are_few_plain_paths_in_four_classes() {
    for (name, text) in files() {
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let root = document.root_element();
        assert_eq!(root.attribute("viewBox"), Some("0 0 36 36"), "{name}");
        let elements: Vec<_> = root.descendants().filter(roxmltree::Node::is_element).collect();
        assert!(elements.len() > 1, "{name} is empty");
        for element in &elements[1..] {
            assert_eq!(element.tag_name().name(), "path", "{name}: {element:?}");
            assert!(["a", "b", "c", "d"].contains(&element.attribute("class").unwrap()), "{name}");
            for attribute in element.attributes() {
                let known = ["class", "d", "stroke-width"];
                assert!(known.contains(&attribute.name()), "{name}: {}", attribute.name());
            }
        }
        // Each picture carries its glyphs: a rich drawing costs every one that shows it.
        assert!(text.len() < 600, "{name} has {} bytes", text.len());
    }
}

/// The margin is eight units; round line ends may reach a quarter into it.
#[cfg(feature = "raster")]
#[test]
fn glyphs_stay_off_the_edge_and_fill_the_box() {
    use resvg::usvg::{Options, Tree};
    let style = "<style>.a,.d{fill:none;stroke:#000;stroke-linejoin:round}</style>";
    let mut wrong = Vec::new();
    for (name, text) in files() {
        let root = format!("36\" stroke-width=\"1.5\" stroke-linecap=\"round\">{style}");
        let styled = text.replacen("36\">", &root, 1);
        let tree = Tree::from_str(&styled, &Options::default()).unwrap();
        let bounds = tree.root().abs_stroke_bounding_box();
        let inside = bounds.left() >= 7.7
            && bounds.top() >= 7.7
            && bounds.right() <= 28.3
            && bounds.bottom() <= 28.3;
        if !inside || bounds.width().max(bounds.height()) < 16.0 {
            wrong.push(format!("{name}: {bounds:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
