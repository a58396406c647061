//! What goes on behind the pages: messages are sent, readers of the journal follow, old answers are forgotten.

use std::time::Duration;

use base::time::{DAY_US, MINUTE_US};
use base::{Ctx, Result};
use db::work::timer::Timer;
use db::{Db, Tx};
use edge::App;

use crate::mail::{self, Mailer};
use crate::nightly;
use crate::outside::calls::Calls;
use crate::outside::{self, Outside};
use crate::wiring::{self, Follower};

/// How often a worker looks when nothing wakes it: other nodes write too.
const LOOK: Duration = Duration::from_millis(500);
const BATCH: i64 = 100;
/// Timers one transaction works off: about a hundredth of a second each at most.
const TIMERS_AT_ONCE: i64 = 20;
/// A timer that failed comes again after so long.
const TRIED_AGAIN_US: i64 = 5 * MINUTE_US;
/// Answers to idempotency keys are kept this long.
const REMEMBERED_US: i64 = 7 * DAY_US;

/// Imports that one node works on at the same time: a small file does not wait for a large one.
const IMPORTS_AT_ONCE: usize = 2;

/// Starts all workers; they end with the process.
pub(crate) fn start(app: &App, outside: Outside, mailer: Option<Mailer>) {
    spawn(followers(app.clone()));
    spawn(messages(app.clone(), outside));
    if let Some(mailer) = mailer {
        spawn(mails(app.clone(), mailer));
    }
    spawn(calls(Calls::new(app.clone()), app.clone()));
    spawn(timers(app.clone()));
    spawn(forgetting(app.clone()));
    spawn(nights(app.clone()));
    for _ in 0..IMPORTS_AT_ONCE {
        spawn(imports(app.clone()));
    }
}

#[expect(clippy::disallowed_methods, reason = "the workers themselves: everything else is a job of theirs")]
pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(work);
}

/// Each follower of the journal sees every event once, in its own transaction.
async fn followers(app: App) {
    let mut changes = app.db.changes();
    loop {
        changes.borrow_and_update();
        if !follow(&app).await {
            let _ = tokio::time::timeout(LOOK, changes.changed()).await;
        }
    }
}

/// Lets every follower deal with the next events it has not seen; `false` when nobody had any.
pub async fn follow(app: &App) -> bool {
    let mut moved = false;
    for follower in wiring::FOLLOWERS {
        match advance(&app.db, &app.system(follower.name), follower).await {
            Ok(some) => moved |= some,
            Err(error) => {
                tracing::error!(follower = follower.name, "a follower of the journal stopped: {error}")
            }
        }
    }
    moved
}

/// Lets one follower read on by a few events; whether there were any.
///
/// # Errors
/// What the follower's function fails with.
pub(crate) async fn advance(db: &Db, ctx: &Ctx, follower: &'static Follower) -> Result<bool> {
    // Looking costs a read; moving the cursor, which costs a commit and wakes everybody, comes only when
    // there is something.
    let news = db.read(move |tx| tx.news(follower.name, follower.kinds, BATCH)).await?;
    let Some(news) = news else { return Ok(false) };
    db.write(ctx, move |tx, ctx| {
        if tx.advance(follower.name, &news)? {
            (follower.run)(tx, ctx, &news.entries)?;
        }
        Ok(true)
    })
    .await
}

async fn messages(app: App, outside: Outside) {
    let mut changes = app.db.changes();
    loop {
        changes.borrow_and_update();
        let ctx = app.system("outbox");
        // Looking costs a read; the lease, which costs a commit, is taken only when something is due.
        let due = app.db.read(move |tx| tx.messages_due(outside::WEBHOOK, ctx.at)).await;
        if let Ok(true) = due
            && let Err(error) = outside::send_due(&app, &outside).await
        {
            tracing::error!("the outbox stopped: {error}");
        }
        if !matches!(due, Ok(true)) {
            let _ = tokio::time::timeout(LOOK, changes.changed()).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Mail has a worker of its own: a slow mail server keeps nobody else waiting.
async fn mails(app: App, mailer: Mailer) {
    let mut changes = app.db.changes();
    loop {
        changes.borrow_and_update();
        if !mail::send_due(&app, &mailer).await {
            let _ = tokio::time::timeout(LOOK, changes.changed()).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Other systems are asked what steps of processes wait for.
async fn calls(calls: Calls, app: App) {
    let mut changes = app.db.changes();
    loop {
        changes.borrow_and_update();
        if !calls.begin().await {
            let _ = tokio::time::timeout(LOOK, changes.changed()).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Timers of processes, worked off in batches; several nodes never take the same one.
async fn timers(app: App) {
    loop {
        if !tick(&app).await {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Works off the next timers that are due; whether there were any.
pub async fn tick(app: &App) -> bool {
    let ctx = app.system("timer");
    // Looking costs a read; taking them costs a commit.
    if !matches!(app.db.read(move |tx| tx.timers_due(process::TIMERS, ctx.at)).await, Ok(true)) {
        return false;
    }
    let ctx = app.system("timer");
    let worked = app.db.write(&ctx, |tx, ctx| {
        let due = tx.take_timers(process::TIMERS, ctx.at, TIMERS_AT_ONCE)?;
        let count = due.len();
        for timer in &due {
            one_timer(tx, ctx, timer)?;
        }
        Ok(count)
    });
    match worked.await {
        Ok(count) => count > 0,
        Err(error) => {
            tracing::error!("timers stopped: {error}");
            false
        }
    }
}

/// One that fails is tried again later and keeps no other from its turn.
fn one_timer(tx: &mut Tx<'_>, ctx: &Ctx, timer: &Timer) -> Result<()> {
    match tx.attempt(|tx| process::on_timer(tx, ctx, &crate::offer::HOUSE, timer)) {
        Ok(()) => Ok(()),
        Err(error) if db::is_try_again(&error) => Err(error),
        Err(error) => {
            tracing::error!(kind = timer.kind, subject = timer.subject, "a timer failed: {error}");
            let what = (timer.kind.as_str(), timer.subject.as_str());
            tx.timer_with(ctx, ctx.at.plus(TRIED_AGAIN_US), what, &timer.payload)
        }
    }
}

/// What is due is looked for once a minute; nothing here is due to the second.
async fn nights(app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        if let Err(error) = nightly::check_when_due(&app).await {
            tracing::error!("the nightly check stopped: {error}");
        }
    }
}

async fn forgetting(app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(600)).await;
        let ctx = app.system("forgetting");
        let before = ctx.at.plus(-REMEMBERED_US);
        while let Ok(1_000..) = app.db.write(&ctx, move |tx, _| tx.forget_answers(before)).await {}
    }
}

/// Works on imports that wait, those included that a killed process left behind.
async fn imports(app: App) {
    let mut changes = app.db.changes();
    loop {
        changes.borrow_and_update();
        if !work_on_import(&app).await {
            let _ = tokio::time::timeout(LOOK, changes.changed()).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Works on one import until it is through; `false` when none waits.
pub async fn work_on_import(app: &App) -> bool {
    let ctx = app.system("import");
    // Looking costs a read; taking one costs a commit.
    if !matches!(app.db.read(move |tx| connect::work::is_waiting(tx, ctx.at)).await, Ok(true)) {
        return false;
    }
    let ctx = app.system("import");
    let claimed = app.db.write(&ctx, |tx, ctx| connect::work::claim(tx, ctx.at)).await;
    let id = match claimed {
        Ok(Some(id)) => id,
        Ok(None) => return false,
        Err(error) => {
            tracing::error!("looking for imports stopped: {error}");
            return false;
        }
    };
    let app = app.clone();
    let worked = tokio::task::spawn_blocking(move || {
        connect::work::work(&app.db, &ctx, &|| app.now(), id, &mut |_| {})
    });
    match worked.await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::error!(import = %id, "an import stopped: {error}");
            false
        }
        Err(error) => {
            tracing::error!(import = %id, "an import stopped: {error}");
            false
        }
    }
}
