//! The expanded architecture: what is drawn, and why each element is there.
//!
//! A petgraph graph whose nodes are services, devices and containers, with containment as a
//! parent index. Order of indices is the order of declaration and then of derivation; it is
//! the first ordering of the layout. Layout, drawing and comparing read nothing else.

mod because;
mod boundary;
mod containment;
mod kinds;
pub mod protection;
#[cfg(test)]
pub(crate) mod sample;

pub use because::{Because, written};
pub use boundary::TRUST_BOUNDARY;
pub use containment::chain;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

/// Elements and connections.
pub type Graph = DiGraph<Element, Connection, u32>;
/// Index of an element (node or container).
pub type ElementIx = NodeIndex<u32>;
/// Index of a connection.
pub type ConnectionIx = EdgeIndex<u32>;

/// Where an element stands in reading order: six lanes from things to people, and two
/// cross-cutting bands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Devices and assets.
    Field,
    /// Edge runtimes, gateways and what runs on them.
    Edge,
    /// Where messages enter the cloud.
    Ingest,
    /// Routing, functions, stream processing.
    Process,
    /// Storage, databases, twins.
    Store,
    /// Applications, dashboards, notifications, people.
    Use,
    /// Band: management and provisioning.
    Management,
    /// Band: identity, secrets, security monitoring.
    Security,
}

impl Lane {
    /// All lanes in reading order, bands last.
    pub const ALL: [Self; 8] = [
        Self::Field,
        Self::Edge,
        Self::Ingest,
        Self::Process,
        Self::Store,
        Self::Use,
        Self::Management,
        Self::Security,
    ];

    /// The word in catalogue, scenario and `data-lane`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Edge => "edge",
            Self::Ingest => "ingest",
            Self::Process => "process",
            Self::Store => "store",
            Self::Use => "use",
            Self::Management => "management",
            Self::Security => "security",
        }
    }

    /// The lane of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.word() == word)
    }

    /// Whether this is a cross-cutting band, outside the reading direction.
    pub const fn is_band(self) -> bool {
        matches!(self, Self::Management | Self::Security)
    }
}

/// What travels over a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// Telemetry, events, files.
    Data,
    /// Commands, twins, responses.
    Control,
    /// Provisioning, configuration, deployment.
    Management,
    /// Authentication, secrets, keys.
    Security,
}

impl Flow {
    /// All flows in the order of legends and tables.
    pub const ALL: [Self; 4] = [Self::Data, Self::Control, Self::Management, Self::Security];

    /// The word in catalogue, scenario and `data-flow`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Control => "control",
            Self::Management => "management",
            Self::Security => "security",
        }
    }

    /// The flow of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.word() == word)
    }
}

/// Which ends of a connection carry an arrowhead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Towards `to`.
    Forward,
    /// Towards `from`.
    Back,
    /// Towards both.
    Both,
    /// Neither: nothing is said of the way.
    None,
}

impl Direction {
    /// All directions.
    pub const ALL: [Self; 4] = [Self::Forward, Self::Back, Self::Both, Self::None];

    /// The word in catalogue and scenario.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Back => "back",
            Self::Both => "both",
            Self::None => "none",
        }
    }

    /// The same seen from the other end.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Forward => Self::Back,
            Self::Back => Self::Forward,
            Self::Both => Self::Both,
            Self::None => Self::None,
        }
    }

    /// Whether something travels the way that the other direction says.
    pub fn suits(self, other: Self) -> bool {
        let is_any = |direction| matches!(direction, Self::Both | Self::None);
        self == other || is_any(self) || is_any(other)
    }

    /// The direction of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.word() == word)
    }

    /// The direction of a line with arrowheads at these ends.
    pub const fn with_heads(at_from: bool, at_to: bool) -> Self {
        match (at_from, at_to) {
            (false, true) => Self::Forward,
            (true, false) => Self::Back,
            (true, true) => Self::Both,
            (false, false) => Self::None,
        }
    }

    /// Whether there is an arrowhead at `to`.
    pub const fn has_head_at_to(self) -> bool {
        matches!(self, Self::Forward | Self::Both)
    }

    /// Whether there is an arrowhead at `from`.
    pub const fn has_head_at_from(self) -> bool {
        matches!(self, Self::Back | Self::Both)
    }

    /// Whether something may go from `from` to `to`: a line without arrowheads forbids nothing.
    pub const fn leads_forward(self) -> bool {
        !matches!(self, Self::Back)
    }

    /// Whether something may go from `to` to `from`.
    pub const fn leads_back(self) -> bool {
        !matches!(self, Self::Forward)
    }
}

/// Where a service is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// Generally available.
    #[default]
    Available,
    /// In preview.
    Preview,
    /// Its end is announced.
    Retiring,
    /// Gone.
    Retired,
}

impl Status {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Available, Self::Preview, Self::Retiring, Self::Retired];

    /// The word in catalogue and output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Preview => "preview",
            Self::Retiring => "retiring",
            Self::Retired => "retired",
        }
    }

    /// The status of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// Whether an element is drawn as a card or as a box around others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A card in a lane.
    Node(Lane),
    /// A box that may hold elements.
    Container,
    /// A box that is drawn closed: a card in a lane.
    Closed(Lane),
}

/// The setting of a node that is drawn as a mark: a word of [`MarkShape`].
pub const SHAPE: &str = "shape";

/// What is drawn of a node that is no more than a place where lines meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkShape {
    /// A dot.
    Point,
    /// Nothing.
    Invisible,
}

impl MarkShape {
    /// The word in the setting.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Invisible => "invisible",
        }
    }

    /// The mark of a word.
    fn from_word(word: &str) -> Option<Self> {
        [Self::Point, Self::Invisible].into_iter().find(|mark| mark.word() == word)
    }
}

/// A service, device, asset or place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Stable readable id, unique in the graph: `iot-hub`, `rotterdam.broker`.
    pub id: String,
    /// Catalogue id of what it is (`iot-hub`, `site`, `region`), or the word of an own node.
    pub kind: String,
    /// Name of the kind for people: `Azure IoT Hub`, `Site`.
    pub kind_name: String,
    /// What the picture calls it.
    pub label: String,
    /// Card or box.
    pub shape: Shape,
    /// The container that holds it.
    pub parent: Option<ElementIx>,
    /// How many there are, if it stands for more than one.
    pub count: Option<u32>,
    /// Settings by key, as text; the defaults of the catalogue included.
    pub settings: BTreeMap<String, String>,
    /// Where the service is in its life.
    pub status: Status,
    /// Name of its glyph in the catalogue.
    pub icon: String,
    /// One sentence: what it does.
    pub summary: String,
    /// Address of its documentation.
    pub docs: Option<String>,
    /// The author's own link.
    pub link: Option<String>,
    /// The author's own remark.
    pub note: Option<String>,
    /// What put it here, never empty.
    pub because: Vec<Because>,
}

impl Element {
    /// The lane of a node; none for a container.
    pub const fn lane(&self) -> Option<Lane> {
        match self.shape {
            Shape::Node(lane) | Shape::Closed(lane) => Some(lane),
            Shape::Container => None,
        }
    }

    /// What texts call it: its label on one line, or its id where it has none.
    pub fn name(&self) -> Cow<'_, str> {
        if self.label.trim().is_empty() {
            Cow::Borrowed(&self.id)
        } else if self.label.contains('\n') {
            Cow::Owned(self.label.split_whitespace().collect::<Vec<_>>().join(" "))
        } else {
            Cow::Borrowed(&self.label)
        }
    }

    /// The mark that is drawn instead of a card, if it is one.
    pub fn mark_shape(&self) -> Option<MarkShape> {
        MarkShape::from_word(self.settings.get(SHAPE)?)
    }

    /// Whether it is drawn as a box around others.
    pub const fn is_container(&self) -> bool {
        matches!(self.shape, Shape::Container)
    }
}

/// A connection between two elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Stable readable id, unique in the graph: `trailer--iot-hub--telemetry`.
    pub id: String,
    /// What the picture writes on it; may be empty.
    pub label: String,
    /// Protocol for people: `MQTT 3.1.1 over TLS`.
    pub protocol: Option<String>,
    /// Port, where one is documented.
    pub port: Option<u16>,
    /// What travels.
    pub flow: Flow,
    /// Which ends carry an arrowhead.
    pub direction: Direction,
    /// Whether the documentation calls it optional; drawn dashed.
    pub optional: bool,
    /// How the ends prove who they are, where documented or written.
    pub authentication: Option<String>,
    /// The number of its step, if it is one; connections that are one step share it.
    pub step: Option<u32>,
    /// The author's own sentence for that step.
    pub sentence: Option<String>,
    /// The author's own link.
    pub link: Option<String>,
    /// The author's own remark.
    pub note: Option<String>,
    /// What put it here, never empty.
    pub because: Vec<Because>,
}

/// Which way a picture is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadTo {
    /// From left to right.
    Right,
    /// From right to left.
    Left,
    /// From top to bottom.
    Bottom,
    /// From bottom to top.
    Top,
}

/// What the author of a graph asks of its layout. By ids, so that it holds for every part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// Which way the picture is read, where that is said.
    pub read_to: Option<ReadTo>,
    /// Elements that stand in one column (reading down: in one row), group by group.
    pub ranks: Vec<Vec<String>>,
    /// Connections that do not put one end before the other.
    pub unranked: BTreeSet<String>,
}

/// The expanded architecture.
#[derive(Debug, Clone, Default)]
pub struct ArchGraph {
    /// Title of the scenario.
    pub title: String,
    /// Description of the scenario; may be empty.
    pub description: String,
    /// `cloud`, `edge` or `hybrid`.
    pub solution: String,
    /// What its author asks of the layout.
    pub arrangement: Arrangement,
    /// Elements and connections.
    pub graph: Graph,
    /// Ids of elements of which a finding asks what they are joined to.
    pub asked: BTreeSet<String>,
}

impl ArchGraph {
    /// The element with this id.
    pub fn find(&self, id: &str) -> Option<ElementIx> {
        self.graph.node_indices().find(|&ix| self.graph[ix].id == id)
    }

    /// The whole architecture as indented text, for golden files and eyes.
    pub fn outline(&self) -> String {
        let mut text = format!("{} ({})\n", self.title, self.solution);
        let tops: Vec<_> = self.children(None).collect();
        tops.into_iter().for_each(|ix| self.outline_element(ix, 0, &mut text));
        for edge in self.graph.edge_indices() {
            if let Some((from, to)) = self.graph.edge_endpoints(edge) {
                let connection = &self.graph[edge];
                let arrow = match (connection.direction, connection.optional) {
                    (Direction::Forward, false) => "->",
                    (Direction::Back, false) => "<-",
                    (Direction::Both, false) => "<->",
                    (Direction::None, false) => "--",
                    (Direction::Forward, true) => "-->",
                    (Direction::Back, true) => "<--",
                    (Direction::Both, true) => "<-->",
                    (Direction::None, true) => "---",
                };
                let (from, to) = (&self.graph[from].id, &self.graph[to].id);
                let over = connection.protocol.as_deref().unwrap_or("-");
                let port = connection.port.map(|port| format!(":{port}")).unwrap_or_default();
                let why = because::words(&connection.because);
                let flow = connection.flow.word();
                let _ = writeln!(
                    text,
                    "{from} {arrow} {to} | {flow} | {} | {over}{port} | {why}",
                    connection.label
                );
            }
        }
        text
    }

    fn outline_element(&self, ix: ElementIx, depth: usize, text: &mut String) {
        let element = &self.graph[ix];
        let lane = element.lane().map_or("[]", Lane::word);
        let count = element.count.map(|count| format!(" x{count}")).unwrap_or_default();
        let (id, kind, label) = (&element.id, &element.kind, &element.label);
        let why = because::words(&element.because);
        let indent = "  ".repeat(depth + 1);
        let _ = writeln!(text, "{indent}{id} = {kind} \"{label}\"{count} {lane} | {why}");
        self.children(Some(ix)).for_each(|child| self.outline_element(child, depth + 1, text));
    }
}
