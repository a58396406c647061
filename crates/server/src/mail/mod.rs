//! Mail: notices that wait in the outbox become letters and go to the company's mail server, each marked as soon as it is gone.
//!
//! What stands in a letter, the link to decide included, is made when it leaves: the outbox holds no secret, and what is done
//! by then is not sent. A process that dies between the server's yes and our mark sends that one letter again, under the same
//! Message-ID.

mod letter;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use base::id::{RowId, TaskId};
use base::time::SECOND_US;
use base::{Ctx, Error, Result};
use db::Tx;
use db::work::outbox::Message;
use edge::App;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{SmtpTransport, Transport};
use notify::MAIL;
use process::gist;
use serde::Deserialize;

use crate::config::{Mail, Security};
use crate::offer::HOUSE;
use letter::Letter;

/// Letters taken at once, and how long one works on them: less than their lease lasts.
const BATCH: i64 = 20;
const WORKS_US: i64 = 40 * SECOND_US;
const ANSWERS_WITHIN: Duration = Duration::from_secs(15);

/// Who carries our letters.
#[derive(Clone)]
pub(crate) struct Mailer {
    carrier: SmtpTransport,
    from: Mailbox,
    /// Our address as people reach it, without a slash at the end.
    url: Arc<str>,
}

#[derive(Deserialize)]
struct Payload {
    notice: RowId,
}

/// What came of a letter.
enum Outcome {
    Sent,
    /// Nobody needs it any more.
    Needless,
    /// The server will never take it.
    Refused(String),
    Later(String),
    /// The server does not answer: the others need not be tried now.
    Away(String),
}

impl Mailer {
    /// Nobody when no mail server is named.
    ///
    /// # Errors
    /// When what is configured cannot be.
    pub(crate) fn new(mail: &Mail, url: &str) -> anyhow::Result<Option<Self>> {
        let Some(host) = &mail.smtp_host else { return Ok(None) };
        let from =
            mail.mail_from.as_deref().context("--mail-from says whom mail comes from; it is missing")?;
        let from: Mailbox = from.parse().with_context(|| format!("{from} is no mail address"))?;
        let secret = || TlsParameters::new(host.clone()).context("preparing TLS for the mail server");
        let (tls, port) = match mail.smtp_security {
            Security::Tls => (Tls::Wrapper(secret()?), 465),
            Security::Starttls => (Tls::Required(secret()?), 587),
            Security::None => (Tls::None, 25),
        };
        let mut carrier = SmtpTransport::builder_dangerous(host.as_str())
            .tls(tls)
            .port(mail.smtp_port.unwrap_or(port))
            .timeout(Some(ANSWERS_WITHIN));
        if let Some(user) = &mail.smtp_user {
            let password = mail.smtp_password.clone().unwrap_or_default();
            carrier = carrier.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Some(Self { carrier: carrier.build(), from, url: url.trim_end_matches('/').into() }))
    }

    fn send(&self, letter: &Letter, key: &str) -> Outcome {
        let message = match letter.message(&self.from, key) {
            Ok(message) => message,
            Err(why) => return Outcome::Refused(format!("{why:#}")),
        };
        let Err(error) = self.carrier.send(&message) else { return Outcome::Sent };
        let why = told(&error);
        // A wrong password is ours to mend, and no fault of the letter.
        let ours = error.status().is_some_and(|code| (530..540).contains(&u16::from(code)));
        match error.status() {
            Some(_) if error.is_permanent() && !ours => Outcome::Refused(why),
            Some(_) if !ours => Outcome::Later(why),
            _ => Outcome::Away(why),
        }
    }
}

/// The error with what caused it.
fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| {
        let cause = cause.to_string();
        if told.contains(&cause) { told } else { format!("{told}: {cause}") }
    })
}

/// Sends what is due; whether there was anything.
pub(crate) async fn send_due(app: &App, mailer: &Mailer) -> bool {
    let now = app.now();
    // Looking costs a read; the lease, which costs a commit, is taken only when something is due.
    if !matches!(app.db.read(move |tx| tx.messages_due(MAIL, now)).await, Ok(true)) {
        return false;
    }
    let taken = app.db.write(&app.system("mail"), |tx, ctx| tx.lease_messages(MAIL, ctx.at, BATCH)).await;
    let (app, mailer) = (app.clone(), mailer.clone());
    // The mail server is spoken to on a thread of its own, which may wait.
    let sent = match taken {
        Ok(taken) => tokio::task::spawn_blocking(move || send_all(&app, &mailer, &taken)).await,
        Err(error) => Ok(Err(error)),
    };
    match sent.map_err(anyhow::Error::from) {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::error!("mail stopped: {error}");
            false
        }
        Err(error) => {
            tracing::error!("mail stopped: {error:#}");
            false
        }
    }
}

fn send_all(app: &App, mailer: &Mailer, taken: &[Message]) -> Result<()> {
    let began = app.now();
    let mut away = None;
    for message in taken {
        // The lease is nearly over: what is left comes again.
        if app.now() > began.plus(WORKS_US) {
            break;
        }
        let outcome = match &away {
            Some(why) => Outcome::Away(String::clone(why)),
            None => one(app, mailer, message)?,
        };
        if let Outcome::Away(why) = &outcome {
            away = Some(why.clone());
        }
        mark(app, message.clone(), outcome)?;
    }
    if let Some(why) = away {
        tracing::warn!("the mail server does not take mail: {why}");
    }
    Ok(())
}

fn one(app: &App, mailer: &Mailer, message: &Message) -> Result<Outcome> {
    let Ok(Payload { notice }) = serde_json::from_str::<Payload>(&message.payload) else {
        return Ok(Outcome::Refused("the message names no notice".to_owned()));
    };
    let (secret, url) = (people::password::new_token(process::LINK_PREFIX)?, Arc::clone(&mailer.url));
    let letter = app.db.write_now(&app.system("mail"), move |tx, ctx| write(tx, ctx, notice, &secret, &url));
    match letter {
        Ok(letter) => Ok(letter.map_or(Outcome::Needless, |letter| mailer.send(&letter, &message.key))),
        Err(Error::Refused(refused)) => Ok(Outcome::Refused(refused.detail)),
        Err(fault) => Err(fault),
    }
}

fn mark(app: &App, message: Message, outcome: Outcome) -> Result<()> {
    app.db.write_now(&app.system("mail"), move |tx, ctx| match &outcome {
        Outcome::Sent => tx.sent(ctx.at, &[message.id]),
        Outcome::Needless => tx.call_off(MAIL, std::slice::from_ref(&message.key)),
        Outcome::Refused(why) => tx.give_up(&message, why),
        Outcome::Later(why) | Outcome::Away(why) => tx.not_sent(ctx.at, &message, why),
    })
}

/// The letter about a notice; none when nobody needs it any more, or nobody is there to read it.
fn write(tx: &mut Tx<'_>, ctx: &Ctx, id: RowId, secret: &str, url: &str) -> Result<Option<Letter>> {
    let Some(notice) = notify::notice(tx, id)? else { return Ok(None) };
    let Some(reader) = people::briefs(tx, &[notice.actor_id])?.into_iter().find(|reader| reader.active)
    else {
        return Ok(None);
    };
    let Some(email) = reader.email.clone() else { return Ok(None) };
    if !notify::wants_mail(tx, reader.id, notice.kind)? {
        return Ok(None);
    }
    let company = tx.setting("company.name")?.unwrap_or_else(|| "顺单".to_owned());
    let open = format!("{url}{}", notice.path);
    let mut letter = Letter::new(&reader, email, &notice, (company, open));
    let task = notice.about.parse::<TaskId>().ok().filter(|_| notice.kind.asks());
    let Some(task) = task else { return Ok(Some(letter)) };
    if !gist::waits_for(tx, task, reader.id)? {
        return Ok(None);
    }
    let Some(gist) = gist::find(tx, ctx, &HOUSE, task, reader.lang)? else { return Ok(None) };
    letter.tell(&gist, &ctx.zone);
    if gist.decidable {
        process::make_link(tx, ctx, task, reader.id, secret)?;
        letter.decide = Some(letter::link(url, reader.lang, secret));
    }
    Ok(Some(letter))
}
