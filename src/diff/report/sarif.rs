//! Differences as SARIF 2.1.0 (OASIS, March 2020), which code scanning services read. All
//! rules are declared, fired or not; fingerprints carry approvals over.

use serde_json::{Value, json};

use super::{Comparison, Report, github, locate};

use crate::diag::changes::CHANGES;
use crate::diag::{CodeInfo, Severity};
use crate::diff::Difference;

/// One run with all differences.
pub(super) fn write(report: &Report) -> String {
    let results: Vec<Value> = report
        .comparisons
        .iter()
        .flat_map(|one| one.diff.differences.iter().map(move |d| result(one, d)))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "maquette",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": CHANGES.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &CodeInfo) -> Value {
    json!({
        "id": code.code,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": code.text },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(comparison: &Comparison, difference: &Difference) -> Value {
    let code = difference.reasons.first().map_or("", |reason| reason.code);
    let mut result = json!({
        "ruleId": code,
        "ruleIndex": CHANGES.iter().position(|row| row.code == code),
        "level": level(difference.level.severity()),
        "message": { "text": github::sentence(difference) },
        "partialFingerprints": { "maquette/v1": difference.fingerprint },
    });
    if let Some(place) = locate(comparison, difference) {
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.file) },
            "region": { "startLine": place.line, "startColumn": place.column },
        }}]);
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
