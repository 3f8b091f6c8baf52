//! Output files: where they go, written whole or not at all, and only if their bytes change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use maquette::diag::{Diagnostic, codes};
use maquette::emit::{FORMATS, Format, unbuilt};
use maquette::theme::Scheme;

use crate::cli::files::input::Input;
use crate::cli::files::{self, Project};
use crate::cli::outcome::Failure;
use crate::cli::settings::Settings;
use crate::cli::terminal::wording::{NEEDS_RASTER, plural, said, shown, trouble};

/// Where outputs are written unless said.
const DEFAULT: &str = "output";
/// How the names of files begin and end that become outputs once they are whole.
const UNFINISHED: (&str, &str) = (".maquette-", ".tmp");
/// A file that is not finished after so many seconds never will be.
const ABANDONED: Duration = Duration::from_mins(1);

/// Where outputs are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// What `-o` or the environment names: a directory, a file or standard output.
    Named(String),
    /// A directory that nobody names in this call.
    Usual(PathBuf),
}

impl Output {
    /// What the command line names, else the environment, else the project.
    pub fn of(named: Option<&str>, settings: &Settings) -> Result<Self, Failure> {
        let named = named.map(str::to_owned);
        let named = named.or_else(|| settings.of_environment("output")?.pop());
        match (named, settings.of_file("output").and_then(|mut words| words.pop())) {
            (Some(path), _) => Ok(Self::Named(path)),
            (None, Some(directory)) => Ok(Self::Usual(PathBuf::from(directory))),
            (None, None) => {
                let way_out = "name a directory with `-o` to write there";
                Ok(Self::Usual(own_directory(DEFAULT, way_out)?))
            }
        }
    }
}

/// Where outputs go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Files named after their scenarios.
    Directory(PathBuf),
    /// One file.
    File(PathBuf),
    /// Standard output.
    Stdout,
}

impl Target {
    /// The target of what is wanted, for these formats and scenarios.
    pub fn of(output: Output, formats: &[&Format], inputs: &[Input]) -> Result<Self, Failure> {
        let reads_stdin = inputs.iter().any(|input| input.path.is_none());
        let target = match output {
            Output::Usual(_) if reads_stdin => Self::Stdout,
            Output::Usual(directory) => Self::Directory(directory),
            Output::Named(path) => match (path.as_str(), formats) {
                ("", _) => return Err(Failure::Trouble("`-o` names nothing".to_owned())),
                (path, _) if is_unbuilt(path) => return Err(cannot_write(path)),
                (path, _) if is_stdout(path) => Self::Stdout,
                (path, _) if is_stream(Path::new(path)) => Self::File(PathBuf::from(path)),
                (path, [only]) if ends_in(path, only.extension) => Self::File(PathBuf::from(path)),
                (path, formats) => match not_a_directory(path, formats) {
                    Some(message) => return Err(Failure::Trouble(message)),
                    None => Self::Directory(PathBuf::from(path)),
                },
            },
        };
        let is_one = formats.len() == 1 && inputs.len() <= 1;
        if !is_one && !matches!(target, Self::Directory(_)) {
            let message = format!(
                "one file takes one scenario in one format, not {} in {}; \
                 give a directory to `-o`, or one format to `-f`",
                plural(inputs.len(), "scenario"),
                plural(formats.len(), "format")
            );
            return Err(Failure::Trouble(message));
        }
        Ok(target)
    }

    /// Where files went, as the end of a sentence.
    pub fn place(&self) -> String {
        match self {
            Self::Directory(path) => format!(", in {}", shown(path)),
            Self::File(_) | Self::Stdout => String::new(),
        }
    }

    /// The SVG of a scenario, written now or before: beside its other formats.
    pub fn picture(&self, input: &Input, part: Option<&str>) -> Option<PathBuf> {
        let svg = FORMATS.iter().find(|format| format.name == "svg")?;
        let path = self.path(input, part, svg)?;
        Some(if part.is_none() { path.with_extension(svg.extension) } else { path })
    }

    /// The file of a scenario, or of a part of it, in a format; none for standard output.
    pub fn path(&self, input: &Input, part: Option<&str>, format: &Format) -> Option<PathBuf> {
        match (self, part) {
            (Self::Stdout, _) => None,
            (Self::File(path), None) => Some(path.clone()),
            (Self::File(path), _) if is_stream(path) => Some(path.clone()),
            (Self::File(path), Some(part)) => {
                Some(path.with_extension(format!("{part}.{}", format.extension)))
            }
            (Self::Directory(directory), part) => {
                let part = part.map(|part| format!(".{part}")).unwrap_or_default();
                Some(directory.join(format!("{}{part}.{}", input.stem, format.extension)))
            }
        }
    }
}

/// What a part of a scenario in a scheme is called in names of files.
pub fn part_of(part: Option<&str>, scheme: Option<Scheme>) -> Option<String> {
    let words: Vec<&str> = part.into_iter().chain(scheme.map(Scheme::word)).collect();
    (!words.is_empty()).then(|| words.join("."))
}

/// What parts are called in names of files, by their ids: a graph of another tool may have paths for
/// ids.
pub fn part_names<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut given: BTreeSet<String> = BTreeSet::new();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let name = |id: &str| {
        let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        let plain: String = id.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
        let mut name = plain.clone();
        while !given.insert(name.to_lowercase()) {
            let count = times.entry(plain.to_lowercase()).or_insert(1);
            *count += 1;
            name = format!("{plain}-{count}");
        }
        name
    };
    ids.map(name).collect()
}

/// A directory that is written to though the command line does not name it: it may be a link, but
/// not out of the project.
pub fn own_directory(name: &str, way_out: &str) -> Result<PathBuf, Failure> {
    let directory = Path::new(name);
    let project = Project::at(Path::new("."))?;
    if directory.is_symlink() && !project.holds(directory)? {
        let message = format!("`{name}` is a link out of the project; {way_out}");
        return Err(Failure::Trouble(message));
    }
    Ok(directory.to_owned())
}

/// Whether a path is `NAME.EXTENSION`, in whatever letter case.
fn ends_in(path: &str, extension: &str) -> bool {
    let rest = path.to_ascii_lowercase();
    let name = rest.strip_suffix(extension).and_then(|rest| rest.strip_suffix('.'));
    name.is_some_and(|name| !name.is_empty() && !name.ends_with(['/', '\\']))
}

/// Whether a path asks for a picture that this build cannot write.
fn is_unbuilt(path: &str) -> bool {
    unbuilt().any(|(extension, _)| ends_in(path, extension)) && !Path::new(path).is_dir()
}

/// Extensions of pictures and documents that maquette does not write.
const FOREIGN: [&str; 19] = [
    "jpg", "jpeg", "gif", "webp", "avif", "bmp", "tif", "tiff", "eps", "ps", "emf", "vsdx", "html",
    "htm", "adoc", "rst", "docx", "pptx", "puml",
];

/// Why a path is not taken for a directory: it looks like a file of another format.
fn not_a_directory(path: &str, formats: &[&Format]) -> Option<String> {
    if Path::new(path).is_dir() {
        return None;
    }
    if let Some(extension) = FOREIGN.iter().find(|extension| ends_in(path, extension)) {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        return Some(format!(
            "cannot write `{path}`: there is no format `{extension}`; there are {}",
            known.join(", ")
        ));
    }
    let format = format_of(path)?;
    let asked: Vec<&str> = formats.iter().map(|format| format.name).collect();
    Some(format!(
        "`{path}` is a file of the format {}, and `-f` asks for {}; name a directory with `-o`, \
         `{path}/` if it is to be called so, or only {0} with `-f`",
        format.name,
        asked.join(" and ")
    ))
}

fn cannot_write(path: &str) -> Failure {
    Failure::Trouble(format!("cannot write `{path}`: {NEEDS_RASTER}"))
}

/// The format that a file name asks for by its extension.
pub fn format_of(path: &str) -> Option<&'static Format> {
    FORMATS
        .iter()
        .filter(|format| ends_in(path, format.extension))
        .max_by_key(|f| f.extension.len())
}

/// Outputs of one run that would take the place of each other, or of a file that is read for them.
/// Each is a file with the name of what is drawn in it. Names that differ in letter cases alone are
/// one, as they are on many disks.
pub fn collisions<'a>(
    read: impl IntoIterator<Item = (&'a str, &'a Path)>,
    written: impl IntoIterator<Item = (&'a str, &'a Path)>,
) -> Vec<Diagnostic> {
    let sources: BTreeSet<String> = read.into_iter().map(|(_, path)| folded(path)).collect();
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut told: BTreeSet<[&str; 2]> = BTreeSet::new();
    let mut found = Vec::new();
    for (name, path) in written {
        let (key, shown) = (folded(path), shown(path));
        let (pair, message, help) = if sources.contains(&key) {
            let message = format!("`{name}` would be written to `{shown}`, which is read");
            ([name, ""], message, "name another directory with `-o`, or other formats with `-f`")
        } else if let Some(other) = first.insert(key, name) {
            let both = if other == name {
                format!("two pictures of `{name}`")
            } else {
                format!("`{other}` and `{name}`")
            };
            let message = format!("{both} would both be written to `{shown}`");
            ([other, name], message, "rename one, or render them in two calls with an `-o` each")
        } else {
            continue;
        };
        if told.insert(pair) {
            found.push(trouble(&codes::SAME_OUTPUT, message).with_help(help));
        }
    }
    found
}

/// A path as a disk knows it that does not tell letter cases apart.
fn folded(path: &Path) -> String {
    files::absolute(path).to_string_lossy().to_lowercase()
}

/// What writing a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is new or has new bytes.
    Changed,
    /// It had these bytes already and was not touched.
    Same,
}

/// How a file on the disk compares with what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Equal.
    Fresh,
    /// Not there.
    Missing,
    /// Other bytes.
    Stale,
}

/// Compares a file with the bytes that it should have.
pub fn state(path: &Path, bytes: &[u8]) -> State {
    // To open a pipe would wait for whoever writes into it.
    let is_other =
        path.metadata().is_ok_and(|kind| !kind.is_file() || kind.len() != bytes.len() as u64);
    if is_other {
        return State::Stale;
    }
    match File::open(path).and_then(|file| holds(file, bytes)) {
        Ok(true) => State::Fresh,
        Ok(false) => State::Stale,
        Err(_) => State::Missing,
    }
}

/// Whether what is left of a file is these bytes; it is read piece by piece, and no further than it
/// is.
fn holds(mut file: impl Read, mut bytes: &[u8]) -> io::Result<bool> {
    let mut piece = [0; 8192];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(bytes.is_empty()),
            Ok(count) => match bytes.strip_prefix(&piece[..count]) {
                Some(rest) => bytes = rest,
                None => return Ok(false),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether a name of the command line is standard output.
pub fn is_stdout(name: &str) -> bool {
    name == "-" || files::STDOUT.contains(&name)
}

/// Whether a path is of what is written into, as shells do, and never replaced: a device, a pipe, a
/// socket, or an open file of ours. Links are followed where the system has them; those of a project
/// are replaced like files.
pub fn is_stream(path: &Path) -> bool {
    let kind = match files::is_of_the_system(path) {
        true => path.metadata(),
        false => path.symlink_metadata(),
    };
    let is_other =
        |kind: std::fs::Metadata| !kind.is_file() && !kind.is_dir() && !kind.is_symlink();
    files::is_open_file(path) || kind.is_ok_and(is_other)
}

/// Writes what the command line names: into a stream, or a file whole.
pub fn write_named(path: &Path, bytes: &[u8]) -> Result<Written, Diagnostic> {
    if !is_stream(path) {
        return write_whole(path, bytes);
    }
    let opened = File::options().append(true).open(path);
    let written = opened.and_then(|mut file| file.write_all(bytes));
    written.map(|()| Written::Changed).map_err(|error| {
        let message = format!("cannot write `{}`: {}", shown(path), said(&error));
        trouble(&codes::UNWRITABLE, message)
    })
}

/// Writes a file whole: beside it first, then in its place. A file that has these bytes already
/// is not touched.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<Written, Diagnostic> {
    if state(path, bytes) == State::Fresh {
        return Ok(Written::Same);
    }
    let unwritable =
        |why: String| trouble(&codes::UNWRITABLE, format!("cannot write `{}`: {why}", shown(path)));
    if path.is_dir() {
        return Err(unwritable("it is a directory".to_owned()));
    }
    if is_stream(path) {
        return Err(unwritable("it is no regular file".to_owned()));
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    if let Some(file) = directory.ancestors().find(|above| above.is_file()) {
        return Err(unwritable(format!("`{}` is a file, not a directory", shown(file))));
    }
    std::fs::create_dir_all(directory).map_err(|error| unwritable(said(&error)))?;
    let written = beside(directory).and_then(|mut file| {
        file.write_all(bytes)?;
        keep_mode_and_owner(path, file.as_file())?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(|_| Written::Changed).map_err(|error| unwritable(said(&error)))
}

/// A file with a name of its own that nobody can guess; it goes away unless it is persisted.
fn beside(directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new();
    file.prefix(UNFINISHED.0).suffix(UNFINISHED.1).rand_bytes(16);
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    file.tempfile_in(directory)
}

/// Gives a file the mode and, where that is allowed, the owner of the one that it replaces.
fn keep_mode_and_owner(replaced: &Path, file: &File) -> io::Result<()> {
    let Ok(old) = replaced.symlink_metadata() else { return Ok(()) };
    if !old.is_file() {
        return Ok(());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        // Only root may give a file away.
        let _ = std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

/// Removes what runs left in a directory that were killed while they wrote.
pub fn remove_abandoned(directory: &Path) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1);
        let is_old = || {
            let written = entry.metadata().and_then(|kind| kind.modified());
            written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > ABANDONED))
        };
        if is_ours && is_old() {
            // Whoever may not remove it leaves it.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_file_holds_just_the_same_bytes() {
        let long: Vec<u8> = (0..20_000_u32).map(|i| i as u8).collect();
        for own in [0, 1, 8192, 8193, 20_000] {
            for other in [0, 1, 8192, 8193, 20_000] {
                let is_same = holds(&long[..own], &long[..other]).ok();
                assert_eq!(is_same, Some(own == other), "{own} and {other}");
            }
        }
        let mut changed = long.clone();
        changed[19_999] += 1;
        assert_eq!(holds(&long[..], &changed).ok(), Some(false));
    }
}
