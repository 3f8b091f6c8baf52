//! Exact positions for a [`Problem`] of distances, by network simplex.
//!
//! The dual of the problem is a circulation of least cost, solved here by the primal network
//! simplex method with strongly feasible trees (Cunningham 1976; Ahuja, Magnanti, Orlin 1993,
//! chapter 11). In a small problem the next arc that gains enters: to look for better ones takes
//! longer than the steps that it saves. A large one begins with the tree of longest paths, and
//! the best of a block of arcs enters (Kiraly and Kovacs 2012): that is a third of the steps.
//! Gansner, Koutsofios, North and Vo (1993) use the same problem for ranks and for coordinates;
//! working on the dual needs no helper variable for each absolute value.

use crate::layout::layered::solver::distances::Problem;

/// Where no arc or no vertex is.
pub(in crate::layout::layered) const NONE: u32 = u32::MAX;
/// More flow than any solution carries, and than can be told from it.
const PLENTY: i64 = i64::MAX / 4;
const MUCH: i64 = PLENTY / 2;

/// Flow may go `from` -> `to` up to `capacity` at `cost` a unit.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Arc {
    pub from: u32,
    pub to: u32,
    pub capacity: i64,
    pub cost: i64,
    /// What becomes of the reduced cost if the arc enters the tree: -1 where it has no flow, 1
    /// where it is full, 0 where it cannot enter.
    pub sign: i64,
}

impl Arc {
    /// An arc without flow, out of the tree.
    const fn empty(from: usize, to: usize, capacity: i64, cost: i64) -> Self {
        let sign = if capacity == 0 { 0 } else { -1 };
        Self { from: from as u32, to: to as u32, capacity, cost, sign }
    }
}

/// The least-cost positions and whether the method got to its end within so much work; if not,
/// every distance is kept nevertheless.
pub(in crate::layout::layered) fn solve(problem: &Problem, work: usize) -> (Vec<i32>, bool) {
    let mut solver = Solver::new(problem);
    let is_done = solver.run(work);
    (repaired(problem, solver.positions(), is_done), is_done)
}

/// The same for a large problem.
pub(in crate::layout::layered) fn solve_large(problem: &Problem, work: usize) -> (Vec<i32>, bool) {
    let mut solver = Solver::new(problem);
    solver.hang_on_longest_paths(problem);
    solver.block = (solver.arcs.len() as f64).sqrt() as usize / 2;
    let is_done = solver.run(work);
    (repaired(problem, solver.positions(), is_done), is_done)
}

/// Positions of a method that did not get to its end, pushed up until every requirement holds.
fn repaired(problem: &Problem, mut x: Vec<i32>, is_done: bool) -> Vec<i32> {
    if !is_done {
        problem.repair(&mut x);
    }
    x
}

/// A vertex of the spanning tree.
#[derive(Debug, Clone, Copy)]
pub(in crate::layout::layered) struct Vertex {
    pub parent: u32,
    /// The arc to its parent or from it.
    pub arc: u32,
    depth: u32,
    pub first_child: u32,
    /// The children of its parent after and before it.
    pub next: u32,
    previous: u32,
    /// How much more flow its arc may take towards the parent, and towards it.
    pub up: i64,
    pub down: i64,
}

/// The spanning tree and its potentials; the ground is the last vertex and the root.
pub(in crate::layout::layered) struct Solver {
    pub arcs: Vec<Arc>,
    pub tree: Vec<Vertex>,
    pub potential: Vec<i64>,
    cursor: usize,
    /// How many arcs behind the first that gains are looked at for a better one.
    block: usize,
    /// Arcs and vertices looked at, and vertices moved.
    work: usize,
}

/// How an arc enters the tree.
pub(in crate::layout::layered) struct Entering {
    pub arc: u32,
    /// Flow gains from `start` over the arc to `end`.
    pub start: u32,
    pub end: u32,
    /// How much flow goes round, and what then leaves the tree: the child end of a tree arc on the
    /// path of `start` or of `end`; `NONE` if the entering arc only changes bound.
    pub amount: i64,
    pub leaving: u32,
    pub leaves_at_start: bool,
}

impl Solver {
    /// All variables at 0, whatever the requirements say.
    pub fn new(problem: &Problem) -> Self {
        let ground = problem.len();
        let (requirements, attractions) = (&problem.requirements, &problem.attractions);
        let mut arcs: Vec<Arc> =
            Vec::with_capacity(requirements.len() + 2 * attractions.len() + ground);
        arcs.extend(requirements.iter().map(|d| Arc::empty(d.b, d.a, PLENTY, -i64::from(d.least))));
        for p in attractions {
            let cost = i64::from(p.offset);
            arcs.push(Arc::empty(p.b, p.a, p.weight, -cost));
            arcs.push(Arc::empty(p.a, p.b, p.weight, cost));
        }
        let first = arcs.len() as u32;
        arcs.extend((0..ground).map(|v| Arc { sign: 0, ..Arc::empty(v, ground, PLENTY, 0) }));
        let count = ground as u32;
        let hanging = |v: u32| Vertex {
            parent: count,
            arc: first + v,
            depth: 1,
            first_child: NONE,
            next: if v + 1 < count { v + 1 } else { NONE },
            previous: v.checked_sub(1).unwrap_or(NONE),
            up: PLENTY,
            down: 0,
        };
        let mut tree: Vec<Vertex> = (0..count).map(hanging).collect();
        tree.push(Vertex {
            parent: NONE,
            arc: NONE,
            depth: 0,
            first_child: if count > 0 { 0 } else { NONE },
            next: NONE,
            previous: NONE,
            up: 0,
            down: 0,
        });
        Self { arcs, tree, potential: vec![0; ground + 1], cursor: 0, block: 0, work: 0 }
    }

    /// Puts every variable as low as the requirements allow, and hangs it on one that holds it there:
    /// a tree without flow whose arcs all lead up to the root, as it must be.
    fn hang_on_longest_paths(&mut self, problem: &Problem) {
        let ground = problem.len() as u32;
        let mut x = vec![0; problem.len()];
        problem.repair(&mut x);
        for (arc, d) in (0..).zip(&problem.requirements) {
            let is_held = x[d.b] > 0 && x[d.b] == x[d.a] + d.least;
            let vertex = self.tree[d.b];
            if is_held && vertex.parent == ground {
                self.arcs[arc as usize].sign = 0;
                self.detach(&vertex);
                self.attach(d.b as u32, d.a as u32);
                self.tree[d.b].arc = arc;
            }
        }
        for (potential, x) in self.potential.iter_mut().zip(x) {
            *potential = i64::from(x);
        }
        let mut v = self.tree[ground as usize].first_child;
        while v != NONE {
            self.refresh(v, 0);
            v = self.tree[v as usize].next;
        }
    }

    /// Where the variables stand, from 0.
    pub fn positions(&self) -> Vec<i32> {
        let x = &self.potential[..self.potential.len() - 1];
        let low = x.iter().copied().min().unwrap_or(0);
        x.iter().map(|v| (v - low) as i32).collect()
    }

    /// Makes the positions the best, within so much work: arcs and vertices looked at and moved;
    /// whether it did.
    pub fn run(&mut self, work: usize) -> bool {
        let end = self.work.saturating_add(work);
        loop {
            let Some(arc) = self.gaining() else { return true };
            if self.work > end {
                return false;
            }
            let entering = self.cycle(arc);
            if entering.amount > MUCH {
                return false; // the requirements contradict each other
            }
            self.push_flow(entering.start, entering.end, entering.amount);
            if entering.leaving == NONE {
                let arc = &mut self.arcs[arc as usize];
                arc.sign = -arc.sign;
            } else {
                self.exchange(&entering);
            }
        }
    }

    /// How far the positions at the ends of an arc are from its cost.
    pub fn reduced(&self, arc: &Arc) -> i64 {
        arc.cost + self.potential[arc.from as usize] - self.potential[arc.to as usize]
    }

    /// The next arc that gains, from the last one on, or the one of the block behind it that gains
    /// most.
    fn gaining(&mut self) -> Option<u32> {
        let gain = |arc: &Arc| arc.sign * self.reduced(arc);
        let (before, after) = self.arcs.split_at(self.cursor);
        let first = match after.iter().position(|arc| gain(arc) > 0) {
            Some(ahead) => self.cursor + ahead,
            None => before.iter().position(|arc| gain(arc) > 0)?,
        };
        let behind = if first < self.cursor { self.arcs.len() } else { 0 };
        let passed = behind + first - self.cursor;
        if self.block == 0 {
            self.work += passed + 1;
            self.cursor = first + 1;
            return Some(first as u32);
        }
        let end = (first + 1 + self.block).min(self.arcs.len());
        let best = (first..end).rev().max_by_key(|&arc| gain(&self.arcs[arc]));
        self.work += passed + end - first;
        self.cursor = end;
        best.map(|arc| arc as u32)
    }

    /// Finds the cycle that an arc closes, and the arc that blocks it; of equals the last one
    /// along the cycle from the apex, which keeps the tree strongly feasible.
    fn cycle(&mut self, entering: u32) -> Entering {
        let arc = &self.arcs[entering as usize];
        let (start, end) = if arc.sign < 0 { (arc.from, arc.to) } else { (arc.to, arc.from) };
        let (mut first, mut least_down) = (NONE, arc.capacity);
        let (mut last, mut least_up) = (NONE, PLENTY);
        let (mut v, mut w) = (start, end);
        let mut steps = 0;
        while v != w {
            steps += 1;
            let (from_start, from_end) = (&self.tree[v as usize], &self.tree[w as usize]);
            if from_start.depth >= from_end.depth {
                if from_start.down < least_down {
                    (first, least_down) = (v, from_start.down);
                }
                v = from_start.parent;
            } else {
                if from_end.up <= least_up {
                    (last, least_up) = (w, from_end.up);
                }
                w = from_end.parent;
            }
        }
        self.work += steps;
        let leaves_at_start = least_down < least_up;
        let leaving = if leaves_at_start { first } else { last };
        let amount = least_up.min(least_down);
        Entering { arc: entering, start, end, amount, leaving, leaves_at_start }
    }

    /// Lets so much more flow come to `start` through the tree and go back from `end`.
    pub fn push_flow(&mut self, start: u32, end: u32, amount: i64) {
        if amount == 0 {
            return;
        }
        let (mut v, mut w) = (start, end);
        while v != w {
            if self.tree[v as usize].depth >= self.tree[w as usize].depth {
                let vertex = &mut self.tree[v as usize];
                (vertex.up, vertex.down) = (vertex.up + amount, vertex.down - amount);
                v = vertex.parent;
            } else {
                let vertex = &mut self.tree[w as usize];
                (vertex.up, vertex.down) = (vertex.up - amount, vertex.down + amount);
                w = vertex.parent;
            }
        }
    }

    /// Hangs the part below the leaving arc on the entering arc.
    pub fn exchange(&mut self, entering: &Entering) {
        let &Entering { start, end, amount, leaving, leaves_at_start, .. } = entering;
        let (hook, anchor) = if leaves_at_start { (start, end) } else { (end, start) };
        let child = self.tree[leaving as usize];
        let left = &mut self.arcs[child.arc as usize];
        let flow = if left.from == leaving { child.down } else { child.up };
        left.sign = if flow == 0 { -1 } else { 1 };
        let arc = &mut self.arcs[entering.arc as usize];
        arc.sign = 0;
        // What goes round has used up room from the start to the end.
        let (along, back) = (arc.capacity - amount, amount);
        let (mut up, mut down) = if leaves_at_start { (along, back) } else { (back, along) };
        let (mut v, mut parent, mut arc) = (hook, anchor, entering.arc);
        loop {
            let old = self.tree[v as usize];
            self.detach(&old);
            self.attach(v, parent);
            let vertex = &mut self.tree[v as usize];
            (vertex.arc, vertex.up, vertex.down) = (arc, up, down);
            if v == leaving {
                break;
            }
            (parent, v, arc, up, down) = (v, old.parent, old.arc, old.down, old.up);
        }
        let arc = &self.arcs[entering.arc as usize];
        let reduced = self.reduced(arc);
        self.refresh(hook, if arc.from == hook { -reduced } else { reduced });
    }

    /// Shifts the potentials from `top` down and renews depths.
    fn refresh(&mut self, top: u32, shift: i64) {
        let mut v = top;
        let mut depth = self.tree[self.tree[top as usize].parent as usize].depth;
        loop {
            // Down to a first child, or else on to the next of what is above.
            depth += 1;
            let vertex = &mut self.tree[v as usize];
            vertex.depth = depth;
            self.work += 1;
            self.potential[v as usize] += shift;
            if vertex.first_child != NONE {
                v = vertex.first_child;
                continue;
            }
            loop {
                if v == top {
                    return;
                }
                depth -= 1;
                let vertex = &self.tree[v as usize];
                if vertex.next != NONE {
                    v = vertex.next;
                    break;
                }
                v = vertex.parent;
            }
        }
    }

    fn attach(&mut self, v: u32, parent: u32) {
        let above = &mut self.tree[parent as usize];
        let head = std::mem::replace(&mut above.first_child, v);
        let vertex = &mut self.tree[v as usize];
        (vertex.parent, vertex.next, vertex.previous) = (parent, head, NONE);
        if head != NONE {
            self.tree[head as usize].previous = v;
        }
    }

    fn detach(&mut self, vertex: &Vertex) {
        if vertex.previous == NONE {
            self.tree[vertex.parent as usize].first_child = vertex.next;
        } else {
            self.tree[vertex.previous as usize].next = vertex.next;
        }
        if vertex.next != NONE {
            self.tree[vertex.next as usize].previous = vertex.previous;
        }
    }
}

#[cfg(test)]
pub(in crate::layout::layered) mod tests {
    use super::{Problem, solve, solve_large};
    use crate::layout::layered::solver::distances::Attraction;
    use crate::layout::testing::random::Dice;

    #[test]
    fn a_chain_with_a_slack_node_is_as_short_as_its_demands() {
        let mut problem = Problem::new(4);
        for (a, b) in [(0, 1), (1, 2), (2, 3)] {
            problem.require(a, b, 1);
            problem.attract(a, b, 0, 1);
        }
        problem.require(0, 3, 5);
        problem.attract(0, 2, 0, 3);
        let (x, done) = solve(&problem, 1000);
        assert!(done);
        assert_eq!(x, [0, 1, 2, 5]);
    }

    #[test]
    fn medians_win_and_offsets_count() {
        let mut problem = Problem::new(4);
        problem.require(0, 1, 10);
        problem.require(1, 2, 10);
        for other in [0, 1, 2] {
            problem.attract(other, 3, 2, 4);
        }
        let (x, _) = solve(&problem, 1000);
        assert_eq!(x[3] - x[1], 2);
    }

    /// A problem of random requirements and attractions that can be kept.
    pub(in crate::layout::layered) fn random(dice: &mut Dice) -> Problem {
        let mut problem = Problem::new(60);
        for b in 1..60 {
            for _ in 0..2 {
                let a = dice.below(b);
                problem.require(a, b, dice.below(3) as i32 - 1);
                problem.attract(a, b, dice.below(4) as i32, 1 + dice.below(9) as i64);
            }
        }
        problem
    }

    /// What positions cost that keep the requirements.
    pub(in crate::layout::layered) fn cost(problem: &Problem, x: &[i32]) -> i64 {
        assert!(problem.requirements.iter().all(|d| x[d.b] - x[d.a] >= d.least));
        let off = |p: &Attraction| p.weight * i64::from((x[p.b] - x[p.a] - p.offset).abs());
        problem.attractions.iter().map(off).sum()
    }

    #[test]
    fn the_way_of_large_problems_leads_to_the_same_cost() {
        let mut dice = Dice::new(3);
        for _ in 0..20 {
            let problem = random(&mut dice);
            let (x, done) = solve(&problem, 100_000);
            let (y, large_done) = solve_large(&problem, usize::MAX);
            assert!(done && large_done);
            assert_eq!(cost(&problem, &x), cost(&problem, &y));
            let (cut, _) = solve_large(&problem, 300);
            cost(&problem, &cut);
        }
    }

    #[test]
    fn out_of_work_still_keeps_every_distance() {
        let mut problem = Problem::new(50);
        for v in 1..50 {
            problem.require(v - 1, v, 3);
            problem.attract(0, v, 0, 1);
        }
        let (x, done) = solve(&problem, 3);
        assert!(!done);
        assert!(x.windows(2).all(|w| w[1] - w[0] >= 3));
    }
}
