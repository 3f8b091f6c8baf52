//! Who depends on whom: which data paths are lost, and where all data now depends on one element.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::dominators;
use petgraph::graph::DiGraph;
use petgraph::visit::{Bfs, EdgeRef as _};

use super::{Case, reason};
use crate::diag::changes as codes;
use crate::diff::around::{ends, neighbors};
use crate::diff::difference::{Change, Difference, Subject};
use crate::graph::{ArchGraph, ConnectionIx, Direction, ElementIx, Flow, Lane};

/// The kind of a place that comes and goes with all that it sends.
const SITE: &str = "site";
/// Single points are looked for from at most this many sources.
const MOST_SOURCES: usize = 64;

/// Where data goes in either version.
pub(super) struct Paths {
    old: DataGraph,
    new: DataGraph,
}

/// The data connections of one version, each an edge the way the data goes.
struct DataGraph {
    graph: DiGraph<(), ConnectionIx, u32>,
    /// The element that was asked last where its data gets, and all that it reaches: who asks, asks
    /// again of the same one.
    reached: RefCell<Option<(ElementIx, BTreeSet<ElementIx>)>>,
}

impl DataGraph {
    fn of(arch: &ArchGraph) -> Self {
        Self::with(arch, |_, _| true)
    }

    /// Without what the cloud sends into the field, such as updates: a device does not pass it on.
    fn upward(arch: &ArchGraph) -> Self {
        Self::with(arch, |from, to| !is_field(arch, to) || is_local(arch, from))
    }

    fn with(arch: &ArchGraph, counts: impl Fn(ElementIx, ElementIx) -> bool) -> Self {
        let mut graph = DiGraph::with_capacity(arch.graph.node_count(), arch.graph.edge_count());
        for _ in arch.graph.node_indices() {
            graph.add_node(());
        }
        for ix in arch.graph.edge_indices() {
            let connection = &arch.graph[ix];
            if connection.flow != Flow::Data {
                continue;
            }
            let (from, to) = ends(arch, ix);
            if connection.direction.leads_forward() && counts(from, to) {
                graph.add_edge(from, to, ix);
            }
            if connection.direction.leads_back() && counts(to, from) {
                graph.add_edge(to, from, ix);
            }
        }
        Self { graph, reached: RefCell::default() }
    }

    fn inputs(&self, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
        self.graph.neighbors_directed(ix, petgraph::Direction::Incoming)
    }

    fn outputs(&self, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
        self.graph.neighbors_directed(ix, petgraph::Direction::Outgoing)
    }

    /// The connections of a shortest way that avoids an element.
    fn way(&self, from: ElementIx, to: ElementIx, avoid: Option<ElementIx>) -> Option<Vec<Step>> {
        let mut came: BTreeMap<ElementIx, Step> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to {
                let steps = std::iter::successors(came.get(&to), |step| came.get(&step.from));
                return Some(steps.copied().collect());
            }
            let mut edges = self.graph.neighbors(at).detach();
            while let Some((edge, next)) = edges.next(&self.graph) {
                if next != from && Some(next) != avoid && !came.contains_key(&next) {
                    came.insert(next, Step { from: at, over: self.graph[edge] });
                    queue.push_back(next);
                }
            }
        }
        None
    }

    fn leads(&self, from: ElementIx, to: ElementIx) -> bool {
        let mut last = self.reached.borrow_mut();
        if last.as_ref().is_none_or(|(start, _)| *start != from) {
            let mut search = Bfs::new(&self.graph, from);
            let all = std::iter::from_fn(|| search.next(&self.graph)).collect();
            *last = Some((from, all));
        }
        last.as_ref().is_some_and(|(_, reached)| reached.contains(&to))
    }
}

fn is_field(arch: &ArchGraph, ix: ElementIx) -> bool {
    arch.graph[ix].lane() == Some(Lane::Field)
}

/// Whether an element stands in the field or at the edge.
fn is_local(arch: &ArchGraph, ix: ElementIx) -> bool {
    arch.graph[ix].lane().is_some_and(|lane| lane <= Lane::Edge)
}

/// One connection of a way, from one of its elements.
#[derive(Clone, Copy)]
struct Step {
    from: ElementIx,
    over: ConnectionIx,
}

impl Paths {
    pub(super) fn of(case: &Case<'_>) -> Self {
        Self { old: DataGraph::of(case.old), new: DataGraph::of(case.new) }
    }

    /// What is lost with a removed connection: its ends are still there, and data does not get
    /// from one to the other any more.
    pub(super) fn lost(&self, case: &Case<'_>, ix: ConnectionIx) -> Option<String> {
        let connection = &case.old.graph[ix];
        if connection.flow != Flow::Data || connection.optional {
            return None;
        }
        let (from, to) = ends(case.old, ix);
        let (from, to) = (case.pairing.new_of(from)?, case.pairing.new_of(to)?);
        let ways: &[(ElementIx, ElementIx)] = match connection.direction {
            Direction::Forward => &[(from, to)],
            Direction::Back => &[(to, from)],
            Direction::Both => &[(from, to), (to, from)],
            // A line without arrowheads may lead either way: it is lost where neither is left.
            Direction::None if self.new.leads(to, from) => &[],
            Direction::None => &[(from, to)],
        };
        let lost = ways.iter().find(|&&(from, to)| !self.new.leads(from, to));
        lost.map(|&(from, to)| {
            let (from, to) = (case.names.of_new(from), case.names.of_new(to));
            format!("no data gets from {from} to {to} any more, though both are still there")
        })
    }

    /// Who depended on a removed element and is still there.
    pub(super) fn dependents(&self, case: &Case<'_>, gone: ElementIx) -> Option<String> {
        let label = |ix: ElementIx| case.names.of_new(ix);
        let still = |ix: ElementIx| case.pairing.new_of(ix);
        let is_field = is_field(case.old, gone);
        if let Some(text) = secrets_lost(case, gone) {
            return Some(text);
        }
        let clients: BTreeSet<ElementIx> = neighbors(case.old, gone)
            .filter(|&(edge, _, at)| {
                let connection = &case.old.graph[edge];
                let asks = match connection.direction {
                    Direction::Back => petgraph::Direction::Outgoing,
                    Direction::Forward | Direction::Both | Direction::None => {
                        petgraph::Direction::Incoming
                    }
                };
                at == asks && connection.flow != Flow::Data && !connection.optional && !is_field
            })
            .filter_map(|(_, other, _)| still(other))
            .collect();
        let went_with_its_site = site_around(case, gone).is_some();
        if !clients.is_empty() && !went_with_its_site {
            let names: Vec<&str> = clients.iter().map(|&ix| label(ix)).collect();
            return Some(format!("{} relied on it and {} still there", listed(&names), be(&names)));
        }
        let brings_data = |&from: &ElementIx| !is_field || is_local(case.old, from);
        let relied_on = |way| {
            let lines = self.old.graph.edges_directed(gone, way);
            let needed = lines.filter(|line| !case.old.graph[*line.weight()].optional);
            needed.map(move |line| match way {
                petgraph::Direction::Incoming => line.source(),
                petgraph::Direction::Outgoing => line.target(),
            })
        };
        let inputs = relied_on(petgraph::Direction::Incoming).filter(brings_data);
        let inputs: BTreeSet<ElementIx> = inputs.filter_map(still).collect();
        let outputs = relied_on(petgraph::Direction::Outgoing);
        let outputs: BTreeSet<ElementIx> = outputs.filter_map(still).collect();
        for &from in &inputs {
            if let Some(&to) = outputs.iter().find(|&&to| to != from && !self.new.leads(from, to)) {
                return Some(format!(
                    "it carried data from {} to {}, and nothing else does",
                    label(from),
                    label(to)
                ));
            }
        }
        if went_with_its_site {
            return None;
        }
        // A container takes in what runs in it, such as images; it works on no data itself.
        let is_starved = |to: ElementIx| {
            case.new.graph[to].lane().is_some() && self.new.inputs(to).next().is_none()
        };
        if let Some(&starved) = outputs.iter().find(|&&to| is_starved(to)) {
            return Some(format!("{} got its data from nowhere else", label(starved)));
        }
        inputs
            .iter()
            .find(|&&from| {
                let has_outputs = self.new.outputs(from).next().is_some();
                !has_outputs && case.new.graph[from].lane().is_some_and(|lane| lane < Lane::Store)
            })
            .map(|&from| format!("{} has nowhere else to send its data", label(from)))
    }
}

/// Who got secrets or an identity from a removed element and is still there. Documents call some
/// of these connections optional; who has one has nothing else instead.
fn secrets_lost(case: &Case<'_>, gone: ElementIx) -> Option<String> {
    if case.old.graph[gone].lane() != Some(Lane::Security) {
        return None;
    }
    let served: BTreeSet<ElementIx> = neighbors(case.old, gone)
        .filter(|&(edge, other, at)| {
            let connection = &case.old.graph[edge];
            let is_served = match connection.direction {
                Direction::Forward => at == petgraph::Direction::Outgoing,
                Direction::Back => at == petgraph::Direction::Incoming,
                Direction::Both | Direction::None => true,
            };
            let is_guarded_itself = case.old.graph[other].lane() == Some(Lane::Security);
            connection.flow == Flow::Security && is_served && !is_guarded_itself
        })
        .filter_map(|(_, other, _)| case.pairing.new_of(other))
        .collect();
    let names: Vec<&str> = served.iter().map(|&ix| case.names.of_new(ix)).collect();
    let told = || {
        let (verb, be) = if names.len() == 1 { ("gets", "is") } else { ("get", "are") };
        format!("{} {verb} secrets or identity from it and {be} still there", listed(&names))
    };
    (!names.is_empty()).then(told)
}

/// The site around an element that is gone as a whole: what it sent and got is not needed any more.
fn site_around(case: &Case<'_>, gone: ElementIx) -> Option<ElementIx> {
    let mut around = case.old.ancestors(gone).into_iter().chain([gone]);
    around.find(|&at| case.old.graph[at].kind == SITE && case.pairing.new_of(at).is_none())
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
    }
}

const fn be(names: &[&str]) -> &'static str {
    if names.len() == 1 { "is" } else { "are" }
}

/// Adds a reason to each removal that took the second of two ways: between a source and a
/// place both versions have, an element stands on every way now and did not before. Elements
/// on every way are the dominators of the data graph (Cooper, Harvey, Kennedy 2001).
pub(super) fn single_points(case: &Case<'_>, differences: &mut [Difference]) {
    let is_removal = |difference: &Difference| difference.change == Change::Removed;
    if !differences.iter().any(is_removal) {
        return;
    }
    let paths = Paths { old: DataGraph::upward(case.old), new: DataGraph::upward(case.new) };
    let mut blamed: BTreeMap<Subject, (ElementIx, ElementIx, ElementIx)> = BTreeMap::new();
    let sources = case.new.graph.node_indices().filter(|&ix| paths.new.inputs(ix).next().is_none());
    for source in sources.filter(|&ix| paths.new.outputs(ix).next().is_some()).take(MOST_SOURCES) {
        let Some(source_before) = case.pairing.old_of(source) else { continue };
        let now = dominators::simple_fast(&paths.new.graph, source);
        let before = dominators::simple_fast(&paths.old.graph, source_before);
        for target in case.new.graph.node_indices() {
            let Some(target_before) = case.pairing.old_of(target) else { continue };
            let (Some(on_every_way), Some(was)) =
                (now.strict_dominators(target), before.strict_dominators(target_before))
            else {
                continue;
            };
            let was: BTreeSet<ElementIx> = was.collect();
            let on_every_way: Vec<ElementIx> = on_every_way.collect();
            // One that took the place of another is the only way as that one was.
            if on_every_way.len() <= was.len() {
                continue;
            }
            let mut between = on_every_way.into_iter().filter(|&ix| ix != source);
            let appeared = between.find_map(|ix| {
                let twin = case.pairing.old_of(ix)?;
                (!was.contains(&twin)).then_some((ix, twin))
            });
            let Some((point, twin)) = appeared else { continue };
            let way = paths.old.way(source_before, target_before, Some(twin)).unwrap_or_default();
            for step in way {
                for subject in subjects(case, step) {
                    blamed.entry(subject).or_insert((point, source, target));
                }
            }
        }
    }
    for difference in differences.iter_mut().filter(|difference| is_removal(difference)) {
        if let Some(&(point, source, target)) = blamed.get(&difference.subject) {
            let label = |ix: ElementIx| case.names.of_new(ix);
            let text = format!(
                "{} is now the only way from {} to {}",
                label(point),
                label(source),
                label(target)
            );
            difference.reasons.push(reason(&codes::SINGLE_POINT, text));
        }
    }
}

/// What a step goes over, as subjects of differences.
fn subjects(case: &Case<'_>, step: Step) -> [Subject; 2] {
    let line = case.merged.lines.iter().position(|line| line.old == Some(step.over));
    let slot = case.merged.slots.iter().position(|slot| slot.old == Some(step.from));
    [
        line.map_or(Subject::Whole, Subject::Connection),
        slot.map_or(Subject::Whole, Subject::Element),
    ]
}
