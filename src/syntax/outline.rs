//! What a TOML text says of itself at its top: whether it is a scenario, and which files it includes.

use crate::diag::{Limits, Sink, Sources};
use crate::syntax::language::Section;
use crate::syntax::{Block, read, tree};

/// The keys at the top of a text that tell scenarios from other files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The title.
    pub title: Option<String>,
    /// Whether it is a scenario and not a fragment or something else: it says its type of solution,
    /// or its title and what it includes.
    pub is_scenario: bool,
    /// The paths of the files that it includes, as they are written.
    pub includes: Vec<String>,
}

/// Reads the outline of a text as the scenario itself would be read. What has too many marks to be
/// read counts as a scenario: reading it as one says what is wrong.
pub fn outline(text: &str, limits: Limits) -> Outline {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if tree::marks(text) > limits.marks {
        return Outline { is_scenario: true, ..Outline::default() };
    }
    let mut sink = Sink::within(limits);
    let file = Sources::default().add("", "");
    let tree = tree::parse(file, text, &mut sink);
    let blocks = read::blocks(file, tree, &mut sink);
    let Some(top) = blocks.iter().find(|block| block.section == Section::Top) else {
        return Outline::default();
    };
    Outline {
        title: top.text("title").map(|title| title.value),
        is_scenario: says(top, "solution") || (says(top, "title") && says(top, "include")),
        includes: top.texts("include").into_iter().map(|path| path.value).collect(),
    }
}

/// Whether a key is written, be it right or wrong.
fn says(block: &Block, key: &str) -> bool {
    block.field(key).is_some() || block.failed.iter().any(|failed| failed == key)
}

#[cfg(test)]
mod tests {
    use super::outline;
    use crate::diag::Limits;

    fn is_scenario(text: &str) -> bool {
        outline(text, Limits::default()).is_scenario
    }

    #[test]
    fn scenarios_are_told_from_other_files_however_their_keys_are_written() {
        for text in [
            "# c\ntitle = \"A\"\nsolution = \"cloud\"\n",
            "title = \"A\"\ninclude = [\"b.toml\"]\n",
            "\u{feff}solution = 'cloud'\n",
            "'solution' = 'cloud'\n",
            "\"sol\\u0075tion\" = 'cloud'\n",
            "title='''\n[a]\n'''\nsolution = 'cloud'\n",
            "title = 'A'\nsolution = 7\n",
            "title = 'A'\nsolution = cloud\n",
            "title = 'A\nsolution = 'cloud'\n",
        ] {
            assert!(is_scenario(text), "{text}");
        }
        for text in [
            "[package]\nsolution = \"x\"\n",
            "edition = \"2024\"\n",
            "[devices.a]\ncount = 3\n",
            "note = '''\nsolution = 1\n'''\n",
            "",
        ] {
            assert!(!is_scenario(text), "{text}");
        }
        let small = Limits { marks: 3, ..Limits::default() };
        assert!(outline("[a]\nb = 1\n", small).is_scenario, "nobody knows");
    }

    #[test]
    fn includes_and_the_title_are_what_the_scenario_reads() {
        let found =
            outline("\u{feff}\"include\" = [\"b.txt\", '../c']\ntitle = 'A'\n", Limits::default());
        assert_eq!(found.includes, ["b.txt", "../c"]);
        assert_eq!(found.title.as_deref(), Some("A"));
        assert!(outline("[x]\ninclude = ['a']\n", Limits::default()).includes.is_empty());
    }
}
