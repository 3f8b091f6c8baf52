//! Guards: what stands on a way into a service and lets through only what may pass, and the
//! networks around one. A way that no longer passes a guard is weaker than it was.
//!
//! Which kinds are guards is said by the catalogue: services and places with the word `guard`.
//! Guards with one word take each other's place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Case;
use crate::catalog::Catalog;
use crate::diff::around::{ends, neighbors};
use crate::graph::{ArchGraph, ConnectionIx, Direction, ElementIx, Flow};

/// The words of guards.
type Words<'a> = BTreeSet<&'a str>;

/// New connections that lead past what guarded their way, and how to say so.
pub(super) struct Guards {
    told: BTreeMap<ConnectionIx, String>,
}

impl Guards {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let (old, new) = (Ways::of(case.old, case.catalog), Ways::of(case.new, case.catalog));
        // What is past the same guards is told once, with the first of the ways.
        let mut found: BTreeMap<Vec<ElementIx>, (ConnectionIx, String, usize)> = BTreeMap::new();
        for (source, flow) in old.starts() {
            let Some(source_now) = case.pairing.new_of(source) else { continue };
            let before = old.guards_to_all(source, flow);
            let now = new.guards_to_all(source_now, flow);
            for (&target, guards) in before.iter().filter(|&(&at, _)| !old.is_guard(at)) {
                let Some(target_now) = case.pairing.new_of(target) else { continue };
                let Some(kept) = now.get(&target_now) else { continue };
                let Some(lost) = guards.difference(kept).next() else { continue };
                let around = new.way(source_now, target_now, flow, Some(lost));
                let is_new =
                    |edge: &&ConnectionIx| case.pairing.connections_back[edge.index()].is_none();
                let Some(&first) = around.iter().find(is_new) else { continue };
                let lost: Words<'_> = guards.difference(kept).copied().collect();
                let passed = old.passed(source, target, flow, &lost);
                let label = |ix: ElementIx| case.names.of_new(ix);
                let names: Vec<&str> = passed.iter().map(|&ix| case.names.of_old(ix)).collect();
                let text = told(label(source_now), label(target_now), &names);
                found.entry(passed).or_insert((first, text, 0)).2 += 1;
            }
        }
        let mut all = BTreeMap::new();
        for (first, text, ways) in found.into_values() {
            all.entry(first).or_insert(match ways {
                1 => text,
                2 => format!("{text}, as does one other way"),
                n => format!("{text}, as do {} other ways", n - 1),
            });
        }
        Self { told: all }
    }

    /// What guarded the way that a new connection opens, before it was there.
    pub(super) fn passed_by(&self, ix: ConnectionIx) -> Option<String> {
        self.told.get(&ix).cloned()
    }
}

/// The network that an element left, if none that guards in the same way is around it now.
pub(super) fn left(case: &Case<'_>, o: ElementIx, n: ElementIx) -> Option<String> {
    let around_now = case.new.ancestors(n);
    let words: Words<'_> =
        around_now.iter().filter_map(|&at| guard(case.catalog, &case.new.graph[at].kind)).collect();
    let around = case.old.ancestors(o);
    let is_lost = |at: &&ElementIx| {
        guard(case.catalog, &case.old.graph[**at].kind).is_some_and(|word| !words.contains(word))
    };
    let network = &case.old.graph[*around.iter().rev().find(is_lost)?];
    let stands = neighbors(case.new, n).next().is_some();
    stands.then(|| {
        let name = &network.kind_name;
        format!("it stood in {} ({name}), and nothing of the kind is around it now", network.label)
    })
}

fn told(source: &str, target: &str, guards: &[&str]) -> String {
    let (last, first) = guards.split_last().unwrap_or((&"a guard", &[]));
    let (through, them) = match first {
        [] => ((*last).to_owned(), "it"),
        first => (format!("{} and {last}", first.join(", ")), "them"),
    };
    format!("{source} reached {target} through {through}, and does without {them} now")
}

/// The word of a kind that guards.
fn guard<'a>(catalog: &'a Catalog, kind: &str) -> Option<&'a str> {
    let by_service = || catalog.service(kind).and_then(|service| service.guard.as_deref());
    let by_place = || catalog.place(kind).and_then(|place| place.guard.as_deref());
    by_service().or_else(by_place)
}

/// The ways of one version that lead through guards only.
struct Ways<'a> {
    arch: &'a ArchGraph,
    /// By index of the element: its word, if it is a guard.
    words: Vec<Option<&'a str>>,
}

impl<'a> Ways<'a> {
    fn of(arch: &'a ArchGraph, catalog: &'a Catalog) -> Self {
        let is_node = |ix: ElementIx| !arch.graph[ix].is_container();
        let word = |ix: ElementIx| guard(catalog, &arch.graph[ix].kind).filter(|_| is_node(ix));
        Self { arch, words: arch.graph.node_indices().map(word).collect() }
    }

    fn is_guard(&self, ix: ElementIx) -> bool {
        self.words[ix.index()].is_some()
    }

    /// What sends to a guard itself, and what it sends.
    fn starts(&self) -> BTreeSet<(ElementIx, Flow)> {
        let guards = self.arch.graph.node_indices().filter(|&ix| self.is_guard(ix));
        guards
            .flat_map(|ix| neighbors(self.arch, ix))
            .filter(|&(_, other, _)| !self.is_guard(other))
            .map(|(edge, other, _)| (other, self.arch.graph[edge].flow))
            .collect()
    }

    /// Where the connections of a flow lead from an element.
    fn next(
        &self,
        at: ElementIx,
        flow: Flow,
    ) -> impl Iterator<Item = (ConnectionIx, ElementIx)> + '_ {
        neighbors(self.arch, at)
            .filter(move |&(edge, ..)| {
                let connection = &self.arch.graph[edge];
                let leads_on = match connection.direction {
                    Direction::Both | Direction::None => true,
                    Direction::Forward => ends(self.arch, edge).0 == at,
                    Direction::Back => ends(self.arch, edge).1 == at,
                };
                connection.flow == flow && leads_on
            })
            .map(|(edge, other, _)| (edge, other))
    }

    /// What an element reaches directly or through guards only, with the guards that are on
    /// every way to it.
    fn guards_to_all(&self, source: ElementIx, flow: Flow) -> BTreeMap<ElementIx, Words<'a>> {
        let mut passed: BTreeMap<ElementIx, Words<'a>> = BTreeMap::new();
        let mut queue = VecDeque::from([(source, Words::new())]);
        while let Some((at, words)) = queue.pop_front() {
            for (_, next) in self.next(at, flow).filter(|&(_, next)| next != source) {
                let known = passed.get(&next);
                let both = known.map_or_else(|| words.clone(), |known| known & &words);
                if known == Some(&both) {
                    continue;
                }
                passed.insert(next, both.clone());
                if let Some(word) = self.words[next.index()] {
                    let mut beyond = both;
                    beyond.insert(word);
                    queue.push_back((next, beyond));
                }
            }
        }
        passed
    }

    /// The connections of a shortest way through guards only, none with the word `avoid`, from
    /// its start; empty where there is no way.
    fn way(
        &self,
        source: ElementIx,
        target: ElementIx,
        flow: Flow,
        avoid: Option<&str>,
    ) -> Vec<ConnectionIx> {
        let mut came: BTreeMap<ElementIx, (ElementIx, ConnectionIx)> = BTreeMap::new();
        let mut queue = VecDeque::from([source]);
        while let Some(at) = queue.pop_front() {
            for (edge, next) in self.next(at, flow) {
                let word = self.words[next.index()];
                let may_pass = word.is_some() && word != avoid;
                if next == source || came.contains_key(&next) || (next != target && !may_pass) {
                    continue;
                }
                came.insert(next, (at, edge));
                queue.push_back(next);
            }
        }
        let steps = std::iter::successors(came.get(&target), |(at, _)| came.get(at));
        let mut way: Vec<ConnectionIx> = steps.map(|&(_, edge)| edge).collect();
        way.reverse();
        way
    }

    /// The guards with one of the words on a way, from its start.
    fn passed(
        &self,
        source: ElementIx,
        target: ElementIx,
        flow: Flow,
        words: &Words<'_>,
    ) -> Vec<ElementIx> {
        let mut at = source;
        let mut passed = Vec::new();
        for edge in self.way(source, target, flow, None) {
            let (from, to) = ends(self.arch, edge);
            at = if from == at { to } else { from };
            if self.words[at.index()].is_some_and(|word| words.contains(word)) {
                passed.push(at);
            }
        }
        passed
    }
}
