//! Settings that have no effect: each is told, with what to write, and what is told has none.

use maquette::catalog::Catalog;
use maquette::diag::Diagnostic;
use maquette::pipeline::{self, Expanded};
use maquette::syntax::NoFiles;

use crate::corpora::realistic;
use crate::gallery::scenarios;

/// Codes of lines that change nothing.
const CODES: [&str; 2] = ["MQ0305", "MQ0327"];

fn expanded(text: &str) -> Expanded {
    pipeline::expand("t.toml", text, &NoFiles, Catalog::built_in())
}

fn told(expanded: &Expanded) -> Vec<&Diagnostic> {
    expanded.findings.iter().filter(|finding| CODES.contains(&&*finding.code)).collect()
}

/// A scenario, the line of it that has no effect, and a part of what is said of it.
const IDLE: &[(&str, &str, &str)] = &[
    ("devices = [\"car\"]", "[choose]\ncentral-export = \"webhook\"", "`iot-central`"),
    ("devices = [\"cam\"]", "[choose]\nupload-path = \"hub-spoke\"", "explain upload-path"),
    ("devices = [\"car\"]", "[choose]\ntwin-ingest = \"logic-apps\"", "`digital-twins`"),
    (
        "devices = [\"car\"]\nconnections = [\"iot-hub -> stream-analytics\"]",
        "[choose]\ntelemetry-consumer = \"functions\"",
        "`iot-hub` has what it is about",
    ),
    (
        "services = [\"event-grid-namespace\"]\n[devices.car]",
        "control = \"methods\"",
        "join the device to one",
    ),
    (
        "services = [\"event-grid-namespace\"]\n[devices.car]",
        "desired-kb = 8",
        "join the device to one",
    ),
    (
        "services = [\"event-grid-namespace\"]\n[devices.car]\ncount = 100",
        "provisioning = \"dps\"",
        "not provisioned",
    ),
    (
        "[sites.hall]\nruntime = \"iot-operations\"\n[sites.yard]\nruntime = \"iot-operations\"",
        "upstream = \"hall\"",
        "names `hall`, and nothing joins the two",
    ),
    ("[devices.car]", "concurrent-uploads = 3", "file-upload = true"),
    ("[devices.car]", "registered = false", "Event Grid namespace"),
    ("[devices.car]", "update-agent = false", "`device-update`"),
    ("[devices.car]", "shared-key = true", "symmetric-key"),
    (
        "[sites.hall]\nruntime = \"iot-operations\"\n[sites.hall.devices.scanner]",
        "trusts-gateway = false",
        "iot-edge",
    ),
];

fn text(rest: &str) -> String {
    format!("title = \"t\"\nsolution = \"hybrid\"\n{rest}\n")
}

#[test]
fn what_has_no_effect_is_told_with_what_to_write() {
    for (rest, line, says) in IDLE {
        let with = expanded(&text(&format!("{rest}\n{line}")));
        let found = told(&with);
        let all: Vec<_> = with.findings.iter().map(|f| (&f.code, &f.message)).collect();
        assert_eq!(found.len(), 1, "{rest}\n{line}\n{all:#?}");
        let said = format!("{} {}", found[0].message, found[0].help.clone().unwrap_or_default());
        assert!(said.contains(says), "{rest}\n{line}\n{said}");
        let without = expanded(&text(rest));
        assert_eq!(told(&without), [] as [&Diagnostic; 0], "{rest}");
        let outline =
            |expanded: &Expanded| expanded.graph.as_ref().map(maquette::graph::ArchGraph::outline);
        assert_eq!(outline(&with), outline(&without), "it has an effect: {rest}\n{line}");
    }
}

#[test]
fn what_names_something_that_it_is_not_joined_to_is_told() {
    let rest =
        "devices = [\"pump\"]\nservices = [\"iot-hub\", \"device-registry (hubs = iot-hub)\"]";
    let expanded = expanded(&text(rest));
    let found = told(&expanded);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].message.contains("names `iot-hub`"), "{}", found[0].message);
}

#[test]
fn shipped_and_realistic_scenarios_have_no_line_without_effect() {
    for (name, text) in scenarios().into_iter().chain(realistic()) {
        let expanded = pipeline::expand(&name, &text, &NoFiles, Catalog::built_in());
        assert_eq!(told(&expanded), [] as [&Diagnostic; 0], "{name}");
    }
}
