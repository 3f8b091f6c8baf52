//! Scenarios from texts, for tests of what is made of them.

use crate::catalog::Catalog;
use crate::diag::{Sink, Sources};
use crate::model::{Scenario, resolve};
use crate::syntax::{self, NoFiles};

/// The scenario of a text that has nothing wrong; title and type of solution are given.
pub(crate) fn scenario(keys: &str, catalog: &Catalog) -> Scenario {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let text = format!("title = \"Test\"\nsolution = \"hybrid\"\n{keys}");
    let raw = syntax::load("test.toml", &text, &NoFiles, &mut sources, &mut sink);
    let scenario = resolve(&raw, catalog, &mut sink).expect("a scenario");
    assert!(sink.findings().is_empty(), "{:#?}", sink.findings());
    scenario
}
