//! A git repository through the real `git`: revisions, changed files, and blobs in a batch.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use maquette::syntax::{Files, Refusal};

use crate::cli::Failure;

/// A repository, and a process that hands out its blobs.
pub struct Repository {
    root: PathBuf,
    /// Where we are below the root: empty or with a slash at its end.
    prefix: String,
    batch: Mutex<Batch>,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// As the user wrote it.
    pub name: String,
    /// Its full id.
    pub commit: String,
}

/// What happened to a file between two revisions; paths from the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is new.
    Added(String),
    /// It is gone.
    Removed(String),
    /// Its text is another.
    Modified(String),
    /// It has another path: before, after.
    Renamed(String, String),
}

impl Changed {
    /// The paths before and after.
    pub fn paths(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Added(path) => (None, Some(path)),
            Self::Removed(path) => (Some(path), None),
            Self::Modified(path) => (Some(path), Some(path)),
            Self::Renamed(from, to) => (Some(from), Some(to)),
        }
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
        let batch = Mutex::new(Batch::start(&root)?);
        Ok(Self { root, prefix, batch })
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

    /// TOML files that differ; with the working tree if there is no second revision, files that
    /// git does not know yet included.
    pub fn changed(
        &self,
        base: &Revision,
        head: Option<&Revision>,
    ) -> Result<Vec<Changed>, Failure> {
        let mut command = git(&self.root);
        command.args(["diff", "--name-status", "-z", "--find-renames", "--no-ext-diff"]);
        command.args(["--no-textconv", "--no-relative", "--ignore-submodules", &base.commit]);
        if let Some(head) = head {
            command.arg(&head.commit);
        }
        let told = output(command.args(["--", "*.toml"]))?.map_err(|why| trouble(&why))?;
        let mut found = parse_name_status(&told);
        if head.is_none() {
            let args = ["ls-files", "--others", "--exclude-standard", "-z", "--", "*.toml"];
            let told = output(git(&self.root).args(args))?.map_err(|why| trouble(&why))?;
            let paths = told.split('\0').filter(|path| !path.is_empty());
            found.extend(paths.map(|path| Changed::Added(path.to_owned())));
        }
        found.sort_by(|a, b| a.paths().1.or(a.paths().0).cmp(&b.paths().1.or(b.paths().0)));
        Ok(found)
    }

    /// TOML files with a line that begins with one of some keys.
    pub fn with_keys(
        &self,
        keys: &[&str],
        revision: Option<&Revision>,
    ) -> Result<Vec<String>, Failure> {
        let mut command = git(&self.root);
        command.args(["grep", "-l", "-z", "--full-name"]);
        for key in keys {
            command.args(["-e", &format!("^[[:space:]]*{key}")]);
        }
        if let Some(revision) = revision {
            command.arg(&revision.commit);
        }
        // No match is an exit code of 1 without a word.
        let told = output(command.args(["--", "*.toml"]))?.unwrap_or_default();
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
        if path.contains('\n') {
            return Ok(None);
        }
        let mut batch = match self.batch.lock() {
            Ok(batch) => batch,
            Err(poisoned) => poisoned.into_inner(),
        };
        batch.read(&format!("{commit}:{path}"))
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
            Err(_) => Err(unreadable("git does not answer")),
        }
    }
}

/// A running `git cat-file --batch`: one process for all blobs.
struct Batch {
    process: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Batch {
    fn start(root: &Path) -> Result<Self, Failure> {
        let mut process = git(root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| no_git(&error))?;
        let requests = process.stdin.take();
        let answers = process.stdout.take().ok_or_else(|| trouble("git does not answer"))?;
        Ok(Self { process, requests, answers: BufReader::new(answers) })
    }

    fn read(&mut self, object: &str) -> Result<Option<Vec<u8>>, Failure> {
        let requests = self.requests.as_mut().ok_or_else(|| trouble("git does not answer"))?;
        writeln!(requests, "{object}")?;
        requests.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        if head.is_empty() {
            return Err(trouble("git ended before it answered"));
        }
        let mut words = head.trim_end().rsplit(' ');
        let (size, kind) = (words.next(), words.next());
        let Some(size) = size.and_then(|size| size.parse::<usize>().ok()) else {
            return Ok(None);
        };
        let mut bytes = vec![0; size];
        self.answers.read_exact(&mut bytes)?;
        self.answers.read_exact(&mut [0])?;
        Ok((kind == Some("blob")).then_some(bytes))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // Its input ends, so it does.
        self.requests = None;
        let _ = self.process.wait();
    }
}

fn git(directory: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(directory).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    command.stdin(Stdio::null());
    command
}

/// Standard output of a call that went well; what git complained about otherwise.
fn output(command: &mut Command) -> Result<Result<String, String>, Failure> {
    let done = command.output().map_err(|error| no_git(&error))?;
    if done.status.success() {
        return Ok(Ok(String::from_utf8_lossy(&done.stdout).into_owned()));
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let said = said.trim().trim_start_matches("fatal: ");
    Ok(Err(said.lines().next().unwrap_or_default().to_owned()))
}

fn no_git(error: &std::io::Error) -> Failure {
    trouble(&format!("cannot run git: {}", crate::cli::input::said(error)))
}

fn trouble(message: &str) -> Failure {
    Failure::Trouble(message.to_owned())
}

fn parse_name_status(told: &str) -> Vec<Changed> {
    let mut words = told.split('\0');
    let mut found = Vec::new();
    while let (Some(status), Some(path)) = (words.next(), words.next()) {
        let path = path.to_owned();
        match status.chars().next() {
            Some('A') => found.push(Changed::Added(path)),
            Some('D') => found.push(Changed::Removed(path)),
            Some('R') => {
                found.push(Changed::Renamed(path, words.next().unwrap_or_default().to_owned()));
            }
            Some('C') => found.push(Changed::Added(words.next().unwrap_or_default().to_owned())),
            Some(_) => found.push(Changed::Modified(path)),
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Changed, parse_name_status};

    #[test]
    fn statuses_are_read_with_both_paths_of_a_rename() {
        let told = "M\0a.toml\0R087\0old/b.toml\0new/b.toml\0D\0c d.toml\0A\0e.toml\0T\0f.toml\0";
        assert_eq!(
            parse_name_status(told),
            [
                Changed::Modified("a.toml".into()),
                Changed::Renamed("old/b.toml".into(), "new/b.toml".into()),
                Changed::Removed("c d.toml".into()),
                Changed::Added("e.toml".into()),
                Changed::Modified("f.toml".into()),
            ]
        );
        assert!(parse_name_status("").is_empty());
    }
}
