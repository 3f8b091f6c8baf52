//! Kinds that would stand in themselves: whoever looks for what is around them never ends.

use std::collections::{BTreeMap, BTreeSet};

use super::Catalog;

/// One circle of each group of kinds that stand in each other: `a`, `b`, and `a` again.
pub fn circles(catalog: &Catalog) -> Vec<Vec<String>> {
    let around = around(catalog);
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for start in around.keys() {
        let mut way: Vec<&str> = Vec::new();
        let mut at: &str = start;
        while !done.contains(at) {
            if let Some(first) = way.iter().position(|&kind| kind == at) {
                let circle = way[first..].iter().chain([&at]);
                found.push(circle.map(|&kind| kind.to_owned()).collect());
                break;
            }
            way.push(at);
            match around.get(at) {
                Some(next) => at = next,
                None => break,
            }
        }
        done.extend(way);
    }
    found
}

/// What each kind stands in, if it is not the author who says it.
fn around(catalog: &Catalog) -> BTreeMap<String, String> {
    let holder = |service: &super::Service| {
        let place = catalog.places.iter().find(|place| place.holds.contains(&service.lives));
        place.map(|place| place.id.clone())
    };
    let mut around = BTreeMap::new();
    for place in &catalog.places {
        if let Some(within) = &place.within {
            around.insert(place.id.clone(), within.clone());
        }
    }
    for service in &catalog.services {
        let named = service.part_of.as_ref().or(service.within.as_ref());
        if let Some(kind) = named.cloned().or_else(|| holder(service)) {
            around.insert(service.id.clone(), kind);
        }
    }
    around
}
