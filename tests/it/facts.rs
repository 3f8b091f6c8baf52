//! The catalogue against the documentation's facts: every numbered one is there, every finding
//! is raised by its example and not by the mended one.

use maquette::catalog::{Catalog, Check};
use maquette::diag::{Diagnostic, Severity};
use maquette::pipeline;

use crate::gallery::Tree;

/// Numbered facts by letter: connections, rules, limits, combinations, deprecations, patterns.
const NUMBERED: [(char, usize, usize); 6] =
    [('C', 128, 3), ('R', 33, 2), ('L', 45, 2), ('X', 22, 2), ('D', 19, 2), ('P', 20, 2)];

/// Whether an id is that of a fact, or of a part of it: `C016`, `C016-ws`.
fn is_part_of(id: &str, fact: &str) -> bool {
    id.strip_prefix(fact).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn is_there(catalog: &Catalog, fact: &str) -> bool {
    catalog.connections.iter().any(|known| is_part_of(&known.id, fact))
        || catalog.rules.iter().any(|rule| is_part_of(&rule.id, fact))
        || catalog.facts.iter().any(|known| known.id == fact)
        || catalog.checks.iter().any(|check| check.reference.iter().any(|id| id == fact))
}

#[test]
fn every_numbered_fact_is_implemented() {
    let catalog = Catalog::built_in();
    let missing: Vec<String> = NUMBERED
        .into_iter()
        .flat_map(|(letter, last, width)| {
            (1..=last).map(move |number| format!("{letter}{number:0width$}"))
        })
        .filter(|fact| !is_there(catalog, fact))
        .collect();
    assert!(missing.is_empty(), "no entry of the catalogue stands for {missing:?}");
}

/// What a scenario raises; a part of one gets a title and the widest type of solution.
fn findings(text: &str) -> Vec<Diagnostic> {
    let text = if text.contains("title = ") {
        text.to_owned()
    } else {
        format!("title = \"Example\"\nsolution = \"hybrid\"\n\n{text}")
    };
    pipeline::expand("example.toml", &text, &Tree, Catalog::built_in()).findings
}

fn raised(check: &Check, text: &str) -> bool {
    findings(text).iter().any(|finding| finding.code == check.code)
}

#[test]
fn every_example_raises_its_finding_and_the_mended_one_does_not() {
    let mut wrong = Vec::new();
    for check in &Catalog::built_in().checks {
        match (&check.example, &check.mended) {
            (Some(example), Some(mended)) => {
                if !raised(check, example) {
                    wrong.push(format!("{}: not raised: {:#?}", check.code, findings(example)));
                }
                if raised(check, mended) {
                    wrong.push(format!("{}: raised by the mended example", check.code));
                }
                let syntax =
                    |f: &&Diagnostic| f.code.starts_with("MQ0") && f.severity == Severity::Error;
                if let Some(mistake) = findings(mended).iter().find(syntax) {
                    wrong.push(format!("{}: mended: {}", check.code, mistake.message));
                }
            }
            _ if check.code == "MQ1001" => {}
            _ => wrong.push(format!("{}: no example, or none mended", check.code)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
