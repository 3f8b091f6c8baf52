//! Which of several servers a client is joined to: of two key vaults and two functions, which vault
//! keeps whose secrets. And what is written in pairs stays in pairs.
//!
//! Here one server is enough. So what the author joined to one needs no other; where several clients
//! could be joined to several servers, those are that what is written leads from to the client, and
//! else that is asked.

use std::collections::BTreeMap;

use crate::catalog::End;
use crate::expand::draft::Draft;
use crate::expand::joined::Joined;
use crate::expand::stages::Stage;
use crate::expand::undecided::Offer;
use crate::graph::ElementIx;
use crate::index::{Ends, reaches};

/// The pairs that a stage draws; all that are due, if none of its ends serves the other.
pub fn decided(draft: &mut Draft<'_>, joined: &Joined, stage: &Stage<'_>) -> Vec<Ends> {
    let due = stage.due(draft, joined);
    let Some(server_end) = stage.known.server else { return due };
    let offer = |pair: Ends| {
        let (client, server) = if server_end == End::To { pair } else { (pair.1, pair.0) };
        Offer { client, server, ends: stage.travels(pair) }
    };
    let kind = |ix: ElementIx| draft.graph[ix].kind.as_str();
    let is_out = |pair: Ends| joined.is_apart(draft, pair) || is_met(draft, joined, offer(pair));
    // What an earlier round drew counts as well.
    let (mut servers, mut clients) = (BTreeMap::new(), BTreeMap::new());
    for pair in stage.meant(draft).into_iter().filter(|&pair| !is_out(pair)) {
        let Offer { client, server, .. } = offer(pair);
        *servers.entry((client, kind(server))).or_insert(0) += 1;
        *clients.entry(server).or_insert(0) += 1;
    }
    let is_decided = |&pair: &Ends| {
        let Offer { client, server, .. } = offer(pair);
        servers.get(&(client, kind(server))) == Some(&1)
            || clients.get(&server) == Some(&1)
            || joined.is_own(pair)
            || reaches(&draft.graph, (server, client))
    };
    let (met, open): (Vec<Ends>, Vec<Ends>) = due.into_iter().partition(|&pair| is_out(pair));
    let (drawn, asked): (Vec<Ends>, Vec<Ends>) = open.into_iter().partition(is_decided);
    draft.questions.longer.extend(met.into_iter().map(|pair| stage.travels(pair)));
    draft.questions.offers.extend(asked.into_iter().map(offer));
    drawn
}

/// Whether the author joined the client to another server of the kind, and not to this one.
fn is_met(draft: &Draft<'_>, joined: &Joined, Offer { client, server, .. }: Offer) -> bool {
    !joined.is_own((client, server)) && joined.has_other(draft, client, server)
}

/// Whether a client is joined to nothing of the kind of a server.
pub fn is_open(draft: &Draft<'_>, offer: Offer) -> bool {
    let kind = &draft.graph[offer.server].kind;
    draft.graph.neighbors_undirected(offer.client).all(|other| draft.graph[other].kind != *kind)
}
