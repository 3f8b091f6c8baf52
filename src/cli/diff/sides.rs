//! One side of a comparison: a file, a file of a revision, or standard input; a scenario, a DOT
//! file or a JSON export.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use maquette::catalog::Catalog;
use maquette::diag::{Levels, Limits, Severity, Sink, Sources};
use maquette::diff::report::{State, Version};
use maquette::diff::{Detail, json_in};
use maquette::graph::ArchGraph;
use maquette::model::{Page, Scenario};
use maquette::pipeline::{self, Expanded, Options};
use maquette::syntax::outline::outline;
use maquette::syntax::{Files, Refusal};
use maquette::{dot_in, expand};

use super::git::words;
use super::repository::{AtRevision, Repository, Revision};
use super::stored::Stored;
use crate::cli::args::Common;
use crate::cli::files::input::{self, Disk, Input};
use crate::cli::files::{Project, Unread};
use crate::cli::findings;
use crate::cli::outcome::Failure;
use crate::cli::terminal;

/// A side as it could be read.
pub struct Loaded {
    /// What is compared; without an architecture where it cannot be understood.
    pub version: Version,
    /// The scenario behind it, if it is one.
    pub scenario: Option<Scenario>,
    /// How much it tells.
    pub detail: Detail,
}

impl Loaded {
    /// A side that cannot be read.
    fn unreadable(name: &str, why: impl Into<String>) -> Self {
        let state = State::Unreadable(why.into());
        let version = Version { name: name.to_owned(), state, ..absent() };
        Self { version, scenario: None, detail: Detail::Full }
    }

    /// Says what is wrong with it on standard error.
    pub fn complain(&self, common: &Common) {
        let version = &self.version;
        let Some(trouble) = version.state.trouble() else { return };
        if let State::Unreadable(why) = &version.state {
            return terminal::complain(why);
        }
        let colors = common.color.on_stderr();
        terminal::say_colored(
            findings::text(&version.findings, &version.sources, colors).trim_end(),
        );
        terminal::complain(&format!("`{}` {trouble}", version.name));
    }
}

/// How a side is read.
#[derive(Clone, Copy)]
pub struct How<'a> {
    /// Which part of it is compared.
    pub options: &'a Options,
    /// Rules that its findings are weighed by, unless its own count.
    pub rules: Option<&'a Levels>,
    /// The name that it is read as, unless its own is right.
    pub read_as: Option<&'a str>,
}

/// A version that is not there.
pub fn absent() -> Version {
    Version {
        name: String::new(),
        graph: ArchGraph::default(),
        sources: Sources::default(),
        state: State::Absent,
        findings: Vec::new(),
        page: Page::default(),
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
        let stored = |path: &Path| match repository.path_below_root(&path.to_string_lossy()) {
            Ok(inside) => repository.blob(&revision.commit, &inside),
            Err(_) => Ok(None),
        };
        let is_in_submodule = |path: &Path| -> Result<bool, Failure> {
            let Ok(inside) = repository.path_below_root(&path.to_string_lossy()) else {
                return Ok(false);
            };
            Ok(repository.submodule(&revision.commit, &inside)?.is_some())
        };
        let project =
            stored(&common.settings.path())?.and_then(|text| String::from_utf8(text).ok());
        let settings = common.settings.with_text(project);
        for path in &common.catalogs_of(&settings) {
            let name = path.to_string_lossy().into_owned();
            let text = match stored(path)?.map(String::from_utf8) {
                Some(Ok(text)) => text,
                // What lies there now says nothing of the revision.
                None if is_in_submodule(path)? => {
                    let message = format!("`{name}` is in a submodule, which is not compared");
                    return Err(Failure::Trouble(message));
                }
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
        let levels = settings.levels(&catalog)?;
        if !levels.is_empty() {
            catalog = Cow::Owned(Catalog { levels, ..catalog.into_owned() });
        }
        if found.iter().any(|finding| finding.severity == Severity::Error) {
            let text = findings::text(&found, &sources, common.color.on_stderr());
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

    /// The revision that it reads from, if it does.
    pub fn revision(&self) -> Option<(&Repository, &Revision)> {
        match &self.from {
            From::Revision(repository, revision) => Some((repository, revision)),
            From::Disk | From::Tree(_) => None,
        }
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
    pub fn named(&self, side: &str, how: How<'_>) -> Result<Option<Loaded>, Failure> {
        if is_null(side) {
            return Ok(None);
        }
        let (name, text) = match (&self.from, revision_of(side)) {
            (From::Revision(repository, revision), Some(prefix)) => {
                let path = repository.spec_path(revision, &side[prefix.len() + 1..])?;
                let missing =
                    || Failure::Trouble(format!("`{path}` is not in `{}`", revision.name));
                let text = self.text(&Stored::at(path.clone())).map_err(Failure::Trouble)?;
                (path.clone(), text.ok_or_else(missing)?)
            }
            _ => {
                let named = match side {
                    "-" => Input { name: "-".into(), path: None, stem: "stdin".into() },
                    path => input::file(Path::new(path)),
                };
                let text = input::read(&named, self.catalog.limits)
                    .map_err(|problem| Failure::Trouble(problem.message))?;
                (how.read_as.unwrap_or(&named.name).to_owned(), text)
            }
        };
        self.load((&name, side), &text, how).map(Some).map_err(Failure::Trouble)
    }

    /// Loads a scenario; none if the file is not there or is another kind of TOML file.
    pub fn scenario(&self, file: &Stored, how: How<'_>) -> Option<Loaded> {
        let loaded = match self.text(file) {
            Ok(Some(text)) if outline(&text, self.catalog.limits).is_scenario => {
                self.load((&file.path, &file.path), &text, how)
            }
            Ok(_) => return None,
            Err(why) => Err(why),
        };
        Some(loaded.unwrap_or_else(|why| Loaded::unreadable(&file.path, why)))
    }

    /// What a scenario is called, as it is written, or nothing; none if the file is not there or
    /// no scenario.
    pub fn title(&self, file: &Stored) -> Option<String> {
        let outline = outline(&self.text(file).ok().flatten()?, self.catalog.limits);
        outline.is_scenario.then(|| outline.title.unwrap_or_default())
    }

    /// The commit of the submodule that a path of a revision lies in.
    pub fn submodule(&self, path: &str) -> Option<String> {
        let (repository, revision) = self.revision()?;
        repository.submodule(&revision.commit, path).ok().flatten()
    }

    /// The text of a file; none if it is not there, and why if it cannot be read.
    pub fn text(&self, file: &Stored) -> Result<Option<String>, String> {
        let path = &file.path;
        if let Some(why) = &file.refused {
            return Err(why.clone());
        }
        let bytes = match &self.from {
            From::Disk => self.present(path, Project::of(Path::new(path)), Path::new(path))?,
            From::Tree(repository) => {
                let root = repository.root();
                self.present(path, Project::at(root), &root.join(path))?
            }
            From::Revision(repository, revision) => {
                repository.stored(&revision.commit, file).map_err(words)?
            }
        };
        let Some(bytes) = bytes else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| format!("`{path}` is not UTF-8"))
    }

    /// The bytes of a file of a project; none if it is not there.
    fn present(
        &self,
        shown: &str,
        project: std::io::Result<Project>,
        path: &Path,
    ) -> Result<Option<Vec<u8>>, String> {
        project
            .map_err(Unread::from)
            .and_then(|project| project.read_if_there(path, self.catalog.limits.text))
            .map_err(|why| format!("cannot read `{shown}`: {why}"))
    }

    fn load(
        &self,
        (name, shown): (&str, &str),
        text: &str,
        how: How<'_>,
    ) -> Result<Loaded, String> {
        match Kind::of(name, text) {
            Kind::Json => json(name, shown, text, self.catalog.limits),
            Kind::Dot => Ok(dot(name, shown, text, self.catalog.limits)),
            Kind::Scenario => Ok(self.expanded((name, shown), text, how)),
        }
    }

    fn expanded(&self, (name, shown): (&str, &str), text: &str, how: How<'_>) -> Loaded {
        let files = Includes { reader: self, scenario: name };
        let mut expanded = pipeline::expand_by(how.rules, name, text, &files, &self.catalog);
        let graph = pipeline::show(&mut expanded, how.options);
        let is_broken = expanded.has_errors();
        let Expanded { scenario, findings, sources, .. } = expanded;
        let called = match &self.from {
            From::Revision(_, revision) => format!("{}:{name}", revision.name),
            From::Disk | From::Tree(_) => shown.to_owned(),
        };
        let version = match graph {
            None => Version { name: called, state: State::Invalid, findings, sources, ..absent() },
            Some(graph) => {
                let state = if is_broken { State::Broken } else { State::Valid };
                let name = if is_broken { called } else { shown.to_owned() };
                let page =
                    scenario.as_ref().map(|scenario| scenario.page.clone()).unwrap_or_default();
                Version { name, graph, sources, page, state, findings }
            }
        };
        Loaded { version, scenario, detail: Detail::Full }
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

fn json(name: &str, shown: &str, text: &str, limits: Limits) -> Result<Loaded, String> {
    let graph = json_in::architecture(text, limits)
        .map_err(|why| format!("`{name}` is no JSON export: {why}"))?;
    let version = Version { name: shown.to_owned(), graph, state: State::Valid, ..absent() };
    Ok(Loaded { version, scenario: None, detail: Detail::Export })
}

fn dot(name: &str, shown: &str, text: &str, limits: Limits) -> Loaded {
    let (mut sources, mut sink) = (Sources::default(), Sink::within(limits));
    let file = sources.add(name, text);
    let graph = dot_in::read(file, &sources, &mut sink);
    let state = if graph.is_some() { State::Valid } else { State::Invalid };
    let (name, findings) = (shown.to_owned(), sink.into_sorted());
    let version = match graph {
        Some(graph) => Version { name, graph, sources, state, findings, ..absent() },
        None => Version { name, sources, state, findings, ..absent() },
    };
    Loaded { version, scenario: None, detail: Detail::Drawing }
}

/// The revision in `REV:path`; none for a path, also one with a colon in it that exists.
fn revision_of(side: &str) -> Option<&str> {
    let (revision, path) = side.split_once(':')?;
    let is_drive = revision.len() == 1 && (path.starts_with('\\') || path.starts_with('/'));
    let is_revision = !revision.is_empty() && !is_drive && !Path::new(side).exists();
    is_revision.then_some(revision)
}

/// The path of a side in its repository, the same for every form in which it can be named: part
/// of the fingerprints. Outside of any repository it is the path as given.
pub fn scope(side: &str) -> String {
    let path = revision_of(side).map_or(side, |revision| &side[revision.len() + 1..]);
    let given = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let file = Path::new(&given);
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let Ok(directory) = directory.unwrap_or(Path::new(".")).canonicalize() else { return given };
    let root = directory.ancestors().find(|at| at.join(".git").exists());
    let below = root.and_then(|root| directory.strip_prefix(root).ok());
    match (below, file.file_name()) {
        (Some(below), Some(name)) => below.join(name).to_string_lossy().replace('\\', "/"),
        _ => given,
    }
}

/// Whether a name stands for a file that is not there.
pub fn is_null(side: &str) -> bool {
    side == "/dev/null" || side.eq_ignore_ascii_case("nul")
}

/// Whether two files that git made of `path` are no scenarios but parts of some: what includes
/// them is to be compared.
pub fn are_fragments(sides: [&str; 2], path: &str, limits: Limits) -> bool {
    let texts = sides.into_iter().filter(|side| !is_null(side));
    let texts: Vec<String> =
        texts.filter_map(|side| input::read(&input::file(Path::new(side)), limits).ok()).collect();
    let is_fragment = |text: &String| {
        matches!(Kind::of(path, text), Kind::Scenario) && !outline(text, limits).is_scenario
    };
    !texts.is_empty() && texts.iter().all(is_fragment)
}
