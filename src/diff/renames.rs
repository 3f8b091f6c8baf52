//! Which ids are others, and what follows from that alone: `munich.broker` becomes
//! `berlin.broker` with its site, and a setting that names the site changes with it.

use std::collections::{BTreeMap, BTreeSet};

use super::attributes::Attribute;
use super::pairing::{Pairing, local};
use crate::catalog::{Catalog, SettingType};
use crate::graph::{ArchGraph, Element, ElementIx};

/// Ids that are another, and what follows from that alone.
pub(super) struct Renames<'a> {
    /// Old elements whose rename is reported; others follow from these.
    pub(super) reported: Vec<ElementIx>,
    ids: BTreeMap<String, String>,
    catalog: &'a Catalog,
}

impl<'a> Renames<'a> {
    pub(super) fn of(
        old: &ArchGraph,
        new: &ArchGraph,
        pairing: &Pairing,
        catalog: &'a Catalog,
    ) -> Self {
        let mut renames = Self { reported: Vec::new(), ids: BTreeMap::new(), catalog };
        // The shortest ids first: what bears them follows.
        let mut pairs: Vec<(ElementIx, ElementIx)> =
            old.graph.node_indices().filter_map(|o| Some((o, pairing.new_of(o)?))).collect();
        pairs.retain(|&(o, n)| old.graph[o].id != new.graph[n].id);
        pairs.sort_by_key(|&(o, _)| old.graph[o].id.len());
        for (o, n) in pairs {
            let (before, after) = (&old.graph[o], &new.graph[n]);
            let is_moved = !pairing.same_place(before.parent, after.parent);
            let follows = renames.explain_id(&before.id, &after.id)
                || (is_moved && same_name(&before.id, &after.id));
            renames.ids.insert(before.id.clone(), after.id.clone());
            if !follows {
                renames.reported.push(o);
            }
        }
        renames.reported.sort();
        renames
    }

    /// Whether the new id is the old one with renamed parts in it.
    fn explain_id(&self, before: &str, after: &str) -> bool {
        before == after
            || self.ids.iter().any(|(from, to)| {
                before.match_indices(from.as_str()).any(|(at, _)| {
                    let (head, tail) = (&before[..at], &before[at + from.len()..]);
                    is_border(head.chars().next_back())
                        && is_border(tail.chars().next())
                        && after == format!("{head}{to}{tail}")
                })
            })
    }

    /// Whether a setting that names elements names the same ones, by their new ids.
    pub(super) fn explain_setting(
        &self,
        of: &Element,
        attribute: &Attribute,
        (before, after): (&Option<String>, &Option<String>),
    ) -> bool {
        let (Attribute::Setting(key), Some(before), Some(after)) = (attribute, before, after)
        else {
            return false;
        };
        let renamed = |id| self.ids.get(id).map_or(id, String::as_str);
        // The order of a list says nothing.
        let before: BTreeSet<&str> = names(before).map(renamed).collect();
        names_elements(self.catalog, &of.kind, key) && before == names(after).collect()
    }
}

/// Whether a setting holds ids of elements.
pub(super) fn names_elements(catalog: &Catalog, kind: &str, key: &str) -> bool {
    let of_service = catalog.service(kind).map(|service| &service.settings);
    let declared = of_service.or_else(|| catalog.place(kind).map(|place| &place.settings));
    declared
        .into_iter()
        .flatten()
        .any(|setting| setting.key == key && matches!(setting.accepts, SettingType::Items(_)))
}

/// The ids in a list of them.
pub(super) fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

fn is_border(letter: Option<char>) -> bool {
    letter.is_none_or(|letter| !letter.is_alphanumeric())
}

/// Whether two ids differ only in the container that they are prefixed with.
fn same_name(before: &str, after: &str) -> bool {
    local(before) == local(after)
}

#[cfg(test)]
mod tests {
    use super::{is_border, names, names_elements};
    use crate::catalog::Catalog;

    #[test]
    fn a_list_of_ids_is_read_whatever_its_blanks() {
        assert_eq!(names("hub, hub-2 ,store").collect::<Vec<_>>(), ["hub", "hub-2", "store"]);
    }

    #[test]
    fn only_a_list_of_elements_names_elements() {
        let names = |kind, key| names_elements(Catalog::built_in(), kind, key);
        assert!(names("device", "hub"));
        assert!(!names("device", "protocol"), "a word");
        assert!(!names("device", "no-such-key") && !names("no-such-kind", "hub"));
    }

    #[test]
    fn ids_end_at_points_and_dashes() {
        assert!([None, Some('.'), Some('-')].into_iter().all(is_border));
        assert!(!is_border(Some('a')) && !is_border(Some('7')));
    }
}
