//! What stands on a line: its label, and below it in small type the protocol and port.

use crate::geom::{Point, Size, Unit, px};
use crate::graph::Connection;
use crate::measure::step::StepNumber;
use crate::measure::text::{Face, in_wide_font};
use crate::measure::wrap::{TextLine, longest_word, widest, wrap};

/// Widest label before it is wrapped.
const ROOM: Unit = px(72);
/// Widest label with a word that is longer than [`ROOM`], and where that saves a line.
const ROOM_MOST: Unit = px(100);
/// Between the border of the backing and the text in a wide font, left and right.
const PAD_X: Unit = px(2);
/// The same above and below.
const PAD_Y: Unit = px(2);

/// The texts on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineLabel {
    /// Lines of the label.
    pub label: Vec<TextLine>,
    /// Lines of protocol and port, or of what stands in their place.
    pub protocol: Vec<TextLine>,
    /// The number of the step, left of them.
    pub step: Option<StepNumber>,
    /// The same in one line, for where there is no room on the line: `telemetry, MQTT 8883`.
    pub text: String,
}

impl LineLabel {
    /// From the border of the label's box to its text.
    pub const PAD: Size = Size::new(PAD_X, PAD_Y);

    /// Measures a connection's label with `below` it in small type.
    pub(super) fn measure(connection: &Connection, below: &str) -> Self {
        let texts: Vec<&str> = [connection.label.as_str(), below]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        Self {
            label: wrapped(&connection.label, Face::Line),
            protocol: wrapped(below, Face::Small),
            step: StepNumber::of(connection),
            text: texts.join(", "),
        }
    }

    /// Size of the box around all that stands on the line; none where that is nothing.
    pub fn size(&self) -> Option<Size> {
        let texts = self.text_size();
        self.step.as_ref().map_or(texts, |step| Some(step.beside(texts)))
    }

    /// The type of the first line of text; a protocol without a label is the label.
    pub const fn first_face(&self) -> Face {
        if self.label.is_empty() { Face::Small } else { Face::Line }
    }

    /// Size of the box around the texts; none where there are none.
    pub fn text_size(&self) -> Option<Size> {
        if self.label.is_empty() && self.protocol.is_empty() {
            return None;
        }
        let rows = [(&self.label, Face::Line), (&self.protocol, Face::Small)];
        let widths = rows.map(|(lines, face)| in_wide_font(widest(lines), face));
        let text = widths.into_iter().max().unwrap_or(0);
        let height = self.label.len() as Unit * Face::Line.leading()
            + self.protocol.len() as Unit * Face::Small.leading();
        // Even widths keep the middle, and so the text, on whole pixels.
        let width = (text + 2 * PAD_X + px(2) - 1) / px(2) * px(2);
        Some(Size::new(width, height + 2 * PAD_Y))
    }
}

/// From the corner of a label's box to where its first text is anchored, in its middle and on its
/// baseline; without texts that of the number.
pub fn anchor(label: &LineLabel) -> Point {
    let (Some(size), texts) = (label.size(), label.text_size()) else { return Point::default() };
    let Some(texts) = texts else {
        let rise = (size.height - Face::Badge.leading()) / 2;
        return Point::new(size.width / 2, rise + Face::Badge.baseline());
    };
    let down = (size.height - texts.height) / 2 + LineLabel::PAD.height;
    Point::new(size.width - texts.width / 2, down + label.first_face().baseline())
}

/// Protocol and port: `MQTT 8883`.
pub fn protocol_text(connection: &Connection) -> String {
    match (&connection.protocol, connection.port) {
        (Some(protocol), Some(port)) => format!("{protocol} {port}"),
        (Some(protocol), None) => protocol.clone(),
        (None, Some(port)) => format!("port {port}"),
        (None, None) => String::new(),
    }
}

/// Breaks a text into few narrow lines: wider ones only where they are fewer.
fn wrapped(text: &str, face: Face) -> Vec<TextLine> {
    let narrow = wrap(text, face, longest_word(text, face).clamp(ROOM, ROOM_MOST));
    if narrow.len() <= 2 {
        return narrow;
    }
    let wide = wrap(text, face, ROOM_MOST);
    if wide.len() < narrow.len() { wide } else { narrow }
}

#[cfg(test)]
mod tests {
    use super::{LineLabel, anchor};
    use crate::geom::px;
    use crate::graph::{Connection, sample};
    use crate::measure::widest;

    fn lines(label: &str) -> Vec<String> {
        let label = LineLabel::measure(&sample::connection(label, "data"), "").label;
        label.into_iter().map(|line| line.text).collect()
    }

    fn label(step: Option<u32>, text: &str) -> LineLabel {
        LineLabel::measure(&Connection { step, ..sample::connection(text, "data") }, "")
    }

    #[test]
    fn labels_are_narrow_and_have_two_lines_where_that_is_possible() {
        assert_eq!(lines("telemetry"), ["telemetry"]);
        assert_eq!(lines("registers device, twin"), ["registers", "device, twin"]);
        assert_eq!(lines("configuration requests").len(), 2);
        let long = "a label of so many words that two lines would be much wider than a hundred";
        assert!(lines(long).len() > 2);
        assert!(
            widest(&LineLabel::measure(&sample::connection(long, "data"), long).label) <= px(100)
        );
    }

    #[test]
    fn texts_are_anchored_in_the_middle_of_what_the_number_leaves() {
        let (plain, numbered) = (anchor(&label(None, "all")), anchor(&label(Some(1), "all")));
        assert_eq!((numbered.x, numbered.y), (plain.x + px(22), plain.y));
        assert_eq!(anchor(&label(Some(1), "")).x, px(11));
    }
}
