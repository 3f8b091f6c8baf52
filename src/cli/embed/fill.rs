//! What a block of a document is to hold, and the pictures that it shows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use maquette::catalog::Catalog;
use maquette::diag::sarif::uri;
use maquette::diag::suggest::did_you_mean;
use maquette::diag::{Sink, Span, codes};
use maquette::emit::{Format, excerpt};
use maquette::marks::{Image, Mark, Text};
use maquette::model::page::Width;
use maquette::pipeline::{self, Expanded, Options, Part};
use maquette::syntax::include::joined;
use maquette::theme::Scheme;
use maquette::view::{self, Selection};

use crate::cli::args::Common;
use crate::cli::drawing;
use crate::cli::drawing::args::DrawArgs;
use crate::cli::files::input::{self, Disk};
use crate::cli::files::output::{self, Output, Target};
use crate::cli::files::{self, Project, Unread};
use crate::cli::findings::Checked;
use crate::cli::outcome::Failure;
use crate::cli::terminal;
use crate::cli::terminal::wording::shown;

/// The view of everything.
const EVERYTHING: &str = "all";

/// Draws what blocks ask for.
pub struct Filler<'a> {
    catalog: Cow<'static, Catalog>,
    options: Options,
    svg: Vec<&'static Format>,
    /// Where pictures are.
    target: Target,
    common: &'a Common,
    /// Scenarios that were read, by name.
    scenarios: BTreeMap<String, Expanded>,
    /// The files that documents show, with the names of their scenarios.
    pub pictures: BTreeMap<PathBuf, Picture>,
    /// What a reader should know of the pictures.
    pub remarks: Vec<String>,
}

/// A file that documents show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The name of its scenario.
    pub scenario: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A mark, with what findings and ids of its picture need.
pub struct Place<'a> {
    /// The name of the document.
    pub document: &'a str,
    /// What is asked for.
    pub mark: &'a Mark,
    /// Where it stands.
    pub span: Span,
    /// How many pictures are before it on the page.
    pub number: usize,
}

/// A scenario that was read, and its name.
#[derive(Clone, Copy)]
struct Scenario<'a> {
    name: &'a str,
    expanded: &'a Expanded,
}

impl<'a> Filler<'a> {
    /// Draws as the project says.
    pub fn new(common: &'a Common) -> Result<Self, Failure> {
        let svg = drawing::formats(&["svg".to_owned()]);
        let target = Target::of(Output::of(None, &common.settings)?, &svg, &[])?;
        if !matches!(target, Target::Directory(_)) {
            let message = "documents show files of a directory; `output` names a file";
            return Err(Failure::Trouble(message.to_owned()));
        }
        Ok(Self {
            catalog: input::catalog(common)?,
            options: drawing::options(&DrawArgs::default(), common)?,
            svg,
            target,
            common,
            scenarios: BTreeMap::new(),
            pictures: BTreeMap::new(),
            remarks: Vec::new(),
        })
    }

    /// Draws no wider than this unless anything says another width.
    pub fn usually_within(mut self, width: Width) -> Self {
        self.options.usual.width.get_or_insert(width);
        self
    }

    /// What was found in the scenarios.
    pub fn checked(&mut self) -> Vec<Checked> {
        let scenarios = std::mem::take(&mut self.scenarios).into_iter();
        let checked = |(name, expanded): (String, Expanded)| Checked {
            name,
            findings: expanded.findings,
            sources: expanded.sources,
        };
        scenarios.map(checked).collect()
    }

    /// What a block is to hold, in Markdown.
    pub fn content(&mut self, place: &Place, sink: &mut Sink) -> Option<String> {
        let name = self.scenario(place, sink)?;
        self.figure(&name, place, sink)
    }

    /// The same of a scenario that the document itself holds, under a name of its own. Its text has the lines
    /// of the document.
    pub fn own(
        &mut self,
        name: &str,
        text: &str,
        place: &Place,
        sink: &mut Sink,
    ) -> Option<String> {
        let disk = Disk::around(place.document, self.common.limits());
        let expanded = pipeline::expand(place.document, text, &disk, &self.catalog);
        let is_drawn = expanded.graph.is_some();
        self.scenarios.insert(name.to_owned(), expanded);
        is_drawn.then(|| self.figure(name, place, sink)).flatten()
    }

    /// The picture of a scenario that was read, and the texts that follow it.
    fn figure(&mut self, name: &str, place: &Place, sink: &mut Sink) -> Option<String> {
        let mark = place.mark;
        let (expanded, part) = self.part(name, place, sink)?;
        let mut parts =
            vec![self.image(Scenario { name, expanded: &expanded }, part.clone(), place, sink)?];
        for text in &mark.texts {
            let (told, word, nothing) = match text {
                Text::Steps => (excerpt::steps(&part.graph), "steps", "nothing numbered"),
                Text::Table => (excerpt::tables(&part.graph), "table", "nothing to list"),
            };
            if told.is_empty() {
                let message = format!("what is drawn of `{name}` has {nothing}");
                sink.report(&codes::BAD_MARK, place.span, message)
                    .help(format!("leave `{word}` out of the mark, or change the scenario"));
            }
            parts.push(told);
        }
        let parts: Vec<&str> = parts.iter().map(|part| part.trim_end()).collect();
        Some(parts.join("\n\n"))
    }

    /// Reads the scenario that a mark names, once, and returns its name.
    fn scenario(&mut self, place: &Place, sink: &mut Sink) -> Option<String> {
        let (written, span) = (&place.mark.scenario, place.span);
        let outside = |sink: &mut Sink| {
            let message = format!("`{written}` lies outside of the project");
            sink.report(&codes::BAD_MARK, span, message).help(
                "write the path of a scenario from the document, and run maquette in a directory \
                 that holds both",
            );
        };
        let is_address = written.contains("://");
        let Some(name) = joined(place.document, written).filter(|_| !is_address) else {
            outside(sink);
            return None;
        };
        if self.scenarios.contains_key(&name) {
            return Some(name);
        }
        let project = Project::of(Path::new(place.document)).map_err(Unread::from);
        let bytes = project.and_then(|one| one.read(Path::new(&name), self.common.limits().text));
        let why = match bytes.map(String::from_utf8) {
            Ok(Ok(text)) => {
                let disk = Disk::around(&name, self.common.limits());
                let expanded = pipeline::expand(&name, &text, &disk, &self.catalog);
                self.scenarios.insert(name.clone(), expanded);
                return Some(name);
            }
            Err(Unread::Outside) => {
                outside(sink);
                return None;
            }
            Ok(Err(_)) => "it is not UTF-8".to_owned(),
            Err(why) => why.to_string(),
        };
        sink.report(&codes::BAD_MARK, span, format!("cannot read `{name}`: {why}"))
            .help("write the path of a scenario from the document");
        None
    }

    /// The part of a scenario that a mark asks for, if it can be drawn.
    fn part(&self, name: &str, place: &Place, sink: &mut Sink) -> Option<(Expanded, Part)> {
        let (mark, span) = (place.mark, place.span);
        let mut expanded = self.scenarios.get(name)?.clone();
        let own = expanded.scenario.as_ref().map_or(&[][..], |scenario| &scenario.views);
        let view = mark.view.as_deref().unwrap_or(EVERYTHING);
        if Selection::find(view, own).is_none() {
            let finding =
                sink.report(&codes::BAD_MARK, span, format!("`{name}` has no view `{view}`"));
            if let Some(help) = did_you_mean(view, &view::names(own)) {
                finding.help(help);
            }
            return None;
        }
        let part = pipeline::parts(&mut expanded, &self.options_of(mark)).pop();
        if part.is_none() {
            sink.report(&codes::BAD_MARK, span, format!("`{name}` cannot be drawn"))
                .help(format!("`maquette check {}` says why", terminal::quoted(name)));
        }
        Some((expanded, part?))
    }

    /// How the picture of a mark is drawn.
    fn options_of(&self, mark: &Mark) -> Options {
        Options {
            views: vec![mark.view.clone().unwrap_or_else(|| EVERYTHING.to_owned())],
            depth: mark.depth,
            width: mark.width.or(self.options.width),
            reading: mark.way.map(pipeline::reading).or(self.options.reading),
            ..self.options.clone()
        }
    }

    /// The picture as Markdown.
    fn image(
        &mut self,
        scenario: Scenario,
        part: Part,
        place: &Place,
        sink: &mut Sink,
    ) -> Option<String> {
        let mark = place.mark;
        let called = called(part.name.as_deref(), mark);
        let input = input::file(Path::new(scenario.name));
        let alternative = excerpt::alternative(&part.graph);
        let schemes: &[Option<Scheme>] = match mark.image.unwrap_or_default() {
            Image::Inline => return Some(self.inline(scenario, part, place)),
            Image::File => &[None],
            Image::Pair => &Scheme::ALL.map(Some),
        };
        let mut addresses = Vec::new();
        for &scheme in schemes {
            let called = output::part_of(called.as_deref(), scheme);
            let path = self.target.path(&input, called.as_deref(), self.svg[0])?;
            addresses.push(address(Path::new(place.document), &path));
            let bytes = self.drawn(scenario, part.clone(), scheme, &path, place);
            self.show(path, Picture { scenario: scenario.name.to_owned(), bytes }, place, sink)?;
        }
        Some(match addresses.as_slice() {
            [light, dark] => excerpt::picture(&alternative, [light, dark]),
            files => excerpt::image(&alternative, &files.concat()),
        })
    }

    /// The bytes of a picture, with the places of the one that it replaces if the project keeps those.
    fn drawn(
        &mut self,
        scenario: Scenario,
        part: Part,
        scheme: Option<Scheme>,
        path: &Path,
        place: &Place,
    ) -> Vec<u8> {
        let keeps = self.common.settings.word("keep").is_some_and(|word| word == "true");
        let keep = keeps.then(|| drawing::earlier(path, self.common)).flatten();
        let options = Options { keep, scheme, ..part.options };
        self.painted(scenario, Part { options, ..part }, place)
    }

    /// The bytes of an SVG.
    fn painted(&mut self, scenario: Scenario, part: Part, place: &Place) -> Vec<u8> {
        let Scenario { name, expanded } = scenario;
        let figure = pipeline::figure(expanded, part, &self.svg);
        for remark in figure.remarks {
            let remark = format!("{}: {name}: {remark}", place.document);
            if !self.remarks.contains(&remark) {
                self.remarks.push(remark);
            }
        }
        figure.files.concat()
    }

    /// Takes a file in; two pictures that differ cannot have one name.
    fn show(
        &mut self,
        path: PathBuf,
        picture: Picture,
        place: &Place,
        sink: &mut Sink,
    ) -> Option<()> {
        if let Some(other) = self.pictures.get(&path).filter(|other| **other != picture) {
            let shown = shown(&path);
            let message = format!("another picture, of `{}`, is called `{shown}`", other.scenario);
            sink.report(&codes::BAD_MARK, place.span, message)
                .help("rename the scenario or its view");
            return None;
        }
        self.pictures.insert(path, picture);
        Some(())
    }

    /// The SVG itself, whose ids no other picture of the page has.
    fn inline(&mut self, scenario: Scenario, part: Part, place: &Place) -> String {
        let fits = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let stem: String =
            input::file(Path::new(scenario.name)).stem.chars().filter(fits).collect();
        let id_prefix = format!("{stem}-{}-", place.number + 1);
        let options = Options { id_prefix, ..part.options };
        let svg = self.painted(scenario, Part { options, ..part }, place);
        let svg = String::from_utf8_lossy(&svg).into_owned();
        // A blank line would end the block of HTML.
        let lines: Vec<&str> = svg.lines().filter(|line| !line.trim().is_empty()).collect();
        let picture =
            format!("<div class=\"maquette\">\n{}\n</div>", without_braces(&lines.join("\n")));
        match place.mark.caption.as_str() {
            "" => picture,
            caption => excerpt::captioned(&picture, caption),
        }
    }
}

/// An SVG without braces but for those of its rules.
fn without_braces(svg: &str) -> String {
    let mut out = String::new();
    for (at, part) in svg.split("<style>").enumerate() {
        let (rules, rest) = match part.split_once("</style>") {
            Some((rules, rest)) if at > 0 => (rules, rest),
            _ => ("", part),
        };
        if at > 0 {
            out += &format!("<style>{rules}</style>");
        }
        out += &excerpt::without_braces(rest);
    }
    out
}

/// What tells a picture from the usual one of its scenario: `data.width-760`.
fn called(part: Option<&str>, mark: &Mark) -> Option<String> {
    let part = part.and_then(|part| output::part_names([part].into_iter()).pop());
    let width = mark.width.map(|width| format!("width-{width}"));
    let way = mark.way.map(|way| way.word().to_owned());
    let words: Vec<String> = [part, width, way].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join("."))
}

/// The path of a picture as a document links to it.
fn address(document: &Path, picture: &Path) -> String {
    let (from, to) = (files::absolute(document), files::absolute(picture));
    let directory = from.parent().unwrap_or(Path::new(""));
    let shared = directory.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = directory.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    uri(&up.chain(down).collect::<Vec<_>>().join("/"))
}
