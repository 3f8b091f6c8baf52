//! The published reference architectures as scenarios: nothing wrong, nothing missing, and short.
//!
//! `tests/golden/references.toml` says by hand what each document contains; it is not rewritten by
//! `UPDATE`, because it is the document's word and not ours.

use std::collections::BTreeSet;

use maquette::catalog::Catalog;
use maquette::diag::Severity;
use maquette::graph::{ArchGraph, Because, Direction};
use maquette::pipeline;
use maquette::syntax::NoFiles;
use serde::Deserialize;

use crate::gallery::scenarios;
use crate::program::root;

/// The kind of place that every cloud part stands in; no document lists it.
pub const CLOUD: &str = "cloud";

#[derive(Deserialize)]
struct Table {
    architecture: Vec<Architecture>,
}

/// What a document contains.
#[derive(Deserialize)]
struct Architecture {
    /// Name of the scenario's file.
    scenario: String,
    /// The document.
    source: String,
    /// Which part of the document was read, and how.
    read: String,
    /// `id: kind` of what it names.
    elements: Vec<String>,
    /// `from -> to: flow` of what it joins; `<->` and `<-` as the arrowheads are.
    connections: Vec<String>,
    /// `id: kind by rule` of what it leaves unsaid, and the connections of that.
    #[serde(default)]
    implied: Vec<String>,
    /// Connections between what it names without saying how that is joined.
    #[serde(default)]
    unsaid: Vec<String>,
    /// Where it is silent.
    #[serde(default)]
    silent: String,
}

fn table() -> Vec<Architecture> {
    let text = std::fs::read_to_string(root().join("tests/golden/references.toml")).unwrap();
    toml::from_str::<Table>(&text).unwrap().architecture
}

fn text_of(scenario: &str) -> String {
    std::fs::read_to_string(root().join(format!("scenarios/{scenario}.toml"))).unwrap()
}

fn graph_of(scenario: &str) -> ArchGraph {
    let name = format!("{scenario}.toml");
    let expanded = pipeline::expand(&name, &text_of(scenario), &NoFiles, Catalog::built_in());
    let wrong: Vec<_> = expanded.findings.iter().filter(|f| f.severity > Severity::Info).collect();
    assert!(wrong.is_empty(), "{scenario}: {wrong:#?}");
    expanded.graph.unwrap()
}

/// Lines are measured as a terminal or a page of a review shows them: a longer one counts as
/// many as it takes.
const COLUMNS: usize = 100;

/// Lines of a scenario that say something.
pub fn lines_of(text: &str) -> usize {
    let is_said = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
    text.lines().filter(is_said).map(|line| line.chars().count().div_ceil(COLUMNS)).sum()
}

/// Elements and connections as the table writes them.
fn drawn(arch: &ArchGraph) -> BTreeSet<String> {
    let graph = &arch.graph;
    let elements = graph.node_weights().filter(|element| element.kind != CLOUD);
    let connections = graph.edge_indices().filter_map(|ix| {
        let (from, to) = graph.edge_endpoints(ix)?;
        let arrow = match graph[ix].direction {
            Direction::Forward => "->",
            Direction::Back => "<-",
            Direction::Both => "<->",
            Direction::None => "--",
        };
        let (from, to) = (&graph[from].id, &graph[to].id);
        Some(format!("{from} {arrow} {to}: {}", graph[ix].flow.word()))
    });
    elements.map(|element| format!("{}: {}", element.id, element.kind)).chain(connections).collect()
}

#[test]
fn each_reference_scenario_draws_what_its_document_says_and_nothing_else() {
    for architecture in table() {
        let arch = graph_of(&architecture.scenario);
        let drawn = drawn(&arch);
        let unsaid = architecture.implied.iter().map(|line| match line.split_once(" by ") {
            Some((element, _)) => element.to_owned(),
            None => line.clone(),
        });
        let said: BTreeSet<String> = architecture
            .elements
            .iter()
            .chain(&architecture.connections)
            .chain(&architecture.unsaid)
            .cloned()
            .chain(unsaid)
            .collect();
        let wrong: Vec<_> = drawn.difference(&said).collect();
        let missing: Vec<_> = said.difference(&drawn).collect();
        assert!(
            wrong.is_empty() && missing.is_empty(),
            "{} ({}): wrong {wrong:#?}, missing {missing:#?}",
            architecture.scenario,
            architecture.source,
        );
    }
}

#[test]
fn what_a_document_leaves_unsaid_is_there_by_the_rule_that_the_table_names() {
    for architecture in table() {
        let arch = graph_of(&architecture.scenario);
        for line in &architecture.implied {
            let Some((element, rule)) = line.split_once(" by ") else { continue };
            let id = element.split(':').next().unwrap_or_default();
            let because = arch.graph.node_weights().find(|e| e.id == id).map(|e| &e.because);
            let is_by = |because: &Because| matches!(because, Because::Rule(id) if id == rule);
            assert!(
                because.is_some_and(|all| all.iter().any(is_by)),
                "{}: {id} is not there by {rule}",
                architecture.scenario,
            );
        }
    }
}

#[test]
fn each_reference_scenario_has_a_third_of_the_lines_of_its_picture() {
    for architecture in table() {
        let arch = graph_of(&architecture.scenario);
        let lines = lines_of(&text_of(&architecture.scenario));
        // Places are no nodes: what is counted is what stands in them, and the lines between.
        let nodes = arch.graph.node_weights().filter(|element| !element.is_container()).count();
        let drawn = nodes + arch.graph.edge_count();
        assert!(
            3 * lines <= drawn,
            "{}: {lines} lines for {drawn} nodes and edges",
            architecture.scenario,
        );
    }
}

#[test]
fn a_long_line_counts_as_often_as_it_is_wrapped() {
    let text = format!("# remark\n\ntitle = \"t\"\n{}\n{}\n", "a".repeat(100), "a".repeat(101));
    assert_eq!(lines_of(&text), 1 + 1 + 2);
}

/// Long lines are no way to be short: nobody reads them.
#[test]
fn no_scenario_has_a_line_above_the_measure() {
    let long: Vec<String> = scenarios()
        .into_iter()
        .filter(|(_, text)| text.lines().any(|line| line.chars().count() > COLUMNS))
        .map(|(name, _)| name)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn each_reference_scenario_has_a_document_of_the_catalogue() {
    let known: BTreeSet<&str> =
        Catalog::built_in().sources.iter().map(|source| source.id.as_str()).collect();
    let table = table();
    for architecture in &table {
        assert!(known.contains(architecture.source.as_str()), "{}", architecture.source);
        assert!(!architecture.read.is_empty(), "{}", architecture.scenario);
        let has_gaps = !architecture.unsaid.is_empty();
        assert!(!has_gaps || !architecture.silent.is_empty(), "{}", architecture.scenario);
    }
    let listed: BTreeSet<String> = table.into_iter().map(|a| a.scenario).collect();
    let written: BTreeSet<String> = root()
        .join("scenarios")
        .read_dir()
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .filter(|name| name.starts_with("reference-"))
        .collect();
    assert_eq!(listed, written);
}
