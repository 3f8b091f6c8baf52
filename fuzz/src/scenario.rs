//! Scenarios by the tables of the language and the catalogue: a new key or setting is tried unasked.

use maquette::catalog::{Catalog, Lives, Service, Setting, SettingType};
use maquette::model::words::words;
use maquette::syntax::language::{Accepts, KeyInfo, Section};

use super::choices::Choices;
use super::words::{NAMES, quoted, quoted_text, text, wounded};

/// The text of a scenario.
pub fn scenario(choices: &mut Choices<'_>) -> String {
    let mut made = Made { names: Names::default(), blocks: String::new(), lists: String::new() };
    made.groups(choices);
    made.things(choices);
    made.sites(choices);
    made.services(choices);
    made.nodes(choices);
    made.lines(choices);
    made.others(choices);
    let top = made.keys(Section::Top, &[], choices);
    wounded(format!("{top}{}{}", made.lists, made.blocks), choices)
}

/// What is named so far.
#[derive(Default)]
struct Names {
    /// Groups and sites.
    places: Vec<String>,
    /// Everything that a line may end at.
    ends: Vec<String>,
    /// Lines as `from -> to`.
    lines: Vec<String>,
}

/// A scenario in the making.
struct Made {
    names: Names,
    /// What stands below headers.
    blocks: String,
    /// What stands at the top.
    lists: String,
}

impl Made {
    fn groups(&mut self, choices: &mut Choices<'_>) {
        let kinds: Vec<_> = Catalog::built_in().places.iter().filter(|place| place.group).collect();
        for at in 0..choices.below(3) {
            let name = name("g", at, choices);
            let kind = kinds[choices.below(kinds.len())];
            let keys = self.keys(Section::Group, &kind.settings, choices);
            let kind = quoted(&kind.id);
            self.blocks += &format!("[groups.{name}]\nkind = {kind}\n{keys}");
            if choices.once_in(2) {
                self.blocks += "services = [\"iot-hub\", \"event-hubs: Own\"]\n";
                self.names.ends.push(format!("{name}.event-hubs"));
            }
            self.names.places.push(name);
        }
    }

    /// Devices, as blocks or as lines of a list.
    fn things(&mut self, choices: &mut Choices<'_>) {
        let device = Catalog::built_in().service("device");
        let mut listed = Vec::new();
        for at in 0..choices.below(4) {
            let name = name("d", at, choices);
            if choices.once_in(3) {
                let label = text(choices).replace(['(', ')'], "");
                let count = choices.pick(&["", " x 3", " x 12_000"]);
                let setting = choices.pick(&["", " (protocol = mqtt)", " (note = 'a, (b)')"]);
                listed.push(quoted(&format!("{name}{setting}{count}: {label}")));
            } else {
                let keys = self.keys(Section::Device, settings(device), choices);
                self.blocks += &format!("[devices.{name}]\n{keys}");
            }
            self.names.ends.push(name);
        }
        if !listed.is_empty() {
            self.lists += &format!("devices = [{}]\n", listed.join(", "));
        }
    }

    fn sites(&mut self, choices: &mut Choices<'_>) {
        let place = Catalog::built_in().place("site");
        let (site, asset) =
            (place.map_or(&[][..], |site| &site.settings), Catalog::built_in().service("asset"));
        for at in 0..choices.below(3) {
            let name = name("s", at, choices);
            let runtime = choices.pick(&["iot-operations", "iot-edge"]);
            let others: Vec<Setting> =
                site.iter().filter(|one| &*one.key != "runtime").cloned().collect();
            let keys = self.keys(Section::Site, &others, choices);
            self.blocks += &format!("[sites.{name}]\nruntime = \"{runtime}\"\n{keys}");
            for at in 0..choices.below(3) {
                let keys = self.keys(Section::Asset, settings(asset), choices);
                self.blocks += &format!("[sites.{name}.assets.m{at}]\n{keys}");
                self.names.ends.push(format!("{name}.m{at}"));
            }
            self.names.places.push(name);
        }
    }

    fn services(&mut self, choices: &mut Choices<'_>) {
        let is_of_the_cloud = |service: &&Service| {
            service.lives == Lives::Cloud && !service.container && service.part_of.is_none()
        };
        let known: Vec<&Service> =
            Catalog::built_in().services.iter().filter(is_of_the_cloud).collect();
        for at in 0..choices.below(6) {
            let (name, service) = (name("v", at, choices), known[choices.below(known.len())]);
            let keys = self.keys(Section::Service, &service.settings, choices);
            let kind = quoted(&service.id);
            self.blocks += &format!("[services.{name}]\nkind = {kind}\n{keys}");
            self.names.ends.push(name);
        }
    }

    fn nodes(&mut self, choices: &mut Choices<'_>) {
        for at in 0..choices.below(3) {
            let name = name("n", at, choices);
            let keys = self.keys(Section::Node, &[], choices);
            self.blocks += &format!("[nodes.{name}]\n{keys}");
            self.names.ends.push(name);
        }
    }

    /// Connections, as blocks or as texts.
    fn lines(&mut self, choices: &mut Choices<'_>) {
        let mut listed = Vec::new();
        for _ in 0..choices.below(5) {
            let (Some(from), Some(to)) = (self.end(choices), self.end(choices)) else { return };
            let line = format!("{from} -> {to}");
            if self.names.lines.contains(&line) {
                continue;
            }
            if choices.once_in(2) {
                let label = text(choices);
                let arrow = choices.pick(&["->", "<-", "<->"]);
                let keys =
                    choices.pick(&["", " (control)", " (protocol = 'a, b', optional = true)"]);
                listed.push(quoted(&format!("{from} {arrow} {to}{keys}: {label}")));
            } else {
                let keys = self.keys(Section::Connection, &[], choices);
                self.blocks +=
                    &format!("[[connections]]\nfrom = \"{from}\"\nto = \"{to}\"\n{keys}");
            }
            self.names.lines.push(line);
        }
        if !listed.is_empty() {
            self.lists += &format!("connections = [{}]\n", listed.join(", "));
        }
    }

    /// Steps, checks, views and the picture.
    fn others(&mut self, choices: &mut Choices<'_>) {
        let mut steps: Vec<String> = Vec::new();
        for line in &self.names.lines {
            if choices.once_in(3) {
                steps.push(quoted(&format!("{line}: {}", text(choices))));
            }
        }
        self.lists += &match (steps.is_empty(), choices.below(3)) {
            (_, 0) => String::new(),
            (false, 1) => format!("steps = [{}]\n", steps.join(", ")),
            _ => "steps = \"data\"\n".to_owned(),
        };
        if choices.once_in(3) {
            let checks: Vec<_> = Catalog::built_in().checks.iter().collect();
            let code = &checks[choices.below(checks.len())].code;
            let keys = self.keys(Section::Check, &[], choices);
            self.blocks += &format!("[checks.{code}]\n{keys}");
        }
        for section in [Section::View, Section::Picture] {
            if choices.once_in(3) {
                let keys = self.keys(section, &[], choices);
                let header = if section == Section::View { "views.v" } else { "picture" };
                self.blocks += &format!("[{header}]\n{keys}");
            }
        }
    }

    fn end(&self, choices: &mut Choices<'_>) -> Option<String> {
        let ends = &self.names.ends;
        (!ends.is_empty()).then(|| ends[choices.below(ends.len())].clone())
    }

    /// Lines `key = value` of a section: what must be there, and some of the others.
    fn keys(&self, section: Section, settings: &[Setting], choices: &mut Choices<'_>) -> String {
        let mut lines = String::new();
        for info in section.info().keys {
            // These are written by whoever knows what else there is.
            let is_elsewhere =
                matches!(info.key, "from" | "to" | "steps" | "omit" | "each" | "kind")
                    || (section == Section::Top && info.key == "include");
            if is_elsewhere || !(info.required || choices.once_in(5)) {
                continue;
            }
            if let Some(value) = self.value(info, choices) {
                lines += &format!("{} = {value}\n", info.key);
            }
        }
        for setting in settings {
            if choices.once_in(8)
                && let Some(value) = self.setting(setting, choices)
            {
                lines += &format!("{} = {value}\n", setting.key);
            }
        }
        lines
    }

    fn value(&self, info: &KeyInfo, choices: &mut Choices<'_>) -> Option<String> {
        let catalog = Catalog::built_in();
        let word = |words: &[&str], choices: &mut Choices<'_>| Some(quoted(choices.pick(words)));
        match info.key {
            "in" => {
                let places = &self.names.places;
                (!places.is_empty()).then(|| quoted(&places[choices.below(places.len())]))
            }
            "docs" => {
                let docs: Vec<&str> = catalog.docs.iter().map(|docs| &*docs.id).collect();
                word(&docs, choices)
            }
            "icon" => {
                word(&["database", "sensor", "vehicle", "iot-hub", "business-system"], choices)
            }
            "link" => word(
                &["https://a.example/?b&c", "mailto:a@b.example", "./x.md#y", "//a.example"],
                choices,
            ),
            "include" | "exclude" => {
                let patterns = [
                    "*",
                    "kind:iot-hub",
                    "in:g0*",
                    "flow:data",
                    "lane:field",
                    "id:d*",
                    "boundary:crossed",
                ];
                Some(format!("[{}]", quoted(choices.pick(&patterns))))
            }
            _ => match info.accepts {
                Accepts::Text => Some(quoted_text(choices)),
                Accepts::Texts => None,
                Accepts::Day => word(&["2026-11-22", "2031-02-28"], choices),
                Accepts::Flag => Some(choices.pick(&["true", "false"]).to_owned()),
                Accepts::Word(family) => word(&words(family), choices),
                Accepts::Integer(least, most) => Some(number(least, most, choices)),
                Accepts::NamedInteger(family, least, most) => match choices.below(2) {
                    0 => word(&words(family), choices),
                    _ => Some(number(least, most, choices)),
                },
            },
        }
    }

    fn setting(&self, setting: &Setting, choices: &mut Choices<'_>) -> Option<String> {
        match &setting.accepts {
            SettingType::Word(values) => Some(quoted(&values[choices.below(values.len())])),
            SettingType::Integer { min, max } => Some(number(*min, *max, choices)),
            SettingType::Flag => Some(choices.pick(&["true", "false"]).to_owned()),
            SettingType::Text => Some(quoted_text(choices)),
            SettingType::Items(_) => {
                self.end(choices).filter(|_| choices.once_in(8)).map(|end| quoted(&end))
            }
        }
    }
}

/// A name that no other has, odd once in a while.
fn name(begin: &str, at: usize, choices: &mut Choices<'_>) -> String {
    if choices.once_in(6) {
        format!("{}-{begin}{at}", choices.pick(NAMES))
    } else {
        format!("{begin}{at}")
    }
}

fn settings(service: Option<&Service>) -> &[Setting] {
    service.map_or(&[], |service| &service.settings)
}

/// A number within these bounds: an end of them, or a small one.
fn number(least: i64, most: i64, choices: &mut Choices<'_>) -> String {
    let near = |step: i64| least.saturating_add(step).min(most);
    [least, near(1), near(6), near(999), most][choices.below(5)].to_string()
}
