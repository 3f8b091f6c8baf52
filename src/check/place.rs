//! Where a finding stands: what the author wrote.

use crate::catalog::{Check, Clause, Condition, Measure};
use crate::diag::Span;
use crate::evaluate::World;
use crate::graph::{ElementIx, chain};

/// The setting that the check is about, else the subject, else what it stands in or was derived
/// next to, else the type of solution.
pub fn of(world: &World<'_>, check: &Check, subject: Option<ElementIx>) -> Option<Span> {
    let span = subject.and_then(|ix| {
        setting(world, check, ix)
            .or_else(|| world.graph[ix].written())
            .or_else(|| neighbor(world, ix))
            .or_else(|| {
                chain(world.graph, ix).skip(1).find_map(|above| world.graph[above].written())
            })
    });
    span.or(Some(world.scenario.solution.span))
}

/// The place of the first setting that the check's condition or measure looks at and the author
/// wrote, at the subject or at a place around it.
fn setting(world: &World<'_>, check: &Check, ix: ElementIx) -> Option<Span> {
    let mut keys = Vec::new();
    collect(&check.when, &mut keys);
    if check.measure == Some(Measure::Setting) {
        keys.extend(check.of.iter().map(String::as_str));
    }
    chain(world.graph, ix).find_map(|at| {
        let id = &world.graph[at].id;
        let items = world.scenario.items.iter().map(|item| (&item.id, &item.settings));
        let places = world.scenario.places.iter().map(|place| (&place.id, &place.settings));
        let (_, settings) = items.chain(places).find(|(known, _)| *known == id)?;
        keys.iter().find_map(|key| settings.get(*key)).map(|value| value.span)
    })
}

fn collect<'a>(condition: &'a Condition, keys: &mut Vec<&'a str>) {
    for clause in condition.clauses() {
        keys.extend(clause.settings().into_iter().map(String::as_str));
        if let Clause::Any(inner) | Clause::All(inner) = clause {
            inner.iter().for_each(|inner| collect(inner, keys));
        }
    }
}

/// The first thing of the author's that a connection joins to the subject.
fn neighbor(world: &World<'_>, ix: ElementIx) -> Option<Span> {
    let mut neighbors: Vec<_> = world.graph.neighbors_undirected(ix).collect();
    neighbors.sort_unstable();
    neighbors.into_iter().find_map(|other| world.graph[other].written())
}
