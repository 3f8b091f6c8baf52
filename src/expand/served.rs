//! What everything that is derived is for, and what met a need so that nothing was derived.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::visit::EdgeRef as _;

use crate::catalog::{Clause, Condition, Connection as Known};
use crate::evaluate::Subject;
use crate::expand::draft::Draft;
use crate::expand::rules::{self, State};
use crate::expand::stages::{Stages, stages};
use crate::graph::{Because, Connection, ConnectionIx, Direction, ElementIx, Flow, Lane, chain};

/// A need of an architecture, and what serves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The element whose need it is; none: the whole scenario's.
    pub of: Option<String>,
    /// What is needed.
    pub need: Need,
    /// Ids of the elements and connections that serve it.
    pub by: Vec<String>,
    /// Ids of the elements that would do so if nothing else did.
    pub instead_of: Vec<String>,
    /// Why nothing serves it, if nothing does.
    pub unserved: Option<Unserved>,
}

/// What an element needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// What a rule of the catalogue says, by its id.
    Rule(String),
    /// A place to stand in.
    Place,
    /// Something that feeds it.
    Source,
    /// Something that takes what it sends.
    Reader,
    /// What a connection of the catalogue says of two kinds wherever they meet, by its id.
    Talk(String),
}

/// Why nothing serves a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unserved {
    /// The author leaves out what would.
    LeftOut,
    /// The author is asked what does.
    Asked,
    /// Nothing there fits.
    Nothing,
}

/// Every need of what has been derived.
pub fn all(draft: &Draft<'_>) -> Vec<Served> {
    let mut needs: Vec<Served> = of_rules(draft).collect();
    needs.extend(met_before(draft));
    needs.extend(of_data(draft));
    needs.extend(of_talks(draft));
    let of_places = of_places(draft, &needs);
    needs.extend(of_places);
    needs
}

/// What rules required when they were applied.
fn of_rules<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = Served> + 'd {
    draft.required.iter().map(|required| {
        let is_open = required.by.is_empty();
        let mut purposes = draft.questions.purposes.iter();
        let asked = purposes.find(|p| is_open && Some(p.subject) == required.subject);
        let answer = if asked.is_some() { Unserved::Asked } else { Unserved::LeftOut };
        let candidates = asked.into_iter().flat_map(|purpose| &purpose.candidates);
        Served {
            of: required.subject.map(|ix| draft.graph[ix].id.clone()),
            need: Need::Rule(required.rule.clone()),
            by: required.by.iter().map(|&ix| draft.graph[ix].id.clone()).collect(),
            instead_of: candidates.map(|&ix| draft.graph[ix].id.clone()).collect(),
            unserved: is_open.then_some(answer),
        }
    })
}

/// Needs of rules that brought nothing in, because something met them.
fn met_before(draft: &Draft<'_>) -> Vec<Served> {
    let stated = draft.rules.iter().map(|&at| draft.catalog.rules.slot(at).get());
    let mut needs = Vec::new();
    for rule in stated {
        let Some(unless) = &rule.unless else { continue };
        for subject in draft.world().subjects(&rule.each).into_iter().flatten() {
            let mut applied = draft.required.iter().filter(|r| rule.id == r.rule);
            let is_applied = applied.any(|required| required.subject == Some(subject));
            if is_applied || rules::need(draft, rule, Some(subject)) != Some(State::Met) {
                continue;
            }
            let mut by = BTreeSet::new();
            witnesses(draft, unless, subject, &mut by);
            needs.push(Served {
                of: Some(draft.graph[subject].id.clone()),
                need: Need::Rule(rule.id.clone()),
                unserved: by.is_empty().then_some(Unserved::LeftOut),
                by: by.into_iter().collect(),
                instead_of: Vec::new(),
            });
        }
    }
    needs
}

/// Ids of what makes a condition hold for an element: connections, what names it or is named, and
/// what it stands in.
fn witnesses(draft: &Draft<'_>, condition: &Condition, ix: ElementIx, by: &mut BTreeSet<String>) {
    let subject = Subject::element(ix);
    for clause in condition.clauses() {
        match clause {
            Clause::Any(some) | Clause::All(some) => {
                let that_hold = some.iter().filter(|inner| draft.world().holds(inner, subject));
                that_hold.for_each(|inner| witnesses(draft, inner, ix, by));
            }
            Clause::Partner(inner) => by.extend(joints(draft, ix, |other, _| {
                draft.world().holds(inner, Subject::element(other))
            })),
            Clause::Connected(kinds) => {
                by.extend(joints(draft, ix, |other, _| is_of(draft, other, kinds)));
            }
            Clause::Feeds(kinds) => {
                by.extend(joints(draft, ix, |other, way| way.leaves && is_of(draft, other, kinds)));
            }
            Clause::FedBy(kinds) => {
                by.extend(joints(draft, ix, |other, way| way.enters && is_of(draft, other, kinds)));
            }
            Clause::HandedOn(_) => by.extend(joints(draft, ix, |other, way| {
                way.leaves && way.written && draft.graph[other].lane() != Some(Lane::Store)
            })),
            Clause::NamedBy(kinds) => {
                let named = kinds.iter().flat_map(|kind| draft.index.kind(kind)).copied();
                let id = &draft.graph[ix].id;
                let names = |&at: &ElementIx| {
                    let mut values = draft.graph[at].settings.values();
                    values.any(|value| value.split(',').any(|name| name.trim() == id))
                };
                by.extend(named.filter(names).map(|at| draft.graph[at].id.clone()));
            }
            Clause::Setting(tests) => {
                let values =
                    tests.keys().filter_map(|key| draft.graph[ix].settings.get(key.as_str()));
                by.extend(values.flat_map(|value| value.split(',')).map(|v| v.trim().to_owned()));
            }
            Clause::Place(tests) => {
                let has = |&at: &ElementIx| {
                    tests.keys().any(|key| draft.graph[at].settings.contains_key(key.as_str()))
                };
                by.extend(
                    chain(&draft.graph, ix).skip(1).find(has).map(|at| draft.graph[at].id.clone()),
                );
            }
            _ => {}
        }
    }
}

fn is_of(draft: &Draft<'_>, ix: ElementIx, kinds: &[String]) -> bool {
    kinds.iter().any(|kind| kind == "*" || *kind == draft.graph[ix].kind)
}

/// How data passes over a connection of an element.
#[derive(Clone, Copy)]
struct Passing {
    leaves: bool,
    enters: bool,
    written: bool,
}

/// Ids of the connections of an element, and of what stands in it, of which something holds.
fn joints<'d>(
    draft: &'d Draft<'_>,
    ix: ElementIx,
    is_meant: impl Fn(ElementIx, Passing) -> bool + 'd,
) -> impl Iterator<Item = String> + 'd {
    let graph = &draft.graph;
    let is_own = move |at: ElementIx| chain(graph, at).any(|around| around == ix);
    let all = draft.index.with_content(ix).into_iter().flat_map(|at| {
        graph.edges_directed(at, Outgoing).chain(graph.edges_directed(at, Incoming))
    });
    let drawn = all.filter(|edge| !draft.hidden.contains(&edge.id()));
    let found = drawn.filter(move |edge| {
        let connection = edge.weight();
        let is_data = connection.flow == Flow::Data;
        let (ahead, behind) =
            (connection.direction.leads_forward(), connection.direction.leads_back());
        let (other, leads_out, leads_in) = match (is_own(edge.source()), is_own(edge.target())) {
            (true, false) => (edge.target(), ahead, behind),
            (false, true) => (edge.source(), behind, ahead),
            _ => return false,
        };
        let written = connection.is_written();
        is_meant(
            other,
            Passing { leaves: is_data && leads_out, enters: is_data && leads_in, written },
        )
    });
    found.map(|edge| edge.weight().id.clone())
}

/// What could be fed or read in several ways: what feeds and reads it.
fn of_data(draft: &Draft<'_>) -> Vec<Served> {
    let mut sources: BTreeMap<ElementIx, BTreeSet<ElementIx>> = BTreeMap::new();
    let mut readers = sources.clone();
    let mut note = |(from, to): (ElementIx, ElementIx)| {
        sources.entry(to).or_default().insert(from);
        readers.entry(from).or_default().insert(to);
    };
    let Ok(Stages { plain, alternatives }) = stages(draft) else { return Vec::new() };
    let direct = plain.iter().filter(|stage| stage.known.direct);
    for stage in alternatives.iter().chain(direct) {
        stage.meant(draft).into_iter().for_each(|pair| note(stage.travels(pair)));
    }
    for edge in draft.graph.edge_references() {
        if known_of(draft, edge.weight()).any(Known::may_be_replaced) {
            let ends = (edge.source(), edge.target());
            let is_turned = edge.weight().direction == Direction::Back;
            note(if is_turned { (ends.1, ends.0) } else { ends });
        }
    }
    let of = |need: &Need, ix: ElementIx, others: &BTreeSet<ElementIx>| {
        let is_meant = |way: Passing| if *need == Need::Source { way.enters } else { way.leaves };
        let by: Vec<String> = joints(draft, ix, move |_, way| is_meant(way)).collect();
        let is_joined = |other: ElementIx| draft.graph.find_edge_undirected(ix, other).is_some();
        let not_joined = others.iter().filter(|&&other| !is_joined(other));
        let instead_of = not_joined.map(|&other| draft.graph[other].id.clone()).collect();
        let unserved = by.is_empty().then(|| unserved(draft, ix, others));
        Served {
            of: Some(draft.graph[ix].id.clone()),
            need: need.clone(),
            by,
            instead_of,
            unserved,
        }
    };
    let sources = sources.iter().map(|(&ix, others)| of(&Need::Source, ix, others));
    let readers = readers.iter().map(|(&ix, others)| of(&Need::Reader, ix, others));
    sources.chain(readers).collect()
}

/// Why data passes between an element and none of those that it could pass from or to.
fn unserved(draft: &Draft<'_>, ix: ElementIx, others: &BTreeSet<ElementIx>) -> Unserved {
    let is_about = |&(a, b): &(ElementIx, ElementIx)| {
        (a == ix && others.contains(&b)) || (b == ix && others.contains(&a))
    };
    let is_hidden =
        |edge: &ConnectionIx| draft.graph.edge_endpoints(*edge).is_some_and(|ends| is_about(&ends));
    if draft.hidden.iter().any(is_hidden) {
        Unserved::LeftOut
    } else if draft.questions.pairs.iter().any(is_about) {
        Unserved::Asked
    } else {
        Unserved::Nothing
    }
}

/// Connections that the catalogue has for two kinds wherever they meet.
fn of_talks<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = Served> + 'd {
    draft.graph.edge_references().flat_map(move |edge| {
        let (connection, first) = (edge.weight(), &draft.graph[edge.source()]);
        let is_hidden = draft.hidden.contains(&edge.id());
        let plain = known_of(draft, connection).filter(|known| !known.may_be_replaced());
        plain.map(move |known| Served {
            of: Some(first.id.clone()),
            need: Need::Talk(known.id.clone()),
            by: Vec::from_iter((!is_hidden).then(|| connection.id.clone())),
            instead_of: Vec::new(),
            unserved: is_hidden.then_some(Unserved::LeftOut),
        })
    })
}

/// The entries of the catalogue that a connection follows.
fn known_of<'d>(
    draft: &'d Draft<'_>,
    connection: &'d Connection,
) -> impl Iterator<Item = &'d Known> {
    connection.because.iter().filter_map(|because| match because {
        Because::Rule(id) => draft.catalog.connections.get(id),
        Because::Written(_) => None,
    })
}

/// Places and containers that are there for what they hold.
fn of_places(draft: &Draft<'_>, needs: &[Served]) -> Vec<Served> {
    let served: BTreeSet<&str> = needs.iter().flat_map(|n| &n.by).map(String::as_str).collect();
    let holds = |ix: ElementIx| draft.index.content(ix).first().copied();
    let is_open = |&ix: &ElementIx| !served.contains(draft.graph[ix].id.as_str());
    let open = draft.graph.node_indices().filter(is_open);
    let held = open.filter_map(|ix| Some((ix, holds(ix)?)));
    held.map(|(ix, content)| Served {
        of: Some(draft.graph[content].id.clone()),
        need: Need::Place,
        by: vec![draft.graph[ix].id.clone()],
        instead_of: Vec::new(),
        unserved: None,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::expand::testing::Ground;

    /// A rule about each hub that something meets, and what does, where a sensor feeds the hub and the
    /// hub a store.
    fn met(unless: &str) -> Vec<String> {
        let rule = format!(
            "[[rule]]\nid = 'R'\ntitle = 'x'\nwhy = 'x'\neach = 'hub'\nunless = {{ {unless} }}\n\
             require = [{{ service = 'gateway' }}]\n"
        );
        let keys = "connections = ['s -> hub -> t']\nservices = ['hub (only = s)', 't (store)']\n\
                    [devices.s]\nkind = 'sensor'\nhub = 'hub'";
        Ground::new(&rule, keys).met()
    }

    #[test]
    fn what_makes_a_condition_hold_is_named() {
        for (unless, by) in [
            ("feeds = ['store']", "hub--t--data"),
            ("fed-by = ['sensor']", "s--hub--data"),
            ("connected = ['sensor', 'store']", "hub--t--data, s--hub--data"),
            ("named-by = ['sensor']", "s"),
            ("setting = { only = 's' }", "s"),
            ("any = [{ feeds = ['desk'] }, { fed-by = ['sensor'] }]", "s--hub--data"),
            (
                "all = [{ feeds = ['store'] }, { fed-by = ['sensor'] }]",
                "hub--t--data, s--hub--data",
            ),
        ] {
            assert_eq!(met(unless), [format!("hub R: {by}")], "{unless}");
        }
    }
}
