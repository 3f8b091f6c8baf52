//! A sheet of character cells on which lines join where they meet.

use unicode_width::UnicodeWidthChar;

use crate::graph::Flow;

/// Arms of a cell's line.
const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// Line characters by their arms.
const JOINTS: [char; 16] =
    [' ', '│', '│', '│', '─', '┘', '┐', '┤', '─', '└', '┌', '├', '─', '┴', '┬', '┼'];

/// What a cell shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// Nothing, or lines with these arms in this style.
    Line(u8, Style),
    /// A character.
    Text(char),
    /// The right half of a wide character.
    Covered,
}

/// How a line looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Frame of a container: square corners.
    Frame,
    /// Frame of a card: round corners.
    Card,
    /// A connection.
    Flow(Flow),
}

impl Style {
    /// The straight pieces of this style: from left to right, from top to bottom.
    pub(super) const fn straight(self) -> (char, char) {
        match self {
            Self::Frame | Self::Card | Self::Flow(Flow::Data) => ('─', '│'),
            Self::Flow(Flow::Control) => ('╌', '╎'),
            Self::Flow(Flow::Management) => ('┄', '┆'),
            Self::Flow(Flow::Security) => ('┈', '┊'),
        }
    }
}

/// A place on the canvas: column and row.
pub(super) type Place = (usize, usize);

/// The sheet.
pub(super) struct Canvas {
    width: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    /// An empty sheet.
    pub(super) fn new(width: usize, height: usize) -> Self {
        let empty = Cell::Line(0, Style::Frame);
        Self { width, cells: vec![empty; width * height] }
    }

    /// Draws a straight line between two places that share a column or a row.
    pub(super) fn line(&mut self, a: Place, b: Place, style: Style) {
        let (a, b) = (a.min(b), a.max(b));
        for x in a.0..=b.0 {
            for y in a.1..=b.1 {
                let horizontal = if a.0 < b.0 { arms(x, a.0, b.0, LEFT, RIGHT) } else { 0 };
                let vertical = if a.1 < b.1 { arms(y, a.1, b.1, UP, DOWN) } else { 0 };
                self.join((x, y), horizontal | vertical, style);
            }
        }
    }

    /// Draws a rectangle's border.
    pub(super) fn frame(&mut self, from: Place, to: Place, style: Style) {
        self.line(from, (to.0, from.1), style);
        self.line((from.0, to.1), to, style);
        self.line(from, (from.0, to.1), style);
        self.line((to.0, from.1), to, style);
    }

    /// Empties what lies inside a rectangle's border.
    pub(super) fn clear(&mut self, from: Place, to: Place) {
        for y in from.1 + 1..to.1 {
            for x in from.0 + 1..to.0 {
                self.set((x, y), Cell::Line(0, Style::Frame));
            }
        }
    }

    /// Writes a text from a place to the right.
    pub(super) fn text(&mut self, (mut x, y): Place, text: &str) {
        for c in text.chars() {
            let columns = c.width().unwrap_or(0);
            if columns == 0 {
                continue;
            }
            self.set((x, y), Cell::Text(c));
            for covered in 1..columns {
                self.set((x + covered, y), Cell::Covered);
            }
            x += columns;
        }
    }

    /// The sheet as lines without blanks at their ends.
    pub(super) fn into_text(self) -> String {
        let mut out = String::new();
        for row in self.cells.chunks(self.width.max(1)) {
            let line: String = row.iter().filter_map(|cell| shown(*cell)).collect();
            out += line.trim_end();
            out.push('\n');
        }
        out
    }

    fn join(&mut self, place: Place, arms: u8, style: Style) {
        let Some(Cell::Line(there, old)) = self.get(place) else { return };
        let style = if there == 0 || old == style { style } else { mixed(there, old, arms, style) };
        self.set(place, Cell::Line(there | arms, style));
    }

    fn get(&self, (x, y): Place) -> Option<Cell> {
        self.cells.get(y * self.width + x).copied().filter(|_| x < self.width)
    }

    fn set(&mut self, (x, y): Place, cell: Cell) {
        if x < self.width
            && let Some(there) = self.cells.get_mut(y * self.width + x)
        {
            *there = cell;
        }
    }
}

/// The arms of the cell at `at` in a line from `first` to `last`.
const fn arms(at: usize, first: usize, last: usize, back: u8, on: u8) -> u8 {
    let mut arms = 0;
    if at > first {
        arms |= back;
    }
    if at < last {
        arms |= on;
    }
    arms
}

/// The style of a cell that two lines share: a card's corner stays round, a straight line
/// that only ends here keeps its dashes.
const fn mixed(there: u8, old: Style, arms: u8, new: Style) -> Style {
    match (old, new) {
        (Style::Card, _) | (_, Style::Card) => Style::Card,
        _ if arms & !there == 0 => old,
        _ => new,
    }
}

fn shown(cell: Cell) -> Option<char> {
    match cell {
        Cell::Text(c) => Some(c),
        Cell::Covered => None,
        Cell::Line(arms, style) => Some(match (arms, style) {
            (0, _) => ' ',
            (arms, style) if arms & (UP | DOWN) == 0 => style.straight().0,
            (arms, style) if arms & (LEFT | RIGHT) == 0 => style.straight().1,
            (arms, Style::Card) if arms == DOWN | RIGHT => '╭',
            (arms, Style::Card) if arms == DOWN | LEFT => '╮',
            (arms, Style::Card) if arms == UP | RIGHT => '╰',
            (arms, Style::Card) if arms == UP | LEFT => '╯',
            (arms, _) => JOINTS[usize::from(arms)],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Canvas, Style};
    use crate::graph::Flow;

    #[test]
    fn lines_join_where_they_meet() {
        let mut canvas = Canvas::new(9, 3);
        canvas.frame((0, 0), (4, 2), Style::Card);
        canvas.line((4, 1), (8, 1), Style::Flow(Flow::Control));
        canvas.line((6, 0), (6, 2), Style::Frame);
        assert_eq!(canvas.into_text(), "╭───╮ │\n│   ├╌┼╌╌\n╰───╯ │\n");
    }

    #[test]
    fn wide_characters_take_two_cells() {
        let mut canvas = Canvas::new(5, 1);
        canvas.text((0, 0), "日本x");
        assert_eq!(canvas.into_text(), "日本x\n");
    }
}
