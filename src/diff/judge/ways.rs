//! What a connection speaks, compared by what it is: `MQTT 3.1.1 over TLS` and `MQTT over TLS` are
//! one way over a boundary, `HTTP` and `HTTPS` are two.

use super::strength;
use crate::graph::Connection;

/// Protocols that carry a meaning of their own; with an `s` behind it, the same over TLS.
const PROTOCOLS: &[&str] = &["mqtt", "amqp", "http", "coap", "kafka", "modbus", "ftp"];
/// What such a protocol may travel in; a way by itself where no protocol is named.
const CARRIERS: &[&str] = &["websocket", "tcp", "udp"];
/// Words that say how something is spoken, not what.
const MANNERS: &[&str] = &["over", "in", "tls", "dtls"];

/// One protocol, in whatever version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Protocol {
    name: String,
    /// Whether anybody on the way can read it.
    is_plain: bool,
    /// Whether it stays off the internet.
    is_private: bool,
}

/// What a connection speaks.
#[derive(Debug, Clone)]
pub(super) struct Speech {
    /// For people: as it is written, else what travels.
    pub(super) text: String,
    /// The protocols, of which any will do: `MQTT, AMQP or HTTPS`.
    protocols: Vec<Protocol>,
    /// What carries them.
    carriers: Vec<Protocol>,
}

impl Speech {
    pub(super) fn of(connection: &Connection) -> Self {
        let by_flow = || format!("{} connection", connection.flow.word());
        let text = connection.protocol.clone().unwrap_or_else(by_flow);
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let (is_plain, is_private) = (strength::is_plain(connection), strength::is_private(&lower));
        let protocol = |name: &str| Protocol { name: name.to_owned(), is_plain, is_private };
        let named = |table: &[&str]| -> Vec<Protocol> {
            let is_named = |name: &&&str| {
                words.iter().any(|word| word.strip_suffix('s').unwrap_or(word) == **name)
            };
            table.iter().filter(is_named).map(|name| protocol(name)).collect()
        };
        let (mut protocols, mut carriers) = (named(PROTOCOLS), named(CARRIERS));
        if protocols.is_empty() {
            protocols = std::mem::take(&mut carriers);
        }
        if protocols.is_empty() {
            protocols.push(protocol(&without_manner(&words)));
        }
        Self { text, protocols, carriers }
    }

    /// The protocols, any of which may have been spoken before.
    pub(super) fn protocols(&self) -> &[Protocol] {
        &self.protocols
    }

    /// All that is spoken once this is.
    pub(super) fn all(&self) -> impl Iterator<Item = &Protocol> {
        self.protocols.iter().chain(&self.carriers)
    }
}

/// The words without versions and without how it is spoken; all of them where nothing is left.
fn without_manner(words: &[&str]) -> String {
    let is_name =
        |word: &&&str| !MANNERS.contains(*word) && !word.starts_with(|c: char| c.is_ascii_digit());
    let names: Vec<&str> = words.iter().filter(is_name).copied().collect();
    if names.is_empty() { words.join(" ") } else { names.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::Speech;
    use crate::graph::{Because, Connection, sample};

    fn derived(protocol: &str) -> Connection {
        Connection {
            protocol: Some(protocol.to_owned()),
            because: vec![Because::Rule("C001".to_owned())],
            ..sample::connection("", "data")
        }
    }

    /// Whether what speaks the second adds nothing to what speaks the first.
    fn covers(first: &str, second: &str) -> bool {
        let (first, second) = (Speech::of(&derived(first)), Speech::of(&derived(second)));
        second.protocols().iter().any(|one| first.all().any(|other| other == one))
    }

    #[test]
    fn protocols_are_compared_by_what_they_are() {
        for (first, second) in [
            ("MQTT 3.1.1 over TLS", "MQTT over TLS"),
            ("MQTT over TLS", "MQTT over WebSocket"),
            ("MQTT over TLS", "MQTT over WebSocket over TLS"),
            ("MQTT over WebSocket", "WebSocket"),
            ("MQTT over WebSocket", "WebSocket over TLS"),
            ("AMQP 1.0 over TLS", "Event Hubs over AMQP"),
            ("MQTT 5 over TLS", "MQTT, AMQP or HTTPS"),
            ("MQTT over TLS", "MQTT"),
            ("PostgreSQL", "PostgreSQL over TLS"),
            ("TLS 1.2", "TLS 1.2"),
        ] {
            assert!(covers(first, second), "{first} and {second}");
        }
    }

    #[test]
    fn what_is_another_protocol_or_protected_in_another_way_is_told() {
        for (first, second) in [
            ("MQTT over TLS", "AMQP over TLS"),
            ("MQTT over WebSocket", "AMQP over WebSocket"),
            ("WebSocket", "MQTT over WebSocket"),
            ("HTTPS", "HTTP"),
            ("MQTT over TLS", "MQTT without TLS"),
            ("HTTPS over ExpressRoute", "HTTPS"),
            ("OPC UA", "OPC UA, no security"),
            ("query", "data export"),
        ] {
            assert!(!covers(first, second), "{first} and {second}");
        }
    }
}
