//! TOML text to catalogue entries, with every mistake reported at its place.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::Catalog;
use super::validate::Problem;
use crate::diag::{Diagnostic, FileId, Sink, Sources, Span, codes};

/// Adds the entries of a file to the catalogue; an entry with a known id replaces it in place.
pub fn load(catalog: &mut Catalog, sources: &Sources, file: FileId, sink: &mut Sink) {
    let text = &sources.file(file).text;
    match toml::from_str(text) {
        Ok(read) => {
            report_controls(text, file, sink);
            catalog.add(read, |kind, at, what| {
                sink.push(mistake(file, place(text, kind, at), what));
            });
        }
        Err(error) => sink.push(mistake(file, error.span(), error.message().to_owned())),
    }
    catalog.docs.sort();
}

/// Reports texts with characters that control terminals: they are shown to people.
fn report_controls(text: &str, file: FileId, sink: &mut Sink) {
    let Ok(table) = DeTable::parse(text) else { return };
    let mut open: Vec<_> = table.get_ref().values().collect();
    while let Some(value) = open.pop() {
        match value.get_ref() {
            DeValue::String(text) if text.contains(is_control) => {
                let message = "the text contains a control character".to_owned();
                sink.push(mistake(file, Some(value.span()), message));
            }
            DeValue::Array(items) => open.extend(items),
            DeValue::Table(table) => open.extend(table.values()),
            _ => {}
        }
    }
}

fn is_control(letter: char) -> bool {
    letter.is_control() && letter != '\n' && letter != '\t'
}

/// Where the entry of a number stands among those of its kind.
fn place(text: &str, kind: &str, at: usize) -> Option<Range<usize>> {
    let file = DeTable::parse(text).ok()?;
    Some(file.get_ref().get(kind)?.get_ref().as_array()?.get(at)?.span())
}

/// A mistake of a catalogue file.
fn mistake(file: FileId, span: Option<Range<usize>>, message: String) -> Diagnostic {
    let span = span.map(|s| Span { file, start: s.start as u32, end: s.end as u32 });
    Diagnostic::new(&codes::BAD_CATALOG, span, message)
}

/// A problem of an entry, at the place where the file first writes the entry's id.
pub fn disagreement(sources: &Sources, file: FileId, problem: &Problem) -> Diagnostic {
    let written = format!("\"{}\"", problem.entry);
    let at = sources.file(file).text.find(&written);
    mistake(file, at.map(|at| at..at + written.len()), problem.message.clone())
}
