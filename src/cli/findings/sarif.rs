//! Findings for code scanning.

use std::collections::BTreeMap;

use maquette::catalog::Catalog;
use maquette::diag::sarif::{Entry, Rule, log};
use maquette::diag::{CODES, fingerprint};

use crate::cli::findings::{Checked, Located, located};

/// One run with all findings; the codes of this crate and of the catalogue are its rules.
pub fn write(checked: &[Checked], catalog: &Catalog) -> String {
    let of_catalog = catalog.checks.iter().map(|check| Rule {
        id: &check.code,
        title: &check.title,
        text: check.why.trim(),
        severity: check.severity,
    });
    let rules: Vec<Rule> = CODES.iter().map(Rule::from).chain(of_catalog).collect();
    let located: Vec<Located> = checked.iter().flat_map(located).collect();
    let fingerprints = fingerprints(&located);
    let entries: Vec<Entry> =
        located.iter().zip(&fingerprints).map(|(at, fingerprint)| entry(at, fingerprint)).collect();
    log(&rules, &entries)
}

/// What makes each finding known again when lines move: its code, file and message, and which of
/// those with the same ones it is.
fn fingerprints(located: &[Located]) -> Vec<String> {
    let mut times: BTreeMap<[&str; 3], usize> = BTreeMap::new();
    let mut fingerprints = Vec::new();
    for at in located {
        let words = [at.finding.code.as_ref(), at.file, at.finding.message.as_str()];
        let which = times.entry(words).or_default();
        *which += 1;
        let [code, file, message] = words;
        fingerprints.push(fingerprint::of(&[code, file, message, &which.to_string()]));
    }
    fingerprints
}

fn entry<'a>(at: &Located<'a>, fingerprint: &'a str) -> Entry<'a> {
    let finding = at.finding;
    let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    Entry {
        code: &finding.code,
        severity: finding.severity,
        message: format!("{}{help}", finding.message),
        file: (!at.file.is_empty()).then_some(at.file),
        start: at.start,
        fingerprint: Some(fingerprint),
    }
}
