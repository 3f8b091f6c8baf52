//! D2: writing its language, reading its SVG.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maquette::geom::{PX, Rect, Size};
use maquette::layout::{Container, End, FlowDirection, Input, Layout, PlacedContainer, Route};

use crate::curves::{Place, add_bezier, polyline, units};

/// The graph in D2: nodes of the sizes that the input asks for, labels of about that width.
pub fn write(input: &Input) -> String {
    let mut text = String::new();
    if input.reading != FlowDirection::TopToBottom {
        text.push_str("direction: right\n");
    }
    write_inside(input, None, &mut text);
    for edge in &input.edges {
        let _ = write!(text, "{} -> {}", path(input, edge.from), path(input, edge.to));
        match edge.label {
            Some(size) => {
                let _ = writeln!(text, ": {} {{style.font-size: 12}}", filler(size.width, 7));
            }
            None => text.push('\n'),
        }
    }
    text
}

fn write_inside(input: &Input, parent: Option<usize>, text: &mut String) {
    for (n, node) in input.nodes.iter().enumerate().filter(|(_, n)| n.container == parent) {
        let (w, h) = (node.size.width / PX, node.size.height / PX);
        let _ = writeln!(text, "n{n}: \"\" {{width: {w}; height: {h}}}");
    }
    let inner = |c: &&Container| c.parent == parent;
    for (c, container) in input.containers.iter().enumerate().filter(|(_, c)| inner(c)) {
        let title = filler(container.title.width, 8);
        let _ = writeln!(text, "c{c}: {title} {{\nstyle.font-size: 14");
        write_inside(input, Some(c), text);
        text.push_str("}\n");
    }
}

/// A word of about this width.
fn filler(width: i32, per_letter: i32) -> String {
    "n".repeat((width / PX / per_letter).max(1) as usize)
}

fn path(input: &Input, end: End) -> String {
    let (own, mut at) = match end {
        End::Node(n) => (format!("n{n}"), input.nodes[n].container),
        End::Container(c) => (format!("c{c}"), input.containers[c].parent),
    };
    let mut path = own;
    while let Some(c) = at {
        path = format!("c{c}.{path}");
        at = input.containers[c].parent;
    }
    path
}

/// Reads D2's SVG: shapes and connections are groups whose class is the name in base 64;
/// the holes in the mask are the labels.
pub fn read(input: &Input, svg: &str) -> Option<Layout> {
    let canvas = view_box(svg)?;
    let groups = groups(svg);
    let shift = |p: Place| (p.0 - canvas.0, p.1 - canvas.1);
    let holes: Vec<Rect> = between(svg, "<mask", "</mask>")?
        .split("<rect")
        .skip(2)
        .filter_map(|rect| attributes_rect(rect, shift))
        .collect();
    let mut nodes = Vec::new();
    for n in 0..input.nodes.len() {
        let body = groups.get(&path(input, End::Node(n)))?.first()?;
        nodes.push(attributes_rect(between(body, "<rect", "/>")?, shift)?);
    }
    let mut containers = Vec::new();
    for (c, container) in input.containers.iter().enumerate() {
        let body = groups.get(&path(input, End::Container(c)))?.first()?;
        let frame = attributes_rect(between(body, "<rect", "/>")?, shift)?;
        let title = between(body, "<text", ">").and_then(|t| text_box(t, container.title, shift));
        containers.push(PlacedContainer { frame, title: title.unwrap_or_default() });
    }
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut edges = Vec::new();
    for edge in &input.edges {
        let name = connection(&path(input, edge.from), &path(input, edge.to));
        let times = used.entry(name.clone()).or_default();
        let body = groups.get(&format!("{name}[{times}]"))?.first()?;
        *times += 1;
        let line = attribute(between(body, "<path", "/>")?, "d").map(svg_path)?;
        let points = polyline(&line.into_iter().map(shift).collect::<Vec<_>>());
        let label = edge.label.and_then(|size| {
            let at = text_box(between(body, "<text", ">")?, size, shift)?;
            let nearest = holes.iter().min_by_key(|hole| {
                let (a, b) = (hole.center(), at.center());
                (a.x - b.x).abs() + (a.y - b.y).abs()
            });
            nearest.copied()
        });
        edges.push(Route { points, label, letter: None });
    }
    let canvas = Size::new(units(canvas.2), units(canvas.3));
    Some(Layout { canvas, nodes, containers, edges, remarks: vec![] })
}

/// D2's name of a connection: the common path once, the rest in parentheses.
fn connection(from: &str, to: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (from.split('.').collect(), to.split('.').collect());
    let longest = a.len().min(b.len()) - 1;
    let common = (0..longest).take_while(|&i| a[i] == b[i]).count();
    let inner = format!("({} -> {})", a[common..].join("."), b[common..].join("."));
    if common == 0 { inner } else { format!("{}.{inner}", a[..common].join(".")) }
}

fn view_box(svg: &str) -> Option<(f64, f64, f64, f64)> {
    let inner = svg.match_indices("viewBox=\"").nth(1)?.0;
    let v: Vec<f64> =
        svg[inner + 9..].split('"').next()?.split(' ').filter_map(|v| v.parse().ok()).collect();
    // D2 pads its canvas by 100 pixels; we compare the drawing with our own margin of 24.
    let pad = 100.0 - 24.0;
    Some((v[0] + pad, v[1] + pad, v[2] - 2.0 * pad, v[3] - 2.0 * pad))
}

fn groups(svg: &str) -> BTreeMap<String, Vec<&str>> {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let starts: Vec<usize> = svg.match_indices("<g class=\"").map(|(i, _)| i).collect();
    for (k, &start) in starts.iter().enumerate() {
        let Some(class) = svg[start + 10..].split('"').next() else { continue };
        let class = class.split(' ').next().unwrap_or_default();
        let Some(name) = decode(class) else { continue };
        let name = name.replace("&gt;", ">");
        // The name's own `<g class="shape">` follows at once; the next name ends the body.
        let end = starts[k + 1..]
            .iter()
            .find(|&&s| !svg[s..].starts_with("<g class=\"shape\""))
            .copied()
            .unwrap_or(svg.len());
        groups.entry(name).or_default().push(&svg[start + 10..end]);
    }
    groups
}

fn decode(text: &str) -> Option<String> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for c in text.trim_end_matches('=').chars() {
        bits = bits << 6 | LETTERS.find(c)? as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    String::from_utf8(bytes).ok()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let from = text.find(start)? + start.len();
    let to = text[from..].find(end)?;
    Some(&text[from..from + to])
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    between(tag, &format!(" {name}=\""), "\"")
}

fn number(tag: &str, name: &str) -> Option<f64> {
    attribute(tag, name)?.parse().ok()
}

fn attributes_rect(tag: &str, shift: impl Fn(Place) -> Place) -> Option<Rect> {
    let tag = format!(" {tag}");
    let corner = shift((number(&tag, "x")?, number(&tag, "y")?));
    let (w, h) = (number(&tag, "width")?, number(&tag, "height")?);
    Some(Rect::new(units(corner.0), units(corner.1), units(w), units(h)))
}

/// The box around a text that is centered on its x and stands on its y.
fn text_box(tag: &str, size: Size, shift: impl Fn(Place) -> Place) -> Option<Rect> {
    let tag = format!(" {tag}");
    let (x, y) = shift((number(&tag, "x")?, number(&tag, "y")?));
    let (w, h) = (size.width, size.height);
    Some(Rect::new(units(x) - w / 2, units(y) - h * 3 / 4, w, h))
}

/// A path of `M`, `L`, `C` and `S`; D2 uses `S` for rounded corners only.
fn svg_path(d: &str) -> Vec<Place> {
    let mut line: Vec<Place> = Vec::new();
    let mut command = ' ';
    let mut values = Vec::new();
    for word in d.split([' ', ',']).filter(|w| !w.is_empty()) {
        if let Ok(value) = word.parse::<f64>() {
            values.push(value);
        } else {
            command = word.chars().next().unwrap_or(' ');
            values.clear();
        }
        let at = |i: usize, values: &[f64]| (values[i], values[i + 1]);
        match (command, values.len()) {
            ('M' | 'L', 2) => line.push(at(0, &values)),
            ('S', 4) => line.extend([at(0, &values), at(2, &values)]),
            ('C', 6) => {
                add_bezier(&mut line, at(0, &values), at(2, &values), at(4, &values));
            }
            _ => continue,
        }
        values.clear();
    }
    line
}
