//! Where everything goes: sizes and containment in, rectangles and lines out.
//!
//! The layout knows no service, no color and no text: only what [`Input`] holds. Every
//! engine implements [`Engine`] and is one row of [`ENGINES`]; the contract tests and
//! `score` run on every row.

mod geometry;
mod grid;
mod improve;
mod layered;
mod layout_rs;
mod previous;
mod quality;
mod routes;
pub mod testing;

pub use previous::{Standing, lay_out_standing};
pub use quality::score::{NAME_SIZE, PAGE_WIDTH, Score, Value, reading, score};
pub use quality::stability::{Stability, stability};
pub use quality::verify::{Part, Rule, Violation, verify};

use crate::geom::{Point, Rect, Size, Unit, px};

/// Index of a node in [`Input::nodes`].
pub type NodeIx = usize;
/// Index of a container in [`Input::containers`].
pub type ContainerIx = usize;
/// Index of an edge in [`Input::edges`].
pub type EdgeIx = usize;

/// Reading direction of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FlowDirection {
    /// Whichever direction the engine finds better; an engine that knows one way only goes from
    /// left to right.
    #[default]
    Auto,
    /// Lanes from left to right.
    LeftToRight,
    /// Lanes from top to bottom.
    TopToBottom,
}

/// Where a node stands with respect to the reading direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// A lane of the reading order: every node of lane 0 comes before every node of lane 1.
    Main(u8),
    /// A cross-cutting band: near what it is joined to, of equal places the one below
    /// (beside) the lanes of its container; bands stack in this order.
    Band(u8),
    /// No wish: the edges decide.
    Free,
    /// No wish but to stand in one column (reading down: in one row) with all of the same number.
    Same(u32),
}

/// A node: a box with a size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Smallest size; an engine may give more, for instance to make room for many ports.
    pub size: Size,
    /// How much of its height, at the bottom, is decoration that no line ends at from the side.
    pub foot: Unit,
    /// The container that holds it.
    pub container: Option<ContainerIx>,
    /// Where it stands.
    pub lane: Lane,
}

/// A container: a box around nodes and containers, with a title at its top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The container that holds it; its index is lower than this one's.
    pub parent: Option<ContainerIx>,
    /// Room that the title takes at the top left, inside the frame.
    pub title: Size,
}

/// What an edge may end at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// A node's frame.
    Node(NodeIx),
    /// A container's frame.
    Container(ContainerIx),
}

/// Which end of an edge asks to stand first in the reading direction, where no lanes say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum First {
    /// Its first.
    #[default]
    From,
    /// Its last: the picture is read against its arrow.
    To,
    /// Neither.
    Either,
}

/// An edge to be routed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// First end; the route starts here.
    pub from: End,
    /// Last end; the route stops here.
    pub to: End,
    /// Size of its label, if it has one.
    pub label: Option<Size>,
    /// Edges with the same number that share an end may be drawn as one bundle.
    pub bundle: Option<u32>,
    /// Which end it asks to stand first.
    pub first: First,
}

/// Distances an engine keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spacing {
    /// Between frames of neighbours.
    pub node: Unit,
    /// Between parallel lines, and between a line and a frame it passes.
    pub line: Unit,
    /// Between a container's frame and what it holds.
    pub padding: Unit,
    /// Around the whole picture.
    pub margin: Unit,
}

/// All that a layout may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Reading direction.
    pub reading: FlowDirection,
    /// Containers, parents before children; siblings in declared order.
    pub containers: Vec<Container>,
    /// Nodes in declared order.
    pub nodes: Vec<Node>,
    /// Edges in declared order.
    pub edges: Vec<Edge>,
    /// Distances.
    pub spacing: Spacing,
    /// Widest canvas that is wanted, margins included; none where any width will do. An engine
    /// that cannot meet it says so in a remark.
    pub width: Option<Unit>,
}

/// A placed container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedContainer {
    /// Its frame.
    pub frame: Rect,
    /// Its title, inside the frame.
    pub title: Rect,
}

/// A routed edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Corners from the frame of `from` to the frame of `to`; neighbours differ in exactly
    /// one coordinate.
    pub points: Vec<Point>,
    /// Where its label is, if it has one; of the size that was asked for.
    pub label: Option<Rect>,
    /// Where a letter stands for its label, if that has no room: a square of [`LETTER`] with its
    /// middle on the line.
    pub letter: Option<Rect>,
}

/// Side of the square of a letter.
pub const LETTER: Unit = px(18);

impl Route {
    /// What stands on the line: its label, or the letter for it.
    pub fn sign(&self) -> Option<Rect> {
        self.label.or(self.letter)
    }
}

/// A finished layout; indices as in the [`Input`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Size of the canvas; everything lies inside, `margin` from the border.
    pub canvas: Size,
    /// Frames of the nodes.
    pub nodes: Vec<Rect>,
    /// Frames and titles of the containers.
    pub containers: Vec<PlacedContainer>,
    /// Routes of the edges.
    pub edges: Vec<Route>,
    /// What the engine had to give up, one sentence each: cheaper passes past its budget, an
    /// edge that had to cross a container.
    pub remarks: Vec<String>,
}

impl Layout {
    /// Moves everything on its canvas.
    fn shift(&mut self, dx: Unit, dy: Unit) {
        for node in &mut self.nodes {
            *node = node.moved(dx, dy);
        }
        for container in &mut self.containers {
            container.frame = container.frame.moved(dx, dy);
            container.title = container.title.moved(dx, dy);
        }
        for route in &mut self.edges {
            for p in &mut route.points {
                *p = Point::new(p.x + dx, p.y + dy);
            }
            route.label = route.label.map(|label| label.moved(dx, dy));
            route.letter = route.letter.map(|letter| letter.moved(dx, dy));
        }
    }
}

/// Where things stood in an earlier drawing, whose order and, as far as can be, places a new one
/// is to keep.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Earlier {
    /// The middle of each node of the new [`Input`], if the earlier drawing had it.
    pub nodes: Vec<Option<Point>>,
    /// The middle of each container, if the earlier drawing had it.
    pub containers: Vec<Option<Point>>,
}

/// A layout engine.
pub trait Engine: Sync {
    /// The name for `--engine`.
    fn name(&self) -> &'static str;
    /// One line for `list engines`.
    fn summary(&self) -> &'static str;
    /// Lays out any input; never panics, never hangs.
    fn lay_out(&self, input: &Input) -> Layout;
    /// The same, with the nodes of an earlier drawing left/right and above/below of each other
    /// as they were, and near their places; where an engine cannot, or the input forbids it, as
    /// [`Self::lay_out`].
    fn lay_out_like(&self, input: &Input, _earlier: &Earlier) -> Layout {
        self.lay_out(input)
    }
    /// Whether all lines between lanes run with the reading direction.
    fn has_one_direction(&self) -> bool {
        true
    }
}

/// Every engine, the default first.
pub const ENGINES: &[&dyn Engine] = &[&grid::Grid, &layered::Layered, &layout_rs::LayoutRs];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ENGINES;

    #[test]
    fn engines_are_told_apart_by_name_and_summary() {
        let names: BTreeSet<&str> = ENGINES.iter().map(|engine| engine.name()).collect();
        let summaries: BTreeSet<&str> = ENGINES.iter().map(|engine| engine.summary()).collect();
        assert_eq!((names.len(), summaries.len()), (ENGINES.len(), ENGINES.len()));
        assert!(names.iter().chain(&summaries).all(|text| !text.is_empty()));
    }
}
