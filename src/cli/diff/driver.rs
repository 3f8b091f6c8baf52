//! What git calls: a diff driver with its seven arguments, and text conversion.

use std::borrow::Cow;

use maquette::catalog::Catalog;
use maquette::diff::canonical;
use maquette::diff::report::{FileChange, Report};
use maquette::pipeline;

use super::Job;
use super::sides::{Loaded, Reader, are_fragments, is_null};
use crate::cli::args::Common;
use crate::cli::files::input::{self, Disk};
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::terminal;

/// Compares two temporary files that git made of the versions of `path`. Includes are looked for
/// beside `path` in the working tree: git does not say which revisions it compares.
pub fn compare(job: &Job<'_>, path: &str, old: &str, new: &str) -> Result<Report, Failure> {
    let mut report = Report::between(format!("a/{path}"), format!("b/{path}"));
    if are_fragments([old, new], path, job.common.limits()) {
        terminal::say(&format!(
            "{path} is a part of scenarios: `maquette diff --git` compares what includes it"
        ));
        return Ok(report);
    }
    let (before, after) = Reader::pair("-", "-", job.common)?;
    let read = |reader: &Reader, side: &str, rules: Option<&Loaded>| {
        if is_null(side) { Ok(None) } else { reader.named(side, job.how(rules, Some(path))) }
    };
    let old = read(&before, old, None)?;
    let new = read(&after, new, old.as_ref())?;
    report.comparisons.push(job.compare((path, path), FileChange::Kept, (old, new), &after));
    Ok(report)
}

/// Prints the canonical text of a scenario. What is no valid scenario is printed as it is: git
/// gives up on a conversion that fails.
pub fn textconv(path: &str, common: &Common) -> Run {
    let text = input::read(&input::file(std::path::Path::new(path)), common.limits())
        .map_err(|problem| Failure::Trouble(problem.message))?;
    let catalog = input::catalog(common).unwrap_or_else(|_| Cow::Borrowed(Catalog::built_in()));
    let disk = Disk::around(path, common.limits());
    let expanded = pipeline::expand(path, &text, &disk, &catalog);
    match expanded.graph {
        Some(graph) => terminal::print(&canonical::text(&graph))?,
        None => terminal::print(&text)?,
    }
    Ok(Outcome::Clean)
}
