//! Whether the label of an element says what it is.

use super::Element;

/// Words that tell no kind from another.
const FILLERS: [&str; 7] = ["azure", "microsoft", "for", "of", "the", "service", "node"];

impl Element {
    /// The kind for people, unless the label already says it: it begins or ends with the kind, in
    /// any order of words, or is a part of it. A label of one word, such as `Storage`, says less
    /// than `Azure Blob Storage`; one that only mentions the kind, as `Level 4, site business`,
    /// nothing.
    pub fn untold_kind(&self) -> Option<&str> {
        let (label, kind) = (self.label.to_lowercase(), self.kind_name.to_lowercase());
        let (label, kind) = (words(&label), words(&kind));
        let is_in = |some: &[&str], all: &[&str]| some.iter().all(|word| all.contains(word));
        let outermost = [label.first(), label.last()];
        let is_outermost = outermost.iter().flatten().any(|word| kind.contains(word));
        let is_named = is_in(&kind, &label) && (is_outermost || kind.is_empty());
        let says_it = is_named || (label.len() > 1 && is_in(&label, &kind));
        (!says_it).then_some(&self.kind_name)
    }
}

fn words(lower: &str) -> Vec<&str> {
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty() && !FILLERS.contains(word)).collect()
}

#[cfg(test)]
mod tests {
    use crate::graph::sample;

    #[test]
    fn the_kind_is_told_unless_the_label_is_it() {
        let told = |label: &str, kind: &str| {
            let mut element = sample::node("x", "y", "field");
            (element.label, element.kind_name) = (label.to_owned(), kind.to_owned());
            element.untold_kind().is_some()
        };
        for (label, kind) in [
            ("IoT Hub in Oslo", "IoT Hub"),
            ("Fabric Eventstream", "Eventstream in Microsoft Fabric"),
            ("Main site", "Site"),
            ("Cassandra", "Node"),
            ("Device Provisioning", "IoT Hub Device Provisioning Service"),
        ] {
            assert!(!told(label, kind), "{label}");
        }
        for (label, kind) in [
            ("Storage", "Azure Blob Storage"),
            ("Level 4, site business", "Site"),
            ("Pump", "IoT device"),
        ] {
            assert!(told(label, kind), "{label}");
        }
    }
}
