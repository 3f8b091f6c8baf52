//! The room that each leaf takes: its own size, with what stands above it.

use crate::geom::{Size, Unit};
use crate::layout::Input;
use crate::layout::layered::graph::leaves::Leaves;
use crate::layout::layered::graph::self_loops;
use crate::layout::layered::route::flat;

/// The room of all leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::layout::layered) struct Boxes {
    /// Their sizes, with arches of self-loops and labels above them.
    pub size: Vec<Size>,
    /// How much of the height, at the top, is for arches and labels.
    pub head: Vec<Unit>,
    /// How much of the height, at the bottom, no line may end at.
    pub foot: Vec<Unit>,
}

impl Boxes {
    /// Measures the leaves, whose ranks say which edges run inside a column.
    pub fn measure(input: &Input, leaves: &Leaves, rank: &[usize]) -> Self {
        let mut size: Vec<Size> = (0..leaves.len()).map(|s| own_size(input, leaves, s)).collect();
        let mut head = self_loops::reserve(input, leaves, &mut size);
        flat::reserve(input, leaves, rank, &mut size, &mut head);
        let foot =
            |s: usize| if leaves.empty_container[s].is_none() { input.nodes[s].foot } else { 0 };
        Self { size, head, foot: (0..leaves.len()).map(foot).collect() }
    }
}

/// The size of a node, or of an empty container: that of its title.
fn own_size(input: &Input, leaves: &Leaves, s: usize) -> Size {
    let padding = input.spacing.padding;
    match leaves.empty_container[s] {
        None => input.nodes[s].size,
        Some(c) => {
            let title = input.containers[c].title;
            Size::new(title.width + 2 * padding, title.height + 2 * padding)
        }
    }
}
