//! A git repository through the real `git`: revisions, and what is in them.

use std::path::{Path, PathBuf};

use maquette::syntax::{Files, Refusal};

use super::blobs::Blobs;
use super::git::{bytes, git, output, trouble, words};
use super::stored::Stored;
use crate::cli::outcome::Failure;

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

    /// Fetches many texts at once, which is quicker than one after the other.
    pub(super) fn fetch_ahead(&self, ids: &[&str]) -> Result<(), Failure> {
        self.blobs.fetch_ahead(ids)
    }

    /// What a call of git at the top of the repository says; what it complained about otherwise.
    pub(super) fn told(&self, args: &[&str]) -> Result<Vec<u8>, Failure> {
        bytes(git(&self.root).args(args))?.map_err(|why| trouble(&why))
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

    /// The commit of the submodule that a path of a commit lies in; none where it lies in none.
    pub fn submodule(&self, commit: &str, path: &str) -> Result<Option<String>, Failure> {
        let slashes = path.match_indices('/').map(|(at, _)| &path[..at]);
        let ask = ["ls-tree", "-z", "--full-tree", commit, "--"];
        let above: Vec<&str> = ask.into_iter().chain(slashes).collect();
        if above.len() == ask.len() {
            return Ok(None);
        }
        let told = self.told(&above)?;
        let told = String::from_utf8_lossy(&told);
        let link = told.split('\0').find_map(|entry| entry.strip_prefix("160000 commit "));
        Ok(link.and_then(|entry| entry.split('\t').next()).map(str::to_owned))
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
