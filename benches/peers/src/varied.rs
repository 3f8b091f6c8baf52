//! Scenarios of 5 to 80 nodes from a seed: sites with both runtimes, devices, assets, services,
//! own nodes, groups and copies.

use std::fmt::Write as _;

use maquette::catalog::Catalog;
use maquette::layout::testing::random::Dice;
use maquette::pipeline;
use maquette::syntax::NoFiles;

/// Seeds from 0 to below this make the corpus, from small to large.
pub const SEEDS: u64 = 200;

/// Nodes that the smallest and the largest of them are to have, about: how much the rules derive is
/// guessed while a scenario is written.
const SMALLEST: usize = 5;
const LARGEST: usize = 66;

/// Nodes that none of them has more of: what turns out larger is written again, smaller.
const MOST: usize = 80;

const DEVICES: [(&str, &str); 8] = [
    ("meter", "mqtt"),
    ("truck", "amqp"),
    ("room-sensor", "https"),
    ("charging-station", "mqtt"),
    ("vending-machine", "mqtt-ws"),
    ("tank", "mqtt"),
    ("wearable", "https"),
    ("harvester", "amqp"),
];

const SITES: [&str; 8] = ["plant", "depot", "mine", "dairy", "harbor", "mill", "campus", "brewery"];

/// Assets that IoT Operations reads.
const ASSETS: [(&str, &str); 6] = [
    ("press", "protocol = \"opc-ua\""),
    ("filling-line", "protocol = \"opc-ua\""),
    ("camera", "kind = \"camera\""),
    ("scale", "protocol = \"rest\""),
    ("scanner", "protocol = \"sse\""),
    ("robot", "protocol = \"opc-ua\""),
];

/// Assets that IoT Edge reads through a module of Microsoft.
const SERVERS: [&str; 3] = ["kiln", "crane", "compressor"];

/// Services that pass data on, that keep it, that use it, and that look after the others.
const STAGES: [&[&str]; 3] = [
    &["event-hubs", "stream-analytics", "functions", "service-bus", "event-grid", "databricks"],
    &[
        "data-explorer",
        "cosmos-db",
        "data-lake",
        "sql-database",
        "blob-storage",
        "synapse",
        "redis",
        "machine-learning",
    ],
    &[
        "power-bi",
        "app-service",
        "logic-apps",
        "notification-hubs",
        "teams",
        "managed-grafana",
        "maps",
        "signalr",
        "api-management",
        "dynamics-365",
        "mobile-app",
        "power-automate",
        "webhook",
        "ai-foundry",
    ],
];
const CARE: [&str; 6] =
    ["key-vault", "monitor", "entra-id", "container-registry", "device-update", "policy"];

const LABELS: [&str; 10] = [
    "",
    "",
    "alarms",
    "telemetry",
    "hourly values",
    "events of the last shift",
    "work orders",
    "positions",
    "reports",
    "predicted failures",
];

const OWN: [(&str, &str); 6] = [
    ("erp", "business system"),
    ("weather", "external"),
    ("grid-operator", "partner"),
    ("scada", "control room"),
    ("billing", "finance"),
    ("laboratory", "quality"),
];

/// A scenario; always the same for a seed.
pub fn scenario(seed: u64) -> String {
    let steps = (SEEDS - 1) as usize;
    let largest = SMALLEST + (LARGEST - SMALLEST) * (seed % SEEDS) as usize / steps;
    let mut drafts = (SMALLEST..=largest).rev().map(|size| draft(seed, size));
    drafts.find(|text| drawn_nodes(text) <= MOST).expect("a small scenario has few nodes")
}

/// How many nodes the rules make of it.
fn drawn_nodes(text: &str) -> usize {
    let done = pipeline::expand("varied.toml", text, &NoFiles, Catalog::built_in());
    done.graph.map_or(0, |graph| {
        graph.graph.node_weights().filter(|element| !element.is_container()).count()
    })
}

/// A scenario with about `size` nodes.
fn draft(seed: u64, size: usize) -> String {
    let mut draft = Draft {
        dice: Dice::new(seed),
        left: size,
        has_edge: false,
        sections: String::new(),
        services: vec![],
        connections: String::new(),
    };
    let has_sites = size >= 10 && draft.dice.chance(75);
    let has_devices = !has_sites || draft.dice.chance(60);
    if has_sites {
        draft.sites(1 + size / 18);
    }
    if has_devices {
        draft.devices(1 + size / 30);
    }
    draft.regions();
    draft.services();
    draft.finish(seed, has_devices)
}

/// A scenario that is being written.
struct Draft {
    dice: Dice,
    /// Nodes that are still to come.
    left: usize,
    /// Whether a site runs IoT Edge.
    has_edge: bool,
    sections: String,
    services: Vec<Service>,
    connections: String,
}

/// A service of the cloud: a line of the table.
struct Service {
    name: String,
    line: String,
    stage: usize,
}

impl Draft {
    fn spend(&mut self, nodes: usize) {
        self.left = self.left.saturating_sub(nodes);
    }

    fn write(&mut self, lines: &str) {
        let _ = writeln!(self.sections, "{lines}");
    }

    /// Picks so many of a list, in the order of the list.
    fn some<T: Copy>(&mut self, of: &[T], count: usize) -> Vec<T> {
        let mut picked: Vec<usize> = (0..of.len()).collect();
        while picked.len() > count {
            let gone = self.dice.below(picked.len());
            picked.remove(gone);
        }
        picked.into_iter().map(|i| of[i]).collect()
    }

    fn sites(&mut self, most: usize) {
        let count = 1 + self.dice.below(most.min(5));
        for site in self.some(&SITES, count) {
            if self.left < 6 {
                break;
            }
            let copies =
                if self.left > 30 && self.dice.chance(25) { 2 + self.dice.below(2) } else { 1 };
            let is_edge = self.dice.chance(45);
            let runtime = if is_edge { "iot-edge" } else { "iot-operations" };
            self.write(&format!("\n[sites.{site}]\nruntime = \"{runtime}\""));
            if copies > 1 {
                let names: Vec<String> =
                    (1..=copies).map(|copy| format!("\"{site}-{copy}\"")).collect();
                self.write(&format!("each = [{}]", names.join(", ")));
            } else if self.dice.chance(20) {
                let count = 2 + self.dice.below(60);
                self.write(&format!("count = {count}"));
            }
            let held = if is_edge { self.edge_site(site) } else { self.operations_site(site) };
            self.spend(copies * held);
        }
    }

    /// What stands in a site with IoT Edge; about how many nodes that makes.
    fn edge_site(&mut self, site: &str) -> usize {
        self.has_edge = true;
        let count = 1 + self.dice.below(2);
        for server in self.some(&SERVERS, count) {
            let many = 1 + self.dice.below(30);
            self.write(&format!(
                "[sites.{site}.assets.{server}]\nkind = \"opc-ua-server\"\ncount = {many}"
            ));
        }
        let mut nodes = count + 3;
        if self.dice.chance(40) {
            self.write(&format!("[sites.{site}.devices.tag]\ncount = 200"));
            nodes += 1;
        }
        if self.dice.chance(40) {
            self.write(&format!(
                "[sites.{site}.services]\nmodel = {{ kind = \"edge-module\", label = \"Local model\", \
                 module = \"custom\" }}"
            ));
            nodes += 1;
        }
        nodes
    }

    /// What stands in a site with IoT Operations; about how many nodes that makes.
    fn operations_site(&mut self, site: &str) -> usize {
        let count = 1 + self.dice.below(3);
        for (asset, setting) in self.some(&ASSETS, count) {
            let many = 1 + self.dice.below(90);
            self.write(&format!("[sites.{site}.assets.{asset}]\n{setting}\ncount = {many}"));
        }
        let mut nodes = 2 * count + 3;
        if self.dice.chance(40) {
            self.write(&format!(
                "[sites.{site}.services]\nedge-app = {{ label = \"Quality model\" }}"
            ));
            nodes += 1;
        }
        nodes
    }

    fn devices(&mut self, most: usize) {
        let count = 1 + self.dice.below(most);
        for (device, protocol) in self.some(&DEVICES, count) {
            let many = 1 + self.dice.below(5000);
            self.write(&format!("\n[devices.{device}]\nprotocol = \"{protocol}\"\ncount = {many}"));
        }
        self.spend(count + 2);
    }

    /// Regions that are alike, in a quarter of the larger scenarios.
    fn regions(&mut self) {
        if self.left < 16 || !self.dice.chance(25) {
            return;
        }
        let copies = 2 + self.dice.below(2);
        let names = ["\"europe\", \"asia\"", "\"west\", \"east\", \"south\""][copies - 2];
        let store = STAGES[1][self.dice.below(4)];
        self.write(&format!(
            "\n[groups.region]\nkind = \"region\"\neach = [{names}]\n\
             services = [\"event-hubs\", \"stream-analytics\", \"{store}\"]\n\
             connections = [\"event-hubs -> stream-analytics -> {store}: results\"]"
        ));
        self.service("app-service", 2, None);
        self.join(&format!("region.{store}"), "app-service");
        self.spend(3 * copies);
    }

    /// Services of the cloud, most of them joined to one that comes before, and own nodes.
    fn services(&mut self) {
        let is_grouped = self.left > 8 && self.dice.chance(30);
        if is_grouped {
            for group in ["ingest", "insights"] {
                self.write(&format!("\n[groups.{group}]\nkind = \"resource-group\""));
            }
        }
        let (mut care, mut own) = (CARE.to_vec(), 0);
        while self.left > 0 {
            self.spend(1);
            if self.dice.chance(12) && !care.is_empty() {
                let id = care.remove(self.dice.below(care.len()));
                self.service(id, STAGES.len(), None);
                continue;
            }
            let stage = self.dice.below(STAGES.len());
            let id = STAGES[stage][self.dice.below(STAGES[stage].len())];
            let is_taken = self.services.iter().any(|service| service.name == id);
            // Two of a kind are joined to all that one is: a few are enough.
            let is_own = self.dice.chance(if is_taken { 85 } else { 10 });
            let name = if is_own {
                own += 1;
                self.own_node(own)
            } else {
                let group = is_grouped.then(|| ["ingest", "insights"][stage.min(1)]);
                self.service(id, stage, group)
            };
            if self.dice.chance(60) {
                self.join_to_earlier(&name, stage);
            }
        }
    }

    /// A system that the catalogue does not know; its name.
    fn own_node(&mut self, number: usize) -> String {
        let (name, kind) = OWN[number % OWN.len()];
        let name = if number < OWN.len() { name.to_owned() } else { format!("{name}-{number}") };
        let home = if self.dice.chance(30) { "\nin = \"cloud\"" } else { "" };
        self.write(&format!("\n[nodes.{name}]\nkind = \"{kind}\"{home}"));
        name
    }

    /// Adds a service under a name of its own if its id is taken; its name.
    fn service(&mut self, id: &str, stage: usize, group: Option<&str>) -> String {
        let taken = self.services.iter().filter(|service| service.name.starts_with(id)).count();
        let home = group.map_or(String::new(), |group| format!(", in = \"{group}\""));
        let (name, line) = if taken == 0 {
            let home = home.trim_start_matches(", ");
            let value = if group.is_some() { format!("{{ {home} }}") } else { "true".to_owned() };
            (id.to_owned(), format!("{id} = {value}"))
        } else {
            let name = format!("{id}-{}", taken + 1);
            let line = format!("{name} = {{ kind = \"{id}\"{home} }}");
            (name, line)
        };
        self.services.push(Service { name: name.clone(), line, stage });
        name
    }

    /// A connection from a service of this stage or one before, which was added not long ago:
    /// architectures are made of chains.
    fn join_to_earlier(&mut self, to: &str, stage: usize) {
        let earlier = self.services.iter().filter(|s| s.stage <= stage && s.name != to);
        let names: Vec<String> =
            earlier.filter(|s| s.stage < STAGES.len()).map(|s| s.name.clone()).collect();
        let recent = &names[names.len().saturating_sub(4)..];
        if let Some(from) = recent.get(self.dice.below(recent.len())) {
            self.join(from, to);
        }
    }

    fn join(&mut self, from: &str, to: &str) {
        let ends = format!("\n[[connections]]\nfrom = \"{from}\"\nto = \"{to}\"\n");
        if self.connections.contains(&ends) {
            return;
        }
        self.connections += &ends;
        let label = LABELS[self.dice.below(LABELS.len())];
        if !label.is_empty() {
            let _ = writeln!(self.connections, "label = \"{label}\"");
        }
        if self.dice.chance(10) {
            self.connections += "flow = \"control\"\n";
        }
    }

    fn finish(mut self, seed: u64, has_devices: bool) -> String {
        let has_sites = self.sections.contains("[sites.");
        let solution = match (has_devices || self.has_edge, has_sites) {
            (true, true) => "hybrid",
            (true, false) => "cloud",
            _ => "edge",
        };
        let profile = if self.dice.chance(10) { "typical" } else { "minimal" };
        let lines: String = self.services.iter().map(|s| s.line.clone() + "\n").collect();
        format!(
            "title = \"Scenario {seed}\"\nsolution = \"{solution}\"\nprofile = \"{profile}\"\n{}\n\
             [services]\n{lines}{}",
            self.sections, self.connections
        )
    }
}
