//! The number of a step: a filled circle at the left end of a label's box.

use crate::geom::{Point, Rect, px};
use crate::measure::{Face, LineLabel, StepNumber, TextLine};
use crate::scene::{Anchor, Mark, Paint, Part, Shape};
use crate::theme::Role;

/// Draws the number of a label in `room`, if it has one; the room that is left for the texts.
pub(super) fn shapes(
    label: &LineLabel,
    room: Rect,
    mark: Option<Mark>,
    shapes: &mut Vec<Shape>,
) -> Rect {
    let Some(step) = &label.step else { return room };
    let top = room.y + (room.height - StepNumber::HEIGHT) / 2;
    let rect = Rect::new(room.x + StepNumber::APART, top, step.width, StepNumber::HEIGHT);
    let (paint, color) = match mark {
        Some(Mark::Dimmed) => (Paint::outlined(Role::CardLine, px(1)), Role::Soft),
        _ => (Paint::filled(Role::Step), Role::StepInk),
    };
    shapes.extend(circle([Part::Step; 2], rect, &step.text, paint, color));
    let texts = label.text_size().unwrap_or_default();
    let right = room.right() - texts.width;
    Rect::new(right, room.y + (room.height - texts.height) / 2, texts.width, texts.height)
}

/// A circle with a short text in it, and what parts the two are.
pub(super) fn circle(
    [around, inside]: [Part; 2],
    rect: Rect,
    text: &TextLine,
    paint: Paint,
    color: Role,
) -> [Shape; 2] {
    let rise = (rect.height - Face::Badge.leading()) / 2;
    let at = Point::new(rect.x + rect.width / 2, rect.y + rise + Face::Badge.baseline());
    let (anchor, face) = (Anchor::Middle, Face::Badge);
    let lines = vec![text.clone()];
    [
        Shape::Box { part: around, rect, corner: rect.height / 2, paint },
        Shape::Text { part: inside, at, anchor, lines, room: rect.width, face, color },
    ]
}
