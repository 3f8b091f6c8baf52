//! Inputs that grow with a number, for `sizes`.
#![cfg(target_os = "linux")]

pub const HEAD: &str = "title = \"T\"\nsolution = \"hybrid\"\n";

/// An input that grows with a number.
pub struct Row {
    pub name: &'static str,
    pub full: usize,
    pub command: &'static [&'static str],
    pub text: fn(usize) -> String,
}

/// One line a piece.
pub fn many(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

pub fn with_head(text: String) -> String {
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

pub const CHECK: &[&str] = &["check", "INPUT"];
pub const DIFF: &[&str] = &["diff", "INPUT", "empty.json"];
pub const DRAW: &[&str] = &["render", "INPUT", "-f", "svg", "-o", "out.svg"];
/// The same input with one more is the other version.
pub const REVIEW: &[&str] = &["diff", "INPUT", "next.INPUT"];
pub const COMPARE: &[&str] = &["diff", "INPUT", "half.INPUT", "-f", "svg", "-o", "out.svg"];

pub const ROWS: &[Row] = &[
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
        name: "opening brackets `[[`, refused",
        full: 20_000_000,
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
        name: "connections to what there is not",
        full: 4_000,
        command: CHECK,
        text: |count| {
            let lines = many(count, |at| format!("  \"n{at} -> q{at}\",\n"));
            let nodes = many(count, |at| format!("[nodes.n{at}]\n"));
            format!("{HEAD}connections = [\n{lines}]\n{nodes}")
        },
    },
    Row {
        name: "sites with IoT Edge",
        full: 600,
        command: CHECK,
        text: |count| {
            with_head(many(count, |at| format!("[sites.s{at}]\nruntime = \"iot-edge\"\n")))
        },
    },
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
    Row {
        name: "overrides, omissions and views",
        full: 4_000,
        command: CHECK,
        text: |count| {
            let omit = many(count, |at| format!("\"d{at} -> iot-hub\", \"iot-hub -> d{at}\", "));
            let devices = many(count, |at| format!("[devices.d{at}]\n"));
            let overrides = many(count, |at| format!("[override.e{at}]\nlabel = \"l\"\n"));
            let views = many(count, |at| format!("[views.v{at}]\ndepth = 1\n"));
            format!("{HEAD}omit = [{omit}]\n{devices}{overrides}{views}")
        },
    },
    Row {
        name: "hubs beside as many functions, refused",
        full: 4_000,
        command: CHECK,
        text: |count| {
            let pair = |at: usize| format!("\"h{at} (iot-hub)\",\n\"f{at} (functions)\",\n");
            format!("{HEAD}services = [\n{}]\n[devices.d]\n", many(count, pair))
        },
    },
    Row {
        name: "services on a line that nothing joins",
        full: 2_000,
        command: CHECK,
        text: |count| {
            let services = many(count, |at| format!("\"s{at} (sql-database)\", "));
            format!("{HEAD}services = [{services}]\n")
        },
    },
    Row {
        name: "sites with IoT Edge below one of them",
        full: 600,
        command: CHECK,
        text: |count| {
            let site =
                |at: usize| format!("[sites.s{at}]\nruntime = \"iot-edge\"\nupstream = \"top\"\n");
            with_head("[sites.top]\nruntime = \"iot-edge\"\n".to_owned() + &many(count, site))
        },
    },
    Row {
        name: "sites with IoT Edge, each below the one before",
        full: 600,
        command: CHECK,
        text: |count| {
            let site = |at: usize| {
                format!("[sites.s{}]\nruntime = \"iot-edge\"\nupstream = \"s{at}\"\n", at + 1)
            };
            with_head("[sites.s0]\nruntime = \"iot-edge\"\n".to_owned() + &many(count, site))
        },
    },
    Row {
        name: "workspaces that learn from what there is",
        full: 400,
        command: CHECK,
        text: |count| {
            let services = many(count, |at| format!("\"m{at} (machine-learning)\", "));
            format!("{HEAD}profile = \"typical\"\nservices = [{services}]\n[devices.d]\n")
        },
    },
    Row {
        name: "connections, all with other ends in the next version",
        full: 6_000,
        command: REVIEW,
        text: |count| {
            let nodes = many(1000, |at| format!("[nodes.n{at}]\n"));
            let line = |at: usize| {
                let to = (at * 7 + 1 + count % 2) % 1000;
                if at % 1000 == to {
                    String::new()
                } else {
                    format!("\"n{} -> n{to}: l{at}\",\n", at % 1000)
                }
            };
            format!("{HEAD}connections = [\n{}]\n{nodes}", many(count, line))
        },
    },
    Row {
        name: "devices that speak something else in the next version",
        full: 600,
        command: REVIEW,
        text: |count| {
            let protocol = if count.is_multiple_of(2) { "amqp" } else { "https" };
            with_head(many(count, |at| format!("[devices.d{at}]\nprotocol = \"{protocol}\"\n")))
        },
    },
    Row {
        name: "sites that get a runtime in the next version",
        full: 400,
        command: REVIEW,
        text: |count| {
            let runtime = if count.is_multiple_of(2) { "" } else { "runtime = \"iot-edge\"\n" };
            with_head(many(count, |at| format!("[sites.s{at}]\n{runtime}")))
        },
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

/// Drawings, which take too long in a build for tests.
pub const DRAWN: &[Row] = &[
    Row { name: "connections, drawn", full: 10_000, command: DRAW, text: connections },
    Row { name: "edges of a DOT graph, drawn", full: 20_000, command: DRAW, text: dot },
    Row { name: "edges of a DOT graph, drawn", full: 50_000, command: DRAW, text: dot },
    Row {
        name: "edges of a DOT graph, compared and drawn",
        full: 20_000,
        command: COMPARE,
        text: dot,
    },
    Row {
        name: "sites, drawn",
        full: 10_000,
        command: DRAW,
        text: |count| with_head(many(count, |at| format!("[sites.s{at}]\n"))),
    },
];
