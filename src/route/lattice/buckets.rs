//! A queue for whole numbers that only grow: a ring of buckets (Dial 1969).

/// How many buckets there are; no entry may lie so far behind the first.
const COUNT: usize = 1 << 13;

/// Entries by key; of equal ones the newest comes first.
#[derive(Debug, Clone)]
pub(super) struct Buckets {
    ring: Vec<Vec<u32>>,
    /// The key of the first bucket.
    now: usize,
    /// The greatest key so far.
    last: usize,
}

impl Buckets {
    pub fn new() -> Self {
        Self { ring: vec![Vec::new(); COUNT], now: 0, last: 0 }
    }

    /// Takes everything out; the next keys are no less than `now`.
    pub fn restart(&mut self, now: usize) {
        for key in self.now..=self.last {
            self.ring[key % COUNT].clear();
        }
        (self.now, self.last) = (now, now);
    }

    /// Puts an entry in; a key that is too small counts as the first, one that is too large as
    /// the last there is room for.
    pub fn push(&mut self, key: usize, entry: u32) {
        let key = key.clamp(self.now, self.now + COUNT - 1);
        self.last = self.last.max(key);
        self.ring[key % COUNT].push(entry);
    }

    /// Takes the first entry out, with its key.
    pub fn pop(&mut self) -> Option<(usize, u32)> {
        while self.now <= self.last {
            if let Some(entry) = self.ring[self.now % COUNT].pop() {
                return Some((self.now, entry));
            }
            self.now += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Buckets;

    #[test]
    fn entries_come_by_key_and_the_newest_first() {
        let mut buckets = Buckets::new();
        buckets.restart(5);
        for (key, entry) in [(9, 1), (7, 2), (9, 3), (3, 4)] {
            buckets.push(key, entry);
        }
        let all: Vec<_> = std::iter::from_fn(|| buckets.pop()).collect();
        assert_eq!(all, [(5, 4), (7, 2), (9, 3), (9, 1)]);
    }

    #[test]
    fn a_restart_forgets_what_was_left() {
        let mut buckets = Buckets::new();
        buckets.push(8, 1);
        buckets.push(8000, 2);
        assert_eq!(buckets.pop(), Some((8, 1)));
        buckets.restart(0);
        assert_eq!(buckets.pop(), None);
    }
}
