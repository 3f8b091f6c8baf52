//! Names of what is not an element of the graph: they keep two pictures on one page apart.

use crate::emit::Drawing;

use super::style::fingerprint;

/// What the names of one picture begin with.
pub(super) struct Names {
    id: String,
    class: String,
}

impl Names {
    /// Three digits tell the picture apart. An id has an underscore before them, which ids of
    /// elements do not begin with, and a class a letter: Inkscape reads no other.
    pub(super) fn of(drawing: &Drawing<'_>) -> Self {
        let scene = drawing.scene;
        let apart = fingerprint(&[&scene.title, &scene.description]) & 0xfff;
        let id = format!("{}_{apart:03x}", drawing.id_prefix);
        Self { id, class: format!("m{apart:03x}") }
    }

    /// The id of a part.
    pub(super) fn id(&self, part: &str) -> String {
        [&self.id, part].concat()
    }

    /// A class of this picture alone.
    pub(super) fn class(&self, part: &str) -> String {
        [&self.class, part].concat()
    }
}
