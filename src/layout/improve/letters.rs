//! A letter for each label that has no room: a square in the middle of the longest free piece of
//! its line.

use crate::geom::{Point, Rect, Size, Unit, px};
use crate::layout::geometry::lines::{Segment, segments};
use crate::layout::geometry::relations::Relations;
use crate::layout::{EdgeIx, Input, LETTER, Layout, Route};

/// From the middle of a letter to its side.
const HALF: Unit = LETTER / 2;

/// How far a letter stays from everything else, and from corners and arrowheads.
#[derive(Debug, Clone, Copy)]
struct Care {
    clear: Unit,
    ends: Unit,
}

/// What is wanted, and what will do where there is less room.
const CARES: [Care; 3] = [
    Care { clear: px(4), ends: px(16) },
    Care { clear: px(2), ends: px(8) },
    Care { clear: 0, ends: -HALF },
];

/// Whether what an edge has to say stands somewhere: on its line, or on one of its bundle that
/// says the same. An edge without a label has nothing to say.
pub(in crate::layout) fn is_told(relations: &Relations, layout: &Layout, edge: EdgeIx) -> bool {
    let has_sign = |&e: &EdgeIx| layout.edges[e].sign().is_some();
    relations.input.edges[edge].label.is_none() || alike(relations, edge).any(|e| has_sign(&e))
}

/// The edges that have a label in common with this one, itself first.
pub(in crate::layout) fn alike<'a>(
    relations: &'a Relations,
    edge: EdgeIx,
) -> impl Iterator<Item = EdgeIx> + 'a {
    let edges = &relations.input.edges;
    let is_alike = move |&other: &EdgeIx| {
        other != edge
            && edges[other].label == edges[edge].label
            && relations.are_bundled(edge, other)
    };
    std::iter::once(edge).chain((0..edges.len()).filter(is_alike))
}

/// Gives a letter to every label that stands nowhere, as far as its line has room for one; equal
/// labels of a bundle have one in common.
pub(in crate::layout) fn place(input: &Input, layout: &mut Layout) {
    let relations = Relations::new(input);
    for edge in 0..input.edges.len() {
        if is_told(&relations, layout, edge) {
            continue;
        }
        let found = CARES.iter().find_map(|&care| best_place(&relations, layout, edge, care));
        if let Some((carrier, middle)) = found {
            let square = Rect::new(middle.x - HALF, middle.y - HALF, LETTER, LETTER);
            layout.edges[carrier].letter = Some(square);
        }
    }
}

/// The middle of the longest free piece of the lines that have a label in common, and the line
/// that it is of. Where more of them run it is better than where fewer do.
fn best_place(
    relations: &Relations,
    layout: &Layout,
    edge: EdgeIx,
    care: Care,
) -> Option<(EdgeIx, Point)> {
    let group: Vec<EdgeIx> = alike(relations, edge).collect();
    let obstacles = obstacles(relations.input, layout, &group);
    let mut best: Option<((usize, Unit), EdgeIx, Point)> = None;
    for &carrier in &group {
        for segment in segments(&layout.edges[carrier].points) {
            let Some((middle, length)) = longest_free(segment, &obstacles, care) else { continue };
            let carries = |e: &&EdgeIx| {
                segments(&layout.edges[**e].points).any(|segment| segment.carries(middle))
            };
            let worth = (group.iter().filter(carries).count(), length);
            if best.is_none_or(|(most, ..)| most < worth) {
                best = Some((worth, carrier, middle));
            }
        }
    }
    best.map(|(_, carrier, middle)| (carrier, middle))
}

/// Everything that a letter keeps off: cards, titles, the sides of frames and of the canvas, what
/// stands on lines, and the lines of all others.
fn obstacles(input: &Input, layout: &Layout, group: &[EdgeIx]) -> Vec<Rect> {
    let Size { width, height } = layout.canvas;
    let inside = Rect::new(0, 0, width, height).grown(-input.spacing.margin);
    let frames = layout.containers.iter().map(|placed| placed.frame).chain([inside]);
    let sides = frames.flat_map(|Rect { x, y, width, height }| {
        [
            Rect::new(x, y, width, 0),
            Rect::new(x, y + height, width, 0),
            Rect::new(x, y, 0, height),
            Rect::new(x + width, y, 0, height),
        ]
    });
    let titles = layout.containers.iter().map(|placed| placed.title);
    let signs = layout.edges.iter().filter_map(Route::sign);
    let others = (0..layout.edges.len()).filter(|e| !group.contains(e));
    let lines = others.flat_map(|e| segments(&layout.edges[e].points)).map(|s| s.bounds());
    layout.nodes.iter().copied().chain(titles).chain(sides).chain(signs).chain(lines).collect()
}

/// The middle of the longest stretch of a segment where a letter hits nothing, and its length.
fn longest_free(segment: Segment, obstacles: &[Rect], care: Care) -> Option<(Point, Unit)> {
    let is_horizontal = segment.a.y == segment.b.y;
    // Looked at from the side, every segment is horizontal.
    let seen = |rect: Rect| if is_horizontal { rect } else { rect.transposed() };
    let line = seen(segment.bounds());
    let (start, end) = (line.x + HALF + care.ends, line.right() - HALF - care.ends);
    let reach = HALF + care.clear;
    let is_near = |rect: &Rect| rect.y - reach < line.y && line.y < rect.bottom() + reach;
    let near = obstacles.iter().copied().map(seen).filter(is_near);
    let mut blocked: Vec<_> = near.map(|rect| (rect.x - reach, rect.right() + reach)).collect();
    blocked.push((end, end));
    blocked.sort_unstable();
    let (mut free_from, mut best) = (start, None::<(Unit, Unit)>);
    for (from, to) in blocked {
        let length = from.min(end) - free_from;
        if length >= 0 && best.is_none_or(|(_, most)| most < length) {
            best = Some((free_from + length / 2, length));
        }
        free_from = free_from.max(to);
    }
    best.map(|(along, length)| {
        let middle = seen(Rect::new(along, line.y, 0, 0));
        (Point::new(middle.x, middle.y), length)
    })
}

#[cfg(test)]
mod tests {
    use super::{LETTER, place};
    use crate::geom::{Point, Rect, Size, px};
    use crate::layout::{
        Edge, End, First, FlowDirection, Input, Lane, Layout, Node, Route, Rule, Spacing, verify,
    };

    fn points(places: &[(i32, i32)]) -> Vec<Point> {
        places.iter().map(|&(x, y)| Point::new(px(x), px(y))).collect()
    }

    /// Two cards with a line of 200 px between them at a height of 100 px, and one below them.
    fn sample() -> (Input, Layout) {
        let node =
            Node { size: Size::new(px(100), px(60)), foot: 0, container: None, lane: Lane::Free };
        let edge = |from, to| Edge {
            from: End::Node(from),
            to: End::Node(to),
            label: Some(Size::new(px(80), px(30))),
            bundle: None,
            first: First::From,
        };
        let route = |places| Route { points: points(places), label: None, letter: None };
        let input = Input {
            reading: FlowDirection::Auto,
            containers: Vec::new(),
            nodes: vec![node; 3],
            edges: vec![edge(0, 1)],
            spacing: Spacing { node: px(30), line: px(12), padding: px(16), margin: px(20) },
            width: None,
        };
        let card = |x, y| Rect::new(px(x), px(y), px(100), px(60));
        let layout = Layout {
            canvas: Size::new(px(600), px(600)),
            nodes: vec![card(20, 70), card(320, 70), card(320, 400)],
            containers: Vec::new(),
            edges: vec![route(&[(120, 100), (320, 100)])],
            remarks: Vec::new(),
        };
        (input, layout)
    }

    /// The middles of the letters, in pixels, of a sample with letters that keep the contract.
    fn placed((input, mut layout): (Input, Layout)) -> Vec<Option<(i32, i32)>> {
        place(&input, &mut layout);
        assert_eq!(verify(&input, &layout), []);
        let middle = |rect: Rect| {
            assert_eq!(rect.size(), Size::new(LETTER, LETTER));
            (rect.center().x / px(1), rect.center().y / px(1))
        };
        layout.edges.iter().map(|route| route.letter.map(middle)).collect()
    }

    #[test]
    fn a_letter_stands_in_the_middle_of_the_longest_free_piece() {
        assert_eq!(placed(sample()), [Some((220, 100))]);
        let (input, mut layout) = sample();
        layout.nodes[2] = Rect::new(px(140), px(105), px(100), px(60));
        // Free are 253 to 295: what is between the card and the arrowhead.
        assert_eq!(placed((input, layout)), [Some((274, 100))]);
        let (mut input, mut layout) = sample();
        input.edges[0].to = End::Node(2);
        layout.edges[0].points = points(&[(120, 100), (280, 100), (280, 430), (320, 430)]);
        assert_eq!(placed((input, layout)), [Some((280, 265))]);
    }

    #[test]
    fn a_label_in_its_place_or_none_at_all_has_no_letter() {
        let (input, mut layout) = sample();
        layout.edges[0].label = Some(Rect::new(px(180), px(70), px(80), px(30)));
        assert_eq!(placed((input, layout)), [None]);
        let (mut input, layout) = sample();
        input.edges[0].label = None;
        assert_eq!(placed((input, layout)), [None]);
    }

    /// The sample with a second line that runs along the first, and turns down to another card.
    fn with_second(bundle: Option<u32>) -> (Input, Layout) {
        let (mut input, mut layout) = sample();
        let second = Edge { to: End::Node(2), ..input.edges[0].clone() };
        input.edges.push(second);
        input.edges.iter_mut().for_each(|edge| edge.bundle = bundle);
        let mut route = layout.edges[0].clone();
        let y = if bundle.is_some() { 100 } else { 80 };
        route.points = points(&[(120, y), (260, y), (260, 430), (320, 430)]);
        layout.edges.push(route);
        (input, layout)
    }

    #[test]
    fn equal_labels_of_a_bundle_share_a_letter_where_their_lines_run_together() {
        assert_eq!(placed(with_second(Some(1))), [Some((220, 100)), None]);
        let (mut input, layout) = with_second(Some(1));
        input.edges[1].label = Some(Size::new(px(60), px(30)));
        assert_eq!(placed((input, layout)).iter().flatten().count(), 2, "labels that differ");
    }

    #[test]
    fn letters_keep_off_other_lines_and_other_letters() {
        let found = placed(with_second(None));
        // The second line crosses the first at 260.
        assert_eq!(found, [Some((196, 100)), Some((260, 259))]);
    }

    #[test]
    fn a_label_that_stands_nowhere_breaks_the_contract() {
        let (input, mut layout) = sample();
        let rules = |layout: &Layout| -> Vec<Rule> {
            verify(&input, layout).iter().map(|violation| violation.rule).collect()
        };
        assert_eq!(rules(&layout), [Rule::Sizes]);
        let mut with = |letter: Rect| {
            layout.edges[0].letter = Some(letter);
            rules(&layout)
        };
        let square = |x, y| Rect::new(px(x), px(y), LETTER, LETTER);
        assert_eq!(with(square(200, 91)), []);
        assert_eq!(with(square(200, 90)), [Rule::LabelPlace]);
        assert_eq!(with(square(115, 91)), [Rule::LabelHits]);
        assert_eq!(with(Rect::new(px(200), px(90), px(20), px(20))), [Rule::Sizes]);
    }
}
