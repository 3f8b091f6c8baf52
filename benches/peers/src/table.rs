//! The results as Markdown.

use std::fmt::Write as _;

use maquette::layout::Score;

use crate::corpora;
use crate::peers::PEERS;

/// One graph with one tool.
pub struct Row {
    /// Corpus of the graph.
    pub corpus: &'static str,
    /// Name of the graph.
    pub graph: String,
    /// Position in [`PEERS`].
    pub peer: usize,
    /// Time of the whole process.
    pub seconds: f64,
    /// Peak memory.
    pub megabytes: f64,
    /// The metrics, or why there are none.
    pub score: Result<Score, String>,
}

/// A metric of the table.
struct Column {
    title: &'static str,
    value: fn(&Score) -> f64,
    decimals: usize,
    /// Whether the table shows a mean instead of a sum.
    is_mean: bool,
    /// Whether curves have no such number.
    only_angular: bool,
    better: Better,
}

/// Which numbers are better.
#[derive(Clone, Copy, PartialEq)]
enum Better {
    Less,
    More,
    /// It depends.
    Neither,
}

const fn sum(title: &'static str, value: fn(&Score) -> f64) -> Column {
    Column { title, value, decimals: 0, is_mean: false, only_angular: false, better: Better::Less }
}

const fn mean(title: &'static str, value: fn(&Score) -> f64) -> Column {
    Column { title, value, decimals: 2, is_mean: true, only_angular: false, better: Better::Less }
}

const COLUMNS: [Column; 18] = [
    sum("node overlaps", |s| s.node_overlaps as f64),
    sum("edge-node hits", |s| s.edge_node_hits as f64),
    sum("edge-container hits", |s| s.edge_container_hits as f64),
    sum("title hits", |s| s.title_hits as f64),
    sum("label hits", |s| s.label_hits as f64),
    sum("shared lines", |s| s.shared_lines as f64),
    sum("crossings", |s| s.crossings as f64),
    Column { only_angular: true, ..sum("bends", |s| s.bends as f64) },
    mean("length", |s| s.length),
    mean("area", |s| s.area),
    Column { better: Better::Neither, ..mean("aspect", |s| s.aspect) },
    Column { better: Better::Neither, ..mean("flow", |s| s.flow) },
    Column { better: Better::Neither, ..mean("order", |s| s.order) },
    Column { better: Better::More, ..mean("reading", |s| s.reading) },
    sum("unlabeled", |s| s.unlabeled as f64),
    sum("length px", |s| s.length_px),
    Column { decimals: 0, better: Better::Neither, ..mean("width", |s| s.width) },
    Column { decimals: 0, better: Better::Neither, ..mean("height", |s| s.height) },
];

/// One table a corpus and one over all. A cell holds the tool's number and, after a slash,
/// maquette's on the graphs that the tool finished.
pub fn markdown(rows: &[Row]) -> String {
    let mut text = String::new();
    for corpus in corpora::NAMES {
        let of: Vec<&Row> = rows.iter().filter(|row| row.corpus == corpus).collect();
        if !of.is_empty() {
            let _ = writeln!(text, "### {corpus}\n\n{}", one_table(&of));
        }
    }
    let all: Vec<&Row> = rows.iter().collect();
    let _ = writeln!(text, "### all corpora\n\n{}", one_table(&all));
    text
}

fn one_table(rows: &[&Row]) -> String {
    let mut text = String::from("| tool | graphs | seconds | most MB |");
    for column in &COLUMNS {
        let _ = write!(text, " {} |", column.title);
    }
    let _ = writeln!(text, "\n|---|{}", "---:|".repeat(COLUMNS.len() + 3));
    for (peer, tool) in PEERS.iter().enumerate() {
        let tried: Vec<&&Row> = rows.iter().filter(|row| row.peer == peer).collect();
        if tried.is_empty() {
            continue;
        }
        let pairs: Vec<(&Row, &Row)> =
            tried.iter().filter_map(|row| Some((**row, partner(rows, row)?))).collect();
        let all = rows.iter().filter(|row| row.peer == 0).count();
        let seconds = compared(&pairs, peer, false, 2, |row| row.seconds);
        let most = pairs.iter().map(|(row, _)| row.megabytes).fold(0.0, f64::max);
        let _ = write!(text, "| {} | {}/{all} | {seconds} | {most:.0} |", tool.name, pairs.len());
        for column in &COLUMNS {
            let has_none = (tool.is_curved && column.only_angular) || pairs.is_empty();
            let cell = if has_none {
                "-".to_owned()
            } else {
                let value = |row: &Row| row.score.as_ref().map_or(0.0, column.value);
                compared(&pairs, peer, column.is_mean, column.decimals, value)
            };
            let _ = write!(text, " {cell} |");
        }
        text.push('\n');
    }
    text
}

/// maquette's row for the same graph, if both finished.
fn partner<'a>(rows: &[&'a Row], row: &Row) -> Option<&'a Row> {
    row.score.as_ref().ok()?;
    let same = |r: &&&Row| r.peer == 0 && r.corpus == row.corpus && r.graph == row.graph;
    rows.iter().find(same).copied().filter(|r| r.score.is_ok())
}

fn compared(
    pairs: &[(&Row, &Row)],
    peer: usize,
    is_mean: bool,
    decimals: usize,
    value: impl Fn(&Row) -> f64,
) -> String {
    let by = if is_mean { pairs.len().max(1) as f64 } else { 1.0 };
    let theirs = pairs.iter().map(|(row, _)| value(row)).sum::<f64>() / by;
    let ours = pairs.iter().map(|(_, row)| value(row)).sum::<f64>() / by;
    if peer == 0 {
        format!("{theirs:.decimals$}")
    } else {
        format!("{theirs:.decimals$} / {ours:.decimals$}")
    }
}

/// Where another tool is better than maquette, the largest differences first.
pub fn losses(rows: &[Row]) -> String {
    let all: Vec<&Row> = rows.iter().collect();
    let mut text = String::new();
    for column in COLUMNS.iter().filter(|column| column.better != Better::Neither) {
        let mut found: Vec<(f64, String)> = Vec::new();
        for row in rows.iter().filter(|row| row.peer != 0) {
            let (Some(ours), Ok(theirs)) = (partner(&all, row), &row.score) else { continue };
            if column.only_angular && PEERS[row.peer].is_curved {
                continue;
            }
            let theirs = (column.value)(theirs);
            let ours = ours.score.as_ref().map_or(0.0, column.value);
            let loss = if column.better == Better::Less { ours - theirs } else { theirs - ours };
            if loss > 0.0 {
                let d = column.decimals;
                let tool = PEERS[row.peer].name;
                let line = format!(
                    "{}/{}: maquette {ours:.d$}, {tool} {theirs:.d$}",
                    row.corpus, row.graph
                );
                found.push((loss, line));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        if !found.is_empty() {
            let _ = writeln!(text, "#### {}: {} cases\n", column.title, found.len());
            for (_, line) in found.iter().take(15) {
                let _ = writeln!(text, "- {line}");
            }
            text.push('\n');
        }
    }
    text
}
