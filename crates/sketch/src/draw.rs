//! Processes as short text.
//!
//! ```text
//! process p on=thing                  what follows belongs to p
//! start s -> a                        kind id options -> targets
//! user a who=role:chief -> x
//! xor x -> e?'not(approved)' f!       condition after ?, ! is the default, '…' keeps blanks together
//! sub inner { -> e                    to }
//! lane 销售部 a b                     these steps are the department's
//! ```
//!
//! An option that is none of the language is an attribute of ours: `share=balance`.

use std::fmt::Write;

/// The space of our own attributes.
const SHUNDAN: &str = "https://shundan.org/bpmn/1";

/// The files of a text: the name after `process`, and the BPMN.
///
/// # Panics
/// When nobody understands the text.
#[must_use]
pub fn files(text: &str) -> Vec<(String, String)> {
    let mut drawings: Vec<(String, Drawing)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words = words(line);
        if words[0] == "process" {
            drawings.push((words[1].clone(), Drawing::new(&words[2..])));
        } else {
            drawings.last_mut().unwrap().1.line(&words);
        }
    }
    drawings.into_iter().map(|(name, drawing)| (name.clone(), drawing.file(&name))).collect()
}

struct Drawing {
    attributes: String,
    body: String,
    /// The flows of the levels that are open.
    flows: Vec<String>,
}

impl Drawing {
    fn new(options: &[String]) -> Self {
        let mut attributes = String::new();
        for option in options {
            let (name, value) = option.split_once('=').unwrap();
            let name = if name == "on" { "subject" } else { name };
            write!(attributes, " shundan:{name}=\"{}\"", escape(value)).unwrap();
        }
        Self { attributes, body: String::new(), flows: vec![String::new()] }
    }

    fn line(&mut self, words: &[String]) {
        if words[0] == "}" {
            self.body += &self.flows.pop().unwrap();
            self.body += "</subProcess>";
            return;
        }
        if words[0] == "lane" {
            let steps: String =
                words[2..].iter().map(|step| format!("<flowNodeRef>{step}</flowNodeRef>")).collect();
            self.body += &format!("<laneSet><lane name=\"{}\">{steps}</lane></laneSet>", escape(&words[1]));
            return;
        }
        let opens = words.iter().any(|word| word == "{");
        let words: Vec<&String> = words.iter().filter(|word| *word != "{").collect();
        let arrow = words.iter().position(|word| *word == "->").unwrap_or(words.len());
        let targets = words.get(arrow + 1..).unwrap_or(&[]);
        let default = targets.iter().find_map(|target| target.strip_suffix('!'));
        element(&mut self.body, words[0], words[1], &words[2..arrow], default);
        for target in targets {
            let (to, condition) = target.split_once('?').unwrap_or((target.trim_end_matches('!'), ""));
            let flows = self.flows.last_mut().unwrap();
            write!(flows, r#"<sequenceFlow id="{0}_{to}" sourceRef="{0}" targetRef="{to}">"#, words[1])
                .unwrap();
            if !condition.is_empty() {
                write!(flows, "<conditionExpression>{}</conditionExpression>", escape(condition)).unwrap();
            }
            flows.push_str("</sequenceFlow>");
        }
        if opens {
            self.flows.push(String::new());
        }
    }

    fn file(mut self, name: &str) -> String {
        self.body += &self.flows.pop().unwrap();
        let id = name.split_once('#').map_or(name, |(id, _)| id);
        format!(
            r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:shundan="{}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><process id="{id}" isExecutable="true"{}>{}</process></definitions>"#,
            SHUNDAN, self.attributes, self.body
        )
    }
}

/// Blanks part words; between `'` they do not.
#[must_use]
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty())),
            other => word.push(other),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The element that a kind of step is called by in a file; none for what nobody draws.
#[must_use]
pub fn tag(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "start" => "startEvent",
        "end" => "endEvent",
        "catch" => "intermediateCatchEvent",
        "throw" => "intermediateThrowEvent",
        "boundary" => "boundaryEvent",
        "user" => "userTask",
        "service" => "serviceTask",
        "script" => "scriptTask",
        "receive" => "receiveTask",
        "rule" => "businessRuleTask",
        "send" => "sendTask",
        "manual" => "manualTask",
        "xor" => "exclusiveGateway",
        "and" => "parallelGateway",
        "or" => "inclusiveGateway",
        "event" => "eventBasedGateway",
        "sub" => "subProcess",
        "call" => "callActivity",
        _ => return None,
    })
}

fn element(body: &mut String, kind: &str, id: &str, options: &[&String], default: Option<&str>) {
    let tag = tag(kind).unwrap_or_else(|| panic!("nobody draws a {kind}"));
    let (mut attributes, mut inner, mut extensions) = (String::new(), String::new(), String::new());
    if let Some(default) = default {
        write!(attributes, " default=\"{id}_{default}\"").unwrap();
    }
    for option in options {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = &escape(value);
        match name {
            "on" => write!(attributes, " attachedToRef=\"{value}\""),
            "gentle" if kind == "start" => write!(attributes, " isInterrupting=\"false\""),
            "gentle" => write!(attributes, " cancelActivity=\"false\""),
            "byevent" => write!(attributes, " triggeredByEvent=\"true\""),
            "named" => write!(attributes, " name=\"{value}\""),
            "says" => write!(attributes, " messageRef=\"{value}\""),
            "calls" => write!(attributes, " calledElement=\"{value}\""),
            "run" => write!(inner, "<script>{}</script>", value.replace("; ", "\n")),
            "in" | "out" => {
                let (from, to) = value.split_once('>').unwrap();
                write!(extensions, "<camunda:{name} source=\"{from}\" target=\"{to}\"/>")
            }
            "arg" => {
                let (to, from) = value.split_once(':').unwrap();
                write!(extensions, "<shundan:ioMapping><shundan:input source=\"{from}\" target=\"{to}\"/></shundan:ioMapping>")
            }
            _ => event(&mut inner, name, value).unwrap_or_else(|| write!(attributes, " shundan:{name}=\"{value}\"")),
        }
        .unwrap();
    }
    repeated(&mut inner, options);
    if !extensions.is_empty() {
        extensions = format!("<extensionElements>{extensions}</extensionElements>");
    }
    write!(body, "<{tag} id=\"{id}\"{attributes}>{extensions}{inner}").unwrap();
    if kind != "sub" {
        write!(body, "</{tag}>").unwrap();
    }
}

/// How often an activity is done: once per person of a vote, once per item of a list, as long as a condition holds.
fn repeated(inner: &mut String, options: &[&String]) {
    let option = |name: &str| options.iter().find_map(|it| it.strip_prefix(name));
    let over = match option("each=") {
        Some(list) => Some((list, "item")),
        None => option("vote=").map(|_| ("people()", "assignee")),
    };
    if let Some((list, item)) = over {
        let in_order = options.iter().any(|it| *it == "inorder");
        let until = option("until=").map_or(String::new(), |condition| {
            format!("<completionCondition>{}</completionCondition>", escape(condition))
        });
        write!(inner, r#"<multiInstanceLoopCharacteristics isSequential="{in_order}" shundan:collection="{}" shundan:elementVariable="{item}">{until}</multiInstanceLoopCharacteristics>"#, escape(list)).unwrap();
    }
    if let Some(condition) = option("loop=") {
        write!(inner, r#"<standardLoopCharacteristics loopMaximum="4"><loopCondition>{}</loopCondition></standardLoopCharacteristics>"#, escape(condition)).unwrap();
    }
}

/// What an event waits for or throws; none when the option says no such thing.
fn event(inner: &mut String, name: &str, value: &str) -> Option<std::fmt::Result> {
    let timer = |what: &str| format!("<timerEventDefinition>{what}</timerEventDefinition>");
    let text = match name {
        "wait" => timer(&format!("<timeDuration>{value}</timeDuration>")),
        "working" => timer(&format!("<timeDuration shundan:calendar=\"working\">{value}</timeDuration>")),
        "date" => timer(&format!("<timeDate>{value}</timeDate>")),
        "cycle" => timer(&format!("<timeCycle>{value}</timeCycle>")),
        "when" => {
            format!("<conditionalEventDefinition><condition>{value}</condition></conditionalEventDefinition>")
        }
        "message" => format!("<messageEventDefinition messageRef=\"{value}\"/>"),
        "signal" => format!("<signalEventDefinition signalRef=\"{value}\"/>"),
        "escalation" => format!("<escalationEventDefinition escalationRef=\"{value}\"/>"),
        "link" => format!("<linkEventDefinition name=\"{value}\"/>"),
        "error" if value.is_empty() => "<errorEventDefinition/>".to_owned(),
        "error" => format!("<errorEventDefinition errorRef=\"{value}\"/>"),
        "terminate" => "<terminateEventDefinition/>".to_owned(),
        "inorder" | "each" | "until" | "loop" => String::new(),
        _ => return None,
    };
    Some(inner.write_str(&text))
}
