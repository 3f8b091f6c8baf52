//! A difference: what it is about, what changed, and the words that reports use for it.

use super::around::ends;
use super::attributes::{self, Attribute, Detail};
use super::level::Level;
use super::merged::Merged;
use super::pairing::Pairing;
use super::renames::Renames;
use crate::diag::Span;
use crate::graph::{ArchGraph, Because, ConnectionIx, ElementIx};

/// What a difference is about, by its index on the sides that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The architecture as a whole.
    Whole,
    /// An element: its slot in the merged order.
    Element(usize),
    /// A connection: its line in the merged order.
    Connection(usize),
}

impl Subject {
    /// The word in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "scenario",
            Self::Element(_) => "element",
            Self::Connection(_) => "connection",
        }
    }
}

/// What changed about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another id; the labels of either side.
    Renamed {
        /// Label before.
        from: String,
        /// Label after.
        to: String,
    },
    /// It stands in another container; their labels, empty for the top.
    Moved {
        /// Label of the container before.
        from: String,
        /// Label of the container after.
        to: String,
    },
    /// An attribute has another value; none where it is not set.
    Set {
        /// Which one.
        attribute: Attribute,
        /// Value before.
        from: Option<String>,
        /// Value after.
        to: Option<String>,
    },
}

impl Change {
    /// The word in output.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed { .. } => "renamed",
            Self::Moved { .. } => "moved",
            Self::Set { .. } => "changed",
        }
    }

    /// The sign in output and on the merged picture.
    pub const fn sign(&self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '-',
            Self::Renamed { .. } | Self::Moved { .. } | Self::Set { .. } => '~',
        }
    }
}

/// An edit of the author, as reports quote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EditRef {
    /// What was done: `services.digital-twins added`, `devices.trailer count 40 -> 1200`.
    pub text: String,
    /// Where, in the new scenario if it is still there.
    pub new: Option<Span>,
    /// Where in the old scenario.
    pub old: Option<Span>,
}

/// Why there is a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The inputs do not tell: a drawing or an export holds no scenario.
    Unknown,
    /// The author's edit made it.
    Edit(EditRef),
    /// Rules derived it from edits.
    Derived {
        /// Ids of the rules or connections of the catalogue that made the element.
        rules: Vec<String>,
        /// The edits that it follows from; all of them together.
        edits: Vec<EditRef>,
    },
    /// The scenario is the same, the catalogue is another.
    Catalog,
    /// The documentation profile is another.
    DocsProfile {
        /// The profile before.
        from: String,
        /// The profile after.
        to: String,
    },
}

impl Cause {
    /// The word in output.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Edit(_) => "edit",
            Self::Derived { .. } => "derived",
            Self::Catalog => "catalog",
            Self::DocsProfile { .. } => "docs-profile",
        }
    }
}

/// Why a difference has its level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The code, one of [`crate::diag::changes::CHANGES`].
    pub code: &'static str,
    /// Its level here.
    pub level: Level,
    /// One sentence without a full stop.
    pub text: String,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub subject: Subject,
    /// What changed.
    pub change: Change,
    /// Id before, if it was there.
    pub old_id: Option<String>,
    /// Id after, if it is there.
    pub new_id: Option<String>,
    /// What people call it: the label, or `Trailer to IoT Hub (telemetry)`.
    pub name: String,
    /// Name of its kind for people; `connection`, `scenario`.
    pub kind: String,
    /// Labels of the containers that hold it, from the outermost.
    pub place: Vec<String>,
    /// What put it into the graph, on the side where it is.
    pub because: Vec<Because>,
    /// Why there is a difference.
    pub cause: Cause,
    /// The heaviest level of its reasons.
    pub level: Level,
    /// Why it weighs that much, the heaviest first.
    pub reasons: Vec<Reason>,
    /// Twelve hexadecimal digits, the same in every run and form of input.
    pub fingerprint: String,
}

impl Difference {
    /// The id that exists, the new one if both do.
    pub fn id(&self) -> &str {
        self.new_id.as_deref().or(self.old_id.as_deref()).unwrap_or("")
    }

    /// The code of its heaviest reason.
    pub fn code(&self) -> &'static str {
        self.reasons.first().map_or("", |reason| reason.code)
    }

    /// What makes it this difference and no other.
    pub(super) fn identity(&self) -> Vec<String> {
        let mut words = vec![self.subject.word().to_owned(), self.change.word().to_owned()];
        words.extend([&self.old_id, &self.new_id].map(|id| id.clone().unwrap_or_default()));
        match &self.change {
            Change::Added | Change::Removed => {}
            Change::Renamed { from, to } | Change::Moved { from, to } => {
                words.extend([from.clone(), to.clone()]);
            }
            Change::Set { attribute, from, to } => {
                words.push(attribute.word().to_owned());
                words.extend([from, to].map(|value| match value {
                    Some(value) => format!("={value}"),
                    None => String::new(),
                }));
            }
        }
        words
    }

    /// What changed, to be read after its word: `count 40 -> 1200`, `was Munich (munich)`; empty
    /// for added and removed.
    pub fn detail(&self) -> String {
        let old_id = self.old_id.as_deref().unwrap_or("");
        match &self.change {
            Change::Added | Change::Removed => String::new(),
            Change::Renamed { from, to } if from == to => {
                format!("id {old_id} -> {}", self.id())
            }
            Change::Renamed { from, .. } => format!("was {from} ({old_id})"),
            Change::Moved { from, to } => {
                let named = |label: &str| {
                    if label.is_empty() { "the top".to_owned() } else { label.to_owned() }
                };
                format!("{} -> {}", named(from), named(to))
            }
            Change::Set { attribute, from, to } => {
                let shown =
                    |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".into());
                format!("{} {} -> {}", attribute.word(), shown(from), shown(to))
            }
        }
    }
}

/// All differences by container, then in declared order; not weighed yet.
pub(super) fn all(
    old: &ArchGraph,
    new: &ArchGraph,
    pairing: &Pairing,
    merged: &Merged,
    detail: Detail,
) -> Vec<Difference> {
    let finder =
        Finder { old, new, pairing, merged, detail, renames: Renames::of(old, new, pairing) };
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

struct Finder<'a> {
    old: &'a ArchGraph,
    new: &'a ArchGraph,
    pairing: &'a Pairing,
    merged: &'a Merged,
    detail: Detail,
    renames: Renames,
}

impl Finder<'_> {
    fn of_whole(&self) -> Vec<Difference> {
        attributes::of_graphs(self.old, self.new, self.detail)
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
        let place = self.labels_around(slot.parent);
        changes
            .into_iter()
            .map(|change| Difference {
                old_id: before.map(|element| element.id.clone()),
                new_id: after.map(|element| element.id.clone()),
                name: shown.label.clone(),
                kind: shown.kind_name.clone(),
                place: place.clone(),
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
        for (attribute, from, to) in attributes::of_elements(before, after, self.detail) {
            let follows = match attribute {
                Attribute::Label => {
                    is_renamed || self.renames.explain_text(from.as_ref(), to.as_ref())
                }
                Attribute::Setting(_) => self.renames.explain_ids(from.as_ref(), to.as_ref()),
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
            (Some(before), Some(after)) => attributes::of_connections(before, after, self.detail)
                .into_iter()
                .filter(|(attribute, from, to)| {
                    *attribute != Attribute::Label
                        || !self.renames.explain_text(from.as_ref(), to.as_ref())
                })
                .map(|(attribute, from, to)| Change::Set { attribute, from, to })
                .collect(),
        };
        let Some(shown) = after.or(before).filter(|_| !changes.is_empty()) else {
            return Vec::new();
        };
        let name = match (line.new, line.old) {
            (Some(ix), _) => name_of(self.new, ix),
            (None, Some(ix)) => name_of(self.old, ix),
            (None, None) => String::new(),
        };
        let place = self.labels_around(common_container(self.merged, line.ends));
        changes
            .into_iter()
            .map(|change| Difference {
                old_id: before.map(|connection| connection.id.clone()),
                new_id: after.map(|connection| connection.id.clone()),
                name: name.clone(),
                kind: "connection".to_owned(),
                place: place.clone(),
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

impl Difference {
    /// The scenario as a whole came or went.
    pub(super) fn whole(change: Change, title: &str, reason: Reason) -> Self {
        Self {
            name: title.to_owned(),
            kind: "scenario".to_owned(),
            reasons: vec![reason],
            ..Self::about(Subject::Whole, change)
        }
    }

    fn about(subject: Subject, change: Change) -> Self {
        Self {
            subject,
            change,
            old_id: None,
            new_id: None,
            name: String::new(),
            kind: String::new(),
            place: Vec::new(),
            because: Vec::new(),
            cause: Cause::Unknown,
            level: Level::Cosmetic,
            reasons: Vec::new(),
            fingerprint: String::new(),
        }
    }
}

fn name_of(graph: &ArchGraph, ix: ConnectionIx) -> String {
    let (from, to) = ends(graph, ix);
    let (from, to) = (&graph.graph[from].label, &graph.graph[to].label);
    match graph.graph[ix].label.as_str() {
        "" => format!("{from} to {to}"),
        label => format!("{from} to {to} ({label})"),
    }
}
