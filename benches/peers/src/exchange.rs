//! A layout problem as a file, for layouts that run as a process of their own.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use maquette::geom::{Point, Rect, Size};
use maquette::layout::{
    Container, ENGINES, Edge, End, First, FlowDirection, Input, Lane, Layout, Node,
    PlacedContainer, Route, Spacing,
};

/// One line an item, numbers only.
pub fn write_input(input: &Input) -> String {
    let mut text = String::new();
    let s = input.spacing;
    let reading = match input.reading {
        FlowDirection::LeftToRight => 0,
        FlowDirection::TopToBottom => 1,
        FlowDirection::Auto => 2,
    };
    let width = input.width.unwrap_or(-1);
    line(&mut text, 's', &[reading, s.node, s.line, s.padding, s.margin, width]);
    for c in &input.containers {
        line(&mut text, 'c', &[index(c.parent), c.title.width, c.title.height]);
    }
    for n in &input.nodes {
        let lane = match n.lane {
            Lane::Main(lane) => i32::from(lane),
            Lane::Band(band) => 100 + i32::from(band),
            Lane::Free | Lane::Same(_) => -1,
        };
        line(&mut text, 'n', &[n.size.width, n.size.height, index(n.container), lane, n.foot]);
    }
    for e in &input.edges {
        let (a, from) = end(e.from);
        let (b, to) = end(e.to);
        let label = e.label.unwrap_or(Size::new(-1, -1));
        let bundle = e.bundle.map_or(-1, |b| b as i32);
        line(&mut text, 'e', &[a, from, b, to, label.width, label.height, bundle]);
    }
    text
}

/// Reads what [`write_input`] wrote.
pub fn read_input(text: &str) -> Input {
    let mut input = Input {
        reading: FlowDirection::LeftToRight,
        containers: vec![],
        nodes: vec![],
        edges: vec![],
        spacing: Spacing { node: 0, line: 0, padding: 0, margin: 0 },
        width: None,
    };
    for (kind, v) in lines(text) {
        match kind {
            's' => {
                input.reading =
                    [FlowDirection::LeftToRight, FlowDirection::TopToBottom, FlowDirection::Auto]
                        [v[0] as usize];
                input.spacing = Spacing { node: v[1], line: v[2], padding: v[3], margin: v[4] };
                input.width = (v[5] >= 0).then_some(v[5]);
            }
            'c' => input.containers.push(Container {
                parent: usize::try_from(v[0]).ok(),
                title: Size::new(v[1], v[2]),
            }),
            'n' => input.nodes.push(Node {
                size: Size::new(v[0], v[1]),
                foot: v[4],
                container: usize::try_from(v[2]).ok(),
                lane: match v[3] {
                    -1 => Lane::Free,
                    lane if lane >= 100 => Lane::Band((lane - 100) as u8),
                    lane => Lane::Main(lane as u8),
                },
            }),
            _ => input.edges.push(Edge {
                from: read_end(v[0], v[1]),
                to: read_end(v[2], v[3]),
                label: (v[4] >= 0).then(|| Size::new(v[4], v[5])),
                bundle: u32::try_from(v[6]).ok(),
                first: First::From,
            }),
        }
    }
    input
}

/// One line an item, numbers only.
pub fn write_layout(layout: &Layout) -> String {
    let mut text = String::new();
    let rect = |r: &Rect| [r.x, r.y, r.width, r.height];
    line(&mut text, 's', &[layout.canvas.width, layout.canvas.height]);
    for n in &layout.nodes {
        line(&mut text, 'n', &rect(n));
    }
    for c in &layout.containers {
        line(&mut text, 'c', &[rect(&c.frame), rect(&c.title)].concat());
    }
    for e in &layout.edges {
        let label = e.label.map_or(vec![-1; 4], |r| rect(&r).to_vec());
        let points = e.points.iter().flat_map(|p| [p.x, p.y]).collect();
        line(&mut text, 'e', &[label, points].concat());
    }
    for remark in &layout.remarks {
        let _ = writeln!(text, "# {remark}");
    }
    text
}

/// Reads what [`write_layout`] wrote.
pub fn read_layout(text: &str) -> Layout {
    let mut layout = Layout {
        canvas: Size::default(),
        nodes: vec![],
        containers: vec![],
        edges: vec![],
        remarks: vec![],
    };
    let rect = |v: &[i32]| Rect::new(v[0], v[1], v[2], v[3]);
    for (kind, v) in lines(text) {
        match kind {
            's' => layout.canvas = Size::new(v[0], v[1]),
            'n' => layout.nodes.push(rect(&v)),
            'c' => layout
                .containers
                .push(PlacedContainer { frame: rect(&v[..4]), title: rect(&v[4..]) }),
            _ => layout.edges.push(Route {
                label: (v[2] >= 0).then(|| rect(&v)),
                letter: None,
                points: v[4..].chunks(2).map(|p| Point::new(p[0], p[1])).collect(),
            }),
        }
    }
    layout.remarks = text.lines().filter_map(|l| l.strip_prefix("# ")).map(str::to_owned).collect();
    layout
}

/// Lays out a problem with one of maquette's engines and prints the layout.
pub fn lay_out(engine: &str, file: &Path) -> ExitCode {
    let Ok(text) = std::fs::read_to_string(file) else { return ExitCode::from(2) };
    let Some(engine) = ENGINES.iter().find(|e| e.name() == engine) else {
        return ExitCode::from(2);
    };
    print!("{}", write_layout(&engine.lay_out(&read_input(&text))));
    ExitCode::SUCCESS
}

fn line(text: &mut String, kind: char, values: &[i32]) {
    text.push(kind);
    for value in values {
        let _ = write!(text, " {value}");
    }
    text.push('\n');
}

fn lines(text: &str) -> impl Iterator<Item = (char, Vec<i32>)> + '_ {
    text.lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let kind = line.chars().next()?;
        Some((kind, line[1..].split_whitespace().filter_map(|v| v.parse().ok()).collect()))
    })
}

fn index(at: Option<usize>) -> i32 {
    at.map_or(-1, |at| at as i32)
}

const fn end(end: End) -> (i32, i32) {
    match end {
        End::Node(n) => (0, n as i32),
        End::Container(c) => (1, c as i32),
    }
}

const fn read_end(kind: i32, at: i32) -> End {
    if kind == 0 { End::Node(at as usize) } else { End::Container(at as usize) }
}
