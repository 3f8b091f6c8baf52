//! Positions on a line with least distances between pairs and wishes for others: the problem
//! behind ranks and heights, and a quick way to good positions where the exact one takes too
//! long.

use crate::layout::layered::graph::adjacency::Adjacency;

/// `minimize sum weight |x_b - x_a - offset|` under `x_b - x_a >= least`.
#[derive(Debug, Clone, Default)]
pub(in crate::layout::layered) struct Problem {
    variables: usize,
    /// What must hold.
    pub requirements: Vec<Requirement>,
    /// What should.
    pub attractions: Vec<Attraction>,
}

/// `x[b] - x[a] >= least`.
#[derive(Debug, Clone, Copy)]
pub(in crate::layout::layered) struct Requirement {
    /// The lower variable.
    pub a: usize,
    /// The higher variable.
    pub b: usize,
    /// Their least distance; may be negative.
    pub least: i32,
}

/// Each unit that `x[b] - x[a]` differs from `offset` costs `weight`.
#[derive(Debug, Clone, Copy)]
pub(in crate::layout::layered) struct Attraction {
    /// One variable.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// The distance that costs nothing.
    pub offset: i32,
    /// Cost a unit.
    pub weight: i64,
}

/// Variables that move as one: for each, the one that stands for it and its distance to it.
pub(in crate::layout::layered) type Blocks = Vec<(usize, i32)>;

impl Problem {
    /// A problem of `variables` variables.
    pub fn new(variables: usize) -> Self {
        Self { variables, ..Self::default() }
    }

    /// One more variable.
    pub const fn variable(&mut self) -> usize {
        self.variables += 1;
        self.variables - 1
    }

    /// Number of variables.
    pub const fn len(&self) -> usize {
        self.variables
    }

    /// Requires `x[b] - x[a] >= least`.
    pub fn require(&mut self, a: usize, b: usize, least: i32) {
        self.requirements.push(Requirement { a, b, least });
    }

    /// Wishes `x[b] - x[a]` to be `offset`.
    pub fn attract(&mut self, a: usize, b: usize, offset: i32, weight: i64) {
        self.attractions.push(Attraction { a, b, offset, weight });
    }

    /// Whether requirements already put `b` at or after `a`.
    pub fn leads(&self, a: usize, b: usize) -> bool {
        let mut after = vec![Vec::new(); self.variables];
        for requirement in &self.requirements {
            after[requirement.a].push(requirement.b);
        }
        let mut seen = vec![false; self.variables];
        let mut stack = vec![a];
        seen[a] = true;
        while let Some(v) = stack.pop() {
            if v == b {
                return true;
            }
            for &next in &after[v] {
                if !std::mem::replace(&mut seen[next], true) {
                    stack.push(next);
                }
            }
        }
        false
    }

    /// Pushes positions up until every requirement holds.
    pub fn repair(&self, x: &mut [i32]) {
        let after = self.after();
        for v in self.sorted(&after) {
            for &(b, least) in &after[v as usize] {
                let b = b as usize;
                x[b] = x[b].max(x[v as usize] + least);
            }
        }
    }

    /// Good positions in time linear in the problem: `rounds` of moving every variable to
    /// the median of its wishes and spreading what gets too close to both sides, then
    /// `settling` rounds of moving each within its free room.
    pub fn approximate(&self, rounds: usize, settling: usize) -> Vec<i32> {
        let web = Web::new(self);
        let mut x = vec![0; self.variables];
        web.push_on(&mut x);
        let (mut wish, mut back) = (x.clone(), x.clone());
        let mut wishes = Vec::new();
        for round in 0..rounds {
            for (v, wish) in wish.iter_mut().enumerate() {
                wishes.clear();
                web.wishes(v, &x, round % 2 == 0, &mut wishes);
                *wish = median(&mut wishes).unwrap_or(x[v]);
            }
            // The mean of pushing everything on and pushing everything back: both keep all
            // distances, so their mean does.
            back.copy_from_slice(&wish);
            web.push_on(&mut wish);
            web.push_back(&mut back);
            let means = wish.iter().zip(&back).map(|(&a, &b)| (a + b).div_euclid(2));
            x.iter_mut().zip(means).for_each(|(x, mean)| *x = mean);
        }
        for round in 0..settling {
            for i in 0..web.sorted {
                let v = if round % 2 == 1 { i } else { web.sorted - 1 - i };
                wishes.clear();
                web.wishes(v, &x, true, &mut wishes);
                web.wishes(v, &x, false, &mut wishes);
                if let Some(wish) = median(&mut wishes) {
                    let (low, high) = web.room(v, &x);
                    x[v] = wish.min(high).max(low);
                }
            }
        }
        let low = x.iter().copied().min().unwrap_or(0);
        web.number.iter().map(|&at| x[at as usize] - low).collect()
    }

    /// The same problem with every block as one variable; variables keep their numbers,
    /// those that another stands for are left free. A requirement within a block must hold.
    pub fn merged(&self, blocks: &Blocks) -> Self {
        let mut merged = Self::new(self.variables);
        for d in &self.requirements {
            let ((a, a_off), (b, b_off)) = (blocks[d.a], blocks[d.b]);
            if a != b {
                merged.require(a, b, d.least + a_off - b_off);
            }
        }
        for p in &self.attractions {
            let ((a, a_off), (b, b_off)) = (blocks[p.a], blocks[p.b]);
            if a != b {
                merged.attract(a, b, p.offset + a_off - b_off, p.weight);
            }
        }
        merged
    }

    /// Whether no requirements contradict each other by their directions alone.
    pub fn is_acyclic(&self) -> bool {
        self.sorted(&self.after()).len() == self.variables
    }

    /// By variable, what requirements put after it, and the least distance.
    fn after(&self) -> Adjacency<(u32, i32)> {
        let ends = self.requirements.iter().map(|d| (d.a, (d.b as u32, d.least)));
        Adjacency::new(self.variables, ends)
    }

    /// The variables in an order that follows the requirements, but for those that contradict.
    fn sorted(&self, after: &Adjacency<(u32, i32)>) -> Vec<u32> {
        let mut waits = vec![0_u32; self.variables];
        for requirement in &self.requirements {
            waits[requirement.b] += 1;
        }
        let mut order: Vec<u32> = (0..).zip(&waits).filter(|w| *w.1 == 0).map(|w| w.0).collect();
        let mut next = 0;
        while let Some(&v) = order.get(next) {
            next += 1;
            for &(b, _) in &after[v as usize] {
                waits[b as usize] -= 1;
                if waits[b as usize] == 0 {
                    order.push(b);
                }
            }
        }
        order
    }
}

/// A wish or a wished distance, and its weight.
type Weighted<T> = (T, i64);

/// Requirements and attractions by variable. The variables are numbered in an order that follows the
/// requirements, so that what is next to each other in the drawing is so in memory.
struct Web {
    /// The new number of each variable.
    number: Vec<u32>,
    /// How many are in order; the others contradict each other.
    sorted: usize,
    /// What requirements put before and after each variable, with the least distance.
    before: Adjacency<(u32, i32)>,
    after: Adjacency<(u32, i32)>,
    /// What attracts it from before and from after, and where it wants to be from there.
    pulled_on: Adjacency<Weighted<(u32, i32)>>,
    pulled_back: Adjacency<Weighted<(u32, i32)>>,
}

impl Web {
    fn new(problem: &Problem) -> Self {
        let count = problem.variables;
        let order = problem.sorted(&problem.after());
        let mut number = vec![u32::MAX; count];
        (0..).zip(&order).for_each(|(at, &v)| number[v as usize] = at);
        let sorted = order.len();
        let others = number.iter_mut().filter(|at| **at == u32::MAX);
        (sorted as u32..).zip(others).for_each(|(at, number)| *number = at);
        let at = |v: usize| number[v] as usize;
        let requirements = problem.requirements.iter();
        let attractions = problem.attractions.iter();
        let before = requirements.clone().map(|d| (at(d.b), (number[d.a], d.least)));
        let after = requirements.map(|d| (at(d.a), (number[d.b], d.least)));
        let on = attractions.clone().map(|p| (at(p.b), ((number[p.a], p.offset), p.weight)));
        let back = attractions.map(|p| (at(p.a), ((number[p.b], -p.offset), p.weight)));
        let (before, after) = (Adjacency::new(count, before), Adjacency::new(count, after));
        let (pulled_on, pulled_back) = (Adjacency::new(count, on), Adjacency::new(count, back));
        Self { number, sorted, before, after, pulled_on, pulled_back }
    }

    /// Pushes every position up until the requirements hold.
    fn push_on(&self, x: &mut [i32]) {
        for v in 0..self.sorted {
            let least = self.before[v].iter().map(|&(a, least)| x[a as usize] + least);
            x[v] = least.fold(x[v], i32::max);
        }
    }

    /// Pushes every position down until the requirements hold.
    fn push_back(&self, x: &mut [i32]) {
        for v in (0..self.sorted).rev() {
            let most = self.after[v].iter().map(|&(b, least)| x[b as usize] - least);
            x[v] = most.fold(x[v], i32::min);
        }
    }

    /// Where a variable may be while all others stay.
    fn room(&self, v: usize, x: &[i32]) -> (i32, i32) {
        let low = self.before[v].iter().map(|&(a, least)| x[a as usize] + least);
        let high = self.after[v].iter().map(|&(b, least)| x[b as usize] - least);
        (low.fold(i32::MIN / 2, i32::max), high.fold(i32::MAX / 2, i32::min))
    }

    /// Adds where a variable is pulled to by what is before it, or by what is after it.
    fn wishes(&self, v: usize, x: &[i32], by_before: bool, wishes: &mut Vec<Weighted<i32>>) {
        let attractions = if by_before { &self.pulled_on } else { &self.pulled_back };
        let wish = |&((other, offset), weight)| (x[other as usize] + offset, weight);
        wishes.extend(attractions[v].iter().map(wish));
    }
}

/// The weighted median.
fn median(wishes: &mut [Weighted<i32>]) -> Option<i32> {
    if let [(wish, _)] = *wishes {
        return Some(wish);
    }
    wishes.sort_unstable();
    let total: i64 = wishes.iter().map(|w| w.1).sum();
    let mut sum = 0;
    let middle = wishes.iter().find(|w| {
        sum += w.1;
        2 * sum >= total
    });
    middle.map(|w| w.0)
}

#[cfg(test)]
mod tests {
    use super::{Problem, median};

    #[test]
    fn the_median_is_the_first_wish_with_half_of_the_weight() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [(7, 3)]), Some(7));
        assert_eq!(median(&mut [(9, 1), (5, 1), (1, 1)]), Some(5));
        assert_eq!(median(&mut [(9, 1), (5, 1), (1, 1), (3, 1)]), Some(3));
        assert_eq!(median(&mut [(1, 1), (2, 1), (8, 5)]), Some(8));
    }

    #[test]
    fn approximate_keeps_every_distance_and_centers_a_crowd() {
        let mut problem = Problem::new(6);
        for v in 2..6 {
            problem.require(v - 1, v, 10);
            problem.attract(0, v, 30, 1);
        }
        problem.require(0, 1, 5);
        let x = problem.approximate(8, 4);
        assert!((2..6).all(|v| x[v] - x[v - 1] >= 10));
        assert!(x[2] - x[0] <= 30 && x[5] - x[0] >= 30, "{x:?}");
    }

    #[test]
    fn merged_variables_keep_their_distances() {
        let mut problem = Problem::new(3);
        problem.require(0, 1, 4);
        problem.require(1, 2, 4);
        let merged = problem.merged(&vec![(0, 0), (1, 0), (1, 7)]);
        assert_eq!(merged.requirements.len(), 1);
        assert!(merged.is_acyclic());
    }
}
