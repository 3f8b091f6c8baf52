//! `compare`: every graph with every tool, and the table.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use maquette::layout::{Score, score, verify};

use crate::corpora::{self, Graph};
use crate::peers::{PEERS, Peer};
use crate::table::{self, Row};

/// Options from the command line.
pub struct Options {
    /// Where the tools are installed.
    pub tools: PathBuf,
    /// Where public graphs are.
    pub graphs: PathBuf,
    /// The corpora.
    pub only: Vec<String>,
    /// The tools; empty: all.
    pub peers: Vec<String>,
    /// Time that a tool has for a graph.
    pub limit: Duration,
    /// Where the table goes; standard output if none.
    pub out: Option<PathBuf>,
}

impl Options {
    /// Reads `--key value` pairs.
    pub fn read(args: &[&str]) -> Option<Self> {
        let mut options = Self {
            tools: PathBuf::from("target/peers"),
            graphs: PathBuf::from("target/peers/graphs"),
            only: corpora::NAMES.map(str::to_owned).to_vec(),
            peers: vec![],
            limit: Duration::from_secs(60),
            out: None,
        };
        let list = |value: &str| value.split(',').map(str::to_owned).collect();
        for pair in args.chunks(2) {
            let &[key, value] = pair else { return None };
            match key {
                "--tools" => options.tools = PathBuf::from(value),
                "--graphs" => options.graphs = PathBuf::from(value),
                "--only" => options.only = list(value),
                "--peers" => options.peers = list(value),
                "--limit" => options.limit = Duration::from_secs(value.parse().ok()?),
                "--out" => options.out = Some(PathBuf::from(value)),
                _ => return None,
            }
        }
        Some(options)
    }

    /// Whether a tool takes part; maquette always does.
    pub fn has(&self, peer: &Peer) -> bool {
        self.peers.is_empty()
            || peer.name == "maquette"
            || self.peers.iter().any(|p| p == peer.name)
    }
}

/// Runs everything and writes the table.
pub fn run(args: &[&str]) -> ExitCode {
    let Some(options) = Options::read(args) else { return ExitCode::from(2) };
    let work = std::env::temp_dir().join(format!("maquette-peers-{}", std::process::id()));
    if let Err(error) = std::fs::create_dir_all(&work) {
        eprintln!("cannot make {}: {error}", work.display());
        return ExitCode::from(2);
    }
    let mut rows = Vec::new();
    for corpus in &options.only {
        for graph in corpora::graphs(corpus, Path::new("."), &options.graphs) {
            one_graph(&graph, &options, &work, &mut rows);
        }
    }
    let _ = std::fs::remove_dir_all(&work);
    let text = format!("{}\n{}", table::markdown(&rows), table::losses(&rows));
    match &options.out {
        Some(file) => match std::fs::write(file, text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("cannot write {}: {error}", file.display());
                ExitCode::from(2)
            }
        },
        None => {
            println!("{text}");
            ExitCode::SUCCESS
        }
    }
}

fn one_graph(graph: &Graph, options: &Options, work: &Path, rows: &mut Vec<Row>) {
    let (nodes, edges) = (graph.input.nodes.len(), graph.input.edges.len());
    eprint!("{}/{} ({nodes} nodes, {edges} edges):", graph.corpus, graph.name);
    for (peer, tool) in PEERS.iter().enumerate().filter(|(_, tool)| options.has(tool)) {
        if nodes > tool.most_nodes {
            continue;
        }
        let run = tool.run(&options.tools, work, &graph.input, options.limit);
        if tool.name == "maquette" {
            report_violations(graph, &run.layout);
        }
        let score = run
            .layout
            .map(|layout| Score { reading: tool.reading(&layout), ..score(&graph.input, &layout) });
        match &score {
            Ok(score) => eprint!(" {} {} ({:.3} s)", tool.name, score.crossings, run.seconds),
            Err(why) => eprint!(" {} failed ({why})", tool.name),
        }
        let _ = std::io::stderr().flush();
        rows.push(Row {
            corpus: graph.corpus,
            graph: graph.name.clone(),
            peer,
            seconds: run.seconds,
            megabytes: run.megabytes,
            score,
        });
    }
    eprintln!();
}

fn report_violations(graph: &Graph, layout: &Result<maquette::layout::Layout, String>) {
    let Ok(layout) = layout else { return };
    let found = verify(&graph.input, layout);
    if !found.is_empty() {
        eprintln!(" VIOLATIONS: {}", found.len());
        for violation in found.iter().take(5) {
            eprintln!("    {violation}");
        }
    }
    for remark in &layout.remarks {
        eprintln!(" remark: {remark}");
    }
}
