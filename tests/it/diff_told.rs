//! What a review says: which way, what a thing is, findings, order and size.

use serde_json::Value;

use crate::program::{Ran, maquette, scratch};

/// Two versions in a directory of their own.
fn versions(name: &str, old: &str, new: &str) -> std::path::PathBuf {
    let directory = scratch(name);
    std::fs::write(directory.join("old.toml"), old).unwrap();
    std::fs::write(directory.join("new.toml"), new).unwrap();
    directory
}

fn ran(directory: &std::path::Path, args: &[&str]) -> Ran {
    maquette(["diff", "old.toml", "new.toml"].iter().chain(args)).in_dir(directory).run()
}

fn json(directory: &std::path::Path, args: &[&str]) -> Value {
    serde_json::from_str(&ran(directory, &[&["-f", "json"], args].concat()).stdout()).unwrap()
}

const FLEET: &str = "title = \"Fleet\"\nsolution = \"cloud\"\n[devices.truck]\n";

#[test]
fn connections_are_told_the_way_that_they_go() {
    let new = FLEET.to_owned() + "[services.device-update]\n";
    let directory = versions("told-way", FLEET, &new);
    let document = json(&directory, &[]);
    let all = document["scenarios"][0]["differences"].as_array().unwrap();
    let update = all.iter().find(|one| one["name"] == "Device Update to Truck (update content)");
    let update = update.unwrap_or_else(|| panic!("{document:#}"));
    let ends = serde_json::json!({ "from": "truck", "to": "device-update", "direction": "back" });
    assert_eq!(update["ends"], ends, "as it is written, and which way it goes");
    assert_eq!(update["reasons"][0]["text"], "the first way from Azure to the devices: HTTPS");
    assert!(
        all.iter()
            .any(|one| one["name"] == "between Device Update and IoT Hub (update action, status)")
    );
    for format in ["text", "markdown", "github", "sarif"] {
        let told = ran(&directory, &["-f", format]).stdout();
        assert!(told.contains("Device Update to Truck (update content)"), "{format}: {told}");
        assert!(told.contains("from Azure to the devices"), "{format}: {told}");
        assert!(!told.contains("Truck to Device Update"), "{format}: {told}");
    }
    let chart = ran(&directory, &["-f", "mermaid"]).stdout();
    let id = |label: &str| {
        let at = chart.find(label).unwrap_or_else(|| panic!("no {label} in {chart}"));
        chart[..at].rsplit([' ', ';']).next().unwrap().trim_end_matches("[\"").to_owned()
    };
    let arrow = format!("{} -->|\"+ update content", id("+ Device Update"));
    assert!(chart.contains(&arrow), "{arrow}: {chart}");
}

#[test]
fn a_turned_arrow_of_a_drawing_is_a_difference() {
    let directory = scratch("told-dot");
    std::fs::write(directory.join("old.dot"), "digraph { a -> b }").unwrap();
    std::fs::write(directory.join("new.dot"), "digraph { a -> b [dir=back] }").unwrap();
    let ran = maquette(["diff", "old.dot", "new.dot", "--exit-code"]).in_dir(&directory).run();
    ran.exits(1).says("direction forward -> back");
}

#[test]
fn what_is_new_or_gone_says_what_it_is_in_every_format() {
    let link = "[nodes.app]\nin = \"cloud\"\n[[connections]]\nfrom = \"truck\"\nto = \"app\"\n\
                label = \"files\"\nprotocol = \"HTTP\"\nport = 80\nauthentication = \"password\"\n";
    let service = "[services.cosmos-db]\nnetwork = \"private\"\n[services.functions]\ncount = 3\n";
    let new = FLEET.to_owned() + service + link;
    for (name, old, new) in [("came", FLEET, new.as_str()), ("went", new.as_str(), FLEET)] {
        let directory = versions(&format!("told-what-{name}"), old, new);
        for format in ["text", "markdown", "github", "sarif", "mermaid"] {
            let args: &[&str] = if format == "github" { &["--level", "risky"] } else { &[] };
            let told = ran(&directory, &[&["-f", format], args].concat()).stdout();
            for value in ["HTTP", "port 80", "password"] {
                let is_cut = format == "github" && name == "went";
                assert!(told.contains(value) || is_cut, "{format} {name}: {value} in {told}");
            }
            for value in ["network private", "count 3"] {
                assert!(told.contains(value) || format == "github", "{format}: {value} in {told}");
            }
        }
        let document = json(&directory, &[]);
        let all = document["scenarios"][0]["differences"].as_array().unwrap();
        let files = all.iter().find(|one| one["name"] == "Truck to App (files)").unwrap();
        assert_eq!(files["values"]["port"], "80");
        assert_eq!(
            (&files["ends"]["from"], &files["ends"]["to"]),
            (&"truck".into(), &"app".into())
        );
    }
}

#[test]
fn lines_that_would_read_the_same_say_which_site_they_belong_to() {
    let site = |name: &str| {
        format!("[sites.{name}]\nruntime = \"iot-operations\"\n[sites.{name}.assets.press]\n")
    };
    let old = format!("title = \"A\"\nsolution = \"edge\"\n{}{}", site("bonn"), site("ulm"));
    let new = old.replace("press]", "press]\nprotocol = \"modbus\"");
    let directory = versions("told-sites", &old, &new);
    let document = json(&directory, &[]);
    let mut names: Vec<&str> = document["scenarios"][0]["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"Press of Bonn") && names.contains(&"Press of Ulm"), "{names:?}");
    names.retain(|name| name.contains(" to ") || name.contains(" and "));
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "two connections read the same");
}

#[test]
fn findings_that_a_change_introduces_and_solves_are_told_in_every_format() {
    let old = "title = \"A\"\nsolution = \"cloud\"\n[devices.meter]\niot-cloud = \"iot-central\"\n\
               [services.iot-central]\n";
    let new = "title = \"A\"\nsolution = \"cloud\"\n[devices.meter]\ncount = 1000\n\
               messages-per-day = 1000\n[services.iot-hub]\ntier = \"S1\"\n";
    let directory = versions("told-findings", old, new);
    let document = json(&directory, &[]);
    let findings = &document["scenarios"][0]["findings"];
    assert_eq!(findings["solved"][0]["code"], "MQ4001");
    assert_eq!(findings["introduced"][0]["code"], "MQ2013");
    assert_eq!(findings["introduced"][0]["line"], 6);
    assert_eq!(document["scenarios"][0]["new_state"], "broken");
    for (format, solved) in
        [("text", true), ("markdown", true), ("github", false), ("sarif", false)]
    {
        let ran = ran(&directory, &["-f", format]);
        assert_eq!(ran.code(), 2, "an invalid version");
        assert!(ran.stdout().contains("MQ2013"), "{format}: {}", ran.stdout());
        assert!(!solved || ran.stdout().contains("MQ4001"), "{format}: {}", ran.stdout());
    }
    let text = ran(&directory, &[]).stdout();
    assert!(text.contains("the new version `new.toml` is invalid and compared all the same"));
    assert!(text.contains("  introduced error[MQ2013] new.toml:6: "), "{text}");
    assert!(text.contains("  solved warning[MQ4001] old.toml:5: "), "{text}");
    // The same with other numbers is the same finding.
    let more = versions("told-findings-same", new, &new.replace("count = 1000", "count = 1200"));
    let findings = &json(&more, &[])["scenarios"][0]["findings"];
    assert_eq!(findings, &serde_json::json!({ "introduced": [], "solved": [] }));
    // What a version that nobody understands would be told of is not known.
    let unread = versions("told-findings-unread", old, &new.replace("cloud", "clod"));
    let text = ran(&unread, &[]).stdout();
    assert!(text.contains("introduced error") && !text.contains("solved"), "{text}");
    let mended = versions("told-findings-mended", &old.replace("cloud", "clod"), old);
    let text = ran(&mended, &[]).stdout();
    assert!(text.contains("solved error") && !text.contains("introduced"), "{text}");
    let svg = ran(&directory, &["-f", "svg", "-o", "d.svg"]);
    assert_eq!(svg.code(), 2);
    assert!(directory.join("d.svg").exists(), "what can be drawn is drawn");
}

#[test]
fn a_version_that_cannot_be_understood_is_said_to_be_invalid_and_never_the_same() {
    let directory = versions("told-invalid", FLEET, &FLEET.replace("cloud", "clod"));
    std::fs::write(directory.join("report.md"), "yesterday's").unwrap();
    for format in ["text", "markdown", "json", "github", "sarif"] {
        let ran = ran(&directory, &["-f", format]);
        assert_eq!(ran.code(), 2, "{format}");
        let told = ran.stdout();
        assert!(told.contains("MQ0105") || told.contains("clod"), "{format}: {told}");
        assert!(!told.contains("no difference") && !told.contains("the same."), "{format}: {told}");
    }
    ran(&directory, &["-f", "markdown", "-o", "report.md"]).exits(2);
    let report = std::fs::read_to_string(directory.join("report.md")).unwrap();
    assert!(report.contains("### Architecture: 1 not compared"), "{report}");
    assert!(report.contains("- ❌ the new version `new.toml` is invalid"), "{report}");
    // Where there is nothing to read at all, an earlier report stays.
    maquette(["diff", "old.toml", "nothing.toml", "-f", "markdown", "-o", "report.md"])
        .in_dir(&directory)
        .run()
        .exits(2);
    assert_eq!(std::fs::read_to_string(directory.join("report.md")).unwrap(), report);
}

/// A site in the middle of others like it.
fn harbors(names: &[&str]) -> String {
    let mut text = "title = \"Harbors\"\nsolution = \"edge\"\nprofile = \"typical\"\n".to_owned();
    for name in names {
        text += &format!(
            "[sites.{name}]\nruntime = \"iot-operations\"\n[sites.{name}.assets.crane]\ncount = 4\n"
        );
    }
    text
}

#[test]
fn a_whole_that_came_or_went_is_one_line_with_what_it_is_like() {
    let (few, more) = (harbors(&["gdansk"]), harbors(&["gdansk", "harbor"]));
    let more = more.replacen("count = 4", "count = 5", 2).replacen("count = 5", "count = 4", 1);
    for (sign, old, new) in [("+", &few, &more), ("-", &more, &few)] {
        let directory = versions("told-whole", old, new);
        let text = ran(&directory, &[]).stdout();
        let line = text.lines().find(|line| line.contains("Harbor (Site)")).unwrap();
        assert!(line.starts_with(&format!("  {sign} Harbor (Site): ")), "{text}");
        assert!(
            line.contains(" elements and ")
                && line.contains(", as Gdansk, but count 4 -> 5 of Crane"),
            "{line}"
        );
        assert_eq!(text.matches(&format!("  {sign} ")).count(), 1, "{text}");
        let markdown = ran(&directory, &["-f", "markdown"]).stdout();
        assert!(markdown.contains(", as Gdansk, but count 4 -&gt; 5 of Crane"), "{markdown}");
        // The counts are of everything.
        let n =
            json(&directory, &[])["summary"][if sign == "+" { "added" } else { "removed" }].clone();
        assert!(text.contains(&format!("{n} {}", if sign == "+" { "added" } else { "removed" })));
    }
}

#[test]
fn the_heaviest_comes_first_and_a_summary_says_no_more() {
    let old = FLEET.to_owned()
        + "authentication = \"x509\"\n[services.functions]\n[services.event-grid]\n";
    let new = FLEET.to_owned()
        + "authentication = \"symmetric-key\"\n[services.functions]\n[services.redis]\n";
    let directory = versions("told-order", &old, &new);
    let text = ran(&directory, &[]).stdout();
    let (heavy, light) =
        (text.find("Truck (IoT device)").unwrap(), text.find("+ Redis").unwrap_or(text.len()));
    assert!(heavy < light, "{text}");
    let short = ran(&directory, &["--summary"]).stdout();
    assert!(short.contains("MQ5202") && !short.contains("Event Grid"), "{short}");
    assert_eq!(short.lines().last(), text.lines().last(), "counts are exact");
    let markdown = ran(&directory, &["--summary", "-f", "markdown"]).stdout();
    assert!(markdown.contains("MQ5202") && !markdown.contains("<details"), "{markdown}");
    ran(&directory, &["--summary", "-f", "json"]).exits(2).complains("--summary");
}

#[test]
fn filters_choose_what_is_told_and_no_gate_looks_at_them() {
    let old = FLEET.to_owned() + "authentication = \"x509\"\n[devices.pump]\ncount = 2\n";
    let new = old.replace("x509", "symmetric-key").replace("count = 2", "count = 3");
    let directory = versions("told-filter", &old, &new);
    let ids = |args: &[&str]| -> Vec<String> {
        let document = json(&directory, args);
        let all = document["scenarios"][0]["differences"].as_array().unwrap().clone();
        let left = document["scenarios"][0]["filtered"].as_u64().unwrap() as usize;
        assert_eq!(all.len() + left, 4, "{args:?}");
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&["--code", "mq5306"]), ["pump"]);
    assert_eq!(ids(&["--element", "pu*"]), ["pump"]);
    assert_eq!(ids(&["--level", "risky"]).len(), 3);
    assert_eq!(ids(&["--element", "truck", "--code", "MQ5202"]).len(), 3);
    for format in ["sarif", "github", "markdown", "text", "mermaid"] {
        let told = ran(&directory, &["-f", format, "--level", "risky"]).stdout();
        assert!(
            !told.contains("ruleId\": \"MQ5306") && !told.contains("count 2"),
            "{format}: {told}"
        );
    }
    ran(&directory, &["--element", "pump", "--fail-on", "risky"]).exits(1);
    ran(&directory, &["--level", "loud"]).exits(2).complains("CODE=LEVEL");
}

#[test]
fn annotations_stay_within_what_github_shows_and_say_how_many_more_there_are() {
    let fleet = |count: u32| {
        let device = |i| format!("[devices.d{i}]\ncount = {}\n", count + i);
        "title = \"A\"\nsolution = \"cloud\"\n".to_owned()
            + &(0..40).map(device).collect::<String>()
    };
    let directory = versions("told-annotations", &fleet(2), &fleet(100));
    let told = ran(&directory, &["-f", "github"]).stdout();
    assert_eq!(told.lines().count(), 10, "{told}");
    assert!(told.lines().last().unwrap().contains("31 more like these"), "{told}");
}

#[test]
fn an_annotation_of_what_is_gone_stands_behind_the_line_above_it() {
    let rest = "[services.data-explorer]\n[devices.pump]\n";
    let old = format!("{FLEET}[devices.lock]\n{rest}");
    let directory = versions("told-gone", &old, &format!("{FLEET}{rest}"));
    let told = ran(&directory, &["-f", "github"]).stdout();
    let lock = told.lines().find(|line| line.contains("::Lock removed"));
    let lock = lock.unwrap_or_else(|| panic!("nothing about the lock in {told}"));
    assert!(lock.contains("file=new.toml,line=4,"), "{lock}");
}

#[test]
fn a_chart_draws_what_changed_first_and_counts_the_rest() {
    let nodes: String = (0..60).map(|i| format!("[nodes.n{i}]\n")).collect();
    let link = |from: usize, to: usize, label: &str| {
        format!("[[connections]]\nfrom = \"n{from}\"\nto = \"n{to}\"\nlabel = \"{label}\"\n")
    };
    let before: String = (0..210)
        .map(|i| link(i % 60, (i * 7 + 1) % 60, &format!("old {i}")))
        .filter(|text| !text.is_empty())
        .collect();
    let old = format!("title = \"A\"\nsolution = \"cloud\"\n{nodes}{before}");
    let came: String =
        (0..70).map(|i| link(i % 60, (i * 11 + 5) % 60, &format!("new {i}"))).collect();
    let directory = versions("told-chart", &old, &(old.clone() + &came));
    let total = json(&directory, &[])["summary"]["added"].as_u64().unwrap() as usize;
    let chart = ran(&directory, &["-f", "mermaid"]).stdout();
    assert_eq!(chart.matches("|\"+ new ").count(), total, "{chart}");
    let old_ones: String =
        (0..230).map(|i| link(i % 60, (i * 11 + 5) % 60, &format!("new {i}"))).collect();
    std::fs::write(directory.join("new.toml"), old.clone() + &old_ones).unwrap();
    let total = json(&directory, &[])["summary"]["added"].as_u64().unwrap() as usize;
    let chart = ran(&directory, &["-f", "mermaid"]).stdout();
    let drawn = chart.matches("|\"+ new ").count();
    assert!(
        chart.contains(&format!("and {} more: {0} minor", total - drawn)),
        "{drawn} of {total}"
    );
}

#[test]
fn what_is_there_and_not_told_is_never_called_no_difference() {
    let directory = versions("told-untold", FLEET, &(FLEET.to_owned() + "note = \"Cold.\"\n"));
    let told =
        |args: &[&str], format: &str| ran(&directory, &[args, &["-f", format]].concat()).stdout();
    let accepted = ["--accept", "MQ5402"];
    let filtered = ["--element", "nothing"];
    for format in ["text", "markdown", "svg"] {
        let text = told(&accepted, format);
        assert!(text.contains("1 difference, accepted"), "{format}: {text}");
        assert!(!text.contains("no difference"), "{format}: {text}");
        let text = told(&filtered, format);
        assert!(text.contains("1 difference, not shown"), "{format}: {text}");
        assert!(!text.contains("no difference"), "{format}: {text}");
    }
    let comment = told(&accepted, "markdown");
    assert!(comment.contains("\n**1 accepted**, between "), "{comment}");
}

#[test]
fn a_chart_draws_no_arrowhead_that_is_not_there_and_no_empty_line() {
    let directory = scratch("told-heads");
    std::fs::write(directory.join("old.dot"), "digraph { a -> b; b -> c; a -> d }").unwrap();
    let new = "digraph { a -> b [dir=none]; c -> b; a -> d }";
    std::fs::write(directory.join("new.dot"), new).unwrap();
    let chart = maquette(["diff", "old.dot", "new.dot", "-f", "mermaid"]).in_dir(&directory).run();
    let chart = chart.stdout();
    assert!(chart.contains("e0 ---|\"~ direction forward \u{2192} none\"| e1"), "{chart}");
    assert!(chart.contains("e2 -->|\"+\"| e1"), "{chart}");
    assert!(chart.contains("e1 -.->|\"\u{2212}\"| e2"), "{chart}");
}

#[test]
fn what_fits_few_lines_is_not_folded_and_what_is_told_is_not_told_again() {
    let light = versions("told-light", FLEET, &(FLEET.to_owned() + "note = \"Cold.\"\n"));
    let comment = ran(&light, &["-f", "markdown"]).stdout();
    assert!(!comment.contains("<details>"), "{comment}");
    let at = |text: &str| comment.find(text).unwrap_or_else(|| panic!("no {text} in {comment}"));
    assert!(at("\n- ✏️ Truck: `note unset -> Cold.`") < at("```mermaid"), "{comment}");
    let hub = |tier: &str| format!("{FLEET}[services.iot-hub]\ntier = \"{tier}\"\n");
    let heavy = versions("told-heavy", &hub("S1"), &hub("F1"));
    let comment = ran(&heavy, &["-f", "markdown"]).stdout();
    assert!(!comment.contains("<details>"), "{comment}");
    assert_eq!(comment.matches("tier S1 -> F1").count(), 1, "{comment}");
    // What follows from an edit, or is many, stays below.
    let many = FLEET.to_owned() + "[services.device-update]\n[services.data-explorer]\n";
    let comment = ran(&versions("told-many", FLEET, &many), &["-f", "markdown"]).stdout();
    assert!(comment.contains("<details>"), "{comment}");
}

#[test]
fn what_a_comment_leaves_out_is_counted_by_differences() {
    let fleet = |authentication: &str| {
        let mut text = "title = \"Many\"\nsolution = \"cloud\"\n".to_owned();
        for at in 0..20 {
            text += &format!("[devices.m{at}]\ncount = 2\nauthentication = \"{authentication}\"\n");
        }
        text
    };
    let directory = versions("told-many-heavy", &fleet("x509"), &fleet("symmetric-key"));
    let comment = ran(&directory, &["-f", "markdown"]).stdout();
    // Each device, and below it the two connections that follow.
    assert!(comment.contains("**60 risky**"), "{comment}");
    let (head, _) = comment.split_once("see the details").unwrap();
    let shown = head.matches("(MQ5202)").count();
    assert!(head.ends_with(&format!("- and {0} more: {0} risky; ", 60 - shown)), "{head}");
}

#[test]
fn a_replaced_resource_is_called_so_in_annotations() {
    let hub = |name: &str| format!("{FLEET}[services.{name}]\nkind = \"iot-hub\"\n");
    let directory = versions("told-replaced", &hub("west"), &hub("north"));
    for format in ["github", "sarif"] {
        let told = ran(&directory, &["-f", format]).stdout();
        assert!(told.contains("North replaced, was West (west): "), "{format}: {told}");
    }
}

#[test]
fn what_was_not_set_is_called_unset_in_every_format() {
    let new = FLEET.to_owned() + "authentication = \"symmetric-key\"\n";
    let directory = versions("told-unset", FLEET, &new);
    for (format, arrow) in [
        ("text", "->"),
        ("markdown", "->"),
        ("github", "->"),
        ("sarif", "->"),
        ("mermaid", "\u{2192}"),
    ] {
        let told = ran(&directory, &["-f", format]).stdout();
        let said = format!("authentication unset {arrow} symmetric-key");
        assert!(told.contains(&said) && !told.contains("(none)"), "{format}: {told}");
    }
    let all = json(&directory, &[]);
    let of_truck = &all["scenarios"][0]["differences"][0];
    assert_eq!(
        (&of_truck["attribute"], &of_truck["from"]),
        (&"authentication".into(), &Value::Null)
    );
}

#[test]
fn a_picture_says_all_that_changed_and_only_names_long_texts() {
    let at = |settings: &str, district: &str| {
        format!(
            "title = \"A\"\nsolution = \"cloud\"\n[devices.pump]\ncount = 8\n{settings}\n\
             model = \"Reservoir of the {district} district\"\n"
        )
    };
    let old = at("protocol = \"amqp\"\nprovisioning = \"dps\"", "northern");
    let new = at(
        "protocol = \"mqtt\"\nprovisioning = \"manual\"\nauthentication = \"symmetric-key\"",
        "southern",
    );
    let directory = versions("told-whole", &old, &new);
    let svg = ran(&directory, &["-f", "svg"]).stdout();
    assert!(!svg.contains('\u{2026}'), "something is cut");
    // Lines of a text may end between any two words.
    let words = texts(&svg);
    for said in [
        "authentication unset \u{2192} symmetric-key; model Reservoir of the northern district \
         \u{2192} Reservoir of the southern district; protocol amqp \u{2192} mqtt; provisioning dps \
         \u{2192} manual",
        "protocol AMQP 1.0 over TLS \u{2192} MQTT 3.1.1 over TLS; port 5671 \u{2192} 8883; \
         authentication X.509 or SAS token \u{2192} SAS token",
    ] {
        assert!(words.contains(&said.replace([' ', '\u{a0}'], "")), "{said} in {words}");
    }
    // Remarks are no captions.
    let remark = "The pump was bought in spring and stands behind the gate. ".repeat(2);
    let noted = FLEET.to_owned() + &format!("note = \"{remark}\"\n");
    let directory = versions("told-remark", FLEET, &noted);
    let svg = ran(&directory, &["-f", "svg"]).stdout();
    assert!(texts(&svg).contains("noteadded"), "{svg}");
}

/// What stands in a picture in its order, without spaces.
fn texts(svg: &str) -> String {
    let mut inside = false;
    let letters = svg.chars().filter(|&letter| {
        inside = (inside || letter == '>') && letter != '<';
        inside && letter != '>' && !letter.is_whitespace() && letter != '\u{a0}'
    });
    letters.collect()
}

#[test]
fn markdown_goes_by_its_short_name_and_one_is_a_count() {
    let many = FLEET.to_owned() + "count = 3\n";
    let directory = versions("told-md", &many, FLEET);
    let told = ran(&directory, &["-f", "md"]).stdout();
    assert_eq!(told, ran(&directory, &["-f", "markdown"]).stdout());
    assert!(told.contains("count 3 -> 1"), "{told}");
    let idle = "omit = [\"iot-hub -> truck\"]\n[devices";
    let same = versions("told-same", FLEET, &FLEET.replace("[devices", idle));
    let none = ran(&same, &[]).stdout();
    assert_eq!(none.matches("no differences").count(), 1, "{none}");
}
