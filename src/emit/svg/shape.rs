//! Shapes as SVG elements, and which colors and glyphs they used.

use std::collections::BTreeMap;

use crate::emit::xml::Writer;
use crate::emit::{Drawing, push_pixels};
use crate::geom::{PX, Point, Rect, Unit, px};
use crate::measure::{Face, TextLine, has_joined_letters, in_wide_font, widest};
use crate::scene::{Anchor, Paint, Part, Piece, Shape, Step, Subject};
use crate::theme::{Role, Scheme};

use super::names::Names;
use super::palette::{Paintable, Palette};
use super::symbol;

/// Draws shapes and remembers what the style sheet and the symbols must hold.
pub(super) struct Painter<'a> {
    drawing: &'a Drawing<'a>,
    palette: Palette<'a>,
    names: Names,
    /// Names of the glyphs, and short ones for their symbols.
    glyphs: BTreeMap<String, String>,
    /// What shapes need not say because the group around them does.
    inherited: Inherited,
    has_small_text: bool,
    has_card: bool,
    /// The current color: that of a container's border and glyph.
    color: Option<Role>,
}

/// Properties of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inherited {
    /// Width of outlines.
    pub(super) stroke_width: Unit,
    /// Type size in pixels.
    pub(super) font_size: i32,
    /// Whether text is bold.
    pub(super) is_bold: bool,
    /// The color of text.
    pub(super) color: Role,
    /// Where text is anchored.
    pub(super) anchor: Anchor,
}

impl Inherited {
    /// What the root says.
    pub(super) const ROOT: Self = Self::text(Face::Body, Role::Ink);

    /// The properties of a text.
    pub(super) const fn text(face: Face, color: Role) -> Self {
        let (font_size, is_bold) = (face.size(), face.is_bold());
        Self { stroke_width: px(1), font_size, is_bold, color, anchor: Anchor::Left }
    }
}

impl<'a> Painter<'a> {
    pub(super) fn new(drawing: &'a Drawing<'a>, scheme: Scheme) -> Self {
        Self {
            drawing,
            palette: Palette::new(drawing.theme, scheme),
            names: Names::of(drawing),
            glyphs: BTreeMap::new(),
            inherited: Inherited::ROOT,
            has_small_text: false,
            has_card: false,
            color: None,
        }
    }

    /// The colors so far.
    pub(super) const fn palette(&mut self) -> &mut Palette<'a> {
        &mut self.palette
    }

    /// The names of what is not an element of the graph.
    pub(super) const fn names(&self) -> &Names {
        &self.names
    }

    /// Writes one `<symbol>` for each glyph that was drawn.
    pub(super) fn write_symbols(&self, out: &mut Writer) {
        let tile = self.names.id("o");
        let icons = self.drawing.icons;
        if self.glyphs.keys().any(|name| !icons.symbol(name).colored) {
            symbol::write_tile(&tile, out);
        }
        let class = self.names.class("g");
        for (name, short) in &self.glyphs {
            let id = self.names.id(short);
            symbol::write(&id, &class, &tile, icons.symbol(name), out);
        }
    }

    /// The rules for glyphs, small texts and cards.
    pub(super) fn plain_rules(&mut self) -> String {
        let mut rules = String::new();
        if self.glyphs.keys().any(|name| !self.drawing.icons.symbol(name).colored) {
            rules += &format!(".{}{{{}}}", self.names.class("g"), symbol::COMMON);
        }
        if self.has_small_text {
            let class = self.small_class();
            let size = Face::Small.size();
            let soft = self.palette.value(Role::Soft, Paintable::Fill);
            rules += &format!(".{class}{{font-size:{size}px;font-weight:400;fill:{soft}}}");
        }
        if self.has_card {
            let class = self.card_class();
            let fill = self.palette.value(Role::Card, Paintable::Fill).to_owned();
            let stroke = self.palette.value(Role::CardLine, Paintable::Stroke);
            rules += &format!(".{class}{{fill:{fill};stroke:{stroke}}}");
        }
        rules
    }

    /// The rules for the colors that were used.
    pub(super) fn color_rules(&self) -> String {
        self.palette.rules(|role, attribute| match (role, attribute) {
            (Role::Soft, Paintable::Fill) => Some(self.small_class()),
            (Role::Card, Paintable::Fill) | (Role::CardLine, Paintable::Stroke) => {
                Some(self.card_class())
            }
            _ => None,
        })
    }

    /// The class of small texts: kinds and protocols.
    fn small_class(&self) -> String {
        self.names.class("s")
    }

    /// The class of cards: their face and border.
    fn card_class(&self) -> String {
        self.names.class("c")
    }

    /// Gives the group of a container the color that its border and glyph share.
    pub(super) fn set_color(&mut self, piece: &Piece, out: &mut Writer) {
        self.color = piece.shapes.iter().find_map(|shape| match shape {
            Shape::Glyph { color, .. } if matches!(piece.subject, Subject::Container(_)) => {
                Some(*color)
            }
            _ => None,
        });
        if let Some(color) = self.color {
            out.attribute("color", self.palette.value(color, Paintable::Color));
        }
    }

    /// The current color ends with its group: what follows may stand in none.
    pub(super) const fn forget_color(&mut self) {
        self.color = None;
    }

    /// Draws a shape of a piece.
    pub(super) fn draw(&mut self, shape: &Shape, out: &mut Writer) {
        match shape {
            Shape::Box { part, rect, corner, paint } => {
                self.open("rect", *part, *paint, out);
                place(*rect, out);
                if *corner > 0 {
                    out.length("rx", *corner);
                }
                self.paint(*paint, false, out);
                out.empty();
            }
            Shape::Path { part, steps, paint } => {
                self.open("path", *part, *paint, out);
                out.attribute_of("d", |out| match part {
                    Part::Line => push_path(out, steps),
                    _ => push_small_path(out, steps),
                });
                // A straight line has no inside that could be filled.
                let is_straight = matches!(steps[..], [Step::Move(_), Step::Line(_)]);
                self.paint(*paint, is_straight, out);
                out.empty();
            }
            Shape::Text { .. } => self.text(shape, out),
            Shape::Glyph { icon, rect, color } => {
                let name = self.drawing.icons.resolved(icon).to_owned();
                let short = self.short_name(&name).to_owned();
                out.open("use")
                    .attribute(symbol::REFERENCE, &format!("#{}", self.names.id(&short)));
                out.length("x", rect.x - symbol::MARGIN).length("y", rect.y - symbol::MARGIN);
                if self.color != Some(*color) && !self.drawing.icons.symbol(&name).colored {
                    out.attribute("color", self.palette.value(*color, Paintable::Color));
                }
                out.empty();
            }
        }
    }

    /// The short name of a glyph's symbol; a number tells apart what would be the same.
    fn short_name(&mut self, name: &str) -> &str {
        if !self.glyphs.contains_key(name) {
            let short = abbreviated(name);
            let taken = |word: &String| self.glyphs.values().any(|known| known == word);
            let numbered = (2..).map(|n| format!("{short}{n}"));
            let free = std::iter::once(short.clone()).chain(numbered).find(|word| !taken(word));
            self.glyphs.insert(name.to_owned(), free.unwrap_or_default());
        }
        &self.glyphs[name]
    }

    /// Begins a painted element.
    fn open(&mut self, name: &'static str, part: Part, paint: Paint, out: &mut Writer) {
        if !is_card(paint) {
            open(name, part, out);
            return;
        }
        self.has_card = true;
        out.open(name).attribute("class", &classes(part, self.card_class()));
    }

    fn paint(&mut self, paint: Paint, is_straight: bool, out: &mut Writer) {
        if is_card(paint) {
            self.outline(paint, out);
            return;
        }
        match paint.fill {
            Some(role) => {
                out.attribute("fill", self.palette.value(role, Paintable::Fill));
            }
            None if is_straight => {}
            None => {
                out.attribute("fill", "none");
            }
        }
        let Some(role) = paint.stroke else { return };
        if self.color == Some(role) {
            out.attribute("stroke", "currentColor");
        } else {
            out.attribute("stroke", self.palette.value(role, Paintable::Stroke));
        }
        self.outline(paint, out);
    }

    /// Writes how an outline is drawn, besides its color.
    fn outline(&self, paint: Paint, out: &mut Writer) {
        if paint.width != self.inherited.stroke_width {
            out.length("stroke-width", paint.width);
        }
        if !paint.dash.is_empty() {
            out.attribute_of("stroke-dasharray", |out| push_lengths(out, paint.dash));
            if paint.phase != 0 {
                out.length("stroke-dashoffset", paint.phase);
            }
        }
    }

    /// Writes a text; nothing for any other shape.
    fn text(&mut self, shape: &Shape, out: &mut Writer) {
        let Shape::Text { part, at, anchor, ref lines, room, face, color } = *shape else { return };
        let own = Inherited { anchor, ..Inherited::text(face, color) };
        if (face, color) == (Face::Small, Role::Soft) {
            self.has_small_text = true;
            out.open("text").attribute("class", &classes(part, self.small_class()));
            let around = self.inherited;
            self.type_attributes(Inherited { anchor, ..around }, out);
        } else {
            open("text", part, out);
            self.type_attributes(own, out);
        }
        let right = right_edge(lines, at, room);
        let place = |line: &TextLine, i: usize, out: &mut Writer| {
            let x = if line.right_to_left && anchor == Anchor::Left { right } else { at.x };
            let at = Point::new(x, at.y + i as Unit * face.leading());
            let length = needs_length(line, face, room).then_some(line.width);
            line_attributes(line, at, length, out);
        };
        // The first line stands in the element itself, unless a length would bind the others.
        let inside = match &lines[..] {
            [line] => Some(line),
            [line, ..] if !needs_length(line, face, room) && !line.right_to_left => Some(line),
            _ => None,
        };
        if let Some(line) = inside {
            place(line, 0, out);
        }
        out.close_start();
        if let Some(line) = inside {
            out.text(&line.text);
        }
        for (i, line) in lines.iter().enumerate().skip(usize::from(inside.is_some())) {
            out.open("tspan");
            place(line, i, out);
            out.text_element(&line.text);
        }
        out.raw("</text>");
    }

    /// Writes what a text does not have from the group around it.
    fn type_attributes(&mut self, own: Inherited, out: &mut Writer) {
        let around = self.inherited;
        if own.font_size != around.font_size {
            out.attribute("font-size", &own.font_size.to_string());
        }
        if own.is_bold != around.is_bold {
            out.attribute("font-weight", if own.is_bold { "600" } else { "400" });
        }
        if own.color != around.color {
            out.attribute("fill", self.palette.value(own.color, Paintable::Fill));
        }
        if own.anchor != around.anchor {
            out.attribute("text-anchor", anchor_word(own.anchor));
        }
    }

    /// Opens a group that says what its shapes have in common.
    pub(super) fn open_group(&mut self, common: Inherited, out: &mut Writer) {
        out.open("g");
        if common.stroke_width != self.inherited.stroke_width {
            out.length("stroke-width", common.stroke_width);
        }
        self.type_attributes(common, out);
        out.close_start().raw("\n");
        self.inherited = common;
    }

    /// Closes such a group.
    pub(super) fn close_group(&mut self, out: &mut Writer) {
        out.raw("</g>\n");
        self.inherited = Inherited::ROOT;
    }
}

/// The initials of a name of several words, the first letters of a single one: never one letter
/// alone, which are the names of other parts.
fn abbreviated(name: &str) -> String {
    let initials: String = name.split('-').filter_map(|word| word.chars().next()).collect();
    if initials.len() > 1 { initials } else { name.chars().take(3).collect() }
}

/// Begins an element, with its class where readers of the file rely on it.
fn open(name: &'static str, part: Part, out: &mut Writer) {
    out.open(name);
    if let Some(class) = class_of(part) {
        out.attribute("class", class);
    }
}

/// Whether a rule paints it: that of cards.
fn is_card(paint: Paint) -> bool {
    (paint.fill, paint.stroke) == (Some(Role::Card), Some(Role::CardLine))
}

/// The class of a rule, after that of what readers of the file rely on.
fn classes(part: Part, own: String) -> String {
    class_of(part).map_or(own.clone(), |class| format!("{class} {own}"))
}

/// The class of what readers of the file rely on.
const fn class_of(part: Part) -> Option<&'static str> {
    match part {
        Part::Frame | Part::Title | Part::Label | Part::Line | Part::Step | Part::Letter => {
            Some(part.word())
        }
        _ => None,
    }
}

/// The word for an anchor.
const fn anchor_word(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Left => "start",
        Anchor::Middle => "middle",
    }
}

fn place(rect: Rect, out: &mut Writer) {
    for (name, place) in [("x", rect.x), ("y", rect.y)] {
        if place != 0 {
            out.length(name, place);
        }
    }
    out.length("width", rect.width).length("height", rect.height);
}

/// Where lines that read from right to left begin: at the right border of their room, or of the
/// longest of them where that has none.
fn right_edge(lines: &[TextLine], at: Point, room: Unit) -> Unit {
    at.x + if room == Unit::MAX { widest(lines) } else { room }
}

/// Whether a wider font would leave the room of a line. Short texts have room to spare, and a
/// length would tear joined letters apart.
fn needs_length(line: &TextLine, face: Face, room: Unit) -> bool {
    const SHORT: Unit = px(80);
    line.width > SHORT && in_wide_font(line.width, face) > room && !has_joined_letters(&line.text)
}

/// Place of a line of text in whole pixels, and its length where that keeps it in its room.
fn line_attributes(line: &TextLine, at: Point, length: Option<Unit>, out: &mut Writer) {
    let whole = |length: Unit| (length + PX / 2) / PX * PX;
    out.length("x", whole(at.x)).length("y", whole(at.y));
    if line.right_to_left {
        out.attribute("direction", "rtl");
    }
    if let Some(length) = length {
        out.length("textLength", whole(length));
    }
}

/// Appends steps as path data, each from the one before it: short for small shapes.
fn push_small_path(data: &mut String, steps: &[Step]) {
    let mut at = Point::default();
    let mut command = ' ';
    let mut write = |name: char, lengths: &[Unit]| {
        // A command that repeats is not named again.
        let mut gap = if name == command { " " } else { "" };
        if name != command {
            data.push(name);
        }
        command = name;
        for &length in lengths {
            data.push_str(if length < 0 { "" } else { gap });
            push_pixels(data, length);
            gap = " ";
        }
    };
    for step in steps {
        let to = match *step {
            Step::Move(to) | Step::Line(to) | Step::Round(_, to) => to,
            Step::Close => at,
        };
        let (dx, dy) = (to.x - at.x, to.y - at.y);
        match *step {
            Step::Move(to) => write('M', &[to.x, to.y]),
            Step::Line(_) if dy == 0 => write('h', &[dx]),
            Step::Line(_) if dx == 0 => write('v', &[dy]),
            Step::Line(_) => write('l', &[dx, dy]),
            Step::Round(round, _) => write('q', &[round.x - at.x, round.y - at.y, dx, dy]),
            Step::Close => write('z', &[]),
        }
        at = to;
    }
}

/// Appends steps as path data, upright and level lines short.
fn push_path(data: &mut String, steps: &[Step]) {
    let mut at = Point::default();
    let mut write = |name: char, lengths: &[Unit]| {
        data.push(name);
        push_lengths(data, lengths);
    };
    for step in steps {
        match *step {
            Step::Move(to) => write('M', &[to.x, to.y]),
            Step::Line(to) if to.y == at.y => write('H', &[to.x]),
            Step::Line(to) if to.x == at.x => write('V', &[to.y]),
            Step::Line(to) => write('L', &[to.x, to.y]),
            Step::Round(round, to) => write('Q', &[round.x, round.y, to.x, to.y]),
            Step::Close => write('Z', &[]),
        }
        if let Step::Move(to) | Step::Line(to) | Step::Round(_, to) = *step {
            at = to;
        }
    }
}

/// Appends lengths with blanks between them.
fn push_lengths(out: &mut String, lengths: &[Unit]) {
    for (i, &length) in lengths.iter().enumerate() {
        out.push_str(if i > 0 { " " } else { "" });
        push_pixels(out, length);
    }
}
