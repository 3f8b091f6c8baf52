//! Moving what a line is made of: its pieces sideways, its ports along the sides of cards, with
//! the ports beside them and, within limits, the border of the card.

use super::lines::{Segment, segments, tidy};
use super::{EdgeIx, End, Input, Layout, Reading, Route};
use crate::geom::{Point, Rect, Unit};

/// A piece of a line between two parallel ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub edge: EdgeIx,
    /// The piece, counted from the line's first.
    pub segment: usize,
}

impl Step {
    /// Whether the pieces before and after run the same way.
    pub fn goes_on(self, layout: &Layout) -> bool {
        let p = &layout.edges[self.edge].points[self.segment - 1..self.segment + 3];
        let ahead = |a: Point, b: Point| ((b.x - a.x).signum(), (b.y - a.y).signum());
        ahead(p[0], p[1]) == ahead(p[2], p[3])
    }

    /// How far the line steps aside.
    pub fn length(self, layout: &Layout) -> Unit {
        let (from, to) = self.heights(layout);
        (from - to).abs()
    }

    /// Where the pieces before and after it run.
    pub fn heights(self, layout: &Layout) -> (Unit, Unit) {
        let points = &layout.edges[self.edge].points;
        let (a, b) = (points[self.segment], points[self.segment + 1]);
        if a.x == b.x { (a.y, b.y) } else { (a.x, b.x) }
    }
}

/// What a port may have of its card's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// By how much the card may grow.
    pub growth: Unit,
    /// How far ports keep from the ends of the side.
    pub corner: Unit,
}

/// The layout with both pieces beside a step led at `height`, so that the step is none; nothing
/// where a port finds no place there. What else the change does is not looked at.
pub(super) fn straightened(
    input: &Input,
    layout: &Layout,
    step: Step,
    height: Unit,
    room: Room,
) -> Option<Layout> {
    let points = &layout.edges[step.edge].points;
    let axis = if points[step.segment].x == points[step.segment + 1].x {
        Axis::Level
    } else {
        Axis::Upright
    };
    let mut slide = Slide { input, layout: layout.clone(), axis, room };
    for segment in [step.segment - 1, step.segment + 1] {
        slide.lead(step.edge, segment, height)?;
    }
    for route in &mut slide.layout.edges {
        tidy(&mut route.points);
    }
    Some(slide.layout)
}

/// The layout with a level or upright line led to or from one of its ends at `height`; nothing
/// where a port finds no place there. What else the change does is not looked at.
pub(super) fn led(
    input: &Input,
    layout: &Layout,
    axis: Axis,
    (edge, is_start): (EdgeIx, bool),
    height: Unit,
) -> Option<Layout> {
    let room = Room { growth: 0, corner: input.spacing.line };
    let mut slide = Slide { input, layout: layout.clone(), axis, room };
    slide.lead_port(edge, is_start, height)?;
    for route in &mut slide.layout.edges {
        tidy(&mut route.points);
    }
    Some(slide.layout)
}

/// How the pieces run that are moved. Their height is their place on the other axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    Level,
    Upright,
}

impl Axis {
    /// How lines between ranks run.
    pub const fn of(reading: Reading) -> Self {
        match reading {
            Reading::LeftToRight => Self::Level,
            Reading::TopToBottom => Self::Upright,
        }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::Level => Self::Upright,
            Self::Upright => Self::Level,
        }
    }

    pub const fn height(self, p: Point) -> Unit {
        match self {
            Self::Level => p.y,
            Self::Upright => p.x,
        }
    }

    pub const fn along(self, p: Point) -> Unit {
        match self {
            Self::Level => p.x,
            Self::Upright => p.y,
        }
    }

    pub const fn at(self, p: Point, height: Unit) -> Point {
        match self {
            Self::Level => Point::new(p.x, height),
            Self::Upright => Point::new(height, p.y),
        }
    }

    /// Lowest and highest place of a rectangle.
    pub const fn range(self, rect: &Rect) -> (Unit, Unit) {
        match self {
            Self::Level => (rect.y, rect.bottom()),
            Self::Upright => (rect.x, rect.right()),
        }
    }

    pub const fn moved(self, rect: &Rect, by: Unit) -> Rect {
        match self {
            Self::Level => rect.moved(0, by),
            Self::Upright => rect.moved(by, 0),
        }
    }

    /// The rectangle with its lower and higher border moved outward.
    const fn stretched(self, rect: &Rect, before: Unit, after: Unit) -> Rect {
        let more = before + after;
        match self {
            Self::Level => Rect::new(rect.x, rect.y - before, rect.width, rect.height + more),
            Self::Upright => Rect::new(rect.x - before, rect.y, rect.width + more, rect.height),
        }
    }
}

/// A place on a side where lines end: its height, and the lines with whether they start there.
struct Port {
    height: Unit,
    lines: Vec<(EdgeIx, bool)>,
}

struct Slide<'a> {
    input: &'a Input,
    layout: Layout,
    axis: Axis,
    room: Room,
}

impl Slide<'_> {
    /// Leads a piece of a line at `height`.
    fn lead(&mut self, edge: EdgeIx, segment: usize, height: Unit) -> Option<()> {
        let points = &self.layout.edges[edge].points;
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
        if self.layout.edges.iter().enumerate().any(is_common) {
            return None;
        }
        self.shift(edge, segment, height)
    }

    /// Moves the port at an end of a line, and those beside it that it comes too near to.
    fn lead_port(&mut self, edge: EdgeIx, is_start: bool, height: Unit) -> Option<()> {
        let (end, ports, moved) = self.port(edge, is_start)?;
        let mut heights: Vec<Unit> = ports.iter().map(|port| port.height).collect();
        heights[moved] = height;
        let line = self.input.spacing.line;
        for i in (0..moved).rev() {
            let gap = line.min(ports[i + 1].height - ports[i].height);
            heights[i] = heights[i].min(heights[i + 1] - gap);
        }
        for i in moved + 1..ports.len() {
            let gap = line.min(ports[i].height - ports[i - 1].height);
            heights[i] = heights[i].max(heights[i - 1] + gap);
        }
        self.make_room(end, (*heights.first()?, *heights.last()?))?;
        for (port, height) in ports.iter().zip(heights) {
            for &(edge, is_start) in port.lines.iter().filter(|_| port.height != height) {
                let last = self.layout.edges[edge].points.len() - 2;
                if last == 0 {
                    self.make_way(edge, !is_start, height)?;
                }
                self.shift(edge, if is_start { 0 } else { last }, height)?;
            }
        }
        Some(())
    }

    /// Whether the other end of a straight line has room where it is led: only it moves there.
    fn make_way(&mut self, edge: EdgeIx, is_start: bool, height: Unit) -> Option<()> {
        let (end, ports, at) = self.port(edge, is_start)?;
        let line = self.input.spacing.line;
        let is_apart = |low: Unit, high: Unit, old: Unit| high - low >= line.min(old);
        let before = at.checked_sub(1).map(|i| ports[i].height);
        let after = ports.get(at + 1).map(|port| port.height);
        let own = ports[at].height;
        let has_room = ports[at].lines.len() == 1
            && before.is_none_or(|low| is_apart(low, height, own - low))
            && after.is_none_or(|high| is_apart(height, high, high - own));
        has_room.then_some(())?;
        let first = if at == 0 { height } else { ports[0].height };
        let last = if after.is_none() { height } else { ports[ports.len() - 1].height };
        self.make_room(end, (first, last))
    }

    /// What a line ends at, the ports of that side, and which of them is the line's.
    fn port(&self, edge: EdgeIx, is_start: bool) -> Option<(End, Vec<Port>, usize)> {
        let ends = &self.input.edges[edge];
        let end = if is_start { ends.from } else { ends.to };
        let point = self.end_of(edge, is_start)?;
        let ports = self.ports(end, self.axis.along(point));
        let own = ports.iter().position(|port| port.height == self.axis.height(point))?;
        Some((end, ports, own))
    }

    fn end_of(&self, edge: EdgeIx, is_start: bool) -> Option<Point> {
        let points = &self.layout.edges[edge].points;
        if is_start { points.first().copied() } else { points.last().copied() }
    }

    /// The ports of a side in order: those of `end` at one place along the axis.
    fn ports(&self, end: End, along: Unit) -> Vec<Port> {
        let mut ports: Vec<Port> = Vec::new();
        for (e, edge) in self.input.edges.iter().enumerate() {
            for (own, is_start) in [(edge.from, true), (edge.to, false)] {
                let point = self.end_of(e, is_start).filter(|_| own == end);
                let Some(point) = point.filter(|&p| self.axis.along(p) == along) else { continue };
                let height = self.axis.height(point);
                match ports.iter_mut().find(|port| port.height == height) {
                    Some(port) => port.lines.push((e, is_start)),
                    None => ports.push(Port { height, lines: vec![(e, is_start)] }),
                }
            }
        }
        ports.sort_by_key(|port| port.height);
        ports
    }

    /// Sees that ports between two heights have a side to be on: a card may grow for them.
    fn make_room(&mut self, end: End, (first, last): (Unit, Unit)) -> Option<()> {
        let Room { corner, growth } = self.room;
        let (frame, foot, growth) = match end {
            End::Node(n) if self.axis == Axis::Level => {
                (self.layout.nodes[n], self.input.nodes[n].foot, growth)
            }
            End::Node(n) => (self.layout.nodes[n], 0, growth),
            End::Container(c) => (self.layout.containers[c].frame, 0, 0),
        };
        let (low, high) = self.axis.range(&frame);
        let before = (low + corner - first).max(0);
        let after = (last - (high - foot - corner)).max(0);
        if before + after > growth {
            return None;
        }
        if let End::Node(n) = end {
            self.layout.nodes[n] = self.axis.stretched(&frame, before, after);
        }
        Some(())
    }

    /// Moves a piece of a line, and the label on it.
    fn shift(&mut self, edge: EdgeIx, segment: usize, height: Unit) -> Option<()> {
        let route = &mut self.layout.edges[edge];
        let ends = route.points.get_mut(segment..segment + 2)?;
        let old = Segment { a: ends[0], b: ends[1] };
        // An upright piece at a level port, or the other way round.
        if self.axis.height(old.a) != self.axis.height(old.b) {
            return None;
        }
        let by = height - self.axis.height(old.a);
        for p in ends {
            *p = self.axis.at(*p, height);
        }
        if let Some(label) = route.label.filter(|label| old.touches(label)) {
            let (dx, dy) = if self.axis == Axis::Level { (0, by) } else { (by, 0) };
            route.label = Some(label.moved(dx, dy));
        }
        Some(())
    }
}
