//! Positions on a line with least distances and wishes: the problem, its exact solution by network
//! simplex, and its solution again after a small change.

pub(super) mod distances;
pub(super) mod simplex;
pub(super) mod warm_start;
