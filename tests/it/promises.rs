//! What a pipeline relies on: the same bytes whatever is around, and whole files whatever happens.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::program::{maquette, root, scratch};

const GOOD: &str = "title = \"T\"\nsolution = \"hybrid\"\n[devices.trailer]\ncount = 4\n\
                    [sites.plant]\nruntime = \"iot-operations\"\n[sites.plant.assets.press]\n";

/// All files of a directory.
fn files(at: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    entries.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
}

#[test]
fn the_same_bytes_come_out_whatever_is_around() {
    let at = scratch("promises-same");
    fs::create_dir(at.join("scenarios")).unwrap();
    for name in ["edge-minimal", "cold-chain", "purdue-layers"] {
        let file = format!("scenarios/{name}.toml");
        fs::copy(root().join(&file), at.join(&file)).unwrap();
    }
    // A finding with a place, and a fragment.
    fs::create_dir(at.join("scenarios/parts")).unwrap();
    fs::write(at.join("scenarios/parts/more.toml"), "[nodes.erp]\n").unwrap();
    let included = GOOD.replace("solution", "include = [\"parts/more.toml\"]\nsolution");
    fs::write(at.join("scenarios/small.toml"), included).unwrap();
    let absolute = at.join("scenarios").to_string_lossy().into_owned();
    let output = at.join("output").to_string_lossy().into_owned();
    let run = |(here, jobs): (&Path, &str), paths: &[&str], key: &str, value: &str| {
        let _ = fs::remove_dir_all(at.join("output"));
        let formats = "svg,dot,json,txt,md,mermaid,d2,drawio,ascii";
        let options = ["--jobs", jobs, "-f", formats, "-o", &output];
        maquette([&["render"], paths, &options].concat())
            .in_dir(here)
            .env(key, value)
            .run()
            .exits(0);
        files(&at.join("output"))
    };
    let one = |jobs, path: &str, key, value| run((&at, jobs), &[path], key, value);
    let first = one("1", "scenarios", "LC_ALL", "C");
    assert_eq!(first.len(), 36);
    for (jobs, path, key, value) in [
        ("2", "scenarios", "LC_ALL", "tr_TR.UTF-8"),
        ("8", "./scenarios", "TZ", "Asia/Kathmandu"),
        ("8", &absolute, "HOME", "/nowhere"),
        ("1", "../promises-same/scenarios", "LANG", "de_DE.UTF-8"),
    ] {
        assert!(first == one(jobs, path, key, value), "{jobs} {path} {key}");
    }
    // From elsewhere, and from within.
    assert!(first == run((Path::new("/"), "2"), &[&absolute], "TZ", "UTC"), "from `/`");
    assert!(first == run((&at.join("scenarios"), "2"), &["."], "TZ", "UTC"), "from within");
    let mut names = ["cold-chain", "edge-minimal", "purdue-layers", "small"];
    names.reverse();
    let typed = names.map(|name| format!("scenarios/{name}.toml"));
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    assert!(first == run((&at, "2"), &typed, "TZ", "UTC"), "in another order");
}

#[test]
fn fifty_runs_are_one() {
    let at = scratch("promises-fifty");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    let run = || maquette(["render", "a.toml", "-f", "json", "-o", "-"]).in_dir(&at).run().stdout();
    let first = run();
    assert!((1..50).all(|_| run() == first));
}

#[test]
fn killed_runs_leave_whole_files() {
    let at = scratch("promises-killed");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    let formats = ["render", "a.toml", "-f", "svg,dot,json,md", "-o", "output"];
    maquette(formats).in_dir(&at).run().exits(0);
    let whole = files(&at.join("output"));
    for number in 0..200_u64 {
        for path in ["a.svg", "a.md"] {
            fs::write(at.join("output").join(path), "old").unwrap();
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_maquette"))
            .args(formats)
            .current_dir(&at)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_micros(number * 200));
        // It may be done already.
        let _ = child.kill();
        child.wait().unwrap();
        for (name, bytes) in files(&at.join("output")) {
            let is_whole = whole.get(&name) == Some(&bytes) || bytes == b"old";
            assert!(is_whole || name.starts_with(".maquette-"), "{name} is half written");
        }
    }
}

#[test]
fn a_disk_that_is_full_costs_no_file() {
    let at = scratch("promises-full");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    fs::create_dir(at.join("output")).unwrap();
    fs::write(at.join("output/a.svg"), "old").unwrap();
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; '{}' render a.toml -f svg; echo $?",
        env!("CARGO_BIN_EXE_maquette")
    );
    let ran = Command::new("bash").args(["-c", &script]).current_dir(&at).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "2\n");
    assert!(String::from_utf8_lossy(&ran.stderr).contains("cannot write `output/a.svg`"));
    assert_eq!(files(&at.join("output")), [("a.svg".to_owned(), b"old".to_vec())].into());
    maquette(["render", "a.toml", "-o", "/proc/nothing"]).in_dir(&at).run().exits(2);
}

/// Runs the program as somebody who may not write everywhere, which `root` may.
fn as_nobody(program: &Path, arguments: &[&str], at: &Path) -> std::process::Output {
    let id = Command::new("id").arg("-u").output().unwrap().stdout;
    let mut command = match id.as_slice() {
        b"0\n" => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
            command
        }
        _ => Command::new(program),
    };
    command.args(arguments).current_dir(at).output().unwrap()
}

#[test]
fn what_may_only_be_read_is_checked_and_not_written() {
    // Below the directory for temporary files, which everybody reaches.
    let at = std::env::temp_dir().join(format!("maquette-read-only-{}", std::process::id()));
    fs::create_dir_all(at.join("output")).unwrap();
    let program = at.join("maquette");
    fs::copy(env!("CARGO_BIN_EXE_maquette"), &program).unwrap();
    fs::write(at.join("a.toml"), GOOD).unwrap();
    maquette(["render", "a.toml", "-f", "svg"]).in_dir(&at).run().exits(0);
    let drawn = files(&at.join("output"));
    for path in [at.join("output"), at.clone()] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let run = |arguments: &[&str]| {
        let ran = as_nobody(&program, arguments, &at);
        (ran.status.code(), String::from_utf8_lossy(&ran.stderr).into_owned())
    };
    let check = run(&["render", "a.toml", "-f", "svg", "--check"]);
    let [same, other] = [&["svg"][..], &["svg", "-o", "new"]]
        .map(|rest| run(&[&["render", "a.toml", "--theme", "print", "-f"], rest].concat()));
    let left = files(&at.join("output"));
    for path in [at.clone(), at.join("output")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    fs::remove_dir_all(&at).unwrap();
    assert_eq!(check.0, Some(0), "{}", check.1);
    for (code, complaint) in [same, other] {
        assert_eq!(code, Some(2), "{complaint}");
        assert!(complaint.contains("permission denied"), "{complaint}");
    }
    assert!(left == drawn, "nothing is changed");
}

#[test]
fn runs_at_once_do_not_disturb_each_other() {
    let at = scratch("promises-at-once");
    fs::write(at.join("a.toml"), GOOD).unwrap();
    for _ in 0..10 {
        let _ = fs::remove_dir_all(at.join("output"));
        let start = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
            command.args(["render", "a.toml", "-q"]).current_dir(&at).spawn().unwrap()
        };
        let children = [start(), start(), start()];
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        assert_eq!(files(&at.join("output")).into_keys().collect::<Vec<_>>(), ["a.dot", "a.svg"]);
    }
}

#[test]
fn an_interrupt_ends_a_run_as_shells_expect_it() {
    // What runs the tests may ignore the signal, and then so would all that it starts.
    let mut child = Command::new("env")
        .args(["--default-signal=INT", env!("CARGO_BIN_EXE_maquette"), "check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It waits for the rest of its input.
    sleep(Duration::from_millis(300));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    // What a signal ends, a shell reports as 128 and the number of the signal: 130.
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}

#[test]
fn nothing_that_could_not_be_printed_passes_for_printed() {
    for words in ["--help", "--version", "render --help", "help check", "list services", "schema"] {
        let script = format!("'{}' {words} > /dev/full; echo $?", env!("CARGO_BIN_EXE_maquette"));
        let ran = Command::new("bash").args(["-c", &script]).output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(String::from_utf8_lossy(&ran.stdout), "2\n", "{words}: {told}");
        assert!(told.contains("cannot write to standard output: no space left"), "{words}: {told}");
    }
    // Who reads no further has what he wanted; a mistake is one wherever it is told.
    let script = format!(
        "set -o pipefail; '{0}' --help | true; echo $?; '{0}' --no 2> /dev/full; echo $?",
        env!("CARGO_BIN_EXE_maquette")
    );
    let ran = Command::new("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "0\n2\n");
}
