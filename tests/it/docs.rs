//! The documentation says what is: every key of the language is described, every example works,
//! every command and path that is named exists.

use std::collections::BTreeMap;

use maquette::catalog::Catalog;
use maquette::diag::Severity;
use maquette::pipeline;
use maquette::syntax::NoFiles;
use maquette::syntax::language::SECTIONS;

use crate::program::{maquette, root, scratch};

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn the_reference_describes_every_key() {
    let text = read("docs/scenario.md");
    for section in SECTIONS {
        let table = section.table;
        let is_named = text.contains(&format!("[{table}")) || text.contains(&format!(".{table}."));
        assert!(is_named, "[{table}] is not in docs/scenario.md");
        for key in section.keys {
            let is_described = text
                .lines()
                .filter(|line| {
                    line.starts_with('|') || line.starts_with('`') || line.contains("Keys:")
                })
                .any(|line| line.contains(&format!("`{}`", key.key)))
                || (section.shorthand == Some(key.key));
            assert!(is_described, "`{}` of {} is not described", key.key, section.written);
            let is_shown = text.lines().any(|line| {
                line.starts_with(key.key) && line[key.key.len()..].trim_start().starts_with('=')
            }) || text.contains(&format!("{{ {} =", key.key))
                || text.contains(&format!(", {} =", key.key))
                || section.shorthand == Some(key.key);
            assert!(is_shown, "`{}` of {} has no example", key.key, section.written);
        }
    }
}

/// The TOML examples of a Markdown file.
fn examples(text: &str) -> Vec<String> {
    text.split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn every_example_is_a_valid_scenario() {
    for path in ["docs/scenario.md", "docs/derivation.md", "README.md"] {
        for example in examples(&read(path)) {
            let text = if example.starts_with("title ") {
                example
            } else {
                format!("title = \"Example\"\nsolution = \"hybrid\"\n{example}")
            };
            let expanded = pipeline::expand(path, &text, &NoFiles, Catalog::built_in());
            let errors: Vec<_> =
                expanded.findings.iter().filter(|f| f.severity == Severity::Error).collect();
            assert!(errors.is_empty(), "{path}:\n{text}\n{errors:#?}");
        }
    }
}

/// Every document that people read.
const DOCUMENTS: [&str; 16] = [
    "README.md",
    "CONTRIBUTING.md",
    "ARCHITECTURE.md",
    "catalog/README.md",
    "docs/books.md",
    "docs/config.md",
    "docs/derivation.md",
    "docs/embed.md",
    "docs/scenario.md",
    "docs/formats.md",
    "docs/pipelines.md",
    "docs/profiles.md",
    "docs/review.md",
    "docs/start.md",
    "docs/visual-language.md",
    "docs/benchmarks.md",
];

/// The command lines of a document: within backticks, and after any prompt in blocks.
fn command_lines(text: &str) -> Vec<Vec<String>> {
    let inline = text.split('`').skip(1).step_by(2).filter(|code| !code.contains('\n'));
    let lines = text.lines().filter_map(|line| {
        let at = line.find("maquette ")?;
        let before = line[..at].trim();
        let is_command = ["", "$", "run:"].contains(&before) || before.ends_with(".cmd '");
        is_command.then(|| &line[at..])
    });
    inline
        .chain(lines)
        .filter_map(|line| line.strip_prefix("maquette "))
        .map(|line| {
            let line = line.split(" #").next().unwrap_or_default();
            line.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect()
        })
        .filter(|words: &Vec<String>| {
            words.first().is_some_and(|word| word.chars().all(|c| c.is_ascii_lowercase()))
        })
        .collect()
}

#[test]
fn every_command_and_flag_that_is_named_exists() {
    let commands = maquette(["--help"]).run().exits(0).stdout();
    let mut helps: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = 0;
    for path in DOCUMENTS {
        for words in command_lines(&read(path)) {
            let command = &words[0];
            // Prose: "maquette says so".
            let is_command = commands.lines().any(|line| {
                line.strip_prefix("  ").is_some_and(|line| line.split(' ').next() == Some(command))
            });
            if !is_command && words.iter().all(|word| !word.starts_with('-')) {
                continue;
            }
            assert!(is_command, "{path}: there is no `maquette {command}`");
            let help = helps
                .entry(command.clone())
                .or_insert_with(|| maquette([command.as_str(), "--help"]).run().exits(0).stdout());
            for flag in words.iter().filter(|word| word.starts_with('-') && word.len() > 1) {
                let is_there = help.split([' ', ',', '\n']).any(|word| word == flag);
                assert!(is_there, "{path}: `maquette {command}` has no {flag}");
            }
            seen += 1;
        }
    }
    assert!(seen > 40, "only {seen} commands are found in the documents");
}

#[test]
fn every_link_and_path_leads_somewhere() {
    let mut seen = 0;
    for path in DOCUMENTS {
        let text = read(path);
        let directory = root().join(path).parent().unwrap().to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split(['#', ' ']).next().unwrap_or_default();
            if !file.is_empty() && !file.contains(':') {
                assert!(directory.join(file).exists(), "{path}: {target}");
                seen += 1;
            }
        }
        let is_ours = |code: &&str| {
            let below =
                ["src/", "tests/", "docs/", "catalog/", "benches/", "fuzz/", ".ci/", "packaging/"];
            below.iter().any(|begin| code.starts_with(begin))
                && !code.contains(['*', ' ', '<', '\n'])
                && !code.contains("docs/architecture")
                && !code.contains("docs/accepted")
        };
        for code in text.split('`').skip(1).step_by(2).filter(is_ours) {
            let is_there = root().join(code).exists() || directory.join(code).exists();
            assert!(is_there, "{path}: `{code}`");
            seen += 1;
        }
    }
    assert!(seen > 40, "only {seen} paths are found in the documents");
}

#[test]
fn the_mistake_of_the_readme_is_answered_as_it_says() {
    let text = read("README.md");
    let said = text.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let at = scratch("readme-mistake");
    let scenario = "title = \"Fleet\"\nsolution = \"cloud\"\n\n[devices.truck]\ncount = 3\n\n\
                    [services]\ndigital-twin = true\n";
    std::fs::write(at.join("fleet.toml"), scenario).unwrap();
    maquette(["check", "fleet.toml"]).in_dir(&at).run().exits(1).says(said.trim_end());
}

#[test]
fn the_keys_of_the_json_are_described() {
    let text = read("docs/formats.md");
    let json = maquette(["render", "scenarios/cold-chain.toml", "-f", "json", "-o", "-"]).run();
    let json: serde_json::Value = serde_json::from_str(&json.exits(0).stdout()).unwrap();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
    };
    let mut all = keys(&json);
    for list in ["containers", "nodes", "edges", "diagnostics"] {
        all.extend(json[list].as_array().unwrap().iter().flat_map(keys));
    }
    for key in all {
        assert!(text.contains(&format!("`{key}`")), "`{key}` is not in docs/formats.md");
    }
}

#[test]
fn a_release_is_told_in_few_lines() {
    let text = read("CHANGELOG.md");
    let releases: Vec<&str> = text.split("\n## ").skip(1).collect();
    assert!(!releases.is_empty(), "no release");
    for release in releases {
        let lines = release.trim_end().lines().count();
        let name = release.lines().next();
        assert!(lines <= 25, "{name:?} has {lines} lines; the rest belongs into docs/changes.md");
    }
}
