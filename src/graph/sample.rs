//! Small architectures for tests.

use std::collections::BTreeMap;

use super::{ArchGraph, Because, Connection, Direction, Element, Flow, Lane, Shape, Status};

/// Builds an architecture element by element.
pub(crate) struct Sample {
    arch: ArchGraph,
}

impl Sample {
    /// An empty architecture.
    pub(crate) fn new(title: &str) -> Self {
        Self {
            arch: ArchGraph {
                title: title.to_owned(),
                solution: "hybrid".to_owned(),
                ..ArchGraph::default()
            },
        }
    }

    /// One to go on from.
    pub(crate) fn of(arch: ArchGraph) -> Self {
        Self { arch }
    }

    /// Adds an element, inside the container of this id if one is named.
    pub(crate) fn element(mut self, mut element: Element, parent: Option<&str>) -> Self {
        element.parent = parent.and_then(|id| self.arch.find(id));
        self.arch.graph.add_node(element);
        self
    }

    /// Adds a connection that says `FROM to TO`.
    pub(crate) fn connect(self, from: &str, to: &str, flow: &str) -> Self {
        let connection = connection(&format!("{from} to {to}"), flow);
        self.connection(from, to, connection)
    }

    /// Adds a connection.
    pub(crate) fn connection(mut self, from: &str, to: &str, mut connection: Connection) -> Self {
        connection.id = format!("{from}--{to}--{}", self.arch.graph.edge_count());
        let (from, to) =
            [from, to].map(|id| self.arch.find(id).expect("both ends are in the sample")).into();
        self.arch.graph.add_edge(from, to, connection);
        self
    }

    /// The architecture.
    pub(crate) fn build(self) -> ArchGraph {
        self.arch
    }
}

/// A card of this id and kind in a lane.
pub(crate) fn node(id: &str, kind: &str, lane: &str) -> Element {
    Element {
        shape: Shape::Node(Lane::from_word(lane).expect("the word of a lane")),
        ..container(id, kind)
    }
}

/// A box of this id and kind.
pub(crate) fn container(id: &str, kind: &str) -> Element {
    Element {
        id: id.to_owned(),
        kind: kind.to_owned(),
        kind_name: kind.to_owned(),
        label: id.to_owned(),
        shape: Shape::Container,
        parent: None,
        count: None,
        settings: BTreeMap::new(),
        status: Status::Available,
        icon: kind.to_owned(),
        summary: String::new(),
        docs: None,
        link: None,
        note: None,
        because: vec![Because::Rule("R1".to_owned())],
    }
}

/// A connection with this label and flow.
pub(crate) fn connection(label: &str, flow: &str) -> Connection {
    Connection {
        id: String::new(),
        label: label.to_owned(),
        protocol: None,
        port: None,
        flow: Flow::from_word(flow).expect("the word of a flow"),
        direction: Direction::Forward,
        optional: false,
        authentication: None,
        step: None,
        sentence: None,
        link: None,
        note: None,
        because: vec![Because::Rule("R1".to_owned())],
    }
}
