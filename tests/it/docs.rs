//! The documentation says what is: every key of the language is described, every example works.

use maquette::catalog::Catalog;
use maquette::diag::Severity;
use maquette::pipeline;
use maquette::syntax::NoFiles;
use maquette::syntax::language::SECTIONS;

use crate::program::root;

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
    for path in ["docs/scenario.md", "README.md"] {
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
