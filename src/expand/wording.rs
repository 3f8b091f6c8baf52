//! Words for people and ids from ids, kinds and templates.

use crate::catalog::{self, Catalog};
use crate::graph::Element;

/// A label as part of an id: `device twin (desired, reported)` is `device-twin-desired-reported`.
pub fn slug(label: &str) -> String {
    let mut slug = String::new();
    for letter in label.chars() {
        if letter.is_alphanumeric() {
            slug.extend(letter.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// A template with `{each}`, `{setting.KEY}` and `{to.KEY}` filled in from a subject and, for
/// connections, the last end; values of settings by their names for people.
pub fn filled(
    template: &str,
    subject: &Element,
    to: Option<&Element>,
    catalog: &Catalog,
) -> String {
    catalog::filled(template, |name| match (name.split_once('.'), to) {
        (None, _) if name == "each" => subject.id.clone(),
        (None, _) if name == "label" => subject.label.clone(),
        (Some(("setting", key)), _) => setting(subject, key, catalog).to_owned(),
        (Some(("to", key)), Some(to)) => setting(to, key, catalog).to_owned(),
        _ => name.to_owned(),
    })
}

fn setting<'a>(element: &'a Element, key: &str, catalog: &'a Catalog) -> &'a str {
    let value = element.settings.get(key).map_or("", String::as_str);
    let declared = catalog.service(&element.kind).and_then(|service| service.setting(key));
    declared.map_or(value, |setting| setting.name_of(value))
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn labels_become_parts_of_ids() {
        assert_eq!(slug("device twin (desired, reported)"), "device-twin-desired-reported");
        assert_eq!(slug("  "), "");
    }
}
