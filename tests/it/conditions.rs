//! Conditions of the catalogue in words, for the generated reference.

use std::collections::BTreeMap;

use maquette::catalog::{Bounds, Clause, Condition, Test};

/// A condition as a phrase; empty if it always holds.
pub fn phrase(condition: &Condition) -> String {
    let parts: Vec<String> = condition.clauses().iter().flat_map(parts).collect();
    parts.join("; ")
}

/// What a clause asks, in words.
fn parts(clause: &Clause) -> Vec<String> {
    let span = |text: &str, since: &Option<String>, until: &Option<String>| {
        let ends = [("since", since), ("until", until)];
        let said = |(word, day): (&str, &Option<String>)| {
            day.as_ref().map(|d| format!("{text} {word} {d}"))
        };
        ends.into_iter().filter_map(said).collect()
    };
    let flag = |holds: bool, yes: &str, no: &str| vec![if holds { yes } else { no }.to_owned()];
    match clause {
        Clause::Solution(words) => named("the solution is", words),
        Clause::Profile(words) => named("the profile is", words),
        Clause::Docs(days) => span("documentation", &days.since, &days.until),
        Clause::Today(days) => span("today", &days.since, &days.until),
        Clause::Chosen(tests) => settings("the choice ", tests),
        Clause::Present(kinds) => named("there is", kinds),
        Clause::Absent(kinds) => named("there is no", kinds),
        Clause::Several(kinds) => named("there are several", kinds),
        Clause::Here(kinds) => named("the site has", kinds),
        Clause::Kind(kinds) => named("it is", kinds),
        Clause::Inside(kinds) => named("it stands in", kinds),
        Clause::Above(kinds) => named("a level above has", kinds),
        Clause::Connected(kinds) => named("it is connected to", kinds),
        Clause::Feeds(kinds) => named("it feeds", kinds),
        Clause::FedBy(kinds) => named("it is fed by", kinds),
        Clause::ControlledBy(kinds) => named("it is controlled by", kinds),
        Clause::NamedBy(kinds) => named("it is named by a setting of", kinds),
        Clause::Called(words) => named("its label has", words),
        Clause::Written(holds) => {
            flag(*holds, "the author wrote it", "the author did not write it")
        }
        Clause::Meets(rules) => named("it is there for", rules),
        Clause::HandedOn(holds) => flag(
            *holds,
            "the author wrote where its messages go",
            "the author did not write where its messages go",
        ),
        Clause::Nested(holds) => flag(*holds, "its site is nested", "its site is not nested"),
        Clause::Parent(holds) => {
            flag(*holds, "its site is parent of another", "its site is parent of none")
        }
        Clause::Empty(holds) => {
            flag(*holds, "the scenario names nothing", "the scenario names something")
        }
        Clause::Count(bounds) => vec![format!("its count is {}", range(*bounds))],
        Clause::Times(bounds) => vec![format!("there are {} of it", range(*bounds))],
        Clause::Strays(lists) => lists
            .iter()
            .flat_map(|(key, kinds)| {
                named(&format!("its `{key}` is not that of the partner"), kinds)
            })
            .collect(),
        Clause::Setting(tests) => settings("", tests),
        Clause::Names(lists) => lists
            .iter()
            .flat_map(|(key, kinds)| named(&format!("its `{key}` names"), kinds))
            .collect(),
        Clause::Place(tests) => settings("the place's ", tests),
        Clause::Effective(tests) => settings("its or its place's ", tests),
        Clause::From(inner) => vec![format!("at the first end {}", phrase(inner))],
        Clause::To(inner) => vec![format!("at the other end {}", phrase(inner))],
        Clause::Partner(inner) => vec![format!("a partner is such that {}", phrase(inner))],
        Clause::Any(inner) => {
            let ways: Vec<_> = inner.iter().map(phrase).collect();
            vec![format!("either {}", ways.join(" or "))]
        }
        Clause::All(inner) => inner.iter().map(phrase).collect(),
        Clause::Not(inner) => vec![format!("not ({})", phrase(inner))],
    }
}

fn named(text: &str, list: &[String]) -> Vec<String> {
    let words: Vec<String> = list
        .iter()
        .map(|word| if word == "*" { "anything".to_owned() } else { format!("`{word}`") })
        .collect();
    vec![format!("{text} {}", words.join(" or "))]
}

fn settings(owner: &str, tests: &BTreeMap<String, Test>) -> Vec<String> {
    let one = |(key, test): (&String, &Test)| match test {
        Test::OneOf(values) => named(&format!("{owner}`{key}` is"), values).concat(),
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
