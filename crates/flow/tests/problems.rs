//! What a check of a drawing answers, in words of both languages with the element's name.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write;

use common::draw::xml;
use expect_test::{Expect, expect};
use flow::{Document, Expression, Offered, Outside, Problem, Severity, check};

/// One line a problem: how grave, its code, and the sentence in English and Chinese.
fn told(drawing: &str, answer: Expect) {
    of_file(&xml(drawing), answer);
}

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn of_file(file: &str, answer: Expect) {
    let services = BTreeSet::from(["order.release".to_owned(), "http.call".to_owned()]);
    let tables = BTreeSet::from(["approver".to_owned()]);
    let unknown = |expression: &Expression| {
        let words = expression.text.split(|it: char| !it.is_alphanumeric());
        words.filter(|it| it.starts_with("un")).map(str::to_owned).collect::<Vec<_>>()
    };
    let asking = BTreeSet::from(["http.call".to_owned()]);
    let connections = BTreeSet::from(["erp".to_owned()]);
    let outside = Some(Outside { services: &asking, connections: &connections });
    let offered =
        Offered { services: Some(&services), tables: Some(&tables), outside, unknown_names: Some(&unknown) };
    let document = Document::parse(file.as_bytes()).unwrap();
    let mut out = String::new();
    for problem in check(&document, &offered) {
        let grave = if problem.severity == Severity::Error { "error" } else { "warning" };
        let code = serde_json::to_value(&problem).unwrap()["code"].as_str().unwrap().to_owned();
        writeln!(out, "{grave} {code}: {} / {}", problem.sentence, problem.chinese()).unwrap();
        if code != "no_way_out" {
            assert!(problem.chinese().ends_with(&shown_by_the_web(&problem, &code)), "{}", problem.chinese());
        }
    }
    answer.assert_eq(&out);
}

/// The sentence of the same code in the file the web reads; one code, `no_way_out`, stands for a cause there too.
fn shown_by_the_web(problem: &Problem, code: &str) -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales/refusals.zh.json");
    let sentences: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let mut sentence = sentences[code].as_str().unwrap().to_owned();
    let args = serde_json::to_value(problem).unwrap()["args"].clone();
    for (name, value) in args.as_object().into_iter().flatten() {
        sentence = sentence
            .replace(&format!("{{{name}}}"), &value.as_str().map_or(value.to_string(), str::to_owned));
    }
    sentence
}

#[test]
fn nothing_is_said_about_a_good_drawing() {
    told(
        "start s -> x
         xor x -> a?n>5 b!
         user a -> e
         service b use:order.release -> e
         end e",
        expect![[""]],
    );
}

#[test]
fn a_file_without_a_process_and_one_without_a_start() {
    of_file(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>",
        expect![[r#"
        error no_process: there is no process in the file / 文件里没有流程
    "#]],
    );
    told(
        "user a -> b\nuser b -> a",
        expect![[r#"
            error no_start: the process has no start / 流程没有开始
        "#]],
    );
}

#[test]
fn what_is_not_supported_is_named() {
    told(
        "start s -> t
         transaction t named:Booking -> c
         complexGateway c -> a
         task a -> e
         boundary undo on:a raw:compensateEventDefinition -> e
         end e",
        expect![[r#"
            error unsupported: “Booking”: transaction is not supported / “Booking”：不支持 transaction
            error unsupported: “c”: complexGateway is not supported / “c”：不支持 complexGateway
            error unsupported: “undo”: compensateEventDefinition is not supported / “undo”：不支持 compensateEventDefinition
        "#]],
    );
}

#[test]
fn ids_flows_and_boundaries_that_mean_nothing() {
    told(
        "start s -> a\nuser a -> e\nuser a -> e\nend e",
        expect![[r#"
            error double_id: “a”: the id is used twice / “a”：编号重复使用
        "#]],
    );
    told(
        "start s -> a\nuser a -> nowhere\nboundary b on:gone timer:PT1H -> e\nend e",
        expect![[r#"
            error dangling_flow: “a_nowhere”: the flow a_nowhere leads from or to something that is not there / “a_nowhere”：连线 a_nowhere 的起点或终点不存在
            error dangling_boundary: “b”: it is attached to gone, which is not there / “b”：它附着的 gone 不存在
        "#]],
    );
}

#[test]
fn ways_that_do_not_lead_on() {
    told(
        "start s -> a
         user a named:Review -> b
         user b named:Again -> a
         user lost named:Forgotten -> e
         end e",
        expect![[r#"
            error no_way_out: “s”: no end can be reached from here / “s”：从这里无法到达任何结束
            error no_way_out: “Review”: no end can be reached from here / “Review”：从这里无法到达任何结束
            error no_way_out: “Again”: no end can be reached from here / “Again”：从这里无法到达任何结束
            warning unreachable: “Forgotten”: nothing leads here / “Forgotten”：没有路径到达这里
            warning unreachable: “e”: nothing leads here / “e”：没有路径到达这里
        "#]],
    );
    told(
        "start s -> c
         catch c -> e
         throw t link:aside
         end e",
        expect![[r#"
            error missing_link: “t”: the link aside has no catching end / “t”：链接 aside 没有接收端
            warning unreachable: “t”: nothing leads here / “t”：没有路径到达这里
        "#]],
    );
}

#[test]
fn flows_where_none_may_be() {
    told(
        "start s -> a
         user a -> s e
         boundary b on:a timer:PT1H -> e
         end e -> v
         sub v named:Beside byevent -> b {
         start vs message:stop -> c
         user c
         }",
        expect![[r#"
            error no_way_out: “s”: no end can be reached from here / “s”：从这里无法到达任何结束
            error misplaced_flow: “s”: no flow may lead to or from here / “s”：这里不能有连线进出
            error no_way_out: “a”: no end can be reached from here / “a”：从这里无法到达任何结束
            error no_way_out: “b”: no end can be reached from here / “b”：从这里无法到达任何结束
            error misplaced_flow: “b”: no flow may lead to or from here / “b”：这里不能有连线进出
            error no_way_out: “e”: no end can be reached from here / “e”：从这里无法到达任何结束
            error misplaced_flow: “e”: no flow may lead to or from here / “e”：这里不能有连线进出
            error no_way_out: “Beside”: no end can be reached from here / “Beside”：从这里无法到达任何结束
            error misplaced_flow: “Beside”: no flow may lead to or from here / “Beside”：这里不能有连线进出
        "#]],
    );
}

#[test]
fn a_process_larger_than_anybody_draws() {
    let body: String = (0..2_000).map(|it| format!("task n{it} -> e\n")).collect();
    told(
        &format!("start s -> e\nend e\n{body}"),
        expect![[r#"
        error too_many_steps: the process has more than 1000 steps or 4000 flows / 流程超过 1000 个步骤或 4000 条连线
    "#]],
    );
}

#[test]
fn conditions_and_defaults_that_are_missing() {
    told(
        "start s -> x
         xor x named:Large? -> a?n>5 b
         user a -> e
         user b -> o
         or o named:Which? -> c?n>1 d?n>2
         user c -> e
         user d -> e
         end e",
        expect![[r#"
            error missing_condition: “Large?”: the way to “b” has no condition and is not the default / “Large?”：通往“b”的路径没有条件，也不是默认路径
            warning missing_default: “Large?”: no flow is the default: a case for which no condition holds would stop here / “Large?”：没有默认路径：条件都不成立时会停在这里
            warning missing_default: “Which?”: no flow is the default: a case for which no condition holds would stop here / “Which?”：没有默认路径：条件都不成立时会停在这里
        "#]],
    );
}

#[test]
fn joins_that_can_never_complete() {
    told(
        "start s -> x
         xor x -> a?n>5 b!
         user a -> j
         user b -> j
         and j named:Both -> e
         end e",
        expect![[r#"
            error join_never_completes: “Both”: not all branches that meet here can be under way together: it would wait for ever / “Both”：汇合在这里的分支不会同时到齐，流程会一直等下去
        "#]],
    );
    told(
        "start s -> g
         event g -> t m
         catch t timer:PT1H -> j
         catch m message:paid -> j
         and j -> e
         end e",
        expect![[r#"
            error join_never_completes: “j”: not all branches that meet here can be under way together: it would wait for ever / “j”：汇合在这里的分支不会同时到齐，流程会一直等下去
        "#]],
    );
    // The same with a fork before them may complete.
    told(
        "start s -> f
         and f -> a b
         xor a -> j?n>5 c!
         user c -> j
         user b -> j
         and j -> e
         end e",
        expect![[""]],
    );
}

#[test]
fn events_that_say_too_little() {
    told(
        "start s -> m
         catch m named:Paid raw:messageEventDefinition -> k
         catch k raw:messageEventDefinition_messageRef=\"paid\" -> t
         catch t named:Wait raw:timerEventDefinition -> r
         receive r -> e
         end e",
        expect![[r#"
            warning missing_message: “Paid”: the message has no name / “Paid”：消息没有名称
            warning missing_key: “k”: the message paid has no key that tells which case is meant / “k”：消息 paid 没有说明是哪个案例的键
            error missing_timer: “Wait”: the timer says no time / “Wait”：定时器没有写时间
            warning missing_message: “r”: the message has no name / “r”：消息没有名称
        "#]],
    );
}

#[test]
fn services_fields_calls_and_repetitions() {
    told(
        "start s -> a
         service a named:Release use:order.recall -> b
         service b named:Silent -> x
         xor x -> c?unknown>1 d!
         call c -> d
         user d raw:multiInstanceLoopCharacteristics who:table:approver;table:aprover -> v
         user v named:Vote each:people vote:most -> e
         end e",
        expect![[r#"
            warning missing_service: “Silent”: no service is named / “Silent”：没有指定服务
            error missing_called: “c”: no process is named to be called / “c”：没有指定要调用的流程
            error missing_items: “d”: it repeats over nothing: neither a list nor a count is given / “d”：多实例没有给出列表或次数
            error bad_vote: “Vote”: most is no rule for voting / “Vote”：most 不是会签规则
            error unknown_service: “Release”: the service order.recall is not offered / “Release”：没有提供服务 order.recall
            error unknown_table: “d”: there is no published decision table aprover / “d”：没有已发布的决策表 aprover
            error unknown_field: “x → c”: the name unknown is not known / “x → c”：不认识名称 unknown
        "#]],
    );
}

#[test]
fn it_speaks_of_sub_processes_too() {
    told(
        "start s -> p
         sub p -> e {
         start is -> ix
         xor ix named:Inner -> ia?n>1 ib?n>2
         user ia -> ie
         user ib -> ie
         end ie
         }
         end e",
        expect![[r#"
            warning missing_default: “Inner”: no flow is the default: a case for which no condition holds would stop here / “Inner”：没有默认路径：条件都不成立时会停在这里
        "#]],
    );
}
