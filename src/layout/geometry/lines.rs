//! Exact geometry of lines: what a segment enters, how two lines meet.
//!
//! Works for lines in any direction, so that drawings of other tools (splines cut into
//! pieces) are judged by the same rules as our own right angles. All tests are in integers,
//! but for the length that two slanted lines share.

use crate::geom::{PX, Point, Rect, Unit};

/// Two lines may run on top of each other for this long, in units, before it counts.
const SHARED_LIMIT: f64 = (2 * PX) as f64;

/// A straight piece of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout) struct Segment {
    pub(in crate::layout) a: Point,
    pub(in crate::layout) b: Point,
}

impl Segment {
    pub(in crate::layout) fn bounds(&self) -> Rect {
        Rect::spanning(self.a, self.b)
    }

    /// Whether some of it lies strictly inside `rect`.
    pub(in crate::layout) fn enters(&self, rect: &Rect) -> bool {
        let (lo_x, hi_x) = (self.a.x.min(self.b.x), self.a.x.max(self.b.x));
        let (lo_y, hi_y) = (self.a.y.min(self.b.y), self.a.y.max(self.b.y));
        if lo_x >= rect.right() || hi_x <= rect.x || lo_y >= rect.bottom() || hi_y <= rect.y {
            return false;
        }
        if lo_x == hi_x || lo_y == hi_y {
            return true;
        }
        let sides = corners(rect).map(|corner| turn(self.a, self.b, corner).signum());
        sides.contains(&1) && sides.contains(&-1)
    }

    /// Whether some of it lies inside `rect` or on its border.
    pub(in crate::layout) fn touches(&self, rect: &Rect) -> bool {
        self.enters(&rect.grown(1))
    }

    /// Whether both cross at a point that is an end of neither.
    pub(in crate::layout) fn crosses(&self, other: &Self) -> bool {
        let (c, d) = (turn(self.a, self.b, other.a), turn(self.a, self.b, other.b));
        let (a, b) = (turn(other.a, other.b, self.a), turn(other.a, other.b, self.b));
        c.signum() * d.signum() < 0 && a.signum() * b.signum() < 0
    }

    /// Whether both run horizontally or both vertically, have a part of their way in common and are no
    /// further than `near` from each other.
    pub(in crate::layout) fn runs_beside(&self, other: &Self, near: Unit) -> bool {
        let have_common =
            |a: Unit, b: Unit, c: Unit, d: Unit| a.min(b) < c.max(d) && c.min(d) < a.max(b);
        if self.a.y == self.b.y && other.a.y == other.b.y {
            (self.a.y - other.a.y).abs() <= near
                && have_common(self.a.x, self.b.x, other.a.x, other.b.x)
        } else if self.a.x == self.b.x && other.a.x == other.b.x {
            (self.a.x - other.a.x).abs() <= near
                && have_common(self.a.y, self.b.y, other.a.y, other.b.y)
        } else {
            false
        }
    }

    /// Whether it runs along a border of the frame, no further than `near` from it.
    pub(in crate::layout) fn runs_along(&self, frame: &Rect, near: Unit) -> bool {
        let own = self.bounds();
        let is_near = |a: Unit, b: Unit| (a - b).abs() <= near;
        let horizontal = own.height == 0 && own.x < frame.right() && frame.x < own.right();
        let vertical = own.width == 0 && own.y < frame.bottom() && frame.y < own.bottom();
        horizontal && (is_near(own.y, frame.y) || is_near(own.y, frame.bottom()))
            || vertical && (is_near(own.x, frame.x) || is_near(own.x, frame.right()))
    }

    /// Whether the point lies on it, ends included.
    pub(in crate::layout) fn carries(&self, p: Point) -> bool {
        let r = self.bounds();
        let within = r.x <= p.x && p.x <= r.right() && r.y <= p.y && p.y <= r.bottom();
        within && turn(self.a, self.b, p) == 0
    }

    /// Length, in units, over which both run on top of each other: parallel (within five
    /// degrees) and less than one pixel apart.
    pub(in crate::layout) fn shared_length(&self, other: &Self) -> f64 {
        let (a, b) = (self.bounds(), other.bounds());
        if !a.grown(PX - 1).meets(&b) {
            return 0.0;
        }
        if a.height == 0 && b.height == 0 {
            return f64::from(a.right().min(b.right()) - a.x.max(b.x)).max(0.0);
        }
        if a.width == 0 && b.width == 0 {
            return f64::from(a.bottom().min(b.bottom()) - a.y.max(b.y)).max(0.0);
        }
        self.slanted_shared_length(other)
    }

    fn slanted_shared_length(&self, other: &Self) -> f64 {
        let (ux, uy) = (f64::from(self.b.x - self.a.x), f64::from(self.b.y - self.a.y));
        let (vx, vy) = (f64::from(other.b.x - other.a.x), f64::from(other.b.y - other.a.y));
        let (lu, lv) = (norm(ux, uy), norm(vx, vy));
        if lu == 0.0 || lv == 0.0 || (ux * vy - uy * vx).abs() > 0.0872 * lu * lv {
            return 0.0;
        }
        let along =
            |p: Point| (f64::from(p.x - self.a.x) * ux + f64::from(p.y - self.a.y) * uy) / lu;
        let apart =
            |p: Point| (f64::from(p.x - self.a.x) * uy - f64::from(p.y - self.a.y) * ux).abs() / lu;
        if apart(other.a).max(apart(other.b)) >= f64::from(PX) {
            return 0.0;
        }
        let (s, t) = (along(other.a), along(other.b));
        (s.max(t).min(lu) - s.min(t).max(0.0)).max(0.0)
    }
}

/// Twice the area of the triangle: positive if `c` lies to one side of the line from `a` to
/// `b`, negative on the other, zero on it.
fn turn(a: Point, b: Point, c: Point) -> i64 {
    let d = |p: i32, q: i32| i64::from(p) - i64::from(q);
    d(b.x, a.x) * d(c.y, a.y) - d(b.y, a.y) * d(c.x, a.x)
}

fn corners(r: &Rect) -> [Point; 4] {
    [
        Point::new(r.x, r.y),
        Point::new(r.right(), r.y),
        Point::new(r.x, r.bottom()),
        Point::new(r.right(), r.bottom()),
    ]
}

/// The segments of a polyline, empty ones left out.
pub(in crate::layout) fn segments(line: &[Point]) -> impl Iterator<Item = Segment> + '_ {
    line.windows(2).map(|w| Segment { a: w[0], b: w[1] }).filter(|s| s.a != s.b)
}

/// Drops points without a corner and those that repeat.
pub(in crate::layout) fn tidy(points: &mut Vec<Point>) {
    let mut kept = 0;
    for i in 0..points.len() {
        let p = points[i];
        if kept > 0 && points[kept - 1] == p {
            continue;
        }
        if let [.., a, b] = points[..kept]
            && ((a.x == b.x && b.x == p.x) || (a.y == b.y && b.y == p.y))
        {
            kept -= 1;
        }
        points[kept] = p;
        kept += 1;
    }
    points.truncate(kept);
}

/// The smallest rectangle around a polyline; none around nothing.
pub(in crate::layout) fn hull(line: &[Point]) -> Option<Rect> {
    let (&first, rest) = line.split_first()?;
    let (mut low, mut high) = (first, first);
    for p in rest {
        low = Point::new(low.x.min(p.x), low.y.min(p.y));
        high = Point::new(high.x.max(p.x), high.y.max(p.y));
    }
    Some(Rect::spanning(low, high))
}

/// Whether some of a polyline lies strictly inside `rect`.
pub(in crate::layout) fn enters(line: &[Point], rect: &Rect) -> bool {
    segments(line).any(|segment| segment.enters(rect))
}

/// Whether two polylines run on top of each other for longer than may be.
pub(in crate::layout) fn are_shared(a: &[Point], b: &[Point]) -> bool {
    let shared = |s: Segment| segments(b).map(move |t| s.shared_length(&t)).sum::<f64>();
    segments(a).map(shared).sum::<f64>() > SHARED_LIMIT
}

/// Whether two polylines cross.
pub(in crate::layout) fn cross(a: &[Point], b: &[Point]) -> bool {
    let mut may_touch = false;
    for s in segments(a) {
        let area = s.bounds();
        for t in segments(b).filter(|t| area.meets(&t.bounds())) {
            if s.crosses(&t) {
                return true;
            }
            may_touch |= may_change_sides(a, s, b, t);
        }
    }
    may_touch && change_sides(a, b)
}

/// Whether a segment of line `a` and one of line `b` that do not cross touch at a place where both
/// lines go on.
fn may_change_sides(a: &[Point], s: Segment, b: &[Point], t: Segment) -> bool {
    let goes_on = |line: &[Point], p: Point| line.first() != Some(&p) && line.last() != Some(&p);
    let corners = [s.a, s.b, t.a, t.b];
    corners.iter().any(|&p| s.carries(p) && t.carries(p) && goes_on(a, p) && goes_on(b, p))
}

/// Length of a polyline in units.
pub(in crate::layout) fn length(line: &[Point]) -> f64 {
    segments(line).map(|s| norm(f64::from(s.b.x - s.a.x), f64::from(s.b.y - s.a.y))).sum()
}

/// Length of a vector. (`hypot` is another on each system, and loads a library.)
fn norm(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

/// Corners of a polyline: points where it changes its direction.
pub(in crate::layout) fn bends(line: &[Point]) -> usize {
    let pieces: Vec<Segment> = segments(line).collect();
    let is_corner = |w: &&[Segment]| {
        let straight = turn(w[0].a, w[0].b, w[1].b) == 0;
        let (dx, dy) = (w[0].b.x - w[0].a.x, w[0].b.y - w[0].a.y);
        let (ex, ey) = (w[1].b.x - w[1].a.x, w[1].b.y - w[1].a.y);
        let ahead = i64::from(dx) * i64::from(ex) + i64::from(dy) * i64::from(ey) > 0;
        !(straight && ahead)
    };
    pieces.windows(2).filter(is_corner).count()
}

/// Whether two lines that touch, but whose segments nowhere cross inside, change sides.
///
/// Both are cut at the points where they touch; then every run of common points is looked
/// at: one line crosses the other if it leaves the run on another side than it came from.
/// Runs that reach an end of either line are no crossings.
fn change_sides(a: &[Point], b: &[Point]) -> bool {
    let (a, b) = (cut(a, b), cut(b, a));
    for i in 1..a.len().saturating_sub(1) {
        for j in (1..b.len().saturating_sub(1)).filter(|&j| b[j] == a[i]) {
            let same_way = run_crosses(&a, &b, i, j, 1);
            let other_way = run_crosses(&a, &b, i, j, -1);
            if same_way || other_way {
                return true;
            }
        }
    }
    false
}

/// The polyline with the corners of `other` that lie on it as points of its own, and without
/// repeated points.
fn cut(line: &[Point], other: &[Point]) -> Vec<Point> {
    let mut points: Vec<Point> = line.first().copied().into_iter().collect();
    for s in segments(line) {
        let mut on: Vec<Point> = other.iter().copied().filter(|&p| s.carries(p)).collect();
        on.push(s.b);
        let far = |p: &Point| {
            let (dx, dy) = (i64::from(p.x - s.a.x), i64::from(p.y - s.a.y));
            dx * dx + dy * dy
        };
        on.sort_by_key(far);
        points.extend(on);
        points.dedup();
    }
    points
}

/// Whether the run of common points that starts at `a[i]` = `b[j]`, with `b` walked in steps
/// of `step`, is one in which the lines change sides.
fn run_crosses(a: &[Point], b: &[Point], i: usize, j: usize, step: isize) -> bool {
    let at = |k: isize| usize::try_from(k).ok().and_then(|k| b.get(k)).copied();
    let j = j as isize;
    let (Some(before), Some(_)) = (at(j - step), at(j + step)) else { return false };
    if before == a[i - 1] {
        return false;
    }
    let mut steps = 0;
    while i + steps + 1 < a.len() && at(j + step * (steps as isize + 1)) == Some(a[i + steps + 1]) {
        steps += 1;
    }
    let end = i + steps;
    let (Some(next), Some(after)) = (a.get(end + 1), at(j + step * (steps as isize + 1))) else {
        return false;
    };
    let came = side(a[i - 1], a[i], a[i + 1], before);
    let left = side(a[end - 1], a[end], *next, after);
    came * left < 0
}

/// On which side of the path `p` - `q` - `r` the point `s` lies, seen from `q`.
fn side(p: Point, q: Point, r: Point, s: Point) -> i64 {
    let (first, second) = (turn(p, q, s).signum(), turn(q, r, s).signum());
    let bend = turn(p, q, r).signum();
    if bend == 0 {
        return first;
    }
    let inside = first == bend && second == bend;
    let on = (first == 0 && is_ahead(q, p, s)) || (second == 0 && is_ahead(q, r, s));
    match (on, inside) {
        (true, _) => 0,
        (_, true) => bend,
        _ => -bend,
    }
}

/// Whether `s` lies in the direction of `to`, seen from `q`.
fn is_ahead(q: Point, to: Point, s: Point) -> bool {
    let d = |p: i32, q: i32| i64::from(p) - i64::from(q);
    d(to.x, q.x) * d(s.x, q.x) + d(to.y, q.y) * d(s.y, q.y) > 0
}

#[cfg(test)]
mod tests {
    use super::{Segment, are_shared, bends, change_sides, length};
    use crate::geom::{PX, Point, Rect};

    fn line(points: &[(i32, i32)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    fn segment(x1: i32, y1: i32, x2: i32, y2: i32) -> Segment {
        Segment { a: Point::new(x1, y1), b: Point::new(x2, y2) }
    }

    #[test]
    fn running_along_a_border_does_not_enter() {
        let r = Rect::new(0, 0, 10, 10);
        assert!(!segment(0, -5, 0, 15).enters(&r));
        assert!(segment(1, -5, 1, 15).enters(&r));
        assert!(!segment(-5, 6, 4, 15).enters(&r), "slanted, past the corner");
        assert!(segment(-5, 4, 6, 15).enters(&r), "slanted, through the corner");
        assert!(segment(-5, 0, 0, 0).touches(&r) && !segment(-5, 0, -1, 0).touches(&r));
    }

    #[test]
    fn touching_is_not_crossing() {
        let s = segment(0, 0, 10, 0);
        assert!(s.crosses(&segment(5, -5, 5, 5)));
        assert!(!s.crosses(&segment(5, 0, 5, 5)));
        assert!(s.crosses(&segment(1, -3, 8, 2)));
    }

    #[test]
    fn shared_length_needs_the_same_line() {
        let s = segment(0, 0, 100, 0);
        assert!((s.shared_length(&segment(160, 0, 60, 0)) - 40.0).abs() < 1e-9);
        assert!(s.shared_length(&segment(0, 4, 100, 4)) == 0.0);
        assert!(s.shared_length(&segment(0, 3, 100, 3)) > 99.0);
        assert!(s.shared_length(&segment(50, -50, 50, 50)) == 0.0);
    }

    #[test]
    fn slanted_lines_share_what_lies_on_both() {
        let s = segment(10, 20, 410, 220);
        let shared = |x1, y1, x2, y2| s.shared_length(&segment(x1, y1, x2, y2));
        let of_length = |dx: f64, dy: f64| dx.hypot(dy);
        assert!((shared(110, 70, 210, 120) - of_length(100.0, 50.0)).abs() < 1e-9);
        assert!((shared(210, 120, 110, 70) - of_length(100.0, 50.0)).abs() < 1e-9, "either way");
        assert!((shared(310, 170, 510, 270) - of_length(100.0, 50.0)).abs() < 1e-9, "at its end");
        assert!(shared(430, 230, 630, 330) == 0.0, "behind its end");
        assert!(shared(110, 70 + 5, 210, 120 + 5) == 0.0, "beside it");
        assert!(shared(110, 70, 160, 120) == 0.0, "in another direction");
        assert!(shared(110, 70, 110, 70) == 0.0, "nothing");
    }

    #[test]
    fn lines_are_shared_if_they_run_together_for_more_than_two_pixels() {
        let a = line(&[(0, 0), (100, 0)]);
        let leaves_after = |x: i32| line(&[(0, 0), (x, 0), (x, 50)]);
        assert!(!are_shared(&a, &leaves_after(2 * PX)));
        assert!(are_shared(&a, &leaves_after(2 * PX + 1)));
    }

    #[test]
    fn corner_on_a_line_crosses_only_if_it_goes_on_behind_it() {
        let a = line(&[(0, 0), (20, 0)]);
        assert!(!change_sides(&a, &line(&[(5, 9), (5, 0), (5, 9)])));
        assert!(!change_sides(&a, &line(&[(0, 9), (10, 0), (20, 9)])));
        assert!(change_sides(&a, &line(&[(0, 9), (10, 0), (20, -9)])));
    }

    #[test]
    fn common_runs_cross_if_left_on_the_other_side() {
        let a = line(&[(0, 0), (50, 0)]);
        let over = line(&[(10, -9), (10, 0), (30, 0), (30, -9)]);
        let through = line(&[(10, -9), (10, 0), (30, 0), (30, 9)]);
        assert!(!change_sides(&a, &over));
        assert!(change_sides(&a, &through));
        let back: Vec<Point> = through.iter().rev().copied().collect();
        assert!(change_sides(&a, &back) && change_sides(&back, &a));
        let to_the_end = line(&[(10, -9), (10, 0), (50, 0)]);
        assert!(!change_sides(&a, &to_the_end), "a bundle that ends at the same port");
    }

    #[test]
    fn corners_on_corners() {
        let a = line(&[(0, 0), (10, 0), (10, 10)]);
        let nested = line(&[(0, -9), (10, -9), (10, 0), (19, 0), (19, 10)]);
        assert!(!change_sides(&a, &nested));
        let crossing = line(&[(10, -9), (10, 0), (5, 5)]);
        assert!(change_sides(&a, &crossing));
    }

    #[test]
    fn straight_points_are_no_bends() {
        assert_eq!(bends(&line(&[(0, 0), (5, 0), (5, 0), (9, 0), (9, 4), (12, 4)])), 2);
        assert_eq!(bends(&line(&[(0, 0), (9, 0), (3, 0)])), 1, "turning back is a corner");
        assert!((length(&line(&[(0, 0), (3, 4), (3, 10)])) - 11.0).abs() < 1e-9);
    }
}
