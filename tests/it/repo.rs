//! Real repositories, made with the real `git`, whatever its user likes.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{Ran, maquette, scratch};

/// A repository of its own.
pub struct Repo(pub PathBuf);

impl Repo {
    pub fn new(name: &str) -> Self {
        let repo = Self(scratch(name));
        repo.git(&["init", "-q", "-b", "main"]);
        repo
    }

    pub fn git(&self, args: &[&str]) -> String {
        git(&self.0, args)
    }

    pub fn write(&self, path: &str, text: &str) -> &Self {
        let file = self.0.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        self
    }

    /// Commits all that there is.
    pub fn commit(&self, message: &str) -> &Self {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
        self
    }

    /// `maquette diff` there.
    pub fn diff(&self, args: &[&str]) -> Ran {
        maquette(["diff"].iter().chain(args)).in_dir(&self.0).run()
    }
}

/// What git says in a directory.
pub fn git(directory: &Path, args: &[&str]) -> String {
    let done = Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(["-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false"])
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "git {args:?}: {said}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}
