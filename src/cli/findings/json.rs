//! Findings as one JSON document.

use maquette::diag::log::inert_json;
use serde_json::json;

use crate::cli::findings::{Checked, located};

/// `{ "schema": 1, "diagnostics": [...] }`, as in the JSON of a drawing.
pub fn write(checked: &[Checked]) -> String {
    let all: Vec<_> = checked
        .iter()
        .flat_map(located)
        .map(|at| {
            json!({
                "code": at.finding.code,
                "severity": at.finding.severity.word(),
                "message": at.finding.message,
                "file": at.file,
                "line": at.start.map(|(line, _)| line),
                "column": at.start.map(|(_, column)| column),
                "help": at.finding.help,
            })
        })
        .collect();
    inert_json(&format!("{:#}\n", json!({ "schema": 1, "diagnostics": all })))
}
