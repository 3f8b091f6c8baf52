//! The reference in `docs/reference` is what the catalogue says; `UPDATE=1 cargo test` writes it.

use std::fmt::Write;

use maquette::catalog::{
    Adaptive, Catalog, Check, Connection, Evidence, Rule, Service, Setting, SettingType,
};
use maquette::diag::CODES;
use maquette::diag::changes::CHANGES;
use maquette::diff::Level;
use maquette::graph::Direction;

use crate::conditions::phrase;
use crate::golden;
use crate::program::root;

const NOTICE: &str = "<!-- Generated from the catalogue by `UPDATE=1 cargo test reference`. -->\n";

fn check(page: &str, text: &str) {
    let folder = root().join("docs/reference");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
    }
    golden::equals(&folder.join(page), &format!("{NOTICE}\n{}\n", text.trim()));
}

fn code(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Links to the pages' lists of documents.
fn documents(ids: &[String]) -> String {
    let link = |id: &String| format!("[{id}](sources.md#{})", id.to_lowercase());
    ids.iter().map(link).collect::<Vec<_>>().join(", ")
}

fn families(catalog: &Catalog) -> Vec<&str> {
    let mut families: Vec<&str> = Vec::new();
    for service in &catalog.services {
        if !families.contains(&service.family.as_str()) {
            families.push(&service.family);
        }
    }
    families
}

#[test]
fn services_page() {
    let catalog = Catalog::built_in();
    let mut text = String::from(
        "# Services\n\nEverything that the catalogue knows, by family. The id in code is what \
         scenarios write.\n",
    );
    for family in families(catalog) {
        write!(text, "\n## Family {family}\n").unwrap();
        for service in catalog.services.iter().filter(|service| service.family == family) {
            text += &service_entry(service, catalog);
        }
    }
    text += "\n## Names\n\nWords that stand for a service with settings.\n\n\
             | name | stands for | what it does |\n|---|---|---|\n";
    for name in &catalog.names {
        let with: Vec<_> =
            name.with.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        let stands_for = format!("{} ({})", name.service, with.join(", "));
        writeln!(text, "| `{}` | `{stands_for}` | {} |", name.id, name.summary).unwrap();
    }
    check("services.md", &text);
}

fn service_entry(service: &Service, catalog: &Catalog) -> String {
    let mut text = format!("\n### {}\n\n`{}`. {}\n\n", service.name, service.id, service.summary);
    let mut line = |title: &str, value: String| {
        if !value.is_empty() {
            writeln!(text, "- {title}: {value}").unwrap();
        }
    };
    let end = service.retires.as_ref().map_or(String::new(), |day| format!(", {day}"));
    line("Also", code(&service.aliases));
    line("Lives", format!("{}, lane {}", service.lives.word(), service.lane.word()));
    line("Status", format!("{}{end}", service.status.word()));
    line("Adaptive cloud", adaptive(service));
    line("Guard", service.guard.clone().unwrap_or_default());
    line("Types of solution", service.fits.join(", "));
    line("Azure resource", resource(service));
    line("Needs", needs(service, catalog));
    line("Connects to", partners(service, catalog));
    line("Facts", facts(service, catalog));
    let docs = service.docs.as_ref().map_or(String::new(), |address| format!("<{address}>"));
    line("Documentation", docs);
    line("Read in", documents(&service.source));
    if !service.settings.is_empty() {
        text += "\n| setting | accepts | default | meaning |\n|---|---|---|---|\n";
        service.settings.iter().for_each(|setting| text += &setting_row(setting));
    }
    text
}

fn resource(service: &Service) -> String {
    let Some(arm) = &service.arm else { return String::new() };
    match service.arm_evidence {
        Evidence::K => format!("`{arm}` (general knowledge)"),
        _ => format!("`{arm}`"),
    }
}

fn adaptive(service: &Service) -> String {
    let word = service.adaptive.map(|adaptive| match adaptive {
        Adaptive::Yes => "yes",
        Adaptive::Partial => "in part",
        Adaptive::No => "no",
    });
    word.unwrap_or_default().to_owned()
}

fn setting_row(setting: &Setting) -> String {
    let accepts = match &setting.accepts {
        SettingType::Word(words) => code(words),
        SettingType::Integer { min, max } => format!("{min} to {max}"),
        SettingType::Flag => "`true`, `false`".to_owned(),
        SettingType::Text => "text".to_owned(),
        SettingType::Items(kinds) => format!("names of {}", code(kinds)),
    };
    let default = setting.default.as_ref().map_or(String::new(), |value| format!("`{value}`"));
    format!("| `{}` | {accepts} | {default} | {} |\n", setting.key, setting.summary)
}

fn needs(service: &Service, catalog: &Catalog) -> String {
    let about = |rule: &&Rule| rule.each.contains(&service.id);
    let mut needs: Vec<String> = Vec::new();
    for rule in catalog.rules.iter().filter(about) {
        let required = rule.require.iter().map(|need| format!("`{}`", need.service));
        let chosen = rule.choose.iter().map(|choice| format!("a choice of `{}`", choice.id));
        let what: Vec<String> = required.chain(chosen).collect();
        if !what.is_empty() {
            needs.push(format!("{} ({})", what.join(", "), rule.id));
        }
    }
    needs.join("; ")
}

fn partners(service: &Service, catalog: &Catalog) -> String {
    let mut ids: Vec<String> = Vec::new();
    for known in &catalog.connections {
        let others = match (known.from.contains(&service.id), known.to.contains(&service.id)) {
            (true, _) => &known.to,
            (_, true) => &known.from,
            _ => continue,
        };
        ids.extend(others.iter().filter(|id| !ids.contains(id)).cloned().collect::<Vec<_>>());
    }
    ids.sort();
    code(&ids)
}

fn facts(service: &Service, catalog: &Catalog) -> String {
    let about = catalog.facts.iter().filter(|fact| fact.about.contains(&service.id));
    about.map(|fact| format!("{} ({})", fact.text, fact.id)).collect::<Vec<_>>().join(" ")
}

#[test]
fn connections_page() {
    let catalog = Catalog::built_in();
    let mut text = String::from(
        "# Connections\n\nWhat may travel between two kinds, in the order in which alternatives \
         are tried. *Required* is drawn wherever both ends exist and the condition holds; \
         *optional* where the author asked for one of the ends; *alternative* as optional, where \
         data does not reach the other end already; *typical* in the typical profile.\n\n\
         | id | from | | to | flow | label | protocol | need | condition | read in |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    catalog.connections.iter().for_each(|known| text += &connection_row(known));
    check("connections.md", &text);
}

fn connection_row(known: &Connection) -> String {
    let arrow = match known.direction {
        Direction::Forward => "→",
        Direction::Back => "←",
        Direction::Both => "↔",
        Direction::None => "–",
    };
    let port = known.port.map_or(String::new(), |port| format!(": {port}"));
    let protocol = format!("{}{port}", known.protocol.as_deref().unwrap_or_default());
    let note = known.note.as_ref().map_or(String::new(), |note| format!(" *{note}*"));
    format!(
        "| {} | {} | {arrow} | {} | {} | {} | {protocol} | {} | {}{} | {} |\n",
        known.id,
        code(&known.from),
        code(&known.to),
        known.flow.word(),
        known.label,
        known.need.word(),
        cell(&phrase(&known.when)),
        cell(&note),
        documents(&known.source),
    )
}

#[test]
fn codes_page() {
    let mut text = String::from(
        "# Codes\n\nEvery finding, what it means and the way out. `[checks]` of a scenario \
         changes how much one weighs; those below MQ1000 are about the text of a file and stay. \
         From MQ5101 on they are differences between two versions, which `maquette diff` tells.\n",
    );
    for info in CODES {
        let level = info.severity.word();
        write!(text, "\n## {}\n\n{} ({level})\n\n{}\n", info.code, info.title, info.text.trim())
            .unwrap();
    }
    let mut checks: Vec<&Check> = Catalog::built_in().checks.iter().collect();
    checks.sort_by(|a, b| a.code.cmp(&b.code));
    checks.into_iter().for_each(|check| text += &check_entry(check));
    for info in CHANGES {
        let (level, told) = (Level::of(info).word(), info.text.trim());
        write!(text, "\n## {}\n\n{} ({level})\n\n{told}\n", info.code, info.title).unwrap();
    }
    check("codes.md", &text);
}

fn check_entry(check: &Check) -> String {
    let level = check.severity.word();
    let mut text = format!("\n## {}\n\n{} ({level})\n\n{}\n", check.code, check.title, check.why);
    if let Some(help) = &check.help {
        write!(text, "\nWay out: {help}.\n").unwrap();
    }
    for (title, scenario) in [("Raised by", &check.example), ("Not raised by", &check.mended)] {
        let Some(scenario) = scenario else { continue };
        write!(text, "\n{title}:\n\n```toml\n{}\n```\n", scenario.trim()).unwrap();
    }
    let facts = match check.reference.as_slice() {
        [] => String::new(),
        facts => format!("Facts {}. ", facts.join(", ")),
    };
    let documents = documents(&check.source);
    let read = if documents.is_empty() { String::new() } else { format!("; read in {documents}") };
    write!(text, "\n{facts}Evidence {}{read}.\n", check.evidence.word()).unwrap();
    text
}

#[test]
fn rules_page() {
    let catalog = Catalog::built_in();
    let mut text = String::from(
        "# Rules and choices\n\nWhat the presence of one thing implies. Where there are several \
         ways, `[choose]` of a scenario picks one; the first that fits is the default.\n",
    );
    for rule in &catalog.rules {
        text += &rule_entry(rule);
    }
    check("rules.md", &text);
}

fn rule_entry(rule: &Rule) -> String {
    let mut text = format!("\n## {}\n\n{}. {}\n\n", rule.id, rule.title, rule.why);
    writeln!(text, "- For: {}", code(&rule.each)).unwrap();
    let when = phrase(&rule.when);
    if !when.is_empty() {
        writeln!(text, "- If: {when}").unwrap();
    }
    let unless = rule.unless.as_ref().map(phrase).unwrap_or_default();
    if !unless.is_empty() {
        writeln!(text, "- Unless: {unless}").unwrap();
    }
    for need in rule.require.iter().chain(&rule.add) {
        let or = if need.or.is_empty() { String::new() } else { format!(" or {}", code(&need.or)) };
        writeln!(text, "- Then: `{}`{or}", need.service).unwrap();
    }
    if let Some(choice) = &rule.choose {
        writeln!(text, "- Then a choice of `{}`: {}", choice.id, choice.about).unwrap();
        for option in &choice.options {
            let when = phrase(&option.when);
            let when = if when.is_empty() { when } else { format!(" (default if {when})") };
            writeln!(text, "  - `{}`{when}: {}", option.value, option.reason).unwrap();
        }
    }
    writeln!(text, "- Read in: {}", documents(&rule.source)).unwrap();
    text
}

#[test]
fn sources_page() {
    let mut text = String::from(
        "# Documents\n\nWhere the facts were read. The address is that of the version that was \
         read; the date is the one that the document gives itself.\n",
    );
    for source in &Catalog::built_in().sources {
        let date = source.date.as_ref().map_or(String::new(), |date| format!(", {date}"));
        let title = match &source.url {
            Some(url) => format!("[{}]({url})", source.title),
            None => source.title.clone(),
        };
        write!(text, "\n## {}\n\n{title}{date}\n", source.id).unwrap();
    }
    check("sources.md", &text);
}
