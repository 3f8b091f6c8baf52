//! `maquette mdbook`: the figures of a book, as a preprocessor of mdBook.

pub mod args;
mod book;
mod figures;

use std::io::IsTerminal as _;
use std::path::{Component, Path, PathBuf};

use maquette::diag::{Diagnostic, Severity, Sink, Sources, codes};
use maquette::model::page::Width;

use crate::cli::args::Common;
use crate::cli::check::outcome;
use crate::cli::embed::fill::{Filler, Place};
use crate::cli::files::{self, Project};
use crate::cli::findings::{Checked, report};
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::settings::Settings;
use crate::cli::terminal;
use crate::cli::terminal::wording::{shown, trouble};
use args::{Asks, MdbookArgs};
use book::Book;
use figures::Figure;

/// Renderers that show an SVG within Markdown.
const RENDERERS: [&str; 2] = ["html", "markdown"];
/// How wide the text of a book is: `--content-max-width` of mdBook's style sheets.
const COLUMN: Width = Width::Pixels(750);
/// A book has no more bytes than this, as mdBook writes it.
const MOST_BYTES: u64 = 64 << 20;
/// What is said where no book comes.
const NO_BOOK: &str = "standard input is no book; mdBook runs this command where `book.toml` has `[preprocessor.maquette]`";

/// Runs the command.
pub fn run(args: &MdbookArgs, common: &mut Common) -> Run {
    if let Some(Asks::Supports { renderer }) = &args.asks {
        let is_drawn = RENDERERS.contains(&renderer.as_str());
        return Ok(if is_drawn { Outcome::Clean } else { Outcome::Findings });
    }
    let mut book = read()?;
    let root = go_to_project(book.root().unwrap_or(Path::new(".")))?;
    common.settings = Settings::around(&[&shown(&root)], common.limits())?;
    let checked = draw(&mut book, &root, common)?;
    report(&checked, common);
    let outcome = outcome(&checked, Severity::Error);
    if outcome == Outcome::Clean {
        terminal::print_as_it_is(&book.written())?;
    }
    Ok(outcome)
}

/// The book on standard input.
fn read() -> Result<Book, Failure> {
    let mut json = Vec::new();
    let input = std::io::stdin().lock();
    if !input.is_terminal() {
        json = files::up_to(input, MOST_BYTES)
            .map_err(|why| Failure::Trouble(format!("cannot read the book: {why}")))?;
    }
    Book::read(&json).ok_or_else(|| Failure::Trouble(NO_BOOK.to_owned()))
}

/// Works from now on in the repository of a book, or else in its own directory, and returns the path to it from there.
/// mdBook 0.5 runs preprocessors in that directory, 0.4 where it runs itself.
fn go_to_project(root: &Path) -> Result<PathBuf, Failure> {
    let root = root.canonicalize()?;
    let top = root.ancestors().find(|above| above.join(".git").exists()).unwrap_or(&root);
    std::env::set_current_dir(top)?;
    Ok(root.strip_prefix(top).unwrap_or(&root).to_owned())
}

/// Draws the figures of a book; what was found in chapters and scenarios.
fn draw(book: &mut Book, root: &Path, common: &Common) -> Result<Vec<Checked>, Failure> {
    let chapters = root.join(book.sources());
    let mut filler = Filler::new(common)?.usually_within(COLUMN);
    let mut checked = Vec::new();
    let mut number = 0;
    book.rewrite(&mut |path, text| {
        let path = chapters.join(path);
        let within = name_within(&path);
        let name = within.clone().unwrap_or_else(|| plain(&path));
        let (mut sources, mut sink) = (Sources::default(), Sink::within(common.limits()));
        if text.len() as u64 > common.limits().text {
            let findings = vec![too_large(common.limits().text)];
            checked.push(Checked { name, findings, sources });
            return None;
        }
        let file = sources.add(&name, text);
        let mut written = String::new();
        let mut at = 0;
        for figure in figures::figures(file, text, &mut sink) {
            if within.is_none() {
                let message = format!("the chapter `{name}` lies outside of the project");
                sink.report(&codes::BAD_MARK, figure.span, message).help(
                    "figures are drawn in chapters of the book's repository, or else of its directory",
                );
                break;
            }
            let place = Place { document: &name, mark: &figure.mark, span: figure.span, number };
            number += 1;
            let drawn = match &figure.text {
                Some(own) => {
                    let key = format!("{name}:{}", sources.line_column(figure.span).0);
                    filler.own(&key, own, &place, &mut sink)
                }
                None => filler.content(&place, &mut sink),
            };
            written.push_str(&text[at..figure.range.start]);
            if let Some(drawn) = drawn {
                written.push_str(&placed(&drawn, text, &figure));
            }
            at = figure.range.end;
        }
        checked.push(Checked { name, findings: sink.into_sorted(), sources });
        (at > 0).then(|| written + &text[at..])
    });
    checked.extend(filler.checked());
    if !common.quiet {
        filler.remarks.iter().for_each(|remark| terminal::say(remark));
    }
    Ok(checked)
}

/// The name of a chapter from where we are, as the file system finds it; none if it leads out of the
/// project, or into its `.git`.
fn name_within(path: &Path) -> Option<String> {
    let here = Path::new(".").canonicalize().ok()?;
    let directory = path.parent()?;
    let is_held = Project::at(&here).and_then(|project| project.will_hold(directory));
    let name = files::absolute(path).strip_prefix(&here).map(shown).ok();
    name.filter(|_| path.file_name().is_some() && is_held.unwrap_or(false))
}

fn too_large(most: u64) -> Diagnostic {
    let message = format!("the chapter is larger than {most} bytes, and is not read");
    trouble(&codes::TOO_LARGE, message).with_help("`--limit text=NUMBER` sets another limit")
}

/// A path without `.` and `..` in it, with forward slashes.
fn plain(path: &Path) -> String {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    shown(&plain)
}

/// A figure as it stands in the chapter: within the lists and quotations there, and with a blank line after its HTML.
fn placed(drawn: &str, chapter: &str, figure: &Figure) -> String {
    let (before, after) = (&chapter[..figure.range.start], &chapter[figure.range.end..]);
    let line = chapter[..figure.span.start as usize].rsplit('\n').next().unwrap_or_default();
    let beside: String =
        line.chars().map(|c| if c == '>' || c == '\t' { c } else { ' ' }).collect();
    let mut placed = if before.ends_with('\n') { beside.clone() } else { String::new() };
    for line in drawn.lines() {
        placed += &format!("{line}\n{beside}");
    }
    let ends_line = after.is_empty() || after.starts_with(['\r', '\n']);
    placed + if ends_line { "" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use maquette::diag::{Sink, Sources};

    use super::figures::figures;
    use super::{placed, plain};

    /// The chapter with `<svg/>` for each figure, and what was found.
    fn filled(chapter: &str) -> (String, Vec<String>) {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let file = sources.add("a.md", chapter);
        let (mut written, mut at) = (String::new(), 0);
        for figure in figures(file, chapter, &mut sink) {
            written += &chapter[at..figure.range.start];
            written += &placed("<svg/>", chapter, &figure);
            at = figure.range.end;
        }
        let found = sink.into_sorted();
        let told = |one: maquette::diag::Diagnostic| {
            format!("{} {}", sources.line_column(one.span.expect("a place")).0, one.message)
        };
        (written + &chapter[at..], found.into_iter().map(told).collect())
    }

    #[test]
    fn a_figure_stands_where_its_block_or_image_stood() {
        for (chapter, expected) in [
            ("a\n```maquette\nb\n```\nc\n", "a\n<svg/>\n\nc\n"),
            ("```maquette,view=data\nb\n```", "<svg/>\n"),
            ("![x](a.toml)\n\nb\n", "<svg/>\n\n\nb\n"),
            ("- a\n\n  ```maquette\n  b\n  ```\n  c\n", "- a\n\n  <svg/>\n  \n  c\n"),
            ("- ![x](<a b.toml> 'steps')\n- b\n", "- <svg/>\n  \n- b\n"),
            ("> ```maquette\n> b\n> ```\n> c\n", "> <svg/>\n> \n> c\n"),
            (
                "<!-- maquette: a.toml -->\n```maquette\n<!-- /maquette -->\nb\n",
                "<!-- maquette: a.toml -->\n<svg/>\n\n<!-- /maquette -->\nb\n",
            ),
        ] {
            assert_eq!(filled(chapter), (expected.to_owned(), Vec::new()), "{chapter}");
        }
    }

    #[test]
    fn what_is_no_figure_stays() {
        for chapter in [
            "```toml\na = 1\n```\n",
            "````md\n```maquette\n```\n![](a.toml)\n````\n",
            "[a](a.toml) `![](a.toml)` ![](a.svg) ![](https://example.com/a.toml)\n",
            "    ```maquette\n",
        ] {
            assert_eq!(filled(chapter), (chapter.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn what_is_not_understood_is_told_with_its_line() {
        for (chapter, told) in [
            ("a\n\n```maquette veiw=data\n```\n", "3 the mark says `veiw=data`"),
            ("```maquette,\"\n```\n", "1 the mark has a quote without an end"),
            ("a\n![](a.toml)\n", "2 the figure of `a.toml` stands within a text"),
            ("| a |\n|---|\n| ![](a.toml) |\n", "3 the figure of `a.toml` stands within a text"),
            ("![a](a.toml \"widht=7\")\n", "1 the mark says `widht=7`"),
            ("<!-- maquette: a.toml -->\n", "1 the block has no end"),
        ] {
            let (written, found) = filled(chapter);
            assert_eq!((written.as_str(), found.len()), (chapter, 1), "{found:?}");
            assert!(found[0].starts_with(told), "{found:?}");
        }
    }

    #[test]
    fn the_text_of_a_block_has_the_lines_of_its_chapter() {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        for chapter in [
            "# A\n\n- ```maquette\n  a = 1\n\n  b = 2\n  ```\n",
            "# A\r\n\r\n```maquette\r\na = 1\r\n\r\nb = 2\r\n```\r\n",
            "> a\n>\n> ```maquette\n> a = 1\n>\n> b = 2\n",
        ] {
            let file = sources.add("a.md", chapter);
            let figures = figures(file, chapter, &mut sink);
            assert_eq!(figures[0].text.as_deref(), Some("\n\n\na = 1\n\nb = 2\n"), "{chapter}");
        }
    }

    #[test]
    fn paths_are_plain() {
        assert_eq!(plain(std::path::Path::new("docs/./../src/a.md")), "src/a.md");
        assert_eq!(plain(std::path::Path::new("./a.md")), "a.md");
        assert_eq!(plain(std::path::Path::new("../a.md")), "../a.md");
    }
}
