//! Every other format is held to the JSON difference: the same set, the same ends in the same order,
//! the same values.

use std::collections::BTreeMap;

use maquette::diff::Overlay;
use maquette::diff::report::Report;
use maquette::graph::ArchGraph;
use maquette::scene::Mark;
use serde_json::Value;

use crate::diff_edits::each_pair;
use crate::diff_oracle::{demand, written};

/// Texts without what Markdown escapes.
fn plain(markdown: &str) -> String {
    let text = markdown.replace("\u{200b}", "").replace('\\', "");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Whether a report with wholes may fold a difference into the line of a container.
fn may_be_folded(one: &Value, all: &[Value]) -> bool {
    let is_whole =
        |other: &&Value| other["change"] == one["change"] && other["values"]["lane"] == "container";
    matches!(one["change"].as_str(), Some("added" | "removed"))
        && one["level"] != "risky"
        && one["level"] != "breaking"
        && all.iter().any(|other| is_whole(&other))
}

#[test]
fn every_format_tells_the_set_the_ends_and_the_values_of_the_json() {
    each_pair(1, |told, old, new, _| {
        let (report, scenario) = demand(told, old, new);
        let Some(scenario) = scenario else { return };
        let all = scenario["differences"].as_array().unwrap();
        let label = |id: &str| {
            let find = |graph: &ArchGraph| Some(graph.graph[graph.find(id)?].label.clone());
            find(new.graph.as_ref().unwrap()).or_else(|| find(old.graph.as_ref().unwrap())).unwrap()
        };
        let (text, markdown) = (written(&report, "text"), plain(&written(&report, "markdown")));
        let is_cut = markdown.contains("Left out here");
        for one in all {
            let name = one["name"].as_str().unwrap();
            if let Some(ends) = one["ends"].as_object() {
                let [from, to] = ["from", "to"].map(|end| label(ends[end].as_str().unwrap()));
                let (head, joint, tail) = match ends["direction"].as_str().unwrap() {
                    "forward" => (from, " to ", to),
                    "back" => (to, " to ", from),
                    _ => (format!("between {from}"), " and ", to),
                };
                let rest = name.strip_prefix(&head).unwrap_or_else(|| panic!("{name}: {head}"));
                assert!(rest.contains(&format!("{joint}{tail}")), "{name}: {tail}");
            }
            if one["subject"] == "scenario" || may_be_folded(one, all) {
                continue;
            }
            let mut values: Vec<String> = Vec::new();
            if one["change"] == "changed" {
                let shown = |value: &Value| value.as_str().unwrap_or("unset").to_owned();
                let (from, to) = (shown(&one["from"]), shown(&one["to"]));
                values.push(format!("{} {from} -> {to}", one["attribute"].as_str().unwrap()));
            } else if one["ends"].is_object() && one["values"].is_object() {
                for key in ["protocol", "authentication"] {
                    values.extend(one["values"][key].as_str().map(str::to_owned));
                }
                values.extend(one["values"]["port"].as_str().map(|port| format!("port {port}")));
            }
            for (format, report) in [("text", &text), ("markdown", &markdown)] {
                let lines: Vec<&str> = report.lines().filter(|line| line.contains(name)).collect();
                assert!(!lines.is_empty() || is_cut, "{told}\n{format}: {name}\n{report}");
                let short: Vec<String> = values.iter().filter(|v| v.len() < 200).cloned().collect();
                let is_told = |line: &&str| short.iter().all(|value| line.contains(value));
                assert!(
                    lines.iter().any(is_told) || is_cut,
                    "{told}\n{format}: {name} {values:?}\n{report}"
                );
            }
        }
        scanned(&written(&report, "sarif"), all, told);
        annotated(&written(&report, "github"), all, told);
        charted(&written(&report, "mermaid"), all, &label, told);
        merged(&report, all, &label, told);
    });
}

/// What a sentence about a difference says: its name with the ends, and both values.
fn is_told(sentence: &str, one: &Value) -> bool {
    let shown = |value: &Value| value.as_str().unwrap_or("unset").to_owned();
    let values = match one["change"].as_str() {
        Some("changed") => {
            let attribute = one["attribute"].as_str().unwrap();
            format!("({attribute} {} -> {})", shown(&one["from"]), shown(&one["to"]))
        }
        _ => String::new(),
    };
    let name = one["name"].as_str().unwrap();
    let head = match one["change"].as_str().unwrap() {
        "renamed" | "moved" => name.to_owned(),
        change => format!("{name} {change}"),
    };
    sentence.starts_with(&head) && (values.len() > 200 || sentence.contains(&values))
}

/// Code scanning: each difference once, by its fingerprint, the heaviest first.
fn scanned(text: &str, all: &[Value], told: &str) {
    let sarif: Value = serde_json::from_str(text).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), all.len(), "{told}");
    for one in all {
        let is_it =
            |result: &&Value| result["partialFingerprints"]["maquette/v1"] == one["fingerprint"];
        let result = results.iter().find(is_it).unwrap_or_else(|| panic!("{told}\n{one:#}"));
        let sentence = result["message"]["text"].as_str().unwrap();
        assert!(is_told(sentence, one), "{told}\n{sentence}\n{one:#}");
    }
    let weight = |result: &Value| {
        ["error", "warning", "note"].iter().position(|&level| result["level"] == level).unwrap()
    };
    assert!(results.is_sorted_by_key(weight), "{told}");
}

/// The merged picture: as many of each mark as the JSON has, and the same lines between the same
/// ends, the way that they go.
fn merged(report: &Report, all: &[Value], label: &impl Fn(&str) -> String, told: &str) {
    let overlay = Overlay::of(&report.comparisons[0]);
    let mut subjects: BTreeMap<String, (Mark, &Value)> = BTreeMap::new();
    for one in all.iter().filter(|one| one["subject"] != "scenario") {
        let mark = match one["change"].as_str().unwrap() {
            "added" => Mark::Added,
            "removed" => Mark::Removed,
            _ => Mark::Changed,
        };
        let subject = format!("{} {} {}", one["subject"], one["old_id"], one["new_id"]);
        subjects.insert(subject, (mark, one));
    }
    for mark in [Mark::Added, Mark::Removed, Mark::Changed] {
        let of_json = subjects.values().filter(|(of, _)| *of == mark).count();
        assert_eq!(overlay.marks.count(mark), of_json, "{told}: {}", mark.word());
    }
    let graph = &overlay.graph.graph;
    let mut lines: Vec<[String; 4]> = Vec::new();
    // What is gone is told by the old ids, which are others where something was renamed.
    let is_renamed = all.iter().any(|one| one["change"] == "renamed");
    let is_compared = |of: Mark| of != Mark::Dimmed && !(is_renamed && of == Mark::Removed);
    for (&ix, mark) in overlay.marks.connections.iter().filter(|(_, of)| is_compared(**of)) {
        let (from, to) = graph.edge_endpoints(ix).unwrap();
        let [from, to] = [from, to].map(|end| graph[end].label.clone());
        lines.push([mark.word().to_owned(), from, graph[ix].direction.word().to_owned(), to]);
    }
    let of_json = subjects.values().filter(|(of, one)| one["ends"].is_object() && is_compared(*of));
    let mut expected: Vec<[String; 4]> = of_json
        .map(|(mark, one)| {
            let ends = &one["ends"];
            let [from, to] = ["from", "to"].map(|end| label(ends[end].as_str().unwrap()));
            let direction = ends["direction"].as_str().unwrap().to_owned();
            [mark.word().to_owned(), from, direction, to]
        })
        .collect();
    lines.sort();
    expected.sort();
    assert_eq!(lines, expected, "{told}");
}

/// Annotations: within ten of a type, and the last says how many more there are.
fn annotated(text: &str, all: &[Value], told: &str) {
    for (word, levels) in [
        ("error", vec!["breaking"]),
        ("warning", vec!["risky"]),
        ("notice", vec!["minor", "cosmetic"]),
    ] {
        let lines: Vec<&str> =
            text.lines().filter(|line| line.starts_with(&format!("::{word} "))).collect();
        let is_of_type = |one: &&Value| levels.contains(&one["level"].as_str().unwrap());
        let expected = all.iter().filter(is_of_type).count();
        assert!(lines.len() <= 10, "{told}: {} of {word}", lines.len());
        let more = lines
            .last()
            .and_then(|line| line.split("more::").nth(1)?.split(' ').next()?.parse().ok());
        let shown = lines.len() - usize::from(more.is_some());
        assert_eq!(shown + more.unwrap_or(0), expected, "{told}\n{text}");
        for line in &lines[..shown] {
            let (_, sentence) = line[2..].split_once("::").unwrap();
            let sentence = sentence.replace("%25", "%");
            let is_it = |one: &&Value| sentence.contains(one["fingerprint"].as_str().unwrap());
            let one = all.iter().find(is_it).unwrap_or_else(|| panic!("{told}\n{line}"));
            assert!(is_of_type(&one) && is_told(&sentence, one), "{told}\n{line}\n{one:#}");
        }
    }
}

/// The chart: every connection that differs is an arrow between its ends, the way that it goes, or
/// is counted.
fn charted(chart: &str, all: &[Value], label: &impl Fn(&str) -> String, told: &str) {
    let escaped = |text: &str| {
        let text: String = text.chars().take(60).collect();
        text.replace('#', "#35;").replace('"', "#quot;").replace('&', "#amp;").replace('<', "#lt;")
    };
    let mut boxes: BTreeMap<&str, &str> = BTreeMap::new();
    let statements = || chart.lines().flat_map(|line| line.trim().split("; "));
    for statement in statements() {
        let statement = statement.strip_prefix("subgraph ").unwrap_or(statement);
        if let Some((id, rest)) = statement.split_once("[\"")
            && id.starts_with('e')
        {
            boxes.insert(id, rest);
        }
    }
    let arrows: Vec<(&str, &str, &str)> = statements()
        .filter_map(|statement| {
            let arrow = ["<-->", "<-.->", "-->", "-.->", "---", "-.-"]
                .into_iter()
                .find(|a| statement.contains(&format!(" {a}")))?;
            let (from, rest) = statement.split_once(&format!(" {arrow}"))?;
            Some((from, arrow, rest.rsplit(' ').next()?))
        })
        .collect();
    let left_out = chart.contains("more[\"and ");
    for one in all.iter().filter(|one| one["ends"].is_object()) {
        let ends = &one["ends"];
        let [from, to] = ["from", "to"].map(|end| escaped(&label(ends[end].as_str().unwrap())));
        let (tail, head) = if ends["direction"] == "back" { (to, from) } else { (from, to) };
        let is_both = ends["direction"] == "both";
        let has_head = ends["direction"] != "none";
        let is_it = |(from, arrow, to): &(&str, &str, &str)| {
            boxes[from].contains(&tail)
                && boxes[to].contains(&head)
                && arrow.starts_with('<') == is_both
                && arrow.ends_with('>') == has_head
        };
        assert!(left_out || arrows.iter().any(is_it), "{told}\n{one:#}\n{chart}");
    }
}
