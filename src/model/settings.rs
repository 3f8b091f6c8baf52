//! Settings: what the author wrote against what the catalogue declares.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Setting, SettingType, Text, is_among};
use crate::diag::suggest::{did_you_mean, nearest, one_of};
use crate::diag::{Sink, Spanned, codes};
use crate::syntax::language::{MISPLACED, is_key_of_the_top};
use crate::syntax::{Block, Field, RawValue};

/// The settings of a block as text, by key; those that its kind does not declare or accept are
/// reported and left out.
pub(crate) fn resolve(
    block: &Block,
    kind: &str,
    declared: &[Setting],
    sink: &mut Sink,
) -> BTreeMap<String, Spanned<String>> {
    let mut settings = BTreeMap::new();
    for field in block.settings() {
        let Some(setting) = declared.iter().find(|setting| setting.key == field.key.value) else {
            report_unknown(block, kind, declared, field, sink);
            continue;
        };
        match accepted(&setting.accepts, &field.value.value) {
            Ok(text) => {
                report_near_purpose(setting, &text, field, sink);
                settings.insert(setting.key.owned(), Spanned::new(text, field.value.span));
            }
            Err(help) => {
                let message = format!("`{}` does not accept this value", setting.key);
                sink.report(&codes::BAD_SETTING, field.value.span, message).help(help);
            }
        }
    }
    settings
}

/// Reports a text that is nearly one of the words that rules and connections look for.
fn report_near_purpose(setting: &Setting, text: &str, field: &Field, sink: &mut Sink) {
    if setting.words.iter().any(|word| word == text) {
        return;
    }
    if let Some(near) = nearest(text, setting.words.iter().map(Text::as_str)) {
        let message = format!("no rule or connection looks for `{} = \"{text}\"`", setting.key);
        sink.report(&codes::NEAR_PURPOSE, field.value.span, message)
            .help(format!("did you mean `{near}`?"));
    }
}

fn report_unknown(block: &Block, kind: &str, declared: &[Setting], field: &Field, sink: &mut Sink) {
    let keys = block.section.info().keys.iter().map(|info| info.key);
    let known: BTreeSet<&str> = declared.iter().map(|s| s.key.as_str()).chain(keys).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let message = format!("`{kind}` has no setting `{}`", field.key.value);
    let finding = sink.report(&codes::UNKNOWN_SETTING, field.key.span, message);
    if is_key_of_the_top(&field.key.value) {
        finding.help(MISPLACED);
    } else if let Some(help) = did_you_mean(&field.key.value, &known) {
        finding.help(help);
    }
}

/// The value as text, or what to write instead.
fn accepted(accepts: &SettingType, value: &RawValue) -> Result<String, String> {
    match (accepts, value) {
        (SettingType::Word(words), RawValue::Text(text)) => {
            if is_among(text, words) {
                return Ok(text.clone());
            }
            let words: Vec<&str> = words.iter().map(Text::as_str).collect();
            let use_one = format!("use {}", one_of(&words));
            Err(match nearest(text, words) {
                Some(near) => format!("did you mean `{near}`? {use_one}"),
                None => use_one,
            })
        }
        (SettingType::Word(words), _) => {
            let words: Vec<&str> = words.iter().map(Text::as_str).collect();
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
