//! Values by word, found by hash: the same on every machine, in the order in which they came.

/// A map from words to values.
///
/// Kinds and ids share long beginnings, so that a sorted map compares the same letters again and
/// again; this one compares a word once.
#[derive(Debug, Clone)]
pub struct ByWord<V> {
    entries: Vec<(String, V)>,
    /// Places of entries, plus one, by the hash of their word; 0 is free. Its length is a power of
    /// two and at least twice that of the entries.
    table: Vec<u32>,
}

impl<V> ByWord<V> {
    /// The value of a word.
    pub fn get(&self, word: &str) -> Option<&V> {
        self.place(word).ok().map(|at| &self.entries[at].1)
    }

    /// The words, in the order in which they came.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(word, _)| word.as_str())
    }

    /// Where the word's entry is, or else its free place in the table.
    fn place(&self, word: &str) -> Result<usize, usize> {
        let Some(last) = self.table.len().checked_sub(1) else { return Err(0) };
        let mut at = hash(word) as usize & last;
        while let Some(entry) = (self.table[at] as usize).checked_sub(1) {
            if self.entries[entry].0 == word {
                return Ok(entry);
            }
            at = (at + 1) & last;
        }
        Err(at)
    }

    fn append(&mut self, free: usize, word: &str, value: V) {
        self.entries.push((word.to_owned(), value));
        if self.entries.len() * 2 <= self.table.len() {
            self.table[free] = self.entries.len() as u32;
            return;
        }
        self.table = vec![0; (self.entries.len() * 4).next_power_of_two().max(16)];
        let last = self.table.len() - 1;
        for (entry, (word, _)) in self.entries.iter().enumerate() {
            let mut at = hash(word) as usize & last;
            while self.table[at] != 0 {
                at = (at + 1) & last;
            }
            self.table[at] = entry as u32 + 1;
        }
    }
}

impl<V: Default> ByWord<V> {
    /// The value of a word, the default one if it has none yet.
    pub fn entry(&mut self, word: &str) -> &mut V {
        let at = match self.place(word) {
            Ok(at) => at,
            Err(free) => {
                self.append(free, word, V::default());
                self.entries.len() - 1
            }
        };
        &mut self.entries[at].1
    }
}

impl<V> Default for ByWord<V> {
    fn default() -> Self {
        Self { entries: Vec::new(), table: Vec::new() }
    }
}

/// FNV-1a of 32 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::ByWord;

    #[test]
    fn words_are_found_and_keep_their_order() {
        let mut map: ByWord<usize> = ByWord::default();
        assert_eq!(map.get("w0"), None);
        for number in 0..500 {
            *map.entry(&format!("w{number}")) = number;
        }
        *map.entry("w7") += 1;
        assert_eq!(*map.entry("new"), 0);
        assert_eq!((map.get("w7"), map.get("w8")), (Some(&8), Some(&8)));
        assert_eq!((map.get("w500"), map.get("")), (None, None));
        assert!(
            map.words()
                .map(str::to_owned)
                .eq((0..500).map(|number| format!("w{number}")).chain(["new".to_owned()]))
        );
    }
}
