//! Graphs of other tools: DOT, and JSON exports.

use super::choices::Choices;
use super::words::{NAMES, quoted, quoted_text, text, wounded};

/// The text of a DOT graph.
pub fn dot(choices: &mut Choices<'_>) -> String {
    let strict = choices.pick(&["", "strict "]);
    let kind = choices.pick(&["digraph", "graph"]);
    let edge = if kind == "graph" { "--" } else { "->" };
    let body = statements(3, edge, choices);
    wounded(format!("{strict}{kind} {} {{\n{body}}}\n", id(choices)), choices)
}

/// Statements, with subgraphs so deep inside each other at most.
fn statements(depth: usize, edge: &str, choices: &mut Choices<'_>) -> String {
    choices.some(6, |choices, at| match choices.below(8) {
        0 if depth > 0 => {
            let name = choices.pick(&["cluster_", "cluster", "", "group"]);
            let name = if name.is_empty() { String::new() } else { format!("{name}{depth}{at}") };
            let label = quoted_text(choices);
            let body = statements(depth - 1, edge, choices);
            let keyword = if name.is_empty() { "" } else { "subgraph " };
            format!("{keyword}{name} {{ label={label}\n{body}}}\n")
        }
        0 | 1 => format!("{}{};\n", id(choices), attributes(choices)),
        2 => {
            let word = choices.pick(&["node", "edge", "graph"]);
            format!("{word}{}\n", attributes(choices))
        }
        3 => format!("{} {edge} {{ {} {} }}\n", id(choices), id(choices), id(choices)),
        4 => format!(
            "{}={}\n",
            choices.pick(&["rankdir", "label", "description", "rank"]),
            value(choices)
        ),
        5 => choices.pick(&["// a remark\n", "/* a\nremark */", "# a remark\n", ";"]).to_owned(),
        6 => format!("{}{} {edge} {}{}\n", id(choices), port(choices), id(choices), port(choices)),
        _ => {
            let chain = choices.some(3, |choices, _| format!(" {edge} {}", id(choices)));
            format!("{}{chain}{}\n", id(choices), attributes(choices))
        }
    })
}

fn id(choices: &mut Choices<'_>) -> String {
    match choices.below(6) {
        0 => quoted_text(choices),
        1 => quoted(choices.pick(NAMES)),
        2 => choices.pick(&["-1.5", ".7", "ü", "n_0"]).to_owned(),
        3 => "\"a\" + \"b\"".to_owned(),
        _ => choices.pick(&["a", "b", "c", "d", "e", "f", "g"]).to_owned(),
    }
}

fn port(choices: &mut Choices<'_>) -> &'static str {
    choices.pick(&["", "", "", ":p", ":p:n", ":sw", ":_"])
}

fn attributes(choices: &mut Choices<'_>) -> String {
    let all = choices.any(3, |choices, _| {
        let keys = [
            "label",
            "shape",
            "style",
            "URL",
            "href",
            "tooltip",
            "class",
            "xlabel",
            "id",
            "color",
            "dir",
            "headlabel",
            "constraint",
            "weight",
            "lhead",
            "port",
            "fontsize",
            "lane",
        ];
        format!("{}={}, ", choices.pick(&keys), value(choices))
    });
    if all.is_empty() { String::new() } else { format!(" [{all}]") }
}

fn value(choices: &mut Choices<'_>) -> String {
    let html = [
        "<b>x</b>",
        "<table><tr><td port=\"p\">x</td></tr></table>",
        "a<br/>&lt;script&gt;",
        "<i>&#0;</i>",
    ];
    let record = ["{a|<p>b|{c|d}}", "<p>x|", "a\\|b\\{"];
    let word = [
        "LR",
        "TB",
        "box",
        "record",
        "invis",
        "same",
        "both",
        "dashed",
        "node iot-hub gone",
        "javascript:x",
    ];
    match choices.below(5) {
        0 => quoted_text(choices),
        1 => format!("<{}>", choices.pick(&html)),
        2 => quoted(choices.pick(&record)),
        _ => quoted(choices.pick(&word)),
    }
}

/// The text of a JSON export.
pub fn export(choices: &mut Choices<'_>) -> String {
    let (containers, nodes) = (choices.below(4), choices.below(6));
    let element = |id: String, parent: Option<usize>, choices: &mut Choices<'_>| {
        let parent = parent.map_or_else(|| "null".to_owned(), |at| format!("\"c{at}\""));
        let label = quoted_text(choices);
        let kind =
            quoted(choices.pick(&["iot-hub", "device", "region", "no such kind", "site", ""]));
        let more = choices.pick(&[
            "",
            ", \"count\": 3",
            ", \"lane\": \"edge\"",
            ", \"because\": [\"a.toml:1\"]",
        ]);
        format!(
            "{{\"id\": \"{id}\", \"parent\": {parent}, \"label\": {label}, \"kind\": {kind}{more}}}"
        )
    };
    let boxes: Vec<String> = (0..containers)
        .map(|at| {
            let parent = Some(choices.below(at + 1)).filter(|&parent| parent < at);
            element(format!("c{at}"), parent, choices)
        })
        .collect();
    let leaves: Vec<String> = (0..nodes)
        .map(|at| {
            let parent = Some(choices.below(containers + 1)).filter(|&parent| parent < containers);
            element(format!("n{at}"), parent, choices)
        })
        .collect();
    let edges: Vec<String> =
        (0..if nodes > 0 { choices.below(6) } else { 0 }).map(|_| line(nodes, choices)).collect();
    let title = quoted(&text(choices));
    let text = format!(
        "{{\"schema\": 1, \"title\": {title}, \"containers\": [{}],\n\"nodes\": [{}],\n\"edges\": [{}]}}",
        boxes.join(",\n"),
        leaves.join(",\n"),
        edges.join(",\n")
    );
    wounded(text, choices)
}

fn line(nodes: usize, choices: &mut Choices<'_>) -> String {
    let (from, to) = (choices.below(nodes), choices.below(nodes));
    let label = quoted_text(choices);
    let more = [
        "",
        ", \"flow\": \"control\"",
        ", \"direction\": \"both\"",
        ", \"optional\": true",
        ", \"port\": 8883",
        ", \"protocol\": \"MQTT\"",
        ", \"step\": 3, \"sentence\": \"x\"",
    ];
    format!(
        "{{\"from\": \"n{from}\", \"to\": \"n{to}\", \"label\": {label}{}}}",
        choices.pick(&more)
    )
}
