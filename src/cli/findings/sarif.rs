//! Findings for code scanning.

use maquette::catalog::Catalog;
use maquette::diag::CODES;
use maquette::diag::sarif::{Entry, Rule, log};

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
    let entries: Vec<Entry> = located.iter().map(entry).collect();
    log(&rules, &entries)
}

fn entry<'a>(at: &Located<'a>) -> Entry<'a> {
    let finding = at.finding;
    let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    Entry {
        code: &finding.code,
        severity: finding.severity,
        message: format!("{}{help}", finding.message),
        file: (!at.file.is_empty()).then_some(at.file),
        start: at.start,
        fingerprint: None,
    }
}
