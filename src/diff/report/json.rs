//! Differences for other tools; `docs/diff.schema.json` describes the document.

use serde_json::{Value, json};

use super::{Comparison, Counts, FileChange, Place, Report, locate};
use crate::diag::log::inert_json;
use crate::diff::{Cause, Change, Difference, EditRef, Level};

/// The version of the document.
const SCHEMA: u32 = 1;

/// Writes the report.
pub(super) fn write(report: &Report) -> String {
    let scenarios: Vec<Value> =
        report.comparisons.iter().filter(|one| !one.is_empty()).map(scenario).collect();
    let all = Counts::sum(report.comparisons.iter().map(|one| Counts::of(&one.diff.differences)));
    let document = json!({
        "schema": SCHEMA,
        "old": report.old,
        "new": report.new,
        "level": report.level().map(Level::word),
        "summary": counts(all),
        "scenarios": scenarios,
    });
    inert_json(&format!("{document:#}\n"))
}

fn scenario(comparison: &Comparison) -> Value {
    let differences = &comparison.diff.differences;
    json!({
        "name": comparison.name,
        "file": comparison.file.word(),
        "old_name": match &comparison.file {
            FileChange::Renamed(from) => Some(from),
            _ => None,
        },
        "level": comparison.diff.level().map(Level::word),
        "summary": counts(Counts::of(differences)),
        "accepted": comparison.diff.accepted,
        "differences": differences.iter().map(|d| difference(comparison, d)).collect::<Vec<_>>(),
    })
}

fn counts(counts: Counts) -> Value {
    let mut value = json!({
        "added": counts.added,
        "removed": counts.removed,
        "changed": counts.changed,
        "renamed": counts.renamed,
        "moved": counts.moved,
    });
    for (level, n) in Level::ALL.iter().zip(counts.levels) {
        value[level.word()] = json!(n);
    }
    value
}

fn difference(comparison: &Comparison, difference: &Difference) -> Value {
    let (attribute, from, to) = match &difference.change {
        Change::Added | Change::Removed => (None, None, None),
        Change::Renamed { from, to } | Change::Moved { from, to } => {
            (None, Some(from.clone()), Some(to.clone()))
        }
        Change::Set { attribute, from, to } => (Some(attribute.word()), from.clone(), to.clone()),
    };
    let reasons: Vec<Value> = difference
        .reasons
        .iter()
        .map(|one| json!({ "code": one.code, "level": one.level.word(), "text": one.text }))
        .collect();
    json!({
        "change": difference.change.word(),
        "subject": difference.subject.word(),
        "id": difference.id(),
        "old_id": difference.old_id,
        "new_id": difference.new_id,
        "name": difference.name,
        "kind": difference.kind,
        "container": difference.place,
        "attribute": attribute,
        "from": from,
        "to": to,
        "level": difference.level.word(),
        "reasons": reasons,
        "cause": cause(comparison, &difference.cause),
        "fingerprint": difference.fingerprint,
        "place": locate(comparison, difference).map(place),
    })
}

fn place(place: Place) -> Value {
    json!({ "file": place.file, "line": place.line, "column": place.column })
}

fn cause(comparison: &Comparison, cause: &Cause) -> Value {
    let quoted = |edit: &EditRef| {
        let line = |version: &super::Version, span: Option<crate::diag::Span>| {
            span.map(|span| version.sources.line_column(span).0)
        };
        json!({
            "text": edit.text,
            "old_line": line(&comparison.old, edit.old),
            "new_line": line(&comparison.new, edit.new),
        })
    };
    let (rules, edits): (&[String], Vec<Value>) = match cause {
        Cause::Edit(edit) => (&[], vec![quoted(edit)]),
        Cause::Derived { rules, edits } => (rules, edits.iter().map(quoted).collect()),
        Cause::Unknown | Cause::Catalog | Cause::DocsProfile { .. } => (&[], Vec::new()),
    };
    json!({ "type": cause.word(), "rules": rules, "edits": edits })
}
