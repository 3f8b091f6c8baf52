//! Pictures that fit a page: the bounds that the default engine keeps at the default width.

use maquette::layout::reading;
use serde_json::Value;

use crate::page::seen;
use crate::score::{ZERO, scores_of};

/// What is bounded.
struct Bounds {
    /// Widest picture in pixels, if it has no more nodes than `most_fitting`.
    width: f64,
    most_fitting: u64,
    /// Smallest names of cards in a README, in pixels.
    reading: f64,
    /// Of shipped scenarios, the highest layout in pixels, if it has no more nodes than `most_low`.
    height: f64,
    most_low: u64,
    /// Of shipped scenarios, least and most width by height, if it has as many nodes as `formed`.
    aspect: (f64, f64),
    formed: std::ops::RangeInclusive<u64>,
    /// Sums over the shipped scenarios.
    crossings: f64,
    bends: f64,
    length_px: f64,
    /// Least share of lines in order, in the mean of the shipped scenarios.
    order: f64,
    /// Largest share of labels without a place, over the shipped scenarios.
    unlabeled: f64,
    /// Most crossings of a realistic scenario in the mean.
    mean_crossings: f64,
}

/// As good as they are today. Meant are 118,000 px of lines, 1.5 crossings of a realistic scenario,
/// and every realistic one readable and within the width.
const BOUNDS: Bounds = Bounds {
    width: 960.0,
    most_fitting: 45,
    reading: 12.0,
    height: 1400.0,
    most_low: 36,
    aspect: (0.6, 2.2),
    formed: 9..=40,
    crossings: 30.0,
    bends: 360.0,
    length_px: 118_000.0,
    order: 0.95,
    unlabeled: 0.02,
    mean_crossings: 2.8,
};

fn metric(one: &Value, name: &str) -> f64 {
    one["metrics"][name].as_f64().unwrap_or_else(|| panic!("no {name} in {one}"))
}

fn sum(all: &[Value], name: &str) -> f64 {
    all.iter().map(|one| metric(one, name)).sum()
}

/// Everything that no picture may have, each with what is wrong.
fn breaches(all: &[Value]) -> Vec<String> {
    let mut wrong = Vec::new();
    for one in all {
        let of = |name: &str| metric(one, name);
        let nodes = one["nodes"].as_u64().expect("a number");
        let mut breach = |is_broken: bool, what: String| {
            if is_broken {
                wrong.push(format!("{}, {nodes} nodes: {what}", one["file"]));
            }
        };
        for name in ZERO {
            breach(of(name) > 0.0, format!("{name} {}", of(name)));
        }
        breach(one["violations"] != Value::Array(vec![]), one["violations"].to_string());
        let is_told = one["remarks"].as_array().is_some_and(|remarks| !remarks.is_empty());
        let hits = of("edge_container_hits");
        breach(hits > 0.0 && !is_told, format!("edge_container_hits {hits}, not told"));
        let may_be_wide = nodes > BOUNDS.most_fitting && is_told;
        breach(of("width") > BOUNDS.width && !may_be_wide, format!("width {}", of("width")));
    }
    wrong
}

#[test]
fn shipped_pictures_fit_the_page_and_are_readable_there() {
    for one in seen("scenarios") {
        assert!(one.width <= BOUNDS.width, "{} is {} px wide", one.name, one.width);
        let arrives = reading(one.names, one.width);
        assert!(arrives >= BOUNDS.reading, "names of {} arrive at {arrives:.1} px", one.name);
    }
}

#[test]
fn shipped_pictures_are_as_high_as_a_page_bears() {
    let mut wrong = Vec::new();
    for one in scores_of("scenarios") {
        let nodes = one["nodes"].as_u64().expect("a number");
        let (height, aspect) = (metric(one, "height"), metric(one, "aspect"));
        if nodes <= BOUNDS.most_low && height > BOUNDS.height {
            wrong.push(format!("{} is {height} px high", one["file"]));
        }
        let (least, most) = BOUNDS.aspect;
        if BOUNDS.formed.contains(&nodes) && !(least..=most).contains(&aspect) {
            wrong.push(format!("{} has an aspect of {aspect:.2}", one["file"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn shipped_pictures_have_few_crossings_bends_and_short_lines() {
    let all = scores_of("scenarios");
    let most = [
        ("crossings", BOUNDS.crossings),
        ("bends", BOUNDS.bends),
        ("length_px", BOUNDS.length_px),
        ("unlabeled", BOUNDS.unlabeled * sum(all, "labels")),
    ];
    let mut wrong = breaches(all);
    for (name, most) in most {
        let is = sum(all, name);
        if is > most {
            wrong.push(format!("{name} {is:.0}, at most {most:.0}"));
        }
    }
    let order = sum(all, "order") / all.len() as f64;
    if order < BOUNDS.order {
        wrong.push(format!("order {order:.3}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn realistic_pictures_have_few_crossings() {
    let all = scores_of("tests/realistic");
    let mut wrong = breaches(all);
    let mean = sum(all, "crossings") / all.len() as f64;
    if mean > BOUNDS.mean_crossings {
        wrong.push(format!("{mean:.2} crossings in the mean"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
