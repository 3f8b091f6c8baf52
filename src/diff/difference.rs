//! A difference: what it is about, what changed, and the words that reports use for it.

use std::collections::BTreeSet;

use super::around::ends;
use super::attributes::{self, Attribute, Detail};
use super::level::Level;
use super::merged::Merged;
use super::names::Names;
use super::pairing::Pairing;
use super::renames::Renames;
use crate::catalog::Catalog;
use crate::diag::{Levels, Severity, Span};
use crate::graph::{ArchGraph, Because, ConnectionIx, Direction, ElementIx};

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

/// The ends of a connection as they are written, and which way it goes between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// Id of the first end, in the new version if the connection is there.
    pub from: String,
    /// Id of the last end.
    pub to: String,
    /// Which way it goes.
    pub direction: Direction,
}

/// Ids of the containers that hold an element directly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Containers {
    /// In the old version.
    pub old: Option<String>,
    /// In the new version.
    pub new: Option<String>,
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
    /// What people call it: the label, or `Trailer to IoT Hub (telemetry)`, the way that it goes.
    /// What shares its label says what it belongs to: `Broker of Munich`.
    pub name: String,
    /// Name of its kind for people; `connection`, `scenario`.
    pub kind: String,
    /// Labels of the containers that hold it, from the outermost.
    pub place: Vec<String>,
    /// Ids of the containers that hold it directly, before and after; none at the top.
    pub containers: Containers,
    /// The ends of a connection.
    pub ends: Option<Ends>,
    /// What a thing is that is new or gone, or of another kind now: all its values, in the order
    /// of output. Empty for other changes.
    pub values: Vec<(Attribute, String)>,
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

    /// What makes it this difference and no other: every value of it.
    pub(super) fn identity(&self) -> Vec<String> {
        let mut words = vec![self.subject.word().to_owned(), self.change.word().to_owned()];
        let Containers { old, new } = &self.containers;
        words.extend([&self.old_id, &self.new_id].map(|id| id.clone().unwrap_or_default()));
        match &self.change {
            Change::Added | Change::Removed => {
                words.extend([old, new].map(|id| id.clone().unwrap_or_default()));
                if let Some(Ends { from, to, .. }) = &self.ends {
                    words.extend([from.clone(), to.clone()]);
                }
                let told = self.values.iter().filter(|(attribute, _)| !attribute.is_wording());
                words.extend(told.map(|(attribute, value)| format!("{}={value}", attribute.word())));
            }
            Change::Renamed { from, to } => words.extend([from.clone(), to.clone()]),
            Change::Moved { from, to } => {
                words.extend([from.clone(), to.clone()]);
                words.extend([old, new].map(|id| id.clone().unwrap_or_default()));
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
                because: after.get(code).map(|at| Because::Written(at.span)).into_iter().collect(),
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
            (Some(ix), _) => self.told.names.new(ix),
            (None, Some(ix)) => self.told.names.old(ix),
            (None, None) => "",
        };
        let values = attributes::told(attributes::element_values(shown), self.told.detail);
        let values_of = |change: &Change| match change {
            Change::Added
            | Change::Removed
            | Change::Set { attribute: Attribute::Kind, .. } => values.clone(),
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
            containers: Containers::default(),
            ends: None,
            values: Vec::new(),
            because: Vec::new(),
            cause: Cause::Unknown,
            level: Level::Cosmetic,
            reasons: Vec::new(),
            fingerprint: String::new(),
        }
    }
}

fn ends_of(graph: &ArchGraph, ix: ConnectionIx) -> Ends {
    let (from, to) = ends(graph, ix);
    let [from, to] = [from, to].map(|end| graph.graph[end].id.clone());
    Ends { from, to, direction: graph.graph[ix].direction }
}
