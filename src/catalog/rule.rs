//! Rules: what the presence of one thing implies, and choices between alternatives.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Condition, Evidence, words};

/// Where an existing element satisfies a requirement, and where a new one is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// In the subject, which is a container.
    Inside,
    /// In the subject's site.
    Site,
    /// In the subject's group or one around it.
    Group,
    /// Anywhere.
    Anywhere,
}

/// What something that does not say what it is for means to a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plain {
    /// The only one meets it; of several the author is asked.
    #[default]
    Serves,
    /// It may meet it, and the author is asked.
    Asked,
    /// It is for something else.
    Apart,
}

/// A service that must be there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Need {
    /// Its kind: a service or a kind of place.
    pub service: String,
    /// Other kinds that satisfy the requirement.
    #[serde(default, deserialize_with = "words::words")]
    pub or: Vec<String>,
    /// Settings of what is added, and of what meets the requirement; in values `{each}` is the subject's id.
    #[serde(default, deserialize_with = "words::scalars")]
    pub with: BTreeMap<String, String>,
    /// Settings that what meets it gets, where the author says nothing of them.
    #[serde(default, deserialize_with = "words::scalars")]
    pub sets: BTreeMap<String, String>,
    /// What must hold of an element that is there, so that it meets the requirement.
    #[serde(default)]
    pub fit: Condition,
    /// Whether what has none of the settings meets it.
    #[serde(default)]
    pub plain: Plain,
    /// Id of what is added, before the scope's prefix; `{each}` is the subject's id.
    #[serde(default)]
    pub id: Option<String>,
    /// Label of what is added.
    #[serde(default)]
    pub label: Option<String>,
    /// Where it may be; default by where the service lives.
    #[serde(default)]
    pub scope: Option<Scope>,
}

/// One way to go at a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ChoiceOption {
    /// The word in scenarios.
    pub value: String,
    /// When it can be the default.
    #[serde(default)]
    pub when: Condition,
    /// Why one would take it.
    pub reason: String,
    /// What it brings in.
    #[serde(default)]
    pub require: Box<[Need]>,
}

/// A choice between alternatives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Choice {
    /// Key in `choices` of a scenario.
    pub id: String,
    /// What is chosen, for the reference.
    pub about: String,
    /// The ways to go; the first whose condition holds is the default.
    #[serde(rename = "option")]
    pub options: Box<[ChoiceOption]>,
}

/// A rule of derivation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// Id: `R24`, or own words.
    pub id: String,
    /// One line, for people.
    pub title: String,
    /// Kinds of the subject; `scenario`: asked once, without one.
    #[serde(deserialize_with = "words::words")]
    pub each: Vec<String>,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
    /// What meets the need, so that nothing is brought in for it.
    #[serde(default)]
    pub unless: Option<Condition>,
    /// Whether it is asked after everything else is derived and connected.
    #[serde(default)]
    pub late: bool,
    /// Why, for `explain`.
    pub why: String,
    /// How well it is known.
    #[serde(default)]
    pub evidence: Evidence,
    /// Ids of the source documents.
    #[serde(default)]
    pub source: Vec<String>,
    /// What must be there: satisfied by what exists, else added.
    #[serde(default)]
    pub require: Box<[Need]>,
    /// What is added unless its id exists.
    #[serde(default)]
    pub add: Box<[Need]>,
    /// A choice between alternatives.
    #[serde(default)]
    pub choose: Option<Choice>,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}

impl Rule {
    /// All that it may bring in, whichever option of its choice is taken.
    pub fn needs(&self) -> impl Iterator<Item = &Need> {
        let options = self.choose.iter().flat_map(|choice| &choice.options);
        let chosen = options.flat_map(|option| &option.require);
        self.require.iter().chain(&self.add).chain(chosen)
    }
}
