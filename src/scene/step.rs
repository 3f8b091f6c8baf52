//! The number of a step: a filled circle at the left end of a label's box.

use crate::geom::{Point, Rect, px};
use crate::measure::{Face, LineLabel, StepNumber};
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
    let (paint, color) = match mark {
        Some(Mark::Dimmed) => (Paint::outlined(Role::CardLine, px(1)), Role::Soft),
        _ => (Paint::filled(Role::Step), Role::StepInk),
    };
    let top = room.y + (room.height - StepNumber::HEIGHT) / 2;
    let rect = Rect::new(room.x + StepNumber::APART, top, step.width, StepNumber::HEIGHT);
    shapes.push(Shape::Box { part: Part::Step, rect, corner: rect.height / 2, paint });
    let rise = (rect.height - Face::Badge.leading()) / 2;
    let at = Point::new(rect.x + rect.width / 2, rect.y + rise + Face::Badge.baseline());
    shapes.push(Shape::Text {
        part: Part::Step,
        at,
        anchor: Anchor::Middle,
        lines: vec![step.text.clone()],
        room: rect.width,
        face: Face::Badge,
        color,
    });
    let texts = label.text_size().unwrap_or_default();
    let right = room.right() - texts.width;
    Rect::new(right, room.y + (room.height - texts.height) / 2, texts.width, texts.height)
}
