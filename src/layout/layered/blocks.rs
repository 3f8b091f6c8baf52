//! What moves as one when the order is improved: a box, a place with all that is in it, and
//! a line on all ranks that it passes within one place.
//!
//! Before: a layered graph. After: the blocks of a place share no vertex and together hold
//! all that is in it.

use super::layers::{Layers, LinkIx, Vertex};
use super::tree::{Place, ROOT, Tree};

/// Index of a block in [`Blocks`].
pub(super) type BlockIx = usize;

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
    pub links: Vec<[Vec<LinkIx>; 2]>,
    /// The same, of a place those that stay in it.
    pub inner: Vec<[Vec<LinkIx>; 2]>,
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
        blocks
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
                for &l in links {
                    let link = &layers.links[l];
                    let other = if side == 0 { link.left } else { link.right };
                    let stays = block
                        .place
                        .is_some_and(|inner| tree.meet(inner, layers.home[other]) == inner);
                    let list = if stays { &mut block.inner } else { &mut block.links };
                    list[rank][side].push(l);
                }
            }
            if place == ROOT {
                return;
            }
            at = self.of_place[place];
            place = tree.parent[place];
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
    let &[link] = layers.after[v].as_slice() else { return None };
    let next = layers.links[link].right;
    let passes = !layers.is_solid(v) && !layers.is_solid(next);
    let is_one = layers.before[next].len() == 1 && layers.home[v] == layers.home[next];
    (passes && is_one).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::Blocks;
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
        (tree, layers)
    }

    #[test]
    fn a_line_is_one_block_as_long_as_it_is_alone_in_one_place() {
        let (tree, layers) = sample();
        let blocks = Blocks::new(&layers, &tree);
        assert_eq!(blocks.of_vertex[2], blocks.of_vertex[3]);
        let line = &blocks.all[blocks.of_vertex[2]];
        assert_eq!((line.first, line.last, line.vertices.as_slice()), (1, 2, &[2, 3][..]));
        assert_eq!(
            (line.links[0][0].as_slice(), line.links[1][1].as_slice()),
            (&[0][..], &[2][..])
        );
        assert_ne!(blocks.of_vertex[1], blocks.of_vertex[2], "a box is none with its line");
    }

    #[test]
    fn a_place_is_a_block_of_all_that_is_in_it() {
        let (tree, layers) = sample();
        let blocks = Blocks::new(&layers, &tree);
        let place = &blocks.all[blocks.of_place[1]];
        assert_eq!((place.home, place.place, place.vertices.as_slice()), (ROOT, Some(1), &[0][..]));
        assert_eq!(place.links[0][1], [0], "its line leaves it");
        assert!(place.inner.iter().all(|sides| sides.iter().all(Vec::is_empty)));
        assert_eq!(blocks.of(&layers, &tree, ROOT, 0), blocks.of_place[1]);
        assert_eq!(blocks.of(&layers, &tree, 1, 0), blocks.of_vertex[0]);
    }
}
