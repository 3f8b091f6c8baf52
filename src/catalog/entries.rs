//! Entries of one kind. Those that are embedded are read when they are asked for: a scenario
//! needs few of them, and reading all of them takes longer than drawing a picture.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use super::PACKED;

/// What entries of all kinds have in common.
pub trait Entry: DeserializeOwned {
    /// What a later entry names to replace this one.
    fn id(&self) -> &str;

    /// Whether it takes the place of an earlier entry with its id.
    fn replaces(&self) -> bool;

    /// Fills what a file may leave out.
    fn complete(&mut self) {}
}

/// The entries of a kind in `catalog/*.toml` as `build.rs` embeds them.
#[derive(Debug)]
pub struct Embedded {
    /// The entries, in order.
    pub rows: &'static [Row],
    /// Places of entries by the words that they can be found by, sorted: their ids and aliases,
    /// and the kinds they are about.
    pub places: Places,
}

/// Places in order, by sorted words.
type Places = &'static [(&'static str, &'static [usize])];

/// An embedded entry.
#[derive(Debug)]
pub struct Row {
    /// Kinds without one of which the entry says nothing; none if it needs none.
    pub needs: &'static [&'static str],
    /// Where the entry stands in all that is embedded.
    pub packed: (usize, usize),
}

impl Row {
    /// The entry in `MessagePack`.
    fn bytes(&self) -> &'static [u8] {
        &PACKED[self.packed.0..self.packed.1]
    }
}

/// The entries of a kind, in order.
#[derive(Debug, Clone)]
pub struct Entries<T> {
    slots: Vec<Slot<T>>,
    /// Where to look for an embedded entry.
    places: Places,
    /// Places of entries that are not embedded: any word may be theirs.
    own: Vec<usize>,
}

/// An entry, read or not.
#[derive(Debug, Clone)]
pub struct Slot<T>(State<T>);

#[derive(Debug, Clone)]
enum State<T> {
    Embedded(&'static Row, OnceLock<Box<T>>),
    Own(Box<T>),
}

impl<T: Entry> Slot<T> {
    /// The entry.
    ///
    /// # Panics
    /// Never in a build whose tests pass: one reads every embedded entry.
    pub fn get(&self) -> &T {
        match &self.0 {
            State::Own(entry) => entry,
            State::Embedded(row, read) => read.get_or_init(|| {
                let mut entry: T = rmp_serde::from_slice(row.bytes())
                    .unwrap_or_else(|error| panic!("an embedded entry is broken: {error}"));
                entry.complete();
                Box::new(entry)
            }),
        }
    }

    /// Whether one of the kinds that the entry needs may be there. Cheap, and not exact: what needs
    /// other kinds is told apart without being read.
    pub fn may_apply(&self, is_there: impl Fn(&str) -> bool) -> bool {
        match &self.0 {
            State::Own(_) => true,
            State::Embedded(row, _) => {
                row.needs.is_empty() || row.needs.iter().any(|kind| is_there(kind))
            }
        }
    }
}

impl<T: Entry> Entries<T> {
    /// Entries that are part of this program.
    pub(super) fn embedded(all: &'static Embedded) -> Self {
        let slot = |row| Slot(State::Embedded(row, OnceLock::new()));
        Self { slots: all.rows.iter().map(slot).collect(), places: all.places, own: Vec::new() }
    }

    /// All entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.slots.iter().map(Slot::get)
    }

    /// The entry, read or not, at a place.
    pub fn slot(&self, at: usize) -> &Slot<T> {
        &self.slots[at]
    }

    /// Places of the entries that may be called, or be about, one of some words, in order. Cheap,
    /// and not exact: what does not concern the words at all is told apart without being read.
    pub fn about<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> Vec<usize> {
        let mut places = self.own.clone();
        words.into_iter().for_each(|word| places.extend_from_slice(self.embedded_of(word)));
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The entries that may be called, or be about, a word, in order.
    pub fn called(&self, word: &str) -> impl Iterator<Item = &T> {
        let mut embedded = self.embedded_of(word).iter().peekable();
        let mut own = self.own.iter().peekable();
        std::iter::from_fn(move || {
            // One that replaces an embedded entry has its place, and is both.
            let next = [embedded.peek(), own.peek()].into_iter().flatten().min().copied()?;
            embedded.next_if_eq(&next);
            own.next_if_eq(&next);
            Some(self.slots[*next].get())
        })
    }

    /// Places of embedded entries with a word; some may have been replaced.
    fn embedded_of(&self, word: &str) -> &'static [usize] {
        let found = self.places.binary_search_by_key(&word, |(known, _)| known);
        found.map_or(&[], |at| self.places[at].1)
    }

    /// The entry of an id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.called(id).find(|entry| entry.id() == id)
    }

    /// Adds an entry, or replaces the one of the same id.
    pub(super) fn put(&mut self, entry: T) {
        let may_be = self.about([entry.id()]);
        let same = may_be.into_iter().find(|&at| self.slots[at].get().id() == entry.id());
        let at = same.unwrap_or(self.slots.len());
        let slot = Slot(State::Own(Box::new(entry)));
        match self.slots.get_mut(at) {
            Some(old) => *old = slot,
            None => self.slots.push(slot),
        }
        if let Err(before) = self.own.binary_search(&at) {
            self.own.insert(before, at);
        }
    }

    /// Sorts by id.
    pub(super) fn sort(&mut self) {
        self.slots.sort_by(|a, b| a.get().id().cmp(b.get().id()));
        // An embedded entry may be anywhere now.
        (self.places, self.own) = (&[], (0..self.slots.len()).collect());
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), places: &[], own: Vec::new() }
    }
}

impl<T: Entry + PartialEq> PartialEq for Entries<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<'a, T: Entry> IntoIterator for &'a Entries<T> {
    type Item = &'a T;
    type IntoIter = Box<dyn Iterator<Item = &'a T> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}
