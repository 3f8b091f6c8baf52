//! The figures that a chapter asks for, and where they stand in its Markdown.

use std::ops::Range;

use maquette::diag::{FileId, Sink, Span, codes};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use maquette::marks::{self, Image, Mark};

/// The language of a fenced block that holds a scenario.
const LANGUAGE: &str = "maquette";
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

/// The figures of a chapter in their order; reports those that are not understood.
pub fn figures(file: FileId, chapter: &str, sink: &mut Sink) -> Vec<Figure> {
    let mut found = marked(file, chapter, sink);
    let filled: Vec<Range<usize>> = found.iter().map(|figure| figure.range.clone()).collect();
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
    let events: Vec<(Event, Range<usize>)> =
        Parser::new_ext(chapter, options).into_offset_iter().collect();
    for (at, (event, range)) in events.iter().enumerate() {
        // What stands in a marked block is about to be replaced.
        if filled.iter().any(|filled| filled.contains(&range.start)) {
            continue;
        }
        let span = Span { file, start: range.start as u32, end: first_line(chapter, range) };
        let figure = match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let text = || block(chapter, &events[at + 1..]);
                fenced(info, span, sink).map(|mark| (mark, Some(text())))
            }
            Event::Start(Tag::Image { link_type, dest_url, title, .. })
                if is_scenario(*link_type, dest_url) =>
            {
                let (caption, length) = alternative(&events[at + 1..]);
                let is_alone = is_alone(&events, at, at + 2 + length);
                let mark = linked(dest_url, title, is_alone, span, sink);
                mark.map(|mark| (Mark { caption, ..mark }, None))
            }
            _ => None,
        };
        if let Some((mark, text)) = figure {
            // A book shows every figure as a part of its page.
            let mark = Mark { image: Some(Image::Inline), ..mark };
            found.push(Figure { mark, text, span, range: range.clone() });
        }
    }
    found.sort_by_key(|figure| figure.range.start);
    found
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
fn block(chapter: &str, events: &[(Event, Range<usize>)]) -> String {
    let mut text = String::new();
    let mut lines = 0;
    for (event, range) in events {
        let Event::Text(piece) = event else { break };
        let before = chapter[..range.start].matches('\n').count();
        text += &"\n".repeat(before.saturating_sub(lines));
        text += piece;
        lines = before + piece.matches('\n').count();
    }
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

/// The text of an image, whose events follow its beginning, and how many they are.
fn alternative(events: &[(Event, Range<usize>)]) -> (String, usize) {
    let inside = events.iter().take_while(|(event, _)| *event != Event::End(TagEnd::Image));
    let mut text = String::new();
    let mut length = 0;
    for (event, _) in inside {
        length += 1;
        match event {
            Event::Text(piece) | Event::Code(piece) => text += piece,
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    (text, length)
}

/// Whether what begins and ends with these events is all of its paragraph or item of a list.
fn is_alone(events: &[(Event, Range<usize>)], first: usize, after: usize) -> bool {
    let before = first.checked_sub(1).and_then(|at| events.get(at)).map(|(event, _)| event);
    let after = events.get(after).map(|(event, _)| event);
    matches!(before, Some(Event::Start(Tag::Paragraph | Tag::Item)))
        && matches!(after, Some(Event::End(TagEnd::Paragraph | TagEnd::Item)))
}
