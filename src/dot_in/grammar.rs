//! The small pieces of DOT's grammar: expected tokens, names, attribute lists.

use super::token::{Bad, Kind, Token, Tokens};
use super::{Attributes, Value};
use crate::diag::Span;

/// Tokens with one looked ahead.
pub(super) struct Reader<'a> {
    tokens: Tokens<'a>,
    /// The token that comes next.
    pub(super) next: Token,
}

impl<'a> Reader<'a> {
    pub(super) fn new(mut tokens: Tokens<'a>) -> Result<Self, Bad> {
        let next = tokens.next()?;
        Ok(Self { tokens, next })
    }

    pub(super) fn advance(&mut self) -> Result<Token, Bad> {
        let next = self.tokens.next()?;
        Ok(std::mem::replace(&mut self.next, next))
    }

    pub(super) fn unexpected<T>(&self, wanted: &str) -> Result<T, Bad> {
        let message = format!("{wanted} is expected, not {}", self.next.kind.said());
        Err(Bad { message, span: self.next.span })
    }

    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.next.kind == Kind::Mark(mark)
    }

    pub(super) fn expect(&mut self, mark: char) -> Result<Token, Bad> {
        if self.is_mark(mark) { self.advance() } else { self.unexpected(&format!("`{mark}`")) }
    }

    /// Whether the next token is this keyword; they are not case-sensitive.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.next.kind, Kind::Bare(text) if text.eq_ignore_ascii_case(word))
    }

    /// A name, number, string or markup.
    pub(super) fn id(&mut self) -> Result<(Value, Span), Bad> {
        let keyword = ["graph", "node", "edge", "digraph", "subgraph", "strict"];
        match &self.next.kind {
            Kind::Bare(_) if !keyword.iter().any(|word| self.is_word(word)) => (),
            Kind::Quoted(_) | Kind::Html(_) => (),
            _ => return self.unexpected("a name"),
        }
        let token = self.advance()?;
        let value = match token.kind {
            Kind::Html(markup) => Value::Html(markup.into()),
            Kind::Bare(text) | Kind::Quoted(text) => Value::Text(text.into()),
            Kind::Mark(_) | Kind::Arrow | Kind::Line | Kind::End => Value::Text("".into()),
        };
        Ok((value, token.span))
    }

    pub(super) fn name(&mut self) -> Result<(String, Span), Bad> {
        let (value, span) = self.id()?;
        Ok((value.text().to_owned(), span))
    }

    /// `[a=b, c] [d=e]`; an attribute without a value is true.
    pub(super) fn attribute_lists(&mut self) -> Result<Attributes, Bad> {
        let mut attributes = Attributes::new();
        while self.is_mark('[') {
            self.advance()?;
            while !self.is_mark(']') {
                if self.is_mark(',') || self.is_mark(';') {
                    self.advance()?;
                    continue;
                }
                let (key, _) = self.name()?;
                let value = if self.is_mark('=') {
                    self.advance()?;
                    self.id()?.0
                } else {
                    Value::Text("true".into())
                };
                attributes.insert(key.into(), value);
            }
            self.advance()?;
        }
        Ok(attributes)
    }
}
