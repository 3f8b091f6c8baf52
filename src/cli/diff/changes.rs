//! Which files differ between two revisions, or between a revision and the working tree.

use super::git::{bytes, git, trouble};
use super::repository::{Repository, Revision};
use super::stored::{Changed, LINK, Names, Stored};
use super::tree;
use crate::cli::outcome::Failure;

/// Files that may be scenarios and differ, by path; with the working tree if there is no second
/// revision, files that git does not know yet included. Links are looked at through what they
/// lead to, see [`super::affected`].
pub fn changed(
    repository: &Repository,
    base: &Revision,
    head: Option<&Revision>,
    names: &Names,
) -> Result<Vec<Changed>, Failure> {
    let mut found = match head {
        Some(head) => between(repository, base, head, names)?,
        None => tree::changed(repository, base, names)?,
    };
    found.sort_by(|a, b| a.path().cmp(b.path()));
    let sides = found.iter().flat_map(|one| [&one.old, &one.new]).flatten();
    let plain = sides.filter(|side| side.refused.is_none());
    let ids: Vec<&str> = plain.filter_map(|side| side.blob.as_deref()).collect();
    repository.fetch_ahead(&ids)?;
    Ok(found)
}

/// Those that differ between two commits.
fn between(
    repository: &Repository,
    base: &Revision,
    head: &Revision,
    names: &Names,
) -> Result<Vec<Changed>, Failure> {
    let mut command = git(repository.root());
    command.args(["diff", "--raw", "-z", "--no-abbrev", "--find-renames", "--no-ext-diff"]);
    command.args(["--no-textconv", "--no-relative", "--ignore-submodules", "--no-color"]);
    // A configuration may have an order and a limit for renames of its own.
    command.args(["-O/dev/null", "-l1000"]);
    let ends = [&base.commit, &head.commit];
    let told = bytes(command.args(ends).arg("--").args(names.pathspecs()))?;
    Ok(parse_raw(&told.map_err(|why| trouble(&why))?))
}

/// Reads `git diff --raw -z --no-abbrev`.
fn parse_raw(told: &[u8]) -> Vec<Changed> {
    let mut words = told.split(|&byte| byte == 0);
    let mut found = Vec::new();
    while let (Some(head), Some(path)) = (words.next(), words.next()) {
        let head = String::from_utf8_lossy(head);
        let mut fields = head.trim_start_matches(':').split(' ');
        let modes = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let are_links = modes == (LINK, LINK);
        let ids = (fields.next(), fields.next());
        let status = fields.next().and_then(|status| status.chars().next());
        let other = if matches!(status, Some('R' | 'C')) { words.next() } else { None };
        let old = || Stored::told(path, modes.0, ids.0);
        let new = || Stored::told(other.unwrap_or(path), modes.1, ids.1);
        if !are_links {
            found.push(Changed {
                old: (!matches!(status, Some('A' | 'C'))).then(old),
                new: (status != Some('D')).then(new),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Changed, Stored, parse_raw};

    fn changed(old: Option<(&str, Option<&str>)>, new: Option<(&str, Option<&str>)>) -> Changed {
        let stored = |(path, blob): (&str, Option<&str>)| Stored {
            path: path.to_owned(),
            blob: blob.map(str::to_owned),
            refused: None,
        };
        Changed { old: old.map(stored), new: new.map(stored) }
    }

    #[test]
    fn changes_are_read_with_both_paths_of_a_rename_and_the_ids_that_there_are() {
        let told = ":100644 100644 a1 b1 M\0a.toml\0:100644 100644 a2 b2 R087\0old/b.toml\0\
            new/b.toml\0:100644 000000 a3 00 D\0c d.toml\0:000000 100644 00 b4 A\0e.toml\0\
            :100644 100644 a5 00 M\0f.toml\0:120000 120000 a6 b6 M\0link.toml\0";
        assert_eq!(
            parse_raw(told.as_bytes()),
            [
                changed(Some(("a.toml", Some("a1"))), Some(("a.toml", Some("b1")))),
                changed(Some(("old/b.toml", Some("a2"))), Some(("new/b.toml", Some("b2")))),
                changed(Some(("c d.toml", Some("a3"))), None),
                changed(None, Some(("e.toml", Some("b4")))),
                changed(Some(("f.toml", Some("a5"))), Some(("f.toml", None))),
            ]
        );
        assert!(parse_raw(b"").is_empty());
    }
}
