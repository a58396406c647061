//! The world outside: messages by webhook, taken from the outbox, signed, tried again; `calls` asks other systems for processes,
//! `reach` is how.

pub(crate) mod calls;
pub(crate) mod reach;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use base::id::RowId;
use base::{At, Result};
use db::work::outbox::Message;
use edge::App;
use standardwebhooks::Webhook;

/// Messages sent at once.
const BATCH: i64 = 50;
/// The channel of the outbox.
pub(crate) const WEBHOOK: &str = "webhook";

/// Where messages go.
#[derive(Clone)]
pub(crate) struct Outside {
    webhook: Option<Arc<str>>,
    signer: Option<Arc<Webhook>>,
    agent: ureq::Agent,
}

impl Outside {
    /// # Errors
    /// When the secret is no secret of Standard Webhooks (`whsec_` and base64).
    pub(crate) fn new(webhook: Option<String>, secret: Option<&str>) -> anyhow::Result<Self> {
        let signer = secret
            .map(Webhook::new)
            .transpose()
            .context("the webhook secret has the form whsec_ and base64")?;
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(15)))
            .http_status_as_error(false)
            .build();
        Ok(Self { webhook: webhook.map(Into::into), signer: signer.map(Arc::new), agent: config.into() })
    }

    /// Sends one message, signed; the key tells the receiver when he has seen it before.
    fn send(&self, message: &Message, now: At) -> anyhow::Result<()> {
        let url = self.webhook.as_deref().context("no webhook address is set")?;
        let seconds = now.as_millis() / 1_000;
        let mut post = self
            .agent
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &message.key)
            .header("webhook-timestamp", seconds.to_string());
        if let Some(signer) = &self.signer {
            let signature =
                signer.sign(&message.key, seconds, message.payload.as_bytes()).context("signing")?;
            post = post.header("webhook-signature", signature);
        }
        let answer = post.send(&message.payload).with_context(|| format!("sending to {url}"))?;
        if answer.status().is_success() { Ok(()) } else { bail!("{url} answered {}", answer.status()) }
    }
}

/// Sends what is due and notes what came of it.
///
/// # Errors
/// A fault when the database fails; a receiver's failure is noted on the message.
pub(crate) async fn send_due(app: &App, outside: &Outside) -> Result<()> {
    let ctx = app.system("outbox");
    let taken = app.db.write(&ctx, move |tx, ctx| tx.lease_messages(WEBHOOK, ctx.at, BATCH)).await?;
    let (outside, now) = (outside.clone(), ctx.at);
    // The HTTP client blocks: it has a thread of its own.
    let sending = tokio::task::spawn_blocking(move || -> Vec<(Message, Option<String>)> {
        let outcome = |message: &Message| outside.send(message, now).err().map(|e| format!("{e:#}"));
        taken.into_iter().map(|message| (outcome(&message), message)).map(|(o, m)| (m, o)).collect()
    });
    let done = sending.await.map_err(anyhow::Error::from)?;
    app.db
        .write(&app.system("outbox"), move |tx, ctx| {
            let sent: Vec<RowId> = done.iter().filter(|(_, e)| e.is_none()).map(|(m, _)| m.id).collect();
            tx.sent(ctx.at, &sent)?;
            for (message, reason) in &done {
                if let Some(reason) = reason {
                    tx.not_sent(ctx.at, message, reason)?;
                }
            }
            Ok(())
        })
        .await
}
