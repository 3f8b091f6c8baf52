//! Glyphs as symbols: a tile in a tint of the current color, and the glyph on it.

use crate::icons::Symbol;

use super::xml::Writer;

/// Writes the `<symbol>` of a glyph. Ours are 24 by 24 on a tile of 36 by 36; a glyph with its
/// own colors has no tile and takes all of the room.
pub(super) fn write(id: &str, symbol: &Symbol, out: &mut Writer) {
    out.open("symbol").attribute("id", id);
    if symbol.colored {
        out.attribute("viewBox", &symbol.view_box).close_start().raw(&symbol.body);
    } else {
        out.attribute("viewBox", "-6 -6 36 36").attribute("fill", "currentColor").close_start();
        out.raw("<rect x=\"-6\" y=\"-6\" width=\"36\" height=\"36\" rx=\"6\" opacity=\".14\"/>");
        out.raw(&layered(&symbol.body));
    }
    out.raw("</symbol>\n");
}

/// The elements of a glyph without their classes, which no style sheet reaches inside a
/// `<use>`: tints (`b`), then strokes (`a`), then full shapes (`c`).
fn layered(body: &str) -> String {
    let mut layers = [String::new(), String::new(), String::new()];
    for element in body.split_inclusive("/>") {
        for (layer, (class, attribute)) in
            layers.iter_mut().zip([("b", " opacity=\".25\""), ("a", ""), ("c", "")])
        {
            let class = format!(" class=\"{class}\"");
            if let Some((before, after)) = element.split_once(&class) {
                layer.push_str(before);
                layer.push_str(attribute);
                layer.push_str(after);
            }
        }
    }
    let [tints, strokes, full] = layers;
    let strokes = if strokes.is_empty() {
        strokes
    } else {
        format!("<g fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\">{strokes}</g>")
    };
    format!("{tints}{strokes}{full}")
}

#[cfg(test)]
mod tests {
    use super::layered;
    use crate::icons::{GLYPHS, Icons};

    #[test]
    fn no_element_of_a_glyph_is_lost() {
        for (name, _) in GLYPHS {
            let body = &Icons::built_in().symbol(name).body;
            let layered = layered(body);
            let count = |text: &str| text.matches("/>").count();
            assert_eq!(count(body), count(&layered), "{name}");
            assert!(!layered.contains("class="), "{name}");
        }
    }
}
