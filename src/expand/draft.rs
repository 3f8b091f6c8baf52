//! The architecture while it grows: adding elements and finding the container that holds them.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, PlaceKind, Service};
use crate::evaluate::{Chosen, SCENARIO, World};
use crate::expand::undecided::Questions;
use crate::graph::{
    Because, Connection, ConnectionIx, Direction, Element, ElementIx, Graph, Shape, chain,
};
use crate::index::{Ends, Index, SITE};
use crate::model::{Item, Scenario};

/// The growing architecture.
pub struct Draft<'a> {
    /// What the author wrote.
    pub scenario: &'a Scenario,
    /// What the author wrote as an item, by its id.
    items: BTreeMap<&'a str, &'a Item>,
    /// What is known.
    pub catalog: &'a Catalog,
    /// Elements and connections so far.
    pub graph: Graph,
    /// Their index.
    pub index: Index,
    /// Choices in force.
    pub chosen: Chosen,
    /// Elements that the author asked for by name.
    pub wanted: BTreeSet<ElementIx>,
    /// Pairs of the subject of a choice and what the choice brought in.
    pub chosen_pairs: BTreeSet<(ElementIx, ElementIx)>,
    /// Targets that the author leaves out, and whether they have been met.
    pub omitted: BTreeMap<String, bool>,
    /// Those that name connections by their ends, by the words for the first and the last end.
    omitted_lines: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Connections that the author leaves out. They meet needs as if they were drawn.
    pub hidden: BTreeSet<ConnectionIx>,
    /// What nothing decides.
    pub questions: Questions,
    /// What rules required, and what met it.
    pub required: Vec<Required>,
    /// Places of the rules that may be about what is there.
    pub rules: BTreeSet<usize>,
    /// By element: what is asked of it again and again.
    known: Vec<Known<'a>>,
}

/// What the catalogue says of an element, looked up once.
struct Known<'a> {
    service: Option<&'a Service>,
    /// The groups around it and itself, from the outside in.
    groups: Vec<ElementIx>,
}

/// An element to be added.
pub struct New<'a> {
    /// Its id.
    pub id: String,
    /// What it is.
    pub service: &'a Service,
    /// What the picture calls it; the service's short name unless given.
    pub label: Option<String>,
    /// Settings besides the defaults.
    pub settings: BTreeMap<String, String>,
    /// The place it belongs to; its container may be made inside that place.
    pub base: Option<ElementIx>,
    /// Why it is there.
    pub because: Because,
}

/// What met the need of a rule when it was applied; nothing where the author is asked, or leaves
/// it out.
#[derive(Debug)]
pub struct Required {
    /// The id of the rule.
    pub rule: String,
    /// Whose need it is.
    pub subject: Option<ElementIx>,
    /// What was there, or was brought in.
    pub by: Vec<ElementIx>,
}

impl<'a> Draft<'a> {
    /// An empty architecture.
    pub fn new(scenario: &'a Scenario, catalog: &'a Catalog) -> Self {
        let omitted = || scenario.overrides.iter().filter(|o| o.omit).map(|o| &o.target.value);
        let mut omitted_lines: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
        for word in omitted() {
            let Some((a, b, _)) = ends_in(word) else { continue };
            let of_first = omitted_lines.entry(a.to_owned()).or_default();
            of_first.entry(b.to_owned()).or_default().push(word.clone());
        }
        Self {
            scenario,
            items: scenario.items.iter().map(|item| (item.id.as_str(), item)).collect(),
            catalog,
            graph: Graph::default(),
            index: Index::default(),
            chosen: Chosen::new(),
            wanted: BTreeSet::new(),
            chosen_pairs: BTreeSet::new(),
            omitted: omitted().map(|word| (word.clone(), false)).collect(),
            omitted_lines,
            hidden: BTreeSet::new(),
            questions: Questions::default(),
            required: Vec::new(),
            rules: catalog.rules.about([SCENARIO]).into_iter().collect(),
            known: Vec::new(),
        }
    }

    /// What conditions are asked of.
    pub fn world(&self) -> World<'_> {
        World {
            scenario: self.scenario,
            catalog: self.catalog,
            graph: &self.graph,
            index: &self.index,
            chosen: &self.chosen,
        }
    }

    /// What the author wrote of an element.
    pub fn written(&self, ix: ElementIx) -> Option<&'a Item> {
        self.items.get(self.graph[ix].id.as_str()).copied()
    }

    /// Whether the author leaves out this id, or every element of this kind.
    pub fn is_omitted(&mut self, id: &str, kind: &str) -> bool {
        let mut found = false;
        for target in [id, kind] {
            if let Some(met) = self.omitted.get_mut(target) {
                *met = true;
                found = true;
            }
        }
        found
    }

    /// Whether the author leaves out a connection.
    pub fn is_connection_omitted(&mut self, connection: &Connection, ends: Ends) -> bool {
        let found = self.omissions_of(connection, ends);
        for target in &found {
            self.omitted.insert(target.clone(), true);
        }
        !found.is_empty()
    }

    /// What is to be left out that names this connection.
    pub fn omissions_of(&self, connection: &Connection, (from, to): Ends) -> Vec<String> {
        if self.omitted.is_empty() {
            return Vec::new();
        }
        let by_id = self.omitted.get_key_value(&connection.id).map(|(word, _)| word);
        let by_ends = |a: &str, b: &str| self.omitted_lines.get(a)?.get(b);
        let (first, last) = (self.words_for(from), self.words_for(to));
        let pairs = first.iter().flat_map(|a| last.iter().flat_map(move |b| [(*a, *b), (*b, *a)]));
        let lines = pairs.filter_map(|(a, b)| by_ends(a, b)).flatten();
        let is_it = |word: &&String| self.names(word, connection, (from, to));
        by_id.into_iter().chain(lines.filter(is_it)).cloned().collect()
    }

    /// What an element may be called as the end of a connection.
    fn words_for(&self, ix: ElementIx) -> Vec<&str> {
        let service = self.catalog.service(&self.graph[ix].kind);
        let of_kind = service.into_iter().flat_map(|s| std::iter::once(&s.id).chain(&s.aliases));
        std::iter::once(self.graph[ix].id.as_str()).chain(of_kind.map(String::as_str)).collect()
    }

    /// Whether a word names a connection, by its id or by its ends: `a -> b`.
    fn names(&self, word: &str, connection: &Connection, (from, to): Ends) -> bool {
        let joins = |a: &str, b: &str| self.is_called(a, from) && self.is_called(b, to);
        match (ends_in(word), connection.direction) {
            _ if word == connection.id => true,
            (Some((a, b, Direction::Both)), _) | (Some((a, b, _)), Direction::None) => {
                joins(a, b) || joins(b, a)
            }
            (Some((a, b, _)), Direction::Forward | Direction::Both) => joins(a, b),
            (Some((a, b, _)), Direction::Back) => joins(b, a),
            (None, _) => false,
        }
    }

    /// Whether a word could name a connection: both ends are there.
    pub fn may_name(&self, word: &str) -> bool {
        let is_there = |end: &str| {
            self.index.id(end).is_some()
                || self.catalog.service(end).is_some_and(|service| self.index.has(&service.id))
        };
        ends_in(word).is_some_and(|(a, b, _)| is_there(a) && is_there(b))
    }

    /// Whether a word is the id of an element, or its kind if it is no id.
    fn is_called(&self, word: &str, ix: ElementIx) -> bool {
        match self.index.id(word) {
            Some(named) => named == ix,
            None => self.catalog.service(word).is_some_and(|s| s.id == self.graph[ix].kind),
        }
    }

    /// Adds a finished element to the graph and its index; where it stands is final.
    pub fn push(&mut self, element: Element) -> ElementIx {
        if self.index.kind(&element.kind).is_empty() {
            self.rules.extend(self.catalog.rules.about([element.kind.as_str()]));
        }
        let mut groups =
            element.parent.map(|parent| self.groups(parent).to_vec()).unwrap_or_default();
        let is_group = element.kind != SITE
            && self.catalog.place(&element.kind).is_some_and(|place| place.group);
        let service = self.catalog.service(&element.kind);
        let ix = self.graph.add_node(element);
        if is_group {
            groups.push(ix);
        }
        self.known.push(Known { service, groups });
        self.index.note(&self.graph, ix);
        ix
    }

    /// The service that an element is; none for places and the author's own kinds.
    pub fn service(&self, ix: ElementIx) -> Option<&'a Service> {
        self.known[ix.index()].service
    }

    /// The groups around an element and itself, from the outside in.
    pub fn groups(&self, ix: ElementIx) -> &[ElementIx] {
        &self.known[ix.index()].groups
    }

    /// Adds an element of a service in the container that is its home; none if the author
    /// leaves it out.
    pub fn add(&mut self, new: New<'a>) -> Option<ElementIx> {
        if self.is_omitted(&new.id, &new.service.id) {
            return None;
        }
        let parent = self.home(new.service, new.base, &new.because);
        let mut element = self.element_of(new.service, new.id);
        if let Some(label) = new.label {
            element.label = label;
        }
        element.settings.extend(new.settings);
        element.parent = parent;
        element.because = vec![new.because];
        Some(self.push(element))
    }

    /// An element of a service as the catalogue describes it, without home and reason.
    pub fn element_of(&self, service: &Service, id: String) -> Element {
        let then = service.as_of(&self.scenario.docs);
        let pick = |old: Option<&String>, now: &String| old.unwrap_or(now).clone();
        let settings = service.settings.iter();
        Element {
            id,
            kind: service.id.clone(),
            kind_name: pick(then.and_then(|t| t.name.as_ref()), &service.name),
            label: pick(then.and_then(|t| t.short.as_ref()), &service.short),
            shape: if service.container { Shape::Container } else { Shape::Node(service.lane) },
            parent: None,
            count: None,
            settings: settings
                .filter_map(|s| Some((s.key.clone(), s.default.as_ref()?.clone())))
                .collect(),
            status: then.and_then(|t| t.status).unwrap_or(service.status),
            icon: service.icon.clone(),
            summary: pick(then.and_then(|t| t.summary.as_ref()), &service.summary),
            docs: service.docs.clone(),
            link: None,
            note: None,
            because: Vec::new(),
        }
    }

    /// An element of a kind of place as the catalogue describes it, without home and reason.
    pub fn element_of_place(place: &PlaceKind, id: String) -> Element {
        let settings = place.settings.iter();
        Element {
            id,
            kind: place.id.clone(),
            kind_name: place.name.clone(),
            label: place.name.clone(),
            shape: Shape::Container,
            parent: None,
            count: None,
            settings: settings
                .filter_map(|s| Some((s.key.clone(), s.default.as_ref()?.clone())))
                .collect(),
            status: crate::graph::Status::default(),
            icon: place.icon.clone(),
            summary: place.summary.clone(),
            docs: None,
            link: None,
            note: None,
            because: Vec::new(),
        }
    }

    /// The container that holds a service which belongs to the place `base`; made where missing.
    fn home(
        &mut self,
        service: &'a Service,
        base: Option<ElementIx>,
        because: &Because,
    ) -> Option<ElementIx> {
        if let Some(whole) = &service.part_of {
            let whole = self.container(whole, base, because)?;
            self.graph[whole].shape = Shape::Container;
            return Some(whole);
        }
        match service.within.clone().or_else(|| self.holder(service)) {
            Some(kind) => self.container(&kind, base, because),
            None => base,
        }
    }

    /// The kind of place or container that holds what lives where the service lives.
    fn holder(&self, service: &Service) -> Option<String> {
        let places = self.catalog.places.iter().map(|p| (&p.id, &p.holds));
        let services = self.catalog.services.called(service.lives.word());
        let services = services.map(|s| (&s.id, &s.holds));
        places
            .chain(services)
            .find(|(id, holds)| holds.contains(&service.lives) && **id != service.id)
            .map(|(id, _)| id.clone())
    }

    /// The container of a kind that serves the place `base`: the place itself where it is one or
    /// stands in one, else one of the same site, else a new one.
    fn container(
        &mut self,
        kind: &str,
        base: Option<ElementIx>,
        because: &Because,
    ) -> Option<ElementIx> {
        if let Some(base) = base
            && chain(&self.graph, base).any(|at| self.graph[at].kind == kind)
        {
            return Some(base);
        }
        let site = base.and_then(|base| self.index.site(base));
        let is_singleton = self.catalog.place(kind).is_some_and(PlaceKind::is_single);
        let there =
            if is_singleton { self.index.kind(kind) } else { self.index.kind_at(kind, site) };
        if let Some(there) = self.nearest(there, base) {
            return Some(there);
        }
        if let Some(service) = self.catalog.service(kind) {
            let id = self.scoped_id(own_id(service, site), site);
            let new = New {
                id,
                service,
                label: None,
                settings: BTreeMap::new(),
                base,
                because: because.clone(),
            };
            // What the author leaves out holds nothing: its content stands where it would stand.
            return self.add(new).or(base);
        }
        let place = self.catalog.place(kind)?;
        if !place.is_single() {
            // A site is never made up here; what belongs to one stands in the only one there is.
            return match self.index.kind(kind) {
                [only] => Some(*only),
                _ => base,
            };
        }
        let parent = place.within.as_ref().and_then(|w| self.container(w, None, because));
        let mut element = Self::element_of_place(place, place.id.clone());
        element.parent = parent;
        element.because = vec![because.clone()];
        Some(self.push(element))
    }

    /// Of several elements the first of those that share the deepest group with a place.
    fn nearest(&self, among: &[ElementIx], base: Option<ElementIx>) -> Option<ElementIx> {
        let groups = base.map(|base| self.groups(base)).unwrap_or_default();
        let depth = |ix: ElementIx| common_depth(groups, self.groups(ix));
        let mut best: Option<(usize, ElementIx)> = None;
        for &ix in among {
            let depth = depth(ix);
            if best.is_none_or(|(deepest, _)| depth > deepest) {
                best = Some((depth, ix));
            }
        }
        best.map(|(_, ix)| ix)
    }

    /// The place of a kind of which there is only one, made where it is missing.
    pub fn single(&mut self, kind: &str, because: &Because) -> Option<ElementIx> {
        self.catalog.place(kind).filter(|place| place.is_single())?;
        self.container(kind, None, because)
    }

    /// The container for a place of this kind that the author put nowhere.
    pub fn home_of_place(&mut self, place: &PlaceKind, because: &Because) -> Option<ElementIx> {
        let within = place.within.as_deref()?;
        self.container(within, None, because)
    }

    /// An id for something that belongs to a site, group or container: `rotterdam.mqtt-broker`.
    /// A container that bears its service's name is left out: what is in
    /// `rotterdam.iot-operations` is called after Rotterdam.
    pub fn scoped_id(&self, id: &str, scope: Option<ElementIx>) -> String {
        let Some(scope) = scope else { return id.to_owned() };
        let (own, scope) = (self.service(scope), &self.graph[scope]);
        let outer = own.and_then(|own| {
            scope.id.strip_suffix(&*own.id).or_else(|| scope.id.strip_suffix(&*own.key))
        });
        match outer.filter(|outer| outer.is_empty() || outer.ends_with('.')) {
            Some(outer) => format!("{outer}{id}"),
            None => format!("{}.{id}", scope.id),
        }
    }
}

/// The ends in `a -> b` or `a <-> b`.
fn ends_in(word: &str) -> Option<(&str, &str, Direction)> {
    let (a, b, direction) = match (word.split_once("<->"), word.split_once("->")) {
        (Some((a, b)), _) => (a, b, Direction::Both),
        (None, Some((a, b))) => (a, b, Direction::Forward),
        (None, None) => return None,
    };
    Some((a.trim(), b.trim(), direction))
}

/// How many groups two lists, from the outside in, have in common.
pub fn common_depth(a: &[ElementIx], b: &[ElementIx]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// The last part of the id of something derived: the key inside a site, else the service's id.
pub fn own_id(service: &Service, site: Option<ElementIx>) -> &str {
    if site.is_some() { &service.key } else { &service.id }
}
