//! The layered graph: vertices on ranks, links between neighboring ranks, one path of links
//! for every edge.

use crate::geom::{Size, Unit};
use crate::layout::EdgeIx;
use crate::layout::layered::graph::adjacency::Adjacency;
use crate::layout::layered::graph::leaves::Leaf;
use crate::layout::layered::graph::tree::{Cluster, Tree};

/// Index of a vertex in [`Layers`]; leaves come first and keep their index.
pub(in crate::layout::layered) type Vertex = usize;
/// Index of a link in [`Layers`].
pub(in crate::layout::layered) type LinkIx = usize;

/// What stands at a place of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) enum Kind {
    /// A box.
    Leaf(Leaf),
    /// A line passes.
    Dummy,
    /// A line passes under its label.
    Label(EdgeIx),
    /// A line stops behind the frame it ends at.
    Anchor,
}

/// A line from one rank to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) struct Link {
    /// On the lower rank.
    pub left: Vertex,
    /// On the next rank.
    pub right: Vertex,
    /// Links of the same bundle share the port at its hub.
    pub bundle: Option<Bundle>,
    /// How many edges run along it.
    pub edges: usize,
}

/// A bundle: its number, and whether its hub is at the right end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::layout::layered) struct Bundle {
    /// Distinct for each hub.
    pub number: usize,
    /// Whether the shared end is the one with the higher rank.
    pub hub_is_right: bool,
}

/// An interval of ranks, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) struct Span {
    /// Leftmost.
    pub first: usize,
    /// Rightmost.
    pub last: usize,
}

impl Span {
    /// Whether the rank lies in it.
    pub const fn holds(self, rank: usize) -> bool {
        self.first <= rank && rank <= self.last
    }
}

/// The layered graph.
#[derive(Debug, Clone, Default)]
pub(in crate::layout::layered) struct Layers {
    /// What each vertex is.
    pub kind: Vec<Kind>,
    /// Where it stands.
    pub parent: Vec<Cluster>,
    /// Its layer.
    pub rank: Vec<usize>,
    /// The room it takes.
    pub size: Vec<Size>,
    /// For vertices that lines pass: how far below its top the line runs.
    pub line: Vec<Unit>,
    /// For boxes: how much of the height, at the bottom, no line may end at.
    pub foot: Vec<Unit>,
    /// The links.
    pub links: Vec<Link>,
    /// Links to the rank before.
    pub before: Adjacency<LinkIx>,
    /// Links to the rank after.
    pub after: Adjacency<LinkIx>,
    /// For each edge, its links from left to right; empty for loops and inside a column.
    pub paths: Vec<Vec<LinkIx>>,
    /// Whether an edge's path runs from its `to` to its `from`.
    pub is_reversed: Vec<bool>,
    /// Whether lines that share an end run as one because there are too many.
    pub shares_lines: bool,
    /// Ranks that each cluster spans.
    pub spans: Vec<Option<Span>>,
    /// Number of ranks.
    pub ranks: usize,
}

impl Layers {
    /// Adds a vertex.
    pub fn vertex(
        &mut self,
        kind: Kind,
        parent: Cluster,
        rank: usize,
        size: Size,
        line: Unit,
    ) -> Vertex {
        self.kind.push(kind);
        self.parent.push(parent);
        self.rank.push(rank);
        self.size.push(size);
        self.line.push(line);
        self.kind.len() - 1
    }

    /// Adds a link, which `find_links` then finds.
    pub fn link(&mut self, link: Link) -> LinkIx {
        debug_assert_eq!(self.rank[link.left] + 1, self.rank[link.right]);
        self.links.push(link);
        self.links.len() - 1
    }

    /// Numbers the vertices of lines and the links rank by rank, so that what is worked on together
    /// is together in memory; those of one rank keep their order, and so do the leaves.
    pub fn number_by_rank(&mut self, leaves: usize) {
        let mut order: Vec<Vertex> = (0..self.len()).collect();
        order[leaves..].sort_by_key(|&v| self.rank[v]);
        let mut links: Vec<LinkIx> = (0..self.links.len()).collect();
        links.sort_by_key(|&l| self.rank[self.links[l].left]);
        let (vertex_at, link_at) = (inverse(&order), inverse(&links));
        self.kind = order.iter().map(|&v| self.kind[v]).collect();
        self.parent = order.iter().map(|&v| self.parent[v]).collect();
        self.rank = order.iter().map(|&v| self.rank[v]).collect();
        self.size = order.iter().map(|&v| self.size[v]).collect();
        self.line = order.iter().map(|&v| self.line[v]).collect();
        let moved = |link: Link| {
            let (left, right) = (vertex_at[link.left], vertex_at[link.right]);
            Link { left, right, ..link }
        };
        self.links = links.iter().map(|&l| moved(self.links[l])).collect();
        self.paths.iter_mut().flatten().for_each(|l| *l = link_at[*l]);
    }

    /// Finds the links of every vertex, once all are there.
    pub fn find_links(&mut self) {
        let links = self.links.iter().enumerate();
        let (before, after) =
            (links.clone().map(|(l, link)| (link.right, l)), links.map(|(l, link)| (link.left, l)));
        (self.before, self.after) =
            (Adjacency::new(self.len(), before), Adjacency::new(self.len(), after));
    }

    /// Number of vertices.
    pub fn len(&self) -> usize {
        self.kind.len()
    }

    /// Whether the vertex is a box.
    pub fn is_leaf(&self, v: Vertex) -> bool {
        matches!(self.kind[v], Kind::Leaf(_))
    }

    /// Whether a cluster is there at a rank.
    pub fn spans(&self, cluster: Cluster, rank: usize) -> bool {
        self.spans[cluster].is_some_and(|span| span.holds(rank))
    }

    /// The deepest cluster from `parent` up to `top` that is there at the rank.
    pub fn deepest(&self, tree: &Tree, parent: Cluster, top: Cluster, rank: usize) -> Cluster {
        let mut cluster = parent;
        while cluster != top && !self.spans(cluster, rank) {
            cluster = tree.parent[cluster];
        }
        cluster
    }
}

/// Where each number stands in an order of all.
fn inverse(order: &[usize]) -> Vec<usize> {
    let mut at = vec![0; order.len()];
    order.iter().enumerate().for_each(|(i, &number)| at[number] = i);
    at
}
