//! The whole path as functions that can be read aloud. Pure: texts in, values out.

use crate::catalog::Catalog;
use crate::check;
use crate::diag::suggest::did_you_mean;
use crate::diag::{CODES, Diagnostic, Levels, Severity, Sink, Sources, codes};
use crate::diff::Overlay;
use crate::diff::report::Comparison;
use crate::diff::steady;
use crate::dot_in;
use crate::emit::{Drawing, Format, Links};
use crate::expand;
use crate::geom::{Point, Size};
use crate::graph::ArchGraph;
use crate::icons::Icons;
use crate::keep::{self, Anew};
use crate::layout::{ENGINES, Engine, Layout, Reading, lay_out_standing};
use crate::measure::{self, Measured};
use crate::model::{self, Scenario};
use crate::scene::{self, Scene};
use crate::syntax::{self, Files};
use crate::theme::Theme;
use crate::view::{self, Selection};

/// How an architecture is drawn.
#[derive(Clone)]
pub struct Options {
    /// Name of a view, if only a part is drawn.
    pub view: Option<String>,
    /// How many containers inside each other are drawn open, if not all.
    pub depth: Option<u32>,
    /// Reading direction.
    pub reading: Reading,
    /// Layout engine.
    pub engine: &'static dyn Engine,
    /// Colors.
    pub theme: Theme,
    /// Glyphs.
    pub icons: Icons,
    /// What stands before every id of a picture.
    pub id_prefix: String,
    /// Which links a picture carries.
    pub links: Links,
    /// The text of an earlier SVG, if its places are to be kept.
    pub keep: Option<String>,
}

impl Options {
    /// What tells files of this part from those of the whole: the view and the depth.
    pub fn part_name(&self) -> Option<String> {
        let depth = self.depth.map(|depth| format!("depth-{depth}"));
        let parts: Vec<String> = self.view.iter().cloned().chain(depth).collect();
        (!parts.is_empty()).then(|| parts.join("."))
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            view: None,
            depth: None,
            reading: Reading::LeftToRight,
            engine: ENGINES[0],
            theme: Theme::standard(),
            icons: Icons::built_in().clone(),
            id_prefix: String::new(),
            links: Links::default(),
            keep: None,
        }
    }
}

/// A scenario with the architecture that it implies, and everything that was found on the way.
#[derive(Debug, Clone)]
pub struct Expanded {
    /// The valid scenario; none if not even the type of solution could be understood.
    pub scenario: Option<Scenario>,
    /// The architecture; none if the scenario is invalid.
    pub graph: Option<ArchGraph>,
    /// The findings by place.
    pub findings: Vec<Diagnostic>,
    /// The texts that took part.
    pub sources: Sources,
}

/// A drawn architecture.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What is drawn: the architecture, or the part of it that a view shows.
    pub graph: ArchGraph,
    /// Texts and sizes.
    pub measured: Measured,
    /// Where everything is.
    pub layout: Layout,
    /// Why nothing of the earlier picture is kept, if it was to be.
    pub anew: Option<Anew>,
    /// The shapes.
    pub scene: Scene,
}

/// What became of a scenario.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// One file a format; none if the scenario is invalid.
    pub files: Vec<Vec<u8>>,
    /// What the layout engine had to give up, one sentence each.
    pub remarks: Vec<String>,
    /// Why nothing of the earlier picture is kept, if it was to be.
    pub anew: Option<Anew>,
    /// The findings by place.
    pub findings: Vec<Diagnostic>,
    /// The texts that took part.
    pub sources: Sources,
}

/// From a text to files, or to all that is wrong with it: the whole of maquette.
pub fn compile(
    name: &str,
    text: &str,
    files: &dyn Files,
    catalog: &Catalog,
    options: &Options,
    formats: &[&Format],
) -> Compiled {
    let mut expanded = expand(name, text, files, catalog);
    let shown = show(&mut expanded, options);
    let (mut remarks, mut anew) = (Vec::new(), None);
    let written = shown.map(|graph| {
        let picture = draw(graph, options, Depth::of(formats));
        remarks.clone_from(&picture.layout.remarks);
        anew = picture.anew;
        formats.iter().map(|format| write(&expanded, &picture, format, options)).collect()
    });
    let Expanded { findings, sources, .. } = expanded;
    Compiled { files: written.unwrap_or_default(), remarks, anew, findings, sources }
}

/// From a text to the architecture that it implies, and all that is wrong with it.
pub fn expand(name: &str, text: &str, files: &dyn Files, catalog: &Catalog) -> Expanded {
    let mut expanded = derive(name, text, files, catalog);
    if expanded.has_errors() {
        expanded.graph = None;
    }
    expanded
}

/// As [`expand`], but an architecture that breaks checks of the catalogue is one nevertheless:
/// what differs can be told of it.
pub fn derive(name: &str, text: &str, files: &dyn Files, catalog: &Catalog) -> Expanded {
    derive_by(None, (name, text), files, catalog)
}

/// As [`derive`], with findings weighed by other rules than the scenario's own: a change is judged
/// by what `[checks]` said before it.
pub fn derive_by(
    rules: Option<&Levels>,
    (name, text): (&str, &str),
    files: &dyn Files,
    catalog: &Catalog,
) -> Expanded {
    if is_dot(name, text) {
        return read_dot(name, text);
    }
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let raw = syntax::load(name, text, files, &mut sources, &mut sink);
    let scenario = model::resolve(&raw, catalog, &mut sink);
    let mut graph = None;
    if let Some(scenario) = scenario.as_ref().filter(|_| !raw.damaged) {
        let (expanded, survey) = expand::surveyed(scenario, catalog, &mut sink);
        sink.tell_once(|text| scenario.as_written(text));
        // Of an architecture with parts missing, most findings would be wrong.
        if !sink.has_errors() {
            check::check(scenario, (&expanded, &survey), catalog, &mut sink);
            for view in &scenario.views {
                view::apply(&expanded, view, &mut sink);
            }
        }
        graph = Some(expanded);
    }
    let findings = match &scenario {
        Some(scenario) => weighed(sink.into_sorted(), rules.unwrap_or(&scenario.levels)),
        None => sink.into_sorted(),
    };
    let is_own = |finding: &Diagnostic| CODES.iter().any(|row| row.code == finding.code);
    let is_understood = !findings.iter().any(|one| one.severity == Severity::Error && is_own(one));
    Expanded { scenario, graph: graph.filter(|_| is_understood), findings, sources }
}

/// Whether it is DOT: by the name, or where that says nothing (standard input) by the first words.
fn is_dot(name: &str, text: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    ends(&[".dot", ".gv"]) || (!ends(&[".toml"]) && dot_in::begins_like_dot(text))
}

/// A DOT graph as an architecture: nothing is derived, nothing has a lane.
fn read_dot(name: &str, text: &str) -> Expanded {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add(name, text);
    let graph = dot_in::read(file, &sources, &mut sink);
    Expanded { scenario: None, graph, findings: sink.into_sorted(), sources }
}

/// The findings with the severities that the scenario sets.
fn weighed(findings: Vec<Diagnostic>, levels: &Levels) -> Vec<Diagnostic> {
    let weigh = |mut finding: Diagnostic| {
        if let Some(level) = levels.get(finding.code.as_ref()) {
            finding.severity = level.severity?;
        }
        Some(finding)
    };
    findings.into_iter().filter_map(weigh).collect()
}

/// The architecture, moved out, or the part of it that the view of the options shows; none, and a
/// finding, if there is no such view.
pub fn show(expanded: &mut Expanded, options: &Options) -> Option<ArchGraph> {
    let name = match (&options.view, options.depth) {
        (None, None) => return expanded.graph.take(),
        (None, Some(_)) => "all",
        (Some(name), _) => name,
    };
    let graph = expanded.graph.as_ref()?;
    let own = expanded.scenario.as_ref().map_or(&[][..], |scenario| &scenario.views);
    if let Some(view) = Selection::find(name, own) {
        return Some(view.with_depth(options.depth).of(graph));
    }
    let names: Vec<&str> = own
        .iter()
        .map(|view| view.name.as_str())
        .chain(view::BUILT_IN.iter().map(|view| view.name))
        .collect();
    let file = expanded.sources.files().first().map_or("", |file| file.name.as_str());
    let message = format!("`{file}` has no view `{name}`");
    let help = did_you_mean(name, &names).unwrap_or_default();
    expanded.findings.push(Diagnostic::new(&codes::UNKNOWN_VIEW, None, message).with_help(help));
    None
}

/// How far a picture is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// No places: enough for formats that write the graph.
    Graph,
    /// Everything.
    Picture,
}

impl Depth {
    /// As far as the formats need.
    pub fn of(formats: &[&Format]) -> Self {
        let needs_layout = formats.iter().any(|format| format.needs_layout);
        if needs_layout { Self::Picture } else { Self::Graph }
    }
}

/// From an architecture to its picture.
pub fn draw(graph: ArchGraph, options: &Options, depth: Depth) -> Picture {
    let measured = measure::measure(&graph, &options.theme, options.reading);
    if depth == Depth::Graph {
        return Picture { graph, measured, layout: no_layout(), anew: None, scene: no_scene() };
    }
    let earlier = options.keep.as_ref().map(|text| keep::standing(&graph, &measured, text));
    let (layout, anew) = match earlier {
        Some(Ok(standing)) => (lay_out_standing(options.engine, &measured.input, &standing), None),
        Some(Err(why)) => (options.engine.lay_out(&measured.input), Some(why)),
        None => (options.engine.lay_out(&measured.input), None),
    };
    let scene = scene::compose(&graph, &measured, &layout, &options.theme);
    Picture { graph, measured, layout, anew, scene }
}

/// From two compared architectures to one merged picture with marks.
pub fn draw_differences(comparison: &Comparison, options: &Options) -> Picture {
    let overlay = Overlay::of(comparison);
    let (theme, reading) = (&options.theme, options.reading);
    let measured = measure::measure_captioned(&overlay.graph, &overlay.captions, theme, reading);
    let own = measure::measure(&comparison.new.graph, theme, reading);
    let drawn = options.engine.lay_out(&own.input);
    let merged = &comparison.diff.merged;
    let earlier = steady::as_in_new(merged, &measured.ends, &own.ends, &drawn);
    let layout = options.engine.lay_out_like(&measured.input, &earlier);
    let (graph, marks) = (&overlay.graph, &overlay.marks);
    let mut scene = scene::compose_marked(graph, &measured, &layout, theme, marks);
    overlay.tell(&mut scene);
    Picture { graph: overlay.graph, measured, layout, anew: None, scene }
}

/// A picture as a file of a format.
pub fn write(
    expanded: &Expanded,
    picture: &Picture,
    format: &Format,
    options: &Options,
) -> Vec<u8> {
    (format.write)(&Drawing {
        graph: &picture.graph,
        sources: &expanded.sources,
        findings: &expanded.findings,
        measured: &picture.measured,
        layout: &picture.layout,
        scene: &picture.scene,
        theme: &options.theme,
        icons: &options.icons,
        id_prefix: &options.id_prefix,
        links: options.links,
    })
}

fn no_layout() -> Layout {
    Layout {
        canvas: Size::new(0, 0),
        nodes: Vec::new(),
        containers: Vec::new(),
        edges: Vec::new(),
        remarks: Vec::new(),
    }
}

fn no_scene() -> Scene {
    Scene {
        size: Size::new(0, 0),
        origin: Point::new(0, 0),
        title: String::new(),
        description: String::new(),
        pieces: Vec::new(),
    }
}

impl Expanded {
    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}
