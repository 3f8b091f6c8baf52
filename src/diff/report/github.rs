//! Differences as workflow commands, which GitHub shows as annotations of a pull request.

use super::{Comparison, FileChange, Report, cause, locate};
use crate::diag::workflow;
use crate::diff::{Cause, Difference, Level, Subject};

/// One line a difference, the heaviest first: GitHub shows the first few of a step only.
pub(super) fn write(report: &Report) -> String {
    let mut lines: Vec<(Level, String)> = report
        .comparisons
        .iter()
        .flat_map(|one| told(one).map(move |d| (d.level, line(one, d))))
        .collect();
    lines.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// What a scenario that comes or goes brings and takes along is not told piece by piece.
fn told(comparison: &Comparison) -> impl Iterator<Item = &Difference> {
    let is_whole = matches!(comparison.file, FileChange::Added | FileChange::Removed);
    let is_told =
        move |d: &&Difference| !is_whole || d.subject == Subject::Whole || d.level >= Level::Risky;
    comparison.diff.differences.iter().filter(is_told)
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
    let cause = match &difference.cause {
        Cause::Unknown => String::new(),
        cause => format!("\n{}", cause::told(cause)),
    };
    format!(
        "{} {word}{detail}: {}{cause}\nfingerprint {}",
        difference.name,
        reasons.join("; "),
        difference.fingerprint
    )
}
