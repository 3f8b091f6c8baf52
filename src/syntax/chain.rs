//! Connections in one line: `"erp -> data-factory -> lake: orders"`.

use crate::diag::{Sink, Span, Spanned, codes};
use crate::syntax::language::Section;
use crate::syntax::{Block, Field, RawValue};

/// Arrows and the direction that each stands for; longer ones first.
const ARROWS: [(&str, &str); 3] = [("<->", "both"), ("->", "forward"), ("<-", "back")];

/// The connections of a line, one for each arrow: names with arrows between them, and the label
/// of all of them after a colon. `span` is that of the text with its quotes.
pub(crate) fn blocks(text: &str, span: Span, sink: &mut Sink) -> Vec<Block> {
    let (names, label) = match text.split_once(':') {
        Some((names, label)) => (names, Some(label)),
        None => (text, None),
    };
    let (ends, directions) = split(names);
    let is_broken = directions.is_empty() || ends.iter().any(|end| end.trim().is_empty());
    let meant = with_arrows(names);
    if is_broken || meant.is_some() || label.is_some_and(|label| label.trim().is_empty()) {
        let message = format!("`{}` does not say what it connects", text.escape_debug());
        let help = match meant.filter(|meant| !split(meant).1.is_empty()) {
            Some(meant) => format!("did you mean `{meant}`? arrows are `->`, `<-` and `<->`"),
            None if !is_broken => "write the label after the colon, or take the colon away".into(),
            None => "write names with arrows between them: `\"from -> to\"`, \
                     `\"a -> b <-> c: label\"`"
                .to_owned(),
        };
        sink.report(&codes::BAD_CHAIN, span, message).help(help);
        return Vec::new();
    }
    // Without escapes each part has a place of its own.
    let is_plain = (span.end - span.start) as usize == text.len() + 2;
    let at = |part: &str| {
        let part = part.trim();
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        let start = span.start + 1 + start as u32;
        let own = Span { file: span.file, start, end: start + part.len() as u32 };
        Spanned::new(part.to_owned(), if is_plain { own } else { span })
    };
    let field = |key: &str, text: Spanned<String>| Field {
        key: Spanned::new(key.to_owned(), text.span),
        value: Spanned::new(RawValue::Text(text.value), text.span),
    };
    let connect = |(pair, direction): (&[&str], &&str)| {
        let mut fields = vec![field("from", at(pair[0])), field("to", at(pair[1]))];
        if *direction != "forward" {
            fields.push(field("direction", Spanned::new((*direction).to_owned(), span)));
        }
        fields.extend(label.map(|label| field("label", at(label))));
        Block {
            section: Section::Connection,
            holder: None,
            name: Spanned::new(String::new(), span),
            wanted: true,
            fields,
            failed: Vec::new(),
            span,
        }
    };
    ends.windows(2).zip(&directions).map(connect).collect()
}

/// What people write for arrows, and the arrow that each stands for; longer ones first.
const OTHER_ARROWS: [(&str, &str); 14] = [
    ("<-->", "<->"),
    ("<=>", "<->"),
    ("-->", "->"),
    ("==>", "->"),
    ("<--", "<-"),
    ("- >", "->"),
    ("< -", "<-"),
    ("=>", "->"),
    ("<=", "<-"),
    (">>", "->"),
    ("→", "->"),
    ("←", "<-"),
    ("↔", "<->"),
    (" > ", " -> "),
];

/// The names with our arrows for others; none if there are no others.
fn with_arrows(names: &str) -> Option<String> {
    let mut meant = names.trim().to_owned();
    for (other, arrow) in OTHER_ARROWS {
        meant = meant.replace(other, arrow);
    }
    // Names have no blanks, so these are not part of one.
    let meant = meant.replace(" -- ", " -> ");
    (meant != names.trim()).then_some(meant)
}

/// The names of a line and the directions of the arrows between them.
fn split(mut rest: &str) -> (Vec<&str>, Vec<&'static str>) {
    let (mut ends, mut directions) = (Vec::new(), Vec::new());
    loop {
        // The first arrow; of two at one place the longer one.
        let first = ARROWS
            .iter()
            .filter_map(|(arrow, direction)| Some((rest.find(arrow)?, *arrow, *direction)))
            .min_by_key(|(at, arrow, _)| (*at, std::cmp::Reverse(arrow.len())));
        let Some((at, arrow, direction)) = first else { break };
        ends.push(&rest[..at]);
        directions.push(direction);
        rest = &rest[at + arrow.len()..];
    }
    ends.push(rest);
    (ends, directions)
}

#[cfg(test)]
mod tests {
    use super::{split, with_arrows};

    #[test]
    fn other_arrows_are_understood_as_a_hint() {
        for (written, meant) in [
            ("a --> b", "a -> b"),
            ("a => b", "a -> b"),
            ("a - > b", "a -> b"),
            ("a <--> b", "a <-> b"),
            ("a → b", "a -> b"),
            ("a -- b", "a -> b"),
            ("a > b", "a -> b"),
        ] {
            assert_eq!(with_arrows(written).as_deref(), Some(meant), "{written}");
        }
        for right in ["a -> b", "a <-> b <- c", "a--b->c", "a-b"] {
            assert_eq!(with_arrows(right), None, "{right}");
        }
    }

    #[test]
    fn lines_are_split_at_their_arrows() {
        assert_eq!(split("a -> b"), (vec!["a ", " b"], vec!["forward"]));
        assert_eq!(split("hub-1<->b.c <- d"), (vec!["hub-1", "b.c ", " d"], vec!["both", "back"]));
        assert_eq!(split("alone"), (vec!["alone"], vec![]));
    }
}
