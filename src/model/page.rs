//! What a picture stands on: how wide it may be, which way it is read, and of what it is.

use crate::diag::Spanned;

/// The width of pictures where none is asked for, in pixels.
const USUAL: u32 = 960;
/// The narrowest and the widest that can be asked for.
pub const WIDTHS_ALLOWED: (i64, i64) = (240, 20_000);

/// How wide a picture may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// So many pixels.
    Pixels(u32),
    /// As wide as it gets.
    Unlimited,
}

impl Default for Width {
    fn default() -> Self {
        Self::Pixels(USUAL)
    }
}

impl Width {
    /// The width of a name, or of a number of pixels in digits.
    pub fn from_word(word: &str) -> Option<Self> {
        let named = WIDTHS.iter().find(|(name, _)| *name == word).map(|(_, width)| *width);
        named.or_else(|| Self::from_pixels(word.parse().ok()?))
    }

    /// So many pixels, if that is neither too narrow nor too wide.
    pub fn from_pixels(pixels: i64) -> Option<Self> {
        let (least, most) = WIDTHS_ALLOWED;
        let is_allowed = (least..=most).contains(&pixels);
        is_allowed.then(|| u32::try_from(pixels).ok().map(Self::Pixels))?
    }

    /// The pixels; none where there is no limit.
    pub const fn pixels(self) -> Option<u32> {
        match self {
            Self::Pixels(pixels) => Some(pixels),
            Self::Unlimited => None,
        }
    }
}

impl std::fmt::Display for Width {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pixels(pixels) => write!(f, "{pixels}"),
            Self::Unlimited => write!(f, "unlimited"),
        }
    }
}

/// Widths by what pictures are embedded in: the text of a page on GitHub, a page of Confluence,
/// paper with usual margins, a slide.
pub const WIDTHS: &[(&str, Width)] = &[
    ("readme", Width::Pixels(888)),
    ("confluence", Width::Pixels(860)),
    ("a4", Width::Pixels(680)),
    ("a4-landscape", Width::Pixels(1000)),
    ("slide", Width::Pixels(1280)),
    ("unlimited", Width::Unlimited),
];

/// Which way a picture is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// Whichever is better.
    #[default]
    Auto,
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
}

impl Way {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Right, Self::Down];

    /// The word in scenarios and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Right => "lr",
            Self::Down => "tb",
        }
    }

    /// The way of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// What a scenario says of its picture: `[picture]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// How wide it may be.
    pub width: Option<Width>,
    /// Which way it is read.
    pub way: Option<Way>,
    /// The views that are drawn, a picture each; none: one picture of everything.
    pub views: Vec<Spanned<String>>,
}

#[cfg(test)]
mod tests {
    use super::{WIDTHS, Width};

    #[test]
    fn a_width_is_a_name_or_a_number_within_bounds() {
        for (name, width) in WIDTHS {
            assert_eq!(Width::from_word(name), Some(*width));
        }
        assert_eq!(Width::from_word("888"), Width::from_word("readme"));
        for other in ["", "a5", "12", "-960", "9.5", "100000", "99999999999999999999"] {
            assert_eq!(Width::from_word(other), None, "{other}");
        }
    }
}
