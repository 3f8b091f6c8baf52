//! The table of codes of differences between two versions: severity, title and the long text
//! that `explain` prints. Findings about one version are in `codes.rs`.
//!
//! A number is never reused. `MQ51` is breaking, `MQ52` risky, `MQ53` minor and `MQ54`
//! cosmetic unless a scenario or the command line says otherwise.

use crate::diag::CodeInfo;

/// The row of a code.
pub fn find(code: &str) -> Option<&'static CodeInfo> {
    CHANGES.iter().find(|row| row.code.eq_ignore_ascii_case(code))
}

table_of_codes! {
    /// The codes of differences in the order of their numbers.
    CHANGES;

    SOLUTION_CHANGED = "MQ5101", Error, "the type of solution changed",
"Which services are needed, how devices connect and where data is processed follow from the type of
solution. Another type is another architecture: what was built for the old one has to be planned again.

    -solution = \"cloud\"
    +solution = \"hybrid\"";

    DEPENDENCY_REMOVED = "MQ5102", Error, "something is gone that others depend on",
"An element was removed while elements that were connected to it are still there. Whatever they sent to
it or got from it has no other end any more.

Example: `digital-twins` is taken away while the function that fed it stays. Look at each neighbor that
the message names; where it is meant, accept the difference by its fingerprint.";

    PATH_REMOVED = "MQ5103", Error, "a data path is gone",
"A connection that carried data was removed or leads the other way only, both of its ends are still there, and
data can no longer get from the one to the other on any other way.

Example: the route from the hub to long-term storage is deleted, and nothing else writes to the storage.";

    KIND_CHANGED = "MQ5104", Error, "an element became another kind of thing",
"The element keeps its place and name, but is another service: it is deployed, paid and operated
differently, and what is in the old one has to be migrated.

    [sites.rotterdam]
    -runtime = \"iot-edge\"
    +runtime = \"iot-operations\"";

    SCENARIO_REMOVED = "MQ5105", Error, "a scenario was removed",
"The file of a whole architecture is gone. What it described is gone with it, or is not described any
more.

Example: `scenarios/warehouse.toml` is deleted. Accept the difference by its fingerprint if it is meant.";

    BOUNDARY_CROSSED = "MQ5201", Warning, "a trust boundary has a new crossing",
"A connection was added or turned between two zones that trust each other only so far (devices, a site, a network
zone, the cloud), and nothing crossed that boundary by this protocol before. Every crossing needs an identity
on both sides, encryption, a firewall rule and a line in the threat model. However many cross in a new
way, the first is reported; the ways into a zone that is new itself are reported with the zone, if no other
zone of its kind has them. A protocol is the same in every version and over WebSocket, another one with
encryption than without; what answers a request crosses nothing by itself.

Example: an asset at a site is connected straight to a cloud service, past the site's edge runtime.";

    AUTHENTICATION_WEAKER = "MQ5202", Warning, "authentication got weaker",
"How the ends of a connection prove who they are was ranked lower: from a managed identity or a
certificate to a shared key, a password or nothing. Shared keys leak, are copied between devices and
cannot be revoked one by one. What the author added is weighed against what the author took away of the same
kind, here and in MQ5203, MQ5206, MQ5207 and MQ5213.

    [devices.trailer]
    -auth = \"x509\"
    +auth = \"sas\"";

    ENCRYPTION_WEAKER = "MQ5203", Warning, "transport encryption got weaker",
"The connection was encrypted and is no longer, or accepts an older version of TLS. Anybody on the way can
read and change what travels.

Example: the protocol becomes `MQTT` where it was `MQTT over TLS`, or the port 1883 where it was 8883.
Which ports are those of HTTP, MQTT and AMQP without TLS is read in the registry of the Internet Assigned Numbers
Authority, <https://www.iana.org/assignments/service-names-port-numbers>.";

    SINGLE_POINT = "MQ5204", Warning, "a single point of failure appears",
"Data had two ways from a source to where it is used, or a service stood there more than once. Now all of
it depends on one element: when that is down, data is lost or late.

Example: devices send to two hubs that one function reads, and one of the hubs is removed.";

    TIER_BELOW_LOAD = "MQ5205", Warning, "a tier is lowered below its load",
"The tier or the number of units was lowered, and what the scenario says about its devices
(`count` and `messages-per-day`) is more than the new one takes in a day. Messages beyond the quota are
refused until the next day.

    [services.iot-hub]
    -tier = \"S2\"
    +tier = \"S1\"";

    EXPOSED = "MQ5206", Warning, "a service became easier to reach",
"A setting that keeps a service off public networks was relaxed, or the network around it is gone: the
network was removed or the service moved out of it, and no other network is around it.

    -public-access = false
    +public-access = true";

    REDUNDANCY_LOWERED = "MQ5207", Warning, "redundancy was lowered to one",
"There were several of it and now there is one. It can no longer be maintained or fail without an
interruption.

    [services.functions]
    -count = 2
    +count = 1";

    GUARD_LOST = "MQ5208", Warning, "a way no longer passes what guarded it",
"What is at both ends of the way is still there, and a private endpoint, a firewall, a gateway that inspects
requests or the proxy of an isolated network level was on every way from the one to the other. A new connection
leads past it. A guard of the same sort in its place is no such difference, nor is a guard that was added.
However many ways passed the same guards, the first is reported.

    -choose = { upload-path = \"hub-spoke\" }
    +choose = { upload-path = \"public\" }

Put the guard back, or see that the service is closed to everybody else by other means; where it is meant,
accept the difference by its fingerprint.";

    RULES_CHANGED = "MQ5209", Warning, "the rules of the review changed",
"What `[checks]` of the scenario says of a code is another, or was written or taken away. It decides which
differences and findings are told and how much they weigh, so it is reviewed like what it decides about. The
change itself is weighed by the rules of the version before it.

    [checks]
    +MQ5206 = \"off\"

Let somebody who is responsible for security agree to it.";

    PLAIN_CROSSING = "MQ5210", Warning, "a way over a trust boundary is not encrypted",
"A connection was added between two zones that trust each other only so far, and its protocol or port is one
without encryption. Anybody on the way can read and change what travels. Each such way is reported, however
many there were before.

    +[[connections]]
    +from     = \"gateway\"
    +to       = \"web-app\"
    +protocol = \"HTTP\"

Use the protocol with TLS, on its own port.";

    ANONYMOUS_CROSSING = "MQ5211", Warning, "a way over a trust boundary has no authentication",
"A connection was added between two zones that trust each other only so far, and it says that nobody proves
who they are. Each such way is reported, however many there were before.

    +[[connections]]
    +from           = \"partner\"
    +to             = \"web-app\"
    +authentication = \"none\"

Let the ends prove who they are, by a managed identity or a certificate where they can.";

    PATH_OPTIONAL = "MQ5212", Warning, "a data way became optional",
"The connection carried data that was always there, and now it may be left out. What gets its data over it
cannot rely on it any more.

    [[connections]]
    from      = \"iot-hub\"
    to        = \"archive\"
    +optional = true

See that whoever reads the data can do without.";

    EDITION_LOWERED = "MQ5213", Warning, "a service has a lower edition",
"The tier belongs to an edition that can do less or promises less, whatever the load: a hub of the free edition
is for trials and takes 8,000 messages a day, one of the basic edition sends nothing to devices.

    [services.iot-hub]
    -tier = \"S1\"
    +tier = \"F1\"

See that nothing needs what the edition lacks.";

    REPLACED = "MQ5214", Warning, "a resource is replaced by one of another name or region",
"The id of a service in Azure is another while kind, neighbors and contents say that it is the same element. The
names of most resources in Azure cannot be changed: one of the new name is made, and what is in the old one has
to be moved before it is deleted. Addresses and access that name the old one have to follow. A hub is made anew
in another region as well, with its devices, and so is what stands in a region that is another.

    -[services.hub-west]
    +[services.hub-north]

Plan the move, or keep the id and change the label.

Read in \"Define your naming convention\" of 2025-09-12 in the Cloud Adoption Framework,
<https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-naming>, and in
\"How to manually migrate an Azure IoT hub\", <https://learn.microsoft.com/azure/iot-hub/migrate-hub-arm>.";

    ELEMENT_ADDED = "MQ5301", Info, "an element was added",
"A service, device, asset, site or group is new. What depends on it and what it costs is for the reviewer
to judge; a crossing of a trust boundary is reported with the connection that crosses it.

    +[services]
    +event-grid = true

Nothing needs to be done if it is meant.";

    ELEMENT_REMOVED = "MQ5302", Info, "an element was removed that nothing depends on",
"The element is gone together with everything that was connected to it, or nothing was.

    -[services]
    -power-bi = true

Nothing needs to be done if it is meant.";

    CONNECTION_ADDED = "MQ5303", Info, "a connection was added",
"Two elements are connected that were not connected in this way. It stays within one zone of trust, or
crosses a boundary as others did before.

    +[[connections]]
    +from = \"event-hubs\"
    +to   = \"billing\"

Nothing needs to be done if it is meant.";

    CONNECTION_REMOVED = "MQ5304", Info, "a connection was removed",
"The connection went with one of its ends, carried no data, was optional, or data still gets from the one
end to the other on another way.

Example: the tile of a dashboard goes together with the dashboard. Nothing needs to be done if it is meant.";

    SETTING_CHANGED = "MQ5305", Info, "a setting changed",
"A setting of a service, device or place has another value, was set or is no longer set.

    [services.iot-hub]
    -retention-days = 1
    +retention-days = 7

Nothing needs to be done if it is meant.";

    COUNT_CHANGED = "MQ5306", Info, "the count changed",
"The element stands for more or fewer than before. Load, cost and limits scale with it.

    [devices.trailer]
    -count = 1200
    +count = 1500

`maquette check` says whether the new number is beyond a limit.";

    TRANSPORT_CHANGED = "MQ5307", Info, "a connection's protocol, port or authentication changed",
"Both ends have to be changed at the same time, and firewalls in between too. It did not get weaker as far
as maquette can tell.

    [devices.trailer]
    -protocol = \"mqtt\"
    +protocol = \"amqp\"

Open the new port before the old one is closed.";

    FLOW_CHANGED = "MQ5308", Info, "what a connection carries, or which way, changed",
"The flow, the direction of the arrow or whether the connection is optional is another.

    [[connections]]
    -direction = \"forward\"
    +direction = \"both\"

See that what was the receiver may send now.";

    MOVED = "MQ5309", Info, "an element moved to another container",
"The element is the same but stands in another site or group. Where one of
its connections crosses a boundary of trust since then, the move is risky.

    [services.iot-hub]
    -in = \"west\"
    +in = \"north\"

Plan the move: most services cannot change their region in place.";

    RENAMED = "MQ5310", Info, "an element was renamed",
"The id is another while kind, neighbors and contents say that it is the same element. What carries the
old id in its own (`munich.broker`) follows and is not reported again. Scripts, overrides and links that
name the old id have to follow.

    -[sites.munich]
    +[sites.muenchen]

Change the old id wherever it is written.";

    STATUS_CHANGED = "MQ5311", Info, "a service's state of life changed",
"The catalogue or the documentation profile now calls the service available, in preview, retiring or
retired. The scenario did not change.

Example: `docs = \"2025-03\"` becomes `docs = \"2026-04\"`, and IoT Central is retiring. `maquette explain` with the
service says what takes its place.";

    SCENARIO_ADDED = "MQ5312", Info, "a scenario was added",
"The file of a whole architecture is new. `maquette check` says what is wrong with it; there is nothing
to compare it with.

Example: `scenarios/warehouse.toml` is new. Nothing needs to be done if it is meant.";

    LABEL_CHANGED = "MQ5401", Info, "a label changed",
"Only what the picture calls the element or connection is different.

    [services.iot-hub]
    -label = \"Hub\"
    +label = \"Fleet hub\"

Nothing needs to be done.";

    TEXT_CHANGED = "MQ5402", Info, "a title, remark or link changed",
"Title, description, note, link, icon, the number of a step or a text of the catalogue is different.

    -title = \"Cold chain\"
    +title = \"Contoso cold chain\"

Nothing needs to be done.";
}

#[cfg(test)]
mod tests {
    use super::CHANGES;
    use crate::diag::Severity;

    #[test]
    fn numbers_are_unique_ascending_and_grouped_by_severity() {
        assert!(CHANGES.windows(2).all(|pair| pair[0].code < pair[1].code));
        for row in CHANGES {
            let groups: &[&str] = match row.severity {
                Severity::Error => &["MQ51"],
                Severity::Warning => &["MQ52"],
                Severity::Info => &["MQ53", "MQ54"],
            };
            assert!(groups.contains(&&row.code[..4]), "{}", row.code);
            assert!(row.text.len() > 60, "{} explains nothing", row.code);
        }
    }
}
