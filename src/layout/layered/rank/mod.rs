//! Which rank everything gets: the direction of each edge, ranks along it, bands across.

pub(super) mod bands;
pub(super) mod direction;
pub(super) mod ranks;
