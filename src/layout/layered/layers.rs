//! The layered graph: vertices on ranks, links between neighboring ranks, one path of links
//! for every edge.

use super::ranks::Span;
use super::solids::Solid;
use super::tree::{Place, Tree};
use crate::geom::{Size, Unit};
use crate::layout::EdgeIx;

/// Index of a vertex in [`Layers`]; solids come first and keep their index.
pub(super) type Vertex = usize;
/// Index of a link in [`Layers`].
pub(super) type LinkIx = usize;

/// What stands at a place of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A box.
    Solid(Solid),
    /// A line passes.
    Line,
    /// A line passes under its label.
    Label(EdgeIx),
    /// A line stops behind the frame it ends at.
    Anchor,
}

/// A line from one rank to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
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
pub(super) struct Bundle {
    /// Distinct for each hub.
    pub number: usize,
    /// Whether the shared end is the one with the higher rank.
    pub hub_is_right: bool,
}

/// The layered graph.
#[derive(Debug, Clone, Default)]
pub(super) struct Layers {
    /// What each vertex is.
    pub kind: Vec<Kind>,
    /// Where it stands.
    pub home: Vec<Place>,
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
    pub before: Vec<Vec<LinkIx>>,
    /// Links to the rank after.
    pub after: Vec<Vec<LinkIx>>,
    /// For each edge, its links from left to right; empty for loops.
    pub paths: Vec<Vec<LinkIx>>,
    /// Whether an edge's path runs from its `to` to its `from`.
    pub is_reversed: Vec<bool>,
    /// Whether lines that share an end run as one because there are too many.
    pub shares_lines: bool,
    /// Ranks that each place spans.
    pub spans: Vec<Option<Span>>,
    /// Number of ranks.
    pub ranks: usize,
}

impl Layers {
    /// Adds a vertex.
    pub fn vertex(
        &mut self,
        kind: Kind,
        home: Place,
        rank: usize,
        size: Size,
        line: Unit,
    ) -> Vertex {
        self.kind.push(kind);
        self.home.push(home);
        self.rank.push(rank);
        self.size.push(size);
        self.line.push(line);
        self.before.push(Vec::new());
        self.after.push(Vec::new());
        self.kind.len() - 1
    }

    /// Adds a link.
    pub fn link(&mut self, link: Link) -> LinkIx {
        debug_assert_eq!(self.rank[link.left] + 1, self.rank[link.right]);
        self.links.push(link);
        let ix = self.links.len() - 1;
        self.after[link.left].push(ix);
        self.before[link.right].push(ix);
        ix
    }

    /// Number of vertices.
    pub fn len(&self) -> usize {
        self.kind.len()
    }

    /// Whether the vertex is a box.
    pub fn is_solid(&self, v: Vertex) -> bool {
        matches!(self.kind[v], Kind::Solid(_))
    }

    /// Whether a place is there at a rank.
    pub fn spans(&self, place: Place, rank: usize) -> bool {
        self.spans[place].is_some_and(|span| span.holds(rank))
    }

    /// The deepest place from `home` up to `top` that is there at the rank.
    pub fn deepest(&self, tree: &Tree, home: Place, top: Place, rank: usize) -> Place {
        let mut place = home;
        while place != top && !self.spans(place, rank) {
            place = tree.parent[place];
        }
        place
    }
}
