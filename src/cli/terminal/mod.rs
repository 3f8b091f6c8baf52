//! Standard output and standard error.

pub mod progress;
pub mod table;
pub mod wording;

use std::io::{IsTerminal as _, Write as _};

use clap::ValueEnum;
use maquette::diag::log::{inert, inert_but_colored};

use crate::cli::outcome::Failure;

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
    out.write_all(bytes).and_then(|()| out.flush()).map_err(unprinted)
}

/// Why standard output cannot be written to.
pub fn unprinted(error: std::io::Error) -> Failure {
    match Failure::from(error) {
        Failure::Trouble(why) => {
            Failure::Trouble(format!("cannot write to standard output: {why}"))
        }
        gone @ Failure::ReaderGone => gone,
    }
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

/// When to use colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ColorWhen {
    /// Whether to color what goes to standard output.
    pub fn on_stdout(self) -> bool {
        self.on(std::io::stdout().is_terminal())
    }

    /// Whether to color what goes to standard error.
    pub fn on_stderr(self) -> bool {
        self.on(std::io::stderr().is_terminal())
    }

    fn on(self, is_terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let is_set =
                    |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                is_terminal && !is_set("NO_COLOR") && !is_dumb
            }
        }
    }
}
