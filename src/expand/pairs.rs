//! Which elements a connection of the catalogue joins: the matching rules of the README.

use crate::catalog::{Connection, Lives, Matching, Service, SettingType};
use crate::expand::draft::{Draft, common_depth};
use crate::graph::{ElementIx, chain};
use crate::index::{SITE, levels_above};

/// The pairs of elements that a connection of the catalogue joins, in order; with more than `most`
/// of them the first, more than that.
pub fn pairs(draft: &Draft<'_>, known: &Connection, most: usize) -> Vec<(ElementIx, ElementIx)> {
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
        if pairs.len() > most {
            break;
        }
    }
    pairs
}

/// An end of a connection: its kinds and what is there of them.
struct End<'a> {
    kinds: &'a [String],
    /// In the order of the kinds.
    elements: Vec<ElementIx>,
}

impl<'a> End<'a> {
    fn of(draft: &Draft<'a>, kinds: &'a [String]) -> Self {
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
            if draft.graph[above].kind == SITE {
                let at_site =
                    |kind: &String| draft.index.kind_at(kind, Some(above)).iter().copied();
                return self.to.kinds.iter().flat_map(at_site).collect();
            }
            let is_of = |&to: &ElementIx| self.to.kinds.contains(&draft.graph[to].kind);
            draft.index.with_content(above).into_iter().filter(is_of).collect()
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
    let is_in = |service: Option<&Service>, of: &[String]| {
        let around = service.and_then(|s| s.within.as_ref().or(s.part_of.as_ref()));
        around.is_some_and(|around| of.contains(around))
    };
    chain(&draft.graph, ix).find_map(|at| {
        let is_about = |of: &[String]| {
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

#[cfg(test)]
mod tests {
    use super::pairs;
    use crate::expand::testing::{Ground, named};

    /// What a connection with these keys joins among elements, one a line.
    fn joined(keys: &str, elements: &[&str]) -> Vec<String> {
        let entry = format!(
            "[[connection]]\nid = \"C\"\nflow = \"data\"\nlabel = \"x\"\nneed = \"required\"\n{keys}"
        );
        let ground = Ground::new(&entry, "");
        let draft = ground.draft(elements);
        named(&draft, &pairs(&draft, ground.connection(), usize::MAX))
    }

    const TO_HUB: &str = "from = 'sensor'\nto = 'hub'";
    const TO_GATEWAY: &str = "from = 'sensor'\nto = 'gateway'";
    const TO_STORE: &str = "from = 'hub'\nto = 'store'";
    const TO_DESK: &str = "from = 'sensor'\nto = 'desk'";

    #[test]
    fn all_that_is_near_is_joined_in_order() {
        let all = ["s1 > h1", "s1 > h2", "s2 > h1", "s2 > h2"];
        assert_eq!(joined(TO_HUB, &["s1 sensor", "h1 hub", "h2 hub", "s2 sensor"]), all);
        // Not the order of the kinds in the catalogue, but that of the elements.
        let kinds = "from = ['module', 'sensor']\nto = ['store', 'hub']";
        let elements = ["s sensor", "m module", "h hub", "t store"];
        assert_eq!(joined(kinds, &elements), ["s > h", "s > t", "m > h", "m > t"]);
    }

    #[test]
    fn nothing_is_joined_to_itself() {
        let peers = "from = 'gateway'\nto = 'gateway'";
        assert_eq!(joined(peers, &["a gateway", "b gateway"]), ["a > b", "b > a"]);
    }

    #[test]
    fn what_a_setting_names_is_the_only_partner() {
        let elements = ["h1 hub", "h2 hub", "s1 sensor hub=h2", "s2 sensor"];
        assert_eq!(joined(TO_HUB, &elements), ["s1 > h2", "s2 > h1", "s2 > h2"]);
    }

    #[test]
    fn a_setting_may_name_several_or_a_kind() {
        let hubs = ["h1 hub", "h2 hub", "h3 hub"];
        let with = |sensor| joined(TO_HUB, &[&hubs[..], &[sensor]].concat());
        assert_eq!(with("s sensor hub=h1,h3"), ["s > h1", "s > h3"]);
        assert_eq!(with("s sensor hub=center"), ["s > h1", "s > h2", "s > h3"]);
        // An id comes before a kind of the same name.
        let elements = ["h1 hub", "hub hub", "s sensor hub=hub"];
        assert_eq!(joined(TO_HUB, &elements), ["s > hub"]);
    }

    #[test]
    fn the_last_end_may_name_the_first() {
        let elements = ["h1 hub", "h2 hub", "t1 store source=h1", "t2 store"];
        assert_eq!(joined(TO_STORE, &elements), ["h1 > t1", "h1 > t2", "h2 > t2"]);
    }

    #[test]
    fn what_both_ends_name_must_agree() {
        let elements = ["s1 sensor hub=h1", "s2 sensor hub=h2", "h1 hub only=s2", "h2 hub only=s2"];
        assert_eq!(joined(TO_HUB, &elements), ["s2 > h2"]);
    }

    #[test]
    fn the_container_speaks_for_what_says_nothing_itself() {
        let keys = "from = 'module'\nto = 'hub'";
        let elements = ["h1 hub", "h2 hub", "b box hub=h1", "m module in b"];
        assert_eq!(joined(keys, &elements), ["m > h1"]);
        let own = ["h1 hub", "h2 hub", "b box hub=h1", "s sensor in b hub=h2"];
        assert_eq!(joined(TO_HUB, &own), ["s > h2"], "its own word comes first");
    }

    #[test]
    fn with_by_only_that_setting_steers() {
        let keys = format!("{TO_HUB}\nby = 'spare'");
        let elements = ["h1 hub", "h2 hub", "s1 sensor hub=h1 spare=h2", "s2 sensor hub=h1"];
        assert_eq!(joined(&keys, &elements), ["s1 > h2", "s2 > h1", "s2 > h2"]);
    }

    #[test]
    fn settings_about_other_kinds_do_not_steer() {
        let elements = ["a site", "g1 gateway in a", "h hub", "s sensor in a hub=h reader=poller"];
        assert_eq!(joined(TO_GATEWAY, &elements), ["s > g1"]);
    }

    #[test]
    fn a_container_is_named_where_its_content_is_meant() {
        let keys = "from = 'sensor'\nto = 'module'";
        let boxes = ["a site", "b1 box in a", "b2 box in a", "m1 module in b1", "m2 module in b2"];
        let with = |sensor| joined(keys, &[&boxes[..], &[sensor]].concat());
        assert_eq!(with("s sensor in a box=b2"), ["s > m2"]);
        assert_eq!(with("s sensor in a"), ["s > m1", "s > m2"]);
    }

    #[test]
    fn a_child_names_its_parent_and_not_the_other_way_round() {
        let keys = "from = 'gateway'\nto = 'gateway'";
        let elements = ["a gateway", "b gateway parent=a", "c gateway parent=a"];
        let lines = joined(keys, &elements);
        assert!(lines.contains(&"b > a".to_owned()) && lines.contains(&"c > a".to_owned()));
        assert!(!lines.contains(&"b > c".to_owned()), "{lines:?}");
        assert!(lines.contains(&"a > b".to_owned()), "what `b` names binds `b` only: {lines:?}");
    }

    #[test]
    fn the_field_talks_within_its_site() {
        let elements = [
            "a site",
            "b site",
            "a.s sensor in a",
            "b.s sensor in b",
            "s sensor",
            "a.g gateway in a",
            "b.g gateway in b",
            "g gateway",
        ];
        assert_eq!(joined(TO_GATEWAY, &elements), ["a.s > a.g", "b.s > b.g", "s > g"]);
    }

    #[test]
    fn a_line_in_a_factory_is_served_by_the_runtime_of_the_factory() {
        let elements = [
            "factory site runtime=any",
            "line site in factory",
            "island site in factory runtime=any",
            "s1 sensor in line",
            "s2 sensor in island",
            "g gateway in factory",
        ];
        assert_eq!(joined(TO_GATEWAY, &elements), ["s1 > g"]);
    }

    #[test]
    fn what_lives_elsewhere_is_talked_to_from_its_site_or_from_everywhere() {
        let elements = [
            "a site",
            "b site",
            "a.s sensor in a",
            "s sensor",
            "a.d desk in a",
            "b.d desk in b",
            "d desk",
        ];
        let lines = ["a.s > a.d", "a.s > d", "s > a.d", "s > b.d", "s > d"];
        assert_eq!(joined(TO_DESK, &elements), lines);
        let back = ["a site", "b site", "h hub", "a.g gateway in a", "b.g gateway in b"];
        assert_eq!(joined("from = 'hub'\nto = 'gateway'", &back), ["h > a.g", "h > b.g"]);
    }

    #[test]
    fn modules_talk_over_the_bus_of_their_own_box() {
        let keys = "from = 'module'\nto = 'bus'";
        let elements = [
            "a site",
            "x box in a",
            "y box in a",
            "x.m module in x",
            "y.m module in y",
            "x.b bus in x",
            "y.b bus in y",
        ];
        assert_eq!(joined(keys, &elements), ["x.m > x.b", "y.m > y.b"]);
        // What stands in no such container is not bound to one.
        let with = [&elements[..], &["g gateway in a"]].concat();
        let out = joined("from = 'gateway'\nto = 'bus'", &with);
        assert_eq!(out, ["g > x.b", "g > y.b"]);
    }

    #[test]
    fn each_group_keeps_to_itself() {
        let elements = [
            "w region",
            "e region",
            "w.h hub in w",
            "e.h hub in e",
            "w.t store in w",
            "e.t store in e",
        ];
        assert_eq!(joined(TO_STORE, &elements), ["w.h > w.t", "e.h > e.t"]);
        let all = joined(&format!("{TO_STORE}\nmatch = 'all'"), &elements);
        assert_eq!(all.len(), 4, "`all` joins groups with each other: {all:?}");
    }

    #[test]
    fn the_deepest_common_group_counts_from_either_end() {
        let elements = [
            "w region",
            "z zone in w",
            "h1 hub in z",
            "h2 hub in w",
            "t1 store in z",
            "t2 store in w",
        ];
        // `h2` shares no more with `t1` than with `t2`, but `t1` has a hub of its own.
        assert_eq!(joined(TO_STORE, &elements), ["h1 > t1", "h2 > t2"]);
    }

    #[test]
    fn what_stands_in_no_group_serves_those_that_have_none() {
        let elements = ["w region", "h hub", "w.h hub in w", "t store", "w.t store in w"];
        assert_eq!(joined(TO_STORE, &elements), ["h > t", "w.h > w.t"]);
        let shared = ["w region", "e region", "w.h hub in w", "e.h hub in e", "t store"];
        assert_eq!(joined(TO_STORE, &shared), ["w.h > t", "e.h > t"]);
    }

    #[test]
    fn a_chain_joins_the_nearest_level_above() {
        let keys = "from = 'gateway'\nto = 'gateway'\nmatch = 'chain'";
        let elements = [
            "plant site runtime=any",
            "hall site in plant runtime=any",
            "cell site in hall runtime=any",
            "plant.g gateway in plant",
            "hall.g gateway in hall",
            "cell.g gateway in cell",
        ];
        assert_eq!(joined(keys, &elements), ["hall.g > plant.g", "cell.g > hall.g"]);
        let without: Vec<&str> =
            elements.into_iter().filter(|e| !e.starts_with("hall.g")).collect();
        assert_eq!(joined(keys, &without), ["cell.g > plant.g"], "a level without one is passed");
    }

    #[test]
    fn a_chain_follows_the_site_that_upstream_names() {
        let keys = "from = 'gateway'\nto = 'gateway'\nmatch = 'chain'";
        let elements = [
            "office site",
            "plant site upstream=office",
            "yard site",
            "yard.g gateway in yard",
            "office.g gateway in office",
            "plant.g gateway in plant",
        ];
        assert_eq!(joined(keys, &elements), ["plant.g > office.g"]);
    }

    #[test]
    fn a_chain_does_not_pass_by_what_is_named() {
        let keys = "from = 'gateway'\nto = 'gateway'\nmatch = 'chain'";
        let elements = [
            "office site",
            "estate site",
            "plant site in estate upstream=office",
            "estate.g gateway in estate",
            "plant.g gateway in plant",
        ];
        assert_eq!(joined(keys, &elements), Vec::<String>::new());
    }

    #[test]
    fn a_chain_follows_the_box_that_parent_names() {
        let keys = "from = 'module'\nto = 'module'\nmatch = 'chain'";
        let elements = [
            "a site",
            "top box in a",
            "low box in a parent=top",
            "top.m module in top",
            "low.m module in low",
        ];
        assert_eq!(joined(keys, &elements), ["low.m > top.m"]);
    }
}
