//! Differences for the terminal: grouped by container, a sign each, a closing count.

use std::fmt::Write as _;

use super::items::{Item, items};
use super::{Comparison, Counts, FileChange, Paint, Report, causes, details, heading, weight};
use crate::diag::log::{inert, inert_but_colored};
use crate::diff::{Change, Difference, Level};

/// Writes the report; an empty text where nothing differs in a single comparison.
pub(super) fn write(report: &Report, paint: Paint) -> String {
    let mut out = String::new();
    for comparison in report.comparisons.iter().filter(|one| !one.is_empty()) {
        one(&mut out, comparison, report, paint);
    }
    if report.is_many {
        closing(&mut out, report, paint);
    }
    match paint {
        Paint::Colors => inert_but_colored(&out),
        Paint::Plain => inert(&out),
    }
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

fn one(out: &mut String, comparison: &Comparison, report: &Report, paint: Paint) {
    let sides = (report.old.as_str(), report.new.as_str());
    let title = match &comparison.file {
        FileChange::Kept if !report.is_many && sides.0 != sides.1 => {
            format!("{} -> {}", sides.0, sides.1)
        }
        FileChange::Kept => comparison.name.clone(),
        FileChange::Added => format!("{} (new scenario)", comparison.name),
        FileChange::Removed => format!("{} (scenario removed)", comparison.name),
        FileChange::Renamed(from) => format!("{} (was {from})", comparison.name),
    };
    let _ = writeln!(out, "{}", paint.bold(&inert(&title)));
    let is_listed = matches!(comparison.file, FileChange::Kept | FileChange::Renamed(_));
    let differences = &comparison.diff.differences;
    let mut place: Option<&[String]> = None;
    for Item { head, follows } in items(differences) {
        if is_listed && place != Some(&head[0].place) {
            place = Some(&head[0].place);
            let _ = writeln!(out, "\n  {}", paint.bold(&heading(&head[0].place, " > ")));
        }
        if is_listed || weight(head) >= Some(Level::Risky) {
            let causes: String =
                causes(head).iter().map(|cause| paint.dim(&format!(", {cause}"))).collect();
            subject(out, head, ("  ", &causes), paint);
        }
        for group in follows {
            subject(out, group, ("      ", &paint.dim(", follows")), paint);
        }
    }
    let counts = Counts::of(differences);
    let accepted = match comparison.diff.accepted {
        0 => String::new(),
        n => format!("; {n} accepted"),
    };
    let gap = if is_listed { "\n" } else { "  " };
    let _ = writeln!(out, "{gap}{} ({}{accepted})", counts.changes(), counts.weights());
    if report.is_many {
        out.push('\n');
    }
}

/// All that differs about one subject: a line, and one more for each heavy reason; what stands
/// before each line, and what behind the first.
fn subject(out: &mut String, group: &[Difference], around: (&str, &str), paint: Paint) {
    let (indent, causes) = around;
    let first = &group[0];
    let sign = match first.change {
        Change::Added => paint.color("32", "+"),
        Change::Removed => paint.color("31", "-"),
        _ => paint.color("33", "~"),
    };
    let detail = match details(group) {
        empty if empty.is_empty() => String::new(),
        details => format!(": {}", details.join("; ")),
    };
    let kind = match first.kind.as_str() {
        "" | "connection" | "scenario" => String::new(),
        kind if kind == first.name => String::new(),
        kind => paint.dim(&format!(" ({kind})")),
    };
    let weight = match weight(group) {
        Some(Level::Breaking) => format!("  {}", paint.color("1;31", "breaking")),
        Some(Level::Risky) => format!("  {}", paint.color("1;33", "risky")),
        Some(level) => format!("  {}", paint.dim(level.word())),
        None => String::new(),
    };
    let _ = writeln!(out, "{indent}{sign} {}{kind}{detail}{weight}{causes}", first.name);
    for difference in group {
        for reason in difference.reasons.iter().filter(|reason| reason.level >= Level::Risky) {
            let mark = paint.dim(&format!("[{}]", difference.fingerprint));
            let _ = writeln!(out, "{indent}    {}: {} {mark}", reason.code, reason.text);
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
