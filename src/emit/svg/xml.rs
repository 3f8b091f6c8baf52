//! Writing XML: everything that is text is escaped, and what XML cannot hold is left out.

use std::fmt::Write;

/// Collects markup.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    open: Option<&'static str>,
}

impl Writer {
    /// Begins a start tag.
    pub(super) fn open(&mut self, name: &'static str) -> &mut Self {
        let _ = write!(self.out, "<{name}");
        self.open = Some(name);
        self
    }

    /// Adds an attribute to the start tag.
    pub(super) fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        let _ = write!(self.out, " {name}=\"");
        escape(value, &mut self.out);
        self.out.push('"');
        self
    }

    /// Ends the start tag; the element stays open.
    pub(super) fn close_start(&mut self) -> &mut Self {
        self.out.push('>');
        self
    }

    /// Ends an element without content.
    pub(super) fn empty(&mut self) -> &mut Self {
        self.out.push_str("/>");
        self
    }

    /// Ends the start tag, writes text and ends the element.
    pub(super) fn text_element(&mut self, text: &str) -> &mut Self {
        self.out.push('>');
        escape(text, &mut self.out);
        let _ = write!(self.out, "</{}>", self.open.unwrap_or_default());
        self
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.out);
        self
    }

    /// Adds markup as it is.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// What was written.
    pub(super) fn markup(&self) -> &str {
        &self.out
    }

    /// What was written.
    pub(super) fn into_text(self) -> String {
        self.out
    }
}

/// Escapes the characters that mean something in XML and drops those that it forbids.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn text_and_attributes_are_escaped_and_control_characters_dropped() {
        let mut out = Writer::default();
        out.open("a").attribute("b", "\"<&>\u{0}\u{7f}\u{ffff}").text_element("</a>&\u{1}\u{85}");
        assert_eq!(out.markup(), "<a b=\"&quot;&lt;&amp;&gt;\">&lt;/a&gt;&amp;</a>");
    }
}
