//! `maquette check`: what is wrong with scenarios.

use std::collections::BTreeSet;
use std::path::Path;

use maquette::catalog::Catalog;
use maquette::diag::{Diagnostic, Severity, Sources};
use maquette::pipeline;

use crate::cli::args::Common;
use crate::cli::files::input::{self, Disk};
use crate::cli::files::output;
use crate::cli::findings::args::{CheckArgs, FindingsFormat};
use crate::cli::findings::{self, Checked};
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::parallel;
use crate::cli::terminal;
use crate::cli::terminal::wording::plural;

/// Runs the command.
pub fn run(args: &CheckArgs, common: &Common) -> Run {
    let catalog = input::catalog(common)?;
    let inputs = input::collect(&args.paths, common);
    let mut checked = Vec::new();
    if !inputs.problems.is_empty() {
        let (name, sources) = (String::new(), Sources::default());
        checked.push(Checked { name, findings: inputs.problems, sources });
    }
    checked.extend(parallel::map(&inputs.scenarios, common.jobs, |scenario| {
        let name = scenario.name.clone();
        match input::read(scenario, common.limits()) {
            Ok(text) => {
                let disk = Disk::around(&name, common.limits());
                let work = || pipeline::expand(&name, &text, &disk, &catalog);
                match parallel::guarded(&name, work) {
                    Ok(done) => {
                        let (findings, sources) = (done.findings, done.sources);
                        Checked { name, findings, sources }.without_needless_texts()
                    }
                    Err(defect) => only(name, defect),
                }
            }
            Err(problem) => only(name, problem),
        }
    }));
    let delivery = Delivery { format: args.format, output: args.output.as_deref() };
    delivery.deliver(&checked, &catalog, "check", common)?;
    if args.format == FindingsFormat::Text && !common.quiet {
        terminal::say(&summary(&checked, "scenario"));
    }
    Ok(outcome(&checked, args.fail_on.severity()))
}

/// How and where findings are written.
pub struct Delivery<'a> {
    /// The format.
    pub format: FindingsFormat,
    /// A file; standard output for `-` or none.
    pub output: Option<&'a str>,
}

impl Delivery<'_> {
    /// Writes the findings of a command.
    pub fn deliver(
        &self,
        checked: &[Checked],
        catalog: &Catalog,
        command: &str,
        common: &Common,
    ) -> Result<(), Failure> {
        let output = self.output.filter(|name| !output::is_stdout(name));
        let text = match (self.format, output) {
            (FindingsFormat::Text, None) => findings::texts(checked, common.color.on_stdout()),
            (format, _) => findings::write(format, checked, catalog, command),
        };
        match output {
            None => terminal::print_as_it_is(&text),
            Some("") => Err(Failure::Trouble("`-o` names nothing".to_owned())),
            Some(path) => output::write_named(Path::new(path), text.as_bytes())
                .map(|_| ())
                .map_err(|problem| Failure::Trouble(problem.message)),
        }
    }
}

/// A scenario of which nothing is known but a problem.
fn only(name: String, problem: Diagnostic) -> Checked {
    Checked { name, findings: vec![problem], sources: Sources::default() }
}

/// How findings end a command: trouble with files weighs most.
pub fn outcome(checked: &[Checked], fail_on: Severity) -> Outcome {
    let all = || checked.iter().flat_map(|one| &one.findings);
    if all().any(|finding| ["MQ00", "MQ09"].iter().any(|area| finding.code.starts_with(area))) {
        Outcome::Trouble
    } else if all().any(|finding| finding.severity >= fail_on) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

/// One line that says how it went.
pub fn summary(checked: &[Checked], noun: &str) -> String {
    // A file may be a scenario and a document.
    let names: BTreeSet<&str> = checked.iter().map(|one| one.name.as_str()).collect();
    let count_of_files = names.iter().filter(|name| !name.is_empty()).count();
    let count = |severity: Severity| {
        checked.iter().flat_map(|one| &one.findings).filter(|f| f.severity == severity).count()
    };
    let counts: Vec<String> = Severity::ALL
        .iter()
        .rev()
        .map(|&severity| (severity.word(), count(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| plural(count, word))
        .collect();
    let found = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
    format!("{} checked: {found}", plural(count_of_files, noun))
}
