//! What holds of every derivation, over the shipped scenarios and many generated ones: order and
//! names do not matter, what is written stands, and what is added takes nothing away in silence.

use std::collections::{BTreeMap, BTreeSet};

use maquette::catalog::{Catalog, Lives, Service};
use maquette::diag::Diagnostic;
use maquette::graph::{ArchGraph, Because, Direction, ElementIx};
use maquette::pipeline;
use maquette::syntax::NoFiles;

use crate::dice::Dice;
use crate::gallery::scenarios;
use crate::made::{Made, SERVICES, Site, renamed};

/// How many scenarios are made up.
pub const GENERATED: u64 = 300;

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
            Direction::None => "--",
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
        for text in [shuffled.text(), shuffled.sections()] {
            let (after, _) = expanded(&text);
            assert_same(&before, &after, &format!("seed {seed}\n{}\n{text}", made.text()));
        }
    }
}

#[test]
fn names_do_not_matter() {
    for seed in 0..GENERATED {
        let made = Made::of(seed);
        let (before, _) = expanded(&made.text());
        let (after, _) = expanded(&made.renamed().text());
        let own = made.names();
        let rename = |line: &String| {
            let words = line.split(' ').map(|word| {
                let (word, end) = word.strip_suffix(':').map_or((word, ""), |word| (word, ":"));
                let part = |part: &str| {
                    let is_own = own.iter().any(|id| id.as_str() == part);
                    if is_own { renamed(part) } else { part.to_owned() }
                };
                let parts: Vec<String> = word.split('.').map(part).collect();
                format!("{}{end}", parts.join("."))
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
    device.devices.push(("one-more".to_owned(), "device".to_owned()));
    let mut service = made.clone();
    service.services.push(("more".to_owned(), dice.pick(SERVICES).to_owned()));
    let mut link = made.clone();
    link.join_two(&mut dice);
    let mut site = made.clone();
    site.sites.push(("one-more".to_owned(), Site::of(&mut dice)));
    vec![device, service, link, site]
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
            let device = ("device".to_owned(), "device".to_owned());
            let mut made = Made { devices: vec![device], ..Made::default() };
            for at in 0..count {
                for (name, kind) in [("a", a), ("b", b), ("c", c)] {
                    made.services.push((format!("{name}{at}"), kind.to_owned()));
                }
                made.links.push((format!("a{at}"), format!("b{at}")));
                made.links.push((format!("b{at}"), format!("c{at}")));
            }
            assert_chains_apart(&made.text());
        }
    }
}

/// Asserts that no line joins elements of different chains, `a0` and `b0` to `a1` and `b1`.
fn assert_chains_apart(text: &str) {
    let (arch, _) = expanded(text);
    let chain = |ix: ElementIx| {
        let number = arch.graph[ix].id.strip_prefix(['a', 'b', 'c'])?;
        number.parse::<usize>().ok()
    };
    for edge in arch.graph.edge_indices() {
        let (from, to) = arch.graph.edge_endpoints(edge).unwrap();
        if let (Some(x), Some(y)) = (chain(from), chain(to)) {
            assert_eq!(x, y, "{} -> {}\n{text}", arch.graph[from].id, arch.graph[to].id);
        }
    }
}

/// Kinds that a scenario can have two of in the cloud.
fn is_plain(kind: &str) -> bool {
    let is_it = |service: &Service| {
        let is_there = matches!(service.lives, Lives::Cloud | Lives::Tool);
        is_there && service.part_of.is_none() && !service.container
    };
    Catalog::built_in().service(kind).is_some_and(is_it)
}

#[test]
fn what_is_written_in_pairs_stays_in_pairs() {
    for known in &Catalog::built_in().connections {
        let arrow = match known.direction {
            Direction::Back => "<-",
            Direction::Both => "<->",
            Direction::Forward | Direction::None => "->",
        };
        let pairs = known.from.iter().flat_map(|a| known.to.iter().map(move |b| (a, b)));
        for (a, b) in pairs.filter(|(a, b)| a != b && is_plain(a) && is_plain(b)) {
            let flow = known.flow.word();
            assert_chains_apart(&format!(
                "title = \"Pairs\"\nsolution = \"cloud\"\n\
                 services = [\"a0 ({a})\", \"a1 ({a})\", \"b0 ({b})\", \"b1 ({b})\"]\n\
                 connections = [\"a0 {arrow} b0 ({flow})\", \"a1 {arrow} b1 ({flow})\"]\n"
            ));
        }
    }
}

#[test]
fn copies_of_a_group_are_alike() {
    for seed in 0..GENERATED {
        let mut made = Made::of(seed);
        made.sites.clear();
        made.nodes.clear();
        made.links.retain(|(a, b)| !a.starts_with("node") && !b.starts_with("node"));
        let body = made.body().replace("nodes = [\n]\n", "");
        assert_copies_alike(&format!(
            "title = \"Made\"\nsolution = \"hybrid\"\n[groups.copy]\nkind = \"region\"\n\
             each = [\"alpha\", \"omega\"]\n{body}"
        ));
    }
}

#[test]
fn copies_of_a_site_are_alike() {
    for seed in 0..GENERATED {
        let mut made = Made::of(seed);
        made.sites.push(("copy".to_owned(), Site::of(&mut Dice(seed))));
        let each = "[sites.copy]\neach = [\"alpha\", \"omega\"]";
        assert_copies_alike(&made.text().replace("[sites.copy]", each));
    }
}

/// Asserts that two copies have the same lines, among themselves and to each other.
fn assert_copies_alike(text: &str) {
    let derived = pipeline::expand("made.toml", text, &NoFiles, Catalog::built_in());
    let arch = derived.graph.unwrap_or_else(|| panic!("{text}\n{:#?}", derived.findings));
    let of = |own: &str, other: &str| -> BTreeSet<String> {
        let lines = lines(&arch).into_keys().filter(|line| line.contains(&format!("{own}.")));
        let plain = |line: String| line.replace(&format!("{own}."), "own.");
        lines.map(|line| plain(line).replace(&format!("{other}."), "other.")).collect()
    };
    let (alpha, omega) = (of("alpha", "omega"), of("omega", "alpha"));
    let (less, more) = (diff(&alpha, &omega), diff(&omega, &alpha));
    assert!(alpha == omega, "{text}- {less:#?}\n+ {more:#?}");
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
