//! Findings as `JUnit` XML: a test case a file, failed if it has errors.
//!
//! The elements and attributes are those of Jenkins' schema `junit-10.xsd`, which other services read
//! as well.

use maquette::diag::Severity;
use maquette::emit::xml::escaped;

use crate::cli::findings::{Checked, Located, located};

/// One test suite.
pub fn write(checked: &[Checked], command: &str) -> String {
    let failures = checked.iter().filter(|one| has_errors(one)).count();
    let cases: String = checked.iter().map(case).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites>\n\
         <testsuite name=\"maquette {command}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\">\n\
         {cases}</testsuite>\n</testsuites>\n",
        checked.len(),
    )
}

fn has_errors(checked: &Checked) -> bool {
    checked.findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn case(checked: &Checked) -> String {
    let name = if checked.name.is_empty() { "paths" } else { &checked.name };
    let lines = |wanted: fn(Severity) -> bool| -> String {
        located(checked).filter(|at| wanted(at.finding.severity)).map(|at| line(&at)).collect()
    };
    let errors = lines(|severity| severity == Severity::Error);
    let others = lines(|severity| severity != Severity::Error);
    let mut inner = String::new();
    if !errors.is_empty() {
        let first = checked.findings.iter().find(|f| f.severity == Severity::Error);
        let (code, message) = first.map_or(("", ""), |one| (&one.code, one.message.as_str()));
        inner.push_str(&format!(
            "<failure type=\"{}\" message=\"{}\">{}</failure>\n",
            escaped(code),
            escaped(message),
            escaped(&errors)
        ));
    }
    if !others.is_empty() {
        inner.push_str(&format!("<system-out>{}</system-out>\n", escaped(&others)));
    }
    format!("<testcase classname=\"maquette\" name=\"{}\">\n{inner}</testcase>\n", escaped(name))
}

fn line(at: &Located) -> String {
    let finding = at.finding;
    let place = match at.start {
        Some((line, column)) => format!("{}:{line}:{column}: ", at.file),
        None => String::new(),
    };
    let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    let severity = finding.severity.word();
    format!("{place}{severity}[{}]: {}{help}\n", finding.code, finding.message)
}
