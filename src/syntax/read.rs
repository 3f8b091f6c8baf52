//! From the tree to blocks: each section read by its row of the table of the language.

use crate::diag::suggest::{did_you_mean, nearest};
use crate::diag::{FileId, Sink, Span, Spanned, codes};
use crate::syntax::language::{
    Accepts, KeyInfo, MEANT_AT_TOP, MISPLACED, SECTIONS, Section, SectionInfo, is_key_of_the_top,
};
use crate::syntax::line::{self, Written};
use crate::syntax::tree::{Table, Value};
use crate::syntax::{Block, Field, Holder, MOST_NAME, RawValue, chain};

/// The way out for an entry of a list that is neither a line nor a table with a name.
const NAMED: &str = "write `\"NAME\"`, `\"NAME (kind) x 12: Label\"` or `{ name = \"...\", ... }`";

/// The blocks of a file, the keys at its top first.
pub(crate) fn blocks(file: FileId, tree: Table, sink: &mut Sink) -> Vec<Block> {
    // After a broken header its keys look as if they stood at the top.
    let broken = sink.findings().iter().filter(|f| f.code == codes::NOT_TOML.code);
    let broken = broken.filter_map(|f| f.span).filter(|span| span.file == file);
    let trusted = broken.map(|span| span.start).min().unwrap_or(u32::MAX);
    let mut reader = Reader { sink, blocks: Vec::new(), trusted };
    let start = Span { file, start: 0, end: 0 };
    let name = Spanned::new(String::new(), start);
    let at = Head { section: Section::Top, holder: None, name, span: start };
    reader.blocks.push(at.block());
    let mut top = Vec::new();
    for (key, value) in tree {
        match SECTIONS.iter().find(|info| !info.table.is_empty() && info.table == key.value) {
            // Assets stand in sites only; the field reader says so.
            Some(info) if info.section != Section::Asset => {
                reader.section(info, None, &key, value);
            }
            _ => top.push((key, value)),
        }
    }
    reader.fields(0, top);
    reader.blocks
}

fn has_arrow(text: &str) -> bool {
    text.contains("->") || text.contains("<-")
}

/// Where a block is written.
struct Head {
    section: Section,
    holder: Option<Holder>,
    name: Spanned<String>,
    span: Span,
}

impl Head {
    fn block(self) -> Block {
        Block {
            section: self.section,
            holder: self.holder,
            name: self.name,
            wanted: true,
            fields: Vec::new(),
            failed: Vec::new(),
            span: self.span,
        }
    }
}

struct Reader<'a> {
    sink: &'a mut Sink,
    blocks: Vec<Block>,
    /// Unknown keys at the top are reported up to this byte.
    trusted: u32,
}

impl Reader<'_> {
    /// Reads `[devices]`, `[[connections]]`, ... with all their blocks.
    fn section(
        &mut self,
        info: &'static SectionInfo,
        holder: Option<&Holder>,
        key: &Spanned<String>,
        value: Spanned<Value>,
    ) {
        match value.value {
            Value::List(items) if info.listed.is_some() => {
                items.into_iter().for_each(|item| self.listed(info, holder, item));
            }
            Value::Table(entries) if info.section == Section::Picture => {
                let item = Spanned::new(Value::Table(entries), value.span);
                self.named(info, holder, key.clone(), item);
            }
            Value::Table(entries) if info.section != Section::Connection => {
                for (name, item) in entries {
                    self.named(info, holder, name, item);
                }
            }
            other => {
                let wanted = match info.section {
                    Section::Connection => "a list of tables or texts",
                    _ if info.listed.is_some() => "a table or a list",
                    _ => "a table",
                };
                let help = match &other {
                    Value::Text(text)
                        if info.listed.is_some()
                            && (info.section != Section::Connection || has_arrow(text)) =>
                    {
                        format!("write `{} = [\"{}\"]`", info.table, text.escape_debug())
                    }
                    _ => format!("write `{}`", info.written),
                };
                self.wrong_type(key, &other, value.span, wanted, &help);
            }
        }
    }

    /// Reads an entry of a list: a table, or a text that says the same in a line.
    fn listed(
        &mut self,
        info: &'static SectionInfo,
        holder: Option<&Holder>,
        item: Spanned<Value>,
    ) {
        let span = item.span;
        let is_connection = info.section == Section::Connection;
        match item.value {
            Value::Text(text) if is_connection => {
                for table in chain::tables(Written { text: &text, span }, self.sink) {
                    self.connection(holder, Spanned::new(Value::Table(table), span));
                }
            }
            Value::Text(text) => {
                let line = Written { text: &text, span };
                if let Some((name, said)) = line::element(line, info, self.sink) {
                    self.named(info, holder, name, Spanned::new(Value::Table(said), span));
                }
            }
            table @ Value::Table(_) if is_connection => {
                self.connection(holder, Spanned::new(table, span));
            }
            Value::Table(mut entries) => {
                let name = entries.iter().position(|(key, _)| key.value == "name");
                let name = name.map(|at| entries.remove(at).1);
                match name.map(|name| (name.value, name.span)) {
                    Some((Value::Text(name), at)) => {
                        let name = Spanned::new(name, at);
                        self.named(info, holder, name, Spanned::new(Value::Table(entries), span));
                    }
                    Some((other, at)) => {
                        let key = Spanned::new("name".to_owned(), at);
                        self.wrong_type(&key, &other, at, "a text in quotes", NAMED);
                    }
                    None => {
                        let message = format!("an entry of `{}` has no `name`", info.table);
                        self.sink.report(&codes::MISSING_KEY, span, message).help(NAMED);
                    }
                }
            }
            other => {
                let name = Spanned::new(info.table.to_owned(), span);
                let help = if is_connection {
                    "write `\"from -> to\"` or `{ from = \"...\", to = \"...\" }`"
                } else {
                    NAMED
                };
                self.wrong_type(&name, &other, span, "a list of tables or texts", help);
            }
        }
    }

    fn connection(&mut self, holder: Option<&Holder>, item: Spanned<Value>) {
        let name = Spanned::new(String::new(), item.span);
        let section = Section::Connection;
        let at = Head { section, holder: holder.cloned(), name, span: item.span };
        self.block(at, item);
    }

    fn named(
        &mut self,
        info: &'static SectionInfo,
        holder: Option<&Holder>,
        name: Spanned<String>,
        item: Spanned<Value>,
    ) {
        if info.section != Section::Override {
            self.check_name(&name);
        }
        let span = name.span;
        let at = Head { section: info.section, holder: holder.cloned(), name, span };
        self.block(at, item);
    }

    fn block(&mut self, head: Head, item: Spanned<Value>) {
        let info = head.section.info();
        let name = head.name.clone();
        let place = self.blocks.len();
        self.blocks.push(head.block());
        match (item.value, info.shorthand) {
            (Value::Table(mut entries), _) => {
                if !info.section.inner().is_empty() {
                    entries = self.nested(info.section, &name, entries);
                }
                self.fields(place, entries);
                for copy in self.blocks[place].texts("each") {
                    self.check_name(&copy);
                }
            }
            (Value::Flag(flag), Some("wanted")) => self.blocks[place].wanted = flag,
            (value @ (Value::Text(_) | Value::List(_)), Some(key)) if key != "wanted" => {
                let key = Spanned::new(key.to_owned(), name.span);
                self.fields(place, vec![(key, Spanned::new(value, item.span))]);
            }
            (other, shorthand) => {
                let (wanted, help) = match shorthand {
                    Some("wanted") => {
                        ("`true`, `false` or a table", format!("write `{} = true`", name.value))
                    }
                    Some(_) => ("a text", format!("write `{} = \"...\"`", name.value)),
                    None if info.settings || info.key(&name.value).is_some() => (
                        "a table",
                        format!("write it below a header with a name: `{}`", info.written),
                    ),
                    None => (
                        "a table",
                        format!("write `{}`", info.written.replace("NAME", &name.value)),
                    ),
                };
                let is_misplaced = is_key_of_the_top(&name.value);
                let help = if is_misplaced { MISPLACED } else { &help };
                self.wrong_type(&name, &other, item.span, wanted, help);
                self.blocks.truncate(place);
            }
        }
    }

    /// Reads the sections of a site or group and returns its other entries.
    fn nested(&mut self, section: Section, name: &Spanned<String>, entries: Table) -> Table {
        let mut rest = Table::new();
        let holder = Holder { section, name: name.clone() };
        for (key, value) in entries {
            match section.inner().iter().find(|inner| inner.info().table == key.value) {
                Some(inner) => self.section(inner.info(), Some(&holder), &key, value),
                None => rest.push((key, value)),
            }
        }
        rest
    }

    /// Reads the entries of the block at `place` into its fields.
    fn fields(&mut self, place: usize, entries: Table) {
        let info = self.blocks[place].section.info();
        for (key, value) in line::without_repeats(info, entries, self.sink) {
            let known = info.key(&key.value);
            if known.is_none() && !info.settings {
                let meant = self.unknown_key(info, &key);
                self.blocks[place].failed.extend(meant);
                continue;
            }
            let span = value.span;
            match self.value(info.section, &key, known, value) {
                Some(value) => {
                    self.blocks[place].fields.push(Field { key, value: Spanned::new(value, span) });
                }
                None => self.blocks[place].failed.push(key.value),
            }
        }
    }

    /// Reports the key; returns the one that was probably meant.
    fn unknown_key(&mut self, info: &SectionInfo, key: &Spanned<String>) -> Option<String> {
        let mut candidates: Vec<&str> = info.keys.iter().map(|info| info.key).collect();
        let is_top = info.section == Section::Top;
        if is_top && key.span.start > self.trusted {
            return None;
        }
        if is_top {
            candidates.extend(SECTIONS.iter().map(|info| info.table).filter(|t| !t.is_empty()));
        }
        let place = if is_top { "a scenario".to_owned() } else { format!("`{}`", info.written) };
        let message = format!("{place} has no key `{}`", key.value);
        let finding = self.sink.report(&codes::UNKNOWN_KEY, key.span, message);
        let meant = MEANT_AT_TOP.iter().find(|(word, _)| is_top && *word == key.value);
        if let Some((_, meant)) = meant {
            finding.help(format!("did you mean `{meant}`?"));
            return Some((*meant).to_owned());
        }
        if is_top && key.value == "assets" {
            finding.help("assets stand in a site: `[sites.NAME.assets.NAME]`");
        } else if !is_top && is_key_of_the_top(&key.value) {
            finding.help(MISPLACED);
        } else if let Some(help) = did_you_mean(&key.value, &candidates) {
            finding.help(help);
        }
        nearest(&key.value, candidates).map(str::to_owned)
    }

    /// Reports a section in a block that holds none of that name: settings are no tables.
    fn unknown_table(&mut self, section: Section, key: &Spanned<String>) {
        let message = format!("`{}` has no section `{}`", section.info().written, key.value);
        let finding = self.sink.report(&codes::UNKNOWN_KEY, key.span, message);
        if let Some(info) = SECTIONS.iter().find(|info| info.table == key.value) {
            let written = info.written;
            finding.help(format!("write `{written}`, and `in = \"...\"` for where it stands"));
        }
    }

    /// The value, if it is what the key accepts.
    fn value(
        &mut self,
        section: Section,
        key: &Spanned<String>,
        known: Option<&KeyInfo>,
        value: Spanned<Value>,
    ) -> Option<RawValue> {
        let span = value.span;
        let accepts = known.map(|info| info.accepts);
        let wanted = match (accepts, value.value) {
            (
                Some(Accepts::Text | Accepts::Word(_) | Accepts::NamedInteger(..)) | None,
                Value::Text(text),
            )
            | (Some(Accepts::Day), Value::Text(text) | Value::Date(text)) => {
                return self.text(key, text, span);
            }
            (
                Some(Accepts::Integer(least, most) | Accepts::NamedInteger(_, least, most)),
                Value::Integer(number),
            ) => {
                return self.integer(key, number, (least, most), span);
            }
            (Some(Accepts::Flag) | None, Value::Flag(flag)) => return Some(RawValue::Flag(flag)),
            (Some(Accepts::Texts), Value::Text(text)) => {
                let text = self.text(key, text, span)?;
                let RawValue::Text(text) = text else { return Some(text) };
                return Some(RawValue::Texts(vec![Spanned::new(text, span)]));
            }
            (Some(Accepts::Texts) | None, Value::List(items)) => {
                return Some(RawValue::Texts(self.texts(key, items)));
            }
            (None, Value::Integer(number)) => {
                return self.integer(key, number, (i64::MIN, i64::MAX), span);
            }
            (accepts, other) => (accepts, other),
        };
        if let (None, Value::Table(_)) = (known, &wanted.1) {
            // The catalogue may know what takes a table of another name.
            if SECTIONS.iter().all(|info| info.table != key.value) {
                return Some(RawValue::Table);
            }
            self.unknown_table(section, key);
            return None;
        }
        let noun = match wanted.0 {
            Some(Accepts::Text | Accepts::Word(_)) => "a text in quotes",
            Some(Accepts::Day) => "a day such as `\"2026-11-22\"`",
            Some(Accepts::Integer(..)) => "a whole number",
            Some(Accepts::NamedInteger(..)) => "a whole number or a name in quotes",
            Some(Accepts::Flag) => "`true` or `false`",
            Some(Accepts::Texts) => "a list of texts",
            None => "a text, a whole number, `true` or `false`",
        };
        self.wrong_type(key, &wanted.1, span, noun, &format!("write {noun}"));
        None
    }

    fn text(&mut self, key: &Spanned<String>, text: String, span: Span) -> Option<RawValue> {
        let problem = if text.trim().is_empty() && key.value != "description" {
            Some("is empty")
        } else if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            Some("contains a control character")
        } else {
            None
        };
        if let Some(problem) = problem {
            self.sink
                .report(&codes::BAD_TEXT, span, format!("`{}` {problem}", key.value))
                .help("write a text that can be read, or leave the key out");
            return None;
        }
        Some(RawValue::Text(text))
    }

    fn integer(
        &mut self,
        key: &Spanned<String>,
        number: Option<i64>,
        (least, most): (i64, i64),
        span: Span,
    ) -> Option<RawValue> {
        let Some(number) = number.filter(|number| (least..=most).contains(number)) else {
            let message = format!("`{}` is out of range", key.value);
            let most = if most == i64::MAX { "64 bits".to_owned() } else { most.to_string() };
            let help = if least == i64::MIN {
                format!("write a whole number that fits into {most}")
            } else {
                format!("write a whole number from {least} to {most}")
            };
            self.sink.report(&codes::BAD_NUMBER, span, message).help(help);
            return None;
        };
        Some(RawValue::Integer(number))
    }

    fn texts(&mut self, key: &Spanned<String>, items: Vec<Spanned<Value>>) -> Vec<Spanned<String>> {
        let mut texts = Vec::new();
        for item in items {
            match item.value {
                Value::Text(text) => {
                    if let Some(RawValue::Text(text)) = self.text(key, text, item.span) {
                        texts.push(Spanned::new(text, item.span));
                    }
                }
                other => {
                    self.wrong_type(
                        key,
                        &other,
                        item.span,
                        "a list of texts",
                        "quote each of them",
                    );
                }
            }
        }
        texts
    }

    fn wrong_type(
        &mut self,
        key: &Spanned<String>,
        found: &Value,
        span: Span,
        wanted: &str,
        help: &str,
    ) {
        let message = format!("`{}` is {}, not {wanted}", key.value, found.noun());
        self.sink.report(&codes::WRONG_TYPE, span, message).help(help);
    }

    fn check_name(&mut self, name: &Spanned<String>) {
        let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if name.value.is_empty() || name.value.len() > MOST_NAME || !name.value.chars().all(fits) {
            let words = name.value.split(|c| !fits(c)).filter(|word| !word.is_empty());
            let plain: String =
                words.collect::<Vec<_>>().join("-").chars().take(MOST_NAME).collect();
            let message = format!("`{}` cannot be a name", name.value.escape_debug());
            let finding = self.sink.report(&codes::BAD_NAME, name.span, message);
            finding.help(if plain.is_empty() {
                "names are made of letters, digits, `-` and `_`".to_owned()
            } else {
                format!("write `{plain}`, and anything else as its `label`")
            });
        }
    }
}
