//! How many shapes a browser draws for an icon: what is used several times is drawn several times.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

/// An icon that expands to more elements is no icon.
pub(super) const MOST_ELEMENTS: usize = 10_000;
/// References lead to references this often at most.
const MOST_STEPS: usize = 40;

/// Whether a cleaned icon, its references followed, stays within the bounds.
pub(super) fn is_bounded(body: &str) -> bool {
    let text = format!("<svg>{body}</svg>");
    let Ok(document) = Document::parse(&text) else { return false };
    let named = document.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
    let mut counter = Counter { named: named.collect(), known: BTreeMap::new() };
    counter.count(document.root_element(), 0) <= MOST_ELEMENTS
}

struct Counter<'a> {
    named: BTreeMap<&'a str, Node<'a, 'a>>,
    /// What ids expand to; none while it is counted: what refers to itself is not drawn.
    known: BTreeMap<&'a str, Option<usize>>,
}

impl<'a> Counter<'a> {
    /// Elements that an element expands to, with all it holds; more than the bound where it is
    /// not worth to count on.
    fn count(&mut self, element: Node<'a, 'a>, steps: usize) -> usize {
        let mut sum: usize = 0;
        for node in element.descendants().filter(Node::is_element) {
            sum = sum.saturating_add(1);
            for attribute in node.attributes() {
                if let Some(id) = reference(attribute.value()) {
                    sum = sum.saturating_add(self.referred(id, steps + 1));
                }
            }
            if sum > MOST_ELEMENTS {
                break;
            }
        }
        sum
    }

    fn referred(&mut self, id: &'a str, steps: usize) -> usize {
        if let Some(known) = self.known.get(id) {
            return known.unwrap_or(0);
        }
        let Some(&target) = self.named.get(id) else { return 0 };
        if steps > MOST_STEPS {
            return usize::MAX;
        }
        self.known.insert(id, None);
        let count = self.count(target, steps);
        self.known.insert(id, Some(count));
        count
    }
}

/// The id that the value of a cleaned attribute refers to: `#id` or `url(#id)`.
fn reference(value: &str) -> Option<&str> {
    let inside = value.strip_prefix("url(").and_then(|rest| rest.strip_suffix(')'));
    // Colors begin with `#` as well; no id that is kept is called like one.
    inside.unwrap_or(value).strip_prefix('#')
}

#[cfg(test)]
mod tests {
    use super::is_bounded;

    /// Levels that use the level below ten times each.
    fn tower(levels: usize, attribute: impl Fn(usize) -> String) -> String {
        let level = |at: usize| {
            let uses = format!("<g {}/>", attribute(at)).repeat(10);
            format!("<g id=\"icon_l{}\">{uses}</g>", at + 1)
        };
        let levels: String = (0..levels).map(level).collect();
        format!("<g id=\"icon_l0\"><path d=\"M0 0\"/></g>{levels}")
    }

    #[test]
    fn what_is_used_several_times_counts_several_times() {
        for name in ["href", "mask", "clip-path", "fill"] {
            let refer = |at: usize| match name {
                "href" => format!("href=\"#icon_l{at}\""),
                name => format!("{name}=\"url(#icon_l{at})\""),
            };
            assert!(is_bounded(&tower(2, refer)), "{name}");
            assert!(!is_bounded(&tower(10, refer)), "{name}");
        }
    }

    #[test]
    fn circles_and_long_chains_end() {
        assert!(is_bounded("<g id=\"icon_a\"><use href=\"#icon_a\"/></g><use href=\"#icon_a\"/>"));
        let chain: String = (0..9000)
            .map(|at| format!("<g id=\"c{at}\"><use href=\"#c{}\"/></g>", at + 1))
            .collect();
        assert!(!is_bounded(&chain));
    }
}
