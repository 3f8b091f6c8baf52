//! The connections that the author wrote: their ends, and what the catalogue adds to them.

use std::collections::BTreeMap;

use crate::catalog::{Connection as Known, Lives, Service, is_among};
use crate::diag::{Sink, Spanned, codes};
use crate::evaluate::Subject;
use crate::expand::draft::{Draft, New, own_id};
use crate::expand::joined::{Joined, id_of};
use crate::expand::wording::filled;
use crate::graph::{Because, Connection, Direction, ElementIx, Flow, chain};
use crate::index::Ends;
use crate::model::{Link, words};

/// Which ends are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Those that live in the cloud: rules look at what they are joined to.
    Cloud,
    /// All: what the rules of a site bring is there.
    All,
}

/// Adds services that only a connection of the author's names; whether there were any. What is
/// named in a site or group stands there.
pub fn add_ends(draft: &mut Draft<'_>, links: &[&Link], which: Added) -> bool {
    let mut has_added = false;
    for link in links {
        for end in [&link.from, &link.to] {
            if find_end(draft, link, end).is_some() {
                continue;
            }
            let Some((scope, service)) = named(draft, link, &end.value) else { continue };
            if which == Added::Cloud && !is_of_the_cloud(service) {
                continue;
            }
            let site = scope.and_then(|scope| draft.index.site(scope));
            // A site holds nothing of the cloud.
            let is_away = site.is_some() && is_of_the_cloud(service);
            let scope = scope.filter(|_| !is_away);
            let added = draft.add(New {
                id: draft.scoped_id(own_id(service, site.filter(|_| !is_away)), scope),
                service,
                label: None,
                settings: BTreeMap::new(),
                base: scope,
                because: Because::Written(end.span),
            });
            has_added |= added.is_some();
            draft.wanted.extend(added);
        }
    }
    has_added
}

/// The service that an end names, and the place where the connection is written or that stands in
/// front of it: `data-flow`, `plant.data-flow`.
fn named<'a>(
    draft: &Draft<'a>,
    link: &Link,
    end: &str,
) -> Option<(Option<ElementIx>, &'a Service)> {
    if let Some(service) = draft.catalog.service(end) {
        let scope = link.scope.as_ref().and_then(|scope| draft.index.id(scope));
        return Some((scope, service));
    }
    let (place, word) = end.rsplit_once('.')?;
    let place = draft.index.id(place).filter(|&ix| draft.index.site(ix) == Some(ix))?;
    let service = draft.catalog.service(word)?;
    // Only what goes by this very name there.
    (*service.key == *word && !is_of_the_cloud(service)).then_some((Some(place), service))
}

/// Draws the connections whose ends are both there, and leaves the others. What the catalogue
/// adds to them does not depend on their order.
pub fn draw(draft: &mut Draft<'_>, joined: &mut Joined, open: &mut Vec<&Link>) {
    open.retain(|link| {
        let ends = (find_end(draft, link, &link.from), find_end(draft, link, &link.to));
        let (Some(from), Some(to)) = ends else { return true };
        draw_one(draft, joined, link, (from, to));
        false
    });
}

/// Draws a connection that the author wrote. What it leaves out comes from the connection of the
/// catalogue between the two kinds, drawn or not.
fn draw_one(draft: &mut Draft<'_>, joined: &mut Joined, link: &Link, (from, to): Ends) {
    let meant = known_between(draft, link, (from, to));
    let known = meant.map(|(known, _)| known);
    let flow = link.flow.or(known.map(|k| k.flow)).unwrap_or(Flow::Data);
    let (first, last) = meant.map_or((from, to), |(_, ends)| ends);
    let (first, last) = (&draft.graph[first], &draft.graph[last]);
    let text = |template: &String| filled(template, first, Some(last), draft.catalog);
    let settings = &first.settings;
    let label = link.label.clone().or_else(|| known.map(|k| text(&k.label))).unwrap_or_default();
    let usual = known.and_then(|k| k.protocol.as_ref()).map(text).filter(|told| !told.is_empty());
    // The port belongs to the protocol.
    let is_usual = link.protocol.is_none() || link.protocol == usual;
    let connection = Connection {
        id: joined.unique(&id_of(draft, (from, to), &label, flow)),
        label,
        port: link.port.or_else(|| known.filter(|_| is_usual)?.port),
        protocol: link.protocol.clone().or(usual),
        flow,
        direction: link.direction.unwrap_or(Direction::Forward),
        optional: link.optional,
        authentication: link.authentication.clone().or_else(|| known?.proof(settings).cloned()),
        step: link.step,
        sentence: None,
        link: link.link.clone(),
        note: link.note.clone(),
        because: std::iter::once(Because::Written(link.span))
            .chain(known.map(|known| Because::Rule(known.id.clone())))
            .collect(),
    };
    let connection = draft.graph.add_edge(from, to, connection);
    joined.note_own((from, to), flow, connection);
}

/// The connection of the catalogue that an own one between two elements means: of this flow if
/// it is said, else one that carries data, and one that is written this way round before others.
/// With the ends as the catalogue has them.
fn known_between<'a>(draft: &Draft<'a>, link: &Link, (a, b): Ends) -> Option<(&'a Known, Ends)> {
    let kinds = [kinds_of(draft, a), kinds_of(draft, b)];
    let written = link.direction.unwrap_or(Direction::Forward);
    let meant = |from: &[&'a str], to: &[&'a str], ends: Ends, direction: Direction| {
        let is_about = |kinds: &[&str], of: &[String]| kinds.iter().any(|kind| is_among(kind, of));
        let is_meant = |known: &&Known| {
            let (world, ends) = (draft.world(), Subject::ends(ends.0, ends.1));
            // Without a word data is meant, unless the two have nothing else to say.
            let is_certain = link.flow.is_some() || known.flow == Flow::Data;
            link.flow.is_none_or(|flow| flow == known.flow)
                && is_about(from, &known.from)
                && is_about(to, &known.to)
                // What travels one way says nothing of what travels the other way.
                && (known.flow != Flow::Data || known.direction.suits(direction))
                && world.may_hold(&known.when, ends)
                && (is_certain || world.must_hold(&known.when, ends))
        };
        let all = || from.iter().flat_map(|kind| draft.catalog.connections.called(kind));
        let known = || all().filter(is_meant);
        let found = known().find(|known| known.flow == Flow::Data).or_else(|| known().next());
        found.map(|known| (known, ends))
    };
    meant(&kinds[0], &kinds[1], (a, b), written)
        .or_else(|| meant(&kinds[1], &kinds[0], (b, a), written.turned()))
}

/// The kind of an element, and for a container the kinds that stand in it: an Edge device stands
/// for its hub module.
fn kinds_of<'a>(draft: &Draft<'a>, ix: ElementIx) -> Vec<&'a str> {
    let Some(service) = draft.service(ix) else { return Vec::new() };
    let is_in = |other: &&Service| other.within.as_ref() == Some(&service.id);
    let inner = service.container.then(|| draft.catalog.services.iter().filter(is_in));
    let inner = inner.into_iter().flatten();
    std::iter::once(service).chain(inner).map(|service| service.id.as_str()).collect()
}

fn is_of_the_cloud(service: &Service) -> bool {
    matches!(service.lives, Lives::Cloud | Lives::Tool)
}

/// The connections of the author's between two elements, whichever way they are written.
pub fn between<'a>(draft: &Draft<'a>, a: ElementIx, b: ElementIx) -> Vec<&'a Link> {
    let ends = |link: &Link| (find_end(draft, link, &link.from), find_end(draft, link, &link.to));
    let is_it = |link: &&Link| {
        let ends = ends(link);
        ends == (Some(a), Some(b)) || ends == (Some(b), Some(a))
    };
    draft.scenario.links.iter().filter(is_it).collect()
}

/// The element of an id, or the only one of a kind; first in the site or group that the
/// connection is written in, then anywhere.
fn find_end(draft: &Draft<'_>, link: &Link, end: &Spanned<String>) -> Option<ElementIx> {
    let scope = link.scope.as_ref();
    let inner = scope.and_then(|scope| draft.index.id(&format!("{scope}.{}", end.value)));
    if let Some(ix) = inner.or_else(|| draft.index.id(&end.value)) {
        return Some(ix);
    }
    let kind = draft.catalog.service(&end.value).map(|s| s.id.as_str());
    let kind = kind.or_else(|| draft.catalog.place(&end.value).map(|p| p.id.as_str()))?;
    let all = draft.index.kind(kind);
    let Some(scope) = scope.and_then(|scope| draft.index.id(scope)) else {
        return only_one(all.iter().copied());
    };
    let is_inside = |ix: ElementIx| chain(&draft.graph, ix).any(|at| at == scope);
    let around = draft.groups(scope);
    // What stands in another group is another's, unless the author wrote no other. (What a line of
    // another copy brought in is that copy's.)
    let is_shared = |ix: ElementIx| draft.groups(ix).iter().all(|group| around.contains(group));
    let inside = all.iter().copied().filter(|&ix| is_inside(ix));
    let shared = all.iter().copied().filter(|&ix| !is_inside(ix) && is_shared(ix));
    match (inside.clone().next(), shared.clone().next()) {
        (Some(_), _) => only_one(inside),
        (None, Some(_)) => only_one(shared),
        (None, None) => only_one(all.iter().copied().filter(|&ix| draft.written(ix).is_some())),
    }
}

fn only_one(mut all: impl Iterator<Item = ElementIx>) -> Option<ElementIx> {
    all.next().filter(|_| all.next().is_none())
}

/// Reports ends that do not exist.
pub fn report_ends(draft: &Draft<'_>, link: &Link, sink: &mut Sink) {
    for end in [&link.from, &link.to] {
        if find_end(draft, link, end).is_some() || draft.omitted.contains_key(&end.value) {
            continue;
        }
        let kind = draft.catalog.service(&end.value).map_or("", |s| s.id.as_str());
        let several = draft.index.kind(kind);
        let message = format!("the architecture has no element `{}`", end.value);
        let ids: Vec<&str> = match several {
            _ if !sink.shows_ways_out() => Vec::new(),
            [] => draft.index.ids(),
            _ => several.iter().map(|&ix| draft.graph[ix].id.as_str()).collect(),
        };
        // What stands where the connection is written goes by its last name there.
        let scope = link.scope.as_deref().unwrap_or_default();
        let inner = ids.iter().filter_map(|id| id.strip_prefix(scope)?.strip_prefix('.'));
        // A service that is not there comes in where a connection names it.
        let services = draft.catalog.services.iter().map(|service| service.id.as_str());
        let services = services.filter(|_| kind.is_empty() && !ids.is_empty());
        let near: Vec<&str> = inner.chain(ids.iter().copied()).chain(services).collect();
        sink.report(&codes::UNKNOWN_END, end.span, message)
            .help(words::way_to_an_end(&end.value, &near));
    }
}
