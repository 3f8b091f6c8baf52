//! Conditions: when a rule, connection or check applies, as data.
//!
//! The vocabulary is the table in `catalog/README.md`; `crate::evaluate` says whether one holds.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::words::{self, SmallWords, Words};

/// A condition on the scenario, the graph and a subject: each of its clauses must hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Condition(Box<[Clause]>);

/// Declares the clauses, each read from the key of its name.
macro_rules! declare {
    ($($(#[$about:meta])* $clause:ident($value:ty) $([$mark:ident])?,)+) => {
        /// A part of a condition, in the order in which they are asked.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Clause {
            $($(#[$about])* $clause($value),)+
        }

        /// What a clause is called.
        #[derive(Deserialize)]
        #[serde(field_identifier, rename_all = "kebab-case")]
        enum Key {
            $($clause,)+
        }

        impl Key {
            /// The clause with the value that comes next.
            fn clause<'de, A: MapAccess<'de>>(self, table: &mut A) -> Result<Clause, A::Error> {
                match self {
                    $(Self::$clause => table.next_value().map(Clause::$clause),)+
                }
            }
        }
    };
}

clauses!(declare);

impl Condition {
    /// What must hold, in the order in which it is asked.
    pub fn clauses(&self) -> &[Clause] {
        &self.0
    }

    /// The clauses of this condition and of all conditions in it.
    pub fn each<'a>(&'a self, visit: &mut impl FnMut(&'a Clause)) {
        for clause in self.clauses() {
            visit(clause);
            clause.conditions().iter().for_each(|inner| inner.each(visit));
        }
    }

    /// The kinds that the condition names, anywhere in it.
    pub fn kinds(&self) -> Vec<&str> {
        let mut kinds = Vec::new();
        self.each(&mut |clause| match clause {
            Clause::Strays(lists) | Clause::Names(lists) => {
                kinds.extend(lists.values().flat_map(|list| list.iter()).map(String::as_str));
            }
            _ => {
                kinds.extend(clause.kinds().iter().map(String::as_str).filter(|kind| *kind != "*"));
            }
        });
        kinds
    }
}

impl Clause {
    /// Whether it asks what the subject is joined to, or what stands beside it.
    pub fn is_about_others(&self) -> bool {
        matches!(
            self,
            Self::Connected(_)
                | Self::Feeds(_)
                | Self::FedBy(_)
                | Self::ControlledBy(_)
                | Self::HandedOn(_)
                | Self::Here(_)
                | Self::Strays(_)
                | Self::Partner(_)
        )
    }

    /// The conditions in it.
    fn conditions(&self) -> &[Condition] {
        match self {
            Self::From(inner) | Self::To(inner) | Self::Partner(inner) | Self::Not(inner) => {
                std::slice::from_ref(inner)
            }
            Self::Any(inner) | Self::All(inner) => inner,
            _ => &[],
        }
    }

    /// The keys of the settings that it looks at.
    pub fn settings(&self) -> Vec<&String> {
        match self {
            Self::Setting(tests) | Self::Place(tests) | Self::Effective(tests) => {
                tests.keys().collect()
            }
            Self::Names(lists) => lists.keys().collect(),
            _ => Vec::new(),
        }
    }

    /// The kinds that it lists.
    fn kinds(&self) -> &[String] {
        match self {
            Self::Present(kinds)
            | Self::Absent(kinds)
            | Self::Several(kinds)
            | Self::Here(kinds)
            | Self::Kind(kinds)
            | Self::Inside(kinds)
            | Self::Above(kinds)
            | Self::Connected(kinds)
            | Self::Feeds(kinds)
            | Self::FedBy(kinds)
            | Self::ControlledBy(kinds)
            | Self::NamedBy(kinds) => kinds,
            _ => &[],
        }
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct FlowDirection;

        impl<'de> Visitor<'de> for FlowDirection {
            type Value = Condition;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a table of what must hold")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Condition, A::Error> {
                let mut clauses = Vec::with_capacity(table.size_hint().unwrap_or_default());
                while let Some(key) = table.next_key::<Key>()? {
                    clauses.push(key.clause(&mut table)?);
                }
                clauses.sort_unstable();
                Ok(Condition(clauses.into()))
            }
        }

        from.deserialize_map(FlowDirection)
    }
}

/// A range of words that sort by time: `2026-04`, `2026-11-10`; both ends included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Span {
    /// The first.
    pub since: Option<String>,
    /// The last.
    pub until: Option<String>,
}

impl Span {
    /// Whether a word lies in the range.
    pub fn holds(&self, word: &str) -> bool {
        self.since.as_deref().is_none_or(|since| since <= word)
            && self.until.as_deref().is_none_or(|until| word <= until)
    }
}

/// A range of whole numbers; both ends excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// It is one of these.
    OneOf(Vec<String>),
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
        struct FlowDirection;

        impl<'de> Visitor<'de> for FlowDirection {
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

        from.deserialize_any(FlowDirection)
    }
}
