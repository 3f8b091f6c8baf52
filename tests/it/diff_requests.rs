//! Ten pull requests as they come: their reports stand in `tests/golden/reviews/`, fit a screen and
//! say the heaviest thing first.

use crate::golden;
use crate::program::{maquette, root, scratch};

/// Each with what its first line of weight has to say; none where nothing weighs much.
const REQUESTS: &[(&str, &str)] = &[
    ("device-renamed", ""),
    ("key-vault-gone", "🛑 **breaking** ➖ Key Vault"),
    ("ports-lowered", "⚠️ **risky** ✏️ Depot gateway to Depot app (arrivals): `port 8883 -> 1883`"),
    ("private-endpoints", ""),
    ("public-access-opened", "⚠️ **risky** ✏️ Cosmos DB: `network private -> public`"),
    ("retire-iot-central", "⚠️ **risky** ➕ Water meter to IoT Hub (telemetry)"),
    ("second-region", ""),
    ("secrets-to-certificates", ""),
    ("site-added", ""),
    ("smaller-tier", "❌ the new version `new.toml` is invalid and compared all the same"),
];

/// The two versions at the top of a repository of their own, so that their fingerprints do not
/// depend on where this one lies.
fn alone(name: &str) -> std::path::PathBuf {
    let directory = scratch(&format!("review-{name}"));
    std::fs::create_dir(directory.join(".git")).unwrap();
    for version in ["old.toml", "new.toml"] {
        let from = root().join("tests/golden/reviews").join(name).join(version);
        std::fs::copy(from, directory.join(version)).unwrap();
    }
    directory
}

#[test]
fn ten_pull_requests_are_told_in_forty_lines_with_the_heaviest_first() {
    for (name, first) in REQUESTS {
        let directory = root().join("tests/golden/reviews").join(name);
        let report = maquette(["diff", "old.toml", "new.toml", "-f", "markdown"]);
        let report = report.in_dir(&alone(name)).run().stdout();
        let lines = report.lines().count();
        assert!(lines <= 40, "{name} has {lines} lines:\n{report}");
        let bullet = report.lines().find(|line| line.starts_with("- "));
        let bullet = bullet.unwrap_or_else(|| panic!("{name} says nothing:\n{report}"));
        assert!(bullet[2..].starts_with(first), "{name}: {bullet}");
        golden::equals(&directory.join("report.md"), &report);
    }
}
