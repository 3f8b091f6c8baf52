//! A list for every item, all in one piece: read in the order of the items, they are read in the
//! order of memory.

use std::ops::{Index, Range};

/// The lists of items that are numbered from 0.
#[derive(Debug, Clone, Default)]
pub(in crate::layout::layered) struct Adjacency<T> {
    /// Where the list of each item begins in `all`, and where the last one ends.
    start: Vec<u32>,
    all: Vec<T>,
}

impl<T: Copy + Default> Adjacency<T> {
    /// The lists of `count` items from pairs of an item and what is on its list, in their order.
    pub fn new(count: usize, members: impl Iterator<Item = (usize, T)> + Clone) -> Self {
        let mut start = vec![0_u32; count + 1];
        members.clone().for_each(|(item, _)| start[item + 1] += 1);
        (0..count).for_each(|item| start[item + 1] += start[item]);
        let mut at = start.clone();
        let mut all = vec![T::default(); start[count] as usize];
        for (item, member) in members {
            all[at[item] as usize] = member;
            at[item] += 1;
        }
        Self { start, all }
    }

    /// The members of the lists of neighboring items, one list after another.
    pub fn of_all(&self, items: Range<usize>) -> &[T] {
        &self.all[self.start[items.start] as usize..self.start[items.end] as usize]
    }
}

impl<T> Index<usize> for Adjacency<T> {
    type Output = [T];

    fn index(&self, item: usize) -> &[T] {
        &self.all[self.start[item] as usize..self.start[item + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Adjacency;

    #[test]
    fn every_item_has_its_members_in_the_order_given() {
        let lists = Adjacency::new(4, [(2, 'a'), (0, 'b'), (2, 'c'), (3, 'd')].into_iter());
        let all: Vec<&[char]> = (0..4).map(|item| &lists[item]).collect();
        assert_eq!(all, [&['b'][..], &[], &['a', 'c'], &['d']]);
        assert_eq!(lists.of_all(0..3), ['b', 'a', 'c']);
    }
}
