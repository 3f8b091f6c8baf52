//! Views: which part of an architecture is drawn, and how deep.
//!
//! A view keeps ids, order and provenance of what it shows, so links into the picture and
//! comparisons hold across views. Built-in views are a table; a scenario adds its own.

mod bands;
mod collapse;
mod keep;
mod part;
mod pattern;

pub use bands::{Figure, bands};
use pattern::{takes_connection, takes_element};

use crate::diag::suggest::did_you_mean;
use crate::diag::{Sink, Spanned, codes};
use crate::graph::ArchGraph;
use crate::model::{Pattern, Scenario, View};

/// What is written on connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Caption {
    /// Their labels.
    #[default]
    Label,
    /// How the ends prove who they are, or that it is not stated.
    Authentication,
}

/// A view that every scenario has.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    /// Name for `--view`.
    pub name: &'static str,
    /// One line for `list views`.
    pub summary: &'static str,
    /// Patterns of what is drawn; empty: everything.
    include: &'static [&'static str],
    /// What is written on connections.
    caption: Caption,
}

/// The built-in views.
pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn { name: "all", summary: "everything", include: &[], caption: Caption::Label },
    BuiltIn {
        name: "data",
        summary: "telemetry, events and files, and what they pass through",
        include: &["flow:data"],
        caption: Caption::Label,
    },
    BuiltIn {
        name: "control",
        summary: "commands, twins and responses",
        include: &["flow:control"],
        caption: Caption::Label,
    },
    BuiltIn {
        name: "management",
        summary: "provisioning, configuration and deployment",
        include: &["flow:management"],
        caption: Caption::Label,
    },
    BuiltIn {
        name: "security",
        summary: "what crosses a trust boundary, how it authenticates, and where secrets come from",
        include: &["flow:security", "boundary:crossed"],
        caption: Caption::Authentication,
    },
];

/// A view, ready to be applied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Name, for the output file.
    pub name: String,
    /// Title that replaces the scenario's; else the name is added to it where a part is left out.
    pub title: Option<String>,
    /// What is drawn; empty: everything.
    pub include: Vec<Pattern>,
    /// What is not.
    pub exclude: Vec<Pattern>,
    /// Containers inside this many others are single boxes; `0` is the outermost.
    pub depth: Option<u32>,
    /// What is written on connections.
    pub caption: Caption,
}

impl Selection {
    /// The built-in view of this name.
    pub fn built_in(name: &str) -> Option<Self> {
        let view = BUILT_IN.iter().find(|view| view.name == name)?;
        Some(Self {
            name: view.name.to_owned(),
            include: view.include.iter().filter_map(|text| Pattern::parse(text).ok()).collect(),
            caption: view.caption,
            ..Self::default()
        })
    }

    /// The view that a scenario defines.
    pub fn own(view: &View) -> Self {
        Self {
            name: view.name.clone(),
            title: view.title.clone(),
            include: patterns(&view.include),
            exclude: patterns(&view.exclude),
            depth: view.depth,
            caption: Caption::Label,
        }
    }

    /// The view of this name: one of the scenario's own, or else a built-in one.
    pub fn find(name: &str, own: &[View]) -> Option<Self> {
        own.iter().find(|view| view.name == name).map(Self::own).or_else(|| Self::built_in(name))
    }

    /// The same view at another depth, if one is asked for.
    #[must_use]
    pub fn with_depth(self, depth: Option<u32>) -> Self {
        Self { depth: depth.or(self.depth), ..self }
    }

    /// The part of the architecture that this view shows.
    pub fn of(&self, arch: &ArchGraph) -> ArchGraph {
        let mut shown = keep::keep(arch, &self.include, &self.exclude);
        match &self.title {
            Some(title) => shown.title.clone_from(title),
            None if self.include.is_empty() && self.exclude.is_empty() => {}
            None => shown.title = format!("{}: {}", arch.title, self.name),
        }
        if self.caption == Caption::Authentication {
            caption_authentication(&mut shown);
            draw_trust_boundaries(&mut shown);
        }
        match self.depth {
            Some(depth) => collapse::collapse(&shown, depth),
            None => shown,
        }
    }
}

/// How many patterns all views of a scenario may have: each is held against all that there is.
const MOST_PATTERNS: usize = 1_000;

/// Reports the views that a scenario wants drawn and that there are not.
pub fn report_unknown(scenario: &Scenario, sink: &mut Sink) {
    for wanted in &scenario.page.views {
        if Selection::find(&wanted.value, &scenario.views).is_none() {
            let message = format!("there is no view `{}`", wanted.value);
            let finding = sink.report(&codes::DANGLING, wanted.span, message);
            if let Some(help) = did_you_mean(&wanted.value, &names(&scenario.views)) {
                finding.help(help);
            }
        }
    }
}

/// The names of a scenario's own views and of the built-in ones.
pub fn names(own: &[View]) -> Vec<&str> {
    let own = own.iter().map(|view| view.name.as_str());
    own.chain(BUILT_IN.iter().map(|view| view.name)).collect()
}

/// Reports patterns of a scenario's own views that nothing in the architecture is like.
pub fn report_idle(arch: &ArchGraph, views: &[View], sink: &mut Sink) {
    let count: usize = views.iter().map(|view| view.include.len() + view.exclude.len()).sum();
    if count > MOST_PATTERNS {
        let message = format!("the views have {count} patterns; at most {MOST_PATTERNS} fit");
        sink.report(&codes::TOO_LARGE, None, message)
            .help("let `*` stand for what several patterns name");
        return;
    }
    for view in views {
        for written in view.include.iter().chain(&view.exclude) {
            if !is_used(arch, &written.value) {
                sink.report(
                    &codes::UNMATCHED_PATTERN,
                    written.span,
                    format!(
                        "nothing in the architecture is like this pattern of view `{}`",
                        view.name
                    ),
                );
            }
        }
    }
}

fn is_used(arch: &ArchGraph, pattern: &Pattern) -> bool {
    arch.graph.node_indices().any(|ix| takes_element(pattern, arch, ix))
        || arch.graph.edge_indices().any(|ix| takes_connection(pattern, arch, ix))
}

fn patterns(written: &[Spanned<Pattern>]) -> Vec<Pattern> {
    written.iter().map(|pattern| pattern.value.clone()).collect()
}

/// Writes on each connection how its ends authenticate.
fn caption_authentication(arch: &mut ArchGraph) {
    for connection in arch.graph.edge_weights_mut() {
        connection.label = connection
            .authentication
            .clone()
            .unwrap_or_else(|| "authentication not stated".to_owned());
    }
}

/// Marks the containers whose border is a trust boundary: those that stand in no other one, and
/// network zones.
fn draw_trust_boundaries(arch: &mut ArchGraph) {
    let boundaries: Vec<_> = arch.graph.node_indices().filter(|&ix| arch.is_boundary(ix)).collect();
    for ix in boundaries {
        let settings = &mut arch.graph[ix].settings;
        settings.insert(crate::graph::TRUST_BOUNDARY.to_owned(), "true".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::{BUILT_IN, Pattern, Selection};
    use crate::graph::sample::{Sample, container, node};

    fn ids(arch: &crate::graph::ArchGraph) -> Vec<&str> {
        arch.graph.node_weights().map(|element| element.id.as_str()).collect()
    }

    fn sample() -> crate::graph::ArchGraph {
        Sample::new("Cold chain")
            .element(container("munich", "site"), None)
            .element(node("pump", "device", "field"), Some("munich"))
            .element(node("broker", "mqtt-broker", "edge"), Some("munich"))
            .element(container("west", "region"), None)
            .element(node("hub", "iot-hub", "ingest"), Some("west"))
            .element(node("vault", "key-vault", "security"), Some("west"))
            .connect("pump", "broker", "data")
            .connect("broker", "hub", "data")
            .connect("hub", "broker", "control")
            .connect("hub", "vault", "security")
            .build()
    }

    #[test]
    fn every_built_in_view_reads_its_patterns() {
        for view in BUILT_IN {
            let selection = Selection::built_in(view.name).expect("a built-in view");
            assert_eq!(selection.include.len(), view.include.len(), "{}", view.name);
        }
    }

    #[test]
    fn all_is_everything() {
        let arch = sample();
        let shown = Selection::built_in("all").expect("a built-in view").of(&arch);
        assert_eq!(shown.title, "Cold chain");
        assert_eq!(ids(&shown), ids(&arch));
        assert_eq!(shown.graph.edge_count(), arch.graph.edge_count());
    }

    #[test]
    fn a_flow_keeps_what_it_touches_and_the_boxes_around() {
        let shown = Selection::built_in("control").expect("a built-in view").of(&sample());
        assert_eq!(shown.title, "Cold chain: control");
        assert_eq!(ids(&shown), ["munich", "broker", "west", "hub"]);
        assert_eq!(shown.graph.edge_count(), 1);
    }

    #[test]
    fn security_shows_boundaries_and_authentication() {
        let shown = Selection::built_in("security").expect("a built-in view").of(&sample());
        assert_eq!(ids(&shown), ["munich", "broker", "west", "hub", "vault"]);
        assert!(shown.graph.edge_weights().all(|c| c.label == "authentication not stated"));
        assert_eq!(shown.graph.edge_count(), 3);
        let places: Vec<_> =
            shown.graph.node_weights().filter(|element| element.is_container()).collect();
        assert!(!places.is_empty() && places.iter().all(|place| place.is_trust_boundary()));
    }

    #[test]
    fn what_is_excluded_goes_with_its_content_and_connections() {
        let selection = Selection {
            exclude: vec![Pattern::parse("in:munich").expect("a pattern")],
            ..Selection::default()
        };
        let shown = selection.of(&sample());
        assert_eq!(ids(&shown), ["west", "hub", "vault"]);
        assert_eq!(shown.graph.edge_count(), 1);
    }

    #[test]
    fn included_elements_keep_the_connections_between_them() {
        let selection = Selection {
            include: vec![
                Pattern::parse("kind:iot-*").expect("a pattern"),
                Pattern::parse("id:broker").expect("a pattern"),
            ],
            ..Selection::default()
        };
        let shown = selection.of(&sample());
        assert_eq!(ids(&shown), ["munich", "broker", "west", "hub"]);
        assert_eq!(shown.graph.edge_count(), 2);
    }

    #[test]
    fn at_depth_zero_places_are_single_boxes_with_counted_connections() {
        let selection = Selection { depth: Some(0), ..Selection::default() };
        let shown = selection.of(&sample());
        assert_eq!(ids(&shown), ["munich", "west"]);
        let labels: Vec<_> = shown.graph.edge_weights().map(|c| c.label.as_str()).collect();
        assert_eq!(labels, ["broker to hub", "hub to broker"]);
        assert!(shown.graph.node_weights().all(|element| !element.is_container()));
    }

    #[test]
    fn single_boxes_say_how_much_is_inside_whatever_their_label_says() {
        let mut arch = sample();
        for (element, (label, kind)) in arch.graph.node_weights_mut().zip([
            ("Arc-enabled cluster", "Arc-enabled Kubernetes cluster"),
            ("Pump", "Device"),
            ("Broker", "MQTT broker"),
            ("West", "Region"),
        ]) {
            (element.label, element.kind_name) = (label.to_owned(), kind.to_owned());
        }
        let shown = Selection { depth: Some(0), ..Selection::default() }.of(&arch);
        let told: Vec<_> =
            shown.graph.node_weights().map(|element| element.untold_kind()).collect();
        assert_eq!(told, [Some("2 inside"), Some("Region, 2 inside")]);
    }
}
