//! The command line: arguments in, exit code out. All input and output happens below `cli`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
