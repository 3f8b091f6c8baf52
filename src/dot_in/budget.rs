//! What a short text may stand for: groups of nodes that are named again and again, and defaults that
//! each thing takes.

use std::rc::Rc;

use super::Attributes;
use super::token::Bad;
use crate::diag::Span;

/// Members of subgraphs that are gone through, those of one as often as it is named.
const MOST_VISITS: usize = 5_000_000;
/// Different attributes of one thing; Graphviz knows fewer.
const MOST_ATTRIBUTES: usize = 200;

/// How much is left.
pub(super) struct Budget {
    visits: usize,
    bytes: u64,
    most_bytes: u64,
}

impl Budget {
    /// All of it, with so many bytes of text.
    pub(super) const fn new(bytes: u64) -> Self {
        Self { visits: MOST_VISITS, bytes, most_bytes: bytes }
    }

    /// Takes members that are gone through.
    pub(super) fn visit(&mut self, members: usize, span: Span) -> Result<(), Bad> {
        let left = self.visits.checked_sub(members);
        let message = || format!("members of subgraphs are named more than {MOST_VISITS} times");
        self.visits = left.ok_or_else(|| Bad { message: message(), span })?;
        Ok(())
    }

    /// Takes the texts that a new thing has by default.
    pub(super) fn take(&mut self, defaults: &Attributes, span: Span) -> Result<(), Bad> {
        let bytes: u64 = defaults.values().map(|value| value.text().len() as u64).sum();
        let most = self.most_bytes;
        let message = || format!("defaults give more than {most} bytes of text to all together");
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.ok_or_else(|| Bad { message: message(), span })?;
        Ok(())
    }
}

/// Adds attributes, unless these are too many.
pub(super) fn extend(to: &mut Rc<Attributes>, more: Attributes, span: Span) -> Result<(), Bad> {
    let to = Rc::make_mut(to);
    to.extend(more);
    let message = || format!("one thing has more than {MOST_ATTRIBUTES} different attributes");
    if to.len() > MOST_ATTRIBUTES { Err(Bad { message: message(), span }) } else { Ok(()) }
}
