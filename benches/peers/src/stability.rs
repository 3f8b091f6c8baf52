//! `stability`: what one-element edits of the shipped scenarios do to each tool's drawing.

use std::path::Path;
use std::process::ExitCode;

use maquette::geom::Size;
use maquette::layout::{Edge, End, Input, Layout, Node, NodeIx, stability};

use crate::compare::Options;
use crate::corpora;
use crate::peers::{PEERS, Peer};

/// An edited graph and which nodes survive: index before, index after.
struct Edit {
    input: Input,
    survivors: Vec<(NodeIx, NodeIx)>,
}

/// Runs all edits with all tools and prints mean `flips` and `moved`.
pub fn run(args: &[&str]) -> ExitCode {
    let Some(options) = Options::read(args) else { return ExitCode::from(2) };
    let work = std::env::temp_dir().join(format!("maquette-stability-{}", std::process::id()));
    if std::fs::create_dir_all(&work).is_err() {
        return ExitCode::from(2);
    }
    let graphs = corpora::graphs("shipped", Path::new("."), &options.graphs);
    let mut text = String::from("| tool | edits | flips | moved |\n|---|---:|---:|---:|\n");
    for peer in PEERS.iter().filter(|peer| options.has(peer) && peer.name != "layout-rs alone") {
        let (mut count, mut flips, mut moved) = (0, 0.0, 0.0);
        for graph in &graphs {
            let Some(before) = drawn(peer, &graph.input, &options, &work) else { continue };
            let (mut own, mut own_flips, mut own_moved) = (0, 0.0, 0.0);
            for edit in edits(&graph.input) {
                let Some(after) = drawn(peer, &edit.input, &options, &work) else { continue };
                let change = stability(&before, &after, &edit.survivors);
                own += 1;
                own_flips += change.flips;
                own_moved += change.moved;
            }
            let by = f64::from(own.max(1));
            eprintln!(
                "{}: {}: {own} edits, flips {:.2} %, moved {:.1} %",
                peer.name,
                graph.name,
                100.0 * own_flips / by,
                100.0 * own_moved / by
            );
            count += own;
            flips += own_flips;
            moved += own_moved;
        }
        let by = f64::from(count.max(1));
        text.push_str(&format!(
            "| {} | {count} | {:.2} % | {:.1} % |\n",
            peer.name,
            100.0 * flips / by,
            100.0 * moved / by
        ));
    }
    let _ = std::fs::remove_dir_all(&work);
    println!("{text}");
    if let Some(file) = &options.out {
        if std::fs::write(file, text).is_err() {
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Draws without a process of its own where the engine is ours.
fn drawn(peer: &Peer, input: &Input, options: &Options, work: &Path) -> Option<Layout> {
    if peer.name == "maquette" {
        return Some(maquette::layout::ENGINES[0].lay_out(input));
    }
    peer.run(&options.tools, work, input, options.limit).layout.ok()
}

/// Each leaf node (at most one edge) removed in turn, each edge removed in turn, and a node
/// added beside each node that has edges.
fn edits(input: &Input) -> Vec<Edit> {
    let mut degree = vec![0; input.nodes.len()];
    for edge in &input.edges {
        for end in [edge.from, edge.to] {
            if let End::Node(n) = end {
                degree[n] += 1;
            }
        }
    }
    let nodes = 0..input.nodes.len();
    let mut all: Vec<Edit> =
        nodes.clone().filter(|&n| degree[n] <= 1).map(|n| without_node(input, n)).collect();
    let same: Vec<(NodeIx, NodeIx)> = nodes.clone().map(|n| (n, n)).collect();
    for e in 0..input.edges.len() {
        let mut edited = input.clone();
        edited.edges.remove(e);
        all.push(Edit { input: edited, survivors: same.clone() });
    }
    for n in nodes.filter(|&n| degree[n] > 0) {
        let mut edited = input.clone();
        let Node { size, foot, container, lane } = edited.nodes[n].clone();
        edited.nodes.push(Node { size: Size::new(size.width, size.height), foot, container, lane });
        let new = End::Node(input.nodes.len());
        edited.edges.push(Edge { from: End::Node(n), to: new, label: None, bundle: None });
        all.push(Edit { input: edited, survivors: same.clone() });
    }
    all
}

fn without_node(input: &Input, gone: NodeIx) -> Edit {
    let mut edited = input.clone();
    edited.nodes.remove(gone);
    let is_kept = |end: End| end != End::Node(gone);
    edited.edges.retain(|e| is_kept(e.from) && is_kept(e.to));
    let shifted = |end: End| match end {
        End::Node(n) if n > gone => End::Node(n - 1),
        other => other,
    };
    for edge in &mut edited.edges {
        edge.from = shifted(edge.from);
        edge.to = shifted(edge.to);
    }
    let kept = (0..input.nodes.len()).filter(|&n| n != gone);
    let survivors = kept.map(|n| (n, if n > gone { n - 1 } else { n })).collect();
    Edit { input: edited, survivors }
}
