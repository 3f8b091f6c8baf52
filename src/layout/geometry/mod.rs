//! What lies where and what meets what: exact, and coded once for everyone who asks.
//!
//! `lines` knows segments and polylines, `relations` looks up what an input says of its parts, and
//! `hits` lists the pairs in a drawing that meet.

pub(super) mod hits;
pub(super) mod lines;
pub(super) mod relations;
