//! The steps that the author numbers: `steps = ["trailer -> iot-hub", ...]` or `steps = "data"`.

use std::fmt;

use crate::catalog::Catalog;
use crate::diag::{Sink, Span, Spanned};
use crate::graph::{Direction, Flow};
use crate::model::copies::Copies;
use crate::model::{copies, elements, words};
use crate::syntax::Block;
use crate::syntax::step::{self, StepLine};

/// The word that stands for the data path.
const DATA: &str = "data";

/// Which connections are numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Steps {
    /// Those that the author lists; the first is 1.
    Written(Vec<Step>),
    /// Those that the data takes from the devices to where it is used.
    Data(Span),
}

/// A numbered step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Ids, or ids of services, of what stands before the arrow.
    pub from: Vec<Spanned<String>>,
    /// The same of what stands after it.
    pub to: Vec<Spanned<String>>,
    /// Which way the arrow points.
    pub direction: Direction,
    /// What travels, if it is said.
    pub flow: Option<Flow>,
    /// The author's sentence.
    pub sentence: Option<String>,
    /// Where it is written.
    pub span: Span,
}

impl Default for Steps {
    fn default() -> Self {
        Self::Written(Vec::new())
    }
}

impl Steps {
    /// Where they are written.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Written(steps) => steps.first().map(|step| step.span),
            Self::Data(span) => Some(*span),
        }
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written(steps) => {
                let steps: Vec<String> = steps.iter().map(Step::to_string).collect();
                f.write_str(&steps.join("; "))
            }
            Self::Data(_) => f.write_str(DATA),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |end: &[Spanned<String>]| {
            let names: Vec<&str> = end.iter().map(|name| name.value.as_str()).collect();
            names.join(", ")
        };
        let arrow = match self.direction {
            Direction::Forward => "->",
            Direction::Back => "<-",
            Direction::Both => "<->",
            Direction::None => "--",
        };
        write!(f, "{} {arrow} {}", names(&self.from), names(&self.to))?;
        if let Some(flow) = self.flow {
            write!(f, " ({})", flow.word())?;
        }
        self.sentence.iter().try_for_each(|sentence| write!(f, ": {sentence}"))
    }
}

/// What names in steps are looked up in.
pub(crate) struct Written<'a> {
    pub(crate) blocks: &'a [Block],
    pub(crate) catalog: &'a Catalog,
    pub(crate) copies: &'a Copies,
}

/// The steps at the top of the file; what cannot be read is reported and left out.
pub(crate) fn steps(top: &Block, written: &Written<'_>, sink: &mut Sink) -> Steps {
    let texts = top.texts("steps");
    match &texts[..] {
        [only] if only.value == DATA => Steps::Data(only.span),
        _ => Steps::Written(texts.iter().filter_map(|text| written.step(text, sink)).collect()),
    }
}

impl Written<'_> {
    fn step(&self, text: &Spanned<String>, sink: &mut Sink) -> Option<Step> {
        let most = sink.limits().elements;
        let StepLine { from, to, direction, flow, sentence } = step::read(text, sink)?;
        let flow = match flow {
            Some(word) => Some(words::flow(&word, sink)?),
            None => None,
        };
        Some(Step {
            from: self.names(from, most),
            to: self.names(to, most),
            direction: Direction::from_word(direction)?,
            flow,
            sentence,
            span: text.span,
        })
    }

    /// The ids that names stand for, at most so many: a name in a place with copies stands for that
    /// of each copy.
    fn names(&self, mut names: Vec<Spanned<String>>, most: usize) -> Vec<Spanned<String>> {
        for (model, copies) in self.copies {
            let in_each = |name: Spanned<String>| match copies::rest_of(&name.value, model) {
                Some(rest) => {
                    let copied = copies.iter().map(|copy| format!("{}{rest}", copy.value));
                    copied.map(|id| Spanned::new(id, name.span)).collect()
                }
                None => vec![name],
            };
            names = names.into_iter().flat_map(in_each).take(most).collect();
        }
        for name in &mut names {
            if let Some(id) = elements::id_of_service(&name.value, self.blocks, self.catalog) {
                name.value = id;
            }
        }
        names
    }
}
