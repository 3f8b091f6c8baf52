//! How good a drawing is: what must hold of each (`verify`), what is measured of it (`score`, with
//! `order` for reading order), and what an edit did to it (`stability`). They only read.

pub(super) mod order;
pub(super) mod score;
pub(super) mod stability;
pub(super) mod verify;
