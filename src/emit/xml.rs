//! Writing XML: everything that is text is escaped, and what XML cannot hold is left out.

use crate::emit::push_pixels;
use crate::geom::Unit;

/// Collects markup.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: String,
    open: Option<&'static str>,
}

impl Writer {
    /// A writer with room for some bytes of markup.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), open: None }
    }

    /// Begins a start tag.
    pub(crate) fn open(&mut self, name: &'static str) -> &mut Self {
        self.out.push('<');
        self.out.push_str(name);
        self.open = Some(name);
        self
    }

    /// Adds an attribute to the start tag.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.attribute_of(name, |out| push_escaped(out, value))
    }

    /// Adds an attribute that is a length in pixels.
    pub(crate) fn length(&mut self, name: &str, length: Unit) -> &mut Self {
        self.attribute_of(name, |out| push_pixels(out, length))
    }

    /// Adds an attribute whose value `push` appends, with nothing in it to escape.
    pub(crate) fn attribute_of(&mut self, name: &str, push: impl FnOnce(&mut String)) -> &mut Self {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        push(&mut self.out);
        self.out.push('"');
        self
    }

    /// Ends the start tag; the element stays open.
    pub(crate) fn close_start(&mut self) -> &mut Self {
        self.out.push('>');
        self
    }

    /// Ends an element without content.
    pub(crate) fn empty(&mut self) -> &mut Self {
        self.out.push_str("/>");
        self
    }

    /// Ends the start tag, writes text and ends the element.
    pub(crate) fn text_element(&mut self, text: &str) -> &mut Self {
        self.close_start().text(text);
        self.out.push_str("</");
        self.out.push_str(self.open.unwrap_or_default());
        self.close_start()
    }

    /// Adds text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        push_escaped(&mut self.out, text);
        self
    }

    /// Adds markup as it is.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// What was written.
    pub(crate) fn into_text(self) -> String {
        self.out
    }
}

/// Text with what means something in XML escaped, and without what XML 1.0 forbids.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}

/// Appends what [`escaped`] returns.
fn push_escaped(out: &mut String, text: &str) {
    let is_odd =
        |byte: u8| !matches!(byte, b' '..=b'~') | matches!(byte, b'&' | b'<' | b'>' | b'"' | b'#');
    // All bytes are looked at, because many are at once where none ends the search.
    if !text.bytes().fold(false, |found, byte| found | is_odd(byte)) {
        out.push_str(text);
        return;
    }
    let begin = out.len();
    for c in text.chars() {
        match c {
            // What the runners of pipelines obey, where a picture goes into a log.
            '#' if out.ends_with('#') => out.push_str("&#35;"),
            ':' if is_line_begun_by_colon(&out[begin..]) => out.push_str("&#58;"),
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

/// Whether a text with several lines has only a colon in its last one.
fn is_line_begun_by_colon(text: &str) -> bool {
    text.rsplit_once('\n').is_some_and(|(_, line)| line.trim_start() == ":")
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn a_picture_in_a_log_commands_nothing() {
        assert_eq!(super::escaped("a\n ::b ##[c] a::b #"), "a\n :&#58;b #&#35;[c] a::b #");
    }

    #[test]
    fn text_and_attributes_are_escaped_and_control_characters_dropped() {
        let mut out = Writer::default();
        out.open("a").attribute("b", "\"<&>\u{0}\u{7f}\u{ffff}").text_element("</a>&\u{1}\u{85}");
        assert_eq!(out.into_text(), "<a b=\"&quot;&lt;&amp;&gt;\">&lt;/a&gt;&amp;</a>");
    }
}
