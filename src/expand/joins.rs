//! The connections of the catalogue between every matching pair.
//!
//! They are drawn in stages, one a connection, in the order of the catalogue. What a stage draws is
//! decided for all its pairs before any is drawn: no element comes first.

use std::collections::BTreeSet;

use crate::catalog::{Connection as Known, Presence};
use crate::expand::draft::Draft;
use crate::expand::joined::{Joined, id_of};
use crate::expand::needs::{self, Readers, Senders};
use crate::expand::servers;
use crate::expand::stages::{Stage, Stages, TooMany, is_asked_for, stages};
use crate::expand::wording::filled;
use crate::graph::{Because, Connection};
use crate::index::Ends;

/// More rounds than conditions can depend on each other.
const MOST_ROUNDS: usize = 8;

/// Draws the connections of the catalogue between all elements there are, until none is new:
/// conditions look at other connections. Alternatives come after them, in file order: each looks at
/// the data paths that the others make, and stores where written chains end are read first. Direct
/// ways follow where there is no other. What then sends to nothing takes what is left.
pub fn draw_known<'a>(draft: &mut Draft<'a>, joined: &mut Joined) -> Result<(), TooMany<'a>> {
    let Stages { plain, alternatives } = stages(draft)?;
    for _ in 0..MOST_ROUNDS {
        draft.questions.pairs.clear();
        draft.questions.offers.clear();
        let mut has_drawn = false;
        for stage in plain.iter().filter(|stage| !stage.known.direct) {
            let due = servers::decided(draft, joined, stage);
            has_drawn |= draw_all(draft, joined, stage, &due);
        }
        for mut senders in [Senders::Ends(BTreeSet::new()), Senders::Any] {
            for stage in &alternatives {
                let chosen = needs::of_receivers(draft, joined, stage, &alternatives, &mut senders);
                has_drawn |= draw_all(draft, joined, stage, &chosen);
            }
        }
        for stage in plain.iter().filter(|stage| stage.known.direct) {
            let mut due = stage.due(draft, joined);
            let there = stage.without_joined(draft, &mut due);
            draft.questions.longer.extend(there.into_iter().map(|pair| stage.travels(pair)));
            has_drawn |= draw_all(draft, joined, stage, &due);
        }
        for readers in [Readers::Free, Readers::Any] {
            for stage in &alternatives {
                let chosen = needs::of_senders(draft, joined, stage, &alternatives, readers);
                has_drawn |= draw_all(draft, joined, stage, &chosen);
            }
        }
        if !has_drawn {
            break;
        }
    }
    for stage in plain.iter().chain(&alternatives) {
        let apart = stage.meant(draft).into_iter().filter(|&ends| joined.is_apart(draft, ends));
        let ends: Vec<Ends> = apart.map(|pair| stage.travels(pair)).collect();
        draft.questions.longer.extend(ends);
    }
    Ok(())
}

/// Draws pairs of a stage; whether there were any.
fn draw_all(draft: &mut Draft<'_>, joined: &mut Joined, stage: &Stage<'_>, pairs: &[Ends]) -> bool {
    for &pair in pairs {
        stage.decide(joined, pair);
        draw(draft, joined, stage.known, pair);
    }
    !pairs.is_empty()
}

fn draw(draft: &mut Draft<'_>, joined: &mut Joined, known: &Known, (from, to): Ends) {
    let because = Because::Rule(known.id.clone());
    if let Some(own) = joined.own((from, to), known.flow) {
        let reasons = &mut draft.graph[own].because;
        if !reasons.contains(&because) {
            reasons.push(because);
        }
        return;
    }
    let (first, last) = (&draft.graph[from], &draft.graph[to]);
    let text = |template: &String| filled(template, first, Some(last), draft.catalog);
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
        authentication: known.proof(&first.settings).cloned(),
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
