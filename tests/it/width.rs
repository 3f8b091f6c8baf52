//! The width and direction of a picture, and figures for its parts.

use std::collections::BTreeSet;
use std::path::Path;

use maquette::catalog::Catalog;
use maquette::emit::FORMATS;
use maquette::geom::px;
use maquette::graph::ArchGraph;
use maquette::layout::FlowDirection;
use maquette::model::page::{WIDTHS, Width};
use maquette::pipeline::{self, Depth, Figures, Options};
use maquette::syntax::NoFiles;
use maquette::view;

use crate::gallery::{Tree, scenarios};
use crate::program::{maquette, scratch};

const FLEET: &str = r#"title = "Fleet"
solution = "hybrid"

[picture]
width     = "a4"
direction = "tb"

[devices.trailer]
protocol = "mqtt"

[sites.delft]
runtime = "iot-operations"

[sites.delft.assets.freezer]
protocol = "opc-ua"
"#;

fn written(name: &str) -> std::path::PathBuf {
    let directory = scratch(name);
    std::fs::write(directory.join("fleet.toml"), FLEET).unwrap();
    directory
}

/// Width and direction that the layout of the scenario is asked for.
fn asked(options: &Options) -> (Option<i32>, FlowDirection) {
    let mut expanded = pipeline::expand("a.toml", FLEET, &NoFiles, Catalog::built_in());
    let options = options.for_page(&expanded.page());
    let graph = pipeline::show(&mut expanded, &options).unwrap();
    let input = pipeline::draw(graph, &options, Depth::Graph).measured.input;
    (input.width, input.reading)
}

#[test]
fn what_is_asked_for_goes_before_what_the_scenario_says() {
    assert_eq!(asked(&Options::default()), (Some(px(680)), FlowDirection::TopToBottom));
    let flags = Options {
        width: Some(Width::Unlimited),
        reading: Some(FlowDirection::Auto),
        ..Options::default()
    };
    assert_eq!(asked(&flags), (None, FlowDirection::Auto));
    let plain = pipeline::expand("a.toml", "title = \"t\"", &NoFiles, Catalog::built_in()).page();
    let options = Options::default().for_page(&plain);
    assert_eq!((options.width, options.reading), (None, None));
    assert_eq!(Width::default().pixels(), Some(960));
}

#[test]
fn the_command_line_knows_the_names_of_widths_and_both_directions() {
    let directory = written("width-flags");
    let render = |args: &[&str]| {
        let all = ["render", "fleet.toml", "-f", "dot,svg", "-o", "out"].iter().chain(args);
        maquette(all).in_dir(&directory).run()
    };
    let rank = || std::fs::read_to_string(directory.join("out/fleet.dot")).unwrap();
    assert_eq!(render(&[]).code(), 0);
    assert!(rank().contains("rankdir=TB"), "as the scenario says");
    for (word, rankdir) in [("lr", "rankdir=LR"), ("tb", "rankdir=TB"), ("auto", "rankdir=LR")] {
        assert_eq!(render(&["--direction", word]).code(), 0);
        assert!(rank().contains(rankdir), "{word}");
    }
    let help = maquette(["render", "--help"]).run().stdout().replace("\n          ", " ");
    for (name, width) in WIDTHS {
        assert_eq!(render(&["--width", name]).code(), 0, "{name}");
        let told = width.pixels().map_or((*name).to_owned(), |px| format!("{name} ({px})"));
        assert!(help.contains(&told), "{told}: {help}");
    }
    for wrong in ["a5", "20", "-960", "1e9"] {
        let ran = render(&["--width", wrong]);
        assert_eq!(ran.code(), 2, "{wrong}");
        assert!(ran.stderr().contains("readme (888)"), "{}", ran.stderr());
    }
}

#[test]
fn a_picture_that_is_too_wide_says_by_how_much_and_what_is_narrower() {
    let directory = written("width-remark");
    let said = |args: &[&str]| {
        let all = ["render", "fleet.toml", "-o", "fleet.svg"].iter().chain(args);
        maquette(all).in_dir(&directory).run().stderr()
    };
    let narrow = said(&["--width", "240"]);
    assert!(narrow.contains("more than `--width 240`"), "{narrow}");
    for way in ["a view", "`--depth ", "`--split`"] {
        assert!(narrow.contains(way), "{narrow}");
    }
    // The numbers are those of the picture.
    let svg = std::fs::read_to_string(directory.join("fleet.svg")).unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let view_box = document.root_element().attribute("viewBox").unwrap();
    let width: f64 = view_box.split(' ').nth(2).unwrap().parse().unwrap();
    assert!(narrow.contains(&format!("is {width} px wide, {} more", width - 240.0)), "{narrow}");
    for args in [&["--width", "unlimited"][..], &["--width", "240", "-q"], &["--width", "20000"]] {
        assert!(!said(args).contains("px wide"), "{args:?}");
    }
    assert!(
        !said(&["--width", "240", "--view", "data"]).contains("--split"),
        "a view has no parts"
    );
}

#[test]
fn merged_pictures_are_as_wide_as_asked_for_too() {
    let directory = written("width-diff");
    let narrow = FLEET.replace("\"a4\"", "250");
    let more = narrow.replace("[devices.trailer]", "[devices.lock]\n[devices.trailer]");
    std::fs::write(directory.join("fleet.toml"), narrow).unwrap();
    std::fs::write(directory.join("new.toml"), more).unwrap();
    let said = |args: &[&str]| {
        let all = ["diff", "fleet.toml", "new.toml", "-f", "svg", "-o", "d.svg"].iter().chain(args);
        maquette(all).in_dir(&directory).run().exits(0).stderr()
    };
    assert!(said(&["--width", "240"]).contains("more than `--width 240`"));
    assert!(said(&[]).contains("more than `--width 250`"), "the scenario's: {}", said(&[]));
    assert!(!said(&["--width", "unlimited"]).contains("px wide"));
}

fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_split_picture_is_an_overview_and_a_figure_for_each_part() {
    let directory = written("width-split");
    let run = |args: &[&str]| {
        maquette(["render", "fleet.toml"].iter().chain(args)).in_dir(&directory).run()
    };
    assert_eq!(run(&["-f", "svg,dot", "--split", "-o", "out"]).code(), 0);
    let expected =
        ["cloud", "delft"].map(|id| [format!("fleet.{id}.dot"), format!("fleet.{id}.svg")]);
    let mut expected = expected.concat();
    expected.extend(["fleet.dot".to_owned(), "fleet.svg".to_owned()]);
    assert_eq!(files(&directory.join("out")), expected);
    let check = ["-f", "svg,dot", "--split", "-o", "out", "--check"];
    assert_eq!(run(&check).code(), 0);
    std::fs::remove_file(directory.join("out/fleet.delft.svg")).unwrap();
    std::fs::write(directory.join("out/fleet.cloud.svg"), "old").unwrap();
    let ran = run(&check);
    assert_eq!(ran.code(), 1);
    assert!(ran.stdout().contains("missing   out/fleet.delft.svg"), "{}", ran.stdout());
    assert!(ran.stdout().contains("stale     out/fleet.cloud.svg"), "{}", ran.stdout());
    // A file stands beside its figures.
    assert_eq!(run(&["--split", "-o", "one/picture.svg"]).code(), 0);
    assert_eq!(
        files(&directory.join("one")),
        ["picture.cloud.svg", "picture.delft.svg", "picture.svg"]
    );
    assert_eq!(run(&["--split", "-o", "-"]).code(), 2, "several figures are no stream");
    assert_eq!(run(&["--split", "--view", "data"]).code(), 2);
}

fn ids(graph: &ArchGraph) -> BTreeSet<String> {
    graph.graph.node_weights().map(|element| element.id.clone()).collect()
}

/// On every shipped scenario: what stands in a container stands in a figure, every connection that
/// ends in one is drawn, and no figure shows more than the whole.
#[test]
fn figures_leave_nothing_out_and_add_nothing() {
    let mut figures_seen = 0;
    for (name, text) in scenarios() {
        let expanded = pipeline::expand(&name, &text, &Tree, Catalog::built_in());
        let Some(graph) = expanded.graph else { continue };
        let figures = view::bands(&graph);
        figures_seen += figures.len();
        if figures.is_empty() {
            continue;
        }
        let (all, mut shown, mut connections) = (ids(&graph), BTreeSet::new(), BTreeSet::new());
        for figure in &figures {
            assert!(ids(&figure.graph).is_subset(&all), "{name}, {}", figure.id);
            shown.extend(ids(&figure.graph));
            connections.extend(figure.graph.graph.edge_weights().map(|edge| edge.id.clone()));
        }
        let is_held = |ix: maquette::graph::ElementIx| graph.graph[ix].parent.is_some();
        for ix in graph.graph.node_indices().filter(|&ix| is_held(ix)) {
            assert!(shown.contains(&graph.graph[ix].id), "{name}: {}", graph.graph[ix].id);
        }
        for edge in graph.graph.edge_indices() {
            let (from, to) = graph.graph.edge_endpoints(edge).unwrap();
            let id = &graph.graph[edge].id;
            assert!(connections.contains(id) || !(is_held(from) || is_held(to)), "{name}: {id}");
        }
    }
    assert!(figures_seen > 20, "only {figures_seen} figures");
}

#[test]
fn compiling_into_figures_gives_files_for_each() {
    let svg: Vec<_> = FORMATS.iter().filter(|format| format.name == "svg").collect();
    let options = Options { figures: Figures::Bands, ..Options::default() };
    let compiled =
        pipeline::compile("a.toml", FLEET, &NoFiles, Catalog::built_in(), &options, &svg);
    let ids: Vec<&str> =
        compiled.figures.iter().filter_map(|figure| figure.name.as_deref()).collect();
    assert_eq!(ids, ["delft", "cloud"]);
    assert!(compiled.figures.iter().all(|figure| figure.files.len() == 1));
    let overview = String::from_utf8(compiled.files[0].clone()).unwrap();
    assert!(overview.contains(" inside"), "the overview closes what is inside of parts");
}
