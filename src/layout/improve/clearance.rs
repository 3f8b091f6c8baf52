//! Where lines and frames are nearer to each other than lines keep.

use crate::layout::geometry::lines::segments;
use crate::layout::improve::counts::Counts;
use crate::layout::{ContainerIx, EdgeIx, End, NodeIx};

impl Counts<'_> {
    /// How many places are tight: parallel pieces of lines that are no bundle, pieces along borders
    /// of containers, pieces and nodes that are not their ends; labels close to other lines and
    /// nodes; nodes that are nearer than two thirds of their distance to each other or to a
    /// container beside them, nearer to what is around them than its padding, or close below its
    /// title; and nodes nearer to a band than its container's border.
    pub(in crate::layout) fn tight_places(&self) -> usize {
        let scope = self.scope;
        let lines = scope.edge_pairs.iter().map(|&(a, b)| self.tight_lines(a, b)).sum::<usize>();
        let along = scope.edges_and_containers.iter().map(|&(e, c)| self.along_border(e, c));
        let foreign =
            scope.edges_and_nodes.iter().filter(|&&(e, n)| self.relations.is_foreign_node(e, n));
        let at_nodes = foreign.map(|&(e, n)| self.tight_line_and_node(e, n));
        lines
            + along.sum::<usize>()
            + at_nodes.sum::<usize>()
            + self.tight_nodes()
            + self.tight_in_containers()
            + self.tight_at_bands()
    }

    /// Parallel pieces of two lines, and pieces of either close to the label of the other.
    fn tight_lines(&self, a: EdgeIx, b: EdgeIx) -> usize {
        if self.relations.are_bundled(a, b) {
            return 0;
        }
        let near = self.near();
        let beside = segments(self.line(a))
            .map(|s| segments(self.line(b)).filter(|t| s.runs_beside(t, near)).count());
        let at_label = [(a, b), (b, a)].into_iter().filter_map(|(own, other)| {
            let area = self.layout.edges[own].sign()?.grown(self.close());
            Some(segments(self.line(other)).filter(|s| s.enters(&area)).count())
        });
        beside.sum::<usize>() + at_label.sum::<usize>()
    }

    fn along_border(&self, e: EdgeIx, c: ContainerIx) -> usize {
        let frame = &self.layout.containers[c].frame;
        segments(self.line(e)).filter(|s| s.runs_along(frame, self.near())).count()
    }

    fn tight_line_and_node(&self, e: EdgeIx, n: NodeIx) -> usize {
        let frame = &self.layout.nodes[n];
        let area = frame.grown(self.near());
        let label = self.layout.edges[e].label;
        let is_close = label.is_some_and(|label| label.grown(self.close()).overlaps(frame));
        segments(self.line(e)).filter(|s| s.bounds().overlaps(&area)).count()
            + usize::from(is_close)
    }

    fn tight_nodes(&self) -> usize {
        let nodes = &self.layout.nodes;
        let are_near =
            |&&(a, b): &&(NodeIx, NodeIx)| nodes[a].grown(self.beside()).overlaps(&nodes[b]);
        self.scope.node_pairs.iter().filter(are_near).count()
    }

    fn tight_in_containers(&self) -> usize {
        let padding = self.relations.input.spacing.padding;
        let of_node = |&n: &NodeIx| {
            let frame = &self.layout.nodes[n];
            let (within, around, below) =
                (frame.grown(padding), frame.grown(self.beside()), frame.grown(self.close()));
            let of_container = |c: ContainerIx| {
                let placed = &self.layout.containers[c];
                let is_near = if self.relations.holds(c, End::Node(n)) {
                    !placed.frame.contains(&within)
                } else {
                    placed.frame.overlaps(&around)
                };
                usize::from(is_near) + usize::from(placed.title.overlaps(&below))
            };
            (0..self.layout.containers.len()).map(of_container).sum::<usize>()
        };
        self.scope.nodes.iter().map(of_node).sum()
    }

    /// Of all nodes and bands where any node is looked at: a band's place is that of all its nodes.
    fn tight_at_bands(&self) -> usize {
        if self.scope.nodes.is_empty() {
            return 0;
        }
        let nodes = &self.layout.nodes;
        let of_band = |band: &Vec<NodeIx>| {
            let hull =
                band.iter().map(|&n| nodes[n]).reduce(|a, b| a.union(&b)).unwrap_or_default();
            let area = hull.grown(self.relations.input.spacing.padding);
            let is_near = |n: &NodeIx| area.overlaps(&nodes[*n]) && !band.contains(n);
            (0..nodes.len()).filter(is_near).count()
        };
        self.bands.iter().map(of_band).sum()
    }

    /// Lines keep further from lines and frames than this.
    fn near(&self) -> i32 {
        self.relations.input.spacing.line - 1
    }

    /// Labels and titles keep further from what is foreign to them than this.
    fn close(&self) -> i32 {
        self.relations.input.spacing.padding / 2 - 1
    }

    /// Nodes keep further from each other than this.
    fn beside(&self) -> i32 {
        self.relations.input.spacing.node * 2 / 3 - 1
    }
}

#[cfg(test)]
mod tests {
    use crate::geom::{Rect, Size, px};
    use crate::layout::geometry::relations::Relations;
    use crate::layout::improve::counts::{Counts, Scope};
    use crate::layout::testing::architectures::{card, empty};
    use crate::layout::testing::samples::{line, two_sites};
    use crate::layout::{Input, Lane, Layout};

    /// The tight places of a drawing of two nodes of a band with a third node `below` their row.
    fn tight_places(below: i32) -> usize {
        let lanes = [Lane::Band(0), Lane::Main(0), Lane::Band(0)];
        let input = Input { nodes: lanes.map(|lane| card(None, lane)).to_vec(), ..empty() };
        let at = |x, y| Rect::new(px(x), px(y), px(100), px(40));
        let layout = Layout {
            canvas: Size::new(px(1000), px(1000)),
            nodes: vec![at(100, 100), at(400, 100 + below), at(700, 100)],
            containers: Vec::new(),
            edges: Vec::new(),
            remarks: Vec::new(),
        };
        count(&input, &layout)
    }

    fn count(input: &Input, layout: &Layout) -> usize {
        let relations = Relations::new(input);
        let (bands, scope) = (relations.bands(), Scope::of_all(input));
        Counts { relations: &relations, bands: &bands, layout, scope: &scope }.tight_places()
    }

    #[test]
    fn each_tight_place_counts_beside_all_others() {
        let (input, sound) = two_sites();
        let base = count(&input, &sound);
        let with = |points: &[&[(i32, i32)]]| {
            let mut layout = sound.clone();
            for (route, points) in layout.edges.iter_mut().zip(points) {
                route.points = line(points);
            }
            count(&input, &layout)
        };
        let (across, along) = ([(90, 100), (220, 100)], [(18, 30), (18, 160)]);
        assert_eq!(with(&[&across, &[(60, 150), (60, 210)]]), base, "as it was");
        assert_eq!(with(&[&across, &along]), base + 1, "along a border");
        let beside = [(100, 103), (115, 103)];
        assert_eq!(with(&[&across, &beside]), base + 1, "beside a line");
        let at_label = [(150, 113), (150, 180)];
        assert_eq!(with(&[&across, &at_label]), base + 1, "close to a label");
        let at_node = [(110, 208), (25, 208)];
        assert_eq!(with(&[&at_node, &[(60, 150), (60, 210)]]), base + 1, "close to a node");
        let mut narrow = sound.clone();
        narrow.containers[1].frame.width -= 5;
        assert_eq!(count(&input, &narrow), base + 1, "close to the border around it");
        narrow.containers[1].title.y += 20;
        assert_eq!(count(&input, &narrow), base + 2, "and close to a title");
        let mut near = sound.clone();
        near.nodes[2].y = 160;
        assert!(count(&input, &near) > base, "close to another node");
    }

    #[test]
    fn a_node_in_the_row_of_a_band_is_tight() {
        assert_eq!((tight_places(0), tight_places(400)), (1, 0));
    }
}
