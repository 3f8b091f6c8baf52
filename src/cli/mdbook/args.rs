//! Arguments of `mdbook`.

use clap::{Args, Subcommand};

/// Arguments of `mdbook`.
#[derive(Debug, Args)]
#[command(after_help = "mdBook runs it where `book.toml` says so:
  [preprocessor.maquette]
  command = \"maquette mdbook\"
  before = [\"links\"]

A figure of a chapter, `width=N` and others as in the marks of `maquette embed`:
  ![The whole fleet](../scenarios/fleet.toml \"view=data steps\")")]
pub struct MdbookArgs {
    /// What mdBook asks before a book comes on standard input.
    #[command(subcommand)]
    pub asks: Option<Asks>,
}

/// What mdBook asks.
#[derive(Debug, Subcommand)]
pub enum Asks {
    /// Say by the exit code whether figures are drawn for a renderer: html and markdown
    Supports {
        /// The renderer
        #[arg(value_name = "RENDERER")]
        renderer: String,
    },
}
