//! Blocks of vertices on one straight line, for graphs too large for exact heights.
//!
//! Before: an order and ports. After: in every gap a largest set of links between passing
//! lines that do not cross and share no vertex is straight (Brandes and Koepf 2001 align by
//! medians; the longest increasing sequence is as fast and aligns more). Boxes stay free:
//! aligned, they make the drawing several times as tall. No straight link crosses the upper
//! or lower border of a cluster, so distances between blocks stay free of cycles.

use crate::layout::layered::graph::layers::{Layers, Link, LinkIx};
use crate::layout::layered::graph::tree::Tree;
use crate::layout::layered::order::cells::Cells;
use crate::layout::layered::order::crossings::hits;
use crate::layout::layered::position::ports::Ports;
use crate::layout::layered::solver::distances::Blocks;

/// Blocks over `variables` variables, of which the first are the vertices.
pub(in crate::layout::layered) fn blocks(
    layers: &Layers,
    tree: &Tree,
    cells: &Cells,
    ports: &Ports,
    variables: usize,
) -> Blocks {
    let mut blocks: Blocks = (0..variables).map(|v| (v, 0)).collect();
    for rank in 1..layers.ranks {
        for l in straight_links(layers, tree, cells, rank) {
            let Link { left, right, .. } = layers.links[l];
            let (stand_in, offset) = blocks[left];
            let drop = ports.all[ports.at_left[l]].ideal - ports.all[ports.at_right[l]].ideal;
            blocks[right] = (stand_in, offset + drop);
        }
    }
    blocks
}

/// The largest set of links before a rank with positions rising on both sides.
fn straight_links(layers: &Layers, tree: &Tree, cells: &Cells, rank: usize) -> Vec<LinkIx> {
    let mut links: Vec<LinkIx> = cells.layer[rank - 1]
        .iter()
        .flat_map(|&v| &layers.after[v])
        .copied()
        .filter(|&l| may_be_straight(layers, tree, cells, &layers.links[l]))
        .collect();
    let left = |l: LinkIx| cells.position[layers.links[l].left];
    let right = |l: LinkIx| cells.position[layers.links[l].right];
    links.sort_by_key(|&l| (left(l), std::cmp::Reverse(right(l))));
    // Best sum of a sequence that ends at each right position, as a tree of prefix maxima.
    let width = cells.layer[rank].len();
    let mut best: Vec<(usize, usize)> = vec![(0, usize::MAX); width + 1];
    let mut before = vec![usize::MAX; links.len()];
    let mut top = (0, usize::MAX);
    for (i, &l) in links.iter().enumerate() {
        let mut found = (0, usize::MAX);
        let mut at = right(l);
        while at > 0 {
            if best[at].0 > found.0 {
                found = best[at];
            }
            at &= at - 1;
        }
        before[i] = found.1;
        let sum = (found.0 + 1, i);
        if sum.0 > top.0 {
            top = sum;
        }
        let mut at = right(l) + 1;
        while at <= width {
            if sum.0 > best[at].0 {
                best[at] = sum;
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut chosen = Vec::new();
    let mut at = top.1;
    while at != usize::MAX {
        chosen.push(links[at]);
        at = before[at];
    }
    chosen
}

/// Whether a horizontal line between the two vertices stays on its side of every border.
fn may_be_straight(layers: &Layers, tree: &Tree, cells: &Cells, link: &Link) -> bool {
    if layers.is_leaf(link.left) || layers.is_leaf(link.right) {
        return false;
    }
    let (a, b) = (layers.parent[link.left], layers.parent[link.right]);
    if a == b && tree.len() == 1 {
        return true;
    }
    let meet = tree.meet(a, b);
    let ends_between =
        |parent, rank| tree.branch(meet, parent).is_none_or(|p| !layers.spans(p, rank));
    ends_between(a, layers.rank[link.right])
        && ends_between(b, layers.rank[link.left])
        && hits(layers, tree, cells, link) == 0
}
