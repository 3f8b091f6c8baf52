//! Differences for the terminal: grouped by container, a sign each, a closing count.

use std::fmt::Write as _;

use super::{Comparison, Counts, FileChange, Paint, Report};
use crate::diff::{Cause, Change, Difference, Level};

/// Writes the report; an empty text where nothing differs in a single comparison.
pub(super) fn write(report: &Report, paint: Paint) -> String {
    let mut out = String::new();
    for comparison in report.comparisons.iter().filter(|one| !one.is_empty()) {
        one(&mut out, comparison, report.is_many, paint);
    }
    if report.is_many {
        closing(&mut out, report, paint);
    }
    out
}

fn closing(out: &mut String, report: &Report, paint: Paint) {
    let changed: Vec<_> = report.comparisons.iter().filter(|one| !one.is_empty()).collect();
    if changed.is_empty() {
        let _ = writeln!(out, "no scenario differs between {} and {}", report.old, report.new);
        return;
    }
    let mut kinds = [("changed", 0), ("added", 0), ("removed", 0), ("renamed", 0)];
    for comparison in &changed {
        let at = match comparison.file {
            FileChange::Kept => 0,
            FileChange::Added => 1,
            FileChange::Removed => 2,
            FileChange::Renamed(_) => 3,
        };
        kinds[at].1 += 1;
    }
    let told: Vec<String> =
        kinds.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}")).collect();
    let noun = if changed.len() == 1 { "scenario" } else { "scenarios" };
    let head = format!("{} {noun}: {}", changed.len(), told.join(", "));
    let counts = Counts::sum(changed.iter().map(|one| Counts::of(&one.diff.differences)));
    let _ = writeln!(out, "{}", paint.bold(&head));
    let _ = writeln!(out, "{} ({})", counts.changes(), counts.weights());
}

fn one(out: &mut String, comparison: &Comparison, is_many: bool, paint: Paint) {
    let title = match &comparison.file {
        FileChange::Kept => comparison.name.clone(),
        FileChange::Added => format!("{} (new scenario)", comparison.name),
        FileChange::Removed => format!("{} (scenario removed)", comparison.name),
        FileChange::Renamed(from) => format!("{} (was {from})", comparison.name),
    };
    let _ = writeln!(out, "{}", paint.bold(&title));
    let is_listed = matches!(comparison.file, FileChange::Kept | FileChange::Renamed(_));
    let differences = &comparison.diff.differences;
    if is_listed {
        let mut place: Option<&[String]> = None;
        for difference in differences {
            if place != Some(&difference.place) {
                place = Some(&difference.place);
                let head = match difference.place.as_slice() {
                    [] => "The whole".to_owned(),
                    labels => labels.join(" > "),
                };
                let _ = writeln!(out, "\n  {}", paint.bold(&head));
            }
            write_one(out, difference, paint);
        }
    } else {
        for difference in differences.iter().filter(|one| one.level >= Level::Risky) {
            write_one(out, difference, paint);
        }
    }
    let counts = Counts::of(differences);
    let accepted = match comparison.diff.accepted {
        0 => String::new(),
        n => format!("; {n} accepted"),
    };
    let gap = if is_listed { "\n" } else { "  " };
    let _ = writeln!(out, "{gap}{} ({}{accepted})", counts.changes(), counts.weights());
    if is_many {
        out.push('\n');
    }
}

fn write_one(out: &mut String, difference: &Difference, paint: Paint) {
    let sign = match difference.change {
        Change::Added => paint.color("32", "+"),
        Change::Removed => paint.color("31", "-"),
        _ => paint.color("33", "~"),
    };
    let detail = match difference.detail() {
        empty if empty.is_empty() => String::new(),
        detail => format!(": {detail}"),
    };
    let kind = match difference.kind.as_str() {
        "" | "connection" | "scenario" => String::new(),
        kind if kind == difference.name => String::new(),
        kind => paint.dim(&format!(" ({kind})")),
    };
    let weight = match difference.level {
        Level::Breaking => paint.color("1;31", "breaking"),
        Level::Risky => paint.color("1;33", "risky"),
        Level::Minor | Level::Cosmetic => paint.dim(difference.level.word()),
    };
    let cause = match &difference.cause {
        Cause::Unknown | Cause::Edit(_) => String::new(),
        cause => paint.dim(&format!(", {}", told(cause))),
    };
    let _ = writeln!(out, "  {sign} {}{kind}{detail}  {weight}{cause}", difference.name);
    for reason in difference.reasons.iter().filter(|reason| reason.level >= Level::Risky) {
        let mark = paint.dim(&format!("[{}]", difference.fingerprint));
        let _ = writeln!(out, "      {}: {} {mark}", reason.code, reason.text);
    }
}

/// A cause in one phrase.
pub(super) fn told(cause: &Cause) -> String {
    match cause {
        Cause::Unknown => "cause unknown".to_owned(),
        Cause::Edit(edit) => format!("edit: {}", edit.text),
        Cause::Catalog => "the catalogue changed, not the scenario".to_owned(),
        Cause::DocsProfile { from, to } => format!("documentation profile {from} -> {to}"),
        Cause::Derived { rules, edits } => {
            let by =
                if rules.is_empty() { String::new() } else { format!(" by {}", rules.join(", ")) };
            let from = match edits.as_slice() {
                [] => String::new(),
                [one] => format!(" from {}", one.text),
                [one, other] => format!(" from {} and {}", one.text, other.text),
                [one, rest @ ..] => format!(" from {} and {} more edits", one.text, rest.len()),
            };
            format!("derived{by}{from}")
        }
    }
}

impl Paint {
    fn color(self, code: &str, text: &str) -> String {
        match self {
            Self::Colors => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Self::Plain => text.to_owned(),
        }
    }

    fn bold(self, text: &str) -> String {
        self.color("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.color("2", text)
    }
}
