//! Whether the entries of a catalogue agree with each other: every name leads somewhere, and no
//! finding is more certain than what is known.

use super::circles::circles;
use super::{Catalog, Clause, Condition, Lives, Need, SettingType};

/// Subjects that are not kinds.
const NOT_KINDS: [&str; 2] = ["scenario", "*"];

/// An entry that disagrees with others, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Id of the entry.
    pub entry: String,
    /// What is wrong.
    pub message: String,
}

/// All disagreements of a catalogue.
pub fn problems(catalog: &Catalog) -> Vec<Problem> {
    let mut found = Found { catalog, problems: Vec::new() };
    found.services();
    found.names();
    found.connections();
    found.rules();
    found.checks();
    found.details_of_services();
    found.places();
    for fact in &catalog.facts {
        found.kinds(&fact.id, &fact.about);
        found.sources(&fact.id, &fact.source);
    }
    found.problems
}

pub(super) struct Found<'a> {
    pub(super) catalog: &'a Catalog,
    problems: Vec<Problem>,
}

impl Found<'_> {
    pub(super) fn add(&mut self, entry: &str, message: String) {
        self.problems.push(Problem { entry: entry.to_owned(), message });
    }

    fn kinds<'k>(&mut self, entry: &str, kinds: impl IntoIterator<Item = &'k String>) {
        for kind in kinds {
            let is_known = self.catalog.services.iter().any(|s| s.id == *kind)
                || self.catalog.places.iter().any(|p| p.id == *kind)
                || NOT_KINDS.contains(&kind.as_str());
            if !is_known {
                self.add(entry, format!("`{entry}` names the kind `{kind}`, which does not exist"));
            }
        }
    }

    fn sources(&mut self, entry: &str, sources: &[String]) {
        for source in sources {
            if self.catalog.source(source).is_none() {
                self.add(entry, format!("`{entry}` cites `{source}`, which is no source"));
            }
        }
    }

    fn condition(&mut self, entry: &str, condition: &Condition) {
        let kinds: Vec<String> = condition.kinds().into_iter().map(String::from).collect();
        self.kinds(entry, &kinds);
        self.settings(entry, condition);
        self.times(entry, condition);
        let mut choices = Vec::new();
        condition.each(&mut |clause| {
            if let Clause::Chosen(tests) = clause {
                choices.extend(tests.keys().cloned());
            }
        });
        for choice in choices {
            if self.catalog.choice(&choice).is_none() {
                self.add(entry, format!("`{entry}` asks for the choice `{choice}`, which is none"));
            }
        }
    }

    fn settings(&mut self, entry: &str, condition: &Condition) {
        let mut keys = Vec::new();
        condition.each(&mut |clause| keys.extend(clause.settings()));
        for key in keys {
            if !self.has_setting(key) {
                self.add(
                    entry,
                    format!("`{entry}` asks for the setting `{key}`, which nothing has"),
                );
            }
        }
    }

    /// Whether anything has a setting.
    pub(super) fn has_setting(&self, key: &str) -> bool {
        self.catalog.services.iter().any(|s| s.setting(key).is_some())
            || self.catalog.places.iter().any(|p| p.setting(key).is_some())
    }

    /// Places that stand in themselves, and such that hold what another one holds.
    fn places(&mut self) {
        for circle in circles(self.catalog) {
            let (kind, way) = (&circle[0], circle.join("` in `"));
            self.add(kind, format!("`{kind}` stands in itself: `{way}`"));
        }
        let mut holders: Vec<(Lives, &String)> = Vec::new();
        for place in &self.catalog.places {
            self.kinds(&place.id, &place.within);
            for lives in &place.holds {
                match holders.iter().find(|(held, _)| held == lives) {
                    Some((_, first)) => {
                        let (id, word) = (&place.id, lives.word());
                        let message = format!("`{id}` holds `{word}`, which `{first}` holds");
                        self.add(id, message);
                    }
                    None => holders.push((*lives, &place.id)),
                }
            }
        }
    }

    fn services(&mut self) {
        for service in &self.catalog.services {
            self.kinds(&service.id, service.within.iter().chain(&service.part_of));
            for setting in &service.settings {
                if let SettingType::Items(of) = &setting.accepts {
                    self.kinds(&service.id, of);
                }
                setting.only.iter().for_each(|only| self.condition(&service.id, only));
            }
            self.sources(&service.id, &service.source);
        }
    }

    fn names(&mut self) {
        for name in &self.catalog.names {
            self.kinds(&name.id, [&name.service]);
            self.sources(&name.id, &name.source);
            let Some(service) = self.catalog.service(&name.service) else { continue };
            if let Some(key) = name.with.keys().find(|key| service.setting(key).is_none()) {
                let (id, kind) = (&name.id, &name.service);
                self.add(id, format!("`{id}` sets `{key}`, which `{kind}` does not have"));
            }
        }
    }

    fn connections(&mut self) {
        for connection in &self.catalog.connections {
            self.kinds(&connection.id, connection.from.iter().chain(&connection.to));
            self.condition(&connection.id, &connection.when);
            let texts = std::iter::once(&connection.label).chain(&connection.protocol);
            self.labels(&connection.id, texts);
            self.sources(&connection.id, &connection.source);
        }
    }

    fn rules(&mut self) {
        for rule in &self.catalog.rules {
            self.kinds(&rule.id, &rule.each);
            self.condition(&rule.id, &rule.when);
            rule.unless.iter().for_each(|unless| self.condition(&rule.id, unless));
            self.sources(&rule.id, &rule.source);
            self.needs(&rule.id, rule.needs());
            for option in rule.choose.iter().flat_map(|choice| &choice.options) {
                self.condition(&rule.id, &option.when);
            }
        }
    }

    fn needs<'n>(&mut self, rule: &str, needs: impl IntoIterator<Item = &'n Need>) {
        for need in needs {
            self.kinds(rule, std::iter::once(&need.service).chain(&need.or));
            self.labels(rule, need.id.iter().chain(&need.label).chain(need.with.values()));
            self.condition(rule, &need.fit);
            if let Some(service) = self.catalog.service(&need.service) {
                let unknown = need
                    .with
                    .keys()
                    .chain(need.sets.keys())
                    .find(|key| service.setting(key).is_none());
                if let Some(key) = unknown {
                    let kind = &need.service;
                    self.add(rule, format!("`{rule}` sets `{key}`, which `{kind}` does not have"));
                }
            }
        }
    }

    fn checks(&mut self) {
        for check in &self.catalog.checks {
            self.kinds(&check.code, &check.each);
            self.condition(&check.code, &check.when);
            self.sources(&check.code, &check.source);
            self.details_of_check(check);
            let worst = check.evidence.worst();
            if check.severity > worst {
                let (severity, word) = (check.severity.word(), check.evidence.word());
                let message = format!("a fact marked {word} cannot be reported as {severity}");
                self.add(&check.code, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::problems;
    use crate::catalog::{Catalog, load};
    use crate::diag::{Sink, Sources};

    #[test]
    fn the_embedded_catalogue_agrees_with_itself() {
        let problems = problems(Catalog::built_in());
        assert!(problems.is_empty(), "{problems:#?}");
    }

    #[test]
    fn names_that_lead_nowhere_and_findings_without_evidence_are_found() {
        let text = r#"
            [[rule]]
            id = "own"
            title = "t"
            each = "pump"
            when = { setting = { prssure = { over = 3 } } }
            why = "w"
            source = ["S999"]
            require = [{ service = "valve" }]

            [[check]]
            code = "MQ7001"
            severity = "error"
            evidence = "K"
            title = "t"
            each = "scenario"
            message = "m"
            why = "w"
        "#;
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let file = sources.add("own.toml", text);
        let mut catalog = Catalog::default();
        load(&mut catalog, &sources, file, &mut sink);
        let messages: Vec<_> = problems(&catalog).into_iter().map(|p| p.message).collect();
        assert_eq!(
            messages,
            [
                "`own` names the kind `pump`, which does not exist",
                "`own` asks for the setting `prssure`, which nothing has",
                "`own` cites `S999`, which is no source",
                "`own` names the kind `valve`, which does not exist",
                "a fact marked K cannot be reported as error",
            ]
        );
    }
}
