//! The valid scenario: every name resolved against the catalogue, nothing optional that later
//! phases need.
//!
//! Devices, assets, services and own nodes are all [`Item`]s, sites and groups all [`Place`]s:
//! what differs between kinds of services is data of the catalogue, not a type.

mod copies;
mod elements;
pub mod page;
mod pattern;
mod resolve;
mod settings;
mod steps;
pub mod words;

use std::collections::BTreeMap;

pub use crate::diag::Spanned;
use crate::diag::{Levels, Span};
pub use page::Page;
pub use pattern::Pattern;
pub use resolve::{levels, resolve};
pub use steps::{Step, Steps};

/// The three types of solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Solution {
    /// Devices connect directly to the cloud.
    Cloud,
    /// Assets connect to an edge environment that forwards to the cloud.
    Edge,
    /// Both.
    Hybrid,
}

impl Solution {
    /// All types.
    pub const ALL: [Self; 3] = [Self::Cloud, Self::Edge, Self::Hybrid];

    /// The word in scenario and output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::Edge => "edge",
            Self::Hybrid => "hybrid",
        }
    }
}

/// How much of the documentation's usual picture is derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Profile {
    /// Only what is required.
    #[default]
    Minimal,
    /// What the documentation usually shows.
    Typical,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 2] = [Self::Minimal, Self::Typical];

    /// The word in scenario and catalogue.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Typical => "typical",
        }
    }
}

/// What an [`Item`] is in the author's words; the catalogue says the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// `[devices.*]`, at the top or in a site.
    Device,
    /// `[sites.*.assets.*]`.
    Asset,
    /// `[services]`, at the top or in a site.
    Service,
    /// `[nodes.*]`: a kind the catalogue does not know.
    Own,
}

/// Where each key of a section was written: key and value.
pub type Keys = BTreeMap<String, Span>;

/// A device, asset, service or own node that the author wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id in the graph, unique: the key, prefixed by its site's (`rotterdam.freezer`).
    pub id: String,
    /// Section it stands in.
    pub section: Section,
    /// Catalogue id, aliases resolved; for own nodes the author's word.
    pub kind: String,
    /// The author's label.
    pub label: Option<String>,
    /// How many.
    pub count: Option<u32>,
    /// Id of the place that holds it: a site, a group, or the cloud.
    pub place: Option<String>,
    /// Lane, for own nodes.
    pub lane: Option<crate::graph::Lane>,
    /// Name of a glyph, for own nodes, devices and assets.
    pub icon: Option<String>,
    /// Settings as text, by key, with the place of each; validated against the catalogue.
    pub settings: BTreeMap<String, Spanned<String>>,
    /// The author's link.
    pub link: Option<String>,
    /// The author's remark.
    pub note: Option<String>,
    /// Where its keys were written.
    pub keys: Keys,
    /// Where it was written.
    pub span: Span,
}

/// A site or group that the author wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id, unique among items and places.
    pub id: String,
    /// `site`, or the kind of group: a place of the catalogue (`region`, `resource-group`, ...).
    pub kind: String,
    /// The author's label.
    pub label: Option<String>,
    /// How many it stands for.
    pub count: Option<u32>,
    /// Id of the place that holds it.
    pub place: Option<String>,
    /// Settings, `runtime` among them.
    pub settings: BTreeMap<String, Spanned<String>>,
    /// The author's link.
    pub link: Option<String>,
    /// The author's remark.
    pub note: Option<String>,
    /// Where its keys were written.
    pub keys: Keys,
    /// Where it was written.
    pub span: Span,
}

/// A connection that the author wrote. Its ends may name elements that only the rules derive;
/// expansion reports those that do not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The site or group that it is written in: where its ends are looked for first.
    pub scope: Option<String>,
    /// Id, or unique service id, of its first end.
    pub from: Spanned<String>,
    /// The same for its last end.
    pub to: Spanned<String>,
    /// The author's label.
    pub label: Option<String>,
    /// Protocol for people.
    pub protocol: Option<String>,
    /// Port.
    pub port: Option<u16>,
    /// What travels; data unless written.
    pub flow: Option<crate::graph::Flow>,
    /// Arrowheads; forward unless written.
    pub direction: Option<crate::graph::Direction>,
    /// Whether it is drawn dashed.
    pub optional: bool,
    /// How the ends prove who they are.
    pub authentication: Option<String>,
    /// The number of the step that it is.
    pub step: Option<u32>,
    /// The author's link.
    pub link: Option<String>,
    /// The author's remark.
    pub note: Option<String>,
    /// Where its keys were written.
    pub keys: Keys,
    /// Where it was written.
    pub span: Span,
}

/// How an [`Override`] can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `[override.ID]`.
    Section,
    /// A name in the list `omit` at the top.
    Omission,
    /// A service that is written as `= false`.
    Refusal,
}

/// A change to something that the rules derive: `[override.ID]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Id of an element or connection of the expanded graph; to leave out, also `a -> b`.
    pub target: Spanned<String>,
    /// New label.
    pub label: Option<String>,
    /// Leave it out, with its connections.
    pub omit: bool,
    /// How it was written, to be quoted.
    pub form: Form,
    /// Id of the place to put it into.
    pub place: Option<Spanned<String>>,
    /// Link to show.
    pub link: Option<String>,
    /// Remark to show.
    pub note: Option<String>,
    /// Where its keys were written.
    pub keys: Keys,
    /// Where it was written.
    pub span: Span,
}

/// A view of the scenario: which part is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// Name for `--view`.
    pub name: String,
    /// Title that replaces the scenario's.
    pub title: Option<String>,
    /// Patterns of what is drawn; empty: everything.
    pub include: Vec<Spanned<Pattern>>,
    /// Patterns of what is not.
    pub exclude: Vec<Spanned<Pattern>>,
    /// Containers deeper than this are single boxes.
    pub depth: Option<u32>,
}

/// A valid scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Title.
    pub title: String,
    /// Description; may be empty.
    pub description: String,
    /// Type of solution and where it is written.
    pub solution: Spanned<Solution>,
    /// How much is derived.
    pub profile: Profile,
    /// Documentation profile, such as `2026-04`; one that the catalogue lists.
    pub docs: String,
    /// The day that ends of support are held against, such as `2026-11-22`.
    pub today: String,
    /// Sites and groups, in order.
    pub places: Vec<Place>,
    /// Devices, assets, services and own nodes, in order.
    pub items: Vec<Item>,
    /// Connections, in order.
    pub links: Vec<Link>,
    /// Connections that are numbered.
    pub steps: Steps,
    /// Choice of an alternative, by the id of the choice: `telemetry-consumer = "..."`; several
    /// options are joined by commas.
    pub choices: BTreeMap<String, Spanned<String>>,
    /// Changes to what is derived.
    pub overrides: Vec<Override>,
    /// Own views.
    pub views: Vec<View>,
    /// What the picture stands on.
    pub page: Page,
    /// Severities per code.
    pub levels: Levels,
    /// Where the keys at the top were written.
    pub keys: Keys,
    /// Sites and groups that are drawn once for each of some names, by the name they are
    /// written under.
    pub copies: BTreeMap<String, Vec<String>>,
}

impl Scenario {
    /// A text about a copy as one about what is written: `` `stamp-1.hub` `` is `` `stamp.hub` ``.
    pub fn as_written(&self, text: &str) -> String {
        let mut written = text.to_owned();
        for (model, names) in &self.copies {
            for name in names {
                for end in ["`", "."] {
                    written = written.replace(&format!("`{name}{end}"), &format!("`{model}{end}"));
                }
            }
        }
        written
    }
}

#[cfg(test)]
pub(crate) mod sample;
