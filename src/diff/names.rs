//! What people call elements and connections. Elements with one label are told apart by what
//! holds them, so that no two lines of a report read the same.

use std::collections::BTreeMap;

use super::around::ends;
use super::pairing::Pairing;
use crate::graph::{ArchGraph, ConnectionIx, Direction, ElementIx};

/// The names of the elements of both versions.
pub(super) struct Names {
    old: Vec<String>,
    new: Vec<String>,
}

/// An element of either version: what both have is one, and is looked at in the new version.
#[derive(Clone, Copy)]
struct Named<'a> {
    graph: &'a ArchGraph,
    ix: ElementIx,
}

impl<'a> Named<'a> {
    fn label(self) -> &'a str {
        &self.graph.graph[self.ix].label
    }

    /// Labels of the containers around it, from the innermost, each once.
    fn around(self) -> Vec<&'a str> {
        let mut labels: Vec<&str> = Vec::new();
        for at in self.graph.ancestors(self.ix).into_iter().rev() {
            let label = self.graph.graph[at].label.as_str();
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    }
}

impl Names {
    pub(super) fn of(old: &ArchGraph, new: &ArchGraph, pairing: &Pairing) -> Self {
        let came = new.graph.node_indices().map(|ix| Named { graph: new, ix });
        let gone = old.graph.node_indices().filter(|&ix| pairing.new_of(ix).is_none());
        let all: Vec<Named<'_>> = came.chain(gone.map(|ix| Named { graph: old, ix })).collect();
        let mut of_label: BTreeMap<&str, usize> = BTreeMap::new();
        let mut of_place: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for named in &all {
            *of_label.entry(named.label()).or_insert(0) += 1;
        }
        let shares = |named: &Named<'_>| of_label.get(named.label()).is_some_and(|&n| n > 1);
        for named in all.iter().filter(|named| shares(named)) {
            for place in named.around() {
                *of_place.entry((named.label(), place)).or_insert(0) += 1;
            }
        }
        let name = |graph: &ArchGraph, ix: ElementIx| {
            let named = Named { graph, ix };
            if !shares(&named) {
                return named.label().to_owned();
            }
            let is_own = |place: &&str| of_place.get(&(named.label(), *place)) == Some(&1);
            match named.around().into_iter().find(is_own) {
                Some(place) => format!("{} of {place}", named.label()),
                None => format!("{} ({})", named.label(), graph.graph[ix].id),
            }
        };
        let new_names: Vec<String> = new.graph.node_indices().map(|ix| name(new, ix)).collect();
        let old_name = |ix: ElementIx| match pairing.new_of(ix) {
            Some(twin) => new_names[twin.index()].clone(),
            None => name(old, ix),
        };
        Self { old: old.graph.node_indices().map(old_name).collect(), new: new_names }
    }

    /// The name of an element of the old version; what both have is called as in the new one.
    pub(super) fn of_old(&self, ix: ElementIx) -> &str {
        &self.old[ix.index()]
    }

    /// The name of an element of the new version.
    pub(super) fn of_new(&self, ix: ElementIx) -> &str {
        &self.new[ix.index()]
    }

    /// The name of a connection of the old version.
    pub(super) fn old_connection(&self, graph: &ArchGraph, ix: ConnectionIx) -> String {
        let (from, to) = ends(graph, ix);
        name_of(&graph.graph[ix], self.of_old(from), self.of_old(to))
    }

    /// The name of a connection of the new version.
    pub(super) fn new_connection(&self, graph: &ArchGraph, ix: ConnectionIx) -> String {
        let (from, to) = ends(graph, ix);
        name_of(&graph.graph[ix], self.of_new(from), self.of_new(to))
    }
}

/// `Trailer to IoT Hub (telemetry)`: the way that it goes, whichever end was written first.
fn name_of(connection: &crate::graph::Connection, from: &str, to: &str) -> String {
    let ends = way(connection.direction, from, to);
    match connection.label.as_str() {
        "" => ends,
        label => format!("{ends} ({label})"),
    }
}

/// The ends of a connection the way that it goes.
pub(super) fn way(direction: Direction, from: &str, to: &str) -> String {
    match direction {
        Direction::Forward => format!("{from} to {to}"),
        Direction::Back => format!("{to} to {from}"),
        Direction::Both | Direction::None => format!("between {from} and {to}"),
    }
}
