//! `maquette render`: from scenarios to files.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use maquette::catalog::Catalog;
use maquette::diag::{Diagnostic, Severity, Sources};
use maquette::emit::Format;
use maquette::pipeline::{self, Figures, Options};

use crate::cli::args::{Common, RenderArgs};
use crate::cli::check::{outcome, plural};
use crate::cli::files::Project;
use crate::cli::findings::Checked;
use crate::cli::input::{self, Disk, Input, Inputs};
use crate::cli::output::{self, State, Target, Written};
use crate::cli::terminal::Progress;
use crate::cli::{Failure, Outcome, Run, drawing, findings, parallel, terminal};

/// Why a scenario is laid out anew that has none whose places could be kept.
const NO_PICTURE: &str = "there is no picture yet";

/// All that does not change from scenario to scenario.
struct Job<'a> {
    catalog: Cow<'static, Catalog>,
    options: Options,
    formats: Vec<&'static Format>,
    target: Target,
    args: &'a RenderArgs,
    common: &'a Common,
}

/// What became of a scenario.
struct Rendered {
    checked: Checked,
    /// Files with what writing or comparing them came to.
    files: Vec<(PathBuf, Came)>,
    /// What goes to standard output.
    stdout: Vec<u8>,
    /// What the layout engine had to give up.
    remarks: Vec<String>,
    /// Why it is laid out anew, where places were to be kept.
    anew: Option<&'static str>,
}

/// What a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Written(Written),
    Compared(State),
}

/// Runs the command.
pub fn run(args: &RenderArgs, common: &Common) -> Run {
    let inputs = input::collect(&args.paths, common);
    let formats = formats(args, &inputs);
    let target = Target::of(args.output.as_deref(), &formats, &inputs.scenarios)?;
    if args.check && target == Target::Stdout {
        let message = "`--check` compares files, and standard output is none; name them with `-o`";
        return Err(Failure::Trouble(message.to_owned()));
    }
    if args.split && target == Target::Stdout {
        let message = "`--split` writes several figures; name a directory or a file with `-o`";
        return Err(Failure::Trouble(message.to_owned()));
    }
    if args.keep && target == Target::Stdout {
        let message = "`--keep` keeps the places of a picture in a file; name it with `-o`";
        return Err(Failure::Trouble(message.to_owned()));
    }
    let mut problems = inputs.problems.clone();
    problems.extend(output::collisions(&inputs.scenarios, &target));
    if !problems.is_empty() {
        report(
            &[Checked { name: String::new(), findings: problems, sources: Sources::default() }],
            common,
        );
        return Ok(Outcome::Trouble);
    }
    let figures = if args.split { Figures::Bands } else { Figures::One };
    let job = Job {
        catalog: input::catalog(common)?,
        options: Options { figures, ..drawing::options(&args.draw, common)? },
        formats,
        target,
        args,
        common,
    };
    if let Target::Directory(directory) = job.target.clone()
        && !args.check
    {
        output::remove_abandoned(&directory);
    }
    let progress = Progress::new(inputs.scenarios.len(), common);
    let rendered = parallel::map(&inputs.scenarios, common.jobs, |input| {
        let rendered = job.render(input);
        progress.step();
        rendered
    });
    progress.end();
    job.finish(rendered, &inputs)
}

/// The formats asked for, by `-f` or by the extension of `-o`; one for standard output.
fn formats(args: &RenderArgs, inputs: &Inputs) -> Vec<&'static Format> {
    let reads_stdin = inputs.scenarios.iter().any(|input| input.path.is_none());
    match args.output.as_deref() {
        _ if !args.format.is_empty() => drawing::formats(&args.format),
        Some("-") => drawing::formats(&["svg".to_owned()]),
        None if reads_stdin => drawing::formats(&["svg".to_owned()]),
        Some(path) => match output::format_of(path) {
            Some(format) => vec![format],
            None => drawing::formats(&[]),
        },
        None => drawing::formats(&[]),
    }
}

impl Job<'_> {
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
        let options = self.options_of(input);
        let disk = Disk::around(&input.name, self.common.limits());
        let work = || {
            let catalog = &self.catalog;
            pipeline::compile(&input.name, &text, &disk, catalog, &options, &self.formats)
        };
        let compiled = match parallel::guarded(&input.name, work) {
            Ok(compiled) => compiled,
            Err(defect) => {
                rendered.checked.findings.push(defect);
                return rendered;
            }
        };
        rendered.remarks = compiled.remarks;
        rendered.anew = match compiled.anew {
            Some(why) => Some(why.reason()),
            None => (self.args.keep && options.keep.is_none()).then_some(NO_PICTURE),
        };
        rendered.checked.findings = compiled.findings;
        rendered.checked.sources = compiled.sources;
        for (format, bytes) in self.formats.iter().zip(compiled.files) {
            match self.target.path(input, self.options.part_name().as_deref(), format) {
                Some(path) => self.deliver(path, &bytes, &mut rendered),
                None => rendered.stdout = bytes,
            }
        }
        let parts = output::part_names(compiled.figures.iter().map(|figure| figure.id.as_str()));
        for (part, figure) in parts.iter().zip(compiled.figures) {
            for (format, bytes) in self.formats.iter().zip(figure.files) {
                if let Some(path) = self.target.figure(input, part, format) {
                    self.deliver(path, &bytes, &mut rendered);
                }
            }
        }
        rendered
    }

    /// Writes a file, or compares it with the one that is there.
    fn deliver(&self, path: PathBuf, bytes: &[u8], rendered: &mut Rendered) {
        if self.args.check {
            let state = output::state(&path, bytes);
            rendered.files.push((path, Came::Compared(state)));
            return;
        }
        match output::write_whole(&path, bytes) {
            Ok(written) => rendered.files.push((path, Came::Written(written))),
            Err(problem) => rendered.checked.findings.push(problem),
        }
    }

    /// The options, with the picture that stands where this scenario's goes if it is to be kept.
    fn options_of(&self, input: &Input) -> Cow<'_, Options> {
        let part = self.options.part_name();
        let path = self.target.picture(input, part.as_deref()).filter(|_| self.args.keep);
        let Some(bytes) = path.and_then(|path| self.earlier(&path)) else {
            return Cow::Borrowed(&self.options);
        };
        let keep = Some(String::from_utf8_lossy(&bytes).into_owned());
        Cow::Owned(Options { keep, ..self.options.clone() })
    }

    /// The bytes of an earlier picture; none where there is none that may be read.
    fn earlier(&self, path: &Path) -> Option<Vec<u8>> {
        Project::of(path).ok()?.read(path, self.common.limits().text).ok()
    }

    fn finish(&self, rendered: Vec<Rendered>, inputs: &Inputs) -> Run {
        let (mut checked, mut files) = (Vec::new(), Vec::new());
        for one in rendered {
            terminal::print_bytes(&one.stdout)?;
            for remark in one.remarks.iter().filter(|_| !self.common.quiet) {
                terminal::say(&format!("{}: {remark}", one.checked.name));
            }
            if let Some(why) = one.anew.filter(|_| self.common.verbose) {
                terminal::say(&format!("{}: laid out anew, because {why}", one.checked.name));
            }
            checked.push(one.checked);
            files.extend(one.files);
        }
        report(&checked, self.common);
        let outcome = outcome(&checked, Severity::Error);
        if self.args.check {
            let odd = self.compare(&files, inputs)?;
            return Ok(if odd > 0 { outcome.max(Outcome::Findings) } else { outcome });
        }
        if !self.common.quiet && self.target != Target::Stdout {
            self.summarize(&checked, &files);
        }
        Ok(outcome)
    }

    fn summarize(&self, checked: &[Checked], files: &[(PathBuf, Came)]) {
        let is_changed = |came: &Came| *came == Came::Written(Written::Changed);
        if self.common.verbose {
            for (path, _) in files.iter().filter(|(_, came)| is_changed(came)) {
                terminal::say(&format!("wrote {}", output::shown(path)));
            }
        }
        let changed = files.iter().filter(|(_, came)| is_changed(came)).count();
        let invalid = checked.iter().filter(|one| has_errors(&one.findings)).count();
        let failed = if invalid > 0 { format!(", {invalid} with errors") } else { String::new() };
        terminal::say(&format!(
            "{}{failed}: {} written, {} unchanged{}",
            plural(checked.len(), "scenario"),
            plural(changed, "file"),
            files.len() - changed,
            if files.is_empty() { String::new() } else { self.target.place() }
        ));
    }

    /// Lists what is not as it should be, and returns how many there are.
    fn compare(&self, files: &[(PathBuf, Came)], inputs: &Inputs) -> Result<usize, Failure> {
        let mut lines = Vec::new();
        for (path, came) in files {
            let word = match came {
                Came::Compared(State::Missing) => "missing",
                Came::Compared(State::Stale) => "stale",
                _ => continue,
            };
            lines.push(format!("{word:<9} {}", output::shown(path)));
        }
        for path in self.left_over(files, inputs) {
            lines.push(format!("left over {}", output::shown(&path)));
        }
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        terminal::print(&text)?;
        if !self.common.quiet {
            let summary = match lines.len() {
                0 => format!("{} up to date", plural(files.len(), "file")),
                odd => format!(
                    "{odd} of {} not up to date; run `maquette render`",
                    plural(files.len(), "file")
                ),
            };
            terminal::say(&summary);
        }
        Ok(lines.len())
    }

    /// Files of the formats asked for in the output directory that no scenario is drawn to. Only
    /// whole directories can say that something is left over; so can no view.
    fn left_over(&self, files: &[(PathBuf, Came)], inputs: &Inputs) -> Vec<PathBuf> {
        let Target::Directory(directory) = &self.target else { return Vec::new() };
        if !inputs.are_whole || self.options.view.is_some() {
            return Vec::new();
        }
        let expected: BTreeSet<&Path> = files.iter().map(|(path, _)| path.as_path()).collect();
        let stems: BTreeSet<&str> = inputs.scenarios.iter().map(|i| i.stem.as_str()).collect();
        let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
        let mut left: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| !expected.contains(path.as_path()))
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let is_ours = output::format_of(&name)
                    .is_some_and(|format| self.formats.iter().any(|f| f.name == format.name));
                // What belongs to an invalid scenario or is one of its views is not left over.
                is_ours && !stems.contains(name.split('.').next().unwrap_or_default())
            })
            .collect();
        left.sort();
        left
    }
}

fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Shows findings on standard error; what is worth knowing only if more is asked for.
fn report(checked: &[Checked], common: &Common) {
    let colors = terminal::colors_stderr(common);
    for one in checked {
        let wanted = |finding: &&Diagnostic| match finding.severity {
            Severity::Error => true,
            Severity::Warning => !common.quiet,
            Severity::Info => common.verbose,
        };
        let shown: Vec<Diagnostic> = one.findings.iter().filter(wanted).cloned().collect();
        if !shown.is_empty() {
            terminal::say_colored(findings::text(&shown, &one.sources, colors).trim_end());
            terminal::say("");
        }
    }
}
