//! Differences for code scanning, the heaviest first; fingerprints carry approvals over.

use super::place::locate_in_new;
use super::{Comparison, Finding, Place, Report, github};
use crate::diag::changes::CHANGES;
use crate::diag::sarif::{Entry, Rule, log};
use crate::diff::Difference;

/// A difference with where it is shown and what is said of it.
struct Located<'a> {
    difference: &'a Difference,
    place: Option<Place>,
    message: String,
}

impl<'a> Located<'a> {
    fn of(comparison: &Comparison, difference: &'a Difference) -> Self {
        let place = locate_in_new(comparison, difference);
        Self { difference, place, message: github::message(comparison, difference) }
    }
}

/// One run with the findings that are introduced and all differences; the codes of differences
/// are its rules.
pub(super) fn write(report: &Report) -> String {
    let mut located: Vec<Located<'_>> = report
        .comparisons
        .iter()
        .flat_map(|one: &Comparison| {
            one.diff.differences.iter().map(move |found| Located::of(one, found))
        })
        .collect();
    located.sort_by_key(|one| std::cmp::Reverse(one.difference.level));
    let introduced = report.comparisons.iter().flat_map(|one| &one.findings.introduced);
    let of_findings = introduced.map(|finding: &Finding| Entry {
        code: &finding.code,
        severity: finding.severity,
        message: finding.message.clone(),
        file: finding.place.as_ref().map(|place| place.file.as_str()),
        start: finding.place.as_ref().map(|place| (place.line, place.column)),
        fingerprint: None,
    });
    let of_differences = located.iter().map(|one| Entry {
        code: one.difference.code(),
        severity: one.difference.level.severity(),
        message: one.message.clone(),
        file: one.place.as_ref().map(|place| place.file.as_str()),
        start: one.place.as_ref().map(|place| (place.line, place.column)),
        fingerprint: Some(&one.difference.fingerprint),
    });
    let entries: Vec<Entry> = of_findings.chain(of_differences).collect();
    log(&CHANGES.iter().map(Rule::from).collect::<Vec<_>>(), &entries)
}
