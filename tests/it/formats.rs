//! Every text format is accepted by the real program or its real parser.
//!
//! `./test` installs them: Mermaid from npm, D2 from `PyPI`, the rest from Debian. A test fails,
//! rather than being skipped, where one is missing.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::{maquette, root, scratch};
use crate::shelf;

/// All scenarios, and one whose texts are full of markup, in a format; each test has a directory
/// of its own.
fn outputs(test: &str, format: &str, extension: &str) -> Vec<PathBuf> {
    let awkward = scratch(&format!("formats-{test}")).join(format!("awkward.{extension}"));
    let from = root().join("tests/golden/formats/awkward.toml");
    let [from, to] = [&from, &awkward].map(|path| path.to_string_lossy());
    maquette(["render", "-q", "-f", format, &from, "-o", &to]).run().exits(0);
    let mut found = shelf::rendered("scenarios", extension);
    found.push(awkward);
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

/// The pixel in the corner of a PNG, and its size.
#[cfg(feature = "raster")]
fn corner(png: &[u8]) -> ([u8; 4], [u32; 2]) {
    let picture = resvg::tiny_skia::Pixmap::decode_png(png).unwrap();
    let color = picture.pixel(0, 0).unwrap();
    let channels = [color.red(), color.green(), color.blue(), color.alpha()];
    (channels, [picture.width(), picture.height()])
}

#[cfg(feature = "raster")]
#[test]
fn png_and_pdf_have_the_scale_and_the_background_that_are_asked_for() {
    let to = scratch("formats-painting");
    let scenario = root().join("scenarios/cloud-minimal.toml");
    let scenario = scenario.to_string_lossy();
    let render = |format: &str, flags: &[&str]| {
        let file = to.join("a").with_extension(format);
        let words = ["render", "-q", "-f", format, "-o", &file.to_string_lossy(), &scenario]
            .map(str::to_owned);
        maquette(words.iter().map(String::as_str).chain(flags.iter().copied())).run().exits(0);
        std::fs::read(file).unwrap()
    };
    let png = |flags: &[&str]| corner(&render("png", flags));
    let (canvas, [width, height]) = png(&["--scale", "1"]);
    assert_eq!(canvas, [255; 4]);
    for (scale, factor) in [("0.5", 0.5), ("2", 2.0), ("3.25", 3.25)] {
        let scaled = [width, height].map(|length| (f64::from(length) * factor).ceil() as u32);
        let (_, size) = png(&["--scale", scale]);
        // A drawing ends at a quarter of a pixel.
        for (length, scaled) in size.into_iter().zip(scaled) {
            assert!(scaled.abs_diff(length) <= factor.ceil() as u32, "{scale}: {length} {scaled}");
        }
    }
    assert_eq!(png(&[]), png(&["--scale", "2"]));
    assert_eq!(png(&["--background", "none"]).0, [0; 4]);
    assert_eq!(png(&["--background", "#f6f8fa"]).0, [0xf6, 0xf8, 0xfa, 255]);
    let dark = ["--scheme", "dark", "--background", "#123"];
    assert_eq!(png(&dark).0, [0x11, 0x22, 0x33, 255]);
    render("pdf", &dark);
    let [pdf, page] = ["a.pdf", "page"].map(|name| to.join(name).to_string_lossy().into_owned());
    let output = run("pdftoppm", &["-png", "-singlefile", "-r", "72", &pdf, &page]);
    assert_eq!(complaint(&output), None);
    let (color, size) = corner(&std::fs::read(to.join("page.png")).unwrap());
    assert_eq!((color, size), ([0x11, 0x22, 0x33, 255], [width, height]));
}

#[cfg(feature = "raster")]
#[test]
fn scales_and_backgrounds_that_cannot_be_are_refused() {
    let to = scratch("formats-refused");
    let target = to.join("out").to_string_lossy().into_owned();
    let render = |scenario: &str, flags: &[&str]| {
        let words = ["render", scenario, "-o", &target].into_iter().chain(flags.iter().copied());
        maquette(words).run()
    };
    let small = |flags: &[&str]| render("scenarios/cloud-minimal.toml", flags).exits(2);
    small(&["-f", "png", "--scale", "-1"]).complains("from 0.1 to 10");
    small(&["-f", "png", "--background", "red"]).complains("a color as `#rrggbb`");
    small(&["-f", "pdf", "--scale", "2"]).complains("none is asked for");
    small(&["--background", "none"]).complains("neither is asked for");
    small(&["-f", "pdf", "--background", "#000"]).complains("take `--scheme dark`");
    let large =
        render("scenarios/monitoring-identity-secrets.toml", &["-f", "svg,png", "--scale", "10"]);
    large.exits(1).complains("MQ0114").complains("at most 120000000 fit").complains("`--scale 9");
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 0, "nothing is written");
}
