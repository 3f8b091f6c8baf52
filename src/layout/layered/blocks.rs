//! What moves as one when the order is improved: a box, a place with all that is in it, and
//! a line on all ranks that it passes within one place.
//!
//! Before: a layered graph. After: the blocks of a place share no vertex and together hold
//! all that is in it.

use super::cells::Item;
use super::layers::{Layers, Vertex};
use super::tree::{Place, ROOT, Tree};

/// Index of a block in [`Blocks`].
pub(super) type BlockIx = usize;

/// A link as a block at one end of it sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strand {
    /// The other end.
    pub end: Vertex,
    /// The block beside this one that holds the other end, or this one itself; none if the link
    /// leaves the place that both stand in.
    pub block: Option<BlockIx>,
    /// How many edges run along it.
    pub edges: i64,
}

/// What moves as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The place that it stands in.
    pub home: Place,
    /// Its leftmost rank.
    pub first: usize,
    /// Its rightmost rank.
    pub last: usize,
    /// The place that it is, if it is one.
    pub place: Option<Place>,
    /// All vertices in it.
    pub vertices: Vec<Vertex>,
    /// For each of its ranks, the links to the rank before and to the rank after; of a place
    /// those that leave it.
    pub links: Vec<[Vec<Strand>; 2]>,
    /// The same, of a place those that stay in it.
    pub inner: Vec<[Vec<Strand>; 2]>,
}

impl Block {
    /// The member of cells that it is.
    pub fn item(&self) -> Item {
        self.place.map_or_else(|| Item::Vertex(self.vertices[0]), Item::Place)
    }
}

/// The blocks of all places.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    /// The blocks.
    pub all: Vec<Block>,
    /// The block of each vertex in its home.
    pub of_vertex: Vec<BlockIx>,
    /// The block that each place is in the place around it; the root's has no meaning.
    pub of_place: Vec<BlockIx>,
}

impl Blocks {
    /// Finds the blocks of a graph.
    pub fn new(layers: &Layers, tree: &Tree) -> Self {
        let mut blocks = Self { of_vertex: vec![usize::MAX; layers.len()], ..Self::default() };
        blocks.of_place = vec![0; tree.len()];
        for place in 1..tree.len() {
            if let Some(span) = layers.spans[place] {
                blocks.of_place[place] = blocks.all.len();
                blocks.add(tree.parent[place], Some(place), span.first, span.last);
            }
        }
        let mut by_rank: Vec<Vertex> = (0..layers.len()).collect();
        by_rank.sort_by_key(|&v| (layers.rank[v], v));
        for v in by_rank {
            if blocks.of_vertex[v] != usize::MAX {
                continue;
            }
            let block = blocks.all.len();
            blocks.add(layers.home[v], None, layers.rank[v], layers.rank[v]);
            let mut next = Some(v);
            while let Some(v) = next {
                blocks.of_vertex[v] = block;
                blocks.all[block].last = layers.rank[v];
                blocks.enter(layers, tree, v);
                next = next_of_line(layers, v);
            }
        }
        blocks.find_ends(layers, tree);
        blocks
    }

    /// Tells every strand the block of its other end.
    fn find_ends(&mut self, layers: &Layers, tree: &Tree) {
        let mut all = std::mem::take(&mut self.all);
        for block in &mut all {
            for strand in block.links.iter_mut().chain(&mut block.inner).flatten().flatten() {
                let is_beside = tree.meet(block.home, layers.home[strand.end]) == block.home;
                strand.block = is_beside.then(|| self.of(layers, tree, block.home, strand.end));
            }
        }
        self.all = all;
    }

    fn add(&mut self, home: Place, place: Option<Place>, first: usize, last: usize) {
        self.all.push(Block {
            home,
            first,
            last,
            place,
            vertices: vec![],
            links: vec![],
            inner: vec![],
        });
    }

    /// Puts a vertex and its links into its block and those of all places around it.
    fn enter(&mut self, layers: &Layers, tree: &Tree, v: Vertex) {
        let mut at = self.of_vertex[v];
        let mut place = layers.home[v];
        loop {
            let block = &mut self.all[at];
            block.vertices.push(v);
            let ranks = block.last - block.first + 1;
            block.links.resize_with(ranks.max(block.links.len()), Default::default);
            block.inner.resize_with(ranks.max(block.inner.len()), Default::default);
            let rank = layers.rank[v] - block.first;
            for (side, links) in [&layers.before[v], &layers.after[v]].into_iter().enumerate() {
                if block.place.is_none() {
                    block.links[rank][side].reserve_exact(links.len());
                }
                for &l in links {
                    let link = &layers.links[l];
                    let other = if side == 0 { link.left } else { link.right };
                    let stays = block
                        .place
                        .is_some_and(|inner| tree.meet(inner, layers.home[other]) == inner);
                    let list = if stays { &mut block.inner } else { &mut block.links };
                    let edges = link.edges as i64;
                    list[rank][side].push(Strand { end: other, block: None, edges });
                }
            }
            if place == ROOT {
                return;
            }
            at = self.of_place[place];
            place = tree.parent[place];
        }
    }

    /// All blocks that hold a vertex, the smallest first.
    pub fn around(&self, layers: &Layers, tree: &Tree, v: Vertex) -> impl Iterator<Item = BlockIx> {
        let inside = |&place: &Place| (place != ROOT).then_some(place);
        let places =
            std::iter::successors(inside(&layers.home[v]), move |&p| inside(&tree.parent[p]));
        std::iter::once(self.of_vertex[v]).chain(places.map(|place| self.of_place[place]))
    }

    /// The block that a member of a cell is or, on one of its ranks, is a part of.
    pub fn of_item(&self, item: Item) -> BlockIx {
        match item {
            Item::Vertex(v) => self.of_vertex[v],
            Item::Place(place) => self.of_place[place],
        }
    }

    /// The block of `around` that holds a vertex, which must be in `around`.
    pub fn of(&self, layers: &Layers, tree: &Tree, around: Place, v: Vertex) -> BlockIx {
        match tree.branch(around, layers.home[v]) {
            None => self.of_vertex[v],
            Some(place) => self.of_place[place],
        }
    }
}

/// The next vertex of the line that passes `v`, if it is in the same place and of this line
/// alone.
fn next_of_line(layers: &Layers, v: Vertex) -> Option<Vertex> {
    let &[link] = &layers.after[v] else { return None };
    let next = layers.links[link].right;
    let passes = !layers.is_solid(v) && !layers.is_solid(next);
    let is_one = layers.before[next].len() == 1 && layers.home[v] == layers.home[next];
    (passes && is_one).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::{Blocks, Strand};
    use crate::geom::Size;
    use crate::layout::layered::layers::{Kind, Layers, Link};
    use crate::layout::layered::ranks::Span;
    use crate::layout::layered::tree::{ROOT, Tree};
    use crate::layout::{Container, End, Input, Lane, Node, Reading, Spacing};

    /// A box in a container, a line of two vertices on its way out, a box outside.
    fn sample() -> (Tree, Layers) {
        let size = Size::new(40, 40);
        let node = |container| Node { size, foot: 0, container, lane: Lane::Free };
        let input = Input {
            reading: Reading::LeftToRight,
            containers: vec![Container { parent: None, title: size }],
            nodes: vec![node(Some(0)), node(None)],
            edges: vec![crate::layout::Edge {
                from: End::Node(0),
                to: End::Node(1),
                label: None,
                bundle: None,
            }],
            spacing: Spacing { node: 8, line: 8, padding: 8, margin: 8 },
        };
        let tree = Tree::new(&input);
        let mut layers = Layers { ranks: 4, ..Layers::default() };
        layers.spans = vec![Some(Span { first: 0, last: 3 }), Some(Span { first: 0, last: 1 })];
        let inside = layers.vertex(Kind::Solid(0), 1, 0, size, 0);
        let outside = layers.vertex(Kind::Solid(1), ROOT, 3, size, 0);
        let first = layers.vertex(Kind::Line, ROOT, 1, Size::default(), 0);
        let second = layers.vertex(Kind::Line, ROOT, 2, Size::default(), 0);
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
        assert_eq!((line.first, line.last, line.vertices.as_slice()), (1, 2, &[2, 3][..]));
        let ends = |rank: usize, side: usize| line.links[rank][side].first().copied();
        let strand = |end, block| Some(Strand { end, block: Some(block), edges: 1 });
        assert_eq!(ends(0, 0), strand(0, blocks.of_place[1]));
        assert_eq!(ends(1, 1), strand(1, blocks.of_vertex[1]));
        assert_ne!(blocks.of_vertex[1], blocks.of_vertex[2], "a box is none with its line");
    }

    #[test]
    fn a_place_is_a_block_of_all_that_is_in_it() {
        let (tree, layers) = sample();
        let blocks = Blocks::new(&layers, &tree);
        let place = &blocks.all[blocks.of_place[1]];
        assert_eq!((place.home, place.place, place.vertices.as_slice()), (ROOT, Some(1), &[0][..]));
        let line = Strand { end: 2, block: Some(blocks.of_vertex[2]), edges: 1 };
        assert_eq!(place.links[0][1], [line], "its line leaves it");
        assert!(place.inner.iter().all(|sides| sides.iter().all(Vec::is_empty)));
        assert_eq!(blocks.of(&layers, &tree, ROOT, 0), blocks.of_place[1]);
        assert_eq!(blocks.of(&layers, &tree, 1, 0), blocks.of_vertex[0]);
    }
}
