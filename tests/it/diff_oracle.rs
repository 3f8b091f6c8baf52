//! An oracle that knows nothing of how versions are compared: it applies the JSON difference to the
//! old version and demands the new one.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::{Catalog, Setting, SettingType};
use maquette::diag::Sink;
use maquette::diff::report::{
    Comparison, FORMATS, FileChange, Findings, Paint, Report, State, Version,
};
use maquette::diff::{self, Catalogs, Options};
use maquette::expand;
use maquette::graph::{ArchGraph, Shape};
use maquette::pipeline::Expanded;
use maquette::syntax::language::SECTIONS;
use serde_json::Value;

use crate::dice::Dice;
use crate::diff_edits::each_pair;
use crate::diff_keys::{KEYS, Row, base, expanded, put, value};

/// What a thing is, by word.
type Words = BTreeMap<String, String>;

/// An element or connection with all that it says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Thing {
    container: Option<String>,
    /// The ends of a connection.
    ends: Option<[String; 2]>,
    values: Words,
    settings: Words,
}

/// A version with everything in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Facts {
    whole: Words,
    things: BTreeMap<String, Thing>,
}

fn set(words: &mut Words, key: &str, value: Option<String>) {
    match value.filter(|value| !value.is_empty()) {
        Some(value) => drop(words.insert(key.to_owned(), value)),
        None => drop(words.remove(key)),
    }
}

/// Whether a setting names elements: its order says nothing.
fn names_elements(kind: &str, key: &str) -> bool {
    let catalog = Catalog::built_in();
    let of_service = catalog.service(kind).map(|service| &service.settings);
    let declared = of_service.or_else(|| catalog.place(kind).map(|place| &place.settings));
    declared
        .into_iter()
        .flatten()
        .any(|setting| setting.key == key && matches!(setting.accepts, SettingType::Items(_)))
}

/// Sorts the names in settings that name elements.
fn sorted(thing: &mut Thing, id: impl Fn(&str) -> String) {
    let kind = thing.values.get("kind").cloned().unwrap_or_default();
    for (key, value) in &mut thing.settings {
        if names_elements(&kind, key) {
            let mut names: Vec<String> = value.split(',').map(|name| id(name.trim())).collect();
            names.sort();
            *value = names.join(",");
        }
    }
}

fn facts(graph: &ArchGraph, levels: &maquette::diag::Levels) -> Facts {
    let mut whole = Words::new();
    set(&mut whole, "title", Some(graph.title.clone()));
    set(&mut whole, "description", Some(graph.description.clone()));
    set(&mut whole, "solution", Some(graph.solution.clone()));
    for (code, level) in levels {
        let word = level.severity.map_or("off", maquette::diag::Severity::word);
        let reason = level.reason.as_ref().map(|reason| format!(" ({reason})"));
        set(&mut whole, code, Some(word.to_owned() + &reason.unwrap_or_default()));
    }
    let mut things = BTreeMap::new();
    for ix in graph.graph.node_indices() {
        let element = &graph.graph[ix];
        let mut values = Words::new();
        let lane = match element.shape {
            Shape::Node(lane) | Shape::Closed(lane) => lane.word(),
            Shape::Container => "container",
        };
        for (key, value) in [
            ("kind", Some(element.kind.clone())),
            ("label", Some(element.label.clone())),
            ("lane", Some(lane.to_owned())),
            ("count", element.count.map(|count| count.to_string())),
            ("status", Some(element.status.word().to_owned())),
            ("link", element.link.clone()),
            ("note", element.note.clone()),
            ("name of the kind", Some(element.kind_name.clone())),
            ("icon", Some(element.icon.clone())),
            ("summary", Some(element.summary.clone())),
            ("documentation", element.docs.clone()),
        ] {
            set(&mut values, key, value);
        }
        let container = element.parent.map(|at| graph.graph[at].id.clone());
        let settings = element.settings.clone();
        let mut thing = Thing { container, ends: None, values, settings };
        sorted(&mut thing, str::to_owned);
        things.insert(element.id.clone(), thing);
    }
    for ix in graph.graph.edge_indices() {
        let (from, to) = graph.graph.edge_endpoints(ix).unwrap();
        let connection = &graph.graph[ix];
        let mut values = Words::new();
        for (key, value) in [
            ("label", Some(connection.label.clone())),
            ("protocol", connection.protocol.clone()),
            ("port", connection.port.map(|port| port.to_string())),
            ("flow", Some(connection.flow.word().to_owned())),
            ("direction", Some(connection.direction.word().to_owned())),
            ("optional", Some(connection.optional.to_string())),
            ("step", connection.step.map(|step| step.to_string())),
            ("authentication", connection.authentication.clone()),
            ("link", connection.link.clone()),
            ("note", connection.note.clone()),
        ] {
            set(&mut values, key, value);
        }
        let ends = Some([from, to].map(|end| graph.graph[end].id.clone()));
        let thing = Thing { container: None, ends, values, settings: Words::new() };
        assert!(things.insert(connection.id.clone(), thing).is_none(), "{}", connection.id);
    }
    Facts { whole, things }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn words(value: &Value) -> Words {
    let all = value.as_object().into_iter().flatten();
    all.map(|(key, value)| (key.clone(), text(value).unwrap())).collect()
}

/// The new version, as the JSON difference says that it is.
fn applied(old: &Facts, scenario: &Value) -> Facts {
    let renames = words(&scenario["renamed_ids"]);
    let id = |id: &str| renames.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let mut new = Facts { whole: old.whole.clone(), things: BTreeMap::new() };
    let all = scenario["differences"].as_array().unwrap();
    let gone: BTreeSet<String> = all
        .iter()
        .filter(|one| one["change"] == "removed")
        .filter_map(|one| text(&one["old_id"]))
        .collect();
    for (old_id, thing) in old.things.iter().filter(|(id, _)| !gone.contains(*id)) {
        let mut thing = thing.clone();
        thing.container = thing.container.as_deref().map(id);
        thing.ends = thing.ends.map(|ends| ends.map(|end| id(&end)));
        sorted(&mut thing, id);
        new.things.insert(id(old_id), thing);
    }
    for one in all {
        let new_id = text(&one["new_id"]);
        let to = text(&one["to"]);
        match one["change"].as_str().unwrap() {
            "removed" => {}
            "added" => {
                let ends = &one["ends"];
                let ends = ends
                    .is_object()
                    .then(|| [&ends["from"], &ends["to"]].map(|end| text(end).unwrap()));
                let mut thing = Thing {
                    container: text(&one["new_container"]),
                    ends,
                    values: words(&one["values"]),
                    settings: words(&one["settings"]),
                };
                sorted(&mut thing, str::to_owned);
                let twice = new.things.insert(new_id.unwrap(), thing);
                assert!(twice.is_none(), "{one:#}");
            }
            change if one["subject"] == "scenario" => {
                assert_eq!(change, "changed");
                set(&mut new.whole, one["attribute"].as_str().unwrap(), to);
            }
            change => {
                let thing = new.things.get_mut(&new_id.unwrap()).unwrap();
                match change {
                    "renamed" => set(&mut thing.values, "label", to),
                    "moved" => thing.container = text(&one["new_container"]),
                    _ => {
                        let key = one["attribute"].as_str().unwrap();
                        if one["values"].is_object() {
                            thing.values = words(&one["values"]);
                            thing.settings = words(&one["settings"]);
                        } else if one["is_setting"] == true {
                            set(&mut thing.settings, key, to);
                        } else {
                            set(&mut thing.values, key, to);
                        }
                        sorted(thing, str::to_owned);
                    }
                }
            }
        }
    }
    new
}

/// Two versions with everything that is said about them.
fn report(old: &Expanded, new: &Expanded) -> Report {
    let scenarios = (old.scenario.as_ref().unwrap(), new.scenario.as_ref().unwrap());
    let graphs = (old.graph.as_ref().unwrap(), new.graph.as_ref().unwrap());
    let checks = Some((&scenarios.0.levels, &scenarios.1.levels));
    let options = Options { scope: "a.toml".to_owned(), checks, ..Options::default() };
    let mut diff = diff::compare(graphs.0, graphs.1, &options);
    let catalog = Catalog::built_in();
    let expand = |scenario: &_| expand::expand(scenario, catalog, &mut Sink::default());
    let (old_scenario, new_scenario) = scenarios;
    let catalogs = Catalogs::Same;
    let origin =
        diff::Origin { old: old_scenario, new: new_scenario, catalog, expand: &expand, catalogs };
    diff::trace(&mut diff, graphs.0, graphs.1, origin);
    let version = |name: &str, expanded: &Expanded| Version {
        page: maquette::model::Page::default(),
        name: name.to_owned(),
        graph: expanded.graph.clone().unwrap(),
        sources: expanded.sources.clone(),
        state: State::Valid,
        findings: Vec::new(),
    };
    let mut report = Report::between("old".to_owned(), "new".to_owned());
    report.comparisons.push(Comparison {
        name: "a.toml".to_owned(),
        file: FileChange::Kept,
        old: version("old", old),
        new: version("new", new),
        diff,
        findings: Findings::default(),
        filtered: 0,
    });
    report
}

pub fn written(report: &Report, format: &str) -> String {
    let format = FORMATS.iter().find(|one| one.name == format).unwrap();
    (format.write)(report, Paint::Plain)
}

fn json(report: &Report) -> Value {
    serde_json::from_str(&written(report, "json")).unwrap()
}

/// Applies the JSON difference of two versions, and demands the new one; the scenario of the report.
pub fn demand(told: &str, old: &Expanded, new: &Expanded) -> (Report, Option<Value>) {
    let report = report(old, new);
    let document = json(&report);
    let all = |expanded: &Expanded| {
        facts(expanded.graph.as_ref().unwrap(), &expanded.scenario.as_ref().unwrap().levels)
    };
    let (before, after) = (all(old), all(new));
    let Some(scenario) = document["scenarios"].get(0).cloned() else {
        assert_eq!(before, after, "{told}: nothing is reported");
        return (report, None);
    };
    let found = applied(&before, &scenario);
    assert_eq!(found.whole, after.whole, "{told}");
    let keys = |facts: &Facts| facts.things.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&found), keys(&after), "{told}");
    for (id, thing) in &after.things {
        assert_eq!(&found.things[id], thing, "{told}\n{id}");
    }
    (report, Some(scenario))
}

#[test]
fn the_json_difference_applied_to_the_old_version_gives_the_new_one() {
    each_pair(3, |told, old, new, _| drop(demand(told, old, new)));
}

#[test]
fn every_key_of_the_language_is_followed_as_it_comes_changes_and_goes() {
    for info in SECTIONS {
        for key in info.keys {
            let has_it = |row: &Row| (row.0, row.1) == (info.section, key.key);
            assert!(KEYS.iter().any(has_it), "{:?} {}", info.section, key.key);
        }
    }
    let (mut compared, mut differed) = (0, BTreeSet::new());
    for (section, key, path, first, second) in KEYS {
        let version = |text: &str| {
            let mut scenario = base();
            if !text.is_empty() {
                put(&mut scenario, path, value(text));
            }
            expanded(&scenario)
        };
        let versions = [version(""), version(first), version(second)];
        for (a, b) in [(0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 0)] {
            let told = format!("{section:?} {key} {path}: {a} to {b}");
            let (Some(old), Some(new)) = (&versions[a], &versions[b]) else { continue };
            let (_, scenario) = demand(&told, old, new);
            compared += 1;
            if scenario.is_some() {
                differed.insert(*path);
            }
        }
    }
    assert!(compared > 380, "only {compared} pairs");
    let idle: Vec<&str> =
        KEYS.iter().map(|row| row.2).filter(|path| !differed.contains(path)).collect();
    // What is drawn does not depend on these.
    let views = ["title", "include", "exclude", "depth"].map(|key| format!("views/part/{key}"));
    let picture = ["width", "direction", "views"].map(|key| format!("picture/{key}"));
    assert_eq!(idle[..3], ["today", "include", "sites/bonn/assets/press/in"]);
    assert_eq!(idle[3..6], picture);
    assert_eq!(idle[6..], views);
}

#[test]
fn several_keys_at_once_are_followed_too() {
    for seed in 0..120 {
        let mut dice = Dice(0x0ac1e ^ (seed << 20));
        let mut sides = [base(), base()];
        let mut done = Vec::new();
        for _ in 0..4 + dice.roll(5) {
            let (_, _, path, first, second) = KEYS[dice.roll(KEYS.len())];
            for side in &mut sides {
                let text = ["", first, second][dice.roll(3)];
                if text.is_empty() {
                    continue;
                }
                let before = side.clone();
                put(side, path, value(text));
                if expanded(side).is_none() {
                    *side = before;
                }
                done.push(format!("{path} {text}"));
            }
        }
        let [old, new] = sides.map(|side| expanded(&side).unwrap());
        demand(&format!("{seed}: {done:#?}"), &old, &new);
    }
}

/// Two values that a setting accepts, as written; none where it names elements.
fn two_values(accepts: &SettingType) -> Option<[String; 2]> {
    match accepts {
        SettingType::Word(words) => Some([words.first()?, words.last()?].map(|w| format!("'{w}'"))),
        SettingType::Integer { min, max } => Some([min, max].map(ToString::to_string)),
        SettingType::Flag => Some(["true", "false"].map(str::to_owned)),
        SettingType::Text => Some(["'one'", "'two'"].map(str::to_owned)),
        SettingType::Items(_) => None,
    }
}

/// Something of a kind with the first or the second value of each setting, or with none of them.
fn with_settings(kind: &str, settings: &[Setting], which: Option<usize>) -> Option<Expanded> {
    const SITE: &str = "sites/bonn";
    let things = ["services/thing", "devices/thing", "sites/bonn/assets/thing", "groups/thing"];
    let sections = if kind == "site" { vec![SITE] } else { things.to_vec() };
    sections.into_iter().find_map(|section| {
        let mut scenario = base();
        // What is overridden there may be replaced by the thing.
        put(&mut scenario, "override", None);
        if section != SITE {
            put(&mut scenario, &format!("{section}/kind"), value(&format!("'{kind}'")));
        }
        expanded(&scenario)?;
        for setting in settings {
            let Some(values) = two_values(&setting.accepts) else { continue };
            let Some(which) = which else { continue };
            let before = scenario.clone();
            put(&mut scenario, &format!("{section}/{}", setting.key), value(&values[which]));
            if expanded(&scenario).is_none() {
                scenario = before;
            }
        }
        expanded(&scenario)
    })
}

#[test]
fn every_setting_of_the_catalogue_is_followed_too() {
    let (mut compared, mut idle) = (0, Vec::new());
    let catalog = Catalog::built_in();
    let services = catalog.services.iter().map(|service| (&service.id, &service.settings));
    let places = catalog.places.iter().map(|place| (&place.id, &place.settings));
    for (kind, settings) in services.chain(places) {
        let has_values = |setting: &&Setting| two_values(&setting.accepts).is_some();
        if !settings.iter().any(|setting| has_values(&setting)) {
            continue;
        }
        let versions = [None, Some(0), Some(1)].map(|which| with_settings(kind, settings, which));
        let mut followed = BTreeSet::new();
        for (a, b) in [(0, 1), (1, 2), (2, 0)] {
            let (Some(old), Some(new)) = (&versions[a], &versions[b]) else { continue };
            let (_, scenario) = demand(&format!("{kind}: {a} to {b}"), old, new);
            compared += 1;
            let all = scenario.iter().flat_map(|all| all["differences"].as_array().unwrap());
            let settings = all.filter(|one| one["is_setting"] == true);
            followed.extend(settings.filter_map(|one| text(&one["attribute"])));
        }
        let is_idle = |setting: &&Setting| !followed.contains(&setting.key);
        idle.extend(
            settings
                .iter()
                .filter(has_values)
                .filter(is_idle)
                .map(|setting| format!("{kind} {}", setting.key)),
        );
    }
    assert!(compared > 100, "only {compared} pairs");
    assert!(idle.is_empty(), "{idle:#?}");
}
