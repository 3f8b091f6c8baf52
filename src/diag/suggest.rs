//! "Did you mean": the nearest of some words.

/// How many candidates are looked at.
const MOST: usize = 2_000;

/// The candidate that `word` most likely means, if one is near enough.
///
/// Letter case, `_` for `-` and left-out hyphens cost nothing; otherwise about one letter in
/// three may differ. Ties go to the candidate that comes first. Of very many candidates the first
/// are looked at.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = bare(word);
    if plain.is_empty() || plain.len() > 64 {
        return None;
    }
    let allowed = (plain.chars().count() / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.into_iter().take(MOST) {
        let other = bare(candidate);
        // So many letters differ at least.
        if other.len().abs_diff(plain.len()) > 4 * allowed && !contains(&plain, &other) {
            continue;
        }
        let mut distance = strsim::damerau_levenshtein(&plain, &other);
        if distance > allowed && plain.len() >= 4 && other.len() > 4 && contains(&plain, &other) {
            distance = allowed;
        }
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Help that names the nearest candidate, or else lists them if there are few.
pub fn did_you_mean(word: &str, candidates: &[&str]) -> Option<String> {
    if let Some(near) = nearest(word, candidates.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    (!candidates.is_empty() && candidates.len() <= 24)
        .then(|| format!("use {}", one_of(candidates)))
}

/// `a`, `b` or `c`.
pub fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

fn bare(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

fn contains(a: &str, b: &str) -> bool {
    a.contains(b) || b.contains(a)
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, nearest};

    const SERVICES: [&str; 4] = ["iot-hub", "iot-edge", "event-grid", "digital-twins"];

    #[test]
    fn finds_typos_other_cases_and_other_separators() {
        for (word, meant) in [
            ("iot-hbu", "iot-hub"),
            ("IoTHub", "iot-hub"),
            ("event_grid", "event-grid"),
            ("digital-twin", "digital-twins"),
            ("azure-iot-hub", "iot-hub"),
        ] {
            assert_eq!(nearest(word, SERVICES), Some(meant), "{word}");
        }
        assert_eq!(nearest("kafka", SERVICES), None);
    }

    #[test]
    fn lists_what_there_is_when_nothing_is_near() {
        assert_eq!(did_you_mean("x9y8z7", &["lr", "tb"]).as_deref(), Some("use `lr` or `tb`"));
    }
}
