//! The style sheet: the colors of the attributes again, as custom properties with a light and a
//! dark value.
//!
//! They stand in one rule under a class made from the rules themselves, so that two pictures on
//! one page share it only where it is the same. Programs that do not know nested rules
//! or `light-dark()` skip the sheet and keep the colors of the attributes.

/// A page's marks for a dark theme: classes of mdBook and others, attributes of the rest.
const DARK_PAGES: &str = ".dark,.coal,.navy,.ayu,[data-theme=dark],[data-bs-theme=dark],\
                          [data-color-mode=dark],[data-md-color-scheme=slate]";
/// The same for a light one.
const LIGHT_PAGES: &str = ".light,.rust,[data-theme=light],[data-bs-theme=light],\
                           [data-color-mode=light],[data-md-color-scheme=default]";

/// The class of the root element and the content of the `<style>` element for `colors`.
pub(super) fn sheet(colors: &str) -> (String, String) {
    let class = format!("mq-{:06x}", fingerprint(&[colors]) & 0xff_ffff);
    // `light-dark()` follows `prefers-color-scheme` where the file stands alone; paper is light.
    let text = format!(
        ".{class}{{color-scheme:light dark;{colors}}}\n\
         :is({DARK_PAGES}) .{class}{{color-scheme:dark}}\n\
         :is({LIGHT_PAGES}) .{class}{{color-scheme:light}}\n\
         @media print{{.{class}{{color-scheme:light!important}}}}"
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
