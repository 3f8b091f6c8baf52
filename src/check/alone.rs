//! Elements that nothing is connected to: the commonest sign that a scenario does not say yet
//! what it means, and nothing that a condition over kinds could state.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::diag::{Sink, codes};
use crate::graph::{ArchGraph, Element, ElementIx, Lane};
use crate::model::{Item, Scenario};

/// Reports what the author wrote and nothing is connected to. What stands in a cross-cutting band
/// may stand alone: it concerns everything. What guards a way stands on one, wherever it is drawn.
/// Where a finding asks already what it is joined to, that one says it.
pub fn check(scenario: &Scenario, arch: &ArchGraph, catalog: &Catalog, sink: &mut Sink) {
    let graph = &arch.graph;
    let is_guard =
        |kind: &str| catalog.service(kind).is_some_and(|service| service.guard.is_some());
    let items: BTreeMap<&str, &Item> =
        scenario.items.iter().map(|item| (item.id.as_str(), item)).collect();
    for ix in graph.node_indices() {
        let element = &graph[ix];
        let concerns_all = element.lane().is_none_or(Lane::is_band) && !is_guard(&element.kind);
        if concerns_all || graph.neighbors_undirected(ix).next().is_some() {
            continue;
        }
        // What stands in a container that is connected takes part through it.
        if is_reached(arch, ix) {
            continue;
        }
        let Some(item) = items.get(element.id.as_str()) else { continue };
        let written = element.written();
        let message = format!("`{}` is connected to nothing", element.id);
        let finding = sink.report(&codes::ALONE, written, message);
        finding.help(way_out(item, element, scenario));
        finding.said_by = arch.asked.contains(&element.id).then_some(codes::UNDECIDED.code);
    }
}

/// Whether a connection ends at a container around the element, below its site or the cloud.
fn is_reached(arch: &ArchGraph, ix: ElementIx) -> bool {
    let around = arch.ancestors(ix);
    around.iter().skip(1).any(|&at| arch.graph.neighbors_undirected(at).next().is_some())
}

fn way_out(item: &Item, element: &Element, scenario: &Scenario) -> String {
    let site = scenario.places.iter().find(|place| Some(&place.id) == item.place.as_ref());
    match site {
        Some(site) if site.kind == "site" && !site.settings.contains_key("runtime") => {
            format!(
                "give the site a runtime: `runtime = \"iot-operations\"` in `[sites.{}]`",
                site.id
            )
        }
        _ => {
            format!("say what it works with, in `[[connections]]`: `from` or `to` `{}`", element.id)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;
    use crate::expand::testing::connection;

    /// What is told to be connected to nothing.
    fn alone(keys: &str) -> Vec<String> {
        let found = findings("", keys).into_iter();
        found.filter(|found| found.contains("is connected to nothing")).collect()
    }

    #[test]
    fn what_a_connection_reaches_through_its_container_is_not_alone() {
        let site = "[sites.a]\nservices = ['box', 'module']\n";
        assert_eq!(
            alone(&format!("connections = ['a.box -> hub']\nservices = ['hub']\n{site}")),
            [""; 0]
        );
        let told =
            alone(&format!("connections = ['hub -> store']\nservices = ['hub', 'store']\n{site}"));
        assert!(told.iter().any(|told| told.contains("`a.module`")), "{told:?}");
    }

    #[test]
    fn what_is_asked_about_is_not_told_twice() {
        let way = connection("C", "alternative", "from = 'hub'\nto = 'store'");
        let told = |desk: &str| {
            let services = "'h1 (hub)', 'h2 (hub)', 't1 (store)', 't2 (store)'";
            findings(&way, &format!("services = [{services}{desk}]"))
        };
        let one = told("");
        assert!(one.len() == 1 && one[0].contains("nothing says which"), "{one:?}");
        let two = told(", 'desk'");
        assert!(two.len() == 2 && two[1].contains("`desk` is connected to nothing"), "{two:?}");
    }

    #[test]
    fn a_guard_stands_on_a_way_and_only_what_concerns_all_may_stand_alone() {
        let band = |more: &str| {
            let service = format!(
                "[[service]]\nid = 'wall'\nname = 'Wall'\nfamily = 'cloud'\nlane = 'security'\n\
                 lives = 'cloud'\nsummary = 'x'\n{more}"
            );
            findings(&service, "services = ['wall']")
        };
        assert_eq!(band(""), [""; 0]);
        let told = band("guard = 'filter'");
        assert!(told.len() == 1 && told[0].contains("`wall` is connected to nothing"), "{told:?}");
    }

    #[test]
    fn only_a_site_without_a_runtime_is_to_be_given_one() {
        let hint = |keys: &str| {
            let told = alone(keys);
            assert_eq!(told.len(), 1, "{told:?}");
            told[0].split("; ").nth(1).unwrap_or_default().to_owned()
        };
        let site = hint("[sites.a]\nservices = ['g (gateway)']");
        assert!(site.starts_with("give the site a runtime"), "{site}");
        for elsewhere in [
            "[sites.a]\nruntime = 'small'\nservices = ['g (gateway)']",
            "services = ['hub']",
            "[groups.r]\nkind = 'region'\nservices = ['hub']",
        ] {
            let told = hint(elsewhere);
            assert!(told.starts_with("say what it works with"), "{told}");
        }
    }
}
