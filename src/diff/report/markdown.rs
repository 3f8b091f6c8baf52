//! Differences for a comment in a pull request: the counts and what is risky first, details
//! collapsed, a picture, and never more than GitHub takes.

use std::fmt::Write as _;

use super::items::{Item, items};
use super::{Comparison, Counts, FileChange, Report, causes, details, heading, mermaid, weight};
use crate::diag::log::inert;
use crate::diff::{Change, Difference, Level};

/// GitHub refuses comments from 65,536 characters on; room for what a workflow adds around.
const MOST: usize = 60_000;
/// A picture may take this much of it.
const MOST_PICTURE: usize = 12_000;

/// Marks the comment, so that a workflow can find and replace it.
const MARK: &str = "<!-- maquette-diff -->\n";

/// Writes the report. Parts go in while there is room, the most important ones of all
/// scenarios before the details of any.
pub(super) fn write(report: &Report) -> String {
    let shown: Vec<&Comparison> = report.comparisons.iter().filter(|one| !one.is_empty()).collect();
    let mut out = String::from(MARK);
    if shown.is_empty() {
        let _ = writeln!(out, "### Architecture: no differences\n");
        let _ = writeln!(out, "{} and {} are the same.", code(&report.old), code(&report.new));
        return out;
    }
    let counts = Counts::sum(shown.iter().map(|one| Counts::of(&one.diff.differences)));
    let _ = writeln!(out, "### Architecture: {}\n", counts.changes());
    let _ = writeln!(
        out,
        "**{}**, between {} and {}.\n",
        counts.weights(),
        code(&report.old),
        code(&report.new)
    );
    let mut budget = Budget { left: MOST.saturating_sub(out.chars().count()), left_out: 0 };
    if report.is_many {
        budget.add(&mut out, &table(&shown));
    }
    out.push_str(&heavy(&shown, &mut budget));
    for comparison in &shown {
        section(&mut out, comparison, &mut budget);
    }
    if budget.left_out > 0 {
        let _ = writeln!(
            out,
            "\n_{} more are left out here; `maquette diff` shows all of them._",
            counted(budget.left_out, "difference")
        );
    }
    out
}

/// Characters that are left; nothing is added by halves.
struct Budget {
    left: usize,
    left_out: usize,
}

impl Budget {
    fn add(&mut self, out: &mut String, part: &str) -> bool {
        let needed = part.chars().count();
        let fits = needed <= self.left;
        if fits {
            self.left -= needed;
            out.push_str(part);
        }
        fits
    }
}

fn table(shown: &[&Comparison]) -> String {
    const MOST_ROWS: usize = 100;
    let mut out = String::from("| scenario | | differences | weight |\n|---|---|---|---|\n");
    for comparison in shown.iter().take(MOST_ROWS) {
        let counts = Counts::of(&comparison.diff.differences);
        let file = match &comparison.file {
            FileChange::Kept => "changed".to_owned(),
            FileChange::Renamed(from) => format!("was {}", code(from)),
            file => file.word().to_owned(),
        };
        let name = code(&comparison.name);
        let _ = writeln!(out, "| {name} | {file} | {} | {} |", counts.changes(), counts.weights());
    }
    if shown.len() > MOST_ROWS {
        let _ = writeln!(out, "| and {} more | | | |", shown.len() - MOST_ROWS);
    }
    out + "\n"
}

/// What is breaking or risky, of all scenarios.
fn heavy(shown: &[&Comparison], budget: &mut Budget) -> String {
    let mut out = String::new();
    for level in [Level::Breaking, Level::Risky] {
        for comparison in shown {
            let place = if shown.len() > 1 {
                format!(" in {}", code(&comparison.name))
            } else {
                String::new()
            };
            for Item { head, follows } in items(&comparison.diff.differences) {
                let mut indent = "";
                for difference in head.iter().filter(|one| one.level == level) {
                    if budget.add(&mut out, &format!("- {}", heavy_line(difference, &place))) {
                        indent = "  ";
                    } else {
                        budget.left_out += 1;
                    }
                }
                for difference in follows.into_iter().flatten().filter(|one| one.level == level) {
                    let line = format!("{indent}- {}", heavy_line(difference, &place));
                    if !budget.add(&mut out, &line) {
                        budget.left_out += 1;
                    }
                }
            }
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// A breaking or risky difference with its reasons and the end of the line.
fn heavy_line(difference: &Difference, place: &str) -> String {
    let sign = if difference.level == Level::Breaking { "🛑" } else { "⚠️" };
    let reasons: Vec<String> = difference
        .reasons
        .iter()
        .filter(|reason| reason.level >= Level::Risky)
        .map(|reason| format!("{} ({})", prose(&reason.text), reason.code))
        .collect();
    format!(
        "{sign} **{}** {}{place}: {}. {}\n",
        difference.level.word(),
        headline(std::slice::from_ref(difference)),
        reasons.join("; "),
        code(&difference.fingerprint)
    )
}

fn section(out: &mut String, comparison: &Comparison, budget: &mut Budget) {
    let drawn = mermaid::picture(comparison);
    // What is gone as a whole needs no picture.
    let has_boxes = drawn.contains(":::") && comparison.file != FileChange::Removed;
    if has_boxes && drawn.chars().count() <= MOST_PICTURE {
        let title = prose(&comparison.name);
        let part = format!(
            "<details open><summary>Picture: {title}</summary>\n\n```mermaid\n{drawn}```\n\n</details>\n\n"
        );
        budget.add(out, &part);
    }
    let differences = &comparison.diff.differences;
    let head = format!(
        "<details><summary>{}: {}</summary>\n\n",
        prose(&comparison.name),
        Counts::of(differences).changes()
    );
    const TAIL: &str = "\n</details>\n\n";
    if head.chars().count() + TAIL.len() + 200 > budget.left {
        budget.left_out += differences.len();
        return;
    }
    budget.left -= head.chars().count() + TAIL.len();
    out.push_str(&head);
    let mut place: Option<&[String]> = None;
    for Item { head, follows } in items(differences) {
        let mut part = String::new();
        if place != Some(&head[0].place) {
            let _ = writeln!(part, "\n**{}**\n", prose(&heading(&head[0].place, " › ")));
        }
        let _ = writeln!(part, "- {}{}{}", headline(head), weighed(head), caused(head));
        for group in &follows {
            let _ = writeln!(part, "  - {}{}, follows", headline(group), weighed(group));
        }
        if budget.add(out, &part) {
            place = Some(&head[0].place);
        } else {
            budget.left_out += head.len() + follows.iter().map(|group| group.len()).sum::<usize>();
        }
    }
    out.push_str(TAIL);
}

fn headline(group: &[Difference]) -> String {
    let sign = match group[0].change {
        Change::Added => "➕",
        Change::Removed => "➖",
        _ => "✏️",
    };
    let details: Vec<String> = details(group).iter().map(|detail| code(detail)).collect();
    let gap = if details.is_empty() { "" } else { ": " };
    format!("{sign} {}{gap}{}", prose(&group[0].name), details.join(", "))
}

/// The weight, if it is not the usual one.
fn weighed(group: &[Difference]) -> String {
    weight(group).map(|level| format!(" _{}_", level.word())).unwrap_or_default()
}

fn caused(group: &[Difference]) -> String {
    let told = |cause: &String| format!(", {}", prose(&cause.replace('`', "'")));
    causes(group).iter().map(told).collect()
}

fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// Text that is nothing but text in Markdown and HTML, on one line.
fn prose(text: &str) -> String {
    let mut escaped = String::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // A zero-width space keeps `@name` from calling somebody.
            '@' => escaped.push_str("@\u{200b}"),
            // A bare address becomes a link by itself.
            ':' if text[at + 1..].starts_with("//") => escaped.push_str("&#58;"),
            '.' if ends_in_www(&escaped) => escaped.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Whether a text ends like an address without a protocol begins.
fn ends_in_www(text: &str) -> bool {
    text.len() >= 3 && text.as_bytes()[text.len() - 3..].eq_ignore_ascii_case(b"www")
}

/// A code span whatever is in it, also inside a table.
fn code(text: &str) -> String {
    const LONGEST: usize = 300;
    let mut clean: String = inert(text)
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .map(|letter| if letter == '|' { '¦' } else { letter })
        .take(LONGEST)
        .collect();
    if text.chars().count() > LONGEST {
        clean.push('…');
    }
    let longest = clean.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("`{clean}`") } else { format!("{fence} {clean} {fence}") }
}
