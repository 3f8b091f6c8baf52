//! Lines: which run as one (`bundles`, `nets`), which track each takes between two ranks, and how
//! all is drawn.

pub(super) mod bundles;
pub(super) mod draw;
pub(super) mod flat;
mod nets;
pub(super) mod tracks;
