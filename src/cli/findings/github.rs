//! Findings as workflow commands, which GitHub shows as annotations of a pull request.

use maquette::diag::Severity;

use crate::cli::findings::{Checked, Located, located};

/// One line a finding.
pub fn write(checked: &[Checked]) -> String {
    checked.iter().flat_map(located).map(|at| line(&at)).collect()
}

fn line(at: &Located) -> String {
    let command = match at.finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    if !at.file.is_empty() {
        properties.push(format!("file={}", property(at.file)));
    }
    properties.extend(at.line.map(|line| format!("line={line}")));
    properties.extend(at.column.map(|column| format!("col={column}")));
    properties.push(format!("title={}", property(&at.finding.code)));
    let help = at.finding.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let message = data(&format!("{}{help}", at.finding.message));
    format!("::{command} {}::{message}\n", properties.join(","))
}

/// Escapes a message as the workflow commands ask for.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property: as a message, and what separates properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("50%\nmore"), "50%25%0Amore");
        assert_eq!(property("c:a,b"), "c%3Aa%2Cb");
    }
}
