//! Conditions: when a rule, connection or check applies, as data.
//!
//! The vocabulary is the table in `catalog/README.md`; `crate::holds` says whether one holds.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::{Text, words};

/// A condition on the scenario, the graph and a subject; every key that is written must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Condition {
    /// Types of solution.
    #[serde(deserialize_with = "words::words")]
    pub solution: Vec<Text>,
    /// Profiles.
    #[serde(deserialize_with = "words::words")]
    pub profile: Vec<Text>,
    /// Range of documentation profiles.
    pub docs: Option<Span>,
    /// Range of days that today must lie in.
    pub today: Option<Span>,
    /// Kinds of which one element exists.
    #[serde(deserialize_with = "words::words")]
    pub present: Vec<Text>,
    /// Kinds of which no element exists.
    #[serde(deserialize_with = "words::words")]
    pub absent: Vec<Text>,
    /// Kinds of which at least two elements exist.
    #[serde(deserialize_with = "words::words")]
    pub several: Vec<Text>,
    /// Whether the author wrote no device, asset, service, node or site at all.
    pub empty: Option<bool>,
    /// Kinds of which one element exists in the subject's site.
    #[serde(deserialize_with = "words::words")]
    pub here: Vec<Text>,
    /// Kinds of the subject.
    #[serde(deserialize_with = "words::words")]
    pub kind: Vec<Text>,
    /// Kinds of containers of which one is around the subject.
    #[serde(deserialize_with = "words::words")]
    pub inside: Vec<Text>,
    /// Kinds of which one element stands on a level above the subject's on its way to the cloud.
    #[serde(deserialize_with = "words::words")]
    pub above: Vec<Text>,
    /// Settings of the subject.
    pub setting: BTreeMap<Text, Test>,
    /// Settings of the nearest container around the subject that has them.
    pub place: BTreeMap<Text, Test>,
    /// Kinds of which an `items` setting of the subject names an element, by the setting's key.
    #[serde(deserialize_with = "words::lists")]
    pub names: BTreeMap<Text, Vec<Text>>,
    /// Kinds of which an element names the subject in an `items` setting.
    #[serde(deserialize_with = "words::words")]
    pub named_by: Vec<Text>,
    /// Words, in small letters, of which one stands in the subject's label, in whatever case.
    #[serde(deserialize_with = "words::small_words")]
    pub called: Vec<Text>,
    /// How many the subject stands for.
    pub count: Option<Bounds>,
    /// How many there are of it: its count times the counts of what it stands in.
    pub times: Option<Bounds>,
    /// Settings that name something other than what a partner of one of these kinds is joined to
    /// or names.
    #[serde(deserialize_with = "words::lists")]
    pub strays: BTreeMap<Text, Vec<Text>>,
    /// Whether the author wrote the subject.
    pub written: Option<bool>,
    /// Whether the subject's edge runtime reaches the cloud through another one.
    pub nested: Option<bool>,
    /// Kinds of which one is joined to the subject.
    #[serde(deserialize_with = "words::words")]
    pub connected: Vec<Text>,
    /// Holds for one of the elements that are joined to the subject.
    pub partner: Option<Box<Condition>>,
    /// Kinds that data of the subject reaches directly; `*`: any.
    #[serde(deserialize_with = "words::words")]
    pub feeds: Vec<Text>,
    /// Kinds whose data reaches the subject directly; `*`: any.
    #[serde(deserialize_with = "words::words")]
    pub fed_by: Vec<Text>,
    /// Options of choices that are in force.
    pub chosen: BTreeMap<Text, Test>,
    /// Asked of a connection's first end.
    pub from: Option<Box<Condition>>,
    /// Asked of a connection's last end.
    pub to: Option<Box<Condition>>,
    /// One of these holds.
    pub any: Box<[Condition]>,
    /// All of these hold.
    pub all: Box<[Condition]>,
    /// This does not hold.
    pub not: Option<Box<Condition>>,
}

impl Condition {
    /// This condition and all conditions in it.
    pub fn each(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        let inner = [&self.partner, &self.from, &self.to, &self.not];
        inner.into_iter().flatten().for_each(|c| c.each(visit));
        self.any.iter().chain(&self.all).for_each(|c| c.each(visit));
    }

    /// The kinds that the condition names, anywhere in it.
    pub fn kinds(&self) -> Vec<&str> {
        fn collect<'a>(condition: &'a Condition, into: &mut Vec<&'a str>) {
            let lists = [
                &condition.present,
                &condition.absent,
                &condition.several,
                &condition.here,
                &condition.kind,
                &condition.inside,
                &condition.connected,
                &condition.feeds,
                &condition.fed_by,
                &condition.named_by,
                &condition.above,
            ];
            into.extend(condition.strays.values().flatten().map(Text::as_str));
            into.extend(condition.names.values().flatten().map(Text::as_str));
            into.extend(lists.into_iter().flatten().map(Text::as_str).filter(|k| *k != "*"));
            let inner = [&condition.partner, &condition.from, &condition.to, &condition.not];
            inner.into_iter().flatten().for_each(|c| collect(c, into));
            condition.any.iter().chain(&condition.all).for_each(|c| collect(c, into));
        }
        let mut kinds = Vec::new();
        collect(self, &mut kinds);
        kinds
    }
}

/// A range of words that sort by time: `2026-04`, `2026-11-10`; both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Span {
    /// The first.
    pub since: Option<Text>,
    /// The last.
    pub until: Option<Text>,
}

impl Span {
    /// Whether a word lies in the range.
    pub fn holds(&self, word: &str) -> bool {
        self.since.as_deref().is_none_or(|since| since <= word)
            && self.until.as_deref().is_none_or(|until| word <= until)
    }
}

/// A range of whole numbers; both ends excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bounds {
    /// The number is more than this.
    pub over: Option<i64>,
    /// The number is less than this.
    pub under: Option<i64>,
}

impl Bounds {
    /// Whether a number lies in the range.
    pub fn holds(&self, number: i64) -> bool {
        self.over.is_none_or(|over| number > over) && self.under.is_none_or(|under| number < under)
    }
}

/// What is asked of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It is one of these.
    OneOf(Vec<Text>),
    /// It is a number within bounds.
    Within(Bounds),
    /// It is there, or is not.
    Set(bool),
}

impl Test {
    /// Whether the value, if there is one, passes. A list (`a,b`) passes if one of it does.
    pub fn passes(&self, value: Option<&str>) -> bool {
        match (self, value) {
            (Self::Set(wanted), value) => value.is_some() == *wanted,
            (_, None) => false,
            (Self::OneOf(words), Some(value)) => {
                value.split(',').any(|part| words.iter().any(|word| word == part.trim()))
            }
            (Self::Within(bounds), Some(value)) => {
                value.parse().is_ok_and(|number| bounds.holds(number))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Test {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;

        impl<'de> Visitor<'de> for Reading {
            type Value = Test;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a word, a list of words, or a table of `over`, `under` or `set`")
            }

            words::visit_scalars!(|word| Test::OneOf(vec![word]));

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Test, A::Error> {
                words::sequence(list).map(Test::OneOf)
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Test, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Table {
                    over: Option<i64>,
                    under: Option<i64>,
                    set: Option<bool>,
                }
                match Table::deserialize(MapAccessDeserializer::new(table))? {
                    Table { over: None, under: None, set: Some(set) } => Ok(Test::Set(set)),
                    Table { set: Some(_), .. } => Err(A::Error::custom("`set` stands alone")),
                    Table { over, under, set: None } => Ok(Test::Within(Bounds { over, under })),
                }
            }
        }

        from.deserialize_any(Reading)
    }
}
