//! A git repository through the real `git`: revisions, changed files, and what is in them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use maquette::syntax::{Files, Refusal};

use super::blobs::Blobs;
use super::sides::words;
use super::tree;
use crate::cli::Failure;

/// A repository.
pub struct Repository {
    root: PathBuf,
    /// Where we are below the root: empty or with a slash at its end.
    prefix: String,
    blobs: Blobs,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// As the user wrote it.
    pub name: String,
    /// Its full id.
    pub commit: String,
}

/// A file of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its path from the root.
    pub path: String,
    /// The id of its text, where git has told it.
    pub blob: Option<String>,
    /// Why its text cannot be had: it is no plain file, or its name is no text.
    pub refused: Option<String>,
}

impl Stored {
    /// A file of which nothing but its path is known.
    pub const fn at(path: String) -> Self {
        Self { path, blob: None, refused: None }
    }
}

/// A file that two revisions have different versions of; none on a side where it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Before.
    pub old: Option<Stored>,
    /// After; its path is another one if it was renamed.
    pub new: Option<Stored>,
}

impl Changed {
    /// A file whose own text is the same on both sides.
    pub fn nothing_itself(path: String) -> Self {
        let stored = Stored::at(path);
        Self { old: Some(stored.clone()), new: Some(stored) }
    }

    /// The paths before and after.
    pub fn paths(&self) -> (Option<&str>, Option<&str>) {
        let [old, new] =
            [&self.old, &self.new].map(|side| side.as_ref().map(|stored| stored.path.as_str()));
        (old, new)
    }

    /// The path that it is called by: the new one where there is one.
    pub fn path(&self) -> &str {
        let (old, new) = self.paths();
        new.or(old).unwrap_or_default()
    }
}

impl Repository {
    /// The repository that we are in.
    pub fn here() -> Result<Self, Failure> {
        let told =
            output(git(Path::new(".")).args(["rev-parse", "--show-toplevel", "--show-prefix"]))?;
        let mut lines = match told {
            Ok(text) => text.lines().map(str::to_owned).collect::<Vec<_>>().into_iter(),
            Err(why) if why.contains("not a git repository") => {
                return Err(trouble("this is not in a git repository"));
            }
            Err(why) => return Err(trouble(&why)),
        };
        let root = PathBuf::from(lines.next().unwrap_or_default());
        let prefix = lines.next().unwrap_or_default();
        let blobs = Blobs::start(&root)?;
        Ok(Self { root, prefix, blobs })
    }

    /// The top of the working tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The commit of a revision; says how to get it if it is not there.
    pub fn revision(&self, name: &str) -> Result<Revision, Failure> {
        let spec = format!("{name}^{{commit}}");
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &spec];
        if let Ok(commit) = output(git(&self.root).args(args))? {
            return Ok(Revision { name: name.to_owned(), commit: commit.trim().to_owned() });
        }
        let remote = format!("refs/remotes/origin/{name}^{{commit}}");
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &remote];
        let hint = if output(git(&self.root).args(args))?.is_ok() {
            format!("; did you mean `origin/{name}`?")
        } else if self.is_shallow()? {
            let branch = name.strip_prefix("origin/").unwrap_or(name);
            format!(
                "; the clone is shallow: `git fetch --depth=1 origin {branch}:refs/remotes/origin/{branch}` gets it, \
                 `fetch-depth: 0` of actions/checkout gets all"
            )
        } else {
            String::new()
        };
        Err(trouble(&format!("there is no revision `{name}`{hint}")))
    }

    /// The commit in which two revisions parted.
    pub fn merge_base(&self, base: &Revision, head: &Revision) -> Result<Revision, Failure> {
        let args = ["merge-base", &base.commit, &head.commit];
        match output(git(&self.root).args(args))? {
            Ok(commit) => {
                let commit = commit.trim().to_owned();
                Ok(Revision { name: base.name.clone(), commit })
            }
            Err(why) if !why.is_empty() => Err(trouble(&why)),
            Err(_) if self.is_shallow()? => Err(trouble(&format!(
                "the clone is shallow and ends before `{}` and `{}` parted; \
                 `git fetch --unshallow` or `fetch-depth: 0` of actions/checkout gets the rest, \
                 and `{}..{}` compares the two as they are",
                base.name, head.name, base.name, head.name
            ))),
            Err(_) => Err(trouble(&format!(
                "`{}` and `{}` have no commit in common; `{}..{}` compares the two as they are",
                base.name, head.name, base.name, head.name
            ))),
        }
    }

    fn is_shallow(&self) -> Result<bool, Failure> {
        let told = output(git(&self.root).args(["rev-parse", "--is-shallow-repository"]))?;
        Ok(told.is_ok_and(|text| text.trim() == "true"))
    }

    /// TOML files that differ, by path; with the working tree if there is no second revision,
    /// files that git does not know yet included.
    pub fn changed(
        &self,
        base: &Revision,
        head: Option<&Revision>,
    ) -> Result<Vec<Changed>, Failure> {
        let mut found = match head {
            Some(head) => self.changed_in(base, head)?,
            None => tree::changed(self, base)?,
        };
        found.sort_by(|a, b| a.path().cmp(b.path()));
        let sides = found.iter().flat_map(|one| [&one.old, &one.new]).flatten();
        let plain = sides.filter(|side| side.refused.is_none());
        let ids: Vec<&str> = plain.filter_map(|side| side.blob.as_deref()).collect();
        self.fetch_ahead(&ids)?;
        Ok(found)
    }

    fn changed_in(&self, base: &Revision, head: &Revision) -> Result<Vec<Changed>, Failure> {
        let mut command = git(&self.root);
        command.args(["diff", "--raw", "-z", "--no-abbrev", "--find-renames", "--no-ext-diff"]);
        command.args(["--no-textconv", "--no-relative", "--ignore-submodules", "--no-color"]);
        // A configuration may have an order and a limit for renames of its own.
        command.args(["-O/dev/null", "-l1000"]);
        let ends = [&base.commit, &head.commit];
        let told = bytes(command.args(ends).args(["--", "*.toml"]))?;
        Ok(parse_raw(&told.map_err(|why| trouble(&why))?))
    }

    /// Fetches many texts at once, which is quicker than one after the other.
    pub(super) fn fetch_ahead(&self, ids: &[&str]) -> Result<(), Failure> {
        self.blobs.fetch_ahead(ids)
    }

    /// What a call of git at the top of the repository says; what it complained about otherwise.
    pub(super) fn told(&self, args: &[&str]) -> Result<Vec<u8>, Failure> {
        bytes(git(&self.root).args(args))?.map_err(|why| trouble(&why))
    }

    /// TOML files with a line that begins with one of some keys.
    pub fn with_keys(
        &self,
        keys: &[&str],
        revision: Option<&Revision>,
    ) -> Result<Vec<String>, Failure> {
        let mut command = git(&self.root);
        command.args(["grep", "-l", "-z", "--full-name", "--no-color", "--basic-regexp"]);
        command.args(["--no-recurse-submodules", "--threads=1"]);
        for key in keys {
            command.args(["-e", &format!("^[[:space:]]*{key}")]);
        }
        if let Some(revision) = revision {
            command.arg(&revision.commit);
        }
        // No match is an exit code of 1 without a word.
        let told = match bytes(command.args(["--", "*.toml"]))? {
            Ok(told) => told,
            Err(why) if why.is_empty() => Vec::new(),
            Err(why) => return Err(trouble(&why)),
        };
        let told = String::from_utf8_lossy(&told);
        let paths = told.split('\0').filter(|path| !path.is_empty());
        let without_revision = |path: &str| match revision {
            Some(revision) => {
                path.strip_prefix(&format!("{}:", revision.commit)).unwrap_or(path).to_owned()
            }
            None => path.to_owned(),
        };
        Ok(paths.map(without_revision).collect())
    }

    /// A path of the command line from the root; an error if it leads out of the repository.
    pub fn path_below_root(&self, path: &str) -> Result<String, Failure> {
        let path = path.replace('\\', "/");
        let outside = || trouble(&format!("`{path}` lies outside of the repository"));
        if Path::new(&path).is_absolute() {
            let real = Path::new(&path).canonicalize().unwrap_or_else(|_| PathBuf::from(&path));
            let root = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
            let below = real.strip_prefix(root).map_err(|_| outside())?;
            return Ok(below.to_string_lossy().replace('\\', "/"));
        }
        let mut parts: Vec<&str> = self.prefix.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop().ok_or_else(outside)?),
                part => parts.push(part),
            }
        }
        Ok(parts.join("/"))
    }

    /// The path of `REV:path` from the root: as git reads it, from the root unless it begins with
    /// `./` or `../`; if there is nothing, from where we are.
    pub fn spec_path(&self, revision: &Revision, path: &str) -> Result<String, Failure> {
        if path.starts_with("./") || path.starts_with("../") {
            return self.path_below_root(path);
        }
        let here = format!("{}{path}", self.prefix);
        let is_at_root = self.blob(&revision.commit, path)?.is_some();
        let is_here = !is_at_root && self.blob(&revision.commit, &here)?.is_some();
        Ok(if is_here { here } else { path.to_owned() })
    }

    /// The bytes of a file in a commit; none if it is not there.
    pub fn blob(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.blobs.read(&format!("{commit}:{path}"))
    }

    /// The bytes of a file in a commit, by the id of its text where that is known.
    pub fn stored(&self, commit: &str, file: &Stored) -> Result<Option<Vec<u8>>, Failure> {
        match &file.blob {
            Some(id) => self.blobs.read(id),
            None => self.blob(commit, &file.path),
        }
    }
}

/// Included files as they are in a commit.
pub struct AtRevision<'a> {
    /// Where the commit is.
    pub repository: &'a Repository,
    /// The commit.
    pub commit: &'a str,
}

impl Files for AtRevision<'_> {
    fn read(&self, name: &str) -> Result<String, Refusal> {
        let unreadable = |why: &str| Refusal::Unreadable(why.to_owned());
        match self.repository.blob(self.commit, name) {
            Ok(Some(bytes)) => String::from_utf8(bytes)
                .map_err(|error| Refusal::NotUtf8(error.utf8_error().valid_up_to())),
            Ok(None) => Err(unreadable("it is not in that revision")),
            Err(failure) => Err(unreadable(&words(failure))),
        }
    }
}

/// A call of git from a directory: what it says depends on the repository's contents only, not
/// on how somebody likes to see it, and it runs no program that a configuration names.
pub(super) fn git(directory: &Path) -> Command {
    const PLAIN: [&str; 6] = [
        "core.fsmonitor=false",
        "core.quotePath=false",
        "color.ui=false",
        "grep.patternType=basic",
        "diff.renameLimit=1000",
        "submodule.recurse=false",
    ];
    const OTHER_PATHS: [&str; 5] = [
        "GIT_LITERAL_PATHSPECS",
        "GIT_GLOB_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_EXTERNAL_DIFF",
    ];
    let mut command = Command::new("git");
    command.arg("-C").arg(directory).arg("--no-pager");
    for setting in PLAIN {
        command.args(["-c", setting]);
    }
    for name in OTHER_PATHS {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null());
    command
}

/// Standard output of a call that went well; what git complained about otherwise.
fn output(command: &mut Command) -> Result<Result<String, String>, Failure> {
    Ok(bytes(command)?.map(|told| String::from_utf8_lossy(&told).into_owned()))
}

/// The same, as bytes: a file's name is not always a text.
fn bytes(command: &mut Command) -> Result<Result<Vec<u8>, String>, Failure> {
    let done = command.output().map_err(|error| no_git(&error))?;
    if done.status.success() {
        return Ok(Ok(done.stdout));
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let said = said.trim().trim_start_matches("fatal: ");
    Ok(Err(said.lines().next().unwrap_or_default().to_owned()))
}

pub(super) fn no_git(error: &std::io::Error) -> Failure {
    trouble(&format!("cannot run git: {}", crate::cli::input::said(error)))
}

pub(super) fn trouble(message: &str) -> Failure {
    Failure::Trouble(message.to_owned())
}

/// Reads `git diff --raw -z --no-abbrev`.
fn parse_raw(told: &[u8]) -> Vec<Changed> {
    let mut words = told.split(|&byte| byte == 0);
    let mut found = Vec::new();
    while let (Some(head), Some(path)) = (words.next(), words.next()) {
        let head = String::from_utf8_lossy(head);
        let mut fields = head.trim_start_matches(':').split(' ');
        let modes = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let ids = (fields.next(), fields.next());
        let status = fields.next().and_then(|status| status.chars().next());
        let other = if matches!(status, Some('R' | 'C')) { words.next() } else { None };
        let old = || stored(path, modes.0, ids.0);
        let new = || stored(other.unwrap_or(path), modes.1, ids.1);
        found.push(Changed {
            old: (!matches!(status, Some('A' | 'C'))).then(old),
            new: (status != Some('D')).then(new),
        });
    }
    found
}

/// A file as git tells it: its name, its mode and the id of its text.
pub(super) fn stored(path: &[u8], mode: &str, blob: Option<&str>) -> Stored {
    let name = String::from_utf8_lossy(path).into_owned();
    let refused = match mode {
        _ if std::str::from_utf8(path).is_err() => {
            Some(format!("the name of `{name}` is not UTF-8"))
        }
        "120000" => Some(format!("`{name}` is a symbolic link")),
        "160000" => Some(format!("`{name}` is a submodule")),
        _ => None,
    };
    // Zeros stand for a text that git has not stored.
    let blob = blob.filter(|id| id.contains(|digit| digit != '0')).map(str::to_owned);
    Stored { path: name, blob, refused }
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
            :100644 100644 a5 00 M\0f.toml\0";
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
