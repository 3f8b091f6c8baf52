//! Moving what a line is made of: its pieces sideways, its ports along the sides of cards, with
//! the ports beside them and, within limits, the border of the card.

use crate::geom::{PX, Point, Rect, Unit};
use crate::layout::geometry::lines::{Segment, segments};
use crate::layout::improve::edit::Drawing;
use crate::layout::{EdgeIx, End, Route};

/// A piece of a line between two parallel ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout) struct Step {
    pub edge: EdgeIx,
    /// The piece, counted from the line's first.
    pub segment: usize,
}

impl Step {
    /// Whether the pieces before and after run the same way.
    pub fn goes_on(self, route: &Route) -> bool {
        let p = &route.points[self.segment - 1..self.segment + 3];
        let ahead = |a: Point, b: Point| ((b.x - a.x).signum(), (b.y - a.y).signum());
        ahead(p[0], p[1]) == ahead(p[2], p[3])
    }

    /// How far the line steps aside.
    pub fn length(self, route: &Route) -> Unit {
        let (from, to) = self.heights(route);
        (from - to).abs()
    }

    /// Where the pieces before and after it run.
    pub fn heights(self, route: &Route) -> (Unit, Unit) {
        let (a, b) = (route.points[self.segment], route.points[self.segment + 1]);
        if a.x == b.x { (a.y, b.y) } else { (a.x, b.x) }
    }
}

/// What a port may have of its card's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout) struct Room {
    /// By how much the card may grow.
    pub growth: Unit,
    /// How far ports keep from the ends of the side.
    pub corner: Unit,
}

/// Leads both pieces beside a step at `height`, so that the step is none; nothing where a port
/// finds no place there. What else the change does is not looked at, and what was done of it is
/// left open in either case.
pub(in crate::layout) fn straighten(
    drawing: &mut Drawing,
    step: Step,
    height: Unit,
    room: Room,
) -> Option<()> {
    let points = &drawing.layout().edges[step.edge].points;
    let axis = if points[step.segment].x == points[step.segment + 1].x {
        Axis::Horizontal
    } else {
        Axis::Vertical
    };
    let mut nudge = Nudge { drawing, axis, room };
    for segment in [step.segment - 1, step.segment + 1] {
        nudge.lead(step.edge, segment, height)?;
    }
    drawing.tidy();
    Some(())
}

/// How the pieces run that are moved. Their height is their place on the other axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    Horizontal,
    Vertical,
}

impl Axis {
    const fn height(self, p: Point) -> Unit {
        match self {
            Self::Horizontal => p.y,
            Self::Vertical => p.x,
        }
    }

    const fn along(self, p: Point) -> Unit {
        match self {
            Self::Horizontal => p.x,
            Self::Vertical => p.y,
        }
    }

    const fn at(self, p: Point, height: Unit) -> Point {
        match self {
            Self::Horizontal => Point::new(p.x, height),
            Self::Vertical => Point::new(height, p.y),
        }
    }

    /// Lowest and highest place of a rectangle.
    const fn range(self, rect: &Rect) -> (Unit, Unit) {
        match self {
            Self::Horizontal => (rect.y, rect.bottom()),
            Self::Vertical => (rect.x, rect.right()),
        }
    }

    /// The rectangle with its lower and higher border moved outward.
    const fn stretched(self, rect: &Rect, before: Unit, after: Unit) -> Rect {
        let more = before + after;
        match self {
            Self::Horizontal => Rect::new(rect.x, rect.y - before, rect.width, rect.height + more),
            Self::Vertical => Rect::new(rect.x - before, rect.y, rect.width + more, rect.height),
        }
    }
}

/// The places on a side where lines end, in order.
struct Ports {
    heights: Vec<Unit>,
    /// The lines, each with whether it starts there, by the port they end at.
    lines: Vec<(usize, EdgeIx, bool)>,
    /// The port of the line that was asked for.
    own: usize,
}

impl Ports {
    fn is_shared(&self, port: usize) -> bool {
        self.lines.iter().filter(|&&(at, ..)| at == port).count() > 1
    }
}

struct Nudge<'d, 'a> {
    drawing: &'d mut Drawing<'a>,
    axis: Axis,
    room: Room,
}

impl Nudge<'_, '_> {
    fn points(&self, edge: EdgeIx) -> &[Point] {
        &self.drawing.layout().edges[edge].points
    }

    /// Leads a piece of a line at `height`.
    fn lead(&mut self, edge: EdgeIx, segment: usize, height: Unit) -> Option<()> {
        let points = self.points(edge);
        if self.axis.height(points[segment]) == height {
            return Some(());
        }
        let last = points.len() - 2;
        if segment == 0 || segment == last {
            return self.lead_port(edge, segment == 0, height);
        }
        let own = Segment { a: points[segment], b: points[segment + 1] };
        let is_common = |(other, route): (EdgeIx, &Route)| {
            other != edge && segments(&route.points).any(|s| s.shared_length(&own) > 0.0)
        };
        if self.drawing.lines_near(own.bounds().grown(PX)).any(is_common) {
            return None;
        }
        self.shift(edge, segment, height)
    }

    /// Moves the port at an end of a line, and those beside it that it comes too near to.
    fn lead_port(&mut self, edge: EdgeIx, is_start: bool, height: Unit) -> Option<()> {
        let (end, ports) = self.ports(edge, is_start)?;
        let old = &ports.heights;
        let mut heights = old.clone();
        heights[ports.own] = height;
        let line = self.drawing.input.spacing.line;
        for i in (0..ports.own).rev() {
            let gap = line.min(old[i + 1] - old[i]);
            heights[i] = heights[i].min(heights[i + 1] - gap);
        }
        for i in ports.own + 1..old.len() {
            let gap = line.min(old[i] - old[i - 1]);
            heights[i] = heights[i].max(heights[i - 1] + gap);
        }
        self.make_room(end, (*heights.first()?, *heights.last()?))?;
        for &(port, edge, is_start) in &ports.lines {
            if old[port] == heights[port] {
                continue;
            }
            let last = self.points(edge).len() - 2;
            if last == 0 {
                self.make_way(edge, !is_start, heights[port])?;
            }
            self.shift(edge, if is_start { 0 } else { last }, heights[port])?;
        }
        Some(())
    }

    /// Whether the other end of a straight line has room where it is led: only it moves there.
    fn make_way(&mut self, edge: EdgeIx, is_start: bool, height: Unit) -> Option<()> {
        let (end, ports) = self.ports(edge, is_start)?;
        let line = self.drawing.input.spacing.line;
        let is_apart = |low: Unit, high: Unit, old: Unit| high - low >= line.min(old);
        let (heights, at) = (&ports.heights, ports.own);
        let before = at.checked_sub(1).map(|i| heights[i]);
        let after = heights.get(at + 1).copied();
        let own = heights[at];
        let has_room = !ports.is_shared(at)
            && before.is_none_or(|low| is_apart(low, height, own - low))
            && after.is_none_or(|high| is_apart(height, high, high - own));
        has_room.then_some(())?;
        let first = if at == 0 { height } else { heights[0] };
        let last = if after.is_none() { height } else { heights[heights.len() - 1] };
        self.make_room(end, (first, last))
    }

    /// What a line ends at, and the ports of that side of it: those at one place along the axis.
    fn ports(&self, edge: EdgeIx, is_start: bool) -> Option<(End, Ports)> {
        let ends = &self.drawing.input.edges[edge];
        let end = if is_start { ends.from } else { ends.to };
        let point = self.end_of(edge, is_start)?;
        let ends = self.drawing.ends.at(end);
        let mut all: Vec<(Unit, EdgeIx, bool)> = Vec::with_capacity(ends.len());
        for &(other, is_start) in ends {
            let Some(at) = self.end_of(other, is_start) else { continue };
            if self.axis.along(at) == self.axis.along(point) {
                all.push((self.axis.height(at), other, is_start));
            }
        }
        all.sort_by_key(|&(height, ..)| height);
        let mut ports = Ports {
            heights: Vec::with_capacity(all.len()),
            lines: Vec::with_capacity(all.len()),
            own: 0,
        };
        for (height, other, is_start) in all {
            if ports.heights.last() != Some(&height) {
                ports.heights.push(height);
            }
            ports.lines.push((ports.heights.len() - 1, other, is_start));
        }
        ports.own = ports.heights.iter().position(|&own| own == self.axis.height(point))?;
        Some((end, ports))
    }

    fn end_of(&self, edge: EdgeIx, is_start: bool) -> Option<Point> {
        let points = self.points(edge);
        if is_start { points.first().copied() } else { points.last().copied() }
    }

    /// Sees that ports between two heights have a side to be on: a card may grow for them.
    fn make_room(&mut self, end: End, (first, last): (Unit, Unit)) -> Option<()> {
        let Room { corner, growth } = self.room;
        let (layout, input) = (self.drawing.layout(), self.drawing.input);
        let (frame, foot, growth) = match end {
            End::Node(n) if self.axis == Axis::Horizontal => {
                (layout.nodes[n], input.nodes[n].foot, growth)
            }
            End::Node(n) => (layout.nodes[n], 0, growth),
            End::Container(c) => (layout.containers[c].frame, 0, 0),
        };
        let (low, high) = self.axis.range(&frame);
        let before = (low + corner - first).max(0);
        let after = (last - (high - foot - corner)).max(0);
        if before + after > growth {
            return None;
        }
        if let End::Node(n) = end
            && before + after > 0
        {
            *self.drawing.frame_mut(n) = self.axis.stretched(&frame, before, after);
        }
        Some(())
    }

    /// Moves a piece of a line, and the label on it.
    fn shift(&mut self, edge: EdgeIx, segment: usize, height: Unit) -> Option<()> {
        let ends = self.points(edge).get(segment..segment + 2)?;
        let old = Segment { a: ends[0], b: ends[1] };
        // A vertical piece at a horizontal port, or the other way round.
        if self.axis.height(old.a) != self.axis.height(old.b) {
            return None;
        }
        let by = height - self.axis.height(old.a);
        let route = self.drawing.route_mut(edge);
        for p in &mut route.points[segment..segment + 2] {
            *p = self.axis.at(*p, height);
        }
        if let Some(label) = route.label.filter(|label| old.touches(label)) {
            let (dx, dy) = if self.axis == Axis::Horizontal { (0, by) } else { (by, 0) };
            route.label = Some(label.moved(dx, dy));
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Room, Step, straighten};
    use crate::geom::{Point, Rect, Size, px};
    use crate::layout::improve::edit::Drawing;
    use crate::layout::testing::architectures::{card, edge, empty};
    use crate::layout::testing::samples::line;
    use crate::layout::{End, Input, Lane, Layout, Route};

    #[test]
    fn a_step_lies_between_pieces_and_may_go_on_or_turn_back() {
        let route =
            |points: &[(i32, i32)]| Route { points: line(points), label: None, letter: None };
        let step = Step { edge: 0, segment: 1 };
        let on = route(&[(0, 0), (50, 0), (50, 8), (90, 8)]);
        assert!(step.goes_on(&on));
        assert_eq!((step.length(&on), step.heights(&on)), (8, (0, 8)));
        let back = route(&[(0, 0), (50, 0), (50, 8), (10, 8)]);
        assert!(!step.goes_on(&back));
        let down = route(&[(0, 0), (0, 50), (-6, 50), (-6, 90)]);
        assert!(step.goes_on(&down));
        assert_eq!((step.length(&down), step.heights(&down)), (6, (0, -6)));
    }

    /// Leads the first line, which steps down by 20 px between two cards, on the level of its end.
    /// The others are given by their corners and end at the second card; the places of all ends,
    /// in pixels, if there is one for each.
    fn led(more: &[(usize, &[(i32, i32)])], foot: i32) -> Option<Vec<[i32; 2]>> {
        let mut nodes = vec![card(None, Lane::Free); 3];
        nodes[1].foot = px(foot);
        let stepping: (usize, &[(i32, i32)]) = (0, &[(130, 30), (200, 30), (200, 50), (300, 50)]);
        let all = [&[stepping], more].concat();
        let edges = all.iter().map(|&(from, _)| edge(End::Node(from), End::Node(1))).collect();
        let input = Input { nodes, edges, ..empty() };
        let in_px = |&(x, y): &(i32, i32)| Point::new(px(x), px(y));
        let route = |&(_, corners): &(usize, &[(i32, i32)])| Route {
            points: corners.iter().map(in_px).collect(),
            label: None,
            letter: None,
        };
        let area = |(x, y)| Rect::new(px(x), px(y), px(130), px(100));
        let layout = Layout {
            nodes: [(0, 0), (300, 0), (0, 200)].map(area).to_vec(),
            edges: all.iter().map(route).collect(),
            canvas: Size::new(px(480), px(360)),
            containers: Vec::new(),
            remarks: Vec::new(),
        };
        let mut drawing = Drawing::new(&input, layout);
        let room = Room { growth: 0, corner: px(4) };
        straighten(&mut drawing, Step { edge: 0, segment: 1 }, px(50), room)?;
        let ends = |route: &Route| [route.points[0].y, route.points[route.points.len() - 1].y];
        Some(drawing.layout().edges.iter().map(|route| ends(route).map(|y| y / px(1))).collect())
    }

    #[test]
    fn a_straight_line_beside_moves_where_its_other_end_has_room() {
        let straight: (usize, &[(i32, i32)]) = (0, &[(130, 56), (300, 56)]);
        assert_eq!(led(&[straight], 0), Some(vec![[50, 50], [62, 62]]));
        let far: (usize, &[(i32, i32)]) = (2, &[(130, 230), (200, 230), (200, 80), (300, 80)]);
        assert_eq!(led(&[straight, far], 0), Some(vec![[50, 50], [62, 62], [230, 80]]));
        let near: (usize, &[(i32, i32)]) = (2, &[(130, 230), (200, 230), (200, 66), (300, 66)]);
        assert_eq!(led(&[straight, near], 0), None);
    }

    #[test]
    fn no_line_is_led_to_the_foot_of_a_card() {
        let straight: (usize, &[(i32, i32)]) = (0, &[(130, 56), (300, 56)]);
        assert!(led(&[straight], 34).is_some());
        assert_eq!(led(&[straight], 35), None);
    }
}
