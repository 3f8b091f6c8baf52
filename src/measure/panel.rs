//! What the title of a frame says, and how much room it takes.
//!
//! ```text
//! +--------------------------------------+
//! | [#] Arc-enabled   > [#] IoT          |   each container of the frame with its glyph, the
//! |     cluster             Operations   |   outer one first; where a row is full, in rows
//! ```

use crate::geom::{Point, Size, Unit, px};
use crate::graph::{ArchGraph, ElementIx};
use crate::measure::card::TILE;
use crate::measure::text::{Face, in_wide_font, room_in_wide_font};
use crate::measure::wrap::{TextLine, longest_word, widest, wrap};

/// Between glyph and text.
const GAP: Unit = px(6);
/// Room for the sign between the titles of two containers, before the second one's glyph.
const SIGN: Unit = px(12);
/// Between a title and that sign.
const BETWEEN: Unit = px(4);
/// Between rows of titles.
const ROWS: Unit = px(2);
/// Widest title of a frame around a few nodes.
const ROOM: Unit = px(200);
/// Widest title of a frame around many, which is wide itself.
const ROOM_MOST: Unit = px(360);
/// That many.
const MANY: usize = 3;

/// The texts of a frame and the size of its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The containers that it is the frame of, outer ones first; one at least.
    pub titles: Vec<Title>,
    /// Room for all of them.
    pub size: Size,
}

/// What a container says in the title of its frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The container.
    pub element: ElementIx,
    /// Lines of its name.
    pub name: Vec<TextLine>,
    /// Lines of its kind, and how many it stands for; none where the name says it.
    pub kind: Vec<TextLine>,
    /// Where its glyph is, from the top left of the frame's title.
    pub at: Point,
    /// How wide its text may be, in any font.
    pub room: Unit,
}

impl Panel {
    /// The outermost of its containers.
    pub fn outermost(&self) -> ElementIx {
        self.titles[0].element
    }

    /// Measures the frame of some containers around so many `nodes`; `below` says what stands
    /// below their names.
    pub(super) fn measure<'a>(
        graph: &'a ArchGraph,
        containers: &[ElementIx],
        nodes: usize,
        below: impl Fn(ElementIx) -> Option<&'a str>,
    ) -> Self {
        let room = if nodes < MANY { ROOM } else { ROOM_MOST };
        let mut titles: Vec<Title> = Vec::new();
        let (mut at, mut size) = (Point::default(), Size::default());
        for &element in containers {
            let indent = if titles.is_empty() { 0 } else { SIGN };
            let mut title = Title::measure(graph, element, room - indent, below(element));
            let is_full = at.x + BETWEEN + indent + title.size().width > room;
            if indent > 0 && is_full {
                at = Point::new(0, size.height + ROWS);
            } else if indent > 0 {
                at.x += BETWEEN;
            }
            title.at = Point::new(at.x + indent, at.y);
            at.x = title.at.x + title.size().width;
            size.width = size.width.max(at.x);
            size.height = size.height.max(at.y + title.size().height);
            titles.push(title);
        }
        Self { titles, size }
    }
}

impl Title {
    /// Where the text begins, from the left border of the glyph.
    pub const TEXT_X: Unit = TILE + GAP;
    /// Where the sign before a glyph begins, left of it: where a row begins, off the border of the frame.
    pub const SIGN_X: Unit = SIGN - BETWEEN;

    fn measure(graph: &ArchGraph, ix: ElementIx, room: Unit, below: Option<&str>) -> Self {
        let element = &graph.graph[ix];
        let mut kind = below.unwrap_or_default().to_owned();
        if let Some(count) = element.count.filter(|&count| count > 1) {
            kind = format!("{kind} \u{d7} {count}");
        }
        // A long word is kept whole.
        let lines = |text: &str, face| {
            let room = room_in_wide_font(room - Self::TEXT_X, face);
            wrap(text, face, longest_word(text, face).clamp(room, ROOM_MOST))
        };
        let (name, kind) = (lines(&element.label, Face::Label), lines(&kind, Face::Small));
        let room =
            in_wide_font(widest(&name), Face::Label).max(in_wide_font(widest(&kind), Face::Small));
        let room = (room + px(2) - 1) / px(2) * px(2);
        Self { element: ix, name, kind, at: Point::default(), room }
    }

    /// Room for glyph, name and kind.
    fn size(&self) -> Size {
        Size::new(Self::TEXT_X + self.room, self.text_height().max(TILE))
    }

    /// Height of name and kind.
    pub fn text_height(&self) -> Unit {
        self.name.len() as Unit * Face::Label.leading()
            + self.kind.len() as Unit * Face::Small.leading()
    }
}
