//! A container: its frame, told apart by border, tint and glyph, and its title. Where several
//! share a frame it has the border of the outermost, and the title names each.

use crate::geom::{Point, Rect, Unit, px};
use crate::graph::Element;
use crate::measure::{Face, TILE, TextLine, Title};
use crate::scene::card::{marked_outline, sign, text_color};
use crate::scene::{Anchor, Dash, Mark, Paint, Part, Shape};
use crate::theme::{Role, Theme};

/// How the border of a kind of container looks.
struct Look {
    kinds: &'static [&'static str],
    border: Role,
    /// Width of the border in steps of the theme's.
    weight: Unit,
    dash: Dash,
    corner: Unit,
    /// Whether a second line runs inside the border.
    rim: bool,
}

const DASHED: Dash = &[px(8), px(4)];
const LONG_DASHED: Dash = &[px(14), px(5)];
const DASH_DOT: Dash = &[px(10), px(4), px(2), px(4)];
const DOTTED: Dash = &[px(2), px(4)];
const SOLID: Dash = &[];

/// Between the titles of two containers: the second is in the first.
const INSIDE: &str = "\u{203a}";

/// One row for each family of containers; the last one is for all others.
const LOOKS: &[Look] = &[
    Look {
        kinds: &["site", "arc-site", "layered-network"],
        border: Role::Site,
        weight: 2,
        dash: SOLID,
        corner: px(12),
        rim: false,
    },
    Look {
        kinds: &["arc-cluster", "edge-cluster", "kubernetes", "edge-device", "kubernetes-service"],
        border: Role::Cluster,
        weight: 1,
        dash: DASHED,
        corner: px(8),
        rim: false,
    },
    Look {
        kinds: &["iot-operations", "iot-edge"],
        border: Role::Cluster,
        weight: 1,
        dash: SOLID,
        corner: px(8),
        rim: false,
    },
    Look {
        kinds: &["cloud"],
        border: Role::Cloud,
        weight: 2,
        dash: SOLID,
        corner: px(12),
        rim: false,
    },
    Look {
        kinds: &["region"],
        border: Role::Cloud,
        weight: 1,
        dash: LONG_DASHED,
        corner: px(10),
        rim: false,
    },
    Look {
        kinds: &["subscription", "tenant"],
        border: Role::Group,
        weight: 1,
        dash: DASH_DOT,
        corner: px(8),
        rim: false,
    },
    Look {
        kinds: &["resource-group", "stamp", "environment"],
        border: Role::Group,
        weight: 1,
        dash: DOTTED,
        corner: px(8),
        rim: false,
    },
    Look {
        kinds: &["network", "zone"],
        border: Role::Network,
        weight: 1,
        dash: SOLID,
        corner: px(4),
        rim: true,
    },
    Look { kinds: &[], border: Role::Group, weight: 1, dash: SOLID, corner: px(8), rim: false },
];

/// What the inside of a container at this depth (1: outermost) is filled with.
pub(super) const fn tint(depth: usize) -> Role {
    if depth.is_multiple_of(2) { Role::PanelEven } else { Role::PanelOdd }
}

/// The line of a trust boundary: round dots.
pub(super) const fn boundary() -> Paint {
    const DOTS: Dash = &[0, px(4)];
    Paint { dash: DOTS, ..Paint::outlined(Role::Boundary, px(2)) }
}

/// The strip behind the services of a band.
pub(super) fn band(theme: &Theme) -> Paint {
    let border = Paint::outlined(Role::CardLine, theme.border_width / 2);
    Paint { fill: Some(Role::Band), ..border }
}

/// The border of a frame.
pub(super) struct Border {
    look: &'static Look,
    paint: Paint,
    mark: Option<Mark>,
}

impl Border {
    /// The border of a container.
    pub(super) fn of(element: &Element, mark: Option<Mark>, theme: &Theme) -> Self {
        let look = look(element);
        let width = look.weight * theme.border_width;
        let plain = Paint { dash: look.dash, ..Paint::outlined(border_role(look, mark), width) };
        Self { look, paint: marked_outline(plain, mark, theme), mark }
    }

    /// The frame, filled for its depth, and the sign of its mark.
    pub(super) fn frame(&self, rect: Rect, depth: usize) -> Vec<Shape> {
        let paint = Paint { fill: Some(tint(depth)), ..self.paint };
        let corner = self.look.corner;
        let mut shapes = vec![Shape::Box { part: Part::Frame, rect, corner, paint }];
        if let Some(mark) = self.mark {
            sign(mark, Point::new(rect.right() - px(20), rect.y + px(4)), &mut shapes);
        }
        shapes
    }

    /// What is there of the frame of a container that shares it with the one around it: that one draws it.
    pub(super) fn shared_frame(rect: Rect) -> Vec<Shape> {
        vec![Shape::Box { part: Part::Frame, rect, corner: 0, paint: Paint::invisible() }]
    }

    /// The lines inside the border that a container has.
    pub(super) fn rims(&self, element: &Element, frame: Rect) -> Vec<Shape> {
        let part = Part::Rim;
        let mut shapes = Vec::new();
        if look(element).rim {
            let rect = frame.grown(-px(3));
            let stroke = self.paint.stroke.map(|_| border_role(look(element), self.mark));
            let paint = Paint { fill: None, width: px(1), stroke, ..self.paint };
            shapes.push(Shape::Box { part, rect, corner: px(2), paint });
        }
        if element.is_trust_boundary() {
            let (rect, corner) = (frame.grown(-px(4)), (self.look.corner - px(4)).max(0));
            shapes.push(Shape::Box { part, rect, corner, paint: boundary() });
        }
        shapes
    }
}

fn look(element: &Element) -> &'static Look {
    let known = LOOKS.iter().find(|look| look.kinds.contains(&element.kind.as_str()));
    known.unwrap_or(&LOOKS[LOOKS.len() - 1])
}

/// The color of a border and of its container's glyph: what only stayed steps back.
const fn border_role(look: &Look, mark: Option<Mark>) -> Role {
    match mark {
        Some(Mark::Dimmed) => Role::CardLine,
        _ => look.border,
    }
}

/// Glyph, name and kind of a container, in the title of its frame at `room`.
pub(super) fn title(
    element: &Element,
    title: &Title,
    room: Rect,
    mark: Option<Mark>,
) -> Vec<Shape> {
    let (x, y) = (room.x + title.at.x, room.y + title.at.y);
    let rect = Rect::new(x, y, TILE, TILE);
    let color = border_role(look(element), mark);
    let mut shapes = vec![Shape::Glyph { icon: element.icon.clone(), rect, color }];
    let mut text = |part, lines: &[TextLine], face: Face, (x, y), color| {
        if !lines.is_empty() {
            let at = Point::new(x, y + face.baseline());
            let (lines, anchor, room) = (lines.to_vec(), Anchor::Left, title.room);
            shapes.push(Shape::Text { part, at, anchor, lines, room, face, color });
        }
    };
    let middle = |height| y + (TILE - height) / 2;
    if title.at != Point::default() {
        let inside = TextLine::single(INSIDE, Face::Label);
        let at = (x - Title::SIGN_X, middle(Face::Label.leading()));
        text(Part::Small, &[inside], Face::Label, at, Role::Soft);
    }
    // A single line stands in the middle of the glyph's height.
    let top = if title.text_height() < TILE { middle(title.text_height()) } else { y };
    let x = x + Title::TEXT_X;
    text(Part::Title, &title.name, Face::Label, (x, top), text_color(mark));
    let below = top + title.name.len() as Unit * Face::Label.leading();
    text(Part::Small, &title.kind, Face::Small, (x, below), Role::Soft);
    shapes
}
