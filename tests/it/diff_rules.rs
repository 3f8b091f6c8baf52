//! What a gate decides by: fingerprints, accepted differences and the rules of the base.

use std::path::Path;

use serde_json::Value;

use crate::program::{Ran, maquette, scratch};
use crate::repo::Repo;

const FLEET: &str = "title = \"Fleet\"\nsolution = \"cloud\"\n[devices.truck]\n\
                     authentication = \"x509\"\n[nodes.app]\nin = \"cloud\"\n";

/// A way into the cloud, as it is written.
fn way(protocol: &str, authentication: &str) -> String {
    format!(
        "[[connections]]\nfrom = \"truck\"\nto = \"app\"\nlabel = \"files\"\n\
         protocol = \"{protocol}\"\nauthentication = \"{authentication}\"\n"
    )
}

fn write(directory: &Path, path: &str, text: &str) {
    let file = directory.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

fn diff(directory: &Path, args: &[&str]) -> Ran {
    maquette(["diff"].iter().chain(args)).in_dir(directory).run()
}

/// The fingerprint of the difference with this name.
fn fingerprint(directory: &Path, args: &[&str], name: &str) -> String {
    let document: Value =
        serde_json::from_str(&diff(directory, &[args, &["-f", "json"]].concat()).stdout()).unwrap();
    let all = document["scenarios"].as_array().unwrap().iter();
    let mut all = all.flat_map(|one| one["differences"].as_array().unwrap());
    let found = all.find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {document:#}"))["fingerprint"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn accepting_one_way_accepts_no_other_one() {
    let directory = scratch("rules-values");
    write(&directory, "old.toml", FLEET);
    let sides = ["old.toml", "new.toml"];
    let with = |protocol: &str, authentication: &str| {
        write(&directory, "new.toml", &(FLEET.to_owned() + &way(protocol, authentication)));
        fingerprint(&directory, &sides, "Truck to App (files)")
    };
    let safe = with("HTTPS", "managed identity");
    assert_eq!(safe, with("HTTPS", "managed identity"), "the same in every run");
    assert_ne!(safe, with("HTTP", "managed identity"));
    assert_ne!(safe, with("HTTPS", "none"));
    with("HTTP", "none");
    diff(&directory, &[&sides[..], &["--accept", &safe, "--fail-on", "risky"]].concat()).exits(1);
    // Nor does it accept the same change of another file.
    let in_file = |path: &str| {
        write(&directory, &format!("{path}/old.toml"), FLEET);
        let new = FLEET.to_owned() + &way("HTTPS", "managed identity");
        write(&directory, &format!("{path}/fleet.toml"), &new);
        let sides = [format!("{path}/old.toml"), format!("{path}/fleet.toml")];
        fingerprint(&directory, &[&sides[0], &sides[1]], "Truck to App (files)")
    };
    assert_ne!(in_file("dev"), in_file("prod"));
}

#[test]
fn two_pictures_never_get_one_name() {
    let repo = Repo::new("rules-pictures");
    for path in ["dev/fleet.toml", "prod/fleet.toml", "other.toml"] {
        write(&repo.0, path, FLEET);
    }
    repo.commit("one");
    for path in ["dev/fleet.toml", "prod/fleet.toml", "other.toml"] {
        write(
            &repo.0,
            path,
            &FLEET.replace("truck", path.split('/').next().unwrap().trim_end_matches(".toml")),
        );
    }
    for (format, ending) in [("svg", "svg"), ("mermaid", "mmd")] {
        diff(&repo.0, &["--git", "HEAD", "-f", format, "-o", "out"]).exits(0);
        for name in ["dev/fleet", "prod/fleet", "other"] {
            let text =
                std::fs::read_to_string(repo.0.join(format!("out/{name}.diff.{ending}"))).unwrap();
            let own = name.split('/').next().unwrap();
            assert!(text.to_lowercase().contains(own), "{name}: {text}");
        }
    }
    // Standard output takes one.
    diff(&repo.0, &["--git", "HEAD", "-f", "mermaid"]).exits(2).complains("several scenarios");
}

#[test]
fn acceptances_say_who_why_and_until_when_and_old_ones_are_told() {
    let directory = scratch("rules-until");
    write(&directory, "old.toml", FLEET);
    write(&directory, "new.toml", &FLEET.replace("x509", "symmetric-key"));
    let sides = ["old.toml", "new.toml"];
    let print = fingerprint(&directory, &sides, "Truck");
    let list = format!(
        "{print} until 2027-03-31 by Ann Lee: no certificates yet\nMQ5202 until 2020-01-01\n0123456789ab by Bo\n"
    );
    write(&directory, "accepted.txt", &list);
    let args = |today: &'static str| {
        [&sides[..], &["--accept-file", "accepted.txt", "--today", today]].concat()
    };
    let text = diff(&directory, &args("2027-03-31")).stdout();
    assert!(!text.contains(&print), "{text}");
    assert!(text.contains("note: accepted.txt:2: `MQ5202` until 2020-01-01 is past its day and does not count any more"), "{text}");
    assert!(
        text.contains("note: accepted.txt:3: `0123456789ab` by Bo matches no difference here"),
        "{text}"
    );
    let text = diff(&directory, &args("2027-04-01")).stdout();
    assert!(text.contains(&format!("[{print}]")), "{text}");
    assert!(
        text.contains("until 2027-03-31 by Ann Lee (no certificates yet) is past its day"),
        "{text}"
    );
    for format in ["markdown", "json", "github"] {
        let told = diff(&directory, &[args("2027-04-01"), vec!["-f", format]].concat()).stdout();
        assert!(told.contains("is past its day"), "{format}: {told}");
    }
    write(&directory, "accepted.txt", "MQ5202 until tomorrow\n");
    diff(&directory, &args("2027-04-01")).exits(2).complains("accepted.txt:1: `until tomorrow`");
    diff(&directory, &["old.toml", "new.toml", "--today", "soon"])
        .exits(2)
        .complains("is not a day");
}

#[test]
fn a_change_cannot_silence_what_it_does() {
    let weaker = FLEET.replace("x509", "symmetric-key");
    let off = "[checks]\nMQ5202 = \"off\"\n";
    let directory = scratch("rules-base");
    write(&directory, "old.toml", FLEET);
    write(&directory, "new.toml", &(weaker.clone() + off));
    let sides = ["old.toml", "new.toml"];
    let ran = diff(&directory, &[&sides[..], &["--fail-on", "risky"]].concat()).exits(1);
    assert!(ran.stdout().contains("MQ5202: symmetric-key is weaker than x509"), "{}", ran.stdout());
    assert!(ran.stdout().contains("MQ5202 unset -> off  risky"), "{}", ran.stdout());
    assert!(
        ran.stdout().contains("MQ5209: what `[checks]` says of MQ5202 decides"),
        "{}",
        ran.stdout()
    );
    let head = diff(&directory, &[&sides[..], &["--policy", "head"]].concat()).stdout();
    assert!(!head.contains("is weaker than x509") && head.contains("MQ5209"), "{head}");
    // What the base says counts, whatever the change makes of it.
    write(&directory, "old.toml", &(FLEET.to_owned() + off));
    write(&directory, "new.toml", &weaker);
    let back = diff(&directory, &sides).stdout();
    assert!(!back.contains("is weaker than x509") && back.contains("off -> unset"), "{back}");
}

#[test]
fn a_change_cannot_silence_a_check_that_it_breaks() {
    let directory = scratch("rules-check");
    let old = "title = \"A\"\nsolution = \"cloud\"\n[devices.meter]\ncount = 100\n\
               messages-per-day = 1000\n[services.iot-hub]\ntier = \"S1\"\n";
    let new = old.replace("count = 100", "count = 1000") + "[checks]\nMQ2013 = \"off\"\n";
    write(&directory, "old.toml", old);
    write(&directory, "new.toml", &new);
    let ran = diff(&directory, &["old.toml", "new.toml"]).exits(2);
    assert!(ran.stdout().contains("introduced error[MQ2013]"), "{}", ran.stdout());
    let ran = diff(&directory, &["old.toml", "new.toml", "--policy", "head"]).exits(0);
    assert!(!ran.stdout().contains("introduced error"), "{}", ran.stdout());
}

#[test]
fn what_a_change_accepts_itself_is_listed_first_and_does_not_count() {
    let repo = Repo::new("rules-accepted");
    write(&repo.0, "fleet.toml", FLEET);
    write(&repo.0, "accepted.txt", "# nothing yet\n");
    repo.commit("one");
    write(&repo.0, "fleet.toml", &FLEET.replace("x509", "symmetric-key"));
    write(&repo.0, "accepted.txt", "MQ5202 by the author: trust me\n");
    repo.commit("two");
    let args = ["--git", "HEAD~1...HEAD", "--accept-file", "accepted.txt", "--fail-on", "risky"];
    let text = diff(&repo.0, &args).exits(1).stdout();
    let first = "note: accepted.txt:1: `MQ5202` by the author (trust me) is accepted by this change itself, and does not count without `--policy head`";
    assert!(text.starts_with(first), "{text}");
    let text = diff(&repo.0, &[&args[..], &["--policy", "head"]].concat()).exits(0).stdout();
    assert!(text.contains("is accepted by this change itself, and counts"), "{text}");
    // Once it is in the base it counts, whatever the change makes of the list.
    write(&repo.0, "fleet.toml", FLEET);
    repo.commit("three");
    write(&repo.0, "fleet.toml", &FLEET.replace("x509", "symmetric-key"));
    write(&repo.0, "accepted.txt", "");
    repo.commit("four");
    diff(&repo.0, &args).exits(0);
}

#[test]
fn differences_that_are_all_accepted_are_not_none() {
    let directory = scratch("rules-all");
    write(&directory, "old.toml", FLEET);
    write(&directory, "new.toml", &FLEET.replace("x509", "symmetric-key"));
    let args = |format| {
        let accept = [
            "old.toml", "new.toml", "--accept", "MQ5202", "--accept", "MQ5305", "--accept",
            "MQ5307",
        ];
        [&accept[..], &["-f", format]].concat()
    };
    let text = diff(&directory, &args("text")).stdout();
    assert!(text.contains("2 differences, all accepted"), "{text}");
    let markdown = diff(&directory, &args("markdown")).stdout();
    assert!(markdown.contains("### Architecture: 2 differences, all accepted"), "{markdown}");
    let document: Value = serde_json::from_str(&diff(&directory, &args("json")).stdout()).unwrap();
    assert_eq!(document["scenarios"][0]["accepted_differences"].as_array().unwrap().len(), 2);
    assert_eq!(document["scenarios"][0]["accepted"], 2);
}
