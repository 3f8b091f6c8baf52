//! The TOML text as an owned tree in which every key and value knows its place.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diag::{FileId, Sink, Span, Spanned, codes};
use crate::syntax::language::SECTIONS;

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A text.
    Text(String),
    /// A whole number; none if it does not fit into 64 bits.
    Integer(Option<i64>),
    /// A number with a fraction: no key accepts one.
    Fraction,
    /// A date, as text.
    Date(String),
    /// `true` or `false`.
    Flag(bool),
    /// A list.
    List(Vec<Spanned<Value>>),
    /// A table.
    Table(Table),
}

impl Value {
    /// What it is, for messages.
    pub(crate) const fn noun(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Fraction => "a number with a fraction",
            Self::Date(_) => "a date",
            Self::Flag(_) => "`true` or `false`",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Keys and values in the order written.
pub(crate) type Table = Vec<(Spanned<String>, Spanned<Value>)>;

/// Parses a text; reports each syntax error and returns what could be understood.
pub(crate) fn parse(file: FileId, text: &str, sink: &mut Sink) -> Table {
    let (count, most) = (marks(text), sink.limits().marks);
    if count > most {
        let message = format!("the text is made of {count} marks; at most {most} are read");
        sink.report(&codes::TOO_LARGE, span(file, &(0..0)), message)
            .help("`--limit marks=NUMBER` allows more");
        return Table::new();
    }
    let mut apart = Apart { text: text.to_owned(), renamed: Vec::new() };
    let mut left = MOST_LEVELS;
    let (table, errors) = loop {
        let (table, errors) = DeTable::parse_recoverable(&apart.text);
        let doubled = apart.doubled(&errors);
        if doubled.is_empty() || left == 0 {
            break (Owned { file, apart: &apart, written: text }.table(table.get_ref()), errors);
        }
        // What stands in a section comes to light when that one stands apart.
        apart.rename(doubled);
        left -= 1;
    };
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let at = text.get(range.clone()).unwrap_or_default();
        let (message, help) = in_our_words(error.message().trim(), at);
        let finding = sink.report(&codes::NOT_TOML, span(file, &range), message);
        if let Some(help) = help {
            finding.help(help);
        }
    }
    table
}

/// As many sections as stand in each other, and one more.
const MOST_LEVELS: usize = 4;

/// A list and headers of one section, `sites = [...]` and `[sites.plant]`, which TOML does not let
/// stand together: the headers get another name of the same length for as long as the text is
/// parsed.
struct Apart {
    text: String,
    /// Where the names begin that are not as written.
    renamed: Vec<usize>,
}

impl Apart {
    /// Where headers name a section that is a list already.
    fn doubled(&self, errors: &[toml::de::Error]) -> Vec<Range<usize>> {
        let doubled = errors.iter().filter(|error| {
            let message = error.message();
            message.contains("cannot extend value") || message.contains("duplicate key")
        });
        let places = doubled.filter_map(toml::de::Error::span);
        places.filter(|place| is_header_of_a_list(&self.text, place)).collect()
    }

    fn rename(&mut self, places: Vec<Range<usize>>) {
        for place in places {
            self.text.replace_range(place.end - 1..place.end, "_");
            self.renamed.push(place.start);
        }
    }
}

/// Whether a place is the name of a section that may be a list, in a header.
fn is_header_of_a_list(text: &str, span: &Range<usize>) -> bool {
    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let name = text.get(span.clone()).unwrap_or_default();
    text[line..].trim_start().starts_with('[')
        && SECTIONS.iter().any(|info| info.listed.is_some() && info.table == name)
}

/// How much there is for a parser to remember: it takes a hundred times the memory of the text
/// where that is nothing but brackets.
pub(crate) fn marks(text: &str) -> usize {
    let count = |of: &[u8]| text.bytes().filter(|byte| of.contains(byte)).count();
    count(b"\n\r,.=[]{}") + count(b" \t\"'") / 4
}

/// The parser's words for the commonest mistakes, how a message begins; ours; and the way out.
/// `{}` is the text that the parser points at.
const WORDS: [(&str, &str, &str); 12] = [
    ("duplicate key", "`{}` is written twice", "keep one of the two"),
    ("string values must be quoted", "`{}` is text without quotes", "put it into quotes"),
    ("invalid basic string", "the text has no closing quote", "end it with `\"`"),
    ("invalid literal string", "the text has no closing quote", "end it with `'`"),
    ("unclosed table", "the header of the section is not closed", "end it with `]`"),
    ("unclosed array", "the list is not closed", "end it with `]`"),
    ("unclosed inline table", "the table is not closed", "end it with `}`"),
    ("key with no value", "the key has no value", "write `key = value`"),
    (
        "invalid unquoted key",
        "`{}` cannot stand in a name without quotes",
        "put the name into quotes; between a key and its value stands `=`",
    ),
    (
        "unexpected key or value",
        "something stands after the value",
        "begin a new line after each value; nothing separates lines",
    ),
    (
        "carriage return must be followed by newline",
        "lines end with a carriage return only",
        "save the file with line ends of Unix or Windows",
    ),
    ("cannot extend value", "`{}` is a value already, not a section", "keep one of the two"),
];

fn in_our_words(message: &str, at: &str) -> (String, Option<&'static str>) {
    let at = at.trim();
    let known = WORDS.iter().find(|(theirs, ours, _)| {
        message.starts_with(theirs) && (!at.is_empty() || !ours.contains("{}"))
    });
    match known {
        Some((_, ours, help)) => (ours.replace("{}", at), Some(*help)),
        None => (message.to_owned(), None),
    }
}

fn span(file: FileId, range: &Range<usize>) -> Span {
    Span { file, start: range.start as u32, end: range.end as u32 }
}

/// What makes values of the parser's our own.
struct Owned<'a> {
    file: FileId,
    apart: &'a Apart,
    /// The text as the author wrote it.
    written: &'a str,
}

impl Owned<'_> {
    fn table(&self, table: &DeTable) -> Table {
        table
            .iter()
            .map(|(key, value)| {
                let place = key.span();
                let name = match self.written.get(place.clone()) {
                    Some(written) if self.apart.renamed.contains(&place.start) => written,
                    _ => key.get_ref(),
                };
                let key = Spanned::new(name.to_owned(), span(self.file, &place));
                (key, self.value(value))
            })
            .collect()
    }

    fn value(&self, value: &toml::Spanned<DeValue>) -> Spanned<Value> {
        let owned = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => {
                Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok())
            }
            DeValue::Float(_) => Value::Fraction,
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| self.value(item)).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Spanned::new(owned, span(self.file, &value.span()))
    }
}
