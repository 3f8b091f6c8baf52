//! What is written at a site and cannot stand there.

use crate::catalog::{Service, SettingType};
use crate::diag::{Sink, codes};
use crate::expand::draft::Draft;
use crate::graph::ElementIx;
use crate::model::Item;

/// Reports services of the cloud that are written in a site.
pub fn report(draft: &Draft<'_>, sink: &mut Sink) {
    for item in &draft.scenario.items {
        let base = item.place.as_ref().and_then(|place| draft.index.id(place));
        let Some(site) = base.and_then(|base| draft.index.site(base)) else { continue };
        let service = draft.catalog.service(&item.kind);
        let (Some(service), Some(ix)) = (service, draft.index.id(&item.id)) else { continue };
        if draft.index.site(ix).is_none() {
            report_item(draft, item, service, (ix, site), sink);
        }
    }
}

fn report_item(
    draft: &Draft<'_>,
    item: &Item,
    service: &Service,
    (ix, site): (ElementIx, ElementIx),
    sink: &mut Sink,
) {
    let site_id = &draft.graph[site].id;
    let around = draft.graph[ix].parent.map(|around| draft.graph[around].label.as_str());
    let message = match around {
        Some(around) => format!("`{}` stands in {around}, not in `{site_id}`", item.id),
        None => format!("`{}` does not stand in `{site_id}`", item.id),
    };
    let help = match local_form(draft, service, site) {
        Some(local) => format!("for one that runs at the site write `{local}`"),
        None => format!("write it outside of `{site_id}`"),
    };
    sink.report(&codes::MISPLACED, item.span, message).help(help);
}

/// What runs at a site in the place of a service of the cloud: `edge-module (module = functions)`.
fn local_form(draft: &Draft<'_>, service: &Service, site: ElementIx) -> Option<String> {
    let catalog = draft.catalog;
    let at_site = catalog.services.iter().filter(|local| {
        let within = local.within.as_deref();
        within.is_some_and(|kind| !draft.index.kind_at(kind, Some(site)).is_empty())
    });
    let mut forms = at_site.flat_map(|local| local.settings.iter().map(move |s| (local, s)));
    forms.find_map(|(local, setting)| match &setting.accepts {
        SettingType::Word(words) if words.contains(&service.id) => {
            Some(format!("{} ({} = {})", local.id, setting.key, service.id))
        }
        _ => None,
    })
}
