//! The codes of differences wherever a user meets them: explained, listed, weighed otherwise by a
//! scenario and by the command line, accepted; and what of an invalid scenario can be compared.

use maquette::diag::changes::CHANGES;
use serde_json::Value;

use crate::program::{maquette, root, scratch};

const OLD: &str = r#"title = "Fleet"
solution = "cloud"

[devices.truck]
count = 1000
authentication = "x509"
messages-per-day = 1000

[services.iot-hub]
tier = "S2"
"#;

/// Two versions in a directory of their own; what is appended to the new one too.
fn versions(name: &str, new: &str) -> std::path::PathBuf {
    let directory = scratch(name);
    std::fs::write(directory.join("old.toml"), OLD).unwrap();
    std::fs::write(directory.join("new.toml"), new).unwrap();
    directory
}

/// The differences of a report in JSON: code of the heaviest reason, and level.
fn found(directory: &std::path::Path, args: &[&str]) -> Vec<(String, String)> {
    let all = ["diff", "old.toml", "new.toml", "-f", "json"];
    let ran = maquette(all.iter().chain(args)).in_dir(directory).run();
    let report: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let differences = report["scenarios"].as_array().unwrap().iter();
    let differences = differences.flat_map(|one| one["differences"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    differences.map(|d| (text(&d["reasons"][0]["code"]), text(&d["level"]))).collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(code, level)| ((*code).to_owned(), (*level).to_owned())).collect()
}

#[test]
fn every_code_is_explained_and_listed_with_its_level() {
    let listed = maquette(["list", "codes", "--json"]).run();
    let listed: Value = serde_json::from_str(&listed.stdout()).unwrap();
    for row in CHANGES {
        let level = maquette::diff::Level::of(row).word();
        let told = maquette(["explain", &row.code.to_lowercase()]).run();
        let head = format!("{}: {} ({level})\n\n", row.code, row.title);
        assert!(told.stdout().starts_with(&head), "{}", told.stdout());
        assert!(told.stdout().contains(row.text), "{}", row.code);
        let in_list = listed.as_array().unwrap().iter().find(|one| one["code"] == row.code);
        let in_list = in_list.unwrap_or_else(|| panic!("{} is not listed", row.code));
        assert_eq!((&in_list["severity"], &in_list["title"]), (&level.into(), &row.title.into()));
    }
    let near = maquette(["explain", "MQ510"]).run();
    assert_eq!(near.code(), 2);
    assert!(near.stderr().contains("did you mean `MQ510"), "{}", near.stderr());
}

#[test]
fn a_scenario_weighs_and_silences_codes_and_the_command_line_has_the_last_word() {
    let new = OLD.replace("count = 1000", "count = 900").replace("x509", "symmetric-key");
    let usual = versions("diff-codes-usual", &new);
    // The truck proves itself with a key instead, to its hub and to what registers it.
    let risky = ("MQ5202", "risky");
    assert_eq!(found(&usual, &[]), pairs(&[("MQ5306", "minor"), risky, risky, risky]));

    // The old version's word counts, in whatever the new one says.
    let rules = "\n[checks]\nMQ5306 = { level = \"off\", reason = \"changes every week\" }\n\
                 MQ5202 = { level = \"error\", reason = \"keys were banned\" }\n";
    let weighed = versions("diff-codes-weighed", &(new.clone() + rules));
    std::fs::write(weighed.join("old.toml"), OLD.to_owned() + rules).unwrap();
    assert_eq!(found(&weighed, &[]), pairs(&[("MQ5202", "breaking"); 3]));
    let back = found(&weighed, &["--level", "MQ5306=cosmetic", "--level", "mq5202=minor"]);
    assert_eq!(back[0], ("MQ5306".to_owned(), "cosmetic".to_owned()));
    assert_eq!(back[1].1, "minor");

    // The heaviest reason off, the next one counts; all off or accepted, nothing is left.
    assert_eq!(found(&usual, &["--level", "MQ5202=off"])[1].1, "minor");
    assert_eq!(found(&usual, &["--accept", "MQ5306"]), pairs(&[risky; 3]));
    for (args, said) in [
        (["--level", "MQ5999=off"], "`MQ5999` is neither a code nor a fingerprint"),
        (["--level", "MQ5306=loud"], "`loud` is no level"),
        (["--accept", "0123"], "`0123` is neither a code nor a fingerprint"),
    ] {
        let ran = maquette(["diff", "old.toml", "new.toml"].iter().chain(&args)).in_dir(&usual);
        let ran = ran.run();
        assert_eq!(ran.code(), 2, "{args:?}");
        assert!(ran.stderr().contains(said), "{}", ran.stderr());
    }
}

#[test]
fn what_breaks_a_check_is_compared_nevertheless_and_is_trouble_on_the_new_side_only() {
    let directory = versions("diff-codes-broken", &OLD.replace("S2", "S1"));
    let there = maquette(["diff", "old.toml", "new.toml"]).in_dir(&directory).run();
    assert_eq!(there.code(), 2, "the new version is invalid");
    assert!(there.stderr().contains("error[MQ2013]"), "{}", there.stderr());
    assert!(there.stderr().contains("`new.toml` is invalid and compared all the same"));
    let told = "MQ5205: 1,000,000 messages a day reach IoT Hub, which takes 400,000";
    assert!(there.stdout().contains(told), "{}", there.stdout());

    let back = maquette(["diff", "new.toml", "old.toml"]).in_dir(&directory).run();
    assert_eq!((back.code(), back.stderr().as_str()), (0, ""), "a mended scenario is no trouble");
    assert!(back.stdout().contains("tier S1 -> S2"), "{}", back.stdout());

    std::fs::write(directory.join("new.toml"), OLD.replace("tier", "teir")).unwrap();
    let typo = maquette(["diff", "old.toml", "new.toml"]).in_dir(&directory).run();
    assert_eq!(typo.code(), 2);
    assert!(!typo.stdout().contains("MQ5"), "nothing is told of a guess: {}", typo.stdout());
    assert!(typo.stderr().contains("cannot be compared"), "{}", typo.stderr());
}

#[test]
fn a_boundary_is_reported_once_however_many_cross_it() {
    let risky =
        |report: Vec<(String, String)>| report.iter().filter(|(code, _)| code == "MQ5201").count();
    // Two devices fetch updates by HTTPS, which nothing outside of Azure did: one crossing.
    let two = OLD.to_owned() + "\n[devices.pump]\n[services.device-update]\n";
    assert_eq!(risky(found(&versions("diff-boundary-way", &two), &[])), 1);
    // The first site brings several ways: they are told with the site.
    let site = "\n[sites.bonn]\nruntime = \"iot-operations\"\n[sites.bonn.assets.press]\n";
    let first = OLD.to_owned() + site;
    let directory = versions("diff-boundary-site", &first);
    assert_eq!(risky(found(&directory, &[])), 1);
    // The second one has no way of its own.
    std::fs::write(directory.join("old.toml"), &first).unwrap();
    let second = first + &site.replace("bonn", "ulm");
    std::fs::write(directory.join("new.toml"), second).unwrap();
    assert_eq!(risky(found(&directory, &[])), 0);
}

/// The differences between two versions of a scenario that have this code.
fn with_code(name: &str, old: &str, new: &str, code: &str) -> Vec<Value> {
    let directory = versions(name, new);
    std::fs::write(directory.join("old.toml"), old).unwrap();
    let ran = maquette(["diff", "old.toml", "new.toml", "-f", "json"]).in_dir(&directory).run();
    let report: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let all = report["scenarios"][0]["differences"].as_array().unwrap().iter();
    let has_it = |d: &&Value| d["reasons"].as_array().unwrap().iter().any(|r| r["code"] == code);
    all.filter(has_it).cloned().collect()
}

#[test]
fn a_way_past_its_guards_is_risky_and_one_that_gets_guards_is_not() {
    let path = root().join("scenarios/reference-private-file-upload.toml");
    let spokes = std::fs::read_to_string(path).unwrap();
    let [network, public] =
        ["one-network", "public"].map(|way| spokes.replace("\"hub-spoke\"", &format!("{way:?}")));
    for (name, old, new, through) in [
        ("both", &spokes, &public, "Application Gateway, Azure Firewall and Private endpoint"),
        ("network", &network, &public, "Application Gateway and Private endpoint"),
        ("firewall", &spokes, &network, "Azure Firewall"),
    ] {
        let found = with_code(&format!("diff-guard-{name}"), old, new, "MQ5208");
        assert_eq!(found.len(), 1, "{name}: told once: {found:#?}");
        assert_eq!((&found[0]["level"], &found[0]["change"]), (&"risky".into(), &"added".into()));
        let reasons = found[0]["reasons"].to_string();
        let said = format!("IoT client device reached Uploads through {through}, and does without");
        assert!(reasons.contains(&said), "{name}: {reasons}");
        let back = with_code(&format!("diff-guard-{name}-back"), new, old, "MQ5208");
        assert!(back.is_empty(), "{name}, guards added: {back:#?}");
    }
    // The networks that come with the guards lie inside of Azure, whose border is as it was.
    for code in ["MQ5201", "MQ5206"] {
        let found = with_code("diff-guard-border", &public, &spokes, code);
        assert!(found.is_empty(), "{code}: {found:#?}");
    }
}

#[test]
fn many_ways_past_one_guard_are_told_once_and_another_of_its_sort_is_none() {
    let guarded = |guard: &str| {
        let direct = guard.is_empty();
        let way = |from: &str| match direct {
            true => format!("[[connections]]\nfrom = \"{from}\"\nto = \"sql-database\"\n"),
            false => format!("[[connections]]\nfrom = \"{from}\"\nto = \"{guard}\"\n"),
        };
        let mut text = OLD.to_owned() + "[services.sql-database]\n[services.web-app]\n";
        text += "[services.functions]\n[nodes.vault]\n";
        text += &["web-app", "functions"].map(way).concat();
        if !direct {
            text += &format!("[services.{guard}]\n");
            text += &way(guard).replacen(&format!("to = \"{guard}"), "to = \"sql-database", 1);
        }
        text
    };
    let gone = with_code("diff-guard-many", &guarded("firewall"), &guarded(""), "MQ5208");
    assert_eq!(gone.len(), 1, "{gone:#?}");
    assert!(gone[0]["reasons"].to_string().contains("as does one other way"), "{gone:#?}");
    let came = with_code("diff-guard-came", &guarded(""), &guarded("firewall"), "MQ5208");
    assert!(came.is_empty(), "{came:#?}");
    let other =
        with_code("diff-guard-other", &guarded("firewall"), &guarded("private-link"), "MQ5208");
    assert_eq!(other.len(), 1, "an address filters nothing: {other:#?}");
}

#[test]
fn what_leaves_its_network_is_risky_and_what_enters_or_changes_one_is_not() {
    let network = |name: &str| format!("[groups.{name}]\nkind = \"network\"\n");
    let inside = |name: &str| {
        let place = if name.is_empty() { String::new() } else { format!("in = \"{name}\"\n") };
        let link = "[[connections]]\nfrom = \"iot-hub\"\nto = \"sql-database\"\n";
        let networks = network("east") + &network("west");
        format!("{OLD}{networks}[services.sql-database]\n{place}{link}")
    };
    let left = with_code("diff-network-left", &inside("east"), &inside(""), "MQ5206");
    assert_eq!(left.len(), 1, "{left:#?}");
    assert_eq!((&left[0]["level"], &left[0]["change"]), (&"risky".into(), &"moved".into()));
    assert!(left[0]["reasons"].to_string().contains("it stood in East (Virtual network)"));
    let all_gone = inside("").replace(&(network("east") + &network("west")), "");
    assert_eq!(with_code("diff-network-gone", &inside("east"), &all_gone, "MQ5206").len(), 1);
    for (name, old, new) in [("entered", "", "east"), ("changed", "east", "west")] {
        let name = format!("diff-network-{name}");
        assert!(with_code(&name, &inside(old), &inside(new), "MQ5206").is_empty(), "{name}");
    }
}
