//! Arguments of all commands that draw.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use maquette::layout::ENGINES;
use maquette::model::page::{WIDTHS, WIDTHS_ALLOWED, Width};

/// Flags of commands that draw.
#[derive(Debug, Args)]
#[command(next_help_heading = "Drawing options")]
pub struct DrawArgs {
    /// Colors: the name of a theme (`maquette list themes`) or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub theme: Option<String>,
    /// Draw a part only: a view of the scenario or a built-in one (`maquette list views`)
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// Draw containers inside N others as single boxes; 0 closes the outermost
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100), allow_negative_numbers = true)]
    pub depth: Option<u32>,
    /// Take glyphs from an unpacked download of Microsoft's Azure architecture icons
    #[arg(long, value_name = "DIR")]
    pub icons: Option<PathBuf>,
    /// Where the picture is read to: lr (left to right), tb (top to bottom), or auto (whichever is
    /// better); auto unless given here or in the scenario
    #[arg(long, value_name = "DIRECTION")]
    pub direction: Option<ReadingArg>,
    #[arg(long, value_name = "N|NAME", value_parser = width, help = width_help(), allow_negative_numbers = true)]
    pub width: Option<Width>,
    /// Whether protocols and ports stand on the lines: on, off, or auto (not in a dense picture)
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub protocols: ProtocolsArg,
    /// Layout engine (`maquette list engines`)
    #[arg(long, value_name = "NAME", value_parser = engine_names(), default_value = ENGINES[0].name())]
    pub engine: String,
    /// What stands before every id of a picture, for several pictures on one page
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, value_parser = id_prefix)]
    pub id_prefix: String,
    /// Which links a picture carries
    #[arg(long, value_name = "LINKS", default_value = "documentation")]
    pub links: LinksArg,
}

/// Reading direction as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReadingArg {
    /// Whichever is better
    Auto,
    /// Left to right
    Lr,
    /// Top to bottom
    Tb,
}

/// Protocols on lines as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProtocolsArg {
    /// Below the labels, unless there are many labels
    Auto,
    /// Below the labels
    On,
    /// Not in the picture
    Off,
}

/// Links as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LinksArg {
    /// The author's, and elsewhere the documentation of the service
    Documentation,
    /// The author's only
    Own,
    /// None
    None,
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
