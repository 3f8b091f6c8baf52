//! Whether a changed drawing is as good as it was: what passes ask that move what is drawn.

use super::hits::Picture;
use super::score::flow;
use super::verify::violations;
use super::{Input, Layout};

/// What must not get worse.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quality {
    tight: usize,
    common_labels: usize,
    crossings: usize,
    entered: usize,
    broken: usize,
    flow: f64,
}

impl Quality {
    /// Of a finished layout.
    pub fn of(input: &Input, layout: &Layout) -> Self {
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
    pub fn kept(&self, input: &Input, changed: &Layout) -> Option<Self> {
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
