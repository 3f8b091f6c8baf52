//! Files that are read: regular ones of the project, measured before they are read.
//!
//! Whoever can propose a file to a project can propose a link as well. What a link leads to is
//! read only if it lies in the project, and outside of `.git`.

pub mod fresh;
pub mod icons;
pub mod input;
pub mod output;

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::cli::terminal;
use crate::cli::terminal::wording::said;

/// Where the system lists the open files of a process; a shell names pipes there.
const OPEN_FILES: [&str; 5] =
    ["/dev/fd", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/proc/self/fd"];
/// Where the system has its devices and open files.
const OF_THE_SYSTEM: [&str; 2] = ["/dev", "/proc"];

/// What standard output is called there.
pub const STDOUT: [&str; 3] = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

/// Why a file is not read.
#[derive(Debug)]
pub enum Unread {
    /// It lies outside of the project, or in `.git`.
    Outside,
    /// It is a device, a socket, or a pipe that nobody named.
    NotRegular,
    /// It has more bytes than this.
    TooLarge(u64),
    /// What the system says.
    System(io::Error),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside => write!(f, "it is a link out of the project"),
            Self::NotRegular => write!(f, "it is no regular file"),
            Self::TooLarge(most) => write!(f, "more than {} are not read", shown(*most)),
            Self::System(error) => write!(f, "{}", said(error)),
        }
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// A number of bytes for people.
fn shown(bytes: u64) -> String {
    match bytes {
        mib if mib > 0 && mib.is_multiple_of(1 << 20) => format!("{} MiB", mib >> 20),
        bytes => format!("{bytes} bytes"),
    }
}

/// The directory that no link may lead out of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The project that a path of the command line belongs to: the directory that maquette runs
    /// in where the path leads through it, else the directory of the file.
    pub fn of(path: &Path) -> io::Result<Self> {
        let here = Path::new(".").canonicalize()?;
        let leaves = matches!(
            path.components().next(),
            Some(Component::ParentDir | Component::RootDir | Component::Prefix(_))
        );
        // What stands before a `..` is not on the way to the file.
        let after_climbing = path.ancestors().skip(1).take_while(|above| {
            let rest = path.strip_prefix(above).unwrap_or(path);
            rest.components().all(|part| part != Component::ParentDir)
        });
        let mut on_the_way = after_climbing.filter(|above| !above.as_os_str().is_empty());
        let is_here = |above: &Path| above.canonicalize().is_ok_and(|real| real == here);
        if !leaves || on_the_way.any(is_here) {
            return Ok(Self { root: here });
        }
        Self::at(path.parent().unwrap_or(path))
    }

    /// The project in a directory.
    pub fn at(directory: &Path) -> io::Result<Self> {
        Ok(Self { root: directory.canonicalize()? })
    }

    /// Whether what a path leads to lies in the project, and outside of `.git`.
    pub fn holds(&self, path: &Path) -> io::Result<bool> {
        let real = path.canonicalize()?;
        let Ok(inside) = real.strip_prefix(&self.root) else { return Ok(false) };
        Ok(!inside.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")))
    }

    /// The same for a path that may not be there yet.
    pub fn will_hold(&self, path: &Path) -> io::Result<bool> {
        let there = path.ancestors().find(|above| above.symlink_metadata().is_ok());
        let there = there.unwrap_or(Path::new("."));
        let rest = path.strip_prefix(there).unwrap_or(path);
        let mut names = rest.components().map(Component::as_os_str);
        let is_plain = names.all(|name| name != ".." && !name.eq_ignore_ascii_case(".git"));
        Ok(is_plain && self.holds(there)?)
    }

    /// The bytes of a regular file of the project.
    pub fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
        if !is_regular(&path.metadata()?) {
            return Err(Unread::NotRegular);
        }
        if !self.holds(path)? {
            return Err(Unread::Outside);
        }
        open_regular(path, most)
    }

    /// The same; none if the file is not there.
    pub fn read_if_there(&self, path: &Path, most: u64) -> Result<Option<Vec<u8>>, Unread> {
        use io::ErrorKind::{NotADirectory, NotFound};
        match self.read(path, most) {
            Err(Unread::System(why)) if matches!(why.kind(), NotFound | NotADirectory) => Ok(None),
            read => read.map(Some),
        }
    }
}

/// The whole path of a file whose directory may not be there yet; the file may be a link.
pub fn absolute(path: &Path) -> PathBuf {
    let above = path.ancestors().skip(1).find(|above| above.is_dir());
    let real = above.unwrap_or(Path::new(".")).canonicalize().unwrap_or_default();
    real.join(path.strip_prefix(above.unwrap_or(Path::new(""))).unwrap_or(path))
}

/// The path of a file from where we are, if it is typed in another way and lies below.
pub fn path_from_here(path: &Path) -> Option<PathBuf> {
    let first = path.components().next()?;
    if !matches!(first, Component::ParentDir | Component::RootDir | Component::Prefix(_)) {
        return None;
    }
    let here = Path::new(".").canonicalize().ok()?;
    let directory = path.parent()?.canonicalize().ok()?;
    Some(directory.strip_prefix(here).ok()?.join(path.file_name()?))
}

/// The bytes of a file that the command line names: a regular file of its project, or a pipe.
pub fn read_named(path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
    if is_open_file(path) || is_pipe(&path.symlink_metadata()?) {
        let file = File::open(path)?;
        return match file.metadata()? {
            kind if is_pipe(&kind) || is_regular(&kind) => up_to(file, most),
            _ => Err(Unread::NotRegular),
        };
    }
    Project::of(path)?.read(path, most)
}

/// Whether a path names an open file of this process.
pub fn is_open_file(path: &Path) -> bool {
    OPEN_FILES.iter().any(|open| path.starts_with(open))
}

/// Whether a path, as it is typed, is one of the system's own.
pub fn is_of_the_system(path: &Path) -> bool {
    OF_THE_SYSTEM.iter().any(|at| path.starts_with(at))
}

/// The bytes of a regular file, wherever it lies.
fn open_regular(path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
    let file = File::open(path)?;
    let kind = file.metadata()?;
    if !is_regular(&kind) {
        return Err(Unread::NotRegular);
    }
    if kind.len() > most {
        return Err(Unread::TooLarge(most));
    }
    up_to(file, most)
}

/// How many bytes all files of this run may have together, and how many were read so far.
static BUDGET: AtomicU64 = AtomicU64::new(u64::MAX);
static READ: AtomicU64 = AtomicU64::new(0);

/// Sets how many bytes this run may read.
pub fn set_budget(total: u64) {
    BUDGET.store(total, Ordering::Relaxed);
}

/// Counts bytes that are kept for this run, and ends it where they are too many. All of them are
/// counted wherever that happens, so that a run ends for the same files with any number of threads;
/// nothing is written before all is read.
pub fn count(bytes: usize) {
    static END: Once = Once::new();
    let read = READ.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64;
    let most = BUDGET.load(Ordering::Relaxed);
    if read > most {
        END.call_once(|| {
            let most = shown(most);
            terminal::complain(&format!(
                "all files together have more than {most}, which are not read; \
                 `--limit total=NUMBER` allows more"
            ));
            std::process::exit(2);
        });
    }
}

/// All bytes, unless there are too many of them.
pub fn up_to(from: impl io::Read, most: u64) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    from.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    count(bytes.len());
    if bytes.len() as u64 > most { Err(Unread::TooLarge(most)) } else { Ok(bytes) }
}

/// Whether a path leads to a pipe, a device or a socket.
pub fn is_pipe_or_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|kind| !is_regular(&kind))
}

/// A directory counts as regular here: the system says of it what it is.
fn is_regular(kind: &Metadata) -> bool {
    kind.is_file() || kind.is_dir()
}

#[cfg(unix)]
fn is_pipe(kind: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&kind.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}
