//! Arguments of all commands that draw.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use maquette::emit::Links;
use maquette::layout::ENGINES;
use maquette::measure::Protocols;
use maquette::model::page::{WIDTHS, WIDTHS_ALLOWED, Way, Width};

/// Flags of commands that draw.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Drawing options")]
pub struct DrawArgs {
    /// Colors: the name of a theme (`maquette list themes`) or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub theme: Option<String>,
    /// Draw containers inside N others as single boxes; 0 closes the outermost
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100), allow_negative_numbers = true)]
    pub depth: Option<u32>,
    /// Take glyphs from an unpacked download of Microsoft's Azure architecture icons
    #[arg(long, value_name = "DIR")]
    pub icons: Option<PathBuf>,
    /// Where the picture is read to: lr (left to right), tb (top to bottom), or auto (whichever is
    /// better); what the scenario or DOT file says, else auto, unless given
    #[arg(long, value_name = "DIRECTION", value_parser = directions())]
    pub direction: Option<Way>,
    #[arg(long, value_name = "N|NAME", value_parser = width, help = width_help(), allow_negative_numbers = true)]
    pub width: Option<Width>,
    /// Whether protocols and ports stand on the lines: on, off, or auto (not in a dense picture)
    #[arg(long, value_name = "WHEN", value_parser = protocols())]
    pub protocols: Option<Protocols>,
    /// Layout engine (`maquette list engines`)
    #[arg(long, value_name = "NAME", value_parser = engine_names(), default_value = ENGINES[0].name())]
    pub engine: String,
    /// What stands before every id of a picture, for several pictures on one page
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, value_parser = id_prefix)]
    pub id_prefix: String,
    /// Which links a picture carries: those of the documentation, too, only your own, or none
    #[arg(long, value_name = "LINKS", value_parser = links())]
    pub links: Option<Links>,
}

/// The names of widths with their pixels.
fn width_names() -> String {
    let named = WIDTHS.iter().map(|(name, width)| match width.pixels() {
        Some(pixels) => format!("{name} ({pixels})"),
        None => (*name).to_owned(),
    });
    named.collect::<Vec<_>>().join(", ")
}

fn width_help() -> String {
    let usual = Width::default().pixels().unwrap_or_default();
    format!(
        "Widest picture in pixels, or what it is embedded in: {}; {usual} unless given here or in the \
         scenario",
        width_names()
    )
}

/// One of some words, as what it stands for.
fn words<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|&value| word(value))).map(move |written: String| {
        let found = all.iter().find(|&&value| word(value) == written);
        *found.unwrap_or(&all[0])
    })
}

fn directions() -> impl TypedValueParser<Value = Way> {
    words(&Way::ALL, Way::word)
}

fn protocols() -> impl TypedValueParser<Value = Protocols> {
    words(&Protocols::ALL, Protocols::word)
}

fn links() -> impl TypedValueParser<Value = Links> {
    words(&Links::ALL, Links::word)
}

fn width(text: &str) -> Result<Width, String> {
    let (least, most) = WIDTHS_ALLOWED;
    let help = || format!("write pixels from {least} to {most}, or a name: {}", width_names());
    Width::from_word(text).ok_or_else(help)
}

/// Ids with blanks or quotes would break the references within a picture.
fn id_prefix(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    if text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    Err("an id is made of letters, digits, `-`, `_`, `.` and `:`".to_owned())
}

fn engine_names() -> PossibleValuesParser {
    PossibleValuesParser::new(ENGINES.iter().map(|engine| engine.name()))
}
