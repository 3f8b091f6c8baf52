//! Markdown documents with marked blocks.

use maquette::model::page::WIDTHS;

use super::choices::Choices;
use super::words::{text, wounded};

/// The text of a document: blocks and what may be taken for one, between other lines.
pub fn document(choices: &mut Choices<'_>) -> String {
    let end = choices.pick(&["\n", "\n", "\r\n"]);
    let text = choices.some(12, |choices, _| match choices.below(3) {
        0 => format!("{}{end}", line(choices)),
        _ => block(end, choices),
    });
    wounded(text, choices)
}

/// A block, once in a while without its end.
fn block(end: &str, choices: &mut Choices<'_>) -> String {
    let indent = choices.pick(&["", "", "", " ", "   ", "    ", "\t", "> "]);
    let inside = choices.any(3, |choices, _| format!("{}{end}", line(choices)));
    let close = choices.pick(&["<!-- /maquette -->", "<!--/maquette-->", "<!-- /maquette -->", ""]);
    format!("{indent}{}{end}{inside}{indent}{close}{end}", mark(choices))
}

fn mark(choices: &mut Choices<'_>) -> String {
    let scenarios = ["a.toml", "\"b c.toml\"", "../a.toml", "plans/é.toml"];
    let scenario = match choices.below(8) {
        0 => choices.pick(&["", "\"", "/etc/hostname", "https://a.example/b.toml", ".git/c.toml"]),
        _ => choices.pick(&scenarios),
    };
    let words = choices.any(4, |choices, _| format!(" {}", word(choices)));
    format!("<!-- maquette: {scenario}{words} -->")
}

fn word(choices: &mut Choices<'_>) -> String {
    match choices.below(8) {
        0 => "view=data".to_owned(),
        1 => format!("\"view={}\"", text(choices).replace(['"', '\n'], " ")),
        2 => format!("depth={}", choices.below(120)),
        3 => format!("width={}", WIDTHS[choices.below(WIDTHS.len())].0),
        4 => format!("direction={}", choices.pick(&["lr", "tb", "auto", "up"])),
        5 => choices.pick(&["picture", "inline"]).to_owned(),
        _ => choices.pick(&["steps", "table"]).to_owned(),
    }
}

/// A line that is none of ours.
fn line(choices: &mut Choices<'_>) -> String {
    let known = [
        "",
        "# Fleet",
        "```",
        "````md",
        "~~~",
        "    code",
        "<!-- x -->",
        "-->",
        "`<!-- maquette: a.toml -->`",
        "\u{feff}",
        "| a | b |",
        "<div>",
        "<!-- maquette:",
        "<!-- maquette-diff -->",
    ];
    match choices.below(4) {
        0 => text(choices),
        _ => choices.pick(&known).to_owned(),
    }
}
