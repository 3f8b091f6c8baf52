//! Texts of the catalogue. Those of embedded entries stay where they are: to read an entry copies
//! none of them.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::PACKED;

/// A text of the catalogue; to be used as a `str`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(transparent)]
pub struct Text(Cow<'static, str>);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A copy of the text, for what outlives or changes it.
    pub fn owned(&self) -> String {
        self.as_str().to_owned()
    }
}

/// Whether a word is one of some texts.
pub fn is_among(word: &str, texts: &[Text]) -> bool {
    texts.iter().any(|text| text == word)
}

/// The same text as a part of what is embedded, if that is where it lies.
fn embedded(text: &str) -> Option<&'static str> {
    let start = text.as_ptr().addr().checked_sub(PACKED.as_ptr().addr())?;
    std::str::from_utf8(PACKED.get(start..start.checked_add(text.len())?)?).ok()
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(embedded(text).map_or_else(|| text.to_owned().into(), Cow::Borrowed))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

/// Tables of texts are asked with a `str`.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), to)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), to)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;

        impl Visitor<'_> for Reading {
            type Value = Text;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(text.into())
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Text, E> {
                Ok(text.into())
            }
        }

        from.deserialize_string(Reading)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::Text;
    use crate::catalog::Catalog;

    #[test]
    fn texts_of_embedded_entries_are_not_copied() {
        let is_borrowed = |text: &Text| matches!(text.0, Cow::Borrowed(_));
        for service in &Catalog::built_in().services {
            assert!(is_borrowed(&service.id) && is_borrowed(&service.summary), "{}", service.id);
            assert!(service.aliases.iter().all(is_borrowed), "{}", service.id);
        }
        assert!(!is_borrowed(&"no text of the catalogue".into()));
    }
}
