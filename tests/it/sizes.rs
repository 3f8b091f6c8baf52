//! Inputs of sizes that nobody expects: each is answered, drawn or refused, in bounded time and
//! memory, and twice the input takes not much more than twice the time.
//!
//! `cargo test --test it -- sizes:: --nocapture` prints the table of `docs/benchmarks.md`; of
//! another build, and with drawings, which take long, `SIZES_OF=target/release/maquette` before it.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use maquette::catalog::Catalog;
use maquette::diag::{Diagnostic, Limits};
use maquette::pipeline;
use maquette::syntax::{Files, NoFiles, Refusal};

use crate::program::{maquette, scratch};
use crate::size_rows::{DIFF, DRAWN, HEAD, ROWS, many, with_head};

/// Megabytes that a run may take.
const MOST_MEMORY: f64 = 512.0;
/// Seconds of work that a run may take, and that one of a build for tests may take, which is not
/// optimized.
const MOST_SECONDS: f64 = 10.0;
const MOST_SECONDS_IN_TESTS: f64 = 30.0;
/// Names the program that is measured, if it is not the one that was built for tests.
const OTHER: &str = "SIZES_OF";
/// How much longer twice the input may take.
const MOST_GROWTH: f64 = 2.5;
/// Seconds that are too few to be compared.
const NOISE: f64 = 0.25;
/// How often a row that took too much is measured: what else runs on the machine only ever adds.
const TRIES: usize = 4;

/// What a run took.
struct Took {
    seconds: f64,
    megabytes: f64,
}

impl Took {
    fn least(&self, other: &Self) -> Self {
        Self {
            seconds: self.seconds.min(other.seconds),
            megabytes: self.megabytes.min(other.megabytes),
        }
    }
}

fn grows_too_fast(half: &Took, full: &Took) -> bool {
    full.seconds > half.seconds * MOST_GROWTH + NOISE
}

/// Runs a command in a process of its own, and prints its processor seconds and most kilobytes.
const MEASURE: &str = "import resource, subprocess, sys\n\
    subprocess.run(sys.argv[1:], stdout=open('out.txt', 'wb'), stderr=open('err.txt', 'wb'))\n\
    used = resource.getrusage(resource.RUSAGE_CHILDREN)\n\
    print(used.ru_utime + used.ru_stime, used.ru_maxrss)\n";

/// What a run takes; it must end by itself.
fn took(at: &Path, command: &[&str]) -> Took {
    let program = std::env::var(OTHER).map_or_else(
        |_| env!("CARGO_BIN_EXE_maquette").to_owned(),
        |path| crate::program::root().join(path).to_string_lossy().into_owned(),
    );
    let mut python = Command::new("python3");
    let ran =
        python.args(["-c", MEASURE, &program]).args(command).current_dir(at).output().unwrap();
    let complaint = fs::read_to_string(at.join("err.txt")).unwrap();
    for sign in ["memory allocation", "overflowed its stack", "panicked", "Killed"] {
        assert!(!complaint.contains(sign), "{command:?}: {complaint:.500}");
    }
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let mut numbers = said.split_whitespace().map(|word| word.parse::<f64>().expect(&said));
    let mut number = || numbers.next().expect("two numbers");
    Took { seconds: number(), megabytes: number() / 1024.0 }
}

#[test]
fn no_input_takes_more_than_its_share() {
    let at = scratch("sizes");
    fs::write(at.join("empty.json"), "{\"schema\": 1}").unwrap();
    let is_other = std::env::var(OTHER).is_ok();
    let most = if is_other { MOST_SECONDS } else { MOST_SECONDS_IN_TESTS };
    let mut wrong = Vec::new();
    for row in ROWS.iter().chain(DRAWN.iter().filter(|_| is_other)) {
        let ending = match row.command {
            DIFF => "json",
            _ if row.name.contains("DOT") => "dot",
            _ => "toml",
        };
        let name = format!("input.{ending}");
        fs::write(at.join(format!("half.{name}")), (row.text)(row.full / 2)).unwrap();
        let command: Vec<String> =
            row.command.iter().map(|word| word.replace("INPUT", &name)).collect();
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let measure = || {
            [row.full / 2, row.full].map(|count| {
                fs::write(at.join(&name), (row.text)(count)).unwrap();
                fs::write(at.join(format!("next.{name}")), (row.text)(count + 1)).unwrap();
                took(&at, &command)
            })
        };
        let [mut half, mut full] = measure();
        for _ in 1..TRIES {
            if full.seconds <= most && !grows_too_fast(&half, &full) {
                break;
            }
            let again = measure();
            [half, full] = [half.least(&again[0]), full.least(&again[1])];
        }
        println!(
            "| {} {} | {:.2} s | {:.2} s | {:.0} MB |",
            row.full, row.name, half.seconds, full.seconds, full.megabytes
        );
        let size = fs::metadata(at.join("out.txt")).unwrap().len();
        for (is_wrong, what) in [
            (full.seconds > most, "takes too long"),
            (grows_too_fast(&half, &full), "grows too fast"),
            (full.megabytes > MOST_MEMORY, "takes too much memory"),
            (size > 2 << 20, "is answered with too much"),
        ] {
            if is_wrong {
                wrong.push(format!("{} {} {what}", row.full, row.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// An export of boxes, and lines between the first two, by what comes before their numbers.
fn export(boxes: usize, lines: usize, name: &str) -> String {
    let nodes = many(boxes, |at| format!("{{\"id\": \"{name}{at}\", \"label\": \"l\"}},"));
    let line =
        |at: usize| format!("{{\"from\": \"a\", \"to\": \"b\", \"label\": \"{name}{at}\"}},");
    let edges = many(lines, line);
    format!(
        "{{\"schema\": 1, \"nodes\": [{nodes}{{\"id\": \"a\"}}, {{\"id\": \"b\"}}], \"edges\": [{}]}}",
        edges.trim_end_matches(',')
    )
}

#[test]
fn versions_that_share_no_name_are_compared_in_bounded_time() {
    let at = scratch("sizes-renamed");
    let is_other = std::env::var(OTHER).is_ok();
    let most = if is_other { MOST_SECONDS } else { MOST_SECONDS_IN_TESTS };
    for (what, boxes, lines) in [("boxes", 4_000, 0), ("lines", 0, 4_000)] {
        for name in ["x", "y"] {
            fs::write(at.join(format!("{name}.json")), export(boxes, lines, name)).unwrap();
        }
        let took = took(&at, &["diff", "x.json", "y.json"]);
        println!(
            "| 4000 {what}, all renamed | | {:.2} s | {:.0} MB |",
            took.seconds, took.megabytes
        );
        assert!(took.seconds < most && took.megabytes < MOST_MEMORY, "{what}: {}", took.seconds);
    }
}

#[test]
fn findings_beyond_the_limit_are_counted_and_weigh_as_much() {
    let at = scratch("sizes-findings");
    let keys = many(1_500, |at| format!("key{at} = 1\n"));
    fs::write(at.join("a.toml"), with_head(keys)).unwrap();
    let check = crate::program::maquette(["check", "a.toml"]).in_dir(&at).run().exits(1);
    check.says("500 more findings are not listed").complains("1001 errors");
    fs::write(at.join("b.toml"), "title = \"T\"\nsolution = \"cloud\"\n[devices.a]\n").unwrap();
    let all = ["check", "b.toml", "--limit", "elements=1"];
    crate::program::maquette(all).in_dir(&at).run().exits(1).says("MQ0114");
}

#[test]
fn more_pairs_than_the_limit_are_refused_with_the_rule_that_has_them() {
    let at = scratch("sizes-pairs");
    let services = "services = [\"a (iot-hub)\", \"b (iot-hub)\", \"functions\"]\n[devices.c]\n";
    fs::write(at.join("a.toml"), format!("{HEAD}{services}")).unwrap();
    let check =
        |most: &str| maquette(["check", "a.toml", "--limit", most]).in_dir(&at).run().code();
    assert_eq!(check("pairs=100"), 0);
    let refused = maquette(["render", "a.toml", "--limit", "pairs=3"]).in_dir(&at).run().exits(1);
    refused.complains("MQ0114").complains("more than 3 pairs of elements");
    assert!(!at.join("output").exists());
}

#[test]
fn of_a_line_that_is_too_long_to_be_shown_the_place_is_told() {
    let at = scratch("sizes-line");
    let line = |names: usize| {
        let services = many(names, |at| format!("\"s{at} (sql-database)\", "));
        format!("{HEAD}services = [{services}\"é (functoins)\"]\n")
    };
    for (names, excerpts) in [(5, 1), (500, 0)] {
        let text = line(names);
        fs::write(at.join("a.toml"), &text).unwrap();
        let ran = maquette(["check", "a.toml"]).in_dir(&at).run();
        let last = text.lines().nth(2).unwrap();
        let column = last[..last.find("functoins").unwrap()].chars().count() + 1;
        let place = format!("--> a.toml:3:{column}\n");
        let told = ran.stdout();
        let (_, of_it) = told.split_once(&place).unwrap_or_else(|| panic!("{place}: {told:.500}"));
        let shown = of_it.split("\n\n").next().unwrap_or_default();
        assert_eq!(shown.matches("3 | services").count(), excerpts, "{shown:.300}");
    }
}

/// Files that are there under every name.
struct Endless(String);

impl Files for Endless {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Ok(self.0.clone())
    }
}

#[test]
fn a_scenario_keeps_to_the_limits_together_with_what_it_includes() {
    let including = |count: usize| {
        let names = many(count, |at| format!("\"part-{at}.toml\", "));
        with_head(format!("include = [{names}]\n[devices.a]\n"))
    };
    let limited = |text: u64, marks: u64| {
        let limits = Limits::with(&[("text", text), ("marks", marks)]);
        Catalog { limits, ..Catalog::built_in().clone() }
    };
    for (part, count, catalog, told) in [
        ("# much\n".repeat(100), 20, limited(5_000, 1_000_000), "`--limit text=NUMBER`"),
        ("\n".repeat(100), 20, limited(1 << 20, 1_500), "`--limit marks=NUMBER`"),
        (String::new(), 1_001, limited(1 << 20, 1_000_000), "more than 1000 includes"),
    ] {
        let found =
            pipeline::expand("a.toml", &including(count), &Endless(part), &catalog).findings;
        let says = |one: &Diagnostic| {
            one.message.contains(told) || one.help.as_ref().is_some_and(|help| help.contains(told))
        };
        assert_eq!(found.iter().filter(|one| says(one)).count(), 1, "{told}: {found:#?}");
    }
}

#[test]
fn graphs_that_stand_for_more_than_they_say_are_refused() {
    let large = "x".repeat(1 << 20);
    let named = many(5_000, |at| format!("n{at} "));
    for (body, told) in [
        (many(300, |at| format!("node [a{at}=b]; n{at};")), "different attributes"),
        (format!("node [label={large}]; {}", many(20, |at| format!("n{at};"))), "bytes of text"),
        (format!("edge [label={large}]; {{a b c d e}} -> {{f g h i}}"), "bytes of text"),
        (format!("label={large}; {}", "{}".repeat(20)), "bytes of text"),
        ("{}".repeat(80_000), "subgraphs"),
        (
            format!("subgraph cluster_a {{ {named} }} {}", "subgraph cluster_a;".repeat(1_100)),
            "named more than",
        ),
        (
            format!("subgraph cluster_a {{ {named} }} {}", "subgraph cluster_a {}".repeat(1_100)),
            "named more than",
        ),
    ] {
        let text = format!("digraph {{ {body} }}");
        let found = pipeline::expand("a.dot", &text, &NoFiles, Catalog::built_in()).findings;
        let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
        assert!(messages.iter().any(|message| message.contains(told)), "{told}: {messages:?}");
    }
}

#[test]
fn all_files_of_a_run_keep_to_one_limit() {
    let at = scratch("sizes-together");
    fs::create_dir(at.join("scenarios")).unwrap();
    fs::create_dir(at.join("docs")).unwrap();
    let scenario = format!("{HEAD}{}", format!("#{}\n", "x".repeat(999)).repeat(1_000));
    for number in 0..10 {
        fs::write(at.join(format!("scenarios/{number}.toml")), &scenario).unwrap();
        fs::write(at.join(format!("docs/{number}.md")), &scenario).unwrap();
    }
    let git = |words: &[&str]| crate::repo::git(&at, words);
    git(&["init", "-q"]);
    git(&["commit", "-q", "--allow-empty", "-m", "one"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "two"]);
    for command in
        ["check", "embed --check docs", "diff --git HEAD~1..HEAD", "diff --git HEAD~1", "ci"]
    {
        for jobs in ["1", "8"] {
            let words = command.split(' ').chain(["--jobs", jobs, "--limit", "total=5_000_000"]);
            let told = "all files together have more than 5000000 bytes, which are not read; \
                        `--limit total=NUMBER` allows more";
            let ran = maquette(words).in_dir(&at).run().exits(2).complains(told);
            assert_eq!(
                (ran.stdout(), ran.stderr().lines().count()),
                (String::new(), 1),
                "{command}"
            );
        }
    }
    assert!(maquette(["check"]).in_dir(&at).run().code() < 2);
    // One file under many names is read as often.
    for number in 0..60 {
        let name = format!("scenarios/link{number}.toml");
        std::os::unix::fs::symlink("0.toml", at.join(name)).unwrap();
    }
    let check = ["check", "--limit", "total=50_000_000"];
    maquette(check).in_dir(&at).run().exits(2).complains("more than 50000000 bytes");
}
