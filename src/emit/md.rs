//! Markdown: tables of services and connections.

use std::fmt::Write as _;

use super::steps::sentences;
use super::wording::{Heads, distinct_names, ends, grouped, one_line, protocol};
use super::{Drawing, is_safe_link};
use crate::diag::log::inert;
use crate::graph::{ArchGraph, Connection, Element, ElementIx, Flow, Status};

/// Writes the architecture as Markdown.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    markdown(drawing.graph).into_bytes()
}

/// The architecture as Markdown: a heading, a table of elements, a table of connections.
///
/// Columns that would be empty in every row are left out.
fn markdown(arch: &ArchGraph) -> String {
    let mut out = format!("# {}\n", escape(&arch.title));
    if !arch.description.trim().is_empty() {
        let _ = write!(out, "\n{}\n", inert(&paragraph(&arch.description)));
    }
    let steps = Some(("Steps", step_list(arch))).filter(|(_, list)| !list.is_empty());
    for (heading, text) in steps.into_iter().chain(tables(arch)) {
        let _ = write!(out, "\n## {heading}\n\n{text}");
    }
    out
}

/// The tables by their headings; none without rows.
pub(super) fn tables(arch: &ArchGraph) -> Vec<(&'static str, String)> {
    let names = distinct_names(arch);
    let places: Vec<_> = of_shape(arch, true).collect();
    let services: Vec<_> = of_shape(arch, false).collect();
    let tables = [
        ("Services", table(&elements(arch, &services))),
        ("Places", table(&elements(arch, &places))),
        ("Connections", table(&connections(arch, &names))),
    ];
    tables.into_iter().filter(|(_, table)| !table.is_empty()).collect()
}

/// The numbered steps, as a list that begins at the first number; nothing if there are none.
pub(super) fn step_list(arch: &ArchGraph) -> String {
    let sentences = sentences(arch);
    let Some(&(first, _)) = sentences.first() else { return String::new() };
    // Markdown counts on by itself: where a number is missing, the numbers are text.
    let counts_on = sentences.iter().zip(first..).all(|(&(step, _), number)| step == number);
    let mut out = String::new();
    for (step, sentence) in sentences {
        let sentence = paragraph(&sentence);
        let _ = if counts_on {
            writeln!(out, "{step}. {sentence}")
        } else {
            writeln!(out, "- **{step}** {sentence}")
        };
    }
    out
}

fn of_shape(arch: &ArchGraph, container: bool) -> impl Iterator<Item = ElementIx> + '_ {
    arch.graph.node_indices().filter(move |&ix| arch.graph[ix].is_container() == container)
}

/// A column: its heading and a cell for each row.
pub(super) type Column = (&'static str, Vec<String>);

fn elements(arch: &ArchGraph, chosen: &[ElementIx]) -> Vec<Column> {
    let column = |cell: &dyn Fn(&Element) -> String| {
        chosen.iter().map(|&ix| cell(&arch.graph[ix])).collect::<Vec<_>>()
    };
    let place = |ix: &ElementIx| {
        let path: Vec<_> =
            arch.ancestors(*ix).iter().map(|&at| escape(&arch.graph[at].name())).collect();
        path.join(" / ")
    };
    vec![
        ("Name", column(&|element| linked(&escape(&element.name()), element.link.as_deref()))),
        ("Kind", column(&|element| linked(&escape(&element.kind_name), element.docs.as_deref()))),
        ("In", chosen.iter().map(place).collect()),
        ("Count", column(&|element| element.count.map(grouped).unwrap_or_default())),
        ("Status", column(&|element| status(element.status).to_owned())),
        ("What it does", column(&|element| escape(&element.summary))),
        ("Note", column(&|element| element.note.as_deref().map(escape).unwrap_or_default())),
    ]
}

fn connections(arch: &ArchGraph, names: &[String]) -> Vec<Column> {
    let mut order: Vec<_> = arch.graph.edge_indices().collect();
    order.sort_by_key(|&ix| Flow::ALL.iter().position(|&flow| flow == arch.graph[ix].flow));
    let column = |cell: &dyn Fn(&Connection) -> String| {
        order.iter().map(|&ix| cell(&arch.graph[ix])).collect::<Vec<_>>()
    };
    let end = |pick: &dyn Fn((ElementIx, ElementIx, Heads)) -> String| {
        order.iter().map(|&ix| ends(arch, ix).map(pick).unwrap_or_default()).collect::<Vec<_>>()
    };
    vec![
        ("From", end(&|(from, _, _)| escape(&names[from.index()]))),
        ("", end(&|(_, _, heads)| arrow(heads).to_owned())),
        ("To", end(&|(_, to, _)| escape(&names[to.index()]))),
        ("What", column(&|c| linked(&escape(&c.label), c.link.as_deref()))),
        ("Flow", column(&|c| c.flow.word().to_owned())),
        ("Protocol", column(&|c| protocol(c).map(|text| escape(&text)).unwrap_or_default())),
        (
            "Authentication",
            column(&|c| c.authentication.as_deref().map(escape).unwrap_or_default()),
        ),
        ("Optional", column(&|c| if c.optional { "yes" } else { "" }.to_owned())),
        ("Step", column(&|c| c.step.map(|step| step.to_string()).unwrap_or_default())),
        ("Note", column(&|c| c.note.as_deref().map(escape).unwrap_or_default())),
    ]
}

pub(super) const fn arrow(heads: Heads) -> &'static str {
    match heads {
        Heads::One => "→",
        Heads::Two => "↔",
        Heads::None => "–",
    }
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Available => "",
        other => other.word(),
    }
}

/// A table without the columns that are empty in every row; nothing if it would have no rows.
pub(super) fn table(columns: &[Column]) -> String {
    let used: Vec<&Column> =
        columns.iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect();
    let rows = used.first().map_or(0, |(_, cells)| cells.len());
    if rows == 0 {
        return String::new();
    }
    let mut out = "|".to_owned();
    for (name, _) in &used {
        let _ = write!(out, " {name} |");
    }
    out += "\n|";
    for _ in &used {
        out += " --- |";
    }
    out.push('\n');
    for row in 0..rows {
        out.push('|');
        for (_, cells) in &used {
            let _ = write!(out, " {} |", cells[row]);
        }
        out.push('\n');
    }
    out
}

/// A link, where the address is one that may be followed.
pub(super) fn linked(text: &str, address: Option<&str>) -> String {
    match address.filter(|address| !text.is_empty() && is_safe_link(address)) {
        Some(address) => {
            let address: String = address
                .chars()
                .map(|c| match c {
                    '<' => "%3C".to_owned(),
                    '>' => "%3E".to_owned(),
                    '|' => "%7C".to_owned(),
                    '&' => "&amp;".to_owned(),
                    '#' => "&#35;".to_owned(),
                    other => other.to_string(),
                })
                .collect();
            format!("[{text}](<{address}>)")
        }
        None => text.to_owned(),
    }
}

/// The text on one line, with everything that Markdown or HTML would read as markup escaped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::new();
    let text = one_line(text);
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            // Braces are code to what makes pages of Markdown, some of it whatever stands before them.
            '{' => out += "&#123;",
            '}' => out += "&#125;",
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '@' => out += "&#64;",
            // A bare address becomes a link by itself.
            ':' if rest.starts_with("//") => out += "&#58;",
            '.' if ends_in_www(&out) => out += "&#46;",
            other => out.push(other),
        }
    }
    out
}

/// The text as a paragraph or an item of a list, where it begins neither another list nor a rule.
pub(crate) fn paragraph(text: &str) -> String {
    let mut text = escape(text.trim_start());
    let number = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(number) {
        Some(b'.' | b')') if number > 0 => text.insert(number, '\\'),
        Some(b'-' | b'+' | b'=') if number == 0 => text.insert(0, '\\'),
        _ => {}
    }
    text
}

/// Whether a text ends like an address without a protocol begins.
fn ends_in_www(text: &str) -> bool {
    text.len() >= 3 && text.as_bytes()[text.len() - 3..].eq_ignore_ascii_case(b"www")
}

#[cfg(test)]
mod tests {
    use super::{escape, linked, markdown, paragraph};
    use crate::graph::sample::{Sample, connection, node};

    #[test]
    fn empty_columns_and_tables_are_left_out() {
        let mut hub = node("hub", "iot-hub", "ingest");
        hub.docs = Some("https://learn.microsoft.com/azure/iot-hub/".to_owned());
        let arch = Sample::new("Cold | chain")
            .element(node("trailer", "device", "field"), None)
            .element(hub, None)
            .connection("trailer", "hub", connection("telemetry", "data"))
            .build();
        assert_eq!(
            markdown(&arch),
            "# Cold \\| chain\n\n\
             ## Services\n\n\
             | Name | Kind |\n| --- | --- |\n\
             | trailer | device |\n\
             | hub | [iot-hub](<https://learn.microsoft.com/azure/iot-hub/>) |\n\n\
             ## Connections\n\n\
             | From |  | To | What | Flow |\n| --- | --- | --- | --- | --- |\n\
             | trailer | → | hub | telemetry | data |\n"
        );
    }

    #[test]
    fn markup_in_names_stays_text() {
        assert_eq!(escape("a|b\n*c* <d> @e"), "a\\|b \\*c\\* &lt;d&gt; &#64;e");
        assert_eq!(linked("x", Some("javascript:alert(1)")), "x");
        assert_eq!(linked("x", Some("a>|")), "[x](<a%3E%7C>)");
        let paragraphs = ["- a", "1. a", "12) a", "+ a", "---", "1.5 kg", "a - b"].map(paragraph);
        assert_eq!(
            paragraphs,
            ["\\- a", "1\\. a", "12\\) a", "\\+ a", "\\---", "1\\.5 kg", "a - b"]
        );
        assert_eq!(escape("see https://evil.example"), "see https&#58;//evil.example");
        assert_eq!(escape("Www.evil.example a:b"), "Www&#46;evil.example a:b");
    }
}
