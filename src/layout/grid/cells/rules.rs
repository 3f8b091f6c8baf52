//! What may never be: a card in a frame that does not hold it, frames on each other, the cloud
//! above its sites, a device below the cloud, copies that differ.

use super::{MOST_COLUMNS, Placement, Span};

impl Placement<'_> {
    /// Whether the cards may stand as they do.
    pub(super) fn is_allowed(&self) -> bool {
        self.frames_are_sound()
            && self.bands_are_in_order()
            && self.loose_cards_are_in_order()
            && self.copies_are_alike()
    }

    /// Frames cover their own cards only, and no other frame.
    fn frames_are_sound(&self) -> bool {
        let frames = &self.setting.problem.frames;
        frames.iter().zip(&self.spans).enumerate().all(|(f, (frame, span))| {
            let columns = columns_of(span);
            let rows = &self.in_row[span.top as usize..=span.bottom as usize];
            let covered: u32 = rows.iter().map(|row| (row & columns).count_ones()).sum();
            let later = frame.siblings.iter().filter(|&&sibling| sibling > f);
            covered as usize == frame.cards.len()
                && later.map(|&sibling| &self.spans[sibling]).all(|other| !span.overlaps(other))
        })
    }

    /// Top-level frames of earlier lanes end before those of later ones begin, and only frames
    /// of the same lanes stand side by side.
    fn bands_are_in_order(&self) -> bool {
        let mut above = self.setting.problem.above.iter();
        above.all(|&(a, b)| self.spans[a].bottom < self.spans[b].top)
    }

    /// Devices stand above the cloud or left of it, users below it or right of it.
    fn loose_cards_are_in_order(&self) -> bool {
        let problem = self.setting.problem;
        problem.loose.iter().all(|&card| {
            let cell = self.cells[card];
            if problem.is_direct_device(card) {
                problem.top_frames().all(|f| {
                    let span = &self.spans[f];
                    let lane = u32::from(problem.cards[card].lane.unwrap_or(0));
                    let (sum, count) = problem.lanes(f);
                    let is_below = cell.row > span.bottom;
                    let is_right = cell.row >= span.top && cell.column > span.right;
                    (sum <= lane * count || !is_below) && (!problem.is_cloud(f) || !is_right)
                })
            } else if problem.is_direct_user(card) {
                problem.top_frames().filter(|&f| problem.is_cloud(f)).all(|f| {
                    let span = &self.spans[f];
                    let is_left = cell.row <= span.bottom && cell.column < span.left;
                    cell.row >= span.top && !is_left
                })
            } else {
                true
            }
        })
    }

    /// Equal frames have their cards in the same cells, seen from their first card.
    fn copies_are_alike(&self) -> bool {
        self.setting.copies.classes().iter().all(|copies| {
            let [first, others @ ..] = &copies[..] else { return true };
            others.iter().all(|copy| {
                let offset = |cards: &[usize], i: usize| {
                    let (a, b) = (self.cells[cards[0]], self.cells[cards[i]]);
                    (b.column - a.column, b.row - a.row)
                };
                (1..copy.len()).all(|i| offset(copy, i) == offset(first, i))
            })
        })
    }
}

const fn columns_of(span: &Span) -> u8 {
    const { assert!(MOST_COLUMNS == 8, "a row is a mask of eight bits") };
    ((1_u16 << (span.right + 1)) - (1_u16 << span.left)) as u8
}
