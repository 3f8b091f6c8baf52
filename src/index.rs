//! An index over an architecture: elements by kind, by id and by site.
//!
//! Conditions and matching ask it instead of walking the whole graph.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use indexmap::IndexMap;

use crate::graph::{Connection, ElementIx, Graph, chain};

/// First and last end of a connection.
pub type Ends = (ElementIx, ElementIx);

/// The kind of place that `[sites.*]` makes.
pub const SITE: &str = "site";
/// The setting of a site that names its edge runtime.
const RUNTIME: &str = "runtime";
/// The setting of a site that names the site it reaches the cloud through.
const UPSTREAM: &str = "upstream";
/// The setting of an edge device that names the device it reaches the cloud through.
const PARENT: &str = "parent";

/// Elements by kind, id and site. Elements are noted in the order of their indices.
#[derive(Debug, Clone, Default)]
pub struct Index {
    by_id: IndexMap<String, ElementIx>,
    by_kind: IndexMap<String, OfKind>,
    sites: Vec<Option<ElementIx>>,
    /// What has a setting that names what it reaches the cloud through.
    with_upstream: Vec<ElementIx>,
    /// Sites inside others, which reach the cloud through those.
    inner_sites: Vec<ElementIx>,
}

/// Elements of one kind.
#[derive(Debug, Clone, Default)]
struct OfKind {
    all: Vec<ElementIx>,
    by_site: BTreeMap<Option<ElementIx>, Vec<ElementIx>>,
}

impl Index {
    /// The index of a whole graph.
    pub fn of(graph: &Graph) -> Self {
        let mut index = Self::default();
        graph.node_indices().for_each(|ix| index.note(graph, ix));
        index
    }

    /// Notes an element that was added; its parent is known.
    pub fn note(&mut self, graph: &Graph, ix: ElementIx) {
        let element = &graph[ix];
        let site = runtime_site(graph, ix);
        debug_assert_eq!(self.sites.len(), ix.index(), "elements are noted in order");
        self.sites.push(site);
        self.by_id.insert(element.id.clone(), ix);
        let of_kind = self.by_kind.entry(element.kind.clone()).or_default();
        of_kind.all.push(ix);
        of_kind.by_site.entry(site).or_default().push(ix);
        if element.settings.contains_key(PARENT) || element.settings.contains_key(UPSTREAM) {
            self.with_upstream.push(ix);
        }
        if element.kind == SITE && chain(graph, ix).skip(1).any(|at| graph[at].kind == SITE) {
            self.inner_sites.push(ix);
        }
    }

    /// What says itself, or by where it stands, that it reaches the cloud through something else.
    pub fn below_others(&self) -> impl Iterator<Item = ElementIx> + '_ {
        self.with_upstream.iter().chain(&self.inner_sites).copied()
    }

    /// The sites from which something reaches the cloud through one of these elements: no other needs a look.
    pub fn sites_below(&self, graph: &Graph, above: &[ElementIx]) -> BTreeSet<Option<ElementIx>> {
        let leads_there = |at: &ElementIx| {
            named_upstream(graph, self, *at).is_some_and(|named| above.contains(&named))
        };
        let direct: Vec<ElementIx> =
            self.with_upstream.iter().copied().filter(leads_there).collect();
        let is_below = |at: ElementIx| above.contains(&at) || direct.contains(&at);
        let inner = self.inner_sites.iter().copied();
        let inner = inner.filter(|&at| chain(graph, at).any(is_below));
        inner.chain(direct.iter().copied()).map(|at| self.site(at)).collect()
    }

    /// The element of an id.
    pub fn id(&self, id: &str) -> Option<ElementIx> {
        self.by_id.get(id).copied()
    }

    /// All ids, sorted.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.by_id.keys().map(String::as_str).collect();
        ids.sort_unstable();
        ids
    }

    /// Kinds of which there is an element.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.by_kind.keys().map(String::as_str)
    }

    /// Whether there is an element of a kind.
    pub fn has(&self, kind: &str) -> bool {
        self.by_kind.contains_key(kind)
    }

    /// Elements of a kind, in order.
    pub fn kind(&self, kind: &str) -> &[ElementIx] {
        self.by_kind.get(kind).map_or(&[], |of_kind| &of_kind.all)
    }

    /// Elements of a kind whose site is this one (none: that are at no site), in order.
    pub fn kind_at(&self, kind: &str, site: Option<ElementIx>) -> &[ElementIx] {
        let of_kind = self.by_kind.get(kind);
        of_kind.and_then(|of_kind| of_kind.by_site.get(&site)).map_or(&[], Vec::as_slice)
    }

    /// The site whose runtime serves an element: see [`runtime_site`].
    pub fn site(&self, ix: ElementIx) -> Option<ElementIx> {
        self.sites.get(ix.index()).copied().flatten()
    }
}

/// The nearest site around an element (itself included) that says its runtime; without one the
/// nearest site: a production line inside a factory is served by the factory's runtime.
pub fn runtime_site(graph: &Graph, ix: ElementIx) -> Option<ElementIx> {
    let sites = || chain(graph, ix).filter(|&at| graph[at].kind == SITE);
    sites().find(|&at| graph[at].settings.contains_key(RUNTIME)).or_else(|| sites().next())
}

/// What an element's edge runtime reaches the cloud through: what the nearest setting `parent` or
/// `upstream` around it names, else the next site around its own that has a runtime.
pub fn upstream(graph: &Graph, index: &Index, ix: ElementIx) -> Option<ElementIx> {
    levels_above(graph, index, ix)
        .find(|&at| graph[at].kind != SITE || graph[at].settings.contains_key(RUNTIME))
}

/// Everything above an element on its way to the cloud, nearest first: what a setting `parent` or
/// `upstream` names, else the sites around its own, with a runtime or not.
pub fn levels_above<'a>(
    graph: &'a Graph,
    index: &'a Index,
    ix: ElementIx,
) -> impl Iterator<Item = ElementIx> + 'a {
    let named = chain(graph, ix)
        .filter(|&at| graph[at].is_container())
        .find_map(|at| named_upstream(graph, index, at));
    let around = named.is_none().then(|| index.site(ix)).flatten();
    let sites = around.into_iter().flat_map(|own| chain(graph, own).skip(1));
    named.into_iter().chain(sites.filter(|&at| graph[at].kind == SITE))
}

/// What an element's own setting `parent` or `upstream` names.
fn named_upstream(graph: &Graph, index: &Index, ix: ElementIx) -> Option<ElementIx> {
    let settings = &graph[ix].settings;
    settings.get(PARENT).or_else(|| settings.get(UPSTREAM)).and_then(|id| index.id(id))
}

/// Whether data can travel from the first end to the last one over this connection.
pub fn carries_data_forward(connection: &Connection) -> bool {
    use crate::graph::Flow;
    connection.flow == Flow::Data && connection.direction.leads_forward()
}

/// The same from the last end to the first one.
pub fn carries_data_back(connection: &Connection) -> bool {
    use crate::graph::Flow;
    connection.flow == Flow::Data && connection.direction.leads_back()
}

/// Connections over which data leaves an element, with the elements that it reaches.
pub fn leaving(graph: &Graph, ix: ElementIx) -> impl Iterator<Item = (&Connection, ElementIx)> {
    use petgraph::Direction::{Incoming, Outgoing};
    use petgraph::visit::EdgeRef;
    let out = graph.edges_directed(ix, Outgoing).filter(|e| carries_data_forward(e.weight()));
    let back = graph.edges_directed(ix, Incoming).filter(|e| carries_data_back(e.weight()));
    let out = out.map(|e| (e.weight(), e.target()));
    out.chain(back.map(|e| (e.weight(), e.source())))
}

/// Connections over which data reaches an element, with the elements that it comes from.
pub fn entering(graph: &Graph, ix: ElementIx) -> impl Iterator<Item = (&Connection, ElementIx)> {
    use petgraph::Direction::{Incoming, Outgoing};
    use petgraph::visit::EdgeRef;
    let into = graph.edges_directed(ix, Incoming).filter(|e| carries_data_forward(e.weight()));
    let back = graph.edges_directed(ix, Outgoing).filter(|e| carries_data_back(e.weight()));
    let into = into.map(|e| (e.weight(), e.source()));
    into.chain(back.map(|e| (e.weight(), e.target())))
}

/// Elements that data of an element reaches over one connection.
pub fn fed_by(graph: &Graph, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
    leaving(graph, ix).map(|(_, to)| to)
}

/// Elements whose data reaches an element over one connection.
pub fn feeding(graph: &Graph, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
    entering(graph, ix).map(|(_, from)| from)
}

/// Whether data travels from one element to another.
pub fn reaches(graph: &Graph, (start, goal): Ends) -> bool {
    let (mut seen, mut queue) = (BTreeSet::from([start]), VecDeque::from([start]));
    while let Some(at) = queue.pop_front() {
        for next in fed_by(graph, at) {
            if next == goal {
                return true;
            }
            if seen.insert(next) {
                queue.push_back(next);
            }
        }
    }
    false
}

/// Elements that data of an element reaches over one connection that the author wrote.
pub fn written_to(graph: &Graph, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
    leaving(graph, ix).filter(|(connection, _)| connection.is_written()).map(|(_, to)| to)
}

/// Elements whose data reaches an element over one connection that the author wrote.
pub fn written_from(graph: &Graph, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
    entering(graph, ix).filter(|(connection, _)| connection.is_written()).map(|(_, from)| from)
}

/// Elements from which control reaches an element over one connection.
pub fn controlling(graph: &Graph, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
    use crate::graph::{Direction, Flow};
    use petgraph::Direction::{Incoming, Outgoing};
    use petgraph::visit::EdgeRef;
    let into = graph
        .edges_directed(ix, Incoming)
        .filter(|e| e.weight().flow == Flow::Control && e.weight().direction != Direction::Back);
    let back = graph
        .edges_directed(ix, Outgoing)
        .filter(|e| e.weight().flow == Flow::Control && e.weight().direction != Direction::Forward);
    into.map(|e| e.source()).chain(back.map(|e| e.target()))
}
