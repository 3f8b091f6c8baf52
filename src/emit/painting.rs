//! How PNG and PDF are painted: how many pixels a PNG has, and what both stand on.

use crate::geom::{PX, Size, Unit};
use crate::theme::{Color, Role, Scheme, Theme, pairings};

/// The name of the format in pixels.
pub const PNG: &str = "png";
/// The name of the format for print.
pub const PDF: &str = "pdf";
/// Pixels that a PNG may have at most.
const MOST_PIXELS: u64 = 120_000_000;

/// How PNG and PDF are painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Painting {
    /// Pixels of a PNG.
    pub scale: Scale,
    /// What PNG and PDF stand on.
    pub background: Background,
}

/// How many pixels a PNG has, across and down, for one pixel of the drawing; in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scale(u32);

impl Default for Scale {
    /// Twice the size, for sharp screens.
    fn default() -> Self {
        Self(200)
    }
}

impl Scale {
    /// What to write for one.
    pub const WANTED: &str = "write a number from 0.1 to 10 with at most two decimals";
    /// The smallest scale.
    pub const LEAST: Self = Self(10);
    /// The largest scale.
    pub const MOST: Self = Self(1000);

    /// The scale of a number with at most two decimals, such as `1.5`.
    pub fn from_word(word: &str) -> Option<Self> {
        let (whole, part) = word.split_once('.').unwrap_or((word, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(part) || part.len() > 2 {
            return None;
        }
        let whole: u32 = whole.parse().ok()?;
        let part: u32 = format!("{part:0<2}").parse().ok()?;
        let scale = Self(whole.checked_mul(100)?.checked_add(part)?);
        (Self::LEAST..=Self::MOST).contains(&scale).then_some(scale)
    }

    /// The factor.
    pub fn factor(self) -> f32 {
        self.0 as f32 / 100.0
    }

    /// Width and height of a PNG in pixels, each at least 1.
    pub fn pixels(self, size: Size) -> [u32; 2] {
        let across = |length: Unit| {
            let scaled = u64::from(length.unsigned_abs()) * u64::from(self.0);
            u32::try_from(scaled.div_ceil(100 * PX as u64)).unwrap_or(u32::MAX).max(1)
        };
        [size.width, size.height].map(across)
    }

    fn fits(self, size: Size) -> bool {
        let [width, height] = self.pixels(size).map(u64::from);
        width * height <= MOST_PIXELS
    }

    /// What is wrong with a PNG of a drawing of this size, and what to do: it has too many pixels.
    pub fn refusal(self, size: Size) -> Option<(String, String)> {
        if self.fits(size) {
            return None;
        }
        let [width, height] = self.pixels(size);
        let message =
            format!("the PNG would have {width} x {height} pixels; at most {MOST_PIXELS} fit");
        let smaller = (Self::LEAST.0..self.0).rev().map(Self).find(|scale| scale.fits(size));
        let help = match smaller {
            Some(scale) => format!("`--scale {scale}` fits, and so does a part of it (`--view`)"),
            None => "draw a part of it (`--view`, `--split`), or another format".to_owned(),
        };
        Some((message, help))
    }
}

impl std::fmt::Display for Scale {
    /// As short as it can be: `2`, `1.5`, `0.25`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        match part {
            0 => write!(f, "{whole}"),
            _ if part % 10 == 0 => write!(f, "{whole}.{}", part / 10),
            _ => write!(f, "{whole}.{part:02}"),
        }
    }
}

/// What a PNG or PDF stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Background {
    /// The canvas of the theme.
    #[default]
    Theme,
    /// Nothing: what lies below shows.
    None,
    /// A color.
    Color(Color),
}

impl Background {
    /// What to write for one.
    pub const WANTED: &str = "write `theme`, `none`, or a color as `#rrggbb` or `#rgb`";

    /// The background of `theme`, `none`, `#rgb` or `#rrggbb`.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "theme" => Some(Self::Theme),
            "none" => Some(Self::None),
            color => Color::from_hex(color).map(Self::Color),
        }
    }
    /// Why a picture on this color could not be read.
    pub fn refusal(self, theme: &Theme, scheme: Scheme) -> Option<String> {
        let Self::Color(color) = self else { return None };
        let text = pairings()
            .into_iter()
            .find(|pair| (pair.front, pair.back) == (Role::Ink, Role::Canvas))?;
        let contrast = |scheme| theme.color(text.front, scheme).contrast(color);
        if contrast(scheme) >= text.least {
            return None;
        }
        let readable = Scheme::ALL.into_iter().find(|&other| contrast(other) >= text.least);
        let help = match readable {
            Some(other) => format!("take `--scheme {}`", other.word()),
            None => "take a color that is nearer to white or black".to_owned(),
        };
        Some(format!(
            "text on `{color}` cannot be read: its contrast is {}, and {} is the least; {help}",
            contrast(scheme),
            text.least
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Background, MOST_PIXELS, Scale};
    use crate::geom::{PX, Size};
    use crate::theme::{Scheme, Theme};

    #[test]
    fn a_scale_has_two_decimals_and_comes_back_as_it_is_written() {
        for word in ["0.1", "0.25", "1", "1.5", "2", "9.99", "10"] {
            assert_eq!(
                Scale::from_word(word).map(|scale| scale.to_string()).as_deref(),
                Some(word)
            );
        }
        let others = "0 0.09 10.01 11 1.234 1. .5 -1 +1 1e1 2x 99999999999";
        for word in others.split(' ').chain([""]) {
            assert_eq!(Scale::from_word(word), None, "{word}");
        }
    }

    /// What a refusal proposes fits, and nothing larger does.
    #[test]
    fn a_png_with_too_many_pixels_is_refused_with_the_largest_scale_that_fits() {
        for (width, height) in
            [(960, 1400), (20_000, 9_000), (1, 300_000), (50_000, 50_000), (200_000, 200_000)]
        {
            let size = Size::new(width * PX, height * PX);
            for hundredths in [10, 200, 333, 1000] {
                let scale = Scale(hundredths);
                let count =
                    |scale: Scale| scale.pixels(size).into_iter().map(u64::from).product::<u64>();
                match scale.refusal(size) {
                    None => assert!(count(scale) <= MOST_PIXELS),
                    Some((_, help)) => {
                        assert!(count(scale) > MOST_PIXELS);
                        let word = help.split(['`', ' ']).nth(2).unwrap_or_default();
                        if let Some(proposed) = Scale::from_word(word) {
                            assert!(count(proposed) <= MOST_PIXELS, "{help}");
                            assert!(count(Scale(proposed.0 + 1)) > MOST_PIXELS, "{help}");
                        } else {
                            assert!(count(Scale::LEAST) > MOST_PIXELS, "{help}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_background_lets_text_be_read() {
        let theme = Theme::standard();
        let told = |word: &str, scheme| Background::from_word(word)?.refusal(&theme, scheme);
        for (word, scheme) in
            [("theme", Scheme::Dark), ("none", Scheme::Dark), ("#fffbe6", Scheme::Light)]
        {
            assert_eq!(told(word, scheme), None, "{word}");
        }
        let help = told("#101820", Scheme::Light).unwrap_or_default();
        assert!(help.ends_with("take `--scheme dark`"), "{help}");
        let help = told("#fff", Scheme::Dark).unwrap_or_default();
        assert!(help.ends_with("take `--scheme light`"), "{help}");
        for word in ["", "white", "#12", "fff", "None"] {
            assert_eq!(Background::from_word(word), None, "{word}");
        }
    }
}
