//! The style sheet: the same colors as the attributes, as custom properties with a light and a
//! dark value.
//!
//! Everything stands under a class made from the sheet itself, so that two pictures on one page
//! share a sheet only where it is the same. Programs that do not know nested rules or
//! `light-dark()` skip the sheet and keep the attributes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::scene::Part;
use crate::theme::{Role, Scheme, Theme};

use super::shape::{Colors, Painter};

/// A page's marks for a dark theme: classes of mdBook and others, attributes of the rest.
const DARK_PAGES: &str = ".dark,.coal,.navy,.ayu,[data-theme=dark],[data-bs-theme=dark],\
                          [data-color-mode=dark],[data-md-color-scheme=slate]";
/// The same for a light one.
const LIGHT_PAGES: &str = ".light,.rust,[data-theme=light],[data-bs-theme=light],\
                           [data-color-mode=light],[data-md-color-scheme=default]";

/// A style sheet and the class it is bound to.
pub(super) struct Sheet {
    class: String,
    text: String,
}

impl Sheet {
    /// The sheet for all that was painted.
    pub(super) fn new(painter: &Painter<'_>, theme: &Theme) -> Self {
        let rules = rules(painter);
        let properties = properties(painter, theme);
        let class = format!("mq-{:08x}", fingerprint(&[&properties, &rules]));
        // `light-dark()` follows `prefers-color-scheme` where the file stands alone.
        let text = format!(
            ":where(.{class}){{color-scheme:light dark;{properties}}}\n\
             :is({DARK_PAGES}) .{class}{{color-scheme:dark}}\n\
             :is({LIGHT_PAGES}) .{class}{{color-scheme:light}}\n\
             @media print{{.{class}{{color-scheme:light}}}}\n\
             .{class}{{{rules}}}"
        );
        Self { class, text }
    }

    /// The class of the root element.
    pub(super) fn class(&self) -> &str {
        &self.class
    }

    /// The content of the `<style>` element.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Colors as declarations.
pub(super) fn declarations(colors: Colors, part: Part) -> String {
    let mut out = String::new();
    if let Some(role) = colors.fill {
        let property = if part == Part::Glyph { "color" } else { "fill" };
        let _ = write!(out, "{property}:var(--mq-{})", role.key());
    }
    if let Some(role) = colors.stroke {
        let separator = if out.is_empty() { "" } else { ";" };
        let _ = write!(out, "{separator}stroke:var(--mq-{})", role.key());
    }
    out
}

/// One rule for each set of colors, with all its selectors.
fn rules(painter: &Painter<'_>) -> String {
    let mut by_colors: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (selector, colors) in painter.rules() {
        let part = if selector.ends_with(".glyph") { Part::Glyph } else { Part::Frame };
        by_colors.entry(declarations(*colors, part)).or_default().push(selector);
    }
    let mut out = String::from("fill:var(--mq-ink);");
    for (declarations, selectors) in by_colors {
        let _ = write!(out, "{}{{{declarations}}}", selectors.join(","));
    }
    out.push_str(
        ".a{fill:none;stroke:currentColor}.b{fill:currentColor;fill-opacity:.22}\
         .c{fill:currentColor}\
         a:focus-visible .frame,g:focus-visible .frame{stroke:var(--mq-control);stroke-width:3}",
    );
    out
}

/// The custom properties that the rules use, each with its two values.
fn properties(painter: &Painter<'_>, theme: &Theme) -> String {
    let mut used: BTreeSet<Role> = [Role::Ink, Role::Control].into();
    for colors in painter.rules().values() {
        used.extend(colors.fill.iter().chain(&colors.stroke));
    }
    let mut out = String::new();
    for role in used {
        let [light, dark] = [Scheme::Light, Scheme::Dark].map(|scheme| theme.color(role, scheme));
        let value =
            if light == dark { light.to_string() } else { format!("light-dark({light},{dark})") };
        let _ = write!(out, "--mq-{}:{value};", role.key());
    }
    out
}

/// FNV-1a of some texts.
fn fingerprint(texts: &[&str]) -> u32 {
    texts
        .iter()
        .flat_map(|text| text.bytes())
        .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
