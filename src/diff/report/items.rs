//! Differences as a reader takes them in: the heaviest first, what the author changed with what
//! follows from it, and what came or went as a whole in one line.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::whole::{self, Whole};
use super::{Comparison, by_subject};
use crate::diff::{Cause, Change, Difference, EditRef, Level, Subject};

/// What differs about one element or connection, and what is told with it.
pub(super) struct Item<'a> {
    /// The differences of the subject itself.
    pub(super) head: &'a [Difference],
    /// Those of each connection that a rule changed because of edits of the subject, and of no
    /// other.
    pub(super) follows: Vec<&'a [Difference]>,
    /// What came or went with it, if it is a container that did.
    pub(super) whole: Option<Whole<'a>>,
}

impl Item<'_> {
    /// The heaviest level of all that is told here.
    pub(super) fn level(&self) -> Level {
        let all = self.head.iter().chain(self.follows.iter().copied().flatten());
        all.map(|one| one.level).max().unwrap_or(Level::Cosmetic)
    }

    /// How many differences are told here, by level in the order of [`Level::ALL`].
    pub(super) fn counts(&self) -> [usize; 4] {
        let inside = self.whole.iter().flat_map(|whole| whole.inside.iter().copied().flatten());
        let follows = self.follows.iter().copied().flatten();
        let all: Vec<&Difference> = self.head.iter().chain(follows).chain(inside).collect();
        Level::ALL.map(|level| all.iter().filter(|one| one.level == level).count())
    }
}

/// The items of a comparison, the heaviest first, else in their order. A connection that changed
/// because the author gave another subject other values stands with that one.
pub(super) fn items(comparison: &Comparison) -> Vec<Item<'_>> {
    let groups: Vec<&[Difference]> = by_subject(&comparison.diff.differences).collect();
    let (groups, mut wholes) = whole::folded(comparison, groups);
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
    let item = |at: usize| Item {
        head: groups[at],
        follows: std::mem::take(&mut follows[at]),
        whole: wholes.remove(&groups[at][0].subject),
    };
    let mut items: Vec<Item<'_>> = own.into_iter().map(item).collect();
    items.sort_by_key(|item| Reverse(item.level()));
    items
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
