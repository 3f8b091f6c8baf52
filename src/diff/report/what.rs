//! What a thing is that is new or gone, in a few words.

use crate::diff::judge;
use crate::diff::{Attribute, Difference, Subject};
use crate::graph::Flow;

/// The words: `HTTPS, port 443, managed identity`, `count 40, tier S1`.
pub(super) fn what(difference: &Difference) -> Vec<String> {
    let is_connection = matches!(difference.subject, Subject::Connection(_));
    let told = difference.values.iter().filter_map(|(attribute, value)| match attribute {
        Attribute::Protocol | Attribute::Authentication if is_connection => Some(value.clone()),
        Attribute::Port => Some(format!("port {value}")),
        Attribute::Flow if value != Flow::Data.word() => Some(value.clone()),
        Attribute::Optional if value == "true" => Some("optional".to_owned()),
        Attribute::Count => Some(format!("count {value}")),
        Attribute::Setting(key) if judge::is_told(key, value) => Some(format!("{key} {value}")),
        _ => None,
    });
    told.collect()
}
