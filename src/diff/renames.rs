//! Which ids are others, and what follows from that alone: `munich.broker` becomes
//! `berlin.broker` with its site, and a label or setting that names the site changes with it.

use std::collections::BTreeMap;

use super::evidence::local;
use super::pairing::Pairing;
use crate::graph::{ArchGraph, ElementIx};

/// Ids that are another, and what follows from that alone.
pub(super) struct Renames {
    /// Old elements whose rename is reported; others follow from these.
    pub(super) reported: Vec<ElementIx>,
    ids: BTreeMap<String, String>,
    labels: Vec<(String, String)>,
}

impl Renames {
    pub(super) fn of(old: &ArchGraph, new: &ArchGraph, pairing: &Pairing) -> Self {
        let mut renames = Self { reported: Vec::new(), ids: BTreeMap::new(), labels: Vec::new() };
        // The shortest ids first: what bears them follows.
        let mut pairs: Vec<(ElementIx, ElementIx)> =
            old.graph.node_indices().filter_map(|o| Some((o, pairing.new_of(o)?))).collect();
        pairs.retain(|&(o, n)| old.graph[o].id != new.graph[n].id);
        pairs.sort_by_key(|&(o, _)| old.graph[o].id.len());
        for (o, n) in pairs {
            let (before, after) = (&old.graph[o], &new.graph[n]);
            let is_moved = !pairing.same_place(before.parent, after.parent);
            let follows = renames.explain_id(&before.id, &after.id)
                || (is_moved && same_name(&before.id, &after.id));
            renames.ids.insert(before.id.clone(), after.id.clone());
            if !follows {
                renames.reported.push(o);
                if before.label != after.label {
                    renames.labels.push((before.label.clone(), after.label.clone()));
                }
            }
        }
        renames.reported.sort();
        renames
    }

    /// Whether the new id is the old one with renamed parts in it.
    fn explain_id(&self, before: &str, after: &str) -> bool {
        before == after
            || self.ids.iter().any(|(from, to)| {
                before.match_indices(from.as_str()).any(|(at, _)| {
                    let (head, tail) = (&before[..at], &before[at + from.len()..]);
                    is_border(head.chars().next_back())
                        && is_border(tail.chars().next())
                        && after == format!("{head}{to}{tail}")
                })
            })
    }

    pub(super) fn explain_text(&self, before: Option<&String>, after: Option<&String>) -> bool {
        let (Some(before), Some(after)) = (before, after) else { return false };
        self.labels.iter().any(|(from, to)| before.replace(from.as_str(), to) == *after)
    }

    /// Whether two lists of ids are the same but for renamed ones.
    pub(super) fn explain_ids(&self, before: Option<&String>, after: Option<&String>) -> bool {
        let (Some(before), Some(after)) = (before, after) else { return false };
        let renamed = before
            .split(", ")
            .map(|id| self.ids.get(id).map_or(id, String::as_str))
            .collect::<Vec<_>>();
        renamed.join(", ") == *after
    }
}

fn is_border(letter: Option<char>) -> bool {
    letter.is_none_or(|letter| !letter.is_alphanumeric())
}

/// Whether two ids differ only in the container that they are prefixed with.
fn same_name(before: &str, after: &str) -> bool {
    local(before) == local(after)
}
