//! The links as straight lines from cell to cell, and which of them cross.
//!
//! Coordinates are doubled cells, so that the middle of a frame is a whole number. They stay small
//! enough for products in 16 bits (8 columns, 128 rows), and each coordinate has an array of its
//! own: the compiler then holds one line against eight others at a time.
//!
//! Before: a line for each link. After: counts of crossings in which each pair counts once, and none
//! of one bundle.

use std::num::Wrapping;

use super::super::problem::{LinkIx, Problem};

/// First end and last end: x, y, x, y.
pub(super) type Line = [i16; 4];

/// All lines.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    coordinates: [Vec<i16>; 4],
}

impl Lines {
    pub fn new(count: usize) -> Self {
        Self { coordinates: std::array::from_fn(|_| vec![0; count]) }
    }

    pub fn get(&self, link: LinkIx) -> Line {
        let [ax, ay, bx, by] = &self.coordinates;
        [ax[link], ay[link], bx[link], by[link]]
    }

    pub fn set(&mut self, link: LinkIx, line: Line) {
        for (coordinates, coordinate) in self.coordinates.iter_mut().zip(line) {
            coordinates[link] = coordinate;
        }
    }

    /// How many other links this one crosses; those of its bundle do not count.
    pub fn crossed_by(&self, link: LinkIx, problem: &Problem<'_>) -> i32 {
        self.count(self.get(link)) - self.among_mates(link, self.get(link), problem)
    }

    /// How many lines a line crosses.
    fn count(&self, line: Line) -> i32 {
        let [ax, ay, bx, by] = &self.coordinates;
        let all = ax.iter().zip(ay).zip(bx.iter().zip(by));
        let crossed = all.map(|((&ax, &ay), (&bx, &by))| crosses(line, [ax, ay, bx, by]));
        let Wrapping(count) = crossed.map(Wrapping).sum();
        i32::from(count)
    }

    fn among_mates(&self, link: LinkIx, line: Line, problem: &Problem<'_>) -> i32 {
        problem.mates[link].iter().map(|&mate| i32::from(crosses(line, self.get(mate)))).sum()
    }

    /// How many crossings it would bring to give links other lines; `crossed` says how many
    /// each has now.
    pub fn gain(
        &self,
        changes: &[(LinkIx, i32, Line)],
        crossed: &[i32],
        problem: &Problem<'_>,
    ) -> i32 {
        let mut gain = 0;
        for (i, &(link, _, new)) in changes.iter().enumerate() {
            gain += self.count(new) - self.among_mates(link, new, problem) - crossed[link];
            let old = self.get(link);
            for (j, &(other, _, new_other)) in changes.iter().enumerate() {
                if problem.mates[link].contains(&other) {
                    continue;
                }
                // Each pair of changed lines once, and as both will be.
                gain -= i32::from(crosses(new, self.get(other)));
                if j < i {
                    gain += i32::from(crosses(new, new_other));
                    gain += i32::from(crosses(old, self.get(other)));
                }
            }
        }
        gain
    }

    /// Gives a link another line and keeps the counts true.
    pub fn exchange(
        &mut self,
        link: LinkIx,
        line: Line,
        crossed: &mut [i32],
        problem: &Problem<'_>,
    ) {
        let old = self.get(link);
        let [ax, ay, bx, by] = &self.coordinates;
        let mut gain = 0;
        for (other, crossed) in crossed.iter_mut().enumerate() {
            let coordinates = [ax[other], ay[other], bx[other], by[other]];
            let more = crosses(line, coordinates) - crosses(old, coordinates);
            if more != 0 && other != link && !problem.mates[link].contains(&other) {
                *crossed += i32::from(more);
                gain += i32::from(more);
            }
        }
        crossed[link] += gain;
        self.set(link, line);
    }
}

/// 1 if two lines cross inside both, else 0.
#[inline]
fn crosses(a: Line, b: Line) -> i16 {
    let apart = |p: i16, q: i16| (p > 0) && (q < 0) || (p < 0) && (q > 0);
    let is_split = |line: Line, other: Line| {
        apart(side(line, other[0], other[1]), side(line, other[2], other[3]))
    };
    i16::from(is_split(a, b) & is_split(b, a))
}

/// On which side of a line a point lies, by its sign.
///
/// Nothing wraps (see above); where that is checked, the compiler holds one line against one.
#[inline]
fn side([ax, ay, bx, by]: Line, x: i16, y: i16) -> i16 {
    let [ax, ay, bx, by] = [Wrapping(ax), Wrapping(ay), Wrapping(bx), Wrapping(by)];
    let side = (bx - ax) * (Wrapping(y) - ay) - (by - ay) * (Wrapping(x) - ax);
    side.0
}

#[cfg(test)]
mod tests {
    use super::crosses;

    #[test]
    fn lines_cross_only_inside_both() {
        let a = [0, 0, 4, 4];
        assert_eq!(crosses(a, [0, 4, 4, 0]), 1);
        assert_eq!(crosses(a, [0, 4, 2, 2]), 0, "it only touches");
        assert_eq!(crosses(a, [4, 4, 8, 0]), 0, "a common end");
        assert_eq!(crosses(a, [2, 2, 6, 6]), 0, "one on the other");
    }

    #[test]
    fn the_largest_coordinates_do_not_overflow() {
        assert_eq!(crosses([0, 0, 14, 254], [14, 0, 0, 254]), 1);
    }
}
