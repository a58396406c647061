//! What a process may use, and help with writing expressions.

use base::{Ctx, Lang, Result};
use db::Tx;
use edge::{Answer, Body, May, Shared};
use rules::{Budget, Field, Schema, Type};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Home, Read};
use crate::house::{House, Param, Run, Service, Subject};
use crate::run::compiled::bare;
use crate::store;

#[derive(Serialize, JsonSchema)]
pub(super) struct ParamView {
    key: &'static str,
    name: &'static str,
    name_en: &'static str,
    /// A FEEL type.
    kind: &'static str,
    required: bool,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ServiceView {
    name: &'static str,
    title: &'static str,
    title_en: &'static str,
    help: &'static str,
    help_en: &'static str,
    args: Vec<ParamView>,
    results: Vec<ParamView>,
    /// Whether it asks another system, over a connection that the step names.
    outside: bool,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct FieldView {
    /// As it stands in an expression: `order.amount`.
    key: String,
    title: String,
    title_en: String,
    kind: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct SubjectView {
    kind: &'static str,
    title: &'static str,
    title_en: &'static str,
    events: &'static [&'static str],
    fields: Vec<FieldView>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct NamedView {
    code: String,
    name: String,
    name_en: String,
}

/// What a process may use.
#[derive(Serialize, JsonSchema)]
pub(super) struct ProcessOffer {
    services: Vec<ServiceView>,
    subjects: Vec<SubjectView>,
    roles: Vec<NamedView>,
    processes: Vec<NamedView>,
    /// Decision tables that can be asked.
    tables: Vec<NamedView>,
    /// Connections to other systems that are in use.
    connections: Vec<NamedView>,
}

pub(super) async fn offer(Shared(house): Home, may: May<Read>) -> Answer<ProcessOffer> {
    may.read(move |tx, _| {
        let roles = people::directory::roles(tx)?;
        let processes = store::process::all(tx)?;
        let tables = store::decision::all(tx)?.into_iter().filter(|it| it.active && it.version_id.is_some());
        let connections = (house.connections)(tx)?.into_iter();
        let named = |(code, name, name_en)| NamedView { code, name, name_en };
        Ok(ProcessOffer {
            services: house.services.iter().map(service).collect(),
            subjects: house.subjects.iter().map(subject).collect(),
            roles: roles.into_iter().map(|role| named((role.code, role.name, role.name_en))).collect(),
            processes: processes.into_iter().map(|it| named((it.code, it.name, it.name_en))).collect(),
            tables: tables.map(|it| named((it.code, it.name, it.name_en))).collect(),
            connections: connections.map(|it| named((it.code, it.name, it.name_en))).collect(),
        })
    })
    .await
}

fn service(service: &Service) -> ServiceView {
    ServiceView {
        name: service.name,
        title: service.zh,
        title_en: service.en,
        help: service.help_zh,
        help_en: service.help_en,
        args: service.args.iter().map(param).collect(),
        results: service.results.iter().map(param).collect(),
        outside: matches!(service.run, Run::Outside(_)),
    }
}

fn param(param: &Param) -> ParamView {
    ParamView {
        key: param.key,
        name: param.zh,
        name_en: param.en,
        kind: param.kind,
        required: param.required,
    }
}

fn subject(subject: &Subject) -> SubjectView {
    let mut fields = Vec::new();
    for field in (subject.fields)() {
        flatten(&field, "", "", "", &mut fields);
    }
    SubjectView {
        kind: subject.kind,
        title: subject.zh,
        title_en: subject.en,
        events: subject.events,
        fields,
    }
}

/// Fields within fields, by their paths.
fn flatten(field: &Field, key: &str, zh: &str, en: &str, out: &mut Vec<FieldView>) {
    let joined =
        |outer: &str, own: &str| if outer.is_empty() { own.to_owned() } else { format!("{outer}.{own}") };
    let (key, zh, en) = (joined(key, &field.key), joined(zh, &field.zh), joined(en, &field.en));
    match &field.kind {
        Type::Context(inner) => inner.iter().for_each(|field| flatten(field, &key, &zh, &en, out)),
        kind => out.push(FieldView { key, title: zh, title_en: en, kind: kind.to_string() }),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpressionBody {
    text: String,
    /// The kind of document it speaks of.
    subject: String,
    /// A document to show the value for.
    #[serde(default)]
    sample: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ExpressionProblem {
    #[schemars(with = "String")]
    code: rules::Code,
    sentence: String,
    /// Characters from the beginning.
    from: usize,
    to: usize,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ExpressionView {
    problems: Vec<ExpressionProblem>,
    /// Its FEEL type, as far as it can be told.
    kind: String,
    /// What it is for the sample; as FEEL writes it.
    value: Option<String>,
}

pub(super) async fn check_expression(
    Shared(house): Home,
    may: May<Read>,
    Body(body): Body<ExpressionBody>,
) -> Answer<ExpressionView> {
    may.read(move |tx, ctx| checked(tx, ctx, house, &body)).await
}

fn checked(tx: &mut Tx<'_>, ctx: &Ctx, house: &House, body: &ExpressionBody) -> Result<ExpressionView> {
    let subject = house.subject(&body.subject);
    let schema = Schema { fields: subject.map(|it| (it.fields)()).unwrap_or_default(), types: Vec::new() };
    let text = bare(&body.text);
    let expression = match rules::compile(text, &schema) {
        Ok(expression) => expression,
        Err(problems) => {
            let problems = problems.iter().map(|problem| told(problem, text, ctx.grants.lang)).collect();
            return Ok(ExpressionView { problems, kind: String::new(), value: None });
        }
    };
    let sample = body.sample.as_deref().filter(|sample| !sample.is_empty());
    let value = match (subject, sample) {
        (Some(subject), Some(sample)) if (subject.may_see)(tx, ctx, sample)? => {
            let known = (subject.facts)(tx, ctx, sample)?;
            let mut budget = Budget::default();
            budget.now = crate::run::values::moment(ctx.at, &ctx.zone);
            expression.eval(&schema.slots(&known.facts), &mut budget).ok().map(|value| rules::text_of(&value))
        }
        _ => None,
    };
    Ok(ExpressionView { problems: Vec::new(), kind: expression.kind().to_string(), value })
}

fn told(problem: &rules::Problem, text: &str, lang: Lang) -> ExpressionProblem {
    let characters = |byte: u32| text.get(..byte as usize).map_or(0, |before| before.chars().count());
    ExpressionProblem {
        code: problem.code,
        sentence: if lang == Lang::Zh { problem.chinese() } else { problem.english() },
        from: characters(problem.span.start),
        to: characters(problem.span.end),
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CompletionBody {
    text: String,
    /// Characters before the cursor.
    cursor: usize,
    subject: String,
}

pub(super) async fn complete_expression(
    Shared(house): Home,
    may: May<Read>,
    Body(body): Body<CompletionBody>,
) -> Answer<Vec<serde_json::Value>> {
    let _ = may;
    let fields = house.subject(&body.subject).map(|it| (it.fields)()).unwrap_or_default();
    let schema = Schema { fields, types: Vec::new() };
    let cursor = body.text.char_indices().nth(body.cursor).map_or(body.text.len(), |(byte, _)| byte);
    let found = rules::complete(&body.text, cursor, &schema);
    let shown = found.into_iter().map(|it| serde_json::to_value(it).unwrap_or_default());
    Answer::ok(&shown.collect::<Vec<_>>())
}
