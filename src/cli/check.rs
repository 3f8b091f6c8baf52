//! `maquette check`: what is wrong with scenarios.

use maquette::diag::{Diagnostic, Sources};
use maquette::pipeline;

use crate::cli::args::{CheckArgs, Common, FindingsFormat};
use crate::cli::input::{self, Disk};
use crate::cli::{Outcome, Run, findings, parallel, terminal};

/// The findings of one scenario.
#[derive(Debug)]
pub struct Checked {
    /// Name of the scenario.
    pub name: String,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// The texts that the findings are about.
    pub sources: Sources,
}

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
        match input::read(scenario) {
            Ok(text) => {
                let expanded = pipeline::expand(&name, &text, &Disk, &catalog);
                Checked { name, findings: expanded.findings, sources: expanded.sources }
            }
            Err(problem) => Checked { name, findings: vec![problem], sources: Sources::default() },
        }
    }));
    let _ = args.output_format == FindingsFormat::Text;
    for one in &checked {
        let text = findings::text(&one.findings, &one.sources, terminal::colors_stdout(common));
        terminal::print(&text)?;
    }
    Ok(outcome(&checked, args.fail_on.severity()))
}

/// How findings end a command: trouble with files weighs most.
pub fn outcome(checked: &[Checked], fail_on: maquette::diag::Severity) -> Outcome {
    let all = || checked.iter().flat_map(|one| &one.findings);
    if all().any(|finding| finding.code.starts_with("MQ00")) {
        Outcome::Trouble
    } else if all().any(|finding| finding.severity >= fail_on) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}
