//! The table of weights and budgets of the layout names each of them, with its value.

use std::path::Path;

use crate::program::root;

/// Types of single numbers: what has another type is no weight.
const NUMBERS: [&str; 10] =
    ["Unit", "i16", "i32", "i64", "u8", "u32", "u64", "usize", "f64", "isize"];

/// The Rust files of the layout, without those that only tests use.
fn files(at: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        let inner = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files(&path, found);
        } else if inner.ends_with(".rs") && !inner.contains("test") {
            found.push(inner);
        }
    }
}

/// The constants of a text that are single numbers, each with its value.
fn constants(text: &str) -> Vec<(String, String)> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let named = code.lines().filter_map(|line| {
        let (before, after) = line.split_once("const ")?;
        let is_constant = before.is_empty() || before.trim_end().starts_with("pub");
        let (name, rest) = after.split_once(": ")?;
        let (kind, value) = rest.trim_end().strip_suffix(';')?.split_once(" = ")?;
        (is_constant && NUMBERS.contains(&kind)).then(|| (name.to_owned(), value.to_owned()))
    });
    named.collect()
}

/// The fields of the tables of prices: `PRICES` of the lattice and the weights of cells.
fn fields(text: &str, table: &str) -> Vec<(String, String)> {
    let inside = text.split(table).nth(1).unwrap().split('}').next().unwrap();
    let named = inside.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(": "));
    named.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn the_table_has_each_weight_and_budget_with_its_value() {
    let table = std::fs::read_to_string(root().join("docs/weights.md")).unwrap();
    let mut paths = Vec::new();
    files(&root().join("src/layout"), &mut paths);
    files(&root().join("src/route"), &mut paths);
    let mut missing = Vec::new();
    let mut count = 0;
    for path in paths {
        let text = std::fs::read_to_string(root().join("src").join(&path)).unwrap();
        let mut all = constants(&text);
        if path == "layout/grid/floor.rs" {
            all.extend(fields(&text, "PRICES: Prices = Prices {"));
        }
        if path == "layout/grid/cells/price.rs" {
            all.extend(fields(&text, "STANDARD: Self = Self {"));
        }
        for (name, value) in all {
            count += 1;
            let row = format!("| `{name}` | `{path}` | `{value}` |");
            if !table.contains(&row) {
                missing.push(row);
            }
        }
    }
    assert!(count > 100, "only {count} constants are found");
    missing.sort();
    assert!(missing.is_empty(), "not in docs/weights.md:\n{}", missing.join("\n"));
}
