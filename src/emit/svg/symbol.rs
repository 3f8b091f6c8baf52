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

/// How far the tile lies inside a symbol: ours are drawn in the middle of 36 by 36, at their size.
pub(super) const MARGIN: Unit = (px(36) - TILE) / 2;

/// Writes the tile that all symbols share.
pub(super) fn write_tile(id: &str, out: &mut Writer) {
    out.raw("<defs>").open("rect").attribute("id", id);
    place_tile(out);
    out.raw(" rx=\"6\" stroke=\"none\" fill-opacity=\".14\"/></defs>\n");
}

/// Writes the `<symbol>` of a glyph, for a `<use>` without a size; a glyph with its own colors has
/// no tile and fills its place.
pub(super) fn write(id: &str, class: &str, tile: &str, symbol: &Symbol, out: &mut Writer) {
    out.open("symbol").attribute("id", id);
    if symbol.colored {
        out.raw("><svg");
        place_tile(out);
        out.attribute("viewBox", &symbol.view_box);
        out.close_start().raw(&symbol.body_in(id)).raw("</svg>");
    } else {
        out.attribute("class", class).close_start();
        out.open("use").attribute(REFERENCE, &format!("#{tile}")).empty();
        out.raw(&symbol.body);
    }
    out.raw("</symbol>\n");
}

fn place_tile(out: &mut Writer) {
    out.length("x", MARGIN).length("y", MARGIN).length("width", TILE).length("height", TILE);
}
