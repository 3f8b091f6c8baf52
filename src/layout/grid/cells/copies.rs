//! Frames that are equal: with the same cards, frames and links inside, in the same order.
//! They are placed alike, so that whoever has read one has read all.
//!
//! Before: frames. After: frames of a class have the same parent, lanes, sizes, frames and links
//! inside; a card knows its place in each class that it is in.

use super::super::problem::{CardIx, FrameIx, LinkIx, Problem, Tip};
use crate::geom::Size;

/// Where a card stands among the copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Role {
    /// The class of equal frames.
    pub class: usize,
    /// Which of them.
    pub copy: usize,
    /// Which card of it.
    pub card: usize,
}

/// Classes of equal frames.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Copies {
    frames: Vec<Vec<FrameIx>>,
    classes: Vec<Vec<Vec<CardIx>>>,
    roles: Vec<Vec<Role>>,
}

/// What two frames must have in common to be equal.
#[derive(Debug, PartialEq, Eq)]
struct Signature {
    parent: Option<FrameIx>,
    /// For each frame inside, the place of its parent among them.
    frames: Vec<Option<usize>>,
    cards: Vec<Member>,
    /// The links inside, as places of their ends.
    links: Vec<(Place, Place)>,
}

/// What a card of a frame must have in common with that of another.
#[derive(Debug, PartialEq, Eq)]
struct Member {
    lane: Option<u8>,
    size: Size,
    /// The place of its frame.
    frame: Option<usize>,
}

/// A place in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Place {
    Card(usize),
    Frame(usize),
}

impl Copies {
    /// Finds all classes with at least two copies of at least two cards.
    pub fn find(problem: &Problem<'_>) -> Self {
        let mut found: Vec<(Signature, Vec<FrameIx>)> = Vec::new();
        for frame in (0..problem.frames.len()).filter(|&f| problem.frames[f].cards.len() > 1) {
            let signature = Signature::of(problem, frame);
            match found.iter_mut().find(|(other, _)| *other == signature) {
                Some((_, frames)) => frames.push(frame),
                None => found.push((signature, vec![frame])),
            }
        }
        let frames: Vec<Vec<FrameIx>> =
            found.into_iter().map(|(_, frames)| frames).filter(|frames| frames.len() > 1).collect();
        let cards = |frames: &Vec<FrameIx>| {
            frames.iter().map(|&f| problem.frames[f].cards.clone()).collect::<Vec<_>>()
        };
        let classes: Vec<Vec<Vec<CardIx>>> = frames.iter().map(cards).collect();
        let mut roles = vec![Vec::new(); problem.cards.len()];
        for (class, copies) in classes.iter().enumerate() {
            for (copy, cards) in copies.iter().enumerate() {
                for (place, &card) in cards.iter().enumerate() {
                    roles[card].push(Role { class, copy, card: place });
                }
            }
        }
        Self { frames, classes, roles }
    }

    /// For each class its copies, outermost class first.
    pub fn frames(&self) -> &[Vec<FrameIx>] {
        &self.frames
    }

    /// For each class its copies, as cards in corresponding order.
    pub fn classes(&self) -> &[Vec<Vec<CardIx>>] {
        &self.classes
    }

    /// The roles of a card, outermost class first; none where it is in no copy.
    pub fn roles(&self, card: CardIx) -> &[Role] {
        &self.roles[card]
    }
}

/// The links with both ends in a frame or at it, in order.
fn inner_links(problem: &Problem<'_>, frame: FrameIx) -> Vec<LinkIx> {
    let holds = |tip| match tip {
        Tip::Card(card) => problem.cards[card].within >> frame & 1 == 1,
        Tip::Frame(inner) => problem.is_within(inner, frame),
    };
    let is_inner = |&link: &LinkIx| {
        let link = &problem.links[link];
        holds(link.from) && holds(link.to)
    };
    (0..problem.links.len()).filter(is_inner).collect()
}

/// The frames in a frame, itself first; those of copies correspond.
pub(in super::super) fn inner_frames(problem: &Problem<'_>, frame: FrameIx) -> Vec<FrameIx> {
    (0..problem.frames.len()).filter(|&f| problem.is_within(f, frame)).collect()
}

/// The links inside a frame with the places of their ends, by places: those of copies correspond.
pub(in super::super) fn placed_links(
    problem: &Problem<'_>,
    frame: FrameIx,
) -> Vec<((Place, Place), LinkIx)> {
    let cards = &problem.frames[frame].cards;
    let frames = inner_frames(problem, frame);
    let place = |tip| match tip {
        Tip::Card(card) => {
            cards.iter().position(|&c| c == card).map_or(Place::Card(0), Place::Card)
        }
        Tip::Frame(f) => frames.iter().position(|&g| g == f).map_or(Place::Frame(0), Place::Frame),
    };
    let mut links: Vec<((Place, Place), LinkIx)> = inner_links(problem, frame)
        .into_iter()
        .map(|link| ((place(problem.links[link].from), place(problem.links[link].to)), link))
        .collect();
    links.sort_unstable();
    links
}

impl Signature {
    fn of(problem: &Problem<'_>, frame: FrameIx) -> Self {
        let cards = &problem.frames[frame].cards;
        let frames = inner_frames(problem, frame);
        let place_of_frame = |f: Option<FrameIx>| frames.iter().position(|&g| Some(g) == f);
        let card = |&c: &CardIx| {
            let card = &problem.cards[c];
            let frame = place_of_frame(card.frame);
            Member { lane: card.lane, size: card.size, frame }
        };
        Self {
            parent: problem.frames[frame].parent,
            frames: frames.iter().map(|&f| place_of_frame(problem.frames[f].parent)).collect(),
            cards: cards.iter().map(card).collect(),
            links: placed_links(problem, frame).into_iter().map(|(places, _)| places).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Copies;
    use crate::geom::px;
    use crate::layout::grid::problem::Problem;
    use crate::layout::testing::architectures::{card, container, edge, empty};
    use crate::layout::{End, Input, Lane};

    /// Two sites with three cards each, of which the first sends to the second.
    fn two_sites() -> Input {
        let site = |s| [0, 0, 1].map(|lane| card(Some(s), Lane::Main(lane)));
        let edges = vec![edge(End::Node(0), End::Node(1)), edge(End::Node(3), End::Node(4))];
        let nodes = [site(0), site(1)].concat();
        Input { containers: vec![container(None); 2], nodes, edges, ..empty() }
    }

    fn classes(input: &Input) -> Vec<Vec<Vec<usize>>> {
        Copies::find(&Problem::new(input)).classes().to_vec()
    }

    #[test]
    fn equal_sites_are_copies() {
        assert_eq!(classes(&two_sites()), [[[0, 1, 2], [3, 4, 5]]]);
    }

    #[test]
    fn links_that_leave_a_site_do_not_count() {
        let mut input = two_sites();
        input.nodes.push(card(None, Lane::Main(2)));
        input.edges.push(edge(End::Node(2), End::Node(6)));
        assert_eq!(classes(&input).len(), 1);
    }

    #[test]
    fn sites_that_differ_in_anything_are_no_copies() {
        let changes: [fn(&mut Input); 4] = [
            |input| input.edges.push(edge(End::Node(1), End::Node(2))),
            |input| input.nodes[4].lane = Lane::Main(1),
            |input| input.nodes[4].size.height += px(8),
            |input| input.nodes.push(card(Some(1), Lane::Main(0))),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut input = two_sites();
            change(&mut input);
            assert!(classes(&input).is_empty(), "change {i}");
        }
    }
}
