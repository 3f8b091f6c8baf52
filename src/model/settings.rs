//! Settings: what the author wrote against what the catalogue declares.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Lives, Service, Setting, SettingType, is_among};
use crate::diag::suggest::{did_you_mean, nearest, one_of};
use crate::diag::{Sink, Spanned, codes};
use crate::syntax::language::{MISPLACED, Section, is_key_of_the_top};
use crate::syntax::{Block, Field, RawValue};

/// The kind of an asset that says none.
pub(crate) const ASSET: &str = "asset";

/// The settings of a block as text, by key; those that its kind does not declare or accept are
/// reported and left out.
pub(crate) fn resolve(
    block: &Block,
    kind: &str,
    declared: &[Setting],
    catalog: &Catalog,
    sink: &mut Sink,
) -> BTreeMap<String, Spanned<String>> {
    let mut settings = BTreeMap::new();
    for field in block.settings() {
        let Some(setting) = declared.iter().find(|setting| setting.key == field.key.value) else {
            let message = format!("`{kind}` has no setting `{}`", field.key.value);
            let help = way_out(block, declared, field, catalog).or_else(|| {
                let is_service = catalog.service(kind).is_some();
                is_service.then(|| format!("`maquette explain {kind}` lists what it takes"))
            });
            let finding = sink.report(&codes::UNKNOWN_SETTING, field.key.span, message);
            if let Some(help) = help {
                finding.help(help);
            }
            continue;
        };
        match accepted(&setting.accepts, &field.value.value) {
            Ok(text) => {
                settings.insert(setting.key.clone(), Spanned::new(text, field.value.span));
            }
            Err(help) => {
                let help = of_assets(block, field, catalog).unwrap_or(help);
                let message = format!("`{}` does not accept this value", setting.key);
                sink.report(&codes::BAD_SETTING, field.value.span, message).help(help);
            }
        }
    }
    settings
}

/// What to write instead of a value of a device that only assets have.
fn of_assets(block: &Block, field: &Field, catalog: &Catalog) -> Option<String> {
    let setting = catalog.service(ASSET)?.setting(&field.key.value)?;
    let value = accepted(&setting.accepts, &field.value.value).ok()?;
    let (name, key) = (&block.name.value, &field.key.value);
    (block.section == Section::Device).then(|| {
        format!(
            "only assets have it: write it under `assets` of a site, `\"{name} ({key} = {value})\"`"
        )
    })
}

/// What to write instead of a setting that a kind does not have.
fn way_out(
    block: &Block,
    declared: &[Setting],
    field: &Field,
    catalog: &Catalog,
) -> Option<String> {
    let key = field.key.value.as_str();
    if is_key_of_the_top(key) {
        return Some(MISPLACED.to_owned());
    }
    let keys = block.section.info().keys.iter().map(|info| info.key);
    let inner = block.section.inner().iter().map(|inner| inner.info().table);
    let known: BTreeSet<&str> =
        declared.iter().map(|s| s.key.as_str()).chain(keys).chain(inner).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let of_services = || (block.section == Section::Site).then(|| of_services(key, catalog))?;
    match nearest(key, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => of_services().or_else(|| did_you_mean(key, &known)),
    }
}

/// Which services of a site take what was written on the site itself.
fn of_services(key: &str, catalog: &Catalog) -> Option<String> {
    let one = key.strip_suffix('s').unwrap_or(key);
    if let Some(service) = catalog.service(one).or_else(|| catalog.service(key)) {
        return Some(format!(
            "that is a service: `services = [\"NAME ({})\"]`, below the site's header",
            service.id
        ));
    }
    let stands_there =
        |service: &&Service| !matches!(service.lives, Lives::Cloud | Lives::Tool | Lives::Device);
    let takers = catalog.services.iter().filter(stands_there);
    let takers: Vec<&str> =
        takers.filter(|s| s.setting(key).is_some()).map(|s| s.id.as_str()).collect();
    let first = takers.first()?;
    Some(format!(
        "{} takes it: `services = [\"{first} ({key} = ...)\"]`, below the site's header",
        one_of(&takers)
    ))
}

/// The value as text, or what to write instead.
fn accepted(accepts: &SettingType, value: &RawValue) -> Result<String, String> {
    match (accepts, value) {
        (SettingType::Word(words), RawValue::Text(text)) => {
            if is_among(text, words) {
                return Ok(text.clone());
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let use_one = format!("use {}", one_of(&words));
            Err(match nearest(text, words) {
                Some(near) => format!("did you mean `{near}`? {use_one}"),
                None => use_one,
            })
        }
        (SettingType::Word(words), _) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            Err(format!("use {}, in quotes", one_of(&words)))
        }
        (SettingType::Integer { min, max }, RawValue::Integer(number))
            if (*min..=*max).contains(number) =>
        {
            Ok(number.to_string())
        }
        (SettingType::Integer { min, max }, _) => {
            Err(format!("write a whole number from {min} to {max}, without quotes"))
        }
        (SettingType::Flag, RawValue::Flag(flag)) => Ok(flag.to_string()),
        (SettingType::Flag, _) => Err("write `true` or `false`, without quotes".to_owned()),
        (SettingType::Text | SettingType::Items(_), RawValue::Text(text)) => Ok(text.clone()),
        (SettingType::Text, _) => Err("write a text, in quotes".to_owned()),
        (SettingType::Items(_), RawValue::Texts(texts)) => {
            Ok(texts.iter().map(|text| text.value.as_str()).collect::<Vec<_>>().join(","))
        }
        (SettingType::Items(_), _) => {
            Err("write the name of an element, or a list of names".to_owned())
        }
    }
}
