//! The binary: arguments, files, terminal, exit codes.

mod args;
mod check;
mod ci;
mod config;
mod diff;
mod drawing;
mod embed;
mod explain;
mod files;
mod findings;
mod init;
mod list;
mod man;
mod mdbook;
mod outcome;
mod parallel;
mod render;
mod schema;
mod score;
mod settings;
mod terminal;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use args::{Arguments, Command};
use outcome::{Failure, Outcome, Run};
use settings::Settings;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let mut arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(told) => return tell(&told),
    };
    files::set_budget(arguments.common.limits().total);
    let result = match settings(&arguments) {
        Ok(settings) => {
            arguments.common.settings = settings;
            command(&mut arguments)
        }
        Err(failure) => Err(failure),
    };
    exit_code(result)
}

fn exit_code(result: Run) -> ExitCode {
    match result {
        Ok(Outcome::Clean) | Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Trouble) => ExitCode::from(2),
        Err(Failure::Trouble(message)) => {
            terminal::complain(&message);
            ExitCode::from(2)
        }
    }
}

/// Prints what the parser of the command line has to say: help, the version, or a mistake.
fn tell(told: &clap::Error) -> ExitCode {
    let printed = told.print().and_then(|()| std::io::stdout().flush());
    match printed {
        Err(error) if !told.use_stderr() => exit_code(Err(terminal::unprinted(error))),
        _ => ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(2)),
    }
}

/// What the environment and the project say.
fn settings(arguments: &Arguments) -> Result<Settings, Failure> {
    match arguments.command.paths() {
        Some(paths) => Settings::around(&paths, arguments.common.limits()),
        None => Ok(Settings::default()),
    }
}

fn command(arguments: &mut Arguments) -> Run {
    let common = &mut arguments.common;
    match &arguments.command {
        Command::Render(args) => render::run(args, common),
        Command::Check(args) => check::run(args, common),
        Command::Ci(args) => ci::run(args, common),
        Command::Diff(args) => diff::run(args, common),
        Command::Score(args) => score::run(args, common),
        Command::Explain(args) => explain::run(args, common),
        Command::List(args) => list::run(args, common),
        Command::Config(args) => config::run(args, common),
        Command::Embed(args) => embed::run(args, common),
        Command::Mdbook(args) => mdbook::run(args, common),
        Command::Init(args) => init::run(args, common),
        Command::Schema => schema::run(common),
        Command::Completions(args) => completions(args.shell),
        Command::Man(args) => man::run(args, common.quiet),
    }
}

/// Prints the completion script of a shell.
fn completions(shell: clap_complete::Shell) -> Run {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "maquette", &mut script);
    terminal::print_bytes(&script)?;
    Ok(Outcome::Clean)
}
