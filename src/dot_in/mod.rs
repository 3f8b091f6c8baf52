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
mod budget;
mod grammar;
mod ignored;
mod label;
mod parse;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::diag::{FileId, Sink, Sources, Span};
use crate::graph::ArchGraph;

/// A value of an attribute. Defaults give it to many: all of them share the text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    /// Text, with Graphviz's own escapes still in it.
    Text(Rc<str>),
    /// Markup between `<` and `>`.
    Html(Rc<str>),
}

impl Value {
    /// What is written, whichever way.
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Html(text) => text,
        }
    }
}

type Attributes = BTreeMap<Rc<str>, Value>;

/// A subgraph: a cluster, or a group of nodes.
#[derive(Debug)]
struct Subgraph {
    /// Its name; empty if it has none.
    name: String,
    parent: Option<usize>,
    attributes: Attributes,
    /// The nodes that are named in it, once it is closed.
    members: BTreeSet<usize>,
    span: Span,
}

impl Subgraph {
    /// Whether it is drawn as a box.
    fn is_drawn(&self) -> bool {
        let is_cluster = self.name.starts_with("cluster") || is_true(&self.attributes, "cluster");
        is_cluster && !has_style(&self.attributes, "invis")
    }
}

#[derive(Debug)]
struct Node {
    name: String,
    /// The subgraph that is its box.
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

/// A place of a node that an edge names: `node:port:compass`.
#[derive(Debug)]
struct Port {
    text: String,
    span: Span,
}

/// A DOT graph as it was written, defaults applied.
#[derive(Debug, Default)]
struct Dot {
    name: String,
    is_directed: bool,
    attributes: Attributes,
    /// Each after the one that holds it.
    subgraphs: Vec<Subgraph>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    ports: Vec<Port>,
}

/// The text of an attribute, if it is there and not empty.
fn word<'a>(attributes: &'a Attributes, key: &str) -> Option<&'a str> {
    match attributes.get(key)? {
        Value::Text(text) if !text.is_empty() => Some(text),
        Value::Text(_) | Value::Html(_) => None,
    }
}

/// Whether an attribute is there and says yes, in Graphviz's words for it.
fn is_true(attributes: &Attributes, key: &str) -> bool {
    word(attributes, key).is_some_and(|text| truth(text) == Some(true))
}

/// Yes or no in Graphviz's words; none for any other.
fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        number => number.parse::<i64>().ok().map(|number| number != 0),
    }
}

/// Whether a node's label is divided into fields.
fn is_record(attributes: &Attributes) -> bool {
    word(attributes, "shape").is_some_and(|shape| shape.ends_with("ecord"))
}

fn has_style(attributes: &Attributes, style: &str) -> bool {
    word(attributes, "style").is_some_and(|s| s.split(',').any(|part| part.trim() == style))
}

/// Whether a text begins as DOT does: `strict digraph name {`, maybe after comments.
pub fn begins_like_dot(text: &str) -> bool {
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !line.is_empty() && !["//", "#", "/*", "*"].iter().any(|begin| line.starts_with(begin))
    };
    let mut code = text.strip_prefix('\u{feff}').unwrap_or(text).lines().filter(is_code);
    let first = code.next().unwrap_or_default().trim_start().to_ascii_lowercase();
    let first = first.strip_prefix("strict").map_or(first.as_str(), str::trim_start);
    let rest = first.strip_prefix("digraph").or_else(|| first.strip_prefix("graph"));
    rest.is_some_and(|rest| {
        // `graph = 3` would be TOML.
        let opens = rest.contains('{') || code.next().is_some_and(|line| line.trim() == "{");
        let is_word = rest.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '{' | '"'));
        opens && !is_word && !rest.trim_start().starts_with('=')
    })
}

/// Reads the first graph of a DOT file; none if there is a mistake in it, which is reported
/// with its place.
///
/// Nodes become elements of kind `node` and clusters containers of kind `group`, unless
/// their attributes `kind`, `lane` (or classes of the same names, as our own DOT output has
/// them) say more. Lanes are free where no node names one: `solution` is then empty.
pub fn read(file: FileId, sources: &Sources, sink: &mut Sink) -> Option<ArchGraph> {
    let dot = parse::parse(file, &sources.file(file).text, sink)?;
    ignored::report(&dot, sink);
    Some(architecture::build(&dot))
}

#[cfg(test)]
mod tests {
    use super::begins_like_dot;

    #[test]
    fn dot_is_told_from_toml() {
        for dot in [
            "digraph { a -> b }",
            "strict graph \"x\" {",
            "// made by hand\n\n/* two\n * lines */\nDIGRAPH g\n{\n",
            "digraph\n{",
        ] {
            assert!(begins_like_dot(dot), "{dot}");
        }
        for toml in ["title = \"digraph {\"", "graph = { a = 1 }", "[digraph]", "", "graphs {"] {
            assert!(!begins_like_dot(toml), "{toml}");
        }
    }
}
