//! What stands along one axis, and how far apart it has to stay.
//!
//! Before: a drawing. After: variables with distances that the drawing keeps as it is.

use super::super::problem::{CardIx, FrameIx, LinkIx, Problem, Tip};
use super::super::sketch::{Axis, Sketch, Spot};
use crate::geom::{Point, Rect, Unit, px};

/// Index of a variable.
pub(super) type VarIx = usize;

/// What a variable places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The cards of a row, or of a column.
    Track,
    /// The border of a frame where it begins.
    Low(FrameIx),
    /// The border where it ends.
    High(FrameIx),
    /// Straight pieces of lines, on top of each other.
    Piece,
    /// A label that slides along its line.
    Label,
}

/// Something that is moved as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Var {
    /// What it is.
    pub role: Role,
    /// Where it is now.
    pub at: Unit,
    /// What lies before that place, and behind it.
    pub reach: (Unit, Unit),
}

/// `to` stays at least `least` behind `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Constraint {
    pub from: VarIx,
    pub to: VarIx,
    pub least: Unit,
}

/// A piece that ends at the side of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Port {
    /// The piece.
    pub piece: VarIx,
    /// The card's track.
    pub track: VarIx,
    /// The card.
    pub card: CardIx,
    /// Whether it is the card's top side, or left side.
    pub is_low_side: bool,
    /// Where the side begins, from the place of the track, and how long it is.
    pub side: (Unit, Unit),
}

/// All variables of an axis with their constraints.
#[derive(Debug, Clone)]
pub(super) struct Items {
    axis: Axis,
    /// The variables.
    pub vars: Vec<Var>,
    /// What has to hold.
    pub constraints: Vec<Constraint>,
    /// Pieces at the sides of cards.
    pub ports: Vec<Port>,
    /// Pieces of a line between which it steps aside and then goes on as before.
    pub steps: Vec<(VarIx, VarIx)>,
    tracks: Vec<(i16, VarIx)>,
    /// For each frame where it begins and ends.
    pub borders: Vec<(VarIx, VarIx)>,
    /// For each line and each of its pieces the variable, where the piece runs across the axis.
    pub pieces: Vec<Vec<Option<VarIx>>>,
    labels: Vec<Option<VarIx>>,
}

/// What an item is, for its distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Card,
    Border,
    Title,
    Line,
    Label,
}

/// A part of a variable.
#[derive(Debug, Clone, Copy)]
struct Item {
    var: VarIx,
    kind: Kind,
    low: Unit,
    high: Unit,
    /// Where it lies across the axis.
    across: (Unit, Unit),
}

/// Between a card and the corner of a line that leaves it: room for an arrowhead.
const STUB: Unit = px(14);
/// Between the end of a card's side and a port.
const PORT_MARGIN: Unit = px(12);
/// Between the end of a frame's side and a line that ends there.
const FRAME_PORT_MARGIN: Unit = px(15);
/// Between a label and the ends of its piece.
const LABEL_MARGIN: Unit = px(2);
/// Between parallel lines, and the ends of lines that run one after the other.
const LINE_GAP: Unit = px(10);

/// The least distance between two items that lie beside each other.
const fn gap(a: Kind, b: Kind, axis: Axis) -> Unit {
    use Kind::{Border, Card, Label, Line, Title};
    match (a, b) {
        (Card, Card) => match axis {
            Axis::X => px(36),
            Axis::Y => px(30),
        },
        (Card, Border) | (Border, Card) => px(16),
        (Border, Border) => px(14),
        (Line, Line) => LINE_GAP,
        (Line, Card) | (Card, Line) => px(13),
        (Line, Border) | (Border, Line) => px(8),
        (Title, Card) | (Card, Title) => px(6),
        (Title, _) | (_, Title) => px(5),
        (Label, _) | (_, Label) => px(4),
    }
}

/// Whether a line of its own runs along inside the margin of a label, where that begins: there it stays, before the
/// words. One that only turns near the label is no such line.
fn stands_at_low_end(line: &Item, label: &Item) -> bool {
    let is_pair = (line.kind, label.kind) == (Kind::Line, Kind::Label);
    let (start, end) = (line.across.0.max(label.across.0), line.across.1.min(label.across.1));
    is_pair && end - start > LINE_GAP / 2 && line.low - label.low < label.high - line.high
}

impl Items {
    /// Collects everything along an axis.
    pub fn collect(problem: &Problem<'_>, sketch: &Sketch, axis: Axis) -> Self {
        let mut items = Self {
            axis,
            vars: Vec::new(),
            constraints: Vec::new(),
            ports: Vec::new(),
            steps: Vec::new(),
            tracks: Vec::new(),
            borders: Vec::new(),
            pieces: Vec::new(),
            labels: vec![None; sketch.lines.len()],
        };
        let mut parts = Vec::new();
        items.add_cards(sketch, &mut parts);
        items.add_frames(problem, sketch, &mut parts);
        items.add_pieces(problem, sketch, &mut parts);
        items.add_labels(sketch, &mut parts);
        for part in &parts {
            let var = &mut items.vars[part.var];
            var.reach.0 = var.reach.0.max(var.at - part.low);
            var.reach.1 = var.reach.1.max(part.high - var.at);
        }
        items.keep_apart(&mut parts);
        items.keep_lines(problem, sketch);
        items.constraints.sort_unstable();
        items.constraints.dedup_by(|next, kept| {
            let is_same = (next.from, next.to) == (kept.from, kept.to);
            if is_same {
                kept.least = kept.least.max(next.least);
            }
            is_same
        });
        items
    }

    fn var(&mut self, role: Role, at: Unit) -> VarIx {
        self.vars.push(Var { role, at, reach: (0, 0) });
        self.vars.len() - 1
    }

    /// Demands a distance, or the one that there is if that is less.
    fn demand(&mut self, from: VarIx, to: VarIx, least: Unit) {
        let least = least.min(self.vars[to].at - self.vars[from].at);
        self.constraints.push(Constraint { from, to, least });
    }

    fn add_cards(&mut self, sketch: &Sketch, parts: &mut Vec<Item>) {
        let axis = self.axis;
        for (card, cell) in sketch.cards.iter().zip(&sketch.cells) {
            let number = match axis {
                Axis::X => cell.column,
                Axis::Y => cell.row,
            };
            let (low, high) = axis.of(card);
            let var = match self.track(number) {
                Some(var) => var,
                None => {
                    let var = self.var(Role::Track, low);
                    self.tracks.push((number, var));
                    var
                }
            };
            let across = axis.across().of(card);
            parts.push(Item { var, kind: Kind::Card, low, high, across });
        }
    }

    fn track(&self, number: i16) -> Option<VarIx> {
        self.tracks.iter().find(|&&(n, _)| n == number).map(|&(_, var)| var)
    }

    /// The track of a card.
    pub fn track_of(&self, sketch: &Sketch, card: CardIx) -> VarIx {
        let cell = sketch.cells[card];
        let number = match self.axis {
            Axis::X => cell.column,
            Axis::Y => cell.row,
        };
        self.track(number).unwrap_or(0)
    }

    fn add_frames(&mut self, problem: &Problem<'_>, sketch: &Sketch, parts: &mut Vec<Item>) {
        let axis = self.axis;
        for (f, area) in sketch.frames.iter().enumerate() {
            let (low_at, high_at) = axis.of(area);
            let (low, high) = (self.var(Role::Low(f), low_at), self.var(Role::High(f), high_at));
            self.borders.push((low, high));
            let across = axis.across().of(area);
            let kind = Kind::Border;
            parts.push(Item { var: low, kind, low: low_at, high: low_at, across });
            parts.push(Item { var: high, kind, low: high_at, high: high_at, across });
            let title = problem.frames[f].title;
            let title = Rect::new(area.x, area.y, title.width, title.height);
            let (start, end) = axis.of(&title);
            let across = axis.across().of(&title);
            parts.push(Item { var: low, kind: Kind::Title, low: start, high: end, across });
            self.demand(low, high, end - start);
        }
    }

    fn add_pieces(&mut self, problem: &Problem<'_>, sketch: &Sketch, parts: &mut Vec<Item>) {
        let axis = self.axis;
        for link in 0..sketch.lines.len() {
            let mut vars = Vec::new();
            let last = sketch.lines[link].len() - 2;
            for (i, (a, b)) in sketch.pieces(link).enumerate() {
                if axis.at(a) != axis.at(b) || a == b {
                    vars.push(None);
                    continue;
                }
                let at = axis.at(a);
                let (from, to) = (axis.across().at(a), axis.across().at(b));
                let across = (from.min(to), from.max(to));
                let mates = &problem.mates[link];
                let shared = mates.iter().filter(|&&mate| mate < link).find_map(|&mate| {
                    let pieces = sketch.pieces(mate).zip(&self.pieces[mate]);
                    pieces
                        .filter(|((c, d), _)| {
                            let (c, d) = (axis.across().at(*c), axis.across().at(*d));
                            c.min(d) <= across.1 && across.0 <= c.max(d)
                        })
                        .find_map(|((c, _), var)| var.filter(|_| axis.at(c) == at))
                });
                let var = shared.unwrap_or_else(|| self.var(Role::Piece, at));
                vars.push(Some(var));
                // Where it turns it keeps off lines that run on beyond; at a card nothing can.
                let grown = |is_end: bool| if is_end { 0 } else { LINE_GAP / 2 };
                let (at_a, at_b) = (grown(i == 0), grown(i == last));
                let (low_end, high_end) = if from <= to { (at_a, at_b) } else { (at_b, at_a) };
                let across = (across.0 - low_end, across.1 + high_end);
                parts.push(Item { var, kind: Kind::Line, low: at, high: at, across });
            }
            self.pieces.push(vars);
        }
    }

    fn add_labels(&mut self, sketch: &Sketch, parts: &mut Vec<Item>) {
        let axis = self.axis;
        for (link, spot) in sketch.spots.iter().enumerate() {
            let Some(Spot { piece, area }) = *spot else { continue };
            let (low, high) = axis.of(&area);
            let across = axis.across().of(&area);
            let var = match self.pieces[link][piece] {
                Some(var) => var,
                None => self.var(Role::Label, low),
            };
            self.labels[link] = Some(var);
            parts.push(Item { var, kind: Kind::Label, low, high, across });
        }
    }

    /// What lies beside something else stays beside it.
    fn keep_apart(&mut self, parts: &mut [Item]) {
        parts.sort_by_key(|part| (part.low, part.high));
        for (i, a) in parts.iter().enumerate() {
            for b in &parts[i + 1..] {
                let meets = a.across.0 < b.across.1 && b.across.0 < a.across.1;
                if a.var == b.var || !meets {
                    continue;
                }
                if stands_at_low_end(b, a) {
                    self.demand(b.var, a.var, Unit::MAX);
                    continue;
                }
                let (from, to) = (&self.vars[a.var], &self.vars[b.var]);
                let least = gap(a.kind, b.kind, self.axis) + (a.high - from.at) + (to.at - b.low);
                self.demand(a.var, b.var, least);
            }
        }
    }

    /// Lines keep their shapes: ports on their sides, corners clear of ends, labels on lines.
    fn keep_lines(&mut self, problem: &Problem<'_>, sketch: &Sketch) {
        for link in 0..sketch.lines.len() {
            let count = self.pieces[link].len();
            let ends = &problem.links[link];
            self.keep_port(sketch, self.pieces[link][0], ends.from, sketch.lines[link][0]);
            let last = self.pieces[link][count - 1];
            self.keep_port(sketch, last, ends.to, sketch.lines[link][count]);
            for piece in 0..count {
                if self.pieces[link][piece].is_none() {
                    self.keep_length(problem, sketch, link, piece);
                }
            }
        }
    }

    /// The end of a piece that runs across the axis stays on the side that it ends at.
    fn keep_port(&mut self, sketch: &Sketch, piece: Option<usize>, tip: Tip, end: Point) {
        let Some(var) = piece else { return };
        let axis = self.axis;
        match tip {
            Tip::Card(card) => {
                let area = &sketch.cards[card];
                let (low, high) = axis.of(area);
                let track = self.track_of(sketch, card);
                let at = self.vars[track].at;
                self.demand(track, var, low - at + PORT_MARGIN);
                self.demand(var, track, at - high + PORT_MARGIN);
                let side = (low - at, high - low);
                let is_low_side = axis.across().at(end) == axis.across().of(area).0;
                self.ports.push(Port { piece: var, track, card, is_low_side, side });
            }
            Tip::Frame(frame) => {
                let (low, high) = self.borders[frame];
                self.demand(low, var, FRAME_PORT_MARGIN);
                self.demand(var, high, FRAME_PORT_MARGIN);
            }
        }
    }

    /// A piece along the axis stays long enough for its ends and its label.
    fn keep_length(&mut self, problem: &Problem<'_>, sketch: &Sketch, link: LinkIx, piece: usize) {
        let axis = self.axis;
        let line = &sketch.lines[link];
        let (a, b) = (line[piece], line[piece + 1]);
        if a == b {
            return;
        }
        let ends = &problem.links[link];
        let before = match piece.checked_sub(1) {
            Some(before) => self.pieces[link][before].map(|var| (var, 0)),
            None => Some(self.border(sketch, ends.from, a)),
        };
        let after = match self.pieces[link].get(piece + 1) {
            Some(after) => after.map(|var| (var, 0)),
            None => Some(self.border(sketch, ends.to, b)),
        };
        let (Some(before), Some(after)) = (before, after) else { return };
        let ((low, low_at), (high, high_at)) =
            if axis.at(a) < axis.at(b) { (before, after) } else { (after, before) };
        let is_stub = piece == 0 || piece + 1 == self.pieces[link].len();
        if !is_stub {
            self.note_step(sketch, link, piece);
        }
        let least = if is_stub { STUB } else { LINE_GAP };
        if low != high {
            self.demand(low, high, low_at - high_at + least);
        }
        let Some(spot) = sketch.spots[link].filter(|spot| spot.piece == piece) else { return };
        let Some(label) = self.labels[link] else { return };
        let length = axis.of(&spot.area).1 - axis.of(&spot.area).0;
        self.demand(low, label, low_at + LABEL_MARGIN);
        self.demand(label, high, length + LABEL_MARGIN - high_at);
    }

    /// Notes a piece between two others that run the same way.
    fn note_step(&mut self, sketch: &Sketch, link: LinkIx, piece: usize) {
        let line = &sketch.lines[link];
        let across = self.axis.across();
        let before = across.at(line[piece]) - across.at(line[piece - 1]);
        let after = across.at(line[piece + 2]) - across.at(line[piece + 1]);
        let (Some(a), Some(b)) = (self.pieces[link][piece - 1], self.pieces[link][piece + 1])
        else {
            return;
        };
        if before.signum() == after.signum() && a != b {
            self.steps.push((a, b));
        }
    }

    /// Keeps two pieces so far apart, in the order that they have.
    pub fn keep_step(&mut self, a: VarIx, b: VarIx, least: Unit) {
        let (from, to) = if self.vars[a].at <= self.vars[b].at { (a, b) } else { (b, a) };
        self.constraints.push(Constraint { from, to, least });
    }

    /// Makes two pieces one: what kept them apart goes, all else holds for both.
    pub fn join(&mut self, a: VarIx, b: VarIx) {
        let joined = |var: VarIx| if var == b { a } else { var };
        for constraint in &mut self.constraints {
            constraint.from = joined(constraint.from);
            constraint.to = joined(constraint.to);
        }
        self.constraints.retain(|constraint| constraint.from != constraint.to);
        for var in self.pieces.iter_mut().flatten().flatten() {
            *var = joined(*var);
        }
        for port in &mut self.ports {
            port.piece = joined(port.piece);
        }
        for step in &mut self.steps {
            *step = (joined(step.0), joined(step.1));
        }
    }

    /// The variable of the border that a line ends at, and the border's place from it.
    fn border(&self, sketch: &Sketch, tip: Tip, end: Point) -> (VarIx, Unit) {
        let at = self.axis.at(end);
        let var = match tip {
            Tip::Card(card) => self.track_of(sketch, card),
            Tip::Frame(frame) => {
                let (low, high) = self.borders[frame];
                if self.vars[low].at == at { low } else { high }
            }
        };
        (var, at - self.vars[var].at)
    }

    /// Moves the drawing to where the variables are now.
    pub fn apply(&self, problem: &Problem<'_>, sketch: &mut Sketch, places: &[Unit]) {
        let axis = self.axis;
        let shift = |var: VarIx| places[var] - self.vars[var].at;
        let old = sketch.clone();
        for (card, area) in sketch.cards.iter_mut().enumerate() {
            let by = shift(self.track_of(&old, card));
            let (low, high) = axis.of(area);
            *area = axis.with(*area, low + by, high + by);
        }
        for (frame, &(low, high)) in sketch.frames.iter_mut().zip(&self.borders) {
            *frame = axis.with(*frame, places[low], places[high]);
        }
        for (link, line) in sketch.lines.iter_mut().enumerate() {
            let (ends, last) = (&problem.links[link], line.len() - 1);
            for (tip, i) in [(ends.from, 0), (ends.to, last)] {
                let by = shift(self.border(&old, tip, line[i]).0);
                line[i] = axis.place(line[i], axis.at(line[i]) + by);
            }
            for (piece, var) in self.pieces[link].iter().enumerate() {
                let Some(var) = *var else { continue };
                line[piece] = axis.place(line[piece], places[var]);
                line[piece + 1] = axis.place(line[piece + 1], places[var]);
            }
            if let (Some(spot), Some(var)) = (&mut sketch.spots[link], self.labels[link]) {
                let (low, high) = axis.of(&spot.area);
                spot.area = axis.with(spot.area, low + shift(var), high + shift(var));
            }
        }
    }
}
