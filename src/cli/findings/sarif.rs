//! Findings as SARIF 2.1.0 (OASIS, March 2020), which code scanning services read.

use std::collections::BTreeMap;

use maquette::diag::{CODES, Severity};
use serde_json::{Value, json};

use crate::cli::findings::{Checked, Located, located};

/// One run with all findings.
pub fn write(checked: &[Checked]) -> String {
    let all: Vec<Located> = checked.iter().flat_map(located).collect();
    let mut rules = BTreeMap::new();
    for at in &all {
        let code = at.finding.code.as_ref();
        rules.entry(code).or_insert_with(|| rule(code, &at.finding.message));
    }
    let results: Vec<Value> = all.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "maquette",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_values().collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &str, message: &str) -> Value {
    let known = CODES.iter().find(|info| info.code == code);
    json!({
        "id": code,
        "shortDescription": { "text": known.map_or(message, |info| info.title) },
        "fullDescription": { "text": known.map_or(message, |info| info.text) },
    })
}

fn result(at: &Located) -> Value {
    let finding = at.finding;
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    let mut result = json!({
        "ruleId": finding.code,
        "level": level,
        "message": { "text": format!("{}{help}", finding.message) },
    });
    if !at.file.is_empty() {
        let mut place = json!({ "artifactLocation": { "uri": uri(at.file) } });
        if let (Some(line), Some(column)) = (at.line, at.column) {
            place["region"] = json!({ "startLine": line, "startColumn": column });
        }
        result["locations"] = json!([{ "physicalLocation": place }]);
    }
    result
}

/// A relative reference: everything but unreserved characters and `/` escaped (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(byte as char);
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
