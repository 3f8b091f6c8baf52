//! The shipped scenarios: their committed pictures are what the code draws, in every engine they
//! keep the contract, and other programs accept them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use maquette::catalog::Catalog;
use maquette::diag::Severity;
use maquette::emit::{FORMATS, Format};
use maquette::geom::{Point, Unit, px};
use maquette::layout::{ENGINES, FlowDirection, verify};
use maquette::pipeline::{self, Depth, Expanded, Options};
use maquette::syntax::{Files, Refusal};
use maquette::view::BUILT_IN;

use crate::program::{maquette, root, scratch};
use crate::shelf;

/// Files below the root of the package.
pub struct Tree;

impl Files for Tree {
    fn read(&self, name: &str) -> Result<String, Refusal> {
        std::fs::read_to_string(root().join(name))
            .map_err(|error| Refusal::Unreadable(error.to_string()))
    }
}

/// The shipped scenarios by name.
pub fn scenarios() -> Vec<(String, String)> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(root().join("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    found.sort();
    let named = |path: PathBuf| {
        let name = format!("scenarios/{}", path.file_name().unwrap().to_string_lossy());
        (name, std::fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(named).collect()
}

fn expanded(name: &str, text: &str) -> Expanded {
    pipeline::expand(name, text, &Tree, Catalog::built_in())
}

#[test]
fn every_scenario_is_valid() {
    for (name, text) in scenarios() {
        let found = expanded(&name, &text).findings;
        let errors: Vec<_> = found.iter().filter(|f| f.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

/// The formats in which `output/` holds files.
fn committed() -> Vec<&'static Format> {
    let names: Vec<String> = std::fs::read_dir(root().join("output"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let is_there = |format: &&Format| {
        names.iter().any(|name| name.ends_with(&format!(".{}", format.extension)))
    };
    FORMATS.iter().filter(is_there).collect()
}

#[test]
fn output_is_what_the_code_draws() {
    let formats = committed();
    assert!(formats.len() >= 2, "output/ holds svg and dot");
    let mut stale = Vec::new();
    for (name, text) in scenarios() {
        let drawn = shelf::drawn(&name, &text);
        for format in &formats {
            let [file] = drawn.files([format.name], &Options::default());
            let path = root().join(format!("output/{}.{}", stem(&name), format.extension));
            if std::fs::read(&path).ok().as_deref() != Some(file.as_bytes()) {
                stale.push(format!("{}", path.display()));
            }
        }
    }
    assert!(stale.is_empty(), "run `cargo run -- render`, look at these, commit:\n{stale:#?}");
}

#[test]
fn render_check_agrees_with_the_tree() {
    maquette(["render", "--check"]).run().exits(0);
}

fn stem(name: &str) -> &str {
    name.trim_start_matches("scenarios/").trim_end_matches(".toml")
}

#[test]
fn every_engine_keeps_the_contract_on_every_scenario() {
    let mut wrong = Vec::new();
    for (at, (name, text)) in scenarios().into_iter().enumerate() {
        let Some(graph) = expanded(&name, &text).graph else { continue };
        for (nth, &engine) in ENGINES.iter().enumerate() {
            let turn = (at + nth).is_multiple_of(2);
            let reading =
                if turn { FlowDirection::LeftToRight } else { FlowDirection::TopToBottom };
            let options = Options { engine, reading: Some(reading), ..Options::default() };
            let picture = pipeline::draw(graph.clone(), &options, Depth::Picture);
            let again = engine.lay_out(&picture.measured.input);
            assert_eq!(picture.layout, again, "{name}: {} is not deterministic", engine.name());
            for violation in verify(&picture.measured.input, &picture.layout) {
                wrong.push(format!("{name}, {}, {reading:?}: {violation}", engine.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} violations\n{}", wrong.len(), wrong.join("\n"));
}

/// Steps to one side in lines that go on as before, two corners for nothing: how long they are.
fn steps(points: &[Point]) -> impl Iterator<Item = Unit> + '_ {
    let step = |w: &[Point]| {
        let length = (w[2].x - w[1].x).abs() + (w[2].y - w[1].y).abs();
        let (before, after) =
            ((w[1].x - w[0].x, w[1].y - w[0].y), (w[3].x - w[2].x, w[3].y - w[2].y));
        (before.0 * after.0 + before.1 * after.1 > 0).then_some(length)
    };
    points.windows(4).filter_map(step)
}

#[test]
fn no_line_steps_by_a_few_pixels() {
    let mut views = BUILT_IN.iter().map(|view| view.name.to_owned()).cycle();
    let (mut edges, mut small, mut short) = (0, Vec::new(), 0);
    for (name, text) in scenarios() {
        let mut expanded = expanded(&name, &text);
        let drawings =
            [(views.next(), FlowDirection::LeftToRight), (None, FlowDirection::TopToBottom)];
        for (view, reading) in drawings {
            let options = Options { view, reading: Some(reading), ..Options::default() };
            let Some(graph) = pipeline::show(&mut expanded, &options) else { continue };
            let picture = pipeline::draw(graph, &options, Depth::Picture);
            let lines = picture.layout.edges.iter();
            let all: Vec<Unit> = lines.flat_map(|route| steps(&route.points)).collect();
            edges += picture.layout.edges.len();
            short += all.iter().filter(|&&step| step < px(24)).count();
            if let Some(step) = all.iter().filter(|&&step| step < px(16)).min() {
                small.push(format!("{name}, {:?}, {reading:?}: {step}", options.view));
            }
        }
    }
    assert!(small.is_empty(), "{small:#?}");
    assert!(500 * short <= edges, "{short} short steps in {edges} lines");
}

/// What one job and eight write, in formats, of shipped scenarios or one part of them: the files of
/// both runs by name.
fn of_one_job_and_eight(formats: &str, part: &str) -> [BTreeMap<String, Vec<u8>>; 2] {
    ["1", "8"].map(|jobs| {
        let to = scratch(&format!("jobs-{jobs}-{}", formats.len()));
        let target = to.to_string_lossy().into_owned();
        maquette(["render", "--jobs", jobs, "-f", formats, "-o", &target, "--shard", part])
            .run()
            .exits(0);
        let entries = std::fs::read_dir(&to).unwrap().map(|entry| entry.unwrap());
        let named = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        entries.map(|entry| (named(&entry), std::fs::read(entry.path()).unwrap())).collect()
    })
}

#[test]
fn one_job_and_eight_write_the_same_bytes() {
    // Pixels and PDFs are made of the SVG, and take long: of few scenarios they are made as well.
    let (slow, fast): (Vec<&str>, Vec<&str>) =
        FORMATS.iter().map(|format| format.name).partition(|name| ["png", "pdf"].contains(name));
    let both = of_one_job_and_eight(&fast.join(","), "1/2");
    assert_eq!(both[0].len(), scenarios().len().div_ceil(2) * fast.len());
    let mut pairs = vec![both];
    if !slow.is_empty() {
        pairs.push(of_one_job_and_eight(&slow.join(","), "1/16"));
    }
    for [one, eight] in pairs {
        assert!(!one.is_empty() && one.keys().eq(eight.keys()));
        for (name, bytes) in &one {
            assert!(*bytes == eight[name], "{name} differs");
        }
    }
}
