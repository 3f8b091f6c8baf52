//! Scenarios whose own text is the same while something that they include is not.

use std::collections::{BTreeMap, BTreeSet};

use maquette::syntax::include::joined;
use maquette::syntax::outline::outline;

use super::sides::Reader;
use super::stored::Stored;

/// Those of some files, the same on both sides, that include what differs between the sides:
/// directly or not, under any name, and through links. Nothing is looked for at `left_out`.
pub fn by_includes(
    files: &[Stored],
    left_out: &BTreeSet<String>,
    (old, new): (&Reader, &Reader),
) -> BTreeSet<String> {
    let mut included_by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut left: Vec<Stored> = files.to_vec();
    let mut reached: Vec<String> = Vec::new();
    while let Some(file) = left.pop() {
        if left_out.contains(&file.path) || !seen.insert(file.path.clone()) {
            continue;
        }
        let after = new.text(&file);
        // What has an id is the same on both sides. What neither side can read, neither uses, unless
        // it lies in a submodule that is of another commit now.
        let is_same = file.blob.is_some() || {
            match (old.text(&file), &after) {
                (Err(_), Err(_)) | (Ok(None), Ok(None)) => {
                    old.submodule(&file.path) == new.submodule(&file.path)
                }
                (before, after) => before == *after,
            }
        };
        if !is_same {
            reached.push(file.path);
            continue;
        }
        let Ok(Some(text)) = after else { continue };
        for path in includes(&text, new) {
            let Some(name) = joined(&file.path, &path) else { continue };
            included_by.entry(name.clone()).or_default().push(file.path.clone());
            left.push(Stored::at(name));
        }
    }
    let mut affected: BTreeSet<String> = BTreeSet::new();
    while let Some(name) = reached.pop() {
        if affected.insert(name.clone()) {
            reached.extend(included_by.remove(&name).into_iter().flatten());
        }
    }
    affected
}

/// What a text includes. Most include nothing, and are not parsed: a key has its letters, or an
/// escape in their place.
fn includes(text: &str, reader: &Reader) -> Vec<String> {
    if !text.contains("include") && !text.contains('\\') {
        return Vec::new();
    }
    outline(text, reader.catalog().limits).includes
}
