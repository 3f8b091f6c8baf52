//! A difference: what it is about, what changed, and the words that reports use for it.

use super::attributes::Attribute;
use super::level::Level;
use crate::diag::Span;
use crate::graph::{Because, Direction};
use crate::scene::Mark;

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

    /// How what it is about is marked in pictures.
    pub const fn mark(&self) -> Mark {
        match self {
            Self::Added => Mark::Added,
            Self::Removed => Mark::Removed,
            Self::Renamed { .. } | Self::Moved { .. } | Self::Set { .. } => Mark::Changed,
        }
    }

    /// The sign in output.
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
                words
                    .extend(told.map(|(attribute, value)| format!("{}={value}", attribute.word())));
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
                let values = attribute.from_to(from.as_deref(), to.as_deref());
                format!("{} {values}", attribute.word())
            }
        }
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

    /// A difference of which nothing else is known yet.
    pub(super) fn about(subject: Subject, change: Change) -> Self {
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
