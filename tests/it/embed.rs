//! `maquette embed`: pictures in marked blocks of documents, and `render --scheme`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{maquette, scratch};

const SCENARIO: &str = "title = \"Cold chain\"\nsolution = \"cloud\"\nsteps = \"data\"\n\
                        [devices.trailer]\nprotocol = \"mqtt\"\n[services]\nfabric-eventstream = true\n";

/// A project with a scenario and a README.
fn project(name: &str, readme: &str) -> PathBuf {
    let at = scratch(name);
    fs::create_dir(at.join("plans")).unwrap();
    fs::write(at.join("plans/a.toml"), SCENARIO).unwrap();
    fs::write(at.join("README.md"), readme).unwrap();
    at
}

fn block(words: &str) -> String {
    format!("<!-- maquette: {words} -->\n<!-- /maquette -->\n")
}

fn read(at: &Path, name: &str) -> String {
    fs::read_to_string(at.join(name)).unwrap()
}

/// All files below a directory with their bytes.
fn everything(at: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn blocks_are_filled_in_place_and_only_once() {
    let before = "\u{feff}# Fleet  \r\n\ttab\u{a0}\r\n";
    let after = "no end of line";
    let mark = "<!-- maquette: plans/a.toml view=data width=760 steps table -->\r\n";
    let at =
        project("embed-in-place", &format!("{before}{mark}old\r\n<!-- /maquette -->\r\n{after}"));
    maquette(["embed", "README.md"])
        .in_dir(&at)
        .run()
        .exits(0)
        .complains("1 block in 1 document: 2 files written, 0 unchanged");
    let text = read(&at, "README.md");
    let inside = text.strip_prefix(&format!("{before}{mark}")).unwrap();
    let inside = inside.strip_suffix(&format!("<!-- /maquette -->\r\n{after}")).unwrap();
    assert!(inside.starts_with("\r\n![Cold chain: data. Cloud architecture with "), "{inside}");
    assert!(inside.contains("What there is: trailer; ") || inside.contains("What there is: "));
    assert!(inside.contains("](output/a.data.width-760.svg)\r\n\r\n1. "), "{inside}");
    assert!(inside.contains("\r\n**Connections**\r\n\r\n| From |"), "{inside}");
    assert_eq!(inside.matches('\n').count(), inside.matches("\r\n").count(), "{inside}");
    assert!(read(&at, "output/a.data.width-760.svg").starts_with("<svg "));
    let first = everything(&at);
    maquette(["embed", "README.md"]).in_dir(&at).run().exits(0).complains("0 files written, 2 un");
    maquette(["embed", "--check"]).in_dir(&at).run().exits(0).complains("1 block up to date");
    assert_eq!(everything(&at), first);
}

#[test]
fn what_is_stale_is_named_with_file_line_and_command() {
    let at = project("embed-check", &format!("# A\n\n{}", block("plans/a.toml")));
    fs::create_dir_all(at.join("docs/deep")).unwrap();
    fs::write(at.join("docs/deep/b c.md"), block("../../plans/a.toml view=data")).unwrap();
    let before = everything(&at);
    let ran = maquette(["embed", "--check"]).in_dir(&at).run().exits(1);
    assert_eq!(
        ran.stdout(),
        "missing   output/a.data.svg\nmissing   output/a.svg\nstale     README.md:3\n\
         stale     docs/deep/b c.md:1\n"
    );
    ran.complains("not up to date; run `maquette embed README.md 'docs/deep/b c.md'`");
    assert_eq!(everything(&at), before, "`--check` writes nothing");
    maquette(["embed"]).in_dir(&at).run().exits(0).complains("2 blocks in 2 documents: 4 files");
    assert!(read(&at, "docs/deep/b c.md").contains("](../../output/a.data.svg)"));
    // The pictures are those of `render`.
    maquette(["render", "plans", "-f", "svg", "--view", "all", "--view", "data", "--check"])
        .in_dir(&at)
        .run()
        .exits(0);
    fs::write(at.join("plans/a.toml"), SCENARIO.replace("chain", "store")).unwrap();
    let stale = maquette(["embed", "--check", "README.md"]).in_dir(&at).run().exits(1).stdout();
    assert_eq!(stale, "stale     output/a.svg\nstale     README.md:3\n");
}

#[test]
fn a_pair_has_one_scheme_each_and_an_inline_svg_its_own_ids() {
    let text = block("plans/a.toml picture") + &block("plans/a.toml inline").repeat(2);
    let at = project("embed-schemes", &text);
    maquette(["embed", "README.md"]).in_dir(&at).run().exits(0).complains("3 files written");
    let text = read(&at, "README.md");
    let pair = "<source media=\"(prefers-color-scheme: dark)\" srcset=\"./output/a.dark.svg\">\n<img alt=\"Cold";
    assert!(text.contains(pair) && text.contains("src=\"./output/a.light.svg\">\n</picture>"));
    for (scheme, canvas) in [("light", "#fff"), ("dark", "#0f141a")] {
        let svg = read(&at, &format!("output/a.{scheme}.svg"));
        assert!(!svg.contains("light-dark(") && svg.contains(canvas), "{scheme}");
        // The same places, in other colors.
        let drawn =
            maquette(["render", "plans/a.toml", "-f", "svg", "--scheme", scheme, "--check"]);
        drawn.in_dir(&at).run().exits(0).complains("1 file up to date");
    }
    let ids: Vec<&str> = text.split(" id=\"").skip(1).filter_map(|r| r.split('"').next()).collect();
    let distinct: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert!(ids.len() > 10 && ids.len() == distinct.len(), "{ids:?}");
    for svg in text.split("<div class=\"maquette\">\n").skip(1) {
        let svg = svg.split("\n</div>").next().unwrap();
        assert!(svg.starts_with("<svg ") && !svg.contains("\n\n"), "{svg}");
    }
}

#[test]
fn only_painted_formats_have_schemes() {
    let at = project("embed-render-scheme", "");
    let render = ["render", "plans/a.toml", "--scheme", "dark"];
    maquette(render).in_dir(&at).run().exits(0);
    let names = |at: &Path| -> Vec<String> {
        let files = everything(at).into_iter();
        files.map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names(&at.join("output")), ["a.dark.svg", "a.dot"]);
    maquette(render.into_iter().chain(["-o", "x.svg"])).in_dir(&at).run().exits(0);
    assert_eq!(read(&at, "x.svg"), read(&at, "output/a.dark.svg"));
}

#[test]
fn nothing_is_written_if_anything_is_not_understood() {
    let bad = [
        ("plans/a.toml veiw=data", "write `view=NAME`"),
        ("plans/b.toml", "cannot read `plans/b.toml`: no such file"),
        ("plans/a.toml view=dta", "did you mean `data`?"),
        ("plans/broken.toml", "`maquette check plans/broken.toml` says why"),
        ("\"plans/$(id).toml\"", "`maquette check 'plans/$(id).toml'` says why"),
        ("../secret.toml", "lies outside of the project"),
        ("/etc/hostname", "lies outside of the project"),
        ("https://example.com/a.toml", "lies outside of the project"),
        (".git/a.toml", "lies outside of the project"),
        ("plans/unnumbered.toml steps", "nothing numbered"),
    ];
    let good = block("plans/a.toml");
    let marks: String = bad.iter().map(|(words, _)| block(words)).collect();
    let at = project("embed-bad", &(good.clone() + &marks));
    fs::create_dir(at.join(".git")).unwrap();
    fs::write(at.join(".git/a.toml"), SCENARIO).unwrap();
    fs::write(at.join("other.md"), &good).unwrap();
    for name in ["plans/broken.toml", "plans/$(id).toml"] {
        fs::write(at.join(name), "title = \"x\"\nsolution = \"clod\"\n").unwrap();
    }
    let plain = SCENARIO.replace("steps = \"data\"\n", "");
    fs::write(at.join("plans/unnumbered.toml"), plain).unwrap();
    let before = everything(&at);
    let ran = maquette(["embed", "README.md", "other.md"]).in_dir(&at).run().exits(1);
    let told: Vec<String> = ran.stderr().split("\n\n").map(str::to_owned).collect();
    for (number, (words, what)) in bad.iter().enumerate() {
        let place = format!(" README.md:{}:1", 2 * number + 3);
        let is_told = |one: &String| one.contains(&place) && one.contains(what);
        assert!(told.iter().any(is_told), "{words}:\n{}", ran.stderr());
    }
    assert!(ran.stderr().contains("error[MQ0107]"), "what is wrong with a scenario is told");
    ran.complains("11 blocks in 2 documents: 0 files written");
    assert_eq!(everything(&at), before);
    let at = project("embed-no-document", "");
    maquette(["embed", "no.md"]).in_dir(&at).run().exits(2).complains("cannot read `no.md`");
    maquette(["embed", "README.md"]).in_dir(&at).run().exits(0).complains("README.md has no block");
}

#[test]
fn two_pictures_do_not_share_a_name() {
    let text = block("plans/a.toml") + &block("more/a.toml");
    let at = project("embed-names", &text);
    fs::create_dir(at.join("more")).unwrap();
    fs::write(at.join("more/a.toml"), SCENARIO.replace("chain", "store")).unwrap();
    maquette(["embed", "README.md"])
        .in_dir(&at)
        .run()
        .exits(1)
        .complains("another picture, of `plans/a.toml`, is called `output/a.svg`");
    assert!(!at.join("output").exists());
    // On many disks letter cases make no other file.
    fs::rename(at.join("more/a.toml"), at.join("more/A.toml")).unwrap();
    fs::write(at.join("README.md"), block("plans/a.toml") + &block("more/A.toml")).unwrap();
    for words in [&["embed", "README.md"][..], &["embed", "--check"]] {
        let told = "`more/A.toml` and `plans/a.toml` would both be written to `output/a.svg`";
        maquette(words).in_dir(&at).run().exits(2).complains("MQ0005").complains(told);
    }
    assert!(!at.join("output").exists());
    // A document is no picture.
    fs::create_dir(at.join("output")).unwrap();
    let document = block("../plans/a.toml");
    fs::write(at.join("output/a.svg"), &document).unwrap();
    let told = "would be written to `output/a.svg`, which is read";
    maquette(["embed", "output/a.svg"]).in_dir(&at).run().exits(2).complains(told);
    assert_eq!(read(&at, "output/a.svg"), document);
}

#[test]
fn labels_end_no_block_and_command_no_page() {
    let evil = "<!-- /maquette --> {{ site }} {% x %} ]( javascript:x) </svg> \\\" onload=x";
    let scenario = SCENARIO.replace("Cold chain", evil);
    let at = project(
        "embed-hostile",
        &(block("plans/a.toml table steps")
            + &block("plans/a.toml picture")
            + &block("plans/a.toml inline")),
    );
    fs::write(at.join("plans/a.toml"), scenario).unwrap();
    maquette(["embed", "README.md"]).in_dir(&at).run().exits(0);
    let text = read(&at, "README.md");
    assert_eq!(text.matches("<!-- /maquette -->").count(), 3, "{text}");
    assert_eq!(text.matches("</svg>").count(), 1);
    assert!(!text.contains("{{") && !text.contains("{%"), "{text}");
    let image = text.lines().find(|line| line.starts_with("![")).unwrap();
    assert!(image.contains("\\]( javascript") && image.ends_with("](output/a.svg)"), "{image}");
    maquette(["embed", "--check", "README.md"]).in_dir(&at).run().exits(0);
}

#[cfg(unix)]
#[test]
fn no_mark_and_no_link_reads_or_writes_elsewhere() {
    use std::os::unix::fs::symlink;
    let elsewhere = scratch("embed-elsewhere");
    fs::write(elsewhere.join("secret.toml"), SCENARIO).unwrap();
    fs::write(elsewhere.join("doc.md"), block("plans/a.toml")).unwrap();
    let at = project("embed-links", &block("plans/link.toml"));
    symlink(elsewhere.join("secret.toml"), at.join("plans/link.toml")).unwrap();
    let embed = |document: &str| maquette(["embed", document]).in_dir(&at).run();
    embed("README.md").exits(1).complains("lies outside of the project");
    // A document that is a link is neither followed nor replaced.
    symlink(elsewhere.join("doc.md"), at.join("out.md")).unwrap();
    embed("out.md").exits(2).complains("it is a link out of the project");
    fs::write(at.join("real.md"), block("plans/a.toml")).unwrap();
    symlink("real.md", at.join("in.md")).unwrap();
    embed("in.md").exits(2).complains("cannot write `in.md`: it is a link");
    assert!(!at.join("output").exists());
    // A picture that is a link is replaced and not followed.
    fs::create_dir(at.join("output")).unwrap();
    symlink(elsewhere.join("secret.toml"), at.join("output/a.svg")).unwrap();
    embed("real.md").exits(0);
    assert_eq!(fs::read_to_string(elsewhere.join("secret.toml")).unwrap(), SCENARIO);
    assert!(!at.join("output/a.svg").is_symlink());
    // Links below a directory are not followed.
    symlink(&elsewhere, at.join("docs")).unwrap();
    fs::remove_file(at.join("README.md")).unwrap();
    fs::create_dir(at.join("pages")).unwrap();
    symlink(&elsewhere, at.join("pages/far")).unwrap();
    maquette(["embed", "pages"]).in_dir(&at).run().exits(0).complains("0 blocks in 0 documents");
    assert_eq!(fs::read_to_string(elsewhere.join("doc.md")).unwrap(), block("plans/a.toml"));
}

#[test]
fn a_project_names_its_documents_and_how_they_look() {
    let at = project("embed-config", &block("plans/a.toml"));
    let config = "documents = [\"pages\"]\noutput = \"pages/img\"\nwidth = \"a4\"\nkeep = true\n";
    fs::write(at.join("maquette.toml"), config).unwrap();
    fs::create_dir_all(at.join("pages/node_modules")).unwrap();
    fs::write(at.join("pages/a.markdown"), block("../plans/a.toml")).unwrap();
    fs::write(at.join("pages/node_modules/x.md"), block("no.toml")).unwrap();
    fs::write(at.join("pages/x.txt"), block("no.toml")).unwrap();
    maquette(["embed"]).in_dir(&at).run().exits(0).complains("1 block in 1 document: 2 files");
    assert!(read(&at, "pages/a.markdown").contains("](img/a.svg)"));
    // Of a project that keeps places, a second run changes nothing.
    maquette(["embed"]).in_dir(&at).run().exits(0).complains("0 files written, 2 unchanged");
    maquette(["config"]).in_dir(&at).run().exits(0).says("documents").says("[\"pages\"]");
    let to = |output: &str| maquette(["embed"]).in_dir(&at).env("MAQUETTE_OUTPUT", output).run();
    to("-").exits(2).complains("documents show files of a directory");
    to("a.svg").exits(2).complains("documents show files of a directory");
}
