//! Files that change what maquette knows, and how it looks: catalogues and themes.

use super::choices::Choices;
use super::words::{quoted, quoted_text, wounded};

/// What an own catalogue may name beside its own services.
const KINDS: &[&str] =
    &["own-0", "own-1", "own-2", "iot-hub", "device", "functions", "event-hubs", "site"];

/// A scenario that asks for the services of [`catalog`].
pub const SCENARIO: &str = "title = \"t\"\nsolution = \"hybrid\"\nprofile = \"typical\"\n[devices.d]\ncount = 3\n\
    [sites.s]\nruntime = \"iot-operations\"\n[sites.s.assets.a]\n[services]\nown-0 = true\nown-1 = { label = \"x\" }\n";

/// The text of a catalogue with services, and rules, connections, checks and places about them.
pub fn catalog(choices: &mut Choices<'_>) -> String {
    let services = (0..3).map(|at| service(at, choices)).collect::<String>();
    let others = choices.any(6, |choices, at| match choices.below(5) {
        0 => connection(at, choices),
        1 => check(at, choices),
        2 => format!(
            "[[place]]\nid = \"place-{at}\"\nname = {}\ngroup = true\nwithin = \"cloud\"\n",
            words(choices)
        ),
        _ => rule(at, choices),
    });
    wounded(services + &others, choices)
}

/// A text that may not break: an entry wants one sentence.
fn words(choices: &mut Choices<'_>) -> String {
    let said =
        ["A service.", "x ##[error]y", "<b>&amp;</b>", "{{x}}", "a | b `c`", "::add-mask::z"];
    quoted(choices.pick(&said).trim_matches(['{', '}']))
}

fn service(at: usize, choices: &mut Choices<'_>) -> String {
    let lives = choices.pick(&["cloud", "cloud", "cluster", "site", "tool"]);
    let lane = choices.pick(&["process", "store", "use", "ingest", "management"]);
    let mut text = format!(
        "[[service]]\nid = \"own-{at}\"\nname = {}\nfamily = \"own\"\nlane = \"{lane}\"\nlives = \"{lives}\"\n\
         summary = {}\n",
        words(choices),
        words(choices),
    );
    let more = [
        "container = true\n",
        "within = \"own-1\"\n",
        "part-of = \"own-2\"\n",
        "general = true\n",
        "retires = \"2027-01-31\"\nstatus = \"retiring\"\n",
        "icon = \"database\"\n",
        "aliases = [\"alias\"]\n",
        "guard = \"x\"\n",
        "docs = \"https://a.example/\"\n",
    ];
    if choices.once_in(3) {
        text += choices.pick(&more);
    }
    if choices.once_in(3) {
        let key = choices.pick(&["tier", "use", "units"]);
        let kind = choices.pick(&[
            "type = \"word\"\nvalues = [\"a\", \"b\"]\ndefault = \"a\"",
            "type = \"integer\"\nmin = 0\nmax = 9",
            "type = \"flag\"\ndefault = true",
            "type = \"text\"",
            "type = \"items\"\nof = [\"iot-hub\"]",
        ]);
        text += &format!("[[service.setting]]\nkey = \"{key}\"\n{kind}\nsummary = \"S.\"\n");
    }
    text
}

fn rule(at: usize, choices: &mut Choices<'_>) -> String {
    let (each, service) = (choices.pick(KINDS), choices.pick(KINDS));
    let what = choices.pick(&["add", "require"]);
    let id =
        choices.pick(&["", ", id = \"{each}-x\"", ", label = \"of {each}\"", ", scope = \"site\""]);
    let late = choices.pick(&["", "late = true\n"]);
    let when = condition(choices);
    format!(
        "[[rule]]\nid = \"own-rule-{at}\"\ntitle = \"t\"\neach = \"{each}\"\n{late}{when}why = \"w\"\n\
         {what} = [{{ service = \"{service}\"{id} }}]\n"
    )
}

fn connection(at: usize, choices: &mut Choices<'_>) -> String {
    let (from, to) = (choices.pick(KINDS), choices.pick(KINDS));
    let need = choices.pick(&["required", "optional", "alternative", "typical", "written"]);
    let matching = choices.pick(&[
        "",
        "match = \"all\"\n",
        "match = \"chain\"\n",
        "unfed = true\n",
        "relay = true\n",
    ]);
    let label = words(choices);
    format!(
        "[[connection]]\nid = \"own-line-{at}\"\nfrom = \"{from}\"\nto = \"{to}\"\nflow = \"data\"\nlabel = {label}\n\
         need = \"{need}\"\n{matching}{}",
        condition(choices)
    )
}

fn check(at: usize, choices: &mut Choices<'_>) -> String {
    let each = choices.pick(&["own-0", "device", "*", "scenario"]);
    let measure = choices.pick(&[
        "",
        "measure = \"count\"\nover = 1\n",
        "measure = \"linked\"\nof = \"device\"\nunder = 3\n",
        "measure = \"devices\"\nover = 0\nper = 2\n",
        "measure = \"inside\"\nof = \"own-1\"\nover = 0\n",
        "measure = \"alike\"\nof = \"tier\"\nover = 0\n",
        "measure = \"depth\"\nover = 0\n",
        "measure = \"elements\"\nof = \"iot-hub\"\nover = 0\n",
    ]);
    format!(
        "[[check]]\ncode = \"MQ900{at}\"\nseverity = \"warning\"\ntitle = \"t\"\neach = \"{each}\"\n{measure}\
         message = \"{}\"\nwhy = \"w\"\n{}",
        choices.pick(&[
            "`{id}` is {value} of {limit}",
            "{label} of {kind}",
            "{kind-name} {count} {today}"
        ]),
        condition(choices)
    )
}

fn condition(choices: &mut Choices<'_>) -> String {
    let all = [
        "",
        "",
        "when = { present = \"device\" }\n",
        "when = { absent = \"own-2\" }\n",
        "when = { fed-by = \"*\" }\n",
        "when = { not = { connected = \"iot-hub\" } }\n",
        "when = { any = [{ written = true }, { nested = true }] }\n",
        "when = { times = { under = 2 } }\n",
        "when = { partner = { kind = \"device\" } }\n",
        "when = { empty = true }\n",
        "when = { setting = { tier = { set = true } } }\n",
        "when = { several = \"own-0\" }\n",
    ];
    choices.pick(&all).to_owned()
}

/// The text of a theme.
pub fn theme(choices: &mut Choices<'_>) -> String {
    let mut text = format!("name = {}\n", quoted_text(choices));
    for line in [
        "summary = \"x\"\n",
        "extends = \"print\"\n",
        "corner = 4\n",
        "corner = 24\n",
        "line-width = 0\n",
        "line-width = 0.25\n",
        "border-width = 23.9\n",
    ] {
        let key = line.split(' ').next().unwrap_or_default();
        if choices.once_in(3) && !text.contains(&format!("\n{key}")) {
            text += line;
        }
    }
    for scheme in ["light", "dark"] {
        if choices.once_in(2) {
            text += &format!("[{scheme}]\n");
            let roles = [
                "canvas",
                "ink",
                "soft",
                "card",
                "cloud",
                "data",
                "added",
                "step",
                "lane-use",
                "panel-odd",
            ];
            for role in roles {
                if choices.once_in(3) {
                    let color = choices.pick(&[
                        "#000000",
                        "#ffffff",
                        "#5b2a86",
                        "#FFF",
                        "#0f08",
                        "#12345678",
                    ]);
                    text += &format!("{role} = \"{color}\"\n");
                }
            }
        }
    }
    wounded(text, choices)
}
