//! What is written in a line says the same as what is written as a section.

use maquette::catalog::Catalog;
use maquette::pipeline;
use maquette::syntax::NoFiles;

use crate::diff_script::written_out;
use crate::gallery::scenarios;

/// The architecture of a scenario, without the order in which its parts are written.
fn architecture(text: &str) -> Vec<String> {
    let expanded = pipeline::expand("a.toml", text, &NoFiles, Catalog::built_in());
    let findings = expanded.findings.iter().map(|finding| finding.message.clone());
    let outline = expanded.graph.expect("valid").outline();
    let mut lines: Vec<String> = outline.lines().map(str::to_owned).chain(findings).collect();
    lines.sort();
    lines
}

#[test]
fn every_shipped_scenario_says_the_same_without_lines() {
    for (name, text) in scenarios() {
        let long = toml::to_string(&written_out(&text)).unwrap();
        assert_eq!(architecture(&text), architecture(&long), "{name}");
    }
}

/// Two ways to write the rest of a scenario.
const WAYS: [(&str, &str, &str); 11] = [
    (
        "settings of each type and a count",
        r#"devices = ["pump (protocol = amqp, messages-per-day = 1_440, file-upload = true) x 12_000: The pump: new"]"#,
        "[devices.pump]\nprotocol = \"amqp\"\nmessages-per-day = 1440\nfile-upload = true\ncount = 12000\nlabel = \"The pump: new\"",
    ),
    (
        "a name and a count in front of the parentheses",
        r#"devices = ["pump x 3 (protocol = amqp)"]"#,
        "[devices.pump]\nprotocol = \"amqp\"\ncount = 3",
    ),
    (
        "a text in quotes that looks like a number",
        r#"nodes = ["erp (in = cloud, label = 4711)"]
devices = ["pump (model = '15')"]"#,
        "[nodes.erp]\nin = \"cloud\"\nlabel = \"4711\"\n[devices.pump]\nmodel = \"15\"",
    ),
    (
        "commas, parentheses and equals signs in quotes, and an apostrophe",
        r#"devices = ["pump (note = 'one, two (three) = four', link = \"https://example.com/a,b\"): The plant's"]
connections = ["pump -> iot-hub (security, note = 'a, b')"]"#,
        "[devices.pump]\nnote = \"one, two (three) = four\"\nlink = \"https://example.com/a,b\"\n\
         label = \"The plant's\"\n\
         [[connections]]\nfrom = \"pump\"\nto = \"iot-hub\"\nflow = \"security\"\nnote = \"a, b\"",
    ),
    (
        "a list and headers of one section",
        r#"connections = ["mill -> hall.edge-hub"]
sites = ["hall (iot-edge): Hall"]
nodes = ["mill"]
[sites.yard]
runtime = "iot-edge"
assets = ["crane"]
[sites.yard.assets.gate]
protocol = "modbus"
[nodes.erp]
label = "ERP"
[[connections]]
from = "erp"
to = "mill"
"#,
        r#"connections = [{ from = "mill", to = "hall.edge-hub" }, { from = "erp", to = "mill" }]
nodes = { mill = {}, erp = { label = "ERP" } }
[sites.hall]
label = "Hall"
runtime = "iot-edge"
[sites.yard]
runtime = "iot-edge"
assets = { crane = {}, gate = { protocol = "modbus" } }
"#,
    ),
    (
        "the name of a service with settings",
        r#"[sites.hall]
runtime = "iot-edge"
services = ["opc-publisher"]"#,
        r#"[sites.hall.services]
opc-publisher = { kind = "edge-module", module = "opc-publisher", label = "OPC Publisher" }
[sites.hall]
runtime = "iot-edge""#,
    ),
    (
        "tables among the lines",
        r#"services = ["iot-hub", { name = "hot", kind = "functions", note = "one, two (three)" }]
devices = ["pump"]"#,
        "[services]\niot-hub = true\nhot = { kind = \"functions\", note = \"one, two (three)\" }\n[devices.pump]",
    ),
    (
        "several ends and a flow",
        r#"connections = ["a, b -> c <-> d (control, port = 99): x"]
nodes = ["a", "b", "c", "d"]"#,
        "nodes = { a = {}, b = {}, c = {}, d = {} }\n\
         connections = [{ from = \"a\", to = \"c\", flow = \"control\", port = 99, label = \"x\" }, \
         { from = \"b\", to = \"c\", flow = \"control\", port = 99, label = \"x\" }, \
         { from = \"c\", to = \"d\", direction = \"both\", flow = \"control\", port = 99, label = \"x\" }]",
    ),
    (
        "sites with what stands in them",
        r#"[sites.hall]
runtime = "iot-edge"
assets = ["mill (opc-ua-server) x 3", "saw (server = mill)"]
services = ["reader (module, module = custom, source = mill)"]
connections = ["reader -> edge-hub (management): setup"]"#,
        r#"connections = [{ from = "hall.reader", to = "hall.edge-hub", flow = "management", label = "setup" }]
[sites.hall]
runtime = "iot-edge"
[sites.hall.assets]
mill = { kind = "opc-ua-server", count = 3 }
saw = { server = "hall.mill" }
[sites.hall.services]
reader = { kind = "edge-module", module = "custom", source = "hall.mill" }"#,
    ),
    (
        "connections in each copy of a group",
        r#"devices = ["pump"]
[groups.stamp]
kind = "stamp"
each = ["one", "two"]
services = ["iot-hub", "work (functions)"]
nodes = ["erp"]
connections = ["work -> erp, redis"]"#,
        r#"devices = ["pump"]
connections = ["one.work -> one.erp, one.redis", "two.work -> two.erp, two.redis"]
[groups.one]
kind = "stamp"
services = ["iot-hub", "work (functions)", "redis"]
nodes = ["erp"]
[groups.two]
kind = "stamp"
services = ["iot-hub", "work (functions)", "redis"]
nodes = ["erp"]"#,
    ),
    (
        "sites and groups as lines",
        r#"sites = ["hall (iot-edge): The hall"]"#,
        "[sites.hall]\nruntime = \"iot-edge\"\nlabel = \"The hall\"",
    ),
];

#[test]
fn lines_say_what_sections_say() {
    for (what, short, long) in WAYS {
        let scenario = |rest: &str| format!("title = \"t\"\nsolution = \"hybrid\"\n{rest}");
        assert_eq!(architecture(&scenario(short)), architecture(&scenario(long)), "{what}");
    }
}
