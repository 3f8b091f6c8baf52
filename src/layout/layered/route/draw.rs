//! From positions to a [`Layout`]: frames, titles, routes and labels, cut at the frames that
//! edges end at, mirrored for reading from top to bottom.

use crate::geom::{Point, Rect, Size, Unit};
use crate::layout::geometry::lines::tidy;
use crate::layout::layered::graph::layers::{Kind, Layers, Vertex};
use crate::layout::layered::graph::leaves::{EdgeEnd, Leaves};
use crate::layout::layered::graph::self_loops;
use crate::layout::layered::graph::tree::{Cluster, ROOT, Tree};
use crate::layout::layered::position::ports::Ports;
use crate::layout::layered::position::titles;
use crate::layout::layered::position::x::Columns;
use crate::layout::layered::position::y::Rows;
use crate::layout::layered::route::tracks::Gap;
use crate::layout::{FlowDirection, Input, Layout, PlacedContainer, Route};

/// Everything the earlier passes found.
pub(in crate::layout::layered) struct Found<'a> {
    /// The input, transposed if the reading is from top to bottom.
    pub input: &'a Input,
    /// Containment.
    pub tree: &'a Tree,
    /// Boxes.
    pub leaves: &'a Leaves,
    /// The layered graph.
    pub layers: &'a Layers,
    /// Ports of its links.
    pub ports: &'a Ports,
    /// Heights.
    pub rows: &'a Rows,
    /// Tracks by gap, and the net of each link.
    pub gaps: &'a [Gap],
    /// The net of each link in its gap.
    pub net_of: &'a [usize],
    /// Widths.
    pub columns: &'a Columns,
}

/// The finished layout, its top left corner at the margin.
pub(in crate::layout::layered) fn draw(found: &Found) -> Layout {
    let nodes = (0..found.leaves.nodes).map(|s| found.box_of(s)).collect();
    let mut layout = Layout {
        canvas: Size::default(),
        nodes,
        containers: found.containers(),
        edges: Vec::with_capacity(found.input.edges.len()),
        remarks: Vec::new(),
    };
    for e in 0..found.input.edges.len() {
        layout.edges.push(found.route(e, &layout));
    }
    let middle = |cluster: Cluster| {
        let last = found.layers.spans[cluster].map_or(0, |span| span.last);
        let (left, right) = found.columns.column[last];
        i32::midpoint(left, right)
    };
    self_loops::draw(found.input, found.leaves, found.tree, middle, &mut layout);
    titles::settle(found.input, &mut layout);
    settle(&mut layout, found.input.spacing.margin);
    layout
}

impl Found<'_> {
    fn column_center(&self, v: Vertex) -> Unit {
        let (left, right) = self.columns.column[self.layers.rank[v]];
        i32::midpoint(left, right)
    }

    fn box_of(&self, v: Vertex) -> Rect {
        let (size, head) = (self.layers.size[v], self.layers.line[v]);
        let x = self.column_center(v) - size.width / 2;
        Rect::new(x, self.rows.top[v] + head, size.width, size.height - head)
    }

    fn containers(&self) -> Vec<PlacedContainer> {
        let mut empty_container = vec![None; self.input.containers.len()];
        for s in 0..self.leaves.len() {
            if let Some(c) = self.leaves.empty_container[s] {
                empty_container[c] = Some(self.box_of(s));
            }
        }
        let cluster = |c: usize| {
            let cluster = self.tree.of_container[c];
            let frame = empty_container[c].unwrap_or_else(|| self.frame(cluster));
            let padding = self.input.spacing.padding;
            let title = self.input.containers[c].title;
            let (dx, dy) = match self.input.reading {
                FlowDirection::Auto | FlowDirection::LeftToRight => (padding, padding / 2),
                FlowDirection::TopToBottom => (padding / 2, padding),
            };
            let at = Rect::new(frame.x + dx, frame.y + dy, title.width, title.height);
            PlacedContainer { frame, title: at }
        };
        (0..self.input.containers.len()).map(cluster).collect()
    }

    fn frame(&self, cluster: Cluster) -> Rect {
        let (left, right) = self.columns.frame[cluster];
        let (top, bottom) = self.rows.frame[cluster];
        Rect::new(left, top, right - left, bottom - top)
    }

    fn route(&self, edge: usize, layout: &Layout) -> Route {
        let path = &self.layers.paths[edge];
        let mut points = Vec::with_capacity(2 + 2 * path.len());
        for (i, &l) in path.iter().enumerate() {
            let link = self.layers.links[l];
            let rank = self.layers.rank[link.left];
            let (from, to) =
                (self.rows.port[self.ports.at_left[l]], self.rows.port[self.ports.at_right[l]]);
            if i == 0 {
                points.push(Point::new(self.side(link.left, true), from));
            }
            let net = &self.gaps[rank].nets[self.net_of[l]];
            let track =
                |t: usize| self.columns.first_track[rank] + t as Unit * self.input.spacing.line;
            if !net.is_straight() {
                let first = track(net.track);
                if let Some((height, second)) = net.shift {
                    let second = track(second);
                    points.push(Point::new(first, from));
                    points.push(Point::new(first, height));
                    points.push(Point::new(second, height));
                    points.push(Point::new(second, to));
                } else {
                    points.push(Point::new(first, from));
                    points.push(Point::new(first, to));
                }
            }
            if i + 1 == path.len() {
                points.push(Point::new(self.side(link.right, false), to));
            }
        }
        tidy(&mut points);
        if self.layers.is_reversed[edge] {
            points.reverse();
        }
        self.cut(edge, &mut points, layout);
        Route { points, label: self.label(edge), letter: None }
    }

    /// Where a line meets the side of a vertex.
    fn side(&self, v: Vertex, is_right: bool) -> Unit {
        if self.layers.is_leaf(v) {
            let frame = self.box_of(v);
            if is_right { frame.right() } else { frame.x }
        } else {
            self.column_center(v)
        }
    }

    fn label(&self, edge: usize) -> Option<Rect> {
        let size = self.input.edges[edge].label?;
        let v = self.layers.paths[edge]
            .iter()
            .map(|&l| self.layers.links[l].right)
            .find(|&v| self.layers.kind[v] == Kind::Label(edge))?;
        let line = self.rows.top[v] + self.layers.line[v];
        let is_above = self.layers.line[v] >= size.height;
        let y = if is_above { line - size.height } else { line };
        Some(Rect::new(self.column_center(v) - size.width / 2, y, size.width, size.height))
    }

    /// Shortens a route to the frames of the clusters that it ends at.
    fn cut(&self, edge: usize, points: &mut Vec<Point>, layout: &Layout) {
        let (from, to) = self.leaves.ends[edge];
        for end in [to, from] {
            points.reverse();
            if let EdgeEnd::Frame(cluster) = end
                && cluster != ROOT
                && let Some(c) = self.tree.source[cluster]
            {
                cut_start(points, &layout.containers[c].frame);
            }
        }
    }
}

/// Removes the beginning of a line up to where it last crosses the frame it begins behind.
fn cut_start(points: &mut Vec<Point>, frame: &Rect) {
    let is_in = |p: Point| frame.contains(&Rect::spanning(p, p));
    let Some(&first) = points.first() else { return };
    let starts_inside = is_in(first);
    let Some(at) = points.windows(2).position(|w| is_in(w[1]) != starts_inside) else { return };
    let (a, b) = (points[at], points[at + 1]);
    let inside = if starts_inside { a } else { b };
    let outside = if starts_inside { b } else { a };
    let cut = Point::new(
        outside.x.clamp(frame.x, frame.right()),
        outside.y.clamp(frame.y, frame.bottom()),
    );
    debug_assert!(inside.x == outside.x || inside.y == outside.y);
    points.drain(..at);
    points[0] = cut;
    points.dedup();
}

/// Moves everything so that the picture begins at the margin, and sizes the canvas.
pub(in crate::layout::layered) fn settle(layout: &mut Layout, margin: Unit) {
    let mut bounds: Option<Rect> = None;
    let mut see = |rect: &Rect| {
        bounds = Some(bounds.map_or(*rect, |b| b.union(rect)));
    };
    layout.nodes.iter().for_each(&mut see);
    layout.containers.iter().for_each(|c| see(&c.frame));
    for route in &layout.edges {
        route.points.iter().for_each(|&p| see(&Rect::spanning(p, p)));
        route.label.iter().for_each(&mut see);
    }
    let bounds = bounds.unwrap_or_default();
    layout.shift(margin - bounds.x, margin - bounds.y);
    layout.canvas = Size::new(bounds.width + 2 * margin, bounds.height + 2 * margin);
}
