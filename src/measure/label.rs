//! What stands on a line: its label, and below it in small type the protocol and port.

use crate::geom::{Size, Unit, px};
use crate::graph::Connection;
use crate::measure::step::StepNumber;
use crate::measure::text::{Face, width};
use crate::measure::wrap::{TextLine, longest_word, widest, wrap};

/// Widest label before it is wrapped.
const ROOM: Unit = px(124);
/// Widest label with a word that is longer than [`ROOM`].
const ROOM_MOST: Unit = px(160);
/// Between the border of the backing and the text, left and right.
const PAD_X: Unit = px(4);
/// The same above and below.
const PAD_Y: Unit = px(2);

/// The texts on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineLabel {
    /// Lines of the label.
    pub label: Vec<TextLine>,
    /// Lines of protocol and port.
    pub protocol: Vec<TextLine>,
    /// The number of the step, left of them.
    pub step: Option<StepNumber>,
}

impl LineLabel {
    /// From the border of the label's box to its text.
    pub const PAD: Size = Size::new(PAD_X, PAD_Y);

    /// Measures a connection.
    pub(super) fn measure(connection: &Connection) -> Self {
        Self {
            label: wrapped(&connection.label, Face::Line),
            protocol: wrapped(&protocol_text(connection), Face::Small),
            step: None,
        }
    }

    /// The same with the number of a step left of the texts.
    pub(super) fn numbered(self, step: Option<u32>) -> Self {
        Self { step: step.map(StepNumber::of), ..self }
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
        let text = widest(&self.label).max(widest(&self.protocol));
        let height = self.label.len() as Unit * Face::Line.leading()
            + self.protocol.len() as Unit * Face::Small.leading();
        // Even widths keep the middle, and so the text, on whole pixels.
        let width = (text + 2 * PAD_X + px(2) - 1) / px(2) * px(2);
        Some(Size::new(width, height + 2 * PAD_Y))
    }
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

fn wrapped(text: &str, face: Face) -> Vec<TextLine> {
    // A text that fits has no word that does not.
    let fits = width(text, face) <= ROOM;
    let room = if fits { ROOM } else { longest_word(text, face).clamp(ROOM, ROOM_MOST) };
    wrap(text, face, room)
}
