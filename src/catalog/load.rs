//! TOML text to catalogue entries, with every mistake reported at its place.

use std::cell::OnceCell;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Catalog, File};
use crate::diag::{Diagnostic, FileId, Sink, Sources, Span, codes};

/// How many entries a file may have: each is held against all others.
const MOST: usize = 2_000;

/// Adds the entries of a file to the catalogue; an entry with a known id replaces it in place.
pub fn load(catalog: &mut Catalog, sources: &Sources, file: FileId, sink: &mut Sink) {
    let text = &sources.file(file).text;
    match toml::from_str::<File>(text) {
        Ok(read) if read.len() > MOST => {
            let message = format!("the file has {} entries; at most {MOST} fit", read.len());
            sink.push(mistake(file, None, message));
        }
        Ok(read) => {
            report_controls(text, file, sink);
            let table = OnceCell::new();
            catalog.add(read, |kind, at, what| {
                let table = table.get_or_init(|| DeTable::parse(text).ok());
                sink.push(mistake(file, place(table.as_ref(), kind, at), what));
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
fn place(file: Option<&toml::Spanned<DeTable<'_>>>, kind: &str, at: usize) -> Option<Range<usize>> {
    Some(file?.get_ref().get(kind)?.get_ref().as_array()?.get(at)?.span())
}

/// A mistake of a catalogue file.
fn mistake(file: FileId, span: Option<Range<usize>>, message: String) -> Diagnostic {
    let span = span.map(|s| Span { file, start: s.start as u32, end: s.end as u32 });
    Diagnostic::new(&codes::BAD_CATALOG, span, message)
}

/// What is wrong with an entry, at the place where the file first writes its id.
pub fn disagreement(sources: &Sources, file: FileId, id: &str, message: String) -> Diagnostic {
    let written = format!("\"{id}\"");
    let at = sources.file(file).text.find(&written);
    mistake(file, at.map(|at| at..at + written.len()), message)
}
