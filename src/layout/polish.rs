//! The last touches to a drawing: steps out of lines, one height through cards, cards in the
//! middle of their lines. A change is taken only if nothing gets worse by it.

use super::center::{center, land};
use super::hits::Picture;
use super::level::level;
use super::score::flow;
use super::straighten::straighten;
use super::verify::violations;
use super::{Input, Layout};

/// Nodes and edges of a graph that is polished: every change is judged by all of the drawing.
const BUDGET: usize = 300;

/// The layout with what passes on finished drawings can do for it; passes that leave it such that
/// it is not wanted count for nothing.
pub(super) fn polish(input: &Input, layout: Layout, is_wanted: impl Fn(&Layout) -> bool) -> Layout {
    if input.nodes.len() + input.edges.len() > BUDGET {
        return layout;
    }
    let mut drawing = Drawing::new(input, layout);
    for pass in [straighten, level, land, center, land, level] {
        let before = drawing.clone();
        pass(&mut drawing);
        if !is_wanted(&drawing.layout) {
            drawing = before;
        }
    }
    drawing.layout
}

/// A finished drawing that may be changed.
#[derive(Debug, Clone)]
pub(super) struct Drawing<'a> {
    /// What is drawn.
    pub input: &'a Input,
    /// Where everything is.
    pub layout: Layout,
    known: Option<Quality>,
}

impl<'a> Drawing<'a> {
    pub fn new(input: &'a Input, layout: Layout) -> Self {
        Self { input, layout, known: None }
    }

    /// Takes a change if nothing gets worse by it; says whether it did.
    pub fn take(&mut self, changed: Layout) -> bool {
        let known = self.known.get_or_insert_with(|| Quality::of(self.input, &self.layout));
        let Some(quality) = known.kept(self.input, &changed) else { return false };
        *known = quality;
        self.layout = changed;
        true
    }
}

/// What must not get worse.
#[derive(Debug, Clone, Copy)]
struct Quality {
    tight: usize,
    common_labels: usize,
    crossings: usize,
    entered: usize,
    broken: usize,
    flow: f64,
}

impl Quality {
    /// Of a finished layout.
    fn of(input: &Input, layout: &Layout) -> Self {
        let picture = Picture::new(input, layout);
        Self {
            tight: picture.tight_places(),
            common_labels: picture.common_labels(),
            crossings: picture.crossings(),
            entered: picture.edges_through_containers().len(),
            broken: violations(&picture).len(),
            flow: flow(input, layout),
        }
    }

    /// The quality of a changed layout; none if anything of it is worse. Asks what is quick to
    /// answer and often worse first.
    fn kept(&self, input: &Input, changed: &Layout) -> Option<Self> {
        let picture = Picture::new(input, changed);
        let no_more = |count: usize, known: usize| (count <= known).then_some(count);
        let tight = no_more(picture.tight_places(), self.tight)?;
        let common_labels = no_more(picture.common_labels(), self.common_labels)?;
        let crossings = no_more(picture.crossings(), self.crossings)?;
        let entered = no_more(picture.edges_through_containers().len(), self.entered)?;
        let flow = Some(flow(input, changed)).filter(|flow| *flow >= self.flow)?;
        let broken = no_more(violations(&picture).len(), self.broken)?;
        Some(Self { tight, common_labels, crossings, entered, broken, flow })
    }
}
