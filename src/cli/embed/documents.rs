//! Which documents a command works on: files that are named, and Markdown below directories.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use maquette::diag::{Diagnostic, codes};

use crate::cli::terminal::wording::{said, shown, trouble};

/// How the names of documents end.
const ENDINGS: [&str; 2] = ["md", "markdown"];
/// Directories with documents of others.
const FOREIGN: [&str; 2] = ["node_modules", "target"];
/// So many files of directories are looked at.
const MOST: usize = 20_000;

/// A document to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its path.
    pub path: PathBuf,
    /// Whether the path is written somewhere, so that blocks are expected there.
    pub is_written: bool,
}

/// The documents that paths stand for, each once, and paths that stand for none.
pub fn collect(paths: &[String]) -> (Vec<Named>, Vec<Diagnostic>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        let at = Path::new(path);
        if !at.is_dir() {
            found.push(Named { path: at.to_owned(), is_written: true });
            continue;
        }
        let mut below = Vec::new();
        if let Err(problem) = walk(at, &mut below) {
            problems.push(problem);
        }
        found.extend(below.into_iter().map(|path| Named { path, is_written: false }));
    }
    let mut seen = BTreeSet::new();
    found.retain(|one: &Named| {
        seen.insert(one.path.canonicalize().unwrap_or_else(|_| one.path.clone()))
    });
    (found, problems)
}

/// The documents below a directory, by name; links are not followed.
fn walk(at: &Path, found: &mut Vec<PathBuf>) -> Result<(), Diagnostic> {
    let unreadable = |error| {
        let message = format!("cannot read `{}`: {}", shown(at), said(&error));
        trouble(&codes::UNREADABLE, message)
    };
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(at).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        entries.push((entry.path(), entry.file_type().map_err(unreadable)?));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, kind) in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_document = path
            .extension()
            .is_some_and(|ending| ENDINGS.iter().any(|one| ending.eq_ignore_ascii_case(one)));
        if found.len() == MOST {
            let message = format!("`{}` holds more than {MOST} documents", shown(at));
            return Err(trouble(&codes::UNREADABLE, message).with_help("name those with blocks"));
        }
        if kind.is_dir() && !name.starts_with('.') && !FOREIGN.contains(&name.as_str()) {
            walk(&path, found)?;
        } else if kind.is_file() && is_document {
            found.push(path);
        }
    }
    Ok(())
}
