//! The layered engine: architectures in columns, read in one direction.
//!
//! ```text
//! Input -> graph (components, tree, leaves) -> rank (direction, ranks, bands) -> graph (normalize)
//!       -> order (sweep, sifting, kicks) -> route (bundles) -> position (ports, y)
//!       -> route (tracks) -> position (x) -> route (draw, flat) -> repair -> straighten -> Layout
//! ```
//!
//! A folder a phase, a file a pass. All passes work from left to right; for reading from top to
//! bottom the input is transposed before and the layout after. Ranks are global: a container is an
//! interval of ranks and one interval of heights, so columns line up across containers and
//! rectangles nest by construction. Lines stay in tracks between columns, where there is
//! nothing else, so they meet no box, label or title by construction.

mod graph;
mod order;
mod position;
mod previous;
mod rank;
mod read;
mod route;
mod solver;

use graph::boxes::Boxes;
use graph::layers::Layers;
use graph::{components, normalize, transpose};
use order::cells::Cells;
use order::sweep;
use position::ports::{self, Ports};
use position::x;
use position::y::{self, Rows};
use rank::{bands, direction, ranks};
use read::Graph;
use route::draw::Found;
use route::{bundles, draw, flat, tracks};

use crate::layout::improve::repair::repair;
use crate::layout::improve::straighten::straighten;
use crate::layout::quality::stability::turned;
use crate::layout::{Earlier, Engine, FlowDirection, Input, Layout};

/// The engine in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layered;

impl Engine for Layered {
    fn name(&self) -> &'static str {
        "layered"
    }

    fn summary(&self) -> &'static str {
        "columns by lane, nested containers, right-angled lines with labels of their own room"
    }

    fn lay_out(&self, input: &Input) -> Layout {
        let layout = match input.reading {
            FlowDirection::Auto | FlowDirection::LeftToRight => lay_out_parts(input),
            FlowDirection::TopToBottom => {
                transpose::layout(lay_out_parts(&transpose::input(input)))
            }
        };
        straighten(input, repair(input, layout), |_| true)
    }

    fn lay_out_like(&self, input: &Input, earlier: &Earlier) -> Layout {
        let layout = match input.reading {
            FlowDirection::Auto | FlowDirection::LeftToRight => lay_out(input, Some(earlier)),
            FlowDirection::TopToBottom => {
                let turned = transpose::earlier(earlier);
                transpose::layout(lay_out(&transpose::input(input), Some(&turned)))
            }
        };
        let repaired = repair(input, layout);
        let most = turned(earlier, &repaired);
        straighten(input, repaired, |layout| turned(earlier, layout) <= most)
    }
}

/// The pipeline for each component that nothing joins to the others, or for the whole.
fn lay_out_parts(input: &Input) -> Layout {
    components::lay_out(input, |part| lay_out(part, None)).unwrap_or_else(|| lay_out(input, None))
}

/// The pipeline, from left to right; keeps the order of an earlier drawing, if one is given.
fn lay_out(input: &Input, earlier: Option<&Earlier>) -> Layout {
    let mut remarks = Vec::new();
    let mut graph = Graph::new(input, earlier);
    let mut layers = rank(&mut graph, &mut remarks);
    let cells = order(&graph, &mut layers);
    let (ports, rows) = position(&graph, &mut layers, &cells, &mut remarks);
    let mut layout = route(&graph, &layers, &ports, &rows);
    layout.remarks.extend(remarks);
    layout
}

/// Phase 1: everything gets a rank, and edges become chains of links between neighboring ranks.
fn rank(graph: &mut Graph<'_>, remarks: &mut Vec<String>) -> Layers {
    let Graph { input, tree, leaves, previous } = graph;
    let position = direction::order_of_flow(leaves);
    let ranks = ranks::assign(leaves, tree, &position, previous);
    if !ranks.is_optimal {
        remarks.push("columns are not the shortest: the graph is past the budget".to_owned());
    }
    // Doubled, to leave room for labels between columns.
    let is_known = |s: usize| !leaves.is_band(s) || previous.along[s].is_some();
    let known = (0..leaves.len()).map(|s| is_known(s).then_some(2 * ranks.of[s])).collect();
    let rank = bands::settle(leaves, tree, known);
    let boxes = Boxes::measure(input, leaves, &rank);
    let layers = normalize::build(input, tree, leaves, &rank, boxes);
    if layers.shares_lines {
        let remark = "lines that share an end run as one: the graph is past the budget";
        remarks.push(remark.to_owned());
    }
    layers
}

/// Phase 2: the order on every rank; then lines of a bundle that stand next to each other are one.
fn order(graph: &Graph<'_>, layers: &mut Layers) -> Cells {
    let mut cells = sweep::arrange(layers, &graph.tree, &graph.leaves, &graph.previous);
    bundles::gather(layers, &mut cells);
    cells
}

/// Phase 3: ports and heights. Boxes grow where that makes lines straight, which gives ports more
/// room.
fn position(
    graph: &Graph<'_>,
    layers: &mut Layers,
    cells: &Cells,
    remarks: &mut Vec<String>,
) -> (Ports, Rows) {
    let line = graph.input.spacing.line;
    let narrow = ports::spread(layers, cells, line);
    let grown = y::grow(graph, layers, cells, &narrow);
    let ports = ports::spread(layers, cells, line);
    let rows = y::place(graph, layers, cells, &ports, grown);
    if !rows.is_optimal {
        remarks.push("lines are not the straightest: the graph is past the budget".to_owned());
    }
    (ports, rows)
}

/// Phases 4 and 5: a track for each line that changes its height, which says how wide the gaps
/// between columns are; then everything is drawn.
fn route(graph: &Graph<'_>, layers: &Layers, ports: &Ports, rows: &Rows) -> Layout {
    let Graph { input, tree, leaves, .. } = graph;
    let (gaps, net_of) = tracks::assign(layers, ports, rows, input.spacing.line);
    let columns = x::place(graph, layers, rows, &gaps);
    let found = Found {
        input,
        tree,
        leaves,
        layers,
        ports,
        rows,
        gaps: &gaps,
        net_of: &net_of,
        columns: &columns,
    };
    flat::draw(input, leaves, draw::draw(&found))
}

#[cfg(test)]
mod tests {
    use super::Layered;
    use crate::geom::{Size, px};
    use crate::layout::testing::random::{Shape, graph};
    use crate::layout::{
        Container, Earlier, Edge, End, Engine, First, FlowDirection, Input, Lane, Node, Spacing,
        score, stability, verify,
    };

    fn spacing() -> Spacing {
        Spacing { node: px(24), line: px(12), padding: px(16), margin: px(24) }
    }

    /// Lays out and demands the whole contract.
    fn sound(input: &Input) -> crate::layout::Layout {
        let layout = Layered.lay_out(input);
        assert_eq!(verify(input, &layout), []);
        layout
    }

    /// A random graph with lanes, bands, bundles and edges to containers, by its seed.
    fn mixed(nodes: usize, seed: u64) -> Input {
        let shape = Shape { nodes, per_container: 4, labeled: 60, ..Shape::default() };
        let mut input = graph(shape, seed);
        if seed % 2 == 1 {
            input.reading = FlowDirection::TopToBottom;
        }
        if seed % 3 == 2 {
            for (i, node) in input.nodes.iter_mut().enumerate() {
                let band = Lane::Band((i % 2) as u8);
                node.lane = if i % 9 == 8 { band } else { Lane::Main((i * 5 / nodes) as u8) };
            }
        }
        let count = input.containers.len();
        for (i, edge) in input.edges.iter_mut().enumerate() {
            if seed % 4 == 3 && count > 0 {
                if i % 5 == 0 {
                    edge.to = End::Container(i % count);
                }
                if i % 7 == 0 {
                    edge.from = End::Container(i * 3 % count);
                }
                edge.bundle = (i % 3 == 0).then_some((i % 2) as u32);
            }
        }
        input
    }

    #[test]
    fn random_graphs_of_every_kind_keep_the_contract() {
        for seed in 0..36 {
            sound(&mixed(6 + seed as usize, seed));
        }
    }

    #[test]
    fn large_graphs_take_the_quick_passes_say_so_and_keep_the_contract() {
        let shape = Shape { nodes: 3200, per_container: 0, labeled: 0, ..Shape::default() };
        let layout = sound(&graph(shape, 1));
        assert!(layout.remarks.iter().any(|remark| remark.contains("past the budget")));
    }

    #[test]
    fn the_same_input_gives_the_same_layout() {
        let input = mixed(40, 11);
        assert_eq!(Layered.lay_out(&input), Layered.lay_out(&input));
    }

    /// The input with one node more, joined to another by an edge.
    fn with_one_more(input: &Input) -> Input {
        let mut grown = input.clone();
        let beside = input.nodes.len() / 2;
        grown.nodes.push(grown.nodes[beside].clone());
        let (from, to) = (End::Node(beside), End::Node(input.nodes.len()));
        grown.edges.push(Edge { from, to, label: None, bundle: None, first: First::From });
        grown
    }

    #[test]
    fn a_drawing_like_an_earlier_one_keeps_its_order_and_the_contract() {
        let (mut turned, mut turned_anew) = (0, 0);
        for seed in 0..30 {
            let input = mixed(8 + seed as usize, seed);
            let before = Layered.lay_out(&input);
            let grown = with_one_more(&input);
            let middle = |frame: &crate::geom::Rect| Some(frame.center());
            let earlier = Earlier {
                nodes: before.nodes.iter().map(middle).collect(),
                containers: before.containers.iter().map(|c| middle(&c.frame)).collect(),
            };
            let survivors: Vec<(usize, usize)> = (0..input.nodes.len()).map(|n| (n, n)).collect();
            let like = Layered.lay_out_like(&grown, &earlier);
            assert_eq!(verify(&grown, &like), [], "seed {seed}");
            let is_turned = |layout| stability(&before, layout, &survivors).flips > 0.0;
            turned += i32::from(is_turned(&like));
            turned_anew += i32::from(is_turned(&Layered.lay_out(&grown)));
        }
        assert!(turned <= 5 && turned_anew >= 15, "{turned}, anew {turned_anew}");
    }

    #[test]
    fn nothing_and_next_to_nothing_are_drawn() {
        let mut input = Input {
            reading: FlowDirection::LeftToRight,
            containers: Vec::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            spacing: spacing(),
            width: None,
        };
        sound(&input);
        input.containers.push(Container { parent: None, title: Size::new(px(90), px(18)) });
        input.containers.push(Container { parent: Some(0), title: Size::new(px(300), px(18)) });
        sound(&input);
        let size = Size::new(px(120), px(48));
        input.nodes.push(Node { size, foot: 0, container: Some(0), lane: Lane::Band(0) });
        let own = End::Container(0);
        for (from, to) in [
            (End::Node(0), End::Node(0)),
            (End::Node(0), own),
            (own, End::Node(0)),
            (own, own),
            (own, End::Container(1)),
            (End::Container(1), End::Node(0)),
        ] {
            let label = Some(Size::new(px(200), px(30)));
            input.edges.push(Edge { from, to, label, bundle: None, first: First::From });
            input.edges.push(Edge { from, to, label: None, bundle: Some(1), first: First::From });
        }
        sound(&input);
        input.reading = FlowDirection::TopToBottom;
        sound(&input);
    }

    /// `sites` sites of a device and a gateway, all gateways tied to one hub in a cloud.
    fn fan(sites: usize, bundle: Option<u32>) -> Input {
        let size = Size::new(px(140), px(56));
        let mut containers = vec![Container { parent: None, title: Size::new(px(60), px(18)) }];
        let mut nodes = vec![Node { size, foot: 0, container: Some(0), lane: Lane::Main(2) }];
        let mut edges = Vec::new();
        for site in 1..=sites {
            containers.push(Container { parent: None, title: Size::new(px(80), px(18)) });
            for lane in 0..2 {
                nodes.push(Node { size, foot: 0, container: Some(site), lane: Lane::Main(lane) });
            }
            let (device, gateway) = (End::Node(nodes.len() - 2), End::Node(nodes.len() - 1));
            let label = Some(Size::new(px(60), px(16)));
            edges.push(Edge { from: device, to: gateway, label, bundle: None, first: First::From });
            edges.push(Edge {
                from: gateway,
                to: End::Node(0),
                label: None,
                bundle,
                first: First::From,
            });
        }
        let reading = FlowDirection::LeftToRight;
        Input { reading, containers, nodes, edges, spacing: spacing(), width: None }
    }

    #[test]
    fn a_hub_grows_for_hundreds_of_lines_and_a_bundle_needs_one_port() {
        let many = sound(&fan(200, None));
        assert!(many.nodes[0].height > px(200 * 10));
        let input = fan(12, Some(0));
        let bundled = sound(&input);
        assert_eq!(bundled.nodes[0].height, px(56));
        let last = |e: usize| bundled.edges[e].points.last().copied();
        assert!((1..24).step_by(2).all(|e| last(e) == last(1)));
        assert_eq!(score(&input, &bundled).crossings, 0);
    }

    #[test]
    fn edges_between_lanes_run_with_the_reading_whichever_way_the_data_flows() {
        let mut input = fan(3, None);
        for edge in &mut input.edges {
            std::mem::swap(&mut edge.from, &mut edge.to);
        }
        let layout = sound(&input);
        assert!((score(&input, &layout).flow - 1.0).abs() < f64::EPSILON);
        assert!(layout.edges.iter().all(|route| route.points[0].x > route.points[1].x));
    }

    /// Two nodes and so many labeled edges from the first to the second.
    fn parallel(edges: usize, reading: FlowDirection) -> Input {
        let size = Size::new(px(140), px(56));
        let node = |lane| Node { size, foot: 0, container: None, lane: Lane::Main(lane) };
        let edge = Edge {
            from: End::Node(0),
            to: End::Node(1),
            label: Some(Size::new(px(70), px(18))),
            bundle: None,
            first: First::From,
        };
        let (nodes, edges) = (vec![node(0), node(1)], vec![edge; edges]);
        Input { reading, containers: Vec::new(), nodes, edges, spacing: spacing(), width: None }
    }

    #[test]
    fn any_number_of_parallel_labeled_edges_is_straight() {
        for reading in [FlowDirection::LeftToRight, FlowDirection::TopToBottom] {
            for edges in 1..=16 {
                let layout = sound(&parallel(edges, reading));
                let is_straight = |route: &crate::layout::Route| route.points.len() == 2;
                assert!(layout.edges.iter().all(is_straight), "{edges} {reading:?}");
            }
        }
    }

    #[test]
    fn nodes_that_ask_for_it_share_a_column_and_edges_that_do_not_constrain_ask_for_nothing() {
        for seed in 0..36 {
            let mut input = mixed(6 + seed as usize, seed);
            for (i, node) in input.nodes.iter_mut().enumerate() {
                node.lane = if i % 3 == 0 { Lane::Same((i / 9) as u32) } else { Lane::Free };
            }
            for edge in input.edges.iter_mut().step_by(5) {
                edge.first = First::Either;
            }
            let layout = Layered.lay_out(&input);
            assert_eq!(verify(&input, &layout), [], "seed {seed}");
            let column = |n: usize| match input.reading {
                FlowDirection::TopToBottom => layout.nodes[n].center().y,
                FlowDirection::Auto | FlowDirection::LeftToRight => layout.nodes[n].center().x,
            };
            for (a, b) in (0..input.nodes.len()).zip(3..input.nodes.len()) {
                if a % 3 == 0 && a / 9 == b / 9 {
                    assert!((column(a) - column(b)).abs() <= px(1), "seed {seed}: {a} and {b}");
                }
            }
        }
    }

    #[test]
    fn parallel_edges_and_cycles_are_kept_apart() {
        let mut input = fan(2, None);
        let (a, b) = (End::Node(1), End::Node(2));
        for (from, to) in [(a, b), (b, a), (a, b), (b, b)] {
            let label = Some(Size::new(px(50), px(16)));
            input.edges.push(Edge { from, to, label, bundle: None, first: First::From });
        }
        sound(&input);
    }
}
