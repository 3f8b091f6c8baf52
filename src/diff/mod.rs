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
mod finder;
pub mod json_in;
mod judge;
mod level;
mod merged;
mod names;
mod overlay;
mod pairing;
mod renames;
pub mod report;
#[cfg(test)]
mod samples;
pub mod steady;

pub use attributes::{Attribute, Detail};
pub use cause::{Catalogs, Origin, trace};
pub use difference::{Cause, Change, Containers, Difference, EditRef, Ends, Reason, Subject};
pub use level::{Level, Policy};
pub use merged::{Line, Merged, Slot};
pub use overlay::Overlay;
pub use pairing::Pairing;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::diag::{Levels, changes as codes, fingerprint};
use crate::graph::ArchGraph;
use finder::Told;
use names::Names;

/// How two versions are compared.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// Name of what is compared, the same for every form of input: the path of the scenario in
    /// its repository. Part of the fingerprints.
    pub scope: String,
    /// How much both inputs tell; the lesser of the two.
    pub detail: Detail,
    /// Levels of codes and accepted differences.
    pub policy: Policy,
    /// What the scenarios say of codes, before and after; a change of it is a difference.
    pub checks: Option<(&'a Levels, &'a Levels)>,
    /// What knows how much a service takes.
    pub catalog: &'a Catalog,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            scope: String::new(),
            detail: Detail::default(),
            policy: Policy::default(),
            checks: None,
            catalog: Catalog::built_in(),
        }
    }
}

/// The differences of two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphDiff {
    /// By container, then in declared order.
    pub differences: Vec<Difference>,
    /// Those that are not reported, each because it is accepted or its codes are off.
    pub accepted: Vec<Difference>,
    /// Fingerprints and codes of the policy that accepted something.
    pub used: BTreeSet<String>,
    /// Which element of either version is which.
    pub pairing: Pairing,
    /// Both versions in one order.
    pub merged: Merged,
}

impl GraphDiff {
    /// Whether nothing differs that nobody accepted.
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// Ids of elements and connections of the old version that are others in the new one, also
    /// where that follows from another rename and is no difference of its own.
    pub fn renamed_ids(&self, old: &ArchGraph, new: &ArchGraph) -> BTreeMap<String, String> {
        let (old, new) = (&old.graph, &new.graph);
        let elements =
            old.node_indices().filter_map(|o| Some((&old[o].id, &new[self.pairing.new_of(o)?].id)));
        let connections = old.edge_indices().filter_map(|o| {
            let twin = self.pairing.connections.get(o.index()).copied().flatten()?;
            Some((&old[o].id, &new[twin].id))
        });
        let renamed = elements.chain(connections).filter(|(before, after)| before != after);
        renamed.map(|(before, after)| (before.clone(), after.clone())).collect()
    }

    /// A comparison that could not be made.
    pub fn none() -> Self {
        let nothing = ArchGraph::default();
        let (pairing, _) = pairing::paired(&nothing, &nothing);
        let merged = Merged::of(&nothing, &nothing, &pairing);
        settled(Vec::new(), pairing, merged, &Options::default())
    }

    /// The heaviest level of all differences.
    pub fn level(&self) -> Option<Level> {
        self.differences.iter().map(|difference| difference.level).max()
    }
}

/// Compares two versions element by element. Every difference has its level, reasons and
/// fingerprint; causes follow from [`trace`].
pub fn compare(old: &ArchGraph, new: &ArchGraph, options: &Options<'_>) -> GraphDiff {
    let (pairing, new) = pairing::paired(old, new);
    let new = &*new;
    let merged = Merged::of(old, new, &pairing);
    let names = &Names::of(old, new, &pairing);
    let told = Told { detail: options.detail, names, catalog: options.catalog };
    let mut differences = finder::of_checks(options.checks, new);
    differences.extend(finder::all(old, new, &pairing, &merged, told));
    let catalog = options.catalog;
    let case = judge::Case { old, new, pairing: &pairing, merged: &merged, names, catalog };
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
    let (pairing, _) = pairing::paired(old, new);
    let merged = Merged::of(old, new, &pairing);
    let names = &Names::of(old, new, &pairing);
    let told = Told { detail: options.detail, names, catalog: options.catalog };
    let mut differences = finder::all(old, new, &pairing, &merged, told);
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
    differences: Vec<Difference>,
    pairing: Pairing,
    merged: Merged,
    options: &Options<'_>,
) -> GraphDiff {
    let mut used = BTreeSet::new();
    let (mut reported, mut accepted) = (Vec::new(), Vec::new());
    for mut difference in differences {
        let is_reported = settle(&mut difference, options, &mut used);
        if is_reported { reported.push(difference) } else { accepted.push(difference) }
    }
    GraphDiff { differences: reported, accepted, used, pairing, merged }
}

/// Gives a difference its fingerprint and level; whether it is to be reported. One that is not
/// keeps the reasons that were accepted.
fn settle(difference: &mut Difference, options: &Options<'_>, used: &mut BTreeSet<String>) -> bool {
    let words = difference.identity();
    // Who accepts that something came has not accepted that it is weaker than what it stands for.
    let compared = difference.reasons.iter().map(|reason| reason.text.as_str());
    let compared = compared.filter(|text| text.starts_with(judge::COMPARED));
    let words: Vec<&str> = std::iter::once(options.scope.as_str())
        .chain(words.iter().map(String::as_str))
        .chain(compared)
        .collect();
    difference.fingerprint = fingerprint::of(&words);
    let policy = &options.policy;
    difference.reasons.sort_by_key(|reason| std::cmp::Reverse(reason.level));
    let mut left = difference.reasons.clone();
    left.retain_mut(|reason| match policy.level_of(reason.code, reason.level) {
        Some(_) if policy.accepts(reason.code) => {
            used.insert(reason.code.to_owned());
            false
        }
        Some(level) => {
            reason.level = level;
            true
        }
        None => false,
    });
    let is_left = !left.is_empty();
    if is_left {
        left.sort_by_key(|reason| std::cmp::Reverse(reason.level));
        difference.reasons = left;
    }
    difference.level = difference.reasons.first().map_or(Level::Cosmetic, |reason| reason.level);
    if policy.accepts(&difference.fingerprint) {
        used.insert(difference.fingerprint.clone());
        return false;
    }
    is_left
}
