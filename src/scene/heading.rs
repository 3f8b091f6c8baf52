//! The title block: title, type of solution, description.

use crate::geom::{Point, Size, Unit, px};
use crate::graph::ArchGraph;
use crate::measure::{Face, TextLine, in_wide_font, room_in_wide_font, widest, wrap};
use crate::scene::names::capitalized;
use crate::scene::{Anchor, Part, Shape};
use crate::theme::Role;

/// Least room for the lines of title and description where the picture is narrow.
pub(super) const ROOM_LEAST: Unit = px(440);
/// Longest line that reads well.
const ROOM_MOST: Unit = px(880);
/// Between title and type of solution.
const GAP: Unit = px(12);
/// Between title and description.
const ABOVE: Unit = px(4);
/// Between the heading and the picture.
const BELOW: Unit = px(20);

/// The shapes of the heading at `at`, no wider than `room`, and how much room it takes; nothing
/// for a picture without title and description.
pub(super) fn shapes(graph: &ArchGraph, at: Point, room: Unit) -> (Size, Vec<Shape>) {
    let mut heading = Heading { at, room, size: Size::default(), shapes: Vec::new() };
    heading.lines(Part::Title, &graph.title, Face::Heading);
    if !graph.solution.is_empty() && !heading.shapes.is_empty() {
        heading.behind_title(&solution_text(graph));
    }
    if !graph.description.trim().is_empty() {
        heading.size.height += ABOVE;
        heading.lines(Part::Small, &graph.description, Face::Body);
    }
    if graph.graph.node_count() == 0 && !graph.title.trim().is_empty() {
        // A view may leave nothing.
        heading.lines(Part::Small, "Nothing to show.", Face::Body);
    }
    if !heading.shapes.is_empty() {
        heading.size.height += BELOW;
    }
    (heading.size, heading.shapes)
}

/// A heading that grows line by line.
struct Heading {
    at: Point,
    room: Unit,
    size: Size,
    shapes: Vec<Shape>,
}

impl Heading {
    /// Adds a text in lines of its own.
    fn lines(&mut self, part: Part, text: &str, face: Face) {
        let room = self.room.min(ROOM_MOST);
        let lines = wrap(text, face, room_in_wide_font(room, face));
        if lines.is_empty() {
            return;
        }
        let height = lines.len() as Unit * face.leading();
        self.put(part, lines, face, Point::new(0, self.size.height));
        self.size.height += height;
    }

    /// Adds the type of solution on the baseline of the title's last line, or below it where that
    /// is full.
    fn behind_title(&mut self, text: &str) {
        let (part, face) = (Part::Small, Face::Body);
        let title = match self.shapes.last() {
            Some(Shape::Text { lines, .. }) => lines.last().map_or(0, |line| line.width),
            _ => 0,
        };
        let x = in_wide_font(title, Face::Heading) + GAP;
        let line = TextLine::single(text, face);
        if x + in_wide_font(line.width, face) > self.room {
            self.lines(part, text, face);
            return;
        }
        let baseline = self.size.height - Face::Heading.leading() + Face::Heading.baseline();
        self.put(part, vec![line], face, Point::new(x, baseline - face.baseline()));
    }

    /// Draws lines with their top left corner at `place` of the heading.
    fn put(&mut self, part: Part, lines: Vec<TextLine>, face: Face, place: Point) {
        let right = place.x + in_wide_font(widest(&lines), face);
        self.size.width = self.size.width.max(right);
        let at = Point::new(self.at.x + place.x, self.at.y + place.y + face.baseline());
        let color = if part == Part::Title { Role::Ink } else { Role::Soft };
        let (anchor, room) = (Anchor::Left, Unit::MAX);
        self.shapes.push(Shape::Text { part, at, anchor, lines, room, face, color });
    }
}

/// `Hybrid solution`.
pub(super) fn solution_text(graph: &ArchGraph) -> String {
    format!("{} solution", capitalized(&graph.solution))
}

#[cfg(test)]
mod tests {
    use super::shapes;
    use crate::geom::{Point, Unit, px};
    use crate::graph::ArchGraph;
    use crate::graph::sample::{self, Sample};
    use crate::scene::Shape;

    fn graph() -> ArchGraph {
        let mut graph = Sample::new("Donaudampfschifffahrtsgesellschaft in Passau")
            .element(sample::node("ship", "device", "field"), None)
            .build();
        "hybrid".clone_into(&mut graph.solution);
        "Ships report where they are; the office says where they go."
            .clone_into(&mut graph.description);
        graph
    }

    #[test]
    fn no_heading_leaves_its_room() {
        for room in (120..1200).step_by(20) {
            let (size, _) = shapes(&graph(), Point::new(0, 0), px(room));
            assert!(size.width <= px(room), "{room}");
        }
    }

    #[test]
    fn the_type_of_solution_stands_behind_the_title_or_below_it() {
        let baselines = |room: Unit| -> Vec<Unit> {
            let (_, shapes) = shapes(&graph(), Point::new(0, 0), room);
            let baseline = |shape: &Shape| match shape {
                Shape::Text { at, .. } => Some(at.y),
                _ => None,
            };
            shapes.iter().filter_map(baseline).collect()
        };
        let wide = baselines(px(880));
        assert_eq!(wide[0], wide[1]);
        let narrow = baselines(px(300));
        assert!(narrow[0] < narrow[1] && narrow[1] < narrow[2], "{narrow:?}");
    }
}
