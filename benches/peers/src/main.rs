//! maquette side by side with other layout tools: same graphs, same sizes, same metrics.
//!
//! ```text
//! corpora --convert--> the file of each tool --tool, timed--> output --read--> Layout --score--> table
//! ```
//!
//! `benches/peers/run` installs the tools and calls `maquette-peers compare`.

mod compare;
mod corpora;
mod curves;
mod d2;
mod dot;
mod elk;
mod exchange;
mod generated;
mod keeping;
mod peers;
mod plain_layout_rs;
mod stability;
mod table;
mod varied;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["compare", options @ ..] => compare::run(options),
        ["stability", options @ ..] => stability::run(options),
        ["keeping", options @ ..] => keeping::run(options),
        // What a tool is given for a scenario or DOT file.
        ["write", peer, file] => peers::print_file(peer, Path::new(file)),
        // One layout as a process of its own, so that time and memory can be measured.
        ["lay-out", engine, file] => exchange::lay_out(engine, Path::new(file)),
        ["layout-rs", file] => plain_layout_rs::lay_out(Path::new(file)),
        _ => {
            eprintln!(
                "usage: maquette-peers compare [--tools DIR] [--graphs DIR] [--only CORPUS,...]\n\
                 \x20                         [--peers NAME,...] [--limit SECONDS] [--out FILE]\n\
                 \x20      maquette-peers write PEER FILE\n\
                 \x20      maquette-peers stability [--tools DIR] [--peers NAME,...] [--out FILE]\n\
                 \x20      maquette-peers keeping [--out FILE]"
            );
            ExitCode::from(2)
        }
    }
}
