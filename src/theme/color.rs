//! Colors as written in theme files, and how well two of them are told apart.

use std::fmt;

use crate::theme::Ratio;

/// An opaque color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Color([u8; 3]);

impl Color {
    /// Reads `#rgb` or `#rrggbb`.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        match digits.len() {
            3 => Some(Self([8, 4, 0].map(|shift| ((value >> shift) & 0xf) as u8 * 17))),
            6 => Some(Self([16, 8, 0].map(|shift| ((value >> shift) & 0xff) as u8))),
            _ => None,
        }
    }

    /// Red, green and blue.
    pub const fn channels(self) -> [u8; 3] {
        self.0
    }

    /// The contrast ratio of WCAG 2.2, section 1.4.3.
    pub fn contrast(self, other: Self) -> Ratio {
        let (a, b) = (self.luminance(), other.luminance());
        Ratio(((a.max(b) + 0.05) / (a.min(b) + 0.05) * 100.0).floor() as u32)
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

impl fmt::Display for Color {
    /// `#rrggbb`, or `#rgb` where that says the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.iter().all(|channel| channel % 17 == 0) {
            let [r, g, b] = self.0.map(|channel| channel / 17);
            write!(f, "#{r:x}{g:x}{b:x}")
        } else {
            let [r, g, b] = self.0;
            write!(f, "#{r:02x}{g:02x}{b:02x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Color, Ratio};

    #[test]
    fn hex_reads_both_lengths_and_nothing_else() {
        assert_eq!(Color::from_hex("#1b2430").map(Color::channels), Some([0x1b, 0x24, 0x30]));
        assert_eq!(Color::from_hex("#fa0"), Color::from_hex("#ffaa00"));
        for wrong in ["fff", "#ff", "#fffff", "#ggg", "red", "#+12345", ""] {
            assert_eq!(Color::from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn hex_is_written_as_short_as_it_can_be() {
        for (text, short) in [("#ffffff", "#fff"), ("#1b2430", "#1b2430")] {
            assert_eq!(Color::from_hex(text).map(|c| c.to_string()).as_deref(), Some(short));
        }
    }

    #[test]
    fn contrast_of_black_and_white_is_twenty_one() {
        let [black, white] = ["#000", "#fff"].map(|hex| Color::from_hex(hex).expect("a color"));
        assert_eq!(black.contrast(white), Ratio(2100));
        assert_eq!(white.contrast(white), Ratio(100));
    }
}
