//! What is known of the domain: services, places, connections, rules and checks, as data.
//!
//! The built-in catalogue is `catalog/*.toml`, embedded; a user's own is added to it.

use crate::graph::{Lane, Status};

/// Where a service lives; decides which container holds it and what it can be matched with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Key in the scenario.
    pub key: String,
    /// What it accepts.
    pub accepts: SettingType,
    /// Value unless written; none: unset.
    pub default: Option<String>,
    /// One sentence for the reference.
    pub summary: String,
}

/// A service, device or other kind of node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Id in scenarios: `iot-hub`.
    pub id: String,
    /// Official name: `Azure IoT Hub`.
    pub name: String,
    /// Short name for cards: `IoT Hub`.
    pub short: String,
    /// Other words that scenarios may use for it.
    pub aliases: Vec<String>,
    /// Family for tables: `iot-hub`, `iot-operations`, `messaging`, `data`, ...
    pub family: String,
    /// Where it stands in reading order.
    pub lane: Lane,
    /// Where it lives.
    pub lives: Lives,
    /// Whether it is drawn as a box around others.
    pub container: bool,
    /// One sentence: what it does.
    pub summary: String,
    /// Where it is in its life.
    pub status: Status,
    /// Date of retirement, `2029-09-20`, if announced.
    pub retires: Option<String>,
    /// ARM resource type.
    pub arm: Option<String>,
    /// Address of its documentation.
    pub docs: Option<String>,
    /// Name of its glyph.
    pub icon: String,
    /// Settings in the order of the reference.
    pub settings: Vec<Setting>,
    /// Ids of the source documents.
    pub source: Vec<String>,
}

/// A kind of place: `site`, `region`, `resource-group`, ...
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceKind {
    /// Word in scenarios.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Whether `[groups.*]` may use it.
    pub group: bool,
    /// Settings in the order of the reference.
    pub settings: Vec<Setting>,
    /// Name of its glyph.
    pub icon: String,
}
