//! The table of codes: spelling, severity, title and the long text that `explain` prints.
//!
//! A number is never reused (gone: `MQ0208`, connections to oneself, which are drawn). `MQ00` input and output, `MQ01` syntax, `MQ02` names and values,
//! `MQ03` expansion and overrides, `MQ04` catalogues, `MQ05` pictures
//! and documents that are committed, `MQ09` internal; the catalogue adds those of its checks.

table_of_codes! {
    /// The codes of this crate's own phases; the catalogue adds those of its rules.
    CODES;

    UNREADABLE = "MQ0001", Error, "a file or directory cannot be read",
"The path does not exist, is not a file, or may not be read.

Check the spelling of the path and its permissions.

    maquette check scenarios/fleet.toml     # the file is called fleets.toml";

    NOT_UTF8 = "MQ0002", Error, "a file is not UTF-8",
"Scenarios are text in UTF-8. The message says at which byte the first sequence stands that is not.

Save the file as UTF-8 in your editor; files from older Windows tools are often UTF-16 or Latin-1.

    iconv -f latin1 -t utf-8 old.toml > scenarios/fleet.toml";

    NO_SCENARIOS = "MQ0003", Error, "a directory holds no scenarios",
"A directory that is given to a command is searched for `*.toml` files, not below it.

Name the right directory or the file itself. Fragments for `include` belong into a directory of
their own, such as `scenarios/shared/`.

    maquette check scenarios/               # and not the project's top";

    UNWRITABLE = "MQ0004", Error, "an output cannot be written",
"The output path is a directory where a file is wanted, a file where a directory is wanted, or it
may not be written. Outputs are written whole or not at all: the old file is untouched.

    maquette render scenarios/fleet.toml -o pictures/";

    SAME_OUTPUT = "MQ0005", Error, "two pictures have the same file",
"Output files are named after the scenario file, so `a/fleet.toml` and `b/fleet.toml` would both be
written to `fleet.svg`, as the view `data` of `fleet.toml` and the scenario `fleet.data.toml` would
to `fleet.data.svg`. Names that differ in letter cases alone are one file on many
disks. A file that is read is not written over either. Nothing is written then.

Rename one, or render them in two calls with an `-o` directory each.

    maquette render a/ -o output/a
    maquette render b/ -o output/b";

    UNKNOWN_VIEW = "MQ0006", Error, "a view that the scenario does not have",
"`--view` names one of the scenario's own views, `[views.NAME]`, or a built-in one; `maquette list
views` shows those.

    [views.telemetry]
    include = [\"flow:data\"]

    maquette render fleet.toml --view telemetry";

    NOT_TOML = "MQ0101", Error, "the text is not TOML",
"A scenario is a TOML file. The caret shows the first place that TOML does not allow, such as a
missing quote, a missing `=` or a key that is written twice.

    title = \"Cold chain\"     # text stands in quotes
    [devices.trailer]        # a section
    count = 1200             # a number does not";

    UNKNOWN_KEY = "MQ0102", Error, "a key that the language does not know",
"Each section of a scenario has its own keys; the reference lists them all. A key with a typo would
otherwise be ignored in silence.

    [devices.trailer]
    cuont = 1200     # count";

    WRONG_TYPE = "MQ0103", Error, "a value of the wrong type",
"For example a number where a text is wanted, or a text where a table is wanted.

    count = 1200         # a whole number, without quotes
    label = \"Trailer\"    # a text, in quotes
    [devices.trailer]    # a table";

    EMPTY = "MQ0104", Error, "the scenario is empty",
"A scenario needs at least a title and a type of solution:

    title    = \"Contoso cold chain\"
    solution = \"hybrid\"";

    MISSING_KEY = "MQ0105", Error, "a key that must be there is missing",
"A scenario needs `title` and `solution`; a connection needs `from` and `to`; a group needs
its `kind`.

    [[connections]]
    from = \"erp\"
    to   = \"data-factory\"     # both ends";

    BAD_NUMBER = "MQ0106", Error, "a number out of range",
"A count is a whole number from 1 to 1000000000, a port one from 1 to 65535, a depth one from 0 to
100, a step one from 1 to 99.

    [devices.trailer]
    count = 1200     # not 0, and not -5";

    BAD_WORD = "MQ0107", Error, "a word that is not one of the allowed ones",
"Some keys accept only certain words; the message lists them.

    solution = \"hybrid\"     # cloud, edge, hybrid, cloud-connected or edge-connected
    profile  = \"typical\"    # minimal or typical";

    BAD_NAME = "MQ0108", Error, "a name that cannot be an id",
"The name of a device, site, service, group, node or view becomes the id of its element, which
appears in the picture, in links and in connections. It is made of letters, digits, `-` and `_`.

    [sites.hall-7]
    label = \"Hall 7 (east)\"    # the label may be any text";

    INCLUDE_UNREADABLE = "MQ0109", Error, "an included file cannot be read",
"`include` names TOML files relative to the file that includes them.

    include = [\"shared/network.toml\"]";

    INCLUDE_OUTSIDE = "MQ0110", Error, "an include leaves the project",
"An included file must lie in the project: below the directory that maquette runs in, or, for a
scenario outside of it, below the scenario's own directory. Absolute paths are refused.

    include = [\"../common/network.toml\"]     # inside the project, not /etc/network.toml";

    INCLUDE_CYCLE = "MQ0111", Error, "files include each other",
"A file that is included may include others, but not one that is already being read.

Take one of the lines away: what both need belongs into a third file.

    include = [\"shared/sites.toml\"]     # in a.toml, and sites.toml includes a.toml";

    DUPLICATE = "MQ0112", Error, "the same thing is written twice",
"Two files that are included together define the same key or the same element, or two elements
would have the same id.

Rename one of them, or take one away.

    [sites.munich]     # in fleet.toml
    [sites.munich]     # in shared/sites.toml as well";

    BAD_TEXT = "MQ0113", Error, "a text that cannot be drawn",
"A label or title is empty or contains a control character.

    [devices.trailer]
    label = \"Refrigerated trailer\"     # not \"\"; leave the key out for a label made from the name";

    TOO_LARGE = "MQ0114", Error, "a scenario that is too large",
"A scenario may hold at most 20000 elements and 50000 connections, with places at most 64 deep in each
other, and nest at most 32 includes. `--limit` sets other limits; `docs/limits.md` lists all of them.

    [devices.trailer]
    count = 50000     # one device stands for a fleet";

    BAD_CHAIN = "MQ0115", Error, "a connection or step in one line that cannot be read",
"A connection can be written as a text: names with arrows between them, `->`, `<-` or `<->`; several
names at an end have commas between them. If wanted, the flow and settings follow in parentheses, and
a label after a colon; all connections of the line get them. A step of `steps` has one arrow, and after
the colon a sentence.

    connections = [
        \"erp -> data-factory -> lake, archive\",
        \"hub -> ingest <-> state (control): missions\",
    ]";

    BAD_LINE = "MQ0116", Error, "an entry of a list that cannot be read",
"Devices, sites, assets, services, groups and own nodes can be written as a list of texts: a name, and if
wanted what it is and its settings in parentheses, how many there are, and a label after a colon. What
does not fit into a line is written as a section or table of its own.

    services = [\"cosmos-db\", \"hub-west (iot-hub, tier = S2): Hub West\"]
    devices  = [\"sensor (protocol = amqp) x 3000: Sensors\"]";

    TOO_MANY = "MQ0117", Error, "more findings than are listed",
"Of very many findings only the first ones are listed, and the others are counted. They weigh as much as
the worst of them.

    maquette check --limit findings=5000 fleet.toml   # lists more";

    PATH_OUTSIDE = "MQ0118", Error, "a path that leaves its directory",
"Paths in `maquette.toml` are relative to it and lead to what lies below its directory. An absolute path,
`..` out of there, a link that leads out and anything in `.git` are refused: a file that anybody can
propose must not choose what is read and written elsewhere.

    output = \"docs/img\"        # and not \"../site/img\"";

    BAD_THEME = "MQ0120", Error, "a theme file with a value that does not fit",
"A theme is a TOML file with a color per role, in light and in dark; what it leaves out is taken from
the standard theme or from the one that `extends` names.

    name    = \"contoso\"
    extends = \"standard\"
    [light]
    ink = \"#102030\"";

    NOT_DOT = "MQ0151", Error, "the text is not DOT",
"Files that end in `.dot` or `.gv` are read as Graphviz DOT. The caret shows the first place that the
language does not allow, or a graph that is nested or multiplied beyond all measure.

    digraph fleet {
        trailer -> hub [label=\"telemetry\"]
    }";

    DOT_MORE = "MQ0152", Warning, "a DOT file with several graphs",
"Graphviz allows several graphs in one file; only the first is drawn. Give each graph a file.

    digraph today { hub -> lake }
    digraph later { hub -> stream -> lake }     # into a file of its own";

    DOT_IGNORED = "MQ0153", Info, "a DOT file says what its picture does not show",
"Ports and compass points (`hub:in:ne`), the fields of records, and the ranks `min`, `max`, `source`
and `sink` are not drawn as Graphviz does: lines end where there is room, and fields stand in one text.
The message names one of each, once a file.

    digraph { hub:events:e -> lake }     # the line may leave `hub` elsewhere";

    UNKNOWN_SERVICE = "MQ0201", Error, "a service that the catalogue does not know",
"`maquette list services` shows every id. For something that the catalogue does not know, use an own
node, or add it with `--catalog`.

    [nodes.erp]
    label = \"SAP\"
    lane  = \"use\"";

    UNKNOWN_KIND = "MQ0202", Error, "a kind that does not fit here",
"The `kind` of a device, asset or group must be one that the catalogue has for that section:
`maquette list services` shows them.

    [groups.west]
    kind = \"region\"     # subscription, resource-group, stamp, ...";

    UNKNOWN_SETTING = "MQ0203", Error, "a setting that this kind does not have",
"Each service of the catalogue declares its settings; `maquette explain SERVICE` lists them.

    [services.iot-hub]
    units = 4     # not `size`";

    BAD_SETTING = "MQ0204", Error, "a value that a setting does not accept",
"Each setting of the catalogue says which words or numbers it accepts; `maquette explain SERVICE`
lists them.

    [services.iot-hub]
    tier  = \"S2\"     # one of F1, B1, B2, B3, S1, S2 and S3
    units = 4        # a number without quotes";

    DANGLING = "MQ0205", Error, "a reference to something that does not exist",
"`in` names a site or group of the same scenario, by its name.

    [groups.west]
    kind = \"region\"

    [services.iot-hub]
    in = \"west\"";

    DUPLICATE_ID = "MQ0206", Error, "two elements with the same id",
"Devices, sites, services, groups and own nodes share one set of ids, so that a connection can name
any of them. What stands in a site has the site's name in front: `rotterdam.freezer`.

Rename one of the two.

    [devices.press]
    [services.press-events]     # not `press` again
    kind = \"event-hubs\"";

    PLACE_CYCLE = "MQ0207", Error, "places that hold each other",
"A group that is in another one cannot hold it, directly or through others.

    [groups.west]
    in = \"europe\"     # and europe not in west";

    UNKNOWN_CODE = "MQ0209", Error, "a finding's code that does not exist",
"`[checks]` changes the severity of findings by their code; `maquette list codes` shows all of them.

    [checks]
    MQ4001 = \"info\"     # a code that `list codes` shows";

    BAD_PATTERN = "MQ0210", Error, "a pattern of a view that is not understood",
"A view includes and excludes by patterns: `kind:iot-hub`, `in:munich`, `flow:data`, `lane:field` or
`id:trailer`; `*` stands for any letters.

    [views.field]
    include = [\"lane:field\", \"kind:iot-*\"]     # a word, a colon, a value";

    FIXED_LEVEL = "MQ0211", Error, "a finding whose level is fixed",
"A mistake in the scenario's text cannot be turned off: there would be nothing to draw.
Findings of the architecture, which the catalogue defines, can.

    [checks]
    MQ2002 = { level = \"warning\", reason = \"support raised it\" }     # MQ0102 stays as it is";

    UNMATCHED_PATTERN = "MQ0212", Warning, "a pattern of a view that nothing is like",
"A pattern of `include` or `exclude` fits no element and no connection of the expanded architecture,
so it changes nothing.

Check the id or kind: `maquette render -f txt -o -` lists what there is.

    [views.field]
    include = [\"in:munich\"]     # there is a site of that name";

    IDLE_NAME = "MQ0213", Warning, "the name of a copy where nothing is copied",
"In `label`, `note` and `link` the word `{name}` stands for the name of a copy: in a site or group that
says `each`, in what it holds, and in connections and overrides that name it. Elsewhere, such as in a
title or a step, it stays as it is.

Write the name, or move the element into what is copied.

    [groups.stamp]
    each = [\"a\", \"b\"]
    services = { iot-hub = { label = \"Hub of {name}\" } }     # `Hub of A`, `Hub of B`";

    UNKNOWN_TARGET = "MQ0301", Error, "an override of something that does not exist",
"`[override.ID]` changes an element or connection of the derived architecture by its id. `maquette
render -f json` shows all ids, `maquette explain FILE#ID` says where one comes from.

    [override.iot-hub]
    label = \"Fleet hub\"

Correct the id, or take the override away: what it changed is not derived any more.";

    UNKNOWN_END = "MQ0302", Error, "a connection to something that does not exist",
"The ends of a connection are ids of elements, written or derived: `trailer`, `iot-hub`,
`rotterdam.data-flow`. The id of a service stands for its only instance; where there are several,
name the one that is meant.

    connections = [\"rotterdam.data-flow -> event-hubs\"]     # not `data-flow` where two sites have one";

    UNKNOWN_CHOICE = "MQ0303", Error, "a choice that does not exist",
"`[choose]` decides between alternatives that the catalogue's rules offer; `maquette list rules`
shows them with their options.

    [choose]
    telemetry-consumer = \"functions\"     # not `consumer`";

    UNKNOWN_OPTION = "MQ0304", Error, "an option that a choice does not have",
"Every choice has its own options; `maquette explain` with the name of the choice lists them with a
reason for each.

    [choose]
    telemetry-consumer = \"functions\"     # not `function`";

    IDLE_CHOICE = "MQ0305", Warning, "a choice that nothing asks for",
"The rule that offers this choice does not apply to the scenario, so the line has no effect.

Take it away, or add what the choice is about.

    [choose]
    twin-ingest = \"logic-apps\"     # idle without `digital-twins`";

    UNKNOWN_PLACE = "MQ0306", Error, "an override into a place that does not exist",
"`in` of an override names a site, a group or another container of the architecture. A container
cannot be put into something that it holds.

    [override.iot-hub]
    in = \"west\"     # a group of the scenario";

    ALONE = "MQ0307", Warning, "an element that is connected to nothing",
"The scenario wants a device, an asset, a service or an own node, but neither a rule nor the scenario
connects it to anything. A site without a `runtime`, for example, leaves its assets alone. What concerns
everything (identity, monitoring, policy) may stand alone; what guards a way, such as a firewall, may not.
Where MQ0320 asks what it is joined to, this is told only if `[checks]` makes it weigh more.

Write the connection that only you know, or weigh the finding differently:

    [[connections]]
    from = \"data-explorer\"
    to   = \"power-bi\"

    [checks]
    MQ0307 = { level = \"off\", reason = \"bought, not used yet\" }";

    UNDECIDED = "MQ0320", Warning, "something that nothing decides",
"Where several things could be joined, and neither a connection, nor the same site or group, nor the
words `use` or `module` say which is meant, nothing is joined. The finding names them.

    connections = [\"hub-1 -> stream-1\", \"hub-2 -> stream-2\"]
    services    = [\"alerts (functions, use = alerts)\", \"tariffs (functions)\"]";

    MET = "MQ0321", Info, "a connection that something else makes needless",
"What the author joined is not joined a second time: a store that is written to be filled by a
function is not filled by the hub as well. If both are meant, write both. `maquette explain FILE` lists
every need with what meets it.

    connections = [\"iot-hub -> functions -> blob-storage\", \"iot-hub -> blob-storage\"]";

    OMITS_WRITTEN = "MQ0323", Error, "a written connection that is left out",
"`omit` is for what the rules derive. What is written stands: take one of the two lines away.

    connections = [\"functions -> cosmos-db\"]
    omit        = [\"functions -> cosmos-db\"]     # contradicts the line above";

    NO_PROTOCOL = "MQ0324", Info, "a connection of the field without a protocol",
"What a module reads at a site, it reads over some protocol. Where the catalogue does not know which,
the picture shows none until it is written.

    connections = [\"nas -> poll (protocol = SMB)\"]";

    IDLE_OMIT = "MQ0325", Warning, "something left out that is not derived any more",
"What is written makes needless what `omit` leaves out: nothing would be derived there. Delete the
line.

    connections = [\"iot-hub -> functions -> blob-storage\"]
    omit        = [\"iot-hub -> blob-storage\"]     # the function fills it";

    UNKNOWN_GLYPH = "MQ0308", Warning, "a glyph that there is not",
"`icon` of an own node names a glyph: the id of a service of the catalogue, or one of the plain words
such as `application`, `database`, `phone`, `robot`, `sensor` and `vehicle`. What is not known is
drawn with the glyph of a plain service.

    [nodes.erp]
    icon = \"database\"     # not `databse`";

    UNKNOWN_STEP = "MQ0309", Error, "a step along a connection that does not exist",
"A step of `steps` names the two ends of a connection, written or derived; nothing joins these two, or
nothing of the flow that stands in parentheses.

    steps = [
        \"trailer -> iot-hub\",
        \"iot-hub -> functions\",     # `maquette render -f txt -o -` lists what flows
    ]";

    NUMBERED_TWICE = "MQ0310", Error, "a connection that is two steps",
"A connection has one number: it stands once in `steps`, or has a `step` of its own. Where several
connections join the same two elements, the flow in parentheses says which one is meant.

    steps = [
        \"trailer -> iot-hub\",
        \"iot-hub -> trailer (control)\",     # not \"trailer -> iot-hub\" again
    ]";

    KEY_FOR_IDENTITY = "MQ0326", Info, "a key where an identity would do",
"A connection says that it proves itself by a key, a SAS token or a connection string, and the service
at its other end takes identities of Microsoft Entra ID. A managed identity is no secret that can leak,
and needs no rotation.

    [[connections]]
    from = \"functions\"
    to = \"blob-storage\"
    authentication = \"managed identity\"      # not: account key";

    IDLE_SETTING = "MQ0327", Warning, "a setting that has no effect",
"A setting means something only beside other things: files are uploaded through a hub, and a setting that
names something joins the two. Where those are missing, the line changes nothing.

    devices  = [\"camera (file-upload = true)\"]      # to a hub
    services = [\"event-grid-namespace\"]             # not to this broker alone";

    MISPLACED = "MQ0328", Warning, "a service of the cloud that is written at a site",
"What lives in Azure stands there, wherever it is written: at a site runs what an edge runtime can run.
Write the service outside of the site, or what runs there in its place.

    [sites.plant]
    runtime  = \"iot-edge\"
    services = [\"archive (edge-module, module = blob-storage)\"]     # not `blob-storage`";

    BAD_CATALOG = "MQ0401", Error, "a mistake in a catalogue file",
"A file that is given with `--catalog` has the format of the built-in catalogue, which is described
in `catalog/README.md`. Kinds that its rules, connections and checks name must exist there or in
the built-in catalogue.

    [[connection]]
    id   = \"valve-hub\"
    from = \"valve\"     # a [[service]] of this id must exist
    to   = \"iot-hub\"
    flow = \"data\"
    label = \"state\"
    need = \"required\"";

    BAD_MARK = "MQ0501", Error, "a mark in a document that cannot be followed",
"`maquette embed` fills what stands between two marks of a document, each alone on its line and outside of
code. The first one names a scenario, relative to the document, and what is wanted of it; the message says
what is not understood. Until that is mended nothing is written. In a book, `maquette mdbook` reads the same
words behind `maquette` of a fenced block, and in the title of an image of a scenario.

    <!-- maquette: scenarios/fleet.toml view=data width=760 steps -->

    <!-- /maquette -->";

    STALE_PICTURE = "MQ0502", Error, "a picture that is missing or stale",
"What lies in the output directory is not what the scenario gives today: the scenario was changed, or
maquette was updated, and the picture was not drawn again.

    maquette render     # and commit what it writes";

    LEFT_OVER = "MQ0503", Error, "a picture that no scenario is drawn to",
"The output directory holds a file of a format that is written there, and no scenario has its name: the
scenario was renamed or removed.

    git rm output/old.svg output/old.dot";

    STALE_BLOCK = "MQ0504", Error, "a block of a document that is stale",
"What stands between two marks of a document is not what the scenario gives today.

    maquette embed README.md     # and commit what it writes";

    INTERNAL = "MQ0901", Error, "a defect in maquette",
"A step of maquette broke one of its own rules. The output may be wrong. Please report it together
with the scenario.

    maquette render fleet.toml -f json     # what to send with the report";
}
