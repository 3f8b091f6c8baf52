//! The key: what stands in the circles on lines whose label has no room, and below the picture
//! what each of them means.
//!
//! A circle holds a letter, in reading order; that of a step holds its number, which is a name for
//! the label already.

use std::collections::BTreeMap;

use crate::geom::{Point, Rect, Size, Unit, px};
use crate::layout::{EdgeIx, LETTER, Layout};
use crate::measure::{Face, Measured, TextLine, in_wide_font, room_in_wide_font, widest, wrap};
use crate::scene::{Anchor, Mark, Paint, Part, Shape, step};
use crate::theme::Role;

/// Between circle and text.
const GAP: Unit = px(8);
/// Between entries.
const BETWEEN: Unit = px(24);
/// Height of a row with one line of text.
const ROW: Unit = px(22);

/// What a circle holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    /// A letter, or several where there are many.
    Letter(TextLine),
    /// The number of a step.
    Step(TextLine),
}

impl Sign {
    /// The circle in `rect`, and what is in it as this part. It covers the line that it is on.
    fn circle(&self, rect: Rect, inside: Part, mark: Option<Mark>) -> [Shape; 2] {
        let (paint, color) = match (self, mark) {
            (_, Some(Mark::Dimmed)) => {
                let border = Paint::outlined(Role::CardLine, px(1));
                (Paint { fill: Some(Role::Canvas), ..border }, Role::Soft)
            }
            (Self::Letter(_), _) => (Paint::filled(Role::Soft), Role::Canvas),
            (Self::Step(_), _) => (Paint::filled(Role::Step), Role::StepInk),
        };
        let (Self::Letter(text) | Self::Step(text)) = self;
        step::circle([Part::Letter, inside], rect, text, paint, color)
    }

    /// What is drawn on a line, in the square `rect`.
    pub(super) fn shapes(&self, rect: Rect, mark: Option<Mark>) -> [Shape; 2] {
        let inside = match self {
            Self::Letter(_) => Part::Label,
            Self::Step(_) => Part::Step,
        };
        self.circle(rect, inside, mark)
    }
}

/// The circles of a picture.
#[derive(Debug, Clone, Default)]
pub(super) struct Key {
    signs: BTreeMap<EdgeIx, Sign>,
    /// Each sign once with the text that it stands for.
    rows: Vec<(Sign, String)>,
}

impl Key {
    /// Letters for the labels without room, from top to bottom and left to right; equal labels
    /// have the same.
    pub(super) fn new(measured: &Measured, layout: &Layout) -> Self {
        let mut places: Vec<(Unit, Unit, EdgeIx)> = (layout.edges.iter().enumerate())
            .filter_map(|(edge, route)| route.letter.map(|rect| (rect.y, rect.x, edge)))
            .collect();
        places.sort_unstable();
        let mut key = Self::default();
        for (_, _, edge) in places {
            let label = &measured.labels[edge];
            let number = label.step.as_ref().map(|step| Sign::Step(step.text.clone()));
            let sign = number.unwrap_or_else(|| key.letter_for(&label.text));
            let row = (sign.clone(), label.text.clone());
            if !key.rows.contains(&row) {
                key.rows.push(row);
            }
            key.signs.insert(edge, sign);
        }
        // The number of a step says all where nothing else is on its line.
        key.rows.retain(|(_, text)| !text.is_empty());
        key
    }

    /// The letter that stands for a text already, or else the next one.
    fn letter_for(&self, text: &str) -> Sign {
        let letters = || self.rows.iter().filter(|(sign, _)| matches!(sign, Sign::Letter(_)));
        let known = letters().find(|(_, known)| known == text).map(|(sign, _)| sign.clone());
        let next = || Sign::Letter(TextLine::single(&letter(letters().count()), Face::Badge));
        known.unwrap_or_else(next)
    }

    /// What the circle of an edge holds.
    pub(super) fn sign(&self, edge: EdgeIx) -> Option<&Sign> {
        self.signs.get(&edge)
    }

    /// The entries from `at` on, in rows no wider than `room`, and how much room they take.
    pub(super) fn shapes(&self, at: Point, room: Unit) -> (Size, Vec<Shape>) {
        let text_room = room_in_wide_font(room - LETTER - GAP, Face::Line);
        let (mut x, mut y, mut right, mut height) = (at.x, at.y, at.x, 0);
        let mut shapes = Vec::new();
        for (sign, text) in &self.rows {
            let lines = wrap(text, Face::Line, text_room);
            let width = LETTER + GAP + in_wide_font(widest(&lines), Face::Line);
            if x > at.x && x + width > at.x + room {
                (x, y) = (at.x, at.y + height);
            }
            let more = (lines.len() as Unit - 1).max(0) * Face::Line.leading();
            height = height.max(y + ROW + more - at.y);
            let circle = Rect::new(x, y + (ROW - LETTER) / 2, LETTER, LETTER);
            shapes.extend(sign.circle(circle, Part::Sample, None));
            let top = circle.center().y - Face::Line.leading() / 2;
            shapes.push(Shape::Text {
                part: Part::Sample,
                at: Point::new(circle.right() + GAP, top + Face::Line.baseline()),
                anchor: Anchor::Left,
                lines,
                room: Unit::MAX,
                face: Face::Line,
                color: Role::Soft,
            });
            right = right.max(x + width);
            x += width + BETWEEN;
        }
        (Size::new(right - at.x, height), shapes)
    }
}

/// A, B, ..., Z, AA, AB, ...
fn letter(number: usize) -> String {
    let last = char::from(b'A' + (number % 26) as u8);
    let before = match number / 26 {
        0 => String::new(),
        more => letter(more - 1),
    };
    format!("{before}{last}")
}

#[cfg(test)]
mod tests {
    use super::{Key, Sign, letter};
    use crate::geom::{Point, Rect, px};
    use crate::graph::sample::{self, Sample};
    use crate::graph::{ArchGraph, Connection};
    use crate::layout::{ENGINES, FlowDirection, LETTER, Layout};
    use crate::measure::{Measured, Protocols, Settings, measure};
    use crate::scene::{Part, Shape};
    use crate::theme::Theme;

    /// An architecture with these labels and steps, each line of which has a letter; the last one
    /// stands highest.
    fn lettered(labels: &[(&str, Option<u32>)]) -> (Measured, Layout) {
        let graph: ArchGraph = labels
            .iter()
            .fold(
                Sample::new("t")
                    .element(sample::node("a", "device", "field"), None)
                    .element(sample::node("b", "iot-hub", "ingest"), None),
                |graph, &(label, step)| {
                    let connection = Connection { step, ..sample::connection(label, "data") };
                    graph.connection("a", "b", connection)
                },
            )
            .build();
        let theme = Theme::standard();
        let settings = Settings {
            theme: &theme,
            reading: Some(FlowDirection::Auto),
            protocols: Protocols::Off,
            width: None,
        };
        let measured = measure(&graph, settings);
        let mut layout = ENGINES[0].lay_out(&measured.input);
        for (i, route) in layout.edges.iter_mut().enumerate() {
            route.label = None;
            route.letter = Some(Rect::new(0, px(1000 - 50 * i as i32), LETTER, LETTER));
        }
        (measured, layout)
    }

    /// The rows of a key; the number of a step ends in a full stop.
    fn said(key: &Key) -> Vec<String> {
        let row = |(sign, text): &(Sign, String)| match sign {
            Sign::Letter(line) => format!("{} {text}", line.text),
            Sign::Step(line) => format!("{}. {text}", line.text),
        };
        key.rows.iter().map(row).collect()
    }

    #[test]
    fn letters_go_from_top_to_bottom_and_equal_texts_share_one() {
        let (measured, layout) =
            lettered(&[("alarms", None), ("telemetry", None), ("alarms", None), ("twins", None)]);
        let key = Key::new(&measured, &layout);
        assert_eq!(said(&key), ["A twins", "B alarms", "C telemetry"]);
        assert_eq!(key.sign(0), key.sign(2));
    }

    #[test]
    fn a_step_keeps_its_number_and_is_explained_where_it_has_a_text() {
        let (measured, layout) = lettered(&[("alarms", Some(7)), ("twins", None), ("", Some(2))]);
        let key = Key::new(&measured, &layout);
        assert_eq!(said(&key), ["A twins", "7. alarms"]);
        assert!(matches!(key.sign(2), Some(Sign::Step(line)) if line.text == "2"));
    }

    #[test]
    fn letters_go_on_after_z() {
        let names = [0, 25, 26, 51, 52, 701, 702].map(letter);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn no_entry_leaves_the_room() {
        let long = "updates of the content of all screens in the waiting room";
        let (measured, layout) = lettered(&[(long, None), ("alarms", None), ("twins", None)]);
        let key = Key::new(&measured, &layout);
        for room in (100..900).step_by(40) {
            let (size, shapes) = key.shapes(Point::new(px(24), px(24)), px(room));
            assert!(size.width <= px(room), "{room}");
            let words: Vec<&str> = (shapes.iter())
                .filter_map(|shape| match shape {
                    Shape::Text { part: Part::Sample, lines, .. } => Some(lines),
                    _ => None,
                })
                .flatten()
                .flat_map(|line| line.text.split(' '))
                .collect();
            assert_eq!(words.join(" "), format!("A twins B alarms C {long}"));
        }
    }
}
