//! draw.io: mxGraph XML with places and waypoints kept, for editing by hand.

use std::fmt::Write as _;

use super::steps::numbered_label;
use super::wording::{grouped, protocol};
use super::{Drawing, is_safe_link, pixels};
use crate::emit::xml::escaped;
use crate::geom::{Point, Rect, Unit, px};
use crate::graph::{
    Connection, ConnectionIx, Direction, Element, ElementIx, Flow, MarkShape, Status,
};
use crate::layout::{End, Route};
use crate::theme::{Role, Scheme};

/// Writes the drawing as an uncompressed draw.io file of one page.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    let title = attribute(&drawing.graph.title);
    let (width, height) =
        (pixels(drawing.layout.canvas.width), pixels(drawing.layout.canvas.height));
    let mut out = format!(
        "<mxfile host=\"maquette\">\n<diagram id=\"maquette\" name=\"{title}\">\n\
         <mxGraphModel grid=\"1\" gridSize=\"4\" guides=\"1\" page=\"0\" pageWidth=\"{width}\" \
         pageHeight=\"{height}\">\n<root>\n<mxCell id=\"0\"/>\n<mxCell id=\"1\" parent=\"0\"/>\n"
    );
    for ix in drawing.graph.parents_first() {
        write_element(drawing, ix, &mut out);
    }
    for (ix, route) in drawing.graph.graph.edge_indices().zip(&drawing.layout.edges) {
        write_connection(drawing, ix, route, &mut out);
    }
    out += "</root>\n</mxGraphModel>\n</diagram>\n</mxfile>\n";
    out.into_bytes()
}

fn write_element(drawing: &Drawing<'_>, ix: ElementIx, out: &mut String) {
    let element = &drawing.graph.graph[ix];
    let frame = frame(drawing, ix);
    let (parent, origin) = element.parent.map_or_else(
        || ("1".to_owned(), Point::default()),
        |parent| {
            let around = self::frame(drawing, parent);
            (id(&drawing.graph.graph[parent]), Point::new(around.x, around.y))
        },
    );
    let label = if element.is_container() { html(&element.label) } else { card(element) };
    open_object(&id(element), &label, &tooltip(element), link(element), out);
    let _ = writeln!(
        out,
        "<mxCell style=\"{}\" vertex=\"1\" parent=\"{}\">\
         <mxGeometry x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" as=\"geometry\"/></mxCell>\
         </UserObject>",
        element_style(drawing, ix),
        attribute(&parent),
        pixels(frame.x - origin.x),
        pixels(frame.y - origin.y),
        pixels(frame.width),
        pixels(frame.height)
    );
}

fn write_connection(drawing: &Drawing<'_>, ix: ConnectionIx, route: &Route, out: &mut String) {
    let Some((from, to)) = drawing.graph.graph.edge_endpoints(ix) else { return };
    let ([first, .., last], connection) = (route.points.as_slice(), &drawing.graph.graph[ix])
    else {
        return;
    };
    let label = html(&numbered_label(connection));
    let tooltip = html(&protocol(connection).unwrap_or_default());
    let link = connection.link.as_deref().filter(|address| is_safe_link(address));
    open_object(&format!("edge-{}", connection.id), &label, &tooltip, link, out);
    let [source, target] = [from, to].map(|end| attribute(&id(&drawing.graph.graph[end])));
    let _ = write!(
        out,
        "<mxCell style=\"{}{}{}\" edge=\"1\" parent=\"1\" source=\"{source}\" target=\"{target}\">\
         <mxGeometry relative=\"1\" as=\"geometry\">",
        connection_style(drawing, connection),
        anchor("exit", *first, &frame(drawing, from)),
        anchor("entry", *last, &frame(drawing, to)),
    );
    let _ = write!(out, "{}{}", point(*first, "sourcePoint"), point(*last, "targetPoint"));
    out.push_str("<Array as=\"points\">");
    for corner in &route.points[1..route.points.len() - 1] {
        let _ = write!(out, "<mxPoint x=\"{}\" y=\"{}\"/>", pixels(corner.x), pixels(corner.y));
    }
    out.push_str("</Array>");
    if let Some(label) = &route.label {
        let (middle, center) = (halfway(&route.points), label.center());
        let offset = Point::new(center.x - middle.x, center.y - middle.y);
        out.push_str(&point(offset, "offset"));
    }
    out.push_str("</mxGeometry></mxCell></UserObject>\n");
}

fn open_object(id: &str, label: &str, tooltip: &str, link: Option<&str>, out: &mut String) {
    let _ = write!(out, "<UserObject id=\"{}\" label=\"{}\"", attribute(id), attribute(label));
    if !tooltip.is_empty() {
        let _ = write!(out, " tooltip=\"{}\"", attribute(tooltip));
    }
    if let Some(link) = link {
        let _ = write!(out, " link=\"{}\"", attribute(link));
    }
    out.push('>');
}

fn frame(drawing: &Drawing<'_>, ix: ElementIx) -> Rect {
    match drawing.measured.end(ix) {
        End::Node(node) => drawing.layout.nodes[node],
        End::Container(container) => drawing.layout.containers[container].frame,
    }
}

/// The id of an element's cell; `0` and `1` are draw.io's own.
fn id(element: &Element) -> String {
    format!("node-{}", element.id)
}

/// The label in bold, then kind, count and status in small type.
fn card(element: &Element) -> String {
    let mut small = Vec::new();
    small.extend(element.untold_kind().map(str::to_owned));
    if let Some(count) = element.count.filter(|&count| count > 1) {
        small.push(format!("× {}", grouped(count)));
    }
    if element.status != Status::Available {
        small.push(element.status.word().to_owned());
    }
    let mut text = format!("<b>{}</b>", html(&element.label));
    for line in small.iter().filter(|line| !line.is_empty()) {
        let _ = write!(text, "<br><font style=\"font-size: 10px\">{}</font>", html(line));
    }
    text
}

/// draw.io shows tooltips as HTML, like labels.
fn tooltip(element: &Element) -> String {
    let said = [Some(element.summary.as_str()), element.note.as_deref()];
    let said: Vec<String> =
        said.into_iter().flatten().filter(|text| !text.is_empty()).map(html).collect();
    said.join("<br>")
}

fn link(element: &Element) -> Option<&str> {
    element.link.as_deref().or(element.docs.as_deref()).filter(|address| is_safe_link(address))
}

fn element_style(drawing: &Drawing<'_>, ix: ElementIx) -> String {
    let color = |role| drawing.theme.color(role, Scheme::Light).to_string();
    let ink = color(Role::Ink);
    if let End::Container(container) = drawing.measured.end(ix) {
        let titles = &drawing.measured.panels[container].titles;
        let at =
            titles.iter().find(|title| title.element == ix).map_or_else(Point::default, |t| t.at);
        // A container in the frame of the one around it has a title there, behind the other one.
        let is_own = titles.first().is_some_and(|title| title.element == ix);
        let look = |role| if is_own { color(role) } else { "none".to_owned() };
        return format!(
            "html=1;whiteSpace=wrap;rounded=1;absoluteArcSize=1;arcSize=12;container=1;\
             collapsible=0;recursiveResize=0;verticalAlign=top;align=left;spacingLeft={};\
             spacingTop={};fontStyle=1;fillColor={};strokeColor={};fontColor={ink};",
            pixels(px(12) + at.x),
            pixels(px(4) + at.y),
            look(Role::PanelOdd),
            look(Role::Group)
        );
    }
    match drawing.graph.graph[ix].mark_shape() {
        None => (),
        Some(MarkShape::Point) => return format!("ellipse;fillColor={ink};strokeColor={ink};"),
        Some(MarkShape::Invisible) => return "fillColor=none;strokeColor=none;".to_owned(),
    }
    format!(
        "html=1;whiteSpace=wrap;rounded=1;absoluteArcSize=1;arcSize=8;fillColor={};\
         strokeColor={};fontColor={ink};",
        color(Role::Card),
        color(Role::CardLine)
    )
}

fn connection_style(drawing: &Drawing<'_>, connection: &Connection) -> String {
    let color = |role| drawing.theme.color(role, Scheme::Light);
    // As the picture has them: color, dash and head tell the flows apart.
    let (role, dash, optional, head, filled) = match connection.flow {
        Flow::Data => (Role::Data, "", "6 4", "block", 1),
        Flow::Control => (Role::Control, "", "6 4", "open", 0),
        Flow::Management => (Role::Management, "9 3 2 3", "6 5 2 5", "block", 0),
        Flow::Security => (Role::Security, "2 3", "2 6", "diamond", 1),
    };
    let dash = match if connection.optional { optional } else { dash } {
        "" => String::new(),
        dash => format!("dashed=1;dashPattern={dash};"),
    };
    let (start, end) = match connection.direction {
        Direction::Forward => ("none", head),
        Direction::Back => (head, "none"),
        Direction::Both => (head, head),
        Direction::None => ("none", "none"),
    };
    format!(
        "edgeStyle=orthogonalEdgeStyle;html=1;rounded=1;{dash}strokeColor={};fontColor={};\
         startArrow={start};startFill={filled};endArrow={end};endFill={filled};",
        color(role),
        color(Role::Ink)
    )
}

/// Where a line meets a frame, as parts of its width and height.
fn anchor(which: &str, at: Point, frame: &Rect) -> String {
    let part = |distance: Unit, of: Unit| {
        // Fine enough for the side of a large container: a line must not slant by a pixel.
        let parts = i64::from(distance) * 100_000 / i64::from(of.max(1));
        parts.clamp(0, 100_000)
    };
    let [x, y] = [part(at.x - frame.x, frame.width), part(at.y - frame.y, frame.height)]
        .map(|part| format!("{}.{:05}", part / 100_000, part % 100_000));
    format!("{which}X={x};{which}Y={y};{which}Dx=0;{which}Dy=0;{which}Perimeter=0;")
}

fn point(at: Point, role: &str) -> String {
    format!("<mxPoint x=\"{}\" y=\"{}\" as=\"{role}\"/>", pixels(at.x), pixels(at.y))
}

/// The point in the middle of a line, where draw.io puts labels.
fn halfway(points: &[Point]) -> Point {
    let length = |a: Point, b: Point| (b.x - a.x).abs() + (b.y - a.y).abs();
    let total: Unit = points.windows(2).map(|ends| length(ends[0], ends[1])).sum();
    let mut left = total / 2;
    for ends in points.windows(2) {
        let (a, b) = (ends[0], ends[1]);
        let here = length(a, b);
        if left <= here && here > 0 {
            return Point::new(a.x + (b.x - a.x) * left / here, a.y + (b.y - a.y) * left / here);
        }
        left -= here;
    }
    points.first().copied().unwrap_or_default()
}

/// Text as HTML, lines kept.
fn html(text: &str) -> String {
    escaped(text.trim()).replace('\n', "<br>")
}

/// Text as the value of an attribute.
fn attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;")
}

#[cfg(test)]
mod tests {
    use super::{anchor, attribute, halfway, html};
    use crate::geom::{Point, Rect};

    #[test]
    fn labels_stand_halfway_along_the_line() {
        let line = [Point::new(0, 0), Point::new(100, 0), Point::new(100, 300)];
        assert_eq!(halfway(&line), Point::new(100, 100));
        assert_eq!(halfway(&[Point::new(3, 4)]), Point::new(3, 4));
    }

    #[test]
    fn lines_are_anchored_where_they_meet_the_frame() {
        assert_eq!(
            anchor("exit", Point::new(100, 25), &Rect::new(0, 0, 100, 100)),
            "exitX=1.00000;exitY=0.25000;exitDx=0;exitDy=0;exitPerimeter=0;"
        );
    }

    #[test]
    fn labels_are_html_within_xml() {
        assert_eq!(
            attribute(&html("a \"<b>\"\n& c")),
            "a &amp;quot;&amp;lt;b&amp;gt;&amp;quot;&lt;br&gt;&amp;amp; c"
        );
    }
}
