//! Other programs accept what is written: Graphviz, an XML parser, a browser, layout-rs.
//!
//! They are Debian packages that `./test` installs; a test fails, rather than being skipped,
//! where one is missing.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::gallery::scenarios;
use crate::pictures::{child, groups};
use crate::program::{maquette, scratch};
use crate::shelf;

/// Freshly drawn files with this extension, one a scenario.
fn outputs(extension: &str) -> Vec<PathBuf> {
    let found = shelf::rendered("scenarios", extension);
    assert_eq!(found.len(), scenarios().len(), "a picture a scenario");
    found
}

fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("`{program}` cannot run ({error}); `./test` installs it"))
}

#[test]
fn graphviz_draws_every_dot_file() {
    for path in outputs("dot") {
        let output = run("dot", &["-Tplain", &path.to_string_lossy()]);
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && complaints.is_empty(), "{path:?}: {complaints}");
        let plain = String::from_utf8_lossy(&output.stdout);
        assert!(plain.lines().any(|line| line.starts_with("node ")), "{path:?}: no nodes");
    }
}

#[test]
fn layout_rs_parses_every_dot_file() {
    for path in outputs("dot") {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut parser = layout::gv::DotParser::new(&text);
        if let Err(error) = parser.process() {
            panic!("{}: {error}", path.display());
        }
    }
}

#[test]
fn every_picture_is_well_formed_xml() {
    for path in outputs("svg") {
        let output = run("xmllint", &["--noout", "--nonet", &path.to_string_lossy()]);
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{path:?}: {complaints}");
    }
}

#[test]
fn pictures_hold_nothing_active_or_outside() {
    for path in outputs("svg") {
        let text = std::fs::read_to_string(&path).unwrap();
        for bad in ["<script", "foreignObject", "@import", "url(http", "<image", "javascript:"] {
            assert!(!text.contains(bad), "{path:?} contains {bad}");
        }
    }
}

#[test]
fn a_second_renderer_draws_every_picture() {
    let to = scratch("rsvg");
    for path in outputs("svg") {
        let png = to.join("picture.png");
        let output = run("rsvg-convert", &["-o", &png.to_string_lossy(), &path.to_string_lossy()]);
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{path:?}: {complaints}");
        assert!(std::fs::metadata(&png).unwrap().len() > 1000, "{path:?}: nothing drawn");
    }
}

/// Names as wide as they come.
const WIDE: &str = "title = \"t\"\nsolution = \"cloud\"\n\
    [devices.a]\nlabel = \"WWWWWW MMMMMMM WWWWWWW Mmmmmmmmmm\"\ncount = 100000\n\
    [devices.b]\nlabel = \"GOLDENROD WOODWORKING MWMWMWMWMWMWMWMWMW\"\n\
    [devices.c]\nlabel = \"Donaudampfschifffahrtsgesellschaft\"\n";

/// A word of a PDF, in pixels.
struct Word {
    text: String,
    left: f64,
    right: f64,
    middle: f64,
}

fn words(pdf: &str) -> Vec<Word> {
    let boxes = String::from_utf8(run("pdftotext", &["-bbox", pdf, "-"]).stdout).unwrap();
    let boxes = boxes.lines().filter_map(|line| line.trim().strip_prefix("<word xMin=\""));
    let word = |line: &str| {
        let parts: Vec<&str> = line.split('"').collect();
        let number = |at: usize| parts[at].parse::<f64>().unwrap() * 96.0 / 72.0;
        let text = parts[7].trim_start_matches('>').trim_end_matches("</word>").to_owned();
        let middle = f64::midpoint(number(2), number(6));
        Word { text, left: number(0), right: number(4), middle }
    };
    boxes.map(word).collect()
}

/// Frames of the nodes of a picture: left, right, top, bottom.
fn frames_of_nodes(svg: &str) -> Vec<[f64; 4]> {
    let svg = roxmltree::Document::parse(svg).unwrap();
    let number = |node: roxmltree::Node<'_, '_>, key: &str| -> f64 {
        node.attribute(key).unwrap().parse().unwrap()
    };
    groups(&svg, "node")
        .into_iter()
        .map(|node| child(node, "rect", "frame").expect("a node has a frame"))
        .map(|frame| {
            let [x, y] = ["x", "y"].map(|key| number(frame, key));
            [x, x + number(frame, "width"), y, y + number(frame, "height")]
        })
        .collect()
}

/// librsvg does not know `textLength`, so that texts come out as wide as the font makes them.
#[test]
fn texts_stay_on_their_cards_where_only_dejavu_is_installed() {
    let at = scratch("dejavu");
    let file = |name: &str, text: &str| {
        std::fs::write(at.join(name), text).unwrap();
        at.join(name).to_string_lossy().into_owned()
    };
    let fonts = file(
        "fonts.conf",
        "<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>cache</cachedir></fontconfig>",
    );
    let only = "text { display: none !important } .node text { display: inline !important }";
    let only = file("only.css", only);
    let wide = file("wide.toml", WIDE);
    maquette(["render", &wide, "-f", "svg", "-o", &at.to_string_lossy()]).run().exits(0);
    let pdf = at.join("picture.pdf").to_string_lossy().into_owned();
    // Some of the shipped ones: what cards hold is alike in all.
    for path in outputs("svg").into_iter().step_by(6).chain([at.join("wide.svg")]) {
        let drawn = Command::new("rsvg-convert")
            .args(["-s", &only, "-f", "pdf", "-o", &pdf, &path.to_string_lossy()])
            .env("FONTCONFIG_FILE", &fonts)
            .current_dir(&at)
            .status();
        assert!(drawn.expect("`./test` installs rsvg-convert").success(), "{path:?}");
        let used = String::from_utf8(run("pdffonts", &[&pdf]).stdout).unwrap();
        assert!(used.lines().skip(2).all(|font| font.contains("+DejaVu")), "{path:?}: {used}");
        let frames = frames_of_nodes(&std::fs::read_to_string(&path).unwrap());
        let words = words(&pdf);
        assert!(words.len() >= frames.len() && !frames.is_empty(), "{path:?}: too few words");
        for Word { text, left, right, middle } in words {
            let is_on = frames.iter().any(|&[from, to, above, below]| {
                left >= from && right <= to && middle >= above && middle <= below
            });
            assert!(is_on, "{path:?}: `{text}` from {left:.1} to {right:.1} is on no card");
        }
    }
}

#[test]
fn an_editor_opens_a_picture_at_its_size() {
    let [picture, png] = [".svg", ".png"].map(|end| scratch("inkscape").join(format!("a{end}")));
    std::fs::copy(
        outputs("svg").iter().find(|path| path.ends_with("cold-chain.svg")).unwrap(),
        &picture,
    )
    .unwrap();
    let export = format!("--export-filename={}", png.display());
    let path = picture.to_string_lossy();
    assert!(run("inkscape", &["--export-type=png", &export, &path]).status.success());
    let (drawn, text) = (std::fs::read(&png).unwrap(), std::fs::read_to_string(&picture).unwrap());
    let side = |at: usize| u32::from_be_bytes(drawn[at..at + 4].try_into().unwrap());
    let size = format!("width=\"{}\" height=\"{}\"", side(16), side(20));
    assert!(text.contains(&size), "{size} is not the picture's");
    // An empty canvas of this size is a tenth of that.
    assert!(drawn.len() > 60_000, "{} bytes: next to nothing is drawn", drawn.len());
}

#[test]
fn a_browser_draws_every_picture() {
    let to = scratch("chromium");
    // One page with all pictures: starting a browser for each takes minutes.
    let pictures = outputs("svg");
    let images: String =
        pictures.iter().map(|path| format!("<img src=\"file://{}\">\n", path.display())).collect();
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><body>{images}<pre id=\"out\"></pre><script>\
         addEventListener('load', () => {{ out.textContent = [...document.images].map(\
         i => 'WIDTH=' + i.naturalWidth + ';').join('') + 'END'; }});</script>"
    );
    let file = to.join("all.html");
    std::fs::write(&file, page).unwrap();
    let profile = format!("--user-data-dir={}", to.join("profile").display());
    let address = format!("file://{}", file.display());
    let output = run(
        "chromium",
        &[
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--allow-file-access-from-files",
            &profile,
            "--virtual-time-budget=20000",
            "--dump-dom",
            &address,
        ],
    );
    let dom = String::from_utf8_lossy(&output.stdout);
    assert!(dom.contains("END</pre>"), "the page did not load: {dom:.500}");
    let widths: Vec<u32> = dom
        .split("WIDTH=")
        .skip(1)
        .filter_map(|rest| rest.split(';').next()?.parse().ok())
        .collect();
    for (path, width) in pictures.iter().zip(&widths) {
        assert!(*width > 100, "{} is not drawn", path.display());
    }
    assert_eq!(widths.len(), pictures.len());
}
