//! Which elements a connection of the catalogue joins: the matching rules of the README.

use crate::catalog::{Connection, Lives, Matching, Service, SettingType, Text};
use crate::expand::draft::{Draft, common_depth};
use crate::graph::{ElementIx, chain};
use crate::index::{SITE, levels_above};

/// The pairs of elements that a connection of the catalogue joins, in order.
pub fn pairs(draft: &Draft<'_>, known: &Connection) -> Vec<(ElementIx, ElementIx)> {
    let (from, to) = (End::of(draft, &known.from), End::of(draft, &known.to));
    let mut pairs = Vec::new();
    if from.elements.is_empty() || to.elements.is_empty() {
        return pairs;
    }
    let mut firsts = from.elements.clone();
    firsts.sort_unstable();
    let joint = Joint { draft, known, from, to };
    for from in firsts {
        pairs.extend(joint.partners(from).into_iter().map(|to| (from, to)));
    }
    pairs
}

/// An end of a connection: its kinds and what is there of them.
struct End<'a> {
    kinds: &'a [Text],
    /// In the order of the kinds.
    elements: Vec<ElementIx>,
}

impl<'a> End<'a> {
    fn of(draft: &Draft<'a>, kinds: &'a [Text]) -> Self {
        Self {
            kinds,
            elements: kinds.iter().flat_map(|kind| draft.index.kind(kind)).copied().collect(),
        }
    }
}

/// A connection whose partners are looked for.
struct Joint<'d, 'a> {
    draft: &'d Draft<'a>,
    known: &'d Connection,
    from: End<'d>,
    to: End<'d>,
}

impl Joint<'_, '_> {
    /// The elements that the connection joins to its first end, in order.
    fn partners(&self, from: ElementIx) -> Vec<ElementIx> {
        let mut partners = if self.known.matching == Matching::Chain {
            self.next_level(from)
        } else {
            self.reachable(from)
        };
        partners.retain(|&to| to != from);
        partners.sort_unstable();
        partners.dedup();
        partners
    }

    fn reachable(&self, from: ElementIx) -> Vec<ElementIx> {
        let (draft, known) = (self.draft, self.known);
        let by_back = known.by_back();
        let accepts_back = |to: &ElementIx| {
            let named = named_by(draft, *to, &self.from, by_back);
            named.is_none_or(|named| is_named(draft, &named, from))
        };
        if let Some(named) = named_by(draft, from, &self.to, known.by.as_deref()) {
            let all = self.to.elements.iter().copied();
            return all.filter(|&to| is_named(draft, &named, to)).filter(accepts_back).collect();
        }
        let mut partners = at_the_same_place(draft, &self.to, from);
        partners.retain(|&to| is_in_the_same_box(draft, from, to));
        partners.retain(accepts_back);
        if known.matching == Matching::Near {
            let best = deepest(draft, from, &partners);
            partners.retain(|&to| {
                let depth = shared_groups(draft, from, to);
                let most_of_rivals =
                    || deepest(draft, to, &at_the_same_place(draft, &self.from, to));
                depth == best && (draft.groups(to).len() == depth || depth == most_of_rivals())
            });
        }
        partners
    }

    /// Partners on the nearest level above the first end that has any.
    fn next_level(&self, from: ElementIx) -> Vec<ElementIx> {
        let draft = self.draft;
        let partners_at = |above: ElementIx| -> Vec<ElementIx> {
            let is_site = draft.graph[above].kind == SITE;
            let is_there = |&to: &ElementIx| {
                if is_site {
                    draft.index.site(to) == Some(above)
                } else {
                    chain(&draft.graph, to).any(|at| at == above)
                }
            };
            self.to.elements.iter().copied().filter(is_there).collect()
        };
        levels_above(&draft.graph, &draft.index, from)
            .map(partners_at)
            .find(|partners| !partners.is_empty())
            .unwrap_or_default()
    }
}

/// Elements of an end that an element can talk to. What lives in the field talks to what else
/// does only within one site (or, for both, outside of all); to everything else it talks from
/// its own site or from none.
fn at_the_same_place(draft: &Draft<'_>, end: &End<'_>, of: ElementIx) -> Vec<ElementIx> {
    let index = &draft.index;
    let site = index.site(of);
    let is_local = lives_in_the_field(draft.service(of));
    if site.is_none() && !is_local {
        return end.elements.clone();
    }
    let mut there = Vec::new();
    for kind in end.kinds {
        let Some(&first) = index.kind(kind).first() else { continue };
        match site {
            _ if is_local && lives_in_the_field(draft.service(first)) => {
                there.extend_from_slice(index.kind_at(kind, site));
            }
            Some(_) => {
                there.extend_from_slice(index.kind_at(kind, site));
                there.extend_from_slice(index.kind_at(kind, None));
            }
            None => there.extend_from_slice(index.kind(kind)),
        }
    }
    there
}

/// Whether two elements that both stand in a container of one kind stand in the same one: a
/// module talks to the hub module of its own device.
fn is_in_the_same_box(draft: &Draft<'_>, a: ElementIx, b: ElementIx) -> bool {
    let box_kind = |ix: ElementIx| draft.service(ix)?.within.as_deref();
    let Some(kind) = box_kind(a).filter(|kind| box_kind(b) == Some(kind)) else { return true };
    let around =
        |ix: ElementIx| chain(&draft.graph, ix).skip(1).find(|&at| draft.graph[at].kind == kind);
    around(a) == around(b)
}

fn lives_in_the_field(service: Option<&Service>) -> bool {
    service.is_some_and(|service| !matches!(service.lives, Lives::Cloud | Lives::Tool))
}

/// What the settings of an element name, if one of them names elements of this end, else what
/// those of the containers around it name: only the setting `by` if there is one.
fn named_by<'d>(
    draft: &'d Draft<'_>,
    ix: ElementIx,
    end: &End<'_>,
    by: Option<&str>,
) -> Option<Vec<&'d str>> {
    // A gateway is named where what stands in it is meant.
    let is_in = |service: Option<&Service>, of: &[Text]| {
        let around = service.and_then(|s| s.within.as_ref().or(s.part_of.as_ref()));
        around.is_some_and(|around| of.contains(around))
    };
    chain(&draft.graph, ix).find_map(|at| {
        let is_about = |of: &[Text]| {
            end.kinds.iter().any(|kind| of.contains(kind))
                || (at == ix && end.kinds.iter().any(|kind| is_in(draft.catalog.service(kind), of)))
        };
        let settings = &draft.graph[at].settings;
        let steers = |key: &str| by.is_none_or(|by| by == key);
        let values =
            draft.service(at)?.settings.iter().filter_map(|setting| match &setting.accepts {
                SettingType::Items(of) if steers(&setting.key) => {
                    settings.get(setting.key.as_str()).filter(|_| is_about(of))
                }
                _ => None,
            });
        let named: Vec<&str> = values.flat_map(|value| value.split(',').map(str::trim)).collect();
        (!named.is_empty()).then_some(named)
    })
}

/// Whether one of the names is the id or kind of the element or of what it stands in.
fn is_named(draft: &Draft<'_>, names: &[&str], ix: ElementIx) -> bool {
    names.iter().any(|name| {
        let kind = || draft.catalog.service(name).map(|service| service.id.as_str());
        let is_it = |at: ElementIx| match draft.index.id(name) {
            Some(named) => named == at,
            None => kind() == Some(draft.graph[at].kind.as_str()),
        };
        chain(&draft.graph, ix).any(is_it)
    })
}

/// How many groups two elements share, from the outside in.
fn shared_groups(draft: &Draft<'_>, a: ElementIx, b: ElementIx) -> usize {
    common_depth(draft.groups(a), draft.groups(b))
}

/// The most groups that an element shares with any of some others.
fn deepest(draft: &Draft<'_>, ix: ElementIx, among: &[ElementIx]) -> usize {
    if draft.groups(ix).is_empty() {
        return 0;
    }
    among.iter().map(|&other| shared_groups(draft, ix, other)).max().unwrap_or(0)
}
