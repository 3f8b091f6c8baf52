//! Writes what is embedded from `catalog/` as tables: the glyphs, one row per file of
//! `catalog/icons`, and the entries of the catalogue, each in a form that is quick to read.
//!
//! A new glyph is a new file; nothing lists them a second time.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use toml::de::{DeTable, DeValue};

/// The keys that say what an entry is called, or about.
const FOUND_BY: &[&str] = &["id", "code", "aliases", "holds", "from", "each"];

/// The key that names the kinds of a connection's last end.
const ENDS: &str = "to";

/// The files of the catalogue in loading order: where several connections fit, the first holds.
const CATALOG: &[&str] = &[
    "sources.toml",
    "places.toml",
    "services-things.toml",
    "services-iot-hub.toml",
    "services-iot-edge.toml",
    "services-iot-operations.toml",
    "services-messaging.toml",
    "services-data.toml",
    "services-apps.toml",
    "services-security.toml",
    "services-tools.toml",
    "rules-edge.toml",
    "rules-cloud.toml",
    "rules-typical.toml",
    "connections-devices.toml",
    "connections-streams.toml",
    "connections-operations.toml",
    "connections-hub.toml",
    "connections-twins.toml",
    "connections-edge.toml",
    "connections-events.toml",
    "connections-arc.toml",
    "connections-security.toml",
    "connections-central.toml",
    "connections-insights.toml",
    "checks-dependencies.toml",
    "checks-limits.toml",
    "checks-combinations.toml",
    "checks-deprecations.toml",
    "facts.toml",
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo:rerun-if-changed={}", root.join("catalog").display());
    fs::write(out.join("glyphs.rs"), table(&root.join("catalog/icons"))?)?;
    fs::write(out.join("catalog.rs"), catalog(&root.join("catalog"))?)?;
    fs::write(out.join("catalog-files.rs"), format!("{CATALOG:?}"))?;
    Ok(())
}

/// `&[("name", own("body")), ...]`, sorted by name.
fn table(icons: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(icons)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "svg"));
    files.sort_by(|a, b| a.file_stem().cmp(&b.file_stem()));
    let mut rows = String::from("&[\n");
    for path in &files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(rows, "    ({name:?}, own({:?})),", body(&fs::read_to_string(path)?));
    }
    rows.push(']');
    Ok(rows)
}

/// What stands between `<svg ...>` and `</svg>`, one line.
fn body(file: &str) -> String {
    let inside = file.split_once('>').map_or("", |(_, rest)| rest);
    let inside = inside.rsplit_once("</svg>").map_or(inside, |(body, _)| body);
    inside.lines().map(str::trim).collect()
}

/// `(&[("service", &[Embedded { words, ends, json }, ...]), ...], "2026-11-22")`, in the order of the
/// files.
fn catalog(directory: &Path) -> Result<String, Box<dyn Error>> {
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    let mut date = String::new();
    for name in CATALOG {
        let path = directory.join(name);
        let text = fs::read_to_string(&path)?;
        let file = DeTable::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        for (kind, entries) in file.get_ref() {
            let rows = kinds.entry(kind.get_ref().to_string()).or_default();
            match entries.get_ref() {
                DeValue::Array(entries) => {
                    entries.iter().for_each(|entry| *rows += &embedded(entry.get_ref()));
                }
                header => date = words(header, "date").concat(),
            }
        }
    }
    let kinds: Vec<String> =
        kinds.iter().map(|(kind, rows)| format!("({kind:?}, &[\n{rows}])")).collect();
    Ok(format!("(&[{}], {date:?})", kinds.join(",\n")))
}

/// An entry with the words that it can be found by and those that it needs besides.
fn embedded(entry: &DeValue<'_>) -> String {
    let found_by: Vec<String> = FOUND_BY.iter().flat_map(|key| words(entry, key)).collect();
    let (ends, json) = (words(entry, ENDS), json(entry));
    format!("    Embedded {{ words: &{found_by:?}, ends: &{ends:?}, json: {json:?} }},\n")
}

/// The words of a key: one, a list, or none.
fn words(entry: &DeValue<'_>, key: &str) -> Vec<String> {
    match entry.get(key).map(toml::Spanned::get_ref) {
        Some(DeValue::String(word)) => vec![word.to_string()],
        Some(DeValue::Array(list)) => {
            list.iter().filter_map(|item| item.get_ref().as_str()).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// A value as JSON.
fn json(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => quoted(text),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Array(list) => {
            let items: Vec<String> = list.iter().map(|item| json(item.get_ref())).collect();
            format!("[{}]", items.join(","))
        }
        DeValue::Table(table) => {
            let members: Vec<String> = table
                .iter()
                .map(|(key, value)| format!("{}:{}", quoted(key.get_ref()), json(value.get_ref())))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        DeValue::Float(_) | DeValue::Datetime(_) => panic!("the catalogue has no such values"),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
