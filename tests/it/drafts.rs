//! First drafts: what a new user writes from a published description in ten minutes, against what the
//! description shows.
//!
//! `tests/drafts/NAME.toml` is a draft, written before the program was run on it, and
//! `tests/drafts/NAME.expected.toml` what its source shows; `tests/drafts/own/` has the same of scenarios of our
//! own, which list no service that a connection names anyway. An expected graph is only changed where it
//! contradicts its source, never after what is derived.

use std::fmt::{self, Display, Formatter};
use std::fs;

use maquette::catalog::Catalog;
use maquette::graph::{ArchGraph, Connection, Direction, ElementIx, Flow};
use maquette::pipeline;
use maquette::syntax::NoFiles;
use serde::Deserialize;

use crate::program::root;
use crate::references::{CLOUD, lines_of};

/// What a source shows. An end is an id, with or without the name of its site, or else a kind.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// All that must be there.
    elements: Vec<String>,
    /// `from -> to`, the way that something travels; for both ways two entries.
    connections: Vec<String>,
    /// What the documentation allows beside it. An element here may be joined to anything;
    /// `a <-> b` may go either way.
    may: Vec<String>,
}

/// How far a draft is from its source.
#[derive(Default)]
struct Distance {
    /// What the source shows and the picture lacks.
    missing: Vec<String>,
    /// Connections between what belongs there that the source does not show, or not this way.
    wrong: Vec<String>,
    /// Elements that the source neither shows nor allows.
    unwanted: Vec<String>,
    /// Lines of the draft that say something.
    lines: usize,
    /// Elements in the picture.
    elements: usize,
    /// Elements that are no places, and connections.
    drawn: usize,
    /// Nodes that the catalogue does not know.
    own_nodes: usize,
    /// Entries of `omit`.
    omits: usize,
}

impl Distance {
    /// Both together.
    fn and(mut self, other: Self) -> Self {
        self.missing.extend(other.missing);
        self.wrong.extend(other.wrong);
        self.unwanted.extend(other.unwanted);
        self.lines += other.lines;
        self.elements += other.elements;
        self.drawn += other.drawn;
        self.own_nodes += other.own_nodes;
        self.omits += other.omits;
        self
    }
}

impl Display for Distance {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (lines, elements, drawn) = (self.lines, self.elements, self.drawn);
        writeln!(f, "{lines} lines for {elements} elements, {drawn} nodes and connections")?;
        writeln!(f, "{} own nodes, {} omits", self.own_nodes, self.omits)?;
        for (what, all) in
            [("missing", &self.missing), ("wrong", &self.wrong), ("unwanted", &self.unwanted)]
        {
            writeln!(f, "{} {what}", all.len())?;
            all.iter().try_for_each(|one| writeln!(f, "  {what} {one}"))?;
        }
        Ok(())
    }
}

/// A way that something travels.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    from: String,
    to: String,
    /// Whether its line carries no data and has two heads: a command and its answer, say, of which
    /// a source shows one.
    is_paired: bool,
}

/// A picture with its elements by id and kind, and its connections the way that things travel.
struct Picture {
    elements: Vec<(String, String)>,
    ways: Vec<Way>,
}

impl Picture {
    fn of(arch: &ArchGraph) -> Self {
        let graph = &arch.graph;
        let elements = graph.node_weights().filter(|element| element.kind != CLOUD);
        let elements = elements.map(|e| (e.id.clone(), e.kind.clone())).collect();
        let mut ways = Vec::new();
        for ix in graph.edge_indices() {
            let Some((from, to)) = graph.edge_endpoints(ix) else { continue };
            let Connection { direction, flow, .. } = graph[ix];
            let is_paired = direction == Direction::Both && flow != Flow::Data;
            let way = |from: ElementIx, to: ElementIx| Way {
                from: graph[from].id.clone(),
                to: graph[to].id.clone(),
                is_paired,
            };
            ways.extend((direction != Direction::Back).then(|| way(from, to)));
            ways.extend(direction.has_head_at_from().then(|| way(to, from)));
        }
        ways.sort();
        ways.dedup();
        Self { elements, ways }
    }

    /// Ids of what an end names.
    fn named(&self, end: &str) -> Vec<&str> {
        let inside = format!(".{end}");
        let ids = self.elements.iter().map(|(id, _)| id.as_str());
        let by_id: Vec<&str> = ids.filter(|id| *id == end || id.ends_with(&inside)).collect();
        if !by_id.is_empty() {
            return by_id;
        }
        let of_kind = self.elements.iter().filter(|(_, kind)| kind == end);
        of_kind.map(|(id, _)| id.as_str()).collect()
    }

    /// Whether something travels this way between two ends.
    fn has_way(&self, from: &str, to: &str) -> bool {
        let (from, to) = (self.named(from), self.named(to));
        let is_it = |way: &Way| from.contains(&&*way.from) && to.contains(&&*way.to);
        self.ways.iter().any(is_it)
    }
}

/// The ways that an entry of `connections` or `may` stands for; none if it names an element.
fn ways(entry: &str) -> Vec<(&str, &str)> {
    if let Some((a, b)) = entry.split_once(" <-> ") {
        return vec![(a, b), (b, a)];
    }
    entry.split_once(" -> ").into_iter().collect()
}

/// What a source shows of a picture.
struct Judge<'a> {
    picture: &'a Picture,
    expected: &'a Expected,
}

impl Judge<'_> {
    fn shown(&self) -> impl Iterator<Item = (&str, &str)> {
        self.expected.connections.iter().flat_map(|entry| ways(entry))
    }

    /// What the source shows and the picture lacks.
    fn missing(&self) -> Vec<String> {
        let elements = self.expected.elements.iter();
        let absent = elements.filter(|end| self.picture.named(end).is_empty()).cloned();
        let ways = self.shown().filter(|(from, to)| !self.picture.has_way(from, to));
        absent.chain(ways.map(|(from, to)| format!("{from} -> {to}"))).collect()
    }

    /// Whether one of these entries names the element.
    fn names(&self, entries: &[String], id: &str) -> bool {
        entries
            .iter()
            .any(|entry| ways(entry).is_empty() && self.picture.named(entry).contains(&id))
    }

    fn is_place(&self, id: &str) -> bool {
        let is_it = |kind: &str| Catalog::built_in().place(kind).is_some();
        self.picture.elements.iter().any(|(other, kind)| other == id && is_it(kind))
    }

    /// Elements that the source neither shows nor allows.
    fn unwanted(&self) -> Vec<String> {
        let ids = self.picture.elements.iter().map(|(id, _)| id);
        ids.filter(|id| !self.names(&self.expected.elements, id))
            .filter(|id| !self.names(&self.expected.may, id) && !self.is_place(id))
            .cloned()
            .collect()
    }

    /// Ways between what belongs there that the source does not show.
    fn wrong(&self) -> Vec<String> {
        let allowed = self.expected.may.iter().flat_map(|entry| ways(entry));
        let said: Vec<_> = self.shown().chain(allowed).collect();
        let fits = |end: &str, id: &str| self.picture.named(end).contains(&id);
        let is_said = |from: &str, to: &str| said.iter().any(|(a, b)| fits(a, from) && fits(b, to));
        let belongs = |id: &str| self.names(&self.expected.elements, id) || self.is_place(id);
        let all = self.picture.ways.iter().filter(|w| belongs(&w.from) && belongs(&w.to));
        all.filter(|w| !(is_said(&w.from, &w.to) || w.is_paired && is_said(&w.to, &w.from)))
            .map(|w| format!("{} -> {}", w.from, w.to))
            .collect()
    }
}

/// How far this draft is from what is expected of it.
fn distance(name: &str, text: &str, expected: &Expected) -> Distance {
    let catalog = Catalog::built_in();
    let expanded = pipeline::expand(name, text, &NoFiles, catalog);
    let arch = expanded.graph.unwrap_or_else(|| panic!("{name}: {:#?}", expanded.findings));
    let picture = Picture::of(&arch);
    let judge = Judge { picture: &picture, expected };
    let told = |all: Vec<String>| all.into_iter().map(|one| format!("{name}: {one}")).collect();
    let written: toml::Table = toml::from_str(text).unwrap();
    let kinds = || picture.elements.iter().map(|(_, kind)| kind);
    let is_own = |kind: &&String| catalog.service(kind).is_none() && catalog.place(kind).is_none();
    let nodes = arch.graph.node_weights().filter(|element| !element.is_container()).count();
    Distance {
        missing: told(judge.missing()),
        wrong: told(judge.wrong()),
        unwanted: told(judge.unwanted()),
        lines: lines_of(text),
        elements: picture.elements.len(),
        drawn: nodes + arch.graph.edge_count(),
        own_nodes: kinds().filter(is_own).count(),
        omits: written.get("omit").and_then(toml::Value::as_array).map_or(0, Vec::len),
    }
}

/// The drafts of a folder with their distances, by name.
fn drafts(folder: &str) -> Vec<(String, Distance)> {
    let mut files: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".expected.toml"))
        .collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let expected = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let draft = path.to_string_lossy().replace(".expected.toml", ".toml");
        let name = draft.rsplit('/').next().unwrap_or_default().to_owned();
        let text = fs::read_to_string(&draft).unwrap();
        assert!(text.starts_with("# After "), "{name} does not say what it is after");
        let distance = distance(&name, &text, &expected);
        (name, distance)
    };
    files.into_iter().map(read).collect()
}

/// Asserts that a measure of all drafts together is within its bound.
fn assert_most(all: &Distance, measures: &[(&str, usize, usize)]) {
    for (what, is, most) in measures {
        assert!(is <= most, "{is} {what}, at most {most} are allowed\n{all}");
    }
}

#[test]
fn first_drafts_of_published_architectures_come_out_nearly_as_published() {
    let drafts = drafts("tests/drafts");
    assert_eq!(drafts.len(), 12);
    let all = drafts.into_iter().fold(Distance::default(), |all, (_, one)| all.and(one));
    println!("{all}");
    let measures = [
        ("missing", all.missing.len(), 4),
        ("wrong", all.wrong.len(), 0),
        ("unwanted", all.unwanted.len(), 0),
        ("lines for a hundred elements", 100 * all.lines / all.elements, 67),
        ("own nodes", all.own_nodes, 7),
        ("omits", all.omits, 0),
    ];
    assert_most(&all, &measures);
}

#[test]
fn scenarios_after_public_descriptions_come_out_as_described() {
    let drafts = drafts("tests/drafts/own");
    assert_eq!(drafts.len(), 20);
    let all = drafts.into_iter().fold(Distance::default(), |all, (_, one)| all.and(one));
    println!("{all}");
    let measures = [
        ("missing", all.missing.len(), 0),
        ("wrong", all.wrong.len(), 0),
        ("unwanted", all.unwanted.len(), 0),
        ("lines for a hundred nodes and connections", 100 * all.lines / all.drawn, 33),
    ];
    assert_most(&all, &measures);
}
