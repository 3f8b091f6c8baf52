//! What is known of the domain: services, places, connections, rules and checks, as data.
//!
//! The built-in catalogue is `catalog/*.toml`, embedded; a user's own is added to it. The format
//! is described in `catalog/README.md`.

mod built_in;
mod check;
mod condition;
mod connection;
mod load;
mod rule;
mod service;
mod source;
mod validate;
mod words;

use std::sync::OnceLock;

pub use check::{Allowance, Check, Evidence, Fact, Measure};
pub use condition::{Bounds, Condition, Test};
pub use connection::{Connection, Matching, Presence};
pub use load::load;
pub use rule::{Choice, ChoiceOption, Need, Rule, Scope};
pub use service::{Adaptive, AsOf, Lives, PlaceKind, Service, Setting, SettingType};
pub use source::{DocsProfile, Source};

use crate::diag::{FileId, Severity, Sink, Sources};

/// Everything that is known of a domain, in the order of the files.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Services, devices, assets and other kinds of nodes.
    pub services: Vec<Service>,
    /// Kinds of places.
    pub places: Vec<PlaceKind>,
    /// Connections between kinds; alternatives are tried in this order.
    pub connections: Vec<Connection>,
    /// Rules of derivation.
    pub rules: Vec<Rule>,
    /// Findings.
    pub checks: Vec<Check>,
    /// Facts that nothing can check.
    pub facts: Vec<Fact>,
    /// Documentation profiles, oldest first.
    pub docs: Vec<DocsProfile>,
    /// The documents behind the facts.
    pub sources: Vec<Source>,
    /// The date that stands for today, `2026-11-22`.
    pub date: String,
}

impl Catalog {
    /// The catalogue that is embedded in the library.
    ///
    /// # Panics
    /// Never in a build whose tests pass: a test loads every file without findings.
    pub fn built_in() -> &'static Self {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        CATALOG.get_or_init(|| {
            let (mut sources, mut sink) = (Sources::default(), Sink::default());
            let mut catalog = Self::default();
            let files: Vec<FileId> =
                built_in::FILES.iter().map(|(name, text)| sources.add(*name, *text)).collect();
            for file in files {
                load::load(&mut catalog, &sources, file, &mut sink);
            }
            let wrong: Vec<_> =
                sink.findings().iter().filter(|f| f.severity == Severity::Error).collect();
            assert!(wrong.is_empty(), "the embedded catalogue is broken: {wrong:#?}");
            catalog
        })
    }

    /// This catalogue with the entries of a file added; an entry with a known id replaces it.
    /// Mistakes of the file are reported with their place.
    #[must_use]
    pub fn with_file(mut self, sources: &Sources, file: FileId, sink: &mut Sink) -> Self {
        let before = sink.findings().len();
        load::load(&mut self, sources, file, sink);
        if sink.findings().len() == before {
            for problem in validate::problems(&self) {
                sink.push(load::disagreement(sources, file, &problem));
            }
        }
        self
    }

    /// The service of an id or alias.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services
            .iter()
            .find(|s| s.id == name)
            .or_else(|| self.services.iter().find(|s| s.aliases.iter().any(|a| a == name)))
    }

    /// The place of an id or alias.
    pub fn place(&self, name: &str) -> Option<&PlaceKind> {
        self.places
            .iter()
            .find(|p| p.id == name)
            .or_else(|| self.places.iter().find(|p| p.aliases.iter().any(|a| a == name)))
    }

    /// The documentation profile that holds unless a scenario says another.
    pub fn default_docs(&self) -> Option<&DocsProfile> {
        self.docs.iter().find(|d| d.default).or(self.docs.last())
    }

    /// The choice of an id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.rules.iter().filter_map(|r| r.choose.as_ref()).find(|c| c.id == id)
    }

    /// The document of an id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|s| s.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::Catalog;

    #[test]
    fn the_embedded_catalogue_loads() {
        let catalog = Catalog::built_in();
        assert_eq!(catalog.service("iot-hub").map(|s| s.name.as_str()), Some("Azure IoT Hub"));
        assert!(catalog.place("site").is_some());
        assert!(catalog.default_docs().is_some());
    }
}
