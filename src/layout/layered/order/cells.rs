//! The order of everything on its rank, nested: a cell is a place at one of its ranks and
//! lists vertices and inner places from top to bottom.
//!
//! Sibling places keep one order on all ranks. That makes the distances between borders free
//! of cycles, so rectangles that nest and never overlap exist for every state.

use crate::layout::layered::graph::layers::{Layers, Vertex};
use crate::layout::layered::graph::tree::{Place, ROOT, Tree};

/// Index of a cell.
pub(in crate::layout::layered) type CellIx = usize;

/// A member of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) enum Item {
    /// A vertex.
    Vertex(Vertex),
    /// A place inside.
    Place(Place),
}

/// How many places that are also at the rank before, and at the rank after.
pub(in crate::layout::layered) type Common = [usize; 2];

/// Orders on all ranks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::layout::layered) struct Cells {
    /// Members of each cell, from top to bottom.
    pub items: Vec<Vec<Item>>,
    /// The cell of a place at its first rank.
    base: Vec<CellIx>,
    /// The same order flattened, by rank.
    pub layer: Vec<Vec<Vertex>>,
    /// Index of each vertex in its layer.
    pub position: Vec<usize>,
    /// Index of each vertex in its cell.
    pub slot: Vec<usize>,
    /// Index of each place in the cell around it, by its own cell.
    pub place_slot: Vec<usize>,
    /// Where each place stands among its siblings.
    pub sibling: Vec<usize>,
    /// The places above each vertex in its cell.
    above_vertex: Vec<Common>,
    /// The places above each place in the cell around it, by its own cell.
    above_place: Vec<Common>,
    /// The places in each cell.
    inside: Vec<Common>,
}

impl Cells {
    /// The declared order: vertices and places by `key`, which must put siblings in the
    /// order of `sibling`.
    pub fn new(layers: &Layers, tree: &Tree, sibling: Vec<usize>, key: &Keys) -> Self {
        let mut base = vec![0; tree.len()];
        let mut count = 0;
        for (place, first) in base.iter_mut().enumerate() {
            *first = count;
            count += layers.spans[place].map_or(0, |span| span.last + 1 - span.first);
        }
        let mut cells = Self {
            items: vec![Vec::new(); count],
            base,
            layer: vec![Vec::new(); layers.ranks],
            position: vec![0; layers.len()],
            slot: vec![0; layers.len()],
            place_slot: vec![0; count],
            sibling,
            above_vertex: vec![[0; 2]; layers.len()],
            above_place: vec![[0; 2]; count],
            inside: vec![[0; 2]; count],
        };
        for place in 1..tree.len() {
            if let Some(span) = layers.spans[place] {
                for r in span.first..=span.last {
                    let around = cells.cell(layers, tree.parent[place], r);
                    cells.items[around].push(Item::Place(place));
                }
            }
        }
        for v in 0..layers.len() {
            let cell = cells.cell(layers, layers.home[v], layers.rank[v]);
            cells.items[cell].push(Item::Vertex(v));
        }
        for items in &mut cells.items {
            items.sort_by_key(|&item| key.of(item));
        }
        for r in 0..layers.ranks {
            cells.flatten(layers, r);
        }
        cells
    }

    /// The cell of a place at a rank that it spans.
    pub fn cell(&self, layers: &Layers, place: Place, rank: usize) -> CellIx {
        self.base[place] + rank - layers.spans[place].map_or(0, |span| span.first)
    }

    /// Renews the flat order and the slots of a rank after its cells changed.
    pub fn flatten(&mut self, layers: &Layers, rank: usize) {
        let mut layer = std::mem::take(&mut self.layer[rank]);
        layer.clear();
        let root = self.cell(layers, ROOT, rank);
        self.flatten_cell(layers, rank, root, &mut layer);
        self.layer[rank] = layer;
    }

    /// The same for one cell, from the end of a flat order.
    fn flatten_cell(
        &mut self,
        layers: &Layers,
        rank: usize,
        cell: CellIx,
        layer: &mut Vec<Vertex>,
    ) {
        let items = std::mem::take(&mut self.items[cell]);
        let mut above = [0; 2];
        for (at, &item) in items.iter().enumerate() {
            match item {
                Item::Vertex(v) => {
                    self.position[v] = layer.len();
                    self.slot[v] = at;
                    self.above_vertex[v] = above;
                    layer.push(v);
                }
                Item::Place(place) => {
                    let inner = self.cell(layers, place, rank);
                    self.place_slot[inner] = at;
                    self.above_place[inner] = above;
                    if let Some(span) = layers.spans[place] {
                        above[0] += usize::from(span.first < rank);
                        above[1] += usize::from(rank < span.last);
                    }
                    self.flatten_cell(layers, rank, inner, layer);
                }
            }
        }
        self.inside[cell] = above;
        self.items[cell] = items;
    }

    /// Follows vertices that got other numbers or are gone.
    pub fn renumber(&mut self, layers: &Layers, number: impl Fn(Vertex) -> Option<Vertex>) {
        for items in &mut self.items {
            *items = items
                .iter()
                .filter_map(|&item| match item {
                    Item::Vertex(v) => number(v).map(Item::Vertex),
                    Item::Place(_) => Some(item),
                })
                .collect();
        }
        self.position = vec![0; layers.len()];
        self.slot = vec![0; layers.len()];
        self.above_vertex = vec![[0; 2]; layers.len()];
        (0..layers.ranks).for_each(|rank| self.flatten(layers, rank));
    }

    /// Index of a place in the cell around it at a rank.
    pub fn slot_of_place(&self, layers: &Layers, place: Place, rank: usize) -> usize {
        self.place_slot[self.cell(layers, place, rank)]
    }

    /// Of the places above a vertex, or above the place that holds it, in the cell of `around` at
    /// its rank, those that are also at the rank before (0) or after (1).
    pub fn common_above(
        &self,
        layers: &Layers,
        (v, holder): (Vertex, Option<Place>),
        side: usize,
    ) -> usize {
        match holder {
            None => self.above_vertex[v][side],
            Some(place) => self.above_place[self.cell(layers, place, layers.rank[v])][side],
        }
    }

    /// All places of a cell that are also at the rank before (0) or after (1).
    pub fn common(&self, cell: CellIx, side: usize) -> usize {
        self.inside[cell][side]
    }

    /// Index, in the cell of `around` at the vertex' rank, of the vertex or of the place that
    /// holds it, and that place.
    pub fn slot_in(
        &self,
        layers: &Layers,
        tree: &Tree,
        around: Place,
        v: Vertex,
    ) -> (usize, Option<Place>) {
        match tree.branch(around, layers.home[v]) {
            None => (self.slot[v], None),
            Some(place) => (self.slot_of_place(layers, place, layers.rank[v]), Some(place)),
        }
    }
}

/// A sort key: a section, then what stands there first, then one after the other.
pub(in crate::layout::layered) type Key = (u16, usize, usize);

/// Sort keys for the first order.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Keys {
    /// By vertex.
    pub vertex: Vec<Key>,
    /// By place.
    pub place: Vec<Key>,
    /// Which vertices must keep the order of their keys among all that must.
    pub kept_vertex: Vec<bool>,
    /// Which places must.
    pub kept_place: Vec<bool>,
}

impl Keys {
    /// Whether an item must keep the order of its key.
    pub fn is_kept(&self, item: Item) -> bool {
        match item {
            Item::Vertex(v) => self.kept_vertex.get(v) == Some(&true),
            Item::Place(place) => self.kept_place.get(place) == Some(&true),
        }
    }

    /// The key of an item that is or is not kept.
    pub fn of(&self, item: Item) -> Key {
        match item {
            Item::Vertex(v) => self.vertex[v],
            Item::Place(place) => self.place[place],
        }
    }

    /// The key of what the file declares; lines have none.
    pub fn declared(&self, layers: &Layers, item: Item) -> Option<Key> {
        match item {
            Item::Vertex(v) => layers.is_solid(v).then(|| self.vertex[v]),
            Item::Place(place) => Some(self.place[place]),
        }
    }
}
