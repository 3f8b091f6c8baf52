//! A difference picture as Mermaid text, which GitHub draws in comments: what differs, and
//! what it is connected to.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Comparison, Report, by_subject, details};
use crate::diff::{Change, Subject};
use crate::graph::{Connection, Element};

/// More boxes than this are not readable in a comment.
const MOST_BOXES: usize = 80;
/// GitHub refuses pictures with more lines than 500.
const MOST_LINES: usize = 160;

const CLASSES: &str = "  classDef added fill:#dafbe1,stroke:#1a7f37,color:#0a3069,stroke-width:2px
  classDef removed fill:#ffebe9,stroke:#cf222e,color:#0a3069,stroke-width:2px,stroke-dasharray:5 4
  classDef changed fill:#fff8c5,stroke:#9a6700,color:#0a3069,stroke-width:2px
  classDef same fill:#f6f8fa,stroke:#8c959f,color:#424a53
  classDef place fill:none,stroke:#8c959f
";

/// How an element or connection differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Same,
    Changed,
    Removed,
    Added,
}

impl Mark {
    const fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Added => "added",
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Changed => "~ ",
            Self::Removed => "− ",
            Self::Added => "+ ",
        }
    }
}

/// One picture a scenario, each after a comment with its name.
pub(super) fn write(report: &Report) -> String {
    let shown = report.comparisons.iter().filter(|one| !one.diff.is_empty());
    let pictures: Vec<String> =
        shown.map(|one| format!("%% {}\n{}", comment(&one.name), picture(one))).collect();
    pictures.join("\n")
}

/// The difference picture of one comparison.
pub fn picture(comparison: &Comparison) -> String {
    let sketch = Sketch::of(comparison);
    let mut out = String::from("flowchart LR\n");
    let (boxes, left_out) = sketch.chosen();
    // What is said of a container inside of another one is lost where a line ends at it.
    let mut styles = String::new();
    sketch.inside(&mut out, &mut styles, None, (&boxes, 1));
    let mut drawn = 0;
    for (at, line) in comparison.diff.merged.lines.iter().enumerate() {
        let mark = sketch.lines[at];
        let ends = [line.ends.0, line.ends.1];
        if drawn == MOST_LINES || ends.iter().any(|slot| !boxes.contains(slot)) {
            continue;
        }
        let Some(connection) = sketch.connection(at) else { continue };
        let label = match (mark.sign(), connection.label.as_str()) {
            ("", "") => String::new(),
            (sign, label) => {
                let label = escaped(&format!("{sign}{label}"));
                format!("|\"{label}{}\"|", told(&sketch.line_details[at]))
            }
        };
        let arrow = if mark == Mark::Removed || connection.optional { "-.->" } else { "-->" };
        let _ = writeln!(out, "  e{} {arrow}{label} e{}", ends[0], ends[1]);
        let style = match mark {
            Mark::Added => "stroke:#1a7f37,stroke-width:3px",
            Mark::Removed => "stroke:#cf222e,stroke-width:2px,stroke-dasharray:5 4",
            Mark::Changed => "stroke:#9a6700,stroke-width:3px",
            Mark::Same => "stroke:#8c959f",
        };
        let _ = writeln!(styles, "  linkStyle {drawn} {style}");
        drawn += 1;
    }
    if left_out > 0 {
        let _ = writeln!(out, "  more[\"and {left_out} more differences\"]:::same");
    }
    out + &styles + CLASSES
}

/// The marks of everything.
struct Sketch<'a> {
    comparison: &'a Comparison,
    slots: Vec<Mark>,
    lines: Vec<Mark>,
    slot_details: Vec<Vec<String>>,
    line_details: Vec<Vec<String>>,
}

impl<'a> Sketch<'a> {
    fn of(comparison: &'a Comparison) -> Self {
        let merged = &comparison.diff.merged;
        let mut slots = vec![Mark::Same; merged.slots.len()];
        let mut lines = vec![Mark::Same; merged.lines.len()];
        for difference in &comparison.diff.differences {
            let mark = match difference.change {
                Change::Added => Mark::Added,
                Change::Removed => Mark::Removed,
                _ => Mark::Changed,
            };
            match difference.subject {
                Subject::Whole => {}
                Subject::Element(slot) => slots[slot] = slots[slot].max(mark),
                Subject::Connection(line) => lines[line] = lines[line].max(mark),
            }
        }
        let mut slot_details = vec![Vec::new(); slots.len()];
        let mut line_details = vec![Vec::new(); lines.len()];
        for group in by_subject(&comparison.diff.differences) {
            match group[0].subject {
                Subject::Whole => {}
                Subject::Element(slot) => slot_details[slot] = details(group),
                Subject::Connection(line) => line_details[line] = details(group),
            }
        }
        Self { comparison, slots, lines, slot_details, line_details }
    }

    /// What is drawn: what differs, the ends of lines that differ, what differing elements are
    /// connected to while there is room, and the containers around all of it.
    fn chosen(&self) -> (BTreeSet<usize>, usize) {
        let merged = &self.comparison.diff.merged;
        let mut boxes = BTreeSet::new();
        let mut left_out = 0;
        let add = |boxes: &mut BTreeSet<usize>, group: &[usize]| {
            let mut all: BTreeSet<usize> = group.iter().copied().collect();
            for &slot in group {
                all.extend(std::iter::successors(merged.slots[slot].parent, |&at| {
                    merged.slots[at].parent
                }));
            }
            let fits = boxes.union(&all).count() <= MOST_BOXES;
            if fits {
                boxes.extend(all);
            }
            fits
        };
        let differing = |marks: &[Mark]| {
            let all = marks.iter().enumerate().filter(|(_, mark)| **mark != Mark::Same);
            all.map(|(at, _)| at).collect::<Vec<_>>()
        };
        for slot in differing(&self.slots) {
            left_out += usize::from(!add(&mut boxes, &[slot]));
        }
        for line in differing(&self.lines) {
            let (from, to) = merged.lines[line].ends;
            left_out += usize::from(!add(&mut boxes, &[from, to]));
        }
        let core = boxes.clone();
        for line in &merged.lines {
            let (from, to) = line.ends;
            let touches = |slot: usize| core.contains(&slot) && self.slots[slot] != Mark::Same;
            if touches(from) || touches(to) {
                add(&mut boxes, &[from, to]);
            }
        }
        (boxes, left_out)
    }

    /// Writes the boxes inside of a container, and the classes of the containers among them.
    fn inside(
        &self,
        out: &mut String,
        classes: &mut String,
        parent: Option<usize>,
        (boxes, depth): (&BTreeSet<usize>, usize),
    ) {
        let indent = "  ".repeat(depth);
        for &slot in boxes {
            if self.comparison.diff.merged.slots[slot].parent != parent {
                continue;
            }
            let Some(element) = self.element(slot) else { continue };
            let mark = self.slots[slot];
            let label = escaped(&format!("{}{}", mark.sign(), element.label));
            let label = label + &told(&self.slot_details[slot]);
            let holds =
                boxes.iter().any(|&at| self.comparison.diff.merged.slots[at].parent == Some(slot));
            if element.is_container() && holds {
                let _ = writeln!(out, "{indent}subgraph e{slot}[\"{label}\"]");
                self.inside(out, classes, Some(slot), (boxes, depth + 1));
                let _ = writeln!(out, "{indent}end");
                let class = if mark == Mark::Same { "place" } else { mark.class() };
                let _ = writeln!(classes, "  class e{slot} {class}");
            } else {
                let _ = writeln!(out, "{indent}e{slot}[\"{label}\"]:::{}", mark.class());
            }
        }
    }

    fn element(&self, slot: usize) -> Option<&Element> {
        let slot = self.comparison.diff.merged.slots[slot];
        let new = slot.new.map(|ix| &self.comparison.new.graph.graph[ix]);
        new.or_else(|| slot.old.map(|ix| &self.comparison.old.graph.graph[ix]))
    }

    fn connection(&self, line: usize) -> Option<&Connection> {
        let line = self.comparison.diff.merged.lines[line];
        let new = line.new.map(|ix| &self.comparison.new.graph.graph[ix]);
        new.or_else(|| line.old.map(|ix| &self.comparison.old.graph.graph[ix]))
    }
}

/// What changed, a line below the label for each.
fn told(details: &[String]) -> String {
    let line = |detail: &String| format!("<br/>{}", escaped(&detail.replace(" -> ", " \u{2192} ")));
    details.iter().map(line).collect()
}

/// Text in a comment: neither a directive nor a command for whoever prints it.
fn comment(text: &str) -> String {
    text.replace(|letter: char| letter.is_control() || "{}%#".contains(letter), " ")
}

/// Text inside the quotes of a label, no longer than what a box can show.
fn escaped(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut escaped = String::new();
    for (at, letter) in text.chars().enumerate() {
        if at == LONGEST {
            escaped.push('…');
            break;
        }
        match letter {
            '"' => escaped.push_str("#quot;"),
            '#' => escaped.push_str("#35;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '&' => escaped.push_str("#amp;"),
            '`' => escaped.push_str("#96;"),
            // `%%{` begins a directive wherever it stands, also in a label.
            '%' => escaped.push_str("#37;"),
            '{' => escaped.push_str("#123;"),
            '}' => escaped.push_str("#125;"),
            '\\' => escaped.push_str("#92;"),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}
