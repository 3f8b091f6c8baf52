//! `maquette diff` in real repositories, made with the real `git`.

use std::path::Path;

use serde_json::Value;

use crate::program::{maquette, scratch};
use crate::repo::{Repo, git};

const FLEET: &str = r#"title = "Fleet"
solution = "cloud"

[devices.truck]
count = 40
protocol = "mqtt"
"#;

/// The report of a repository as JSON.
fn json(repo: &Repo, args: &[&str]) -> Value {
    let ran = repo.diff(&[&["-f", "json"], args].concat());
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
    serde_json::from_str(&ran.stdout()).unwrap()
}

/// `name change id`, sorted by scenario and order.
fn told(report: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for scenario in report["scenarios"].as_array().unwrap() {
        for one in scenario["differences"].as_array().unwrap() {
            let word = |key: &str| one[key].as_str().unwrap_or("").to_owned();
            let name = scenario["name"].as_str().unwrap();
            let line = format!("{name} {} {} {}", word("change"), word("id"), word("attribute"));
            lines.push(line.trim_end().to_owned());
        }
    }
    lines
}

#[test]
fn a_revision_and_a_file() {
    let repo = Repo::new("diff-revision");
    repo.write("scenarios/fleet.toml", FLEET).commit("one");
    repo.write("scenarios/fleet.toml", &FLEET.replace("40", "50"));
    let found = json(&repo, &["HEAD:scenarios/fleet.toml", "scenarios/fleet.toml"]);
    assert_eq!(told(&found), ["scenarios/fleet.toml changed truck count"]);
    let one = &found["scenarios"][0]["differences"][0];
    assert_eq!((&one["from"], &one["to"]), (&"40".into(), &"50".into()));
    assert_eq!(one["cause"]["type"], "edit");
    assert_eq!(one["place"]["line"], 5, "the line of the count");
    // The same difference has the same fingerprint, whatever form it is asked in.
    let range = json(&repo, &["--git", "HEAD"]);
    assert_eq!(range["scenarios"][0]["differences"][0]["fingerprint"], one["fingerprint"]);
}

#[test]
fn added_removed_renamed_and_changed_scenarios_of_a_branch() {
    let repo = Repo::new("diff-range");
    let other = |title: &str| FLEET.replace("Fleet", title).replace("truck", "pump");
    repo.write("scenarios/fleet.toml", FLEET)
        .write("scenarios/gone.toml", &other("Gone"))
        .write("scenarios/old-name.toml", &other("Named"))
        .write("scenarios/same.toml", &FLEET.replace("truck", "meter"))
        .write("Cargo.toml", "[package]\nname = \"no-scenario\"\n")
        .commit("base");
    repo.git(&["switch", "-q", "-c", "work"]);
    repo.write("scenarios/fleet.toml", &FLEET.replace("40", "50"))
        .write(
            "scenarios/came.toml",
            "solution = \"edge\"\ntitle = \"C\"\n[sites.ulm]\nruntime = \"iot-operations\"\n",
        )
        .write("Cargo.toml", "[package]\nname = \"still-none\"\n");
    repo.git(&["rm", "-q", "scenarios/gone.toml"]);
    repo.git(&["mv", "scenarios/old-name.toml", "scenarios/new-name.toml"]);
    repo.commit("work");
    // What happens on main meanwhile is not the branch's.
    repo.git(&["switch", "-q", "main"]);
    repo.write("scenarios/same.toml", &FLEET.replace("truck", "gauge")).commit("meanwhile");
    let found = json(&repo, &["--git", "main...work"]);
    let files: Vec<_> = found["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["name"].as_str().unwrap(), one["file"].as_str().unwrap()))
        .collect();
    assert_eq!(
        files,
        [
            "scenarios/came.toml added",
            "scenarios/fleet.toml kept",
            "scenarios/gone.toml removed",
            "scenarios/new-name.toml renamed",
        ]
    );
    assert_eq!(found["level"], "breaking", "a removed scenario");
    let text = maquette(["diff", "--git", "main...work"]).in_dir(&repo.0).run();
    assert!(text.stdout().contains("4 scenarios: 1 changed, 1 added, 1 removed, 1 renamed"));
    // Restricted to a path; two dots compare the revisions as they are.
    let one = json(&repo, &["--git", "main...work", "scenarios/fleet.toml"]);
    assert_eq!(told(&one), ["scenarios/fleet.toml changed truck count"]);
    let as_they_are = json(&repo, &["--git", "main..work", "scenarios/same.toml"]);
    assert_eq!(as_they_are["scenarios"].as_array().unwrap().len(), 1);
}

#[test]
fn a_scenario_that_was_moved_and_rewritten_is_told_apart_from_a_removed_and_an_added_one() {
    let repo = Repo::new("diff-moved");
    let pump = "title = \"Pumps\"\nsolution = \"cloud\"\n[devices.pump]\n";
    repo.write("fleet.toml", FLEET).write("old.toml", pump).commit("base");
    for gone in ["fleet.toml", "old.toml"] {
        std::fs::remove_file(repo.0.join(gone)).unwrap();
    }
    let trucks =
        "# Rewritten.\nsolution = \"cloud\"\ntitle = \"Trucks\"\ndevices.truck.count = 41\n";
    repo.write("eu/fleet.toml", trucks);
    repo.write("new.toml", &format!("# {}\n{pump}count = 7\n", "words ".repeat(40)));
    let check = |found: &Value| {
        let of = |key: &str| -> Vec<&str> {
            found["scenarios"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|one| one[key].as_str())
                .collect()
        };
        assert_eq!(of("name"), ["eu/fleet.toml", "new.toml"]);
        assert_eq!(of("file"), ["renamed", "renamed"]);
        assert!(told(found).contains(&"new.toml changed pump count".to_owned()), "{found:#}");
    };
    // As git does not track it yet, and in a commit.
    check(&json(&repo, &["--git", "HEAD"]));
    repo.commit("moved");
    check(&json(&repo, &["--git", "HEAD~1..HEAD"]));
}

#[test]
fn a_merge_is_compared_with_what_it_was_merged_into() {
    let repo = Repo::new("diff-merge");
    repo.write("a.toml", FLEET).write("b.toml", &FLEET.replace("truck", "pump")).commit("base");
    repo.git(&["switch", "-q", "-c", "work"]);
    repo.write("a.toml", &FLEET.replace("40", "50")).commit("work");
    repo.git(&["switch", "-q", "main"]);
    repo.write("b.toml", &FLEET.replace("truck", "pump").replace("40", "60")).commit("main");
    repo.git(&["merge", "-q", "--no-ff", "-m", "merged", "work"]);
    assert_eq!(told(&json(&repo, &["--git", "HEAD^1..HEAD"])), ["a.toml changed truck count"]);
    assert_eq!(told(&json(&repo, &["--git", "HEAD^2..HEAD"])), ["b.toml changed pump count"]);
}

#[test]
fn includes_are_those_of_the_same_revision() {
    let repo = Repo::new("diff-includes");
    let scenario = "title = \"A\"\nsolution = \"cloud\"\ninclude = [\"shared/fleet.toml\"]\n";
    repo.write("scenarios/a.toml", scenario)
        .write("scenarios/shared/fleet.toml", "[devices.truck]\ncount = 40\n")
        .commit("one");
    repo.write("scenarios/shared/fleet.toml", "[devices.truck]\ncount = 50\n").commit("two");
    repo.write("scenarios/shared/fleet.toml", "[devices.truck]\ncount = 60\n");
    let range = json(&repo, &["--git", "HEAD~1...HEAD"]);
    assert_eq!(told(&range), ["scenarios/a.toml changed truck count"]);
    let one = &range["scenarios"][0]["differences"][0];
    assert_eq!((&one["from"], &one["to"]), (&"40".into(), &"50".into()));
    assert_eq!(one["place"]["file"], "scenarios/shared/fleet.toml");
    let tree = json(&repo, &["HEAD~1:scenarios/a.toml", "scenarios/a.toml"]);
    assert_eq!(tree["scenarios"][0]["differences"][0]["to"], "60");
    let tree = json(&repo, &["--git", "HEAD"]);
    assert_eq!(tree["scenarios"][0]["differences"][0]["to"], "60");
}

#[test]
fn the_working_tree_with_files_that_git_does_not_know() {
    let repo = Repo::new("diff-tree");
    repo.write("a.toml", FLEET).write(".gitignore", "ignored.toml\n").commit("one");
    repo.write("new.toml", &FLEET.replace("truck", "pump"))
        .write("ignored.toml", &FLEET.replace("truck", "crane"));
    let found = json(&repo, &["--git", "HEAD"]);
    assert_eq!(found["scenarios"].as_array().unwrap().len(), 1);
    assert_eq!(found["scenarios"][0]["name"], "new.toml");
    assert_eq!(found["scenarios"][0]["file"], "added");
}

#[test]
fn from_a_subdirectory_and_a_worktree() {
    let repo = Repo::new("diff-subdirectory");
    repo.write("scenarios/fleet.toml", FLEET).write("docs/readme.md", "x").commit("one");
    repo.write("scenarios/fleet.toml", &FLEET.replace("40", "50")).commit("two");
    let below = repo.0.join("scenarios");
    let json = |args: &[&str], directory: &Path| -> Value {
        let ran = maquette(["diff", "-f", "json"].iter().chain(args)).in_dir(directory).run();
        assert_eq!(ran.code(), 0, "{}", ran.stderr());
        serde_json::from_str(&ran.stdout()).unwrap()
    };
    let expected = ["scenarios/fleet.toml changed truck count"];
    assert_eq!(told(&json(&["--git", "HEAD~1...HEAD"], &below)), expected);
    assert_eq!(told(&json(&["--git", "HEAD~1...HEAD", "fleet.toml"], &below)), expected);
    assert_eq!(told(&json(&["--git", "HEAD~1", "."], &below)), expected);
    assert!(told(&json(&["--git", "HEAD~1", "../docs"], &below)).is_empty());
    for spec in ["HEAD~1:scenarios/fleet.toml", "HEAD~1:./fleet.toml", "HEAD~1:fleet.toml"] {
        assert_eq!(told(&json(&[spec, "fleet.toml"], &below)), ["fleet.toml changed truck count"]);
    }
    let tree = scratch("diff-worktree").join("tree");
    repo.git(&["worktree", "add", "-q", tree.to_str().unwrap(), "HEAD~1"]);
    assert_eq!(told(&json(&["--git", "HEAD..main"], &tree)), expected);
}

#[test]
fn what_a_shallow_clone_lacks_is_said() {
    let repo = Repo::new("diff-shallow-origin");
    repo.write("a.toml", FLEET).commit("one");
    repo.git(&["switch", "-q", "-c", "work"]);
    repo.write("a.toml", &FLEET.replace("40", "50")).commit("two");
    repo.git(&["switch", "-q", "main"]);
    repo.write("b.toml", &FLEET.replace("truck", "pump")).commit("three");
    let clone = scratch("diff-shallow").join("clone");
    let (from, to) = (format!("file://{}", repo.0.display()), clone.to_str().unwrap());
    git(&repo.0, &["clone", "-q", "--depth=1", "--branch", "work", &from, to]);
    let run = |range: &str| maquette(["diff", "--git", range]).in_dir(&clone).run();
    let missing = run("main...HEAD");
    assert_eq!(missing.code(), 2);
    assert!(missing.stderr().contains("no revision `main`"), "{}", missing.stderr());
    assert!(missing.stderr().contains("shallow"), "{}", missing.stderr());
    git(&clone, &["fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main"]);
    let named = run("main...HEAD");
    assert!(named.stderr().contains("did you mean `origin/main`"), "{}", named.stderr());
    let parted = run("origin/main...HEAD");
    assert_eq!(parted.code(), 2);
    assert!(parted.stderr().contains("--unshallow"), "{}", parted.stderr());
    assert_eq!(run("origin/main..HEAD").code(), 0);
    git(&clone, &["fetch", "-q", "--unshallow"]);
    assert_eq!(run("origin/main...HEAD").code(), 0);
}

#[test]
fn trouble_is_2_and_never_means_that_something_differs() {
    let repo = Repo::new("diff-trouble");
    repo.write("a.toml", FLEET)
        .write("bad.toml", "title = \"B\"\nsolution = \"cloud\"\n")
        .commit("one");
    repo.write("bad.toml", "title = \"B\"\nsolution = \"clod\"\n");
    let outside = scratch("diff-outside").join("x.toml");
    std::fs::write(&outside, FLEET).unwrap();
    let outside = outside.to_str().unwrap();
    let run = |args: &[&str]| maquette(["diff"].iter().chain(args)).in_dir(&repo.0).run();
    for (args, said) in [
        (vec!["--git", "nowhere...HEAD"], "no revision `nowhere`"),
        (vec!["--git", "HEAD", outside], "outside of the repository"),
        (vec!["--git", "HEAD", "../x.toml"], "outside of the repository"),
        (vec!["HEAD:nothing.toml", "a.toml"], "is not in `HEAD`"),
        (vec!["a.toml", "nothing.toml"], "cannot read `nothing.toml`"),
        (vec!["a.toml"], "not merged"),
        (vec!["--git", "HEAD", "--exit-code"], "`bad.toml` is invalid"),
        (vec!["a.toml", "bad.toml", "--exit-code"], "`bad.toml` is invalid"),
        (vec!["a.toml", "a.toml", "--accept", "MQ9999"], "neither a code nor a fingerprint"),
        (vec!["a.toml", "a.toml", "--level", "MQ5301"], "CODE=LEVEL"),
    ] {
        let ran = run(&args);
        let expected = if args == ["a.toml"] { 0 } else { 2 };
        assert_eq!(ran.code(), expected, "{args:?}: {}", ran.stderr());
        assert!(ran.stderr().contains(said), "{args:?}: {}", ran.stderr());
    }
    // A file outside of any repository can be compared with one inside.
    assert_eq!(run(&["a.toml", outside, "--exit-code"]).code(), 0);
    let nowhere = maquette(["diff", "--git", "HEAD"]).in_dir(Path::new("/")).run();
    assert_eq!(nowhere.code(), 2);
    assert!(nowhere.stderr().contains("not in a git repository"), "{}", nowhere.stderr());
}

#[test]
fn differences_exit_with_1_only_when_asked() {
    let repo = Repo::new("diff-exit");
    repo.write("a.toml", FLEET).write("b.toml", &FLEET.replace("40", "50"));
    let code = |args: &[&str]| {
        maquette(["diff", "a.toml", "b.toml"].iter().chain(args)).in_dir(&repo.0).run().code()
    };
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--exit-code"]), 1);
    assert_eq!(code(&["--fail-on", "cosmetic"]), 1);
    assert_eq!(code(&["--fail-on", "minor"]), 1);
    assert_eq!(code(&["--fail-on", "risky"]), 0);
    assert_eq!(code(&["--fail-on", "risky", "--level", "MQ5306=risky"]), 1);
    assert_eq!(code(&["--exit-code", "--level", "MQ5306=off"]), 0);
    assert_eq!(code(&["--exit-code", "--accept", "MQ5306"]), 0);
    let json = maquette(["diff", "a.toml", "b.toml", "-f", "json"]).in_dir(&repo.0).run().stdout();
    let json: Value = serde_json::from_str(&json).unwrap();
    let fingerprint = json["scenarios"][0]["differences"][0]["fingerprint"].as_str().unwrap();
    let list = format!("# agreed in the meeting\n{fingerprint}  # more trucks\n");
    repo.write("accepted.txt", &list);
    assert_eq!(code(&["--exit-code", "--accept-file", "accepted.txt"]), 0);
}

#[test]
fn git_calls_it_as_difftool_driver_and_text_conversion() {
    let repo = Repo::new("diff-driver");
    let binary = env!("CARGO_BIN_EXE_maquette");
    repo.write("fleet.toml", FLEET).write(".gitattributes", "*.toml diff=maquette\n").commit("one");
    repo.write("fleet.toml", &FLEET.replace("40", "50"));
    repo.write("pump.toml", &FLEET.replace("truck", "pump"));
    repo.git(&["add", "-A"]);
    let config = |key: &str, value: String| drop(repo.git(&["config", key, &value]));
    config(
        "difftool.maquette.cmd",
        format!("'{binary}' diff --as \"$MERGED\" \"$LOCAL\" \"$REMOTE\""),
    );
    let shown = repo.git(&["difftool", "--no-prompt", "--tool=maquette", "HEAD"]);
    assert!(shown.contains("count 40 -> 50"), "{shown}");
    config("diff.maquette.textconv", format!("'{binary}' diff --textconv"));
    let shown = repo.git(&["diff", "HEAD"]);
    assert!(shown.contains("-  count: 40\n+  count: 50"), "{shown}");
    assert!(shown.contains("+  kind: iot-hub"), "derived things of the new file: {shown}");
    config("diff.maquette.command", format!("'{binary}' diff"));
    let shown = repo.git(&["diff", "HEAD"]);
    assert!(shown.contains("count 40 -> 50"), "{shown}");
    assert!(shown.contains("pump.toml (new scenario)"), "{shown}");
    repo.git(&["commit", "-q", "-m", "two"]);
    let shown = repo.git(&["log", "-p", "--ext-diff", "-1"]);
    assert!(shown.contains("count 40 -> 50"), "{shown}");
    // What is no scenario is shown as it is, so that git does not give up.
    repo.write("note.toml", "[broken\n");
    let ran = maquette(["diff", "--textconv", "note.toml"]).in_dir(&repo.0).run();
    assert_eq!((ran.code(), ran.stdout().as_str()), (0, "[broken\n"));
}

#[test]
fn exports_and_drawings_are_compared_in_what_they_tell() {
    let repo = Repo::new("diff-exports");
    repo.write("a.toml", FLEET).write("b.toml", &FLEET.replace("truck", "pump"));
    for format in ["json", "dot"] {
        for name in ["a", "b"] {
            let (from, to) = (format!("{name}.toml"), format!("{name}.{format}"));
            let ran = maquette(["render", &from, "-f", format, "-o", &to]).in_dir(&repo.0).run();
            assert_eq!(ran.code(), 0, "{}", ran.stderr());
        }
        let (a, b) = (format!("a.{format}"), format!("b.{format}"));
        let same = json(&repo, &["a.toml", &a]);
        assert!(told(&same).is_empty(), "{format}: {:?}", told(&same));
        assert!(told(&json(&repo, &[&a, "a.toml"])).is_empty(), "{format}");
        assert!(told(&json(&repo, &[&a, &a])).is_empty(), "{format}");
        let other = json(&repo, &[&a, &b]);
        assert_eq!(told(&other), [format!("b.{format} renamed pump")], "{format}");
    }
    let ran = maquette(["diff", "-", "a.toml", "--exit-code"]).in_dir(&repo.0).stdin(FLEET).run();
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
}

#[test]
fn a_catalogue_that_changed_is_the_cause_and_touches_every_scenario() {
    let repo = Repo::new("diff-catalogs");
    let catalog = |note: &str, rest: &str| {
        format!(
            "[[service]]\nid = \"ledger\"\nname = \"Ledger {note}\"\nfamily = \"own\"\n\
             lane = \"store\"\nlives = \"cloud\"\nsummary = \"Keeps accounts.\"\n{rest}"
        )
    };
    let link = "\n[[connection]]\nid = \"own-1\"\nfrom = \"iot-hub\"\nto = \"ledger\"\n\
                label = \"bookings\"\nflow = \"data\"\nneed = \"required\"\nprotocol = \"HTTPS\"\n";
    let scenario = FLEET.to_owned() + "\n[services.ledger]\n[services.functions]\n";
    repo.write("own.toml", &catalog("one", "")).write("a.toml", &scenario).commit("one");
    repo.write("own.toml", &catalog("two", link)).commit("two");
    let report = json(&repo, &["--catalog", "own.toml", "--git", "HEAD~1..HEAD"]);
    let found = report["scenarios"][0]["differences"].as_array().unwrap().clone();
    assert!(told(&report).iter().any(|line| line.contains("added")), "{report:#}");
    let causes: Vec<&str> = found.iter().map(|d| d["cause"]["type"].as_str().unwrap()).collect();
    assert!(causes.iter().all(|cause| *cause == "catalog"), "{report:#}");

    // With an edit beside it, each has its own.
    repo.write("a.toml", &scenario.replace("count = 40", "count = 50")).commit("three");
    let both = json(&repo, &["--catalog", "own.toml", "--git", "HEAD~2..HEAD"]);
    let found = both["scenarios"][0]["differences"].as_array().unwrap().clone();
    let causes: Vec<(&str, &str)> = found
        .iter()
        .map(|d| (d["change"].as_str().unwrap(), d["cause"]["type"].as_str().unwrap()))
        .collect();
    assert!(causes.contains(&("changed", "edit")), "{both:#}");
    assert!(causes.contains(&("added", "catalog")), "{both:#}");
}
