//! Why there is a difference: the author's edit, a rule that followed an edit, or something
//! else than the scenario.
//!
//! What a rule derived is traced by trying: the old scenario with one edit alone is expanded,
//! and an edit that brings the difference about is its cause. Where none does alone, the new
//! scenario is expanded without one edit at a time: an edit without which the difference is
//! not there belongs to its causes. Parts of the scenario are tried first, then each edit of those
//! that were edited in several ways.

mod edits;
mod new_ids;

use std::collections::{BTreeMap, BTreeSet};

use super::GraphDiff;
use super::attributes::{self, Attribute, from_to};
use super::difference::{Cause, Change, Difference, EditRef, Subject};
use crate::catalog::Catalog;
use crate::diag::Span;
use crate::graph::{ArchGraph, Because, Connection, ElementIx, written};
use crate::model::Scenario;
use edits::{Edit, Unit};
use new_ids::NewIds;

/// With more edited parts than this, they are tried in groups first; of more that bring a
/// difference about, the first are named.
const MOST_UNITS: usize = 80;
/// So many elements are expanded at most to try each part: of large architectures, which take long,
/// fewer parts are tried by themselves.
const MOST_ELEMENTS: usize = 16_000;

/// Where the two versions come from.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    /// The scenario that the old version was expanded from.
    pub old: &'a Scenario,
    /// The scenario that the new version was expanded from.
    pub new: &'a Scenario,
    /// The catalogue of the new version.
    pub catalog: &'a Catalog,
    /// Expands a scenario with the catalogue of the new version.
    pub expand: &'a dyn Fn(&Scenario) -> ArchGraph,
    /// Whether that is also the catalogue of the old version.
    pub catalogs: Catalogs,
}

/// The catalogues of the two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Catalogs {
    /// One for both.
    Same,
    /// Another one on either side, as far as anybody knows.
    Different,
}

/// Fills in the cause of every difference.
pub fn trace(diff: &mut GraphDiff, old: &ArchGraph, new: &ArchGraph, origin: Origin<'_>) {
    if diff.is_empty() {
        return;
    }
    let new_ids = NewIds::of(diff, old, new, origin.catalog);
    let base = new_ids.apply(origin.old);
    let (old, new) = (&ById::of(old), &ById::of(new));
    let edits = edits::between(&base, origin.new, &in_force(diff, old, new));
    let sides = Sides { old: Side::of(&base), new: Side::of(origin.new), edits: &edits };
    let mut open = Vec::new();
    for (at, difference) in diff.differences.iter_mut().enumerate() {
        match direct(difference, &sides, &new_ids) {
            Some(edit) => difference.cause = Cause::Edit(edit),
            None => open.push(at),
        }
    }
    if open.is_empty() {
        return;
    }
    let tracer = Tracer { old, new, new_ids: &new_ids, base, edits, origin };
    tracer.run(diff, &open);
}

/// A graph with its elements and connections by their ids.
struct ById<'g> {
    graph: &'g ArchGraph,
    elements: BTreeMap<&'g str, ElementIx>,
    connections: BTreeMap<&'g str, &'g Connection>,
}

impl<'g> ById<'g> {
    fn of(graph: &'g ArchGraph) -> Self {
        let all = &graph.graph;
        let elements = all.node_indices().map(|ix| (all[ix].id.as_str(), ix)).collect();
        let connections = all.edge_weights().map(|one| (one.id.as_str(), one)).collect();
        Self { graph, elements, connections }
    }

    fn find(&self, id: &str) -> Option<ElementIx> {
        self.elements.get(id).copied()
    }

    fn parent(&self, ix: ElementIx) -> Option<&'g str> {
        let all = &self.graph.graph;
        all[ix].parent.map(|at| all[at].id.as_str())
    }
}

/// What a setting of an element is in either version, by the new id: the default of the catalogue
/// where the author does not say. So an edit has the values that the difference has.
fn in_force<'a>(
    diff: &'a GraphDiff,
    old: &'a ById<'a>,
    new: &'a ById<'a>,
) -> impl Fn(&str, &str) -> [Option<String>; 2] + 'a {
    let pairing = diff.pairing.clone();
    move |id, key| {
        let after = new.find(id);
        let before = after.and_then(|n| pairing.old_of(n));
        let setting = |of: &ById<'_>, ix: Option<ElementIx>| {
            ix.and_then(|ix| of.graph.graph[ix].settings.get(key).cloned())
        };
        [setting(old, before), setting(new, after)]
    }
}

/// One version as the author wrote it, and what its links are in edits by where they are written;
/// copies of one link are written in one place.
struct Side<'a> {
    scenario: &'a Scenario,
    links: BTreeMap<Span, Vec<Unit>>,
}

impl<'a> Side<'a> {
    fn of(scenario: &'a Scenario) -> Self {
        let mut links: BTreeMap<Span, Vec<Unit>> = BTreeMap::new();
        for (unit, link) in edits::links(scenario) {
            links.entry(link.span).or_default().push(unit);
        }
        Self { scenario, links }
    }
}

/// Both versions as the author wrote them, and the edits between.
struct Sides<'a> {
    old: Side<'a>,
    new: Side<'a>,
    edits: &'a [Edit],
}

/// The edit that made a difference directly.
fn direct(difference: &Difference, sides: &Sides<'_>, new_ids: &NewIds<'_>) -> Option<EditRef> {
    if let Change::Renamed { .. } = difference.change {
        let spans = (written(&difference.because), None);
        let (from, to) = (difference.old_id.as_deref()?, difference.new_id.as_deref()?);
        let is_written = spans.0.is_some();
        let text = format!("`{from}` renamed to `{to}`");
        return is_written.then_some(EditRef { text, new: spans.0, old: spans.1 });
    }
    if let Change::Set { attribute: Attribute::Check(code), from, to } = &difference.change {
        let text = format!("`[checks]` {code} {}", from_to(from.as_deref(), to.as_deref()));
        let place = |of: &Side<'_>| of.scenario.levels.get(code).and_then(|level| level.span);
        return Some(EditRef { text, new: place(&sides.new), old: place(&sides.old) });
    }
    let attribute = match &difference.change {
        Change::Set { attribute, .. } => Some(attribute),
        _ => None,
    };
    let mut units: Vec<Unit> = match difference.subject {
        Subject::Whole => match attribute? {
            Attribute::Title => vec![Unit::Title],
            Attribute::Description => vec![Unit::Description],
            _ => vec![Unit::Solution],
        },
        Subject::Element(_) => {
            let id = new_ids.id(difference.id());
            vec![Unit::Item(id.clone()), Unit::Place(id.clone()), Unit::Override(id)]
        }
        Subject::Connection(_) => {
            let of = if difference.new_id.is_some() { &sides.new } else { &sides.old };
            let span = written(&difference.because);
            let links = span.and_then(|span| of.links.get(&span)).into_iter().flatten().cloned();
            links
                .chain([Unit::Override(new_ids.id(difference.id()))])
                .chain(is_of_steps(attribute).then_some(Unit::Steps))
                .collect()
        }
    };
    units.sort_unstable();
    let mut of_units = units.iter().flat_map(|unit| edits::of_unit(sides.edits, unit));
    of_units.find(|edit| is_made_by(difference, edit)).map(edit_ref)
}

/// Whether an edit of the subject itself says what the difference is.
fn is_made_by(difference: &Difference, edit: &Edit) -> bool {
    let is_override = matches!(edit.unit, Unit::Override(_));
    // An override that came or went is to blame for what it says and for nothing else.
    let says = |key: &str| is_override && edit.says.iter().any(|one| one == key);
    match (&difference.change, edit.attribute.as_deref()) {
        (Change::Set { attribute, .. }, Some(edited)) => {
            edited == attribute.word() || edited == "value"
        }
        (Change::Moved { .. }, Some(edited)) => edited == "in",
        (Change::Added | Change::Removed, Some(edited)) => edited == "omit",
        (Change::Added | Change::Removed, None) => !is_override || says("omit"),
        (Change::Set { attribute, .. }, None) => says(attribute.word()),
        (Change::Moved { .. }, None) => says("in"),
        (Change::Renamed { .. }, _) => false,
    }
}

/// Whether the list of steps says this about connections.
const fn is_of_steps(attribute: Option<&Attribute>) -> bool {
    matches!(attribute, Some(Attribute::Step | Attribute::Sentence))
}

fn edit_ref(edit: &Edit) -> EditRef {
    EditRef { text: edit.text.clone(), new: edit.new, old: edit.old }
}

struct Tracer<'a> {
    old: &'a ById<'a>,
    new: &'a ById<'a>,
    new_ids: &'a NewIds<'a>,
    base: Scenario,
    edits: Vec<Edit>,
    origin: Origin<'a>,
}

/// A search for the edits that bring differences about, by halves.
struct Search<'d, 'a> {
    differences: &'d [Difference],
    /// What was found, by the index of the difference.
    causes: BTreeMap<usize, Vec<&'a Unit>>,
    /// Scenarios that may still be expanded.
    trials: usize,
}

impl<'a> Search<'_, 'a> {
    /// Which differences units bring about that are taken over together.
    fn held(&self, tracer: &Tracer<'_>, units: &[&Unit], open: &[usize]) -> Vec<usize> {
        if open.is_empty() {
            return Vec::new();
        }
        let mut scenario = tracer.base.clone();
        units.iter().for_each(|unit| edits::take_over(&mut scenario, unit, tracer.origin.new));
        let graph = (tracer.origin.expand)(&scenario);
        let graph = ById::of(&graph);
        let is_there = |&at: &usize| tracer.holds(&self.differences[at], &graph);
        open.iter().copied().filter(is_there).collect()
    }

    /// Looks for the causes of differences among units that bring them about together.
    fn within(&mut self, tracer: &'a Tracer<'_>, units: &[&'a Unit], held: &[usize]) {
        if let [only] = units {
            return held.iter().for_each(|&at| self.causes.entry(at).or_default().push(only));
        }
        if held.is_empty() || self.trials < 2 {
            return held.iter().for_each(|&at| self.blame_nearest(at, units));
        }
        self.trials -= 2;
        let (first, second) = units.split_at(units.len() / 2);
        let halves = [first, second].map(|half| (half, self.held(tracer, half, held)));
        for &at in held {
            // Neither half does it: it takes some of both.
            if !halves.iter().any(|(_, held)| held.contains(&at)) {
                self.blame_nearest(at, units);
            }
        }
        for (half, held) in halves {
            self.within(tracer, half, &held);
        }
    }

    /// Of units that bring a difference about together, those that it is about, if any is.
    fn blame_nearest(&mut self, at: usize, units: &[&'a Unit]) {
        let difference = &self.differences[at];
        let ends = difference.ends.iter().flat_map(|ends| [ends.from.as_str(), ends.to.as_str()]);
        let ids: Vec<&str> = ends.chain([difference.id()]).collect();
        // Units are in order, and an id stands in what its first parts name.
        let parts = ids.iter().flat_map(|id| {
            let ends = id.match_indices('.').map(|(at, _)| at).chain([id.len()]);
            ends.map(|end| id[..end].to_owned())
        });
        let wanted = parts
            .flat_map(|id| [Unit::Place(id.clone()), Unit::Item(id.clone()), Unit::Override(id)]);
        let found = wanted.filter_map(|unit| units.binary_search(&&unit).ok());
        let near: BTreeSet<usize> = found.collect();
        let near: Vec<&Unit> = near.into_iter().map(|at| units[at]).collect();
        let blamed = if near.is_empty() { units.to_vec() } else { near };
        self.causes.entry(at).or_default().extend(blamed);
    }
}

impl Tracer<'_> {
    fn run(&self, diff: &mut GraphDiff, open: &[usize]) {
        let open = self.without_catalog(diff, open);
        if open.is_empty() {
            return;
        }
        let mut causes = self.narrowed(&diff.differences, &self.causes(&diff.differences, &open));
        let all: Vec<&Edit> = self.edits.iter().collect();
        for at in open {
            let mut edits = causes.remove(&at).unwrap_or_else(|| all.clone());
            edits.truncate(MOST_UNITS);
            self.derive(&mut diff.differences[at], &edits);
        }
    }

    /// The units that bring differences about, by the index of the difference; none where no unit
    /// does and none undoes it.
    fn causes(&self, differences: &[Difference], open: &[usize]) -> BTreeMap<usize, Vec<&Unit>> {
        if let Some(only) = self.only_unit() {
            // With it the old scenario is the new one.
            return open.iter().map(|&at| (at, vec![only])).collect();
        }
        let derives = |edit: &&Edit| !edit.is_words_only();
        let mut units: Vec<&Unit> =
            self.edits.iter().filter(derives).map(|edit| &edit.unit).collect();
        units.dedup();
        let mut causes = BTreeMap::new();
        let most = self.most_units();
        if units.len() > most {
            // So many scenarios more are expanded at most to find the edits within groups.
            let mut search = Search { differences, causes, trials: 2 * most };
            for group in units.chunks(units.len().div_ceil(most)) {
                let held = search.held(self, group, open);
                search.within(self, group, &held);
            }
            return search.causes;
        }
        let take_over = |scenario: &mut Scenario, unit: &Unit, from: &Scenario| {
            edits::take_over(scenario, unit, from);
        };
        self.try_each(&units, take_over, differences, open, &mut causes);
        causes
    }

    /// How many parts may be tried by themselves, at least two: halves.
    fn most_units(&self) -> usize {
        let elements = self.new.elements.len().max(self.old.elements.len()).max(1);
        (MOST_ELEMENTS / elements).clamp(2, MOST_UNITS)
    }

    /// Tries each step from the old scenario to the new one: what it brings about alone is its
    /// doing. What none does alone is the doing of those without which it is not there.
    fn try_each<'s, Step>(
        &self,
        steps: &[&'s Step],
        take_over: impl Fn(&mut Scenario, &Step, &Scenario),
        differences: &[Difference],
        open: &[usize],
        causes: &mut BTreeMap<usize, Vec<&'s Step>>,
    ) {
        let (base, new) = (&self.base, self.origin.new);
        let mut open = open.to_vec();
        for (start, goal, is_there) in [(base, new, true), (new, base, false)] {
            if open.is_empty() {
                return;
            }
            for step in steps {
                let mut scenario = start.clone();
                take_over(&mut scenario, step, goal);
                let graph = (self.origin.expand)(&scenario);
                let graph = ById::of(&graph);
                for &at in &open {
                    if self.holds(&differences[at], &graph) == is_there {
                        causes.entry(at).or_default().push(step);
                    }
                }
            }
            open.retain(|at| !causes.contains_key(at));
        }
    }

    /// The edits behind each difference. Where a unit was edited in several ways, only some of them
    /// may bring the difference about: each is tried, as units are.
    fn narrowed<'s>(
        &'s self,
        differences: &[Difference],
        causes: &BTreeMap<usize, Vec<&'s Unit>>,
    ) -> BTreeMap<usize, Vec<&'s Edit>> {
        let mut by_unit: BTreeMap<&Unit, Vec<usize>> = BTreeMap::new();
        for (&at, units) in causes {
            units.iter().for_each(|unit| by_unit.entry(unit).or_default().push(at));
        }
        let mut behind: BTreeMap<usize, Vec<&Edit>> = BTreeMap::new();
        let mut trials = self.most_units();
        for (unit, open) in by_unit {
            let all: Vec<&Edit> = edits::of_unit(&self.edits, unit).iter().collect();
            let deriving = all.iter().copied().filter(|edit| !edit.is_words_only());
            let deriving: Vec<&Edit> = deriving.collect();
            let mut found = BTreeMap::new();
            if deriving.len() > 1 && trials >= deriving.len() {
                trials -= deriving.len();
                self.try_each(&deriving, edits::take_over_edit, differences, &open, &mut found);
            }
            let rest = if deriving.is_empty() { all } else { deriving };
            for at in open {
                let edits = found.remove(&at).unwrap_or_else(|| rest.clone());
                behind.entry(at).or_default().extend(edits);
            }
        }
        behind
    }

    /// The unit that all edits are about, if there is one.
    fn only_unit(&self) -> Option<&Unit> {
        let (first, others) = self.edits.split_first()?;
        others.iter().all(|edit| edit.unit == first.unit).then_some(&first.unit)
    }

    /// Settles what the old scenario gives with the new catalogue, which is nobody's edit; the
    /// differences that are left.
    fn without_catalog(&self, diff: &mut GraphDiff, open: &[usize]) -> Vec<usize> {
        let unedited = match self.origin.catalogs {
            Catalogs::Same if !self.edits.is_empty() => return open.to_vec(),
            _ => (self.origin.expand)(&self.base),
        };
        let unedited = ById::of(&unedited);
        let is_catalog =
            |at: usize| self.edits.is_empty() || self.holds(&diff.differences[at], &unedited);
        let (catalog, open): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|&&at| is_catalog(at));
        for at in catalog {
            diff.differences[at].cause = Cause::Catalog;
        }
        open
    }

    fn derive(&self, difference: &mut Difference, edits: &[&Edit]) {
        if !edits.is_empty() && edits.iter().all(|edit| edit.unit == Unit::Docs) {
            let (from, to) = (self.origin.old.docs.clone(), self.origin.new.docs.clone());
            difference.cause = Cause::DocsProfile { from, to };
            return;
        }
        let is_own = |edit: &&&Edit| !edits.iter().any(|place| edit.is_within(place));
        let edits: Vec<EditRef> = edits.iter().filter(is_own).map(|edit| edit_ref(edit)).collect();
        let rules = difference.because.iter().filter_map(|because| match because {
            Because::Rule(rule) => Some(rule.clone()),
            Because::Written(_) => None,
        });
        difference.cause = Cause::Derived { rules: rules.collect(), edits };
    }

    /// Whether a graph, in the new ids, has what the difference leads to.
    fn holds(&self, difference: &Difference, graph: &ById<'_>) -> bool {
        match difference.subject {
            Subject::Whole => false,
            Subject::Element(_) => {
                let id = self.new_ids.id(difference.id());
                self.element_holds(difference, graph, graph.find(&id))
            }
            Subject::Connection(_) => {
                let id = if difference.new_id.is_some() {
                    difference.id().to_owned()
                } else {
                    self.new_ids.connection_id(difference.id())
                };
                let found = graph.connections.get(id.as_str());
                match &difference.change {
                    Change::Removed => found.is_none(),
                    Change::Set { attribute, to, .. } => found.is_some_and(|connection| {
                        value(&attributes::connection_values(connection), attribute) == *to
                    }),
                    _ => found.is_some(),
                }
            }
        }
    }

    fn element_holds(
        &self,
        difference: &Difference,
        graph: &ById<'_>,
        found: Option<ElementIx>,
    ) -> bool {
        let Some(ix) = found else { return difference.change == Change::Removed };
        match &difference.change {
            Change::Removed => false,
            Change::Moved { .. } => {
                let wanted = self.new.find(difference.id()).and_then(|ix| self.new.parent(ix));
                graph.parent(ix) == wanted
            }
            Change::Set { attribute, to, .. } => {
                value(&attributes::element_values(&graph.graph.graph[ix]), attribute) == *to
            }
            Change::Added | Change::Renamed { .. } => {
                // It may have been there under this id all along in the old version.
                self.old.find(difference.id()).is_none()
            }
        }
    }
}

fn value(values: &[(Attribute, Option<String>)], wanted: &Attribute) -> Option<String> {
    values.iter().find(|(attribute, _)| attribute == wanted).and_then(|(_, value)| value.clone())
}
