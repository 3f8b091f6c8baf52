//! Findings of many scenarios as text for people and for machines.

pub mod args;
mod github;
mod json;
mod junit;
mod sarif;
pub mod text;

use maquette::catalog::Catalog;
use maquette::diag::{Diagnostic, Severity, Sources};

use crate::cli::args::Common;
use crate::cli::findings::args::FindingsFormat;
use crate::cli::terminal;
pub use text::text;

/// The findings of one scenario.
#[derive(Debug)]
pub struct Checked {
    /// Name of the scenario; empty for findings about the paths themselves.
    pub name: String,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// The texts that the findings are about.
    pub sources: Sources,
}

impl Checked {
    /// Lets go of the texts if no finding shows a line of them.
    #[must_use]
    pub fn without_needless_texts(self) -> Self {
        let is_shown = self.findings.iter().any(|finding| finding.span.is_some());
        if is_shown { self } else { Self { sources: Sources::default(), ..self } }
    }
}

/// Writes findings in a format for machines; `command` is what found them.
pub fn write(
    format: FindingsFormat,
    checked: &[Checked],
    catalog: &Catalog,
    command: &str,
) -> String {
    match format {
        FindingsFormat::Text => texts(checked, false),
        FindingsFormat::Json => json::write(checked),
        FindingsFormat::Github => github::write(checked),
        FindingsFormat::Sarif => sarif::write(checked, catalog),
        FindingsFormat::Junit => junit::write(checked, command),
    }
}

/// Writes findings for people.
pub fn texts(checked: &[Checked], colors: bool) -> String {
    checked.iter().map(|one| text(&one.findings, &one.sources, colors)).collect()
}

/// Shows findings on standard error; what is only worth knowing if more is asked for.
pub fn report(checked: &[Checked], common: &Common) {
    let colors = common.color.on_stderr();
    for one in checked {
        let wanted = |finding: &&Diagnostic| match finding.severity {
            Severity::Error => true,
            Severity::Warning => !common.quiet,
            Severity::Info => common.verbose,
        };
        let shown: Vec<Diagnostic> = one.findings.iter().filter(wanted).cloned().collect();
        if !shown.is_empty() {
            terminal::say_colored(text(&shown, &one.sources, colors).trim_end());
            terminal::say("");
        }
    }
}

/// A finding with its place spelled out.
#[derive(Debug)]
pub struct Located<'a> {
    /// The finding.
    pub finding: &'a Diagnostic,
    /// The file; empty if it is about none.
    pub file: &'a str,
    /// Line and column, both from 1, where the finding has a place; columns count characters.
    pub start: Option<(usize, usize)>,
}

/// The findings of a scenario with their places.
pub fn located(checked: &Checked) -> impl Iterator<Item = Located<'_>> {
    checked.findings.iter().map(|finding| match finding.span {
        None => Located { finding, file: &checked.name, start: None },
        Some(span) => {
            let start = Some(checked.sources.line_column(span));
            let file = checked.sources.file(span.file).name.as_str();
            Located { finding, file, start }
        }
    })
}
