//! What came, weighed against what is gone of the same kind: an author who takes one away and
//! writes another in its place has changed how well it is protected, though nothing is left to compare.
//!
//! Only what the author wrote takes a place or leaves one; rules derive the rest from it. Like takes
//! the place of like first, so that one that was weak already accounts for one that is.

use std::collections::BTreeMap;

use super::{Case, reason, strength};
use crate::diag::CodeInfo;
use crate::diag::changes as codes;
use crate::diff::around::ends;
use crate::diff::difference::Reason;
use crate::graph::{ArchGraph, Connection, ConnectionIx, Element, ElementIx, Flow, Lane};

/// How such a reason begins; what is said after it is part of what is accepted.
pub(in crate::diff) const COMPARED: &str = "compared with ";

/// What is weaker about what came than about what it took the place of.
#[derive(Default)]
pub(super) struct Gone {
    elements: BTreeMap<ElementIx, Vec<Reason>>,
    connections: BTreeMap<ConnectionIx, Vec<Reason>>,
}

/// Something with its rank, the weakest first; equal ones by their name, whatever the order of entries.
type Ranked<T> = (u8, String, T);

/// What is gone and what came of one kind.
#[derive(Default)]
struct Both<T> {
    gone: Vec<Ranked<T>>,
    came: Vec<Ranked<T>>,
}

impl<T: Copy + Ord> Both<T> {
    fn add(&mut self, is_new: bool, one: Ranked<T>) {
        let side = if is_new { &mut self.came } else { &mut self.gone };
        side.push(one);
    }

    /// Each that came with a stronger one that it stands for: what came finds the weakest that is no
    /// stronger than itself, and what finds none the weakest that is left.
    fn weaker(mut self) -> Vec<(T, T)> {
        self.gone.sort();
        self.came.sort();
        let (mut is_taken, mut next) = (vec![false; self.gone.len()], 0);
        let mut without = Vec::new();
        for (rank, _, n) in self.came {
            match self.gone.get(next) {
                Some(&(before, ..)) if before <= rank => {
                    is_taken[next] = true;
                    next += 1;
                }
                _ => without.push(n),
            }
        }
        let left = self.gone.iter().zip(is_taken).filter(|(_, is_taken)| !is_taken);
        without.into_iter().zip(left.map(|(&(_, _, o), _)| o)).collect()
    }
}

/// Connections of one kind: those of an element that both versions have, by the kind of the other
/// end and by what they carry.
type Kind<'a> = (ElementIx, &'a str, Flow);

/// What can be weaker about a connection.
struct Measure {
    code: &'static CodeInfo,
    what: &'static str,
    rank: fn(&Connection) -> Option<u8>,
    words: fn(&Connection) -> String,
}

const PROOF: Measure = Measure {
    code: &codes::AUTHENTICATION_WEAKER,
    what: "authentication",
    rank: strength::proof_rank,
    words: |connection| connection.authentication.clone().unwrap_or_default(),
};
const PROTECTION: Measure = Measure {
    code: &codes::ENCRYPTION_WEAKER,
    what: "protocol",
    rank: strength::connection_rank,
    words: strength::spoken,
};

impl Gone {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let mut found = Self::default();
        found.weigh_elements(case);
        found.weigh_connections(case, &PROOF);
        found.weigh_connections(case, &PROTECTION);
        found
    }

    /// What is weaker about an element than about the one whose place it took.
    pub(super) fn weaker_element(&self, n: ElementIx) -> Vec<Reason> {
        self.elements.get(&n).cloned().unwrap_or_default()
    }

    /// What is weaker about a connection than about the one whose place it took.
    pub(super) fn weaker_connection(&self, n: ConnectionIx) -> Vec<Reason> {
        self.connections.get(&n).cloned().unwrap_or_default()
    }

    fn weigh_elements(&mut self, case: &Case<'_>) {
        // Of each kind and setting, with the code of one that is weaker.
        let mut kinds: BTreeMap<(&str, &str), (&CodeInfo, Both<ElementIx>)> = BTreeMap::new();
        for slot in &case.merged.slots {
            let Some((arch, ix, is_new)) = only_one(case, slot.old, slot.new) else { continue };
            let element = &arch.graph[ix];
            for key in weighed(element).filter(|_| element.is_written()) {
                let ranked = strength::setting_rank(key, &said(element, key));
                let Some((rank, code)) = ranked else { continue };
                let (_, both) =
                    kinds.entry((&element.kind, key)).or_insert_with(|| (code, Both::default()));
                both.add(is_new, (rank, element.id.clone(), ix));
            }
        }
        for ((_, key), (code, both)) in kinds {
            for (n, o) in both.weaker() {
                let values = (said(&case.old.graph[o], key), said(&case.new.graph[n], key));
                let text = compared(case.names.of_old(o), key, &values);
                self.elements.entry(n).or_default().push(reason(code, text));
            }
        }
    }

    fn weigh_connections(&mut self, case: &Case<'_>, measure: &Measure) {
        let mut kinds: BTreeMap<Kind<'_>, Both<ConnectionIx>> = BTreeMap::new();
        for line in &case.merged.lines {
            let Some((arch, ix, is_new)) = only_one(case, line.old, line.new) else { continue };
            let connection = &arch.graph[ix];
            let rank = (measure.rank)(connection).filter(|_| connection.is_written());
            let Some(rank) = rank else { continue };
            let (from, to) = ends(arch, ix);
            for (at, other) in [(from, to), (to, from)] {
                let stays = if is_new {
                    case.pairing.old_of(at).map(|_| at)
                } else {
                    case.pairing.new_of(at)
                };
                let Some(stays) = stays else { continue };
                let both =
                    kinds.entry((stays, &arch.graph[other].kind, connection.flow)).or_default();
                both.add(is_new, (rank, connection.id.clone(), ix));
            }
        }
        for (n, o) in kinds.into_values().flat_map(Both::weaker) {
            let words = ((measure.words)(&case.old.graph[o]), (measure.words)(&case.new.graph[n]));
            let name = format!("the connection {}", case.names.old_connection(case.old, o));
            let text = compared(&name, measure.what, &words);
            let reasons = self.connections.entry(n).or_default();
            // Both ends may stay.
            if reasons.iter().all(|reason| reason.code != measure.code.code) {
                reasons.push(reason(measure.code, text));
            }
        }
    }
}

/// The version that alone has something, what it is there, and whether that is the new one.
fn only_one<'a, I>(
    case: &Case<'a>,
    old: Option<I>,
    new: Option<I>,
) -> Option<(&'a ArchGraph, I, bool)> {
    match (old, new) {
        (Some(o), None) => Some((case.old, o, false)),
        (None, Some(n)) => Some((case.new, n, true)),
        _ => None,
    }
}

/// How often something is there, as if it were a setting.
const COUNT: &str = "count";

/// What of an element is weighed: its settings, and how often it is there where several serve.
fn weighed(element: &Element) -> impl Iterator<Item = &str> {
    let serves = element.lane().is_some_and(|lane| lane != Lane::Field);
    element.settings.keys().map(String::as_str).chain(serves.then_some(COUNT))
}

fn said(element: &Element, key: &str) -> String {
    match element.settings.get(key) {
        Some(value) => value.clone(),
        None => element.count.map_or(1, u64::from).to_string(),
    }
}

fn compared(gone: &str, what: &str, (before, after): &(String, String)) -> String {
    format!("{COMPARED}{gone}, which is gone: {what} `{after}` is weaker than `{before}`")
}

#[cfg(test)]
mod tests {
    use super::Both;

    /// The pairs by the ranks of what is gone and of what came.
    fn weaker(gone: &[u8], came: &[u8]) -> Vec<(u8, u8)> {
        let ranked = |all: &[u8]| all.iter().map(|&rank| (rank, String::new(), rank)).collect();
        Both { gone: ranked(gone), came: ranked(came) }.weaker()
    }

    #[test]
    fn like_takes_the_place_of_like_and_the_rest_is_weighed() {
        assert_eq!(weaker(&[3], &[2]), [(2, 3)]);
        assert_eq!(weaker(&[2], &[3]), []);
        assert_eq!(weaker(&[3, 2], &[2]), [], "the weak one was there");
        assert_eq!(weaker(&[2, 3, 3], &[2, 2]), [(2, 3)]);
        assert_eq!(weaker(&[2, 3, 3], &[2, 2, 0]), [(0, 3), (2, 3)]);
        assert_eq!(weaker(&[], &[0]), [], "it took nobody's place");
    }
}
