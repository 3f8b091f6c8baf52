//! `maquette score`: what it prints, as text and as JSON, and what it says of graphs of every shape.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use maquette::layout;
use maquette::measure::Face;
use serde_json::Value;

use crate::program::{maquette, root, scratch};
use crate::shelf::place_of;

/// The metrics that must be 0 on every graph.
pub const ZERO: [&str; 5] =
    ["node_overlaps", "edge_node_hits", "title_hits", "label_hits", "shared_lines"];

/// The scores of files in a directory.
pub fn scores(at: &Path, names: &[&str]) -> Vec<Value> {
    let ran = maquette([&["score", "--json"], names].concat()).in_dir(at).run().exits(0);
    serde_json::from_str(&ran.stdout()).expect("JSON")
}

/// The scores of a folder of [`crate::shelf::FOLDERS`], measured once.
pub fn scores_of(folder: &str) -> &'static [Value] {
    static ALL: [OnceLock<Vec<Value>>; 2] = [const { OnceLock::new() }; 2];
    ALL[place_of(folder)].get_or_init(|| scores(&root(), &[folder]))
}

#[test]
fn one_file_gives_a_metric_a_line() {
    let at = scratch("score-one");
    fs::write(at.join("pair.dot"), "digraph { a -> b [label=\"to\"] }").unwrap();
    let ran = maquette(["score", "pair.dot"]).in_dir(&at).run().exits(0);
    let text = ran.stdout();
    let row = |name: &str| -> Vec<&str> {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.unwrap_or_else(|| panic!("no {name} in {text}")).split_whitespace().collect()
    };
    assert_eq!(row("nodes"), ["nodes", "2"]);
    assert_eq!(row("edges"), ["edges", "1"]);
    for name in ZERO {
        assert_eq!(row(name), [name, "0", "0"]);
    }
    assert_eq!(row("crossings"), ["crossings", "0"]);
    assert_eq!(row("bends"), ["bends", "0"], "two nodes in a row are joined by a straight line");
}

#[test]
fn several_files_give_a_file_a_line_and_json_has_the_same_numbers() {
    let at = scratch("score-several");
    // Three wells and three houses: no drawing has no crossing.
    let wells: String =
        ["a", "b", "c"].iter().map(|well| format!("{well} -> {{x y z}};")).collect();
    fs::write(at.join("wells.dot"), format!("digraph {{ {wells} }}")).unwrap();
    fs::write(at.join("cloud.toml"), "title = \"T\"\nsolution = \"cloud\"\n").unwrap();
    let names = ["wells.dot", "cloud.toml"];
    let table = maquette([&["score"], &names[..]].concat()).in_dir(&at).run().exits(0).stdout();
    let lines: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().collect()).collect();
    let json = scores(&at, &names);
    // A head, a file a line, and the totals.
    assert_eq!((lines.len(), json.len()), (4, 2));
    for (line, one) in lines[1..3].iter().zip(&json) {
        assert_eq!(one["file"], line[0]);
        assert_eq!(one["violations"].as_array().map(Vec::len), Some(0));
        let metrics = one["metrics"].as_object().expect("metrics");
        assert_eq!(metrics.len() + 3, line.len());
        for (head, cell) in lines[0].iter().zip(line).skip(3) {
            let number = metrics[&head.to_lowercase()].as_f64().expect("a number");
            let written: f64 = cell.parse().expect("a number");
            let rounded = if cell.contains('.') { 0.0051 } else { 0.51 };
            assert!((number - written).abs() < rounded, "{head}: {number}, {written}");
        }
    }
    assert!(json[0]["metrics"]["crossings"].as_u64() > Some(0));
}

#[test]
fn the_last_line_of_several_files_has_their_totals() {
    let at = scratch("score-totals");
    fs::write(at.join("wells.dot"), "digraph { a -> {x y z}; b -> {x y z}; c -> {x y z} }")
        .unwrap();
    fs::write(at.join("cloud.toml"), "title = \"T\"\nsolution = \"cloud\"\n").unwrap();
    let names = ["wells.dot", "cloud.toml"];
    let table = maquette([&["score"], &names[..]].concat()).in_dir(&at).run().exits(0).stdout();
    let total = table.lines().last().expect("a line");
    let json = scores(&at, &names);
    let all = |metric: &str| -> Vec<f64> {
        json.iter().map(|one| one["metrics"][metric].as_f64().expect("a number")).collect()
    };
    let sum = |metric: &str| all(metric).iter().sum::<f64>();
    let (least, most) = (f64::min, f64::max);
    for part in [
        "total of 2 files: ".to_owned(),
        format!(" {} crossings", sum("crossings")),
        format!(" {} bends", sum("bends")),
        format!(" {:.0} px of lines", sum("length_px")),
        format!(" {} of {} label", sum("unlabeled"), sum("labels")),
        format!(" reading at least {:.2}", all("reading").into_iter().fold(99.0, least)),
        format!(" width at most {:.0}", all("width").into_iter().fold(0.0, most)),
        format!(" mean order {:.2}", sum("order") / 2.0),
    ] {
        assert!(total.contains(&part), "{part:?} is not in {total:?}");
    }
    let one = maquette(["score", "wells.dot"]).in_dir(&at).run().exits(0).stdout();
    assert!(!one.contains("total"), "{one}");
}

#[test]
fn reading_is_that_of_names_on_cards() {
    assert!((layout::NAME_SIZE - f64::from(Face::Label.size())).abs() < f64::EPSILON);
}

#[test]
fn what_cannot_be_drawn_is_reported_and_the_rest_is_measured() {
    let at = scratch("score-bad");
    fs::write(at.join("good.dot"), "digraph { a -> b }").unwrap();
    fs::write(at.join("bad.toml"), "solution = \"clod\"\n").unwrap();
    let ran = maquette(["score", "--json", "bad.toml", "good.dot"]).in_dir(&at).run();
    let ran = ran.exits(1).complains("clod");
    let all: Vec<Value> = serde_json::from_str(&ran.stdout()).expect("JSON");
    assert_eq!(all.iter().map(|one| &one["file"]).collect::<Vec<_>>(), ["good.dot"]);
    maquette(["score", "no-such-file.dot"]).in_dir(&at).run().exits(2);
}

/// Graphs of one extreme shape each, small.
fn extremes() -> Vec<(&'static str, String)> {
    const N: usize = 24;
    let each = |line: &dyn Fn(usize) -> String| (0..N).map(line).collect::<String>();
    let nested = |open: &dyn Fn(usize) -> String| each(open) + &"}".repeat(N);
    vec![
        ("star.dot", each(&|i| format!("hub -> n{i};"))),
        ("chain.dot", each(&|i| format!("n{i} -> n{};", i + 1))),
        ("ring.dot", each(&|i| format!("n{i} -> n{};", (i + 1) % N))),
        ("parallel.dot", "a -> b;".repeat(N)),
        ("loops.dot", "a -> a;".repeat(N)),
        ("complete.dot", each(&|i| (0..i).map(|j| format!("n{i} -> n{j};")).collect())),
        ("grid.dot", each(&|i| format!("n{i} -> n{}; n{i} -> n{};", i + 1, i + 5))),
        ("deep.dot", nested(&|i| format!("subgraph cluster_{i} {{ n{i};"))),
        (
            "wide.dot",
            each(&|i| format!("subgraph cluster_{i} {{ n{i}; }} n{i} -> n{};", i * 7 % N)),
        ),
        ("alone.dot", each(&|i| format!("n{i};"))),
    ]
}

#[test]
fn extreme_graphs_are_drawn_by_the_contract() {
    let at = scratch("score-extremes");
    let graphs = extremes();
    for (name, body) in &graphs {
        fs::write(at.join(name), format!("digraph {{ {body} }}")).unwrap();
    }
    let names: Vec<&str> = graphs.iter().map(|(name, _)| *name).collect();
    for one in scores(&at, &names) {
        assert_eq!(one["violations"].as_array().map(Vec::len), Some(0), "{one:#}");
        for name in ZERO {
            assert_eq!(one["metrics"][name], 0, "{one:#}");
        }
    }
}
