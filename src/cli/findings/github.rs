//! Findings as annotations of a pull request.

use maquette::diag::workflow;

use crate::cli::findings::{Checked, Located, located};

/// One line a finding.
pub fn write(checked: &[Checked]) -> String {
    checked.iter().flat_map(located).map(|at| line(&at)).collect()
}

fn line(at: &Located) -> String {
    let finding = at.finding;
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let place = (!at.file.is_empty()).then_some((at.file, at.start));
    let message = format!("{}{help}", finding.message);
    workflow::command(finding.severity, place, &finding.code, &message)
}
