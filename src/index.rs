//! An index over an architecture: elements by kind, by id and by site.
//!
//! Conditions and matching ask it instead of walking the whole graph.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use indexmap::IndexMap;

use crate::graph::{Connection, Element, ElementIx, Graph, chain};

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
    /// What stands directly in each element.
    content: Vec<Vec<ElementIx>>,
    /// What says that it reaches the cloud through something, by the id of that.
    naming: BTreeMap<String, Vec<ElementIx>>,
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

    /// Notes an element that was added; its parent is known and noted.
    pub fn note(&mut self, graph: &Graph, ix: ElementIx) {
        let element = &graph[ix];
        let site = runtime_site(graph, ix);
        debug_assert_eq!(self.sites.len(), ix.index(), "elements are noted in order");
        self.sites.push(site);
        self.content.push(Vec::new());
        if let Some(parent) = element.parent {
            self.content[parent.index()].push(ix);
        }
        self.by_id.insert(element.id.clone(), ix);
        let of_kind = self.by_kind.entry(element.kind.clone()).or_default();
        of_kind.all.push(ix);
        of_kind.by_site.entry(site).or_default().push(ix);
        if let Some(above) = said_upstream(element) {
            self.naming.entry(above.to_owned()).or_default().push(ix);
        }
    }

    /// What reaches the cloud through an element first: what it is the [`upstream`] of.
    pub fn below<'a>(
        &'a self,
        graph: &'a Graph,
        above: ElementIx,
    ) -> impl Iterator<Item = ElementIx> + 'a {
        let naming = self.naming.get(&graph[above].id).into_iter().flatten().copied();
        let around = (graph[above].kind == SITE).then_some(above);
        let near = naming.chain(around).flat_map(|at| self.with_content(at));
        near.filter(move |&at| {
            self.site(at) != Some(above) && upstream(graph, self, at) == Some(above)
        })
    }

    /// What stands directly in an element, in order.
    pub fn content(&self, ix: ElementIx) -> &[ElementIx] {
        &self.content[ix.index()]
    }

    /// An element and all that stands in it, each after what holds it.
    pub fn with_content(&self, ix: ElementIx) -> Vec<ElementIx> {
        let mut all = vec![ix];
        let mut at = 0;
        while let Some(&next) = all.get(at) {
            all.extend(self.content(next));
            at += 1;
        }
        all
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
        .find_map(|at| index.id(said_upstream(&graph[at])?));
    let around = named.is_none().then(|| index.site(ix)).flatten();
    let sites = around.into_iter().flat_map(|own| chain(graph, own).skip(1));
    named.into_iter().chain(sites.filter(|&at| graph[at].kind == SITE))
}

/// The id that an element's own setting `parent` or `upstream` says.
fn said_upstream(element: &Element) -> Option<&str> {
    let settings = &element.settings;
    settings.get(PARENT).or_else(|| settings.get(UPSTREAM)).map(String::as_str)
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

/// All elements that data of one reaches over any number of connections.
pub fn reached(graph: &Graph, start: ElementIx) -> BTreeSet<ElementIx> {
    all_from(start, |at| fed_by(graph, at))
}

/// All elements whose data reaches one over any number of connections.
pub fn reaching(graph: &Graph, goal: ElementIx) -> BTreeSet<ElementIx> {
    all_from(goal, |at| feeding(graph, at))
}

/// All that is found from an element step by step; itself only where a way leads back to it.
fn all_from<Next: Iterator<Item = ElementIx>>(
    start: ElementIx,
    next: impl Fn(ElementIx) -> Next,
) -> BTreeSet<ElementIx> {
    let (mut found, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(at) = open.pop() {
        open.extend(next(at).filter(|&next| found.insert(next)));
    }
    found
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
