//! Pictures that many tests look at, each laid out once.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use maquette::catalog::Catalog;
use maquette::emit::FORMATS;
use maquette::pipeline::{self, Depth, Expanded, Options, Picture};

use crate::gallery::Tree;
use crate::program::{maquette, root, scratch};

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

/// The folders of scenarios that are written as users write them.
pub const FOLDERS: [&str; 2] = ["scenarios", "tests/realistic"];

/// Which of [`FOLDERS`] it is.
pub fn place_of(folder: &str) -> usize {
    FOLDERS.iter().position(|known| *known == folder).expect("a known folder")
}

/// What `render` writes of all scenarios of a folder of [`FOLDERS`]: the files with an extension,
/// by name. All formats are written at once but those that are made of the SVG.
pub fn rendered(folder: &str, extension: &str) -> Vec<PathBuf> {
    static DRAWN: [OnceLock<PathBuf>; 2] = [const { OnceLock::new() }; 2];
    let drawn = DRAWN[place_of(folder)].get_or_init(|| {
        let to = scratch(&format!("rendered-{}", folder.replace('/', "-")));
        let names = FORMATS.iter().map(|format| format.name);
        let formats: Vec<&str> = names.filter(|name| !["png", "pdf"].contains(name)).collect();
        let from = root().join(folder);
        let (from, formats) = (from.to_string_lossy(), formats.join(","));
        maquette(["render", "-q", &from, "-f", &formats, "-o", &to.to_string_lossy()])
            .run()
            .exits(0);
        to
    });
    let entries = std::fs::read_dir(drawn).unwrap().map(|entry| entry.unwrap().path());
    let is_one = |path: &PathBuf| path.to_string_lossy().ends_with(&format!(".{extension}"));
    let mut files: Vec<PathBuf> = entries.filter(is_one).collect();
    files.sort();
    assert!(files.len() >= 20, "{folder}: {files:?}");
    files
}
