//! `maquette score`: how good drawings are, by the metrics that every tool is measured with.

use maquette::catalog::Catalog;
use maquette::diag::log::inert_json;
use maquette::diag::{Severity, Sources};
use maquette::layout::{Score, Value, Violation, score, verify};
use maquette::pipeline::{self, Depth, Options};
use serde_json::{Map, Value as Json, json};

use crate::cli::args::{Common, ScoreArgs};
use crate::cli::check::outcome;
use crate::cli::drawing;
use crate::cli::files::input::{self, Disk, Input};
use crate::cli::findings::{self, Checked};
use crate::cli::outcome::{Outcome, Run};
use crate::cli::parallel;
use crate::cli::terminal;
use crate::cli::terminal::table::Table;
use crate::cli::terminal::wording::plural;

/// A drawing that was measured.
struct Scored {
    file: String,
    nodes: usize,
    edges: usize,
    score: Score,
    /// Breaches of the layout's contract; there should be none.
    violations: Vec<Violation>,
    /// What the engine had to give up.
    remarks: Vec<String>,
}

/// Runs the command.
pub fn run(args: &ScoreArgs, common: &Common) -> Run {
    let catalog = input::catalog(common)?;
    let options = Options { view: args.view.clone(), ..drawing::options(&args.draw, common)? };
    let inputs = input::collect(&args.paths, common);
    let mut checked = Vec::new();
    if !inputs.problems.is_empty() {
        let (name, sources) = (String::new(), Sources::default());
        checked.push(Checked { name, findings: inputs.problems, sources });
    }
    let mut all = Vec::new();
    for (found, scored) in parallel::map(&inputs.scenarios, common.jobs, |scenario| {
        measured(scenario, &catalog, &options)
    }) {
        checked.push(found);
        all.extend(scored);
    }
    report(&checked, common);
    let text = match (args.json, all.as_slice()) {
        (true, all) => {
            inert_json(&format!("{:#}\n", Json::Array(all.iter().map(as_json).collect())))
        }
        (false, [one]) => metrics_of(one),
        (false, []) => String::new(),
        (false, all) => files(all),
    };
    if args.json {
        terminal::print_as_it_is(&text)?;
    } else {
        terminal::print(&text)?;
    }
    let broken = all.iter().any(|one| !one.violations.is_empty());
    complain(&all);
    let found = outcome(&checked, Severity::Error);
    Ok(if broken { found.max(Outcome::Findings) } else { found })
}

/// Draws one scenario or DOT file and measures the drawing.
fn measured(input: &Input, catalog: &Catalog, options: &Options) -> (Checked, Option<Scored>) {
    let name = input.name.clone();
    let text = match input::read(input, catalog.limits) {
        Ok(text) => text,
        Err(problem) => {
            let sources = Sources::default();
            return (Checked { name, findings: vec![problem], sources }, None);
        }
    };
    let disk = Disk::around(&name, catalog.limits);
    let mut expanded = pipeline::expand(&name, &text, &disk, catalog);
    let options = options.for_page(&expanded.page());
    let scored = pipeline::show(&mut expanded, &options).map(|graph| {
        let picture = pipeline::draw(graph, &options, Depth::Picture);
        let (input, layout) = (&picture.measured.input, &picture.layout);
        Scored {
            file: name.clone(),
            nodes: input.nodes.len(),
            edges: input.edges.len(),
            score: score(input, layout),
            violations: verify(input, layout),
            remarks: layout.remarks.clone(),
        }
    });
    (Checked { name, findings: expanded.findings, sources: expanded.sources }, scored)
}

/// Prints findings where they prevent a score; the rest is the business of `check`.
fn report(checked: &[Checked], common: &Common) {
    let colors = common.color.on_stderr();
    for one in checked {
        let errors: Vec<_> =
            one.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
        if !errors.is_empty() {
            terminal::say_colored(findings::text(&errors, &one.sources, colors).trim_end());
        }
    }
}

/// One file: a metric a line.
fn metrics_of(one: &Scored) -> String {
    let mut table = Table::new(&["metric", "value", "must be"]);
    table.row(["nodes", &one.nodes.to_string(), ""]);
    table.row(["edges", &one.edges.to_string(), ""]);
    for (name, value) in one.score.rows() {
        table.row([name, &said(value), must_be(name)]);
    }
    table.text()
}

/// Several files: a file a line.
fn files(all: &[Scored]) -> String {
    let names = Score::default().rows().map(|(name, _)| name);
    let columns: Vec<&'static str> = ["file", "nodes", "edges"].into_iter().chain(names).collect();
    let mut table = Table::new(&columns);
    for one in all {
        let head = [one.file.clone(), one.nodes.to_string(), one.edges.to_string()];
        table.row(head.into_iter().chain(one.score.rows().map(|(_, value)| said(value))));
    }
    table.text() + &totals(all)
}

/// What several drawings are together, in one line.
fn totals(all: &[Scored]) -> String {
    let scores = || all.iter().map(|one| &one.score);
    let sum = |of: fn(&Score) -> usize| scores().map(of).sum::<usize>();
    let length: f64 = scores().map(|score| score.length_px).sum();
    let least_reading = scores().map(|score| score.reading).fold(f64::INFINITY, f64::min);
    let most_width = scores().map(|score| score.width).fold(0.0, f64::max);
    let order: f64 = scores().map(|score| score.order).sum::<f64>() / all.len().max(1) as f64;
    format!(
        "total of {}: {}, {}, {length:.0} px of lines, {} of {} without a place, \
         reading at least {least_reading:.2}, width at most {most_width:.0}, mean order {order:.2}\n",
        plural(all.len(), "file"),
        plural(sum(|score| score.crossings), "crossing"),
        plural(sum(|score| score.bends), "bend"),
        sum(|score| score.unlabeled),
        plural(sum(|score| score.labels), "label"),
    )
}

fn as_json(one: &Scored) -> Json {
    let number = |value| match value {
        Value::Count(count) => Json::from(count),
        Value::Ratio(number) | Value::Pixels(number) => {
            Json::from((number * 1000.0).round() / 1000.0)
        }
    };
    let metrics: Map<String, Json> =
        one.score.rows().into_iter().map(|(name, v)| (name.to_owned(), number(v))).collect();
    let violations: Vec<String> = one.violations.iter().map(ToString::to_string).collect();
    json!({
        "file": one.file,
        "nodes": one.nodes,
        "edges": one.edges,
        "metrics": metrics,
        "violations": violations,
        "remarks": one.remarks,
    })
}

fn said(value: Value) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Ratio(ratio) => format!("{ratio:.2}"),
        Value::Pixels(pixels) => format!("{pixels:.0}"),
    }
}

/// What a metric has to be, where that is fixed.
fn must_be(metric: &str) -> &'static str {
    match metric {
        "node_overlaps" | "edge_node_hits" | "title_hits" | "label_hits" | "shared_lines" => "0",
        "edge_container_hits" => "0 where possible",
        "aspect" => "0.6 to 2.2 for 9 to 40 nodes",
        "flow" => "1, for `layered`",
        "order" => "at least 0.95",
        "reading" => "at least 12",
        "unlabeled" => "at most 2 % of the labels",
        "width" => "at most 960",
        "height" => "at most 1400 for up to 36 nodes",
        _ => "",
    }
}

/// Says what breaks the contract, and what an engine gave up.
fn complain(all: &[Scored]) {
    for one in all {
        for remark in &one.remarks {
            terminal::say(&format!("{}: {remark}", one.file));
        }
        if let Some(first) = one.violations.first() {
            let count = plural(one.violations.len(), "violation");
            terminal::say(&format!("{}: {count} of the layout's contract: {first}", one.file));
        }
    }
}
