//! What texts may say, and how they break.

use super::choices::Choices;

/// Names of things.
pub const NAMES: &[&str] =
    &["a", "b-1", "press", "hub_2", "X", "iot-hub", "west", "9", "node", "cloud"];

/// Texts that are harmless.
const PLAIN: &[&str] =
    &["Press", "two words", "", "A rather long label that has to be wrapped", "x", "7"];

/// Texts that attack what shows them.
pub const ATTACKS: &[&str] = &[
    "x\n::add-mask::a",
    "##[error]x",
    "##vso[task.setvariable variable=a]b",
    "</text><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]><x>--><y",
    "%%{init: {'theme': 'x'}}%%",
    "`code` **b** [l](javascript:x)",
    "a | b\\|c",
    "\u{202e}gpj.exe",
    "\u{1b}[2J\u{7}\u{9b}",
    "javascript&#58;alert(1)",
    "https://example.com/?a=1&b=\"'",
    "\\N \\G {name} {each} {label}",
    "\"];} digraph { a -> b",
    "\u{feff}\u{200b}\u{ad}é\u{301}漢字🏭",
    "${HOME} #{x} $(id)",
    "\t\r\n \n",
    "'''\"\"\"",
];

/// A text: mostly a harmless one, else one that attacks.
pub fn text(choices: &mut Choices<'_>) -> String {
    match choices.below(4) {
        0 | 1 => choices.pick(PLAIN).to_owned(),
        2 => choices.pick(ATTACKS).to_owned(),
        _ => format!("{} {}", choices.pick(PLAIN), choices.pick(ATTACKS)),
    }
}

/// A text as a basic string of TOML, or a string of JSON or DOT, which understand as much of it.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            _ if letter.is_control() => out += &format!("\\u{:04x}", u32::from(letter)),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A text of [`text`], quoted.
pub fn quoted_text(choices: &mut Choices<'_>) -> String {
    let text = text(choices);
    quoted(&text)
}

/// Pieces that do harm where nobody expects them.
const SCRAPS: &[&str] = &[
    "\"",
    "[",
    "]",
    "[[",
    "=",
    "#",
    "\n",
    "\u{0}",
    "{",
    "}",
    "-1",
    "99999999999999999999",
    ".",
    "''",
    "\"\"\"",
    "->",
    "<",
    ">",
    "&",
    ";",
    ":",
    ",",
    "(",
    ")",
    "/*",
    "é",
    "\u{202e}",
    "1e999",
    "NaN",
    "in = \"cloud\"",
    "count = 0",
    "[a.b.c]",
    "omit = true",
    "</g>",
    "<g>",
    "<!--",
];

/// The text, once in a while with one to three wounds.
pub fn wounded(mut text: String, choices: &mut Choices<'_>) -> String {
    if !choices.once_in(8) {
        return text;
    }
    for _ in 0..=choices.below(3) {
        let at = boundary(&text, choices.below(text.len() + 1));
        if choices.once_in(2) {
            let end = boundary(&text, at + choices.below(40));
            text.replace_range(at..end.max(at), "");
        } else {
            text.insert_str(at, choices.pick(SCRAPS));
        }
    }
    text
}

/// The end of a character, at this place or before.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
