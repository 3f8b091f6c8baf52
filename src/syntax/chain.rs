//! Connections in one line: `"erp -> data-factory -> lake, archive (security): orders"`.

use crate::diag::{Sink, Spanned, codes};
use crate::syntax::language::Section;
use crate::syntax::line::{self, Parts, Written, text_field};
use crate::syntax::tree::Table;

/// Arrows and the direction that each stands for; longer ones first.
const ARROWS: [(&str, &str); 3] = [("<->", "both"), ("->", "forward"), ("<-", "back")];

/// A line with arrows, taken apart.
pub(crate) struct Chain<'a> {
    /// The names at each end.
    pub(crate) ends: Vec<Vec<&'a str>>,
    /// The word for the direction of each arrow between two ends.
    pub(crate) directions: Vec<&'static str>,
    /// What the parentheses and the label say, by key.
    pub(crate) said: Table,
}

/// The connections of a line as tables. What stands in parentheses and the label after a colon
/// hold for all of them.
pub(crate) fn tables(line: Written<'_>, sink: &mut Sink) -> Vec<Table> {
    let Some(Chain { ends, directions, said }) = read(line, sink) else { return Vec::new() };
    let mut tables = Vec::new();
    for (pair, direction) in ends.windows(2).zip(&directions) {
        for (from, to) in pair[0].iter().flat_map(|from| pair[1].iter().map(move |to| (from, to))) {
            let mut table = vec![text_field("from", line.at(from)), text_field("to", line.at(to))];
            if *direction != "forward" {
                let word = Spanned::new((*direction).to_owned(), line.span);
                table.push(text_field("direction", word));
            }
            table.extend(said.iter().cloned());
            tables.push(table);
        }
    }
    tables
}

/// Takes a line apart: names with arrows between them, several names at an end with commas. What
/// is none is reported.
pub(crate) fn read<'a>(line: Written<'a>, sink: &mut Sink) -> Option<Chain<'a>> {
    let Parts { before: names, after, said } = line::parts(line, Section::Connection.info(), sink)?;
    let (ends, directions) = split(names);
    let ends: Vec<Vec<&str>> = ends.iter().map(|end| end.split(',').collect()).collect();
    let is_broken = directions.is_empty()
        || ends.iter().flatten().any(|end| end.trim().is_empty())
        || !after.trim().is_empty();
    let meant = with_arrows(names);
    if is_broken || meant.is_some() {
        let message = format!("`{}` does not say what it connects", line.text.escape_debug());
        let help = match meant.filter(|meant| !split(meant).1.is_empty()) {
            Some(meant) => format!("did you mean `{meant}`? arrows are `->`, `<-` and `<->`"),
            None if !after.trim().is_empty() => {
                "write the parentheses after all names, before the label".to_owned()
            }
            None => "write names with arrows between them: `\"from -> to\"`, \
                     `\"a -> b <-> c, d: label\"`"
                .to_owned(),
        };
        sink.report(&codes::BAD_CHAIN, line.span, message).help(help);
        return None;
    }
    let count: usize =
        ends.windows(2).map(|pair| pair[0].len().saturating_mul(pair[1].len())).sum();
    if count > sink.limits().connections {
        let most = sink.limits().connections;
        let message = format!("the line makes {count} connections; at most {most} fit");
        sink.report(&codes::TOO_LARGE, line.span, message)
            .help("let one element with a `count` stand for many");
        return None;
    }
    // All connections of the line get what it says behind the names.
    let most = sink.limits().text;
    if (count * (line.text.len() - names.len())) as u64 > most {
        let message = format!("the line gives {count} connections more than {most} bytes of text");
        sink.report(&codes::TOO_LARGE, line.span, message).help("say it in fewer words");
        return None;
    }
    Some(Chain { ends, directions, said })
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
fn split(rest: &str) -> (Vec<&str>, Vec<&'static str>) {
    let (mut ends, mut directions) = (Vec::new(), Vec::new());
    let (mut start, mut at) = (0, 0);
    while let Some(next) = rest[at..].find(['<', '-']) {
        at += next;
        // Of two arrows at one place the longer one.
        match ARROWS.iter().find(|(arrow, _)| rest[at..].starts_with(arrow)) {
            Some((arrow, direction)) => {
                ends.push(&rest[start..at]);
                directions.push(*direction);
                at += arrow.len();
                start = at;
            }
            None => at += 1,
        }
    }
    ends.push(&rest[start..]);
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
