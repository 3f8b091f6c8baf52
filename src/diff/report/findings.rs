//! Which findings a change introduces and which it solves.

use std::collections::BTreeMap;

use super::{Place, State, Version};
use crate::diag::{Diagnostic, Severity};

/// A finding of one version that the other one has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its code.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What is.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where, in the version that has it.
    pub place: Option<Place>,
}

/// What a change does to the findings of a scenario; the gravest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// Those of the new version only.
    pub introduced: Vec<Finding>,
    /// Those of the old version only.
    pub solved: Vec<Finding>,
}

impl Findings {
    /// Compares the findings of two versions; `renames` are ids of the old version and what they
    /// are in the new one. A finding that is told with other numbers is the same finding.
    pub fn between(old: &Version, new: &Version, renames: &BTreeMap<String, String>) -> Self {
        if new.state == State::Absent {
            return Self::default();
        }
        let in_new_words = |text: &str| {
            let quoted = text.split('`').enumerate().map(|(at, part)| match renames.get(part) {
                Some(new) if at % 2 == 1 => new.clone(),
                _ => part.to_owned(),
            });
            quoted.collect::<Vec<_>>().join("`")
        };
        let (mut gone, mut came): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            (old.findings.iter().collect(), new.findings.iter().collect());
        for plain in [str::to_owned as fn(&str) -> String, without_numbers] {
            came.retain(|finding| {
                let is_same = |other: &&Diagnostic| {
                    other.code == finding.code
                        && plain(&in_new_words(&other.message)) == plain(&finding.message)
                };
                let twin = gone.iter().position(is_same);
                twin.map(|at| gone.remove(at)).is_none()
            });
        }
        // What a version that is not understood would be told of is not known.
        if !old.is_understood() {
            came.retain(|finding| finding.severity == Severity::Error);
        }
        if !new.is_understood() {
            gone.clear();
        }
        Self { introduced: told(&came, new), solved: told(&gone, old) }
    }

    /// Whether both versions have the same findings.
    pub fn is_empty(&self) -> bool {
        self.introduced.is_empty() && self.solved.is_empty()
    }
}

fn without_numbers(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

fn told(findings: &[&Diagnostic], version: &Version) -> Vec<Finding> {
    let mut told: Vec<Finding> = findings
        .iter()
        .map(|finding| Finding {
            code: finding.code.to_string(),
            severity: finding.severity,
            message: finding.message.clone(),
            help: finding.help.clone(),
            place: finding.span.and_then(|span| Place::of(&version.sources, span)),
        })
        .collect();
    told.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    told
}
