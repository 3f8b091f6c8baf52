//! Arguments of all commands that draw.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use maquette::layout::ENGINES;

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
    /// Where the picture is read to: lr (left to right) or tb (top to bottom); what a DOT file
    /// says, else lr, unless given
    #[arg(long, value_name = "DIRECTION")]
    pub direction: Option<ReadingArg>,
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
    /// Left to right
    Lr,
    /// Top to bottom
    Tb,
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
