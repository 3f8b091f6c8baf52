//! What git stores, from one `git cat-file --batch` for all of it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, OnceLock};

use super::repository::{git, no_git, trouble};
use crate::cli::Failure;

/// The blobs of a repository.
pub struct Blobs {
    batch: Mutex<Batch>,
    /// Those that were fetched ahead, by their ids.
    ahead: OnceLock<BTreeMap<String, Vec<u8>>>,
}

impl Blobs {
    /// Starts the process that hands them out.
    pub fn start(root: &Path) -> Result<Self, Failure> {
        Ok(Self { batch: Mutex::new(Batch::start(root)?), ahead: OnceLock::new() })
    }

    /// The bytes of an object: its id, or `COMMIT:path`; none if it is not there or no file.
    pub fn read(&self, object: &str) -> Result<Option<Vec<u8>>, Failure> {
        if let Some(bytes) = self.ahead.get().and_then(|ahead| ahead.get(object)) {
            return Ok(Some(bytes.clone()));
        }
        if object.contains('\n') {
            return Ok(None);
        }
        let mut batch = match self.batch.lock() {
            Ok(batch) => batch,
            Err(poisoned) => poisoned.into_inner(),
        };
        batch.ask(&[object])?;
        batch.answer()
    }

    /// Fetches many blobs at once, which is quicker than one after the other. Ids that git does
    /// not know are left out.
    pub fn fetch_ahead(&self, ids: &[&str]) -> Result<(), Failure> {
        let mut batch = match self.batch.lock() {
            Ok(batch) => batch,
            Err(poisoned) => poisoned.into_inner(),
        };
        let mut ahead = BTreeMap::new();
        // So few that git's answers to them never wait for us while we still ask.
        for some in ids.chunks(MOST_AT_ONCE) {
            batch.ask(some)?;
            for id in some {
                if let Some(bytes) = batch.answer()? {
                    ahead.insert((*id).to_owned(), bytes);
                }
            }
        }
        // Whoever fetches a second time reads the rest one by one.
        let _ = self.ahead.set(ahead);
        Ok(())
    }
}

/// Requests that fit into a pipe: git reads all of them while its answers wait to be read.
const MOST_AT_ONCE: usize = 32;

/// No text is larger than the limit of files on the disk.
const MOST_BYTES: usize = 16 << 20;

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

    fn ask(&mut self, objects: &[&str]) -> Result<(), Failure> {
        let requests = self.requests.as_mut().ok_or_else(|| trouble("git does not answer"))?;
        let lines: String = objects.iter().map(|object| format!("{object}\n")).collect();
        requests.write_all(lines.as_bytes())?;
        requests.flush()?;
        Ok(())
    }

    fn answer(&mut self) -> Result<Option<Vec<u8>>, Failure> {
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
        if size > MOST_BYTES {
            let rest = size as u64 + 1;
            std::io::copy(&mut self.answers.by_ref().take(rest), &mut std::io::sink())?;
            return Err(trouble("git has a file of more than 16 MiB, which is not read"));
        }
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
