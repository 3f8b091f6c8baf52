//! `stability`: what one-element edits of the shipped scenarios do to each tool's drawing.

use std::path::Path;
use std::process::ExitCode;

use maquette::geom::Size;
use maquette::layout::{
    ENGINES, Edge, EdgeIx, End, First, Input, Layout, Node, NodeIx, Standing, lay_out_standing,
    stability,
};

use crate::compare::Options;
use crate::corpora;
use crate::peers::{PEERS, Peer};

/// An edited graph.
pub struct Edit {
    /// The new graph.
    pub input: Input,
    /// Which nodes survive: index before, index after.
    pub survivors: Vec<(NodeIx, NodeIx)>,
    /// For each edge its index before, if it was there.
    pub edges: Vec<Option<EdgeIx>>,
}

/// Who draws an edited graph.
enum Hand<'a> {
    /// A tool that sees the new graph alone.
    Anew(&'a Peer),
    /// maquette, with the picture before the edit (`render --keep`).
    Kept(&'a Peer),
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
    let peers = PEERS.iter().filter(|peer| options.has(peer) && peer.name != "layout-rs alone");
    let hands = peers.flat_map(|peer| {
        let kept = (peer.name == "maquette").then_some(Hand::Kept(peer));
        [Hand::Anew(peer)].into_iter().chain(kept)
    });
    for hand in hands {
        let (peer, name) = match hand {
            Hand::Anew(peer) => (peer, peer.name.to_owned()),
            Hand::Kept(peer) => (peer, format!("{} --keep", peer.name)),
        };
        let (mut count, mut flips, mut moved) = (0, 0.0, 0.0);
        for graph in &graphs {
            let Some(before) = drawn(peer, &graph.input, &options, &work) else { continue };
            let (mut own, mut own_flips, mut own_moved) = (0, 0.0, 0.0);
            for edit in edits(&graph.input) {
                let after = match hand {
                    Hand::Anew(_) => drawn(peer, &edit.input, &options, &work),
                    Hand::Kept(_) => Some(kept(&before, &edit)),
                };
                let Some(after) = after else { continue };
                let change = stability(&before, &after, &edit.survivors);
                own += 1;
                own_flips += change.flips;
                own_moved += change.moved;
            }
            let by = f64::from(own.max(1));
            eprintln!(
                "{}: {}: {own} edits, flips {:.2} %, moved {:.1} %",
                name,
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
            name,
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

/// The edited graph, drawn with the places of the picture before it.
pub fn kept(before: &Layout, edit: &Edit) -> Layout {
    let mut nodes = vec![None; edit.input.nodes.len()];
    for &(old, new) in &edit.survivors {
        nodes[new] = Some(before.nodes[old]);
    }
    let route = |old: &Option<EdgeIx>| old.map(|old| before.edges[old].clone());
    let standing = Standing {
        nodes,
        containers: before.containers.iter().copied().map(Some).collect(),
        edges: edit.edges.iter().map(route).collect(),
    };
    lay_out_standing(ENGINES[0], &edit.input, &standing)
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
pub fn edits(input: &Input) -> Vec<Edit> {
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
        let edges = (0..input.edges.len()).filter(|&other| other != e).map(Some).collect();
        all.push(Edit { input: edited, survivors: same.clone(), edges });
    }
    for n in nodes.filter(|&n| degree[n] > 0) {
        let mut edited = input.clone();
        let Node { size, foot, container, lane } = edited.nodes[n].clone();
        edited.nodes.push(Node { size: Size::new(size.width, size.height), foot, container, lane });
        let new = End::Node(input.nodes.len());
        edited.edges.push(Edge {
            from: End::Node(n),
            to: new,
            label: None,
            bundle: None,
            first: First::From,
        });
        let edges = (0..input.edges.len()).map(Some).chain([None]).collect();
        all.push(Edit { input: edited, survivors: same.clone(), edges });
    }
    all
}

fn without_node(input: &Input, gone: NodeIx) -> Edit {
    let mut edited = input.clone();
    edited.nodes.remove(gone);
    let is_kept = |end: End| end != End::Node(gone);
    let stays = |edge: &Edge| is_kept(edge.from) && is_kept(edge.to);
    let edges = (0..input.edges.len()).filter(|&e| stays(&input.edges[e])).map(Some).collect();
    edited.edges.retain(stays);
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
    Edit { input: edited, survivors, edges }
}
