//! SVG: the picture for documents and the web.
//!
//! Shapes carry their light colors as attributes, for programs that know no custom properties;
//! what glyphs and small texts have in common stands in plain rules that every program knows. A
//! nested rule on top makes the same shapes follow the reader's scheme, the page's theme and the
//! page's own custom properties.

mod names;
mod palette;
mod shape;
mod style;
mod symbol;

use crate::emit::xml::Writer;
use crate::emit::{Drawing, Links, is_safe_link, pixels};
use crate::graph::{Connection, Element};
use crate::measure::Face;
use crate::scene::{Anchor, Piece, Subject};
use crate::theme::{Role, Scheme};

use names::Names;
use palette::Paintable;
use shape::{Inherited, Painter};

/// How the colors of a picture are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By the reader: light and dark in one file.
    Adaptive,
    /// Once and for all, for programs without custom properties.
    Fixed(Scheme),
}

/// Writes the picture: in the scheme that the drawing has, or so that it follows the reader's.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    let look = drawing.scheme.map_or(Look::Adaptive, Look::Fixed);
    write_with(drawing, look).into_bytes()
}

/// Bytes of markup for a piece, about.
const PIECE: usize = 600;
/// The same for what stands before all pieces: rules and glyphs.
const HEAD: usize = 12_000;

/// Writes the picture.
pub fn write_with(drawing: &Drawing<'_>, look: Look) -> String {
    let scheme = match look {
        Look::Adaptive => Scheme::Light,
        Look::Fixed(scheme) => scheme,
    };
    let mut painter = Painter::new(drawing, scheme);
    let ink = painter.palette().value(Role::Ink, Paintable::Fill).to_owned();
    let mut body = Writer::with_room(HEAD + drawing.scene.pieces.len() * PIECE);
    draw_all(drawing, &mut painter, &mut body);
    body.raw("</svg>\n");
    let mut out = Writer::with_room(HEAD);
    let plain = painter.plain_rules();
    match look {
        Look::Adaptive => {
            let (class, sheet) = style::sheet(&painter.color_rules());
            open_root(drawing, painter.names(), (&format!("maquette {class}"), &ink), &mut out);
            // Inkscape gives up a whole element for one rule that it does not know.
            out.raw("<style>").raw(&plain).raw("</style>\n");
            out.raw("<style>").raw(&sheet).raw("</style>\n");
        }
        Look::Fixed(_) => {
            open_root(drawing, painter.names(), ("maquette", &ink), &mut out);
            out.raw("<style>").raw(&plain).raw("</style>\n");
        }
    }
    painter.write_symbols(&mut out);
    let mut text = body.into_text();
    text.insert_str(0, &out.into_text());
    text
}

/// Draws every piece; those of a kind in a group that says what they have in common.
fn draw_all(drawing: &Drawing<'_>, painter: &mut Painter<'_>, out: &mut Writer) {
    for pieces in drawing.scene.pieces.chunk_by(|a, b| section(a.subject) == section(b.subject)) {
        let common = pieces.first().map_or(Inherited::ROOT, |piece| common(piece.subject, drawing));
        if common != Inherited::ROOT {
            painter.open_group(common, out);
        }
        for piece in pieces {
            draw(drawing, piece, painter, out);
        }
        if common != Inherited::ROOT {
            painter.close_group(out);
        }
    }
}

/// Pieces with the same number, one after the other, share a group.
const fn section(subject: Subject) -> u8 {
    match subject {
        Subject::Backdrop | Subject::Heading => 0,
        Subject::Container(_) | Subject::Band | Subject::Node(_) => 1,
        Subject::Edge(_) => 2,
        Subject::Key | Subject::Legend => 3,
    }
}

/// What most shapes of the section around a piece have in common.
const fn common(subject: Subject, drawing: &Drawing<'_>) -> Inherited {
    let stroke_width = drawing.theme.line_width;
    match section(subject) {
        1 => Inherited::text(Face::Label, Role::Ink),
        2 => Inherited {
            stroke_width,
            anchor: Anchor::Middle,
            ..Inherited::text(Face::Line, Role::Ink)
        },
        3 => Inherited { stroke_width, ..Inherited::text(Face::Line, Role::Soft) },
        _ => Inherited::ROOT,
    }
}

/// Fonts with the widths of the table, then any other.
const FONTS: &str = "Helvetica,Arial,Liberation Sans,Arimo,sans-serif";

fn open_root(drawing: &Drawing<'_>, names: &Names, (class, ink): (&str, &str), out: &mut Writer) {
    let scene = drawing.scene;
    let (width, height) = (pixels(scene.size.width), pixels(scene.size.height));
    let names = ["t", "d"].map(|part| names.id(part));
    out.open("svg")
        .attribute("xmlns", "http://www.w3.org/2000/svg")
        .attribute("xmlns:xlink", "http://www.w3.org/1999/xlink")
        .attribute("class", class)
        .attribute("role", "graphics-document document")
        .attribute("viewBox", &format!("0 0 {width} {height}"))
        .attribute("width", &width)
        .attribute("height", &height)
        .attribute("aria-labelledby", &names.join(" "))
        .attribute("font-family", FONTS)
        .attribute("font-size", &Inherited::ROOT.font_size.to_string())
        .attribute("fill", ink)
        .attribute("stroke-linecap", "round")
        .attribute("stroke-linejoin", "round")
        .close_start();
    let title = if scene.title.is_empty() { "Architecture" } else { &scene.title };
    out.raw("\n").open("title").attribute("id", &names[0]).text_element(title).raw("\n");
    out.open("desc").attribute("id", &names[1]).text_element(&scene.description).raw("\n");
}

fn draw(drawing: &Drawing<'_>, piece: &Piece, painter: &mut Painter<'_>, out: &mut Writer) {
    if matches!(piece.subject, Subject::Backdrop | Subject::Band) {
        piece.shapes.iter().for_each(|shape| painter.draw(shape, out));
        out.raw("\n");
        return;
    }
    let link = link(drawing, piece);
    if let Some(address) = link {
        out.open("a").attribute("href", address).close_start();
    }
    open_group(drawing, piece, link.is_some(), painter, out);
    if !piece.name.is_empty() {
        let text = match &piece.note {
            Some(note) => format!("{}.\n{note}", piece.name),
            None => piece.name.clone(),
        };
        out.open("title").text_element(&text);
    }
    for shape in &piece.shapes {
        painter.draw(shape, out);
    }
    out.raw("</g>");
    painter.forget_color();
    if link.is_some() {
        out.raw("</a>");
    }
    out.raw("\n");
}

fn open_group(
    drawing: &Drawing<'_>,
    piece: &Piece,
    is_linked: bool,
    painter: &mut Painter<'_>,
    out: &mut Writer,
) {
    let graph = &drawing.graph.graph;
    out.open("g").attribute("class", group_class(piece.subject));
    match piece.subject {
        Subject::Container(ix) => {
            identify(drawing, &graph[ix].id, out);
            out.attribute("data-kind", &graph[ix].kind).attribute("role", "group");
        }
        Subject::Node(ix) => node_attributes(drawing, &graph[ix], out),
        Subject::Edge(ix) => {
            let (from, to) = graph.edge_endpoints(ix).unwrap_or_default();
            edge_attributes(&graph[ix], [&graph[from], &graph[to]], out);
        }
        Subject::Heading | Subject::Key | Subject::Legend | Subject::Band | Subject::Backdrop => {
            out.attribute("aria-hidden", "true");
        }
    }
    if let Some(mark) = piece.mark {
        out.attribute("data-mark", mark.word());
    }
    // A remark that only shows on a pointer must be reached by the keyboard, too.
    if piece.note.is_some() && !is_linked {
        out.attribute("tabindex", "0");
    }
    painter.set_color(piece, out);
    out.close_start();
}

const fn group_class(subject: Subject) -> &'static str {
    match subject {
        Subject::Backdrop => "backdrop",
        Subject::Heading => "heading",
        Subject::Container(_) => "container",
        Subject::Band => "band",
        Subject::Node(_) => "node",
        Subject::Edge(_) => "edge",
        Subject::Key => "key",
        Subject::Legend => "legend",
    }
}

fn identify(drawing: &Drawing<'_>, id: &str, out: &mut Writer) {
    out.attribute("id", &format!("{}{id}", drawing.id_prefix)).attribute("data-id", id);
}

fn node_attributes(drawing: &Drawing<'_>, element: &Element, out: &mut Writer) {
    identify(drawing, &element.id, out);
    out.attribute("data-kind", &element.kind);
    if let Some(lane) = element.lane() {
        out.attribute("data-lane", lane.word());
    }
    out.attribute("role", "img");
}

fn edge_attributes(connection: &Connection, ends: [&Element; 2], out: &mut Writer) {
    // Nobody links to a line: its long id is written once.
    out.attribute("data-id", &connection.id)
        .attribute("data-from", &ends[0].id)
        .attribute("data-to", &ends[1].id)
        .attribute("data-flow", connection.flow.word())
        .attribute("role", "img");
}

/// The address that a piece links to, if it may.
fn link<'a>(drawing: &Drawing<'_>, piece: &'a Piece) -> Option<&'a str> {
    let docs = piece.docs.as_deref().filter(|_| drawing.links == Links::Documentation);
    let own = piece.link.as_deref().filter(|_| drawing.links != Links::None);
    own.filter(|address| is_safe_link(address)).or(docs.filter(|address| is_safe_link(address)))
}
