//! The steps of `action.yml` as scripts in a real repository, and the hooks of pre-commit.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::diff_guide::{FLEET, repository};
use crate::program::{maquette, root};
use crate::repo::git;

/// Runs a script of the action in the repository.
fn step(directory: &Path, name: &str, variables: &[(&str, &str)]) -> Output {
    let path = format!("{}:{}", directory.join("bin").display(), std::env::var("PATH").unwrap());
    Command::new(root().join(".ci/action").join(name))
        .current_dir(directory.join("repo"))
        .env("PATH", path)
        .env("RUNNER_TEMP", directory)
        .env("GITHUB_STEP_SUMMARY", directory.join("summary.md"))
        .envs([("BASE", "main"), ("REPO", "contoso/fleet"), ("PR", "12")])
        .envs([("FAIL_ON", "error"), ("FAIL_ON_CHANGE", "")])
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A pull request that makes a scenario risky and forgets to draw it.
fn pull_request(name: &str) -> PathBuf {
    let new = FLEET.replace("x509", "symmetric-key").replace("count = 100", "count = 110");
    let directory = repository(name, &new);
    let repo = directory.join("repo");
    git(&repo, &["switch", "-q", "main"]);
    maquette(["render"]).in_dir(&repo).run().exits(0);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "pictures"]);
    git(&repo, &["switch", "-q", "work"]);
    git(&repo, &["merge", "-q", "--no-edit", "main"]);
    directory
}

#[test]
fn the_steps_of_the_action_report_and_the_gate_decides() {
    let directory = pull_request("action");
    let repo = directory.join("repo");
    let findings = step(&directory, "findings", &[]);
    let told = text(&findings.stdout);
    assert!(findings.status.success(), "{told}{}", text(&findings.stderr));
    assert!(told.contains("::error file=scenarios/fleet.toml,title=MQ0502::"), "{told}");
    assert!(text(&fs::read(directory.join("maquette.sarif")).unwrap()).contains("MQ0502"));
    let changes = step(&directory, "changes", &[]);
    assert!(changes.status.success(), "{}", text(&changes.stderr));
    assert!(text(&changes.stdout).contains("MQ5202"), "{}", text(&changes.stdout));
    assert!(step(&directory, "comment", &[]).status.success());
    let posted = fs::read_to_string(directory.join("posted")).unwrap();
    assert!(posted.contains("-X PATCH repos/contoso/fleet/issues/comments/7 "), "{posted}");
    let summary = fs::read_to_string(directory.join("summary.md")).unwrap();
    assert!(summary.starts_with("## Architecture\n\n1 file checked: 2 errors"), "{summary}");
    assert!(summary.contains("MQ5202"), "{summary}");
    let gate = |variables: &[(&str, &str)]| step(&directory, "gate", variables).status.code();
    assert_eq!(gate(&[]), Some(1), "pictures are stale");
    maquette(["render"]).in_dir(&repo).run().exits(0);
    assert_eq!(gate(&[]), Some(0));
    assert_eq!(gate(&[("FAIL_ON_CHANGE", "risky")]), Some(1));
    assert_eq!(gate(&[("FAIL_ON_CHANGE", "risky"), ("BASE", "")]), Some(0), "no pull request");
    fs::write(repo.join("scenarios/fleet.toml"), FLEET.replace("cloud", "clod")).unwrap();
    assert_eq!(gate(&[]), Some(1));
    fs::remove_dir_all(repo.join("scenarios")).unwrap();
    assert_eq!(gate(&[]), Some(2));
}

/// What a pull request brings along is neither run nor taken for a report, and says nothing in the summary.
#[test]
fn the_action_runs_nothing_of_a_pull_request() {
    let directory = pull_request("action-hostile");
    let repo = directory.join("repo");
    fs::write(repo.join("pip.py"), "open('../ran', 'w')\n").unwrap();
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let install = action.lines().find(|line| line.contains("\"$INSTALL\"")).unwrap();
    let programs = root().join("target/peers/python/bin");
    let ran = Command::new("bash")
        .args(["-c", install.trim().strip_prefix("run: ").unwrap()])
        .current_dir(&repo)
        .env("PATH", format!("{}:{}", programs.display(), std::env::var("PATH").unwrap()))
        .env("INSTALL", "./no.whl")
        .output()
        .unwrap();
    assert!(text(&ran.stderr).contains("no.whl"), "{}", text(&ran.stderr));
    assert!(!directory.join("ran").exists(), "a `pip.py` of the pull request runs");
    let evil = "catalogs = [\"a\\n1 file checked: ![x](https://evil.example)\"]\n";
    fs::write(repo.join("maquette.toml"), evil).unwrap();
    assert!(!step(&directory, "findings", &[]).status.success());
    fs::write(directory.join("findings.txt"), "x").unwrap();
    fs::write(directory.join("maquette.sarif"), "x").unwrap();
    assert!(step(&directory, "findings", &[]).status.success());
    let summary = fs::read_to_string(directory.join("summary.md")).unwrap();
    assert_eq!(summary, "## Architecture\n\nNothing could be checked; the log says why.\n\n");
}

/// What `action.yml` runs is there, and sets what the scripts read.
#[test]
fn the_action_gives_its_scripts_what_they_read() {
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let scripts: BTreeMap<&str, &str> = action
        .split("    - name: ")
        .filter_map(|step| {
            let (_, rest) = step.split_once("/.ci/action/")?;
            Some((rest.split('"').next()?, step))
        })
        .collect();
    let there: Vec<String> = fs::read_dir(root().join(".ci/action"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(there.iter().all(|name| scripts.contains_key(name.as_str())) && scripts.len() == 4);
    for (name, step) in scripts {
        let script = fs::read_to_string(root().join(".ci/action").join(name)).unwrap();
        for variable in ["BASE", "REPO", "PR", "FAIL_ON", "FAIL_ON_CHANGE"] {
            let is_read =
                script.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == variable);
            assert_eq!(is_read, step.contains(&format!("{variable}: ")), "{name}: {variable}");
        }
        // What a pull request can choose reaches no script as its text.
        assert!(!script.contains("${{"), "{name}");
    }
}

#[test]
fn the_hooks_run_commands_that_there_are() {
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let entries: Vec<&str> =
        hooks.lines().filter_map(|line| line.strip_prefix("  entry: ")).collect();
    assert_eq!(entries.len(), hooks.matches("- id: ").count());
    for entry in entries {
        let words = entry.split(' ').skip(1).chain(["--help"]);
        maquette(words).run().exits(0);
    }
}
