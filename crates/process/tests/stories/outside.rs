//! Other systems: asked after the commit, again when they break, once when they answer; what nobody waits for is dropped.

use base::Result;
use expect_test::expect;
use process::Came;
use process::commands::outside;
use process::model::{OutsideCall, OutsideState};

use crate::check;
use crate::house::HOUSE;
use crate::words::vars;
use crate::world::World;

/// `send`: takes what is due out of the outbox, as the worker does before he asks.
pub(crate) fn send(world: &mut World) -> Result<()> {
    let mut sent = world.run(|tx, ctx| tx.lease_messages(process::CHANNEL, ctx.at, 50))?;
    sent.sort_by_key(|message| message.id);
    for message in sent {
        let id: i64 = message.key.parse().unwrap();
        let (step,): (String,) =
            world.look(move |tx| tx.one("SELECT step FROM outside_call WHERE id = $1", &[&id]));
        world.sent.push((step, message));
    }
    Ok(())
}

/// `came a done answer=5`, `came a refused no_stock`, `came a later busy`, `came a failed 'too large'`: to the first that was
/// sent for the step and has no answer; with `again` it stays to be answered once more.
pub(crate) fn came(world: &mut World, words: &[&str]) -> Result<()> {
    let place = world.sent.iter().position(|(step, _)| step == words[0]);
    let place = place.unwrap_or_else(|| panic!("nothing was sent for {}", words[0]));
    let message =
        if words.contains(&"again") { world.sent[place].1.clone() } else { world.sent.remove(place).1 };
    let said = words
        .get(2)
        .filter(|word| !word.contains('=') && **word != "again")
        .copied()
        .unwrap_or(words[1])
        .to_owned();
    let came = match words[1] {
        "done" => Came::Done { said, results: vars(words) },
        "refused" => Came::Refused { error: said.clone(), said, results: vars(words) },
        "later" => Came::Later { said, wait_us: 0 },
        _ => Came::Failed { said },
    };
    world.run(move |tx, ctx| process::came(tx, ctx, &HOUSE, &message, &came))
}

/// `hurry a`, `giveup a`: the last question of a step.
pub(crate) fn act(world: &World, verb: &str, words: &[&str]) -> Result<()> {
    let step = words[0].to_owned();
    let (id,): (base::id::OutsideCallId,) = world.look(move |tx| {
        tx.one("SELECT id FROM outside_call WHERE step = $1 ORDER BY id DESC LIMIT 1", &[&step])
    });
    let act = if verb == "hurry" { outside::hurry } else { outside::give_up };
    world.run(move |tx, ctx| act(tx, ctx, &HOUSE, id)).map(drop)
}

/// A question as a story shows it.
pub(crate) fn line(call: &OutsideCall) -> String {
    let OutsideCall { step, request, n, tries, said, .. } = call;
    match call.state {
        OutsideState::Waiting => format!("{step} asks: {request}, key {n}"),
        OutsideState::CalledOff => format!("{step} asks no more"),
        other => format!("{step} asked: {other} after {tries}: {said}"),
    }
}

const ASKS: &str = "process p on=thing
    start s message=thing.made -> a
    service a service=shop.ask connection=shop arg='note:= thing.state' out=answer>price -> b
    user b who=starter -> e
    end e";

#[test]
fn a_fine_answer_is_told_once() {
    check(
        ASKS,
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1 state=new
            p T1: at a
              a asks: ASK shop new, key 1
            > as system
            > send
            > send
            > came a done again answer=5
            p T1: at b
              b: for zhao
              a asked: done after 1: done
            > came a done answer=6
              case.answer_dropped a done
            > vars T1
              price=5
            > hurry a
            refused call_over: nobody waits any more for what was asked: ASK shop new
            > giveup a
            refused call_over: nobody waits any more for what was asked: ASK shop new
        "#]],
    );
}

#[test]
fn it_breaks_twice_and_is_asked_again() {
    check(
        ASKS,
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1 state=new
            p T1: at a
              a asks: ASK shop new, key 1
            > as system
            > send
            > came a later busy
            > hurry a
              case.call_hurried a
            > send
            > came a later busy
            > send
            > came a done answer=7
            p T1: at b
              b: for zhao
              a asked: done after 3: done
            > vars T1
              price=7
        "#]],
    );
}

#[test]
fn it_never_answers_and_is_repaired() {
    check(
        ASKS,
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1 state=new
            p T1: at a
              a asks: ASK shop new, key 1
            > thing T2 state=new
            p T2: at a
              a asks: ASK shop new, key 1
            > thing T3 state=new
            p T3: at a
              a asks: ASK shop new, key 1
            > as system
            > send
            > came a later 'no route'
            > came a later 'no route'
            > came a later 'no route'
            > send
            > came a later 'no route'
            > came a later 'no route'
            > came a later 'no route'
            > send
            > came a later 'no route'
            p T1: at a (stuck)
              stuck a: outside: shop (ASK shop new), try 3: no route
              a asked: failed after 3: no route
            > came a later 'no route'
            p T2: at a (stuck)
              stuck a: outside: shop (ASK shop new), try 3: no route
              a asked: failed after 3: no route
            > came a later 'no route'
            p T3: at a (stuck)
              stuck a: outside: shop (ASK shop new), try 3: no route
              a asked: failed after 3: no route
            # nothing is in line any more
            > send
            # its effect is not known: the same question has the same key
            > repair a retry
            p T3: at a
              solved a: outside retry
              a asks: ASK shop new, key 1
            > send
            > came a done answer=1
            p T3: at b
              b: for zhao
              a asked: done after 1: done
            > repair a skip answer=2
            p T2: at b
              b: for zhao
              solved a: outside skip
            > vars T2
              price=2
            > repair a move b
            p T1: at b
              b: for zhao
              solved a: outside move
        "#]],
    );
}

#[test]
fn another_question_has_another_key() {
    check(
        "process p on=thing
         start s message=thing.made -> x
         script x run='word = \"one\"' -> a
         service a service=shop.ask connection=shop arg='note:= word' out=answer>price -> e
         end e",
        expect![[r#"
            > person zhao
            > thing T1
            p T1: at a
              a asks: ASK shop one, key 1
            > send
            > came a failed 'too large'
            p T1: at a (stuck)
              stuck a: outside: shop (ASK shop one), try 1: too large
              a asked: failed after 1: too large
            > repair a retry
            p T1: at a
              solved a: outside retry
              a asks: ASK shop one, key 1
            > send
            > came a failed 'too large'
            p T1: at a (stuck)
              stuck a: outside: shop (ASK shop one), try 1: too large
              a asked: failed after 1: too large
            > repair a set word=two
            p T1: at a
              solved a: outside set
              a asks: ASK shop two, key 2
            > send
            > came a refused unknown
            p T1: at a (stuck)
              stuck a: outside_refused: shop (ASK shop two), try 1: unknown
              a asked: refused after 1: unknown
            > repair a retry
            p T1: at a
              solved a: outside_refused retry
              a asks: ASK shop two, key 3
            > send
            > came a done answer=1
            p T1: ended at e, completed
              a asked: done after 1: done
        "#]],
    );
}

#[test]
fn the_other_side_says_no() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         service a service=shop.ask connection=shop arg='note:= thing.state' out=answer>price -> e
         boundary n on=a error=sold_out -> b
         user b who=starter -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1 state=new
            p T1: at a
              a asks: ASK shop new, key 1
            > thing T2 state=new
            p T2: at a
              a asks: ASK shop new, key 1
            > as system
            > send
            > came a refused sold_out status=409
            p T1: at b
              b: for zhao
              a asked: refused after 1: sold_out
            > vars T1
              status=409 error_code=sold_out error_message=sold_out
            # nobody catches this one
            > came a refused http_404
            p T2: at a (stuck)
              stuck a: outside_refused: shop (ASK shop new), try 1: http_404
              a asked: refused after 1: http_404
            > repair a end
            p T2: ended at a, stopped
              solved a: outside_refused end
        "#]],
    );
}

#[test]
fn a_late_answer_after_the_timer_is_dropped() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         service a service=shop.ask connection=shop arg='note:= thing.state' -> e
         boundary t on=a wait=PT1H -> b
         user b who=starter -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1 state=new
            p T1: at a
              a asks: ASK shop new, key 1
            > as system
            > send
            > pass 1h
            p T1: at b
              b: for zhao
              a asks no more
              case.call_dropped a
            > came a done
              case.answer_dropped a done
            > send
        "#]],
    );
}

#[test]
fn what_nobody_needs_is_called_off() {
    check(
        "process p on=thing
         start s message=thing.made -> f
         and f -> a c
         service a service=shop.ask connection=shop arg='note:= thing.state' -> j
         service c service=shop.ask connection=shop arg='note:= thing.state' -> j
         and j -> e
         end e",
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1 state=new
            p T1: at a, c
              a asks: ASK shop new, key 1
              c asks: ASK shop new, key 1
            > as system
            > jump T1 a to e
            p T1: ended at e, completed
              a asks no more
              c asks no more
              case.call_dropped a
              case.call_dropped c
            > stop T1
            refused case_ended: the case has ended
            > thing T2 state=new
            p T2: at a, c
              a asks: ASK shop new, key 1
              c asks: ASK shop new, key 1
            > send
            > giveup a
            p T2: at a (stuck), c
              stuck a: outside: shop (ASK shop new), try 1: called off
              a asked: failed after 1: called off
            > giveup c
            p T2: at a (stuck), c (stuck)
              stuck c: outside: shop (ASK shop new), try 1: called off
              c asked: failed after 1: called off
            > came a done
              case.answer_dropped a done
            > repair a retry
            p T2: at a, c (stuck)
              solved a: outside retry
              a asks: ASK shop new, key 1
            > came c later busy
        "#]],
    );
}

#[test]
fn what_cannot_be_asked_is_stuck_at_once() {
    check(
        ASKS,
        expect![[r#"
            > person zhao
            > as zhao
            > thing T1
            p T1: at a (stuck)
              stuck a: service: there is no thing nothing
            > as system
            > thing T1 state=new
            > repair a retry
            p T1: at a
              solved a: service retry
              a asks: ASK shop new, key 1
            > send
            > came a done answer=3
            p T1: at b
              b: for zhao
              a asked: done after 1: done
        "#]],
    );
}

#[test]
fn a_drawing_names_a_connection_that_is_there() {
    check(
        "process p on=thing
         start s -> e
         end e
         process p#1 on=thing
         start s -> a
         service a named=问 service=shop.ask arg='note:= \"x\"' -> b
         service b named=再问 service=shop.ask connection=bank arg='note:= \"x\"' -> e
         end e",
        expect![[r#"
            > problems p#1
              Error: “问”: no connection is named over which it asks
              Error: “再问”: there is no connection bank in use
            > draft p#1
            > publish p
            refused process_unfit: the process has 2 problems that keep it from running: “问”: no connection is named over which it asks
        "#]],
    );
}

#[test]
fn each_of_a_list_asks_for_itself() {
    check(
        "process p on=thing
         start s message=thing.made -> a
         service a each='= [1, 2]' service=shop.ask connection=shop arg='note:= string(item)' -> e
         end e",
        expect![[r#"
            > thing T1
            p T1: at a, a
              a asks: ASK shop 1, key 1
              a asks: ASK shop 2, key 1
            > send
            > came a done
            p T1: at a
              a asked: done after 1: done
            > came a done
            p T1: ended at e, completed
              a asked: done after 1: done
        "#]],
    );
}
