//! The line of a connection: path data with round corners as the points it leads through.

use std::iter::Peekable;
use std::str::Chars;

use super::units;
use crate::geom::{Point, Unit};

/// The corners of a line made of M, H, V, L and Q, and points between them; none where it is
/// something else. A round corner's control point is the corner.
pub(super) fn corners(data: &str) -> Option<Vec<Point>> {
    let mut rest = data.chars().peekable();
    let mut points: Vec<Point> = Vec::new();
    while let Some(command) = rest.next() {
        let at = points.last().copied();
        let mut next = || number(&mut rest);
        match (command, at) {
            ('M', None) | ('L', Some(_)) => points.push(Point::new(next()?, next()?)),
            ('H', Some(at)) => points.push(Point::new(next()?, at.y)),
            ('V', Some(at)) => points.push(Point::new(at.x, next()?)),
            ('Q', Some(_)) => {
                points.push(Point::new(next()?, next()?));
                points.push(Point::new(next()?, next()?));
            }
            _ => return None,
        }
    }
    (points.len() >= 2).then_some(points)
}

/// The next number and the blank before it.
fn number(rest: &mut Peekable<Chars>) -> Option<Unit> {
    rest.next_if_eq(&' ');
    let mut text = String::new();
    while let Some(c) = rest.next_if(|&c| c.is_ascii_digit() || matches!(c, '.' | '-')) {
        text.push(c);
    }
    units(&text)
}

#[cfg(test)]
mod tests {
    use super::corners;
    use crate::geom::{Point, px};

    #[test]
    fn a_line_leads_through_its_corners() {
        let expected = [(1, 2), (9, 2), (9, -3), (9, -6), (20, -6)];
        let points = corners("M1 2H9V-3Q9 -6 20 -6").expect("a line");
        assert_eq!(points, expected.map(|(x, y)| Point::new(px(x), px(y))));
        assert_eq!(corners("M0.25 0L0.5 0"), Some(vec![Point::new(1, 0), Point::new(2, 0)]));
    }

    #[test]
    fn what_is_no_line_is_none() {
        for data in ["", "M1 1", "H4", "M1 1h4", "M1 1H", "M1 1C1 1 2 2 3 3", "M1 1Q2 2", "Mé"] {
            assert_eq!(corners(data), None, "{data}");
        }
    }
}
