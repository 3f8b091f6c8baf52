//! Arguments of `embed`.

use clap::Args;

/// Arguments of `embed`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette embed README.md                    fill its blocks, write their pictures
  maquette embed                              all documents of the project
  maquette embed --check README.md docs       is what they show up to date?

A block of a document, before it is filled:
  <!-- maquette: scenarios/fleet.toml view=data width=760 steps table -->
  <!-- /maquette -->

The path is relative to the document. Words after it: view=NAME, depth=N, width=N, direction=lr,
picture (a light and a dark file) or inline (the SVG itself), steps, table.")]
pub struct EmbedArgs {
    /// Markdown files, or directories of them; those of `maquette.toml` unless given, or else
    /// README.md and docs
    #[arg(value_name = "DOC")]
    pub documents: Vec<String>,
    /// Write nothing; list blocks and pictures that are missing or stale, and exit with 1 if any is
    #[arg(long)]
    pub check: bool,
}
