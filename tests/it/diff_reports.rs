//! What `maquette diff` writes: every format, its schema, and its bounds.

use serde_json::Value;

use crate::program::{maquette, root, scratch};

/// Two versions with a difference of every kind.
fn versions(name: &str) -> std::path::PathBuf {
    let directory = scratch(name);
    let old = r#"title = "Cold chain"
solution = "hybrid"

[devices.trailer]
label = "Refrigerated <trailer> | *x*"
count = 1200
protocol = "mqtt"
authentication = "x509"

[devices.lock]
protocol = "mqtt"

[sites.rotterdam]
runtime = "iot-operations"

[sites.rotterdam.assets.freezer]
protocol = "opc-ua"
count = 40

[services]
data-explorer = true
digital-twins = true
"#;
    let new = old
        .replace("count = 1200", "count = 1500")
        .replace("\"x509\"", "\"symmetric-key\"")
        .replace("sites.rotterdam", "sites.hamburg")
        .replace("digital-twins = true", "device-update = true")
        .replace("[devices.lock]\nprotocol = \"mqtt\"\n\n", "");
    std::fs::write(directory.join("old.toml"), old).unwrap();
    std::fs::write(directory.join("new.toml"), new).unwrap();
    directory
}

fn report(directory: &std::path::Path, args: &[&str]) -> String {
    let all = ["diff", "old.toml", "new.toml"].iter().chain(args);
    let ran = maquette(all).in_dir(directory).run();
    assert_eq!(ran.code(), 0, "{}", ran.stderr());
    ran.stdout()
}

#[test]
fn text_groups_by_container_and_ends_with_counts() {
    let directory = versions("diff-text");
    let text = report(&directory, &[]);
    assert!(text.starts_with("old.toml -> new.toml\n\n  Risky\n"), "{text}");
    assert!(text.contains("~ Hamburg (Site): renamed, was Rotterdam (rotterdam)\n"), "{text}");
    assert!(
        text.contains("count 1200 -> 1500; authentication x509 -> symmetric-key  risky"),
        "{text}"
    );
    assert!(text.contains("MQ5202: symmetric-key is weaker than x509 ["), "{text}");
    let last = text.lines().last().unwrap();
    assert!(last.contains(" added, ") && last.contains("1 renamed"), "{last}");
    assert!(last.contains("risky"), "{last}");
    assert!(!text.contains('\u{1b}'));
    let colored = report(&directory, &["--color", "always"]);
    assert!(colored.contains("\u{1b}[32m+\u{1b}[0m"), "{colored}");
    // A group is opened once.
    let heads: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("  ") && !"+-~ ".contains(line.as_bytes()[2] as char))
        .collect();
    let mut once = heads.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), heads.len(), "{heads:?}");
}

#[test]
fn json_follows_its_schema() {
    let schema = std::fs::read_to_string(root().join("docs/diff.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let directory = versions("diff-json");
    let there = report(&directory, &["-f", "json"]);
    let new_only = maquette(["diff", "/dev/null", "new.toml", "-f", "json"]).in_dir(&directory);
    let same = maquette(["diff", "old.toml", "old.toml", "-f", "json"]).in_dir(&directory);
    for text in [there, new_only.run().stdout(), same.run().stdout()] {
        let document: Value = serde_json::from_str(&text).unwrap();
        let mut wrong = Vec::new();
        validate(&schema, &schema, &document, "", &mut wrong);
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
    // The check itself finds what is wrong.
    let mut wrong = Vec::new();
    validate(&schema, &schema, &serde_json::json!({ "schema": 2, "x": 1 }), "", &mut wrong);
    assert!(wrong.len() > 3, "{wrong:?}");
}

/// The part of JSON Schema that ours uses.
fn validate(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).unwrap();
        validate(root, target, value, at, wrong);
    }
    if let Some(all) = schema["oneOf"].as_array() {
        let fits = |one: &&Value| {
            let mut found = Vec::new();
            validate(root, one, value, at, &mut found);
            found.is_empty()
        };
        if all.iter().filter(fits).count() != 1 {
            wrong.push(format!("{at}: {value} fits none or several"));
        }
    }
    if schema.get("const").is_some_and(|only| only != value)
        || schema["enum"].as_array().is_some_and(|all| !all.contains(value))
    {
        wrong.push(format!("{at}: {value} is not allowed"));
    }
    let is_type = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        other => panic!("{other} is not a type that this test knows"),
    };
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(all) => all.iter().map(|one| one.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|name| is_type(name)) {
        wrong.push(format!("{at}: {value} is not {types:?}"));
    }
    if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str()) {
        let fits = match pattern {
            "^MQ5[0-9]{3}$" => text.len() == 6 && text.starts_with("MQ5"),
            "^[0-9a-f]{12}$" => text.len() == 12 && text.bytes().all(|b| b.is_ascii_hexdigit()),
            other => panic!("{other} is not a pattern that this test knows"),
        };
        if !fits {
            wrong.push(format!("{at}: {text} does not match {pattern}"));
        }
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_u64(), value.as_u64())
        && number < least
    {
        wrong.push(format!("{at}: {number} is too small"));
    }
    if let Some(items) = value.as_array() {
        if (items.len() as u64) < schema["minItems"].as_u64().unwrap_or(0) {
            wrong.push(format!("{at}: too few"));
        }
        for (i, item) in items.iter().enumerate().filter(|_| schema.get("items").is_some()) {
            validate(root, &schema["items"], item, &format!("{at}/{i}"), wrong);
        }
    }
    if let Some(object) = value.as_object() {
        for key in schema["required"].as_array().into_iter().flatten() {
            if !object.contains_key(key.as_str().unwrap()) {
                wrong.push(format!("{at}: {key} is missing"));
            }
        }
        for (key, value) in object {
            match schema["properties"].get(key) {
                Some(schema) => validate(root, schema, value, &format!("{at}/{key}"), wrong),
                None if schema["additionalProperties"] == false => {
                    wrong.push(format!("{at}: {key} is not described"));
                }
                None => {}
            }
        }
    }
}

#[test]
fn annotations_stand_on_the_lines_of_the_new_version() {
    let directory = versions("diff-github");
    let text = report(&directory, &["-f", "github"]);
    let new = std::fs::read_to_string(directory.join("new.toml")).unwrap();
    let line_of = |what: &str| new.lines().position(|line| line.contains(what)).unwrap() + 1;
    let found = |what: &str| {
        let line = text.lines().find(|line| line.contains(what));
        line.unwrap_or_else(|| panic!("nothing about {what} in {text}")).to_owned()
    };
    let weaker = found("authentication x509");
    let at = format!("::warning file=new.toml,line={}", line_of("authentication"));
    assert!(weaker.starts_with(&at), "{weaker}");
    assert!(weaker.contains("title=risky MQ5202"), "{weaker}");
    let renamed = found("was Rotterdam");
    assert!(renamed.contains(&format!("line={}", line_of("[sites.hamburg]"))), "{renamed}");
    let derived = found("Device Update added");
    assert!(derived.contains(&format!("line={}", line_of("device-update"))), "{derived}");
    for line in text.lines().filter(|line| !line.contains("title=introduced ")) {
        if line.contains("title=and more") {
            continue;
        }
        assert!(line.starts_with("::"), "one line each: {line}");
        assert!(line.contains("%0Afingerprint "), "{line}");
    }
}

#[test]
fn sarif_declares_every_code_and_carries_fingerprints() {
    let text = report(&versions("diff-sarif"), &["-f", "sarif"]);
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), maquette::diag::changes::CHANGES.len());
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(result["partialFingerprints"]["maquette/v1"].as_str().unwrap().len(), 12);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "new.toml");
        assert!(place["region"]["startLine"].as_u64().unwrap() > 0);
    }
}

#[test]
fn markdown_escapes_what_authors_write_and_folds_the_details() {
    let text = report(&versions("diff-markdown"), &["-f", "markdown"]);
    assert!(text.starts_with("<!-- maquette-diff -->\n"), "{text}");
    assert!(text.contains("```mermaid\n%%{init"), "{text}");
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
    assert!(text.contains("Refrigerated &lt;trailer&gt; \\| \\*x\\*"), "{text}");
    assert!(!text.contains("<trailer>"), "{text}");
    let headline = text.lines().nth(3).unwrap();
    assert!(headline.starts_with("**") && !headline.contains("accepted"), "{headline}");
    let same = maquette(["diff", "old.toml", "old.toml", "-f", "markdown"]);
    let same = same.in_dir(&versions("diff-markdown-same")).run().stdout();
    assert!(same.contains("no differences"), "{same}");
}

#[test]
fn what_follows_from_a_setting_is_told_with_it() {
    let directory = scratch("diff-follows");
    let old = "title = \"Fleet\"\nsolution = \"cloud\"\n[devices.pump]\ncount = 2\n\
               [devices.truck]\nauthentication = \"x509\"\n[services.iot-hub]\n";
    let new = old.replace("x509\"", "symmetric-key\"\ncount = 9").replace("= 2", "= 3");
    std::fs::write(directory.join("old.toml"), old).unwrap();
    std::fs::write(directory.join("new.toml"), new).unwrap();
    let text = report(&directory, &[]);
    let wire = "\n      ~ Truck to IoT Hub (telemetry): authentication X.509 certificate -> SAS token  \
                risky, follows\n          MQ5202: ";
    assert!(text.contains(wire), "{text}");
    assert_eq!(text.matches(", follows\n").count(), 2, "{text}");
    assert!(!text.contains("follows from"), "the edit stands above: {text}");
    assert!(text.contains("4 changed (3 risky, 2 minor)"), "{text}");
    let comment = report(&directory, &["-f", "markdown"]);
    let (head, details) = comment.split_once("<details>").unwrap();
    assert_eq!(head.matches("\n- ⚠️").count(), 1, "{head}");
    assert_eq!(head.matches("\n  - ⚠️ so ✏️ Truck to ").count(), 1, "{head}");
    assert!(details.contains("\n  - ✏️ Truck to IoT Hub (telemetry): "), "{details}");
    assert!(details.contains("; between Truck and Device Provisioning (registration): "));
}

#[test]
fn comments_stay_below_what_github_takes_whatever_the_size() {
    let directory = scratch("diff-huge");
    let fleet = |word: &str, devices: usize| {
        let mut text = format!("title = \"{word}\"\nsolution = \"cloud\"\n");
        for i in 0..devices {
            let label = "ß|<>`*".repeat(20);
            text += &format!(
                "[devices.{word}-{i}]\nlabel = \"{word} {i} {label}\"\ncount = {}\n",
                i + 2
            );
        }
        text
    };
    std::fs::write(directory.join("old.toml"), fleet("quartz", 700)).unwrap();
    std::fs::write(directory.join("new.toml"), fleet("zephyr", 700)).unwrap();
    let text = report(&directory, &["-f", "markdown"]);
    assert!(text.chars().count() < 65_536, "{}", text.chars().count());
    assert!(text.chars().count() > 20_000, "it says what fits: {}", text.chars().count());
    assert!(text.contains("Left out here: "), "{}", &text[text.len() - 400..]);
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
    let mermaid = text.split("```mermaid\n").nth(1);
    assert!(mermaid.is_none_or(|rest| rest.contains("\n```\n")));
}

#[test]
fn the_merged_picture_marks_by_color_line_sign_and_name() {
    let directory = versions("diff-svg");
    let svg = report(&directory, &["-f", "svg"]);
    for (mark, sign) in [("added", "+"), ("removed", "\u{2212}"), ("changed", "~")] {
        assert!(svg.contains(&format!("data-mark=\"{mark}\"")), "{mark}");
        assert!(svg.contains(&format!(">{sign}<")), "{mark} has no sign");
    }
    assert!(svg.contains("data-mark=\"unchanged\""));
    assert!(svg.contains("renamed: was Rotterdam (rotterdam)"), "the name says it");
    assert!(svg.contains("<title>added; Device Update"), "the name says it");
    assert!(svg.contains("<title>added; Device Update and IoT Hub exchange"), "lines too");
    assert!(svg.contains("Differences between old.toml and new.toml: "));
    assert!(svg.contains(">Added (") && svg.contains(">Removed (") && svg.contains(">Changed ("));
    assert_eq!(svg, report(&directory, &["-f", "svg"]), "the same bytes again");
    let ran = maquette(["diff", "old.toml", "new.toml", "-f", "svg", "-o", "d.svg"]);
    assert_eq!(ran.in_dir(&directory).run().code(), 0);
    assert_eq!(std::fs::read_to_string(directory.join("d.svg")).unwrap(), svg);
}

#[test]
fn the_legend_of_the_merged_picture_and_its_description_count_alike() {
    let directory = scratch("diff-counts");
    let old = "title = \"Shop\"\nsolution = \"cloud\"\n[groups.vnet]\nkind = \"network\"\n\
               [devices.till]\ncount = 2\n[services.sql-database]\nin = \"vnet\"\n";
    let new = old.replace("in = \"vnet\"\n", "").replace("count = 2", "count = 3");
    std::fs::write(directory.join("old.toml"), old).unwrap();
    std::fs::write(directory.join("new.toml"), new.replace("Shop", "Store")).unwrap();
    let svg = report(&directory, &["-f", "svg"]);
    assert!(svg.contains("new.toml: 2 changed, another title<"), "one counts more, one moved");
    assert!(svg.contains(">Changed (2)<"));
}

#[test]
fn the_merged_picture_is_gray_but_for_what_differs_and_says_how() {
    let directory = scratch("diff-gray");
    let new = std::fs::read_to_string(root().join("scenarios/device-update.toml")).unwrap();
    let old = new.replace("\"Elevator controller\"", "\"Elevator and escalator controller\"");
    assert_ne!(old, new);
    std::fs::write(directory.join("old.toml"), old).unwrap();
    std::fs::write(directory.join("new.toml"), new).unwrap();
    let svg = report(&directory, &["-f", "svg"]);
    // The new label is a part of the old one, and the old one is told all the same.
    assert!(svg.contains(">was Elevator"), "the old label is not in the picture");
    assert!(svg.contains(r##"<text class="title" fill="#567" x="##), "a title is not gray");
    let legend = &svg[svg.find("class=\"legend\"").unwrap()..];
    for color in ["#123", "#06b", "#850", "#a16"] {
        assert!(!legend.contains(&format!("stroke=\"{color}\"")), "{color} is not in the picture");
    }
    for line in svg.lines().filter(|line| line.contains("\"currentColor\"")) {
        assert!(line.contains("class=\"container\""), "no group gives its color: {line}");
    }
}

#[test]
fn mermaid_draws_what_differs_and_what_it_is_connected_to() {
    let text = report(&versions("diff-mermaid"), &["-f", "mermaid"]);
    assert!(text.contains("flowchart LR"), "{text}");
    assert!(text.contains("[\"+ Device Update\"]:::added"), "{text}");
    assert!(text.contains(":::removed") && text.contains("classDef removed"), "{text}");
    assert!(text.contains("#lt;trailer#gt;") && !text.contains("<trailer>"), "{text}");
    let lines = text.matches("-->").count() + text.matches("-.->").count();
    let styles = text.lines().filter_map(|line| line.trim().strip_prefix("linkStyle "));
    let styled: Vec<&str> =
        styles.flat_map(|line| line.split(' ').next().unwrap().split(',')).collect();
    assert!(styled.len() <= lines && !styled.is_empty(), "what differs: {text}");
}
