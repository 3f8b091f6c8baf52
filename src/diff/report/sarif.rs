//! Differences for code scanning, the heaviest first; fingerprints carry approvals over.

use super::place::locate_in_new;
use super::{Comparison, Finding, Place, Report, github};
use crate::diag::changes::CHANGES;
use crate::diag::sarif::{Entry, Rule, log};
use crate::diff::Difference;

/// One run with the findings that are introduced and all differences; the codes of differences
/// are its rules.
pub(super) fn write(report: &Report) -> String {
    let mut located: Vec<(&Difference, Option<Place>)> = report
        .comparisons
        .iter()
        .flat_map(|one: &Comparison| {
            let all = one.diff.differences.iter();
            all.map(move |difference| (difference, locate_in_new(one, difference)))
        })
        .collect();
    located.sort_by_key(|(difference, _)| std::cmp::Reverse(difference.level));
    let introduced = report.comparisons.iter().flat_map(|one| &one.findings.introduced);
    let of_findings = introduced.map(|finding: &Finding| Entry {
        code: &finding.code,
        severity: finding.severity,
        message: finding.message.clone(),
        file: finding.place.as_ref().map(|place| place.file.as_str()),
        start: finding.place.as_ref().map(|place| (place.line, place.column)),
        fingerprint: None,
    });
    let of_differences = located.iter().map(|(difference, place)| Entry {
        code: difference.code(),
        severity: difference.level.severity(),
        message: github::sentence(difference),
        file: place.as_ref().map(|place| place.file.as_str()),
        start: place.as_ref().map(|place| (place.line, place.column)),
        fingerprint: Some(&difference.fingerprint),
    });
    let entries: Vec<Entry> = of_findings.chain(of_differences).collect();
    log(&CHANGES.iter().map(Rule::from).collect::<Vec<_>>(), &entries)
}
