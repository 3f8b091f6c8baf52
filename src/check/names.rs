//! Settings that name elements which the rules could have derived, and did not.

use std::collections::BTreeMap;

use crate::catalog::{Setting, SettingType};
use crate::diag::{Sink, Spanned, codes};
use crate::evaluate::World;

/// Reports names in settings that no element of the architecture has.
pub fn check(world: &World<'_>, sink: &mut Sink) {
    for item in &world.scenario.items {
        if let Some(service) = world.catalog.service(&item.kind) {
            check_settings(world, &item.settings, &service.settings, sink);
        }
    }
    for place in &world.scenario.places {
        if let Some(kind) = world.catalog.place(&place.kind) {
            check_settings(world, &place.settings, &kind.settings, sink);
        }
    }
}

fn check_settings(
    world: &World<'_>,
    written: &BTreeMap<String, Spanned<String>>,
    declared: &[Setting],
    sink: &mut Sink,
) {
    let names = declared.iter().filter(|one| matches!(one.accepts, SettingType::Items(_)));
    for value in names.filter_map(|setting| written.get(setting.key.as_str())) {
        for name in value.value.split(',').map(str::trim) {
            if world.index.id(name).is_some() || world.catalog.service(name).is_some() {
                continue;
            }
            let message = format!("the architecture has no element `{name}`");
            let help = sink
                .hint(name, || world.index.ids())
                .unwrap_or_else(|| "`maquette render -f txt -o -` lists what there is".to_owned());
            sink.report(&codes::DANGLING, value.span, message).help(help);
        }
    }
}
