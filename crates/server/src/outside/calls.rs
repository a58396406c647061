//! What steps of processes ask of other systems: taken from the outbox, asked, and told to the case that waits.

use std::sync::Arc;

use base::{Error, Result};
use connect::connection::{self, Heard};
use db::work::outbox::Message;
use edge::App;
use process::{CHANNEL, Came};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::reach::REACH;
use crate::offer::HOUSE;
use crate::workers::spawn;

/// Systems one node asks at the same time: one that is slow holds up nobody else.
const AT_ONCE: usize = 32;

/// Asks what is due.
pub(crate) struct Calls {
    app: App,
    free: Arc<Semaphore>,
}

impl Calls {
    pub(crate) fn new(app: App) -> Self {
        Self { app, free: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Takes what is due and begins to ask; whether there was anything.
    pub(crate) async fn begin(&self) -> bool {
        let ctx = self.app.system("outside");
        // Looking costs a read; the lease, which costs a commit, is taken only when something is due.
        if !matches!(self.app.db.read(move |tx| tx.messages_due(CHANNEL, ctx.at)).await, Ok(true)) {
            return false;
        }
        let Ok(first) = Arc::clone(&self.free).acquire_owned().await else { return false };
        let mut permits: Vec<OwnedSemaphorePermit> = vec![first];
        while let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            permits.push(permit);
        }
        let most = i64::try_from(permits.len()).unwrap_or(1);
        let ctx = self.app.system("outside");
        let taken = self.app.db.write(&ctx, move |tx, ctx| tx.lease_messages(CHANNEL, ctx.at, most)).await;
        let taken = match taken {
            Ok(taken) => taken,
            Err(error) => {
                tracing::error!("asking other systems stopped: {error}");
                return false;
            }
        };
        for (message, permit) in taken.into_iter().zip(permits) {
            let app = self.app.clone();
            spawn(async move {
                if let Err(error) = one(&app, &message).await {
                    tracing::error!(message = message.key, "an answer could not be told: {error}");
                }
                drop(permit);
            });
        }
        true
    }
}

/// Asks one thing. Who dies in between loses the lease, and another asks again under the same key.
async fn one(app: &App, message: &Message) -> Result<()> {
    let payload = message.payload.clone();
    let came = match app.db.read(move |tx| connection::sending(tx, &payload)).await {
        Ok(sending) => {
            // The HTTP client blocks: it has a thread of its own.
            let asking = tokio::task::spawn_blocking(move || REACH.ask(&sending));
            connection::came(&asking.await.map_err(anyhow::Error::from)?)
        }
        Err(Error::Refused(refused)) => connection::came(&Heard::Forbidden { why: refused.detail }),
        Err(fault) => return Err(fault),
    };
    tell(app, message.clone(), came).await
}

async fn tell(app: &App, message: Message, came: Came) -> Result<()> {
    app.db.write(&app.system("outside"), move |tx, ctx| process::came(tx, ctx, &HOUSE, &message, &came)).await
}
