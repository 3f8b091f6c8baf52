//! `maquette explain`: a code, a service, a rule or an element, in full.

mod needs;
mod reasons;

use std::path::Path;

use maquette::catalog::{Catalog, Check, Connection, Name, Rule, Service, Setting, SettingType};
use maquette::diag::suggest::{nearest, one_of};
use maquette::diag::{CODES, CodeInfo, changes};

use crate::cli::args::{Common, ExplainArgs};
use crate::cli::files::input;
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::terminal;

/// Runs the command.
pub fn run(args: &ExplainArgs, common: &Common) -> Run {
    let catalog = input::catalog(common)?;
    if let Some((file, element)) = args.what.rsplit_once('#') {
        return reasons::run(file, element, &catalog, common);
    }
    match entry(&args.what, &catalog) {
        Some(text) => terminal::print(&text)?,
        None if Path::new(&args.what).is_file() => {
            return reasons::of_all(&args.what, &catalog, common);
        }
        None => return Err(Failure::Trouble(unknown(&args.what, &catalog))),
    }
    Ok(Outcome::Clean)
}

/// What is known of a code, service, place, rule, choice or connection.
fn entry(what: &str, catalog: &Catalog) -> Option<String> {
    let code = what.to_uppercase();
    if let Some(info) = CODES.iter().find(|info| info.code == code) {
        return Some(own_code(info));
    }
    if let Some(info) = changes::find(&code) {
        let level = maquette::diff::Level::of(info).word();
        return Some(format!("{}: {} ({level})\n\n{}\n", info.code, info.title, info.text));
    }
    if let Some(check) = catalog.checks.get(&code) {
        return Some(catalog_code(check, catalog));
    }
    if let Some(found) = catalog.service(what) {
        return Some(service(found, catalog));
    }
    if let Some(found) = catalog.names.get(what) {
        return Some(name(found, catalog));
    }
    if let Some(found) = catalog.place(what) {
        let head = format!("{}: {}\n\n{}\n", found.id, found.name, found.summary);
        return Some(head + &settings(&found.settings));
    }
    let of_choice = |rule: &&Rule| rule.choose.as_ref().is_some_and(|choice| choice.id == what);
    if let Some(found) = catalog.rules.get(what).or(catalog.rules.iter().find(of_choice)) {
        return Some(rule(found, catalog));
    }
    catalog.connections.get(what).map(|link| connection(link, catalog))
}

fn unknown(what: &str, catalog: &Catalog) -> String {
    let names = CODES
        .iter()
        .map(|info| info.code)
        .chain(changes::CHANGES.iter().map(|row| row.code))
        .chain(catalog.checks.iter().map(|check| check.code.as_str()))
        .chain(catalog.services.iter().map(|service| service.id.as_str()))
        .chain(catalog.names.iter().map(|name| name.id.as_str()))
        .chain(catalog.places.iter().map(|place| place.id.as_str()))
        .chain(catalog.rules.iter().map(|rule| rule.id.as_str()));
    match nearest(what, names) {
        Some(near) => format!("nothing is called `{what}`; did you mean `{near}`?"),
        None => format!(
            "nothing is called `{what}`; give a code, a service, a rule or FILE#element \
             (`maquette list services|rules|codes`)"
        ),
    }
}

fn own_code(info: &CodeInfo) -> String {
    format!("{}: {} ({})\n\n{}\n", info.code, info.title, info.severity.word(), info.text)
}

fn catalog_code(check: &Check, catalog: &Catalog) -> String {
    let mut text = format!(
        "{}: {} ({})\n\n{}\n",
        check.code,
        check.title,
        check.severity.word(),
        check.why.trim()
    );
    if let Some(help) = &check.help {
        text += &format!("\nWay out: {help}\n");
    }
    for (title, scenario) in
        [("A scenario that raises it", &check.example), ("The same, mended", &check.mended)]
    {
        let Some(scenario) = scenario else { continue };
        let lines: String =
            scenario.trim_end().lines().map(|line| format!("    {line}\n")).collect();
        text += &format!("\n{title}:\n\n{lines}");
    }
    text += &format!(
        "\nTo change how much it weighs here:\n\n    [checks]\n    {} = {{ level = \"off\", reason = \"...\" }}\n",
        check.code
    );
    text + &documents(&check.source, catalog)
}

fn name(name: &Name, catalog: &Catalog) -> String {
    let with: Vec<String> =
        name.with.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!(
        "{}: {}\n\n{}\n\n  stands for  {} ({})\n{}",
        name.id,
        name.label,
        name.summary,
        name.service,
        with.join(", "),
        documents(&name.source, catalog)
    )
}

fn service(service: &Service, catalog: &Catalog) -> String {
    let mut text = format!("{}: {}\n\n{}\n\n", service.id, service.name, service.summary);
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            text += &format!("  {name:<10}{value}\n");
        }
    };
    fact("aliases", &service.aliases.join(", "));
    fact("family", &service.family);
    fact("lane", service.lane.word());
    fact("lives", service.lives.word());
    fact("status", service.status.word());
    fact("retires", service.retires.as_deref().unwrap_or_default());
    fact("resource", service.arm.as_deref().unwrap_or_default());
    fact("docs", service.docs.as_deref().unwrap_or_default());
    text += &settings(&service.settings);
    let facts: Vec<&str> = catalog
        .facts
        .iter()
        .filter(|fact| fact.about.contains(&service.id))
        .map(|fact| fact.text.as_str())
        .collect();
    if !facts.is_empty() {
        text += "\nGood to know:\n\n";
        facts.iter().for_each(|fact| text += &format!("  - {fact}\n"));
    }
    if service.source.is_empty() { text } else { text + &documents(&service.source, catalog) }
}

fn settings(settings: &[Setting]) -> String {
    if settings.is_empty() {
        return String::new();
    }
    let mut text = "\nSettings:\n\n".to_owned();
    for setting in settings {
        let default = setting.default.as_ref().map(|value| format!(" (unless written: {value})"));
        text += &format!(
            "  {} = {}{}\n      {}\n",
            setting.key,
            accepts(&setting.accepts),
            default.unwrap_or_default(),
            setting.summary
        );
    }
    text
}

fn accepts(accepts: &SettingType) -> String {
    match accepts {
        SettingType::Word(words) => {
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            quoted.join(" | ")
        }
        SettingType::Integer { min, max } => format!("{min} to {max}"),
        SettingType::Flag => "true | false".to_owned(),
        SettingType::Text => "\"...\"".to_owned(),
        SettingType::Items(kinds) => {
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            format!("name of an element ({})", one_of(&kinds))
        }
    }
}

fn rule(rule: &Rule, catalog: &Catalog) -> String {
    let mut text = format!(
        "{}: {}\n\n{}\n\n  asked for  {}\n",
        rule.id,
        rule.title,
        rule.why.trim(),
        rule.each.join(", ")
    );
    for (word, needs) in [("requires", &rule.require), ("adds", &rule.add)] {
        for need in needs {
            let or: String = need.or.iter().map(|other| format!(" or {other}")).collect();
            text += &format!("  {word:<9}  {}{or}\n", need.service);
        }
    }
    if let Some(choice) = &rule.choose {
        text += &format!("\nChoice `{}`: {}\n\n", choice.id, choice.about);
        for option in &choice.options {
            text += &format!("  {}\n      {}\n", option.value, option.reason);
        }
        text += &format!("\nTo choose:\n\n    [choose]\n    {} = \"...\"\n", choice.id);
    }
    text + &documents(&rule.source, catalog)
}

fn connection(link: &Connection, catalog: &Catalog) -> String {
    let mut text = format!(
        "{}: {} -> {}\n\n{}\n\n  flow       {}\n  drawn      {}\n",
        link.id,
        link.from.join(" | "),
        link.to.join(" | "),
        link.label,
        link.flow.word(),
        link.need.word(),
    );
    for (name, value) in [("protocol", &link.protocol), ("proof", &link.authentication)] {
        if let Some(value) = value {
            text += &format!("  {name:<9}  {value}\n");
        }
    }
    if let Some(port) = link.port {
        text += &format!("  port       {port}\n");
    }
    if let Some(note) = &link.note {
        text += &format!("\n{note}\n");
    }
    text + &documents(&link.source, catalog)
}

/// The documents that an entry was read in.
pub fn documents(ids: &[String], catalog: &Catalog) -> String {
    if ids.is_empty() {
        return "\nGeneral knowledge: no document that was read says it.\n".to_owned();
    }
    let mut text = "\nRead in:\n\n".to_owned();
    for id in ids {
        match catalog.source(id) {
            Some(source) => {
                let date = source.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
                let url =
                    source.url.as_ref().map(|url| format!("\n      {url}")).unwrap_or_default();
                text += &format!("  {id}  {}{date}{url}\n", source.title);
            }
            None => text += &format!("  {id}\n"),
        }
    }
    text
}
