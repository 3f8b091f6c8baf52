//! What the patterns of a view are like: which elements and connections they take.

use crate::graph::{ArchGraph, ConnectionIx, ElementIx};
use crate::model::Pattern;

/// Whether the pattern asks for the element.
pub(super) fn takes_element(pattern: &Pattern, arch: &ArchGraph, ix: ElementIx) -> bool {
    let element = &arch.graph[ix];
    match pattern {
        Pattern::Kind(glob) => is_like(&element.kind, glob),
        Pattern::Id(glob) => is_like(&element.id, glob),
        Pattern::Lane(lane) => element.lane() == Some(*lane),
        Pattern::In(glob) => {
            is_like(&element.id, glob)
                || arch.ancestors(ix).iter().any(|&at| is_like(&arch.graph[at].id, glob))
        }
        Pattern::Flow(_) | Pattern::Boundary => false,
    }
}

/// Whether the pattern asks for the connection.
pub(super) fn takes_connection(pattern: &Pattern, arch: &ArchGraph, ix: ConnectionIx) -> bool {
    match pattern {
        Pattern::Flow(flow) => arch.graph[ix].flow == *flow,
        Pattern::Id(glob) => is_like(&arch.graph[ix].id, glob),
        Pattern::Boundary => crosses_boundary(arch, ix),
        Pattern::Kind(_) | Pattern::In(_) | Pattern::Lane(_) => false,
    }
}

/// Whether the ends lie directly in different containers.
fn crosses_boundary(arch: &ArchGraph, ix: ConnectionIx) -> bool {
    arch.graph
        .edge_endpoints(ix)
        .is_some_and(|(from, to)| arch.graph[from].parent != arch.graph[to].parent)
}

/// Whether `text` is like `glob`, in which `*` stands for any letters.
fn is_like(text: &str, glob: &str) -> bool {
    let mut pieces = glob.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn stars_stand_for_any_letters() {
        assert!(is_like("iot-hub", "iot-hub"));
        assert!(is_like("iot-hub", "iot-*"));
        assert!(is_like("iot-hub", "*hub"));
        assert!(is_like("rotterdam.broker", "*dam*ker"));
        assert!(is_like("x", "*"));
        assert!(!is_like("iot-hub", "iot"));
        assert!(!is_like("iot-hub", "hub*"));
        assert!(!is_like("aa", "a*a*a"));
    }
}
