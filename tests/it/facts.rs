//! The catalogue against the documentation's facts: every numbered one is there, every finding
//! is raised by its example and not by the mended one.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::{Catalog, Service, SettingType};
use maquette::diag::{Diagnostic, Severity};
use maquette::pipeline;

use crate::gallery::Tree;
use crate::program::root;

/// Numbered facts by letter: connections, rules, limits, combinations, deprecations. Patterns are
/// scenarios: see `coverage.rs`.
const NUMBERED: [(char, usize, usize); 5] =
    [('C', 128, 3), ('R', 33, 2), ('L', 45, 2), ('X', 22, 2), ('D', 19, 2)];

/// Whether an id is that of a fact, or of a part of it: `C016`, `C016-ws`.
fn is_part_of(id: &str, fact: &str) -> bool {
    id.strip_prefix(fact).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Whether a fact does something: derives, connects or is checked.
fn is_at_work(catalog: &Catalog, fact: &str) -> bool {
    catalog.connections.iter().any(|known| is_part_of(&known.id, fact))
        || catalog.rules.iter().any(|rule| is_part_of(&rule.id, fact))
        || catalog.checks.iter().any(|check| check.reference.iter().any(|id| id == fact))
}

#[test]
fn every_numbered_fact_is_at_work() {
    let catalog = Catalog::built_in();
    let all = NUMBERED.into_iter().flat_map(|(letter, last, width)| {
        (1..=last).map(move |number| format!("{letter}{number:0width$}"))
    });
    let mut wrong = Vec::new();
    for fact in all {
        if !is_at_work(catalog, &fact) {
            wrong.push(format!("nothing derives or checks {fact}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What was read again in November 2026, corrections, additions and news: each is a fact that is
/// told or checked.
#[test]
fn every_correction_is_told_or_checked() {
    let catalog = Catalog::built_in();
    let numbers = (1..=15).chain(20..=39);
    let missing: Vec<String> = numbers
        .map(|number| format!("E{number:02}"))
        .filter(|id| catalog.facts.get(id).is_none() && !is_at_work(catalog, id))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Every id of a kind of entry stands in one file only: a later one would replace it in silence.
#[test]
fn no_entry_of_the_built_in_catalogue_replaces_another() {
    let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut twice = Vec::new();
    for entry in root().join("catalog").read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let table: toml::Table = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (kind, entries) in &table {
            for entry in entries.as_array().into_iter().flatten() {
                let id = entry.get("id").or_else(|| entry.get("code")).and_then(|id| id.as_str());
                let id = id.unwrap_or_default().to_owned();
                if let Some(first) = seen.insert((kind.clone(), id.clone()), file.clone()) {
                    twice.push(format!("{kind} {id} stands in {first} and {file}"));
                }
            }
        }
    }
    assert!(seen.len() > 300, "only {} entries were read", seen.len());
    assert!(twice.is_empty(), "{}", twice.join("\n"));
}

/// `tests/golden/services.txt` holds the short id and the name of everything that the facts list.
#[test]
fn every_listed_service_is_in_the_catalogue() {
    let catalog = Catalog::built_in();
    let listed = std::fs::read_to_string(root().join("tests/golden/services.txt")).unwrap();
    let is_known = |id: &str| {
        let is_it = |service: &Service| service.reference.as_deref() == Some(id);
        catalog.service(id).is_some() || catalog.services.iter().any(is_it)
    };
    let missing: Vec<&str> = listed
        .lines()
        .filter(|line| line.split('\t').next().is_some_and(|id| !is_known(id)))
        .collect();
    assert!(listed.lines().count() > 100 && missing.is_empty(), "{missing:#?}");
}

/// The words of `use` that conditions and requirements look for, in all of an entry.
fn purposes(value: &toml::Value, into: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table {
                let asked = inner.get("use").filter(|_| key == "setting" || key == "with");
                match asked {
                    Some(toml::Value::String(word)) => drop(into.insert(word.clone())),
                    Some(toml::Value::Array(words)) => {
                        into.extend(words.iter().filter_map(|w| Some(w.as_str()?.to_owned())));
                    }
                    _ => {}
                }
                purposes(inner, into);
            }
        }
        toml::Value::Array(values) => values.iter().for_each(|value| purposes(value, into)),
        _ => {}
    }
}

/// A slip in a purpose is told where the words are known that rules look for.
#[test]
fn every_purpose_that_rules_look_for_is_declared() {
    let (mut sought, mut declared) = (BTreeSet::new(), BTreeSet::new());
    for entry in root().join("catalog").read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            purposes(&toml::Value::Table(text.parse().unwrap()), &mut sought);
        }
    }
    for setting in Catalog::built_in().services.iter().flat_map(|service| &service.settings) {
        match &setting.accepts {
            SettingType::Word(words) if setting.key == "use" => {
                declared.extend(words.iter().cloned());
            }
            _ => assert_ne!(setting.key, "use", "a purpose is one of a closed list"),
        }
    }
    let missing: Vec<_> = sought.difference(&declared).collect();
    assert!(sought.len() > 20 && missing.is_empty(), "{missing:?}");
}

#[test]
fn every_example_raises_its_finding_and_the_mended_one_does_not() {
    let catalog = Catalog::built_in();
    let mut wrong = Vec::new();
    for check in &catalog.checks {
        wrong.extend(pipeline::disproved(check, catalog));
        match (&check.example, &check.mended) {
            (Some(_), Some(mended)) => {
                let text = pipeline::completed(mended);
                let found = pipeline::expand("mended.toml", &text, &Tree, catalog).findings;
                let syntax =
                    |f: &&Diagnostic| f.code.starts_with("MQ0") && f.severity == Severity::Error;
                if let Some(mistake) = found.iter().find(syntax) {
                    wrong.push(format!("{}: mended: {}", check.code, mistake.message));
                }
            }
            _ if check.code == "MQ1001" => {}
            _ => wrong.push(format!("{}: no example, or none mended", check.code)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
