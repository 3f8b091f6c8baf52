//! Differences for other tools; `docs/diff.schema.json` describes the document.

use serde_json::{Value, json};

use super::{Comparison, Counts, FileChange, Finding, Place, Report, Side, locate};
use crate::diag::log::inert_json;
use crate::diff::{Attribute, Cause, Change, Difference, EditRef, Ends, Level};

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
        "notices": report.notices,
        "scenarios": scenarios,
    });
    inert_json(&format!("{document:#}\n"))
}

fn scenario(comparison: &Comparison) -> Value {
    let differences = &comparison.diff.differences;
    let all = |list: &[Difference]| -> Vec<Value> {
        list.iter().map(|one| difference(comparison, one)).collect()
    };
    let findings = |list: &[Finding]| list.iter().map(finding).collect::<Vec<_>>();
    json!({
        "name": comparison.name,
        "file": comparison.file.word(),
        "old_name": match &comparison.file {
            FileChange::Renamed(from) => Some(from),
            _ => None,
        },
        "old_state": comparison.old.state.word(),
        "new_state": comparison.new.state.word(),
        "troubles": comparison.troubles().collect::<Vec<_>>(),
        "level": comparison.diff.level().map(Level::word),
        "summary": counts(Counts::of(differences)),
        "findings": {
            "introduced": findings(&comparison.findings.introduced),
            "solved": findings(&comparison.findings.solved),
        },
        "renamed_ids": comparison.diff.renamed_ids(&comparison.old.graph, &comparison.new.graph),
        "accepted": comparison.diff.accepted.len(),
        "accepted_differences": all(&comparison.diff.accepted),
        "filtered": comparison.filtered,
        "differences": all(differences),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "severity": finding.severity.word(),
        "message": finding.message,
        "help": finding.help,
        "file": finding.place.as_ref().map(|at| &at.file),
        "line": finding.place.as_ref().map(|at| at.line),
        "column": finding.place.as_ref().map(|at| at.column),
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
    let values: serde_json::Map<String, Value> = difference
        .values
        .iter()
        .filter(|(attribute, _)| !matches!(attribute, Attribute::Setting(_)))
        .map(|(attribute, value)| (attribute.word().to_owned(), json!(value)))
        .collect();
    let settings: serde_json::Map<String, Value> = difference
        .values
        .iter()
        .filter(|(attribute, _)| matches!(attribute, Attribute::Setting(_)))
        .map(|(attribute, value)| (attribute.word().to_owned(), json!(value)))
        .collect();
    let is_whole = !difference.values.is_empty();
    let is_setting =
        matches!(&difference.change, Change::Set { attribute: Attribute::Setting(_), .. });
    json!({
        "change": difference.change.word(),
        "subject": difference.subject.word(),
        "id": difference.id(),
        "old_id": difference.old_id,
        "new_id": difference.new_id,
        "name": difference.name,
        "kind": difference.kind,
        "container": difference.place,
        "old_container": difference.containers.old,
        "new_container": difference.containers.new,
        "ends": difference.ends.as_ref().map(ends),
        "values": is_whole.then_some(values),
        "settings": is_whole.then_some(settings),
        "is_setting": is_setting,
        "attribute": attribute,
        "from": from,
        "to": to,
        "level": difference.level.word(),
        "reasons": reasons,
        "cause": cause(comparison, &difference.cause),
        "fingerprint": difference.fingerprint,
        "place": locate(comparison, difference).map(|(side, at)| place(side, at)),
    })
}

fn ends(ends: &Ends) -> Value {
    json!({ "from": ends.from, "to": ends.to, "direction": ends.direction.word() })
}

fn place(side: Side, place: Place) -> Value {
    json!({
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "side": side.word(),
    })
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
