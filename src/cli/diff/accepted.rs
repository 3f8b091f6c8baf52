//! Entries of a list of accepted differences: what, who, until when and why.

use maquette::catalog::is_day;

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Argument,
    /// A file, as it was before the change.
    File,
    /// A file, written by the change that is compared.
    Change,
}

/// What an entry accepts, until when, and who says so.
pub type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

/// Something that is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// A fingerprint or a code.
    pub word: String,
    /// Where it comes from.
    pub origin: Origin,
    /// File and line.
    place: String,
    until: Option<String>,
    by: Option<String>,
    why: Option<String>,
}

impl Entry {
    /// What the command line accepts.
    pub const fn of_argument(word: String) -> Self {
        let (until, by, why) = (None, None, None);
        Self { word, origin: Origin::Argument, place: String::new(), until, by, why }
    }

    /// A line `WORD [until DAY] [by NAME] [: REASON] [# REMARK]`; none for an empty one. A remark
    /// is the reason where none is written.
    pub fn of_line(line: &str, place: &str, origin: Origin) -> Result<Option<Self>, String> {
        let (said, remark) = line.split_once('#').unwrap_or((line, ""));
        let (head, why) = said.split_once(':').unwrap_or((said, remark));
        let Some((word, mut rest)) = first_word(head) else { return Ok(None) };
        let why = Some(why.trim().to_owned()).filter(|why| !why.is_empty());
        let (origin, place) = (origin, place.to_owned());
        let mut entry = Self { word: word.to_owned(), origin, place, until: None, by: None, why };
        while let Some((key, after)) = first_word(rest) {
            match key {
                "until" => {
                    let (day, after) = first_word(after).unwrap_or_default();
                    if !is_day(day) {
                        return Err(format!("`until {day}`: write a day as 2027-03-31"));
                    }
                    entry.until = Some(day.to_owned());
                    rest = after;
                }
                "by" => {
                    let end = after.find(" until ").unwrap_or(after.len());
                    let (name, after) = after.split_at(end);
                    entry.by = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
                    rest = after;
                }
                other => {
                    return Err(format!(
                        "`{other}` is not understood; write `{word} until 2027-03-31 by NAME: REASON`"
                    ));
                }
            }
        }
        Ok(Some(entry))
    }

    /// What it accepts and how: the same for entries that say the same, wherever they stand.
    pub fn key(&self) -> Key<'_> {
        (&self.word, self.until.as_deref(), self.by.as_deref())
    }

    /// Whether its last day is over.
    pub fn is_past(&self, today: &str) -> bool {
        // Days are written with all their digits, so their order is that of letters.
        self.until.as_deref().is_some_and(|until| until < today)
    }

    /// The entry for a reader, with its place.
    pub fn told(&self) -> String {
        let by = self.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        let until = self.until.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
        let why = self.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        format!("{}: `{}`{until}{by}{why}", self.place, self.word)
    }
}

fn first_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::{Entry, Origin};

    fn entry(line: &str) -> Result<Option<Entry>, String> {
        Entry::of_line(line, "a.txt:1", Origin::File)
    }

    #[test]
    fn lines_say_what_until_when_who_and_why() {
        let told = |line: &str| entry(line).ok().flatten().map(|entry| entry.told());
        let full = "0123456789ab until 2027-03-31 by Ann Lee: no certificates: yet";
        let expected = "a.txt:1: `0123456789ab` until 2027-03-31 by Ann Lee (no certificates: yet)";
        assert_eq!(told(full).as_deref(), Some(expected));
        let turned = "0123456789ab by Ann Lee until 2027-03-31: no certificates: yet";
        assert_eq!(told(turned).as_deref(), Some(expected));
        assert_eq!(told("MQ5306 # weekly").as_deref(), Some("a.txt:1: `MQ5306` (weekly)"));
        assert_eq!(entry("  # nothing"), Ok(None));
        assert!(entry("0123456789ab until soon").is_err());
        assert!(entry("0123456789ab forever").is_err());
    }

    #[test]
    fn a_day_is_past_when_it_is_over() {
        let entry = entry("MQ5306 until 2027-03-31").ok().flatten();
        let is_past = |today| entry.as_ref().is_some_and(|entry| entry.is_past(today));
        assert!(!is_past("2027-03-31") && is_past("2027-04-01") && !is_past("2026-12-31"));
    }
}
