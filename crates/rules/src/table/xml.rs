//! A table as a DMN file and back.

use super::{HitPolicy, Table};
use crate::dmn;
use crate::fault::Problem;
use std::fmt::Write;

/// The namespace of what DMN has no word for.
pub(crate) const EXTENSION: &str = "https://shundan.org/dmn/1";

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no place for the other control characters.
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

impl HitPolicy {
    /// The policy and the aggregation as DMN writes them.
    pub(crate) fn words(self) -> (&'static str, Option<&'static str>) {
        match self {
            HitPolicy::Unique => ("UNIQUE", None),
            HitPolicy::Any => ("ANY", None),
            HitPolicy::Priority => ("PRIORITY", None),
            HitPolicy::First => ("FIRST", None),
            HitPolicy::RuleOrder => ("RULE ORDER", None),
            HitPolicy::OutputOrder => ("OUTPUT ORDER", None),
            HitPolicy::Collect => ("COLLECT", None),
            HitPolicy::Sum => ("COLLECT", Some("SUM")),
            HitPolicy::Count => ("COLLECT", Some("COUNT")),
            HitPolicy::Min => ("COLLECT", Some("MIN")),
            HitPolicy::Max => ("COLLECT", Some("MAX")),
        }
    }

    pub(crate) fn read(policy: Option<&str>, aggregation: Option<&str>) -> HitPolicy {
        const ALL: [HitPolicy; 11] = [
            HitPolicy::Unique,
            HitPolicy::Any,
            HitPolicy::Priority,
            HitPolicy::First,
            HitPolicy::RuleOrder,
            HitPolicy::OutputOrder,
            HitPolicy::Collect,
            HitPolicy::Sum,
            HitPolicy::Count,
            HitPolicy::Min,
            HitPolicy::Max,
        ];
        let policy = policy.unwrap_or("UNIQUE");
        let wanted = (policy, aggregation.filter(|_| policy == "COLLECT"));
        ALL.into_iter().find(|own| own.words() == wanted).unwrap_or_default()
    }
}

fn attribute(name: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!(" {name}=\"{}\"", escaped(value)) }
}

fn boxed(out: &mut String, indent: &str, element: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "{indent}<{element}><text>{}</text></{element}>", escaped(text));
    }
}

impl Table {
    fn extension(&self) -> String {
        if self.examples.is_empty() {
            return String::new();
        }
        let mut out =
            format!("    <extensionElements>\n      <shundan:examples xmlns:shundan=\"{EXTENSION}\">\n");
        for example in &self.examples {
            let (facts, expected) = (escaped(&example.facts), escaped(&example.expected));
            let _ = writeln!(
                out,
                "        <shundan:example><shundan:facts>{facts}</shundan:facts><shundan:expected>{expected}\
                 </shundan:expected></shundan:example>"
            );
        }
        out.push_str("      </shundan:examples>\n    </extensionElements>\n");
        out
    }

    /// The tables of a DMN file, each named after its decision.
    pub fn from_dmn(xml: &str) -> Result<Vec<Table>, Vec<Problem>> {
        dmn::tables(xml)
    }

    /// The table as the only decision of a DMN 1.5 file; examples stand in its extension elements.
    pub fn to_dmn(&self) -> String {
        let name = escaped(&self.name);
        let (policy, aggregation) = self.policy.words();
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions \
             xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"definitions\" name=\"{name}\" \
             namespace=\"urn:decision\">\n  <decision id=\"decision\" name=\"{name}\">\n{}    <variable name=\"{name}\"/>\n    \
             <decisionTable hitPolicy=\"{policy}\"{}>\n",
            self.extension(),
            attribute("aggregation", aggregation.unwrap_or_default())
        );
        for input in &self.inputs {
            let _ = writeln!(out, "      <input{}>", attribute("label", &input.label));
            let kind = attribute("typeRef", &input.kind);
            let text = escaped(&input.expression);
            let _ = writeln!(out, "        <inputExpression{kind}><text>{text}</text></inputExpression>");
            boxed(&mut out, "        ", "inputValues", &input.values);
            out.push_str("      </input>\n");
        }
        for output in &self.outputs {
            let (name, label) = (attribute("name", &output.name), attribute("label", &output.label));
            let _ = writeln!(out, "      <output{name}{label}{}>", attribute("typeRef", &output.kind));
            boxed(&mut out, "        ", "outputValues", &output.values);
            boxed(&mut out, "        ", "defaultOutputEntry", &output.default);
            out.push_str("      </output>\n");
        }
        for annotation in &self.annotations {
            let _ = writeln!(out, "      <annotation name=\"{}\"/>", escaped(annotation));
        }
        for rule in &self.rules {
            out.push_str("      <rule>\n");
            let cells = [
                ("inputEntry", &rule.inputs),
                ("outputEntry", &rule.outputs),
                ("annotationEntry", &rule.annotations),
            ];
            for (element, texts) in cells {
                for text in texts {
                    let _ = writeln!(out, "        <{element}><text>{}</text></{element}>", escaped(text));
                }
            }
            out.push_str("      </rule>\n");
        }
        out.push_str("    </decisionTable>\n  </decision>\n</definitions>\n");
        out
    }
}
