//! What the author wrote, as the first elements of the architecture.

use std::collections::BTreeMap;

use crate::catalog::{Lives, Service, SettingType};
use crate::diag::Spanned;
use crate::expand::draft::{Draft, New};
use crate::graph::{Because, Element, ElementIx, Lane, Shape, Status};
use crate::model::words::{humanized, kind_name, region_name};
use crate::model::{Item, Place, Section};

/// The kind of group whose ids are names.
const REGION: &str = "region";

/// Adds places, outer ones first, then devices, assets, services and own nodes in order.
pub fn plant(draft: &mut Draft<'_>) {
    let scenario = draft.scenario;
    let mut left: Vec<&Place> = scenario.places.iter().collect();
    while !left.is_empty() {
        let before = left.len();
        left.retain(|place| !plant_place(draft, place));
        // Places that hold each other were reported and cut open when names were resolved.
        if left.len() == before {
            break;
        }
    }
    let mut left: Vec<&Item> = scenario.items.iter().collect();
    while !left.is_empty() {
        let mut waiting = Vec::new();
        for (at, &item) in left.iter().enumerate() {
            if must_wait(draft, item, &left[at + 1..]) {
                waiting.push(item);
            } else {
                plant_item(draft, item);
            }
        }
        left = waiting;
    }
    for item in &scenario.items {
        plant_named(draft, item);
    }
}

/// Whether an item stands in a service that the author wrote further down: that one comes first.
fn must_wait(draft: &Draft<'_>, item: &Item, later: &[&Item]) -> bool {
    let service = draft.catalog.service(&item.kind);
    let around = service.and_then(|service| service.part_of.as_ref().or(service.within.as_ref()));
    around.is_some_and(|kind| {
        draft.index.kind(kind).is_empty() && later.iter().any(|other| *kind == other.kind)
    })
}

/// Adds a place if the one that holds it is there; whether it is done.
fn plant_place(draft: &mut Draft<'_>, place: &Place) -> bool {
    let because = Because::Written(place.span);
    let Some(kind) = draft.catalog.place(&place.kind) else { return true };
    let parent = match &place.place {
        Some(holder) => match draft.index.id(holder) {
            Some(holder) => Some(holder),
            None => return false,
        },
        None => draft.home_of_place(kind, &because),
    };
    let mut element = Draft::element_of_place(kind, place.id.clone());
    let named = if kind.id == REGION { region_name } else { humanized };
    element.label = place.label.clone().unwrap_or_else(|| named(&place.id));
    element.parent = parent;
    element.count = place.count.filter(|&count| count > 1);
    element.settings.extend(plain(&place.settings));
    element.link.clone_from(&place.link);
    element.note.clone_from(&place.note);
    element.because = vec![because];
    draft.push(element);
    true
}

fn plant_item(draft: &mut Draft<'_>, item: &Item) {
    let because = Because::Written(item.span);
    let base = item
        .place
        .as_ref()
        .and_then(|place| draft.index.id(place).or_else(|| draft.single(place, &because)));
    let ix = match draft.catalog.service(&item.kind).filter(|_| item.section != Section::Own) {
        Some(service) => {
            let named = item.section != Section::Service || !is_own_name(item, service);
            let label = item.label.clone();
            let new = New {
                id: item.id.clone(),
                service,
                label: label.or_else(|| named.then(|| humanized(&item.id))),
                settings: plain(&item.settings),
                base,
                because,
            };
            draft.add(new)
        }
        None => {
            let is_at_site = base.is_some_and(|base| draft.index.site(base).is_some());
            // What looks like a service stands where that service would.
            let service = item.icon.as_ref().and_then(|icon| draft.catalog.service(icon));
            let usual = service.map_or(Lane::Use, |service| service.lane);
            let lane = item.lane.unwrap_or(if is_at_site { Lane::Edge } else { usual });
            Some(draft.push(own_node(item, lane, base)))
        }
    };
    let Some(ix) = ix else { return };
    let element = &mut draft.graph[ix];
    element.count = item.count.filter(|&count| count > 1);
    element.link.clone_from(&item.link);
    element.note.clone_from(&item.note);
    if let Some(icon) = &item.icon {
        // A glyph may also be named by the service that has it.
        let named = draft.catalog.service(icon);
        element.icon = named.map_or_else(|| icon.clone(), |named| named.icon.clone());
    }
    if matches!(item.section, Section::Service | Section::Own) {
        draft.wanted.insert(ix);
    }
}

/// Whether a service stands under its own name, at a site or not.
fn is_own_name(item: &Item, service: &Service) -> bool {
    let name = item.id.rsplit('.').next();
    name == Some(&service.id) || name == Some(&service.key)
}

fn own_node(item: &Item, lane: Lane, base: Option<ElementIx>) -> Element {
    Element {
        id: item.id.clone(),
        kind: item.kind.clone(),
        kind_name: kind_name(&item.kind),
        label: item.label.clone().unwrap_or_else(|| humanized(&item.id)),
        shape: Shape::Node(lane),
        parent: base,
        count: None,
        settings: plain(&item.settings),
        status: Status::default(),
        icon: item.icon.clone().unwrap_or_else(|| item.kind.clone()),
        summary: String::new(),
        docs: None,
        link: None,
        note: None,
        because: vec![Because::Written(item.span)],
    }
}

/// Adds services of the cloud that a setting names by their kind and that the author did not
/// write; what lives at sites is left to the rules of the site.
fn plant_named(draft: &mut Draft<'_>, item: &Item) {
    let catalog = draft.catalog;
    let Some(service) = catalog.service(&item.kind) else { return };
    for setting in &service.settings {
        let (SettingType::Items(_), Some(value)) =
            (&setting.accepts, item.settings.get(setting.key.as_str()))
        else {
            continue;
        };
        for name in value.value.split(',').map(str::trim) {
            let named = catalog.service(name).filter(|service| {
                matches!(service.lives, Lives::Cloud | Lives::Tool)
                    && draft.index.id(name).is_none()
                    && draft.index.kind(&service.id).is_empty()
            });
            if let Some(service) = named {
                let new = New {
                    id: service.id.clone(),
                    service,
                    label: None,
                    settings: BTreeMap::new(),
                    base: None,
                    because: Because::Written(value.span),
                };
                let added = draft.add(new);
                draft.wanted.extend(added);
            }
        }
    }
}

fn plain(settings: &BTreeMap<String, Spanned<String>>) -> BTreeMap<String, String> {
    settings.iter().map(|(key, value)| (key.clone(), value.value.clone())).collect()
}
