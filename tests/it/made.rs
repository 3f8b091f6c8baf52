//! Made-up scenarios: one to three of everything, at sites and in the cloud, wired or not.

use crate::dice::Dice;

/// Kinds of services that generated scenarios have, with what they may say of themselves.
pub const SERVICES: &[&str] = &[
    "iot-hub",
    "event-hubs",
    "event-hubs",
    "stream-analytics",
    "functions",
    "functions, use = processing",
    "functions, use = alerts",
    "data-explorer",
    "cosmos-db",
    "sql-database",
    "blob-storage",
    "data-lake",
    "power-bi",
    "app-service",
    "app-service, use = portal",
    "aks, use = back-end",
    "event-grid",
    "logic-apps",
    "service-bus",
    "digital-twins",
    "signalr",
    "machine-learning",
    "databricks",
    "fabric-onelake",
    "fabric-eventstream",
    "fabric-eventhouse",
    "fabric-iq",
    "ai-foundry",
    "synapse",
    "notification-hubs",
    "monitor",
    "key-vault",
];

/// A scenario as lists whose entries may be shuffled, left out or renamed.
#[derive(Clone, Default)]
pub struct Made {
    /// Names, and what a line says of them.
    pub devices: Vec<(String, String)>,
    pub services: Vec<(String, String)>,
    pub nodes: Vec<String>,
    pub sites: Vec<(String, Site)>,
    pub links: Vec<(String, String)>,
}

/// A site with its runtime and what stands in it.
#[derive(Clone)]
pub struct Site {
    pub runtime: &'static str,
    pub assets: Vec<(String, String)>,
    pub services: Vec<(String, String)>,
}

/// What generated devices may say of themselves.
const DEVICES: &[&str] =
    &["device", "device", "device, protocol = amqp", "device, control = methods"];
/// What stands at generated sites besides the runtime and the assets.
const AT_EDGE: &[&str] = &["edge-module", "edge-module, module = custom", "blob-storage"];
const AT_OPERATIONS: &[&str] = &["data-flow", "edge-app", "arc-storage"];

impl Made {
    /// The scenario of a seed: one to three of everything, wired or not.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut made = Self::default();
        for number in 0..=dice.roll(3) {
            let kind = dice.pick(DEVICES).to_owned();
            made.devices.push((format!("device-{number}"), kind));
        }
        for number in 0..2 + dice.roll(8) {
            let kind = dice.pick(SERVICES).to_owned();
            for copy in 0..=[0, 0, 0, 1, 2][dice.roll(5)] {
                made.services.push((format!("s{number}{copy}"), kind.clone()));
            }
        }
        for number in 0..dice.roll(2) {
            made.nodes.push(format!("node-{number}"));
        }
        for number in 0..[0, 0, 1, 2, 3][dice.roll(5)] {
            made.sites.push((format!("site-{number}"), Site::of(&mut dice)));
        }
        for _ in 0..dice.roll(4) {
            made.join_two(&mut dice);
        }
        made
    }

    /// Writes a connection between two services or nodes that none is written between.
    pub fn join_two(&mut self, dice: &mut Dice) {
        let ends: Vec<&String> =
            self.services.iter().map(|(id, _)| id).chain(&self.nodes).collect();
        let (from, to) = (ends[dice.roll(ends.len())], ends[dice.roll(ends.len())]);
        let is_new = !self.links.iter().any(|(a, b)| (a, b) == (from, to) || (a, b) == (to, from));
        if from != to && is_new {
            self.links.push((from.clone(), to.clone()));
        }
    }

    /// The scenario with lists.
    pub fn text(&self) -> String {
        format!("title = \"Made\"\nsolution = \"hybrid\"\n{}", self.body())
    }

    /// What stands below the head.
    pub fn body(&self) -> String {
        let nodes: Vec<(String, String)> =
            self.nodes.iter().map(|id| (id.clone(), "node, in = cloud".to_owned())).collect();
        let links: String =
            self.links.iter().map(|(a, b)| format!("    \"{a} -> {b}\",\n")).collect();
        let mut text = format!(
            "devices = {}\nservices = {}\nnodes = {}\nconnections = [\n{links}]\n",
            list(&self.devices),
            list(&self.services),
            list(&nodes)
        );
        for (name, site) in &self.sites {
            text += &format!(
                "[sites.{name}]\nruntime = \"{}\"\nassets = {}\nservices = {}\n",
                site.runtime,
                list(&site.assets),
                list(&site.services),
            );
        }
        text
    }

    /// The scenario with a section for each.
    pub fn sections(&self) -> String {
        let mut text = "title = \"Made\"\nsolution = \"hybrid\"\n".to_owned();
        for (name, site) in &self.sites {
            text += &format!("[sites.{name}]\nruntime = \"{}\"\n", site.runtime);
            text += &section(&format!("sites.{name}.services"), &site.services);
            text += &section(&format!("sites.{name}.assets"), &site.assets);
        }
        for (a, b) in &self.links {
            text += &format!("[[connections]]\nto = \"{b}\"\nfrom = \"{a}\"\n");
        }
        for id in &self.nodes {
            text += &format!("[nodes.{id}]\nin = \"cloud\"\n");
        }
        text += &section("services", &self.services);
        text += &section("devices", &self.devices);
        text
    }

    /// The same in another order.
    pub fn shuffled(&self, dice: &mut Dice) -> Self {
        let mut made = self.clone();
        dice.shuffle(&mut made.devices);
        dice.shuffle(&mut made.services);
        dice.shuffle(&mut made.nodes);
        dice.shuffle(&mut made.sites);
        dice.shuffle(&mut made.links);
        for (_, site) in &mut made.sites {
            dice.shuffle(&mut site.assets);
            dice.shuffle(&mut site.services);
        }
        made
    }

    /// The same with other names, in another order of the alphabet.
    pub fn renamed(&self) -> Self {
        let rename = |list: &mut Vec<(String, String)>| {
            list.iter_mut().for_each(|(id, _)| *id = renamed(id));
        };
        let mut made = self.clone();
        rename(&mut made.devices);
        rename(&mut made.services);
        made.nodes.iter_mut().for_each(|id| *id = renamed(id));
        made.links.iter_mut().for_each(|(a, b)| (*a, *b) = (renamed(a), renamed(b)));
        for (name, site) in &mut made.sites {
            *name = renamed(name);
            rename(&mut site.assets);
            rename(&mut site.services);
        }
        made
    }

    /// All names.
    pub fn names(&self) -> Vec<&String> {
        let at_sites = self.sites.iter().flat_map(|(name, site)| {
            let inside = site.assets.iter().chain(&site.services).map(|(id, _)| id);
            std::iter::once(name).chain(inside)
        });
        let all = self.devices.iter().chain(&self.services).map(|(id, _)| id);
        all.chain(&self.nodes).chain(at_sites).collect()
    }
}

impl Site {
    /// A site with one of the runtimes.
    pub fn of(dice: &mut Dice) -> Self {
        let runtime = ["iot-edge", "iot-operations"][dice.roll(2)];
        let asset = dice.pick(&["asset", "asset, protocol = modbus", "opc-ua-server"]).to_owned();
        let kinds = if runtime == "iot-edge" { AT_EDGE } else { AT_OPERATIONS };
        Self {
            runtime,
            assets: (0..=dice.roll(2)).map(|at| (format!("asset-{at}"), asset.clone())).collect(),
            services: (0..dice.roll(3))
                .map(|at| (format!("part-{at}"), dice.pick(kinds).to_owned()))
                .collect(),
        }
    }
}

/// Lines `name (kind, key = value)`.
fn list(items: &[(String, String)]) -> String {
    let lines = items.iter().map(|(id, kind)| format!("    \"{id} ({kind})\",\n"));
    format!("[\n{}]", lines.collect::<String>())
}

/// The same as sections.
fn section(of: &str, items: &[(String, String)]) -> String {
    let entry = |(id, kind): &(String, String)| {
        let (kind, settings) = kind.split_once(", ").unwrap_or((kind, ""));
        let setting =
            settings.split_once(" = ").map(|(key, value)| format!("{key} = \"{value}\"\n"));
        format!("[{of}.{id}]\n{}kind = \"{kind}\"\n", setting.unwrap_or_default())
    };
    items.iter().map(entry).collect()
}

/// Another name: the last come first.
pub fn renamed(id: &str) -> String {
    let turned: String = id
        .chars()
        .map(|c| {
            char::from_digit(9 - c.to_digit(10).unwrap_or(0), 10)
                .filter(|_| c.is_ascii_digit())
                .unwrap_or(c)
        })
        .collect();
    format!("other-{turned}")
}
