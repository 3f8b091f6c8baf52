//! Why something differs, and where: causes, places, renames and moves.

use serde_json::Value;

use crate::program::{maquette, scratch};

/// The differences between two versions.
fn differences(name: &str, old: &str, new: &str) -> Vec<Value> {
    let directory = scratch(&format!("cause-{name}"));
    std::fs::write(directory.join("old.toml"), old).unwrap();
    std::fs::write(directory.join("new.toml"), new).unwrap();
    let ran = maquette(["diff", "old.toml", "new.toml", "-f", "json"]).in_dir(&directory).run();
    let document: Value = serde_json::from_str(&ran.stdout()).unwrap();
    document["scenarios"][0]["differences"].as_array().cloned().unwrap_or_default()
}

#[track_caller]
fn one<'a>(all: &'a [Value], change: &str, id: &str) -> &'a Value {
    let found = all.iter().find(|one| one["change"] == change && one["id"] == id);
    found.unwrap_or_else(|| panic!("no {change} {id} in {all:#?}"))
}

fn edits(one: &Value) -> Vec<&str> {
    let edits = one["cause"]["edits"].as_array().unwrap();
    edits.iter().map(|edit| edit["text"].as_str().unwrap()).collect()
}

const FLEET: &str = "title = \"Fleet\"\nsolution = \"cloud\"\n\n[devices.truck]\ncount = 40\n\
                     location = \"x\"\n";

#[test]
fn a_setting_that_equals_a_renamed_id_is_no_consequence_of_the_rename() {
    // The name of a model is a text, whatever device is called like it.
    let at = |id: &str, model: &str| {
        format!(
            "title = \"A\"\nsolution = \"cloud\"\n[devices.{id}]\ncount = 7\n[devices.other]\ncount = 9\nmodel = \"{model}\"\n"
        )
    };
    let found = differences("equal", &at("truck", "truck"), &at("trucks", "trucks"));
    let model = one(&found, "changed", "other");
    assert_eq!((&model["attribute"], &model["to"]), (&"model".into(), &"trucks".into()));
    assert_eq!(edits(model), ["device `other` model truck -> trucks"]);
    // What names a device follows it.
    let site = |id: &str, source: &str| {
        format!(
            "title = \"A\"\nsolution = \"edge\"\n[sites.bonn]\nruntime = \"iot-operations\"\n\
             [sites.bonn.assets.{id}]\ncount = 3\n[sites.bonn.services.flow]\nkind = \"data-flow\"\nsource = \"{source}\"\n"
        )
    };
    let found = differences("names", &site("press", "press"), &site("presses", "presses"));
    assert!(found.iter().all(|one| one["attribute"] != "source"), "{found:#?}");
}

#[test]
fn an_override_is_to_blame_for_what_it_says_and_for_nothing_else() {
    let new = FLEET.replace("location = \"x\"\n", "")
        + "[override.iot-hub]\nlabel = \"Hub\"\n[services.iot-hub]\ntier = \"S2\"\n";
    let old = FLEET.replace("location = \"x\"\n", "") + "[services.iot-hub]\ntier = \"S1\"\n";
    let found = differences("override", &old, &new);
    let of = |attribute: &str| found.iter().find(|one| one["attribute"] == attribute).unwrap();
    assert_eq!(edits(of("label")), ["override `iot-hub` added"]);
    assert_eq!(edits(of("tier")), ["service `iot-hub` tier S1 -> S2"]);
}

#[test]
fn what_is_not_wanted_is_quoted_as_it_is_written() {
    let old = "title = \"A\"\nsolution = \"cloud\"\n[devices.truck]\nprovisioning = \"dps\"\n";
    let refused = old.to_owned() + "[services]\ndevice-provisioning = false\n";
    let found = differences("refused", old, &refused);
    assert_eq!(
        edits(one(&found, "removed", "device-provisioning")),
        ["`device-provisioning = false` added"]
    );
    let omitted = old.replace("solution", "omit = [\"device-provisioning\"]\nsolution");
    let found = differences("omitted", old, &omitted);
    assert_eq!(
        edits(one(&found, "removed", "device-provisioning")),
        ["`omit = [\"device-provisioning\"]` added"]
    );
}

#[test]
fn many_edits_are_still_named() {
    let fleet = |key: &str| {
        let devices = (0..120).map(|i| format!("[devices.d{i}]\nauthentication = \"{key}\"\n"));
        format!("title = \"A\"\nsolution = \"cloud\"\n{}", devices.collect::<String>())
    };
    let found = differences("many", &fleet("x509"), &fleet("tpm"));
    let wires = found.iter().filter(|one| one["subject"] == "connection");
    let mut n = 0;
    for wire in wires {
        let device = wire["ends"]["from"].as_str().unwrap();
        assert_eq!(edits(wire), [format!("device `{device}` authentication x509 -> tpm")]);
        n += 1;
    }
    assert!(n >= 120, "only {n} connections");
}

#[test]
fn of_several_edits_of_one_thing_those_are_the_cause_that_bring_the_difference_about() {
    let pump = |settings: &str| {
        format!("title = \"A\"\nsolution = \"cloud\"\ndevices = [\"pump ({settings})\"]\n")
    };
    let other = "services = [\"stream-analytics\"]\n";
    let old = pump("provisioning = dps, protocol = amqp");
    let new = pump("provisioning = manual, protocol = mqtt, authentication = symmetric-key");
    let provisioning = "device `pump` provisioning dps -> manual";
    let protocol = "device `pump` protocol amqp -> mqtt";
    let authentication = "device `pump` authentication unset -> symmetric-key";
    // Alone, and beside an edit of something else.
    for (name, new) in [("lumped", new.clone()), ("lumped-beside", new + other)] {
        let found = differences(name, &old, &new);
        assert_eq!(edits(one(&found, "removed", "device-provisioning")), [provisioning]);
        let wire = |attribute: &str| {
            let is_it =
                |one: &&Value| one["ends"]["to"] == "iot-hub" && one["attribute"] == attribute;
            found.iter().find(is_it).unwrap_or_else(|| panic!("no {attribute} in {found:#?}"))
        };
        assert_eq!(edits(wire("protocol")), [protocol]);
        assert_eq!(edits(wire("port")), [protocol]);
        assert_eq!(edits(wire("authentication")), [authentication]);
    }
    // What takes two edits has both, and no third one.
    let many = pump("protocol = amqp").replace(")\"]", ") x 50\"]");
    let found = differences("together", &pump("provisioning = manual, protocol = mqtt"), &many);
    assert_eq!(
        edits(one(&found, "added", "device-provisioning")),
        ["device `pump` count unset -> 50", "device `pump` provisioning manual -> unset"]
    );
}

#[test]
fn a_setting_that_was_not_written_has_the_value_that_held() {
    let at = |settings: &str| {
        format!("title = \"A\"\nsolution = \"cloud\"\ndevices = [\"pump ({settings})\"]\n")
    };
    let found = differences("held", &at("protocol = mqtt"), &at("file-upload = true"));
    assert_eq!(
        edits(one(&found, "added", "upload-storage")),
        ["device `pump` file-upload false -> true"]
    );
}

#[test]
fn places_are_the_line_of_the_edit_and_of_what_is_gone_the_line_of_the_old_file() {
    let old = "title = \"A\"\nsolution = \"cloud\"\n\n[devices.truck]\nlabel = \"Truck\"\ncount = 40\n\n\
               [devices.pump]\nnote = \"Old.\"\n";
    let new = "description = \"New.\"\ntitle = \"A\"\nsolution = \"cloud\"\n\n[devices.truck]\nlabel = \"Truck\"\ncount = 50\n";
    let found = differences("places", old, new);
    let place = |one: &Value| {
        let at = &one["place"];
        (at["side"].as_str().unwrap().to_owned(), at["line"].as_u64().unwrap())
    };
    assert_eq!(place(one(&found, "changed", "truck")), ("new".to_owned(), 7));
    assert_eq!(place(one(&found, "removed", "pump")), ("old".to_owned(), 8));
    let text = found.iter().find(|one| one["attribute"] == "description").unwrap();
    assert_eq!(place(text), ("new".to_owned(), 1));
    // A value that was taken away stands where it was; an annotation says so beside a new line.
    let found = differences("places-value", old, &old.replace("note = \"Old.\"\n", ""));
    assert_eq!(place(one(&found, "changed", "pump")), ("old".to_owned(), 9));
    let directory = scratch("cause-places-github");
    std::fs::write(directory.join("old.toml"), old).unwrap();
    std::fs::write(directory.join("new.toml"), new).unwrap();
    let ran = maquette(["diff", "old.toml", "new.toml", "-f", "github"]).in_dir(&directory).run();
    let line = ran.stdout().lines().find(|line| line.contains("Pump removed")).unwrap().to_owned();
    assert!(line.contains("%0Awas in line 8 of old.toml"), "{line}");
    // It stands where the lines were taken away: GitHub shows it beside the change.
    assert!(line.starts_with("::notice file=new.toml,line=7,"), "{line}");
    let gone = old.replace("note = \"Old.\"\n", "");
    std::fs::write(directory.join("new.toml"), gone).unwrap();
    let ran = maquette(["diff", "old.toml", "new.toml", "-f", "sarif"]).in_dir(&directory).run();
    let log: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let result = &log["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 8, "{result:#}");
    assert!(result["message"]["text"].as_str().unwrap().ends_with("was in line 9 of old.toml"));
}

#[test]
fn the_order_of_a_list_is_no_difference() {
    let hubs = |list: &str| {
        format!(
            "title = \"A\"\nsolution = \"cloud\"\n[devices.truck]\nhub = [{list}]\n[services]\n\
             one = {{ kind = \"iot-hub\" }}\ntwo = {{ kind = \"iot-hub\" }}\n"
        )
    };
    let found = differences("order", &hubs("\"one\", \"two\""), &hubs("\"two\", \"one\""));
    assert!(found.is_empty(), "{found:#?}");
}

fn site(name: &str, asset: &str, count: u32) -> String {
    format!(
        "[sites.{name}]\nruntime = \"iot-operations\"\n[sites.{name}.assets.{asset}]\ncount = {count}\n"
    )
}

#[test]
fn a_site_that_goes_and_one_that_comes_do_not_exchange_what_they_hold() {
    let head = "title = \"A\"\nsolution = \"edge\"\n";
    let old = head.to_owned()
        + &site("bonn", "press", 3)
        + "[sites.bonn.assets.oven]\n[sites.bonn.assets.kiln]\n";
    let new = head.to_owned()
        + &site("tokyo", "press", 40)
        + "[sites.tokyo.assets.robot]\n[sites.tokyo.assets.belt]\n";
    let found = differences("exchange", &old, &new);
    let changes: Vec<&str> = found.iter().map(|one| one["change"].as_str().unwrap()).collect();
    assert!(changes.iter().all(|change| ["added", "removed"].contains(change)), "{found:#?}");
    // To a site that was there, it did move.
    let both = head.to_owned() + &site("bonn", "press", 3) + &site("ulm", "oven", 2);
    let one_left =
        head.to_owned() + &site("ulm", "oven", 2) + "[sites.ulm.assets.press]\ncount = 3\n";
    one(&differences("moved", &both, &one_left), "moved", "ulm.press");
}

#[test]
fn a_renamed_site_is_found_though_what_it_holds_is_renamed_too() {
    let head = "title = \"A\"\nsolution = \"edge\"\n";
    let old = head.to_owned() + &site("bonn", "press", 3);
    let new = head.to_owned() + &site("koeln", "stamp", 3);
    let found = differences("renamed", &old, &new);
    one(&found, "renamed", "koeln");
    one(&found, "renamed", "koeln.stamp");
    assert_eq!(found.len(), 2, "{found:#?}");
}
