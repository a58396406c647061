//! Calendars, who goes by which, and who stands in for whom, on both databases.
#![allow(clippy::unwrap_used)]

mod scene;

use base::calendar::{DayKind, SpecialDay, Week, Weekday};
use base::id::{ActorId, CalendarId, DepartmentId};
use base::time::{DAY_US, HOUR_US};
use base::{At, Ctx, Result};
use db::{Tx, Wiring};
use people::calendar::model::{Imported, NewAbsence, NewCalendar};
use people::calendar::{self, files};
use people::model::DepartmentPatch;
use people::{absence, commands, company};
use scene::{Scene, code, later, set};
use testdb::{START, each, system_ctx};

fn on_both(test: impl Fn(&Scene)) {
    each(&Wiring::default(), |db| test(&set(db)));
}

fn day(text: &str, kind: DayKind) -> SpecialDay {
    SpecialDay { day: text.parse().unwrap(), kind, name: "节".into(), like: None, spans: Vec::new() }
}

/// Eight to twelve on Mondays alone.
fn mondays(code: &str) -> NewCalendar {
    let week = Week { mon: vec!["08:00-12:00".parse().unwrap()], ..Week::default() };
    NewCalendar {
        code: code.into(), name: "仓库".into(), name_en: None, zone: None, week, days: Vec::new()
    }
}

fn create(scene: &Scene, new: NewCalendar) -> Result<CalendarId> {
    scene.run(&system_ctx(), move |tx, ctx| Ok(calendar::create_calendar(tx, ctx, &new)?.0.id))
}

/// Working hours of a department in the week that begins with the tests, and how many statements it took to know.
fn hours(scene: &Scene, department: Option<DepartmentId>) -> (i64, u32) {
    let ask = move |tx: &mut Tx<'_>| {
        let calendar = people::calendar_for(tx, &system_ctx(), department)?;
        let count = u32::try_from(tx.statements()).unwrap();
        Ok((calendar.between(START, START.plus(7 * DAY_US)) / HOUR_US, count))
    };
    scene.db.read_now(ask).unwrap()
}

fn works_by(scene: &Scene, department: DepartmentId, calendar: Option<CalendarId>) -> Result<()> {
    let patch = DepartmentPatch { calendar_id: Some(calendar), ..DepartmentPatch::default() };
    scene.run(&system_ctx(), move |tx, ctx| {
        company::change_department(tx, ctx, department, &patch).map(|_| ())
    })
}

fn default_id(scene: &Scene) -> CalendarId {
    scene.db.read_now(calendar::calendars).unwrap()[0].id
}

#[test]
fn a_department_works_by_its_own_calendar_or_by_that_of_one_above() {
    on_both(|scene| {
        let all = scene.db.read_now(company::departments).unwrap();
        let sales = all.iter().find(|department| department.parent_id.is_none()).unwrap().id;
        assert_eq!(hours(scene, None).0, 40);
        assert_eq!(hours(scene, Some(scene.south)), (40, 1), "one statement once it is ready");

        let mondays_id = create(scene, mondays("mondays")).unwrap();
        assert_eq!(code(works_by(scene, sales, Some(CalendarId(7)))), "calendar_id: not_found");
        works_by(scene, sales, Some(mondays_id)).unwrap();
        assert_eq!(
            (hours(scene, Some(scene.south)).0, hours(scene, Some(sales)).0, hours(scene, None).0),
            (4, 4, 40)
        );
        works_by(scene, scene.east, Some(default_id(scene))).unwrap();
        assert_eq!((hours(scene, Some(scene.east)).0, hours(scene, Some(scene.south)).0), (40, 4));
        assert_eq!(
            code(scene.run(&system_ctx(), move |tx, ctx| calendar::delete_calendar(tx, ctx, mondays_id))),
            "calendar_in_use"
        );
        works_by(scene, sales, None).unwrap();
        assert_eq!(hours(scene, Some(scene.south)).0, 40);
        scene.run(&system_ctx(), move |tx, ctx| calendar::delete_calendar(tx, ctx, mondays_id)).unwrap();
        assert_eq!(
            code(scene.run(&system_ctx(), move |tx, _| calendar::calendar(tx, mondays_id))),
            "not_found"
        );

        let by_code = |code: &'static str| {
            scene.db.read_now(move |tx| people::calendar_by_code(tx, &system_ctx(), code)).unwrap()
        };
        assert_eq!(by_code("standard").unwrap().day_us(), 8 * HOUR_US);
        assert!(by_code("mondays").is_none());
    });
}

#[test]
fn what_was_made_ready_is_never_out_of_date() {
    on_both(|scene| {
        let id = default_id(scene);
        let change = move |tx: &mut Tx<'_>, ctx: &Ctx, days: Vec<SpecialDay>| {
            let new = NewCalendar { week: Week::office(), days, ..mondays("standard") };
            calendar::change_calendar(tx, ctx, id, &new)
        };
        // A change that is made ready and then given up.
        let undone = scene.run(&system_ctx(), move |tx, ctx| {
            change(tx, ctx, vec![day("2026-11-24", DayKind::Holiday)])?;
            let seen = people::calendar_for(tx, ctx, None)?.between(START, START.plus(7 * DAY_US)) / HOUR_US;
            assert_eq!(seen, 32, "within its own transaction it counts");
            Err::<(), _>(people::Refusal::CalendarNeverWorks.into())
        });
        assert_eq!(code(undone), "calendar_never_works");
        assert_eq!(hours(scene, None).0, 40);
        let days = vec![day("2026-11-24", DayKind::Holiday), day("2026-11-25", DayKind::Holiday)];
        let kept = days.clone();
        scene.run(&system_ctx(), move |tx, ctx| change(tx, ctx, days.clone())).unwrap();
        assert_eq!(hours(scene, None).0, 24);
        let (plan, days) = scene.db.read_now(move |tx| calendar::calendar(tx, id)).unwrap();
        assert_eq!((plan.revision, days), (2, kept));
    });
}

#[test]
fn one_calendar_counts_where_none_is_named() {
    on_both(|scene| {
        let (first, other) = (default_id(scene), create(scene, mondays("mondays")).unwrap());
        let make = |id| scene.run(&system_ctx(), move |tx, ctx| calendar::make_default(tx, ctx, id));
        assert_eq!(code(make(first)), "calendar_is_default");
        assert_eq!(
            code(scene.run(&system_ctx(), move |tx, ctx| calendar::delete_calendar(tx, ctx, first))),
            "calendar_is_default"
        );
        make(other).unwrap();
        assert_eq!(hours(scene, None).0, 4);
        assert_eq!(default_id(scene), other);
        scene.db.write_now(&system_ctx(), people::seed).unwrap();
        assert_eq!(scene.db.read_now(calendar::calendars).unwrap().len(), 2, "seeding again adds none");
    });
}

#[test]
fn wrong_fields_of_a_calendar_are_told_together() {
    on_both(|scene| {
        let wrong = NewCalendar {
            code: "Standard".into(),
            name: " ".into(),
            zone: Some("Mars/Olympus".into()),
            days: vec![day("2026-10-01", DayKind::Holiday), day("2026-10-01", DayKind::Work)],
            week: Week::default(),
            ..mondays("")
        };
        assert_eq!(
            code(create(scene, wrong)),
            "name: required, name_en: required, code: invalid_value, zone: invalid_value, week: calendar_never_works, \
             days[1].day: taken"
        );
        let spans = |text: &str| text.split(' ').map(|span| span.parse().unwrap()).collect::<Vec<_>>();
        let week = Week { mon: spans("09:00-12:00 11:00-13:00 22:00-06:00 05:00-06:00"), ..Week::default() };
        assert_eq!(
            code(create(scene, NewCalendar { week, ..mondays("standard") })),
            "code: taken, week.mon: shifts_overlap"
        );
        let berlin =
            create(scene, NewCalendar { zone: Some("Europe/Berlin".into()), ..mondays("berlin") }).unwrap();
        let begins =
            scene.db.read_now(move |tx| calendar::calendar_by_id(tx, &system_ctx(), berlin)).unwrap();
        assert_eq!(begins.next_working(START).unwrap().to_string(), "2026-11-23T07:00:00Z");
    });
}

#[test]
fn only_who_may_for_all_changes_calendars() {
    on_both(|scene| {
        let id = default_id(scene);
        for actor in [scene.clerk, scene.manager] {
            let ctx = scene.ctx(actor, 1);
            assert_eq!(
                code(scene.run(&ctx, |tx, ctx| calendar::create_calendar(tx, ctx, &mondays("mine")))),
                "forbidden"
            );
            assert_eq!(
                code(scene.run(&ctx, move |tx, ctx| calendar::make_default(tx, ctx, id))),
                "forbidden"
            );
        }
        let ctx = Ctx { seen_revision: Some(9), ..scene.ctx(scene.admin, 1) };
        assert_eq!(
            code(scene.run(&ctx, move |tx, ctx| calendar::import_days(tx, ctx, id, &[]))),
            "revision_mismatch"
        );
    });
}

#[test]
fn holidays_come_from_a_file_and_coming_again_change_nothing() {
    on_both(|scene| {
        let id = default_id(scene);
        let import = |file: &str| {
            let days = files::read(file.as_bytes()).unwrap();
            scene
                .run(&scene.ctx(scene.admin, 1), move |tx, ctx| calendar::import_days(tx, ctx, id, &days))
                .unwrap()
        };
        let china = files::SHIPPED.iter().find(|(code, ..)| *code == "cn-2026").unwrap().3;
        let (plan, days, imported) = import(china);
        assert_eq!(
            (plan.revision, days.len(), imported),
            (2, 39, Imported { added: 39, changed: 0, unchanged: 0 })
        );
        let (plan, _, imported) = import(china);
        assert_eq!((plan.revision, imported), (2, Imported { added: 0, changed: 0, unchanged: 39 }));
        let (_, days, imported) = import(
            "day,kind,name,like,spans\n2026-10-10,work,国庆节调休,,10:00-12:00\n2026-12-24,work,,fri,\n",
        );
        assert_eq!((days.len(), imported), (40, Imported { added: 1, changed: 1, unchanged: 0 }));
        let (_, stored) = scene.db.read_now(move |tx| calendar::calendar(tx, id)).unwrap();
        assert_eq!(stored, days);
        assert_eq!(stored.iter().find(|day| day.like.is_some()).unwrap().like, Some(Weekday::Fri));
        let seen = scene.db.read_now(|tx| people::calendar_for(tx, &system_ctx(), None)).unwrap();
        let at = |text: &str| text.parse::<At>().unwrap();
        // From the eve of the holiday to the end of the make-up day: the eighth, the ninth, two hours of the tenth.
        assert_eq!(seen.between(at("2026-09-30T10:00:00Z"), at("2026-10-11T00:00:00Z")) / HOUR_US, 18);
    });
}

fn away(
    scene: &Scene,
    ctx: &Ctx,
    actor: Option<ActorId>,
    hours: (i64, i64),
    substitute: Option<ActorId>,
) -> Result<base::id::AbsenceId> {
    let at = |hour: i64| later(hour * 60);
    let new = NewAbsence {
        actor_id: actor,
        from_at: at(hours.0),
        to_at: at(hours.1),
        substitute_id: substitute,
        note: "出差".into(),
    };
    scene.run(ctx, move |tx, ctx| Ok(absence::enter_absence(tx, ctx, &new)?.id))
}

fn stand_in(scene: &Scene, actors: &[ActorId], hour: i64) -> Vec<(ActorId, ActorId)> {
    let actors = actors.to_vec();
    let found = scene.db.read_now(move |tx| people::substitute_of(tx, &actors, later(hour * 60)));
    found.unwrap().into_iter().collect()
}

#[test]
fn who_is_away_is_stood_in_for_until_he_is_back() {
    on_both(|scene| {
        let (me, other) = (scene.clerk, scene.other);
        let ctx = scene.ctx(me, 0);
        let id = away(scene, &ctx, None, (1, 24), Some(other)).unwrap();
        assert_eq!(stand_in(scene, &[me, other], 0), [], "not yet");
        assert_eq!(stand_in(scene, &[me, other], 1), [(me, other)]);
        assert_eq!(stand_in(scene, &[me, other], 24), [], "back again");
        assert_eq!(code(away(scene, &ctx, None, (23, 30), None)), "absence_overlaps");
        away(scene, &ctx, None, (24, 30), None).unwrap();
        assert_eq!(stand_in(scene, &[me], 25), [], "nobody was named");

        let early = scene.ctx(me, 120);
        scene.run(&early, move |tx, ctx| absence::withdraw_absence(tx, ctx, id)).unwrap();
        assert_eq!(stand_in(scene, &[me], 3), [], "he came back early");
        assert_eq!(
            code(scene.run(&early, move |tx, ctx| absence::withdraw_absence(tx, ctx, id))),
            "absence_over"
        );
        away(scene, &early, None, (3, 24), Some(other)).unwrap();
        scene.run(&system_ctx(), move |tx, ctx| commands::deactivate(tx, ctx, other)).unwrap();
        assert_eq!(stand_in(scene, &[me], 4), [], "who left stands in for nobody");
    });
}

#[test]
fn substitutes_are_followed_and_circles_cut() {
    on_both(|scene| {
        let house = system_ctx();
        let [a, b, c, d] = [scene.clerk, scene.other, scene.manager, scene.admin];
        away(scene, &house, Some(a), (0, 9), Some(b)).unwrap();
        away(scene, &house, Some(b), (0, 9), Some(c)).unwrap();
        assert_eq!(stand_in(scene, &[a, b, c], 1), [(a, c), (b, c)]);
        let last = away(scene, &house, Some(c), (0, 9), Some(a)).unwrap();
        assert_eq!(
            stand_in(scene, &[a, b, c, d], 1),
            [(c, b), (a, c), (b, a)],
            "each goes to the last before himself"
        );
        scene.run(&house, move |tx, ctx| absence::withdraw_absence(tx, ctx, last)).unwrap();
        away(scene, &house, Some(c), (0, 9), None).unwrap();
        assert_eq!(stand_in(scene, &[a], 1), [(a, c)], "at the end of the line it waits");
    });
}

#[test]
fn one_says_of_oneself_that_one_is_away_or_of_those_within_reach() {
    on_both(|scene| {
        let (clerk, admin) = (scene.ctx(scene.clerk, 0), scene.ctx(scene.admin, 0));
        assert_eq!(code(away(scene, &clerk, Some(scene.other), (1, 2), None)), "not_found");
        let id = away(scene, &admin, Some(scene.other), (1, 2), None).unwrap();
        assert_eq!(
            code(scene.run(&clerk, move |tx, ctx| absence::withdraw_absence(tx, ctx, id))),
            "not_found"
        );
        assert_eq!(
            code(away(scene, &clerk, None, (3, 3), Some(scene.clerk))),
            "to_at: invalid_value, substitute_id: substitute_self"
        );
        assert_eq!(code(away(scene, &clerk, None, (3, 4), Some(ActorId(7)))), "substitute_id: not_found");
        assert_eq!(code(away(scene, &scene.ctx(scene.clerk, 600), None, (3, 10), None)), "absence_over");
        let stale = Ctx { seen_revision: Some(3), ..admin };
        assert_eq!(
            code(scene.run(&stale, move |tx, ctx| absence::withdraw_absence(tx, ctx, id))),
            "revision_mismatch"
        );
    });
}
