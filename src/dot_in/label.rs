//! What a DOT label says: escapes, records and HTML-like markup as plain text.

use super::Value;

/// The text of a label. `name` stands for `\N`, `graph` for `\G`.
pub(super) fn plain(value: &Value, name: &str, graph: &str) -> String {
    let text = match value {
        Value::Text(text) => unescaped(text, name, graph),
        Value::Html(markup) => without_tags(markup),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a record's label: its fields without ports and braces.
pub(super) fn record(value: &Value, name: &str, graph: &str) -> String {
    let Value::Text(text) = value else { return plain(value, name, graph) };
    let mut fields = vec![String::new()];
    let mut chars = text.chars();
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
    let texts: Vec<String> = fields
        .iter()
        .map(|field| plain(&Value::Text(field.clone()), name, graph))
        .filter(|field| !field.is_empty())
        .collect();
    texts.join(" | ")
}

fn unescaped(text: &str, name: &str, graph: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'l' | 'r') => plain.push('\n'),
            Some('N' | 'E' | 'T' | 'H' | 'L') => plain.push_str(name),
            Some('G') => plain.push_str(graph),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    entities(&plain)
}

/// The text between the tags; cells and lines are set apart by a space.
fn without_tags(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut is_tag = false;
    for c in markup.chars() {
        match c {
            '<' => {
                is_tag = true;
                text.push(' ');
            }
            '>' if is_tag => is_tag = false,
            _ if is_tag => (),
            _ => text.push(c),
        }
    }
    entities(&text)
}

/// Resolves the entities of XML, numbers included; others stay as they are.
fn entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.char_indices().take(12).find(|&(_, c)| c == ';').map(|(i, _)| i);
        let resolved = end.and_then(|end| Some((entity(&rest[1..end])?, end)));
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

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{plain, record};
    use crate::dot_in::Value;

    fn text(label: &str) -> Value {
        Value::Text(label.to_owned())
    }

    #[test]
    fn escapes_become_spaces_and_names() {
        assert_eq!(plain(&text(r"\N\nof \G\l"), "hub", "iot"), "hub of iot");
        assert_eq!(plain(&text(r"a\\b &amp; &#228; &what; &"), "", ""), r"a\b & ä &what; &");
    }

    #[test]
    fn markup_is_read_as_its_text() {
        let table = "<table><tr><td><b>IoT</b> Hub</td><td>S1&lt;2</td></tr></table>";
        assert_eq!(plain(&Value::Html(table.to_owned()), "", ""), "IoT Hub S1<2");
    }

    #[test]
    fn records_are_read_as_their_fields() {
        assert_eq!(record(&text(r"<f0> left|{a\|b|<p>}|\N"), "x", ""), "left | a|b | x");
    }
}
