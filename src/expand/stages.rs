//! The connections of the catalogue with the ends that match them, and which of these are due.

use crate::catalog::{Connection as Known, Presence};
use crate::evaluate::Subject;
use crate::expand::draft::Draft;
use crate::expand::joined::Joined;
use crate::expand::pairs::pairs;
use crate::graph::{Direction, ElementIx};
use crate::index::{Ends, fed_by, reaches};
use crate::model::Profile;

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
        let is_new = |&ends: &Ends| !joined.is_decided(self.at, ends);
        let pairs = self.pairs.iter().copied().filter(is_new);
        let due = pairs.filter(|&ends| self.is_due(draft, joined, ends));
        due.filter(|&ends| !joined.is_apart(draft, ends)).collect()
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
        let (there, new) = std::mem::take(due)
            .into_iter()
            .partition(|&pair| reaches(&draft.graph, self.travels(pair)));
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

    /// Notes that a pair is decided, for good.
    pub fn decide(&self, joined: &mut Joined, pair: Ends) {
        joined.decide(self.at, pair);
    }
}

/// The connections of the catalogue of which both ends are there.
pub struct Stages<'a> {
    /// Those that are no alternatives.
    pub plain: Vec<Stage<'a>>,
    /// The alternatives.
    pub alternatives: Vec<Stage<'a>>,
}

/// More pairs of ends match than may be looked at, with this connection the first.
pub struct TooMany<'a>(pub &'a Known);

/// The connections of which both ends are there. Which ends match says no other connection, so
/// this is asked once.
pub fn stages<'a>(draft: &Draft<'a>) -> Result<Stages<'a>, TooMany<'a>> {
    let is_there = |kind: &str| draft.index.has(kind);
    let catalog = draft.catalog;
    let about = catalog.connections.about(draft.index.kinds()).into_iter();
    let due = about
        .map(|at| (at, catalog.connections.slot(at)))
        .filter(|(_, slot)| slot.may_apply(is_there));
    let mut stages = Stages { plain: Vec::new(), alternatives: Vec::new() };
    let mut left = catalog.limits.pairs;
    for (at, slot) in due {
        let known = slot.get();
        let pairs = pairs(draft, known, left);
        left = left.checked_sub(pairs.len()).ok_or(TooMany(known))?;
        let kind = match known.need {
            Presence::Alternative => &mut stages.alternatives,
            _ => &mut stages.plain,
        };
        kind.push(Stage { at, known, pairs });
    }
    Ok(stages)
}

/// Whether the author or a choice asks for one of two ends.
pub fn is_asked_for(draft: &Draft<'_>, from: ElementIx, to: ElementIx) -> bool {
    // What a choice brought in may be reached through what stands in between at the site.
    let passes_on = |(subject, met): &Ends| {
        *met == to
            && draft.index.site(from).is_some()
            && fed_by(&draft.graph, *subject).any(|next| next == from)
    };
    [from, to].iter().any(|end| draft.wanted.contains(end))
        || [(from, to), (to, from)].iter().any(|pair| draft.chosen_pairs.contains(pair))
        || draft.chosen_pairs.iter().any(passes_on)
}
