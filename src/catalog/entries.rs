//! Entries of one kind. Those that are embedded are read when they are asked for: a scenario
//! needs few of them, and reading all of them takes longer than drawing a picture.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;

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
    /// The entry as JSON.
    pub json: &'static str,
}

/// The entries of a kind, in order.
#[derive(Debug, Clone)]
pub struct Entries<T>(Vec<Slot<T>>);

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

    /// Whether the entry may be called, or be about, a word that is wanted. Cheap, and not
    /// exact: what does not concern the word at all is told apart without being read.
    pub fn may_be_about(&self, is_wanted: impl Fn(&str) -> bool) -> bool {
        match &self.0 {
            State::Own(_) => true,
            State::Embedded(embedded, _) => embedded.words.iter().any(|word| is_wanted(word)),
        }
    }
}

impl<T: Entry> Entries<T> {
    /// Entries that are part of this program.
    pub(super) fn embedded(all: &'static [Embedded]) -> Self {
        Self(all.iter().map(|one| Slot(State::Embedded(one, OnceLock::new()))).collect())
    }

    /// All entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.0.iter().map(Slot::get)
    }

    /// All entries, read or not.
    pub fn slots(&self) -> impl Iterator<Item = &Slot<T>> {
        self.0.iter()
    }

    /// The entries that may be called, or be about, a word that is wanted: see
    /// [`Slot::may_be_about`].
    pub fn about(&self, is_wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &T> {
        self.0.iter().filter(move |slot| slot.may_be_about(&is_wanted)).map(Slot::get)
    }

    /// The entry of an id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.about(|word| word == id).find(|entry| entry.id() == id)
    }

    /// Adds an entry, or replaces the one of the same id.
    pub(super) fn put(&mut self, entry: T) {
        let is_same = |slot: &Slot<T>| {
            slot.may_be_about(|word| word == entry.id()) && slot.get().id() == entry.id()
        };
        let at = self.0.iter().position(is_same);
        let slot = Slot(State::Own(Box::new(entry)));
        match at {
            Some(at) => self.0[at] = slot,
            None => self.0.push(slot),
        }
    }

    /// Sorts by id.
    pub(super) fn sort(&mut self) {
        self.0.sort_by(|a, b| a.get().id().cmp(b.get().id()));
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
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
