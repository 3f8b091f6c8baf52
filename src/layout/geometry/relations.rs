//! What an input says about its parts, looked up at once: who holds whom, which lines end where.

use crate::layout::{ContainerIx, Edge, EdgeIx, End, Input, Lane, NodeIx};

/// Which container holds what, in constant time: positions in a walk over the tree.
#[derive(Debug, Clone)]
struct Nesting {
    /// Position of a container in the walk, and one past its last descendant.
    spans: Vec<(usize, usize)>,
}

impl Nesting {
    fn new(input: &Input) -> Self {
        let n = input.containers.len();
        let mut sizes = vec![1; n];
        for c in (0..n).rev() {
            if let Some(p) = input.containers[c].parent {
                sizes[p] += sizes[c];
            }
        }
        let (mut spans, mut free, mut top) = (vec![(0, 0); n], vec![0; n], 0);
        for c in 0..n {
            let slot = input.containers[c].parent.map_or(&mut top, |p| &mut free[p]);
            let start = *slot;
            *slot += sizes[c];
            free[c] = start + 1;
            spans[c] = (start, start + sizes[c]);
        }
        Self { spans }
    }

    /// Whether `inner` is `outer` or lies somewhere in it.
    fn within(&self, inner: ContainerIx, outer: ContainerIx) -> bool {
        let (start, end) = self.spans[outer];
        (start..end).contains(&self.spans[inner].0)
    }
}

/// An input and what its parts have to do with each other.
#[derive(Debug, Clone)]
pub(in crate::layout) struct Relations<'a> {
    pub input: &'a Input,
    nesting: Nesting,
}

impl<'a> Relations<'a> {
    pub fn new(input: &'a Input) -> Self {
        Self { input, nesting: Nesting::new(input) }
    }

    /// Whether a container is this end or holds it.
    pub fn holds(&self, container: ContainerIx, end: End) -> bool {
        let home = match end {
            End::Node(n) => self.input.nodes[n].container,
            End::Container(c) => Some(c),
        };
        home.is_some_and(|home| self.nesting.within(home, container))
    }

    /// Whether a container holds neither end of an edge, so that its line should stay out.
    pub fn is_foreign(&self, edge: EdgeIx, container: ContainerIx) -> bool {
        let edge = &self.input.edges[edge];
        !self.holds(container, edge.from) && !self.holds(container, edge.to)
    }

    /// Whether a node is no end of an edge, so that its line should stay out.
    pub fn is_foreign_node(&self, edge: EdgeIx, node: NodeIx) -> bool {
        let edge = &self.input.edges[edge];
        edge.from != End::Node(node) && edge.to != End::Node(node)
    }

    /// Whether a node stands beside a container: in what this lies in.
    pub fn is_beside(&self, node: NodeIx, container: ContainerIx) -> bool {
        self.input.nodes[node].container == self.input.containers[container].parent
    }

    /// Whether two edges may be drawn as one: same bundle, and a common end.
    pub fn are_bundled(&self, a: EdgeIx, b: EdgeIx) -> bool {
        let (a, b) = (&self.input.edges[a], &self.input.edges[b]);
        let common = || a.from == b.from || a.to == b.to || a.from == b.to || a.to == b.from;
        a.bundle.is_some() && a.bundle == b.bundle && common()
    }

    /// The bands: nodes in the same band of the same container.
    pub fn bands(&self) -> Vec<Vec<NodeIx>> {
        let place = |n: NodeIx| (self.input.nodes[n].container, self.input.nodes[n].lane);
        let mut bands: Vec<Vec<NodeIx>> = Vec::new();
        for n in 0..self.input.nodes.len() {
            if !matches!(self.input.nodes[n].lane, Lane::Band(_)) {
                continue;
            }
            match bands.iter_mut().find(|band| place(band[0]) == place(n)) {
                Some(band) => band.push(n),
                None => bands.push(vec![n]),
            }
        }
        bands
    }
}

/// The ends of all lines by what they end at.
#[derive(Debug, Clone)]
pub(in crate::layout) struct Ends {
    /// Edges with whether they start there, those of the first node first.
    all: Vec<(EdgeIx, bool)>,
    /// Where the ends at a node, or after the nodes at a container, begin.
    first: Vec<usize>,
    nodes: usize,
}

impl Ends {
    pub fn new(input: &Input) -> Self {
        let nodes = input.nodes.len();
        let place = |end: End| match end {
            End::Node(n) => n,
            End::Container(c) => nodes + c,
        };
        let both = |(e, edge): (EdgeIx, &Edge)| {
            [(place(edge.from), (e, true)), (place(edge.to), (e, false))]
        };
        let mut first = vec![0; nodes + input.containers.len() + 1];
        for (at, _) in input.edges.iter().enumerate().flat_map(both) {
            first[at + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut next = first.clone();
        let mut all = vec![(0, true); 2 * input.edges.len()];
        for (at, end) in input.edges.iter().enumerate().flat_map(both) {
            all[next[at]] = end;
            next[at] += 1;
        }
        Self { all, first, nodes }
    }

    /// The lines that end there in declared order, each with whether it starts there.
    pub fn at(&self, end: End) -> &[(EdgeIx, bool)] {
        let place = match end {
            End::Node(n) => n,
            End::Container(c) => self.nodes + c,
        };
        &self.all[self.first[place]..self.first[place + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::{Ends, Relations};
    use crate::layout::testing::random::{Shape, graph};
    use crate::layout::{End, Lane};

    #[test]
    fn ends_are_those_of_the_edges_in_their_order() {
        let mut input = graph(Shape { nodes: 20, ..Shape::default() }, 5);
        input.edges[3].to = End::Container(1);
        let ends = Ends::new(&input);
        let nodes = (0..input.nodes.len()).map(End::Node);
        for end in nodes.chain((0..input.containers.len()).map(End::Container)) {
            let both = input.edges.iter().enumerate();
            let both = both.flat_map(|(e, edge)| [(edge.from, (e, true)), (edge.to, (e, false))]);
            let wanted: Vec<_> = both.filter(|(own, _)| *own == end).map(|(_, at)| at).collect();
            assert_eq!(ends.at(end), wanted);
        }
    }

    #[test]
    fn bands_are_those_of_a_container() {
        let mut input = graph(Shape { nodes: 9, ..Shape::default() }, 1);
        let home = input.nodes[0].container;
        for n in [0, 4, 2] {
            input.nodes[n].lane = Lane::Band(1);
        }
        input.nodes[4].container = None;
        assert_eq!(home, input.nodes[2].container);
        assert_eq!(Relations::new(&input).bands(), [vec![0, 2], vec![4]]);
    }
}
