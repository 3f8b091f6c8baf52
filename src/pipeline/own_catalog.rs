//! A user's own catalogue, with the examples of its checks tried: only a run of everything shows
//! whether they hold.

use super::expand;
use crate::catalog::{Catalog, Check, disagreement};
use crate::diag::{FileId, Sink, Sources};
use crate::syntax::NoFiles;

/// How many checks with examples a file may have: each example is expanded.
const MOST: usize = 500;

/// The catalogue with the entries of a file, as [`Catalog::with_file`] adds them; examples that
/// do not show what they should are mistakes of the file, too.
pub fn with_own_catalog(
    catalog: Catalog,
    sources: &Sources,
    file: FileId,
    sink: &mut Sink,
) -> Catalog {
    let (before, found) = (catalog.clone(), sink.findings().len());
    let catalog = catalog.with_file(sources, file, sink);
    if sink.findings().len() > found {
        return catalog;
    }
    let is_new = |check: &&Check| before.checks.get(&check.code) != Some(*check);
    let has_example = |check: &&Check| check.example.is_some() || check.mended.is_some();
    let own: Vec<&Check> = catalog.checks.iter().filter(is_new).filter(has_example).collect();
    if let Some(odd) = own.get(MOST) {
        let message = format!("examples of at most {MOST} checks are tried, and here are more");
        sink.push(disagreement(sources, file, &odd.code, message));
        return catalog;
    }
    for check in own {
        for wrong in disproved(check, &catalog) {
            sink.push(disagreement(sources, file, &check.code, wrong));
        }
    }
    catalog
}

/// What the examples of a check get wrong: one that does not raise it, a mended one that does.
pub fn disproved(check: &Check, catalog: &Catalog) -> Vec<String> {
    let raises = |text: &str| {
        let findings = expand("example.toml", &completed(text), &NoFiles, catalog).findings;
        findings.iter().any(|finding| check.code == *finding.code)
    };
    let code = &check.code;
    let mut wrong = Vec::new();
    if check.example.as_ref().is_some_and(|text| !raises(text)) {
        wrong.push(format!("the `example` of `{code}` does not raise it"));
    }
    if check.mended.as_ref().is_some_and(|text| raises(text)) {
        wrong.push(format!("the `mended` example of `{code}` raises it"));
    }
    wrong
}

/// An example as a whole scenario: a part of one gets a title and the widest type of solution.
pub fn completed(example: &str) -> String {
    let head = "title = \"Example\"\nsolution = \"hybrid\"\n\n";
    if example.contains("title = ") { example.to_owned() } else { format!("{head}{example}") }
}
