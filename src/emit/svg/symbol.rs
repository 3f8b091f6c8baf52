//! Glyphs as symbols: a tile in a tint of the current color, and the glyph on it.

use crate::emit::xml::Writer;
use crate::geom::{Unit, px};
use crate::icons::Symbol;
use crate::measure::TILE;

/// The attribute that names what a `<use>` shows: the older name, which Inkscape 1.2 and office
/// suites know, too.
pub(super) const REFERENCE: &str = "xlink:href";

/// What most shapes of our glyphs need: a stroke around a tint.
pub(super) const COMMON: &str =
    "fill:currentColor;fill-opacity:.25;stroke:currentColor;stroke-width:1.5";

/// Writes the tile that all symbols share.
pub(super) fn write_tile(id: &str, out: &mut Writer) {
    out.raw("<defs>").open("rect").attribute("id", id);
    out.raw(" width=\"36\" height=\"36\" rx=\"6\" stroke=\"none\" fill-opacity=\".14\"/></defs>\n");
}

/// Writes the `<symbol>` of a glyph, as large as a tile, so that a `<use>` needs no size. Ours are drawn for a tile of 36 by 36 with its margin; a glyph with its own colors has
/// no tile and fills its place.
pub(super) fn write(id: &str, class: &str, tile: &str, symbol: &Symbol, out: &mut Writer) {
    const DRAWN_FOR: Unit = px(36);
    out.open("symbol").attribute("id", id);
    if symbol.colored {
        out.raw("><svg").length("width", TILE).length("height", TILE);
        out.attribute("viewBox", &symbol.view_box);
        out.close_start().raw(&symbol.body_in(id)).raw("</svg>");
    } else {
        out.close_start();
        let hundredths = (TILE * 100 + DRAWN_FOR / 2) / DRAWN_FOR;
        out.open("g").attribute("class", class);
        out.attribute("transform", &format!("scale(.{hundredths:02})")).close_start();
        out.open("use").attribute(REFERENCE, &format!("#{tile}")).empty();
        out.raw(&symbol.body).raw("</g>");
    }
    out.raw("</symbol>\n");
}
