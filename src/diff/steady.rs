//! The places of the merged picture: everything of the new version stands as in its own picture.
//!
//! What the pictures of both versions agree on is kept by that; where they contradict each
//! other, no picture can follow both. What is gone finds a place between.

use super::merged::Merged;
use crate::geom::Point;
use crate::graph::ElementIx;
use crate::layout::{Earlier, End, Layout};

/// Where the merged picture's elements stand in the new version's own picture.
///
/// `ends` says what each slot of `merged` became in the merged picture, `own_ends` what each
/// element of the new version became in `own`.
pub fn as_in_new(merged: &Merged, ends: &[End], own_ends: &[End], own: &Layout) -> Earlier {
    let middle = |element: ElementIx| match own_ends[element.index()] {
        End::Node(at) => own.nodes[at].center(),
        End::Container(at) => own.containers[at].frame.center(),
    };
    let mut earlier = Earlier::default();
    let put = |list: &mut Vec<Option<Point>>, at: usize, point| {
        list.resize(list.len().max(at + 1), None);
        list[at] = point;
    };
    for (slot, end) in merged.slots.iter().zip(ends) {
        let point = slot.new.map(middle);
        match *end {
            End::Node(at) => put(&mut earlier.nodes, at, point),
            End::Container(at) => put(&mut earlier.containers, at, point),
        }
    }
    earlier
}
