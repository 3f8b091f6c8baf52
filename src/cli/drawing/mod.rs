//! From arguments to the library's options for drawing.

pub mod args;

use std::path::{Path, PathBuf};

use maquette::diag::{Severity, Sink, Sources};
use maquette::emit::{FORMATS, Format, Links};
use maquette::layout::ENGINES;
use maquette::measure::Protocols;
use maquette::model::page::{Way, Width};
use maquette::pipeline::{self, Options, Usual};
use maquette::theme::{self, Theme};

use crate::cli::args::Common;
use crate::cli::drawing::args::DrawArgs;
use crate::cli::files::Project;
use crate::cli::files::icons;
use crate::cli::files::input;
use crate::cli::findings;
use crate::cli::outcome::Failure;
use crate::cli::terminal;

/// The options that the arguments ask for.
pub fn options(args: &DrawArgs, common: &Common) -> Result<Options, Failure> {
    let settings = &common.settings;
    let engine = ENGINES.iter().find(|engine| engine.name() == args.engine);
    let asked = |key: &str| first(settings.of_environment(key));
    let usual = |key: &str| first(settings.of_file(key));
    let way = |word: Option<String>| word.and_then(|word| Way::from_word(&word));
    let width = |word: Option<String>| word.and_then(|word| Width::from_word(&word));
    let protocols = settings.word("protocols").and_then(|word| Protocols::from_word(&word));
    let links = settings.word("links").and_then(|word| Links::from_word(&word));
    let icons = args.icons.clone().or_else(|| settings.word("icons").map(PathBuf::from));
    let theme_name = args.theme.clone().or_else(|| settings.word("theme"));
    Ok(Options {
        views: settings.of_environment("views").unwrap_or_default(),
        depth: args.depth,
        icons: icons::icons(icons.as_deref(), common)?,
        reading: args.direction.or_else(|| way(asked("direction"))).map(pipeline::reading),
        width: args.width.or_else(|| width(asked("width"))),
        usual: Usual {
            reading: way(usual("direction")).map(pipeline::reading),
            width: width(usual("width")),
            views: settings.of_file("views").unwrap_or_default(),
        },
        protocols: args.protocols.or(protocols).unwrap_or_default(),
        engine: *engine.unwrap_or(&ENGINES[0]),
        theme: theme(theme_name.as_deref(), common)?,
        id_prefix: args.id_prefix.clone(),
        links: args.links.or(links).unwrap_or_default(),
        ..Options::default()
    })
}

/// The text of an earlier picture; none where there is none that may be read.
pub fn earlier(path: &Path, common: &Common) -> Option<String> {
    let bytes = Project::of(path).ok()?.read(path, common.limits().text).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn first(words: Option<Vec<String>>) -> Option<String> {
    words?.into_iter().next()
}

/// The formats of these names.
pub fn formats(names: &[String]) -> Vec<&'static Format> {
    let is_wanted = |format: &&Format| names.iter().any(|name| name == format.name);
    FORMATS.iter().filter(is_wanted).collect()
}

fn theme(name: Option<&str>, common: &Common) -> Result<Theme, Failure> {
    let Some(name) = name else { return Ok(Theme::standard()) };
    if let Some(theme) = Theme::named(name) {
        return Ok(theme);
    }
    let is_path = name.contains(['/', '\\']) || Path::new(name).extension().is_some();
    if !is_path {
        let names: Vec<String> = Theme::all().into_iter().map(|theme| theme.name).collect();
        let message = format!("there is no theme `{name}`; there are {}", names.join(", "));
        return Err(Failure::Trouble(message));
    }
    let text = input::read(&input::file(Path::new(name)), common.limits())
        .map_err(|problem| Failure::Trouble(problem.message))?;
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add(name, text);
    let theme = theme::read(&sources, file, &mut sink);
    let found = sink.into_sorted();
    if !found.is_empty() {
        let text = findings::text(&found, &sources, common.color.on_stderr());
        terminal::say_colored(text.trim_end());
    }
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Failure::Trouble("the theme has mistakes".to_owned()));
    }
    Ok(theme)
}
