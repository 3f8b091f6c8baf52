//! Scenarios that layouts are judged by, besides the shipped ones: those after public descriptions in
//! `tests/realistic/`, and those that the benchmark makes from seeds.

use std::fs;

use maquette::catalog::Catalog;
use maquette::diag::Severity;
use maquette::pipeline;
use maquette::syntax::NoFiles;

use crate::program::root;

#[path = "../../benches/peers/src/generated.rs"]
mod generated;
#[path = "../../benches/peers/src/varied.rs"]
mod varied;

/// The scenarios after public descriptions, by name.
pub fn realistic() -> Vec<(String, String)> {
    let folder = root().join("tests/realistic");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let named = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(named).collect()
}

/// The scenarios from seeds, by name, from small to large.
pub fn varied() -> Vec<(String, String)> {
    (0..varied::SEEDS).map(|seed| (format!("varied-{seed}.toml"), varied::scenario(seed))).collect()
}

/// How many nodes are drawn, or what is wrong.
fn drawn_nodes(name: &str, text: &str) -> Result<usize, String> {
    let done = pipeline::expand(name, text, &NoFiles, Catalog::built_in());
    if let Some(error) = done.findings.iter().find(|f| f.severity == Severity::Error) {
        return Err(format!("{name}: {} {}", error.code, error.message));
    }
    let graph = done.graph.ok_or_else(|| format!("{name}: no architecture"))?;
    Ok(graph.graph.node_weights().filter(|element| !element.is_container()).count())
}

/// Asserts that all are valid and have so many nodes; how many each has.
fn assert_valid(
    scenarios: &[(String, String)],
    nodes: std::ops::RangeInclusive<usize>,
) -> Vec<usize> {
    let (counts, mut wrong): (Vec<_>, Vec<_>) = scenarios
        .iter()
        .map(|(name, text)| (name, drawn_nodes(name, text)))
        .map(|(name, counted)| match counted {
            Ok(count) if nodes.contains(&count) => (count, String::new()),
            Ok(count) => (count, format!("{name} has {count} nodes")),
            Err(why) => (0, why),
        })
        .unzip();
    wrong.retain(|why| !why.is_empty());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    counts
}

#[test]
fn realistic_scenarios_are_valid_and_of_ordinary_size() {
    let all = realistic();
    assert_eq!(all.len(), 20);
    assert_valid(&all, 15..=40);
    for (name, text) in &all {
        assert!(text.starts_with("# After "), "{name} does not say what it is after");
    }
}

#[test]
fn varied_scenarios_are_valid_and_of_every_size() {
    let all = varied();
    let counts = assert_valid(&all, 5..=80);
    for size in (10..80).step_by(10) {
        let of_size = counts.iter().filter(|&&count| (size - 5..size + 5).contains(&count)).count();
        assert!(of_size >= 5, "{of_size} have {size} nodes or so");
    }
    for part in [
        "\"iot-edge\"",
        "\"iot-operations\"",
        "[devices.",
        ".assets.",
        "each =",
        "[groups.",
        "[nodes.",
        "\"cloud\"",
        "\"edge\"",
        "\"hybrid\"",
        "\"typical\"",
        "label =",
    ] {
        let count = all.iter().filter(|(_, text)| text.contains(part)).count();
        assert!(count >= 10, "{part} is in {count} of them");
    }
}

#[test]
fn a_seed_makes_one_scenario() {
    let all = varied();
    assert!(all == varied());
    let mut texts: Vec<&str> = all
        .iter()
        .map(|(_, text)| text.split_once('\n').map_or(text.as_str(), |(_, body)| body))
        .collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), all.len(), "two seeds make the same");
}

#[test]
fn the_large_scenarios_that_the_bench_makes_are_valid() {
    let mut wrong = Vec::new();
    for services in [5, 8, 12, 16, 20, 25, 30, 40, 50, 60, 75, 90, 100, 120, 150, 175, 200] {
        for seed in 0..2 {
            let text = generated::scenario(services, seed);
            wrong.extend(drawn_nodes(&format!("{services}-{seed}"), &text).err());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
