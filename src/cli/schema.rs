//! `maquette schema`: JSON Schema (draft 2020-12) of scenario files, for editors.
//!
//! Made from the table of the language and from the catalogue, so it cannot differ from them.

use maquette::catalog::{Catalog, Setting, SettingType};
use maquette::model::words;
use maquette::syntax::language::{Accepts, KeyInfo, SECTIONS, Section, SectionInfo};
use serde_json::{Map, Value, json};

use crate::cli::args::Common;
use crate::cli::files::input;
use crate::cli::outcome::{Outcome, Run};
use crate::cli::terminal;

/// Runs the command.
pub fn run(common: &Common) -> Run {
    let catalog = input::catalog(common)?;
    terminal::print_as_it_is(&format!("{:#}\n", schema(&catalog)))?;
    Ok(Outcome::Clean)
}

fn schema(catalog: &Catalog) -> Value {
    let top = Section::Top.info();
    let mut properties = keys(top.keys);
    for info in
        SECTIONS.iter().filter(|info| !matches!(info.section, Section::Top | Section::Asset))
    {
        properties.insert(info.table.to_owned(), reference_or_table(info, catalog));
    }
    if let Some(docs) = properties.get_mut("docs") {
        let editions: Vec<&str> = catalog.docs.iter().map(|docs| docs.id.as_str()).collect();
        docs["enum"] = json!(editions);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "maquette scenario",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": { "services": table(Section::Service.info(), catalog) },
    })
}

/// Services are written once, as they are many, and referred to.
fn reference_or_table(info: &SectionInfo, catalog: &Catalog) -> Value {
    match info.section {
        Section::Service => json!({ "$ref": "#/$defs/services" }),
        _ => table(info, catalog),
    }
}

/// `[section]` with its blocks by name, or the list of connections.
fn table(info: &SectionInfo, catalog: &Catalog) -> Value {
    let mut block = block(info, catalog);
    if info.section == Section::Picture {
        block["description"] = json!(info.summary);
        return block;
    }
    if info.section == Section::Connection {
        let line = json!({ "type": "string", "pattern": "(->|<-)" });
        let items = json!({ "anyOf": [line, block] });
        return json!({ "type": "array", "description": info.summary, "items": items });
    }
    let mut value =
        json!({ "type": "object", "description": info.summary, "additionalProperties": block });
    if info.section == Section::Service {
        value["properties"] = services(info, catalog);
    }
    if info.listed.is_none() {
        return value;
    }
    let line = json!({ "type": "string", "pattern": LINE });
    let named = json!({ "type": "object", "required": ["name"] });
    let list = json!({ "type": "array", "items": { "anyOf": [line, named] } });
    json!({ "description": info.summary, "anyOf": [value, list] })
}

/// An element in one line: `NAME (KIND, key = value) x COUNT: Label`; what stands in quotes may hold
/// parentheses.
const LINE: &str = r#"^\s*[^\s():,<>]+\s*(x\s+[0-9_]+\s*)?(\(('[^']*'|"[^"]*"|[^)])*\)\s*)?(x\s+[0-9_]+\s*)?(:.*)?$"#;

/// One block; a bare value where the section has a short form.
fn block(info: &SectionInfo, catalog: &Catalog) -> Value {
    let mut properties = keys(info.keys);
    let declared: Vec<&Setting> = match info.section {
        Section::Device | Section::Asset | Section::Service => {
            catalog.services.iter().flat_map(|service| &service.settings).collect()
        }
        Section::Site => catalog.place("site").into_iter().flat_map(|p| &p.settings).collect(),
        Section::Group => catalog.places.iter().flat_map(|place| &place.settings).collect(),
        _ => Vec::new(),
    };
    // Which of them fit depends on the kind, which a schema cannot follow: any value will do.
    for setting in declared {
        properties.entry(setting.key.clone()).or_insert_with(|| json!({}));
    }
    for inner in info.section.inner() {
        let info = inner.info();
        properties.insert(info.table.to_owned(), reference_or_table(info, catalog));
    }
    let required: Vec<&str> = match info.shorthand {
        Some(_) => Vec::new(),
        None => info.keys.iter().filter(|key| key.required).map(|key| key.key).collect(),
    };
    let object = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    match info.shorthand {
        Some("wanted") => json!({ "anyOf": [{ "type": "boolean" }, object] }),
        Some(key) => {
            let bare =
                info.key(key).map_or(json!({ "type": "string" }), |key| accepts(key.accepts));
            json!({ "anyOf": [bare, object] })
        }
        None => object,
    }
}

/// Services by id, each with its own settings.
fn services(info: &SectionInfo, catalog: &Catalog) -> Value {
    let mut services = Map::new();
    for service in &catalog.services {
        let mut properties = keys(info.keys);
        for setting in &service.settings {
            let mut value = setting_type(&setting.accepts);
            value["description"] = json!(setting.summary);
            properties.insert(setting.key.clone(), value);
        }
        let object = json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        });
        let value = json!({
            "description": format!("{}: {}", service.name, service.summary),
            "anyOf": [{ "type": "boolean" }, object],
        });
        services.insert(service.id.clone(), value);
    }
    for name in &catalog.names {
        if let Some(mut value) = services.get(name.service.as_str()).cloned() {
            value["description"] = json!(format!("{}: {}", name.label, name.summary));
            services.insert(name.id.clone(), value);
        }
    }
    Value::Object(services)
}

fn keys(keys: &[KeyInfo]) -> Map<String, Value> {
    let described = |key: &KeyInfo| {
        let mut value = accepts(key.accepts);
        value["description"] = json!(key.summary);
        (key.key.to_owned(), value)
    };
    keys.iter().map(described).collect()
}

fn accepts(accepts: Accepts) -> Value {
    match accepts {
        Accepts::Text => json!({ "type": "string" }),
        Accepts::Word(family) => json!({ "enum": words::words(family) }),
        Accepts::Integer(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Accepts::NamedInteger(family, least, most) => json!({ "anyOf": [
            { "type": "integer", "minimum": least, "maximum": most },
            { "enum": words::words(family) },
        ] }),
        Accepts::Day => {
            json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
        }
        Accepts::Flag => json!({ "type": "boolean" }),
        Accepts::Texts => {
            json!({ "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" } },
            ] })
        }
    }
}

fn setting_type(accepts: &SettingType) -> Value {
    match accepts {
        SettingType::Word(words) => json!({ "enum": words }),
        SettingType::Integer { min, max } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        SettingType::Flag => json!({ "type": "boolean" }),
        SettingType::Text => json!({ "type": "string" }),
        SettingType::Items(_) => {
            json!({ "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" } },
            ] })
        }
    }
}
