//! Numbers of a subject that checks hold against limits.

use std::collections::BTreeSet;

use crate::catalog::{Check, Lives, Measure, is_among};
use crate::evaluate::World;
use crate::graph::{ElementIx, chain};
use crate::index::{SITE, fed_by, feeding, upstream};

/// How often a device sends a day.
const RATE: &str = "messages-per-day";
/// How large its messages are.
const SIZE: &str = "message-kb";
/// More levels of nested edge than any limit.
const MOST_LEVELS: i64 = 64;

/// The number that a check is about, in the units that it counts in; none if it cannot be told.
pub fn value(
    world: &World<'_>,
    check: &Check,
    measure: Measure,
    subject: Option<ElementIx>,
) -> Option<i64> {
    let amount = amount(world, check, measure, subject)?;
    Some(match check.per {
        Some(per) if per > 0 => amount / per + i64::from(amount % per > 0),
        _ => amount,
    })
}

/// The number that is measured.
fn amount(
    world: &World<'_>,
    check: &Check,
    measure: Measure,
    subject: Option<ElementIx>,
) -> Option<i64> {
    let graph = world.graph;
    let is_of = |ix: &ElementIx| check.of.is_empty() || is_among(&graph[*ix].kind, &check.of);
    let sum = |all: &mut dyn Iterator<Item = ElementIx>| {
        all.filter(is_of).map(|ix| world.times(ix)).fold(0_i64, i64::saturating_add)
    };
    if measure == Measure::Elements {
        return Some(sum(&mut graph.node_indices()));
    }
    let ix = subject?;
    Some(match measure {
        Measure::Count | Measure::Elements => world.times(ix),
        Measure::Linked => {
            let linked: BTreeSet<_> = graph.neighbors_undirected(ix).collect();
            sum(&mut linked.into_iter())
        }
        Measure::Inside => sum(&mut world.index.with_content(ix).into_iter().skip(1)),
        Measure::Routes => {
            let reached: BTreeSet<_> = fed_by(graph, ix).collect();
            reached.iter().filter(|at| is_of(at)).count() as i64
        }
        Measure::Devices => {
            sources(world, ix).into_iter().map(|source| source.share).fold(0, i64::saturating_add)
        }
        Measure::Alike => alike(world, check, ix),
        Measure::Depth => depth(world, ix),
        Measure::MessagesPerDay => messages(world, check, ix),
        Measure::LoadPercent => {
            messages(world, check, ix).saturating_mul(100) / allowed(world, check, ix)?
        }
        Measure::Setting => setting(world, check, ix)?,
        Measure::SettingPercent => {
            setting(world, check, ix)?.saturating_mul(100) / allowed(world, check, ix)?
        }
    })
}

/// The number in the first of the check's settings that the subject has.
fn setting(world: &World<'_>, check: &Check, ix: ElementIx) -> Option<i64> {
    check.of.iter().find_map(|key| world.graph[ix].settings.get(key.as_str())?.parse().ok())
}

/// What the subject's edition and units allow, at least 1; none if nothing is said of it.
fn allowed(world: &World<'_>, check: &Check, ix: ElementIx) -> Option<i64> {
    let allowance = check.allowance.as_ref()?;
    let settings = &world.graph[ix].settings;
    let tier = settings.get(allowance.setting.as_str())?.as_str();
    let units = settings.get(allowance.times.as_str()).and_then(|units| units.parse().ok());
    let allowed = allowance.of.get(tier)?.saturating_mul(units.unwrap_or(1));
    Some(allowed.max(allowance.least.get(tier).copied().unwrap_or(1)).max(1))
}

/// The limit that a check's number is held against.
pub fn limit(world: &World<'_>, check: &Check, subject: Option<ElementIx>) -> Option<i64> {
    let named = |key: &String| world.graph[subject?].settings.get(key.as_str())?.parse().ok();
    check.over_setting.as_ref().and_then(named).or(check.over).or(check.under)
}

/// Elements of the subject's kind in its container whose setting named by `of` is as its own.
fn alike(world: &World<'_>, check: &Check, ix: ElementIx) -> i64 {
    let graph = world.graph;
    let said = |at: ElementIx| -> Vec<_> {
        check.of.iter().map(|key| graph[at].settings.get(key.as_str())).collect()
    };
    let of_kind = world.index.kind(&graph[ix].kind).iter().copied();
    of_kind.filter(|&at| graph[at].parent == graph[ix].parent && said(at) == said(ix)).count()
        as i64
}

/// A device whose data reaches the subject, and how many of it fall to that subject.
struct Source {
    device: ElementIx,
    share: i64,
}

/// Devices and assets whose data reaches the subject directly or through the edge. A fleet that
/// is spread over several equals of the subject counts with its part.
fn sources(world: &World<'_>, subject: ElementIx) -> Vec<Source> {
    let graph = world.graph;
    let lives = |ix: ElementIx| world.catalog.service(&graph[ix].kind).map(|s| s.lives);
    let is_local = |ix: &ElementIx| !matches!(lives(*ix), Some(Lives::Cloud | Lives::Tool) | None);
    let (mut seen, mut queue) = (BTreeSet::from([subject]), vec![subject]);
    let mut sources = Vec::new();
    // What stands with the subject in a place that is there many times is not counted for each place.
    let places: BTreeSet<_> = chain(graph, subject).collect();
    let for_each = |device: ElementIx| {
        let common = chain(graph, device).find(|at| places.contains(at));
        world.times(device) / common.map_or(1, |at| world.times(at)).max(1)
    };
    while let Some(at) = queue.pop() {
        // The level above answers; what it gets from its other children is not the subject's.
        let above = upstream(graph, world.index, at);
        let answers = |ix: ElementIx| match above {
            Some(above) if graph[above].kind == SITE => world.index.site(ix) == Some(above),
            Some(above) => chain(graph, ix).any(|around| around == above),
            None => false,
        };
        let mut before: Vec<_> =
            feeding(graph, at).filter(is_local).filter(|&ix| !answers(ix)).collect();
        before.sort_unstable();
        for ix in before {
            if !seen.insert(ix) {
                continue;
            }
            queue.push(ix);
            if matches!(lives(ix), Some(Lives::Device)) {
                let equals: BTreeSet<_> = fed_by(graph, ix)
                    .filter(|&other| graph[other].kind == graph[subject].kind)
                    .collect();
                let parts = (equals.len() as i64).max(1);
                sources.push(Source { device: ix, share: for_each(ix) / parts });
            }
        }
    }
    sources
}

/// Metered messages a day into the subject: devices times rate, a large message counting as
/// several. Devices that do not say their rate count as silent.
fn messages(world: &World<'_>, check: &Check, ix: ElementIx) -> i64 {
    let number = |device: ElementIx, key: &str| -> Option<i64> {
        world.graph[device].settings.get(key)?.parse().ok()
    };
    let tier =
        check.allowance.as_ref().and_then(|a| world.graph[ix].settings.get(a.setting.as_str()));
    let meter = check
        .allowance
        .as_ref()
        .and_then(|a| tier.and_then(|tier| a.meter_bytes.get(tier.as_str())))
        .copied()
        .unwrap_or(i64::MAX)
        .max(1);
    sources(world, ix)
        .into_iter()
        .map(|source| {
            let rate = number(source.device, RATE).unwrap_or(0);
            let bytes = number(source.device, SIZE).unwrap_or(0).saturating_mul(1024);
            let parts = bytes.saturating_sub(1) / meter + 1;
            source.share.saturating_mul(rate).saturating_mul(parts.max(1))
        })
        .fold(0, i64::saturating_add)
}

/// How many levels of edge runtimes reach the cloud through the subject.
fn depth(world: &World<'_>, ix: ElementIx) -> i64 {
    let (graph, index) = (world.graph, world.index);
    let around = chain(graph, ix).filter(|&at| graph[at].kind != SITE);
    let mut level: Vec<ElementIx> = around.chain(index.site(ix)).collect();
    let mut seen = BTreeSet::from([ix]);
    let mut depth = 0;
    while depth < MOST_LEVELS {
        let below = level.iter().flat_map(|&at| index.below(graph, at));
        level = below.filter(|&at| graph[at].is_container() && seen.insert(at)).collect();
        if level.is_empty() {
            break;
        }
        depth += 1;
    }
    depth
}
