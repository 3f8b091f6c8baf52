//! Labels and the border on whole pixels, as pictures write them: a drawing that is kept comes back
//! as it was.

use crate::geom::{PX, Rect, Unit};
use crate::layout::geometry::lines::segments;
use crate::layout::{Input, Layout, Route};

/// The layout with labels on whole pixels, and moved by whole pixels so that it begins at the
/// margin. Done twice it is as done once.
pub(in crate::layout) fn on_whole_pixels(input: &Input, layout: &Layout) -> Layout {
    let mut even = layout.clone();
    for route in &mut even.edges {
        route.label = route.label.map(|label| beside_its_line(label, route));
    }
    let frames = even.nodes.iter().copied().chain(even.containers.iter().map(|c| c.frame));
    let lines = even.edges.iter().flat_map(|route| {
        let points = route.points.iter().map(|&p| Rect::spanning(p, p));
        points.chain(route.sign())
    });
    let all = frames.chain(lines).reduce(|a, b| a.union(&b)).unwrap_or_default();
    let margin = input.spacing.margin;
    let (x, y) = (whole(all.x), whole(all.y));
    even.shift(margin - x, margin - y);
    let up = |length: Unit| (length + PX - 1).div_euclid(PX) * PX;
    even.canvas.width = up(all.right() - x) + 2 * margin;
    even.canvas.height = up(all.bottom() - y) + 2 * margin;
    even
}

const fn whole(length: Unit) -> Unit {
    length.div_euclid(PX) * PX
}

/// A label on whole pixels; one that stands by its line goes on touching it.
fn beside_its_line(label: Rect, route: &Route) -> Rect {
    let even = label.moved(whole(label.x + PX / 2) - label.x, whole(label.y + PX / 2) - label.y);
    let near = |gap: Unit| if gap.abs() < PX { Some(gap) } else { None };
    let lines: Vec<Rect> = segments(&route.points).map(|segment| segment.bounds()).collect();
    let level = lines.iter().filter(|line| line.height == 0);
    let level = level.filter(|line| line.x < even.right() && even.x < line.right());
    let mut below = level.map(|line| near(line.y - even.bottom()).or(near(line.y - even.y)));
    if let Some(gap) = below.find_map(|gap| gap) {
        return even.moved(0, gap);
    }
    let vertical = lines.iter().filter(|line| line.width == 0);
    let vertical = vertical.filter(|line| line.y < even.bottom() && even.y < line.bottom());
    let mut beside = vertical.map(|line| near(line.x - even.right()).or(near(line.x - even.x)));
    even.moved(beside.find_map(|gap| gap).unwrap_or(0), 0)
}

#[cfg(test)]
mod tests {
    use super::{beside_its_line, on_whole_pixels};
    use crate::geom::{Point, Rect, px};
    use crate::layout::testing::random::{Shape, graph};
    use crate::layout::{ENGINES, Route};

    #[test]
    fn labels_touch_their_lines_and_stay() {
        let points = vec![Point::new(0, 41), Point::new(400, 41)];
        let label = Rect::new(99, 41 - 70, 80, 70);
        let route = Route { points, label: Some(label), letter: None };
        let even = beside_its_line(label, &route);
        assert_eq!(even, Rect::new(px(25), 41 - 70, 80, 70));
        assert_eq!(beside_its_line(even, &route), even);
        let shape = Shape { nodes: 14, per_container: 4, labeled: 60, ..Shape::default() };
        for seed in 0..8 {
            let input = graph(shape, seed);
            for engine in ENGINES {
                let even = on_whole_pixels(&input, &engine.lay_out(&input));
                assert_eq!(on_whole_pixels(&input, &even), even);
            }
        }
    }
}
