//! A user's own catalogue describes another domain entirely, without a line of Rust.

use maquette::catalog::Catalog;
use maquette::diag::{Sink, Sources};
use maquette::pipeline;
use maquette::syntax::NoFiles;

/// A theater: microphones on stages, a mixer in the booth, loudspeakers by choice.
const THEATER: &str = r#"
    [[place]]
    id   = "booth"
    name = "Control booth"

    [[service]]
    id      = "microphone"
    name    = "Microphone"
    family  = "theater"
    lane    = "field"
    lives   = "device"
    summary = "Picks up voices."

    [[service]]
    id      = "stage-box"
    name    = "Stage box"
    family  = "theater"
    lane    = "edge"
    lives   = "site"
    summary = "Collects the microphones of a stage."

    [[service]]
    id      = "mixer"
    name    = "Digital mixer"
    short   = "Mixer"
    family  = "theater"
    lane    = "process"
    lives   = "tool"
    within  = "booth"
    summary = "Mixes all channels."

    [[service.setting]]
    key     = "channels"
    type    = "integer"
    min     = 1
    max     = 512
    default = 32
    summary = "Inputs of the desk."

    [[service]]
    id      = "line-array"
    name    = "Line array"
    family  = "theater"
    lane    = "use"
    lives   = "tool"
    summary = "Fills a large hall."

    [[service]]
    id      = "monitor-speaker"
    name    = "Monitor speaker"
    family  = "theater"
    lane    = "use"
    lives   = "tool"
    summary = "Lets the actors hear themselves."

    [[rule]]
    id      = "stage-needs-box"
    title   = "Microphones of a stage share a stage box"
    each    = "microphone"
    why     = "One cable instead of forty."
    require = [{ service = "stage-box" }, { service = "mixer" }]

    [[rule]]
    id    = "mixer-needs-speaker"
    title = "A mix is heard"
    each  = "mixer"
    late  = true
    when  = { fed-by = "stage-box", not = { feeds = "*" } }
    why   = "A mix that nobody hears is no mix."

    [rule.choose]
    id    = "speakers"
    about = "What plays the mix"

    [[rule.choose.option]]
    value   = "line-array"
    reason  = "a full house"
    require = [{ service = "line-array" }]

    [[rule.choose.option]]
    value   = "monitor-speaker"
    reason  = "a rehearsal"
    require = [{ service = "monitor-speaker" }]

    [[connection]]
    id       = "mic"
    from     = "microphone"
    to       = "stage-box"
    flow     = "data"
    label    = "voice"
    protocol = "XLR"
    need     = "required"

    [[connection]]
    id       = "multicore"
    from     = "stage-box"
    to       = "mixer"
    flow     = "data"
    label    = "channels"
    protocol = "Dante"
    need     = "required"

    [[connection]]
    id    = "mix"
    from  = "mixer"
    to    = ["line-array", "monitor-speaker"]
    flow  = "data"
    label = "mix"
    need  = "required"

    [[check]]
    code     = "MQ8001"
    severity = "warning"
    title    = "more microphones than channels"
    each     = "mixer"
    measure  = "elements"
    of       = "microphone"
    over     = 32
    message  = "{value} microphones on `{id}`; it has {limit} channels"
    why      = "Every microphone takes a channel."
"#;

const PLAY: &str = r#"
title    = "Hamlet"
solution = "edge"

[sites.stage.devices.actor]
kind  = "microphone"
count = 40

[choose]
speakers = "monitor-speaker"
"#;

#[test]
fn another_domain_is_derived_connected_and_checked() {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("theater.toml", THEATER);
    let catalog = Catalog::built_in().clone().with_file(&sources, file, &mut sink);
    assert_eq!(sink.findings(), []);
    let expanded = pipeline::expand("hamlet.toml", PLAY, &NoFiles, &catalog);
    let outline = expanded.graph.map(|graph| graph.outline()).unwrap_or_default();
    let findings: Vec<_> =
        expanded.findings.iter().map(|f| format!("{}: {}", f.code, f.message)).collect();
    assert_eq!(findings, ["MQ8001: 40 microphones on `mixer`; it has 32 channels"]);
    assert_eq!(
        outline,
        "\
Hamlet (edge)
  stage = site \"Stage\" [] | written
    stage.actor = microphone \"Actor\" x40 field | written
    stage.stage-box = stage-box \"Stage box\" edge | stage-needs-box
  booth = booth \"Control booth\" [] | stage-needs-box
    mixer = mixer \"Mixer\" process | stage-needs-box
  monitor-speaker = monitor-speaker \"Monitor speaker\" use | mixer-needs-speaker
stage.actor -> stage.stage-box | data | voice | XLR | mic
stage.stage-box -> mixer | data | channels | Dante | multicore
mixer -> monitor-speaker | data | mix | - | mix
"
    );
}

#[test]
fn a_catalogue_of_ones_own_gives_no_words_to_connections_of_other_kinds() {
    const ENTRY: &str = r#"
        [[connection]]
        id    = "bulk"
        from  = "azure-batch"
        to    = "data-lake"
        flow  = "data"
        label = "bulk results"
        need  = "written"
    "#;
    const SCENARIO: &str = "title = \"t\"\nsolution = \"cloud\"\n\
        connections = [\"event-hubs -> data-lake\", \"azure-batch -> data-lake\"]\n";
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let file = sources.add("own.toml", ENTRY);
    let catalog = Catalog::built_in().clone().with_file(&sources, file, &mut sink);
    assert_eq!(sink.findings(), []);
    let expanded = pipeline::expand("t.toml", SCENARIO, &NoFiles, &catalog);
    let outline = expanded.graph.map(|graph| graph.outline()).unwrap_or_default();
    assert!(outline.contains("azure-batch -> data-lake | data | bulk results"), "{outline}");
    assert!(outline.contains("event-hubs -> data-lake | data |  |"), "{outline}");
}
