//! What a short text may stand for: groups of nodes that are named again and again, and defaults that
//! each thing takes.

use std::rc::Rc;

use super::token::Bad;
use super::{Attributes, Dot, Value};
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

/// Says where texts with names in the place of escapes such as `\N` would be longer, all together, than `most` bytes.
pub(super) fn names_fit(dot: &Dot, most: u64) -> Result<(), Bad> {
    let mut left = most;
    let mut take = |attributes: &Attributes, names: &[(&str, usize)], span: Span| {
        let texts = attributes.values().map(Value::text).filter(|text| text.contains('\\'));
        let bytes: usize = texts
            .flat_map(|text| names.iter().map(|(escape, name)| text.matches(escape).count() * name))
            .sum();
        let message = || format!("names in labels come to more than {most} bytes of text");
        left = left.checked_sub(bytes as u64).ok_or_else(|| Bad { message: message(), span })?;
        Ok(())
    };
    let graph = dot.name.len();
    for subgraph in &dot.subgraphs {
        take(&subgraph.attributes, &[("\\G", subgraph.name.len())], subgraph.span)?;
    }
    for node in &dot.nodes {
        take(&node.attributes, &[("\\N", node.name.len()), ("\\G", graph)], node.span)?;
    }
    for edge in &dot.edges {
        let [tail, head] = [edge.from, edge.to].map(|end| dot.nodes[end].name.len());
        let names = [("\\T", tail), ("\\H", head), ("\\E", tail + head + 2), ("\\G", graph)];
        take(&edge.attributes, &names, edge.span)?;
    }
    Ok(())
}

/// Adds attributes, unless these are too many.
pub(super) fn extend(to: &mut Rc<Attributes>, more: Attributes, span: Span) -> Result<(), Bad> {
    let to = Rc::make_mut(to);
    to.extend(more);
    let message = || format!("one thing has more than {MOST_ATTRIBUTES} different attributes");
    if to.len() > MOST_ATTRIBUTES { Err(Bad { message: message(), span }) } else { Ok(()) }
}
