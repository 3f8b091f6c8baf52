//! `maquette list`: tables of what there is.

use maquette::catalog::Catalog;
use maquette::diag::CODES;
use maquette::diag::changes::CHANGES;
use maquette::emit::{FORMATS, unbuilt};
use maquette::graph::Status;
use maquette::layout::ENGINES;
use maquette::theme::Theme;
use maquette::view::BUILT_IN;

use crate::cli::args::{Common, ListArgs, Topic};
use crate::cli::files::input;
use crate::cli::outcome::{Outcome, Run};
use crate::cli::terminal;
use crate::cli::terminal::table::Table;
use crate::cli::terminal::wording::NEEDS_FEATURE;

/// Runs the command.
pub fn run(args: &ListArgs, common: &Common) -> Run {
    let catalog = input::catalog(common)?;
    let table = match args.topic {
        Topic::Services => services(&catalog),
        Topic::Rules => rules(&catalog),
        Topic::Codes => codes(&catalog),
        Topic::Themes => {
            let themes = Theme::all();
            summaries(themes.iter().map(|theme| (theme.name.as_str(), theme.summary.as_str())))
        }
        Topic::Formats => formats(),
        Topic::Engines => summaries(ENGINES.iter().map(|engine| (engine.name(), engine.summary()))),
        Topic::Views => summaries(BUILT_IN.iter().map(|view| (view.name, view.summary))),
    };
    if args.json {
        terminal::print_as_it_is(&table.json())?;
    } else {
        terminal::print(&table.text())?;
    }
    Ok(Outcome::Clean)
}

/// The formats, those last that this build cannot write.
fn formats() -> Table {
    let other: Vec<(&str, String)> =
        unbuilt().map(|(name, summary)| (name, format!("{summary}; {NEEDS_FEATURE}"))).collect();
    let built = FORMATS.iter().map(|format| (format.name, format.summary));
    summaries(built.chain(other.iter().map(|(name, summary)| (*name, summary.as_str()))))
}

/// A table of names that each have a summary.
fn summaries<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> Table {
    let mut table = Table::new(&["name", "summary"]);
    rows.for_each(|(name, summary)| table.row([name, summary]));
    table
}

fn services(catalog: &Catalog) -> Table {
    let mut table = Table::new(&["id", "family", "lane", "status", "name", "summary"]);
    for service in &catalog.services {
        let status = match (service.status, &service.retires) {
            (Status::Retiring, Some(date)) => format!("retires {date}"),
            (status, _) => status.word().to_owned(),
        };
        table.row([
            &service.id,
            &service.family,
            service.lane.word(),
            &status,
            &service.name,
            &service.summary,
        ]);
    }
    for name in &catalog.names {
        let of = catalog.service(&name.service);
        let (family, lane) = of.map_or(("", ""), |of| (of.family.as_str(), of.lane.word()));
        table.row([&name.id, family, lane, "", &name.label, &name.summary]);
    }
    table
}

fn rules(catalog: &Catalog) -> Table {
    let mut table = Table::new(&["id", "choice", "title"]);
    for rule in &catalog.rules {
        let choice = rule.choose.as_ref().map_or("", |choice| choice.id.as_str());
        table.row([&rule.id, choice, &rule.title]);
    }
    table
}

fn codes(catalog: &Catalog) -> Table {
    let mut table = Table::new(&["code", "severity", "title"]);
    for info in CODES {
        table.row([info.code, info.severity.word(), info.title]);
    }
    for info in CHANGES {
        table.row([info.code, maquette::diff::Level::of(info).word(), info.title]);
    }
    for check in &catalog.checks {
        table.row([&check.code, check.severity.word(), &check.title]);
    }
    table
}
