//! How commands end.

use crate::cli::terminal::wording::said;

/// How a command ended when nothing prevented it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing to complain about.
    Clean,
    /// There are findings: an invalid scenario, stale output, differences.
    Findings,
    /// Files could not be read or written; the reasons are reported.
    Trouble,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Usage, input or output; what to say.
    Trouble(String),
    /// Whoever read our output went away.
    ReaderGone,
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::Trouble(said(&error)),
        }
    }
}

/// What commands return.
pub type Run = Result<Outcome, Failure>;
