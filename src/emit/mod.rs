//! Pictures as files: one row of [`FORMATS`] for each format.
//!
//! A writer reads a [`Drawing`] and returns bytes. It never sees a scenario.

mod ascii;
mod d2;
mod dot;
mod drawio;
pub mod excerpt;
mod json;
mod md;
mod mermaid;
mod painting;
#[cfg(feature = "raster")]
mod raster;
mod steps;
pub mod svg;
mod threats;
mod txt;
mod wording;
pub mod xml;

use crate::diag::{Diagnostic, Sources};
use crate::geom::{PX, Unit};
use crate::graph::ArchGraph;
use crate::icons::Icons;
use crate::layout::Layout;
use crate::measure::Measured;
use crate::scene::Scene;
use crate::theme::{Scheme, Theme};
pub use painting::{Background, PDF, PNG, Painting, Scale};

/// Which links a picture carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// The author's, and elsewhere the documentation of the service.
    #[default]
    Documentation,
    /// Only the author's.
    Own,
    /// None.
    None,
}

impl Links {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Documentation, Self::Own, Self::None];

    /// The word on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Own => "own",
            Self::None => "none",
        }
    }

    /// The links of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|links| links.word() == word)
    }
}

/// All that a writer may read.
#[derive(Debug, Clone, Copy)]
pub struct Drawing<'a> {
    /// The architecture.
    pub graph: &'a ArchGraph,
    /// The texts that spans point into.
    pub sources: &'a Sources,
    /// What was found, sorted.
    pub findings: &'a [Diagnostic],
    /// Texts and sizes. With `layout` and `scene` empty for formats that need no layout.
    pub measured: &'a Measured,
    /// Where everything is, without heading and legend.
    pub layout: &'a Layout,
    /// The picture.
    pub scene: &'a Scene,
    /// Its colors.
    pub theme: &'a Theme,
    /// The scheme that it has for good; none: the reader's, where the format can follow it.
    pub scheme: Option<Scheme>,
    /// How it is painted in PNG and PDF.
    pub painting: Painting,
    /// Its glyphs.
    pub icons: &'a Icons,
    /// What stands before every id.
    pub id_prefix: &'a str,
    /// Which links it carries.
    pub links: Links,
}

/// A file format.
pub struct Format {
    /// The name for `-f`.
    pub name: &'static str,
    /// The extension of its files, without the dot.
    pub extension: &'static str,
    /// One line for `list formats`.
    pub summary: &'static str,
    /// Whether it shows places; others are written without laying out.
    pub needs_layout: bool,
    /// Whether it is painted, in a light or a dark scheme.
    pub has_schemes: bool,
    /// Writes the drawing.
    pub write: fn(&Drawing<'_>) -> Vec<u8>,
}

/// Names, which are extensions as well, and summaries of the formats of the cargo feature `raster`.
pub const RASTER: [(&str, &str); 2] = [
    (PNG, "picture in pixels, twice the size for sharp screens, in light colors"),
    (PDF, "picture for print, with text that can be searched"),
];

/// Those of [`RASTER`] that this build cannot write.
pub fn unbuilt() -> impl Iterator<Item = (&'static str, &'static str)> {
    RASTER.into_iter().filter(|(name, _)| FORMATS.iter().all(|format| format.name != *name))
}

/// Every format of this build.
pub const FORMATS: &[Format] = &[
    Format {
        name: "svg",
        extension: "svg",
        summary: "picture for documents and the web, light and dark in one file",
        needs_layout: true,
        has_schemes: true,
        write: svg::write,
    },
    #[cfg(feature = "raster")]
    Format {
        name: RASTER[0].0,
        extension: RASTER[0].0,
        summary: RASTER[0].1,
        needs_layout: true,
        has_schemes: true,
        write: raster::png,
    },
    #[cfg(feature = "raster")]
    Format {
        name: RASTER[1].0,
        extension: RASTER[1].0,
        summary: RASTER[1].1,
        needs_layout: true,
        has_schemes: true,
        write: raster::pdf,
    },
    Format {
        name: "dot",
        extension: "dot",
        summary: "the graph for Graphviz",
        needs_layout: true,
        has_schemes: false,
        write: dot::write,
    },
    Format {
        name: "json",
        extension: "json",
        summary: "the graph with places, reasons and findings, for other tools",
        needs_layout: true,
        has_schemes: false,
        write: json::write,
    },
    Format {
        name: "txt",
        extension: "txt",
        summary: "the architecture in sentences, for alternative texts and screen readers",
        needs_layout: false,
        has_schemes: false,
        write: txt::write,
    },
    Format {
        name: "md",
        extension: "md",
        summary: "tables of services and connections for a document",
        needs_layout: false,
        has_schemes: false,
        write: md::write,
    },
    Format {
        name: "threats",
        extension: "threats.md",
        summary: "table of what crosses a trust boundary and what STRIDE asks there",
        needs_layout: false,
        has_schemes: false,
        write: threats::write,
    },
    Format {
        name: "mermaid",
        extension: "mmd",
        summary: "a Mermaid flowchart for comments and pages that draw it themselves",
        needs_layout: false,
        has_schemes: false,
        write: mermaid::write,
    },
    Format {
        name: "d2",
        extension: "d2",
        summary: "a D2 diagram",
        needs_layout: false,
        has_schemes: false,
        write: d2::write,
    },
    Format {
        name: "drawio",
        extension: "drawio",
        summary: "picture for draw.io, to go on by hand",
        needs_layout: true,
        has_schemes: false,
        write: drawio::write,
    },
    Format {
        name: "ascii",
        extension: "ascii.txt",
        summary: "boxes and lines for the terminal",
        needs_layout: true,
        has_schemes: false,
        write: ascii::write,
    },
];

/// A length in pixels with at most two decimals: `12`, `12.5`, `12.25`.
pub fn pixels(length: Unit) -> String {
    let mut text = String::new();
    push_pixels(&mut text, length);
    text
}

/// Appends what [`pixels`] returns: a picture has thousands of lengths.
pub fn push_pixels(out: &mut String, length: Unit) {
    if length < 0 {
        out.push('-');
    }
    let (length, part) = (length.unsigned_abs(), PX.unsigned_abs());
    push_number(out, length / part);
    out.push_str(["", ".25", ".5", ".75"][(length % part * 4 / part) as usize]);
}

/// Appends the digits of a number.
pub fn push_number(out: &mut String, number: u32) {
    if number > 9 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Whether an address may be linked to: `http`, `https`, `mailto`, or relative. Markdown, Graphviz
/// and browsers resolve the entities of HTML, so none may stand where one could make a protocol.
pub fn is_safe_link(address: &str) -> bool {
    let is_invisible = |c: char| matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\' || is_invisible(c);
    if address.is_empty() || address.starts_with("//") || address.contains(is_odd) {
        return false;
    }
    let begins_with = |known: &str| {
        address.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known))
    };
    if ["http:", "https:", "mailto:"].into_iter().any(begins_with) {
        return true;
    }
    let path = address.split('?').next().unwrap_or_default();
    let protocol = path.split(['/', '#']).next().unwrap_or_default();
    !path.contains('&') && !protocol.contains(':')
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, is_safe_link, pixels};

    #[test]
    fn pixels_have_no_needless_digits() {
        let written = [0, 4, 5, 6, 7, -1, -50].map(pixels);
        assert_eq!(written, ["0", "1", "1.25", "1.5", "1.75", "-0.25", "-12.5"]);
    }

    #[test]
    fn only_web_mail_and_relative_links_are_safe() {
        for good in [
            "https://a.b/c?d#e",
            "HTTP://x",
            "mailto:a@b.c",
            "docs/a.md",
            "#a",
            "/a:b",
            "a?b=1&c=2",
            "https://a/?b&#58;",
        ] {
            assert!(is_safe_link(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " javascript:x",
            "java\nscript:x",
            "data:text/html,x",
            "file:///etc",
            "//evil",
            "",
            "vbscript:x",
            "\\\\evil",
            "javascript&#58;alert(1)",
            "javascript&#x3a;alert(1)",
            "javascript&#00058alert(1)//?",
            "javascript&colon;alert(1)",
            "java&Tab;script&#58;x",
            "&#106;avascript&#58;x",
            "&#47;&#47;evil",
            "/&sol;evil",
            "java\u{200b}script:x",
            "%6aavascript:x",
        ] {
            assert!(!is_safe_link(bad), "{bad}");
        }
    }

    #[test]
    fn formats_have_names_and_extensions_of_their_own() {
        for (i, format) in FORMATS.iter().enumerate() {
            for other in &FORMATS[i + 1..] {
                assert_ne!(format.name, other.name);
                assert_ne!(format.extension, other.extension);
            }
        }
    }
}
