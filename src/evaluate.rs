//! Whether a condition of the catalogue holds for an element of an architecture.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Clause, Condition, SettingType, Test, is_among};
use crate::graph::{Because, ElementIx, Graph, Lane, chain};
use crate::index::{Index, SITE, controlling, fed_by, feeding, levels_above, upstream, written_to};
use crate::model::Scenario;

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
    pub index: &'a Index,
    /// Choices in force.
    pub chosen: &'a Chosen,
}

/// What a condition is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawn {
    /// The connections of the graph are all there are.
    All,
    /// Nothing is known of connections and neighbors.
    Unknown,
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

/// The subject of rules and checks that are asked once.
pub const SCENARIO: &str = "scenario";

impl World<'_> {
    /// What rules and checks about some kinds are asked of, in order: the elements of the kinds, or
    /// the scenario, which is none of them.
    pub fn subjects(&self, each: &[String]) -> Vec<Option<ElementIx>> {
        if is_among(SCENARIO, each) {
            return vec![None];
        }
        let elements = each.iter().flat_map(|kind| self.index.kind(kind));
        let mut subjects: Vec<_> = elements.copied().map(Some).collect();
        subjects.sort_unstable();
        subjects
    }

    /// Whether every clause of the condition holds.
    pub fn holds(&self, condition: &Condition, subject: Subject) -> bool {
        self.judge(condition, subject, Drawn::All) == Some(true)
    }

    /// Whether the condition could hold somewhere else: what two elements have to say to each
    /// other, whatever else they are joined to or stand beside.
    pub fn may_hold(&self, condition: &Condition, subject: Subject) -> bool {
        self.judge(condition, subject, Drawn::Unknown) != Some(false)
    }

    /// Whether the condition holds everywhere.
    pub fn must_hold(&self, condition: &Condition, subject: Subject) -> bool {
        self.judge(condition, subject, Drawn::Unknown) == Some(true)
    }

    /// Whether every clause holds; none if that depends on connections that are not known.
    fn judge(&self, condition: &Condition, subject: Subject, drawn: Drawn) -> Option<bool> {
        every(condition.clauses().iter().map(|clause| self.judge_clause(clause, subject, drawn)))
    }

    fn judge_clause(&self, clause: &Clause, subject: Subject, drawn: Drawn) -> Option<bool> {
        let at = |ix: ElementIx| Subject { element: Some(ix), ends: subject.ends };
        let judge = |inner: &Condition, about| self.judge(inner, about, drawn);
        match clause {
            _ if clause.is_about_others() && drawn == Drawn::Unknown => None,
            Clause::From(inner) => {
                subject.ends.map_or(Some(false), |(from, _)| judge(inner, at(from)))
            }
            Clause::To(inner) => subject.ends.map_or(Some(false), |(_, to)| judge(inner, at(to))),
            Clause::Partner(inner) => Some(subject.element.is_some_and(|ix| {
                let mut partners = self.graph.neighbors_undirected(ix);
                partners.any(|other| self.holds(inner, at(other)))
            })),
            Clause::Any(inner) => {
                let none = every(inner.iter().map(|inner| judge(inner, subject).map(|is| !is)));
                none.map(|none| !none)
            }
            Clause::All(inner) => every(inner.iter().map(|inner| judge(inner, subject))),
            Clause::Not(inner) => judge(inner, subject).map(|is| !is),
            _ => Some(self.clause_holds(clause, subject.element)),
        }
    }

    /// Whether a clause that holds no other conditions holds.
    fn clause_holds(&self, clause: &Clause, element: Option<ElementIx>) -> bool {
        let exists = |kind: &String| self.index.has(kind);
        match clause {
            Clause::Solution(words) => is_among(self.scenario.solution.value.word(), words),
            Clause::Profile(words) => is_among(self.scenario.profile.word(), words),
            Clause::Docs(span) => span.holds(&self.scenario.docs),
            Clause::Today(span) => span.holds(&self.scenario.today),
            Clause::Empty(wanted) => self.is_empty() == *wanted,
            Clause::Chosen(tests) => tests.iter().all(|(id, test)| self.is_chosen(id, test)),
            Clause::Present(kinds) => kinds.iter().any(exists),
            Clause::Absent(kinds) => !kinds.iter().any(exists),
            Clause::Several(kinds) => {
                kinds.iter().map(|kind| self.index.kind(kind).len()).sum::<usize>() > 1
            }
            // The whole scenario is of no kind, has no settings and stands nowhere.
            Clause::Kind(_) | Clause::Setting(_) | Clause::Here(_) => {
                element.is_some_and(|ix| self.subject_holds(clause, ix))
            }
            _ => element.is_none_or(|ix| self.subject_holds(clause, ix)),
        }
    }

    /// Whether a clause about its subject holds.
    fn subject_holds(&self, clause: &Clause, ix: ElementIx) -> bool {
        let (graph, element) = (self.graph, &self.graph[ix]);
        let is_of = |kinds: &[String], at: ElementIx| {
            kinds.iter().any(|kind| kind == "*" || *kind == graph[at].kind)
        };
        match clause {
            Clause::Here(kinds) => self.index.site(ix).is_some_and(|site| {
                kinds.iter().any(|kind| !self.index.kind_at(kind, Some(site)).is_empty())
            }),
            Clause::Kind(kinds) => is_of(kinds, ix),
            Clause::Inside(kinds) => chain(graph, ix).skip(1).any(|at| is_of(kinds, at)),
            Clause::Above(kinds) => self.is_below(ix, kinds),
            Clause::Connected(kinds) => graph.neighbors_undirected(ix).any(|at| is_of(kinds, at)),
            Clause::Feeds(kinds) => self.is_joined_by(ix, kinds, fed_by, feeding),
            Clause::FedBy(kinds) => self.is_joined_by(ix, kinds, feeding, fed_by),
            Clause::ControlledBy(kinds) => controlling(graph, ix).any(|at| is_of(kinds, at)),
            Clause::NamedBy(kinds) => self.is_named_by(ix, kinds),
            Clause::Called(words) => is_called(&element.label, words),
            Clause::Written(wanted) => graph[ix].is_written() == *wanted,
            Clause::Meets(rules) => element.because.iter().any(|because| {
                matches!(because, Because::Rule(id) if rules.iter().any(|rule| rule == id))
            }),
            Clause::HandedOn(wanted) => is_handed_on(graph, ix) == *wanted,
            Clause::Nested(wanted) => upstream(graph, self.index, ix).is_some() == *wanted,
            Clause::Parent(wanted) => self.is_parent(ix) == *wanted,
            Clause::Count(bounds) => bounds.holds(i64::from(element.count.unwrap_or(1))),
            Clause::Times(bounds) => bounds.holds(self.times(ix)),
            Clause::Strays(lists) => lists.iter().all(|(key, kinds)| self.strays(ix, key, kinds)),
            Clause::Setting(tests) => tests.iter().all(|(key, test)| {
                test.passes(element.settings.get(key.as_str()).map(String::as_str))
            }),
            Clause::Names(lists) => lists.iter().all(|(key, kinds)| self.names(ix, key, kinds)),
            Clause::Place(tests) => {
                tests.iter().all(|(key, test)| test.passes(self.place_setting(ix, key)))
            }
            Clause::Effective(tests) => {
                tests.iter().all(|(key, test)| test.passes(self.effective_setting(ix, key)))
            }
            // The others are not about the subject, and asked by then.
            _ => true,
        }
    }

    /// Whether the author wrote no device, asset, service, node or site at all.
    fn is_empty(&self) -> bool {
        self.scenario.items.is_empty() && self.scenario.places.iter().all(|p| p.kind != SITE)
    }

    /// Whether the options of a choice that are in force, or are written, pass a test.
    fn is_chosen(&self, id: &str, test: &Test) -> bool {
        let written = || self.scenario.choices.get(id).map(|choice| choice.value.clone());
        let values = self.chosen.get(id).map(|values| values.join(",")).or_else(written);
        test.passes(values.as_deref())
    }

    /// Whether data leads from an element, or from what it holds, to one of these kinds outside of
    /// it. `*` is anything that data leads to only this way: what sends and receives is no
    /// consumer.
    fn is_joined_by<'g, Ahead, Behind>(
        &'g self,
        ix: ElementIx,
        kinds: &[String],
        ahead: fn(&'g Graph, ElementIx) -> Ahead,
        behind: fn(&'g Graph, ElementIx) -> Behind,
    ) -> bool
    where
        Ahead: Iterator<Item = ElementIx>,
        Behind: Iterator<Item = ElementIx>,
    {
        let is_own = |at: ElementIx| chain(self.graph, at).any(|around| around == ix);
        self.index.with_content(ix).into_iter().any(|part| {
            ahead(self.graph, part).filter(|&other| !is_own(other)).any(|other| {
                kinds.iter().any(|kind| match kind.as_str() {
                    "*" => behind(self.graph, part).all(|back| back != other),
                    kind => kind == self.graph[other].kind,
                })
            })
        })
    }

    /// Whether a setting of an element names another one of these kinds, by its id or kind.
    fn names(&self, ix: ElementIx, key: &str, kinds: &[String]) -> bool {
        let Some(value) = self.graph[ix].settings.get(key) else { return false };
        value.split(',').map(str::trim).any(|name| {
            let kind = match self.index.id(name) {
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
    fn strays(&self, ix: ElementIx, key: &str, kinds: &[String]) -> bool {
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
        let named = |name: &str| match self.index.id(name) {
            Some(ix) => vec![ix],
            None => kind(name).map_or_else(Vec::new, |kind| self.index.kind(&kind).to_vec()),
        };
        names.split(',').map(str::trim).flat_map(named).collect()
    }

    /// Whether another element of the same kind reaches the cloud through this one or its site.
    fn is_parent(&self, ix: ElementIx) -> bool {
        let (graph, index) = (self.graph, self.index);
        let own = chain(graph, ix).take_while(|&at| graph[at].kind != SITE);
        let own: Vec<ElementIx> = own.chain(index.site(ix)).collect();
        let mut below = own.into_iter().flat_map(|at| index.below(graph, at));
        below.any(|at| at != ix && graph[at].kind == graph[ix].kind)
    }

    /// Whether an element of one of these kinds stands on a level above this one.
    fn is_below(&self, ix: ElementIx, kinds: &[String]) -> bool {
        let levels: Vec<ElementIx> = levels_above(self.graph, self.index, ix).collect();
        let stands_there = |at: ElementIx| {
            let site = self.index.site(at);
            chain(self.graph, at).any(|around| levels.contains(&around))
                && (site.is_none_or(|site| levels.contains(&site)))
        };
        kinds.iter().flat_map(|kind| self.index.kind(kind)).any(|&at| stands_there(at))
    }

    /// Whether an element of one of these kinds names this one in an `items` setting.
    fn is_named_by(&self, ix: ElementIx, kinds: &[String]) -> bool {
        let id = &self.graph[ix].id;
        let names_it = |at: ElementIx| {
            let declared = self.catalog.service(&self.graph[at].kind).map(|s| &s.settings);
            declared.into_iter().flatten().any(|setting| {
                let value = self.graph[at].settings.get(setting.key.as_str());
                matches!(setting.accepts, SettingType::Items(_))
                    && value.is_some_and(|value| value.split(',').any(|name| name.trim() == id))
            })
        };
        kinds.iter().flat_map(|kind| self.index.kind(kind)).any(|&at| names_it(at))
    }

    /// The value of a setting of an element, or else at the nearest container or place around it.
    pub fn effective_setting(&self, ix: ElementIx, key: &str) -> Option<&str> {
        let own = self.graph[ix].settings.get(key).map(String::as_str);
        own.or_else(|| self.place_setting(ix, key))
    }

    /// The value of a setting at the nearest container or place around an element that has it.
    pub fn place_setting(&self, ix: ElementIx, key: &str) -> Option<&str> {
        chain(self.graph, ix)
            .filter(|&at| self.graph[at].is_container())
            .find_map(|at| self.graph[at].settings.get(key).map(String::as_str))
    }
}

/// Whether all of these hold; none if that is not known.
fn every(mut of: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    // One that does not hold decides, whatever the others are.
    of.find_map(|one| match one {
        Some(true) => None,
        Some(false) => Some(Some(false)),
        None => {
            all = None;
            None
        }
    })
    .unwrap_or(all)
}

/// Whether a label has one of the words, which are in small letters, in it.
fn is_called(label: &str, words: &[String]) -> bool {
    if label.is_ascii() {
        let is_in = |word: &[u8]| {
            label.as_bytes().windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word))
        };
        return words.iter().any(|word| is_in(word.as_bytes()));
    }
    let label = label.to_lowercase();
    words.iter().any(|word| label.contains(word.as_str()))
}

/// Whether the author wrote where the messages of an element go: a connection that carries data to
/// anything but a store, which takes files.
fn is_handed_on(graph: &Graph, ix: ElementIx) -> bool {
    written_to(graph, ix).any(|to| graph[to].lane() != Some(Lane::Store))
}
