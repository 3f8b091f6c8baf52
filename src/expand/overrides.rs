//! The author's changes to what was derived, and targets that do not exist.

use std::collections::BTreeMap;

use petgraph::visit::EdgeRef as _;

use crate::catalog::Rule;
use crate::diag::suggest::{did_you_mean, one_of};
use crate::diag::{Sink, Span, codes};
use crate::expand::draft::Draft;
use crate::expand::rules::{self, State};
use crate::graph::{ArchGraph, ConnectionIx, ElementIx, Graph, chain};
use crate::index::Index;
use crate::model::Override;

/// Reports choices that the catalogue does not know or that nothing asked for.
pub fn report_choices(draft: &Draft<'_>, sink: &mut Sink) {
    if draft.scenario.choices.is_empty() {
        return;
    }
    let known: Vec<&str> = draft
        .catalog
        .rules
        .iter()
        .filter_map(|rule| rule.choose.as_ref())
        .map(|choice| choice.id.as_str())
        .collect();
    for (id, written) in &draft.scenario.choices {
        if !known.contains(&id.as_str()) {
            let message = format!("there is no choice `{id}`");
            let finding = sink.report(&codes::UNKNOWN_CHOICE, written.span, message);
            if let Some(help) = did_you_mean(id, &known) {
                finding.help(help);
            }
        } else if !draft.chosen.contains_key(id) {
            report_idle(draft, id, written.span, sink);
        }
    }
}

/// Reports a choice that no rule asks for: what it is about is missing, or its need is met.
fn report_idle(draft: &Draft<'_>, id: &str, span: Span, sink: &mut Sink) {
    let is_it = |rule: &&Rule| rule.choose.as_ref().is_some_and(|choice| choice.id == id);
    let Some(rule) = draft.catalog.rules.iter().find(is_it) else { return };
    let subjects = draft.world().subjects(&rule.each);
    let is_met =
        |subject: &Option<ElementIx>| rules::need(draft, rule, *subject) == Some(State::Met);
    let met = subjects.iter().copied().find(is_met).flatten();
    let (message, help) = match met {
        Some(ix) => (
            format!(
                "the choice `{id}` has no effect: `{}` has what it is about",
                draft.graph[ix].id
            ),
            format!(
                "take it away; `maquette explain FILE#{}` says what that is",
                draft.graph[ix].id
            ),
        ),
        None if subjects.is_empty() => (
            format!("nothing in this architecture asks for the choice `{id}`"),
            format!(
                "write what it is about, {}, or take it away",
                one_of(&rule.each.iter().map(String::as_str).collect::<Vec<_>>())
            ),
        ),
        None => (
            format!("nothing in this architecture asks for the choice `{id}`"),
            format!("take it away; `maquette explain {id}` says when it is asked"),
        ),
    };
    sink.report(&codes::IDLE_CHOICE, span, message).help(help);
}

/// Applies labels, places, links and remarks, leaves out what is omitted, and closes the graph.
pub fn apply(mut draft: Draft<'_>, sink: &mut Sink) -> (ArchGraph, Index) {
    let scenario = draft.scenario;
    let lines = Lines::of(&draft);
    for change in &scenario.overrides {
        if change.omit {
            report_unmet(&draft, &lines, change, sink);
            continue;
        }
        let element = element_of(&draft, &change.target.value);
        if let Some(ix) = element {
            change_element(&mut draft, ix, change, sink);
        } else if let Some(ix) = lines.by_id.get(&change.target.value) {
            change_connection(&mut draft.graph, *ix, change);
        } else {
            report_unknown(&draft, change, sink);
        }
    }
    let has_moved = scenario.overrides.iter().any(|change| change.place.is_some());
    let sorted = parents_first(&draft.graph);
    let is_as_indexed = sorted.is_none() && !has_moved;
    let mut graph = sorted.unwrap_or(draft.graph);
    if !draft.hidden.is_empty() {
        graph = graph.filter_map(
            |_, element| Some(element.clone()),
            |ix, connection| (!draft.hidden.contains(&ix)).then(|| connection.clone()),
        );
    }
    let index = if is_as_indexed { draft.index } else { Index::of(&graph) };
    let arch = ArchGraph {
        title: scenario.title.clone(),
        description: scenario.description.clone(),
        solution: scenario.solution.value.word().to_owned(),
        graph,
        ..ArchGraph::default()
    };
    (arch, index)
}

fn element_of(draft: &Draft<'_>, target: &str) -> Option<ElementIx> {
    draft.index.id(target).or_else(|| {
        let kind = draft.catalog.service(target)?;
        match draft.index.kind(&kind.id) {
            [only] => Some(*only),
            _ => None,
        }
    })
}

/// The connections that overrides name.
#[derive(Default)]
struct Lines {
    by_id: BTreeMap<String, ConnectionIx>,
    /// The written ones that are left out as well, each the first of its name.
    written: BTreeMap<String, ConnectionIx>,
}

impl Lines {
    fn of(draft: &Draft<'_>) -> Self {
        let mut lines = Self::default();
        if draft.scenario.overrides.is_empty() {
            return lines;
        }
        for edge in draft.graph.edge_references() {
            let connection = edge.weight();
            lines.by_id.entry(connection.id.clone()).or_insert(edge.id());
            if connection.is_written() {
                for word in draft.omissions_of(connection, (edge.source(), edge.target())) {
                    lines.written.entry(word).or_insert(edge.id());
                }
            }
        }
        lines
    }
}

fn change_element(draft: &mut Draft<'_>, ix: ElementIx, change: &Override, sink: &mut Sink) {
    let place = change.place.as_ref().and_then(|place| {
        let found = draft.index.id(&place.value).filter(|&at| {
            draft.graph[at].is_container() && chain(&draft.graph, at).all(|above| above != ix)
        });
        if found.is_none() {
            let message =
                format!("`{}` is not a place that can hold `{}`", place.value, change.target.value);
            sink.report(&codes::UNKNOWN_PLACE, place.span, message)
                .help("name a site, a group or another container of the architecture");
        }
        found
    });
    let element = &mut draft.graph[ix];
    if let Some(label) = &change.label {
        element.label.clone_from(label);
    }
    element.parent = place.or(element.parent);
    element.link = change.link.clone().or_else(|| element.link.take());
    element.note = change.note.clone().or_else(|| element.note.take());
}

fn change_connection(graph: &mut Graph, ix: ConnectionIx, change: &Override) {
    let connection = &mut graph[ix];
    if let Some(label) = &change.label {
        connection.label.clone_from(label);
    }
    connection.link = change.link.clone().or_else(|| connection.link.take());
    connection.note = change.note.clone().or_else(|| connection.note.take());
}

/// Reports something to be left out that was never about to be there, or is written; a service of
/// the catalogue that is not wanted and not derived is no mistake.
fn report_unmet(draft: &Draft<'_>, lines: &Lines, change: &Override, sink: &mut Sink) {
    let target = &change.target;
    if let Some(&written) = lines.written.get(&target.value) {
        let span = draft.graph[written].written();
        let message = format!("`{}` is written, and left out as well", target.value);
        sink.report(&codes::OMITS_WRITTEN, target.span, message)
            .help("take this line away, or the connection");
        sink.report(&codes::OMITS_WRITTEN, span, format!("`{}` is written here", target.value))
            .help("take this connection away, or the line that leaves it out");
        return;
    }
    let is_met = draft.omitted.get(&target.value).is_some_and(|met| *met);
    if is_met || draft.catalog.service(&target.value).is_some() {
        return;
    }
    if draft.may_name(&target.value) {
        let message = format!("`{}` is not derived, with or without this line", target.value);
        sink.report(&codes::IDLE_OMIT, target.span, message)
            .help(format!("delete `{}` from `omit`", target.value));
    } else {
        report_unknown(draft, change, sink);
    }
}

fn report_unknown(draft: &Draft<'_>, change: &Override, sink: &mut Sink) {
    let target = &change.target.value;
    let help = sink.hint(target, || {
        let mut ids = draft.index.ids();
        ids.extend(draft.graph.edge_weights().map(|connection| connection.id.as_str()));
        ids
    });
    let message = format!("the architecture has no element or connection `{target}`");
    let finding = sink.report(&codes::UNKNOWN_TARGET, change.target.span, message);
    if let Some(help) = help {
        finding.help(help);
    }
}

/// The same graph with every container before what it holds, otherwise in the same order; none if
/// that is its order.
fn parents_first(graph: &Graph) -> Option<Graph> {
    let mut order: Vec<ElementIx> = Vec::new();
    let mut at = vec![None; graph.node_count()];
    for ix in graph.node_indices() {
        let mut missing: Vec<_> =
            chain(graph, ix).take_while(|above| at[above.index()].is_none()).collect();
        while let Some(next) = missing.pop() {
            at[next.index()] = Some(ElementIx::new(order.len()));
            order.push(next);
        }
    }
    if order.is_sorted() {
        return None;
    }
    let mut sorted = Graph::default();
    for &ix in &order {
        let mut element = graph[ix].clone();
        element.parent = element.parent.and_then(|parent| at[parent.index()]);
        sorted.add_node(element);
    }
    for edge in graph.edge_indices() {
        if let Some((from, to)) = graph.edge_endpoints(edge)
            && let (Some(from), Some(to)) = (at[from.index()], at[to.index()])
        {
            sorted.add_edge(from, to, graph[edge].clone());
        }
    }
    Some(sorted)
}
