//! Sites and groups that say `each`: one for each name, with all that is written in them.

use std::collections::BTreeMap;

use crate::diag::{Sink, Spanned, codes};
use crate::model::words::humanized;
use crate::syntax::language::Section;
use crate::syntax::{Block, MOST_NAME, RawValue};

/// Stands for the name of the copy in labels and remarks.
const NAME: &str = "{name}";
/// Keys that people read.
const TEXTS: [&str; 3] = ["label", "note", "link"];
/// Such keys of what is never copied: the scenario and its views.
const TEXTS_OF_ALL: [&str; 3] = ["title", "description", "steps"];
/// Keys of the language that name a place or an element; the catalogue's settings may as well.
const REFERENCES: [&str; 3] = ["in", "from", "to"];

/// The copies of each site or group that has some, by its name.
pub(crate) type Copies = BTreeMap<String, Vec<Spanned<String>>>;

/// The blocks with the copies of sites and groups in the place of those that say `each`.
///
/// What stands in such a place, and a connection or override that names it or something in it, is
/// there once for each copy; a setting elsewhere that names it names all copies.
pub(crate) fn write_out(blocks: &[Block], sink: &mut Sink) -> (Vec<Block>, Copies) {
    let copies = copies(blocks, sink);
    let mut written = blocks.to_vec();
    let limits = sink.limits();
    for (model, names) in &copies {
        let mut with_copies = Vec::new();
        let (mut elements, mut connections) = (limits.elements, limits.connections);
        let mut bytes = limits.text;
        for block in &written {
            let copied = if is_copied(block, model) { names.len() } else { 1 };
            let left = match block.section {
                Section::Connection => &mut connections,
                _ => &mut elements,
            };
            let Some(fewer) = left.checked_sub(copied) else {
                report_too_many(names, sink);
                return (written, copies);
            };
            *left = fewer;
            let Some(fewer) = bytes.checked_sub((text_of(block) * copied) as u64) else {
                report_too_long(names, sink);
                return (written, copies);
            };
            bytes = fewer;
            with_copies.extend(self::copied(block, model, names));
        }
        written = with_copies;
    }
    report_names(&written, sink);
    (written, copies)
}

/// Reports names of copies in what is none.
fn report_names(written: &[Block], sink: &mut Sink) {
    let is_text = |key: &str| TEXTS.contains(&key) || TEXTS_OF_ALL.contains(&key);
    let fields = written.iter().flat_map(|block| &block.fields);
    for field in fields.filter(|field| is_text(&field.key.value)) {
        let texts = match &field.value.value {
            RawValue::Text(text) => vec![Spanned::new(text, field.value.span)],
            RawValue::Texts(texts) => {
                texts.iter().map(|t| Spanned::new(&t.value, t.span)).collect()
            }
            RawValue::Integer(_) | RawValue::Flag(_) | RawValue::Table => Vec::new(),
        };
        for text in texts.into_iter().filter(|text| text.value.contains(NAME)) {
            let message = format!("`{NAME}` stands for the name of a copy, and this is none");
            sink.report(&codes::IDLE_NAME, text.span, message)
                .help("write the name, or say with `each` what is copied around it");
        }
    }
}

/// Reports copies that would make the scenario too large.
fn report_too_many(names: &[Spanned<String>], sink: &mut Sink) {
    let most = sink.limits().elements;
    let message = format!("with {} copies the scenario has more than {most} elements", names.len());
    sink.report(&codes::TOO_LARGE, names.first().map(|name| name.span), message)
        .help("draw a site once with its `count`, or name fewer copies");
}

/// Reports copies whose texts would make the scenario too long.
fn report_too_long(names: &[Spanned<String>], sink: &mut Sink) {
    let most = sink.limits().text;
    let message = format!(
        "with {} copies the texts of the scenario have more than {most} bytes",
        names.len()
    );
    sink.report(&codes::TOO_LARGE, names.first().map(|name| name.span), message)
        .help("say it in fewer words, or name fewer copies");
}

/// How many bytes of text a copy of a block has, at most.
fn text_of(block: &Block) -> usize {
    let longest = |text: &str| text.len() + text.matches(NAME).count() * MOST_NAME;
    let of_field = |value: &RawValue| match value {
        RawValue::Text(text) => longest(text),
        RawValue::Texts(texts) => texts.iter().map(|text| longest(&text.value)).sum(),
        RawValue::Integer(_) | RawValue::Flag(_) | RawValue::Table => 0,
    };
    block.fields.iter().map(|field| of_field(&field.value.value)).sum()
}

fn copies(blocks: &[Block], sink: &mut Sink) -> Copies {
    let mut copies = Copies::new();
    for block in blocks.iter().filter(|block| !block.section.inner().is_empty()) {
        let Some(each) = block.field("each") else { continue };
        let names = block.texts("each");
        if names.is_empty() {
            let message = format!("`{}` is copied for no name", block.name.value);
            sink.report(&codes::BAD_NAME, each.value.span, message)
                .help("name each copy, or take `each` away");
        } else {
            copies.insert(block.name.value.clone(), names);
        }
    }
    copies
}

/// Whether a block is there once for each copy: it is the place, stands in it or speaks of it.
fn is_copied(block: &Block, model: &str) -> bool {
    let is_it = !block.section.inner().is_empty() && block.name.value == *model;
    let is_inside = block.holder.as_ref().is_some_and(|holder| holder.name.value == *model);
    let speaks_of_it = match block.section {
        Section::Connection => ["from", "to"]
            .iter()
            .any(|key| block.text(key).is_some_and(|end| rest_of(&end.value, model).is_some())),
        Section::Override => rest_of(&block.name.value, model).is_some(),
        _ => false,
    };
    is_it || is_inside || speaks_of_it
}

/// A block once for each copy of the place that it is, stands in or speaks of; else as it is.
fn copied(block: &Block, model: &str, names: &[Spanned<String>]) -> Vec<Block> {
    if is_copied(block, model) {
        // The names are as many as the copies, so no copy takes them along.
        let mut block = block.clone();
        block.fields.retain(|field| field.key.value != "each");
        let block = &block;
        return names.iter().map(|name| copy(block, model, name)).collect();
    }
    let mut block = block.clone();
    let info = block.section.info();
    for field in block.fields.iter_mut().filter(|field| info.key(&field.key.value).is_none()) {
        name_all(&mut field.value.value, model, names);
    }
    vec![block]
}

/// The block of one copy.
fn copy(block: &Block, model: &str, name: &Spanned<String>) -> Block {
    let mut block = block.clone();
    if !block.section.inner().is_empty() && block.name.value == *model {
        block.name = name.clone();
    } else if block.section == Section::Override {
        block.name.value = renamed(&block.name.value, model, &name.value);
    }
    if let Some(holder) = block.holder.as_mut().filter(|holder| holder.name.value == *model) {
        holder.name = name.clone();
    }
    let info = block.section.info();
    for field in &mut block.fields {
        let key = field.key.value.as_str();
        let change: &dyn Fn(&str) -> String = if TEXTS.contains(&key) {
            &|text| text.replace(NAME, &humanized(&name.value))
        } else if REFERENCES.contains(&key) || info.key(key).is_none() {
            &|text| renamed(text, model, &name.value)
        } else {
            continue;
        };
        match &mut field.value.value {
            RawValue::Text(text) => *text = change(text),
            RawValue::Texts(texts) => {
                texts.iter_mut().for_each(|text| text.value = change(&text.value));
            }
            RawValue::Integer(_) | RawValue::Flag(_) | RawValue::Table => {}
        }
    }
    block
}

/// What follows the name of the place in a reference to it or to something in it.
pub(crate) fn rest_of<'a>(reference: &'a str, model: &str) -> Option<&'a str> {
    reference.strip_prefix(model).filter(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn renamed(reference: &str, model: &str, name: &str) -> String {
    rest_of(reference, model).map_or(reference.to_owned(), |rest| format!("{name}{rest}"))
}

/// Replaces a reference to the place, or to something in it, by one to each copy.
fn name_all(value: &mut RawValue, model: &str, names: &[Spanned<String>]) {
    let all = |text: &Spanned<String>| -> Vec<Spanned<String>> {
        match rest_of(&text.value, model) {
            Some(rest) => {
                let each = names.iter().map(|name| format!("{}{rest}", name.value));
                each.map(|id| Spanned::new(id, text.span)).collect()
            }
            None => vec![text.clone()],
        }
    };
    match value {
        RawValue::Text(text) if rest_of(text, model).is_some() => {
            let Some(first) = names.first() else { return };
            *value = RawValue::Texts(all(&Spanned::new(text.clone(), first.span)));
        }
        RawValue::Texts(texts) => *texts = texts.iter().flat_map(all).collect(),
        _ => {}
    }
}
