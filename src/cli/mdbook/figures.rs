//! The figures that a chapter asks for, and where they stand in its Markdown.

use std::iter::Peekable;
use std::ops::Range;

use maquette::diag::{FileId, Sink, Span, codes};
use maquette::marks::{self, Image, Mark};
use pulldown_cmark::{
    CodeBlockKind, DefaultBrokenLinkCallback, Event, LinkType, OffsetIter, Options, Parser, Tag,
    TagEnd,
};

use crate::cli::files;

/// The language of a fenced block that holds a scenario.
const LANGUAGE: &str = "maquette";
/// So many figures of a chapter are drawn.
const MOST_FIGURES: usize = 500;
/// A block is read behind all line ends above it; so many line ends are read for all blocks of a chapter.
const MOST_LINES: usize = 2_000_000;
/// How the paths of scenarios end.
const SCENARIO: &str = ".toml";

/// A figure of a chapter.
#[derive(Debug, PartialEq, Eq)]
pub struct Figure {
    /// What is wanted; its scenario is empty where the block holds one.
    pub mark: Mark,
    /// The scenario that the block holds, each line where it stands in the chapter.
    pub text: Option<String>,
    /// Where it is asked for.
    pub span: Span,
    /// The bytes that it replaces.
    pub range: Range<usize>,
}

/// The events of a chapter, with their places.
type Events<'a> = Peekable<OffsetIter<'a, DefaultBrokenLinkCallback>>;

/// The figures of a chapter in their order; reports those that are not understood.
pub fn figures(file: FileId, chapter: &str, sink: &mut Sink) -> Vec<Figure> {
    let mut found = marked(file, chapter, sink);
    let filled: Vec<Range<usize>> = found.iter().map(|figure| figure.range.clone()).collect();
    let is_filled = |at: usize| {
        let next = filled.partition_point(|range| range.start <= at);
        next.checked_sub(1).is_some_and(|before| filled[before].contains(&at))
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
    let mut events: Events = Parser::new_ext(chapter, options).into_offset_iter().peekable();
    let mut lines = Lines { chapter, at: 0, count: 0, read: 0 };
    let mut is_first = false;
    while let Some((event, range)) = events.next() {
        let follows_start = is_first;
        is_first = matches!(event, Event::Start(Tag::Paragraph | Tag::Item));
        // What stands in a marked block is about to be replaced.
        if is_filled(range.start) {
            continue;
        }
        let span = Span { file, start: range.start as u32, end: first_line(chapter, &range) };
        let figure = match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                fenced(&info, span, sink).map(|mark| (mark, Some(block(&mut lines, &mut events))))
            }
            Event::Start(Tag::Image { link_type, dest_url, title, .. })
                if is_scenario(link_type, &dest_url) =>
            {
                let caption = alternative(&mut events);
                let is_alone = follows_start && is_end(events.peek());
                let mark = linked(&dest_url, &title, is_alone, span, sink);
                mark.map(|mark| (Mark { caption, ..mark }, None))
            }
            _ => None,
        };
        let Some((mark, text)) = figure else { continue };
        lines.read += if text.is_some() { lines.count } else { 0 };
        if found.len() == MOST_FIGURES || lines.read > MOST_LINES {
            let message = match lines.read > MOST_LINES {
                true => "the chapter has too many lines above its figures".to_owned(),
                false => format!("the chapter has more than {MOST_FIGURES} figures"),
            };
            sink.report(&codes::BAD_MARK, span, message).help("make several chapters of it");
            break;
        }
        // A book shows every figure as a part of its page.
        let mark = Mark { image: Some(Image::Inline), ..mark };
        found.push(Figure { mark, text, span, range });
    }
    found.sort_by_key(|figure| figure.range.start);
    found
}

/// Whether what went before an event was all of its paragraph or item of a list.
fn is_end(next: Option<&(Event, Range<usize>)>) -> bool {
    matches!(next, Some((Event::End(TagEnd::Paragraph | TagEnd::Item), _)))
}

/// Counts the line ends of a chapter once, from its beginning to its end.
struct Lines<'a> {
    chapter: &'a str,
    at: usize,
    count: usize,
    /// Line ends above all blocks so far.
    read: usize,
}

impl Lines<'_> {
    /// How many line ends are before a place; places come in their order.
    fn before(&mut self, at: usize) -> usize {
        self.count += self.chapter[self.at..at].matches('\n').count();
        self.at = at;
        self.count
    }
}

/// The blocks of `maquette embed`, which a book draws as well.
fn marked(file: FileId, chapter: &str, sink: &mut Sink) -> Vec<Figure> {
    let figure = |block: marks::Block| Figure {
        mark: Mark { image: Some(Image::Inline), ..block.mark },
        text: None,
        span: block.span,
        range: block.inside,
    };
    marks::blocks(file, chapter, sink).into_iter().map(figure).collect()
}

/// Where the first line of a range ends.
fn first_line(chapter: &str, range: &Range<usize>) -> u32 {
    let line = chapter[range.clone()].lines().next().unwrap_or_default();
    (range.start + line.len()) as u32
}

/// What the line of a fence asks for; none if it is of another language, or not understood.
fn fenced(info: &str, span: Span, sink: &mut Sink) -> Option<Mark> {
    let (language, asked) = info.split_once([' ', ',']).unwrap_or((info, ""));
    if language != LANGUAGE {
        return None;
    }
    // mdBook's own blocks have commas between words.
    let words = marks::words(&asked.replace(',', " "), span, sink)?;
    marks::asked(String::new(), words.into_iter(), span, sink)
}

/// The text of a fenced block, whose events follow its beginning, each line where it stands in the chapter.
fn block(lines: &mut Lines<'_>, events: &mut Events) -> String {
    let mut text = String::new();
    let mut written = 0;
    while let Some((Event::Text(piece), range)) =
        events.next_if(|(event, _)| matches!(event, Event::Text(_)))
    {
        let before = lines.before(range.start);
        text += &"\n".repeat(before.saturating_sub(written));
        text += &piece;
        written = before + piece.matches('\n').count();
    }
    // Its lines are where they stand, so that it may be as long as all that is above.
    files::count(text.len());
    text
}

/// Whether an image is a link to a file of the project that holds a scenario.
fn is_scenario(link: LinkType, address: &str) -> bool {
    link != LinkType::Autolink && address.ends_with(SCENARIO) && !address.contains("://")
}

/// What an image of a scenario asks for; none if it is not understood.
fn linked(address: &str, title: &str, is_alone: bool, span: Span, sink: &mut Sink) -> Option<Mark> {
    if !is_alone {
        let message = format!("the figure of `{address}` stands within a text");
        sink.report(&codes::BAD_MARK, span, message).help("give it a paragraph of its own");
        return None;
    }
    let words = marks::words(title, span, sink)?;
    marks::asked(address.to_owned(), words.into_iter(), span, sink)
}

/// The text of an image, whose events follow its beginning up to its end; images in it are a part of it.
fn alternative(events: &mut Events) -> String {
    let mut text = String::new();
    let mut depth = 1;
    for (event, _) in events.by_ref() {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(piece) | Event::Code(piece) => text += &piece,
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    text
}
