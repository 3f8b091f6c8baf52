//! Placing boxes with layout-rs: one container after the other, from the inside out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use layout::adt::dag::NodeHandle;
use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend, Visible};
use layout::core::geometry::Point as FloatPoint;
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;

use crate::geom::{PX, Point, Rect, Size, Unit};
use crate::layout::{End, FlowDirection, Input, Lane, NodeIx, PlacedContainer};

/// The distance that layout-rs itself keeps between boxes, in pixels.
const OWN_GAP: f64 = 60.0;

/// Frames without lines.
pub(super) struct Placed {
    pub(super) nodes: Vec<Rect>,
    pub(super) containers: Vec<PlacedContainer>,
}

/// A node or container inside the container that is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Node(NodeIx),
    Container(usize),
}

/// Places all boxes, with their neighbors `spread` times as far away as asked; none if
/// layout-rs fails.
pub(super) fn place(input: &Input, spread: i32) -> Option<Placed> {
    let top = input.containers.len();
    let mut items: Vec<Vec<Item>> = vec![Vec::new(); top + 1];
    for (c, container) in input.containers.iter().enumerate() {
        items[container.parent.unwrap_or(top)].push(Item::Container(c));
    }
    for (n, node) in input.nodes.iter().enumerate() {
        items[node.container.unwrap_or(top)].push(Item::Node(n));
    }
    let links = lift(input, &items);
    let mut nodes: Vec<Rect> = node_sizes(input)
        .into_iter()
        .map(|size| Rect::new(0, 0, size.width, size.height))
        .collect();
    let mut frames = vec![Rect::default(); top + 1];
    // Children have higher indices than their parents; the canvas comes last.
    for c in (0..top).rev().chain([top]) {
        let sizes: Vec<Size> = items[c]
            .iter()
            .map(|item| match *item {
                Item::Node(n) => nodes[n].size(),
                Item::Container(inner) => frames[inner].size(),
            })
            .collect();
        let places = arrange(input, &sizes, &links[c], spread)?;
        let title = input.containers.get(c).map_or(Size::default(), |container| container.title);
        let room = input.spacing.padding.max(2 * spread * input.spacing.line);
        let corner = Point::new(room, room + title.height);
        let mut extent = Size::new(title.width + 2 * room, corner.y);
        for (item, rect) in items[c].iter().zip(&places) {
            let rect = rect.moved(corner.x, corner.y);
            extent.width = extent.width.max(rect.right() + room);
            extent.height = extent.height.max(rect.bottom() + room);
            match *item {
                Item::Node(n) => nodes[n] = rect,
                Item::Container(inner) => frames[inner] = rect,
            }
        }
        frames[c] = Rect::new(0, 0, extent.width, extent.height);
    }
    Some(shift_into_place(input, nodes, frames))
}

/// Turns places inside a container into places on the canvas.
fn shift_into_place(input: &Input, mut nodes: Vec<Rect>, mut frames: Vec<Rect>) -> Placed {
    frames.pop();
    for c in 0..frames.len() {
        if let Some(parent) = input.containers[c].parent {
            frames[c] = frames[c].moved(frames[parent].x, frames[parent].y);
        }
    }
    for (n, node) in input.nodes.iter().enumerate() {
        if let Some(c) = node.container {
            nodes[n] = nodes[n].moved(frames[c].x, frames[c].y);
        }
    }
    let inset = input.spacing.line / 2;
    let with_title = |(frame, container): (Rect, &crate::layout::Container)| PlacedContainer {
        frame,
        title: Rect::new(
            frame.x + inset,
            frame.y + inset,
            container.title.width,
            container.title.height,
        ),
    };
    let containers = frames.into_iter().zip(&input.containers).map(with_title).collect();
    Placed { nodes, containers }
}

/// Sizes of the nodes with room for a port of each edge.
fn node_sizes(input: &Input) -> Vec<Size> {
    let mut degrees = vec![0; input.nodes.len()];
    for edge in &input.edges {
        for end in [edge.from, edge.to] {
            if let End::Node(n) = end {
                degrees[n] += 1;
            }
        }
    }
    let side = |degree: Unit| (degree / 2 + 2) * input.spacing.line;
    let grown = |(node, degree): (&crate::layout::Node, Unit)| match input.reading {
        FlowDirection::Auto | FlowDirection::LeftToRight => {
            Size::new(node.size.width, node.size.height.max(side(degree)))
        }
        FlowDirection::TopToBottom => {
            Size::new(node.size.width.max(side(degree)), node.size.height)
        }
    };
    input.nodes.iter().zip(degrees).map(grown).collect()
}

/// The edges between the items of each container (the canvas last), by position: an edge
/// counts where its ends are in different items. They run from the lower lane to the higher.
fn lift(input: &Input, items: &[Vec<Item>]) -> Vec<Vec<(usize, usize)>> {
    let top = input.containers.len();
    let mut node_at = vec![0; input.nodes.len()];
    let mut container_at = vec![0; top];
    for list in items {
        for (position, item) in list.iter().enumerate() {
            match *item {
                Item::Node(n) => node_at[n] = position,
                Item::Container(c) => container_at[c] = position,
            }
        }
    }
    // The way from the canvas to an end: (container, position in it) at each level.
    let path = |end: End| {
        let (home, position) = match end {
            End::Node(n) => (input.nodes[n].container, node_at[n]),
            End::Container(c) => (input.containers[c].parent, container_at[c]),
        };
        let mut way = vec![(home.unwrap_or(top), position)];
        let mut at = home;
        while let Some(c) = at {
            at = input.containers[c].parent;
            way.push((at.unwrap_or(top), container_at[c]));
        }
        way.reverse();
        way
    };
    let mut links = vec![Vec::new(); top + 1];
    for edge in &input.edges {
        let (mut from, mut to) = (edge.from, edge.to);
        if main_lane(input, from).zip(main_lane(input, to)).is_some_and(|(a, b)| a > b) {
            std::mem::swap(&mut from, &mut to);
        }
        let (a, b) = (path(from), path(to));
        if let Some((x, y)) = a.iter().zip(&b).find(|(x, y)| x != y) {
            links[x.0].push((x.1, y.1));
        }
    }
    links
}

fn main_lane(input: &Input, end: End) -> Option<u8> {
    match end {
        End::Node(n) => match input.nodes[n].lane {
            Lane::Main(lane) => Some(lane),
            Lane::Band(_) | Lane::Free | Lane::Same(_) => None,
        },
        End::Container(_) => None,
    }
}

/// Lets layout-rs arrange boxes of these sizes; the top left corner of all is the origin.
fn arrange(
    input: &Input,
    sizes: &[Size],
    links: &[(usize, usize)],
    spread: i32,
) -> Option<Vec<Rect>> {
    if sizes.is_empty() {
        return Some(Vec::new());
    }
    let gap = f64::from(spread * input.spacing.node.max(2 * input.spacing.line));
    let room = gap / f64::from(PX) - OWN_GAP;
    // layout-rs states its invariants as assertions; a broken one must not end the program.
    let attempt =
        AssertUnwindSafe(|| run(input.reading, sizes, &acyclic(sizes.len(), links), room));
    let middles = catch_unwind(attempt).ok()?;
    let unit = input.spacing.line.max(1);
    let snapped = |v: f64| (v * f64::from(PX) / f64::from(unit)).round() as Unit * unit;
    let mut rects: Vec<Rect> = middles
        .iter()
        .zip(sizes)
        .map(|(p, s)| {
            let corner = (p.x - f64::from(s.width / 2 / PX), p.y - f64::from(s.height / 2 / PX));
            Rect::new(snapped(corner.0), snapped(corner.1), s.width, s.height)
        })
        .collect();
    let (left, top) =
        rects.iter().fold((Unit::MAX, Unit::MAX), |(x, y), r| (x.min(r.x), y.min(r.y)));
    for rect in &mut rects {
        *rect = rect.moved(-left, -top);
    }
    Some(rects)
}

/// Runs layout-rs and returns the middles of the boxes, in pixels.
fn run(
    reading: FlowDirection,
    sizes: &[Size],
    links: &[(usize, usize)],
    room: f64,
) -> Vec<FloatPoint> {
    let orientation = match reading {
        FlowDirection::Auto | FlowDirection::LeftToRight => Orientation::LeftToRight,
        FlowDirection::TopToBottom => Orientation::TopToBottom,
    };
    let mut graph = VisualGraph::new(orientation);
    // Its check walks every path of the graph after every edge.
    graph.dag.set_validate(false);
    let pixels = |v: Unit| f64::from(v) / f64::from(PX) + room;
    let handles: Vec<NodeHandle> = sizes
        .iter()
        .map(|size| {
            let size = FloatPoint::new(pixels(size.width).max(1.0), pixels(size.height).max(1.0));
            let shape = ShapeKind::new_box("");
            graph.add_node(Element::create(shape, StyleAttr::simple(), orientation, size))
        })
        .collect();
    for &(from, to) in links {
        graph.add_edge(Arrow::simple(""), handles[from], handles[to]);
    }
    graph.do_it(false, false, false, &mut NoPicture);
    handles.iter().map(|&handle| graph.element(handle).position().middle()).collect()
}

/// The links without repetitions, turned so that they form no cycle, sources first.
///
/// layout-rs asks for each new edge whether it closes a cycle, by walking every path from its
/// head. With sources in topological order no head has successors yet.
fn acyclic(count: usize, links: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut next = vec![Vec::new(); count];
    for &(from, to) in links {
        next[from].push(to);
    }
    let mut rank = vec![usize::MAX; count];
    let mut is_open = vec![false; count];
    let mut free = count;
    for start in 0..count {
        let mut stack = vec![(start, 0)];
        while let Some((at, child)) = stack.pop() {
            if child == 0 && is_open[at] {
                continue;
            }
            is_open[at] = true;
            if let Some(&to) = next[at].get(child) {
                stack.push((at, child + 1));
                if !is_open[to] {
                    stack.push((to, 0));
                }
            } else {
                free -= 1;
                rank[at] = free;
            }
        }
    }
    let mut turned: Vec<(usize, usize)> = links
        .iter()
        .map(|&(a, b)| if rank[a] < rank[b] { (a, b) } else { (b, a) })
        .filter(|(a, b)| a != b)
        .collect();
    turned.sort_by_key(|&(a, b)| (rank[a], rank[b]));
    turned.dedup();
    turned
}

/// Takes what layout-rs draws, and drops it.
struct NoPicture;

impl RenderBackend for NoPicture {
    fn draw_rect(
        &mut self,
        _: FloatPoint,
        _: FloatPoint,
        _: &StyleAttr,
        _: Option<String>,
        _: Option<ClipHandle>,
    ) {
    }

    fn draw_line(&mut self, _: FloatPoint, _: FloatPoint, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: FloatPoint, _: FloatPoint, _: &StyleAttr, _: Option<String>) {}

    fn draw_text(&mut self, _: FloatPoint, _: &str, _: &StyleAttr) {}

    fn draw_arrow(
        &mut self,
        _: &[(FloatPoint, FloatPoint)],
        _: bool,
        _: (bool, bool),
        _: &StyleAttr,
        _: Option<String>,
        _: &str,
    ) {
    }

    fn create_clip(&mut self, _: FloatPoint, _: FloatPoint, _: usize) -> ClipHandle {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::place;
    use crate::layout::testing::samples::two_sites;

    #[test]
    fn cards_stand_below_the_titles_of_their_frames_with_room_for_lines() {
        let (input, _) = two_sites();
        let (padding, line) = (input.spacing.padding, input.spacing.line);
        for spread in [1, 3] {
            let placed = place(&input, spread).expect("boxes");
            let room = padding.max(2 * spread * line);
            for (card, container) in placed.nodes[..2].iter().zip(&placed.containers) {
                let (frame, title) = (container.frame, container.title);
                assert!(title.bottom() <= card.y, "{title:?} {card:?}");
                assert_eq!(card.x - frame.x, room);
                assert_eq!(card.y - frame.y, room + title.height);
                assert_eq!(frame.bottom() - card.bottom(), room);
                assert!(frame.right() - card.right() >= room && frame.contains(&title));
            }
        }
    }

    #[test]
    fn a_frame_is_as_wide_as_its_title_asks() {
        let (mut input, _) = two_sites();
        input.containers[0].title.width = 500;
        let placed = place(&input, 1).expect("boxes");
        let room = input.spacing.padding.max(2 * input.spacing.line);
        assert_eq!(placed.containers[0].frame.width, 500 + 2 * room);
    }
}
