//! Rules of the catalogue applied: what the presence of one thing implies.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Choice, ChoiceOption, Lives, Need, Plain, Rule, Scope, Service, SettingType};
use crate::diag::suggest::did_you_mean;
use crate::diag::{Sink, codes};
use crate::evaluate::Subject;
use crate::expand::draft::{Draft, New, Required, own_id};
use crate::expand::undecided::Purpose;
use crate::expand::wording::filled;
use crate::graph::{Because, Element, ElementIx, chain};
use crate::index::{written_from, written_to};

/// More rounds than any catalogue needs; a rule that feeds itself stops here.
const MOST_ROUNDS: usize = 64;

/// Which rules have been applied to which subjects.
#[derive(Debug, Default)]
pub struct Applied {
    done: BTreeSet<(usize, Option<ElementIx>)>,
    misspelled: BTreeSet<String>,
    /// Whether the rules have added all that an architecture may have.
    pub is_full: bool,
}

/// Applies rules in file order, again and again until none adds anything; whether any did.
///
/// With `late` only the late rules are asked, and only until the first of them adds something.
pub fn apply(draft: &mut Draft<'_>, applied: &mut Applied, late: Late, sink: &mut Sink) -> bool {
    let mut has_added = false;
    for _ in 0..MOST_ROUNDS {
        if applied.is_full {
            return false;
        }
        let before = draft.graph.node_count();
        let mut next = 0;
        while let Some(&at) = draft.rules.range(next..).next() {
            next = at + 1;
            let slot = draft.catalog.rules.slot(at);
            if !slot.may_apply(|kind| draft.index.has(kind)) {
                continue;
            }
            let rule = slot.get();
            if rule.late == (late == Late::Only) {
                for subject in draft.world().subjects(&rule.each) {
                    apply_one(draft, applied, Asked { at, rule, subject }, sink);
                    if draft.graph.node_count() > draft.catalog.limits.elements {
                        report_full(draft, applied, rule, sink);
                        return false;
                    }
                }
            }
            if late == Late::Only && draft.graph.node_count() > before {
                return true;
            }
        }
        if draft.graph.node_count() == before {
            break;
        }
        has_added = true;
    }
    has_added
}

/// Reports the rule that added more than an architecture may have.
fn report_full(draft: &Draft<'_>, applied: &mut Applied, rule: &Rule, sink: &mut Sink) {
    let most = draft.catalog.limits.elements;
    let message = format!("rule `{}` derives more than {most} elements", rule.id);
    sink.report(&codes::TOO_LARGE, None, message).help(
        "two rules may add what the other one asks for; `--limit elements=NUMBER` allows more",
    );
    applied.is_full = true;
}

/// Which rules are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Those that look at what the author wrote and other rules added.
    No,
    /// Those that look at the finished connections.
    Only,
}

/// Whether the need of a rule is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing meets it yet.
    Open,
    /// Something does, and the rule brings nothing in.
    Met,
}

/// The need that a rule states of a subject, if it has it.
pub fn need(draft: &Draft<'_>, rule: &Rule, subject: Option<ElementIx>) -> Option<State> {
    let about = Subject { element: subject, ends: None };
    let holds = |condition| draft.world().holds(condition, about);
    let is_met = || rule.unless.as_ref().is_some_and(holds);
    holds(&rule.when).then(|| if is_met() { State::Met } else { State::Open })
}

/// A rule, by its place in the catalogue, of a subject.
struct Asked<'a> {
    at: usize,
    rule: &'a Rule,
    subject: Option<ElementIx>,
}

fn apply_one<'a>(
    draft: &mut Draft<'a>,
    applied: &mut Applied,
    Asked { at, rule, subject }: Asked<'a>,
    sink: &mut Sink,
) {
    if applied.done.contains(&(at, subject)) || need(draft, rule, subject) != Some(State::Open) {
        return;
    }
    applied.done.insert((at, subject));
    let is_wanted = subject.is_some_and(|ix| draft.wanted.contains(&ix));
    for need in &rule.require {
        let by = satisfy(draft, rule, need, subject);
        // What is brought in because something that the author wants lacks its input is wanted, too.
        draft.wanted.extend(by.filter(|_| rule.late && is_wanted));
    }
    for need in &rule.add {
        let by = add(draft, rule, need, subject);
        draft.required.push(Required { rule: rule.id.clone(), subject, by: Vec::from_iter(by) });
    }
    let Some(choice) = &rule.choose else { return };
    for option in decide(draft, applied, choice, subject, sink) {
        let in_force = draft.chosen.entry(choice.id.clone()).or_default();
        if !in_force.contains(&option.value) {
            in_force.push(option.value.clone());
        }
        for need in &option.require {
            let by = satisfy(draft, rule, need, subject);
            draft.chosen_pairs.extend(subject.zip(by));
        }
    }
}

/// The element that meets a requirement: one that is there, else a new one; none if the author
/// leaves it out.
fn satisfy<'a>(
    draft: &mut Draft<'a>,
    rule: &'a Rule,
    need: &'a Need,
    subject: Option<ElementIx>,
) -> Option<ElementIx> {
    let (said, plain) = existing(draft, need, subject);
    let joined = joined_to(draft, subject, &plain);
    let by = match (said.as_slice(), need.plain, plain.as_slice()) {
        ([], Plain::Apart, _) | ([], _, []) => Vec::from_iter(add(draft, rule, need, subject)),
        ([], _, _) if !joined.is_empty() => give_reason(draft, rule, joined),
        ([], Plain::Serves, [_]) => give_reason(draft, rule, plain),
        ([], _, _) => ask(draft, need, subject, plain),
        _ => give_reason(draft, rule, said),
    };
    by.iter().for_each(|&ix| set(draft, need, ix));
    let first = by.first().copied();
    draft.required.push(Required { rule: rule.id.clone(), subject, by });
    first
}

/// Those of some elements that the author joins to a subject.
fn joined_to(draft: &Draft<'_>, subject: Option<ElementIx>, among: &[ElementIx]) -> Vec<ElementIx> {
    let Some(subject) = subject else { return Vec::new() };
    let ends = written_to(&draft.graph, subject).chain(written_from(&draft.graph, subject));
    let ends: Vec<ElementIx> = ends.collect();
    among.iter().copied().filter(|ix| ends.contains(ix)).collect()
}

/// Gives what meets a requirement the settings that follow from that, unless the author says
/// otherwise.
fn set(draft: &mut Draft<'_>, need: &Need, ix: ElementIx) {
    let item = draft.written(ix);
    let element = &mut draft.graph[ix];
    for (key, value) in &need.sets {
        if item.is_none_or(|item| !item.settings.contains_key(key.as_str())) {
            element.settings.insert(key.clone(), value.clone());
        }
    }
}

/// Elements that meet a requirement of a rule. Each of them says so.
fn give_reason(draft: &mut Draft<'_>, rule: &Rule, there: Vec<ElementIx>) -> Vec<ElementIx> {
    for &ix in &there {
        let because = Because::Rule(rule.id.clone());
        let reasons = &mut draft.graph[ix].because;
        if !reasons.contains(&because) {
            reasons.push(because);
        }
    }
    there
}

/// Asks which of several elements meets a requirement; until that is said, none does.
fn ask(
    draft: &mut Draft<'_>,
    need: &Need,
    subject: Option<ElementIx>,
    candidates: Vec<ElementIx>,
) -> Vec<ElementIx> {
    let Some(subject) = subject else { return Vec::new() };
    let words: Vec<String> =
        need.with.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let word = words.join(", ");
    draft.questions.purposes.insert(Purpose { subject, word, candidates });
    Vec::new()
}

/// The elements that meet a requirement already: those that say so, and those that say nothing.
fn existing(
    draft: &Draft<'_>,
    need: &Need,
    subject: Option<ElementIx>,
) -> (Vec<ElementIx>, Vec<ElementIx>) {
    let scope = scope(draft, need);
    let site = subject.and_then(|ix| draft.index.site(ix));
    let box_named = named_box(draft, need, subject);
    let is_in_it = |ix: ElementIx| {
        box_named.is_none_or(|named| chain(&draft.graph, ix).any(|around| around == named))
    };
    let groups = subject.map(|ix| draft.groups(ix)).unwrap_or_default();
    let wanted = settings(draft, need, subject);
    let contradicts = |element: &Element| {
        wanted.iter().any(|(key, wanted)| {
            element.settings.get(key.as_str()).is_some_and(|value| wanted != value)
        })
    };
    let world = draft.world();
    let fits = |ix: ElementIx| world.holds(&need.fit, Subject { element: Some(ix), ends: None });
    // What has no such setting is for nothing else.
    let says_so = |&ix: &ElementIx| {
        need.with.keys().all(|key| {
            let declares = draft.service(ix).is_some_and(|service| service.setting(key).is_some());
            !declares || draft.graph[ix].settings.contains_key(key.as_str())
        })
    };
    let is_near = |ix: ElementIx| match scope {
        Scope::Inside => chain(&draft.graph, ix).any(|at| Some(at) == subject),
        Scope::Group => draft.groups(ix).iter().all(|group| groups.contains(group)),
        Scope::Site | Scope::Anywhere => true,
    };
    let of_kind = |kind: &String| match scope {
        Scope::Site => draft.index.kind_at(kind, site),
        Scope::Inside | Scope::Group | Scope::Anywhere => draft.index.kind(kind),
    };
    std::iter::once(&need.service)
        .chain(&need.or)
        .flat_map(of_kind)
        .copied()
        .filter(|&ix| Some(ix) != subject && is_near(ix) && is_in_it(ix))
        .filter(|&ix| !contradicts(&draft.graph[ix]) && fits(ix))
        .partition(says_so)
}

/// The container for what is needed that the subject names: the one of several edge devices that
/// an asset is read by.
fn named_box(draft: &Draft<'_>, need: &Need, subject: Option<ElementIx>) -> Option<ElementIx> {
    if scope(draft, need) != Scope::Site {
        return None;
    }
    let within = draft.catalog.service(&need.service)?.within.as_ref()?;
    let (declared, subject) = (&draft.service(subject?)?.settings, &draft.graph[subject?]);
    let is_about =
        |accepts: &SettingType| matches!(accepts, SettingType::Items(of) if of.contains(within));
    declared
        .iter()
        .filter(|setting| is_about(&setting.accepts))
        .find_map(|setting| draft.index.id(subject.settings.get(setting.key.as_str())?))
        .filter(|&ix| *within == draft.graph[ix].kind)
}

/// Adds what a need describes unless its id is taken by the same kind.
fn add<'a>(
    draft: &mut Draft<'a>,
    rule: &'a Rule,
    need: &'a Need,
    subject: Option<ElementIx>,
) -> Option<ElementIx> {
    let because = Because::Rule(rule.id.clone());
    let Some(service) = draft.catalog.service(&need.service) else {
        return add_place(draft, need, because);
    };
    let home = match (scope(draft, need), subject) {
        (Scope::Inside, Some(ix)) => Some(ix),
        (Scope::Site, Some(ix)) => draft.index.site(ix),
        (Scope::Group, Some(ix)) => draft.groups(ix).last().copied(),
        _ => None,
    };
    let home = named_box(draft, need, subject).or(home);
    let at_site = home.and_then(|home| draft.index.site(home));
    let template = need.id.as_deref().unwrap_or(own_id(service, at_site));
    let fill = |text: &str| filled_for(draft, text, subject);
    let id =
        if template.contains("{each}") { fill(template) } else { draft.scoped_id(template, home) };
    if let Some(there) = draft.index.id(&id) {
        return Some(there);
    }
    let base = home.or_else(|| device_place(draft, service, subject));
    let label = need.label.as_deref().map(fill);
    let settings = settings(draft, need, subject);
    draft.add(New { id, service, label, settings, base, because })
}

/// What lives on a device stands where the device stands.
fn device_place(
    draft: &Draft<'_>,
    service: &Service,
    subject: Option<ElementIx>,
) -> Option<ElementIx> {
    subject.filter(|_| service.lives == Lives::Device).and_then(|ix| draft.graph[ix].parent)
}

/// Settings of what is added.
fn settings(
    draft: &Draft<'_>,
    need: &Need,
    subject: Option<ElementIx>,
) -> BTreeMap<String, String> {
    let filled = |value: &String| filled_for(draft, value, subject);
    need.with.iter().map(|(key, value)| (key.clone(), filled(value))).collect()
}

/// A template with what the subject of a rule says.
fn filled_for(draft: &Draft<'_>, template: &str, subject: Option<ElementIx>) -> String {
    match subject {
        Some(ix) => filled(template, &draft.graph[ix], None, draft.catalog),
        None => template.to_owned(),
    }
}

fn add_place(draft: &mut Draft<'_>, need: &Need, because: Because) -> Option<ElementIx> {
    let place = draft.catalog.place(&need.service)?;
    let id = need.id.as_ref().unwrap_or(&place.id).clone();
    if draft.index.id(&id).is_some() || draft.is_omitted(&id, &place.id) {
        return draft.index.id(&id);
    }
    let parent = draft.home_of_place(place, &because);
    let mut element = Draft::element_of_place(place, id);
    if let Some(label) = &need.label {
        element.label = label.clone();
    }
    element.parent = parent;
    element.settings.extend(need.with.clone());
    element.because = vec![because];
    Some(draft.push(element))
}

/// Where a need may be met: as written, else by where the service lives.
fn scope(draft: &Draft<'_>, need: &Need) -> Scope {
    need.scope.unwrap_or_else(|| match draft.catalog.service(&need.service).map(|s| s.lives) {
        Some(Lives::Site | Lives::Cluster | Lives::EdgeDevice) => Scope::Site,
        Some(Lives::Cloud) => Scope::Group,
        _ => Scope::Anywhere,
    })
}

/// The options in force: what the subject, a place around it or the scenario says, else the first
/// whose condition holds.
fn decide<'a>(
    draft: &Draft<'a>,
    applied: &mut Applied,
    choice: &'a Choice,
    subject: Option<ElementIx>,
    sink: &mut Sink,
) -> Vec<&'a ChoiceOption> {
    let world = draft.world();
    let own =
        subject.and_then(|ix| draft.graph[ix].settings.get(choice.id.as_str()).map(String::as_str));
    let own = own.or_else(|| subject.and_then(|ix| world.place_setting(ix, &choice.id)));
    let written = draft.scenario.choices.get(choice.id.as_str());
    let words = own.or(written.map(|w| w.value.as_str())).unwrap_or_default();
    let option = |word: &str| choice.options.iter().find(|option| option.value == word);
    let meant: Vec<&ChoiceOption> = words.split(',').filter_map(option).collect();
    if let (None, Some(written)) = (own, written)
        && let Some(wrong) = written.value.split(',').find(|word| option(word).is_none())
        && applied.misspelled.insert(choice.id.clone())
    {
        let values: Vec<&str> = choice.options.iter().map(|o| o.value.as_str()).collect();
        let message = format!("`{wrong}` is not an option of `{}`", choice.id);
        let finding = sink.report(&codes::UNKNOWN_OPTION, written.span, message);
        if let Some(help) = did_you_mean(wrong, &values) {
            finding.help(help);
        }
    }
    if !meant.is_empty() {
        return meant;
    }
    let about = Subject { element: subject, ends: None };
    choice.options.iter().find(|option| world.holds(&option.when, about)).into_iter().collect()
}

#[cfg(test)]
mod tests;
