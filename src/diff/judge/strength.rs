//! Which of two ways to authenticate, encrypt or shield is the weaker one.
//!
//! The orders follow what the documentation recommends: an identity without a stored secret
//! before certificates and hardware, those before tokens and shared keys, those before
//! passwords, anything before nothing.

use crate::diag::{CodeInfo, changes as codes};
use crate::diff::attributes::Attribute;
use crate::graph::Connection;
use crate::graph::protection::{self, begins_word};

/// Which way a change went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It got weaker.
    Weaker,
    /// It did not, or nobody can tell.
    NotWeaker,
}

/// How the values of a setting are ordered.
enum Scale {
    /// Words from the weakest to the strongest.
    Words(&'static [&'static str]),
    /// As the spelling of authentications.
    Authentication,
    /// As the spelling of protocols and TLS versions.
    Encryption,
    /// A number; one is weak.
    Several,
    /// Editions by their first letter, from the one that promises least.
    Editions(&'static [char]),
}

/// The settings of catalogues that make a service weaker, and what that is called.
const SETTINGS: &[(&[&str], Scale, &CodeInfo)] = &[
    (
        &["auth", "authentication", "attestation", "identity", "credential"],
        Scale::Authentication,
        &codes::AUTHENTICATION_WEAKER,
    ),
    (
        &["service-authentication"],
        Scale::Words(&["shared-access-policy", "entra-id"]),
        &codes::AUTHENTICATION_WEAKER,
    ),
    (&["deployment"], Scale::Words(&["test", "secure"]), &codes::AUTHENTICATION_WEAKER),
    (
        &["shared-key", "shared-keys", "local-authentication"],
        Scale::Words(&["true", "false"]),
        &codes::AUTHENTICATION_WEAKER,
    ),
    // What a protocol means for encryption is said by the connections that follow from it.
    (
        &["encryption", "minimum-tls", "tls", "transport", "security-mode", "message-security"],
        Scale::Encryption,
        &codes::ENCRYPTION_WEAKER,
    ),
    (
        &["network", "container-access"],
        Scale::Words(&["public", "trusted-service", "trusted-services", "private"]),
        &codes::EXPOSED,
    ),
    (&["public-access"], Scale::Words(&["true", "false"]), &codes::EXPOSED),
    (&["private-endpoint", "air-gapped"], Scale::Words(&["false", "true"]), &codes::EXPOSED),
    (
        &["service-type"],
        Scale::Words(&["load-balancer", "node-port", "cluster-ip"]),
        &codes::EXPOSED,
    ),
    // A hub of the free edition is for trials, one of the basic edition sends nothing to devices.
    (&["tier"], Scale::Editions(&['F', 'B', 'S']), &codes::EDITION_LOWERED),
    (
        &["disaster-recovery"],
        Scale::Words(&["none", "failover", "active-active"]),
        &codes::REDUNDANCY_LOWERED,
    ),
    (
        &["count", "nodes", "replicas", "frontend-replicas", "backend-redundancy", "zones"],
        Scale::Several,
        &codes::REDUNDANCY_LOWERED,
    ),
];

impl Scale {
    /// How strong a value is, the weakest first; none where the words do not tell.
    fn rank(&self, value: &str) -> Option<u8> {
        match self {
            Self::Authentication => weakest(AUTHENTICATION, value),
            Self::Encryption => protection::encryption(value),
            Self::Words(words) => {
                words.iter().position(|word| *word == value).map(|rank| rank as u8)
            }
            Self::Several => value.parse::<u64>().ok().map(|number| number.min(2) as u8),
            Self::Editions(letters) => {
                let first = value.chars().next()?;
                letters.iter().position(|letter| *letter == first).map(|rank| rank as u8)
            }
        }
    }
}

/// How the values of a setting are ordered, and what a weaker one is called.
fn scale_of(key: &str) -> Option<(&'static Scale, &'static CodeInfo)> {
    let row = SETTINGS.iter().find(|(keys, ..)| keys.contains(&key));
    row.map(|(_, scale, code)| (scale, *code))
}

/// How strong a value of a setting is, the weakest first, and the code of one that is weaker; none
/// where nobody can tell.
pub(super) fn setting_rank(key: &str, value: &str) -> Option<(u8, &'static CodeInfo)> {
    let (scale, code) = scale_of(key)?;
    Some((scale.rank(value)?, code))
}

/// Whether a value of a setting leaves a service open, so that a reader wants to know it.
pub(in crate::diff) fn is_weak(key: &str, value: &str) -> bool {
    scale_of(key).is_some_and(|(scale, _)| match scale {
        Scale::Authentication => weakest(AUTHENTICATION, value).is_some_and(|rank| rank < 2),
        Scale::Encryption => protection::encryption(value).is_some_and(|rank| rank < 2),
        Scale::Words(words) => words.len() == 2 && words.first() == Some(&value),
        Scale::Several | Scale::Editions(_) => false,
    })
}

/// The code of a setting that got weaker.
pub(super) fn weaker_setting(
    key: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> Option<&'static CodeInfo> {
    let (scale, code) = scale_of(key)?;
    let step = match scale {
        Scale::Authentication => authentication(from, to),
        Scale::Encryption => encryption(from, to),
        Scale::Several => weaker_if(
            from.and_then(|from| scale.rank(from)) > Some(1) && {
                to.map_or(Some(1), |to| scale.rank(to)).unwrap_or(1) <= 1
            },
        ),
        Scale::Words(_) | Scale::Editions(_) => {
            let strongest = match scale {
                Scale::Words(words) => Some(words.len() as u8 - 1),
                _ => None,
            };
            let before = from.map_or(strongest, |from| scale.rank(from));
            let after = to.and_then(|to| scale.rank(to));
            weaker_if(matches!((before, after), (Some(b), Some(a)) if a < b))
        }
    };
    (step == Step::Weaker).then_some(code)
}

/// What is said where nothing is encrypted.
const READABLE: &str = "what travels can be read on the way";

/// What is weaker about the later of two values, in a sentence.
pub(super) fn told(code: &CodeInfo, from: Option<&str>, to: Option<&str>) -> String {
    let is_code = |other: &CodeInfo| code.code == other.code;
    let compared = match (from, to) {
        (Some(from), Some(to)) => format!("{to} is weaker than {from}"),
        (None, Some(to)) => format!("{to} is weaker than what is usual"),
        (_, None) => "nothing is said of it any more".to_owned(),
    };
    let usual = if is_code(&codes::EXPOSED) {
        Some("more can reach it than before")
    } else if is_code(&codes::REDUNDANCY_LOWERED) {
        to.is_none_or(|to| to == "1").then_some("one is left where there were several")
    } else if is_code(&codes::ENCRYPTION_WEAKER) {
        match to.map(protection::encryption) {
            Some(Some(0)) => Some(READABLE),
            Some(None) | None => Some("it no longer says that it is encrypted"),
            Some(Some(_)) => None,
        }
    } else if is_code(&codes::AUTHENTICATION_WEAKER) {
        match to {
            None => Some("it no longer says how anybody proves who they are"),
            Some("true") => Some("keys that are shared are accepted"),
            Some(to) => protection::is_open(to).then_some("nobody has to prove who they are"),
        }
    } else {
        None
    };
    usual.map_or(compared, str::to_owned)
}

/// What a port that is reserved for plain text says.
fn told_of_port(connection: &Connection) -> Option<String> {
    let port = connection.port.filter(|&port| port_rank(port) == Some(0))?;
    let protocol = match port {
        80 => "HTTP",
        1883 => "MQTT",
        _ => "AMQP",
    };
    Some(format!("{port} is the port of {protocol} without TLS"))
}

/// Words in the spelling of authentications, the weakest first; 0 is none at all. Of several ways
/// that a connection accepts, the weakest counts.
const AUTHENTICATION: &[(&[&str], u8)] = &[
    (&["password", "basic", "user name", "username"], 1),
    (&["sas", "symmetric", "shared", "key", "connection string", "token", "secret"], 2),
    (&["x.509", "x509", "certificate", "mtls", "tpm", "psk", "service account"], 3),
    (&["entra", "managed", "workload identity", "rbac", "oauth", "kerberos"], 3),
];

/// Compares two ways to authenticate. An end that proved itself in whatever way and no longer
/// says how got weaker, and so did one that says now that it does not.
pub(super) fn authentication(from: Option<&str>, to: Option<&str>) -> Step {
    let rank = |text: &str| weakest(AUTHENTICATION, text);
    let (before, after) = (from.map(rank), to.map(rank));
    weaker_if(match (before, after) {
        (Some(before), None) => before != Some(0),
        (before, Some(Some(0))) => before != Some(Some(0)),
        (Some(Some(before)), Some(Some(after))) => after < before,
        _ => false,
    })
}

/// How well the ends of a connection prove who they are, where its words tell.
pub(super) fn proof_rank(connection: &Connection) -> Option<u8> {
    weakest(AUTHENTICATION, connection.authentication.as_deref()?)
}

/// What a connection says of how it is protected: its protocol, else its port.
pub(super) fn spoken(connection: &Connection) -> String {
    let by_port = || connection.port.map(|port| format!("port {port}"));
    connection.protocol.clone().or_else(by_port).unwrap_or_default()
}

/// Whether a connection says that nobody proves who they are.
pub(super) fn is_anonymous(connection: &Connection) -> bool {
    connection.authentication.as_deref().is_some_and(protection::is_open)
}

/// Words of ways that do not lead over the internet.
const PRIVATE_WAYS: &[&str] =
    &["expressroute", "vpn", "private link", "private endpoint", "private peering", "leased line"];

/// Compares two protocols of one connection: one that left a private way got weaker.
pub(super) fn private_way(from: Option<&str>, to: Option<&str>) -> Step {
    let is_private = |text: Option<&str>| is_private(&text.unwrap_or_default().to_lowercase());
    weaker_if(is_private(from) && !is_private(to))
}

/// Whether the words of a protocol, in lower case, say that it leads over a private way.
pub(super) fn is_private(text: &str) -> bool {
    PRIVATE_WAYS.iter().any(|way| text.contains(way)) && !text.contains("no ")
}

/// Compares two words for encryption.
pub(super) fn encryption(from: Option<&str>, to: Option<&str>) -> Step {
    let before = from.and_then(protection::encryption);
    let after = to.map_or(Some(0), protection::encryption);
    let is_said_off = to.is_some_and(|to| protection::is_negated(&to.to_lowercase()))
        && !from.is_some_and(|from| protection::is_negated(&from.to_lowercase()));
    weaker_if(is_said_off || matches!((before, after), (Some(b), Some(a)) if a < b))
}

/// What is weaker about the protection of a connection, told once: at its port where that is
/// reserved for plain text or alone is another, else at its protocol. What a port is worth depends
/// on the protocol, never on its number beside another.
pub(super) fn weaker_encryption(
    before: &Connection,
    after: &Connection,
    attribute: &Attribute,
) -> Option<String> {
    if encryption_of_connections(before, after) == Step::NotWeaker {
        return None;
    }
    let of_port = told_of_port(after);
    let (from, to) = (before.protocol.as_deref(), after.protocol.as_deref());
    if *attribute == Attribute::Port {
        return of_port.or_else(|| (from == to).then(|| READABLE.to_owned()));
    }
    let is_said = of_port.is_none() || encryption(from, to) == Step::Weaker;
    is_said.then(|| told(&codes::ENCRYPTION_WEAKER, from, to))
}

/// Compares the protocols and ports of two connections.
fn encryption_of_connections(before: &Connection, after: &Connection) -> Step {
    let is_said_off = is_said_off(after) && !is_said_off(before);
    let ranks = (connection_rank(before), connection_rank(after));
    let is_unsaid = ranks.0 >= Some(protection::ENCRYPTED)
        && ranks.1.is_none()
        && match (before.protocol.as_deref(), after.protocol.as_deref()) {
            (Some(before), Some(after)) => protection::leaves_out_encryption(before, after),
            (Some(_), None) => after.is_written(),
            _ => false,
        };
    weaker_if(is_said_off || is_unsaid || matches!(ranks, (Some(b), Some(a)) if a < b))
}

fn is_said_off(connection: &Connection) -> bool {
    connection.protocol.as_deref().is_some_and(|text| protection::is_negated(&text.to_lowercase()))
}

/// Whether anybody on the way can read what a connection carries: its protocol or its port says so.
pub(super) fn is_plain(connection: &Connection) -> bool {
    connection_rank(connection) == Some(0)
}

/// As [`protection::encryption`]; a port that is reserved for plain text says more than the words,
/// and one that is reserved for TLS says what `MQTT` and `AMQP` mean. Without a port these two say
/// that nothing is encrypted only where the author wrote them: the catalogue means what the service
/// offers, and those of Azure take both over TLS only.
pub(super) fn connection_rank(connection: &Connection) -> Option<u8> {
    let by_port = connection.port.and_then(port_rank);
    let text = connection.protocol.as_deref().unwrap_or_default();
    let is_loose = protection::is_loose(text);
    match (protection::encryption(text), by_port) {
        (_, Some(0)) => Some(0),
        (Some(0), port) if is_loose && (port.is_some() || !connection.is_written()) => port,
        (words, port) => words.or(port),
    }
}

const fn weaker_if(is_weaker: bool) -> Step {
    if is_weaker { Step::Weaker } else { Step::NotWeaker }
}

fn weakest(table: &[(&[&str], u8)], text: &str) -> Option<u8> {
    if protection::is_open(text) {
        return Some(0);
    }
    // What OPC UA calls a name with its password.
    if text == "user" {
        return Some(1);
    }
    let text = text.to_lowercase().replace("service-account-token", "service account");
    let text = text.replace("key vault", "").replace('-', " ");
    // A token that hardware signs, whose key nobody holds.
    let text = without_negated(&text.replace("sas token, key in the tpm", "tpm"));
    table
        .iter()
        .filter(|(words, _)| words.iter().any(|word| begins_word(&text, word)))
        .map(|row| row.1)
        .min()
}

/// The words without what they say there is not: `Entra ID, no keys`.
fn without_negated(text: &str) -> String {
    let parts = text.split([',', ';']).map(|part| {
        let part = part.split(" without ").next().unwrap_or_default().trim();
        if part.starts_with("no ") || part.starts_with("without ") { "" } else { part }
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// Ports that their registration reserves for a protocol with or without TLS.
const fn port_rank(port: u16) -> Option<u8> {
    match port {
        443 | 5671 | 8883 => Some(2),
        80 | 1883 | 5672 => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, authentication, encryption, is_weak, weaker_setting};

    #[test]
    fn shared_keys_are_weaker_than_certificates_and_nothing_is_weakest() {
        let step = |from, to| authentication(Some(from), to);
        assert_eq!(step("X.509 certificate", Some("SAS token")), Step::Weaker);
        assert_eq!(step("x509", Some("x509 or sas")), Step::Weaker);
        assert_eq!(step("managed identity", Some("none")), Step::Weaker);
        assert_eq!(step("certificate", Some("user")), Step::Weaker);
        assert_eq!(step("certificate", Some("user-assigned managed identity")), Step::NotWeaker);
        assert_eq!(step("managed identity", None), Step::Weaker);
        assert_eq!(step("sas", Some("x509")), Step::NotWeaker);
        assert_eq!(step("x509", Some("managed identity")), Step::NotWeaker);
        assert_eq!(step("managed identity", Some("Entra ID, no keys")), Step::NotWeaker);
        assert_eq!(step("managed identity", Some("Entra ID without shared keys")), Step::NotWeaker);
        assert_eq!(step("something new", Some("sas")), Step::NotWeaker);
        assert_eq!(authentication(None, Some("sas")), Step::NotWeaker);
        assert_eq!(authentication(None, Some("none")), Step::Weaker);
        assert_eq!(authentication(Some("something new"), None), Step::Weaker);
        assert_eq!(authentication(Some("none"), None), Step::NotWeaker);
    }

    #[test]
    fn plain_protocols_are_weaker_than_encrypted_ones() {
        let step = |from, to| encryption(Some(from), Some(to));
        assert_eq!(step("MQTT 3.1.1 over TLS", "MQTT 3.1.1"), Step::Weaker);
        assert_eq!(step("HTTPS", "HTTP"), Step::Weaker);
        assert_eq!(step("TLS 1.2", "TLS 1.0"), Step::Weaker);
        assert_eq!(step("MQTT over TLS", "AMQP over TLS"), Step::NotWeaker);
        assert_eq!(step("MQTT", "MQTT over TLS"), Step::NotWeaker);
        assert_eq!(step("MQTT over TLS", "Azure-internal"), Step::NotWeaker);
    }

    #[test]
    fn values_that_leave_a_service_open_are_weak() {
        for (key, value) in [
            ("tls", "false"),
            ("public-access", "true"),
            ("private-endpoint", "false"),
            ("authentication", "none"),
            ("authentication", "password"),
            ("minimum-tls", "1.0"),
        ] {
            assert!(is_weak(key, value), "{key} = {value}");
        }
        // Of several grades only a step down is told, and few nodes are not an open door.
        for (key, value) in [
            ("tls", "true"),
            ("public-access", "false"),
            ("authentication", "sas"),
            ("minimum-tls", "1.2"),
            ("network", "public"),
            ("nodes", "1"),
            ("tier", "F1"),
            ("retention-days", "1"),
        ] {
            assert!(!is_weak(key, value), "{key} = {value}");
        }
    }

    #[test]
    fn services_are_shielded_by_settings() {
        let code = |key, from, to| weaker_setting(key, from, to).map(|row| row.code);
        assert_eq!(code("network", Some("private"), Some("public")), Some("MQ5206"));
        assert_eq!(code("network", Some("public"), Some("private")), None);
        assert_eq!(code("nodes", Some("3"), Some("1")), Some("MQ5207"));
        assert_eq!(code("nodes", Some("3"), Some("2")), None);
        assert_eq!(code("tls", Some("true"), Some("false")), Some("MQ5203"));
        assert_eq!(code("minimum-tls", Some("1.2"), Some("1.0")), Some("MQ5203"));
        assert_eq!(code("authentication", Some("x509"), Some("symmetric-key")), Some("MQ5202"));
        let token = Some("service-account-token");
        assert_eq!(code("authentication", token, Some("x509")), None);
        assert_eq!(code("retention-days", Some("3"), Some("1")), None);
    }
}
