//! From arguments to the library's options for drawing.

use std::path::Path;

use maquette::diag::{Severity, Sink, Sources};
use maquette::emit::{FORMATS, Format, Links};
use maquette::layout::{ENGINES, Reading};
use maquette::measure::Protocols;
use maquette::pipeline::{Figures, Options};
use maquette::theme::{self, Theme};

use crate::cli::args::Common;
use crate::cli::draw_args::{DrawArgs, LinksArg, ProtocolsArg, ReadingArg};
use crate::cli::{Failure, findings, icons, input, terminal};

/// The options that the arguments ask for.
pub fn options(args: &DrawArgs, common: &Common) -> Result<Options, Failure> {
    let engine = ENGINES.iter().find(|engine| engine.name() == args.engine);
    Ok(Options {
        view: args.view.clone(),
        depth: args.depth,
        icons: icons::icons(args.icons.as_deref(), common)?,
        reading: args.direction.map(|direction| match direction {
            ReadingArg::Auto => Reading::Auto,
            ReadingArg::Lr => Reading::LeftToRight,
            ReadingArg::Tb => Reading::TopToBottom,
        }),
        width: args.width,
        figures: Figures::One,
        protocols: match args.protocols {
            ProtocolsArg::Auto => Protocols::Auto,
            ProtocolsArg::On => Protocols::On,
            ProtocolsArg::Off => Protocols::Off,
        },
        engine: *engine.unwrap_or(&ENGINES[0]),
        theme: theme(args.theme.as_deref(), common)?,
        id_prefix: args.id_prefix.clone(),
        links: match args.links {
            LinksArg::Documentation => Links::Documentation,
            LinksArg::Own => Links::Own,
            LinksArg::None => Links::None,
        },
        keep: None,
    })
}

/// The formats of these names; `svg` and `dot` if there are none.
pub fn formats(names: &[String]) -> Vec<&'static Format> {
    let is_wanted = |format: &&Format| match names {
        [] => ["svg", "dot"].contains(&format.name),
        names => names.iter().any(|name| name == format.name),
    };
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
        let text = findings::text(&found, &sources, terminal::colors_stderr(common));
        terminal::say_colored(text.trim_end());
    }
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Failure::Trouble("the theme has mistakes".to_owned()));
    }
    Ok(theme)
}
