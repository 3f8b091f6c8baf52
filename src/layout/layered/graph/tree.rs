//! Containment as the passes see it: one root around everything; containers of cross-cutting
//! bands are ordered after their siblings.
//!
//! Before: an [`Input`] whose containers stand after their parents. After: every node and
//! every container has a parent in one tree.

use crate::geom::{Size, Unit};
use crate::layout::{ContainerIx, FlowDirection, Input, Lane, Node};

/// Index of a cluster in [`Tree`].
pub(in crate::layout::layered) type Cluster = usize;

/// The cluster around everything.
pub(in crate::layout::layered) const ROOT: Cluster = 0;

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
    /// The cluster around each cluster; the root is its own.
    pub parent: Vec<Cluster>,
    /// Steps up to the root.
    pub depth: Vec<usize>,
    /// Clusters directly inside, in declared order, bands last.
    pub children: Vec<Vec<Cluster>>,
    /// Siblings stand by section first: 0 for ordinary clusters, then the bands.
    pub section: Vec<u16>,
    /// Room for the title; nothing for the root.
    pub title: Vec<Size>,
    /// What the title takes from the content: a row above it, or a column before it if the
    /// reading is from top to bottom and everything is transposed.
    pub title_room: Vec<Size>,
    /// How far titles stand from the left and upper border of their frame.
    pub title_inset: Size,
    /// Whether titles stand in the border that lines enter through.
    pub has_titles_at_entry: bool,
    /// Room between the frame and what it holds; nothing for the root.
    pub padding: Vec<Unit>,
    /// Room below the frame, for lines from the frame to itself.
    pub foot: Vec<Size>,
    /// The container that a cluster stands for.
    pub source: Vec<Option<ContainerIx>>,
    /// The parent of each node.
    pub node_home: Vec<Cluster>,
    /// The cluster of each container.
    pub of_container: Vec<Cluster>,
    /// Whether a cluster holds no node and no other cluster.
    pub is_empty: Vec<bool>,
}

impl Tree {
    /// The tree of an input.
    pub fn new(input: &Input) -> Self {
        let is_transposed = input.reading == FlowDirection::TopToBottom;
        let padding = input.spacing.padding;
        let inset = Size::new(padding, padding / 2);
        let mut tree = Self {
            parent: vec![ROOT],
            depth: vec![0],
            children: vec![Vec::new()],
            section: vec![0],
            title: vec![Size::default()],
            title_room: vec![Size::default()],
            title_inset: if is_transposed { inset.transposed() } else { inset },
            has_titles_at_entry: is_transposed,
            padding: vec![0],
            foot: vec![Size::default()],
            source: vec![None],
            node_home: Vec::with_capacity(input.nodes.len()),
            of_container: Vec::with_capacity(input.containers.len()),
            is_empty: Vec::new(),
        };
        for (c, container) in input.containers.iter().enumerate() {
            let parent = container.parent.map_or(ROOT, |p| tree.of_container[p]);
            let cluster = tree.add(parent);
            tree.title[cluster] = container.title;
            tree.title_room[cluster] = if is_transposed {
                Size::new(container.title.width, 0)
            } else {
                Size::new(0, container.title.height)
            };
            tree.padding[cluster] = padding;
            tree.source[cluster] = Some(c);
            tree.of_container.push(cluster);
        }
        tree.settle_nodes(input);
        tree.mark_empty();
        tree.sink_pure_bands(input);
        tree
    }

    fn add(&mut self, parent: Cluster) -> Cluster {
        let cluster = self.parent.len();
        self.parent.push(parent);
        self.depth.push(self.depth[parent] + 1);
        self.children.push(Vec::new());
        self.children[parent].push(cluster);
        self.section.push(0);
        self.title.push(Size::default());
        self.title_room.push(Size::default());
        self.padding.push(0);
        self.foot.push(Size::default());
        self.source.push(None);
        cluster
    }

    /// Gives every node its parent.
    fn settle_nodes(&mut self, input: &Input) {
        let parent = |node: &Node| node.container.map_or(ROOT, |c| self.of_container[c]);
        self.node_home = input.nodes.iter().map(parent).collect();
    }

    fn mark_empty(&mut self) {
        self.is_empty = self.children.iter().map(Vec::is_empty).collect();
        for &parent in &self.node_home {
            self.is_empty[parent] = false;
        }
        self.is_empty[ROOT] = false;
    }

    /// A container that holds band nodes only is itself part of the band.
    fn sink_pure_bands(&mut self, input: &Input) {
        let mut lowest: Vec<Option<u16>> = vec![None; self.parent.len()];
        for (node, &parent) in input.nodes.iter().zip(&self.node_home) {
            let section = section(node.lane);
            let mut cluster = parent;
            loop {
                lowest[cluster] = Some(lowest[cluster].map_or(section, |s| s.min(section)));
                if cluster == ROOT {
                    break;
                }
                cluster = self.parent[cluster];
            }
        }
        for cluster in 1..self.parent.len() {
            let under_main = lowest[self.parent[cluster]] == Some(0);
            if under_main && self.section[cluster] == 0 {
                self.section[cluster] = lowest[cluster].unwrap_or(0);
            }
        }
        for children in &mut self.children {
            children.sort_by_key(|&c| self.section[c]);
        }
    }

    /// Number of clusters.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether not all clusters directly inside stand in one section.
    pub fn has_sections(&self, cluster: Cluster) -> bool {
        let section = |child: Option<&Cluster>| child.map(|&child| self.section[child]);
        section(self.children[cluster].first()) != section(self.children[cluster].last())
    }

    /// The deepest cluster around both.
    pub fn meet(&self, mut a: Cluster, mut b: Cluster) -> Cluster {
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
    pub fn branch(&self, above: Cluster, mut cluster: Cluster) -> Option<Cluster> {
        if self.depth[cluster] <= self.depth[above] {
            return None;
        }
        while self.depth[cluster] > self.depth[above] + 1 {
            cluster = self.parent[cluster];
        }
        Some(cluster)
    }
}
