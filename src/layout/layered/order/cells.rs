//! The order of everything on its rank, nested: a cell is a cluster at one of its ranks and
//! lists vertices and inner clusters from top to bottom.
//!
//! Sibling clusters keep one order on all ranks. That makes the distances between borders free
//! of cycles, so rectangles that nest and never overlap exist for every state.

use crate::layout::layered::graph::layers::{Layers, Vertex};
use crate::layout::layered::graph::tree::{Cluster, ROOT, Tree};

/// Index of a cell.
pub(in crate::layout::layered) type CellIx = usize;

/// A member of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) enum Item {
    /// A vertex.
    Vertex(Vertex),
    /// A cluster inside.
    Cluster(Cluster),
}

/// How many clusters that are also at the rank before, and at the rank after.
pub(in crate::layout::layered) type Common = [usize; 2];

/// Orders on all ranks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::layout::layered) struct Cells {
    /// Members of each cell, from top to bottom.
    pub items: Vec<Vec<Item>>,
    /// The cell of a cluster at its first rank.
    base: Vec<CellIx>,
    /// The same order flattened, by rank.
    pub layer: Vec<Vec<Vertex>>,
    /// Index of each vertex in its layer.
    pub position: Vec<usize>,
    /// Index of each vertex in its cell.
    pub slot: Vec<usize>,
    /// Index of each cluster in the cell around it, by its own cell.
    pub place_slot: Vec<usize>,
    /// Where each cluster stands among its siblings.
    pub sibling: Vec<usize>,
    /// The clusters above each vertex in its cell.
    above_vertex: Vec<Common>,
    /// The clusters above each cluster in the cell around it, by its own cell.
    above_place: Vec<Common>,
    /// The clusters in each cell.
    inside: Vec<Common>,
}

impl Cells {
    /// The declared order: vertices and clusters by `key`, which must put siblings in the
    /// order of `sibling`.
    pub fn new(layers: &Layers, tree: &Tree, sibling: Vec<usize>, key: &Keys) -> Self {
        let mut base = vec![0; tree.len()];
        let mut count = 0;
        for (cluster, first) in base.iter_mut().enumerate() {
            *first = count;
            count += layers.spans[cluster].map_or(0, |span| span.last + 1 - span.first);
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
        for cluster in 1..tree.len() {
            if let Some(span) = layers.spans[cluster] {
                for r in span.first..=span.last {
                    let around = cells.cell(layers, tree.parent[cluster], r);
                    cells.items[around].push(Item::Cluster(cluster));
                }
            }
        }
        for v in 0..layers.len() {
            let cell = cells.cell(layers, layers.parent[v], layers.rank[v]);
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

    /// The cell of a cluster at a rank that it spans.
    pub fn cell(&self, layers: &Layers, cluster: Cluster, rank: usize) -> CellIx {
        self.base[cluster] + rank - layers.spans[cluster].map_or(0, |span| span.first)
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
                Item::Cluster(cluster) => {
                    let inner = self.cell(layers, cluster, rank);
                    self.place_slot[inner] = at;
                    self.above_place[inner] = above;
                    if let Some(span) = layers.spans[cluster] {
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
                    Item::Cluster(_) => Some(item),
                })
                .collect();
        }
        self.position = vec![0; layers.len()];
        self.slot = vec![0; layers.len()];
        self.above_vertex = vec![[0; 2]; layers.len()];
        (0..layers.ranks).for_each(|rank| self.flatten(layers, rank));
    }

    /// Index of a cluster in the cell around it at a rank.
    pub fn slot_of_place(&self, layers: &Layers, cluster: Cluster, rank: usize) -> usize {
        self.place_slot[self.cell(layers, cluster, rank)]
    }

    /// Of the clusters above a vertex, or above the cluster that holds it, in the cell of `around` at
    /// its rank, those that are also at the rank before (0) or after (1).
    pub fn common_above(
        &self,
        layers: &Layers,
        v: Vertex,
        holder: Option<Cluster>,
        side: usize,
    ) -> usize {
        match holder {
            None => self.above_vertex[v][side],
            Some(cluster) => self.above_place[self.cell(layers, cluster, layers.rank[v])][side],
        }
    }

    /// All clusters of a cell that are also at the rank before (0) or after (1).
    pub fn common(&self, cell: CellIx, side: usize) -> usize {
        self.inside[cell][side]
    }

    /// Index, in the cell of `around` at the vertex' rank, of the vertex or of the cluster that
    /// holds it, and that cluster.
    pub fn slot_in(
        &self,
        layers: &Layers,
        tree: &Tree,
        around: Cluster,
        v: Vertex,
    ) -> (usize, Option<Cluster>) {
        match tree.branch(around, layers.parent[v]) {
            None => (self.slot[v], None),
            Some(cluster) => (self.slot_of_place(layers, cluster, layers.rank[v]), Some(cluster)),
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
    /// By cluster.
    pub cluster: Vec<Key>,
    /// Which vertices must keep the order of their keys among all that must.
    pub previous_vertex: Vec<bool>,
    /// Which clusters must.
    pub previous_cluster: Vec<bool>,
}

impl Keys {
    /// Whether an item must keep the order of its key.
    pub fn is_kept(&self, item: Item) -> bool {
        match item {
            Item::Vertex(v) => self.previous_vertex.get(v) == Some(&true),
            Item::Cluster(cluster) => self.previous_cluster.get(cluster) == Some(&true),
        }
    }

    /// The key of an item that is or is not kept.
    pub fn of(&self, item: Item) -> Key {
        match item {
            Item::Vertex(v) => self.vertex[v],
            Item::Cluster(cluster) => self.cluster[cluster],
        }
    }

    /// The key of what the file declares; lines have none.
    pub fn declared(&self, layers: &Layers, item: Item) -> Option<Key> {
        match item {
            Item::Vertex(v) => layers.is_leaf(v).then(|| self.vertex[v]),
            Item::Cluster(cluster) => Some(self.cluster[cluster]),
        }
    }
}
