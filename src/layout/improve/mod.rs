//! What is done to a drawing after an engine has made it, in this order:
//!
//! ```text
//! letters -> repair -> straighten -> pixels
//! ```
//!
//! A letter stands for each label that has no room; what must never be seen is drawn again or
//! told; steps go out of lines; labels come to whole pixels. `letters` is for pages only, `pixels` for
//! pages and for drawings that are kept, and `straighten` for `layered` only, whose lines keep their
//! tracks until then.
//!
//! `edit` is a drawing that may be changed: a change is kept only if nothing gets worse by it
//! (`counts`, `clearance`). `nudge` moves pieces of lines.

mod clearance;
mod counts;
mod edit;
pub(super) mod letters;
mod nudge;
pub(super) mod pixels;
pub(super) mod repair;
pub(super) mod straighten;
