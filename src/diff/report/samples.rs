//! Versions and comparisons of nothing, for the tests of reports.

use super::{Comparison, FileChange, Findings, State, Version};
use crate::diag::{Diagnostic, Sources, codes};
use crate::diff::GraphDiff;
use crate::graph::ArchGraph;
use crate::model::Page;

/// A version without elements that is told these findings.
pub(super) fn version(state: State, messages: &[&str]) -> Version {
    let finding = |message: &&str| Diagnostic::new(&codes::ALONE, None, *message);
    Version {
        name: "a.toml".to_owned(),
        graph: ArchGraph::default(),
        sources: Sources::default(),
        page: Page::default(),
        state,
        findings: messages.iter().map(finding).collect(),
    }
}

/// A comparison without differences.
pub(super) fn comparison(name: &str) -> Comparison {
    Comparison {
        name: name.to_owned(),
        file: FileChange::Kept,
        old: version(State::Valid, &[]),
        new: version(State::Valid, &[]),
        diff: GraphDiff::none(),
        findings: Findings::default(),
        filtered: 0,
    }
}
