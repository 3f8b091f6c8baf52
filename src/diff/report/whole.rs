//! Containers that came or went with all that they hold: one line instead of one for each piece.

use std::collections::{BTreeMap, BTreeSet};

use super::{Comparison, Version};
use crate::diff::attributes::from_to;
use crate::diff::{Change, Difference, Level, Slot, Subject};
use crate::graph::{Element, ElementIx};

/// Fewer pieces than this are told one by one.
const FEWEST: usize = 3;

/// What a container brought or took along.
pub(super) struct Whole<'a> {
    /// The pieces, in their order; none of them is risky.
    pub(super) inside: Vec<&'a [Difference]>,
    /// How many of them are elements.
    pub(super) elements: usize,
    /// Label of a container of the same kind that holds the same things.
    pub(super) like: Option<String>,
    /// What differs from what that one holds: `count 40 -> 60 of Freezer`.
    pub(super) exceptions: Vec<String>,
}

impl Whole<'_> {
    /// `25 elements and 31 connections, as Rotterdam, but count 40 -> 60 of Freezer`.
    pub(super) fn told(&self) -> String {
        let counted = |n: usize, noun: &str| match n {
            0 => None,
            1 => Some(format!("1 {noun}")),
            n => Some(format!("{n} {noun}s")),
        };
        let lines = self.inside.len() - self.elements;
        let parts = [counted(self.elements, "element"), counted(lines, "connection")];
        let mut told = parts.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        if let Some(like) = &self.like {
            told += &format!(", as {like}");
            const MOST: usize = 3;
            let shown: Vec<&str> = self.exceptions.iter().take(MOST).map(String::as_str).collect();
            let more = match self.exceptions.len().saturating_sub(MOST) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            if !shown.is_empty() {
                told += &format!(", but {}{more}", shown.join(", "));
            }
        }
        told
    }
}

/// Takes what came or went with an outermost container out of the groups.
pub(super) fn folded<'a>(
    comparison: &'a Comparison,
    groups: Vec<&'a [Difference]>,
) -> (Vec<&'a [Difference]>, BTreeMap<Subject, Whole<'a>>) {
    let slots = &comparison.diff.merged.slots;
    let change = |group: &[Difference]| match group {
        [one] if matches!(one.change, Change::Added | Change::Removed) => Some(one.change.sign()),
        _ => None,
    };
    let mut containers: BTreeMap<usize, char> = BTreeMap::new();
    for group in &groups {
        if let (Subject::Element(slot), Some(sign)) = (group[0].subject, change(group))
            && element(comparison, slot).is_some_and(Element::is_container)
        {
            containers.insert(slot, sign);
        }
    }
    let outermost = |slot: usize, sign: char| {
        let chain = std::iter::successors(slots[slot].parent, |&at| slots[at].parent);
        chain.filter(|at| containers.get(at) == Some(&sign)).last()
    };
    let mut inside: BTreeMap<usize, Vec<&'a [Difference]>> = BTreeMap::new();
    let mut left = Vec::new();
    for group in groups {
        let sign = change(group).filter(|_| group[0].level < Level::Risky);
        let within = sign.and_then(|sign| match group[0].subject {
            Subject::Whole => None,
            Subject::Element(slot) => outermost(slot, sign),
            Subject::Connection(line) => {
                let (from, to) = comparison.diff.merged.lines[line].ends;
                outermost(from, sign).or_else(|| outermost(to, sign))
            }
        });
        match within {
            Some(at) => inside.entry(at).or_default().push(group),
            None => left.push(group),
        }
    }
    let mut groups = Vec::new();
    let mut wholes = BTreeMap::new();
    let [old, new] = [&comparison.old, &comparison.new]
        .map(|version| if inside.is_empty() { Vec::new() } else { contents(version) });
    for group in left {
        groups.push(group);
        let Subject::Element(slot) = group[0].subject else { continue };
        match inside.remove(&slot) {
            Some(few) if few.len() < FEWEST => groups.extend(few),
            Some(inside) => {
                let is_element =
                    |group: &&[Difference]| matches!(group[0].subject, Subject::Element(_));
                let elements = inside.iter().filter(|group| is_element(group)).count();
                let (like, exceptions) = match slots[slot] {
                    Slot { new: Some(ix), .. } => alike(&comparison.new, &new, ix),
                    Slot { old: Some(ix), .. } => alike(&comparison.old, &old, ix),
                    _ => None,
                }
                .unzip();
                let exceptions = exceptions.unwrap_or_default();
                wholes.insert(group[0].subject, Whole { inside, elements, like, exceptions });
            }
            None => {}
        }
    }
    (groups, wholes)
}

fn element(comparison: &Comparison, slot: usize) -> Option<&Element> {
    let slot = comparison.diff.merged.slots[slot];
    let new = slot.new.map(|ix| &comparison.new.graph.graph[ix]);
    new.or_else(|| slot.old.map(|ix| &comparison.old.graph.graph[ix]))
}

/// What each container holds, by kind and by id without the container's own in front.
type Contents = Vec<BTreeMap<String, ElementIx>>;

fn contents(version: &Version) -> Contents {
    let graph = &version.graph.graph;
    let mut contents = vec![BTreeMap::new(); graph.node_count()];
    for ix in graph.node_indices() {
        let element = &graph[ix];
        for at in version.graph.ancestors(ix) {
            let rest = element.id.strip_prefix(graph[at].id.as_str());
            let name = rest.and_then(|rest| rest.strip_prefix('.')).unwrap_or(&element.id);
            contents[at.index()].insert(format!("{} {name}", element.kind), ix);
        }
    }
    contents
}

/// A container of the same version and kind that holds things of the same names and kinds: its
/// label, and in what its contents differ.
fn alike(version: &Version, contents: &Contents, ix: ElementIx) -> Option<(String, Vec<String>)> {
    /// So many are looked at.
    const MOST: usize = 40;
    let graph = &version.graph.graph;
    let own = &contents[ix.index()];
    let others = graph.node_indices().filter(|&other| {
        other != ix && graph[other].kind == graph[ix].kind && graph[other].is_container()
    });
    let is_alike = |other: &ElementIx| {
        let of_other = &contents[other.index()];
        !own.is_empty() && of_other.keys().eq(own.keys())
    };
    let twin = others.take(MOST).find(is_alike)?;
    let mut exceptions = Vec::new();
    let of_twin = &contents[twin.index()];
    let pairs = own.iter().map(|(key, &at)| (of_twin[key], at)).chain([(twin, ix)]);
    for (model, copy) in pairs {
        let (model, copy) = (&graph[model], &graph[copy]);
        let mut told = |key: &str, from: Option<&str>, to: Option<&str>| {
            if from != to {
                exceptions.push(format!("{key} {} of {}", from_to(from, to), copy.label));
            }
        };
        let count = |element: &Element| element.count.unwrap_or(1).to_string();
        told("count", Some(&count(model)), Some(&count(copy)));
        let keys: BTreeSet<&String> = model.settings.keys().chain(copy.settings.keys()).collect();
        for key in keys {
            let value = |element: &Element| {
                element.settings.get(key).map(|value| value.replace(&prefix(element), ""))
            };
            told(key, value(model).as_deref(), value(copy).as_deref());
        }
    }
    Some((graph[twin].label.clone(), exceptions))
}

/// The first part of an id with its dot: what the things of a place have in front.
fn prefix(element: &Element) -> String {
    element.id.split_once('.').map_or_else(|| "\u{0}".to_owned(), |(head, _)| format!("{head}."))
}
