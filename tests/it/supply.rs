//! What others rely on: no package wants a later Rust than `Cargo.toml` promises (our own code is held
//! to that by a lint), and what SECURITY.md promises is tested.

use std::process::Command;

use serde_json::Value;

use crate::program::root;

/// A version of Rust as numbers: `1.85` and `1.85.0` are one.
fn numbers(version: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    numbers.resize(3, 0);
    numbers
}

#[test]
fn no_package_wants_a_later_rust_than_is_promised() {
    let metadata = ["metadata", "--format-version", "1", "--locked", "--all-features"];
    let ran = Command::new(env!("CARGO")).args(metadata).current_dir(root()).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let metadata: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let promised = numbers(env!("CARGO_PKG_RUST_VERSION"));
    assert!(packages.len() > 50, "{}", packages.len());
    for package in packages {
        let Some(wanted) = package["rust_version"].as_str() else { continue };
        assert!(numbers(wanted) <= promised, "{} wants Rust {wanted}", package["name"]);
    }
}

/// The names of tests in a text, as `module::test`.
fn named_tests(text: &str) -> Vec<(&str, &str)> {
    text.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::")).collect()
}

#[test]
fn every_promise_of_security_names_a_test() {
    let text = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let named = named_tests(&text);
    assert!(named.len() > 30, "{}", named.len());
    for (module, name) in named {
        let file = root().join(format!("tests/it/{module}.rs"));
        let code = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("no {file:?}"));
        assert!(code.contains(&format!("#[test]\nfn {name}() {{")), "no test `{module}::{name}`");
    }
    // What is only said of git, of advisories and of what no test can bound has none.
    let untested = ["**A repository**", "Advisories are fetched"];
    let promises = text.split("\n## Not covered").next().unwrap().split("\n- ").skip(1);
    for promise in promises.map(|promise| promise.split("\n\n").next().unwrap_or_default()) {
        let is_tested = !named_tests(promise).is_empty();
        assert!(is_tested || untested.iter().any(|begin| promise.starts_with(begin)), "{promise}");
    }
}
