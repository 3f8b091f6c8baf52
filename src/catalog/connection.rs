//! Connections between kinds: what travels, over what, and when it is drawn.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Condition, Evidence, words};
use crate::graph::{Direction, Flow};

/// When a connection is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// Wherever both ends exist and the condition holds.
    Required,
    /// Where the author asked for one of the ends, or in the typical profile.
    Optional,
    /// In the typical profile.
    Typical,
    /// As optional, and only if no data path joins the ends yet.
    Alternative,
    /// Where the author writes it: the entry says what such a connection is like.
    Written,
}

impl Presence {
    /// The word in catalogue and reference.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Typical => "typical",
            Self::Alternative => "alternative",
            Self::Written => "written",
        }
    }
}

/// Which of several partners an end is joined to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matching {
    /// Those with the deepest group in common.
    #[default]
    Near,
    /// All.
    All,
    /// The one of the next site around, or of the site named by `upstream`.
    Chain,
}

/// One of the two ends of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The first.
    From,
    /// The last.
    To,
}

/// A connection of the catalogue.
#[allow(clippy::struct_excessive_bools)] // each is a word of the format that stands alone
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Connection {
    /// Id: `C001`.
    pub id: String,
    /// Kinds of the first end.
    #[serde(deserialize_with = "words::words")]
    pub from: Vec<String>,
    /// Kinds of the last end.
    #[serde(deserialize_with = "words::words")]
    pub to: Vec<String>,
    /// What travels.
    #[serde(deserialize_with = "words::flow")]
    pub flow: Flow,
    /// Arrowheads.
    #[serde(default = "forward", deserialize_with = "words::direction")]
    pub direction: Direction,
    /// Protocol for people.
    #[serde(default)]
    pub protocol: Option<String>,
    /// Port, where documented.
    #[serde(default)]
    pub port: Option<u16>,
    /// What the picture writes on it.
    pub label: String,
    /// When it is drawn.
    pub need: Presence,
    /// Which partners it joins.
    #[serde(default, rename = "match")]
    pub matching: Matching,
    /// The only setting of the ends that names partners; default: every one of type `items`
    /// that is about the other end's kind.
    #[serde(default)]
    pub by: Option<String>,
    /// Whether it is drawn only to what nothing else feeds; of several kinds of first ends then by
    /// the first that is there.
    #[serde(default)]
    pub unfed: bool,
    /// Whether the last end only passes messages on: it needs none where the author wrote who reads
    /// the first end.
    #[serde(default)]
    pub relay: bool,
    /// Whether a required one is drawn only where data takes no other way.
    #[serde(default)]
    pub direct: bool,
    /// Whether the last end shows what many hold: what nobody reads is read by it, whatever else is.
    #[serde(default)]
    pub gathers: bool,
    /// Whether the documentation says that every one is joined where several fit.
    #[serde(default)]
    pub every: bool,
    /// The end that serves the other one, which needs one of its kind only.
    #[serde(default)]
    pub server: Option<End>,
    /// When it applies; the subject is the first end.
    #[serde(default)]
    pub when: Condition,
    /// How the ends prove who they are.
    #[serde(default)]
    pub authentication: Option<String>,
    /// The same where the first end's setting `authentication` has this value.
    #[serde(default)]
    pub authentications: BTreeMap<String, String>,
    /// How well it is known.
    #[serde(default)]
    pub evidence: Evidence,
    /// Why it is there, for `explain`.
    #[serde(default)]
    pub note: Option<String>,
    /// Ids of the source documents.
    #[serde(default)]
    pub source: Vec<String>,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}

impl Connection {
    /// Whether it is drawn only where data takes no other way.
    pub fn may_be_replaced(&self) -> bool {
        self.direct || self.need == Presence::Alternative
    }

    /// How the ends prove who they are, if the first has these settings.
    pub fn proof(&self, settings: &BTreeMap<String, String>) -> Option<&String> {
        let written = settings.get("authentication");
        written
            .and_then(|word| self.authentications.get(word.as_str()))
            .or(self.authentication.as_ref())
    }

    /// The setting by which the last end names its partners. Where both ends are of one kind,
    /// only the first names the other: a child names its parent, not the other way round.
    pub fn by_back(&self) -> Option<&str> {
        let is_of_one_kind = self.from.iter().any(|kind| self.to.contains(kind));
        if is_of_one_kind { Some("") } else { self.by.as_deref() }
    }
}

const fn forward() -> Direction {
    Direction::Forward
}
