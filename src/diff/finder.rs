//! Finds what differs between two versions that are paired; nothing is weighed yet.

use std::collections::BTreeSet;

use super::around::ends;
use super::attributes::{self, Attribute, Detail};
use super::difference::{Change, Containers, Difference, Ends, Subject};
use super::merged::Merged;
use super::names::Names;
use super::pairing::Pairing;
use super::renames::Renames;
use crate::catalog::Catalog;
use crate::diag::{Levels, Severity};
use crate::graph::{ArchGraph, Because, ConnectionIx, ElementIx};

/// What the scenario says of codes now and did not before: it decides what the next change may
/// do, so nobody changes it unseen.
pub(super) fn of_checks(checks: Option<(&Levels, &Levels)>, new: &ArchGraph) -> Vec<Difference> {
    let Some((before, after)) = checks else { return Vec::new() };
    let codes: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let told = |level: &crate::diag::Level| {
        let word = level.severity.map_or("off", Severity::word);
        level.reason.as_ref().map_or(word.to_owned(), |reason| format!("{word} ({reason})"))
    };
    codes
        .into_iter()
        .filter_map(|code| {
            let (from, to) = (before.get(code).map(told), after.get(code).map(told));
            let attribute = Attribute::Check(code.clone());
            (from != to).then(|| Difference {
                name: new.title.clone(),
                kind: "scenario".to_owned(),
                because: after
                    .get(code)
                    .and_then(|at| at.span)
                    .map(Because::Written)
                    .into_iter()
                    .collect(),
                ..Difference::about(Subject::Whole, Change::Set { attribute, from, to })
            })
        })
        .collect()
}

/// All differences by container, then in declared order; not weighed yet.
pub(super) fn all(
    old: &ArchGraph,
    new: &ArchGraph,
    pairing: &Pairing,
    merged: &Merged,
    told: Told<'_>,
) -> Vec<Difference> {
    let renames = Renames::of(old, new, pairing, told.catalog);
    let finder = Finder { old, new, pairing, merged, told, renames };
    let mut found = finder.of_whole();
    let elements =
        (0..merged.slots.len()).map(|at| (merged.slots[at].parent, Subject::Element(at)));
    let lines = merged.lines.iter().enumerate();
    let connections =
        lines.map(|(at, line)| (common_container(merged, line.ends), Subject::Connection(at)));
    let mut order: Vec<(Option<usize>, Subject)> = elements.chain(connections).collect();
    order.sort();
    for (_, subject) in order {
        match subject {
            Subject::Whole => {}
            Subject::Element(at) => found.extend(finder.of_element(at)),
            Subject::Connection(at) => found.extend(finder.of_connection(at)),
        }
    }
    found
}

/// The innermost container that holds both ends.
fn common_container(merged: &Merged, (from, to): (usize, usize)) -> Option<usize> {
    let chain = |slot: usize| {
        std::iter::successors(merged.slots[slot].parent, |&at| merged.slots[at].parent)
    };
    let around: Vec<usize> = chain(from).collect();
    chain(to).find(|at| around.contains(at))
}

/// How differences are told.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    /// What both inputs tell.
    pub(super) detail: Detail,
    /// What elements are called.
    pub(super) names: &'a Names,
    /// What knows which settings name elements.
    pub(super) catalog: &'a Catalog,
}

struct Finder<'a> {
    old: &'a ArchGraph,
    new: &'a ArchGraph,
    pairing: &'a Pairing,
    merged: &'a Merged,
    told: Told<'a>,
    renames: Renames<'a>,
}

impl Finder<'_> {
    fn of_whole(&self) -> Vec<Difference> {
        attributes::of_graphs(self.old, self.new, self.told.detail)
            .into_iter()
            .map(|(attribute, from, to)| Difference {
                name: self.new.title.clone(),
                kind: "scenario".to_owned(),
                ..Difference::about(Subject::Whole, Change::Set { attribute, from, to })
            })
            .collect()
    }

    fn of_element(&self, at: usize) -> Vec<Difference> {
        let slot = self.merged.slots[at];
        let (before, after) =
            (slot.old.map(|ix| &self.old.graph[ix]), slot.new.map(|ix| &self.new.graph[ix]));
        let changes = match (slot.old, slot.new) {
            (None, _) => vec![Change::Added],
            (_, None) => vec![Change::Removed],
            (Some(o), Some(n)) => self.changes_of_pair(o, n),
        };
        let Some(shown) = after.or(before) else { return Vec::new() };
        let name = match (slot.new, slot.old) {
            (Some(ix), _) => self.told.names.of_new(ix),
            (None, Some(ix)) => self.told.names.of_old(ix),
            (None, None) => "",
        };
        let values = attributes::told(attributes::element_values(shown), self.told.detail);
        let values_of = |change: &Change| match change {
            Change::Added | Change::Removed | Change::Set { attribute: Attribute::Kind, .. } => {
                values.clone()
            }
            _ => Vec::new(),
        };
        let id = |graph: &ArchGraph, parent: Option<ElementIx>| {
            parent.map(|ix| graph.graph[ix].id.clone())
        };
        let containers = Containers {
            old: before.and_then(|element| id(self.old, element.parent)),
            new: after.and_then(|element| id(self.new, element.parent)),
        };
        let place = self.labels_around(slot.parent);
        changes
            .into_iter()
            .map(|change| Difference {
                old_id: before.map(|element| element.id.clone()),
                new_id: after.map(|element| element.id.clone()),
                name: name.to_owned(),
                kind: shown.kind_name.clone(),
                place: place.clone(),
                containers: containers.clone(),
                values: values_of(&change),
                because: shown.because.clone(),
                ..Difference::about(Subject::Element(at), change)
            })
            .collect()
    }

    fn changes_of_pair(&self, o: ElementIx, n: ElementIx) -> Vec<Change> {
        let (before, after) = (&self.old.graph[o], &self.new.graph[n]);
        let mut found = Vec::new();
        let is_renamed = self.renames.reported.contains(&o);
        if is_renamed {
            found.push(Change::Renamed { from: before.label.clone(), to: after.label.clone() });
        }
        if !self.pairing.same_place(before.parent, after.parent) {
            let label = |graph: &ArchGraph, parent: Option<ElementIx>| {
                parent.map(|ix| graph.graph[ix].label.clone()).unwrap_or_default()
            };
            found.push(Change::Moved {
                from: label(self.old, before.parent),
                to: label(self.new, after.parent),
            });
        }
        for (attribute, from, to) in attributes::of_elements(before, after, self.told.detail) {
            let follows = match attribute {
                Attribute::Label => is_renamed,
                Attribute::Setting(_) => {
                    self.renames.explain_setting(after, &attribute, (&from, &to))
                }
                _ => false,
            };
            if !follows {
                found.push(Change::Set { attribute, from, to });
            }
        }
        found
    }

    fn of_connection(&self, at: usize) -> Vec<Difference> {
        let line = self.merged.lines[at];
        let before = line.old.map(|ix| &self.old.graph[ix]);
        let after = line.new.map(|ix| &self.new.graph[ix]);
        let changes = match (before, after) {
            (None, _) => vec![Change::Added],
            (_, None) => vec![Change::Removed],
            (Some(before), Some(after)) => {
                attributes::of_connections(before, after, self.told.detail)
                    .into_iter()
                    .map(|(attribute, from, to)| Change::Set { attribute, from, to })
                    .collect()
            }
        };
        let Some(shown) = after.or(before).filter(|_| !changes.is_empty()) else {
            return Vec::new();
        };
        let names = self.told.names;
        let (name, ends) = match (line.new, line.old) {
            (Some(ix), _) => (names.new_connection(self.new, ix), ends_of(self.new, ix)),
            (None, Some(ix)) => (names.old_connection(self.old, ix), ends_of(self.old, ix)),
            (None, None) => return Vec::new(),
        };
        let is_whole = line.old.is_none() || line.new.is_none();
        let values = if is_whole { attributes::connection_values(shown) } else { Vec::new() };
        let values = attributes::told(values, self.told.detail);
        let place = self.labels_around(common_container(self.merged, line.ends));
        changes
            .into_iter()
            .map(|change| Difference {
                old_id: before.map(|connection| connection.id.clone()),
                new_id: after.map(|connection| connection.id.clone()),
                name: name.clone(),
                kind: "connection".to_owned(),
                place: place.clone(),
                ends: Some(ends.clone()),
                values: values.clone(),
                because: shown.because.clone(),
                ..Difference::about(Subject::Connection(at), change)
            })
            .collect()
    }

    /// Labels from the outermost container to this one.
    fn labels_around(&self, container: Option<usize>) -> Vec<String> {
        let chain = std::iter::successors(container, |&at| self.merged.slots[at].parent);
        let mut labels: Vec<String> = chain
            .filter_map(|at| {
                let slot = self.merged.slots[at];
                let new = slot.new.map(|ix| self.new.graph[ix].label.clone());
                new.or_else(|| slot.old.map(|ix| self.old.graph[ix].label.clone()))
            })
            .collect();
        labels.reverse();
        labels
    }
}

fn ends_of(graph: &ArchGraph, ix: ConnectionIx) -> Ends {
    let (from, to) = ends(graph, ix);
    let [from, to] = [from, to].map(|end| graph.graph[end].id.clone());
    Ends { from, to, direction: graph.graph[ix].direction }
}
