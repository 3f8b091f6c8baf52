//! Files, links and devices that somebody proposes: nothing outside of the project is read or
//! written, and nothing waits for ever.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::program::{maquette, scratch};

const GOOD: &str = "title = \"T\"\nsolution = \"cloud\"\n[devices.trailer]\n";
/// What must never be shown: no line of it is TOML.
const SECRET: &str = "root:x:0:0\n";

/// A project beside something that it must not touch.
fn project(name: &str) -> (PathBuf, PathBuf) {
    let at = scratch(name);
    let (own, foreign) = (at.join("own"), at.join("foreign"));
    fs::create_dir_all(own.join("scenarios")).unwrap();
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("secret.toml"), SECRET).unwrap();
    fs::write(own.join("scenarios/a.toml"), GOOD).unwrap();
    (own, foreign)
}

fn pipe(at: &Path) {
    assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
}

#[test]
fn unfinished_files_have_names_that_no_link_can_wait_at() {
    let (own, foreign) = project("guessed-names");
    fs::create_dir(own.join("output")).unwrap();
    // The id of a process, which was in the name once, can be guessed: it follows the one before.
    let own_id = std::process::id();
    for id in own_id..own_id + 3000 {
        let link = own.join(format!("output/.a.svg.{id}.tmp"));
        symlink(foreign.join("secret.toml"), link).unwrap();
    }
    maquette(["render", "-f", "svg"]).in_dir(&own).run().exits(0);
    assert_eq!(fs::read_to_string(foreign.join("secret.toml")).unwrap(), SECRET);
}

#[test]
fn an_output_that_is_a_link_is_replaced_and_not_followed() {
    let (own, foreign) = project("output-link");
    fs::create_dir(own.join("output")).unwrap();
    symlink(foreign.join("secret.toml"), own.join("output/a.svg")).unwrap();
    maquette(["render", "-f", "svg"]).in_dir(&own).run().exits(0);
    assert_eq!(fs::read_to_string(foreign.join("secret.toml")).unwrap(), SECRET);
    assert!(!own.join("output/a.svg").is_symlink());
}

#[test]
fn ids_that_are_paths_name_no_files_elsewhere() {
    let (own, foreign) = project("paths-for-ids");
    let absolute = foreign.join("evil").to_string_lossy().into_owned();
    let ids =
        ["../../foreign/evil", "x/../../../foreign/evil", &absolute, "..", "a", "A", "a/b", "a-b"];
    let cluster = |(at, id): (usize, &&str)| {
        format!("subgraph cluster_{at} {{ id=\"{id}\"; label=\"l\"; n{at} }}\n")
    };
    let clusters: String = ids.iter().enumerate().map(cluster).collect();
    fs::write(own.join("g.dot"), format!("digraph {{\n{clusters}}}\n")).unwrap();
    for output in ["out", "file/g.svg"] {
        maquette(["render", "g.dot", "--split", "-f", "svg", "-o", output])
            .in_dir(&own)
            .run()
            .exits(0);
        let into = own.join(output.split('/').next().unwrap());
        let names: Vec<_> =
            fs::read_dir(&into).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), ids.len() + 1, "{names:?}");
    }
    assert_eq!(fs::read_dir(&foreign).unwrap().count(), 1, "nothing is written elsewhere");
    assert_eq!(fs::read_dir(&own).unwrap().count(), 4, "nor beside");
}

/// The files of a project, `path: text`, are refused by a command that would write one of them, or
/// one picture, twice; all of them stay, and nothing is written.
#[track_caller]
fn is_refused(name: &str, files: &[(&str, String)], words: &[&str], told: &str) {
    let at = scratch(&format!("one-file-{name}"));
    for (path, text) in files {
        fs::create_dir_all(at.join(path).parent().unwrap()).unwrap();
        fs::write(at.join(path), text).unwrap();
    }
    let before = fs::read_dir(&at).unwrap().count();
    for more in [&[][..], &["--check"]] {
        let ran = maquette(words.iter().chain(more)).in_dir(&at).run();
        ran.exits(2).complains("MQ0005").complains(told);
    }
    for (path, text) in files {
        assert_eq!(&fs::read_to_string(at.join(path)).unwrap(), text, "{name}");
    }
    assert_eq!(fs::read_dir(&at).unwrap().count(), before, "{name}");
}

/// Not even where letter cases are not told apart.
#[test]
fn no_file_is_written_twice_or_over_what_is_read() {
    let band = |id: &str| format!("subgraph cluster_{id} {{ id=\"{id}\"; label=\"l\"; x{id} }}\n");
    let graph = format!("digraph {{ {}{} }}\n", band("b"), band("c"));
    let same = |one: &str, other: &str, file: &str| {
        format!("`{one}` and `{other}` would both be written to `{file}`")
    };
    is_refused(
        "of-figures",
        &[("a.dot", graph.clone()), ("a.b.dot", graph.clone())],
        &["render", "a.dot", "a.b.dot", "--split", "-f", "svg"],
        &same("a.dot", "a.b.dot", "output/a.b.svg"),
    );
    let views = format!("{GOOD}[picture]\nviews = [\"data\"]\n");
    is_refused(
        "of-views",
        &[("a.toml", views), ("a.data.toml", GOOD.to_owned())],
        &["render", "a.toml", "a.data.toml", "-f", "svg"],
        &same("a.toml", "a.data.toml", "output/a.data.svg"),
    );
    is_refused(
        "of-cases",
        &[("a.toml", GOOD.to_owned()), ("x/A.toml", GOOD.to_owned())],
        &["render", "a.toml", "x/A.toml", "-f", "svg"],
        &same("a.toml", "x/A.toml", "output/A.svg"),
    );
    is_refused(
        "of-formats",
        &[("a.toml", format!("{GOOD}[views.threats]\ninclude = [\"kind:*\"]\n"))],
        &["render", "a.toml", "-f", "md,threats", "--view", "all", "--view", "threats"],
        "two pictures of `a.toml` would both be written to `output/a.threats.md`",
    );
    let told = "`g.dot` would be written to `./g.dot`, which is read";
    is_refused("of-inputs", &[("g.dot", graph)], &["render", "g.dot", "-o", "."], told);
}

#[test]
fn an_output_directory_out_of_the_project_must_be_named() {
    let (own, foreign) = project("output-directory");
    symlink(&foreign, own.join("output")).unwrap();
    maquette(["render"]).in_dir(&own).run().exits(2).complains("link out of the project");
    assert_eq!(fs::read_dir(&foreign).unwrap().count(), 1, "nothing is written");
    maquette(["render", "-o", "output"]).in_dir(&own).run().exits(0);
    assert!(foreign.join("a.svg").is_file());
    fs::remove_dir_all(own.join("scenarios")).unwrap();
    symlink(&foreign, own.join("scenarios")).unwrap();
    maquette(["init", "b"]).in_dir(&own).run().exits(2).complains("link out of the project");
    assert!(!foreign.join("b.toml").exists());
}

#[test]
fn replaced_files_keep_their_mode_and_long_names_are_written() {
    let (own, _) = project("modes");
    maquette(["render", "-f", "svg"]).in_dir(&own).run().exits(0);
    let picture = own.join("output/a.svg");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_ne!(mode(&picture) & 0o044, 0, "others may read a new picture as far as umask allows");
    fs::write(&picture, "old").unwrap();
    fs::set_permissions(&picture, fs::Permissions::from_mode(0o640)).unwrap();
    maquette(["render", "-f", "svg"]).in_dir(&own).run().exits(0);
    assert_eq!(mode(&picture), 0o640);
    let long = "n".repeat(251);
    fs::write(own.join("x.dot"), "digraph { a -> b }").unwrap();
    maquette(["render", "x.dot", "-f", "svg", "-o", &format!("{long}.svg")])
        .in_dir(&own)
        .run()
        .exits(0);
}

#[test]
fn what_killed_runs_left_behind_is_removed() {
    let (own, _) = project("abandoned");
    let output = own.join("output");
    fs::create_dir(&output).unwrap();
    for number in 0..300 {
        let file = fs::File::create(output.join(format!(".maquette-{number}.tmp"))).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }
    fs::write(output.join(".maquette-live.tmp"), "of a run that is still at work").unwrap();
    maquette(["render", "-f", "svg"]).in_dir(&own).run().exits(0);
    let mut left: Vec<_> =
        fs::read_dir(&output).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [".maquette-live.tmp", "a.svg"]);
}

#[test]
fn links_out_of_the_project_are_not_read_however_the_path_is_typed() {
    let (own, foreign) = project("links-out");
    let secret = foreign.join("secret.toml");
    symlink(&foreign, own.join("scenarios/sub")).unwrap();
    symlink(&secret, own.join("link.toml")).unwrap();
    let include = GOOD.replace("solution", "include = [\"sub/secret.toml\"]\nsolution");
    fs::write(own.join("scenarios/b.toml"), include).unwrap();
    let absolute = own.to_string_lossy().into_owned();
    for way in ["", "./", &format!("{absolute}/"), "../own/", "scenarios/../../own/"] {
        for path in ["scenarios/b.toml", "scenarios/sub/secret.toml", "link.toml"] {
            let ran = maquette(["check", &format!("{way}{path}")]).in_dir(&own).run();
            let said = ran.stdout() + &ran.stderr();
            assert!(!said.contains("root:x"), "{way}{path}:\n{said}");
            assert!(said.contains("of the project"), "{way}{path}:\n{said}");
        }
    }
    for command in ["--catalog", "--theme"] {
        let ran = maquette(["render", "scenarios/a.toml", command, "./link.toml"]);
        ran.in_dir(&own).run().exits(2).complains("link out of the project");
    }
    fs::remove_file(own.join("scenarios/sub")).unwrap();
    symlink(&secret, own.join("scenarios/c.toml")).unwrap();
    maquette(["check"]).in_dir(&own).run().exits(2).says("link out of the project");
    let diff = maquette(["diff", "scenarios/a.toml", "link.toml"]).in_dir(&own).run().exits(2);
    assert!(!diff.stderr().contains("root:x"), "{}", diff.stderr());
}

#[test]
fn a_pack_of_icons_is_no_link_out_of_the_project() {
    let (own, foreign) = project("icons-out");
    let icon =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M1 2h3v777z'/></svg>";
    fs::write(foreign.join("10182-icon-service-IoT-Hub.svg"), icon).unwrap();
    symlink(&foreign, own.join("icons")).unwrap();
    let absolute = own.to_string_lossy().into_owned();
    for way in ["icons", "./icons", &format!("{absolute}/icons")] {
        let args = ["render", "scenarios/a.toml", "-f", "svg", "-o", "-", "--icons", way];
        let ran = maquette(args).in_dir(&own).run().exits(2);
        assert!(!ran.stdout().contains("777"), "{way}");
    }
    let args = ["render", "own/scenarios/a.toml", "-f", "svg", "-o", "-", "--icons", "foreign"];
    maquette(args).in_dir(own.parent().unwrap()).run().exits(0).says("777");
}

#[test]
fn nothing_is_read_from_the_repository_of_git() {
    let (own, _) = project("dot-git");
    fs::create_dir(own.join(".git")).unwrap();
    fs::write(own.join(".git/config"), SECRET).unwrap();
    symlink("../.git/config", own.join("scenarios/b.toml")).unwrap();
    let include = GOOD.replace("solution", "include = [\"../.git/config\"]\nsolution");
    fs::write(own.join("scenarios/c.toml"), include).unwrap();
    for path in ["scenarios/b.toml", "scenarios/c.toml", ".git/config"] {
        let ran = maquette(["check", path]).in_dir(&own).run();
        let said = ran.stdout() + &ran.stderr();
        assert!(!said.contains("root:x") && ran.code() > 0, "{path}:\n{said}");
    }
}

#[test]
fn links_within_the_project_are_followed() {
    let (own, _) = project("links-within");
    symlink("a.toml", own.join("scenarios/b.toml")).unwrap();
    symlink("scenarios", own.join("others")).unwrap();
    maquette(["check"]).in_dir(&own).run().exits(0).complains("2 scenarios");
    maquette(["check", "others"]).in_dir(&own).run().exits(0).complains("2 scenarios");
    let elsewhere = own.join("scenarios/b.toml");
    maquette(["check"]).in_dir(Path::new("/")).run().exits(2);
    let typed = [std::ffi::OsStr::new("check"), elsewhere.as_os_str()];
    maquette(typed).in_dir(Path::new("/tmp")).run().exits(0);
}

#[test]
fn pipes_and_devices_behind_links_hang_nothing() {
    let (own, foreign) = project("pipes");
    let (fifo, inside) = (foreign.join("fifo"), own.join("fifo"));
    pipe(&fifo);
    pipe(&inside);
    fs::create_dir(own.join("output")).unwrap();
    for target in [fifo.as_path(), &inside, Path::new("/dev/zero"), Path::new("/dev/fd/0")] {
        let (scenario, picture) = (own.join("scenarios/b.toml"), own.join("output/a.svg"));
        for link in [&scenario, &picture] {
            let _ = fs::remove_file(link);
            symlink(target, link).unwrap();
        }
        maquette(["check"]).in_dir(&own).run().exits(2);
        maquette(["check", "scenarios/b.toml"]).in_dir(&own).run().exits(2);
        maquette(["diff", "scenarios/a.toml", "scenarios/b.toml"]).in_dir(&own).run().exits(2);
        maquette(["render", "--check", "scenarios/a.toml", "-f", "svg"])
            .in_dir(&own)
            .run()
            .exits(1);
        maquette(["render", "--keep", "scenarios/a.toml", "-f", "svg"]).in_dir(&own).run().exits(0);
        fs::remove_file(scenario).unwrap();
    }
    let include = GOOD.replace("solution", "include = [\"../fifo\"]\nsolution");
    fs::write(own.join("scenarios/c.toml"), include).unwrap();
    maquette(["check"]).in_dir(&own).run().exits(1).says("no regular file");
    pipe(&own.join("scenarios/d.toml"));
    maquette(["check"]).in_dir(&own).run().exits(2).says("no regular file");
}

/// What `maquette.toml` names and what holds by default nobody has typed: no pipe is meant there.
#[test]
fn pipes_that_nobody_has_typed_hang_nothing() {
    let (own, _) = project("untyped-pipes");
    let refused = |words: &[&str]| {
        let mut within = Command::new("timeout");
        let ran = within.arg("20").arg(program()).args(words).current_dir(&own).output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{words:?}: {told}");
        assert!(told.contains("it is no regular file"), "{words:?}: {told}");
        told
    };
    pipe(&own.join("pipe.toml"));
    for (key, command) in [
        ("scenarios = ['pipe.toml']", "check"),
        ("catalogs = ['pipe.toml']", "list services"),
        ("theme = 'pipe.toml'", "render"),
        ("documents = ['pipe.toml']", "embed"),
        ("icons = 'pipe.toml'", "render"),
    ] {
        fs::write(own.join("maquette.toml"), format!("{key}\n")).unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        assert!(refused(&words).contains("maquette.toml:1:"), "{key}");
    }
    fs::remove_file(own.join("maquette.toml")).unwrap();
    pipe(&own.join("README.md"));
    refused(&["embed"]);
    refused(&["ci"]);
    assert!(!own.join("output").exists());
}

#[test]
fn pipes_that_the_command_line_names_are_read() {
    let (own, _) = project("named-pipes");
    let diff = format!("{} diff <(cat scenarios/a.toml) scenarios/a.toml", program());
    let ran = Command::new("bash").args(["-c", &diff]).current_dir(&own).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let check = format!("{} check /dev/stdin < scenarios/a.toml", program());
    let ran = Command::new("bash").args(["-c", &check]).current_dir(&own).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let endless = format!("{} check <(cat /dev/zero)", program());
    let ran = Command::new("bash").args(["-c", &endless]).current_dir(&own).output().unwrap();
    assert!(String::from_utf8_lossy(&ran.stdout).contains("more than 16 MiB"));
}

fn program() -> &'static str {
    env!("CARGO_BIN_EXE_maquette")
}

#[test]
fn a_file_that_is_too_large_is_told_with_the_limit_and_how_to_set_it() {
    let (own, _) = project("too-large");
    let run = |limit: &str| maquette(["check", "--limit", limit]).in_dir(&own).run();
    run("text=20").exits(2).says("more than 20 bytes are not read").says("--limit text=NUMBER");
    run("text=2_000").exits(0);
    run("words=3").exits(2).complains("the names are text, marks, elements");
}

/// A device of its own, so that no test can do harm to that of the system; none where that takes
/// more rights.
fn device(at: &Path, minor: &str) -> Option<()> {
    let made = Command::new("mknod").args(["-m", "666"]).arg(at).args(["c", "1", minor]).status();
    let is_made = made.is_ok_and(|made| made.success());
    (is_made && fs::File::options().append(true).open(at).is_ok()).then_some(())
}

#[test]
fn devices_and_pipes_are_written_into_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt as _;

    let (own, _) = project("streams");
    let kind = |name: &str| own.join(name).symlink_metadata().unwrap().file_type();
    let commands: [&[&str]; 4] = [
        &["check", "-f", "sarif"],
        &["render", "scenarios/a.toml"],
        &["diff", "scenarios/a.toml", "scenarios/b.toml"],
        &["diff", "scenarios/a.toml", "scenarios/b.toml", "-f", "svg"],
    ];
    fs::write(own.join("scenarios/b.toml"), GOOD.replace("trailer", "truck")).unwrap();
    pipe(&own.join("pipe"));
    for command in commands {
        let to = |name: &str| maquette([command, &["-o", name]].concat()).in_dir(&own).run();
        let mut reader = Command::new("timeout");
        let reader = reader.args(["60", "cat"]).arg(own.join("pipe"));
        let reader = reader.stdout(std::process::Stdio::piped()).spawn().unwrap();
        to("pipe").exits(0);
        let read = reader.wait_with_output().unwrap().stdout;
        assert!(kind("pipe").is_fifo(), "{command:?}");
        let shown = to("-").exits(0).stdout();
        assert_eq!(String::from_utf8_lossy(&read), shown, "{command:?}");
        assert_eq!(to("/proc/self/fd/1").exits(0).stdout(), shown, "{command:?}");
        let (null, full) = (own.join("null"), own.join("full"));
        if null.exists() || device(&null, "3").and(device(&full, "7")).is_some() {
            to("null").exits(0);
            to("full").exits(2).complains("cannot write `full`: no space left on device");
            assert!(kind("null").is_char_device() && kind("full").is_char_device());
        }
    }
    // Nobody has typed the name of a file in a directory.
    fs::create_dir(own.join("output")).unwrap();
    pipe(&own.join("output/a.svg"));
    let ran = maquette(["render", "-f", "svg"]).in_dir(&own).run().exits(2);
    ran.complains("cannot write `output/a.svg`: it is no regular file");
    assert!(kind("output/a.svg").is_fifo());
}
