//! What moves as one when the order is improved: a box, a cluster with all that is in it, and
//! a line on all ranks that it passes within one cluster.
//!
//! Before: a layered graph. After: the blocks of a cluster share no vertex and together hold
//! all that is in it.

use crate::layout::layered::graph::adjacency::Adjacency;
use crate::layout::layered::graph::layers::Span;
use crate::layout::layered::graph::layers::{Layers, Vertex};
use crate::layout::layered::graph::tree::{Cluster, ROOT, Tree};
use crate::layout::layered::order::cells::Item;

/// Index of a block in [`Blocks`].
pub(in crate::layout::layered) type BlockIx = usize;

/// A link as a block at one end of it sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::layout::layered) struct Strand {
    /// The other end.
    pub end: Vertex,
    /// The block beside this one that holds the other end, or this one itself; none if the link
    /// leaves the cluster that both stand in.
    pub block: Option<BlockIx>,
    /// How many edges run along it.
    pub edges: i64,
}

/// What moves as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::layout::layered) struct Block {
    /// The cluster that it stands in.
    pub parent: Cluster,
    /// Its leftmost rank.
    pub first: usize,
    /// Its rightmost rank.
    pub last: usize,
    /// The cluster that it is, if it is one.
    pub cluster: Option<Cluster>,
    /// The leftmost vertex in it; of a cluster, what it is has no meaning.
    pub vertex: Vertex,
    /// Where its lists of strands begin.
    pub start: usize,
}

impl Block {
    /// The member of cells that it is.
    pub fn item(&self) -> Item {
        self.cluster.map_or(Item::Vertex(self.vertex), Item::Cluster)
    }

    /// The list of its strands from one of its ranks to the rank before (0) or after (1).
    pub const fn strands(&self, rank: usize, side: usize) -> usize {
        self.start + 2 * (rank - self.first) + side
    }
}

/// The blocks of all clusters.
#[derive(Debug, Clone, Default)]
pub(in crate::layout::layered) struct Blocks {
    /// The blocks.
    pub all: Vec<Block>,
    /// The block of each vertex in its parent.
    pub of_vertex: Vec<BlockIx>,
    /// The block that each cluster is in the cluster around it; the root's has no meaning.
    pub of_place: Vec<BlockIx>,
    /// All vertices in each block.
    pub vertices: Adjacency<Vertex>,
    /// By [`Block::strands`]: the links of each block; of a cluster those that leave it.
    pub links: Adjacency<Strand>,
    /// The same, of a cluster those that stay in it.
    pub inner: Adjacency<Strand>,
    /// The blocks that hold vertices of each block or other ends of its links.
    pub touched: Adjacency<BlockIx>,
}

impl Blocks {
    /// Finds the blocks of a graph.
    pub fn new(layers: &Layers, tree: &Tree) -> Self {
        let mut blocks = Self { of_vertex: vec![usize::MAX; layers.len()], ..Self::default() };
        blocks.of_place = vec![0; tree.len()];
        for cluster in 1..tree.len() {
            if let Some(span) = layers.spans[cluster] {
                blocks.of_place[cluster] = blocks.all.len();
                let parent = tree.parent[cluster];
                let Span { first, last } = span;
                let (cluster, vertex, start) = (Some(cluster), 0, 0);
                blocks.all.push(Block { parent, first, last, cluster, vertex, start });
            }
        }
        let mut by_rank: Vec<Vertex> = (0..layers.len()).collect();
        by_rank.sort_by_key(|&v| (layers.rank[v], v));
        let mut by_block = Vec::with_capacity(layers.len());
        for vertex in by_rank {
            if blocks.of_vertex[vertex] != usize::MAX {
                continue;
            }
            let (parent, first) = (layers.parent[vertex], layers.rank[vertex]);
            let mut last = first;
            let mut next = Some(vertex);
            while let Some(v) = next {
                blocks.of_vertex[v] = blocks.all.len();
                last = layers.rank[v];
                by_block.push(v);
                next = next_of_line(layers, v);
            }
            blocks.all.push(Block { parent, first, last, cluster: None, vertex, start: 0 });
        }
        blocks.fill(layers, tree, &by_block);
        blocks
    }

    /// Makes the lists of all blocks.
    fn fill(&mut self, layers: &Layers, tree: &Tree, by_block: &[Vertex]) {
        let mut lists = 0;
        for block in &mut self.all {
            block.start = lists;
            lists += 2 * (block.last - block.first + 1);
        }
        let (mut vertices, mut links, mut inner) = (Vec::new(), Vec::new(), Vec::new());
        for &v in by_block {
            for at in self.around(layers, tree, v) {
                vertices.push((at, v));
                let block = &self.all[at];
                for (side, own) in [&layers.before[v], &layers.after[v]].into_iter().enumerate() {
                    for &l in own {
                        let link = &layers.links[l];
                        let end = if side == 0 { link.left } else { link.right };
                        let lies_in = |cluster| tree.meet(cluster, layers.parent[end]) == cluster;
                        let is_beside = lies_in(block.parent);
                        let beside = is_beside.then(|| self.of(layers, tree, block.parent, end));
                        let strand = Strand { end, block: beside, edges: link.edges as i64 };
                        let stays = is_beside && block.cluster.is_some_and(lies_in);
                        let list = if stays { &mut inner } else { &mut links };
                        list.push((block.strands(layers.rank[v], side), strand));
                    }
                }
            }
        }
        self.links = Adjacency::new(lists, links.iter().copied());
        self.inner = Adjacency::new(lists, inner.iter().copied());
        self.vertices = Adjacency::new(self.all.len(), vertices.iter().copied());
        self.touched = self.find_touched(layers, tree);
    }

    fn find_touched(&self, layers: &Layers, tree: &Tree) -> Adjacency<BlockIx> {
        let mut touched = Vec::new();
        let mut last_of = vec![usize::MAX; self.all.len()];
        for b in 0..self.all.len() {
            let ends = self.links_of(b).iter().map(|strand| strand.end);
            for v in self.vertices[b].iter().copied().chain(ends) {
                for other in self.around(layers, tree, v) {
                    if std::mem::replace(&mut last_of[other], b) != b {
                        touched.push((b, other));
                    }
                }
            }
        }
        Adjacency::new(self.all.len(), touched.iter().copied())
    }

    /// All links of a block, of a cluster those that leave it.
    pub fn links_of(&self, b: BlockIx) -> &[Strand] {
        let block = &self.all[b];
        self.links.of_all(block.start..block.strands(block.last, 1) + 1)
    }

    /// All blocks that hold a vertex, the smallest first.
    pub fn around(&self, layers: &Layers, tree: &Tree, v: Vertex) -> impl Iterator<Item = BlockIx> {
        let inside = |&cluster: &Cluster| (cluster != ROOT).then_some(cluster);
        let clusters =
            std::iter::successors(inside(&layers.parent[v]), move |&p| inside(&tree.parent[p]));
        std::iter::once(self.of_vertex[v]).chain(clusters.map(|cluster| self.of_place[cluster]))
    }

    /// The block that a member of a cell is or, on one of its ranks, is a part of.
    pub fn of_item(&self, item: Item) -> BlockIx {
        match item {
            Item::Vertex(v) => self.of_vertex[v],
            Item::Cluster(cluster) => self.of_place[cluster],
        }
    }

    /// The block of `around` that holds a vertex, which must be in `around`.
    pub fn of(&self, layers: &Layers, tree: &Tree, around: Cluster, v: Vertex) -> BlockIx {
        match tree.branch(around, layers.parent[v]) {
            None => self.of_vertex[v],
            Some(cluster) => self.of_place[cluster],
        }
    }
}

/// The next vertex of the line that passes `v`, if it is in the same cluster and of this line
/// alone.
fn next_of_line(layers: &Layers, v: Vertex) -> Option<Vertex> {
    let &[link] = &layers.after[v] else { return None };
    let next = layers.links[link].right;
    let passes = !layers.is_leaf(v) && !layers.is_leaf(next);
    let is_one = layers.before[next].len() == 1 && layers.parent[v] == layers.parent[next];
    (passes && is_one).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::{Blocks, Strand};
    use crate::geom::Size;
    use crate::layout::layered::graph::layers::Span;
    use crate::layout::layered::graph::layers::{Kind, Layers, Link};
    use crate::layout::layered::graph::tree::{ROOT, Tree};
    use crate::layout::{Container, End, FlowDirection, Input, Lane, Node, Spacing};

    /// A box in a container, a line of two vertices on its way out, a box outside.
    fn sample() -> (Tree, Layers) {
        let size = Size::new(40, 40);
        let node = |container| Node { size, foot: 0, container, lane: Lane::Free };
        let input = Input {
            reading: FlowDirection::LeftToRight,
            containers: vec![Container { parent: None, title: size }],
            nodes: vec![node(Some(0)), node(None)],
            edges: vec![crate::layout::Edge {
                from: End::Node(0),
                to: End::Node(1),
                label: None,
                bundle: None,
                first: crate::layout::First::From,
            }],
            spacing: Spacing { node: 8, line: 8, padding: 8, margin: 8 },
            width: None,
        };
        let tree = Tree::new(&input);
        let mut layers = Layers { ranks: 4, ..Layers::default() };
        layers.spans = vec![Some(Span { first: 0, last: 3 }), Some(Span { first: 0, last: 1 })];
        let inside = layers.vertex(Kind::Leaf(0), 1, 0, size, 0);
        let outside = layers.vertex(Kind::Leaf(1), ROOT, 3, size, 0);
        let first = layers.vertex(Kind::Dummy, ROOT, 1, Size::default(), 0);
        let second = layers.vertex(Kind::Dummy, ROOT, 2, Size::default(), 0);
        for (left, right) in [(inside, first), (first, second), (second, outside)] {
            layers.link(Link { left, right, bundle: None, edges: 1 });
        }
        layers.find_links();
        (tree, layers)
    }

    #[test]
    fn a_line_is_one_block_as_long_as_it_is_alone_in_one_place() {
        let (tree, layers) = sample();
        let blocks = Blocks::new(&layers, &tree);
        assert_eq!(blocks.of_vertex[2], blocks.of_vertex[3]);
        let line = &blocks.all[blocks.of_vertex[2]];
        let vertices = &blocks.vertices[blocks.of_vertex[2]];
        assert_eq!((line.first, line.last, vertices), (1, 2, &[2, 3][..]));
        let ends = |rank, side| blocks.links[line.strands(rank, side)].first().copied();
        let strand = |end, block| Some(Strand { end, block: Some(block), edges: 1 });
        assert_eq!(ends(1, 0), strand(0, blocks.of_place[1]));
        assert_eq!(ends(2, 1), strand(1, blocks.of_vertex[1]));
        assert_ne!(blocks.of_vertex[1], blocks.of_vertex[2], "a box is none with its line");
    }

    #[test]
    fn a_place_is_a_block_of_all_that_is_in_it() {
        let (tree, layers) = sample();
        let blocks = Blocks::new(&layers, &tree);
        let b = blocks.of_place[1];
        let cluster = &blocks.all[b];
        let vertices = &blocks.vertices[b];
        assert_eq!((cluster.parent, cluster.cluster, vertices), (ROOT, Some(1), &[0][..]));
        let line = Strand { end: 2, block: Some(blocks.of_vertex[2]), edges: 1 };
        assert_eq!(blocks.links_of(b), [line], "its line leaves it");
        assert_eq!(blocks.links[cluster.strands(0, 1)], [line]);
        let mut ranks = cluster.first..=cluster.last;
        assert!(ranks.all(|rank| blocks.inner[cluster.strands(rank, 0)].is_empty()));
        assert_eq!(blocks.touched[b], [blocks.of_vertex[0], b, blocks.of_vertex[2]]);
        assert_eq!(blocks.of(&layers, &tree, ROOT, 0), blocks.of_place[1]);
        assert_eq!(blocks.of(&layers, &tree, 1, 0), blocks.of_vertex[0]);
    }
}
