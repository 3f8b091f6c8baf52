//! A small domain, and architectures in it written a line an element, for the tests of matching.

use crate::catalog::{Catalog, Connection};
use crate::diag::{Sink, Sources};
use crate::expand::draft::Draft;
use crate::expand::served::Need;
use crate::graph::{ArchGraph, Because, ElementIx};
use crate::index::Ends;
use crate::model::Scenario;
use crate::model::sample::scenario;

/// Sensors and gateways in the field, modules in boxes, hubs and stores in the cloud, people's
/// desks; sites and regions.
const DOMAIN: &str = r#"
place = [
    { id = "cloud", name = "Cloud", holds = ["cloud"] },
    { id = "site", name = "Site", setting = [
        { key = "runtime", type = "word", values = ["small"], summary = "What runs there." },
        { key = "upstream", type = "items", of = ["site"], summary = "What it is below." },
    ] },
    { id = "region", name = "Region", group = true, within = "cloud" },
    { id = "zone", name = "Zone", group = true },
]

[[service]]
id = "sensor"
name = "Sensor"
family = "field"
lane = "field"
lives = "device"
summary = "Measures."
setting = [
    { key = "hub", type = "items", of = ["hub"], summary = "Where it sends to." },
    { key = "spare", type = "items", of = ["hub"], summary = "Where else it sends to." },
    { key = "box", type = "items", of = ["box"], summary = "The box that reads it." },
    { key = "reader", type = "word", values = ["poller", "listener"], summary = "What reads it." },
]

[[service]]
id = "gateway"
name = "Gateway"
family = "field"
lane = "edge"
lives = "site"
summary = "Passes on."
setting = [
    { key = "parent", type = "items", of = ["gateway"], summary = "What it is below." },
    { key = "use", type = "word", values = ["video", "values"], summary = "What for." },
    { key = "size", type = "integer", summary = "How large." },
]

[[service]]
id = "box"
name = "Box"
family = "field"
lane = "edge"
lives = "site"
container = true
summary = "Holds modules."
setting = [{ key = "hub", type = "items", of = ["hub"], summary = "Where it sends to." }]

[[service]]
id = "module"
name = "Module"
family = "field"
lane = "edge"
lives = "site"
within = "box"
summary = "Runs in a box."

[[service]]
id = "bus"
name = "Bus"
family = "field"
lane = "edge"
lives = "site"
within = "box"
summary = "What modules of a box talk over."

[[service]]
id = "hub"
name = "Hub"
aliases = ["center"]
family = "cloud"
lane = "ingest"
lives = "cloud"
summary = "Collects."
setting = [{ key = "only", type = "items", of = ["sensor"], summary = "What it listens to." }]

[[service]]
id = "store"
name = "Store"
family = "cloud"
lane = "store"
lives = "cloud"
summary = "Keeps."
setting = [{ key = "source", type = "items", of = ["hub"], summary = "What it keeps." }]

[[service]]
id = "desk"
name = "Desk"
family = "people"
lane = "use"
lives = "tool"
summary = "Where people look."
"#;

/// The small domain and a scenario that says nothing, or what a test adds to them.
pub struct Ground {
    catalog: Catalog,
    scenario: Scenario,
}

impl Ground {
    /// The domain with more entries, under a scenario with more keys.
    pub fn new(entries: &str, keys: &str) -> Self {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let domain = sources.add("domain.toml", DOMAIN);
        let own = sources.add("own.toml", entries);
        let catalog = Catalog::default()
            .with_file(&sources, domain, &mut sink)
            .with_file(&sources, own, &mut sink);
        assert!(sink.findings().is_empty(), "{:#?}", sink.findings());
        let scenario = scenario(keys, &catalog);
        Self { catalog, scenario }
    }

    /// The scenario expanded, with all that is told of it.
    pub fn expanded(&self) -> (ArchGraph, Sink) {
        let mut sink = Sink::default();
        (super::expand(&self.scenario, &self.catalog, &mut sink), sink)
    }

    /// What meets the needs of rules in the scenario: `ELEMENT RULE: IDS`.
    pub fn met(&self) -> Vec<String> {
        let served = super::needs(&self.scenario, &self.catalog).into_iter();
        let of_rules = served.filter_map(|served| match served.need {
            Need::Rule(id) => Some(format!("{} {id}: {}", served.of?, served.by.join(", "))),
            _ => None,
        });
        of_rules.collect()
    }

    /// The scenario and the catalogue, for what comes after expanding.
    pub fn parts(&self) -> (&Scenario, &Catalog) {
        (&self.scenario, &self.catalog)
    }

    /// The catalogue, to be changed.
    pub fn catalog(&mut self) -> &mut Catalog {
        &mut self.catalog
    }

    /// An architecture with these elements, in order.
    pub fn draft(&self, elements: &[&str]) -> Draft<'_> {
        let mut draft = Draft::new(&self.scenario, &self.catalog);
        elements.iter().for_each(|line| put(&mut draft, line));
        draft
    }

    /// The only connection of the catalogue.
    pub fn connection(&self) -> &Connection {
        self.catalog.connections.iter().next().expect("a connection")
    }
}

/// Adds an element: `ID KIND`, then if need be `in ID` and settings, `hub=hub-2`.
fn put(draft: &mut Draft<'_>, line: &str) {
    let (place, settings): (Vec<&str>, Vec<&str>) =
        line.split_whitespace().partition(|word| !word.contains('='));
    let (id, kind) = (place[0].to_owned(), place[1]);
    let mut element = match draft.catalog.service(kind) {
        Some(service) => draft.element_of(service, id),
        None => Draft::element_of_place(draft.catalog.place(kind).expect("a kind"), id),
    };
    element.parent = place.get(3).map(|holder| draft.index.id(holder).expect("what holds it"));
    let pairs = settings.iter().filter_map(|setting| setting.split_once('='));
    element.settings.extend(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
    element.because = vec![Because::Rule("there".to_owned())];
    draft.push(element);
}

/// Ends by their ids: `a > b`.
pub fn named(draft: &Draft<'_>, pairs: &[Ends]) -> Vec<String> {
    let id = |ix: ElementIx| draft.graph[ix].id.as_str();
    pairs.iter().map(|&(from, to)| format!("{} > {}", id(from), id(to))).collect()
}

/// What was added after so many elements: `ID KIND in ID | REASONS`.
pub fn added(draft: &Draft<'_>, after: usize) -> Vec<String> {
    let of = |ix: ElementIx| {
        let element = &draft.graph[ix];
        let holder = element.parent.map(|parent| format!(" in {}", draft.graph[parent].id));
        format!(
            "{} {}{} | {}",
            element.id,
            element.kind,
            holder.unwrap_or_default(),
            why(draft, ix)
        )
    };
    draft.graph.node_indices().skip(after).map(of).collect()
}

/// The rules that an element is there for.
pub fn why(draft: &Draft<'_>, ix: ElementIx) -> String {
    let rules = draft.graph[ix].because.iter().filter_map(|because| match because {
        Because::Rule(id) => Some(id.as_str()),
        Because::Written(_) => None,
    });
    rules.collect::<Vec<&str>>().join(", ")
}

/// A connection of the catalogue with these keys.
pub fn connection(id: &str, need: &str, keys: &str) -> String {
    format!(
        "[[connection]]\nid = \"{id}\"\nflow = \"data\"\nlabel = \"{id}\"\nneed = \"{need}\"\n{keys}\n"
    )
}

/// The lines that a scenario has, as `FROM > TO: REASONS`, and the codes of what is told.
pub fn drawn(entries: &str, keys: &str) -> (Vec<String>, Vec<String>) {
    let (arch, sink) = Ground::new(entries, keys).expanded();
    let line = |edge| {
        let (from, to) = arch.graph.edge_endpoints(edge).expect("an edge of the graph");
        let reasons = arch.graph[edge].because.iter().map(|because| match because {
            Because::Rule(id) => id.as_str(),
            Because::Written(_) => "written",
        });
        let reasons: Vec<&str> = reasons.collect();
        format!("{} > {}: {}", arch.graph[from].id, arch.graph[to].id, reasons.join(", "))
    };
    let mut lines: Vec<String> = arch.graph.edge_indices().map(line).collect();
    lines.sort();
    (lines, sink.findings().iter().map(|finding| finding.code.to_string()).collect())
}
