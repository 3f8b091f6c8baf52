//! What the author wrote and what the rules derive beside it: each case of
//! `tests/golden/author.toml` says what its picture has, lacks and tells.
//!
//! The table is written by hand and not rewritten by `UPDATE`: it is what an expert would draw.

use std::collections::BTreeSet;

use maquette::catalog::Catalog;
use maquette::graph::{ArchGraph, Direction, Flow};
use maquette::pipeline;
use maquette::syntax::NoFiles;
use serde::Deserialize;

use crate::program::root;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

/// A scenario and what is to be seen of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// One line, for people.
    about: String,
    /// The scenario; without a title it gets one, and is a cloud solution unless it says so.
    scenario: String,
    /// Beginnings of lines of the outline: elements as `id = kind`, connections as `a -> b | flow`.
    #[serde(default)]
    has: Vec<String>,
    /// Beginnings that no line of the outline has.
    #[serde(default)]
    lacks: Vec<String>,
    /// Settings of elements: `id: key = value`.
    #[serde(default)]
    set: Vec<String>,
    /// All connections that carry data, if the case is about them.
    data: Option<BTreeSet<String>>,
    /// Findings: the code, and a part of message and help after it.
    #[serde(default)]
    tells: Vec<String>,
    /// Codes of findings that are not there.
    #[serde(default)]
    silent: Vec<String>,
}

impl Case {
    fn text(&self) -> String {
        let is_said = |key: &str| self.scenario.lines().any(|line| line.starts_with(key));
        let title = if is_said("title") { "" } else { "title = \"Case\"\n" };
        let solution = if is_said("solution") { "" } else { "solution = \"cloud\"\n" };
        format!("{title}{solution}{}", self.scenario)
    }

    /// What is not as the case says.
    fn problems(&self) -> Vec<String> {
        let text = self.text();
        let derived = pipeline::expand("case.toml", &text, &NoFiles, Catalog::built_in());
        let outline = derived.graph.as_ref().map(ArchGraph::outline).unwrap_or_default();
        let lines: Vec<&str> = outline.lines().map(str::trim).collect();
        let begins = |start: &String| lines.iter().any(|line| line.starts_with(start.as_str()));
        let told: Vec<String> = derived
            .findings
            .iter()
            .map(|f| format!("{}: {} {}", f.code, f.message, f.help.clone().unwrap_or_default()))
            .collect();
        let mut problems: Vec<String> = Vec::new();
        let lost = self.has.iter().filter(|start| !begins(start));
        problems.extend(lost.map(|start| format!("there is no {start}")));
        let unwanted = self.lacks.iter().filter(|start| begins(start));
        problems.extend(unwanted.map(|start| format!("there is {start}")));
        if let (Some(expected), Some(arch)) = (&self.data, &derived.graph) {
            let drawn = data(arch);
            problems.extend(expected.difference(&drawn).map(|line| format!("no data {line}")));
            problems.extend(drawn.difference(expected).map(|line| format!("data {line}")));
        }
        let has_set = |wanted: &&String| {
            let elements = derived.graph.iter().flat_map(|arch| arch.graph.node_weights());
            let mut settings = elements.flat_map(|e| e.settings.iter().map(|(k, v)| (&e.id, k, v)));
            settings.any(|(id, key, value)| **wanted == format!("{id}: {key} = {value}"))
        };
        problems.extend(self.set.iter().filter(|w| !has_set(w)).map(|w| format!("not set: {w}")));
        for wanted in &self.tells {
            let (code, part) = wanted.split_once(": ").unwrap_or((wanted, ""));
            if !told.iter().any(|line| line.starts_with(code) && line.contains(part)) {
                problems.push(format!("does not tell {wanted}"));
            }
        }
        let loud = self.silent.iter().filter(|code| told.iter().any(|t| t.starts_with(*code)));
        problems.extend(loud.map(|code| format!("tells {code}")));
        if !problems.is_empty() {
            problems.push(format!("{outline}{}", told.join("\n")));
        }
        problems
    }
}

/// Connections that carry data, the way that it travels.
fn data(arch: &ArchGraph) -> BTreeSet<String> {
    let graph = &arch.graph;
    let edges = graph.edge_indices().filter(|&ix| graph[ix].flow == Flow::Data);
    edges
        .filter_map(|ix| {
            let (from, to) = graph.edge_endpoints(ix)?;
            let (from, to) = (&graph[from].id, &graph[to].id);
            Some(match graph[ix].direction {
                Direction::Forward => format!("{from} -> {to}"),
                Direction::Back => format!("{to} -> {from}"),
                Direction::Both => format!("{from} <-> {to}"),
                Direction::None => format!("{from} -- {to}"),
            })
        })
        .collect()
}

#[test]
fn what_is_derived_respects_what_is_written() {
    let text = std::fs::read_to_string(root().join("tests/golden/author.toml")).unwrap();
    let table: Table = toml::from_str(&text).unwrap();
    let wrong: Vec<String> = table
        .case
        .iter()
        .filter_map(|case| {
            let problems = case.problems();
            let is_wrong = !problems.is_empty();
            is_wrong.then(|| format!("== {}\n{}\n", case.about, problems.join("\n")))
        })
        .collect();
    let count = wrong.len();
    assert!(wrong.is_empty(), "{count} of {}\n{}", table.case.len(), wrong.join("\n"));
}
