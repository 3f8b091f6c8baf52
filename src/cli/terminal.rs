//! Standard output and standard error.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use maquette::diag::log::{inert, inert_but_colored};

use crate::cli::Failure;
use crate::cli::args::{ColorWhen, Common};

/// Writes a result for people to standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    print_bytes(inert(text).as_bytes())
}

/// Writes a result in a format that has escapes of its own to standard output.
pub fn print_as_it_is(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Writes a result that may not be text to standard output.
pub fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| match Failure::from(error) {
        Failure::Trouble(why) => {
            Failure::Trouble(format!("cannot write to standard output: {why}"))
        }
        gone @ Failure::ReaderGone => gone,
    })
}

/// Says something on standard error. Nothing can be done if nobody hears it.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", inert(text));
}

/// Says something with colors of ours on standard error.
pub fn say_colored(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", inert_but_colored(text));
}

/// Says what prevented a command from its work.
pub fn complain(message: &str) {
    say(&format!("error: {message}"));
}

/// A path as a shell takes it, and as no option.
pub fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    let path = match path.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => format!("./{path}"),
        _ => path.to_owned(),
    };
    match path.chars().all(is_plain) {
        true => path,
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// Whether to color what goes to standard output.
pub fn colors_stdout(common: &Common) -> bool {
    colors(common, std::io::stdout().is_terminal())
}

/// Whether to color what goes to standard error.
pub fn colors_stderr(common: &Common) -> bool {
    colors(common, std::io::stderr().is_terminal())
}

fn colors(common: &Common, is_terminal: bool) -> bool {
    match common.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => {
            let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            is_terminal && !is_set("NO_COLOR") && !is_dumb
        }
    }
}

/// A line on the terminal that says how far several scenarios are; nothing elsewhere.
#[derive(Debug)]
pub struct Progress {
    done: AtomicUsize,
    of: usize,
    is_shown: bool,
}

impl Progress {
    /// Progress of this many scenarios.
    pub fn new(of: usize, common: &Common) -> Self {
        let is_shown = of > 1 && !common.quiet && std::io::stderr().is_terminal();
        Self { done: AtomicUsize::new(0), of, is_shown }
    }

    /// One more is done.
    pub fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_shown {
            let _ = write!(std::io::stderr().lock(), "\r{done}/{} scenarios", self.of);
        }
    }

    /// Takes the line away.
    pub fn end(&self) {
        if self.is_shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
