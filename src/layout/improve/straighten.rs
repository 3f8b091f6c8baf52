//! Steps out of lines: two corners, where a port higher or lower makes the line straight.
//!
//! Before: a finished layout. After: a line steps by less than `LONGEST` only where no port, piece
//! or border can make way.

use crate::geom::{Rect, Size, Unit, px};
use crate::layout::improve::edit::Drawing;
use crate::layout::improve::nudge::{self, Room, Step};
use crate::layout::{EdgeIx, Input, Layout, Route};

/// Steps from here on are left alone: they read as a turn.
const LONGEST: Unit = px(120) + 1;
/// For steps below this, heights beside the two of the step are tried as well, and at last
/// ports nearer to a corner.
const SHORT: Unit = px(24) + 1;
/// How far past the two heights of a step its line may be led, and how fine that is tried.
const BEYOND: Unit = px(12);
const FINE: Unit = px(2);
/// By how much a card may grow for straight lines, together the last at most; the first is tried
/// with all heights first.
const GROWTH: [Unit; 5] = [0, px(8), px(16), px(32), px(48)];
/// How many steps are looked at, and how many changes of the drawing for each.
const TRIES: usize = 40;
const CHANGES: usize = 24;

/// Nodes and edges of a graph whose lines are straightened: beyond, there is too much to try.
const BUDGET: usize = 300;

/// The layout with fewer steps, where what comes of it is wanted.
pub(in crate::layout) fn straighten(
    input: &Input,
    layout: Layout,
    is_wanted: impl Fn(&Layout) -> bool,
) -> Layout {
    if input.nodes.len() + input.edges.len() > BUDGET {
        return layout;
    }
    let mut drawing = Drawing::new(input, layout.clone());
    take_steps_out(&mut drawing);
    let straight = drawing.into_layout();
    if is_wanted(&straight) { straight } else { layout }
}

/// Leaves as few steps as there is room and time for.
fn take_steps_out(drawing: &mut Drawing) {
    let limits: Vec<Size> = drawing.layout().nodes.iter().map(grown_most).collect();
    let mut steps = steps_of(drawing.layout());
    let mut next = 0;
    for _ in 0..TRIES {
        let Some(&step) = steps.get(next) else { break };
        if is_taken_out(drawing, step, &limits) {
            // Indices of segments are new where lines have fewer corners.
            steps = steps_of(drawing.layout());
        } else {
            next += 1;
        }
    }
}

/// The size that a card may have at most.
fn grown_most(frame: &Rect) -> Size {
    let most = GROWTH[GROWTH.len() - 1];
    Size::new(frame.width + most, frame.height + most)
}

/// Makes the first change that takes the step away and worsens nothing, if any does.
fn is_taken_out(drawing: &mut Drawing, step: Step, limits: &[Size]) -> bool {
    let (from, to) = step.heights(&drawing.layout().edges[step.edge]);
    let mut heights = vec![to, from];
    let line = drawing.input.spacing.line;
    let mut rooms = GROWTH.map(|growth| Room { growth, corner: line }).to_vec();
    if (from - to).abs() < SHORT {
        let (low, high) = (from.min(to) - BEYOND, from.max(to) + BEYOND);
        let beside = (low..=high).step_by(FINE as usize);
        heights.extend(beside.filter(|&height| height != from && height != to));
        heights[2..].sort_by_key(|height| (height - from).abs() + (height - to).abs());
        rooms.extend(GROWTH.map(|growth| Room { growth, corner: line - line / 3 }));
    }
    let mut tried: Vec<(Unit, Room)> = Vec::new();
    let mut changes = 0;
    for room in rooms {
        for &height in &heights {
            // What fits into less room is the same in more.
            let is_known = |&(known, with): &(Unit, Room)| {
                known == height && (with.growth == 0 || with.corner == room.corner)
            };
            if tried.iter().any(is_known) {
                continue;
            }
            if nudge::straighten(drawing, step, height, room).is_some() {
                tried.push((height, room));
                if has_fewer_steps(drawing) && keeps_to(drawing, limits) {
                    if drawing.commit() {
                        return true;
                    }
                    changes += 1;
                }
            }
            drawing.roll_back();
            if changes == CHANGES {
                return false;
            }
        }
    }
    false
}

/// Whether the open change leaves fewer steps.
fn has_fewer_steps(drawing: &Drawing) -> bool {
    let count = |edge, route: &Route| steps_in(edge, route).count();
    let (mut before, mut after) = (0, 0);
    for (edge, old) in drawing.changed_routes() {
        before += count(edge, old);
        after += count(edge, &drawing.layout().edges[edge]);
    }
    after < before
}

/// Whether the open change leaves no card larger than it may be.
fn keeps_to(drawing: &Drawing, limits: &[Size]) -> bool {
    drawing.changed_frames().all(|(n, _)| {
        let (size, most) = (drawing.layout().nodes[n].size(), limits[n]);
        size.width <= most.width && size.height <= most.height
    })
}

/// The steps of all lines that are no turns, the shortest first.
fn steps_of(layout: &Layout) -> Vec<Step> {
    let routes = layout.edges.iter().enumerate();
    let mut steps: Vec<Step> = routes.flat_map(|(edge, route)| steps_in(edge, route)).collect();
    steps.sort_by_key(|step| step.length(&layout.edges[step.edge]));
    steps
}

/// The steps of a line that are no turns: pieces between two parallel ones that run the same way.
fn steps_in(edge: EdgeIx, route: &Route) -> impl Iterator<Item = Step> {
    let inner = 1..route.points.len().saturating_sub(2);
    let all = inner.map(move |segment| Step { edge, segment });
    all.filter(|step| step.goes_on(route) && step.length(route) < LONGEST)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, has_fewer_steps};
    use crate::geom::{Point, Rect, px};
    use crate::layout::improve::edit::Drawing;
    use crate::layout::testing::samples::{line, two_sites};
    use crate::layout::{Edge, End, First, Input, Layout, Route, verify};

    fn straighten(input: &Input, layout: Layout) -> Layout {
        super::straighten(input, layout, |_| true)
    }

    /// Two sites at the scale of pictures, and a line between them that steps down by `step`.
    fn stepping(step: i32) -> (Input, Layout) {
        let (mut input, mut layout) = two_sites();
        for rect in &mut layout.nodes {
            *rect = Rect::new(4 * rect.x, 4 * rect.y, 4 * rect.width, 4 * rect.height);
        }
        for placed in &mut layout.containers {
            let f = placed.frame;
            placed.frame = Rect::new(4 * f.x, 4 * f.y, 4 * f.width, 4 * f.height);
            placed.title = placed.title.moved(3 * placed.title.x, 3 * placed.title.y);
        }
        layout.canvas = crate::geom::Size::new(4 * 290, 4 * 270);
        (input.edges[0].label, layout.edges[0].label) = (None, None);
        input.spacing.line = 12;
        let (y, below) = (px(100), px(100) + step);
        layout.edges[0].points = line(&[(360, y), (600, y), (600, below), (880, below)]);
        layout.edges[1].points = line(&[(240, 600), (240, 840)]);
        assert_eq!(verify(&input, &layout), []);
        (input, layout)
    }

    #[test]
    fn a_step_goes_and_a_turn_stays() {
        let (input, layout) = stepping(px(6));
        let straight = straighten(&input, layout);
        assert_eq!(verify(&input, &straight), []);
        assert_eq!(straight.edges[0].points, line(&[(360, 424), (880, 424)]));
        let (input, layout) = stepping(px(30));
        assert_eq!(straighten(&input, layout).edges[0].points.len(), 2);
        let (input, mut layout) = stepping(px(6));
        let low = px(100) + LONGEST;
        layout.nodes[1] = Rect::new(880, low - px(20), 200, px(40));
        layout.containers[1].frame.height = low;
        layout.canvas.height = 2 * low;
        layout.edges[0].points = line(&[(360, px(100)), (600, px(100)), (600, low), (880, low)]);
        assert_eq!(verify(&input, &layout), []);
        assert_eq!(straighten(&input, layout.clone()), layout);
    }

    #[test]
    fn a_change_counts_only_where_a_step_goes() {
        let (input, layout) = stepping(px(6));
        let mut drawing = Drawing::new(&input, layout);
        for (y, is_less) in [(px(104), false), (px(106), true)] {
            let corners = drawing.route_mut(0);
            (corners.points[0].y, corners.points[1].y) = (y, y);
            drawing.tidy();
            assert_eq!(has_fewer_steps(&drawing), is_less, "{y}");
        }
    }

    #[test]
    fn a_label_goes_with_its_line() {
        let (mut input, mut layout) = stepping(px(6));
        let label = Rect::new(440, px(100) - 60, 120, 60);
        (input.edges[0].label, layout.edges[0].label) = (Some(label.size()), Some(label));
        let straight = straighten(&input, layout);
        assert_eq!(verify(&input, &straight), []);
        assert_eq!(straight.edges[0].label, Some(label.moved(0, px(6))));
    }

    #[test]
    fn ports_beside_make_way_and_lines_that_cannot_stay() {
        let (mut input, mut layout) = stepping(px(6));
        let ends = (End::Node(0), End::Node(1));
        input.edges.push(Edge {
            from: ends.0,
            to: ends.1,
            label: None,
            bundle: None,
            first: First::From,
        });
        let beside = |bend: bool| {
            let (y, far) = (px(100) + px(8), px(140));
            let straight = vec![Point::new(360, y + px(8)), Point::new(880, y + px(8))];
            let bent = line(&[(360, y), (480, y), (480, far), (880, far)]);
            Route { points: if bend { bent } else { straight }, label: None, letter: None }
        };
        layout.edges.push(beside(true));
        let straight = straighten(&input, layout.clone());
        assert_eq!(verify(&input, &straight), []);
        assert_eq!(straight.edges[0].points.len(), 2);
        layout.edges[2] = beside(false);
        let kept = straighten(&input, layout);
        assert_eq!(kept.edges[2], beside(false), "a straight line is not bent for another");
    }

    #[test]
    fn a_card_grows_where_its_side_is_too_short() {
        let (input, mut layout) = stepping(px(6));
        layout.nodes[1] = Rect::new(880, px(104), 200, 240);
        layout.edges[0].points = line(&[(360, 395), (600, 395), (600, 439), (880, 439)]);
        layout.nodes[0].height = 404 - layout.nodes[0].y;
        layout.edges[1].points[0].y = 404;
        assert_eq!(verify(&input, &layout), []);
        let straight = straighten(&input, layout.clone());
        assert_eq!(verify(&input, &straight), []);
        assert_eq!(straight.edges[0].points.len(), 2);
        let grown = (0..2).filter(|&n| straight.nodes[n].height > layout.nodes[n].height).count();
        assert_eq!(grown, 1);
    }
}
