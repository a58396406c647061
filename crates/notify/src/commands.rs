//! The verbs: telling people, reading, choosing what comes by mail.

use std::collections::HashMap;

use base::id::{ActorId, RowId};
use base::refusal::Common;
use base::{At, Ctx, Lang, Result};
use db::{Event, Tx};
use serde_json::json;

use crate::model::{Kind, Notice, NoticePreference, Subject};
use crate::store;
use crate::words::{self, Params};

/// The outbox channel of mail; the payload names the notice.
pub const MAIL: &str = "mail";
/// The setting that says mail can be sent at all, so that nothing is written for nobody.
pub const MAIL_ON: &str = "mail.on";

/// Something that happened, and whom it concerns.
#[derive(Debug, Clone)]
pub struct News {
    pub kind: Kind,
    pub to: Vec<ActorId>,
    /// Who did it: he is not told.
    pub by: ActorId,
    /// The page it leads to.
    pub path: String,
    pub about: String,
    pub at: At,
}

/// Tells people something, each in his language; `facts` gives what the sentences name in a language. Whoever did it himself
/// and whoever left the company is told nothing.
///
/// # Errors
/// Faults of the store, and of `facts`.
pub fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    news: &News,
    mut facts: impl FnMut(&mut Tx<'_>, Lang) -> Result<Params>,
) -> Result<()> {
    let mut to = news.to.clone();
    to.sort_unstable();
    to.dedup();
    to.retain(|person| *person != news.by);
    let people = people::briefs(tx, &to)?;
    let mut said: HashMap<&str, (String, String)> = HashMap::new();
    let mut notices = Vec::new();
    for person in people.iter().filter(|person| person.active) {
        let lang = if person.lang == Lang::En { "en" } else { "zh" };
        if !said.contains_key(lang) {
            let params = facts(tx, person.lang)?;
            said.insert(lang, words::say(person.lang, news.kind, &params));
        }
        let (title, body) = said[lang].clone();
        notices.push(Notice {
            id: ctx.id(),
            actor_id: person.id,
            kind: news.kind,
            title,
            body,
            path: news.path.clone(),
            about: news.about.clone(),
            at: news.at,
            read_at: None,
        });
    }
    if notices.is_empty() {
        return Ok(());
    }
    store::insert(tx, &notices)?;
    mail(tx, ctx, news.kind, &notices)?;
    let told: Vec<ActorId> = notices.iter().map(|notice| notice.actor_id).collect();
    let facts = json!({"kind": news.kind, "to": told});
    tx.record(ctx, Event::new("notice.written", &news.about).data(&facts));
    Ok(())
}

/// A message for everybody who wants mail of this. What is in it is written when it leaves: the notice may be stale by then.
fn mail(tx: &mut Tx<'_>, ctx: &Ctx, kind: Kind, notices: &[Notice]) -> Result<()> {
    if tx.setting(MAIL_ON)?.is_none() {
        return Ok(());
    }
    let people: Vec<ActorId> = notices.iter().map(|notice| notice.actor_id).collect();
    let chosen = store::chosen(tx, &people, kind.subject())?;
    for notice in notices {
        let wish = chosen.iter().find(|(person, _)| *person == notice.actor_id).map(|(_, mail)| *mail);
        if wish.unwrap_or(kind.subject().mailed()) {
            tx.outbox(ctx, MAIL, &format!("notice_{}", notice.id), &json!({"notice": notice.id}))?;
        }
    }
    Ok(())
}

/// Whether somebody wants mail of a kind.
///
/// # Errors
/// Faults of the store.
pub fn wants_mail(tx: &mut Tx<'_>, person: ActorId, kind: Kind) -> Result<bool> {
    let chosen = store::chosen(tx, &[person], kind.subject())?;
    Ok(chosen.first().map_or(kind.subject().mailed(), |(_, mail)| *mail))
}

/// A notice, whoever it is for; for whoever sends it.
///
/// # Errors
/// Faults of the store.
pub fn notice(tx: &mut Tx<'_>, id: RowId) -> Result<Option<Notice>> {
    store::one(tx, id)
}

/// What was asked for is done, by whomever: nobody need read any more that it waits.
///
/// # Errors
/// Faults of the store.
pub fn settle(tx: &mut Tx<'_>, ctx: &Ctx, about: &str) -> Result<()> {
    let asking: Vec<&str> = Kind::ALL.iter().filter(|kind| kind.asks()).map(|kind| kind.as_str()).collect();
    store::settle(tx, ctx.at, about, &asking)
}

/// Marks one of one's own as read.
///
/// # Errors
/// `not_found`.
pub(crate) fn read(tx: &mut Tx<'_>, ctx: &Ctx, id: RowId) -> Result<()> {
    let own = store::one(tx, id)?.filter(|notice| notice.actor_id == ctx.actor());
    let notice = own.ok_or_else(|| Common::NotFound { what: "notice", id: id.to_string() })?;
    match notice.read_at {
        Some(_) => Ok(()),
        None => store::read(tx, ctx, id),
    }
}

/// What one wants by mail, of every subject.
pub(crate) fn preferences(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Vec<NoticePreference>> {
    let chosen = store::choices(tx, ctx.actor())?;
    let of = |subject: Subject| chosen.iter().find(|(known, _)| *known == subject).map(|(_, mail)| *mail);
    let all = Subject::ALL.iter().map(|subject| NoticePreference {
        subject: *subject,
        mail: of(*subject).unwrap_or(subject.mailed()),
    });
    Ok(all.collect())
}

/// What somebody wants by mail from here on; subjects that are not named stay as they are.
///
/// # Errors
/// Faults of the store.
pub fn prefer_for(tx: &mut Tx<'_>, person: ActorId, wanted: &[NoticePreference]) -> Result<()> {
    wanted.iter().try_for_each(|wish| store::choose(tx, person, wish))
}
