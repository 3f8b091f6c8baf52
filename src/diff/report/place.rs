//! Where in the text a difference stands.

use super::{Comparison, Version};
use crate::diag::Span;
use crate::diff::{Cause, Difference, Subject};
use crate::graph::Because;

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

/// The place in the new version where a reviewer can look at a difference: the edit, what the
/// author wrote, the container around what is gone; else the first line. None if there is no
/// text.
pub fn locate(comparison: &Comparison, difference: &Difference) -> Option<Place> {
    let version =
        if comparison.new.sources.files().is_empty() { &comparison.old } else { &comparison.new };
    let is_old = comparison.new.sources.files().is_empty();
    let by_cause = match &difference.cause {
        Cause::Edit(edit) => {
            if is_old {
                edit.old
            } else {
                edit.new
            }
        }
        Cause::Derived { edits, .. } => {
            edits.iter().find_map(|edit| if is_old { edit.old } else { edit.new })
        }
        Cause::Unknown | Cause::Catalog | Cause::DocsProfile { .. } => None,
    };
    let own = written(&difference.because).filter(|_| difference.new_id.is_some() != is_old);
    by_cause
        .or(own)
        .or_else(|| around(comparison, difference, is_old))
        .and_then(|span| place(version, span))
        .or_else(|| {
            let file = version.sources.files().first()?;
            Some(Place { file: file.name.clone(), line: 1, column: 1 })
        })
}

fn written(because: &[Because]) -> Option<Span> {
    because.iter().find_map(|because| match because {
        Because::Written(span) => Some(*span),
        Because::Rule(_) => None,
    })
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
            written(&element.because)
        })
    })
}

fn place(version: &Version, span: Span) -> Option<Place> {
    let file = version.sources.files().get(span.file.0 as usize)?;
    let (line, column) = version.sources.line_column(span);
    Some(Place { file: file.name.clone(), line, column })
}
