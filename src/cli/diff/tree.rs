//! What differs between a commit and the working tree. Files are compared byte by byte, here: git
//! would run the filters and the monitor that the repository's own configuration names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::blobs::MOST_BYTES;
use super::git::trouble;
use super::repository::{Repository, Revision};
use super::stored::{Changed, LINK, Names, Stored};
use crate::cli::files::Project;
use crate::cli::outcome::Failure;

/// The name of a file as git writes it.
type Name = Vec<u8>;

/// A file of one side, with the length of its text; none if it is no plain file.
struct Side {
    file: Stored,
    length: Option<u64>,
}

/// Files that may be scenarios and differ, those that git does not know yet included.
pub(super) fn changed(
    repository: &Repository,
    base: &Revision,
    names: &Names,
) -> Result<Vec<Changed>, Failure> {
    let mut before = in_commit(repository, base, names)?;
    let mut candidates = Vec::new();
    for name in in_tree(repository, &mut before, names)? {
        let old = before.remove(&name);
        let new = on_disk_now(repository, &name);
        if old.is_some() || new.is_some() {
            candidates.push((name, old, new));
        }
    }
    let texts = candidates.iter().filter_map(|(_, old, new)| alike(old.as_ref(), new.as_ref()));
    let ids: Vec<&str> = texts.collect();
    repository.fetch_ahead(&ids)?;
    let project = Project::at(repository.root())?;
    let mut found = Vec::new();
    for (name, old, new) in &candidates {
        let is_same = match (old, new) {
            (Some(old), Some(new)) if alike(Some(old), Some(new)).is_some() => {
                let path = repository.root().join(path_of(name));
                // What cannot be read is told where it is compared.
                let before = repository.stored(&base.commit, &old.file).ok().flatten();
                let now = project.read_if_there(&path, MOST_BYTES);
                before.is_some() && now.is_ok_and(|now| now == before)
            }
            // Both are links, say.
            (Some(old), Some(new)) => new.length.is_none() && old.file.refused == new.file.refused,
            _ => false,
        };
        if !is_same {
            let file = |side: &Option<Side>| side.as_ref().map(|side| side.file.clone());
            found.push(Changed { old: file(old), new: file(new) });
        }
    }
    Ok(found)
}

/// The id of the text that a file had, where the text may be the same now.
fn alike<'a>(old: Option<&'a Side>, new: Option<&Side>) -> Option<&'a str> {
    let (old, new) = (old?, new?);
    let is_alike = old.length.is_some() && old.length == new.length;
    old.file.blob.as_deref().filter(|_| is_alike && old.length <= Some(MOST_BYTES))
}

/// A file of the working tree; none if it is not there.
fn on_disk_now(repository: &Repository, name: &Name) -> Option<Side> {
    let path = repository.root().join(path_of(name));
    let side = |mode, length| Side { file: Stored::told(name, mode, None), length };
    match path.symlink_metadata() {
        Err(error) if is_missing(&error) => None,
        Err(error) => {
            let mut side = side("", None);
            side.file.refused = Some(format!("cannot read `{}`: {error}", side.file.path));
            Some(side)
        }
        Ok(about) if about.is_symlink() => Some(side(LINK, None)),
        Ok(about) if about.is_file() => Some(side("", Some(about.len()))),
        Ok(_) => {
            let mut side = side("", None);
            side.file.refused = Some(format!("`{}` is no plain file", side.file.path));
            Some(side)
        }
    }
}

/// The path of a name that may be no text.
#[cfg(unix)]
fn path_of(name: &Name) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path_of(name: &Name) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

fn is_missing(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// An entry of a commit.
struct Entry<'a> {
    mode: String,
    id: String,
    length: Option<u64>,
    name: &'a [u8],
}

/// Reads `git ls-tree -z -l`.
fn entries(told: &[u8]) -> Result<Vec<Entry<'_>>, Failure> {
    let entry = |entry: &'_ [u8]| {
        let tab = entry.iter().position(|&byte| byte == b'\t')?;
        let head = String::from_utf8_lossy(&entry[..tab]);
        let mut fields = head.split_ascii_whitespace().map(str::to_owned);
        let (mode, id) = (fields.next()?, fields.nth(1)?);
        let length = fields.next().and_then(|length| length.parse().ok());
        Some((mode, id, length, tab + 1))
    };
    let lines = told.split(|&byte| byte == 0).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (mode, id, length, at) = entry(line)
                .ok_or_else(|| trouble("git lists a tree in a way that is not known"))?;
            Ok(Entry { mode, id, length, name: &line[at..] })
        })
        .collect()
}

fn list(repository: &Repository, revision: &Revision) -> Result<Vec<u8>, Failure> {
    repository.told(&["ls-tree", "-r", "-z", "-l", "--full-tree", &revision.commit])
}

/// The files of a commit that may be scenarios.
fn in_commit(
    repository: &Repository,
    base: &Revision,
    names: &Names,
) -> Result<BTreeMap<Name, Side>, Failure> {
    let told = list(repository, base)?;
    let fitting = entries(&told)?.into_iter().filter(|entry| names.fit(entry.name));
    let side = |entry: Entry<'_>| {
        let file = Stored::told(entry.name, &entry.mode, Some(&entry.id));
        (entry.name.to_vec(), Side { file, length: entry.length })
    };
    Ok(fitting.map(side).collect())
}

/// Files that are there to be read.
pub(super) struct Present {
    /// Those that may be scenarios, with the ids of their texts where git tells them; without for
    /// links.
    pub(super) files: Vec<Stored>,
    /// What a sparse checkout leaves out.
    pub(super) left_out: BTreeSet<String>,
}

/// The files of a revision, or those of the working tree that git knows.
pub(super) fn present(
    repository: &Repository,
    revision: Option<&Revision>,
    names: &Names,
) -> Result<Present, Failure> {
    let (mut files, mut left_out) = (Vec::new(), BTreeSet::new());
    let text = |name: &[u8]| std::str::from_utf8(name).map(str::to_owned).ok();
    if let Some(revision) = revision {
        let told = list(repository, revision)?;
        for entry in entries(&told)?.into_iter().filter(|entry| names.fit(entry.name)) {
            let file = match entry.mode.as_str() {
                LINK => text(entry.name).map(Stored::at),
                mode => Some(Stored::told(entry.name, mode, Some(&entry.id))),
            };
            files.extend(file.filter(|file| file.refused.is_none()));
        }
        return Ok(Present { files, left_out });
    }
    let told = repository.told(&["ls-files", "-z", "-t", "--cached"])?;
    for entry in told.split(|&byte| byte == 0).filter(|entry| entry.len() > 2) {
        match (entry[0], text(&entry[2..])) {
            (b'S', Some(name)) => drop(left_out.insert(name)),
            (_, Some(name)) if names.fit(name.as_bytes()) => files.push(Stored::at(name)),
            _ => {}
        }
    }
    Ok(Present { files, left_out })
}

/// Names of such files that are or may be in the working tree: what the commit has, what git
/// knows, and what it does not know yet. What a sparse checkout leaves out is as it was, and is
/// taken out of `before`.
fn in_tree(
    repository: &Repository,
    before: &mut BTreeMap<Name, Side>,
    names: &Names,
) -> Result<BTreeSet<Name>, Failure> {
    let args = ["ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard"];
    let told = repository.told(&args)?;
    let mut found = BTreeSet::new();
    for entry in told.split(|&byte| byte == 0).filter(|entry| entry.len() > 2) {
        let (tag, name) = (entry[0], &entry[2..]);
        if tag == b'S' {
            before.remove(name);
        } else if names.fit(name) {
            found.insert(name.to_vec());
        }
    }
    found.extend(before.keys().cloned());
    Ok(found)
}
