//! What a DOT file says is drawn or told: the same file is given to Graphviz and to maquette, and
//! what both draw is compared, from Graphviz's JSON of its drawing operations and from ours.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::program::maquette;

/// The drawing of Graphviz.
fn graphviz(dot: &str) -> Value {
    let mut child = Command::new("dot")
        .arg("-Tjson")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("`dot` cannot run ({error}); `./test` installs it"));
    child.stdin.take().unwrap().write_all(dot.as_bytes()).unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

/// Our rendering in a format.
fn ours(dot: &str, format: &str) -> String {
    maquette(["render", "-", "-f", format]).stdin(dot).run().exits(0).stdout()
}

fn our_json(dot: &str) -> Value {
    serde_json::from_str(&ours(dot, "json")).unwrap()
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().map_or(&[], Vec::as_slice)
}

/// The object or edge whose key has this value.
fn one<'a>(of: &'a [Value], key: &str, value: &str) -> &'a Value {
    let found = of.iter().find(|one| one[key] == value);
    found.unwrap_or_else(|| panic!("nothing has the {key} {value}"))
}

/// The lines of text that Graphviz draws by some of its lists of operations: what stands at one
/// height is one line.
fn drawn_lines(of: &Value, lists: &[&str]) -> Vec<String> {
    let mut lines: Vec<(i64, String)> = Vec::new();
    for operation in lists.iter().flat_map(|key| list(of, key)) {
        let Some(text) = operation["text"].as_str() else { continue };
        let height = (operation["pt"][1].as_f64().unwrap() * 100.0) as i64;
        match lines.last_mut() {
            Some(last) if last.0 == height => last.1.push_str(text),
            _ => lines.push((height, text.to_owned())),
        }
    }
    lines.iter().map(|(_, line)| squeezed(line)).filter(|line| !line.is_empty()).collect()
}

/// The text without white space: Graphviz draws blanks that it does not show.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn our_lines(of: &Value) -> Vec<String> {
    of["label"].as_str().unwrap().lines().map(squeezed).collect()
}

/// At which ends of an edge Graphviz draws an arrowhead. Where none is asked for several times it
/// draws pieces of the line.
fn heads(edge: &Value) -> &'static str {
    let is_shape =
        |operation: &Value| matches!(operation["op"].as_str(), Some("P" | "p" | "E" | "e"));
    let has_head = |key: &str| list(edge, key).iter().any(is_shape);
    match (has_head("_tdraw_"), has_head("_hdraw_")) {
        (false, false) => "none",
        (false, true) => "forward",
        (true, false) => "back",
        (true, true) => "both",
    }
}

#[test]
fn arrowheads_are_where_graphviz_draws_them() {
    let values = |key: &str, values: &[&str]| -> Vec<String> {
        let written = values.iter().map(|value| format!("{key}={value} "));
        std::iter::once(String::new()).chain(written).collect()
    };
    let shapes = ["none", "normal", "nonenone", "nonenormal", "dot", "open"];
    for (kind, arrow) in [("digraph", "->"), ("graph", "--")] {
        let (mut text, mut count) = (format!("{kind} {{\n"), 0);
        for dir in values("dir", &["forward", "back", "both", "none", "odd"]) {
            for head in values("arrowhead", &shapes) {
                for tail in values("arrowtail", &shapes) {
                    writeln!(text, "a {arrow} b [id=e{count} {dir}{head}{tail}]").unwrap();
                    count += 1;
                }
            }
        }
        text.push('}');
        let (theirs, json) = (graphviz(&text), our_json(&text));
        let again = graphviz(&ours(&text, "dot"));
        for edge in list(&theirs, "edges") {
            let id = edge["id"].as_str().unwrap();
            let line = text.lines().find(|line| line.contains(&format!("id={id} "))).unwrap();
            assert_eq!(one(list(&json, "edges"), "id", id)["direction"], heads(edge), "{line}");
            assert_eq!(heads(one(list(&again, "edges"), "id", id)), heads(edge), "{line}");
        }
        assert_eq!(list(&theirs, "edges").len(), count);
    }
}

#[test]
fn a_line_without_arrowheads_has_none_in_any_format() {
    let text = "graph { a -- b }";
    assert!(!ours(text, "svg").contains("l8-4"), "the triangle at the end of a line");
    assert!(ours(text, "txt").contains("a and b"));
    assert!(ours(text, "md").contains("| a | – | b |"), "{}", ours(text, "md"));
    assert!(ours(text, "mermaid").contains("a --- b"));
    assert!(ours(text, "d2").contains("\"a\" -- \"b\""));
    assert!(ours(text, "drawio").contains("startArrow=none;startFill=1;endArrow=none;"));
    assert!(ours(text, "ascii").contains("│ a ├─┤ b │"), "{}", ours(text, "ascii"));
    assert!(!ours(text, "ascii").contains('▶'));
    assert_eq!(list(&graphviz(&ours(text, "dot")), "edges").len(), 1);
}

/// Labels of nodes and edges in DOT: escapes, entities, markup.
const LABELS: &[&str] = &[
    r#""one\ntwo\lthree\rfour\n""#,
    r#""\N of \G""#,
    r#""\E: \T to \H""#,
    r#""C:\\new \\N""#,
    r#""\L""#,
    r#""a &amp; b &lt;c&gt; &quot;d&quot; &apos;e&apos; &#228;&#xe4; &rarr; &check; & &;""#,
    r#""joined " + "text""#,
    r#""""#,
    "<Io<SUB>T</SUB><BR/>H<B>u</B>b <I>x</I> y&apos;z>",
    "<a\nb<BR ALIGN=\"LEFT\"/>\\N &rarr; c>",
    "<<TABLE><TR><TD>1</TD><TD>2</TD></TR><TR><TD>3</TD></TR></TABLE>>",
];

#[test]
fn labels_say_what_graphviz_writes() {
    let mut text = String::from("digraph \"my graph\" {\n");
    for (at, label) in LABELS.iter().enumerate() {
        writeln!(text, "n{at} [label={label} xlabel=\"beside {at}\"]").unwrap();
        writeln!(text, "n{at} -> \"far end\" [id=e{at} label={label} xlabel=\"near {at}\"]")
            .unwrap();
    }
    text += r#""C:\\x"; "two\nlines"; subgraph cluster_one { label="\G\nis \N" inner } }"#;
    let (theirs, json) = (graphviz(&text), our_json(&text));
    // What we write says the same once more.
    let again = graphviz(&ours(&text, "dot"));
    let objects = list(&theirs, "objects");
    for node in list(&json, "nodes") {
        let id = node["id"].as_str().unwrap();
        let said = drawn_lines(one(objects, "name", id), &["_ldraw_"]);
        assert_eq!(our_lines(node), said, "{id}");
        // Ids with a backslash have more of them in DOT.
        if !id.contains('\\') {
            let again = one(list(&again, "objects"), "id", id);
            assert_eq!(drawn_lines(again, &["_ldraw_"]), said, "{id}");
        }
    }
    assert_eq!(list(&json, "nodes").len(), LABELS.len() + 4);
    for edge in list(&theirs, "edges") {
        let id = edge["id"].as_str().unwrap();
        let said = drawn_lines(edge, &["_ldraw_"]);
        assert_eq!(our_lines(one(list(&json, "edges"), "id", id)), said, "{id}");
        assert_eq!(drawn_lines(one(list(&again, "edges"), "id", id), &["_ldraw_"]), said, "{id}");
    }
    let cluster = drawn_lines(one(objects, "name", "cluster_one"), &["_ldraw_"]);
    assert_eq!(our_lines(&json["containers"][0]), cluster);
}

#[test]
fn entities_are_those_that_graphviz_knows() {
    let known = include_str!("../../src/dot_in/entities.txt").split_whitespace();
    let known = known.map(|pair| pair.split_once('=').unwrap().0);
    // Some of HTML 5, and no entity at all.
    let names: Vec<&str> =
        known.chain(["thetasym", "check", "star", "hellipsis", "Rarr", "a"]).collect();
    assert_eq!(names.len(), 251 + 6);
    let mut text = String::from("digraph {\n");
    for name in &names {
        writeln!(text, "{name}_ [label=\"<&{name};>\"]").unwrap();
    }
    text.push('}');
    let (theirs, json) = (graphviz(&text), our_json(&text));
    for name in names {
        let name = format!("{name}_");
        let said = drawn_lines(one(list(&theirs, "objects"), "name", &name), &["_ldraw_"]);
        assert_eq!(our_lines(one(list(&json, "nodes"), "id", &name)), said, "{name}");
    }
}

#[test]
fn texts_at_the_ends_of_a_line_say_at_which() {
    let text = "digraph { a [label=\"Order\\nbook\"] a -> b [id=e label=has taillabel=1 headlabel=\"0..n\"] }";
    let json = our_json(text);
    assert_eq!(json["edges"][0]["label"], "has\nOrder: 1\nb: 0..n");
    let theirs = graphviz(text);
    let edge = one(list(&theirs, "edges"), "id", "e");
    assert_eq!(drawn_lines(edge, &["_ldraw_", "_tldraw_", "_hldraw_"]), ["has", "1", "0..n"]);
}

#[test]
fn what_has_no_name_is_called_by_its_id_in_texts() {
    let text =
        "digraph { a [label=\"\"] subgraph cluster_site { label=\"\" b } a -> b; b -> p [label=x]
                p [shape=point] }";
    let json = our_json(text);
    assert_eq!(json["nodes"][0]["label"], "");
    for line in ["  - a\n", "  - site:\n    - b\n", "  - p\n", "  - b to p: x"] {
        assert!(ours(text, "txt").contains(line), "{line:?} is not in {}", ours(text, "txt"));
    }
    for line in ["| a |  |", "| b | site |", "| p |  |", "| b | → | p | x |"] {
        assert!(ours(text, "md").contains(line), "{line} is not in {}", ours(text, "md"));
    }
    let svg = ours(text, "svg");
    for name in ["<title>a sends data to b</title>", "<title>b sends x to p</title>", ", in site;"]
    {
        assert!(svg.contains(name), "{name}");
    }
}

#[test]
fn strict_graphs_and_edges_with_keys_merge_what_is_said_of_one_edge() {
    for text in [
        "strict digraph { edge [style=bold] a -> b [id=e label=x]; edge [label=no] a -> b [dir=both]; b -> a }",
        "strict graph { a -- b [id=e label=x]; b -- a [dir=back]; a -- a; a -- a }",
        "digraph { a -> b [id=e key=k label=x]; a -> b [key=k dir=back]; a -> b; a -> b [key=j] }",
    ] {
        let (theirs, json) = (graphviz(text), our_json(text));
        assert_eq!(list(&json, "edges").len(), list(&theirs, "edges").len(), "{text}");
        let (e, edge) =
            (one(list(&theirs, "edges"), "id", "e"), one(list(&json, "edges"), "id", "e"));
        assert_eq!(edge["direction"], heads(e), "{text}");
        assert_eq!(our_lines(edge), drawn_lines(e, &["_ldraw_"]), "{text}");
    }
}

/// Names of the boxes that Graphviz draws.
fn boxes(theirs: &Value) -> Vec<&str> {
    let is_box = |object: &&Value| {
        object["name"].as_str().unwrap().starts_with("cluster") && object.get("_draw_").is_some()
    };
    list(theirs, "objects").iter().filter(is_box).map(|o| o["name"].as_str().unwrap()).collect()
}

#[test]
fn the_boxes_are_those_that_graphviz_draws() {
    let text = "digraph { label=Whole subgraph cluster_a { a subgraph cluster_b { label=B style=invis b
                subgraph cluster_c { c } subgraph cluster_d { style=solid d } } }
                subgraph group { e } subgraph cluster_f { label=\"\" f } a -> b -> c -> d -> e -> f }";
    let (theirs, json) = (graphviz(text), our_json(text));
    let ours: Vec<String> = list(&json, "containers")
        .iter()
        .map(|container| format!("cluster_{}", container["id"].as_str().unwrap()))
        .collect();
    assert_eq!(ours, boxes(&theirs));
    for container in list(&json, "containers") {
        let name = format!("cluster_{}", container["id"].as_str().unwrap());
        let said = drawn_lines(one(list(&theirs, "objects"), "name", &name), &["_ldraw_"]);
        assert_eq!(our_lines(container), said, "{name}");
    }
    assert_eq!(one(list(&json, "nodes"), "id", "d-2")["container"], "d");
}

#[test]
fn any_subgraph_can_be_a_cluster() {
    // Graphviz knows this since version 2.50; older ones draw no box.
    let json = our_json("digraph { subgraph site { a cluster=true label=\"The site\" } b }");
    assert_eq!(json["containers"][0]["label"], "The site");
    assert_eq!(json["nodes"][0]["container"], json["containers"][0]["id"]);
    assert_eq!(list(&json, "containers").len(), 1);
}

#[test]
fn lines_of_invisible_nodes_are_drawn_and_points_are_points() {
    let text = "digraph { a -> hidden -> b; hidden [style=invis label=secret] away [style=invis]
                a -> p -> b; p [shape=point label=no] a -> b [style=invis] }";
    let (theirs, json) = (graphviz(text), our_json(text));
    let drawn = list(&theirs, "edges").iter().filter(|edge| edge.get("_draw_").is_some());
    assert_eq!(list(&json, "edges").len(), drawn.count());
    let svg = ours(text, "svg");
    assert!(!svg.contains("secret") && !svg.contains("away"), "{svg}");
    let node = |id: &str| {
        let start = svg.find(&format!("<g class=\"node\" id=\"{id}\"")).unwrap();
        svg[start..].split("</g>").next().unwrap()
    };
    for mark in ["hidden", "p"] {
        assert!(!node(mark).contains("<text") && !node(mark).contains("<use"), "{}", node(mark));
    }
    assert!(node("hidden").contains("fill=\"none\"") && !node("p").contains("fill=\"none\""));
    // What we write for Graphviz shows no more than what we read.
    let again = graphviz(&ours(text, "dot"));
    assert!(one(list(&again, "objects"), "name", "hidden").get("_draw_").is_none());
    assert!(drawn_lines(one(list(&again, "objects"), "name", "p"), &["_ldraw_"]).is_empty());
}

/// The middle of a node in a drawing of ours.
fn middle(json: &Value, id: &str) -> (f64, f64) {
    let node = one(list(json, "nodes"), "id", id);
    let number = |key: &str| node[key].as_f64().unwrap();
    (number("x") + number("width") / 2.0, number("y") + number("height") / 2.0)
}

/// The middle of a node in a drawing of Graphviz, whose heights count from below.
fn their_middle(json: &Value, name: &str) -> (f64, f64) {
    let at = one(list(json, "objects"), "name", name)["pos"].as_str().unwrap();
    let (x, y) = at.split_once(',').unwrap();
    (x.parse().unwrap(), -y.parse::<f64>().unwrap())
}

#[test]
fn the_reading_direction_is_the_one_that_is_written() {
    for rankdir in ["LR", "TB", "RL", "BT"] {
        let text = format!("digraph {{ rankdir={rankdir} a -> b -> c }}");
        let (theirs, json) = (graphviz(&text), our_json(&text));
        let sign = |way: f64| if way.abs() < 1.0 { 0 } else { way.signum() as i32 };
        let way = |a: (f64, f64), b: (f64, f64)| (sign(b.0 - a.0), sign(b.1 - a.1));
        assert_eq!(
            way(middle(&json, "a"), middle(&json, "b")),
            way(their_middle(&theirs, "a"), their_middle(&theirs, "b")),
            "{rankdir}"
        );
        assert!(ours(&text, "dot").contains(&format!("rankdir={rankdir}")));
    }
    for asked in ["lr", "auto"] {
        let turned = maquette(["render", "-", "-f", "dot", "--direction", asked]);
        turned.stdin("digraph { rankdir=TB a -> b }").run().exits(0).says("rankdir=LR");
    }
}

#[test]
fn ranks_are_those_that_the_author_asks_for() {
    let text = "digraph { rankdir=LR a -> b -> c -> d -> e; {rank=same; b; x} a -> x;
                {rank=same a d} {rank=same x y} b -> z [constraint=false]; y -> z; y -> late -> z;
                late -> e [constraint=false label=\"a word\"] b -> x [label=\"in one column\"] }";
    let (theirs, json) = (graphviz(text), our_json(text));
    let again = graphviz(&ours(text, "dot"));
    let names = ["a", "b", "c", "d", "e", "x", "y", "z", "late"];
    let is_level =
        |at: &dyn Fn(&str) -> (f64, f64), a: &str, b: &str| (at(a).0 - at(b).0).abs() < 1.0;
    for (a, b) in [("a", "d"), ("b", "x"), ("x", "y"), ("b", "y")] {
        assert!(is_level(&|n| their_middle(&theirs, n), a, b), "{a} {b}: Graphviz");
        assert!(is_level(&|n| middle(&json, n), a, b), "{a} {b}");
        assert!(is_level(&|n| their_middle(&again, n), a, b), "{a} {b}: what we write");
    }
    assert!(names.iter().all(|name| middle(&json, name).0 > 0.0));
    // An edge that does not constrain leaves its ends where they would be without it.
    let without = text.replace("late -> e [constraint=false label=\"a word\"]", "");
    let [(with, _), (without, _)] = [text, &without].map(|text| middle(&our_json(text), "e"));
    let column = |x: f64| ((x - with).abs() < 200.0, x);
    assert!(column(without).0, "{with} {without}");
}

#[test]
fn edges_inside_a_column_run_beside_everything() {
    for text in [
        "digraph { rankdir=LR {rank=same a b c d} a -> b [label=next] b -> c -> d; a -> d [label=far] d -> a; s -> b; c -> t }",
        "digraph { {rank=same a b c} subgraph cluster_x { a } subgraph cluster_y { b c } a -> c; c -> b; b -> a [label=\"to a\"] }",
    ] {
        let ran = maquette(["render", "-", "-f", "svg"]).stdin(text).run().exits(0);
        assert_eq!(ran.stderr(), "", "no rule of the drawing is broken: {text}");
    }
}

#[test]
fn what_is_not_drawn_is_told_once() {
    let text = "digraph { a:p:ne -> b; b -> c [headport=w]; r [shape=record label=\"x|<f>y\"]
                q [shape=Mrecord label=\"{1|2}\"] {rank=min; a} plain [shape=record label=\"one\"] }";
    let ran = maquette(["check", "-"]).stdin(text).run().exits(0);
    let said = ran.stdout() + &ran.stderr();
    assert_eq!(said.matches("MQ0153").count(), 1, "{said}");
    assert!(
        said.contains("2 ports such as `a:p:ne`, 2 records such as `r`, the setting `rank=min`"),
        "{said}"
    );
    let plain = "digraph { rankdir=LR a -> b; {rank=same a c} r [shape=record label=\"one\"] }";
    let ran = maquette(["check", "-"]).stdin(plain).run().exits(0);
    assert!(!(ran.stdout() + &ran.stderr()).contains("MQ0153"));
}

#[test]
fn links_reach_the_picture_of_graphviz_whole() {
    let link = "https://example.com/?a=1&b=2&copy=3&lt;";
    let text = format!("digraph {{ \"N\" [URL=\"{}/\\N\"] }}", link.replace('&', "&amp;"));
    let dot = ours(&text, "dot");
    let file = crate::program::scratch("graphviz").join("links.dot");
    std::fs::write(&file, dot).unwrap();
    let svg = Command::new("dot").arg("-Tsvg").arg(&file).output().unwrap().stdout;
    let svg = String::from_utf8(svg).unwrap();
    let whole = format!("xlink:href=\"{}/N\"", link.replace('&', "&amp;"));
    assert!(svg.contains(&whole), "{whole} is not in {svg}");
    assert!(ours(&text, "svg").contains(&link.replace('&', "&amp;")));
}

#[test]
fn a_turned_arrowhead_is_a_difference() {
    let at = crate::program::scratch("graphviz-diff");
    for (name, text) in [
        ("a", "digraph { a -> b }"),
        ("b", "digraph { a -> b [dir=back] }"),
        ("c", "graph { a -- b }"),
    ] {
        std::fs::write(at.join(format!("{name}.dot")), text).unwrap();
    }
    for (new, said) in [("b.dot", "forward -> back"), ("c.dot", "forward -> none")] {
        maquette(["diff", "a.dot", new]).in_dir(&at).run().says(said);
    }
    let same = maquette(["diff", "a.dot", "a.dot"]).in_dir(&at).run().exits(0);
    assert!(!same.stdout().contains("direction"));
}

#[test]
fn links_of_edges_reach_graphviz_as_they_were() {
    let address = "https://example.com/e?a=1&b=2";
    let dot = ours(&format!("digraph {{ a -> b [URL=\"{address}\"] }}"), "dot");
    let theirs = graphviz(&dot);
    assert_eq!(list(&theirs, "edges")[0]["URL"], "https://example.com/e?a=1&amp;b=2", "{dot}");
    let again = ours(&dot, "svg");
    assert!(again.contains("https://example.com/e?a=1&amp;b=2"), "{again}");
}
