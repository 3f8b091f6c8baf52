//! Differences as workflow commands, which GitHub shows as annotations of a pull request.

use super::{Comparison, Report, locate, text};
use crate::diag::Severity;
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
    let command = match difference.level.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = locate(comparison, difference) {
        properties.push(format!("file={}", property(&place.file)));
        properties.push(format!("line={}", place.line));
        properties.push(format!("col={}", place.column));
    }
    let code = difference.reasons.first().map_or("", |reason| reason.code);
    let title = format!("{} {code}", difference.level.word());
    properties.push(format!("title={}", property(&title)));
    format!("::{command} {}::{}\n", properties.join(","), data(&sentence(difference)))
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
        text::told(&difference.cause),
        difference.fingerprint
    )
}

/// Escapes a message as the workflow commands ask for.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property: as a message, and what separates properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
