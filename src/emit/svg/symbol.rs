//! Glyphs as symbols: a tile in a tint of the current color, and the glyph on it.

use crate::icons::Symbol;

use super::xml::Writer;

/// Writes the tile that all symbols share.
pub(super) fn write_tile(id: &str, out: &mut Writer) {
    out.raw("<defs>").open("rect").attribute("id", id);
    out.raw(" x=\"-6\" y=\"-6\" width=\"36\" height=\"36\" rx=\"6\" opacity=\".14\"/></defs>\n");
}

/// Writes the `<symbol>` of a glyph. Ours are 24 by 24 in the middle of a tile of 36 by 36, so
/// that a `<use>` needs no size; a glyph with its own colors has no tile and fills its place.
pub(super) fn write(id: &str, tile: &str, symbol: &Symbol, out: &mut Writer) {
    out.open("symbol").attribute("id", id).attribute("overflow", "visible");
    if symbol.colored {
        out.close_start().raw("<svg x=\"-6\" y=\"-6\" width=\"36\" height=\"36\"");
        out.attribute("viewBox", &symbol.view_box)
            .close_start()
            .raw(&symbol.body_in(id))
            .raw("</svg>");
    } else {
        out.attribute("fill", "currentColor").close_start();
        out.open("use").attribute("href", &format!("#{tile}")).empty();
        out.raw(&layered(&symbol.body));
    }
    out.raw("</symbol>\n");
}

/// One element of a glyph: its name and attributes without the class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Element<'a> {
    name: &'a str,
    attributes: &'a str,
}

/// The elements of a glyph without their classes, which no style sheet reaches inside a
/// `<use>`: tints (`b`), then strokes (`a`), then full shapes (`c`). What has both tint and
/// stroke is written once, strokes alone are joined.
fn layered(body: &str) -> String {
    let tints = elements(body, "b");
    let strokes = elements(body, "a");
    let is_tinted = |element: &&Element<'_>| tints.contains(element);
    let mut out = String::new();
    for tint in tints.iter().filter(|tint| !strokes.contains(tint)) {
        write_element(tint, " opacity=\".25\"", &mut out);
    }
    let both: Vec<_> = strokes.iter().filter(is_tinted).collect();
    let (paths, others): (Vec<_>, Vec<_>) = strokes
        .iter()
        .filter(|stroke| !tints.contains(stroke))
        .partition(|s| path_data(s).is_some());
    if !strokes.is_empty() {
        out.push_str("<g stroke=\"currentColor\" stroke-width=\"1.5\"");
        let own = if both.is_empty() {
            out.push_str(" fill=\"none\">");
            ""
        } else {
            out.push_str(" fill-opacity=\".25\">");
            " fill=\"none\""
        };
        for element in both {
            write_element(element, "", &mut out);
        }
        for element in others {
            write_element(element, own, &mut out);
        }
        if !paths.is_empty() {
            let data: String = paths.iter().filter_map(|path| path_data(path)).collect();
            out.push_str(&format!("<path{own} d=\"{data}\"/>"));
        }
        out.push_str("</g>");
    }
    for element in elements(body, "c") {
        write_element(&element, "", &mut out);
    }
    out
}

/// The elements of a class, in order.
fn elements<'a>(body: &'a str, class: &str) -> Vec<Element<'a>> {
    let class = format!(" class=\"{class}\"");
    body.split("/>")
        .filter_map(|element| element.split_once(&class))
        .map(|(name, attributes)| Element { name: name.trim_start_matches('<'), attributes })
        .collect()
}

/// The data of a path that can be joined with others: it begins at an absolute place.
fn path_data<'a>(element: &Element<'a>) -> Option<&'a str> {
    let data = element.attributes.strip_prefix(" d=\"")?.strip_suffix('"')?;
    (element.name == "path" && data.starts_with('M') && !data.contains('"')).then_some(data)
}

fn write_element(element: &Element<'_>, more: &str, out: &mut String) {
    out.push_str(&format!("<{}{more}{}/>", element.name, element.attributes));
}

#[cfg(test)]
mod tests {
    use super::layered;
    use crate::icons::{GLYPHS, Icons};

    #[test]
    fn strokes_are_joined_and_tinted_strokes_written_once() {
        let body = "<rect class=\"b\" x=\"1\"/><rect class=\"a\" x=\"1\"/><path class=\"a\" d=\"M0 0h1\"/>\
                    <path class=\"a\" d=\"M2 2v1\"/><circle class=\"c\" r=\"1\"/>";
        assert_eq!(
            layered(body),
            "<g stroke=\"currentColor\" stroke-width=\"1.5\" fill-opacity=\".25\"><rect x=\"1\"/>\
             <path fill=\"none\" d=\"M0 0h1M2 2v1\"/></g><circle r=\"1\"/>"
        );
    }

    #[test]
    fn the_data_of_every_glyph_is_kept() {
        for (name, _) in GLYPHS {
            let body = &Icons::built_in().symbol(name).body;
            let layered = layered(body);
            assert!(!layered.contains("class="), "{name}");
            for data in body.split(" d=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(layered.contains(data), "{name} lost {data}");
            }
        }
    }
}
