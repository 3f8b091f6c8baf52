//! The tools: how each is fed, called and understood.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use maquette::geom::PX;
use maquette::layout::{ENGINES, Input, Layout, NAME_SIZE, reading};

use crate::{d2, dot, elk, exchange};

/// How a tool draws names of boxes where nothing else is asked of it, and on which canvas.
pub struct Names {
    /// Type size in units of its canvas.
    size: f64,
    /// Pixels that a unit of its canvas is.
    pixels: f64,
    /// What its canvas has on either side besides what its layout is read as, in units.
    around: f64,
}

/// Names of maquette, and of layouts that draw nothing: in the size that boxes are made for.
const AS_ASKED: Names = Names { size: NAME_SIZE, pixels: 1.0, around: 0.0 };
/// Graphviz sets 14 points, and its canvas is in points with 4 of them around.
const POINTS: Names = Names { size: 14.0, pixels: 4.0 / 3.0, around: 4.0 };
/// D2 sets 16 pixels; of the 100 pixels around its canvas our reader leaves 24.
const D2: Names = Names { size: 16.0, pixels: 1.0, around: 76.0 };

/// How a tool takes a graph and gives it back.
pub struct Peer {
    /// Its name in the table.
    pub name: &'static str,
    /// Ending of the file that it reads.
    pub ending: &'static str,
    /// Writes that file.
    pub write: fn(&Input) -> String,
    /// The command, given the directory of the tools and the file.
    pub command: fn(&Path, &Path) -> Command,
    /// Reads its output.
    pub read: fn(&Input, &str) -> Option<Layout>,
    /// Whether its lines are curves, so that corners mean nothing.
    pub is_curved: bool,
    /// How it draws names.
    pub names: Names,
    /// Graphs with more nodes are not given to it: it would take minutes or fail.
    pub most_nodes: usize,
}

fn own(_: &Path) -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("maquette-peers"))
}

fn with_args(program: impl AsRef<std::ffi::OsStr>, args: &[&str], file: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(args).arg(file);
    command
}

fn d2_command(tools: &Path, file: &Path, engine: &str) -> Command {
    let mut command = with_args(tools.join("venv/bin/d2"), &["--omit-version", "-l", engine], file);
    command.arg("-");
    command
}

/// Every tool, maquette first.
pub const PEERS: &[Peer] = &[
    Peer {
        name: "maquette",
        ending: "graph",
        write: exchange::write_input,
        command: |tools, file| with_args(own(tools), &["lay-out", ENGINES[0].name()], file),
        read: |_, text| Some(exchange::read_layout(text)),
        is_curved: false,
        names: AS_ASKED,
        most_nodes: usize::MAX,
    },
    Peer {
        name: "layout-rs engine",
        ending: "graph",
        write: exchange::write_input,
        command: |tools, file| with_args(own(tools), &["lay-out", "layout-rs"], file),
        read: |_, text| Some(exchange::read_layout(text)).filter(|l| l.remarks.is_empty()),
        is_curved: false,
        names: AS_ASKED,
        most_nodes: 300,
    },
    Peer {
        name: "elkjs",
        ending: "elk.json",
        write: elk::write,
        command: |tools, file| with_args("node", &[&*tools.join("elk.js").to_string_lossy()], file),
        read: elk::read,
        is_curved: false,
        names: AS_ASKED,
        most_nodes: 2000,
    },
    Peer {
        name: "elkrs",
        ending: "elk.json",
        write: elk::write,
        command: |tools, file| with_args(tools.join("bin/elkrs"), &[], file),
        read: elk::read,
        is_curved: false,
        names: AS_ASKED,
        most_nodes: usize::MAX,
    },
    Peer {
        name: "dot",
        ending: "dot",
        write: dot::write,
        command: |_, file| with_args("dot", &["-Tjson0"], file),
        read: dot::read,
        is_curved: true,
        names: POINTS,
        most_nodes: 5000,
    },
    Peer {
        name: "graphviz-pure",
        ending: "dot",
        write: dot::write,
        command: |tools, file| with_args(tools.join("venv/bin/graphviz-pure"), &["-Tjson0"], file),
        read: dot::read,
        is_curved: true,
        names: POINTS,
        most_nodes: 2000,
    },
    Peer {
        name: "d2 dagre",
        ending: "d2",
        write: d2::write,
        command: |tools, file| d2_command(tools, file, "dagre"),
        read: d2::read,
        is_curved: true,
        names: D2,
        most_nodes: 500,
    },
    Peer {
        name: "d2 elk",
        ending: "d2",
        write: d2::write,
        command: |tools, file| d2_command(tools, file, "elk"),
        read: d2::read,
        is_curved: false,
        names: D2,
        most_nodes: 1000,
    },
    Peer {
        name: "d2 tala",
        ending: "d2",
        write: d2::write,
        command: |tools, file| d2_command(tools, file, "tala"),
        read: d2::read,
        is_curved: false,
        names: D2,
        most_nodes: 200,
    },
    Peer {
        name: "layout-rs alone",
        ending: "graph",
        write: exchange::write_input,
        command: |tools, file| with_args(own(tools), &["layout-rs"], file),
        read: |_, _| None,
        is_curved: true,
        names: AS_ASKED,
        most_nodes: 200,
    },
];

/// What a run of a tool gave.
pub struct Run {
    /// Wall-clock time of the whole process; the least of the runs.
    pub seconds: f64,
    /// Peak memory in MB; 0 if it could not be measured.
    pub megabytes: f64,
    /// The drawing, or why there is none.
    pub layout: Result<Layout, String>,
}

impl Peer {
    /// In which size its names arrive on a page, in pixels.
    pub fn reading(&self, layout: &Layout) -> f64 {
        let Names { size, pixels, around } = self.names;
        let width = f64::from(layout.canvas.width) / f64::from(PX) + 2.0 * around;
        reading(size * pixels, width * pixels)
    }

    /// Lays out a graph with this tool, several times if it is fast.
    pub fn run(&self, tools: &Path, work: &Path, input: &Input, limit: Duration) -> Run {
        let file = work.join(format!("graph.{}", self.ending));
        let failed = |why: String, seconds| Run { seconds, megabytes: 0.0, layout: Err(why) };
        if let Err(error) = std::fs::write(&file, (self.write)(input)) {
            return failed(error.to_string(), 0.0);
        }
        let output = work.join("output");
        let mut seconds = f64::INFINITY;
        for _ in 0..3 {
            match timed((self.command)(tools, &file), &output, work, limit) {
                Ok(took) => seconds = seconds.min(took.as_secs_f64()),
                Err(why) => return failed(why, limit.as_secs_f64()),
            }
            if seconds > 0.1 {
                break;
            }
        }
        let text = std::fs::read_to_string(&output).unwrap_or_default();
        let layout =
            (self.read)(input, &text).ok_or_else(|| "its output is not complete".to_owned());
        let megabytes = memory((self.command)(tools, &file), work).filter(|_| seconds < 20.0);
        Run { seconds, megabytes: megabytes.unwrap_or_default(), layout }
    }
}

fn timed(
    mut command: Command,
    output: &Path,
    work: &Path,
    limit: Duration,
) -> Result<Duration, String> {
    let said = |error: std::io::Error| error.to_string();
    let out = std::fs::File::create(output).map_err(said)?;
    let err = std::fs::File::create(work.join("errors")).map_err(said)?;
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().map_err(said)?;
    loop {
        if let Some(status) = child.try_wait().map_err(said)? {
            let took = start.elapsed();
            if status.success() {
                return Ok(took);
            }
            let why = std::fs::read_to_string(work.join("errors")).unwrap_or_default();
            let first = why.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it failed");
            return Err(first.chars().take(120).collect());
        }
        if start.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("more than {} s", limit.as_secs()));
        }
        std::thread::sleep((start.elapsed() / 50).max(Duration::from_micros(50)));
    }
}

/// Peak memory in MB, from `/usr/bin/time`.
fn memory(command: Command, work: &Path) -> Option<f64> {
    let report = work.join("memory");
    let mut time = Command::new("/usr/bin/time");
    time.args(["-f", "%M", "-o"]).arg(&report).arg(command.get_program()).args(command.get_args());
    time.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    time.status().ok()?;
    let text = std::fs::read_to_string(report).ok()?;
    text.lines().last()?.trim().parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

/// Prints the file that a tool is given for a scenario or DOT file.
pub fn print_file(peer: &str, file: &Path) -> std::process::ExitCode {
    let peer = PEERS.iter().find(|p| p.name == peer);
    let text = std::fs::read_to_string(file).ok();
    let input = text.and_then(|text| crate::corpora::of_text(&file.to_string_lossy(), &text));
    match (peer, input) {
        (Some(peer), Some(input)) => {
            print!("{}", (peer.write)(&input));
            std::process::ExitCode::SUCCESS
        }
        _ => std::process::ExitCode::from(2),
    }
}
