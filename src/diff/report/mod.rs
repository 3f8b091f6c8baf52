//! What is said about differences, in every format: one file a format, one row each in
//! [`FORMATS`]. The merged picture is `overlay`.

mod cause;
mod counts;
mod github;
mod items;
mod json;
mod markdown;
mod mermaid;
mod place;
mod sarif;
mod text;

use super::{Cause, Change, Difference, GraphDiff, Level};
use crate::diag::Sources;
use crate::graph::ArchGraph;
use crate::model::Page;

pub use counts::Counts;
pub use mermaid::picture;
pub use place::{Place, locate};

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
        self.diff.is_empty() && self.file == FileChange::Kept
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
    /// Those with differences, in order of their names.
    pub comparisons: Vec<Comparison>,
}

impl Report {
    /// A report without comparisons yet.
    pub const fn between(old: String, new: String) -> Self {
        Self { old, new, is_many: false, comparisons: Vec::new() }
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

/// What differs about one subject, in words: `renamed, was Munich (munich); count 1 -> 2`.
pub(super) fn details(differences: &[Difference]) -> Vec<String> {
    let told = |difference: &Difference| match (&difference.change, difference.detail()) {
        (Change::Renamed { .. } | Change::Moved { .. }, detail) => {
            format!("{}, {detail}", difference.change.word())
        }
        (_, detail) => detail,
    };
    differences.iter().map(told).filter(|detail| !detail.is_empty()).collect()
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
