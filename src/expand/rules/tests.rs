//! What a rule of the catalogue brings in, one sentence a test.

use super::{Applied, Late, State, apply, need};
use crate::diag::Sink;
use crate::expand::draft::Draft;
use crate::expand::testing::{Ground, added, why};

/// Elements that an architecture begins with, and the settings of a scenario.
type Start<'a> = (&'a [&'a str], &'a str);

/// A rule of this id with these keys.
fn rule(id: &str, keys: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\ntitle = \"x\"\nwhy = \"x\"\n{keys}\n")
}

/// A rule about each of a kind that requires a service.
fn requires(id: &str, each: &str, need: &str) -> String {
    rule(id, &format!("each = \"{each}\"\nrequire = [{{ {need} }}]"))
}

/// What rules make of some elements, as `seen` tells it.
fn run<T>(
    rules: &str,
    (elements, keys): Start<'_>,
    seen: impl Fn(&mut Draft<'_>, &mut Applied, &Sink) -> T,
) -> T {
    let ground = Ground::new(rules, keys);
    let mut draft = ground.draft(elements);
    let (mut applied, mut sink) = (Applied::default(), Sink::default());
    apply(&mut draft, &mut applied, Late::No, &mut sink);
    seen(&mut draft, &mut applied, &sink)
}

/// What rules add to some elements.
fn adds(rules: &str, elements: &[&str]) -> Vec<String> {
    run(rules, (elements, ""), |draft, _, _| added(draft, elements.len()))
}

#[test]
fn what_is_missing_is_added_and_names_its_rule() {
    let rules = requires("R", "sensor", "service = 'hub'");
    assert_eq!(adds(&rules, &["s sensor"]), ["cloud cloud | R", "hub hub in cloud | R"]);
}

#[test]
fn what_is_there_meets_the_need_and_says_so() {
    let rules = requires("R", "sensor", "service = 'hub'");
    let elements = ["h hub", "s1 sensor", "s2 sensor"];
    run(&rules, (&elements, ""), |draft, _, _| {
        assert_eq!(added(draft, 3), Vec::<String>::new());
        let hub = draft.index.id("h").unwrap();
        assert_eq!(why(draft, hub), "there, R", "once, whoever needs it");
    });
}

#[test]
fn another_kind_may_meet_a_need() {
    let rules = requires("R", "sensor", "service = 'hub', or = ['store']");
    assert_eq!(adds(&rules, &["t store", "s sensor"]), Vec::<String>::new());
    assert_eq!(adds(&rules, &["d desk", "s sensor"]).len(), 2);
}

#[test]
fn nothing_meets_its_own_need() {
    let rules = requires("R", "gateway", "service = 'gateway', id = 'second'");
    assert_eq!(adds(&rules, &["a gateway"]), ["second gateway | R"]);
}

#[test]
fn each_site_has_its_own_needs() {
    let rules = requires("R", "sensor", "service = 'gateway'");
    let elements = ["a site", "b site", "a.s sensor in a", "b.s sensor in b", "b.z sensor in b"];
    let own = ["a.gateway gateway in a | R", "b.gateway gateway in b | R"];
    assert_eq!(adds(&rules, &elements), own);
}

#[test]
fn a_need_in_a_group_is_met_in_it_or_around_it() {
    let rules = requires("R", "store", "service = 'hub'");
    let elements = [
        "c cloud",
        "w region in c",
        "e region in c",
        "w.h hub in w",
        "w.t store in w",
        "e.t store in e",
    ];
    assert_eq!(adds(&rules, &elements), ["e.hub hub in e | R"]);
    let around = ["h hub", "w region", "w.t store in w"];
    assert_eq!(adds(&rules, &around), Vec::<String>::new());
}

#[test]
fn a_need_inside_is_not_met_outside() {
    let rules = requires("R", "box", "service = 'module', scope = 'inside', id = '{each}.m'");
    let elements = ["a site", "x box in a", "y box in a", "x.m1 module in x"];
    assert_eq!(adds(&rules, &elements), ["y.m module in y | R"]);
}

#[test]
fn a_need_of_any_place_is_met_anywhere() {
    let rules = requires("R", "sensor", "service = 'gateway', scope = 'anywhere'");
    let elements = ["a site", "b site", "a.g gateway in a", "b.s sensor in b"];
    assert_eq!(adds(&rules, &elements), Vec::<String>::new());
}

#[test]
fn what_the_subject_names_is_where_its_need_is_met() {
    let rules = requires("R", "sensor", "service = 'module'");
    let boxes = ["a site", "x box in a", "y box in a", "x.m module in x"];
    let with = |sensor| adds(&rules, &[&boxes[..], &[sensor]].concat());
    assert_eq!(with("s sensor in a box=y"), ["y.module module in y | R"]);
    assert_eq!(with("s sensor in a box=x"), Vec::<String>::new());
    assert_eq!(with("s sensor in a"), Vec::<String>::new());
}

#[test]
fn what_is_for_something_else_does_not_meet_a_need() {
    let rules = requires("R", "sensor", "service = 'gateway', with = { use = 'video' }, id = 'g2'");
    let with = |gateway| adds(&rules, &["s sensor", gateway]);
    assert_eq!(with("g gateway use=values"), ["g2 gateway | R"]);
    assert_eq!(with("g gateway use=video"), Vec::<String>::new());
}

#[test]
fn the_only_one_that_says_nothing_serves_and_of_two_it_is_asked() {
    let rules = requires("R", "sensor", "service = 'gateway', with = { use = 'video' }");
    assert_eq!(adds(&rules, &["s sensor", "g gateway"]), Vec::<String>::new());
    let elements = ["s sensor", "g1 gateway", "g2 gateway"];
    run(&rules, (&elements, ""), |draft, _, _| {
        assert_eq!(added(draft, 3), Vec::<String>::new());
        let [asked] = draft.questions.purposes.iter().collect::<Vec<_>>()[..] else {
            panic!("one question: {:?}", draft.questions.purposes)
        };
        assert_eq!((asked.word.as_str(), asked.candidates.len()), ("use = video", 2));
        let [ref required] = draft.required[..] else { panic!("{:?}", draft.required) };
        assert!(required.by.is_empty(), "until that is said, none meets it: {required:?}");
        for ix in &asked.candidates {
            assert_eq!(why(draft, *ix), "there", "a candidate is there for no rule");
        }
    });
    // One that says so is no question.
    let said = ["s sensor", "g1 gateway", "g2 gateway use=video"];
    run(&rules, (&said, ""), |draft, _, _| {
        assert!(draft.questions.purposes.is_empty() && added(draft, 3).is_empty());
    });
}

#[test]
fn what_cannot_say_what_it_is_for_is_for_nothing_else() {
    let need = "service = 'gateway', or = ['desk'], with = { use = 'video' }";
    let elements = ["s sensor", "d desk", "e desk"];
    run(&requires("R", "sensor", need), (&elements, ""), |draft, _, _| {
        assert_eq!(added(draft, 3), Vec::<String>::new());
        assert!(draft.questions.purposes.is_empty(), "both serve, and nothing is asked");
    });
}

#[test]
fn what_says_nothing_may_be_asked_about_or_stand_apart() {
    let needs = |plain: &str| {
        let need = format!(
            "service = 'gateway', with = {{ use = 'video' }}, plain = '{plain}', id = 'g2'"
        );
        let elements: &[&str] = &["s sensor", "g gateway"];
        run(&requires("R", "sensor", &need), (elements, ""), |draft, _, _| {
            (added(draft, 2), draft.questions.purposes.len())
        })
    };
    assert_eq!(needs("asked"), (Vec::new(), 1));
    assert_eq!(needs("apart"), (vec!["g2 gateway | R".to_owned()], 0));
}

#[test]
fn what_is_added_is_labeled_and_set_by_its_need() {
    let need =
        "service = 'gateway', with = { use = 'video' }, label = 'Eye of {each}', id = '{each}-g'";
    run(&requires("R", "sensor", need), (&["s sensor"], ""), |draft, _, _| {
        let gateway = &draft.graph[draft.index.id("s-g").unwrap()];
        assert_eq!(gateway.label, "Eye of s");
        assert_eq!(gateway.settings["use"], "video");
    });
}

#[test]
fn what_follows_from_a_need_is_set_unless_the_author_says_otherwise() {
    let rules = requires("R", "sensor", "service = 'gateway', sets = { size = 3 }");
    let size = |keys: &str| {
        let ground = Ground::new(&rules, &format!("[devices.s]\nkind = 'sensor'\n{keys}"));
        let (arch, _) = ground.expanded();
        arch.graph[arch.find("gateway").unwrap()].settings["size"].clone()
    };
    assert_eq!(size(""), "3");
    assert_eq!(size("[services.gateway]"), "3");
    assert_eq!(size("[services.gateway]\nsize = 7"), "7");
}

#[test]
fn what_the_author_leaves_out_is_not_added() {
    let rules = requires("R", "sensor", "service = 'gateway'");
    let without = |keys| run(&rules, (&["s sensor"], keys), |draft, _, _| added(draft, 1).len());
    assert_eq!(without("omit = ['gateway']"), 0);
    assert_eq!(without(""), 1);
}

#[test]
fn what_lives_on_a_device_stands_where_the_device_stands() {
    let rules = requires("R", "gateway", "service = 'sensor', scope = 'anywhere'");
    let elements = ["a site", "g gateway in a"];
    assert_eq!(adds(&rules, &elements), ["sensor sensor in a | R"]);
    let rules = requires("R", "gateway", "service = 'desk', scope = 'anywhere'");
    assert_eq!(adds(&rules, &elements), ["desk desk | R"], "what does not, stands nowhere");
}

#[test]
fn a_place_may_be_needed() {
    let need = "service = 'zone', id = 'safe', label = 'Safe'";
    let rules = rule("R", &format!("each = 'sensor'\nadd = [{{ {need} }}]"));
    assert_eq!(adds(&rules, &["s sensor"]), ["safe zone | R"]);
    assert_eq!(adds(&rules, &["s sensor", "safe zone"]), Vec::<String>::new());
    run(&rules, (&["s sensor"], "omit = ['safe']"), |draft, _, _| {
        assert_eq!(added(draft, 1), Vec::<String>::new());
    });
    run(&rules, (&["s sensor"], ""), |draft, _, _| {
        assert_eq!(draft.graph[draft.index.id("safe").unwrap()].label, "Safe");
    });
}

#[test]
fn what_is_added_outright_asks_for_its_id_only() {
    let rules = rule("R", "each = 'sensor'\nadd = [{ service = 'gateway', id = '{each}-g' }]");
    let elements = ["g gateway", "s sensor", "t sensor", "t-g gateway"];
    assert_eq!(adds(&rules, &elements), ["s-g gateway | R"]);
}

#[test]
fn a_rule_of_the_scenario_is_asked_once() {
    let rules = rule("R", "each = 'scenario'\nadd = [{ service = 'gateway' }]");
    assert_eq!(adds(&rules, &["s1 sensor", "s2 sensor"]), ["gateway gateway | R"]);
    assert_eq!(adds(&rules, &[]), ["gateway gateway | R"]);
}

#[test]
fn a_rule_applies_where_its_condition_holds_and_nothing_meets_it() {
    let about = "when = { setting = { reader = 'poller' } }\nunless = { present = 'desk' }";
    let rules = rule("R", &format!("each = 'sensor'\n{about}\nadd = [{{ service = 'gateway' }}]"));
    assert_eq!(adds(&rules, &["s sensor"]), Vec::<String>::new());
    assert_eq!(adds(&rules, &["s sensor reader=poller"]), ["gateway gateway | R"]);
    assert_eq!(adds(&rules, &["s sensor reader=poller", "d desk"]), Vec::<String>::new());
}

#[test]
fn a_need_is_open_met_or_not_there() {
    let about = "when = { setting = { reader = 'poller' } }\nunless = { present = 'desk' }";
    let ground = Ground::new(&rule("R", &format!("each = 'sensor'\n{about}")), "");
    let state = |elements: &[&str]| {
        let draft = ground.draft(elements);
        let rule = draft.catalog.rules.iter().next().unwrap();
        need(&draft, rule, draft.index.id("s"))
    };
    assert_eq!(state(&["s sensor"]), None);
    assert_eq!(state(&["s sensor reader=poller"]), Some(State::Open));
    assert_eq!(state(&["s sensor reader=poller", "d desk"]), Some(State::Met));
}

#[test]
fn the_order_of_rules_does_not_matter() {
    let chain = [
        requires("A", "sensor", "service = 'gateway'"),
        requires("B", "gateway", "service = 'hub'"),
        requires("C", "hub", "service = 'store'"),
    ];
    let sorted = |rules: String| {
        let mut lines = adds(&rules, &["s sensor"]);
        lines.sort();
        lines
    };
    let forward = sorted(chain.concat());
    assert_eq!(forward.len(), 4, "{forward:?}");
    let backward: Vec<String> = chain.iter().rev().cloned().collect();
    assert_eq!(sorted(backward.concat()), forward);
}

#[test]
fn what_is_settled_stays_settled() {
    let rules = requires("R", "sensor", "service = 'gateway'");
    let ground = Ground::new(&rules, "");
    let (mut applied, mut sink) = (Applied::default(), Sink::default());
    let mut draft = ground.draft(&["s sensor"]);
    assert!(apply(&mut draft, &mut applied, Late::No, &mut sink), "the gateway is new");
    assert!(!apply(&mut draft, &mut applied, Late::No, &mut sink), "and then nothing is");
    assert_eq!(draft.required.len(), 1, "a need is noted once");
}

#[test]
fn a_rule_that_feeds_itself_is_stopped_and_named() {
    let rules = rule("R", "each = 'sensor'\nadd = [{ service = 'sensor', id = '{each}x' }]");
    let mut ground = Ground::new(&rules, "");
    ground.catalog().limits.elements = 10;
    let mut draft = ground.draft(&["s sensor"]);
    let (mut applied, mut sink) = (Applied::default(), Sink::default());
    assert!(!apply(&mut draft, &mut applied, Late::No, &mut sink));
    assert!(applied.is_full);
    assert_eq!(draft.graph.node_count(), 11, "the first one too many is the last");
    assert_eq!(sink.findings()[0].message, "rule `R` derives more than 10 elements");
    assert!(!apply(&mut draft, &mut applied, Late::No, &mut sink));
    assert_eq!(draft.graph.node_count(), 11, "nothing goes on after that");
    assert_eq!(sink.findings().len(), 1, "and it is told once");
}

#[test]
fn late_rules_wait_and_one_of_them_adds_at_a_time() {
    let late = |id: &str, service: &str| {
        rule(id, &format!("each = 'sensor'\nlate = true\nadd = [{{ service = '{service}' }}]"))
    };
    let rules = format!("{}{}", late("A", "gateway"), late("B", "desk"));
    run(&rules, (&["s sensor"], ""), |draft, applied, _| {
        assert_eq!(added(draft, 1), Vec::<String>::new());
        let mut sink = Sink::default();
        assert!(apply(draft, applied, Late::Only, &mut sink));
        assert_eq!(added(draft, 1), ["gateway gateway | A"]);
        assert!(apply(draft, applied, Late::Only, &mut sink));
        assert_eq!(added(draft, 2), ["desk desk | B"]);
        assert!(!apply(draft, applied, Late::Only, &mut sink));
    });
}

/// A choice between a gateway and a desk.
const CHOICE: &str = "each = 'sensor'
[rule.choose]
id = 'reader'
about = 'x'
[[rule.choose.option]]
value = 'poller'
when = { present = 'hub' }
reason = 'x'
require = [{ service = 'gateway' }]
[[rule.choose.option]]
value = 'listener'
reason = 'x'
require = [{ service = 'desk' }]
";

#[test]
fn a_choice_takes_what_is_written_else_the_first_that_fits() {
    let rules = rule("R", CHOICE);
    let chosen = |elements: &[&str], keys: &str| {
        run(&rules, (elements, keys), |draft, _, _| {
            let has = |kind| draft.index.has(kind);
            (has("gateway"), has("desk"))
        })
    };
    let (poller, listener) = ((true, false), (false, true));
    assert_eq!(chosen(&["s sensor"], ""), listener, "the first whose condition holds");
    assert_eq!(chosen(&["h hub", "s sensor"], ""), poller);
    assert_eq!(chosen(&["s sensor"], "choose = { reader = 'poller' }"), poller);
    assert_eq!(chosen(&["s sensor"], "choose = { reader = ['poller', 'listener'] }"), (true, true));
    let own = "choose = { reader = 'listener' }";
    assert_eq!(chosen(&["s sensor reader=poller"], own), poller, "its own word comes first");
    assert_eq!(chosen(&["w zone reader=poller", "s sensor in w"], own), poller, "then its place's");
}

#[test]
fn what_a_choice_brings_is_joined_to_its_subject() {
    run(&rule("R", CHOICE), (&["s sensor", "t sensor"], ""), |draft, _, _| {
        let desk = draft.index.id("desk").unwrap();
        let pairs: Vec<_> = draft.chosen_pairs.iter().copied().collect();
        let sensors = ["s", "t"].map(|id| (draft.index.id(id).unwrap(), desk));
        assert_eq!(pairs, sensors);
        assert_eq!(draft.chosen["reader"], ["listener"], "an option is in force once");
    });
}

#[test]
fn a_word_that_is_no_option_is_told_once() {
    let elements = ["s sensor", "t sensor"];
    let keys = "choose = { reader = 'pollr' }";
    run(&rule("R", CHOICE), (&elements, keys), |draft, _, sink| {
        assert!(draft.index.has("desk"), "the default holds");
        let told: Vec<_> = sink.findings().iter().map(|f| f.message.as_str()).collect();
        assert_eq!(told, ["`pollr` is not an option of `reader`"]);
    });
}
