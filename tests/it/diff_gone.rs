//! What came, weighed against what is gone of the same kind.

use serde_json::Value;

use crate::diff_risks::{has, has_not, reasons, way, with};
use crate::program::{maquette, scratch};

#[test]
fn what_came_is_weighed_against_what_is_gone_of_its_kind() {
    let device = |id: &str, authentication: &str| {
        format!(
            "title = \"Fleet\"\nsolution = \"cloud\"\n[services]\niot-hub = true\n\
             [devices.{id}]\nauthentication = \"{authentication}\"\n"
        )
    };
    let (strong, weak) = (device("truck", "x509"), device("lorry", "symmetric-key"));
    has("gone-device", (&strong, &weak), "MQ5202", "compared with Truck, which is gone");
    let told = reasons("gone-once", &strong, &weak);
    assert_eq!(told.iter().filter(|(code, ..)| code == "MQ5202").count(), 1, "{told:#?}");
    has_not("gone-device-back", (&weak, &strong), &["MQ52"]);
    let both = strong.clone() + "[devices.lorry]\nauthentication = \"symmetric-key\"\n";
    has_not("nothing-gone", (&strong, &both), &["MQ52"]);
    let store = |id: &str, network: &str| {
        with(&format!(
            "[services]\n{id} = {{ kind = \"blob-storage\", network = \"{network}\" }}\n"
        ))
    };
    let (private, public) = (store("raw", "private"), store("archive", "public"));
    has("gone-store", (&private, &public), "MQ5206", "Archive");
    has_not("gone-store-back", (&public, &private), &["MQ5206"]);
    let workers = |id: &str, count: u32| {
        with(&format!("[services.{id}]\nkind = \"functions\"\ncount = {count}\n"))
    };
    has("gone-count", (&workers("workers", 3), &workers("single", 1)), "MQ5207", "count `1`");
    // What rules derive takes nobody's place.
    let site = with("[sites.delft]\nruntime = \"iot-operations\"\n");
    has_not("derived-store", (&private, &site), &["MQ5206"]);
    // Lines share an end; their order does not matter, nor what nobody can rank.
    let lines = |all: &[(&str, &str, &str)]| {
        let line = |(from, to, authentication): &(&str, &str, &str)| {
            way(from, to, &format!("authentication = \"{authentication}\""))
        };
        with(&all.iter().map(line).collect::<String>())
    };
    let gone = [("app", "shop", "house rules"), ("app", "partner", "certificate")];
    let turned = [gone[1], gone[0]];
    let nodes = "[nodes.desk]\nlane = \"use\"\n";
    for (name, before) in [("gone-order", gone), ("gone-turned", turned)] {
        let after = lines(&[("app", "desk", "password")]) + nodes;
        has(name, (&(lines(&before) + nodes), &after), "MQ5202", "App to Partner");
    }
    let apart = lines(&[("shop", "desk", "password")]) + nodes;
    has_not("gone-apart", (&(lines(&gone) + nodes), &apart), &["MQ5202"]);
}

#[test]
fn who_accepts_what_came_has_not_accepted_that_it_is_weaker() {
    let directory = scratch("risk-accepted");
    let device = |id: &str, authentication: &str| {
        format!("[devices.{id}]\nauthentication = \"{authentication}\"\n")
    };
    let with = |rest: String| format!("title = \"F\"\nsolution = \"cloud\"\n{rest}");
    let (truck, lorry) = (device("truck", "x509"), device("lorry", "symmetric-key"));
    std::fs::write(directory.join("old.toml"), with(truck.clone())).unwrap();
    let fingerprint = |new: String| {
        std::fs::write(directory.join("new.toml"), with(new)).unwrap();
        let ran = maquette(["diff", "old.toml", "new.toml", "-f", "json"]).in_dir(&directory).run();
        let document: Value = serde_json::from_str(&ran.stdout()).unwrap();
        let mut all = document["scenarios"][0]["differences"].as_array().unwrap().iter();
        let lorry = all.find(|one| one["name"] == "Lorry").unwrap();
        lorry["fingerprint"].as_str().unwrap().to_owned()
    };
    assert_ne!(fingerprint(truck + &lorry), fingerprint(lorry));
}
