//! Which elements a connection of the catalogue joins: the matching rules of the README.

use crate::catalog::{Connection, Lives, Matching, SettingType};
use crate::expand::draft::{Draft, common_depth};
use crate::graph::ElementIx;
use crate::survey::{SITE, chain, levels_above};

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
    let accepts_back = |to: &ElementIx| {
        let named = named_by(draft, *to, &known.from, known.by_back());
        named.is_none_or(|named| is_named(draft, &named, from))
    };
    if let Some(named) = named_by(draft, from, &known.to, known.by.as_deref()) {
        return all_of_kinds(draft, &known.to)
            .filter(|&to| is_named(draft, &named, to))
            .filter(accepts_back)
            .collect();
    }
    let candidates = at_the_same_place(draft, &known.to, from);
    let mut partners: Vec<_> = candidates
        .into_iter()
        .filter(|&to| is_in_the_same_box(draft, from, to))
        .filter(accepts_back)
        .collect();
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

fn all_of_kinds<'d>(
    draft: &'d Draft<'_>,
    kinds: &'d [String],
) -> impl Iterator<Item = ElementIx> + 'd {
    kinds.iter().flat_map(|kind| draft.survey.kind(kind)).copied()
}

/// Elements of some kinds that an element can talk to. What lives in the field talks to what else
/// does only within one site (or, for both, outside of all); to everything else it talks from
/// its own site or from none.
fn at_the_same_place(draft: &Draft<'_>, kinds: &[String], of: ElementIx) -> Vec<ElementIx> {
    let survey = &draft.survey;
    let site = survey.site(of);
    let is_local = lives_in_the_field(draft, &draft.graph[of].kind);
    kinds
        .iter()
        .flat_map(|kind| match site {
            _ if is_local && lives_in_the_field(draft, kind) => survey.kind_at(kind, site).to_vec(),
            Some(_) => [survey.kind_at(kind, site), survey.kind_at(kind, None)].concat(),
            None => survey.kind(kind).to_vec(),
        })
        .collect()
}

/// Whether two elements that both stand in a container of one kind stand in the same one: a
/// module talks to the hub module of its own device.
fn is_in_the_same_box(draft: &Draft<'_>, a: ElementIx, b: ElementIx) -> bool {
    let box_kind = |ix: ElementIx| draft.catalog.service(&draft.graph[ix].kind)?.within.as_deref();
    let Some(kind) = box_kind(a).filter(|kind| box_kind(b) == Some(kind)) else { return true };
    let around =
        |ix: ElementIx| chain(&draft.graph, ix).skip(1).find(|&at| draft.graph[at].kind == kind);
    around(a) == around(b)
}

fn lives_in_the_field(draft: &Draft<'_>, kind: &str) -> bool {
    draft
        .catalog
        .service(kind)
        .is_some_and(|service| !matches!(service.lives, Lives::Cloud | Lives::Tool))
}

/// What the settings of an element name, if one of them names elements of these kinds, else what
/// those of the containers around it name: only the setting `by` if there is one.
fn named_by(
    draft: &Draft<'_>,
    ix: ElementIx,
    kinds: &[String],
    by: Option<&str>,
) -> Option<Vec<String>> {
    // A gateway is named where what stands in it is meant.
    let within = |kind: &String| {
        draft.catalog.service(kind).and_then(|s| s.within.as_ref().or(s.part_of.as_ref()))
    };
    chain(&draft.graph, ix).find_map(|at| {
        let is_about = |of: &[String]| {
            kinds.iter().any(|kind| {
                of.contains(kind) || (at == ix && within(kind).is_some_and(|w| of.contains(w)))
            })
        };
        let element = &draft.graph[at];
        let service = draft.catalog.service(&element.kind)?;
        let steers = |key: &str| by.is_none_or(|by| by == key);
        let values = service.settings.iter().filter_map(|setting| match &setting.accepts {
            SettingType::Items(of) if steers(&setting.key) => {
                element.settings.get(&setting.key).filter(|_| is_about(of))
            }
            _ => None,
        });
        let named: Vec<String> =
            values.flat_map(|value| value.split(',').map(|name| name.trim().to_owned())).collect();
        (!named.is_empty()).then_some(named)
    })
}

/// Whether one of the names is the id or kind of the element or of what it stands in.
fn is_named(draft: &Draft<'_>, names: &[String], ix: ElementIx) -> bool {
    names.iter().any(|name| {
        let kind = || draft.catalog.service(name).map(|service| service.id.as_str());
        let is_it = |at: ElementIx| match draft.survey.id(name) {
            Some(named) => named == at,
            None => kind() == Some(draft.graph[at].kind.as_str()),
        };
        chain(&draft.graph, ix).any(is_it)
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

/// Partners on the nearest level above the first end that has any.
fn next_level(draft: &Draft<'_>, known: &Connection, from: ElementIx) -> Vec<ElementIx> {
    let partners_at = |above: ElementIx| -> Vec<ElementIx> {
        let is_site = draft.graph[above].kind == SITE;
        let is_there = |&to: &ElementIx| {
            if is_site {
                draft.survey.site(to) == Some(above)
            } else {
                chain(&draft.graph, to).any(|at| at == above)
            }
        };
        all_of_kinds(draft, &known.to).filter(is_there).collect()
    };
    levels_above(&draft.graph, &draft.survey, from)
        .map(partners_at)
        .find(|partners| !partners.is_empty())
        .unwrap_or_default()
}
