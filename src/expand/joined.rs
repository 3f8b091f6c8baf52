//! What has been joined so far: by the author, and by what is derived.

use std::collections::{BTreeMap, BTreeSet};

use crate::expand::draft::Draft;
use crate::expand::wording::slug;
use crate::graph::{ConnectionIx, ElementIx, Flow};
use crate::index::Ends;

/// What has been joined so far.
#[derive(Debug, Default)]
pub struct Joined {
    /// Pairs that are drawn or declined, with the place of the connection in the catalogue.
    decided: BTreeSet<(usize, ElementIx, ElementIx)>,
    ids: BTreeSet<String>,
    /// The author's connections by their ends, the lower index first, and flow.
    own: BTreeMap<(ElementIx, ElementIx, Flow), ConnectionIx>,
    /// What the author joined each element to.
    partners: BTreeMap<ElementIx, BTreeSet<ElementIx>>,
}

impl Joined {
    /// An id that no connection has yet.
    pub fn unique(&mut self, base: &str) -> String {
        let mut id = base.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{base}-{number}");
            number += 1;
        }
        id
    }

    /// Notes a connection that the author wrote.
    pub fn note_own(&mut self, (a, b): Ends, flow: Flow, connection: ConnectionIx) {
        self.own.entry(key(a, b, flow)).or_insert(connection);
        self.partners.entry(a).or_default().insert(b);
        self.partners.entry(b).or_default().insert(a);
    }

    /// What the author joined an element to.
    fn partners(&self, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
        self.partners.get(&ix).into_iter().flatten().copied()
    }

    /// Whether the author joined two elements, whatever flows.
    pub fn is_own(&self, (a, b): Ends) -> bool {
        self.partners.get(&a).is_some_and(|partners| partners.contains(&b))
    }

    /// The author's connection between two elements, whichever way it is written.
    pub fn own(&self, (a, b): Ends, flow: Flow) -> Option<ConnectionIx> {
        self.own.get(&key(a, b, flow)).copied()
    }

    /// Whether a pair of a connection of the catalogue, by its place there, is decided for good.
    pub fn is_decided(&self, at: usize, (from, to): Ends) -> bool {
        self.decided.contains(&(at, from, to))
    }

    /// Notes that it is.
    pub fn decide(&mut self, at: usize, (from, to): Ends) {
        self.decided.insert((at, from, to));
    }

    /// Whether the author joined each of two elements to another one of the other's kind: then
    /// nothing is derived between them.
    pub fn is_apart(&self, draft: &Draft<'_>, (a, b): Ends) -> bool {
        self.has_other(draft, a, b) && self.has_other(draft, b, a) && !self.is_own((a, b))
    }

    /// Whether the author joined an element to another one of the kind of a second.
    pub fn has_other(&self, draft: &Draft<'_>, ix: ElementIx, second: ElementIx) -> bool {
        let kind = |ix: ElementIx| &draft.graph[ix].kind;
        self.partners(ix).any(|other| other != second && kind(other) == kind(second))
    }
}

/// Two ends, whichever way round they are given.
fn key(a: ElementIx, b: ElementIx, flow: Flow) -> (ElementIx, ElementIx, Flow) {
    if a <= b { (a, b, flow) } else { (b, a, flow) }
}

/// The id of a connection, before it is made unique.
pub fn id_of(draft: &Draft<'_>, (from, to): Ends, label: &str, flow: Flow) -> String {
    let words = slug(if label.is_empty() { flow.word() } else { label });
    format!("{}--{}--{words}", draft.graph[from].id, draft.graph[to].id)
}
