//! `maquette mdbook`: figures of books, in a real mdBook and by both of its protocols.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::program::{maquette, root, scratch};

const SCENARIO: &str = "title = \"Cold chain\"\nsolution = \"cloud\"\nsteps = \"data\"\n\
                        [devices.trailer]\nprotocol = \"mqtt\"\n[services]\nfabric-eventstream = true\n";

/// Builds a book with the real mdBook into a directory.
fn build(book: &Path, to: &Path) -> Output {
    let mdbook = root().join("target/peers/python/bin/mdbook");
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_maquette"));
    let path = std::env::join_paths([binary.parent().unwrap()]).unwrap();
    Command::new(&mdbook)
        .args(["build", "--dest-dir"])
        .arg(to)
        .arg(book)
        .env("PATH", path)
        .output()
        .unwrap_or_else(|error| panic!("no {}: {error}; `./test` installs it", mdbook.display()))
}

/// The pages below a directory with their texts.
fn pages(at: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|ending| ending == "html") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

/// The values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    html.split(&begin).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_guide_is_a_book_without_a_dead_link() {
    let to = scratch("mdbook-guide");
    let ran = build(&root().join("docs"), &to);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let pages = pages(&to);
    let (mut links, mut figures) = (0, 0);
    for (path, html) in &pages {
        // It is made of all others, whose links lead from where they are.
        if path.ends_with("print.html") || path.ends_with("404.html") {
            continue;
        }
        figures += html.matches("<div class=\"maquette\">").count();
        for target in [values(html, "href"), values(html, "src")].concat() {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if target.contains(':')
                || file.is_empty() && !html.contains(&format!("id=\"{anchor}\""))
            {
                assert!(target.contains("://") || target.contains("mailto:"), "{path:?}: {target}");
                continue;
            }
            let at = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(at.exists(), "{}: {target}", path.display());
            if !anchor.is_empty() && !file.is_empty() {
                let there = fs::read_to_string(&at).unwrap();
                assert!(there.contains(&format!("id=\"{anchor}\"")), "{path:?}: {target}");
            }
            links += 1;
        }
    }
    assert!(pages.len() > 15 && links > 200 && figures >= 2, "{links} links, {figures} figures");
}

#[test]
fn figures_of_a_real_book_are_drawn_and_mistakes_have_chapter_and_line() {
    let at = scratch("mdbook-real");
    // The project is the repository of the book.
    fs::create_dir(at.join(".git")).unwrap();
    fs::create_dir_all(at.join("book/src/deep")).unwrap();
    fs::write(at.join("fleet.toml"), SCENARIO).unwrap();
    let guide = fs::read_to_string(root().join("docs/books.md")).unwrap();
    let shown = |fence: &str| guide.split(fence).nth(1).unwrap().split("\n```").next().unwrap();
    let config = shown("```toml\n");
    fs::write(at.join("book/book.toml"), format!("[book]\ntitle = \"Fleet\"\n{config}\n")).unwrap();
    fs::create_dir(at.join("book/scenarios")).unwrap();
    fs::write(at.join("book/scenarios/cold-chain.toml"), SCENARIO).unwrap();
    let chapter = |name: &str, text: &str| fs::write(at.join("book/src").join(name), text).unwrap();
    chapter(
        "SUMMARY.md",
        "# Summary\n\n- [One](one.md)\n  - [Two](deep/two.md)\n- [Three](three.md)\n",
    );
    let evil = SCENARIO.replace("Cold chain", "{{#include ../../fleet.toml}} </svg>");
    chapter(
        "one.md",
        &format!(
            "# One\n\n- An item\n  ```maquette view=data steps\n  {}\n  ```\n  Below\n",
            evil.trim_end().replace('\n', "\n  ")
        ),
    );
    chapter(
        "deep/two.md",
        "# Two\n\n![All of {{it}}](../../../fleet.toml)\n\n<!-- maquette: ../../../fleet.toml picture -->\nA stale one\n<!-- /maquette -->\n",
    );
    // The chapter that the guide shows.
    let (_, example) = guide.split_once("````markdown\n").unwrap();
    chapter("three.md", example.split_once("````").unwrap().0);
    let to = at.join("out");
    let ran = build(&at.join("book"), &to);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let page = |name: &str| fs::read_to_string(to.join(name)).unwrap();
    let one = page("one.html");
    let figures = |page: &str| page.matches("<div class=\"maquette\">\n<svg ").count();
    assert_eq!((figures(&one), one.matches("solution = ").count()), (1, 0), "{one}");
    assert!(one.contains("Trailer sends telemetry to IoT Hub") && one.contains("Below"), "{one}");
    let two = page("deep/two.html");
    assert_eq!(figures(&two), 2, "{two}");
    assert!(two.contains("<figcaption>All of "), "{two}");
    assert!(!two.contains("A stale one"), "{two}");
    assert_eq!(figures(&page("three.html")), 2);
    // No two pictures of the page that holds the whole book share an id.
    let print = page("print.html");
    let ids: Vec<&str> = values(&print, "id")
        .into_iter()
        .filter(|id| ["-1-", "-2-", "-3-"].iter().any(|number| id.contains(number)))
        .collect();
    assert!(ids.len() > 10 && ids.len() == ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
    assert!(!at.join("output").exists() && !at.join("book/output").exists(), "no file is written");
    // A mistake of a scenario, and one of a mark: the build ends, and says where.
    chapter("one.md", "# One\n\n> ```maquette\n> title = \"A\"\n> solution = \"clod\"\n> ```\n");
    chapter("deep/two.md", "# Two\n\n![](../../../fleet.toml \"veiw=data\")\n");
    let ran = build(&at.join("book"), &to);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(!ran.status.success(), "{said}");
    assert!(
        said.contains("book/src/one.md:5:") && said.contains("did you mean `cloud`?"),
        "{said}"
    );
    assert!(
        said.contains("book/src/deep/two.md:3:1") && said.contains("write `view=NAME`"),
        "{said}"
    );
}

/// What mdBook 0.4 and 0.5 really wrote for one book, with its path taken out.
#[test]
fn both_protocols_are_spoken() {
    for (version, items) in [("0.4.52", "sections"), ("0.5.4", "items")] {
        let at = scratch("mdbook-protocol");
        fs::create_dir(at.join("src")).unwrap();
        fs::write(at.join("src/fleet.toml"), SCENARIO).unwrap();
        let recorded = root().join(format!("tests/golden/mdbook/{version}.json"));
        let mut input: Value = serde_json::from_slice(&fs::read(recorded).unwrap()).unwrap();
        input[0]["root"] = Value::from(at.to_string_lossy());
        let said =
            maquette(["mdbook"]).stdin(input.to_string()).in_dir(&at).run().exits(0).stdout();
        let mut output: Value = serde_json::from_str(&said).unwrap();
        let places =
            [format!("/{items}/1/Chapter"), format!("/{items}/1/Chapter/sub_items/0/Chapter")];
        for place in &places {
            let content = output.pointer(place).unwrap()["content"].as_str().unwrap();
            assert_eq!(content.matches("<svg ").count(), 1, "{version}: {content}");
            assert!(content.starts_with("# ") && !content.contains("title = "), "{content}");
        }
        // All else is as it came.
        for place in &places {
            let as_it_was = input[1].pointer(place).unwrap()["content"].clone();
            output.pointer_mut(place).unwrap()["content"] = as_it_was;
        }
        assert_eq!(output, input[1], "{version}");
    }
    maquette(["mdbook", "supports", "html"]).run().exits(0);
    maquette(["mdbook", "supports", "pdf"]).run().exits(1);
    for text in ["", "{}", "[1, 2]", "[{\"root\": \"/no/such/book\"}, {\"items\": []}]"] {
        maquette(["mdbook"]).stdin(text).run().exits(2);
    }
}

/// A book of one chapter, as mdBook hands it over.
fn book(root: &Path, sources: &str, path: &str, text: &str) -> String {
    let chapter = serde_json::json!({
        "name": "A", "content": text, "number": null, "sub_items": [], "path": path,
        "source_path": path, "parent_names": [],
    });
    let context = serde_json::json!({
        "root": root, "config": {"book": {"src": sources}}, "renderer": "html",
        "mdbook_version": "0.4.52",
    });
    serde_json::json!([context, {"sections": [{"Chapter": chapter}]}]).to_string()
}

#[cfg(unix)]
#[test]
fn chapters_out_of_the_project_have_no_figures() {
    use std::os::unix::fs::symlink;

    let at = scratch("mdbook-outside");
    let (own, home) = (at.join("repo/docs"), at.join("home"));
    fs::create_dir_all(own.join("src/d/e")).unwrap();
    fs::create_dir_all(own.join("real")).unwrap();
    fs::create_dir_all(at.join("repo/.git")).unwrap();
    fs::create_dir_all(&home).unwrap();
    for directory in [&home, &at.join("repo/.git"), &own.join("real")] {
        fs::write(directory.join("x.toml"), "root:x:0:0\n").unwrap();
    }
    fs::write(own.join("src/good.toml"), SCENARIO).unwrap();
    symlink(&home, own.join("src/link")).unwrap();
    symlink("d/e", own.join("src/inner")).unwrap();
    let figures = "![x](x.toml)\n\n<!-- maquette: x.toml -->\n<!-- /maquette -->\n";
    let absolute = home.to_string_lossy().into_owned();
    for root in [own.clone(), own.join("../docs")] {
        for (sources, path) in [
            ("src", "link/a.md"),
            ("src", "link/../home/a.md"),
            ("src", "../../../home/a.md"),
            ("src", "d/../../../../home/a.md"),
            ("src", "no/../../../../home/a.md"),
            ("src", "../../.git/a.md"),
            ("../../home", "a.md"),
            ("src/link", "a.md"),
            (&absolute, "a.md"),
            ("src", &format!("{absolute}/a.md")),
        ] {
            let run =
                |text: &str| maquette(["mdbook"]).stdin(book(&root, sources, path, text)).run();
            let ran = run(figures).exits(1).complains("lies outside of the project");
            assert!(!ran.stderr().contains("root:x"), "{sources} {path}: {}", ran.stderr());
            run("# No figure\n").exits(0);
        }
        // The file system says what lies behind a link, not the name: `d/e/../..` is `src`.
        let inside = book(&root, "src", "inner/../../a.md", "![x](good.toml)\n");
        maquette(["mdbook"]).stdin(inside).run().exits(0).says("<svg");
    }
    // Without a repository, as below the directory for temporary files, the book's own directory is
    // the project.
    let at = std::env::temp_dir().join(format!("maquette-book-{}", std::process::id()));
    fs::create_dir_all(at.join("book")).unwrap();
    fs::write(at.join("x.toml"), SCENARIO).unwrap();
    let run = |sources: &str| {
        maquette(["mdbook"]).stdin(book(&at.join("book"), sources, "a.md", figures)).run()
    };
    let (outside, inside) = (run(".."), run("."));
    fs::remove_dir_all(&at).unwrap();
    outside.exits(1).complains("lies outside of the project");
    inside.exits(1).complains("cannot read `x.toml`");
}

#[test]
fn large_books_take_no_longer_than_they_must() {
    let at = scratch("mdbook-large");
    fs::write(at.join("a.toml"), SCENARIO).unwrap();
    let run = |text: &str, flags: &[&str]| {
        let began = std::time::Instant::now();
        let words = ["mdbook"].iter().chain(flags);
        let ran = maquette(words).stdin(book(&at, ".", "a.md", text)).run();
        assert!(began.elapsed().as_secs() < 20, "{:?} for {:.20}", began.elapsed(), text);
        ran
    };
    let lines = |line: &str| line.repeat(100_000);
    run(&format!("```maquette\r\n{}```\r\n", lines("#\r\n")), &[]).exits(1);
    run(&format!("- ```maquette\n{}  ```\n", lines("  #\n")), &[]).exits(1);
    let nested = format!("{}x{}\n", "![".repeat(20_000), "](a.toml)".repeat(20_000));
    run(&nested, &[]);
    let told = "the chapter has more than 500 figures";
    run(&"```maquette\nx\n```\n\n".repeat(501), &[]).exits(1).complains(told);
    run(&"![x](no.toml)\n\n".repeat(501), &[]).exits(1).complains(told);
    run("# A chapter\n", &["--limit", "text=5"]).exits(1).complains("larger than 5 bytes");
    let endless = maquette(["mdbook"]).stdin(" ".repeat((64 << 20) + 1)).run().exits(2);
    endless.complains("cannot read the book: more than 64 MiB are not read");
}
