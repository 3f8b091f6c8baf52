//! Containment as the passes see it: one root around everything; containers of cross-cutting
//! bands are ordered after their siblings.
//!
//! Before: an [`Input`] whose containers stand after their parents. After: every node and
//! every container has a home in one tree.

use crate::geom::{Size, Unit};
use crate::layout::{ContainerIx, Input, Lane, Node, Reading};

/// Index of a place in [`Tree`].
pub(in crate::layout::layered) type Place = usize;

/// The place around everything.
pub(in crate::layout::layered) const ROOT: Place = 0;

/// The section of what stands in a lane: ordinary things first, then the bands.
pub(in crate::layout::layered) const fn section(lane: Lane) -> u16 {
    match lane {
        Lane::Band(band) => band as u16 + 1,
        Lane::Main(_) | Lane::Free | Lane::Same(_) => 0,
    }
}

/// The containers and the root.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Tree {
    /// The place around each place; the root is its own.
    pub parent: Vec<Place>,
    /// Steps up to the root.
    pub depth: Vec<usize>,
    /// Places directly inside, in declared order, bands last.
    pub children: Vec<Vec<Place>>,
    /// Siblings stand by section first: 0 for ordinary places, then the bands.
    pub section: Vec<u16>,
    /// Room for the title; nothing for the root.
    pub title: Vec<Size>,
    /// What the title takes from the content: a row above it, or a column before it if the
    /// reading is from top to bottom and everything is transposed.
    pub title_room: Vec<Size>,
    /// Room between the frame and what it holds; nothing for the root.
    pub padding: Vec<Unit>,
    /// Room below the frame, for lines from the frame to itself.
    pub foot: Vec<Size>,
    /// The container that a place stands for.
    pub source: Vec<Option<ContainerIx>>,
    /// The home of each node.
    pub node_home: Vec<Place>,
    /// The place of each container.
    pub of_container: Vec<Place>,
    /// Whether a place holds no node and no other place.
    pub is_hollow: Vec<bool>,
}

impl Tree {
    /// The tree of an input.
    pub fn new(input: &Input) -> Self {
        let mut tree = Self {
            parent: vec![ROOT],
            depth: vec![0],
            children: vec![Vec::new()],
            section: vec![0],
            title: vec![Size::default()],
            title_room: vec![Size::default()],
            padding: vec![0],
            foot: vec![Size::default()],
            source: vec![None],
            node_home: Vec::with_capacity(input.nodes.len()),
            of_container: Vec::with_capacity(input.containers.len()),
            is_hollow: Vec::new(),
        };
        for (c, container) in input.containers.iter().enumerate() {
            let parent = container.parent.map_or(ROOT, |p| tree.of_container[p]);
            let place = tree.add(parent);
            tree.title[place] = container.title;
            tree.title_room[place] = match input.reading {
                Reading::Auto | Reading::LeftToRight => Size::new(0, container.title.height),
                Reading::TopToBottom => Size::new(container.title.width, 0),
            };
            tree.padding[place] = input.spacing.padding;
            tree.source[place] = Some(c);
            tree.of_container.push(place);
        }
        tree.settle_nodes(input);
        tree.mark_hollow();
        tree.sink_pure_bands(input);
        tree
    }

    fn add(&mut self, parent: Place) -> Place {
        let place = self.parent.len();
        self.parent.push(parent);
        self.depth.push(self.depth[parent] + 1);
        self.children.push(Vec::new());
        self.children[parent].push(place);
        self.section.push(0);
        self.title.push(Size::default());
        self.title_room.push(Size::default());
        self.padding.push(0);
        self.foot.push(Size::default());
        self.source.push(None);
        place
    }

    /// Gives every node its home.
    fn settle_nodes(&mut self, input: &Input) {
        let home = |node: &Node| node.container.map_or(ROOT, |c| self.of_container[c]);
        self.node_home = input.nodes.iter().map(home).collect();
    }

    fn mark_hollow(&mut self) {
        self.is_hollow = self.children.iter().map(Vec::is_empty).collect();
        for &home in &self.node_home {
            self.is_hollow[home] = false;
        }
        self.is_hollow[ROOT] = false;
    }

    /// A container that holds band nodes only is itself part of the band.
    fn sink_pure_bands(&mut self, input: &Input) {
        let mut lowest: Vec<Option<u16>> = vec![None; self.parent.len()];
        for (node, &home) in input.nodes.iter().zip(&self.node_home) {
            let section = section(node.lane);
            let mut place = home;
            loop {
                lowest[place] = Some(lowest[place].map_or(section, |s| s.min(section)));
                if place == ROOT {
                    break;
                }
                place = self.parent[place];
            }
        }
        for place in 1..self.parent.len() {
            let under_main = lowest[self.parent[place]] == Some(0);
            if under_main && self.section[place] == 0 {
                self.section[place] = lowest[place].unwrap_or(0);
            }
        }
        for children in &mut self.children {
            children.sort_by_key(|&c| self.section[c]);
        }
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether not all places directly inside stand in one section.
    pub fn has_sections(&self, place: Place) -> bool {
        let section = |child: Option<&Place>| child.map(|&child| self.section[child]);
        section(self.children[place].first()) != section(self.children[place].last())
    }

    /// The deepest place around both.
    pub fn meet(&self, mut a: Place, mut b: Place) -> Place {
        while a != b {
            if self.depth[a] >= self.depth[b] {
                a = self.parent[a];
            } else {
                b = self.parent[b];
            }
        }
        a
    }

    /// The child of `above` on the way down to `place`; `None` if `place` is `above`.
    pub fn branch(&self, above: Place, mut place: Place) -> Option<Place> {
        if self.depth[place] <= self.depth[above] {
            return None;
        }
        while self.depth[place] > self.depth[above] + 1 {
            place = self.parent[place];
        }
        Some(place)
    }
}
