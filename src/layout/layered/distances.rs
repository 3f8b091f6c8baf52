//! Positions on a line with least distances between pairs and wishes for others: the problem
//! behind ranks and heights, and a quick way to good positions where the exact one takes too
//! long.

/// `minimize sum weight |x_b - x_a - offset|` under `x_b - x_a >= least`.
#[derive(Debug, Clone, Default)]
pub(super) struct Problem {
    variables: usize,
    /// What must hold.
    pub demands: Vec<Demand>,
    /// What should.
    pub pulls: Vec<Pull>,
}

/// `x[b] - x[a] >= least`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Demand {
    /// The lower variable.
    pub a: usize,
    /// The higher variable.
    pub b: usize,
    /// Their least distance; may be negative.
    pub least: i32,
}

/// Each unit that `x[b] - x[a]` differs from `offset` costs `weight`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pull {
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
pub(super) type Blocks = Vec<(usize, i32)>;

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

    /// Demands `x[b] - x[a] >= least`.
    pub fn keep(&mut self, a: usize, b: usize, least: i32) {
        self.demands.push(Demand { a, b, least });
    }

    /// Wishes `x[b] - x[a]` to be `offset`.
    pub fn pull(&mut self, a: usize, b: usize, offset: i32, weight: i64) {
        self.pulls.push(Pull { a, b, offset, weight });
    }

    /// Whether demands already put `b` at or after `a`.
    pub fn leads(&self, a: usize, b: usize) -> bool {
        let mut after = vec![Vec::new(); self.variables];
        for demand in &self.demands {
            after[demand.a].push(demand.b);
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

    /// Pushes positions up until every demand holds.
    pub fn mend(&self, x: &mut [i32]) {
        let web = Web::new(self);
        for &v in &web.order {
            for &(d, other) in web.demands(v) {
                if other > 0 {
                    let demand = self.demands[d];
                    x[demand.b] = x[demand.b].max(x[v] + demand.least);
                }
            }
        }
    }

    /// Good positions in time linear in the problem: `rounds` of moving every variable to
    /// the median of its wishes and spreading what gets too close to both sides, then
    /// `settling` rounds of moving each within its free room.
    pub fn approximate(&self, rounds: usize, settling: usize) -> Vec<i32> {
        let web = Web::new(self);
        let mut x = vec![0; self.variables];
        self.mend(&mut x);
        for round in 0..rounds {
            let wish: Vec<i32> = (0..self.variables)
                .map(|v| self.median(&web, v, &x, Some(round % 2 == 0)).unwrap_or(x[v]))
                .collect();
            x = self.spread(&web, &wish);
        }
        for round in 0..settling {
            let forward = round % 2 == 1;
            for i in 0..web.order.len() {
                let v = web.order[if forward { i } else { web.order.len() - 1 - i }];
                if let Some(wish) = self.median(&web, v, &x, None) {
                    let (low, high) = self.room(&web, v, &x);
                    x[v] = wish.min(high).max(low);
                }
            }
        }
        let low = x.iter().copied().min().unwrap_or(0);
        x.iter_mut().for_each(|v| *v -= low);
        x
    }

    /// The mean of pushing everything down and pushing everything up: both keep all
    /// distances, so their mean does.
    fn spread(&self, web: &Web, wish: &[i32]) -> Vec<i32> {
        let (mut down, mut up) = (wish.to_vec(), wish.to_vec());
        for &v in &web.order {
            for &(d, way) in web.demands(v) {
                if way > 0 {
                    let demand = self.demands[d];
                    down[demand.b] = down[demand.b].max(down[v] + demand.least);
                }
            }
        }
        for &v in web.order.iter().rev() {
            for &(d, way) in web.demands(v) {
                if way < 0 {
                    let demand = self.demands[d];
                    up[demand.a] = up[demand.a].min(up[v] - demand.least);
                }
            }
        }
        down.iter().zip(&up).map(|(&a, &b)| (a + b).div_euclid(2)).collect()
    }

    /// Where a variable may be while all others stay.
    fn room(&self, web: &Web, v: usize, x: &[i32]) -> (i32, i32) {
        let (mut low, mut high) = (i32::MIN / 2, i32::MAX / 2);
        for &(d, way) in web.demands(v) {
            let demand = self.demands[d];
            if way > 0 {
                high = high.min(x[demand.b] - demand.least);
            } else {
                low = low.max(x[demand.a] + demand.least);
            }
        }
        (low, high)
    }

    /// The weighted median of a variable's wishes, of those on one side or of all.
    fn median(&self, web: &Web, v: usize, x: &[i32], from_a: Option<bool>) -> Option<i32> {
        let mut wishes: Vec<(i32, i64)> = Vec::new();
        for &p in web.pulls(v) {
            let pull = self.pulls[p];
            if pull.a == v && from_a != Some(true) {
                wishes.push((x[pull.b] - pull.offset, pull.weight));
            } else if pull.b == v && from_a != Some(false) {
                wishes.push((x[pull.a] + pull.offset, pull.weight));
            }
        }
        wishes.sort_unstable();
        let total: i64 = wishes.iter().map(|w| w.1).sum();
        let mut sum = 0;
        wishes
            .iter()
            .find(|w| {
                sum += w.1;
                2 * sum >= total
            })
            .map(|w| w.0)
    }

    /// The same problem with every block as one variable; variables keep their numbers,
    /// those that another stands for are left free. A demand within a block must hold.
    pub fn merged(&self, blocks: &Blocks) -> Self {
        let mut merged = Self::new(self.variables);
        for d in &self.demands {
            let ((a, a_off), (b, b_off)) = (blocks[d.a], blocks[d.b]);
            if a != b {
                merged.keep(a, b, d.least + a_off - b_off);
            }
        }
        for p in &self.pulls {
            let ((a, a_off), (b, b_off)) = (blocks[p.a], blocks[p.b]);
            if a != b {
                merged.pull(a, b, p.offset + a_off - b_off, p.weight);
            }
        }
        merged
    }

    /// Whether no demands contradict each other by their directions alone.
    pub fn is_acyclic(&self) -> bool {
        Web::new(self).is_complete
    }
}

/// Demands and pulls by variable, and an order that follows the demands.
struct Web {
    demand_start: Vec<usize>,
    /// The demand and whether the variable is its lower (1) or higher (-1) end.
    demand_list: Vec<(usize, i8)>,
    pull_start: Vec<usize>,
    pull_list: Vec<usize>,
    order: Vec<usize>,
    is_complete: bool,
}

impl Web {
    fn new(problem: &Problem) -> Self {
        let n = problem.variables;
        let mut demand_start = vec![0; n + 1];
        for d in &problem.demands {
            demand_start[d.a + 1] += 1;
            demand_start[d.b + 1] += 1;
        }
        let mut pull_start = vec![0; n + 1];
        for p in &problem.pulls {
            pull_start[p.a + 1] += 1;
            pull_start[p.b + 1] += 1;
        }
        for v in 0..n {
            demand_start[v + 1] += demand_start[v];
            pull_start[v + 1] += pull_start[v];
        }
        let mut demand_list = vec![(0, 0); demand_start[n]];
        let mut pull_list = vec![0; pull_start[n]];
        let mut at = demand_start.clone();
        for (i, d) in problem.demands.iter().enumerate() {
            for (v, way) in [(d.a, 1), (d.b, -1)] {
                demand_list[at[v]] = (i, way);
                at[v] += 1;
            }
        }
        let mut at = pull_start.clone();
        for (i, p) in problem.pulls.iter().enumerate() {
            for v in [p.a, p.b] {
                pull_list[at[v]] = i;
                at[v] += 1;
            }
        }
        let mut web = Self {
            demand_start,
            demand_list,
            pull_start,
            pull_list,
            order: Vec::new(),
            is_complete: true,
        };
        web.sort(problem);
        web
    }

    fn demands(&self, v: usize) -> &[(usize, i8)] {
        &self.demand_list[self.demand_start[v]..self.demand_start[v + 1]]
    }

    fn pulls(&self, v: usize) -> &[usize] {
        &self.pull_list[self.pull_start[v]..self.pull_start[v + 1]]
    }

    fn sort(&mut self, problem: &Problem) {
        let n = problem.variables;
        let mut waits = vec![0_usize; n];
        for d in &problem.demands {
            waits[d.b] += 1;
        }
        let mut order: Vec<usize> = (0..n).filter(|&v| waits[v] == 0).collect();
        let mut next = 0;
        while next < order.len() {
            let v = order[next];
            next += 1;
            for &(d, way) in self.demands(v) {
                if way > 0 {
                    let b = problem.demands[d].b;
                    waits[b] -= 1;
                    if waits[b] == 0 {
                        order.push(b);
                    }
                }
            }
        }
        self.is_complete = order.len() == n;
        self.order = order;
    }
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn approximate_keeps_every_distance_and_centers_a_crowd() {
        let mut problem = Problem::new(6);
        for v in 2..6 {
            problem.keep(v - 1, v, 10);
            problem.pull(0, v, 30, 1);
        }
        problem.keep(0, 1, 5);
        let x = problem.approximate(8, 4);
        assert!((2..6).all(|v| x[v] - x[v - 1] >= 10));
        assert!(x[2] - x[0] <= 30 && x[5] - x[0] >= 30, "{x:?}");
    }

    #[test]
    fn merged_variables_keep_their_distances() {
        let mut problem = Problem::new(3);
        problem.keep(0, 1, 4);
        problem.keep(1, 2, 4);
        let merged = problem.merged(&vec![(0, 0), (1, 0), (1, 7)]);
        assert_eq!(merged.demands.len(), 1);
        assert!(merged.is_acyclic());
    }
}
