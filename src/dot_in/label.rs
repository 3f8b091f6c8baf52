//! What the texts of DOT say: escapes, entities, records and HTML-like markup as plain text.
//!
//! Graphviz replaces the escapes that stand for names first, then entities, then reads what is
//! left of the escapes: so does this.

use std::borrow::Cow;

use super::Value;

/// The named characters of HTML 4 that Graphviz knows, all but `thetasym`: `name=code` in
/// hexadecimal.
const NAMED: &str = include_str!("entities.txt");

/// Whose text it is: what the escapes for names stand for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner<'a> {
    /// The graph or a cluster of this name.
    Graph(&'a str),
    /// A node of a graph.
    Node {
        /// Its name: `\N`.
        name: &'a str,
        /// The graph's: `\G`.
        graph: &'a str,
    },
    /// An edge of a graph.
    Edge {
        /// The name of its first end: `\T`.
        tail: &'a str,
        /// The name of its last end: `\H`.
        head: &'a str,
        /// What stands between the two in `\E`.
        arrow: &'static str,
        /// The graph's: `\G`.
        graph: &'a str,
    },
}

impl<'a> Owner<'a> {
    /// The name that an escape stands for.
    fn name(self, escape: char) -> Option<Cow<'a, str>> {
        match (self, escape) {
            (Self::Graph(graph) | Self::Node { graph, .. } | Self::Edge { graph, .. }, 'G') => {
                Some(graph.into())
            }
            (Self::Node { name, .. }, 'N') => Some(name.into()),
            (Self::Edge { tail, .. }, 'T') => Some(tail.into()),
            (Self::Edge { head, .. }, 'H') => Some(head.into()),
            (Self::Edge { tail, head, arrow, .. }, 'E') => {
                Some(format!("{tail}{arrow}{head}").into())
            }
            // Of what is no edge it stands for nothing, while the others stay as they are.
            (_, 'E') => Some("".into()),
            _ => None,
        }
    }
}

/// The text of a label, its lines set apart by line ends.
pub(super) fn text(value: &Value, owner: Owner<'_>) -> String {
    match value {
        Value::Text(text) => lines(&unescaped(&entities(&named(text, owner), false))),
        Value::Html(markup) => lines(&without_tags(markup, owner)),
    }
}

/// The text of what is no label: a link or an id.
pub(super) fn line(text: &str, owner: Owner<'_>) -> String {
    entities(&named(text, owner).replace("\\\\", "\\"), false)
}

/// The text of a record's label: its fields without ports and braces.
pub(super) fn record(value: &Value, owner: Owner<'_>) -> String {
    let Value::Text(label) = value else { return text(value, owner) };
    let texts: Vec<String> = fields(label)
        .into_iter()
        .map(|field| text(&Value::Text(field.into()), owner))
        .filter(|field| !field.is_empty())
        .collect();
    texts.join(" | ")
}

/// The fields of a record, escapes still in them.
pub(super) fn fields(label: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = label.chars();
    let mut is_port = false;
    while let Some(c) = chars.next() {
        let field = fields.last_mut().expect("there is always a field");
        match c {
            '\\' => {
                let next = chars.next();
                if matches!(next, Some('{' | '}' | '|' | '<' | '>' | ' ')) {
                    field.extend(next);
                } else {
                    field.push(c);
                    field.extend(next);
                }
            }
            '<' => is_port = true,
            '>' => is_port = false,
            _ if is_port => (),
            '|' | '{' | '}' => fields.push(String::new()),
            _ => field.push(c),
        }
    }
    fields
}

/// The lines without what is blank at their ends, and without empty ones.
fn lines(text: &str) -> String {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = text.split('\n').map(words).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// The text with the escapes that stand for names replaced; the others stay.
fn named(text: &str, owner: Owner<'_>) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            replaced.push(c);
            continue;
        }
        match chars.next() {
            Some(escape) => match owner.name(escape) {
                Some(name) => replaced.push_str(&name),
                None => replaced.extend([c, escape]),
            },
            None => replaced.push(c),
        }
    }
    replaced
}

/// The text with the escapes for line ends replaced; any other stands for its second letter.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'l' | 'r') => plain.push('\n'),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    plain
}

/// The text between the tags. Rows and breaks end a line, cells are set apart by a space; the
/// line ends of the markup itself say nothing.
fn without_tags(markup: &str, owner: Owner<'_>) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        text.extend(rest[..start].chars().filter(|c| !c.is_control()));
        rest = &rest[start..];
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let Some(length) = rest.find(end).map(|at| at + end.len()) else { return text };
        let tag = rest[1..length].trim_start_matches('/');
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "br" | "tr" | "table" => text.push('\n'),
            "td" => text.push(' '),
            _ => (),
        }
        rest = &rest[length..];
    }
    text.extend(rest.chars().filter(|c| !c.is_control()));
    named(&entities(&text, true), owner).replace("\\\\", "\\")
}

/// Resolves entities, numbers included, as Graphviz does: `&apos;` in markup only; what it does
/// not know stays as it is.
fn entities(text: &str, is_markup: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.char_indices().take(12).find(|&(_, c)| c == ';').map(|(i, _)| i);
        let resolved = end.and_then(|end| Some((entity(&rest[1..end], is_markup)?, end)));
        if let Some((c, end)) = resolved {
            plain.push(c);
            rest = &rest[end + 1..];
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain + rest
}

fn entity(name: &str, is_markup: bool) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    if name == "apos" && is_markup {
        return Some('\'');
    }
    let code = NAMED.split_whitespace().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    char::from_u32(u32::from_str_radix(code?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::{Owner, line, record, text};
    use crate::dot_in::Value;

    const NODE: Owner<'_> = Owner::Node { name: "hub", graph: "iot" };

    fn plain(label: &str) -> String {
        text(&Value::Text(label.into()), NODE)
    }

    fn markup(label: &str) -> String {
        text(&Value::Html(label.into()), NODE)
    }

    #[test]
    fn escapes_become_line_ends_and_names() {
        assert_eq!(plain(r"\N\nof \G\l\r"), "hub\nof iot");
        assert_eq!(plain(r"C:\\new \x\E\T"), r"C:\new xT");
        let edge = Owner::Edge { tail: "a", head: "b", arrow: "->", graph: "" };
        let label = Value::Text(r"\E, \T, \H, \N".into());
        assert_eq!(text(&label, edge), "a->b, a, b, N");
    }

    #[test]
    fn entities_are_those_of_html_4_and_the_rest_stays() {
        assert_eq!(plain("a &amp; &#228; &rarr; &hellip;"), "a & ä → …");
        assert_eq!(plain("&what; &apos; &check; & &Amp;"), "&what; &apos; &check; & &Amp;");
        assert_eq!(markup("&apos;"), "'");
        assert_eq!(line(r"http://x/?a=1&amp;b=\N&c", NODE), "http://x/?a=1&b=hub&c");
    }

    #[test]
    fn markup_is_read_as_its_text() {
        let table = "<table><tr><td><b>IoT</b> Hub</td><td>S1&lt;2</td></tr></table>";
        assert_eq!(markup(table), "IoT Hub S1<2");
        assert_eq!(markup("Io<SUB>T</SUB><BR/>H<B>u</B>b"), "IoT\nHub");
        assert_eq!(markup("<tr><td>\\N</td></tr><!-- a > b -->\n<tr><td>2</td></tr>"), "hub\n2");
    }

    #[test]
    fn records_are_read_as_their_fields() {
        let label = Value::Text(r"<f0> left|{a\|b|<p>}|\N".into());
        assert_eq!(record(&label, NODE), "left | a|b | hub");
    }
}
