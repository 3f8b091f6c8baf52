//! Each key of the language with two values, for the oracle of differences.

use maquette::catalog::Catalog;
use maquette::pipeline::{self, Expanded};
use maquette::syntax::NoFiles;
use maquette::syntax::language::Section;

/// A scenario with every section.
const BASE: &str = r#"
title = "Everything"
solution = "hybrid"
[devices.truck]
[devices.pump]
[sites.bonn]
runtime = "iot-operations"
[sites.bonn.assets.press]
[services.functions]
[services.store]
kind = "blob-storage"
[groups.west]
kind = "resource-group"
[nodes.erp]
[nodes.mes]
[[connections]]
from = "erp"
to = "mes"
[choose]
[override.iot-hub]
note = "Kept."
[checks]
[views.part]
[picture]
"#;

/// A section and a key of it, the path of the key in [`BASE`], and two values.
pub type Row = (Section, &'static str, &'static str, &'static str, &'static str);

/// Each key of the language with where it stands and two values of it. Where a key has no first
/// value, it always has to be there, and only changes.
pub const KEYS: &[Row] = &[
    (Section::Top, "title", "title", "", "'Another'"),
    (Section::Top, "description", "description", "'One.'", "'Two.'"),
    (Section::Top, "solution", "solution", "", "'cloud'"),
    (Section::Top, "profile", "profile", "'typical'", "'minimal'"),
    (Section::Top, "docs", "docs", "'2025-03'", "'2026-04'"),
    (Section::Top, "today", "today", "'2026-01-01'", "'2030-01-01'"),
    (Section::Top, "omit", "omit", "['device-provisioning']", "['device-registry']"),
    (Section::Top, "include", "include", "[]", "[]"),
    (Section::Top, "steps", "steps", "['erp -> mes']", "'data'"),
    (Section::Device, "kind", "devices/truck/kind", "'device'", "'legacy-device'"),
    (Section::Device, "label", "devices/truck/label", "'Lorry'", "'Van'"),
    (Section::Device, "count", "devices/truck/count", "20", "30"),
    (Section::Device, "icon", "devices/truck/icon", "'vehicle'", "'sensor'"),
    (Section::Device, "in", "devices/truck/in", "'bonn'", "'west'"),
    (
        Section::Device,
        "link",
        "devices/truck/link",
        "'https://example.com/a'",
        "'https://example.com/b'",
    ),
    (Section::Device, "note", "devices/truck/note", "'One.'", "'Two.'"),
    (Section::Device, "", "devices/truck/authentication", "'x509'", "'symmetric-key'"),
    (Section::Site, "label", "sites/bonn/label", "'Plant'", "'Works'"),
    (Section::Site, "count", "sites/bonn/count", "2", "3"),
    (Section::Site, "each", "sites/bonn/each", "['north', 'south']", "['south', 'east']"),
    (Section::Site, "in", "sites/bonn/in", "'west'", "'west'"),
    (
        Section::Site,
        "link",
        "sites/bonn/link",
        "'https://example.com/a'",
        "'https://example.com/b'",
    ),
    (Section::Site, "note", "sites/bonn/note", "'One.'", "'Two.'"),
    (Section::Site, "", "sites/bonn/runtime", "", "'iot-edge'"),
    (Section::Asset, "kind", "sites/bonn/assets/press/kind", "'camera'", "'opc-ua-server'"),
    (Section::Asset, "label", "sites/bonn/assets/press/label", "'Punch'", "'Drill'"),
    (Section::Asset, "count", "sites/bonn/assets/press/count", "4", "5"),
    (Section::Asset, "in", "sites/bonn/assets/press/in", "'bonn'", "'bonn'"),
    (Section::Asset, "icon", "sites/bonn/assets/press/icon", "'sensor'", "'vehicle'"),
    (
        Section::Asset,
        "link",
        "sites/bonn/assets/press/link",
        "'https://example.com/a'",
        "'https://example.com/b'",
    ),
    (Section::Asset, "note", "sites/bonn/assets/press/note", "'One.'", "'Two.'"),
    (Section::Asset, "", "sites/bonn/assets/press/protocol", "'opc-ua'", "'modbus'"),
    (Section::Service, "kind", "services/store/kind", "", "'data-lake'"),
    (Section::Service, "label", "services/functions/label", "'Rules'", "'Alarms'"),
    (Section::Service, "count", "services/functions/count", "3", "2"),
    (Section::Service, "in", "services/functions/in", "'west'", "'west'"),
    (
        Section::Service,
        "link",
        "services/functions/link",
        "'https://example.com/a'",
        "'https://example.com/b'",
    ),
    (Section::Service, "note", "services/functions/note", "'One.'", "'Two.'"),
    (Section::Service, "", "services/functions/use", "'alerts'", "'processing'"),
    (Section::Group, "kind", "groups/west/kind", "", "'region'"),
    (Section::Group, "label", "groups/west/label", "'West'", "'Far west'"),
    (Section::Group, "each", "groups/west/each", "['oslo', 'rome']", "['rome', 'wien']"),
    (Section::Group, "in", "groups/west/in", "'outer'", "'other'"),
    (
        Section::Group,
        "link",
        "groups/west/link",
        "'https://example.com/a'",
        "'https://example.com/b'",
    ),
    (Section::Group, "note", "groups/west/note", "'One.'", "'Two.'"),
    (Section::Picture, "width", "picture/width", "900", "'a4'"),
    (Section::Picture, "direction", "picture/direction", "'lr'", "'tb'"),
    (Section::Picture, "views", "picture/views", "['data']", "['all']"),
    (Section::Connection, "step", "connections/0/step", "1", "2"),
    (Section::Connection, "from", "connections/0/from", "", "'truck'"),
    (Section::Connection, "to", "connections/0/to", "", "'functions'"),
    (Section::Connection, "label", "connections/0/label", "'orders'", "'stock'"),
    (Section::Connection, "protocol", "connections/0/protocol", "'HTTPS'", "'AMQP'"),
    (Section::Connection, "port", "connections/0/port", "443", "80"),
    (Section::Connection, "flow", "connections/0/flow", "'control'", "'management'"),
    (Section::Connection, "direction", "connections/0/direction", "'back'", "'both'"),
    (Section::Connection, "optional", "connections/0/optional", "true", "false"),
    (Section::Connection, "authentication", "connections/0/authentication", "'mTLS'", "'none'"),
    (
        Section::Connection,
        "link",
        "connections/0/link",
        "'https://example.com/a'",
        "'https://example.com/b'",
    ),
    (Section::Connection, "note", "connections/0/note", "'One.'", "'Two.'"),
    (Section::Node, "label", "nodes/erp/label", "'SAP'", "'Books'"),
    (Section::Node, "lane", "nodes/erp/lane", "'store'", "'process'"),
    (Section::Node, "kind", "nodes/erp/kind", "'business system'", "'ledger'"),
    (Section::Node, "icon", "nodes/erp/icon", "'database'", "'sensor'"),
    (Section::Node, "count", "nodes/erp/count", "2", "4"),
    (Section::Node, "in", "nodes/erp/in", "'cloud'", "'west'"),
    (Section::Node, "link", "nodes/erp/link", "'https://example.com/a'", "'https://example.com/b'"),
    (Section::Node, "note", "nodes/erp/note", "'One.'", "'Two.'"),
    (Section::Choice, "option", "choose/data-flow-endpoint", "'event-hubs'", "'data-explorer'"),
    (Section::Override, "label", "override/iot-hub/label", "'Hub'", "'Fleet hub'"),
    (Section::Override, "omit", "override/iot-hub/omit", "true", "false"),
    (Section::Override, "in", "override/iot-hub/in", "'west'", "'west'"),
    (
        Section::Override,
        "link",
        "override/iot-hub/link",
        "'https://example.com/a'",
        "'https://example.com/b'",
    ),
    (Section::Override, "note", "override/iot-hub/note", "", "'Two.'"),
    (Section::Check, "level", "checks/MQ5301/level", "'warning'", "'error'"),
    (
        Section::Check,
        "reason",
        "checks/MQ5302",
        "{ level = 'info', reason = 'a' }",
        "{ level = 'info', reason = 'b' }",
    ),
    (Section::View, "title", "views/part/title", "'A'", "'B'"),
    (Section::View, "include", "views/part/include", "['flow:data']", "['lane:field']"),
    (Section::View, "exclude", "views/part/exclude", "['flow:data']", "['lane:field']"),
    (Section::View, "depth", "views/part/depth", "1", "2"),
];

/// Puts a value at a path of a scenario, or takes it away.
pub fn put(scenario: &mut toml::Value, path: &str, value: Option<toml::Value>) {
    let mut at = scenario;
    let (around, key) = path.rsplit_once('/').unwrap_or(("", path));
    for part in around.split('/').filter(|part| !part.is_empty()) {
        at = match part.parse::<usize>() {
            Ok(index) => &mut at.as_array_mut().unwrap()[index],
            Err(_) => {
                let table = at.as_table_mut().unwrap();
                table.entry(part).or_insert_with(|| toml::Value::Table(toml::Table::new()))
            }
        };
    }
    let table = at.as_table_mut().unwrap();
    match value {
        Some(value) => drop(table.insert(key.to_owned(), value)),
        None => drop(table.remove(key)),
    }
}

pub fn value(text: &str) -> Option<toml::Value> {
    let table: toml::Table = toml::from_str(&format!("v = {text}")).ok()?;
    table.get("v").cloned()
}

pub fn base() -> toml::Value {
    let mut base: toml::Value = toml::from_str(BASE).unwrap();
    for group in ["outer", "other"] {
        put(&mut base, &format!("groups/{group}/kind"), value("'subscription'"));
    }
    base
}

pub fn expanded(scenario: &toml::Value) -> Option<Expanded> {
    let text = toml::to_string(scenario).unwrap();
    let expanded = pipeline::expand("a.toml", &text, &NoFiles, Catalog::built_in());
    expanded.graph.is_some().then_some(expanded)
}
