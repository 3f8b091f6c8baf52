//! The connections of the catalogue between every matching pair.
//!
//! They are drawn in stages, one a connection, in the order of the catalogue. What a stage draws is
//! decided for all its pairs before any is drawn: no element comes first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::catalog::{Connection as Known, Presence, Text};
use crate::expand::draft::{Draft, Ends};
use crate::expand::needs::{self, Readers, Senders};
use crate::expand::pairs::pairs;
use crate::expand::servers;
use crate::expand::wording::{filled, slug};
use crate::graph::{Because, Connection, ConnectionIx, Direction, ElementIx, Flow};
use crate::holds::Subject;
use crate::model::Profile;
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
    /// What the author joined each element to.
    partners: BTreeMap<ElementIx, BTreeSet<ElementIx>>,
}

impl Joined {
    /// An id that no connection has yet.
    pub fn unique(&mut self, base: &str) -> String {
        let mut id = base.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{base}-{number}");
            number += 1;
        }
        id
    }

    /// Notes a connection that the author wrote.
    pub fn note_own(&mut self, (a, b): Ends, flow: Flow, connection: ConnectionIx) {
        self.own.entry(key(a, b, flow)).or_insert(connection);
        self.partners.entry(a).or_default().insert(b);
        self.partners.entry(b).or_default().insert(a);
    }

    /// What the author joined an element to.
    pub fn partners(&self, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
        self.partners.get(&ix).into_iter().flatten().copied()
    }

    /// Whether the author joined two elements, whatever flows.
    pub fn is_own(&self, (a, b): Ends) -> bool {
        self.partners.get(&a).is_some_and(|partners| partners.contains(&b))
    }
}

fn key(a: ElementIx, b: ElementIx, flow: Flow) -> (ElementIx, ElementIx, Flow) {
    if a <= b { (a, b, flow) } else { (b, a, flow) }
}

/// The id of a connection, before it is made unique.
pub fn id_of(draft: &Draft<'_>, (from, to): Ends, label: &str, flow: Flow) -> String {
    let words = slug(if label.is_empty() { flow.word() } else { label });
    format!("{}--{}--{words}", draft.graph[from].id, draft.graph[to].id)
}

/// A connection of the catalogue with the ends that match it.
pub struct Stage<'a> {
    /// Its place in the catalogue.
    at: usize,
    /// What the catalogue says.
    pub known: &'a Known,
    /// Pairs of ends, in order.
    pairs: Vec<Ends>,
}

impl Stage<'_> {
    /// Pairs that may be joined now and are not yet.
    pub fn due(&self, draft: &Draft<'_>, joined: &Joined) -> Vec<Ends> {
        let is_new = |&(from, to): &Ends| !joined.done.contains(&(self.at, from, to));
        let pairs = self.pairs.iter().copied().filter(is_new);
        let due = pairs.filter(|&ends| self.is_due(draft, joined, ends));
        due.filter(|&ends| !servers::is_apart(draft, joined, ends)).collect()
    }

    /// Pairs that have this to say to each other, joined or not.
    pub fn meant(&self, draft: &Draft<'_>) -> Vec<Ends> {
        let is_general =
            self.known.need == Presence::Required || draft.scenario.profile == Profile::Typical;
        let is_wanted = |&(from, to): &Ends| {
            (is_general || is_asked_for(draft, from, to))
                && draft.world().holds(&self.known.when, Subject::ends(from, to))
        };
        self.pairs.iter().copied().filter(is_wanted).collect()
    }

    /// Takes the pairs that data passes between already from those that may be joined.
    pub fn without_joined(&self, draft: &Draft<'_>, due: &mut Vec<Ends>) -> Vec<Ends> {
        let (there, new) =
            std::mem::take(due).into_iter().partition(|&pair| reaches(draft, self.travels(pair)));
        *due = new;
        there
    }

    /// Whether the connection may be drawn between two matching elements.
    fn is_due(&self, draft: &Draft<'_>, joined: &Joined, (from, to): Ends) -> bool {
        let is_typical = draft.scenario.profile == Profile::Typical;
        let is_wanted = || is_typical || is_asked_for(draft, from, to);
        let is_needed = match self.known.need {
            Presence::Required => true,
            Presence::Optional => is_wanted(),
            Presence::Typical => is_typical,
            Presence::Written => false,
            Presence::Alternative => is_wanted() && !joined.is_own((from, to)),
        };
        is_needed && draft.world().holds(&self.known.when, Subject::ends(from, to))
    }

    /// The end of a pair that data leaves, and the one that it reaches.
    pub fn travels(&self, (from, to): Ends) -> Ends {
        if self.known.direction == Direction::Back { (to, from) } else { (from, to) }
    }

    /// Which of the kinds of first ends a pair has.
    pub fn rank(&self, draft: &Draft<'_>, (from, _): Ends) -> Option<usize> {
        self.known.from.iter().position(|kind| *kind == draft.graph[from].kind)
    }

    /// Notes that a pair is decided against, for good.
    pub fn decline(&self, joined: &mut Joined, (from, to): Ends) {
        joined.done.insert((self.at, from, to));
    }

    /// Draws pairs; whether there were any.
    fn draw(&self, draft: &mut Draft<'_>, joined: &mut Joined, pairs: &[Ends]) -> bool {
        for &(from, to) in pairs {
            joined.done.insert((self.at, from, to));
            draw(draft, joined, self.known, (from, to));
        }
        !pairs.is_empty()
    }
}

/// Draws the connections of the catalogue between all elements there are, until none is new:
/// conditions look at other connections. Alternatives come after them, in file order: each looks at
/// the data paths that the others make, and stores where written chains end are read first. Direct
/// ways follow where there is no other. What then sends to nothing takes what is left.
pub fn draw_known(draft: &mut Draft<'_>, joined: &mut Joined) {
    let (plain, alternatives) = stages(draft);
    for _ in 0..MOST_ROUNDS {
        draft.questions.pairs.clear();
        draft.questions.offers.clear();
        let mut has_drawn = false;
        for stage in plain.iter().filter(|stage| !stage.known.direct) {
            let due = servers::decided(draft, joined, stage);
            has_drawn |= stage.draw(draft, joined, &due);
        }
        for mut senders in [Senders::Ends(BTreeSet::new()), Senders::Any] {
            for stage in &alternatives {
                let ways = (stage, alternatives.as_slice());
                let chosen = needs::of_receivers(draft, joined, ways, &mut senders);
                has_drawn |= stage.draw(draft, joined, &chosen);
            }
        }
        for stage in plain.iter().filter(|stage| stage.known.direct) {
            let mut due = stage.due(draft, joined);
            let there = stage.without_joined(draft, &mut due);
            draft.questions.longer.extend(there.into_iter().map(|pair| stage.travels(pair)));
            has_drawn |= stage.draw(draft, joined, &due);
        }
        for readers in [Readers::Free, Readers::Any] {
            for stage in &alternatives {
                let ways = (stage, alternatives.as_slice());
                let chosen = needs::of_senders(draft, joined, ways, readers);
                has_drawn |= stage.draw(draft, joined, &chosen);
            }
        }
        if !has_drawn {
            break;
        }
    }
    for stage in plain.iter().chain(&alternatives) {
        let apart =
            stage.meant(draft).into_iter().filter(|&ends| servers::is_apart(draft, joined, ends));
        let ends: Vec<Ends> = apart.map(|pair| stage.travels(pair)).collect();
        draft.questions.longer.extend(ends);
    }
}

/// The connections of which both ends are there, and apart from them the alternatives. Which ends
/// match says no other connection, so this is asked once.
pub fn stages<'a>(draft: &Draft<'a>) -> (Vec<Stage<'a>>, Vec<Stage<'a>>) {
    let is_there = |kind: &str| draft.survey.has(kind);
    let catalog = draft.catalog;
    let about = catalog.connections.about(draft.survey.kinds()).into_iter();
    let stages = about
        .map(|at| (at, catalog.connections.slot(at)))
        .filter(|(_, slot)| slot.may_apply(is_there))
        .map(|(at, slot)| (at, slot.get()))
        .map(|(at, known)| Stage { at, known, pairs: pairs(draft, known) });
    stages.partition(|stage| stage.known.need != Presence::Alternative)
}

fn is_asked_for(draft: &Draft<'_>, from: ElementIx, to: ElementIx) -> bool {
    // What a choice brought in may be reached through what stands in between at the site.
    let passes_on = |(subject, met): &Ends| {
        *met == to
            && draft.survey.site(from).is_some()
            && fed_by(&draft.graph, *subject).any(|next| next == from)
    };
    [from, to].iter().any(|end| draft.wanted.contains(end))
        || [(from, to), (to, from)].iter().any(|pair| draft.chosen_pairs.contains(pair))
        || draft.chosen_pairs.iter().any(passes_on)
}

/// Whether data travels from one element to another already.
pub fn reaches(draft: &Draft<'_>, (start, goal): Ends) -> bool {
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

fn draw(draft: &mut Draft<'_>, joined: &mut Joined, known: &Known, (from, to): Ends) {
    let because = Because::Rule(known.id.owned());
    if let Some(&own) = joined.own.get(&key(from, to, known.flow)) {
        let reasons = &mut draft.graph[own].because;
        if !reasons.contains(&because) {
            reasons.push(because);
        }
        return;
    }
    let (first, last) = (&draft.graph[from], &draft.graph[to]);
    let text = |template: &Text| filled(template, first, Some(last), draft.catalog);
    let label = text(&known.label);
    let id = id_of(draft, (from, to), &label, known.flow);
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
    let is_omitted = draft.is_connection_omitted(&connection, (from, to));
    let drawn = draft.graph.add_edge(from, to, connection);
    if is_omitted {
        draft.hidden.insert(drawn);
    }
}

#[cfg(test)]
mod tests {
    use crate::expand::testing::{connection, drawn};

    /// What a connection from sensors to gateways joins that is needed like this.
    fn joined(need: &str, scenario: &str) -> Vec<String> {
        let entry = connection("C", need, "from = 'sensor'\nto = 'gateway'");
        drawn(&entry, scenario).0
    }

    const NOTHING: [&str; 0] = [];
    const ASKED_FOR: &str = "services = ['gateway']\n[devices.s]\nkind = 'sensor'";
    const NOT_ASKED_FOR: &str = "[devices.s]\nkind = 'sensor'\n[devices.gateway]\nkind = 'gateway'";

    #[test]
    fn the_author_or_the_profile_asks_for_what_is_not_required() {
        let line = ["s > gateway: C"];
        assert_eq!(joined("required", NOT_ASKED_FOR), line);
        for need in ["optional", "alternative"] {
            assert_eq!(joined(need, NOT_ASKED_FOR), NOTHING, "{need}");
            assert_eq!(joined(need, ASKED_FOR), line, "{need}");
        }
        assert_eq!(joined("typical", ASKED_FOR), NOTHING);
        for need in ["optional", "alternative", "typical"] {
            let typical = format!("profile = 'typical'\n{NOT_ASKED_FOR}");
            assert_eq!(joined(need, &typical), line, "{need}");
        }
        assert_eq!(joined("written", ASKED_FOR), NOTHING);
    }

    #[test]
    fn a_condition_is_asked_of_the_first_end() {
        let keys = "from = 'sensor'\nto = 'gateway'\nwhen = { setting = { reader = 'poller' } }";
        let entry = connection("C", "required", keys);
        let lines = |keys: &str| drawn(&entry, &format!("{NOT_ASKED_FOR}\n{keys}")).0;
        assert_eq!(lines(""), NOTHING);
        let two = "[devices.t]\nkind = 'sensor'\nreader = 'poller'";
        assert_eq!(lines(two), ["t > gateway: C"]);
    }

    #[test]
    fn what_is_written_takes_the_place_of_the_same_flow_only() {
        let written = |flow: &str| {
            let link = format!("[[connections]]\nfrom = 's'\nto = 'gateway'\nflow = '{flow}'");
            joined("required", &format!("{NOT_ASKED_FOR}\n{link}"))
        };
        assert_eq!(written("data"), ["s > gateway: written, C"]);
        assert_eq!(written("management").len(), 2);
    }

    #[test]
    fn a_direct_way_is_drawn_where_data_takes_no_other() {
        let direct = "from = 'sensor'\nto = 'hub'\ndirect = true";
        let entries = [
            connection("C", "required", direct),
            connection("D", "optional", "from = 'sensor'\nto = 'gateway'"),
            connection("E", "optional", "from = 'gateway'\nto = 'hub'"),
        ]
        .concat();
        let sensor = "[devices.s]\nkind = 'sensor'";
        let lines = |services: &str| drawn(&entries, &format!("{services}\n{sensor}")).0;
        assert_eq!(lines("services = ['hub']"), ["s > hub: C"]);
        assert_eq!(lines("services = ['hub', 'gateway']"), ["gateway > hub: E", "s > gateway: D"]);
    }

    #[test]
    fn equal_lines_have_ids_of_their_own() {
        let mut joined = super::Joined::default();
        let ids: Vec<String> = (0..3).map(|_| joined.unique("a--b")).collect();
        assert_eq!(ids, ["a--b", "a--b-2", "a--b-3"]);
    }
}
