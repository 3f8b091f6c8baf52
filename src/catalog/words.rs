//! Words of a catalogue file to values of the graph's types.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::diag::Severity;
use crate::graph::{Direction, Flow, Lane, Status};

/// The value of a word, or an error that lists the words there are.
fn word<'de, D: Deserializer<'de>, T: Copy>(
    from: D,
    all: &[T],
    spell: fn(T) -> &'static str,
) -> Result<T, D::Error> {
    let written = String::deserialize(from)?;
    all.iter().copied().find(|&t| spell(t) == written).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|&t| spell(t)).collect();
        D::Error::custom(format!("unknown word `{written}`: one of {}", words.join(", ")))
    })
}

/// A lane by its word.
pub fn lane<'de, D: Deserializer<'de>>(from: D) -> Result<Lane, D::Error> {
    word(from, &Lane::ALL, Lane::word)
}

/// A status by its word.
pub fn status<'de, D: Deserializer<'de>>(from: D) -> Result<Status, D::Error> {
    word(from, &Status::ALL, Status::word)
}

/// A status by its word, where one is written.
pub fn optional_status<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Status>, D::Error> {
    status(from).map(Some)
}

/// A flow by its word.
pub fn flow<'de, D: Deserializer<'de>>(from: D) -> Result<Flow, D::Error> {
    word(from, &Flow::ALL, Flow::word)
}

/// A direction by its word.
pub fn direction<'de, D: Deserializer<'de>>(from: D) -> Result<Direction, D::Error> {
    word(from, &Direction::ALL, Direction::word)
}

/// A severity by its word.
pub fn severity<'de, D: Deserializer<'de>>(from: D) -> Result<Severity, D::Error> {
    word(from, &[Severity::Info, Severity::Warning, Severity::Error], Severity::word)
}

/// Text, a whole number or a flag, as the text that scenarios carry settings in.
pub fn optional_scalar<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    scalar(&toml::Value::deserialize(from)?).map(Some).map_err(D::Error::custom)
}

/// The text of a scalar.
pub fn scalar(value: &toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text.clone()),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Boolean(flag) => Ok(flag.to_string()),
        other => Err(format!("text, a whole number or a flag, not {}", other.type_str())),
    }
}

/// A word or a list of words.
pub fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    match toml::Value::deserialize(from)? {
        toml::Value::Array(list) => {
            list.iter().map(|value| scalar(value).map_err(D::Error::custom)).collect()
        }
        single => scalar(&single).map(|text| vec![text]).map_err(D::Error::custom),
    }
}

/// A table whose values are words or lists of words.
pub fn lists<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    struct Words(#[serde(deserialize_with = "words")] Vec<String>);
    let table = BTreeMap::<String, Words>::deserialize(from)?;
    Ok(table.into_iter().map(|(key, words)| (key, words.0)).collect())
}

/// A table of scalars.
pub fn scalars<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    BTreeMap::<String, toml::Value>::deserialize(from)?
        .into_iter()
        .map(|(key, value)| scalar(&value).map(|text| (key, text)).map_err(D::Error::custom))
        .collect()
}
