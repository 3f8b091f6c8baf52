//! Patterns of views: `kind:iot-hub`, `in:munich`, `flow:data`, `lane:field`, `id:trailer`.

use crate::diag::suggest::{did_you_mean, one_of};
use crate::graph::{Flow, Lane};

/// What a pattern asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// Elements whose kind is like this word.
    Kind(String),
    /// Containers whose id is like this, with all that they hold.
    In(String),
    /// Connections of this flow.
    Flow(Flow),
    /// Elements in this lane.
    Lane(Lane),
    /// Elements and connections whose id is like this.
    Id(String),
    /// Connections between different containers.
    Boundary,
}

/// What may stand before the colon.
const PREFIXES: [&str; 6] = ["kind", "in", "flow", "lane", "id", "boundary"];

impl Pattern {
    /// Reads a pattern; `*` in kinds and ids stands for any letters. What cannot be read gives
    /// the way out as its error.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (prefix, word) = text.split_once(':').unwrap_or((text, ""));
        let (prefix, word) = (prefix.trim(), word.trim());
        if word.is_empty() && PREFIXES.contains(&prefix) {
            return Err(format!("say which after the colon: `{prefix}:...`"));
        }
        if word.is_empty() || !PREFIXES.contains(&prefix) {
            let near = did_you_mean(prefix, &PREFIXES).unwrap_or_else(|| one_of(&PREFIXES));
            return Err(format!("{near}; write `kind:iot-hub` or `id:trailer`"));
        }
        let read = match prefix {
            "kind" => Some(Self::Kind(word.to_owned())),
            "in" => Some(Self::In(word.to_owned())),
            "id" => Some(Self::Id(word.to_owned())),
            "flow" => Flow::from_word(word).map(Self::Flow),
            "lane" => Lane::from_word(word).map(Self::Lane),
            _ => (word == "crossed").then_some(Self::Boundary),
        };
        read.ok_or_else(|| match prefix {
            "flow" => did_you_mean(word, &Flow::ALL.map(Flow::word)).unwrap_or_default(),
            "lane" => did_you_mean(word, &Lane::ALL.map(Lane::word)).unwrap_or_default(),
            _ => "write `boundary:crossed`".to_owned(),
        })
    }

    /// Whether it asks for connections only.
    pub const fn is_about_connections(&self) -> bool {
        matches!(self, Self::Flow(_) | Self::Boundary)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::graph::Flow;

    #[test]
    fn a_pattern_says_what_is_wrong_with_it() {
        for (text, help) in [
            ("iot-hub", "`kind`"),
            ("knd:iot-hub", "did you mean `kind`?"),
            ("kind:", "`kind:...`"),
            ("in", "`in:...`"),
            ("flow:dat", "did you mean `data`?"),
            ("lane:money", "`field`"),
            ("boundary:any", "`boundary:crossed`"),
        ] {
            let error = Pattern::parse(text).unwrap_err();
            assert!(error.contains(help), "{text}: {error}");
        }
        assert_eq!(Pattern::parse("flow: data"), Ok(Pattern::Flow(Flow::Data)));
    }
}
