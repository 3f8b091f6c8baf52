//! TOML text to catalogue entries, with every mistake reported at its place.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::validate::Problem;
use super::{Catalog, Check, Connection, DocsProfile, Fact, PlaceKind, Rule, Service, Source};
use crate::diag::{Diagnostic, FileId, Sink, Sources, Span, codes};

/// A catalogue file as written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    catalogue: Option<Header>,
    #[serde(default)]
    service: Vec<Spanned<Service>>,
    #[serde(default)]
    place: Vec<Spanned<PlaceKind>>,
    #[serde(default)]
    connection: Vec<Spanned<Connection>>,
    #[serde(default)]
    rule: Vec<Spanned<Rule>>,
    #[serde(default)]
    check: Vec<Spanned<Check>>,
    #[serde(default)]
    fact: Vec<Spanned<Fact>>,
    #[serde(default)]
    docs: Vec<Spanned<DocsProfile>>,
    #[serde(default)]
    source: Vec<Spanned<Source>>,
}

/// What a file says of the catalogue as a whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    date: String,
}

/// An entry with an id that later entries can replace.
trait Entry {
    fn id(&self) -> &str;
}

macro_rules! entries {
    ($($kind:ty: $field:ident),+ $(,)?) => {
        $(impl Entry for $kind {
            fn id(&self) -> &str {
                &self.$field
            }
        })+
    };
}
entries!(
    Service: id,
    PlaceKind: id,
    Connection: id,
    Rule: id,
    Check: code,
    Fact: id,
    DocsProfile: id,
    Source: id,
);

/// Adds the entries of a file to the catalogue; an entry with a known id replaces it in place.
pub fn load(catalog: &mut Catalog, sources: &Sources, file: FileId, sink: &mut Sink) {
    let parsed = match toml::from_str::<File>(&sources.file(file).text) {
        Ok(parsed) => parsed,
        Err(error) => {
            sink.push(mistake(file, error.span(), error.message().to_owned()));
            return;
        }
    };
    if let Some(header) = parsed.catalogue {
        catalog.date = header.date;
    }
    let mut report = |span: Range<usize>, message| sink.push(mistake(file, Some(span), message));
    add(&mut catalog.services, parsed.service, &mut report);
    add(&mut catalog.places, parsed.place, &mut report);
    add(&mut catalog.connections, parsed.connection, &mut report);
    add(&mut catalog.rules, parsed.rule, &mut report);
    add(&mut catalog.checks, parsed.check, &mut report);
    add(&mut catalog.facts, parsed.fact, &mut report);
    add(&mut catalog.docs, parsed.docs, &mut report);
    add(&mut catalog.sources, parsed.source, &mut report);
    catalog.services.iter_mut().for_each(Service::complete);
    catalog.places.iter_mut().for_each(PlaceKind::complete);
    catalog.docs.sort_by(|a, b| a.id.cmp(&b.id));
}

/// Adds entries in order; one that repeats an id of the same file is a mistake.
fn add<T: Entry>(
    into: &mut Vec<T>,
    entries: Vec<Spanned<T>>,
    report: &mut impl FnMut(Range<usize>, String),
) {
    let mut seen = Vec::new();
    for entry in entries {
        let (span, entry) = (entry.span(), entry.into_inner());
        if seen.iter().any(|id: &String| id == entry.id()) {
            report(span, format!("`{}` stands in this file already", entry.id()));
            continue;
        }
        seen.push(entry.id().to_owned());
        match into.iter_mut().find(|known| known.id() == entry.id()) {
            Some(known) => *known = entry,
            None => into.push(entry),
        }
    }
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
