//! Shared fragments: finding, reading and merging the files that a scenario includes.

use crate::diag::{FileId, Limits, Sink, Sources, Span, Spanned, codes};
use crate::syntax::language::Section;
use crate::syntax::{Block, read, tree};

/// Why an included file cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such file, or it cannot be read; the system's words.
    Unreadable(String),
    /// It is not UTF-8 from this byte on.
    NotUtf8(usize),
    /// It lies outside of the project.
    Outside,
}

/// Where included files come from: the disk, a commit, a map in tests.
pub trait Files {
    /// The text of a file. `name` is a path with forward slashes and without `.` or `..` after
    /// its start; relative names start where the scenario's own name starts.
    fn read(&self, name: &str) -> Result<String, Refusal>;
}

/// No files at all: every include is refused.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Err(Refusal::Unreadable("there are no files here".to_owned()))
    }
}

/// Includes nest at most this deep.
const DEEPEST: usize = 32;
/// So many includes are followed.
const MOST_FILES: usize = 1_000;

/// The blocks of a file and of all that it includes; included blocks first, the keys at the top
/// as one block in front.
pub(crate) fn with_includes(
    file: FileId,
    files: &dyn Files,
    sources: &mut Sources,
    sink: &mut Sink,
) -> Vec<Block> {
    let root = project_root(&sources.file(file).name);
    let text = &sources.file(file).text;
    let size = Size { bytes: text.len() as u64, marks: tree::marks(text) };
    let (open, done, followed) = (Vec::new(), Vec::new(), 0);
    let mut reader = Reader { files, root, sources, sink, open, done, followed, size };
    let blocks = reader.file(file);
    let mut blocks = merge(blocks, sources, sink);
    // What the top lacks, the scenario lacks, not what it includes.
    if let Some(top) = blocks.first_mut() {
        top.span = Span { file, start: 0, end: 0 };
    }
    blocks
}

struct Reader<'a> {
    files: &'a dyn Files,
    root: String,
    sources: &'a mut Sources,
    sink: &'a mut Sink,
    open: Vec<String>,
    done: Vec<String>,
    /// How many includes were followed.
    followed: usize,
    /// That of all texts so far.
    size: Size,
}

/// How much is read.
#[derive(Clone, Copy)]
struct Size {
    bytes: u64,
    marks: usize,
}

impl Size {
    /// What is too much, and the name of the limit.
    fn excess(self, limits: Limits) -> Option<(String, &'static str)> {
        let rows = [
            (self.bytes, limits.text, "text", "bytes"),
            (self.marks as u64, limits.marks as u64, "marks", "marks"),
        ];
        let (count, most, name, noun) = rows.into_iter().find(|(count, most, ..)| count > most)?;
        Some((format!("with it the scenario has {count} {noun}; at most {most} are read"), name))
    }
}

impl Reader<'_> {
    fn file(&mut self, file: FileId) -> Vec<Block> {
        let source = self.sources.file(file);
        let (name, text) = (source.name.clone(), source.text.clone());
        self.open.push(name.clone());
        let tree = tree::parse(file, &text, self.sink);
        let own = read::blocks(file, tree, self.sink);
        let mut all = Vec::new();
        for path in
            own.iter().filter(|b| b.section == Section::Top).flat_map(|b| b.texts("include"))
        {
            if let Some(included) = self.open_include(&name, &path) {
                all.extend(self.file(included));
            }
        }
        self.open.pop();
        self.done.push(name);
        all.extend(own);
        all
    }

    /// The id of an included file, if it can be had and is not read already.
    fn open_include(&mut self, from: &str, path: &Spanned<String>) -> Option<FileId> {
        let outside = |sink: &mut Sink| {
            sink.report(
                &codes::INCLUDE_OUTSIDE,
                path.span,
                format!("`{}` lies outside of the project", path.value),
            )
            .help("included files lie below the directory that maquette runs in");
        };
        let Some(name) = joined(from, &path.value).filter(|name| is_below(name, &self.root)) else {
            outside(self.sink);
            return None;
        };
        if self.open.contains(&name) {
            let chain = [self.open.as_slice(), std::slice::from_ref(&name)].concat().join(" -> ");
            self.sink
                .report(&codes::INCLUDE_CYCLE, path.span, format!("`{name}` includes itself"))
                .help(format!("take one of these includes away: {chain}"));
            return None;
        }
        if self.done.contains(&name) {
            return None;
        }
        if self.open.len() >= DEEPEST {
            self.sink.report(
                &codes::TOO_LARGE,
                path.span,
                format!("includes nest deeper than {DEEPEST} files"),
            );
            return None;
        }
        if self.size.excess(self.sink.limits()).is_some() {
            // That is told, and more need not be read.
            return None;
        }
        if self.followed >= MOST_FILES {
            let message = format!("more than {MOST_FILES} includes are not followed");
            self.sink.report(&codes::TOO_LARGE, path.span, message);
            return None;
        }
        self.followed += 1;
        let why = match self.files.read(&name) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                self.size.bytes += text.len() as u64;
                self.size.marks += tree::marks(text);
                if let Some((message, limit)) = self.size.excess(self.sink.limits()) {
                    self.sink
                        .report(&codes::TOO_LARGE, path.span, message)
                        .help(format!("`--limit {limit}=NUMBER` allows more"));
                    return None;
                }
                return Some(self.sources.add(name, text));
            }
            Err(Refusal::Outside) => {
                outside(self.sink);
                return None;
            }
            Err(Refusal::NotUtf8(byte)) => format!("not UTF-8 from byte {byte} on"),
            Err(Refusal::Unreadable(why)) => why,
        };
        self.sink
            .report(&codes::INCLUDE_UNREADABLE, path.span, format!("cannot read `{name}`: {why}"))
            .help(format!("the path is relative to `{from}`"));
        None
    }
}

/// The directory that includes of a scenario may not leave: where maquette runs, or the
/// scenario's own if that lies elsewhere.
fn project_root(name: &str) -> String {
    if name.starts_with('/') || name.starts_with("../") || name.get(1..3) == Some(":/") {
        directory(name).to_owned()
    } else {
        String::new()
    }
}

fn directory(name: &str) -> &str {
    name.rfind('/').map_or("", |slash| &name[..slash])
}

fn is_below(name: &str, root: &str) -> bool {
    !name.starts_with("../")
        && (root.is_empty() || name.strip_prefix(root).is_some_and(|rest| rest.starts_with('/')))
        || (root.starts_with("..")
            && name.strip_prefix(root).is_some_and(|rest| rest.starts_with('/')))
}

/// `path` as seen from the directory of `from`, without `.` and `..`; none if it is absolute or
/// climbs too far.
pub fn joined(from: &str, path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    if path.is_empty() || path.starts_with('/') || path.get(1..2) == Some(":") {
        return None;
    }
    let mut parts: Vec<&str> = directory(from).split('/').collect();
    if parts == [""] {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().filter(|&last| last != ".." && !last.is_empty())?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// One block at the top, sites and groups that are written in several files as one; whatever else is
/// written twice is reported.
fn merge(blocks: Vec<Block>, sources: &Sources, sink: &mut Sink) -> Vec<Block> {
    let mut top: Option<Block> = None;
    let mut merged: Vec<Block> = Vec::new();
    let mut seen = std::collections::BTreeMap::new();
    for block in blocks {
        match block.section {
            Section::Top => match &mut top {
                None => top = Some(block),
                Some(top) => merge_fields(top, block, sources, sink),
            },
            Section::Connection => merged.push(block),
            _ => {
                let key = (block.section, block.full_name());
                if let Some(&at) = seen.get(&key) {
                    let first: &mut Block = &mut merged[at];
                    if !block.section.inner().is_empty()
                        && (first.fields.is_empty() || block.fields.is_empty())
                    {
                        merge_fields(first, block, sources, sink);
                    } else {
                        twice(&block.name, first.name.span, sources, sink);
                    }
                } else {
                    seen.insert(key, merged.len());
                    merged.push(block);
                }
            }
        }
    }
    top.into_iter().chain(merged).collect()
}

fn merge_fields(first: &mut Block, second: Block, sources: &Sources, sink: &mut Sink) {
    if first.fields.is_empty() {
        first.span = second.span;
        first.name = second.name.clone();
    }
    first.failed.extend(second.failed);
    for field in second.fields {
        match first.field(&field.key.value) {
            Some(_) if field.key.value == "include" => {}
            Some(same) => twice(&field.key, same.key.span, sources, sink),
            None => first.fields.push(field),
        }
    }
}

fn twice(name: &Spanned<String>, first: Span, sources: &Sources, sink: &mut Sink) {
    let message = format!("`{}` is written twice", name.value);
    sink.report(&codes::DUPLICATE, name.span, message)
        .help(format!("it is also at {}; take one of the two away", sources.place(first)));
    let message = format!("`{}` is written here and at {}", name.value, sources.place(name.span));
    sink.report(&codes::DUPLICATE, first, message).help("take one of the two away");
}

#[cfg(test)]
mod tests {
    use super::{is_below, joined, project_root};

    #[test]
    fn paths_are_joined_without_climbing_out() {
        assert_eq!(
            joined("scenarios/a.toml", "shared/b.toml").as_deref(),
            Some("scenarios/shared/b.toml")
        );
        assert_eq!(joined("scenarios/a.toml", "../b.toml").as_deref(), Some("b.toml"));
        assert_eq!(joined("a.toml", "./b.toml").as_deref(), Some("b.toml"));
        assert_eq!(joined("scenarios/a.toml", "../../b.toml"), None);
        assert_eq!(joined("a.toml", "/etc/passwd"), None);
        assert_eq!(joined("a.toml", "c:\\b.toml"), None);
        assert_eq!(joined("/project/a.toml", "../../etc/passwd"), None);
    }

    #[test]
    fn scenarios_elsewhere_may_include_only_below_themselves() {
        let allowed = |from: &str, path: &str| {
            joined(from, path).is_some_and(|name| is_below(&name, &project_root(from)))
        };
        assert!(allowed("/project/x/a.toml", "b.toml"));
        assert!(!allowed("/project/x/a.toml", "../b.toml"));
        assert!(!allowed("/project/x/a.toml", "../xy/b.toml"));
        assert!(allowed("../other/a.toml", "shared/b.toml"));
        assert!(!allowed("../other/a.toml", "../b.toml"));
        assert!(allowed("scenarios/a.toml", "../b.toml"));
    }
}
