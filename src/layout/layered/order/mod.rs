//! The order on each rank: sweeps first, then sifting and kicks, by the cost that `crossings` counts.

pub(super) mod blocks;
mod bounds;
pub(super) mod cells;
pub(super) mod crossings;
mod exchange;
mod exchange_cache;
mod kicks;
mod sifting;
pub(super) mod sweep;
