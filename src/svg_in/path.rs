//! The line of a connection: path data with round corners as the points it leads through.

use std::iter::Peekable;
use std::str::Chars;

use super::units;
use crate::geom::{Point, Rect, Unit, px};

/// How much of a line an arrowhead covers at most.
const COVERED: Unit = px(8);

/// More commands than the path of any line of ours has.
const MOST_COMMANDS: usize = 400;

/// The corners of a line made of M, H, V, L and Q, and points between them; none where it is
/// something else. A round corner's control point is the corner.
pub(super) fn corners(data: &str) -> Option<Vec<Point>> {
    if data.matches(char::is_alphabetic).nth(MOST_COMMANDS).is_some() {
        return None;
    }
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

/// Leads a line on to the border of `frame` where it ends just before it.
pub(super) fn lead_to(frame: &Rect, points: &mut [Point]) {
    let [.., before, end] = points else { return };
    let (dx, dy) = ((end.x - before.x).signum(), (end.y - before.y).signum());
    let (is_level, is_upright) = (dx != 0 && dy == 0, dy != 0 && dx == 0);
    let ahead = |border: Unit, at: Unit, way: Unit| {
        (0..=COVERED).contains(&((border - at) * way)).then_some(border)
    };
    if is_level {
        let border = [frame.x, frame.right()].into_iter().find_map(|x| ahead(x, end.x, dx));
        end.x = border.unwrap_or(end.x);
    } else if is_upright {
        let border = [frame.y, frame.bottom()].into_iter().find_map(|y| ahead(y, end.y, dy));
        end.y = border.unwrap_or(end.y);
    }
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
    use super::{corners, lead_to};
    use crate::geom::{Point, Rect, px};

    #[test]
    fn a_line_leads_through_its_corners() {
        let expected = [(1, 2), (9, 2), (9, -3), (9, -6), (20, -6)];
        let points = corners("M1 2H9V-3Q9 -6 20 -6").expect("a line");
        assert_eq!(points, expected.map(|(x, y)| Point::new(px(x), px(y))));
        assert_eq!(corners("M0.25 0L0.5 0"), Some(vec![Point::new(1, 0), Point::new(2, 0)]));
    }

    #[test]
    fn a_line_leads_on_to_a_frame_that_its_head_touches_from_either_side() {
        let end = |from: (i32, i32), to: (i32, i32)| {
            let mut line = [from, to].map(|(x, y)| Point::new(px(x), px(y)));
            lead_to(&Rect::new(px(100), px(100), px(50), px(50)), &mut line);
            (line[1].x / px(1), line[1].y / px(1))
        };
        assert_eq!(end((0, 120), (96, 120)), (100, 120));
        assert_eq!(end((110, 120), (146, 120)), (150, 120), "from inside");
        assert_eq!(end((120, 300), (120, 150)), (120, 150), "it is there");
        assert_eq!(end((0, 120), (80, 120)), (80, 120), "it ends elsewhere");
        assert_eq!(end((0, 0), (96, 120)), (96, 120), "a slanted line is none of ours");
    }

    #[test]
    fn what_is_no_line_is_none() {
        for data in ["", "M1 1", "H4", "M1 1h4", "M1 1H", "M1 1C1 1 2 2 3 3", "M1 1Q2 2", "Mé"] {
            assert_eq!(corners(data), None, "{data}");
        }
    }
}
