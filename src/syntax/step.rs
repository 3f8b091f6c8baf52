//! Numbered steps in one line: `"trailer -> iot-hub (control): Trailers fetch their settings"`.

use crate::diag::{Sink, Spanned, codes};
use crate::syntax::chain::{self, Chain};
use crate::syntax::line::Written;
use crate::syntax::tree::Value;

/// A step as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLine {
    /// What stands before the arrow; commas mean several.
    pub from: Vec<Spanned<String>>,
    /// What stands after it.
    pub to: Vec<Spanned<String>>,
    /// The word of the direction that the arrow says.
    pub direction: &'static str,
    /// The word of the flow in parentheses.
    pub flow: Option<Spanned<String>>,
    /// The sentence after the colon.
    pub sentence: Option<String>,
}

/// Reads a step; what cannot be read is reported.
pub fn read(text: &Spanned<String>, sink: &mut Sink) -> Option<StepLine> {
    let line = Written { text: &text.value, span: text.span };
    let Chain { ends, directions, said } = chain::read(line, sink)?;
    let ([from, to], [direction]) = (&ends[..], &directions[..]) else {
        let message = format!("`{}` is more than one step", line.text.escape_debug());
        sink.report(&codes::BAD_CHAIN, line.span, message)
            .help("write a text for each step: `steps = [\"a -> b\", \"b -> c\"]`");
        return None;
    };
    let names = |end: &[&str]| end.iter().map(|name| line.at(name)).collect();
    let (from, to) = (names(from), names(to));
    let mut step = StepLine { from, to, direction, flow: None, sentence: None };
    for (key, value) in said {
        match (key.value.as_str(), value.value) {
            ("flow", Value::Text(word)) => step.flow = Some(Spanned::new(word, value.span)),
            ("label", Value::Text(sentence)) => step.sentence = Some(sentence),
            (other, _) => {
                let message = format!("a step has no `{other}`");
                sink.report(&codes::BAD_CHAIN, key.span, message)
                    .help("write the flow in parentheses and a sentence after a colon, or neither");
                return None;
            }
        }
    }
    Some(step)
}
