//! `maquette diff`: what differs between two versions, and how much it weighs.

pub mod args;
mod blobs;
mod driver;
mod moved;
mod policy;
mod range;
mod repository;
mod sides;

use std::path::Path;

use maquette::diff::report::{Comparison, FORMATS, FileChange, Paint, Report};
use maquette::diff::{self, Catalogs, Options as Comparing};
use maquette::emit;
use maquette::pipeline::{self, Expanded, Options};

use crate::cli::args::Common;
use crate::cli::{Failure, Outcome, Run, drawing, output, terminal};
use args::{DiffArgs, PICTURE};
use policy::Wishes;
use sides::{Loaded, Reader, Refused};

/// Runs the command.
pub fn run(args: &DiffArgs, common: &Common) -> Run {
    if let Some(path) = &args.textconv {
        return driver::textconv(path, common);
    }
    let options = drawing::options(&args.draw, common)?;
    let job = Job { args, common, options, wishes: Wishes::of(args)? };
    let mut is_called_by_git = false;
    let (report, refused) = match (&args.git, args.sides.as_slice()) {
        (Some(range), paths) => range::compare(&job, range, paths)?,
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
    for one in &refused {
        one.complain(common);
    }
    job.deliver(&report)?;
    // A driver that fails makes git stop before the files that follow.
    let is_trouble = !refused.is_empty() && !is_called_by_git;
    Ok(if is_trouble { Outcome::Trouble } else { job.outcome(&report) })
}

/// What one call is to do.
pub(super) struct Job<'a> {
    pub(super) args: &'a DiffArgs,
    pub(super) common: &'a Common,
    pub(super) options: Options,
    pub(super) wishes: Wishes,
}

/// What could be compared, and what could not.
pub(super) type Found = (Report, Vec<Refused>);

impl Job<'_> {
    /// Compares two inputs by their names.
    fn two(&self, old: &str, new: &str) -> Result<Found, Failure> {
        if old == "-" && new == "-" {
            return Err(Failure::Trouble("only one side can be standard input".to_owned()));
        }
        let readers = Reader::pair(old, new, self.common)?;
        let read = |reader: &Reader, side: &str| reader.named(side, None, &self.options);
        let (old_side, new_side) = (read(&readers.0, old), read(&readers.1, new));
        let (old_side, new_side) = match (old_side, new_side) {
            (Ok(old), Ok(new)) => (old, new),
            (old, new) => {
                let refused = [old.err(), new.err()].into_iter().flatten().collect();
                return Ok((Report::between(String::new(), String::new()), refused));
            }
        };
        let name = if new_side.is_some() { new } else { old };
        let (comparison, broken) =
            self.compare(name, FileChange::Kept, old_side, new_side, &readers.1);
        let mut report = Report::between(old.to_owned(), new.to_owned());
        report.comparisons.push(comparison);
        Ok((report, broken.into_iter().collect()))
    }

    /// Compares two loaded sides; a missing one makes the scenario an added or removed one.
    /// With it comes what a new version breaks that can be compared nevertheless; what is wrong
    /// with the old one only is what the new one mends.
    pub(super) fn compare(
        &self,
        name: &str,
        file: FileChange,
        old: Option<Loaded>,
        mut new: Option<Loaded>,
        reader: &Reader,
    ) -> (Comparison, Option<Refused>) {
        let broken = new.as_mut().and_then(|side| side.broken.take());
        let file = match (&old, &new) {
            (None, Some(_)) => FileChange::Added,
            (Some(_), None) => FileChange::Removed,
            _ => file,
        };
        let detail = old.iter().chain(&new).map(|side| side.detail).min().unwrap_or_default();
        let levels = new.as_ref().or(old.as_ref()).and_then(|side| side.scenario.as_ref());
        let comparing = Comparing {
            scope: stem(name).to_owned(),
            detail,
            policy: self.wishes.policy(levels.map(|scenario| &scenario.levels)),
            catalog: reader.catalog(),
        };
        let graph = |side: &Option<Loaded>| side.as_ref().map(|one| one.version.graph.clone());
        let (old_graph, new_graph) = (graph(&old), graph(&new));
        let mut found = diff::compare_files(old_graph.as_ref(), new_graph.as_ref(), &comparing);
        let scenarios = (
            old.as_ref().and_then(|side| side.scenario.as_ref()),
            new.as_ref().and_then(|side| side.scenario.as_ref()),
        );
        if let ((Some(a), Some(b)), Some(old), Some(new)) =
            ((scenarios.0, scenarios.1), &old_graph, &new_graph)
        {
            let expand = |scenario: &_| reader.expand(scenario);
            // A user's catalogue may be another one in each revision.
            let is_same = self.common.catalog.is_empty();
            let catalogs = if is_same { Catalogs::Same } else { Catalogs::Different };
            let origin = diff::Origin { old: a, new: b, expand: &expand, catalogs };
            diff::trace(&mut found, old, new, origin);
        }
        let comparison = Comparison {
            name: name.to_owned(),
            file,
            old: sides::version(old),
            new: sides::version(new),
            diff: found,
        };
        (comparison, broken)
    }

    fn deliver(&self, report: &Report) -> Result<(), Failure> {
        if self.args.format == PICTURE {
            return self.deliver_pictures(report);
        }
        let format = FORMATS.iter().find(|format| format.name == self.args.format);
        let format = format.unwrap_or(&FORMATS[0]);
        let colors = self.args.output.is_none() && terminal::colors_stdout(self.common);
        let text = (format.write)(report, if colors { Paint::Colors } else { Paint::Plain });
        match self.args.output.as_deref() {
            None | Some("-") => terminal::print(&text),
            Some(path) => write(Path::new(path), text.as_bytes()),
        }
    }

    fn deliver_pictures(&self, report: &Report) -> Result<(), Failure> {
        let drawn: Vec<&Comparison> =
            report.comparisons.iter().filter(|one| !report.is_many || !one.is_empty()).collect();
        match (self.args.output.as_deref(), drawn.as_slice()) {
            (_, []) => Ok(()),
            (None | Some("-"), [only]) => terminal::print_bytes(&self.picture(only)),
            (None | Some("-"), _) => {
                let message =
                    "several scenarios differ; give a directory to `-o` for their pictures";
                Err(Failure::Trouble(message.to_owned()))
            }
            (Some(path), [only]) if path.ends_with(".svg") => {
                write(Path::new(path), &self.picture(only))
            }
            (Some(directory), drawn) => {
                for comparison in drawn {
                    let file = format!("{}.diff.svg", stem(&comparison.name));
                    write(&Path::new(directory).join(file), &self.picture(comparison))?;
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
        let differs = self.args.exit_code && !report.is_empty();
        let fails = self.args.fail_on.is_some_and(|level| report.level() >= Some(level.level()));
        if differs || fails { Outcome::Findings } else { Outcome::Clean }
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = output::write_whole(path, bytes);
    written.map(|_| ()).map_err(|problem| Failure::Trouble(problem.message))
}

/// The last part of a path without its ending: the same for a file and for one in a revision.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\', ':']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
}
