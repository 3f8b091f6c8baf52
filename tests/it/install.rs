//! What is installed: manual pages, a wheel, an archive, packages for npm. They are made of the binary of
//! this test run and installed from the disk; nothing is fetched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::program::{maquette, root, scratch};

/// Runs a program that must succeed.
fn run(program: impl AsRef<Path>, arguments: &[&str], at: &Path) -> String {
    let program = program.as_ref();
    let output = Command::new(program).args(arguments).current_dir(at).output();
    let output = output.unwrap_or_else(|error| {
        panic!("`{}` cannot run ({error}); `./test` installs it", program.display())
    });
    succeeded(&output)
}

fn succeeded(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{out}\n{err}");
    out.into_owned()
}

fn words(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The program of this test run, stripped as a release is: a tenth of it to pack.
fn built(at: &Path) -> PathBuf {
    fs::create_dir(at.join("built")).unwrap();
    let to = at.join("built/maquette");
    run("strip", &["-o", &words(&to), env!("CARGO_BIN_EXE_maquette")], at);
    to
}

/// The installed program draws, in a directory where nothing of this repository is, and its exit codes
/// arrive.
fn draws(program: &Path, at: &Path) {
    let version = run(program, &["--version"], at);
    assert_eq!(version.trim(), concat!("maquette ", env!("CARGO_PKG_VERSION")));
    run(program, &["init", "fleet"], at);
    run(program, &["render", "scenarios/fleet.toml", "-f", "png,pdf"], at);
    assert!(fs::read(at.join("output/fleet.png")).unwrap().starts_with(b"\x89PNG"));
    let wrong =
        Command::new(program).args(["check", "none.toml"]).current_dir(at).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

/// The target that this machine is.
fn host() -> String {
    let told = run("rustc", &["-vV"], &root());
    told.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn manual_pages_name_every_option_and_man_can_show_them() {
    let to = scratch("man");
    maquette(["man", "-o", &words(&to)]).run().exits(0);
    let help = maquette(["--help"]).run().stdout();
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let is_page = |command: &&str| !["", "help"].contains(command);
    let commands: Vec<&str> = commands.filter(is_page).chain([""]).collect();
    assert_eq!(fs::read_dir(&to).unwrap().count(), commands.len());
    for command in commands {
        let asked = [command, "--help"].into_iter().filter(|word| !word.is_empty());
        let help = maquette(asked).run().exits(0).stdout();
        let name = if command.is_empty() { "maquette.1" } else { &format!("maquette-{command}.1") };
        let page = words(&to.join(name));
        // What groff warns of is wrong.
        let shown =
            Command::new("groff").args(["-man", "-Tutf8", "-ww", "-P-cbou", &page]).output();
        let shown = shown.expect("`./test` installs groff");
        assert_eq!(String::from_utf8_lossy(&shown.stderr), "", "{name}");
        let shown = String::from_utf8_lossy(&shown.stdout).replace('‐', "-");
        let options = help.split_whitespace().filter(|word| word.starts_with("--"));
        for option in options.map(|word| word.trim_matches(|c: char| ",.`)]|".contains(c))) {
            assert!(shown.contains(option), "{name} has no `{option}`:\n{shown}");
        }
        let printed = maquette(["man"].into_iter().chain(Some(command).filter(|c| !c.is_empty())));
        assert_eq!(printed.run().exits(0).stdout(), fs::read_to_string(&page).unwrap());
    }
    maquette(["man", "rendr"]).run().exits(2).complains("there is no command `rendr`; there are");
}

/// What stands for cargo where maturin wants the program compiled: it is there already.
#[cfg(unix)]
fn compiled(at: &Path, binary: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let (manifest, binary) = (root().join("Cargo.toml"), words(binary));
    let package = run(env!("CARGO"), &["pkgid", "--offline"], &root());
    let artifact = json!({
        "reason": "compiler-artifact", "package_id": package.trim(), "manifest_path": manifest,
        "target": {
            "kind": ["bin"], "crate_types": ["bin"], "name": "maquette", "edition": "2024",
            "src_path": root().join("src/main.rs"), "doc": true, "doctest": false, "test": true
        },
        "profile": {
            "opt_level": "1", "debuginfo": 0, "debug_assertions": true, "overflow_checks": true,
            "test": false
        },
        "features": [], "filenames": [binary], "executable": binary, "fresh": true
    });
    let script = format!(
        "#!/bin/sh\ncase $1 in\n  rustc) echo '{artifact}' ;;\n  *) exec '{}' \"$@\" ;;\nesac\n",
        env!("CARGO")
    );
    let cargo = at.join("cargo");
    fs::write(&cargo, script).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    cargo
}

/// The wheel of this test run, made once.
#[cfg(unix)]
pub fn wheel() -> &'static Path {
    static WHEEL: LazyLock<PathBuf> = LazyLock::new(|| {
        let at = scratch("wheel");
        let cargo = compiled(&at, &built(&at));
        let output = Command::new(root().join("target/peers/python/bin/maturin"))
            .args(["build", "--offline", "--locked", "--compatibility", "linux"])
            .args(["--out", &words(&at.join("wheels"))])
            .env("CARGO", cargo)
            .current_dir(root())
            .output()
            .expect("`./test` installs maturin");
        succeeded(&output);
        fs::read_dir(at.join("wheels")).unwrap().next().unwrap().unwrap().path()
    });
    &WHEEL
}

#[cfg(unix)]
#[test]
fn the_wheel_installs_the_program() {
    let (at, python) = (scratch("wheel-installed"), root().join("target/peers/python/bin/python"));
    let install = ["-m", "pip", "install", "--quiet", "--no-index", "--prefix", "installed"];
    run(python, &[&install[..], &[&words(wheel())]].concat(), &at);
    draws(&at.join("installed/bin/maquette"), &at);
}

/// What `cargo binstall` asks for, for a target.
fn archive(target: &str) -> String {
    let manifest: toml::Table =
        fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let own = binstall["overrides"].get(target).unwrap_or(binstall);
    let url = own["pkg-url"].as_str().unwrap();
    let (_, name) = url.rsplit_once('/').unwrap();
    name.replace("{ name }", "maquette").replace("{ target }", target)
}

#[test]
fn archives_and_packages_for_npm_install_the_program() {
    let at = scratch("npm");
    let (dist, host) = (at.join("dist"), host());
    let pack = |target: &str, binary: &Path| {
        run(root().join("packaging/archive"), &[target, &words(binary), "dist"], &at);
    };
    pack(&host, &built(&at));
    let windows = "x86_64-pc-windows-msvc";
    fs::write(at.join("any.exe"), "not run here").unwrap();
    pack(windows, &at.join("any.exe"));
    run(root().join("packaging/complete"), &["dist"], &at);
    run("sha256sum", &["--check", "--strict", "SHA256SUMS"], &dist);
    for target in [&host, windows] {
        assert!(dist.join(archive(target)).is_file(), "{}", archive(target));
    }

    run("tar", &["-xzf", &words(&dist.join(archive(&host))), "maquette"], &at);
    draws(&at.join("maquette"), &at);

    let targets = fs::read_to_string(root().join("packaging/targets.json")).unwrap();
    let targets: Vec<Value> = serde_json::from_str(&targets).unwrap();
    let name = |target: &str| {
        let row = targets.iter().find(|row| row["target"] == *target);
        row.and_then(|row| row["npm"]["name"].as_str()).unwrap()
    };
    let tarball =
        |name: &str| words(&dist.join(format!("{name}-{}.tgz", env!("CARGO_PKG_VERSION"))));
    let main = tarball("maquette-cli");
    let install = |to: &str, tarballs: &[&str]| {
        let to = at.join(to);
        fs::create_dir(&to).unwrap();
        let words =
            ["install", "--offline", "--no-audit", "--no-fund", "--silent", "--prefix", "."];
        run("npm", &[&words[..], tarballs].concat(), &to);
        to
    };
    let own = install("own", &[&main, &tarball(name(&host))]);
    draws(&own.join("node_modules/.bin/maquette"), &own);
    let lacking = install("lacking", &[&main]);
    let ran = Command::new(lacking.join("node_modules/.bin/maquette")).output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(told.contains(&format!("the package {} is missing", name(&host))), "{told}");
}
