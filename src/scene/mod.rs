//! The finished picture: shapes with roles instead of colors, at fixed places, back to front.
//!
//! Each [`Piece`] belongs to one subject (a container, node or edge, or a part of the page) and
//! carries what a reader needs besides the shapes: its name, its link, its mark in a comparison.
//! Writers turn pieces into a format; nothing here knows one.

mod card;
mod compose;
mod heading;
mod key;
mod legend;
mod names;
mod panel;
mod step;
mod strip;
mod wire;

pub use compose::{Marks, compose, compose_marked};
pub use names::{connection_name, describe, element_name};

use crate::geom::{Point, Rect, Size, Unit};
use crate::graph::{ConnectionIx, ElementIx};
use crate::measure::Face;
use crate::theme::Role;

/// How an element stands in a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Only in the new version.
    Added,
    /// Only in the old version.
    Removed,
    /// In both, not the same.
    Changed,
    /// In both, the same: drawn faintly so that the others stand out.
    Dimmed,
}

impl Mark {
    /// All marks in the order of the legend.
    pub const ALL: [Self; 4] = [Self::Added, Self::Removed, Self::Changed, Self::Dimmed];

    /// The word in `data-mark`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Dimmed => "unchanged",
        }
    }

    /// What stands before a label.
    pub const fn sign(self) -> Option<&'static str> {
        match self {
            Self::Added => Some("+"),
            Self::Removed => Some("\u{2212}"),
            Self::Changed => Some("~"),
            Self::Dimmed => None,
        }
    }
}

/// What a piece shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The background.
    Backdrop,
    /// Title, description and type of solution.
    Heading,
    /// A container.
    Container(ElementIx),
    /// The strip behind services of a cross-cutting band.
    Band,
    /// A node.
    Node(ElementIx),
    /// An edge.
    Edge(ConnectionIx),
    /// What the letters on lines stand for.
    Key,
    /// What lines, marks and tints mean.
    Legend,
}

/// A part of the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it shows.
    pub subject: Subject,
    /// How it stands in a comparison.
    pub mark: Option<Mark>,
    /// The rectangle around it; for an edge around its line.
    pub frame: Rect,
    /// The edge's line, from end to end.
    pub line: Vec<Point>,
    /// Where the edge's label is.
    pub label_box: Option<Rect>,
    /// The accessible name: one sentence without a full stop.
    pub name: String,
    /// The author's remark.
    pub note: Option<String>,
    /// The author's link.
    pub link: Option<String>,
    /// The documentation of the service.
    pub docs: Option<String>,
    /// What to draw, back to front.
    pub shapes: Vec<Shape>,
}

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// Size of the canvas: the layout's with heading and legend.
    pub size: Size,
    /// How far the layout's origin lies from the picture's.
    pub origin: Point,
    /// Its title.
    pub title: String,
    /// What it shows, in a few sentences.
    pub description: String,
    /// Its parts, back to front; nodes in reading order.
    pub pieces: Vec<Piece>,
}

/// What part of its piece a shape is. Writers use the word as class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The rectangle around a container or node.
    Frame,
    /// The front card of a stack.
    Card,
    /// A further card of a stack.
    Stack,
    /// The glyph.
    Glyph,
    /// A container's or the picture's title.
    Title,
    /// A label of a node, edge or row of the legend.
    Label,
    /// Text of less weight.
    Small,
    /// The line of an edge.
    Line,
    /// The arrowhead of an edge.
    Head,
    /// A sample in the legend.
    Sample,
    /// What a label stands on.
    Backing,
    /// A pill around a short text.
    Badge,
    /// The text in a pill.
    BadgeText,
    /// A second line along a border.
    Rim,
    /// The number of a step, and the circle around it.
    Step,
    /// The circle with the letter that stands for a label, or with the number of its step.
    Letter,
}

impl Part {
    /// The word that formats use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Card => "card",
            Self::Stack => "stack",
            Self::Glyph => "glyph",
            Self::Title => "title",
            Self::Label => "label",
            Self::Small => "small",
            Self::Line => "line",
            Self::Head => "head",
            Self::Sample => "sample",
            Self::Backing => "backing",
            Self::Badge => "badge",
            Self::BadgeText => "badge-text",
            Self::Rim => "rim",
            Self::Step => "step",
            Self::Letter => "letter",
        }
    }
}

/// Lengths of dashes and gaps; empty: no gaps.
pub type Dash = &'static [Unit];

/// How a shape is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paint {
    /// Inside; none: nothing.
    pub fill: Option<Role>,
    /// Outline; none: nothing.
    pub stroke: Option<Role>,
    /// Width of the outline.
    pub width: Unit,
    /// Dashes of the outline.
    pub dash: Dash,
    /// How far into the dashes the outline begins.
    pub phase: Unit,
}

impl Paint {
    /// Filled, without outline.
    pub const fn filled(role: Role) -> Self {
        Self { fill: Some(role), stroke: None, width: 0, dash: &[], phase: 0 }
    }

    /// An outline only.
    pub const fn outlined(role: Role, width: Unit) -> Self {
        Self { fill: None, stroke: Some(role), width, dash: &[], phase: 0 }
    }

    /// Neither: takes room, shows nothing.
    pub const fn invisible() -> Self {
        Self { fill: None, stroke: None, width: 0, dash: &[], phase: 0 }
    }
}

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begin here.
    Move(Point),
    /// A straight line to here.
    Line(Point),
    /// A curve round the first point to the second.
    Round(Point, Point),
    /// Back to the beginning.
    Close,
}

/// Where a text's anchor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its left end.
    Left,
    /// In its middle.
    Middle,
}

/// Something to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A rectangle with rounded corners.
    Box {
        /// What it is.
        part: Part,
        /// Where.
        rect: Rect,
        /// Radius of its corners.
        corner: Unit,
        /// How.
        paint: Paint,
    },
    /// A path.
    Path {
        /// What it is.
        part: Part,
        /// From step to step.
        steps: Vec<Step>,
        /// How.
        paint: Paint,
    },
    /// Lines of text, one above the other, the first one's baseline at `at`.
    Text {
        /// What it is.
        part: Part,
        /// Anchor of the first line.
        at: Point,
        /// Where the anchor is in each line.
        anchor: Anchor,
        /// The lines.
        lines: Vec<crate::measure::TextLine>,
        /// How wide a line may be: a wider font than the measured one must not leave it.
        room: Unit,
        /// Their face.
        face: Face,
        /// Their color.
        color: Role,
    },
    /// A glyph by the name of its icon, on a tile: the rounded square `rect`, in a tint of the
    /// glyph's color. The glyph takes two thirds of it.
    Glyph {
        /// Name in the set of icons.
        icon: String,
        /// Where.
        rect: Rect,
        /// Its color.
        color: Role,
    },
}

impl Shape {
    /// What part of its piece it is.
    pub const fn part(&self) -> Part {
        match self {
            Self::Box { part, .. } | Self::Path { part, .. } | Self::Text { part, .. } => *part,
            Self::Glyph { .. } => Part::Glyph,
        }
    }
}
