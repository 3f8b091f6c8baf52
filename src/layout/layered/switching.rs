//! Exchanging neighbors: the quick way to fewer crossings where a graph is too large to sift.
//!
//! Before: any order. After: one with no more crossings and no more lines through places.

use super::cells::{Cells, Item};
use super::crossings::{CROSSING, hits, inversions};
use super::layers::{Layers, Vertex};
use super::order::{Ground, across};

/// Exchanges neighbors in their cells where that saves crossings or, at no cost, brings back
/// the declared order; whether anything moved.
pub(super) fn switch_all(ground: Ground, cells: &mut Cells) -> bool {
    let mut moved = false;
    for rank in 0..ground.layers.ranks {
        for place in 0..ground.tree.len() {
            if !ground.layers.spans(place, rank) {
                continue;
            }
            let cell = cells.cell(ground.layers, place, rank);
            for i in 1..cells.items[cell].len() {
                moved |= switch(ground, cells, cell, i, rank);
            }
        }
    }
    moved
}

fn switch(ground: Ground, cells: &mut Cells, cell: usize, i: usize, rank: usize) -> bool {
    let Ground { layers, tree, keys, .. } = ground;
    let (above, below) = (cells.items[cell][i - 1], cells.items[cell][i]);
    if let (Item::Place(_), Item::Place(_)) = (above, below) {
        return false;
    }
    if keys.is_kept(above) && keys.is_kept(below) {
        return false;
    }
    let (upper, lower) = (members(layers, cells, above, rank), members(layers, cells, below, rank));
    let restored = match (keys.declared(layers, above), keys.declared(layers, below)) {
        (Some(a), Some(b)) if a > b => 1,
        (Some(_), Some(_)) => -1,
        _ => 0,
    };
    if CROSSING as i64 * gain(layers, cells, &upper, &lower) + restored <= 0 {
        return false;
    }
    let both_loose = matches!((above, below), (Item::Vertex(_), Item::Vertex(_)));
    if both_loose {
        cells.items[cell].swap(i - 1, i);
        let (u, v) = (upper[0], lower[0]);
        cells.slot.swap(u, v);
        let (p, q) = (cells.position[u], cells.position[v]);
        cells.position.swap(u, v);
        cells.layer[rank].swap(p, q);
        return true;
    }
    let around = |cells: &Cells| -> usize {
        let all = upper.iter().chain(&lower);
        all.flat_map(|&v| layers.before[v].iter().chain(&layers.after[v]))
            .map(|&l| hits(layers, tree, cells, &layers.links[l]))
            .sum()
    };
    let before = around(cells);
    cells.items[cell].swap(i - 1, i);
    cells.flatten(layers, rank);
    if around(cells) > before {
        cells.items[cell].swap(i - 1, i);
        cells.flatten(layers, rank);
        return false;
    }
    true
}

/// All vertices of an item at a rank, from top to bottom.
fn members(layers: &Layers, cells: &Cells, item: Item, rank: usize) -> Vec<Vertex> {
    let mut found = Vec::new();
    let mut stack = vec![item];
    while let Some(item) = stack.pop() {
        match item {
            Item::Vertex(v) => found.push(v),
            Item::Place(place) => {
                let cell = cells.cell(layers, place, rank);
                stack.extend(cells.items[cell].iter().rev());
            }
        }
    }
    found
}

/// How many crossings exchanging two groups saves.
fn gain(layers: &Layers, cells: &Cells, upper: &[Vertex], lower: &[Vertex]) -> i64 {
    let mut saved = 0;
    for forward in [true, false] {
        let ends = |group: &[Vertex]| {
            let mut ends: Vec<(usize, usize)> = group
                .iter()
                .flat_map(|&v| if forward { &layers.before[v] } else { &layers.after[v] })
                .map(|&l| (cells.position[across(layers, l, forward)], layers.links[l].edges))
                .collect();
            ends.sort_unstable();
            ends
        };
        let (a, b) = (ends(upper), ends(lower));
        saved += inversions(&a, &b) as i64 - inversions(&b, &a) as i64;
    }
    saved
}
