//! Services, places and their settings.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Condition, Evidence, words};
use crate::graph::{Lane, Status};

/// Where a service lives; decides which container holds it and what it can be matched with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lives {
    /// On or at a device in the field.
    Device,
    /// At a site, outside its edge runtime.
    Site,
    /// On a site's Kubernetes cluster.
    Cluster,
    /// On a site's IoT Edge device.
    EdgeDevice,
    /// In the cloud.
    Cloud,
    /// With people: tools, browsers, command lines.
    Tool,
}

impl Lives {
    /// All places to live.
    pub const ALL: [Self; 6] =
        [Self::Device, Self::Site, Self::Cluster, Self::EdgeDevice, Self::Cloud, Self::Tool];

    /// The word in the catalogue.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Site => "site",
            Self::Cluster => "cluster",
            Self::EdgeDevice => "edge-device",
            Self::Cloud => "cloud",
            Self::Tool => "tool",
        }
    }
}

/// Whether a service follows the adaptive cloud approach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adaptive {
    /// Its parts are resources of their own, managed from the cloud.
    Yes,
    /// Only some of them, or only together with another service.
    Partial,
    /// Not.
    No,
}

/// What a setting accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingType {
    /// One of these words.
    Word(Vec<String>),
    /// A whole number within bounds, both included.
    Integer {
        /// Least value.
        min: i64,
        /// Greatest value.
        max: i64,
    },
    /// `true` or `false`.
    Flag,
    /// Any text.
    Text,
    /// The id of an item of one of these kinds, or a list of them.
    Items(Vec<String>),
}

/// A setting of a service or place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawSetting")]
pub struct Setting {
    /// Key in the scenario.
    pub key: String,
    /// What it accepts.
    pub accepts: SettingType,
    /// Value unless written; none: unset.
    pub default: Option<String>,
    /// What pictures write instead of a value.
    pub names: BTreeMap<String, String>,
    /// One sentence for the reference.
    pub summary: String,
    /// Where it means something; none: everywhere.
    pub only: Option<Condition>,
    /// What to write where it means nothing, or joins nothing.
    pub idle: Option<String>,
}

impl Setting {
    /// A value for people.
    pub fn name_of<'a>(&'a self, value: &'a str) -> &'a str {
        self.names.get(value).map_or(value, String::as_str)
    }
}

/// A setting as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSetting {
    key: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    min: Option<i64>,
    #[serde(default)]
    max: Option<i64>,
    #[serde(default, deserialize_with = "words::optional_scalar")]
    default: Option<String>,
    #[serde(default)]
    names: BTreeMap<String, String>,
    summary: String,
    #[serde(default)]
    only: Option<Condition>,
    #[serde(default)]
    idle: Option<String>,
}

impl TryFrom<RawSetting> for Setting {
    type Error = String;

    fn try_from(raw: RawSetting) -> Result<Self, String> {
        let accepts = match raw.kind.as_str() {
            "word" if raw.values.is_empty() => return Err("a `word` needs `values`".into()),
            "word" => SettingType::Word(raw.values),
            "integer" => SettingType::Integer {
                min: raw.min.unwrap_or(0),
                max: raw.max.unwrap_or(i64::from(u32::MAX)),
            },
            "flag" => SettingType::Flag,
            "text" => SettingType::Text,
            "items" if raw.of.is_empty() => return Err("`items` needs `of`".into()),
            "items" => SettingType::Items(raw.of),
            other => {
                return Err(format!("unknown type `{other}`: word, integer, flag, text or items"));
            }
        };
        if let SettingType::Word(values) = &accepts
            && let Some(odd) = raw.names.keys().find(|name| !values.contains(name))
        {
            return Err(format!("`{odd}` has a name, but is none of {}", values.join(", ")));
        }
        let tells_what_joins = raw.only.is_none() && matches!(accepts, SettingType::Items(_));
        if raw.only.is_some() != raw.idle.is_some() && !tells_what_joins {
            return Err("`only` and `idle` go together".into());
        }
        let RawSetting { key, default, names, summary, only, idle, .. } = raw;
        Ok(Self { key, accepts, default, names, summary, only, idle })
    }
}

/// What an older documentation profile says differently of a service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AsOf {
    /// The newest profile for which this holds.
    pub docs: String,
    /// Name then.
    #[serde(default)]
    pub name: Option<String>,
    /// Short name then.
    #[serde(default)]
    pub short: Option<String>,
    /// Summary then.
    #[serde(default)]
    pub summary: Option<String>,
    /// Status then.
    #[serde(default, deserialize_with = "words::optional_status")]
    pub status: Option<Status>,
}

/// A service, device or other kind of node.
#[allow(clippy::struct_excessive_bools)] // each is a word of the format that stands alone
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Service {
    /// Id in scenarios: `iot-hub`.
    pub id: String,
    /// Official name: `Azure IoT Hub`.
    pub name: String,
    /// Short name for cards: `IoT Hub`.
    #[serde(default)]
    pub short: String,
    /// Last part of ids inside a site: `broker` in `rotterdam.broker`.
    #[serde(default)]
    pub key: String,
    /// Other words that scenarios may use for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Family for tables: `iot-hub`, `iot-operations`, `messaging`, `data`, ...
    pub family: String,
    /// Where it stands in reading order.
    #[serde(deserialize_with = "words::lane")]
    pub lane: Lane,
    /// Where it lives.
    pub lives: Lives,
    /// Kind of container or place that it stands in; none: the place that holds its `lives`.
    #[serde(default)]
    pub within: Option<String>,
    /// Whether it may be for anything unless a setting says what it is for.
    #[serde(default)]
    pub general: bool,
    /// Whether it is drawn as a box around others.
    #[serde(default)]
    pub container: bool,
    /// What stands in this container unless it says otherwise.
    #[serde(default)]
    pub holds: Vec<Lives>,
    /// How it guards what is reached through it, in a word; a guard with the same word can take
    /// its place.
    #[serde(default)]
    pub guard: Option<String>,
    /// Whether it takes identities of Microsoft Entra ID in the place of keys.
    #[serde(default)]
    pub identities: bool,
    /// The service that this is a feature of.
    #[serde(default)]
    pub part_of: Option<String>,
    /// One sentence: what it does.
    pub summary: String,
    /// Where it is in its life.
    #[serde(default, deserialize_with = "words::status")]
    pub status: Status,
    /// Date of retirement, `2029-09-20`, if announced.
    #[serde(default)]
    pub retires: Option<String>,
    /// Whether it follows the adaptive cloud approach, where that is said.
    #[serde(default)]
    pub adaptive: Option<Adaptive>,
    /// Types of solution that the documentation names it for.
    #[serde(default)]
    pub fits: Vec<String>,
    /// ARM resource type.
    #[serde(default)]
    pub arm: Option<String>,
    /// How well the resource type is known.
    #[serde(default)]
    pub arm_evidence: Evidence,
    /// Address of its documentation.
    #[serde(default)]
    pub docs: Option<String>,
    /// Name of its glyph.
    #[serde(default)]
    pub icon: String,
    /// Short id in the fact table.
    #[serde(default, rename = "ref")]
    pub reference: Option<String>,
    /// Settings in the order of the reference.
    #[serde(default, rename = "setting")]
    pub settings: Vec<Setting>,
    /// What older profiles say differently, oldest first.
    #[serde(default)]
    pub as_of: Vec<AsOf>,
    /// Ids of the source documents.
    #[serde(default)]
    pub source: Vec<String>,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}

impl Service {
    /// Fills what the file may leave out.
    pub(super) fn complete(&mut self) {
        for (field, default) in
            [(&mut self.short, &self.name), (&mut self.key, &self.id), (&mut self.icon, &self.id)]
        {
            if field.is_empty() {
                field.clone_from(default);
            }
        }
    }

    /// The setting of a key.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|s| s.key == key)
    }

    /// What the given documentation profile says differently, if anything.
    pub fn as_of(&self, docs: &str) -> Option<&AsOf> {
        self.as_of.iter().find(|a| docs <= a.docs.as_str())
    }
}

/// A name that people have for a service with certain settings: `opc-publisher` is an IoT Edge
/// module whose `module` is `opc-publisher`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The word in scenarios.
    pub id: String,
    /// The service that it stands for.
    pub service: String,
    /// The settings that it stands for.
    #[serde(deserialize_with = "words::scalars")]
    pub with: BTreeMap<String, String>,
    /// What pictures call it.
    pub label: String,
    /// One sentence: what it does.
    pub summary: String,
    /// Ids of the source documents.
    #[serde(default)]
    pub source: Vec<String>,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}

/// The kind of place that `[sites.*]` makes.
const SITE: &str = "site";

/// A kind of place: `site`, `region`, `resource-group`, ...
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlaceKind {
    /// Word in scenarios.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Other words that scenarios may use for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether `[groups.*]` may use it.
    #[serde(default)]
    pub group: bool,
    /// Kind of place that it stands in unless the scenario says another; none: the top.
    #[serde(default)]
    pub within: Option<String>,
    /// What lives here unless said otherwise.
    #[serde(default)]
    pub holds: Vec<Lives>,
    /// How it guards what stands in it, in a word; a guard with the same word can take its place.
    #[serde(default)]
    pub guard: Option<String>,
    /// One sentence for the reference.
    #[serde(default)]
    pub summary: String,
    /// Settings in the order of the reference.
    #[serde(default, rename = "setting")]
    pub settings: Vec<Setting>,
    /// Name of its glyph.
    #[serde(default)]
    pub icon: String,
    /// Whether it takes the place of an earlier entry with its id.
    #[serde(default)]
    pub replaces: bool,
}

impl PlaceKind {
    /// Fills what the file may leave out.
    pub(super) fn complete(&mut self) {
        if self.icon.is_empty() {
            self.icon.clone_from(&self.id);
        }
    }

    /// Whether there is at most one of it, made where it is needed: all but sites and groups.
    pub fn is_single(&self) -> bool {
        !self.group && self.id != SITE
    }

    /// The setting of a key.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|s| s.key == key)
    }
}
