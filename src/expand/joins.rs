//! Connections: the author's, then those of the catalogue between every matching pair.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::catalog::{Connection as Known, Presence, Text, is_among};
use crate::expand::draft::Draft;
use crate::expand::pairs::pairs;
use crate::expand::wording::{filled, slug};
use crate::graph::{Because, Connection, ConnectionIx, Direction, ElementIx, Flow};
use crate::holds::Subject;
use crate::model::{Link, Profile};
use crate::survey::fed_by;

/// More rounds than conditions can depend on each other.
const MOST_ROUNDS: usize = 8;

/// What has been joined so far.
#[derive(Debug, Default)]
pub struct Joined {
    done: BTreeSet<(usize, ElementIx, ElementIx)>,
    ids: BTreeSet<String>,
    /// The author's connections by their ends, the lower index first, and flow.
    own: BTreeMap<(ElementIx, ElementIx, Flow), ConnectionIx>,
}

impl Joined {
    /// An id that no connection has yet.
    fn unique(&mut self, base: &str) -> String {
        let mut id = base.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{base}-{number}");
            number += 1;
        }
        id
    }
}

fn key(a: ElementIx, b: ElementIx, flow: Flow) -> (ElementIx, ElementIx, Flow) {
    if a <= b { (a, b, flow) } else { (b, a, flow) }
}

/// Draws a connection that the author wrote. What it leaves out comes from the first connection
/// of the catalogue between the two kinds that carries the same flow, drawn or not.
pub fn draw_own(
    draft: &mut Draft<'_>,
    joined: &mut Joined,
    link: &Link,
    from: ElementIx,
    to: ElementIx,
) {
    let known = known_between(draft, link.flow, from, to);
    let flow = link.flow.or(known.map(|k| k.flow)).unwrap_or(Flow::Data);
    let (first, last) = (&draft.graph[from], &draft.graph[to]);
    let text = |template: &Text| filled(template, first, Some(last), draft.catalog);
    let settings = &first.settings;
    let label = link.label.clone().or_else(|| known.map(|k| text(&k.label))).unwrap_or_default();
    let connection = Connection {
        id: joined.unique(&id_of(draft, from, to, &label, flow)),
        label,
        protocol: link.protocol.clone().or_else(|| known?.protocol.as_ref().map(text)),
        port: link.port.or_else(|| known?.port),
        flow,
        direction: link.direction.unwrap_or(Direction::Forward),
        optional: link.optional,
        authentication: link
            .authentication
            .clone()
            .or_else(|| known?.proof(settings).map(Text::owned)),
        step: link.step,
        sentence: None,
        link: link.link.clone(),
        note: link.note.clone(),
        because: vec![Because::Written(link.span)],
    };
    if draft.is_connection_omitted(&connection, (from, to)) {
        return;
    }
    let connection = draft.graph.add_edge(from, to, connection);
    joined.own.entry(key(from, to, flow)).or_insert(connection);
}

/// The connection of the catalogue that an own one between two elements means: of this flow if
/// it is said, else one that carries data, and one that is written this way round before others.
fn known_between<'a>(
    draft: &Draft<'a>,
    flow: Option<Flow>,
    a: ElementIx,
    b: ElementIx,
) -> Option<&'a Known> {
    let joins = |known: &Known, from: ElementIx, to: ElementIx| {
        is_among(&draft.graph[from].kind, &known.from)
            && is_among(&draft.graph[to].kind, &known.to)
            && draft.world().holds(&known.when, Subject::ends(from, to))
    };
    let fits = |known: &&Known| flow.is_none_or(|flow| flow == known.flow);
    let meant = |from: ElementIx, to: ElementIx| {
        let about = || draft.catalog.connections.called(&draft.graph[from].kind).filter(fits);
        let known = || about().filter(|k| joins(k, from, to));
        known().find(|known| known.flow == Flow::Data).or_else(|| known().next())
    };
    meant(a, b).or_else(|| meant(b, a))
}

fn id_of(draft: &Draft<'_>, from: ElementIx, to: ElementIx, label: &str, flow: Flow) -> String {
    let words = slug(if label.is_empty() { flow.word() } else { label });
    format!("{}--{}--{words}", draft.graph[from].id, draft.graph[to].id)
}

/// A connection of the catalogue, its place there, and the ends that match it.
type Matched<'a> = (usize, &'a Known, Vec<(ElementIx, ElementIx)>);

/// Draws the connections of the catalogue between all elements there are, until none is new:
/// conditions look at other connections. Alternatives come last, in file order: each looks at the
/// data paths that the others make.
pub fn draw_known(draft: &mut Draft<'_>, joined: &mut Joined) {
    let matched = matched(draft);
    for _ in 0..MOST_ROUNDS {
        let before = joined.done.len();
        draw_once(draft, joined, &matched);
        if joined.done.len() == before {
            return;
        }
    }
}

fn draw_once(draft: &mut Draft<'_>, joined: &mut Joined, matched: &[Matched<'_>]) {
    for &(at, known, ref pairs) in matched {
        for &(from, to) in pairs {
            let done = (at, from, to);
            if !joined.done.contains(&done) && is_due(draft, known, from, to) {
                joined.done.insert(done);
                draw(draft, joined, known, from, to);
            }
        }
    }
}

/// The connections of which both ends are there, alternatives last. Which ends match says no
/// other connection, so this is asked once.
fn matched<'a>(draft: &Draft<'a>) -> Vec<Matched<'a>> {
    let is_there = |kind: &str| draft.survey.has(kind);
    let catalog = draft.catalog;
    let about = catalog.connections.about(draft.survey.kinds()).into_iter();
    let (last, first): (Vec<_>, Vec<_>) = about
        .map(|at| (at, catalog.connections.slot(at)))
        .filter(|(_, slot)| slot.may_apply(is_there))
        .map(|(at, slot)| (at, slot.get()))
        .map(|(at, known)| (at, known, pairs(draft, known)))
        .partition(|(_, known, _)| known.need == Presence::Alternative);
    first.into_iter().chain(last).collect()
}

/// Whether a connection is drawn between two matching elements.
fn is_due(draft: &Draft<'_>, known: &Known, from: ElementIx, to: ElementIx) -> bool {
    let is_typical = draft.scenario.profile == Profile::Typical;
    let is_wanted = || is_typical || is_asked_for(draft, from, to);
    let is_needed = match known.need {
        Presence::Required => true,
        Presence::Optional => is_wanted(),
        Presence::Typical => is_typical,
        Presence::Alternative => is_wanted() && !reaches(draft, known, from, to),
    };
    is_needed && draft.world().holds(&known.when, Subject::ends(from, to))
}

fn is_asked_for(draft: &Draft<'_>, from: ElementIx, to: ElementIx) -> bool {
    // What a choice brought in may be reached through what stands in between at the site.
    let passes_on = |(subject, met): &(ElementIx, ElementIx)| {
        *met == to
            && draft.survey.site(from).is_some()
            && fed_by(&draft.graph, *subject).any(|next| next == from)
    };
    [from, to].iter().any(|end| draft.wanted.contains(end))
        || [(from, to), (to, from)].iter().any(|pair| draft.chosen_pairs.contains(pair))
        || draft.chosen_pairs.iter().any(passes_on)
}

/// Whether data travels from where it starts to where the connection would bring it already.
fn reaches(draft: &Draft<'_>, known: &Known, from: ElementIx, to: ElementIx) -> bool {
    let (start, goal) = if known.direction == Direction::Back { (to, from) } else { (from, to) };
    let (mut seen, mut queue) = (BTreeSet::from([start]), VecDeque::from([start]));
    while let Some(at) = queue.pop_front() {
        for next in fed_by(&draft.graph, at) {
            if next == goal {
                return true;
            }
            if seen.insert(next) {
                queue.push_back(next);
            }
        }
    }
    false
}

fn draw(draft: &mut Draft<'_>, joined: &mut Joined, known: &Known, from: ElementIx, to: ElementIx) {
    let because = Because::Rule(known.id.owned());
    if let Some(&own) = joined.own.get(&key(from, to, known.flow)) {
        draft.graph[own].because.push(because);
        return;
    }
    let (first, last) = (&draft.graph[from], &draft.graph[to]);
    let text = |template: &Text| filled(template, first, Some(last), draft.catalog);
    let label = text(&known.label);
    let id = id_of(draft, from, to, &label, known.flow);
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
    if !draft.is_connection_omitted(&connection, (from, to)) {
        draft.graph.add_edge(from, to, connection);
    }
}
