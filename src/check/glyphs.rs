//! Own nodes that ask for a glyph by a name that none has, and would be drawn as a plain service.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::diag::suggest::nearest;
use crate::diag::{Sink, codes};
use crate::icons::GLYPHS;
use crate::model::Scenario;

/// Reports each `icon` that is neither a glyph nor a service of the catalogue.
pub fn check(scenario: &Scenario, catalog: &Catalog, sink: &mut Sink) {
    let is_glyph = |name: &str| GLYPHS.iter().any(|(glyph, _)| *glyph == name);
    for item in &scenario.items {
        let Some(icon) = item.icon.as_deref() else { continue };
        if is_glyph(icon) || catalog.service(icon).is_some() {
            continue;
        }
        let services = catalog.services.iter().map(|service| service.id.as_str());
        let known: BTreeSet<&str> = GLYPHS.iter().map(|(name, _)| *name).chain(services).collect();
        let message = format!("`{}` asks for the glyph `{icon}`, which there is not", item.id);
        let help = match nearest(icon, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "use the id of a service (`maquette list services`), or a plain word such as \
                     `database`, `vehicle` or `sensor`"
                .to_owned(),
        };
        sink.report(&codes::UNKNOWN_GLYPH, item.span, message).help(help);
    }
}
