//! The real binary, run by one fluent helper.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The root of the package.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An empty directory of its own for a test; what an earlier run left is removed.
pub fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A run of the binary to come.
pub struct Program {
    command: Command,
    stdin: Option<Vec<u8>>,
}

/// The binary with its arguments.
pub fn maquette<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Program {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
    command.args(arguments).current_dir(root()).env_remove("NO_COLOR").env("TERM", "xterm");
    Program { command, stdin: None }
}

impl Program {
    /// Runs in another directory than the package's root.
    pub fn in_dir(mut self, path: &Path) -> Self {
        self.command.current_dir(path);
        self
    }

    /// Gives it something to read.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, key: &str, value: &str) -> Self {
        self.command.env(key, value);
        self
    }

    /// Runs it.
    pub fn run(mut self) -> Ran {
        self.command.stdin(if self.stdin.is_some() { Stdio::piped() } else { Stdio::null() });
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let writer = self.stdin.take().map(|bytes| {
            let mut pipe = child.stdin.take().unwrap();
            // It may rightly stop reading early.
            std::thread::spawn(move || drop(pipe.write_all(&bytes)))
        });
        let output = child.wait_with_output().unwrap();
        if let Some(writer) = writer {
            writer.join().unwrap();
        }
        let ran = Ran { output };
        assert!(!ran.stderr().contains("panicked at"), "{}", ran.stderr());
        ran
    }
}

/// A run that ended.
pub struct Ran {
    output: Output,
}

impl Ran {
    /// Expects this exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        let (out, err) = (self.stdout(), self.stderr());
        assert_eq!(self.output.status.code(), Some(code), "stdout:\n{out}\nstderr:\n{err}");
        self
    }

    /// Expects this text in standard output.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stdout().contains(text), "no `{text}` in stdout:\n{}", self.stdout());
        self
    }

    /// Expects this text in standard error.
    #[track_caller]
    pub fn complains(self, text: &str) -> Self {
        assert!(self.stderr().contains(text), "no `{text}` in stderr:\n{}", self.stderr());
        self
    }

    /// Standard output.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// Standard error.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// The exit code.
    pub fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }
}
