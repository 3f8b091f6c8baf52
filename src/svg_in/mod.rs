//! The way back: where everything stands in a picture that maquette wrote.
//!
//! Only what pictures promise is read: groups with a class and a `data-id`, the frames in them,
//! the lines with their corners, and where titles and labels begin. Anything may stand in the
//! file: what is no picture of ours is none, and what is damaged in one is left out.

mod path;

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use crate::geom::{PX, Point, Rect, Unit, px};

/// Larger coordinates, in pixels, are not ours.
const MOST: f64 = 1e6;
/// How far the tile of a glyph lies inside its symbol.
const TILE_IN: Unit = px(4);
/// Tags inside each other: far more than a picture has.
const MOST_DEPTH: usize = 40;

/// What a picture shows, by id; in the coordinates of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Frames of the nodes.
    pub nodes: BTreeMap<String, Rect>,
    /// Containers.
    pub containers: BTreeMap<String, SeenContainer>,
    /// Connections.
    pub edges: BTreeMap<String, SeenEdge>,
}

/// A container of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenContainer {
    /// Its frame.
    pub frame: Rect,
    /// The top left of its title, where its glyph is.
    pub title: Option<Point>,
}

/// A connection of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenEdge {
    /// Id of the element that it begins at.
    pub from: String,
    /// Id of the element that it ends at.
    pub to: String,
    /// Its corners, and points between them.
    pub points: Vec<Point>,
    /// The middle of the first line of its label, on the baseline, in whole pixels.
    pub label: Option<Point>,
}

/// Reads a picture; none if the text is no picture of an architecture that maquette wrote.
pub fn read(text: &str) -> Option<Seen> {
    if !is_shallow(text) {
        return None;
    }
    let document = Document::parse(text).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" || !has_class(root, "maquette") {
        return None;
    }
    let mut seen = Seen::default();
    for group in root.descendants().filter(|node| node.tag_name().name() == "g") {
        let Some(id) = group.attribute("data-id").map(str::to_owned) else { continue };
        match group.attribute("class") {
            Some("node") => {
                seen.nodes.extend(frame(group).map(|frame| (id, frame)));
            }
            Some("container") => {
                let placed = |frame| SeenContainer { frame, title: glyph(group) };
                seen.containers.extend(frame(group).map(|frame| (id, placed(frame))));
            }
            Some("edge") => {
                seen.edges.extend(edge(group).map(|edge| (id, edge)));
            }
            _ => {}
        }
    }
    lead_to_frames(&mut seen);
    (!seen.nodes.is_empty() || !seen.containers.is_empty()).then_some(seen)
}

/// Whether no tag stands deeper than in a picture of ours, which also has tags and text alone. The
/// parser calls itself for each level.
fn is_shallow(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        if tag.starts_with(['!', '?']) || depth > MOST_DEPTH {
            return false;
        }
        let mut quote = None;
        let ends = |c: char| {
            match quote {
                Some(open) if open == c => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                _ => return c == '>' && quote.is_none(),
            }
            false
        };
        let Some(end) = tag.find(ends) else { return false };
        depth = match &tag[..end] {
            closing if closing.starts_with('/') => depth.saturating_sub(1),
            whole if whole.ends_with('/') => depth,
            _ => depth + 1,
        };
        rest = &tag[end + 1..];
    }
    true
}

/// Leads lines on to the frames of their ends: arrowheads cover a little of them.
fn lead_to_frames(seen: &mut Seen) {
    let Seen { nodes, containers, edges } = seen;
    let frame = |id: &str| {
        let container = || containers.get(id).map(|container| container.frame);
        nodes.get(id).copied().or_else(container)
    };
    for edge in edges.values_mut() {
        for id in [&edge.to, &edge.from] {
            edge.points.dedup();
            if let Some(frame) = frame(id) {
                path::lead_to(&frame, &mut edge.points);
            }
            edge.points.reverse();
        }
    }
}

fn has_class(node: Node, class: &str) -> bool {
    node.attribute("class").is_some_and(|all| all.split_ascii_whitespace().any(|c| c == class))
}

/// The shape of a group that has this class, in the group itself or deeper.
fn part<'a, 'i>(group: Node<'a, 'i>, name: &str, class: &str) -> Option<Node<'a, 'i>> {
    group.descendants().find(|node| node.tag_name().name() == name && has_class(*node, class))
}

fn frame(group: Node) -> Option<Rect> {
    let rect = part(group, "rect", "frame")?;
    let size = (length(rect, "width")?, length(rect, "height")?);
    let is_some = size.0 > 0 && size.1 > 0;
    let at = (length(rect, "x").unwrap_or(0), length(rect, "y").unwrap_or(0));
    is_some.then(|| Rect::new(at.0, at.1, size.0, size.1))
}

/// The place of the first glyph of a group: that of its tile.
fn glyph(group: Node) -> Option<Point> {
    let glyph = group.children().find(|node| node.tag_name().name() == "use")?;
    Some(Point::new(length(glyph, "x")? + TILE_IN, length(glyph, "y")? + TILE_IN))
}

fn edge(group: Node) -> Option<SeenEdge> {
    let points = path::corners(part(group, "path", "line")?.attribute("d")?)?;
    // Of several lines each has its place, and the first is the label's.
    let placed = |text: Node| {
        let first = text.descendants().find(|node| node.has_attribute("y"))?;
        Some(Point::new(length(first, "x")?, length(first, "y")?))
    };
    Some(SeenEdge {
        from: group.attribute("data-from")?.to_owned(),
        to: group.attribute("data-to")?.to_owned(),
        points,
        // A line with nothing on it but the number of a step is labeled with that.
        label: part(group, "text", "label")
            .or_else(|| part(group, "text", "step"))
            .and_then(placed),
    })
}

fn length(node: Node, name: &str) -> Option<Unit> {
    units(node.attribute(name)?)
}

/// Pixels as they are written; none where that is no number or out of all bounds.
fn units(text: &str) -> Option<Unit> {
    let pixels: f64 = text.trim().parse().ok()?;
    (pixels.abs() < MOST).then(|| (pixels * f64::from(PX)).round() as Unit)
}

#[cfg(test)]
mod tests {
    use super::{SeenContainer, SeenEdge, read};
    use crate::geom::{Point, Rect, px};

    const OURS: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" class="maquette mq-1">
        <g class="heading"><text class="title" x="24" y="45">A</text></g>
        <g font-weight="600">
        <a href="https://a.b"><g class="container" data-id="site"><title>Site</title>
            <rect class="frame" y="80.25" width="300" height="90"/>
            <use href="#_1s" x="12" y="14.5"/></g></a>
        <g class="node" data-id="a"><rect class="frame" x="16" y="40" width="80" height="40"/>
            <use href="#_1a" x="20" y="44"/></g>
        <g class="node" data-id="broken"><rect class="frame" x="1" width="wide" height="4"/></g>
        </g>
        <g><g class="edge" data-id="a--site" data-from="a" data-to="site">
            <path class="line" d="M96 60H152Q160 60 160 68V76.25"/>
            <path d="M0 0l8-4"/>
            <text class="label"><tspan x="120" y="50">data</tspan><tspan x="120" y="64">all</tspan>
            </text></g></g></svg>"##;

    #[test]
    fn a_picture_says_where_everything_stands() {
        let seen = read(OURS).expect("it is ours");
        assert_eq!(seen.nodes.len(), 1, "what is damaged is left out");
        assert_eq!(seen.nodes["a"], Rect::new(px(16), px(40), px(80), px(40)));
        let frame = Rect::new(0, px(80) + 1, px(300), px(90));
        let title = Some(Point::new(px(16), px(18) + 2));
        assert_eq!(seen.containers["site"], SeenContainer { frame, title });
        let corners = [(96, 60), (152, 60), (160, 60), (160, 68)];
        let corners = corners.map(|(x, y)| Point::new(px(x), px(y)));
        let end = Point::new(px(160), px(80) + 1);
        let edge = SeenEdge {
            from: "a".to_owned(),
            to: "site".to_owned(),
            points: corners.into_iter().chain([end]).collect(),
            label: Some(Point::new(px(120), px(50))),
        };
        assert_eq!(seen.edges["a--site"], edge);
    }

    #[test]
    fn what_is_no_picture_of_ours_is_none() {
        let nobody = OURS.replace("data-id", "data-no");
        let other = OURS.replace("class=\"maquette mq-1\"", "class=\"other\"");
        let deep = format!("<svg class='maquette'>{}", "<g a='/>'><b/></b>".repeat(100_000));
        let short = ["", "<svg", "no xml", "<svg/>", "<svg class='maquette'/>", "<g a='"];
        for text in short.into_iter().chain([nobody.as_str(), &other, &deep]) {
            assert_eq!(read(text), None, "{text:.80}");
        }
    }
}
