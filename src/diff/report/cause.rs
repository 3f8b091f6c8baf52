//! A cause in one phrase.

use crate::diff::{Cause, EditRef};

/// More edits than this are counted, not named.
const MOST_EDITS: usize = 2;

/// The phrase: ``follows from device `trailer` protocol mqtt -> https``.
pub(super) fn told(cause: &Cause) -> String {
    match cause {
        Cause::Unknown => "cause unknown".to_owned(),
        Cause::Edit(edit) => format!("edit: {}", edit.text),
        Cause::Catalog => "the catalogue changed, not the scenario".to_owned(),
        Cause::DocsProfile { from, to } => format!("documentation profile {from} -> {to}"),
        Cause::Derived { edits, .. } if edits.is_empty() => "derived by rules".to_owned(),
        Cause::Derived { edits, .. } => format!("follows from {}", named(edits)),
    }
}

fn named(edits: &[EditRef]) -> String {
    let named: Vec<&str> = edits.iter().take(MOST_EDITS).map(|edit| edit.text.as_str()).collect();
    match edits.len().saturating_sub(MOST_EDITS) {
        0 => named.join(" and "),
        1 => format!("{} and 1 more edit", named.join(", ")),
        n => format!("{} and {n} more edits", named.join(", ")),
    }
}
