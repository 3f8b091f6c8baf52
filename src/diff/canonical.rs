//! An architecture as text with one fact a line, for `git diff`: sorted by id, so that the order
//! of a scenario does not matter.

use std::fmt::Write as _;

use super::around::ends;
use super::attributes::{connection_values, element_values};
use crate::graph::{ArchGraph, Because, ElementIx};

/// The canonical text.
pub fn text(arch: &ArchGraph) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "title: {}", line(&arch.title));
    if !arch.description.is_empty() {
        let _ = writeln!(out, "description: {}", line(&arch.description));
    }
    let _ = writeln!(out, "solution: {}", arch.solution);
    let mut order: Vec<ElementIx> = arch.graph.node_indices().collect();
    order.sort_by_key(|&ix| path(arch, ix));
    for ix in order {
        let element = &arch.graph[ix];
        let _ = writeln!(out, "\n{}", path(arch, ix).join("/"));
        for (attribute, value) in element_values(element) {
            if let Some(value) = value {
                let _ = writeln!(out, "  {}: {}", attribute.word(), line(&value));
            }
        }
        because(&mut out, &element.because);
    }
    let mut lines: Vec<_> = arch
        .graph
        .edge_indices()
        .map(|ix| {
            let (from, to) = ends(arch, ix);
            (&arch.graph[from].id, &arch.graph[to].id, &arch.graph[ix])
        })
        .collect();
    lines.sort_by_key(|(from, to, connection)| (*from, *to, &connection.id));
    for (from, to, connection) in lines {
        let _ = writeln!(out, "\n{from} -> {to}");
        for (attribute, value) in connection_values(connection) {
            if let Some(value) = value {
                let _ = writeln!(out, "  {}: {}", attribute.word(), line(&value));
            }
        }
        because(&mut out, &connection.because);
    }
    out
}

/// Ids from the outermost container to the element.
fn path(arch: &ArchGraph, ix: ElementIx) -> Vec<&str> {
    let around = arch.ancestors(ix).into_iter().chain([ix]);
    around.map(|at| arch.graph[at].id.as_str()).collect()
}

fn because(out: &mut String, because: &[Because]) {
    let mut rules: Vec<&str> = because
        .iter()
        .map(|because| match because {
            Because::Written(_) => "the scenario",
            Because::Rule(rule) => rule,
        })
        .collect();
    rules.sort_unstable();
    rules.dedup();
    let _ = writeln!(out, "  because: {}", rules.join(", "));
}

fn line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
