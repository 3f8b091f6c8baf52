//! The old version in the ids of the new one, so that both can be compared statement by statement.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::diff::GraphDiff;
use crate::diff::renames::{names, names_elements};
use crate::graph::ArchGraph;
use crate::model::Scenario;

/// Ids of the old version that are others in the new one.
pub(super) struct NewIds<'a> {
    ids: BTreeMap<String, String>,
    catalog: &'a Catalog,
}

impl<'a> NewIds<'a> {
    pub(super) fn of(
        diff: &GraphDiff,
        old: &ArchGraph,
        new: &ArchGraph,
        catalog: &'a Catalog,
    ) -> Self {
        let pairs = old.graph.node_indices().filter_map(|o| {
            let n = diff.pairing.new_of(o)?;
            let (before, after) = (&old.graph[o].id, &new.graph[n].id);
            (before != after).then(|| (before.clone(), after.clone()))
        });
        Self { ids: pairs.collect(), catalog }
    }

    /// An old id as the new version says it.
    pub(super) fn id(&self, id: &str) -> String {
        if let Some(new) = self.ids.get(id) {
            return new.clone();
        }
        let prefix = id.match_indices('.').rev().find_map(|(dot, _)| {
            self.ids.get(&id[..dot]).map(|new| format!("{new}{}", &id[dot..]))
        });
        prefix.unwrap_or_else(|| id.to_owned())
    }

    /// The id of a connection: renamed parts between its double hyphens.
    pub(super) fn connection_id(&self, id: &str) -> String {
        let parts: Vec<String> = id.split("--").map(|part| self.id(part)).collect();
        parts.join("--")
    }

    /// The scenario in the new ids.
    pub(super) fn apply(&self, scenario: &Scenario) -> Scenario {
        let mut renamed = scenario.clone();
        if self.ids.is_empty() {
            return renamed;
        }
        let id = |id: &mut String| *id = self.id(id);
        let list = |kind: &str, key: &str, text: &mut String| {
            if names_elements(self.catalog, kind, key) {
                let ids: Vec<String> = names(text).map(|one| self.id(one)).collect();
                *text = ids.join(",");
            }
        };
        for place in &mut renamed.places {
            id(&mut place.id);
            place.place.as_mut().map(id);
            let kind = &place.kind;
            place.settings.iter_mut().for_each(|(key, value)| list(kind, key, &mut value.value));
        }
        for item in &mut renamed.items {
            id(&mut item.id);
            item.place.as_mut().map(id);
            let kind = &item.kind;
            item.settings.iter_mut().for_each(|(key, value)| list(kind, key, &mut value.value));
        }
        for link in &mut renamed.links {
            id(&mut link.from.value);
            id(&mut link.to.value);
        }
        for change in &mut renamed.overrides {
            id(&mut change.target.value);
        }
        renamed
    }
}
