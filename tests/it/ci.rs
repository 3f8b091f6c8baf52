//! `maquette ci`, and findings as files for services that read them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::{maquette, root, scratch};

const SCENARIO: &str = "title = \"Cold chain\"\nsolution = \"cloud\"\n[devices.trailer]\n\
                        protocol = \"mqtt\"\n[services]\nfabric-eventstream = true\n";
const BLOCK: &str =
    "# Fleet\n\n<!-- maquette: scenarios/a.toml view=data -->\n<!-- /maquette -->\n";

/// A project whose pictures and documents are up to date.
fn fresh(name: &str) -> PathBuf {
    let at = scratch(name);
    fs::create_dir(at.join("scenarios")).unwrap();
    fs::write(at.join("scenarios/a.toml"), SCENARIO).unwrap();
    fs::write(at.join("README.md"), BLOCK).unwrap();
    maquette(["render"]).in_dir(&at).run().exits(0);
    maquette(["embed"]).in_dir(&at).run().exits(0);
    at
}

fn ci(at: &Path, flags: &[&str]) -> crate::program::Ran {
    maquette(["ci"].iter().chain(flags)).in_dir(at).run()
}

#[test]
fn one_command_finds_what_three_find() {
    let at = fresh("ci-one");
    let ran = ci(&at, &[]).exits(0);
    assert_eq!(ran.stdout(), "");
    ran.complains("2 files checked: no findings; 2 pictures up to date; 1 block up to date");
    fs::write(at.join("scenarios/a.toml"), SCENARIO.replace("chain", "store")).unwrap();
    fs::write(at.join("output/old.svg"), "").unwrap();
    fs::remove_file(at.join("output/a.dot")).unwrap();
    let ran = ci(&at, &[]).exits(1);
    for told in [
        "error[MQ0502]: `output/a.svg` is stale\n  = help: run `maquette render` and commit",
        "error[MQ0502]: `output/a.dot` is missing",
        "error[MQ0502]: `output/a.data.svg` is stale\n  = help: run `maquette embed README.md` and",
        "error[MQ0503]: `output/old.svg` is left over",
        "error[MQ0504]: the block is stale\n --> README.md:3:1",
    ] {
        assert!(ran.stdout().contains(told), "no {told} in\n{}", ran.stdout());
    }
    ran.complains("3 files checked: 5 errors; 2 of 2 pictures not up to date; 1 of 1 block not up");
    // Each of the three says the same by itself.
    maquette(["check"]).in_dir(&at).run().exits(0);
    maquette(["render", "--check"]).in_dir(&at).run().exits(1);
    maquette(["embed", "--check"]).in_dir(&at).run().exits(1);
    let names = |at: &Path| fs::read_dir(at.join("output")).unwrap().count();
    assert_eq!(names(&at), 3, "nothing is written");
}

#[test]
fn pictures_of_scenarios_that_only_a_document_shows_are_not_left_over() {
    let at = fresh("ci-elsewhere");
    fs::create_dir(at.join("docs")).unwrap();
    fs::write(at.join("docs/other.toml"), SCENARIO).unwrap();
    let block = "<!-- maquette: other.toml -->\n<!-- /maquette -->\n";
    fs::write(at.join("docs/a.md"), block).unwrap();
    maquette(["embed"]).in_dir(&at).run().exits(0);
    ci(&at, &[]).exits(0).complains("4 files checked: no findings; 2 pictures up to date");
    let check = || maquette(["render", "--check"]).in_dir(&at).run();
    check().exits(0);
    // Where a document is not understood, nobody can say what is left over.
    fs::write(at.join("docs/a.md"), block.replace("other", "no")).unwrap();
    check().exits(0);
    fs::remove_file(at.join("docs/a.md")).unwrap();
    check().exits(1).says("left over output/other.svg");
    ci(&at, &[]).exits(1).says("`output/other.svg` is left over");
}

/// What a scenario with a dot in its name is drawn to is its own, also while the scenario is broken.
#[test]
fn names_with_dots_leave_nothing_over() {
    let at = scratch("ci-dots");
    fs::create_dir(at.join("scenarios")).unwrap();
    let scenario =
        |name: &str, text: &str| fs::write(at.join("scenarios").join(name), text).unwrap();
    scenario("v1.2.toml", SCENARIO);
    maquette(["render"]).in_dir(&at).run().exits(0);
    scenario("v1.2.toml", &SCENARIO.replace("cloud", "clod"));
    fs::write(at.join("output/v1.3.svg"), "").unwrap();
    let odd = maquette(["render", "--check"]).in_dir(&at).run().exits(1).stdout();
    assert_eq!(odd, "left over output/v1.3.svg\n");
}

#[test]
fn exit_codes_tell_findings_from_trouble() {
    let at = fresh("ci-codes");
    // A warning fails only if it is asked to.
    fs::write(at.join("scenarios/a.toml"), format!("{SCENARIO}[nodes.printer]\n")).unwrap();
    maquette(["render"]).in_dir(&at).run().exits(0);
    maquette(["embed"]).in_dir(&at).run().exits(0);
    ci(&at, &[]).exits(0).says("warning[MQ0307]");
    ci(&at, &["--fail-on", "warning"]).exits(1);
    // A scenario with mistakes is told once, a mark that names it by its line.
    fs::write(at.join("scenarios/a.toml"), SCENARIO.replace("cloud", "clod")).unwrap();
    let ran = ci(&at, &[]).exits(1).says("README.md:3:1").says("did you mean `cloud`?");
    assert_eq!(ran.stdout().matches("error[MQ0107]").count(), 1, "{}", ran.stdout());
    ci(&at, &["scenarios/no.toml"]).exits(2).says("cannot read `scenarios/no.toml`");
    fs::remove_dir_all(at.join("scenarios")).unwrap();
    ci(&at, &[]).exits(2).says("error[MQ0001]");
}

#[test]
fn findings_go_to_files_in_every_format() {
    let at = fresh("ci-files");
    fs::write(at.join("scenarios/a.toml"), format!("{SCENARIO}[nodes.printer]\n")).unwrap();
    // What `ci` finds is written by the same lines; to draw for each format takes its time.
    for (command, formats) in
        [("check", &["text", "json", "github", "sarif", "junit"][..]), ("ci", &["json"])]
    {
        for &format in formats {
            let file = format!("{command}.{format}");
            let run = |to: &[&str]| {
                let code = i32::from(command == "ci");
                let all = [command, "-f", format].into_iter().chain(to.iter().copied());
                maquette(all).in_dir(&at).run().exits(code)
            };
            let shown = run(&[]).stdout();
            assert_eq!(run(&["-o", &file]).stdout(), "");
            assert_eq!(fs::read_to_string(at.join(&file)).unwrap(), shown, "{file}");
            assert!(shown.contains("MQ0307"), "{file}: {shown}");
            assert_eq!(run(&["-o", "-"]).stdout(), shown);
        }
    }
    // The older name of the flag holds.
    let old = maquette(["check", "--output-format", "json"]).in_dir(&at).run().exits(0).stdout();
    assert_eq!(old, fs::read_to_string(at.join("check.json")).unwrap());
    let check = |to: &str| maquette(["check", "-o", to]).in_dir(&at).run();
    check("").exits(2).complains("`-o` names nothing");
    check("scenarios").exits(2).complains("it is a directory");
}

/// What a service compares two runs by.
fn fingerprints(at: &Path) -> Vec<String> {
    let ran = maquette(["check", "-f", "sarif", "a.toml"]).in_dir(at).run();
    let log: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let print =
        |one: &Value| one["partialFingerprints"]["maquette/v1"].as_str().unwrap().to_owned();
    results.iter().map(print).collect()
}

#[test]
fn fingerprints_of_findings_are_distinct_and_stay_when_lines_move() {
    let at = scratch("ci-fingerprints");
    let wrong = format!(
        "{SCENARIO}[nodes.printer]\n[nodes.press]\n[devices.x]\nprotcol = 1\n\
                         [devices.y]\nprotcol = 1\n"
    );
    fs::write(at.join("a.toml"), &wrong).unwrap();
    let before = fingerprints(&at);
    assert!(before.len() > 1, "{before:?}");
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len(), "{before:?}");
    fs::write(at.join("a.toml"), format!("# A remark.\n\n{wrong}")).unwrap();
    assert_eq!(fingerprints(&at), before);
}

/// The package `junitparser` reads the report as services do.
#[test]
fn a_real_reader_of_junit_reads_the_report() {
    let at = fresh("ci-junit");
    let odd =
        SCENARIO.replace("chain", "store") + "[nodes.printer]\nlabel = \"a <b> & \\\"c\\\"\"\n";
    fs::write(at.join("scenarios/a.toml"), odd).unwrap();
    fs::write(at.join("scenarios/b.toml"), SCENARIO.replace("cloud", "clod")).unwrap();
    ci(&at, &["-f", "junit", "-o", "report.xml"]).exits(1);
    let script = "import sys\nfrom junitparser import JUnitXml, Failure\n\
                  xml = JUnitXml.fromfile(sys.argv[1])\n\
                  for suite in xml:\n\
                  \x20   print(suite.name, suite.tests, suite.failures, suite.errors)\n\
                  \x20   for case in suite:\n\
                  \x20       kinds = [result.type for result in case.result if isinstance(result, Failure)]\n\
                  \x20       print(case.name, *kinds, 'MQ0307' in (case.system_out or ''))\n";
    let python = root().join("target/peers/python/bin/python");
    let ran = Command::new(&python)
        .args(["-c", script])
        .arg(at.join("report.xml"))
        .output()
        .unwrap_or_else(|error| panic!("no {}: {error}; `./test` installs it", python.display()));
    let said = [&ran.stdout, &ran.stderr].map(|text| String::from_utf8_lossy(text)).concat();
    let expected = "maquette ci 3 3 0\nscenarios/a.toml MQ0502 True\nscenarios/b.toml MQ0107 False\n\
                    README.md MQ0504 False\n";
    assert_eq!(said, expected);
}

#[test]
fn a_file_that_is_scenario_and_document_is_looked_at_as_both() {
    let at = scratch("ci-both");
    fs::create_dir(at.join("scenarios")).unwrap();
    fs::write(at.join("maquette.toml"), "documents = ['scenarios/a.toml']\n").unwrap();
    let write = |mark: &str| {
        let text = format!(
            "title = 'T'\nsolution = 'cloud'\ndescription = '''\n{mark}<!-- /maquette -->\n'''\n\
             [devices.trailer]\n"
        );
        fs::write(at.join("scenarios/a.toml"), text).unwrap();
    };
    write("<!-- maquette: nowhere.toml -->\n");
    maquette(["render"]).in_dir(&at).run().exits(0);
    let ran = ci(&at, &[]).exits(1).says("MQ1140").says("cannot read `scenarios/nowhere.toml`");
    ran.complains("1 file checked: 1 error");
    fs::write(at.join("scenarios/b.toml"), SCENARIO).unwrap();
    write("<!-- maquette: b.toml -->\n");
    maquette(["render"]).in_dir(&at).run().exits(0);
    ci(&at, &[]).exits(1).says("error[MQ0504]: the block is stale\n --> scenarios/a.toml:4:1");
}
