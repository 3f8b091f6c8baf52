//! How far a run is, on the terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cli::args::Common;

/// A line on the terminal that says how far several scenarios are; nothing elsewhere.
#[derive(Debug)]
pub struct Progress {
    done: AtomicUsize,
    of: usize,
    is_shown: bool,
}

impl Progress {
    /// Progress of this many scenarios.
    pub fn new(of: usize, common: &Common) -> Self {
        let is_shown = of > 1 && !common.quiet && std::io::stderr().is_terminal();
        Self { done: AtomicUsize::new(0), of, is_shown }
    }

    /// One more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_shown {
            let _ = write!(std::io::stderr().lock(), "\r{done}/{} scenarios", self.of);
        }
    }

    /// Takes the line away.
    pub fn end(&self) {
        if self.is_shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
