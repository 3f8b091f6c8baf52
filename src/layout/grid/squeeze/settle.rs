//! Where things stand between their bounds: frames tight around what they hold, ports spread over
//! their sides, the rest in the middle of its room.
//!
//! Before: bounds that keep all distances. After: places within them that keep all distances.

use super::items::{Items, Role};
use super::solve::Bounds;
use crate::geom::{PX, Unit};

/// How often everything is moved to where it would like to be.
const SWEEPS: usize = 8;

/// Places for all variables, all distances kept.
pub(super) fn settle(items: &Items, bounds: &Bounds) -> Vec<Unit> {
    let mut places: Vec<Unit> = bounds
        .earliest
        .iter()
        .zip(&bounds.latest)
        .map(|(a, b)| whole((a + b) / 2, *a, *b))
        .collect();
    let repaired = bounds.earliest.clone();
    if !keeps(items, &places) {
        places = repaired;
    }
    let neighbors = Neighbors::new(items);
    let ports = port_wishes(items);
    let mut order: Vec<usize> = (0..items.vars.len()).collect();
    order.sort_by_key(|&var| items.vars[var].at);
    for sweep in 0..SWEEPS {
        for i in 0..order.len() {
            let var = if sweep % 2 == 0 { order[i] } else { order[order.len() - 1 - i] };
            let (low, high) = neighbors.room(items, &places, var, bounds);
            if low > high {
                continue;
            }
            let wish = match items.vars[var].role {
                Role::Low(_) => high,
                Role::High(_) => low,
                Role::Piece if !ports[var].is_empty() => {
                    let sum: Unit =
                        ports[var].iter().map(|&(track, offset)| places[track] + offset).sum();
                    sum / ports[var].len() as Unit
                }
                Role::Track | Role::Piece | Role::Label => (low + high) / 2,
            };
            places[var] = whole(wish, low, high);
        }
    }
    places
}

/// Whether all distances are kept.
fn keeps(items: &Items, places: &[Unit]) -> bool {
    items.constraints.iter().all(|c| places[c.to] - places[c.from] >= c.least)
}

/// The nearest whole pixel to a wish between two bounds, if there is one.
fn whole(wish: Unit, low: Unit, high: Unit) -> Unit {
    let wish = wish.clamp(low, high);
    let floor = wish.div_euclid(PX) * PX;
    if floor >= low {
        floor
    } else if floor + PX <= high {
        floor + PX
    } else {
        wish
    }
}

/// Constraints by variable.
struct Neighbors {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

impl Neighbors {
    fn new(items: &Items) -> Self {
        let mut neighbors = Self {
            before: vec![Vec::new(); items.vars.len()],
            after: vec![Vec::new(); items.vars.len()],
        };
        for (c, constraint) in items.constraints.iter().enumerate() {
            neighbors.before[constraint.to].push(c);
            neighbors.after[constraint.from].push(c);
        }
        neighbors
    }

    /// Between which places a variable may stand while all others stay.
    fn room(&self, items: &Items, places: &[Unit], var: usize, bounds: &Bounds) -> (Unit, Unit) {
        let low = self.before[var].iter().map(|&c| {
            let constraint = items.constraints[c];
            places[constraint.from] + constraint.least
        });
        let high = self.after[var].iter().map(|&c| {
            let constraint = items.constraints[c];
            places[constraint.to] - constraint.least
        });
        (
            low.max().unwrap_or(Unit::MIN).max(bounds.earliest[var]),
            high.min().unwrap_or(Unit::MAX).min(bounds.latest[var]),
        )
    }
}

/// For each piece the tracks that it ends at, and where on them it would like to: evenly spread
/// over the side, in the order that the lattice gave.
fn port_wishes(items: &Items) -> Vec<Vec<(usize, Unit)>> {
    let mut wishes = vec![Vec::new(); items.vars.len()];
    let mut ports: Vec<_> = items.ports.iter().collect();
    ports.sort_by_key(|port| (port.card, port.is_low_side, items.vars[port.piece].at, port.piece));
    ports.dedup_by_key(|port| (port.card, port.is_low_side, port.piece));
    for side in ports.chunk_by(|a, b| (a.card, a.is_low_side) == (b.card, b.is_low_side)) {
        for (i, port) in side.iter().enumerate() {
            let (start, length) = port.side;
            let offset = start + length * (i as Unit + 1) / (side.len() as Unit + 1);
            wishes[port.piece].push((port.track, offset));
        }
    }
    wishes
}
