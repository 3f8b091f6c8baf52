//! Files that somebody broke: scenarios, DOT, themes, catalogues, icon packs. Whatever the text,
//! nothing panics, mistakes have a place within it, and what is drawn is sound.

use maquette::catalog::Catalog;
use maquette::diag::{Diagnostic, Severity, Sink, Sources};
use maquette::emit::{FORMATS, Format};
use maquette::icons;
use maquette::pipeline::{self, Compiled, Options};
use maquette::syntax::NoFiles;
use maquette::theme;

use crate::dice::Dice;
use crate::gallery::{Tree, scenarios};
use crate::program::root;

const SCRAPS: &[&str] = &[
    "\"",
    "[",
    "]",
    "[[",
    "=",
    "#",
    "\n",
    "\u{0}",
    "{",
    "}",
    "-1",
    "99999999999999999999",
    "true",
    "in = \"west\"",
    "[devices.x]",
    "[sites.x.assets.y]",
    "[[connections]]",
    "\u{202e}",
    "é",
    "''",
    "\"\"\"",
    "count = 0",
    "kind = \"iot-hub\"",
    "omit = true",
    "[override.iot-hub]",
    ".",
    "1979-05-27",
    "include = [\"x.toml\"]",
    "label = \"<script>&\"",
    "[views.v]",
    "depth = 1",
    "each = [\"a\", \"b\"]",
    "connections = [\"iot-hub -> x <-> y: z\"]",
    "->",
    "in = \"cloud\"",
];

/// The text with one to four wounds, made with these scraps.
fn wounded(text: &str, scraps: &[&str], dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.roll(4) {
        let mut at = dice.roll(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        match dice.roll(4) {
            0 => text.insert_str(at, scraps[dice.roll(scraps.len())]),
            1 => {
                let lines: Vec<&str> = text.lines().collect();
                let line = lines[dice.roll(lines.len())].to_owned();
                text.insert_str(at, &format!("\n{line}\n"));
            }
            2 => {
                let mut end = (at + dice.roll(40)).min(text.len());
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                text.replace_range(at..end.max(at), "");
            }
            _ => {
                let drop = dice.roll(text.lines().count());
                text = text
                    .lines()
                    .enumerate()
                    .filter(|(line, _)| *line != drop)
                    .flat_map(|(_, line)| [line, "\n"])
                    .collect();
            }
        }
        if text.is_empty() {
            break;
        }
    }
    text
}

/// The formats that other programs read.
fn formats() -> Vec<&'static Format> {
    FORMATS.iter().filter(|f| ["svg", "dot", "json"].contains(&f.name)).collect()
}

fn is_error(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error
}

/// Errors and files exclude each other, places lie within the texts, pictures are whole.
fn assert_sound(compiled: &Compiled, text: &str) -> bool {
    let has_errors = compiled.findings.iter().any(is_error);
    assert_eq!(has_errors, compiled.files.is_empty(), "{text}\n{:#?}", compiled.findings);
    assert_within(&compiled.findings, &compiled.sources);
    let Some(svg) = compiled.files.first() else { return false };
    let svg = String::from_utf8(svg.clone()).unwrap();
    assert!(!svg.contains("<script"), "{text}");
    if let Err(error) = roxmltree::Document::parse(&svg) {
        panic!("{error}:\n{text}");
    }
    true
}

fn assert_within(findings: &[Diagnostic], sources: &Sources) {
    for finding in findings {
        assert!(!finding.message.is_empty());
        let Some(span) = finding.span else { continue };
        let file = sources.file(span.file);
        assert!(span.start <= span.end && span.end as usize <= file.text.len() + 1, "{finding:?}");
    }
}

#[test]
fn broken_scenarios_are_reported_or_drawn_but_never_panic() {
    let scenarios = scenarios();
    let mut dice = Dice(20_261_123);
    let mut drawn = 0;
    for round in 0..600 {
        let (name, text) = &scenarios[round % scenarios.len()];
        let text = wounded(text, SCRAPS, &mut dice);
        let (catalog, options) = (Catalog::built_in(), Options::default());
        let compiled = pipeline::compile(name, &text, &Tree, catalog, &options, &formats());
        drawn += usize::from(assert_sound(&compiled, &text));
    }
    assert!(drawn > 50, "only {drawn} of 600 could be drawn");
}

const DOT_SCRAPS: &[&str] = &[
    "\"",
    "<",
    ">",
    "{",
    "}",
    "->",
    "--",
    "[",
    "]",
    ";",
    "/*",
    "//",
    "\\",
    "\u{0}",
    "subgraph cluster_x {",
    "subgraph {",
    "strict graph x {}",
    "a -> {b c} -> a:n:sw",
    "label=<<b>x</b>>",
    "label=\"<script>\"",
    "URL=\"javascript:x\"",
    "node [class=\"node iot-hub nowhere\"]",
    "\"a\" + \"b\"",
    "-1.5e9",
    "\u{202e}",
    "ü",
    "graph",
    "edge [label=x]",
    "a -> a",
];

#[test]
fn broken_dot_is_reported_or_drawn_but_never_panics() {
    let names = ["cold-chain", "edge-minimal", "purdue-layers", "fleet-two-regions"];
    let mut texts = names
        .map(|name| std::fs::read_to_string(root().join(format!("output/{name}.dot"))).unwrap());
    // Small ones break in more interesting ways.
    texts[0] = "strict digraph \"g\" {\n  rankdir=LR; node [shape=box]\n  subgraph cluster_a { label=A; \
                a [label=<x <b>y</b>>]; b }\n  a -> b -> {c d} [label=\"l\\n2\"]\n  c:p:n -> cluster_a\n}\n"
        .to_owned();
    let mut dice = Dice(7);
    let mut drawn = 0;
    for round in 0..600 {
        // The large ones take their time to be laid out.
        let at = if round % 10 == 9 { 1 + round / 10 % 3 } else { 0 };
        let text = wounded(&texts[at], DOT_SCRAPS, &mut dice);
        let (catalog, options) = (Catalog::built_in(), Options::default());
        let compiled = pipeline::compile("x.dot", &text, &NoFiles, catalog, &options, &formats());
        drawn += usize::from(assert_sound(&compiled, &text));
    }
    assert!(drawn > 50, "only {drawn} of 600 could be drawn");
}

#[test]
fn broken_themes_are_reported_or_have_every_color() {
    let mut texts: Vec<String> = theme::Theme::all()
        .iter()
        .map(|theme| root().join(format!("catalog/themes/{}.toml", theme.name)))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    texts.push(
        "name = \"c\"\nextends = \"print\"\ncorner = 4\n[light]\ncloud = \"#5b2a86\"\n".into(),
    );
    let scraps = [
        SCRAPS,
        &[
            "\"#fff\"",
            "\"#12345g\"",
            "\"red\"",
            "corner = 1e9",
            "line-width = nan",
            "[dark]",
            "extends = \"x\"",
        ],
    ]
    .concat();
    let scenario = "title = \"t\"\nsolution = \"cloud\"\n[devices.d]\n";
    let mut dice = Dice(11);
    let mut read = 0;
    for round in 0..400 {
        let text = wounded(&texts[round % texts.len()], &scraps, &mut dice);
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let file = sources.add("theme.toml", text.clone());
        let theme = theme::read(&sources, file, &mut sink);
        let found = sink.into_sorted();
        assert_within(&found, &sources);
        if found.iter().any(is_error) {
            continue;
        }
        read += 1;
        let options = Options { theme, ..Options::default() };
        let catalog = Catalog::built_in();
        let compiled =
            pipeline::compile("t.toml", scenario, &NoFiles, catalog, &options, &formats());
        assert!(assert_sound(&compiled, &text));
        let svg = String::from_utf8_lossy(&compiled.files[0]);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{text}");
    }
    assert!(read > 30, "only {read} of 400 could be read");
}

#[test]
fn broken_catalogues_are_reported_or_draw_what_they_say() {
    let own = std::fs::read_to_string(root().join("catalog/rules-typical.toml")).unwrap();
    let things = std::fs::read_to_string(root().join("catalog/services-things.toml")).unwrap();
    let links = std::fs::read_to_string(root().join("catalog/connections-twins.toml")).unwrap();
    // These are entries of the built-in catalogue, which are replaced on purpose only.
    let again = |text: &str| {
        ["rule", "service", "connection"].iter().fold(text.to_owned(), |text, kind| {
            text.replace(&format!("\n[[{kind}]]"), &format!("\n[[{kind}]]\nreplaces = true"))
        })
    };
    let (own, things, links) = (again(&own), again(&things), again(&links));
    let scraps = [
        SCRAPS,
        &[
            "within = \"cloud\"",
            "part-of = \"iot-hub\"",
            "container = true",
            "add = [{ service = \"device\", id = \"{each}-x\" }]",
            "each = \"*\"",
            "replaces = true",
            "[[place]]\nid = \"cloud\"\nname = \"x\"\nwithin = \"cloud\"\nreplaces = true",
            "[[service]]",
            "[[rule]]",
            "[[connection]]",
            "id = \"iot-hub\"",
            "require = [{ service = \"x\" }]",
            "min = 9",
        ],
    ]
    .concat();
    let scenario = "title = \"t\"\nsolution = \"hybrid\"\nprofile = \"typical\"\n[devices.d]\n\
                    [sites.s]\nruntime = \"iot-operations\"\n[services]\ndigital-twins = true\n";
    let mut dice = Dice(13);
    let mut read = 0;
    for round in 0..120 {
        let text = wounded([&own, &things, &links][round % 3], &scraps, &mut dice);
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let file = sources.add("own.toml", text.clone());
        let catalog = Catalog::built_in().clone().with_file(&sources, file, &mut sink);
        let found = sink.into_sorted();
        assert_within(&found, &sources);
        if found.iter().any(is_error) {
            continue;
        }
        read += 1;
        let options = Options::default();
        let compiled =
            pipeline::compile("t.toml", scenario, &NoFiles, &catalog, &options, &formats());
        assert_sound(&compiled, &text);
    }
    assert!(read > 5, "only {read} of 120 could be read");
}

#[test]
fn broken_icons_are_refused_or_cleaned() {
    let icon = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
                width=\"18\" height=\"18\" viewBox=\"0 0 18 18\"><defs><linearGradient id=\"g\" x1=\"9\">\
                <stop offset=\"0\" stop-color=\"#0078d4\"/></linearGradient></defs>\n<title>Hub</title>\n\
                <g id=\"a\" style=\"fill:url(#g)\"><path class=\"b\" d=\"M0 0h18v18H0z\" fill=\"url(#g)\"/>\n\
                <use xlink:href=\"#a\"/></g></svg>\n";
    let scraps = [
        "<script>alert(1)</script>",
        "onload=\"x()\"",
        "<image href=\"http://x/y.png\"/>",
        "<foreignObject>",
        "</g>",
        "<!--",
        "]]>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]>",
        "&a;",
        "style=\"fill:url(http://x)\"",
        "<style>@import url(x)</style>",
        "\"",
        ">",
        "viewBox=\"0 0 1e99 -1\"",
        "<a href=\"javascript:x\">",
        "<animate attributeName=\"x\"/>",
    ];
    let scenario = "title = \"t\"\nsolution = \"cloud\"\n[devices.d]\n";
    let mut dice = Dice(17);
    let mut used = 0;
    for round in 0..400 {
        let text = if round % 2 == 0 {
            wounded(icon, &scraps, &mut dice)
        } else {
            // Between tags, much of it is well-formed: that has to be cleaned.
            let ends: Vec<usize> = icon.match_indices('>').map(|(at, _)| at + 1).collect();
            let at = ends[dice.roll(ends.len() - 1)];
            format!("{}{}{}", &icon[..at], scraps[dice.roll(scraps.len())], &icon[at..])
        };
        let file = "Icons/iot/10182-icon-service-IoT-Hub.svg".to_owned();
        let packed = icons::with_pack(&[(file, text.clone())]);
        if packed.replaced.is_empty() {
            assert_eq!(packed.refused.len(), 1, "{text}");
            continue;
        }
        used += 1;
        let options = Options { icons: packed.icons, ..Options::default() };
        let catalog = Catalog::built_in();
        let compiled =
            pipeline::compile("t.toml", scenario, &NoFiles, catalog, &options, &formats());
        assert!(assert_sound(&compiled, &text));
        let svg = String::from_utf8_lossy(&compiled.files[0]);
        for bad in
            ["onload", "foreignObject", "@import", "url(http", "<image", "javascript:", "<animate"]
        {
            assert!(!svg.contains(bad), "{bad} of\n{text}");
        }
    }
    assert!(used > 30, "only {used} of 400 could be used");
}

#[test]
fn broken_pictures_never_break_the_picture_that_keeps_them() {
    const SCRAPS: &[&str] = &[
        "<",
        ">",
        "\"",
        "/>",
        "<g>",
        "</g>",
        "x=\"1e308\"",
        "NaN",
        "M0 0H",
        "-",
        "Q",
        "9999999999",
        "class=\"frame\"",
        "data-id=\"iot-hub\"",
        "&#0;",
        "]]>",
        "width=\"0\"",
        "é",
        "d=\"\"",
    ];
    let (mut dice, options) = (Dice(5), Options::default());
    let svg: Vec<&Format> = FORMATS.iter().filter(|format| format.name == "svg").collect();
    let compile = |name: &str, text: &str, options: &Options| {
        pipeline::compile(name, text, &Tree, Catalog::built_in(), options, &svg)
    };
    for (name, text) in scenarios().iter().step_by(6) {
        let picture = String::from_utf8(compile(name, text, &options).files.remove(0)).unwrap();
        for _ in 0..6 {
            // Within a tag, so that most of them are still XML.
            let keep = match dice.roll(2) {
                0 => wounded(&picture, SCRAPS, &mut dice),
                _ => renumbered(&picture, &mut dice),
            };
            let mut expanded = pipeline::expand(name, text, &Tree, Catalog::built_in());
            let graph = pipeline::show(&mut expanded, &options).unwrap();
            let options = Options { keep: Some(keep), ..options.clone() };
            let drawn = pipeline::draw(graph, &options, pipeline::Depth::Picture);
            assert_eq!(
                maquette::layout::verify(&drawn.measured.input, &drawn.layout),
                [],
                "{name}"
            );
        }
    }
    let deep = format!("<svg class=\"maquette\">{}", "<g>".repeat(200_000));
    let (name, text) = &scenarios()[0];
    let keep = Some(deep);
    assert_eq!(compile(name, text, &Options { keep, ..options }).files.len(), 1);
}

/// The picture with some numbers of its attributes changed.
fn renumbered(picture: &str, dice: &mut Dice) -> String {
    let mut parts: Vec<String> = picture.split("=\"").map(str::to_owned).collect();
    for _ in 0..=dice.roll(40) {
        let at = dice.roll(parts.len());
        if parts[at].starts_with(|c: char| c.is_ascii_digit()) {
            let digit = dice.roll(10).to_string();
            parts[at].replace_range(0..1, &digit);
        }
    }
    parts.join("=\"")
}
