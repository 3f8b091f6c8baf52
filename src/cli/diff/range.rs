//! `maquette diff --git`: every scenario that differs between two revisions.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use maquette::diff::report::{Comparison, FileChange, Report};

use super::repository::{Repository, Revision};
use super::sides::Reader;
use super::stored::{Changed, Names, Stored};
use super::tree::{self, Present};
use super::{Job, affected, changes, moved};
use crate::cli::args::Common;
use crate::cli::outcome::Failure;
use crate::cli::parallel;

/// Compares all scenarios below the paths that changed, by themselves or by what they include.
pub fn compare(job: &mut Job<'_>, range: &str, paths: &[String]) -> Result<Report, Failure> {
    let repository = Arc::new(Repository::here()?);
    let (base, head) = ends(&repository, range)?;
    job.wishes.look_at_base(job.args, &repository, &base)?;
    let job = &*job;
    let wanted = paths
        .iter()
        .map(|path| repository.path_below_root(path))
        .collect::<Result<Vec<String>, Failure>>()?;
    let old = Reader::at(&repository, &base, job.common)?;
    let new = match &head {
        Some(head) => Reader::at(&repository, head, job.common)?,
        None => Reader::tree(&repository, job.common)?,
    };
    let readers = Readers { old, new };
    let names = names(&repository, job.common, paths);
    let told = changes::changed(&repository, &base, head.as_ref(), &names)?;
    let mut changed = moved::joined(told, |one, file| {
        let reader = if one.new.is_some() { &readers.new } else { &readers.old };
        reader.title(file)
    });
    let catalogs = job.common.catalogs().into_iter().chain([job.common.settings.path()]);
    let catalogs = catalogs.filter_map(|path| {
        // One that lies elsewhere is the same in every revision.
        repository.path_below_root(&path.to_string_lossy()).ok()
    });
    let present = tree::present(&repository, head.as_ref(), &names)?;
    changed.extend(readers.others(present, &changed, catalogs));
    changed.retain(|one| is_wanted(one, &wanted));
    if let Some(shard) = job.common.shard {
        changed = changed.into_iter().skip(shard.which - 1).step_by(shard.of).collect();
    }
    let done = parallel::map(&changed, job.common.jobs, |one| readers.compare(job, one));
    let mut report = Report::between(
        range.split("..").next().unwrap_or(range).to_owned(),
        head.map_or_else(|| "the working tree".to_owned(), |head| head.name),
    );
    report.is_many = true;
    report.comparisons.extend(done.into_iter().flatten());
    Ok(report)
}

/// Which files may be scenarios: TOML files, and those that the project or the command line names.
fn names(repository: &Repository, common: &Common, paths: &[String]) -> Names {
    let words = common.settings.words("scenarios").into_iter().chain(paths.iter().cloned());
    let files = words.filter(|word| {
        let path = Path::new(word);
        path.extension().is_some_and(|ending| ending != "toml") && !path.is_dir()
    });
    let named = files.filter_map(|word| repository.path_below_root(&word).ok()).collect();
    Names { named }
}

/// The two ends of a range; no second one for the working tree.
fn ends(repository: &Repository, range: &str) -> Result<(Revision, Option<Revision>), Failure> {
    let or_head = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
    if let Some((base, head)) = range.split_once("...") {
        let base = repository.revision(&or_head(base))?;
        let head = repository.revision(&or_head(head))?;
        return Ok((repository.merge_base(&base, &head)?, Some(head)));
    }
    if let Some((base, head)) = range.split_once("..") {
        let base = repository.revision(&or_head(base))?;
        return Ok((base, Some(repository.revision(&or_head(head))?)));
    }
    Ok((repository.revision(range)?, None))
}

fn is_wanted(changed: &Changed, wanted: &[String]) -> bool {
    let below = |path: &str| {
        wanted.iter().any(|at| {
            at.is_empty()
                || path
                    .strip_prefix(at.as_str())
                    .is_some_and(|r| r.is_empty() || r.starts_with('/'))
        })
    };
    let (from, to) = changed.paths();
    wanted.is_empty() || [from, to].into_iter().flatten().any(below)
}

struct Readers {
    old: Reader,
    new: Reader,
}

impl Readers {
    /// Files whose own text is the same while something that they include is not, or a catalogue.
    fn others(
        &self,
        present: Present,
        changed: &[Changed],
        mut catalogs: impl Iterator<Item = String>,
    ) -> Vec<Changed> {
        let Present { mut files, left_out } = present;
        let paths = changed.iter().flat_map(|one| [one.paths().0, one.paths().1]);
        let known: BTreeSet<&str> = paths.flatten().collect();
        files.retain(|file| !known.contains(file.path.as_str()));
        let differs = |path: String| {
            let file = Stored::at(path);
            self.old.text(&file) != self.new.text(&file)
        };
        if !catalogs.any(differs) {
            let affected = affected::by_includes(&files, &left_out, (&self.old, &self.new));
            files.retain(|file| affected.contains(&file.path));
        }
        files.into_iter().map(Changed::nothing_itself).collect()
    }

    /// Compares the two versions of a file; none if it is no scenario.
    fn compare(&self, job: &Job<'_>, changed: &Changed) -> Option<Comparison> {
        let old =
            changed.old.as_ref().and_then(|file| self.old.scenario(file, job.how(None, None)));
        let how = job.how(old.as_ref(), None);
        let new = changed.new.as_ref().and_then(|file| self.new.scenario(file, how));
        if old.is_none() && new.is_none() {
            return None;
        }
        let file = match changed.paths() {
            (Some(from), Some(to)) if from != to => FileChange::Renamed(from.to_owned()),
            _ => FileChange::Kept,
        };
        let path = changed.path();
        Some(job.compare((path, path), file, (old, new), &self.new))
    }
}
