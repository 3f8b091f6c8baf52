//! Parses DOT text: the grammar of <https://graphviz.org/doc/info/lang.html>.
//!
//! Open braces are kept on a stack of our own, so that no input can exhaust the real one.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::grammar::Reader;
use super::token::{Bad, Kind, Tokens};
use super::{Attributes, Cluster, Dot, Edge, Node};
use crate::diag::{Diagnostic, FileId, Limits, Sink, Span, codes};

/// A graph or subgraph whose closing brace is still to come.
struct Scope {
    name: Option<String>,
    node_defaults: Rc<Attributes>,
    edge_defaults: Rc<Attributes>,
    /// The innermost cluster.
    cluster: Option<usize>,
    /// Whether this scope is that cluster.
    is_cluster: bool,
    members: BTreeSet<usize>,
    /// The ends read so far of the edge statement that is open in this scope.
    chain: Vec<BTreeSet<usize>>,
}

struct Parser<'a> {
    reader: Reader<'a>,
    limits: Limits,
    dot: Dot,
    is_strict: bool,
    scopes: Vec<Scope>,
    by_name: BTreeMap<String, usize>,
    clusters: BTreeMap<String, usize>,
    /// Members of named subgraphs that are closed: a later mention stands for them again.
    closed: BTreeMap<String, BTreeSet<usize>>,
    pairs: BTreeSet<(usize, usize)>,
}

/// Parses the first graph of a file; reports a mistake and returns none.
pub(super) fn parse(file: FileId, text: &str, sink: &mut Sink) -> Option<Dot> {
    let limits = sink.limits();
    let result = Reader::new(Tokens::new(file, text)).and_then(|reader| {
        let mut parser = Parser {
            reader,
            limits,
            dot: Dot::default(),
            is_strict: false,
            scopes: Vec::new(),
            by_name: BTreeMap::new(),
            clusters: BTreeMap::new(),
            closed: BTreeMap::new(),
            pairs: BTreeSet::new(),
        };
        parser.graph()?;
        Ok(parser)
    });
    match result {
        Ok(parser) => {
            if parser.reader.next.kind != Kind::End {
                let message = "only the first graph of the file is drawn";
                sink.push(Diagnostic::new(
                    &codes::DOT_MORE,
                    Some(parser.reader.next.span),
                    message,
                ));
            }
            Some(parser.dot)
        }
        Err(bad) => {
            sink.push(Diagnostic::new(&codes::NOT_DOT, Some(bad.span), bad.message));
            None
        }
    }
}

impl Parser<'_> {
    fn graph(&mut self) -> Result<(), Bad> {
        if self.reader.is_word("strict") {
            self.is_strict = true;
            self.reader.advance()?;
        }
        self.dot.is_directed = self.reader.is_word("digraph");
        if !self.dot.is_directed && !self.reader.is_word("graph") {
            return self.reader.unexpected("`digraph` or `graph`");
        }
        self.reader.advance()?;
        if !self.reader.is_mark('{') {
            self.dot.name = self.reader.name()?.0;
        }
        self.reader.expect('{')?;
        self.scopes.push(Scope {
            name: None,
            node_defaults: Rc::default(),
            edge_defaults: Rc::default(),
            cluster: None,
            is_cluster: false,
            members: BTreeSet::new(),
            chain: Vec::new(),
        });
        while !self.scopes.is_empty() {
            self.statement()?;
        }
        Ok(())
    }

    /// Reads one statement, the start of a subgraph, or a closing brace.
    fn statement(&mut self) -> Result<(), Bad> {
        if self.reader.is_mark(';') || self.reader.is_mark(',') {
            self.reader.advance()?;
            Ok(())
        } else if self.reader.is_mark('}') {
            self.close()
        } else if self.reader.is_mark('{') || self.reader.is_word("subgraph") {
            self.open()?.map_or(Ok(()), |known| self.after_end(known))
        } else if self.reader.is_word("graph") {
            self.reader.advance()?;
            let attributes = self.reader.attribute_lists()?;
            self.set_graph_attributes(attributes);
            Ok(())
        } else if self.reader.is_word("node") {
            self.reader.advance()?;
            let attributes = self.reader.attribute_lists()?;
            Rc::make_mut(&mut self.scope().node_defaults).extend(attributes);
            Ok(())
        } else if self.reader.is_word("edge") {
            self.reader.advance()?;
            let attributes = self.reader.attribute_lists()?;
            Rc::make_mut(&mut self.scope().edge_defaults).extend(attributes);
            Ok(())
        } else {
            let (name, span) = self.reader.name()?;
            if self.reader.is_mark('=') {
                self.reader.advance()?;
                let value = self.reader.id()?.0;
                self.set_graph_attributes(Attributes::from([(name, value)]));
                return Ok(());
            }
            let node = self.node(name, span)?;
            self.after_end(BTreeSet::from([node]))
        }
    }

    /// The innermost open scope. There is one as long as statements are read.
    fn scope(&mut self) -> &mut Scope {
        self.scopes.last_mut().expect("statements are read only inside the outermost brace")
    }

    /// Attributes of the graph or cluster; those of other subgraphs change nothing here.
    fn set_graph_attributes(&mut self, attributes: Attributes) {
        let is_root = self.scopes.len() == 1;
        let scope = self.scope();
        match scope.cluster.filter(|_| scope.is_cluster) {
            Some(cluster) => self.dot.clusters[cluster].attributes.extend(attributes),
            None if is_root => self.dot.attributes.extend(attributes),
            None => (),
        }
    }

    /// A node by its name, with a port that is skipped; new ones take the defaults.
    fn node(&mut self, name: String, span: Span) -> Result<usize, Bad> {
        for _ in 0..2 {
            if self.reader.is_mark(':') {
                self.reader.advance()?;
                self.reader.id()?;
            }
        }
        let scope = self.scopes.last().expect("nodes stand inside the outermost brace");
        let node = self.by_name.get(&name).copied().unwrap_or(self.dot.nodes.len());
        if node == self.dot.nodes.len() {
            let most = self.limits.elements;
            if node + self.dot.clusters.len() >= most {
                let message = format!("the graph has more than {most} nodes and clusters");
                return Err(Bad { message, span });
            }
            let attributes = Rc::clone(&scope.node_defaults);
            let cluster = scope.cluster;
            self.by_name.insert(name.clone(), node);
            self.dot.nodes.push(Node { name, cluster, attributes, span });
        } else if self.is_deeper(scope.cluster, self.dot.nodes[node].cluster) {
            self.dot.nodes[node].cluster = scope.cluster;
        }
        self.scope().members.insert(node);
        Ok(node)
    }

    /// Whether a cluster lies inside the other one; every cluster lies inside none.
    fn is_deeper(&self, inner: Option<usize>, outer: Option<usize>) -> bool {
        let mut at = inner.filter(|_| inner != outer);
        let mut last = at;
        while let Some(cluster) = at {
            if at == outer {
                return true;
            }
            last = at;
            at = self.dot.clusters[cluster].parent;
        }
        last.is_some() && outer.is_none()
    }

    /// Opens a subgraph; or returns the nodes of one that is only mentioned.
    fn open(&mut self) -> Result<Option<BTreeSet<usize>>, Bad> {
        let span = self.reader.next.span;
        let mut name = None;
        if self.reader.is_word("subgraph") {
            self.reader.advance()?;
            if !self.reader.is_mark('{') {
                name = Some(self.reader.name()?.0);
            }
        }
        if name.is_some() && !self.reader.is_mark('{') {
            let known = name.and_then(|name| self.closed.get(&name).cloned());
            return Ok(Some(known.unwrap_or_default()));
        }
        self.reader.expect('{')?;
        let most = self.limits.depth;
        if self.scopes.len() > most {
            let message = format!("braces are nested more than {most} deep");
            return Err(Bad { message, span });
        }
        let outer = self.scopes.last().expect("subgraphs stand inside the outermost brace");
        let mut cluster = outer.cluster;
        let is_cluster = name.as_ref().is_some_and(|name| name.starts_with("cluster"));
        if let Some(name) = name.as_ref().filter(|_| is_cluster) {
            let known = self.clusters.get(name).copied();
            cluster = Some(known.unwrap_or(self.dot.clusters.len()));
            if known.is_none() {
                self.clusters.insert(name.clone(), self.dot.clusters.len());
                let (name, attributes) = (name.clone(), self.inherited());
                self.dot.clusters.push(Cluster { name, parent: outer.cluster, attributes, span });
            }
        }
        let scope = Scope {
            node_defaults: Rc::clone(&outer.node_defaults),
            edge_defaults: Rc::clone(&outer.edge_defaults),
            members: name.as_ref().and_then(|n| self.closed.remove(n)).unwrap_or_default(),
            chain: Vec::new(),
            name,
            cluster,
            is_cluster,
        };
        self.scopes.push(scope);
        Ok(None)
    }

    /// Attributes that a cluster takes over from the graph: all but what names the graph.
    fn inherited(&self) -> Attributes {
        let mut attributes = self.dot.attributes.clone();
        attributes
            .retain(|key, _| !matches!(key.as_str(), "label" | "id" | "class" | "URL" | "href"));
        attributes
    }

    fn close(&mut self) -> Result<(), Bad> {
        self.reader.advance()?;
        let Some(scope) = self.scopes.pop() else { return Ok(()) };
        if self.scopes.is_empty() {
            return Ok(());
        }
        if let Some(name) = scope.name {
            self.closed.insert(name, scope.members.clone());
        }
        self.scope().members.extend(scope.members.iter().copied());
        self.after_end(scope.members)
    }

    /// Goes on after a node or subgraph: with the next ends of an edge, or with attributes.
    fn after_end(&mut self, end: BTreeSet<usize>) -> Result<(), Bad> {
        self.scope().chain.push(end);
        loop {
            let is_directed = match self.reader.next.kind {
                Kind::Arrow => true,
                Kind::Line => false,
                _ => return self.end_statement(),
            };
            if is_directed != self.dot.is_directed {
                let (kind, right) =
                    if is_directed { ("a `graph`", "`--`") } else { ("a `digraph`", "`->`") };
                let message = format!("the edges of {kind} are written {right}");
                return Err(Bad { message, span: self.reader.next.span });
            }
            self.reader.advance()?;
            if self.reader.is_mark('{') || self.reader.is_word("subgraph") {
                let Some(known) = self.open()? else { return Ok(()) };
                self.scope().chain.push(known);
                continue;
            }
            let (name, span) = self.reader.name()?;
            let node = self.node(name, span)?;
            self.scope().chain.push(BTreeSet::from([node]));
        }
    }

    /// Reads the attributes and makes the edges.
    fn end_statement(&mut self) -> Result<(), Bad> {
        let span = self.reader.next.span;
        let attributes = self.reader.attribute_lists()?;
        let chain = std::mem::take(&mut self.scope().chain);
        if let [only] = chain.as_slice() {
            let single = only.first().filter(|_| only.len() == 1 && !attributes.is_empty());
            if let Some(&node) = single {
                Rc::make_mut(&mut self.dot.nodes[node].attributes).extend(attributes);
            }
            return Ok(());
        }
        let mut shared = Rc::clone(&self.scope().edge_defaults);
        if !attributes.is_empty() {
            Rc::make_mut(&mut shared).extend(attributes);
        }
        for pair in chain.windows(2) {
            let most = self.limits.connections;
            // `{a b c} -> {d e f}` stands for all pairs.
            if self.dot.edges.len() + pair[0].len() * pair[1].len() > most {
                let message = format!("the graph has more than {most} edges");
                return Err(Bad { message, span });
            }
            for &from in &pair[0] {
                for &to in &pair[1] {
                    self.edge(from, to, &shared);
                }
            }
        }
        Ok(())
    }

    fn edge(&mut self, from: usize, to: usize, attributes: &Rc<Attributes>) {
        let key = if self.dot.is_directed { (from, to) } else { (from.min(to), from.max(to)) };
        if self.is_strict && !self.pairs.insert(key) {
            return;
        }
        let span = self.dot.nodes[to].span;
        self.dot.edges.push(Edge { from, to, attributes: Rc::clone(attributes), span });
    }
}

#[cfg(test)]
mod tests {
    use super::{Dot, parse};
    use crate::diag::{FileId, Sink};
    use crate::dot_in::Value;

    fn parsed(text: &str) -> Dot {
        let mut sink = Sink::default();
        let dot = parse(FileId(0), text, &mut sink);
        dot.unwrap_or_else(|| panic!("{:?}", sink.findings()))
    }

    fn mistake(text: &str) -> (String, u32) {
        let mut sink = Sink::default();
        assert!(parse(FileId(0), text, &mut sink).is_none(), "{text}");
        let finding = &sink.findings()[0];
        (finding.message.clone(), finding.span.map_or(0, |span| span.start))
    }

    fn edges(dot: &Dot) -> Vec<String> {
        let name = |n: usize| &dot.nodes[n].name;
        dot.edges.iter().map(|e| format!("{} {}", name(e.from), name(e.to))).collect()
    }

    fn text(value: Option<&Value>) -> &str {
        match value {
            Some(Value::Text(text) | Value::Html(text)) => text,
            None => "",
        }
    }

    #[test]
    fn chains_and_groups_stand_for_all_pairs() {
        let dot = parsed("digraph { a -> b -> {c d} -> e; {x; y} -> z }");
        assert_eq!(edges(&dot), ["a b", "b c", "b d", "c e", "d e", "x z", "y z"]);
        let named = parsed("digraph { subgraph s {a b} c -> subgraph s; subgraph s -> d }");
        assert_eq!(edges(&named), ["c a", "c b", "a d", "b d"]);
    }

    #[test]
    fn defaults_hold_from_there_on_and_inside_their_braces() {
        let dot = parsed(
            "graph g { a; node [shape=box]; b; { node [shape=point] c } d -- e \
             edge [color=red]; e -- f [color=blue style=bold] [label=x]; f -- a }",
        );
        let shape = |n: usize| text(dot.nodes[n].attributes.get("shape"));
        assert_eq!([shape(0), shape(1), shape(2), shape(3)], ["", "box", "point", "box"]);
        let color = |e: usize| text(dot.edges[e].attributes.get("color"));
        assert_eq!([color(0), color(1), color(2)], ["", "blue", "red"]);
        assert_eq!(text(dot.edges[1].attributes.get("label")), "x");
    }

    #[test]
    fn nodes_belong_to_the_innermost_cluster_that_names_them_first() {
        let dot = parsed(
            "digraph { a -> b; subgraph cluster_x { label=X a; subgraph cluster_y { b c } } \
             subgraph cluster_z { c d } subgraph cluster_x { e } }",
        );
        let home = |n: usize| dot.nodes[n].cluster.map(|c| dot.clusters[c].name.as_str());
        let homes = (0..5).map(home).collect::<Vec<_>>();
        let (x, y, z) = (Some("cluster_x"), Some("cluster_y"), Some("cluster_z"));
        assert_eq!(homes, [x, y, y, z, x]);
        assert_eq!(dot.clusters[1].parent, Some(0));
        assert_eq!(text(dot.clusters[0].attributes.get("label")), "X");
    }

    #[test]
    fn ports_compass_points_and_keywords_in_capitals() {
        let dot = parsed("STRICT DiGraph \"a b\" { \"x y\":p:ne -> z:sw; \"x y\" -> z; \"node\" }");
        assert_eq!(edges(&dot), ["x y z"], "strict: each pair once");
        assert_eq!(dot.nodes[2].name, "node");
    }

    #[test]
    fn mistakes_have_their_place() {
        assert_eq!(mistake("digraph { a -> }").1, 15);
        assert_eq!(
            mistake("digraph { a -- b }"),
            ("the edges of a `digraph` are written `->`".to_owned(), 12)
        );
        assert_eq!(mistake("graph { a [label }").1, 17);
        assert_eq!(mistake("graph { a").1, 9);
        assert_eq!(
            mistake("hello"),
            ("`digraph` or `graph` is expected, not `hello`".to_owned(), 0)
        );
        assert_eq!(mistake("").1, 0);
        assert_eq!(mistake("graph { a = }").1, 12);
    }

    #[test]
    fn no_length_of_a_chain_exhausts_the_stack() {
        let chain = format!("digraph {{ a{} }}", "->a".repeat(50_000));
        assert_eq!(parsed(&chain).edges.len(), 50_000);
        let mentions = format!("digraph {{ subgraph s {{}} a{} }}", "->subgraph s".repeat(50_000));
        assert_eq!(parsed(&mentions).edges.len(), 0);
    }

    #[test]
    fn deep_nesting_and_huge_products_are_refused() {
        let deep = format!("digraph {{ {} }}", "{".repeat(100_000));
        assert!(mistake(&deep).0.contains("nested"));
        let nodes: String = (0..1000).map(|n| format!("n{n} ")).collect();
        assert!(mistake(&format!("digraph {{ {{{nodes}}} -> {{{nodes}}} }}")).0.contains("edges"));
    }

    #[test]
    fn a_second_graph_is_told_of() {
        let mut sink = Sink::default();
        assert!(parse(FileId(0), "graph {a} graph {b}", &mut sink).is_some());
        assert_eq!(sink.findings().len(), 1);
    }
}
