//! Whether a condition of the catalogue holds for an element of an architecture.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Condition, SettingType, Test, Text, is_among};
use crate::graph::{Because, ElementIx};
use crate::model::Scenario;
use crate::survey::{Graph, SITE, Survey, chain, fed_by, feeding, levels_above, upstream};

/// Options of choices that are in force, by the choice's id.
pub type Chosen = BTreeMap<String, Vec<String>>;

/// What conditions are asked of.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// The scenario: type of solution, profiles.
    pub scenario: &'a Scenario,
    /// The catalogue: aliases, today.
    pub catalog: &'a Catalog,
    /// The architecture so far.
    pub graph: &'a Graph,
    /// Its index.
    pub survey: &'a Survey,
    /// Choices in force.
    pub chosen: &'a Chosen,
}

/// The elements that a condition is about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject {
    /// The subject itself; none for the scenario.
    pub element: Option<ElementIx>,
    /// First and last end, for conditions of connections.
    pub ends: Option<(ElementIx, ElementIx)>,
}

impl Subject {
    /// An element.
    pub const fn element(ix: ElementIx) -> Self {
        Self { element: Some(ix), ends: None }
    }

    /// A connection's ends; the subject is the first.
    pub const fn ends(from: ElementIx, to: ElementIx) -> Self {
        Self { element: Some(from), ends: Some((from, to)) }
    }
}

impl World<'_> {
    /// Whether every key of the condition holds.
    pub fn holds(&self, condition: &Condition, subject: Subject) -> bool {
        self.scenario_holds(condition)
            && self.graph_holds(condition, subject)
            && self.subject_holds(condition, subject)
            && self.nested_hold(condition, subject)
    }

    fn scenario_holds(&self, condition: &Condition) -> bool {
        let is = |words: &[Text], word: &str| words.is_empty() || words.iter().any(|w| w == word);
        let written = |id: &str| self.scenario.choices.get(id).map(|w| w.value.clone());
        let chosen = |(id, test): (&Text, &Test)| {
            let values = self.chosen.get(id.as_str()).map(|v| v.join(",")).or_else(|| written(id));
            test.passes(values.as_deref())
        };
        let is_empty = || {
            self.scenario.items.is_empty() && self.scenario.places.iter().all(|p| p.kind != SITE)
        };
        is(&condition.solution, self.scenario.solution.value.word())
            && is(&condition.profile, self.scenario.profile.word())
            && condition.docs.as_ref().is_none_or(|span| span.holds(&self.scenario.docs))
            && condition.today.as_ref().is_none_or(|span| span.holds(&self.scenario.today))
            && condition.chosen.iter().all(chosen)
            && condition.empty.is_none_or(|wanted| is_empty() == wanted)
    }

    fn graph_holds(&self, condition: &Condition, subject: Subject) -> bool {
        let exists = |kind: &Text| !self.survey.kind(kind).is_empty();
        let site = subject.element.and_then(|ix| self.survey.site(ix));
        let is_here = |kind: &Text| {
            site.is_some_and(|site| !self.survey.kind_at(kind, Some(site)).is_empty())
        };
        (condition.present.is_empty() || condition.present.iter().any(exists))
            && !condition.absent.iter().any(exists)
            && (condition.here.is_empty() || condition.here.iter().any(is_here))
            && (condition.several.is_empty()
                || condition.several.iter().map(|kind| self.survey.kind(kind).len()).sum::<usize>()
                    > 1)
    }

    fn subject_holds(&self, condition: &Condition, subject: Subject) -> bool {
        let Some(ix) = subject.element else {
            return condition.kind.is_empty() && condition.setting.is_empty();
        };
        let element = &self.graph[ix];
        let named = |kinds: &[Text], at: ElementIx| {
            kinds.iter().any(|kind| kind == "*" || *kind == self.graph[at].kind)
        };
        let is_joined =
            |kinds: &[Text]| self.graph.neighbors_undirected(ix).any(|other| named(kinds, other));
        let place = |(key, test): (&Text, &Test)| test.passes(self.place_setting(ix, key));
        (condition.kind.is_empty() || named(&condition.kind, ix))
            && (condition.inside.is_empty()
                || chain(self.graph, ix).skip(1).any(|at| named(&condition.inside, at)))
            && condition.setting.iter().all(|(key, test)| {
                test.passes(element.settings.get(key.as_str()).map(String::as_str))
            })
            && condition.place.iter().all(place)
            && condition.names.iter().all(|(key, kinds)| self.names(ix, key, kinds))
            && (condition.called.is_empty() || is_called(&element.label, &condition.called))
            && (condition.above.is_empty() || self.is_below(ix, &condition.above))
            && (condition.named_by.is_empty() || self.is_named_by(ix, &condition.named_by))
            && condition.count.is_none_or(|b| b.holds(i64::from(element.count.unwrap_or(1))))
            && condition.times.is_none_or(|b| b.holds(self.times(ix)))
            && condition.strays.iter().all(|(key, kinds)| self.strays(ix, key, kinds))
            && condition
                .nested
                .is_none_or(|wanted| upstream(self.graph, self.survey, ix).is_some() == wanted)
            && condition.written.is_none_or(|wanted| is_written(self.graph, ix) == wanted)
            && (condition.connected.is_empty() || is_joined(&condition.connected))
            && (condition.feeds.is_empty()
                || self.is_joined_by(ix, &condition.feeds, fed_by, feeding))
            && (condition.fed_by.is_empty()
                || self.is_joined_by(ix, &condition.fed_by, feeding, fed_by))
    }

    fn nested_hold(&self, condition: &Condition, subject: Subject) -> bool {
        let end = |inner: &Option<Box<Condition>>,
                   pick: fn((ElementIx, ElementIx)) -> ElementIx| {
            inner.as_ref().is_none_or(|inner| {
                let ends = subject.ends;
                ends.is_some_and(|ends| {
                    self.holds(inner, Subject { element: Some(pick(ends)), ends: subject.ends })
                })
            })
        };
        let is_partner_of = |inner: &Condition, ix: ElementIx| {
            self.graph.neighbors_undirected(ix).any(|other| {
                self.holds(inner, Subject { element: Some(other), ends: subject.ends })
            })
        };
        let partner = condition
            .partner
            .as_ref()
            .is_none_or(|inner| subject.element.is_some_and(|ix| is_partner_of(inner, ix)));
        partner
            && end(&condition.from, |ends| ends.0)
            && end(&condition.to, |ends| ends.1)
            && (condition.any.is_empty() || condition.any.iter().any(|c| self.holds(c, subject)))
            && condition.all.iter().all(|c| self.holds(c, subject))
            && condition.not.as_ref().is_none_or(|c| !self.holds(c, subject))
    }

    /// Whether data leads from an element, or from what it holds, to one of these kinds outside of
    /// it. `*` is anything that data leads to only this way: what sends and receives is no
    /// consumer.
    fn is_joined_by<'g, Ahead, Behind>(
        &'g self,
        ix: ElementIx,
        kinds: &[Text],
        ahead: fn(&'g Graph, ElementIx) -> Ahead,
        behind: fn(&'g Graph, ElementIx) -> Behind,
    ) -> bool
    where
        Ahead: Iterator<Item = ElementIx>,
        Behind: Iterator<Item = ElementIx>,
    {
        let is_own = |at: ElementIx| chain(self.graph, at).any(|around| around == ix);
        let holds_some = self.graph[ix].is_container();
        let own: Vec<ElementIx> = if holds_some {
            self.graph.node_indices().filter(|&at| is_own(at)).collect()
        } else {
            vec![ix]
        };
        own.into_iter().any(|part| {
            ahead(self.graph, part).filter(|&other| !is_own(other)).any(|other| {
                kinds.iter().any(|kind| match kind.as_str() {
                    "*" => behind(self.graph, part).all(|back| back != other),
                    kind => kind == self.graph[other].kind,
                })
            })
        })
    }

    /// Whether a setting of an element names another one of these kinds, by its id or kind.
    fn names(&self, ix: ElementIx, key: &str, kinds: &[Text]) -> bool {
        let Some(value) = self.graph[ix].settings.get(key) else { return false };
        value.split(',').map(str::trim).any(|name| {
            let kind = match self.survey.id(name) {
                Some(named) => Some(self.graph[named].kind.as_str()),
                None => self.catalog.service(name).map(|service| service.id.as_str()),
            };
            kind.is_some_and(|kind| is_among(kind, kinds))
        })
    }

    /// How many of an element there are: its count times the counts of what it stands in.
    pub fn times(&self, ix: ElementIx) -> i64 {
        let counts = chain(self.graph, ix).map(|at| self.graph[at].count.unwrap_or(1));
        counts.map(i64::from).fold(1, i64::saturating_mul)
    }

    /// Whether a setting of an element, or of what it stands in, names something other than what
    /// a partner of one of these kinds is joined to, or itself names.
    fn strays(&self, ix: ElementIx, key: &str, kinds: &[Text]) -> bool {
        let own = self.named_around(ix, key);
        let are_kin =
            |at: ElementIx| own.iter().any(|&o| self.graph[o].kind == self.graph[at].kind);
        let partners = self.graph.neighbors_undirected(ix);
        partners.filter(|&at| is_among(&self.graph[at].kind, kinds)).any(|partner| {
            let joined = self.graph.neighbors_undirected(partner).filter(|&at| are_kin(at));
            let mut theirs = joined.chain(self.named_around(partner, key)).peekable();
            theirs.peek().is_some() && theirs.all(|at| !own.contains(&at)) && !own.is_empty()
        })
    }

    /// What a setting of an element, or else of a container around it, names.
    fn named_around(&self, ix: ElementIx, key: &str) -> Vec<ElementIx> {
        let own = self.graph[ix].settings.get(key).map(String::as_str);
        let names = own.or_else(|| self.place_setting(ix, key)).unwrap_or_default();
        let kind = |name: &str| self.catalog.service(name).map(|service| service.id.clone());
        let named = |name: &str| match self.survey.id(name) {
            Some(ix) => vec![ix],
            None => kind(name).map_or_else(Vec::new, |kind| self.survey.kind(&kind).to_vec()),
        };
        names.split(',').map(str::trim).flat_map(named).collect()
    }

    /// Whether an element of one of these kinds stands on a level above this one.
    fn is_below(&self, ix: ElementIx, kinds: &[Text]) -> bool {
        let levels: Vec<ElementIx> = levels_above(self.graph, self.survey, ix).collect();
        let stands_there = |at: ElementIx| {
            let site = self.survey.site(at);
            chain(self.graph, at).any(|around| levels.contains(&around))
                && (site.is_none_or(|site| levels.contains(&site)))
        };
        kinds.iter().flat_map(|kind| self.survey.kind(kind)).any(|&at| stands_there(at))
    }

    /// Whether an element of one of these kinds names this one in an `items` setting.
    fn is_named_by(&self, ix: ElementIx, kinds: &[Text]) -> bool {
        let id = &self.graph[ix].id;
        let names_it = |at: ElementIx| {
            let declared = self.catalog.service(&self.graph[at].kind).map(|s| &s.settings);
            declared.into_iter().flatten().any(|setting| {
                let value = self.graph[at].settings.get(setting.key.as_str());
                matches!(setting.accepts, SettingType::Items(_))
                    && value.is_some_and(|value| value.split(',').any(|name| name.trim() == id))
            })
        };
        kinds.iter().flat_map(|kind| self.survey.kind(kind)).any(|&at| names_it(at))
    }

    /// The value of a setting at the nearest container or place around an element that has it.
    pub fn place_setting(&self, ix: ElementIx, key: &str) -> Option<&str> {
        chain(self.graph, ix)
            .filter(|&at| self.graph[at].is_container())
            .find_map(|at| self.graph[at].settings.get(key).map(String::as_str))
    }
}

/// Whether a label has one of the words, which are in small letters, in it.
fn is_called(label: &str, words: &[Text]) -> bool {
    let label = label.to_lowercase();
    words.iter().any(|word| label.contains(word.as_str()))
}

/// Whether the author wrote an element.
pub fn is_written(graph: &Graph, ix: ElementIx) -> bool {
    graph[ix].because.iter().any(|because| matches!(because, Because::Written(_)))
}
