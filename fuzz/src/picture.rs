//! Pictures that are read: icons of a pack, and earlier pictures whose places are kept.

use super::choices::Choices;
use super::words::wounded;

/// The text of an icon.
pub fn icon(choices: &mut Choices<'_>) -> String {
    let namespaces =
        "xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
    let view = choices.pick(&["0 0 18 18", "0,0 18 18", "-1 -1 1e3 2", "0 0 0 0", "0 0 1e99 1"]);
    let body = shapes(4, choices);
    wounded(format!("<svg {namespaces} viewBox=\"{view}\">\n{body}</svg>\n"), choices)
}

/// Shapes, with groups so deep inside each other at most.
fn shapes(depth: usize, choices: &mut Choices<'_>) -> String {
    choices.some(4, |choices, at| {
        let name = format!("i{depth}{at}");
        match choices.below(8) {
            0 if depth > 0 => {
                let element = choices.pick(&["g", "defs", "symbol", "clipPath", "a", "switch", "foreignObject", "svg"]);
                format!("<{element} id=\"{name}\"{}>{}</{element}>\n", look(choices), shapes(depth - 1, choices))
            }
            0 | 1 => format!("<use xlink:href=\"#i{}{}\"{}/>\n", choices.below(5), choices.below(5), look(choices)),
            2 => format!(
                "<linearGradient id=\"{name}\"><stop offset=\"0\" stop-color=\"#0078d4\"/></linearGradient>\n"
            ),
            3 => {
                let odd = [
                    "<script>alert(1)</script>", "<image href=\"http://x/y.png\"/>", "<style>.a{fill:url(http://x)}</style>",
                    "<animate attributeName=\"href\" to=\"javascript:x\"/>", "<text>x</text>", "<!-- x -->",
                    "<![CDATA[<script>]]>", "<title>&lt;b&gt;</title>", "<set attributeName=\"onload\" to=\"x\"/>",
                    "<x:path xmlns:x=\"http://www.w3.org/2000/svg\" d=\"M0 0\"/>", "<script xmlns=\"http://www.w3.org/1999/xhtml\"/>",
                ];
                choices.pick(&odd).to_owned()
            }
            _ => {
                let shape = [
                    "path d=\"M0 0h18v18H0z\"", "rect width=\"9\" height=\"9\"", "circle r=\"4\"", "path d=\"M1e308 NaN\"",
                    "polygon points=\"0,0 1,1 2,0\"", "line x2=\"1\"", "ellipse rx=\"-1\"",
                ];
                format!("<{}{}/>\n", choices.pick(&shape), look(choices))
            }
        }
    })
}

fn look(choices: &mut Choices<'_>) -> &'static str {
    choices.pick(&[
        "",
        "",
        " fill=\"#0078d4\"",
        " fill=\"url(#i31)\"",
        " style=\"fill:url(http://x)\"",
        " onload=\"x()\"",
        " transform=\"scale(2)\"",
        " class=\"a\"",
        " href=\"javascript:x\"",
        " opacity=\".5\"",
        " xlink:href=\"data:x\"",
        " style=\"fill:#fff;background:url(//x)\"",
        " clip-path=\"url(#i40)\"",
        " fill=\"expression(x)\"",
    ])
}

/// The picture after somebody edited it: some numbers are others, some tags are gone, doubled or
/// out of order.
pub fn edited(picture: &str, choices: &mut Choices<'_>) -> String {
    let mut parts: Vec<String> = picture.split("=\"").map(str::to_owned).collect();
    for _ in 0..choices.below(24) {
        let at = choices.below(parts.len());
        if parts[at].starts_with(|c: char| c.is_ascii_digit() || c == '-') {
            let digit = choices.pick(&["0", "7", "-", "99999", ".", "1e9", "NaN"]);
            parts[at].replace_range(0..1, digit);
        }
    }
    let mut tags: Vec<String> = parts.join("=\"").split_inclusive('>').map(str::to_owned).collect();
    for _ in 0..choices.below(4) {
        let at = choices.below(tags.len());
        match choices.below(3) {
            0 => drop(tags.remove(at)),
            1 => tags.insert(at, tags[at].clone()),
            _ => {
                let other = choices.below(tags.len());
                tags.swap(at, other);
            }
        }
    }
    wounded(tags.concat(), choices)
}
