//! `maquette explain FILE#element`: what an element or connection is, and why it is there.

use maquette::catalog::Catalog;
use maquette::diag::suggest::nearest;
use maquette::diag::{Severity, Sources, Span};
use maquette::expand::{self, Served};
use maquette::graph::{ArchGraph, Because, Connection, ConnectionIx, Direction, ElementIx};
use maquette::pipeline;

use crate::cli::args::Common;
use crate::cli::explain::documents;
use crate::cli::files::input::{self, Disk, Input};
use crate::cli::findings::{self, Checked};
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::terminal;

/// Explains an element or connection of a scenario.
pub fn run(file: &str, id: &str, catalog: &Catalog, common: &Common) -> Run {
    with_page(file, catalog, common, |page| {
        if let Some(ix) = page.element(id) {
            Ok(page.of_element(ix))
        } else if let Some(ix) =
            page.graph.graph.edge_indices().find(|&ix| page.graph.graph[ix].id == id)
        {
            Ok(page.of_connection(ix))
        } else {
            Err(Failure::Trouble(page.unknown(id, file)))
        }
    })
}

/// Explains everything that is derived from a scenario.
pub fn of_all(file: &str, catalog: &Catalog, common: &Common) -> Run {
    with_page(file, catalog, common, |page| Ok(page.of_scenario()))
}

/// Prints a text about a scenario, or what keeps it from being understood.
fn with_page(
    file: &str,
    catalog: &Catalog,
    common: &Common,
    text: impl FnOnce(&Page<'_>) -> Result<String, Failure>,
) -> Run {
    let input: Input = input::file(std::path::Path::new(file));
    let read = input::read(&input, common.limits())
        .map_err(|problem| Failure::Trouble(problem.message))?;
    let disk = Disk::around(file, common.limits());
    let expanded = pipeline::expand(&input.name, &read, &disk, catalog);
    let Some(graph) = &expanded.graph else {
        let errors: Vec<_> =
            expanded.findings.into_iter().filter(|f| f.severity == Severity::Error).collect();
        let checked = Checked { name: input.name, findings: errors, sources: expanded.sources };
        let colors = common.color.on_stderr();
        terminal::say_colored(
            findings::text(&checked.findings, &checked.sources, colors).trim_end(),
        );
        return Ok(Outcome::Findings);
    };
    let needs = expanded.scenario.as_ref().map_or_else(Vec::new, |s| expand::needs(s, catalog));
    terminal::print(&text(&Page { graph, needs, sources: &expanded.sources, catalog })?)?;
    Ok(Outcome::Clean)
}

/// What is known of a scenario.
pub struct Page<'a> {
    /// Its architecture.
    pub graph: &'a ArchGraph,
    /// What that needs.
    pub needs: Vec<Served>,
    sources: &'a Sources,
    /// What the architecture follows.
    pub catalog: &'a Catalog,
}

impl Page<'_> {
    /// The element of an id, or the only one of a kind.
    fn element(&self, id: &str) -> Option<ElementIx> {
        self.graph.find(id).or_else(|| {
            let kind = &self.catalog.service(id)?.id;
            let mut of_kind =
                self.graph.graph.node_indices().filter(|&ix| *kind == self.graph.graph[ix].kind);
            of_kind.next().filter(|_| of_kind.next().is_none())
        })
    }

    fn unknown(&self, id: &str, file: &str) -> String {
        let graph = &self.graph.graph;
        let ids = graph
            .node_weights()
            .map(|element| element.id.as_str())
            .chain(graph.edge_weights().map(|connection| connection.id.as_str()));
        if let Some(near) = nearest(id, ids) {
            format!("`{file}` has no element `{id}`; did you mean `{near}`?")
        } else {
            let ids: Vec<&str> = graph.node_weights().map(|e| e.id.as_str()).collect();
            format!("`{file}` has no element `{id}`; it has {}", ids.join(", "))
        }
    }

    fn of_element(&self, ix: ElementIx) -> String {
        let element = &self.graph.graph[ix];
        let mut text = format!("{}: {} ({})\n", element.id, element.name(), element.kind_name);
        if !element.summary.is_empty() {
            text += &format!("\n{}\n", element.summary);
        }
        text += &self.because(&element.because);
        text += &self.serves(&element.id);
        text += &self.needs_of(&element.id);
        let places: Vec<_> =
            self.graph.ancestors(ix).into_iter().map(|at| self.graph.graph[at].name()).collect();
        if !places.is_empty() {
            text += &format!("\nIn: {}\n", places.join(" > "));
        }
        let settings: String =
            element.settings.iter().map(|(key, value)| format!("  {key} = {value}\n")).collect();
        if !settings.is_empty() {
            text += &format!("\nSettings:\n\n{settings}");
        }
        let graph = &self.graph.graph;
        let ends = graph.edge_indices().filter(|&edge| {
            graph.edge_endpoints(edge).is_some_and(|(from, to)| from == ix || to == ix)
        });
        let lines: String = ends.map(|edge| format!("  {}\n", self.line(edge))).collect();
        if !lines.is_empty() {
            text += &format!("\nConnections:\n\n{lines}");
        }
        text + &self.documents(&element.because)
    }

    fn of_connection(&self, ix: ConnectionIx) -> String {
        let connection = &self.graph.graph[ix];
        let mut text = format!("{}\n\n{}\n", connection.id, self.line(ix));
        text += &facts(connection);
        text += &self.because(&connection.because);
        text += &self.serves(&connection.id);
        text + &self.documents(&connection.because)
    }

    /// `trailer -> iot-hub: telemetry (MQTT)`.
    pub fn line(&self, ix: ConnectionIx) -> String {
        let graph = &self.graph.graph;
        let connection = &graph[ix];
        let id = |end: Option<ElementIx>| end.map_or("", |end| graph[end].id.as_str());
        let ends = graph.edge_endpoints(ix);
        let arrow = match connection.direction {
            Direction::Forward => "->",
            Direction::Back => "<-",
            Direction::Both => "<->",
            Direction::None => "--",
        };
        let mut line =
            format!("{} {arrow} {}", id(ends.map(|ends| ends.0)), id(ends.map(|ends| ends.1)));
        if !connection.label.is_empty() {
            line += &format!(": {}", connection.label);
        }
        if let Some(protocol) = &connection.protocol {
            line += &format!(" ({protocol})");
        }
        line
    }

    /// `fleet.toml:4`.
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}", self.sources.file(span.file).name, self.sources.line_column(span).0)
    }

    /// The lines of the scenario and the rules that put something here.
    fn because(&self, because: &[Because]) -> String {
        let mut text = "\nWhy it is there:\n\n".to_owned();
        for reason in because {
            match reason {
                Because::Written(span) => {
                    let (file, line) =
                        (self.sources.file(span.file), self.sources.line_column(*span).0);
                    let written = file.text.lines().nth(line - 1).unwrap_or_default().trim();
                    text += &format!("  {}: {written}\n", self.place(*span));
                }
                Because::Rule(id) => text += &format!("  {}\n", self.rule(id)),
            }
        }
        text
    }

    /// The documents behind the rules that put something here.
    fn documents(&self, because: &[Because]) -> String {
        let is_derived = because.iter().any(|reason| matches!(reason, Because::Rule(_)));
        let mut ids: Vec<String> = Vec::new();
        for reason in because {
            let Because::Rule(id) = reason else { continue };
            let rule = self.catalog.rules.iter().find(|rule| rule.id == *id);
            let link = self.catalog.connections.iter().find(|link| link.id == *id);
            let read_in = rule.map(|rule| &rule.source).or(link.map(|link| &link.source));
            for source in read_in.into_iter().flatten() {
                if !ids.contains(source) {
                    ids.push(source.clone());
                }
            }
        }
        if is_derived { documents(&ids, self.catalog) } else { String::new() }
    }

    fn rule(&self, id: &str) -> String {
        if let Some(rule) = self.catalog.rules.get(id) {
            let mut text = format!("rule {id}: {}\n      {}", rule.title, rule.why.trim());
            if let Some(choice) = &rule.choose {
                text += &format!(
                    "\n      The ways that there are, `[choose]` {} = \"...\":",
                    choice.id
                );
                for option in &choice.options {
                    text += &format!("\n        {}: {}", option.value, option.reason);
                }
            }
            return text;
        }
        match self.catalog.connections.get(id) {
            Some(link) => match &link.note {
                Some(note) => format!("connection {id}: {}\n      {note}", link.label),
                None => format!("connection {id}: {}", link.label),
            },
            None => id.to_owned(),
        }
    }
}

fn facts(connection: &Connection) -> String {
    let port = connection.port.map(|port| port.to_string());
    let facts = [
        ("flow", Some(connection.flow.word())),
        ("port", port.as_deref()),
        ("proof", connection.authentication.as_deref()),
        ("drawn", connection.optional.then_some("dashed: optional")),
    ];
    let lines: String = facts
        .iter()
        .filter_map(|(name, value)| Some(format!("  {name:<6} {}\n", (*value)?)))
        .collect();
    format!("\n{lines}")
}
