//! Differences as workflow commands, which GitHub shows as annotations of a pull request.

use super::place::locate_in_new;
use super::{Comparison, FileChange, Finding, Report, Side, cause, details_of, locate};
use crate::diag::{Severity, workflow};
use crate::diff::{Cause, Change, Difference, Level, Subject};

/// GitHub shows so many annotations of a type of one step and drops the others.
const MOST: usize = 10;

/// One line a difference or finding, the heaviest first; of each type as many as GitHub shows,
/// the last of which counts the rest.
pub(super) fn write(report: &Report) -> String {
    let notices = report.notices.iter().map(|notice| {
        (Severity::Warning, workflow::command(Severity::Warning, None, "accepted", notice))
    });
    let findings = report.comparisons.iter().flat_map(of_findings);
    let mut differences: Vec<(Level, String)> = report
        .comparisons
        .iter()
        .flat_map(|one| told(one).map(move |d| (d.level, line(one, d))))
        .collect();
    differences.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
    let differences = differences.into_iter().map(|(level, line)| (level.severity(), line));
    let lines: Vec<(Severity, String)> = notices.chain(findings).chain(differences).collect();
    Severity::ALL.into_iter().rev().map(|severity| bounded(&lines, severity)).collect()
}

fn bounded(lines: &[(Severity, String)], severity: Severity) -> String {
    let of_type: Vec<&String> =
        lines.iter().filter(|(of, _)| *of == severity).map(|(_, line)| line).collect();
    if of_type.len() <= MOST {
        return of_type.into_iter().map(String::as_str).collect();
    }
    let shown = MOST - 1;
    let text = format!(
        "{} more like these are not shown; `maquette diff` shows all of them",
        of_type.len() - shown
    );
    let head: String = of_type.into_iter().take(shown).map(String::as_str).collect();
    head + &workflow::command(severity, None, "and more", &text)
}

/// What is wrong with a version, and what findings the change introduces.
fn of_findings(comparison: &Comparison) -> Vec<(Severity, String)> {
    let file = (comparison.name.as_str(), None);
    let of_sides = comparison.troubles().map(|trouble| {
        (Severity::Error, workflow::command(Severity::Error, Some(file), "invalid", &trouble))
    });
    let line = |finding: &Finding| {
        let place = finding.place.as_ref();
        let place = place.map_or(file, |at| (at.file.as_str(), Some((at.line, at.column))));
        let title = format!("introduced {}", finding.code);
        let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let message = format!("{}{help}", finding.message);
        (finding.severity, workflow::command(finding.severity, Some(place), &title, &message))
    };
    of_sides.chain(comparison.findings.introduced.iter().map(line)).collect()
}

/// What a scenario that comes or goes brings and takes along is not told piece by piece.
fn told(comparison: &Comparison) -> impl Iterator<Item = &Difference> {
    let is_whole = matches!(comparison.file, FileChange::Added | FileChange::Removed);
    let is_told =
        move |d: &&Difference| !is_whole || d.subject == Subject::Whole || d.level >= Level::Risky;
    comparison.diff.differences.iter().filter(is_told)
}

fn line(comparison: &Comparison, difference: &Difference) -> String {
    let place = locate_in_new(comparison, difference);
    let place = place.as_ref().map(|place| (place.file.as_str(), Some((place.line, place.column))));
    let title = format!("{} {}", difference.level.word(), difference.code());
    let message = message(comparison, difference);
    workflow::command(difference.level.severity(), place, &title, &message)
}

/// A difference in one line with its reasons, its cause, and where it was if it is gone.
pub(super) fn message(comparison: &Comparison, difference: &Difference) -> String {
    let before = match locate(comparison, difference) {
        Some((Side::Old, at)) => format!("\nwas in line {} of {}", at.line, at.file),
        _ => String::new(),
    };
    let word = difference.change.word();
    let done = match (&difference.change, details_of(std::slice::from_ref(difference))) {
        (_, empty) if empty.is_empty() => word.to_owned(),
        // What is told of these begins with a word of its own.
        (Change::Renamed { .. } | Change::Moved { .. }, details) => details.join(", "),
        (_, details) => format!("{word} ({})", details.join(", ")),
    };
    let reasons: Vec<&str> = difference.reasons.iter().map(|r| r.text.as_str()).collect();
    let cause = match &difference.cause {
        Cause::Unknown => String::new(),
        cause => format!("\n{}", cause::told(cause)),
    };
    format!(
        "{} {done}: {}{cause}\nfingerprint {}{before}",
        difference.name,
        reasons.join("; "),
        difference.fingerprint
    )
}
