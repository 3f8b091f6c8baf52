//! Keys on written connections where an identity would do: what an author writes about a
//! connection is no setting of an element, so that no condition can ask for it.

use std::collections::BTreeMap;

use crate::catalog::{Lives, Service};
use crate::diag::{Sink, Span, codes};
use crate::evaluate::World;
use crate::graph::ElementIx;

/// Words of what proves who a client is by a secret that is handed out.
const SECRETS: [&str; 7] = [
    "account key",
    "access key",
    "api key",
    "connection string",
    "sas",
    "shared access",
    "shared key",
];
/// A word of what needs no secret.
const IDENTITY: &str = "identity";

/// Reports written connections to a service that takes identities, but that use a key.
pub fn check(world: &World<'_>, sink: &mut Sink) {
    let graph = world.graph;
    let links = world.scenario.links.iter();
    let said: BTreeMap<Span, &str> =
        links.filter_map(|link| Some((link.span, link.authentication.as_deref()?))).collect();
    for edge in graph.edge_indices() {
        let written = graph[edge].written();
        let Some(&said) = written.and_then(|span| said.get(&span)) else { continue };
        let Some((client, server)) = graph.edge_endpoints(edge).filter(|_| is_secret(said)) else {
            continue;
        };
        // A device has no identity in the tenant; its keys are another matter.
        let ends = [(client, server), (server, client)];
        let taker =
            ends.into_iter().find(|&(from, to)| can_sign_in(world, from) && takes(world, to));
        if let Some((_, server)) = taker {
            let id = &graph[server].id;
            let message = format!("`{id}` is reached with a key, and it takes identities");
            sink.report(&codes::KEY_FOR_IDENTITY, written, message)
                .help("use a managed identity: `authentication = \"managed identity\"`");
        }
    }
}

fn is_secret(said: &str) -> bool {
    let said = said.to_lowercase();
    let has = |word: &str| {
        said.match_indices(word).any(|(at, _)| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !letter(said[..at].chars().next_back())
                && !letter(said[at + word.len()..].trim_start_matches('s').chars().next())
        })
    };
    !said.contains(IDENTITY) && (SECRETS.iter().any(|word| has(word)) || said == "key")
}

fn service<'w>(world: &World<'w>, ix: ElementIx) -> Option<&'w Service> {
    world.catalog.service(&world.graph[ix].kind)
}

/// Whether a client can have an identity: services in the cloud and on clusters can.
fn can_sign_in(world: &World<'_>, ix: ElementIx) -> bool {
    service(world, ix).is_none_or(|one| matches!(one.lives, Lives::Cloud | Lives::Cluster))
}

fn takes(world: &World<'_>, ix: ElementIx) -> bool {
    service(world, ix).is_some_and(|one| one.identities)
}
