//! Texts of the catalogue that speak of what they are about: `{each}`, `{setting.tier}`.

/// A template with what stands for each `{word}`.
pub fn filled(template: &str, word: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        text.push_str(before);
        text.push_str(&word(name));
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn words_in_braces_are_replaced_and_what_is_not_closed_stays() {
        let loud = |word: &str| word.to_uppercase();
        assert_eq!(filled("a {b} c{d.e}", loud), "a B cD.E");
        assert_eq!(filled("{a} } {b", loud), "A } {b");
    }
}
