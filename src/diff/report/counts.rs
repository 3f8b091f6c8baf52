//! How many elements and connections were added, removed, changed, renamed and moved.

use std::collections::BTreeSet;

use crate::diff::{Change, Difference, Level, Subject};

/// Counts of what differs; an element that is changed in two ways counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// New elements and connections.
    pub added: usize,
    /// Elements and connections that are gone.
    pub removed: usize,
    /// Those with another attribute, and the scenario itself.
    pub changed: usize,
    /// Elements with another id.
    pub renamed: usize,
    /// Elements in another container.
    pub moved: usize,
    /// Differences by level, in the order of [`Level::ALL`].
    pub levels: [usize; 4],
}

impl Counts {
    /// Counts differences.
    pub fn of(differences: &[Difference]) -> Self {
        let subjects = |is_it: fn(&Change) -> bool| {
            let found = differences.iter().filter(|difference| is_it(&difference.change));
            found.map(|difference| difference.subject).collect::<BTreeSet<Subject>>().len()
        };
        Self {
            added: subjects(|change| matches!(change, Change::Added)),
            removed: subjects(|change| matches!(change, Change::Removed)),
            changed: subjects(|change| matches!(change, Change::Set { .. })),
            renamed: subjects(|change| matches!(change, Change::Renamed { .. })),
            moved: subjects(|change| matches!(change, Change::Moved { .. })),
            levels: Level::ALL
                .map(|level| differences.iter().filter(|one| one.level == level).count()),
        }
    }

    /// The sum of several.
    pub fn sum(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            added: sum.added + one.added,
            removed: sum.removed + one.removed,
            changed: sum.changed + one.changed,
            renamed: sum.renamed + one.renamed,
            moved: sum.moved + one.moved,
            levels: std::array::from_fn(|at| sum.levels[at] + one.levels[at]),
        })
    }

    /// `3 added, 1 removed, 2 changed, 1 renamed`.
    pub fn changes(&self) -> String {
        let told = [
            (self.added, "added"),
            (self.removed, "removed"),
            (self.changed, "changed"),
            (self.renamed, "renamed"),
            (self.moved, "moved"),
        ];
        joined(told.into_iter())
    }

    /// Both: `3 added, 1 removed (1 breaking, 3 minor)`.
    pub fn told(&self) -> String {
        let changes = self.changes();
        if *self == Self::default() { changes } else { format!("{changes} ({})", self.weights()) }
    }

    /// `1 breaking, 2 risky`.
    pub fn weights(&self) -> String {
        joined(self.levels.into_iter().zip(Level::ALL.map(Level::word)))
    }
}

fn joined(told: impl Iterator<Item = (usize, &'static str)>) -> String {
    let parts: Vec<String> =
        told.filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if parts.is_empty() { "no differences".to_owned() } else { parts.join(", ") }
}
