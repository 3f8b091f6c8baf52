//! Tells once a file what of a graph the picture does not obey.

use super::label::fields;
use super::{Dot, Value, has_style, word};
use crate::diag::{Diagnostic, Sink, Span, codes};

/// Ranks other than `same`: a picture has no first and no last column.
const RANKS: [&str; 4] = ["min", "max", "source", "sink"];

/// Something that is not obeyed: how one of it is told, how several are, and where it stands.
struct Ignored {
    one: &'static str,
    many: &'static str,
    found: Vec<(String, Span)>,
}

/// Reports what is not obeyed; nothing where everything is.
pub(super) fn report(dot: &Dot, sink: &mut Sink) {
    let all = [
        Ignored { one: "port", many: "ports", found: ports(dot) },
        Ignored { one: "record", many: "records", found: records(dot) },
        Ignored { one: "setting", many: "settings", found: settings(dot) },
    ];
    let told: Vec<String> = all.iter().filter_map(Ignored::told).collect();
    let Some((_, first)) = all.iter().find_map(|ignored| ignored.found.first()) else { return };
    let message = format!("not drawn as Graphviz does: {}", told.join(", "));
    let help = "lines end where there is room, and the fields of a record are one text";
    sink.push(Diagnostic::new(&codes::DOT_IGNORED, Some(*first), message).with_help(help));
}

impl Ignored {
    fn told(&self) -> Option<String> {
        let (text, _) = self.found.first()?;
        Some(match self.found.len() {
            1 => format!("the {} `{text}`", self.one),
            many => format!("{many} {} such as `{text}`", self.many),
        })
    }
}

/// Places of nodes that edges name.
fn ports(dot: &Dot) -> Vec<(String, Span)> {
    let mut ports: Vec<_> = dot.ports.iter().map(|port| (port.text.clone(), port.span)).collect();
    for edge in &dot.edges {
        for (key, end) in [("tailport", edge.from), ("headport", edge.to)] {
            let port = word(&edge.attributes, key);
            ports.extend(port.map(|port| (format!("{}:{port}", dot.nodes[end].name), edge.span)));
        }
    }
    ports
}

/// Nodes that are divided into fields.
fn records(dot: &Dot) -> Vec<(String, Span)> {
    let is_divided = |label: Option<&Value>| match label {
        Some(Value::Text(label)) => {
            fields(label).iter().filter(|text| !text.is_empty()).count() > 1
        }
        _ => false,
    };
    dot.nodes
        .iter()
        .filter(|node| super::is_record(&node.attributes) && !has_style(&node.attributes, "invis"))
        .filter(|node| is_divided(node.attributes.get("label")))
        .map(|node| (node.name.clone(), node.span))
        .collect()
}

/// Wishes for the layout that it cannot fulfill.
fn settings(dot: &Dot) -> Vec<(String, Span)> {
    let ranks = dot.subgraphs.iter().filter_map(|subgraph| {
        let rank = word(&subgraph.attributes, "rank").filter(|rank| RANKS.contains(rank))?;
        Some((format!("rank={rank}"), subgraph.span))
    });
    ranks.collect()
}
