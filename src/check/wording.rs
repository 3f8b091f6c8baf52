//! Messages with names and numbers filled in.

use crate::catalog;
use crate::evaluate::World;
use crate::graph::ElementIx;

/// What a message can speak of.
pub struct Words<'a> {
    /// The scenario and the architecture.
    pub world: &'a World<'a>,
    /// The subject.
    pub subject: Option<ElementIx>,
    /// The measured value.
    pub value: Option<i64>,
    /// The limit it is held against.
    pub limit: Option<i64>,
}

impl Words<'_> {
    /// A template with `{...}` filled in; what is not known stays empty.
    pub fn filled(&self, template: &str) -> String {
        catalog::filled(template, |name| self.word(name))
    }

    fn word(&self, name: &str) -> String {
        let element = self.subject.map(|ix| &self.world.graph[ix]);
        let number = |number: Option<i64>| number.map(grouped).unwrap_or_default();
        match name {
            "value" => number(self.value),
            "limit" => number(self.limit),
            "today" => self.world.scenario.today.clone(),
            "docs" => self.world.scenario.docs.clone(),
            "solution" => self.world.scenario.solution.value.word().to_owned(),
            "id" => element.map(|e| e.id.clone()).unwrap_or_default(),
            "label" => element.map(|e| e.label.clone()).unwrap_or_default(),
            "kind" => element.map(|e| e.kind.clone()).unwrap_or_default(),
            "kind-name" => element.map(|e| e.kind_name.clone()).unwrap_or_default(),
            "count" => number(element.map(|e| i64::from(e.count.unwrap_or(1)))),
            _ => match (name.split_once('.'), self.subject) {
                (Some(("setting", key)), Some(ix)) => {
                    self.world.graph[ix].settings.get(key).cloned().unwrap_or_default()
                }
                (Some(("place", key)), Some(ix)) => {
                    self.world.place_setting(ix, key).unwrap_or_default().to_owned()
                }
                (Some(("effective", key)), Some(ix)) => {
                    self.world.effective_setting(ix, key).unwrap_or_default().to_owned()
                }
                _ => String::new(),
            },
        }
    }
}

/// A number with a comma between groups of three digits.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_200), "1,200");
        assert_eq!(grouped(-1_200_000), "-1,200,000");
    }
}
