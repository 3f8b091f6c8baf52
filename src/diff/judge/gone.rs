//! What came, weighed against what is gone of the same kind: an author who takes one away and
//! writes another in its place has changed how well it is protected, though nothing is left to compare.

use std::collections::BTreeMap;

use super::{Case, reason, strength};
use crate::diag::CodeInfo;
use crate::diag::changes as codes;
use crate::diff::around::ends;
use crate::diff::difference::Reason;
use crate::graph::{ArchGraph, Connection, ConnectionIx, ElementIx, Flow};

/// The weakest of what only the old version has, by kind.
pub(super) struct Gone<'a> {
    settings: BTreeMap<(&'a str, &'a str), ElementIx>,
    authentications: BTreeMap<Kind<'a>, ConnectionIx>,
    encryptions: BTreeMap<Kind<'a>, ConnectionIx>,
}

/// Connections between elements of the same kinds that carry the same.
type Kind<'a> = (&'a str, &'a str, Flow);

impl<'a> Gone<'a> {
    pub(super) fn of(case: &Case<'a>) -> Self {
        let graph = &case.old.graph;
        let mut found = Self {
            settings: BTreeMap::new(),
            authentications: BTreeMap::new(),
            encryptions: BTreeMap::new(),
        };
        let elements = case.merged.slots.iter().filter(|slot| slot.new.is_none());
        for ix in elements.filter_map(|slot| slot.old) {
            for (key, value) in &graph[ix].settings {
                let weakest = found.settings.entry((&graph[ix].kind, key)).or_insert(ix);
                let so_far = graph[*weakest].settings.get(key).map(String::as_str);
                if strength::weaker_setting(key, so_far, Some(value)).is_some() {
                    *weakest = ix;
                }
            }
        }
        let lines = case.merged.lines.iter().filter(|line| line.new.is_none());
        for ix in lines.filter_map(|line| line.old) {
            let kind = kind(case.old, ix);
            let weakest = found.authentications.entry(kind).or_insert(ix);
            if strength::is_proof_weaker(&graph[*weakest], &graph[ix]) {
                *weakest = ix;
            }
            let weakest = found.encryptions.entry(kind).or_insert(ix);
            if strength::is_encryption_weaker(&graph[*weakest], &graph[ix]) {
                *weakest = ix;
            }
        }
        found
    }

    /// What is weaker about something new than about all that is gone of its kind.
    pub(super) fn weaker_element(&self, case: &Case<'_>, n: ElementIx) -> Vec<Reason> {
        let element = &case.new.graph[n];
        let weaker = |(key, value): (&String, &String)| {
            let o = *self.settings.get(&(element.kind.as_str(), key.as_str()))?;
            let before = case.old.graph[o].settings.get(key).map(String::as_str);
            let code = strength::weaker_setting(key, before, Some(value))?;
            let told = strength::told(code, before, Some(value));
            Some(compared(code, case.names.of_old(o), &told))
        };
        element.settings.iter().filter_map(weaker).collect()
    }

    /// What is weaker about a new connection than about all that are gone of its kind.
    pub(super) fn weaker_connection(&self, case: &Case<'_>, n: ConnectionIx) -> Vec<Reason> {
        let (old, after) = (&case.old.graph, &case.new.graph[n]);
        let kind = kind(case.new, n);
        let name = |o: ConnectionIx| case.names.old_connection(case.old, o);
        // What is not said may be as good as before.
        let says_proof = after.authentication.is_some();
        let proof = self.authentications.get(&kind).copied().filter(|_| says_proof);
        let proof = proof.filter(|&o| strength::is_proof_weaker(&old[o], after)).map(|o| {
            let words = |connection: &Connection| connection.authentication.clone();
            let (from, to) = (words(&old[o]), words(after));
            let told =
                strength::told(&codes::AUTHENTICATION_WEAKER, from.as_deref(), to.as_deref());
            compared(&codes::AUTHENTICATION_WEAKER, &name(o), &told)
        });
        let says_protocol = after.protocol.is_some();
        let cipher = self.encryptions.get(&kind).copied().filter(|_| says_protocol);
        let cipher = cipher.filter(|&o| strength::is_encryption_weaker(&old[o], after)).map(|o| {
            let (from, to) = (old[o].protocol.as_deref(), after.protocol.as_deref());
            let told = strength::told(&codes::ENCRYPTION_WEAKER, from, to);
            compared(&codes::ENCRYPTION_WEAKER, &name(o), &told)
        });
        proof.into_iter().chain(cipher).collect()
    }
}

fn kind(arch: &ArchGraph, ix: ConnectionIx) -> Kind<'_> {
    let (from, to) = ends(arch, ix);
    (&arch.graph[from].kind, &arch.graph[to].kind, arch.graph[ix].flow)
}

fn compared(code: &'static CodeInfo, gone: &str, told: &str) -> Reason {
    reason(code, format!("compared with {gone}, which is gone: {told}"))
}
