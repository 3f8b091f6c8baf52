//! `maquette explain FILE`: what everything that is derived is for, and what met a need so that
//! nothing was derived.

use maquette::catalog::Presence;
use maquette::expand::{Need, Served, Unserved};
use maquette::graph::ConnectionIx;

use crate::cli::explain::reasons::Page;

impl Page<'_> {
    /// Which needs an element or a connection serves.
    pub fn serves(&self, id: &str) -> String {
        let lines = self.purposes(id).map(|purpose| format!("  {purpose}\n"));
        titled("What it serves", lines.collect())
    }

    /// What an element needs, and what meets that.
    pub fn needs_of(&self, id: &str) -> String {
        let own = self.needs.iter().filter(|n| n.of.as_deref() == Some(id) && is_open_to_all(n));
        let lines = own.map(|need| format!("  {}\n      {}\n", self.what(need), self.answer(need)));
        titled("What it needs", lines.collect())
    }

    /// Everything that is derived with what it is for, what met a need so that nothing was derived,
    /// and what nothing meets.
    pub fn of_scenario(&self) -> String {
        let graph = &self.graph.graph;
        let mut derived = String::new();
        for element in graph.node_weights().filter(|e| !e.is_written()) {
            let purposes: Vec<String> = self.purposes(&element.id).collect();
            derived += &format!("  {}\n      {}\n", element.id, purposes.join("\n      "));
        }
        for ix in graph.edge_indices().filter(|&ix| !graph[ix].is_written()) {
            let purposes: Vec<String> = self.purposes(&graph[ix].id).collect();
            derived += &format!("  {}\n      {}\n", self.line(ix), purposes.join("\n      "));
        }
        let told = |is_told: &dyn Fn(&Served) -> bool| -> String {
            let needs = self.needs.iter().filter(|n| is_open_to_all(n) && is_told(n));
            let line = |n: &Served| format!("  {}\n      {}\n", self.whose(n), self.answer(n));
            needs.map(line).collect()
        };
        format!("{} ({})\n", self.graph.title, self.graph.solution)
            + &titled("What is derived, and for what", derived)
            + &titled("What is met by what is written", told(&|need| self.is_met_by_author(need)))
            + &titled("What nothing meets", told(&|need| need.unserved.is_some()))
    }

    /// What an element or connection is for, a sentence each.
    fn purposes<'s>(&'s self, id: &'s str) -> impl Iterator<Item = String> + 's {
        let served = self.needs.iter().filter(move |need| need.by.iter().any(|by| by == id));
        served.map(|need| self.whose(need))
    }

    /// Whether what the author wrote serves a need, and the rules brought nothing in for it.
    fn is_met_by_author(&self, need: &Served) -> bool {
        !need.by.is_empty() && need.by.iter().all(|id| self.written(id).is_some())
    }

    /// `` `data-explorer`: something feeds it``.
    fn whose(&self, need: &Served) -> String {
        match &need.of {
            // The ends stand in the connection itself.
            Some(_) if !is_open_to_all(need) => self.what(need),
            Some(id) => format!("`{id}`: {}", self.what(need)),
            None => format!("the scenario: {}", self.what(need)),
        }
    }

    fn what(&self, need: &Served) -> String {
        match &need.need {
            Need::Rule(id) => {
                let title = self.catalog.rules.get(id).map_or("", |rule| rule.title.as_str());
                format!("{title} ({id})")
            }
            Need::Place => "it stands in something".to_owned(),
            Need::Source => "something feeds it".to_owned(),
            Need::Reader => "something takes what it sends".to_owned(),
            Need::Talk(id) => {
                let need = self.catalog.connections.get(id).map(|known| known.need);
                let when = match need {
                    Some(Presence::Typical) => "usual where both ends are there",
                    Some(Presence::Optional) => "usual where one of the ends is asked for",
                    Some(Presence::Written) => "as written",
                    _ => "required where both ends are there",
                };
                format!("{when} ({id})")
            }
        }
    }

    /// What serves a need, and what is not joined for that reason.
    fn answer(&self, need: &Served) -> String {
        match need.unserved {
            Some(Unserved::LeftOut) => "the scenario leaves it out".to_owned(),
            Some(Unserved::Asked) => {
                format!("asked: nothing says which of {} it is", listed(&need.instead_of))
            }
            Some(Unserved::Nothing) => "nothing does".to_owned(),
            None => {
                let by: Vec<String> = need.by.iter().map(|id| self.named(id)).collect();
                let instead = match need.instead_of.as_slice() {
                    [] => String::new(),
                    _ => format!("; nothing is derived for {}", listed(&need.instead_of)),
                };
                format!("{}{instead}", by.join(", "))
            }
        }
    }

    /// An element or connection with where it comes from.
    fn named(&self, id: &str) -> String {
        let name = self.connection(id).map_or_else(|| format!("`{id}`"), |ix| self.line(ix));
        let origin = self.written(id).unwrap_or_else(|| "derived".to_owned());
        format!("{name} [{origin}]")
    }

    /// Where the author wrote an element or connection.
    fn written(&self, id: &str) -> Option<String> {
        let graph = &self.graph.graph;
        let span = match self.connection(id) {
            Some(ix) => graph[ix].written(),
            None => graph[self.graph.find(id)?].written(),
        };
        span.map(|span| self.place(span))
    }

    fn connection(&self, id: &str) -> Option<ConnectionIx> {
        let graph = &self.graph.graph;
        graph.edge_indices().find(|&ix| graph[ix].id == id)
    }
}

/// Whether a need may be met by several things: what two kinds say wherever they meet is told with
/// the connection alone.
const fn is_open_to_all(need: &Served) -> bool {
    !matches!(need.need, Need::Talk(_))
}

fn listed(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

/// A part of a page, unless it is empty.
fn titled(title: &str, lines: String) -> String {
    if lines.is_empty() { lines } else { format!("\n{title}:\n\n{lines}") }
}
