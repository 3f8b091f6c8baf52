//! `docs/start.md`, word by word: its commands are run in order by one shell, what it says is said, and the check of its
//! workflow fails and passes where the page says so.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::install::wheel;
use crate::program::{root, scratch};
use crate::repo::git;

/// A fenced block, with the file that the line before it names.
struct Block {
    language: String,
    file: Option<String>,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    let mut before = "";
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let named = before.starts_with("Save this as ") || before.starts_with("In `");
            let file = before.split('`').nth(1).filter(|_| named).map(str::to_owned);
            let inside = lines.by_ref().take_while(|line| *line != "```");
            let text = inside.map(|line| format!("{line}\n")).collect();
            blocks.push(Block { language: language.to_owned(), file, text });
        }
        if !line.is_empty() {
            before = line;
        }
    }
    blocks
}

/// What stands for `pip install ADDRESS`: the wheel of the program that is tested, from the disk.
fn installed_maquette() -> String {
    format!("pip install --quiet --no-index --disable-pip-version-check '{}'", wheel().display())
}

/// The commands of a block of a console, with what it says after each.
fn session(text: &str) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), said.last_mut()) {
            (Some(command), _) => said.push((command.to_owned(), String::new())),
            (None, Some((_, says))) => *says += &format!("{line}\n"),
            (None, None) => panic!("no command before {line}"),
        }
    }
    said
}

/// The page as one script, and what its commands are to say, by the files that hold what they say.
fn script(page: &str) -> (String, Vec<(String, String)>) {
    let mut script = String::from("set -e\n");
    let mut expected = Vec::new();
    for block in blocks(page) {
        match (block.language.as_str(), block.file) {
            ("sh", None) => {
                for line in block.text.lines() {
                    let is_install = line.starts_with("pip install ");
                    script += &if is_install { installed_maquette() } else { line.to_owned() };
                    script.push('\n');
                }
            }
            ("console", None) => {
                script += "set +e\n";
                for (command, says) in session(&block.text) {
                    let file = format!("said-{}", expected.len());
                    writeln!(script, "{{ {command}; }} > \"$SAID/{file}\" 2>&1").unwrap();
                    expected.push((file, format!("$ {command}\n{says}")));
                }
                script += "set -e\n";
            }
            ("diff", Some(file)) => {
                let side = |sign: char| -> String {
                    block.text.lines().filter_map(|line| line.strip_prefix(sign)).collect()
                };
                let text = format!("f=$(<{file}); o='{}'; n='{}'", side('-'), side('+'));
                writeln!(script, "{text}; [[ $f == *\"$o\"* ]]").unwrap();
                writeln!(script, "printf '%s\\n' \"${{f/\"$o\"/\"$n\"}}\" > {file}").unwrap();
            }
            (_, Some(file)) => {
                writeln!(script, "mkdir -p \"$(dirname {file})\"").unwrap();
                writeln!(script, "cat > {file} <<'END'\n{}END", block.text).unwrap();
            }
            (language, None) => panic!("nobody knows what to do with a block of {language}"),
        }
    }
    (script, expected)
}

/// The check of a pull request at a commit: the steps of the action with what the workflow of the page gives it, the
/// wheel in place of its address.
fn check(at: &Path, hub: &Path, commit: &str) -> Output {
    let checkout = at.join(commit);
    git(at, &["clone", "-q", &hub.to_string_lossy(), &checkout.to_string_lossy()]);
    git(&checkout, &["checkout", "-q", commit]);
    let workflow = fs::read_to_string(checkout.join(".github/workflows/architecture.yml")).unwrap();
    let (_, with) = workflow.split_once("uses: OWNER/maquette@REF\n        with:\n").unwrap();
    assert_eq!(with.matches(": ").count(), 1, "only `install` is set; else set it here as well");
    let runner = checkout.join(".git");
    let path = std::env::var("PATH").unwrap();
    let step = |name: &str| {
        // What a step adds to the path is there for later ones.
        let added = fs::read_to_string(runner.join("path")).unwrap_or_default();
        Command::new(root().join(".ci/action").join(name))
            .current_dir(&checkout)
            .env("PATH", format!("{}:{path}", added.trim_end()))
            .env("RUNNER_TEMP", &runner)
            .env("GITHUB_PATH", runner.join("path"))
            .env("GITHUB_STEP_SUMMARY", runner.join("summary.md"))
            .env("PIP_NO_INDEX", "1")
            .env("INSTALL", wheel())
            .envs([("BASE", "origin/main"), ("FAIL_ON", "error"), ("FAIL_ON_CHANGE", "")])
            .output()
            .unwrap()
    };
    for name in ["install", "findings", "changes"] {
        let ran = step(name);
        assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    step("gate")
}

#[test]
fn the_page_leads_from_nothing_to_a_red_and_a_green_check() {
    let at = scratch("start");
    let hub: PathBuf = at.join("hub.git");
    git(&at, &["init", "-q", "--bare", "-b", "main", "hub.git"]);
    let config = format!(
        "[user]\nname = Ann\nemail = ann@example.com\n[commit]\ngpgsign = false\n[url \"{}\"]\n\
         insteadOf = https://github.com/OWNER/fleet.git\n",
        hub.display()
    );
    fs::write(at.join("gitconfig"), config).unwrap();
    fs::create_dir(at.join("said")).unwrap();
    let page = fs::read_to_string(root().join("docs/start.md")).unwrap();
    let (script, expected) = script(&page);
    fs::write(at.join("page.sh"), &script).unwrap();
    let ran = Command::new("bash")
        .arg(at.join("page.sh"))
        .current_dir(&at)
        .env("SAID", at.join("said"))
        .env("GIT_CONFIG_GLOBAL", at.join("gitconfig"))
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap();
    assert!(ran.status.success(), "{script}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(expected.len() > 6, "{} commands are shown with what they say", expected.len());
    for (file, expected) in expected {
        let command = expected.lines().next().unwrap_or_default();
        let said = fs::read_to_string(at.join("said").join(file)).unwrap();
        assert_eq!(format!("{command}\n{said}"), expected);
    }
    let pushed = git(&hub, &["rev-list", "--reverse", "main..twins"]);
    let checks: Vec<Output> = pushed.lines().map(|commit| check(&at, &hub, commit)).collect();
    let codes: Vec<Option<i32>> = checks.iter().map(|ran| ran.status.code()).collect();
    assert_eq!(codes, [Some(1), Some(0)], "the check is red, then green");
    assert!(String::from_utf8_lossy(&checks[0].stdout).contains("did you mean `digital-twins`?"));
}
