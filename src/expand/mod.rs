//! What a scenario implies: the author's elements, the rules' elements, and all connections.
//!
//! Rules run until nothing changes, then connections are drawn, then the late rules look at the
//! result; what those add starts the round again. The catalogue's README has the details.

mod draft;
mod joins;
mod overrides;
mod pairs;
mod rules;
mod seed;
mod steps;
mod wording;

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Lives};
use crate::diag::{Sink, Spanned, codes};
use crate::expand::draft::{Draft, New, own_id};
use crate::expand::joins::Joined;
use crate::expand::rules::{Applied, Late};
use crate::expand::steps::Numbering;
use crate::graph::{ArchGraph, Because, ElementIx};
use crate::model::{Link, Scenario, words};
use crate::survey::{Survey, chain};

/// More rounds of rules and connections than any scenario needs.
const MOST_ROUNDS: usize = 32;

/// The architecture that a scenario implies. Targets that do not exist are reported.
pub fn expand(scenario: &Scenario, catalog: &Catalog, sink: &mut Sink) -> ArchGraph {
    surveyed(scenario, catalog, sink).0
}

/// The same with its index, for whoever asks conditions of it.
pub fn surveyed(scenario: &Scenario, catalog: &Catalog, sink: &mut Sink) -> (ArchGraph, Survey) {
    let mut draft = Draft::new(scenario, catalog);
    let (mut applied, mut joined) = (Applied::default(), Joined::default());
    let mut open: Vec<&Link> = scenario.links.iter().collect();
    seed::plant(&mut draft);
    for _ in 0..MOST_ROUNDS {
        rules::apply(&mut draft, &mut applied, Late::No, sink);
        if add_link_ends(&mut draft, &open) {
            continue;
        }
        open.retain(|link| !draw_link(&mut draft, &mut joined, link));
        joins::draw_known(&mut draft, &mut joined);
        if !rules::apply(&mut draft, &mut applied, Late::Only, sink) {
            break;
        }
    }
    open.iter().for_each(|link| report_ends(&draft, link, sink));
    overrides::report_choices(&draft, sink);
    let (mut arch, survey) = overrides::apply(draft, sink);
    let mut numbering = Numbering { arch: &mut arch, survey: &survey, catalog };
    numbering.number(&scenario.steps, sink);
    (arch, survey)
}

/// Adds services that only a connection of the author's names; whether there were any. What is
/// named in a site or group stands there.
fn add_link_ends(draft: &mut Draft<'_>, links: &[&Link]) -> bool {
    let mut has_added = false;
    for link in links {
        for end in [&link.from, &link.to] {
            if find_end(draft, link, end).is_some() {
                continue;
            }
            let Some(service) = draft.catalog.service(&end.value) else { continue };
            let scope = link.scope.as_ref().and_then(|scope| draft.survey.id(scope));
            let site = scope.and_then(|scope| draft.survey.site(scope));
            // A site holds nothing of the cloud.
            let is_away = site.is_some() && matches!(service.lives, Lives::Cloud | Lives::Tool);
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

/// Draws a connection of the author's if both ends exist; whether it is done.
fn draw_link(draft: &mut Draft<'_>, joined: &mut Joined, link: &Link) -> bool {
    let (Some(from), Some(to)) =
        (find_end(draft, link, &link.from), find_end(draft, link, &link.to))
    else {
        return false;
    };
    joins::draw_own(draft, joined, link, from, to);
    true
}

/// The element of an id, or the only one of a kind; first in the site or group that the
/// connection is written in, then anywhere.
fn find_end(draft: &Draft<'_>, link: &Link, end: &Spanned<String>) -> Option<ElementIx> {
    let scope = link.scope.as_ref();
    let inner = scope.and_then(|scope| draft.survey.id(&format!("{scope}.{}", end.value)));
    if let Some(ix) = inner.or_else(|| draft.survey.id(&end.value)) {
        return Some(ix);
    }
    let kind = draft.catalog.service(&end.value).map(|s| s.id.as_str());
    let kind = kind.or_else(|| draft.catalog.place(&end.value).map(|p| p.id.as_str()))?;
    let all = draft.survey.kind(kind);
    let Some(scope) = scope.and_then(|scope| draft.survey.id(scope)) else {
        return only_one(all.iter().copied());
    };
    let is_inside = |ix: ElementIx| chain(&draft.graph, ix).any(|at| at == scope);
    let around = draft.groups(scope);
    // What stands in another group is another's.
    let is_shared = |ix: ElementIx| draft.groups(ix).iter().all(|group| around.contains(group));
    let inside = all.iter().copied().filter(|&ix| is_inside(ix));
    let shared = all.iter().copied().filter(|&ix| !is_inside(ix) && is_shared(ix));
    match inside.clone().next() {
        Some(_) => only_one(inside),
        None => only_one(shared),
    }
}

fn only_one(mut all: impl Iterator<Item = ElementIx>) -> Option<ElementIx> {
    all.next().filter(|_| all.next().is_none())
}

fn report_ends(draft: &Draft<'_>, link: &Link, sink: &mut Sink) {
    for end in [&link.from, &link.to] {
        if find_end(draft, link, end).is_some() || draft.omitted.contains_key(&end.value) {
            continue;
        }
        let kind = draft.catalog.service(&end.value).map_or("", |s| s.id.as_str());
        let several = draft.survey.kind(kind);
        let message = format!("the architecture has no element `{}`", end.value);
        let finding = sink.report(&codes::UNKNOWN_END, end.span, message);
        let ids: Vec<&str> = match several {
            [] => draft.survey.ids(),
            _ => several.iter().map(|&ix| draft.graph[ix].id.as_str()).collect(),
        };
        // What stands where the connection is written goes by its last name there.
        let scope = link.scope.as_deref().unwrap_or_default();
        let inner = ids.iter().filter_map(|id| id.strip_prefix(scope)?.strip_prefix('.'));
        let near: Vec<&str> = inner.chain(ids.iter().copied()).collect();
        finding.help(words::way_to_an_end(&end.value, &near));
    }
}
