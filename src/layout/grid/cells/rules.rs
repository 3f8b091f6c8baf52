//! What may never be: a card in a frame that does not hold it, frames on each other, the cloud
//! above its sites, a device below the cloud, copies that differ.
//!
//! Before: each card in a cell of its own. After: yes only if none of this is.

use super::{MOST_COLUMNS, Order, Placement, Span};

impl Placement<'_> {
    /// Whether the cards may stand as they do.
    pub(super) fn is_allowed(&self) -> bool {
        let is_in_order = || match self.setting.order {
            Order::OfLanes => self.bands_are_in_order() && self.loose_cards_are_in_order(),
            Order::OfEarlier => true,
        };
        self.frames_are_sound() && is_in_order() && self.copies_are_alike()
    }

    /// Frames cover their own cards only, and no other frame.
    fn frames_are_sound(&self) -> bool {
        let frames = &self.setting.problem.frames;
        frames.iter().zip(&self.spans).enumerate().all(|(f, (frame, span))| {
            let columns = columns_of(*span);
            let rows = &self.in_row[span.top as usize..=span.bottom as usize];
            let covered: u32 = rows.iter().map(|row| (row & columns).count_ones()).sum();
            let later = frame.siblings.iter().filter(|&&sibling| sibling > f);
            covered as usize == frame.cards.len()
                && later.map(|&sibling| self.spans[sibling]).all(|other| !span.overlaps(other))
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

const fn columns_of(span: Span) -> u8 {
    const { assert!(MOST_COLUMNS == 8, "a row is a mask of eight bits") };
    ((1_u16 << (span.right + 1)) - (1_u16 << span.left)) as u8
}

#[cfg(test)]
mod tests {
    use super::Placement;
    use crate::geom::px;
    use crate::layout::grid::cells::{Cell, Copies, Flow, Setting};
    use crate::layout::grid::problem::Problem;
    use crate::layout::testing::architectures::{card, container, empty};
    use crate::layout::{Input, Lane};

    /// Two sites with two cards each, a cloud with two, a device (6), a user (7), and a card
    /// that belongs nowhere (8).
    fn sample() -> Input {
        let places = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3)];
        let mut nodes: Vec<_> =
            places.iter().map(|&(frame, lane)| card(Some(frame), Lane::Main(lane))).collect();
        nodes.extend([Lane::Main(0), Lane::Main(5), Lane::Free].map(|lane| card(None, lane)));
        Input { containers: vec![container(None); 3], nodes, ..empty() }
    }

    /// The same with sites that differ, so that they need not be placed alike.
    fn unlike() -> Input {
        let mut input = sample();
        input.nodes[3].size.width += px(10);
        input
    }

    /// Where all of them may stand:
    ///
    /// ```text
    ///   6
    ///   0 1 2 3
    ///   4 5
    ///   7 8
    /// ```
    const SOUND: [(i16, i16); 9] =
        [(0, 1), (1, 1), (2, 1), (3, 1), (0, 2), (1, 2), (0, 0), (0, 3), (1, 3)];

    /// Whether cards may stand there, when some of them go elsewhere.
    fn may_stand(input: &Input, moved: &[(usize, (i16, i16))]) -> bool {
        let problem = Problem::new(input);
        let copies = Copies::find(&problem);
        let setting = Setting::new(&problem, &copies, 4, Flow::Right);
        let mut cells = SOUND.map(|(column, row)| Cell::new(column, row));
        moved.iter().for_each(|&(card, (column, row))| cells[card] = Cell::new(column, row));
        Placement::new(setting, &cells).is_allowed()
    }

    #[test]
    fn what_breaks_no_rule_is_allowed() {
        assert!(may_stand(&sample(), &[]) && may_stand(&unlike(), &[]));
    }

    #[test]
    fn a_frame_covers_no_card_that_it_does_not_hold() {
        assert!(!may_stand(&unlike(), &[(5, (2, 2)), (8, (1, 2))]));
    }

    #[test]
    fn frames_do_not_overlap_even_where_no_card_is() {
        // The second site begins in a corner of the first that nobody takes.
        let corners = [(0, (0, 3)), (1, (2, 1)), (2, (1, 4)), (3, (3, 2))];
        let below = [(4, (0, 5)), (5, (1, 5)), (7, (0, 6)), (8, (1, 6))];
        assert!(!may_stand(&unlike(), &[corners, below].concat()));
        let apart = [(0, (0, 2)), (1, (1, 1)), (2, (2, 4)), (3, (3, 2))];
        assert!(may_stand(&unlike(), &[apart, below].concat()));
    }

    #[test]
    fn sites_stand_above_the_cloud() {
        let sites = [(0, (0, 2)), (1, (1, 2)), (2, (2, 2)), (3, (3, 2))];
        assert!(!may_stand(&unlike(), &[&sites[..], &[(4, (0, 1)), (5, (1, 1))]].concat()));
        assert!(!may_stand(&unlike(), &[(4, (2, 2)), (5, (3, 2)), (2, (2, 3)), (3, (3, 3))]));
    }

    #[test]
    fn devices_are_never_below_the_cloud_or_right_of_it() {
        assert!(!may_stand(&unlike(), &[(6, (2, 3))]));
        assert!(!may_stand(&unlike(), &[(6, (2, 2))]));
    }

    #[test]
    fn users_are_never_above_the_cloud_or_left_of_it() {
        assert!(!may_stand(&unlike(), &[(7, (1, 0))]));
        assert!(!may_stand(&unlike(), &[(4, (1, 2)), (5, (2, 2)), (7, (0, 2))]));
        assert!(may_stand(&unlike(), &[(7, (2, 2))]), "right of it");
    }

    #[test]
    fn copies_are_placed_alike() {
        let turned = [(2, (3, 1)), (3, (2, 1))];
        assert!(!may_stand(&sample(), &turned));
        assert!(may_stand(&unlike(), &turned));
    }
}
