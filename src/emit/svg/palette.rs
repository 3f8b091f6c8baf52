//! The colors of one picture as attribute values, one spelling for each role.
//!
//! Every shape carries its light color as an attribute. The style sheet finds shapes by these
//! values and gives them the custom property of the role, if the page has set it, or else the
//! role's light and dark values. Two roles may have the same light
//! color and different dark ones; then they are spelled differently: `#fff`, `#ffffff`, `#FFF`.

use std::iter::once_with;

use crate::theme::{Color, Role, Scheme, Theme};

/// Attributes that hold colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paintable {
    /// `fill`.
    Fill,
    /// `stroke`.
    Stroke,
    /// `color`, for glyphs.
    Color,
}

impl Paintable {
    /// All attributes.
    const ALL: [Self; 3] = [Self::Fill, Self::Stroke, Self::Color];

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
    /// By role and attribute.
    used: Vec<[bool; Paintable::ALL.len()]>,
}

impl<'a> Palette<'a> {
    pub(super) fn new(theme: &'a Theme, scheme: Scheme) -> Self {
        let colors = |&role: &Role| [scheme, Scheme::Dark].map(|scheme| theme.color(role, scheme));
        let colors: Vec<[Color; 2]> = Role::ALL.iter().map(colors).collect();
        let mut spellings = vec![String::new(); Role::ALL.len()];
        // Cards are the most frequent: they get the shortest spelling.
        for role in [Role::Card].iter().chain(Role::ALL).map(|&role| role as usize) {
            let mut known = spellings.iter().zip(&colors).filter(|(word, _)| !word.is_empty());
            spellings[role] = match known.find(|(_, twin)| **twin == colors[role]) {
                Some((spelling, _)) => spelling.clone(),
                None => free_spelling(colors[role][0].channels(), &spellings),
            };
        }
        Self { theme, spellings, used: vec![Default::default(); Role::ALL.len()] }
    }

    /// The value of an attribute that shows this role; remembers that it was used.
    pub(super) fn value(&mut self, role: Role, attribute: Paintable) -> &str {
        self.used[role as usize][attribute as usize] = true;
        &self.spellings[role as usize]
    }

    /// One rule for each attribute and spelling that was used; the color of text, which the root
    /// has, comes first.
    /// What has the class that `class` names for a role and attribute has the color, too.
    pub(super) fn rules(&self, class: impl Fn(Role, Paintable) -> Option<String>) -> String {
        let root = format!("fill:{};", self.property(Role::Ink));
        let all =
            Role::ALL.iter().flat_map(|&role| Paintable::ALL.map(|attribute| (role, attribute)));
        let mut rules: Vec<String> = all
            .filter(|&(role, attribute)| self.used[role as usize][attribute as usize])
            .filter(|&used| used != (Role::Ink, Paintable::Fill))
            .map(|(role, attribute)| {
                let (word, spelling) = (attribute.word(), &self.spellings[role as usize]);
                let class =
                    class(role, attribute).map_or_else(String::new, |class| format!(".{class},"));
                format!("{class}[{word}=\"{spelling}\"]{{{word}:{}}}", self.property(role))
            })
            .collect();
        rules.sort_unstable();
        rules.dedup();
        root + &rules.concat()
    }

    /// The page's own color of a role, and what is taken where the page has none.
    fn property(&self, role: Role) -> String {
        let key = self.first_twin(role).key();
        let [light, dark] =
            [Scheme::Light, Scheme::Dark].map(|scheme| self.theme.color(role, scheme));
        if light == dark {
            format!("var(--mq-{key},{light})")
        } else {
            format!("var(--mq-{key},light-dark({light},{dark}))")
        }
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

/// The ways to write a color, the shortest first.
fn spellings([r, g, b]: [u8; 3]) -> impl Iterator<Item = String> {
    let is_short = [r, g, b].iter().all(|channel| channel % 17 == 0);
    let short = move || is_short.then(|| format!("#{:x}{:x}{:x}", r / 17, g / 17, b / 17));
    let long = move || Some(format!("#{r:02x}{g:02x}{b:02x}"));
    let small = move || once_with(short).chain(once_with(long)).flatten();
    small().chain(small().map(|spelling| spelling.to_uppercase()))
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
        palette.value(Role::Data, Paintable::Stroke);
        let class = |role, _| (role == Role::Soft).then(|| "s".to_owned());
        assert_eq!(
            palette.rules(class),
            "fill:var(--mq-ink,light-dark(#17202b,#e8edf3));\
             .s,[fill=\"#567\"]{fill:var(--mq-soft,light-dark(#567,#abc))}\
             [stroke=\"#123\"]{stroke:var(--mq-data,light-dark(#123,#def))}"
        );
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
