//! Takes out the room that nothing needs, one axis after the other, and spreads out what is left.
//!
//! Everything that lies beside something else stays beside it, at the least distance for the two:
//! differences between variables, one for each row or column of cards, each border, each straight
//! piece of a line and each label. The drawing that comes in keeps all these distances (the
//! lattice saw to that), so there always is a solution; the least one is found by relaxing
//! ("one-dimensional compaction", Lengauer 1990).

mod items;
mod settle;
mod solve;
mod straighten;

use items::Items;

use super::problem::Problem;
use super::sketch::{Axis, Sketch};

/// Squeezes a drawing along one axis.
pub(super) fn squeeze(problem: &Problem<'_>, sketch: &mut Sketch, axis: Axis) {
    let mut items = Items::collect(problem, sketch, axis);
    straighten::straighten(&mut items);
    let bounds = solve::bounds(&items);
    let places = settle::settle(&items, &bounds);
    items.apply(problem, sketch, &places);
    sketch.tidy();
}
