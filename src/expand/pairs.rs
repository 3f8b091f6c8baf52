//! Which elements a connection of the catalogue joins: the matching rules of the README.

use crate::catalog::{Connection, Matching, SettingType};
use crate::expand::draft::{Draft, common_depth};
use crate::graph::ElementIx;
use crate::survey::{SITE, chain};

/// The setting of a site that names the site it reaches the cloud through.
const UPSTREAM: &str = "upstream";

/// The elements that a connection joins to its first end, in order.
pub fn partners(draft: &Draft<'_>, known: &Connection, from: ElementIx) -> Vec<ElementIx> {
    let mut partners = if known.matching == Matching::Chain {
        next_level(draft, known, from)
    } else {
        reachable(draft, known, from)
    };
    partners.retain(|&to| to != from);
    partners.sort_unstable();
    partners.dedup();
    partners
}

fn reachable(draft: &Draft<'_>, known: &Connection, from: ElementIx) -> Vec<ElementIx> {
    let candidates = at_the_same_place(draft, &known.to, from);
    if let Some(named) = named_by(draft, from, &known.to) {
        return all_of_kinds(draft, &known.to)
            .filter(|&to| is_named(draft, &named, to))
            .filter(|&to| accepts(draft, to, from, &known.from))
            .collect();
    }
    let mut partners: Vec<_> =
        candidates.into_iter().filter(|&to| accepts(draft, to, from, &known.from)).collect();
    if known.matching == Matching::Near {
        let best = deepest(draft, from, &partners);
        partners.retain(|&to| {
            let depth = shared_groups(draft, from, to);
            let rivals = at_the_same_place(draft, &known.from, to);
            depth == best && depth == deepest(draft, to, &rivals)
        });
    }
    partners
}

/// Whether an end that names its partners by a setting names this one, or names none.
fn accepts(draft: &Draft<'_>, end: ElementIx, partner: ElementIx, kinds: &[String]) -> bool {
    named_by(draft, end, kinds).is_none_or(|named| is_named(draft, &named, partner))
}

fn all_of_kinds<'d>(
    draft: &'d Draft<'_>,
    kinds: &'d [String],
) -> impl Iterator<Item = ElementIx> + 'd {
    kinds.iter().flat_map(|kind| draft.survey.kind(kind)).copied()
}

/// Elements of some kinds that an element can talk to: those of its own site and those at none,
/// or all if it is at none itself.
fn at_the_same_place(draft: &Draft<'_>, kinds: &[String], of: ElementIx) -> Vec<ElementIx> {
    let Some(site) = draft.survey.site(of) else { return all_of_kinds(draft, kinds).collect() };
    kinds
        .iter()
        .flat_map(|kind| {
            let survey = &draft.survey;
            survey.kind_at(kind, Some(site)).iter().chain(survey.kind_at(kind, None)).copied()
        })
        .collect()
}

/// What the settings of an element name, if one of them names elements of these kinds.
fn named_by(draft: &Draft<'_>, ix: ElementIx, kinds: &[String]) -> Option<Vec<String>> {
    let element = &draft.graph[ix];
    let service = draft.catalog.service(&element.kind)?;
    let is_about = |of: &[String]| of.iter().any(|kind| kinds.contains(kind));
    let values = service.settings.iter().filter_map(|setting| match &setting.accepts {
        SettingType::Items(of) if is_about(of) => element.settings.get(&setting.key),
        _ => None,
    });
    let named: Vec<String> =
        values.flat_map(|value| value.split(',').map(|name| name.trim().to_owned())).collect();
    (!named.is_empty()).then_some(named)
}

/// Whether one of the names is the element's id or its kind.
fn is_named(draft: &Draft<'_>, names: &[String], ix: ElementIx) -> bool {
    let element = &draft.graph[ix];
    names.iter().any(|name| {
        *name == element.id
            || (draft.survey.id(name).is_none()
                && draft.catalog.service(name).is_some_and(|s| s.id == element.kind))
    })
}

/// How many groups two elements share, from the outside in.
fn shared_groups(draft: &Draft<'_>, a: ElementIx, b: ElementIx) -> usize {
    common_depth(&draft.groups(a), &draft.groups(b))
}

/// The most groups that an element shares with any of some others.
fn deepest(draft: &Draft<'_>, ix: ElementIx, among: &[ElementIx]) -> usize {
    if draft.groups(ix).is_empty() {
        return 0;
    }
    among.iter().map(|&other| shared_groups(draft, ix, other)).max().unwrap_or(0)
}

/// Partners at the site that the first end's site names as its way up, or else at the next site
/// around it.
fn next_level(draft: &Draft<'_>, known: &Connection, from: ElementIx) -> Vec<ElementIx> {
    let Some(site) = chain(&draft.graph, from).find(|&at| draft.graph[at].kind == SITE) else {
        return Vec::new();
    };
    let named = draft.graph[site].settings.get(UPSTREAM).and_then(|id| draft.survey.id(id));
    let around = || chain(&draft.graph, site).skip(1).find(|&at| draft.graph[at].kind == SITE);
    let Some(above) = named.or_else(around) else { return Vec::new() };
    let level = draft.survey.site(above);
    known.to.iter().flat_map(|kind| draft.survey.kind_at(kind, level)).copied().collect()
}
