//! Comparing over generated pairs: seeded scripts of 1 to 20 edits on every shipped scenario.
//!
//! The oracle knows the edits and compares by its own means: ids mapped along the renames that it
//! made itself, then sets and attributes. The report must be exactly that.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::Catalog;
use maquette::diag::Sink;
use maquette::diff::report::{Comparison, FileChange, Findings, State, Version};
use maquette::diff::{
    self, Attribute, Catalogs, Cause, Change, Difference, EditRef, GraphDiff, Options, Subject,
};
use maquette::expand;
use maquette::graph::{ArchGraph, ElementIx};
use maquette::layout::{ENGINES, verify};
use maquette::pipeline::{self, Expanded};
use maquette::syntax::NoFiles;
use toml::Table;

use crate::dice::Dice;
use crate::diff_acts::ACTS;
use crate::diff_script::{PARTS, Script, expanded, pair, scenarios};
use crate::program::root;

/// Two versions compared, with causes.
pub fn compared(old: &Expanded, new: &Expanded) -> GraphDiff {
    let (a, b) = (old.graph.as_ref().unwrap(), new.graph.as_ref().unwrap());
    let mut found = diff::compare(a, b, &Options::default());
    let expand = |scenario: &_| expand::expand(scenario, Catalog::built_in(), &mut Sink::default());
    let origin = diff::Origin {
        old: old.scenario.as_ref().unwrap(),
        new: new.scenario.as_ref().unwrap(),
        catalog: Catalog::built_in(),
        expand: &expand,
        catalogs: Catalogs::Same,
    };
    diff::trace(&mut found, a, b, origin);
    found
}

/// One line a fact, in the ids of the new version.
type Facts = BTreeSet<String>;

/// What differs between elements, by the oracle.
fn expected_elements(old: &ArchGraph, new: &ArchGraph, script: &Script) -> Facts {
    let by_id = |graph: &ArchGraph, mapped: bool| -> BTreeMap<String, ElementIx> {
        let id = |ix: ElementIx| {
            let id = &graph.graph[ix].id;
            if mapped { script.id(id) } else { id.clone() }
        };
        graph.graph.node_indices().map(|ix| (id(ix), ix)).collect()
    };
    let (before, after) = (by_id(old, true), by_id(new, false));
    let mut facts = Facts::new();
    for id in before.keys().filter(|id| !after.contains_key(*id)) {
        facts.insert(format!("- {id}"));
    }
    for (id, &n) in &after {
        let Some(&o) = before.get(id) else {
            facts.insert(format!("+ {id}"));
            continue;
        };
        let (a, b) = (&old.graph[o], &new.graph[n]);
        let is_renamed = script.renames.values().any(|new| new == id);
        if is_renamed {
            facts.insert(format!("renamed {id}"));
        }
        let parent = |graph: &ArchGraph, ix: ElementIx| {
            graph.graph[ix].parent.map(|at| graph.graph[at].id.clone())
        };
        if parent(old, o).map(|id| script.id(&id)) != parent(new, n) {
            facts.insert(format!("moved {id}"));
        }
        let mut fact = |name: &str, differs: bool| {
            if differs {
                facts.insert(format!("{name} {id}"));
            }
        };
        fact("label", a.label != b.label && !is_renamed);
        fact("kind", a.kind != b.kind);
        fact("count", a.count != b.count);
        fact("note", a.note != b.note);
        fact("link", a.link != b.link);
        fact("lane", a.shape != b.shape);
        fact("status", a.status != b.status);
        fact("name of the kind", a.kind_name != b.kind_name);
        fact("icon", a.icon != b.icon);
        fact("summary", a.summary != b.summary);
        fact("documentation", a.docs != b.docs);
        let settings: BTreeSet<&String> = a.settings.keys().chain(b.settings.keys()).collect();
        for key in settings {
            let mapped = a.settings.get(key).map(|value| {
                value.split(", ").map(|id| script.id(id)).collect::<Vec<_>>().join(", ")
            });
            fact(key, mapped.as_ref() != b.settings.get(key));
        }
    }
    facts
}

fn reported_facts(found: &GraphDiff) -> Facts {
    let is_wire = |subject| matches!(subject, Subject::Connection(_));
    found.differences.iter().filter(|d| !is_wire(d.subject)).map(fact_of).collect()
}

fn fact_of(difference: &Difference) -> String {
    let id = difference.id();
    match &difference.change {
        Change::Added => format!("+ {id}"),
        Change::Removed => format!("- {id}"),
        Change::Renamed { .. } => format!("renamed {id}"),
        Change::Moved { .. } => format!("moved {id}"),
        Change::Set { attribute, .. } => format!("{} {id}", attribute.word()),
    }
}

/// Removed ids are in the words of the old version.
fn mapped_removals(facts: Facts, script: &Script) -> Facts {
    let mapped = |fact: String| match fact.strip_prefix("- ") {
        Some(id) => format!("- {}", script.id(id)),
        None => fact,
    };
    facts.into_iter().map(mapped).collect()
}

/// A connection as the oracle sees it: ends and all attributes.
fn wires(graph: &ArchGraph, script: Option<&Script>) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for ix in graph.graph.edge_indices() {
        let (from, to) = graph.graph.edge_endpoints(ix).unwrap();
        let id = |ix: ElementIx| {
            let id = &graph.graph[ix].id;
            script.map_or_else(|| id.clone(), |script| script.id(id))
        };
        let wire = &graph.graph[ix];
        let told = format!(
            "{} | {:?} | {:?} | {:?} | {:?} | {} | {:?} | {:?} | {:?}",
            wire.label,
            wire.protocol,
            wire.port,
            wire.flow,
            wire.direction,
            wire.optional,
            wire.authentication,
            wire.link,
            wire.note
        );
        all.entry(format!("{} -> {}", id(from), id(to))).or_default().push(told);
    }
    all
}

/// Checks the connections of a report: between every two elements, what is reported accounts
/// for the difference of the two lists, and nothing equal is reported.
fn check_wires(found: &GraphDiff, old: &ArchGraph, new: &ArchGraph, script: &Script, told: &str) {
    let (before, after) = (wires(old, Some(script)), wires(new, None));
    let mut reported: BTreeMap<String, (usize, usize, BTreeSet<Subject>)> = BTreeMap::new();
    for difference in &found.differences {
        let Subject::Connection(line) = difference.subject else { continue };
        let (from, to) = found.merged.lines[line].ends;
        let id = |slot: usize| {
            let slot = found.merged.slots[slot];
            slot.new.map_or_else(
                || script.id(&old.graph[slot.old.unwrap()].id),
                |ix| new.graph[ix].id.clone(),
            )
        };
        let entry = reported.entry(format!("{} -> {}", id(from), id(to))).or_default();
        match difference.change {
            Change::Added => entry.0 += 1,
            Change::Removed => entry.1 += 1,
            _ => drop(entry.2.insert(difference.subject)),
        }
    }
    let pairs: BTreeSet<&String> =
        before.keys().chain(after.keys()).chain(reported.keys()).collect();
    for ends in pairs {
        let empty = Vec::new();
        let (a, b) = (before.get(ends).unwrap_or(&empty), after.get(ends).unwrap_or(&empty));
        let mut gone = a.clone();
        let mut came = Vec::new();
        for wire in b {
            match gone.iter().position(|other| other == wire) {
                Some(at) => drop(gone.remove(at)),
                None => came.push(wire.clone()),
            }
        }
        let (added, removed, changed) = reported.get(ends).cloned().unwrap_or_default();
        assert_eq!(
            (removed + changed.len(), added + changed.len()),
            (gone.len(), came.len()),
            "{told}\n{ends}: gone {gone:#?} came {came:#?} reported {added} {removed} {changed:?}"
        );
    }
}

/// Calls `check` with `rounds` pairs of each shipped scenario, and what was done between them.
pub fn each_pair(rounds: u64, check: impl FnMut(&str, &Expanded, &Expanded, &Script)) {
    each_pair_of_some(1, rounds, check);
}

/// The same with one scenario of so many, where each takes long.
pub fn each_pair_of_some(
    step: usize,
    rounds: u64,
    mut check: impl FnMut(&str, &Expanded, &Expanded, &Script),
) {
    let mut pairs = 0;
    for (at, (name, start)) in scenarios().iter().enumerate().step_by(step) {
        for round in 0..rounds {
            let mut dice = Dice((at as u64) << 32 | round);
            let Some((old, new, script)) = pair(start, &mut dice) else {
                panic!("{name} does not expand without its comments");
            };
            let told = format!("{name}, round {round}: {:#?}", script.done);
            check(&told, &old, &new, &script);
            pairs += 1;
        }
    }
    assert!(pairs * step as u64 > 40 * rounds, "only {pairs} pairs");
}

#[test]
fn reports_are_exactly_the_edits_and_what_follows_from_them() {
    let (mut renames, mut in_parts, mut acts) = (0, 0, BTreeSet::new());
    each_pair(5, |told, old, new, script| {
        let (a, b) = (old.graph.as_ref().unwrap(), new.graph.as_ref().unwrap());
        let found = compared(old, new);
        let mut expected = expected_elements(a, b, script);
        let whole = [("title", a.title != b.title), ("solution", a.solution != b.solution)];
        let whole = whole.into_iter().chain([("description", a.description != b.description)]);
        expected.extend(whole.filter(|(_, differs)| *differs).map(|(name, _)| format!("{name} ")));
        let reported = mapped_removals(reported_facts(&found), script);
        let missing: Vec<_> = expected.difference(&reported).collect();
        let extra: Vec<_> = reported.difference(&expected).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{told}\nmissing {missing:#?}\nextra {extra:#?}"
        );
        check_wires(&found, a, b, script, told);
        acts.extend(script.acts.clone());
        renames += found.differences.iter().filter(|d| d.change.word() == "renamed").count();
        for difference in &found.differences {
            assert!(!difference.reasons.is_empty(), "{told}\n{difference:#?}");
            match &difference.cause {
                Cause::Edit(edit) => {
                    assert!(!edit.text.is_empty());
                    in_parts += usize::from(stands_in_parts(edit, new, script, told));
                }
                Cause::Derived { edits, .. } => {
                    assert!(!edits.is_empty(), "{told}\nwithout an edit: {difference:#?}");
                }
                Cause::DocsProfile { .. } => {
                    assert!(script.done.iter().any(|edit| edit.starts_with("docs")), "{told}");
                }
                other => panic!("{told}\n{other:?} for {difference:#?}"),
            }
            let is_title =
                matches!(difference.change, Change::Set { attribute: Attribute::Title, .. });
            assert!(!is_title || difference.cause.word() == "edit");
        }
    });
    let untried: Vec<usize> = (0..ACTS.len()).filter(|at| !acts.contains(at)).collect();
    assert!(untried.is_empty(), "every kind of edit is tried, but not {untried:?}");
    assert!(renames > 10, "only {renames} renames were tried");
    assert!(in_parts > 100, "only {in_parts} edits of an included file");
}

/// Whether an edit stands in the included file, which it does if its section does.
fn stands_in_parts(edit: &EditRef, new: &Expanded, script: &Script, told: &str) -> bool {
    let Some(at) = edit.new else { return false };
    let is_there = new.sources.file(at.file).name == PARTS;
    let section = edit.text.split_once('.').map_or("", |(section, _)| section);
    if ["devices", "sites", "groups", "services", "nodes"].contains(&section) {
        assert_eq!(is_there, script.included.contains(section), "{told}\n{edit:?}");
    }
    is_there
}

#[test]
fn exchanging_the_sides_exchanges_added_and_removed() {
    each_pair(2, |told, old, new, _| {
        let tell = |found: &GraphDiff, turned: bool| -> Vec<(String, String, String)> {
            let mut all: Vec<_> = found
                .differences
                .iter()
                .map(|d| {
                    let (from, to) = (d.old_id.clone(), d.new_id.clone());
                    let (from, to) = if turned { (to, from) } else { (from, to) };
                    let what = match (&d.change, turned) {
                        (Change::Added, true) => "- ".to_owned(),
                        (Change::Removed, true) => "+ ".to_owned(),
                        (Change::Set { attribute, from, to }, true) => {
                            format!("{} {to:?} {from:?}", attribute.word())
                        }
                        (Change::Set { attribute, from, to }, false) => {
                            format!("{} {from:?} {to:?}", attribute.word())
                        }
                        (change @ (Change::Renamed { .. } | Change::Moved { .. }), _) => {
                            change.word().to_owned()
                        }
                        (change, false) => format!("{} ", change.sign()),
                    };
                    (what, from.unwrap_or_default(), to.unwrap_or_default())
                })
                .collect();
            all.sort();
            all
        };
        let (a, b) = (old.graph.as_ref().unwrap(), new.graph.as_ref().unwrap());
        let there = diff::compare(a, b, &Options::default());
        let back = diff::compare(b, a, &Options::default());
        assert_eq!(tell(&there, false), tell(&back, true), "{told}");
    });
}

#[test]
fn a_scenario_and_its_reformatted_self_do_not_differ() {
    for (name, start) in scenarios() {
        let written = std::fs::read_to_string(root().join("scenarios").join(&name)).unwrap();
        let written = pipeline::expand("a.toml", &written, &NoFiles, Catalog::built_in());
        // Without comments, in another layout and with the order of its sections turned.
        let turned: Table = start.iter().rev().map(|(k, v)| (k.clone(), v.clone())).collect();
        for other in [&start, &turned] {
            let other = expanded(other).unwrap();
            let found = compared(&written, &other);
            let told: Vec<String> = found.differences.iter().map(fact_of).collect();
            assert!(found.is_empty(), "{name}: {told:#?}");
        }
    }
}

#[test]
fn merged_pictures_keep_the_contract_of_layouts_and_the_declared_order() {
    each_pair_of_some(2, 1, |told, old, new, _| {
        let version = |expanded: &Expanded| Version {
            name: "a.toml".to_owned(),
            graph: expanded.graph.clone().unwrap(),
            sources: expanded.sources.clone(),
            state: State::Valid,
            findings: Vec::new(),
            page: maquette::model::Page::default(),
        };
        let diff = compared(old, new);
        let comparison = Comparison {
            name: "a.toml".to_owned(),
            file: FileChange::Kept,
            old: version(old),
            new: version(new),
            diff,
            findings: Findings::default(),
            filtered: 0,
        };
        let slots = &comparison.diff.merged.slots;
        for (i, a) in slots.iter().enumerate() {
            for b in slots[i + 1..].iter().filter(|b| b.parent == a.parent) {
                assert!(a.new.is_none() || b.new.is_none() || a.new < b.new, "{told}");
            }
        }
        let options = pipeline::Options { engine: ENGINES[0], ..pipeline::Options::default() };
        let picture = pipeline::draw_differences(&comparison, &options);
        let wrong = verify(&picture.measured.input, &picture.layout);
        assert!(wrong.is_empty(), "{told}\n{wrong:#?}");
    });
}
