//! The command line: what it writes where, and with which exit code.

use std::fs;

use crate::program::{maquette, scratch};

const GOOD: &str = "title = \"Cold chain\"\nsolution = \"cloud\"\n[devices.trailer]\ncount = 3\n\
                    [services]\nfabric-eventstream = true\n";
const BAD: &str = "title = \"Cold chain\"\nsolution = \"clod\"\n";

#[test]
fn renders_a_directory_and_leaves_fresh_files_alone() {
    let at = scratch("render");
    fs::create_dir(at.join("scenarios")).unwrap();
    fs::write(at.join("scenarios/a.toml"), GOOD).unwrap();
    fs::write(at.join("scenarios/b.toml"), GOOD).unwrap();
    maquette(["render"]).in_dir(&at).run().exits(0).complains("4 files written, 0 unchanged");
    for name in ["a.svg", "a.dot", "b.svg", "b.dot"] {
        assert!(at.join("output").join(name).exists(), "{name}");
    }
    let before = fs::metadata(at.join("output/a.svg")).unwrap().modified().unwrap();
    maquette(["render"]).in_dir(&at).run().exits(0).complains("0 files written, 4 unchanged");
    assert_eq!(fs::metadata(at.join("output/a.svg")).unwrap().modified().unwrap(), before);
    assert_eq!(fs::read_dir(at.join("output")).unwrap().count(), 4, "temporary files are left");
}

#[test]
fn check_of_outputs_lists_missing_stale_and_left_over() {
    let at = scratch("render-check");
    fs::create_dir(at.join("scenarios")).unwrap();
    fs::write(at.join("scenarios/a.toml"), GOOD).unwrap();
    fs::write(at.join("scenarios/b.toml"), GOOD).unwrap();
    maquette(["render"]).in_dir(&at).run().exits(0);
    maquette(["render", "--check"]).in_dir(&at).run().exits(0).complains("4 files up to date");
    fs::write(at.join("scenarios/a.toml"), GOOD.replace("chain", "store")).unwrap();
    fs::rename(at.join("scenarios/b.toml"), at.join("scenarios/c.toml")).unwrap();
    let ran = maquette(["render", "--check"]).in_dir(&at).run().exits(1);
    assert_eq!(
        ran.stdout(),
        "stale     output/a.svg\nstale     output/a.dot\nmissing   output/c.svg\n\
         missing   output/c.dot\nleft over output/b.dot\nleft over output/b.svg\n"
    );
    assert!(!at.join("output/c.svg").exists(), "--check writes nothing");
    // The picture of a scenario that has mistakes is not left over.
    fs::write(at.join("scenarios/d.e.toml"), BAD).unwrap();
    fs::write(at.join("output/d.e.svg"), "").unwrap();
    let ran = maquette(["render", "--check"]).in_dir(&at).run().exits(1);
    assert!(!ran.stdout().contains("d.e"), "{}", ran.stdout());
}

#[test]
fn an_invalid_scenario_touches_no_output() {
    let at = scratch("invalid");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    maquette(["render", "a.toml"]).in_dir(&at).run().exits(0);
    let old = fs::read(at.join("output/a.svg")).unwrap();
    fs::write(at.join("a.toml"), BAD).unwrap();
    fs::write(at.join("b.toml"), GOOD).unwrap();
    maquette(["render", "a.toml", "b.toml"])
        .in_dir(&at)
        .run()
        .exits(1)
        .complains("did you mean `cloud`?")
        .complains("2 scenarios, 1 with errors: 2 files written");
    assert_eq!(fs::read(at.join("output/a.svg")).unwrap(), old);
    assert!(at.join("output/b.svg").exists(), "the other one is drawn");
}

#[test]
fn a_scenario_beyond_a_limit_is_drawn_and_fails() {
    let at = scratch("beyond");
    let beyond = "title = \"Cars\"\nsolution = \"cloud\"\ndevices = [\"car (protocol = mqtt5) x 100_000\"]\n\
                  services = [\"event-grid-namespace (throughput-units = 2)\"]\n";
    fs::write(at.join("cars.toml"), beyond).unwrap();
    let ran = maquette(["render", "cars.toml", "-o", "cars.svg"]).in_dir(&at).run();
    ran.exits(1).complains("error[MQ2240]").complains("1 with errors: 1 file written");
    assert!(
        fs::read_to_string(at.join("cars.svg"))
            .unwrap()
            .contains("data-id=\"event-grid-namespace\"")
    );
}

#[test]
fn reads_standard_input_and_writes_standard_output() {
    let at = scratch("stdin");
    let ran = maquette(["render", "-"]).in_dir(&at).stdin(GOOD).run().exits(0);
    assert!(ran.stdout().starts_with("<svg ") && ran.stdout().trim_end().ends_with("</svg>"));
    assert_eq!(ran.stderr(), "");
    maquette(["render", "-", "-f", "dot"]).in_dir(&at).stdin(GOOD).run().exits(0).says("digraph");
    maquette(["render", "-", "-o", "x.json"]).in_dir(&at).stdin(GOOD).run().exits(0);
    assert!(fs::read_to_string(at.join("x.json")).unwrap().starts_with('{'));
    maquette(["check", "-"]).in_dir(&at).stdin(BAD).run().exits(1).says("<stdin>:2:12");
    assert!(!at.join("output").exists());
}

#[test]
fn one_file_takes_one_scenario_in_one_format() {
    let at = scratch("one-file");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    fs::write(at.join("b.toml"), GOOD).unwrap();
    maquette(["render", "a.toml", "-o", "a.svg"]).in_dir(&at).run().exits(0);
    assert!(at.join("a.svg").is_file());
    maquette(["render", "a.toml", "b.toml", "-o", "c.svg"]).in_dir(&at).run().exits(2);
    maquette(["render", "a.toml", "-o", "-", "-f", "svg,dot"]).in_dir(&at).run().exits(2);
    assert!(!at.join("c.svg").exists());
}

#[test]
fn outputs_that_cannot_be_written_are_reported() {
    let at = scratch("unwritable");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    fs::create_dir_all(at.join("output/a.svg")).unwrap();
    maquette(["render", "a.toml"]).in_dir(&at).run().exits(2).complains("it is a directory");
    maquette(["render", "a.toml", "-o", "a.toml/x"])
        .in_dir(&at)
        .run()
        .exits(2)
        .complains("is a file, not a directory");
}

#[test]
fn findings_come_in_the_format_asked_for() {
    let at = scratch("formats");
    fs::write(at.join("a.toml"), BAD).unwrap();
    let check = |format: &str| {
        maquette(["check", "a.toml", "--output-format", format]).in_dir(&at).run().exits(1)
    };
    let json: serde_json::Value = serde_json::from_str(&check("json").stdout()).unwrap();
    assert_eq!(json["diagnostics"][0]["code"], "MQ0107");
    assert_eq!(json["diagnostics"][0]["line"], 2);
    assert_eq!(json["diagnostics"][0]["column"], 12);
    let sarif: serde_json::Value = serde_json::from_str(&check("sarif").stdout()).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "MQ0107");
    check("github").says("::error file=a.toml,line=2,col=12,title=MQ0107::");
    check("junit").says("<failure type=\"MQ0107\" message=\"`clod` is not a solution\">");
    check("text").says("a.toml:2:12");
}

#[test]
fn colors_follow_the_flag_and_the_environment() {
    let at = scratch("colors");
    fs::write(at.join("a.toml"), BAD).unwrap();
    let run = |color: &str| maquette(["check", "a.toml", "--color", color]).in_dir(&at);
    assert!(run("always").run().stdout().contains('\u{1b}'));
    assert!(!run("auto").run().stdout().contains('\u{1b}'));
    assert!(!run("never").run().stdout().contains('\u{1b}'));
    assert!(run("always").env("NO_COLOR", "1").run().stdout().contains('\u{1b}'), "a flag wins");
}

#[test]
fn a_view_that_shows_nothing_is_told() {
    let at = scratch("empty-view");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    let render = |view: &str| maquette(["render", "a.toml", "--view", view]).in_dir(&at).run();
    render("control").exits(0).complains("figure `control`: it is empty: nothing of the scenario");
    assert!(!render("data").exits(0).stderr().contains("empty"));
}

#[test]
fn usage_mistakes_exit_with_two_and_suggest() {
    maquette(["rendr"]).run().exits(2).complains("render");
    maquette(["render", "--fromat", "svg"]).run().exits(2).complains("--format");
    maquette(["render", "-f", "svgg"]).run().exits(2).complains("svg");
    maquette(["render", "--shard", "3/2"]).run().exits(2).complains("K/N");
    maquette(["explain", "iot-hbu"]).run().exits(2).complains("did you mean `iot-hub`?");
}

#[test]
fn shards_share_the_scenarios() {
    let at = scratch("shards");
    fs::create_dir(at.join("scenarios")).unwrap();
    for name in ["a", "b", "c", "d", "e"] {
        fs::write(at.join(format!("scenarios/{name}.toml")), GOOD).unwrap();
    }
    maquette(["render", "--shard", "1/2"]).in_dir(&at).run().exits(0).complains("3 scenarios");
    maquette(["render", "--shard", "2/2"]).in_dir(&at).run().exits(0).complains("2 scenarios");
    assert_eq!(fs::read_dir(at.join("output")).unwrap().count(), 10);
}

#[test]
fn explains_why_an_element_is_there() {
    let at = scratch("explain");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    let explain = |what: &str| maquette(["explain", what]).in_dir(&at).run();
    explain("a.toml#trailer").exits(0).says("a.toml:3: [devices.trailer]");
    explain("a.toml#iot-hub").exits(0).says("rule ").says("Read in:").says("https://");
    explain("a.toml#device-provisioning").exits(0).says("`[choose]` provisioning").says("manual: ");
    let connection = "a.toml#trailer--iot-hub--telemetry";
    explain(connection).exits(0).says("connection C001").says("S05  Azure documentation");
    explain("a.toml#iot-hbu").exits(2).complains("did you mean `iot-hub`?");
    explain("a.toml#iot-hub")
        .says("What it serves:\n\n  `trailer`: A device that talks to the cloud needs");
    explain(connection).says("What it serves:\n\n  required where both ends are there (C001)");
    explain("a.toml#trailer").says("What it needs:").says("`iot-hub` [derived]");
    let whole = explain("a.toml").exits(0).says("What is derived, and for what:");
    whole.says("  iot-hub\n      `trailer`: A device that talks to the cloud needs");
    explain("b.toml").exits(2).complains("nothing is called `b.toml`");
    explain("MQ0102").exits(0).says("MQ0102");
    explain("iot-hub").exits(0).says("Azure IoT Hub");
}

#[test]
fn lists_are_tables_and_json() {
    for topic in ["services", "rules", "codes", "themes", "formats", "engines", "views"] {
        let text = maquette(["list", topic]).run().exits(0).stdout();
        let json = maquette(["list", topic, "--json"]).run().exits(0).stdout();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json.as_array().unwrap().len() + 1, text.lines().count(), "{topic}");
    }
}

#[test]
fn completions_exist_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        maquette(["completions", shell]).run().exits(0).says("maquette");
    }
}

#[test]
fn includes_are_read_from_the_disk_and_stay_in_the_project() {
    let at = scratch("include");
    fs::create_dir_all(at.join("p/shared")).unwrap();
    fs::write(at.join("secret.toml"), "[devices.x]\n").unwrap();
    fs::write(at.join("p/shared/net.toml"), "[groups.west]\nkind = \"region\"\n").unwrap();
    let with = |path: &str| GOOD.replace("solution", &format!("include = [\"{path}\"]\nsolution"));
    fs::write(at.join("p/a.toml"), with("shared/net.toml") + "[services.iot-hub]\nin = \"west\"\n")
        .unwrap();
    maquette(["check", "a.toml"]).in_dir(&at.join("p")).run().exits(0);
    fs::write(at.join("p/b.toml"), with("../secret.toml")).unwrap();
    maquette(["check", "b.toml"]).in_dir(&at.join("p")).run().exits(1).says("MQ0110");
    std::os::unix::fs::symlink(at.join("secret.toml"), at.join("p/link.toml")).unwrap();
    fs::write(at.join("p/c.toml"), with("link.toml")).unwrap();
    maquette(["check", "c.toml"]).in_dir(&at.join("p")).run().exits(1).says("MQ0110");
}

#[test]
fn a_reader_that_goes_away_is_no_defect() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(["list", "services", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn starters_are_valid_and_never_overwritten() {
    let at = scratch("init");
    for solution in ["cloud", "edge", "hybrid"] {
        let name = format!("my-{solution}");
        maquette(["init", &name, "--solution", solution])
            .in_dir(&at)
            .run()
            .exits(0)
            .says(&format!("scenarios/{name}.toml"));
    }
    maquette(["check", "--fail-on", "info"]).in_dir(&at).run().exits(0);
    maquette(["render"]).in_dir(&at).run().exits(0).complains("6 files written");
    fs::write(at.join("scenarios/my-edge.toml"), "mine").unwrap();
    maquette(["init", "my-edge"]).in_dir(&at).run().exits(2).complains("exists already");
    assert_eq!(fs::read_to_string(at.join("scenarios/my-edge.toml")).unwrap(), "mine");
    maquette(["init", "../x"]).in_dir(&at).run().exits(2);
    let list = maquette(["init", "--list"]).in_dir(&at).run().exits(0).stdout();
    let listed: Vec<&str> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(listed, ["SOLUTION", "cloud", "edge", "hybrid"]);
}

#[test]
fn the_schema_is_json_and_knows_sections_and_services() {
    let text = maquette(["schema"]).run().exits(0).stdout();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let properties = &schema["properties"];
    assert!(properties["solution"]["enum"].as_array().unwrap().iter().any(|w| w == "hybrid"));
    let [sections, lists] = ["sites", "groups"].map(|table| &properties[table]["anyOf"]);
    assert!(sections[0]["additionalProperties"]["properties"]["assets"].is_object());
    assert_eq!(lists[1]["items"]["anyOf"][0]["type"], "string");
    let services = &schema["$defs"]["services"]["anyOf"][0]["properties"];
    let hub = &services["iot-hub"]["anyOf"][1];
    assert!(hub["properties"]["tier"]["enum"].is_array());
    let ways = &properties["connections"]["items"]["anyOf"];
    assert_eq!(ways[0]["type"], "string");
    assert_eq!(ways[1]["required"][0], "from");
    assert!(lists[0]["additionalProperties"]["properties"]["services"].is_object());
}

#[test]
fn what_the_layout_had_to_give_up_is_said_unless_quiet() {
    let at = scratch("remarks");
    let edges: String = (0..4000).map(|i| format!("n{i} -> n{};\n", i * 7919 % 4001)).collect();
    fs::write(at.join("large.dot"), format!("digraph {{\n{edges}}}\n")).unwrap();
    let render = ["render", "large.dot", "-f", "svg"];
    maquette(render).in_dir(&at).run().exits(0).complains("large.dot: ").complains("budget");
    let quiet = maquette(render.into_iter().chain(["--quiet"])).in_dir(&at).run().exits(0);
    assert_eq!(quiet.stderr(), "");
}

#[test]
fn a_file_named_twice_is_drawn_once_and_the_place_is_said() {
    let at = scratch("twice");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    let same = at.join("a.toml").to_string_lossy().into_owned();
    let ran = maquette(["render", "a.toml", "./a.toml", &same]).in_dir(&at).run().exits(0);
    assert_eq!(ran.stderr(), "1 scenario: 2 files written, 0 unchanged, in output\n");
}

#[test]
fn outputs_that_cannot_be_meant_are_refused() {
    let at = scratch("odd-outputs");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    let render = |args: &[&str]| {
        maquette(["render", "a.toml"].iter().chain(args)).in_dir(&at).stdin(GOOD).run()
    };
    render(&["-o", ""]).exits(2).complains("`-o` names nothing");
    render(&["--check", "-o", "-", "-f", "svg"]).exits(2).complains("`--check` compares files");
    render(&["--id-prefix", "a b"]).exits(2).complains("letters, digits");
    render(&["--depth", "-1"]).exits(2).complains("0..=100");
    render(&["--jobs", "0"]).exits(2).complains("1..=256");
    if cfg!(not(feature = "raster")) {
        render(&["-o", "a.png"]).exits(2).complains("has no PNG and PDF");
        render(&["-f", "svg,pdf"]).exits(2).complains("has no PNG and PDF");
    }
    render(&["-o", "cars.jpg"]).exits(2).complains("there is no format `jpg`; there are svg, ");
    render(&["-o", "Cars.DOCX", "-f", "svg"]).exits(2).complains("there is no format `docx`");
    let both = render(&["-f", "svg,md", "-o", "out.svg"]).exits(2);
    both.complains("`-f` asks for svg and md").complains("`out.svg/` if it is to be called so");
    render(&["-f", "dot", "-o", "a.svg"]).exits(2).complains("`a.svg` is a file of the format svg");
    render(&["-f", "ascii", "-o", "a.txt"]).exits(2).complains("a file of the format txt");
    assert_eq!(fs::read_dir(&at).unwrap().count(), 1, "nothing is written");
    // Letter case is the system's affair; a directory may be called anything.
    render(&["-o", "A.SVG"]).exits(0);
    assert!(at.join("A.SVG").is_file());
    render(&["-o", "v1.2"]).exits(0);
    assert!(at.join("v1.2/a.svg").is_file());
    render(&["-f", "svg,md", "-o", "out.svg/"]).exits(0);
    assert!(at.join("out.svg/a.md").is_file());
    render(&["-f", "svg,md", "-o", "out.svg"]).exits(0).complains("in out.svg");
    render(&["-o", ".svg", "-f", "svg"]).exits(0);
    assert!(at.join(".svg/a.svg").is_file());
}

#[test]
fn dot_comes_from_standard_input_as_well() {
    let draw = || maquette(["render", "-"]).stdin("// made\nstrict digraph g { a -> b }");
    draw().run().exits(0).says("data-id=\"a\"");
    maquette(["check", "-"]).stdin("digraph { a -> }").run().exits(1).says("<stdin>:1:16");
}

#[cfg(target_os = "linux")]
#[test]
fn endless_and_full_files_end_with_a_message() {
    maquette(["check", "/dev/zero"]).run().exits(2).says("no regular file");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_maquette"))
        .args(["list", "services"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("error: cannot write to standard output: no space"), "{said}");
}

#[test]
fn texts_with_a_byte_order_mark_and_windows_line_ends_are_read() {
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    maquette(["check", "-"]).stdin(windows).run().exits(0).complains("no findings");
}
