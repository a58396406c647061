//! Telling, on both databases: who is told, in which language, and for whom a message waits to be mailed.
#![allow(clippy::unwrap_used)]

use base::id::ActorId;
use base::{Ctx, Lang, Result};
use db::{Db, Tx, Wiring};
use notify::model::NoticePreference;
use notify::{Kind, News, Params, Subject};
use people::model::NewActor;
use testdb::{START, each, system_ctx};

fn person(db: &Db, login: &'static str, lang: Lang) -> ActorId {
    let new = NewActor { login: Some(login.into()), name: login.into(), lang, ..NewActor::default() };
    db.write_now(&system_ctx(), move |tx, ctx| people::commands::create_actor(tx, ctx, &new, None))
        .unwrap()
        .id
}

fn news(kind: Kind, to: &[ActorId], by: ActorId) -> News {
    News { kind, to: to.to_vec(), by, path: "/tasks/tsk_1".into(), about: "tsk_1".into(), at: START }
}

fn facts(_: &mut Tx<'_>, lang: Lang) -> Result<Params> {
    let step = if lang == Lang::En { "Review" } else { "审核" };
    Ok(vec![("step", step.to_owned()), ("number", "SO-1".to_owned())])
}

fn tell(db: &Db, news: News) {
    db.write_now(&system_ctx(), move |tx: &mut Tx<'_>, ctx: &Ctx| notify::tell(tx, ctx, &news, facts))
        .unwrap();
}

/// Titles by reader, and for how many of them a message waits.
fn told(db: &Db) -> (Vec<(ActorId, String)>, usize) {
    db.read_now(|tx| {
        let titles = tx.all("SELECT actor_id, title FROM notice WHERE read_at IS NULL ORDER BY id", &[])?;
        let waiting: Vec<(String,)> = tx.all("SELECT key FROM outbox WHERE channel = 'mail'", &[])?;
        Ok((titles, waiting.len()))
    })
    .unwrap()
}

#[test]
fn each_is_told_once_in_his_language_and_whoever_did_it_is_not() {
    each(&Wiring::default(), |db| {
        let (li, wang, helen) =
            (person(db, "li", Lang::Zh), person(db, "wang", Lang::Zh), person(db, "helen", Lang::En));
        db.write_now(&system_ctx(), move |tx, ctx| people::commands::deactivate(tx, ctx, wang)).unwrap();
        tell(db, news(Kind::Task, &[li, wang, helen, li], ActorId(0)));
        let (titles, waiting) = told(db);
        assert_eq!(titles.len(), 2, "{titles:?}");
        assert!(titles.iter().any(|(to, title)| *to == li && title.contains("审核")), "{titles:?}");
        assert!(titles.iter().any(|(to, title)| *to == helen && title.contains("Review")), "{titles:?}");
        assert_eq!(waiting, 0, "no mail server is named");
        tell(db, news(Kind::Handed, &[li], li));
        assert_eq!(told(db).0.len(), 2, "he knows what he did");
        db.write_now(&system_ctx(), |tx, ctx| notify::settle(tx, ctx, "tsk_1")).unwrap();
        assert_eq!(told(db).0, []);
    });
}

#[test]
fn mail_waits_for_whoever_wants_it() {
    each(&Wiring::default(), |db| {
        let (li, wang) = (person(db, "li", Lang::Zh), person(db, "wang", Lang::Zh));
        db.write_now(&system_ctx(), |tx, _| tx.set_setting(notify::MAIL_ON, Some("yes"))).unwrap();
        tell(db, news(Kind::Copy, &[li, wang], ActorId(0)));
        assert_eq!(told(db).1, 0, "copies are read some time");
        tell(db, news(Kind::Task, &[li, wang], ActorId(0)));
        assert_eq!(told(db).1, 2);
        let choose = move |tx: &mut Tx<'_>, _: &Ctx| {
            notify::commands::prefer_for(
                tx,
                li,
                &[NoticePreference { subject: Subject::Task, mail: false }],
            )?;
            notify::commands::prefer_for(tx, wang, &[NoticePreference { subject: Subject::Copy, mail: true }])
        };
        db.write_now(&system_ctx(), choose).unwrap();
        tell(db, news(Kind::Escalated, &[li, wang], ActorId(0)));
        assert_eq!(told(db).1, 3, "not li, who said no");
        tell(db, news(Kind::Copy, &[li, wang], ActorId(0)));
        assert_eq!(told(db).1, 4, "wang, who asked for it");
    });
}
