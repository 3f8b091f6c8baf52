//! A container: its frame, told apart by border, tint and glyph, and its title.

use crate::geom::{Point, Rect, Unit, px};
use crate::graph::Element;
use crate::layout::PlacedContainer;
use crate::measure::{Face, PANEL_TILE, Panel};
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

/// What is drawn for a container at `depth`.
pub(super) fn shapes(
    element: &Element,
    panel: &Panel,
    placed: &PlacedContainer,
    depth: usize,
    mark: Option<Mark>,
    theme: &Theme,
) -> Vec<Shape> {
    let look = LOOKS
        .iter()
        .find(|look| look.kinds.contains(&element.kind.as_str()))
        .unwrap_or(&LOOKS[LOOKS.len() - 1]);
    let border = if mark == Some(Mark::Dimmed) { Role::CardLine } else { look.border };
    let width = look.weight * theme.border_width;
    let plain =
        Paint { fill: Some(tint(depth)), dash: look.dash, ..Paint::outlined(border, width) };
    let paint = marked_outline(plain, mark, theme);
    let frame = placed.frame;
    let mut shapes =
        vec![Shape::Box { part: Part::Frame, rect: frame, corner: look.corner, paint }];
    if look.rim {
        let rect = frame.grown(-px(3));
        let paint = Paint { fill: None, width: px(1), ..paint };
        shapes.push(Shape::Box { part: Part::Rim, rect, corner: px(2), paint });
    }
    if element.is_trust_boundary() {
        let (rect, corner) = (frame.grown(-px(4)), (look.corner - px(4)).max(0));
        shapes.push(Shape::Box { part: Part::Rim, rect, corner, paint: boundary() });
    }
    let colors = (border, text_color(mark));
    title(element, panel, placed.title, colors, &mut shapes);
    if let Some(mark) = mark {
        sign(mark, Point::new(frame.right() - px(20), frame.y + px(4)), &mut shapes);
    }
    shapes
}

/// Glyph, title and kind.
fn title(
    element: &Element,
    panel: &Panel,
    room: Rect,
    (glyph, ink): (Role, Role),
    shapes: &mut Vec<Shape>,
) {
    let rect = Rect::new(room.x, room.y, PANEL_TILE, PANEL_TILE);
    shapes.push(Shape::Glyph { icon: element.icon.clone(), rect, color: glyph });
    let x = room.x + Panel::TEXT_X;
    // A single line stands in the middle of the glyph's height.
    let only = panel.kind.width == 0 && panel.title.len() == 1;
    let top = if only { room.y + (PANEL_TILE - Face::Label.leading()) / 2 } else { room.y };
    let mut text = |part, lines, face: Face, y, color| {
        let at = Point::new(x, y + face.baseline());
        let (anchor, room) = (Anchor::Left, room.width - Panel::TEXT_X);
        shapes.push(Shape::Text { part, at, anchor, lines, room, face, color });
    };
    text(Part::Title, panel.title.clone(), Face::Label, top, ink);
    if panel.kind.width > 0 {
        let below = top + panel.title.len() as Unit * Face::Label.leading();
        text(Part::Small, vec![panel.kind.clone()], Face::Small, below, Role::Soft);
    }
}
