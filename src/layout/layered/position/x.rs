//! Widths: where columns, tracks and the vertical borders of clusters stand from left to right.
//!
//! ```text
//! column r | borders that close at r | tracks | borders that open at r + 1 | column r + 1
//! ```
//!
//! Before: tracks of every gap. After: no vertical segment touches a box, label or border,
//! and none crosses the upper border of a cluster where its title is.

use crate::geom::Unit;
use crate::layout::layered::graph::layers::{Kind, Layers};
use crate::layout::layered::graph::tree::{Cluster, ROOT, Tree};
use crate::layout::layered::position::y::Rows;
use crate::layout::layered::read::Graph;
use crate::layout::layered::route::tracks::Gap;

/// Horizontal positions.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Columns {
    /// Left and right of each rank's column.
    pub column: Vec<(Unit, Unit)>,
    /// The first track of the gap after each rank.
    pub first_track: Vec<Unit>,
    /// Left and right borders of each cluster.
    pub frame: Vec<(Unit, Unit)>,
}

/// Computes all horizontal positions. Columns of an earlier drawing stand where they stood, from the
/// first of them on, or as little to the right of it as they can.
pub(in crate::layout::layered) fn place(
    graph: &Graph,
    layers: &Layers,
    rows: &Rows,
    gaps: &[Gap],
) -> Columns {
    let Graph { input, tree, previous, .. } = graph;
    let spacing = &input.spacing;
    let earlier = previous.columns(layers);
    let mut base = None;
    let mut width = vec![0; layers.ranks];
    let mut has_box = vec![false; layers.ranks];
    for v in 0..layers.len() {
        let r = layers.rank[v];
        width[r] = width[r].max(layers.size[v].width);
        has_box[r] |= matches!(layers.kind[v], Kind::Leaf(_));
    }
    for cluster in 1..tree.len() {
        if let Some(span) = layers.spans[cluster] {
            width[span.last] = width[span.last].max(tree.foot[cluster].width);
        }
    }
    let (opening, closing) = borders(layers, tree);
    let mut columns = Columns {
        column: Vec::with_capacity(layers.ranks),
        first_track: vec![0; layers.ranks],
        frame: vec![(0, 0); tree.len()],
    };
    let mut x = 0;
    for r in 0..layers.ranks {
        let opens = open_zone(tree, &opening[r]);
        let mut left = x + opens.iter().map(|&(_, room)| room).max().unwrap_or(0);
        if let Some(middle) = earlier[r] {
            let wish = middle - width[r] / 2;
            left = left.max(wish + *base.get_or_insert(left - wish));
        }
        for &(cluster, room) in &opens {
            columns.frame[cluster].0 = left - room;
        }
        let right = left + width[r];
        columns.column.push((left, right));
        let mut edge = right;
        for &(cluster, room) in &close_zone(tree, &closing[r]) {
            let least =
                columns.frame[cluster].0 + tree.title[cluster].width + 2 * tree.padding[cluster];
            columns.frame[cluster].1 = (right + room).max(least);
            edge = edge.max(columns.frame[cluster].1);
        }
        close_around(tree, &closing[r], &mut columns, &mut edge);
        let lead = if has_box[r] { spacing.line * 3 / 2 } else { spacing.line };
        let next_lead =
            if has_box.get(r + 1) == Some(&true) { spacing.line * 2 } else { spacing.line };
        let gap = &gaps[r];
        let mut first = edge + lead;
        if gap.tracks > 0 {
            first = first.max(titles_end(layers, tree, rows, gap, r, &columns) + spacing.line);
        }
        columns.first_track[r] = first;
        x = if gap.tracks > 0 {
            first + (gap.tracks as Unit - 1) * spacing.line + next_lead
        } else {
            edge + spacing.node.max(spacing.line)
        };
    }
    columns
}

type Zone = Vec<(Cluster, Unit)>;

/// Clusters by the ranks where they open and close, outer ones first.
fn borders(layers: &Layers, tree: &Tree) -> (Vec<Vec<Cluster>>, Vec<Vec<Cluster>>) {
    let mut opening = vec![Vec::new(); layers.ranks];
    let mut closing = vec![Vec::new(); layers.ranks];
    let mut clusters: Vec<Cluster> = (0..tree.len()).filter(|&p| p != ROOT).collect();
    clusters.sort_by_key(|&p| tree.depth[p]);
    for cluster in clusters {
        if let Some(span) = layers.spans[cluster] {
            opening[span.first].push(cluster);
            closing[span.last].push(cluster);
        }
    }
    (opening, closing)
}

/// How far left of the column each opening border stands.
fn open_zone(tree: &Tree, opening: &[Cluster]) -> Zone {
    nested_rooms(tree, opening, |cluster| tree.title_room[cluster].width)
}

/// How far right of the column each closing border stands, inner ones first.
fn close_zone(tree: &Tree, closing: &[Cluster]) -> Zone {
    let mut zone = nested_rooms(tree, closing, |_| 0);
    zone.reverse();
    zone
}

/// Room between a column and each border: the paddings of the clusters within it that have a
/// border in the same gap, and its own.
fn nested_rooms(tree: &Tree, clusters: &[Cluster], extra: impl Fn(Cluster) -> Unit) -> Zone {
    let mut room: std::collections::BTreeMap<Cluster, Unit> = std::collections::BTreeMap::new();
    for &cluster in clusters.iter().rev() {
        let own = room.get(&cluster).copied().unwrap_or(0) + tree.padding[cluster] + extra(cluster);
        room.insert(cluster, own);
        let around = room.entry(tree.parent[cluster]).or_insert(0);
        *around = (*around).max(own);
    }
    clusters.iter().map(|&p| (p, room[&p])).collect()
}

/// Pushes closing borders out where a wide title made an inner cluster wider.
fn close_around(tree: &Tree, closing: &[Cluster], columns: &mut Columns, edge: &mut Unit) {
    for &cluster in closing.iter().rev() {
        let around = tree.parent[cluster];
        if closing.contains(&around) {
            let least = columns.frame[cluster].1 + tree.padding[around];
            columns.frame[around].1 = columns.frame[around].1.max(least);
            *edge = (*edge).max(columns.frame[around].1);
        }
    }
}

/// The right end of the titles whose cluster's upper border is crossed in a gap.
fn titles_end(
    layers: &Layers,
    tree: &Tree,
    rows: &Rows,
    gap: &Gap,
    rank: usize,
    columns: &Columns,
) -> Unit {
    let mut end = Unit::MIN / 2;
    for cluster in 1..tree.len() {
        if !layers.spans(cluster, rank) || !layers.spans(cluster, rank + 1) {
            continue;
        }
        let title = columns.frame[cluster].0 + tree.padding[cluster] + tree.title[cluster].width;
        let top = rows.frame[cluster].0;
        let is_crossed =
            title > end && gap.nets.iter().any(|net| net.extent.0 < top && top < net.extent.1);
        if is_crossed {
            end = title;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::place;
    use crate::geom::px;
    use crate::layout::layered::route::tracks;
    use crate::layout::layered::{Graph, order, position, rank};
    use crate::layout::testing::random::{Shape, graph};

    #[test]
    fn no_line_crosses_a_border_where_its_title_is() {
        let mut crossed = 0;
        for seed in 0..20 {
            let shape = Shape { nodes: 24, per_container: 5, ..Shape::default() };
            let mut input = graph(shape, seed);
            for container in &mut input.containers {
                container.title.width = px(400);
            }
            let mut remarks = Vec::new();
            let mut read = Graph::new(&input, None);
            let mut layers = rank(&mut read, &mut remarks);
            let cells = order(&read, &mut layers);
            let (ports, rows) = position(&read, &mut layers, &cells, &mut remarks);
            let line = input.spacing.line;
            let (gaps, _) = tracks::assign(&layers, &ports, &rows, line);
            let tree = &read.tree;
            let columns = place(&read, &layers, &rows, &gaps);
            for (r, gap) in gaps.iter().enumerate() {
                let spans = |&c: &usize| layers.spans(c, r) && layers.spans(c, r + 1);
                for cluster in (1..tree.len()).filter(spans) {
                    let top = rows.frame[cluster].0;
                    let is_through =
                        gap.nets.iter().filter(|net| net.extent.0 < top && top < net.extent.1);
                    for net in is_through {
                        let x = columns.first_track[r] + net.track as i32 * line;
                        let end = columns.frame[cluster].0
                            + tree.padding[cluster]
                            + tree.title[cluster].width;
                        assert!(x > end, "seed {seed}: at {x}, the title ends at {end}");
                        crossed += 1;
                    }
                }
            }
        }
        assert!(crossed > 20, "only {crossed} lines come in from above");
    }
}
