//! Processes as short text, and a case that is spoken to in lines.

use std::fmt::Write;

use flow::case::{At, Token};
use flow::{
    Case, Choice, Definition, Document, Effect, Input, NodeId, Place, TokenId, Value, Vars, compile, migrate,
    propose, step, unsound,
};

use super::Tiny;

/// `kind id options -> target target?condition target!` (`!` is the default), `sub id … {` to `}`.
pub(crate) fn draw(text: &str) -> Definition {
    let xml = xml(text);
    let document = Document::parse(xml.as_bytes()).unwrap_or_else(|why| panic!("{why}: {xml}"));
    compile(&document).unwrap_or_else(|problems| panic!("{problems:#?} in {xml}"))
}

pub(crate) fn xml(text: &str) -> String {
    let mut body = String::new();
    let mut flows = vec![String::new()];
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line == "}" {
            body += &flows.pop().unwrap();
            body += "</subProcess>";
            continue;
        }
        let (node, targets) = line.split_once("->").unwrap_or((line, ""));
        let mut words = node.split_whitespace();
        let (kind, id) = (words.next().unwrap(), words.next().unwrap());
        let options: Vec<&str> = words.filter(|word| *word != "{").collect();
        let default = targets.split_whitespace().find_map(|target| target.strip_suffix('!'));
        element(&mut body, kind, id, &options, default);
        for target in targets.split_whitespace().filter(|it| *it != "{") {
            let (to, condition) =
                target.trim_end_matches('!').split_once('?').unwrap_or((target.trim_end_matches('!'), ""));
            let flows = flows.last_mut().unwrap();
            write!(flows, "<sequenceFlow id=\"{id}_{to}\" sourceRef=\"{id}\" targetRef=\"{to}\">").unwrap();
            if !condition.is_empty() {
                write!(flows, "<conditionExpression>{}</conditionExpression>", escape(condition)).unwrap();
            }
            flows.push_str("</sequenceFlow>");
        }
        if line.ends_with('{') {
            flows.push(String::new());
        }
    }
    body += &flows.pop().unwrap();
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:shundan=\"{}\" xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\"><process id=\"p\" isExecutable=\"true\">{body}</process></definitions>",
        flow::xml::SHUNDAN
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn element(body: &mut String, kind: &str, id: &str, options: &[&str], default: Option<&str>) {
    // What the language does not know stands as it is: an element that is not supported.
    let tag = sketch::tag(kind).unwrap_or(kind);
    let (mut attributes, mut inner) = (String::new(), String::new());
    if let Some(default) = default {
        write!(attributes, " default=\"{id}_{default}\"").unwrap();
    }
    for option in options {
        let (name, value) = option.split_once(':').unwrap_or((option, ""));
        let value = &escape(value);
        match name {
            "on" => write!(attributes, " attachedToRef=\"{value}\""),
            "gentle" => write!(attributes, " {}=\"false\"", if kind == "start" { "isInterrupting" } else { "cancelActivity" }),
            "byevent" => write!(attributes, " triggeredByEvent=\"true\""),
            "vote" => write!(attributes, " shundan:vote=\"{}\"", value.replace('_', " ")),
            "veto" => write!(attributes, " shundan:veto=\"{value}\""),
            "timer" => write!(inner, "<timerEventDefinition><timeDuration>{value}</timeDuration></timerEventDefinition>"),
            "when" => write!(inner, "<conditionalEventDefinition><condition>{value}</condition></conditionalEventDefinition>"),
            "message" => write!(inner, "<messageEventDefinition messageRef=\"{value}\" shundan:key=\"key\"/>"),
            "signal" => write!(inner, "<signalEventDefinition signalRef=\"{value}\"/>"),
            "error" => write!(inner, "<errorEventDefinition errorRef=\"{value}\"/>"),
            "anyerror" => write!(inner, "<errorEventDefinition/>"),
            "escalation" => write!(inner, "<escalationEventDefinition escalationRef=\"{value}\"/>"),
            "link" => write!(inner, "<linkEventDefinition name=\"{value}\"/>"),
            "named" => write!(attributes, " name=\"{value}\""),
            "use" => write!(attributes, " shundan:service=\"{value}\""),
            "who" => write!(attributes, " shundan:who=\"{value}\""),
            "say" => write!(attributes, " messageRef=\"{value}\" shundan:key=\"key\""),
            "working" => write!(inner, "<timerEventDefinition><timeDuration shundan:calendar=\"working\">{value}</timeDuration></timerEventDefinition>"),
            "cycle" => write!(inner, "<timerEventDefinition><timeCycle>{value}</timeCycle></timerEventDefinition>"),
            "raw" => write!(inner, "<{}/>", value.replace('_', " ")),
            "terminate" => write!(inner, "<terminateEventDefinition/>"),
            "run" => write!(inner, "<script>{value}</script>"),
            "each" | "eachseq" => write!(
                inner,
                "<multiInstanceLoopCharacteristics isSequential=\"{}\" camunda:collection=\"{value}\" camunda:elementVariable=\"who\" {}>{}</multiInstanceLoopCharacteristics>",
                name == "eachseq",
                if options.contains(&"collect") { "shundan:outputCollection=\"all\" shundan:outputElement=\"answer\"" } else { "" },
                options.iter().find_map(|it| it.strip_prefix("until:")).map_or(String::new(), |it| format!("<completionCondition>{}</completionCondition>", escape(it))),
            ),
            "loop" => write!(inner, "<standardLoopCharacteristics loopMaximum=\"9\"><loopCondition>{value}</loopCondition></standardLoopCharacteristics>"),
            "in" | "out" => {
                let (from, to) = value.split_once('>').unwrap();
                write!(inner, "<extensionElements><camunda:{name} source=\"{from}\" target=\"{to}\"/></extensionElements>")
            }
            _ => Ok(()),
        }
        .unwrap();
    }
    write!(body, "<{tag} id=\"{id}\"{attributes}>{inner}").unwrap();
    if kind != "sub" {
        write!(body, "</{tag}>").unwrap();
    }
}

/// Speaks the lines with `>` to one case and writes down what it answers.
pub(crate) fn play(drawing: &str, lines: &str) -> String {
    let mut out = String::new();
    talk(&mut out, &draw(drawing), &mut Case::new(), lines);
    out
}

fn talk(out: &mut String, definition: &Definition, case: &mut Case, lines: &str) {
    for line in lines.lines().map(str::trim).filter_map(|line| line.strip_prefix("> ")) {
        writeln!(out, "> {line}").unwrap();
        let input = read(definition, case, line);
        let before = case.clone();
        // Who only has what was saved goes on just the same.
        let mut loaded: Case = serde_json::from_str(&serde_json::to_string(case).unwrap()).unwrap();
        assert_eq!(loaded, *case);
        match step(definition, case, input.clone(), &Tiny) {
            Ok(effects) => {
                let unfinished = effects.contains(&Effect::Continue);
                assert_eq!(step(definition, &mut loaded, input, &Tiny).as_ref(), Ok(&effects));
                assert_eq!(loaded, *case);
                for effect in &effects {
                    show(out, definition, &before, case, effect);
                }
                go_on(out, definition, case, unfinished);
            }
            Err(refused) => {
                assert_eq!(*case, before, "a refusal changes nothing");
                writeln!(out, "refused: {refused}").unwrap();
            }
        }
        assert_eq!(unsound(definition, case), [""; 0], "{case:#?}");
        stands(out, definition, case);
    }
}

/// A case of one drawing carried over to another: the lines before `> migrate` are spoken to the old, the rest to the new.
pub(crate) fn carry(old: &str, new: &str, lines: &str) -> String {
    let (old, new) = (draw(old), draw(new));
    let (before, after) = lines.split_once("> migrate").unwrap();
    let (mut case, mut out) = (Case::new(), String::new());
    talk(&mut out, &old, &mut case, before);
    writeln!(out, "> migrate").unwrap();
    let mapping = propose(&old, &new);
    for (from, to) in mapping.iter().map(|(from, to)| (&old.node(*from).id, &new.node(*to).id)) {
        if from != to {
            writeln!(out, "{from} becomes {to}").unwrap();
        }
    }
    let stood = case.clone();
    match migrate(&old, &new, &mut case, &mapping, &Tiny) {
        Ok(effects) => {
            for effect in effects.iter().filter(|it| !matches!(it, Effect::Migrated { .. })) {
                show(&mut out, &new, &case, &case, effect);
            }
            assert_eq!(unsound(&new, &case), [""; 0], "{case:#?}");
            stands(&mut out, &new, &case);
            talk(&mut out, &new, &mut case, after);
        }
        Err(refused) => {
            assert_eq!(case, stood, "a refusal changes nothing");
            writeln!(out, "refused: {refused}").unwrap();
            talk(&mut out, &old, &mut case, after);
        }
    }
    out
}

fn stands(out: &mut String, definition: &Definition, case: &Case) {
    let at: Vec<String> = case.tokens.iter().filter_map(|it| place(definition, it)).collect();
    if !at.is_empty() {
        writeln!(out, "at {}", at.join(", ")).unwrap();
    }
}

/// A case that used up its steps is taken up again until it rests.
fn go_on(out: &mut String, definition: &Definition, case: &mut Case, mut unfinished: bool) {
    while unfinished {
        let before = case.clone();
        let effects = step(definition, case, Input::Continue, &Tiny).unwrap();
        unfinished = effects.contains(&Effect::Continue);
        effects.iter().for_each(|effect| show(out, definition, &before, case, effect));
    }
}

fn place(definition: &Definition, token: &Token) -> Option<String> {
    let id = &definition.node(token.node).id;
    match token.at {
        At::Waiting => Some(id.to_string()),
        At::Arrived(_) => Some(format!("{id} (arrived)")),
        At::Held => Some(format!("{id} (held)")),
        At::Stuck(..) => Some(format!("{id} (stuck)")),
        At::Ready(_) | At::Inside | At::Watch(_) => None,
    }
}

fn show(out: &mut String, definition: &Definition, before: &Case, after: &Case, effect: &Effect) {
    let id = |node: NodeId| definition.node(node).id.to_string();
    let of = |token: TokenId| {
        let found = after.token(token).or_else(|| before.token(token));
        found.map_or("?".to_owned(), |it| id(it.node))
    };
    let line = match effect {
        Effect::Entered { .. }
        | Effect::Left { .. }
        | Effect::Taken { .. }
        | Effect::Voted { .. }
        | Effect::Continue => return,
        Effect::CreateTask { node, .. } => format!("task {}", id(*node)),
        Effect::CancelTask { token } => format!("no task {}", of(*token)),
        Effect::CallService { node, .. } => format!("service {}", id(*node)),
        Effect::CancelService { token } => format!("no service {}", of(*token)),
        Effect::StartCase { node, .. } => format!("case {}", id(*node)),
        Effect::CancelCase { token } => format!("no case {}", of(*token)),
        Effect::ScheduleTimer { node, when, .. } => format!("timer {} {when}", id(*node)),
        Effect::CancelTimer { token } => format!("no timer {}", of(*token)),
        Effect::Subscribe { node, key, .. } => format!("listen {} {key}", id(*node)),
        Effect::Unsubscribe { token } => format!("no listen {}", of(*token)),
        Effect::Publish { node, .. } => format!("publish {}", id(*node)),
        Effect::Escalated { code, .. } => format!("escalated {code}"),
        Effect::Assigned { token, who } => format!("{} is {who}'s", of(*token)),
        Effect::Decided { node, approved } => format!("decided {} {approved}", id(*node)),
        Effect::Moved { from, to } => format!("moved {} to {}", id(*from), id(*to)),
        Effect::Incident { node, cause, .. } => format!("incident {}: {cause}", id(*node)),
        Effect::Ended { outcome } => format!("ended {outcome:?}"),
        Effect::Migrated { node, .. } => format!("migrated {}", id(*node)),
    };
    writeln!(out, "{line}").unwrap();
}

fn read(definition: &Definition, case: &Case, line: &str) -> Input {
    let words: Vec<&str> = line.split_whitespace().collect();
    let node = |place: usize| definition.find(words[place]).unwrap();
    let vars: Vec<&&str> = words.iter().filter(|word| word.contains('=')).collect();
    let vars = Vars(
        vars.iter()
            .map(|word| word.split_once('=').unwrap())
            .map(|(name, text)| (name.into(), value(text)))
            .collect(),
    );
    let token = || {
        let (id, nth) = words[1].split_once('#').unwrap_or((words[1], "1"));
        let node = definition.find(id).unwrap();
        let fits = |it: &&Token| it.node == node && !matches!(it.at, At::Inside | At::Held | At::Ready(_));
        let mut found = case.tokens.iter().filter(fits);
        found.nth(nth.parse::<usize>().unwrap() - 1).map_or(TokenId(0), |it| it.id)
    };
    let who = || Value::text(words.get(2).copied().unwrap_or("someone"));
    match words[0] {
        "start" => Input::Start { at: None, vars },
        "done" => Input::Complete { token: token(), vars },
        "timer" => Input::Timer { token: token() },
        "message" => Input::Message { name: words[1].into(), key: value(words[2]), vars },
        "signal" => Input::Signal { name: words[1].into(), vars },
        "set" => Input::SetVars { vars },
        "error" => Input::ServiceError { token: token(), error: words[2].into(), vars },
        "fail" => Input::ServiceFailed { token: token(), why: "no answer".into() },
        "retry" => Input::Retry { token: token() },
        "skip" => Input::Skip { token: token(), vars },
        "return" => Input::Return { token: token(), to: node(2) },
        "jump" => Input::Jump { token: token(), to: node(2) },
        "resubmit" => Input::Resubmit { token: token(), direct: words.contains(&"direct"), vars },
        "sign" => Input::AddSigner {
            token: token(),
            who: who(),
            place: match words[3] {
                "before" => Place::Before,
                "after" => Place::After,
                _ => Place::Parallel,
            },
        },
        "unsign" => Input::RemoveSigner { token: token() },
        "transfer" => Input::Transfer { token: token(), to: who() },
        "delegate" => Input::Delegate { token: token(), from: Value::text("owner"), to: who() },
        "resolve" => Input::Resolve { token: token(), vars },
        "vote" => Input::Vote {
            token: token(),
            who: Value::text("someone"),
            choice: match words[2] {
                "approve" => Choice::Approve,
                "reject" => Choice::Reject,
                _ => Choice::Abstain,
            },
            weight: words.get(3).map_or(1, |it| it.parse().unwrap()),
            vars,
        },
        "terminate" => Input::Terminate,
        other => panic!("nobody understands {other}"),
    }
}

fn value(text: &str) -> Value {
    match text.split_once('|') {
        Some(_) => Value::list(text.split('|').filter(|it| !it.is_empty()).map(value).collect()),
        None => text.parse().map(Value::Int).unwrap_or(match text {
            "true" => true.into(),
            "false" => false.into(),
            _ => Value::text(text),
        }),
    }
}
