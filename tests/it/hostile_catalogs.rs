//! Catalogues that attack, and mistakes of catalogues that would pass in silence.

use std::time::Instant;

use maquette::catalog::Catalog;
use maquette::diag::{Limits, Severity, Sink, Sources};
use maquette::pipeline;
use maquette::syntax::NoFiles;

/// The built-in catalogue with a file of somebody's, and what is wrong with the file.
fn with(text: &str) -> (Catalog, Vec<String>) {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("own.toml", text);
    let catalog = Catalog::built_in().clone().with_file(&sources, file, &mut sink);
    (catalog, sink.into_sorted().into_iter().map(|finding| finding.message).collect())
}

fn service(id: &str, more: &str) -> String {
    format!(
        "[[service]]\nid = \"{id}\"\nname = \"{id}\"\nfamily = \"own\"\nlane = \"process\"\n\
         lives = \"cloud\"\nsummary = \"S.\"\n{more}\n"
    )
}

fn rule(id: &str, more: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\ntitle = \"t\"\nwhy = \"w\"\n{more}\n")
}

fn check(code: &str, more: &str) -> String {
    format!(
        "[[check]]\ncode = \"{code}\"\nseverity = \"info\"\ntitle = \"t\"\neach = \"device\"\n\
         why = \"w\"\n{more}\n"
    )
}

#[test]
fn kinds_that_stand_in_themselves_are_refused() {
    let place = |id: &str, within: &str| {
        format!("[[place]]\nid = \"{id}\"\nname = \"{id}\"\nwithin = \"{within}\"\n")
    };
    let cloud = place("cloud", "cloud") + "replaces = true\nholds = [\"cloud\"]\n";
    let held = place("cloud", "own") + "replaces = true\nholds = [\"cloud\"]\n";
    let pair = service("a", "within = \"b\"\ncontainer = true")
        + &service("b", "part-of = \"a\"\ncontainer = true");
    for (text, circle) in [
        (service("a", "within = \"a\"\ncontainer = true"), "`a` in `a`"),
        (service("a", "part-of = \"a\""), "`a` in `a`"),
        (pair, "`a` in `b` in `a`"),
        (cloud, "`cloud` in `cloud`"),
        (held + &service("own", "container = true"), "`cloud` in `own` in `cloud`"),
        (place("p", "q") + &place("q", "r") + &place("r", "q"), "`q` in `r` in `q`"),
    ] {
        let (catalog, found) = with(&text);
        assert!(found.iter().any(|message| message.contains(circle)), "{text}\n{found:#?}");
        drop(catalog);
    }
}

#[test]
fn rules_that_feed_each_other_end_with_a_finding_that_names_one() {
    let things = service("a", "") + &service("b", "");
    let need =
        |kind: &str, at: usize| format!("{{ service = \"{kind}\", id = \"{{each}}-{at}\" }}");
    let needs = |kind: &str| format!("[{}, {}]", need(kind, 1), need(kind, 2));
    for key in ["add", "require"] {
        let scope = if key == "add" { "" } else { "late = true" };
        let feed = |id: &str, each: &str, kind: &str| {
            rule(id, &format!("each = \"{each}\"\n{scope}\n{key} = {}", needs(kind)))
        };
        let text = things.clone() + &feed("to-b", "a", "b") + &feed("to-a", "b", "a");
        let (mut catalog, found) = with(&text);
        assert_eq!(found, [""; 0]);
        catalog.limits = Limits { elements: 2_000, ..Limits::default() };
        let scenario = "title = \"t\"\nsolution = \"cloud\"\n[services]\na = true\n";
        let started = Instant::now();
        let expanded = pipeline::expand("t.toml", scenario, &NoFiles, &catalog);
        assert!(started.elapsed().as_secs() < 60, "{key}");
        let full = expanded.findings.iter().find(|finding| finding.code == "MQ0114");
        if key == "add" {
            let full = full.expect("a finding");
            assert!(full.message.contains("rule `to-"), "{}", full.message);
            assert!(full.message.contains("2000"), "{}", full.message);
            assert!(expanded.graph.is_none());
        }
    }
}

#[test]
fn what_is_known_already_is_replaced_only_on_purpose() {
    let hub = service("iot-hub", "");
    let (_, found) = with(&hub);
    assert!(found[0].contains("`iot-hub` is in the catalogue already"), "{found:#?}");
    let (catalog, found) = with(&(hub + "replaces = true\n"));
    assert_eq!(found.iter().filter(|message| message.contains("already")).count(), 0);
    assert_eq!(catalog.service("iot-hub").map(|service| service.family.as_str()), Some("own"));
    let code = Catalog::built_in().checks.iter().next().expect("a check").code.clone();
    let (_, found) = with(&check(&code, "message = \"m\""));
    assert!(found[0].contains("replaces = true"), "{found:#?}");
}

#[test]
fn mistakes_of_catalogues_do_not_pass_in_silence() {
    let setting = |more: &str| {
        service("s", &format!("[[service.setting]]\nkey = \"k\"\nsummary = \"S.\"\n{more}\n"))
    };
    let of_rule = |more: &str| rule("r", &format!("each = \"device\"\n{more}"));
    for (text, told) in [
        (setting("type = \"word\"\nvalues = [\"x\"]\ndefault = \"y\""), "its default `y`"),
        (setting("type = \"integer\"\nmax = 3\ndefault = 4"), "its default `4`"),
        (setting("type = \"flag\"\ndefault = \"maybe\""), "its default `maybe`"),
        (service("s", "icon = \"no-such-glyph\""), "the glyph `no-such-glyph`"),
        (service("s", "retires = \"2029-02-30\""), "`2029-02-30` of `s` is not a day"),
        (service("s", "as-of = [{ docs = \"1999-01\" }]"), "`1999-01` of `s` is not an edition"),
        (service("s", "summary2 = 1"), "unknown field"),
        (service("s", "guard = \"a\\u001bb\""), "a control character"),
        (of_rule("when = { today = { since = \"soon\" } }"), "`soon` of `r` is not a day"),
        (
            of_rule("when = { docs = { until = \"2031-01\" } }"),
            "`2031-01` of `r` is not an edition",
        ),
        (of_rule("add = [{ service = \"device\", id = \"{ech}-x\" }]"), "fills in `{ech}`"),
        (of_rule("add = [{ service = \"device\", label = \"{each\" }]"), "without its `}`"),
        (check("MQ8001", "message = \"{valu}\""), "fills in `{valu}`"),
        (
            check("MQ8001", "message = \"{setting.no-such-key}\""),
            "fills in `{setting.no-such-key}`",
        ),
        (check("MQ8001", "message = \"m\"\nmeasure = \"count\""), "has no limit"),
        (check("MQ8001", "message = \"m\"\nover = 3"), "no `measure`"),
        (check("X1", "message = \"m\""), "`X1` is no code"),
        (check("MQ0102", "message = \"m\""), "a code of maquette itself"),
        (
            "[[place]]\nid = \"sky\"\nname = \"Sky\"\nholds = [\"cloud\"]\n".to_owned(),
            "`sky` holds `cloud`, which `",
        ),
    ] {
        let (_, found) = with(&text);
        assert!(found.iter().any(|message| message.contains(told)), "{text}\n{found:#?}");
    }
}

#[test]
fn examples_that_do_not_show_their_finding_are_told() {
    let raised = "example = \"[devices.d]\\ncount = 3\"\nmended = \"[devices.d]\"";
    let swapped = "mended = \"[devices.d]\\ncount = 3\"\nexample = \"[devices.d]\"";
    for (examples, told) in [
        (raised, &[][..]),
        (
            swapped,
            &[
                "the `example` of `MQ8001` does not raise it",
                "the `mended` example of `MQ8001` raises it",
            ],
        ),
        ("example = \"no TOML\"", &["the `example` of `MQ8001` does not raise it"]),
    ] {
        let text =
            check("MQ8001", &format!("message = \"m\"\nmeasure = \"count\"\nover = 1\n{examples}"));
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let file = sources.add("own.toml", text);
        let catalog = Catalog::built_in().clone();
        drop(pipeline::with_own_catalog(catalog, &sources, file, &mut sink));
        let found: Vec<_> = sink.into_sorted().into_iter().map(|finding| finding.message).collect();
        assert_eq!(found, told);
    }
}

#[test]
fn a_catalogue_without_mistakes_is_not_complained_about() {
    let text = service("s", "icon = \"iot-hub\"\nretires = \"2029-02-28\"")
        + &check(
            "MQ8001",
            "message = \"{value} of {limit} at `{id}`\"\nmeasure = \"count\"\nover = 1",
        );
    let (catalog, found) = with(&text);
    assert_eq!(found, [""; 0]);
    let scenario = "title = \"t\"\nsolution = \"cloud\"\n[devices.d]\ncount = 3\n";
    let found = pipeline::expand("t.toml", scenario, &NoFiles, &catalog).findings;
    assert!(found.iter().all(|finding| finding.severity < Severity::Error), "{found:#?}");
    assert!(found.iter().any(|finding| finding.message == "3 of 1 at `d`"), "{found:#?}");
}
