//! Which differences a report tells; what it leaves out is counted, and gates do not look at it.

use super::{Comparison, Counts};
use crate::diff::{Difference, Level};

/// What a difference must have to be told; no wish lets all through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// At least this weight.
    pub level: Option<Level>,
    /// A reason with one of these codes.
    pub codes: Vec<String>,
    /// An id, of itself or of an end, that one of these patterns fits; `*` stands for any letters.
    pub elements: Vec<String>,
}

impl Filter {
    /// Leaves out of a comparison what does not fit.
    pub fn apply(&self, comparison: &mut Comparison) {
        let before = comparison.diff.differences.len();
        comparison.diff.differences.retain(|difference| self.fits(difference));
        comparison.filtered = before - comparison.diff.differences.len();
    }

    fn fits(&self, difference: &Difference) -> bool {
        let has_code = |code: &String| difference.reasons.iter().any(|one| one.code == code);
        let ends = difference.ends.iter().flat_map(|ends| [&ends.from, &ends.to]);
        let ids: Vec<&String> =
            [&difference.old_id, &difference.new_id].into_iter().flatten().chain(ends).collect();
        let has_id = |pattern: &String| ids.iter().any(|id| matches(pattern, id));
        self.level.is_none_or(|level| difference.level >= level)
            && (self.codes.is_empty() || self.codes.iter().any(has_code))
            && (self.elements.is_empty() || self.elements.iter().any(has_id))
    }
}

/// Whether a pattern with `*` for any letters fits a text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    match last {
        None => rest.is_empty(),
        Some(last) => text.ends_with(last),
    }
}

/// `and 3 more: 1 risky, 2 minor`, by weight; none if nothing is left out.
pub(super) fn left_out(levels: [usize; 4]) -> Option<String> {
    let n: usize = levels.iter().sum();
    (n > 0).then(|| format!("{n} more: {}", Counts { levels, ..Counts::default() }.weights()))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_letters() {
        assert!(matches("iot-hub", "iot-hub") && !matches("iot-hub", "iot-hub-2"));
        assert!(matches("munich.*", "munich.broker") && !matches("munich.*", "munich"));
        assert!(matches("*", "") && matches("*hub*", "west.iot-hub.route"));
        assert!(!matches("a*b", "abc") && matches("a*b", "ab") && !matches("ab*b", "ab"));
    }
}
