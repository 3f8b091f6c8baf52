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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Findings, State, Version};
    use crate::diff::report::samples::version;

    /// What is introduced and what is solved where `truck` is called `lorry` now.
    fn between(old: &Version, new: &Version) -> [Vec<String>; 2] {
        let renames = BTreeMap::from([("truck".to_owned(), "lorry".to_owned())]);
        let found = Findings::between(old, new, &renames);
        [found.introduced, found.solved].map(|all| all.into_iter().map(|one| one.message).collect())
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_finding_of_what_is_renamed_or_counts_otherwise_is_the_same() {
        let old =
            version(State::Valid, &["`truck` is the truck alone", "3 of 2", "`pump` is alone"]);
        let new =
            version(State::Valid, &["`lorry` is the truck alone", "4 of 2", "`tank` is alone"]);
        assert_eq!(between(&old, &new), [["`tank` is alone"], ["`pump` is alone"]]);
        // Only what is quoted is an id.
        let other = version(State::Valid, &["`lorry` is the lorry alone"]);
        assert_eq!(between(&old, &other)[0], ["`lorry` is the lorry alone"]);
    }

    #[test]
    fn of_what_is_not_understood_nothing_is_solved() {
        let valid = version(State::Valid, &["`pump` is alone"]);
        let invalid = version(State::Invalid, &[]);
        assert_eq!(between(&valid, &invalid), [NOTHING; 2]);
        assert_eq!(between(&invalid, &valid), [NOTHING; 2], "a warning may have been there before");
        let gone = version(State::Absent, &[]);
        assert_eq!(between(&valid, &gone), [NOTHING; 2]);
        assert_eq!(between(&gone, &valid)[0], ["`pump` is alone"]);
    }
}
