//! Findings as text for people and for machines.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use maquette::diag::log::{inert, inert_but_colored};
use maquette::diag::{Diagnostic, Severity, Sources, Span};

/// A line with more bytes is not shown: the renderer reads the whole of it for each finding.
const LONG_LINE: usize = 4_000;

/// Findings for people: source line, caret, hint.
pub fn text(findings: &[Diagnostic], sources: &Sources, colors: bool) -> String {
    let renderer = if colors { Renderer::styled() } else { Renderer::plain() };
    let text: String =
        findings.iter().map(|finding| one(finding, sources, &renderer) + "\n\n").collect();
    if colors { inert_but_colored(&text) } else { inert(&text) }
}

fn one(finding: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let (message, code) = (inert(&finding.message), inert(&finding.code));
    let help = finding.help.as_deref().map(inert);
    let title = level.primary_title(message.as_str()).id(code.as_str());
    let Some(span) = finding.span else {
        // Without a source line the help is a line of its own, not one in a margin.
        let title = renderer.render(&[Group::with_title(title)]);
        let help = help.map(|help| format!("\n  = help: {help}"));
        return title + &help.unwrap_or_default();
    };
    let file = sources.file(span.file);
    let (line, range) = line_of(&file.text, span);
    let name = inert(&file.name.replace('\n', "\\n"));
    let (number, column) = sources.line_column(span);
    let mut group = if line.len() > LONG_LINE {
        title.element(Origin::path(name.as_str()).line(number).char_column(column))
    } else {
        title.element(
            Snippet::source(line)
                .path(name.as_str())
                .line_start(number)
                .annotation(AnnotationKind::Primary.span(range)),
        )
    };
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// The line in which a span starts, and the span within it.
fn line_of(text: &str, span: Span) -> (&str, std::ops::Range<usize>) {
    let start = boundary(text, span.start as usize);
    let end = boundary(text, span.end as usize).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    (&text[line_start..line_end], start - line_start..end.min(line_end) - line_start)
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
