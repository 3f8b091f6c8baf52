//! Shapes as SVG elements, and which colors and glyphs they used.

use std::collections::BTreeSet;

use crate::emit::{Drawing, pixels};
use crate::geom::{PX, Point, Rect, Unit, px};
use crate::measure::{Face, TextLine};
use crate::scene::{Anchor, Paint, Part, Shape, Step};
use crate::theme::{Role, Scheme};

use super::palette::{Paintable, Palette};
use super::xml::Writer;
use super::{inner_id, symbol};

/// Draws shapes and remembers what the style sheet and the symbols must hold.
pub(super) struct Painter<'a> {
    drawing: &'a Drawing<'a>,
    palette: Palette<'a>,
    /// Names of the glyphs.
    glyphs: BTreeSet<String>,
    /// What shapes need not say because the group around them does.
    inherited: Inherited,
}

/// Properties of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inherited {
    /// Width of outlines.
    pub(super) stroke_width: Unit,
    /// Type size in pixels.
    pub(super) font_size: i32,
    /// Where text is anchored.
    pub(super) anchor: Anchor,
}

impl Inherited {
    /// What the root says.
    pub(super) const ROOT: Self = Self { stroke_width: px(1), font_size: 13, anchor: Anchor::Left };
}

impl<'a> Painter<'a> {
    pub(super) fn new(drawing: &'a Drawing<'a>, scheme: Scheme) -> Self {
        let palette = Palette::new(drawing.theme, scheme);
        Self { drawing, palette, glyphs: BTreeSet::new(), inherited: Inherited::ROOT }
    }

    /// The colors so far.
    pub(super) const fn palette(&mut self) -> &mut Palette<'a> {
        &mut self.palette
    }

    /// From here on shapes stand in a group with these properties.
    pub(super) const fn inherit(&mut self, inherited: Inherited) {
        self.inherited = inherited;
    }

    /// Writes one `<symbol>` for each glyph that was drawn.
    pub(super) fn write_symbols(&self, out: &mut Writer) {
        let tile = inner_id(self.drawing, "tile");
        let icons = self.drawing.icons;
        if self.glyphs.iter().any(|name| !icons.symbol(name).colored) {
            symbol::write_tile(&tile, out);
        }
        for name in &self.glyphs {
            symbol::write(&inner_id(self.drawing, name), &tile, icons.symbol(name), out);
        }
    }

    /// Draws a shape of a piece.
    pub(super) fn draw(&mut self, shape: &Shape, out: &mut Writer) {
        match shape {
            Shape::Box { part, rect, corner, paint } => {
                open("rect", *part, out);
                place(*rect, out);
                if *corner > 0 {
                    out.attribute("rx", &pixels(*corner));
                }
                self.paint(*paint, out);
                out.empty();
            }
            Shape::Path { part, steps, paint } => {
                open("path", *part, out);
                out.attribute(
                    "d",
                    &if *part == Part::Head { small_path(steps) } else { path(steps) },
                );
                self.paint(*paint, out);
                out.empty();
            }
            Shape::Text { part, at, anchor, lines, face, color } => {
                self.text((*part, *face, *color), (*at, *anchor), lines, out);
            }
            Shape::Glyph { icon, rect, color } => {
                let name = self.drawing.icons.resolved(icon).to_owned();
                out.open("use").attribute("href", &format!("#{}", inner_id(self.drawing, &name)));
                place_glyph(*rect, out);
                if !self.drawing.icons.symbol(&name).colored {
                    out.attribute("color", self.palette.value(*color, Paintable::Color));
                }
                out.empty();
                self.glyphs.insert(name);
            }
        }
    }

    fn paint(&mut self, paint: Paint, out: &mut Writer) {
        match paint.fill {
            Some(role) => out.attribute("fill", self.palette.value(role, Paintable::Fill)),
            None => out.attribute("fill", "none"),
        };
        let Some(role) = paint.stroke else { return };
        out.attribute("stroke", self.palette.value(role, Paintable::Stroke));
        if paint.width != self.inherited.stroke_width {
            out.attribute("stroke-width", &pixels(paint.width));
        }
        if !paint.dash.is_empty() {
            let dash: Vec<String> = paint.dash.iter().map(|&length| pixels(length)).collect();
            out.attribute("stroke-dasharray", &dash.join(" "));
        }
    }

    fn text(
        &mut self,
        (part, face, color): (Part, Face, Role),
        (at, anchor): (Point, Anchor),
        lines: &[TextLine],
        out: &mut Writer,
    ) {
        open("text", part, out);
        if face.size() != self.inherited.font_size {
            out.attribute("font-size", &face.size().to_string());
        }
        if face.is_bold() {
            out.attribute("font-weight", "600");
        }
        if color != Role::Ink {
            out.attribute("fill", self.palette.value(color, Paintable::Fill));
        }
        if anchor != self.inherited.anchor {
            out.attribute("text-anchor", anchor_word(anchor));
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

/// Begins an element, with its class where readers of the file rely on it.
fn open(name: &'static str, part: Part, out: &mut Writer) {
    out.open(name);
    if matches!(part, Part::Frame | Part::Title | Part::Label | Part::Line) {
        out.attribute("class", part.word());
    }
}

/// The word for an anchor.
pub(super) const fn anchor_word(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Left => "start",
        Anchor::Middle => "middle",
    }
}

fn place(rect: Rect, out: &mut Writer) {
    out.attribute("x", &pixels(rect.x))
        .attribute("y", &pixels(rect.y))
        .attribute("width", &pixels(rect.width))
        .attribute("height", &pixels(rect.height));
}

/// Where a symbol goes whose tile of 36 by 36 begins 6 left of and above its origin.
fn place_glyph(rect: Rect, out: &mut Writer) {
    const TILE: Unit = px(36);
    const INSET: Unit = px(6);
    if rect.width == TILE {
        out.attribute("x", &pixels(rect.x + INSET)).attribute("y", &pixels(rect.y + INSET));
        return;
    }
    let hundredths = rect.width * 100 / TILE;
    let inset = INSET * rect.width / TILE;
    let (x, y) = (pixels(rect.x + inset), pixels(rect.y + inset));
    out.attribute("transform", &format!("translate({x} {y})scale(.{hundredths:02})"));
}

/// Place and length of a line of text, in whole pixels. The length keeps wider fonts within the
/// box; short texts have room to spare.
fn line_attributes(line: &TextLine, at: Point, anchor: Anchor, out: &mut Writer) {
    const SHORT: Unit = px(60);
    let x = match anchor {
        Anchor::Left if line.right_to_left => at.x + line.width,
        Anchor::Left | Anchor::Middle => at.x,
    };
    let whole = |length: Unit| ((length + PX / 2) / PX).to_string();
    out.attribute("x", &whole(x)).attribute("y", &whole(at.y));
    if line.right_to_left {
        out.attribute("direction", "rtl");
    }
    if line.width > SHORT {
        out.attribute("textLength", &whole(line.width));
    }
}

/// Straight steps as path data, each from the one before it: short for small shapes.
fn small_path(steps: &[Step]) -> String {
    let mut data = String::new();
    let mut at = Point::default();
    for step in steps {
        match *step {
            Step::Move(to) => {
                data += &format!("M{} {}", pixels(to.x), pixels(to.y));
                at = to;
            }
            Step::Line(to) | Step::Round(_, to) => {
                let (dx, dy) = (pixels(to.x - at.x), pixels(to.y - at.y));
                let gap = if dy.starts_with('-') { "" } else { " " };
                data += &format!("l{dx}{gap}{dy}");
                at = to;
            }
            Step::Close => data.push('z'),
        }
    }
    data
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
