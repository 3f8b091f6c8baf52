//! What a container's title says, and how much room it takes.

use crate::geom::{Size, Unit, px};
use crate::graph::{ArchGraph, ElementIx};
use crate::measure::text::Face;
use crate::measure::wrap::{TextLine, widest, wrap};

/// Side of the tile with the glyph before a title.
pub const PANEL_TILE: Unit = px(28);
/// Between glyph and text.
const GAP: Unit = px(8);
/// Widest title before it is wrapped.
const ROOM: Unit = px(240);

/// A container's texts and the size of its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The container.
    pub element: ElementIx,
    /// Lines of its title.
    pub title: Vec<TextLine>,
    /// Its kind, and how many it stands for; empty where the title says it.
    pub kind: TextLine,
    /// Room for glyph, title and kind.
    pub size: Size,
}

impl Panel {
    /// Where the text begins, from the left border of the title.
    pub const TEXT_X: Unit = PANEL_TILE + GAP;

    /// Measures a container with `below` its title.
    pub(super) fn measure(graph: &ArchGraph, ix: ElementIx, below: Option<&str>) -> Self {
        let element = &graph.graph[ix];
        let title = wrap(&element.label, Face::Label, ROOM);
        let mut kind = below.unwrap_or_default().to_owned();
        if let Some(count) = element.count.filter(|&count| count > 1) {
            kind = format!("{kind} \u{d7} {count}");
        }
        let kind = TextLine::single(&kind, Face::Small);
        let text = widest(&title).max(kind.width);
        let mut height = title.len() as Unit * Face::Label.leading();
        if kind.width > 0 {
            height += Face::Small.leading();
        }
        let width = (Self::TEXT_X + text + px(2) - 1) / px(2) * px(2);
        let size = Size::new(width, height.max(PANEL_TILE));
        Self { element: ix, title, kind, size }
    }
}
