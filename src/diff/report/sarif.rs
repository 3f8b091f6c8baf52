//! Differences for code scanning; fingerprints carry approvals over.

use super::{Comparison, Place, Report, github, locate};
use crate::diag::changes::CHANGES;
use crate::diag::sarif::{Entry, Rule, log};
use crate::diff::Difference;

/// One run with all differences; the codes of differences are its rules.
pub(super) fn write(report: &Report) -> String {
    let located: Vec<(&Difference, Option<Place>)> = report
        .comparisons
        .iter()
        .flat_map(|one: &Comparison| {
            one.diff.differences.iter().map(move |difference| (difference, locate(one, difference)))
        })
        .collect();
    let entries: Vec<Entry> = located
        .iter()
        .map(|(difference, place)| Entry {
            code: difference.code(),
            severity: difference.level.severity(),
            message: github::sentence(difference),
            file: place.as_ref().map(|place| place.file.as_str()),
            start: place.as_ref().map(|place| (place.line, place.column)),
            fingerprint: Some(&difference.fingerprint),
        })
        .collect();
    log(&CHANGES.iter().map(Rule::from).collect::<Vec<_>>(), &entries)
}
