//! What a node's card says, and how large it must be to say it.
//!
//! ```text
//! +------------------+   PAD before the tile, EDGE behind the text
//! | [##] Label,      |   the tile with the glyph, TILE wide, then the text
//! | [##] wrapped     |
//! |      kind (x 40) |   badges follow the kind, or stand below it where the line is full
//! +------------------+
//!   +--------------+     the stack, where the card stands for many
//! ```
//!
//! Texts have the room that they need where the font is a wide one.

use crate::geom::{Size, Unit, px};
use crate::graph::{ArchGraph, Element, ElementIx, Status};
use crate::measure::text::{Face, in_wide_font, room_in_wide_font, width};
use crate::measure::wrap::{TextLine, longest_word, widest, wrap};

/// Width of a card unless its label needs more.
const CARD_WIDTH: Unit = px(130);
/// Widest card for the sake of fewer lines, where label or kind has more than two.
const CARD_WIDTH_ROOMY: Unit = px(150);
/// Widest card for the sake of a word; longer ones are broken.
const CARD_WIDTH_MOST: Unit = px(164);
/// Steps of the widths between them keep those of neighbors alike.
const WIDTH_STEP: Unit = px(10);
/// Least height of a card.
const CARD_HEIGHT: Unit = px(48);
/// Steps of larger heights.
const HEIGHT_STEP: Unit = px(8);
/// Size of a node that is drawn as a mark.
const MARK: Size = Size::new(px(8), px(8));
/// Between a card's border and its tile.
pub const PAD: Unit = px(8);
/// Side of the square behind a glyph, also that of a container.
pub const TILE: Unit = px(28);
/// Between tile and text.
const GAP: Unit = px(6);
/// Between text and border, right of it.
const EDGE: Unit = px(3);
/// The same above and below it.
const EDGE_Y: Unit = px(6);
/// How far each card of a stack shows below the one before it.
pub const STACK_STEP: Unit = px(4);
/// Height of a badge.
pub const BADGE_HEIGHT: Unit = px(16);
/// Between a badge's border and its text.
const BADGE_PAD: Unit = px(4);
/// Between badges, and between kind and badge.
const BADGE_GAP: Unit = px(4);

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

    /// How wide the text of a card of a width may be, in any font.
    pub const fn text_room(width: Unit) -> Unit {
        width - Self::TEXT_X - EDGE
    }

    /// Measures a node with `below` its label.
    pub(super) fn measure(graph: &ArchGraph, ix: ElementIx, below: Option<&str>) -> Self {
        let element = &graph.graph[ix];
        if element.mark_shape().is_some() {
            return Self::mark(ix);
        }
        let Texts { width, label, kind } = Texts::of(&element.label, below.unwrap_or_default());
        let room = Self::text_room(width);
        let mut height = label.len() as Unit * Face::Label.leading()
            + kind.len() as Unit * Face::Small.leading();
        let badges = place_badges(element, &kind, room, &mut height);
        let stack = if element.count.is_some_and(|count| count > 1) { 2 } else { 0 };
        let face = stepped((height + 2 * EDGE_Y).max(CARD_HEIGHT), HEIGHT_STEP);
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

/// Label and kind in lines, and the width of a card for them.
struct Texts {
    width: Unit,
    label: Vec<TextLine>,
    kind: Vec<TextLine>,
}

impl Texts {
    /// The least width that the words of the label need, or a little more where that saves a
    /// line of a text of more than two.
    fn of(label: &str, kind: &str) -> Self {
        let word = in_wide_font(longest_word(label, Face::Label), Face::Label);
        let more = word - Card::text_room(CARD_WIDTH);
        let least = (CARD_WIDTH + stepped(more.max(0), WIDTH_STEP)).min(CARD_WIDTH_MOST);
        let mut best = Self::in_card(least, label, kind);
        let mut width = least + WIDTH_STEP;
        while best.is_long() && width <= CARD_WIDTH_ROOMY {
            let wider = Self::in_card(width, label, kind);
            if wider.count() < best.count() {
                best = wider;
            }
            width += WIDTH_STEP;
        }
        best
    }

    /// The texts in a card of this width.
    fn in_card(width: Unit, label: &str, kind: &str) -> Self {
        let room = |face| room_in_wide_font(Card::text_room(width), face);
        let lines = |text, face| wrap(text, face, room(face));
        Self { width, label: lines(label, Face::Label), kind: lines(kind, Face::Small) }
    }

    const fn is_long(&self) -> bool {
        self.label.len() > 2 || self.kind.len() > 2
    }

    const fn count(&self) -> usize {
        self.label.len() + self.kind.len()
    }
}

/// Width of a badge around a text.
pub fn badge_width(text: &str) -> Unit {
    stepped(in_wide_font(width(text, Face::Badge), Face::Badge), px(1)) + 2 * BADGE_PAD
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
    let widths: Vec<Unit> = texts.iter().map(|(_, text)| badge_width(text)).collect();
    let total: Unit = widths.iter().sum::<Unit>() + BADGE_GAP * (widths.len() as Unit - 1);
    let behind = |line: &TextLine| in_wide_font(line.width, Face::Small) + BADGE_GAP;
    let beside = stepped(kind.last().map_or(0, behind), px(1));
    // A badge is taller than its line: it would touch a longer one above.
    let above = kind.iter().rev().skip(1).map(behind).max().unwrap_or(0);
    let on_kind_line = !kind.is_empty() && above <= beside && beside + total <= room;
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

#[cfg(test)]
mod tests {
    use super::{Card, Texts};
    use crate::geom::{PX, px};
    use crate::graph::sample::{self, Sample};
    use crate::measure::{TextLine, badge_width};

    /// Width of a card in pixels, and the lines of its label.
    fn card(label: &str) -> (i32, Vec<String>) {
        let texts = Texts::of(label, "");
        (texts.width / PX, texts.label.into_iter().map(|line: TextLine| line.text).collect())
    }

    #[test]
    fn a_card_is_as_wide_as_its_words_need_in_any_font() {
        assert_eq!(card("IoT Hub"), (130, vec!["IoT Hub".to_owned()]));
        assert_eq!(card("Device Provisioning").0, 140);
        let (width, lines) = card("Donaudampfschifffahrtsgesellschaft");
        assert_eq!((width, lines.concat().as_str()), (164, "Donaudampfschifffahrtsgesellschaft"));
    }

    #[test]
    fn a_third_line_is_saved_where_a_little_width_does() {
        assert_eq!(
            card("Defender for Containers"),
            (140, vec!["Defender for".into(), "Containers".into()])
        );
        assert_eq!(card("Direct-connect sensor").0, 130, "no width would");
    }

    #[test]
    fn a_badge_keeps_off_the_lines_above_it() {
        let badge = |kind| {
            let mut device = sample::node("tracker", "device", "field");
            device.count = Some(80);
            let graph = Sample::new("t").element(device, None).build();
            let card = Card::measure(&graph, graph.find("tracker").unwrap(), Some(kind));
            (card.kind.len(), card.badges[0].x > 0)
        };
        assert_eq!(badge("Edge-connected device"), (2, false), "the first line is longer");
        assert_eq!(badge("An Edge-connected"), (2, false), "the last line leaves no room");
        assert_eq!(badge("Asset"), (1, true));
    }

    #[test]
    fn a_badge_stands_behind_the_kind_where_there_is_room_and_else_below_it() {
        let measured = |count, kind| {
            let mut asset = sample::node("oven", "asset", "field");
            asset.count = Some(count);
            let graph = Sample::new("t").element(asset, None).build();
            Card::measure(&graph, graph.find("oven").expect("it is there"), Some(kind))
        };
        let beside = &measured(12, "Asset").badges[0];
        assert!(beside.x > 0 && beside.x + badge_width("\u{d7} 12") <= Card::text_room(px(130)));
        let below = measured(1_200_000, "Asset");
        assert_eq!(below.badges[0].x, 0);
        assert_eq!(below.size.height, px(64 + 8), "two cards show behind it");
    }
}
