//! Pictures that many tests look at, each laid out once.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use maquette::catalog::Catalog;
use maquette::emit::FORMATS;
use maquette::pipeline::{self, Depth, Expanded, Options, Picture};

use crate::gallery::Tree;

/// A scenario with its picture as it is drawn unless said otherwise.
pub struct Drawn {
    expanded: Expanded,
    pub picture: Picture,
}

/// Filled by whoever comes first; others wait.
type Place = &'static OnceLock<Drawn>;

/// The places, by name and text of the scenario.
static SHELF: Mutex<BTreeMap<(String, String), Place>> = Mutex::new(BTreeMap::new());

/// The picture of a scenario.
pub fn drawn(name: &str, text: &str) -> &'static Drawn {
    let key = (name.to_owned(), text.to_owned());
    let place = *SHELF.lock().unwrap().entry(key).or_insert_with(|| Box::leak(Box::default()));
    place.get_or_init(|| {
        let expanded = pipeline::expand(name, text, &Tree, Catalog::built_in());
        let graph = expanded.graph.clone();
        let graph = graph.unwrap_or_else(|| panic!("{name}: {:#?}", expanded.findings));
        let picture = pipeline::draw(graph, &Options::default(), Depth::Picture);
        Drawn { expanded, picture }
    })
}

/// Its file in each of these formats.
pub fn files<const N: usize>(name: &str, text: &str, formats: [&str; N]) -> [String; N] {
    drawn(name, text).files(formats, &Options::default())
}

impl Drawn {
    /// Its file in each of these formats, with options that only the writers look at.
    pub fn files<const N: usize>(&self, formats: [&str; N], options: &Options) -> [String; N] {
        formats.map(|name| {
            let format = FORMATS.iter().find(|format| format.name == name).unwrap();
            let file = pipeline::write(&self.expanded, &self.picture, format, options);
            String::from_utf8(file).unwrap()
        })
    }
}
