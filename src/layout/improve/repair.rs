//! The last look at a drawing: what must never be seen is drawn again or told.
//!
//! Before: a finished layout. After: lines that broke a rule of `verify`, or ran through a
//! container that holds neither of their ends, are led by `route` round everything else where
//! it finds a way; what is left is a remark. Never more faults than before, and no line that
//! ran with the reading direction runs against it.

use crate::layout::geometry::hits::Picture;
use crate::layout::quality::score::flow;
use crate::layout::quality::verify::violations;
use crate::layout::routes::{draw_around, router, wish};
use crate::layout::{EdgeIx, Input, Layout, Part, Route, Violation};

/// Nodes and edges of a graph that is looked at: beyond, the look takes longer than all passes.
const LOOKED_AT: usize = 4000;
/// Lines that are drawn again at most, and at how many nodes and edges together: of a graph with
/// more as many fewer, and none if not all at fault can be.
const TRIES: usize = 12;
const BUDGET: usize = 300 * TRIES;
/// How many states the search for their ways may look at: what is left after that stays as it is.
const WORK: usize = 1_000_000;

/// How much is wrong with a layout, what breaks a rule first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::layout) struct FaultCount {
    /// Rules of `verify` that are broken, each as often as it is.
    pub broken: usize,
    /// Containers that lines run through though these hold neither end.
    pub entered: usize,
}

impl FaultCount {
    pub(in crate::layout) fn of(input: &Input, layout: &Layout) -> Self {
        Faults::of(&Picture::new(input, layout)).count()
    }
}

/// What is wrong with a layout.
struct Faults {
    violations: Vec<Violation>,
    /// Edges and containers that they run through though these hold neither end.
    entered: Vec<(EdgeIx, usize)>,
}

impl Faults {
    fn of(picture: &Picture) -> Self {
        let mut violations = violations(picture);
        violations.sort_unstable();
        Self { violations, entered: picture.edges_through_containers() }
    }

    /// The edges at fault, those that break a rule first.
    fn edges(&self) -> Vec<EdgeIx> {
        let of_part = |part: Part| match part {
            Part::Edge(e) | Part::Label(e) => Some(e),
            _ => None,
        };
        let breaking = self.violations.iter().flat_map(|v| [Some(v.part), v.other]);
        let breaking = breaking.flatten().filter_map(of_part);
        let mut edges = Vec::new();
        for edge in breaking.chain(self.entered.iter().map(|&(edge, _)| edge)) {
            if !edges.contains(&edge) {
                edges.push(edge);
            }
        }
        edges
    }

    fn count(&self) -> FaultCount {
        FaultCount { broken: self.violations.len(), entered: self.entered.len() }
    }

    fn remarks(&self) -> impl Iterator<Item = String> {
        let entered = self.entered.len();
        let entered = (entered > 0)
            .then(|| format!("lines enter {entered} containers that hold neither end"));
        let broken = self.violations.first().map(|first| {
            format!("{} rules of the drawing are broken, the first: {first}", self.violations.len())
        });
        entered.into_iter().chain(broken)
    }
}

/// The layout with as few faults as there is time for, and remarks on the rest.
pub(in crate::layout) fn repair(input: &Input, mut layout: Layout) -> Layout {
    let size = input.nodes.len() + input.edges.len();
    if size > LOOKED_AT {
        layout.remarks.push("the drawing is not checked: the graph is past the budget".to_owned());
        return layout;
    }
    let mut faults = Faults::of(&Picture::new(input, &layout));
    let edges = faults.edges();
    let tries = TRIES.min(BUDGET / size.max(1));
    if tries == TRIES || edges.len() <= tries {
        let mut work = WORK;
        for edge in edges.into_iter().take(tries) {
            if work == 0 {
                break;
            }
            let Some(new) = again(input, &layout, edge, &mut work) else { continue };
            let left = Faults::of(&Picture::new(input, &new));
            if left.count() < faults.count()
                && left.violations.len() <= faults.violations.len()
                && flow(input, &new) >= flow(input, &layout)
            {
                (layout, faults) = (new, left);
            }
        }
    }
    layout.remarks.extend(faults.remarks());
    layout
}

/// The layout with one line drawn anew; none if there is no way, or `work` does not suffice.
fn again(input: &Input, layout: &Layout, edge: EdgeIx, work: &mut usize) -> Option<Layout> {
    let router = router(input, layout, |other| other != edge);
    let found = router.find_within(&wish(input, edge), work)?;
    let mut lines = layout.edges.clone();
    lines[edge] = Route { points: found.points, label: found.label, letter: None };
    let mut drawn = draw_around(input, &layout.nodes, &layout.containers, &lines);
    drawn.remarks.clone_from(&layout.remarks);
    Some(drawn)
}

#[cfg(test)]
mod tests {
    use super::{WORK, again, repair};
    use crate::geom::Rect;
    use crate::layout::testing::samples::{line, two_sites};
    use crate::layout::{Container, Input, Layout, PlacedContainer, score, verify};

    /// Two sites with a third container between them that the line runs through.
    fn obstructed() -> (Input, Layout) {
        let (mut input, mut layout) = two_sites();
        input.nodes[1].container = None;
        input.containers.truncate(1);
        layout.containers.truncate(1);
        input.containers.push(Container { parent: None, ..input.containers[0].clone() });
        layout.nodes[1] = Rect::new(420, 50, 50, 100);
        layout.containers.push(PlacedContainer {
            frame: Rect::new(200, 20, 120, 150),
            title: Rect::new(210, 25, 40, 10),
        });
        layout.canvas.width = 490;
        layout.edges[0].points = line(&[(90, 100), (420, 100)]);
        layout.edges[0].label = Some(Rect::new(130, 90, 40, 20));
        assert_eq!(verify(&input, &layout), []);
        assert_eq!(score(&input, &layout).edge_container_hits, 1);
        (input, layout)
    }

    #[test]
    fn a_line_through_a_strange_container_is_led_around_it() {
        let (input, layout) = obstructed();
        let repaired = repair(&input, layout);
        assert_eq!(verify(&input, &repaired), []);
        assert_eq!(score(&input, &repaired).edge_container_hits, 0);
        assert_eq!(repaired.remarks, [""; 0]);
        assert_eq!(
            repair(&input, repaired.clone()),
            repaired,
            "nothing to repair, nothing changed"
        );
    }

    #[test]
    fn a_line_through_a_card_is_drawn_again() {
        let (input, layout) = obstructed();
        let sound = repair(&input, layout);
        let mut broken = sound.clone();
        let (a, b) = (broken.nodes[0].center(), broken.nodes[1].center());
        broken.edges[0].points = vec![a, crate::geom::Point::new(b.x, a.y), b];
        assert_ne!(verify(&input, &broken), []);
        let repaired = repair(&input, broken);
        assert_eq!(verify(&input, &repaired), []);
    }

    #[test]
    fn drawing_again_takes_from_the_work_and_needs_some() {
        let (input, layout) = obstructed();
        let mut work = WORK;
        assert!(again(&input, &layout, 0, &mut work).is_some() && work < WORK);
        assert_eq!(again(&input, &layout, 0, &mut 1), None);
    }

    #[test]
    fn what_cannot_be_repaired_is_told() {
        let (input, mut layout) = obstructed();
        layout.nodes[1] = layout.nodes[0];
        let told = repair(&input, layout).remarks;
        assert!(told.iter().any(|remark| remark.contains("node_overlaps")), "{told:?}");
    }
}
