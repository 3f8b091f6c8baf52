//! Differences as a reader takes them in: what the author changed, with what follows from it.

use std::collections::BTreeMap;

use super::by_subject;
use crate::diff::{Cause, Change, Difference, EditRef, Subject};

/// What differs about one element or connection, and the connections that changed with it.
pub(super) struct Item<'a> {
    /// The differences of the subject itself.
    pub(super) head: &'a [Difference],
    /// Those of each connection that a rule changed because of edits of the subject, and of no
    /// other.
    pub(super) follows: Vec<&'a [Difference]>,
}

/// The differences in their order; a connection that changed because the author gave another
/// subject other values stands with that one.
pub(super) fn items(differences: &[Difference]) -> Vec<Item<'_>> {
    let groups: Vec<&[Difference]> = by_subject(differences).collect();
    let mut heads: BTreeMap<&EditRef, usize> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for edit in group.iter().filter_map(edit_of_value) {
            heads.entry(edit).or_insert(at);
        }
    }
    let mut follows: Vec<Vec<&[Difference]>> = vec![Vec::new(); groups.len()];
    let mut own = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let mut behind = edits_behind(group).map(|edit| heads.get(edit?).copied());
        let first = behind.next().flatten();
        match first.filter(|_| behind.all(|head| head == first)) {
            Some(head) => follows[head].push(*group),
            None => own.push(at),
        }
    }
    own.into_iter()
        .map(|at| Item { head: groups[at], follows: std::mem::take(&mut follows[at]) })
        .collect()
}

/// The edit that gave a subject another value.
fn edit_of_value(difference: &Difference) -> Option<&EditRef> {
    match (&difference.change, &difference.cause) {
        (Change::Set { .. }, Cause::Edit(edit)) => Some(edit),
        _ => None,
    }
}

/// The edits behind all that a rule changed about a connection; none if something else did.
fn edits_behind(group: &[Difference]) -> impl Iterator<Item = Option<&EditRef>> {
    group.iter().flat_map(|one| match (one.subject, &one.change, &one.cause) {
        (Subject::Connection(_), Change::Set { .. }, Cause::Derived { edits, .. })
            if !edits.is_empty() =>
        {
            edits.iter().map(Some).collect()
        }
        _ => vec![None],
    })
}
