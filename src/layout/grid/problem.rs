//! The input as the search sees it: cards, the frames around them, and the links between.
//!
//! A card is a node, or a container that holds nothing. A frame is a container that holds
//! something. Sets of frames are masks, so an input may have at most [`MOST_FRAMES`].
//!
//! Before: containers come after their parents. After: every node, and every container that holds
//! nothing, is a card that knows the frames around it; every other container is a frame that knows
//! all cards inside; each link knows which frames hold both its ends, and which neither.

use crate::geom::{Size, Unit};
use crate::layout::geometry::relations::Relations;
use crate::layout::{ContainerIx, End, Input, Lane};

/// Index of a card in [`Problem::cards`].
pub(super) type CardIx = usize;
/// Index of a frame in [`Problem::frames`].
pub(super) type FrameIx = usize;
/// Index of a link, which is that of its edge in the input.
pub(super) type LinkIx = usize;

/// A set of frames, one bit each.
pub(super) type FrameSet = u128;
/// The most frames that a set holds.
pub(super) const MOST_FRAMES: usize = 128;

/// The first lane of the cloud: what stands before it is in the field or at the edge.
const FIRST_CLOUD_LANE: u8 = 2;
/// The lane of those who use what was made.
const USE_LANE: u8 = 5;

/// Something that takes one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    /// What it is in the input.
    pub end: End,
    /// Smallest size.
    pub size: Size,
    /// How much of its height, at the bottom, no line ends at from the side.
    pub foot: Unit,
    /// The innermost frame around it.
    pub frame: Option<FrameIx>,
    /// All frames around it.
    pub within: FrameSet,
    /// Its lane in reading order, if it has one.
    pub lane: Option<u8>,
    /// The cards that its links lead to.
    pub neighbors: Vec<CardIx>,
    /// Its links.
    pub links: Vec<LinkIx>,
}

/// A container around cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// What it is in the input.
    pub container: ContainerIx,
    /// The frame around it.
    pub parent: Option<FrameIx>,
    /// Every card inside, at any depth, in declared order.
    pub cards: Vec<CardIx>,
    /// The other frames with the same parent.
    pub siblings: Vec<FrameIx>,
    /// Room for its title.
    pub title: Size,
    /// The lanes of its cards: their sum and number.
    lanes: (u32, u32),
    /// The links that end at it.
    pub links: Vec<LinkIx>,
}

/// What a link ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tip {
    /// A card.
    Card(CardIx),
    /// A frame.
    Frame(FrameIx),
}

/// A connection to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// First end.
    pub from: Tip,
    /// Last end.
    pub to: Tip,
    /// Links with the same number may share their way.
    pub bundle: Option<u32>,
    /// Which end comes first in reading order: 1 `from`, -1 `to`, 0 neither.
    pub forward: i32,
    /// Frames that hold neither end: the line should stay out of them.
    pub foreign: FrameSet,
    /// Frames that hold both ends.
    pub home: FrameSet,
    /// Whether it joins different frames of the top level.
    pub joins_bands: bool,
}

/// The whole of it.
#[derive(Debug, Clone)]
pub(super) struct Problem<'a> {
    /// Where it comes from.
    pub input: &'a Input,
    /// Cards in declared order, nodes first.
    pub cards: Vec<Card>,
    /// Frames, parents first.
    pub frames: Vec<Frame>,
    /// Links in declared order.
    pub links: Vec<Link>,
    /// For each link the others of its bundle.
    pub mates: Vec<Vec<LinkIx>>,
    /// Cards outside of all frames.
    pub loose: Vec<CardIx>,
    /// Pairs of top-level frames of which the first stands above the second.
    pub above: Vec<(FrameIx, FrameIx)>,
    /// Cards of one frame whose lanes differ: the first comes first.
    pub in_lane_order: Vec<(CardIx, CardIx)>,
}

impl<'a> Problem<'a> {
    /// Reads an input; it must have at most [`MOST_FRAMES`] containers.
    pub fn new(input: &'a Input) -> Self {
        let mut problem = Self {
            input,
            cards: Vec::new(),
            frames: Vec::new(),
            links: Vec::new(),
            mates: Vec::new(),
            loose: Vec::new(),
            above: Vec::new(),
            in_lane_order: Vec::new(),
        };
        let tips = problem.add_parts();
        problem.add_links(&tips);
        problem.loose =
            (0..problem.cards.len()).filter(|&c| problem.cards[c].frame.is_none()).collect();
        problem.order_bands();
        problem.order_lanes();
        problem
    }

    /// Adds cards and frames; returns the tip for each node, then for each container.
    fn add_parts(&mut self) -> (Vec<Tip>, Vec<Tip>) {
        let input = self.input;
        let mut is_empty = vec![true; input.containers.len()];
        for c in (0..is_empty.len()).rev() {
            let parent = input.containers[c].parent;
            parent.into_iter().for_each(|p| is_empty[p] = false);
        }
        input.nodes.iter().filter_map(|node| node.container).for_each(|c| is_empty[c] = false);

        let nodes: Vec<Tip> = (0..input.nodes.len()).map(Tip::Card).collect();
        let mut containers = Vec::new();
        let mut frame_of = vec![None; is_empty.len()];
        let mut cards = input.nodes.len();
        for (c, container) in input.containers.iter().enumerate() {
            if is_empty[c] {
                containers.push(Tip::Card(cards));
                cards += 1;
                continue;
            }
            frame_of[c] = Some(self.frames.len());
            containers.push(Tip::Frame(self.frames.len()));
            self.frames.push(Frame {
                container: c,
                parent: container.parent.and_then(|p| frame_of[p]),
                cards: Vec::new(),
                siblings: Vec::new(),
                title: container.title,
                lanes: (0, 0),
                links: Vec::new(),
            });
        }
        for (n, node) in input.nodes.iter().enumerate() {
            let lane = match node.lane {
                Lane::Main(lane) => Some(lane),
                Lane::Band(_) | Lane::Free | Lane::Same(_) => None,
            };
            let frame = node.container.and_then(|c| frame_of[c]);
            self.add_card(End::Node(n), node.size, node.foot, frame, lane);
        }
        let padding = input.spacing.padding;
        for (c, container) in input.containers.iter().enumerate().filter(|&(c, _)| is_empty[c]) {
            let title = container.title;
            let size = Size::new(title.width + 2 * padding, title.height + 2 * padding);
            let frame = container.parent.and_then(|p| frame_of[p]);
            self.add_card(End::Container(c), size, 0, frame, None);
        }
        for f in 0..self.frames.len() {
            let is_sibling =
                |&g: &FrameIx| g != f && self.frames[g].parent == self.frames[f].parent;
            self.frames[f].siblings = (0..self.frames.len()).filter(is_sibling).collect();
        }
        (nodes, containers)
    }

    fn add_card(
        &mut self,
        end: End,
        size: Size,
        foot: Unit,
        frame: Option<FrameIx>,
        lane: Option<u8>,
    ) {
        let mut within = 0;
        let mut around = frame;
        while let Some(f) = around {
            within |= 1 << f;
            self.frames[f].cards.push(self.cards.len());
            if let Some(lane) = lane {
                self.frames[f].lanes.0 += u32::from(lane);
                self.frames[f].lanes.1 += 1;
            }
            around = self.frames[f].parent;
        }
        let (neighbors, links) = (Vec::new(), Vec::new());
        self.cards.push(Card { end, size, foot, frame, within, lane, neighbors, links });
    }

    fn add_links(&mut self, (nodes, containers): &(Vec<Tip>, Vec<Tip>)) {
        let relations = Relations::new(self.input);
        let tip = |end| match end {
            End::Node(n) => nodes[n],
            End::Container(c) => containers[c],
        };
        for (e, edge) in self.input.edges.iter().enumerate() {
            let (from, to) = (tip(edge.from), tip(edge.to));
            let is_foreign = |f: &FrameIx| relations.is_foreign(e, self.frames[*f].container);
            let foreign = (0..self.frames.len()).filter(is_foreign).fold(0, |set, f| set | 1 << f);
            let holds = |f: &FrameIx, end| relations.holds(self.frames[*f].container, end);
            let is_home = |f: &FrameIx| holds(f, edge.from) && holds(f, edge.to);
            let home = (0..self.frames.len()).filter(is_home).fold(0, |set, f| set | 1 << f);
            let lanes = (self.lane(from), self.lane(to));
            let forward = match lanes {
                (Some(a), Some(b)) => i32::from(b > a) - i32::from(b < a),
                _ => 0,
            };
            let bands = (self.band(from), self.band(to));
            let joins_bands = matches!(bands, (Some(a), Some(b)) if a != b);
            let bundle = edge.bundle;
            self.links.push(Link { from, to, bundle, forward, foreign, home, joins_bands });
            for (tip, other) in [(from, to), (to, from)] {
                match tip {
                    Tip::Card(card) => {
                        self.cards[card].links.push(e);
                        if let Tip::Card(neighbor) = other {
                            self.cards[card].neighbors.push(neighbor);
                        }
                    }
                    Tip::Frame(frame) => self.frames[frame].links.push(e),
                }
            }
        }
        for a in 0..self.links.len() {
            let is_mate = |&b: &LinkIx| b != a && relations.are_bundled(a, b);
            self.mates.push((0..self.links.len()).filter(is_mate).collect());
        }
    }

    fn lane(&self, tip: Tip) -> Option<u8> {
        match tip {
            Tip::Card(card) => self.cards[card].lane,
            Tip::Frame(_) => None,
        }
    }

    /// The top-level frame around a tip.
    fn band(&self, tip: Tip) -> Option<FrameIx> {
        let mut frame = match tip {
            Tip::Card(card) => self.cards[card].frame?,
            Tip::Frame(frame) => frame,
        };
        while let Some(parent) = self.frames[frame].parent {
            frame = parent;
        }
        Some(frame)
    }

    /// Frames of the top level that are a lane or more apart stand one above the other.
    fn order_bands(&mut self) {
        let tops: Vec<FrameIx> = self.top_frames().collect();
        for &a in &tops {
            for &b in &tops {
                let ((sum_a, count_a), (sum_b, count_b)) = (self.lanes(a), self.lanes(b));
                if (sum_a + count_a) * count_b < sum_b * count_a {
                    self.above.push((a, b));
                }
            }
        }
    }

    fn order_lanes(&mut self) {
        for (a, card) in self.cards.iter().enumerate() {
            for (b, other) in self.cards.iter().enumerate() {
                let in_order = matches!((card.lane, other.lane), (Some(x), Some(y)) if x < y);
                if in_order && card.frame == other.frame {
                    self.in_lane_order.push((a, b));
                }
            }
        }
    }

    /// Frames that no other frame holds.
    pub fn top_frames(&self) -> impl Iterator<Item = FrameIx> + '_ {
        (0..self.frames.len()).filter(|&f| self.frames[f].parent.is_none())
    }

    /// Sum and number of the lanes in a frame; one lane in the middle where it has none.
    pub fn lanes(&self, frame: FrameIx) -> (u32, u32) {
        let lanes = self.frames[frame].lanes;
        if lanes.1 == 0 { (3, 1) } else { lanes }
    }

    /// Whether a top-level frame is mostly one of the cloud.
    pub fn is_cloud(&self, frame: FrameIx) -> bool {
        let (sum, count) = self.lanes(frame);
        sum >= u32::from(FIRST_CLOUD_LANE) * count
    }

    /// Whether a card outside of all frames is a device, or another thing of the field.
    pub fn is_direct_device(&self, card: CardIx) -> bool {
        let card = &self.cards[card];
        card.frame.is_none() && card.lane.is_some_and(|lane| lane < FIRST_CLOUD_LANE)
    }

    /// Whether a card outside of all frames uses what the architecture makes.
    pub fn is_direct_user(&self, card: CardIx) -> bool {
        self.cards[card].frame.is_none() && self.cards[card].lane == Some(USE_LANE)
    }

    /// Whether a frame lies inside another, or is it.
    pub fn is_within(&self, inner: FrameIx, outer: FrameIx) -> bool {
        std::iter::successors(Some(inner), |&f| self.frames[f].parent).any(|f| f == outer)
    }
}

#[cfg(test)]
mod tests {
    use super::{Problem, Tip};
    use crate::layout::testing::architectures::{card, container, edge, empty};
    use crate::layout::{Edge, End, Input, Lane};

    /// A site (0) with a frame (1) in it, a cloud (2) and a container that holds nothing (3);
    /// a card in each of the three frames, and a device.
    fn sample() -> Input {
        let lanes = [(Some(0), 0), (Some(1), 1), (Some(2), 2), (None, 0)];
        let nodes = lanes.map(|(frame, lane)| card(frame, Lane::Main(lane))).to_vec();
        let containers = [None, Some(0), None, Some(2)].map(container).to_vec();
        let bundled = |from| Edge { bundle: Some(1), ..edge(End::Node(from), End::Node(2)) };
        let back = edge(End::Node(2), End::Node(3));
        let edges = vec![edge(End::Node(0), End::Node(1)), bundled(1), bundled(3), back];
        Input { containers, nodes, edges, ..empty() }
    }

    #[test]
    fn cards_know_all_frames_around_them() {
        let input = sample();
        let problem = Problem::new(&input);
        let within: Vec<u128> = problem.cards.iter().map(|card| card.within).collect();
        assert_eq!(within, [0b001, 0b011, 0b100, 0, 0b100], "what holds nothing is a card");
        assert_eq!(problem.cards[4].end, End::Container(3));
        assert_eq!(problem.frames[0].cards, [0, 1]);
        assert_eq!(problem.frames[0].siblings, [2]);
        assert_eq!(problem.loose, [3]);
        assert!(problem.is_direct_device(3) && !problem.is_direct_device(0));
    }

    #[test]
    fn links_know_which_frames_hold_both_ends_and_which_none() {
        let input = sample();
        let problem = Problem::new(&input);
        let sets = problem.links.iter().map(|link| (link.home, link.foreign));
        assert_eq!(sets.collect::<Vec<_>>(), [(0b001, 0b100), (0, 0), (0, 0b011), (0, 0b011)]);
        let forward: Vec<i32> = problem.links.iter().map(|link| link.forward).collect();
        assert_eq!(forward, [1, 1, 1, -1]);
        assert_eq!(problem.mates, [vec![], vec![2], vec![1], vec![]]);
        let joins: Vec<bool> = problem.links.iter().map(|link| link.joins_bands).collect();
        assert_eq!(joins, [false, true, false, false]);
        assert_eq!(problem.links[0].to, Tip::Card(1));
        assert_eq!(problem.cards[2].neighbors, [1, 3, 3]);
    }

    #[test]
    fn frames_a_lane_apart_stand_above_each_other() {
        let input = sample();
        assert_eq!(Problem::new(&input).above, [(0, 2)]);
        let mut near = input.clone();
        near.nodes[2].lane = Lane::Main(1);
        assert_eq!(Problem::new(&near).above, [], "half a lane is too little");
    }

    #[test]
    fn only_cards_of_one_frame_are_in_the_order_of_their_lanes() {
        let mut input = sample();
        assert_eq!(Problem::new(&input).in_lane_order, []);
        input.nodes[1].container = Some(0);
        assert_eq!(Problem::new(&input).in_lane_order, [(0, 1)]);
    }
}
