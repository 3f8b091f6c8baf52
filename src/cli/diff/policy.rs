//! Levels and accepted differences from the command line.

use maquette::diag::changes::{self, CHANGES};
use maquette::diag::{Levels, Limits};
use maquette::diff::{Level, Policy};

use super::args::DiffArgs;
use crate::cli::{Failure, input};

/// What the command line says about levels and accepted differences.
#[derive(Debug, Default)]
pub struct Wishes {
    levels: Vec<(&'static str, Option<Level>)>,
    accepted: Vec<String>,
}

impl Wishes {
    /// Reads the arguments and the file that they name.
    pub fn of(args: &DiffArgs, limits: Limits) -> Result<Self, Failure> {
        let mut wishes = Self::default();
        for text in &args.level {
            wishes.levels.push(level(text)?);
        }
        for text in &args.accept {
            wishes.accepted.push(accepted(text)?);
        }
        if let Some(path) = &args.accept_file {
            let file = input::file(std::path::Path::new(path));
            let text =
                input::read(&file, limits).map_err(|problem| Failure::Trouble(problem.message))?;
            for (at, line) in text.lines().enumerate() {
                let word = line.split('#').next().unwrap_or_default().trim();
                if !word.is_empty() {
                    let found = accepted(word).map_err(|failure| match failure {
                        Failure::Trouble(why) => {
                            Failure::Trouble(format!("{path}:{}: {why}", at + 1))
                        }
                        other => other,
                    });
                    wishes.accepted.push(found?);
                }
            }
        }
        Ok(wishes)
    }

    /// The policy for a scenario: its own levels, then the command line's.
    pub fn policy(&self, levels: Option<&Levels>) -> Policy {
        let mut policy = Policy::default();
        if let Some(levels) = levels {
            policy.follow(levels);
        }
        for (code, level) in &self.levels {
            policy.set(code, *level);
        }
        for word in &self.accepted {
            policy.accept(word);
        }
        policy
    }
}

fn level(text: &str) -> Result<(&'static str, Option<Level>), Failure> {
    let usage = || {
        let message =
            format!("`--level {text}`: write it as CODE=LEVEL, for example MQ5201=breaking");
        Failure::Trouble(message)
    };
    let (code, word) = text.split_once('=').ok_or_else(usage)?;
    let row = changes::find(code).ok_or_else(|| unknown(code))?;
    match (word, Level::from_word(word)) {
        ("off", _) => Ok((row.code, None)),
        (_, Some(level)) => Ok((row.code, Some(level))),
        _ => {
            let words: Vec<&str> = Level::ALL.map(Level::word).to_vec();
            let message = format!("`{word}` is no level; there are {} and off", words.join(", "));
            Err(Failure::Trouble(message))
        }
    }
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
