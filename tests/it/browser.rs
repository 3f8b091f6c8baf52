//! What only a real browser can tell: whether text fits, colors contrast and schemes are followed,
//! and what a screen reader hears. `tests/browser/check.mjs` asks; npm
//! fetches what that needs once.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use maquette::theme::Theme;

use crate::program::{maquette, root, scratch};

/// The folder of the checks, with the packages they need.
pub fn checks() -> &'static PathBuf {
    static READY: OnceLock<PathBuf> = OnceLock::new();
    READY.get_or_init(|| {
        let folder = root().join("tests/browser");
        if !folder.join("node_modules/axe-core").exists() {
            let arguments = ["ci", "--silent", "--no-audit", "--no-fund", "--prefix"];
            let status = Command::new("npm")
                .args(arguments)
                .arg(&folder)
                .env("PUPPETEER_SKIP_DOWNLOAD", "1")
                .status()
                .unwrap_or_else(|error| panic!("`npm` cannot run ({error}); `./test` installs it"));
            assert!(status.success(), "npm cannot fetch the packages of tests/browser");
        }
        folder
    })
}

/// What Chromium complains of about one of `parts` of the shipped scenarios in a theme.
fn complaints(theme: &str, parts: usize, flags: &[&str]) -> String {
    let to = scratch(&format!("browser-{theme}"));
    let folder = to.to_string_lossy().into_owned();
    let part = format!("1/{parts}");
    maquette(["render", "-f", "svg", "--theme", theme, "-o", &folder, "--shard", &part])
        .run()
        .exits(0);
    let mut pictures: Vec<_> =
        std::fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().path()).collect();
    pictures.sort();
    assert!(!pictures.is_empty(), "nothing was drawn");
    let output = Command::new("node")
        .arg(checks().join("check.mjs"))
        .args(flags)
        .args(pictures)
        .output()
        .unwrap_or_else(|error| panic!("`node` cannot run ({error}); `./test` installs it"));
    let trouble = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(trouble.is_empty(), "{trouble}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn pictures_are_readable_and_accessible() {
    let found = complaints("standard", 3, &[]);
    assert!(found.is_empty(), "{found}");
}

#[test]
fn pictures_are_readable_in_every_other_theme() {
    for theme in Theme::all().iter().skip(1) {
        let found = complaints(&theme.name, 6, &["--without-axe"]);
        assert!(found.is_empty(), "{}: {found}", theme.name);
    }
}

/// Which scheme a picture has in a page: one of its own, the one that the page says (an SVG with both
/// as an image), or the one of the system (`<picture>`), also where system and page disagree.
#[test]
fn schemes_are_those_of_the_file_the_page_or_the_system() {
    let to = scratch("browser-schemes");
    let (light, dark) = ("#ffffff", "#0f141a");
    let mut files = Vec::new();
    for (name, flags) in
        [("both", &[][..]), ("light", &["--scheme", "light"]), ("dark", &["--scheme", "dark"])]
    {
        let file = to.join(format!("{name}.svg"));
        let path = file.to_string_lossy().into_owned();
        let draw = ["render", "scenarios/cloud-minimal.toml", "-o", &path];
        maquette(draw.iter().chain(flags)).run().exits(0);
        files.push(file);
    }
    let output =
        Command::new("node").arg(checks().join("schemes.mjs")).args(files).output().unwrap();
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(trouble.is_empty(), "{trouble}");
    let mut expected = Vec::new();
    for way in ["img adaptive", "img light", "img dark", "picture"] {
        for system in ["light", "dark"] {
            for page in ["light", "dark"] {
                let scheme = match way {
                    "img adaptive" => page,
                    "img light" => "light",
                    "img dark" => "dark",
                    _ => system,
                };
                let color = if scheme == "light" { light } else { dark };
                expected.push(format!("{way} {system} {page}: {color}"));
            }
        }
    }
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(told.trim().lines().collect::<Vec<_>>(), expected);
}
