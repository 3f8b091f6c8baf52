//! The contract of every layout: what must hold of a drawing, whichever engine made it.
//!
//! Engines run this on their own result and repair or report; tests run it on everything.

use std::fmt;

use crate::geom::{Point, Rect, Size};
use crate::layout::geometry::hits::Picture;
use crate::layout::geometry::lines::{enters, hull, segments};
use crate::layout::geometry::pairs::Pairs;
use crate::layout::improve::letters::is_told;
use crate::layout::{ContainerIx, EdgeIx, End, Input, LETTER, Layout, NodeIx};

/// A rule that a drawing breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// As many nodes, containers and edges come out as went in.
    Complete,
    /// Frames are as large as asked for, labels exactly so; a letter stands for a label without
    /// room, and one label or letter for the equal ones of a bundle.
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
    /// Segments are vertical or horizontal, not empty, and never turn back.
    RightAngles,
    /// A line stays out of the ends that it should only touch.
    OwnEnds,
    /// A line enters no node but its ends.
    EdgeNodeHits,
    /// Lines and labels stay off titles.
    TitleHits,
    /// A label or letter stays off nodes, other labels, container borders and other lines.
    LabelHits,
    /// A label touches its own line, and the middle of a letter lies on it.
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
    /// An edge's label, or the letter for it.
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
    let complete = layout.nodes.len() == input.nodes.len()
        && layout.containers.len() == input.containers.len()
        && layout.edges.len() == input.edges.len();
    if !complete {
        return vec![Violation { rule: Rule::Complete, part: Part::Whole, other: None }];
    }
    violations(&Picture::new(input, layout))
}

/// Everything that is wrong with a complete drawing, in the order of `verify`.
pub(in crate::layout) fn violations(picture: &Picture) -> Vec<Violation> {
    let mut found = Vec::new();
    let (pairs, layout) = (picture.pairs(), picture.layout);
    for n in 0..layout.nodes.len() {
        check_node(&pairs, n, &mut found);
    }
    for c in 0..layout.containers.len() {
        check_container(&pairs, c, &mut found);
    }
    for e in 0..layout.edges.len() {
        check_edge(&pairs, e, &mut found);
    }
    check_pairs(picture, &mut found);
    found.sort_unstable();
    found
}

/// The rules about a node, by itself and with what holds it.
pub(in crate::layout) fn check_node(pairs: &Pairs, n: NodeIx, found: &mut Vec<Violation>) {
    let (input, layout) = (pairs.relations.input, pairs.layout);
    let (node, frame) = (&input.nodes[n], &layout.nodes[n]);
    let mut breaks = |rule, part, other| found.push(Violation { rule, part, other });
    if frame.width < node.size.width || frame.height < node.size.height {
        breaks(Rule::Sizes, Part::Node(n), None);
    }
    if !inner_canvas(input, layout).contains(frame) {
        breaks(Rule::InsideCanvas, Part::Node(n), None);
    }
    let Some(c) = node.container else { return };
    if layout.containers[c].title.overlaps(frame) {
        breaks(Rule::TitleFree, Part::Title(c), Some(Part::Node(n)));
    }
    if pairs.node_is_outside(n) {
        breaks(Rule::NodeOverlaps, Part::Node(n), Some(Part::Container(c)));
    }
}

/// The rules about a container, by itself and with what holds it.
fn check_container(pairs: &Pairs, c: ContainerIx, found: &mut Vec<Violation>) {
    let (input, layout) = (pairs.relations.input, pairs.layout);
    let (asked, placed) = (&input.containers[c], &layout.containers[c]);
    let mut breaks = |rule, part, other| found.push(Violation { rule, part, other });
    if placed.title.width < asked.title.width || placed.title.height < asked.title.height {
        breaks(Rule::Sizes, Part::Title(c), None);
    }
    if !inner_canvas(input, layout).contains(&placed.frame) {
        breaks(Rule::InsideCanvas, Part::Container(c), None);
    }
    if !placed.frame.contains(&placed.title) {
        breaks(Rule::TitleFree, Part::Title(c), None);
    }
    let Some(parent) = asked.parent else { return };
    if layout.containers[parent].title.overlaps(&placed.frame) {
        breaks(Rule::TitleFree, Part::Title(parent), Some(Part::Container(c)));
    }
    if pairs.container_is_outside(c) {
        breaks(Rule::NodeOverlaps, Part::Container(c), Some(Part::Container(parent)));
    }
}

/// The rules about a line: its shape, its ends and the place of its label.
pub(in crate::layout) fn check_edge(pairs: &Pairs, e: EdgeIx, found: &mut Vec<Violation>) {
    let (relations, layout) = (pairs.relations, pairs.layout);
    let (input, route) = (relations.input, &layout.edges[e]);
    let edge = &input.edges[e];
    let mut breaks = |rule, part| found.push(Violation { rule, part, other: None });
    let canvas = inner_canvas(input, layout);
    let has_its_size = match (route.label, route.letter) {
        (Some(label), None) => edge.label == Some(label.size()),
        (None, Some(letter)) => edge.label.is_some() && letter.size() == Size::new(LETTER, LETTER),
        (None, None) => is_told(relations, layout, e),
        (Some(_), Some(_)) => false,
    };
    if !has_its_size {
        breaks(Rule::Sizes, Part::Label(e));
    }
    if route.sign().is_some_and(|sign| !canvas.contains(&sign)) {
        breaks(Rule::InsideCanvas, Part::Label(e));
    }
    let line = &route.points[..];
    let Some(hull) = hull(line) else { return breaks(Rule::Routed, Part::Edge(e)) };
    if !canvas.contains(&hull) {
        breaks(Rule::InsideCanvas, Part::Edge(e));
    }
    if line.len() < 2 {
        breaks(Rule::Routed, Part::Edge(e));
    }
    let frame = |end| match end {
        End::Node(n) => layout.nodes[n],
        End::Container(c) => layout.containers[c].frame,
    };
    let (first, last) = (line[0], line[line.len() - 1]);
    if !is_on_border(&frame(edge.from), first) || !is_on_border(&frame(edge.to), last) {
        breaks(Rule::Anchored, Part::Edge(e));
    }
    if !has_right_angles(line) {
        breaks(Rule::RightAngles, Part::Edge(e));
    }
    let is_off_label = |label| !segments(line).any(|s| s.touches(&label));
    let is_off_letter = |letter: Rect| !segments(line).any(|s| s.carries(letter.center()));
    if route.label.is_some_and(is_off_label) || route.letter.is_some_and(is_off_letter) {
        breaks(Rule::LabelPlace, Part::Label(e));
    }
    for (end, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
        let part = match end {
            End::Node(n) => Part::Node(n),
            End::Container(c) if relations.holds(c, other) => continue,
            End::Container(c) => Part::Container(c),
        };
        if enters(line, &frame(end)) {
            found.push(Violation { rule: Rule::OwnEnds, part: Part::Edge(e), other: Some(part) });
        }
    }
}

/// What everything must lie in.
fn inner_canvas(input: &Input, layout: &Layout) -> Rect {
    let Size { width, height } = layout.canvas;
    Rect::new(0, 0, width, height).grown(-input.spacing.margin)
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
    type Table = (Rule, Vec<(usize, usize)>, Kind, Kind);
    let tables: [Table; 10] = [
        (Rule::NodeOverlaps, picture.overlapping_nodes(), Part::Node, Part::Node),
        (Rule::NodeOverlaps, picture.overlapping_containers(), Part::Container, Part::Container),
        (Rule::NodeOverlaps, picture.nodes_on_containers(), Part::Node, Part::Container),
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
}

#[cfg(test)]
mod tests {
    use super::{Part, Rule, has_right_angles, verify};
    use crate::geom::Rect;
    use crate::layout::testing::samples::{line, two_sites};
    use crate::layout::{End, Input, Layout, score};

    /// The rules that a changed sample breaks, each once.
    fn broken(change: impl Fn(&mut Input, &mut Layout)) -> Vec<Rule> {
        let (mut input, mut layout) = two_sites();
        change(&mut input, &mut layout);
        let mut rules: Vec<Rule> = verify(&input, &layout).iter().map(|v| v.rule).collect();
        rules.dedup();
        let clean = !rules.iter().any(|rule| {
            use Rule::{EdgeNodeHits, LabelHits, NodeOverlaps, SharedLines, TitleHits};
            [EdgeNodeHits, LabelHits, NodeOverlaps, SharedLines, TitleHits].contains(rule)
        });
        assert_eq!(score(&input, &layout).is_clean(), clean || rules == [Rule::Complete]);
        rules
    }

    #[test]
    fn a_sound_drawing_has_no_violations() {
        assert_eq!(broken(|_, _| ()), []);
    }

    #[test]
    fn parts_must_be_complete_and_large_enough() {
        assert_eq!(broken(|_, l| l.nodes.truncate(1)), [Rule::Complete]);
        assert_eq!(broken(|i, _| i.nodes[2].size.width += 1), [Rule::Sizes]);
        assert_eq!(broken(|i, _| i.containers[0].title.width += 1), [Rule::Sizes]);
        assert_eq!(broken(|i, _| i.edges[0].label = None), [Rule::Sizes]);
    }

    #[test]
    fn the_margin_is_kept() {
        assert_eq!(broken(|_, l| l.canvas.width -= 1), [Rule::InsideCanvas]);
        assert_eq!(broken(|i, _| i.spacing.margin += 1), [Rule::InsideCanvas]);
    }

    #[test]
    fn frames_overlap_only_what_holds_them() {
        let free = Rect::new(25, 210, 40, 40);
        assert_eq!(broken(|_, l| l.nodes[2] = free), [], "moved to a free place");
        assert_eq!(broken(|_, l| l.nodes[2] = Rect::new(60, 165, 40, 45)), [Rule::NodeOverlaps]);
        assert_eq!(
            broken(|_, l| l.nodes[0].x = 41),
            [Rule::NodeOverlaps, Rule::Anchored, Rule::OwnEnds]
        );
        assert_eq!(broken(|_, l| l.containers[1].frame.width = 60), [Rule::NodeOverlaps]);
    }

    #[test]
    fn titles_are_inside_and_uncovered() {
        assert_eq!(broken(|_, l| l.containers[0].title.x = 5), [Rule::TitleFree]);
        assert_eq!(
            broken(|_, l| l.containers[0].title = Rect::new(25, 45, 40, 10)),
            [Rule::TitleFree]
        );
    }

    #[test]
    fn lines_join_their_ends_at_right_angles() {
        assert_eq!(broken(|_, l| l.edges[1].points.clear()), [Rule::Routed]);
        assert_eq!(broken(|_, l| l.edges[1].points[0].y += 1), [Rule::Anchored]);
        assert_eq!(broken(|_, l| l.edges[1].points[0].x += 1), [Rule::RightAngles]);
        let back = line(&[(60, 150), (60, 200), (60, 190), (60, 210)]);
        assert_eq!(broken(|_, l| l.edges[1].points = back.clone()), [Rule::RightAngles]);
    }

    #[test]
    fn lines_stay_out_of_nodes_and_of_their_own_ends() {
        let through_its_end = line(&[(60, 30), (60, 200)]);
        assert_eq!(
            broken(|_, l| l.edges[1].points = through_its_end.clone()),
            [Rule::Anchored, Rule::OwnEnds, Rule::TitleHits,]
        );
        let through_a_node = |_: &mut Input, l: &mut Layout| {
            l.nodes[2] = Rect::new(160, 60, 40, 80);
            l.edges[0].label = Some(Rect::new(115, 90, 40, 20));
        };
        assert_eq!(broken(through_a_node), [Rule::Anchored, Rule::EdgeNodeHits]);
    }

    #[test]
    fn an_edge_to_a_container_stays_outside_it_unless_it_starts_inside() {
        let outside = |i: &mut Input, l: &mut Layout| {
            i.edges[0].to = End::Container(1);
            l.edges[0].points[1].x = 200;
        };
        assert_eq!(broken(outside), []);
        let wanders = |i: &mut Input, l: &mut Layout| {
            i.edges[0].to = End::Container(1);
            l.edges[0].points = line(&[(90, 100), (220, 100), (220, 90), (200, 90)]);
        };
        assert_eq!(broken(wanders), [Rule::OwnEnds]);
        let inside = |i: &mut Input, l: &mut Layout| {
            i.edges[1].to = End::Container(0);
            l.edges[1].points[1].y = 170;
        };
        assert_eq!(broken(inside), []);
    }

    #[test]
    fn titles_are_not_run_over() {
        let over = line(&[(60, 50), (60, 10), (10, 10), (10, 220), (40, 220)]);
        assert_eq!(broken(|_, l| l.edges[1].points = over.clone()), [Rule::TitleHits]);
        assert_eq!(
            broken(|_, l| l.edges[0].label = Some(Rect::new(195, 20, 40, 20))),
            [Rule::TitleHits, Rule::LabelHits, Rule::LabelPlace]
        );
    }

    #[test]
    fn labels_keep_off_everything_but_their_line() {
        let place = |x, y| {
            move |_: &mut Input, l: &mut Layout| {
                l.edges[0].label = Some(Rect::new(x, y, 40, 20));
            }
        };
        assert_eq!(broken(place(130, 80)), [], "touching the line from above");
        assert_eq!(broken(place(130, 79)), [Rule::LabelPlace]);
        assert_eq!(broken(place(85, 90)), [Rule::LabelHits], "node and border");
        assert_eq!(broken(place(180, 90)), [Rule::LabelHits], "border");
    }

    #[test]
    fn labels_keep_off_each_other_and_off_other_lines() {
        let second = |i: &mut Input, l: &mut Layout| {
            i.edges.push(i.edges[0].clone());
            let mut route = l.edges[0].clone();
            route.points = line(&[(90, 120), (220, 120)]);
            route.label = Some(Rect::new(130, 105, 40, 20));
            l.edges.push(route);
        };
        assert_eq!(broken(second), [Rule::LabelHits]);
        let apart = |i: &mut Input, l: &mut Layout| {
            second(i, l);
            l.edges[2].label = Some(Rect::new(130, 115, 40, 20));
        };
        assert_eq!(broken(apart), []);
        let on_the_line = |i: &mut Input, l: &mut Layout| {
            second(i, l);
            l.edges[2].label = Some(Rect::new(130, 111, 40, 20));
            l.edges[0].points = line(&[(90, 112), (220, 112)]);
            l.edges[0].label = Some(Rect::new(130, 90, 40, 20));
        };
        assert_eq!(broken(on_the_line), [Rule::LabelHits, Rule::LabelPlace]);
    }

    #[test]
    fn lines_lie_on_top_of_each_other_only_in_a_bundle() {
        let second = |i: &mut Input, l: &mut Layout| {
            i.edges.push(i.edges[0].clone());
            i.edges[2].label = None;
            l.edges.push(l.edges[0].clone());
            l.edges[2].label = None;
        };
        assert_eq!(broken(second), [Rule::LabelHits, Rule::SharedLines]);
        let bundled = |i: &mut Input, l: &mut Layout| {
            second(i, l);
            i.edges[0].bundle = Some(4);
            i.edges[2].bundle = Some(4);
        };
        assert_eq!(broken(bundled), []);
        let close = |i: &mut Input, l: &mut Layout| {
            second(i, l);
            l.edges[2].points = line(&[(90, 97), (220, 97)]);
            l.edges[0].label = Some(Rect::new(130, 100, 40, 20));
        };
        assert_eq!(broken(close), [Rule::SharedLines], "less than a pixel apart");
    }

    #[test]
    fn a_violation_names_its_parts() {
        let (input, mut layout) = two_sites();
        layout.nodes[2] = Rect::new(60, 165, 40, 45);
        let found = verify(&input, &layout);
        assert_eq!((found[0].part, found[0].other), (Part::Node(2), Some(Part::Container(0))));
        assert_eq!(found[0].to_string(), "node_overlaps: node 2 and container 0");
    }

    #[test]
    fn right_angles_neither_lean_nor_turn_back() {
        let is_right = |points: &[(i32, i32)]| has_right_angles(&line(points));
        assert!(is_right(&[(10, 100), (60, 100), (60, 20), (90, 20)]));
        assert!(!is_right(&[(10, 100), (60, 101)]), "slanted");
        assert!(!is_right(&[(10, 100), (10, 100)]), "nowhere");
        assert!(!is_right(&[(10, 100), (60, 100), (30, 100)]), "back to the left");
        assert!(!is_right(&[(10, 100), (10, 50), (10, 80)]), "back down");
        assert!(is_right(&[(10, 100), (60, 100), (90, 100)]), "straight on is no turn");
    }
}
