//! What lies where and what meets what: exact, and coded once for everyone who asks.
//!
//! `lines` knows segments and polylines, `relations` looks up what an input says of its parts,
//! `pairs` has the rules about two parts of a drawing, and `hits` lists the pairs that break them.

pub(super) mod hits;
pub(super) mod lines;
pub(super) mod pairs;
pub(super) mod relations;
