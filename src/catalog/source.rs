//! Where facts come from: documents, and the dated profiles of the documentation.

use serde::Deserialize;

/// A document that facts were read in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id that entries cite: `S42`.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Address of the version that was read, where it has one.
    #[serde(default)]
    pub url: Option<String>,
    /// Date that the document gives itself.
    #[serde(default)]
    pub date: Option<String>,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}

/// A state of the documentation that scenarios can follow: `docs = "2026-04"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocsProfile {
    /// Year and month; profiles are ordered by it.
    pub id: String,
    /// Whether it holds unless a scenario says another.
    #[serde(default)]
    pub default: bool,
    /// One sentence: what it stands for.
    pub summary: String,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}
