//! What holds of every derivation, over the shipped scenarios and many generated ones: order and
//! names do not matter, what is written stands, and what is added takes nothing away in silence.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::Catalog;
use maquette::diag::Diagnostic;
use maquette::graph::{ArchGraph, Because, Direction, ElementIx};
use maquette::pipeline;
use maquette::syntax::NoFiles;

use crate::gallery::scenarios;

/// How many scenarios are made up.
const GENERATED: u64 = 300;

/// A sequence of numbers that is the same on every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.roll(at + 1));
        }
    }
}

/// Kinds of services that generated scenarios have, with what they may say of themselves.
const SERVICES: &[&str] = &[
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
struct Made {
    devices: Vec<String>,
    services: Vec<(String, String)>,
    sites: Vec<(String, Site)>,
    links: Vec<(String, String)>,
}

/// A site with its runtime and what stands in it.
#[derive(Clone)]
struct Site {
    runtime: &'static str,
    assets: Vec<String>,
}

impl Made {
    /// The scenario of a seed: one to three of everything, wired or not.
    fn of(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut made = Self::default();
        for number in 0..=dice.roll(3) {
            made.devices.push(format!("device-{number}"));
        }
        for number in 0..2 + dice.roll(8) {
            let kind = dice.pick(SERVICES).to_owned();
            for copy in 0..=[0, 0, 0, 1, 2][dice.roll(5)] {
                made.services.push((format!("s{number}{copy}"), kind.clone()));
            }
        }
        for number in 0..dice.roll(3) {
            let runtime = dice.pick(&["iot-edge", "iot-operations"]);
            let runtime = if runtime == "iot-edge" { "iot-edge" } else { "iot-operations" };
            let protocol = dice.pick(&["", " (protocol = modbus)", " (opc-ua-server)"]);
            let assets = (0..=dice.roll(2)).map(|at| format!("asset-{at}{protocol}")).collect();
            made.sites.push((format!("site-{number}"), Site { runtime, assets }));
        }
        for _ in 0..dice.roll(4) {
            let ends = (dice.roll(made.services.len()), dice.roll(made.services.len()));
            let (from, to) = (&made.services[ends.0].0, &made.services[ends.1].0);
            let is_new =
                !made.links.iter().any(|(a, b)| (a, b) == (from, to) || (a, b) == (to, from));
            if ends.0 != ends.1 && is_new {
                made.links.push((from.clone(), to.clone()));
            }
        }
        made
    }

    fn text(&self) -> String {
        let quoted = |list: Vec<String>| {
            list.iter().map(|entry| format!("    \"{entry}\",\n")).collect::<String>()
        };
        let services = self.services.iter().map(|(id, kind)| format!("{id} ({kind})")).collect();
        let links = self.links.iter().map(|(a, b)| format!("{a} -> {b}")).collect();
        let mut text = format!(
            "title = \"Made\"\nsolution = \"hybrid\"\ndevices = [\n{}]\nservices = [\n{}]\n\
             connections = [\n{}]\n",
            quoted(self.devices.clone()),
            quoted(services),
            quoted(links),
        );
        for (name, site) in &self.sites {
            text += &format!(
                "[sites.{name}]\nruntime = \"{}\"\nassets = [\n{}]\n",
                site.runtime,
                quoted(site.assets.clone()),
            );
        }
        text
    }

    fn shuffled(&self, dice: &mut Dice) -> Self {
        let mut made = self.clone();
        dice.shuffle(&mut made.devices);
        dice.shuffle(&mut made.services);
        dice.shuffle(&mut made.sites);
        dice.shuffle(&mut made.links);
        made.sites.iter_mut().for_each(|(_, site)| dice.shuffle(&mut site.assets));
        made
    }

    /// The same with other names, in another order of the alphabet.
    fn renamed(&self) -> Self {
        let mut made = self.clone();
        let name = |id: &String| renamed(id);
        made.devices.iter_mut().for_each(|id| *id = name(id));
        made.services.iter_mut().for_each(|(id, _)| *id = name(id));
        made.links.iter_mut().for_each(|(a, b)| (*a, *b) = (name(a), name(b)));
        made
    }
}

/// Another name for a service or device: the last come first.
fn renamed(id: &str) -> String {
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

fn expanded(text: &str) -> (ArchGraph, Vec<Diagnostic>) {
    let derived = pipeline::expand("made.toml", text, &NoFiles, Catalog::built_in());
    let graph = derived.graph.unwrap_or_else(|| panic!("{text}\n{:#?}", derived.findings));
    (graph, derived.findings)
}

/// A connection without its label's ids: ends the way data travels, flow and label.
fn lines(arch: &ArchGraph) -> BTreeMap<String, usize> {
    let graph = &arch.graph;
    let mut lines = BTreeMap::new();
    for edge in graph.edge_indices() {
        let Some((from, to)) = graph.edge_endpoints(edge) else { continue };
        let connection = &graph[edge];
        let arrow = match connection.direction {
            Direction::Forward => "->",
            Direction::Back => "<-",
            Direction::Both => "<->",
        };
        let (from, to) = (&graph[from].id, &graph[to].id);
        let over = connection.protocol.as_deref().unwrap_or_default();
        let flow = connection.flow.word();
        let line = format!("{from} {arrow} {to} | {flow} | {} | {over}", connection.label);
        *lines.entry(line).or_insert(0) += 1;
    }
    lines
}

fn elements(arch: &ArchGraph) -> BTreeSet<String> {
    arch.graph.node_weights().map(|element| format!("{}: {}", element.id, element.kind)).collect()
}

fn assert_same(before: &ArchGraph, after: &ArchGraph, about: &str) {
    let (a, b) = (elements(before), elements(after));
    assert!(a == b, "{about}\n- {:#?}\n+ {:#?}", diff(&a, &b), diff(&b, &a));
    let keys = |arch| lines(arch).into_iter().map(|(line, n)| format!("{line} x{n}")).collect();
    let (a, b): (BTreeSet<String>, BTreeSet<String>) = (keys(before), keys(after));
    assert!(a == b, "{about}\n- {:#?}\n+ {:#?}", diff(&a, &b), diff(&b, &a));
}

fn diff<'a>(a: &'a BTreeSet<String>, b: &'a BTreeSet<String>) -> Vec<&'a String> {
    a.difference(b).collect()
}

#[test]
fn order_does_not_matter() {
    for seed in 0..GENERATED {
        let made = Made::of(seed);
        let (before, _) = expanded(&made.text());
        let shuffled = made.shuffled(&mut Dice(seed ^ 0xabcd));
        let (after, _) = expanded(&shuffled.text());
        assert_same(&before, &after, &format!("seed {seed}\n{}\n{}", made.text(), shuffled.text()));
    }
}

#[test]
fn names_do_not_matter() {
    for seed in 0..GENERATED {
        let made = Made::of(seed);
        let (before, _) = expanded(&made.text());
        let (after, _) = expanded(&made.renamed().text());
        let own: Vec<&String> =
            made.devices.iter().chain(made.services.iter().map(|(id, _)| id)).collect();
        let rename = |line: &String| {
            let words = line.split(' ').map(|word| {
                let (word, end) = word.strip_suffix(':').map_or((word, ""), |word| (word, ":"));
                let is_own = own.iter().any(|id| id.as_str() == word);
                if is_own { format!("{}{end}", renamed(word)) } else { format!("{word}{end}") }
            });
            words.collect::<Vec<_>>().join(" ")
        };
        let of = |arch: &ArchGraph| -> BTreeSet<String> {
            elements(arch).into_iter().chain(lines(arch).into_keys()).collect()
        };
        let expected: BTreeSet<String> = of(&before).iter().map(rename).collect();
        let actual = of(&after);
        assert!(
            expected == actual,
            "seed {seed}\n{}- {:#?}\n+ {:#?}",
            made.text(),
            diff(&expected, &actual),
            diff(&actual, &expected)
        );
    }
}

#[test]
fn what_is_written_stands_and_nothing_stands_beside_it() {
    let made = (0..GENERATED).map(|seed| (format!("seed {seed}"), Made::of(seed).text()));
    for (name, text) in made.chain(scenarios()) {
        let derived = pipeline::expand(&name, &text, &NoFiles, Catalog::built_in());
        let Some(arch) = derived.graph else { continue };
        let graph = &arch.graph;
        let mut written = BTreeMap::new();
        for edge in graph.edge_indices().filter(|&edge| graph[edge].is_written()) {
            let (from, to) = graph.edge_endpoints(edge).unwrap();
            let flow = graph[edge].flow;
            written.insert((from.min(to), from.max(to), flow), edge);
        }
        for edge in graph.edge_indices().filter(|&edge| !graph[edge].is_written()) {
            let (from, to) = graph.edge_endpoints(edge).unwrap();
            let key = (from.min(to), from.max(to), graph[edge].flow);
            let beside = written.get(&key).map(|&own| &graph[own].id);
            assert!(beside.is_none(), "{name}: {} beside {beside:?}\n{text}", graph[edge].id);
        }
    }
    for seed in 0..GENERATED {
        let made = Made::of(seed);
        let (arch, _) = expanded(&made.text());
        for (from, to) in &made.links {
            let (a, b) = (arch.find(from), arch.find(to));
            let own = arch.graph.edge_indices().filter(|&edge| {
                arch.graph[edge].is_written()
                    && arch.graph.edge_endpoints(edge) == a.zip(b)
                    && arch.graph[edge].direction == Direction::Forward
            });
            assert_eq!(own.count(), 1, "seed {seed}: {from} -> {to}\n{}", made.text());
        }
    }
}

#[test]
fn what_is_added_takes_nothing_away_in_silence() {
    let mut wrong = Vec::new();
    for seed in 0..GENERATED {
        let made = Made::of(seed);
        let (before, _) = expanded(&made.text());
        for more in additions(&made, seed) {
            let (after, findings) = expanded(&more.text());
            for (a, b) in joined(&before).difference(&joined(&after)) {
                let names = |f: &Diagnostic| {
                    [a, b].into_iter().all(|id| f.message.contains(&format!("`{id}`")))
                };
                if !findings.iter().any(names) && !is_replaced(&before, &after, [a, b]) {
                    wrong.push(format!("seed {seed}: {a} -- {b} is gone\n{}", more.text()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

/// Which elements are joined, whichever way.
fn joined(arch: &ArchGraph) -> BTreeSet<(String, String)> {
    let graph = &arch.graph;
    let id = |ix: ElementIx| graph[ix].id.clone();
    let ends = graph.edge_indices().filter_map(|edge| graph.edge_endpoints(edge));
    ends.map(|(a, b)| (id(a).min(id(b)), id(a).max(id(b)))).collect()
}

/// Whether an end that the rules had brought in is gone, and what it served is now joined by the
/// author, or to what was added.
fn is_replaced(before: &ArchGraph, after: &ArchGraph, ends: [&String; 2]) -> bool {
    let gone = ends.into_iter().filter(|id| after.find(id).is_none());
    let served = gone.flat_map(|id| before.graph.neighbors_undirected(before.find(id).unwrap()));
    served.filter_map(|ix| after.find(&before.graph[ix].id)).any(|ix| {
        let is_new = |ix: ElementIx| before.find(&after.graph[ix].id).is_none();
        after.graph.edge_indices().any(|edge| {
            let (a, b) = after.graph.edge_endpoints(edge).unwrap();
            let is_its = a == ix || b == ix;
            is_its && (after.graph[edge].is_written() || is_new(a) || is_new(b))
        })
    })
}

/// The scenario with one device, one connection, one service or one site more.
fn additions(made: &Made, seed: u64) -> Vec<Made> {
    let mut dice = Dice(seed ^ 0x1234);
    let mut device = made.clone();
    device.devices.push("one-more".to_owned());
    let mut service = made.clone();
    service.services.push(("more".to_owned(), dice.pick(SERVICES).to_owned()));
    let mut link = made.clone();
    let ends = (dice.roll(made.services.len()), dice.roll(made.services.len()));
    let (from, to) = (&made.services[ends.0].0, &made.services[ends.1].0);
    let is_new = !made.links.iter().any(|(a, b)| (a, b) == (from, to) || (a, b) == (to, from));
    if ends.0 != ends.1 && is_new {
        link.links.push((from.clone(), to.clone()));
    }
    vec![device, service, link]
}

#[test]
fn parallel_chains_stay_parallel() {
    let stages = [
        ["iot-hub", "stream-analytics", "cosmos-db"],
        ["iot-hub", "event-hubs", "data-explorer"],
        ["event-hubs", "functions", "sql-database"],
        ["iot-hub", "functions", "blob-storage"],
        ["iot-hub", "aks", "redis"],
        ["event-hubs", "databricks", "data-lake"],
        ["data-lake", "synapse", "power-bi"],
        ["cosmos-db", "app-service", "api-management"],
    ];
    for [a, b, c] in stages {
        for count in [2, 3] {
            let mut made = Made { devices: vec!["device".to_owned()], ..Made::default() };
            for at in 0..count {
                for (name, kind) in [("a", a), ("b", b), ("c", c)] {
                    made.services.push((format!("{name}{at}"), kind.to_owned()));
                }
                made.links.push((format!("a{at}"), format!("b{at}")));
                made.links.push((format!("b{at}"), format!("c{at}")));
            }
            let (arch, _) = expanded(&made.text());
            for edge in arch.graph.edge_indices() {
                let (from, to) = arch.graph.edge_endpoints(edge).unwrap();
                let chain = |id: &str| {
                    made.services.iter().any(|(own, _)| own == id).then(|| id[1..].to_owned())
                };
                let (from, to) = (&arch.graph[from].id, &arch.graph[to].id);
                if let (Some(x), Some(y)) = (chain(from), chain(to)) {
                    assert_eq!(x, y, "{from} -> {to}\n{}", made.text());
                }
            }
        }
    }
}

#[test]
fn copies_of_a_group_are_alike() {
    for seed in 0..GENERATED / 3 {
        let mut made = Made::of(seed);
        made.sites.clear();
        let lists = made.text();
        let body = lists.split_once("devices").unwrap().1;
        let text = format!(
            "title = \"Made\"\nsolution = \"hybrid\"\n[groups.copy]\nkind = \"region\"\n\
             each = [\"alpha\", \"omega\"]\ndevices{body}"
        );
        let derived = pipeline::expand("made.toml", &text, &NoFiles, Catalog::built_in());
        let Some(arch) = derived.graph else { continue };
        // Between the copies there may be lines: each has the same to the other.
        let of = |own: &str, other: &str| -> BTreeSet<String> {
            let lines = lines(&arch).into_keys().filter(|line| line.contains(&format!("{own}.")));
            let plain = |line: String| line.replace(&format!("{own}."), "own.");
            lines.map(|line| plain(line).replace(&format!("{other}."), "other.")).collect()
        };
        let (alpha, omega) = (of("alpha", "omega"), of("omega", "alpha"));
        assert!(
            alpha == omega,
            "seed {seed}\n{text}- {:#?}\n+ {:#?}",
            diff(&alpha, &omega),
            diff(&omega, &alpha)
        );
    }
}

#[test]
fn everything_says_why_it_is_there() {
    for seed in 0..GENERATED {
        let (arch, _) = expanded(&Made::of(seed).text());
        let catalog = Catalog::built_in();
        let is_known = |because: &Because| match because {
            Because::Written(_) => true,
            Because::Rule(id) => {
                catalog.rules.get(id).is_some() || catalog.connections.get(id).is_some()
            }
        };
        for element in arch.graph.node_weights() {
            assert!(element.because.iter().any(is_known), "seed {seed}: {}", element.id);
        }
        for connection in arch.graph.edge_weights() {
            assert!(connection.because.iter().all(is_known), "seed {seed}: {}", connection.id);
        }
    }
}
