//! Devices, assets, services, own nodes, sites and groups: names and kinds looked up.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Lives, Name, PlaceKind, Rule, Service, SettingType, is_among};
use crate::diag::suggest::{did_you_mean, nearest};
use crate::diag::{Sink, Spanned, codes};
use crate::model::{Item, Keys, Place, settings, words};
use crate::syntax::Block;
use crate::syntax::language::Section;

/// Kind of a device that says none, at the top.
const DEVICE: &str = "device";
/// Kind of a device that says none, in a site: it sends to the site's runtime.
const SITE_DEVICE: &str = "edge-connected-device";
/// Kind of place of `[sites.*]`.
const SITE: &str = "site";

/// Where an item stands, as far as its kind depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    /// In a site.
    Site,
    /// In a group or at the top.
    Elsewhere,
}

/// The id of the element that a block describes.
pub(crate) fn id(block: &Block, catalog: &Catalog) -> String {
    let name = &block.name.value;
    let name = match block.section {
        Section::Service if block.field("kind").is_none() => {
            catalog.service(name).map_or(name.as_str(), |service| match &block.holder {
                Some(holder) if holder.section == Section::Site => service.key.as_str(),
                _ => service.id.as_str(),
            })
        }
        _ => name,
    };
    match &block.holder {
        Some(holder) => format!("{}.{name}", holder.name.value),
        None => name.to_owned(),
    }
}

/// The id of the service that is written under a name, which the author may use as well.
pub(crate) fn id_of_service(name: &str, blocks: &[Block], catalog: &Catalog) -> Option<String> {
    let is_it = |other: &&Block| other.section == Section::Service && other.full_name() == name;
    blocks.iter().find(is_it).map(|block| id(block, catalog))
}

/// A site or group; none if its kind is unknown.
pub(crate) fn place(block: &Block, catalog: &Catalog, sink: &mut Sink) -> Option<Place> {
    let kind = place_kind(block, catalog, sink)?;
    let title = if block.section == Section::Site { "site" } else { &kind.id };
    Some(Place {
        id: block.name.value.clone(),
        kind: kind.id.clone(),
        label: text(block, "label"),
        count: count(block),
        place: text(block, "in"),
        settings: settings::resolve(block, title, &kind.settings, catalog, sink),
        link: text(block, "link"),
        note: text(block, "note"),
        keys: keys(block),
        span: block.span,
    })
}

fn place_kind<'a>(block: &Block, catalog: &'a Catalog, sink: &mut Sink) -> Option<&'a PlaceKind> {
    if block.section == Section::Site {
        return catalog.place(SITE);
    }
    let kind = block.text("kind")?;
    let found = catalog.place(&kind.value).filter(|place| place.group);
    if found.is_none() {
        let kinds: Vec<&str> =
            catalog.places.iter().filter(|p| p.group).map(|p| p.id.as_str()).collect();
        let message = format!("`{}` is not a kind of group", kind.value);
        let finding = sink.report(&codes::UNKNOWN_KIND, kind.span, message);
        if let Some(help) = did_you_mean(&kind.value, &kinds) {
            finding.help(help);
        }
    }
    found
}

/// A device, asset, service or own node; none if its kind is unknown.
pub(crate) fn item(block: &Block, at: Where, catalog: &Catalog, sink: &mut Sink) -> Option<Item> {
    let service = match block.section {
        Section::Node => None,
        Section::Service => Some(service(block, catalog, sink)?),
        _ => Some(thing(block, at, catalog, sink)?),
    };
    let kind = match service {
        Some(service) => service.id.clone(),
        None => text(block, "kind").unwrap_or_else(|| "node".to_owned()),
    };
    let mut settings = match service {
        Some(service) => settings::resolve(block, &kind, &service.settings, catalog, sink),
        None => BTreeMap::new(),
    };
    let name = named(block, catalog);
    for (key, value) in name.iter().flat_map(|name| &name.with) {
        let value = Spanned::new(value.clone(), block.name.span);
        settings.entry(key.clone()).or_insert(value);
    }
    let own_name = name.filter(|_| block.field("kind").is_none());
    let lane = block.text("lane").and_then(|word| words::lane(&word, sink));
    Some(Item {
        id: id(block, catalog),
        section: section(block.section),
        label: text(block, "label").or_else(|| own_name.map(|name| name.label.clone())),
        count: count(block),
        place: text(block, "in").or_else(|| holder(block)),
        lane,
        icon: text(block, "icon"),
        settings,
        link: text(block, "link"),
        note: text(block, "note"),
        keys: keys(block),
        span: block.span,
        kind,
    })
}

const fn section(section: Section) -> crate::model::Section {
    match section {
        Section::Device => crate::model::Section::Device,
        Section::Asset => crate::model::Section::Asset,
        Section::Node => crate::model::Section::Own,
        _ => crate::model::Section::Service,
    }
}

/// The name of a service with settings that a block of `[services]` uses, as its `kind` or as its
/// own name.
fn named<'a>(block: &Block, catalog: &'a Catalog) -> Option<&'a Name> {
    let word = block.text("kind").unwrap_or_else(|| block.name.clone());
    let is_service = block.section == Section::Service && catalog.service(&word.value).is_none();
    catalog.names.get(&word.value).filter(|_| is_service)
}

/// The service that a block of `[services]` means, by its `kind` or else its name.
fn service<'a>(block: &Block, catalog: &'a Catalog, sink: &mut Sink) -> Option<&'a Service> {
    let word = block.text("kind").unwrap_or_else(|| block.name.clone());
    let by_name = named(block, catalog).and_then(|name| catalog.service(&name.service));
    let found = catalog.service(&word.value).or(by_name);
    if found.is_none() {
        let message = format!("the catalogue has no service `{}`", word.value);
        let near = nearest_service(&word.value, catalog, |_| true);
        let finding = sink.report(&codes::UNKNOWN_SERVICE, word.span, message);
        finding.help(match near {
            Some(near) if block.field("kind").is_some() || block.fields.is_empty() => {
                format!("did you mean `{near}`?")
            }
            Some(near) => {
                format!("did you mean `{near}`? a name of your own needs `kind = \"{near}\"`")
            }
            None => "`maquette list services` shows all; `[nodes.NAME]` draws your own".to_owned(),
        });
    }
    found
}

/// The kind of a device or asset.
fn thing<'a>(
    block: &Block,
    at: Where,
    catalog: &'a Catalog,
    sink: &mut Sink,
) -> Option<&'a Service> {
    let Some(kind) = block.text("kind") else {
        return catalog.service(match (block.section, at) {
            (Section::Asset, _) => settings::ASSET,
            (_, Where::Site) => SITE_DEVICE,
            (_, Where::Elsewhere) => DEVICE,
        });
    };
    let found = catalog.service(&kind.value).filter(|service| is_thing(service));
    if found.is_none() {
        let message = match catalog.service(&kind.value) {
            Some(service) => format!("`{}` is not a kind of device or asset", service.id),
            None => format!("the catalogue has no kind `{}`", kind.value),
        };
        let near = nearest_service(&kind.value, catalog, is_thing);
        let finding = sink.report(&codes::UNKNOWN_KIND, kind.span, message);
        finding.help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`maquette list services` shows them: family `things`".to_owned(),
        });
    }
    found
}

fn is_thing(service: &Service) -> bool {
    matches!(service.lives, Lives::Device | Lives::Site | Lives::EdgeDevice)
}

fn nearest_service<'a>(
    word: &str,
    catalog: &'a Catalog,
    fits: fn(&Service) -> bool,
) -> Option<&'a str> {
    let fitting = || catalog.services.iter().filter(|service| fits(service));
    let names = fitting().flat_map(|service| {
        std::iter::once(&service.id).chain(&service.aliases).chain([&service.name])
    });
    let near = nearest(word, names.map(String::as_str))?;
    fitting()
        .find(|s| s.id == near || s.name == near || s.aliases.iter().any(|alias| alias == near))
        .map(|service| service.id.as_str())
}

/// Puts the site or group in front of what settings name, where the item stands with what is
/// meant: in a site `source = "camera"` is the site's own camera.
pub(crate) fn localize(items: &mut [Item], catalog: &Catalog) {
    let ids: BTreeSet<String> = items.iter().map(|item| item.id.clone()).collect();
    for item in items {
        // What is written in a site or group has the name of it in front.
        let written_in = item.id.rsplit_once('.').map(|(holder, _)| holder.to_owned());
        let (Some(place), Some(service)) =
            (written_in.or_else(|| item.place.clone()), catalog.service(&item.kind))
        else {
            continue;
        };
        let names = |key: &str| {
            service.settings.iter().any(|declared| {
                declared.key == key && matches!(declared.accepts, SettingType::Items(_))
            })
        };
        for (_, value) in item.settings.iter_mut().filter(|(key, _)| names(key)) {
            let local = |name: &str| {
                let inner = format!("{place}.{}", name.trim());
                if ids.contains(&inner) { inner } else { name.trim().to_owned() }
            };
            value.value = value.value.split(',').map(local).collect::<Vec<_>>().join(",");
        }
    }
}

/// The site or group that a block is written in.
fn holder(block: &Block) -> Option<String> {
    block.holder.as_ref().map(|holder| holder.name.value.clone())
}

/// Reports names of elements in settings that neither the scenario nor the catalogue knows.
pub(crate) fn check_setting_references(
    items: &[Item],
    places: &[Place],
    catalog: &Catalog,
    sink: &mut Sink,
) {
    let ids: Vec<&str> = items
        .iter()
        .map(|item| item.id.as_str())
        .chain(places.iter().map(|place| place.id.as_str()))
        .collect();
    let of_items = items
        .iter()
        .filter_map(|item| Some((&item.settings, &catalog.service(&item.kind)?.settings)));
    let of_places = places
        .iter()
        .filter_map(|place| Some((&place.settings, &catalog.place(&place.kind)?.settings)));
    for (written, declared) in of_items.chain(of_places) {
        for setting in declared {
            let (SettingType::Items(kinds), Some(value)) =
                (&setting.accepts, written.get(setting.key.as_str()))
            else {
                continue;
            };
            for name in value.value.split(',') {
                let is_known = ids.contains(&name) || catalog.service(name).is_some();
                if !is_known && !may_be_derived(name, &ids, catalog) {
                    let name = Spanned::new(name.to_owned(), value.span);
                    let fitting: BTreeSet<&str> = items
                        .iter()
                        .filter(|item| is_among(&item.kind, kinds))
                        .map(|item| item.id.as_str())
                        .chain(kinds.iter().map(String::as_str))
                        .collect();
                    let fitting: Vec<&str> = fitting.into_iter().collect();
                    dangling(&name, "element", &fitting, sink);
                }
            }
        }
    }
}

/// Whether the rules may derive an element of this id: one that a rule names, or a service in a
/// site or group that there is. Whether they do is known when they are done.
fn may_be_derived(name: &str, ids: &[&str], catalog: &Catalog) -> bool {
    let last = match name.rsplit_once('.') {
        Some((holder, _)) if !ids.contains(&holder) => return false,
        Some((_, last)) => last,
        None => name,
    };
    let mut needs = catalog.rules.iter().flat_map(Rule::needs);
    catalog.services.iter().any(|service| service.key == last || service.id == last)
        || needs.any(|need| need.id.as_deref() == Some(last))
}

/// Reports a name that nothing has.
pub(crate) fn dangling(name: &Spanned<String>, noun: &str, known: &[&str], sink: &mut Sink) {
    let message = format!("there is no {noun} `{}`", name.value);
    let help = sink.hint(&name.value, || known.to_vec());
    let finding = sink.report(&codes::DANGLING, name.span, message);
    match help {
        Some(help) => finding.help(help),
        None => finding.help(format!("add a {noun} of that name, or take the reference away")),
    }
}

pub(crate) fn text(block: &Block, key: &str) -> Option<String> {
    block.text(key).map(|text| text.value)
}

/// Where the keys of a block stand, each with its value.
pub(crate) fn keys(block: &Block) -> Keys {
    let fields = block.fields.iter();
    fields.map(|field| (field.key.value.clone(), field.key.span)).collect()
}

fn count(block: &Block) -> Option<u32> {
    block.integer("count").and_then(|count| u32::try_from(count).ok())
}
