//! `maquette diff --git`: every scenario that differs between two revisions.

use std::collections::BTreeSet;
use std::sync::Arc;

use maquette::diff::report::{Comparison, FileChange, Report};

use super::repository::{Repository, Revision};
use super::sides::Reader;
use super::stored::Changed;
use super::{Job, changes, moved};
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
    let told = changes::changed(&repository, &base, head.as_ref())?;
    let mut changed = moved::joined(told, |one, file| {
        let reader = if one.new.is_some() { &readers.new } else { &readers.old };
        reader.title(file)
    });
    let catalogs = job.common.catalogs().into_iter().chain([job.common.settings.path()]);
    let catalogs = catalogs.filter_map(|path| {
        // One that lies elsewhere is the same in every revision.
        repository.path_below_root(&path.to_string_lossy()).ok()
    });
    let catalogs: BTreeSet<String> = catalogs.collect();
    changed.extend(readers.others(&repository, head.as_ref(), &changed, &catalogs)?);
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
    /// Scenarios whose own text is the same while something that they may include is not, or
    /// their catalogue.
    fn others(
        &self,
        repository: &Repository,
        head: Option<&Revision>,
        changed: &[Changed],
        catalogs: &BTreeSet<String>,
    ) -> Result<Vec<Changed>, Failure> {
        let is_catalog = |one: &Changed| {
            let (from, to) = one.paths();
            [from, to].into_iter().flatten().any(|path| catalogs.contains(path))
        };
        let is_fragment = |one: &Changed| {
            !(one.old.as_ref().is_some_and(|file| self.old.is_scenario(file))
                || one.new.as_ref().is_some_and(|file| self.new.is_scenario(file)))
        };
        let keys: &[&str] = if changed.iter().any(is_catalog) {
            &["solution", "include"]
        } else if changed.iter().any(is_fragment) {
            &["include"]
        } else {
            return Ok(Vec::new());
        };
        let known: BTreeSet<&str> = changed.iter().filter_map(|one| one.paths().1).collect();
        let others = repository
            .with_keys(keys, head)?
            .into_iter()
            .filter(|path| !known.contains(path.as_str()));
        Ok(others.map(Changed::nothing_itself).collect())
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
