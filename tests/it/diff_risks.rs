//! Which changes are risky, and which only look so: pairs of scenarios, and the codes that they have.

use serde_json::Value;

use crate::program::{maquette, scratch};

/// The codes of the reasons between two versions, with the name of the difference.
pub fn reasons(name: &str, old: &str, new: &str) -> Vec<(String, String, String)> {
    let directory = scratch(&format!("risk-{name}"));
    std::fs::write(directory.join("old.toml"), old).unwrap();
    std::fs::write(directory.join("new.toml"), new).unwrap();
    let ran = maquette(["diff", "old.toml", "new.toml", "-f", "json"]).in_dir(&directory).run();
    let document: Value = serde_json::from_str(&ran.stdout()).unwrap();
    let mut found = Vec::new();
    for one in document["scenarios"][0]["differences"].as_array().into_iter().flatten() {
        for reason in one["reasons"].as_array().unwrap() {
            let word = |value: &Value| value.as_str().unwrap().to_owned();
            found.push((word(&reason["code"]), word(&one["name"]), word(&reason["text"])));
        }
    }
    found
}

#[track_caller]
pub fn has(name: &str, (old, new): (&str, &str), code: &str, said: &str) {
    assert_ne!(old, new, "{name}");
    let found = reasons(name, old, new);
    let is_it = |(of, about, text): &(String, String, String)| {
        of == code && (about.contains(said) || text.contains(said))
    };
    assert!(found.iter().any(is_it), "{name}: no {code} about {said} in {found:#?}");
}

#[track_caller]
pub fn has_not(name: &str, (old, new): (&str, &str), codes: &[&str]) {
    let found = reasons(name, old, new);
    let wrong: Vec<_> =
        found.iter().filter(|(code, ..)| codes.iter().any(|one| code.starts_with(one))).collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
}

/// A device, an application in the cloud, a partner outside, and what is appended.
pub fn with(rest: &str) -> String {
    "title = \"Fleet\"\nsolution = \"cloud\"\n[devices.truck]\ncount = 300\n\
     messages-per-day = 1000\n[nodes.app]\nin = \"cloud\"\n[nodes.shop]\nin = \"cloud\"\n\
     [nodes.partner]\nlane = \"use\"\n"
        .to_owned()
        + rest
}

pub fn way(from: &str, to: &str, rest: &str) -> String {
    format!("[[connections]]\nfrom = \"{from}\"\nto = \"{to}\"\nlabel = \"{from} {to}\"\n{rest}\n")
}

#[test]
fn ports_without_encryption_are_weaker_whatever_the_words_say() {
    for (plain, protocol, before, after) in [
        ("HTTP", "HTTPS", 443, 80),
        ("MQTT", "MQTT over TLS", 8883, 1883),
        ("AMQP", "AMQP", 5671, 5672),
    ] {
        let at = |port: u16| {
            with(&way("partner", "app", &format!("protocol = \"{protocol}\"\nport = {port}")))
        };
        has(
            plain,
            (&at(before), &at(after)),
            "MQ5203",
            &format!("{after} is the port of {plain} without TLS"),
        );
        has_not(plain, (&at(after), &at(before)), &["MQ52"]);
    }
}

#[test]
fn every_plain_and_every_anonymous_way_over_a_boundary_is_told() {
    let plain = "protocol = \"HTTP\"\nport = 80";
    let one = with(&way("partner", "app", plain));
    let two = one.clone() + &way("partner", "shop", plain);
    has("plain", (&one, &two), "MQ5210", "without encryption");
    has("external", (&one, &two), "MQ5201", "the first way from the outside to Shop");
    let safe = with(&way("partner", "app", "protocol = \"HTTPS\""));
    let second = safe.clone() + &way("partner", "shop", "protocol = \"HTTPS\"");
    has("external-safe", (&safe, &second), "MQ5201", "the first way from the outside to Shop");
    let open = safe.clone()
        + &way("partner", "app", "protocol = \"HTTPS\"\nauthentication = \"none\"")
            .replace("partner app", "orders");
    has("anonymous", (&safe, &open), "MQ5211", "from the outside to Azure without authentication");
    // Inside one zone nothing is crossed.
    let inside = safe.clone() + &way("app", "shop", plain);
    has_not("inside", (&safe, &inside), &["MQ5201", "MQ5210", "MQ5211"]);
    // Which way a connection goes decides what it opens.
    let outward = safe.clone() + &way("shop", "partner", "protocol = \"HTTPS\"");
    has("outward", (&safe, &outward), "MQ5201", "the first way from Azure to the outside: HTTPS");
    let back = safe.clone() + &way("shop", "partner", "protocol = \"HTTPS\"\ndirection = \"back\"");
    has("back", (&safe, &back), "MQ5201", "the first way from the outside to Shop");
}

#[test]
fn authentication_that_is_gone_or_set_to_none_is_weaker() {
    let at = |authentication: &str| {
        let key = match authentication {
            "" => String::new(),
            word => format!("authentication = \"{word}\""),
        };
        with(&way("partner", "app", &key))
    };
    has("gone", (&at("our own way"), &at("")), "MQ5202", "no longer says how");
    has("none", (&at(""), &at("none")), "MQ5202", "nobody has to prove who they are");
    has("key", (&at("managed identity"), &at("shared key")), "MQ5202", "shared key");
    has_not("better", (&at("none"), &at("managed identity")), &["MQ52"]);
}

#[test]
fn security_and_private_ways_that_are_given_up_are_risky() {
    let by = |protocol: &str| with(&way("partner", "app", &format!("protocol = \"{protocol}\"")));
    has("opc-ua", (&by("OPC UA"), &by("OPC UA, no security")), "MQ5203", "can be read");
    has(
        "opc-ua-mode",
        (&by("OPC UA, sign and encrypt"), &by("OPC UA, security mode none")),
        "MQ5203",
        "can be read",
    );
    for private in ["VPN", "ExpressRoute", "HTTPS over ExpressRoute"] {
        has("private", (&by(private), &by("internet")), "MQ5206", "over a private way");
        has_not("private-back", (&by("internet"), &by(private)), &["MQ52"]);
    }
    has_not("private-other", (&by("VPN"), &by("ExpressRoute")), &["MQ5206"]);
    let device = |key: &str| with("").replace("[nodes.app]", &format!("{key}\n[nodes.app]"));
    has("shared-key", (&device(""), &device("shared-key = true")), "MQ5202", "shared are accepted");
    has_not("shared-key-off", (&device("shared-key = true"), &device("")), &["MQ52"]);
}

#[test]
fn a_data_way_that_became_optional_is_risky() {
    let at = |optional: &str| with(&way("partner", "app", &format!("optional = {optional}")));
    has("optional", (&at("false"), &at("true")), "MQ5212", "nobody can rely on it");
    has_not("optional-back", (&at("true"), &at("false")), &["MQ52"]);
    let control = |optional: &str| at(optional).replace("optional", "flow = \"control\"\noptional");
    has_not("optional-control", (&control("false"), &control("true")), &["MQ52"]);
}

#[test]
fn lower_editions_and_devices_that_overload_their_hub_are_risky() {
    let tier = |tier: &str| {
        with(&format!("[services.iot-hub]\ntier = \"{tier}\"\n"))
            .replace("messages-per-day = 1000\n", "")
            .replace("count = 300\n", "")
    };
    has("free", (&tier("S1"), &tier("F1")), "MQ5213", "F1 is weaker than S1");
    has("basic", (&tier("S1"), &tier("B1")), "MQ5213", "B1 is weaker than S1");
    has_not("size", (&tier("S2"), &tier("S1")), &["MQ52"]);
    let loaded = with("[services.iot-hub]\ntier = \"S1\"\n");
    let more = loaded.clone() + "[devices.pump]\ncount = 200\nmessages-per-day = 1000\n";
    has(
        "overload",
        (&loaded, &more),
        "MQ5205",
        "500,000 messages a day reach IoT Hub, which takes 400,000",
    );
    let few = loaded.clone() + "[devices.pump]\ncount = 50\nmessages-per-day = 1000\n";
    has_not("no-overload", (&loaded, &few), &["MQ5205"]);
}

#[test]
fn what_gives_others_their_secrets_is_depended_on() {
    let vault = with("[services.key-vault]\n[services.functions]\n[services.logic-apps]\n");
    let gone = vault.replace("[services.key-vault]\n", "");
    has("vault", (&vault, &gone), "MQ5102", "secrets or identity from it and are still there");
}

#[test]
fn another_protocol_with_tls_is_not_weaker() {
    let device = |protocol: &str| {
        with("").replace("[nodes.app]", &format!("protocol = \"{protocol}\"\n[nodes.app]"))
    };
    for (from, to) in [("https", "mqtt"), ("https", "amqp"), ("amqp", "mqtt"), ("mqtt", "https")] {
        has_not("protocol", (&device(from), &device(to)), &["MQ5203"]);
    }
    let by = |protocol: &str| with(&way("partner", "app", &format!("protocol = \"{protocol}\"")));
    has_not("protocol-words", (&by("HTTPS"), &by("MQTT over TLS")), &["MQ52"]);
}

#[test]
fn services_of_azure_take_every_protocol_over_tls_and_no_port_is_weaker_by_its_number() {
    for broker in ["iot-hub", "event-grid-namespace", "iot-central"] {
        let device = |protocol: &str| {
            format!(
                "title = \"A\"\nsolution = \"cloud\"\ndevices = [\"pump (protocol = {protocol})\"]\n\
                 services = [\"{broker}\", \"event-hubs\"]\n"
            )
        };
        let protocols: &[&str] = match broker {
            "iot-hub" => &["mqtt", "mqtt-ws", "amqp", "amqp-ws", "https"],
            "iot-central" => &["mqtt", "mqtt-ws", "amqp", "amqp-ws"],
            _ => &["mqtt", "mqtt5", "mqtt-ws"],
        };
        for from in protocols {
            for to in protocols.iter().filter(|to| *to != from) {
                let name = format!("{broker}-{from}-{to}");
                has_not(&name, (&device(from), &device(to)), &["MQ5203", "MQ5210"]);
            }
        }
    }
}

#[test]
fn lost_encryption_is_told_once_and_where_it_was_lost() {
    let at = |rest: &str| with(&way("partner", "app", rest));
    let tls = at("protocol = \"MQTT over TLS\"\nport = 8883");
    let told = |name: &str, new: &str| {
        let found = reasons(name, &tls, &at(new));
        let of_code = found.into_iter().filter(|(code, ..)| code == "MQ5203");
        of_code.map(|(.., text)| text).collect::<Vec<_>>()
    };
    let readable = "what travels can be read on the way";
    assert_eq!(told("no-port", "protocol = \"MQTT\""), [readable]);
    assert_eq!(told("own-port", "protocol = \"MQTT without TLS\"\nport = 9000"), [readable]);
    let plain = "5672 is the port of AMQP without TLS";
    assert_eq!(told("port", "protocol = \"AMQP over TLS\"\nport = 5672"), [plain]);
    assert_eq!(told("socket", "protocol = \"MQTT over WebSocket\"\nport = 443"), [""; 0]);
    let plain = "80 is the port of HTTP without TLS";
    assert_eq!(told("open-socket", "protocol = \"MQTT over WebSocket\"\nport = 80"), [plain]);
}

#[test]
fn what_crosses_a_boundary_already_is_not_the_first_by_other_words() {
    for (protocol, other) in [("mqtt", "HTTPS"), ("mqtt-ws", "HTTPS"), ("amqp", "HTTPS")] {
        let fleet = |settings: &str| {
            format!(
                "title = \"A\"\nsolution = \"cloud\"\n\
                 devices = [\"pump (protocol = {protocol}{settings}\"]\n"
            )
        };
        // Registering is asked for in the protocol of the telemetry, and answered.
        has_not(protocol, (&fleet(")"), &fleet(") x 50")), &["MQ5201"]);
        // Files travel by a protocol that nothing had; the rest of the upload does not.
        let files = fleet(", file-upload = true)");
        let found = reasons(&format!("{protocol}-files"), &fleet(")"), &files);
        let first: Vec<&str> = found
            .iter()
            .filter(|(code, ..)| code == "MQ5201")
            .map(|(.., text)| text.as_str())
            .collect();
        assert_eq!(first, [format!("the first way between Azure and the devices: {other}")]);
    }
    // A command is no answer: nothing was sent to devices before.
    let way = |rest: &str| with(&way("partner", "app", &format!("protocol = \"HTTPS\"\n{rest}")));
    let control =
        |direction: &str| way(&format!("flow = \"control\"\ndirection = \"{direction}\""));
    has("control", (&control("forward"), &control("both")), "MQ5201", "from Azure to the outside");
}

#[test]
fn a_site_that_goes_was_not_depended_on_by_what_stays() {
    let site = |name: &str| {
        format!(
            "[sites.{name}]\nruntime = \"iot-operations\"\n[sites.{name}.assets.press]\ncount = 3\n"
        )
    };
    for profile in ["minimal", "typical"] {
        let base = format!(
            "title = \"A\"\nsolution = \"hybrid\"\nprofile = \"{profile}\"\n[devices.truck]\n"
        );
        let both = base.clone() + &site("bonn") + &site("ulm");
        has_not("site", (&both, &(base.clone() + &site("bonn"))), &["MQ51"]);
        has_not("last-site", (&(base.clone() + &site("bonn")), &base), &["MQ5102"]);
    }
}

#[test]
fn a_resource_of_another_name_is_told_as_replaced() {
    let hub = |name: &str| {
        with(&format!("[services.{name}]\nkind = \"iot-hub\"\nlabel = \"Fleet hub\"\n"))
    };
    has("replaced", (&hub("hub-west"), &hub("hub-north")), "MQ5214", "takes its place");
    let device = with("").replace("truck", "lorry");
    has_not("device", (&with(""), &device), &["MQ5214"]);
    let directory = scratch("risk-replaced-text");
    std::fs::write(directory.join("old.toml"), hub("hub-west")).unwrap();
    std::fs::write(directory.join("new.toml"), hub("hub-north")).unwrap();
    maquette(["diff", "old.toml", "new.toml"])
        .in_dir(&directory)
        .run()
        .says("replaced, id hub-west -> hub-north");
}

#[test]
fn a_connection_that_leads_another_way_is_judged_by_what_it_opens_and_what_is_lost() {
    let at = |direction: &str, rest: &str| {
        let keys = format!("protocol = \"HTTPS\"\ndirection = \"{direction}\"\n{rest}");
        with(&way("app", "partner", &keys))
    };
    let (out, back, both) = (at("forward", ""), at("back", ""), at("both", ""));
    has("opened", (&out, &both), "MQ5201", "the first way from the outside to Azure: HTTPS");
    has("turned", (&out, &back), "MQ5201", "the first way from the outside to Azure: HTTPS");
    has("turned", (&out, &back), "MQ5103", "no data gets from App to Partner any more");
    has("narrowed", (&both, &out), "MQ5103", "no data gets from Partner to App any more");
    has_not("narrowed", (&both, &out), &["MQ52"]);
    has_not("widened", (&back, &both), &["MQ5103"]);
    let open = ("authentication = \"none\"", "MQ5211");
    has(
        "anonymous",
        (&at("forward", open.0), &at("both", open.0)),
        open.1,
        "without authentication",
    );
    let plain = |direction: &str| at(direction, "").replace("HTTPS", "HTTP");
    has("plain", (&plain("forward"), &plain("back")), "MQ5210", "without encryption");
    // Which end is written first says nothing about who relies on whom.
    for (from, to, direction) in [("app", "login", "forward"), ("login", "app", "back")] {
        let keys = format!("flow = \"control\"\ndirection = \"{direction}\"");
        let old = with(&("[nodes.login]\n".to_owned() + &way(from, to, &keys)));
        has(direction, (&old, &with("")), "MQ5102", "App relied on it and is still there");
    }
}

#[test]
fn what_stands_in_another_region_takes_the_place_of_what_was() {
    let region = |keys: &str, name: &str| {
        with(&format!("hub = \"{name}.iot-hub\"\n[groups.{name}]\nkind = \"region\"\n{keys}\nservices = [\"iot-hub\"]\n"))
            .replace("lane = \"use\"\nhub", "lane = \"use\"\n[devices.van]\nhub")
    };
    let (west, east) = (region("", "west-europe"), region("", "japan-east"));
    has("region", (&west, &east), "MQ5214", "in another one");
    let located = |location: &str| region(&format!("location = \"{location}\""), "home");
    has("location", (&located("eastus"), &located("japaneast")), "MQ5214", "the other region");
    let same = |name: &str| region("location = \"eastus\"", name);
    has_not("another word for it", (&same("home"), &same("main")), &["MQ5214"]);
}

#[test]
fn a_container_does_not_starve_without_the_images_of_what_is_gone() {
    let site = |graph: &str| {
        format!(
            "title = \"T\"\nsolution = \"edge\"\n[sites.p]\nruntime = \"iot-operations\"\n\
             assets = [\"x\"]\nservices = [\"edge-app\"{graph}]\n"
        )
    };
    let (with, without) = (site(", \"data-flow-graph\""), site(""));
    assert!(
        reasons("images", &with, &without).iter().any(|(_, name, _)| name.contains("Registry"))
    );
    let starved = reasons("images", &with, &without);
    let starved: Vec<_> = starved.iter().filter(|one| one.2.contains("nowhere else")).collect();
    assert!(starved.is_empty(), "{starved:#?}");
}

/// A solution in the cloud with these lines.
fn cloud(lines: &str) -> String {
    format!("title = \"T\"\nsolution = \"cloud\"\n{lines}\n")
}

#[test]
fn a_line_that_is_written_from_its_other_end_is_the_same_line() {
    let between =
        |line: &str| cloud(&format!("nodes = [\"x\", \"y\"]\nconnections = [\"{line}\"]"));
    for (one, other) in [
        ("x -> y: s", "y <- x: s"),
        ("x -> y", "y <- x"),
        ("x <-> y: s", "y <-> x: s"),
        ("x -- y", "y -- x"),
    ] {
        for (old, new) in [(one, other), (other, one)] {
            assert_eq!(reasons("turned", &between(old), &between(new)), [], "{old} {new}");
        }
    }
    let by = |line: &str, how: &str| between(&format!("{line} (authentication = {how})"));
    let weaker = (by("x -> y", "certificate"), by("y <- x", "password"));
    has("turned and weaker", (&weaker.0, &weaker.1), "MQ5202", "password is weaker");
    // What goes the other way is another line.
    assert_ne!(reasons("another", &between("x -> y: s"), &between("y -> x: s")), []);
}

#[test]
fn what_moves_to_another_region_is_made_anew() {
    let located = |place: &str, west: &str, north: &str| {
        cloud(&format!(
            "devices = [\"a\"]\nservices = [\"iot-hub (in = {place})\"]\n\
             [groups.w]\nkind = \"region\"\n{west}\n[groups.n]\nkind = \"region\"\n{north}\n\
             [groups.rg]\nkind = \"resource-group\"\nin = \"w\""
        ))
    };
    let (west, north) = ("location = \"westeurope\"", "location = \"northeurope\"");
    for (w, n) in [(west, north), ("", "")] {
        let pair = (located("w", w, n), located("n", w, n));
        has("another region", (&pair.0, &pair.1), "MQ5214", "in another region");
        let near = (located("w", w, n), located("rg", w, n));
        has_not("within a region", (&near.0, &near.1), &["MQ5214"]);
    }
}

#[test]
fn encryption_that_is_no_longer_said_is_weaker() {
    let by = |protocol: &str| {
        let said =
            if protocol.is_empty() { String::new() } else { format!(" (protocol = {protocol})") };
        cloud(&format!("nodes = [\"x\"]\nconnections = [\"x -> iot-hub{said}\"]"))
    };
    for (before, after) in [
        ("CoAPS", "CoAP"),
        ("LDAPS", "LDAP"),
        ("Kafka over TLS", "Kafka"),
        ("OPC UA over TLS", "OPC UA"),
        ("encrypted TDS", "TDS"),
        ("HTTPS", ""),
    ] {
        has("unsaid", (&by(before), &by(after)), "MQ5203", "");
        has_not("said", (&by(after), &by(before)), &["MQ5203"]);
    }
    has_not("another", (&by("Kafka over TLS"), &by("AMQPS")), &["MQ5203"]);
}

#[test]
fn the_only_way_is_new_only_where_there_were_two() {
    let to = |hub: &str| {
        cloud(&format!(
            "nodes = [\"app\"]\nservices = [\"hub-1 (iot-hub)\", \"hub-2 (iot-hub)\"]\n\
             connections = [\"hub-1 -> app\", \"hub-2 -> app\"]\ndevices = [\"b (hub = {hub})\"]"
        ))
    };
    has_not("another way", (&to("hub-2"), &to("hub-1")), &["MQ5204"]);
    let both = to("hub-1")
        .replace("(hub = hub-1)", "")
        .replace("-> app\"]", "-> app\", \"b -> hub-1, hub-2\"]");
    has("one of two", (&both, &to("hub-1")), "MQ5204", "the only way from B to App");
    let updated =
        |devices: &str| cloud(&format!("devices = [{devices}]\nservices = [\"device-update\"]"));
    has_not("updates", (&updated("\"a\", \"b\""), &updated("\"a\"")), &["MQ5204"]);
}

#[test]
fn data_that_is_control_now_and_what_nobody_relied_on() {
    let line = |more: &str| {
        cloud(&format!(
            "services = [\"functions\", \"sql-database\"]\nconnections = [\"functions -> sql-database{more}\"]"
        ))
    };
    for label in ["", ": x"] {
        let pair = (line(label), line(&format!(" (management){label}")));
        has("flow", (&pair.0, &pair.1), "MQ5103", "no data gets from");
    }
    let optional =
        |nodes: &str, lines: &str| cloud(&format!("nodes = [{nodes}]\nconnections = [{lines}]"));
    let both = optional("\"x\", \"y\"", "\"x -> y (optional = true)\"");
    has_not("optional", (&both, &optional("\"y\"", "")), &["MQ5102", "MQ5103"]);
}

#[test]
fn a_key_in_a_chip_is_no_weaker_than_a_certificate() {
    let by = |how: &str| cloud(&format!("devices = [\"a (authentication = {how})\"]"));
    has_not("tpm", (&by("x509"), &by("tpm")), &["MQ5202"]);
    has("key", (&by("tpm"), &by("symmetric-key")), "MQ5202", "");
}
