//! Takes out the room that nothing needs, one axis after the other, and spreads out what is left.
//!
//! Everything that lies beside something else stays beside it, at the least distance for the two:
//! differences between variables, one for each row or column of cards, each border, each straight
//! piece of a line and each label. The drawing that comes in keeps all these distances (the
//! lattice saw to that), so there always is a solution; the least one is found by relaxing
//! ("one-dimensional compaction", Lengauer 1990).
//!
//! Before: a drawing with its labels. After: every distance is the least for the two or more, or
//! at least what it was; the drawing is no longer, but for what makes copies equal, and as sound
//! as before.

mod items;
mod settle;
mod solve;
mod straighten;
mod ties;

use items::Items;
pub(super) use straighten::SMALL_STEP;

use super::cells::Copies;
use super::problem::Problem;
use super::sketch::{Axis, Sketch};

/// Squeezes a drawing along one axis.
pub(super) fn squeeze(problem: &Problem<'_>, copies: &Copies, sketch: &mut Sketch, axis: Axis) {
    let mut items = Items::collect(problem, sketch, axis);
    straighten::straighten(&mut items);
    let ties = ties::ties(&items, problem, copies, sketch);
    let places = ties::settle_alike(&mut items, &ties);
    items.apply(problem, sketch, &places);
    sketch.tidy();
}

#[cfg(test)]
mod tests {
    use super::{Copies, Items, settle, solve, squeeze};
    use crate::geom::{PX, px};
    use crate::layout::grid::problem::Problem;
    use crate::layout::grid::sketch::{Axis, Sketch};
    use crate::layout::grid::testing::{
        ByHand, by_hand, flaws, for_each_sketch, raw_sketch, struck_labels, with_bundles,
        with_placement,
    };
    use crate::layout::grid::{draw, labels};

    fn extent(sketch: &Sketch, axis: Axis) -> i32 {
        let (low, high) = axis.of(&sketch.bounds());
        high - low
    }

    /// The line of a drawing by hand after squeezing along an axis, in pixels.
    fn squeezed(cards: &[ByHand], corners: &[(i32, i32)], axis: Axis) -> Vec<(i32, i32)> {
        let (input, mut sketch) = by_hand(cards, corners);
        let problem = Problem::new(&input);
        squeeze(&problem, &Copies::find(&problem), &mut sketch, axis);
        sketch.lines[0].iter().map(|p| (p.x / px(1), p.y / px(1))).collect()
    }

    #[test]
    fn a_step_that_nothing_needs_goes() {
        let cards = [([0, 0], [0, 0, 130, 60]), ([1, 0], [200, 0, 330, 60])];
        let line = squeezed(&cards, &[(130, 20), (165, 20), (165, 30), (200, 30)], Axis::Y);
        assert_eq!(line.len(), 2, "{line:?}");
    }

    #[test]
    fn both_ends_of_a_line_have_room_for_an_arrowhead_and_no_more() {
        let cards = [([0, 0], [0, 0, 130, 60]), ([1, 1], [300, 200, 430, 260])];
        let corners = [(130, 30), (250, 30), (250, 230), (300, 230)];
        assert_eq!(
            squeezed(&cards, &corners, Axis::X),
            [(130, 30), (144, 30), (144, 230), (158, 230)]
        );
    }

    #[test]
    fn all_distances_are_kept_and_nothing_gets_longer() {
        for_each_sketch(0..16, |seed, problem, mut sketch| {
            labels::place(problem, &mut sketch);
            for axis in [Axis::Y, Axis::X, Axis::Y] {
                let items = Items::collect(problem, &sketch, axis);
                let bounds = solve::bounds(&items);
                let places = settle::settle(&items, &bounds);
                for at in [&bounds.earliest, &bounds.latest, &places] {
                    let is_kept =
                        items.constraints.iter().all(|c| at[c.to] - at[c.from] >= c.least);
                    assert!(is_kept, "{seed} along {axis:?}");
                }
                let before = extent(&sketch, axis);
                squeeze(problem, &Copies::find(problem), &mut sketch, axis);
                assert!(extent(&sketch, axis) <= before, "{seed} along {axis:?}");
            }
        });
    }

    #[test]
    fn a_squeezed_drawing_is_sound_and_stays_as_it_is() {
        for_each_sketch(0..16, |seed, problem, mut sketch| {
            labels::place(problem, &mut sketch);
            for axis in [Axis::Y, Axis::X, Axis::Y] {
                squeeze(problem, &Copies::find(problem), &mut sketch, axis);
                let layout = draw::draw(problem, sketch.clone());
                assert_eq!(flaws(problem.input, &layout), [""; 0], "{seed} after {axis:?}");
            }
            let mut again = sketch.clone();
            squeeze(problem, &Copies::find(problem), &mut again, Axis::Y);
            let off = extent(&sketch, Axis::Y) - extent(&again, Axis::Y);
            assert!(off.abs() <= PX, "{seed}: {off}");
        });
    }

    #[test]
    fn no_line_of_a_bundle_gets_into_the_words_of_its_label() {
        for seed in 0..60 {
            with_placement(&with_bundles(seed), |problem, placement| {
                let mut sketch = raw_sketch(problem, placement);
                labels::place(problem, &mut sketch);
                for axis in [Axis::Y, Axis::X, Axis::Y] {
                    squeeze(problem, &Copies::find(problem), &mut sketch, axis);
                    assert_eq!(struck_labels(&sketch), [0; 0], "{seed} after {axis:?}");
                }
            });
        }
    }
}
