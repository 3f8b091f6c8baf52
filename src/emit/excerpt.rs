//! What a document says of a picture that it shows: a text in its place, the steps, the tables.

use super::md;
use super::txt::{sentence_case, size};
use super::wording::{Heads, distinct_names, ends, one_line};
use super::xml::escaped;
use crate::diag::log::inert;
use crate::graph::{ArchGraph, Flow};

/// Letters for the names of what there is in an alternative text.
const ROOM_FOR_NAMES: usize = 240;
/// Letters for the connections of a flow.
const ROOM_FOR_A_FLOW: usize = 120;
/// Letters for the title.
const ROOM_FOR_TITLE: usize = 120;

/// The architecture on one line, for whoever does not see its picture: what it is, what there is,
/// and what flows. Of large ones it says the first things and how many more there are.
pub fn alternative(arch: &ArchGraph) -> String {
    let names = distinct_names(arch);
    let mut parts = vec![format!("{}.", cut(&one_line(&arch.title), ROOM_FOR_TITLE)), size(arch)];
    let nodes = arch.graph.node_indices().filter(|&ix| !arch.graph[ix].is_container());
    let nodes: Vec<String> = nodes.map(|ix| names[ix.index()].clone()).collect();
    if !nodes.is_empty() {
        parts.push(format!("What there is: {}.", shortened(&nodes, ROOM_FOR_NAMES)));
    }
    for flow in Flow::ALL {
        let flows = flows(arch, flow, &names);
        if !flows.is_empty() {
            let told = shortened(&flows, ROOM_FOR_A_FLOW);
            parts.push(format!("{}: {told}.", sentence_case(flow.word())));
        }
    }
    inert(&parts.join(" "))
}

/// The beginning of a text.
fn cut(text: &str, room: usize) -> String {
    match text.char_indices().nth(room) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

/// The first of some texts, as many as there is room for but one at least, and how many more there
/// are.
fn shortened(texts: &[String], room: usize) -> String {
    let ends = texts.iter().scan(0, |end, text| {
        *end += text.chars().count();
        Some(*end)
    });
    let count = ends.take_while(|&end| end <= room).count().max(1).min(texts.len());
    let shown: Vec<String> = texts[..count].iter().map(|text| cut(text, room)).collect();
    let left = texts.len() - count;
    let more = if left > 0 { format!("; and {left} more") } else { String::new() };
    shown.join("; ") + &more
}

/// `trailer to IoT Hub (telemetry)` for each connection of a flow.
fn flows(arch: &ArchGraph, flow: Flow, names: &[String]) -> Vec<String> {
    let of_flow = arch.graph.edge_indices().filter(|&ix| arch.graph[ix].flow == flow);
    let told = of_flow.filter_map(|ix| {
        let (from, to, heads) = ends(arch, ix)?;
        let word = if heads == Heads::One { "to" } else { "and" };
        let label = one_line(&arch.graph[ix].label);
        let label = if label.is_empty() { label } else { format!(" ({label})") };
        Some(format!("{} {word} {}{label}", names[from.index()], names[to.index()]))
    });
    told.collect()
}

/// A picture in Markdown.
pub fn image(alternative: &str, address: &str) -> String {
    format!("![{}]({address})", md::escape(alternative))
}

/// Two files of one picture in HTML: the scheme of the page or the reader chooses.
pub fn picture(alternative: &str, [light, dark]: [&str; 2]) -> String {
    format!(
        "<picture>\n\
         <source media=\"(prefers-color-scheme: dark)\" srcset=\"{}\">\n\
         <img alt=\"{}\" src=\"{}\">\n\
         </picture>",
        escaped(&relative(dark)),
        without_braces(&escaped(alternative)),
        escaped(&relative(light))
    )
}

/// An address that no bundler takes for the name of a package.
fn relative(address: &str) -> String {
    if address.starts_with('.') { address.to_owned() } else { format!("./{address}") }
}

/// A picture in HTML with words below it.
pub fn captioned(picture: &str, words: &str) -> String {
    format!(
        "<figure style=\"margin:1em 0\">\n{picture}\n<figcaption>{}</figcaption>\n</figure>",
        without_braces(&escaped(words))
    )
}

/// Texts of markup without braces, which what makes pages of Markdown may take for code.
pub fn without_braces(markup: &str) -> String {
    markup.replace('{', "&#123;").replace('}', "&#125;")
}

/// The numbered steps as a list in Markdown; nothing if there are none.
pub fn steps(arch: &ArchGraph) -> String {
    md::step_list(arch)
}

/// The tables of services, places and connections in Markdown, each below its name.
pub fn tables(arch: &ArchGraph) -> String {
    let tables = md::tables(arch).into_iter();
    tables.map(|(name, table)| format!("**{name}**\n\n{table}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{alternative, picture};
    use crate::graph::sample::{Sample, connection, container, node};

    #[test]
    fn an_alternative_says_what_there_is_and_what_flows() {
        let arch = Sample::new("Cold\nchain")
            .element(node("trailer", "device", "field"), None)
            .element(container("west", "region"), None)
            .element(node("hub", "iot-hub", "ingest"), Some("west"))
            .connection("trailer", "hub", connection("telemetry", "data"))
            .connection("hub", "trailer", connection("", "control"))
            .build();
        assert_eq!(
            alternative(&arch),
            "Cold chain. Hybrid architecture with 2 elements in 1 place and 2 connections. \
             What there is: trailer; hub. Data: trailer to hub (telemetry). \
             Control: hub to trailer."
        );
    }

    #[test]
    fn a_large_one_is_shortened() {
        let mut sample = Sample::new(&"long ".repeat(1000));
        for at in 0..200 {
            sample = sample.element(node(&format!("pump-{at}"), "device", "field"), None);
        }
        for at in 1..200 {
            let to = format!("pump-{at}");
            sample = sample.connection("pump-0", &to, connection("water", "data"));
        }
        let text = alternative(&sample.build());
        assert!(text.len() < 1000, "{} letters: {text}", text.len());
        assert!(text.contains("pump-1;") && text.contains("; and 1"), "{text}");
    }

    #[test]
    fn what_would_end_an_attribute_is_escaped() {
        let html = picture("a \"b\" <c> {d}", ["x&y.svg", "z.svg"]);
        assert!(
            html.contains("alt=\"a &quot;b&quot; &lt;c&gt; &#123;d&#125;\" src=\"./x&amp;y.svg\""),
            "{html}"
        );
    }
}
