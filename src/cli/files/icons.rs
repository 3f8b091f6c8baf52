//! `--icons DIR`: the reader's own download of Microsoft's icons.

use std::path::{Path, PathBuf};

use maquette::icons::{self, Icons};

use crate::cli::args::Common;
use crate::cli::files::{Project, Unread};
use crate::cli::outcome::Failure;
use crate::cli::terminal;

/// Folders of a pack are this deep at most.
const MOST_DEPTH: usize = 6;
/// A pack has fewer files.
const MOST_FILES: usize = 20_000;

/// The built-in glyphs, with those that the pack in this directory replaces.
pub fn icons(directory: Option<&Path>, common: &Common) -> Result<Icons, Failure> {
    let Some(directory) = directory else { return Ok(Icons::built_in().clone()) };
    let of_files = |error: std::io::Error| trouble(directory, &error.into());
    let project = Project::of(&directory.join("file")).map_err(of_files)?;
    if !project.holds(directory).map_err(of_files)? {
        return Err(trouble(directory, &Unread::Outside));
    }
    let mut paths = Vec::new();
    collect(directory, 0, &mut paths)?;
    let (mut files, mut left) = (Vec::new(), common.limits().text);
    for path in paths {
        let text = project.read(&path, left).map_err(|why| match why {
            Unread::TooLarge(_) => trouble(directory, &Unread::TooLarge(common.limits().text)),
            why => trouble(&path, &why),
        })?;
        left -= text.len() as u64;
        files.push((path.to_string_lossy().into_owned(), String::from_utf8_lossy(&text).into()));
    }
    let packed = icons::with_pack(&files);
    if packed.replaced.is_empty() {
        let message = format!(
            "`{}` holds no file of Microsoft's icon pack, such as `10182-icon-service-IoT-Hub.svg`",
            directory.display()
        );
        return Err(Failure::Trouble(message));
    }
    if !common.quiet {
        for refused in &packed.refused {
            terminal::say(&format!("{} is not used: {}", refused.file, refused.error));
        }
    }
    Ok(packed.icons)
}

/// The files below a directory whose names a pack may have, in order of their paths.
fn collect(directory: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let entries =
        std::fs::read_dir(directory).map_err(|error| trouble(directory, &error.into()))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| trouble(directory, &error.into()))?.path());
    }
    paths.sort();
    for path in paths {
        if found.len() >= MOST_FILES {
            break;
        }
        let is_known =
            path.file_name().is_some_and(|name| icons::is_known(&name.to_string_lossy()));
        if path.is_dir() && depth < MOST_DEPTH && !path.is_symlink() {
            collect(&path, depth + 1, found)?;
        } else if is_known && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

fn trouble(path: &Path, why: &Unread) -> Failure {
    Failure::Trouble(format!("cannot read `{}`: {why}", path.display()))
}
