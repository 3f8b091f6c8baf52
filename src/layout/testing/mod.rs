//! Inputs and drawings for tests: random ones from a seed, and a small one to break.

#[cfg(test)]
pub(super) mod architectures;
pub mod random;
#[cfg(test)]
pub(super) mod samples;
