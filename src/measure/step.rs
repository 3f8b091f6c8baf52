//! The number of a step on a line: a circle left of what else stands there.

use crate::geom::{Size, Unit, px};
use crate::graph::Connection;
use crate::measure::text::Face;
use crate::measure::wrap::TextLine;

/// The number of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepNumber {
    /// The number.
    pub text: TextLine,
    /// Width of the circle; more than its height where the number is long.
    pub width: Unit,
}

impl StepNumber {
    /// Diameter of the circle.
    pub const HEIGHT: Unit = px(18);
    /// Left and right of the circle: it touches neither a line nor a text.
    pub const APART: Unit = px(2);
    /// Least room left and right of the number.
    const PAD: Unit = px(3);

    /// The number of a connection; none if it is no step.
    pub(super) fn of(connection: &Connection) -> Option<Self> {
        let text = TextLine::single(&connection.step?.to_string(), Face::Badge);
        let needed = text.width + 2 * Self::PAD;
        let width = Self::HEIGHT.max((needed + px(2) - 1) / px(2) * px(2));
        Some(Self { text, width })
    }

    /// The size of the box around the number and, right of it, the box around texts.
    pub(super) fn beside(&self, texts: Option<Size>) -> Size {
        let texts = texts.unwrap_or_default();
        let width = Self::APART + self.width + Self::APART + texts.width;
        Size::new(width, texts.height.max(Self::HEIGHT))
    }
}

#[cfg(test)]
mod tests {
    use super::StepNumber;
    use crate::geom::{Size, px};
    use crate::graph::{Connection, sample};
    use crate::measure::label::LineLabel;

    fn label(step: Option<u32>, text: &str) -> LineLabel {
        LineLabel::measure(&Connection { step, ..sample::connection(text, "data") }, "")
    }

    #[test]
    fn a_number_makes_a_label_wider_and_stands_alone_without_one() {
        assert_eq!(label(None, "").size(), None);
        assert_eq!(label(Some(1), "").size(), Some(Size::new(px(22), px(18))));
        let plain = label(None, "telemetry").size().expect("it has a label");
        let numbered = label(Some(12), "telemetry").size().expect("it has a label");
        assert_eq!(numbered, Size::new(plain.width + px(22), plain.height));
        let long =
            StepNumber::of(&Connection { step: Some(1000), ..sample::connection("", "data") });
        assert!(long.expect("it is a step").width > StepNumber::HEIGHT);
    }
}
