//! What the words of a connection say of its protection: how well its protocol encrypts, and whether anybody has to
//! prove who they are.

/// A protocol that encrypts, in whatever version.
pub const ENCRYPTED: u8 = 2;

/// How protocols that encrypt begin their names.
const ENCRYPTING: [&str; 14] = [
    "tls", "dtls", "https", "mqtts", "amqps", "coaps", "ldaps", "wss", "encrypt", "ipsec", "vpn",
    "openvpn", "ssh", "sftp",
];
/// Versions that are deprecated, <https://www.rfc-editor.org/rfc/rfc8996>.
const OLD: [&str; 5] = ["tls 1.0", "tls 1.1", "tls1.0", "tls1.1", "ssl"];
/// Protocols without encryption.
const PLAIN: [&str; 10] =
    ["mqtt", "amqp", "http", "tcp", "udp", "modbus", "ftp", "telnet", "ws", "coap"];
/// Words for no encryption.
const NEGATED: [&str; 10] = [
    "none",
    "without",
    "no tls",
    "no security",
    "no encryption",
    "unencrypted",
    "insecure",
    "plain",
    "false",
    "off",
];
/// Words for no authentication.
const OPEN: [&str; 5] = ["none", "no auth", "anonymous", "unauthenticated", "false"];

/// How well a protocol or a version of TLS encrypts: 0 for plain text, 1 for a deprecated version, [`ENCRYPTED`], 3 for
/// TLS 1.3; none where the words do not tell.
pub fn encryption(text: &str) -> Option<u8> {
    let text = text.to_lowercase();
    if OLD.iter().any(|word| begins_word(&text, word)) || text == "1.0" || text == "1.1" {
        return Some(1);
    }
    if text.contains("tls 1.3") || text == "1.3" {
        return Some(3);
    }
    if is_negated(&text) {
        return Some(0);
    }
    if ENCRYPTING.iter().any(|word| begins_word(&text, word)) || text == "1.2" || text == "true" {
        return Some(ENCRYPTED);
    }
    // A WebSocket is `ws` or `wss`: the word alone leaves it open.
    let is_left_open = text.contains("websocket");
    (!is_left_open && plain(&text).next().is_some()).then_some(0)
}

/// Whether a protocol is another one without the words that say that it is encrypted: `Kafka over TLS`
/// and `Kafka`, `LDAPS` and `LDAP`.
pub fn leaves_out_encryption(before: &str, after: &str) -> bool {
    let (before, after) = (before.to_lowercase(), after.to_lowercase());
    let words = ["over tls", "with tls", "encrypted", "tls"];
    let rest = words.iter().fold(before.clone(), |text, word| text.replace(word, ""));
    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    before != after && (rest == after || before.strip_suffix('s') == Some(after.as_str()))
}

/// Whether the words name no protocol without encryption but those that are used with and without
/// TLS by one name.
pub fn is_loose(text: &str) -> bool {
    let text = text.to_lowercase();
    !is_negated(&text) && plain(&text).all(|word| ["mqtt", "amqp"].contains(&word))
}

/// The protocols without encryption that a text in lower case names.
fn plain(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| PLAIN.contains(word))
}

/// Whether the words, in lower case, say that there is no encryption.
pub fn is_negated(text: &str) -> bool {
    NEGATED.iter().any(|word| text.contains(word))
}

/// Whether the words of an authentication say that nobody has to prove who they are.
pub fn is_open(text: &str) -> bool {
    let text = text.to_lowercase().replace('-', " ");
    text == "no" || OPEN.iter().any(|word| begins_word(&text, word))
}

/// Whether a word of the text begins like this.
pub fn begins_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|letter| !letter.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::{ENCRYPTED, encryption, is_open, leaves_out_encryption};

    #[test]
    fn words_that_are_left_out_are_noticed() {
        for (before, after) in [
            ("Kafka over TLS", "Kafka"),
            ("encrypted TDS", "TDS"),
            ("LDAPS", "LDAP"),
            ("OPC UA over TLS", "OPC UA"),
        ] {
            assert!(leaves_out_encryption(before, after), "{before}");
            assert!(!leaves_out_encryption(after, before), "{after}");
        }
        assert!(!leaves_out_encryption("Kafka over TLS", "AMQP"));
        assert!(!leaves_out_encryption("OPC UA", "OPC UA"));
    }

    #[test]
    fn words_tell_how_well_a_protocol_encrypts() {
        for (protocol, rank) in [
            ("HTTPS", Some(ENCRYPTED)),
            ("AMQP 1.0 over TLS", Some(ENCRYPTED)),
            ("MQTT over TLS 1.3", Some(3)),
            ("TLS1.1", Some(1)),
            ("MQTT without TLS", Some(0)),
            ("MQTT", Some(0)),
            ("MQTT over WebSocket", None),
            ("MQTT over WebSocket over TLS", Some(ENCRYPTED)),
            ("MQTT over ws", Some(0)),
            ("OPC UA", None),
            ("settlsment", None),
        ] {
            assert_eq!(encryption(protocol), rank, "{protocol}");
        }
    }

    #[test]
    fn words_tell_that_nobody_proves_who_they_are() {
        for how in ["None", "anonymous access", "no authentication", "X.509 or none", "No"] {
            assert!(is_open(how), "{how}");
        }
        for how in ["X.509", "OpenID", "SAS token"] {
            assert!(!is_open(how), "{how}");
        }
    }
}
