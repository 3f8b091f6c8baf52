//! The colors of one picture as attribute values, one spelling for each role.
//!
//! Every shape carries its light color as an attribute. The style sheet finds shapes by these
//! values and gives them the custom property of the role. Two roles may have the same light
//! color and different dark ones; then they are spelled differently: `#fff`, `#ffffff`, `#FFF`.

use std::collections::BTreeSet;

use crate::theme::{Role, Scheme, Theme};

/// Attributes that hold colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Paintable {
    /// `fill`.
    Fill,
    /// `stroke`.
    Stroke,
    /// `color`, for glyphs.
    Color,
}

impl Paintable {
    /// Name of the attribute and of the property.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Stroke => "stroke",
            Self::Color => "color",
        }
    }
}

/// The spellings of a theme's colors, and which of them were used.
pub(super) struct Palette<'a> {
    theme: &'a Theme,
    spellings: Vec<String>,
    used: BTreeSet<(Role, Paintable)>,
}

impl<'a> Palette<'a> {
    pub(super) fn new(theme: &'a Theme, scheme: Scheme) -> Self {
        let mut spellings: Vec<String> = Vec::new();
        for &role in Role::ALL {
            let color = theme.color(role, scheme);
            let dark = theme.color(role, Scheme::Dark);
            let twin = Role::ALL.iter().zip(&spellings).find(|&(&other, _)| {
                theme.color(other, scheme) == color && theme.color(other, Scheme::Dark) == dark
            });
            let spelling = match twin {
                Some((_, spelling)) => spelling.clone(),
                None => free_spelling(color.channels(), &spellings),
            };
            spellings.push(spelling);
        }
        Self { theme, spellings, used: BTreeSet::new() }
    }

    /// The value of an attribute that shows this role; remembers that it was used.
    pub(super) fn value(&mut self, role: Role, attribute: Paintable) -> &str {
        self.used.insert((role, attribute));
        &self.spellings[role as usize]
    }

    /// The custom properties that were used, each with its two values.
    pub(super) fn properties(&self) -> String {
        let mut roles: Vec<Role> =
            self.used.iter().map(|(role, _)| self.first_twin(*role)).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
            .into_iter()
            .map(|role| {
                let [light, dark] =
                    [Scheme::Light, Scheme::Dark].map(|scheme| self.theme.color(role, scheme));
                if light == dark {
                    format!("--mq-{}:{light};", role.key())
                } else {
                    format!("--mq-{}:light-dark({light},{dark});", role.key())
                }
            })
            .collect()
    }

    /// One rule for each attribute and spelling that was used.
    pub(super) fn rules(&self) -> String {
        let mut rules: Vec<String> = self
            .used
            .iter()
            .map(|&(role, attribute)| {
                let (word, spelling) = (attribute.word(), &self.spellings[role as usize]);
                let key = self.first_twin(role).key();
                format!("[{word}=\"{spelling}\"]{{{word}:var(--mq-{key})}}")
            })
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules.concat()
    }

    /// The first role that is spelled like this one: the one that gives the property its name.
    fn first_twin(&self, role: Role) -> Role {
        let spelling = &self.spellings[role as usize];
        let first = Role::ALL.iter().zip(&self.spellings).find(|(_, other)| *other == spelling);
        first.map_or(role, |(&first, _)| first)
    }
}

/// A spelling of a color that is not taken: short or long, small or capital letters; when all
/// are taken, of a color that differs by a step that no eye sees.
fn free_spelling(channels: [u8; 3], taken: &[String]) -> String {
    let nudged = (0..=u8::MAX).map(|step| {
        let [red, green, blue] = channels;
        [red, green, if blue > u8::MAX / 2 { blue - step.min(blue) } else { blue + step / 2 }]
    });
    let mut spellings = nudged.flat_map(spellings);
    spellings.find(|spelling| !taken.contains(spelling)).unwrap_or_default()
}

/// The ways to write a color.
fn spellings([r, g, b]: [u8; 3]) -> Vec<String> {
    let mut all = vec![format!("#{r:02x}{g:02x}{b:02x}")];
    if [r, g, b].iter().all(|channel| channel % 17 == 0) {
        all.insert(0, format!("#{:x}{:x}{:x}", r / 17, g / 17, b / 17));
    }
    let capitals: Vec<String> = all.iter().map(|small| small.to_uppercase()).collect();
    all.extend(capitals);
    all
}

#[cfg(test)]
mod tests {
    use super::{Paintable, Palette, free_spelling};
    use crate::theme::{Role, Scheme, Theme};

    #[test]
    fn roles_that_differ_in_some_scheme_are_spelled_differently() {
        for theme in Theme::all() {
            let palette = Palette::new(&theme, Scheme::Light);
            for (i, &a) in Role::ALL.iter().enumerate() {
                for &b in &Role::ALL[i + 1..] {
                    let same = [Scheme::Light, Scheme::Dark]
                        .iter()
                        .all(|&scheme| theme.color(a, scheme) == theme.color(b, scheme));
                    let spelled = palette.spellings[a as usize] == palette.spellings[b as usize];
                    assert_eq!(same, spelled, "{} {} {}", theme.name, a.key(), b.key());
                }
            }
        }
    }

    #[test]
    fn only_what_is_used_is_in_the_sheet() {
        let theme = Theme::standard();
        let mut palette = Palette::new(&theme, Scheme::Light);
        palette.value(Role::Soft, Paintable::Fill);
        assert_eq!(palette.rules(), "[fill=\"#567\"]{fill:var(--mq-soft)}");
        assert_eq!(palette.properties(), "--mq-soft:light-dark(#567,#abc);");
    }

    #[test]
    fn spellings_never_run_out() {
        let mut taken = Vec::new();
        for _ in 0..40 {
            let spelling = free_spelling([255, 255, 255], &taken);
            assert!(!taken.contains(&spelling));
            taken.push(spelling);
        }
    }
}
