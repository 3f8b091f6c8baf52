//! How strongly two elements with different ids look like one that was renamed or moved.

use std::collections::BTreeMap;

use crate::diff::around::neighbors;
use crate::graph::{ArchGraph, Element, ElementIx};

/// Weight of the evidence, comparable; more is stronger. Each part is a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Evidence {
    total: u32,
    name: u32,
}

/// Names from this similarity on count as similar.
const SIMILAR: u32 = 60;
/// Neighborhoods that share this much of the smaller one count as the same: an element that got
/// more neighbors kept those that it had.
const SAME_NEIGHBORS: u32 = 50;
/// Two containers that share this much of what the author put into them are one.
const SAME_CONTENTS: u32 = 50;

/// Things by what they are called here, counted.
type Tally = BTreeMap<String, u32>;

/// What surrounds an element: the contents of a container, the neighbors of a node.
#[derive(Debug, Clone, Default)]
pub(super) struct Surroundings {
    /// By kind and name.
    named: Tally,
    /// By everything but the name; of containers only.
    makeup: Tally,
}

/// An old and a new element that may be one.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    /// The old element.
    pub(super) before: &'a Element,
    /// The new element.
    pub(super) after: &'a Element,
    /// What surrounds the old one.
    pub(super) around_before: &'a Surroundings,
    /// What surrounds the new one.
    pub(super) around_after: &'a Surroundings,
    /// Where the one stands with respect to the other.
    pub(super) place: Place,
}

/// Whether two elements stand in one container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the same one.
    Same,
    /// In different ones, of which both versions have at least one.
    Other,
    /// The one is gone with its container, the other came with a new one.
    Replaced,
}

/// The evidence that two containers are one: what the author wrote into them.
pub(super) fn of_containers(candidate: Candidate<'_>) -> Option<Evidence> {
    let Candidate { before, after, around_before, around_after, place } = candidate;
    let name = name_similarity(before, after);
    let contents = overlap(&around_before.named, &around_after.named);
    let same_place = place == Place::Same;
    let is_one = match contents {
        // A site that was removed and another that was added did not exchange what they hold.
        _ if place == Place::Replaced => false,
        Some(share) if share >= SAME_CONTENTS => same_place || name >= SIMILAR,
        // What it holds was renamed with it: kinds, settings and counts still agree.
        Some(_) => same_place && same_attributes(before, after) && same_makeup(candidate),
        None => same_place && (name >= SIMILAR || same_attributes(before, after)),
    };
    is_one.then(|| Evidence { total: contents.unwrap_or(0) * 2 + name, name })
}

/// The evidence that two nodes are one: neighbors and name, or everything but the name. An
/// element that changes its container must be the author's: what rules derive for a new site
/// did not come from another one.
pub(super) fn of_nodes(candidate: Candidate<'_>) -> Option<Evidence> {
    let Candidate { before, after, around_before, around_after, place } = candidate;
    let name = name_similarity(before, after);
    let around = overlap(&around_before.named, &around_after.named);
    let same_place = place == Place::Same;
    let is_one = if same_place {
        let kept = kept_part(&around_before.named, &around_after.named);
        let same_neighbors = kept.is_none_or(|share| share >= SAME_NEIGHBORS);
        let is_only_renamed = same_attributes(before, after) && is_unnamed(before, after);
        // A label that an author gave and kept says more than neighbors, which others decide.
        let keeps_label = before.label == after.label && before.is_written() && after.is_written();
        // As many of the same, with the same settings and at the same things.
        let is_exchanged = same_attributes(before, after)
            && before.count.is_some_and(|count| count > 1)
            && around == Some(100);
        keeps_label || is_exchanged || (same_neighbors && (name >= SIMILAR || is_only_renamed))
    } else if place == Place::Replaced {
        false
    } else {
        before.is_written()
            && after.is_written()
            && (local(&before.id) == local(&after.id)
                || (before.label == after.label && before.settings == after.settings))
    };
    is_one.then(|| Evidence {
        total: around.unwrap_or(0)
            + name
            + if same_place { 100 } else { 0 }
            + if same_attributes(before, after) { 50 } else { 0 },
        name,
    })
}

/// The last part of an id: `broker` of `munich.broker`.
pub(in crate::diff) fn local(id: &str) -> &str {
    id.rsplit('.').next().unwrap_or(id)
}

/// Whether the author gave no label to either, so that another id alone makes another label.
fn is_unnamed(before: &Element, after: &Element) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    // Drawings write the count behind the label.
    let label = |element: &Element| {
        let label = &element.label;
        letters(label.rsplit_once('×').map_or(label.as_str(), |(label, _)| label))
    };
    let follows = |element: &Element| letters(local(&element.id)) == label(element);
    follows(before) && follows(after)
}

fn same_attributes(before: &Element, after: &Element) -> bool {
    before.settings == after.settings && before.count == after.count && before.note == after.note
}

/// Whether two containers hold the same but for the names of it, and so many of something that it
/// is no chance.
fn same_makeup(candidate: Candidate<'_>) -> bool {
    let (before, after) = (&candidate.around_before.makeup, &candidate.around_after.makeup);
    before == after && before.keys().any(|key| key.contains(COUNTED))
}

/// What stands in a makeup where there are several of something.
const COUNTED: &str = " Some(";

fn name_similarity(before: &Element, after: &Element) -> u32 {
    similarity(&before.label, &after.label).max(similarity(local(&before.id), local(&after.id)))
}

/// What the author wrote into each container; everything in it where the author wrote nothing.
/// By index of the container.
pub(super) fn contents(graph: &ArchGraph) -> Vec<Surroundings> {
    let collect = |counts: fn(&Element) -> bool| {
        let mut inside = vec![Surroundings::default(); graph.graph.node_count()];
        for ix in graph.graph.node_indices().filter(|&ix| counts(&graph.graph[ix])) {
            let element = &graph.graph[ix];
            let name = format!("{} {}", element.kind, local(&element.id));
            let makeup = format!("{} {:?} {:?}", element.kind, element.count, element.settings);
            for container in graph.ancestors(ix) {
                let around = &mut inside[container.index()];
                *around.named.entry(name.clone()).or_insert(0) += 1;
                *around.makeup.entry(makeup.clone()).or_insert(0) += 1;
            }
        }
        inside
    };
    let (written, all) = (collect(Element::is_written), collect(|_| true));
    let which = |(few, all): (Surroundings, Surroundings)| {
        if few.named.is_empty() { all } else { few }
    };
    written.into_iter().zip(all).map(which).collect()
}

/// The neighbors of an element in the words of the new version, where they are paired; others
/// by their kind.
pub(super) fn around(
    graph: &ArchGraph,
    ix: ElementIx,
    name_of: impl Fn(ElementIx) -> Option<String>,
) -> Surroundings {
    let named = tally(neighbors(graph, ix).map(|(_, other, direction)| {
        let name = name_of(other).unwrap_or_else(|| format!("{}?", graph.graph[other].kind));
        format!("{direction:?} {name}")
    }));
    Surroundings { named, makeup: Tally::new() }
}

fn tally(keys: impl Iterator<Item = String>) -> Tally {
    let mut counted = Tally::new();
    for key in keys {
        *counted.entry(key).or_insert(0) += 1;
    }
    counted
}

/// Shared part of two multisets in percent of their union; none if both are empty.
fn overlap(a: &Tally, b: &Tally) -> Option<u32> {
    let shared = shared(a, b);
    let union = size(a) + size(b) - shared;
    (union > 0).then(|| shared * 100 / union)
}

/// Shared part of two multisets in percent of the smaller one; none if both are empty.
fn kept_part(a: &Tally, b: &Tally) -> Option<u32> {
    let (smaller, larger) = (size(a).min(size(b)), size(a).max(size(b)));
    (larger > 0).then(|| (shared(a, b) * 100).checked_div(smaller).unwrap_or(0))
}

fn size(of: &Tally) -> u32 {
    of.values().sum()
}

fn shared(a: &Tally, b: &Tally) -> u32 {
    a.iter().map(|(key, n)| (*n).min(b.get(key).copied().unwrap_or(0))).sum()
}

/// Similarity of two names in percent: the Dice coefficient of their letter pairs (Dice 1945),
/// and at least 80 where every word of the one occurs in the other.
pub(super) fn similarity(a: &str, b: &str) -> u32 {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    if a == b {
        return 100;
    }
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(ToOwned::to_owned)
            .collect()
    };
    let (words_a, words_b) = (words(&a), words(&b));
    let within = |few: &[String], many: &[String]| {
        few.iter().any(|w| w.len() > 2) && few.iter().all(|w| many.contains(w))
    };
    let by_words = if within(&words_a, &words_b) || within(&words_b, &words_a) { 80 } else { 0 };
    let pairs = |text: &str| -> Tally {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        tally(letters.windows(2).map(|pair| pair.iter().collect()))
    };
    let (pairs_a, pairs_b) = (pairs(&a), pairs(&b));
    let total = size(&pairs_a) + size(&pairs_b);
    by_words.max((shared(&pairs_a, &pairs_b) * 200).checked_div(total).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::similarity;

    #[test]
    fn names_are_similar_by_letters_and_by_words() {
        assert_eq!(similarity("Trailer", "trailer"), 100);
        assert!(similarity("Trailer", "Refrigerated trailer") >= 60);
        assert!(similarity("freezer-1", "freezer-2") >= 60);
        assert!(similarity("Munich", "Berlin") < 60);
        assert_eq!(similarity("Truck", "Pump"), similarity("Pump", "Truck"));
        assert_eq!(similarity("", "x"), 0);
    }
}
