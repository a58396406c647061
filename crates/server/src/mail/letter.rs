//! A letter as it is read: the same facts as plain text and as HTML, in the reader's language.

use base::Lang;
use jiff::tz::TimeZone;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use notify::Notice;
use people::Brief;
use process::Gist;

pub(super) struct Letter {
    lang: Lang,
    to: (String, String),
    subject: String,
    body: String,
    /// Facts with their names.
    facts: Vec<(String, String)>,
    /// Where it is decided without logging in.
    pub(super) decide: Option<String>,
    open: String,
    company: String,
}

/// What letters say by themselves.
struct Words {
    decide: &'static str,
    decide_hint: &'static str,
    open: &'static str,
    foot: &'static str,
    reason: &'static str,
    number: &'static str,
    asked_by: &'static str,
    due: &'static str,
}

const ZH: Words = Words {
    decide: "审批",
    decide_hint: "打开后看到单据要点，同意或驳回，不用登录。链接只给您一人，7 天内有效，请不要转发。",
    open: "在系统里打开",
    foot: "不想收到这类邮件，可在“我的账号”页面里关掉。",
    reason: "原因",
    number: "单号",
    asked_by: "发起人",
    due: "期限",
};

const EN: Words = Words {
    decide: "Decide",
    decide_hint: "Shows the facts and lets you approve or reject without logging in. The link is yours alone, works for 7 days, and should not be passed on.",
    open: "Open it in the system",
    foot: "Mail of this kind can be turned off on your own page.",
    reason: "Why",
    number: "Number",
    asked_by: "Asked by",
    due: "Due",
};

/// Where somebody decides with a secret. It stands behind `#`, so that no server and no proxy on the way ever logs it; nothing
/// happens when a mail scanner opens the page.
pub(super) fn link(url: &str, lang: Lang, secret: &str) -> String {
    let lang = if lang == Lang::En { "en" } else { "zh" };
    format!("{url}/a#{lang}.{secret}")
}

impl Letter {
    pub(super) fn new(
        reader: &Brief,
        email: String,
        notice: &Notice,
        (company, open): (String, String),
    ) -> Self {
        Self {
            lang: reader.lang,
            to: (reader.name.clone(), email),
            subject: notice.title.clone(),
            body: notice.body.clone(),
            facts: Vec::new(),
            decide: None,
            open,
            company,
        }
    }

    fn words(&self) -> &'static Words {
        if self.lang == Lang::En { &EN } else { &ZH }
    }

    /// The facts of a task take the place of the sentence about them.
    pub(super) fn tell(&mut self, gist: &Gist, zone: &TimeZone) {
        let words = self.words();
        let task = &gist.task;
        let due = task.due_at.map(|due| due.clock_in(zone)).unwrap_or_default();
        let document = format!("{} {}", task.number, task.title);
        let mut facts = vec![
            (words.number.to_owned(), document.trim().to_owned()),
            (words.reason.to_owned(), gist.brief.reason.clone()),
        ];
        facts.extend(gist.brief.figures.iter().cloned());
        facts.push((words.asked_by.to_owned(), gist.asked_by.clone()));
        facts.push((words.due.to_owned(), due));
        facts.retain(|(_, value)| !value.is_empty());
        self.facts = facts;
    }

    /// Ready to be sent. The same key is the same Message-ID, so that a letter sent twice is known as one.
    pub(super) fn message(&self, from: &Mailbox, key: &str) -> anyhow::Result<Message> {
        let (name, email) = &self.to;
        let to = Mailbox::new(Some(name.clone()), email.parse()?);
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(from.clone())
            .to(to)
            .subject(self.subject.as_str())
            .message_id(Some(format!("<{key}@{}>", from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(self.text(), self.html()))?;
        Ok(message)
    }

    fn text(&self) -> String {
        let words = self.words();
        let mut lines = vec![self.subject.clone(), String::new()];
        match self.facts.as_slice() {
            [] => lines.extend([self.body.clone()].into_iter().filter(|body| !body.is_empty())),
            facts => lines.extend(facts.iter().map(|(name, value)| match self.lang {
                Lang::Zh => format!("{name}：{value}"),
                Lang::En => format!("{name}: {value}"),
            })),
        }
        if let Some(decide) = &self.decide {
            lines.extend([
                String::new(),
                format!("{}: {decide}", words.decide),
                words.decide_hint.to_owned(),
            ]);
        }
        lines.extend([String::new(), format!("{}: {}", words.open, self.open), String::new()]);
        lines.push(format!("{} · {}", self.company, words.foot));
        lines.join("\n")
    }

    fn html(&self) -> String {
        let words = self.words();
        let lang = if self.lang == Lang::En { "en" } else { "zh-CN" };
        let rows: String = self
            .facts
            .iter()
            .map(|(name, value)| {
                format!(
                    "<tr><td style=\"padding:4px 16px 4px 0;color:#5F6876;white-space:nowrap;vertical-align:top\">{}</td>\
                     <td style=\"padding:4px 0\">{}</td></tr>",
                    escaped(name),
                    escaped(value)
                )
            })
            .collect();
        let facts = if rows.is_empty() {
            format!("<p>{}</p>", escaped(&self.body))
        } else {
            format!("<table role=\"presentation\" style=\"border-collapse:collapse\">{rows}</table>")
        };
        let decide = self.decide.as_ref().map_or_else(String::new, |url| {
            format!(
                "<p style=\"margin:24px 0 8px\"><a href=\"{}\" style=\"background:#2B4C7E;color:#FFFFFF;text-decoration:none;\
                 padding:12px 32px;border-radius:6px;display:inline-block\">{}</a></p>\
                 <p style=\"color:#5F6876;font-size:13px;margin:0\">{}</p>",
                escaped(url),
                words.decide,
                words.decide_hint
            )
        });
        format!(
            "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head>\
             <body style=\"margin:0;padding:24px;background:#FFFFFF;color:#1D2129;font:15px/1.6 -apple-system,'Segoe UI',\
             'PingFang SC','Microsoft YaHei',sans-serif\"><h1 style=\"font-size:18px;margin:0 0 16px\">{}</h1>{facts}{decide}\
             <p style=\"margin:24px 0\"><a href=\"{}\" style=\"color:#2B4C7E\">{}</a></p>\
             <p style=\"color:#5F6876;font-size:12px;border-top:1px solid #E5E8ED;padding-top:12px\">{} · {}</p></body></html>",
            escaped(&self.subject),
            escaped(&self.open),
            words.open,
            escaped(&self.company),
            words.foot
        )
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
