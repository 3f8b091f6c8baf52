//! PNG and PDF, from our own SVG in the theme's light colors, or in its dark ones.
//!
//! Text is set in the built-in font, which has the widths that the layout measured with, so
//! the result is the same on every machine. Only for characters that it does not have are the
//! machine's own fonts looked at.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{self, Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use super::Drawing;
use super::svg::{self, Look};
use crate::theme::{Role, Scheme};

/// Liberation Sans, regular and bold.
static FONTS: [&[u8]; 2] = [
    include_bytes!("../../catalog/fonts/LiberationSans-Regular.ttf"),
    include_bytes!("../../catalog/fonts/LiberationSans-Bold.ttf"),
];
/// What documents ask for and what stands for it.
const FAMILY: &str = "Liberation Sans";
/// Pixels of the picture for one pixel of the drawing.
const SCALE: f32 = 2.0;
/// How often a PDF is written at most: with the two fonts of most pictures, one of two is right.
const MOST_TRIES: usize = 64;
/// Letters and sign before the name of a font of which only a part is there.
const FONT_TAG: usize = 7;
/// Pixels that a picture may have at most; larger ones are scaled down.
const MOST_PIXELS: f32 = 120_000_000.0;

/// Writes a PNG at twice the size, on the theme's canvas.
pub(super) fn png(drawing: &Drawing<'_>) -> Vec<u8> {
    tree(drawing).and_then(|tree| pixels(&tree, drawing)).unwrap_or_default()
}

/// Writes a PDF of one page.
pub(super) fn pdf(drawing: &Drawing<'_>) -> Vec<u8> {
    let Some(tree) = tree(drawing) else { return Vec::new() };
    let write = || {
        let (page, conversion) = <(svg2pdf::PageOptions, svg2pdf::ConversionOptions)>::default();
        in_order(svg2pdf::to_pdf(&tree, conversion, page).unwrap_or_default())
    };
    // svg2pdf writes fonts as they lie in a hash map, in another order each time: the one by name
    // is waited for.
    let mut tries = (0..MOST_TRIES).map(|_| write());
    tries.find(|pdf| fonts(pdf).is_sorted()).unwrap_or_else(write)
}

/// The fonts of a PDF as they come, without the tags of subsets.
fn fonts(pdf: &[u8]) -> Vec<&[u8]> {
    let lines = pdf.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let named = lines.filter_map(|line| line.strip_prefix(b"/BaseFont /"));
    named.map(|name| name.get(FONT_TAG..).unwrap_or_default()).collect()
}

/// A PDF with the entries of each list of resources in order, which are those of hash maps as well.
/// What follows stays where it was, so all offsets hold.
fn in_order(mut pdf: Vec<u8>) -> Vec<u8> {
    let is_entry = |line: &[u8]| {
        let words: Vec<&[u8]> = line.trim_ascii().split(|&byte| byte == b' ').collect();
        matches!(words[..], [name, number, b"0", b"R"]
            if name.starts_with(b"/") && number.iter().all(u8::is_ascii_digit))
    };
    let mut start = 0;
    while start < pdf.len() {
        let mut entries: Vec<Vec<u8>> = Vec::new();
        let mut end = start;
        while let Some(length) = pdf[end..].iter().position(|&byte| byte == b'\n') {
            if !is_entry(&pdf[end..end + length]) {
                break;
            }
            entries.push(pdf[end..=end + length].to_vec());
            end += length + 1;
        }
        if entries.len() > 1 {
            entries.sort();
            pdf[start..end].copy_from_slice(&entries.concat());
        }
        let rest = pdf[end..].iter().position(|&byte| byte == b'\n');
        start = rest.map_or(pdf.len(), |length| end + length + 1);
    }
    pdf
}

fn pixels(tree: &Tree, drawing: &Drawing<'_>) -> Option<Vec<u8>> {
    let size = tree.size();
    let fits = (MOST_PIXELS / (size.width() * size.height())).sqrt();
    let scale = SCALE.min(fits);
    let across = |length: f32| ((length * scale).ceil() as u32).max(1);
    let mut pixmap = Pixmap::new(across(size.width()), across(size.height()))?;
    let [red, green, blue] = drawing.theme.color(Role::Canvas, scheme(drawing)).channels();
    pixmap.fill(tiny_skia::Color::from_rgba8(red, green, blue, u8::MAX));
    resvg::render(tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().ok()
}

/// The drawing as resvg's tree; none only if our SVG were not well-formed.
fn tree(drawing: &Drawing<'_>) -> Option<Tree> {
    let text = svg::write_with(drawing, Look::Fixed(scheme(drawing)));
    let fontdb = if is_covered(&text) { Arc::clone(&BUILT_IN) } else { Arc::clone(&ALL) };
    let options = Options { fontdb, font_family: FAMILY.to_owned(), ..Options::default() };
    Tree::from_str(&text, &options).ok()
}

/// The scheme of a drawing; paper is light.
fn scheme(drawing: &Drawing<'_>) -> Scheme {
    drawing.scheme.unwrap_or(Scheme::Light)
}

/// The built-in font alone.
static BUILT_IN: LazyLock<Arc<Database>> = LazyLock::new(|| Arc::new(built_in()));

/// The built-in font and those of the machine.
static ALL: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = built_in();
    fonts.load_system_fonts();
    Arc::new(fonts)
});

fn built_in() -> Database {
    let mut fonts = Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family(FAMILY);
    fonts
}

/// Whether the built-in font has every character of the text.
fn is_covered(text: &str) -> bool {
    let Ok(face) = ttf_parser::Face::parse(FONTS[0], 0) else { return false };
    text.chars().all(|c| c.is_control() || c.is_ascii() || face.glyph_index(c).is_some())
}

#[cfg(test)]
mod tests {
    use super::{built_in, in_order, is_covered};

    #[test]
    fn entries_of_a_list_are_put_in_order_and_nothing_else() {
        let pdf = b"<<\n  /gs2 7 0 R\n  /gs1 9 0 R\n>>\n/x 1 0 R\nstream\n/b 1 0 S\n/a 1 0 S\nend";
        let sorted =
            b"<<\n  /gs1 9 0 R\n  /gs2 7 0 R\n>>\n/x 1 0 R\nstream\n/b 1 0 S\n/a 1 0 S\nend";
        assert_eq!(in_order(pdf.to_vec()), sorted);
    }

    #[test]
    fn the_built_in_font_has_two_weights_and_latin_greek_and_cyrillic() {
        assert_eq!(built_in().faces().count(), 2);
        assert!(is_covered("Größe, Łódź, Αθήνα, Москва: 20 °C → 5 %"));
        assert!(!is_covered("東京"));
    }
}
