//! Text that goes to a terminal or into the log of a pipeline: nothing in it is obeyed.
//!
//! Whoever writes a label does not write commands. Terminals obey control characters. The runner
//! of GitHub obeys lines that begin with `::` (after blanks) and `##[` anywhere, the one of Azure
//! Pipelines `##vso[` anywhere, `TeamCity` `##teamcity[`: a backslash takes such a word apart.

/// Text of somebody else as it may be shown anywhere: without characters that control terminals.
/// Line ends and tabs stay.
pub fn readable(text: String) -> String {
    match text.contains(is_control) {
        true => text.replace(is_control, ""),
        false => text,
    }
}

fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
}

/// Text without colors of ours: no control characters but line ends and tabs, no commands.
pub fn inert(text: &str) -> String {
    written(text, |_| None)
}

/// Text with colors of ours; what comes from others has to be [`inert`] before it is colored.
pub fn inert_but_colored(text: &str) -> String {
    written(text, color)
}

/// JSON as it may stand in a log: the same values, with what is obeyed in the escapes of JSON.
pub fn inert_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if (letter == '#' && out.ends_with('#')) || (letter != '\n' && is_obeyed(letter)) {
            out.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out
}

/// Whether terminals obey a character, or change the order of others for it.
fn is_obeyed(letter: char) -> bool {
    letter.is_control() && letter != '\t'
        || matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text with what is obeyed written out, but for the beginnings that `allowed` knows.
fn written(text: &str, allowed: fn(&str) -> Option<usize>) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        if let Some(rest) = line.trim_start().strip_prefix("::") {
            out.push_str(&line[..line.len() - rest.len() - 2]);
            out.push('\\');
            write_line(&line[line.len() - rest.len() - 2..], allowed, &mut out);
        } else {
            write_line(line, allowed, &mut out);
        }
    }
    out
}

fn write_line(mut rest: &str, allowed: fn(&str) -> Option<usize>, out: &mut String) {
    while let Some(letter) = rest.chars().next() {
        let mut length = letter.len_utf8();
        if let Some(known) = allowed(rest) {
            length = known;
            out.push_str(&rest[..length]);
        } else if is_obeyed(letter) {
            out.extend(letter.escape_unicode());
        } else if letter == '#' && begins_command(rest) {
            out.push_str("#\\");
        } else {
            out.push(letter);
        }
        rest = &rest[length..];
    }
}

/// Whether a text begins like `##[`, `##vso[` or `##teamcity[`.
fn begins_command(text: &str) -> bool {
    let word = text.strip_prefix("##");
    word.is_some_and(|word| {
        word.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[')
    })
}

/// The length of a change of color that a text begins with.
fn color(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("\u{1b}[")?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    rest[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

#[cfg(test)]
mod tests {
    use super::{inert, inert_but_colored, inert_json};

    #[test]
    fn nothing_is_left_that_a_runner_or_terminal_obeys() {
        assert_eq!(inert("a\n::add-mask::x\n \t::b"), "a\n\\::add-mask::x\n \t\\::b");
        assert_eq!(inert("x ##[error]y ##vso[task]"), "x #\\#[error]y #\\#vso[task]");
        assert_eq!(inert("###[e] ## [x] a::b"), "##\\#[e] ## [x] a::b");
        assert_eq!(inert("\u{1b}[2J\r\u{9b}m\u{202e}"), "\\u{1b}[2J\\u{d}\\u{9b}m\\u{202e}");
        assert_eq!(inert("plain\ttext\n"), "plain\ttext\n");
    }

    #[test]
    fn our_own_colors_stay_and_nothing_else_does() {
        let text = "\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J \u{1b}]0;x";
        let said = "\u{1b}[1;31mred\u{1b}[0m \\u{1b}[2J \\u{1b}]0;x";
        assert_eq!(inert_but_colored(text), said);
    }

    #[test]
    fn json_keeps_its_values() {
        let json = inert_json("{\n \"a\": \"##vso[x]\u{9b} ###\"\n}");
        assert_eq!(json, "{\n \"a\": \"#\\u0023vso[x]\\u009b #\\u0023#\"\n}");
    }
}
