//! Differences for the terminal: what is wrong first, then what is breaking or risky, then the
//! rest by container, a sign each, and a closing count.

use std::fmt::Write as _;

use super::items::{Item, items};
use super::{
    Comparison, Counts, Extent, FileChange, Finding, Paint, Report, causes, details_of, heading,
    untold, weight,
};
use crate::diag::Severity;
use crate::diag::log::{inert, inert_but_colored};
use crate::diff::{Change, Difference, Level};

/// Writes the report; an empty text where nothing differs in a single comparison.
pub(super) fn write(report: &Report, paint: Paint) -> String {
    let mut out = String::new();
    for notice in &report.notices {
        let _ = writeln!(out, "note: {}", inert(notice));
    }
    if !report.notices.is_empty() {
        out.push('\n');
    }
    for comparison in report.shown() {
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
    let shown = report.shown();
    if shown.is_empty() {
        let _ = writeln!(out, "no scenario differs between {} and {}", report.old, report.new);
        return;
    }
    let mut kinds =
        [("changed", 0), ("added", 0), ("removed", 0), ("renamed", 0), ("not compared", 0)];
    for comparison in &shown {
        let at = match comparison.file {
            _ if !comparison.is_compared() => 4,
            FileChange::Kept => 0,
            FileChange::Added => 1,
            FileChange::Removed => 2,
            FileChange::Renamed(_) => 3,
        };
        kinds[at].1 += 1;
    }
    let told: Vec<String> =
        kinds.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}")).collect();
    let noun = if shown.len() == 1 { "scenario" } else { "scenarios" };
    let head = format!("{} {noun}: {}", shown.len(), told.join(", "));
    let counts = Counts::sum(shown.iter().map(|one| Counts::of(&one.diff.differences)));
    let _ = writeln!(out, "{}", paint.bold(&head));
    if let Some(told) = untold(&shown) {
        let _ = writeln!(out, "{told}");
    } else if shown.iter().any(|one| one.is_compared()) {
        let _ = writeln!(out, "{}", counts.told());
    }
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
    for trouble in comparison.troubles() {
        let _ = writeln!(out, "  {}", paint.color("1;31", &inert(&trouble)));
    }
    findings(out, comparison, paint);
    if !comparison.is_compared() {
        out.push('\n');
        return;
    }
    let is_listed = matches!(comparison.file, FileChange::Kept | FileChange::Renamed(_));
    let items = items(comparison);
    let (heavy, light): (Vec<&Item<'_>>, Vec<&Item<'_>>) =
        items.iter().partition(|item| item.level() >= Level::Risky);
    for level in [Level::Breaking, Level::Risky] {
        let mut of_level = heavy.iter().filter(|item| item.level() == level).peekable();
        if is_listed && of_level.peek().is_some() {
            let _ = writeln!(out, "\n  {}", paint.bold(&capitalized(level.word())));
        }
        for item in of_level {
            told(out, item, Place::Named, paint);
        }
    }
    if is_listed && report.extent == Extent::All {
        by_place(out, &light, paint);
    }
    ending(out, comparison, is_listed, paint);
    if report.is_many {
        out.push('\n');
    }
}

/// Counts, what was accepted and what a filter left out.
fn ending(out: &mut String, comparison: &Comparison, is_listed: bool, paint: Paint) {
    let counts = Counts::of(&comparison.diff.differences);
    let gap = if is_listed { "\n" } else { "  " };
    if let Some(told) = untold(&[comparison]) {
        let _ = writeln!(out, "{gap}{told}");
        return;
    }
    let mut more = String::new();
    if !comparison.diff.accepted.is_empty() {
        more += &format!("; {} accepted", comparison.diff.accepted.len());
    }
    if comparison.filtered > 0 {
        more += &format!("; {} not shown", comparison.filtered);
    }
    let weights = match (counts == Counts::default(), more.strip_prefix("; ")) {
        (true, None) => String::new(),
        (true, Some(more)) => format!(" ({more})"),
        (false, _) => format!(" ({}{more})", counts.weights()),
    };
    let _ = writeln!(out, "{gap}{}{}", counts.changes(), paint.dim(&weights));
}

/// What the change does to the findings, a line each.
fn findings(out: &mut String, comparison: &Comparison, paint: Paint) {
    let mut told = |word: &str, finding: &Finding| {
        let at = finding.place.as_ref().map(|at| format!(" {}:{}", inert(&at.file), at.line));
        let code = format!("{}[{}]", finding.severity.word(), finding.code);
        let code = match finding.severity {
            Severity::Error => paint.color("1;31", &code),
            Severity::Warning => paint.color("1;33", &code),
            Severity::Info => code,
        };
        let (at, message) = (at.unwrap_or_default(), inert(&finding.message));
        let _ = writeln!(out, "  {word} {code}{at}: {message}");
    };
    for finding in &comparison.findings.introduced {
        told("introduced", finding);
    }
    for finding in &comparison.findings.solved {
        told("solved", finding);
    }
}

/// What is neither breaking nor risky, each container once.
fn by_place(out: &mut String, items: &[&Item<'_>], paint: Paint) {
    let mut places: Vec<(&[String], Vec<&Item<'_>>)> = Vec::new();
    for item in items {
        let place = item.head[0].place.as_slice();
        match places.iter_mut().find(|(at, _)| *at == place) {
            Some((_, items)) => items.push(item),
            None => places.push((place, vec![item])),
        }
    }
    for (place, items) in places {
        let _ = writeln!(out, "\n  {}", paint.bold(&heading(place, " > ")));
        for item in items {
            told(out, item, Place::InHeading, paint);
        }
    }
}

/// Whether the line says which container an element stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Named,
    InHeading,
}

fn told(out: &mut String, item: &Item<'_>, place: Place, paint: Paint) {
    let causes: String =
        causes(item.head).iter().map(|cause| paint.dim(&format!(", {cause}"))).collect();
    let first = &item.head[0];
    let mut kinds = match first.kind.as_str() {
        "" | "connection" | "scenario" => Vec::new(),
        kind if kind == first.name => Vec::new(),
        kind => vec![kind.to_owned()],
    };
    if place == Place::Named && !first.place.is_empty() && first.ends.is_none() {
        kinds.push(format!("in {}", first.place.join(" > ")));
    }
    let whole = item.whole.as_ref().map(|whole| format!(": {}", whole.told()));
    let kinds = match kinds.as_slice() {
        [] => String::new(),
        kinds => paint.dim(&format!(" ({})", kinds.join(", "))),
    };
    subject(out, item.head, ("  ", &(kinds + &whole.unwrap_or_default()), &causes), paint);
    for group in &item.follows {
        subject(out, group, ("      ", "", &paint.dim(", follows")), paint);
    }
}

/// All that differs about one subject: a line, and one more for each heavy reason; what stands
/// before each line, behind the name, and behind the first line.
fn subject(out: &mut String, group: &[Difference], around: (&str, &str, &str), paint: Paint) {
    let (indent, kinds, causes) = around;
    let first = &group[0];
    let sign = match first.change {
        Change::Added => paint.color("32", "+"),
        Change::Removed => paint.color("31", "-"),
        _ => paint.color("33", "~"),
    };
    let joint = if group.len() > 1 { "; " } else { ", " };
    let detail = match details_of(group) {
        empty if empty.is_empty() => String::new(),
        details => format!(": {}", details.join(joint)),
    };
    let weight = match weight(group) {
        Some(Level::Breaking) => format!("  {}", paint.color("1;31", "breaking")),
        Some(Level::Risky) => format!("  {}", paint.color("1;33", "risky")),
        Some(level) => format!("  {}", paint.dim(level.word())),
        None => String::new(),
    };
    let _ = writeln!(out, "{indent}{sign} {}{kinds}{detail}{weight}{causes}", first.name);
    for difference in group {
        for reason in difference.reasons.iter().filter(|reason| reason.level >= Level::Risky) {
            let mark = paint.dim(&format!("[{}]", difference.fingerprint));
            let _ = writeln!(out, "{indent}    {}: {} {mark}", reason.code, reason.text);
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
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
