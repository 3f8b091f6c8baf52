//! Words of a catalogue file to values of the graph's types.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};

use crate::diag::Severity;
use crate::graph::{Direction, Flow, Lane, Status};

/// The value of a word, or an error that lists the words there are.
fn word<'de, D: Deserializer<'de>, T: Copy>(
    from: D,
    all: &[T],
    spell: fn(T) -> &'static str,
) -> Result<T, D::Error> {
    let written = String::deserialize(from)?;
    all.iter().copied().find(|&t| written == spell(t)).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|&t| spell(t)).collect();
        D::Error::custom(format!("unknown word `{written}`: one of {}", words.join(", ")))
    })
}

/// Whether a word is one of some texts.
pub fn is_among(word: &str, texts: &[String]) -> bool {
    texts.iter().any(|text| text == word)
}

/// Whether a text is a day of the calendar: `2026-11-22`.
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |at: usize, digits: usize| {
        let part = parts.get(at).filter(|part| part.len() == digits)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok())?
    };
    let (3, Some(year), Some(month), Some(day)) =
        (parts.len(), number(0, 4), number(1, 2), number(2, 2))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
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

/// The part of a visitor that takes text, a whole number or a flag, as the text that scenarios
/// carry settings in.
macro_rules! visit_scalars {
    ($make:expr) => {
        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok($make(text.into()))
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
            Ok($make(number.to_string().into()))
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
            Ok($make(number.to_string().into()))
        }

        fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Self::Value, E> {
            Ok($make(flag.to_string().into()))
        }
    };
}
pub(super) use visit_scalars;

/// Text, a whole number or a flag.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct FlowDirection;

        impl Visitor<'_> for FlowDirection {
            type Value = Scalar;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("text, a whole number or a flag")
            }

            visit_scalars!(Scalar);
        }

        from.deserialize_any(FlowDirection)
    }
}

/// A word or a list of words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words(Vec<String>);

impl Deref for Words {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct FlowDirection;

        impl<'de> Visitor<'de> for FlowDirection {
            type Value = Words;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a word or a list of words")
            }

            visit_scalars!(|word| Words(vec![word]));

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Words, A::Error> {
                sequence(list).map(Words)
            }
        }

        from.deserialize_any(FlowDirection)
    }
}

/// The texts of a list of scalars.
pub fn sequence<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Vec<String>, A::Error> {
    let mut words = Vec::with_capacity(list.size_hint().unwrap_or_default());
    while let Some(Scalar(word)) = list.next_element()? {
        words.push(word);
    }
    Ok(words)
}

/// A scalar, where one is written.
pub fn optional_scalar<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Scalar::deserialize(from).map(|scalar| Some(scalar.0))
}

/// A word or a list of words.
pub fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Words::deserialize(from).map(|words| words.0)
}

/// A word or a list of words, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SmallWords(Vec<String>);

impl Deref for SmallWords {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SmallWords {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let words = words(from)?;
        Ok(Self(words.iter().map(|word| word.to_lowercase()).collect()))
    }
}

/// A table of scalars.
pub fn scalars<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let table = BTreeMap::<String, Scalar>::deserialize(from)?;
    Ok(table.into_iter().map(|(key, scalar)| (key, scalar.0)).collect())
}
