//! An edge: its line with rounded corners, its arrowheads, its label.
//!
//! The flow shows in color, dash and arrowhead, so that no two flows differ in one of them
//! alone.

use crate::geom::{Point, Rect, Unit, px};
use crate::graph::{Connection, Flow};
use crate::measure::{Face, LineLabel};
use crate::scene::card::{GONE, mark_role};
use crate::scene::{Anchor, Dash, Mark, Paint, Part, Shape, Step, step};
use crate::theme::{Role, Theme};

/// Radius of the corners of a line.
const CORNER: Unit = px(8);
/// The line, its arrowheads, what covers it behind its label, and the lines of that.
const MOST_SHAPES: usize = 5;
/// Length of an arrowhead.
const HEAD: Unit = px(8);

/// Where the dashes of a line are counted from. Lines that share an end run on top of each other
/// there, and look like one only if their dashes do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchored {
    /// The first point.
    AtStart,
    /// The last point.
    AtEnd,
}

/// How a flow is drawn.
struct Look {
    role: Role,
    dash: Dash,
    /// The dash of an optional connection.
    optional: Dash,
    head: Head,
}

/// The shape of an arrowhead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// A filled triangle.
    Triangle,
    /// Two strokes.
    Open,
    /// The outline of a triangle.
    Hollow,
    /// A filled diamond.
    Diamond,
}

const fn look(flow: Flow) -> Look {
    const OPTIONAL: Dash = &[px(6), px(4)];
    const DASH_DOT: Dash = &[px(9), px(3), px(2), px(3)];
    const WIDE_DASH_DOT: Dash = &[px(6), px(5), px(2), px(5)];
    const DOTTED: Dash = &[px(2), px(3)];
    const WIDE_DOTTED: Dash = &[px(2), px(6)];
    match flow {
        Flow::Data => {
            Look { role: Role::Data, dash: &[], optional: OPTIONAL, head: Head::Triangle }
        }
        Flow::Control => {
            Look { role: Role::Control, dash: &[], optional: OPTIONAL, head: Head::Open }
        }
        Flow::Management => Look {
            role: Role::Management,
            dash: DASH_DOT,
            optional: WIDE_DASH_DOT,
            head: Head::Hollow,
        },
        Flow::Security => {
            Look { role: Role::Security, dash: DOTTED, optional: WIDE_DOTTED, head: Head::Diamond }
        }
    }
}

/// A connection on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire<'a> {
    pub connection: &'a Connection,
    pub points: &'a [Point],
    pub anchored: Anchored,
    pub mark: Option<Mark>,
}

/// The line and its arrowheads, and its label in a place with `ground` behind it.
pub(super) fn with_label(
    wire: Wire,
    label: &LineLabel,
    place: Option<Rect>,
    ground: Role,
    theme: &Theme,
) -> Vec<Shape> {
    let mark = wire.mark;
    let mut shapes = line(wire, theme);
    if let Some(room) = place {
        // Only a line that runs through its label needs to be covered.
        let is_crossed = wire.points.windows(2).any(|ends| {
            let line = Rect::spanning(ends[0], ends[1]).grown(1);
            line.overlaps(&room.grown(-px(1)))
        });
        if is_crossed {
            let (part, corner, paint) = (Part::Backing, px(4), Paint::filled(ground));
            shapes.push(Shape::Box { part, rect: room, corner, paint });
        }
        let room = step::shapes(label, room, mark, &mut shapes);
        texts(label, room, mark, &mut shapes);
    }
    shapes
}

/// The line and its arrowheads alone.
pub(super) fn line(wire: Wire, theme: &Theme) -> Vec<Shape> {
    let Wire { connection, points, anchored, mark } = wire;
    let look = look(connection.flow);
    let role = match mark {
        Some(Mark::Dimmed) => Role::CardLine,
        Some(mark) => mark_role(mark).unwrap_or(look.role),
        None => look.role,
    };
    let extra = if mark.is_some_and(|mark| mark_role(mark).is_some()) { px(1) } else { 0 };
    let dash = match (mark, connection.optional) {
        (Some(Mark::Removed), _) => GONE,
        (_, true) => look.optional,
        (_, false) => look.dash,
    };
    let direction = connection.direction;
    let (at_end, at_start) = (direction.has_head_at_to(), direction.has_head_at_from());
    let mut steps = rounded(points);
    let mut phase = match anchored {
        Anchored::AtStart => 0,
        Anchored::AtEnd => -length(&steps),
    };
    if at_end {
        look.head.cover_end(&mut steps);
    }
    if at_start {
        phase += look.head.cover_start(&mut steps);
    }
    let period: Unit = dash.iter().sum();
    let phase = if period > 0 { phase.rem_euclid(period) } else { 0 };
    let paint = Paint { dash, phase, ..Paint::outlined(role, theme.line_width + extra) };
    let mut shapes = Vec::with_capacity(MOST_SHAPES);
    shapes.push(Shape::Path { part: Part::Line, steps, paint });
    let back: Vec<Point> = points.iter().rev().copied().collect();
    let mut steps = Vec::new();
    for (wanted, points) in [(at_end, points), (at_start, &back)] {
        if let ([.., before, tip], true) = (points, wanted) {
            steps.extend(look.head.steps(*before, *tip));
        }
    }
    if !steps.is_empty() {
        shapes.push(Shape::Path { part: Part::Head, steps, paint: look.head.paint(role) });
    }
    shapes
}

/// Length of a line with round corners.
fn length(steps: &[Step]) -> Unit {
    let mut at = Point::default();
    let mut length = 0;
    for step in steps {
        match *step {
            Step::Move(to) => at = to,
            Step::Line(to) => {
                length += reach(at, to);
                at = to;
            }
            // A parabola between legs of length r is (1 + arsinh 1 / sqrt 2) r long.
            Step::Round(corner, to) => {
                length += (reach(at, corner) * 1623 + 500) / 1000;
                at = to;
            }
            Step::Close => {}
        }
    }
    length
}

/// A polyline with its corners cut round.
fn rounded(points: &[Point]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(points.len() * 2);
    for (i, &at) in points.iter().enumerate() {
        if i == 0 {
            steps.push(Step::Move(at));
        } else if i + 1 == points.len() {
            steps.push(Step::Line(at));
        } else {
            let (before, after) = (points[i - 1], points[i + 1]);
            let radius = CORNER.min(reach(before, at) / 2).min(reach(at, after) / 2);
            // Two corners may touch; then there is nothing straight between them.
            let begin = toward(at, before, radius);
            if end_of(steps.last()) != Some(begin) {
                steps.push(Step::Line(begin));
            }
            steps.push(Step::Round(at, toward(at, after, radius)));
        }
    }
    steps
}

/// Where a step ends.
const fn end_of(step: Option<&Step>) -> Option<Point> {
    match step {
        Some(Step::Move(to) | Step::Line(to) | Step::Round(_, to)) => Some(*to),
        Some(Step::Close) | None => None,
    }
}

/// Length of an upright or level segment.
const fn reach(a: Point, b: Point) -> Unit {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The point `by` away from `from` on the way to `to`.
const fn toward(from: Point, to: Point, by: Unit) -> Point {
    Point::new(from.x + (to.x - from.x).signum() * by, from.y + (to.y - from.y).signum() * by)
}

impl Head {
    /// How it is painted.
    const fn paint(self, role: Role) -> Paint {
        match self {
            Self::Triangle | Self::Diamond => Paint::filled(role),
            Self::Open | Self::Hollow => Paint::outlined(role, px(3) / 2),
        }
    }

    /// How far from its tip a line ends that it covers: the round end of a line would look out of
    /// a tip, and through a hollow head all that is in it is seen.
    const fn cover(self) -> Unit {
        match self {
            Self::Triangle | Self::Diamond => HEAD / 2,
            Self::Hollow => HEAD,
            Self::Open => 0,
        }
    }

    /// Ends a line inside the head at its end.
    fn cover_end(self, steps: &mut [Step]) {
        if let [.., before, Step::Line(tip)] = steps
            && let Some(before) = end_of(Some(before))
        {
            *tip = toward(*tip, before, self.cover().min(reach(*tip, before)));
        }
    }

    /// Begins a line inside the head at its start, and says how much later.
    fn cover_start(self, steps: &mut [Step]) -> Unit {
        let [Step::Move(tip), Step::Line(after), ..] = steps else { return 0 };
        let later = self.cover().min(reach(*tip, *after));
        *tip = toward(*tip, *after, later);
        later
    }

    /// Its outline with the tip at `tip`, on a line that comes from `before`.
    fn steps(self, before: Point, tip: Point) -> Vec<Step> {
        let (dx, dy) = ((tip.x - before.x).signum(), (tip.y - before.y).signum());
        let at = |back: Unit, aside: Unit| {
            Point::new(tip.x - dx * back - dy * aside, tip.y - dy * back + dx * aside)
        };
        let half = HEAD / 2;
        let mut steps = match self {
            Self::Triangle | Self::Open | Self::Hollow => {
                vec![Step::Move(at(HEAD, half)), Step::Line(tip), Step::Line(at(HEAD, -half))]
            }
            Self::Diamond => vec![
                Step::Move(tip),
                Step::Line(at(half, half)),
                Step::Line(at(HEAD, 0)),
                Step::Line(at(half, -half)),
            ],
        };
        if self != Self::Open {
            steps.push(Step::Close);
        }
        steps
    }
}

/// The label on its backing, each line in the middle.
fn texts(label: &LineLabel, room: Rect, mark: Option<Mark>, shapes: &mut Vec<Shape>) {
    let color = if mark == Some(Mark::Dimmed) { Role::Soft } else { Role::Ink };
    let x = room.x + room.width / 2;
    let mut y = room.y + LineLabel::PAD.height;
    let rows = [
        (Part::Label, &label.label, Face::Line, color),
        (Part::Small, &label.protocol, Face::Small, Role::Soft),
    ];
    for (part, lines, face, color) in rows {
        if lines.is_empty() {
            continue;
        }
        // A protocol without a label is the label.
        let part = if label.label.is_empty() { Part::Label } else { part };
        let at = Point::new(x, y + face.baseline());
        let lines = lines.clone();
        y += lines.len() as Unit * face.leading();
        let (anchor, room) = (Anchor::Middle, room.width);
        shapes.push(Shape::Text { part, at, anchor, lines, room, face, color });
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchored, HEAD, Head, Wire, end_of, length, line, rounded};
    use crate::geom::{Point, px};
    use crate::graph::{Connection, Direction, sample};
    use crate::scene::{Paint, Shape, Step};
    use crate::theme::Theme;

    fn points(places: &[(i32, i32)]) -> Vec<Point> {
        places.iter().map(|&(x, y)| Point::new(px(x), px(y))).collect()
    }

    #[test]
    fn corners_are_round_and_touching_ones_have_nothing_between_them() {
        let wide = rounded(&points(&[(0, 0), (40, 0), (40, 40)]));
        assert_eq!(
            wide,
            [
                Step::Move(Point::new(0, 0)),
                Step::Line(Point::new(px(32), 0)),
                Step::Round(Point::new(px(40), 0), Point::new(px(40), px(8))),
                Step::Line(Point::new(px(40), px(40))),
            ]
        );
        // A step of 4 px: both corners have a radius of 2 and meet in its middle.
        let narrow = rounded(&points(&[(0, 0), (40, 0), (40, 4), (80, 4)]));
        let lines = narrow.iter().filter(|step| matches!(step, Step::Line(_))).count();
        assert_eq!((narrow.len(), lines), (5, 2));
    }

    #[test]
    fn heads_point_where_the_line_goes() {
        let [before, tip] = [Point::new(0, 0), Point::new(px(100), 0)];
        let steps = Head::Triangle.steps(before, tip);
        assert_eq!(steps[1], Step::Line(tip));
        assert_eq!(steps.last(), Some(&Step::Close));
        assert_ne!(Head::Open.steps(before, tip).last(), Some(&Step::Close));
        let back = Head::Diamond.steps(tip, before);
        assert_eq!(back[0], Step::Move(before));
    }

    /// The line of a connection: its steps and how it is painted.
    fn drawn(connection: &Connection, points: &[Point], anchored: Anchored) -> (Vec<Step>, Paint) {
        let shapes = line(Wire { connection, points, anchored, mark: None }, &Theme::standard());
        match shapes.into_iter().next() {
            Some(Shape::Path { steps, paint, .. }) => (steps, paint),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn dashes_of_lines_that_share_their_end_lie_on_each_other() {
        for direction in [Direction::Forward, Direction::Both] {
            let sample = sample::connection("telemetry", "data");
            let connection = Connection { optional: true, direction, ..sample };
            let phase_at_end = |places: &[(i32, i32)]| {
                let (steps, paint) = drawn(&connection, &points(places), Anchored::AtEnd);
                (length(&steps) + HEAD / 2 + paint.phase) % paint.dash.iter().sum::<i32>()
            };
            assert_eq!(phase_at_end(&[(0, 0), (103, 0)]), 0);
            assert_eq!(phase_at_end(&[(0, 0), (41, 0), (41, 77), (103, 77)]), 0);
        }
        // Two corners of radius 8 take away 2 * 0.377 * 8.
        let steps = rounded(&points(&[(0, 0), (40, 0), (40, 80), (100, 80)]));
        assert_eq!(length(&steps), px(180 - 6));
    }

    #[test]
    fn a_line_ends_inside_its_heads_and_reaches_a_border_without_one() {
        let ends = |direction, flow, places: &[(i32, i32)]| {
            let connection = Connection { direction, ..sample::connection("telemetry", flow) };
            let (steps, paint) = drawn(&connection, &points(places), Anchored::AtStart);
            (
                end_of(steps.first()).expect("a line has ends").x,
                end_of(steps.last()).expect("a line has ends").x,
                paint.phase,
            )
        };
        let across = [(0, 0), (100, 0)];
        assert_eq!(ends(Direction::Forward, "data", &across), (0, px(96), 0));
        assert_eq!(ends(Direction::Back, "management", &across), (px(8), px(100), px(8)));
        assert_eq!(ends(Direction::Both, "security", &across), (px(4), px(96), px(4)));
        // The two strokes of an open head meet where the line ends.
        assert_eq!(ends(Direction::Both, "control", &across), (0, px(100), 0));
        // Nothing is left of a short line, and it does not turn back.
        assert_eq!(ends(Direction::Forward, "data", &[(0, 0), (3, 0)]), (0, 0, 0));
    }

    #[test]
    fn a_line_for_both_ways_has_both_heads_in_one_shape() {
        let mut connection = sample::connection("telemetry", "data");
        let ends = points(&[(0, 0), (100, 0)]);
        for (direction, heads) in
            [(Direction::Forward, 1), (Direction::Back, 1), (Direction::Both, 2)]
        {
            connection.direction = direction;
            let theme = Theme::standard();
            let (connection, points, anchored) = (&connection, &ends[..], Anchored::AtStart);
            let shapes = line(Wire { connection, points, anchored, mark: None }, &theme);
            let [Shape::Path { .. }, Shape::Path { steps, .. }] = &shapes[..] else {
                panic!("{shapes:?}")
            };
            let begun = steps.iter().filter(|step| matches!(step, Step::Move(_))).count();
            assert_eq!(begun, heads, "{direction:?}");
        }
    }
}
