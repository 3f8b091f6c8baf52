//! Entries of one kind. Those that are embedded are read when they are asked for: a scenario
//! needs few of them, and reading all of them takes longer than drawing a picture.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use crate::by_word::ByWord;

/// What entries of all kinds have in common.
pub trait Entry: DeserializeOwned {
    /// What a later entry names to replace this one.
    fn id(&self) -> &str;

    /// Fills what a file may leave out.
    fn complete(&mut self) {}
}

/// An entry of `catalog/*.toml` as `build.rs` embeds it.
#[derive(Debug)]
pub struct Embedded {
    /// Words that the entry can be found by: its ids and aliases, and the kinds it is about.
    pub words: &'static [&'static str],
    /// Kinds of a connection's last end: without one of them it joins nothing.
    pub ends: &'static [&'static str],
    /// The entry as JSON.
    pub json: &'static str,
}

/// The entries of a kind, in order.
#[derive(Debug, Clone)]
pub struct Entries<T> {
    slots: Vec<Slot<T>>,
    /// Where to look for a word; made when it is first needed.
    index: OnceLock<Index>,
}

/// Places of entries.
#[derive(Debug, Clone, Default)]
struct Index {
    by_word: ByWord<&'static str, Vec<usize>>,
    /// Entries that are not embedded: any word may be theirs.
    own: Vec<usize>,
}

/// An entry, read or not.
#[derive(Debug, Clone)]
pub struct Slot<T>(State<T>);

#[derive(Debug, Clone)]
enum State<T> {
    Embedded(&'static Embedded, OnceLock<Box<T>>),
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
            State::Embedded(embedded, read) => read.get_or_init(|| {
                let mut entry: T = serde_json::from_str(embedded.json)
                    .unwrap_or_else(|error| panic!("{:?} is broken: {error}", embedded.words));
                entry.complete();
                Box::new(entry)
            }),
        }
    }

    /// Whether a connection may end at a kind that is there. Cheap, and not exact: what ends at
    /// other kinds only is told apart without being read.
    pub fn may_end_at(&self, is_there: impl Fn(&str) -> bool) -> bool {
        match &self.0 {
            State::Own(_) => true,
            State::Embedded(embedded, _) => embedded.ends.iter().any(|kind| is_there(kind)),
        }
    }
}

impl<T: Entry> Entries<T> {
    /// Entries that are part of this program.
    pub(super) fn embedded(all: &'static [Embedded]) -> Self {
        let slot = |one| Slot(State::Embedded(one, OnceLock::new()));
        Self { slots: all.iter().map(slot).collect(), index: OnceLock::new() }
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
        let index = self.index();
        let mut places = index.own.clone();
        words.into_iter().for_each(|word| places.extend_from_slice(index.of_word(word)));
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The entries that may be called, or be about, a word, in order.
    pub fn called(&self, word: &str) -> impl Iterator<Item = &T> {
        let index = self.index();
        let mut known = index.of_word(word).iter().peekable();
        let mut own = index.own.iter().peekable();
        std::iter::from_fn(move || {
            let is_own = own.peek().is_some_and(|own| known.peek().is_none_or(|at| own < at));
            let at = if is_own { own.next() } else { known.next() }?;
            Some(self.slots[*at].get())
        })
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.slots))
    }

    /// The entry of an id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.called(id).find(|entry| entry.id() == id)
    }

    /// Adds an entry, or replaces the one of the same id.
    pub(super) fn put(&mut self, entry: T) {
        let is_same = |slot: &Slot<T>| {
            let may_be = match &slot.0 {
                State::Own(_) => true,
                State::Embedded(embedded, _) => embedded.words.contains(&entry.id()),
            };
            may_be && slot.get().id() == entry.id()
        };
        let at = self.slots.iter().position(is_same);
        let slot = Slot(State::Own(Box::new(entry)));
        match at {
            Some(at) => self.slots[at] = slot,
            None => self.slots.push(slot),
        }
        self.index = OnceLock::new();
    }

    /// Sorts by id.
    pub(super) fn sort(&mut self) {
        self.slots.sort_by(|a, b| a.get().id().cmp(b.get().id()));
        self.index = OnceLock::new();
    }
}

impl Index {
    fn of<T>(slots: &[Slot<T>]) -> Self {
        let mut index = Self::default();
        for (at, slot) in slots.iter().enumerate() {
            match &slot.0 {
                State::Own(_) => index.own.push(at),
                State::Embedded(embedded, _) => {
                    for word in embedded.words {
                        let places = index.by_word.entry(*word);
                        // An entry may have a word twice.
                        if places.last() != Some(&at) {
                            places.push(at);
                        }
                    }
                }
            }
        }
        index
    }

    fn of_word(&self, word: &str) -> &[usize] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), index: OnceLock::new() }
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
