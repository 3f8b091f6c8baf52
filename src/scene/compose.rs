//! Graph, texts and layout become one picture.

use std::collections::{BTreeMap, BTreeSet};

use crate::geom::{Point, Rect, Size, Unit, px};
use crate::graph::{ArchGraph, ConnectionIx, ElementIx, Lane};
use crate::layout::{FlowDirection, Layout, Route};
use crate::measure::Measured;
use crate::scene::key::Key;
use crate::scene::wire::{Anchored, Wire};
use crate::scene::{
    Mark, Paint, Part, Piece, Scene, Shape, Subject, card, connection_name, describe, element_name,
    heading, legend, panel, strip, wire,
};
use crate::theme::{Role, Theme};

/// How elements and connections stand in a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Of elements; those without one are drawn as usual.
    pub elements: BTreeMap<ElementIx, Mark>,
    /// Of connections.
    pub connections: BTreeMap<ConnectionIx, Mark>,
}

impl Marks {
    /// How many elements and connections carry this mark.
    pub fn count(&self, mark: Mark) -> usize {
        let all = self.elements.values().chain(self.connections.values());
        all.filter(|&&known| known == mark).count()
    }
}

/// Draws a laid out graph.
pub fn compose(graph: &ArchGraph, measured: &Measured, layout: &Layout, theme: &Theme) -> Scene {
    compose_marked(graph, measured, layout, theme, &Marks::default())
}

/// Draws a laid out graph with the marks of a comparison.
pub fn compose_marked(
    graph: &ArchGraph,
    measured: &Measured,
    layout: &Layout,
    theme: &Theme,
    marks: &Marks,
) -> Scene {
    let margin = measured.input.spacing.margin;
    let inside = |width| width - 2 * margin;
    // What is narrow may be widened for its heading, as far as a canvas may be wide.
    let widest = measured.input.width.map_or(Unit::MAX, inside);
    let room = inside(layout.canvas.width).max(heading::ROOM_LEAST.min(widest));
    let (head_size, head) = heading::shapes(graph, Point::new(margin, margin), room);
    let origin = Point::new(0, head_size.height);
    let key = Key::new(measured, layout);
    let picture = Picture { graph, measured, layout, theme, marks, origin, key: &key };
    let (bands, strips): (Vec<_>, Vec<_>) =
        strip::strips(graph, measured, layout).into_iter().unzip();
    let below = Point::new(margin, origin.y + layout.canvas.height - margin + px(16));
    let (key_size, letters) = key.shapes(below, room);
    let gap = if letters.is_empty() { 0 } else { px(8) };
    let legend_at = Point::new(margin, below.y + key_size.height + gap);
    let (foot_size, foot) = legend::shapes(graph, marks, &bands, legend_at, room, theme);
    let widest = head_size.width.max(key_size.width).max(foot_size.width);
    let width = layout.canvas.width.max(widest + 2 * margin);
    let height = if foot.is_empty() && letters.is_empty() {
        origin.y + layout.canvas.height
    } else {
        legend_at.y + foot_size.height + margin
    };
    let size = Size::new(width, height);
    let mut pieces = vec![backdrop(size)];
    if !head.is_empty() {
        let frame = Rect::new(margin, margin, head_size.width, head_size.height);
        pieces.push(page_piece(Subject::Heading, frame, head));
    }
    pieces.extend(picture.panels());
    pieces.extend(strips.into_iter().map(|strip| picture.strip(strip)));
    pieces.extend(picture.cards());
    pieces.extend(picture.wires());
    if !letters.is_empty() {
        let frame = Rect::new(below.x, below.y, key_size.width, key_size.height);
        pieces.push(page_piece(Subject::Key, frame, letters));
    }
    if !foot.is_empty() {
        let frame = Rect::new(legend_at.x, legend_at.y, foot_size.width, foot_size.height);
        pieces.push(page_piece(Subject::Legend, frame, foot));
    }
    Scene { size, origin, title: graph.title.clone(), description: describe(graph), pieces }
}

fn backdrop(size: Size) -> Piece {
    let rect = Rect::new(0, 0, size.width, size.height);
    let paint = Paint::filled(Role::Canvas);
    let shape = Shape::Box { part: Part::Backing, rect, corner: 0, paint };
    page_piece(Subject::Backdrop, rect, vec![shape])
}

/// A piece without a name.
fn page_piece(subject: Subject, frame: Rect, shapes: Vec<Shape>) -> Piece {
    Piece {
        subject,
        mark: None,
        frame,
        line: Vec::new(),
        label_box: None,
        name: String::new(),
        note: None,
        link: None,
        docs: None,
        shapes,
    }
}

struct Picture<'a> {
    graph: &'a ArchGraph,
    measured: &'a Measured,
    layout: &'a Layout,
    theme: &'a Theme,
    marks: &'a Marks,
    origin: Point,
    key: &'a Key,
}

impl Picture<'_> {
    fn shifted(&self, rect: Rect) -> Rect {
        rect.moved(self.origin.x, self.origin.y)
    }

    fn element_piece(&self, subject: Subject, ix: ElementIx, frame: Rect) -> Piece {
        let element = &self.graph.graph[ix];
        Piece {
            mark: self.marks.elements.get(&ix).copied(),
            name: element_name(self.graph, ix),
            note: element.note.clone(),
            link: element.link.clone(),
            // Things in the field are not services: their page would say nothing of them.
            docs: element.docs.clone().filter(|_| element.lane() != Some(Lane::Field)),
            ..page_piece(subject, frame, Vec::new())
        }
    }

    /// Containers, outer ones first. Those of one frame each have a piece, and the outermost
    /// draws the frame.
    fn panels(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (at, panel) in self.measured.panels.iter().enumerate() {
            let placed = &self.layout.containers[at];
            let frame = self.shifted(placed.frame);
            let title_at = self.shifted(placed.title);
            let outermost = &self.graph.graph[panel.outermost()];
            let mark = self.marks.elements.get(&panel.outermost()).copied();
            let border = panel::Border::of(outermost, mark, self.theme);
            for title in &panel.titles {
                let ix = title.element;
                let element = &self.graph.graph[ix];
                let mut piece = self.element_piece(Subject::Container(ix), ix, frame);
                piece.shapes = if ix == panel.outermost() {
                    border.frame(frame, self.measured.depth(at))
                } else {
                    panel::Border::shared_frame(frame)
                };
                piece.shapes.extend(border.rims(element, frame));
                piece.shapes.extend(panel::title(element, title, title_at, mark));
                pieces.push(piece);
            }
        }
        pieces
    }

    /// Nodes in reading order: by lane, then along the lane.
    fn cards(&self) -> Vec<Piece> {
        let mut order: Vec<usize> = (0..self.measured.cards.len()).collect();
        let along = |frame: &Rect| match self.measured.input.reading {
            FlowDirection::Auto | FlowDirection::LeftToRight => (frame.y, frame.x),
            FlowDirection::TopToBottom => (frame.x, frame.y),
        };
        order.sort_by_key(|&i| {
            let element = &self.graph.graph[self.measured.cards[i].element];
            (element.lane(), along(&self.layout.nodes[i]))
        });
        order
            .into_iter()
            .map(|i| {
                let card = &self.measured.cards[i];
                let ix = card.element;
                let frame = self.shifted(self.layout.nodes[i]);
                let mut piece = self.element_piece(Subject::Node(ix), ix, frame);
                let element = &self.graph.graph[ix];
                piece.shapes = card::shapes(element, card, frame, piece.mark, self.theme);
                piece
            })
            .collect()
    }

    /// Edges in the order of the graph.
    fn wires(&self) -> Vec<Piece> {
        let edges = self.graph.graph.edge_indices();
        let shared = self.shared_ends();
        let anchored = |edge: usize, route: &Route| {
            let end = self.measured.input.edges[edge].bundle.zip(route.points.last().copied());
            let is_shared = end.is_some_and(|end| shared.contains(&end));
            if is_shared { Anchored::AtEnd } else { Anchored::AtStart }
        };
        edges
            .map(|ix| {
                let connection = &self.graph.graph[ix];
                let mut route = self.layout.edges[self.measured.edge(ix)].clone();
                let anchored = anchored(self.measured.edge(ix), &route);
                let ground = route.label.map_or(Role::Canvas, |label| self.ground(label));
                for point in &mut route.points {
                    *point = Point::new(point.x + self.origin.x, point.y + self.origin.y);
                }
                route.label = route.label.map(|label| self.shifted(label));
                let mark = self.marks.connections.get(&ix).copied();
                let label = &self.measured.labels[self.measured.edge(ix)];
                let wire = Wire { connection, points: &route.points, anchored, mark };
                let mut shapes = wire::with_label(wire, label, route.label, ground, self.theme);
                if let Some((sign, rect)) = self.key.sign(self.measured.edge(ix)).zip(route.letter)
                {
                    shapes.extend(sign.shapes(self.shifted(rect), mark));
                }
                let frame = around(&route.points);
                Piece {
                    mark,
                    label_box: route.label,
                    line: route.points,
                    name: connection_name(self.graph, ix),
                    note: connection.note.clone(),
                    link: connection.link.clone(),
                    ..page_piece(Subject::Edge(ix), frame, shapes)
                }
            })
            .collect()
    }

    /// The last points at which several edges of a bundle end, by bundle.
    fn shared_ends(&self) -> BTreeSet<(u32, Point)> {
        let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for (edge, route) in self.measured.input.edges.iter().zip(&self.layout.edges) {
            if let (Some(bundle), Some(&end)) = (edge.bundle, route.points.last())
                && !seen.insert((bundle, end))
            {
                shared.insert((bundle, end));
            }
        }
        shared
    }

    /// What lies behind a rectangle: the tint of the innermost container around it.
    fn ground(&self, rect: Rect) -> Role {
        let around = self.layout.containers.iter().enumerate();
        around
            .filter(|(_, placed)| placed.frame.contains(&rect))
            .map(|(at, _)| self.measured.depth(at))
            .max()
            .map_or(Role::Canvas, panel::tint)
    }

    fn strip(&self, rect: Rect) -> Piece {
        let rect = self.shifted(rect);
        let (part, paint) = (Part::Backing, panel::band(self.theme));
        let corner = self.theme.corner + px(2);
        let shape = Shape::Box { part, rect, corner, paint };
        page_piece(Subject::Band, rect, vec![shape])
    }
}

/// The rectangle around a line.
fn around(points: &[Point]) -> Rect {
    let boxes = points.iter().map(|&point| Rect::spanning(point, point));
    boxes.reduce(|a, b| a.union(&b)).unwrap_or_default()
}
