//! A difference picture as Mermaid text, which GitHub draws in comments: what differs first, the
//! heaviest before the rest, and what it is connected to while there is room.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::filter::left_out;
use super::{Comparison, Report, by_subject, details_of};
use crate::diff::{Level, Subject};
use crate::graph::{Connection, Direction, Element};
use crate::scene::Mark;

/// How much of a comparison is drawn.
#[derive(Clone, Copy)]
struct Room {
    boxes: usize,
    lines: usize,
}

/// More than this is not readable in a comment; GitHub refuses pictures with more lines than 500.
const LARGE: Room = Room { boxes: 80, lines: 160 };
/// Beside a text that says the same.
const SMALL: Room = Room { boxes: 24, lines: 32 };

/// How a box is drawn.
const fn fill(mark: Mark) -> &'static str {
    match mark {
        Mark::Dimmed => "",
        Mark::Changed => "fill:#fff8c5,stroke:#9a6700,color:#0a3069,stroke-width:2px",
        Mark::Removed => {
            "fill:#ffebe9,stroke:#cf222e,color:#0a3069,stroke-width:2px,stroke-dasharray:5 4"
        }
        Mark::Added => "fill:#dafbe1,stroke:#1a7f37,color:#0a3069,stroke-width:2px",
    }
}

/// How a line is drawn.
const fn stroke(mark: Mark) -> &'static str {
    match mark {
        Mark::Dimmed => "",
        Mark::Changed => "stroke:#9a6700,stroke-width:3px",
        Mark::Removed => "stroke:#cf222e,stroke-width:2px,stroke-dasharray:5 4",
        Mark::Added => "stroke:#1a7f37,stroke-width:3px",
    }
}

/// A text behind the sign of its mark.
fn signed(mark: Mark, text: &str) -> String {
    format!("{} {text}", mark.sign().unwrap_or_default()).trim().to_owned()
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
    Sketch::of(comparison).drawn(LARGE)
}

/// The same with what matters most only.
pub(super) fn small_picture(comparison: &Comparison) -> String {
    Sketch::of(comparison).drawn(SMALL)
}

/// What differs about an element or connection.
#[derive(Clone)]
struct Differing {
    mark: Mark,
    level: Option<Level>,
    details: Vec<String>,
}

/// The marks of everything.
struct Sketch<'a> {
    comparison: &'a Comparison,
    slots: Vec<Differing>,
    lines: Vec<Differing>,
}

/// What of a sketch is drawn.
struct Chosen {
    boxes: BTreeSet<usize>,
    /// In the order of the comparison.
    lines: BTreeSet<usize>,
    /// What differs and is not drawn, by level.
    left_out: [usize; 4],
}

impl<'a> Sketch<'a> {
    fn of(comparison: &'a Comparison) -> Self {
        let merged = &comparison.diff.merged;
        let same = Differing { mark: Mark::Dimmed, level: None, details: Vec::new() };
        let mut sketch = Self {
            comparison,
            slots: vec![same.clone(); merged.slots.len()],
            lines: vec![same; merged.lines.len()],
        };
        for group in by_subject(&comparison.diff.differences) {
            let differing = Differing {
                mark: group.iter().map(|one| one.change.mark()).min().unwrap_or(Mark::Dimmed),
                level: group.iter().map(|one| one.level).max(),
                details: details_of(group),
            };
            match group[0].subject {
                Subject::Whole => {}
                Subject::Element(slot) => sketch.slots[slot] = differing,
                Subject::Connection(line) => sketch.lines[line] = differing,
            }
        }
        sketch
    }

    fn drawn(&self, room: Room) -> String {
        let chosen = self.chosen(room);
        // What is the same looks as this theme has it: gray.
        let mut out = String::from("%%{init: {\"theme\": \"neutral\"}}%%\nflowchart LR\n");
        self.inside(&mut out, None, &chosen.boxes, 1);
        let mut styled: BTreeMap<Mark, Vec<String>> = BTreeMap::new();
        let mut statements = Vec::new();
        for &at in &chosen.lines {
            let Some(connection) = self.connection(at) else { continue };
            styled.entry(self.lines[at].mark).or_default().push(statements.len().to_string());
            statements.push(self.line(at, connection));
        }
        for some in statements.chunks(PER_LINE) {
            let _ = writeln!(out, "  {}", some.join("; "));
        }
        if let Some(more) = left_out(chosen.left_out) {
            let _ = writeln!(out, "  more[\"and {more}\"]");
        }
        // Mermaid takes away a semicolon behind a color, so each style has a line of its own.
        for (mark, lines) in styled.into_iter().rev().filter(|(mark, _)| *mark != Mark::Dimmed) {
            let _ = writeln!(out, "  linkStyle {} {}", lines.join(","), stroke(mark));
        }
        self.classes(&mut out, &chosen.boxes);
        out
    }

    fn line(&self, at: usize, connection: &Connection) -> String {
        let Differing { mark, details, .. } = &self.lines[at];
        let (from, to) = self.comparison.diff.merged.lines[at].ends;
        let lines: Vec<String> = Some(connection.label.as_str())
            .filter(|label| !label.is_empty())
            .map(escaped)
            .into_iter()
            .chain(details.iter().map(|detail| said(detail)))
            .collect();
        let text = signed(*mark, &lines.join("<br/>"));
        let label = if text.is_empty() { text } else { format!("|\"{text}\"|") };
        let is_dashed = *mark == Mark::Removed || connection.optional;
        let arrow = match (connection.direction, is_dashed) {
            (Direction::Both, true) => "<-.->",
            (Direction::Both, false) => "<-->",
            (Direction::None, true) => "-.-",
            (Direction::None, false) => "---",
            (_, true) => "-.->",
            (_, false) => "-->",
        };
        match connection.direction {
            Direction::Back => format!("e{to} {arrow}{label} e{from}"),
            _ => format!("e{from} {arrow}{label} e{to}"),
        }
    }

    /// What differs, the heaviest first, with the containers around it; then what that is
    /// connected to while there is room.
    fn chosen(&self, room: Room) -> Chosen {
        let merged = &self.comparison.diff.merged;
        let mut chosen =
            Chosen { boxes: BTreeSet::new(), lines: BTreeSet::new(), left_out: [0; 4] };
        let add = |boxes: &mut BTreeSet<usize>, group: &[usize]| {
            let mut new: BTreeSet<usize> = BTreeSet::new();
            for &slot in group {
                let around = std::iter::successors(Some(slot), |&at| merged.slots[at].parent);
                new.extend(around.filter(|at| !boxes.contains(at)));
            }
            let fits = boxes.len() + new.len() <= room.boxes;
            if fits {
                boxes.extend(new);
            }
            fits
        };
        let mut differing: Vec<(Option<Level>, Subject)> = Vec::new();
        let slots = self.slots.iter().enumerate().map(|(at, one)| (one, Subject::Element(at)));
        let lines = self.lines.iter().enumerate().map(|(at, one)| (one, Subject::Connection(at)));
        for (one, subject) in slots.chain(lines).filter(|(one, _)| one.mark != Mark::Dimmed) {
            differing.push((one.level, subject));
        }
        differing.sort_by_key(|&(level, _)| Reverse(level));
        for (level, subject) in differing {
            let is_drawn = match subject {
                Subject::Whole => true,
                Subject::Element(slot) => add(&mut chosen.boxes, &[slot]),
                Subject::Connection(line) => {
                    let (from, to) = merged.lines[line].ends;
                    let has_room = chosen.lines.len() < room.lines;
                    let is_drawn = has_room && add(&mut chosen.boxes, &[from, to]);
                    if is_drawn {
                        chosen.lines.insert(line);
                    }
                    is_drawn
                }
            };
            if !is_drawn {
                let at = Level::ALL.iter().position(|one| Some(*one) == level).unwrap_or(0);
                chosen.left_out[at] += 1;
            }
        }
        let core = chosen.boxes.clone();
        let is_same = |line: &usize| self.lines[*line].mark == Mark::Dimmed;
        for line in (0..merged.lines.len()).filter(is_same) {
            let (from, to) = merged.lines[line].ends;
            let touches =
                |slot: usize| core.contains(&slot) && self.slots[slot].mark != Mark::Dimmed;
            if chosen.lines.len() < room.lines
                && (touches(from) || touches(to))
                && add(&mut chosen.boxes, &[from, to])
            {
                chosen.lines.insert(line);
            }
        }
        chosen
    }

    /// Writes the boxes inside of a container.
    fn inside(
        &self,
        out: &mut String,
        parent: Option<usize>,
        boxes: &BTreeSet<usize>,
        depth: usize,
    ) {
        let indent = "  ".repeat(depth);
        let mut plain = Vec::new();
        for &slot in boxes.iter().filter(|&&slot| self.parent(slot) == parent) {
            let Some(element) = self.element(slot) else { continue };
            let Differing { mark, details, .. } = &self.slots[slot];
            let label = escaped(&signed(*mark, &element.label)) + &told(details);
            if self.is_open(slot, boxes) {
                let _ = writeln!(out, "{indent}subgraph e{slot}[\"{label}\"]");
                self.inside(out, Some(slot), boxes, depth + 1);
                let _ = writeln!(out, "{indent}end");
            } else {
                let class = match mark {
                    Mark::Dimmed => String::new(),
                    mark => format!(":::{}", mark.word()),
                };
                plain.push(format!("e{slot}[\"{label}\"]{class}"));
            }
        }
        for some in plain.chunks(PER_LINE) {
            let _ = writeln!(out, "{indent}{}", some.join("; "));
        }
    }

    /// Which boxes have which color: what is said of a container inside of another one is lost
    /// where a line ends at it, so it is said at the end.
    fn classes(&self, out: &mut String, boxes: &BTreeSet<usize>) {
        for mark in Mark::ALL.into_iter().rev().filter(|mark| *mark != Mark::Dimmed) {
            let of_mark: Vec<usize> =
                boxes.iter().copied().filter(|&slot| self.slots[slot].mark == mark).collect();
            let open = of_mark.iter().filter(|&&slot| self.is_open(slot, boxes));
            let open: Vec<String> = open.map(|slot| format!("e{slot}")).collect();
            if !open.is_empty() {
                let _ = writeln!(out, "  class {} {}", open.join(","), mark.word());
            }
            if !of_mark.is_empty() {
                let _ = writeln!(out, "  classDef {} {}", mark.word(), fill(mark));
            }
        }
    }

    /// Whether a container is drawn around others.
    fn is_open(&self, slot: usize, boxes: &BTreeSet<usize>) -> bool {
        self.element(slot).is_some_and(Element::is_container)
            && boxes.iter().any(|&at| self.parent(at) == Some(slot))
    }

    fn parent(&self, slot: usize) -> Option<usize> {
        self.comparison.diff.merged.slots[slot].parent
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

/// So many statements stand on a line: nobody reads them, and the comment stays short.
const PER_LINE: usize = 8;

/// What changed, a line below the label for each.
fn told(details: &[String]) -> String {
    details.iter().map(|detail| format!("<br/>{}", said(detail))).collect()
}

fn said(detail: &str) -> String {
    escaped(&detail.replace(" -> ", " \u{2192} "))
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

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_label_is_a_command_and_nothing_is_longer_than_a_box() {
        assert_eq!(escaped("a\u{7}b\nc"), "a b c");
        assert_eq!(escaped("%%{init}%%"), "#37;#37;#123;init#125;#37;#37;");
        assert_eq!(escaped("<b>\"`#&\\"), "#lt;b#gt;#quot;#96;#35;#amp;#92;");
        assert_eq!(escaped(&"x".repeat(80)), "x".repeat(80));
        assert_eq!(escaped(&"x".repeat(81)), "x".repeat(80) + "…");
    }
}
