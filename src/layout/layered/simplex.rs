//! Exact positions for a [`Problem`] of distances, by network simplex.
//!
//! The dual of the problem is a circulation of least cost, solved here by the primal network
//! simplex method with strongly feasible trees (Cunningham 1976; Ahuja, Magnanti, Orlin 1993,
//! chapter 11). The next arc that gains enters: to look for better ones takes longer than the
//! steps that it saves. Gansner, Koutsofios, North and Vo
//! (1993) use the same problem for ranks and for coordinates; working on the dual needs no
//! helper variable for each absolute value.

use super::distances::Problem;

/// Where no arc or no variable is.
const NONE: usize = usize::MAX;
/// More flow than any solution carries.
const PLENTY: i64 = i64::MAX / 4;

/// Flow may go `from` -> `to` up to `capacity` at `cost` a unit.
#[derive(Debug, Clone)]
struct Arc {
    from: usize,
    to: usize,
    capacity: i64,
    cost: i64,
    /// What becomes of the reduced cost if the arc enters the tree: -1 where it has no flow, 1
    /// where it is full, 0 where it cannot enter.
    sign: i64,
}

impl Arc {
    /// An arc without flow, out of the tree.
    const fn empty(from: usize, to: usize, capacity: i64, cost: i64) -> Self {
        let sign = if capacity == 0 { 0 } else { -1 };
        Self { from, to, capacity, cost, sign }
    }
}

/// The least-cost positions and whether the method got to its end within so many pivots; if
/// not, every distance is kept nevertheless.
pub(super) fn solve(problem: &Problem, pivots: usize) -> (Vec<i32>, bool) {
    let mut solver = Solver::new(problem);
    let done = solver.run(pivots);
    let mut x: Vec<i64> = solver.potential;
    x.truncate(problem.len());
    let low = x.iter().copied().min().unwrap_or(0);
    let mut x: Vec<i32> = x.into_iter().map(|v| (v - low) as i32).collect();
    if !done {
        problem.mend(&mut x);
    }
    (x, done)
}

/// The spanning tree, its flows and potentials; the ground is the last vertex and the root.
struct Solver {
    arcs: Vec<Arc>,
    flow: Vec<i64>,
    potential: Vec<i64>,
    parent: Vec<usize>,
    parent_arc: Vec<usize>,
    depth: Vec<u32>,
    first_child: Vec<usize>,
    next: Vec<usize>,
    previous: Vec<usize>,
    cursor: usize,
    stack: Vec<usize>,
}

/// What leaves the tree for an entering arc.
struct Leaving {
    /// The child end of the leaving tree arc; `NONE` if the entering arc only changes bound.
    child: usize,
    /// The end of the entering arc that the cut-off part hangs on.
    hook: usize,
    /// The other end.
    anchor: usize,
    /// Where the paths of both to the root join.
    apex: usize,
    amount: i64,
}

impl Solver {
    fn new(problem: &Problem) -> Self {
        let ground = problem.len();
        let n = ground + 1;
        let mut arcs: Vec<Arc> = Vec::new();
        for d in &problem.demands {
            let cost = -i64::from(d.least);
            arcs.push(Arc::empty(d.b, d.a, PLENTY, cost));
        }
        for p in &problem.pulls {
            let cost = i64::from(p.offset);
            arcs.push(Arc::empty(p.b, p.a, p.weight, -cost));
            arcs.push(Arc::empty(p.a, p.b, p.weight, cost));
        }
        let first = arcs.len();
        let up = |v| Arc { sign: 0, ..Arc::empty(v, ground, PLENTY, 0) };
        arcs.extend((0..ground).map(up));
        let mut solver = Self {
            flow: vec![0; arcs.len()],
            potential: vec![0; n],
            parent: vec![ground; n],
            parent_arc: (first..first + n).collect(),
            depth: vec![1; n],
            first_child: vec![NONE; n],
            next: vec![NONE; n],
            previous: vec![NONE; n],
            cursor: 0,
            stack: Vec::new(),
            arcs,
        };
        solver.parent[ground] = NONE;
        solver.parent_arc[ground] = NONE;
        solver.depth[ground] = 0;
        for v in (0..ground).rev() {
            solver.attach(v, ground);
        }
        solver
    }

    fn run(&mut self, pivots: usize) -> bool {
        for _ in 0..pivots {
            let Some(entering) = self.entering() else { return true };
            let leaving = self.leaving(entering);
            if leaving.amount == PLENTY {
                return false; // the demands contradict each other
            }
            self.push_flow(entering, &leaving);
            if leaving.child != NONE {
                self.exchange(entering, &leaving);
            }
        }
        self.entering().is_none()
    }

    /// How far the positions at the ends of an arc are from its cost.
    fn reduced(&self, arc: &Arc) -> i64 {
        arc.cost + self.potential[arc.from] - self.potential[arc.to]
    }

    /// The next arc that gains, from the last one on.
    fn entering(&mut self) -> Option<usize> {
        let gains = |arc: &Arc| arc.sign * self.reduced(arc) > 0;
        let (before, after) = self.arcs.split_at(self.cursor);
        let found = match after.iter().position(gains) {
            Some(ahead) => self.cursor + ahead,
            None => before.iter().position(gains)?,
        };
        self.cursor = found + 1;
        Some(found)
    }

    /// The vertex where the paths of both ends to the root join.
    fn apex(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if self.depth[a] >= self.depth[b] {
                a = self.parent[a];
            } else {
                b = self.parent[b];
            }
        }
        a
    }

    /// Room for more flow on the tree arc above `v`, upwards or downwards.
    fn room(&self, v: usize, upwards: bool) -> i64 {
        let arc = self.parent_arc[v];
        if (self.arcs[arc].from == v) == upwards {
            if self.arcs[arc].capacity == PLENTY {
                PLENTY
            } else {
                self.arcs[arc].capacity - self.flow[arc]
            }
        } else {
            self.flow[arc]
        }
    }

    /// Finds the arc that blocks the cycle of the entering arc; of equals the last one along
    /// the cycle from the apex, which keeps the tree strongly feasible.
    fn leaving(&self, entering: usize) -> Leaving {
        let arc = &self.arcs[entering];
        let forward = self.flow[entering] == 0;
        let (start, end) = if forward { (arc.from, arc.to) } else { (arc.to, arc.from) };
        let apex = self.apex(start, end);
        let bound = if arc.capacity == PLENTY { PLENTY } else { arc.capacity };
        let mut found = Leaving { child: NONE, hook: NONE, anchor: NONE, apex, amount: bound };
        let mut v = start;
        while v != apex {
            let room = self.room(v, false);
            if room < found.amount {
                found = Leaving { child: v, hook: start, anchor: end, apex, amount: room };
            }
            v = self.parent[v];
        }
        let mut v = end;
        while v != apex {
            let room = self.room(v, true);
            if room <= found.amount {
                found = Leaving { child: v, hook: end, anchor: start, apex, amount: room };
            }
            v = self.parent[v];
        }
        found
    }

    fn push_flow(&mut self, entering: usize, leaving: &Leaving) {
        let arc = &mut self.arcs[entering];
        let forward = self.flow[entering] == 0;
        let (start, end) = if forward { (arc.from, arc.to) } else { (arc.to, arc.from) };
        arc.sign = -arc.sign;
        let amount = leaving.amount;
        if amount == 0 {
            return;
        }
        self.flow[entering] += if forward { amount } else { -amount };
        for (mut v, upwards) in [(start, false), (end, true)] {
            while v != leaving.apex {
                let arc = self.parent_arc[v];
                let along = (self.arcs[arc].from == v) == upwards;
                self.flow[arc] += if along { amount } else { -amount };
                v = self.parent[v];
            }
        }
    }

    /// Hangs the part below the leaving arc on the entering arc.
    fn exchange(&mut self, entering: usize, leaving: &Leaving) {
        let left = self.parent_arc[leaving.child];
        self.arcs[left].sign = if self.flow[left] == 0 { -1 } else { 1 };
        self.arcs[entering].sign = 0;
        let (mut v, mut parent, mut arc) = (leaving.hook, leaving.anchor, entering);
        loop {
            let (old_parent, old_arc) = (self.parent[v], self.parent_arc[v]);
            self.detach(v);
            self.attach(v, parent);
            self.parent_arc[v] = arc;
            if v == leaving.child {
                break;
            }
            (parent, v, arc) = (v, old_parent, old_arc);
        }
        let a = &self.arcs[entering];
        let reduced = self.reduced(a);
        let shift = if a.from == leaving.hook { -reduced } else { reduced };
        self.refresh(leaving.hook, shift);
    }

    /// Shifts the potentials below `top` and renews depths.
    fn refresh(&mut self, top: usize, shift: i64) {
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(top);
        while let Some(v) = stack.pop() {
            self.potential[v] += shift;
            self.depth[v] = self.depth[self.parent[v]] + 1;
            let mut child = self.first_child[v];
            while child != NONE {
                stack.push(child);
                child = self.next[child];
            }
        }
        self.stack = stack;
    }

    fn attach(&mut self, v: usize, parent: usize) {
        self.parent[v] = parent;
        let head = self.first_child[parent];
        self.next[v] = head;
        self.previous[v] = NONE;
        if head != NONE {
            self.previous[head] = v;
        }
        self.first_child[parent] = v;
    }

    fn detach(&mut self, v: usize) {
        let (next, previous) = (self.next[v], self.previous[v]);
        if previous == NONE {
            self.first_child[self.parent[v]] = next;
        } else {
            self.next[previous] = next;
        }
        if next != NONE {
            self.previous[next] = previous;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Problem, solve};

    #[test]
    fn a_chain_with_a_slack_node_is_as_short_as_its_demands() {
        let mut problem = Problem::new(4);
        for (a, b) in [(0, 1), (1, 2), (2, 3)] {
            problem.keep(a, b, 1);
            problem.pull(a, b, 0, 1);
        }
        problem.keep(0, 3, 5);
        problem.pull(0, 2, 0, 3);
        let (x, done) = solve(&problem, 1000);
        assert!(done);
        assert_eq!(x, [0, 1, 2, 5]);
    }

    #[test]
    fn medians_win_and_offsets_count() {
        let mut problem = Problem::new(4);
        problem.keep(0, 1, 10);
        problem.keep(1, 2, 10);
        for other in [0, 1, 2] {
            problem.pull(other, 3, 2, 4);
        }
        let (x, _) = solve(&problem, 1000);
        assert_eq!(x[3] - x[1], 2);
    }

    #[test]
    fn out_of_pivots_still_keeps_every_distance() {
        let mut problem = Problem::new(50);
        for v in 1..50 {
            problem.keep(v - 1, v, 3);
            problem.pull(0, v, 0, 1);
        }
        let (x, done) = solve(&problem, 3);
        assert!(!done);
        assert!(x.windows(2).all(|w| w[1] - w[0] >= 3));
    }
}
