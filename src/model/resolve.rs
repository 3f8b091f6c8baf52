//! From the scenario as written to the valid one: every name looked up, every mistake reported.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, PlaceKind, is_day};
use crate::diag::changes::CHANGES;
use crate::diag::suggest::{nearest, one_of};
use crate::diag::{CODES, Level, Levels, Severity, Sink, Span, Spanned, codes};

use crate::model::copies;
use crate::model::elements::{self, Where, dangling, text};
use crate::model::page::{Page, Width};
use crate::model::steps;
use crate::model::{
    Form, Item, Keys, Link, Override, Pattern, Place, Scenario, Solution, View, words,
};
use crate::syntax::language::Section;
use crate::syntax::{Block, RawScenario};

/// The valid scenario. What is wrong is reported and left out, together with what refers to it;
/// none if not even the type of solution can be understood.
pub fn resolve(raw: &RawScenario, catalog: &Catalog, sink: &mut Sink) -> Option<Scenario> {
    let (blocks, copies) = copies::write_out(&raw.blocks, sink);
    let top = blocks.iter().find(|block| block.section == Section::Top)?;
    let of = |section: Section| blocks.iter().filter(move |block| block.section == section);
    let solution = solution(top, sink);
    let profile = top.text("profile").and_then(|word| words::profile(&word, sink));
    let docs = docs(top, catalog, sink);
    let today = today(top, catalog, sink);

    let sites: BTreeSet<&str> = of(Section::Site).map(|block| block.name.value.as_str()).collect();
    let services = services(&blocks);
    let mut lost = BTreeSet::new();
    let mut places: Vec<Place> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    let mut overrides: Vec<Override> = Vec::new();
    let mut taken: BTreeMap<String, Span> = BTreeMap::new();
    for block in &blocks {
        let id = elements::id(block, catalog);
        if block.section == Section::Service && !block.wanted {
            overrides.push(refusal(block, &id));
            continue;
        }
        let is_kept = match block.section {
            Section::Site | Section::Group => {
                elements::place(block, catalog, sink).map(|place| places.push(place)).is_some()
            }
            Section::Device | Section::Asset | Section::Service | Section::Node => {
                elements::item(block, where_is(block, &sites), catalog, sink)
                    .map(|item| items.push(item))
                    .is_some()
            }
            _ => continue,
        };
        if !is_kept {
            lost.insert(id.clone());
        }
        if let Some(first) = taken.insert(id.clone(), block.span) {
            report_duplicate(block, &id, first, sink);
        }
    }
    check_places(&blocks, &mut places, &mut items, &lost, catalog, sink);
    elements::localize(&mut items, catalog);
    elements::check_setting_references(&items, &places, catalog, sink);
    overrides.extend(top.texts("omit").into_iter().map(omission));
    overrides.extend(of(Section::Override).map(own_override));

    overrides.retain(|o| !lost.contains(&o.target.value));
    let links =
        of(Section::Connection).filter_map(|b| link(b, &services, catalog, &lost, sink)).collect();
    let written = steps::Written { blocks: &blocks, catalog, copies: &copies };
    let steps = steps::steps(top, &written, sink);
    let choices = of(Section::Choice)
        .filter_map(|block| Some((block.name.value.clone(), options(block)?)))
        .collect();
    let views = of(Section::View).map(|block| view(block, sink)).collect();
    let page = of(Section::Picture).next().map(|block| page(block, sink)).unwrap_or_default();
    let mut levels = catalog.levels.clone();
    levels.extend(of(Section::Check).filter_map(|block| level(block, catalog, sink)));

    Some(Scenario {
        title: text(top, "title").unwrap_or_default(),
        description: text(top, "description").unwrap_or_default(),
        solution: solution?,
        profile: profile.unwrap_or_default(),
        docs,
        today,
        places,
        items,
        links,
        steps,
        choices,
        overrides,
        views,
        page,
        levels,
        keys: elements::keys(top),
        copies: copies.into_iter().map(|(model, names)| (model, plain(names))).collect(),
    })
}

fn plain(names: Vec<Spanned<String>>) -> Vec<String> {
    names.into_iter().map(|name| name.value).collect()
}

/// The blocks of services by their whole names; of two with one name the first.
fn services(blocks: &[Block]) -> BTreeMap<String, &Block> {
    let services = blocks.iter().filter(|block| block.section == Section::Service);
    services.rev().map(|block| (block.full_name(), block)).collect()
}

fn where_is(block: &Block, sites: &BTreeSet<&str>) -> Where {
    let is_site = |name: &str| sites.contains(name);
    let is_held = block.holder.as_ref().is_some_and(|holder| holder.section == Section::Site);
    let is_in_site = is_held || block.text("in").is_some_and(|at| is_site(&at.value));
    if is_in_site { Where::Site } else { Where::Elsewhere }
}

fn solution(top: &Block, sink: &mut Sink) -> Option<Spanned<Solution>> {
    let word = top.text("solution")?;
    Some(Spanned::new(words::solution(&word, sink)?, word.span))
}

fn docs(top: &Block, catalog: &Catalog, sink: &mut Sink) -> String {
    let default = catalog.default_docs().map(|docs| docs.id.clone()).unwrap_or_default();
    let Some(word) = top.text("docs") else { return default };
    if catalog.docs.get(&word.value).is_some() {
        return word.value;
    }
    let known: Vec<&str> = catalog.docs.iter().map(|docs| docs.id.as_str()).collect();
    let message = format!("`{}` is not an edition of the documentation", word.value);
    sink.report(&codes::BAD_WORD, word.span, message).help(format!("use {}", one_of(&known)));
    default
}

/// The day of the scenario, or else the catalogue's.
fn today(top: &Block, catalog: &Catalog, sink: &mut Sink) -> String {
    let Some(word) = top.text("today") else { return catalog.date.clone() };
    if is_day(&word.value) {
        return word.value;
    }
    let message = format!("`{}` is not a day", word.value);
    sink.report(&codes::BAD_WORD, word.span, message)
        .help(format!("write year, month and day: `today = \"{}\"`", catalog.date));
    catalog.date.clone()
}

/// The options of a choice, joined by commas.
fn options(block: &Block) -> Option<Spanned<String>> {
    let field = block.field("option")?;
    let words: Vec<String> = block.texts("option").into_iter().map(|word| word.value).collect();
    Some(Spanned::new(words.join(","), field.value.span))
}

/// A service that is written as `= false`.
fn refusal(block: &Block, id: &str) -> Override {
    let target = Spanned::new(id.to_owned(), block.name.span);
    Override { span: block.span, form: Form::Refusal, ..omission(target) }
}

/// What `omit` names at the top.
fn omission(target: Spanned<String>) -> Override {
    let span = target.span;
    let (label, place, link, note) = (None, None, None, None);
    let (omit, form, keys) = (true, Form::Omission, Keys::new());
    Override { target, label, omit, form, place, link, note, keys, span }
}

fn own_override(block: &Block) -> Override {
    Override {
        target: block.name.clone(),
        label: text(block, "label"),
        omit: block.flag("omit"),
        form: Form::Section,
        place: block.text("in"),
        link: text(block, "link"),
        note: text(block, "note"),
        keys: elements::keys(block),
        span: block.span,
    }
}

fn report_duplicate(block: &Block, id: &str, first: Span, sink: &mut Sink) {
    let message = format!("`{id}` is already the id of another element");
    sink.report(&codes::DUPLICATE_ID, block.name.span, message)
        .help("rename one of the two: devices, sites, services, groups and nodes share their ids");
    let message = format!("`{id}` is the id of two elements; this is the first");
    sink.report(&codes::DUPLICATE_ID, first, message);
}

/// Reports places that do not exist or hold each other, and takes the references away.
fn check_places(
    blocks: &[Block],
    places: &mut [Place],
    items: &mut [Item],
    lost: &BTreeSet<String>,
    catalog: &Catalog,
    sink: &mut Sink,
) {
    let made = |place: &str| catalog.place(place).is_some_and(PlaceKind::is_single);
    let known: BTreeSet<String> = places.iter().map(|place| place.id.clone()).collect();
    for block in blocks.iter().filter(|block| block.section != Section::Override) {
        let Some(place) = block.text("in") else { continue };
        if made(&place.value) && !known.contains(&place.value) {
            report_misplaced(block, &place, sink);
        } else if !known.contains(&place.value) && !lost.contains(&place.value) {
            let singles = catalog.places.iter().filter(|place| place.is_single());
            let all: Vec<&str> =
                known.iter().map(String::as_str).chain(singles.map(|p| p.id.as_str())).collect();
            dangling(&place, "site or group", &all, sink);
        }
    }
    let exists = |place: &Option<String>, is_made: bool| {
        let is_there = |id: &String| known.contains(id) || (is_made && made(id));
        place.clone().filter(is_there)
    };
    items.iter_mut().for_each(|item| item.place = exists(&item.place, true));
    places.iter_mut().for_each(|place| place.place = exists(&place.place, false));
    let first = places.iter().enumerate().rev();
    let at_id: BTreeMap<String, usize> = first.map(|(at, place)| (place.id.clone(), at)).collect();
    let mut around: Vec<Option<usize>> =
        places.iter().map(|place| at_id.get(place.place.as_ref()?).copied()).collect();
    for circle in circles(&around) {
        let first = circle[0];
        let ids = circle.iter().chain([&first]).map(|&at| places[at].id.as_str());
        let chain = ids.collect::<Vec<_>>().join(" in ");
        let message = format!("`{}` is in itself", places[first].id);
        sink.report(&codes::PLACE_CYCLE, places[first].span, message)
            .help(format!("take one `in` away: {chain}"));
        places[first].place = None;
        around[first] = None;
    }
    check_depth(places, &around, sink);
}

/// Reports the first place that stands too deep in others, and takes all that do out of them.
fn check_depth(places: &mut [Place], around: &[Option<usize>], sink: &mut Sink) {
    let most = sink.limits().depth;
    let is_deep = |at: usize| std::iter::successors(Some(at), |&at| around[at]).nth(most).is_some();
    let deep: Vec<usize> = (0..places.len()).filter(|&at| is_deep(at)).collect();
    if let Some(&first) = deep.first() {
        let (id, count) = (&places[first].id, deep.len());
        let message = format!("{count} places stand more than {most} deep; `{id}` is the first");
        sink.report(&codes::TOO_LARGE, places[first].span, message)
            .help("nest less, or set another limit: `--limit depth=NUMBER`");
    }
    deep.into_iter().for_each(|at| places[at].place = None);
}

/// Reports what cannot stand in a place that is made where it is needed, such as the cloud.
fn report_misplaced(block: &Block, place: &Spanned<String>, sink: &mut Sink) {
    let (noun, help) = match block.section {
        Section::Device => ("a device", "devices stand outside; take `in` away"),
        Section::Site => ("a site", "sites stand outside; take `in` away"),
        _ => return,
    };
    let message = format!("`{}` does not hold {noun}", place.value);
    sink.report(&codes::UNKNOWN_PLACE, place.span, message).help(help);
}

/// The places that hold themselves: of `a in b in a` both, the one that is written first in front.
fn circles(around: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut seen_from: Vec<Option<usize>> = vec![None; around.len()];
    let mut found = Vec::new();
    for start in 0..around.len() {
        let (mut at, mut way) = (Some(start), Vec::new());
        while let Some(place) = at.filter(|&place| seen_from[place].is_none()) {
            seen_from[place] = Some(start);
            way.push(place);
            at = around[place];
        }
        let Some(again) = at.filter(|&place| seen_from[place] == Some(start)) else { continue };
        let mut circle: Vec<usize> = way.into_iter().skip_while(|&place| place != again).collect();
        let first = circle.iter().enumerate().min_by_key(|(_, place)| **place);
        let first = first.map_or(0, |(at, _)| at);
        circle.rotate_left(first);
        found.push(circle);
    }
    found
}

/// A connection; none if an end is missing or names something that was left out.
fn link(
    block: &Block,
    services: &BTreeMap<String, &Block>,
    catalog: &Catalog,
    lost: &BTreeSet<String>,
    sink: &mut Sink,
) -> Option<Link> {
    let flow = block.text("flow").and_then(|word| words::flow(&word, sink));
    let direction = block.text("direction").and_then(|word| words::direction(&word, sink));
    let scope = block.holder.as_ref().map(|holder| holder.name.value.clone());
    let ids = |name: &str| match &scope {
        Some(scope) => vec![format!("{scope}.{name}"), name.to_owned()],
        None => vec![name.to_owned()],
    };
    let end = |key: &str| {
        let mut end = block.text(key)?;
        // The author may use the name under which a service is written, too.
        if let Some(named) = ids(&end.value).iter().find_map(|id| services.get(id)) {
            end.value = elements::id(named, catalog);
        }
        Some(end)
    };
    let (from, to) = (end("from"), end("to"));
    let (from, to) = (from?, to?);
    let is_lost = |end: &str| ids(end).iter().any(|id| lost.contains(id));
    if is_lost(&from.value) || is_lost(&to.value) {
        return None;
    }
    Some(Link {
        scope,
        from,
        to,
        label: text(block, "label"),
        protocol: text(block, "protocol"),
        port: block.integer("port").and_then(|port| u16::try_from(port).ok()),
        flow,
        direction,
        optional: block.flag("optional"),
        authentication: text(block, "authentication"),
        step: block.integer("step").and_then(|step| u32::try_from(step).ok()),
        link: text(block, "link"),
        note: text(block, "note"),
        keys: elements::keys(block),
        span: block.span,
    })
}

fn page(block: &Block, sink: &mut Sink) -> Page {
    let named = block.text("width").and_then(|word| words::width(&word, sink));
    Page {
        width: block.integer("width").and_then(Width::from_pixels).or(named),
        way: block.text("direction").and_then(|word| words::way(&word, sink)),
        views: block.texts("views"),
    }
}

fn view(block: &Block, sink: &mut Sink) -> View {
    let patterns = |key: &str, sink: &mut Sink| {
        block.texts(key).into_iter().filter_map(|written| pattern(written, sink)).collect()
    };
    View {
        name: block.name.value.clone(),
        title: text(block, "title"),
        include: patterns("include", sink),
        exclude: patterns("exclude", sink),
        depth: block.integer("depth").and_then(|depth| u32::try_from(depth).ok()),
    }
}

fn pattern(written: Spanned<String>, sink: &mut Sink) -> Option<Spanned<Pattern>> {
    match Pattern::parse(&written.value) {
        Ok(pattern) => Some(Spanned::new(pattern, written.span)),
        Err(help) => {
            let message = format!("`{}` is not a pattern", written.value);
            sink.report(&codes::BAD_PATTERN, written.span, message).help(help);
            None
        }
    }
}

/// The levels that blocks of `[checks]` set.
pub fn levels(checks: &[Block], catalog: &Catalog, sink: &mut Sink) -> Levels {
    let outside = |(code, level)| (code, Level { span: None, ..level });
    checks.iter().filter_map(|block| level(block, catalog, sink)).map(outside).collect()
}

/// The level of a finding's code; none if the code or the level is not known.
fn level(block: &Block, catalog: &Catalog, sink: &mut Sink) -> Option<(String, Level)> {
    let word = block.text("level")?;
    let severity = words::level(&word, sink)?;
    let code = block.name.value.clone();
    let own = CODES.iter().find(|info| info.code == code);
    if own.is_some_and(|info| info.severity == Severity::Error) {
        let message = format!("`{code}` is about the scenario's text and cannot be changed");
        sink.report(&codes::FIXED_LEVEL, block.name.span, message)
            .help("mend what the finding says; only findings of the architecture can be changed");
        return None;
    }
    let is_known = own.is_some()
        || catalog.checks.get(&code).is_some()
        || CHANGES.iter().any(|info| info.code == code);
    if !is_known {
        let found = catalog.checks.iter().map(|check| check.code.as_str());
        let known: Vec<&str> = found.chain(CHANGES.iter().map(|info| info.code)).collect();
        let message = format!("there is no finding `{code}`");
        let help = match nearest(&code, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? `maquette list codes` shows all"),
            None => "`maquette list codes` shows all".to_owned(),
        };
        sink.report(&codes::UNKNOWN_CODE, block.name.span, message).help(help);
        return None;
    }
    Some((code, Level { severity, reason: text(block, "reason"), span: Some(block.span) }))
}
