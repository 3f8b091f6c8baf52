//! A place for a label on its line: near the middle, clear of everything else.

use super::Ground;
use crate::geom::{Point, Rect, Size, Unit};

/// Finds a place on the line, the longest segment first and from its middle outwards; none
/// if every place is taken.
pub(super) fn place(
    line: &[Point],
    size: Size,
    ground: &Ground,
    gap: Unit,
    labels: &[Rect],
    lines: &[Vec<Point>],
) -> Option<Rect> {
    let mut segments: Vec<(Point, Point)> = line.windows(2).map(|w| (w[0], w[1])).collect();
    let length = |s: &(Point, Point)| (s.0.x - s.1.x).abs() + (s.0.y - s.1.y).abs();
    segments.sort_by_key(|s| (s.0.y != s.1.y && length(s) < 4 * size.width, -length(s)));
    let near = Rect::new(0, 0, 0, 0);
    let reach = segments.iter().fold(near, |r, s| r.union(&Rect::spanning(s.0, s.1)));
    let reach = reach.grown(size.width.max(size.height) + gap);
    let pieces: Vec<Rect> = lines
        .iter()
        .flat_map(|line| line.windows(2))
        .map(|w| Rect::spanning(w[0], w[1]).grown(gap / 4))
        .filter(|r| r.overlaps(&reach))
        .collect();
    let is_free = |label: &Rect| {
        let near = label.grown(gap / 4);
        ground.area.contains(label)
            && !ground.blocks.iter().chain(&ground.walls).any(|r| r.overlaps(&near))
            && !ground.regions.iter().any(|r| r.overlaps(&near) && !r.contains(&near))
            && !labels.iter().any(|r| r.overlaps(&near))
            && !pieces.iter().any(|r| r.overlaps(label))
    };
    segments.iter().find_map(|&(a, b)| on_segment(a, b, size, gap, is_free))
}

/// Tries the places on one segment: centered on it, and then beside it.
fn on_segment(
    a: Point,
    b: Point,
    size: Size,
    gap: Unit,
    is_free: impl Fn(&Rect) -> bool,
) -> Option<Rect> {
    let is_horizontal = a.y == b.y;
    let middle = Rect::spanning(a, b).center();
    let (length, extent, depth) = if is_horizontal {
        ((a.x - b.x).abs(), size.width, size.height)
    } else {
        ((a.y - b.y).abs(), size.height, size.width)
    };
    let slack = (length - extent) / 2 - gap;
    if slack < 0 {
        return None;
    }
    for beside in [0, -depth / 2, depth / 2] {
        let mut off = 0;
        while off <= slack {
            for along in [off, -off] {
                let (dx, dy) = if is_horizontal { (along, beside) } else { (beside, along) };
                let corner =
                    Point::new(middle.x - size.width / 2 + dx, middle.y - size.height / 2 + dy);
                let label = Rect::new(corner.x, corner.y, size.width, size.height);
                if is_free(&label) {
                    return Some(label);
                }
            }
            off += gap;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::place;
    use crate::geom::{Point, Rect, Size};
    use crate::route::Ground;

    /// Where a label of 40 by 20 stands on a line.
    fn label(corners: &[(i32, i32)]) -> Option<Point> {
        let ground = Ground { area: Rect::new(0, 0, 1000, 1000), ..Ground::default() };
        let line: Vec<Point> = corners.iter().map(|&(x, y)| Point::new(x, y)).collect();
        let placed = place(&line, Size::new(40, 20), &ground, 16, &[], &[]);
        placed.map(|label| label.center())
    }

    #[test]
    fn a_label_stands_in_the_middle_of_the_longest_piece() {
        assert_eq!(label(&[(100, 100), (220, 100), (220, 900)]), Some(Point::new(220, 500)));
        assert_eq!(label(&[(100, 100), (700, 100), (700, 900)]), Some(Point::new(700, 500)));
        assert_eq!(label(&[(100, 100), (800, 100), (800, 400)]), Some(Point::new(450, 100)));
        let short = [(100, 100), (220, 100), (220, 250)];
        assert_eq!(label(&short), Some(Point::new(160, 100)), "a short way down is a last resort");
        assert_eq!(label(&[(100, 100), (150, 100)]), None, "no room");
    }
}
