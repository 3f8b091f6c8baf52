//! Breaking text into lines of a wished width: between words where possible, inside a word
//! where it must be, never by leaving anything out.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::geom::Unit;
use crate::measure::text::{Face, advance, advance_of, is_right_to_left, set, width};

/// A line of text and how wide it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextLine {
    /// The text, without spaces at its ends.
    pub text: String,
    /// Its width.
    pub width: Unit,
    /// Whether it reads from right to left.
    pub right_to_left: bool,
}

impl TextLine {
    /// A line that is not broken.
    pub fn single(text: &str, face: Face) -> Self {
        let mut line = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
        Self { width: width(&line, face), right_to_left: is_right_to_left(&line), text: line }
    }
}

/// Breaks `text` into lines no wider than `room`. A single character that is wider stands alone.
/// Lines are filled, then evened out where that makes the text narrower by an eighth: as many
/// lines as filling needs, but no short last one.
pub fn wrap(text: &str, face: Face, room: Unit) -> Vec<TextLine> {
    // Most texts fit as they are.
    let whole = TextLine::single(text, face);
    if whole.width <= room {
        return if whole.text.is_empty() { Vec::new() } else { vec![whole] };
    }
    let pieces = pieces(text, face, room);
    let filled = fill(&pieces, face, room);
    let widest = |lines: &[Line]| lines.iter().map(|line| set(line.solid, face)).max().unwrap_or(0);
    let (many, mut even) = (filled.len(), None);
    // Narrow the room while the number of lines stays: the last line takes its share.
    let mut narrower = room;
    while many > 1 && narrower > room / 2 {
        narrower -= (room / 16).max(1);
        let tried = fill(&pieces, face, narrower);
        if tried.len() > many || tried.iter().any(|line| set(line.solid, face) > narrower) {
            break;
        }
        even = Some(tried);
    }
    let is_narrower = |even: &Vec<Line>| widest(even) * 8 <= widest(&filled) * 7;
    let lines = even.filter(is_narrower).unwrap_or(filled);
    lines.into_iter().map(|line| line.text(&pieces, face)).collect()
}

/// The widest line.
pub fn widest(lines: &[TextLine]) -> Unit {
    lines.iter().map(|line| line.width).max().unwrap_or(0)
}

/// Width of the widest piece that a line cannot break.
pub fn longest_word(text: &str, face: Face) -> Unit {
    let pieces = pieces(text, face, Unit::MAX);
    pieces.iter().map(|piece| set(piece.solid, face)).max().unwrap_or(0)
}

/// What a line cannot break: a word, or a part of one.
struct Piece<'a> {
    text: &'a str,
    /// Whether a space follows, unless the line ends here.
    is_end_of_word: bool,
    /// Its advance, without spaces at its end.
    solid: u32,
    /// Its advance with the space that follows.
    full: u32,
}

/// Pieces that stand in one line.
struct Line {
    pieces: Range<usize>,
    /// Their advance, without spaces at the end.
    solid: u32,
    /// The same with them.
    full: u32,
}

impl Line {
    fn text(&self, pieces: &[Piece<'_>], face: Face) -> TextLine {
        let mut text = String::new();
        for piece in &pieces[self.pieces.clone()] {
            text.push_str(piece.text);
            text.push_str(if piece.is_end_of_word { " " } else { "" });
        }
        TextLine::single(&text, face)
    }
}

fn fill(pieces: &[Piece<'_>], face: Face, room: Unit) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match lines.last_mut() {
            Some(line) if set(line.full + piece.solid, face) <= room => {
                line.pieces.end = at + 1;
                line.solid = line.full + piece.solid;
                line.full += piece.full;
            }
            _ => lines.push(Line { pieces: at..at + 1, solid: piece.solid, full: piece.full }),
        }
    }
    lines
}

/// Splits a text where a line may break.
fn pieces(text: &str, face: Face, room: Unit) -> Vec<Piece<'_>> {
    let space = advance(" ", face);
    let mut pieces = Vec::new();
    for word in text.split(may_break).filter(|word| !word.is_empty()) {
        let piece = |part: Range<usize>, own: u32| {
            let (text, is_end_of_word) = (&word[part.clone()], part.end == word.len());
            let spaces = advance(&text[text.trim_end().len()..], face);
            let full = own + if is_end_of_word { space } else { 0 };
            Piece { text, is_end_of_word, solid: own - spaces, full }
        };
        let (mut start, mut own) = (0, 0);
        let mut before: Option<char> = None;
        for (at, c) in word.char_indices() {
            let next = advance_of(c, face);
            let must_break =
                before.is_some_and(|b| breaks_between(b, c)) || set(own + next, face) > room;
            if must_break && at > start && c.width() != Some(0) {
                pieces.push(piece(start..at, own));
                (start, own) = (at, 0);
            }
            own += next;
            before = Some(c);
        }
        pieces.push(piece(start..word.len(), own));
    }
    pieces
}

/// Whether a line may break at a space: a no-break space holds its neighbors together.
fn may_break(space: char) -> bool {
    space.is_whitespace() && !matches!(space, '\u{a0}' | '\u{202f}')
}

/// Whether a line may break between two characters of a word.
fn breaks_between(before: char, after: char) -> bool {
    let is_ideograph = |c: char| !c.is_ascii() && c.width() == Some(2);
    let closes = |c: char| matches!(c, '、' | '。' | '，' | '）' | '」' | 'ー' | '・');
    let after_separator = matches!(before, '-' | '/' | '_' | '–' | '.') && after.is_alphanumeric();
    after_separator && !(before == '.' && after.is_ascii_digit())
        || (is_ideograph(before) || is_ideograph(after)) && !closes(after)
}

#[cfg(test)]
mod tests {
    use super::{longest_word, widest, wrap};
    use crate::geom::px;
    use crate::measure::text::{Face, width};

    fn lines(text: &str, room: i32) -> Vec<String> {
        wrap(text, Face::Label, px(room)).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn short_text_stays_on_one_line() {
        assert_eq!(lines("IoT Hub", 110), ["IoT Hub"]);
        assert_eq!(lines("", 110), Vec::<String>::new());
    }

    #[test]
    fn words_are_kept_whole_and_lines_are_even() {
        assert_eq!(lines("Device Provisioning Service", 130), ["Device Provisioning", "Service"]);
        let evened = lines("one two three four five six", 120);
        assert_eq!(evened.len(), 2);
    }

    #[test]
    fn a_no_break_space_holds() {
        assert_eq!(lines("S1 \u{2192} S2", 40), ["S1 \u{2192}", "S2"]);
        assert_eq!(lines("S1 \u{2192}\u{a0}S2", 40), ["S1", "\u{2192} S2"]);
    }

    #[test]
    fn nothing_is_ever_lost() {
        for text in
            ["Donaudampfschifffahrtsgesellschaft", "a-b/c_d.e 温度センサー", "שלום عليكم 12.5 km"]
        {
            for room in [20, 40, 80, 160] {
                let kept: String = lines(text, room).concat().replace(' ', "");
                assert_eq!(kept, text.replace(' ', ""), "{room}");
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_its_room() {
        let text = "Donaudampfschifffahrtsgesellschaftskapitän in Passau";
        for room in [40, 90, 110] {
            assert!(widest(&wrap(text, Face::Label, px(room))) <= px(room), "{room}");
        }
    }

    #[test]
    fn versions_do_not_break_at_their_dots() {
        assert_eq!(longest_word("v 3.1.1", Face::Small), width("3.1.1", Face::Small));
        assert!(longest_word("a/b-c", Face::Small) < width("a/b-c", Face::Small));
    }
}
