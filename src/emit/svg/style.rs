//! The style sheet: custom properties with a light and a dark value, and the rules that use
//! them.
//!
//! Everything stands under a class made from the sheet itself, so that two pictures on one page
//! share a sheet only where it is the same. Programs that do not know nested rules or
//! `light-dark()` skip the sheet and keep the colors of the attributes.

use super::palette::Palette;

/// A page's marks for a dark theme: classes of mdBook and others, attributes of the rest.
const DARK_PAGES: &str = ".dark,.coal,.navy,.ayu,[data-theme=dark],[data-bs-theme=dark],\
                          [data-color-mode=dark],[data-md-color-scheme=slate]";
/// The same for a light one.
const LIGHT_PAGES: &str = ".light,.rust,[data-theme=light],[data-bs-theme=light],\
                           [data-color-mode=light],[data-md-color-scheme=default]";

/// The class of the root element and the content of the `<style>` element.
pub(super) fn sheet(palette: &Palette<'_>) -> (String, String) {
    let (properties, rules) = (palette.properties(), palette.rules());
    let class = format!("mq-{:08x}", fingerprint(&[&properties, &rules]));
    // Properties weigh nothing, so that a page can set its own; `light-dark()` follows
    // `prefers-color-scheme` where the file stands alone.
    let text = format!(
        ":where(.{class}){{color-scheme:light dark;{properties}}}\n\
         :is({DARK_PAGES}) .{class}{{color-scheme:dark}}\n\
         :is({LIGHT_PAGES}) .{class}{{color-scheme:light}}\n\
         @media print{{.{class}{{color-scheme:light}}}}\n\
         .{class}{{fill:var(--mq-ink);{rules}:focus-visible .frame{{stroke-width:3}}}}"
    );
    (class, text)
}

/// FNV-1a of some texts.
pub(super) fn fingerprint(texts: &[&str]) -> u32 {
    texts
        .iter()
        .flat_map(|text| text.bytes())
        .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
