//! Writes the table of built-in glyphs: one row per file of `catalog/icons`.
//!
//! A new glyph is a new file; nothing lists them a second time.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let icons = root.join("catalog/icons");
    println!("cargo:rerun-if-changed={}", icons.display());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("glyphs.rs"), table(&icons)?)
}

/// `&[("name", include_str!("path")), ...]`, sorted by name.
fn table(icons: &Path) -> io::Result<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(icons)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "svg"));
    files.sort();
    let mut rows = String::from("&[\n");
    for path in &files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(rows, "    ({name:?}, include_str!({path:?})),");
    }
    rows.push(']');
    Ok(rows)
}
