//! `maquette check`: what is wrong with scenarios.

use maquette::diag::{Diagnostic, Severity, Sources};
use maquette::pipeline;

use crate::cli::args::{CheckArgs, Common, FindingsFormat};
use crate::cli::findings::Checked;
use crate::cli::input::{self, Disk};
use crate::cli::{Outcome, Run, findings, parallel, terminal};

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
                    Ok(done) => Checked { findings: done.findings, sources: done.sources, name },
                    Err(defect) => only(name, defect),
                }
            }
            Err(problem) => only(name, problem),
        }
    }));
    let colors = terminal::colors_stdout(common);
    terminal::print_as_it_is(&findings::write(args.output_format, &checked, &catalog, colors))?;
    if args.output_format == FindingsFormat::Text && !common.quiet {
        summarize(&checked);
    }
    Ok(outcome(&checked, args.fail_on.severity()))
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
fn summarize(checked: &[Checked]) {
    let scenarios = checked.iter().filter(|one| !one.name.is_empty()).count();
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
    terminal::say(&format!("{} checked: {found}", plural(scenarios, "scenario")));
}

/// `1 file`, `2 files`; `info` has no plural.
pub fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 || noun == "info" { "" } else { "s" };
    format!("{count} {noun}{s}")
}
