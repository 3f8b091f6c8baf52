//! The test binary: everything that is tested from outside of a module.

mod derive;
mod diagnostics;
mod golden;
mod house;
mod program;
