//! Scenarios that were wrong or unwise, and nobody said so; and what was told although it was right.

use maquette::catalog::Catalog;
use maquette::diag::Severity::{self, Error, Info, Warning};
use maquette::pipeline::{self, Expanded};
use maquette::syntax::NoFiles;

fn expanded(rest: &str) -> Expanded {
    let text = format!("title = \"t\"\n{rest}");
    pipeline::expand("t.toml", &text, &NoFiles, Catalog::built_in())
}

/// The findings of a code with their severity and message.
fn told(rest: &str, code: &str) -> Vec<(Severity, String)> {
    let findings = expanded(rest).findings.into_iter().filter(|finding| finding.code == code);
    findings.map(|finding| (finding.severity, finding.message)).collect()
}

/// What is written, the code that it raises, how much that weighs, and a part of what it says.
const TOLD: &[(&str, &str, Severity, &str)] = &[
    (
        "solution = \"cloud\"\ndevices = [\"pump\"]\n[groups.india]\nkind = \"region\"\n\
         location = \"centralindia\"\nservices = [\"iot-hub (device-registry = true)\"]",
        "MQ2042",
        Error,
        "`india.iot-hub` is in `centralindia`",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"pump\"]\nservices = [\"functions\", \"firewall\"]",
        "MQ0307",
        Warning,
        "`firewall` is connected to nothing",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"car (protocol = mqtt5) x 100_000\"]\n\
         services = [\"event-grid-namespace (throughput-units = 2)\"]",
        "MQ2240",
        Error,
        "need 10 throughput units, and it has 2",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"car (protocol = mqtt5) x 100_000\"]\n\
         services = [\"event-grid-namespace (throughput-units = 9)\"]",
        "MQ2240",
        Error,
        "need 10 throughput units, and it has 9",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"pump\"]\nservices = [\"iot-hub\", \"time-series-insights\"]",
        "MQ4007",
        Warning,
        "is retired",
    ),
    (
        "solution = \"edge\"\n[sites.hall]\nruntime = \"iot-edge\"\n\
         assets = [\"press (opc-ua-server)\"]\nservices = [\"opc-twin\", \"opc-publisher\"]",
        "MQ4017",
        Info,
        "`hall.opc-twin`",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"meter\"]\nservices = [\"iot-hub (tier = B1)\"]\n\
         connections = [\"iot-hub -> meter (control): C2D\"]",
        "MQ3102",
        Error,
        "`meter` is controlled",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"meter\"]\nservices = [\"functions\", \"blob-storage\"]\n\
         connections = [\"functions -> blob-storage (authentication = account key)\"]",
        "MQ0326",
        Info,
        "`blob-storage` is reached with a key",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"meter\"]\nconnections = [\"iot-hub -> digital-twins\"]",
        "MQ1024",
        Error,
        "is fed by a hub directly",
    ),
    (
        "solution = \"edge\"\n[sites.hall]\nruntime = \"iot-operations\"\nassets = [\"press\"]\n\
         services = [\"data-flow (destination = cosmos-db)\"]",
        "MQ1034",
        Error,
        "no endpoint for",
    ),
];

#[test]
fn what_is_wrong_is_told() {
    for (text, code, severity, says) in TOLD {
        let found = told(text, code);
        let is_said =
            |(weight, message): &(Severity, String)| weight == severity && message.contains(says);
        let all: Vec<_> =
            expanded(text).findings.into_iter().map(|f| (f.code, f.message)).collect();
        assert_eq!(found.len(), 1, "{code} of\n{text}\n{all:#?}");
        assert!(found.iter().all(is_said), "{code} of\n{text}\n{found:#?}");
    }
}

/// What is written, and a code that it does not raise.
const NOT_TOLD: &[(&str, &str)] = &[
    (
        "solution = \"cloud\"\ndevices = [\"pump\"]\n[groups.west]\nkind = \"region\"\n\
         location = \"centralindia\"\n\
         services = [\"iot-hub (device-registry = true, location = westeurope)\"]",
        "MQ2042",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"pump\"]\nservices = [\"certificate-management\"]",
        "MQ1128",
    ),
    (
        "solution = \"edge\"\n[sites.hall]\nruntime = \"iot-edge\"\n\
         assets = [\"press (opc-ua-server)\"]\nservices = [\"opc-publisher\"]\n[services]\naks = true",
        "MQ4017",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"meter\"]\nconnections = [\"iot-hub -> digital-twins\"]",
        "MQ1124",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"meter (file-upload = true)\"]\n\
         connections = [\"meter -> blob-storage (authentication = SAS of the hub)\"]",
        "MQ0326",
    ),
    (
        "solution = \"cloud\"\ndevices = [\"meter\"]\nservices = [\"functions\", \"key-vault\"]\n\
         connections = [\"functions -> key-vault (authentication = managed identity)\"]",
        "MQ0326",
    ),
];

#[test]
fn what_is_right_is_not_told() {
    for (text, code) in NOT_TOLD {
        assert_eq!(told(text, code), [], "{code} of\n{text}");
    }
}

#[test]
fn an_architecture_beyond_a_limit_is_drawn_nevertheless() {
    let beyond = "solution = \"cloud\"\ndevices = [\"car (protocol = mqtt5) x 100_000\"]\n\
                  services = [\"event-grid-namespace (throughput-units = 2)\"]";
    let expanded = expanded(beyond);
    assert!(expanded.has_errors());
    assert!(expanded.graph.is_some_and(|arch| arch.graph.node_weights().any(|e| e.id == "car")));
}

#[test]
fn what_cannot_be_understood_is_not_drawn() {
    let odd = "solution = \"cloud\"\ndevices = [\"car (protocol = morse)\"]";
    assert!(expanded(odd).graph.is_none());
}

#[test]
fn the_kind_of_an_own_node_is_as_written() {
    let text = "solution = \"cloud\"\nnodes = [\"api (Node.js service)\", \"erp (e-mail gateway)\"]\n\
                connections = [\"iot-hub -> api -> erp\"]";
    let arch = expanded(text).graph.expect("understood").graph;
    let kind = |id: &str| arch.node_weights().find(|e| e.id == id).map(|e| e.kind_name.clone());
    assert_eq!(kind("api").as_deref(), Some("Node.js service"));
    assert_eq!(kind("erp").as_deref(), Some("e-mail gateway"));
}

/// What is written in a site may stand in a zone of it, and is called as what stands in the site.
#[test]
fn what_is_written_in_a_site_may_stand_elsewhere() {
    let text = "solution = \"edge\"\n[groups.dmz]\nkind = \"zone\"\nin = \"hall\"\n\
                [sites.hall]\nruntime = \"iot-operations\"\n\
                assets = [\"press (in = dmz)\", \"saw (in = dmz, server = press)\"]\n\
                devices = [\"scanner (in = dmz)\"]";
    let arch = expanded(text).graph.expect("understood").graph;
    for id in ["hall.press", "hall.saw", "hall.scanner"] {
        let element = arch.node_weights().find(|e| e.id == id).expect(id);
        let holder = element.parent.map(|at| arch[at].id.as_str());
        assert_eq!(holder, Some("dmz"), "{id}");
    }
    let scanner = arch.node_weights().find(|e| e.id == "hall.scanner").expect("a device");
    assert_eq!(scanner.kind, "edge-connected-device");
}

#[test]
fn a_hint_about_a_protocol_names_one_that_the_ends_may_speak() {
    let hint = |assets: &str, services: &str, line: &str| {
        let found = expanded(&format!(
            "solution = \"edge\"\n[sites.hall]\nruntime = \"iot-edge\"\nassets = [\"{assets}\"]\n\
             services = [\"{services}\"]\nnodes = [\"scada (lane = field)\"]\n\
             connections = [\"{line}\"]\n"
        ));
        let told = found.findings.into_iter().find(|finding| finding.code == "MQ0324");
        told.and_then(|finding| finding.help).unwrap_or_default()
    };
    let publisher = hint("press", "opc (edge-module, module = opc-publisher)", "scada -> opc");
    assert!(publisher.contains("OPC UA"), "{publisher}");
    let camera = hint("cam (camera)", "vision (edge-module)", "cam -> vision: video");
    assert!(camera.contains("RTSP"), "{camera}");
    let other = hint("press", "poll (edge-module)", "scada -> poll");
    assert!(other.contains("Modbus"), "{other}");
}

#[test]
fn what_a_question_is_about_is_told_to_be_alone_only_where_that_weighs_more() {
    let two_of_each = "solution = \"cloud\"\nservices = [\"h1 (iot-hub)\", \"h2 (iot-hub)\", \"s1 (stream-analytics)\", \
                       \"s2 (stream-analytics)\"]\n[devices.pump]\n";
    let alone = |checks: &str| {
        let found = told(&format!("{two_of_each}{checks}"), "MQ0307").into_iter();
        found.filter(|(_, message)| message.contains("`s1`")).map(|one| one.0).collect::<Vec<_>>()
    };
    assert_eq!(alone(""), []);
    assert_eq!(alone("[checks]\nMQ0307 = \"error\"\n"), [Severity::Error]);
    assert_eq!(
        alone("[checks]\nMQ0320 = { level = \"off\", reason = \"x\" }\n"),
        [Severity::Warning]
    );
    assert_eq!(alone("[checks]\nMQ0320 = \"info\"\n"), [Severity::Warning]);
}

/// What is written, the code that it raises, and what its help begins with.
const HELPED: &[(&str, &str, &str)] = &[
    ("connections = [\"iot-hub -> functoins\"]", "MQ0302", "did you mean `functions`? else"),
    ("connections = [\"pmup -> iot-hub\"]", "MQ0302", "did you mean `pump`? else"),
    ("services = [\"iot-hub (sku = S1)\"]", "MQ0203", "`maquette explain iot-hub` lists"),
    ("services = [\"iot-hub (teir = S1)\"]", "MQ0203", "did you mean `tier`?"),
];

#[test]
fn a_slip_is_told_with_what_was_meant() {
    for (line, code, help) in HELPED {
        let rest = format!("solution = \"cloud\"\ndevices = [\"pump\"]\n{line}");
        let found = expanded(&rest).findings;
        let told: Vec<&str> = found.iter().filter_map(|finding| finding.help.as_deref()).collect();
        let is_helped = found.iter().any(|finding| {
            finding.code == *code
                && finding.help.as_ref().is_some_and(|told| told.starts_with(help))
        });
        assert!(is_helped, "{line}: {told:?}");
    }
}
