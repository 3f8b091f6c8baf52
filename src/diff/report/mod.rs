//! What is said about differences, in every format: one file a format, one row each in
//! [`FORMATS`]. The merged picture is `overlay`.

mod cause;
mod counts;
mod details;
mod filter;
mod findings;
mod github;
mod items;
mod json;
mod markdown;
mod mermaid;
mod place;
#[cfg(test)]
mod samples;
mod sarif;
mod text;
mod what;
mod whole;

use super::{Cause, Change, Difference, GraphDiff, Level};
use crate::diag::changes as codes;
use crate::diag::{Diagnostic, Sources};
use crate::graph::ArchGraph;
use crate::model::Page;

pub use counts::Counts;
pub use filter::Filter;
pub use findings::{Finding, Findings};
pub use mermaid::picture;
pub use place::{Place, Side, locate};

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Version {
    /// Name of its file, `REV:path` for one in git.
    pub name: String,
    /// What it expands to.
    pub graph: ArchGraph,
    /// The texts behind it; empty for an export.
    pub sources: Sources,
    /// What its scenario says of its picture.
    pub page: Page,
    /// Whether it is there and can be understood.
    pub state: State,
    /// What is wrong with it or unwise.
    pub findings: Vec<Diagnostic>,
}

impl Version {
    /// Whether there is nothing in it that could not be read or made sense of.
    const fn is_understood(&self) -> bool {
        matches!(self.state, State::Absent | State::Valid | State::Broken)
    }
}

/// Whether a version is there and fit to be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is not there.
    Absent,
    /// It has no errors.
    Valid,
    /// It breaks checks of the catalogue, and is compared all the same.
    Broken,
    /// It has mistakes that leave no architecture to compare.
    Invalid,
    /// Its file cannot be read, and why.
    Unreadable(String),
}

impl State {
    /// The word in output.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Valid => "valid",
            Self::Broken => "broken",
            Self::Invalid => "invalid",
            Self::Unreadable(_) => "unreadable",
        }
    }

    /// What is wrong with it, as a sentence goes on; none if nothing is.
    pub fn trouble(&self) -> Option<String> {
        match self {
            Self::Absent | Self::Valid => None,
            Self::Broken => Some("is invalid and compared all the same".to_owned()),
            Self::Invalid => Some("is invalid and cannot be compared".to_owned()),
            Self::Unreadable(why) => Some(format!("cannot be compared: {why}")),
        }
    }
}

/// Two versions of one scenario, and how they differ.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What the report calls it: the path of the new version, of the old one if it is gone.
    pub name: String,
    /// What happened to the file.
    pub file: FileChange,
    /// The old version; empty if the file is new.
    pub old: Version,
    /// The new version; empty if the file is gone.
    pub new: Version,
    /// The differences.
    pub diff: GraphDiff,
    /// What the change does to the findings.
    pub findings: Findings,
    /// How many differences a filter leaves out of the report.
    pub filtered: usize,
}

/// What happened to the file of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileChange {
    /// It is on both sides under one name, or two files were given.
    Kept,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It had this path.
    Renamed(String),
}

impl FileChange {
    /// The word in output.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed(_) => "renamed",
        }
    }
}

impl Comparison {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        !self.differs() && self.diff.accepted.is_empty() && self.troubles().next().is_none()
    }

    /// Whether anything differs that nobody accepted.
    pub fn differs(&self) -> bool {
        !self.diff.is_empty()
            || self.filtered > 0
            || self.file != FileChange::Kept
            || !self.findings.is_empty()
    }

    /// What is wrong with either side, each as a sentence. That the old version broke checks is
    /// no trouble: the new one mends it.
    pub fn troubles(&self) -> impl Iterator<Item = String> + '_ {
        let old = Some(&self.old).filter(|old| old.state != State::Broken);
        let sides = old.map(|old| ("old", old)).into_iter().chain([("new", &self.new)]);
        sides.filter_map(|(word, side)| {
            Some(format!("the {word} version `{}` {}", side.name, side.state.trouble()?))
        })
    }

    /// Whether the versions could be compared.
    pub fn is_compared(&self) -> bool {
        self.old.is_understood() && self.new.is_understood()
    }

    /// What weighs most here: a version that is not fit to be built, else the differences.
    pub fn weight(&self) -> (bool, Option<Level>) {
        (self.troubles().next().is_some(), self.diff.level())
    }
}

/// All comparisons of one call.
#[derive(Debug, Clone)]
pub struct Report {
    /// Name of the old side: a file, a revision.
    pub old: String,
    /// Name of the new side.
    pub new: String,
    /// Whether several scenarios were looked at, so that a summary is due.
    pub is_many: bool,
    /// What is to be said of lists of accepted differences, one sentence each.
    pub notices: Vec<String>,
    /// How much is told.
    pub extent: Extent,
    /// Those with differences, in order of their names.
    pub comparisons: Vec<Comparison>,
}

/// How much a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// Every difference.
    #[default]
    All,
    /// Counts, findings, and what is breaking or risky.
    Summary,
}

impl Report {
    /// A report without comparisons yet.
    pub const fn between(old: String, new: String) -> Self {
        Self {
            old,
            new,
            is_many: false,
            notices: Vec::new(),
            extent: Extent::All,
            comparisons: Vec::new(),
        }
    }

    /// Those that there is something to say of, the heaviest first, else by name.
    pub(super) fn shown(&self) -> Vec<&Comparison> {
        let mut shown: Vec<&Comparison> =
            self.comparisons.iter().filter(|one| !one.is_empty()).collect();
        shown.sort_by_key(|one| std::cmp::Reverse(one.weight()));
        shown
    }

    /// Whether anything differs that nobody accepted.
    pub fn differs(&self) -> bool {
        self.comparisons.iter().any(Comparison::differs)
    }

    /// The heaviest level of all differences.
    pub fn level(&self) -> Option<Level> {
        self.comparisons.iter().filter_map(|one| one.diff.level()).max()
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.comparisons.iter().all(Comparison::is_empty)
    }
}

/// Differences of one element or connection side by side, in the order they came in.
pub(super) fn by_subject(differences: &[Difference]) -> impl Iterator<Item = &[Difference]> {
    differences.chunk_by(|one, other| one.subject == other.subject)
}

/// What differs about one subject, in words: `renamed, was Munich (munich)`, `count 1 -> 2`; of
/// what is new or gone, what it is.
pub(super) fn details_of(differences: &[Difference]) -> Vec<String> {
    let told = |difference: &Difference| match (&difference.change, difference.detail()) {
        (Change::Added | Change::Removed, _) => what::what(difference),
        (Change::Renamed { .. }, detail) => vec![format!("{}, {detail}", renamed(difference))],
        (Change::Moved { .. }, detail) => {
            vec![format!("{}, {detail}", difference.change.word())]
        }
        (_, detail) => vec![detail],
    };
    differences.iter().flat_map(told).filter(|detail| !detail.is_empty()).collect()
}

/// The word for another id: a resource in the cloud is not renamed but replaced.
fn renamed(difference: &Difference) -> &'static str {
    let is_replaced = difference.reasons.iter().any(|reason| reason.code == codes::REPLACED.code);
    if is_replaced { "replaced" } else { difference.change.word() }
}

/// `3 differences, all accepted`; none where nothing was.
fn all_accepted(comparisons: &[&Comparison]) -> Option<String> {
    let accepted: usize = comparisons.iter().map(|one| one.diff.accepted.len()).sum();
    let is_all = comparisons.iter().all(|one| !one.differs() && one.troubles().next().is_none());
    let told = match accepted {
        0 => return None,
        1 => "1 difference, accepted".to_owned(),
        n => format!("{n} differences, all accepted"),
    };
    is_all.then_some(told)
}

/// What is said where differences are there and none is told: all are accepted, or a filter
/// leaves them out.
pub(in crate::diff) fn untold(comparisons: &[&Comparison]) -> Option<String> {
    let accepted: usize = comparisons.iter().map(|one| one.diff.accepted.len()).sum();
    let accepted = if accepted > 0 { format!(", {accepted} accepted") } else { String::new() };
    let filtered: usize = comparisons.iter().map(|one| one.filtered).sum();
    match filtered {
        _ if comparisons.iter().any(|one| !one.diff.is_empty()) => None,
        0 => all_accepted(comparisons),
        1 => Some(format!("1 difference, not shown{accepted}")),
        n => Some(format!("{n} differences, none of them shown{accepted}")),
    }
}

/// The causes that are worth a word, each once: an edit of the subject itself is plain to see.
fn causes(differences: &[Difference]) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for difference in differences {
        if !matches!(difference.cause, Cause::Unknown | Cause::Edit(_)) {
            let one = cause::told(&difference.cause);
            if !told.contains(&one) {
                told.push(one);
            }
        }
    }
    told
}

/// The heaviest level of some differences, if it is not the usual one.
fn weight(differences: &[Difference]) -> Option<Level> {
    let heaviest = differences.iter().map(|difference| difference.level).max();
    heaviest.filter(|level| *level != Level::Minor)
}

/// What a report calls a place: the labels of the containers, joined.
fn heading(place: &[String], joint: &str) -> String {
    if place.is_empty() { "Top level".to_owned() } else { place.join(joint) }
}

/// Whether text may be colored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// With the escapes of terminals.
    Colors,
    /// Plain.
    Plain,
}

/// A format of reports.
pub struct Format {
    /// The word for `--format`.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    /// Writes the report.
    pub write: fn(&Report, Paint) -> String,
}

/// All formats but the picture, which has to be laid out.
pub const FORMATS: &[Format] = &[
    Format { name: "text", summary: "for the terminal", write: text::write },
    Format {
        name: "markdown",
        summary: "for a comment in a pull request",
        write: |report, _| markdown::write(report),
    },
    Format {
        name: "json",
        summary: "for other tools; docs/diff.schema.json",
        write: |report, _| json::write(report),
    },
    Format {
        name: "mermaid",
        summary: "a picture that GitHub draws from text",
        write: |report, _| mermaid::write(report),
    },
    Format {
        name: "github",
        summary: "annotations in a workflow run",
        write: |report, _| github::write(report),
    },
    Format {
        name: "sarif",
        summary: "SARIF 2.1.0 for code scanning",
        write: |report, _| sarif::write(report),
    },
];
