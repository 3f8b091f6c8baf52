//! Where in the text a difference stands.

use super::{Comparison, Version};
use crate::diag::{Sources, Span};
use crate::diff::{Cause, Change, Difference, EditRef, Subject};
use crate::graph::written;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

impl Place {
    /// The start of a span.
    pub fn of(sources: &Sources, span: Span) -> Option<Self> {
        let file = sources.files().get(span.file.0 as usize)?;
        let (line, column) = sources.line_column(span);
        Some(Self { file: file.name.clone(), line, column })
    }
}

/// Which version of a scenario a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The earlier one.
    Old,
    /// The later one.
    New,
}

impl Side {
    /// The word in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }

    fn version(self, comparison: &Comparison) -> &Version {
        match self {
            Self::Old => &comparison.old,
            Self::New => &comparison.new,
        }
    }
}

/// Where a difference was made: the line of the edit, and of what was taken away the line in the
/// old version.
pub fn locate(comparison: &Comparison, difference: &Difference) -> Option<(Side, Place)> {
    let is_gone = difference.change == Change::Removed
        || matches!(&difference.change, Change::Set { to: None, .. });
    let edited = edits_of(difference).iter().find_map(|edit| {
        let new = edit.new.map(|span| (Side::New, span));
        let old = edit.old.map(|span| (Side::Old, span));
        if is_gone { old.or(new) } else { new.or(old) }
    });
    let own = written(&difference.because)
        .map(|span| (if difference.new_id.is_some() { Side::New } else { Side::Old }, span));
    let found = edited
        .or(own)
        .and_then(|(side, span)| Some((side, Place::of(&side.version(comparison).sources, span)?)));
    found.or_else(|| {
        let is_old = comparison.new.sources.files().is_empty();
        let side = if is_old { Side::Old } else { Side::New };
        locate_in_new(comparison, difference).map(|place| (side, place))
    })
}

/// The place in the new version where a reviewer can look at a difference: the edit, what the
/// author wrote, where what is gone stood, the container around it; else the first line. In the
/// old version if there is no new one; none if there is no text.
pub fn locate_in_new(comparison: &Comparison, difference: &Difference) -> Option<Place> {
    let is_old = comparison.new.sources.files().is_empty();
    let version = if is_old { &comparison.old } else { &comparison.new };
    let mut edits = edits_of(difference).iter();
    let by_cause = edits.find_map(|edit| if is_old { edit.old } else { edit.new });
    let own = written(&difference.because).filter(|_| difference.new_id.is_some() != is_old);
    let stood = || if is_old { None } else { where_it_stood(comparison, difference) };
    let at = |span: Span| Place::of(&version.sources, span);
    by_cause
        .and_then(at)
        .or_else(stood)
        .or_else(|| own.and_then(at))
        .or_else(|| around(comparison, difference, is_old).and_then(at))
        .or_else(|| {
            let file = version.sources.files().first()?;
            Some(Place { file: file.name.clone(), line: 1, column: 1 })
        })
}

/// The line of the new version where a line of the old one was taken away: the one behind the
/// nearest line above that both versions have once. GitHub shows an annotation beside lines of
/// the new version only, and in the changed files only near a change.
fn where_it_stood(comparison: &Comparison, difference: &Difference) -> Option<Place> {
    /// So many lines above are looked at.
    const MOST: usize = 60;
    let edited = edits_of(difference).iter().find_map(|edit| edit.old);
    let own = || written(&difference.because).filter(|_| difference.new_id.is_none());
    let gone = edited.or_else(own)?;
    let before = comparison.old.sources.files().get(gone.file.0 as usize)?;
    let files = comparison.new.sources.files();
    let is_first = gone.file.0 == 0;
    let same = files.iter().find(|file| file.name == before.name);
    let now = same.or_else(|| files.first().filter(|_| is_first))?;
    let (line, _) = comparison.old.sources.line_column(gone);
    let old_lines: Vec<&str> = before.text.lines().map(str::trim).collect();
    let new_lines: Vec<&str> = now.text.lines().map(str::trim).collect();
    let once = |lines: &[&str], text: &str| {
        let mut places = (0..lines.len()).filter(|&at| lines[at] == text);
        places.next().filter(|_| places.next().is_none())
    };
    let above = old_lines.iter().take(line - 1).rev().take(MOST);
    let anchor = above
        .filter(|text| !text.is_empty() && once(&old_lines, text).is_some())
        .find_map(|text| once(&new_lines, text));
    let line = anchor.map_or(1, |at| at + 2).min(new_lines.len().max(1));
    Some(Place { file: now.name.clone(), line, column: 1 })
}

/// The edits that a difference follows from.
fn edits_of(difference: &Difference) -> &[EditRef] {
    match &difference.cause {
        Cause::Edit(edit) => std::slice::from_ref(edit),
        Cause::Derived { edits, .. } => edits,
        Cause::Unknown | Cause::Catalog | Cause::DocsProfile { .. } => &[],
    }
}

/// What the author wrote of the nearest container, or of an end of a connection.
fn around(comparison: &Comparison, difference: &Difference, is_old: bool) -> Option<Span> {
    let merged = &comparison.diff.merged;
    let starts = match difference.subject {
        Subject::Whole => return None,
        Subject::Element(slot) => vec![slot],
        Subject::Connection(line) => vec![merged.lines[line].ends.0, merged.lines[line].ends.1],
    };
    starts.into_iter().find_map(|start| {
        std::iter::successors(Some(start), |&at| merged.slots[at].parent).find_map(|at| {
            let slot = merged.slots[at];
            let element = if is_old {
                &comparison.old.graph.graph[slot.old?]
            } else {
                &comparison.new.graph.graph[slot.new?]
            };
            element.written()
        })
    })
}
