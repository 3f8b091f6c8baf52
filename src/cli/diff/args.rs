//! Arguments of `diff`.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use maquette::diff::Level;
use maquette::diff::report::FORMATS;

use crate::cli::drawing::args::DrawArgs;

/// The format that is laid out.
pub const PICTURE: &str = "svg";

/// The format of which every scenario has a chart of its own.
pub const CHART: &str = "mermaid";

/// Arguments of `diff`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette diff old.toml new.toml                 two files; also DOT files and JSON exports
  maquette diff main:scenarios/fleet.toml scenarios/fleet.toml
  maquette diff --git main...HEAD                 every scenario that a branch changes
  maquette diff --git main -f markdown            the working tree, as a comment
  maquette diff a.toml b.toml -f svg -o diff.svg  one merged picture
  maquette diff --git main...HEAD --fail-on risky
  maquette diff --git main...HEAD --level risky   only what weighs at least that much

Exit codes: 0 compared; 1 differs (--exit-code) or weighs at least the level (--fail-on);
2 trouble, such as an invalid scenario or a revision that is not there.")]
pub struct DiffArgs {
    /// OLD and NEW: paths, `REV:path` in git, or `-` for standard input; with --git: what to
    /// look at, everything unless given. Git's own diff drivers pass seven arguments
    #[arg(value_name = "OLD NEW")]
    pub sides: Vec<String>,
    /// Compare every scenario that changed between two revisions: BASE...HEAD (since they
    /// parted), BASE..HEAD, or BASE with the working tree
    #[arg(long, value_name = "BASE[...HEAD]")]
    pub git: Option<String>,
    /// How to write the differences
    #[arg(short, long, value_name = "FORMAT", value_parser = format_names(), default_value = "text")]
    pub format: String,
    /// Where to: a file, a directory for pictures of several scenarios; standard output unless
    /// given
    #[arg(short, long, value_name = "FILE|DIR|-")]
    pub output: Option<String>,
    /// Exit with 1 if anything differs
    #[arg(long)]
    pub exit_code: bool,
    /// Exit with 1 if anything weighs at least this
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<LevelArg>,
    /// Report only what weighs at least LEVEL; or CODE=LEVEL, what a code weighs, `off` for
    /// nothing: MQ5201=breaking (may be given several times)
    #[arg(long, value_name = "LEVEL|CODE=LEVEL")]
    pub level: Vec<String>,
    /// Report only differences of a code (may be given several times)
    #[arg(long, value_name = "CODE")]
    pub code: Vec<String>,
    /// Report only differences of an element or at it, by its id; `*` stands for any letters (may
    /// be given several times)
    #[arg(long, value_name = "ID")]
    pub element: Vec<String>,
    /// Counts, findings and what is breaking or risky only (text and markdown)
    #[arg(long)]
    pub summary: bool,
    /// Whose `[checks]` and accept file decide: those of the old version, or of the new one
    #[arg(long, value_name = "SIDE", default_value = "base")]
    pub policy: PolicyArg,
    /// Accept differences: a fingerprint or a code (may be given several times)
    #[arg(long, value_name = "FINGERPRINT|CODE")]
    pub accept: Vec<String>,
    /// Accept what a file lists, a fingerprint or code a line, with who, until when and why:
    /// `0123456789ab until 2027-03-31 by Ann: no certificates yet`; `#` begins a comment
    #[arg(long, value_name = "FILE")]
    pub accept_file: Option<String>,
    /// The day that ends of acceptances are held against; the clock's unless given
    #[arg(long, value_name = "DAY")]
    pub today: Option<String>,
    /// Read both sides as if they were this file: where its includes are looked for, and what
    /// reports call it (for `git difftool`)
    #[arg(long = "as", value_name = "PATH")]
    pub read_as: Option<String>,
    /// Print the expanded architecture of a scenario as sorted text, for `diff.NAME.textconv`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["git", "sides"])]
    pub textconv: Option<String>,
    /// Compare a part only: a view of the scenario or a built-in one
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// How the merged picture is drawn.
    #[command(flatten)]
    pub draw: DrawArgs,
}

impl DiffArgs {
    /// The path whose project is compared, without its revision.
    pub fn new_side(&self) -> Option<&str> {
        let side = match self.sides.as_slice() {
            [_, new] if self.git.is_none() => new,
            _ => return None,
        };
        match side.split_once(':') {
            Some((_, path)) if !std::path::Path::new(side).exists() => Some(path),
            _ => Some(side),
        }
    }
}

/// Whose rules decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyArg {
    /// The old version's: a change cannot silence what it does
    Base,
    /// The new version's
    Head,
}

/// A level as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LevelArg {
    /// Something that others depend on is gone or another thing
    Breaking,
    /// Security, availability or capacity may get weaker
    Risky,
    /// The architecture differs
    Minor,
    /// Only what people read differs
    Cosmetic,
}

impl LevelArg {
    /// The level.
    pub const fn level(self) -> Level {
        match self {
            Self::Breaking => Level::Breaking,
            Self::Risky => Level::Risky,
            Self::Minor => Level::Minor,
            Self::Cosmetic => Level::Cosmetic,
        }
    }
}

fn format_names() -> impl TypedValueParser<Value = String> {
    let names = FORMATS.iter().map(|format| format.name).chain([PICTURE]);
    let values = names.map(|name| match name {
        MARKDOWN => PossibleValue::new(name).alias(SHORT_MARKDOWN),
        name => PossibleValue::new(name),
    });
    PossibleValuesParser::new(values)
        .map(|name| if name == SHORT_MARKDOWN { MARKDOWN.to_owned() } else { name })
}

/// What `render` calls `md` is called so here.
const MARKDOWN: &str = "markdown";
const SHORT_MARKDOWN: &str = "md";
