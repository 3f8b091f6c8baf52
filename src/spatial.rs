//! A static index of rectangles: which of them meet an area.
//!
//! A packed R-tree (sort-tile-recursive, Leutenegger, Lopez and Edgington 1997). Unlike a
//! grid it copes with what a drawing holds at once: small labels, long lines, frames around
//! everything.

use std::ops::Range;

use crate::geom::{Rect, Unit};

/// Children of one tree node.
const FANOUT: usize = 8;

#[derive(Debug, Clone, Copy)]
struct Bounds {
    left: Unit,
    top: Unit,
    right: Unit,
    bottom: Unit,
}

impl Bounds {
    const fn of(r: &Rect) -> Self {
        Self { left: r.x, top: r.y, right: r.right(), bottom: r.bottom() }
    }

    const fn meets(&self, other: &Self) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.top <= other.bottom
            && other.top <= self.bottom
    }

    fn around(all: &[Self]) -> Self {
        all.iter().copied().fold(all[0], |a, b| Self {
            left: a.left.min(b.left),
            top: a.top.min(b.top),
            right: a.right.max(b.right),
            bottom: a.bottom.max(b.bottom),
        })
    }
}

/// The index. Rectangles are known by their position in the slice it was made from.
#[derive(Debug, Clone)]
pub struct Index {
    /// Positions of the rectangles in leaf order.
    order: Vec<u32>,
    /// Bounds per level: the rectangles themselves first, the root last.
    levels: Vec<Vec<Bounds>>,
}

impl Index {
    /// Builds the index in n log n.
    pub fn new(rects: &[Rect]) -> Self {
        let mut order: Vec<u32> = (0..rects.len() as u32).collect();
        let middle_x = |i: u32| rects[i as usize].x + rects[i as usize].width / 2;
        let middle_y = |i: u32| rects[i as usize].y + rects[i as usize].height / 2;
        order.sort_by_key(|&i| (middle_x(i), i));
        let leaves = rects.len().div_ceil(FANOUT);
        let slice = FANOUT * (leaves as f64).sqrt().ceil() as usize;
        for part in order.chunks_mut(slice.max(1)) {
            part.sort_by_key(|&i| (middle_y(i), i));
        }
        let mut levels = vec![order.iter().map(|&i| Bounds::of(&rects[i as usize])).collect()];
        while let Some(below) = levels.last().filter(|level: &&Vec<Bounds>| level.len() > 1) {
            levels.push(below.chunks(FANOUT).map(Bounds::around).collect());
        }
        Self { order, levels }
    }

    /// Calls `visit` for every rectangle that meets `area`, touching borders included, each
    /// once, in an order that depends on the rectangles only.
    pub fn visit(&self, area: &Rect, mut visit: impl FnMut(usize)) {
        let top = self.levels.len() - 1;
        self.descend(&Bounds::of(area), top, 0..self.levels[top].len(), &mut visit);
    }

    /// Visits what meets `area` below the nodes of a level.
    fn descend(
        &self,
        area: &Bounds,
        level: usize,
        nodes: Range<usize>,
        visit: &mut impl FnMut(usize),
    ) {
        for at in nodes {
            if !self.levels[level][at].meets(area) {
                continue;
            }
            if level == 0 {
                visit(self.order[at] as usize);
            } else {
                let end = (FANOUT * (at + 1)).min(self.levels[level - 1].len());
                self.descend(area, level - 1, FANOUT * at..end, visit);
            }
        }
    }

    /// The rectangles that meet `area`, in ascending order.
    pub fn meeting(&self, area: &Rect) -> Vec<usize> {
        let mut found = Vec::new();
        self.visit(area, |i| found.push(i));
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Index;
    use crate::geom::Rect;

    #[test]
    fn finds_what_a_scan_finds() {
        let rects: Vec<Rect> = (0..500)
            .map(|i: i32| Rect::new(i * 37 % 211, i * 91 % 173, i % 19, (i * 7) % 23))
            .collect();
        let index = Index::new(&rects);
        for area in [Rect::new(0, 0, 300, 300), Rect::new(50, 60, 9, 4), Rect::new(999, 0, 1, 1)] {
            let touches = |r: &Rect| {
                r.x <= area.right()
                    && area.x <= r.right()
                    && r.y <= area.bottom()
                    && area.y <= r.bottom()
            };
            let scan: Vec<usize> = (0..rects.len()).filter(|&i| touches(&rects[i])).collect();
            assert_eq!(index.meeting(&area), scan);
        }
    }

    #[test]
    fn nothing_is_in_an_empty_index() {
        assert!(Index::new(&[]).meeting(&Rect::new(0, 0, 10, 10)).is_empty());
    }
}
