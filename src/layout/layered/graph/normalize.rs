//! Edges become chains of links between neighboring ranks, with a vertex wherever a line
//! passes a rank and one of its own for every label.
//!
//! Before: leaves have ranks (even numbers). After: every edge has a path but a loop, and one
//! between boxes of one column, which `flat` draws; a
//! vertex of a line lives in the deepest cluster of either end's ancestry that is there at its
//! rank, so a line enters only clusters that hold an end; ranks without a box or label are gone.

use std::collections::BTreeMap;

use crate::geom::Size;
use crate::layout::layered::graph::boxes::Boxes;
use crate::layout::layered::graph::layers::Span;
use crate::layout::layered::graph::layers::{Bundle, Kind, Layers, Link, Vertex};
use crate::layout::layered::graph::leaves::{EdgeEnd, Leaves};
use crate::layout::layered::graph::tree::{Cluster, ROOT, Tree};
use crate::layout::layered::rank::ranks::spans;
use crate::layout::{EdgeIx, FlowDirection, Input};

/// Up to how many links the lines of a bundle are ordered each by itself.
const ONE_BY_ONE: usize = 8000;

/// Up to how many links every line has its own; past that, lines without a label that share an
/// end are one bundle.
const APART: usize = 400_000;
/// The number of that bundle.
const ALL: u32 = u32::MAX;

/// One end of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stop {
    end: EdgeEnd,
    rank: usize,
    /// Where the end itself stands.
    parent: Cluster,
    /// The deepest cluster that vertices on the way may use.
    inner: Cluster,
}

/// An edge to be laid out from `low` to `high`.
#[derive(Debug, Clone, Copy)]
struct Chain {
    edge: EdgeIx,
    low: Stop,
    high: Stop,
    label: Option<(usize, Size)>,
    bundle: Option<Bundle>,
}

impl Chain {
    /// How many ranks there are between its ends.
    const fn length(&self) -> usize {
        self.high.rank - self.low.rank
    }
}

/// Builds the layered graph. `rank` and the boxes are by leaf.
pub(in crate::layout::layered) fn build(
    input: &Input,
    tree: &Tree,
    leaves: &Leaves,
    rank: &[usize],
    boxes: Boxes,
) -> Layers {
    let known: Vec<Option<usize>> = rank.iter().map(|&r| Some(r)).collect();
    let mut layers = Layers { spans: spans(leaves, tree, &known), ..Layers::default() };
    layers.spans[ROOT].get_or_insert(Span { first: 0, last: 0 });
    layers.is_reversed = vec![false; input.edges.len()];
    let mut chains = Vec::new();
    for (e, edge) in input.edges.iter().enumerate() {
        let Some((from, to)) = stops(tree, leaves, rank, &mut layers, e, edge.label.is_some())
        else {
            continue;
        };
        layers.is_reversed[e] = from.rank > to.rank;
        let (low, high) = if from.rank < to.rank { (from, to) } else { (to, from) };
        chains.push(Chain { edge: e, low, high, label: None, bundle: None });
    }
    layers.shares_lines = 2 * APART < chains.iter().map(Chain::length).sum();
    find_bundles(input, layers.shares_lines, &mut chains);
    place_labels(input, rank, &boxes.size, &mut chains);
    compact(leaves, &mut layers, &mut chains, rank, &boxes.size);
    layers.paths = vec![Vec::new(); input.edges.len()];
    lay_chains(input, tree, &mut layers, &chains);
    layers.number_by_rank(leaves.len());
    layers.find_links();
    layers.line[..leaves.len()].copy_from_slice(&boxes.head);
    layers.foot = boxes.foot;
    layers.foot.resize(layers.len(), 0);
    layers
}

/// Both ends of an edge with their ranks; `None` for loops and inside a column. May widen the span
/// of a cluster that an edge ends at.
fn stops(
    tree: &Tree,
    leaves: &Leaves,
    rank: &[usize],
    layers: &mut Layers,
    edge: EdgeIx,
    is_labeled: bool,
) -> Option<(Stop, Stop)> {
    let (from, to) = leaves.ends[edge];
    let leaf = |end: EdgeEnd| match end {
        EdgeEnd::Leaf(s) => {
            let parent = leaves.parent[s];
            Some(Stop { end, rank: rank[s], parent, inner: parent })
        }
        EdgeEnd::Frame(_) => None,
    };
    match (from, to) {
        (EdgeEnd::Leaf(a), EdgeEnd::Leaf(b)) => {
            if rank[a] == rank[b] {
                None
            } else {
                Some((leaf(from)?, leaf(to)?))
            }
        }
        (EdgeEnd::Leaf(_), EdgeEnd::Frame(cluster)) => {
            let one = leaf(from)?;
            Some((one, anchor(tree, layers, cluster, one, is_labeled)))
        }
        (EdgeEnd::Frame(cluster), EdgeEnd::Leaf(_)) => {
            let one = leaf(to)?;
            Some((anchor(tree, layers, cluster, one, is_labeled), one))
        }
        (EdgeEnd::Frame(a), EdgeEnd::Frame(b)) => {
            if a == b {
                return None;
            }
            let (outer, inner) = if tree.depth[a] <= tree.depth[b] { (a, b) } else { (b, a) };
            let first = frame_stop(tree, layers, inner, outer);
            let second = anchor(tree, layers, outer, first, is_labeled);
            Some(if outer == a { (second, first) } else { (first, second) })
        }
    }
}

/// A stop just inside the frame of a cluster, at the side where `other` is.
fn frame_stop(tree: &Tree, layers: &Layers, cluster: Cluster, other: Cluster) -> Stop {
    let own = span_of(layers, cluster);
    let far = span_of(layers, other);
    let rank = if own.first > far.last { own.first } else { own.last };
    Stop { end: EdgeEnd::Frame(cluster), rank, parent: cluster, inner: tree.parent[cluster] }
}

fn span_of(layers: &Layers, cluster: Cluster) -> Span {
    layers.spans[cluster].unwrap_or(Span { first: 0, last: 0 })
}

/// Where an edge meets the frame of `cluster`, coming from `other`.
fn anchor(
    tree: &Tree,
    layers: &mut Layers,
    cluster: Cluster,
    other: Stop,
    is_labeled: bool,
) -> Stop {
    let span = span_of(layers, cluster);
    let least = if is_labeled { 2 } else { 1 };
    let is_inside = tree.meet(cluster, other.parent) == cluster;
    if is_inside {
        let rank = span.last + 1;
        if is_labeled {
            widen(tree, layers, cluster, rank);
        }
        let rank = rank.max(other.rank + least);
        widen(tree, layers, tree.parent[cluster], rank);
        let around = tree.parent[cluster];
        return Stop { end: EdgeEnd::Frame(cluster), rank, parent: around, inner: cluster };
    }
    let rank = if other.rank + least <= span.first {
        span.first
    } else if other.rank >= span.last + least {
        span.last
    } else if other.rank + least <= span.last {
        other.rank + least
    } else if other.rank >= span.first + least {
        other.rank - least
    } else {
        widen(tree, layers, cluster, other.rank + least);
        other.rank + least
    };
    Stop { end: EdgeEnd::Frame(cluster), rank, parent: cluster, inner: tree.parent[cluster] }
}

fn widen(tree: &Tree, layers: &mut Layers, mut cluster: Cluster, rank: usize) {
    loop {
        let span = layers.spans[cluster].get_or_insert(Span { first: rank, last: rank });
        span.first = span.first.min(rank);
        span.last = span.last.max(rank);
        if cluster == ROOT {
            break;
        }
        cluster = tree.parent[cluster];
    }
}

/// Edges of one bundle that share an end get one number for each hub: of two shared ends
/// the one with more of the edges. Edges without a bundle and a label have one, too, if lines
/// are to be shared.
fn find_bundles(input: &Input, shares_lines: bool, chains: &mut [Chain]) {
    let bundle_of = |chain: &Chain| {
        let edge = &input.edges[chain.edge];
        edge.bundle.or_else(|| (shares_lines && edge.label.is_none()).then_some(ALL))
    };
    let key = |end: EdgeEnd| match end {
        EdgeEnd::Leaf(s) => (0, s),
        EdgeEnd::Frame(cluster) => (1, cluster),
    };
    let mut count: BTreeMap<(u32, (usize, usize), bool), usize> = BTreeMap::new();
    for chain in chains.iter() {
        let Some(bundle) = bundle_of(chain) else { continue };
        *count.entry((bundle, key(chain.low.end), false)).or_default() += 1;
        *count.entry((bundle, key(chain.high.end), true)).or_default() += 1;
    }
    let numbers: BTreeMap<_, usize> = count.keys().copied().zip(0..).collect();
    for chain in chains.iter_mut() {
        let Some(bundle) = bundle_of(chain) else { continue };
        let low = (bundle, key(chain.low.end), false);
        let high = (bundle, key(chain.high.end), true);
        let hub = if count[&high] >= count[&low] { high } else { low };
        if count[&hub] > 1 {
            chain.bundle = Some(Bundle { number: numbers[&hub], hub_is_right: hub.2 });
        }
    }
}

/// Chooses the rank of every label: between its ends, in a column that holds labels anyway
/// or is wide enough, near the middle; in a bundle near the end that is not shared.
fn place_labels(input: &Input, rank: &[usize], size: &[Size], chains: &mut [Chain]) {
    let top = chains.iter().map(|c| c.high.rank).chain(rank.iter().copied()).max().unwrap_or(0);
    let mut width = vec![0; top + 1];
    for (s, &r) in rank.iter().enumerate() {
        width[r] = width[r].max(size[s].width);
    }
    for long in [false, true] {
        for chain in chains.iter_mut() {
            let Some(label) = input.edges[chain.edge].label else { continue };
            let (low, high) = (chain.low.rank, chain.high.rank);
            if (high - low > 2) != long {
                continue;
            }
            let cost = |r: usize| {
                let extra = (label.width - width[r]).max(0) as usize;
                let off = match chain.bundle {
                    Some(bundle) if bundle.hub_is_right => 4 * (r - low),
                    Some(_) => 4 * (high - r),
                    None => (2 * r).abs_diff(low + high),
                };
                (extra / 16 + off, r)
            };
            if let Some((_, r)) = (low + 1..high).map(cost).min() {
                width[r] = width[r].max(label.width);
                chain.label = Some((r, label));
            }
        }
    }
}

/// Renumbers the ranks without those that hold nothing but passing lines.
fn compact(
    leaves: &Leaves,
    layers: &mut Layers,
    chains: &mut [Chain],
    rank: &[usize],
    size: &[Size],
) {
    let mut used = std::collections::BTreeSet::new();
    used.extend(rank.iter().copied());
    for chain in chains.iter() {
        used.extend([chain.low.rank, chain.high.rank]);
        used.extend(chain.label.map(|(r, _)| r));
    }
    let used: Vec<usize> = used.into_iter().collect();
    let renumber = |r: usize| used.partition_point(|&u| u < r);
    for (s, &r) in rank.iter().enumerate() {
        layers.vertex(Kind::Leaf(s), leaves.parent[s], renumber(r), size[s], 0);
    }
    for chain in chains.iter_mut() {
        chain.low.rank = renumber(chain.low.rank);
        chain.high.rank = renumber(chain.high.rank);
        if let Some((r, _)) = &mut chain.label {
            *r = renumber(*r);
        }
    }
    for span in layers.spans.iter_mut().flatten() {
        *span =
            Span { first: renumber(span.first), last: renumber(span.last + 1).saturating_sub(1) };
    }
    layers.ranks = used.len();
}

/// Inserts the vertices of the lines and links everything.
fn lay_chains(input: &Input, tree: &Tree, layers: &mut Layers, chains: &[Chain]) {
    let mut trunk: BTreeMap<(Bundle, usize, Cluster), Vertex> = BTreeMap::new();
    let is_large = chains.iter().map(Chain::length).sum::<usize>() > ONE_BY_ONE;
    let mut known: BTreeMap<(Vertex, Vertex, Bundle), usize> = BTreeMap::new();
    let thin = input.spacing.line / 2;
    for chain in chains {
        let mut left = end_vertex(layers, &chain.low);
        for r in chain.low.rank + 1..=chain.high.rank {
            let right = if r == chain.high.rank {
                end_vertex(layers, &chain.high)
            } else {
                let parent = passing_home(tree, layers, chain, r);
                match chain.label {
                    Some((rank, size)) if rank == r => {
                        let room = Size::new(size.width, size.height + thin);
                        let kind = Kind::Label(chain.edge);
                        let line = match input.reading {
                            FlowDirection::Auto | FlowDirection::LeftToRight => size.height,
                            FlowDirection::TopToBottom => thin,
                        };
                        layers.vertex(kind, parent, r, room, line)
                    }
                    label => {
                        let is_shared = |b: &Bundle| match label {
                            Some((rank, _)) => (r > rank) == b.hub_is_right,
                            None => true,
                        };
                        let add = |layers: &mut Layers| {
                            layers.vertex(Kind::Dummy, parent, r, Size::default(), 0)
                        };
                        match chain.bundle.filter(|b| is_large && is_shared(b)) {
                            Some(b) => *trunk.entry((b, r, parent)).or_insert_with(|| add(layers)),
                            None => add(layers),
                        }
                    }
                }
            };
            let link = Link { left, right, bundle: chain.bundle, edges: 0 };
            let ix = match chain.bundle {
                Some(b) => *known.entry((left, right, b)).or_insert_with(|| layers.link(link)),
                None => layers.link(link),
            };
            layers.links[ix].edges += 1;
            layers.paths[chain.edge].push(ix);
            left = right;
        }
    }
}

fn end_vertex(layers: &mut Layers, stop: &Stop) -> Vertex {
    match stop.end {
        EdgeEnd::Leaf(s) => s,
        EdgeEnd::Frame(_) => {
            layers.vertex(Kind::Anchor, stop.parent, stop.rank, Size::default(), 0)
        }
    }
}

/// Where a line stands at a rank on its way: in the cluster of the end that it is nearer to.
fn passing_home(tree: &Tree, layers: &Layers, chain: &Chain, rank: usize) -> Cluster {
    let meet = tree.meet(chain.low.inner, chain.high.inner);
    let low = layers.deepest(tree, chain.low.inner, meet, rank);
    let high = layers.deepest(tree, chain.high.inner, meet, rank);
    if low == meet {
        high
    } else if high == meet || rank - chain.low.rank < chain.high.rank - rank {
        low
    } else {
        high
    }
}

#[cfg(test)]
mod tests {
    use super::{Chain, EdgeEnd, Stop, find_bundles};
    use crate::geom::Size;
    use crate::layout::layered::graph::tree::ROOT;
    use crate::layout::testing::random::{Shape, graph};
    use crate::layout::{Edge, End, First};

    #[test]
    fn where_lines_are_shared_those_of_an_end_without_a_label_are_one_bundle() {
        let mut input = graph(Shape { nodes: 4, per_container: 0, ..Shape::default() }, 1);
        let edge = |from, to, label| Edge {
            from: End::Node(from),
            to: End::Node(to),
            label,
            bundle: None,
            first: First::From,
        };
        let label = Some(Size::new(200, 60));
        input.edges =
            vec![edge(0, 1, None), edge(0, 2, None), edge(0, 3, label), edge(1, 2, label)];
        let stop =
            |node| Stop { end: EdgeEnd::Leaf(node), rank: 2 * node, parent: ROOT, inner: ROOT };
        let chain = |(edge, (low, high))| Chain {
            edge,
            low: stop(low),
            high: stop(high),
            label: None,
            bundle: None,
        };
        for shares_lines in [false, true] {
            let ends = [(0, 1), (0, 2), (0, 3), (1, 2)];
            let mut chains: Vec<Chain> = ends.into_iter().enumerate().map(chain).collect();
            find_bundles(&input, shares_lines, &mut chains);
            let bundled: Vec<bool> = chains.iter().map(|chain| chain.bundle.is_some()).collect();
            assert_eq!(bundled, [shares_lines, shares_lines, false, false]);
            assert_eq!(chains[0].bundle, chains[1].bundle);
        }
    }
}
