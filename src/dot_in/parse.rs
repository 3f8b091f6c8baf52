//! Parses DOT text: the grammar of <https://graphviz.org/doc/info/lang.html>.
//!
//! Open braces are kept on a stack of our own, so that no input can exhaust the real one.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::budget::{Budget, extend, names_fit};
use super::grammar::Reader;
use super::token::{Bad, Kind, Tokens};
use super::{Attributes, Dot, Edge, Node, Port, Subgraph, word};
use crate::diag::{Diagnostic, FileId, Limits, Sink, Span, codes};

/// The attributes of graphs and subgraphs that are read at all: each subgraph has a copy.
const OF_GRAPHS: &str =
    "URL class cluster count description href id kind label rank rankdir solution style";

/// A graph or subgraph whose closing brace is still to come.
struct Scope {
    /// The subgraph; none for the graph itself.
    subgraph: Option<usize>,
    node_defaults: Rc<Attributes>,
    edge_defaults: Rc<Attributes>,
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
    /// Subgraphs with a name: a later mention stands for their members again.
    named: BTreeMap<String, usize>,
    /// Nodes and the subgraphs that name them, in the order of the text.
    mentions: Vec<(usize, usize)>,
    /// Edges that a later statement about the same ends, and the same `key`, adds to.
    known: BTreeMap<(usize, usize, String), usize>,
    budget: Budget,
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
            named: BTreeMap::new(),
            mentions: Vec::new(),
            known: BTreeMap::new(),
            budget: Budget::new(limits.text),
        };
        parser.graph()?;
        names_fit(&parser.dot, limits.text)?;
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
            subgraph: None,
            node_defaults: Rc::default(),
            edge_defaults: Rc::default(),
            members: BTreeSet::new(),
            chain: Vec::new(),
        });
        while !self.scopes.is_empty() {
            self.statement()?;
        }
        self.find_clusters();
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
            let span = self.reader.next.span;
            extend(&mut self.scope().node_defaults, attributes, span)
        } else if self.reader.is_word("edge") {
            self.reader.advance()?;
            let attributes = self.reader.attribute_lists()?;
            let span = self.reader.next.span;
            extend(&mut self.scope().edge_defaults, attributes, span)
        } else {
            let (name, span) = self.reader.name()?;
            if self.reader.is_mark('=') {
                self.reader.advance()?;
                let value = self.reader.id()?.0;
                self.set_graph_attributes(Attributes::from([(name.into(), value)]));
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

    /// Attributes of the graph or subgraph.
    fn set_graph_attributes(&mut self, mut attributes: Attributes) {
        attributes.retain(|key, _| OF_GRAPHS.split(' ').any(|known| known == &**key));
        let of = match self.scope().subgraph {
            Some(subgraph) => &mut self.dot.subgraphs[subgraph].attributes,
            None => &mut self.dot.attributes,
        };
        of.extend(attributes);
    }

    /// A node by its name, maybe with a port; new ones take the defaults.
    fn node(&mut self, name: String, span: Span) -> Result<usize, Bad> {
        self.port(&name, span)?;
        let scope = self.scopes.last().expect("nodes stand inside the outermost brace");
        let node = self.by_name.get(&name).copied().unwrap_or(self.dot.nodes.len());
        if node == self.dot.nodes.len() {
            let most = self.limits.elements;
            if node + self.dot.subgraphs.len() >= most {
                let message = format!("the graph has more than {most} nodes and clusters");
                return Err(Bad { message, span });
            }
            let attributes = Rc::clone(&scope.node_defaults);
            self.budget.take(&attributes, span)?;
            self.by_name.insert(name.clone(), node);
            self.dot.nodes.push(Node { name, cluster: None, attributes, span });
        }
        self.mentions.extend(scope.subgraph.map(|subgraph| (node, subgraph)));
        self.scope().members.insert(node);
        Ok(node)
    }

    /// Reads a port, or two: `:port:compass`.
    fn port(&mut self, node: &str, span: Span) -> Result<(), Bad> {
        let mut text = node.to_owned();
        for _ in 0..2 {
            if self.reader.is_mark(':') {
                self.reader.advance()?;
                text = format!("{text}:{}", self.reader.name()?.0);
            }
        }
        if text.len() > node.len() {
            self.dot.ports.push(Port { text, span });
        }
        Ok(())
    }

    /// Opens a subgraph; or returns the nodes of one that is only mentioned.
    fn open(&mut self) -> Result<Option<BTreeSet<usize>>, Bad> {
        let span = self.reader.next.span;
        let mut name = String::new();
        if self.reader.is_word("subgraph") {
            self.reader.advance()?;
            if !self.reader.is_mark('{') {
                name = self.reader.name()?.0;
                if !self.reader.is_mark('{') {
                    let known = self.named.get(&name);
                    let members = known.map(|&known| self.dot.subgraphs[known].members.clone());
                    let members = members.unwrap_or_default();
                    self.budget.visit(members.len(), span)?;
                    return Ok(Some(members));
                }
            }
        }
        self.reader.expect('{')?;
        let most = self.limits.depth;
        if self.scopes.len() > most {
            let message = format!("braces are nested more than {most} deep");
            return Err(Bad { message, span });
        }
        let most = self.limits.elements + self.limits.connections;
        if self.dot.subgraphs.len() >= most {
            return Err(Bad { message: format!("the graph has more than {most} subgraphs"), span });
        }
        let subgraph = self.subgraph(name, span);
        self.budget.take(&self.dot.subgraphs[subgraph].attributes, span)?;
        let outer = self.scopes.last().expect("subgraphs stand inside the outermost brace");
        let scope = Scope {
            subgraph: Some(subgraph),
            node_defaults: Rc::clone(&outer.node_defaults),
            edge_defaults: Rc::clone(&outer.edge_defaults),
            members: std::mem::take(&mut self.dot.subgraphs[subgraph].members),
            chain: Vec::new(),
        };
        self.scopes.push(scope);
        Ok(None)
    }

    /// The subgraph of this name, or a new one; new ones take the attributes of what holds them.
    fn subgraph(&mut self, name: String, span: Span) -> usize {
        if let Some(&known) = self.named.get(&name) {
            return known;
        }
        let subgraph = self.dot.subgraphs.len();
        if !name.is_empty() {
            self.named.insert(name.clone(), subgraph);
        }
        let parent = self.scope().subgraph;
        let around = parent.map_or(&self.dot.attributes, |p| &self.dot.subgraphs[p].attributes);
        let mut attributes = around.clone();
        // Ids are unique, and our own classes say what the graph itself is.
        attributes.retain(|key, _| !matches!(&**key, "id" | "class"));
        let members = BTreeSet::new();
        self.dot.subgraphs.push(Subgraph { name, parent, attributes, members, span });
        subgraph
    }

    fn close(&mut self) -> Result<(), Bad> {
        let span = self.reader.next.span;
        self.reader.advance()?;
        let Some(scope) = self.scopes.pop() else { return Ok(()) };
        let Some(subgraph) = scope.subgraph else { return Ok(()) };
        self.budget.visit(scope.members.len(), span)?;
        self.scope().members.extend(scope.members.iter().copied());
        self.dot.subgraphs[subgraph].members.clone_from(&scope.members);
        self.after_end(scope.members)
    }

    /// Gives each node its box: of the clusters that name it the first, or one inside that.
    fn find_clusters(&mut self) {
        let mut nearest: Vec<Option<usize>> = Vec::with_capacity(self.dot.subgraphs.len());
        for (at, subgraph) in self.dot.subgraphs.iter().enumerate() {
            let around = subgraph.parent.and_then(|parent| nearest[parent]);
            nearest.push(if subgraph.is_drawn() { Some(at) } else { around });
        }
        for (subgraph, at) in self.dot.subgraphs.iter_mut().zip(0..) {
            subgraph.parent = subgraph.parent.and_then(|parent| nearest[parent]);
            debug_assert!(subgraph.parent.is_none_or(|parent| parent < at), "parents come first");
        }
        for &(node, subgraph) in &self.mentions {
            let known = self.dot.nodes[node].cluster;
            if let Some(cluster) = nearest[subgraph]
                && known.is_none_or(|known| is_inside(&self.dot.subgraphs, cluster, known))
            {
                self.dot.nodes[node].cluster = Some(cluster);
            }
        }
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
                extend(&mut self.dot.nodes[node].attributes, attributes, span)?;
            }
            return Ok(());
        }
        let mut shared = Rc::clone(&self.scope().edge_defaults);
        if !attributes.is_empty() {
            extend(&mut shared, attributes.clone(), span)?;
        }
        for pair in chain.windows(2) {
            let most = self.limits.connections;
            // `{a b c} -> {d e f}` stands for all pairs.
            if self.dot.edges.len() + pair[0].len() * pair[1].len() > most {
                let message = format!("the graph has more than {most} edges");
                return Err(Bad { message, span });
            }
            self.budget.visit(pair[0].len() * pair[1].len(), span)?;
            for &from in &pair[0] {
                for &to in &pair[1] {
                    self.budget.take(&shared, span)?;
                    self.edge((from, to), &shared, &attributes);
                }
            }
        }
        Ok(())
    }

    /// A new edge, or one more statement about a known one: where the graph is strict, or the
    /// edge has a `key`, there is but one.
    fn edge(&mut self, ends: (usize, usize), all: &Rc<Attributes>, own: &Attributes) {
        let (from, to) = ends;
        let key = word(all, "key").filter(|_| !self.is_strict);
        if self.is_strict || key.is_some() {
            let (low, high) =
                if self.dot.is_directed { ends } else { (from.min(to), from.max(to)) };
            let known = (low, high, key.unwrap_or_default().to_owned());
            if let Some(&edge) = self.known.get(&known) {
                if !own.is_empty() {
                    Rc::make_mut(&mut self.dot.edges[edge].attributes).extend(own.clone());
                }
                return;
            }
            self.known.insert(known, self.dot.edges.len());
        }
        let span = self.dot.nodes[to].span;
        self.dot.edges.push(Edge { from, to, attributes: Rc::clone(all), span });
    }
}

/// Whether a cluster lies inside another one.
fn is_inside(subgraphs: &[Subgraph], inner: usize, outer: usize) -> bool {
    let mut around = std::iter::successors(subgraphs[inner].parent, |&at| subgraphs[at].parent);
    around.any(|at| at == outer)
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
        let home = |n: usize| dot.nodes[n].cluster.map(|c| dot.subgraphs[c].name.as_str());
        let homes = (0..5).map(home).collect::<Vec<_>>();
        let (x, y, z) = (Some("cluster_x"), Some("cluster_y"), Some("cluster_z"));
        assert_eq!(homes, [x, y, y, z, x]);
        assert_eq!(dot.subgraphs[1].parent, Some(0));
        assert_eq!(text(dot.subgraphs[0].attributes.get("label")), "X");
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
