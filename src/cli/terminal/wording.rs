//! What every command says in the same words.

use std::path::Path;

use maquette::diag::{CodeInfo, Diagnostic};

/// What is said of formats that this build cannot write.
pub const NEEDS_FEATURE: &str = "not in this build";
/// Why this build cannot write PNG and PDF.
pub const NEEDS_RASTER: &str =
    "this build has no PNG and PDF; one with the cargo feature `raster`, which is usual, has";

/// A finding about a file as a whole.
pub fn trouble(code: &CodeInfo, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, None, message)
}

/// What the system says about an error, in our spelling: lower case, no number.
pub fn said(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// A path as messages show it: with forward slashes.
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// `1 file`, `2 files`; `info` has no plural.
pub fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 || noun == "info" { "" } else { "s" };
    format!("{count} {noun}{s}")
}
