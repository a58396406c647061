//! Texts made to break the evaluator: each must be refused, or stop within its budget. Never a panic, abort or hang.
#![allow(clippy::unwrap_used, reason = "a test")]

use rules::{Budget, Field, Model, Schema, Type, Value, compile, compile_tests, complete};

/// What became of a text, in a word; nothing here may take long or overflow the stack of a test's thread.
fn fate(text: &str) -> String {
    let schema = Schema { fields: vec![Field::new("x", Type::Any)], types: vec![] };
    match compile(text, &schema) {
        Err(problems) => format!("{:?}", problems[0].code),
        Ok(expression) => match expression.eval(&[Value::from(1)], &mut Budget::default()) {
            Ok(value) => value.kind().to_owned(),
            Err(fault) => format!("{:?}", fault.0.code),
        },
    }
}

fn is(text: &str, expected: &str) {
    assert_eq!(fate(text), expected, "{}", text.chars().take(80).collect::<String>());
}

/// Which of the budget is used up first does not matter.
fn stops(text: &str) {
    let fate = fate(text);
    assert!(["Steps", "Memory", "Depth"].contains(&fate.as_str()), "{fate}: {text}");
}

#[test]
fn nesting_is_bounded() {
    let many = 20_000;
    is(&format!("{}1{}", "(".repeat(many), ")".repeat(many)), "TooDeep");
    is(&format!("{}1{}", "[".repeat(many), "]".repeat(many)), "TooDeep");
    is(&"{a:".repeat(many), "TooDeep");
    is(&format!("{}1", "-".repeat(many)), "TooDeep");
    is(&format!("1{}", "+1".repeat(many)), "TooDeep");
    is(&format!("x{}", ".a".repeat(many)), "TooDeep");
    is(&format!("x{}", "[1]".repeat(many)), "TooDeep");
    is(&"if ".repeat(many), "TooDeep");
    is(&"function(a) ".repeat(5_000), "TooDeep");
    is(&format!("x instance of {}", "list<".repeat(many / 2)), "TooDeep");
    is(&format!("x in {}", "(".repeat(many)), "TooDeep");
    is(&"[1..1[".repeat(10_000), "TooDeep");
    is(&"1 or ".repeat(20_000), "TooLong");
}

#[test]
fn wide_is_not_deep() {
    is(&format!("x = 1{}", " or x = 2".repeat(3_000)), "boolean");
    is(&format!("[1{}]", ",1".repeat(20_000)), "list");
}

#[test]
fn steps_and_memory_are_bounded() {
    stops("for i in 1..1e15 return i");
    stops("count(for i in [1..1e15] return null)");
    stops("some i in 1..1e15 satisfies i < 0");
    stops("for i in 1..3000, j in 1..3000 return i");
    stops("for i in 1..10000 return partial");
    stops("distinct values(for i in 1..100000 return i)");
    stops("for i in 1..1e33 return i");
    stops("{f: function(s) f(s + s), r: f(\"aaaaaaaa\")}.r");
    stops("{f: function(n) f(n + 1), r: f(0)}.r");
    stops("{f: function(n) [f(n), f(n)], r: f(0)}.r");
    stops("{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(60)}.r");
    stops("for i in 1..100000 return [partial[-1]]");
    // What is shared inside is still walked: twice as much with each step.
    stops("{f: function(x, n) if n = 0 then x else f([x, x], n - 1), r: f(1, 60), s: r = r}.s");
    stops("{f: function(x, n) if n = 0 then x else f({a: x, b: x}, n - 1), r: f(1, 60), s: string(r)}.s");
    stops("count(for i in 1..1500 return [partial[-1]])");
    stops("sort(for i in 1..100000 return i, function(a, b) a > b)");
}

#[test]
fn numbers_stay_in_range() {
    is("10 ** 1e9", "null");
    is("1.0000001 ** 1e300", "null");
    is("exp(1e300)", "null");
    is("1e6000 * 1e6000", "null");
    is("1e999999999999", "BadNumber");
    is("modulo(1e6000, 7e-6000)", "number");
    is("decimal(1, 1e300)", "null");
    is("string(1e6000)", "string");
    is("duration(\"P99999999999999999999D\")", "null");
    is("@\"P999999999Y\" * 1e30", "null");
    is("date(999999999, 12, 31) + @\"P1D\"", "null");
    is("date(\"2020-01-01\") + @\"P999999999999999999D\"", "null");
}

#[test]
fn patterns_do_not_run_on() {
    let text = "a".repeat(60);
    is(&format!("matches(\"{text}b\", \"(a+)+$\")"), "boolean");
    is(&format!("matches(\"{text}b\", \"((a|a)*)*\\\\1c\")"), "null");
    is("matches(\"a\", \"(((a{1000}){1000}){1000})\")", "null");
    is("matches(\"a\", \"[\")", "null");
    is(&format!("matches(\"a\", \"{}\")", "(".repeat(1_500)), "null");
}

#[test]
fn models_do_not_break_the_reader() {
    assert!(Model::read("").is_err());
    assert!(Model::read("<definitions><decision/></definitions>").is_ok());
    assert!(Model::read(&"<a>".repeat(100_000)).is_err());
    assert!(
        Model::read(&format!("<definitions>{}{}</definitions>", "<a>".repeat(5_000), "</a>".repeat(5_000)))
            .is_err()
    );
    let circle = "<definitions><decision name='a' id='a'><informationRequirement><requiredDecision href='#a'/>\
        </informationRequirement></decision></definitions>";
    assert!(Model::read(circle).unwrap().decision("a").is_err());
    let types = "<definitions><itemDefinition name='t'><itemComponent name='a'><typeRef>t</typeRef></itemComponent>\
        <itemComponent name='b'><typeRef>t</typeRef></itemComponent></itemDefinition></definitions>";
    assert!(Model::read(types).is_ok());
}

/// A small generator that always makes the same numbers from the same seed.
struct Seed(u64);

impl Seed {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn corpus() -> Vec<String> {
    let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dmn-tck");
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/dmn-tck");
    let home = if home.is_dir() { home } else { beside };
    assert!(home.is_dir(), "the DMN TCK is expected in ../shared/data/dmn-tck beside the project");
    let mut texts = Vec::new();
    for level in
        std::fs::read_dir(home).unwrap().filter_map(|entry| std::fs::read_dir(entry.unwrap().path()).ok())
    {
        for folder in level {
            for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|end| end == "dmn") {
                    let xml = std::fs::read_to_string(path).unwrap();
                    let document = roxmltree::Document::parse(&xml).unwrap();
                    let found = document.descendants().filter(|node| node.tag_name().name() == "text");
                    texts.extend(found.filter_map(|node| node.text().map(str::to_owned)));
                }
            }
        }
    }
    texts.sort();
    texts
}

fn mutated(seed: &mut Seed, texts: &[String]) -> String {
    let mut chars: Vec<char> = texts[seed.below(texts.len())].chars().collect();
    for _ in 0..=seed.below(4) {
        let at = seed.below(chars.len() + 1);
        match seed.below(4) {
            0 if at < chars.len() => {
                chars.remove(at);
            }
            1 => chars.insert(
                at,
                ['(', ')', '[', ']', '"', '.', '{', '}', '?', '客', '-', ',', '9'][seed.below(13)],
            ),
            2 => {
                let other: Vec<char> = texts[seed.below(texts.len())].chars().collect();
                let from = seed.below(other.len());
                chars.splice(at..at, other[from..].iter().take(40).copied());
            }
            _ => {
                let end = (at + seed.below(12)).min(chars.len());
                chars.drain(at..end);
            }
        }
    }
    chars.into_iter().collect()
}

#[test]
fn what_is_shared_is_counted_each_time() {
    let doubled = "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]";
    for text in [
        "{l: DOUBLED, m: DOUBLED, r: l = m}.r",
        "{l: DOUBLED, r: l[60] = l[60]}.r",
        "string(DOUBLED)",
        "flatten(DOUBLED)",
        "distinct values(DOUBLED)",
        "(DOUBLED) instance of list<list<list<number>>>",
        "for i in 1..60 return if i = 1 then {a: 1} else {a: partial[-1], b: partial[-1]}",
    ] {
        stops(&text.replace("DOUBLED", doubled));
    }
    let many = ",l".repeat(40);
    stops(&format!("{{l: for i in 1..200000 return i, r: concatenate(l{many})}}.r"));
    stops(&format!("{{l: for i in 1..200000 return i, r: union(l{many})}}.r"));
}

#[test]
fn mutations_of_the_kit_never_break_it() {
    let texts = corpus();
    assert!(texts.len() > 1_000);
    let schema = Schema {
        fields: vec![Field::new("?", Type::Any), Field::new("客户 等级", Type::Text)],
        types: vec![],
    };
    let start = 20_261_124;
    let mut seed = Seed(start);
    let slots = [Value::from(1), Value::from("A")];
    for round in 0..6_000 {
        let text = mutated(&mut seed, &texts);
        let ran = std::panic::catch_unwind(|| {
            let mut budget = Budget::new(50_000, 50_000, 400);
            for expression in [compile(&text, &schema), compile_tests(&text, &schema)].into_iter().flatten() {
                let _ = expression.eval(&slots, &mut budget).map(|value| rules::text_of(&value));
            }
            complete(&text, text.len() / 2, &schema)
        });
        assert!(ran.is_ok(), "seed {start}, round {round}: {text}");
    }
}
