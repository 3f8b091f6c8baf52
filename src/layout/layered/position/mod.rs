//! Where everything stands: ports first, then heights (`y`), and after the tracks are known
//! columns (`x`).

mod align;
mod growth;
pub(super) mod ports;
mod straight;
pub(super) mod titles;
pub(super) mod x;
pub(super) mod y;
