//! What the author did between two scenarios: which statements were added, taken away or
//! given another value. Order and formatting are not statements.

use std::collections::BTreeMap;

use crate::diag::{Span, Spanned};
use crate::diff::attributes::from_to;
use crate::graph::Direction;
use crate::model::{Form, Item, Keys, Link, Override, Place, Scenario, Section};

/// The part of a scenario that an edit is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Title,
    Description,
    Solution,
    Profile,
    Docs,
    Today,
    /// The numbered steps at the top.
    Steps,
    /// A site or group, by its id.
    Place(String),
    /// A device, asset, service or own node, by its id.
    Item(String),
    /// A connection: its ends, and which of several between them.
    Link(String, String, usize),
    /// A choice, by its id.
    Choice(String),
    /// An override, by its target.
    Override(String),
}

/// One statement that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) unit: Unit,
    /// Which attribute; none if the whole unit came or went.
    pub(super) attribute: Option<String>,
    /// What the unit says, if the whole of it came or went.
    pub(super) says: Vec<String>,
    /// What was done, for people.
    pub(super) text: String,
    pub(super) old: Option<Span>,
    pub(super) new: Option<Span>,
}

impl Edit {
    /// Whether it came or went only because this place did: what stands in it is written in it.
    pub(super) fn is_within(&self, place: &Self) -> bool {
        let (Unit::Item(id) | Unit::Place(id), Unit::Place(around)) = (&self.unit, &place.unit)
        else {
            return false;
        };
        let same_way = self.old.is_some() == place.old.is_some();
        let is_inside = id.strip_prefix(around.as_str()).is_some_and(|rest| rest.starts_with('.'));
        is_inside && same_way && self.attribute.is_none() && place.attribute.is_none()
    }

    /// Whether it changes only what people read, so that no rule can follow from it.
    pub(super) fn is_words_only(&self) -> bool {
        const WORDS: [&str; 4] = ["label", "note", "link", "icon"];
        match (&self.unit, self.attribute.as_deref()) {
            (Unit::Title | Unit::Description | Unit::Steps, _) => true,
            (Unit::Override(_) | Unit::Link(..), _) | (_, None) => false,
            (_, Some(attribute)) => WORDS.contains(&attribute),
        }
    }
}

/// Settings by their keys.
type Settings = BTreeMap<String, Spanned<String>>;

/// A unit with its values, ready to be compared.
struct Statement {
    /// What people call it.
    name: String,
    span: Option<Span>,
    /// Where each key was written.
    keys: Keys,
    values: BTreeMap<String, String>,
}

impl Statement {
    /// Where a key was written, else the statement itself.
    fn place(&self, key: &str) -> Option<Span> {
        self.keys.get(key).copied().or(self.span)
    }
}

/// The values before and after of a setting that is not written: by the id of what has it, and its key.
type InForce<'a> = &'a dyn Fn(&str, &str) -> [Option<String>; 2];

/// Everything that the author did from `old` to `new`, in the order of units.
pub(super) fn between(old: &Scenario, new: &Scenario, in_force: InForce<'_>) -> Vec<Edit> {
    let (before, after) = (statements(old), statements(new));
    let mut units: Vec<&Unit> = before.keys().chain(after.keys()).collect();
    units.sort();
    units.dedup();
    let mut edits = Vec::new();
    for unit in units {
        match (before.get(unit), after.get(unit)) {
            (Some(gone), None) => edits.push(whole(unit, gone, "removed", gone.span, None)),
            (None, Some(came)) => edits.push(whole(unit, came, "added", None, came.span)),
            (Some(before), Some(after)) => {
                edits.extend(changed(unit, (before, after), in_force));
            }
            (None, None) => {}
        }
    }
    edits
}

fn whole(unit: &Unit, of: &Statement, what: &str, old: Option<Span>, new: Option<Span>) -> Edit {
    let text = format!("{} {what}", of.name);
    let says = of.values.keys().cloned().collect();
    Edit { unit: unit.clone(), attribute: None, says, text, old, new }
}

fn changed(
    unit: &Unit,
    (before, after): (&Statement, &Statement),
    in_force: InForce<'_>,
) -> Vec<Edit> {
    let mut keys: Vec<&String> = before.values.keys().chain(after.values.keys()).collect();
    keys.sort();
    keys.dedup();
    let values = |key: &String| {
        let [from, to] = match unit {
            Unit::Item(id) | Unit::Place(id) => in_force(id, key),
            _ => [None, None],
        };
        let written = |of: &Statement| of.values.get(key).cloned();
        from_to(written(before).or(from).as_deref(), written(after).or(to).as_deref())
    };
    keys.into_iter()
        .filter(|key| before.values.get(*key) != after.values.get(*key))
        .map(|key| Edit {
            unit: unit.clone(),
            attribute: Some(key.clone()),
            says: Vec::new(),
            text: format!("{} {key} {}", after.name, values(key)),
            old: before.place(key),
            new: after.place(key),
        })
        .collect()
}

fn statements(scenario: &Scenario) -> BTreeMap<Unit, Statement> {
    let word = |text: &str| values([("value", (!text.is_empty()).then(|| text.to_owned()))]);
    let top = |name: &str, text: &str| Statement {
        name: name.to_owned(),
        span: scenario.keys.get(name).copied(),
        keys: Keys::new(),
        values: word(text),
    };
    let mut all = BTreeMap::from([
        (Unit::Title, top("title", &scenario.title)),
        (Unit::Description, top("description", &scenario.description)),
        (Unit::Solution, top("solution", scenario.solution.value.word())),
        (Unit::Profile, top("profile", scenario.profile.word())),
        (Unit::Docs, top("docs", &scenario.docs)),
        (Unit::Today, top("today", &scenario.today)),
        (Unit::Steps, top("steps", &scenario.steps.to_string())),
    ]);
    for place in &scenario.places {
        all.insert(Unit::Place(place.id.clone()), of_place(place));
    }
    for item in &scenario.items {
        all.insert(Unit::Item(item.id.clone()), of_item(item));
    }
    for (unit, link) in links(scenario) {
        all.insert(unit, of_link(link));
    }
    for (id, option) in &scenario.choices {
        let name = format!("choice `{id}`");
        let values = word(&option.value);
        let (span, keys) = (Some(option.span), Keys::new());
        all.insert(Unit::Choice(id.clone()), Statement { name, span, keys, values });
    }
    for change in &scenario.overrides {
        all.insert(Unit::Override(change.target.value.clone()), of_override(change));
    }
    all
}

/// The links with their units: several between the same ends are told apart by what they carry,
/// then by their order.
pub(super) fn links(scenario: &Scenario) -> Vec<(Unit, &Link)> {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    scenario
        .links
        .iter()
        .map(|link| {
            let (from, to) = ends_of(link);
            let which = seen.entry((from, to)).or_insert(0);
            *which += 1;
            (Unit::Link(from.to_owned(), to.to_owned(), *which), link)
        })
        .collect()
}

/// The ends of a link, the sender first, whichever end it is written from.
fn ends_of(link: &Link) -> (&str, &str) {
    let (from, to) = (link.from.value.as_str(), link.to.value.as_str());
    let is_turned = match link.direction {
        Some(Direction::Back) => true,
        Some(Direction::Both | Direction::None) => to < from,
        Some(Direction::Forward) | None => false,
    };
    if is_turned { (to, from) } else { (from, to) }
}

/// Which way a link leads between [`ends_of`] it, as its statement says it.
fn direction_of(link: &Link) -> Option<Direction> {
    link.direction.map(|direction| match direction {
        Direction::Back => Direction::Forward,
        other => other,
    })
}

/// Where the link of a unit stands among the links of a scenario.
fn place_of(unit: &Unit, scenario: &Scenario) -> Option<usize> {
    let Unit::Link(from, to, which) = unit else { return None };
    let is_it = |link: &Link| ends_of(link) == (from.as_str(), to.as_str());
    let alike = scenario.links.iter().enumerate().filter(|(_, link)| is_it(link));
    alike.map(|(at, _)| at).nth(which - 1)
}

/// The edits of a unit among all, which are in the order of units.
pub(super) fn of_unit<'a>(edits: &'a [Edit], unit: &Unit) -> &'a [Edit] {
    let from = edits.partition_point(|edit| edit.unit < *unit);
    let count = edits[from..].partition_point(|edit| edit.unit == *unit);
    &edits[from..from + count]
}

fn of_place(place: &Place) -> Statement {
    let mut values = values([
        ("kind", Some(place.kind.clone())),
        ("label", place.label.clone()),
        ("count", place.count.map(|count| count.to_string())),
        ("in", place.place.clone()),
        ("link", place.link.clone()),
        ("note", place.note.clone()),
    ]);
    values.extend(place.settings.iter().map(|(key, value)| (key.clone(), value.value.clone())));
    let word = if place.kind == "site" { "site" } else { "group" };
    let (name, keys) = (format!("{word} `{}`", place.id), place.keys.clone());
    Statement { name, span: Some(place.span), keys, values }
}

fn of_item(item: &Item) -> Statement {
    let mut values = values([
        ("kind", Some(item.kind.clone())),
        ("label", item.label.clone()),
        ("count", item.count.map(|count| count.to_string())),
        ("in", item.place.clone()),
        ("lane", item.lane.map(|lane| lane.word().to_owned())),
        ("icon", item.icon.clone()),
        ("link", item.link.clone()),
        ("note", item.note.clone()),
    ]);
    values.extend(item.settings.iter().map(|(key, value)| (key.clone(), value.value.clone())));
    let word = match item.section {
        Section::Device => "device",
        Section::Asset => "asset",
        Section::Service => "service",
        Section::Own => "node",
    };
    let (name, keys) = (format!("{word} `{}`", item.id), item.keys.clone());
    Statement { name, span: Some(item.span), keys, values }
}

fn of_link(link: &Link) -> Statement {
    let values = values([
        ("label", link.label.clone()),
        ("protocol", link.protocol.clone()),
        ("port", link.port.map(|port| port.to_string())),
        ("flow", link.flow.map(|flow| flow.word().to_owned())),
        ("direction", direction_of(link).map(|direction| direction.word().to_owned())),
        ("optional", link.optional.then(|| "true".to_owned())),
        ("authentication", link.authentication.clone()),
        ("step", link.step.map(|step| step.to_string())),
        ("link", link.link.clone()),
        ("note", link.note.clone()),
    ]);
    let name = format!("connection `{}` to `{}`", link.from.value, link.to.value);
    Statement { name, span: Some(link.span), keys: link.keys.clone(), values }
}

fn of_override(change: &Override) -> Statement {
    let values = values([
        ("label", change.label.clone()),
        ("omit", change.omit.then(|| "true".to_owned())),
        ("in", change.place.as_ref().map(|place| place.value.clone())),
        ("link", change.link.clone()),
        ("note", change.note.clone()),
    ]);
    let target = &change.target.value;
    let name = match change.form {
        Form::Section => format!("override `{target}`"),
        Form::Omission => format!("`omit = [\"{target}\"]`"),
        Form::Refusal => format!("`{target} = false`"),
    };
    Statement { name, span: Some(change.span), keys: change.keys.clone(), values }
}

fn values<const N: usize>(of: [(&str, Option<String>); N]) -> BTreeMap<String, String> {
    of.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// Takes one edit over from another scenario: a value, or the whole unit.
pub(super) fn take_over_edit(scenario: &mut Scenario, edit: &Edit, from: &Scenario) {
    let Some(key) = edit.attribute.as_deref() else {
        return take_over(scenario, &edit.unit, from);
    };
    match &edit.unit {
        Unit::Item(id) => {
            let is_it = |item: &Item| item.id == *id;
            copy_value(&mut scenario.items, &from.items, is_it, |into, from| {
                copy_of_item(into, from, key);
            });
            complete(scenario, from);
        }
        Unit::Place(id) => {
            let is_it = |place: &Place| place.id == *id;
            copy_value(&mut scenario.places, &from.places, is_it, |into, from| {
                copy_of_place(into, from, key);
            });
            complete(scenario, from);
        }
        unit => take_over(scenario, unit, from),
    }
}

/// Copies a value between two statements that are one, if both are there.
fn copy_value<T>(
    into: &mut [T],
    from: &[T],
    is_it: impl Fn(&T) -> bool,
    copy: impl Fn(&mut T, &T),
) {
    let into = into.iter_mut().find(|one| is_it(one));
    if let (Some(into), Some(from)) = (into, from.iter().find(|one| is_it(one))) {
        copy(into, from);
    }
}

/// The other way round than [`of_item`].
fn copy_of_item(into: &mut Item, from: &Item, key: &str) {
    match key {
        "kind" => {
            into.kind.clone_from(&from.kind);
            into.section = from.section;
        }
        "label" => into.label.clone_from(&from.label),
        "count" => into.count = from.count,
        "in" => into.place.clone_from(&from.place),
        "lane" => into.lane = from.lane,
        "icon" => into.icon.clone_from(&from.icon),
        "link" => into.link.clone_from(&from.link),
        "note" => into.note.clone_from(&from.note),
        _ => copy_setting(&mut into.settings, &from.settings, key),
    }
}

/// The other way round than [`of_place`].
fn copy_of_place(into: &mut Place, from: &Place, key: &str) {
    match key {
        "kind" => into.kind.clone_from(&from.kind),
        "label" => into.label.clone_from(&from.label),
        "count" => into.count = from.count,
        "in" => into.place.clone_from(&from.place),
        "link" => into.link.clone_from(&from.link),
        "note" => into.note.clone_from(&from.note),
        _ => copy_setting(&mut into.settings, &from.settings, key),
    }
}

fn copy_setting(into: &mut Settings, from: &Settings, key: &str) {
    match from.get(key) {
        Some(value) => drop(into.insert(key.to_owned(), value.clone())),
        None => drop(into.remove(key)),
    }
}

/// Takes the state of one unit over from another scenario: its value, or that it is not there.
pub(super) fn take_over(scenario: &mut Scenario, unit: &Unit, from: &Scenario) {
    match unit {
        Unit::Title => scenario.title.clone_from(&from.title),
        Unit::Description => scenario.description.clone_from(&from.description),
        Unit::Solution => scenario.solution = from.solution.clone(),
        Unit::Profile => scenario.profile = from.profile,
        Unit::Docs => scenario.docs.clone_from(&from.docs),
        Unit::Today => scenario.today.clone_from(&from.today),
        Unit::Steps => scenario.steps.clone_from(&from.steps),
        Unit::Place(id) => {
            replace(&mut scenario.places, &from.places, |place| place.id == *id);
            complete(scenario, from);
        }
        Unit::Item(id) => {
            replace(&mut scenario.items, &from.items, |item| item.id == *id);
            complete(scenario, from);
        }
        Unit::Link(..) => {
            let link = place_of(unit, from).map(|at| from.links[at].clone());
            match (place_of(unit, scenario), link) {
                (Some(at), Some(link)) => scenario.links[at] = link,
                (Some(at), None) => drop(scenario.links.remove(at)),
                (None, Some(link)) => scenario.links.push(link),
                (None, None) => {}
            }
        }
        Unit::Choice(id) => match from.choices.get(id) {
            Some(option) => drop(scenario.choices.insert(id.clone(), option.clone())),
            None => drop(scenario.choices.remove(id)),
        },
        Unit::Override(target) => {
            replace(&mut scenario.overrides, &from.overrides, |o| o.target.value == *target);
        }
    }
}

fn replace<T: Clone>(into: &mut Vec<T>, from: &[T], is_it: impl Fn(&T) -> bool) {
    let at = into.iter().position(&is_it);
    let other = from.iter().find(|other| is_it(other)).cloned();
    match (at, other) {
        (Some(at), Some(other)) => into[at] = other,
        (Some(at), None) => drop(into.remove(at)),
        (None, Some(other)) => into.push(other),
        (None, None) => {}
    }
}

/// Brings the places that something stands in, and drops what stands in none any more, so that
/// the scenario stays valid.
fn complete(scenario: &mut Scenario, from: &Scenario) {
    loop {
        let needed: Vec<&String> = scenario
            .items
            .iter()
            .filter_map(|item| item.place.as_ref())
            .chain(scenario.places.iter().filter_map(|place| place.place.as_ref()))
            .collect();
        let has = |id: &String| scenario.places.iter().any(|place| place.id == *id);
        let Some(missing) = needed.into_iter().find(|id| !has(id)).cloned() else { return };
        if let Some(place) = from.places.iter().find(|place| place.id == missing) {
            scenario.places.push(place.clone());
        } else {
            scenario.items.retain(|item| item.place.as_ref() != Some(&missing));
            scenario.places.retain(|place| place.place.as_ref() != Some(&missing));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{copy_of_item, copy_of_place, of_item, of_place};
    use crate::catalog::Catalog;
    use crate::model::sample::scenario;

    const BARE: &str = "[nodes.a]\nlane = \"edge\"\n[groups.g]\nkind = \"region\"\n";
    const FULL: &str = "[devices.a]\nlabel = \"A\"\ncount = 3\nin = \"g\"\nicon = \"vehicle\"\n\
                        link = \"https://example.org/a\"\nnote = \"n\"\n\
                        [sites.g]\nlabel = \"G\"\ncount = 2\nin = \"h\"\n\
                        link = \"https://example.org/g\"\nnote = \"m\"\n[sites.h]\n";

    #[test]
    fn what_is_taken_over_key_by_key_is_the_other_statement() {
        let [bare, full] = [BARE, FULL].map(|text| scenario(text, Catalog::built_in()));
        for (from, to) in [(&bare, &full), (&full, &bare)] {
            let (mut item, wanted) = (from.items[0].clone(), of_item(&to.items[0]));
            let keys: Vec<String> = of_item(&item).values.into_keys().collect();
            keys.iter().chain(wanted.values.keys()).for_each(|key| {
                copy_of_item(&mut item, &to.items[0], key);
            });
            assert_eq!(of_item(&item).values, wanted.values);
            assert_eq!(of_item(&item).name, wanted.name);
            let (mut place, wanted) = (from.places[0].clone(), of_place(&to.places[0]));
            let keys: Vec<String> = of_place(&place).values.into_keys().collect();
            keys.iter().chain(wanted.values.keys()).for_each(|key| {
                copy_of_place(&mut place, &to.places[0], key);
            });
            assert_eq!(of_place(&place).values, wanted.values);
        }
    }
}
