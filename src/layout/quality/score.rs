//! How good a drawing is: the quality table, by the same definitions for every engine and
//! every other tool.

use crate::geom::{PX, Point, px};
use crate::layout::geometry::hits::Picture;
use crate::layout::geometry::lines::{bends, length};
use crate::layout::quality::order::order;
use crate::layout::{Edge, EdgeIx, End, FlowDirection, Input, Lane, Layout, Route};

/// A line may run this far against the reading direction, in units, and still count as
/// drawn with it: what rounding and the swing of a curve take.
const FLOW_SLACK: i32 = px(2);

/// Type size, in pixels, of the names on nodes: a layout sees no text, but the sizes of its nodes
/// are made for this one.
pub const NAME_SIZE: f64 = 13.0;

/// Width in pixels that a README on GitHub has for a picture; a wider one is scaled down to it.
pub const PAGE_WIDTH: f64 = 888.0;

/// The metrics of one drawing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// Pairs of frames that overlap though neither holds the other, and children outside
    /// their container.
    pub node_overlaps: usize,
    /// Pairs of edge and node where the line enters a node that is none of its ends.
    pub edge_node_hits: usize,
    /// Pairs of edge and container where the line enters a container that holds neither end.
    pub edge_container_hits: usize,
    /// Pairs of edge or label and container title that intersect.
    pub title_hits: usize,
    /// Labels, and letters for labels, that intersect a node, another label, a container's border or
    /// another line.
    pub label_hits: usize,
    /// Pairs of edges on top of each other for more than 2 px, bundles left out.
    pub shared_lines: usize,
    /// Pairs of edges that cross; those of one bundle are one line and do not.
    pub crossings: usize,
    /// Corners of all edges.
    pub bends: usize,
    /// Length of all edges by half the perimeter of all nodes.
    pub length: f64,
    /// Area of the canvas by the area of all nodes.
    pub area: f64,
    /// Width by height of the canvas.
    pub aspect: f64,
    /// Share of the edges between different lanes that never run against the reading
    /// direction; 1 if there are none.
    pub flow: f64,
    /// Share of the edges between different lanes whose end in the later lane lies right of or
    /// below the other end; 1 if there are none.
    pub order: f64,
    /// Type size of names in pixels, where the picture is as wide as a page at most.
    pub reading: f64,
    /// Labels that were asked for; the equal ones of a bundle are one.
    pub labels: usize,
    /// Labels of these that have no place: a letter stands for them, or nothing.
    pub unlabeled: usize,
    /// Length of all edges in pixels.
    pub length_px: f64,
    /// Width of the canvas in pixels.
    pub width: f64,
    /// Height of the canvas in pixels, without what is drawn above and below a layout.
    pub height: f64,
}

/// What a metric's value is, for tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A count.
    Count(usize),
    /// A ratio, or a type size.
    Ratio(f64),
    /// A length in pixels.
    Pixels(f64),
}

impl Score {
    /// Every metric with its name, in the order of the table.
    pub fn rows(&self) -> [(&'static str, Value); 19] {
        use Value::{Count, Pixels, Ratio};
        [
            ("node_overlaps", Count(self.node_overlaps)),
            ("edge_node_hits", Count(self.edge_node_hits)),
            ("edge_container_hits", Count(self.edge_container_hits)),
            ("title_hits", Count(self.title_hits)),
            ("label_hits", Count(self.label_hits)),
            ("shared_lines", Count(self.shared_lines)),
            ("crossings", Count(self.crossings)),
            ("bends", Count(self.bends)),
            ("length", Ratio(self.length)),
            ("area", Ratio(self.area)),
            ("aspect", Ratio(self.aspect)),
            ("flow", Ratio(self.flow)),
            ("order", Ratio(self.order)),
            ("reading", Ratio(self.reading)),
            ("labels", Count(self.labels)),
            ("unlabeled", Count(self.unlabeled)),
            ("length_px", Pixels(self.length_px)),
            ("width", Pixels(self.width)),
            ("height", Pixels(self.height)),
        ]
    }

    /// Whether every count that must always be zero is zero.
    pub const fn is_clean(&self) -> bool {
        self.node_overlaps == 0
            && self.edge_node_hits == 0
            && self.title_hits == 0
            && self.label_hits == 0
            && self.shared_lines == 0
    }
}

/// Measures a drawing. Lines may be of any shape, as other tools draw them.
///
/// The layout must be complete (`verify` says so otherwise): a drawing with missing parts
/// scores as an empty one. Takes time in proportion to n log n and to what crosses.
pub fn score(input: &Input, layout: &Layout) -> Score {
    let complete = layout.nodes.len() == input.nodes.len()
        && layout.containers.len() == input.containers.len()
        && layout.edges.len() == input.edges.len();
    if !complete {
        return Score::default();
    }
    let picture = Picture::new(input, layout);
    let (width, height) = (f64::from(layout.canvas.width), f64::from(layout.canvas.height));
    let frames = &layout.nodes;
    let half_perimeters: f64 = frames.iter().map(|f| f64::from(f.width + f.height)).sum();
    let areas: f64 = frames.iter().map(|f| f64::from(f.width) * f64::from(f.height)).sum();
    let lengths: f64 = layout.edges.iter().map(|route| length(&route.points)).sum();
    let labels = picture.wanted_labels();
    Score {
        node_overlaps: picture.overlapping_nodes().len()
            + picture.overlapping_containers().len()
            + picture.nodes_on_containers().len()
            + outside(&picture),
        edge_node_hits: picture.edges_through_nodes().len(),
        edge_container_hits: picture.edges_through_containers().len(),
        title_hits: picture.edges_through_titles().len() + picture.labels_on_titles().len(),
        label_hits: hit_labels(&picture),
        shared_lines: picture.shared_lines().len(),
        crossings: picture.crossings(),
        bends: layout.edges.iter().map(|route| bends(&route.points)).sum(),
        length: ratio(lengths, half_perimeters),
        area: ratio(width * height, areas),
        aspect: ratio(width, height),
        flow: flow(input, layout),
        order: order(&picture.relations, layout),
        reading: reading(NAME_SIZE, pixels(width)),
        labels: labels.len(),
        unlabeled: labels.iter().filter(|edges| !has_label(layout, edges)).count(),
        length_px: pixels(lengths),
        width: pixels(width),
        height: pixels(height),
    }
}

fn pixels(units: f64) -> f64 {
    units / f64::from(PX)
}

/// What a type size becomes, in pixels, when a picture of this width stands on a page.
pub fn reading(size: f64, width: f64) -> f64 {
    size * (PAGE_WIDTH / width).min(1.0)
}

/// Whether the common label of these edges has a place.
fn has_label(layout: &Layout, edges: &[EdgeIx]) -> bool {
    edges.iter().any(|&e| layout.edges[e].label.is_some())
}

fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}

/// How many nodes and containers are not inside what holds them.
fn outside(picture: &Picture) -> usize {
    let (pairs, layout) = (picture.pairs(), picture.layout);
    let nodes = (0..layout.nodes.len()).filter(|&n| pairs.node_is_outside(n));
    let containers = (0..layout.containers.len()).filter(|&c| pairs.container_is_outside(c));
    nodes.count() + containers.count()
}

/// How many labels hit anything.
fn hit_labels(picture: &Picture) -> usize {
    let mut hit: Vec<usize> = picture.labels_on_nodes().into_iter().map(|(l, _)| l).collect();
    hit.extend(picture.labels_on_borders().into_iter().map(|(l, _)| l));
    hit.extend(picture.labels_on_labels().into_iter().flat_map(|(a, b)| [a, b]));
    hit.extend(picture.labels_on_lines().into_iter().map(|(l, _)| l));
    hit.sort_unstable();
    hit.dedup();
    hit.len()
}

/// The share of edges between lanes that run with the reading direction; 1 if there is none.
pub(in crate::layout) fn flow(input: &Input, layout: &Layout) -> f64 {
    let edges = input.edges.iter().zip(&layout.edges);
    let runs: Vec<bool> = edges
        .filter_map(|(edge, route)| {
            Some(reads_along(input.reading, route, is_forward(input, edge)?))
        })
        .collect();
    if runs.is_empty() {
        return 1.0;
    }
    runs.iter().filter(|&&along| along).count() as f64 / runs.len() as f64
}

/// Whether an edge goes from a lower lane to a higher, or else back; nothing if it is not between
/// lanes.
fn is_forward(input: &Input, edge: &Edge) -> Option<bool> {
    let lane = |end| match end {
        End::Node(n) => match input.nodes[n].lane {
            Lane::Main(lane) => Some(lane),
            Lane::Band(_) | Lane::Free | Lane::Same(_) => None,
        },
        End::Container(_) => None,
    };
    let (from, to) = (lane(edge.from)?, lane(edge.to)?);
    (from != to).then_some(from < to)
}

/// Whether an edge between lanes is drawn against the reading direction.
pub(in crate::layout) fn runs_back(input: &Input, layout: &Layout, edge: EdgeIx) -> bool {
    let is_forward = is_forward(input, &input.edges[edge]);
    is_forward.is_some_and(|forward| !reads_along(input.reading, &layout.edges[edge], forward))
}

/// Whether a line gets ahead in reading direction and never runs back. `forward`: its first
/// end is the one in the lower lane.
fn reads_along(reading: FlowDirection, route: &Route, forward: bool) -> bool {
    let place = |p: &Point| match reading {
        FlowDirection::Auto | FlowDirection::LeftToRight => p.x,
        FlowDirection::TopToBottom => p.y,
    };
    let sign = if forward { 1 } else { -1 };
    let steps = route.points.windows(2).map(|w| sign * (place(&w[1]) - place(&w[0])));
    let (mut ahead, mut back) = (0, 0);
    for step in steps {
        ahead += step.max(0);
        back += step.min(0);
    }
    ahead > 0 && -back <= FLOW_SLACK
}

#[cfg(test)]
mod tests {
    use super::{Score, score};
    use crate::geom::{Rect, Size, px};
    use crate::layout::testing::samples::{line, two_sites};
    use crate::layout::{Edge, End, First, FlowDirection, Input, LETTER, Lane, Layout, Route};

    fn scored(change: impl Fn(&mut Input, &mut Layout)) -> Score {
        let (mut input, mut layout) = two_sites();
        change(&mut input, &mut layout);
        score(&input, &layout)
    }

    fn add_edge(input: &mut Input, layout: &mut Layout, points: &[(i32, i32)]) {
        let ends = input.edges[1].clone();
        input.edges.push(Edge {
            from: ends.to,
            to: ends.to,
            label: None,
            bundle: None,
            first: First::From,
        });
        layout.edges.push(Route { points: line(points), label: None, letter: None });
    }

    #[test]
    fn ratios_follow_their_definitions() {
        let s = scored(|_, _| ());
        assert_eq!((s.crossings, s.bends, s.edge_container_hits), (0, 0, 0));
        assert!((s.length - 190.0 / 400.0).abs() < 1e-9);
        assert!((s.area - 290.0 * 270.0 / 13000.0).abs() < 1e-9);
        assert!((s.aspect - 290.0 / 270.0).abs() < 1e-9);
        assert!((s.flow - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_pair_of_edges_crosses_once_however_often_it_does() {
        let s = scored(|i, l| {
            add_edge(i, l, &[(80, 230), (120, 230), (120, 40), (160, 40), (160, 250), (80, 250)]);
        });
        assert_eq!((s.crossings, s.bends), (1, 4));
        let meets = scored(|i, l| {
            add_edge(i, l, &[(80, 230), (110, 230), (110, 100), (130, 100), (130, 190)]);
        });
        assert_eq!((meets.crossings, meets.shared_lines), (0, 1), "it comes and leaves below");
    }

    #[test]
    fn containers_that_hold_no_end_are_hit() {
        let s = scored(|i, l| add_edge(i, l, &[(80, 230), (210, 230), (210, 160), (195, 160)]));
        assert_eq!((s.edge_container_hits, s.edge_node_hits), (1, 0));
        let holding = scored(|i, l| {
            add_edge(i, l, &[(80, 230), (210, 230), (210, 160), (195, 160)]);
            i.edges[2].to = i.edges[0].to;
        });
        assert_eq!(holding.edge_container_hits, 0);
    }

    #[test]
    fn each_hit_label_counts_once() {
        let s = scored(|_, l| l.edges[0].label = Some(Rect::new(80, 60, 150, 100)));
        assert_eq!(s.label_hits, 1);
    }

    #[test]
    fn flow_goes_with_the_lanes_whichever_way_the_edge_points() {
        let back = |i: &mut Input, l: &mut Layout| {
            let edge = &mut i.edges[0];
            std::mem::swap(&mut edge.from, &mut edge.to);
            l.edges[0].points.reverse();
        };
        assert!((scored(back).flow - 1.0).abs() < 1e-9);
        let against = scored(|i, _| i.nodes[1].lane = Lane::Main(0));
        assert!((against.flow - 1.0).abs() < 1e-9, "no edge between lanes");
        let wrong = scored(|i, _| i.nodes[0].lane = Lane::Main(3));
        assert!(wrong.flow.abs() < 1e-9);
        let band = scored(|i, _| i.nodes[0].lane = Lane::Band(0));
        assert!((band.flow - 1.0).abs() < 1e-9);
        let down = scored(|i, _| i.reading = FlowDirection::TopToBottom);
        assert!(down.flow.abs() < 1e-9, "it runs to the right, not down");
        let wraps = scored(|_, l| {
            l.edges[0].points =
                line(&[(90, 100), (100, 100), (100, 5), (75, 5), (75, 2), (220, 2), (220, 100)]);
        });
        assert!(wraps.flow.abs() < 1e-9);
    }

    #[test]
    fn lengths_are_in_pixels_and_a_wide_canvas_is_read_small() {
        let s = scored(|_, _| ());
        assert!((s.length_px - 190.0 / 4.0).abs() < 1e-9);
        assert!((s.width - 290.0 / 4.0).abs() < 1e-9 && (s.height - 270.0 / 4.0).abs() < 1e-9);
        assert!((s.reading - 13.0).abs() < 1e-9, "a small picture is not enlarged");
        let fits = scored(|_, l| l.canvas.width = px(888));
        assert!((fits.reading - 13.0).abs() < 1e-9);
        let wide = scored(|_, l| l.canvas.width = px(2 * 888));
        assert!((wide.reading - 6.5).abs() < 1e-9);
    }

    /// Three edges with a label each, the first two of one bundle.
    fn labeled(label: Option<Rect>, change: impl Fn(&mut Input)) -> Score {
        scored(|i, l| {
            let edge = Edge { bundle: Some(3), ..i.edges[0].clone() };
            i.edges = vec![edge.clone(), edge.clone(), Edge { bundle: None, ..edge }];
            let route = Route { label: None, ..l.edges[0].clone() };
            l.edges = vec![Route { label, ..route.clone() }, route.clone(), route];
            change(i);
        })
    }

    #[test]
    fn a_label_of_a_bundle_counts_once_and_has_a_place_where_any_edge_shows_it() {
        let counts = |s: Score| (s.labels, s.unlabeled);
        let place = Some(Rect::new(130, 90, 40, 20));
        assert_eq!(counts(labeled(place, |_| ())), (2, 1));
        assert_eq!(counts(labeled(None, |_| ())), (2, 2));
        let other = |i: &mut Input| i.edges[1].label = Some(Size::new(50, 20));
        assert_eq!(counts(labeled(place, other)), (3, 2), "labels that differ are two");
        let apart = |i: &mut Input| (i.edges[1].from, i.edges[1].to) = (End::Node(2), End::Node(2));
        assert_eq!(
            counts(labeled(place, apart)),
            (3, 2),
            "without a common end there is no bundle"
        );
        let none = |i: &mut Input| i.edges.iter_mut().for_each(|edge| edge.label = None);
        assert_eq!(counts(labeled(None, none)), (0, 0));
        let with_letter = scored(|_, l| {
            l.edges[0].label = None;
            l.edges[0].letter = Some(Rect::new(120, 64, LETTER, LETTER));
        });
        assert_eq!(counts(with_letter), (1, 1), "a letter is not the label");
    }

    #[test]
    fn lines_of_one_bundle_do_not_cross_each_other() {
        let crossed = |bundles: [Option<u32>; 3]| {
            scored(|i, l| {
                let ends = [(0, 1), (2, 1), (0, 2)].map(|(a, b)| (End::Node(a), End::Node(b)));
                i.edges = (ends.into_iter().zip(bundles))
                    .map(|((from, to), bundle)| Edge {
                        from,
                        to,
                        label: None,
                        bundle,
                        first: First::From,
                    })
                    .collect();
                // The first two have a common trunk on the right, after they have crossed.
                let lines: [&[(i32, i32)]; 3] = [
                    &[(90, 60), (150, 60), (150, 140), (180, 140), (180, 100), (220, 100)],
                    &[(80, 230), (110, 230), (110, 120), (180, 120), (180, 100), (220, 100)],
                    &[(90, 110), (130, 110), (130, 190), (60, 190), (60, 210)],
                ];
                let route = |points: &[(i32, i32)]| Route {
                    points: line(points),
                    label: None,
                    letter: None,
                };
                l.edges = lines.map(route).to_vec();
            })
            .crossings
        };
        assert_eq!(crossed([None, None, None]), 2);
        assert_eq!(crossed([Some(1), Some(1), None]), 1, "the third is no part of the bundle");
        assert_eq!(crossed([Some(1), Some(1), Some(1)]), 0);
        assert_eq!(crossed([Some(1), Some(2), None]), 2, "two bundles are two lines");
    }

    #[test]
    fn a_common_trunk_is_no_crossing_even_of_lines_that_leave_it_on_both_sides() {
        let leaves = |up: i32, down: i32| {
            scored(|i, l| {
                let edge = |to| Edge {
                    from: End::Node(0),
                    to,
                    label: None,
                    bundle: Some(1),
                    first: First::From,
                };
                i.edges = vec![edge(End::Node(1)), edge(End::Node(2))];
                let route = |y| Route {
                    points: line(&[(90, 100), (150, 100), (150, y), (200, y)]),
                    label: None,
                    letter: None,
                };
                l.edges = vec![route(up), route(down)];
            })
        };
        let s = leaves(60, 140);
        assert_eq!((s.crossings, s.shared_lines), (0, 0));
        assert_eq!(leaves(60, 80).crossings, 0);
    }

    #[test]
    fn ten_thousand_nodes_are_scored_exactly() {
        let (mut input, mut layout) = two_sites();
        let (node, frame) = (input.nodes[2].clone(), layout.nodes[2]);
        input.nodes = vec![node; 10_000];
        layout.nodes = (0..10_000).map(|i| frame.moved(60 * (i % 100), 60 * (i / 100))).collect();
        layout.nodes[5001] = layout.nodes[5000].moved(1, 1);
        input.edges.clear();
        layout.edges.clear();
        input.containers.clear();
        layout.containers.clear();
        for n in &mut input.nodes {
            n.container = None;
        }
        for i in 0..100 {
            add_edge_free(&mut input, &mut layout, &[(0, 205 + 60 * i), (6000, 205 + 60 * i)]);
            add_edge_free(&mut input, &mut layout, &[(35 + 60 * i, 0), (35 + 60 * i, 9000)]);
        }
        let s = score(&input, &layout);
        assert_eq!((s.node_overlaps, s.crossings, s.edge_node_hits), (1, 10_000, 0));
    }

    fn add_edge_free(input: &mut Input, layout: &mut Layout, points: &[(i32, i32)]) {
        let end = crate::layout::End::Node(0);
        input.edges.push(Edge {
            from: end,
            to: end,
            label: None,
            bundle: None,
            first: First::From,
        });
        layout.edges.push(Route { points: line(points), label: None, letter: None });
    }
}
