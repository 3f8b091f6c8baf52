//! Differences as workflow commands, which GitHub shows as annotations of a pull request.

use super::{Comparison, Report, cause, locate};
use crate::diag::workflow;
use crate::diff::{Difference, Level};

/// One line a difference, the heaviest first: GitHub shows the first few of a step only.
pub(super) fn write(report: &Report) -> String {
    let mut lines: Vec<(Level, String)> = report
        .comparisons
        .iter()
        .flat_map(|one| one.diff.differences.iter().map(move |d| (d.level, line(one, d))))
        .collect();
    lines.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn line(comparison: &Comparison, difference: &Difference) -> String {
    let place = locate(comparison, difference);
    let place = place.as_ref().map(|place| (place.file.as_str(), Some((place.line, place.column))));
    let title = format!("{} {}", difference.level.word(), difference.code());
    workflow::command(difference.level.severity(), place, &title, &sentence(difference))
}

/// A difference in one line with its reasons and cause.
pub(super) fn sentence(difference: &Difference) -> String {
    let detail = match difference.detail() {
        empty if empty.is_empty() => String::new(),
        detail => format!(" ({detail})"),
    };
    let reasons: Vec<&str> = difference.reasons.iter().map(|r| r.text.as_str()).collect();
    let word = difference.change.word();
    format!(
        "{} {word}{detail}: {}\n{}\nfingerprint {}",
        difference.name,
        reasons.join("; "),
        cause::told(&difference.cause),
        difference.fingerprint
    )
}
