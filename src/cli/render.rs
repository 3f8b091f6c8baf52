//! `maquette render`: from scenarios to files.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use maquette::catalog::Catalog;
use maquette::diag::{Diagnostic, Severity, Sources, codes};
use maquette::emit::{Background, Format, PDF, PNG, Painting, Scale};
use maquette::keep::Anew;
use maquette::pipeline::{self, Expanded, Figure, Figures, Options, Part};
use maquette::theme::{Scheme, Theme};

use crate::cli::args::{Common, RenderArgs, SchemeArg};
use crate::cli::check::outcome;
use crate::cli::drawing;
use crate::cli::embed;
use crate::cli::files::fresh::{self, Freshness, Odd, OddFile};
use crate::cli::files::input::{self, Disk, Input, Inputs};
use crate::cli::files::output::{self, Output, State, Target, Written};
use crate::cli::findings::{Checked, report};
use crate::cli::outcome::{Failure, Outcome, Run};
use crate::cli::parallel;
use crate::cli::terminal;
use crate::cli::terminal::progress::Progress;
use crate::cli::terminal::wording::{plural, shown, trouble};

/// Why a scenario is laid out anew that has none whose places could be kept.
const NO_PICTURE: &str = "there is no picture yet";

/// All that does not change from scenario to scenario.
struct Job<'a> {
    catalog: Cow<'static, Catalog>,
    options: Options,
    formats: Vec<&'static Format>,
    target: Target,
    /// Whether pictures keep the places of those that they replace.
    keeps: bool,
    args: &'a RenderArgs,
    common: &'a Common,
}

/// What became of a scenario.
struct Rendered {
    checked: Checked,
    files: Vec<Drawing>,
    /// What goes to standard output.
    stdout: Vec<u8>,
    /// What the layout engine had to give up.
    remarks: Vec<String>,
    /// Why it is laid out anew, where places were to be kept.
    anew: Option<&'static str>,
}

/// A picture, and why it is laid out anew where places were to be kept.
struct Drawn {
    figure: Figure,
    /// What its files are called besides the scenario, if there are several.
    part: Option<String>,
    anew: Option<&'static str>,
}

/// A file of a scenario.
struct Drawing {
    path: PathBuf,
    /// How the one on the disk is.
    state: State,
    /// What is to be written; nothing where that is there already, or nothing is to be written.
    bytes: Vec<u8>,
}

/// Runs the command.
pub fn run(args: &RenderArgs, common: &Common) -> Run {
    let (job, inputs) = job(args, common)?;
    if !inputs.problems.is_empty() {
        report(&[problems(inputs.problems)], common);
        return Ok(Outcome::Trouble);
    }
    let rendered = job.render_all(&inputs);
    job.tell(&rendered)?;
    let collisions = collisions(&rendered, &inputs);
    if args.check {
        let mut freshness = job.freshness(rendered, collisions, &inputs);
        if freshness.odd.iter().any(|odd| odd.how == Odd::LeftOver) {
            // A document may show a scenario that is not among those that are drawn by themselves.
            embed::embedded(&[], common)?.forget_shown(&mut freshness.odd);
        }
        report(&freshness.checked, common);
        freshness.print(common.quiet)?;
        let outcome = outcome(&freshness.checked, Severity::Error);
        let is_fresh = freshness.odd.is_empty();
        return Ok(if is_fresh { outcome } else { outcome.max(Outcome::Findings) });
    }
    if collisions.is_empty() {
        return Ok(job.write(rendered));
    }
    let mut checked: Vec<Checked> = rendered.into_iter().map(|one| one.checked).collect();
    checked.push(problems(collisions));
    report(&checked, common);
    Ok(Outcome::Trouble)
}

/// Files that would be written twice, or over what is read.
fn collisions(rendered: &[Rendered], inputs: &Inputs) -> Vec<Diagnostic> {
    let read = inputs.scenarios.iter();
    let read = read.filter_map(|input| Some((input.name.as_str(), input.path.as_deref()?)));
    let written = rendered.iter().flat_map(|one| {
        one.files.iter().map(|file| (one.checked.name.as_str(), file.path.as_path()))
    });
    output::collisions(read, written)
}

/// What `render --check` finds, as values.
pub fn freshness(args: &RenderArgs, common: &Common) -> Result<Freshness, Failure> {
    let (job, inputs) = job(args, common)?;
    if inputs.problems.is_empty() {
        let rendered = job.render_all(&inputs);
        let collisions = collisions(&rendered, &inputs);
        return Ok(job.freshness(rendered, collisions, &inputs));
    }
    Ok(Freshness { checked: vec![problems(inputs.problems)], ..Freshness::default() })
}

/// What is wrong with the paths themselves.
fn problems(findings: Vec<Diagnostic>) -> Checked {
    Checked { name: String::new(), findings, sources: Sources::default() }
}

/// What the arguments ask for, and what it is done to.
fn job<'a>(args: &'a RenderArgs, common: &'a Common) -> Result<(Job<'a>, Inputs), Failure> {
    let inputs = input::collect(&args.paths, common);
    let output = Output::of(args.output.as_deref(), &common.settings)?;
    let formats = formats(args, &output, &inputs, common);
    let target = Target::of(output, &formats, &inputs.scenarios)?;
    if let (Target::Stdout, Some(message)) = (&target, needs_file(args)) {
        return Err(Failure::Trouble(message.to_owned()));
    }
    let figures = if args.split { Figures::Bands } else { Figures::One };
    let usual = drawing::options(&args.draw, common)?;
    let views = if args.view.is_empty() { usual.views.clone() } else { args.view.clone() };
    let scheme = args.scheme.map(SchemeArg::scheme);
    let painting = painting(args, &formats, &usual.theme, common)?;
    let keeps = common.settings.word("keep").is_some_and(|word| word == "true");
    let job = Job {
        catalog: input::catalog(common)?,
        options: Options { figures, views, scheme, painting, ..usual },
        formats,
        keeps: args.keep || (keeps && !args.split && target != Target::Stdout),
        target,
        args,
        common,
    };
    Ok((job, inputs))
}

/// How PNG and PDF are painted; flags without such a format are mistakes, and so is a background on
/// which text could not be read.
fn painting(
    args: &RenderArgs,
    formats: &[&Format],
    theme: &Theme,
    common: &Common,
) -> Result<Painting, Failure> {
    let asks_for = |names: &[&str]| formats.iter().any(|format| names.contains(&format.name));
    let wrong = |message: &str| Err(Failure::Trouble(message.to_owned()));
    if args.scale.is_some() && !asks_for(&[PNG]) {
        return wrong("`--scale` is of a PNG, and none is asked for; ask for one with `-f png`");
    }
    if args.background.is_some() && !asks_for(&[PNG, PDF]) {
        return wrong(
            "`--background` is of PNG and PDF, and neither is asked for; ask for one with `-f`, or \
             take a theme of your own for SVG",
        );
    }
    let word = |key| common.settings.word(key);
    let scale = args.scale.or_else(|| Scale::from_word(&word("scale")?));
    let background = args.background.or_else(|| Background::from_word(&word("background")?));
    let (scale, background) = (scale.unwrap_or_default(), background.unwrap_or_default());
    let scheme = args.scheme.map(SchemeArg::scheme).unwrap_or_default();
    match background.refusal(theme, scheme) {
        Some(message) if asks_for(&[PNG, PDF]) => wrong(&message),
        _ => Ok(Painting { scale, background }),
    }
}

/// Why standard output will not do for what is asked.
fn needs_file(args: &RenderArgs) -> Option<&'static str> {
    let told = [
        (args.check, "`--check` compares files, and standard output is none; name them with `-o`"),
        (args.split, "`--split` writes several figures; name a directory or a file with `-o`"),
        (args.keep, "`--keep` keeps the places of a picture in a file; name it with `-o`"),
        (args.view.len() > 1, "several views are several pictures; name a directory with `-o`"),
    ];
    told.into_iter().find(|(is_asked, _)| *is_asked).map(|(_, message)| message)
}

/// The formats asked for, by `-f` or by the extension of `-o`; one for standard output.
fn formats(
    args: &RenderArgs,
    output: &Output,
    inputs: &Inputs,
    common: &Common,
) -> Vec<&'static Format> {
    let usual = || drawing::formats(&common.settings.words("formats"));
    let reads_stdin = inputs.scenarios.iter().any(|input| input.path.is_none());
    let one = || drawing::formats(&["svg".to_owned()]);
    match output {
        _ if !args.format.is_empty() => drawing::formats(&args.format),
        Output::Named(path) if output::is_stdout(path) => one(),
        Output::Named(path) if output::is_stream(Path::new(path)) => one(),
        Output::Usual(_) if reads_stdin => one(),
        Output::Named(path) => output::format_of(path).map_or_else(usual, |format| vec![format]),
        Output::Usual(_) => usual(),
    }
}

impl Job<'_> {
    fn render_all(&self, inputs: &Inputs) -> Vec<Rendered> {
        if let Target::Directory(directory) = &self.target
            && !self.args.check
        {
            output::remove_abandoned(directory);
        }
        let progress = Progress::new(inputs.scenarios.len(), self.common);
        let rendered = parallel::map(&inputs.scenarios, self.common.jobs, |input| {
            let rendered = self.render(input);
            progress.step();
            rendered
        });
        progress.end();
        rendered
    }

    fn render(&self, input: &Input) -> Rendered {
        let mut rendered = Rendered {
            checked: Checked {
                name: input.name.clone(),
                findings: Vec::new(),
                sources: Sources::default(),
            },
            files: Vec::new(),
            stdout: Vec::new(),
            remarks: Vec::new(),
            anew: None,
        };
        let text = match input::read(input, self.common.limits()) {
            Ok(text) => text,
            Err(problem) => {
                rendered.checked.findings.push(problem);
                return rendered;
            }
        };
        let disk = Disk::around(&input.name, self.common.limits());
        let work = || {
            let mut expanded = pipeline::expand(&input.name, &text, &disk, &self.catalog);
            let figures = self.figures(input, &mut expanded);
            (expanded, figures)
        };
        let (expanded, figures) = match parallel::guarded(&input.name, work) {
            Ok(done) => done,
            Err(defect) => {
                rendered.checked.findings.push(defect);
                return rendered;
            }
        };
        rendered.checked.findings = expanded.findings;
        rendered.checked.sources = expanded.sources;
        let count = figures.len();
        if self.target == Target::Stdout && count > 1 {
            let message = format!("`{}` has {count} pictures, and here is one place", input.name);
            let help = "choose one with `--view`, or name a directory with `-o`";
            let finding = trouble(&codes::SAME_OUTPUT, message).with_help(help);
            rendered.checked.findings.push(finding);
            return rendered;
        }
        for Drawn { figure, part, anew } in figures {
            rendered.checked.findings.extend(figure.findings);
            rendered.remarks.extend(figure.remarks);
            rendered.anew = rendered.anew.or(anew);
            for (format, bytes) in self.formats.iter().zip(figure.files) {
                let scheme = self.scheme_in_names().filter(|_| format.has_schemes);
                let part = output::part_of(part.as_deref(), scheme);
                match self.target.path(input, part.as_deref(), format) {
                    Some(path) => rendered.files.push(self.compared(path, bytes)),
                    None => rendered.stdout = bytes,
                }
            }
        }
        rendered.checked = rendered.checked.without_needless_texts();
        rendered
    }

    /// The pictures of a scenario, each with the places of the one that it replaces if those are to
    /// be kept.
    fn figures(&self, input: &Input, expanded: &mut Expanded) -> Vec<Drawn> {
        let parts = pipeline::parts(expanded, &self.options);
        let count = parts.len();
        let ids = parts.iter().filter_map(|part| part.name.as_deref());
        let mut names = output::part_names(ids).into_iter();
        let drawn = parts.into_iter().map(|part| {
            let name = part.name.as_ref().and_then(|_| names.next());
            // One file takes one picture, whatever it is of.
            let name = name.filter(|_| count > 1 || !matches!(self.target, Target::File(_)));
            let own = output::part_of(name.as_deref(), self.scheme_in_names());
            let path = self.target.picture(input, own.as_deref()).filter(|_| self.keeps);
            let keep = path.and_then(|path| drawing::earlier(&path, self.common));
            let is_first = self.keeps && keep.is_none();
            let options = Options { keep, ..part.options };
            let figure = pipeline::figure(expanded, Part { options, ..part }, &self.formats);
            let anew = figure.anew.map(Anew::reason).or(is_first.then_some(NO_PICTURE));
            Drawn { figure, part: name, anew }
        });
        drawn.collect()
    }

    /// The scheme as files are called after it; not where the command line names the file.
    fn scheme_in_names(&self) -> Option<Scheme> {
        self.options.scheme.filter(|_| !matches!(self.target, Target::File(_)))
    }

    /// A file beside the one that is there.
    fn compared(&self, path: PathBuf, bytes: Vec<u8>) -> Drawing {
        let state = output::state(&path, &bytes);
        let is_written = state != State::Fresh && !self.args.check;
        Drawing { path, state, bytes: if is_written { bytes } else { Vec::new() } }
    }

    /// Writes what goes to standard output, and says what a reader should know of the pictures.
    fn tell(&self, rendered: &[Rendered]) -> Result<(), Failure> {
        for one in rendered {
            terminal::print_bytes(&one.stdout)?;
            for remark in one.remarks.iter().filter(|_| !self.common.quiet) {
                terminal::say(&format!("{}: {remark}", one.checked.name));
            }
            if let Some(why) = one.anew.filter(|_| self.common.verbose) {
                terminal::say(&format!("{}: laid out anew, because {why}", one.checked.name));
            }
        }
        Ok(())
    }

    /// How the files on the disk compare with those that would be written.
    fn freshness(
        &self,
        rendered: Vec<Rendered>,
        collisions: Vec<Diagnostic>,
        inputs: &Inputs,
    ) -> Freshness {
        let files = || rendered.iter().flat_map(|one| one.files.iter().map(move |at| (one, at)));
        let odd = |(one, file): (&Rendered, &Drawing)| {
            let (how, scenario) = (Odd::of(file.state)?, one.checked.name.clone());
            Some(OddFile { how, path: file.path.clone(), scenario })
        };
        let mut odd: Vec<OddFile> = files().filter_map(odd).collect();
        // A view says nothing of the files of others.
        if self.options.views.is_empty() {
            let expected = files().map(|(_, file)| file.path.as_path()).collect();
            odd.extend(fresh::left_over(&self.target, &self.formats, &expected, inputs));
        }
        let count = files().count();
        let mut checked: Vec<Checked> = rendered.into_iter().map(|one| one.checked).collect();
        checked.push(problems(collisions));
        Freshness { checked, files: count, odd }
    }

    /// Writes what is not on the disk already, and says so.
    fn write(&self, rendered: Vec<Rendered>) -> Outcome {
        let (mut checked, mut changed, mut same) = (Vec::new(), Vec::new(), 0);
        for Rendered { checked: mut one, files, .. } in rendered {
            for file in files {
                let written = match file.state {
                    State::Fresh => Ok(Written::Same),
                    State::Missing | State::Stale => self.put(&file),
                };
                match written {
                    Ok(Written::Changed) => changed.push(file.path),
                    Ok(Written::Same) => same += 1,
                    Err(problem) => one.findings.push(problem),
                }
            }
            checked.push(one);
        }
        report(&checked, self.common);
        if !self.common.quiet && self.target != Target::Stdout {
            self.summarize(&checked, &changed, same);
        }
        outcome(&checked, Severity::Error)
    }

    /// Writes a file; what the command line names may be a device or pipe.
    fn put(&self, file: &Drawing) -> Result<Written, Diagnostic> {
        match self.target {
            Target::File(_) => output::write_named(&file.path, &file.bytes),
            Target::Directory(_) | Target::Stdout => output::write_whole(&file.path, &file.bytes),
        }
    }

    fn summarize(&self, checked: &[Checked], changed: &[PathBuf], same: usize) {
        for path in changed.iter().filter(|_| self.common.verbose) {
            terminal::say(&format!("wrote {}", shown(path)));
        }
        let invalid = checked.iter().filter(|one| has_errors(&one.findings)).count();
        let failed = if invalid > 0 { format!(", {invalid} with errors") } else { String::new() };
        let is_anywhere = !changed.is_empty() || same > 0;
        terminal::say(&format!(
            "{}{failed}: {} written, {same} unchanged{}",
            plural(checked.len(), "scenario"),
            plural(changed.len(), "file"),
            if is_anywhere { self.target.place() } else { String::new() }
        ));
    }
}

fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
