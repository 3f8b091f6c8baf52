//! Differences for a comment in a pull request: the counts, what is wrong and what is risky
//! first, a picture, details collapsed, and never more than GitHub takes.

use std::fmt::Write as _;

use super::details::{self, Bullet};
use super::filter::left_out;
use super::items::{Item, items};
use super::{
    Comparison, Counts, Extent, FileChange, Finding, Report, causes, details_of, mermaid, untold,
    weight,
};
use crate::diag::Severity;
use crate::diag::log::inert;
use crate::diff::{Change, Difference, Level};

/// GitHub refuses comments from 65,536 characters on; room for what a workflow adds around.
const MOST: usize = 60_000;
/// A picture may take this much of it.
const MOST_PICTURE: usize = 12_000;
/// More lines of breaking and risky differences than this are in the details.
const MOST_HEAVY: usize = 15;
/// More findings than this are counted.
const MOST_FINDINGS: usize = 8;

/// Marks the comment, so that a workflow can find and replace it.
const MARK: &str = "<!-- maquette-diff -->\n";

/// Writes the report. Parts go in while there is room, the most important ones of all
/// scenarios before the details of any.
pub(super) fn write(report: &Report) -> String {
    let shown = report.shown();
    let mut out = String::from(MARK);
    headline(&mut out, report, &shown);
    for notice in &report.notices {
        let _ = writeln!(out, "> {}\n", prose_with_code(notice));
    }
    if shown.is_empty() {
        return out;
    }
    let mut budget = Budget { left: MOST.saturating_sub(out.chars().count()), left_out: [0; 4] };
    if report.is_many && shown.len() > 1 {
        budget.add(&mut out, &table(&shown));
    }
    let [errors, others] = findings(&shown);
    let first = errors + &heavy(&shown, &mut budget) + &others;
    out.push_str(&first);
    if !first.is_empty() {
        out.push('\n');
    }
    if report.extent == Extent::All {
        for comparison in shown.iter().filter(|one| one.is_compared()) {
            let fold = if shown.len() > 1 { Fold::Closed } else { fold(comparison) };
            section(&mut out, comparison, fold, &mut budget);
        }
    }
    let filtered: usize = shown.iter().map(|one| one.filtered).sum();
    if filtered > 0 {
        let _ = writeln!(out, "_{filtered} not shown, as asked._");
    }
    if let Some(more) = left_out(budget.left_out) {
        let _ = writeln!(out, "_Left out here: {more}; `maquette diff` shows all of them._");
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

fn headline(out: &mut String, report: &Report, shown: &[&Comparison]) {
    let sides = format!("between {} and {}", code(&report.old), code(&report.new));
    if shown.is_empty() {
        let _ = writeln!(out, "### Architecture: no differences\n");
        let _ = writeln!(out, "{} and {} are the same.", code(&report.old), code(&report.new));
        return;
    }
    let wrong = shown.iter().filter(|one| one.troubles().next().is_some()).count();
    let counts = Counts::sum(shown.iter().map(|one| Counts::of(&one.diff.differences)));
    let told = match (wrong, untold(shown)) {
        (0, Some(told)) => told,
        (0, None) => counts.changes(),
        (n, _) if shown.iter().all(|one| !one.is_compared()) => format!("{n} not compared"),
        (n, _) => format!("{n} invalid; {}", counts.changes()),
    };
    let _ = writeln!(out, "### Architecture: {told}\n");
    let accepted: usize = shown.iter().map(|one| one.diff.accepted.len()).sum();
    let is_compared = shown.iter().any(|one| one.is_compared());
    let is_told = counts != Counts::default();
    let is_filtered = shown.iter().any(|one| one.filtered > 0);
    let weights = match accepted {
        _ if !is_compared => "**not compared**".to_owned(),
        0 if !is_told && is_filtered => "**none of them shown**".to_owned(),
        0 => format!("**{}**", counts.weights()),
        n if !is_told => format!("**{n} accepted**"),
        n => format!("**{}**, {n} accepted", counts.weights()),
    };
    let only = match shown {
        [one] if report.is_many => format!(" in {}", code(&one.name)),
        _ => String::new(),
    };
    let _ = writeln!(out, "{weights}{only}, {sides}.\n");
}

/// Characters that are left; nothing is added by halves.
struct Budget {
    left: usize,
    /// What found no room, by level.
    left_out: [usize; 4],
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

    fn leave_out(&mut self, levels: [usize; 4]) {
        for (sum, n) in self.left_out.iter_mut().zip(levels) {
            *sum += n;
        }
    }
}

/// The scenarios, the heaviest first.
fn table(shown: &[&Comparison]) -> String {
    const MOST_ROWS: usize = 100;
    let mut out = String::from("| scenario | | differences | weight |\n|---|---|---|---|\n");
    for comparison in shown.iter().take(MOST_ROWS) {
        let counts = Counts::of(&comparison.diff.differences);
        let file = match &comparison.file {
            _ if comparison.troubles().next().is_some() => "invalid".to_owned(),
            FileChange::Kept => "changed".to_owned(),
            FileChange::Renamed(from) => format!("was {}", code(from)),
            file => file.word().to_owned(),
        };
        let name = code(&comparison.name);
        let changes = untold(&[comparison]).unwrap_or_else(|| counts.changes());
        let _ = writeln!(out, "| {name} | {file} | {changes} | {} |", counts.weights());
    }
    if shown.len() > MOST_ROWS {
        let rest = shown.iter().skip(MOST_ROWS).map(|one| Counts::of(&one.diff.differences));
        let counts = Counts::sum(rest);
        let (n, changes) = (shown.len() - MOST_ROWS, counts.changes());
        let _ = writeln!(out, "| and {n} more | | {changes} | {} |", counts.weights());
    }
    out + "\n"
}

/// What is wrong with the versions and the errors that the change introduces; and what else it
/// does to the findings.
fn findings(shown: &[&Comparison]) -> [String; 2] {
    let troubles = shown.iter().flat_map(|one| one.troubles());
    let troubles: String =
        troubles.map(|trouble| format!("- ❌ {}\n", prose_with_code(&trouble))).collect();
    let introduced = shown.iter().flat_map(|one| &one.findings.introduced);
    let (errors, warnings): (Vec<&Finding>, Vec<&Finding>) =
        introduced.partition(|finding| finding.severity == Severity::Error);
    let solved: Vec<&Finding> = shown.iter().flat_map(|one| &one.findings.solved).collect();
    let errors = troubles + &listed("❌", "Introduced", &errors);
    [errors, listed("❕", "Introduced", &warnings) + &listed("✅", "Solved", &solved)]
}

fn listed(sign: &str, word: &str, findings: &[&Finding]) -> String {
    let line = |finding: &&Finding| {
        let at = finding.place.as_ref();
        let at = at.map(|at| format!(" at {}", code(&format!("{}:{}", at.file, at.line))));
        format!(
            "- {sign} {word}: {} {}{}: {}\n",
            finding.severity.word(),
            finding.code,
            at.unwrap_or_default(),
            prose_with_code(&finding.message)
        )
    };
    let mut lines: String = findings.iter().take(MOST_FINDINGS).map(line).collect();
    if findings.len() > MOST_FINDINGS {
        let more = findings.len() - MOST_FINDINGS;
        let _ = writeln!(lines, "- {sign} {word}: {more} more of these");
    }
    lines
}

/// A line about breaking or risky differences, and how many they are.
struct Heavy {
    level: Level,
    text: String,
    told: usize,
}

/// What is breaking or risky, of all scenarios.
fn heavy(shown: &[&Comparison], budget: &mut Budget) -> String {
    let mut lines: Vec<Heavy> = Vec::new();
    for comparison in shown {
        let place =
            if shown.len() > 1 { format!(" in {}", code(&comparison.name)) } else { String::new() };
        for item in items(comparison) {
            let is_heavy = |one: &&Difference| one.level >= Level::Risky;
            for difference in item.head.iter().filter(is_heavy) {
                let text = format!("- {}", heavy_line(difference, &place));
                lines.push(Heavy { level: difference.level, text, told: 1 });
            }
            let follows: Vec<&Difference> =
                item.follows.iter().copied().flatten().filter(is_heavy).collect();
            let own = item.head.iter().map(|one| one.level).max();
            for level in [Level::Breaking, Level::Risky] {
                let of_level: Vec<String> = follows
                    .iter()
                    .filter(|one| one.level == level)
                    .map(|one| heavy_words(one))
                    .collect();
                if !of_level.is_empty() {
                    let indent = if own == Some(level) { "  " } else { "" };
                    let text = format!("{indent}- {} so {}\n", sign(level), of_level.join("; "));
                    lines.push(Heavy { level, text, told: of_level.len() });
                }
            }
        }
    }
    // An indented line stands below the one that it belongs to: both have one level.
    lines.sort_by_key(|line| std::cmp::Reverse(line.level));
    let mut out = String::new();
    let mut rest = [0; 2];
    for (at, line) in lines.iter().enumerate() {
        if at >= MOST_HEAVY || !budget.add(&mut out, &line.text) {
            rest[usize::from(line.level == Level::Risky)] += line.told;
        }
    }
    if let Some(more) = left_out([rest[0], rest[1], 0, 0]) {
        let _ = writeln!(out, "- and {more}; see the details");
    }
    out
}

const fn sign(level: Level) -> &'static str {
    if matches!(level, Level::Breaking) { "🛑" } else { "⚠️" }
}

/// A breaking or risky difference with its reasons and the end of the line.
fn heavy_line(difference: &Difference, place: &str) -> String {
    let around = match difference.place.last() {
        Some(around) if difference.ends.is_none() => format!(" in {}", prose(around)),
        _ => String::new(),
    };
    let reasons: Vec<String> = heavy_reasons(difference)
        .map(|reason| format!("{} ({})", prose(&reason.text), reason.code))
        .collect();
    format!(
        "{} **{}** {}{around}{place}: {}. {}\n",
        sign(difference.level),
        difference.level.word(),
        headline_of(std::slice::from_ref(difference)),
        reasons.join("; "),
        code(&difference.fingerprint)
    )
}

/// The same in few words, where the line says what it follows from.
fn heavy_words(difference: &Difference) -> String {
    let codes: Vec<&str> = heavy_reasons(difference).map(|reason| reason.code).collect();
    format!(
        "{} ({}) {}",
        headline_of(std::slice::from_ref(difference)),
        codes.join(", "),
        code(&difference.fingerprint)
    )
}

fn heavy_reasons(difference: &Difference) -> impl Iterator<Item = &crate::diff::Reason> {
    difference.reasons.iter().filter(|reason| reason.level >= Level::Risky)
}

/// Where the details of a comparison stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fold {
    /// Below the picture, closed.
    Closed,
    /// Above the picture: they are few, and nothing heavier is told.
    Open,
    /// Nowhere: all of it is told above.
    Told,
}

/// The details of the only comparison need no folding where they are short.
fn fold(comparison: &Comparison) -> Fold {
    /// So many lines are read at once.
    const FEW: usize = 6;
    let bullets = details::bullets(comparison);
    let is_told = |bullet: &Bullet<'_>| {
        let is_plain = |item: &Item<'_>| {
            item.whole.is_none()
                && item.head.iter().all(|one| one.level >= Level::Risky)
                && causes(item.head).is_empty()
        };
        bullet.follows.iter().all(Vec::is_empty) && bullet.item.as_ref().is_some_and(is_plain)
    };
    let is_heavy = comparison.diff.level() >= Some(Level::Risky);
    let lines: usize = bullets.iter().map(|bullet| line(bullet).lines().count()).sum();
    if comparison.diff.differences.len() <= MOST_HEAVY && bullets.iter().all(is_told) {
        Fold::Told
    } else if lines <= FEW && !is_heavy {
        Fold::Open
    } else {
        Fold::Closed
    }
}

fn section(out: &mut String, comparison: &Comparison, fold: Fold, budget: &mut Budget) {
    let differences = &comparison.diff.differences;
    if differences.is_empty() {
        return;
    }
    if fold == Fold::Open {
        for bullet in details::bullets(comparison) {
            if !budget.add(out, &line(&bullet)) {
                budget.leave_out(bullet.levels);
            }
        }
        out.push('\n');
    }
    let drawn = mermaid::small_picture(comparison);
    // What is gone as a whole needs no picture.
    let has_boxes = drawn.contains("[\"") && comparison.file != FileChange::Removed;
    if has_boxes && drawn.chars().count() <= MOST_PICTURE {
        let part = format!("```mermaid\n{drawn}```\n\n");
        budget.add(out, &part);
    }
    if fold == Fold::Closed {
        folded(out, comparison, budget);
    }
}

/// The details of a comparison, closed.
fn folded(out: &mut String, comparison: &Comparison, budget: &mut Budget) {
    let differences = &comparison.diff.differences;
    let head = format!(
        "<details><summary>{}: {}</summary>\n\n",
        prose(&comparison.name),
        Counts::of(differences).changes()
    );
    const TAIL: &str = "\n</details>\n\n";
    if head.chars().count() + TAIL.len() + 200 > budget.left {
        budget.leave_out(Counts::of(differences).levels);
        return;
    }
    budget.left -= head.chars().count() + TAIL.len();
    out.push_str(&head);
    for bullet in details::bullets(comparison) {
        if !budget.add(out, &line(&bullet)) {
            budget.leave_out(bullet.levels);
        }
    }
    out.push_str(TAIL);
}

/// A bullet with what follows from it, one line for each sign.
fn line(bullet: &Bullet<'_>) -> String {
    let mut out = match &bullet.item {
        Some(item) => {
            let first = &item.head[0];
            let around = match first.place.as_slice() {
                [] => String::new(),
                place if first.ends.is_none() => format!(" in {}", prose(&place.join(" › "))),
                _ => String::new(),
            };
            let whole = item.whole.as_ref().map(|whole| format!(": {}", prose(&whole.told())));
            let (head, whole) = (headline_of(item.head), whole.unwrap_or_default());
            format!("- {head}{around}{whole}{}{}\n", weighed(item.head), caused(item.head))
        }
        None => format!("- {}\n", prose_with_code(&bullet.cause)),
    };
    for groups in bullet.follows.iter().filter(|groups| !groups.is_empty()) {
        let all: Vec<String> = groups
            .iter()
            .enumerate()
            .map(|(at, group)| {
                // The sign stands once before all that have it.
                let sign = if at == 0 { format!("{} ", sign_of(group)) } else { String::new() };
                format!("{sign}{}{}", words_of(group), weighed(group))
            })
            .collect();
        let _ = writeln!(out, "  - {}", all.join("; "));
    }
    out
}

fn headline_of(group: &[Difference]) -> String {
    format!("{} {}", sign_of(group), words_of(group))
}

const fn sign_of(group: &[Difference]) -> &'static str {
    match group[0].change {
        Change::Added => "➕",
        Change::Removed => "➖",
        _ => "✏️",
    }
}

fn words_of(group: &[Difference]) -> String {
    let details: Vec<String> = details_of(group).iter().map(|detail| code(detail)).collect();
    let gap = if details.is_empty() { "" } else { ": " };
    format!("{}{gap}{}", prose(&group[0].name), details.join(", "))
}

/// The weight, if it is not the usual one.
fn weighed(group: &[Difference]) -> String {
    weight(group).map(|level| format!(" _{}_", level.word())).unwrap_or_default()
}

/// What is told of the cause of an item of its own.
fn caused(group: &[Difference]) -> String {
    let told = |cause: &String| format!(", {}", prose_with_code(cause));
    causes(group).iter().map(told).collect()
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
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Our own sentence: what it has in backticks is code.
fn prose_with_code(text: &str) -> String {
    if text.matches('`').count() % 2 == 1 {
        return prose(text);
    }
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { prose(part) }).collect()
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

#[cfg(test)]
mod tests {
    use super::{prose, prose_with_code, table};
    use crate::diff::report::Comparison;
    use crate::diff::report::samples::comparison;

    #[test]
    fn a_table_has_a_hundred_rows_and_counts_the_rest() {
        let all: Vec<Comparison> = (0..103).map(|at| comparison(&format!("{at}.toml"))).collect();
        let all: Vec<&Comparison> = all.iter().collect();
        let rows = |some: &[&Comparison]| table(some).trim_end().lines().count() - 2;
        assert_eq!((rows(&all[..100]), rows(&all)), (100, 101));
        assert!(table(&all).trim_end().lines().last().unwrap().starts_with("| and 3 more | |"));
        assert!(table(&all[..1]).contains("| `0.toml` | changed |"), "{}", table(&all[..1]));
    }
    #[test]
    fn what_authors_write_is_nothing_but_text() {
        assert_eq!(prose("a\u{7}b\nc"), "a b c");
        assert_eq!(prose("<b> & [x](y) *z* #1"), "&lt;b&gt; &amp; \\[x\\](y) \\*z\\* \\#1");
        assert_eq!(
            prose("@team, https://a, www.b, a: b"),
            "@\u{200b}team, https&#58;//a, www&#46;b, a: b"
        );
        assert_eq!(prose_with_code("edit: `a_b` of a_b"), "edit: `a_b` of a\\_b");
        assert_eq!(prose_with_code("an odd ` mark"), "an odd \\` mark");
    }
}
