//! A node: its card, glyph, texts and badges.

use crate::geom::{Point, Rect, Unit, px};
use crate::graph::{Element, Lane, MarkShape, Status};
use crate::measure::{
    BADGE_HEIGHT, Badge, BadgeKind, Card, Face, PAD, STACK_STEP, TILE, TextLine, widest,
};
use crate::scene::{Anchor, Dash, Mark, Paint, Part, Shape, Step};
use crate::theme::{Role, Theme};

/// How much narrower each card of a stack is than the one before it, on either side.
const STACK_INSET: Unit = px(6);
/// Side of the sign of a comparison in a card's corner.
const SIGN: Unit = px(16);

/// What is drawn for a node in `frame`.
pub(super) fn shapes(
    element: &Element,
    card: &Card,
    frame: Rect,
    mark: Option<Mark>,
    theme: &Theme,
) -> Vec<Shape> {
    if let Some(shape) = element.mark_shape() {
        return vec![point(shape, frame, mark)];
    }
    // An engine may give more room than was asked for: the front card takes it.
    let stack = Unit::from(card.stack) * STACK_STEP;
    let face = Rect::new(frame.x, frame.y, frame.width, frame.height - stack);
    let mut shapes = sheets(card, frame, face, mark, theme);
    let color = match mark {
        Some(Mark::Dimmed) => Role::Soft,
        _ => lane_role(element.lane().unwrap_or(Lane::Process)),
    };
    let rect = Rect::new(face.x + PAD, face.y + (face.height - TILE) / 2, TILE, TILE);
    shapes.push(Shape::Glyph { icon: element.icon.clone(), rect, color });
    texts(card, face, mark, &mut shapes);
    if let Some(mark) = mark {
        sign(mark, Point::new(face.x + px(3), face.y + px(3)), &mut shapes);
    }
    shapes
}

/// A node that is no more than a place where lines meet; a bar where many do.
fn point(shape: MarkShape, frame: Rect, mark: Option<Mark>) -> Shape {
    let role = mark.and_then(mark_role).unwrap_or_else(|| text_color(mark));
    let paint = match shape {
        MarkShape::Point => Paint::filled(role),
        MarkShape::Invisible => Paint::invisible(),
    };
    let corner = frame.width.min(frame.height) / 2;
    Shape::Box { part: Part::Frame, rect: frame, corner, paint }
}

/// The color of a lane's glyphs.
pub(super) const fn lane_role(lane: Lane) -> Role {
    match lane {
        Lane::Field => Role::LaneField,
        Lane::Edge => Role::LaneEdge,
        Lane::Ingest => Role::LaneIngest,
        Lane::Process => Role::LaneProcess,
        Lane::Store => Role::LaneStore,
        Lane::Use => Role::LaneUse,
        Lane::Management => Role::LaneManagement,
        Lane::Security => Role::LaneSecurity,
    }
}

/// The color of a mark; none for what is only dimmed.
pub(super) const fn mark_role(mark: Mark) -> Option<Role> {
    match mark {
        Mark::Added => Some(Role::Added),
        Mark::Removed => Some(Role::Removed),
        Mark::Changed => Some(Role::Changed),
        Mark::Dimmed => None,
    }
}

/// Dashes of what is only in the old version.
pub(super) const GONE: Dash = &[px(5), px(3)];

/// The color of labels and titles: what only stayed steps back.
pub(super) const fn text_color(mark: Option<Mark>) -> Role {
    match mark {
        Some(Mark::Dimmed) => Role::Soft,
        _ => Role::Ink,
    }
}

/// The outline of a card or container in a comparison: strong, and dashed for what is gone.
pub(super) fn marked_outline(paint: Paint, mark: Option<Mark>, theme: &Theme) -> Paint {
    match mark.and_then(|mark| Some((mark, mark_role(mark)?))) {
        Some((mark, role)) => Paint {
            stroke: Some(role),
            width: theme.border_width + px(1),
            dash: if mark == Mark::Removed { GONE } else { &[] },
            ..paint
        },
        None => paint,
    }
}

/// The card, and what shows of those behind it.
fn sheets(card: &Card, frame: Rect, face: Rect, mark: Option<Mark>, theme: &Theme) -> Vec<Shape> {
    let plain =
        Paint { fill: Some(Role::Card), ..Paint::outlined(Role::CardLine, theme.border_width) };
    let paint = marked_outline(plain, mark, theme);
    let corner = theme.corner;
    if card.stack == 0 {
        return vec![Shape::Box { part: Part::Frame, rect: frame, corner, paint }];
    }
    vec![
        Shape::Box { part: Part::Frame, rect: frame, corner: 0, paint: Paint::invisible() },
        stack(face, card.stack, STACK_STEP, STACK_INSET, corner, paint),
        Shape::Box { part: Part::Card, rect: face, corner, paint },
    ]
}

/// What shows of `count` cards behind `face`: a rim below it, another below that, and so on,
/// each `step` high and `inset` narrower on either side. The first begins behind the face.
///
/// ```text
///   |          face          |
///   \________________________/
///     \____________________/
///        \______________/
/// ```
fn stack(face: Rect, count: u8, step: Unit, inset: Unit, corner: Unit, paint: Paint) -> Shape {
    let mut steps = Vec::new();
    for i in 1..=Unit::from(count) {
        let (left, right) = (face.x + i * inset, face.right() - i * inset);
        let bottom = face.bottom() + i * step;
        let top = if i == 1 { bottom - step - corner / 2 } else { bottom - step };
        steps.push(Step::Move(Point::new(left, top)));
        if i == 1 {
            steps.push(Step::Line(Point::new(left, bottom - step)));
        }
        steps.push(Step::Round(Point::new(left, bottom), Point::new(left + step, bottom)));
        steps.push(Step::Line(Point::new(right - step, bottom)));
        steps.push(Step::Round(Point::new(right, bottom), Point::new(right, bottom - step)));
        if i == 1 {
            steps.push(Step::Line(Point::new(right, top)));
        }
    }
    Shape::Path { part: Part::Stack, steps, paint }
}

/// Label, kind and badges, in the middle of the card's height.
fn texts(card: &Card, face: Rect, mark: Option<Mark>, shapes: &mut Vec<Shape>) {
    let x = face.x + Card::TEXT_X;
    let top = face.y + (face.height - card.text_height) / 2;
    let color = text_color(mark);
    let room = Card::text_room(face.width);
    let mut line = |part, lines: &[TextLine], face: Face, y, color| {
        if !lines.is_empty() {
            let at = Point::new(x, y + face.baseline());
            let (lines, anchor) = (lines.to_vec(), Anchor::Left);
            shapes.push(Shape::Text { part, at, anchor, lines, room, face, color });
        }
    };
    line(Part::Label, &card.label, Face::Label, top, color);
    // A badge beside the kind is taller than its line: the kind stands in the badge's middle.
    let beside = card.badges.first().is_some_and(|badge| badge.x > 0);
    let drop = if beside { px(2) + (BADGE_HEIGHT - Face::Small.leading()) / 2 } else { 0 };
    let below = top + card.label.len() as Unit * Face::Label.leading() + drop;
    line(Part::Small, &card.kind, Face::Small, below, Role::Soft);
    for badge in &card.badges {
        pill(badge, Point::new(x + badge.x, top + badge.y), color, shapes);
    }
}

/// A badge with its top left corner at `at`; a count is of the `ink` of the label.
fn pill(badge: &Badge, at: Point, ink: Role, shapes: &mut Vec<Shape>) {
    let (paint, color) = match (badge.kind, badge_look(badge.kind)) {
        (BadgeKind::Count, (paint, _)) => (paint, ink),
        (BadgeKind::Status(_), look) => look,
    };
    let rect = Rect::new(at.x, at.y, badge.width, BADGE_HEIGHT);
    pill_shapes(rect, badge.text.clone(), paint, color, shapes);
}

/// How a badge of a kind is painted, and its text.
pub(super) const fn badge_look(kind: BadgeKind) -> (Paint, Role) {
    match kind {
        BadgeKind::Count => {
            let fill = Some(Role::PanelEven);
            (Paint { fill, ..Paint::outlined(Role::CardLine, px(1)) }, Role::Ink)
        }
        BadgeKind::Status(Status::Retired) => (Paint::filled(Role::Notice), Role::Canvas),
        BadgeKind::Status(_) => (Paint::outlined(Role::Notice, px(1)), Role::Notice),
    }
}

/// A pill with text in its middle.
pub(super) fn pill_shapes(
    rect: Rect,
    text: TextLine,
    paint: Paint,
    color: Role,
    shapes: &mut Vec<Shape>,
) {
    shapes.push(Shape::Box { part: Part::Badge, rect, corner: rect.height / 2, paint });
    let rise = (rect.height - Face::Badge.leading()) / 2;
    let at = Point::new(rect.x + rect.width / 2, rect.y + rise + Face::Badge.baseline());
    let lines = vec![text];
    debug_assert!(widest(&lines) <= rect.width, "a badge is as wide as its text");
    let (part, anchor, face, room) = (Part::BadgeText, Anchor::Middle, Face::Badge, rect.width);
    shapes.push(Shape::Text { part, at, anchor, lines, room, face, color });
}

/// The sign of a comparison: plus, minus or tilde on a disk.
pub(super) fn sign(mark: Mark, at: Point, shapes: &mut Vec<Shape>) {
    if let (Some(text), Some(role)) = (mark.sign(), mark_role(mark)) {
        let rect = Rect::new(at.x, at.y, SIGN, SIGN);
        let text = TextLine::single(text, Face::Badge);
        pill_shapes(rect, text, Paint::filled(role), Role::Canvas, shapes);
    }
}
