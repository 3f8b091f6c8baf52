//! Parts of a drawing that nothing joins: each is laid out by itself, and they stand in rows.
//!
//! Only where no node has a lane: lanes are columns that all parts share. Nodes that are to stand
//! in one column are of one part. Before: an input.
//! After: parts in declared order, side by side until a row is as wide as a good page, then
//! in the next row below.

use std::collections::BTreeMap;

use crate::geom::{Rect, Size, Unit};
use crate::layout::layered::route::draw;
use crate::layout::{
    Container, Edge, End, FlowDirection, Input, Lane, Layout, PlacedContainer, Route,
};

/// Width by height that rows of parts aim at.
const ASPECT: f64 = 1.6;

/// A part: indices of what it holds, in declared order.
#[derive(Debug, Clone, Default)]
struct Part {
    containers: Vec<usize>,
    nodes: Vec<usize>,
    edges: Vec<usize>,
}

/// Lays out the parts of an input with `whole` and packs them; none if it is all one part.
pub(in crate::layout::layered) fn lay_out(
    input: &Input,
    whole: impl Fn(&Input) -> Layout,
) -> Option<Layout> {
    if input.nodes.iter().any(|node| !matches!(node.lane, Lane::Free | Lane::Same(_))) {
        return None;
    }
    let parts = split(input);
    if parts.len() < 2 {
        return None;
    }
    let drawn: Vec<Layout> = parts.iter().map(|part| whole(&part.input(input))).collect();
    Some(pack(input, &parts, &drawn))
}

/// The parts, by the first element of each: containers first, then nodes.
fn split(input: &Input) -> Vec<Part> {
    let containers = input.containers.len();
    let count = containers + input.nodes.len();
    let at = |end: End| match end {
        End::Container(c) => c,
        End::Node(n) => containers + n,
    };
    let mut leader: Vec<usize> = (0..count).collect();
    let mut join = |a: usize, b: usize| {
        let (a, b) = (find(&mut leader, a), find(&mut leader, b));
        leader[a.max(b)] = a.min(b);
    };
    for (c, container) in input.containers.iter().enumerate() {
        container.parent.iter().for_each(|&parent| join(c, parent));
    }
    for (n, node) in input.nodes.iter().enumerate() {
        node.container.iter().for_each(|&c| join(c, containers + n));
    }
    for edge in &input.edges {
        join(at(edge.from), at(edge.to));
    }
    let mut columns: BTreeMap<u32, usize> = BTreeMap::new();
    for (n, node) in input.nodes.iter().enumerate() {
        if let Lane::Same(column) = node.lane {
            join(*columns.entry(column).or_insert(containers + n), containers + n);
        }
    }
    let mut part_of = vec![usize::MAX; count];
    let mut parts: Vec<Part> = Vec::new();
    for element in 0..count {
        let first = find(&mut leader, element);
        if first == element {
            part_of[element] = parts.len();
            parts.push(Part::default());
        }
        part_of[element] = part_of[first];
        let part = &mut parts[part_of[element]];
        if element < containers {
            part.containers.push(element);
        } else {
            part.nodes.push(element - containers);
        }
    }
    for (e, edge) in input.edges.iter().enumerate() {
        parts[part_of[at(edge.from)]].edges.push(e);
    }
    parts
}

fn find(leader: &mut [usize], mut of: usize) -> usize {
    while leader[of] != of {
        leader[of] = leader[leader[of]];
        of = leader[of];
    }
    of
}

impl Part {
    /// The part as an input of its own.
    fn input(&self, input: &Input) -> Input {
        let own = |list: &[usize], ix: usize| list.binary_search(&ix).unwrap_or(0);
        let container = |c: usize| own(&self.containers, c);
        let end = |end: End| match end {
            End::Container(c) => End::Container(container(c)),
            End::Node(n) => End::Node(own(&self.nodes, n)),
        };
        let mut part = Input {
            reading: input.reading,
            containers: Vec::with_capacity(self.containers.len()),
            nodes: self.nodes.iter().map(|&n| input.nodes[n].clone()).collect(),
            edges: Vec::with_capacity(self.edges.len()),
            spacing: input.spacing,
            width: input.width,
        };
        for &c in &self.containers {
            let Container { parent, title } = input.containers[c];
            part.containers.push(Container { parent: parent.map(container), title });
        }
        for node in &mut part.nodes {
            node.container = node.container.map(container);
        }
        for &e in &self.edges {
            let edge = &input.edges[e];
            part.edges.push(Edge { from: end(edge.from), to: end(edge.to), ..edge.clone() });
        }
        part
    }
}

/// All parts in rows, as wide as comes nearest to a good page.
fn pack(input: &Input, parts: &[Part], drawn: &[Layout]) -> Layout {
    let margin = input.spacing.margin;
    let gaps = (2 * input.spacing.node, input.spacing.node);
    let sizes: Vec<(Unit, Unit)> = drawn
        .iter()
        .map(|part| (part.canvas.width - 2 * margin, part.canvas.height - 2 * margin))
        .collect();
    let aspect = match input.reading {
        FlowDirection::Auto | FlowDirection::LeftToRight => ASPECT,
        FlowDirection::TopToBottom => 1.0 / ASPECT,
    };
    let area: f64 = sizes.iter().map(|&(w, h)| f64::from(w + gaps.0) * f64::from(h + gaps.1)).sum();
    let widest = sizes.iter().map(|size| size.0).max().unwrap_or(0);
    let mut best: Option<(f64, Vec<(Unit, Unit)>)> = None;
    for tenths in 8..=20 {
        let width = ((area * aspect).sqrt() * f64::from(tenths) / 10.0) as Unit;
        let (clusters, found) = rows(&sizes, gaps, width.max(widest));
        let off = (found / aspect).max(aspect / found);
        if best.as_ref().is_none_or(|known| off < known.0) {
            best = Some((off, clusters));
        }
    }
    let nowhere = PlacedContainer { frame: Rect::default(), title: Rect::default() };
    let mut all = Layout {
        nodes: vec![Rect::default(); input.nodes.len()],
        containers: vec![nowhere; input.containers.len()],
        edges: vec![Route { points: Vec::new(), label: None, letter: None }; input.edges.len()],
        canvas: Size::default(),
        remarks: Vec::new(),
    };
    let clusters = best.map(|(_, clusters)| clusters).unwrap_or_default();
    for ((part, layout), (x, y)) in parts.iter().zip(drawn).zip(clusters) {
        let mut layout = layout.clone();
        layout.shift(x - margin, y - margin);
        part.put(layout, &mut all);
    }
    draw::settle(&mut all, margin);
    all
}

/// Where boxes stand in rows no wider than `width`, and width by height of it all.
fn rows(sizes: &[(Unit, Unit)], gaps: (Unit, Unit), width: Unit) -> (Vec<(Unit, Unit)>, f64) {
    let (mut x, mut y, mut right, mut bottom) = (0, 0, 1, 1);
    let mut clusters = Vec::with_capacity(sizes.len());
    for &(own_width, own_height) in sizes {
        if x > 0 && x + own_width > width {
            (x, y) = (0, bottom + gaps.1);
        }
        clusters.push((x, y));
        right = right.max(x + own_width);
        bottom = bottom.max(y + own_height);
        x += own_width + gaps.0;
    }
    (clusters, f64::from(right) / f64::from(bottom))
}

impl Part {
    /// Puts the part's own layout where it belongs in the whole.
    fn put(&self, layout: Layout, all: &mut Layout) {
        for (&n, frame) in self.nodes.iter().zip(layout.nodes) {
            all.nodes[n] = frame;
        }
        for (&c, placed) in self.containers.iter().zip(layout.containers) {
            all.containers[c] = placed;
        }
        for (&e, route) in self.edges.iter().zip(layout.edges) {
            all.edges[e] = route;
        }
        for remark in layout.remarks {
            if !all.remarks.contains(&remark) {
                all.remarks.push(remark);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::geom::{Size, px};
    use crate::layout::layered::Layered;
    use crate::layout::{
        Edge, End, Engine, First, FlowDirection, Input, Lane, Node, Spacing, verify,
    };

    /// So many pairs of boxes, each pair joined by an edge.
    fn pairs(count: usize, reading: FlowDirection) -> Input {
        let size = Size::new(px(140), px(56));
        let node = Node { size, foot: 0, container: None, lane: Lane::Free };
        let edge = |i| Edge {
            from: End::Node(2 * i),
            to: End::Node(2 * i + 1),
            label: None,
            bundle: None,
            first: First::From,
        };
        Input {
            reading,
            containers: Vec::new(),
            nodes: vec![node; 2 * count],
            edges: (0..count).map(edge).collect(),
            spacing: Spacing { node: px(24), line: px(12), padding: px(16), margin: px(24) },
            width: None,
        }
    }

    #[test]
    fn parts_fill_a_page_in_declared_order() {
        for reading in [FlowDirection::LeftToRight, FlowDirection::TopToBottom] {
            let input = pairs(24, reading);
            let layout = Layered.lay_out(&input);
            assert_eq!(verify(&input, &layout), []);
            let aspect = f64::from(layout.canvas.width) / f64::from(layout.canvas.height);
            assert!((0.8..3.2).contains(&aspect), "{reading:?}: {aspect}");
            assert!(layout.nodes[0].x <= layout.nodes[46].x);
            assert!(layout.nodes[0].y <= layout.nodes[46].y);
        }
    }

    #[test]
    fn lanes_are_shared_by_all_parts() {
        let mut input = pairs(6, FlowDirection::LeftToRight);
        for (n, node) in input.nodes.iter_mut().enumerate() {
            node.lane = Lane::Main((n % 2) as u8);
        }
        let layout = Layered.lay_out(&input);
        let left = |n: usize| layout.nodes[n].x;
        assert!((0..12).all(|n| left(n) == left(n % 2)));
    }
}
