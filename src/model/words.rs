//! The words of each family that scenarios use, what they stand for, and ids as words.

use crate::diag::suggest::{nearest, one_of};
use crate::diag::{Severity, Sink, Spanned, codes};
use crate::graph::{Direction, Flow, Lane};
use crate::model::{Profile, Solution};
use crate::syntax::language::Family;

/// All words of a family, as messages and the JSON Schema list them.
pub fn words(family: Family) -> Vec<&'static str> {
    match family {
        Family::Solution => SOLUTIONS.iter().map(|(word, _)| *word).collect(),
        Family::Profile => Profile::ALL.iter().map(|profile| profile.word()).collect(),
        Family::Lane => Lane::ALL.iter().map(|lane| lane.word()).collect(),
        Family::Flow => Flow::ALL.iter().map(|flow| flow.word()).collect(),
        Family::Direction => Direction::ALL.iter().map(|direction| direction.word()).collect(),
        Family::Level => LEVELS.iter().map(|(word, _)| *word).collect(),
    }
}

/// Types of solution with the newer words of the documentation.
const SOLUTIONS: [(&str, Solution); 5] = [
    ("cloud", Solution::Cloud),
    ("edge", Solution::Edge),
    ("hybrid", Solution::Hybrid),
    ("cloud-connected", Solution::Cloud),
    ("edge-connected", Solution::Edge),
];

/// `off` and the severities.
const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("info", Some(Severity::Info)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// The type of solution of a word; reports any other.
pub(crate) fn solution(word: &Spanned<String>, sink: &mut Sink) -> Option<Solution> {
    let found = SOLUTIONS.iter().find(|(known, _)| *known == word.value);
    found
        .map(|(_, solution)| *solution)
        .or_else(|| unknown("solution", Family::Solution, word, sink))
}

/// The profile of a word; reports any other.
pub(crate) fn profile(word: &Spanned<String>, sink: &mut Sink) -> Option<Profile> {
    let found = Profile::ALL.into_iter().find(|profile| profile.word() == word.value);
    found.or_else(|| unknown("profile", Family::Profile, word, sink))
}

/// The lane of a word; reports any other.
pub(crate) fn lane(word: &Spanned<String>, sink: &mut Sink) -> Option<Lane> {
    Lane::from_word(&word.value).or_else(|| unknown("lane", Family::Lane, word, sink))
}

/// The flow of a word; reports any other.
pub(crate) fn flow(word: &Spanned<String>, sink: &mut Sink) -> Option<Flow> {
    Flow::from_word(&word.value).or_else(|| unknown("flow", Family::Flow, word, sink))
}

/// The direction of a word; reports any other.
pub(crate) fn direction(word: &Spanned<String>, sink: &mut Sink) -> Option<Direction> {
    let found = Direction::ALL.into_iter().find(|direction| direction.word() == word.value);
    found.or_else(|| unknown("direction", Family::Direction, word, sink))
}

/// The level of a word; reports any other.
pub(crate) fn level(word: &Spanned<String>, sink: &mut Sink) -> Option<Option<Severity>> {
    let found = LEVELS.iter().find(|(known, _)| *known == word.value);
    found.map(|(_, level)| *level).or_else(|| unknown("level", Family::Level, word, sink))
}

fn unknown<T>(key: &str, family: Family, word: &Spanned<String>, sink: &mut Sink) -> Option<T> {
    let words = words(family);
    let message = format!("`{}` is not a {key}", word.value);
    let use_one = format!("use {}", one_of(&words));
    let help = match nearest(&word.value, words) {
        Some(near) => format!("did you mean `{near}`? {use_one}"),
        None => use_one,
    };
    sink.report(&codes::BAD_WORD, word.span, message).help(help);
    None
}

/// Whether a text is a day of the calendar: `2026-11-22`.
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |at: usize, digits: usize| {
        let part = parts.get(at).filter(|part| part.len() == digits)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok())?
    };
    let (3, Some(year), Some(month), Some(day)) =
        (parts.len(), number(0, 4), number(1, 2), number(2, 2))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// An id as a label: `hub-west` is `Hub west`, `rotterdam.freezer` is `Freezer`.
pub fn humanized(id: &str) -> String {
    let last = id.rsplit('.').next().unwrap_or(id);
    let words = last.replace(['-', '_'], " ");
    // A name may be nothing but hyphens.
    let label = if words.trim().is_empty() { last } else { words.trim() };
    let mut letters = label.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{humanized, is_day};

    #[test]
    fn days_are_those_of_the_calendar() {
        for day in ["2026-11-22", "2024-02-29", "2000-02-29", "2026-12-31"] {
            assert!(is_day(day), "{day}");
        }
        let others = [
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-01",
            "2026-1-1",
            "x",
            "",
        ];
        for other in others {
            assert!(!is_day(other), "{other}");
        }
    }

    #[test]
    fn ids_become_labels() {
        assert_eq!(humanized("hub-west"), "Hub west");
        assert_eq!(humanized("rotterdam.cold_store"), "Cold store");
        assert_eq!(humanized("zürich"), "Zürich");
        assert_eq!(humanized("west._"), "_");
        assert_eq!(humanized("-a-"), "A");
    }
}
