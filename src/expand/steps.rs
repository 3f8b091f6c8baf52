//! Steps: which connections the author numbers, and which the data path passes.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::diag::suggest::one_of;
use crate::diag::{Sink, Spanned, codes};
use crate::graph::{ArchGraph, ConnectionIx, Direction, ElementIx, Flow, Lane};
use crate::index::Index;
use crate::model::{Step, Steps};

/// As many neighbors of an end as a hint names.
const NAMED: usize = 6;

/// An architecture whose connections are numbered.
pub struct Numbering<'a> {
    /// The architecture.
    pub arch: &'a mut ArchGraph,
    /// Its index.
    pub index: &'a Index,
    /// What knows kinds by all their names.
    pub catalog: &'a Catalog,
}

/// What connections of one step have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shared {
    side: Side,
    /// The kind of the service at that end, or the id of what is none.
    end: String,
    label: String,
}

/// An end of a connection, as the data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    First,
    Last,
}

impl Numbering<'_> {
    /// Gives the connections of steps their numbers; steps along none are reported.
    pub fn number(&mut self, steps: &Steps, sink: &mut Sink) {
        match steps {
            Steps::Written(steps) => {
                for (step, number) in steps.iter().zip(1..) {
                    self.number_step(step, number, sink);
                }
            }
            Steps::Data(_) => self.number_data(),
        }
    }

    fn number_step(&mut self, step: &Step, number: u32, sink: &mut Sink) {
        let ends = [&step.from, &step.to].map(|names| self.elements(names, sink));
        let [Some(from), Some(to)] = ends else { return };
        let mut meant = self.meant(step, &from, &to);
        if meant.is_empty() {
            meant = self.meant(step, &self.with_content(&from), &self.with_content(&to));
        }
        if meant.is_empty() {
            self.report_unknown(step, [&from, &to], sink);
        }
        for ix in meant {
            let connection = &mut self.arch.graph[ix];
            if let Some(other) = connection.step.filter(|&other| other != number) {
                let message = format!("`{}` is step {other} and step {number}", connection.id);
                sink.report(&codes::NUMBERED_TWICE, step.span, message).help(
                    "say which flow is meant, `\"a -> b (control)\"`, or take one of the two away",
                );
                return;
            }
            connection.step = Some(number);
            connection.sentence.clone_from(&step.sentence);
        }
    }

    /// The elements that names stand for: one by its id, or all of a kind. None, and a finding,
    /// where there is none.
    fn elements(&self, names: &[Spanned<String>], sink: &mut Sink) -> Option<Vec<ElementIx>> {
        let mut all = Vec::new();
        for name in names {
            let found = self.named(&name.value);
            if found.is_empty() {
                let message = format!("the architecture has no element `{}`", name.value);
                let help = sink.hint(&name.value, || self.index.ids());
                let finding = sink.report(&codes::UNKNOWN_END, name.span, message);
                if let Some(help) = help {
                    finding.help(help);
                }
                return None;
            }
            all.extend(found);
        }
        Some(all)
    }

    fn named(&self, name: &str) -> Vec<ElementIx> {
        if let Some(ix) = self.index.id(name) {
            return vec![ix];
        }
        let service = self.catalog.service(name).map(|service| service.id.as_str());
        let kind = service.or_else(|| self.catalog.place(name).map(|place| place.id.as_str()));
        kind.map(|kind| self.index.kind(kind).to_vec()).unwrap_or_default()
    }

    /// Elements with all that stands in them.
    fn with_content(&self, elements: &[ElementIx]) -> Vec<ElementIx> {
        let all = elements.iter().flat_map(|&ix| self.index.with_content(ix));
        all.collect::<BTreeSet<ElementIx>>().into_iter().collect()
    }

    /// The connections that a step means: of the flow that it says, else those with data if there
    /// are any; those that go its way, and where none does, those that go the other.
    fn meant(&self, step: &Step, from: &[ElementIx], to: &[ElementIx]) -> Vec<ConnectionIx> {
        let joins = |a: &[ElementIx], b: &[ElementIx], ix: ConnectionIx| {
            let carried = self.carried(ix);
            carried.iter().any(|(first, last)| a.contains(first) && b.contains(last))
        };
        let all = || self.arch.graph.edge_indices();
        let forth: Vec<_> = all().filter(|&ix| joins(from, to, ix)).collect();
        let back: Vec<_> = all().filter(|&ix| joins(to, from, ix)).collect();
        let ways = match step.direction {
            Direction::Forward => vec![forth, back],
            Direction::Back => vec![back, forth],
            Direction::Both | Direction::None => {
                let either: BTreeSet<_> = forth.into_iter().chain(back).collect();
                vec![either.into_iter().collect()]
            }
        };
        let of_flow = |way: &Vec<ConnectionIx>| -> Vec<ConnectionIx> {
            let of = |flow| way.iter().copied().filter(move |&ix| self.flow(ix) == flow);
            match step.flow {
                Some(flow) => of(flow).collect(),
                None if of(Flow::Data).next().is_some() => of(Flow::Data).collect(),
                None => way.clone(),
            }
        };
        ways.iter().map(of_flow).find(|way| !way.is_empty()).unwrap_or_default()
    }

    fn flow(&self, ix: ConnectionIx) -> Flow {
        self.arch.graph[ix].flow
    }

    /// The ends of a connection as what it carries goes; both ways round where it may go both ways.
    fn carried(&self, ix: ConnectionIx) -> Vec<(ElementIx, ElementIx)> {
        let Some((from, to)) = self.arch.graph.edge_endpoints(ix) else { return Vec::new() };
        let direction = self.arch.graph[ix].direction;
        let forth = direction.leads_forward().then_some((from, to));
        let back = direction.leads_back().then_some((to, from));
        forth.into_iter().chain(back).collect()
    }

    fn report_unknown(&self, step: &Step, ends: [&[ElementIx]; 2], sink: &mut Sink) {
        let written = step.to_string();
        let written = written.split(": ").next().unwrap_or(&written);
        let message = format!("there is no connection `{written}`");
        let finding = sink.report(&codes::UNKNOWN_STEP, step.span, message);
        let flows = self.flows_between(step, ends);
        if !flows.is_empty() {
            let words: Vec<&str> = flows.into_iter().map(Flow::word).collect();
            finding.help(format!("what is between the two carries {}", one_of(&words)));
            return;
        }
        let neighbors: Vec<String> = ends.iter().filter_map(|end| self.neighbors(end)).collect();
        finding.help(if neighbors.is_empty() {
            "write the connection that only you know in `connections`".to_owned()
        } else {
            neighbors.join("; ")
        });
    }

    /// The flows of all connections between the ends of a step, whichever way.
    fn flows_between(&self, step: &Step, [from, to]: [&[ElementIx]; 2]) -> BTreeSet<Flow> {
        let is_there = |&flow: &Flow| {
            let step = Step { flow: Some(flow), ..step.clone() };
            !self.meant(&step, from, to).is_empty()
        };
        Flow::ALL.into_iter().filter(is_there).collect()
    }

    /// What an end is connected with, as a hint; none if with nothing.
    fn neighbors(&self, end: &[ElementIx]) -> Option<String> {
        let graph = &self.arch.graph;
        let first = *end.first()?;
        let ids: BTreeSet<&str> =
            graph.neighbors_undirected(first).map(|ix| graph[ix].id.as_str()).collect();
        let ids: Vec<String> = ids.into_iter().take(NAMED).map(|id| format!("`{id}`")).collect();
        let id = &graph[first].id;
        (!ids.is_empty()).then(|| format!("`{id}` is connected with {}", ids.join(", ")))
    }

    /// Numbers the data path in the order in which data passes it. Connections that say the same and
    /// share an end, up to equal services at several places, are one step: of the two ends the one
    /// that more share. Numbers of the author's stay.
    fn number_data(&mut self) {
        let own: BTreeSet<u32> =
            self.arch.graph.edge_weights().filter_map(|connection| connection.step).collect();
        let mut free = (1..).filter(|number| !own.contains(number));
        let path: Vec<_> = self.path().into_iter().map(|ix| (ix, self.shared(ix))).collect();
        let mut shares: BTreeMap<&Shared, usize> = BTreeMap::new();
        path.iter().flat_map(|(_, ends)| ends).for_each(|end| *shares.entry(end).or_default() += 1);
        let mut numbers: BTreeMap<&Shared, u32> = BTreeMap::new();
        for (ix, [to, from]) in &path {
            let shared = if shares[from] > shares[to] { from } else { to };
            let step = &mut self.arch.graph[*ix].step;
            if step.is_none() {
                let next = || free.next().unwrap_or(u32::MAX);
                *step = Some(*numbers.entry(shared).or_insert_with(next));
            }
        }
    }

    /// What connections have in common with this one that are the same step: the last end, or the
    /// first.
    fn shared(&self, ix: ConnectionIx) -> [Shared; 2] {
        let connection = &self.arch.graph[ix];
        let (from, to) = self.arch.graph.edge_endpoints(ix).unwrap_or_default();
        let (from, to) = self.carried(ix).first().copied().unwrap_or((from, to));
        let shared = |side, end: ElementIx| {
            let end = &self.arch.graph[end];
            let is_known = self.catalog.service(&end.kind).is_some();
            Shared {
                side,
                end: if is_known { &end.kind } else { &end.id }.clone(),
                label: connection.label.clone(),
            }
        };
        [shared(Side::Last, to), shared(Side::First, from)]
    }

    /// What data of devices passes: connections that are not optional and do not lead back to
    /// devices, with their ends as the data goes. Without devices all that carries data.
    fn passed(&self) -> Vec<(ElementIx, ElementIx, ConnectionIx)> {
        let graph = &self.arch.graph;
        let is_device = |ix: ElementIx| graph[ix].lane() == Some(Lane::Field);
        let is_on_it = |&ix: &ConnectionIx| graph[ix].flow == Flow::Data && !graph[ix].optional;
        let forth = |ix| self.carried(ix).first().map(|&(from, to)| (from, to, ix));
        let mut edges: Vec<_> = graph.edge_indices().filter(is_on_it).filter_map(forth).collect();
        self.turn_replies(&mut edges);
        if !edges.iter().any(|&(from, ..)| is_device(from)) {
            return edges;
        }
        edges.retain(|&(from, to, _)| is_device(from) || !is_device(to));
        let mut next: BTreeMap<ElementIx, Vec<ElementIx>> = BTreeMap::new();
        for &(.., ix) in &edges {
            for (from, to) in self.carried(ix) {
                next.entry(from).or_default().push(to);
            }
        }
        let mut open: Vec<ElementIx> = next.keys().copied().filter(|&ix| is_device(ix)).collect();
        let mut reached: BTreeSet<ElementIx> = open.iter().copied().collect();
        while let Some(at) = open.pop() {
            let beyond = next.get(&at).into_iter().flatten().copied();
            open.extend(beyond.filter(|&to| reached.insert(to)));
        }
        edges.retain(|(from, ..)| reached.contains(from));
        edges
    }

    /// Turns connections that go both ways and begin at what nothing else feeds, such as code at a
    /// broker: the data comes from the other end, if something feeds that.
    fn turn_replies(&self, edges: &mut [(ElementIx, ElementIx, ConnectionIx)]) {
        let graph = &self.arch.graph;
        let fed: BTreeSet<(ElementIx, ConnectionIx)> =
            edges.iter().map(|&(_, to, ix)| (to, ix)).collect();
        let is_fed_by_others = |at: ElementIx, own: ConnectionIx| {
            fed.range((at, ConnectionIx::default())..)
                .take_while(|(to, _)| *to == at)
                .any(|&(_, ix)| ix != own)
        };
        for (from, to, ix) in edges {
            let is_device = graph[*from].lane() == Some(Lane::Field);
            let goes_both_ways = self.carried(*ix).len() == 2;
            if goes_both_ways
                && !is_device
                && !is_fed_by_others(*from, *ix)
                && is_fed_by_others(*to, *ix)
            {
                std::mem::swap(from, to);
            }
        }
    }

    /// The connections that data passes, each after those that bring its data, as far as they do
    /// not turn in circles; else by lane, then in declared order.
    fn path(&self) -> Vec<ConnectionIx> {
        let (graph, edges) = (&self.arch.graph, self.passed());
        let place = |ix: ElementIx| (graph[ix].lane(), ix);
        let mut leaving: BTreeMap<ElementIx, Vec<(ElementIx, ConnectionIx)>> = BTreeMap::new();
        let mut awaited: BTreeMap<ElementIx, usize> = BTreeMap::new();
        for (from, to, ix) in edges {
            leaving.entry(from).or_default().push((to, ix));
            *awaited.entry(to).or_default() += 1;
        }
        let mut left: BTreeSet<(Option<Lane>, ElementIx)> =
            leaving.keys().map(|&ix| place(ix)).collect();
        let mut ready: BTreeSet<_> =
            left.iter().copied().filter(|(_, ix)| !awaited.contains_key(ix)).collect();
        let mut path = Vec::new();
        while let Some(next) = ready.pop_first().or_else(|| left.first().copied()) {
            left.remove(&next);
            for &(to, ix) in &leaving[&next.1] {
                path.push(ix);
                let awaited = awaited.entry(to).or_default();
                *awaited -= 1;
                if *awaited == 0 && left.contains(&place(to)) {
                    ready.insert(place(to));
                }
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Diagnostic;
    use crate::expand::testing::{Ground, connection};

    /// The numbers of the lines, as `FROM > TO: NUMBER`, and what is told with its hint.
    fn numbered(entries: &str, keys: &str) -> (Vec<String>, Vec<String>) {
        let (arch, sink) = Ground::new(entries, keys).expanded();
        let line = |edge| {
            let (from, to) = arch.graph.edge_endpoints(edge).expect("an edge of the graph");
            let number = arch.graph[edge].step?;
            Some(format!("{} > {}: {number}", arch.graph[from].id, arch.graph[to].id))
        };
        let mut lines: Vec<String> = arch.graph.edge_indices().filter_map(line).collect();
        lines.sort();
        let help =
            |f: &Diagnostic| format!("{}: {}", f.code, f.help.as_deref().unwrap_or_default());
        let told = sink.findings().iter().map(help);
        (lines, told.collect())
    }

    const SCENARIO: &str = "services = ['hub', 'store', 'desk']\n";

    #[test]
    fn a_step_of_another_flow_is_told_which_flows_there_are() {
        let control =
            "connections = ['hub -> store (control)']\nsteps = ['hub -> store (management)']\n";
        let (lines, told) = numbered("", &format!("{control}{SCENARIO}"));
        assert!(lines.is_empty());
        assert_eq!(told, ["MQ0309: what is between the two carries `control`"]);
        let turned = control.replace("steps = ['hub -> store", "steps = ['store -> hub");
        assert_eq!(numbered("", &format!("{turned}{SCENARIO}")).1, told, "whichever way");
    }

    #[test]
    fn lines_that_say_the_same_from_one_end_are_one_step_of_the_data() {
        let ways = [
            connection("A", "required", "from = 'hub'\nto = 'store'")
                .replace("label = \"A\"", "label = 'x'"),
            connection("B", "required", "from = 'hub'\nto = 'desk'")
                .replace("label = \"B\"", "label = 'x'"),
        ];
        let (lines, _) = numbered(&ways.concat(), &format!("steps = 'data'\n{SCENARIO}"));
        assert_eq!(lines, ["hub > desk: 1", "hub > store: 1"]);
        let told_apart = ways.concat().replacen("label = 'x'", "label = 'y'", 1);
        let (lines, _) = numbered(&told_apart, &format!("steps = 'data'\n{SCENARIO}"));
        assert_eq!(lines.len(), 2);
        assert!(lines[0].ends_with(": 1") != lines[1].ends_with(": 1"), "{lines:?}");
    }
}
