//! Whom to join: what is written, else the only candidate, else nobody, and that is asked.
//!
//! A connection that may take several ways serves a need: something is to be fed, or something is
//! to be read. What the author wrote meets the need of its own ends, and nothing is derived for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::expand::draft::Draft;
use crate::expand::joined::Joined;
use crate::expand::stages::Stage;
use crate::graph::{ElementIx, Lane};
use crate::index::{Ends, entering, fed_by, feeding, reaches, written_from, written_to};

/// Settings that say what something general is for.
const PURPOSES: [&str; 2] = ["use", "module"];

/// Which senders are looked for.
#[derive(Debug)]
pub enum Senders {
    /// Stores where a written chain ends: written to be fed, and not to be read. What an earlier
    /// stage may feed from anything that is not read waits for that.
    Ends(BTreeSet<ElementIx>),
    /// All.
    Any,
}

impl Senders {
    /// Keeps the pairs of a stage that are looked at.
    fn choose(&mut self, draft: &Draft<'_>, stage: &Stage<'_>, due: &mut Vec<Ends>) {
        let Self::Ends(waiting) = self else { return };
        let mut more = BTreeSet::new();
        due.retain(|&pair| {
            let (from, to) = stage.travels(pair);
            let is_unread = !is_read(draft, from);
            let is_end = is_unread && is_met(draft, from) && lane(draft, from) == Some(Lane::Store);
            if is_unread && !is_end {
                more.insert(to);
            }
            is_end && !(stage.known.unfed && waiting.contains(&to))
        });
        waiting.extend(more);
    }
}

/// The pairs of a stage that feed what nothing is written to feed. Of several senders those come
/// first that nothing is written to read.
pub fn of_receivers(
    draft: &mut Draft<'_>,
    joined: &mut Joined,
    stage: &Stage<'_>,
    all: &[Stage<'_>],
    senders: &mut Senders,
) -> Vec<Ends> {
    let mut unmet = Vec::new();
    let mut due = stage.due(draft, joined);
    senders.choose(draft, stage, &mut due);
    let there = stage.without_joined(draft, &mut due);
    let is_promise_asked = stage.known.unfed && !due.is_empty();
    let open_ways = if is_promise_asked { open_ways(draft, joined, all) } else { Vec::new() };
    draft.questions.met.extend(there.into_iter().map(|pair| stage.travels(pair)));
    for pair in due {
        let (from, to) = stage.travels(pair);
        if is_chosen(draft, pair) {
            unmet.push(pair);
        } else if is_met(draft, to)
            || is_taken(draft, stage, (from, to))
            || (stage.known.unfed && sends(draft, from) && is_promised(&open_ways, (from, to)))
            || (is_general(draft, to) && is_read(draft, from) && !stage.known.every)
        {
            draft.questions.met.insert((from, to));
        } else if !is_general(draft, to) || shows(draft, to) {
            unmet.push(pair);
        } else if sends(draft, from) {
            draft.questions.met.insert((from, to));
        }
    }
    // Of one receiver: chosen, then read by nothing yet, then of the kind that is named first.
    let rank = |&pair: &Ends| {
        let from = stage.travels(pair).0;
        let kind = stage.known.unfed.then(|| stage.rank(draft, pair));
        (!is_chosen(draft, pair) && is_read(draft, from), kind)
    };
    let best_senders = best(&unmet, rank, |&pair| stage.travels(pair).1);
    let is_vague = |&pair: &Ends| !stage.known.every && is_general(draft, stage.travels(pair).1);
    let candidates = best(&best_senders, is_vague, |&pair| stage.travels(pair).0);
    let drawn = decided(draft, joined, stage, all, candidates);
    let (read, fed): (BTreeSet<_>, BTreeSet<_>) =
        drawn.iter().map(|&pair| stage.travels(pair)).unzip();
    for &pair in unmet.iter().filter(|pair| !drawn.contains(pair)) {
        let ends = stage.travels(pair);
        if fed.contains(&ends.1) || (is_general(draft, ends.1) && read.contains(&ends.0)) {
            stage.decide(joined, pair);
            draft.questions.met.insert(ends);
        }
    }
    drawn
}

/// Whether what is written to be fed may be fed by others as well: not if both have their place in
/// what is written, nor if something is derived that is enough.
fn may_read_more(draft: &Draft<'_>, stage: &Stage<'_>, (from, to): Ends) -> bool {
    let passes_on = stage.known.relay && (stage.known.unfed || is_read(draft, to));
    let is_placed = passes_on || is_met(draft, from);
    let is_derived = entering(&draft.graph, to).any(|(connection, _)| !connection.is_written());
    is_met(draft, to) && !is_placed && !(stage.known.unfed && is_derived)
}

/// Which readers are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// What nothing feeds yet.
    Free,
    /// What is written to be fed by others as well.
    Any,
}

/// The pairs of a stage that give a reader to what sends to nothing yet.
pub fn of_senders(
    draft: &mut Draft<'_>,
    joined: &mut Joined,
    stage: &Stage<'_>,
    all: &[Stage<'_>],
    readers: Readers,
) -> Vec<Ends> {
    let mut due = stage.due(draft, joined);
    stage.without_joined(draft, &mut due);
    due.retain(|&pair| {
        let (from, to) = stage.travels(pair);
        let is_free = !is_met(draft, to) && !is_taken(draft, stage, (from, to));
        let may_read = is_free
            || (readers == Readers::Any
                && (stage.known.gathers || may_read_more(draft, stage, (from, to))));
        may_read && !is_compute(draft, from) && !sends(draft, from)
    });
    let rank = |&pair: &Ends| {
        let to = stage.travels(pair).1;
        (is_met(draft, to), is_general(draft, to))
    };
    let candidates = best(&due, rank, |&pair| stage.travels(pair).0);
    decided(draft, joined, stage, all, candidates)
}

/// Of the pairs of each end those of the lowest rank.
fn best<R: Ord>(
    pairs: &[Ends],
    rank: impl Fn(&Ends) -> R,
    end: impl Fn(&Ends) -> ElementIx,
) -> Vec<Ends> {
    let mut lowest: BTreeMap<ElementIx, R> = BTreeMap::new();
    for pair in pairs {
        let (end, rank) = (end(pair), rank(pair));
        if lowest.get(&end).is_none_or(|lowest| rank < *lowest) {
            lowest.insert(end, rank);
        }
    }
    pairs.iter().copied().filter(|pair| lowest.get(&end(pair)) == Some(&rank(pair))).collect()
}

/// The pairs of which one end needs the other and has no other candidate; the others are asked.
/// What is fed, or may be fed in another way of the catalogue as well, needs nothing of what may feed,
/// or feeds, others of its kind.
fn decided(
    draft: &mut Draft<'_>,
    joined: &Joined,
    stage: &Stage<'_>,
    all: &[Stage<'_>],
    candidates: Vec<Ends>,
) -> Vec<Ends> {
    let kind = |ix: ElementIx| draft.graph[ix].kind.as_str();
    let (mut senders, mut receivers) = (BTreeMap::new(), BTreeMap::new());
    let mut alike = BTreeMap::new();
    for &pair in &candidates {
        let (from, to) = stage.travels(pair);
        *senders.entry(from).or_insert(0) += 1;
        *receivers.entry(to).or_insert(0) += 1;
        *alike.entry((from, kind(to))).or_insert(0) += 1;
    }
    let are_some_alike = alike.values().any(|&count| count > 1);
    let open_ways = if are_some_alike { open_ways(draft, joined, all) } else { Vec::new() };
    let is_decided = |&pair: &Ends| {
        let (from, to) = stage.travels(pair);
        let feeds_alike = || fed_by(&draft.graph, from).any(|ix| kind(ix) == kind(to));
        let may_feed_alike = || alike[&(from, kind(to))] > 1;
        (stage.known.every && (senders[&from] == 1 || receivers[&to] == 1))
            || is_chosen(draft, pair)
            || (senders[&from] == 1 && !(feeds_alike() && is_fed(draft, to)))
            || (receivers[&to] == 1
                && !is_general(draft, to)
                && !(may_feed_alike()
                    && (is_fed(draft, to) || has_rival(draft, &open_ways, (from, to)))))
    };
    let (drawn, asked): (Vec<Ends>, Vec<Ends>) = candidates.into_iter().partition(is_decided);
    draft.questions.pairs.extend(asked.into_iter().map(|pair| stage.travels(pair)));
    drawn
}

/// The pairs, in whatever way of the catalogue, of what sends to nothing yet.
fn open_ways(draft: &Draft<'_>, joined: &Joined, all: &[Stage<'_>]) -> Vec<Ends> {
    let is_waiting =
        |from| !sends(draft, from) && !is_read(draft, from) && !is_compute(draft, from);
    let may_add = |stage: &&Stage<'_>| !stage.known.unfed || stage.known.gathers;
    let pairs = |stage: &Stage<'_>| -> Vec<Ends> {
        let due = stage.due(draft, joined).into_iter().map(|pair| stage.travels(pair));
        due.filter(|&(from, _)| is_waiting(from)).collect()
    };
    all.iter().filter(may_add).flat_map(pairs).collect()
}

/// Whether something else that sends to nothing yet may feed a receiver, or another one of its kind.
fn has_rival(draft: &Draft<'_>, open_ways: &[Ends], (from, to): Ends) -> bool {
    let is_alike = |fed: ElementIx| fed != to && draft.graph[fed].kind == draft.graph[to].kind;
    rivals(open_ways, (from, to)).any(|other| leads_to(open_ways, other, is_alike))
}

/// Whether something else that sends to nothing yet can send to this receiver only.
fn is_promised(open_ways: &[Ends], (from, to): Ends) -> bool {
    rivals(open_ways, (from, to)).any(|other| !leads_to(open_ways, other, |fed| fed != to))
}

/// What else may feed a receiver.
fn rivals(open_ways: &[Ends], (from, to): Ends) -> impl Iterator<Item = ElementIx> {
    open_ways.iter().filter(move |&&(other, fed)| fed == to && other != from).map(|pair| pair.0)
}

fn leads_to(open_ways: &[Ends], from: ElementIx, is_one: impl Fn(ElementIx) -> bool) -> bool {
    open_ways.iter().any(|&(other, fed)| other == from && is_one(fed))
}

fn is_chosen(draft: &Draft<'_>, (a, b): Ends) -> bool {
    [(a, b), (b, a)].iter().any(|pair| draft.chosen_pairs.contains(pair))
}

/// Whether the author wrote what feeds an element.
fn is_met(draft: &Draft<'_>, ix: ElementIx) -> bool {
    let mut from = written_from(&draft.graph, ix);
    from.any(|other| written_to(&draft.graph, ix).all(|back| back != other))
}

/// Whether the author wrote what reads an element. What only comes back is read by nobody else.
fn is_read(draft: &Draft<'_>, ix: ElementIx) -> bool {
    written_to(&draft.graph, ix).any(|other| !reaches(&draft.graph, (other, ix)))
}

/// Whether something else feeds a receiver for which that is enough, or both ends have their place
/// in what is written and the receiver only passes on.
fn is_taken(draft: &Draft<'_>, stage: &Stage<'_>, (from, to): Ends) -> bool {
    (stage.known.unfed && is_fed(draft, to))
        || (stage.known.relay && is_read(draft, from) && is_read(draft, to))
}

/// Whether data reaches an element. What sends and receives feeds nothing.
pub fn is_fed(draft: &Draft<'_>, ix: ElementIx) -> bool {
    feeding(&draft.graph, ix).any(|from| fed_by(&draft.graph, ix).all(|back| back != from))
}

/// Whether data leaves an element for something that does not only answer.
pub fn sends(draft: &Draft<'_>, ix: ElementIx) -> bool {
    fed_by(&draft.graph, ix).any(|to| feeding(&draft.graph, ix).all(|back| back != to))
}

/// Whether people use an element: it shows what it reads.
fn shows(draft: &Draft<'_>, ix: ElementIx) -> bool {
    lane(draft, ix) == Some(Lane::Use)
}

fn lane(draft: &Draft<'_>, ix: ElementIx) -> Option<Lane> {
    draft.graph[ix].lane()
}

/// Whether an element runs code: what it sends to is the code's business.
fn is_compute(draft: &Draft<'_>, ix: ElementIx) -> bool {
    draft.service(ix).is_some_and(|service| service.general)
}

/// Whether an element may be for anything: it is general, and no setting says what it is for.
pub fn is_general(draft: &Draft<'_>, ix: ElementIx) -> bool {
    is_compute(draft, ix) && !PURPOSES.iter().any(|key| draft.graph[ix].settings.contains_key(*key))
}

#[cfg(test)]
mod tests {
    use crate::expand::testing::{connection, drawn};

    /// What an alternative between hubs and stores joins in a scenario with these services.
    fn joined(more: &str, services: &str) -> (Vec<String>, Vec<String>) {
        let keys = format!("from = 'hub'\nto = 'store'\n{more}");
        drawn(&connection("C", "alternative", &keys), services)
    }

    const NOTHING: [&str; 0] = [];
    const ASKED: [&str; 1] = ["MQ0320"];
    const TWO_AND_TWO: &str = "services = ['h1 (hub)', 'h2 (hub)', 't1 (store)', 't2 (store)']";

    #[test]
    fn the_only_candidate_is_joined_and_names_what_joined_it() {
        let (lines, told) = joined("", "services = ['hub', 'store']");
        assert_eq!((lines, told), (vec!["hub > store: C".to_owned()], Vec::new()));
    }

    #[test]
    fn where_several_fit_nothing_is_joined_and_it_is_asked() {
        let (lines, told) = joined("", TWO_AND_TWO);
        assert_eq!(lines, NOTHING);
        assert_eq!(told, ASKED);
    }

    #[test]
    fn several_senders_have_one_reader() {
        let (lines, told) = joined("", "services = ['h1 (hub)', 'h2 (hub)', 'store']");
        assert_eq!(lines, ["h1 > store: C", "h2 > store: C"]);
        assert_eq!(told, NOTHING);
    }

    #[test]
    fn one_sender_feeds_all_that_need_it() {
        let (lines, _) = joined("", "services = ['hub', 't1 (store)', 't2 (store)']");
        assert_eq!(lines, ["hub > t1: C", "hub > t2: C"]);
    }

    #[test]
    fn what_is_written_meets_the_need_of_its_ends() {
        let (lines, told) = joined("", &format!("connections = ['h1 -> t1']\n{TWO_AND_TWO}"));
        assert_eq!(
            lines,
            ["h1 > t1: written, C", "h2 > t2: C"],
            "the others are left to each other"
        );
        assert_eq!(told, ["MQ0321"], "and what would else be joined is told");
        let swapped = format!("connections = ['h1 -> t2', 'h2 -> t1']\n{TWO_AND_TWO}");
        assert_eq!(joined("", &swapped).0, ["h1 > t2: written, C", "h2 > t1: written, C"]);
    }

    #[test]
    fn what_is_left_out_answers_its_need() {
        let (lines, told) = joined("", "omit = ['hub -> store']\nservices = ['hub', 'store']");
        assert_eq!((lines, told), (Vec::new(), Vec::new()));
    }

    #[test]
    fn each_region_is_served_alike() {
        let (lines, told) = joined(
            "",
            "[groups.region]\nkind = 'region'\neach = ['west', 'east']\nservices = ['hub', 'store']",
        );
        assert_eq!(lines, ["east.hub > east.store: C", "west.hub > west.store: C"]);
        assert_eq!(told, NOTHING);
    }

    #[test]
    fn what_needs_no_more_than_one_feeder_takes_no_second() {
        let other = connection("D", "alternative", "from = 'sensor'\nto = 'store'");
        let direct = connection("E", "alternative", "from = 'hub'\nto = 'store'\nunfed = true");
        let scenario = "services = ['hub', 'store']\n[devices.s]\nkind = 'sensor'";
        let both = format!("{other}{direct}");
        assert_eq!(drawn(&both, scenario).0, ["s > store: D"]);
        // Without the first way, the second feeds it.
        assert_eq!(drawn(&direct, scenario).0, ["hub > store: E"]);
    }

    #[test]
    fn what_sends_already_leaves_a_receiver_to_what_can_send_to_it_only() {
        let measures =
            connection("A", "alternative", "from = 'sensor'\nto = 'store'\nunfed = true");
        let both =
            format!("{measures}{}", connection("B", "alternative", "from = 'hub'\nto = 'store'"));
        let scenario = |keys: &str| {
            format!("{keys}\nservices = ['hub', 'store', 'desk']\n[devices.s]\nkind = 'sensor'")
        };
        assert_eq!(drawn(&both, &scenario("")).0, ["hub > store: B", "s > store: A"]);
        let busy = drawn(&both, &scenario("connections = ['s -> desk']")).0;
        assert_eq!(busy, ["hub > store: B", "s > desk: written"]);
    }

    #[test]
    fn the_staged_way_comes_before_the_direct_one() {
        let staged = [
            connection("A", "alternative", "from = 'hub'\nto = 'module'"),
            connection("B", "alternative", "from = 'module'\nto = 'store'"),
            connection("C", "alternative", "from = 'hub'\nto = 'store'"),
        ];
        let lines = drawn(&staged.concat(), "services = ['hub', 'module', 'store']").0;
        assert_eq!(lines, ["hub > module: A", "module > store: B"]);
    }
}
