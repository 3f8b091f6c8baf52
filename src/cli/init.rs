//! `maquette init`: a commented scenario to begin with.

use std::io::Write as _;

use clap::ValueEnum;
use maquette::model::Solution;

use crate::cli::args::{Common, InitArgs, SolutionArg};
use crate::cli::files::output::own_directory;
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::terminal;
use crate::cli::terminal::table::Table;
use crate::cli::terminal::wording::{said, shown};

/// Where scenarios are written.
const DIRECTORY: &str = "scenarios";

/// Runs the command.
pub fn run(args: &InitArgs, common: &Common) -> Run {
    if args.list {
        terminal::print(&solutions().text())?;
        return Ok(Outcome::Clean);
    }
    let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if args.name.is_empty() || !args.name.chars().all(is_plain) {
        let message = format!("`{}` cannot be a name: use letters, digits, `-` and `_`", args.name);
        return Err(Failure::Trouble(message));
    }
    let directory = own_directory(DIRECTORY, "make it a directory")?;
    let path = directory.join(format!("{}.toml", args.name));
    let shown = shown(&path);
    let cannot = |error: std::io::Error| {
        Failure::Trouble(match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                format!("`{shown}` exists already and is left as it is; give another name")
            }
            _ => format!("cannot write `{shown}`: {}", said(&error)),
        })
    };
    std::fs::create_dir_all(DIRECTORY).map_err(cannot)?;
    std::fs::File::create_new(&path)
        .and_then(|mut file| {
            file.write_all(starter(&args.name, args.solution.solution()).as_bytes())
        })
        .map_err(cannot)?;
    terminal::print(&format!("{shown}\n"))?;
    if !common.quiet {
        terminal::say("draw it with `maquette render`");
    }
    Ok(Outcome::Clean)
}

/// The types of solutions, as the help tells them.
fn solutions() -> Table {
    let mut table = Table::new(&["solution", "summary"]);
    for value in SolutionArg::value_variants().iter().filter_map(ValueEnum::to_possible_value) {
        let summary = value.get_help().map(ToString::to_string).unwrap_or_default();
        table.row([value.get_name(), &summary]);
    }
    table
}

/// The starter scenario of a type of solution.
fn starter(name: &str, solution: Solution) -> String {
    let title: String = name.replace(['-', '_'], " ");
    let mut chars = title.chars();
    let title: String =
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default();
    let mut text = format!(
        "title    = \"{title}\"\nsolution = \"{}\"   # cloud, edge or hybrid\n\
         # profile = \"typical\"   # derive what is usual, not only what is required\n",
        solution.word()
    );
    if solution != Solution::Edge {
        text.push_str(DEVICES);
    }
    if solution != Solution::Cloud {
        text.push_str(SITES);
    }
    text.push_str(SERVICES);
    text
}

const DEVICES: &str = "
[devices.sensor]             # devices that talk straight to the cloud
label    = \"Sensor\"
count    = 100
protocol = \"mqtt\"            # `maquette explain device` lists the settings
";

const SITES: &str = "
[sites.plant]                # a place with an edge runtime
label   = \"Plant\"
runtime = \"iot-operations\"   # or iot-edge

[sites.plant.assets.machine]
protocol = \"opc-ua\"
count    = 12
";

const SERVICES: &str = "
[services]                   # what the rules cannot know that you want
fabric-eventstream = true    # reads what the devices send
# digital-twins = true       # `maquette list services` shows all
# event-grid    = true

# [[connections]]            # what only you know
# from  = \"event-grid\"
# to    = \"logic-apps\"
# label = \"alarms\"
";
