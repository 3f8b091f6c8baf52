//! The form in which `build.rs` embeds an entry: values of JSON with all lengths in front, so that
//! nothing is searched or checked when it is read.
//!
//! A value is a letter and what follows it: `t` and `f` are the flags, `i` a whole number in
//! digits up to a blank, `s` a text, `l` a list and `m` a table; of these three, a character whose
//! code is the length follows: the bytes of a text, the items of a list, the pairs of a table.

use serde::de::value::{BorrowedStrDeserializer, Error};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// The value of a packed text.
pub fn read<'de, T: Deserialize<'de>>(packed: &'de str) -> Result<T, Error> {
    T::deserialize(&mut Reader { rest: packed })
}

/// What is left to be read.
struct Reader<'de> {
    rest: &'de str,
}

impl<'de> Reader<'de> {
    fn letter(&mut self) -> Result<char, Error> {
        let mut letters = self.rest.chars();
        let letter = letters.next().ok_or_else(|| Error::custom("the entry ends too early"))?;
        self.rest = letters.as_str();
        Ok(letter)
    }

    fn length(&mut self) -> Result<usize, Error> {
        self.letter().map(|letter| u32::from(letter) as usize)
    }

    /// The text after its `s`.
    fn text(&mut self) -> Result<&'de str, Error> {
        let length = self.length()?;
        let parts = self.rest.split_at_checked(length);
        let (text, rest) = parts.ok_or_else(|| Error::custom("a text has another length"))?;
        self.rest = rest;
        Ok(text)
    }

    /// The number after its `i`.
    fn number(&mut self) -> Result<i64, Error> {
        let parts = self.rest.split_once(' ');
        let (digits, rest) = parts.ok_or_else(|| Error::custom("a number does not end"))?;
        self.rest = rest;
        digits.parse().map_err(Error::custom)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.letter()? {
            's' => visitor.visit_borrowed_str(self.text()?),
            'i' => visitor.visit_i64(self.number()?),
            't' => visitor.visit_bool(true),
            'f' => visitor.visit_bool(false),
            'l' => {
                let left = self.length()?;
                visitor.visit_seq(Items { reader: self, left })
            }
            'm' => {
                let left = self.length()?;
                visitor.visit_map(Items { reader: self, left })
            }
            other => Err(Error::custom(format!("no value begins with {other:?}"))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let word: &str = Deserialize::deserialize(self)?;
        visitor.visit_enum(BorrowedStrDeserializer::new(word))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// What is left of a list or table.
struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(&mut *self.reader)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::read;

    #[test]
    fn values_are_read() {
        let table = "m\u{2}s\u{1}al\u{2}i-7 i12 s\u{3}töl\0";
        let lists: BTreeMap<String, Vec<i64>> = read(table).expect("a table");
        assert_eq!(
            lists.into_iter().collect::<Vec<_>>(),
            [("a".to_owned(), vec![-7, 12]), ("tö".to_owned(), vec![])]
        );
        assert_eq!(read("t"), Ok(true));
        assert_eq!(read("s\u{2}on"), Ok(Some("on")));
    }

    #[test]
    fn what_is_broken_is_said() {
        for broken in ["", "x", "s\u{9}short", "s\u{1}ö", "i12", "l\u{2}t", "i1x "] {
            assert!(read::<Vec<bool>>(broken).is_err(), "{broken:?}");
            assert!(read::<String>(broken).is_err(), "{broken:?}");
        }
    }
}
