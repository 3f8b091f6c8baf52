//! The whole path as functions that can be read aloud. Pure: texts in, values out.

use crate::catalog::Catalog;
use crate::diag::{Diagnostic, Severity, Sink, Sources};
use crate::model::{self, Scenario};
use crate::syntax::{self, Files};

/// A scenario that was read, with everything that was found on the way.
#[derive(Debug, Clone)]
pub struct Expanded {
    /// The valid scenario; none if not even the type of solution could be understood.
    pub scenario: Option<Scenario>,
    /// The findings by place.
    pub findings: Vec<Diagnostic>,
    /// The texts that took part.
    pub sources: Sources,
}

impl Expanded {
    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// From a text to the architecture that it implies, and all that is wrong with it.
pub fn expand(name: &str, text: &str, files: &dyn Files, catalog: &Catalog) -> Expanded {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let raw = syntax::load(name, text, files, &mut sources, &mut sink);
    let scenario = model::resolve(&raw, catalog, &mut sink);
    Expanded { scenario, findings: sink.into_sorted(), sources }
}
