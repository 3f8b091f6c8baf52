//! The whole path as functions that can be read aloud. Pure: texts in, values out.

mod options;
mod own_catalog;

pub use own_catalog::{completed, disproved, with_own_catalog};

use crate::catalog::Catalog;
use crate::check;
use crate::diag::suggest::did_you_mean;
use crate::diag::{
    CODES, Diagnostic, Levels, Limits, Severity, Sink, Sources, codes, without_repeated,
};
use crate::diff::Overlay;
use crate::diff::report::Comparison;
use crate::diff::steady;
use crate::dot_in;
use crate::emit::{Drawing, Format, PNG};
use crate::expand;
use crate::geom::{PX, Point, Size};
use crate::graph::ArchGraph;
use crate::keep::{self, Anew};
use crate::layout::{Layout, lay_out_standing};
use crate::measure::{self, Measured};
use crate::model::{self, Page, Scenario};
use crate::scene::{self, Scene};
use crate::syntax::{self, Files};
use crate::view::{self, Selection};
use options::EVERYTHING;
pub use options::{Figures, Options, Usual, reading};

/// A scenario with the architecture that it implies, and everything that was found on the way.
#[derive(Debug, Clone)]
pub struct Expanded {
    /// The valid scenario; none if not even the type of solution could be understood.
    pub scenario: Option<Scenario>,
    /// The architecture; none if the scenario cannot be understood.
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

/// What one picture of a scenario is of.
#[derive(Clone)]
pub struct Part {
    /// What tells its files from those of the whole: a view, a depth, the id of a container.
    pub name: Option<String>,
    /// What it shows.
    pub graph: ArchGraph,
    /// How it is drawn.
    pub options: Options,
}

/// A part as files.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What tells its files from those of the whole.
    pub name: Option<String>,
    /// One file a format; none if one of them would be too large.
    pub files: Vec<Vec<u8>>,
    /// Why there are no files.
    pub findings: Vec<Diagnostic>,
    /// What the layout engine had to give up, one sentence each.
    pub remarks: Vec<String>,
    /// Why nothing of the earlier picture is kept, if it was to be.
    pub anew: Option<Anew>,
}

/// What became of a scenario.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// One file a format, of the first or only picture; none if the scenario cannot be understood,
    /// or if one of them would be too large.
    pub files: Vec<Vec<u8>>,
    /// The other pictures, if it is drawn into several.
    pub figures: Vec<Figure>,
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
    let parts = parts(&mut expanded, options);
    let mut figures = parts.into_iter().map(|part| figure(&expanded, part, formats));
    let first = figures.next();
    let figures: Vec<Figure> = figures.collect();
    let all = first.iter().chain(&figures);
    let remarks = all.clone().flat_map(|figure| figure.remarks.iter().cloned()).collect();
    let anew = first.as_ref().and_then(|figure| figure.anew);
    let refused = all.flat_map(|figure| figure.findings.iter().cloned());
    let findings = expanded.findings.iter().cloned().chain(refused).collect();
    let files = first.map(|figure| figure.files).unwrap_or_default();
    let sources = expanded.sources;
    Compiled { files, figures, remarks, anew, findings, sources }
}

/// What is drawn of a scenario: everything, a part for each view, or an overview with a part for
/// each band. Nothing if the scenario cannot be understood.
pub fn parts(expanded: &mut Expanded, options: &Options) -> Vec<Part> {
    let options = options.for_page(&expanded.page());
    let bands = match (options.figures, &expanded.graph) {
        (Figures::Bands, Some(graph)) => view::bands(graph),
        _ => Vec::new(),
    };
    if !bands.is_empty() {
        let name = options.part_name();
        let overview = Options { depth: Some(OVERVIEW), ..options.clone() };
        let overview =
            show(expanded, &overview).map(|graph| Part { name, graph, options: overview });
        let of_band = |band: view::Figure| {
            let (name, graph) = (Some(band.id), band.graph);
            Part { name, graph, options: options.clone() }
        };
        return overview.into_iter().chain(bands.into_iter().map(of_band)).collect();
    }
    let of_view = |view: &String| Options { view: Some(view.clone()), ..options.clone() };
    let wanted: Vec<Options> = match (&options.view, options.figures) {
        (None, Figures::One) if !options.views.is_empty() => {
            options.views.iter().map(of_view).collect()
        }
        _ => vec![options],
    };
    let part = |options: Options| {
        let graph = show(expanded, &options)?;
        Some(Part { name: options.part_name(), graph, options })
    };
    wanted.into_iter().filter_map(part).collect()
}

/// A part as files, one a format.
pub fn figure(expanded: &Expanded, part: Part, formats: &[&Format]) -> Figure {
    let Part { name, graph, options } = part;
    let is_empty = graph.graph.node_count() == 0 && name.is_some();
    let picture = draw(graph, &options, Depth::of(formats));
    let told = |remark: String| match &name {
        Some(name) => format!("figure `{name}`: {remark}"),
        None => remark,
    };
    let empty = is_empty.then(|| "it is empty: nothing of the scenario belongs to it".to_owned());
    let remarks = picture.remarks(&options).into_iter().chain(empty).map(told).collect();
    let findings = too_large(&picture, name.as_deref(), formats, &options);
    let written = formats.iter().filter(|_| findings.is_empty());
    let files = written.map(|format| write(expanded, &picture, format, &options)).collect();
    Figure { name, files, findings, remarks, anew: picture.anew }
}

/// Why a picture is not written: as a PNG, it would have too many pixels.
fn too_large(
    picture: &Picture,
    name: Option<&str>,
    formats: &[&Format],
    options: &Options,
) -> Vec<Diagnostic> {
    if formats.iter().all(|format| format.name != PNG) {
        return Vec::new();
    }
    let told = |(message, help): (String, String)| {
        let message = name.map_or(message.clone(), |name| format!("figure `{name}`: {message}"));
        Diagnostic::new(&codes::TOO_LARGE, None, message).with_help(help)
    };
    options.painting.scale.refusal(picture.scene.size).map(told).into_iter().collect()
}

/// How many containers inside each other the overview of several figures shows open.
const OVERVIEW: u32 = 1;

/// From a text to the architecture that it implies, and all that is wrong with it. An architecture
/// that breaks checks of the catalogue is one nevertheless: it can be drawn and compared.
pub fn expand(name: &str, text: &str, files: &dyn Files, catalog: &Catalog) -> Expanded {
    expand_by(None, name, text, files, catalog)
}

/// As [`expand`], with findings weighed by other rules than the scenario's own: a change is judged
/// by what `[checks]` said before it.
pub fn expand_by(
    rules: Option<&Levels>,
    name: &str,
    text: &str,
    files: &dyn Files,
    catalog: &Catalog,
) -> Expanded {
    if is_dot(name, text) {
        return read_dot(name, text, catalog.limits);
    }
    let (mut sources, mut sink) = (Sources::default(), Sink::within(catalog.limits));
    let raw = syntax::load(name, text, files, &mut sources, &mut sink);
    let scenario = model::resolve(&raw, catalog, &mut sink);
    let mut graph = None;
    if let Some(scenario) = scenario.as_ref().filter(|_| !raw.damaged) {
        view::report_unknown(scenario, &mut sink);
        let (expanded, index) = expand::indexed(scenario, catalog, &mut sink);
        report_connections(&expanded, &mut sink);
        sink.tell_once(|text| scenario.as_written(text));
        // Of an architecture with parts missing, most findings would be wrong.
        if !sink.has_errors() {
            check::check(scenario, &expanded, &index, catalog, &mut sink);
            view::report_idle(&expanded, &scenario.views, &mut sink);
        }
        graph = Some(expanded);
    }
    let findings = match &scenario {
        Some(scenario) => weighed(sink.into_sorted(), rules.unwrap_or(&scenario.levels)),
        None => sink.into_sorted(),
    };
    // What the text itself has wrong is an error of ours, what the architecture breaks one of the
    // catalogue.
    let is_own = |finding: &Diagnostic| CODES.iter().any(|row| row.code == finding.code);
    let is_understood = !findings.iter().any(|one| one.severity == Severity::Error && is_own(one));
    Expanded { scenario, graph: graph.filter(|_| is_understood), findings, sources }
}

/// Reports an architecture with more connections than are drawn.
fn report_connections(graph: &ArchGraph, sink: &mut Sink) {
    let (count, most) = (graph.graph.edge_count(), sink.limits().connections);
    if count > most {
        let message = format!("the architecture has {count} connections; at most {most} fit");
        sink.report(&codes::TOO_LARGE, None, message)
            .help("let one element with a `count` stand for many");
    }
}

/// Whether it is DOT: by the name, or where that says nothing (standard input) by the first words.
fn is_dot(name: &str, text: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    ends(&[".dot", ".gv"]) || (!ends(&[".toml"]) && dot_in::begins_like_dot(text))
}

/// A DOT graph as an architecture: nothing is derived, nothing has a lane.
fn read_dot(name: &str, text: &str, limits: Limits) -> Expanded {
    let (mut sources, mut sink) = (Sources::default(), Sink::within(limits));
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
    without_repeated(findings.into_iter().filter_map(weigh).collect())
}

/// The architecture, moved out, or the part of it that the view of the options shows; none, and a
/// finding, if there is no such view.
pub fn show(expanded: &mut Expanded, options: &Options) -> Option<ArchGraph> {
    let name = match (&options.view, options.depth) {
        (None, None) => return expanded.graph.take(),
        (None, Some(_)) => EVERYTHING,
        (Some(name), _) => name,
    };
    let graph = expanded.graph.as_ref()?;
    let own = expanded.scenario.as_ref().map_or(&[][..], |scenario| &scenario.views);
    if let Some(view) = Selection::find(name, own) {
        return Some(view.with_depth(options.depth).of(graph));
    }
    let names = view::names(own);
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
    let measured = measure::measure(&graph, options.settings());
    if depth == Depth::Graph {
        return Picture { graph, measured, layout: no_layout(), anew: None, scene: no_scene() };
    }
    let earlier =
        options.keep.as_ref().map(|text| keep::standing(&graph, &measured, text, options.engine));
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
    let (theme, settings) = (&options.theme, options.settings());
    let measured = measure::measure_captioned(&overlay.graph, &overlay.captions, settings);
    let own = measure::measure(&comparison.new.graph, settings);
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
        scheme: options.scheme,
        painting: options.painting,
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

impl Picture {
    /// What a reader should know: what the engine had to give up, and how much wider than wanted
    /// the picture is.
    pub fn remarks(&self, options: &Options) -> Vec<String> {
        let mut remarks = self.layout.remarks.clone();
        let (width, wanted) = (self.layout.canvas.width, options.settings().width);
        if let Some(wanted) = wanted.filter(|&wanted| width > wanted) {
            let pixels = |length: i32| (length + PX - 1) / PX;
            remarks.push(format!(
                "the picture is {} px wide, {} more than `--width {}`; narrower ones: {}",
                pixels(width),
                pixels(width - wanted),
                pixels(wanted),
                self.narrower(options).join(", ")
            ));
        }
        remarks
    }

    /// How narrower pictures are asked for.
    fn narrower(&self, options: &Options) -> Vec<String> {
        let mut ways = vec!["a view".to_owned()];
        if options.figures == Figures::Bands {
            return ways;
        }
        let nodes = self.graph.graph.node_indices();
        let deepest = nodes.map(|ix| self.graph.ancestors(ix).len()).max().unwrap_or(0);
        ways.extend(deepest.checked_sub(1).map(|depth| format!("`--depth {depth}`")));
        if options.view.is_none() && options.depth.is_none() && !view::bands(&self.graph).is_empty()
        {
            ways.push("`--split`".to_owned());
        }
        ways
    }
}

impl Expanded {
    /// What the scenario says of its picture.
    pub fn page(&self) -> Page {
        self.scenario.as_ref().map(|scenario| scenario.page.clone()).unwrap_or_default()
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}
