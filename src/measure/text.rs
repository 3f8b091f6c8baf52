//! How wide text is, without reading a font: the table of Helvetica's widths for Latin, Greek
//! and Cyrillic, columns for wide scripts, an average for the rest.

use unicode_width::UnicodeWidthChar;

use crate::geom::{PX, Unit, px};
use crate::measure::widths::BLOCKS;

/// A size and weight of the type scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// The title of the picture: 20 px bold.
    Heading,
    /// The description: 13 px.
    Body,
    /// Labels of nodes and titles of containers: 13 px bold.
    Label,
    /// Labels of lines and texts of the legend: 11 px.
    Line,
    /// Kinds, protocols: 10 px.
    Small,
    /// Counts and marks: 10 px bold.
    Badge,
}

impl Face {
    /// All faces.
    pub const ALL: [Self; 6] =
        [Self::Heading, Self::Body, Self::Label, Self::Line, Self::Small, Self::Badge];

    /// Type size in pixels.
    pub const fn size(self) -> i32 {
        match self {
            Self::Heading => 20,
            Self::Body | Self::Label => 13,
            Self::Line => 11,
            Self::Small | Self::Badge => 10,
        }
    }

    /// Whether it is bold.
    pub const fn is_bold(self) -> bool {
        matches!(self, Self::Heading | Self::Label | Self::Badge)
    }

    /// From one line of text to the next.
    pub const fn leading(self) -> Unit {
        match self {
            Self::Heading => px(28),
            Self::Body => px(20),
            Self::Label => px(16),
            Self::Line => px(14),
            Self::Small | Self::Badge => px(12),
        }
    }

    /// From the top of a line to its baseline, so that capitals and figures stand in the
    /// optical middle of the line (Helvetica's capitals are 0.72 of its size).
    pub const fn baseline(self) -> Unit {
        Unit::midpoint(self.leading(), px(self.size()) * 72 / 100)
    }
}

/// Width of a text set in one line, rounded up.
pub fn width(text: &str, face: Face) -> Unit {
    set(advance(text, face), face)
}

/// Advance of a text, in thousandths of the type size.
pub(super) fn advance(text: &str, face: Face) -> u32 {
    text.chars().map(|c| advance_of(c, face)).sum()
}

/// Width of what is set with an advance, rounded up.
pub(super) const fn set(advance: u32, face: Face) -> Unit {
    let size = (face.size() * PX) as u32;
    (advance * size).div_ceil(1000) as Unit
}

/// How wide a text of a width may become where none of the measured fonts is there: the usual
/// ones are up to a fifth wider in bold, up to a sixth in regular.
pub const fn in_wide_font(width: Unit, face: Face) -> Unit {
    let (parts, of) = wide_font(face);
    (width * parts + of - 1) / of
}

/// The widest text that stays in `room` in such a font, too.
pub const fn room_in_wide_font(room: Unit, face: Face) -> Unit {
    let (parts, of) = wide_font(face);
    room * of / parts
}

/// How much wider another font may be, as a fraction.
const fn wide_font(face: Face) -> (Unit, Unit) {
    if face.is_bold() { (6, 5) } else { (7, 6) }
}

/// Whether the text reads from right to left: its first letter of a known direction says so.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(is_right_to_left_letter)
}

/// Hebrew, Arabic and their neighbors, and their presentation forms.
fn is_right_to_left_letter(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff)
}

/// Advance of a character, in thousandths of the type size.
pub(super) fn advance_of(c: char, face: Face) -> u32 {
    /// Half an em and a bit: the average letter of scripts that the table does not cover.
    const NARROW: u32 = 600;
    /// An ideograph fills its em.
    const WIDE: u32 = 1000;
    /// Emoji are drawn wider than their em by the usual fonts.
    const EMOJI: u32 = 1300;
    let code = u32::from(c);
    let block = BLOCKS
        .iter()
        .filter(|block| block.first <= code)
        .find_map(|block| {
            let widths = if face.is_bold() { block.bold } else { block.regular };
            widths.get((code - block.first) as usize)
        })
        .filter(|&&known| known > 0);
    if let Some(&known) = block {
        return u32::from(known);
    }
    match c.width() {
        None | Some(0) => 0,
        Some(1) => NARROW,
        Some(_) if code >= 0x1_f000 => EMOJI,
        Some(_) => WIDE,
    }
}

#[cfg(test)]
mod tests {
    use super::{Face, in_wide_font, is_right_to_left, room_in_wide_font, width};

    #[test]
    fn latin_has_the_widths_of_helvetica() {
        // I 278, o 556, T 611, space 278, H 722, u 556, b 556 thousandths of 11 px.
        let thousandths = 278 + 556 + 611 + 278 + 722 + 556 + 556;
        assert_eq!(width("IoT Hub", Face::Line), (thousandths * 44 + 999) / 1000);
        assert!(width("IoT Hub", Face::Label) > width("IoT Hub", Face::Body));
    }

    #[test]
    fn an_arrow_between_values_fills_its_em() {
        assert_eq!(width("6\u{2192}9", Face::Small) - width("69", Face::Small), 40);
    }

    #[test]
    fn wide_scripts_fill_their_em_and_marks_take_no_room() {
        assert_eq!(width("温度", Face::Small), 80);
        assert_eq!(width("e\u{301}", Face::Small), width("e", Face::Small));
        assert!(width("🚚", Face::Small) > width("温", Face::Small));
        assert!(width("حافلة", Face::Small) > 0);
    }

    #[test]
    fn what_a_wide_font_leaves_room_for_stays_in_the_room() {
        for face in Face::ALL {
            for room in 0..500 {
                assert!(in_wide_font(room_in_wide_font(room, face), face) <= room, "{room}");
                assert!(in_wide_font(room, face) >= room);
            }
        }
    }

    #[test]
    fn the_first_letter_gives_the_direction() {
        assert!(is_right_to_left("שלום IoT"));
        assert!(is_right_to_left("12 مصنع"));
        assert!(!is_right_to_left("IoT שלום"));
        assert!(!is_right_to_left("42"));
    }
}
