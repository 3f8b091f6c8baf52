//! Texts that are compared with files; `UPDATE=1 cargo test` rewrites the files.

use std::path::Path;

/// Expects the text of a file.
#[track_caller]
pub fn equals(path: &Path, actual: &str) {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs (UPDATE=1 rewrites it)\n--- expected\n{expected}\n--- actual\n{actual}",
        path.display()
    );
}
