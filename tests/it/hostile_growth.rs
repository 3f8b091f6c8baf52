//! Small files that ask for much: what they stand for is counted, or left out, before it is made.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::program::{maquette, scratch};

const DEVICE: &str = "title = \"T\"\nsolution = \"cloud\"\n[devices.a]\n";

/// A directory with a file.
fn with(name: &str, file: &str, text: &str) -> PathBuf {
    let at = scratch(name);
    fs::write(at.join(file), text).unwrap();
    at
}

/// Asserts that a check of a text is refused with these words.
fn is_refused(name: &str, file: &str, text: &str, words: &str) {
    let at = with(name, file, text);
    maquette(["check", file]).in_dir(&at).run().exits(1).says(words);
}

#[test]
fn texts_of_copies_count_as_often_as_they_are_there() {
    let names: Vec<String> = (0..200).map(|n| format!("\"n{n}\"")).collect();
    let text = |label: &str| {
        format!(
            "title = \"T\"\nsolution = \"cloud\"\n[groups.g]\nkind = \"region\"\nlabel = \"{label}\"\neach = [{}]\n",
            names.join(", ")
        )
    };
    is_refused("growth-copies", "a.toml", &text(&"x".repeat(200_000)), "bytes");
    is_refused("growth-names", "a.toml", &text(&"{name}".repeat(2_000)), "bytes");
    let at = with("growth-few", "a.toml", &text("Region {name}"));
    maquette(["check", "a.toml"]).in_dir(&at).run().exits(0);
}

#[test]
fn what_one_line_says_of_several_connections_counts_for_each() {
    let nodes: Vec<String> = (0..400).map(|n| format!("n{n}")).collect();
    let head = "title = \"T\"\nsolution = \"cloud\"\n";
    let text =
        format!("{head}connections = [\"a -> {}: {}\"]\n", nodes.join(","), "x".repeat(90_000));
    is_refused("growth-line", "a.toml", &text, "gives 400 connections more than");
}

#[test]
fn names_in_labels_of_dot_count_as_text() {
    for escape in ["\\N", "\\G"] {
        let name = "n".repeat(20_000);
        let text = format!("digraph {name} {{ {name} [label=\"{}\"] }}", escape.repeat(2_000));
        is_refused("growth-dot", "a.dot", &text, "names in labels come to more than");
    }
    let edge =
        format!("digraph {{ {0} -> b [label=\"{1}\"] }}", "n".repeat(20_000), "\\E".repeat(2_000));
    is_refused("growth-dot-edge", "a.dot", &edge, "names in labels come to more than");
}

#[test]
fn a_kept_line_that_turns_too_often_is_drawn_anew() {
    let at = with("growth-kept", "a.toml", DEVICE);
    let render = |how: &[&str]| {
        let args = ["render", "a.toml", "-f", "svg", "-o", "a.svg", "-q"];
        maquette(args.iter().chain(how)).in_dir(&at).run().exits(0);
        fs::read_to_string(at.join("a.svg")).unwrap()
    };
    let first = render(&[]);
    let (before, line) = first.split_once("class=\"line\"").expect("a line");
    let (start, rest) = line.split_once(" d=\"").expect("its path");
    let (_, after) = rest.split_once('"').unwrap();
    let turns = "H107V105H100V100".repeat(20_000);
    let forged = format!("{before}class=\"line\"{start} d=\"M100 100{turns}\"{after}");
    fs::write(at.join("a.svg"), forged).unwrap();
    assert_eq!(render(&["--keep"]).len(), first.len());
}

#[test]
fn classes_of_an_icon_are_read_once_each() {
    let at = with("growth-icon", "a.toml", "title = \"T\"\nsolution = \"cloud\"\n[devices.a]\n");
    fs::create_dir(at.join("pack")).unwrap();
    let icon = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><style>.a{{{}fill:#123456}}</style>\
         <path d='M0 0h9v9z' class='{}'/></svg>",
        "b:c;".repeat(30_000),
        "a ".repeat(60_000)
    );
    fs::write(at.join("pack/10182-icon-service-IoT-Hub.svg"), icon).unwrap();
    let args = ["render", "a.toml", "-f", "svg", "-o", "a.svg", "-q", "--icons", "pack"];
    maquette(args).in_dir(&at).run().exits(0);
    assert!(fs::read_to_string(at.join("a.svg")).unwrap().contains("fill=\"#123456\""));
}

#[test]
fn a_label_like_a_book_is_drawn() {
    let label = "x\\n".repeat(20_000);
    let at = with("growth-label", "a.toml", &format!("{DEVICE}label = \"{label}\"\n"));
    maquette(["render", "a.toml", "-f", "svg", "-o", "a.svg", "-q"]).in_dir(&at).run().exits(0);
}

#[test]
fn line_ends_above_the_figures_of_a_chapter_are_counted() {
    let block = "```maquette\ntitle=\"T\"\nsolution=\"cloud\"\n```\n".repeat(30);
    let content = format!("{}{block}", "\n".repeat(150_000));
    let chapter = json!({"Chapter": {
        "name": "A", "content": content, "number": [1], "sub_items": [], "path": "a.md",
        "source_path": "a.md", "parent_names": []
    }});
    let input = json!([
        {"root": ".", "config": {"book": {"src": "src"}}, "renderer": "html", "mdbook_version": "0.4.40"},
        {"sections": [chapter], "__non_exhaustive": null}
    ]);
    let at = with("growth-book", "none", "");
    fs::create_dir(at.join("src")).unwrap();
    let ran = maquette(["mdbook"]).in_dir(&at).stdin(input.to_string()).run();
    ran.complains("too many lines above its figures");
}
