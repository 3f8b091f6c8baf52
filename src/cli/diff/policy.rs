//! Levels, filters and accepted differences from the command line.

use std::collections::BTreeSet;

use maquette::catalog::is_day;
use maquette::diag::changes::{self, CHANGES};
use maquette::diag::{Levels, Limits};
use maquette::diff::report::Filter;
use maquette::diff::{Level, Policy};

use super::accepted::{Entry, Key, Origin};
use super::args::{DiffArgs, PolicyArg};
use super::repository::{Repository, Revision};
use crate::cli::files::input;
use crate::cli::outcome::Failure;

/// What the command line says about levels and accepted differences.
#[derive(Debug)]
pub struct Wishes {
    levels: Vec<(&'static str, Option<Level>)>,
    /// What a report is to tell.
    pub filter: Filter,
    /// Whose rules decide.
    pub policy: PolicyArg,
    accepted: Vec<Entry>,
    today: String,
    /// So many notices are listed.
    most_notices: usize,
}

/// A list of accepted differences has no more entries than this.
const MOST_ENTRIES: usize = 10_000;

impl Wishes {
    /// Reads the arguments and the file that they name.
    pub fn of(args: &DiffArgs, limits: Limits) -> Result<Self, Failure> {
        let today = match &args.today {
            Some(day) if is_day(day) => day.clone(),
            Some(day) => return Err(Failure::Trouble(format!("`{day}` is not a day"))),
            None => today(),
        };
        let (levels, filter) = (Vec::new(), Filter::default());
        let (policy, most_notices) = (args.policy, limits.findings);
        let mut wishes = Self { levels, filter, policy, accepted: Vec::new(), today, most_notices };
        for text in &args.level {
            match Level::from_word(text) {
                Some(least) => wishes.filter.level = Some(least),
                None => wishes.levels.push(level(text)?),
            }
        }
        for code in &args.code {
            let row = changes::find(code).ok_or_else(|| unknown(code))?;
            wishes.filter.codes.push(row.code.to_owned());
        }
        wishes.filter.elements.clone_from(&args.element);
        for text in &args.accept {
            wishes.accepted.push(Entry::of_argument(accepted(text)?));
        }
        if let Some(path) = &args.accept_file {
            let file = input::file(std::path::Path::new(path));
            let text =
                input::read(&file, limits).map_err(|problem| Failure::Trouble(problem.message))?;
            wishes.accepted.extend(entries(path, &text, Origin::File)?);
        }
        Ok(wishes)
    }

    /// Looks at the list of accepted differences as it was before the change: what is written
    /// there decides, and what the change itself adds is told as such.
    pub fn look_at_base(
        &mut self,
        args: &DiffArgs,
        repository: &Repository,
        base: &Revision,
    ) -> Result<(), Failure> {
        let Some(path) = &args.accept_file else { return Ok(()) };
        // A list that lies outside of the repository is no part of the change.
        let Ok(inside) = repository.path_below_root(path) else { return Ok(()) };
        let before = match repository.blob(&base.commit, &inside)? {
            Some(bytes) => {
                entries(path, &String::from_utf8_lossy(&bytes), Origin::File).unwrap_or_default()
            }
            None => Vec::new(),
        };
        let known: BTreeSet<Key> = before.iter().map(Entry::key).collect();
        for entry in self.accepted.iter_mut().filter(|entry| entry.origin == Origin::File) {
            if !known.contains(&entry.key()) {
                entry.origin = Origin::Change;
            }
        }
        if self.policy == PolicyArg::Base {
            let now: BTreeSet<Key> = self.accepted.iter().map(Entry::key).collect();
            let gone = before.iter().filter(|entry| !now.contains(&entry.key()));
            let gone: Vec<Entry> = gone.cloned().collect();
            self.accepted.extend(gone);
        }
        Ok(())
    }

    /// The policy for a scenario: what its version that decides says, then the command line.
    pub fn policy(&self, levels: Option<&Levels>) -> Policy {
        let mut policy = Policy::default();
        if let Some(levels) = levels {
            policy.follow(levels);
        }
        for (code, level) in &self.levels {
            policy.set(code, *level);
        }
        for entry in self.accepted.iter().filter(|entry| self.counts(entry)) {
            policy.accept(&entry.word);
        }
        policy
    }

    fn counts(&self, entry: &Entry) -> bool {
        let is_in_force = entry.origin != Origin::Change || self.policy == PolicyArg::Head;
        is_in_force && !entry.is_past(&self.today)
    }

    /// What a report has to say of the accepted differences: what the change itself adds first,
    /// then what does not count any more. `is_used` says whether a word accepted something.
    pub fn notices(&self, is_used: impl Fn(&str) -> bool) -> Vec<String> {
        let added = self.accepted.iter().filter(|entry| entry.origin == Origin::Change);
        let added = added.map(|entry| {
            let counts = match self.policy {
                _ if entry.is_past(&self.today) => "past its day, and does not count",
                PolicyArg::Head => "and counts",
                PolicyArg::Base => "and does not count without `--policy head`",
            };
            format!("{} is accepted by this change itself, {counts}", entry.told())
        });
        let listed = |entry: &&Entry| entry.origin != Origin::Argument;
        let old = self.accepted.iter().filter(listed).filter_map(|entry| {
            if entry.is_past(&self.today) {
                (entry.origin == Origin::File).then(|| {
                    format!("{} is past its day and does not count any more", entry.told())
                })
            } else {
                let is_idle = self.counts(entry) && !is_used(&entry.word);
                is_idle.then(|| format!("{} matches no difference here", entry.told()))
            }
        });
        let mut told: Vec<String> = added.chain(old).collect();
        if told.len() > self.most_notices {
            let more = told.len() - self.most_notices;
            told.truncate(self.most_notices);
            told.push(format!("{more} more are counted, not listed"));
        }
        told
    }
}

/// The entries of a list of accepted differences.
fn entries(path: &str, text: &str, origin: Origin) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let place = format!("{path}:{}", at + 1);
        let at_place = |why: String| Failure::Trouble(format!("{place}: {why}"));
        if let Some(mut entry) = Entry::of_line(line, &place, origin).map_err(at_place)? {
            entry.word = accepted(&entry.word).map_err(|failure| match failure {
                Failure::Trouble(why) => at_place(why),
                other => other,
            })?;
            if entries.len() == MOST_ENTRIES {
                let why = format!("more than {MOST_ENTRIES} accepted differences are not read");
                return Err(at_place(why));
            }
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// The day of the clock, in UTC: from days to a date by Hinnant's `civil_from_days`.
#[allow(clippy::disallowed_methods, reason = "an acceptance ends on a day of the calendar")]
fn today() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let days = now.map_or(0, |time| time.as_secs() / 86_400) + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", year + era * 400 + next)
}

fn level(text: &str) -> Result<(&'static str, Option<Level>), Failure> {
    let usage = || {
        let message = format!(
            "`--level {text}`: write it as CODE=LEVEL, for example MQ5201=breaking, or as one of {}",
            words()
        );
        Failure::Trouble(message)
    };
    let (code, word) = text.split_once('=').ok_or_else(usage)?;
    let row = changes::find(code).ok_or_else(|| unknown(code))?;
    match (word, Level::from_word(word)) {
        ("off", _) => Ok((row.code, None)),
        (_, Some(level)) => Ok((row.code, Some(level))),
        _ => {
            let message = format!("`{word}` is no level; there are {} and off", words());
            Err(Failure::Trouble(message))
        }
    }
}

fn words() -> String {
    Level::ALL.map(Level::word).join(", ")
}

fn accepted(word: &str) -> Result<String, Failure> {
    let is_fingerprint = word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    match changes::find(word) {
        Some(row) => Ok(row.code.to_owned()),
        None if is_fingerprint => Ok(word.to_lowercase()),
        None => Err(unknown(word)),
    }
}

fn unknown(word: &str) -> Failure {
    let known: Vec<&str> = CHANGES.iter().map(|row| row.code).collect();
    let near = maquette::diag::suggest::nearest(word, known);
    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Failure::Trouble(format!("`{word}` is neither a code nor a fingerprint{hint}"))
}
