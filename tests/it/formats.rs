//! Every text format is accepted by the real program or its real parser.
//!
//! `./test` installs them: Mermaid from npm, D2 from `PyPI`, the rest from Debian. A test fails,
//! rather than being skipped, where one is missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::{maquette, root, scratch};

/// All scenarios, and one whose texts are full of markup, in a format; each test has a directory
/// of its own.
fn outputs(test: &str, format: &str, extension: &str) -> Vec<PathBuf> {
    let to = scratch(&format!("formats-{test}"));
    let (scenarios, awkward) =
        (root().join("scenarios"), root().join("tests/golden/formats/awkward.toml"));
    for from in [scenarios, awkward] {
        let arguments =
            ["render", "-q", "-f", format, "-o", &to.to_string_lossy()].map(str::to_owned);
        let from = from.to_string_lossy().into_owned();
        maquette(arguments.iter().map(String::as_str).chain([from.as_str()])).run().exits(0);
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(to)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(&format!(".{extension}")))
        .collect();
    found.sort();
    assert!(found.len() > 30, "{format}: {found:?}");
    found
}

fn run(program: impl AsRef<Path>, arguments: &[&str]) -> Output {
    let program = program.as_ref();
    Command::new(program).args(arguments).output().unwrap_or_else(|error| {
        panic!("`{}` cannot run ({error}); `./test` installs it", program.display())
    })
}

/// What a program said, if it did not succeed.
fn complaint(output: &Output) -> Option<String> {
    let said = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    (!output.status.success()).then(|| said.concat())
}

#[test]
fn mermaid_parses_every_flowchart() {
    let files = outputs("parses", "mermaid", "mmd");
    let script = root().join("tests/peers/mermaid.mjs");
    let mut arguments = vec![script.to_string_lossy().into_owned()];
    arguments.extend(files.iter().map(|path| path.to_string_lossy().into_owned()));
    let output = run("node", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(complaint(&output), None);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains(&format!("{} flowcharts", files.len())), "{said}");
}

#[test]
fn d2_accepts_every_diagram() {
    let d2 = root().join("target/peers/python/bin/d2");
    for path in outputs("d2-validates", "d2", "d2") {
        let output = run(&d2, &["validate", &path.to_string_lossy()]);
        assert_eq!(complaint(&output), None, "{}", path.display());
    }
}

#[test]
fn d2_draws_the_awkward_diagram() {
    let files = outputs("d2-draws", "d2", "d2");
    let awkward = files.iter().find(|path| path.ends_with("awkward.d2")).unwrap();
    let picture = scratch("d2-drawn").join("awkward.svg");
    let d2 = root().join("target/peers/python/bin/d2");
    let output = run(d2, &[&awkward.to_string_lossy(), &picture.to_string_lossy()]);
    assert_eq!(complaint(&output), None);
    let drawn = std::fs::read_to_string(picture).unwrap();
    assert!(drawn.contains("quotes &#34;and&#34; ${braces} \\ back"), "{drawn:.2000}");
}

#[test]
fn drawio_files_are_well_formed_and_their_cells_hang_together() {
    let script = root().join("tests/peers/drawio.mjs");
    let files = outputs("drawio", "drawio", "drawio");
    let mut arguments = vec![script.to_string_lossy().into_owned()];
    arguments.extend(files.iter().map(|path| path.to_string_lossy().into_owned()));
    let output = run("node", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(complaint(&output), None);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains(&format!("{} drawings", files.len())), "{said}");
}

#[test]
fn text_and_markdown_name_every_element() {
    for (format, extension) in [("txt", "txt"), ("md", "md")] {
        for path in outputs(format, format, extension) {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.lines().count() > 5, "{}: {text}", path.display());
            assert!(!text.contains('\u{1}'), "{}", path.display());
        }
    }
}

#[cfg(feature = "raster")]
#[test]
fn pdf_text_can_be_found_and_png_is_drawn() {
    let to = scratch("formats-raster");
    let scenario = root().join("tests/golden/formats/awkward.toml");
    maquette([
        "render",
        "-q",
        "-f",
        "png,pdf",
        "-o",
        &to.to_string_lossy(),
        &scenario.to_string_lossy(),
    ])
    .run()
    .exits(0);
    let pdf = to.join("awkward.pdf");
    let output = run("pdftotext", &["-layout", &pdf.to_string_lossy(), "-"]);
    assert_eq!(complaint(&output), None);
    let text = String::from_utf8_lossy(&output.stdout);
    // Names are wrapped: a word of each.
    for label in ["Größe &", "<Maß>", "IoT Hub", "telemetry"] {
        assert!(text.contains(label), "{label}: {text}");
    }
    let png = std::fs::read(to.join("awkward.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG") && png.len() > 20_000);
}
