//! Scenarios from a seed: sites with devices and assets, cloud services, connections.

use std::fmt::Write as _;

use maquette::catalog::{Catalog, Lives};
use maquette::diag::Severity;
use maquette::layout::testing::random::Dice;

/// A scenario that names about this many services, devices and assets.
pub fn scenario(services: usize, seed: u64) -> String {
    let mut dice = Dice::new(seed * 1000 + services as u64);
    let cloud: Vec<&str> = Catalog::built_in()
        .services
        .iter()
        .filter(|s| s.lives == Lives::Cloud && !s.container && s.retires.is_none())
        .map(|s| s.id.as_str())
        .collect();
    let mut text = format!("title = \"Generated {services}\"\nsolution = \"hybrid\"\n");
    let (mut left, mut names) = (services, Vec::new());
    let mut site = 0;
    while left > services / 3 {
        site += 1;
        let runtime = ["iot-operations", "iot-edge"][dice.below(2)];
        let _ = writeln!(text, "\n[sites.site-{site}]\nruntime = \"{runtime}\"");
        let items = 1 + dice.below(5);
        for item in 0..items.min(left) {
            let protocol = ["opc-ua", "mqtt"][dice.below(2)];
            let count = 1 + dice.below(400);
            let _ = writeln!(
                text,
                "[sites.site-{site}.assets.asset-{site}-{item}]\nprotocol = \"{protocol}\"\ncount = {count}"
            );
        }
        left = left.saturating_sub(items + 1);
        if dice.chance(40) {
            let _ = writeln!(text, "[devices.device-{site}]\nprotocol = \"mqtt\"");
            left = left.saturating_sub(1);
        }
    }
    text.push_str("\n[services]\n");
    while left > 0 && !cloud.is_empty() && names.len() < cloud.len() {
        let id = cloud[dice.below(cloud.len())];
        if !names.contains(&id) {
            let _ = writeln!(text, "{id} = true");
            names.push(id);
            left -= 1;
        }
    }
    for _ in 0..names.len() / 2 {
        let (a, b) = (dice.below(names.len()), dice.below(names.len()));
        if a != b {
            let label = ["events", "telemetry", "alarms", "reports"][dice.below(4)];
            let _ = writeln!(
                text,
                "\n[[connections]]\nfrom = \"{}\"\nto = \"{}\"\nlabel = \"{label}\"",
                names[a], names[b]
            );
        }
    }
    // Services picked at random make no working architecture; it is the picture that counts.
    text.push_str("\n[checks]\n");
    for check in Catalog::built_in().checks.iter().filter(|c| c.severity == Severity::Error) {
        let _ = writeln!(text, "{} = \"warning\"", check.code);
    }
    text
}
