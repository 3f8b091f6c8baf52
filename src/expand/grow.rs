//! The rounds in which an architecture grows.
//!
//! Rules run until nothing changes, then connections are drawn, then the late rules look at the
//! result; what those add starts the round again. The catalogue's README has the details.

use crate::catalog::Catalog;
use crate::diag::{Sink, codes};
use crate::expand::draft::Draft;
use crate::expand::joined::Joined;
use crate::expand::links::Added;
use crate::expand::rules::{Applied, Late};
use crate::expand::stages::TooMany;
use crate::expand::{joins, links, rules, seed};
use crate::model::{Link, Scenario};

/// More rounds of rules and connections than any scenario needs.
const MOST_ROUNDS: usize = 32;

/// Everything that a scenario says and implies, before the author's changes to it; as if it did not
/// join the ends of some of its connections.
pub fn grown<'a>(
    scenario: &'a Scenario,
    catalog: &'a Catalog,
    undrawn: &[&Link],
    sink: &mut Sink,
) -> Draft<'a> {
    let mut draft = Draft::new(scenario, catalog);
    let (mut applied, mut joined) = (Applied::default(), Joined::default());
    let named: Vec<&Link> = scenario.links.iter().collect();
    let is_drawn = |link: &&Link| undrawn.iter().all(|other| !std::ptr::eq(*other, *link));
    let mut open: Vec<&Link> = named.iter().copied().filter(is_drawn).collect();
    seed::plant(&mut draft);
    links::add_ends(&mut draft, &named, Added::Cloud);
    for _ in 0..MOST_ROUNDS {
        links::draw(&mut draft, &mut joined, &mut open);
        rules::apply(&mut draft, &mut applied, Late::No, sink);
        if applied.is_full {
            break;
        }
        if links::add_ends(&mut draft, &named, Added::All) {
            continue;
        }
        links::draw(&mut draft, &mut joined, &mut open);
        if let Err(too_many) = joins::draw_known(&mut draft, &mut joined) {
            report_too_many(&too_many, catalog, sink);
            break;
        }
        if !rules::apply(&mut draft, &mut applied, Late::Only, sink) {
            break;
        }
    }
    open.iter().for_each(|link| links::report_ends(&draft, link, sink));
    draft
}

/// Reports that rules may join more pairs of elements than are looked at.
fn report_too_many(TooMany(known): &TooMany<'_>, catalog: &Catalog, sink: &mut Sink) {
    let most = catalog.limits.pairs;
    let message =
        format!("rules may join more than {most} pairs of elements, {} the last", known.id);
    sink.report(&codes::TOO_LARGE, None, message).help(
        "write equal elements as one with a `count`, or put them into groups; \
         `--limit pairs=NUMBER` allows more",
    );
}
