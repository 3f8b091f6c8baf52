//! `maquette ci`: findings, pictures and documents in one run.

use std::collections::BTreeSet;

use maquette::diag::{CodeInfo, Diagnostic, Sources, codes};

use crate::cli::args::{Common, RenderArgs};
use crate::cli::check::{self, outcome};
use crate::cli::embed::{self, Embedded};
use crate::cli::files::fresh::{Freshness, Odd, OddFile};
use crate::cli::files::input;
use crate::cli::findings::Checked;
use crate::cli::findings::args::{CiArgs, FindingsFormat};
use crate::cli::outcome::Run;
use crate::cli::render;
use crate::cli::terminal;
use crate::cli::terminal::wording::{plural, shown, trouble};

/// Runs the command.
pub fn run(args: &CiArgs, common: &Common) -> Run {
    let asked = RenderArgs { paths: args.paths.clone(), check: true, ..RenderArgs::default() };
    let mut pictures = render::freshness(&asked, common)?;
    let documents = embed::embedded(&[], common)?;
    // A document may show a scenario that is not among those that are drawn by themselves.
    documents.forget_shown(&mut pictures.odd);
    let summary = summary(&pictures, &documents);
    let checked = all(pictures, documents, &render_command(&args.paths));
    let catalog = input::catalog(common)?;
    let delivered = check::Delivery { format: args.format, output: args.output.as_deref() };
    delivered.deliver(&checked, &catalog, "ci", common)?;
    if args.format == FindingsFormat::Text && !common.quiet {
        terminal::say(&format!("{}; {summary}", check::summary(&checked, "file")));
    }
    Ok(outcome(&checked, args.fail_on.severity()))
}

/// All findings, those about pictures with their scenarios and those about blocks with their
/// documents.
fn all(pictures: Freshness, documents: Embedded, render: &str) -> Vec<Checked> {
    let mut all = pictures.checked;
    let embed = documents.command();
    extend(&mut all, documents.checked);
    for odd in &pictures.odd {
        add(&mut all, odd, render);
    }
    let is_new = |odd: &&OddFile| pictures.odd.iter().all(|other| other.path != odd.path);
    for odd in documents.odd.iter().filter(is_new) {
        add(&mut all, odd, &embed);
    }
    for document in &documents.documents {
        let findings = document.stale.iter().map(|&span| {
            let message = "the block is stale";
            Diagnostic::new(&codes::STALE_BLOCK, Some(span), message).with_help(run_and(&embed))
        });
        if findings.len() == 0 {
            continue;
        }
        let sources = document.sources.clone();
        let findings = findings.collect();
        join(&mut all, Checked { name: document.name.clone(), findings, sources });
    }
    all.retain(|one| !one.name.is_empty() || !one.findings.is_empty());
    all
}

/// Adds what was found in documents and in what they show. A scenario may be among those that are
/// drawn by themselves, and may be a document as well; each finding is told once.
fn extend(all: &mut Vec<Checked>, documents: Vec<Checked>) {
    let place = |one: &Checked, finding: &Diagnostic| {
        let at = finding.span.map(|span| one.sources.place(span));
        (one.name.clone(), finding.code.clone(), finding.message.clone(), at)
    };
    let told = |one: &Checked| -> Vec<_> {
        one.findings.iter().map(|finding| place(one, finding)).collect()
    };
    let known: BTreeSet<_> = all.iter().flat_map(told).collect();
    for mut one in documents {
        let mut findings = std::mem::take(&mut one.findings);
        findings.retain(|finding| !known.contains(&place(&one, finding)));
        join(all, Checked { findings, ..one });
    }
}

/// Adds findings to those of the same file, if they are about the same texts.
fn join(all: &mut Vec<Checked>, more: Checked) {
    let is_joined = |one: &&mut Checked| {
        let is_either_empty = one.findings.is_empty() || more.findings.is_empty();
        one.name == more.name && (is_either_empty || one.sources == more.sources)
    };
    match all.iter_mut().find(is_joined) {
        Some(_) if more.findings.is_empty() => {}
        Some(one) => {
            one.sources = more.sources;
            one.findings.extend(more.findings);
            one.findings.sort_by_key(|finding| finding.span);
        }
        None => all.push(more),
    }
}

/// Adds what is odd about a picture to the findings of its scenario.
fn add(all: &mut Vec<Checked>, odd: &OddFile, command: &str) {
    let path = shown(&odd.path);
    let (code, help): (&CodeInfo, String) = match odd.how {
        Odd::LeftOver => (&codes::LEFT_OVER, "remove it".to_owned()),
        Odd::Missing | Odd::Stale => (&codes::STALE_PICTURE, run_and(command)),
    };
    let finding = trouble(code, format!("`{path}` is {}", odd.how.word())).with_help(help);
    let name = if odd.scenario.is_empty() { path } else { odd.scenario.clone() };
    match all.iter_mut().find(|one| one.name == name) {
        Some(one) => one.findings.push(finding),
        None => all.push(Checked { name, findings: vec![finding], sources: Sources::default() }),
    }
}

/// What draws the pictures of the scenarios again.
fn render_command(paths: &[String]) -> String {
    let words = paths.iter().map(|path| terminal::quoted(path));
    std::iter::once("maquette render".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

fn run_and(command: &str) -> String {
    format!("run `{command}` and commit what it writes")
}

/// How pictures and documents are.
fn summary(pictures: &Freshness, documents: &Embedded) -> String {
    let blocks: usize = documents.documents.iter().map(|one| one.blocks).sum();
    let stale: usize = documents.documents.iter().map(|one| one.stale.len()).sum();
    let told = |count: usize, noun: &str, odd: usize| match odd {
        0 => format!("{} up to date", plural(count, noun)),
        odd => format!("{odd} of {} not up to date", plural(count, noun)),
    };
    let odd = |odd: &&OddFile| odd.how != Odd::LeftOver;
    let pictures = told(pictures.files, "picture", pictures.odd.iter().filter(odd).count());
    format!("{pictures}; {}", told(blocks, "block", stale))
}
