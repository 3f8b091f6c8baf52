//! Cleans an SVG file so that it can be embedded: only shapes, paints and references within
//! itself stay.
//!
//! What may stay is listed; everything else goes. So scripts, event attributes, `foreignObject`,
//! animations, images, links and addresses of any kind are left out by not being named.

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;

use roxmltree::{Document, Node};

use super::Symbol;
use super::expansion::{MOST_ELEMENTS, is_bounded};

/// Elements that stay, with what they hold.
const ELEMENTS: [&str; 15] = [
    "g",
    "defs",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "clipPath",
    "mask",
    "linearGradient",
    "radialGradient",
    "stop",
    "use",
];

/// Attributes that stay, if their values are plain.
const ATTRIBUTES: [&str; 48] = [
    "d",
    "x",
    "y",
    "width",
    "height",
    "rx",
    "ry",
    "cx",
    "cy",
    "r",
    "fx",
    "fy",
    "x1",
    "y1",
    "x2",
    "y2",
    "points",
    "transform",
    "gradientTransform",
    "gradientUnits",
    "spreadMethod",
    "offset",
    "clipPathUnits",
    "maskUnits",
    "maskContentUnits",
    "fill",
    "fill-opacity",
    "fill-rule",
    "clip-rule",
    "clip-path",
    "mask",
    "mask-type",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stop-color",
    "stop-opacity",
    "opacity",
    "color",
    "display",
    "visibility",
    "isolation",
    "paint-order",
];

/// What every id of a cleaned file begins with, until it stands in a document.
pub(super) const ID_PREFIX: &str = "icon_";

/// Files beyond this many bytes are refused: icons are far below.
const MOST_BYTES: usize = 256 * 1024;

/// Why a file cannot be embedded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CleanError {
    /// It is larger than any icon.
    TooLarge,
    /// It is not well-formed XML; what the parser said.
    NotXml(String),
    /// Its root is not `<svg>`, or has neither `viewBox` nor width and height.
    NotSvg,
    /// Nothing that could be seen is left.
    Empty,
    /// It draws the same shapes again and again.
    Endless,
}

impl fmt::Display for CleanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "it is larger than 256 KB"),
            Self::NotXml(error) => write!(f, "it is not well-formed XML: {error}"),
            Self::NotSvg => write!(f, "it is not an SVG picture with a size"),
            Self::Empty => write!(f, "it holds no shapes"),
            Self::Endless => write!(f, "it expands to more than {MOST_ELEMENTS} shapes"),
        }
    }
}

/// The picture of a file as a symbol in its own colors; its ids begin with [`ID_PREFIX`].
pub fn clean(text: &str) -> Result<Symbol, CleanError> {
    if text.len() > MOST_BYTES {
        return Err(CleanError::TooLarge);
    }
    let document = Document::parse(text).map_err(|error| CleanError::NotXml(error.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(CleanError::NotSvg);
    }
    let view_box = view_box(root).ok_or(CleanError::NotSvg)?;
    let cleaner = Cleaner { classes: classes(root) };
    let mut body = String::new();
    for child in root.children() {
        cleaner.write(child, 0, &mut body);
    }
    if !["<path", "<rect", "<circle", "<ellipse", "<poly", "<line"].iter().any(|s| body.contains(s))
    {
        return Err(CleanError::Empty);
    }
    if body.len() > MOST_BYTES || !is_bounded(&body) {
        return Err(CleanError::Endless);
    }
    Ok(Symbol { view_box: view_box.into(), body: body.into(), colored: true })
}

/// Elements nested deeper than this go; no icon needs them.
const MOST_DEPTH: usize = 40;

/// What stays of the declarations of each class, later ones winning: no more than there are attributes that stay.
type Classes = BTreeMap<String, BTreeMap<String, String>>;

struct Cleaner {
    classes: Classes,
}

impl Cleaner {
    fn write(&self, node: Node<'_, '_>, depth: usize, out: &mut String) {
        let tag = node.tag_name().name();
        let is_full = out.len() > MOST_BYTES;
        if is_full || !node.is_element() || depth > MOST_DEPTH || !ELEMENTS.contains(&tag) {
            return;
        }
        let _ = write!(out, "<{tag}");
        for (attribute, value) in self.attributes(node) {
            let _ = write!(out, " {attribute}=\"{value}\"");
        }
        let inside = {
            let mut inside = String::new();
            for child in node.children() {
                self.write(child, depth + 1, &mut inside);
            }
            inside
        };
        if inside.is_empty() {
            out.push_str("/>");
        } else {
            let _ = write!(out, ">{inside}</{tag}>");
        }
    }

    /// What stays of attributes, classes and style, later ones winning, sorted by name.
    fn attributes(&self, node: Node<'_, '_>) -> BTreeMap<String, String> {
        let mut kept = BTreeMap::new();
        let mut keep = |name: &str, value: &str| {
            if let Some(value) = Self::value(name, value.trim()) {
                kept.insert(name.to_owned(), value);
            }
        };
        for attribute in node.attributes() {
            keep(attribute.name(), attribute.value());
        }
        for class in node.attribute("class").unwrap_or_default().split_whitespace() {
            for (name, value) in self.classes.get(class).into_iter().flatten() {
                keep(name, value);
            }
        }
        for (name, value) in declarations(node.attribute("style").unwrap_or_default()) {
            keep(&name, &value);
        }
        kept
    }

    /// The value that an attribute may have, references rewritten; none if it goes.
    fn value(name: &str, value: &str) -> Option<String> {
        match name {
            "id" => Some(Self::id(value)?),
            "href" => Some(format!("#{}", Self::id(value.strip_prefix('#')?)?)),
            _ if !ATTRIBUTES.contains(&name) => None,
            _ if value.to_ascii_lowercase().contains("url") => {
                let inside = value.strip_prefix("url(")?.strip_suffix(')')?;
                let inside = inside.trim().trim_matches(['"', '\'']);
                Some(format!("url(#{})", Self::id(inside.strip_prefix('#')?)?))
            }
            _ => value.chars().all(is_plain).then(|| value.to_owned()),
        }
    }

    /// An id of the file with the prefix in front.
    fn id(id: &str) -> Option<String> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        (!id.is_empty() && id.chars().all(is_name)).then(|| format!("{ID_PREFIX}{id}"))
    }
}

/// Letters of numbers, colors, lists and transforms; none that could begin an address.
const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, ' ' | '\n' | '\t' | '#' | '%' | '.' | ',' | '+' | '-' | '(' | ')')
}

/// `viewBox`, or else the size.
fn view_box(root: Node<'_, '_>) -> Option<String> {
    let numbers = |text: &str| -> Vec<f64> {
        text.split([' ', ',', '\n', '\t'])
            .filter(|part| !part.is_empty())
            .filter_map(|part| part.trim_end_matches("px").parse().ok())
            .collect()
    };
    let written = match root.attribute("viewBox") {
        Some(text) => numbers(text),
        None => numbers(&format!("0 0 {} {}", root.attribute("width")?, root.attribute("height")?)),
    };
    let [x, y, width, height] = written.as_slice() else { return None };
    let is_size = |length: f64| length.is_finite() && length > 0.0;
    let all_sound = x.is_finite() && y.is_finite() && is_size(*width) && is_size(*height);
    all_sound.then(|| format!("{x} {y} {width} {height}"))
}

/// The declarations of plain class selectors in `<style>` elements; other rules go.
fn classes(root: Node<'_, '_>) -> Classes {
    let mut classes = Classes::new();
    let sheets = root.descendants().filter(|node| {
        node.has_tag_name((root.tag_name().namespace().unwrap_or_default(), "style"))
    });
    for sheet in sheets {
        let text: String = sheet.children().filter_map(|child| child.text()).collect();
        for rule in text.split('}') {
            let Some((selectors, body)) = rule.split_once('{') else { continue };
            let kept: BTreeMap<String, String> = declarations(body)
                .into_iter()
                .filter(|(name, _)| ATTRIBUTES.contains(&name.as_str()))
                .collect();
            for selector in selectors.split(',') {
                let Some(class) = selector.trim().strip_prefix('.') else { continue };
                if class.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
                    classes.entry(class.to_owned()).or_default().extend(kept.clone());
                }
            }
        }
    }
    classes
}

/// Properties and values of a declaration list.
fn declarations(text: &str) -> Vec<(String, String)> {
    text.split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{CleanError, clean};

    fn body(inside: &str) -> Result<String, CleanError> {
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' \
             viewBox='0 0 18 18'>{inside}</svg>"
        );
        clean(&text).map(|symbol| symbol.body.into_owned())
    }

    #[test]
    fn shapes_gradients_and_own_references_stay() {
        let cleaned = body(
            "<defs><linearGradient id='a1' x1='0'><stop offset='0' stop-color='#0078d4'/>\
             </linearGradient></defs><g fill=\"url(#a1)\"><path d='M1 1h2'/></g>\
             <use xlink:href='#a1'/>",
        );
        assert_eq!(
            cleaned.as_deref(),
            Ok("<defs><linearGradient id=\"icon_a1\" x1=\"0\"><stop offset=\"0\" \
                stop-color=\"#0078d4\"/></linearGradient></defs><g fill=\"url(#icon_a1)\">\
                <path d=\"M1 1h2\"/></g><use href=\"#icon_a1\"/>")
        );
    }

    #[test]
    fn whatever_runs_or_loads_goes() {
        let cleaned = body(
            "<script>alert(1)</script><foreignObject><p>x</p></foreignObject>\
             <style>.a{fill:url(http://x/y)}.b{fill:red}@import 'x'</style>\
             <image href='http://x/y.png'/><a href='javascript:x'><path d='M0 0'/></a>\
             <animate attributeName='href' values='javascript:x'/>\
             <use href='http://x/y#z'/><use xlink:href='data:x'/>\
             <path class='a' d='M1 1' onclick='x()' style='fill:url(//x);stroke:blue'/>\
             <path class='b' d='M2 2' fill='url(http://x#y)' filter='url(#f)'/>\
             <path d='M3 3' fill='u\\72l(http://x)' stroke='URL(#A)' mask='url(x.svg#m)'/>",
        );
        assert_eq!(
            cleaned.as_deref(),
            Ok("<use/><use/><path d=\"M1 1\" stroke=\"blue\"/><path d=\"M2 2\" fill=\"red\"/>\
                <path d=\"M3 3\"/>")
        );
    }

    #[test]
    fn what_expands_without_end_is_refused() {
        let uses = |at: usize| format!("<use xlink:href='#l{at}'/>").repeat(10);
        let levels: String =
            (0..10).map(|at| format!("<g id='l{}'>{}</g>", at + 1, uses(at))).collect();
        let tower = format!("<defs><path id='l0' d='M0 0h1'/>{levels}</defs>{}", uses(10));
        assert_eq!(body(&tower), Err(CleanError::Endless));
        // One long declaration for many elements is long for each.
        let style = format!("<style>.a{{d:{}}}</style>", "M0 0".repeat(20_000));
        assert_eq!(body(&(style + &"<path class='a'/>".repeat(5_000))), Err(CleanError::Endless));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(clean("<html/>"), Err(CleanError::NotSvg));
        assert_eq!(clean("<svg/>"), Err(CleanError::NotSvg));
        assert_eq!(clean("<svg viewBox='0 0 0 5'/>"), Err(CleanError::NotSvg));
        assert!(matches!(clean("<svg"), Err(CleanError::NotXml(_))));
        let bomb = "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='0 0 1 1'>&a;</svg>";
        assert!(matches!(clean(bomb), Err(CleanError::NotXml(_))));
        assert_eq!(body("<text>no</text>"), Err(CleanError::Empty));
        assert_eq!(clean(&" ".repeat(300_000)), Err(CleanError::TooLarge));
    }

    #[test]
    fn proportions_are_those_of_the_file() {
        let of = |attributes: &str| {
            clean(&format!("<svg {attributes}><path d='M0 0'/></svg>"))
                .map(|s| s.view_box.into_owned())
        };
        assert_eq!(of("viewBox='0,0, 18 9.5'").as_deref(), Ok("0 0 18 9.5"));
        assert_eq!(of("width='18px' height='20'").as_deref(), Ok("0 0 18 20"));
    }
}
