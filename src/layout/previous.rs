//! A drawing that is to be kept: what has not changed stays where it stands.
//!
//! Before: an earlier drawing of a graph that differs a little. After: a layout of the new
//! graph. Where the old places, without what is gone, are a sound drawing of it, they are the
//! layout; new lines are led through them. Otherwise the engine draws it like the earlier one.
//!
//! What is kept twice is kept once.

use crate::geom::{PX, Point, Rect};
use crate::layout::geometry::lines::tidy;
use crate::layout::geometry::relations::Relations;
use crate::layout::improve::letters::alike;
use crate::layout::improve::pixels::on_whole_pixels;
use crate::layout::improve::repair::repair;
use crate::layout::routes::{ROOM, draw_around, ground, wish};
use crate::layout::{
    Earlier, End, Engine, FlowDirection, Input, Layout, NodeIx, PlacedContainer, Route, score,
    verify,
};
use crate::route::{Found, Router};

/// An earlier drawing of what is to be drawn, as far as it shows it; indices as in the new
/// [`Input`], nothing for what is new.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Frames of the nodes.
    pub nodes: Vec<Option<Rect>>,
    /// Frames and titles of the containers.
    pub containers: Vec<Option<PlacedContainer>>,
    /// Routes of the edges; points on straight pieces are allowed.
    pub edges: Vec<Option<Route>>,
}

/// Lays out `input` with everything that stands in an earlier drawing kept in its place, as far
/// as that can be: its order always, its lines where nothing else has to move.
///
/// A drawing of the engine's own is kept to the last unit, and so is a kept one.
pub fn lay_out_standing(engine: &dyn Engine, input: &Input, standing: &Standing) -> Layout {
    let anew = engine.lay_out(input);
    let kept = as_it_stands(engine, input, standing).unwrap_or_else(|| {
        let like = engine.lay_out_like(input, &standing.middles());
        let even = on_whole_pixels(input, &like);
        if verify(input, &even).len() <= verify(input, &like).len() { even } else { like }
    });
    if is_same(&kept, &on_whole_pixels(input, &anew)) { anew } else { kept }
}

impl Standing {
    /// What of it an engine keeps the order of.
    fn middles(&self) -> Earlier {
        let frame = |place: &Option<PlacedContainer>| place.map(|placed| placed.frame.center());
        Earlier {
            nodes: self.nodes.iter().map(|frame| frame.map(|frame| frame.center())).collect(),
            containers: self.containers.iter().map(frame).collect(),
        }
    }
}

/// The earlier drawing without what is gone, and with new lines led through it; none if
/// something that is new needs a place, or the drawing would not be sound.
fn as_it_stands(engine: &dyn Engine, input: &Input, standing: &Standing) -> Option<Layout> {
    let nodes: Vec<Rect> = all(&standing.nodes, input.nodes.len())?;
    let containers: Vec<PlacedContainer> = all(&standing.containers, input.containers.len())?;
    let has_its_size = |n: NodeIx| {
        let (frame, size) = (nodes[n].size(), input.nodes[n].size);
        match input.reading {
            FlowDirection::Auto | FlowDirection::LeftToRight => frame.width == size.width,
            FlowDirection::TopToBottom => frame.height == size.height,
        }
    };
    let have_their_sizes = (0..nodes.len()).all(has_its_size)
        && (0..containers.len()).all(|c| containers[c].title.size() == input.containers[c].title);
    if !have_their_sizes {
        return None;
    }
    let lines = with_new_lines(input, &nodes, &containers, &standing.edges)?;
    let layout = on_whole_pixels(input, &draw_around(input, &nodes, &containers, &lines));
    let is_all_old = standing.edges.iter().all(Option::is_some);
    let is_sound = verify(input, &layout).is_empty()
        && ends_are_clear_of_feet(input, &layout)
        && (is_all_old || !engine.has_one_direction() || score(input, &layout).flow >= 1.0);
    is_sound.then(|| repair(input, layout))
}

/// Whether no line ends at the side of a card's decoration, which may be new.
fn ends_are_clear_of_feet(input: &Input, layout: &Layout) -> bool {
    let is_clear = |end: End, point: Option<&Point>| match (end, point) {
        (End::Node(n), Some(at)) => {
            let frame = layout.nodes[n];
            let is_at_side = at.x == frame.x || at.x == frame.right();
            !is_at_side || at.y <= frame.bottom() - input.nodes[n].foot
        }
        _ => true,
    };
    let mut lines = input.edges.iter().zip(&layout.edges);
    input.reading == FlowDirection::TopToBottom
        || lines.all(|(edge, route)| {
            is_clear(edge.from, route.points.first()) && is_clear(edge.to, route.points.last())
        })
}

/// All values, if there are as many and none is missing.
fn all<T: Copy>(values: &[Option<T>], count: usize) -> Option<Vec<T>> {
    values.iter().copied().collect::<Option<Vec<T>>>().filter(|all| all.len() == count)
}

/// The lines that stand, and those that do not yet, each led round everything before it.
fn with_new_lines(
    input: &Input,
    nodes: &[Rect],
    containers: &[PlacedContainer],
    standing: &[Option<Route>],
) -> Option<Vec<Route>> {
    let relations = Relations::new(input);
    // A letter stands for a label, and one label or letter for the equal ones of a bundle.
    let sign = |edge: usize| standing.get(edge)?.as_ref()?.sign();
    let has_sign = |edge: usize| alike(&relations, edge).any(|e| sign(e).is_some());
    let known = |edge: usize| {
        let mut route = standing.get(edge)?.clone()?;
        tidy(&mut route.points);
        let is_told = match (route.label, input.edges[edge].label) {
            (Some(label), wanted) => wanted == Some(label.size()),
            (None, Some(_)) => has_sign(edge),
            (None, None) => route.letter.is_none(),
        };
        is_told.then_some(route)
    };
    let mut lines: Vec<Option<Route>> = (0..input.edges.len()).map(known).collect();
    if lines.iter().any(Option::is_none) {
        let frames = nodes.iter().copied().chain(containers.iter().map(|c| c.frame));
        let area = frames.reduce(|a, b| a.union(&b))?.grown(ROOM * input.spacing.line);
        let mut router = Router::new(ground(area, nodes, containers), input.spacing.line);
        for route in lines.iter().flatten() {
            router.occupy(Found { points: route.points.clone(), label: route.sign() });
        }
        for edge in 0..lines.len() {
            if lines[edge].is_none() {
                let found = router.find(&wish(input, edge))?;
                let (points, label) = (found.points.clone(), found.label);
                lines[edge] = Some(Route { points, label, letter: None });
                router.occupy(found);
            }
        }
    }
    lines.into_iter().collect()
}

/// Whether everything stands in the same place, labels less than a pixel off.
fn is_same(a: &Layout, b: &Layout) -> bool {
    let is_near = |a: &Option<Rect>, b: &Option<Rect>| match (a, b) {
        (Some(a), Some(b)) => {
            a.size() == b.size() && (a.x - b.x).abs() < PX && (a.y - b.y).abs() < PX
        }
        (a, b) => a == b,
    };
    let is_same_route = |(a, b): (&Route, &Route)| {
        a.points == b.points && a.letter == b.letter && is_near(&a.label, &b.label)
    };
    a.nodes == b.nodes
        && a.containers == b.containers
        && a.edges.len() == b.edges.len()
        && a.edges.iter().zip(&b.edges).all(is_same_route)
}

#[cfg(test)]
mod tests {
    use super::{Standing, lay_out_standing};
    use crate::layout::testing::random::{Shape, graph};
    use crate::layout::{ENGINES, Input, Layout, Stability, stability, verify};

    fn sample(seed: u64) -> (Input, Layout) {
        let shape = Shape { nodes: 14, per_container: 4, labeled: 60, ..Shape::default() };
        let input = graph(shape, seed);
        let layout = ENGINES[0].lay_out(&input);
        (input, layout)
    }

    fn standing(layout: &Layout) -> Standing {
        Standing {
            nodes: layout.nodes.iter().copied().map(Some).collect(),
            containers: layout.containers.iter().copied().map(Some).collect(),
            edges: layout.edges.iter().cloned().map(Some).collect(),
        }
    }

    #[test]
    fn what_is_drawn_anew_stays_to_the_last_unit() {
        for seed in 0..8 {
            let (input, layout) = sample(seed);
            assert_eq!(lay_out_standing(ENGINES[0], &input, &standing(&layout)), layout);
        }
    }

    #[test]
    fn without_a_line_everything_else_stays_and_with_a_new_one_the_boxes_do() {
        let (mut unmoved, mut led) = (0, 0);
        for seed in 0..8 {
            let (input, layout) = sample(seed);
            let mut old = standing(&layout);
            let mut less = input.clone();
            less.edges.pop();
            old.edges.pop();
            let kept = lay_out_standing(ENGINES[0], &less, &old);
            assert_eq!(verify(&less, &kept), []);
            let all: Vec<_> = (0..input.nodes.len()).map(|n| (n, n)).collect();
            unmoved += i32::from(stability(&layout, &kept, &all) == Stability::default());
            let mut more = standing(&kept);
            more.edges.push(None);
            let grown = lay_out_standing(ENGINES[0], &input, &more);
            assert_eq!(verify(&input, &grown), []);
            led += i32::from(stability(&kept, &grown, &all).moved == 0.0);
        }
        assert!(unmoved == 8 && led >= 4, "{unmoved} unmoved, {led} with a new line");
    }

    #[test]
    fn nothing_known_is_laid_out_as_the_engine_does() {
        let (input, layout) = sample(3);
        assert_eq!(lay_out_standing(ENGINES[0], &input, &Standing::default()), layout);
    }
}
