//! Settings that have no effect: what they need is missing, or nothing joins what they name.

use crate::catalog::{Lives, Service, Setting, SettingType};
use crate::diag::{Sink, Spanned, codes};
use crate::evaluate::{Subject, World};
use crate::graph::{ElementIx, chain};

/// A value that says that there is nothing.
const NONE: &str = "none";

/// Reports settings of the author's that change nothing.
pub fn check(world: &World<'_>, sink: &mut Sink) {
    let items = world.scenario.items.iter().map(|item| (&item.id, &item.kind, &item.settings));
    let places = world.scenario.places.iter().map(|at| (&at.id, &at.kind, &at.settings));
    for (id, kind, settings) in items.chain(places) {
        let Some(ix) = world.index.id(id) else { continue };
        for (key, value) in settings {
            let of_service = world.catalog.service(kind).and_then(|service| service.setting(key));
            let setting = of_service.or_else(|| world.catalog.place(kind)?.setting(key));
            if let Some(setting) = setting.filter(|setting| says_something(setting, value)) {
                report_idle(world, ix, setting, value, sink);
            }
        }
    }
}

fn says_something(setting: &Setting, value: &Spanned<String>) -> bool {
    value.value != NONE && setting.default.as_deref() != Some(&*value.value)
}

fn report_idle(
    world: &World<'_>,
    ix: ElementIx,
    setting: &Setting,
    value: &Spanned<String>,
    sink: &mut Sink,
) {
    let (id, key) = (&world.graph[ix].id, &setting.key);
    let is_idle = setting.only.as_ref().is_some_and(|o| !world.holds(o, Subject::element(ix)));
    if let Some(idle) = setting.idle.as_deref().filter(|_| is_idle) {
        let message = format!("`{key}` of `{id}` has no effect");
        sink.report(&codes::IDLE_SETTING, value.span, message).help(idle.to_owned());
    } else if matches!(setting.accepts, SettingType::Items(_)) {
        let names = value.value.split(',').map(str::trim);
        for name in names.filter(|name| is_apart(world, ix, name)) {
            let message = format!("`{key}` of `{id}` names `{name}`, and nothing joins the two");
            let usual = format!(
                "write the line in `connections`, between `{id}` and `{name}`, or take the setting away"
            );
            let own = setting.idle.as_deref().filter(|_| setting.only.is_none());
            let help = own.map_or(usual, |own| own.replace("{name}", name));
            sink.report(&codes::IDLE_SETTING, value.span, message).help(help);
        }
    }
}

/// Whether an element has nothing to do with what a name means: neither a line nor what both are
/// joined to, and neither stands in the other.
fn is_apart(world: &World<'_>, ix: ElementIx, name: &str) -> bool {
    let kind = world.catalog.service(name).map(|service: &Service| service.id.as_str());
    let named: Vec<ElementIx> = match world.index.id(name) {
        Some(named) => vec![named],
        None => world.index.kind(kind.unwrap_or_default()).to_vec(),
    };
    let graph = world.graph;
    let is_in = |at: ElementIx, whole: ElementIx| chain(graph, at).any(|around| around == whole);
    let is_near = |at: ElementIx| {
        let mut partners = graph.neighbors_undirected(at);
        partners.any(|next| named.iter().any(|&named| is_in(next, named)))
    };
    // What both use in the cloud says nothing of the two.
    let is_local = |at: &ElementIx| {
        let service = world.catalog.service(&graph[*at].kind);
        service.is_some_and(|s| !matches!(s.lives, Lives::Cloud | Lives::Tool))
    };
    let is_near_over = |at| graph.neighbors_undirected(at).filter(is_local).any(is_near);
    let own = world.index.with_content(ix);
    let is_joined = own.into_iter().any(|at| is_near(at) || is_near_over(at));
    let is_inside = named.iter().any(|&named| is_in(ix, named) || is_in(named, ix));
    // What does not exist is told where names are resolved.
    !named.is_empty() && !is_joined && !is_inside
}
