//! The marked blocks of a Markdown document: where they are and what they ask for.
//!
//! A block begins with `<!-- maquette: scenarios/fleet.toml view=data -->` and ends with
//! `<!-- /maquette -->`, each alone on its line and outside of code.

use std::ops::Range;

use crate::diag::suggest::nearest;
use crate::diag::{FileId, Sink, Span, codes};
use crate::model::page::{WIDTHS, WIDTHS_ALLOWED, Way, Width};

/// So many blocks of a document are filled.
const MOST_BLOCKS: usize = 500;
/// The way out where nothing of a mark is understood.
const EXAMPLE: &str = "write `<!-- maquette: scenarios/fleet.toml view=data -->`";

/// What stands between the two marks of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What the first one asks for.
    pub mark: Mark,
    /// Where the first one stands.
    pub span: Span,
    /// The bytes between the lines of both.
    pub inside: Range<usize>,
    /// What stands before the first one on its line.
    pub indent: String,
}

/// What a mark asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mark {
    /// The scenario, relative to the document.
    pub scenario: String,
    /// The part that is drawn.
    pub view: Option<String>,
    /// How many containers inside each other are drawn open.
    pub depth: Option<u32>,
    /// How wide.
    pub width: Option<Width>,
    /// Which way.
    pub way: Option<Way>,
    /// How the picture is embedded.
    pub image: Option<Image>,
    /// Words below the SVG itself.
    pub caption: String,
    /// What follows it, in this order.
    pub texts: Vec<Text>,
}

/// How a picture is embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Image {
    /// An image in Markdown.
    #[default]
    File,
    /// A light and a dark file.
    Pair,
    /// The SVG itself.
    Inline,
}

/// A text that follows a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// The numbered steps.
    Steps,
    /// The tables of services and connections.
    Table,
}

/// A word that a mark may have.
struct Word {
    /// The word, or what stands before the `=`.
    key: &'static str,
    /// As it is written.
    written: &'static str,
    /// Takes it in; the value is empty for a word without one. An error is the way out.
    take: fn(&mut Mark, &str) -> Result<(), String>,
}

/// All words of marks.
const WORDS: &[Word] = &[
    Word {
        key: "view",
        written: "view=NAME",
        take: |mark, value| once(&mut mark.view, name(value)),
    },
    Word {
        key: "depth",
        written: "depth=N",
        take: |mark, value| once(&mut mark.depth, depth(value)),
    },
    Word {
        key: "width",
        written: "width=N",
        take: |mark, value| once(&mut mark.width, width(value)),
    },
    Word {
        key: "direction",
        written: "direction=lr",
        take: |mark, value| once(&mut mark.way, way(value)),
    },
    Word {
        key: "picture",
        written: "picture",
        take: |mark, _| once(&mut mark.image, Ok(Image::Pair)),
    },
    Word {
        key: "inline",
        written: "inline",
        take: |mark, _| once(&mut mark.image, Ok(Image::Inline)),
    },
    Word { key: "steps", written: "steps", take: |mark, _| mark.follow(Text::Steps) },
    Word { key: "table", written: "table", take: |mark, _| mark.follow(Text::Table) },
];

/// Sets what is not set yet.
fn once<T>(field: &mut Option<T>, value: Result<T, String>) -> Result<(), String> {
    let value = value?;
    if field.is_some() {
        return Err("say it once; a block has one picture".to_owned());
    }
    *field = Some(value);
    Ok(())
}

fn name(value: &str) -> Result<String, String> {
    let help = || Err("`maquette list views` shows the built-in views".to_owned());
    if value.is_empty() { help() } else { Ok(value.to_owned()) }
}

fn depth(value: &str) -> Result<u32, String> {
    let depth = value.parse().ok().filter(|depth| *depth <= 100);
    depth.ok_or_else(|| "write a number from 0 to 100".to_owned())
}

fn width(value: &str) -> Result<Width, String> {
    let (least, most) = WIDTHS_ALLOWED;
    let names: Vec<&str> = WIDTHS.iter().map(|(name, _)| *name).collect();
    let help = || format!("write {least} to {most}, or {}", names.join(", "));
    Width::from_word(value).ok_or_else(help)
}

fn way(value: &str) -> Result<Way, String> {
    Way::from_word(value).ok_or_else(|| "write `lr`, `tb` or `auto`".to_owned())
}

impl Mark {
    fn follow(&mut self, text: Text) -> Result<(), String> {
        if self.texts.contains(&text) {
            return Err("say it once".to_owned());
        }
        self.texts.push(text);
        Ok(())
    }

    /// Takes a word in, or says the way out.
    fn take(&mut self, written: &str) -> Result<(), String> {
        let (key, value) = match written.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (written, None),
        };
        let known = WORDS.iter().find(|word| word.key == key);
        match known.filter(|word| word.written.contains('=') == value.is_some()) {
            Some(word) => (word.take)(self, value.unwrap_or_default()),
            None => Err(known_words(key)),
        }
    }
}

/// The way out of a word that is not known.
fn known_words(key: &str) -> String {
    let written = |word: &Word| format!("`{}`", word.written);
    match nearest(key, WORDS.iter().map(|word| word.key)) {
        Some(near) => {
            let meant = WORDS.iter().filter(|word| word.key == near).map(written);
            format!("write {}", meant.collect::<String>())
        }
        None => format!("use {}", WORDS.iter().map(written).collect::<Vec<_>>().join(", ")),
    }
}

/// The blocks of a document; reports marks that are not understood.
pub fn blocks(file: FileId, text: &str, sink: &mut Sink) -> Vec<Block> {
    let mut reader = Reader { sink, blocks: Vec::new(), open: None };
    let mut code = Code::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let bare = line.trim_start_matches('\u{feff}');
        // Within a block only its end matters: what stands there is about to be replaced.
        if reader.open.is_some() || !code.holds(bare) {
            let written = bare.trim();
            let indent = &bare[..bare.len() - bare.trim_start().len()];
            let begin = start + (line.len() - bare.len()) + indent.len();
            let span = Span { file, start: begin as u32, end: (begin + written.len()) as u32 };
            if let Some(comment) = comment(written).filter(|_| is_shallow(indent)) {
                reader.line(comment, &Line { span, start, end, indent });
            }
        }
        start = end;
    }
    reader.end();
    reader.blocks
}

/// A line that is nothing but a comment.
struct Line<'a> {
    span: Span,
    start: usize,
    end: usize,
    indent: &'a str,
}

/// A block that has begun.
struct Open {
    /// None if it was not understood.
    mark: Option<Mark>,
    span: Span,
    /// Where its content begins.
    from: usize,
    indent: String,
}

struct Reader<'a> {
    sink: &'a mut Sink,
    blocks: Vec<Block>,
    open: Option<Open>,
}

impl Reader<'_> {
    fn line(&mut self, comment: &str, line: &Line) {
        if comment == "/maquette" {
            self.close(line);
        } else if let Some(asked) = comment.strip_prefix("maquette:") {
            self.end();
            let mark = mark(asked, line.span, self.sink);
            let (span, indent) = (line.span, line.indent.to_owned());
            self.open = Some(Open { mark, span, from: line.end, indent });
        }
    }

    fn close(&mut self, line: &Line) {
        let Some(open) = self.open.take() else {
            let message = "a block ends here that does not begin";
            self.sink.report(&codes::BAD_MARK, line.span, message).help(EXAMPLE);
            return;
        };
        let Open { mark: Some(mark), span, from, indent } = open else { return };
        if self.blocks.len() == MOST_BLOCKS {
            let message = format!("the document has more than {MOST_BLOCKS} blocks");
            self.sink.report(&codes::BAD_MARK, span, message).help("split the document");
        }
        if self.blocks.len() <= MOST_BLOCKS {
            self.blocks.push(Block { mark, span, inside: from..line.start, indent });
        }
    }

    /// Reports a block that is still open.
    fn end(&mut self) {
        if let Some(open) = self.open.take() {
            let message = "the block has no end";
            self.sink
                .report(&codes::BAD_MARK, open.span, message)
                .help("write `<!-- /maquette -->` on a line of its own below it");
        }
    }
}

/// What a line says that is nothing but a comment.
fn comment(written: &str) -> Option<&str> {
    let inside = written.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    (!inside.contains("-->")).then_some(inside)
}

/// What is deeper is code in Markdown.
fn is_shallow(indent: &str) -> bool {
    indent.len() <= 3 && indent.bytes().all(|byte| byte == b' ')
}

/// What a mark asks for; reports what is not understood.
fn mark(asked: &str, span: Span, sink: &mut Sink) -> Option<Mark> {
    let mut words = words(asked, span, sink)?.into_iter();
    let scenario = words.next().filter(|scenario| !scenario.is_empty());
    let Some(scenario) = scenario else {
        sink.report(&codes::BAD_MARK, span, "the mark names no scenario").help(EXAMPLE);
        return None;
    };
    self::asked(scenario, words, span, sink)
}

/// What words ask for of a scenario; reports those that are not understood.
pub fn asked(
    scenario: String,
    words: impl Iterator<Item = String>,
    span: Span,
    sink: &mut Sink,
) -> Option<Mark> {
    let mut mark = Mark { scenario, ..Mark::default() };
    let mut is_understood = true;
    for word in words {
        if let Err(help) = mark.take(&word) {
            let message = format!("the mark says `{word}`, which is not understood");
            sink.report(&codes::BAD_MARK, span, message).help(help);
            is_understood = false;
        }
    }
    is_understood.then_some(mark)
}

/// The words of a mark; what stands in double quotes is one. Reports a quote that has no end.
pub fn words(asked: &str, span: Span, sink: &mut Sink) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let parts: Vec<&str> = asked.split('"').collect();
    if parts.len().is_multiple_of(2) {
        let finding = sink.report(&codes::BAD_MARK, span, "the mark has a quote without an end");
        finding.help("write `\"` where it ends");
        return None;
    }
    for (at, part) in parts.into_iter().enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    Some(words)
}

/// Whether lines are code between fences.
#[derive(Debug, Default)]
struct Code {
    /// The character and the length of the fence that is open.
    fence: Option<(char, usize)>,
}

impl Code {
    /// Whether the next line belongs to code, with the fences around it.
    fn holds(&mut self, line: &str) -> bool {
        let trimmed = line.trim();
        let Some(mark) = trimmed.chars().next().filter(|c| matches!(c, '`' | '~')) else {
            return self.fence.is_some();
        };
        let length = trimmed.chars().take_while(|&c| c == mark).count();
        let rest = &trimmed[length..];
        match self.fence {
            Some((open, least)) => {
                if mark == open && length >= least && rest.is_empty() {
                    self.fence = None;
                }
                true
            }
            None if length >= 3 && !(mark == '`' && rest.contains('`')) => {
                self.fence = Some((mark, length));
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::{Sink, Sources};

    use super::{Image, Text, WORDS, blocks};

    fn read(text: &str) -> (Vec<super::Block>, Vec<String>) {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let file = sources.add("a.md", text);
        let found = blocks(file, text, &mut sink);
        (found, sink.into_sorted().into_iter().map(|finding| finding.message).collect())
    }

    #[test]
    fn a_mark_says_what_is_embedded() {
        let text = "# A\n<!-- maquette: \"my plans/a.toml\" view=data width=readme table steps -->\n\
                    old\n<!-- /maquette -->\n<!-- maquette: b.toml picture -->\r\n<!--/maquette-->";
        let (found, problems) = read(text);
        assert!(problems.is_empty(), "{problems:?}");
        let mark = &found[0].mark;
        assert_eq!(
            (mark.scenario.as_str(), mark.view.as_deref()),
            ("my plans/a.toml", Some("data"))
        );
        assert_eq!(mark.texts, [Text::Table, Text::Steps]);
        assert_eq!(mark.image, None);
        assert_eq!(&text[found[0].inside.clone()], "old\n");
        assert_eq!(found[1].mark.image, Some(Image::Pair));
        assert!(found[1].inside.is_empty());
    }

    #[test]
    fn code_holds_no_marks() {
        for text in [
            "```\n<!-- maquette: a.toml -->\n<!-- /maquette -->\n```\n",
            "~~~~md\n~~~\n<!-- maquette: a.toml -->\n~~~~\n",
            "    <!-- maquette: a.toml -->\n",
            "see `<!-- maquette: a.toml -->`\n",
        ] {
            assert_eq!(read(text), (Vec::new(), Vec::new()), "{text}");
        }
        assert_eq!(read("```a`b```\n<!-- maquette: a.toml -->\n<!-- /maquette -->").0.len(), 1);
        // A fence in what is replaced hides nothing.
        let text = "\u{feff}<!-- maquette: a.toml -->\n```\n<!-- /maquette -->\n";
        assert_eq!(read(text).0.len(), 1);
    }

    #[test]
    fn marks_that_are_not_understood_are_told() {
        for (words, told) in [
            ("a.toml widht=300", "the mark says `widht=300`"),
            ("a.toml width=3", "the mark says `width=3`"),
            ("a.toml view=data view=all", "the mark says `view=all`"),
            ("a.toml picture inline", "the mark says `inline`"),
            ("a.toml steps=2", "the mark says `steps=2`"),
            ("a.toml view", "the mark says `view`"),
            ("\"a.toml", "the mark has a quote without an end"),
            ("", "the mark names no scenario"),
        ] {
            let (found, problems) =
                read(&format!("<!-- maquette: {words} -->\n<!-- /maquette -->"));
            assert!(found.is_empty() && problems.len() == 1, "{words}: {problems:?}");
            assert!(problems[0].starts_with(told), "{words}: {problems:?}");
        }
        assert_eq!(read("<!-- maquette: a.toml -->\n").1, ["the block has no end"]);
        assert_eq!(read("<!-- /maquette -->\n").1, ["a block ends here that does not begin"]);
        let nested = "<!-- maquette: a.toml -->\n<!-- maquette: b.toml -->\n<!-- /maquette -->\n";
        assert_eq!(read(nested).1, ["the block has no end"]);
    }

    #[test]
    fn a_document_has_so_many_blocks_and_no_more() {
        let text = "<!-- maquette: a.toml -->\n<!-- /maquette -->\n".repeat(2_000);
        let (found, problems) = read(&text);
        assert!(found.len() <= 501);
        assert_eq!(problems, ["the document has more than 500 blocks"]);
    }

    /// Lines in any order: blocks come one after the other, each between two lines of its own.
    #[test]
    fn blocks_of_any_text_lie_apart() {
        let lines = [
            "<!-- maquette: a.toml -->\n",
            "  <!-- maquette: \"ü b.toml\" view=data -->\r\n",
            "<!-- maquette: a.toml view= -->\n",
            "<!-- /maquette -->\n",
            "<!--/maquette-->",
            "```\n",
            "~~~ md\n",
            "é\u{feff}\n",
            "\n",
            "-->",
        ];
        let mut state: u32 = 7;
        for _ in 0..2_000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text += lines[(state >> 16) as usize % lines.len()];
            }
            let mut at = 0;
            for block in read(&text).0 {
                let inside = block.inside;
                assert!(at <= block.span.start as usize, "{text}");
                assert!(block.span.end as usize <= inside.start && inside.start <= inside.end);
                assert!(text[..inside.start].ends_with('\n'), "{text}");
                assert!(text[inside.end..].trim_start().starts_with("<!--"), "{text}");
                at = inside.end;
            }
        }
    }

    #[test]
    fn every_word_is_documented() {
        let guide = include_str!("../docs/embed.md");
        for word in WORDS {
            assert!(guide.contains(&format!("| `{}` ", word.written)), "{}", word.written);
        }
    }
}
