//! Calls of the real `git`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::outcome::Failure;
use crate::cli::terminal::wording::said;

/// A call of git from a directory: what it says depends on the repository's contents only, not
/// on how somebody likes to see it, and it runs no program that a configuration names.
pub fn git(directory: &Path) -> Command {
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
pub fn output(command: &mut Command) -> Result<Result<String, String>, Failure> {
    Ok(bytes(command)?.map(|told| String::from_utf8_lossy(&told).into_owned()))
}

/// The same, as bytes: a file's name is not always a text.
pub fn bytes(command: &mut Command) -> Result<Result<Vec<u8>, String>, Failure> {
    let done = command.output().map_err(|error| no_git(&error))?;
    if done.status.success() {
        return Ok(Ok(done.stdout));
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let said = said.trim().trim_start_matches("fatal: ");
    Ok(Err(said.lines().next().unwrap_or_default().to_owned()))
}

/// Why git cannot be called.
pub fn no_git(error: &std::io::Error) -> Failure {
    trouble(&format!("cannot run git: {}", said(error)))
}

/// A failure with this to say.
pub fn trouble(message: &str) -> Failure {
    Failure::Trouble(message.to_owned())
}

/// What a failure says.
pub fn words(failure: Failure) -> String {
    match failure {
        Failure::Trouble(why) => why,
        Failure::ReaderGone => "git went away".to_owned(),
    }
}
