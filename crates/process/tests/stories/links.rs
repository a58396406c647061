//! Deciding by a link somebody was sent, without logging in.

use base::{Lang, Result};
use expect_test::expect;
use process::commands::link;

use crate::check;
use crate::house::HOUSE;
use crate::words::{after, rest_after};
use crate::world::World;

/// `link L a for li`: a link with the secret L, for whoever it is sent to.
pub(crate) fn make(world: &World, words: &[&str]) -> Result<()> {
    let (secret, task) = (words[0].to_owned(), world.task(words[1])?.id);
    let person = world.person(after(words, "for").unwrap());
    world.run(move |tx, ctx| process::make_link(tx, ctx, task, person, &secret))
}

/// `look-link L`: what whoever opens it sees.
pub(crate) fn look(world: &World, secret: &str) -> Result<Vec<String>> {
    let (secret, ctx) = (secret.to_owned(), world.ctx_of(""));
    let looked = world.db.read_now(move |tx| link::look(tx, &ctx, &HOUSE, &secret, Lang::En))?;
    let mut told = format!("{:?} for {:?}", looked.standing, looked.person);
    if !looked.other.is_empty() {
        told.push_str(&format!(", {} has it or did it", looked.other));
    }
    match looked.gist {
        Some(gist) => told.push_str(&format!(", {} of {}", gist.step, gist.task.number)),
        None => told.push_str(", nothing is shown"),
    }
    Ok(vec![told])
}

/// `by-link L approve`, `by-link L reject because …`: whoever holds it, nobody has logged in.
pub(crate) fn answer(world: &World, words: &[&str]) -> Result<()> {
    let (secret, outcome) = (words[0].to_owned(), words[1].to_owned());
    let comment = rest_after(words, "because");
    let nobody = world.ctx_of("");
    world
        .db
        .write_now(&nobody, move |tx, ctx| {
            process::answer_by_link(tx, ctx, &HOUSE, &secret, (&outcome, &comment))
        })
        .map(drop)
}

const ONE: &str = "process p on=thing
    start s message=thing.made -> a
    user a who=user:li kind=approval -> x
    xor x -> e?approved f!
    end f
    end e";

#[test]
fn a_link_decides_for_whom_it_was_sent_to_once_and_with_a_reason_for_no() {
    check(
        ONE,
        expect![[r#"
            > person li
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li
            > link L1 a for li
            > look-link L1
            Open for "li", a of thg_T1
            > look-link L2
            refused link_unknown: there is no such link: it was not copied whole, or it ended long ago
            > by-link L2 approve
            refused link_unknown: there is no such link: it was not copied whole, or it ended long ago
            > by-link L1 reject
            refused invalid: 1 field is wrong
              comment: required
            > by-link L1 perhaps
            refused not_approval: an approval is answered with approve or reject, not with perhaps
            > by-link L1 approve because fine
            T1 hears: a approved
            p T1: ended at e, completed
              a: approve by li: fine
            > look-link L1
            Decided for "li", a of thg_T1
            > by-link L1 reject because no, rather not
            refused task_closed: the task is done already
            > thing T2
            T2 hears: a opened
            p T2: at a
              a: for li
            > link L3 T2/a for li
            > by-link L3 reject because too much
            T2 hears: a rejected
            p T2: ended at f, completed
              a: reject by li: too much
        "#]],
    );
}

#[test]
fn what_moved_ended_or_is_not_needed_is_told_apart() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li kind=approval -> e
         boundary w on=a message=thing.paid -> f
         end f
         end e",
        expect![[r#"
            > person li
            > person wang
            > as li
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li
            > link L1 a for li
            > transfer a to wang
              a: for wang
            > look-link L1
            Moved for "li", wang has it or did it, nothing is shown
            > by-link L1 approve
            refused task_not_yours: the task is not yours: it is with wang
            # A link of his own for whoever has it now.
            > link L2 a for wang
            > look-link L2
            Open for "wang", a of thg_T1
            > pass 8d
            > look-link L2
            Ended for "wang", nothing is shown
            > by-link L2 approve
            refused link_ended: the link has ended at 2026-11-30T01:09:00Z
            > link L3 a for wang
            > event thing.paid T1
            T1 hears: a dropped
            p T1: ended at f, completed
              a: no more
            > look-link L3
            Withdrawn for "wang", nothing is shown
            > by-link L3 approve
            refused task_closed: the task is cancelled already
        "#]],
    );
}

#[test]
fn rights_count_at_the_moment_of_use() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=role:chief kind=approval -> e
         end e",
        expect![[r#"
            > person li is chief
            > person wang is chief
            > person zhao is operator
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for role:chief
            > link L1 a for li
            > link L2 a for wang
            > link L3 a for zhao
            > look-link L1
            Open for "li", a of thg_T1
            # Whoever may repair everything was still not asked.
            > look-link L3
            Moved for "zhao", nothing is shown
            > by-link L3 approve
            refused task_not_yours: the task is not yours: it is with 
            > deactivate li
            > look-link L1
            Dead for "", nothing is shown
            > by-link L1 approve
            refused link_dead: whoever the link was sent to may not act any more
            > by-link L2 approve
            T1 hears: a approved
            p T1: ended at e, completed
              a: approve by wang
            > look-link L2
            Decided for "wang", a of thg_T1
        "#]],
    );
}

#[test]
fn what_a_link_cannot_give_is_done_at_the_desk() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         user a who=user:li kind=approval fields=note=write! -> b
         user b who=user:li -> c
         user c who=user:li kind=approval -> e
         end e",
        expect![[r#"
            > person li
            > person wang
            > thing T1
            T1 hears: a opened
            p T1: at a
              a: for li
            > link L1 a for li
            > look-link L1
            LogIn for "li", a of thg_T1
            > by-link L1 approve
            refused link_too_narrow: this task asks for more than a link can give: it is done after logging in
            > as li
            > approve a note=seen
            T1 hears: a approved
            p T1: at b
              a: approve by li
              b: for li
            > link L2 b for li
            > look-link L2
            LogIn for "li", b of thg_T1
            > by-link L2 approve
            refused link_too_narrow: this task asks for more than a link can give: it is done after logging in
            > done b
            T1 hears: c opened
            p T1: at c
              b: done by li
              c: for li
            > delegate c to wang
              c: for wang, li's
            > link L3 c for wang
            > look-link L3
            LogIn for "wang", c of thg_T1
            > by-link L3 approve
            refused link_too_narrow: this task asks for more than a link can give: it is done after logging in
        "#]],
    );
}
