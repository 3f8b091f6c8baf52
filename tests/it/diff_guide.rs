//! The workflow of the guide, step by step under `bash -e`: it reports first, then it decides.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::{root, scratch};
use crate::repo::git;

pub const FLEET: &str = "title = \"Fleet\"\nsolution = \"cloud\"\n[devices.truck]\ncount = 100\n\
                     authentication = \"x509\"\nmessages-per-day = 1000\n[services.iot-hub]\n\
                     tier = \"S1\"\n";

/// Names and scripts of the steps, in order.
fn steps() -> Vec<(String, String)> {
    let guide = std::fs::read_to_string(root().join("docs/review.md")).unwrap();
    let (_, workflow) = guide.split_once("```yaml\n").unwrap();
    let (workflow, _) = workflow.split_once("\n```").unwrap();
    let mut steps: Vec<(String, String)> = Vec::new();
    let mut block = false;
    for line in workflow.lines() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if let Some(name) = text.strip_prefix("- name: ") {
            steps.push((name.to_owned(), String::new()));
            block = false;
        } else if text.starts_with("- ") && indent == 6 {
            block = false;
            steps.push((String::new(), String::new()));
        } else if let Some(script) = text.strip_prefix("run: ").filter(|_| indent == 8) {
            block = script == "|";
            if !block && let Some(step) = steps.last_mut() {
                step.1 = script.to_owned();
            }
        } else if block && indent >= 10 {
            let step = steps.last_mut().unwrap();
            step.1 += &format!("{}\n", &line[10..]);
        } else {
            block = false;
        }
    }
    steps.retain(|(name, script)| !name.is_empty() && !script.is_empty());
    steps
}

/// Comments of a pull request: somebody begins one as ours does, and we answer something else first.
const COMMENTS: &str = r#"{"comments": [
  {"body": "<!-- maquette-diff -->\nNo differences.", "viewerDidAuthor": false, "url": "https://x.example/1#issuecomment-5"},
  {"body": "Thanks", "viewerDidAuthor": true, "url": "https://x.example/1#issuecomment-6"},
  {"body": "<!-- maquette-diff -->\n1 changed", "viewerDidAuthor": true, "url": "https://x.example/1#issuecomment-7"},
  {"body": "<!-- maquette-diff -->\n2 changed", "viewerDidAuthor": true, "url": "https://x.example/1#issuecomment-8"}
]}"#;

/// A repository whose branch changes the scenario, and beside it a `gh` that has comments already.
pub fn repository(name: &str, new: &str) -> PathBuf {
    let directory = scratch(&format!("guide-{name}"));
    let (repo, bin) = (directory.join("repo"), directory.join("bin"));
    std::fs::create_dir_all(repo.join("scenarios")).unwrap();
    std::fs::create_dir_all(&bin).unwrap();
    std::fs::write(directory.join("comments.json"), COMMENTS).unwrap();
    let gh = "#!/bin/sh\n[ \"$1\" = pr ] || { echo \"$*\" >> ../posted; exit; }\n\
              for filter; do :; done\nexec jq -r \"$filter\" ../comments.json\n";
    std::fs::write(bin.join("gh"), gh).unwrap();
    let binary = env!("CARGO_BIN_EXE_maquette");
    std::fs::write(bin.join("maquette"), format!("#!/bin/sh\nexec '{binary}' \"$@\"\n")).unwrap();
    for program in ["gh", "maquette"] {
        let done = Command::new("chmod").arg("+x").arg(bin.join(program)).status().unwrap();
        assert!(done.success());
    }
    git(&repo, &["init", "-q", "-b", "main"]);
    std::fs::write(repo.join("scenarios/fleet.toml"), FLEET).unwrap();
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "one"]);
    git(&repo, &["switch", "-q", "-c", "work"]);
    std::fs::write(repo.join("scenarios/fleet.toml"), new).unwrap();
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "two"]);
    directory
}

fn run(directory: &Path, script: &str) -> Output {
    let path = format!("{}:{}", directory.join("bin").display(), std::env::var("PATH").unwrap());
    let file = directory.join("step.sh");
    std::fs::write(&file, script).unwrap();
    Command::new("bash")
        .args(["-e", "-o", "pipefail"])
        .arg(&file)
        .current_dir(directory.join("repo"))
        .env("PATH", path)
        .envs([("BASE", "main"), ("REPO", "contoso/fleet"), ("PR", "12")])
        .env("RUNNER_TEMP", directory)
        .output()
        .unwrap()
}

#[test]
fn every_step_reports_and_the_gate_decides_last() {
    let steps = steps();
    let names: Vec<&str> = steps.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Annotate", "Comment", "Pictures", "Gate"]);
    for (name, new, gate, said, is_drawn) in [
        ("harmless", FLEET.replace("count = 100", "count = 110"), 0, "1 changed", true),
        ("risky", FLEET.replace("x509", "symmetric-key"), 1, "MQ5202", true),
        ("broken", FLEET.replace("count = 100", "count = 900"), 2, "MQ2013", true),
        ("invalid", FLEET.replace("cloud", "clod"), 2, "is invalid and cannot be compared", false),
    ] {
        let directory = repository(name, &new);
        // A pull request can bring links under any name.
        for name in ["annotations.txt", "comment.md", "comments.txt", "pictures"] {
            std::os::unix::fs::symlink("../foreign", directory.join("repo").join(name)).unwrap();
        }
        for (step, script) in &steps {
            let ran = run(&directory, script);
            let expected = if step == "Gate" { gate } else { 0 };
            let out = String::from_utf8_lossy(&ran.stdout).into_owned();
            let err = String::from_utf8_lossy(&ran.stderr);
            assert_eq!(ran.status.code(), Some(expected), "{name}, {step}: {out}{err}");
            assert!(step != "Annotate" || out.starts_with("::"), "{name}: {out}");
        }
        let comment = std::fs::read_to_string(directory.join("comment.md")).unwrap();
        assert!(comment.contains(said), "{name}: {comment}");
        let posted = std::fs::read_to_string(directory.join("posted")).unwrap();
        assert!(posted.contains("-X PATCH repos/contoso/fleet/issues/comments/7 "), "{posted}");
        let picture = directory.join("pictures/fleet.diff.svg");
        assert_eq!(picture.exists(), is_drawn, "{name}");
        assert!(!directory.join("foreign").exists(), "{name}: written through a link");
    }
}

#[test]
fn the_sample_of_the_guide_is_what_is_said() {
    let trailer = |count: u32, authentication: &str| {
        format!(
            "title = \"Fleet\"\nsolution = \"cloud\"\n\n[devices.trailer]\nlabel = \"Trailer\"\n\
             count = {count}\nauthentication = \"{authentication}\"\n"
        )
    };
    let new = trailer(60, "symmetric-key") + "\n[services]\ndigital-twins = true\n";
    let directory = repository("sample", &new);
    let repo = directory.join("repo");
    git(&repo, &["switch", "-q", "main"]);
    std::fs::write(repo.join("scenarios/fleet.toml"), trailer(40, "x509")).unwrap();
    git(&repo, &["commit", "-q", "-a", "-m", "three"]);
    std::fs::write(repo.join("scenarios/fleet.toml"), new).unwrap();
    let told = String::from_utf8(run(&directory, "maquette diff --git main").stdout).unwrap();
    let guide = std::fs::read_to_string(root().join("docs/review.md")).unwrap();
    assert!(guide.contains(&format!("```text\n{told}```\n")), "{told}");
}
