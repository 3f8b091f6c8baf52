//! What a project says once: `maquette.toml`, the environment, and who goes before whom.

use std::fs;
use std::path::{Path, PathBuf};

use maquette::config::SETTINGS;

use crate::program::{maquette, root, scratch};
use crate::repo::git;

const SCENARIO: &str = "title = \"Cold chain\"\nsolution = \"cloud\"\n[devices.trailer]\n\
                        protocol = \"mqtt\"\n[services]\nfabric-eventstream = true\n";

/// A project: scenarios in `plans/`, and what its file says.
fn project(name: &str, config: &str) -> PathBuf {
    let at = scratch(name);
    fs::create_dir(at.join("plans")).unwrap();
    fs::write(at.join("plans/a.toml"), SCENARIO).unwrap();
    fs::write(at.join("maquette.toml"), config).unwrap();
    at
}

fn files(at: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(at) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The value of a key and where it comes from.
fn told(at: &Path, path: &str, key: &str, environment: &[(&str, &str)]) -> (String, String) {
    let mut program = maquette(["config", path, "--json"]).in_dir(at);
    for (variable, value) in environment {
        program = program.env(variable, value);
    }
    let rows: serde_json::Value = serde_json::from_str(&program.run().exits(0).stdout()).unwrap();
    let row = rows.as_array().unwrap().iter().find(|row| row["key"] == key).unwrap();
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    (text("value"), text("from"))
}

#[test]
fn a_project_says_once_what_is_drawn_from_where_to_where() {
    let at = project(
        "config-render",
        "scenarios = [\"plans\"]\noutput = \"img\"\nformats = [\"dot\", \"mermaid\"]\n\
         views = [\"all\", \"data\"]\ndirection = \"tb\"\n",
    );
    maquette(["render"]).in_dir(&at).run().exits(0).complains("4 files written");
    assert_eq!(files(&at.join("img")), ["a.data.dot", "a.data.mmd", "a.dot", "a.mmd"]);
    let read = |name: &str| fs::read_to_string(at.join("img").join(name)).unwrap();
    assert!(read("a.dot").contains("rankdir=TB") && read("a.mmd").contains("flowchart TB"));
    assert!(read("a.data.dot").contains("Cold chain: data"));
    maquette(["render", "--check"]).in_dir(&at).run().exits(0).complains("4 files up to date");
    fs::write(at.join("plans/a.toml"), SCENARIO.replace("chain", "store")).unwrap();
    let stale = maquette(["render", "--check"]).in_dir(&at).run().exits(1).stdout();
    assert_eq!(stale.lines().filter(|line| line.starts_with("stale")).count(), 4, "{stale}");
    maquette(["check"]).in_dir(&at).run().exits(0).complains("1 scenario checked");
    // From a directory further down it is the same project.
    let below = at.join("plans");
    maquette(["render", "a.toml"]).in_dir(&below).run().exits(0).complains("in ../img");
    assert_eq!(files(&below), ["a.toml"]);
    maquette(["render", "--check"]).in_dir(&below).run().exits(0);
}

#[test]
fn flags_go_before_the_environment_the_scenario_the_file_and_the_default() {
    let at = project("config-order", "output = \"img\"\nwidth = \"slide\"\n");
    let variable = [("MAQUETTE_WIDTH", "700")];
    let own = format!("{SCENARIO}[picture]\nwidth = 640\n");
    fs::write(at.join("plans/own.toml"), own).unwrap();
    let width = |path: &str, environment: &[(&str, &str)]| told(&at, path, "width", environment);
    let pair = |value: &str, from: &str| (value.to_owned(), from.to_owned());
    assert_eq!(width("plans/own.toml", &variable), pair("700", "MAQUETTE_WIDTH"));
    assert_eq!(width("plans/own.toml", &[]), pair("640", "plans/own.toml"));
    assert_eq!(width("plans/a.toml", &[]), pair("\"slide\"", "maquette.toml:2:1"));
    assert_eq!(
        width("plans/a.toml", &[("MAQUETTE_WIDTH", "")]),
        pair("\"slide\"", "maquette.toml:2:1")
    );
    assert_eq!(told(&at, "plans", "direction", &[]), pair("\"auto\"", "default"));
    // What is told is what is drawn.
    let is_narrow = |flags: &[&str], environment: &[(&str, &str)]| {
        let all = ["render", "plans/own.toml", "-f", "svg", "-o", "-"].iter().chain(flags);
        let mut program = maquette(all).in_dir(&at);
        for (variable, value) in environment {
            program = program.env(variable, value);
        }
        let svg = program.run().exits(0).stdout();
        let width = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap();
        width.parse::<f64>().unwrap() <= 240.0
    };
    let narrow = [("MAQUETTE_WIDTH", "240")];
    assert!(is_narrow(&[], &narrow));
    assert!(!is_narrow(&["--width", "900"], &narrow));
    assert!(!is_narrow(&[], &[]));
}

/// A change of what the project says cannot hide what it does.
#[test]
fn a_comparison_takes_what_the_project_says_from_each_revision() {
    let at = project("config-revisions", "views = [\"data\"]\n");
    git(&at, &["init", "-q"]);
    git(&at, &["add", "."]);
    git(&at, &["commit", "-qm", "before"]);
    let silent = "[checks]\nMQ5102 = \"off\"\n";
    fs::write(at.join("maquette.toml"), silent).unwrap();
    let without = SCENARIO.replace("[services]\nfabric-eventstream = true\n", "");
    fs::write(at.join("plans/a.toml"), without).unwrap();
    let diff = || maquette(["diff", "--git", "HEAD"]).in_dir(&at).run().exits(0);
    diff().says("MQ5102: IoT Hub has nowhere else").says("`[checks]` says of MQ5102");
    git(&at, &["add", "maquette.toml"]);
    git(&at, &["commit", "-qm", "silent"]);
    assert!(!diff().stdout().contains("MQ5102"));
}

#[test]
fn a_scenario_says_its_own_views() {
    let at = project("config-views", "formats = [\"mermaid\"]\nviews = [\"security\"]\n");
    let own = |views: &str| format!("{SCENARIO}[picture]\nviews = {views}\n");
    fs::write(at.join("plans/a.toml"), own("[\"all\", \"data\"]")).unwrap();
    let render = |flags: &[&str]| {
        let _ = fs::remove_dir_all(at.join("output"));
        let all = ["render", "plans/a.toml"].iter().chain(flags);
        let ran = maquette(all).in_dir(&at).run();
        (ran.code(), files(&at.join("output")))
    };
    assert_eq!(render(&[]), (0, vec!["a.data.mmd".to_owned(), "a.mmd".to_owned()]));
    assert_eq!(render(&["--view", "control"]), (0, vec!["a.control.mmd".to_owned()]));
    let several = render(&["--view", "data", "--view", "all"]);
    assert_eq!(several, (0, vec!["a.data.mmd".to_owned(), "a.mmd".to_owned()]));
    maquette(["render", "plans/a.toml", "-o", "-"]).in_dir(&at).run().exits(2).complains("--view");
    maquette(["render", "plans/a.toml", "-o", "one.mmd"]).in_dir(&at).run().exits(0);
    assert!(at.join("one.mmd").is_file() && at.join("one.data.mmd").is_file());
    fs::write(at.join("plans/a.toml"), own("[\"dta\"]")).unwrap();
    maquette(["check", "plans/a.toml"])
        .in_dir(&at)
        .run()
        .exits(1)
        .says("plans/a.toml:8:10")
        .says("did you mean `data`?");
    fs::write(at.join("plans/a.toml"), SCENARIO).unwrap();
    assert_eq!(render(&[]), (0, vec!["a.security.mmd".to_owned()]));
}

#[test]
fn findings_weigh_what_the_project_says_unless_the_scenario_does() {
    let alone = format!("{SCENARIO}[nodes.printer]\n");
    let at = project("config-levels", "[checks]\nMQ0307 = \"error\"\n");
    fs::write(at.join("plans/a.toml"), &alone).unwrap();
    let check = || maquette(["check", "plans/a.toml"]).in_dir(&at).run();
    check().exits(1).says("error[MQ0307]");
    fs::write(at.join("plans/a.toml"), format!("{alone}[checks]\nMQ0307 = \"off\"\n")).unwrap();
    assert!(!check().exits(0).stdout().contains("MQ0307"));
    assert_eq!(told(&at, "plans/a.toml", "checks.MQ0307", &[]).0, "\"off\"");
    assert_eq!(told(&at, "plans", "checks.MQ0307", &[]).1, "maquette.toml");
}

#[test]
fn catalogs_and_themes_are_those_of_the_project() {
    let at = project("config-catalogs", "catalogs = [\"own.toml\"]\ntheme = \"own-theme.toml\"\n");
    let service = "[[service]]\nid = \"press-box\"\nname = \"Press box\"\nsummary = \"S.\"\n\
                   family = \"own\"\nlane = \"use\"\nlives = \"cloud\"\n";
    fs::write(at.join("own.toml"), service).unwrap();
    fs::write(at.join("own-theme.toml"), "[light]\nink = \"#123456\"\n").unwrap();
    fs::write(at.join("plans/a.toml"), format!("{SCENARIO}press-box = true\n")).unwrap();
    let below = at.join("plans");
    for (directory, path) in [(&at, "plans/a.toml"), (&below, "a.toml")] {
        let svg = maquette(["render", path, "-o", "-"]).in_dir(directory).run().exits(0).stdout();
        assert!(svg.contains("Press box") && svg.contains("#123456"));
        maquette(["list", "services"]).in_dir(directory).run().exits(0).says("press-box");
    }
    let plain = maquette(["render", "plans/a.toml", "--theme", "print", "-o", "-"]).in_dir(&at);
    assert!(!plain.run().exits(0).stdout().contains("#123456"), "a flag goes before");
}

#[test]
fn mistakes_have_a_code_a_place_and_a_hint() {
    let at = project("config-mistakes", "ouput = \"img\"\nwidth = \"wide\"\noutput = \"../img\"\n");
    let told = maquette(["render", "plans/a.toml"]).in_dir(&at).run().exits(2).stderr();
    for part in ["MQ0102", "maquette.toml:1:1", "did you mean `output`?", "MQ0107", "MQ0118"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(files(&at), ["maquette.toml", "plans"], "nothing is written");
    let at = project("config-variables", "");
    let ran = maquette(["render"]).in_dir(&at).env("MAQUETTE_FORMATS", "svg, gif").run();
    ran.exits(2).complains("`MAQUETTE_FORMATS` is `gif`").complains("`svg`");
}

#[test]
fn a_file_of_scenarios_is_no_scenario_and_other_projects_are_told_apart() {
    let at = project("config-apart", "");
    fs::write(at.join("plans/maquette.toml"), "formats = [\"mermaid\"]\n").unwrap();
    maquette(["check", "plans"]).in_dir(&at).run().exits(0).complains("1 scenario checked");
    fs::write(at.join("b.toml"), SCENARIO).unwrap();
    maquette(["check", "b.toml", "plans/a.toml"])
        .in_dir(&at)
        .run()
        .exits(2)
        .complains("`b.toml` and `plans/a.toml` do not belong to one `maquette.toml`");
}

#[cfg(unix)]
#[test]
fn no_path_of_a_project_and_no_link_leads_out_of_it() {
    use std::os::unix::fs::symlink;
    let elsewhere = scratch("config-elsewhere");
    fs::write(elsewhere.join("maquette.toml"), "formats = [\"json\"]\n").unwrap();
    let at = project("config-links", "output = \"img/deep\"\n");
    fs::create_dir(at.join(".git")).unwrap();
    symlink(&elsewhere, at.join("img")).unwrap();
    let render = || maquette(["render", "plans/a.toml", "-f", "mermaid"]).in_dir(&at).run();
    render().exits(2).complains("MQ0118");
    fs::write(at.join("maquette.toml"), "output = \".git/hooks\"\n").unwrap();
    render().exits(2).complains("MQ0118");
    fs::remove_file(at.join("maquette.toml")).unwrap();
    symlink(elsewhere.join("maquette.toml"), at.join("maquette.toml")).unwrap();
    render().exits(2).complains("link out of the project");
    assert_eq!(files(&elsewhere), ["maquette.toml"]);
    // What lies above the repository says nothing.
    fs::create_dir_all(elsewhere.join("inner/.git")).unwrap();
    fs::write(elsewhere.join("inner/a.toml"), SCENARIO).unwrap();
    let inner = elsewhere.join("inner");
    assert_eq!(told(&inner, "a.toml", "formats", &[]).1, "default");
}

#[test]
fn every_setting_is_described() {
    let text = fs::read_to_string(root().join("docs/config.md")).unwrap();
    for setting in SETTINGS {
        let row = text.lines().find(|line| line.starts_with(&format!("| `{}` ", setting.key)));
        assert!(row.is_some_and(|row| row.contains(&setting.variable())), "{}", setting.key);
        let is_shown = text.lines().any(|line| {
            line.starts_with(setting.key) && line[setting.key.len()..].trim_start().starts_with('=')
        });
        assert!(is_shown, "`{}` has no example", setting.key);
    }
    // The example is a file that holds.
    let example = text.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let at = project("config-documented", example);
    fs::create_dir_all(at.join("third-party/icons")).unwrap();
    maquette(["config"])
        .in_dir(&at)
        .run()
        .exits(2)
        .complains("cannot read `architecture/own.toml`");
    fs::create_dir(at.join("architecture")).unwrap();
    fs::write(at.join("architecture/own.toml"), "").unwrap();
    let told = maquette(["config"]).in_dir(&at).run().exits(0).stdout();
    assert_eq!(told.lines().filter(|line| line.contains("maquette.toml:")).count(), SETTINGS.len());
}
