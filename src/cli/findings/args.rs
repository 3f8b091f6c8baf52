//! Arguments of commands that tell findings.

use clap::{Args, ValueEnum};
use maquette::diag::Severity;

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette check                              all of scenarios/
  maquette check fleet.toml                   one file
  maquette check -f github                    annotations in a pull request
  maquette check -f sarif -o maquette.sarif   a file for code scanning
  maquette check --fail-on warning            warnings fail, too")]
pub struct CheckArgs {
    /// Scenario files, directories of them, or `-` for standard input; `scenarios` unless given
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// How to write the findings; `--output-format` is an older name of this flag
    #[arg(short, long, value_name = "FORMAT", default_value = "text", alias = "output-format")]
    pub format: FindingsFormat,
    /// Where to: a file; standard output unless given
    #[arg(short, long, value_name = "FILE|-")]
    pub output: Option<String>,
    /// The least severity that gives exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub fail_on: FailOn,
}

/// Arguments of `ci`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  maquette ci                                 all of the project
  maquette ci -f github                       annotations in a pull request
  maquette ci -f junit -o maquette.xml        a file for test reports

It writes no picture and no document. What it finds is what `maquette check`,
`maquette render --check` and `maquette embed --check` find.

Exit codes: 0 nothing to complain about; 1 findings, or what is committed is not up to date;
2 trouble, such as a file that cannot be read.")]
pub struct CiArgs {
    /// Scenario files or directories of them; those of `maquette.toml` unless given, or else
    /// `scenarios`
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// How to write the findings
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: FindingsFormat,
    /// Where to: a file; standard output unless given
    #[arg(short, long, value_name = "FILE|-")]
    pub output: Option<String>,
    /// The least severity that gives exit code 1; what is not up to date is an error
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub fail_on: FailOn,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// For people: source line, caret and hint
    Text,
    /// One JSON document
    Json,
    /// Workflow commands that GitHub turns into annotations
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// `JUnit` XML, for test reports
    Junit,
}

/// A severity as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors only
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Info,
}

impl FailOn {
    /// The least severity that fails.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}
