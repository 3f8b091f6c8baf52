//! The words of each family that scenarios use, what they stand for, and ids as words.

use crate::diag::suggest::{nearest, one_of};
use crate::diag::{Severity, Sink, Spanned, codes};
use crate::graph::{Direction, Flow, Lane};
use crate::model::page::{WIDTHS, Way, Width};
use crate::model::{Profile, Solution};
use crate::syntax::language::Family;

/// All words of a family, as messages and the JSON Schema list them.
pub fn words(family: Family) -> Vec<&'static str> {
    match family {
        Family::Solution => SOLUTIONS.iter().map(|(word, _)| *word).collect(),
        Family::Profile => Profile::ALL.iter().map(|profile| profile.word()).collect(),
        Family::Lane => Lane::ALL.iter().map(|lane| lane.word()).collect(),
        Family::Flow => Flow::ALL.iter().map(|flow| flow.word()).collect(),
        Family::Direction => Direction::ALL.iter().map(|direction| direction.word()).collect(),
        Family::Width => WIDTHS.iter().map(|(name, _)| *name).collect(),
        Family::Way => Way::ALL.iter().map(|way| way.word()).collect(),
        Family::Level => LEVELS.iter().map(|(word, _)| *word).collect(),
    }
}

/// Types of solution with the newer words of the documentation.
const SOLUTIONS: [(&str, Solution); 5] = [
    ("cloud", Solution::Cloud),
    ("edge", Solution::Edge),
    ("hybrid", Solution::Hybrid),
    ("cloud-connected", Solution::Cloud),
    ("edge-connected", Solution::Edge),
];

/// `off` and the severities.
const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("info", Some(Severity::Info)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// The type of solution of a word; reports any other.
pub(crate) fn solution(word: &Spanned<String>, sink: &mut Sink) -> Option<Solution> {
    let found = SOLUTIONS.iter().find(|(known, _)| *known == word.value);
    found
        .map(|(_, solution)| *solution)
        .or_else(|| unknown("solution", Family::Solution, word, sink))
}

/// The profile of a word; reports any other.
pub(crate) fn profile(word: &Spanned<String>, sink: &mut Sink) -> Option<Profile> {
    let found = Profile::ALL.into_iter().find(|profile| profile.word() == word.value);
    found.or_else(|| unknown("profile", Family::Profile, word, sink))
}

/// The lane of a word; reports any other.
pub(crate) fn lane(word: &Spanned<String>, sink: &mut Sink) -> Option<Lane> {
    Lane::from_word(&word.value).or_else(|| unknown("lane", Family::Lane, word, sink))
}

/// The flow of a word; reports any other.
pub(crate) fn flow(word: &Spanned<String>, sink: &mut Sink) -> Option<Flow> {
    Flow::from_word(&word.value).or_else(|| unknown("flow", Family::Flow, word, sink))
}

/// The direction of a word; reports any other.
pub(crate) fn direction(word: &Spanned<String>, sink: &mut Sink) -> Option<Direction> {
    let found = Direction::ALL.into_iter().find(|direction| direction.word() == word.value);
    found.or_else(|| unknown("direction", Family::Direction, word, sink))
}

/// The width of a name or number; reports any other.
pub(crate) fn width(word: &Spanned<String>, sink: &mut Sink) -> Option<Width> {
    Width::from_word(&word.value).or_else(|| unknown("width", Family::Width, word, sink))
}

/// The way of a word; reports any other.
pub(crate) fn way(word: &Spanned<String>, sink: &mut Sink) -> Option<Way> {
    Way::from_word(&word.value).or_else(|| unknown("direction", Family::Way, word, sink))
}

/// The level of a word; reports any other.
pub(crate) fn level(word: &Spanned<String>, sink: &mut Sink) -> Option<Option<Severity>> {
    let found = LEVELS.iter().find(|(known, _)| *known == word.value);
    found.map(|(_, level)| *level).or_else(|| unknown("level", Family::Level, word, sink))
}

fn unknown<T>(key: &str, family: Family, word: &Spanned<String>, sink: &mut Sink) -> Option<T> {
    let words = words(family);
    let message = format!("`{}` is not a {key}", word.value);
    let use_one = format!("use {}", one_of(&words));
    let help = match nearest(&word.value, words) {
        Some(near) => format!("did you mean `{near}`? {use_one}"),
        None => use_one,
    };
    sink.report(&codes::BAD_WORD, word.span, message).help(help);
    None
}

/// Words that the field writes in its own way.
const SPELLINGS: [&str; 43] = [
    "AGV", "AI", "AMQP", "API", "BACnet", "BMS", "CAN", "CNC", "CRM", "DMZ", "DNS", "ERP", "GPS",
    "HMI", "HTTP", "HTTPS", "HVAC", "IoT", "KNX", "LED", "LoRaWAN", "MES", "ML", "MQTT", "NFC",
    "OPC", "OT", "PKI", "PLC", "REST", "RFID", "RTU", "SAP", "SCADA", "SDK", "SIM", "SMS", "SQL",
    "TLS", "UA", "UPS", "VPN", "WAN",
];

/// An id as a label: `hub-west` is `Hub west`, `rotterdam.freezer` is `Freezer`, `opc-server` is
/// `OPC server`.
pub fn humanized(id: &str) -> String {
    let last = id.rsplit('.').next().unwrap_or(id);
    let spelled = |word: &str| {
        let known = SPELLINGS.iter().find(|known| known.eq_ignore_ascii_case(word));
        known.map_or_else(|| word.to_owned(), |known| (*known).to_owned())
    };
    let words = last.split(['-', '_', ' ']).filter(|word| !word.is_empty()).map(spelled);
    let label = words.collect::<Vec<_>>().join(" ");
    // A name may be nothing but hyphens.
    let label = if label.is_empty() { last } else { &label };
    let is_spelled = label.split(' ').next().is_some_and(|first| SPELLINGS.contains(&first));
    let mut letters = label.chars();
    match letters.next() {
        Some(first) if !is_spelled => first.to_uppercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

/// The id of a region as its name: `west-europe` is `West Europe`, `east-us-2` is `East US 2`.
pub fn region_name(id: &str) -> String {
    let names = humanized(id);
    let names = names.split(' ').map(|word| match word {
        "us" | "uk" | "uae" | "Us" | "Uk" | "Uae" => word.to_uppercase(),
        _ => humanized(word),
    });
    names.collect::<Vec<_>>().join(" ")
}

/// The author's word for what something is: a name as a label, anything else as it is written.
pub fn kind_name(kind: &str) -> String {
    let is_name = kind.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    if is_name { humanized(kind) } else { kind.to_owned() }
}

/// What to write where a connection names something that does not exist.
pub fn way_to_an_end(name: &str, known: &[&str]) -> String {
    let own = "write `[nodes.NAME]` for something of your own, `[devices.NAME]` for a device";
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? else {own}"),
        None => own.replace("NAME", name.rsplit('.').next().unwrap_or(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::{humanized, kind_name, region_name};
    use crate::catalog::is_day;

    #[test]
    fn days_are_those_of_the_calendar() {
        for day in ["2026-11-22", "2024-02-29", "2000-02-29", "2026-12-31"] {
            assert!(is_day(day), "{day}");
        }
        let others = [
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-01",
            "2026-1-1",
            "x",
            "",
        ];
        for other in others {
            assert!(!is_day(other), "{other}");
        }
    }

    #[test]
    fn ids_become_labels() {
        assert_eq!(humanized("hub-west"), "Hub west");
        assert_eq!(humanized("rotterdam.cold_store"), "Cold store");
        assert_eq!(humanized("zürich"), "Zürich");
        assert_eq!(humanized("west._"), "_");
        assert_eq!(humanized("-a-"), "A");
    }

    #[test]
    fn regions_have_names() {
        for (id, name) in [
            ("west-europe", "West Europe"),
            ("east-us-2", "East US 2"),
            ("uk-south", "UK South"),
            ("eu", "Eu"),
            ("azure.north", "North"),
        ] {
            assert_eq!(region_name(id), name);
        }
    }

    #[test]
    fn labels_know_the_spellings_of_the_field() {
        for (id, label) in [
            ("mqtt-gateway", "MQTT gateway"),
            ("plant.opc-ua-server", "OPC UA server"),
            ("erp", "ERP"),
            ("line_ml", "Line ML"),
            ("hvac-1", "HVAC 1"),
            ("scada", "SCADA"),
            ("iot-gateway", "IoT gateway"),
            ("canteen", "Canteen"),
        ] {
            assert_eq!(humanized(id), label);
        }
    }

    #[test]
    fn kinds_of_ones_own_stay_as_written() {
        for kind in ["Node.js service", "Node.js", "e-mail gateway", "iPhone app"] {
            assert_eq!(kind_name(kind), kind);
        }
        assert_eq!(kind_name("business-system"), "Business system");
    }
}
