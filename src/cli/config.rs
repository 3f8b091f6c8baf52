//! `maquette config`: every setting and where it comes from.

use maquette::config::SETTINGS;
use maquette::diag::Severity;
use maquette::pipeline;

use crate::cli::args::{Common, ConfigArgs};
use crate::cli::files::input::{self, Disk};
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::terminal;
use crate::cli::terminal::table::Table;

/// Runs the command.
pub fn run(args: &ConfigArgs, common: &Common) -> Run {
    let scenario = args.path.as_deref().filter(|path| !std::path::Path::new(path).is_dir());
    let rows = rows(scenario, common)?;
    let mut table = Table::new(&["key", "value", "from"]);
    rows.into_iter().for_each(|row| table.row([row.key, row.value, row.from]));
    if args.json {
        terminal::print_as_it_is(&table.json())?;
    } else {
        terminal::print(&table.text())?;
    }
    Ok(Outcome::Clean)
}

struct Row {
    key: String,
    value: String,
    from: String,
}

/// A row for each setting, and for each code that weighs other than usual.
fn rows(scenario: Option<&str>, common: &Common) -> Result<Vec<Row>, Failure> {
    let settings = &common.settings;
    let catalog = input::catalog(common)?;
    let own = scenario.map(|path| Own::read(path, common)).transpose()?;
    let mut rows: Vec<Row> = Vec::new();
    for setting in SETTINGS {
        let Some((origin, words)) = settings.told(setting.key) else { continue };
        let mut row = Row {
            key: setting.key.to_owned(),
            value: setting.written(&words),
            from: origin.to_string(),
        };
        let is_flagged = setting.key == "catalogs" && !common.catalog.is_empty();
        let written = own.as_ref().and_then(|own| own.words(setting.key));
        if is_flagged {
            let words: Vec<String> =
                common.catalogs().iter().map(|path| path.to_string_lossy().into()).collect();
            row = Row { value: setting.written(&words), from: "--catalog".to_owned(), ..row };
        } else if let (Some(words), Some(own), None) =
            (written, &own, settings.of_environment(setting.key))
        {
            row = Row { value: setting.written(&words), from: own.name.clone(), ..row };
        }
        rows.push(row);
    }
    let levels = own.as_ref().map_or(&catalog.levels, |own| &own.levels);
    for (code, level) in levels {
        let word = level.severity.map_or("off", Severity::word);
        let of_scenario = own.as_ref().filter(|_| level.span.is_some());
        let file = || settings.path().to_string_lossy().replace('\\', "/");
        rows.push(Row {
            key: format!("checks.{code}"),
            value: format!("\"{word}\""),
            from: of_scenario.map_or_else(file, |own| own.name.clone()),
        });
    }
    Ok(rows)
}

/// What a scenario says itself.
struct Own {
    name: String,
    page: maquette::model::Page,
    levels: maquette::diag::Levels,
}

impl Own {
    fn read(path: &str, common: &Common) -> Result<Self, Failure> {
        let catalog = input::catalog(common)?;
        let input = input::file(std::path::Path::new(path));
        let text = input::read(&input, common.limits())
            .map_err(|problem| Failure::Trouble(problem.message))?;
        let disk = Disk::around(&input.name, common.limits());
        let expanded = pipeline::expand(&input.name, &text, &disk, &catalog);
        let page = expanded.page();
        let levels = expanded.scenario.map(|scenario| scenario.levels).unwrap_or_default();
        Ok(Self { name: input.name, page, levels })
    }

    /// Its words for a setting.
    fn words(&self, key: &str) -> Option<Vec<String>> {
        let views = || self.page.views.iter().map(|view| view.value.clone()).collect();
        match key {
            "width" => self.page.width.map(|width| vec![width.to_string()]),
            "direction" => self.page.way.map(|way| vec![way.word().to_owned()]),
            "views" => (!self.page.views.is_empty()).then(views),
            _ => None,
        }
    }
}
