//! The house rules that a machine can check: who may name whom, sizes, first lines.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::program::root;

/// All Rust files below a directory, with their texts.
fn rust_files(below: &str) -> Vec<(PathBuf, String)> {
    fn walk(at: &Path, found: &mut Vec<(PathBuf, String)>) {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(below), &mut found);
    found
}

/// The table in ARCHITECTURE.md: module to the modules that it may name.
fn allowed() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let words = |cell: &str| -> Vec<String> {
        cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let mut table = BTreeMap::new();
    let rows = text
        .lines()
        .skip_while(|line| !line.starts_with("| module | may name"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        for module in words(cells[0]) {
            table.insert(module, words(cells[1]));
        }
    }
    assert!(table.len() > 10, "the table in ARCHITECTURE.md cannot be read");
    table
}

#[test]
fn modules_name_only_lower_ones() {
    let table = allowed();
    let mut wrong = Vec::new();
    for (path, text) in rust_files("src") {
        let inner = path.strip_prefix(root().join("src")).unwrap();
        let first = inner.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        if ["lib", "main", "cli"].contains(&module.as_str()) {
            continue;
        }
        let Some(may) = table.get(&module) else {
            wrong.push(format!("{module} is not in the table of ARCHITECTURE.md"));
            continue;
        };
        for named in named_modules(&text) {
            if named != module && table.contains_key(&named) && !may.contains(&named) {
                wrong.push(format!("{} names `{named}`", inner.display()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The modules after `crate::`, also within braces; tests at the end of the file may name any.
fn named_modules(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut named = Vec::new();
    for part in code.split("crate::").skip(1) {
        let word = |text: &str| -> String {
            text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
        };
        if let Some(group) = part.strip_prefix('{') {
            let group = group.split(';').next().unwrap_or_default();
            named.extend(group.split(',').map(|item| word(item.trim())));
        } else {
            named.push(word(part));
        }
    }
    named
}

#[test]
fn the_library_reaches_no_system() {
    let known = [
        "std::fs",
        "std::net",
        "std::process",
        "std::env",
        "std::os",
        "SystemTime",
        "Instant",
        "unsafe ",
    ];
    for (path, text) in rust_files("src") {
        let inner = path.strip_prefix(root().join("src")).unwrap();
        if inner.starts_with("cli") || inner.starts_with("main.rs") {
            continue;
        }
        // Tests at the end of a file read what they compare with.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let found = known.iter().find(|word| code.contains(**word));
        assert_eq!(found, None, "{}", inner.display());
    }
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for (path, text) in ["src", "tests", "fuzz/src"].into_iter().flat_map(rust_files) {
        let lines = text.lines().count();
        if lines > 500 {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
        if !text.starts_with("//! ") {
            wrong.push(format!("{} does not begin with a `//!` line", path.display()));
        }
        let glob = ["use super", "::*"].concat();
        let is_fixture = path.ends_with("house.rs");
        if text.contains(&glob) && !is_fixture {
            wrong.push(format!("{} uses everything of its parent", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn architecture_is_short() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() <= 250, "ARCHITECTURE.md has {} lines", text.lines().count());
}

#[test]
fn the_code_map_has_every_module() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let map = text.split("## Code map").nth(1).unwrap().split("\n## ").next().unwrap();
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if ["lib.rs", "main.rs"].contains(&name.as_str()) {
            continue;
        }
        let name = name.trim_end_matches(".rs");
        let is_there = [".rs", "/"].iter().any(|end| map.contains(&format!("`src/{name}{end}`")));
        assert!(is_there, "src/{name} is not in the code map");
    }
}
