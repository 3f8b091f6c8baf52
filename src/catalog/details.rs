//! What an entry says by itself: days, editions, placeholders, limits, the form of codes.

use super::validate::Found;
use super::{Check, Clause, Condition, SettingType, is_day};
use crate::diag::CODES;
use crate::diag::changes::CHANGES;
use crate::icons::GLYPHS;

/// What `{...}` can stand for in messages, besides settings.
const OF_MESSAGES: [&str; 10] =
    ["id", "label", "kind", "kind-name", "count", "value", "limit", "today", "docs", "solution"];
/// What `{...}` can stand for in labels and ids of what is derived, besides settings.
const OF_LABELS: [&str; 2] = ["each", "label"];

impl Found<'_> {
    /// Days, editions and glyphs of services.
    pub(super) fn details_of_services(&mut self) {
        for service in &self.catalog.services {
            self.day(&service.id, service.retires.as_ref());
            for older in &service.as_of {
                self.edition(&service.id, &older.docs);
            }
            let is_drawn = |name: &String| GLYPHS.iter().any(|(glyph, _)| name == *glyph);
            if service.icon != service.id
                && !is_drawn(&service.icon)
                && self.catalog.service(&service.icon).is_none()
            {
                let (id, icon) = (&service.id, &service.icon);
                self.add(id, format!("`{id}` asks for the glyph `{icon}`, which there is not"));
            }
            let settings = service.settings.iter();
            for setting in settings.filter(|setting| setting.default.is_some()) {
                self.default(&service.id, setting);
            }
        }
        for place in &self.catalog.places {
            for setting in place.settings.iter().filter(|setting| setting.default.is_some()) {
                self.default(&place.id, setting);
            }
        }
    }

    fn default(&mut self, entry: &str, setting: &super::Setting) {
        let Some(default) = &setting.default else { return };
        let fits = match &setting.accepts {
            SettingType::Word(values) => values.contains(default),
            SettingType::Integer { min, max } => {
                default.parse().is_ok_and(|number: i64| (*min..=*max).contains(&number))
            }
            SettingType::Flag => ["true", "false"].contains(&default.as_str()),
            SettingType::Text | SettingType::Items(_) => true,
        };
        if !fits {
            let key = &setting.key;
            let message = format!("`{key}` of `{entry}` does not accept its default `{default}`");
            self.add(entry, message);
        }
    }

    /// Limit, code and placeholders of a check.
    pub(super) fn details_of_check(&mut self, check: &Check) {
        let code = check.code.as_str();
        let digits = code.strip_prefix("MQ").unwrap_or_default();
        if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            self.add(code, format!("`{code}` is no code: write `MQ` and four digits"));
        }
        if CODES.iter().chain(CHANGES).any(|own| own.code == code) {
            self.add(code, format!("`{code}` is a code of maquette itself: take another one"));
        }
        let has_limit =
            check.over.is_some() || check.under.is_some() || check.over_setting.is_some();
        if check.measure.is_some() != has_limit {
            let message = if has_limit {
                format!("`{code}` has a limit and no `measure`")
            } else {
                format!("`{code}` measures and has no limit: add `over` or `under`")
            };
            self.add(code, message);
        }
        for text in std::iter::once(&check.message).chain(&check.help) {
            self.placeholders(code, text, &OF_MESSAGES, "place");
        }
    }

    /// Placeholders of what is derived by an entry.
    pub(super) fn labels<'t>(&mut self, entry: &str, texts: impl IntoIterator<Item = &'t String>) {
        for text in texts {
            self.placeholders(entry, text, &OF_LABELS, "to");
        }
    }

    fn placeholders(&mut self, entry: &str, text: &str, words: &[&str], other: &str) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                self.add(entry, format!("`{entry}` has a `{{` without its `}}`"));
                return;
            };
            let is_known = match name.split_once('.') {
                Some((of, key)) => {
                    ["setting", "effective", other].contains(&of) && self.has_setting(key)
                }
                None => words.contains(&name),
            };
            if !is_known {
                self.add(entry, format!("`{entry}` fills in `{{{name}}}`, which there is not"));
            }
            rest = behind;
        }
    }

    /// Days and editions that a condition asks for.
    pub(super) fn times(&mut self, entry: &str, condition: &Condition) {
        let mut spans = Vec::new();
        condition.each(&mut |clause| match clause {
            Clause::Docs(span) => spans.push((true, span)),
            Clause::Today(span) => spans.push((false, span)),
            _ => {}
        });
        for (is_edition, span) in spans {
            for word in span.since.iter().chain(&span.until) {
                match is_edition {
                    true => self.edition(entry, word),
                    false => self.day(entry, Some(word)),
                }
            }
        }
    }

    fn day(&mut self, entry: &str, day: Option<&String>) {
        if let Some(day) = day.filter(|day| !is_day(day)) {
            self.add(entry, format!("`{day}` of `{entry}` is not a day"));
        }
    }

    fn edition(&mut self, entry: &str, docs: &String) {
        if self.catalog.docs.get(docs).is_none() && !self.catalog.docs.iter().any(|d| d.id == *docs)
        {
            let message = format!("`{docs}` of `{entry}` is not an edition of the documentation");
            self.add(entry, message);
        }
    }
}
