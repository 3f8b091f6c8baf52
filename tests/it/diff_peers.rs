//! What other programs say of differences: the official schema of SARIF, and Mermaid itself.
//!
//! `./test` installs both from npm; a test fails, rather than being skipped, where one is missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{maquette, root, scratch};

/// Runs a script of `tests/peers` on files; what it said.
fn peer(script: &str, files: &[PathBuf]) -> String {
    let mut command = Command::new("node");
    command.arg(root().join("tests/peers").join(script)).args(files);
    let output = command.output().unwrap_or_else(|error| panic!("no `node`: {error}"));
    let said = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{}", said.concat());
    said.concat()
}

/// Every third shipped scenario with its neighbor in the directory, so that almost everything
/// differs, and one whose texts are full of markup.
fn pairs() -> Vec<(PathBuf, PathBuf)> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(root().join("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    all.sort();
    all.insert(0, root().join("tests/golden/formats/awkward.toml"));
    all.windows(2).step_by(3).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
}

/// Every pair compared in a format.
fn compared(format: &str, to: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for (at, (old, new)) in pairs().iter().enumerate() {
        let file = to.join(format!("{at}.{format}"));
        let (old, new) = (old.to_string_lossy(), new.to_string_lossy());
        let ran = maquette(["diff", &old, &new, "-f", format, "-o", &file.to_string_lossy()]).run();
        assert_eq!(ran.code(), 0, "{old} {new}: {}", ran.stderr());
        files.push(file);
    }
    files
}

#[test]
fn sarif_of_differences_and_of_findings_keeps_to_the_official_schema() {
    let to = scratch("diff-peers-sarif");
    let mut files = compared("sarif", &to);
    let wrong = to.join("wrong ones.toml");
    std::fs::write(&wrong, "title = \"a\"\nsolution = \"clowd\"\nteir = 1\n").unwrap();
    let missing = to.join("missing.toml").to_string_lossy().into_owned();
    let wrong = wrong.to_string_lossy().into_owned();
    for (name, paths) in [("shipped", vec!["scenarios"]), ("wrong", vec![&*wrong, &*missing])] {
        let ran = maquette(["check", "-f", "sarif"].iter().chain(&paths)).run();
        let file = to.join(format!("{name}.sarif"));
        std::fs::write(&file, ran.stdout()).unwrap();
        files.push(file);
    }
    let said = peer("sarif.mjs", &files);
    let results: usize = said.split(' ').next().unwrap().parse().unwrap();
    assert!(results > 300, "{said}");
}

#[test]
fn mermaid_parses_every_difference_picture() {
    let files = compared("mermaid", &scratch("diff-peers-mermaid"));
    let said = peer("mermaid.mjs", &files);
    assert!(said.contains(&format!("{} flowcharts", files.len())), "{said}");
}
