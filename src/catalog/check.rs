//! Findings as data, and facts that nothing can check.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Condition, words};
use crate::diag::Severity;

/// How well a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
pub enum Evidence {
    /// Read in the document named.
    #[default]
    V,
    /// Read in an old copy; the value may have changed.
    #[serde(rename = "V-old")]
    VOld,
    /// Read second hand.
    V2,
    /// General knowledge.
    K,
}

impl Evidence {
    /// The word in the catalogue.
    pub const fn word(self) -> &'static str {
        match self {
            Self::V => "V",
            Self::VOld => "V-old",
            Self::V2 => "V2",
            Self::K => "K",
        }
    }

    /// The worst that a finding with this evidence may be.
    pub const fn worst(self) -> Severity {
        match self {
            Self::V | Self::VOld => Severity::Error,
            Self::V2 => Severity::Warning,
            Self::K => Severity::Info,
        }
    }
}

/// A number that a check holds against a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// How many the subject stands for.
    Count,
    /// Elements of the kinds in `of`, anywhere, each as often as it stands for.
    Elements,
    /// Elements of the kinds in `of` that a connection joins to the subject.
    Linked,
    /// Devices that send to the subject, or sit behind what does.
    Devices,
    /// Elements of the kinds in `of` within the subject.
    Inside,
    /// Elements of the subject's kind in its container that have the same value in the setting
    /// named by `of`, the subject included.
    Alike,
    /// Levels of edge runtimes that reach the cloud through the subject.
    Depth,
    /// Elements of the kinds in `of` that data of the subject reaches directly.
    Routes,
    /// Messages a day into the subject.
    MessagesPerDay,
    /// Messages a day in percent of what the hub's tier and units allow.
    LoadPercent,
    /// The number in the setting named by `of`.
    Setting,
    /// That number in percent of what the subject's edition and units allow.
    SettingPercent,
}

/// What an edition of a service allows: in a day, or of the setting that is measured.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Allowance {
    /// The setting that names the edition.
    pub setting: String,
    /// The setting that multiplies what it allows.
    pub times: String,
    /// Messages a day, or the measured number, by edition.
    pub of: BTreeMap<String, i64>,
    /// What is allowed at least however few units there are, by edition.
    #[serde(default)]
    pub least: BTreeMap<String, i64>,
    /// Bytes that count as one message, by edition; a larger message counts as several.
    #[serde(default)]
    pub meter_bytes: BTreeMap<String, i64>,
}

/// A finding of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    /// Code: `MQ2020`.
    pub code: String,
    /// Ids of the fact table.
    #[serde(default, rename = "ref", deserialize_with = "words::words")]
    pub reference: Vec<String>,
    /// How much it weighs unless the scenario says otherwise.
    #[serde(deserialize_with = "words::severity")]
    pub severity: Severity,
    /// How well it is known.
    #[serde(default)]
    pub evidence: Evidence,
    /// One line, lower case.
    pub title: String,
    /// Kinds of the subject; `scenario`: asked once, without one.
    #[serde(deserialize_with = "words::words")]
    pub each: Vec<String>,
    /// When the finding stands.
    #[serde(default)]
    pub when: Condition,
    /// A number of the subject.
    #[serde(default)]
    pub measure: Option<Measure>,
    /// Kinds or setting that the measure is about.
    #[serde(default, deserialize_with = "words::words")]
    pub of: Vec<String>,
    /// What the subject's edition allows, for a load in percent.
    #[serde(default)]
    pub allowance: Option<Allowance>,
    /// What one unit takes: the number is that of the units that it needs, rounded up.
    #[serde(default)]
    pub per: Option<i64>,
    /// The number is wrong if it is more than what this setting of the subject says.
    #[serde(default)]
    pub over_setting: Option<String>,
    /// The number is wrong if it is more than this.
    #[serde(default)]
    pub over: Option<i64>,
    /// The number is wrong if it is less than this.
    #[serde(default)]
    pub under: Option<i64>,
    /// What is, with `{...}` filled in.
    pub message: String,
    /// What to do.
    #[serde(default)]
    pub help: Option<String>,
    /// Why it matters; Markdown.
    pub why: String,
    /// A scenario, or part of one, that raises it.
    #[serde(default)]
    pub example: Option<String>,
    /// The same, mended: a scenario, or part of one, that does not raise it.
    #[serde(default)]
    pub mended: Option<String>,
    /// Ids of the source documents.
    #[serde(default)]
    pub source: Vec<String>,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}

/// A number or sentence that nothing can check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fact {
    /// Id of the fact table: `L08`.
    pub id: String,
    /// Services it is about.
    #[serde(default, deserialize_with = "words::words")]
    pub about: Vec<String>,
    /// The fact.
    pub text: String,
    /// How well it is known.
    #[serde(default)]
    pub evidence: Evidence,
    /// Ids of the source documents.
    #[serde(default)]
    pub source: Vec<String>,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}
