//! What holds of everything that comes out, whatever went in.

use maquette::diag::{Diagnostic, Severity, Sources};
use maquette::layout::verify;
use maquette::pipeline::Picture;
use roxmltree::{Document, Node};

/// Findings say something, and their places lie within the texts.
pub fn findings(findings: &[Diagnostic], sources: &Sources) {
    for finding in findings {
        assert!(!finding.message.is_empty(), "{finding:?}");
        let Some(span) = finding.span else { continue };
        let text = &sources.file(span.file).text;
        let end = span.end as usize;
        assert!(span.start <= span.end && end <= text.len() + 1, "{finding:?}");
        assert!(text.is_char_boundary(span.start as usize), "{finding:?}");
        assert!(end > text.len() || text.is_char_boundary(end), "{finding:?}");
    }
}

/// Whether any finding is an error.
pub fn is_refused(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// The layout keeps its contract, unless it says what it had to give up.
pub fn drawing(picture: &Picture) {
    if picture.layout.remarks.is_empty() {
        assert_eq!(verify(&picture.measured.input, &picture.layout), []);
    }
}

/// A file of a format is text without characters that control anything, and nothing in it lives.
pub fn file(format: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{format}: {error}"));
    let odd = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert_eq!(odd, None, "{format}:\n{text}");
    match format {
        "svg" | "drawio" => {
            let document = Document::parse(text);
            let document = document.unwrap_or_else(|error| panic!("{format}: {error}:\n{text}"));
            document.descendants().for_each(|node| lifeless(node, text));
        }
        "json" => {
            let value: Result<serde_json::Value, _> = serde_json::from_str(text);
            assert!(value.is_ok(), "{value:?}:\n{text}");
        }
        "md" | "threats" | "markdown" => {
            // A bracket with a backslash before it makes no link, and code is what it is.
            let lower = text.to_ascii_lowercase().replace("\\](", "");
            let lower = without_code(&lower);
            for alive in ["<script", "<img", "](javascript", "](<javascript", "](data:"] {
                assert!(!lower.contains(alive), "{alive} in\n{text}");
            }
        }
        "mermaid" => {
            // The one directive is ours.
            let rest = text.replacen("%%{init: {\"theme\": \"neutral\"}}%%", "", 1);
            assert!(!rest.contains("%%{"), "{text}");
        }
        _ => {}
    }
}

/// Markdown without what stands between as many backticks as there are on the other side.
fn without_code(text: &str) -> String {
    let (mut kept, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('`') {
        let ticks = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let after = &rest[at + ticks..];
        let ends = after.match_indices('`').map(|(end, _)| end);
        let is_end = |end: &usize| {
            let run = after[*end..].len() - after[*end..].trim_start_matches('`').len();
            run == ticks && !after[..*end].ends_with('`')
        };
        kept.push_str(&rest[..at]);
        rest = ends.into_iter().find(is_end).map_or(after, |end| &after[end + ticks..]);
    }
    kept + rest
}

/// An element of a picture runs nothing and loads nothing.
fn lifeless(node: Node<'_, '_>, text: &str) {
    let name = node.tag_name().name().to_ascii_lowercase();
    let alive = [
        "script",
        "foreignobject",
        "image",
        "iframe",
        "animate",
        "set",
        "handler",
        "animatetransform",
    ];
    assert!(!alive.contains(&name.as_str()), "<{name}> in\n{text}");
    for attribute in node.attributes() {
        let (key, value) = (attribute.name().to_ascii_lowercase(), attribute.value());
        assert!(!key.starts_with("on"), "{key} in\n{text}");
        let compact: String = value
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control())
            .collect::<String>()
            .to_ascii_lowercase();
        if ["href", "link"].contains(&key.as_str()) {
            let scheme = compact.split(['/', '?', '#']).next().unwrap_or_default().split_once(':');
            let is_known =
                scheme.is_none_or(|(scheme, _)| ["http", "https", "mailto"].contains(&scheme));
            assert!(is_known, "{value} in\n{text}");
        }
        if name != "mxcell"
            && ["style", "fill", "clip-path", "mask", "filter"].contains(&key.as_str())
        {
            assert!(!compact.replace("url(#", "").contains("url("), "{value} in\n{text}");
        }
    }
    if name == "style" {
        let css = node.text().unwrap_or_default().to_ascii_lowercase();
        assert!(!css.contains("@import") && !css.contains("url("), "{css}");
    }
}
