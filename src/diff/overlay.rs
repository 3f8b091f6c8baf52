//! Both versions as one architecture with marks, for one merged picture.
//!
//! The declared order of the union is the merged one, so what both versions have keeps its
//! declared order with respect to both, and what is gone is declared where it was. Where things
//! stand is settled in `steady`.

use std::collections::BTreeMap;

use petgraph::graph::DiGraph;

use super::report::{self, Comparison, by_subject};
use super::{Attribute, Change, Difference, Subject};
use crate::graph::{ArchGraph, ConnectionIx, ElementIx};
use crate::measure::Captions;
use crate::scene::{self, Mark, Marks, Scene};

/// Both versions of a text for people have no more letters than this, or it is only named: whole
/// remarks are no caption. All else is told in full, whatever room it takes.
const MOST_OF_TEXT: usize = 90;

/// The merged architecture.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The union of both versions; ids are unique.
    pub graph: ArchGraph,
    /// How each element and connection differs; what does not is dimmed.
    pub marks: Marks,
    /// What changed: stands where kinds and protocols do.
    pub captions: Captions,
    /// Accessible names, with what changed.
    names: BTreeMap<Subject, String>,
}

impl Overlay {
    /// Merges the versions of a comparison.
    pub fn of(comparison: &Comparison) -> Self {
        let merged = &comparison.diff.merged;
        let (old, new) = (&comparison.old.graph, &comparison.new.graph);
        let head = if new.graph.node_count() > 0 { new } else { old };
        let mut graph = DiGraph::with_capacity(merged.slots.len(), merged.lines.len());
        let mut ids = Ids::default();
        for slot in &merged.slots {
            let kept = slot.new.map(|ix| &new.graph[ix]);
            let Some(element) = kept.or_else(|| slot.old.map(|ix| &old.graph[ix])) else {
                continue;
            };
            let mut element = element.clone();
            element.id = ids.unique(&element.id);
            element.parent = slot.parent.map(ElementIx::new);
            graph.add_node(element);
        }
        for line in &merged.lines {
            let kept = line.new.map(|ix| &new.graph[ix]);
            let Some(connection) = kept.or_else(|| line.old.map(|ix| &old.graph[ix])) else {
                continue;
            };
            let mut connection = connection.clone();
            connection.id = ids.unique(&connection.id);
            let (from, to) = line.ends;
            graph.add_edge(ElementIx::new(from), ElementIx::new(to), connection);
        }
        let mut graph = ArchGraph {
            title: head.title.clone(),
            solution: head.solution.clone(),
            arrangement: head.arrangement.clone(),
            graph,
            ..ArchGraph::default()
        };
        let (marks, remarks) = marks(&graph, &comparison.diff.differences);
        let untold = report::untold(&[comparison]);
        let counts = untold.unwrap_or_else(|| counts(&marks, &comparison.diff.differences));
        let (from, to) = (&comparison.old.name, &comparison.new.name);
        graph.description = match (from.as_str(), to.as_str()) {
            ("", to) => format!("New in {to}: {counts}"),
            (from, "") => format!("Removed from {from}: {counts}"),
            (from, to) if from == to => format!("Differences in {to}: {counts}"),
            (from, to) => format!("Differences between {from} and {to}: {counts}"),
        };
        let names = names(&graph, &remarks);
        let mut overlay = Self { graph, marks, captions: Captions::default(), names };
        overlay.sign_lines();
        overlay.show_changes(&comparison.diff.differences);
        overlay.tell_frames_apart();
        overlay
    }

    /// Puts what changed where the kind of an element and the protocol of a line stand: a
    /// reviewer sees both values without looking elsewhere.
    fn show_changes(&mut self, differences: &[Difference]) {
        for group in by_subject(differences) {
            let told = told_below(group);
            if told.is_empty() {
                continue;
            }
            match group[0].subject {
                Subject::Whole => {}
                Subject::Element(slot) => {
                    self.captions.elements.insert(ElementIx::new(slot), told);
                }
                Subject::Connection(line) => {
                    self.captions.connections.insert(ConnectionIx::new(line), told);
                }
            }
        }
    }

    /// A frame has one mark.
    fn tell_frames_apart(&mut self) {
        let marks = &self.marks.elements;
        let differs = |&ix: &ElementIx| {
            let parent = self.graph.graph[ix].parent;
            parent.is_some_and(|parent| marks.get(&parent) != marks.get(&ix))
        };
        self.captions.apart = self.graph.graph.node_indices().filter(differs).collect();
    }

    /// Puts the sign of each line before its label, where the layout makes room for it; cards
    /// and panels have a corner for theirs.
    fn sign_lines(&mut self) {
        for (&ix, &mark) in &self.marks.connections {
            let Some(sign) = mark.sign() else { continue };
            let label = &mut self.graph.graph[ix].label;
            format!("{sign} {label}").trim_end().clone_into(label);
        }
    }

    /// Makes the accessible names of a drawn overlay say what changed.
    pub fn tell(&self, scene: &mut Scene) {
        for piece in &mut scene.pieces {
            let subject = match piece.subject {
                scene::Subject::Container(ix) | scene::Subject::Node(ix) => {
                    Subject::Element(ix.index())
                }
                scene::Subject::Edge(ix) => Subject::Connection(ix.index()),
                _ => continue,
            };
            let Some(name) = self.names.get(&subject) else { continue };
            piece.name.clone_from(name);
        }
    }
}

/// How much is marked, as the legend counts it: what moved or was renamed is changed too. What
/// differs about the scenario itself has no mark and is named.
fn counts(marks: &Marks, differences: &[Difference]) -> String {
    let marked = Mark::ALL.into_iter().filter(|&mark| mark != Mark::Dimmed);
    let mut told: Vec<String> = marked
        .map(|mark| (marks.count(mark), mark.word()))
        .filter(|&(n, _)| n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    told.extend(differences.iter().filter_map(|difference| match &difference.change {
        Change::Set { attribute, .. } if difference.subject == Subject::Whole => {
            Some(format!("another {}", attribute.word()))
        }
        _ => None,
    }));
    if told.is_empty() { "no differences".to_owned() } else { told.join(", ") }
}

/// What changed about a subject, below its label and in its place: neither is said again.
fn told_below(group: &[Difference]) -> String {
    let told = |difference: &Difference| match &difference.change {
        Change::Set { attribute: Attribute::Label, from: Some(from), .. } => format!("was {from}"),
        Change::Moved { from, .. } if from.is_empty() => "was at the top".to_owned(),
        Change::Moved { from, .. } => format!("was in {from}"),
        Change::Set { attribute, from, to }
            if is_long_text(attribute, from.as_deref(), to.as_deref()) =>
        {
            named(attribute, from.is_some(), to.is_some())
        }
        _ => difference.detail(),
    };
    let told = group.iter().map(told).filter(|detail| !detail.is_empty());
    // An arrow stays with the value that it points to.
    told.collect::<Vec<_>>().join("; ").replace(" -> ", " \u{2192}\u{a0}")
}

fn is_long_text(attribute: &Attribute, from: Option<&str>, to: Option<&str>) -> bool {
    let is_text = attribute.is_wording() || *attribute == Attribute::Sentence;
    let letters = from.into_iter().chain(to).map(|text| text.chars().count()).sum::<usize>();
    is_text && letters > MOST_OF_TEXT
}

/// That a text changed, without it.
fn named(attribute: &Attribute, was: bool, is: bool) -> String {
    let word = attribute.word();
    match (was, is) {
        (false, true) => format!("{word} added"),
        (true, false) => format!("{word} removed"),
        _ => format!("another {word}"),
    }
}

/// What assistive technology reads, from labels without signs: the change first.
fn names(graph: &ArchGraph, remarks: &BTreeMap<Subject, Vec<String>>) -> BTreeMap<Subject, String> {
    let elements = graph
        .graph
        .node_indices()
        .map(|ix| (Subject::Element(ix.index()), scene::element_name(graph, ix)));
    let connections = graph
        .graph
        .edge_indices()
        .map(|ix| (Subject::Connection(ix.index()), scene::connection_name(graph, ix)));
    elements
        .chain(connections)
        .map(|(subject, name)| match remarks.get(&subject) {
            Some(remarks) => (subject, format!("{}; {name}", remarks.join(", "))),
            None => (subject, name),
        })
        .collect()
}

fn marks(graph: &ArchGraph, differences: &[Difference]) -> (Marks, BTreeMap<Subject, Vec<String>>) {
    let mut marks = Marks {
        elements: graph.graph.node_indices().map(|ix| (ix, Mark::Dimmed)).collect(),
        connections: graph.graph.edge_indices().map(|ix| (ix, Mark::Dimmed)).collect(),
    };
    let mut remarks: BTreeMap<Subject, Vec<String>> = BTreeMap::new();
    for difference in differences {
        let mark = difference.change.mark();
        match difference.subject {
            Subject::Whole => {}
            Subject::Element(slot) => {
                marks.elements.insert(ElementIx::new(slot), mark);
            }
            Subject::Connection(line) => {
                marks.connections.insert(ConnectionIx::new(line), mark);
            }
        }
        let detail = difference.detail();
        let gap = if detail.is_empty() { "" } else { ": " };
        remarks
            .entry(difference.subject)
            .or_default()
            .push(format!("{}{gap}{detail}", difference.change.word()));
    }
    (marks, remarks)
}

/// Ids that were given out.
#[derive(Default)]
struct Ids {
    given: std::collections::BTreeSet<String>,
}

impl Ids {
    /// The id itself, or with a word behind it where both versions use it for different things.
    fn unique(&mut self, id: &str) -> String {
        let mut unique = id.to_owned();
        while !self.given.insert(unique.clone()) {
            unique.push_str("-before");
        }
        unique
    }
}
