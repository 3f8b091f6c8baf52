//! One case and more for each code: what the user sees, byte for byte.
//!
//! A directory `tests/golden/diagnostics/CODE-what` holds the input, `expected.txt` and, unless
//! it is `check input.toml`, the command line in `command.txt`.

use std::path::{Path, PathBuf};

use maquette::catalog::Catalog;
use maquette::diag::changes::CHANGES;
use maquette::diag::{CODES, CodeInfo, Sink, Sources, codes};
use maquette::pipeline;
use maquette::syntax::{self, NoFiles};

use crate::golden;
use crate::program::{maquette, root};

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root().join("tests/golden/diagnostics"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> String {
    case.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn each_case_says_what_it_should() {
    for case in cases() {
        let command = std::fs::read_to_string(case.join("command.txt"));
        let command = command.unwrap_or_else(|_| "check input.toml".to_owned());
        let ran = maquette(command.split_whitespace()).in_dir(&case).run();
        let text = format!(
            "$ maquette {}\n{}{}exit code {}\n",
            command.trim(),
            ran.stdout(),
            ran.stderr(),
            ran.code()
        );
        golden::equals(&case.join("expected.txt"), &text);
        let (code, _) =
            name(&case).split_once('-').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        assert!(text.contains(&format!("[{code}]")), "{} does not raise {code}", case.display());
        assert_ne!(ran.code(), 0, "{}", case.display());
    }
}

/// Codes whose case is not to be had at all.
const WITHOUT_FILE: [&str; 1] = [codes::INTERNAL.code];

#[test]
fn each_code_has_a_case() {
    let names: Vec<String> = cases().iter().map(|case| name(case)).collect();
    for info in CODES.iter().filter(|info| !WITHOUT_FILE.contains(&info.code)) {
        let has_case = names.iter().any(|name| name.starts_with(&format!("{}-", info.code)));
        assert!(has_case, "{} ({}) has no case", info.code, info.title);
    }
}

#[test]
fn codes_are_unique_and_well_formed() {
    for (at, info) in CODES.iter().enumerate() {
        assert!(info.code.len() == 6 && info.code.starts_with("MQ"), "{}", info.code);
        assert!(info.code[2..].chars().all(|c| c.is_ascii_digit()), "{}", info.code);
        assert!(CODES[..at].iter().all(|other| other.code != info.code), "{} twice", info.code);
        assert!(info.title.starts_with(char::is_lowercase), "{}: title", info.code);
        assert!(!info.title.ends_with('.'), "{}: title", info.code);
        assert!(!info.text.is_empty(), "{}: text", info.code);
    }
}

/// What `explain` prints of a code has an example: a block of text that stands in, or one in words.
#[test]
fn each_code_has_an_example() {
    let has_none = |info: &&CodeInfo| {
        !info.text.contains("Example:") && !info.text.lines().any(|line| line.starts_with("    "))
    };
    let without: Vec<&str> =
        CODES.iter().chain(CHANGES).filter(has_none).map(|info| info.code).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn copies_can_be_too_many() {
    let names: Vec<String> = (0..200).map(|at| format!("\"s{at}\"")).collect();
    let nodes: String = (0..200).map(|at| format!("nodes.n{at} = {{}}\n")).collect();
    let text = format!(
        "title = \"t\"\nsolution = \"cloud\"\n[groups.stamp]\nkind = \"stamp\"\neach = [{}]\n{nodes}",
        names.join(", ")
    );
    let expanded = pipeline::expand("t.toml", &text, &NoFiles, Catalog::built_in());
    assert!(expanded.findings.iter().any(|f| f.code == codes::TOO_LARGE.code));
    assert!(expanded.graph.is_none());
}

#[test]
fn a_scenario_can_be_too_large() {
    let many: String = (0..20_001).map(|at| format!("[devices.d{at}]\n")).collect();
    let text = format!("title = \"t\"\nsolution = \"cloud\"\n{many}");
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let raw = syntax::load("t.toml", &text, &NoFiles, &mut sources, &mut sink);
    assert!(sink.findings().iter().any(|f| f.code == codes::TOO_LARGE.code));
    assert_eq!(raw.blocks.len(), 20_000);
}
