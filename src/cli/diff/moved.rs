//! Scenarios that have another path and too little in common for git to call it a rename: a file
//! of the same name in another directory, or one with the same title.
//!
//! git also says nothing of what it does not track yet, so a scenario that was just moved in the
//! working tree is found here, too.

use std::collections::BTreeMap;

use super::stored::{Changed, Stored};

/// Joins what is gone with what came in its place. `title` is what a scenario is called, maybe
/// nothing, and none of what is no scenario; where several could be meant, none is.
pub fn joined(
    mut changed: Vec<Changed>,
    title: impl Fn(&Changed, &Stored) -> Option<String>,
) -> Vec<Changed> {
    let titles: Vec<Option<String>> = changed.iter().map(|one| title(one, only(one)?)).collect();
    let name = |at: usize, changed: &[Changed]| {
        titles[at].is_some().then(|| file_name(changed[at].path()).to_owned())
    };
    join_by(&mut changed, name);
    join_by(&mut changed, |at, _| titles[at].clone().filter(|title| !title.is_empty()));
    changed.retain(|one| one.old.is_some() || one.new.is_some());
    changed.sort_by(|a, b| a.path().cmp(b.path()));
    changed
}

/// The file, if it is on one side only.
fn only(changed: &Changed) -> Option<&Stored> {
    match (&changed.old, &changed.new) {
        (Some(file), None) | (None, Some(file)) => Some(file),
        _ => None,
    }
}

fn join_by(changed: &mut [Changed], key: impl Fn(usize, &[Changed]) -> Option<String>) {
    let mut by_key: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for at in 0..changed.len() {
        if only(&changed[at]).is_none() {
            continue;
        }
        if let Some(key) = key(at, changed) {
            let (gone, came) = by_key.entry(key).or_default();
            if changed[at].new.is_none() { gone.push(at) } else { came.push(at) }
        }
    }
    for (gone, came) in by_key.into_values() {
        if let ([gone], [came]) = (gone.as_slice(), came.as_slice()) {
            changed[*came].old = changed[*gone].old.take();
        }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::joined;
    use crate::cli::diff::stored::{Changed, Stored};

    fn told(changed: &[(&str, &str)], title: fn(&str) -> Option<&str>) -> Vec<String> {
        let stored = |path: &str| (!path.is_empty()).then(|| Stored::at(path.to_owned()));
        let changed = changed
            .iter()
            .map(|(old, new)| Changed { old: stored(old), new: stored(new) })
            .collect();
        let found = joined(changed, |_, file| title(&file.path).map(str::to_owned));
        let path = |file: &Option<Stored>| file.as_ref().map_or("-", |file| &file.path).to_owned();
        found.iter().map(|one| format!("{} {}", path(&one.old), path(&one.new))).collect()
    }

    #[test]
    fn a_file_of_the_same_name_elsewhere_is_the_same_scenario() {
        let files = [("a/x.toml", ""), ("", "b/x.toml"), ("", "b/y.toml"), ("z.toml", "z.toml")];
        let all = told(&files, |path| Some(path));
        assert_eq!(all, ["a/x.toml b/x.toml", "- b/y.toml", "z.toml z.toml"]);
    }

    #[test]
    fn a_file_of_the_same_title_is_the_same_scenario() {
        let files = [("a.toml", ""), ("", "b.toml")];
        assert_eq!(told(&files, |_| Some("Fleet")), ["a.toml b.toml"]);
        assert_eq!(told(&files, |_| None), ["a.toml -", "- b.toml"]);
        assert_eq!(told(&files, |_| Some("")), ["a.toml -", "- b.toml"]);
        // Which one is meant nobody knows.
        let files = [("a.toml", ""), ("", "b.toml"), ("", "c.toml")];
        assert_eq!(told(&files, |_| Some("Fleet")), ["a.toml -", "- b.toml", "- c.toml"]);
    }
}
