//! Findings: what is wrong, where, how bad, and the way out.
//!
//! Every phase takes `&mut Sink`, reports each mistake and returns the best value it can;
//! only the pipeline decides to stop.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Declares each code as a constant and lists all of them.
macro_rules! table_of_codes {
    ($(#[$about:meta])* $table:ident; $($name:ident = $code:literal, $severity:ident, $title:literal, $text:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: crate::diag::CodeInfo = crate::diag::CodeInfo {
                code: $code,
                severity: crate::diag::Severity::$severity,
                title: $title,
                text: $text,
            };
        )*
        $(#[$about])*
        pub const $table: &[crate::diag::CodeInfo] = &[$($name),*];
    };
}

pub mod changes;
pub mod codes;
pub mod fingerprint;
pub mod limits;
pub mod log;
pub mod sarif;
pub mod suggest;
pub mod workflow;

pub use codes::CODES;
pub use limits::{LIMITS, Limits};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Probably not what is meant, or not wise.
    Warning,
    /// The scenario is invalid: nothing is drawn.
    Error,
}

impl Severity {
    /// All severities, mildest first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Error];

    /// The severity of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.word() == word)
    }

    /// The word that output and options use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Which source file a span belongs to: its index in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in a source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A value with the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value and where it stands.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One source text with the name that findings show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as the user wrote it, with forward slashes.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Where each line begins.
    lines: Vec<u32>,
}

/// Every text that took part in a compilation: the scenario first, then what it includes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text: String = text.into();
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect();
        self.files.push(SourceFile { name: name.into(), text, lines });
        FileId(self.files.len() as u32 - 1)
    }

    /// The file of an id that [`Sources::add`] returned.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The path of a file from the directory of the first one, which is the same wherever maquette
    /// runs and however the path was typed.
    pub fn path_from_first(&self, id: FileId) -> String {
        let parts = |id: usize| self.files[id].name.split('/').collect::<Vec<_>>();
        let (first, path) = (parts(0), parts(id.0 as usize));
        let directory = &first[..first.len() - 1];
        let shared = directory.iter().zip(&path[..path.len() - 1]).take_while(|(a, b)| a == b);
        let shared = shared.count();
        "../".repeat(directory.len() - shared) + &path[shared..].join("/")
    }

    /// `name:line:column` of a span's start.
    pub fn place(&self, span: Span) -> String {
        let (line, column) = self.line_column(span);
        format!("{}:{line}:{column}", self.file(span.file).name)
    }

    /// All files in the order they were added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Line and column of a span's start, both from 1; columns count characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let SourceFile { text, lines, .. } = self.file(span.file);
        let mut at = (span.start as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = lines.partition_point(|&start| start as usize <= at);
        let start = lines[line - 1] as usize;
        (line, text[start..at].chars().count() + 1)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code, such as `MQ0102`; from [`CODES`] or from the catalogue.
    pub code: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// What is: lower case, no full stop, names in backticks.
    pub message: String,
    /// Where in the scenario, if anywhere.
    pub span: Option<Span>,
    /// What to do.
    pub help: Option<String>,
    /// The code of the finding that says the same already, if one does.
    pub said_by: Option<&'static str>,
}

/// The findings without those that another one says already, unless they weigh more than it.
pub fn without_repeated(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut gravest: BTreeMap<String, Severity> = BTreeMap::new();
    for finding in &findings {
        let most = gravest.entry(finding.code.to_string()).or_insert(finding.severity);
        *most = finding.severity.max(*most);
    }
    let is_said = |finding: &Diagnostic| {
        let other = finding.said_by.and_then(|code| gravest.get(code));
        other.is_some_and(|other| *other >= finding.severity)
    };
    findings.retain(|finding| !is_said(finding));
    findings
}

impl Diagnostic {
    /// A finding with the code's own severity and no help yet.
    pub fn new(code: &CodeInfo, span: Option<Span>, message: impl Into<String>) -> Self {
        Self {
            code: Cow::Borrowed(code.code),
            severity: code.severity,
            message: message.into(),
            span,
            help: None,
            said_by: None,
        }
    }

    /// Sets the way out.
    pub fn help(&mut self, help: impl Into<String>) {
        self.help = Some(help.into());
    }

    /// The same finding with a way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// So many findings show a way out of a word.
const MOST_HINTS: usize = 100;

/// Where phases put their findings.
#[derive(Debug, Clone, Default)]
pub struct Sink {
    findings: Vec<Diagnostic>,
    limits: Limits,
    /// The last finding of those that are counted and not kept.
    unkept: Option<Diagnostic>,
    /// How many are not kept, and the worst of them.
    more: (usize, Option<Severity>),
}

impl Sink {
    /// A sink for a run with these limits.
    pub fn within(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// The limits of this run.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Reports a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.keep(finding);
    }

    /// Keeps a finding, or counts it where there are too many.
    fn keep(&mut self, finding: Diagnostic) -> &mut Diagnostic {
        if self.findings.len() < self.limits.findings {
            self.findings.push(finding);
            let last = self.findings.len() - 1;
            return &mut self.findings[last];
        }
        self.more = (self.more.0 + 1, self.more.1.max(Some(finding.severity)));
        self.unkept.insert(finding)
    }

    /// Reports a finding of one of this crate's codes; give the way out to what it returns.
    pub fn report(
        &mut self,
        code: &CodeInfo,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.keep(Diagnostic::new(code, span.into(), message))
    }

    /// The way out of a word that is none of these, as [`suggest::did_you_mean`] has it; none where
    /// findings are only counted, which show no way out, and none after very many findings: each looks at all words.
    pub fn hint<'a>(
        &self,
        word: &str,
        candidates: impl FnOnce() -> Vec<&'a str>,
    ) -> Option<String> {
        self.shows_ways_out().then(|| suggest::did_you_mean(word, &candidates())).flatten()
    }

    /// Whether a finding may still look for a way out among all words.
    pub fn shows_ways_out(&self) -> bool {
        self.findings.len() < self.limits.findings.min(MOST_HINTS)
    }

    /// Tells findings once that say the same of one place in other words: `plain` takes away
    /// what differs. What was told several times is then told in plain words.
    pub fn tell_once(&mut self, plain: impl Fn(&str) -> String) {
        let mut kept: Vec<Diagnostic> = Vec::new();
        for finding in std::mem::take(&mut self.findings) {
            let message = plain(&finding.message);
            let is_same = |one: &&mut Diagnostic| {
                one.code == finding.code
                    && one.span.is_some()
                    && one.span == finding.span
                    && plain(&one.message) == message
            };
            match kept.iter_mut().find(is_same) {
                Some(first) => {
                    first.help = first.help.as_deref().map(&plain);
                    first.message = message;
                }
                None => kept.push(finding),
            }
        }
        self.findings = kept;
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
            || self.more.1 == Some(Severity::Error)
    }

    /// The findings so far, as they were reported.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// The findings by place (findings without one first), then as they were reported.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.findings.sort_by_key(|f| f.span);
        self.findings.dedup();
        if let (count, Some(severity)) = self.more {
            let message = format!("{count} more findings are not listed");
            let mut more = Diagnostic::new(&codes::TOO_MANY, None, message)
                .with_help("mend those that are; `--limit findings=NUMBER` lists more");
            more.severity = severity;
            self.findings.push(more);
        }
        self.findings
    }
}

/// What is known of a code: the table behind messages, `explain` and the docs.
#[derive(Debug, Clone, Copy)]
pub struct CodeInfo {
    /// The spelling, `MQ` and four digits. Never reused.
    pub code: &'static str,
    /// The severity unless the scenario changes it.
    pub severity: Severity,
    /// One line, lower case.
    pub title: &'static str,
    /// What it means, why it matters, an example and the way out; Markdown.
    pub text: &'static str,
}

/// What a scenario wants of the findings of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The severity; none: silenced.
    pub severity: Option<Severity>,
    /// Why, in the author's words.
    pub reason: Option<String>,
    /// Where the scenario writes it, if it does.
    pub span: Option<Span>,
}

/// The severities that a scenario sets, by code.
pub type Levels = BTreeMap<String, Level>;

#[cfg(test)]
mod tests {
    use super::Sources;

    #[test]
    fn paths_from_the_first_file_are_one_however_it_was_typed() {
        for (first, other, path) in [
            ("a.toml", "shared/b.toml", "shared/b.toml"),
            ("s/a.toml", "s/shared/b.toml", "shared/b.toml"),
            ("/x/s/a.toml", "/x/s/shared/b.toml", "shared/b.toml"),
            ("/x/s/a.toml", "/x/t/b.toml", "../t/b.toml"),
            ("../s/a.toml", "../b.toml", "../b.toml"),
        ] {
            let mut sources = Sources::default();
            let (first, other) = (sources.add(first, ""), sources.add(other, ""));
            assert_eq!(sources.path_from_first(first), "a.toml");
            assert_eq!(sources.path_from_first(other), path);
        }
    }
}
