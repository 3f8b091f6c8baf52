//! One side of a comparison: a file, a file of a revision, or standard input; a scenario, a DOT
//! file or a JSON export.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use maquette::catalog::Catalog;
use maquette::diag::{Diagnostic, Limits, Severity, Sink, Sources};
use maquette::diff::report::Version;
use maquette::diff::{Detail, json_in};
use maquette::graph::ArchGraph;
use maquette::model::{Page, Scenario};
use maquette::pipeline::{self, Expanded, Options};
use maquette::syntax::{Files, Refusal};
use maquette::{dot_in, expand};

use super::repository::{AtRevision, Repository, Revision, Stored};
use crate::cli::args::Common;
use crate::cli::files::{Project, Unread};
use crate::cli::input::{self, Disk, Input};
use crate::cli::{Failure, findings, terminal};

/// A side that could be read.
pub struct Loaded {
    /// What is compared.
    pub version: Version,
    /// The scenario behind it, if it is one.
    pub scenario: Option<Scenario>,
    /// How much it tells.
    pub detail: Detail,
    /// Checks of the catalogue that it breaks.
    pub broken: Option<Refused>,
}

/// A side that cannot be compared, or that is not fit to be built.
pub struct Refused {
    name: String,
    why: Why,
}

enum Why {
    Unreadable(String),
    /// There is no architecture to compare.
    Invalid(Vec<Diagnostic>, Sources),
    /// There is one, and it breaks checks of the catalogue.
    Broken(Vec<Diagnostic>, Sources),
}

impl Refused {
    fn unreadable(name: &str, why: impl Into<String>) -> Self {
        Self { name: name.to_owned(), why: Why::Unreadable(why.into()) }
    }

    /// Says why on standard error.
    pub fn complain(&self, common: &Common) {
        let (found, sources, but) = match &self.why {
            Why::Unreadable(why) => return terminal::complain(why),
            Why::Invalid(found, sources) => (found, sources, "and cannot be compared"),
            Why::Broken(found, sources) => (found, sources, "and compared all the same"),
        };
        let text = findings::text(found, sources, terminal::colors_stderr(common));
        terminal::say_colored(text.trim_end());
        terminal::complain(&format!("`{}` is invalid {but}", self.name));
    }
}

/// Reads inputs from one place, with the catalogue of that place.
pub struct Reader {
    from: From,
    catalog: Cow<'static, Catalog>,
}

/// Where inputs come from.
#[derive(Clone)]
enum From {
    /// The disk as it is, from where we are.
    Disk,
    /// The working tree, by paths from its root.
    Tree(Arc<Repository>),
    /// A revision, by paths from the root.
    Revision(Arc<Repository>, Revision),
}

impl Reader {
    /// Readers for the two sides of a call, as their names ask for.
    pub fn pair(old: &str, new: &str, common: &Common) -> Result<(Self, Self), Failure> {
        let (old, new) = (revision_of(old), revision_of(new));
        if old.is_none() && new.is_none() {
            let catalog = input::catalog(common)?;
            let reader = |catalog| Self { from: From::Disk, catalog };
            return Ok((reader(catalog.clone()), reader(catalog)));
        }
        let repository = Arc::new(Repository::here()?);
        let reader = |revision: Option<&str>| match revision {
            None => Ok(Self { from: From::Disk, catalog: input::catalog(common)? }),
            Some(name) => Self::at(&repository, &repository.revision(name)?, common),
        };
        Ok((reader(old)?, reader(new)?))
    }

    /// A reader of a revision. Catalogues of the user are those of the revision, where it has
    /// them.
    pub fn at(
        repository: &Arc<Repository>,
        revision: &Revision,
        common: &Common,
    ) -> Result<Self, Failure> {
        let mut catalog = Cow::Borrowed(Catalog::built_in());
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        for path in &common.catalog {
            let name = path.to_string_lossy().into_owned();
            let stored = match repository.path_below_root(&name) {
                Ok(inside) => repository.blob(&revision.commit, &inside)?,
                Err(_) => None,
            };
            let text = match stored.map(String::from_utf8) {
                Some(Ok(text)) => text,
                _ => input::read(&input::file(path), common.limits())
                    .map_err(|problem| Failure::Trouble(problem.message))?,
            };
            let file = sources.add(name, text);
            catalog = Cow::Owned(catalog.into_owned().with_file(&sources, file, &mut sink));
        }
        let found = sink.into_sorted();
        if common.limits() != catalog.limits {
            catalog = Cow::Owned(Catalog { limits: common.limits(), ..catalog.into_owned() });
        }
        if found.iter().any(|finding| finding.severity == Severity::Error) {
            let text = findings::text(&found, &sources, terminal::colors_stderr(common));
            terminal::say_colored(text.trim_end());
            let message = format!("the catalogue of {} has mistakes", revision.name);
            return Err(Failure::Trouble(message));
        }
        Ok(Self { from: From::Revision(Arc::clone(repository), revision.clone()), catalog })
    }

    /// A reader of the working tree.
    pub fn tree(repository: &Arc<Repository>, common: &Common) -> Result<Self, Failure> {
        let catalog = input::catalog(common)?;
        Ok(Self { from: From::Tree(Arc::clone(repository)), catalog })
    }

    /// The catalogue of this side.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Expands a scenario with the catalogue of this side.
    pub fn expand(&self, scenario: &Scenario) -> ArchGraph {
        expand::expand(scenario, &self.catalog, &mut Sink::default())
    }

    /// Loads a side by the name that the user gave it; none for the null device, which stands
    /// for a file that is not there.
    pub fn named(
        &self,
        side: &str,
        read_as: Option<&str>,
        options: &Options,
    ) -> Result<Option<Loaded>, Refused> {
        if is_null(side) {
            return Ok(None);
        }
        match (&self.from, revision_of(side)) {
            (From::Revision(repository, revision), Some(prefix)) => {
                let path = &side[prefix.len() + 1..];
                let refused = |failure| Refused::unreadable(side, words(failure));
                let path = repository.spec_path(revision, path).map_err(refused)?;
                let file = Stored { path: path.clone(), blob: None };
                let text = self.text(&file)?.ok_or_else(|| {
                    Refused::unreadable(side, format!("`{path}` is not in `{}`", revision.name))
                })?;
                self.load(&path, side, &text, options).map(Some)
            }
            _ => {
                let named = match side {
                    "-" => Input { name: "-".into(), path: None, stem: "stdin".into() },
                    path => input::file(Path::new(path)),
                };
                let text = input::read(&named, self.catalog.limits)
                    .map_err(|problem| Refused::unreadable(side, problem.message))?;
                let name = read_as.unwrap_or(&named.name);
                self.load(name, side, &text, options).map(Some)
            }
        }
    }

    /// Loads a scenario; none if the file is not there or is another kind of TOML file.
    pub fn scenario(&self, file: &Stored, options: &Options) -> Result<Option<Loaded>, Refused> {
        match self.text(file)? {
            Some(text) if is_scenario(&text) => {
                self.load(&file.path, &file.path, &text, options).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Whether a file is there and is a scenario.
    pub fn is_scenario(&self, file: &Stored) -> bool {
        self.text(file).ok().flatten().is_some_and(|text| is_scenario(&text))
    }

    /// What a scenario is called, as it is written, or nothing; none if the file is not there or
    /// no scenario.
    pub fn title(&self, file: &Stored) -> Option<String> {
        let text = self.text(file).ok().flatten().filter(|text| is_scenario(text))?;
        Some(value(&text, "title").unwrap_or_default().to_owned())
    }

    /// The text of a file; none if it is not there.
    fn text(&self, file: &Stored) -> Result<Option<String>, Refused> {
        let path = &file.path;
        let bytes = match &self.from {
            From::Disk => self.present(path, Project::of(Path::new(path)), Path::new(path))?,
            From::Tree(repository) => {
                let root = repository.root();
                self.present(path, Project::at(root), &root.join(path))?
            }
            From::Revision(repository, revision) => repository
                .stored(&revision.commit, file)
                .map_err(|failure| Refused::unreadable(path, words(failure)))?,
        };
        let Some(bytes) = bytes else { return Ok(None) };
        String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| Refused::unreadable(path, format!("`{path}` is not UTF-8")))
    }

    /// The bytes of a file of a project; none if it is not there.
    fn present(
        &self,
        shown: &str,
        project: std::io::Result<Project>,
        path: &Path,
    ) -> Result<Option<Vec<u8>>, Refused> {
        let bytes = project
            .map_err(Unread::from)
            .and_then(|project| project.read(path, self.catalog.limits.text));
        match bytes {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Unread::System(_)) => Ok(None),
            Err(why) => Err(Refused::unreadable(shown, format!("cannot read `{shown}`: {why}"))),
        }
    }

    fn load(
        &self,
        name: &str,
        shown: &str,
        text: &str,
        options: &Options,
    ) -> Result<Loaded, Refused> {
        match Kind::of(name, text) {
            Kind::Json => json(name, shown, text, self.catalog.limits),
            Kind::Dot => dot(name, shown, text, self.catalog.limits),
            Kind::Scenario => {
                let files = Includes { reader: self, scenario: name };
                let mut expanded = pipeline::expand(name, text, &files, &self.catalog);
                let graph = pipeline::show(&mut expanded, options);
                let is_broken = expanded.has_errors();
                let Expanded { scenario, findings, sources, .. } = expanded;
                let name = match &self.from {
                    From::Revision(_, revision) => format!("{}:{name}", revision.name),
                    From::Disk | From::Tree(_) => shown.to_owned(),
                };
                let Some(graph) = graph else {
                    return Err(Refused { name, why: Why::Invalid(findings, sources) });
                };
                let broken = is_broken
                    .then(|| Refused { name, why: Why::Broken(findings, sources.clone()) });
                let page = scenario.as_ref().map(|scenario| scenario.page).unwrap_or_default();
                let version = Version { name: shown.to_owned(), graph, sources, page };
                Ok(Loaded { version, scenario, detail: Detail::Full, broken })
            }
        }
    }
}

/// What a scenario of a reader includes.
struct Includes<'a> {
    reader: &'a Reader,
    scenario: &'a str,
}

impl Files for Includes<'_> {
    fn read(&self, name: &str) -> Result<String, Refusal> {
        let limits = self.reader.catalog.limits;
        match &self.reader.from {
            From::Disk => Disk::around(self.scenario, limits).read(name),
            From::Revision(repository, revision) => {
                AtRevision { repository, commit: &revision.commit }.read(name)
            }
            From::Tree(repository) => {
                let root = repository.root();
                let project = Project::at(root).map_err(Unread::from);
                input::text_of(
                    project.and_then(|project| project.read(&root.join(name), limits.text)),
                )
            }
        }
    }
}

/// What kind of input a text is.
enum Kind {
    Scenario,
    Dot,
    Json,
}

impl Kind {
    fn of(name: &str, text: &str) -> Self {
        let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
        let start = text.trim_start_matches('\u{feff}').trim_start();
        match ending {
            Some("toml") => Self::Scenario,
            Some("json") => Self::Json,
            Some("dot" | "gv") => Self::Dot,
            _ if start.starts_with('{') => Self::Json,
            _ if ["digraph", "graph", "strict"].iter().any(|word| start.starts_with(word)) => {
                Self::Dot
            }
            _ => Self::Scenario,
        }
    }
}

fn json(name: &str, shown: &str, text: &str, limits: Limits) -> Result<Loaded, Refused> {
    let graph = json_in::architecture(text, limits)
        .map_err(|why| Refused::unreadable(shown, format!("`{name}` is no JSON export: {why}")))?;
    let sources = Sources::default();
    let version = Version { name: shown.to_owned(), graph, sources, page: Page::default() };
    Ok(Loaded { version, scenario: None, detail: Detail::Export, broken: None })
}

fn dot(name: &str, shown: &str, text: &str, limits: Limits) -> Result<Loaded, Refused> {
    let (mut sources, mut sink) = (Sources::default(), Sink::within(limits));
    let file = sources.add(name, text);
    match dot_in::read(file, &sources, &mut sink) {
        Some(graph) => {
            let page = Page::default();
            let version = Version { name: shown.to_owned(), graph, sources, page };
            Ok(Loaded { version, scenario: None, detail: Detail::Drawing, broken: None })
        }
        None => {
            Err(Refused { name: shown.to_owned(), why: Why::Invalid(sink.into_sorted(), sources) })
        }
    }
}

/// The version of a side; an empty one where the file is not there.
pub fn version(side: Option<Loaded>) -> Version {
    side.map_or_else(
        || Version {
            name: String::new(),
            graph: ArchGraph::default(),
            sources: Sources::default(),
            page: Page::default(),
        },
        |side| side.version,
    )
}

/// The revision in `REV:path`; none for a path, also one with a colon in it that exists.
fn revision_of(side: &str) -> Option<&str> {
    let (revision, path) = side.split_once(':')?;
    let is_drive = revision.len() == 1 && (path.starts_with('\\') || path.starts_with('/'));
    let is_revision = !revision.is_empty() && !is_drive && !Path::new(side).exists();
    is_revision.then_some(revision)
}

/// Whether a name stands for a file that is not there.
pub fn is_null(side: &str) -> bool {
    side == "/dev/null" || side.eq_ignore_ascii_case("nul")
}

/// What a failure says.
pub fn words(failure: Failure) -> String {
    match failure {
        Failure::Trouble(why) => why,
        Failure::ReaderGone => "git went away".to_owned(),
    }
}

/// Whether two files that git made of `path` are no scenarios but parts of some: what includes
/// them is to be compared.
pub fn are_fragments(sides: [&str; 2], path: &str, limits: Limits) -> bool {
    let texts = sides.into_iter().filter(|side| !is_null(side));
    let texts: Vec<String> =
        texts.filter_map(|side| input::read(&input::file(Path::new(side)), limits).ok()).collect();
    let is_fragment =
        |text: &String| matches!(Kind::of(path, text), Kind::Scenario) && !is_scenario(text);
    !texts.is_empty() && texts.iter().all(is_fragment)
}

/// Whether a TOML text is a scenario and not a fragment or something else: it says its type of
/// solution, or its title and what it includes, before any table begins.
fn is_scenario(text: &str) -> bool {
    let says = |key: &str| value(text, key).is_some();
    says("solution") || (says("title") && says("include"))
}

/// What is written behind a key before any table begins.
fn value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim_start)
        .take_while(|line| !line.starts_with('['))
        .find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::is_scenario;

    #[test]
    fn other_toml_files_are_no_scenarios() {
        assert!(is_scenario("# c\ntitle = \"A\"\nsolution = \"cloud\"\n"));
        assert!(is_scenario("title = \"A\"\ninclude = [\"b.toml\"]\n"));
        assert!(!is_scenario("[package]\nsolution = \"x\"\n"));
        assert!(!is_scenario("edition = \"2024\"\n"));
        assert!(!is_scenario("[devices.a]\ncount = 3\n"));
    }
}
