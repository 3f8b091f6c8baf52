//! How committed pictures compare with what their scenarios give today.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use maquette::emit::Format;

use crate::cli::files::input::Inputs;
use crate::cli::files::output::{self, State, Target};
use crate::cli::findings::Checked;
use crate::cli::outcome::Failure;
use crate::cli::terminal;
use crate::cli::terminal::wording::{plural, shown};

/// What a comparison came to.
#[derive(Debug, Default)]
pub struct Freshness {
    /// What was found in the scenarios.
    pub checked: Vec<Checked>,
    /// How many files were compared.
    pub files: usize,
    /// Those that are not as they should be, then those that are left over.
    pub odd: Vec<OddFile>,
}

/// A file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddFile {
    /// What is odd about it.
    pub how: Odd,
    /// The file.
    pub path: PathBuf,
    /// The scenario that is drawn to it; empty if none is.
    pub scenario: String,
}

/// How a file can be odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Odd {
    /// It is not there.
    Missing,
    /// It has other bytes.
    Stale,
    /// No scenario is drawn to it.
    LeftOver,
}

impl Odd {
    /// What a state of a file means; none where it is as it should be.
    pub const fn of(state: State) -> Option<Self> {
        match state {
            State::Fresh => None,
            State::Missing => Some(Self::Missing),
            State::Stale => Some(Self::Stale),
        }
    }

    /// The word in lists.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::LeftOver => "left over",
        }
    }
}

/// A line of a list of what is odd.
pub fn line(how: Odd, what: &str) -> String {
    format!("{:<9} {what}\n", how.word())
}

impl Freshness {
    /// Lists what is not as it should be.
    pub fn print(&self, is_quiet: bool) -> Result<(), Failure> {
        let line = |odd: &OddFile| line(odd.how, &shown(&odd.path));
        terminal::print(&self.odd.iter().map(line).collect::<String>())?;
        if !is_quiet {
            let files = plural(self.files, "file");
            terminal::say(&match self.odd.len() {
                0 => format!("{files} up to date"),
                odd => format!("{odd} of {files} not up to date; run `maquette render`"),
            });
        }
        Ok(())
    }
}

/// Files of these formats in the output directory that no scenario is drawn to. Only whole
/// directories can say that something is left over.
pub fn left_over(
    target: &Target,
    formats: &[&Format],
    expected: &BTreeSet<&Path>,
    inputs: &Inputs,
) -> Vec<OddFile> {
    let Target::Directory(directory) = target else { return Vec::new() };
    if !inputs.are_whole {
        return Vec::new();
    }
    // What belongs to an invalid scenario or is one of its views is not left over.
    let is_of_a_scenario = |name: &str| {
        let rest = |stem: &str| name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.'));
        inputs.scenarios.iter().any(|input| rest(&input.stem))
    };
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let mut left: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| !expected.contains(path.as_path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_ours = output::format_of(&name)
                .is_some_and(|format| formats.iter().any(|f| f.name == format.name));
            is_ours && !is_of_a_scenario(&name)
        })
        .collect();
    left.sort();
    let odd = |path| OddFile { how: Odd::LeftOver, path, scenario: String::new() };
    left.into_iter().map(odd).collect()
}
