//! What two versions of an element or connection are compared in. Places in the scenario and
//! the order of declaration are not among it: reformatting changes nothing.

use crate::graph::{ArchGraph, Connection, Element, Shape};

/// Something that an element, a connection or the whole architecture has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// Type of solution.
    Solution,
    /// Title of the scenario.
    Title,
    /// Description of the scenario.
    Description,
    /// What the scenario says of a code in `[checks]`.
    Check(String),
    /// What an element is.
    Kind,
    /// What the picture calls it.
    Label,
    /// Lane of a node; `container` for a box.
    Lane,
    /// How many there are.
    Count,
    /// A setting, by its key.
    Setting(String),
    /// Where the service is in its life.
    Status,
    /// Protocol of a connection.
    Protocol,
    /// Port of a connection.
    Port,
    /// What travels over a connection.
    Flow,
    /// Which ends of a connection carry an arrowhead.
    Direction,
    /// Whether a connection is optional.
    Optional,
    /// How the ends of a connection prove who they are.
    Authentication,
    /// The number of the step that a connection is.
    Step,
    /// The author's sentence for that step.
    Sentence,
    /// The author's link.
    Link,
    /// The author's remark.
    Note,
    /// Name of the kind for people.
    KindName,
    /// Glyph.
    Icon,
    /// What it does, in one sentence.
    Summary,
    /// Address of its documentation.
    Docs,
}

impl Attribute {
    /// The word in output; the key for a setting.
    pub fn word(&self) -> &str {
        match self {
            Self::Solution => "solution",
            Self::Title => "title",
            Self::Description => "description",
            Self::Check(code) => code,
            Self::Kind => "kind",
            Self::Label => "label",
            Self::Lane => "lane",
            Self::Count => "count",
            Self::Setting(key) => key,
            Self::Status => "status",
            Self::Protocol => "protocol",
            Self::Port => "port",
            Self::Flow => "flow",
            Self::Direction => "direction",
            Self::Optional => "optional",
            Self::Authentication => "authentication",
            Self::Step => "step",
            Self::Sentence => "sentence",
            Self::Link => "link",
            Self::Note => "note",
            Self::KindName => "name of the kind",
            Self::Icon => "icon",
            Self::Summary => "summary",
            Self::Docs => "documentation",
        }
    }

    /// Whether only people read it.
    pub(super) const fn is_wording(&self) -> bool {
        matches!(
            self,
            Self::Link | Self::Note | Self::KindName | Self::Icon | Self::Summary | Self::Docs
        )
    }

    /// Whether the catalogue alone says it, by the kind.
    const fn follows_the_kind(&self) -> bool {
        matches!(
            self,
            Self::KindName | Self::Icon | Self::Summary | Self::Docs | Self::Lane | Self::Status
        )
    }
}

/// How much of an architecture an input tells. A comparison looks only at what both tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Detail {
    /// A DOT file: boxes, lines, their labels, arrowheads and flows.
    Drawing,
    /// A JSON export: all but settings, remarks and the words of the catalogue.
    Export,
    /// An expanded scenario: everything.
    #[default]
    Full,
}

impl Detail {
    const fn tells(self, attribute: &Attribute) -> bool {
        match self {
            Self::Full => true,
            Self::Export => !matches!(
                attribute,
                Attribute::Setting(_)
                    | Attribute::Link
                    | Attribute::Note
                    | Attribute::KindName
                    | Attribute::Icon
                    | Attribute::Summary
                    | Attribute::Docs
            ),
            Self::Drawing => matches!(attribute, Attribute::Label | Attribute::Direction),
        }
    }
}

/// What reports say where a value is not set.
const UNSET: &str = "unset";

/// Both values of what changed, for people.
pub(in crate::diff) fn from_to(from: Option<&str>, to: Option<&str>) -> String {
    format!("{} -> {}", from.unwrap_or(UNSET), to.unwrap_or(UNSET))
}

impl Attribute {
    /// The same of this attribute: what has no count is one.
    pub(in crate::diff) fn from_to(&self, from: Option<&str>, to: Option<&str>) -> String {
        let usual = (*self == Self::Count).then_some("1");
        from_to(from.or(usual), to.or(usual))
    }
}

/// An attribute that differs, with the value of either side; none where it is not set.
pub(super) type Change = (Attribute, Option<String>, Option<String>);

/// What differs between two versions of one element.
pub(super) fn of_elements(before: &Element, after: &Element, detail: Detail) -> Vec<Change> {
    if are_alike(before, after) {
        return Vec::new();
    }
    let mut changes = differing(element_values(before), element_values(after), detail);
    if detail == Detail::Drawing {
        let is_fuller = (before.count.is_some(), after.count.is_some());
        changes.retain(|change| !is_drawn_label(change, is_fuller));
    }
    if before.kind != after.kind {
        changes.retain(|(attribute, from, to)| match attribute {
            Attribute::Setting(_) => from.is_some() && to.is_some(),
            attribute => !attribute.follows_the_kind(),
        });
    }
    changes
}

/// Whether all that [`element_values`] tells is the same: of most elements it is.
fn are_alike(before: &Element, after: &Element) -> bool {
    // Every field has a name here, so that a new one cannot be forgotten.
    let Element {
        id: _,
        parent: _,
        because: _,
        kind,
        kind_name,
        label,
        shape,
        count,
        settings,
        status,
        icon,
        summary,
        docs,
        link,
        note,
    } = before;
    settings == &after.settings
        && (shape, count, status) == (&after.shape, &after.count, &after.status)
        && (kind, kind_name) == (&after.kind, &after.kind_name)
        && (label, summary) == (&after.label, &after.summary)
        && (icon, docs) == (&after.icon, &after.docs)
        && (link, note) == (&after.link, &after.note)
}

/// What differs between two versions of one connection.
pub(super) fn of_connections(
    before: &Connection,
    after: &Connection,
    detail: Detail,
) -> Vec<Change> {
    let mut changes = differing(connection_values(before), connection_values(after), detail);
    if detail == Detail::Drawing {
        let tells_more = |one: &Connection| one.protocol.is_some() || one.port.is_some();
        let is_fuller = (tells_more(before), tells_more(after));
        changes.retain(|change| !is_drawn_label(change, is_fuller));
    }
    changes
}

/// Whether a label differs only because a drawing writes more below it: the count of an element,
/// the protocol of a connection, which the fuller side has on its own.
fn is_drawn_label((attribute, from, to): &Change, is_fuller: (bool, bool)) -> bool {
    let (from, to) = (from.as_deref().unwrap_or(""), to.as_deref().unwrap_or(""));
    let extends = |short: &str, long: &str| {
        let rest = long.strip_prefix(short);
        rest.is_some_and(|rest| short.is_empty() || rest.starts_with(char::is_whitespace))
    };
    *attribute == Attribute::Label
        && (is_fuller.0 && !is_fuller.1 && extends(from, to)
            || is_fuller.1 && !is_fuller.0 && extends(to, from))
}

/// What differs between the two versions as a whole.
pub(super) fn of_graphs(before: &ArchGraph, after: &ArchGraph, detail: Detail) -> Vec<Change> {
    let values = |graph: &ArchGraph| {
        vec![
            (Attribute::Solution, present(&graph.solution)),
            (Attribute::Title, present(&graph.title)),
            (Attribute::Description, present(&graph.description)),
        ]
    };
    differing(values(before), values(after), detail)
}

type Values = Vec<(Attribute, Option<String>)>;

/// Those values that are set and that both inputs tell.
pub(super) fn told(values: Values, detail: Detail) -> Vec<(Attribute, String)> {
    values
        .into_iter()
        .filter(|(attribute, _)| detail.tells(attribute))
        .filter_map(|(attribute, value)| Some((attribute, value?)))
        .collect()
}

/// The values of an element in the order of output; settings in the order of their keys.
pub(super) fn element_values(element: &Element) -> Values {
    let lane = match element.shape {
        Shape::Node(lane) | Shape::Closed(lane) => lane.word(),
        Shape::Container => "container",
    };
    let mut values = vec![
        (Attribute::Kind, present(&element.kind)),
        (Attribute::Label, present(&element.label)),
        (Attribute::Lane, Some(lane.to_owned())),
        (Attribute::Count, element.count.map(|count| count.to_string())),
    ];
    values.extend(
        element
            .settings
            .iter()
            .map(|(key, value)| (Attribute::Setting(key.clone()), Some(value.clone()))),
    );
    values.extend([
        (Attribute::Status, Some(element.status.word().to_owned())),
        (Attribute::Link, element.link.clone()),
        (Attribute::Note, element.note.clone()),
        (Attribute::KindName, present(&element.kind_name)),
        (Attribute::Icon, present(&element.icon)),
        (Attribute::Summary, present(&element.summary)),
        (Attribute::Docs, element.docs.clone()),
    ]);
    values
}

/// The values of a connection in the order of output.
pub(super) fn connection_values(connection: &Connection) -> Values {
    let optional = if connection.optional { "true" } else { "false" };
    vec![
        (Attribute::Label, present(&connection.label)),
        (Attribute::Protocol, connection.protocol.clone()),
        (Attribute::Port, connection.port.map(|port| port.to_string())),
        (Attribute::Flow, Some(connection.flow.word().to_owned())),
        (Attribute::Direction, Some(connection.direction.word().to_owned())),
        (Attribute::Optional, Some(optional.to_owned())),
        (Attribute::Authentication, connection.authentication.clone()),
        (Attribute::Step, connection.step.map(|step| step.to_string())),
        (Attribute::Sentence, connection.sentence.clone()),
        (Attribute::Link, connection.link.clone()),
        (Attribute::Note, connection.note.clone()),
    ]
}

fn present(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Merges two lists of values; both are in the same order of attributes.
fn differing(before: Values, after: Values, detail: Detail) -> Vec<Change> {
    let mut keys: Vec<&Attribute> = before.iter().chain(&after).map(|(key, _)| key).collect();
    keys.sort();
    keys.dedup();
    let value = |values: &Values, key: &Attribute| {
        values.iter().find(|(at, _)| at == key).and_then(|(_, value)| value.clone())
    };
    keys.into_iter()
        .filter(|key| detail.tells(key))
        .map(|key| (key.clone(), value(&before, key), value(&after, key)))
        .filter(|(_, from, to)| from != to)
        .collect()
}
