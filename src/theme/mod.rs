//! Themes: which color each role of the picture has, in light and in dark.
//!
//! A theme is a TOML file; the built-in ones are `catalog/themes/*.toml`. Pictures name roles,
//! never colors, so that one picture can be shown in any theme and in both schemes.

mod color;
mod contrast;
mod read;

pub use color::Color;
pub use contrast::{Pairing, Ratio, pairings};
pub use read::read;

use crate::geom::{PX, Unit};

/// Declares the roles: a variant, the key in theme files and custom properties, and its use.
macro_rules! roles {
    ($($name:ident $key:literal $doc:literal,)*) => {
        /// What a color is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Role {
            $(#[doc = $doc] $name,)*
        }

        impl Role {
            /// All roles in the order of theme files.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The key in theme files; with `--mq-` before it the custom property.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }

            /// What it is for, one line.
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$name => $doc,)*
                }
            }
        }
    };
}

roles! {
    Canvas "canvas" "the background of the picture and of labels on lines",
    Ink "ink" "text",
    Soft "soft" "text of less weight: kinds, protocols, remarks",
    Card "card" "the face of a node",
    CardLine "card-line" "the border of a node",
    PanelOdd "panel-odd" "the inside of containers at odd depth",
    PanelEven "panel-even" "the inside of containers at even depth",
    Band "band" "the strip behind management and security services",
    Site "site" "the border of sites",
    Cluster "cluster" "the border of edge runtimes and clusters",
    Cloud "cloud" "the border of the cloud and its regions",
    Group "group" "the border of subscriptions, resource groups and own groups",
    Network "network" "the border of network zones",
    Data "data" "lines that carry data",
    Control "control" "lines that carry commands and answers",
    Management "management" "lines that carry provisioning and configuration",
    Security "security" "lines that carry authentication and secrets",
    LaneField "lane-field" "glyphs of devices and assets; their tiles are a tint of it, as below",
    LaneEdge "lane-edge" "glyphs of edge services",
    LaneIngest "lane-ingest" "glyphs of services that take messages in",
    LaneProcess "lane-process" "glyphs of services that process",
    LaneStore "lane-store" "glyphs of stores",
    LaneUse "lane-use" "glyphs of applications and people",
    LaneManagement "lane-management" "glyphs of management services",
    LaneSecurity "lane-security" "glyphs of security services",
    Notice "notice" "marks of services that are in preview or go away",
    Boundary "boundary" "trust boundaries",
    Added "added" "what a comparison adds",
    Removed "removed" "what a comparison removes",
    Changed "changed" "what a comparison changes",
    Step "step" "the circles with the numbers of steps",
    StepInk "step-ink" "the numbers in them",
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// Dark lines on light: paper, and whatever cannot follow its reader.
    #[default]
    Light,
    /// Light lines on dark.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// The word on the command line and in names of files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A theme, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Name for `--theme`.
    pub name: String,
    /// One line for `list themes`.
    pub summary: String,
    /// Width of lines between nodes.
    pub line_width: Unit,
    /// Width of borders.
    pub border_width: Unit,
    /// Radius of a card's corners.
    pub corner: Unit,
    /// Light and dark color of each role, in the order of [`Role::ALL`].
    colors: Vec<[Color; 2]>,
}

impl Theme {
    /// The color of a role.
    pub fn color(&self, role: Role, scheme: Scheme) -> Color {
        self.colors[role as usize][scheme as usize]
    }

    /// The theme with another color for a role, in both schemes.
    #[must_use]
    pub fn with(&self, role: Role, color: Color) -> Self {
        let mut theme = self.clone();
        theme.colors[role as usize] = [color; 2];
        theme
    }

    /// The theme that is used unless another is asked for.
    ///
    /// # Panics
    /// Never: it is a built-in one.
    pub fn standard() -> Self {
        Self::named(STANDARD).expect("the standard theme is there")
    }

    /// A built-in theme by its name.
    pub fn named(name: &str) -> Option<Self> {
        BUILT_IN.iter().find(|known| known.name == name).map(BuiltIn::theme)
    }

    /// All built-in themes, by name after the standard one.
    pub fn all() -> Vec<Self> {
        let mut themes: Vec<Self> = BUILT_IN.iter().map(BuiltIn::theme).collect();
        themes.sort_by_key(|theme| theme.name != STANDARD);
        themes
    }
}

/// A theme as `build.rs` embeds it: to read a file takes ten times as long.
struct BuiltIn {
    name: &'static str,
    summary: &'static str,
    /// Width of lines, width of borders and radius of corners, in pixels.
    lengths: [f64; 3],
    /// Light and dark color by the role's key.
    colors: &'static [(&'static str, [&'static str; 2])],
}

/// The name of the theme that is used unless another is asked for.
const STANDARD: &str = "standard";

/// The built-in themes: the files of `catalog/themes`, by name.
static BUILT_IN: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/themes.rs"));

impl BuiltIn {
    /// The theme.
    ///
    /// # Panics
    /// Never in a build whose tests pass: one reads every built-in theme.
    fn theme(&self) -> Theme {
        let colors = |role: &Role| {
            let row = self.colors.iter().find(|(key, _)| *key == role.key());
            let (_, colors) = row.expect("a built-in theme has every color");
            colors.map(|color| Color::from_hex(color).expect("a color"))
        };
        let [line_width, border_width, corner] = self.lengths.map(px_quarters);
        Theme {
            name: self.name.to_owned(),
            summary: self.summary.to_owned(),
            line_width,
            border_width,
            corner,
            colors: Role::ALL.iter().map(colors).collect(),
        }
    }
}

/// A length in pixels, to the nearest quarter.
fn px_quarters(pixels: f64) -> Unit {
    (pixels * f64::from(PX)).round() as Unit
}

#[cfg(test)]
mod tests {
    use super::{BUILT_IN, Pairing, Role, Scheme, Theme, pairings, read};
    use crate::diag::{Sink, Sources};

    #[test]
    fn built_in_themes_are_what_their_files_say() {
        for row in BUILT_IN {
            let theme = row.theme();
            let path = format!("{}/catalog/themes/{}.toml", env!("CARGO_MANIFEST_DIR"), row.name);
            let (mut sources, mut sink) = (Sources::default(), Sink::default());
            let file = sources.add(row.name, std::fs::read_to_string(path).expect("a file"));
            assert_eq!(read(&sources, file, &mut sink), theme);
            assert!(sink.findings().is_empty(), "{:?}", sink.findings());
            assert_eq!(Theme::named(row.name), Some(theme));
        }
        assert_eq!(Theme::named("no such theme"), None);
    }

    #[test]
    fn every_theme_keeps_the_contrast_of_wcag_in_both_schemes() {
        let mut weak = Vec::new();
        for theme in Theme::all() {
            for scheme in [Scheme::Light, Scheme::Dark] {
                for Pairing { front, back, least } in pairings() {
                    let ratio = theme.color(front, scheme).contrast(theme.color(back, scheme));
                    if ratio < least {
                        weak.push(format!(
                            "{} {scheme:?}: {} on {} is {ratio}, wanted {least}",
                            theme.name,
                            front.key(),
                            back.key()
                        ));
                    }
                }
            }
        }
        assert!(weak.is_empty(), "{}", weak.join("\n"));
    }

    #[test]
    fn print_has_no_hue() {
        let print = Theme::named("print").expect("a built-in theme");
        for &role in Role::ALL {
            let [r, g, b] = print.color(role, Scheme::Light).channels();
            assert!(r == g && g == b, "{} has a hue", role.key());
        }
    }
}
