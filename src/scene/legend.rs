//! The legend: one entry for each thing the picture uses, in rows below it.

use std::collections::BTreeSet;

use crate::geom::{Point, Rect, Size, Unit, px};
use crate::graph::{ArchGraph, Connection, Direction, Element, Flow, Lane, Status};
use crate::measure::{
    BADGE_HEIGHT, BadgeKind, Face, TextLine, badge_width, in_wide_font, room_in_wide_font, widest,
    wrap,
};
use crate::scene::card::{badge_look, pill_shapes, sign};
use crate::scene::names::capitalized;
use crate::scene::wire::{Anchored, Wire};
use crate::scene::{Anchor, Mark, Marks, Paint, Part, Shape, Step, panel, wire};
use crate::theme::{Role, Theme};

/// Height of a row.
const ROW: Unit = px(20);
/// Between sample and text.
const GAP: Unit = px(8);
/// Between entries.
const BETWEEN: Unit = px(24);
/// Length of a sample line.
const LINE: Unit = px(36);
/// Height of a sample of a tint.
const SWATCH: Unit = px(14);

/// One sample with what it means.
struct Entry {
    sample: Sample,
    /// Lines of it.
    text: Vec<TextLine>,
}

enum Sample {
    Line { flow: Flow, optional: bool, direction: Direction, mark: Option<Mark> },
    Boundary,
    Band,
    Status(Status),
    Mark(Mark),
}

/// The shapes of the legend from `at` on, in rows no wider than `room`, and how much room they
/// take. A picture that needs no explanation has no legend.
pub(super) fn shapes(
    graph: &ArchGraph,
    marks: &Marks,
    bands: &[Lane],
    at: Point,
    room: Unit,
    theme: &Theme,
) -> (Size, Vec<Shape>) {
    let entries = entries(graph, marks, bands, room);
    let (mut x, mut y, mut right, mut height) = (at.x, at.y, at.x, 0);
    let mut shapes = Vec::new();
    let mut group = None;
    for entry in &entries {
        let width = entry.width();
        // Lines, tints and marks each begin a row of their own where all do not fit into one.
        let starts_group = group.is_some_and(|before| before != entry.sample.group());
        let is_full = x > at.x && x + width > at.x + room;
        if is_full || (starts_group && entries_width(&entries) > room) {
            (x, y) = (at.x, at.y + height);
        }
        height = height.max(y + entry.height() - at.y);
        group = Some(entry.sample.group());
        entry.draw(Point::new(x, y), theme, &mut shapes);
        x += width + BETWEEN;
        right = right.max(x - BETWEEN);
    }
    (Size::new(right - at.x, height), shapes)
}

fn entries_width(entries: &[Entry]) -> Unit {
    entries.iter().map(|entry| entry.width() + BETWEEN).sum()
}

fn entries(graph: &ArchGraph, marks: &Marks, bands: &[Lane], room: Unit) -> Vec<Entry> {
    let mut samples = Vec::new();
    let edges = || graph.graph.edge_weights();
    // In a comparison the colors say what changed: a flow shows in dashes and arrowheads.
    let mark = marks.elements.values().next().map(|_| Mark::Dimmed);
    for flow in Flow::ALL {
        for (optional, text) in [(false, flow.word()), (true, optional_text(flow))] {
            let is_shown = |edge: &&Connection| edge.flow == flow && (edge.optional || !optional);
            if edges().find(is_shown).is_none() {
                continue;
            }
            let has_head = |edge: &Connection| edge.direction != Direction::None;
            let direction = Direction::with_heads(false, edges().filter(is_shown).any(has_head));
            let sample = Sample::Line { flow, optional, direction, mark };
            samples.push((sample, capitalized(text)));
        }
    }
    if graph.graph.node_weights().any(Element::is_trust_boundary) {
        samples.push((Sample::Boundary, "Trust boundary".to_owned()));
    }
    if let Some(text) = band_text(bands) {
        samples.push((Sample::Band, text.to_owned()));
    }
    let states: BTreeSet<Status> = graph.graph.node_weights().map(|e| e.status).collect();
    for status in states.into_iter().filter(|&status| status != Status::Available) {
        samples.push((Sample::Status(status), status_text(status).to_owned()));
    }
    for mark in Mark::ALL {
        match marks.count(mark) {
            0 => {}
            n => samples.push((Sample::Mark(mark), format!("{} ({n})", capitalized(mark.word())))),
        }
    }
    let lines = |sample: &Sample, text: &str| {
        wrap(text, Face::Line, room_in_wide_font(room - sample.width() - GAP, Face::Line))
    };
    samples
        .into_iter()
        .map(|(sample, text)| Entry { text: lines(&sample, &text), sample })
        .collect()
}

const fn optional_text(flow: Flow) -> &'static str {
    match flow {
        Flow::Data => "optional data",
        Flow::Control => "optional control",
        Flow::Management => "optional management",
        Flow::Security => "optional security",
    }
}

/// Which services stand in the strips.
fn band_text(bands: &[Lane]) -> Option<&'static str> {
    match [Lane::Management, Lane::Security].map(|lane| bands.contains(&lane)) {
        [true, true] => Some("Management and security services"),
        [true, false] => Some("Management services"),
        [false, true] => Some("Security services"),
        [false, false] => None,
    }
}

const fn status_text(status: Status) -> &'static str {
    match status {
        Status::Available => "Generally available",
        Status::Preview => "In preview",
        Status::Retiring => "Retirement announced",
        Status::Retired => "No longer available",
    }
}

impl Sample {
    fn width(&self) -> Unit {
        match self {
            Self::Line { .. } | Self::Boundary => LINE,
            Self::Band => px(22),
            Self::Status(status) => badge_width(status.word()),
            Self::Mark(_) => px(16),
        }
    }

    /// Entries of one group stand together.
    const fn group(&self) -> u8 {
        match self {
            Self::Line { .. } | Self::Boundary => 0,
            Self::Band => 1,
            Self::Status(_) => 2,
            Self::Mark(_) => 3,
        }
    }
}

impl Entry {
    fn width(&self) -> Unit {
        self.sample.width() + GAP + in_wide_font(widest(&self.text), Face::Line)
    }

    /// A further line of text makes its row higher.
    fn height(&self) -> Unit {
        ROW + (self.text.len() as Unit - 1).max(0) * Face::Line.leading()
    }

    /// Draws the entry with its top left corner at `at`.
    fn draw(&self, at: Point, theme: &Theme, shapes: &mut Vec<Shape>) {
        let middle = at.y + ROW / 2;
        let width = self.sample.width();
        let centered = |height| Rect::new(at.x, middle - height / 2, width, height);
        let card =
            Paint { fill: Some(Role::Card), ..Paint::outlined(Role::CardLine, theme.border_width) };
        match self.sample {
            Sample::Line { flow, optional, direction, mark } => {
                let ends = [Point::new(at.x, middle), Point::new(at.x + LINE, middle)];
                let sample = Connection { direction, ..sample_connection(flow, optional) };
                let (connection, points, anchored) = (&sample, &ends[..], Anchored::AtStart);
                for shape in wire::line(Wire { connection, points, anchored, mark }, theme) {
                    if let Shape::Path { steps, paint, .. } = shape {
                        shapes.push(Shape::Path { part: Part::Sample, steps, paint });
                    }
                }
            }
            Sample::Boundary => {
                let ends = [at.x, at.x + LINE].map(|x| Point::new(x, middle));
                let steps = vec![Step::Move(ends[0]), Step::Line(ends[1])];
                let paint = panel::boundary();
                shapes.push(Shape::Path { part: Part::Sample, steps, paint });
            }
            Sample::Band => {
                let (part, rect, paint) = (Part::Sample, centered(SWATCH), panel::band(theme));
                shapes.push(Shape::Box { part, rect, corner: px(4), paint });
            }
            Sample::Status(status) => {
                let (paint, color) = badge_look(BadgeKind::Status(status));
                let text = TextLine::single(status.word(), Face::Badge);
                pill_shapes(centered(BADGE_HEIGHT), text, paint, color, shapes);
            }
            Sample::Mark(Mark::Dimmed) => {
                shapes.push(Shape::Box {
                    part: Part::Sample,
                    rect: centered(px(12)),
                    corner: px(3),
                    paint: card,
                });
            }
            Sample::Mark(mark) => sign(mark, Point::new(at.x, middle - px(8)), shapes),
        }
        let top = middle - Face::Line.leading() / 2;
        shapes.push(Shape::Text {
            part: Part::Sample,
            at: Point::new(at.x + width + GAP, top + Face::Line.baseline()),
            anchor: Anchor::Left,
            lines: self.text.clone(),
            room: Unit::MAX,
            face: Face::Line,
            color: Role::Soft,
        });
    }
}

fn sample_connection(flow: Flow, optional: bool) -> Connection {
    Connection {
        id: String::new(),
        label: String::new(),
        protocol: None,
        port: None,
        flow,
        direction: Direction::Forward,
        optional,
        authentication: None,
        step: None,
        sentence: None,
        link: None,
        note: None,
        because: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Marks, shapes};
    use crate::geom::{Point, px};
    use crate::graph::sample::{self, Sample};
    use crate::graph::{ArchGraph, Connection, Lane, Status};
    use crate::scene::Shape;
    use crate::theme::Theme;

    fn graph(optional: bool) -> ArchGraph {
        let connection = Connection { optional, ..sample::connection("x", "management") };
        Sample::new("t")
            .element(sample::node("a", "device", "field"), None)
            .element(sample::node("b", "iot-hub", "ingest"), None)
            .connection("a", "b", connection)
            .build()
    }

    /// The texts of the legend, and where each begins.
    fn told(graph: &ArchGraph, bands: &[Lane], room: i32) -> Vec<(String, Point)> {
        let marks = Marks::default();
        let theme = Theme::standard();
        let (_, shapes) = shapes(graph, &marks, bands, Point::new(0, 0), px(room), &theme);
        let text = |shape: &Shape| match shape {
            Shape::Text { lines, at, .. } => Some((lines[0].text.clone(), *at)),
            _ => None,
        };
        shapes.iter().filter_map(text).collect()
    }

    fn words(told: &[(String, Point)]) -> Vec<&str> {
        told.iter().map(|(text, _)| text.as_str()).collect()
    }

    #[test]
    fn only_what_the_picture_uses_is_explained() {
        assert_eq!(words(&told(&graph(false), &[], 900)), ["Management"]);
        assert_eq!(words(&told(&graph(true), &[], 900)), ["Management", "Optional management"]);
        assert_eq!(
            words(&told(&graph(false), &[Lane::Security], 900)),
            ["Management", "Security services"]
        );
        let mut preview = graph(false);
        preview.graph[petgraph::graph::NodeIndex::new(0)].status = Status::Preview;
        assert_eq!(words(&told(&preview, &[], 900)), ["Management", "preview", "In preview"]);
    }

    #[test]
    fn no_entry_leaves_the_room() {
        for room in (100..900).step_by(20) {
            let bands = [Lane::Security, Lane::Management];
            let (marks, theme) = (Marks::default(), Theme::standard());
            let (size, _) =
                shapes(&graph(true), &marks, &bands, Point::new(0, 0), px(room), &theme);
            assert!(size.width <= px(room), "{room}");
        }
    }

    #[test]
    fn what_does_not_fit_begins_a_row() {
        let rows = told(&graph(true), &[Lane::Security, Lane::Management], 200);
        assert!(rows[2].1.y > rows[0].1.y, "{rows:?}");
        assert!(told(&Sample::new("t").build(), &[], 200).is_empty());
    }
}
