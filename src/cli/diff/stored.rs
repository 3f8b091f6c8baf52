//! The files that are compared, as git tells them.

use std::collections::BTreeSet;

/// The mode of a symbolic link.
pub const LINK: &str = "120000";

/// Which files may be scenarios, by their names.
#[derive(Debug, Default)]
pub struct Names {
    /// Paths from the root that a project or the command line names, with other endings.
    pub named: BTreeSet<String>,
}

impl Names {
    /// Whether a file may be a scenario.
    pub fn fit(&self, name: &[u8]) -> bool {
        let is_named = |name| self.named.contains(name);
        name.ends_with(b".toml") || std::str::from_utf8(name).is_ok_and(is_named)
    }

    /// The same for git.
    pub fn pathspecs(&self) -> Vec<String> {
        let named = self.named.iter().map(|path| format!(":(top,literal){path}"));
        std::iter::once("*.toml".to_owned()).chain(named).collect()
    }
}

/// A file of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its path from the root.
    pub path: String,
    /// The id of its text, where git has told it.
    pub blob: Option<String>,
    /// Why its text cannot be had: it is no plain file, or its name is no text.
    pub refused: Option<String>,
}

impl Stored {
    /// A file of which nothing but its path is known.
    pub const fn at(path: String) -> Self {
        Self { path, blob: None, refused: None }
    }

    /// A file as git tells it: its name, its mode and the id of its text.
    pub fn told(path: &[u8], mode: &str, blob: Option<&str>) -> Self {
        let name = String::from_utf8_lossy(path).into_owned();
        let refused = match mode {
            _ if std::str::from_utf8(path).is_err() => {
                Some(format!("the name of `{name}` is not UTF-8"))
            }
            LINK => Some(format!("`{name}` is a symbolic link")),
            "160000" => Some(format!("`{name}` is a submodule")),
            _ => None,
        };
        // Zeros stand for a text that git has not stored.
        let blob = blob.filter(|id| id.contains(|digit| digit != '0')).map(str::to_owned);
        Self { path: name, blob, refused }
    }
}

/// A file that two revisions have different versions of; none on a side where it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Before.
    pub old: Option<Stored>,
    /// After; its path is another one if it was renamed.
    pub new: Option<Stored>,
}

impl Changed {
    /// A file whose own text is the same on both sides.
    pub fn nothing_itself(stored: Stored) -> Self {
        Self { old: Some(stored.clone()), new: Some(stored) }
    }

    /// The paths before and after.
    pub fn paths(&self) -> (Option<&str>, Option<&str>) {
        let [old, new] =
            [&self.old, &self.new].map(|side| side.as_ref().map(|stored| stored.path.as_str()));
        (old, new)
    }

    /// The path that it is called by: the new one where there is one.
    pub fn path(&self) -> &str {
        let (old, new) = self.paths();
        new.or(old).unwrap_or_default()
    }
}
