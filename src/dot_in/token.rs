//! Cuts DOT text into tokens.

use crate::diag::log::readable;
use crate::diag::{FileId, Span};

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bare name or number.
    Bare(String),
    /// A quoted string, or several joined by `+`.
    Quoted(String),
    /// Markup between `<` and `>`.
    Html(String),
    /// `{`, `}`, `[`, `]`, `=`, `;`, `,` or `:`.
    Mark(char),
    /// `->`.
    Arrow,
    /// `--`.
    Line,
    /// The text is at its end.
    End,
}

impl Kind {
    /// How a message names it.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Bare(text) | Self::Quoted(text) => {
                let short: String = text.chars().take(24).collect();
                format!("`{short}`")
            }
            Self::Html(_) => "markup".to_owned(),
            Self::Mark(mark) => format!("`{mark}`"),
            Self::Arrow => "`->`".to_owned(),
            Self::Line => "`--`".to_owned(),
            Self::End => "the end of the file".to_owned(),
        }
    }
}

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What cannot be cut, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) message: String,
    pub(super) span: Span,
}

/// Walks over the text.
pub(super) struct Tokens<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) const fn new(file: FileId, text: &'a str) -> Self {
        Self { file, text, at: 0 }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token, Bad> {
        self.skip_blank()?;
        let start = self.at;
        let Some(first) = self.rest().chars().next() else {
            return Ok(self.token(Kind::End, start));
        };
        let kind = match first {
            '{' | '}' | '[' | ']' | '=' | ';' | ',' | ':' => {
                self.at += 1;
                Kind::Mark(first)
            }
            '"' => self.quoted()?,
            '<' => self.html()?,
            '-' if self.rest().starts_with("->") => {
                self.at += 2;
                Kind::Arrow
            }
            '-' if self.rest().starts_with("--") => {
                self.at += 2;
                Kind::Line
            }
            _ => self.bare().ok_or_else(|| {
                self.bad(format!("`{first}` has no place here"), start, start + first.len_utf8())
            })?,
        };
        let kind = match kind {
            Kind::Bare(text) => Kind::Bare(readable(text)),
            Kind::Quoted(text) => Kind::Quoted(readable(text)),
            Kind::Html(text) => Kind::Html(readable(text)),
            mark => mark,
        };
        Ok(self.token(kind, start))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn token(&self, kind: Kind, start: usize) -> Token {
        Token { kind, span: self.span(start, self.at) }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.file, start: start as u32, end: end as u32 }
    }

    fn bad(&self, message: impl Into<String>, start: usize, end: usize) -> Bad {
        Bad { message: message.into(), span: self.span(start, end) }
    }

    /// Skips white space, comments and lines for the C preprocessor.
    fn skip_blank(&mut self) -> Result<(), Bad> {
        loop {
            let rest = self.rest();
            let blank = rest.len()
                - rest.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\u{c}']).len();
            self.at += blank;
            let rest = self.rest();
            let at_line_start = self.at == 0 || self.text[..self.at].ends_with('\n');
            if rest.starts_with("//") || (rest.starts_with('#') && at_line_start) {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if let Some(comment) = rest.strip_prefix("/*") {
                let Some(end) = comment.find("*/") else {
                    return Err(self.bad("a comment that does not end", self.at, self.at + 2));
                };
                self.at += end + 4;
            } else {
                return Ok(());
            }
        }
    }

    /// Quoted strings, joined by `+`. Of the escapes only `\"` and a line that goes on are
    /// resolved here; what the others mean depends on the attribute.
    fn quoted(&mut self) -> Result<Kind, Bad> {
        let mut text = String::new();
        loop {
            let start = self.at;
            self.at += 1;
            loop {
                let rest = self.rest();
                let Some(stop) = rest.find(['"', '\\']) else {
                    return Err(self.bad("a string that does not end", start, start + 1));
                };
                text.push_str(&rest[..stop]);
                self.at += stop;
                let rest = self.rest();
                if rest.starts_with('"') {
                    self.at += 1;
                    break;
                }
                let escaped = rest[1..].chars().next();
                match escaped {
                    Some('"') => text.push('"'),
                    Some('\n') => (),
                    Some('\r') if rest[2..].starts_with('\n') => self.at += 1,
                    Some(other) => text.extend(['\\', other]),
                    None => return Err(self.bad("a string that does not end", start, start + 1)),
                }
                self.at += 1 + escaped.map_or(0, char::len_utf8);
            }
            let after = self.at;
            self.skip_blank()?;
            if !self.rest().starts_with('+') {
                self.at = after;
                return Ok(Kind::Quoted(text));
            }
            self.at += 1;
            self.skip_blank()?;
            if !self.rest().starts_with('"') {
                return Err(self.bad("after `+` a string in quotes is expected", self.at, self.at));
            }
        }
    }

    /// Markup with balanced angle brackets, without the outermost ones.
    fn html(&mut self) -> Result<Kind, Bad> {
        let start = self.at;
        let mut depth = 0_usize;
        for (i, c) in self.rest().char_indices() {
            match c {
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => (),
            }
            if depth == 0 {
                let markup = self.rest()[1..i].to_owned();
                self.at += i + 1;
                return Ok(Kind::Html(markup));
            }
        }
        Err(self.bad("markup that does not end: `<` without its `>`", start, start + 1))
    }

    /// A name or a number without quotes.
    fn bare(&mut self) -> Option<Kind> {
        let rest = self.rest();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let first = rest.chars().next()?;
        let length = if is_name(first) && !first.is_ascii_digit() {
            rest.find(|c| !is_name(c)).unwrap_or(rest.len())
        } else {
            let sign = usize::from(first == '-');
            let digits = &rest[sign..];
            let length = digits.find(|c| !is_number(c)).unwrap_or(digits.len());
            let has_digit = digits[..length].contains(|c: char| c.is_ascii_digit());
            if !has_digit {
                return None;
            }
            sign + length
        };
        self.at += length;
        Some(Kind::Bare(rest[..length].to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Tokens};
    use crate::diag::FileId;

    fn kinds(text: &str) -> Vec<Kind> {
        let mut tokens = Tokens::new(FileId(0), text);
        let mut all = Vec::new();
        loop {
            let token = tokens.next().expect("nothing bad in the text");
            if token.kind == Kind::End {
                return all;
            }
            all.push(token.kind);
        }
    }

    fn bare(text: &str) -> Kind {
        Kind::Bare(text.to_owned())
    }

    #[test]
    fn names_numbers_and_marks() {
        assert_eq!(kinds("a_1->-.5"), [bare("a_1"), Kind::Arrow, bare("-.5")]);
        assert_eq!(
            kinds("größe--3.14;"),
            [bare("größe"), Kind::Line, bare("3.14"), Kind::Mark(';')]
        );
    }

    #[test]
    fn comments_and_preprocessor_lines_are_blank() {
        assert_eq!(kinds("# 1 \"x\"\n/* a -> */ b // c\n  d"), [bare("b"), bare("d")]);
    }

    #[test]
    fn strings_keep_their_escapes_but_for_quotes_and_line_ends() {
        let text = "\"a\\\"b\\n\\\nc\" + \"d\\\\\"";
        assert_eq!(kinds(text), [Kind::Quoted("a\"b\\ncd\\\\".to_owned())]);
    }

    #[test]
    fn markup_nests() {
        assert_eq!(kinds("<<b>x</b>>"), [Kind::Html("<b>x</b>".to_owned())]);
    }

    #[test]
    fn what_does_not_end_is_shown_where_it_begins() {
        for (text, at) in
            [("a \"b", 2), (" /* x", 1), ("<b", 0), ("\"x\\", 0), ("a $", 2), ("-", 0)]
        {
            let mut tokens = Tokens::new(FileId(0), text);
            let bad = std::iter::repeat_with(|| tokens.next())
                .find_map(Result::err)
                .expect("something bad in the text");
            assert_eq!(bad.span.start, at, "{text}");
        }
    }
}
