//! From text to the scenario as written: every key known, every value of the right type, every
//! mistake reported; nothing is looked up in the catalogue yet.

mod chain;
pub mod include;
pub mod language;
mod line;
pub mod outline;
mod read;
pub mod step;
pub(crate) mod tree;

use crate::diag::{FileId, Sink, Sources, Span, Spanned, codes};
pub use include::{Files, NoFiles, Refusal};
use language::Section;

/// The most bytes of a name.
pub(crate) const MOST_NAME: usize = 80;

/// A value of the right type for its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawValue {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Flag(bool),
    /// A list of texts.
    Texts(Vec<Spanned<String>>),
    /// A table, which no setting is.
    Table,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: Spanned<String>,
    /// The value.
    pub value: Spanned<RawValue>,
}

/// The site or group that a block is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Whether it is a site or a group.
    pub section: Section,
    /// Its name.
    pub name: Spanned<String>,
}

/// One device, site, service, connection, ... as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub section: Section,
    /// The site or group it is written in.
    pub holder: Option<Holder>,
    /// Its name; empty at the top and for connections.
    pub name: Spanned<String>,
    /// `false` for a service that is written as `= false`.
    pub wanted: bool,
    /// Its keys in the order written.
    pub fields: Vec<Field>,
    /// Keys that are written, but not so that they can be understood; reported already.
    pub failed: Vec<String>,
    /// Where it is written: its header.
    pub span: Span,
}

impl Block {
    /// Its name with that of its holder in front: `rotterdam.scanner`.
    pub fn full_name(&self) -> String {
        match &self.holder {
            Some(holder) => format!("{}.{}", holder.name.value, self.name.value),
            None => self.name.value.clone(),
        }
    }

    /// The field of this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key.value == key)
    }

    /// The text of this key.
    pub fn text(&self, key: &str) -> Option<Spanned<String>> {
        self.field(key).and_then(|field| match &field.value.value {
            RawValue::Text(text) => Some(Spanned::new(text.clone(), field.value.span)),
            _ => None,
        })
    }

    /// The whole number of this key.
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.field(key).and_then(|field| match field.value.value {
            RawValue::Integer(number) => Some(number),
            _ => None,
        })
    }

    /// Whether this key is `true`.
    pub fn flag(&self, key: &str) -> bool {
        self.field(key).is_some_and(|field| field.value.value == RawValue::Flag(true))
    }

    /// The list of texts of this key.
    pub fn texts(&self, key: &str) -> Vec<Spanned<String>> {
        match self.field(key).map(|field| &field.value) {
            Some(Spanned { value: RawValue::Texts(texts), .. }) => texts.clone(),
            _ => Vec::new(),
        }
    }

    /// The fields that the language does not know: settings for the catalogue to judge.
    pub fn settings(&self) -> impl Iterator<Item = &Field> {
        let info = self.section.info();
        self.fields.iter().filter(|field| info.key(&field.key.value).is_none())
    }
}

/// A scenario as written, with what it includes. May lack anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawScenario {
    /// The scenario's own file.
    pub file: FileId,
    /// Whether parts of the text are lost, so that what is missing may have been there.
    pub damaged: bool,
    /// The keys at the top; then everything else in the order written, included files first.
    pub blocks: Vec<Block>,
}

/// Reads a scenario and what it includes. Never fails: what cannot be understood is reported
/// and left out.
pub fn load(
    name: &str,
    text: &str,
    files: &dyn Files,
    sources: &mut Sources,
    sink: &mut Sink,
) -> RawScenario {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = sources.add(name, text);
    let before = sink.findings().len();
    let start = Span { file, start: 0, end: 0 };
    let is_empty = text.lines().all(|line| line.trim().is_empty() || line.trim().starts_with('#'));
    let mut blocks = Vec::new();
    if is_empty {
        sink.report(&codes::EMPTY, start, "the scenario is empty").help(
            "start with `title = \"...\"` and `solution = \"cloud\"`, or run `maquette init`",
        );
    } else {
        blocks = include::with_includes(file, files, sources, sink);
    }
    keep_within_limits(&mut blocks, start, sink);
    let lost = [&codes::NOT_TOML, &codes::EMPTY, &codes::INCLUDE_UNREADABLE];
    let damaged =
        sink.findings()[before..].iter().any(|f| lost.iter().any(|code| code.code == f.code));
    if !damaged {
        blocks.iter().for_each(|block| report_missing(block, sink));
    }
    RawScenario { file, damaged, blocks }
}

/// The blocks of `[checks]`, which a project writes as a scenario does.
pub(crate) fn checks(file: FileId, section: tree::Table, sink: &mut Sink) -> Vec<Block> {
    let mut blocks = read::blocks(file, section, sink);
    blocks.retain(|block| block.section == Section::Check);
    blocks
}

/// Reports elements and connections that are too many, and takes them away.
fn keep_within_limits(blocks: &mut Vec<Block>, start: Span, sink: &mut Sink) {
    let limits = sink.limits();
    let is_connection = |block: &Block| block.section == language::Section::Connection;
    let connections = blocks.iter().filter(|block| is_connection(block)).count();
    for (count, most, noun, is_one) in [
        (blocks.len() - connections, limits.elements, "elements", false),
        (connections, limits.connections, "connections", true),
    ] {
        if count > most {
            let message = format!("the scenario has {count} {noun}; at most {most} fit");
            sink.report(&codes::TOO_LARGE, start, message)
                .help("let one device with a `count` stand for a fleet");
            let mut left = most;
            blocks.retain(|block| {
                is_connection(block) != is_one
                    || left.checked_sub(1).map(|less| left = less).is_some()
            });
        }
    }
}

/// Reports each required key that a block lacks.
fn report_missing(block: &Block, sink: &mut Sink) {
    for info in block.section.info().keys.iter().filter(|info| info.required) {
        if block.field(info.key).is_some() || block.failed.iter().any(|key| key == info.key) {
            continue;
        }
        let name = match (block.section, block.name.value.as_str()) {
            (Section::Top, _) => "the scenario".to_owned(),
            (Section::Connection, _) => "the connection".to_owned(),
            (_, name) => format!("`{name}`"),
        };
        let message = format!("{name} has no `{}`", info.key);
        sink.report(&codes::MISSING_KEY, block.span, message)
            .help(format!("add `{} = \"...\"`: {}", info.key, info.summary));
    }
}
