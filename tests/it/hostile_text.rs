//! Texts that somebody proposes: whatever a label, a name or a message says, it stays a text in
//! every format, on the terminal, and in the log of a pipeline.

use std::fs;

use maquette::catalog::Catalog;
use maquette::emit::FORMATS;
use maquette::pipeline::{self, Options};
use maquette::syntax::NoFiles;

use crate::program::{maquette, root, scratch};
use crate::repo::Repo;

/// What a label may try, as it stands in a basic string of TOML.
const ATTACKS: &[&str] = &[
    "x\\n::add-mask::a",
    "x\\n \\t::set-output name=a::b",
    "x\\n\\u3000::error::a %0A::error::b",
    "##[error]x",
    "a ##vso[task.setvariable variable=a]b",
    "##teamcity[buildStop comment='x']",
    "</text><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]><x>",
    "%%{init: {'themeCSS': '* {display: none}'}}%%",
    "%%{wrap}%% `code` **b** [l](javascript:x)",
    "https://evil.example www.evil.example",
    "| a | b |",
    "--- #{x} ${x} \\u0040user",
    "\\u202egpj.exe",
    "javascript&#58;alert(1)",
    "{{ site.secret }} {% include x %} {process.exit(1)}",
    "```\\n</details># x",
    "\\\\N\\\"]; a -> b [label=\\\"x",
];

fn scenario(attack: &str) -> String {
    format!(
        "title = \"{attack}\"\nsolution = \"cloud\"\ndescription = \"{attack}\"\n\
         steps = [\"trailer -> erp: {attack}\"]\n\
         [devices.trailer]\nlabel = \"{attack}\"\nnote = \"{attack}\"\n\
         link = \"javascript&#58;alert(1)\"\n[nodes.erp]\nlabel = \"{attack}\"\n\
         link = \"javascript&colon;alert(1)\"\n\
         [[connections]]\nfrom = \"trailer\"\nto = \"erp\"\nlabel = \"{attack}\"\n\
         protocol = \"{attack}\"\nlink = \"&#x6a;avascript:alert(1)\"\n\
         authentication = \"{attack}\"\n\
         [groups.west]\nkind = \"region\"\neach = [\"one\", \"two\"]\nlabel = \"{{name}} {attack}\"\n\
         [groups.west.nodes.inner]\nlabel = \"{attack}\"\nkind = \"{attack}\"\n\
         [override.cloud]\nlabel = \"{attack}\"\nnote = \"{attack}\"\n\
         [checks]\nMQ4001 = {{ level = \"warning\", reason = \"{attack}\" }}\n\
         [views.v]\ntitle = \"{attack}\"\ninclude = [\"kind:*\"]\n\
         [picture]\nwidth = \"readme\"\n"
    )
}

/// Nothing in the text is obeyed by a terminal or the runner of a pipeline.
#[track_caller]
fn assert_inert(text: &str, what: &str) {
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{what}: {line}");
        for word in ["##[", "##vso[", "##teamcity["] {
            assert!(!line.contains(word), "{what}: {line}");
        }
    }
    let odd = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert_eq!(odd, None, "{what}:\n{text}");
}

#[test]
fn attacks_in_labels_stay_text_in_every_format() {
    let at = scratch("hostile-labels");
    // A part, or lines with all that is said of them: not everything with every attack, which takes long.
    let ways = [&["--view", "v"][..], &["--protocols", "on"], &["--depth", "0"], &[]];
    for (attack, way) in ATTACKS.iter().zip(ways.iter().cycle()) {
        fs::write(at.join("a.toml"), scenario(attack)).unwrap();
        for format in FORMATS.iter().filter(|f| !["png", "pdf"].contains(&f.name)) {
            let render = ["render", "a.toml", "-o", "-", "-f", format.name];
            let ran = maquette([&render, *way].concat()).in_dir(&at).run().exits(0);
            let text = ran.stdout();
            assert_inert(&text, format.name);
            assert_inert(&ran.stderr(), format.name);
            let mut lower = text.to_ascii_lowercase();
            if format.name == "drawio" {
                // Its labels and tooltips are HTML in the values of attributes.
                let document = roxmltree::Document::parse(&text).unwrap();
                let cells = document.descendants();
                let html =
                    cells.flat_map(|cell| ["label", "tooltip"].map(|key| cell.attribute(key)));
                lower += &html.flatten().collect::<String>().to_ascii_lowercase();
            }
            for alive in
                ["<script", "<img", "href=\"javascript", "url=\"javascript", "(<javascript"]
            {
                let is_value = ["json", "txt", "ascii", "d2", "dot"].contains(&format.name);
                let is_link = alive.contains("javascript");
                assert!(
                    (is_value && !is_link) || !lower.contains(alive),
                    "{alive} in {}:\n{text}",
                    format.name
                );
            }
            if ["md", "threats"].contains(&format.name) {
                assert!(!text.contains("https://evil") && !text.contains("www.evil"), "{text}");
                assert!(!text.contains("{{") && !text.contains("{%"), "{text}");
            }
            if ["svg", "drawio"].contains(&format.name) {
                roxmltree::Document::parse(&text).unwrap();
            }
        }
    }
}

/// Addresses that browsers, Markdown or Graphviz run or take for others than they seem.
const BAD_LINKS: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3A;alert(1)",
    "javascript&#0000058alert(1)",
    "java&Tab;script:alert(1)",
    "java\\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example",
    "\\\\\\\\evil.example",
    "\\u200bjavascript:alert(1)",
    " javascript:alert(1)",
    "view-source:javascript:x",
    "blob:x",
];

#[test]
fn links_are_judged_as_a_browser_reads_them() {
    let node =
        |(at, link): (usize, &&str)| format!("[nodes.n{at}]\nlink = \"{link}\"\nnote = \"n\"\n");
    let nodes: String = BAD_LINKS.iter().enumerate().map(node).collect();
    let good = "[nodes.good]\nlink = \"https://good.example/?a&b\"\n";
    let text = format!("title = \"T\"\nsolution = \"cloud\"\n{nodes}{good}");
    let formats: Vec<_> = FORMATS
        .iter()
        .filter(|f| ["svg", "dot", "md", "mermaid", "d2", "drawio"].contains(&f.name))
        .collect();
    let options = Options::default();
    let drawn =
        pipeline::compile("a.toml", &text, &NoFiles, Catalog::built_in(), &options, &formats);
    assert_eq!(drawn.files.len(), formats.len(), "{:#?}", drawn.findings);
    for (format, bytes) in formats.iter().zip(&drawn.files) {
        let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
        assert!(text.contains("good.example"), "{}", format.name);
        for word in ["javascript", "vbscript", "evil.ex", "passwd", "data:text", "blob:"] {
            assert!(!text.contains(word), "{word} in {}:\n{text}", format.name);
        }
    }
}

/// Graphviz writes into its SVG what names say, and takes what looks like an entity for one.
#[test]
fn no_name_and_no_label_breaks_what_graphviz_draws() {
    let at = scratch("hostile-graphviz");
    let names =
        ["&#1;", "b&#xfffe;", "&bogus;", "&#x110000;", "c\u{fffe}\u{ffff}", "a & b;", "&amp;"];
    let node = |name: &&str| {
        format!(
            "\"{name}\" [label=\"{name} x\", URL=\"https://a.example/?{name}\"]; \"{name}\" -> z\n"
        )
    };
    let nodes: String = names.iter().map(node).collect();
    let cluster = "subgraph cluster_x { id=\"&#4;\"; label=\"&#5;\"; \"&#6;\" }\n";
    fs::write(at.join("a.dot"), format!("digraph {{ {nodes}{cluster} }}")).unwrap();
    maquette(["render", "a.dot", "-f", "dot", "-o", "b.dot"]).in_dir(&at).run().exits(0);
    let mut dot = std::process::Command::new("dot");
    let drawn = dot.args(["-Tsvg", "b.dot"]).current_dir(&at).output();
    let drawn = drawn.expect("Graphviz; `./test` installs it");
    let svg = String::from_utf8(drawn.stdout).unwrap();
    let document = roxmltree::Document::parse_with_options(
        &svg,
        roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() },
    );
    let document = document.unwrap_or_else(|error| panic!("{error}:\n{svg}"));
    let titles: Vec<&str> = document
        .descendants()
        .filter(|one| one.has_tag_name(("http://www.w3.org/2000/svg", "title")))
        .filter_map(|one| one.text())
        .collect();
    for name in names.iter().filter(|name| name.is_ascii()) {
        assert!(titles.contains(name), "{name} in {titles:?}");
    }
}

#[test]
fn lists_of_accepted_differences_command_nothing() {
    let at = scratch("hostile-accepted");
    let one = "title = \"T\"\nsolution = \"cloud\"\n[devices.a]\n";
    fs::write(at.join("old.toml"), one).unwrap();
    fs::write(at.join("new.toml"), format!("{one}[devices.b]\n")).unwrap();
    for attack in ATTACKS {
        let attack = attack
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\u202e", "\u{202e}\u{1b}[2J");
        for line in [
            format!("MQ5306 by {attack}: {attack}"),
            format!("0123456789ab until 2020-01-01: {attack}"),
            format!("{attack} until {attack}"),
        ] {
            fs::write(at.join("accepted"), line).unwrap();
            for format in ["text", "markdown", "json", "sarif"] {
                let diff =
                    ["diff", "old.toml", "new.toml", "--accept-file", "accepted", "-f", format];
                let ran = maquette(diff).in_dir(&at).run();
                assert_inert(&ran.stdout(), format);
                assert_inert(&ran.stderr(), format);
            }
        }
    }
}

#[test]
fn catalogues_command_nothing() {
    let at = scratch("hostile-catalogue");
    fs::write(at.join("a.toml"), "title = \"T\"\nsolution = \"cloud\"\n[services]\nown = true\n")
        .unwrap();
    for attack in ATTACKS.iter().filter(|attack| !attack.contains("\\u0")) {
        fs::write(
            at.join("own.toml"),
            format!(
                "[[service]]\nid = \"own\"\nname = \"{attack}\"\nfamily = \"{attack}\"\nlane = \"use\"\n\
                 lives = \"cloud\"\nsummary = \"{attack}\"\ndocs = \"javascript&#58;alert(1)\"\n\
                 [[check]]\ncode = \"MQ9001\"\nseverity = \"warning\"\ntitle = \"{attack}\"\neach = \"own\"\n\
                 message = \"{}\"\nhelp = \"{}\"\nwhy = \"{attack}\"\n",
                // Braces are places to be filled in.
                attack.replace(['{', '}'], ""),
                attack.replace(['{', '}'], ""),
            ),
        )
        .unwrap();
        for command in [
            &["list", "services"][..],
            &["list", "codes"],
            &["explain", "own"],
            &["explain", "MQ9001"],
            &["check", "a.toml"],
            &["check", "a.toml", "--output-format", "sarif"],
            &["check", "a.toml", "--output-format", "junit"],
            &["check", "a.toml", "--output-format", "json"],
            &["render", "a.toml", "-f", "md", "-o", "-"],
            &["render", "a.toml", "-f", "txt", "-o", "-"],
        ] {
            let ran = maquette([command, &["--catalog", "own.toml"]].concat()).in_dir(&at).run();
            assert!(ran.code() < 2, "{command:?}: {}", ran.stderr());
            assert_inert(&ran.stdout(), command[0]);
            assert_inert(&ran.stderr(), command[0]);
        }
    }
}

/// Each line is an annotation of ours, with one message.
#[track_caller]
fn assert_annotations(text: &str) {
    for line in text.lines() {
        let words = ["::error ", "::warning ", "::notice "];
        assert!(words.iter().any(|word| line.starts_with(word)), "{line}");
        for word in ["##[", "##vso[", "##teamcity["] {
            assert!(!line.contains(word), "{line}");
        }
    }
}

#[test]
fn reports_of_differences_and_findings_command_nothing() {
    let at = scratch("hostile-reports");
    fs::write(at.join("old.toml"), "title = \"T\"\nsolution = \"cloud\"\n[devices.a]\n").unwrap();
    for attack in ATTACKS {
        fs::write(at.join("new.toml"), scenario(attack)).unwrap();
        let wrong = scenario(attack).replace("cloud\"", &format!("{attack}\""))
            + &format!("[services.\"{attack}\"]\n");
        fs::write(at.join("wrong.toml"), wrong).unwrap();
        for format in ["text", "markdown", "json", "mermaid", "sarif"] {
            let diff = ["diff", "old.toml", "new.toml", "-f", format];
            assert_inert(&maquette(diff).in_dir(&at).run().exits(0).stdout(), format);
        }
        let annotations = ["diff", "old.toml", "new.toml", "-f", "github"];
        assert_annotations(&maquette(annotations).in_dir(&at).run().exits(0).stdout());
        for format in ["text", "json", "sarif", "junit"] {
            let check = ["check", "wrong.toml", "--output-format", format];
            let ran = maquette(check).in_dir(&at).run().exits(1);
            assert_inert(&ran.stdout(), format);
            assert_inert(&ran.stderr(), format);
        }
        let annotations = ["check", "wrong.toml", "--output-format", "github"];
        assert_annotations(&maquette(annotations).in_dir(&at).run().exits(1).stdout());
    }
}

#[test]
fn control_characters_of_graphs_and_exports_reach_no_terminal() {
    let at = scratch("hostile-controls");
    let odd = "\u{1b}[2J\u{9b}2J\u{7}\u{85}";
    fs::write(at.join("a.dot"), format!("digraph {{ \"a{odd}\" [label=\"{odd}x\"] }}")).unwrap();
    fs::write(at.join("b.dot"), "digraph { a b }").unwrap();
    let json = |label: &str| {
        let node = serde_json::json!({ "id": format!("n{label}"), "label": label, "kind": label });
        serde_json::json!({ "schema": 1, "title": label, "nodes": [node] }).to_string()
    };
    fs::write(at.join("a.json"), json(odd)).unwrap();
    fs::write(at.join("b.json"), json("b")).unwrap();
    fs::write(at.join("c.dot"), format!("digraph {{ a -> {odd}")).unwrap();
    for format in ["text", "markdown", "json", "mermaid", "sarif"] {
        for kind in ["dot", "json"] {
            let sides = [format!("a.{kind}"), format!("b.{kind}")];
            let diff = ["diff", &sides[0], &sides[1], "-f", format];
            assert_inert(&maquette(diff).in_dir(&at).run().exits(0).stdout(), format);
        }
    }
    for format in FORMATS.iter().filter(|f| !["png", "pdf"].contains(&f.name)) {
        let render = ["render", "a.dot", "-o", "-", "-f", format.name];
        assert_inert(&maquette(render).in_dir(&at).run().exits(0).stdout(), format.name);
    }
    for color in ["always", "never"] {
        let text =
            maquette(["check", "c.dot", "--color", color]).in_dir(&at).run().exits(1).stdout();
        assert_inert(&without_colors(&text), color);
    }
}

/// The text without the changes of color that are ours.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('m').unwrap();
        assert!(code.chars().all(|c| c.is_ascii_digit() || c == ';'), "{part}");
        out.push_str(rest);
    }
    out
}

#[cfg(unix)]
#[test]
fn names_of_files_command_nothing() {
    let at = scratch("hostile-names");
    let name = "x\n::add-mask::y ##[error]\u{1b}[31m.toml";
    let text = "title = \"T\"\nsolution = \"clod\"\n";
    fs::create_dir(at.join("scenarios")).unwrap();
    fs::write(at.join("scenarios").join(name), text).unwrap();
    for arguments in [
        vec!["check"],
        vec!["render", "-v"],
        vec!["render", "--check"],
        vec!["score"],
        vec!["check", "--output-format", "json"],
        vec!["check", "--output-format", "junit"],
        vec!["diff", "scenarios/nothing\n::x::", "scenarios"],
        vec!["explain", "scenarios/x\n::y::#a"],
        vec!["render", "-o", "out\n::x::"],
        vec!["list", "codes", "--catalog", "a\n::x::\u{1b}[0m"],
    ] {
        let ran = maquette(&arguments).in_dir(&at).run();
        assert_inert(&ran.stdout(), arguments[0]);
        assert_inert(&ran.stderr(), arguments[0]);
    }
}

#[test]
fn mermaid_itself_takes_no_settings_from_labels() {
    let at = scratch("hostile-mermaid");
    let mut files = Vec::new();
    fs::write(at.join("old.toml"), "title = \"T\"\nsolution = \"cloud\"\n[devices.a]\n").unwrap();
    for (number, attack) in ATTACKS.iter().enumerate() {
        fs::write(at.join("a.toml"), scenario(attack)).unwrap();
        let [picture, review] = ["picture", "review"].map(|name| format!("{name}-{number}.mmd"));
        let render = ["render", "a.toml", "-f", "mermaid", "-o", &picture];
        maquette(render).in_dir(&at).run().exits(0);
        let diff = ["diff", "old.toml", "a.toml", "-f", "mermaid", "-o", &review];
        maquette(diff).in_dir(&at).run().exits(0);
        files.extend([at.join(picture), at.join(review)]);
    }
    let ran = std::process::Command::new("node")
        .arg(root().join("tests/peers/mermaid.mjs"))
        .args(&files)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn names_of_files_with_line_ends_stay_on_their_line() {
    let at = scratch("hostile-line-ends");
    let name = "a\n::error::x.toml";
    fs::write(at.join(name), "title = \"T\"\nsolution = \"clod\"\n").unwrap();
    for color in ["always", "never"] {
        let ran = maquette(["check", ".", "--color", color]).in_dir(&at).run().exits(1);
        let text = without_colors(&ran.stdout());
        assert!(text.contains("a\\n::error::x.toml:2:"), "{text}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");
    }
}

#[test]
fn long_lists_of_accepted_differences_take_no_longer_than_they_must() {
    let repo = Repo::new("hostile-accepted-many");
    let list = |word: &str, count: usize| -> String {
        (0..count).map(|at| format!("{at:012x} by {word}\n")).collect()
    };
    repo.write("a.toml", "title = \"T\"\nsolution = \"cloud\"\n[devices.a]\n");
    repo.write("list", &list("ann", 10_000)).commit("one");
    repo.write("list", &list("bob", 10_000)).commit("two");
    let began = std::time::Instant::now();
    let diff = ["--git", "HEAD~1..HEAD", "--accept-file", "list"];
    let told = repo.diff(&diff).exits(0).stdout();
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    assert!(told.contains("more are counted, not listed"), "{told:.300}");
    assert!(told.lines().count() < 1_100, "{}", told.lines().count());
    repo.write("list", &list("ann", 10_001));
    let ran = repo.diff(&diff).exits(2);
    ran.complains("list:10001: more than 10000 accepted differences are not read");
}
