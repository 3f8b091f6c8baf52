//! Glyphs: the small pictures on cards and containers, by icon name.
//!
//! The built-in set is ours (`catalog/icons`, one file each): paths on a grid of 36 by 36 whose
//! outer 8 stay free. Each path has a class: `a` is a stroke around a tint (or a straight stroke
//! or a dot, which have no inside), `b` a tint alone, `c` full, `d` a stroke alone; `build.rs`
//! embeds it with attributes instead.

mod clean;
mod expansion;
mod pack;

use clean::ID_PREFIX;
pub use clean::{CleanError, clean};
pub use pack::{Packed, Refused, is_known, with_pack};

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Every built-in glyph with its name, sorted by name.
pub static GLYPHS: &[(&str, Symbol)] = include!(concat!(env!("OUT_DIR"), "/glyphs.rs"));

/// The glyph of what has no own: a hexagon with a dot.
const FALLBACK: &str = "service";

/// One glyph, ready to be put into a `<symbol>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Value of the `viewBox` attribute.
    pub view_box: Cow<'static, str>,
    /// The elements inside, well-formed, without any reference to the outside.
    pub body: Cow<'static, str>,
    /// Whether it brings its own colors; otherwise the theme colors it.
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

/// The glyphs of a drawing: the built-in ones and some besides or instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Icons {
    added: BTreeMap<String, Symbol>,
}

impl Icons {
    /// The built-in set.
    pub fn built_in() -> &'static Self {
        static SET: Icons = Icons { added: BTreeMap::new() };
        &SET
    }

    /// The glyph of an icon name; that of a plain service where the name is unknown.
    pub fn symbol(&self, icon: &str) -> &Symbol {
        static EMPTY: Symbol = own("");
        self.find(icon).or_else(|| self.find(FALLBACK)).unwrap_or(&EMPTY)
    }

    /// The name under which [`Icons::symbol`] finds a glyph: `icon` itself or the fallback.
    pub fn resolved<'a>(&self, icon: &'a str) -> &'a str {
        if self.find(icon).is_some() { icon } else { FALLBACK }
    }

    fn find(&self, icon: &str) -> Option<&Symbol> {
        self.added.get(icon).or_else(|| {
            let at = GLYPHS.binary_search_by_key(&icon, |(name, _)| name).ok()?;
            Some(&GLYPHS[at].1)
        })
    }

    /// The same set with one glyph added or replaced.
    #[must_use]
    pub fn with(mut self, icon: &str, symbol: Symbol) -> Self {
        self.added.insert(icon.to_owned(), symbol);
        self
    }
}

/// The symbol of one of our own glyphs.
const fn own(body: &'static str) -> Symbol {
    Symbol { view_box: Cow::Borrowed("0 0 36 36"), body: Cow::Borrowed(body), colored: false }
}

#[cfg(test)]
mod tests {
    use super::{GLYPHS, Icons};

    #[test]
    fn every_glyph_has_a_body_in_theme_colors() {
        for (name, _) in GLYPHS {
            let symbol = Icons::built_in().symbol(name);
            assert!(symbol.body.starts_with('<') && symbol.body.ends_with("/>"), "{name}");
            assert!(!symbol.colored && !symbol.body.contains("class="), "{name}");
        }
    }

    #[test]
    fn every_glyph_is_found_by_its_name() {
        for (name, symbol) in GLYPHS {
            assert_eq!(Icons::built_in().resolved(name), *name);
            assert_eq!(Icons::built_in().symbol(name), symbol);
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
