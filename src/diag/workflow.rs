//! Workflow commands, which GitHub shows as annotations of a pull request.

use super::Severity;
use super::log::inert;

/// One line: `::error file=a.toml,line=3,col=1,title=MQ0102::message`. The message may have
/// several lines. `place` is a file, with line and column from 1 if they are known.
pub fn command(
    severity: Severity,
    place: Option<(&str, Option<(usize, usize)>)>,
    title: &str,
    message: &str,
) -> String {
    let word = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = Vec::new();
    if let Some((file, start)) = place {
        properties.push(format!("file={}", property(file)));
        if let Some((line, column)) = start {
            properties.push(format!("line={line},col={column}"));
        }
    }
    properties.push(format!("title={}", property(title)));
    format!("::{word} {}::{}\n", properties.join(","), data(message))
}

/// Escapes a message as the workflow commands ask for.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split(['\n', '\r']).map(inert).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// Escapes a property: as a message, and what separates properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{Severity, command};

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(
            command(Severity::Info, Some(("c:a,b", Some((3, 1)))), "risky: it", "50%\nmore: a,b"),
            "::notice file=c%3Aa%2Cb,line=3,col=1,title=risky%3A it::50%25%0Amore: a,b\n"
        );
        assert_eq!(command(Severity::Error, None, "MQ0001", "no"), "::error title=MQ0001::no\n");
    }
}
