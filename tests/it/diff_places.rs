//! Where things stand in the merged picture, against the pictures of both versions.

use maquette::diff::Merged;
use maquette::diff::report::{Comparison, FileChange, Findings, State, Version};
use maquette::layout::{End, Layout, stability};
use maquette::pipeline::{self, Depth, Expanded, Options, Picture};

use crate::diff_edits::{compared, each_pair_of_some};

fn comparison(old: &Expanded, new: &Expanded) -> Comparison {
    let version = |expanded: &Expanded| Version {
        name: "a.toml".to_owned(),
        graph: expanded.graph.clone().unwrap(),
        sources: expanded.sources.clone(),
        state: State::Valid,
        findings: Vec::new(),
        page: maquette::model::Page::default(),
    };
    Comparison {
        name: "a.toml".to_owned(),
        file: FileChange::Kept,
        old: version(old),
        new: version(new),
        diff: compared(old, new),
        findings: Findings::default(),
        filtered: 0,
    }
}

/// Shares of pairs of kept nodes that stand the other way round than in the old and the new
/// version's picture.
fn flips(merged: &Merged, old: &Picture, new: &Picture, ends: &[End], layout: &Layout) -> [f64; 2] {
    [(old, true), (new, false)].map(|(drawn, is_old)| {
        let kept: Vec<(usize, usize)> = merged
            .slots
            .iter()
            .zip(ends)
            .filter_map(|(slot, end)| {
                let (old, new) = (slot.old?, slot.new?);
                let there = if is_old { old } else { new };
                match (drawn.measured.end(there), *end) {
                    (End::Node(before), End::Node(now)) => Some((before, now)),
                    _ => None,
                }
            })
            .collect();
        stability(&drawn.layout, layout, &kept).flips
    })
}

#[test]
fn the_merged_picture_keeps_the_order_of_the_new_one_and_so_all_that_both_agree_on() {
    let options = Options::default();
    let (mut count, mut turned, mut sums) = (0.0, 0, [0.0, 0.0]);
    each_pair_of_some(6, 1, |told, old, new, _| {
        let comparison = comparison(old, new);
        let draw = |side: &Version| pipeline::draw(side.graph.clone(), &options, Depth::Picture);
        let (before, after) = (draw(&comparison.old), draw(&comparison.new));
        let picture = pipeline::draw_differences(&comparison, &options);
        let measured = &picture.measured;
        let merged = &comparison.diff.merged;
        let found = flips(merged, &before, &after, &measured.ends, &picture.layout);
        if found[1] > 0.0 {
            println!("{told}: {:.2} % of the new order", 100.0 * found[1]);
            turned += 1;
        }
        count += 1.0;
        sums = [sums[0] + found[0], sums[1] + found[1]];
    });
    let [old, new] = sums.map(|sum| 100.0 * sum / count);
    println!(
        "{turned} of {count} turn something; {old:.2} % of the old order, {new:.2} % of the new"
    );
    assert!(turned <= 1 && new < 0.6, "{turned} pictures, {new:.2} % of the new order");
}
