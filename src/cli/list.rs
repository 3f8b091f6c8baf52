//! `maquette list`: tables of what there is.

use maquette::catalog::Catalog;
use maquette::diag::CODES;
use maquette::graph::Status;

use crate::cli::args::{Common, ListArgs, Topic};
use crate::cli::table::Table;
use crate::cli::{Outcome, Run, input, terminal};

/// Runs the command.
pub fn run(args: &ListArgs, common: &Common) -> Run {
    let catalog = input::catalog(common)?;
    let table = match args.topic {
        Topic::Services => services(&catalog),
        Topic::Rules => rules(&catalog),
        Topic::Codes => codes(&catalog),
    };
    terminal::print(&if args.json { table.json() } else { table.text() })?;
    Ok(Outcome::Clean)
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
    table
}

fn rules(catalog: &Catalog) -> Table {
    let mut table = Table::new(&["id", "about", "title"]);
    for rule in &catalog.rules {
        table.row([&rule.id, &rule.each.join(", "), &rule.title]);
    }
    table
}

fn codes(catalog: &Catalog) -> Table {
    let mut table = Table::new(&["code", "severity", "title"]);
    for info in CODES {
        table.row([info.code, info.severity.word(), info.title]);
    }
    for check in &catalog.checks {
        table.row([&check.code, check.severity.word(), &check.title]);
    }
    table
}
