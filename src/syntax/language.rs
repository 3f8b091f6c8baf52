//! The table of the scenario language: its sections and their keys.
//!
//! The reader, the hints, the JSON Schema and the test of the reference read this table.

/// A kind of block in a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The keys at the top of the file.
    Top,
    /// `[devices.NAME]`, at the top, in a site or in a group.
    Device,
    /// `[sites.NAME]`.
    Site,
    /// `[sites.SITE.assets.NAME]`.
    Asset,
    /// `[services.NAME]`, at the top, in a site or in a group.
    Service,
    /// `[groups.NAME]`.
    Group,
    /// `[[connections]]`.
    Connection,
    /// `[nodes.NAME]`, at the top, in a site or in a group.
    Node,
    /// `[choose]`, one block a choice.
    Choice,
    /// `[override.ID]`.
    Override,
    /// `[checks]`, one block a code.
    Check,
    /// `[views.NAME]`.
    View,
    /// `[picture]`.
    Picture,
}

/// The words that a key accepts, by what they stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Types of solution.
    Solution,
    /// Profiles.
    Profile,
    /// Lanes.
    Lane,
    /// Flows.
    Flow,
    /// Directions.
    Direction,
    /// `off` and the severities.
    Level,
    /// Widths of pictures.
    Width,
    /// Ways in which pictures are read.
    Way,
}

/// What a key accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// A text.
    Text,
    /// A word of a family.
    Word(Family),
    /// A day, as a text or as TOML writes dates.
    Day,
    /// A whole number within bounds, both included.
    Integer(i64, i64),
    /// A whole number within bounds, or a word of a family that stands for one.
    NamedInteger(Family, i64, i64),
    /// `true` or `false`.
    Flag,
    /// A list of texts; one text stands for a list of one.
    Texts,
}

/// Words that people write for keys of the top, and the key that each means.
pub const MEANT_AT_TOP: [(&str, &str); 4] =
    [("type", "solution"), ("kind", "solution"), ("name", "title"), ("edition", "docs")];

/// The way out for a key of the top that stands below a header.
pub const MISPLACED: &str = "it belongs to the top of the file, before the first header";

/// Whether this is a key of the scenario as a whole, or a list of it. Below a header, TOML takes
/// it for a part of that section, which is seldom what was meant.
pub fn is_key_of_the_top(key: &str) -> bool {
    let is_list = |info: &SectionInfo| info.table == key && info.listed.is_some();
    Section::Top.info().key(key).is_some()
        || SECTIONS.iter().any(|info| is_list(info) && info.section != Section::Asset)
}

/// A key of a section.
#[derive(Debug, Clone, Copy)]
pub struct KeyInfo {
    /// Its spelling.
    pub key: &'static str,
    /// What it accepts.
    pub accepts: Accepts,
    /// Whether it must be there.
    pub required: bool,
    /// One sentence for the reference.
    pub summary: &'static str,
}

/// A section of the language.
#[derive(Debug, Clone, Copy)]
pub struct SectionInfo {
    /// Which one.
    pub section: Section,
    /// Key of its table; empty at the top.
    pub table: &'static str,
    /// How it is written.
    pub written: &'static str,
    /// One sentence for the reference.
    pub summary: &'static str,
    /// Its keys in the order of the reference.
    pub keys: &'static [KeyInfo],
    /// Whether other keys are settings that the catalogue declares.
    pub settings: bool,
    /// The key that a bare value instead of a table stands for.
    pub shorthand: Option<&'static str>,
    /// Where blocks may be written as lines of a list: the key that a word in parentheses
    /// stands for.
    pub listed: Option<&'static str>,
}

const MOST: i64 = 1_000_000_000;

const fn key(key: &'static str, accepts: Accepts, summary: &'static str) -> KeyInfo {
    KeyInfo { key, accepts, required: false, summary }
}

const fn required(key: &'static str, accepts: Accepts, summary: &'static str) -> KeyInfo {
    KeyInfo { key, accepts, required: true, summary }
}

const LABEL: KeyInfo = key("label", Accepts::Text, "what the picture calls it");
const COUNT: KeyInfo = key("count", Accepts::Integer(1, MOST), "how many it stands for");
const IN: KeyInfo = key("in", Accepts::Text, "name of the site or group that holds it");
const EACH: KeyInfo = key("each", Accepts::Texts, "names of copies that are drawn one by one");
const ICON: KeyInfo = key("icon", Accepts::Text, "name of a glyph of the catalogue");
const LINK: KeyInfo = key("link", Accepts::Text, "an address that the picture links to");
const NOTE: KeyInfo = key("note", Accepts::Text, "a remark, shown on hover and in tables");

/// All sections in the order of the reference.
pub const SECTIONS: &[SectionInfo] = &[
    SectionInfo {
        section: Section::Top,
        table: "",
        written: "top of the file",
        summary: "what the scenario is about",
        keys: &[
            required("title", Accepts::Text, "title of the picture"),
            key("description", Accepts::Text, "a sentence or two below the title"),
            required("solution", Accepts::Word(Family::Solution), "the type of solution"),
            key("profile", Accepts::Word(Family::Profile), "how much is derived"),
            key("docs", Accepts::Text, "edition of the documentation that the rules follow"),
            key("today", Accepts::Day, "day that ends of support are held against"),
            key("omit", Accepts::Texts, "elements and connections that are left out"),
            key("steps", Accepts::Texts, "connections that are numbered, in order; or `data`"),
            key("include", Accepts::Texts, "files with shared fragments, relative to this one"),
        ],
        settings: false,
        shorthand: None,
        listed: None,
    },
    SectionInfo {
        section: Section::Device,
        table: "devices",
        written: "[devices.NAME]",
        summary: "devices, or a fleet of equal ones",
        keys: &[
            key(
                "kind",
                Accepts::Text,
                "a kind of device of the catalogue; `device` unless written",
            ),
            LABEL,
            COUNT,
            ICON,
            IN,
            LINK,
            NOTE,
        ],
        settings: true,
        shorthand: None,
        listed: Some("kind"),
    },
    SectionInfo {
        section: Section::Site,
        table: "sites",
        written: "[sites.NAME]",
        summary: "a place with an edge runtime, its assets, devices and services",
        keys: &[LABEL, COUNT, EACH, IN, LINK, NOTE],
        settings: true,
        shorthand: None,
        listed: Some("runtime"),
    },
    SectionInfo {
        section: Section::Asset,
        table: "assets",
        written: "[sites.SITE.assets.NAME]",
        summary: "machines and other equipment at a site",
        keys: &[
            key("kind", Accepts::Text, "a kind of asset of the catalogue; follows from `protocol`"),
            LABEL,
            COUNT,
            ICON,
            IN,
            LINK,
            NOTE,
        ],
        settings: true,
        shorthand: None,
        listed: Some("kind"),
    },
    SectionInfo {
        section: Section::Service,
        table: "services",
        written: "[services]",
        summary: "services that are wanted, or with `false` not wanted",
        keys: &[
            key("kind", Accepts::Text, "id of the service, if the name is not"),
            LABEL,
            COUNT,
            IN,
            LINK,
            NOTE,
        ],
        settings: true,
        shorthand: Some("wanted"),
        listed: Some("kind"),
    },
    SectionInfo {
        section: Section::Group,
        table: "groups",
        written: "[groups.NAME]",
        summary: "a region, resource group, subscription or network zone",
        keys: &[
            required("kind", Accepts::Text, "a kind of group of the catalogue"),
            LABEL,
            EACH,
            IN,
            LINK,
            NOTE,
        ],
        settings: true,
        shorthand: None,
        listed: Some("kind"),
    },
    SectionInfo {
        section: Section::Connection,
        table: "connections",
        written: "[[connections]]",
        summary: "a connection that the rules do not derive",
        keys: &[
            required("from", Accepts::Text, "first end"),
            required("to", Accepts::Text, "last end"),
            LABEL,
            key("protocol", Accepts::Text, "protocol, for people"),
            key("port", Accepts::Integer(1, 65_535), "port"),
            key("flow", Accepts::Word(Family::Flow), "what travels; `data` unless written"),
            key("direction", Accepts::Word(Family::Direction), "which ends have an arrowhead"),
            key("optional", Accepts::Flag, "`true`: drawn dashed"),
            key("authentication", Accepts::Text, "how the ends prove who they are"),
            key("step", Accepts::Integer(1, 99), "number of the step that it is"),
            LINK,
            NOTE,
        ],
        settings: false,
        shorthand: None,
        listed: Some("flow"),
    },
    SectionInfo {
        section: Section::Node,
        table: "nodes",
        written: "[nodes.NAME]",
        summary: "something of your own that the catalogue does not know",
        keys: &[
            LABEL,
            key("lane", Accepts::Word(Family::Lane), "where it stands in reading order"),
            key("kind", Accepts::Text, "a word of your own for what it is"),
            ICON,
            COUNT,
            IN,
            LINK,
            NOTE,
        ],
        settings: false,
        shorthand: None,
        listed: Some("kind"),
    },
    SectionInfo {
        section: Section::Choice,
        table: "choose",
        written: "[choose]",
        summary: "one of several ways in which the rules can meet a need",
        keys: &[required("option", Accepts::Texts, "the option, or several")],
        settings: false,
        shorthand: Some("option"),
        listed: None,
    },
    SectionInfo {
        section: Section::Override,
        table: "override",
        written: "[override.ID]",
        summary: "a change to an element or connection that the rules derive",
        keys: &[LABEL, key("omit", Accepts::Flag, "`true`: left out"), IN, LINK, NOTE],
        settings: false,
        shorthand: None,
        listed: None,
    },
    SectionInfo {
        section: Section::Check,
        table: "checks",
        written: "[checks]",
        summary: "how much findings of a code weigh here",
        keys: &[
            required("level", Accepts::Word(Family::Level), "`off` or a severity"),
            key("reason", Accepts::Text, "why, for the next reader"),
        ],
        settings: false,
        shorthand: Some("level"),
        listed: None,
    },
    SectionInfo {
        section: Section::View,
        table: "views",
        written: "[views.NAME]",
        summary: "a part of the architecture for `--view NAME`",
        keys: &[
            key("title", Accepts::Text, "title that replaces the scenario's"),
            key("include", Accepts::Texts, "patterns of what is drawn; everything unless written"),
            key("exclude", Accepts::Texts, "patterns of what is not drawn"),
            key("depth", Accepts::Integer(0, 100), "deeper containers are single boxes"),
        ],
        settings: false,
        shorthand: None,
        listed: None,
    },
    SectionInfo {
        section: Section::Picture,
        table: "picture",
        written: "[picture]",
        summary: "how the picture is drawn where nothing else is asked for",
        keys: &[
            key(
                "width",
                Accepts::NamedInteger(Family::Width, 240, 20_000),
                "widest picture in pixels, or what it is embedded in",
            ),
            key("direction", Accepts::Word(Family::Way), "which way it is read"),
            key("views", Accepts::Texts, "views that are drawn, a picture each"),
        ],
        settings: false,
        shorthand: None,
        listed: None,
    },
];

impl Section {
    /// The row of this section.
    pub fn info(self) -> &'static SectionInfo {
        SECTIONS.iter().find(|info| info.section == self).unwrap_or(&SECTIONS[0])
    }

    /// Sections that a block of this one may hold.
    pub const fn inner(self) -> &'static [Self] {
        match self {
            Self::Site => &[Self::Device, Self::Asset, Self::Service, Self::Node, Self::Connection],
            Self::Group => &[Self::Device, Self::Service, Self::Node, Self::Connection],
            _ => &[],
        }
    }
}

impl SectionInfo {
    /// The key of this spelling.
    pub fn key(&self, key: &str) -> Option<&'static KeyInfo> {
        self.keys.iter().find(|info| info.key == key)
    }
}
