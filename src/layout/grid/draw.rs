//! The finished layout, and how good it is beside others of the same input.
//!
//! Before: a squeezed sketch. After: a layout with everything at least a margin from the border of
//! the canvas.

use super::cells::{Copies, inner_frames, placed_links};
use super::problem::{FrameIx, Problem};
use super::sketch::Sketch;
use super::squeeze::SMALL_STEP;
use crate::geom::{Point, Rect, Size, px};
use crate::layout::geometry::hits::Picture;
use crate::layout::geometry::lines::{bends, length, tidy};
use crate::layout::quality::order::order;
use crate::layout::{End, Layout, PlacedContainer, Route};

/// What a drawing costs: less is better.
pub(super) fn cost(problem: &Problem<'_>, copies: &Copies, sketch: &Sketch) -> i64 {
    let layout = draw(problem, sketch.clone());
    let picture = Picture::new(problem.input, &layout);
    let bends: usize = layout.edges.iter().map(|route| bends(&route.points)).sum();
    let length: f64 = layout.edges.iter().map(|route| length(&route.points)).sum();
    let edges = problem.input.edges.iter().zip(&layout.edges);
    let unlabeled =
        edges.filter(|(edge, route)| edge.label.is_some() && route.label.is_none()).count();
    let over = problem.input.width.map_or(0, |width| (layout.canvas.width - width).max(0));
    let foreign = picture.edges_through_containers().len();
    let order = order(&picture.relations, &layout);
    let against = ((1.0 - order) * problem.input.edges.len() as f64 * 250.0) as i64;
    let units = |pixels: i64| pixels * i64::from(px(1));
    units(600) * picture.crossings() as i64
        + units(110) * bends as i64
        + 3 * length as i64 / 2
        + units(600) * unlabeled as i64
        + if over > 0 { units(6000) + 10 * i64::from(over) } else { 0 }
        + units(3000) * foreign as i64
        + units(against)
        + units(2000) * small_steps(&layout) as i64
        + units(4000) * odd_shape(problem, layout.canvas)
        + units(1000) * unlike_copies(problem, copies, sketch) as i64
        + i64::from(layout.canvas.height)
}

/// How often a line steps aside by a few pixels and then goes on as before.
fn small_steps(layout: &Layout) -> usize {
    let is_small = |p: &[Point]| {
        let [a, b, c] = [0, 1, 2].map(|i| (p[i + 1].x - p[i].x, p[i + 1].y - p[i].y));
        let goes_on = a.0.signum() == c.0.signum() && a.1.signum() == c.1.signum();
        goes_on && b.0.abs() + b.1.abs() < SMALL_STEP
    };
    layout.edges.iter().map(|route| route.points.windows(4).filter(|p| is_small(p)).count()).sum()
}

/// 1 if a picture is much wider than high, or higher than wide.
fn odd_shape(problem: &Problem<'_>, canvas: Size) -> i64 {
    let is_odd = 10 * canvas.width < 6 * canvas.height || 10 * canvas.width > 22 * canvas.height;
    i64::from(is_odd && problem.cards.len() >= 9)
}

/// How many copies are drawn otherwise than the first of their kind, wherever that stands.
fn unlike_copies(problem: &Problem<'_>, copies: &Copies, sketch: &Sketch) -> usize {
    let inside = |frame: FrameIx| {
        let Rect { x, y, .. } = sketch.frames[frame];
        let moved = |rect: &Rect| Rect { x: rect.x - x, y: rect.y - y, ..*rect };
        let frames = inner_frames(problem, frame).into_iter().map(|f| moved(&sketch.frames[f]));
        let cards = problem.frames[frame].cards.iter().map(|&card| moved(&sketch.cards[card]));
        let lines = placed_links(problem, frame).into_iter().map(|(_, link)| {
            let mut points = sketch.lines[link].clone();
            tidy(&mut points);
            points.iter().map(|p| Point::new(p.x - x, p.y - y)).collect::<Vec<_>>()
        });
        (frames.chain(cards).collect::<Vec<_>>(), lines.collect::<Vec<_>>())
    };
    let unlike = |frames: &Vec<FrameIx>| {
        let first = inside(frames[0]);
        frames[1..].iter().filter(|&&frame| inside(frame) != first).count()
    };
    copies.frames().iter().map(unlike).sum()
}

/// Turns a sketch into a layout at the margin of its canvas.
pub(super) fn draw(problem: &Problem<'_>, sketch: Sketch) -> Layout {
    let input = problem.input;
    let bounds = sketch.bounds();
    let margin = input.spacing.margin;
    let empty = Rect::default();
    let mut layout = Layout {
        canvas: Size::new(bounds.width + 2 * margin, bounds.height + 2 * margin),
        nodes: vec![empty; input.nodes.len()],
        containers: vec![PlacedContainer { frame: empty, title: empty }; input.containers.len()],
        edges: Vec::new(),
        remarks: Vec::new(),
    };
    for (card, area) in problem.cards.iter().zip(&sketch.cards) {
        match card.end {
            End::Node(n) => layout.nodes[n] = *area,
            End::Container(c) => {
                let title = input.containers[c].title;
                let padding = input.spacing.padding;
                let title =
                    Rect::new(area.x + padding, area.y + padding, title.width, title.height);
                layout.containers[c] = PlacedContainer { frame: *area, title };
            }
        }
    }
    for (frame, area) in problem.frames.iter().zip(&sketch.frames) {
        let title = Rect::new(area.x, area.y, frame.title.width, frame.title.height);
        layout.containers[frame.container] = PlacedContainer { frame: *area, title };
    }
    for (mut points, spot) in sketch.lines.into_iter().zip(sketch.spots) {
        tidy(&mut points);
        let label = spot.map(|spot| spot.area);
        layout.edges.push(Route { points, label, letter: None });
    }
    layout.shift(margin - bounds.x, margin - bounds.y);
    layout
}

#[cfg(test)]
mod tests {
    use super::{draw, odd_shape, small_steps, unlike_copies};
    use crate::geom::{Size, px};
    use crate::layout::grid::problem::Problem;
    use crate::layout::grid::testing::{flaws, with_placement};
    use crate::layout::grid::{REROUTES, draw_placement};
    use crate::layout::testing::architectures::{architecture, card, empty};
    use crate::layout::testing::samples::{line, two_sites};
    use crate::layout::{Input, Lane};

    #[test]
    fn drawings_of_architectures_are_sound_and_nearly_all_labels_have_a_place() {
        let (mut labels, mut unplaced) = (0, 0);
        for seed in 0..60 {
            let input = architecture(seed);
            with_placement(&input, |problem, placement| {
                let sketch =
                    draw_placement(problem, placement, REROUTES).expect("each line has a way");
                let layout = draw(problem, sketch);
                assert_eq!(flaws(&input, &layout), [""; 0], "{seed}");
                let wanted = input.edges.iter().filter(|edge| edge.label.is_some()).count();
                labels += wanted;
                unplaced += wanted - layout.edges.iter().filter(|r| r.label.is_some()).count();
            });
        }
        assert!(20 * unplaced < labels, "{unplaced} of {labels}");
    }

    #[test]
    fn copies_are_alike_wherever_they_stand_and_one_card_makes_them_unlike() {
        let mut alike = 0;
        for seed in 0..20 {
            with_placement(&architecture(seed), |problem, placement| {
                let copies = placement.copies();
                let Some(frames) = copies.frames().first() else { return };
                let mut sketch =
                    draw_placement(problem, placement, REROUTES).expect("each line has a way");
                let before = unlike_copies(problem, copies, &sketch);
                let Some(&card) = problem.frames[frames[1]].cards.first() else { return };
                sketch.cards[card].y += 1;
                let after = unlike_copies(problem, copies, &sketch);
                alike += usize::from(before == 0);
                assert!(before > 0 || after > 0, "{seed}");
                assert!(before <= after, "{seed}");
            });
        }
        assert!(alike > 2, "{alike}");
    }

    #[test]
    fn a_picture_is_odd_beyond_a_page_and_a_half_and_with_nine_cards() {
        let odd = |cards: usize, width: i32, height: i32| {
            let input = Input { nodes: vec![card(None, Lane::Main(0)); cards], ..empty() };
            odd_shape(&Problem::new(&input), Size::new(px(width), px(height)))
        };
        assert_eq!([odd(9, 600, 1000), odd(9, 599, 1000)], [0, 1], "high");
        assert_eq!([odd(9, 2200, 1000), odd(9, 2201, 1000)], [0, 1], "wide");
        assert_eq!([odd(8, 599, 1000), odd(8, 2201, 1000)], [0, 0], "few cards");
    }

    #[test]
    fn a_line_that_steps_aside_and_goes_on_is_a_small_step() {
        let (_, mut layout) = two_sites();
        let mut steps = |points: &[(i32, i32)]| {
            layout.edges[0].points = line(points);
            small_steps(&layout)
        };
        assert_eq!(steps(&[(0, 0), (100, 0), (100, 8), (300, 8)]), 1);
        assert_eq!(steps(&[(0, 0), (0, 100), (-8, 100), (-8, 300)]), 1, "downwards");
        assert_eq!(steps(&[(0, 0), (100, 0), (100, 400), (300, 400)]), 0, "a large one");
        assert_eq!(steps(&[(0, 0), (100, 0), (100, 8), (0, 8)]), 0, "it turns back");
        assert_eq!(steps(&[(0, 0), (100, 0)]), 0);
    }
}
