//! The title block: title, type of solution, description.

use crate::geom::{Point, Size, Unit, px};
use crate::graph::ArchGraph;
use crate::measure::{Face, TextLine, widest, wrap};
use crate::scene::names::capitalized;
use crate::scene::{Anchor, Part, Shape};
use crate::theme::Role;

/// Least room for the lines of title and description, however narrow the picture is.
const ROOM_LEAST: Unit = px(440);
/// Longest line that reads well.
const ROOM_MOST: Unit = px(880);
/// Between title and type of solution.
const GAP: Unit = px(12);
/// Between the heading and the picture.
const BELOW: Unit = px(20);

/// The shapes of the heading at `at` and how much room it takes; nothing for a picture without
/// title and description. `room` is the width of the picture inside its margins.
pub(super) fn shapes(graph: &ArchGraph, at: Point, room: Unit) -> (Size, Vec<Shape>) {
    let title = wrap(&graph.title.replace('\n', " "), Face::Heading, room.max(ROOM_LEAST));
    let mut text =
        wrap(&graph.description.replace('\n', " "), Face::Body, room.clamp(ROOM_LEAST, ROOM_MOST));
    if graph.graph.node_count() == 0 && !title.is_empty() {
        // A view may leave nothing.
        text.push(TextLine::single("Nothing to show.", Face::Body));
    }
    let mut shapes = Vec::new();
    if title.is_empty() && text.is_empty() {
        return (Size::default(), shapes);
    }
    let (mut x, mut y) = (at.x, at.y);
    let mut width = widest(&text).max(widest(&title));
    let line = |part, lines: &[TextLine], room, face: Face, (x, y), color| Shape::Text {
        part,
        at: Point::new(x, y + face.baseline()),
        anchor: Anchor::Left,
        lines: lines.to_vec(),
        room,
        face,
        color,
    };
    if let Some(last) = title.last() {
        shapes.push(line(Part::Title, &title, widest(&title), Face::Heading, (x, y), Role::Ink));
        y += title.len() as Unit * Face::Heading.leading();
        x += last.width + GAP;
    }
    if !graph.solution.is_empty() && !title.is_empty() {
        let text = TextLine::single(&solution_text(graph), Face::Body);
        width = width.max(x + text.width - at.x);
        // On the baseline of the title's last line.
        let top = y - Face::Heading.leading() + Face::Heading.baseline() - Face::Body.baseline();
        shapes.push(line(Part::Small, &[text], Unit::MAX, Face::Body, (x, top), Role::Soft));
    }
    if !text.is_empty() {
        y += px(4);
        shapes.push(line(Part::Small, &text, room, Face::Body, (at.x, y), Role::Soft));
        y += text.len() as Unit * Face::Body.leading();
    }
    (Size::new(width, y - at.y + BELOW), shapes)
}

/// `Hybrid solution`.
pub(super) fn solution_text(graph: &ArchGraph) -> String {
    format!("{} solution", capitalized(&graph.solution))
}
