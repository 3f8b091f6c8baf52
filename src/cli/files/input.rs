//! Which scenarios a command works on, and their texts.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use maquette::catalog::Catalog;
use maquette::diag::{Diagnostic, Limits, Severity, Sink, Sources, codes};
use maquette::pipeline;
use maquette::syntax::{Files, Refusal};

use crate::cli::args::Common;
use crate::cli::files::{self, Project, Unread};
use crate::cli::findings;
use crate::cli::outcome::Failure;
use crate::cli::terminal;
use crate::cli::terminal::wording::{said, shown, trouble};

/// Where scenarios are looked for if nothing says another place.
const DEFAULT: &str = "scenarios";
/// Name of standard input in findings.
const STDIN: &str = "<stdin>";

/// A scenario to work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Name in findings: the path from where we are if it lies below, else as given; with forward
    /// slashes.
    pub name: String,
    /// The file; none for standard input.
    pub path: Option<PathBuf>,
    /// What output files are named after.
    pub stem: String,
}

impl Input {
    /// The same for one file, however its path is written.
    fn identity(&self) -> PathBuf {
        let path = self.path.clone().unwrap_or_default();
        // Two links to one file have outputs of their own.
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let real = directory.unwrap_or(Path::new(".")).canonicalize();
        real.unwrap_or_default().join(path.file_name().unwrap_or_default())
    }
}

/// What the paths of a command line stand for.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The scenarios, in order.
    pub scenarios: Vec<Input>,
    /// Paths that do not exist or hold no scenarios.
    pub problems: Vec<Diagnostic>,
    /// Whether every path is a directory, so that the scenarios are all there are.
    pub are_whole: bool,
}

/// The scenarios that the paths stand for: a file itself, a directory its `*.toml`.
pub fn collect(paths: &[String], common: &Common) -> Inputs {
    let usual = common.settings.words("scenarios");
    let paths = if paths.is_empty() { &usual } else { paths };
    let mut inputs = Inputs { are_whole: true, ..Inputs::default() };
    let mut seen = BTreeSet::new();
    for path in paths {
        let found = if path == "-" {
            inputs.are_whole = false;
            let stem = "stdin".to_owned();
            Ok(vec![Input { name: STDIN.to_owned(), path: None, stem }])
        } else if Path::new(path).is_dir() {
            in_directory(path)
        } else {
            inputs.are_whole = false;
            one_file(path)
        };
        match found {
            Ok(found) => {
                inputs.scenarios.extend(found.into_iter().filter(|i| seen.insert(i.identity())));
            }
            Err(problem) => inputs.problems.push(problem),
        }
    }
    if let Some(shard) = common.shard {
        inputs.are_whole = false;
        let all = std::mem::take(&mut inputs.scenarios);
        let mine = all.into_iter().skip(shard.which - 1).step_by(shard.of);
        inputs.scenarios = mine.collect();
    }
    inputs
}

fn in_directory(path: &str) -> Result<Vec<Input>, Diagnostic> {
    let unreadable =
        |error| trouble(&codes::UNREADABLE, format!("cannot read `{path}`: {}", said(&error)));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        let is_scenario = file.extension().is_some_and(|ext| ext == "toml")
            && file.file_name().is_some_and(|name| name != maquette::config::FILE);
        if is_scenario && !file.is_dir() {
            // Nobody has typed this name, so a pipe or device is not meant.
            if file.metadata().is_ok_and(|kind| !kind.is_file()) {
                let message = format!("cannot read `{}`: {}", shown(&file), Unread::NotRegular);
                return Err(trouble(&codes::UNREADABLE, message));
            }
            found.push(self::file(&file));
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    if found.is_empty() {
        let message = format!("`{path}` holds no scenarios");
        return Err(trouble(&codes::NO_SCENARIOS, message)
            .with_help("scenarios are `*.toml` files directly in the directory"));
    }
    Ok(found)
}

fn one_file(path: &str) -> Result<Vec<Input>, Diagnostic> {
    let file = Path::new(path);
    match file.metadata() {
        Ok(_) => Ok(vec![self::file(file)]),
        Err(error) => {
            let message = format!("cannot read `{path}`: {}", said(&error));
            let finding = trouble(&codes::UNREADABLE, message);
            Err(match path {
                DEFAULT => finding.with_help("name a scenario file, or run `maquette init`"),
                _ => finding,
            })
        }
    }
}

/// The scenario of a file.
pub fn file(file: &Path) -> Input {
    let name = files::path_from_here(file).unwrap_or_else(|| file.to_owned());
    let name = name.to_string_lossy().replace('\\', "/");
    let name = name.strip_prefix("./").map_or(name.clone(), str::to_owned);
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Input { name, path: Some(file.to_owned()), stem }
}

/// The text of a scenario, or why it cannot be had.
pub fn read(input: &Input, limits: Limits) -> Result<String, Diagnostic> {
    let bytes = match &input.path {
        Some(path) => files::read_named(path, limits.text),
        None => files::up_to(std::io::stdin().lock(), limits.text),
    };
    let bytes = bytes.map_err(|why| {
        let finding = trouble(&codes::UNREADABLE, format!("cannot read `{}`: {why}", input.name));
        match why {
            Unread::TooLarge(_) => finding.with_help("`--limit text=NUMBER` sets another limit"),
            _ => finding,
        }
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..byte].split(|&b| b == b'\n').count();
        let message = format!("`{}` is not UTF-8: byte {byte}, in line {line}", input.name);
        trouble(&codes::NOT_UTF8, message).with_help("save the file as UTF-8")
    })
}

/// The built-in catalogue and the user's own.
pub fn catalog(common: &Common) -> Result<Cow<'static, Catalog>, Failure> {
    let mut catalog = Cow::Borrowed(Catalog::built_in());
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    for path in &common.catalogs() {
        let text = read(&file(path), common.limits())
            .map_err(|problem| Failure::Trouble(problem.message))?;
        let file = sources.add(path.to_string_lossy(), text);
        let before = catalog.into_owned();
        catalog = Cow::Owned(pipeline::with_own_catalog(before, &sources, file, &mut sink));
    }
    if common.limits() != catalog.limits {
        catalog = Cow::Owned(Catalog { limits: common.limits(), ..catalog.into_owned() });
    }
    let levels = common.settings.levels(&catalog)?;
    if !levels.is_empty() {
        catalog = Cow::Owned(Catalog { levels, ..catalog.into_owned() });
    }
    let found = sink.into_sorted();
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        let text = findings::text(&found, &sources, common.color.on_stderr());
        terminal::say_colored(text.trim_end());
        return Err(Failure::Trouble("the catalogue has mistakes".to_owned()));
    }
    Ok(catalog)
}

/// Included files from the disk: those of the project of a scenario, whatever links say.
#[derive(Debug)]
pub struct Disk {
    project: std::io::Result<Project>,
    limits: Limits,
}

impl Disk {
    /// What a scenario may include, by its path; standard input belongs to where we are.
    pub fn around(scenario: &str, limits: Limits) -> Self {
        Self { project: Project::of(Path::new(scenario)), limits }
    }
}

impl Files for Disk {
    fn read(&self, name: &str) -> Result<String, Refusal> {
        let project = self.project.as_ref().map_err(|error| Refusal::Unreadable(said(error)))?;
        text_of(project.read(Path::new(name), self.limits.text))
    }
}

/// The text of an included file.
pub fn text_of(bytes: Result<Vec<u8>, Unread>) -> Result<String, Refusal> {
    let bytes = bytes.map_err(|why| match why {
        Unread::Outside => Refusal::Outside,
        other => Refusal::Unreadable(other.to_string()),
    })?;
    String::from_utf8(bytes).map_err(|error| Refusal::NotUtf8(error.utf8_error().valid_up_to()))
}
