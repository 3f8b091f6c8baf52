//! Takes steps out of lines: where a line steps aside and goes on as before, both pieces become
//! one, if that makes the drawing no longer. A step that is needed is made wide enough to be seen.

use super::items::Items;
use super::solve::{earliest, end};
use crate::geom::{Unit, px};

/// A step that needs more rounds of relaxing than this counts as one that is needed.
const ROUNDS: usize = 24;

/// A step of less looks like a mistake.
pub(in super::super) const SMALL_STEP: Unit = px(16);

/// Joins the pieces of all steps that nothing needs, and makes those wide enough that stay.
pub(super) fn straighten(items: &mut Items) {
    let Some(places) = earliest(items, items.vars.len() + 1) else { return };
    let most = end(items, &places);
    for i in 0..items.steps.len() {
        let (a, b) = items.steps[i];
        if a == b {
            continue;
        }
        let mut joined = items.clone();
        joined.join(a, b);
        if earliest(&joined, ROUNDS).is_some_and(|places| end(&joined, &places) <= most) {
            *items = joined;
            continue;
        }
        let mut wider = items.clone();
        wider.keep_step(a, b, SMALL_STEP);
        if earliest(&wider, ROUNDS).is_some_and(|places| end(&wider, &places) <= most + SMALL_STEP)
        {
            *items = wider;
        }
    }
}
