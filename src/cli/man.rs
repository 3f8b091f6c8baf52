//! `maquette man`: manual pages, from the table that the arguments are read by.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::cli::args::{Arguments, ManArgs};
use crate::cli::files::output::write_whole;
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::terminal;
use crate::cli::terminal::wording::{plural, shown};

/// Prints a page, or writes all of them into a directory.
pub fn run(args: &ManArgs, is_quiet: bool) -> Run {
    let mut program = Arguments::command().disable_help_subcommand(true);
    program.build();
    if let Some(directory) = &args.output {
        return write_all(&program, directory, is_quiet);
    }
    let wanted = match &args.command {
        None => &program,
        Some(name) => program.find_subcommand(name).ok_or_else(|| unknown(name, &program))?,
    };
    terminal::print_bytes(&page(wanted)?)?;
    Ok(Outcome::Clean)
}

fn write_all(program: &Command, directory: &Path, is_quiet: bool) -> Run {
    let commands = || std::iter::once(program).chain(program.get_subcommands());
    for command in commands() {
        let path = directory.join(format!("{}.1", full_name(command)));
        write_whole(&path, &page(command)?).map_err(|why| Failure::Trouble(why.message))?;
    }
    if !is_quiet {
        terminal::say(&format!("{} in {}", plural(commands().count(), "page"), shown(directory)));
    }
    Ok(Outcome::Clean)
}

/// The name of a command's page: `maquette-render`.
fn full_name(command: &Command) -> &str {
    command.get_display_name().unwrap_or(command.get_name())
}

fn unknown(name: &str, program: &Command) -> Failure {
    let names: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
    Failure::Trouble(format!("there is no command `{name}`; there are {}", names.join(", ")))
}

/// A page in the language of `man`, without a date, so that it stays the same.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone());
    let (name, version) = (full_name(command), env!("CARGO_PKG_VERSION"));
    let mut page = format!(".TH {name} 1 \"\" \"maquette {version}\"\n").into_bytes();
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(text) = command.get_after_help() {
        examples(&text.to_string()).to_writer(&mut page)?;
    }
    Ok(page)
}

/// What follows the options in the help, line by line as it stands there.
fn examples(text: &str) -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in text.lines().filter(|line| !line.starts_with("Example")) {
        section.text([roman(line)]);
    }
    section.control("fi", []);
    section
}
