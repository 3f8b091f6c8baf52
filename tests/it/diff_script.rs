//! Seeded scripts of edits: pairs of valid scenarios, and what was done between them.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::Catalog;
use maquette::pipeline::{self, Expanded};
use maquette::syntax::NoFiles;
use toml::{Table, Value};

use crate::program::root;

/// A sequence of numbers that is the same in every run (splitmix64, Steele et al. 2014).
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
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
            (name, std::fs::read_to_string(&path).unwrap().parse::<Table>().unwrap())
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

/// What a script did, as far as ids are concerned.
#[derive(Default)]
pub struct Script {
    /// What was done, for failures.
    pub done: Vec<String>,
    /// Old prefixes and ids to new ones.
    pub renames: BTreeMap<String, String>,
    touched: BTreeSet<String>,
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

const WORDS: [&str; 8] =
    ["quartz", "zephyr", "mimosa", "bobbin", "fjord", "kiwi", "lynx", "vortex"];

fn table<'a>(scenario: &'a mut Table, key: &str) -> &'a mut Table {
    let value = scenario.entry(key).or_insert_with(|| Value::Table(Table::new()));
    value.as_table_mut().unwrap()
}

fn keys(scenario: &Table, section: &str) -> Vec<String> {
    let found = scenario.get(section).and_then(Value::as_table);
    found.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

#[allow(clippy::too_many_lines, reason = "one arm a kind of edit")]
/// One random edit; none if it does not apply.
fn edit(scenario: &mut Table, script: &mut Script, dice: &mut Dice) -> Option<String> {
    let fresh =
        |dice: &mut Dice| format!("{}-{}", WORDS[dice.roll(WORDS.len())], 100 + dice.roll(900));
    let pick = |dice: &mut Dice, all: Vec<String>| {
        if all.is_empty() { None } else { Some(all[dice.roll(all.len())].clone()) }
    };
    let untouched = |script: &Script, all: Vec<String>| -> Vec<String> {
        all.into_iter().filter(|key| !script.touched.contains(key)).collect()
    };
    match dice.roll(13) {
        0 => {
            let key = pick(dice, untouched(script, keys(scenario, "devices")))?;
            let device = table(scenario, "devices").get_mut(&key)?.as_table_mut()?;
            device.insert("count".into(), Value::Integer(3 + dice.roll(9000) as i64));
            script.touched.insert(key.clone());
            Some(format!("count of {key}"))
        }
        1 => {
            let key = pick(dice, untouched(script, keys(scenario, "devices")))?;
            let device = table(scenario, "devices").get_mut(&key)?.as_table_mut()?;
            device.insert("label".into(), Value::String(format!("Label {}", fresh(dice))));
            script.touched.insert(key.clone());
            Some(format!("label of {key}"))
        }
        2 => {
            let key = fresh(dice);
            let mut device = Table::new();
            device.insert("protocol".into(), Value::String("mqtt".into()));
            device.insert("count".into(), Value::Integer(20_000 + dice.roll(5000) as i64));
            table(scenario, "devices").insert(key.clone(), Value::Table(device));
            script.touched.insert(key.clone());
            Some(format!("device {key} added"))
        }
        3 => {
            let key = pick(dice, untouched(script, keys(scenario, "devices")))?;
            table(scenario, "devices").remove(&key);
            script.touched.insert(key.clone());
            Some(format!("device {key} removed"))
        }
        4 => {
            let section = ["devices", "sites"][dice.roll(2)];
            let key = pick(dice, untouched(script, keys(scenario, section)))?;
            let text = toml::to_string(scenario).unwrap();
            // A rename has to follow everywhere; keys that are quoted elsewhere are left alone.
            if text.matches(&format!("\"{key}")).count() > 0 {
                return None;
            }
            let new = fresh(dice);
            let section = table(scenario, section);
            let renamed: Table = section
                .iter()
                .map(|(k, v)| (if *k == key { new.clone() } else { k.clone() }, v.clone()))
                .collect();
            *section = renamed;
            script.renames.insert(key.clone(), new.clone());
            script.touched.extend([key.clone(), new.clone()]);
            Some(format!("{key} renamed to {new}"))
        }
        5 => {
            let wanted = [
                "digital-twins",
                "device-update",
                "event-grid",
                "stream-analytics",
                "logic-apps",
                "power-bi",
                "key-vault",
                "functions",
            ];
            let key = wanted[dice.roll(wanted.len())].to_owned();
            let services = table(scenario, "services");
            if services.contains_key(&key) {
                services.remove(&key);
            } else {
                services.insert(key.clone(), Value::Boolean(true));
            }
            Some(format!("service {key} turned"))
        }
        6 => {
            let title = format!("Title {}", fresh(dice));
            scenario.insert("title".into(), Value::String(title));
            Some("title".into())
        }
        7 => {
            let site = pick(dice, untouched(script, keys(scenario, "sites")))?;
            let site_table = table(scenario, "sites").get_mut(&site)?.as_table_mut()?;
            let mut asset = Table::new();
            asset.insert("protocol".into(), Value::String("opc-ua".into()));
            asset.insert("count".into(), Value::Integer(30_000 + dice.roll(5000) as i64));
            let key = fresh(dice);
            table(site_table, "assets").insert(key.clone(), Value::Table(asset));
            script.touched.insert(site.clone());
            Some(format!("asset {site}.{key} added"))
        }
        8 => {
            let site = pick(dice, untouched(script, keys(scenario, "sites")))?;
            let site_table = table(scenario, "sites").get_mut(&site)?.as_table_mut()?;
            let asset = pick(dice, keys(site_table, "assets"))?;
            table(site_table, "assets").remove(&asset);
            script.touched.insert(site.clone());
            Some(format!("asset {site}.{asset} removed"))
        }
        9 => {
            let ends = untouched(script, keys(scenario, "devices"));
            let (from, label) = (pick(dice, ends)?, fresh(dice));
            let mut link = Table::new();
            link.insert("from".into(), Value::String(from.clone()));
            link.insert("to".into(), Value::String("iot-hub".into()));
            link.insert("label".into(), Value::String(label));
            link.insert("flow".into(), Value::String("control".into()));
            let links = scenario.entry("connections").or_insert_with(|| Value::Array(vec![]));
            links.as_array_mut()?.push(Value::Table(link));
            script.touched.insert(from.clone());
            Some(format!("connection from {from} added"))
        }
        10 => {
            let links = scenario.get_mut("connections")?.as_array_mut()?;
            if links.is_empty() {
                return None;
            }
            let at = dice.roll(links.len());
            links.remove(at);
            Some("connection removed".into())
        }
        11 => {
            let key = pick(dice, untouched(script, keys(scenario, "devices")))?;
            let device = table(scenario, "devices").get_mut(&key)?.as_table_mut()?;
            device.insert("note".into(), Value::String(fresh(dice)));
            script.touched.insert(key.clone());
            Some(format!("note of {key}"))
        }
        _ => {
            let site = fresh(dice);
            let mut asset = Table::new();
            asset.insert("protocol".into(), Value::String("opc-ua".into()));
            let mut assets = Table::new();
            assets.insert(fresh(dice), Value::Table(asset));
            let mut new = Table::new();
            new.insert("runtime".into(), Value::String("iot-operations".into()));
            new.insert("assets".into(), Value::Table(assets));
            table(scenario, "sites").insert(site.clone(), Value::Table(new));
            script.touched.insert(site.clone());
            Some(format!("site {site} added"))
        }
    }
}

/// A pair of valid versions with the script between them.
pub fn pair(start: &Table, dice: &mut Dice) -> Option<(Expanded, Expanded, Script)> {
    let old = expanded(start)?;
    let (mut scenario, mut script) = (start.clone(), Script::default());
    for _ in 0..=dice.roll(20) {
        let (mut next, mut tried) = (scenario.clone(), Script::default());
        tried.renames.clone_from(&script.renames);
        tried.touched.clone_from(&script.touched);
        if let Some(done) = edit(&mut next, &mut tried, dice)
            && expanded(&next).is_some()
        {
            scenario = next;
            script.renames = tried.renames;
            script.touched = tried.touched;
            script.done.push(done);
        }
    }
    Some((old, expanded(&scenario)?, script))
}
