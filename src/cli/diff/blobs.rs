//! What git stores, from one `git cat-file --batch` for all of it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, OnceLock};

use super::git::{git, no_git, trouble};
use crate::cli::files;
use crate::cli::outcome::Failure;

/// The blobs of a repository.
pub struct Blobs {
    root: PathBuf,
    batch: Mutex<Batch>,
    /// Those that were fetched ahead, by their ids.
    ahead: OnceLock<BTreeMap<String, Answer>>,
}

impl Blobs {
    /// Starts the process that hands them out.
    pub fn start(root: &Path) -> Result<Self, Failure> {
        let batch = Mutex::new(Batch::start(root)?);
        Ok(Self { root: root.to_owned(), batch, ahead: OnceLock::new() })
    }

    /// The bytes of an object: its id, or `COMMIT:path`, where links of the commit are followed;
    /// none if it is not there or no file.
    pub fn read(&self, object: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self.ahead.get().and_then(|ahead| ahead.get(object)) {
            Some(Answer::Text(bytes)) => return Ok(Some(bytes.clone())),
            Some(Answer::TooLarge) => return Err(too_large()),
            Some(Answer::Nothing) | None => {}
        }
        if object.contains('\n') {
            return Err(trouble("a name with a line end is not read"));
        }
        let mut batch = self.lock();
        batch.ask(&[object])?;
        match batch.answer()? {
            Answer::Text(bytes) => Ok(Some(bytes)),
            Answer::Nothing => Ok(None),
            Answer::TooLarge => {
                *batch = Batch::start(&self.root)?;
                Err(too_large())
            }
        }
    }

    /// Fetches many blobs at once, which is quicker than one after the other. Ids that git does
    /// not know are left out.
    pub fn fetch_ahead(&self, ids: &[&str]) -> Result<(), Failure> {
        let mut batch = self.lock();
        let mut ahead = BTreeMap::new();
        let mut left: Vec<&str> = ids.to_vec();
        while !left.is_empty() {
            // So few that git's answers to them never wait for us while we still ask.
            let some: Vec<&str> = left.iter().take(MOST_AT_ONCE).copied().collect();
            batch.ask(&some)?;
            for id in some {
                left.remove(0);
                let answer = batch.answer()?;
                let is_too_large = matches!(answer, Answer::TooLarge);
                ahead.insert(id.to_owned(), answer);
                if is_too_large {
                    // Rather than wait for its end, the rest is asked for anew.
                    *batch = Batch::start(&self.root)?;
                    break;
                }
            }
        }
        // Whoever fetches a second time reads the rest one by one.
        let _ = self.ahead.set(ahead);
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Batch> {
        match self.batch.lock() {
            Ok(batch) => batch,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

/// What git has of an object.
enum Answer {
    /// It is not there, or no file.
    Nothing,
    Text(Vec<u8>),
    /// It is longer than any text that is read; nothing of it was.
    TooLarge,
}

fn too_large() -> Failure {
    trouble(&format!("more than {} MiB are not read", MOST_BYTES >> 20))
}

/// Requests that fit into a pipe: git reads all of them while its answers wait to be read.
const MOST_AT_ONCE: usize = 32;

/// No text is larger than the limit of files on the disk.
pub(super) const MOST_BYTES: u64 = 16 << 20;

struct Batch {
    process: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Batch {
    fn start(root: &Path) -> Result<Self, Failure> {
        let mut process = git(root)
            .args(["cat-file", "--batch", "--follow-symlinks"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| no_git(&error))?;
        let requests = process.stdin.take();
        let answers = process.stdout.take().ok_or_else(|| trouble("git does not answer"))?;
        Ok(Self { process, requests, answers: BufReader::new(answers) })
    }

    fn ask(&mut self, objects: &[&str]) -> Result<(), Failure> {
        let requests = self.requests.as_mut().ok_or_else(|| trouble("git does not answer"))?;
        let lines: String = objects.iter().map(|object| format!("{object}\n")).collect();
        requests.write_all(lines.as_bytes())?;
        requests.flush()?;
        Ok(())
    }

    fn answer(&mut self) -> Result<Answer, Failure> {
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        if head.is_empty() {
            return Err(trouble("git ended before it answered"));
        }
        let mut words = head.trim_end().rsplit(' ');
        let (size, kind) = (words.next(), words.next());
        let Some(size) = size.and_then(|size| size.parse::<usize>().ok()) else {
            return Ok(Answer::Nothing);
        };
        if size as u64 > MOST_BYTES {
            return Ok(Answer::TooLarge);
        }
        files::count(size);
        let mut bytes = vec![0; size];
        self.answers.read_exact(&mut bytes)?;
        self.answers.read_exact(&mut [0])?;
        Ok(if kind == Some("blob") { Answer::Text(bytes) } else { Answer::Nothing })
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // Its input ends, so it does, unless it still writes what nobody reads.
        self.requests = None;
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
