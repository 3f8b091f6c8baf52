//! What differs between two versions of an architecture, what caused it and how much it weighs.
//!
//! ```text
//! two ArchGraphs --pairing--> which is which --differences--> raw --judge--> GraphDiff
//! two Scenarios --edits--> what the author did --cause--> GraphDiff with causes
//! GraphDiff --report/*--> text, Markdown, JSON, ...;  --overlay--> one merged picture
//! ```
//!
//! Elements are compared by id, so order, formatting and comments are no difference.

mod around;
mod attributes;
pub mod canonical;
mod cause;
mod difference;
mod edits;
mod evidence;
mod fingerprint;
pub mod json_in;
mod judge;
mod level;
mod merged;
mod overlay;
mod pairing;
mod renames;
pub mod report;
#[cfg(test)]
mod samples;
pub mod steady;
mod wires;

pub use attributes::{Attribute, Detail};
pub use cause::{Catalogs, Origin, trace};
pub use difference::{Cause, Change, Difference, EditRef, Reason, Subject};
pub use level::{Level, Policy};
pub use merged::{Line, Merged, Slot};
pub use overlay::Overlay;
pub use pairing::Pairing;

use crate::catalog::Catalog;
use crate::diag::changes as codes;
use crate::graph::ArchGraph;

/// How two versions are compared.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// Name of what is compared, the same for every form of input: the scenario's file name
    /// without its ending. Part of the fingerprints.
    pub scope: String,
    /// How much both inputs tell; the lesser of the two.
    pub detail: Detail,
    /// Levels of codes and accepted differences.
    pub policy: Policy,
    /// What knows how much a service takes.
    pub catalog: &'a Catalog,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            scope: String::new(),
            detail: Detail::default(),
            policy: Policy::default(),
            catalog: Catalog::built_in(),
        }
    }
}

/// The differences of two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphDiff {
    /// By container, then in declared order.
    pub differences: Vec<Difference>,
    /// How many were left out because they are accepted or their code is off.
    pub accepted: usize,
    /// Which element of either version is which.
    pub pairing: Pairing,
    /// Both versions in one order.
    pub merged: Merged,
}

impl GraphDiff {
    /// Whether nothing is reported.
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// The heaviest level of all differences.
    pub fn level(&self) -> Option<Level> {
        self.differences.iter().map(|difference| difference.level).max()
    }
}

/// Compares two versions element by element. Every difference has its level, reasons and
/// fingerprint; causes follow from [`trace`].
pub fn compare(old: &ArchGraph, new: &ArchGraph, options: &Options<'_>) -> GraphDiff {
    let pairing = wires::paired(old, new);
    let merged = Merged::of(old, new, &pairing);
    let mut differences = difference::all(old, new, &pairing, &merged, options.detail);
    let case =
        judge::Case { old, new, pairing: &pairing, merged: &merged, catalog: options.catalog };
    judge::weigh(&case, &mut differences);
    settled(differences, pairing, merged, options)
}

/// Compares a scenario that is on one side only: one difference says so, and what it holds is
/// listed without being judged. With both sides this is [`compare`].
pub fn compare_files(
    old: Option<&ArchGraph>,
    new: Option<&ArchGraph>,
    options: &Options<'_>,
) -> GraphDiff {
    let nothing = ArchGraph::default();
    let (old, new, code, change) = match (old, new) {
        (Some(old), Some(new)) => return compare(old, new, options),
        (None, Some(new)) => (&nothing, new, &codes::SCENARIO_ADDED, Change::Added),
        (Some(old), None) => (old, &nothing, &codes::SCENARIO_REMOVED, Change::Removed),
        (None, None) => return compare(&nothing, &nothing, options),
    };
    let pairing = wires::paired(old, new);
    let merged = Merged::of(old, new, &pairing);
    let mut differences = difference::all(old, new, &pairing, &merged, options.detail);
    differences.retain(|difference| difference.subject != Subject::Whole);
    for difference in &mut differences {
        let code = match (&difference.subject, &difference.change) {
            (Subject::Connection(_), Change::Added) => &codes::CONNECTION_ADDED,
            (Subject::Connection(_), _) => &codes::CONNECTION_REMOVED,
            (_, Change::Added) => &codes::ELEMENT_ADDED,
            _ => &codes::ELEMENT_REMOVED,
        };
        difference.reasons = vec![judge::reason(code, "it comes or goes with its scenario")];
    }
    let title = if new.graph.node_count() > 0 { &new.title } else { &old.title };
    differences.insert(0, Difference::whole(change, title, judge::reason(code, code.title)));
    settled(differences, pairing, merged, options)
}

fn settled(
    mut differences: Vec<Difference>,
    pairing: Pairing,
    merged: Merged,
    options: &Options<'_>,
) -> GraphDiff {
    let found = differences.len();
    differences.retain_mut(|difference| settle(difference, options));
    let accepted = found - differences.len();
    GraphDiff { differences, accepted, pairing, merged }
}

/// Gives a difference its fingerprint and level; whether it is to be reported.
fn settle(difference: &mut Difference, options: &Options<'_>) -> bool {
    let words = difference.identity();
    let words: Vec<&str> =
        std::iter::once(options.scope.as_str()).chain(words.iter().map(String::as_str)).collect();
    difference.fingerprint = fingerprint::of(&words);
    difference.reasons.retain_mut(|reason| {
        options
            .policy
            .level_of(reason.code, reason.level)
            .map(|level| reason.level = level)
            .is_some()
    });
    difference.reasons.sort_by_key(|reason| std::cmp::Reverse(reason.level));
    match difference.reasons.first() {
        Some(reason) => difference.level = reason.level,
        None => return false,
    }
    !options.policy.accepts(&difference.fingerprint)
}
