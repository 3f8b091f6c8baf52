//! Why an element or connection is there.

use crate::diag::Span;
use crate::graph::{Connection, Element};

/// What put an element into the graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// A place in the scenario.
    Written(Span),
    /// A rule or connection of the catalogue, by its id (`R24`, `C058`).
    Rule(String),
}

/// Where the author wrote what has these reasons, if that is one of them.
pub fn written(because: &[Because]) -> Option<Span> {
    because.iter().find_map(|because| match because {
        Because::Written(span) => Some(*span),
        Because::Rule(_) => None,
    })
}

impl Element {
    /// Where the author wrote it.
    pub fn written(&self) -> Option<Span> {
        written(&self.because)
    }

    /// Whether the author wrote it.
    pub fn is_written(&self) -> bool {
        self.written().is_some()
    }
}

impl Connection {
    /// Where the author wrote it.
    pub fn written(&self) -> Option<Span> {
        written(&self.because)
    }

    /// Whether the author wrote it.
    pub fn is_written(&self) -> bool {
        self.written().is_some()
    }
}

/// Reasons as words; the place of what the author wrote is left out, so that a golden file does
/// not change when a line is added above.
pub(super) fn words(because: &[Because]) -> String {
    let word = |because| match because {
        &Because::Written(_) => "written",
        Because::Rule(id) => id,
    };
    because.iter().map(word).collect::<Vec<&str>>().join(", ")
}
