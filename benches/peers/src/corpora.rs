//! The graphs: shipped scenarios, those after public descriptions, generated ones, random layered
//! graphs, public DOT files.

use std::path::{Path, PathBuf};

use maquette::catalog::Catalog;
use maquette::geom::{Unit, px};
use maquette::layout::Input;
use maquette::layout::testing::random::{Shape, graph};
use maquette::measure::{Protocols, Settings, measure};
use maquette::pipeline;
use maquette::syntax::NoFiles;
use maquette::theme::Theme;

use crate::{generated, varied};

/// Widest canvas that is wanted of a scenario, as `maquette render` draws it.
const PAGE: Unit = px(960);

/// Public graphs with more nodes than this take peers minutes each.
const MAX_PUBLIC: usize = 400;

/// A graph of a corpus.
pub struct Graph {
    /// The corpus.
    pub corpus: &'static str,
    /// Its name there.
    pub name: String,
    /// The problem.
    pub input: Input,
}

/// Names of the corpora in the order of the table.
pub const NAMES: [&str; 7] =
    ["shipped", "realistic", "varied", "generated", "public", "flat", "nested"];

/// All graphs of a corpus. `public` is a directory with DOT files, searched below it.
pub fn graphs(corpus: &str, root: &Path, public: &Path) -> Vec<Graph> {
    let found = match corpus {
        "shipped" => scenarios("shipped", &root.join("scenarios")),
        "realistic" => scenarios("realistic", &root.join("tests/realistic")),
        "varied" => (0..varied::SEEDS).filter_map(from_seed).collect(),
        "generated" => made(),
        "public" => from_dot(public),
        "flat" => random("flat", &[100, 200, 500, 1000, 2000, 5000, 10_000], 0),
        "nested" => random("nested", &[50, 100, 200, 500, 1000, 2000, 5000, 10_000], 6),
        _ => Vec::new(),
    };
    if found.is_empty() {
        eprintln!(
            "no graphs of the corpus {corpus} are here; `benches/peers/run` knows where they are"
        );
    }
    found
}

fn scenarios(corpus: &'static str, folder: &Path) -> Vec<Graph> {
    let files = files_below(folder, &["toml"]);
    let graphs = files.iter().filter_map(|file| {
        let text = std::fs::read_to_string(file).ok()?;
        let name = file.file_stem()?.to_string_lossy().into_owned();
        let input = of_text(&file.to_string_lossy(), &text)?;
        Some(Graph { corpus, name, input })
    });
    graphs.collect()
}

fn from_seed(seed: u64) -> Option<Graph> {
    let input = of_text("varied.toml", &varied::scenario(seed))?;
    Some(Graph { corpus: "varied", name: format!("seed-{seed}"), input })
}

fn made() -> Vec<Graph> {
    let mut graphs = Vec::new();
    for services in [5, 8, 12, 16, 20, 25, 30, 40, 50, 60, 75, 90, 100, 120, 150, 175, 200] {
        for seed in 0..2 {
            let text = generated::scenario(services, seed);
            let name = format!("services-{services}-{seed}");
            match of_text("generated.toml", &text) {
                Some(input) => graphs.push(Graph { corpus: "generated", name, input }),
                None => eprintln!("{name} is not valid"),
            }
        }
    }
    graphs
}

fn from_dot(public: &Path) -> Vec<Graph> {
    let mut graphs: Vec<Graph> = Vec::new();
    let mut refused = 0;
    for file in files_below(public, &["gv", "dot"]) {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(input) = of_text(&format!("{stem}.dot"), &text) else {
            refused += 1;
            continue;
        };
        let is_fit = (5..=MAX_PUBLIC).contains(&input.nodes.len()) && input.edges.len() >= 5;
        let is_new = graphs.iter().all(|g| g.input != input);
        if is_fit && is_new {
            let twins = graphs.iter().filter(|g| g.name.split('~').next() == Some(&*stem)).count();
            let name = if twins == 0 { stem } else { format!("{stem}~{twins}") };
            graphs.push(Graph { corpus: "public", name, input });
        }
    }
    eprintln!("{} public graphs; {refused} files are not DOT in UTF-8", graphs.len());
    graphs
}

fn random(corpus: &'static str, sizes: &[usize], per_container: usize) -> Vec<Graph> {
    let make = |&nodes: &usize| {
        let labeled = if per_container == 0 { 0 } else { 30 };
        let shape = Shape { nodes, edges_per_hundred: 130, per_container, labeled };
        Graph { corpus, name: format!("{corpus}-{nodes}"), input: graph(shape, nodes as u64) }
    };
    sizes.iter().map(make).collect()
}

/// The layout problem of a scenario or DOT text; none if it is invalid.
pub fn of_text(name: &str, text: &str) -> Option<Input> {
    let catalog = Catalog::built_in();
    let expanded = pipeline::expand(name, text, &NoFiles, catalog);
    if expanded.graph.is_none() {
        let first = expanded.findings.iter().find(|f| f.code.starts_with("MQ"));
        eprintln!("{name}: {}", first.map_or("", |f| f.message.as_str()));
    }
    let graph = expanded.graph?;
    let is_scenario = !graph.solution.is_empty();
    let width = is_scenario.then_some(PAGE);
    let theme = &Theme::standard();
    let settings = Settings { theme, reading: None, protocols: Protocols::default(), width };
    Some(measure(&graph, settings).input)
}

fn files_below(directory: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).into_iter().flatten().flatten() {
            let path = entry.path();
            let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if endings.contains(&ending.as_str()) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
