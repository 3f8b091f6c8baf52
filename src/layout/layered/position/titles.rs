//! Titles stand at the top left; reading from top to bottom, where lines may come in through
//! that border, at the first place along it that is clear.

use crate::geom::Rect;
use crate::layout::{FlowDirection, Input, Layout};

/// Moves titles off the lines that enter through their border. The layout is still
/// transposed if the reading is from top to bottom, so that border is the left one.
pub(in crate::layout::layered) fn settle(input: &Input, layout: &mut Layout) {
    if input.reading == FlowDirection::LeftToRight {
        return;
    }
    let gap = input.spacing.line / 2;
    for c in 0..layout.containers.len() {
        let placed = layout.containers[c];
        let strip =
            Rect::new(placed.title.x, placed.frame.y, placed.title.width, placed.frame.height);
        let mut taken: Vec<(i32, i32)> = Vec::new();
        for route in &layout.edges {
            for pair in route.points.windows(2) {
                let part = Rect::spanning(pair[0], pair[1]);
                if part.x < strip.right() && strip.x < part.right().max(part.x + 1) {
                    taken.push((part.y - gap, part.bottom() + gap));
                }
            }
        }
        taken.sort_unstable();
        let mut y = placed.title.y;
        for (low, high) in taken {
            if low < y + placed.title.height && y < high {
                y = high;
            }
        }
        if y + placed.title.height <= placed.frame.bottom() {
            layout.containers[c].title.y = y;
        }
    }
}
