//! The steps of `action.yml` and of the includes for other services as scripts in a real repository, and the hooks of
//! pre-commit.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

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
    for module in ["pip.py", "venv.py"] {
        fs::write(repo.join(module), "open('../ran', 'w')\n").unwrap();
    }
    let ran = Command::new(root().join(".ci/action/install"))
        .current_dir(&repo)
        .env("RUNNER_TEMP", &directory)
        .env("GITHUB_PATH", directory.join("path"))
        .env("INSTALL", "./no.whl")
        .output()
        .unwrap();
    assert!(text(&ran.stderr).contains("no.whl"), "{}", text(&ran.stderr));
    assert!(directory.join("maquette/bin/python").exists() && !directory.join("path").exists());
    assert!(!directory.join("ran").exists(), "a module of the pull request runs");
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
    assert!(there.iter().all(|name| scripts.contains_key(name.as_str())) && scripts.len() == 5);
    for (name, step) in scripts {
        let script = fs::read_to_string(root().join(".ci/action").join(name)).unwrap();
        for variable in ["INSTALL", "BASE", "REPO", "PR", "FAIL_ON", "FAIL_ON_CHANGE"] {
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

/// A file of YAML, read by a real reader.
fn yaml(path: &str) -> Value {
    let python = root().join("target/peers/python/bin/python");
    let script = "import json, sys, yaml\nprint(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    let ran =
        Command::new(&python).args(["-c", script]).arg(root().join(path)).output().unwrap_or_else(
            |error| panic!("no {}: {error}; `./test` installs it", python.display()),
        );
    assert!(ran.status.success(), "{path}: {}", text(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

/// Runs a script of an include in the repository, as its service does.
fn script(directory: &Path, script: &str, variables: &BTreeMap<String, String>) -> Output {
    let path = format!("{}:{}", directory.join("bin").display(), std::env::var("PATH").unwrap());
    Command::new("bash")
        .args(["-eo", "pipefail", "-c", script])
        .current_dir(directory.join("repo"))
        .env("PATH", path)
        .envs(variables)
        .output()
        .unwrap()
}

/// Exit codes of a gate whose pictures are stale, then drawn; then one that fails on risky changes, and one that is no
/// pull request.
fn codes_of_a_gate(directory: &Path, gate: &dyn Fn(&str, bool) -> Option<i32>) {
    assert_eq!(gate("", true), Some(1), "pictures are stale");
    maquette(["render"]).in_dir(&directory.join("repo")).run().exits(0);
    assert_eq!(gate("", true), Some(0));
    assert_eq!(gate("risky", true), Some(1));
    assert_eq!(gate("risky", false), Some(0), "no pull request");
}

#[test]
fn the_job_for_gitlab_reports_and_decides() {
    let directory = pull_request("gitlab");
    let repo = directory.join("repo");
    let job = yaml(".ci/gitlab.yml")["maquette"].take();
    let lines: Vec<&str> =
        job["script"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let base = git(&repo, &["merge-base", "main", "HEAD"]).trim().to_owned();
    codes_of_a_gate(&directory, &|fail_on_change, is_merge_request| {
        let given = job["variables"].as_object().unwrap().iter();
        let mut variables: BTreeMap<String, String> =
            given.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
        variables.insert("FAIL_ON_CHANGE".to_owned(), fail_on_change.to_owned());
        if is_merge_request {
            variables.insert("CI_MERGE_REQUEST_DIFF_BASE_SHA".to_owned(), base.clone());
        }
        script(&directory, &lines.join("\n"), &variables).status.code()
    });
    let artifacts = &job["artifacts"];
    let written = |name: &Value| fs::read_to_string(repo.join(name.as_str().unwrap())).unwrap();
    assert!(written(&artifacts["reports"]["junit"]).contains("<testsuite"));
    assert!(written(&artifacts["paths"][0]).contains("MQ5202"));
}

#[test]
fn the_steps_for_azure_pipelines_report_and_decide() {
    let directory = pull_request("azure");
    git(&directory.join("repo"), &["update-ref", "refs/remotes/origin/main", "main"]);
    let template = yaml(".ci/azure.yml");
    let parameters: BTreeMap<&str, &str> = template["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["default"].as_str().unwrap()))
        .collect();
    codes_of_a_gate(&directory, &|fail_on_change, is_pull_request| {
        let mut code = Some(0);
        for step in template["steps"].as_array().unwrap() {
            let Some(lines) = step["bash"].as_str() else { continue };
            if !is_pull_request && step["condition"].to_string().contains("PullRequest") {
                continue;
            }
            let mut variables = BTreeMap::new();
            for (name, value) in step["env"].as_object().into_iter().flatten() {
                let written = value.as_str().unwrap();
                let parameter =
                    written.trim_start_matches("${{ parameters.").trim_end_matches(" }}");
                let value = if parameter == "failOnChange" {
                    fail_on_change
                } else {
                    parameters[parameter]
                };
                variables.insert(name.clone(), value.to_owned());
            }
            variables.insert("AGENT_TEMPDIRECTORY".to_owned(), directory.to_string_lossy().into());
            if is_pull_request {
                variables
                    .insert("SYSTEM_PULLREQUEST_TARGETBRANCH".to_owned(), "refs/heads/main".into());
            }
            // What a pull request can choose reaches no script as its text.
            assert!(!lines.contains("${{") && !lines.contains("$("), "{lines}");
            let ran = script(&directory, lines, &variables);
            code = ran.status.code();
            let is_gate = step["displayName"] == "Gate";
            assert!(is_gate || code == Some(0), "{}: {}", step["displayName"], text(&ran.stderr));
        }
        code
    });
    assert!(text(&fs::read(directory.join("maquette.xml")).unwrap()).contains("<testsuite"));
    assert!(text(&fs::read(directory.join("changes.md")).unwrap()).contains("MQ5202"));
}
