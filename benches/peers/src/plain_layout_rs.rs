//! layout-rs as its authors draw with it: no containers, curved lines.

use std::path::Path;
use std::process::ExitCode;

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::Point as Place;
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;
use maquette::geom::PX;
use maquette::layout::{End, FlowDirection};

use crate::exchange::read_input;

/// Lays out the nodes of a problem; prints how many lines were drawn, for its time only.
pub fn lay_out(file: &Path) -> ExitCode {
    let Ok(text) = std::fs::read_to_string(file) else { return ExitCode::from(2) };
    let input = read_input(&text);
    let orientation = match input.reading {
        FlowDirection::Auto | FlowDirection::LeftToRight => Orientation::LeftToRight,
        FlowDirection::TopToBottom => Orientation::TopToBottom,
    };
    let mut graph = VisualGraph::new(orientation);
    let px = |v: i32| f64::from(v) / f64::from(PX);
    let handles: Vec<_> = input
        .nodes
        .iter()
        .map(|node| {
            let size = Place::new(px(node.size.width), px(node.size.height));
            let look = StyleAttr::simple();
            graph.add_node(Element::create(ShapeKind::new_box(""), look, orientation, size))
        })
        .collect();
    for edge in &input.edges {
        if let (End::Node(a), End::Node(b)) = (edge.from, edge.to) {
            graph.add_edge(Arrow::simple(""), handles[a], handles[b]);
        }
    }
    let mut count = Count(0);
    graph.do_it(false, false, false, &mut count);
    println!("{}", count.0);
    ExitCode::SUCCESS
}

/// Counts lines.
struct Count(usize);

impl RenderBackend for Count {
    fn draw_rect(
        &mut self,
        _: Place,
        _: Place,
        _: &StyleAttr,
        _: Option<String>,
        _: Option<ClipHandle>,
    ) {
    }
    fn draw_line(&mut self, _: Place, _: Place, _: &StyleAttr, _: Option<String>) {}
    fn draw_circle(&mut self, _: Place, _: Place, _: &StyleAttr, _: Option<String>) {}
    fn draw_text(&mut self, _: Place, _: &str, _: &StyleAttr) {}
    fn draw_arrow(
        &mut self,
        _: &[(Place, Place)],
        _: bool,
        _: (bool, bool),
        _: &StyleAttr,
        _: Option<String>,
        _: &str,
    ) {
        self.0 += 1;
    }
    fn create_clip(&mut self, _: Place, _: Place, _: usize) -> ClipHandle {
        0
    }
}
