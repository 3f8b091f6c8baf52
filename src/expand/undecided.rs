//! What nothing decides while the architecture grows, and what is decided by what is written.

use std::collections::BTreeSet;

use crate::graph::ElementIx;
use crate::index::Ends;

/// What nothing decides, and what is decided by what is written.
#[derive(Debug, Default)]
pub struct Questions {
    /// Senders and receivers of which nothing says which to join.
    pub pairs: BTreeSet<Ends>,
    /// Senders that are not joined to a receiver because something else feeds it.
    pub met: BTreeSet<Ends>,
    /// Ends of lines that are not drawn, because data takes another way than the direct one, or because
    /// the author joined them to others of their kinds.
    pub longer: BTreeSet<Ends>,
    /// Clients and servers of which nothing says which to join.
    pub offers: BTreeSet<Offer>,
    /// What a rule needs for an element, and what might be it.
    pub purposes: BTreeSet<Purpose>,
}

/// A requirement that several elements might meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purpose {
    /// What needs it.
    pub subject: ElementIx,
    /// `use = uploads`: what says that one of them meets it.
    pub word: String,
    /// The elements.
    pub candidates: Vec<ElementIx>,
}

/// A client and a server that it may be joined to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offer {
    /// What is served.
    pub client: ElementIx,
    /// What may serve it.
    pub server: ElementIx,
    /// The ends in the order in which the line is written.
    pub ends: Ends,
}
