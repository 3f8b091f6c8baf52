//! Writes what is embedded from `catalog/` as tables: the glyphs, one row per file of
//! `catalog/icons`, the themes, and the entries of the catalogue, each in `MessagePack`.
//!
//! A new glyph or theme is a new file; nothing lists them a second time.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use toml::{Table, Value};

/// What the shapes of a glyph need by class, besides the stroke around a tint that most have.
const CLASSES: &[(&str, &str)] = &[
    (" class=\"a\"", ""),
    (" class=\"b\"", " stroke=\"none\""),
    (" class=\"c\"", " stroke=\"none\" fill-opacity=\"1\""),
    (" class=\"d\"", " fill=\"none\""),
];

/// The keys that say what an entry is called, or about.
const FOUND_BY: &[&str] = &["id", "code", "aliases", "holds", "from", "each"];

/// The key that names the kinds of a connection's last end.
const ENDS: &str = "to";

#[macro_use]
#[path = "src/catalog/clauses.rs"]
mod clauses;

/// Declares the names and marks of the clauses of conditions.
macro_rules! declare {
    ($($(#[$about:meta])* $clause:ident($value:ty) $([$mark:ident])?,)+) => {
        const CLAUSES: &[(&str, &[&str])] =
            &[$((stringify!($clause), &[$(stringify!($mark))?]),)+];
    };
}

clauses!(declare);

/// A word that stands for every kind.
const ANY_KIND: &str = "*";

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

/// What a theme says besides its colors.
const LENGTHS: &[&str] = &["line-width", "border-width", "corner"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo:rerun-if-changed={}", root.join("catalog").display());
    fs::write(out.join("glyphs.rs"), table(&root.join("catalog/icons"))?)?;
    fs::write(out.join("themes.rs"), themes(&root.join("catalog/themes"))?)?;
    let (rows, packed) = catalog(&root.join("catalog"))?;
    fs::write(out.join("catalog.rs"), rows)?;
    fs::write(out.join("catalog.msgpack"), packed)?;
    fs::write(out.join("catalog-files.rs"), format!("{CATALOG:?}"))?;
    Ok(())
}

/// `&[("name", own("body")), ...]`, sorted by name.
fn table(icons: &Path) -> io::Result<String> {
    let mut rows = String::from("&[\n");
    for (name, text) in files(icons, "svg")? {
        let _ = writeln!(rows, "    ({name:?}, own({:?})),", body(&text));
    }
    rows.push(']');
    Ok(rows)
}

/// The files of a directory with an extension: names without it and texts, by name.
fn files(directory: &Path, extension: &str) -> io::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|own| own == extension) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            found.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(found)
}

/// What stands between `<svg ...>` and `</svg>`, one line, with attributes instead of classes.
fn body(file: &str) -> String {
    let inside = file.split_once('>').map_or("", |(_, rest)| rest);
    let inside = inside.rsplit_once("</svg>").map_or(inside, |(body, _)| body);
    let body = inside.lines().map(str::trim).collect();
    CLASSES.iter().fold(body, |body: String, (class, plain)| body.replace(class, plain))
}

/// `&[BuiltIn { name: "standard", summary: "...", lengths: [1.5, 1.0, 8.0],
/// colors: &[("ink", ["#17202b", "#e8edf3"]), ...] }, ...]`, sorted by name.
fn themes(directory: &Path) -> Result<String, Box<dyn Error>> {
    let mut rows = String::new();
    for (name, text) in files(directory, "toml")? {
        let file: Table = text.parse().map_err(|error| format!("theme {name}: {error}"))?;
        let lengths: Vec<f64> = LENGTHS.iter().filter_map(|key| number(file.get(*key)?)).collect();
        let summary = words(&file, "summary").concat();
        let of = |scheme: &str| file.get(scheme).and_then(Value::as_table);
        let (Some(light), Some(dark)) = (of("light"), of("dark")) else {
            return Err(format!("theme {name} lacks a scheme").into());
        };
        let colors: String = light
            .iter()
            .filter_map(|(key, light)| {
                let (light, dark) = (light.as_str()?, dark.get(key)?.as_str()?);
                Some(format!("({key:?}, [{light:?}, {dark:?}]), "))
            })
            .collect();
        let _ = writeln!(
            rows,
            "BuiltIn {{ name: {name:?}, summary: {summary:?}, lengths: {lengths:?}, \
             colors: &[{colors}] }},"
        );
    }
    Ok(format!("&[\n{rows}]"))
}

/// A number, whole or not.
fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

/// The rows of a kind, in the order of the files, and the places of the rows by the words that
/// they are found by.
#[derive(Default)]
struct Kind {
    rows: String,
    count: usize,
    places: BTreeMap<String, Vec<usize>>,
}

/// `Built { kinds: &[("service", Embedded { rows: &[Row { ... }, ...], places: &[("iot-hub", &[7]),
/// ...] }), ...], date: "2026-11-22" }`, and the entries that its rows point at, one after the other.
fn catalog(directory: &Path) -> Result<(String, Vec<u8>), Box<dyn Error>> {
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    let (mut packed, mut date) = (Vec::new(), String::new());
    for name in CATALOG {
        let path = directory.join(name);
        let text = fs::read_to_string(&path)?;
        let file: Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        for (kind, entries) in file {
            match entries {
                Value::Array(entries) => {
                    let kind = kinds.entry(kind).or_default();
                    for entry in entries.iter().filter_map(Value::as_table) {
                        kind.add(entry, &mut packed)?;
                    }
                }
                Value::Table(header) => date = words(&header, "date").concat(),
                other => return Err(format!("{kind} is {}", other.type_str()).into()),
            }
        }
    }
    let kinds: Vec<String> = kinds.iter().map(|(name, kind)| kind.embedded(name)).collect();
    let kinds = kinds.join(",\n");
    Ok((format!("Built {{ kinds: &[{kinds}], date: {date:?} }}"), packed))
}

impl Kind {
    fn add(&mut self, entry: &Table, packed: &mut Vec<u8>) -> Result<(), Box<dyn Error>> {
        for word in FOUND_BY.iter().flat_map(|key| words(entry, key)) {
            let places = self.places.entry(word).or_default();
            // An entry may have a word twice.
            if places.last() != Some(&self.count) {
                places.push(self.count);
            }
        }
        let (needs, start) = (needs(entry), packed.len());
        rmp_serde::encode::write(packed, entry)?;
        let packed = (start, packed.len());
        let _ = writeln!(self.rows, "    Row {{ needs: &{needs:?}, packed: {packed:?} }},");
        self.count += 1;
        Ok(())
    }

    fn embedded(&self, name: &str) -> String {
        let place = |(word, places)| format!("    ({word:?}, &{places:?}),\n");
        let places: String = self.places.iter().map(place).collect();
        format!("({name:?}, Embedded {{ rows: &[\n{}], places: &[\n{places}] }})", self.rows)
    }
}

/// Kinds without one of which an entry says nothing: a connection without an end, the rest where
/// the condition cannot hold.
fn needs(entry: &Table) -> Vec<String> {
    let condition = entry.get("when").and_then(Value::as_table);
    let needed = CLAUSES.iter().filter(|(_, marks)| marks.contains(&"one"));
    let asked = needed.filter_map(|(name, _)| Some(words(condition?, &key(name))));
    let mut lists = std::iter::once(words(entry, ENDS)).chain(asked);
    let is_need = |kinds: &Vec<String>| !kinds.is_empty() && !kinds.iter().any(|k| k == ANY_KIND);
    lists.find(is_need).unwrap_or_default()
}

/// The key of a clause: `FedBy` is `fed-by`.
fn key(clause: &str) -> String {
    let mut key = String::new();
    for letter in clause.chars() {
        if letter.is_uppercase() && !key.is_empty() {
            key.push('-');
        }
        key.extend(letter.to_lowercase());
    }
    key
}

/// The words of a key: one, a list, or none.
fn words(entry: &Table, key: &str) -> Vec<String> {
    match entry.get(key) {
        Some(Value::String(word)) => vec![word.clone()],
        Some(Value::Array(list)) => {
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}
