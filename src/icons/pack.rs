//! The reader's own copy of Microsoft's icon pack: which of its files stands for which glyph.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Icons;
use super::clean::{CleanError, clean};

/// The table, embedded.
const TABLE: &str = include_str!("../../catalog/icons/pack.toml");
/// What stands between the number and the name in the pack's file names.
const MARK: &str = "-icon-service-";

/// A file of the pack that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name as given.
    pub file: String,
    /// Why.
    pub error: CleanError,
}

/// What a pack gave.
#[derive(Debug, Clone)]
pub struct Packed {
    /// The built-in glyphs, with those that the pack replaces.
    pub icons: Icons,
    /// Names of the glyphs that were replaced, sorted.
    pub replaced: Vec<String>,
    /// Files that should have replaced one but could not.
    pub refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct Table {
    icons: BTreeMap<String, Vec<String>>,
}

/// Glyph name to names in the pack, the best first.
static ICONS: LazyLock<BTreeMap<String, Vec<String>>> =
    LazyLock::new(|| toml::from_str::<Table>(TABLE).map(|table| table.icons).unwrap_or_default());

/// Whether a file name is one that a pack may replace a glyph by.
pub fn is_known(file: &str) -> bool {
    pack_name(file)
        .is_some_and(|name| ICONS.values().flatten().any(|known| known.eq_ignore_ascii_case(name)))
}

/// The built-in glyphs with those that the files of a pack replace.
///
/// `files` are names with or without folders, and texts. Among several files for one glyph the
/// best name wins, then the first.
pub fn with_pack(files: &[(String, String)]) -> Packed {
    let mut packed =
        Packed { icons: Icons::built_in().clone(), replaced: Vec::new(), refused: Vec::new() };
    for (icon, names) in ICONS.iter() {
        let named = |name: &&String| {
            files.iter().find(|(file, _)| {
                pack_name(file).is_some_and(|found| found.eq_ignore_ascii_case(name))
            })
        };
        let Some((file, text)) = names.iter().find_map(|name| named(&name)) else { continue };
        match clean(text) {
            Ok(symbol) => {
                packed.icons = packed.icons.with(icon, symbol);
                packed.replaced.push(icon.clone());
            }
            Err(error) => packed.refused.push(Refused { file: file.clone(), error }),
        }
    }
    packed.refused.dedup();
    packed
}

/// The part of a file name that says which service it is: `IoT-Hub`.
fn pack_name(file: &str) -> Option<&str> {
    let name = file.rsplit(['/', '\\']).next()?;
    let (number, name) = name.split_once(MARK)?;
    let name = name.strip_suffix(".svg")?;
    number.chars().all(|c| c.is_ascii_digit()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{ICONS, is_known, pack_name, with_pack};
    use crate::icons::GLYPHS;

    #[test]
    fn every_glyph_of_the_table_exists() {
        assert!(ICONS.len() > 50);
        for icon in ICONS.keys() {
            assert!(GLYPHS.iter().any(|(name, _)| name == icon), "{icon}");
        }
    }

    #[test]
    fn files_are_known_by_the_name_after_the_number() {
        assert_eq!(pack_name("iot/10182-icon-service-IoT-Hub.svg"), Some("IoT-Hub"));
        assert_eq!(pack_name("IoT-Hub.svg"), None);
        assert_eq!(pack_name("x-icon-service-IoT-Hub.svg"), None);
        assert!(is_known("10182-icon-service-iot-hub.svg"));
        assert!(!is_known("10182-icon-service-Cubes.svg"));
    }

    #[test]
    fn a_pack_replaces_what_it_has_and_names_what_it_cannot_use() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'>\
                   <path fill='#0078d4' d='M0 0h18v18z'/></svg>";
        let packed = with_pack(&[
            ("iot/10182-icon-service-IoT-Hub.svg".to_owned(), svg.to_owned()),
            ("iot/10045-icon-service-Digital-Twins.svg".to_owned(), "no svg".to_owned()),
        ]);
        assert_eq!(packed.replaced, ["iot-hub"]);
        assert_eq!(packed.icons.symbol("iot-hub").view_box, "0 0 18 18");
        assert!(packed.icons.symbol("iot-hub").colored);
        assert!(!packed.icons.symbol("digital-twins").colored);
        assert_eq!(packed.refused.len(), 1);
        assert!(packed.refused[0].file.contains("Digital-Twins"));
    }
}
