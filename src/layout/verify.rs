//! The contract of every layout: what must hold of a drawing, whichever engine made it.
//!
//! Engines run this on their own result and repair or report; tests run it on everything.

use std::fmt;

use super::hits::Picture;
use super::lines::segments;
use super::{ContainerIx, EdgeIx, End, Input, Layout, NodeIx};
use crate::geom::{Point, Rect};

/// A rule that a drawing breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// As many nodes, containers and edges come out as went in.
    Complete,
    /// Frames are as large as asked for, labels exactly so.
    Sizes,
    /// Everything keeps the margin to the border of the canvas.
    InsideCanvas,
    /// Frames overlap only if one holds the other, and then lie inside it.
    NodeOverlaps,
    /// A title lies inside its frame, and no frame covers it.
    TitleFree,
    /// A line has at least two points.
    Routed,
    /// A line begins and stops on the borders of its ends.
    Anchored,
    /// Segments are upright or level, not empty, and never turn back.
    RightAngles,
    /// A line stays out of the ends that it should only touch.
    OwnEnds,
    /// A line enters no node but its ends.
    EdgeNodeHits,
    /// Lines and labels stay off titles.
    TitleHits,
    /// A label stays off nodes, other labels, container borders and other lines.
    LabelHits,
    /// A label touches its own line.
    LabelPlace,
    /// No two lines run on top of each other, bundles left out.
    SharedLines,
}

impl Rule {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Sizes => "sizes",
            Self::InsideCanvas => "inside_canvas",
            Self::NodeOverlaps => "node_overlaps",
            Self::TitleFree => "title_free",
            Self::Routed => "routed",
            Self::Anchored => "anchored",
            Self::RightAngles => "right_angles",
            Self::OwnEnds => "own_ends",
            Self::EdgeNodeHits => "edge_node_hits",
            Self::TitleHits => "title_hits",
            Self::LabelHits => "label_hits",
            Self::LabelPlace => "label_place",
            Self::SharedLines => "shared_lines",
        }
    }
}

/// A part of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The whole of it.
    Whole,
    /// A node's frame.
    Node(NodeIx),
    /// A container's frame.
    Container(ContainerIx),
    /// A container's title.
    Title(ContainerIx),
    /// An edge's line.
    Edge(EdgeIx),
    /// An edge's label.
    Label(EdgeIx),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => write!(f, "the drawing"),
            Self::Node(i) => write!(f, "node {i}"),
            Self::Container(i) => write!(f, "container {i}"),
            Self::Title(i) => write!(f, "the title of container {i}"),
            Self::Edge(i) => write!(f, "edge {i}"),
            Self::Label(i) => write!(f, "the label of edge {i}"),
        }
    }
}

/// One breach of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// What breaks it.
    pub part: Part,
    /// What it meets, if the rule is about two.
    pub other: Option<Part>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule.word(), self.part)?;
        self.other.map_or(Ok(()), |other| write!(f, " and {other}"))
    }
}

/// Everything that is wrong with a layout, by rule and then by index; empty if nothing is.
///
/// Takes time in proportion to n log n and to what it finds.
pub fn verify(input: &Input, layout: &Layout) -> Vec<Violation> {
    let mut found = Vec::new();
    let complete = layout.nodes.len() == input.nodes.len()
        && layout.containers.len() == input.containers.len()
        && layout.edges.len() == input.edges.len();
    if !complete {
        return vec![Violation { rule: Rule::Complete, part: Part::Whole, other: None }];
    }
    let picture = Picture::new(input, layout);
    check_sizes(&picture, &mut found);
    check_canvas(&picture, &mut found);
    check_titles(&picture, &mut found);
    check_lines(&picture, &mut found);
    check_pairs(&picture, &mut found);
    found.sort_unstable();
    found
}

fn check_sizes(picture: &Picture, found: &mut Vec<Violation>) {
    let (input, layout) = (picture.input, picture.layout);
    let mut wrong = |part| found.push(Violation { rule: Rule::Sizes, part, other: None });
    for (i, (node, frame)) in input.nodes.iter().zip(&layout.nodes).enumerate() {
        if frame.width < node.size.width || frame.height < node.size.height {
            wrong(Part::Node(i));
        }
    }
    for (i, (asked, placed)) in input.containers.iter().zip(&layout.containers).enumerate() {
        if placed.title.width < asked.title.width || placed.title.height < asked.title.height {
            wrong(Part::Title(i));
        }
    }
    for (i, (edge, route)) in input.edges.iter().zip(&layout.edges).enumerate() {
        if route.label.map(|label| label.size()) != edge.label {
            wrong(Part::Label(i));
        }
    }
}

fn check_canvas(picture: &Picture, found: &mut Vec<Violation>) {
    let layout = picture.layout;
    let canvas = Rect::new(0, 0, layout.canvas.width, layout.canvas.height)
        .grown(-picture.input.spacing.margin);
    let mut keep = |part, rect: &Rect| {
        if !canvas.contains(rect) {
            found.push(Violation { rule: Rule::InsideCanvas, part, other: None });
        }
    };
    for (i, frame) in layout.nodes.iter().enumerate() {
        keep(Part::Node(i), frame);
    }
    for (i, container) in layout.containers.iter().enumerate() {
        keep(Part::Container(i), &container.frame);
    }
    for (i, route) in layout.edges.iter().enumerate() {
        if let Some(bounds) = bounds(&route.points) {
            keep(Part::Edge(i), &bounds);
        }
        if let Some(label) = &route.label {
            keep(Part::Label(i), label);
        }
    }
}

fn bounds(points: &[Point]) -> Option<Rect> {
    let first = Rect::spanning(*points.first()?, *points.first()?);
    Some(points.iter().fold(first, |r, &p| r.union(&Rect::spanning(p, p))))
}

fn check_titles(picture: &Picture, found: &mut Vec<Violation>) {
    let (input, layout) = (picture.input, picture.layout);
    let mut covered = |c: ContainerIx, other| {
        found.push(Violation { rule: Rule::TitleFree, part: Part::Title(c), other });
    };
    for (c, placed) in layout.containers.iter().enumerate() {
        if !placed.frame.contains(&placed.title) {
            covered(c, None);
        }
        if let Some(parent) = input.containers[c].parent {
            if layout.containers[parent].title.overlaps(&placed.frame) {
                covered(parent, Some(Part::Container(c)));
            }
        }
    }
    for (n, frame) in layout.nodes.iter().enumerate() {
        if let Some(c) = input.nodes[n].container {
            if layout.containers[c].title.overlaps(frame) {
                covered(c, Some(Part::Node(n)));
            }
        }
    }
}

/// The shape of each line by itself, and the place of its label.
fn check_lines(picture: &Picture, found: &mut Vec<Violation>) {
    let (input, layout) = (picture.input, picture.layout);
    let frame = |end| match end {
        End::Node(n) => layout.nodes[n],
        End::Container(c) => layout.containers[c].frame,
    };
    for (i, (edge, route)) in input.edges.iter().zip(&layout.edges).enumerate() {
        let mut breaks = |rule, part| found.push(Violation { rule, part, other: None });
        let (Some(&first), Some(&last)) = (route.points.first(), route.points.last()) else {
            breaks(Rule::Routed, Part::Edge(i));
            continue;
        };
        if route.points.len() < 2 {
            breaks(Rule::Routed, Part::Edge(i));
        }
        if !is_on_border(&frame(edge.from), first) || !is_on_border(&frame(edge.to), last) {
            breaks(Rule::Anchored, Part::Edge(i));
        }
        if !has_right_angles(&route.points) {
            breaks(Rule::RightAngles, Part::Edge(i));
        }
        if let Some(label) = &route.label {
            if !segments(&route.points).any(|s| s.touches(label)) {
                breaks(Rule::LabelPlace, Part::Label(i));
            }
        }
    }
}

fn is_on_border(frame: &Rect, p: Point) -> bool {
    let within = frame.x <= p.x && p.x <= frame.right() && frame.y <= p.y && p.y <= frame.bottom();
    within && !frame.holds(p)
}

fn has_right_angles(points: &[Point]) -> bool {
    let is_straight = |w: &[Point]| (w[0].x == w[1].x) != (w[0].y == w[1].y);
    let turns_back = |w: &[Point]| {
        let before = (w[1].x - w[0].x).signum() + 2 * (w[1].y - w[0].y).signum();
        let after = (w[2].x - w[1].x).signum() + 2 * (w[2].y - w[1].y).signum();
        before == -after
    };
    points.windows(2).all(is_straight) && !points.windows(3).any(turns_back)
}

/// The rules about two parts of the drawing.
fn check_pairs(picture: &Picture, found: &mut Vec<Violation>) {
    type Kind = fn(usize) -> Part;
    let tables: [(Rule, Vec<(usize, usize)>, Kind, Kind); 12] = [
        (Rule::NodeOverlaps, picture.overlapping_nodes(), Part::Node, Part::Node),
        (Rule::NodeOverlaps, picture.overlapping_containers(), Part::Container, Part::Container),
        (Rule::NodeOverlaps, picture.nodes_on_containers(), Part::Node, Part::Container),
        (Rule::NodeOverlaps, picture.escaped_nodes(), Part::Node, Part::Container),
        (Rule::NodeOverlaps, picture.escaped_containers(), Part::Container, Part::Container),
        (Rule::EdgeNodeHits, picture.edges_through_nodes(), Part::Edge, Part::Node),
        (Rule::TitleHits, picture.edges_through_titles(), Part::Edge, Part::Title),
        (Rule::TitleHits, picture.labels_on_titles(), Part::Label, Part::Title),
        (Rule::LabelHits, picture.labels_on_nodes(), Part::Label, Part::Node),
        (Rule::LabelHits, picture.labels_on_borders(), Part::Label, Part::Container),
        (Rule::LabelHits, picture.labels_on_labels(), Part::Label, Part::Label),
        (Rule::LabelHits, picture.labels_on_lines(), Part::Label, Part::Edge),
    ];
    for (rule, pairs, first, second) in tables {
        found.extend(pairs.into_iter().map(|(a, b)| Violation {
            rule,
            part: first(a),
            other: Some(second(b)),
        }));
    }
    for (a, b) in picture.shared_lines() {
        let (part, other) = (Part::Edge(a), Some(Part::Edge(b)));
        found.push(Violation { rule: Rule::SharedLines, part, other });
    }
    for (edge, end) in picture.edges_through_own_ends() {
        let other = Some(match end {
            End::Node(n) => Part::Node(n),
            End::Container(c) => Part::Container(c),
        });
        found.push(Violation { rule: Rule::OwnEnds, part: Part::Edge(edge), other });
    }
}
