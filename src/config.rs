//! `maquette.toml`: what a project says of all its scenarios.
//!
//! The table of settings is here, too: the same words are read from the file and from the
//! environment, and `maquette config` prints them.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::diag::suggest::{did_you_mean, one_of};
use crate::diag::{FileId, Levels, Sink, Sources, Spanned, codes};
use crate::emit::{Background, FORMATS, Links, Scale};
use crate::measure::Protocols;
use crate::model;
use crate::model::page::{WIDTHS, WIDTHS_ALLOWED, Way, Width};
use crate::syntax::include::joined;
use crate::syntax::tree::{self, Value};
use crate::syntax::{self, Block};

/// The name of the file.
pub const FILE: &str = "maquette.toml";

/// What the words of a setting are.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A path.
    Path,
    /// Paths.
    Paths,
    /// A name, or the path of a file: what has a slash or a dot in it.
    NameOrPath,
    /// Names that each scenario judges.
    Names,
    /// One of some words.
    Word(fn() -> Vec<&'static str>),
    /// Some of these words.
    Words(fn() -> Vec<&'static str>),
    /// Pixels, or the name of a width.
    Width,
    /// How many pixels a PNG has for one of the drawing.
    Scale,
    /// What PNG and PDF stand on.
    Background,
    /// `true` or `false`.
    Flag,
}

/// A setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its key in the file.
    pub key: &'static str,
    /// What its words are.
    pub kind: Kind,
    /// Its words where nothing says any.
    pub default: &'static [&'static str],
    /// One sentence for people.
    pub summary: &'static str,
}

const fn setting(
    key: &'static str,
    kind: Kind,
    default: &'static [&'static str],
    summary: &'static str,
) -> Setting {
    Setting { key, kind, default, summary }
}

/// All settings in the order of the reference.
pub const SETTINGS: &[Setting] = &[
    setting("scenarios", Kind::Paths, &["scenarios"], "files and directories of scenarios"),
    setting("output", Kind::Path, &["output"], "the directory that pictures are written to"),
    setting("formats", Kind::Words(formats), &["svg", "dot"], "formats of pictures"),
    setting("documents", Kind::Paths, &["README.md", "docs"], "documents with marked blocks"),
    setting("views", Kind::Names, &["all"], "views that are drawn, a picture each"),
    setting("width", Kind::Width, &["960"], "widest picture in pixels, or what it is embedded in"),
    setting("direction", Kind::Word(ways), &["auto"], "which way pictures are read"),
    setting("theme", Kind::NameOrPath, &["standard"], "colors: the name of a theme, or a file"),
    setting("icons", Kind::Path, &[], "an unpacked download of Microsoft's Azure icons"),
    setting("catalogs", Kind::Paths, &[], "catalogues beside the built-in one"),
    setting("protocols", Kind::Word(protocols), &["auto"], "whether protocols stand on lines"),
    setting("scale", Kind::Scale, &["2"], "pixels of a PNG for one of the drawing"),
    setting("background", Kind::Background, &["theme"], "what PNG and PDF stand on"),
    setting("links", Kind::Word(links), &["documentation"], "which links a picture carries"),
    setting("keep", Kind::Flag, &["false"], "whether pictures keep the places of earlier ones"),
];

fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

fn ways() -> Vec<&'static str> {
    Way::ALL.map(Way::word).to_vec()
}

fn protocols() -> Vec<&'static str> {
    Protocols::ALL.map(Protocols::word).to_vec()
}

fn links() -> Vec<&'static str> {
    Links::ALL.map(Links::word).to_vec()
}

impl Setting {
    /// The setting of a key.
    pub fn find(key: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.key == key)
    }

    /// The variable of the environment that sets it.
    pub fn variable(&self) -> String {
        format!("MAQUETTE_{}", self.key.to_uppercase())
    }

    /// Whether it has several words.
    pub const fn is_list(&self) -> bool {
        matches!(self.kind, Kind::Paths | Kind::Names | Kind::Words(_))
    }

    /// What to write instead of a word that it does not accept.
    pub fn refusal(&self, word: &str) -> Option<String> {
        let known = match self.kind {
            Kind::Path | Kind::Paths | Kind::NameOrPath | Kind::Names => return None,
            Kind::Width if Width::from_word(word).is_some() => return None,
            Kind::Width => {
                let (least, most) = WIDTHS_ALLOWED;
                let names: Vec<&str> = WIDTHS.iter().map(|(name, _)| *name).collect();
                return Some(format!("write {least} to {most}, or {}", names.join(", ")));
            }
            Kind::Scale => {
                return Scale::from_word(word).is_none().then(|| Scale::WANTED.to_owned());
            }
            Kind::Background => {
                return Background::from_word(word)
                    .is_none()
                    .then(|| Background::WANTED.to_owned());
            }
            Kind::Word(known) | Kind::Words(known) => known(),
            Kind::Flag => vec!["true", "false"],
        };
        let is_known = known.contains(&word);
        (!is_known).then(|| format!("use {}", one_of(&known)))
    }

    /// Whether a word of it is a path.
    pub fn is_path(&self, word: &str) -> bool {
        match self.kind {
            Kind::Path | Kind::Paths => true,
            Kind::NameOrPath => word.contains(['/', '\\', '.']),
            _ => false,
        }
    }

    /// Words of it as the file writes them.
    pub fn written(&self, words: &[String]) -> String {
        let is_bare = |word: &str| match self.kind {
            Kind::Flag => true,
            Kind::Width | Kind::Scale => word.bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        let word = |word: &String| match is_bare(word) {
            true => word.clone(),
            false => toml::Value::from(word.as_str()).to_string(),
        };
        match words {
            [] if !self.is_list() => String::new(),
            [only] if !self.is_list() => word(only),
            words => format!("[{}]", words.iter().map(word).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// The words of each setting that is written. Paths are relative to the file and do not leave
    /// its directory.
    pub words: BTreeMap<&'static str, Spanned<Vec<String>>>,
    /// `[checks]`, a block a code.
    checks: Vec<Block>,
}

impl Config {
    /// How much findings weigh where a scenario says nothing; reports codes that there are not.
    pub fn levels(&self, catalog: &Catalog, sink: &mut Sink) -> Levels {
        model::levels(&self.checks, catalog, sink)
    }
}

/// Reads a file; reports every mistake and leaves it out.
pub fn read(file: FileId, sources: &Sources, sink: &mut Sink) -> Config {
    let mut config = Config::default();
    for (key, value) in tree::parse(file, &sources.file(file).text, sink) {
        if key.value == "checks" {
            config.checks = syntax::checks(file, vec![(key, value)], sink);
            continue;
        }
        match Setting::find(&key.value) {
            Some(setting) => {
                if let Some(words) = words(setting, value, sink) {
                    config.words.insert(setting.key, Spanned::new(words, key.span));
                }
            }
            None => report_unknown(&key, &value.value, sink),
        }
    }
    config
}

fn report_unknown(key: &Spanned<String>, value: &Value, sink: &mut Sink) {
    let message = format!("`{FILE}` has no key `{}`", key.value);
    let finding = sink.report(&codes::UNKNOWN_KEY, key.span, message);
    let keys: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).chain(["checks"]).collect();
    if matches!(value, Value::Table(_)) {
        finding.help("its only section is `[checks]`; all other keys stand at the top");
    } else if let Some(help) = did_you_mean(&key.value, &keys) {
        finding.help(help);
    }
}

/// The words of a value, if all of them are what the setting accepts.
fn words(setting: &Setting, value: Spanned<Value>, sink: &mut Sink) -> Option<Vec<String>> {
    let items = match value.value {
        Value::List(items) if setting.is_list() => items,
        _ => vec![value],
    };
    let words: Vec<Option<String>> =
        items.into_iter().map(|item| word(setting, item, sink)).collect();
    words.into_iter().collect()
}

fn word(setting: &Setting, item: Spanned<Value>, sink: &mut Sink) -> Option<String> {
    let (key, span) = (setting.key, item.span);
    let written = match (setting.kind, item.value) {
        (Kind::Flag, Value::Flag(flag)) => flag.to_string(),
        (Kind::Width | Kind::Scale, Value::Integer(Some(number))) => number.to_string(),
        (Kind::Flag, other) => {
            let message = format!("`{key}` is {}, not `true` or `false`", other.noun());
            sink.report(&codes::WRONG_TYPE, span, message).help("write `true` or `false`");
            return None;
        }
        (_, Value::Text(text)) => text,
        (_, other) => {
            let noun = if setting.is_list() { "a list of texts" } else { "a text" };
            let message = format!("`{key}` is {}, not {noun}", other.noun());
            sink.report(&codes::WRONG_TYPE, span, message).help(format!("write {noun} in quotes"));
            return None;
        }
    };
    if let Some(help) = setting.refusal(&written) {
        let message = format!("`{written}` is none of the `{key}`");
        let message =
            if setting.is_list() { message } else { format!("`{written}` is not a `{key}`") };
        sink.report(&codes::BAD_WORD, span, message).help(help);
        return None;
    }
    if !setting.is_path(&written) {
        return Some(written);
    }
    let inside = joined(FILE, &written);
    if inside.is_none() {
        let message = format!("`{written}` leaves the directory of `{FILE}`");
        sink.report(&codes::PATH_OUTSIDE, span, message)
            .help("write a path below that directory, relative to it");
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::{SETTINGS, Setting, read};
    use crate::catalog::Catalog;
    use crate::diag::{Sink, Sources};

    fn problems(text: &str) -> Vec<String> {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let file = sources.add("maquette.toml", text);
        let config = read(file, &sources, &mut sink);
        config.levels(Catalog::built_in(), &mut sink);
        sink.findings().iter().map(|f| format!("{} {}", f.code, f.message)).collect()
    }

    #[test]
    fn every_setting_accepts_its_default_as_it_is_written() {
        for setting in SETTINGS {
            let words: Vec<String> = setting.default.iter().map(|&word| word.to_owned()).collect();
            let written = setting.written(&words);
            if !written.is_empty() {
                let text = format!("{} = {written}", setting.key);
                assert_eq!(problems(&text), Vec::<String>::new(), "{text}");
            }
        }
        let standard = crate::theme::Theme::standard().name;
        assert_eq!(
            Setting::find("theme").map(|theme| theme.default),
            Some(&[standard.as_str()][..])
        );
    }

    #[test]
    fn paths_stay_below_the_file() {
        for path in ["../x", "/etc", "a/../../b", "c:\\x", "\\\\host\\x", ""] {
            for key in ["scenarios", "output", "icons", "catalogs"] {
                let found = problems(&format!("{key} = '{path}'"));
                assert!(found.len() == 1 && found[0].starts_with("MQ0118"), "{path}: {found:?}");
            }
        }
        assert_eq!(problems("theme = '../own.toml'").len(), 1);
        assert_eq!(problems("output = 'docs/./img'"), Vec::<String>::new());
    }

    #[test]
    fn mistakes_are_told_each() {
        let text = "widht = 3\nwidth = 'wide'\nformats = ['svg', 'gif']\nkeep = 'yes'\n\
                    scale = 11\nbackground = 'red'\n\
                    views = 3\n[checks]\nMQ9999 = 'off'\nMQ0307 = 'of'\n[picture]\nwidth = 888\n";
        let codes: Vec<String> = problems(text).iter().map(|one| one[..6].to_owned()).collect();
        let expected = [2, 7, 7, 3, 7, 7, 3, 2].map(|number| format!("MQ010{number}"));
        assert_eq!(codes[..8], expected);
        assert_eq!(codes[8..], ["MQ0209", "MQ0107"]);
    }
}
