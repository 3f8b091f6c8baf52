//! What is told of needs for which nothing was derived: the author is asked, or has answered.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;

use crate::diag::{Sink, codes};
use crate::expand::draft::Draft;
use crate::expand::grow::grown;
use crate::expand::links::between;
use crate::expand::needs::{is_fed, is_general, sends};
use crate::expand::servers::is_open as is_unserved;
use crate::expand::undecided::{Offer, Purpose};
use crate::graph::ElementIx;
use crate::index::{Ends, fed_by, feeding, reached, reaching, written_from, written_to};
use crate::model::Link;

/// Reports what is still open when everything is derived; returns the elements that it is about.
pub fn report(draft: &Draft<'_>, sink: &mut Sink) -> BTreeSet<ElementIx> {
    let mut asked = BTreeSet::new();
    for ends in undecided(draft) {
        report_pairs(draft, &ends, sink);
        asked.extend(ends.into_iter().flat_map(<[ElementIx; 2]>::from));
    }
    for (servers, offers) in open_offers(draft) {
        report_offers(draft, &servers, &offers, sink);
        asked.extend(offers.iter().map(|offer| offer.client));
        asked.extend(servers);
    }
    for purpose in &draft.questions.purposes {
        report_purpose(draft, purpose, sink);
        asked.extend(&purpose.candidates);
    }
    report_met(draft, sink);
    asked
}

/// The pairs of which an end is still without what it needs, those of the same kinds with common ends together.
fn undecided(draft: &Draft<'_>) -> Vec<BTreeSet<Ends>> {
    let pairs = draft.questions.pairs.iter().copied();
    let open: Vec<Ends> = pairs.filter(|&pair| is_open(draft, pair)).collect();
    let kind = |ix: ElementIx| draft.graph[ix].kind.as_str();
    let mut joint = UnionFind::new(open.len());
    let (mut of_sender, mut of_receiver) = (BTreeMap::new(), BTreeMap::new());
    for (at, &(from, to)) in open.iter().enumerate() {
        let before =
            [of_sender.insert((from, kind(to)), at), of_receiver.insert((to, kind(from)), at)];
        for other in before.into_iter().flatten() {
            joint.union(at, other);
        }
    }
    let mut groups: BTreeMap<usize, BTreeSet<Ends>> = BTreeMap::new();
    for (at, &pair) in open.iter().enumerate() {
        groups.entry(joint.find(at)).or_default().insert(pair);
    }
    groups.into_values().collect()
}

/// Whether an end of a pair is still without what it needs.
fn is_open(draft: &Draft<'_>, (from, to): Ends) -> bool {
    !is_fed(draft, to) || !sends(draft, from)
}

fn report_pairs(draft: &Draft<'_>, pairs: &BTreeSet<Ends>, sink: &mut Sink) {
    let senders: BTreeSet<ElementIx> = pairs.iter().map(|pair| pair.0).collect();
    let receivers: BTreeSet<ElementIx> = pairs.iter().map(|pair| pair.1).collect();
    let Some(&(from, to)) = pairs.first() else { return };
    let (readers, read) = (listed(draft, &receivers), listed(draft, &senders));
    let message = match receivers.len() {
        1 => format!("nothing says which of {read} is read by {readers}"),
        _ => format!("nothing says which of {readers} reads {read}"),
    };
    let place = receivers.iter().chain(&senders).find_map(|&ix| draft.graph[ix].written());
    let line = format!("{} -> {}", draft.graph[from].id, draft.graph[to].id);
    let or_use = match receivers.iter().find(|&&ix| is_general(draft, ix)) {
        Some(&ix) => format!(", or say with `use` what `{}` is for", draft.graph[ix].id),
        None => String::new(),
    };
    sink.report(&codes::UNDECIDED, place, message)
        .help(format!("write what is meant in `connections`, such as `{line}`{or_use}"));
}

/// The offers of clients that nothing serves, those with the same servers together.
fn open_offers(draft: &Draft<'_>) -> BTreeMap<BTreeSet<ElementIx>, Vec<Offer>> {
    let open = draft.questions.offers.iter().copied().filter(|&offer| is_unserved(draft, offer));
    let mut of_client: BTreeMap<(ElementIx, &str), Vec<Offer>> = BTreeMap::new();
    for offer in open {
        let kind = draft.graph[offer.server].kind.as_str();
        of_client.entry((offer.client, kind)).or_default().push(offer);
    }
    let mut joint: BTreeMap<BTreeSet<ElementIx>, Vec<Offer>> = BTreeMap::new();
    for offers in of_client.into_values() {
        let servers = offers.iter().map(|offer| offer.server).collect();
        joint.entry(servers).or_default().extend(offers);
    }
    joint
}

fn report_offers(
    draft: &Draft<'_>,
    servers: &BTreeSet<ElementIx>,
    offers: &[Offer],
    sink: &mut Sink,
) {
    let Some(&Offer { ends: (from, to), .. }) = offers.first() else { return };
    let clients: BTreeSet<ElementIx> = offers.iter().map(|offer| offer.client).collect();
    let place = servers.iter().chain(&clients).find_map(|&ix| draft.graph[ix].written());
    let message = format!(
        "nothing says which of {} serves {}",
        listed(draft, servers),
        listed(draft, &clients)
    );
    let line = format!("{} -> {}", draft.graph[from].id, draft.graph[to].id);
    sink.report(&codes::UNDECIDED, place, message)
        .help(format!("write what is meant in `connections`, such as `{line}`"));
}

fn report_purpose(draft: &Draft<'_>, purpose: &Purpose, sink: &mut Sink) {
    let candidates: BTreeSet<ElementIx> = purpose.candidates.iter().copied().collect();
    let subject = &draft.graph[purpose.subject].id;
    let message = match purpose.candidates.as_slice() {
        [only] => format!(
            "`{subject}` needs something with `{}`, and `{}` may be it",
            purpose.word, draft.graph[*only].id
        ),
        _ => format!(
            "`{subject}` needs something with `{}`, and nothing says which of {} it is",
            purpose.word,
            listed(draft, &candidates)
        ),
    };
    let place = purpose.candidates.iter().find_map(|&ix| draft.graph[ix].written());
    let first = purpose.candidates.first().map_or("", |&ix| draft.graph[ix].id.as_str());
    sink.report(&codes::UNDECIDED, place, message).help(format!(
        "write `{}` where it is meant, or the line itself in `connections`: `{subject} -> {first}`",
        purpose.word
    ));
}

/// More elements than an architecture has of which it is asked what would be without a line.
const MOST_ELEMENTS: usize = 1000;

/// Reports what is not joined: what the author wrote takes the place of what would be derived, one
/// by one; where other lines leave no need open, all of them once.
fn report_met(draft: &Draft<'_>, sink: &mut Sink) {
    let mut met: BTreeMap<ElementIx, BTreeSet<ElementIx>> = BTreeMap::new();
    let asked = draft.questions.pairs.iter().filter(|&&pair| !is_open(draft, pair));
    for &(from, to) in draft.questions.met.iter().chain(asked) {
        let is_drawn = fed_by(&draft.graph, from).any(|next| next == to);
        if !is_drawn && draft.graph[to].written().is_some() {
            met.entry(to).or_default().insert(from);
        }
    }
    let longer = draft.questions.longer.iter().copied();
    let mut needless: BTreeSet<Ends> = longer.filter(|&ends| is_surprising(draft, ends)).collect();
    for (to, senders) in met {
        let replaced = replaced(draft, to, &senders);
        let others = senders.difference(&replaced).map(|&from| (from, to));
        needless.extend(others.filter(|&ends| is_surprising(draft, ends)));
        if !replaced.is_empty() {
            report_replaced(draft, to, &replaced, sink);
        }
    }
    report_needless(draft, &needless, sink);
}

/// Of several senders those that would be joined to a receiver if what the author wrote of it and
/// of them were not written.
fn replaced(
    draft: &Draft<'_>,
    to: ElementIx,
    senders: &BTreeSet<ElementIx>,
) -> BTreeSet<ElementIx> {
    let into = written_from(&draft.graph, to).map(|from| (from, to));
    let out =
        senders.iter().flat_map(|&from| written_to(&draft.graph, from).map(move |b| (from, b)));
    let undrawn: Vec<&Link> = into.chain(out).flat_map(|(a, b)| between(draft, a, b)).collect();
    if undrawn.is_empty() || draft.graph.node_count() > MOST_ELEMENTS {
        return BTreeSet::new();
    }
    let (scenario, catalog) = (draft.scenario, draft.catalog);
    let other = grown(scenario, catalog, &undrawn, &mut Sink::within(catalog.limits));
    let there = |ix: ElementIx| other.index.id(&draft.graph[ix].id);
    let is_joined = |&from: &ElementIx| {
        let ends = there(from).zip(there(to));
        ends.is_some_and(|(from, to)| fed_by(&other.graph, from).any(|next| next == to))
    };
    senders.iter().copied().filter(is_joined).collect()
}

/// Whether the author may miss a line: data gets there over what is written, or not at all.
fn is_surprising(draft: &Draft<'_>, (from, to): Ends) -> bool {
    if draft.graph.node_count() > MOST_ELEMENTS {
        return false;
    }
    let (behind, before) = (reached(&draft.graph, from), reaching(&draft.graph, to));
    let mut between = behind.intersection(&before).filter(|&&ix| ix != from && ix != to);
    !behind.contains(&to) || between.any(|&ix| draft.graph[ix].is_written())
}

fn report_replaced(
    draft: &Draft<'_>,
    to: ElementIx,
    senders: &BTreeSet<ElementIx>,
    sink: &mut Sink,
) {
    let feeders: BTreeSet<ElementIx> = feeding(&draft.graph, to).collect();
    let readers = senders.iter().flat_map(|&ix| fed_by(&draft.graph, ix)).collect();
    let id = &draft.graph[to].id;
    let senders = listed(draft, senders);
    let reason = match feeders.first() {
        Some(_) => format!("it is fed by {}", listed(draft, &feeders)),
        None => format!("what is sent is read by {}", listed(draft, &readers)),
    };
    let message = format!("nothing is derived from {senders} to `{id}`: {reason}");
    sink.report(&codes::MET, draft.graph[to].written(), message)
        .help("if both are meant, write the other line as well, in `connections`");
}

fn report_needless(draft: &Draft<'_>, pairs: &BTreeSet<Ends>, sink: &mut Sink) {
    let Some(&(_, first)) = pairs.first() else { return };
    let id = |ix: ElementIx| &draft.graph[ix].id;
    let mut lines: Vec<String> =
        pairs.iter().map(|&(from, to)| format!("`{}` to `{}`", id(from), id(to))).collect();
    lines.sort_unstable();
    let message = format!("other lines serve what would join {}", lines.join(", "));
    sink.report(&codes::MET, draft.graph[first].written(), message).help(
        "if one is meant, write it in `connections`; `maquette explain FILE` says what serves what",
    );
}

/// `` `a`, `b` and `c` ``, sorted.
fn listed(draft: &Draft<'_>, elements: &BTreeSet<ElementIx>) -> String {
    let mut ids: Vec<String> =
        elements.iter().map(|&ix| format!("`{}`", draft.graph[ix].id)).collect();
    ids.sort_unstable();
    match ids.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::expand::testing::{connection, drawn};

    const RULE: &str = "[[rule]]\nid = 'R'\ntitle = 'x'\nwhy = 'x'\neach = 'hub'\n\
                        require = [{ service = 'desk' }]\n";

    /// What is told where a hub feeds a store over a desk and not by itself.
    fn told_of_the_way_round(entries: &str, keys: &str) -> Vec<String> {
        let ways = [
            connection("A", "alternative", "from = 'hub'\nto = 'desk'"),
            connection("B", "alternative", "from = 'desk'\nto = 'store'"),
            connection("C", "alternative", "from = 'hub'\nto = 'store'"),
            connection("D", "alternative", "from = 'sensor'\nto = 'hub'"),
        ];
        let (lines, told) = drawn(&format!("{}{entries}", ways.concat()), keys);
        let way_round = ["desk > store: B", "hub > desk: A"];
        assert!(way_round.iter().all(|line| lines.iter().any(|one| one == line)), "{lines:?}");
        assert!(!lines.iter().any(|line| line.starts_with("hub > store")), "{lines:?}");
        told
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_way_over_what_is_written_is_told_and_one_over_what_is_derived_is_not() {
        let written = told_of_the_way_round("", "services = ['hub', 'desk', 'store']");
        assert_eq!(written, ["MQ0321"]);
        let derived = told_of_the_way_round(RULE, "services = ['hub', 'store']");
        assert_eq!(derived, NOTHING);
    }

    #[test]
    fn what_is_written_before_or_behind_a_way_does_not_stand_in_it() {
        let sensor = "services = ['hub', 'store']\n[devices.s]\nkind = 'sensor'";
        assert_eq!(told_of_the_way_round(RULE, sensor), NOTHING);
    }

    #[test]
    fn nobody_asks_for_a_line_among_a_thousand_elements() {
        let sensors = |count: usize| {
            let devices = (0..count).map(|n| format!("[devices.s{n}]\nkind = 'sensor'\n"));
            format!("services = ['hub', 'desk', 'store']\n{}", devices.collect::<String>())
        };
        // The cloud, and what stands in it.
        assert_eq!(told_of_the_way_round("", &sensors(super::MOST_ELEMENTS - 4)), ["MQ0321"]);
        assert_eq!(told_of_the_way_round("", &sensors(super::MOST_ELEMENTS - 3)), NOTHING);
    }
}
