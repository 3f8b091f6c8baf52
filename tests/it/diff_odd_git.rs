//! `maquette diff --git` where somebody likes git otherwise, or files are not what they seem.

use std::process::Command;

use serde_json::Value;

use crate::program::{maquette, scratch};
use crate::repo::Repo;

const FLEET: &str = "title = \"Fleet\"\nsolution = \"cloud\"\n[devices.truck]\ncount = 40\n";

/// A scenario whose include changes, in a commit.
fn included(name: &str) -> Repo {
    let repo = Repo::new(name);
    let scenario = "title = \"A\"\nsolution = \"cloud\"\ninclude = [\"shared/fleet.toml\"]\n";
    repo.write("a.toml", scenario)
        .write("shared/fleet.toml", "[devices.truck]\ncount = 40\n")
        .commit("one");
    repo.write("shared/fleet.toml", "[devices.truck]\ncount = 50\n").commit("two");
    repo
}

#[test]
fn results_do_not_depend_on_how_somebody_likes_git() {
    let repo = included("odd-config");
    for (key, value) in [
        ("color.ui", "always"),
        ("color.grep", "always"),
        ("color.diff", "always"),
        ("grep.patternType", "fixed"),
        ("diff.orderFile", "nowhere.txt"),
        ("diff.renameLimit", "1"),
        ("grep.lineNumber", "true"),
        ("grep.column", "true"),
        ("grep.fullName", "false"),
        ("diff.renames", "false"),
        ("diff.noprefix", "true"),
        ("diff.external", "false"),
        ("core.quotePath", "true"),
        ("core.pager", "false"),
    ] {
        repo.git(&["config", key, value]);
    }
    for range in ["HEAD~1..HEAD", "HEAD~1"] {
        for name in [
            "",
            "GIT_LITERAL_PATHSPECS",
            "GIT_NOGLOB_PATHSPECS",
            "GIT_GLOB_PATHSPECS",
            "GIT_ICASE_PATHSPECS",
        ] {
            let mut run = maquette(["diff", "--git", range, "--exit-code"]).in_dir(&repo.0);
            if !name.is_empty() {
                run = run.env(name, "1");
            }
            run.run().exits(1).says("count 40 -> 50");
        }
    }
}

#[test]
fn nothing_that_a_repository_configures_is_run() {
    let repo = included("odd-programs");
    repo.write(".gitattributes", "*.toml filter=evil diff=evil\n");
    let trap = |name: &str| format!("touch '{}'; cat", repo.0.join(name).display());
    repo.git(&["config", "core.fsmonitor", &trap("monitored")]);
    repo.git(&["config", "filter.evil.clean", &trap("cleaned")]);
    repo.git(&["config", "filter.evil.smudge", &trap("smudged")]);
    repo.git(&["config", "diff.evil.textconv", &trap("converted")]);
    repo.git(&["config", "diff.evil.command", &trap("compared")]);
    repo.write(
        "a.toml",
        "title = \"B\"\nsolution = \"cloud\"\ninclude = [\"shared/fleet.toml\"]\n",
    );
    for name in ["monitored", "cleaned", "smudged", "converted", "compared"] {
        let _ = std::fs::remove_file(repo.0.join(name));
    }
    for range in ["HEAD", "HEAD~1", "HEAD~1..HEAD"] {
        repo.diff(&["--git", range, "--exit-code"]).exits(1);
    }
    for name in ["monitored", "cleaned", "smudged", "converted", "compared"] {
        assert!(!repo.0.join(name).exists(), "{name}");
    }
}

#[test]
fn what_is_larger_than_any_scenario_is_refused_before_it_is_read() {
    let repo = Repo::new("odd-large");
    repo.write("a.toml", FLEET).write("b.toml", FLEET).commit("one");
    let large = FLEET.to_owned() + &"# padding\n".repeat(2 << 20);
    repo.write("a.toml", &large).write("b.toml", &FLEET.replace("40", "50")).commit("two");
    for range in ["HEAD~1..HEAD", "HEAD~1"] {
        let ran = repo.diff(&["--git", range]).exits(2);
        assert!(ran.stdout().contains("more than 16 MiB are not read"), "{}", ran.stdout());
        assert!(
            ran.stdout().contains("count 40 -> 50"),
            "the other one is compared: {}",
            ran.stdout()
        );
    }
    repo.diff(&["HEAD~1:a.toml", "HEAD:a.toml"])
        .exits(2)
        .complains("more than 16 MiB are not read");
}

#[test]
#[cfg(unix)]
fn files_that_are_no_plain_texts_are_told_and_not_removed() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;

    let repo = Repo::new("odd-files");
    let odd = std::ffi::OsStr::from_bytes(b"caf\xe9.toml");
    std::fs::write(repo.0.join(odd), FLEET).unwrap();
    for name in ["link", "pipe", "folder", "latin", "same"] {
        repo.write(&format!("{name}.toml"), FLEET);
    }
    repo.commit("one");
    // What did not change is not told, whatever it is called.
    let same = repo.diff(&["--git", "HEAD", "--exit-code"]).exits(0);
    assert!(same.stdout().contains("no scenario differs"), "{}", same.stdout());
    std::fs::write(repo.0.join(odd), FLEET.replace("40", "50")).unwrap();
    for name in ["link", "pipe", "folder"] {
        std::fs::remove_file(repo.0.join(format!("{name}.toml"))).unwrap();
    }
    std::os::unix::fs::symlink("same.toml", repo.0.join("link.toml")).unwrap();
    let made = Command::new("mkfifo").arg(repo.0.join("pipe.toml")).status().unwrap();
    assert!(made.success());
    std::fs::create_dir(repo.0.join("folder.toml")).unwrap();
    std::fs::write(repo.0.join("latin.toml"), b"title = \"caf\xe9\"\nsolution = \"cloud\"\n")
        .unwrap();
    let ran = repo.diff(&["--git", "HEAD", "-f", "json"]).exits(2);
    let document: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let scenarios = document["scenarios"].as_array().unwrap();
    let told: Vec<String> = scenarios
        .iter()
        .map(|one| {
            assert!(one["differences"].as_array().unwrap().is_empty(), "{one:#}");
            one["troubles"][0].as_str().unwrap_or_default().to_owned()
        })
        .collect();
    for said in [
        "the name of `caf\u{fffd}.toml` is not UTF-8",
        "`folder.toml` is no plain file",
        "`latin.toml` is not UTF-8",
        "`link.toml` is a symbolic link",
        "`pipe.toml` is no plain file",
    ] {
        assert!(told.iter().any(|told| told.contains(said)), "{said}: {told:#?}");
    }
    assert_eq!(told.len(), 5, "{told:#?}");
    // In a commit as well.
    std::fs::remove_file(repo.0.join("pipe.toml")).unwrap();
    std::fs::remove_dir(repo.0.join("folder.toml")).unwrap();
    repo.write("pipe.toml", FLEET).write("folder.toml", FLEET).commit("two");
    let ran = repo.diff(&["--git", "HEAD~1..HEAD"]).exits(2);
    for said in ["is a symbolic link", "is not UTF-8", "the name of `caf"] {
        assert!(ran.stdout().contains(said), "{said}: {}", ran.stdout());
    }
    assert!(!ran.stdout().contains("removed"), "{}", ran.stdout());
    // What may not be read is told where the system keeps to it: it does not for its administrator.
    let same = repo.0.join("same.toml");
    std::fs::set_permissions(&same, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&same).is_err() {
        let ran = repo.diff(&["--git", "HEAD"]).exits(2);
        assert!(ran.stdout().contains("cannot read"), "{}", ran.stdout());
    }
}

#[test]
fn a_sparse_checkout_removes_nothing() {
    let repo = Repo::new("odd-sparse");
    repo.write("a/a.toml", FLEET).write("b/b.toml", FLEET).commit("one");
    repo.git(&["sparse-checkout", "set", "a"]);
    assert!(!repo.0.join("b/b.toml").exists());
    repo.diff(&["--git", "HEAD", "--exit-code"]).exits(0);
    std::fs::remove_file(repo.0.join("a/a.toml")).unwrap();
    repo.diff(&["--git", "HEAD"]).exits(0).says("a/a.toml (scenario removed)");
}

/// Devices that a change lets in by a shared key instead of a certificate.
const STRONG: &str = "[devices.trailer]\nauthentication = \"x509\"\n";

#[cfg(unix)]
#[test]
fn a_change_is_found_under_whatever_name_a_scenario_reads_it() {
    use std::os::unix::fs::symlink;

    let top = "title = \"T\"\nsolution = \"cloud\"\n";
    let scenario = format!("{top}{STRONG}");
    // The scenario, and the file that changes; what stands in it unless it is a fragment.
    for (at, (name, text, changes, whole)) in [
        ("quoted.toml", format!("\"include\" = [\"../f/a.toml\"]\n{top}"), "f/a.toml", false),
        (
            "escaped.toml",
            format!("\"incl\\u0075de\" = [\"../f/a.toml\"]\n{top}"),
            "f/a.toml",
            false,
        ),
        ("ending.toml", format!("include = [\"../f/a.txt\"]\n{top}"), "f/a.txt", false),
        ("bom.toml", format!("\u{feff}include = [\"../f/a.toml\"]\n{top}"), "f/a.toml", false),
        ("chain.toml", format!("include = [\"../f/b\"]\n{top}"), "f/a.toml", false),
        ("through.toml", format!("include = [\"../l/a.toml\"]\n{top}"), "f/a.toml", false),
        ("key.toml", format!("title = 'P'\n'solution' = 'cloud'\n{STRONG}"), "s/key.toml", true),
        ("link.toml", String::new(), "f/x.txt", true),
        ("same.toml", format!("include = [\"whole.toml\"]\n{top}"), "s/whole.toml", false),
    ]
    .into_iter()
    .enumerate()
    {
        let repo = Repo::new(&format!("odd-names-{at}"));
        repo.write("f/b", "'include' = [\"a.toml\"]\n").write("f/x.txt", &scenario);
        std::fs::create_dir_all(repo.0.join("s")).unwrap();
        symlink("f", repo.0.join("l")).unwrap();
        match text.as_str() {
            "" => symlink("../f/x.txt", repo.0.join("s").join(name)).unwrap(),
            text => drop(repo.write(&format!("s/{name}"), text)),
        }
        if !whole {
            repo.write(changes, STRONG);
        }
        repo.commit("one");
        let before = std::fs::read_to_string(repo.0.join(changes)).unwrap();
        repo.write(changes, &before.replace("x509", "symmetric-key"));
        let ran = repo.diff(&["--git", "HEAD", "--fail-on", "risky"]).exits(1);
        ran.says(&format!("s/{name}")).says("x509 -> symmetric-key");
        repo.commit("two");
        let ran = repo.diff(&["--git", "HEAD~1...HEAD", "--fail-on", "risky"]).exits(1);
        ran.says(&format!("s/{name}")).says("x509 -> symmetric-key");
        repo.write("README", "nothing").commit("three");
        repo.diff(&["--git", "HEAD~1...HEAD"]).exits(0).says("no scenario differs");
    }
}

#[cfg(unix)]
#[test]
fn catalogues_links_and_scenarios_need_no_ending() {
    use std::os::unix::fs::symlink;

    let repo = Repo::new("odd-endings");
    let scenario = |authentication: &str| {
        format!(
            "title = \"T\"\nsolution = \"cloud\"\n{}[services.ledger]\n",
            STRONG.replace("x509", authentication)
        )
    };
    let catalog = |name: &str| {
        format!(
            "[[service]]\nid = \"ledger\"\nname = \"{name}\"\nfamily = \"own\"\nlane = \"store\"\n\
             lives = \"cloud\"\nsummary = \"Keeps accounts.\"\n"
        )
    };
    repo.write("maquette.toml", "catalogs = ['own.cat']\nscenarios = ['s', 'fleet.txt']\n")
        .write("own.cat", &catalog("One"))
        .write("s/a.toml", &scenario("x509"))
        .write("fleet.txt", &scenario("x509"))
        .write("f/weak.txt", &scenario("symmetric-key"))
        .write("f/strong.txt", &scenario("x509"));
    symlink("../f/strong.txt", repo.0.join("s/link.toml")).unwrap();
    repo.commit("one");
    let finds = |said: &[&str]| {
        for range in ["HEAD", "HEAD~1..HEAD"] {
            let ran = repo.diff(&["--git", range, "--exit-code"]).exits(1);
            for said in said {
                assert!(ran.stdout().contains(said), "{range}: no {said} in {}", ran.stdout());
            }
            if range == "HEAD" {
                repo.commit("next");
            }
        }
    };
    repo.write("own.cat", &catalog("Two"));
    finds(&["s/a.toml", "fleet.txt", "s/link.toml"]);
    repo.write("fleet.txt", &scenario("symmetric-key"));
    finds(&["fleet.txt", "x509 -> symmetric-key"]);
    std::fs::remove_file(repo.0.join("s/link.toml")).unwrap();
    symlink("../f/weak.txt", repo.0.join("s/link.toml")).unwrap();
    finds(&["s/link.toml", "x509 -> symmetric-key"]);
}

#[test]
fn a_repository_of_two_hundred_scenarios_is_compared_in_moments() {
    let repo = Repo::new("odd-many");
    for number in 0..200 {
        let include = format!("include = [\"shared/{}.toml\"]\n", number / 2);
        repo.write(&format!("{number}.toml"), &(include + "title = \"T\"\nsolution = \"cloud\"\n"));
    }
    for number in 0..100 {
        repo.write(&format!("shared/{number}.toml"), STRONG);
    }
    repo.commit("one");
    repo.write("shared/7.toml", &STRONG.replace("x509", "symmetric-key")).commit("two");
    for range in ["HEAD~1", "HEAD~1..HEAD"] {
        let began = std::time::Instant::now();
        let ran = repo.diff(&["--git", range, "--fail-on", "risky"]).exits(1);
        let took = began.elapsed();
        ran.says("2 scenarios").says("14.toml").says("15.toml");
        assert!(took < std::time::Duration::from_secs(5), "{range}: {took:?}");
    }
}

#[test]
fn what_lies_in_a_submodule_of_another_commit_is_not_taken_for_the_same() {
    let at = scratch("odd-submodule");
    let (part, repo) = (Repo(at.join("part")), Repo(at.join("whole")));
    for one in [&part, &repo] {
        std::fs::create_dir(&one.0).unwrap();
        one.git(&["init", "-q", "-b", "main"]);
    }
    part.write("fleet.toml", STRONG).write("own.cat", "").commit("one");
    repo.git(&["submodule", "add", "-q", "../part", "part"]);
    let scenario = |include: &str| format!("title = \"T\"\nsolution = \"cloud\"\n{include}");
    repo.write("a.toml", &scenario("include = [\"part/fleet.toml\"]\n"))
        .write("b.toml", &scenario(""))
        .commit("one");
    repo.write("b.toml", &scenario("[devices.pump]\n")).commit("two");
    // Of the same commit it says the same, whatever that is.
    repo.diff(&["--git", "HEAD~1..HEAD", "--exit-code"]).exits(1).says("b.toml");
    let inside = Repo(repo.0.join("part"));
    inside.write("fleet.toml", &STRONG.replace("x509", "symmetric-key")).commit("weak");
    repo.commit("three");
    repo.diff(&["--git", "HEAD~1..HEAD", "--exit-code"]).exits(2).says("a.toml");
    repo.write("maquette.toml", "catalogs = ['part/own.cat']\n").commit("four");
    let ran = repo.diff(&["--git", "HEAD~1..HEAD"]).exits(2);
    ran.complains("`part/own.cat` is in a submodule");
}
