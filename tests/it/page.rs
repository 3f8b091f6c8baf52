//! Every shipped and every realistic scenario as Chromium draws it: what lies where it must not, and
//! how large its texts are. `tests/browser/page.mjs` measures.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use maquette::layout::reading;
use serde_json::Value;

use crate::browser;
use crate::program::scratch;
use crate::score::scores_of;
use crate::shelf::{self, FOLDERS};

/// The smallest text of a picture, in pixels.
const LEAST_TEXT: f64 = 10.0;

/// A picture as Chromium shows it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Name of the scenario, without its folder and ending.
    pub name: String,
    /// Width of the whole picture.
    pub width: f64,
    /// Size of the smallest text.
    pub least_text: f64,
    /// Size of the names of cards.
    pub names: f64,
    /// What lies where it must not.
    pub faults: Vec<String>,
}

impl Seen {
    fn read(one: &Value) -> Self {
        let number = |key: &str| one[key].as_f64().expect("a number");
        let faults = one["found"].as_array().expect("an array");
        Self {
            name: one["file"].as_str().expect("a name").to_owned(),
            width: number("width"),
            least_text: number("least"),
            names: number("name"),
            faults: faults.iter().map(ToString::to_string).collect(),
        }
    }
}

/// All pictures of a folder of [`FOLDERS`]; Chromium starts once for all.
pub fn seen(folder: &str) -> &'static [Seen] {
    static ALL: OnceLock<Vec<Vec<Seen>>> = OnceLock::new();
    &ALL.get_or_init(look)[shelf::place_of(folder)]
}

fn look() -> Vec<Vec<Seen>> {
    let drawn = FOLDERS.map(|folder| shelf::rendered(folder, "svg"));
    let mut all = measured(&drawn.concat()).into_iter();
    drawn.iter().map(|files| all.by_ref().take(files.len()).collect()).collect()
}

/// What Chromium says of these pictures.
fn measured(files: &[PathBuf]) -> Vec<Seen> {
    let output = Command::new("node")
        .arg(browser::checks().join("page.mjs"))
        .args(files)
        .output()
        .unwrap_or_else(|error| panic!("`node` cannot run ({error}); `./test` installs it"));
    let trouble = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(trouble.is_empty(), "{trouble}");
    let all: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    all.iter().map(Seen::read).collect()
}

#[test]
fn everything_lies_where_it_belongs() {
    let all = FOLDERS.iter().flat_map(|folder| seen(folder));
    let faults: Vec<String> = all
        .flat_map(|one| one.faults.iter().map(|fault| format!("{}: {fault}", one.name)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_text_is_smaller_than_can_be_read() {
    for one in FOLDERS.iter().flat_map(|folder| seen(folder)) {
        let Seen { name, least_text, .. } = one;
        assert!(*least_text >= LEAST_TEXT, "{name} has a text of {least_text} px");
    }
}

#[test]
fn score_tells_how_large_names_arrive_on_a_page() {
    for folder in FOLDERS {
        for (one, score) in seen(folder).iter().zip(scores_of(folder)) {
            let file = score["file"].as_str().expect("a name");
            assert!(file.ends_with(&format!("/{}.toml", one.name)), "{file}, {}", one.name);
            let told = score["metrics"]["reading"].as_f64().expect("a number");
            let shown = reading(one.names, one.width);
            assert!((told - shown).abs() < 0.001, "{}: {told}, but {shown} is shown", one.name);
        }
    }
}

/// A picture of two nodes in two containers, one inside the other, and one beside them.
const SOUND: &str = r#"<svg class="maquette" viewBox="0 0 600 300" width="600" height="300" font-size="13">
<g class="container" data-id="site"><rect class="frame" x="10" y="10" width="300" height="200"/>
  <text class="title" x="20" y="30">Site</text></g>
<g class="container" data-id="cluster"><rect class="frame" x="150" y="50" width="150" height="150"/></g>
<g class="node" data-id="press"><rect class="frame" x="20" y="60" width="60" height="40"/>
  <text class="label" x="25" y="80">Press</text></g>
<g class="node" data-id="broker"><rect class="frame" x="200" y="60" width="60" height="40"/></g>
<g class="node" data-id="hub"><rect class="frame" x="450" y="60" width="60" height="40"/></g>
<g class="edge" data-id="a" data-from="press" data-to="broker"><path class="line" d="M80 80H200"/>
  <text class="label" x="90" y="72">data</text></g>
<g class="edge" data-id="b" data-from="broker" data-to="hub"><path class="line" d="M260 80H450"/>
  <text class="label" x="350" y="72">events</text></g>
</svg>"#;
const SOUND_JSON: &str = r#"{
  "containers": [{ "id": "site", "parent": null }, { "id": "cluster", "parent": "site" }],
  "nodes": [{ "id": "press", "container": "site" }, { "id": "broker", "container": "cluster" },
    { "id": "hub", "container": null }] }"#;

/// What can be wrong with it: what is written instead of what, and what is to be said, if anything.
const WRONG: [(&str, &str, &str); 15] = [
    ("x=\"10\" y=\"10\"", "x=\"20\" y=\"70\"", "press leaves site"),
    ("x=\"150\" y=\"50\"", "x=\"170\" y=\"50\"", "cluster leaves site"),
    ("width=\"150\"", "width=\"155\"", ""),
    ("x=\"150\" y=\"50\"", "x=\"60\" y=\"50\"", "press lies on cluster"),
    ("x=\"450\" y=\"60\"", "x=\"260\" y=\"120\"", "hub lies on site"),
    ("x=\"450\" y=\"60\"", "x=\"240\" y=\"90\"", "broker and hub overlap"),
    ("\"container\": \"site\"", "\"container\": null", "press lies on site"),
    ("\"container\": null", "\"container\": \"site\"", "hub leaves site"),
    ("M260 80H450", "M260 80V180H50V70H450", "line b enters press"),
    ("M80 80H200", "M80 80V250H480V80H300", "line a enters hub"),
    ("x=\"350\" y=\"72\"", "x=\"30\" y=\"72\"", "\\\"events\\\" lies on press"),
    ("x=\"350\" y=\"72\"", "x=\"92\" y=\"70\"", "\\\"data\\\" and \\\"events\\\" overlap"),
    ("M260 80H450", "M260 80V25H15V220H450", "line b runs through \\\"Site\\\""),
    ("x=\"350\" y=\"72\"", "x=\"100\" y=\"84\"", "line a runs through \\\"events\\\""),
    // Lines that share an end and say the same are one line.
    ("x=\"350\" y=\"72\">events", "x=\"150\" y=\"84\">data", ""),
];

#[test]
fn what_does_not_lie_where_it_belongs_is_found() {
    let at = scratch("page-wrong");
    let files: Vec<PathBuf> = WRONG
        .iter()
        .zip(0..)
        .map(|((right, wrong, _), n)| {
            let (svg, json) =
                (SOUND.replacen(right, wrong, 1), SOUND_JSON.replacen(right, wrong, 1));
            assert!(svg != SOUND || json != SOUND_JSON, "{right} is not there");
            let file = at.join(format!("{n}.svg"));
            std::fs::write(&file, svg).unwrap();
            std::fs::write(file.with_extension("json"), json).unwrap();
            file
        })
        .collect();
    for (one, (right, wrong, wanted)) in measured(&files).iter().zip(WRONG) {
        let is_found = one.faults.iter().any(|fault| fault.contains(wanted));
        let is_as_wanted = if wanted.is_empty() { one.faults.is_empty() } else { is_found };
        assert!(is_as_wanted, "{wrong} for {right}: {wanted:?} is not in {:#?}", one.faults);
    }
}

#[test]
fn scaled_text_is_measured_as_it_is_drawn() {
    let at = scratch("page-scaled");
    let file = at.join("scaled.svg");
    let scaled =
        SOUND.replace("<text class=\"title\"", "<text transform=\"scale(.5)\" class=\"title\"");
    std::fs::write(&file, scaled).unwrap();
    std::fs::write(file.with_extension("json"), SOUND_JSON).unwrap();
    let one = measured(&[file]).remove(0);
    assert!((one.least_text - 6.5).abs() < 0.01, "{}", one.least_text);
    assert!((one.names - 13.0).abs() < 0.01 && (one.width - 600.0).abs() < 0.01);
}
