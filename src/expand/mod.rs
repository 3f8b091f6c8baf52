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
mod wording;

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::diag::suggest::did_you_mean;
use crate::diag::{Sink, Spanned, codes};
use crate::expand::draft::{Draft, New};
use crate::expand::joins::Joined;
use crate::expand::rules::{Applied, Late};
use crate::graph::{ArchGraph, Because, ElementIx};
use crate::model::{Link, Scenario};

/// More rounds of rules and connections than any scenario needs.
const MOST_ROUNDS: usize = 32;

/// The architecture that a scenario implies. Targets that do not exist are reported.
pub fn expand(scenario: &Scenario, catalog: &Catalog, sink: &mut Sink) -> ArchGraph {
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
    overrides::apply(draft, sink)
}

/// Adds services that only a connection of the author's names; whether there were any.
fn add_link_ends(draft: &mut Draft<'_>, links: &[&Link]) -> bool {
    let mut has_added = false;
    for end in links.iter().flat_map(|link| [&link.from, &link.to]) {
        if find_end(draft, end).is_some() {
            continue;
        }
        let Some(service) = draft.catalog.service(&end.value) else { continue };
        let added = draft.add(New {
            id: service.id.clone(),
            service,
            label: None,
            settings: BTreeMap::new(),
            base: None,
            because: Because::Written(end.span),
        });
        has_added |= added.is_some();
        draft.wanted.extend(added);
    }
    has_added
}

/// Draws a connection of the author's if both ends exist; whether it is done.
fn draw_link(draft: &mut Draft<'_>, joined: &mut Joined, link: &Link) -> bool {
    let (Some(from), Some(to)) = (find_end(draft, &link.from), find_end(draft, &link.to)) else {
        return false;
    };
    joins::draw_own(draft, joined, link, from, to);
    true
}

/// The element of an id, or the only one of a kind.
fn find_end(draft: &Draft<'_>, end: &Spanned<String>) -> Option<ElementIx> {
    if let Some(ix) = draft.survey.id(&end.value) {
        return Some(ix);
    }
    let kind = draft.catalog.service(&end.value).map(|s| s.id.as_str());
    let kind = kind.or_else(|| draft.catalog.place(&end.value).map(|p| p.id.as_str()))?;
    match draft.survey.kind(kind) {
        [only] => Some(*only),
        _ => None,
    }
}

fn report_ends(draft: &Draft<'_>, link: &Link, sink: &mut Sink) {
    for end in [&link.from, &link.to] {
        if find_end(draft, end).is_some() || draft.omitted.contains_key(&end.value) {
            continue;
        }
        let kind = draft.catalog.service(&end.value).map_or("", |s| s.id.as_str());
        let several = draft.survey.kind(kind);
        let message = format!("the architecture has no element `{}`", end.value);
        let finding = sink.report(&codes::UNKNOWN_END, end.span, message);
        let ids: Vec<&str> = match several {
            [] => draft.survey.ids().collect(),
            _ => several.iter().map(|&ix| draft.graph[ix].id.as_str()).collect(),
        };
        if let Some(help) = did_you_mean(&end.value, &ids) {
            finding.help(help);
        }
    }
}
