//! How much a difference weighs, and what the author or the command line makes of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{CodeInfo, Levels, Severity};

/// How much a difference weighs for who reviews it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Only what people read differs.
    Cosmetic,
    /// The architecture differs; nothing that is there stops working or gets weaker.
    Minor,
    /// Security, availability or capacity may get weaker.
    Risky,
    /// Something that others depend on is gone or another thing.
    Breaking,
}

impl Level {
    /// All levels, the heaviest first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Risky, Self::Minor, Self::Cosmetic];

    /// The word in output and options.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::Minor => "minor",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }

    /// The level of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The usual level of a code, by the group that its number is in.
    pub fn of(code: &CodeInfo) -> Self {
        match (code.severity, code.code.starts_with("MQ54")) {
            (Severity::Error, _) => Self::Breaking,
            (Severity::Warning, _) => Self::Risky,
            (Severity::Info, false) => Self::Minor,
            (Severity::Info, true) => Self::Cosmetic,
        }
    }

    /// The severity that findings of other tools use for it.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Cosmetic | Self::Minor => Severity::Info,
            Self::Risky => Severity::Warning,
            Self::Breaking => Severity::Error,
        }
    }
}

/// What the levels of codes are here, and which differences have been accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    levels: BTreeMap<String, Option<Level>>,
    accepted: BTreeSet<String>,
}

impl Policy {
    /// Takes over what a scenario says in `[checks]`: `error` makes a difference breaking,
    /// `warning` risky, `info` minor; `off` leaves it out. Codes of other phases do no harm.
    pub fn follow(&mut self, levels: &Levels) {
        for (code, wanted) in levels {
            let level = wanted.severity.map(|severity| match severity {
                Severity::Error => Level::Breaking,
                Severity::Warning => Level::Risky,
                Severity::Info => Level::Minor,
            });
            self.set(code, level);
        }
    }

    /// Sets the level of a code; none leaves its differences out.
    pub fn set(&mut self, code: &str, level: Option<Level>) {
        self.levels.insert(code.to_owned(), level);
    }

    /// Accepts the difference with this fingerprint, or all of a code.
    pub fn accept(&mut self, code_or_fingerprint: &str) {
        self.accepted.insert(code_or_fingerprint.to_owned());
    }

    /// The level of a code; none if it is left out.
    pub(super) fn level_of(&self, code: &str, usual: Level) -> Option<Level> {
        self.levels.get(code).copied().unwrap_or(Some(usual))
    }

    /// Whether this code, or the difference with this fingerprint, is accepted.
    pub(super) fn accepts(&self, code_or_fingerprint: &str) -> bool {
        self.accepted.contains(code_or_fingerprint)
    }
}
