//! The files of the built-in catalogue, embedded.

/// The embedded catalogue files in loading order: name and text.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// Name and text of every embedded file, in loading order.
        pub const FILES: &[(&str, &str)] =
            &[$((concat!("catalog/", $name), include_str!(concat!("../../catalog/", $name)))),+];
    };
}

files!(
    "sources.toml",
    "places.toml",
    "services-things.toml",
    "services-iot-hub.toml",
    "services-iot-edge.toml",
    "services-iot-operations.toml",
    "services-messaging.toml",
    "services-data.toml",
    "services-apps.toml",
    "services-security.toml",
    "services-tools.toml",
    "rules-edge.toml",
    "rules-cloud.toml",
    "rules-typical.toml",
    "connections-devices.toml",
    "connections-streams.toml",
    "connections-operations.toml",
    "connections-hub.toml",
    "connections-twins.toml",
    "connections-edge.toml",
    "connections-events.toml",
    "connections-arc.toml",
    "connections-security.toml",
    "connections-central.toml",
    "connections-insights.toml",
    "checks-dependencies.toml",
    "checks-limits.toml",
    "checks-combinations.toml",
    "checks-deprecations.toml",
    "facts.toml",
);
