//! Conditions of the catalogue in words, for the generated reference.

use std::collections::BTreeMap;

use maquette::catalog::{Bounds, Condition, Test, Text};

/// A condition as a phrase; empty if it always holds.
pub fn phrase(condition: &Condition) -> String {
    let mut parts = about_the_scenario(condition);
    parts.extend(about_the_graph(condition));
    parts.extend(settings("", &condition.setting));
    parts.extend(settings("the place's ", &condition.place));
    parts.extend(inner(condition));
    parts.join("; ")
}

fn about_the_scenario(condition: &Condition) -> Vec<String> {
    let mut parts = Vec::new();
    let words = [("the solution is", &condition.solution), ("the profile is", &condition.profile)];
    for (text, list) in words {
        parts.extend(named(text, list));
    }
    for (text, span) in [("documentation", &condition.docs), ("today", &condition.today)] {
        let Some(span) = span else { continue };
        parts.extend(span.since.as_ref().map(|day| format!("{text} since {day}")));
        parts.extend(span.until.as_ref().map(|day| format!("{text} until {day}")));
    }
    parts.extend(settings("the choice ", &condition.chosen));
    parts
}

fn about_the_graph(condition: &Condition) -> Vec<String> {
    let lists = [
        ("there is", &condition.present),
        ("there is no", &condition.absent),
        ("there are several", &condition.several),
        ("the site has", &condition.here),
        ("it is", &condition.kind),
        ("it stands in", &condition.inside),
        ("a level above has", &condition.above),
        ("it is connected to", &condition.connected),
        ("it feeds", &condition.feeds),
        ("it is fed by", &condition.fed_by),
        ("it is named by a setting of", &condition.named_by),
        ("its label has", &condition.called),
    ];
    let mut parts: Vec<String> =
        lists.into_iter().filter_map(|(text, list)| named(text, list)).collect();
    let flags = [
        (condition.written, "the author wrote it", "the author did not write it"),
        (condition.nested, "its site is nested", "its site is not nested"),
        (condition.empty, "the scenario names nothing", "the scenario names something"),
    ];
    parts.extend(
        flags.into_iter().filter_map(|(flag, yes, no)| {
            flag.map(|holds| if holds { yes } else { no }.to_owned())
        }),
    );
    parts.extend(condition.count.map(|bounds| format!("its count is {}", range(bounds))));
    parts.extend(condition.times.map(|bounds| format!("there are {} of it", range(bounds))));
    parts.extend(condition.strays.iter().filter_map(|(key, kinds)| {
        named(&format!("its `{key}` is not that of the partner"), kinds)
    }));
    parts
}

fn inner(condition: &Condition) -> Vec<String> {
    let mut parts = Vec::new();
    let ends = [
        ("at the first end ", &condition.from),
        ("at the other end ", &condition.to),
        ("a partner is such that ", &condition.partner),
    ];
    for (text, end) in ends {
        parts.extend(end.as_ref().map(|c| format!("{text}{}", phrase(c))));
    }
    if !condition.any.is_empty() {
        let ways: Vec<_> = condition.any.iter().map(phrase).collect();
        parts.push(format!("either {}", ways.join(" or ")));
    }
    parts.extend(condition.all.iter().map(phrase));
    parts.extend(condition.not.as_ref().map(|c| format!("not ({})", phrase(c))));
    parts
}

fn named(text: &str, list: &[Text]) -> Option<String> {
    let words: Vec<String> = list
        .iter()
        .map(|word| if word == "*" { "anything".to_owned() } else { format!("`{word}`") })
        .collect();
    (!words.is_empty()).then(|| format!("{text} {}", words.join(" or ")))
}

fn settings(owner: &str, tests: &BTreeMap<Text, Test>) -> Vec<String> {
    let one = |(key, test): (&Text, &Test)| match test {
        Test::OneOf(values) => named(&format!("{owner}`{key}` is"), values).unwrap_or_default(),
        Test::Within(bounds) => format!("{owner}`{key}` is {}", range(*bounds)),
        Test::Set(true) => format!("{owner}`{key}` is said"),
        Test::Set(false) => format!("{owner}`{key}` is not said"),
    };
    tests.iter().map(one).collect()
}

fn range(bounds: Bounds) -> String {
    let ends = [("more than", bounds.over), ("less than", bounds.under)];
    let words: Vec<_> =
        ends.iter().filter_map(|(text, end)| end.map(|n| format!("{text} {n}"))).collect();
    words.join(" and ")
}
