//! Box drawing for the terminal: the layout, shrunk to character cells.

mod canvas;
mod grid;

use std::cmp::Ordering;

use unicode_width::UnicodeWidthStr;

use self::canvas::{Canvas, Place, Style};
use self::grid::{Axis, Mark, Room};
use super::Drawing;
use super::steps::numbered_label;
use super::wording::{grouped, one_line};
use crate::diag::log::inert;
use crate::geom::{Point, Rect, Unit};
use crate::graph::{ArchGraph, Connection, Direction, Element, ElementIx, Flow, MarkShape, Status};
use crate::layout::{End, Layout, Route};

/// Columns after which a card's label is wrapped.
const CARD_COLUMNS: usize = 18;
/// Columns after which a connection's label is cut.
const LABEL_COLUMNS: usize = 24;

/// Writes the architecture as boxes and lines.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    inert(&boxes(drawing.graph, &drawing.measured.ends, drawing.layout)).into_bytes()
}

/// A picture of boxes and lines. `ends` says where each element of the graph stands in the
/// layout; routes are in the order of the connections.
fn boxes(arch: &ArchGraph, ends: &[End], layout: &Layout) -> String {
    let frames: Vec<Rect> = ends.iter().map(|end| frame(layout, *end)).collect();
    let titled = |(ix, &frame)| Some(Title { text: title(arch, ends, ix)?, frame });
    let titles = arch.graph.node_indices().zip(&frames).filter_map(titled).collect();
    let picture = Picture { arch, frames, titles, layout };
    let columns = Axis::new(&picture.column_rooms(), &picture.column_marks());
    let rows = Axis::new(&picture.row_rooms(), &picture.row_marks(&columns));
    let at = |point: Point| (columns.cell(point.x), rows.cell(point.y));
    let mut canvas = Canvas::new(columns.len(), rows.len());
    for Title { text, frame } in &picture.titles {
        let (from, to) = (at(corner(frame)), at(far_corner(frame)));
        canvas.frame(from, to, Style::Frame);
        canvas.text((from.0 + 2, from.1), &format!(" {text} "));
    }
    for (connection, route) in picture.routes() {
        let cells: Vec<Place> = route.points.iter().map(|&point| at(point)).collect();
        draw_route(&mut canvas, &cells, connection);
    }
    let is_card = |element: &Element| {
        !element.is_container() && element.mark_shape() != Some(MarkShape::Invisible)
    };
    for (element, frame) in picture.elements().filter(|(element, _)| is_card(element)) {
        draw_card(&mut canvas, at(corner(&frame)), at(far_corner(&frame)), element);
    }
    for (connection, route) in picture.routes() {
        let cells: Vec<Place> = route.points.iter().map(|&point| at(point)).collect();
        draw_arrows(&mut canvas, &cells, connection.direction);
        // What a letter stands for in a picture has room here: columns grow with their texts.
        if let Some(label) = &route.sign() {
            let place = (columns.cell(label.x) + 1, rows.cell(label_row(route, label)));
            canvas.text(place, &caption(connection));
        }
    }
    format!("{}\n\n{}{}", one_line(&arch.title), canvas.into_text(), legend(arch))
}

/// What is drawn, and where.
struct Picture<'a> {
    arch: &'a ArchGraph,
    /// By index of the element.
    frames: Vec<Rect>,
    titles: Vec<Title>,
    layout: &'a Layout,
}

/// What the frame of a container says.
struct Title {
    text: String,
    frame: Rect,
}

impl Picture<'_> {
    /// Elements with their frames.
    fn elements(&self) -> impl Iterator<Item = (&Element, Rect)> {
        self.arch.graph.node_weights().zip(self.frames.iter().copied())
    }

    /// The frame of the container that holds an element.
    fn frame_around(&self, element: &Element) -> Option<Rect> {
        self.frames.get(element.parent?.index()).copied()
    }

    /// Connections with their routes.
    fn routes(&self) -> impl Iterator<Item = (&Connection, &Route)> {
        self.arch.graph.edge_weights().zip(&self.layout.edges)
    }

    /// Where the line that is next to the title of a frame comes through its upper border.
    fn first_line_through_top(&self, frame: &Rect) -> Option<Unit> {
        let pieces = self.routes().flat_map(|(_, route)| route.points.windows(2));
        let through = pieces.filter(|ends| {
            let rows = ends[0].y.min(ends[1].y)..=ends[0].y.max(ends[1].y);
            ends[0].x == ends[1].x && rows.contains(&frame.y)
        });
        through.map(|ends| ends[0].x).filter(|x| (frame.x + 1..frame.right()).contains(x)).min()
    }

    fn column_rooms(&self) -> Vec<Room> {
        let mut rooms = Vec::new();
        for (element, frame) in self.elements() {
            if let Some(around) = self.frame_around(element).filter(|around| *around != frame) {
                rooms.push(Room { from: around.x, to: frame.x, cells: 2 });
                rooms.push(Room { from: frame.right(), to: around.right(), cells: 2 });
            }
            let lines = if element.is_container() { Vec::new() } else { card_lines(element) };
            let text = lines.iter().map(|line| line.width()).max().unwrap_or(0);
            rooms.push(Room { from: frame.x, to: frame.right(), cells: text + 3 });
        }
        for Title { text, frame } in &self.titles {
            rooms.push(Room { from: frame.x, to: frame.right(), cells: text.width() + 5 });
            if let Some(line) = self.first_line_through_top(frame) {
                rooms.push(Room { from: frame.x, to: line, cells: text.width() + 4 });
            }
        }
        for (connection, route) in self.routes() {
            rooms.extend(route.points.windows(2).map(|ends| segment(ends[0].x, ends[1].x)));
            if let Some(label) = &route.sign() {
                let cells = caption(connection).width() + 2;
                rooms.push(Room { from: label.x, to: label.right(), cells });
            }
        }
        rooms
    }

    fn row_rooms(&self) -> Vec<Room> {
        let mut rooms = Vec::new();
        for (element, frame) in self.elements() {
            let lines = if element.is_container() { 1 } else { card_lines(element).len() };
            rooms.push(Room { from: frame.y, to: frame.bottom(), cells: lines + 1 });
        }
        for (_, route) in self.routes() {
            rooms.extend(route.points.windows(2).map(|ends| segment(ends[0].y, ends[1].y)));
        }
        rooms
    }

    /// What stands upright, by its place from left to right.
    fn column_marks(&self) -> Vec<Mark> {
        let mark = |at, from: i32, to: i32| Mark { at, from: from.into(), to: to.into() };
        let mut marks = Vec::new();
        for (_, frame) in self.elements() {
            marks.push(mark(frame.x, frame.y, frame.bottom()));
            marks.push(mark(frame.right(), frame.y, frame.bottom()));
        }
        for (_, route) in self.routes() {
            for ends in route.points.windows(2).filter(|ends| ends[0].x == ends[1].x) {
                marks.push(mark(ends[0].x, ends[0].y.min(ends[1].y), ends[0].y.max(ends[1].y)));
            }
            if let Some(label) = &route.sign() {
                marks.push(mark(label.x, label.y, label.bottom()));
                marks.push(mark(label.right(), label.y, label.bottom()));
            }
        }
        marks
    }

    /// What lies flat, by its place from top to bottom.
    fn row_marks(&self, columns: &Axis) -> Vec<Mark> {
        let mark = |at, from: i32, to: i32| Mark {
            at,
            from: columns.cell(from) as i64,
            to: columns.cell(to) as i64,
        };
        let mut marks = Vec::new();
        for (_, frame) in self.elements() {
            marks.push(mark(frame.y, frame.x, frame.right()));
            marks.push(mark(frame.bottom(), frame.x, frame.right()));
        }
        for (_, route) in self.routes() {
            for ends in route.points.windows(2).filter(|ends| ends[0].y == ends[1].y) {
                marks.push(mark(ends[0].y, ends[0].x.min(ends[1].x), ends[0].x.max(ends[1].x)));
            }
            if let Some(label) = &route.sign() {
                marks.push(mark(label_row(route, label), label.x, label.right()));
            }
        }
        marks
    }
}

/// The title of a container: its label, after those of containers around it that share the frame.
/// The innermost of them says it for all; none for what is no container.
fn title(arch: &ArchGraph, ends: &[End], ix: ElementIx) -> Option<String> {
    let end = ends.get(ix.index())?;
    let shares = |other: &ElementIx| ends.get(other.index()) == Some(end);
    if !arch.graph[ix].is_container() || arch.children(Some(ix)).any(|inner| shares(&inner)) {
        return None;
    }
    let around = arch.ancestors(ix).into_iter().filter(shares);
    let labels = around.chain([ix]).map(|ix| one_line(&arch.graph[ix].label));
    Some(labels.collect::<Vec<_>>().join(" \u{203a} "))
}

/// Where the text of a label stands: right above or below the piece of line that it belongs
/// to, on it if it covers it, or in the middle of its box beside an upright one.
fn label_row(route: &Route, label: &Rect) -> Unit {
    let center = label.center().y;
    let distance = |y: Unit| (y - center).abs();
    let nearest = route
        .points
        .windows(2)
        .filter(|ends| ends[0].y == ends[1].y)
        .filter(|ends| {
            ends[0].x.min(ends[1].x) <= label.right() && label.x <= ends[0].x.max(ends[1].x)
        })
        .map(|ends| ends[0].y)
        .min_by_key(|&y| distance(y));
    match nearest {
        Some(y) if distance(y) <= 2 * label.height => {
            y + (center - y).signum() * i32::from(!covers(label, y))
        }
        _ => center,
    }
}

fn covers(label: &Rect, y: Unit) -> bool {
    label.y < y && y < label.bottom()
}

/// A piece of a route leaves room for an arrowhead and a bit of line.
fn segment(a: i32, b: i32) -> Room {
    Room { from: a.min(b), to: a.max(b), cells: if a == b { 0 } else { 2 } }
}

/// Where an element stands; nowhere if the layout does not have it.
fn frame(layout: &Layout, end: End) -> Rect {
    let frame = match end {
        End::Node(node) => layout.nodes.get(node).copied(),
        End::Container(container) => layout.containers.get(container).map(|placed| placed.frame),
    };
    frame.unwrap_or_default()
}

fn corner(frame: &Rect) -> Point {
    Point::new(frame.x, frame.y)
}

fn far_corner(frame: &Rect) -> Point {
    Point::new(frame.right(), frame.bottom())
}

/// Draws a route. At an end with an arrowhead the line stops before the frame, elsewhere it
/// joins it.
fn draw_route(canvas: &mut Canvas, cells: &[Place], connection: &Connection) {
    let mut cells = cells.to_vec();
    let last = cells.len() - 1;
    if last > 0 && connection.direction.has_head_at_to() {
        cells[last] = before(cells[last - 1], cells[last]);
    }
    if last > 0 && connection.direction.has_head_at_from() {
        cells[0] = before(cells[1], cells[0]);
    }
    for ends in cells.windows(2) {
        canvas.line(ends[0], ends[1], Style::Flow(connection.flow));
    }
}

/// The last cell before `to` on the way from `from`.
fn before(from: Place, to: Place) -> Place {
    let step = |from: usize, to: usize| match from.cmp(&to) {
        Ordering::Less => to - 1,
        Ordering::Equal => to,
        Ordering::Greater => to + 1,
    };
    (step(from.0, to.0), step(from.1, to.1))
}

/// Puts arrowheads into the cells before the frames.
fn draw_arrows(canvas: &mut Canvas, cells: &[Place], direction: Direction) {
    let ([first, second, ..], [.., previous, last]) = (cells, cells) else { return };
    if direction.has_head_at_to() {
        arrow(canvas, *previous, *last);
    }
    if direction.has_head_at_from() {
        arrow(canvas, *second, *first);
    }
}

fn arrow(canvas: &mut Canvas, from: Place, to: Place) {
    let head = match (from.0.cmp(&to.0), from.1.cmp(&to.1)) {
        (Ordering::Less, _) => "▶",
        (Ordering::Greater, _) => "◀",
        (_, Ordering::Less) => "▼",
        _ => "▲",
    };
    canvas.text(before(from, to), head);
}

fn draw_card(canvas: &mut Canvas, from: Place, to: Place, element: &Element) {
    canvas.clear(from, to);
    canvas.frame(from, to, Style::Card);
    let lines = card_lines(element);
    let top = from.1 + 1 + (to.1 - from.1).saturating_sub(1 + lines.len()) / 2;
    for (row, line) in lines.iter().enumerate() {
        let free = (to.0 - from.0).saturating_sub(1 + line.width());
        canvas.text((from.0 + 1 + free / 2, top + row), line);
    }
}

/// The label, wrapped, then count and status.
fn card_lines(element: &Element) -> Vec<String> {
    let mut lines = wrapped(&element.label, CARD_COLUMNS);
    if element.mark_shape() == Some(MarkShape::Point) {
        lines.push("●".to_owned());
    }
    if let Some(count) = element.count.filter(|&count| count > 1) {
        lines.push(format!("× {}", grouped(count)));
    }
    if element.status != Status::Available {
        lines.push(format!("({})", element.status.word()));
    }
    lines
}

/// Words in lines of at most `columns`, except where a single word is longer.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What is written on a connection.
fn caption(connection: &Connection) -> String {
    let label = one_line(&numbered_label(connection));
    if label.width() <= LABEL_COLUMNS {
        return label;
    }
    let mut cut: String = label.chars().take(LABEL_COLUMNS - 1).collect();
    cut.push('…');
    cut
}

/// How the lines of the flows that occur look.
fn legend(arch: &ArchGraph) -> String {
    let used: Vec<String> = Flow::ALL
        .into_iter()
        .filter(|flow| arch.graph.edge_weights().any(|connection| connection.flow == *flow))
        .map(|flow| {
            let dash = Style::Flow(flow).straight().0;
            let has_head =
                |line: &Connection| line.flow == flow && line.direction != Direction::None;
            let head = if arch.graph.edge_weights().any(has_head) { '▶' } else { dash };
            format!("{dash}{dash}{head} {}", flow.word())
        })
        .collect();
    if used.is_empty() { String::new() } else { format!("\n{}\n", used.join("   ")) }
}

#[cfg(test)]
mod tests {
    use super::boxes;
    use crate::geom::{Point, Rect, Size};
    use crate::graph::sample::{Sample, connection, container, node};
    use crate::layout::{End, Layout, PlacedContainer, Route};

    #[test]
    fn a_small_architecture_is_readable() {
        let mut trailer = node("trailer", "device", "field");
        trailer.label = "Refrigerated trailer with a long name".to_owned();
        trailer.count = Some(1200);
        let arch = Sample::new("Cold chain")
            .element(trailer, None)
            .element(container("west", "region"), None)
            .element(node("hub", "iot-hub", "ingest"), Some("west"))
            .connection("trailer", "hub", connection("telemetry", "data"))
            .build();
        let layout = Layout {
            canvas: Size::new(1000, 400),
            nodes: vec![Rect::new(0, 100, 200, 100), Rect::new(600, 100, 200, 100)],
            containers: vec![PlacedContainer {
                frame: Rect::new(500, 0, 400, 300),
                title: Rect::new(500, 0, 100, 40),
            }],
            edges: vec![Route {
                points: vec![Point::new(200, 150), Point::new(600, 150)],
                label: Some(Rect::new(250, 140, 100, 20)),
                letter: None,
            }],
            remarks: Vec::new(),
        };
        let ends = [End::Node(0), End::Container(0), End::Node(1)];
        let text = boxes(&arch, &ends, &layout);
        let expected = "\
Cold chain

                              ┌─ west ──┐
╭────────────────╮            │ ╭─────╮ │
│  Refrigerated  ├─telemetry──┼▶│     │ │
│ trailer with a │            │ │ hub │ │
│   long name    │            │ │     │ │
│    × 1,200     │            │ │     │ │
╰────────────────╯            │ ╰─────╯ │
                              └─────────┘

──▶ data
";
        assert_eq!(text, expected);
    }
}
