//! SARIF 2.1.0 (OASIS, March 2020), which code scanning services read.

use serde_json::{Value, json};

use super::log::inert_json;
use super::{CodeInfo, Severity};

/// What a log says of a code; all codes are declared, fired or not.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// The code.
    pub id: &'a str,
    /// One line.
    pub title: &'a str,
    /// What it means; Markdown.
    pub text: &'a str,
    /// The severity unless a scenario changes it.
    pub severity: Severity,
}

impl<'a> From<&'a CodeInfo> for Rule<'a> {
    fn from(row: &'a CodeInfo) -> Self {
        Self { id: row.code, title: row.title, text: row.text, severity: row.severity }
    }
}

/// One finding of a log.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Its code.
    pub code: &'a str,
    /// How much it weighs here.
    pub severity: Severity,
    /// What is.
    pub message: String,
    /// The file, if it is about one.
    pub file: Option<&'a str>,
    /// Line and column in it, both from 1; columns count characters.
    pub start: Option<(usize, usize)>,
    /// What stays the same in the next run.
    pub fingerprint: Option<&'a str>,
}

/// A log with one run.
pub fn log(rules: &[Rule<'_>], entries: &[Entry<'_>]) -> String {
    let results: Vec<Value> = entries.iter().map(|entry| result(entry, rules)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "maquette",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    inert_json(&format!("{log:#}\n"))
}

fn rule(rule: &Rule<'_>) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.text },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(entry: &Entry<'_>, rules: &[Rule<'_>]) -> Value {
    let mut result = json!({
        "ruleId": entry.code,
        "level": level(entry.severity),
        "message": { "text": without_links(&entry.message) },
    });
    if let Some(at) = rules.iter().position(|rule| rule.id == entry.code) {
        result["ruleIndex"] = json!(at);
    }
    if let Some(fingerprint) = entry.fingerprint {
        result["partialFingerprints"] = json!({ "maquette/v1": fingerprint });
    }
    if let Some(file) = entry.file {
        let mut place = json!({ "artifactLocation": { "uri": uri(file) } });
        if let Some((line, column)) = entry.start {
            place["region"] = json!({ "startLine": line, "startColumn": column });
        }
        result["locations"] = json!([{ "physicalLocation": place }]);
    }
    result
}

/// A message in which nothing is a link: `[text](address)` would be one, and a backslash takes it apart.
fn without_links(message: &str) -> String {
    if message.contains("](") {
        message.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        message.to_owned()
    }
}

/// A relative reference: everything but unreserved characters and `/` escaped (RFC 3986).
pub fn uri(path: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::{uri, without_links};

    #[test]
    fn nothing_in_a_message_is_a_link() {
        assert_eq!(without_links("a[0] \\"), "a[0] \\");
        assert_eq!(without_links("`[x](javascript:y)`"), "`\\[x\\](javascript:y)`");
    }

    #[test]
    fn what_a_reference_may_not_hold_is_escaped() {
        assert_eq!(uri("a b/ü#1.toml"), "a%20b/%C3%BC%231.toml");
        assert_eq!(uri("main:a.toml"), "main%3Aa.toml");
    }
}
