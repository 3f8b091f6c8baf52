//! The house rules that a machine can check: who may name whom, sizes, first lines.

use std::collections::{BTreeMap, BTreeSet};
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

/// A file names another where its code outside of tests has a path into it, in `use` or anywhere.
/// The `mod.rs` of a folder is its front: it calls the files in the folder, and they may name what
/// it publishes. So that one way does not count; the front and the files beside the folder do.
#[test]
fn no_two_files_of_a_room_name_each_other() {
    for code in ["src", "benches/peers/src", "fuzz/src"] {
        let files: BTreeMap<Module, String> = rust_files(code)
            .into_iter()
            .map(|(path, text)| (module_of(path.strip_prefix(root().join(code)).unwrap()), text))
            .collect();
        let named: BTreeMap<&Module, BTreeSet<&Module>> = files
            .iter()
            .map(|(module, text)| (module, named_files(module, text, &files)))
            .collect();
        let reached: BTreeMap<_, _> =
            named.keys().map(|&module| (module, reached_from(module, &named))).collect();
        let circle = |module: &&Module| -> Vec<String> {
            let back = reached[module].iter().filter(|other| reached[**other].contains(*module));
            back.map(|other| other.join("/")).collect()
        };
        let circles: BTreeSet<Vec<String>> = reached.keys().map(circle).collect();
        let circles: Vec<String> = circles.iter().map(|files| files.join(", ")).collect();
        assert_eq!(circles.join("\n"), "", "circles of files below {code}");
    }
}

/// The names from the root of a crate to a file: `["cli", "diff"]`.
type Module = Vec<String>;

/// The module in a file; the root of the crate has no name.
fn module_of(path: &Path) -> Module {
    let names = path.with_extension("");
    let mut names: Module = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    names.pop_if(|last| last == "mod");
    names.pop_if(|last| last == "lib");
    names
}

/// The files that a file names, but for the fronts of the folders it lies in.
fn named_files<'f>(
    module: &Module,
    text: &str,
    files: &'f BTreeMap<Module, String>,
) -> BTreeSet<&'f Module> {
    let file = |path: Module| {
        let mut path = absolute(module, path);
        while !files.contains_key(&path) {
            path.pop()?;
        }
        files.get_key_value(&path).map(|(named, _)| named)
    };
    let named = paths_in(text).into_iter().filter_map(file);
    named.filter(|named| !module.starts_with(named)).collect()
}

/// A path in a module as seen from the root of the crate.
fn absolute(module: &Module, path: Module) -> Module {
    let ups = path.iter().take_while(|name| *name == "super").count();
    match path[0].as_str() {
        "crate" => path[1..].to_vec(),
        _ => [&module[..module.len().saturating_sub(ups)], &path[ups..]].concat(),
    }
}

/// The paths of several names in the code of a file without its tests; groups in braces are spelled
/// out.
fn paths_in(text: &str) -> Vec<Module> {
    let code = text.split("mod tests {").next().unwrap();
    let mut code: String =
        code.lines().flat_map(|line| [line.split("//").next().unwrap(), "\n"]).collect();
    for sign in ["::", "{", "}", ";", "(", ")", "<", ">", "."] {
        code = code.replace(sign, &format!(" {sign} "));
    }
    let code = code.replace([',', '&', '!'], " ");
    let (mut paths, mut path, mut groups) = (Vec::new(), Module::new(), Vec::<Module>::new());
    let mut last = "";
    for word in code.split_whitespace() {
        match (word, last) {
            ("::", _) => {}
            ("{", "::") => groups.push(std::mem::take(&mut path)),
            ("}", _) => {
                paths.push(std::mem::take(&mut path));
                groups.pop();
            }
            (_, "::") => path.push(word.to_owned()),
            _ => {
                paths.push(std::mem::take(&mut path));
                path = groups.last().cloned().unwrap_or_default();
                path.push(word.to_owned());
            }
        }
        last = word;
    }
    paths.retain(|path| path.len() > 1);
    paths
}

/// The files that a file names, those that they name, and so on.
fn reached_from<'f>(
    module: &'f Module,
    named: &BTreeMap<&'f Module, BTreeSet<&'f Module>>,
) -> BTreeSet<&'f Module> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![module]);
    while let Some(module) = open.pop() {
        open.extend(named[module].iter().filter(|other| reached.insert(**other)));
    }
    reached
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

/// The parts of a list at its commas, those inside of brackets left alone.
fn list(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[from..at].trim());
                from = at + 1;
            }
            _ => (),
        }
    }
    parts.push(text[from..].trim());
    parts
}

/// The types of parameters that are taken apart as tuples, such as `(&str, usize)`.
fn tuple_parameters(line: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("): (") {
        let opened = line[..at].rfind('(').unwrap_or_default();
        let before = line[..opened].trim_end();
        let is_closure = before.contains('|') || before.ends_with("let");
        let types = &line[at + 4..];
        let mut depth = 1;
        let end = types.find(|c| {
            depth +=
                i32::from(matches!(c, '(' | '[' | '<')) - i32::from(matches!(c, ')' | ']' | '>'));
            depth == 0
        });
        if let (Some(end), false) = (end, is_closure) {
            found.push(list(&types[..end]));
        }
    }
    found
}

#[test]
fn no_tuple_hides_parameters() {
    assert_eq!(
        tuple_parameters("fn f(x: u8, (a, b): (&str, Vec<(u8, u8)>)) {"),
        [["&str", "Vec<(u8, u8)>"]]
    );
    let mut wrong = Vec::new();
    for (path, text) in rust_files("src") {
        for line in text.split("#[cfg(test)]").next().unwrap().lines() {
            // What comes in pairs may: before and after, two ends, a place.
            let unlike = |types: &Vec<&str>| types.iter().any(|kind| *kind != types[0]);
            if tuple_parameters(line).iter().any(unlike) {
                wrong.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
