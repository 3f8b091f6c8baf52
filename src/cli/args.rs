//! Arguments of every command; the help texts are here.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use maquette::diag::{LIMITS, Limits};
use maquette::emit::{Background, FORMATS, Scale, unbuilt};
use maquette::model::Solution;
use maquette::theme::Scheme;

use crate::cli::diff::args::DiffArgs;
use crate::cli::drawing::args::DrawArgs;
use crate::cli::embed::args::EmbedArgs;
use crate::cli::findings::args::{CheckArgs, CiArgs};
use crate::cli::mdbook::args::MdbookArgs;
use crate::cli::settings::Settings;
use crate::cli::terminal::ColorWhen;
use crate::cli::terminal::wording::{NEEDS_FEATURE, NEEDS_RASTER};

/// Architecture diagrams from intent: a short scenario becomes the complete, checked and drawn
/// architecture of an Azure IoT solution.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, infer_subcommands = false)]
#[command(arg_required_else_help = true, propagate_version = false)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Flags of all commands.
    #[command(flatten)]
    pub common: Common,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw scenarios
    Render(RenderArgs),
    /// Say what is wrong with scenarios; draw nothing
    Check(CheckArgs),
    /// Check scenarios, pictures and documents in one run, for pipelines
    Ci(CiArgs),
    /// Say what differs between two versions, why, and how much it weighs
    Diff(Box<DiffArgs>),
    /// Put pictures of scenarios into marked blocks of documents
    Embed(EmbedArgs),
    /// Draw the figures of a book; mdBook runs it
    Mdbook(MdbookArgs),
    /// Measure how good the drawings are
    Score(ScoreArgs),
    /// Say all about a finding's code, a service, a rule, or an element of a scenario
    Explain(ExplainArgs),
    /// List what there is
    List(ListArgs),
    /// Print every setting and where it comes from
    Config(ConfigArgs),
    /// Write a commented scenario to begin with
    Init(InitArgs),
    /// Print the JSON Schema of scenario files, for editors
    Schema,
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print or write manual pages
    Man(ManArgs),
}

impl Command {
    /// The paths whose project it works in, where we are if there are none; nothing for commands
    /// that no project concerns.
    pub fn paths(&self) -> Option<Vec<&str>> {
        Some(match self {
            Self::Render(args) => borrowed(&args.paths),
            Self::Check(args) => borrowed(&args.paths),
            Self::Ci(args) => borrowed(&args.paths),
            Self::Score(args) => borrowed(&args.paths),
            Self::Embed(args) => borrowed(&args.documents),
            Self::Config(args) => args.path.iter().map(String::as_str).collect(),
            Self::Diff(args) => args.new_side().into_iter().collect(),
            Self::Explain(args) => {
                args.what.rsplit_once('#').map(|(file, _)| file).into_iter().collect()
            }
            Self::List(_) | Self::Schema => Vec::new(),
            // A book says where it is on standard input.
            Self::Mdbook(_) | Self::Init(_) | Self::Completions(_) | Self::Man(_) => return None,
        })
    }
}

fn borrowed(paths: &[String]) -> Vec<&str> {
    paths.iter().map(String::as_str).collect()
}

/// Flags of all commands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub struct Common {
    /// What the environment and `maquette.toml` say.
    #[arg(skip)]
    pub settings: Settings,
    /// Add a catalogue of your own to the built-in one (may be given several times); those of
    /// `maquette.toml` unless given
    #[arg(long, value_name = "FILE", global = true)]
    pub catalog: Vec<PathBuf>,
    /// How many scenarios to work on at a time; as many as there are processors unless given
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=256), allow_negative_numbers = true)]
    pub jobs: Option<u16>,
    /// Take every N-th scenario only, beginning with the K-th: share work among machines
    #[arg(long, value_name = "K/N", global = true, value_parser = shard)]
    pub shard: Option<Shard>,
    /// Change a limit, such as `elements=50000` (may be given several times)
    #[arg(long, value_name = "NAME=NUMBER", global = true, value_parser = limit)]
    pub limit: Vec<(&'static str, u64)>,
    /// When to use colors
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub color: ColorWhen,
    /// Say only what is wrong
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

impl Common {
    /// The user's catalogues.
    pub fn catalogs(&self) -> Vec<PathBuf> {
        self.catalogs_of(&self.settings)
    }

    /// The user's catalogues where other settings hold than those of this run.
    pub fn catalogs_of(&self, settings: &Settings) -> Vec<PathBuf> {
        if !self.catalog.is_empty() {
            return self.catalog.clone();
        }
        settings.words("catalogs").into_iter().map(PathBuf::from).collect()
    }

    /// The limits of this run.
    pub fn limits(&self) -> Limits {
        Limits::with(&self.limit)
    }
}

fn limit(text: &str) -> Result<(&'static str, u64), String> {
    let (name, number) = text.split_once('=').unwrap_or((text, ""));
    match (LIMITS.iter().find(|limit| limit.name == name), number.replace('_', "").parse()) {
        (Some(limit), Ok(number)) => Ok((limit.name, number)),
        _ => {
            let names = LIMITS.map(|limit| limit.name).join(", ");
            Err(format!("write it as NAME=NUMBER; the names are {names}"))
        }
    }
}

/// One of several equal shares of the scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub which: usize,
    /// How many there are.
    pub of: usize,
}

fn shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    match parts {
        Some((which, of)) if 1 <= which && which <= of => Ok(Shard { which, of }),
        _ => Err("write it as K/N with K from 1 to N, for example 2/4".to_owned()),
    }
}

/// Formats by name; those that this build cannot write are told apart, and refused with the way
/// to get them.
fn format_names() -> impl TypedValueParser<Value = String> {
    let built = FORMATS.iter().map(|format| (format.name, format.summary.to_owned()));
    let other = unbuilt().map(|(name, summary)| (name, format!("{summary}; {NEEDS_FEATURE}")));
    let named = |(name, help): (&'static str, String)| PossibleValue::new(name).help(help);
    PossibleValuesParser::new(built.chain(other).map(named)).try_map(|name| {
        if unbuilt().any(|(other, _)| other == name) { Err(NEEDS_RASTER) } else { Ok(name) }
    })
}

/// A scheme as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemeArg {
    /// Dark lines on light
    Light,
    /// Light lines on dark
    Dark,
}

impl SchemeArg {
    /// The scheme.
    pub const fn scheme(self) -> Scheme {
        match self {
            Self::Light => Scheme::Light,
            Self::Dark => Scheme::Dark,
        }
    }
}

/// Arguments of `render`.
#[derive(Debug, Default, Args)]
#[command(after_help = "Examples:
  maquette render                             scenarios/ to output/, svg and dot
  maquette render fleet.toml -o fleet.svg     one file to one file
  maquette render fleet.toml -f json -o -     to standard output
  maquette render -f svg,md docs -o docs/img  other directories
  maquette render --keep                      after an edit: nothing moves that need not
  maquette render --split                     an overview, and a figure for each site
  maquette render --scheme dark -f svg        for pages with a switch of their own
  maquette render -f png --scale 3 --background none
  maquette render --check                     is what is committed up to date?")]
pub struct RenderArgs {
    /// Scenario files, directories of them, or `-` for standard input; `scenarios` unless given
    /// here or in `maquette.toml`
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// Where to: a directory (made if missing), a file with the extension of the one format, or
    /// `-` for standard output; `output` unless given here or in `maquette.toml`
    #[arg(short, long, value_name = "DIR|FILE|-")]
    pub output: Option<String>,
    /// Formats, separated by commas; `svg,dot` unless given here or in `maquette.toml`
    #[arg(short, long, value_name = "FORMATS", value_delimiter = ',', value_parser = format_names())]
    pub format: Vec<String>,
    /// Draw a part only: a view of the scenario or a built-in one (`maquette list views`); a
    /// picture each where it is given several times, `all` for everything
    #[arg(long, value_name = "NAME")]
    pub view: Vec<String>,
    /// Write nothing; list outputs that are missing, stale or left over, and exit with 1 if any is
    #[arg(long)]
    pub check: bool,
    /// Write a figure for each site, cloud or other outermost container, NAME.ID.svg, beside an
    /// overview with `--depth 1`
    #[arg(long, conflicts_with_all = ["view", "depth", "keep"])]
    pub split: bool,
    /// Keep the places of the pictures that are about to be replaced: what has the same id stays
    /// where the SVG there has it
    #[arg(long)]
    pub keep: bool,
    /// Paint SVG, PNG and PDF in one scheme for good, NAME.dark.svg; an SVG follows the reader's
    /// system unless given, PNG and PDF are light
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<SchemeArg>,
    /// Pixels of a PNG for one of the drawing, from 0.1 to 10; 2 unless given here or in
    /// `maquette.toml`
    #[arg(long, value_name = "N", value_parser = scale, allow_negative_numbers = true)]
    pub scale: Option<Scale>,
    /// What PNG and PDF stand on: `theme` for the theme's canvas, `none` for nothing, or a color;
    /// `theme` unless given here or in `maquette.toml`
    #[arg(long, value_name = "theme|none|#RRGGBB", value_parser = background)]
    pub background: Option<Background>,
    /// How it is drawn.
    #[command(flatten)]
    pub draw: DrawArgs,
}

fn scale(text: &str) -> Result<Scale, &'static str> {
    Scale::from_word(text).ok_or(Scale::WANTED)
}

fn background(text: &str) -> Result<Background, &'static str> {
    Background::from_word(text).ok_or(Background::WANTED)
}

/// Arguments of `score`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette score fleet.toml                   one scenario, a metric a line
  maquette score scenarios graph.dot --json   many, and a DOT file, for a machine
  maquette score --engine layout-rs           the other engine")]
pub struct ScoreArgs {
    /// Scenario or DOT files, directories of scenarios, or `-`; `scenarios` unless given
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
    /// Measure a part only: a view of the scenario or a built-in one
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// How it is drawn.
    #[command(flatten)]
    pub draw: DrawArgs,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette explain MQ0102                          a finding's code
  maquette explain iot-hub                         a service and its settings
  maquette explain R24                             a rule
  maquette explain scenarios/fleet.toml#iot-hub    why an element is there
  maquette explain scenarios/fleet.toml            what everything that is derived is for")]
pub struct ExplainArgs {
    /// A code, a service, a rule, a connection or a choice of the catalogue, FILE#element, or FILE
    #[arg(value_name = "WHAT")]
    pub what: String,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette list services
  maquette list codes --json")]
pub struct ListArgs {
    /// What to list
    #[arg(value_name = "WHAT")]
    pub topic: Topic,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `config`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette config                              what holds here
  maquette config scenarios/fleet.toml         with what the scenario says of its picture

A flag goes before the environment, that before the scenario, that before maquette.toml.")]
pub struct ConfigArgs {
    /// A scenario, or a directory to look from; where we are unless given
    #[arg(value_name = "PATH")]
    pub path: Option<String>,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Topic {
    /// Services, devices and other kinds of the catalogue
    Services,
    /// Rules by which the architecture is derived
    Rules,
    /// Codes of findings
    Codes,
    /// Colors for `--theme`
    Themes,
    /// File formats for `--format`
    Formats,
    /// Layout engines for `--engine`
    Engines,
    /// Views for `--view` that every scenario has
    Views,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette init                               scenarios/first.toml
  maquette init plant --solution edge         scenarios/plant.toml
  maquette init --list                        the types of solutions")]
pub struct InitArgs {
    /// Name of the scenario: `scenarios/NAME.toml`, which must not exist yet
    #[arg(value_name = "NAME", default_value = "first")]
    pub name: String,
    /// Type of solution
    #[arg(long, value_name = "TYPE", default_value = "hybrid")]
    pub solution: SolutionArg,
    /// List the types of solutions; write nothing
    #[arg(long, conflicts_with_all = ["name", "solution"])]
    pub list: bool,
}

/// A type of solution as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SolutionArg {
    /// Devices talk to the cloud
    Cloud,
    /// Assets talk to an edge runtime at a site
    Edge,
    /// Both
    Hybrid,
}

impl SolutionArg {
    /// The type.
    pub const fn solution(self) -> Solution {
        match self {
            Self::Cloud => Solution::Cloud,
            Self::Edge => Solution::Edge,
            Self::Hybrid => Solution::Hybrid,
        }
    }
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  maquette completions bash > ~/.local/share/bash-completion/completions/maquette")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette man -o ~/.local/share/man/man1     a page for each command
  maquette man render | man -l -              one page, on the terminal")]
pub struct ManArgs {
    /// The command whose page is printed; that of maquette itself unless given
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
    /// Write a page for each command into a directory, made if missing
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    pub output: Option<PathBuf>,
}
