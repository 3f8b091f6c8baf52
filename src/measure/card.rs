//! What a node's card says, and how large it must be to say it.
//!
//! ```text
//! +----------------------+   PAD around everything
//! | [##] Label, wrapped  |   the tile with the glyph, TILE wide, then the text
//! | [##] kind  (x 1,200) |   badges follow the kind, or stand below it where the line is full
//! +----------------------+
//!   +------------------+     the stack, where the card stands for many
//! ```

use crate::geom::{Size, Unit, px};
use crate::graph::{ArchGraph, Element, ElementIx, Status};
use crate::measure::text::{Face, width};
use crate::measure::wrap::{TextLine, longest_word, widest, wrap};

/// Width of a card unless a word needs more.
pub const CARD_WIDTH: Unit = px(176);
/// Widest card; longer words are broken.
const CARD_WIDTH_MOST: Unit = px(248);
/// Least height of a card.
const CARD_HEIGHT: Unit = px(56);
/// Size of a node that is drawn as a mark.
const MARK: Size = Size::new(px(8), px(8));
/// Between a card's border and what it holds.
pub const PAD: Unit = px(10);
/// Side of the square behind the glyph.
pub const TILE: Unit = px(36);
/// Between tile and text.
const GAP: Unit = px(10);
/// How far each card of a stack shows below the one before it.
pub const STACK_STEP: Unit = px(4);
/// Height of a badge.
pub const BADGE_HEIGHT: Unit = px(16);
/// Between a badge's border and its text.
const BADGE_PAD: Unit = px(6);
/// Between badges, and between kind and badge.
const BADGE_GAP: Unit = px(6);

/// What a badge tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BadgeKind {
    /// How many the card stands for.
    Count,
    /// Where the service is in its life.
    Status(Status),
}

/// A small pill of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// What it tells.
    pub kind: BadgeKind,
    /// Its text.
    pub text: TextLine,
    /// Its left border, from the left border of the card's text.
    pub x: Unit,
    /// Its top border, from the top of the card's text.
    pub y: Unit,
    /// Its width.
    pub width: Unit,
}

/// A node's texts and sizes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The node.
    pub element: ElementIx,
    /// Lines of its label.
    pub label: Vec<TextLine>,
    /// Lines of its kind; none where the label says it.
    pub kind: Vec<TextLine>,
    /// Its badges.
    pub badges: Vec<Badge>,
    /// Height of label, kind and badges together.
    pub text_height: Unit,
    /// How many further cards show behind it.
    pub stack: u8,
    /// Size of the whole frame, the stack included.
    pub size: Size,
}

impl Card {
    /// Where the text begins, from the left border of the card.
    pub const TEXT_X: Unit = PAD + TILE + GAP;

    /// Measures a node with `below` its label.
    pub(super) fn measure(graph: &ArchGraph, ix: ElementIx, below: Option<&str>) -> Self {
        let element = &graph.graph[ix];
        if element.mark_shape().is_some() {
            return Self::mark(ix);
        }
        let needed = longest_word(&element.label, Face::Label);
        let wanted = Self::TEXT_X + needed + PAD;
        // Steps of 8 px keep the widths of neighbors alike.
        let width = wanted.clamp(CARD_WIDTH, CARD_WIDTH_MOST);
        let width = stepped(width, px(8));
        let room = width - Self::TEXT_X - PAD;
        let label = wrap(&element.label, Face::Label, room);
        let kind = below.map_or_else(Vec::new, |kind| wrap(kind, Face::Small, room));
        let mut height = label.len() as Unit * Face::Label.leading()
            + kind.len() as Unit * Face::Small.leading();
        let badges = place_badges(element, &kind, room, &mut height);
        let stack = if element.count.is_some_and(|count| count > 1) { 2 } else { 0 };
        let face = stepped((height + 2 * PAD - px(4)).max(CARD_HEIGHT), px(8));
        let size = Size::new(width, face + Unit::from(stack) * STACK_STEP);
        Self { element: ix, label, kind, badges, text_height: height, stack, size }
    }

    /// A node without texts, where lines meet.
    const fn mark(element: ElementIx) -> Self {
        Self {
            element,
            label: Vec::new(),
            kind: Vec::new(),
            badges: Vec::new(),
            text_height: 0,
            stack: 0,
            size: MARK,
        }
    }

    /// Height of the front card alone.
    pub fn face_height(&self) -> Unit {
        self.size.height - Unit::from(self.stack) * STACK_STEP
    }

    /// Width of the widest line of label and kind.
    pub fn text_width(&self) -> Unit {
        widest(&self.label).max(widest(&self.kind))
    }
}

/// Puts the badges behind the kind's last line if they fit, otherwise below it.
fn place_badges(element: &Element, kind: &[TextLine], room: Unit, height: &mut Unit) -> Vec<Badge> {
    let mut texts = Vec::new();
    if let Some(count) = element.count.filter(|&count| count > 1) {
        texts.push((BadgeKind::Count, format!("\u{d7} {}", grouped(count))));
    }
    if element.status != Status::Available {
        texts.push((BadgeKind::Status(element.status), element.status.word().to_owned()));
    }
    if texts.is_empty() {
        return Vec::new();
    }
    let widths: Vec<Unit> =
        texts.iter().map(|(_, text)| width(text, Face::Badge) + 2 * BADGE_PAD).collect();
    let total: Unit = widths.iter().sum::<Unit>() + BADGE_GAP * (widths.len() as Unit - 1);
    let beside = kind.last().map_or(0, |line| line.width + BADGE_GAP);
    let on_kind_line = kind.len() == 1 && beside + total <= room;
    let (mut x, mut y) = if on_kind_line {
        // Clear of what hangs below the label's baseline.
        *height += BADGE_HEIGHT + px(2) - Face::Small.leading();
        (beside, *height - BADGE_HEIGHT)
    } else {
        // A label's letters hang deeper than a kind's.
        *height += if kind.is_empty() { px(4) } else { px(2) } + BADGE_HEIGHT;
        (0, *height - BADGE_HEIGHT)
    };
    let mut badges = Vec::new();
    for ((kind, text), width) in texts.into_iter().zip(widths) {
        if x > 0 && x + width > room {
            (x, y) = (0, y + BADGE_HEIGHT + px(2));
            *height += BADGE_HEIGHT + px(2);
        }
        badges.push(Badge { kind, text: TextLine::single(&text, Face::Badge), x, y, width });
        x += width + BADGE_GAP;
    }
    badges
}

/// The least multiple of `step` that is no less than `length`.
const fn stepped(length: Unit, step: Unit) -> Unit {
    (length + step - 1) / step * step
}

/// A number with commas between its thousands.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
