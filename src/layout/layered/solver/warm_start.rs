//! A problem of distances solved again after its weights or distances changed a little.
//!
//! Before: the solution of a problem with the same pairs of variables. After: the solution of the
//! problem as it is now.
//!
//! Weights are capacities of the flow. The positions stay possible, and the old tree says what
//! held them, but some of its arcs may carry more than they can now: such an arc leaves the tree,
//! what is below it shifts until others take its flow over, and those passed on the way change
//! their bound (the dual network simplex method with the long step rule: Maros 2003). Then
//! distances, which are costs, change: the flow stays possible, and the primal method goes on.
//! Few arcs leave where few positions change: a tenth of the steps of solving anew.

use crate::layout::layered::graph::adjacency::Adjacency;
use crate::layout::layered::solver::distances::Problem;
use crate::layout::layered::solver::simplex::{Arc, Entering, NONE, Solver, Vertex};

/// Where more than one arc in so many carries more than it can, solving anew is quicker.
const ONE_IN: usize = 8;

impl Solver {
    /// Whether a problem has requirements and attractions of the same pairs as the one solved last.
    pub fn is_like(&self, problem: &Problem) -> bool {
        let Problem { requirements, attractions, .. } = problem;
        let has_pair = |arc: &Arc, a: usize, b: usize| (arc.to, arc.from) == (a as u32, b as u32);
        let [of_demands, of_pulls] = [requirements.len(), 2 * attractions.len()];
        problem.len() + 1 == self.tree.len()
            && of_demands + of_pulls + problem.len() == self.arcs.len()
            && self.arcs.iter().zip(requirements).all(|(arc, d)| has_pair(arc, d.a, d.b))
            && self.arcs[of_demands..]
                .iter()
                .step_by(2)
                .zip(attractions)
                .all(|(arc, p)| has_pair(arc, p.a, p.b))
    }

    /// Solves a problem that is like the one solved last but for distances, offsets and weights;
    /// whether the method got to its end.
    pub fn solve_again(&mut self, problem: &Problem, work: usize) -> bool {
        self.weigh(problem);
        let overloaded = self.rooms().filter(|&(room, _)| room < 0).count();
        let is_relieved = overloaded == 0
            || overloaded * ONE_IN <= problem.len() && self.relieve_all(problem.len() / 4);
        if is_relieved {
            return !self.shift(problem) || self.run(work);
        }
        *self = Self::new(problem);
        self.run(work)
    }

    /// Takes arcs out of the tree until none carries more than it can; fails past so many.
    fn relieve_all(&mut self, most: usize) -> bool {
        let ends = (0..)
            .zip(&self.arcs)
            .flat_map(|(i, arc)| [(arc.from as usize, i), (arc.to as usize, i)]);
        let arcs_at: Adjacency<u32> = Adjacency::new(self.tree.len(), ends);
        let mut is_below = vec![false; self.tree.len()];
        for _ in 0..most {
            let Some((..0, overloaded)) = self.rooms().min() else { return true };
            if !self.relieve(overloaded, &arcs_at, &mut is_below) {
                return false;
            }
        }
        false
    }

    /// Takes distances and offsets over, and moves what hangs in the tree with them; whether any
    /// is another than it was.
    fn shift(&mut self, problem: &Problem) -> bool {
        let mut is_other = false;
        let mut put = |arc: &mut Arc, cost: i64| {
            is_other |= std::mem::replace(&mut arc.cost, cost) != cost;
        };
        for (arc, requirement) in self.arcs.iter_mut().zip(&problem.requirements) {
            put(arc, -i64::from(requirement.least));
        }
        let pairs = self.arcs[problem.requirements.len()..].chunks_exact_mut(2);
        for (arcs, attraction) in pairs.zip(&problem.attractions) {
            put(&mut arcs[0], -i64::from(attraction.offset));
            put(&mut arcs[1], i64::from(attraction.offset));
        }
        if !is_other {
            return false;
        }
        let root = self.tree.len() as u32 - 1;
        for v in below(&self.tree, root).skip(1) {
            let Vertex { parent, arc, .. } = self.tree[v as usize];
            let arc = &self.arcs[arc as usize];
            let cost = if arc.from == v { -arc.cost } else { arc.cost };
            self.potential[v as usize] = self.potential[parent as usize] + cost;
        }
        true
    }

    /// Takes the weights over, which are above 0 as they were before: full arcs stay full, and what
    /// they carry more goes round.
    fn weigh(&mut self, problem: &Problem) {
        for (i, attraction) in problem.attractions.iter().enumerate() {
            let first = problem.requirements.len() + 2 * i;
            let more = attraction.weight - self.arcs[first].capacity;
            if more != 0 {
                self.widen(first, more);
                self.widen(first + 1, more);
            }
        }
    }

    fn widen(&mut self, index: usize, more: i64) {
        let arc = &mut self.arcs[index];
        arc.capacity += more;
        let (from, to) = (arc.from, arc.to);
        if arc.sign > 0 {
            self.push_flow(from, to, more);
        } else if self.tree[from as usize].arc == index as u32 {
            self.tree[from as usize].up += more;
        } else if self.tree[to as usize].arc == index as u32 {
            self.tree[to as usize].down += more;
        }
    }

    /// How much more or less the arc of each variable could carry, below 0 where it is past a
    /// bound.
    fn rooms(&self) -> impl Iterator<Item = (i64, u32)> {
        let variables = &self.tree[..self.tree.len() - 1];
        variables.iter().map(|v| v.up.min(v.down)).zip(0..)
    }

    /// Takes the arc of a variable out of the tree, at the bound that it is past; fails if no
    /// other arcs can take its flow over. Nothing is marked as below before and after.
    fn relieve(&mut self, leaving: u32, arcs_at: &Adjacency<u32>, is_below: &mut [bool]) -> bool {
        let vertex = self.tree[leaving as usize];
        let mut surplus = -vertex.up.min(vertex.down);
        let part: Vec<u32> = below(&self.tree, leaving).collect();
        part.iter().for_each(|&v| is_below[v as usize] = true);
        let mut crossing = self.crossing(&part, arcs_at, is_below, vertex.up < 0);
        part.iter().for_each(|&v| is_below[v as usize] = false);
        crossing.sort_unstable();
        for (_, index, leaves_at_start) in crossing {
            let arc = &mut self.arcs[index as usize];
            let (start, end) = if arc.sign < 0 { (arc.from, arc.to) } else { (arc.to, arc.from) };
            let amount = surplus.min(arc.capacity);
            surplus -= amount;
            if surplus > 0 {
                arc.sign = -arc.sign;
            }
            self.push_flow(start, end, amount);
            if surplus == 0 {
                let arc = index;
                self.exchange(&Entering { arc, start, end, amount, leaving, leaves_at_start });
                return true;
            }
        }
        false
    }

    /// The arcs out of the tree that can take flow over which goes out of a part of it, or into it:
    /// each with how far the part must shift until it does, and whether flow gains from there.
    fn crossing(
        &self,
        part: &[u32],
        arcs_at: &Adjacency<u32>,
        is_below: &[bool],
        goes_out: bool,
    ) -> Vec<(i64, u32, bool)> {
        let mut crossing = Vec::new();
        for &index in part.iter().flat_map(|&v| &arcs_at[v as usize]) {
            let arc = &self.arcs[index as usize];
            let (starts_below, ends_below) =
                (is_below[arc.from as usize], is_below[arc.to as usize]);
            let gains_below = starts_below == (arc.sign < 0);
            if starts_below != ends_below && arc.sign != 0 && gains_below == goes_out {
                crossing.push((-arc.sign * self.reduced(arc), index, gains_below));
            }
        }
        crossing
    }
}

/// A variable and all that hang on it, each after what it hangs on.
fn below(tree: &[Vertex], top: u32) -> impl Iterator<Item = u32> {
    let mut stack = vec![top];
    std::iter::from_fn(move || {
        let v = stack.pop()?;
        let mut child = tree[v as usize].first_child;
        while child != NONE {
            stack.push(child);
            child = tree[child as usize].next;
        }
        Some(v)
    })
}

#[cfg(test)]
mod tests {
    use super::{Problem, Solver};
    use crate::layout::layered::solver::simplex::tests::{cost, random};
    use crate::layout::testing::random::Dice;

    fn solved(problem: &Problem) -> Solver {
        let mut solver = Solver::new(problem);
        assert!(solver.run(usize::MAX));
        solver
    }

    /// Gives a share of the attractions other weights.
    fn reweigh(problem: &mut Problem, share: u64, dice: &mut Dice) {
        for attraction in &mut problem.attractions {
            if dice.chance(share) {
                attraction.weight = 1 + dice.below(200) as i64;
            }
        }
    }

    #[test]
    fn solved_again_costs_what_solving_anew_does() {
        let mut dice = Dice::new(5);
        for share in [0, 5, 50, 100] {
            let mut problem = random(&mut dice);
            let mut solver = solved(&problem);
            for _ in 0..20 {
                reweigh(&mut problem, share, &mut dice);
                for requirement in &mut problem.requirements {
                    requirement.least +=
                        i32::from(dice.chance(share)) - i32::from(dice.chance(share));
                }
                for attraction in &mut problem.attractions {
                    attraction.offset += i32::from(dice.chance(share));
                }
                assert!(solver.is_like(&problem) && solver.solve_again(&problem, usize::MAX));
                let anew = solved(&problem).positions();
                assert_eq!(cost(&problem, &solver.positions()), cost(&problem, &anew));
            }
        }
    }

    #[test]
    fn other_weights_need_no_new_beginning() {
        let mut dice = Dice::new(7);
        for share in [5, 50, 100] {
            let mut problem = random(&mut dice);
            let mut solver = solved(&problem);
            reweigh(&mut problem, share, &mut dice);
            solver.weigh(&problem);
            assert!(solver.rooms().any(|(room, _)| room < 0) && solver.relieve_all(60));
            let anew = solved(&problem).positions();
            assert_eq!(cost(&problem, &solver.positions()), cost(&problem, &anew));
        }
    }

    #[test]
    fn problems_of_other_pairs_are_not_alike() {
        let mut dice = Dice::new(9);
        let problem = random(&mut dice);
        let solver = solved(&problem);
        assert!(solver.is_like(&problem));
        let mut longer = problem.clone();
        longer.attract(0, 1, 0, 1);
        let mut turned = problem;
        turned.attractions.swap(0, 9);
        assert!(!solver.is_like(&longer) && !solver.is_like(&turned));
    }
}
