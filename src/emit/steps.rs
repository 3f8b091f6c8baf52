//! Numbered steps as sentences: `Refrigerated trailers send telemetry to IoT Hub over MQTT`.

use std::collections::BTreeMap;

use super::wording::{Heads, distinct_names, ends, one_line};
use crate::graph::{ArchGraph, Connection, ConnectionIx, ElementIx, Flow};

/// The steps in order, each with its sentence: the author's, or one that is made from what its
/// connections say.
pub(super) fn sentences(arch: &ArchGraph) -> Vec<(u32, String)> {
    let mut steps: BTreeMap<u32, Vec<ConnectionIx>> = BTreeMap::new();
    for ix in arch.graph.edge_indices() {
        if let Some(step) = arch.graph[ix].step {
            steps.entry(step).or_default().push(ix);
        }
    }
    let names = distinct_names(arch);
    let teller = Teller { arch, names };
    steps.into_iter().map(|(step, connections)| (step, teller.sentence(&connections))).collect()
}

/// The label with the number of its step in front: `(1) telemetry`.
pub(super) fn numbered_label(connection: &Connection) -> String {
    let label = connection.label.trim();
    match connection.step {
        Some(step) => format!("({step}) {label}").trim_end().to_owned(),
        None => label.to_owned(),
    }
}

struct Teller<'a> {
    arch: &'a ArchGraph,
    names: Vec<String>,
}

impl Teller<'_> {
    fn sentence(&self, connections: &[ConnectionIx]) -> String {
        let all: Vec<&Connection> = connections.iter().map(|&ix| &self.arch.graph[ix]).collect();
        if let Some(own) = all.iter().find_map(|connection| connection.sentence.as_deref()) {
            return one_line(own);
        }
        let ends: Vec<_> = connections.iter().filter_map(|&ix| ends(self.arch, ix)).collect();
        let first = self.end(ends.iter().map(|&(from, ..)| from));
        let last = self.end(ends.iter().map(|&(_, to, _)| to));
        let labels = distinct(all.iter().map(|connection| what(connection)));
        let heads = common(ends.iter().map(|&(.., heads)| heads));
        let by_verb = match &labels[..] {
            [label] => told_by_verb(label, &first, &last),
            _ => None,
        };
        // A label may be a list: `data, writes`.
        let nouns: Vec<String> =
            labels.iter().flat_map(|label| label.split(", ")).map(str::to_owned).collect();
        let text = by_verb.unwrap_or_else(|| told_by_noun(&joined(&nouns), heads, &first, &last));
        capitalized(&(text + &by(&all)))
    }

    /// The elements at one end of a step as the part of a sentence.
    fn end(&self, elements: impl Iterator<Item = ElementIx>) -> End {
        let elements = distinct(elements);
        let label = |ix: ElementIx| one_line(&self.arch.graph[ix].label);
        let mut told = Vec::new();
        let mut is_many = elements.len() > 1;
        for name in distinct(elements.iter().map(|&ix| label(ix))) {
            let called: Vec<ElementIx> =
                elements.iter().copied().filter(|&ix| label(ix) == name).collect();
            let is_counted = |&ix: &ElementIx| self.arch.graph[ix].count.is_some_and(|n| n > 1);
            // Equal things at several places are told by their common name.
            match plural(&name).filter(|_| called.len() > 1 || called.iter().any(is_counted)) {
                Some(many) => {
                    told.push(many);
                    is_many = true;
                }
                None => told.extend(called.iter().map(|ix| self.names[ix.index()].clone())),
            }
        }
        End { text: joined(&told), is_many }
    }
}

/// Labels that say what an end does, not what travels.
struct Verb {
    label: &'static str,
    /// The end that does it.
    doer: Doer,
    one: &'static str,
    many: &'static str,
}

/// An end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doer {
    Sender,
    Receiver,
}

const VERBS: &[Verb] = &[
    verb("publish", Doer::Sender, "publishes to", "publish to"),
    verb(
        "publish, subscribe",
        Doer::Sender,
        "publishes and subscribes to",
        "publish and subscribe to",
    ),
    verb(
        "subscribe, publish",
        Doer::Receiver,
        "publishes and subscribes to",
        "publish and subscribe to",
    ),
    verb("subscribe", Doer::Receiver, "subscribes to", "subscribe to"),
    verb("subscribes", Doer::Receiver, "subscribes to", "subscribe to"),
    verb("import", Doer::Receiver, "imports from", "import from"),
    verb("export", Doer::Sender, "exports to", "export to"),
    verb("reads", Doer::Receiver, "reads from", "read from"),
    verb("writes", Doer::Sender, "writes to", "write to"),
    verb("processing", Doer::Sender, "processes messages of", "process messages of"),
    verb("custom route", Doer::Sender, "routes messages to", "route messages to"),
    verb("connect", Doer::Sender, "connects to", "connect to"),
    verb("starts process", Doer::Sender, "starts a process in", "start a process in"),
    verb("runs on", Doer::Sender, "runs on", "run on"),
    verb("installs", Doer::Sender, "installs", "install"),
    verb("deploys", Doer::Sender, "deploys", "deploy"),
    verb("scales", Doer::Sender, "scales", "scale"),
    verb("governs", Doer::Sender, "governs", "govern"),
    verb("watches", Doer::Sender, "watches", "watch"),
    verb("uses", Doer::Sender, "uses", "use"),
    verb("stands for", Doer::Sender, "stands for", "stand for"),
    verb("built into", Doer::Sender, "is built into", "are built into"),
];

const fn verb(label: &'static str, doer: Doer, one: &'static str, many: &'static str) -> Verb {
    Verb { label, doer, one, many }
}

fn told_by_verb(label: &str, first: &End, last: &End) -> Option<String> {
    let verb = VERBS.iter().find(|verb| verb.label == label)?;
    let (doer, other) = match verb.doer {
        Doer::Sender => (first, last),
        Doer::Receiver => (last, first),
    };
    let does = if doer.is_many { verb.many } else { verb.one };
    Some(format!("{} {does} {}", doer.text, other.text))
}

fn told_by_noun(what: &str, heads: Heads, first: &End, last: &End) -> String {
    let (from, to) = (&first.text, &last.text);
    match heads {
        Heads::Two => return format!("{from} and {to} exchange {what}"),
        Heads::None => return format!("{from} and {to} share {what}"),
        Heads::One => (),
    }
    let does = |one: &'static str, many: &'static str| if first.is_many { many } else { one };
    if what.ends_with(" trigger") {
        return format!("{from} {} {to}", does("triggers", "trigger"));
    }
    format!("{from} {} {what} to {to}", does("sends", "send"))
}

/// The arrowheads of all connections of a step; one where they differ.
fn common(heads: impl Iterator<Item = Heads>) -> Heads {
    match distinct(heads)[..] {
        [all] => all,
        _ => Heads::One,
    }
}

/// One end of a sentence.
struct End {
    text: String,
    /// Whether the verb follows several.
    is_many: bool,
}

/// What travels: the label, or a word for the flow.
fn what(connection: &Connection) -> String {
    let label = one_line(&connection.label);
    if !label.is_empty() {
        return label;
    }
    let word = match connection.flow {
        Flow::Data => "data",
        Flow::Control => "commands",
        Flow::Management => "management",
        Flow::Security => "credentials",
    };
    word.to_owned()
}

/// How it travels, where all connections of the step say the same: ` over MQTT`.
fn by(all: &[&Connection]) -> String {
    let protocols = distinct(all.iter().map(|connection| connection.protocol.as_deref()));
    let [Some(protocol)] = protocols[..] else { return String::new() };
    let protocol = one_line(protocol);
    if protocol.contains(" over ") {
        format!(" using {protocol}")
    } else if protocol.starts_with(char::is_uppercase) {
        format!(" over {protocol}")
    } else if ["in ", "inside ", "through "].iter().any(|word| protocol.starts_with(word)) {
        format!(" {protocol}")
    } else {
        format!(" ({protocol})")
    }
}

/// The name of several things: `Trailer` is `Trailers`. None for what is no plain English noun, such
/// as the name of a product.
fn plural(name: &str) -> Option<String> {
    let (before, noun) = name.rsplit_once(' ').map_or(("", name), |(before, noun)| (before, noun));
    let is_plain = noun.len() > 2
        && noun.chars().all(|c| c.is_ascii_alphabetic())
        && noun.chars().skip(1).all(|c| c.is_ascii_lowercase())
        && (before.is_empty() || noun.starts_with(|c: char| c.is_ascii_lowercase()));
    if !is_plain {
        return None;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    Some(if ends(&["ss", "us", "sh", "ch", "x", "z"]) {
        format!("{name}es")
    } else if ends(&["s"]) {
        name.to_owned()
    } else if ends(&["y"]) && !ends(&["ay", "ey", "oy", "uy"]) {
        format!("{}ies", &name[..name.len() - 1])
    } else {
        format!("{name}s")
    })
}

/// The values without repeats, in order.
fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

/// `a`, `a and b`, `a, b and c`.
fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// With a large first letter, unless the first word is a name that is written otherwise.
fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{plural, sentences};
    use crate::graph::sample::{Sample, connection, container, node};
    use crate::graph::{Connection, Direction};

    fn step(number: u32, label: &str, protocol: &str) -> Connection {
        let protocol = (!protocol.is_empty()).then(|| protocol.to_owned());
        Connection { step: Some(number), protocol, ..connection(label, "data") }
    }

    #[test]
    fn a_step_is_a_sentence_of_what_its_connections_say() {
        let mut trailer = node("trailer", "device", "field");
        (trailer.label, trailer.count) = ("Refrigerated trailer".to_owned(), Some(1200));
        let mut hub = node("hub", "iot-hub", "ingest");
        hub.label = "IoT Hub".to_owned();
        let broker = |id: &str| {
            let mut broker = node(id, "mqtt-broker", "edge");
            broker.label = "MQTT broker".to_owned();
            broker
        };
        let own = Connection {
            sentence: Some("Door alarms\nring".to_owned()),
            ..step(4, "alarms", "HTTPS")
        };
        let both = Connection { direction: Direction::Both, ..step(5, "", "") };
        let neither = Connection { direction: Direction::None, ..step(6, "", "") };
        let arch = Sample::new("Cold chain")
            .element(container("lyon", "site"), None)
            .element(container("munich", "site"), None)
            .element(trailer, None)
            .element(broker("a"), Some("lyon"))
            .element(broker("b"), Some("munich"))
            .element(hub, None)
            .element(node("app", "app", "use"), None)
            .connection("trailer", "hub", step(1, "telemetry", "MQTT"))
            .connection("a", "hub", step(2, "values", "MQTT over TLS"))
            .connection("b", "hub", step(2, "values", "MQTT over TLS"))
            .connection("a", "app", step(3, "state", "inside Azure"))
            .connection("hub", "app", own)
            .connection("hub", "app", both)
            .connection("hub", "app", neither)
            .build();
        let told: Vec<(u32, String)> = sentences(&arch);
        let told: Vec<(u32, &str)> = told.iter().map(|(n, text)| (*n, text.as_str())).collect();
        assert_eq!(
            told,
            [
                (1, "Refrigerated trailers send telemetry to IoT Hub over MQTT"),
                (2, "MQTT brokers send values to IoT Hub using MQTT over TLS"),
                (3, "MQTT broker in lyon sends state to app inside Azure"),
                (4, "Door alarms ring"),
                (5, "IoT Hub and app exchange data"),
                (6, "IoT Hub and app share data"),
            ]
        );
    }

    #[test]
    fn who_does_what_a_label_says_is_the_subject() {
        let arch = Sample::new("x")
            .element(node("broker", "mqtt-broker", "edge"), None)
            .element(node("flow", "data-flow", "edge"), None)
            .element(node("hub", "iot-hub", "ingest"), None)
            .element(node("stream", "event-hubs", "ingest"), None)
            .connection("broker", "flow", step(1, "subscribe, publish", ""))
            .connection("flow", "broker", step(2, "publish, subscribe", "MQTT"))
            .connection("hub", "stream", step(3, "custom route", "AMQP"))
            .build();
        let told: Vec<String> = sentences(&arch).into_iter().map(|(_, text)| text).collect();
        assert_eq!(
            told,
            [
                "Flow publishes and subscribes to broker",
                "Flow publishes and subscribes to broker over MQTT",
                "Hub routes messages to stream over AMQP",
            ]
        );
    }

    #[test]
    fn plain_nouns_have_a_plural_and_names_have_none() {
        for (one, many) in [
            ("Trailer", Some("Trailers")),
            ("Hot press", Some("Hot presses")),
            ("Battery", Some("Batteries")),
            ("Gateway", Some("Gateways")),
            ("Sensors", Some("Sensors")),
            ("IoT Hub", None),
            ("SAP", None),
            ("Kühlgerät", None),
            ("Line 4", None),
        ] {
            assert_eq!(plural(one).as_deref(), many, "{one}");
        }
    }
}
