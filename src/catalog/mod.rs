//! What is known of the domain: services, places, connections, rules and checks, as data.
//!
//! The built-in catalogue is `catalog/*.toml`, embedded; a user's own is added to it. The format
//! is described in `catalog/README.md`.

mod check;
mod circles;
#[macro_use]
mod clauses;
mod condition;
mod connection;
mod details;
mod entries;
mod load;
mod rule;
mod service;
mod source;
mod template;
mod validate;
mod words;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

pub use check::{Allowance, Check, Evidence, Fact, Measure};
pub use condition::{Bounds, Clause, Condition, Test};
pub use connection::{Connection, End, Matching, Presence};
pub use entries::Entries;
pub use load::{disagreement, load};
pub use rule::{Choice, ChoiceOption, Need, Plain, Rule, Scope};
pub use service::{Adaptive, AsOf, Lives, Name, PlaceKind, Service, Setting, SettingType};
pub use source::{DocsProfile, Source};
pub use template::filled;
pub use words::{is_among, is_day};

use crate::diag::{FileId, Levels, Limits, Sink, Sources};
use entries::{Embedded, Entry, Row};

/// Declares the catalogue: what each kind of entry is called in a file, its type, and the field
/// with its id.
macro_rules! kinds {
    ($($(#[$doc:meta])* $field:ident: $kind:literal $entry:ident by $id:ident
        $(then $complete:ident)?,)+) => {
        /// Everything that is known of a domain, in the order of the files.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Catalog {
            $($(#[$doc])* pub $field: Entries<$entry>,)+
            /// The date that stands for today, `2026-11-22`.
            pub date: String,
            /// How large what is derived with it may be; no file says it, only a run.
            pub limits: Limits,
            /// How much findings weigh where a scenario does not say; no file of a catalogue says
            /// it, only a project.
            pub levels: Levels,
        }

        /// A catalogue file as written.
        #[derive(Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        struct File {
            $(#[serde(rename = $kind)] $field: Vec<$entry>,)+
            catalogue: Option<Header>,
        }

        impl File {
            /// How many entries it has.
            fn len(&self) -> usize {
                [$(self.$field.len(),)+].into_iter().sum()
            }
        }

        impl Catalog {
            /// What `build.rs` embeds.
            fn embedded() -> Self {
                Self {
                    $($field: Entries::embedded(embedded($kind)),)+
                    date: EMBEDDED.date.to_owned(),
                    limits: Limits::default(),
                    levels: Levels::new(),
                }
            }

            /// Adds the entries of a file. `clashes` hears of those that have the id of another one:
            /// kind, place among their kind, and what is wrong.
            fn add(&mut self, file: File, mut clashes: impl FnMut(&str, usize, String)) {
                $(add(&mut self.$field, file.$field, &mut |at, what| clashes($kind, at, what));)+
                if let Some(header) = file.catalogue {
                    self.date = header.date;
                }
            }
        }

        $(impl Entry for $entry {
            fn id(&self) -> &str {
                &self.$id
            }

            fn replaces(&self) -> bool {
                self.replaces
            }

            $(fn complete(&mut self) {
                self.$complete();
            })?
        })+
    };
}

/// What a file says of the catalogue as a whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    date: String,
}

/// Adds entries in order; `clashes` hears of those that repeat an id of the same file, and of those
/// that take over an id of another one and do not say that they replace it.
fn add<T: Entry>(into: &mut Entries<T>, entries: Vec<T>, clashes: &mut impl FnMut(usize, String)) {
    let mut seen = BTreeSet::new();
    for (at, mut entry) in entries.into_iter().enumerate() {
        let id = entry.id();
        if !seen.insert(id.to_owned()) {
            clashes(at, format!("`{id}` stands in this file already"));
            continue;
        }
        if into.get(id).is_some() && !entry.replaces() {
            let message = format!(
                "`{id}` is in the catalogue already: write `replaces = true` to take its place"
            );
            clashes(at, message);
            continue;
        }
        entry.complete();
        into.put(entry);
    }
}

/// The catalogue as `build.rs` embeds it.
struct Built {
    /// The kinds.
    kinds: &'static [(&'static str, Embedded)],
    /// The date that stands for today.
    date: &'static str,
}

#[expect(clippy::unreadable_literal, reason = "a program writes them, and none reads them")]
static EMBEDDED: Built = include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// The embedded entries of all kinds one after the other, in `MessagePack`.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.msgpack"));

/// The embedded entries of a kind.
fn embedded(kind: &str) -> &'static Embedded {
    static NONE: Embedded = Embedded { rows: &[], places: &[] };
    EMBEDDED.kinds.iter().find(|(known, _)| *known == kind).map_or(&NONE, |(_, entries)| entries)
}

kinds! {
    /// Services, devices, assets and other kinds of nodes.
    services: "service" Service by id then complete,
    /// Names of services with settings.
    names: "name" Name by id,
    /// Kinds of places.
    places: "place" PlaceKind by id then complete,
    /// Connections between kinds; alternatives are tried in this order.
    connections: "connection" Connection by id,
    /// Rules of derivation.
    rules: "rule" Rule by id,
    /// Findings.
    checks: "check" Check by code,
    /// Facts that nothing can check.
    facts: "fact" Fact by id,
    /// Documentation profiles, oldest first.
    docs: "docs" DocsProfile by id,
    /// The documents behind the facts.
    sources: "source" Source by id,
}
impl Catalog {
    /// The catalogue that is embedded in the library.
    pub fn built_in() -> &'static Self {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        CATALOG.get_or_init(Self::embedded)
    }

    /// This catalogue with the entries of a file added; an entry with a known id replaces it.
    /// Mistakes of the file are reported with their place.
    #[must_use]
    pub fn with_file(mut self, sources: &Sources, file: FileId, sink: &mut Sink) -> Self {
        let before = sink.findings().len();
        load::load(&mut self, sources, file, sink);
        if sink.findings().len() == before {
            for problem in validate::problems(&self) {
                sink.push(disagreement(sources, file, &problem.entry, problem.message));
            }
        }
        self
    }

    /// The service of an id or alias.
    pub fn service(&self, name: &str) -> Option<&Service> {
        let named = || self.services.called(name);
        named()
            .find(|s| s.id == name)
            .or_else(|| named().find(|s| s.aliases.iter().any(|a| a == name)))
    }

    /// The place of an id or alias.
    pub fn place(&self, name: &str) -> Option<&PlaceKind> {
        let named = || self.places.called(name);
        named()
            .find(|p| p.id == name)
            .or_else(|| named().find(|p| p.aliases.iter().any(|a| a == name)))
    }

    /// The documentation profile that holds unless a scenario says another.
    pub fn default_docs(&self) -> Option<&DocsProfile> {
        self.docs.iter().find(|d| d.default).or(self.docs.iter().next_back())
    }

    /// The choice of an id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.rules.iter().filter_map(|r| r.choose.as_ref()).find(|c| c.id == id)
    }

    /// The document of an id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::Catalog;
    use crate::diag::{Sink, Sources};

    /// The files as a user's own would be read.
    fn from_files() -> Catalog {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let mut catalog = Catalog::default();
        for name in include!(concat!(env!("OUT_DIR"), "/catalog-files.rs")) {
            let path = format!("{}/catalog/{name}", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).expect("a file");
            let file = sources.add(name, text);
            super::load(&mut catalog, &sources, file, &mut sink);
        }
        let found: Vec<_> = sink
            .findings()
            .iter()
            .map(|f| (f.span.map(|s| sources.place(s)), &f.message))
            .collect();
        assert!(found.is_empty(), "{found:#?}");
        catalog
    }

    #[test]
    fn the_embedded_catalogue_is_what_its_files_say() {
        let files = from_files();
        assert!(*Catalog::built_in() == files, "an embedded entry differs from its file");
        assert_eq!(files.service("iot-hub").map(|s| s.name.as_str()), Some("Azure IoT Hub"));
        assert!(files.place("site").is_some());
        assert!(files.default_docs().is_some());
    }

    #[test]
    fn embedded_entries_are_found_by_all_they_are_asked_for_by() {
        let (embedded, files) = (Catalog::built_in(), from_files());
        for service in &files.services {
            for name in std::iter::once(&service.id).chain(&service.aliases) {
                assert_eq!(embedded.service(name), files.service(name), "{name}");
            }
        }
        for place in &files.places {
            for name in std::iter::once(&place.id).chain(&place.aliases) {
                assert_eq!(embedded.place(name), files.place(name), "{name}");
            }
        }
        let kinds = files.services.iter().map(|s| &s.id).chain(files.places.iter().map(|p| &p.id));
        for kind in kinds {
            let ids = |of: &Catalog| -> Vec<String> {
                let links = of.connections.called(kind);
                let links = links.filter(|link| link.from.contains(kind)).map(|link| &link.id);
                let rules = of.rules.called(kind);
                let rules = rules.filter(|rule| rule.each.contains(kind)).map(|rule| &rule.id);
                let checks = of.checks.called(kind);
                let checks = checks.filter(|check| check.each.contains(kind)).map(|c| &c.code);
                links.chain(rules).chain(checks).cloned().collect()
            };
            assert_eq!(ids(embedded), ids(&files), "{kind}");
        }
    }
}
