//! What scenarios imply: every folder of `tests/golden/derive` holds a scenario and its
//! architecture as text.

use std::path::Path;

use maquette::catalog::Catalog;
use maquette::pipeline;
use maquette::syntax::NoFiles;

use crate::golden;

#[test]
fn scenarios_imply_their_architectures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/derive");
    let mut cases: Vec<_> = root.read_dir().unwrap().map(|case| case.unwrap().path()).collect();
    cases.sort();
    for case in cases {
        let text = std::fs::read_to_string(case.join("scenario.toml")).unwrap();
        let expanded = pipeline::expand("scenario.toml", &text, &NoFiles, Catalog::built_in());
        let mut actual = expanded.graph.map(|graph| graph.outline()).unwrap_or_default();
        for finding in &expanded.findings {
            actual +=
                &format!("{} {}: {}\n", finding.severity.word(), finding.code, finding.message);
        }
        golden::equals(&case.join("graph.txt"), &actual);
    }
}
