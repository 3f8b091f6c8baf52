//! `maquette diff`: what differs between two versions, and how much it weighs.

mod accepted;
mod affected;
pub mod args;
mod blobs;
mod changes;
mod driver;
mod git;
mod moved;
mod policy;
mod range;
mod repository;
mod sides;
mod stored;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use maquette::diag::Diagnostic;
use maquette::diff::report::{
    Comparison, Extent, FORMATS, FileChange, Findings, Paint, Report, State,
};
use maquette::diff::{self, Catalogs, GraphDiff, Options as Comparing};
use maquette::emit;
use maquette::pipeline::{self, Expanded, Options};

use crate::cli::args::Common;
use crate::cli::drawing;
use crate::cli::files::output::{self, Written};
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::terminal;
use args::{CHART, DiffArgs, PICTURE, PolicyArg};
use policy::Wishes;
use sides::{How, Loaded, Reader};

/// Runs the command.
pub fn run(args: &DiffArgs, common: &Common) -> Run {
    if let Some(path) = &args.textconv {
        return driver::textconv(path, common);
    }
    if args.summary && !["text", "markdown"].contains(&args.format.as_str()) {
        let message = format!("`--summary` shortens text and markdown, not {}", args.format);
        return Err(Failure::Trouble(message));
    }
    let options = Options { view: args.view.clone(), ..drawing::options(&args.draw, common)? };
    let wishes = Wishes::of(args, common.limits())?;
    let mut job = Job { args, common, options, wishes };
    let mut is_called_by_git = false;
    let mut report = match (&args.git, args.sides.as_slice()) {
        (Some(range), paths) => range::compare(&mut job, range, paths)?,
        (None, [old, new]) => match &args.read_as {
            Some(path) => driver::compare(&job, path, old, new)?,
            None => job.two(old, new)?,
        },
        (None, [path, old, _, _, new, _, _, ..]) if [7, 9].contains(&args.sides.len()) => {
            is_called_by_git = true;
            driver::compare(&job, path, old, new)?
        }
        (None, [path]) => {
            // What git calls a driver with for a file that is not merged yet.
            terminal::say(&format!("{path} is not merged"));
            return Ok(Outcome::Clean);
        }
        (None, _) => {
            let usage =
                "give OLD and NEW, or --git BASE...HEAD; `maquette diff --help` has examples";
            return Err(Failure::Trouble(usage.to_owned()));
        }
    };
    report.notices = job
        .wishes
        .notices(|word| report.comparisons.iter().any(|one| one.diff.used.contains(word)));
    // A driver that fails makes git stop before the files that follow.
    let is_trouble = report.comparisons.iter().any(|one| one.troubles().next().is_some());
    let is_trouble = is_trouble && !is_called_by_git;
    // What decides looks at everything, whatever is told of it.
    let outcome = if is_trouble { Outcome::Trouble } else { job.outcome(&report) };
    for comparison in &mut report.comparisons {
        job.wishes.filter.apply(comparison);
    }
    if args.summary {
        report.extent = Extent::Summary;
    }
    job.deliver(&report)?;
    Ok(outcome)
}

/// What one call is to do.
pub(super) struct Job<'a> {
    pub(super) args: &'a DiffArgs,
    pub(super) common: &'a Common,
    pub(super) options: Options,
    pub(super) wishes: Wishes,
}

/// Both sides of a comparison; none where the file is not there.
pub(super) type Sides = (Option<Loaded>, Option<Loaded>);

impl Job<'_> {
    /// Compares two inputs by their names.
    fn two(&mut self, old: &str, new: &str) -> Result<Report, Failure> {
        if old == "-" && new == "-" {
            return Err(Failure::Trouble("only one side can be standard input".to_owned()));
        }
        let readers = Reader::pair(old, new, self.common)?;
        if let Some((repository, revision)) = readers.0.revision() {
            self.wishes.look_at_base(self.args, repository, revision)?;
        }
        let before = readers.0.named(old, self.how(None, None))?;
        let after = readers.1.named(new, self.how(before.as_ref(), None))?;
        let sides = (before, after);
        let name = if sides.1.is_some() { new } else { old };
        let scope = sides::scope(name);
        let mut report = Report::between(old.to_owned(), new.to_owned());
        report.comparisons.push(self.compare((name, &scope), FileChange::Kept, sides, &readers.1));
        Ok(report)
    }

    /// How a side is read: the new one by the rules of the old one, unless its own decide.
    pub(super) fn how<'b>(&'b self, old: Option<&'b Loaded>, read_as: Option<&'b str>) -> How<'b> {
        let rules = old.filter(|_| self.wishes.policy == PolicyArg::Base);
        let rules = rules.and_then(|old| old.scenario.as_ref()).map(|scenario| &scenario.levels);
        How { options: &self.options, rules, read_as }
    }

    /// Compares two sides; a missing one makes the scenario an added or removed one. What is
    /// wrong with a side is said on standard error, unless it is the old one that is compared
    /// all the same: that is what the new one mends.
    pub(super) fn compare(
        &self,
        (name, scope): (&str, &str),
        file: FileChange,
        (old, new): Sides,
        reader: &Reader,
    ) -> Comparison {
        let file = match (&old, &new) {
            (None, Some(_)) => FileChange::Added,
            (Some(_), None) => FileChange::Removed,
            _ => file,
        };
        let is_mended = |side: &&Loaded| side.version.state == State::Broken && new.is_some();
        let complaints = old.as_ref().filter(|side| !is_mended(side)).into_iter().chain(&new);
        complaints.for_each(|side| side.complain(self.common));
        let diff = self.differences(scope, (old.as_ref(), new.as_ref()), reader);
        let version = |side: Option<Loaded>| side.map_or_else(sides::absent, |side| side.version);
        let (old, new) = (version(old), version(new));
        let findings = Findings::between(&old, &new, &diff.renamed_ids(&old.graph, &new.graph));
        Comparison { name: name.to_owned(), file, old, new, diff, findings, filtered: 0 }
    }

    fn differences(
        &self,
        scope: &str,
        (old, new): (Option<&Loaded>, Option<&Loaded>),
        reader: &Reader,
    ) -> GraphDiff {
        let has_graph = |side: Option<&Loaded>| {
            side.is_none_or(|side| matches!(side.version.state, State::Valid | State::Broken))
        };
        if !has_graph(old) || !has_graph(new) {
            return GraphDiff::none();
        }
        let scenario = |side: Option<&Loaded>| side.and_then(|side| side.scenario.clone());
        let (before, after) = (scenario(old), scenario(new));
        let deciding = match self.wishes.policy {
            PolicyArg::Base => before.as_ref(),
            PolicyArg::Head => after.as_ref().or(before.as_ref()),
        };
        let both = before.as_ref().zip(after.as_ref());
        let comparing = Comparing {
            scope: scope.to_owned(),
            detail: [old, new].iter().flatten().map(|side| side.detail).min().unwrap_or_default(),
            policy: self.wishes.policy(deciding.map(|scenario| &scenario.levels)),
            checks: both.map(|(before, after)| (&before.levels, &after.levels)),
            catalog: reader.catalog(),
        };
        let graph = |side: Option<&'_ Loaded>| side.map(|side| side.version.graph.clone());
        let (old, new) = (graph(old), graph(new));
        let mut found = diff::compare_files(old.as_ref(), new.as_ref(), &comparing);
        if let (Some((before, after)), Some(old), Some(new)) = (both, &old, &new) {
            let expand = |scenario: &_| reader.expand(scenario);
            // A user's catalogue may be another one in each revision.
            let is_same = self.common.catalogs().is_empty();
            let catalogs = if is_same { Catalogs::Same } else { Catalogs::Different };
            let catalog = reader.catalog();
            let origin =
                diff::Origin { old: before, new: after, catalog, expand: &expand, catalogs };
            diff::trace(&mut found, old, new, origin);
        }
        found
    }

    /// The file or directory that the command line names; none for standard output.
    fn file(&self) -> Option<&str> {
        self.args.output.as_deref().filter(|name| !output::is_stdout(name))
    }

    fn deliver(&self, report: &Report) -> Result<(), Failure> {
        if self.args.format == PICTURE {
            return self.deliver_charts(report, PICTURE, |one| self.picture(one));
        }
        if self.args.format == CHART {
            let text = |one: &Comparison| diff::report::picture(one).into_bytes();
            return self.deliver_charts(report, "mmd", text);
        }
        let format = FORMATS.iter().find(|format| format.name == self.args.format);
        let format = format.unwrap_or(&FORMATS[0]);
        let colors = self.args.output.is_none() && self.common.color.on_stdout();
        let text = (format.write)(report, if colors { Paint::Colors } else { Paint::Plain });
        match self.file() {
            None => terminal::print_as_it_is(&text),
            Some(path) => write(Path::new(path), text.as_bytes()),
        }
    }

    /// One picture a scenario: to standard output or a file if there is one, else to a directory.
    fn deliver_charts(
        &self,
        report: &Report,
        ending: &str,
        draw: impl Fn(&Comparison) -> Vec<u8>,
    ) -> Result<(), Failure> {
        let is_drawn =
            |one: &&Comparison| one.is_compared() && (!report.is_many || !one.diff.is_empty());
        let drawn: Vec<&Comparison> = report.comparisons.iter().filter(is_drawn).collect();
        match (self.file(), drawn.as_slice()) {
            (_, []) => Ok(()),
            (None, [only]) => terminal::print_bytes(&draw(only)),
            (None, _) => {
                let message =
                    "several scenarios differ; give a directory to `-o` for their pictures";
                Err(Failure::Trouble(message.to_owned()))
            }
            (Some(path), [only]) if is_file(path, ending) => write(Path::new(path), &draw(only)),
            (Some(directory), drawn) => {
                for (comparison, name) in drawn.iter().zip(file_names(drawn)) {
                    let file = format!("{name}.diff.{ending}");
                    done(output::write_whole(&Path::new(directory).join(file), &draw(comparison)))?;
                }
                Ok(())
            }
        }
    }

    fn picture(&self, comparison: &Comparison) -> Vec<u8> {
        let options = self.options.for_page(&comparison.new.page);
        let picture = pipeline::draw_differences(comparison, &options);
        for remark in picture.remarks(&options).iter().filter(|_| !self.common.quiet) {
            terminal::say(&format!("{}: {remark}", comparison.name));
        }
        let expanded = Expanded {
            scenario: None,
            graph: None,
            findings: Vec::new(),
            sources: comparison.new.sources.clone(),
        };
        let svg = emit::FORMATS.iter().find(|format| format.name == PICTURE);
        svg.map(|svg| pipeline::write(&expanded, &picture, svg, &options)).unwrap_or_default()
    }

    fn outcome(&self, report: &Report) -> Outcome {
        let differs = self.args.exit_code && report.differs();
        let fails = self.args.fail_on.is_some_and(|level| report.level() >= Some(level.level()));
        if differs || fails { Outcome::Findings } else { Outcome::Clean }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    done(output::write_named(path, bytes))
}

fn done(written: Result<Written, Diagnostic>) -> Result<(), Failure> {
    written.map(|_| ()).map_err(|problem| Failure::Trouble(problem.message))
}

/// Whether a path names the file of one picture: what else has an ending is one for Mermaid.
fn is_file(path: &str, ending: &str) -> bool {
    output::is_stream(Path::new(path))
        || path.ends_with(&format!(".{ending}"))
        || (ending != PICTURE && Path::new(path).extension().is_some() && !Path::new(path).is_dir())
}

/// The name of each scenario's picture: the file's, with its directories where several have it,
/// also on a disk that does not tell letter cases apart.
fn file_names(drawn: &[&Comparison]) -> Vec<String> {
    let mut of_stem: BTreeMap<String, usize> = BTreeMap::new();
    for comparison in drawn {
        *of_stem.entry(stem(&comparison.name).to_lowercase()).or_insert(0) += 1;
    }
    let mut given: BTreeSet<String> = BTreeSet::new();
    let name = |comparison: &&Comparison| {
        let stem = stem(&comparison.name);
        let is_only = of_stem.get(&stem.to_lowercase()) == Some(&1);
        let directory = comparison.name.rsplit_once(['/', '\\']).map_or("", |(at, _)| at);
        let mut name = match directory {
            directory if !is_only && !directory.is_empty() => {
                format!("{}/{stem}", within(directory))
            }
            _ => stem.to_owned(),
        };
        while !given.insert(name.to_lowercase()) {
            name.push('-');
        }
        name
    };
    drawn.iter().map(name).collect()
}

/// A directory of a repository without what would lead out of the one that it is put into.
fn within(directory: &str) -> String {
    let parts = directory.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

/// The last part of a path without its ending: the same for a file and for one in a revision.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\', ':']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
}
