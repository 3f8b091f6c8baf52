//! The order of an earlier drawing, where one is to be kept: what the passes must not turn.
//!
//! Nodes that stand in the same column, or at the same height, of the earlier drawing share a
//! level; levels count from left to right and from top to bottom. A pass keeps what stood on a
//! lower level before what stood on a higher one, so that no pair of kept nodes is exchanged.

use crate::geom::{Point, Unit, px};
use crate::layout::Earlier;
use crate::layout::layered::graph::layers::Layers;
use crate::layout::layered::graph::leaves::{Leaf, Leaves};
use crate::layout::layered::graph::tree::{ROOT, Tree};
use crate::layout::layered::order::cells::Keys;
use crate::layout::layered::solver::distances::Problem;

/// Middles that differ by no more than this, in units, are on one level.
const LEVEL: Unit = px(1);
/// Larger pictures are laid out anew: their heights are not exact enough to keep an order.
const MOST_SOLIDS: usize = 600;

/// Levels of what an earlier drawing holds; nothing has one where there is none.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Previous {
    /// By leaf, from left to right.
    pub along: Vec<Option<usize>>,
    /// By leaf, from top to bottom.
    pub across: Vec<Option<usize>>,
    /// By cluster, from top to bottom, on the levels of the leaves.
    pub cluster: Vec<Option<usize>>,
    /// By leaf, its middle.
    pub middle: Vec<Option<Point>>,
}

impl Previous {
    /// The levels of an earlier drawing of what is to be drawn.
    pub fn new(earlier: Option<&Earlier>, leaves: &Leaves, tree: &Tree) -> Self {
        let Some(earlier) = earlier.filter(|_| leaves.len() <= MOST_SOLIDS) else {
            let nothing = vec![None; leaves.len()];
            let cluster = vec![None; tree.len()];
            let middle = vec![None; leaves.len()];
            return Self { along: nothing.clone(), across: nothing, cluster, middle };
        };
        let leaf = |s: Leaf| match leaves.empty_container[s] {
            Some(c) => at(&earlier.containers, c),
            None => at(&earlier.nodes, s),
        };
        let leaf: Vec<Option<Point>> = (0..leaves.len()).map(leaf).collect();
        let cluster = |source: &Option<usize>| source.and_then(|c| at(&earlier.containers, c));
        let cluster = tree.source.iter().map(cluster);
        let ys = |points: Vec<Option<Point>>| points.into_iter().map(|p| p.map(|p| p.y)).collect();
        let mut across = levels(ys(leaf.iter().copied().chain(cluster).collect()));
        let cluster = across.split_off(leaves.len());
        let along = levels(leaf.iter().map(|p| p.map(|p| p.x)).collect());
        Self { along, across, cluster, middle: leaf }
    }

    /// Whether an order is to be kept at all.
    pub fn is_any(&self) -> bool {
        self.across.iter().any(Option::is_some)
    }

    /// Whether leaf `a` comes before `b` along the reading; none if nothing is known.
    pub fn comes_first(&self, a: Leaf, b: Leaf) -> Option<bool> {
        let (a, b) = (self.along[a]?, self.along[b]?);
        (a != b).then_some(a < b)
    }

    /// For each rank the middle of its column in the earlier drawing, if its order is kept.
    pub fn columns(&self, layers: &Layers) -> Vec<Option<Unit>> {
        let mut columns: Vec<Vec<Unit>> = vec![Vec::new(); layers.ranks];
        for (s, middle) in self.middle.iter().enumerate() {
            let middle = middle.filter(|_| self.along[s].is_some());
            columns[layers.rank[s]].extend(middle.map(|at| at.x));
        }
        let median = |mut xs: Vec<Unit>| {
            xs.sort_unstable();
            xs.get(xs.len() / 2).copied()
        };
        columns.into_iter().map(median).collect()
    }

    /// Gives what is kept the keys of its level; what is new follows what is declared before it.
    pub fn rank_keys(&self, tree: &Tree, leaves: &Leaves, keys: &mut Keys) {
        if !self.is_any() {
            return;
        }
        let mut last = vec![0; tree.len()];
        for s in 0..leaves.len() {
            let before = &mut last[leaves.parent[s]];
            keys.vertex[s] = match self.across[s] {
                Some(level) => (0, level, 0),
                None => (keys.vertex[s].0, *before, 1 + s),
            };
            *before = keys.vertex[s].1;
        }
        for children in &tree.children {
            let mut before = 0;
            for (i, &child) in children.iter().enumerate() {
                keys.cluster[child] = match self.cluster[child] {
                    Some(level) => (0, level, 0),
                    None => (keys.cluster[child].0, before, 1 + i),
                };
                before = keys.cluster[child].1;
            }
        }
        keys.previous_vertex = self.across.iter().map(Option::is_some).collect();
        keys.previous_cluster = self.cluster.iter().map(Option::is_some).collect();
        keys.previous_cluster[ROOT] = false;
    }
}

fn at(points: &[Option<Point>], ix: usize) -> Option<Point> {
    points.get(ix).copied().flatten()
}

/// For each coordinate the number of its level.
fn levels(at: Vec<Option<Unit>>) -> Vec<Option<usize>> {
    let mut sorted: Vec<Unit> = at.iter().copied().flatten().collect();
    sorted.sort_unstable();
    let mut first: Vec<Unit> = Vec::new();
    for x in sorted {
        if first.last().is_none_or(|&low| x - low > LEVEL) {
            first.push(x);
        }
    }
    let level = |x: Unit| first.partition_point(|&low| low <= x).saturating_sub(1);
    at.into_iter().map(|x| x.map(level)).collect()
}

/// Requires that members stand on their levels in order, each `gap` before the next:
/// `members` are variables with their levels and how far below the variable is what counts.
pub(in crate::layout::layered) fn require_levels(
    problem: &mut Problem,
    members: impl Iterator<Item = (usize, Unit, usize)>,
    gap: Unit,
) -> Vec<(usize, usize)> {
    let mut members: Vec<(usize, usize, Unit)> =
        members.map(|(variable, offset, level)| (level, variable, offset)).collect();
    members.sort_unstable();
    let mut bounds = Vec::new();
    let mut above: Option<usize> = None;
    for group in members.chunk_by(|a, b| a.0 == b.0) {
        let bound = problem.variable();
        if let Some(above) = above {
            problem.require(above, bound, gap);
        }
        let below = problem.variable();
        problem.require(bound, below, 0);
        for &(_, variable, offset) in group {
            problem.require(bound, variable, -offset);
            problem.require(variable, below, offset);
            bounds.push((bound, variable));
        }
        above = Some(below);
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::{levels, require_levels};
    use crate::geom::px;
    use crate::layout::layered::solver::distances::Problem;
    use crate::layout::layered::solver::simplex;

    #[test]
    fn what_is_almost_level_is_on_one_level() {
        let at = [Some(px(30)), None, Some(px(10)), Some(px(11)), Some(px(12))];
        assert_eq!(levels(at.to_vec()), [Some(2), None, Some(0), Some(0), Some(1)]);
    }

    #[test]
    fn a_problem_keeps_the_order_of_levels_and_leaves_each_free() {
        let mut problem = Problem::new(3);
        require_levels(&mut problem, [(0, 4, 7), (1, 0, 3), (2, 2, 7)].into_iter(), 0);
        problem.attract(0, 1, 50, 1);
        problem.attract(2, 0, 9, 5);
        let (x, done) = simplex::solve(&problem, 1000);
        assert!(done);
        assert_eq!((x[0] - x[2], x[1] - x[2]), (9, 2), "what counts of 1 is no lower than 2's");
    }
}
