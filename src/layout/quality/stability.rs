//! What a small edit does to a drawing: how much order it turns round, how much it moves.

use crate::geom::{Point, Unit, px};
use crate::layout::{Earlier, Layout, NodeIx};

/// A node has moved if it is further than this, in units, from where the median shift of
/// all nodes would have put it.
const MOVED: Unit = px(20);
/// Nodes whose middles differ by no more than this, in units, are side by side, not in order.
const LEVEL: Unit = px(1);

/// How two drawings of almost the same graph differ.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stability {
    /// Share of the pairs of surviving nodes whose left/right or above/below order inverts.
    pub flips: f64,
    /// Share of the surviving nodes that move more than 20 px, the median shift taken out.
    pub moved: f64,
}

/// Compares two drawings; `survivors` are the nodes that both have: index before, index after.
///
/// Looks at every pair of survivors.
pub fn stability(before: &Layout, after: &Layout, survivors: &[(NodeIx, NodeIx)]) -> Stability {
    let middles: Vec<(Point, Point)> = survivors
        .iter()
        .map(|&(old, new)| (before.nodes[old].center(), after.nodes[new].center()))
        .collect();
    Stability { flips: flips(&middles), moved: moved(&middles) }
}

/// The share of pairs of nodes that stand the other way round than in an earlier drawing.
pub(in crate::layout) fn turned(earlier: &Earlier, layout: &Layout) -> f64 {
    let pairs = earlier.nodes.iter().zip(&layout.nodes);
    let middles: Vec<(Point, Point)> =
        pairs.filter_map(|(old, new)| Some(((*old)?, new.center()))).collect();
    flips(&middles)
}

fn flips(middles: &[(Point, Point)]) -> f64 {
    let (mut pairs, mut flipped) = (0_u64, 0_u64);
    for (i, (old, new)) in middles.iter().enumerate() {
        for (other_old, other_new) in &middles[i + 1..] {
            let x = inverts(other_old.x - old.x, other_new.x - new.x);
            let y = inverts(other_old.y - old.y, other_new.y - new.y);
            pairs += 1;
            flipped += u64::from(x || y);
        }
    }
    if pairs == 0 { 0.0 } else { flipped as f64 / pairs as f64 }
}

const fn inverts(before: Unit, after: Unit) -> bool {
    before > LEVEL && after < -LEVEL || before < -LEVEL && after > LEVEL
}

fn moved(middles: &[(Point, Point)]) -> f64 {
    if middles.is_empty() {
        return 0.0;
    }
    let dx = median(middles.iter().map(|(old, new)| new.x - old.x).collect());
    let dy = median(middles.iter().map(|(old, new)| new.y - old.y).collect());
    let is_far = |(old, new): &&(Point, Point)| {
        let (x, y) = (i64::from(new.x - old.x - dx), i64::from(new.y - old.y - dy));
        x * x + y * y > i64::from(MOVED) * i64::from(MOVED)
    };
    middles.iter().filter(is_far).count() as f64 / middles.len() as f64
}

/// The median; the lower of the two in the middle of an even number.
fn median(mut values: Vec<Unit>) -> Unit {
    values.sort_unstable();
    values[(values.len() - 1) / 2]
}

#[cfg(test)]
mod tests {
    use super::{Stability, stability};
    use crate::geom::{Rect, Size, px};
    use crate::layout::Layout;

    fn at(places: &[(i32, i32)]) -> Layout {
        Layout {
            canvas: Size::default(),
            nodes: places.iter().map(|&(x, y)| Rect::new(px(x), px(y), px(10), px(10))).collect(),
            containers: vec![],
            edges: vec![],
            remarks: vec![],
        }
    }

    #[test]
    fn a_common_shift_is_no_change() {
        let (a, b) = (at(&[(0, 0), (50, 0), (0, 90)]), at(&[(300, 7), (350, 7), (300, 97)]));
        let same = stability(&a, &b, &[(0, 0), (1, 1), (2, 2)]);
        assert_eq!(same, Stability::default());
    }

    #[test]
    fn exchanged_nodes_flip_and_move() {
        let (a, b) = (at(&[(0, 0), (50, 0), (0, 90)]), at(&[(0, 0), (50, 200), (0, 90)]));
        let one = stability(&a, &b, &[(0, 0), (1, 1), (2, 2)]);
        assert!(
            (one.flips - 1.0 / 3.0).abs() < 1e-9,
            "only nodes 1 and 2 exchange above and below"
        );
        assert!((one.moved - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn survivors_map_old_to_new() {
        let (a, b) = (at(&[(0, 0), (50, 0), (99, 0)]), at(&[(50, 0), (99, 0)]));
        let rest = stability(&a, &b, &[(1, 0), (2, 1)]);
        assert_eq!(rest, Stability::default());
        assert_eq!(stability(&a, &b, &[]), Stability::default());
    }
}
