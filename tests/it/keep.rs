//! `render --keep`: places of earlier pictures, over every shipped scenario and chains of edits.

use std::fs;

use maquette::catalog::Catalog;
use maquette::emit::{FORMATS, Format};
use maquette::layout::{FlowDirection, Stability, score, stability, verify};
use maquette::pipeline::{self, Compiled, Depth, Expanded, Options, Picture};
use toml::Table;

use crate::dice::Dice;
use crate::diff_acts::edit;
use crate::diff_script::{self, Script};
use crate::gallery::{Tree, scenarios};
use crate::program::{maquette, scratch};

/// Edits of a chain.
const EDITS: usize = 5;

fn formats() -> Vec<&'static Format> {
    ["svg", "dot", "json"]
        .map(|name| FORMATS.iter().find(|format| format.name == name).unwrap())
        .to_vec()
}

fn compiled(name: &str, text: &str, options: &Options) -> Compiled {
    pipeline::compile(name, text, &Tree, Catalog::built_in(), options, &formats())
}

fn keeping(picture: &[u8], options: &Options) -> Options {
    Options { keep: Some(String::from_utf8(picture.to_vec()).unwrap()), ..options.clone() }
}

#[test]
fn an_unchanged_scenario_keeps_every_byte() {
    let readings = [FlowDirection::LeftToRight, FlowDirection::TopToBottom].into_iter().cycle();
    for ((name, text), reading) in scenarios().into_iter().zip(readings) {
        let options = Options { reading: Some(reading), ..Options::default() };
        let before = compiled(&name, &text, &options);
        let again = compiled(&name, &text, &keeping(&before.files[0], &options));
        assert_eq!(again.anew, None, "{name}");
        assert!(again.files == before.files, "{name}, {reading:?}");
    }
}

/// A version of a scenario with its picture and its files.
struct Drawn {
    expanded: Expanded,
    picture: Picture,
    files: Vec<Vec<u8>>,
}

fn drawn(table: &Table, options: &Options) -> Drawn {
    let expanded = diff_script::expanded(table).unwrap();
    let picture = pipeline::draw(expanded.graph.clone().unwrap(), options, Depth::Picture);
    let file = |format| pipeline::write(&expanded, &picture, format, options);
    let files = formats().into_iter().map(file).collect();
    Drawn { expanded, picture, files }
}

/// How the cards that both show have changed places.
fn change(before: &Drawn, after: &Drawn) -> Stability {
    let ids = |drawn: &Drawn| -> Vec<String> {
        let graph = &drawn.expanded.graph.as_ref().unwrap().graph;
        drawn.picture.measured.cards.iter().map(|card| graph[card.element].id.clone()).collect()
    };
    let now = ids(after);
    let both = |(at, id): (usize, &String)| Some((at, now.iter().position(|other| other == id)?));
    let survivors: Vec<_> = ids(before).iter().enumerate().filter_map(both).collect();
    stability(&before.picture.layout, &after.picture.layout, &survivors)
}

#[test]
fn chains_of_edits_keep_the_contract_the_order_and_what_is_kept_already() {
    let options = Options::default();
    let (mut steps, mut kept, mut anew) = (0.0, [0.0; 2], [0.0; 2]);
    for (at, (name, start)) in diff_script::scenarios().into_iter().enumerate().step_by(6) {
        let (mut dice, mut script, mut table) = (Dice(at as u64), Script::default(), start);
        let mut before = drawn(&table, &options);
        for _ in 0..EDITS {
            let mut next = table.clone();
            let Some(done) = edit(&mut next, &mut script, &mut dice) else { continue };
            if diff_script::expanded(&next).is_none() {
                continue;
            }
            table = next;
            let after = drawn(&table, &keeping(&before.files[0], &options));
            let Picture { measured, layout, .. } = &after.picture;
            assert_eq!(verify(&measured.input, layout), [], "{name}: {done}");
            let score = score(&measured.input, layout);
            assert_eq!(score.edge_container_hits, 0, "{name}: {done}");
            assert!(score.is_clean(), "{name}: {done}");
            let again = drawn(&table, &keeping(&after.files[0], &options));
            assert!(again.files == after.files, "{name}: {done}, and nothing more");
            let fresh = drawn(&table, &options);
            for (sums, version) in [(&mut kept, &after), (&mut anew, &fresh)] {
                let change = change(&before, version);
                *sums = [sums[0] + change.flips, sums[1] + change.moved];
            }
            steps += 1.0;
            before = after;
        }
    }
    let [kept, anew] = [kept, anew].map(|sums| sums.map(|sum| 100.0 * sum / steps));
    println!("{steps} edits: flips and moved {kept:.2?} %, {anew:.2?} % anew");
    // An act may change a whole site; most of what turns or moves then need not.
    assert!(steps > 20.0 && 5.0 * kept[0] < anew[0] && 2.0 * kept[1] < anew[1], "{kept:?}");
}

const SCENARIO: &str = "title = \"Cold chain\"\nsolution = \"cloud\"\n[devices.trailer]\ncount = 3\n\
                        [services]\nstream-analytics = true\n";

#[test]
fn the_command_keeps_and_its_check_agrees() {
    let at = scratch("keep");
    let run = |arguments: &[&str]| maquette(arguments).in_dir(&at).run();
    fs::write(at.join("a.toml"), SCENARIO).unwrap();
    let why = "a.toml: laid out anew, because there is no picture yet";
    run(&["render", "--keep", "-v", "a.toml"]).exits(0).complains(why);
    let fresh = fs::read(at.join("output/a.svg")).unwrap();
    run(&["render", "--keep", "a.toml"]).exits(0).complains("0 files written");
    fs::write(at.join("a.toml"), format!("{SCENARIO}power-bi = true\n")).unwrap();
    run(&["render", "--check", "--keep", "a.toml"]).exits(1);
    run(&["render", "--keep", "a.toml"]).exits(0).complains("2 files written");
    run(&["render", "--check", "--keep", "a.toml"]).exits(0);
    fs::write(at.join("a.toml"), SCENARIO).unwrap();
    run(&["render", "--keep", "a.toml"]).exits(0);
    run(&["render", "a.toml"]).exits(0);
    assert_eq!(fs::read(at.join("output/a.svg")).unwrap(), fresh, "without it nothing is kept");
}

#[test]
fn what_cannot_be_kept_is_laid_out_anew_and_told() {
    let at = scratch("keep-not");
    let run = |arguments: &[&str]| maquette(arguments).in_dir(&at).run();
    fs::write(at.join("a.toml"), SCENARIO).unwrap();
    fs::write(at.join("b.toml"), "title = \"B\"\nsolution = \"edge\"\n[sites.x.assets.y]\n")
        .unwrap();
    run(&["render", "a.toml", "-o", "x.svg"]).exits(0);
    let fresh = fs::read(at.join("x.svg")).unwrap();
    let keep = ["render", "--keep", "-v", "-o", "x.svg"];
    let told = |arguments: &[&str], why: &str| {
        run(&[&keep, arguments].concat()).exits(0).complains(why);
    };
    told(&["b.toml"], "the picture there shows something else");
    told(&["a.toml"], "the picture there shows something else");
    run(&["render", "a.toml", "-o", "x.svg", "--engine", "layered"]).exits(0);
    let turned = ["a.toml", "--engine", "layered", "--direction", "tb"];
    told(&turned, "the picture there is read in the other direction");
    fs::write(at.join("x.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>").unwrap();
    told(&["a.toml"], "the file there is no picture of maquette's");
    assert_eq!(fs::read(at.join("x.svg")).unwrap(), fresh);
    fs::write(at.join("x.svg"), [0xff, 0, b'<']).unwrap();
    told(&["a.toml"], "the file there is no picture of maquette's");
    run(&["render", "--keep", "a.toml", "-o", "-"]).exits(2).complains("name it with `-o`");
}
