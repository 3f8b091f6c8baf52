//! PNG and PDF, from our own SVG in the theme's light colors, or in its dark ones.
//!
//! Text is set in the built-in font, which has the widths that the layout measured with, so
//! the result is the same on every machine. Only for characters that it does not have are the
//! machine's own fonts looked at.

use std::sync::{Arc, LazyLock};

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};
use resvg::tiny_skia::{self, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

use super::svg::{self, Look};
use super::{Background, Drawing};
use crate::scene::{Scene, Subject};
use crate::theme::Role;

/// Liberation Sans, regular and bold.
static FONTS: [&[u8]; 2] = [
    include_bytes!("../../catalog/fonts/LiberationSans-Regular.ttf"),
    include_bytes!("../../catalog/fonts/LiberationSans-Bold.ttf"),
];
/// What documents ask for and what stands for it.
const FAMILY: &str = "Liberation Sans";

/// Writes a PNG; nothing if it would have too many pixels.
pub(super) fn png(drawing: &Drawing<'_>) -> Vec<u8> {
    on_background(drawing, |drawing| pixels(drawing).unwrap_or_default())
}

/// Writes a PDF of one page, a point for a pixel of the drawing.
pub(super) fn pdf(drawing: &Drawing<'_>) -> Vec<u8> {
    on_background(drawing, |drawing| page(drawing).unwrap_or_default())
}

/// Hands on the drawing with the background that it is to be painted on.
fn on_background<T>(drawing: &Drawing<'_>, paint: impl Fn(&Drawing<'_>) -> T) -> T {
    match drawing.painting.background {
        Background::Theme => paint(drawing),
        Background::None => {
            let mut scene = drawing.scene.clone();
            scene.pieces.retain(|piece| piece.subject != Subject::Backdrop);
            paint(&Drawing { scene: &scene, ..*drawing })
        }
        Background::Color(color) => {
            let theme = drawing.theme.with(Role::Canvas, color);
            paint(&Drawing { theme: &theme, ..*drawing })
        }
    }
}

fn pixels(drawing: &Drawing<'_>) -> Option<Vec<u8>> {
    let (scale, size) = (drawing.painting.scale, drawing.scene.size);
    if scale.refusal(size).is_some() {
        return None;
    }
    let [width, height] = scale.pixels(size);
    let mut pixmap = Pixmap::new(width, height)?;
    if drawing.painting.background != Background::None {
        // The last pixels may lie on the drawing in part only.
        let canvas = drawing.theme.color(Role::Canvas, drawing.scheme.unwrap_or_default());
        let [red, green, blue] = canvas.channels();
        pixmap.fill(tiny_skia::Color::from_rgba8(red, green, blue, u8::MAX));
    }
    let transform = Transform::from_scale(scale.factor(), scale.factor());
    resvg::render(&tree(drawing)?, transform, &mut pixmap.as_mut());
    pixmap.encode_png().ok()
}

fn page(drawing: &Drawing<'_>) -> Option<Vec<u8>> {
    let tree = tree(drawing)?;
    let size = Size::from_wh(tree.size().width(), tree.size().height())?;
    let mut document = Document::new();
    document.set_metadata(metadata(drawing.scene));
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface.draw_svg(&tree, size, SvgSettings::default())?;
    surface.finish();
    page.finish();
    document.finish().ok()
}

/// What viewers show of a document: no time and no version, so that the bytes stay the same.
fn metadata(scene: &Scene) -> Metadata {
    Metadata::new().title(scene.title.clone()).description(scene.description.clone())
}

/// The drawing as resvg's tree; none only if our SVG were not well-formed.
fn tree(drawing: &Drawing<'_>) -> Option<Tree> {
    let text = svg::write_with(drawing, Look::Fixed(drawing.scheme.unwrap_or_default()));
    let fontdb = if is_covered(&text) { Arc::clone(&BUILT_IN) } else { Arc::clone(&ALL) };
    let options = Options { fontdb, font_family: FAMILY.to_owned(), ..Options::default() };
    Tree::from_str(&text, &options).ok()
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
    for font in &FONTS {
        fonts.load_font_source(Source::Binary(Arc::new(*font)));
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
    use super::{built_in, is_covered};

    #[test]
    fn the_built_in_font_has_two_weights_and_latin_greek_and_cyrillic() {
        assert_eq!(built_in().faces().count(), 2);
        assert!(is_covered("Größe, Łódź, Αθήνα, Москва: 20 °C → 5 %"));
        assert!(!is_covered("東京"));
    }
}
