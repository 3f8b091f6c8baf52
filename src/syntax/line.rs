//! What is said in one line: `"sensor (protocol = amqp) x 3000: Sensors"`.
//!
//! Elements and connections share what follows their names: settings in parentheses and a label
//! after a colon. A line becomes the table that says the same, so one reader judges both.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Sink, Span, Spanned, codes};
use crate::syntax::language::{Accepts, SectionInfo};
use crate::syntax::tree::{Table, Value};

/// A text of a list, with its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'a> {
    /// The text without its quotes.
    pub(crate) text: &'a str,
    /// Its place, with its quotes.
    pub(crate) span: Span,
}

impl Written<'_> {
    /// The place of a part of the text.
    pub(crate) fn place(&self, part: &str) -> Span {
        // Without escapes each part has a place of its own.
        if (self.span.end - self.span.start) as usize != self.text.len() + 2 {
            return self.span;
        }
        let start = part.as_ptr() as usize - self.text.as_ptr() as usize;
        let start = self.span.start + 1 + start as u32;
        Span { file: self.span.file, start, end: start + part.len() as u32 }
    }

    /// A part of the text without blanks around it, with its place.
    pub(crate) fn at(&self, part: &str) -> Spanned<String> {
        let part = part.trim();
        Spanned::new(part.to_owned(), self.place(part))
    }

    /// Reports that the line cannot be read.
    fn broken<'s>(&self, sink: &'s mut Sink, part: &str, message: &str) -> &'s mut Diagnostic {
        let line = self.text.escape_debug();
        sink.report(&codes::BAD_LINE, self.place(part), format!("in `{line}` {message}"))
    }
}

/// A line taken apart.
#[derive(Debug)]
pub(crate) struct Parts<'a> {
    /// What stands in front of the parentheses.
    pub(crate) before: &'a str,
    /// What follows them, without the label.
    pub(crate) after: &'a str,
    /// What the parentheses and the label say, by key.
    pub(crate) said: Table,
}

/// Takes a line of a section apart; none if it cannot be read, which is reported.
pub(crate) fn parts<'a>(
    line: Written<'a>,
    info: &SectionInfo,
    sink: &mut Sink,
) -> Option<Parts<'a>> {
    let text = line.text;
    let colon = text.find(':').unwrap_or(text.len());
    let open = text.find('(').filter(|&open| open < colon);
    let (before, inner, rest) = match open {
        None => ("", None, text),
        Some(open) => {
            let Some(length) = outside_quotes(&text[open..], ')').next() else {
                line.broken(sink, &text[open..], "the parenthesis is not closed")
                    .help("end what stands in parentheses with `)`");
                return None;
            };
            (&text[..open], Some(&text[open + 1..open + length]), &text[open + length + 1..])
        }
    };
    let (names, label) = match rest.split_once(':') {
        Some((names, label)) => (names, Some(label)),
        None => (rest, None),
    };
    let mut said = match inner {
        Some(inner) => settings(line, inner, info, sink)?,
        None => Table::new(),
    };
    if let Some(label) = label {
        if label.trim().is_empty() {
            line.broken(sink, label, "nothing follows the colon")
                .help("write the label after the colon, or take the colon away");
            return None;
        }
        said.push(text_field("label", line.at(label)));
    }
    let (before, after) = if inner.is_some() { (before, names) } else { (names, "") };
    Some(Parts { before, after, said })
}

/// What stands in parentheses: a word for the section's own key, and `key = value`.
fn settings(line: Written<'_>, inner: &str, info: &SectionInfo, sink: &mut Sink) -> Option<Table> {
    let word = info.listed.unwrap_or_default();
    let mut said = Table::new();
    for piece in split_outside_quotes(inner, ',') {
        let (key, value) = match piece.split_once('=') {
            Some((key, value)) => (line.at(key), value),
            None => (Spanned::new(word.to_owned(), line.place(piece.trim())), piece),
        };
        if key.value.is_empty() || value.trim().is_empty() {
            line.broken(sink, piece, "a part of the parentheses says nothing").help(format!(
                "write `{word}` as a word and all else as `key = value`, with commas between"
            ));
            return None;
        }
        let is_text = info.key(&key.value).is_some_and(|info| {
            matches!(info.accepts, Accepts::Text | Accepts::Word(_) | Accepts::Texts)
        });
        let place = line.place(value.trim());
        let value = match quoted(value.trim()) {
            Some(text) => Value::Text(text.to_owned()),
            None if is_text => Value::Text(value.trim().to_owned()),
            None => guessed(value.trim()),
        };
        said.push((key, Spanned::new(value, place)));
    }
    Some(said)
}

/// The value that a setting without quotes means.
fn guessed(value: &str) -> Value {
    match (value, value.replace('_', "").parse::<i64>()) {
        ("true", _) => Value::Flag(true),
        ("false", _) => Value::Flag(false),
        (_, Ok(number)) => Value::Integer(Some(number)),
        _ => Value::Text(value.to_owned()),
    }
}

/// The quotes that a line may have inside its own.
const QUOTES: [char; 2] = ['\'', '"'];

/// What stands in quotes, if all of it does.
fn quoted(value: &str) -> Option<&str> {
    QUOTES.iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
}

/// Where a letter stands that is not in quotes. Only a quote at the beginning of a value opens:
/// others are apostrophes.
fn outside_quotes(text: &str, wanted: char) -> impl Iterator<Item = usize> + '_ {
    let (mut open, mut before) = (None, '=');
    text.char_indices().filter_map(move |(at, letter)| {
        let is_outside = open.is_none();
        match open {
            Some(quote) if letter == quote => open = None,
            None if matches!(before, '=' | ',') && QUOTES.contains(&letter) => open = Some(letter),
            _ => {}
        }
        if !letter.is_whitespace() {
            before = letter;
        }
        (is_outside && letter == wanted).then_some(at)
    })
}

/// The parts between the places of a letter that is not in quotes.
fn split_outside_quotes(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for place in outside_quotes(text, at) {
        parts.push(&text[start..place]);
        start = place + at.len_utf8();
    }
    parts.push(&text[start..]);
    parts
}

/// Takes out what a line says a second time, which a table cannot; reports it.
pub(crate) fn without_repeats(info: &SectionInfo, entries: Table, sink: &mut Sink) -> Table {
    let mut kept = Table::new();
    let mut known = BTreeSet::new();
    for (key, value) in entries {
        if known.insert(key.value.clone()) {
            kept.push((key, value));
            continue;
        }
        let message = format!("`{}` is said twice", key.value);
        let word = info.listed.unwrap_or_default();
        sink.report(&codes::BAD_LINE, key.span, message).help(format!(
            "keep one of the two; a word without `=` in parentheses is the `{word}`"
        ));
    }
    kept
}

/// A key with a text.
pub(crate) fn text_field(key: &str, text: Spanned<String>) -> (Spanned<String>, Spanned<Value>) {
    (Spanned::new(key.to_owned(), text.span), Spanned::new(Value::Text(text.value), text.span))
}

/// The name of an element in one line, and all else that the line says: `NAME (...) x COUNT`.
pub(crate) fn element(
    line: Written<'_>,
    info: &SectionInfo,
    sink: &mut Sink,
) -> Option<(Spanned<String>, Table)> {
    let Parts { before, after, mut said } = parts(line, info, sink)?;
    let words: Vec<&str> = before.split_whitespace().chain(after.split_whitespace()).collect();
    let count = |word: &str| word.replace('_', "").parse::<i64>().ok();
    match words[..] {
        [name] => Some((line.at(name), said)),
        [name, "x", many] if count(many).is_some() => {
            let place = line.place(many);
            let value = Spanned::new(Value::Integer(count(many)), place);
            said.push((Spanned::new("count".to_owned(), place), value));
            Some((line.at(name), said))
        }
        _ => {
            report_words(line, &words, info, sink);
            None
        }
    }
}

/// Reports a line whose words are no name with a count.
fn report_words(line: Written<'_>, words: &[&str], info: &SectionInfo, sink: &mut Sink) {
    let (table, word) = (info.table, info.listed.unwrap_or_default());
    let form = format!("`\"NAME ({word}, key = value) x 12: Label\"`");
    let Some(odd) = words.get(1) else {
        line.broken(sink, line.text, "there is no name").help(format!("write {form}"));
        return;
    };
    let help = match words {
        [_, "->" | "<-" | "<->", ..] => "lines with arrows stand in `connections`".to_owned(),
        [_, "x", ..] => format!("write a whole number after `x`: {form}"),
        _ => format!("`{table}` lists names, and names have no blanks: `{}`", words.join("-")),
    };
    let message = format!("`{odd}` is neither a name nor a count");
    line.broken(sink, odd, &message).help(help);
}
