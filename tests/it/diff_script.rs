//! Seeded scripts of edits: pairs of valid scenarios, and what was done between them. Of most,
//! some sections stand in a file that is included.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::Catalog;
use maquette::diag::{Sink, Sources};
use maquette::pipeline::{self, Expanded};
use maquette::syntax::language::Section;
use maquette::syntax::{self, Field, Files, NoFiles, RawValue, Refusal};
use toml::{Table, Value};

use crate::dice::Dice;
use crate::diff_acts::edit;
use crate::program::root;

/// A scenario with each element as a section and each connection as a table, whatever lines it
/// has for them.
pub fn written_out(text: &str) -> Table {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let raw = syntax::load("a.toml", text, &NoFiles, &mut sources, &mut sink);
    let mut scenario = Table::new();
    for block in &raw.blocks {
        let fields = block.fields.iter().map(|field| (field.key.value.clone(), value(field)));
        let fields: Table = fields.collect();
        let info = block.section.info();
        if block.section == Section::Top {
            scenario.extend(fields);
            continue;
        }
        let around = block.holder.as_ref().map(|holder| {
            let [table, name] = [holder.section.info().table, &holder.name.value];
            inner(inner(&mut scenario, table), name)
        });
        let at = match around {
            Some(around) => around,
            None => &mut scenario,
        };
        if block.section == Section::Connection {
            let links = at.entry(info.table).or_insert_with(|| Value::Array(Vec::new()));
            links.as_array_mut().unwrap().push(Value::Table(fields));
        } else if block.section == Section::Service && (fields.is_empty() || !block.wanted) {
            let wanted = Value::Boolean(block.wanted);
            inner(at, info.table).insert(block.name.value.clone(), wanted);
        } else {
            // A place may be there already, for what stands in it.
            inner(inner(at, info.table), &block.name.value).extend(fields);
        }
    }
    scenario
}

fn inner<'a>(table: &'a mut Table, key: &str) -> &'a mut Table {
    let value = table.entry(key).or_insert_with(|| Value::Table(Table::new()));
    value.as_table_mut().unwrap()
}

fn value(field: &Field) -> Value {
    match &field.value.value {
        RawValue::Text(text) => Value::String(text.clone()),
        RawValue::Integer(number) => Value::Integer(*number),
        RawValue::Flag(flag) => Value::Boolean(*flag),
        RawValue::Table => unreachable!("no setting is a table"),
        RawValue::Texts(texts) => {
            Value::Array(texts.iter().map(|text| Value::String(text.value.clone())).collect())
        }
    }
}

/// The scenarios that have no includes, with their names.
pub fn scenarios() -> Vec<(String, Table)> {
    let mut all: Vec<_> = std::fs::read_dir(root().join("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, written_out(&std::fs::read_to_string(&path).unwrap()))
        })
        .filter(|(_, table)| !table.contains_key("include"))
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// The scenario, if it is valid.
pub fn expanded(table: &Table) -> Option<Expanded> {
    let text = toml::to_string(table).unwrap();
    let expanded = pipeline::expand("a.toml", &text, &NoFiles, Catalog::built_in());
    expanded.graph.is_some().then_some(expanded)
}

/// The file that scenarios of these scripts include.
pub const PARTS: &str = "parts.toml";

/// Sections that can stand there.
const SECTIONS: [&str; 6] = ["devices", "sites", "groups", "services", "nodes", "connections"];

/// One file that is included, whatever name is asked for.
struct Parts(String);

impl Files for Parts {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Ok(self.0.clone())
    }
}

/// As [`expanded`], with some sections in an included file.
fn expanded_with(table: &Table, sections: &BTreeSet<&str>) -> Option<Expanded> {
    let (parts, mut main): (Table, Table) =
        table.clone().into_iter().partition(|(key, _)| sections.contains(key.as_str()));
    if parts.is_empty() {
        return expanded(table);
    }
    main.insert("include".to_owned(), Value::Array(vec![Value::String(PARTS.to_owned())]));
    let (main, parts) = (toml::to_string(&main).unwrap(), toml::to_string(&parts).unwrap());
    let expanded = pipeline::expand("a.toml", &main, &Parts(parts), Catalog::built_in());
    expanded.graph.is_some().then_some(expanded)
}

fn some_sections(dice: &mut Dice) -> BTreeSet<&'static str> {
    SECTIONS.into_iter().filter(|_| dice.roll(2) == 0).collect()
}

/// What a script did, as far as ids are concerned.
#[derive(Clone, Default)]
pub struct Script {
    /// What was done, for failures.
    pub done: Vec<String>,
    /// Old prefixes and ids to new ones.
    pub renames: BTreeMap<String, String>,
    /// Which rows of [`crate::diff_acts::ACTS`] took part.
    pub acts: BTreeSet<usize>,
    /// Keys that have been edited; each is edited once, so that the oracle can follow.
    pub touched: BTreeSet<String>,
    /// Sections of the new version that stand in the included file.
    pub included: BTreeSet<&'static str>,
}

impl Script {
    /// An old id in the words of the new version.
    pub fn id(&self, id: &str) -> String {
        if let Some(new) = self.renames.get(id) {
            return new.clone();
        }
        match id.split_once('.') {
            Some((site, rest)) if self.renames.contains_key(site) => {
                format!("{}.{rest}", self.renames[site])
            }
            _ => id.to_owned(),
        }
    }
}

/// A pair of valid versions with the script between them.
pub fn pair(start: &Table, dice: &mut Dice) -> Option<(Expanded, Expanded, Script)> {
    let (mut scenario, mut script) = (start.clone(), Script::default());
    for _ in 0..=dice.roll(20) {
        let (mut next, mut tried) = (scenario.clone(), script.clone());
        if let Some(done) = edit(&mut next, &mut tried, dice)
            && expanded(&next).is_some()
        {
            tried.done.push(done);
            (scenario, script) = (next, tried);
        }
    }
    // Mostly the same sections of both versions, sometimes with some that moved between the files.
    let before = some_sections(dice);
    script.included = if dice.roll(4) == 0 { some_sections(dice) } else { before.clone() };
    let old = expanded_with(start, &before)?;
    Some((old, expanded_with(&scenario, &script.included)?, script))
}
