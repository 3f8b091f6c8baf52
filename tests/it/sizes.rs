//! Inputs of sizes that nobody expects: each is answered, drawn or refused, in bounded time and
//! memory, and twice the input takes not much more than twice the time.
//!
//! `cargo test --release --test it -- sizes:: --nocapture` prints the table of
//! `docs/benchmarks.md`.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::scratch;

/// Kilobytes that a run may take, all of its address space counted.
const MOST_MEMORY: u32 = 700_000;
/// Seconds of work that a run may take; tests are not optimized.
const MOST_SECONDS: f64 = if cfg!(debug_assertions) { 30.0 } else { 10.0 };
/// How much longer twice the input may take.
const MOST_GROWTH: f64 = 2.5;
/// Seconds that are too few to be compared.
const NOISE: f64 = 0.25;

const HEAD: &str = "title = \"T\"\nsolution = \"hybrid\"\n";

/// An input that grows with a number.
struct Row {
    name: &'static str,
    full: usize,
    command: &'static [&'static str],
    text: fn(usize) -> String,
}

/// One line a piece.
fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

fn with_head(text: String) -> String {
    HEAD.to_owned() + &text
}

fn nested_groups(count: usize) -> String {
    let place = |at: usize| if at > 0 { format!("in = \"g{}\"\n", at - 1) } else { String::new() };
    with_head(many(count, |at| format!("[groups.g{at}]\nkind = \"resource-group\"\n{}", place(at))))
}

fn connections(count: usize) -> String {
    let nodes = many(1000, |at| format!("[nodes.n{at}]\n"));
    let line = |at: usize| format!("  \"n{} -> n{}: l{at}\",\n", at % 1000, (at * 7 + 1) % 1000);
    let lines: Vec<String> =
        (0..count).filter(|at| at % 1000 != (at * 7 + 1) % 1000).map(line).collect();
    format!("{HEAD}connections = [\n{}]\n{nodes}", lines.concat())
}

fn dot(edges: usize) -> String {
    let nodes = edges / 4;
    let line = |at: usize| format!("n{} -> n{};\n", at % nodes, at * 7919 % nodes);
    format!("digraph {{\n{}}}\n", many(edges, line))
}

fn nested_json(count: usize) -> String {
    let one = |at: usize| {
        let parent = if at > 0 { format!("\"c{}\"", at - 1) } else { "null".to_owned() };
        format!("{{\"id\": \"c{at}\", \"parent\": {parent}}},")
    };
    let all = many(count, one);
    format!("{{\"schema\": 1, \"containers\": [{}]}}", all.trim_end_matches(','))
}

const CHECK: &[&str] = &["check", "INPUT"];
const DIFF: &[&str] = &["diff", "INPUT", "empty.json"];

const ROWS: &[Row] = &[
    Row { name: "groups nested in each other", full: 4_000, command: CHECK, text: nested_groups },
    Row {
        name: "sites",
        full: 10_000,
        command: CHECK,
        text: |count| with_head(many(count, |at| format!("[sites.s{at}]\n"))),
    },
    Row {
        name: "the same service on a line",
        full: 8_000,
        command: CHECK,
        text: |count| format!("{HEAD}services = [{}]\n", "\"iot-hub\", ".repeat(count)),
    },
    Row {
        name: "unknown keys",
        full: 20_000,
        command: CHECK,
        text: |count| with_head(many(count, |at| format!("key{at} = 1\n"))),
    },
    Row {
        name: "names in one chain",
        full: 31_000,
        command: CHECK,
        text: |count| format!("{HEAD}connections = [\"{}z\"]\n", "ab -> ".repeat(count)),
    },
    Row {
        name: "names at each end of an arrow",
        full: 31_000,
        command: CHECK,
        text: |count| {
            format!(
                "{HEAD}connections = [\"{}x -> {}y\"]\n",
                "ab,".repeat(count),
                "cd,".repeat(count)
            )
        },
    },
    Row {
        name: "values of a list",
        full: 8_000_000,
        command: CHECK,
        text: |count| format!("{HEAD}x = [{}]\n", "1,".repeat(count)),
    },
    Row {
        name: "opening brackets `[[`",
        full: 8_000_000,
        command: CHECK,
        text: |count| format!("{HEAD}{}", "[[".repeat(count)),
    },
    Row {
        name: "broken lines",
        full: 8_000_000,
        command: CHECK,
        text: |count| format!("{HEAD}{}", "x\n".repeat(count)),
    },
    Row {
        name: "parts of a dotted key",
        full: 8_000_000,
        command: CHECK,
        text: |count| format!("{HEAD}{}a = 1\n", "a.".repeat(count)),
    },
    Row { name: "connections", full: 10_000, command: CHECK, text: connections },
    Row {
        name: "copies with three devices each",
        full: 10_000,
        command: CHECK,
        text: |count| {
            let names = many(count, |at| format!("\"n{at}\", "));
            format!(
                "{HEAD}[sites.x]\neach = [{names}]\n[sites.x.devices]\na = {{}}\nb = {{}}\nc = {{}}\n"
            )
        },
    },
    Row {
        name: "devices",
        full: 19_000,
        command: CHECK,
        text: |count| with_head(many(count, |at| format!("[devices.d{at}]\n"))),
    },
    Row { name: "edges of a DOT graph, checked", full: 40_000, command: CHECK, text: dot },
    Row { name: "edges of a DOT graph, refused", full: 200_000, command: CHECK, text: dot },
    Row {
        name: "nested containers of a JSON export",
        full: 50_000,
        command: DIFF,
        text: nested_json,
    },
];

/// Seconds of work of a run within the bounds of memory; it must end by itself.
fn seconds(at: &Path, command: &[&str]) -> f64 {
    let words: Vec<String> = command.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "ulimit -v {MOST_MEMORY}; TIMEFORMAT='%U %S'; time '{}' {} >out.txt 2>err.txt; exit 0",
        env!("CARGO_BIN_EXE_maquette"),
        words.join(" "),
    );
    let ran = Command::new("bash").args(["-c", &script]).current_dir(at).output().unwrap();
    let complaint = fs::read_to_string(at.join("err.txt")).unwrap();
    for sign in ["memory allocation", "overflowed its stack", "panicked", "Killed"] {
        assert!(!complaint.contains(sign), "{command:?}: {complaint:.500}");
    }
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    let times = said.lines().last().unwrap_or_default().split(' ');
    times.map(|time| time.parse::<f64>().expect(&said)).sum()
}

#[test]
fn no_input_takes_more_than_its_share() {
    let at = scratch("sizes");
    fs::write(at.join("empty.json"), "{\"schema\": 1}").unwrap();
    for row in ROWS {
        let ending = match row.command {
            DIFF => "json",
            _ if row.name.contains("DOT") => "dot",
            _ => "toml",
        };
        let name = format!("input.{ending}");
        let command: Vec<&str> =
            row.command.iter().map(|&word| if word == "INPUT" { &name } else { word }).collect();
        let [half, full] = [row.full / 2, row.full].map(|count| {
            fs::write(at.join(&name), (row.text)(count)).unwrap();
            seconds(&at, &command)
        });
        println!("| {} {} | {half:.2} s | {full:.2} s |", row.full, row.name);
        let size = fs::metadata(at.join("out.txt")).unwrap().len();
        assert!(full < MOST_SECONDS, "{} takes {full} s", row.name);
        assert!(full < half * MOST_GROWTH + NOISE, "{}: {half} s, then {full} s", row.name);
        assert!(size < 2 << 20, "{} is answered with {size} bytes", row.name);
    }
}

#[test]
fn findings_beyond_the_limit_are_counted_and_weigh_as_much() {
    let at = scratch("sizes-findings");
    let keys = many(1_500, |at| format!("key{at} = 1\n"));
    fs::write(at.join("a.toml"), with_head(keys)).unwrap();
    let check = crate::program::maquette(["check", "a.toml"]).in_dir(&at).run().exits(1);
    check.says("500 more findings are not listed").complains("1001 errors");
    fs::write(at.join("b.toml"), "title = \"T\"\nsolution = \"cloud\"\n[devices.a]\n").unwrap();
    let all = ["check", "b.toml", "--limit", "elements=1"];
    crate::program::maquette(all).in_dir(&at).run().exits(1).says("MQ0114");
}
