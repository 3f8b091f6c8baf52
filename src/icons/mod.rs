//! Glyphs: the small pictures on cards and containers, by icon name.
//!
//! The built-in set is ours (`catalog/icons`, one file each): paths on a grid of 36 by 36 whose
//! outer 8 stay free. Each path has a class: `a` is a stroke around a tint (or a straight stroke
//! or a dot, which have no inside), `b` a tint alone, `c` full, `d` a stroke alone.

mod clean;
mod pack;

use clean::ID_PREFIX;
pub use clean::{CleanError, clean};
pub use pack::{Packed, Refused, is_known, with_pack};

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every built-in glyph: name and SVG file, sorted by name.
pub static GLYPHS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/glyphs.rs"));

/// The glyph of what has no own: a hexagon with a dot.
const FALLBACK: &str = "service";

/// One glyph, ready to be put into a `<symbol>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Value of the `viewBox` attribute.
    pub view_box: String,
    /// The elements inside, well-formed, without any reference to the outside.
    pub body: String,
    /// Whether it brings its own colors; otherwise the theme colors its classes.
    pub colored: bool,
}

impl Symbol {
    /// The elements inside, for a document in which the symbol's own id is `id`: the ids of
    /// what it holds begin with it.
    pub fn body_in(&self, id: &str) -> Cow<'_, str> {
        if !self.colored {
            return Cow::Borrowed(&self.body);
        }
        let renamed = self.body.replace(&format!("#{ID_PREFIX}"), &format!("#{id}-"));
        Cow::Owned(renamed.replace(&format!("id=\"{ID_PREFIX}"), &format!("id=\"{id}-")))
    }
}

/// The glyphs of a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Icons {
    symbols: BTreeMap<String, Symbol>,
}

impl Icons {
    /// The built-in set.
    pub fn built_in() -> &'static Self {
        static SET: LazyLock<Icons> = LazyLock::new(|| Icons {
            symbols: GLYPHS.iter().map(|(name, file)| ((*name).to_owned(), own(file))).collect(),
        });
        &SET
    }

    /// The glyph of an icon name; that of a plain service where the name is unknown.
    pub fn symbol(&self, icon: &str) -> &Symbol {
        static EMPTY: Symbol =
            Symbol { view_box: String::new(), body: String::new(), colored: false };
        self.symbols.get(icon).or_else(|| self.symbols.get(FALLBACK)).unwrap_or(&EMPTY)
    }

    /// The name under which [`Icons::symbol`] finds a glyph: `icon` itself or the fallback.
    pub fn resolved<'a>(&self, icon: &'a str) -> &'a str {
        if self.symbols.contains_key(icon) { icon } else { FALLBACK }
    }

    /// The same set with one glyph added or replaced.
    #[must_use]
    pub fn with(mut self, icon: &str, symbol: Symbol) -> Self {
        self.symbols.insert(icon.to_owned(), symbol);
        self
    }
}

/// The symbol of one of our own files: what stands between `<svg ...>` and `</svg>`, one line.
fn own(file: &str) -> Symbol {
    let inside = file.split_once('>').map_or("", |(_, rest)| rest);
    let inside = inside.rsplit_once("</svg>").map_or(inside, |(body, _)| body);
    Symbol {
        view_box: "0 0 36 36".to_owned(),
        body: inside.lines().map(str::trim).collect(),
        colored: false,
    }
}

#[cfg(test)]
mod tests {
    use super::{GLYPHS, Icons};

    #[test]
    fn every_glyph_has_a_body_in_theme_colors() {
        for (name, _) in GLYPHS {
            let symbol = Icons::built_in().symbol(name);
            assert!(symbol.body.starts_with('<') && symbol.body.ends_with("/>"), "{name}");
            assert!(!symbol.colored, "{name}");
        }
    }

    #[test]
    fn an_unknown_icon_is_a_plain_service() {
        let icons = Icons::built_in();
        assert_eq!(icons.symbol("no-such-icon"), icons.symbol("service"));
        assert_eq!(icons.resolved("no-such-icon"), "service");
        assert_eq!(icons.resolved("iot-hub"), "iot-hub");
    }
}
