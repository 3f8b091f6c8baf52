//! The targets, one row of [`TARGETS`] each.

use std::sync::OnceLock;

use maquette::catalog::Catalog;
use maquette::config;
use maquette::diag::{Limits, Sink, Sources};
use maquette::diff::{self, report};
use maquette::emit::{FORMATS, Format, Links};
use maquette::graph::ArchGraph;
use maquette::icons;
use maquette::layout::{ENGINES, FlowDirection};
use maquette::marks::{self, Block};
use maquette::measure::Protocols;
use maquette::model::page::WIDTHS;
use maquette::pipeline::{self, Depth, Expanded, Figures, Options};
use maquette::syntax::NoFiles;
use maquette::theme::{self, Theme};
use maquette::view::BUILT_IN;

use super::choices::Choices;
use super::{catalog, document, graph, picture, scenario, sound};

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was understood, and what follows from it came out.
    Drawn,
    /// It was refused with what is wrong.
    Refused,
}

/// Something to fuzz.
pub struct Target {
    /// Its name, which is that of the file in `fuzz_targets/`.
    pub name: &'static str,
    run: fn(&mut Choices<'_>) -> Outcome,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "scenario", run: derive },
    Target { name: "pipeline", run: draw },
    Target { name: "dot", run: draw_dot },
    Target { name: "diff", run: compare },
    Target { name: "export", run: compare_exports },
    Target { name: "catalog", run: draw_by_catalog },
    Target { name: "theme", run: draw_by_theme },
    Target { name: "icon", run: draw_icon },
    Target { name: "keep", run: keep },
    Target { name: "document", run: find_blocks },
];

/// Runs the target of a name.
pub fn run(name: &str, bytes: &[u8]) -> Outcome {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.expect("one of `TARGETS`").run)(&mut Choices::of(bytes))
}

const SMALL: &str = "title = \"t\"\nsolution = \"cloud\"\n[devices.d]\n";

/// The formats that are text.
fn formats(is_wanted: impl Fn(&Format) -> bool) -> Vec<&'static Format> {
    let is_text = |format: &&Format| !["png", "pdf"].contains(&format.name);
    FORMATS.iter().filter(is_text).filter(|format| is_wanted(format)).collect()
}

fn expanded(name: &str, text: &str, catalog: &Catalog) -> Expanded {
    let expanded = pipeline::expand(name, text, &NoFiles, catalog);
    sound::findings(&expanded.findings, &expanded.sources);
    assert!(
        expanded.graph.is_some() || sound::is_refused(&expanded.findings),
        "nothing is said:\n{text}"
    );
    expanded
}

/// Draws what is understood, and looks at every file of it.
fn files(mut expanded: Expanded, options: &Options, formats: &[&Format]) -> Outcome {
    let options = &options.for_page(&expanded.page());
    let Some(shown) = pipeline::show(&mut expanded, options) else { return Outcome::Refused };
    let drawn = pipeline::draw(shown, options, Depth::of(formats));
    if Depth::of(formats) == Depth::Picture {
        sound::drawing(&drawn);
    }
    for format in formats {
        sound::file(format.name, &pipeline::write(&expanded, &drawn, format, options));
    }
    Outcome::Drawn
}

fn derive(choices: &mut Choices<'_>) -> Outcome {
    let text = scenario::scenario(choices);
    let expanded = expanded("a.toml", &text, Catalog::built_in());
    files(expanded, &Options::default(), &formats(|format| !format.needs_layout))
}

fn draw(choices: &mut Choices<'_>) -> Outcome {
    let options = drawn_somehow(choices);
    let text = scenario::scenario(choices);
    if options.figures == Figures::One {
        return files(expanded("a.toml", &text, Catalog::built_in()), &options, &formats(|_| true));
    }
    let (catalog, svg) = (Catalog::built_in(), formats(|format| format.name == "svg"));
    let compiled = pipeline::compile("a.toml", &text, &NoFiles, catalog, &options, &svg);
    let figures = compiled.figures.iter().flat_map(|figure| &figure.files);
    compiled.files.iter().chain(figures).for_each(|bytes| sound::file("svg", bytes));
    if compiled.files.is_empty() { Outcome::Refused } else { Outcome::Drawn }
}

/// Options as the command line may ask for them.
fn drawn_somehow(choices: &mut Choices<'_>) -> Options {
    let view = BUILT_IN[choices.below(BUILT_IN.len())].name.to_owned();
    let themes = Theme::all();
    let reading = [FlowDirection::Auto, FlowDirection::LeftToRight, FlowDirection::TopToBottom]
        [choices.below(3)];
    Options {
        view: Some(view).filter(|_| choices.once_in(4)),
        depth: Some(choices.below(4) as u32).filter(|_| choices.once_in(6)),
        reading: Some(reading).filter(|_| choices.once_in(3)),
        width: Some(WIDTHS[choices.below(WIDTHS.len())].1).filter(|_| choices.once_in(3)),
        figures: if choices.once_in(6) { Figures::Bands } else { Figures::One },
        protocols: [Protocols::Auto, Protocols::On, Protocols::Off][choices.below(3)],
        engine: if choices.once_in(8) { ENGINES[choices.below(ENGINES.len())] } else { ENGINES[0] },
        theme: themes[choices.below(themes.len())].clone(),
        links: [Links::Documentation, Links::Own, Links::None][choices.below(3)],
        id_prefix: choices.pick(&["", "a-"]).to_owned(),
        ..Options::default()
    }
}

fn draw_dot(choices: &mut Choices<'_>) -> Outcome {
    let text = graph::dot(choices);
    files(expanded("a.dot", &text, Catalog::built_in()), &Options::default(), &formats(|_| true))
}

fn compare(choices: &mut Choices<'_>) -> Outcome {
    let (old, new) = (scenario::scenario(choices), scenario::scenario(choices));
    let catalog = Catalog::built_in();
    let [old, new] =
        [("old.toml", old), ("new.toml", new)].map(|(name, text)| expanded(name, &text, catalog));
    let is_drawn = choices.once_in(4);
    reports(old, new, is_drawn)
}

fn compare_exports(choices: &mut Choices<'_>) -> Outcome {
    let [old, new] = [graph::export(choices), graph::export(choices)].map(|text| {
        let graph = diff::json_in::architecture(&text, Limits::default()).ok();
        let sources = Sources::default();
        Expanded { scenario: None, graph, findings: Vec::new(), sources }
    });
    let is_drawn = choices.once_in(4);
    reports(old, new, is_drawn)
}

/// Every report of what differs, and if wanted the merged picture.
fn reports(old: Expanded, new: Expanded, is_drawn: bool) -> Outcome {
    let (Some(before), Some(after)) = (&old.graph, &new.graph) else { return Outcome::Refused };
    let found = diff::compare(before, after, &diff::Options::default());
    let (before, after) = (version("old", before, &old), version("new", after, &new));
    let findings =
        report::Findings::between(&before, &after, &found.renamed_ids(&before.graph, &after.graph));
    let comparison = report::Comparison {
        name: "a.toml".to_owned(),
        file: report::FileChange::Kept,
        old: before,
        new: after,
        diff: found,
        findings,
        filtered: 0,
    };
    sound::file("mermaid", report::picture(&comparison).as_bytes());
    if is_drawn {
        let options = Options::default();
        let drawn = pipeline::draw_differences(&comparison, &options);
        sound::drawing(&drawn);
        for format in formats(|format| format.name == "svg") {
            sound::file("svg", &pipeline::write(&new, &drawn, format, &options));
        }
    }
    let mut all = report::Report::between("old".to_owned(), "new".to_owned());
    all.comparisons.push(comparison);
    for format in report::FORMATS {
        sound::file(format.name, (format.write)(&all, report::Paint::Plain).as_bytes());
    }
    Outcome::Drawn
}

fn version(name: &str, graph: &ArchGraph, of: &Expanded) -> report::Version {
    report::Version {
        name: format!("{name}.toml"),
        graph: graph.clone(),
        sources: of.sources.clone(),
        page: of.page(),
        state: if of.has_errors() { report::State::Broken } else { report::State::Valid },
        findings: of.findings.clone(),
    }
}

fn draw_by_catalog(choices: &mut Choices<'_>) -> Outcome {
    let text = catalog::catalog(choices);
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("own.toml", text);
    let mut own = Catalog::built_in().clone().with_file(&sources, file, &mut sink);
    let found = sink.into_sorted();
    sound::findings(&found, &sources);
    if sound::is_refused(&found) {
        return Outcome::Refused;
    }
    own.limits = Limits { elements: 300, ..Limits::default() };
    let expanded = expanded("a.toml", catalog::SCENARIO, &own);
    files(expanded, &Options::default(), &formats(|format| !format.needs_layout))
}

fn draw_by_theme(choices: &mut Choices<'_>) -> Outcome {
    let text = catalog::theme(choices);
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("theme.toml", text);
    let theme = theme::read(&sources, file, &mut sink);
    let found = sink.into_sorted();
    sound::findings(&found, &sources);
    if sound::is_refused(&found) {
        return Outcome::Refused;
    }
    let options = Options { theme, ..Options::default() };
    files(
        expanded("a.toml", SMALL, Catalog::built_in()),
        &options,
        &formats(|format| format.name == "svg"),
    )
}

fn draw_icon(choices: &mut Choices<'_>) -> Outcome {
    let text = picture::icon(choices);
    let packed = icons::with_pack(&[("10182-icon-service-IoT-Hub.svg".to_owned(), text)]);
    if packed.replaced.is_empty() {
        assert_eq!(packed.refused.len(), 1);
        return Outcome::Refused;
    }
    let options = Options { icons: packed.icons, ..Options::default() };
    files(
        expanded("a.toml", SMALL, Catalog::built_in()),
        &options,
        &formats(|format| format.name == "svg"),
    )
}

fn keep(choices: &mut Choices<'_>) -> Outcome {
    static EARLIER: OnceLock<String> = OnceLock::new();
    let svg = formats(|format| format.name == "svg");
    let text = catalog::SCENARIO.replace("own-0 = true\nown-1 =", "event-hubs =");
    let earlier = EARLIER.get_or_init(|| {
        let options = Options::default();
        let drawn =
            pipeline::compile("a.toml", &text, &NoFiles, Catalog::built_in(), &options, &svg);
        String::from_utf8_lossy(&drawn.files[0]).into_owned()
    });
    let options = Options { keep: Some(picture::edited(earlier, choices)), ..Options::default() };
    files(expanded("a.toml", &text, Catalog::built_in()), &options, &svg)
}

fn find_blocks(choices: &mut Choices<'_>) -> Outcome {
    let end = choices.pick(&["\n", "\r\n"]);
    let text = document::document(choices);
    blocks_of(&text, end)
}

/// Finds the blocks of a document and fills each: what is around them stays, and they are found again.
fn blocks_of(text: &str, end: &str) -> Outcome {
    let Some(blocks) = blocks(text) else { return Outcome::Refused };
    let (mut filled, mut at) = (String::new(), 0);
    for block in &blocks {
        let inside = block.inside.clone();
        assert!(at <= block.span.start as usize, "blocks overlap:\n{text}");
        filled += &text[at..inside.start];
        filled += &format!("{end}![x](a.svg){end}{end}");
        at = inside.end;
    }
    filled += &text[at..];
    let asked = |blocks: &[Block]| blocks.iter().map(|one| one.mark.clone()).collect::<Vec<_>>();
    let again = self::blocks(&filled).map(|blocks| asked(&blocks));
    assert_eq!(again, Some(asked(&blocks)), "{text}\n---\n{filled}");
    if blocks.is_empty() { Outcome::Refused } else { Outcome::Drawn }
}

/// The blocks of a document that has no mistakes.
fn blocks(text: &str) -> Option<Vec<Block>> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("a.md", text);
    let blocks = marks::blocks(file, text, &mut sink);
    let found = sink.into_sorted();
    sound::findings(&found, &sources);
    found.is_empty().then_some(blocks)
}

/// Reads a text as what its first byte chooses, and draws what it gives. For mutations of real files.
pub fn read(bytes: &[u8]) -> Outcome {
    let Some((&kind, text)) = bytes.split_first() else { return Outcome::Refused };
    let text = String::from_utf8_lossy(text);
    let svg = || formats(|format| format.name == "svg");
    match kind {
        b'd' => files(expanded("a.dot", &text, Catalog::built_in()), &Options::default(), &svg()),
        b'j' => {
            let Ok(graph) = diff::json_in::architecture(&text, Limits::default()) else {
                return Outcome::Refused;
            };
            let version = || Expanded {
                scenario: None,
                graph: Some(graph.clone()),
                findings: Vec::new(),
                sources: Sources::default(),
            };
            reports(version(), version(), false)
        }
        b'm' => blocks_of(&text, "\n"),
        b'c' => {
            let (mut sources, mut sink) = (Sources::default(), Sink::default());
            let file = sources.add("maquette.toml", &*text);
            config::read(file, &sources, &mut sink);
            let found = sink.into_sorted();
            sound::findings(&found, &sources);
            if sound::is_refused(&found) { Outcome::Refused } else { Outcome::Drawn }
        }
        _ => files(expanded("a.toml", &text, Catalog::built_in()), &Options::default(), &svg()),
    }
}
