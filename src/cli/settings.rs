//! What the environment and `maquette.toml` say for what the command line leaves open.
//!
//! The file is looked for in the directory of the scenario and upward, within its repository; where
//! there is none, no higher than where maquette runs. What it names lies below its directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use maquette::catalog::Catalog;
use maquette::config::{self, Config, FILE, SETTINGS, Setting};
use maquette::diag::{Levels, Limits, Severity, Sink, Sources, codes};

use crate::cli::files::{Project, Unread, is_pipe_or_device};
use crate::cli::findings::text::text;
use crate::cli::outcome::Failure;
use crate::cli::terminal;

/// What the environment and the file say.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    environment: BTreeMap<&'static str, Vec<String>>,
    file: Option<ProjectFile>,
}

/// A file that was read.
#[derive(Debug, Clone)]
struct ProjectFile {
    /// Its directory, as seen from where we are.
    directory: PathBuf,
    config: Config,
    sources: Sources,
}

/// Where the words of a setting come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A variable of the environment.
    Environment(String),
    /// A place in a file.
    File(String),
    /// Nothing says anything.
    Default,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Environment(from) | Self::File(from) => write!(f, "{from}"),
            Self::Default => write!(f, "default"),
        }
    }
}

impl Settings {
    /// The settings of the project that paths of the command line belong to; of where we are if
    /// there are none.
    pub fn around(paths: &[&str], limits: Limits) -> Result<Self, Failure> {
        let environment = environment()?;
        let here = Path::new(".").canonicalize()?;
        let starts: Vec<PathBuf> = paths.iter().map(|path| start(path, &here)).collect();
        let first = starts.first().unwrap_or(&here);
        let found = find(first, &here);
        let is_other = |at: &PathBuf| find(at, &here) != found;
        if let Some(other) = starts.iter().position(is_other) {
            let message = format!(
                "`{}` and `{}` do not belong to one `{FILE}`; give them in calls of their own",
                paths[0], paths[other]
            );
            return Err(Failure::Trouble(message));
        }
        let file = found.map(|found| load(&found, &here, limits)).transpose()?;
        let settings = Self { environment, file };
        settings.refuse_pipes()?;
        Ok(settings)
    }

    /// Nobody has typed the paths that hold by default, so a pipe or device is not meant there.
    fn refuse_pipes(&self) -> Result<(), Failure> {
        let defaults = SETTINGS.iter().filter_map(|setting| match self.told(setting.key)? {
            (Origin::Default, words) => {
                Some(words.into_iter().filter(|word| setting.is_path(word)))
            }
            _ => None,
        });
        match defaults.flatten().find(|word| is_pipe_or_device(Path::new(word))) {
            Some(word) => {
                Err(Failure::Trouble(format!("cannot read `{word}`: {}", Unread::NotRegular)))
            }
            None => Ok(()),
        }
    }

    /// The same with what another version of the file says; none: there is no file in it.
    #[must_use]
    pub fn with_text(&self, text: Option<String>) -> Self {
        let directory = self.file.as_ref().map(|file| file.directory.clone()).unwrap_or_default();
        let file = text.map(|text| {
            let (mut sources, mut sink) = (Sources::default(), Sink::default());
            let id = sources.add(FILE, text);
            // A version that has mistakes says what is left of it.
            let config = config::read(id, &sources, &mut sink);
            ProjectFile { directory, config, sources }
        });
        Self { environment: self.environment.clone(), file }
    }

    /// The file that was read, or where it would be.
    pub fn path(&self) -> PathBuf {
        self.file.as_ref().map_or_else(PathBuf::new, |file| file.directory.clone()).join(FILE)
    }

    /// The words of a setting.
    pub fn words(&self, key: &str) -> Vec<String> {
        self.told(key).map_or_else(Vec::new, |(_, words)| words)
    }

    /// The word of a setting that has one at most.
    pub fn word(&self, key: &str) -> Option<String> {
        self.words(key).into_iter().next()
    }

    /// The words of a setting, and where they come from.
    pub fn told(&self, key: &str) -> Option<(Origin, Vec<String>)> {
        let setting = Setting::find(key)?;
        if let Some(words) = self.environment.get(key) {
            return Some((Origin::Environment(setting.variable()), words.clone()));
        }
        let of_file = self.file.as_ref().and_then(|file| file.told(setting));
        let default = || setting.default.iter().map(|&word| word.to_owned()).collect();
        Some(of_file.unwrap_or_else(|| (Origin::Default, default())))
    }

    /// The words that the environment says, which go before those of a scenario.
    pub fn of_environment(&self, key: &str) -> Option<Vec<String>> {
        self.environment.get(key).cloned()
    }

    /// The words that the file says, which come after those of a scenario.
    pub fn of_file(&self, key: &str) -> Option<Vec<String>> {
        let words = self.file.as_ref()?.told(Setting::find(key)?)?.1;
        Some(words)
    }

    /// How much findings weigh where a scenario says nothing.
    pub fn levels(&self, catalog: &Catalog) -> Result<Levels, Failure> {
        let Some(file) = &self.file else { return Ok(Levels::new()) };
        let mut sink = Sink::default();
        let levels = file.config.levels(catalog, &mut sink);
        complain(sink, &file.sources)?;
        Ok(levels)
    }
}

impl ProjectFile {
    fn told(&self, setting: &Setting) -> Option<(Origin, Vec<String>)> {
        let written = self.config.words.get(setting.key)?;
        let from_here = |word: &String| match setting.is_path(word) {
            true => self.directory.join(word).to_string_lossy().into_owned(),
            false => word.clone(),
        };
        let words = written.value.iter().map(from_here).collect();
        Some((Origin::File(self.sources.place(written.span)), words))
    }
}

/// What the environment says; a variable that is empty says nothing.
fn environment() -> Result<BTreeMap<&'static str, Vec<String>>, Failure> {
    let mut said = BTreeMap::new();
    for setting in SETTINGS {
        let variable = setting.variable();
        let Some(text) = std::env::var_os(&variable).filter(|text| !text.is_empty()) else {
            continue;
        };
        let text = text
            .into_string()
            .map_err(|_| Failure::Trouble(format!("the variable `{variable}` is not UTF-8")))?;
        let words: Vec<String> = match setting.is_list() {
            true => text.split(',').map(|word| word.trim().to_owned()).collect(),
            false => vec![text],
        };
        for word in &words {
            if let Some(help) = setting.refusal(word) {
                let message = format!("the variable `{variable}` is `{word}`; {help}");
                return Err(Failure::Trouble(message));
            }
        }
        said.insert(setting.key, words);
    }
    Ok(said)
}

/// The directory from which the file of a path is looked for.
fn start(path: &str, here: &Path) -> PathBuf {
    let path = Path::new(path);
    let directory = if path.is_dir() { Some(path) } else { path.parent() };
    let directory = directory.filter(|directory| !directory.as_os_str().is_empty());
    directory.and_then(|directory| directory.canonicalize().ok()).unwrap_or(here.to_owned())
}

/// A directory that has the file, and the one that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    directory: PathBuf,
    top: PathBuf,
}

/// The file of a directory: its own, or that of one above within the repository.
fn find(start: &Path, here: &Path) -> Option<Found> {
    let repository = start.ancestors().find(|above| above.join(".git").exists());
    let without = if start.starts_with(here) { here } else { start };
    let top = repository.unwrap_or(without);
    let mut within = start.ancestors().take_while(|above| above.starts_with(top));
    let directory = within.find(|above| above.join(FILE).symlink_metadata().is_ok())?;
    Some(Found { directory: directory.to_owned(), top: top.to_owned() })
}

/// Reads the file; what is wrong with it is told, and ends the run.
fn load(found: &Found, here: &Path, limits: Limits) -> Result<ProjectFile, Failure> {
    let directory = from_here(&found.directory, here);
    let path = directory.join(FILE);
    let shown = path.to_string_lossy().replace('\\', "/");
    let unreadable = |why: Unread| Failure::Trouble(format!("cannot read `{shown}`: {why}"));
    let read = Project::at(&found.top).map_err(Unread::from);
    let bytes = read.and_then(|project| project.read(&path, limits.text)).map_err(unreadable)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::Trouble(format!("`{shown}` is not UTF-8")))?;
    let (mut sources, mut sink) = (Sources::default(), Sink::within(limits));
    let id = sources.add(shown, text.strip_prefix('\u{feff}').unwrap_or(&text));
    let config = config::read(id, &sources, &mut sink);
    report_paths(&config, &found.directory, &mut sink);
    complain(sink, &sources)?;
    Ok(ProjectFile { directory, config, sources })
}

/// Reports paths that links lead out of the directory, those into `.git`, and those of pipes and
/// devices: nobody has typed them.
fn report_paths(config: &Config, directory: &Path, sink: &mut Sink) {
    for (key, written) in &config.words {
        let Some(setting) = Setting::find(key) else { continue };
        for word in written.value.iter().filter(|word| setting.is_path(word)) {
            let path = directory.join(word);
            let stays = Project::at(directory).and_then(|project| project.will_hold(&path));
            if !stays.unwrap_or(false) {
                let message = format!("`{word}` is a link out of the directory of `{FILE}`");
                sink.report(&codes::PATH_OUTSIDE, written.span, message)
                    .help("write a path to what lies below that directory, outside of `.git`");
            } else if is_pipe_or_device(&path) {
                let message = format!("cannot read `{word}`: {}", Unread::NotRegular);
                sink.report(&codes::UNREADABLE, written.span, message)
                    .help("write the path of a file or directory");
            }
        }
    }
}

/// Tells what is wrong; errors end the run.
fn complain(sink: Sink, sources: &Sources) -> Result<(), Failure> {
    let found = sink.into_sorted();
    if !found.is_empty() {
        terminal::say_colored(text(&found, sources, false).trim_end());
    }
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Failure::Trouble(format!("`{FILE}` has mistakes")));
    }
    Ok(())
}

/// A directory as seen from where we are: below, above, or by its whole path.
fn from_here(directory: &Path, here: &Path) -> PathBuf {
    if let Ok(below) = directory.strip_prefix(here) {
        return below.to_owned();
    }
    match here.strip_prefix(directory) {
        Ok(down) => down.components().map(|_| "..").collect(),
        Err(_) => directory.to_owned(),
    }
}
