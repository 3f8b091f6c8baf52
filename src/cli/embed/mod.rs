//! `maquette embed`: pictures of scenarios, with what they say in words, in marked blocks of
//! documents.

pub mod args;
mod documents;
pub mod fill;

use std::path::{Path, PathBuf};

use maquette::diag::{Diagnostic, Severity, Sink, Sources, Span, codes};
use maquette::marks::{self, Block};

use crate::cli::args::Common;
use crate::cli::check::outcome;
use crate::cli::files::fresh::{Odd, OddFile, line};
use crate::cli::files::input;
use crate::cli::files::output::{self, Written};
use crate::cli::findings::{Checked, report};
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::terminal;
use crate::cli::terminal::wording::{plural, shown, trouble};
use args::EmbedArgs;
use documents::Named;
use fill::{Filler, Place};

/// What documents are to show.
pub struct Embedded {
    /// What was found in documents and their scenarios.
    pub checked: Vec<Checked>,
    /// The documents.
    pub documents: Vec<Document>,
    /// The files that they show, and what each should be.
    pictures: Vec<(OddFile, Vec<u8>)>,
    /// Those of them that are missing or stale.
    pub odd: Vec<OddFile>,
    remarks: Vec<String>,
}

/// A document with its blocks filled.
pub struct Document {
    /// Its name in findings.
    pub name: String,
    /// The blocks that hold something else, by their first marks.
    pub stale: Vec<Span>,
    /// What the spans point into.
    pub sources: Sources,
    /// How many blocks it has.
    pub blocks: usize,
    path: PathBuf,
    /// Its text as it should be; none if that is not known.
    filled: Option<String>,
}

/// Runs the command.
pub fn run(args: &EmbedArgs, common: &Common) -> Run {
    let embedded = embedded(&args.documents, common)?;
    if !common.quiet {
        embedded.remarks.iter().for_each(|remark| terminal::say(remark));
    }
    if args.check { embedded.compare(common) } else { Ok(embedded.write(common)) }
}

/// What documents are to show, compared with what they do; those of the project if none is named.
pub fn embedded(paths: &[String], common: &Common) -> Result<Embedded, Failure> {
    let of_project = || -> Vec<String> {
        let words = common.settings.words("documents").into_iter();
        words.filter(|path| Path::new(path).exists()).collect()
    };
    let usual = if paths.is_empty() { of_project() } else { Vec::new() };
    let (named, problems) = documents::collect(if paths.is_empty() { &usual } else { paths });
    let mut filler = Filler::new(common)?;
    let mut checked =
        vec![Checked { name: String::new(), findings: problems, sources: Sources::default() }];
    let mut documents = Vec::new();
    for one in &named {
        let is_expected = one.is_written && !paths.is_empty();
        let (document, findings) = document(one, is_expected, &mut filler, common);
        let name = document.name.clone();
        let is_shown = !findings.is_empty();
        let sources = if is_shown { document.sources.clone() } else { Sources::default() };
        checked.push(Checked { name, findings, sources });
        documents.push(document);
    }
    checked.extend(filler.checked());
    let mut pictures = Vec::new();
    let mut odd = Vec::new();
    for (path, picture) in std::mem::take(&mut filler.pictures) {
        let how = Odd::of(output::state(&path, &picture.bytes));
        let file = OddFile { how: how.unwrap_or(Odd::Stale), path, scenario: picture.scenario };
        odd.extend(how.map(|_| file.clone()));
        pictures.push((file, picture.bytes));
    }
    checked[0].findings.extend(collisions(&documents, &pictures));
    Ok(Embedded { checked, documents, pictures, odd, remarks: filler.remarks })
}

/// Pictures that would be one file, or would take the place of a document.
fn collisions(documents: &[Document], pictures: &[(OddFile, Vec<u8>)]) -> Vec<Diagnostic> {
    let read = documents.iter().map(|one| (one.name.as_str(), one.path.as_path()));
    let written = pictures.iter().map(|(file, _)| (file.scenario.as_str(), file.path.as_path()));
    output::collisions(read, written)
}

/// Reads a document and fills its blocks.
fn document(
    named: &Named,
    is_expected: bool,
    filler: &mut Filler,
    common: &Common,
) -> (Document, Vec<Diagnostic>) {
    let input = input::file(&named.path);
    let mut document = Document {
        name: input.name.clone(),
        stale: Vec::new(),
        sources: Sources::default(),
        blocks: 0,
        path: named.path.clone(),
        filled: None,
    };
    let text = match input::read(&input, common.limits()) {
        Ok(text) => text,
        Err(problem) => return (document, vec![problem]),
    };
    let mut sink = Sink::within(common.limits());
    let file = document.sources.add(&input.name, text.as_str());
    let blocks = marks::blocks(file, &text, &mut sink);
    document.blocks = blocks.len();
    if blocks.is_empty() && sink.findings().is_empty() {
        document.sources = Sources::default();
    }
    if blocks.is_empty() && !sink.has_errors() && is_expected && !common.quiet {
        terminal::say(&format!(
            "{} has no block; `maquette embed --help` shows one",
            document.name
        ));
    }
    let (mut filled, mut at) = (String::new(), 0);
    for (number, block) in blocks.iter().enumerate() {
        let (mark, span) = (&block.mark, block.span);
        let place = Place { document: &input.name, mark, span, number };
        let Some(content) = filler.content(&place, &mut sink) else { continue };
        let content = as_written(&content, &text, block);
        if content != text[block.inside.clone()] {
            document.stale.push(block.span);
        }
        filled.push_str(&text[at..block.inside.start]);
        filled.push_str(&content);
        at = block.inside.end;
    }
    filled.push_str(&text[at..]);
    document.filled = (!sink.has_errors() && !blocks.is_empty()).then_some(filled);
    (document, sink.into_sorted())
}

/// The content with the indentation and the line ends of the document, a blank line around it.
fn as_written(content: &str, document: &str, block: &Block) -> String {
    let is_windows = document[..block.inside.start].ends_with("\r\n");
    let end = if is_windows { "\r\n" } else { "\n" };
    let mut written = end.to_owned();
    for line in content.lines() {
        if !line.is_empty() {
            written.push_str(&block.indent);
            written.push_str(line);
        }
        written.push_str(end);
    }
    written + end
}

impl Embedded {
    /// Writes pictures, then documents; nothing at all if anything is not understood.
    fn write(mut self, common: &Common) -> Outcome {
        let (mut changed, mut same) = (0, 0);
        let mut problems = Vec::new();
        let pictures = self.pictures.iter().map(|(file, bytes)| (&file.path, bytes.as_slice()));
        let texts = self.documents.iter().filter_map(|one| Some((&one.path, one.filled.as_ref()?)));
        let links = texts.clone().filter(|(path, _)| path.is_symlink());
        problems.extend(links.map(|(path, _)| is_link(path)));
        let all = pictures.chain(texts.map(|(path, text)| (path, text.as_bytes())));
        let is_written = self.is_understood() && problems.is_empty();
        for (path, bytes) in all.filter(|_| is_written) {
            match output::write_whole(path, bytes) {
                Ok(Written::Changed) => {
                    changed += 1;
                    if common.verbose {
                        terminal::say(&format!("wrote {}", shown(path)));
                    }
                }
                Ok(Written::Same) => same += 1,
                Err(problem) => {
                    problems.push(problem);
                    break;
                }
            }
        }
        let (name, sources) = (String::new(), Sources::default());
        self.checked.push(Checked { name, findings: problems, sources });
        report(&self.checked, common);
        if !common.quiet {
            let blocks = self.documents.iter().map(|one| one.blocks).sum();
            terminal::say(&format!(
                "{} in {}: {} written, {same} unchanged",
                plural(blocks, "block"),
                plural(self.documents.len(), "document"),
                plural(changed, "file"),
            ));
        }
        outcome(&self.checked, Severity::Error)
    }

    /// Whether all documents could be read and all their marks be followed.
    fn is_understood(&self) -> bool {
        let findings = || self.checked.iter().flat_map(|one| &one.findings);
        let reasons = [codes::UNREADABLE, codes::NOT_UTF8, codes::BAD_MARK, codes::SAME_OUTPUT];
        !findings().any(|finding| reasons.iter().any(|reason| reason.code == finding.code))
    }

    /// Lists pictures and blocks that are not as they should be.
    fn compare(self, common: &Common) -> Run {
        let mut lines = String::new();
        let mut stale = Vec::new();
        for odd in &self.odd {
            lines += &line(odd.how, &shown(&odd.path));
        }
        for document in &self.documents {
            for &span in &document.stale {
                let at = document.sources.line_column(span).0;
                lines += &line(Odd::Stale, &format!("{}:{at}", document.name));
            }
            if !document.stale.is_empty() {
                stale.push(document.name.clone());
            }
        }
        terminal::print(&lines)?;
        report(&self.checked, common);
        let found = outcome(&self.checked, Severity::Error);
        if !common.quiet {
            let blocks: usize = self.documents.iter().map(|one| one.blocks).sum();
            if !lines.is_empty() {
                let command = self.command();
                terminal::say(&format!("not up to date; run `{command}`"));
            } else if found == Outcome::Clean {
                terminal::say(&format!("{} up to date", plural(blocks, "block")));
            }
        }
        Ok(if lines.is_empty() { found } else { found.max(Outcome::Findings) })
    }

    /// Takes what a document shows off the files that are left over, and all of them where nobody can say what
    /// documents show.
    pub fn forget_shown(&self, odd: &mut Vec<OddFile>) {
        let is_shown = |path: &Path| self.pictures.iter().any(|(file, _)| file.path == path);
        let is_known = self.is_understood();
        odd.retain(|odd| odd.how != Odd::LeftOver || (is_known && !is_shown(&odd.path)));
    }

    /// The command that brings everything up to date.
    pub fn command(&self) -> String {
        let with_blocks = self.documents.iter().filter(|one| one.blocks > 0);
        let names: Vec<String> = with_blocks.map(|one| terminal::quoted(&one.name)).collect();
        format!("maquette embed {}", names.join(" "))
    }
}

fn is_link(path: &Path) -> Diagnostic {
    let message = format!("cannot write `{}`: it is a link", shown(path));
    trouble(&codes::UNWRITABLE, message).with_help("name the document that it leads to")
}
