//! The details of a comparison: what the author did, a bullet each, and below it what follows.

use super::cause;
use super::items::{Item, items};
use super::{Comparison, cause::told};
use crate::diff::{Cause, Difference, EditRef, Level};

/// One bullet.
pub(super) struct Bullet<'a> {
    /// What the author did; none where it shows in nothing but what follows.
    pub(super) item: Option<Item<'a>>,
    /// The cause of what follows, where there is no item.
    pub(super) cause: String,
    /// What follows: added, removed, then changed.
    pub(super) follows: [Vec<&'a [Difference]>; 3],
    /// How many differences are told here, by level in the order of [`Level::ALL`].
    pub(super) levels: [usize; 4],
}

impl<'a> Bullet<'a> {
    fn of(item: Item<'a>) -> Self {
        let mut bullet = Self {
            cause: String::new(),
            follows: Default::default(),
            levels: item.counts(),
            item: None,
        };
        for group in item.follows.iter().copied() {
            bullet.place(group);
        }
        bullet.item = Some(item);
        bullet
    }

    fn place(&mut self, group: &'a [Difference]) {
        let at = match group[0].change.sign() {
            '+' => 0,
            '-' => 1,
            _ => 2,
        };
        self.follows[at].push(group);
    }
}

/// The bullets of a comparison, the heaviest first.
pub(super) fn bullets(comparison: &Comparison) -> Vec<Bullet<'_>> {
    let mut bullets: Vec<Bullet<'_>> = Vec::new();
    let (derived, own): (Vec<Item<'_>>, Vec<Item<'_>>) =
        items(comparison).into_iter().partition(|item| follows(item).is_some());
    bullets.extend(own.into_iter().map(Bullet::of));
    for item in derived {
        let edits = follows(&item).unwrap_or_default();
        let cause = cause::told(&item.head[0].cause);
        let at = bullets.iter().position(|bullet| match &bullet.item {
            Some(item) => edits.len() == 1 && item.head.iter().any(|one| is_edit(one, &edits[0])),
            None => bullet.cause == cause,
        });
        let at = at.unwrap_or_else(|| {
            let (follows, levels) = (Default::default(), [0; 4]);
            bullets.push(Bullet { item: None, cause, follows, levels });
            bullets.len() - 1
        });
        let levels = item.counts();
        for (sum, n) in bullets[at].levels.iter_mut().zip(levels) {
            *sum += n;
        }
        bullets[at].place(item.head);
        for group in item.follows {
            bullets[at].place(group);
        }
    }
    let weight = |bullet: &Bullet<'_>| bullet.levels.iter().position(|&n| n > 0);
    bullets.sort_by_key(|bullet| weight(bullet).unwrap_or(Level::ALL.len()));
    bullets
}

/// The edits that a plain item follows from; none of what is told by itself.
fn follows(item: &Item<'_>) -> Option<Vec<EditRef>> {
    let Cause::Derived { edits, .. } = &item.head[0].cause else { return None };
    let is_one = item.head.iter().all(|one| told(&one.cause) == told(&item.head[0].cause));
    (is_one && item.whole.is_none()).then(|| edits.clone())
}

fn is_edit(difference: &Difference, edit: &EditRef) -> bool {
    matches!(&difference.cause, Cause::Edit(own) if own == edit)
}
