//! Which element of the old version is which of the new one.
//!
//! Equal ids come first. What is left is paired where a container was renamed (its prefixed
//! children follow it), and then by evidence: same kind, same neighbours, similar name, in a
//! greedy order that does not depend on which version is called the old one.

mod evidence;
mod turned;
mod wires;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{ArchGraph, ConnectionIx, Element, ElementIx};
use evidence::{Candidate, Evidence, Place, Surroundings};

pub(super) use evidence::local;

/// Two versions of an architecture.
#[derive(Clone, Copy)]
struct Versions<'a> {
    /// The earlier one.
    old: &'a ArchGraph,
    /// The later one.
    new: &'a ArchGraph,
}

/// Pairs the elements of two versions, then their connections, which in the new version that is
/// given back are written from the same ends as in the old one.
pub(super) fn paired<'a>(old: &ArchGraph, new: &'a ArchGraph) -> (Pairing, Cow<'a, ArchGraph>) {
    let mut pairing = Pairing::of_elements(Versions { old, new });
    let new = turned::like(old, new, &pairing);
    wires::pair(Versions { old, new: &new }, &mut pairing);
    (pairing, new)
}

/// Which index of one version is which of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// By index of the old element: the new one.
    pub elements: Vec<Option<ElementIx>>,
    /// By index of the new element: the old one.
    pub elements_back: Vec<Option<ElementIx>>,
    /// By index of the old connection: the new one.
    pub connections: Vec<Option<ConnectionIx>>,
    /// By index of the new connection: the old one.
    pub connections_back: Vec<Option<ConnectionIx>>,
}

impl Pairing {
    /// Pairs the elements; no connection yet.
    fn of_elements(versions: Versions<'_>) -> Self {
        let Versions { old, new } = versions;
        let mut pairing = Self {
            elements: vec![None; old.graph.node_count()],
            elements_back: vec![None; new.graph.node_count()],
            connections: vec![None; old.graph.edge_count()],
            connections_back: vec![None; new.graph.edge_count()],
        };
        pairing.by_id(versions);
        pairing.containers_by_evidence(versions);
        pairing.nodes_by_evidence(versions);
        pairing
    }

    /// The new element of an old one.
    pub fn new_of(&self, old: ElementIx) -> Option<ElementIx> {
        self.elements.get(old.index()).copied().flatten()
    }

    /// The old element of a new one.
    pub fn old_of(&self, new: ElementIx) -> Option<ElementIx> {
        self.elements_back[new.index()]
    }

    /// Whether two parents are the same place: both the top, or paired.
    pub(super) fn same_place(&self, old: Option<ElementIx>, new: Option<ElementIx>) -> bool {
        match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => self.new_of(old) == Some(new),
            _ => false,
        }
    }

    /// Where one element stands with respect to the other.
    fn place(&self, old: Option<ElementIx>, new: Option<ElementIx>) -> Place {
        let is_gone = old.is_some_and(|old| self.new_of(old).is_none());
        let is_new = new.is_some_and(|new| self.old_of(new).is_none());
        match self.same_place(old, new) {
            true => Place::Same,
            false if is_gone && is_new => Place::Replaced,
            false => Place::Other,
        }
    }

    fn join(&mut self, old: ElementIx, new: ElementIx) {
        self.elements[old.index()] = Some(new);
        self.elements_back[new.index()] = Some(old);
    }

    fn join_connections(&mut self, old: ConnectionIx, new: ConnectionIx) {
        self.connections[old.index()] = Some(new);
        self.connections_back[new.index()] = Some(old);
    }

    fn by_id(&mut self, Versions { old, new }: Versions<'_>) {
        let ids: BTreeMap<&str, ElementIx> =
            new.graph.node_indices().map(|ix| (new.graph[ix].id.as_str(), ix)).collect();
        for ix in old.graph.node_indices() {
            if let Some(&twin) = ids.get(old.graph[ix].id.as_str())
                && self.old_of(twin).is_none()
            {
                self.join(ix, twin);
            }
        }
    }

    /// Containers from the outermost in, so that what a renamed one holds is known by then.
    fn containers_by_evidence(&mut self, versions: Versions<'_>) {
        let depths = |graph: &ArchGraph| -> Vec<Option<usize>> {
            let depth =
                |ix: ElementIx| graph.graph[ix].is_container().then(|| graph.ancestors(ix).len());
            graph.graph.node_indices().map(depth).collect()
        };
        let (old_depths, new_depths) = (depths(versions.old), depths(versions.new));
        let is_settled = self.free_old(|ix| old_depths[ix.index()].is_some()).is_empty()
            || self.free_new(|ix| new_depths[ix.index()].is_some()).is_empty();
        if is_settled {
            return;
        }
        let Some(deepest) = old_depths.iter().flatten().max() else { return };
        let (old_contents, new_contents) =
            (evidence::contents(versions.old), evidence::contents(versions.new));
        for depth in 0..=*deepest {
            let free = Free {
                old: self.free_old(|ix| old_depths[ix.index()] == Some(depth)),
                new: self.free_new(|ix| new_depths[ix.index()] == Some(depth)),
            };
            self.join_best(
                versions,
                &free,
                |ix| old_contents[ix.index()].clone(),
                |ix| new_contents[ix.index()].clone(),
                evidence::of_containers,
            );
            self.follow_prefixes(versions);
        }
    }

    fn nodes_by_evidence(&mut self, versions: Versions<'_>) {
        let Versions { old, new } = versions;
        let free = Free {
            old: self.free_old(|ix| !old.graph[ix].is_container()),
            new: self.free_new(|ix| !new.graph[ix].is_container()),
        };
        let so_far = self.clone();
        let name = |ix: ElementIx| new.graph[ix].id.clone();
        self.join_best(
            versions,
            &free,
            |ix| evidence::around(old, ix, |other| so_far.new_of(other).map(name)),
            |ix| evidence::around(new, ix, |other| so_far.old_of(other).map(|_| name(other))),
            evidence::of_nodes,
        );
        self.follow_prefixes(versions);
    }

    fn free_old(&self, wanted: impl Fn(ElementIx) -> bool) -> Vec<ElementIx> {
        free(&self.elements, wanted)
    }

    fn free_new(&self, wanted: impl Fn(ElementIx) -> bool) -> Vec<ElementIx> {
        free(&self.elements_back, wanted)
    }

    /// Joins the candidates with the best evidence first. Ties are broken by the two indices
    /// regardless of side, so exchanging the versions exchanges the pairs and nothing else.
    fn join_best(
        &mut self,
        Versions { old, new }: Versions<'_>,
        free: &Free,
        around_old: impl Fn(ElementIx) -> Surroundings,
        around_new: impl Fn(ElementIx) -> Surroundings,
        weigh: fn(Candidate<'_>) -> Option<Evidence>,
    ) {
        let gone = by_kind(old, &free.old);
        let came = by_kind(new, &free.new);
        let mut candidates = Vec::new();
        for (kind, gone) in &gone {
            let Some(came) = came.get(kind) else { continue };
            let before: Vec<_> = gone.iter().map(|&o| (o, around_old(o))).collect();
            let after: Vec<_> = came.iter().map(|&n| (n, around_new(n))).collect();
            let is_crowded = gone.len().saturating_mul(came.len()) > ALL_AGAINST_ALL;
            let names = is_crowded.then(|| Names::of(Versions { old, new }, gone, came));
            for (o, around_before) in &before {
                let worth_a_look: Vec<usize> = match &names {
                    Some(names) => names.shared_by(&old.graph[*o]).into_iter().collect(),
                    None => (0..after.len()).collect(),
                };
                for at in worth_a_look {
                    let (n, around_after) = &after[at];
                    let (before, after) = (&old.graph[*o], &new.graph[*n]);
                    let place = self.place(before.parent, after.parent);
                    let candidate = Candidate { before, after, around_before, around_after, place };
                    if let Some(evidence) = weigh(candidate) {
                        candidates.push((evidence, *o, *n));
                    }
                }
            }
        }
        candidates.sort_by_key(|&(evidence, o, n)| (Reverse(evidence), o.min(n), o.max(n)));
        for (_, o, n) in candidates {
            if self.new_of(o).is_none() && self.old_of(n).is_none() {
                self.join(o, n);
            }
        }
    }

    /// Pairs what bears the id of a renamed element as its prefix: `munich.broker` follows
    /// `munich` to `berlin.broker`.
    fn follow_prefixes(&mut self, Versions { old, new }: Versions<'_>) {
        let free: BTreeMap<&str, ElementIx> = new
            .graph
            .node_indices()
            .filter(|&ix| self.old_of(ix).is_none())
            .map(|ix| (new.graph[ix].id.as_str(), ix))
            .collect();
        if free.is_empty() {
            return;
        }
        let ids: BTreeMap<&str, ElementIx> =
            old.graph.node_indices().map(|ix| (old.graph[ix].id.as_str(), ix)).collect();
        for ix in self.free_old(|_| true) {
            let id = &old.graph[ix].id;
            let followed = id.match_indices('.').rev().find_map(|(dot, _)| {
                let prefix = ids.get(&id[..dot])?;
                let twin = self.new_of(*prefix)?;
                free.get(format!("{}{}", new.graph[twin].id, &id[dot..]).as_str()).copied()
            });
            if let Some(twin) = followed
                && self.old_of(twin).is_none()
                && old.graph[ix].kind == new.graph[twin].kind
            {
                self.join(ix, twin);
            }
        }
    }
}

/// More pairs than this are not weighed one by one: of elements those that share a name are, and lines between the same
/// ends are paired by their labels.
const ALL_AGAINST_ALL: usize = 40_000;

/// Elements that are not paired yet.
struct Free {
    old: Vec<ElementIx>,
    new: Vec<ElementIx>,
}

fn free(twins: &[Option<ElementIx>], wanted: impl Fn(ElementIx) -> bool) -> Vec<ElementIx> {
    let all = twins.iter().enumerate().map(|(i, twin)| (ElementIx::new(i), twin));
    all.filter(|&(ix, twin)| twin.is_none() && wanted(ix)).map(|(ix, _)| ix).collect()
}

fn by_kind<'a>(graph: &'a ArchGraph, free: &[ElementIx]) -> BTreeMap<&'a str, Vec<ElementIx>> {
    let mut kinds: BTreeMap<&str, Vec<ElementIx>> = BTreeMap::new();
    for &ix in free {
        kinds.entry(&graph.graph[ix].kind).or_default().push(ix);
    }
    kinds
}

/// Who bears which name: a label, or the last part of an id.
struct Names<'a> {
    labels: BTreeMap<&'a str, Bearers>,
    locals: BTreeMap<&'a str, Bearers>,
}

/// How many old elements bear a name, and which of the new ones do.
#[derive(Default)]
struct Bearers {
    old: usize,
    new: Vec<usize>,
}

/// A name that more than so many bear tells nobody from another.
const MOST_BEARERS: usize = 200;

impl<'a> Names<'a> {
    /// The names of what is gone and of what came.
    fn of(Versions { old, new }: Versions<'a>, gone: &[ElementIx], came: &[ElementIx]) -> Self {
        let mut names = Self { labels: BTreeMap::new(), locals: BTreeMap::new() };
        for element in gone.iter().map(|&ix| &old.graph[ix]) {
            names.labels.entry(&element.label).or_default().old += 1;
            names.locals.entry(local(&element.id)).or_default().old += 1;
        }
        for (at, element) in came.iter().map(|&ix| &new.graph[ix]).enumerate() {
            names.labels.entry(&element.label).or_default().new.push(at);
            names.locals.entry(local(&element.id)).or_default().new.push(at);
        }
        names
    }

    /// The new elements that share a name with an old one.
    fn shared_by(&self, before: &Element) -> BTreeSet<usize> {
        let same = [self.labels.get(before.label.as_str()), self.locals.get(local(&before.id))];
        let telling = |bearers: &&Bearers| bearers.old.max(bearers.new.len()) <= MOST_BEARERS;
        same.into_iter().flatten().filter(telling).flat_map(|bearers| bearers.new.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_BEARERS, Names, Versions};
    use crate::graph::{ArchGraph, Element, ElementIx, sample};

    fn element(id: &str, label: &str) -> Element {
        Element { label: label.to_owned(), ..sample::node(id, "device", "field") }
    }

    fn graph(elements: Vec<Element>) -> (ArchGraph, Vec<ElementIx>) {
        let mut graph = ArchGraph::default();
        let all = elements.into_iter().map(|element| graph.graph.add_node(element)).collect();
        (graph, all)
    }

    #[test]
    fn a_name_is_shared_by_label_or_by_the_last_part_of_the_id() {
        let (old, gone) = graph(vec![element("munich.truck", "Truck")]);
        let (new, came) = graph(vec![
            element("munich.lorry", "Lorry"),
            element("berlin.lorry", "Truck"),
            element("berlin.truck", "Lorry"),
        ]);
        let names = Names::of(Versions { old: &old, new: &new }, &gone, &came);
        assert_eq!(Vec::from_iter(names.shared_by(&old.graph[gone[0]])), [1, 2]);
    }

    #[test]
    fn a_name_of_very_many_tells_nobody_from_another_on_either_side() {
        let shared = |before: usize, after: usize| {
            let many = |count: usize, place: &str| {
                (0..count).map(|n| element(&format!("{place}-{n}"), "Truck")).collect()
            };
            let ((old, gone), (new, came)) = (graph(many(before, "m")), graph(many(after, "b")));
            Names::of(Versions { old: &old, new: &new }, &gone, &came)
                .shared_by(&old.graph[gone[0]])
                .len()
        };
        assert_eq!(shared(1, MOST_BEARERS), MOST_BEARERS);
        assert_eq!([shared(1, MOST_BEARERS + 1), shared(MOST_BEARERS + 1, 1)], [0, 0]);
    }
}
