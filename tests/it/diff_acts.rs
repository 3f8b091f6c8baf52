//! The edits that seeded scripts are made of: one function each, one row of [`ACTS`].

#![allow(clippy::unnecessary_wraps, reason = "all edits have one signature")]

use toml::{Table, Value};

use crate::dice::Dice;
use crate::diff_script::Script;

/// One random edit of a scenario; none if it does not apply.
pub fn edit(scenario: &mut Table, script: &mut Script, dice: &mut Dice) -> Option<String> {
    let at = dice.roll(ACTS.len());
    script.acts.insert(at);
    ACTS[at](&mut Turn { scenario, script, dice })
}

/// One kind of edit.
pub type Act = fn(&mut Turn<'_>) -> Option<String>;

/// Every kind of statement comes, goes and changes.
pub const ACTS: &[Act] = &[
    |turn| turn.top("title"),
    |turn| turn.top("description"),
    solution,
    profile,
    docs,
    device_added,
    |turn| turn.removed("devices"),
    |turn| turn.set("devices", "label"),
    |turn| turn.set("devices", "note"),
    count,
    transport,
    renamed,
    site_added,
    asset_added,
    asset_removed,
    service,
    tier,
    moved_into_a_new_group,
    moved_out,
    node_added,
    node_removed,
    connection_added,
    connection_removed,
    connection_changed,
    relabeled,
];

/// A scenario, what was done to it so far, and the dice.
pub struct Turn<'a> {
    scenario: &'a mut Table,
    script: &'a mut Script,
    dice: &'a mut Dice,
}

const WORDS: [&str; 8] =
    ["quartz", "zephyr", "mimosa", "bobbin", "fjord", "kiwi", "lynx", "vortex"];

fn table<'a>(scenario: &'a mut Table, key: &str) -> &'a mut Table {
    let value = scenario.entry(key).or_insert_with(|| Value::Table(Table::new()));
    value.as_table_mut().unwrap()
}

fn text(of: &str) -> Value {
    Value::String(of.to_owned())
}

fn of<const N: usize>(values: [(&str, Value); N]) -> Value {
    Value::Table(values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Turn<'_> {
    /// A name that nothing has yet.
    fn fresh(&mut self) -> String {
        format!("{}-{}", WORDS[self.dice.roll(WORDS.len())], 100 + self.dice.roll(900))
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(all[self.dice.roll(all.len())].clone()) }
    }

    /// A key of a section that has not been edited, which it is from now on.
    fn key(&mut self, section: &str) -> Option<String> {
        let found = self.scenario.get(section).and_then(Value::as_table)?;
        let all: Vec<String> =
            found.keys().filter(|key| !self.script.touched.contains(*key)).cloned().collect();
        let key = self.pick(&all)?;
        self.script.touched.insert(key.clone());
        Some(key)
    }

    fn entry(&mut self, section: &str, key: &str) -> Option<&mut Table> {
        table(self.scenario, section).get_mut(key)?.as_table_mut()
    }

    fn add(&mut self, section: &str, value: Value) -> String {
        let key = self.fresh();
        table(self.scenario, section).insert(key.clone(), value);
        self.script.touched.insert(key.clone());
        key
    }

    fn top(&mut self, key: &str) -> Option<String> {
        let value = format!("Text {}", self.fresh());
        self.scenario.insert(key.to_owned(), Value::String(value));
        Some(key.to_owned())
    }

    fn set(&mut self, section: &str, attribute: &str) -> Option<String> {
        let (key, value) = (self.key(section)?, format!("Text {}", self.fresh()));
        self.entry(section, &key)?.insert(attribute.to_owned(), Value::String(value));
        Some(format!("{attribute} of {key}"))
    }

    fn removed(&mut self, section: &str) -> Option<String> {
        let key = self.key(section)?;
        table(self.scenario, section).remove(&key);
        Some(format!("{key} of {section} removed"))
    }

    /// Exchanges a value at the top for one of some words.
    fn choose(&mut self, key: &str, words: &[&str]) -> Option<String> {
        let word = self.pick(words)?;
        let before = self.scenario.insert(key.to_owned(), text(word));
        (before != Some(text(word))).then(|| format!("{key} is {word}"))
    }
}

fn solution(turn: &mut Turn<'_>) -> Option<String> {
    turn.choose("solution", &["cloud", "edge", "hybrid"])
}

fn profile(turn: &mut Turn<'_>) -> Option<String> {
    turn.choose("profile", &["minimal", "typical"])
}

fn docs(turn: &mut Turn<'_>) -> Option<String> {
    let editions: Vec<&str> =
        maquette::catalog::Catalog::built_in().docs.iter().map(|docs| docs.id.as_str()).collect();
    turn.choose("docs", &editions)
}

fn device_added(turn: &mut Turn<'_>) -> Option<String> {
    // A count like no other keeps it from being taken for one that is gone.
    let count = Value::Integer(20_000 + turn.dice.roll(5000) as i64);
    let key = turn.add("devices", of([("protocol", text("mqtt")), ("count", count)]));
    Some(format!("device {key} added"))
}

fn count(turn: &mut Turn<'_>) -> Option<String> {
    let key = turn.key("devices")?;
    let count = Value::Integer(3 + turn.dice.roll(9000) as i64);
    turn.entry("devices", &key)?.insert("count".to_owned(), count);
    Some(format!("count of {key}"))
}

fn transport(turn: &mut Turn<'_>) -> Option<String> {
    let key = turn.key("devices")?;
    let (setting, words) = turn.pick(&[
        ("protocol", ["mqtt", "amqp", "https"]),
        ("authentication", ["x509", "symmetric-key", "tpm"]),
    ])?;
    let word = turn.pick(&words)?;
    turn.entry("devices", &key)?.insert(setting.to_owned(), text(word));
    Some(format!("{setting} of {key} is {word}"))
}

fn renamed(turn: &mut Turn<'_>) -> Option<String> {
    let section = turn.pick(&["devices", "sites"])?;
    let key = turn.key(section)?;
    // A rename has to follow everywhere; keys that are quoted elsewhere are left alone.
    if toml::to_string(turn.scenario).unwrap().contains(&format!("\"{key}")) {
        return None;
    }
    let new = turn.fresh();
    let section = table(turn.scenario, section);
    let renamed: Table = section
        .iter()
        .map(|(k, v)| (if *k == key { new.clone() } else { k.clone() }, v.clone()))
        .collect();
    *section = renamed;
    turn.script.renames.insert(key.clone(), new.clone());
    turn.script.touched.insert(new.clone());
    Some(format!("{key} renamed to {new}"))
}

fn site_added(turn: &mut Turn<'_>) -> Option<String> {
    let asset = turn.fresh();
    let assets = of([(asset.as_str(), of([("protocol", text("opc-ua"))]))]);
    let key = turn.add("sites", of([("runtime", text("iot-operations")), ("assets", assets)]));
    Some(format!("site {key} added"))
}

fn asset_added(turn: &mut Turn<'_>) -> Option<String> {
    let (site, key) = (turn.key("sites")?, turn.fresh());
    let count = Value::Integer(30_000 + turn.dice.roll(5000) as i64);
    let asset = of([("protocol", text("opc-ua")), ("count", count)]);
    table(turn.entry("sites", &site)?, "assets").insert(key.clone(), asset);
    Some(format!("asset {site}.{key} added"))
}

fn asset_removed(turn: &mut Turn<'_>) -> Option<String> {
    let site = turn.key("sites")?;
    let assets: Vec<String> =
        table(turn.entry("sites", &site)?, "assets").keys().cloned().collect();
    let asset = turn.pick(&assets)?;
    table(turn.entry("sites", &site)?, "assets").remove(&asset);
    Some(format!("asset {site}.{asset} removed"))
}

/// A service of the catalogue comes or goes.
fn service(turn: &mut Turn<'_>) -> Option<String> {
    let key = turn.pick(&[
        "digital-twins",
        "device-update",
        "event-grid",
        "stream-analytics",
        "logic-apps",
        "power-bi",
        "key-vault",
        "functions",
    ])?;
    let services = table(turn.scenario, "services");
    if services.remove(key).is_none() {
        services.insert(key.to_owned(), Value::Boolean(true));
    }
    Some(format!("service {key} turned"))
}

/// The settings of a service, as a table where only `true` stood.
fn settings<'a>(turn: &'a mut Turn<'_>, key: &str) -> Option<&'a mut Table> {
    let value = table(turn.scenario, "services").get_mut(key)?;
    if value.as_bool() == Some(true) {
        *value = Value::Table(Table::new());
    }
    value.as_table_mut()
}

fn tier(turn: &mut Turn<'_>) -> Option<String> {
    let tier = turn.pick(&["S1", "S2", "S3"])?;
    table(turn.scenario, "services").entry("iot-hub").or_insert_with(|| Value::Table(Table::new()));
    turn.script.touched.insert("iot-hub".to_owned());
    settings(turn, "iot-hub")?.insert("tier".to_owned(), text(tier));
    Some(format!("tier {tier}"))
}

fn moved_into_a_new_group(turn: &mut Turn<'_>) -> Option<String> {
    let key = turn.key("services")?;
    let group = turn.add("groups", of([("kind", text("resource-group"))]));
    settings(turn, &key)?.insert("in".to_owned(), text(&group));
    Some(format!("{key} moved into the new group {group}"))
}

fn moved_out(turn: &mut Turn<'_>) -> Option<String> {
    let section = turn.pick(&["services", "devices"])?;
    let key = turn.key(section)?;
    turn.entry(section, &key)?.remove("in")?;
    Some(format!("{key} moved out"))
}

fn node_added(turn: &mut Turn<'_>) -> Option<String> {
    let note = turn.fresh();
    let key = turn.add("nodes", of([("lane", text("use")), ("note", text(&note))]));
    let devices: Vec<String> = table(turn.scenario, "devices").keys().cloned().collect();
    let from = turn.pick(&devices)?;
    turn.script.touched.insert(from.clone());
    link(turn, &from, &key)?;
    Some(format!("node {key} added, from {from}"))
}

/// A node goes with its connections.
fn node_removed(turn: &mut Turn<'_>) -> Option<String> {
    let key = turn.key("nodes")?;
    table(turn.scenario, "nodes").remove(&key);
    let is_its = |link: &Value| {
        ["from", "to"].iter().any(|end| link.get(end).and_then(Value::as_str) == Some(&key))
    };
    if let Some(links) = turn.scenario.get_mut("connections").and_then(Value::as_array_mut) {
        links.retain(|link| !is_its(link));
    }
    Some(format!("node {key} removed"))
}

fn connection_added(turn: &mut Turn<'_>) -> Option<String> {
    let from = turn.key("devices")?;
    link(turn, &from, "iot-hub")?;
    Some(format!("connection from {from} added"))
}

fn link(turn: &mut Turn<'_>, from: &str, to: &str) -> Option<()> {
    let label = turn.fresh();
    let link = [("from", from), ("to", to), ("label", &label), ("flow", "control")];
    let links = turn.scenario.entry("connections").or_insert_with(|| Value::Array(vec![]));
    links.as_array_mut()?.push(of(link.map(|(key, value)| (key, text(value)))));
    Some(())
}

fn connection_removed(turn: &mut Turn<'_>) -> Option<String> {
    let at = connection(turn)?;
    turn.scenario.get_mut("connections")?.as_array_mut()?.remove(at);
    Some(format!("connection {at} removed"))
}

fn connection_changed(turn: &mut Turn<'_>) -> Option<String> {
    let at = connection(turn)?;
    let (key, value) = turn.pick(&[
        ("protocol", text("OPC UA")),
        ("port", Value::Integer(4840)),
        ("flow", text("management")),
        ("direction", text("both")),
        ("authentication", text("certificate")),
        ("optional", Value::Boolean(true)),
    ])?;
    let link = turn.scenario.get_mut("connections")?.as_array_mut()?.get_mut(at)?;
    link.as_table_mut()?.insert(key.to_owned(), value);
    Some(format!("{key} of connection {at}"))
}

fn connection(turn: &mut Turn<'_>) -> Option<usize> {
    let count = turn.scenario.get("connections")?.as_array()?.len();
    if count == 0 { None } else { Some(turn.dice.roll(count)) }
}

/// What a rule derived is called otherwise.
fn relabeled(turn: &mut Turn<'_>) -> Option<String> {
    let id = turn.pick(&["iot-hub", "device-provisioning", "device-registry"])?;
    let label = turn.fresh();
    let target = table(table(turn.scenario, "override"), id);
    target.insert("label".to_owned(), text(&label));
    Some(format!("override of the label of {id}"))
}
