//! The connections of the catalogue between every matching pair.
//!
//! They are drawn in stages, one a connection, in the order of the catalogue. What a stage draws is
//! decided for all its pairs before any is drawn: no element comes first.

use std::collections::BTreeSet;

use crate::catalog::{Connection as Known, Presence, Text};
use crate::expand::draft::Draft;
use crate::expand::joined::{Joined, id_of};
use crate::expand::needs::{self, Readers, Senders};
use crate::expand::servers;
use crate::expand::stages::{Stage, is_asked_for, stages};
use crate::expand::wording::filled;
use crate::graph::{Because, Connection};
use crate::index::Ends;

/// More rounds than conditions can depend on each other.
const MOST_ROUNDS: usize = 8;

/// Draws the connections of the catalogue between all elements there are, until none is new:
/// conditions look at other connections. Alternatives come after them, in file order: each looks at
/// the data paths that the others make, and stores where written chains end are read first. Direct
/// ways follow where there is no other. What then sends to nothing takes what is left.
pub fn draw_known(draft: &mut Draft<'_>, joined: &mut Joined) {
    let (plain, alternatives) = stages(draft);
    for _ in 0..MOST_ROUNDS {
        draft.questions.pairs.clear();
        draft.questions.offers.clear();
        let mut has_drawn = false;
        for stage in plain.iter().filter(|stage| !stage.known.direct) {
            let due = servers::decided(draft, joined, stage);
            has_drawn |= draw_all(draft, joined, stage, &due);
        }
        for mut senders in [Senders::Ends(BTreeSet::new()), Senders::Any] {
            for stage in &alternatives {
                let chosen = needs::of_receivers(draft, joined, stage, &alternatives, &mut senders);
                has_drawn |= draw_all(draft, joined, stage, &chosen);
            }
        }
        for stage in plain.iter().filter(|stage| stage.known.direct) {
            let mut due = stage.due(draft, joined);
            let there = stage.without_joined(draft, &mut due);
            draft.questions.longer.extend(there.into_iter().map(|pair| stage.travels(pair)));
            has_drawn |= draw_all(draft, joined, stage, &due);
        }
        for readers in [Readers::Free, Readers::Any] {
            for stage in &alternatives {
                let chosen = needs::of_senders(draft, joined, stage, &alternatives, readers);
                has_drawn |= draw_all(draft, joined, stage, &chosen);
            }
        }
        if !has_drawn {
            break;
        }
    }
    for stage in plain.iter().chain(&alternatives) {
        let apart = stage.meant(draft).into_iter().filter(|&ends| joined.is_apart(draft, ends));
        let ends: Vec<Ends> = apart.map(|pair| stage.travels(pair)).collect();
        draft.questions.longer.extend(ends);
    }
}

/// Draws pairs of a stage; whether there were any.
fn draw_all(draft: &mut Draft<'_>, joined: &mut Joined, stage: &Stage<'_>, pairs: &[Ends]) -> bool {
    for &pair in pairs {
        stage.decide(joined, pair);
        draw(draft, joined, stage.known, pair);
    }
    !pairs.is_empty()
}

fn draw(draft: &mut Draft<'_>, joined: &mut Joined, known: &Known, (from, to): Ends) {
    let because = Because::Rule(known.id.owned());
    if let Some(own) = joined.own((from, to), known.flow) {
        let reasons = &mut draft.graph[own].because;
        if !reasons.contains(&because) {
            reasons.push(because);
        }
        return;
    }
    let (first, last) = (&draft.graph[from], &draft.graph[to]);
    let text = |template: &Text| filled(template, first, Some(last), draft.catalog);
    let label = text(&known.label);
    let id = id_of(draft, (from, to), &label, known.flow);
    let is_certain = known.need == Presence::Required
        || known.need == Presence::Alternative
        || (known.need == Presence::Optional && is_asked_for(draft, from, to));
    let connection = Connection {
        label,
        protocol: known.protocol.as_ref().map(text).filter(|p| !p.is_empty()),
        port: known.port,
        flow: known.flow,
        direction: known.direction,
        optional: !is_certain,
        authentication: known.proof(&first.settings).map(Text::owned),
        step: None,
        sentence: None,
        link: None,
        note: None,
        because: vec![because],
        id: joined.unique(&id),
    };
    let is_omitted = draft.is_connection_omitted(&connection, (from, to));
    let drawn = draft.graph.add_edge(from, to, connection);
    if is_omitted {
        draft.hidden.insert(drawn);
    }
}
