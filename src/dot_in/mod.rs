//! Reads Graphviz DOT files, so that their graphs get the same layout and pictures.
//!
//! Our own parser instead of the one in `layout-rs`: that one refuses what Graphviz writes
//! and accepts (labels in HTML, `+` between strings, `a -> {b c}`, names beyond ASCII,
//! several attribute lists, compass points), says neither line nor column, and calls itself
//! for every `{`.
//!
//! ```text
//! text --token--> tokens --parse--> Dot (nodes, edges, clusters with attributes)
//!      --architecture--> ArchGraph
//! ```

mod architecture;
mod grammar;
mod label;
mod parse;
mod token;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::diag::{FileId, Sink, Sources, Span};
use crate::graph::ArchGraph;

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    /// Text, with Graphviz's own escapes still in it.
    Text(String),
    /// Markup between `<` and `>`.
    Html(String),
}

type Attributes = BTreeMap<String, Value>;

/// A subgraph that is drawn as a box.
#[derive(Debug)]
struct Cluster {
    name: String,
    parent: Option<usize>,
    attributes: Attributes,
    span: Span,
}

#[derive(Debug)]
struct Node {
    name: String,
    cluster: Option<usize>,
    attributes: Rc<Attributes>,
    span: Span,
}

#[derive(Debug)]
struct Edge {
    from: usize,
    to: usize,
    attributes: Rc<Attributes>,
    span: Span,
}

/// A DOT graph as it was written, defaults applied.
#[derive(Debug, Default)]
struct Dot {
    name: String,
    is_directed: bool,
    attributes: Attributes,
    clusters: Vec<Cluster>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

/// Reads the first graph of a DOT file; none if there is a mistake in it, which is reported
/// with its place.
///
/// Nodes become elements of kind `node` and clusters containers of kind `group`, unless
/// their attributes `kind`, `lane` (or classes of the same names, as our own DOT output has
/// them) say more. Lanes are free where no node names one: `solution` is then empty.
pub fn read(file: FileId, sources: &Sources, sink: &mut Sink) -> Option<ArchGraph> {
    let dot = parse::parse(file, &sources.file(file).text, sink)?;
    Some(architecture::build(&dot))
}
