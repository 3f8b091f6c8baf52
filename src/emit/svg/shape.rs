//! Shapes as SVG elements, and which colors and glyphs they used.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::{Drawing, pixels};
use crate::geom::{Point, Rect, Unit, px};
use crate::measure::{Face, TextLine};
use crate::scene::{Anchor, Paint, Part, Piece, Shape, Step, Subject};
use crate::theme::{Role, Scheme};

use super::xml::Writer;
use super::{group_class, inner_id};

/// What one rule of the style sheet sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Colors {
    /// Inside.
    pub(super) fill: Option<Role>,
    /// Outline.
    pub(super) stroke: Option<Role>,
}

/// Draws shapes and remembers what the style sheet and the symbols must hold.
pub(super) struct Painter<'a> {
    drawing: &'a Drawing<'a>,
    scheme: Scheme,
    /// Colors by selector.
    rules: BTreeMap<String, Colors>,
    /// Names of the glyphs.
    glyphs: BTreeSet<String>,
}

impl<'a> Painter<'a> {
    pub(super) const fn new(drawing: &'a Drawing<'a>, scheme: Scheme) -> Self {
        Self { drawing, scheme, rules: BTreeMap::new(), glyphs: BTreeSet::new() }
    }

    /// Selectors and their colors.
    pub(super) const fn rules(&self) -> &BTreeMap<String, Colors> {
        &self.rules
    }

    /// Writes one `<symbol>` for each glyph that was drawn.
    pub(super) fn write_symbols(&self, out: &mut Writer) {
        for name in &self.glyphs {
            let symbol = self.drawing.icons.symbol(name);
            out.open("symbol")
                .attribute("id", &self.glyph_id(name))
                .attribute("viewBox", &symbol.view_box)
                .close_start()
                .raw(&symbol.body)
                .raw("</symbol>\n");
        }
    }

    fn glyph_id(&self, name: &str) -> String {
        inner_id(self.drawing, name)
    }

    /// Draws a shape of a piece.
    pub(super) fn draw(&mut self, piece: &Piece, shape: &Shape, out: &mut Writer) {
        match shape {
            Shape::Box { part, rect, corner, paint } => {
                out.open("rect").attribute("class", part.word());
                self.place(*rect, out);
                if *corner > 0 {
                    out.attribute("rx", &pixels(*corner));
                }
                self.paint(piece, *part, *paint, out);
                out.empty();
            }
            Shape::Path { part, steps, paint } => {
                out.open("path").attribute("class", part.word()).attribute("d", &path(steps));
                self.paint(piece, *part, *paint, out);
                out.empty();
            }
            Shape::Text { part, at, anchor, lines, face, color } => {
                self.text(piece, (*part, *face, *color), (*at, *anchor), lines, out);
            }
            Shape::Glyph { icon, rect, color } => {
                let name = self.drawing.icons.resolved(icon).to_owned();
                out.open("use").attribute("href", &format!("#{}", self.glyph_id(&name)));
                self.place(*rect, out);
                let paint = Paint::filled(*color);
                let style = self.rule(piece, Part::Glyph, paint);
                out.attribute("color", &self.color(*color));
                if let Some(style) = style {
                    out.attribute("style", &style);
                }
                out.empty();
                self.glyphs.insert(name);
            }
        }
    }

    fn place(&self, rect: Rect, out: &mut Writer) {
        out.attribute("x", &pixels(rect.x))
            .attribute("y", &pixels(rect.y))
            .attribute("width", &pixels(rect.width))
            .attribute("height", &pixels(rect.height));
    }

    fn color(&self, role: Role) -> String {
        self.drawing.theme.color(role, self.scheme).to_string()
    }

    fn paint(&mut self, piece: &Piece, part: Part, paint: Paint, out: &mut Writer) {
        let fill = paint.fill.map_or_else(|| "none".to_owned(), |role| self.color(role));
        out.attribute("fill", &fill);
        if let Some(role) = paint.stroke {
            out.attribute("stroke", &self.color(role));
            if paint.width != px(1) {
                out.attribute("stroke-width", &pixels(paint.width));
            }
            if !paint.dash.is_empty() {
                let dash: Vec<String> = paint.dash.iter().map(|&length| pixels(length)).collect();
                out.attribute("stroke-dasharray", &dash.join(" "));
            }
        }
        if let Some(style) = self.rule(piece, part, paint) {
            out.attribute("style", &style);
        }
    }

    /// Remembers the colors under the selector of the shape. A shape whose colors differ from
    /// those of the selector gets them as its own style.
    fn rule(&mut self, piece: &Piece, part: Part, paint: Paint) -> Option<String> {
        let colors = Colors { fill: paint.fill, stroke: paint.stroke };
        if colors.fill.is_none() && colors.stroke.is_none() {
            return None;
        }
        let selector = self.selector(piece, part);
        let known = *self.rules.entry(selector).or_insert(colors);
        (known != colors).then(|| super::style::declarations(colors, part))
    }

    fn selector(&self, piece: &Piece, part: Part) -> String {
        let graph = &self.drawing.graph.graph;
        let class = group_class(piece.subject);
        if let Some(mark) = piece.mark {
            return format!(".{class}[data-mark={}] .{}", mark.word(), part.word());
        }
        let key = match (piece.subject, part) {
            (Subject::Node(ix), Part::Tile | Part::Glyph) => {
                graph[ix].lane().map(|lane| format!("[data-lane={}]", lane.word()))
            }
            (Subject::Edge(ix), Part::Line | Part::Head) => {
                Some(format!("[data-flow={}]", graph[ix].flow.word()))
            }
            (Subject::Container(ix), Part::Frame | Part::Glyph) => {
                Some(format!("[data-kind={}]", graph[ix].kind))
            }
            _ => None,
        };
        format!(".{class}{} .{}", key.unwrap_or_default(), part.word())
    }

    fn text(
        &mut self,
        piece: &Piece,
        (part, face, color): (Part, Face, Role),
        (at, anchor): (Point, Anchor),
        lines: &[TextLine],
        out: &mut Writer,
    ) {
        out.open("text").attribute("class", part.word());
        if face.size() != BASE_SIZE {
            out.attribute("font-size", &face.size().to_string());
        }
        if face.is_bold() {
            out.attribute("font-weight", "600");
        }
        if color != Role::Ink {
            out.attribute("fill", &self.color(color));
        }
        if let Some(style) = self.rule(piece, part, Paint::filled(color)) {
            out.attribute("style", &style);
        }
        if let [line] = lines {
            line_attributes(line, at, anchor, out);
            out.text_element(&line.text);
            return;
        }
        out.close_start();
        for (i, line) in lines.iter().enumerate() {
            let at = Point::new(at.x, at.y + i as Unit * face.leading());
            out.open("tspan");
            line_attributes(line, at, anchor, out);
            out.text_element(&line.text);
        }
        out.raw("</text>");
    }
}

/// Type size of the root.
const BASE_SIZE: i32 = 13;

/// Place and length of a line of text. The length keeps other fonts within the box.
fn line_attributes(line: &TextLine, at: Point, anchor: Anchor, out: &mut Writer) {
    let left = match anchor {
        Anchor::Left => at.x,
        Anchor::Middle => at.x - line.width / 2,
    };
    let x = if line.right_to_left { left + line.width } else { left };
    out.attribute("x", &pixels(x)).attribute("y", &pixels(at.y));
    if line.right_to_left {
        out.attribute("direction", "rtl");
    }
    if line.text.chars().count() > 1 {
        out.attribute("textLength", &pixels(line.width))
            .attribute("lengthAdjust", "spacingAndGlyphs");
    }
}

/// Steps as path data, upright and level lines short.
fn path(steps: &[Step]) -> String {
    let mut data = String::new();
    let mut at = Point::default();
    for step in steps {
        let point = |p: Point| format!("{} {}", pixels(p.x), pixels(p.y));
        match *step {
            Step::Move(to) => {
                data += &format!("M{}", point(to));
                at = to;
            }
            Step::Line(to) => {
                if to.y == at.y {
                    data += &format!("H{}", pixels(to.x));
                } else if to.x == at.x {
                    data += &format!("V{}", pixels(to.y));
                } else {
                    data += &format!("L{}", point(to));
                }
                at = to;
            }
            Step::Round(round, to) => {
                data += &format!("Q{} {}", point(round), point(to));
                at = to;
            }
            Step::Close => data.push('Z'),
        }
    }
    data
}
